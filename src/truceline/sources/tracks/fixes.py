"""What a file says of a fix, brought to one form: which column is what, times to instants, rows to FIXES.

A mapping file says where each value comes from, as for claims (`sources/mapped.py`):

    patrol: trip
    vehicle: {column: car, values: {A: vehicle-1, B: vehicle-2}}
    side: {always: north}
    at: {column: time, format: "%d/%m/%Y %H:%M:%S", zone: Asia/Damascus}
    lon: x
    lat: y
    radius_m: accuracy
    flagged: junk
    delimiter: ";"
    decimal: ","

`at` is needed, all else may be missing: `patrol` and `vehicle` are then the file's name, an unstated side or
radius is unknown. Where no mapping is given the columns have our own names. A time that names no zone, where
the mapping names none either, is a fault: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NoReturn

import numpy as np
import pyarrow as pa

from truceline.clock import YEARS, instants, parse_stated
from truceline.errors import BadReport, BadTime, Fault
from truceline.model.tables import FIXES
from truceline.model.words import FixMark
from truceline.sources.cells import named, number, point
from truceline.sources.claim_rows import unreadable
from truceline.sources.columns import ColumnMapping, Origin, parse_columns

KEYS: Final = ("patrol", "vehicle", "side", "at", "lon", "lat", "radius_m", "flagged")
"""What a mapping may say of a track's columns."""
MOST_LISTED: Final = 200
"""Faults of one file that are listed; the others are counted."""
ROWS_AT_ONCE: Final = 100_000

_YES: Final = frozenset({"true", "yes", "1", "t", "y"})
_NO: Final = frozenset({"", "false", "no", "0", "f", "n"})
_OPTIONS: Final = {"at": frozenset({"format", "zone"})}


def parse_track_mapping(file: str, data: bytes) -> ColumnMapping:
    """Return what a mapping file says of a track's columns.

    Raises
    ------
    BadReport
        With every fault of the file: unknown keys, keys that are missing, no zone of that name.
    """
    return parse_columns(
        file,
        data,
        keys=KEYS,
        needed=(),
        together=(("lon", "lat"),),
        options=_OPTIONS,
        words={},
        what="mapping of tracks",
    )


def own_names(columns: Iterable[str]) -> ColumnMapping:
    """Return the mapping of a file that uses our names; what it does not have stays unknown."""
    return ColumnMapping(origins={key: Origin(column=key) for key in KEYS if key in set(columns)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a file says of one fix."""

    patrol: str
    """The patrol."""
    vehicle: str
    """The vehicle or device."""
    side: str | None
    """The crew's side."""
    at: datetime | None
    """UTC."""
    spot: tuple[float, float] | None
    """Longitude and latitude, degrees."""
    radius_m: float | None
    """Error stated."""
    is_flagged: bool = False
    """Whether the source itself leaves it out."""


def said(cells: Mapping[str, str], mapping: ColumnMapping, name: str) -> Said:
    """Return what a row of text says; `name` stands in for a patrol or vehicle that is not named.

    Raises
    ------
    BadReport, BadTime
        If cells cannot be read; with a fault for each.
    """
    text = {key: mapping.of(key).text(cells).strip() for key in KEYS}
    try:
        return _said(text, mapping, name)
    except (BadReport, BadTime):
        _refuse_all(text, mapping)
        raise


def _said(text: Mapping[str, str], mapping: ColumnMapping, name: str) -> Said:
    return Said(
        patrol=named(text["patrol"], name="patrol") or name,
        vehicle=named(text["vehicle"], name="vehicle") or name,
        side=named(text["side"], name="side") or None,
        at=_at(text, mapping),
        spot=point(text["lon"], text["lat"], decimal=mapping.layout.decimal),
        radius_m=radius(text["radius_m"], decimal=mapping.layout.decimal),
        is_flagged=flagged(text["flagged"]),
    )


def _at(text: Mapping[str, str], mapping: ColumnMapping) -> datetime | None:
    when = mapping.of("at")
    return instant(text["at"], zone=when.zone, form=when.format) if text["at"] else None


def _refuse_all(text: Mapping[str, str], mapping: ColumnMapping) -> None:
    """Raise every fault of a row that has several: who mends one should not find the next on the next run."""
    found: list[BadReport | BadTime] = []
    for read in (
        lambda: _at(text, mapping),
        lambda: point(text["lon"], text["lat"], decimal=mapping.layout.decimal),
        lambda: radius(text["radius_m"], decimal=mapping.layout.decimal),
        lambda: flagged(text["flagged"]),
        lambda: named(text["patrol"], name="patrol"),
        lambda: named(text["vehicle"], name="vehicle"),
        lambda: named(text["side"], name="side"),
    ):
        try:
            read()
        except (BadReport, BadTime) as error:
            found.append(error)
    if len(found) > 1:
        faults = [Fault(message=str(one), remedy=_remedy(one)) for one in found]
        raise BadReport(f"the row has {len(found)} faults", faults)


def _remedy(error: BadReport | BadTime) -> str:
    return error.faults[0].remedy if error.faults else ""


def radius(text: str, *, decimal: str = ".") -> float | None:
    """Return a radius in metres, None where the cell is empty."""
    if not text:
        return None
    metres = number(text, name="radius_m", decimal=decimal)
    if metres < 0:
        raise unreadable(f"radius_m {metres} is negative", "give metres")
    return metres


def flagged(text: str) -> bool:
    """Return whether a cell says that the source leaves the fix out."""
    word = text.lower()
    if word not in _YES | _NO:
        raise unreadable(f"flagged {text[:40]!r} is neither yes nor no", "write yes, no or nothing")
    return word in _YES


def instant(text: str, *, zone: str | None = None, form: str | None = None) -> datetime:
    """Return the UTC instant behind a time of day.

    Parameters
    ----------
    text : str
        ISO 8601 with date and time of day, or as `form` says.
    zone : str, optional
        Whose clock, where the words name none.
    form : str, optional
        As `%d/%m/%Y %H:%M:%S`.

    Raises
    ------
    BadTime
        If it is no time, names no zone and none is given, or the zone's clock showed it twice or never.
    """
    try:
        read = _read(text, form)
    except ValueError:
        read = None
    if read is None:
        remedy = f"it should be written as {form}" if form else "write 2020-03-15T08:30:00Z"
        raise BadTime(f"{text[:40]!r} is no time of day; {remedy}")
    if read.year not in YEARS:
        raise BadTime(f"{text[:40]!r}: the year is outside {YEARS.start} to {YEARS.stop - 1}")
    if read.tzinfo is not None:
        return read.astimezone(UTC)
    if zone is None:
        raise BadTime(f"{text[:40]!r} names no time zone; give `zone` for `at` in a mapping file")
    return _shown(f"{read:%Y-%m-%d %H:%M:%S}", zone).replace(microsecond=read.microsecond)


def _read(text: str, form: str | None) -> datetime | None:
    """Return a time as written, perhaps naive; None for a day alone, which would be read as its midnight."""
    if form is not None:
        return datetime.strptime(text, form)  # noqa: DTZ007 - who asks refuses a naive time
    return datetime.fromisoformat(text) if len(text) >= 12 and text[0].isdigit() else None


@lru_cache(maxsize=4096)
def _shown(words: str, zone: str) -> datetime:
    found = instants(parse_stated(words), zone)
    if len(found) > 1:
        raise BadTime(f"{words!r}: clocks in {zone} showed that time twice; give times in UTC")
    return found[0]


# Rows to a table


@dataclass(slots=True, kw_only=True)
class Faults:
    """The faults of a file as it is read: the first of them, and how many there are."""

    file: str
    listed: list[Fault] = field(default_factory=list)
    n: int = 0

    def add(self, error: BadReport | BadTime, *, line: int = 0, column: int = 0, pointer: str = "") -> None:
        """Note an error, with each of its faults, and where it stands."""
        told = [(one.message, one.remedy) for one in error.faults] if len(error.faults) > 1 else []
        for message, remedy in told or [(str(error), _remedy(error))]:
            self.add_fault(
                Fault(
                    file=self.file,
                    line=line,
                    column=column,
                    pointer=pointer,
                    message=message,
                    remedy=remedy,
                )
            )

    def add_fault(self, fault: Fault) -> None:
        """Note a fault."""
        self.n += 1
        if len(self.listed) < MOST_LISTED:
            self.listed.append(fault)

    def raise_any(self) -> None:
        """Raise all faults at once, if there are any."""
        if self.n:
            more = f"; the first {len(self.listed)} are listed" if self.n > len(self.listed) else ""
            raise BadReport(f"{self.file} has {self.n:,} faults{more}", self.listed)


def refuse(file: str, message: str, remedy: str = "", *, line: int = 0, column: int = 0) -> NoReturn:
    """Raise that a file cannot be read as a whole."""
    fault = Fault(file=file, line=line, column=column, message=message, remedy=remedy)
    raise BadReport(f"{file} cannot be read", [fault])


def tables_of(rows: Iterable[Said], *, first: int) -> Iterator[pa.Table]:
    """Yield rows as FIXES tables of at most `ROWS_AT_ONCE`, numbered from `first`."""
    held: list[Said] = []
    for row in rows:
        held.append(row)
        if len(held) == ROWS_AT_ONCE:
            yield _table(held, first)
            first += len(held)
            held = []
    if held:
        yield _table(held, first)


def _table(rows: list[Said], first: int) -> pa.Table:
    spots = [row.spot or (None, None) for row in rows]
    columns = [
        pa.array([row.patrol for row in rows], pa.string()).dictionary_encode(),
        pa.array([row.vehicle for row in rows], pa.string()).dictionary_encode(),
        pa.array([row.side for row in rows], pa.string()).dictionary_encode(),
        pa.array([row.at for row in rows], FIXES.field("at").type),
        pa.array([lon for lon, _ in spots], pa.float64()),
        pa.array([lat for _, lat in spots], pa.float64()),
        pa.array([row.radius_m for row in rows], pa.float64()),
        pa.array(np.arange(first, first + len(rows))),
        marks_of(np.array([row.is_flagged for row in rows], dtype=bool)),
    ]
    return pa.table(columns, schema=FIXES)


def marks_of(is_flagged: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pa.ListArray:
    """Return the marks of fixes that the source itself leaves out, or not."""
    offsets = np.concatenate(([0], np.cumsum(is_flagged))).astype(np.int32)
    marks = [FixMark.FLAGGED.value] * int(offsets[-1])
    return pa.ListArray.from_arrays(offsets, pa.array(marks, pa.string()))
