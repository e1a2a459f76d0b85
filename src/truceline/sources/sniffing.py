"""How a table seems to be stored, from its first rows: what is sure, and what a person must decide."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Final

from truceline.clock import parse_stated
from truceline.errors import BadReport, BadTime, Fault
from truceline.sources.cells import point
from truceline.sources.feed import Feed, Layout, Row, first_lines, is_workbook, whole
from truceline.sources.workbook import MOST_STORED, workbook_rows

ROWS_SEEN: Final = 20_000
"""Rows from which a table is judged."""
BYTES_SEEN: Final = 32 * 1024 * 1024
MOST_TITLES: Final = 20
"""Rows before a heading that are looked through."""
OFTEN: Final = 0.9
"""So many of a column's cells must be of one kind for it to be of that kind."""

_DELIMITERS: Final = (",", ";", "\t", "|")
_GUESSED: Final = ("windows-1256", "windows-1251", "windows-1254", "windows-1252")
_SAMPLE: Final = 40
FORMATS: Final = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y"),
    *("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%B %d, %Y", "%b %d, %Y", "%Y%m%d"),
)
"""Ways to write a day, where it is not ours; each with and without a time of day."""
_CLOCKS: Final = ("", " %H:%M", " %H:%M:%S")
_BEGINNINGS: Final = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF-", "a document (PDF)"),
    (b"{\\rtf", "a document (RTF)"),
    (b"\xd0\xcf\x11\xe0", "an old workbook or document (.xls, .doc), or one with a password"),
    (b"PAR1", "a table of Parquet"),
    (b"ARROW1", "a table of Arrow"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)"),
    (b"Rar!", "an archive (RAR)"),
    (b"BZh", "a packed file (bzip2)"),
    (b"\xfd7zXZ", "a packed file (xz)"),
    (b"\x7fELF", "a program"),
)
"""How files begin that are no tables of text."""
_CONTROLS: Final = bytes([*range(9), *range(14, 32), 127])
"""Bytes that are no letter, sign or space in any encoding of ours."""
_MOST_CONTROLS: Final = 50
"""One byte in so many may be such; of bytes drawn at random, one in ten is."""
_COMMA: Final = re.compile(r"[+-]?\d{1,3},\d+", re.ASCII)
_POINT: Final = re.compile(r"[+-]?\d*\.\d+", re.ASCII)
_WHOLE: Final = re.compile(r"[+-]?\d+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenColumn:
    """One column, as far as it was seen."""

    heading: str
    """Its name."""
    counts: Counter[str]
    """Its words, and how often each stands; none for empty cells."""
    n_empty: int
    """Empty cells."""

    @property
    def n_filled(self) -> int:
        """Return how many cells are not empty."""
        return self.counts.total()

    def share(self, is_one: Sequence[bool]) -> float:
        """Return the share of its cells whose words, in their order, are so."""
        n = sum(n for n, yes in zip(self.counts.values(), is_one, strict=True) if yes)
        return n / self.n_filled if self.n_filled else 0.0

    def matches(self, pattern: re.Pattern[str]) -> float:
        """Return the share of its cells that are of a pattern."""
        return self.share([bool(pattern.fullmatch(word)) for word in self.counts])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sniffed:
    """A table as it seems to be."""

    layout: Layout
    """How it is stored."""
    columns: tuple[SeenColumn, ...]
    """In their order."""
    n_rows: int
    """Rows seen below the heading."""
    is_whole: bool
    """Whether these are all."""
    is_workbook: bool
    """Whether it is a workbook."""
    encodings: tuple[tuple[str, str], ...]
    """Where it is not UTF-8: what it may be, each with a word as it is then read."""


def sniffed(feed: Feed, *, sheet: str | None = None) -> Sniffed:
    """Return how a table seems to be stored.

    Parameters
    ----------
    feed : Feed
        From its beginning.
    sheet : str, optional
        Of a workbook.

    Raises
    ------
    BadReport
        If it cannot be read, is no text, or has no heading.
    """
    encodings: tuple[tuple[str, str], ...] = ()
    if is_book := is_workbook(feed):
        rows = list(islice(_sheet(feed, sheet), ROWS_SEEN + MOST_TITLES))
        layout = Layout(sheet=sheet)
    else:
        lines = first_lines(feed, BYTES_SEEN)
        _refuse_no_text(feed.file, lines)
        encodings = _encodings(lines)
        read_as = encodings[0][0] if encodings else "utf-8"
        texts = [line.decode(read_as, errors="replace") for line in lines]
        delimiter, rows = max(
            ((one, _rows(texts, one)) for one in _DELIMITERS),
            key=lambda found: _evenness([row for _, row in found[1]]),
        )
        layout = Layout(delimiter=delimiter, encoding=read_as)
    at = _heading(rows)
    if at is None:
        raise BadReport(f"{feed.file} has no heading", [Fault(file=feed.file, message="no row is a heading")])
    line, heading = rows[at]
    body = [row for _, row in rows[at + 1 : at + 1 + ROWS_SEEN]]
    columns = tuple(_column(n, name.strip(), body) for n, name in enumerate(heading))
    return Sniffed(
        layout=Layout(
            delimiter=layout.delimiter,
            encoding=layout.encoding,
            skip=line - 1 if at or is_book else 0,
            decimal="," if _has_commas(columns) else ".",
            sheet=sheet,
        ),
        columns=columns,
        n_rows=len(body),
        is_whole=at + 1 + len(body) == len(rows) and len(rows) < ROWS_SEEN,
        is_workbook=is_book,
        encodings=encodings,
    )


def _sheet(feed: Feed, sheet: str | None) -> list[Row]:
    """Return the rows of a sheet, from below merged titles on."""
    data = whole(feed, MOST_STORED, what="table")
    refused: BadReport | None = None
    for skip in range(MOST_TITLES):
        try:
            return list(
                islice(workbook_rows(feed.file, data, sheet=sheet, skip=skip), ROWS_SEEN + MOST_TITLES)
            )
        except BadReport as error:
            refused = refused or error
    assert refused is not None
    raise refused


def _refuse_no_text(file: str, lines: Sequence[bytes]) -> None:
    """Refuse what is no table of text: by how it begins, or by bytes that no text has so many of."""
    begins = lines[0] if lines else b""
    looks = next((what for start, what in _BEGINNINGS if begins.startswith(start)), "")
    n_bytes, n_zero = sum(map(len, lines)), sum(line.count(0) for line in lines)
    n_odd = n_bytes - sum(len(line.translate(None, _CONTROLS)) for line in lines)
    if not looks and n_odd * _MOST_CONTROLS <= n_bytes:
        return
    looks = looks or ("text in UTF-16 or UTF-32" if 0.3 <= n_zero / n_bytes <= 0.8 else "")
    said = f"it looks like {looks}" if looks else f"{n_odd:,} of {n_bytes:,} bytes are no letters"
    remedy = "export it as CSV in UTF-8, or save it as .xlsx, and name that file"
    raise BadReport(
        f"{file} is no table", [Fault(file=file, message=f"this is no table: {said}", remedy=remedy)]
    )


def _encodings(lines: Sequence[bytes]) -> tuple[tuple[str, str], ...]:
    """Return nothing for UTF-8; else each encoding that may be meant, with a line as it is read in it."""
    wrong = next((line for line in lines if not _is_in(line, "utf-8")), None)
    if wrong is None:
        return ()
    at = next(n for n, byte in enumerate(wrong) if byte > 127)
    piece = wrong[max(0, at - _SAMPLE // 2) : at + _SAMPLE]
    return tuple(
        (one, piece.decode(one, errors="replace").strip())
        for one in _GUESSED
        if all(_is_in(line, one) for line in lines)
    ) or (("windows-1256", piece.decode("windows-1256", errors="replace")),)


def _is_in(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _rows(lines: Sequence[str], delimiter: str) -> list[Row]:
    """Return the rows of lines, as far as they can be parted."""
    reader = csv.reader(lines, delimiter=delimiter, strict=False)
    found: list[Row] = []
    first = 1
    try:
        for cells in islice(reader, ROWS_SEEN + MOST_TITLES):
            if any(map(str.strip, cells)):
                found.append((first, cells))
            first = reader.line_num + 1
    except csv.Error:
        pass  # it is told, with its line, by whoever reads the table
    return found


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Return how many rows have the commonest width, and that width; nothing for a single column."""
    widths = Counter(len(row) for row in rows)
    width, n = max(widths.items(), key=lambda one: (one[1] * (one[0] > 1), one[0]), default=(1, 0))
    return (n / len(rows), width) if width > 1 else (0.0, 1)


def _heading(rows: Sequence[Row]) -> int | None:
    """Return which row is the heading: the first that is as wide as the table and holds no figures."""
    if not rows:
        return None
    width = Counter(len(row) for _, row in rows[:500]).most_common(1)[0][0]
    for at, (_, row) in enumerate(rows[:MOST_TITLES]):
        words = [cell.strip() for cell in row if cell.strip()]
        is_named = 2 * sum(map(_is_figure, words)) < max(len(words), 1)
        if is_named and len(row) >= width and 2 * len(words) >= min(width, len(row)):
            return at
    return 0


def _is_figure(word: str) -> bool:
    return any(pattern.fullmatch(word) for pattern in (_WHOLE, _POINT, _COMMA))


def _column(n: int, heading: str, rows: Sequence[Sequence[str]]) -> SeenColumn:
    cells = [row[n].strip() if n < len(row) else "" for row in rows]
    counts = Counter(cell for cell in cells if cell)
    return SeenColumn(heading=heading, counts=counts, n_empty=len(cells) - counts.total())


def _has_commas(columns: Sequence[SeenColumn]) -> bool:
    """Return whether fractions stand behind a comma: some column says so, and none the other."""
    has = [column for column in columns if column.n_filled and column.matches(_COMMA) >= OFTEN]
    is_sure = any(len(word.partition(",")[2]) != 3 for column in has for word in column.counts)
    return is_sure and not any(column.n_filled and column.matches(_POINT) >= OFTEN for column in columns)


def is_number(column: SeenColumn) -> bool:
    """Return whether a column holds numbers."""
    return column.share([_is_figure(word) for word in column.counts]) >= OFTEN


def is_coordinate(column: SeenColumn, decimal: str) -> bool:
    """Return whether a column may hold one of two coordinates."""
    return column.n_filled > 0 and column.share([_is_angle(one, decimal) for one in column.counts]) >= OFTEN


def _is_angle(word: str, decimal: str) -> bool:
    for lon, lat in ((word, "1"), ("1", word)):
        try:
            return point(lon, lat, decimal=decimal) is not None
        except BadReport:
            continue
    return False


def day_formats(column: SeenColumn) -> tuple[str, ...]:
    """Return the ways in which a column may write days: `""` is ours; of several nobody can say which."""
    if not column.n_filled:
        return ()
    if _share_if_often(column, _is_ours):
        return ("",)
    scores = {
        way: _share_if_often(column, partial(_is_day, way=way))
        for way in (f"{day}{clock}" for day in FORMATS for clock in _CLOCKS)
    }
    best = max(scores.values())
    return tuple(way for way, score in scores.items() if score == best) if best else ()


def _share_if_often(column: SeenColumn, is_one: Callable[[str], bool]) -> float:
    """Return the share of a column's cells that are so, or 0 as soon as too many are not."""
    most_not, n_not = (1 - OFTEN) * column.n_filled + 0.5, 0
    for word, n in column.counts.items():
        if not is_one(word):
            n_not += n
            if n_not > most_not:
                return 0.0
    share = (column.n_filled - n_not) / column.n_filled
    return share if share >= OFTEN else 0.0


def _is_ours(word: str) -> bool:
    if _WHOLE.fullmatch(word):  # a year is a number too
        return False
    try:
        parse_stated(word)
    except BadTime:
        return False
    return True


def _is_day(word: str, way: str) -> bool:
    try:
        year = datetime.strptime(word, way).year  # noqa: DTZ007 - only asked whether it can be read
    except ValueError:
        return False
    return 1900 < year < 2100
