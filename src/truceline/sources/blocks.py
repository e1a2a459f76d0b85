"""Delimited text from outside to columns of text, block by block, with the line each row starts on.

Arrow reads a block whose text is written by the book: quotation marks only around whole cells and doubled
within them, no bare carriage return, no row so long that it may be damage, every row of as many cells as the
heading. Any other block is read row by row, as `table_rows` does, which knows what to say of it. Both give
the same.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from truceline.errors import BadReport
from truceline.sources.distinct import Indices
from truceline.sources.feed import Feed, Layout, Lines, Row, table_rows, text_lines, text_rows

BLOCK_BYTES: Final = 16 * 1024 * 1024
"""About so much text is a block …"""
BLOCK_ROWS: Final = 10_000
"""… or so many rows, where they are read row by row."""
_TEXT: Final = pa.dictionary(pa.int32(), pa.string())
_MARK = b"\xef\xbb\xbf"
_NEWLINE, _RETURN, _QUOTE = b'\n\r"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows that follow each other."""

    lines: Indices
    """Of each row with as many cells as the heading has, the line it starts on, counted from 1."""
    columns: Mapping[str, pa.DictionaryArray]
    """The cells under each heading asked for, each text once."""
    plain: Mapping[str, pa.StringArray]
    """The same where hardly a cell says what another says."""
    odd: tuple[tuple[int, int], ...]
    """Of each other row, its line and how many cells it has."""

    def column(self, name: str) -> pa.DictionaryArray:
        """Return the cells under a heading; empty ones where the table has no such."""
        found = self.columns.get(name)
        if found is not None:
            return found
        none = pa.array(np.zeros(len(self.lines), dtype=np.int32))
        return pa.DictionaryArray.from_arrays(none, pa.array([""]))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the columns asked for stand among the cells of a row."""

    n_cells: int
    columns: Mapping[str, int]
    plain: Mapping[str, int]


class Blocks:
    """A table of outside as it is read."""

    def __init__(self, feed: Feed, layout: Layout | None = None) -> None:
        layout = layout or Layout()
        self._delimiter = layout.delimiter
        self._encoding = layout.encoding
        self._lines = text_lines(feed, layout)
        self._rows = (
            table_rows(feed, layout) if self._lines is None else text_rows(self._lines, layout.delimiter)
        )
        self._goes_on = False  # row by row through what was looked at
        self.first: Row = next(self._rows, (0, []))
        """The heading, with its line; no cells where the table is empty."""

    def under(
        self, headings: Sequence[str], wanted: Collection[str], plain: Collection[str] = ()
    ) -> Iterator[Block]:
        """Yield the rows under the heading.

        Parameters
        ----------
        headings : sequence of str
            As many as the heading has cells.
        wanted : collection of str
            Those whose columns are read.
        plain : collection of str
            Those in which hardly a cell says what another says.

        Raises
        ------
        BadReport
            At the line where the table stops being readable; the rows before it were yielded.
        """
        places = _Places(
            len(headings),
            {name: place for place, name in enumerate(headings) if name in wanted},
            {name: place for place, name in enumerate(headings) if name in plain},
        )
        while True:
            block = None if self._lines is None or self._goes_on else self._at_once(self._lines, places)
            if block is None:
                rows = list[Row]()
                error = self._read_rows(rows)
                if rows:
                    yield _block_of(rows, places)
                if error is not None:
                    raise error
                if not rows:
                    return
            else:
                yield block

    def _read_rows(self, rows: list[Row]) -> BadReport | None:
        """Add the rows to the end of what was looked at, and return why there are no more if that is so."""
        lines = self._lines
        try:
            # A generator that has ended or raised gives nothing more; of text a new one goes on.
            for row in self._rows if lines is None else text_rows(lines, self._delimiter):
                rows.append(row)
                self._goes_on = lines is not None and lines.n_ahead > 0
                if len(rows) >= BLOCK_ROWS or (lines is not None and not self._goes_on):
                    return None
        except BadReport as error:
            return error
        self._goes_on = False
        return None

    def _at_once(self, lines: Lines, places: _Places) -> Block | None:
        """Return the rows of the next block if its text is written by the book, else None."""
        data = lines.ahead(BLOCK_BYTES)
        if lines.is_over and data and not data.endswith(b"\n"):
            data += b"\n"
        if not data or len(self._delimiter.encode()) != 1 or data.startswith(_MARK):
            return None
        found = _row_ends(data, self._delimiter.encode()[0])
        if found is None:
            return None
        starts, ends, breaks = found
        end = int(ends[-1])
        try:
            table = _columns(_utf_8(data[:end], self._encoding), self._delimiter, places)
        except (UnicodeDecodeError, pa.ArrowInvalid):
            return None
        line = lines.line + 1
        n_lines = int(np.searchsorted(breaks, end))
        if table.num_rows != len(starts) or not lines.read_ahead(min(end, lines.n_ahead), n_lines):
            return None
        return Block(
            lines=line + np.searchsorted(breaks, starts),
            columns=_named(table, places.columns),
            plain=_named(table, places.plain),
            odd=(),
        )


def _row_ends(data: bytes, delimiter: int) -> tuple[Indices, Indices, Indices] | None:
    """Return where rows start, where they end and where lines break, if the text is written by the book.

    Rows without any sign are left out of the starts. None where there is no whole row, or a quotation mark
    or carriage return stands where readers differ on what it means.
    """
    signs = np.frombuffer(data, dtype=np.uint8)
    breaks = np.flatnonzero(signs == _NEWLINE)
    quotes = np.flatnonzero(signs == _QUOTE)
    ends = breaks[np.searchsorted(quotes, breaks) % 2 == 0] + 1 if len(quotes) else breaks + 1
    if not len(ends):
        return None
    end = int(ends[-1])
    quotes = quotes[: np.searchsorted(quotes, end)]
    if b"\r" in data and data.count(b"\r", 0, end) != data.count(b"\r\n", 0, end):
        return None
    if not _by_the_book(signs, quotes, delimiter):
        return None
    starts = np.concatenate([[0], ends[:-1]])
    length = ends - starts
    is_blank = (length == 1) | ((length == 2) & (signs[starts] == _RETURN))
    if not len(starts) or length.max() > csv.field_size_limit():
        return None
    return starts[~is_blank], ends, breaks


def _by_the_book(signs: np.typing.NDArray[np.uint8], quotes: Indices, delimiter: int) -> bool:
    """Return whether each quotation mark stands at an edge of its cell or is one of a pair within it."""
    opening, closing = quotes[::2], quotes[1::2]
    if len(opening) != len(closing):
        return False
    before, behind = signs[np.maximum(opening - 1, 0)], signs[closing + 1]
    is_again = opening[1:] == closing[:-1] + 1
    begins = (before == delimiter) | (before == _NEWLINE) | (opening == 0)
    begins[1:] |= is_again
    ends = (behind == delimiter) | (behind == _NEWLINE) | (behind == _RETURN)
    ends[:-1] |= is_again
    return bool(begins.all() and ends.all())


def _utf_8(data: bytes, encoding: str) -> bytes:
    if data.isascii():
        return data
    text = data.decode(encoding)
    return data if encoding == "utf-8" else text.encode()


def _columns(data: bytes, delimiter: str, places: _Places) -> pa.Table:
    """Return columns of text by their number; raise ArrowInvalid if a row has not so many cells."""
    types = {str(place): _TEXT for place in places.columns.values()}
    types |= {str(place): pa.string() for place in places.plain.values()}
    names = [str(place) for place in range(places.n_cells)]
    return arrow_csv.read_csv(
        pa.BufferReader(data),
        read_options=arrow_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
        parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            check_utf8=False,
            column_types=types,
            include_columns=list(types),
            null_values=[],
            strings_can_be_null=False,
        ),
    )


def _named(table: pa.Table, places: Mapping[str, int]) -> dict[str, pa.Array]:
    return {name: table[str(place)].combine_chunks() for name, place in places.items()}


def _block_of(rows: Sequence[Row], places: _Places) -> Block:
    even = [(line, cells) for line, cells in rows if len(cells) == places.n_cells]

    def column(place: int) -> pa.StringArray:
        return pa.array([cells[place] for _, cells in even], pa.string())

    return Block(
        lines=np.array([line for line, _ in even], dtype=np.int64),
        columns={name: column(place).dictionary_encode() for name, place in places.columns.items()},
        plain={name: column(place) for name, place in places.plain.items()},
        odd=tuple((line, len(cells)) for line, cells in rows if len(cells) != places.n_cells),
    )
