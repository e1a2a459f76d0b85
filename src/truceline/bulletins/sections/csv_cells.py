"""A table as CSV that a spreadsheet opens: numbers stay numbers, and no text of others becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from truceline.bulletins.plain_tables import BOM, is_formula
from truceline.bulletins.words import visible

Cell: TypeAlias = str | int | float | None
MADE: Final = "written by truceline"
"""Stands with the digest in every row, so that a row that is copied says where it is from."""


def defused(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet reckons: a text that begins like a formula has `'` before it.

    Hidden characters are spelt out.

    Examples
    --------
    >>> defused("=1+1"), defused(" @sum"), defused(-3), defused("a=b"), defused(None)
    ("'=1+1", "' @sum", -3, 'a=b', None)
    """
    if not isinstance(cell, str):
        return cell
    said = visible(cell)
    return f"'{said}" if is_formula(said) else said


def made_by(digest: str, supposing: Iterable[tuple[str, str]]) -> str:
    """Return what stands in every row: who wrote it, its digest, and which answers were only supposed."""
    said = "; ".join(f"{question} = {answer}" for question, answer in supposing)
    return f"{MADE}, {digest}" + (f"; supposing {said}" if said else "")


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as comma-separated text; what is not known is an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)  # its line ends, CR LF, are those of RFC 4180
    writer.writerow(heads)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()
