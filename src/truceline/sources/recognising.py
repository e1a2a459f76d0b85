"""Which reader a file needs, told by how it begins: by its headings, never by its name alone.

| it has | reader |
| --- | --- |
| every needed heading of one source, in any case of letters | `acled`, `ucdp` or `airwars` |
| an object of JSON | `geojson` |
| the ending `.parquet` | `claims` |
| headings of anything else, or a workbook whose first sheet has none | `csv` |

A table that has several of a source's own headings, and not all that are needed, is nearly one: it is
refused, and what is missing is named. `csv` with a mapping reads it all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from truceline.errors import BadReport, Fault
from truceline.sources import acled, airwars, ucdp
from truceline.sources.feed import beginning, is_workbook, opened, table_rows

NEARLY: Final = 4
"""So many of a source's own headings make a table nearly its own."""
_PARQUET: Final = ".parquet"
_SEEN: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBy:
    """By what a source's table is told."""

    reader: str
    title: str
    needed: tuple[str, ...]
    """Headings that it must have …"""
    telling: frozenset[str]
    """… and those that hardly any other table has."""
    names_now: Callable[[Iterable[str]], list[str]]
    """Headings to what the source calls them now."""


SOURCES: Final = (
    KnownBy(
        reader="acled",
        title="an ACLED export",
        needed=acled.NEEDED,
        telling=frozenset(acled.TELLING),
        names_now=acled.names_now,
    ),
    KnownBy(
        reader="ucdp",
        title="a table of UCDP GED",
        needed=ucdp.NEEDED,
        telling=frozenset(ucdp.TELLING),
        names_now=ucdp.names_now,
    ),
    KnownBy(
        reader="airwars",
        title="a table of Airwars",
        needed=airwars.NEEDED,
        telling=frozenset(airwars.TELLING),
        names_now=airwars.names_now,
    ),
)


def reader_of(file: str, *, has_mapping: bool = False) -> str:
    """Return the reader that a file seems to need.

    Parameters
    ----------
    file : str
    has_mapping : bool
        Whether a mapping tells what its columns are: a table is then `csv`, whatever its headings.

    Raises
    ------
    BadReport
        If it cannot be opened, is empty, its first line cannot be read, or it is nearly a table of a source.
    """
    if Path(file).suffix.lower() == _PARQUET:
        return "claims"
    with opened(file) as feed:
        is_sheets = is_workbook(feed)
        if not is_sheets and beginning(feed, _SEEN).lstrip().startswith(b"{"):
            return "geojson"
    with opened(file) as feed:
        try:
            line, heading = next(table_rows(feed), (0, []))
        except BadReport:
            if is_sheets:  # a mapping may say which sheet, and what to skip
                return "csv"
            raise
    if not heading:
        fault = Fault(file=file, message="the file is empty", remedy="export it again")
        raise BadReport(f"{file} is empty", [fault])
    return "csv" if has_mapping else reader_for(heading, file=file, line=line)


def reader_for(headings: Sequence[str], *, file: str = "", line: int = 1) -> str:
    """Return the reader of a table with these headings; `csv` where they are of no source we know.

    Raises
    ------
    BadReport
        If they are nearly those of a source, with every heading that is missing.

    Examples
    --------
    >>> reader_for(["EVENT_DATE", "event type", "Actor1"]), reader_for(["id", "when", "what"])
    ('acled', 'csv')
    """
    near: list[tuple[int, KnownBy, list[str]]] = []
    for one in SOURCES:
        names = set(one.names_now(headings))
        missing = [name for name in one.needed if name not in names]
        if not missing:
            return one.reader
        near.append((len(names & one.telling), one, missing))
    n_telling, nearest, missing = max(near, key=lambda each: each[0])
    if n_telling < NEARLY:
        return "csv"
    remedy = (
        f"export it with {'them' if len(missing) > 1 else 'it'}, or read it with --format csv and a mapping"
    )
    message = f"this is nearly {nearest.title}, but has no column {', '.join(missing)}"
    raise BadReport(
        f"{file} is no whole table", [Fault(file=file, line=line, message=message, remedy=remedy)]
    )
