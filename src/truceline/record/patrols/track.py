"""Fixes as arrays in order of patrol, vehicle and time: what every measure of a track begins with.

Order in a table decides nothing: names are put in their own order, fixes in that of their times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.errors import BadReport, Fault
from truceline.model.casebook import Limits
from truceline.model.tables import FIXES, INSTANT, check
from truceline.model.words import FixMark

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

MICROS: Final = 1_000_000.0
"""Microseconds to a second."""
NO_TIME: Final = np.iinfo(np.int64).min
"""Stands in arrays for a time that was not given; it sorts before all others."""
UNUSED: Final = frozenset(
    {FixMark.DUPLICATE, FixMark.NO_TIME, FixMark.NO_PLACE, FixMark.FAR_TIME, FixMark.JUMP, FixMark.FLAGGED}
)
"""Marks of fixes that no measure uses."""

_MARKS: Final = tuple(FixMark)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFile:
    """One file as it was read."""

    file: str
    """Name as the user gave it."""
    format: str
    """By which reader: `gpx`, `geojson`, `geoparquet` or `csv`."""
    n_fixes: int
    """Fixes read."""
    sha256: str
    """Hash of the file as stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedVehicle:
    """One vehicle on one patrol."""

    patrol: str
    """The patrol."""
    vehicle: str
    """The vehicle or device."""
    side: str | None
    """Its crew's side; None where not stated."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """Fixes in order of patrol, vehicle, time and reading, as arrays of one length."""

    vehicles: tuple[TrackedVehicle, ...]
    """In order of patrol and vehicle."""
    row: Ints
    """Row of the table."""
    of: Ints
    """Number of the vehicle."""
    at_us: Ints
    """Microseconds since 1970 UTC; `NO_TIME` where not given."""
    lon: Floats
    """Degrees EPSG:4326; NaN where not given."""
    lat: Floats
    """The same."""
    radius_m: Floats
    """Error of each fix, with the limits' where it states none."""
    marks: npt.NDArray[np.uint16]
    """One bit for each `FixMark`, in its order."""
    starts: Ints
    """Where each vehicle's fixes begin, and the end of the last: one more than there are vehicles."""

    def chosen(self, keep: Bools) -> Track:
        """Return the track of some of the fixes; every vehicle stays, if need be without fixes."""
        of = self.of[keep]
        return Track(
            vehicles=self.vehicles,
            row=self.row[keep],
            of=of,
            at_us=self.at_us[keep],
            lon=self.lon[keep],
            lat=self.lat[keep],
            radius_m=self.radius_m[keep],
            marks=self.marks[keep],
            starts=np.searchsorted(of, np.arange(len(self.vehicles) + 1)),
        )

    def is_used(self) -> Bools:
        """Return which fixes measures use."""
        return np.asarray((self.marks & bits(UNUSED)) == 0)

    def follows(self) -> Bools:
        """Return for each fix but the first whether it is of the same vehicle as the one before."""
        return np.asarray(self.of[1:] == self.of[:-1])


def bits(marks: Iterable[FixMark]) -> int:
    """Return marks as bits."""
    return sum(1 << _MARKS.index(mark) for mark in marks)


def track(fixes: pa.Table, limits: Limits) -> Track:
    """Return all fixes of a table, in order.

    Parameters
    ----------
    fixes : pa.Table
        FIXES; rows in any order.
    limits : Limits
        Whose radius stands in for one that is not stated.

    Raises
    ------
    BadReport
        If columns are missing or wrong, a place is off the globe, or a vehicle has two sides on one patrol.
    """
    table = check(fixes, FIXES)
    vehicles, of = _vehicles(table)
    at_us = _numbers(table["at"].cast(INSTANT).cast(pa.int64()), NO_TIME).astype(np.int64)
    n = _numbers(table["n"], 0).astype(np.int64)
    order = _order(of, at_us, n)
    radius_m = _floats(table["radius_m"])
    found = Track(
        vehicles=vehicles,
        row=order,
        of=of[order],
        at_us=at_us[order],
        lon=_floats(table["lon"])[order],
        lat=_floats(table["lat"])[order],
        radius_m=np.where(np.isnan(radius_m), limits.unstated_radius_m, radius_m)[order],
        marks=_marks_of(table["marks"])[order],
        starts=np.searchsorted(of[order], np.arange(len(vehicles) + 1)),
    )
    _refuse_impossible(found)
    return found


def used(fixes: pa.Table | Track, limits: Limits) -> Track:
    """Return the fixes that measures use, in order; see `track`. What is in order is not ordered again."""
    whole = fixes if isinstance(fixes, Track) else track(fixes, limits)
    is_used = whole.is_used()
    return whole if is_used.all() else whole.chosen(is_used)


def lists_of(marks: npt.NDArray[np.uint16]) -> pa.ListArray:
    """Return bits as lists of marks, in the order of `FixMark`."""
    offsets = np.zeros(len(marks) + 1, dtype=np.int32)
    marked = np.flatnonzero(marks)
    held = (marks[marked, None] >> np.arange(len(_MARKS), dtype=np.uint16)) & 1
    offsets[marked + 1] = held.sum(axis=1)
    words = pa.array([mark.value for mark in _MARKS], pa.string())
    values = words.take(pa.array(np.nonzero(held)[1]))
    return pa.ListArray.from_arrays(np.cumsum(offsets, dtype=np.int32), values)


def whole_patrols(fixes: pa.Table, *, n_fixes: int) -> Iterator[pa.Table]:
    """Yield a table in pieces of whole patrols of about `n_fixes` each, in the order of their names.

    No measure looks from one patrol to another, so each piece can be measured by itself in little memory. A
    table whose patrols each stand together is only cut; another is put in order first.
    """
    if fixes.num_rows == 0:
        return
    table = fixes.combine_chunks().unify_dictionaries()
    codes = _codes(table["patrol"])[1]
    if (np.diff(codes) < 0).any():
        order = np.argsort(codes, kind="stable")
        table, codes = table.take(pa.array(order)), codes[order]
    begins = np.concatenate((np.flatnonzero(np.diff(codes, prepend=-1)), [len(codes)]))
    start = 0
    for end in begins[1:]:
        if end - start >= n_fixes or end == len(codes):
            yield table.slice(start, end - start)
            start = int(end)


# Inner parts


def _codes(column: pa.ChunkedArray) -> tuple[list[str], Ints]:
    """Return the names of a column in their own order, and each row's number among them; -1 for none."""
    coded = column.unify_dictionaries().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0) if coded.num_chunks else pa.array([], column.type)
    given = coded.dictionary.to_pylist()
    number = np.asarray(pc.fill_null(coded.indices, -1)).astype(np.int64)
    is_there = np.bincount(number + 1, minlength=len(given) + 1)[1:] > 0
    names = sorted({name for name, there in zip(given, is_there, strict=True) if there})
    place = {name: i for i, name in enumerate(names)}
    renumbered = np.array([place.get(name, -1) for name in given] + [-1], dtype=np.int64)
    return names, renumbered[number]


def _vehicles(table: pa.Table) -> tuple[tuple[TrackedVehicle, ...], Ints]:
    patrols, patrol = _codes(table["patrol"])
    names, vehicle = _codes(table["vehicle"])
    sides, side = _codes(table["side"])
    pair = patrol * max(len(names), 1) + vehicle
    starts = np.flatnonzero(np.diff(pair, prepend=-1)) if len(pair) else np.empty(0, dtype=np.int64)
    known = np.unique(pair[starts])
    of = np.searchsorted(known, pair)
    highest, lowest = np.full(len(known), -1), np.full(len(known), len(sides))
    np.maximum.at(highest, of, side)
    np.minimum.at(lowest, of, np.where(side < 0, len(sides), side))
    two = np.flatnonzero((highest >= 0) & (lowest < highest))
    if len(two):
        raise BadReport(
            "a vehicle has two sides on one patrol",
            [
                Fault(
                    message=f"{names[known[i] % len(names)]} on {patrols[known[i] // len(names)]} is of "
                    f"{sides[lowest[i]]} and of {sides[highest[i]]}",
                    remedy="give each crew's device a name of its own",
                )
                for i in two
            ],
        )
    vehicles = tuple(
        TrackedVehicle(
            patrol=patrols[one // len(names)],
            vehicle=names[one % len(names)],
            side=sides[highest[i]] if highest[i] >= 0 else None,
        )
        for i, one in enumerate(known.tolist())
    )
    return vehicles, of


def _order(of: Ints, at_us: Ints, n: Ints) -> Ints:
    """Return the rows in order; most tables are in it already, which is quick to see."""
    later = at_us[1:] > at_us[:-1]
    later |= (at_us[1:] == at_us[:-1]) & (n[1:] >= n[:-1])
    if ((of[1:] > of[:-1]) | ((of[1:] == of[:-1]) & later)).all():
        return np.arange(len(of))
    return np.lexsort((n, at_us, of))


def _numbers(column: pa.ChunkedArray, missing: int) -> npt.NDArray[np.generic]:
    return np.asarray(pc.fill_null(column, missing).to_numpy())


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.to_numpy(), dtype=np.float64)


def _marks_of(column: pa.ChunkedArray) -> npt.NDArray[np.uint16]:
    found = np.zeros(len(column), dtype=np.uint16)
    start = 0
    for chunk in column.chunks:
        words = chunk.flatten()
        if len(words):
            _refuse_unknown(words)
            parent = np.asarray(pc.list_parent_indices(chunk)) + start
            bit = pc.index_in(words, pa.array([mark.value for mark in _MARKS]))
            np.bitwise_or.at(found, parent, (1 << np.asarray(bit)).astype(np.uint16))
        start += len(chunk)
    return found


def _refuse_unknown(words: pa.Array) -> None:
    unknown = set(pc.unique(words).to_pylist()) - {mark.value for mark in _MARKS}
    if unknown:
        raise BadReport(
            "the column marks holds words of no list",
            [Fault(message=f"{word!r} is no mark", remedy=f"one of {', '.join(_MARKS)}") for word in unknown],
        )


def _refuse_impossible(found: Track) -> None:
    with np.errstate(invalid="ignore"):
        wrong = (np.abs(found.lon) > 180) | (np.abs(found.lat) > 90) | ~(found.radius_m >= 0)
        wrong |= np.isinf(found.lon) | np.isinf(found.lat) | np.isinf(found.radius_m)
    if wrong.any():
        rows = found.row[wrong]
        raise BadReport(
            "fixes are no places",
            [
                Fault(
                    pointer=f"row {row}",
                    message="the fix is off the globe or its radius is no distance",
                    remedy="give degrees and metres, null where unknown",
                )
                for row in np.sort(rows)[:20].tolist()
            ],
        )


def instants(at_us: Ints | Sequence[int]) -> pa.Array:
    """Return microseconds since 1970 as instants."""
    return pa.array(np.asarray(at_us, dtype=np.int64), pa.int64()).cast(INSTANT)
