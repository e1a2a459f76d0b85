"""Words about control, brought to one table: a casebook's ledger, its settlement table, drawn areas.

An assertion says who holds a place from an instant on, according to whom. The side is that of the actor; an
actor whose side hangs on an open question holds for no side that could be named: the state is then unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.clock import parse_stated, span
from truceline.errors import BadInput
from truceline.geo.cells import Shape, contains_points, plane_of
from truceline.model.casebook import Casebook, Place
from truceline.model.ids import PlaceId
from truceline.model.naming import name
from truceline.model.record import Record
from truceline.model.tables import ASSERTIONS, check
from truceline.text.relations import unread

TABLE_SPEAKER: Final = "settlement_sides"
"""Who says what the casebook's own table says."""
_NEAREST_M: Final = 5_000.0
"""A word known to worse than this is not laid on a settlement; it is left out, and counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnArea:
    """An area that somebody drew as held by a side over an interval."""

    shape: Shape
    """Degrees, EPSG:4326."""
    since: datetime
    """UTC."""
    until: datetime | None
    """UTC; none where nothing says how long it holds."""
    side: str
    """Inside it, this side."""
    by: str
    """Who drew it."""


def assertions(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return rows as one ASSERTIONS table, sorted, so that their order decides nothing.

    Parameters
    ----------
    rows : iterable of mappings
        With the columns of ASSERTIONS; what is left out is null.

    Raises
    ------
    BadInput
        If a row's end is not after its beginning.
    """
    found = list(rows)
    for row in found:
        if row.get("until") is not None and row["until"] <= row["since"]:
            raise BadInput(f"the assertion on {row['place']} of {row['since']} ends before it begins")
    table = pa.Table.from_pylist(found, schema=ASSERTIONS)
    keys = ("place", "since", "by", "state", "side", "report")
    return check(table.sort_by([(key, "ascending") for key in keys]), ASSERTIONS)


def ledger_rows(record: Record) -> list[dict[str, Any]]:
    """Return the casebook's ledger of control as rows of ASSERTIONS; days are those of the mandate.

    A row that says who held a place is taken to tell that it was taken on that day: ledgers are of takings.
    One that may have begun on any of several days stands from the latest of them; before it nobody knows. One
    that the record marks as mistaken is no row.
    """
    zone = record.casebook.mandate.day_zone
    people = unread(record.casebook.actors)
    places: dict[str, Place] = {str(one.id): one for one in record.casebook.places}
    grades = {str(one.id): str(one.reliability) for one in record.sources}
    rows = []
    for one in record.control:
        if one.mistaken:
            continue
        place = places[str(one.place)]
        since = span(parse_stated(one.since_latest or one.since), zone).start_at
        until = span(parse_stated(one.until), zone).end_at if one.until is not None else None
        side = people.side(one.holder, since) if one.holder is not None else None
        state: str = "unknown" if one.state == "held" and side is None else one.state
        if state in ("entered", "left", "claimed") and side is None:
            # Somebody of no side that could be named came, went or boasts: presence, not control.
            state = "third_party" if one.state == "entered" else "unknown"
        rows.append(
            {
                "place": str(place.id),
                "name": name(place.names),
                "lon": place.lon,
                "lat": place.lat,
                "radius_m": place.radius_m,
                "since": since,
                "until": until,
                "state": state,
                "side": side if state not in ("unknown", "contested", "third_party") else None,
                "tells": "taking",
                "by": str(one.by),
                "report": str(one.report) if one.report is not None else None,
                "grade": grades.get(str(one.by)),
            }
        )
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a casebook itself says of control, as rows of ASSERTIONS."""

    table: list[dict[str, Any]]
    """Of its table of settlements."""
    ledger: list[dict[str, Any]]
    """Of its ledger, each laid on the settlement it speaks of."""
    n_vague: int
    """Rows of the ledger too vague to speak of any place; left out."""


def known_rows(record: Record) -> Known:
    """Return what the table of settlements and the ledger of a casebook say of control."""
    sides = record.settlement_sides
    table = table_rows(sides, record.casebook.mandate.day_zone) if sides is not None else []
    ledger, n_vague = laid_on_settlements(
        ledger_rows(record), assertions(table), settlement_codes(record.casebook)
    )
    return Known(table=table, ledger=ledger, n_vague=n_vague)


def table_rows(table: pa.Table, zone: str) -> list[dict[str, Any]]:
    """Return a SETTLEMENT_SIDES table as rows of ASSERTIONS: so each settlement stood as its day began."""
    starts = {day: span(parse_stated(day), zone).start_at for day in pc.unique(table["day"]).to_pylist()}
    return [
        {
            "place": row["code"],
            "name": row["name"],
            "lon": row["lon"],
            "lat": row["lat"],
            "radius_m": row["radius_m"],
            "since": starts[row["day"]],
            "until": None,
            "state": row["state"],
            "side": row["side"],
            "tells": "standing",
            "by": TABLE_SPEAKER,
            "report": None,
            "grade": None,
        }
        for row in table.to_pylist()
    ]


def area_rows(areas: Sequence[DrawnArea], places: pa.Table) -> list[dict[str, Any]]:
    """Return what drawn areas say of the places inside them, as rows of ASSERTIONS.

    Outside an area nothing is said: that nobody drew a place is no word about it.

    Parameters
    ----------
    areas : sequence of DrawnArea
    places : pa.Table
        With `place`, `name`, `lon`, `lat`, one row for each; any table of ASSERTIONS will do.
    """
    known = distinct_places(places)
    lon, lat = (np.array(known[column].to_pylist(), dtype=float) for column in ("lon", "lat"))
    ids, names = known["place"].to_pylist(), known["name"].to_pylist()
    rows = []
    for area in areas:
        for at in np.flatnonzero(contains_points(area.shape, lon, lat)):
            rows.append(
                {
                    "place": ids[at],
                    "name": names[at],
                    "lon": float(lon[at]),
                    "lat": float(lat[at]),
                    "radius_m": 0.0,
                    "since": area.since,
                    "until": area.until,
                    "state": "held",
                    "side": area.side,
                    "tells": "standing",
                    "by": area.by,
                    "report": None,
                    "grade": None,
                }
            )
    return rows


def distinct_places(table: pa.Table) -> pa.Table:
    """Return `place`, `name`, `lon`, `lat` of each place of an ASSERTIONS table once, by id."""
    firsts = table.group_by("place", use_threads=False).aggregate(
        [("name", "first"), ("lon", "first"), ("lat", "first")]
    )
    renamed = firsts.select(["place", "name_first", "lon_first", "lat_first"])
    return renamed.rename_columns(["place", "name", "lon", "lat"]).sort_by("place")


def laid_on_settlements(
    rows: Sequence[Mapping[str, Any]], settlements: pa.Table, codes: Mapping[str, str]
) -> tuple[list[dict[str, Any]], int]:
    """Return rows with the settlement each speaks of, and how many are too vague to speak of any.

    A place with a settlement's code is that settlement; else the nearest one within the word's own radius;
    else it stands as a place of its own.

    Parameters
    ----------
    rows : sequence of mappings
        As `ledger_rows` returns them.
    settlements : pa.Table
        With `place`, `name`, `lon`, `lat`; may be empty.
    codes : mapping
        From a place's id to a settlement's.
    """
    from scipy.spatial import cKDTree

    known = distinct_places(settlements)
    ids, names = known["place"].to_pylist(), known["name"].to_pylist()
    lon, lat = (np.array(known[column].to_pylist(), dtype=float) for column in ("lon", "lat"))
    at_code = {code: number for number, code in enumerate(ids)}
    found, n_vague = [], 0
    plane = plane_of(lon, lat) if len(ids) else None
    tree = cKDTree(plane.to_metres(lon, lat)) if plane is not None else None
    for row in rows:
        number = at_code.get(codes.get(row["place"], ""))
        if number is None and row["radius_m"] > _NEAREST_M:
            n_vague += 1
            continue
        if number is None and tree is not None and plane is not None:
            distance, nearest = tree.query(plane.to_metres(row["lon"], row["lat"])[0])
            number = int(nearest) if distance <= row["radius_m"] else None
        if number is None:
            found.append(dict(row))
            continue
        there = {"place": ids[number], "name": names[number], "lon": lon[number], "lat": lat[number]}
        found.append({**row, **there})
    return found, n_vague


def sides_of_places(record: Record) -> dict[PlaceId, tuple[tuple[datetime, str], ...]]:
    """Return which side the table of settlements says held each place of the ledger, and from which day on.

    A place is that settlement on which its words are laid; see `laid_on_settlements`. One that is laid on
    none, and a settlement that no side held, has no entry. Instants are UTC, oldest first.
    """
    if record.settlement_sides is None:
        return {}
    asked = {row["place"]: row for row in ledger_rows(record)}
    rows = table_rows(record.settlement_sides, record.casebook.mandate.day_zone)
    laid, _ = laid_on_settlements(
        [row | {"asked": place} for place, row in asked.items()],
        assertions(rows),
        settlement_codes(record.casebook),
    )
    stood: dict[str, list[tuple[datetime, str]]] = {}
    for row in rows:
        if row["side"] is not None:
            stood.setdefault(row["place"], []).append((row["since"], row["side"]))
    return {
        PlaceId(one["asked"]): tuple(sorted(stood[one["place"]])) for one in laid if one["place"] in stood
    }


def settlement_codes(casebook: Casebook) -> dict[str, str]:
    """Return the p-code of each place of the casebook that has one."""
    return {str(one.id): one.codes["pcode"] for one in casebook.places if one.codes and "pcode" in one.codes}
