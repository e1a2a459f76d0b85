"""Tables for a spreadsheet: numbers stay numbers, all else is plain text, and no text is a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import pyarrow as pa

from truceline.bulletins.words import visible

BOM: Final = "\ufeff"
"""Begins a CSV: without it Excel takes UTF-8 for the code page of its machine."""
_FORMULA: Final = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
"""What begins a cell that Excel, LibreOffice or a sheet on the web may take for a formula."""


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet might take a text for a formula.

    Examples
    --------
    >>> [is_formula(one) for one in ("=1+1", " @SUM", "-36", "a=1", "")]
    [True, True, True, False, False]
    """
    return _FORMULA.match(text) is not None


def plain_table(table: pa.Table, supposing: Sequence[tuple[str, str]] = ()) -> pa.Table:
    """Return a table whose columns are numbers, yes or no, and text.

    Parameters
    ----------
    table : pa.Table
        Times become ISO 8601 in UTC, lists their items with `; ` between them,
        parts each their name. Hidden characters are spelt out. What is missing stays missing.
    supposing : sequence of (str, str)
        Answers that were only supposed; they stand in every row, since a CSV has no other place for them.
    """
    columns = {name: _plain(table.column(name)) for name in table.column_names}
    if supposing:
        said = "; ".join(f"{question} = {answer}" for question, answer in supposing)
        columns["supposing"] = pa.array([said] * table.num_rows, pa.string())
    return pa.table(columns)


def csv_of(plain: pa.Table) -> bytes:
    """Return a table from `plain_table` as CSV: UTF-8 with a BOM, texts in quotes, numbers without.

    A text that a spreadsheet might take for a formula has an apostrophe before it.
    """
    import pyarrow.csv as pc_csv  # slow to import, and most runs write none

    columns = {
        name: _each(column, _defused) if pa.types.is_string(column.type) else column
        for name, column in zip(plain.column_names, plain.columns, strict=True)
    }
    written = io.BytesIO()
    pc_csv.write_csv(pa.table(columns), written, pc_csv.WriteOptions(quoting_style="needed"))
    return BOM.encode() + written.getvalue()


def _defused(text: object) -> str:
    said = str(text)
    return f"'{said}" if is_formula(said) else said


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind):
        return column
    if pa.types.is_nested(kind):
        return pa.array([None if one is None else _text(one) for one in column.to_pylist()], pa.string())
    return _each(column, _text)


def _each(column: pa.ChunkedArray, text: Callable[[object], str]) -> pa.Array:
    """Return a column of texts, each distinct value put into words once."""
    coded = column.combine_chunks().dictionary_encode()
    said = pa.array([text(one) for one in coded.dictionary.to_pylist()], pa.string())
    return said.take(coded.indices)


def _text(value: object, depth: int = 0) -> str:
    """Return a value as text; what stands inside another list is in brackets."""
    match value:
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case Mapping():
            parts = ((name, one) for name, one in value.items() if one is not None)
            return ", ".join(f"{name}: {_text(one, depth + 1)}" for name, one in parts)
        case list():
            items = "; ".join(_text(one, depth + 1) for one in value)
            return f"[{items}]" if depth else items
        case bool():
            return "true" if value else "false"
    return visible(str(value))
