"""ACLED exports read the obvious way: a row at a time, each cell for itself. What the reader must equal."""

from __future__ import annotations

import io

from truceline.clock import Interval
from truceline.model.casebook import Casebook
from truceline.model.ids import UNKNOWN_ACTOR
from truceline.model.words import Basis
from truceline.sources import Intake, intakes
from truceline.sources.acled import (
    GEO_PRECISION,
    UNSTATED,
    _costs,
    _headings,
    _id,
    _kind,
    _made_id,
    _period_finder,
    published_at,
)
from truceline.sources.acts import act_finder
from truceline.sources.attribution import without_direction
from truceline.sources.cells import parts, spot, toll
from truceline.sources.claim_rows import Cells, ClaimRow, gathered, headed, unreadable
from truceline.sources.feed import opened, table_rows
from truceline.sources.names import actor_finder


def read_acled_row_by_row(data: bytes, casebook: Casebook, *, name: str) -> Intake:
    zone = casebook.mandate.day_zone
    find, act_of = actor_finder(casebook.actors), act_finder(casebook.crossings, "acled")
    with opened(io.BytesIO(data), name=name) as feed:
        rows = table_rows(feed)
        line, first = next(rows, (0, []))
        headings = _headings(feed.file, line, first)

        def id_of(cells: Cells) -> str:
            return _id(cells["event_id_cnty"]) if "event_id_cnty" in headings else _made_id(cells)

        def period(cells: Cells) -> Interval:
            precision = cells.get("time_precision", "").strip()
            return _period_finder(zone)(cells["event_date"], precision, cells.get("year", ""))

        def read(cells: Cells) -> ClaimRow:
            incident = id_of(cells)
            one = parts(cells["actor1"]) + parts(cells.get("assoc_actor_1", ""))
            other = parts(cells.get("actor2", "")) + parts(cells.get("assoc_actor_2", ""))
            act = act_of(cells["event_type"].strip(), cells.get("sub_event_type", "").strip())
            killed = toll(cells.get("fatalities", ""))
            precision = cells.get("geo_precision", "").strip()
            if precision not in ("", *GEO_PRECISION):
                raise unreadable(f"geo_precision {precision[:40]!r} is not 1, 2 or 3", "see the codebook")
            radius_m, grade = GEO_PRECISION.get(precision, UNSTATED)
            sides = [frozenset(find(name) or UNKNOWN_ACTOR for name in side) for side in (one, other)]
            places = (cells.get(name, "").strip() for name in ("admin3", "admin2", "admin1"))
            return ClaimRow(
                incident_id=incident,
                when=period(cells),
                time_unstated=not cells.get("time_precision", "").strip(),
                spot=spot(
                    cells.get("longitude", ""), cells.get("latitude", ""), radius_m=radius_m, grade=grade
                ),
                place=cells.get("location", "").strip() or None,
                divisions=tuple(filter(None, places)),
                hypotheses=without_direction(act, *sides),
                basis=Basis.ONE_THIRD_PARTY,
                told_by=parts(cells.get("source", "")),
                toll=(killed, killed, killed),
                known_at=published_at(cells.get("timestamp", "")),
                names=one + other,
            )

        empty: dict[str, int] = {}

        def counted(cells: Cells) -> ClaimRow:
            row = read(cells)
            for column, is_empty in (
                ("time_precision", row.time_unstated),
                ("geo_precision", row.spot is not None and row.spot.grade is UNSTATED[1]),
            ):
                empty[column] = empty.get(column, 0) + is_empty
            return row

        return intakes(
            [
                gathered(
                    feed,
                    headed(headings, rows),
                    read_row=counted,
                    kind_of=lambda cells: _kind(cells["event_type"], cells.get("sub_event_type", "")),
                    version_of=lambda cells: (id_of(cells), published_at(cells.get("timestamp", ""))),
                    casebook=casebook,
                    zone=zone,
                    reader="acled",
                    is_published=True,
                    warnings=lambda _: _costs(feed.file, line, headings, empty),
                )
            ]
        )[0]
