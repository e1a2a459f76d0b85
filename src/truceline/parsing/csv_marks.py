"""A ledger's CSV bytes to plain values, each with the line and column it stands at.

The file's name says which noun its rows are (`tolls.csv`), the heading which field a column is. An empty
cell is a key left out; in a field that holds several values they stand apart by `;`. What comes out is what
the same nouns in YAML would give, so that everything after it is the same. A heading or a quote at fault is
never guessed at.
"""

from __future__ import annotations

import re
import types
import typing
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from truceline.errors import Fault
from truceline.model.spelling import nearest
from truceline.parsing import MAX_BYTES
from truceline.parsing.typed import fields_of
from truceline.parsing.yaml_marks import (
    MAX_FAULTS,
    MAX_NODES,
    Marked,
    Path,
    Spot,
    Tree,
    not_utf8,
    pointer,
)

_STEM = re.compile(r"([^/]+)\.csv$")
_CELL = re.compile(r'(?:"([^"]*+(?:""[^"]*+)*+)"|([^",\n]*+))(,|\n|\Z)')
_CONTROL = re.compile(r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML allows in no file either."""
_PLAIN = (str, int, float, bool)


def kind_of(file: str) -> str:
    """Return the noun that a ledger's file name says.

    Examples
    --------
    >>> kind_of("record/tolls.csv")
    'tolls'
    """
    found = _STEM.search(file)
    return found.group(1) if found else file


def columns_of(noun: type) -> dict[str, bool]:
    """Return the fields of a noun that a table can hold, and whether each holds several values.

    Examples
    --------
    >>> from truceline.model.record import (Toll)
    >>> columns_of(Toll)["by"]
    False
    """
    columns = {}
    for name, hint in fields_of(noun).items():
        is_several = typing.get_origin(hint) is tuple
        parts = typing.get_args(hint) if is_several or _is_union(hint) else (hint,)
        if all(_is_plain(part) for part in parts if part not in {type(None), ...}):
            columns["from" if name == "from_" else name] = is_several
    return columns


def _is_union(hint: object) -> bool:
    return typing.get_origin(hint) in {typing.Union, types.UnionType}


def _is_plain(hint: object) -> bool:
    if isinstance(hint, typing.NewType) or typing.get_origin(hint) is typing.Literal:
        return True
    return isinstance(hint, str) or (isinstance(hint, type) and issubclass(hint, _PLAIN))


def read_ledger(file: str, data: bytes, nouns: Mapping[str, type]) -> Marked:
    """Return what one CSV file says, with marks and every fault of its writing.

    Parameters
    ----------
    file : str
        Name; its stem says which of `nouns` the rows are. Nothing is opened.
    data : bytes
        UTF-8, with or without a byte order mark; comma, double quotes, a heading.
    nouns : mapping of kind to noun
        What a casebook may hold. Only nouns of plain fields can be rows.

    Returns
    -------
    Marked
        With an empty tree where heading or quotes are at fault, not whole where a row is; `faults` say why.

    Examples
    --------
    >>> from truceline.model.record import (Toll)
    >>> read_ledger("tolls.csv", b"matter,by,low\\nE60,sohr,13\\n", {"tolls": Toll}).tree
    {'tolls': [{'matter': 'E60', 'by': 'sohr', 'low': '13'}]}
    """
    reading = _Reading(file=file)
    kind = kind_of(file)
    try:
        columns = reading.columns(kind, nouns)
        return reading.ledger(kind, _rows(reading.decoded(data)), columns)
    except _UnreadableError as error:
        reading.note(error.spot, error.path, error.message, error.remedy)
        return reading.marked({})


_Cells: typing.TypeAlias = list[tuple[str, Spot]]


class _UnreadableError(Exception):
    """The file cannot be read to its end."""

    def __init__(self, spot: Spot, message: str, remedy: str, path: Path = ()) -> None:
        super().__init__(message)
        self.spot, self.message, self.remedy, self.path = spot, message, remedy, path


@dataclass(slots=True)
class _Reading:
    """The reading of one ledger."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def marked(self, tree: dict[str, Tree], spots: dict[Path, Spot] | None = None) -> Marked:
        spots, faults = spots or {}, tuple(self.faults)
        return Marked(file=self.file, tree=tree, keys=spots, values=spots, faults=faults, is_whole=not faults)

    def note(self, spot: Spot, path: Path, message: str, remedy: str) -> None:
        line, column = spot
        at = pointer(path)
        self.faults.append(
            Fault(file=self.file, line=line, column=column, pointer=at, message=message, remedy=remedy)
        )

    def columns(self, kind: str, nouns: Mapping[str, type]) -> dict[str, bool]:
        if kind not in nouns:
            known = sorted(name for name, noun in nouns.items() if not beyond_a_table(noun))
            remedy = nearest(kind, known) or f"a ledger's file is called {', '.join(known)}"
            raise _UnreadableError((1, 1), f"no ledger is called {kind!r}", remedy)
        if beyond := beyond_a_table(nouns[kind]):
            message = f"`{kind}` cannot be a table: {', '.join(beyond)} may hold more than a cell"
            raise _UnreadableError((1, 1), message, f"write them in YAML, under `{kind}:`")
        return columns_of(nouns[kind])

    def decoded(self, data: bytes) -> str:
        if len(data) > MAX_BYTES:
            message = f"the file has {len(data):,} bytes, more than {MAX_BYTES:,}"
            raise _UnreadableError((0, 0), message, "split it")
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            raise _UnreadableError(*not_utf8(data, error)) from error

    def ledger(self, kind: str, rows: Iterator[_Cells], columns: dict[str, bool]) -> Marked:
        heading = next(rows, None)
        if heading is None:
            raise _UnreadableError((1, 1), "the file is empty", "write a heading and rows, or delete it")
        self.heading(kind, heading, columns)
        if self.faults:
            return self.marked({})
        items: list[Tree] = []
        spots: dict[Path, Spot] = {(kind,): heading[0][1]}
        for cells in rows:
            path = (kind, len(items))
            if len(cells) != len(heading):
                message = f"the row has {_n_cells(len(cells))}, the heading {len(heading)}"
                self.note(cells[0][1], (kind,), message, "see to its commas and quotes")
                if len(self.faults) >= MAX_FAULTS:
                    break
                continue
            spots[path] = cells[0][1]
            item: dict[str, Tree] = {}
            for (name, _), (cell, spot) in zip(heading, cells, strict=True):
                if cell:
                    if columns[name] and "" in _several(cell):
                        message, remedy = (
                            "nothing stands between two `;`",
                            "name one there, or delete the `;`",
                        )
                        self.note(spot, (*path, name), message, remedy)
                    item[name] = list[Tree](_several(cell)) if columns[name] else cell
                    spots[*path, name] = spot
            items.append(item)
        return self.marked({kind: items}, spots)

    def heading(self, kind: str, heading: _Cells, columns: dict[str, bool]) -> None:
        met: set[str] = set()
        for name, spot in heading:
            if name in met and name in columns:
                self.note(spot, (kind,), f"the column {name!r} stands twice", "keep one")
            elif not name:
                self.note(spot, (kind,), "the column has no name", "name it, or take its comma out")
            elif name not in columns:
                remedy = nearest(name, columns) or f"known here: {', '.join(columns)}"
                if len(heading) == 1 and re.search(r"[;\t]", name):
                    remedy = "set the cells apart by commas"
                self.note(spot, (kind,), f"unknown column {name!r}", remedy)
            if len(self.faults) >= MAX_FAULTS:
                return
            met.add(name)


def beyond_a_table(noun: type) -> list[str]:
    """Return the fields of a noun that no cell can hold; a noun without any may be a ledger.

    Examples
    --------
    >>> from truceline.model.record import (Source)
    >>> beyond_a_table(Source)
    ['names', 'families']
    """
    written = ("from" if name == "from_" else name for name in fields_of(noun))
    return [name for name in written if name not in columns_of(noun)]


def _n_cells(n: int) -> str:
    return "1 cell" if n == 1 else f"{n} cells"


def _rows(text: str) -> Iterator[_Cells]:
    """Yield the rows that hold anything, each cell with where it starts; quotes as in RFC 4180."""
    line_starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def spot(offset: int) -> Spot:
        line = bisect_right(line_starts, offset)
        return line, offset - line_starts[line - 1] + 1

    if control := _CONTROL.search(text):
        message = f"a control character (0x{ord(control[0]):02x}) stands here"
        raise _UnreadableError(spot(control.start()), message, "take it out")
    at, n_cells = 0, 0
    row: _Cells = []
    while at < len(text) or row:
        found = _CELL.match(text, at)
        if found is None:
            place, message, remedy = _bad_quote(text, at)
            raise _UnreadableError(spot(place), message, remedy)
        quoted, plain, end = found.groups()
        cell = plain if quoted is None else quoted.replace('""', '"')
        row.append((cell.strip(), spot(at)))
        at = found.end()
        n_cells += 1
        if n_cells > MAX_NODES:
            raise _UnreadableError(row[-1][1], f"the file holds more than {MAX_NODES:,} cells", "split it")
        if end != ",":
            if any(cell for cell, _ in row):
                yield row
            row = []


def _bad_quote(text: str, at: int) -> tuple[int, str, str]:
    """Return where and why the cell that starts `at` is none, and what to do."""
    if text[at] != '"':
        remedy = 'put the whole cell in quotes, and write `""` for each of its own'
        return text.index('"', at), "a quote stands inside a cell that does not start with one", remedy
    closing = re.compile(r'"[^"]*+(?:""[^"]*+)*+"').match(text, at)
    if closing is None:
        return at, "this quote is never closed", "close it, before the next comma or the end of the row"
    return closing.end(), "text stands behind the closing quote", 'write `""` for a quote inside the cell'


def _several(cell: str) -> list[str]:
    """Return the values that stand in one cell, apart by `;`.

    Examples
    --------
    >>> _several("russia; turkey;iran")
    ['russia', 'turkey', 'iran']
    """
    return [part.strip() for part in cell.split(";")]
