"""Files of marked YAML and CSV to nouns by kind, each with where it stands; every fault at its place."""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from truceline.errors import BadCasebook, Fault
from truceline.model.spelling import nearest
from truceline.parsing.csv_marks import read_ledger
from truceline.parsing.marks import Mark, Marks
from truceline.parsing.typed import Wrong, read_noun
from truceline.parsing.yaml_marks import Marked, Path, Tree, pointer, read_marked

Kinds: typing.TypeAlias = Mapping[str, type]
"""Keys and the noun behind each."""


def kinds_of(noun: type) -> Kinds:
    """Return the keys of a noun whose values are lists of other nouns, and those nouns."""
    return {
        name: typing.get_args(hint)[0]
        for name, hint in typing.get_type_hints(noun).items()
        if typing.get_origin(hint) is tuple
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One thing that does not fit, by the noun it stands in."""

    kind: str
    """Key, such as `clauses`."""
    index: int = 0
    """Which of them, in the order read."""
    path: Path = ()
    """Value path inside the noun, as written (`from`, not `from_`)."""
    message: str
    """What is wrong."""
    remedy: str = ""
    """What to do about it."""
    of_key: bool = False
    """Whether it stands at the key rather than at the value."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Home:
    """The mapping of one noun in one file."""

    kind: str
    source: Marked
    path: Path
    tree: Tree

    def fault(self, wrong: Wrong | Slip) -> Fault:
        """Return a fault at a value inside the noun."""
        path = (*self.path, *wrong.path)
        line, column = self.source.spot(path, of_key=wrong.of_key)
        return Fault(
            file=self.source.file,
            line=line,
            column=column,
            pointer=pointer(path),
            message=wrong.message,
            remedy=wrong.remedy,
        )

    def mark(self) -> Mark:
        """Return where the noun stands."""
        line, column = self.source.spot(self.path)
        return Mark(file=self.source.file, line=line, column=column)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nouns:
    """What files say: the nouns that could be read, and every fault of the writing."""

    files: Sequence[Marked]
    homes: Mapping[str, Sequence[Home]]
    """Of each kind, in the order of `many`; what could not be read is not among those of a list."""
    once: Mapping[str, Any]
    many: Mapping[str, tuple[Any, ...]]
    broken: Mapping[str, frozenset[str]]
    """Ids of nouns that could not be read, so that nobody who names them is blamed."""
    faults: Sequence[Fault]

    @property
    def is_whole(self) -> bool:
        """Whether every file could be read; what is lost would only seem to be missing."""
        return all(file.tree and file.is_whole for file in self.files)

    def of(self, kinds: Iterable[str]) -> dict[str, Any]:
        """Return the lists of some kinds."""
        return {kind: self.many[kind] for kind in kinds}

    def placed(self, slip: Slip) -> Fault:
        """Return a slip as a fault where it stands."""
        of_kind = self.homes.get(slip.kind, ())
        if slip.index < len(of_kind):
            return of_kind[slip.index].fault(slip)
        return Fault(pointer=pointer((slip.kind, *slip.path)), message=slip.message, remedy=slip.remedy)

    def marks(self) -> Marks:
        """Return where each noun with an id stands."""
        return {
            (kind, str(noun.id)): home.mark()
            for kind, nouns in self.many.items()
            for noun, home in zip(nouns, self.homes[kind], strict=True)
            if hasattr(noun, "id")
        }

    def files_of(self, kinds: Collection[str]) -> tuple[str, ...]:
        """Return the names of the files that hold some of the kinds, sorted."""
        return tuple(sorted(file.file for file in self.files if not file.tree.keys().isdisjoint(kinds)))

    def refuse(self, slips: Iterable[Slip], more: Iterable[Fault] = (), *, what: str = "casebook") -> None:
        """Raise with every fault, if there is one.

        Raises
        ------
        BadCasebook
            With every fault found, sorted by file and line.
        """
        written = {(fault.file, fault.pointer) for file in self.files for fault in file.faults}
        # What only follows from a fault of the writing at the same place is not said.
        follows = (one for one in map(self.placed, slips) if (one.file, one.pointer) not in written)
        ordered = tuple(dict.fromkeys(sorted([*self.faults, *follows, *more])))
        if ordered:
            files = sorted({fault.file for fault in ordered if fault.file})
            count = "1 fault" if len(ordered) == 1 else f"{len(ordered)} faults"
            said = f"the {what} has {count}" + (f", in {', '.join(files)}" if files else "")
            raise BadCasebook(said, ordered)


def read_nouns(
    files: Mapping[str, bytes], *, once: Kinds, many: Kinds, beside: Collection[str] = ()
) -> Nouns:
    """Return the nouns of files.

    Parameters
    ----------
    files : mapping of file name to bytes
        YAML, or CSV where the name ends so; UTF-8, in the order in which lists are joined. Names are printed
        in faults and never opened.
    once, many : mapping of key to noun
        Keys that one file says once, and keys whose lists are joined over the files.
    beside : collection of str
        Keys that are no fault and that somebody else reads.
    """
    marked = [
        read_ledger(name, data, many) if name.endswith(".csv") else read_marked(name, data)
        for name, data in files.items()
        if not (name.endswith(".csv") and name.rpartition("/")[2].removesuffix(".csv") in beside)
    ]
    return nouns_of(marked, once=once, many=many, beside=beside)


def nouns_of(marked: Sequence[Marked], *, once: Kinds, many: Kinds, beside: Collection[str] = ()) -> Nouns:
    """Return the nouns of values that are read and marked already; see `read_nouns`."""
    written = [fault for file in marked for fault in file.faults]
    found, faults = _found(marked, once, many, beside)
    values, homes_of_once, once_faults = _read_once(found, once)
    read: dict[str, list[tuple[Any, Home]]] = {kind: [] for kind in many}
    broken: dict[str, set[str]] = {}
    for home in found:
        if home.kind not in many:
            continue
        value, wrongs = read_noun(many[home.kind], home.tree)
        faults += map(home.fault, wrongs)
        if value is not None:
            read[home.kind].append((value, home))
        elif isinstance(home.tree, dict) and isinstance(home.tree.get("id"), str):
            broken.setdefault(home.kind, set()).add(str(home.tree["id"]))
    places = {(fault.file, fault.pointer) for fault in written}
    follows = (one for one in (*faults, *once_faults) if (one.file, one.pointer) not in places)
    return Nouns(
        files=marked,
        homes={kind: [home for _, home in items] for kind, items in read.items()} | homes_of_once,
        once=values,
        many={kind: tuple(noun for noun, _ in items) for kind, items in read.items()},
        broken={kind: frozenset(ids) for kind, ids in broken.items()},
        faults=(*written, *follows),
    )


def _found(
    files: Iterable[Marked], once: Kinds, many: Kinds, beside: Collection[str]
) -> tuple[list[Home], list[Fault]]:
    found: list[Home] = []
    faults: list[Fault] = []
    for source in files:
        for key, value in source.tree.items():
            top = Home(kind=key, source=source, path=(key,), tree=value)
            if key in once:
                found.append(top)
            elif key in beside:
                continue
            elif key not in many:
                known = [*once, *many]
                remedy = nearest(key, known) or f"known here: {', '.join(known)}"
                faults.append(_at_key(top, f"unknown key `{key}`", remedy))
            elif isinstance(value, list):
                found += (
                    Home(kind=key, source=source, path=(key, index), tree=item)
                    for index, item in enumerate(value)
                )
            else:
                faults.append(_at_key(top, "a list is expected", "write each with `- ` before it"))
    return found, faults


def _at_key(home: Home, message: str, remedy: str) -> Fault:
    return home.fault(Wrong(path=(), message=message, remedy=remedy, of_key=True))


def _read_once(
    found: Iterable[Home], once: Kinds
) -> tuple[dict[str, Any], dict[str, list[Home]], list[Fault]]:
    values: dict[str, Any] = {}
    homes: dict[str, list[Home]] = {}
    faults: list[Fault] = []
    for home in found:
        if home.kind not in once:
            continue
        before = homes.setdefault(home.kind, [])
        if before:
            first = before[0].fault(Wrong(path=(), message="", of_key=True))
            message = f"`{home.kind}` is said a second time"
            faults.append(_at_key(home, message, f"first in {first.file} on line {first.line}; keep one"))
            continue
        before.append(home)
        value, wrongs = read_noun(once[home.kind], home.tree)
        faults += map(home.fault, wrongs)
        if value is not None:
            values[home.kind] = value
    return values, homes, faults
