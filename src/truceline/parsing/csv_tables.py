"""Tables of a casebook: rows by the thousand in CSV, checked cell by cell, with every fault at its place."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import pyarrow as pa

from truceline.clock import Precision, parse_stated
from truceline.errors import BadCasebook, BadTime, Fault
from truceline.model.tables import SETTLEMENT_SIDES, check
from truceline.model.words import Status

SETTLEMENT_SIDES_FILE: Final = "tables/settlement_sides.csv"
"""Where a casebook keeps how its settlements stood."""
KNOWN_FILES: Final = (SETTLEMENT_SIDES_FILE,)
STATES: Final = ("held", "contested", "third_party", "unknown")
"""What a table may say of a settlement."""

_MOST_FAULTS: Final = 100
_LIMITS: Final = {"lon": (-180.0, 180.0), "lat": (-90.0, 90.0), "radius_m": (0.0, 100_000.0)}


def settlement_sides(texts: Mapping[str, bytes], sides: Sequence[str]) -> pa.Table:
    """Return how settlements stood on some days, from the tables of a casebook.

    Parameters
    ----------
    texts : mapping of path inside the casebook to bytes
        As `read_tables` returns them. UTF-8, commas, a heading; columns in any order.
    sides : sequence of str
        Sides of the mandate, the only ones that may hold a settlement.

    Returns
    -------
    pa.Table, SETTLEMENT_SIDES
        By day and code; no row where the casebook has no such table.

    Raises
    ------
    BadCasebook
        With every fault found, up to a hundred, each with its file, line and column.
    """
    faults = [
        Fault(file=name, message="no table of this name is known", remedy=f"known: {', '.join(KNOWN_FILES)}")
        for name in texts
        if name not in KNOWN_FILES
    ]
    rows: list[dict[str, object]] = []
    if SETTLEMENT_SIDES_FILE in texts:
        reading = _Reading(SETTLEMENT_SIDES_FILE, sides)
        rows = reading.rows(texts[SETTLEMENT_SIDES_FILE])
        faults += reading.faults
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise BadCasebook(f"the tables of the casebook have {count}", sorted(faults))
    table = pa.Table.from_pylist(rows, schema=SETTLEMENT_SIDES)
    return check(table.sort_by([("day", "ascending"), ("code", "ascending")]), SETTLEMENT_SIDES)


@cache
def _is_day(text: str) -> bool:
    try:
        stated = parse_stated(text)
    except BadTime:
        return False
    return stated.precision is Precision.DAY and stated.zone is None


class _Reading:
    """One file as it is read, and what is wrong with it."""

    def __init__(self, file: str, sides: Sequence[str]) -> None:
        self.file = file
        self.sides = tuple(sides)
        self.faults: list[Fault] = []

    def fault(self, line: int, column: int, message: str, remedy: str = "") -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(
                Fault(file=self.file, line=line, column=column, message=message, remedy=remedy)
            )

    def rows(self, data: bytes) -> list[dict[str, object]]:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.fault(line, 0, "the file is not UTF-8", "save it as UTF-8")
            return []
        stream = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            heading = next(stream, [])
            if not self._is_heading(heading):
                return []
            found = []
            seen: dict[tuple[str, str], int] = {}
            for cells in stream:
                row = self._row(stream.line_num, heading, cells)
                if row is None:
                    continue
                key = (str(row["code"]), str(row["day"]))
                if key in seen:
                    self.fault(
                        stream.line_num, 1, f"{key[0]} on {key[1]} again", f"first on line {seen[key]}"
                    )
                seen.setdefault(key, stream.line_num)
                found.append(row)
        except csv.Error as error:
            self.fault(stream.line_num, 0, f"the line cannot be read: {error}", "mend its quotes")
            return []
        return found

    def _is_heading(self, heading: list[str]) -> bool:
        wanted = SETTLEMENT_SIDES.names
        missing = [name for name in wanted if name not in heading]
        unknown = [name for name in heading if name not in wanted]
        repeated = sorted({name for name in heading if heading.count(name) > 1})
        for name in missing:
            self.fault(1, 0, f"column `{name}` is missing")
        for name in unknown:
            self.fault(1, heading.index(name) + 1, f"unknown column `{name}`", f"known: {', '.join(wanted)}")
        for name in repeated:
            self.fault(1, heading.index(name) + 1, f"column `{name}` is there twice")
        return not (missing or unknown or repeated)

    def _row(self, line: int, heading: list[str], cells: list[str]) -> dict[str, object] | None:
        if len(cells) != len(heading):
            self.fault(line, 0, f"{len(cells)} cells where the heading has {len(heading)}")
            return None
        before = len(self.faults)
        text = dict(zip(heading, (cell.strip() for cell in cells), strict=True))
        at = {name: number for number, name in enumerate(heading, start=1)}
        row: dict[str, object] = {name: value or None for name, value in text.items()}
        for name in ("code", "name"):
            if not text[name]:
                self.fault(line, at[name], f"`{name}` is empty")
        for name, limits in _LIMITS.items():
            row[name] = self._number(line, at[name], name, text[name], limits)
        self._day(line, at["day"], text["day"])
        self._choice(line, at["state"], "state", text["state"], STATES)
        self._choice(line, at["basis"], "basis", text["basis"], [str(one) for one in Status])
        if text["state"] == "held":
            self._choice(line, at["side"], "side", text["side"], self.sides)
        elif text["side"] and text["state"] in STATES:
            self.fault(
                line, at["side"], f"a settlement that is {text['state']} has no side", "leave it empty"
            )
        return row if len(self.faults) == before else None

    def _number(
        self, line: int, column: int, name: str, text: str, limits: tuple[float, float]
    ) -> float | None:
        low, high = limits
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if low <= value <= high:
            return value
        self.fault(line, column, f"`{name}` is {text!r}", f"a number from {low:g} to {high:g}")
        return None

    def _day(self, line: int, column: int, text: str) -> None:
        if not _is_day(text):
            self.fault(line, column, f"`day` is {text!r}", "a day such as 2020-03-05")

    def _choice(self, line: int, column: int, name: str, text: str, known: Sequence[str]) -> None:
        if text not in known:
            self.fault(line, column, f"`{name}` is {text!r}", f"one of {', '.join(known)}")
