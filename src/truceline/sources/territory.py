"""ACLED's territory sub-events to assertions of control: who took a place, and on whose side that is.

Not every "overtakes" is a change of side: many are one group taking from another of the same side. So the
side of whoever took it is what is asserted, and whether that is a change is seen later. Who took it:

| sub-event | taken by |
| --- | --- |
| Government regains territory | the participant whose `inter` code is 1, state forces; else `actor1` |
| Non-state actor overtakes territory | the other, where one of the two is state forces; else `actor1` |

ACLED does not promise that `actor1` is the taker: where that is used, it is its habit. No free text is read.
Of several versions of an event the one with the latest `timestamp` stands, whatever its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from truceline.clock import DAWN, day_of, parse_stated, span
from truceline.errors import BadInput, BadReport, Fault
from truceline.model.casebook import Casebook
from truceline.model.ids import UNKNOWN_ACTOR, ActorId
from truceline.model.spelling import plain_name
from truceline.sources.acled import GEO_PRECISION, names_now, parse_day, published_at
from truceline.sources.cells import point
from truceline.sources.claim_rows import Cells, headed, heading_faults, unreadable
from truceline.sources.feed import Feed, table_rows
from truceline.sources.names import actor_finder
from truceline.text.relations import Roster, unread

REGAINS: Final = "government regains territory"
OVERTAKES: Final = "non-state actor overtakes territory"

COLUMNS: Final = (
    *("event_id_cnty", "event_date", "time_precision", "sub_event_type", "location"),
    *("actor1", "inter1", "actor2", "inter2", "latitude", "longitude", "geo_precision"),
)
"""Without these it cannot be told who took which place on which day."""
_STATE_FORCES: Final = frozenset({"1", "state forces"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritoryRead:
    """What an export tells of ground taken."""

    rows: tuple[dict[str, Any], ...]
    """Rows of ASSERTIONS, one for each sub-event that could be read."""
    n_rows: int
    """Rows of the file."""
    n_same_side: int
    """Of those read, taken from another of the same side: no change of side."""
    n_unknown: int
    """Of those read, by somebody of no side that can be named."""
    n_vague: int
    """Left out: known only to a region, or to no day."""
    faults: tuple[Fault, ...]
    """Rows that could not be read, with their line."""
    days: tuple[str, str] | None
    """First and last day."""
    sha256: str
    """Of the file as stored."""


def read_territory(feed: Feed, casebook: Casebook, *, until: datetime | None = None) -> TerritoryRead:
    """Return what an ACLED export says of ground taken, by the casebook's names and sides.

    Parameters
    ----------
    feed : Feed
        Comma-separated UTF-8, plain or gzip.
    casebook : Casebook
        Whose actors and days are used.
    until : datetime, optional
        UTC; versions stamped from then on are not read.

    Raises
    ------
    BadReport
        If the file is no ACLED export or breaks off.
    """
    lines = table_rows(feed)
    line, first = next(lines, (0, []))
    headings = names_now(first)
    if missing := heading_faults(feed.file, line, COLUMNS, headings):
        raise BadReport(f"{feed.file} is no ACLED export that says who took which place", missing)
    find, people = actor_finder(casebook.actors), unread(casebook.actors)
    latest: dict[str, datetime] = {}
    found: list[tuple[str, datetime, dict[str, Any] | None]] = []
    faults: list[Fault] = []
    n_rows = 0
    for number, cells in headed(headings, lines):
        n_rows += 1
        try:
            if isinstance(cells, BadReport):
                raise cells
            event, at = cells["event_id_cnty"].strip(), published_at(cells.get("timestamp", "")) or DAWN
            if until is not None and at >= until:
                continue
            latest[event] = max(at, latest.get(event, DAWN))
            kind = plain_name(cells["sub_event_type"])
            if kind in (REGAINS, OVERTAKES):
                found.append((event, at, _row(cells, kind, casebook, find, people)))
        except BadInput as error:
            faults += _placed(feed.file, number, error)
    latest_rows = _once(row for event, at, row in found if at == latest[event] or not event)
    rows = [row for row in latest_rows if row is not None]
    n_same = sum(row.pop("same_side") for row in rows)
    zone = casebook.mandate.day_zone
    starts = sorted(row["since"] for row in rows)
    return TerritoryRead(
        rows=tuple(rows),
        n_rows=n_rows,
        n_same_side=n_same,
        n_unknown=sum(row["state"] == "unknown" for row in rows),
        n_vague=len(latest_rows) - len(rows),
        faults=tuple(faults),
        days=(day_of(starts[0], zone), day_of(starts[-1], zone)) if starts else None,
        sha256=feed.sha256(),
    )


def _once(rows: Iterable[dict[str, Any] | None]) -> list[dict[str, Any] | None]:
    """Return rows without those that say what an earlier one says; each that is None stays."""
    said: dict[object, dict[str, Any] | None] = {}
    for number, row in enumerate(rows):
        said.setdefault(number if row is None or row["report"] is None else tuple(row.items()), row)
    return list(said.values())


def _placed(file: str, line: int, error: BadInput) -> list[Fault]:
    return [
        Fault(file=file, line=line, message=one.message, remedy=one.remedy)
        for one in error.faults or [Fault(message=str(error))]
    ]


def _row(
    cells: Cells, kind: str, casebook: Casebook, find: Callable[[str], ActorId | None], people: Roster
) -> dict[str, Any] | None:
    spot = point(cells["longitude"], cells["latitude"])
    radius = GEO_PRECISION.get(cells["geo_precision"].strip())
    if radius is None:
        raise unreadable(
            f"geo_precision {cells['geo_precision'][:40]!r} is not 1, 2 or 3", "see the codebook"
        )
    day = parse_day(cells["event_date"])
    if spot is None or radius[0] > GEO_PRECISION["1"][0] or cells["time_precision"].strip() != "1":
        return None
    since = span(parse_stated(day.isoformat()), casebook.mandate.day_zone).start_at
    taker, loser = _taker(cells, kind)
    side, lost = (people.side(find(name) or UNKNOWN_ACTOR, since) for name in (taker, loser))
    place = cells["location"].strip()
    if not place:
        raise unreadable("the row names no location", "give it the one it had in the export")
    return {
        "place": f"acled:{plain_name(place)}@{spot[0]:.4f},{spot[1]:.4f}",
        "name": place,
        "lon": spot[0],
        "lat": spot[1],
        "radius_m": radius[0],
        "since": since,
        "until": None,
        "state": "held" if side is not None else "unknown",
        "side": side,
        "tells": "taking",
        "by": "acled",
        "report": cells["event_id_cnty"].strip() or None,
        "grade": None,
        "same_side": side is not None and side == lost,
    }


def _taker(cells: Cells, kind: str) -> tuple[str, str]:
    """Return who took it and from whom, as printed."""
    one, other = cells["actor1"].strip(), cells["actor2"].strip()
    is_state = [plain_name(cells[column]) in _STATE_FORCES for column in ("inter1", "inter2")]
    if is_state[0] == is_state[1]:
        return one, other
    state, rest = (one, other) if is_state[0] else (other, one)
    return (state, rest) if kind == REGAINS else (rest, state)
