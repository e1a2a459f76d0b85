"""A ledger's CSV bytes to plain values, each with the line and column it stands at.

The file's name says which noun its rows are (`tolls.csv`), the heading which field a column is. An empty
cell is a key left out; in a field that holds several values they stand apart by `; `. What comes out is what
the same nouns in YAML would give, so that everything after it is the same.
"""

from __future__ import annotations

import csv
import io
import re
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass

from truceline.agreements.typed import fields_of, nearest
from truceline.agreements.yaml_marks import MAX_BYTES, MAX_FAULTS, Marked, Path, Spot, Tree, pointer
from truceline.errors import Fault

_STEM = re.compile(r"([^/]+)\.csv$")
_APART = re.compile(r"\s*;\s+")
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
    >>> from truceline.model.record import Toll
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


def read_ledger(file: str, data: bytes, nouns: typing.Mapping[str, type]) -> Marked:
    """Return what one CSV file says, with marks and every fault of its writing.

    Parameters
    ----------
    file : str
        Name; its stem says which of `nouns` the rows are. Nothing is opened.
    data : bytes
        UTF-8, with or without a byte order mark; comma, double quotes, a heading.
    nouns : mapping of kind to noun
        What a ledger may hold.

    Returns
    -------
    Marked
        With an empty tree where the file cannot be read to its end; `faults` say why.

    Examples
    --------
    >>> from truceline.model.record import Toll
    >>> read_ledger("tolls.csv", b"matter,by,low\\nE60,sohr,13\\n", {"tolls": Toll}).tree
    {'tolls': [{'matter': 'E60', 'by': 'sohr', 'low': '13'}]}
    """
    reading = _Reading(file=file, faults=[])
    kind = kind_of(file)
    if kind not in nouns:
        known = sorted(name for name, noun in nouns.items() if _fits_a_table(noun))
        remedy = nearest(kind, known) or "move the file out of the casebook, or name it after its rows"
        reading.note((1, 1), (), f"no ledger is called {kind!r}", remedy)
        return reading.marked({})
    text = reading.decoded(data)
    rows = reading.rows(text) if text is not None else None
    return reading.ledger(kind, rows, columns_of(nouns[kind])) if rows is not None else reading.marked({})


def _fits_a_table(noun: type) -> bool:
    return set(columns_of(noun)) == {"from" if name == "from_" else name for name in fields_of(noun)}


_Cells: typing.TypeAlias = list[tuple[str, Spot]]


@dataclass(slots=True)
class _Reading:
    """The reading of one ledger."""

    file: str
    faults: list[Fault]

    def marked(self, tree: dict[str, Tree], spots: dict[Path, Spot] | None = None) -> Marked:
        spots = spots or {}
        return Marked(file=self.file, tree=tree, keys=spots, values=spots, faults=tuple(self.faults))

    def note(self, spot: Spot, path: Path, message: str, remedy: str) -> None:
        if len(self.faults) < MAX_FAULTS:
            line, column = spot
            fault = Fault(
                file=self.file,
                line=line,
                column=column,
                pointer=pointer(path),
                message=message,
                remedy=remedy,
            )
            self.faults.append(fault)

    def decoded(self, data: bytes) -> str | None:
        if len(data) > MAX_BYTES:
            self.note((1, 1), (), f"the file has {len(data):,} bytes, more than {MAX_BYTES:,}", "split it")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8"
            self.note((line, 1), (), message, "save the file as UTF-8")
            return None
        return text.replace("\r\n", "\n")

    def rows(self, text: str) -> list[_Cells] | None:
        """Return the rows that hold anything, each cell with where it starts."""
        found: list[_Cells] = []
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        starts = _starts(text)
        try:
            for cells in reader:
                spots = next(starts)
                if any(cell.strip() for cell in cells):
                    found.append([(cell.strip(), spot) for cell, spot in zip(cells, spots, strict=True)])
        except csv.Error as error:
            self.note((reader.line_num, 1), (), f"this is not CSV: {error}", "see to the quotes of this row")
            return None
        return found

    def ledger(self, kind: str, rows: list[_Cells], columns: dict[str, bool]) -> Marked:
        if not rows:
            self.note((1, 1), (), "the file is empty", "write a heading and rows, or delete it")
            return self.marked({})
        heading, *body = rows
        names = self.heading(kind, heading, columns)
        items: list[Tree] = []
        spots: dict[Path, Spot] = {(kind,): heading[0][1]}
        for cells in body:
            if len(cells) != len(heading):
                message = f"the row has {len(cells)} cells, the heading {len(heading)}"
                self.note(cells[0][1], (kind, len(items)), message, "see to its commas and quotes")
                continue
            path = (kind, len(items))
            spots[path] = cells[0][1]
            item: dict[str, Tree] = {}
            for name, (cell, spot) in zip(names, cells, strict=True):
                if cell and name is not None:
                    item[name] = list[Tree](_APART.split(cell)) if columns[name] else cell
                    spots[*path, name] = spot
            items.append(item)
        return self.marked({kind: items}, spots)

    def heading(self, kind: str, heading: _Cells, columns: dict[str, bool]) -> list[str | None]:
        names: list[str | None] = []
        for name, spot in heading:
            if name not in columns:
                remedy = nearest(name, columns) or f"known here: {', '.join(columns)}"
                self.note(spot, (kind,), f"unknown column {name!r}", remedy)
            elif name in names:
                self.note(spot, (kind,), f"the column {name!r} stands twice", "keep one")
            names.append(name if name in columns and name not in names else None)
        return names


def _starts(text: str) -> Iterator[list[Spot]]:
    """Yield for each row where its cells start, as the csv module cuts them."""
    spots: list[Spot] = [(1, 1)]
    line, column, in_quotes = 1, 1, False
    for character in text:
        column += 1
        if character == '"':
            in_quotes = not in_quotes
        elif character == "," and not in_quotes:
            spots.append((line, column))
        elif character in "\n\r":
            line, column = line + 1, 1
            if not in_quotes:
                yield spots
                spots = [(line, 1)]
    yield spots
