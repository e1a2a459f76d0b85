"""YAML bytes to plain values, each with the line and column it stands at.

Every scalar stays the text it is (`14:00` is not 840, `on` is not true); the schema types it later.
The parser's events are walked one by one and nothing is ever composed, so an alias is refused where it
stands and cannot grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from truceline.errors import Fault
from truceline.parsing import MAX_BYTES

MAX_DEPTH = 40
MAX_NODES = 200_000
MAX_FAULTS = 100
"""A file with more faults than this is not read to its end."""

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | None"
Path: TypeAlias = tuple[str | int, ...]
Spot: TypeAlias = tuple[int, int]

_PARSER = getattr(yaml, "CLoader", yaml.Loader)  # only its events are used: it builds no objects here
_NO_VALUE = frozenset({"null", "~"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One file as read: its values, where each stands, and what is wrong with the writing."""

    file: str
    """Name as given."""
    tree: dict[str, Tree]
    """Mappings, lists and text; None for a plain `null` or `~`. Empty where the file cannot be read."""
    keys: dict[Path, Spot]
    """Value path to line and column of its key, or of the value where it stands in a list."""
    values: dict[Path, Spot]
    """Value path to line and column of the value."""
    faults: tuple[Fault, ...]
    """In the order found."""
    is_whole: bool = True
    """False where some of what the file says is not in the tree."""

    def spot(self, path: Path, *, of_key: bool = False) -> Spot:
        """Return line and column of the value (or its key) at `path`, else of what holds it."""
        while path:
            if path in self.values:
                return self.keys[path] if of_key else self.values[path]
            path = path[:-1]
        return (1, 1)


def rows_marked(file: str, rows: Iterable[tuple[str, int, Tree]]) -> Marked:
    """Return nouns that stand one by one in a store, each at its number in place of a line.

    Parameters
    ----------
    file : str
        Name of the store, to print in faults.
    rows : iterable of (key, number, tree)
        Of each noun the key under which a file would list it, and its values as text.
    """
    tree: dict[str, Tree] = {}
    spots: dict[Path, Spot] = {}
    for key, number, value in rows:
        listed = tree.setdefault(key, [])
        assert isinstance(listed, list)
        spots[key, len(listed)] = (number, 1)
        listed.append(value)
    return Marked(file=file, tree=tree, keys=spots, values=spots, faults=())


def read_marked(file: str, data: bytes) -> Marked:
    """Return what one YAML file says, with marks and every fault of its writing.

    Parameters
    ----------
    file : str
        Name to print in faults; nothing is opened.
    data : bytes
        UTF-8, with or without a byte order mark, at most `MAX_BYTES`.

    Returns
    -------
    Marked
        With an empty tree where the file cannot be read to its end; `faults` say why.

    Examples
    --------
    >>> read_marked("a.yaml", b"on: 14:00").tree
    {'on': '14:00'}
    >>> print(read_marked("a.yaml", b"a: 1\\na: 2").faults[0])
    a.yaml:2:1: a: the key 'a' stands here twice (first on line 1; keep one)
    """
    walk = _Walk(file)
    if len(data) > MAX_BYTES:
        walk.note((0, 0), (), f"the file has {len(data):,} bytes, more than {MAX_BYTES:,}", "split it")
        return walk.marked({})
    text = walk.decoded(data)
    if text is None:
        return walk.marked({})
    try:
        tree = walk.document(_events(text))
    except yaml.YAMLError as error:
        walk.syntax(error, text)
        tree = {}
    except _TooMuchError:
        tree = {}
    return walk.marked(tree)


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=_PARSER)


class _TooMuchError(Exception):
    """The file is too deep, too large or too faulty to be read on."""


@dataclass(slots=True)
class _Walk:
    """The walk over one file's events."""

    file: str
    keys: dict[Path, Spot] = field(default_factory=dict)
    values: dict[Path, Spot] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def marked(self, tree: dict[str, Tree]) -> Marked:
        return Marked(
            file=self.file, tree=tree, keys=self.keys, values=self.values, faults=tuple(self.faults)
        )

    def note(self, spot: Spot, path: Path, message: str, remedy: str) -> None:
        self.faults.append(
            Fault(
                file=self.file,
                line=spot[0],
                column=spot[1],
                pointer=pointer(path),
                message=message,
                remedy=remedy,
            )
        )
        if len(self.faults) >= MAX_FAULTS:
            raise _TooMuchError

    def decoded(self, data: bytes) -> str | None:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            spot, message, remedy = not_utf8(data, error)
            self.note(spot, (), message, remedy)
            return None

    def syntax(self, error: yaml.YAMLError, text: str) -> None:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        spot = (mark.line + 1, mark.column + 1) if mark else _first_control(text)
        line = text.splitlines()[spot[0] - 1] if 0 < spot[0] <= len(text.splitlines()) else ""
        remedy = "mend the line, or put the text in quotes"
        if "\t" in line[: len(line) - len(line.lstrip())]:
            remedy = "indent with spaces; YAML allows no tabs there"
        if len(self.faults) < MAX_FAULTS:
            self.note(spot, (), f"this is not YAML: {problem}", remedy)

    def document(self, events: Iterator[yaml.Event]) -> dict[str, Tree]:
        tree: dict[str, Tree] = {}
        n_documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                n_documents += 1
                if n_documents == 2:
                    self.note(_spot(event), (), "a second document starts here", "one document to a file")
                    break
            elif isinstance(event, yaml.NodeEvent):
                top = self.node(event, events, ())
                if isinstance(top, dict):
                    tree = top
                else:
                    self.note(_spot(event), (), "the file does not start with keys", "start with `clauses:`")
        if not n_documents:
            self.note((1, 1), (), "the file is empty", "write something or delete it")
        return tree

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> Tree:
        spot = _spot(event)
        self.values[path] = spot
        self.keys.setdefault(path, spot)
        if len(path) > MAX_DEPTH:
            self.note(spot, path[:4], f"values are nested deeper than {MAX_DEPTH}", "say it more plainly")
            raise _TooMuchError
        if len(self.values) > MAX_NODES:
            self.note(spot, path, f"the file holds more than {MAX_NODES:,} values", "split it")
            raise _TooMuchError
        if isinstance(event, yaml.AliasEvent):
            self.note(spot, path, f"`*{getattr(event, 'anchor', '')}` is an alias", "write the value out")
            return None
        self._refuse_decoration(event, spot, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, path)
        return self.scalar(event, path)

    def _refuse_decoration(self, event: yaml.Event, spot: Spot, path: Path) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            self.note(spot, path, f"`&{anchor}` is an anchor", "write the value out where it is needed")
        if tag:
            self.note(spot, path, f"`{tag}` is a tag", "leave it out: the schema says what type it is")

    def scalar(self, event: yaml.Event, path: Path) -> Tree:
        assert isinstance(event, yaml.ScalarEvent), event
        text, is_plain = str(event.value), not event.style
        if is_plain and not text:
            remedy = "give a value or leave the key out"
            if path and " " in str(path[-1]):
                remedy = "a comma ends a text inside `{...}`: put the whole text in quotes"
            self.note(self.keys[path], path, "nothing stands here", remedy)
        return None if is_plain and text in _NO_VALUE else text

    def sequence(self, events: Iterator[yaml.Event], path: Path) -> list[Tree]:
        items: list[Tree] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.node(event, events, (*path, len(items))))
        return items

    def mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, Tree]:
        tree: dict[str, Tree] = {}
        first: dict[str, int] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            spot = _spot(event)
            key = self.key(event, events, path)
            here = (*path, key)
            if key in first:
                message = f"the key {key!r} stands here twice"
                self.note(spot, here, message, f"first on line {first[key]}; keep one")
            elif key == "<<":
                self.note(spot, here, "`<<` merges another mapping", "write the values out")
            first.setdefault(key, spot[0])
            self.keys[here] = spot
            tree[key] = self.node(next(events), events, here)
        return tree

    def key(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> str:
        spot = _spot(event)
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_decoration(event, spot, path)
            return str(event.value)
        self.note(spot, path, "a key must be a word, not a list or mapping", "write `key: value`")
        self.node(event, events, (*path, "?"))
        return "?"


def pointer(path: Path) -> str:
    """Return a value path as people write it.

    Examples
    --------
    >>> pointer(("clauses", 2, "who", "actors", 0))
    'clauses[2].who.actors[0]'
    """
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def not_utf8(data: bytes, error: UnicodeDecodeError) -> tuple[Spot, str, str]:
    """Return where `data` is not UTF-8, with message and remedy; the column is counted in bytes."""
    line = data.count(b"\n", 0, error.start) + 1
    column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
    message = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8"
    return (line, column), message, "save the file as UTF-8"


def _spot(event: yaml.Event) -> Spot:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _first_control(text: str) -> Spot:
    """Return where a character stands that YAML does not allow; its reader names no line."""
    for number, line in enumerate(text.split("\n"), start=1):
        for column, character in enumerate(line, start=1):
            if not (character.isprintable() or character in "\t\r\u00a0"):
                return (number, column)
    return (1, 1)
