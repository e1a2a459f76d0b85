"""Bytes from outside to rows of text, in bounded memory, with the line each row starts on.

A file is read once, hashed as it is read, and never held whole. Whatever makes the rest of a file
unreadable (a broken archive, a byte that is no UTF-8, an open quotation mark) ends the reading with a
fault that names the line; nothing is guessed and no row is skipped in silence.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, NoReturn, TypeAlias

from truceline.errors import BadReport, Fault
from truceline.sources.workbook import MOST_STORED, workbook_rows

MAX_ROW_BYTES = 1024 * 1024
"""No row of an incident table is longer, even with its notes over many lines."""
PART_BYTES = 256 * 1024
"""So much of a file is asked of the system at once."""
FREELY_UNPACKED = 16 * 1024 * 1024
"""A compressed table may unpack to so many bytes …"""
MOST_UNPACKED = 50
"""… or to this many times those stored so far; no table of text is compressed that much."""

Row: TypeAlias = tuple[int, list[str]]
"""The line a row starts on, counted from 1, and its cells."""

ENCODINGS: Final = (
    "utf-8",
    *(f"windows-125{n}" for n in range(9)),
    *(f"iso-8859-{n}" for n in range(1, 17) if n != 12),
    *("koi8-r", "koi8-u", "cp437", "cp720", "cp850", "cp852", "cp855", "cp857", "cp862", "cp866"),
)
"""How the letters of a table may be stored: a byte below 128 is what it is in ASCII."""

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_SAVE_SHEET = "open it and save it as .xlsx without one, or as CSV"
_GZIP = b"\x1f\x8b"
_UTF_8 = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE = "save or export it as UTF-8, or name its `encoding` in a mapping"
_PLAINLY = {
    "unexpected end of data": "a quotation mark is opened and never closed",
    "new-line character seen": "the line holds a bare carriage return",
    "field larger": f"a cell is longer than {csv.field_size_limit():,} characters",
    "expected after": "text follows a closing quotation mark",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table is stored."""

    delimiter: str = ","
    """What parts the cells of delimited text: one character."""
    encoding: str = "utf-8"
    """One of `ENCODINGS`, as `known_encoding` writes it."""
    skip: int = 0
    """Lines before the heading."""
    decimal: str = "."
    """The sign before the fraction of a number."""
    sheet: str | None = None
    """Which sheet of a workbook; None for the only one."""


def known_encoding(name: str) -> str | None:
    """Return the one form of an encoding's name, or None where it is none of `ENCODINGS`.

    Examples
    --------
    >>> known_encoding("CP1256"), known_encoding("Windows-1256"), known_encoding("utf-16")
    ('windows-1256', 'windows-1256', None)
    """
    try:
        asked = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return next((one for one in ENCODINGS if codecs.lookup(one).name == asked), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A file as it is read: its name for faults, its bytes, and the hash of those read so far."""

    file: str
    """Name as the user gave it."""
    stream: io.BufferedReader
    """Its bytes as stored, compressed or not."""
    digest: hashlib._Hash = field(compare=False)
    """Hash of the bytes read so far."""

    def sha256(self) -> str:
        """Return the hash of the whole file as stored, reading what is left of it."""
        while self.stream.read(io.DEFAULT_BUFFER_SIZE):
            pass
        return self.digest.hexdigest()


class _Hashed(io.RawIOBase):
    """A stream that hashes what passes through it."""

    def __init__(self, stream: BinaryIO, digest: hashlib._Hash) -> None:
        self.stream = stream
        self.digest = digest
        self.n_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self.stream.read(len(buffer))
        buffer[: len(data)] = data
        self.digest.update(data)
        self.n_read += len(data)
        return len(data)


@contextmanager
def opened(source: Path | str | BinaryIO, *, name: str = "") -> Iterator[Feed]:
    """Open an ordinary file or take a binary stream, and close only what was opened here.

    Raises
    ------
    BadReport
        If there is no such file, it may not be read, or it is a pipe, a device or a folder, which may never
        end or do something when they are opened.
    """
    file = name or (str(source) if isinstance(source, Path | str) else getattr(source, "name", "stream"))
    if not isinstance(source, Path | str):
        yield _feed(str(file), source)
        return
    with _ordinary(Path(source), str(file)) as stream:
        yield _feed(str(file), stream)


def _ordinary(path: Path, file: str) -> BinaryIO:
    """Open a file after looking at what it is, and look again at what was opened."""
    try:
        is_ordinary = stat.S_ISREG(path.stat().st_mode)
        if is_ordinary:
            # Not to wait for the other end of what has become a pipe meanwhile.
            stream = open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK))  # noqa: SIM115
            is_ordinary = stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
            if is_ordinary:
                return stream
            stream.close()
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        message = getattr(error, "strerror", None) or str(error)
        fault = Fault(file=file, message=message, remedy="check the path")
        raise BadReport(f"{file} cannot be opened", [fault]) from None
    remedy = "save it as a file first, and name that"
    fault = Fault(file=file, message="this is no ordinary file but a folder, pipe or device", remedy=remedy)
    raise BadReport(f"{file} cannot be opened", [fault])


def whole(feed: Feed, most_bytes: int, *, what: str = "such file") -> bytes:
    """Return all bytes of a feed, refusing one too long before more than that is held.

    Raises
    ------
    BadReport
        If it has more than `most_bytes`, or the system cannot read it.
    """
    parts, n = list[bytes](), 0
    try:
        # Piece by piece: to ask for so many bytes at once is to be given room for them.
        while n <= most_bytes and (part := feed.stream.read(io.DEFAULT_BUFFER_SIZE * 128)):
            parts.append(part)
            n += len(part)
    except OSError as error:
        _refuse(feed.file, 0, f"it cannot be read: {error.strerror or error}", "see to the disk")
    if n > most_bytes:
        fault = Fault(
            file=feed.file, message=f"the file is longer than {most_bytes:,} bytes", remedy="split it"
        )
        raise BadReport(f"{feed.file} is no {what}: too long", [fault])
    return b"".join(parts)


def read_whole(source: str | Path, most_bytes: int, *, what: str) -> tuple[str, bytes]:
    """Return a file's name, as it is told in faults, and all its bytes; see `whole`."""
    with opened(source) as feed:
        return feed.file, whole(feed, most_bytes, what=what)


def _feed(file: str, stream: BinaryIO) -> Feed:
    digest = hashlib.sha256()
    return Feed(file=file, stream=io.BufferedReader(_Hashed(stream, digest)), digest=digest)


def table_rows(feed: Feed, layout: Layout = Layout()) -> Iterator[Row]:
    """Yield the rows of delimited text or of a workbook, the heading first, without blank lines.

    Parameters
    ----------
    feed : Feed
        Plain, compressed with gzip, or a workbook of Excel, told by its first bytes; UTF-8 with or without a
        byte order mark.
    layout : Layout
        How it is stored.

    Raises
    ------
    BadReport
        At the line where the file stops being readable: bytes that are no letters, a row over
        `MAX_ROW_BYTES`, a broken archive, a quotation mark that does not match.
    """
    lines = text_lines(feed, layout)
    if lines is not None:
        yield from text_rows(lines, layout.delimiter)
        return
    data = whole(feed, MOST_STORED, what="table")
    yield from workbook_rows(feed.file, data, sheet=layout.sheet, skip=layout.skip, decimal=layout.decimal)


def text_lines(feed: Feed, layout: Layout) -> Lines | None:
    """Return the lines of delimited text from its heading on; None for a workbook, which has none.

    Raises
    ------
    BadReport
        If it is an old workbook, or a sheet is named and it is no workbook.
    """
    if is_workbook(feed):
        return None
    if feed.stream.peek(len(_OLD_OFFICE)).startswith(_OLD_OFFICE):
        _refuse(feed.file, 0, "this is an old workbook (.xls), or one with a password", _SAVE_SHEET)
    if layout.sheet is not None:
        _refuse(
            feed.file, 0, f"this is no workbook, so it has no sheet {layout.sheet!r}", "leave `sheet` out"
        )
    lines = Lines(feed, layout.encoding)
    for _ in range(layout.skip):
        next(lines, None)
        lines.n_held = 0
    return lines


def text_rows(lines: Lines, delimiter: str) -> Iterator[Row]:
    """Yield the rows of delimited text from where its lines stand, which is where a row begins."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        first = lines.line + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = next((plain for part, plain in _PLAINLY.items() if part in str(error)), str(error))
            _refuse(lines.file, first, message, "mend the row that starts here, or export the table again")
        lines.n_held = 0
        if cells:
            yield first, cells


def first_lines(feed: Feed, most_bytes: int) -> list[bytes]:
    """Return the first lines of delimited text as they are stored, without a mark of UTF-8.

    Raises
    ------
    BadReport
        If the file cannot be unpacked, or is UTF-16.
    """
    lines, found, n = Lines(feed, "utf-8"), list[bytes](), 0
    while n < most_bytes and (line := lines.stored_line()):
        if not found and line.startswith(_UTF_16):
            _refuse(feed.file, 1, "the file is UTF-16, not UTF-8", _SAVE)
        found.append(line if found else line.removeprefix(_UTF_8))
        n, lines.n_held = n + len(line), 0
    return found


def beginning(feed: Feed, most_bytes: int) -> bytes:
    """Return the first bytes of a feed, unpacked; fewer where it breaks off, which its reader then tells."""
    stored = feed.stream.peek(len(_GZIP))
    stream = gzip.GzipFile(fileobj=feed.stream) if stored.startswith(_GZIP) else feed.stream
    try:
        return stream.read(most_bytes).removeprefix(_UTF_8)
    except (OSError, EOFError, zlib.error):
        return b""


def is_workbook(feed: Feed) -> bool:
    """Return whether a feed, of which nothing was read, begins as a workbook does."""
    return feed.stream.peek(len(_ZIP)).startswith(_ZIP)


class Lines:
    """The lines of a feed as text, for the csv reader; refuses a row that grows without end.

    What comes next can be looked at before it is read: see `ahead`.
    """

    def __init__(self, feed: Feed, encoding: str) -> None:
        start = feed.stream.peek(2)[:2]
        self.file = feed.file
        self.encoding = encoding
        self.is_packed = start == _GZIP
        self.stored = feed.stream
        self.stream = gzip.GzipFile(fileobj=feed.stream) if self.is_packed else feed.stream
        self.line = 0
        self.n_held = 0
        self.n_unpacked = 0
        self.is_over = False
        self._ahead = b""
        self._at = 0
        self._broken: OSError | EOFError | zlib.error | None = None

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        data = self.stored_line()
        if not data:
            raise StopIteration
        if self.line == 1:
            data = self._without_mark(data)
        try:
            return data.decode(self.encoding)
        except UnicodeDecodeError as error:
            what = self.encoding.upper() if self.encoding == "utf-8" else self.encoding
            message = f"byte {error.start + 1} of the line (0x{data[error.start]:02x}) is not {what}"
            _refuse(self.file, self.line, message, _SAVE)

    def stored_line(self) -> bytes:
        """Return the next line as it is stored, empty at the end."""
        data = self._next_bytes()
        self.line += bool(data)
        self.n_held += len(data)
        self.n_unpacked += len(data)
        if self.is_packed and self.n_unpacked > max(FREELY_UNPACKED, MOST_UNPACKED * self.n_stored()):
            message = f"it unpacks to more than {MOST_UNPACKED} times its size: no table does that"
            _refuse(self.file, self.line, message, "unpack it and look at what it is")
        if self.n_held > MAX_ROW_BYTES:
            message = f"a row is longer than {MAX_ROW_BYTES:,} bytes"
            _refuse(self.file, self.line, message, "look for a quotation mark that is never closed")
        return data

    def _without_mark(self, data: bytes) -> bytes:
        """Return the first line without its byte order mark, which must be that of the encoding."""
        if data.startswith(_UTF_16):
            _refuse(self.file, 1, "the file is UTF-16, not UTF-8", _SAVE)
        if data.startswith(_UTF_8) and self.encoding != "utf-8":
            message = f"the file begins with the mark of UTF-8, and the mapping says {self.encoding}"
            _refuse(self.file, 1, message, "leave `encoding` out")
        return data.removeprefix(_UTF_8)

    def n_stored(self) -> int:
        """Return how many bytes as stored have been read."""
        raw = self.stored.raw
        return raw.n_read if isinstance(raw, _Hashed) else 0

    @property
    def n_ahead(self) -> int:
        """Return how many bytes were looked at and not read yet."""
        return len(self._ahead) - self._at

    def ahead(self, n_bytes: int) -> bytes:
        """Return about so many bytes as they are stored from here on, which are not read by that.

        They are fewer where the feed ends or breaks off, which is told when its last line was read, and where
        a line is longer than any row.
        """
        parts, n, n_since_line = [self._ahead[self._at :]], self.n_ahead, 0
        while n < n_bytes and n_since_line <= MAX_ROW_BYTES and self._broken is None and not self.is_over:
            try:
                # Of an archive little at a time, so that all is had that comes before a damage.
                part = self.stream.read1(io.DEFAULT_BUFFER_SIZE if self.is_packed else PART_BYTES)
            except (OSError, EOFError, zlib.error) as error:
                self._broken = error
                break
            self.is_over = not part
            parts.append(part)
            n += len(part)
            n_since_line = 0 if b"\n" in part else n_since_line + len(part)
        self._ahead, self._at = b"".join(parts), 0
        return self._ahead

    def read_ahead(self, n_bytes: int, n_lines: int) -> bool:
        """Read so many bytes and lines of what lies ahead at once, unless they unpack to too much."""
        n_unpacked = self.n_unpacked + n_bytes
        if self.is_packed and n_unpacked > max(FREELY_UNPACKED, MOST_UNPACKED * self.n_stored()):
            return False
        self._at += n_bytes
        self.line += n_lines
        self.n_unpacked = n_unpacked
        return True

    def _next_bytes(self) -> bytes:
        end = self._ahead.find(b"\n", self._at) + 1
        if end:
            start, self._at = self._at, end
            return self._ahead[start:end]
        begun, self._ahead, self._at = self._ahead[self._at :], b"", 0
        try:
            if self._broken is not None:
                raise self._broken
            return begun if len(begun) > MAX_ROW_BYTES else begun + self.stream.readline(MAX_ROW_BYTES + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            message = "the compressed file breaks off or is damaged after this line"
            _refuse(self.file, self.line, message, "fetch it again")
        except OSError as error:
            message = f"it cannot be read: {error.strerror or error}"
            _refuse(self.file, self.line, message, "see to the disk, or fetch it again")


def _refuse(file: str, line: int, message: str, remedy: str) -> NoReturn:
    fault = Fault(file=file, line=line, message=message, remedy=remedy)
    raise BadReport(f"{file} cannot be read to its end", [fault])
