"""What a person decided on pairs of reports, from a table: same, different or unsure, by whom and why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import pyarrow as pa

from truceline.errors import BadReport, Fault
from truceline.model.tables import DECISIONS
from truceline.sources.claim_rows import heading_faults
from truceline.sources.feed import opened, table_rows

_SAYS: Final = ("same", "different", "unsure")
_NEEDED: Final = ("first", "second", "says", "by")
_HEADINGS: Final = (*_NEEDED, "why", "at")
_MOST_FAULTS: Final = 200


def read_decisions(file: str | Path) -> pa.Table:
    """Return DECISIONS from a CSV file: `first`, `second`, `says`, `by` and, if given, `why` and `at`.

    A report is `source/id`. Of a pair the last row counts. Why and at, an instant with its offset as
    `2019-05-02T14:00+03:00`, are for people, are kept, and decide nothing.

    Raises
    ------
    BadReport
        With every row that is at fault, and its line.
    """
    with opened(file) as feed:
        rows = table_rows(feed)
        line, found = next(rows, (1, []))
        headings = [one.strip() for one in found]
        faults = heading_faults(feed.file, line, _NEEDED, headings)
        faults += [
            Fault(file=feed.file, line=line, message=f"there is no column {one!r}", remedy="take it out")
            for one in headings
            if one not in _HEADINGS
        ]
        if faults:
            raise BadReport(f"{feed.file} is no table of decisions", faults)
        told = []
        for line, cells in rows:
            row = dict(zip(headings, map(str.strip, cells), strict=False))
            for message, remedy in _wrong(row, len(cells), len(headings)):
                faults.append(Fault(file=feed.file, line=line, message=message, remedy=remedy))
            told.append(
                {**{name: row.get(name) or None for name in _HEADINGS}, "at": _instant(row.get("at"))}
            )
        if faults:
            raise BadReport(f"{feed.file}: decisions cannot be read", faults[:_MOST_FAULTS])
    return pa.Table.from_pylist(told, schema=DECISIONS)


def _instant(typed: str | None) -> datetime | None:
    """Return an instant; None where there is none, or it has no offset."""
    try:
        found = datetime.fromisoformat(typed or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _wrong(row: dict[str, str], n_cells: int, n_headings: int) -> list[tuple[str, str]]:
    """Return what is wrong with a row, and what to do."""
    if n_cells != n_headings:
        return [(f"the row has {n_cells} cells, the heading {n_headings}", "look for a stray separator")]
    found = [
        (f"{name} is {row[name]!r}, no report", "write source/id, as `incidents fuse` prints it")
        for name in ("first", "second")
        if not all(row[name].partition("/")[::2])
    ]
    if row["first"] == row["second"]:
        found.append(("a report is paired with itself", "name two"))
    if row["says"] not in _SAYS:
        found.append((f"says is {row['says']!r}", f"write one of {', '.join(_SAYS)}"))
    if row.get("at") and _instant(row["at"]) is None:
        found.append((f"at is {row['at']!r}, no instant", "write it as 2019-05-02T14:00+03:00"))
    if not row["by"]:
        found.append(("nobody is named who decided", "say by whom"))
    return found
