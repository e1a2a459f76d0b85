"""Delimited text to fixes, one row each; which column is what is told by a mapping, or by our own names."""

from __future__ import annotations

from collections.abc import Iterator

from truceline.errors import BadReport, BadTime
from truceline.sources.claim_rows import headed, heading_faults
from truceline.sources.columns import ColumnMapping
from truceline.sources.feed import Feed, Layout, table_rows
from truceline.sources.tracks.fixes import KEYS, Faults, Said, own_names, refuse, said


def csv_fixes(feed: Feed, *, mapping: ColumnMapping | None, name: str, faults: Faults) -> Iterator[Said]:
    """Yield the rows of delimited text as fixes, in its order; what cannot be read goes to `faults`.

    Parameters
    ----------
    feed : Feed
        UTF-8, plain or gzip.
    mapping : ColumnMapping, optional
        Which column is what; our own names without one.
    name : str
        Stands in for a patrol or vehicle that is not named.
    faults : Faults
        With the line.

    Raises
    ------
    BadReport
        If a column of the mapping is missing, or the file breaks off.
    """
    rows = table_rows(feed, mapping.layout if mapping else Layout())
    line, first = next(rows, (0, []))
    headings = [cell.strip() for cell in first]
    columns = mapping or own_names(headings)
    if "at" not in columns.origins:
        remedy = f"name the columns {', '.join(KEYS)}, or give a mapping file"
        has = ", ".join(headings[:30]) or "none"
        refuse(feed.file, f"no column gives the time; its columns are {has}", remedy, line=line)
    wanted = dict.fromkeys(origin.column for origin in columns.origins.values() if origin.column)
    wrong = heading_faults(feed.file, line, wanted, headings)
    if wrong:
        raise BadReport(f"{feed.file} does not have the columns of the mapping", wrong)
    for number, cells in headed(headings, rows):
        try:
            if isinstance(cells, BadReport):
                raise cells
            yield said(cells, columns, name)
        except (BadReport, BadTime) as error:
            faults.add(error, line=number)
