"""An Excel workbook (.xlsx) to rows of text: a cell is what it holds, not what it looks like.

Only the standard library reads it, part by part and in bounded memory: see decision 0015. Whatever would be
guessed is refused with its row: which of several sheets, merged cells, formulas that were never computed.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NoReturn, TypeAlias
from xml.parsers import expat

from truceline.errors import BadReport, Fault

MOST_STORED: Final = 128 * 1024 * 1024
"""Bytes of a workbook as stored, which are held whole."""
FREELY_UNPACKED: Final = 32 * 1024 * 1024
"""A part may unpack to so many bytes …"""
MOST_UNPACKED: Final = 100
"""… or to this many times those stored."""
MOST_TEXT: Final = 64 * 1024 * 1024
"""Bytes of the texts that cells share, unpacked; they are held whole."""
MOST_COLUMNS: Final = 1_000
"""Columns of a table of incidents."""
MOST_ROW_LETTERS: Final = 1024 * 1024
"""Letters of one row."""
MOST_LISTED: Final = 200

_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, ValueError, NotImplementedError),
)
"""What `zipfile` raises of an archive that is not right."""
_AGAIN: Final = "save the workbook again"
_CHUNK: Final = 1 << 16
_DEEPEST: Final = 64
_WITH_TEXT: Final = frozenset({"v", "t"})
"""Elements whose text is of a cell."""
_RELATIONS: Final = "_rels/.rels"
_OFFICE: Final = "/officeDocument"
_SHARED: Final = "/sharedStrings"
_STYLES: Final = "/styles"
_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(50, 59)))
"""Numbers of the formats that Excel itself has for days and times."""
_NO_LETTERS: Final = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
"""A letter by its number, but for halves of a pair."""
_MERGED: Final = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]{0,256}?ref\s*=\s*["']([A-Z]+\d+(?::[A-Z]+\d+)?)["']"""
)
_LONGEST_MERGE: Final = 256
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.ASCII)
_BEFORE_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of the sheet, in no zone
_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
_NO_LEAP_DAY: Final = 60
"""Excel counts a 29 February 1900, which never was; before it days are one further on."""

Row: TypeAlias = tuple[int, list[str]]
_Begins: TypeAlias = Callable[[str, Mapping[str, str]], None]
_Ends: TypeAlias = Callable[[str, str], None]


def workbook_rows(
    file: str, data: bytes, *, sheet: str | None = None, skip: int = 0, decimal: str = "."
) -> Iterator[Row]:
    """Yield the rows of one sheet that hold anything, the heading first, with their numbers.

    A day is written as `2020-03-06`, a time as `2020-03-06 14:30`, a number without anything but its figures,
    a formula as the value that was computed last.

    Parameters
    ----------
    file : str
        Its name, for faults.
    data : bytes
        The workbook.
    sheet : str, optional
        Which sheet; needed where there are several.
    skip : int
        Rows before the heading.
    decimal : str
        The sign before a fraction, as the rest of the table has it.

    Raises
    ------
    BadReport
        If it is no such workbook, is damaged, unpacks to far more than it holds, or leaves something open.
    """
    book = _Book(file, data)
    parts = book.relations(_RELATIONS, "")
    main = next((path for kind, path in parts.values() if kind.endswith(_OFFICE)), "")
    if not main or book.is_missing(main):
        book.refuse("this is no workbook of Excel", "save it as .xlsx, or export it as CSV")
    names, is_1904 = book.sheets(main)
    parts = book.relations(
        posixpath.join(posixpath.dirname(main), "_rels", f"{posixpath.basename(main)}.rels"), main
    )
    part = parts.get(_chosen(book, names, sheet), ("", ""))[1]
    if not part or book.is_missing(part):
        book.refuse("the sheet is not in the workbook", _AGAIN)
    by_kind = {kind.rpartition("/")[2]: path for kind, path in parts.values()}
    cells = _Cells(
        texts=book.texts(by_kind.get(_SHARED[1:], "")),
        is_date=book.date_formats(by_kind.get(_STYLES[1:], "")),
        since=_1904 if is_1904 else _BEFORE_1900,
        decimal=decimal,
    )
    rows = (row for row in _sheet_rows(book, part, cells) if row[0] > skip)
    heading = next(rows, None)
    if heading is None:
        return
    _refuse_merged(book, part, heading[0])
    width = len(heading[1])
    yield heading
    for number, texts in rows:
        yield number, texts + [""] * (width - len(texts))


def _chosen(book: _Book, names: Mapping[str, str], sheet: str | None) -> str:
    """Return the relation of the sheet asked for, or of the only one."""
    has = ", ".join(names)
    if sheet is None and len(names) != 1:
        book.refuse(
            f"the workbook has {len(names)} sheets: {has}", "say which in a mapping, as `sheet: NAME`"
        )
    if sheet is not None and sheet not in names:
        book.refuse(f"there is no sheet {sheet!r}", f"the workbook has {has}")
    return names[sheet] if sheet is not None else next(iter(names.values()))


class _Book:
    """The parts of a workbook, each read once and never longer than it may be."""

    def __init__(self, file: str, data: bytes) -> None:
        self.file = file
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED:
            self.refuse("the workbook is damaged or breaks off", "fetch it again, or save it again")

    def refuse(self, message: str, remedy: str, *, line: int = 0) -> NoReturn:
        fault = Fault(file=self.file, line=line, message=message, remedy=remedy)
        raise BadReport(f"{self.file} cannot be read to its end", [fault])

    def is_missing(self, part: str) -> bool:
        return part not in self.archive.NameToInfo

    def chunks(self, part: str, most: int | None = None) -> Iterator[bytes]:
        """Yield the bytes of a part, refusing one that unpacks to more than it may."""
        info = self.archive.NameToInfo[part]
        stored = info.compress_size
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            self.refuse(f"{part} is packed as no workbook is", _AGAIN)
        most = most or max(FREELY_UNPACKED, MOST_UNPACKED * stored)
        n = 0
        try:
            with self.archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    n += len(chunk)
                    if n > most:
                        message = f"{part} unpacks to more than {most:,} bytes: no table does that"
                        self.refuse(message, "unpack it and look at what it is")
                    yield chunk
        except _DAMAGED:
            self.refuse(f"{part} of the workbook is damaged", "fetch it again, or save it again")
        except RuntimeError:  # so zipfile says that there is a password
            self.refuse("the workbook has a password", "save it without")

    def parsed(
        self, part: str, begins: _Begins, ends: _Ends = lambda *_: None, most: int | None = None
    ) -> Iterator[None]:
        """Parse a part bit by bit, and yield after each; `begins` and `ends` are told of its elements.

        `ends` gets the text of those that have some.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        open_: list[str] = []
        texts: list[str] = []
        n_letters = n_fed = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal n_letters
            open_.append(name.rpartition(" ")[2])
            texts.clear()
            n_letters = 0
            if len(open_) > _DEEPEST:
                self.refuse(f"{part} is nested too deeply", _AGAIN)
            begins(open_[-1], {key.rpartition(" ")[2]: value for key, value in attributes.items()})

        def end(_: str) -> None:
            ends(open_.pop(), "".join(texts))
            texts.clear()

        def text(said: str) -> None:
            nonlocal n_letters
            if open_[-1] not in _WITH_TEXT:
                return
            n_letters += len(said)
            if n_letters > MOST_ROW_LETTERS:
                self.refuse(f"{part} has a text of more than {MOST_ROW_LETTERS:,} letters", "shorten it")
            texts.append(said)

        def doctype(*_: object) -> None:
            self.refuse(f"{part} declares entities, as no workbook does", "look at where the file comes from")

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
        try:
            for chunk in self.chunks(part, most):
                parser.Parse(chunk, False)
                n_fed += len(chunk)
                if n_fed - parser.CurrentByteIndex > MOST_ROW_LETTERS:
                    self.refuse(f"{part} has a tag of more than {MOST_ROW_LETTERS:,} bytes", _AGAIN)
                yield
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            self.refuse(f"{part} is no XML: {error}", _AGAIN)
        yield

    def relations(self, part: str, of: str) -> dict[str, tuple[str, str]]:
        """Return what a part points to: the kind and the path of each, by its id."""
        found: dict[str, tuple[str, str]] = {}

        def begins(name: str, has: Mapping[str, str]) -> None:
            if name == "Relationship" and has.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", posixpath.dirname(of), has.get("Target", "")))
                found[has.get("Id", "")] = (has.get("Type", ""), path.lstrip("/"))

        if not self.is_missing(part):
            for _ in self.parsed(part, begins):
                pass
        return found

    def sheets(self, main: str) -> tuple[dict[str, str], bool]:
        """Return the relation of each sheet by its name, and whether days are counted from 1904."""
        names: dict[str, str] = {}
        says: list[str] = []

        def begins(name: str, has: Mapping[str, str]) -> None:
            if name == "sheet":
                names[has.get("name", "")] = has.get("id", "")
            elif name == "workbookPr":
                says.append(has.get("date1904", ""))

        for _ in self.parsed(main, begins):
            pass
        return names, bool({"1", "true"} & set(says))

    def texts(self, part: str) -> list[str]:
        """Return the texts that cells share, without what only says how to speak them."""
        found: list[str] = []
        inside: list[str] = []
        spoken = 0

        def begins(name: str, _: Mapping[str, str]) -> None:
            nonlocal spoken
            spoken += name == "rPh"

        def ends(name: str, text: str) -> None:
            nonlocal spoken
            if name == "t" and not spoken:
                inside.append(text)
            elif name == "rPh":
                spoken -= 1
            elif name == "si":
                found.append("".join(inside))
                inside.clear()

        if part and not self.is_missing(part):
            for _ in self.parsed(part, begins, ends, MOST_TEXT):
                pass
        return found

    def date_formats(self, part: str) -> list[bool]:
        """Return of each style of cells whether it shows days or times."""
        codes: dict[int, str] = {}
        styles: list[int] = []
        within: list[str] = []

        def begins(name: str, has: Mapping[str, str]) -> None:
            within.append(name)
            if name == "numFmt":
                codes[_whole(has.get("numFmtId", ""))] = has.get("formatCode", "")
            elif name == "xf" and within[-2:-1] == ["cellXfs"]:
                styles.append(_whole(has.get("numFmtId", "")))

        def ends(_: str, __: str) -> None:
            within.pop()

        if part and not self.is_missing(part):
            for _ in self.parsed(part, begins, ends):
                pass
        return [_is_date(codes[one]) if one in codes else one in _DATES for one in styles]


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0


def _is_date(code: str) -> bool:
    """Return whether a format shows a day or a time of day, not a number or how long something took.

    Examples
    --------
    >>> [_is_date(code) for code in ("dd/mm/yyyy", "hh:mm", "General", '0.0" days"', "[Red]0", "[h]:mm")]
    [True, True, False, False, False, False]
    """
    shown = code.partition(";")[0]
    return not _ELAPSED.search(shown) and bool(set("dmyhs") & set(_NO_LETTERS.sub("", shown).lower()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """How what a cell holds becomes text."""

    texts: list[str]
    """Those that cells share."""
    is_date: list[bool]
    """Of each style."""
    since: datetime
    """The day from which days are counted."""
    decimal: str
    """The sign before a fraction."""

    def text(self, kind: str, style: str, value: str) -> str:
        """Return the text of a cell; what cannot be one of its kind stays as it stands there."""
        match kind:
            case "s":
                number = _whole(value)
                return _unescaped(self.texts[number]) if number < len(self.texts) else value
            case "str" | "inlineStr":
                return _unescaped(value)
            case "b":
                return "true" if value == "1" else "false"
            case "d":
                return value.replace("T", " ").removesuffix(" 00:00:00")
            case "e":
                return value
        try:
            number_ = float(value)
        except ValueError:
            return value
        style_number = _whole(style)
        if style_number < len(self.is_date) and self.is_date[style_number]:
            return self._day(number_) or value
        text = str(int(number_)) if number_.is_integer() and abs(number_) < 1e15 else repr(number_)
        return text.replace(".", self.decimal)

    def _day(self, serial: float) -> str:
        """Return a day, a time of day or both; empty for a number that is none."""
        is_early = self.since == _BEFORE_1900 and 1 <= serial < _NO_LEAP_DAY
        try:
            at = self.since + timedelta(seconds=round((serial + is_early) * 86_400))
        except (OverflowError, ValueError):
            return ""
        if serial < 0 or at.year > 9_999:
            return ""
        clock = f"{at:%H:%M:%S}".removesuffix(":00") if at.second == 0 else f"{at:%H:%M:%S}"
        if serial < 1:
            return clock
        return f"{at:%Y-%m-%d}" if clock == "00:00" else f"{at:%Y-%m-%d} {clock}"


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


@dataclass(slots=True)
class _Reading:
    """What has been read of a sheet."""

    done: list[Row] = field(default_factory=list)
    number: int = 0
    texts: dict[int, str] = field(default_factory=dict)
    column: int = -1
    n_letters: int = 0
    kind: str = ""
    style: str = ""
    value: str = ""
    inline: list[str] = field(default_factory=list)
    has_formula: bool = False
    has_value: bool = False
    spoken: int = 0


def _sheet_rows(book: _Book, part: str, cells: _Cells) -> Iterator[Row]:
    """Yield the rows of a sheet that hold anything, each as far as its last cell that does."""
    at = _Reading()

    def begins(name: str, has: Mapping[str, str]) -> None:
        match name:
            case "row":
                _begin_row(book, at, has.get("r", ""))
            case "c":
                at.column = _column(book, at, has.get("r", ""))
                at.kind, at.style, at.value = has.get("t", "n"), has.get("s", ""), ""
                at.has_formula = at.has_value = False
                at.inline.clear()
            case "f":
                at.has_formula = True
            case "rPh":
                at.spoken += 1

    def ends(name: str, text: str) -> None:
        match name:
            case "v":
                at.value, at.has_value = text, True
            case "t" if not at.spoken:
                at.inline.append(text)
            case "rPh":
                at.spoken -= 1
            case "c":
                _end_cell(book, at, cells)
            case "row":
                if at.texts:
                    at.done.append((at.number, [at.texts.get(n, "") for n in range(max(at.texts) + 1)]))

    for _ in book.parsed(part, begins, ends):
        yield from at.done
        at.done.clear()


def _begin_row(book: _Book, at: _Reading, stated: str) -> None:
    number = _whole(stated) or at.number + 1
    if number <= at.number:
        book.refuse("the rows are not in their order", _AGAIN, line=number)
    at.number, at.texts, at.column, at.n_letters = number, {}, -1, 0


def _column(book: _Book, at: _Reading, reference: str) -> int:
    """Return the number of a cell's column, from 0."""
    found = _REFERENCE.fullmatch(reference)
    column = at.column + 1 if found is None else 0
    for letter in found[1] if found else "":
        column = column * 26 + ord(letter) - ord("A") + 1
    column -= found is not None
    if column <= at.column:
        book.refuse(f"cell {reference} is not in its order", _AGAIN, line=at.number)
    return column


def _end_cell(book: _Book, at: _Reading, cells: _Cells) -> None:
    if at.has_formula and not at.has_value:
        message = f"the formula in column {at.column + 1} has no value: nobody computed it"
        book.refuse(message, "open the workbook in Excel or LibreOffice and save it", line=at.number)
    value = "".join(at.inline) if at.kind == "inlineStr" else at.value
    text = cells.text(at.kind, at.style, value) if at.has_value or at.inline else ""
    if not text:
        return
    if at.column >= MOST_COLUMNS:
        message = f"there is something in column {at.column + 1:,}: no table is wider than {MOST_COLUMNS:,}"
        book.refuse(message, "clear what stands beside the table", line=at.number)
    at.n_letters += len(text)
    if at.n_letters > MOST_ROW_LETTERS:
        book.refuse(f"the row has more than {MOST_ROW_LETTERS:,} letters", "shorten it", line=at.number)
    at.texts[at.column] = text


def _refuse_merged(book: _Book, part: str, heading: int) -> None:
    """Refuse merged cells from the heading on: all but the first of them would be read as empty."""
    faults: list[Fault] = []
    rest = b""
    for chunk in book.chunks(part):
        data = rest + chunk
        for found in _MERGED.finditer(data):
            cells = found[1].decode()
            rows = [int(one) for one in re.findall(r"\d+", cells)]
            if max(rows) < heading or len(faults) >= MOST_LISTED:
                continue
            if min(rows) <= heading:
                remedy = f"give each column a heading of its own; if it is a title, say `skip: {heading}`"
                message = f"the heading has merged cells, {cells}"
            else:
                message, remedy = f"cells {cells} are merged", "undo it, and write into each what is meant"
            faults.append(Fault(file=book.file, line=min(rows), message=message, remedy=remedy))
        # What may begin here and end in the next chunk; nothing that was found is found again.
        cut = data.rfind(b"<")
        rest = (
            data[cut:] if cut >= 0 and b">" not in data[cut:] and len(data) - cut <= _LONGEST_MERGE else b""
        )
    if faults:
        raise BadReport(f"{book.file} has merged cells", faults)
