"""The walk that finds every typed value of nouns, each with where it stands."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from truceline.model.casebook import Casebook
from truceline.model.hanging import AmbiguityId, Hanging
from truceline.parsing.nouns import Slip
from truceline.parsing.typed import fields_of
from truceline.parsing.yaml_marks import Path

N = typing.TypeVar("N")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One value of a noun, the type its field declares, and where it stands."""

    kind: str
    index: int
    path: Path
    declared: object
    value: object

    def slip(self, message: str, remedy: str = "", *inside: str | int, of_key: bool = False) -> Slip:
        """Return a slip at this value, or at the one `inside` it."""
        return Slip(
            kind=self.kind,
            index=self.index,
            path=(*self.path, *inside),
            message=message,
            remedy=remedy,
            of_key=of_key,
        )


Broken: typing.TypeAlias = Mapping[str, frozenset[str]]
"""Ids, by kind, of nouns that are written but could not be read: naming them is no further fault."""


def every(whole: object) -> tuple[Seen, ...]:
    """Return every value inside the nouns of a casebook or a record, a noun before what it holds."""
    found: list[Seen] = []
    for seen in nouns(whole):
        _gather(found, seen.kind, seen.index, seen.path, seen.declared, seen.value)
    return tuple(found)


def nouns(whole: object) -> Iterator[Seen]:
    """Yield the nouns of a casebook or a record themselves; of a record not those of its text."""
    for kind, hint in fields_of(type(whole)).items():  # type: ignore[arg-type]  # types are hashable
        value = getattr(whole, kind)
        if isinstance(value, tuple):
            declared = typing.get_args(hint)[0]
            for index, noun in enumerate(value):
                yield Seen(kind=kind, index=index, path=(), declared=declared, value=noun)
        elif dataclasses.is_dataclass(value) and not isinstance(value, Casebook):
            yield Seen(kind=kind, index=0, path=(), declared=hint, value=value)


def each(kind: str, items: Iterable[N]) -> Iterator[tuple[Seen, N]]:
    """Yield the nouns of one kind, each with where it stands."""
    for index, noun in enumerate(items):
        yield Seen(kind=kind, index=index, path=(), declared=type(noun), value=noun), noun


def _gather(found: list[Seen], kind: str, index: int, path: Path, declared: object, value: object) -> None:
    """Append `value` and everything inside it; the hottest loop of a check, so it yields through nobody."""
    declared = _member(declared, type(value))  # type: ignore[arg-type]  # types are hashable
    found.append(Seen(kind=kind, index=index, path=path, declared=declared, value=value))
    if value is None or isinstance(value, str | int | float):
        return
    if isinstance(value, Hanging):
        _gather(found, kind, index, (*path, "hangs_on"), AmbiguityId, value.hangs_on)
        under = typing.get_args(declared)[0]
        for reading, item in value.readings.items():
            _gather(found, kind, index, (*path, "readings", reading), under, item)
    elif isinstance(value, tuple):
        item_hint = typing.get_args(declared)[0]
        for position, item in enumerate(value):
            _gather(found, kind, index, (*path, position), item_hint, item)
    elif isinstance(value, dict):
        item_hint = typing.get_args(declared)[1]
        for key, item in value.items():
            _gather(found, kind, index, (*path, key), item_hint, item)
    else:
        for name, hint in fields_of(type(value)).items():  # type: ignore[arg-type]
            written = "from" if name == "from_" else name
            _gather(found, kind, index, (*path, written), hint, getattr(value, name))


@cache
def _member(declared: object, given: type) -> object:
    """Return the member of a union that a value of the type `given` is of."""
    if typing.get_origin(declared) not in {typing.Union, types.UnionType}:
        return declared
    if given is type(None):
        return given
    members = [member for member in typing.get_args(declared) if member is not type(None)]
    if given is Hanging:
        return next(member for member in members if typing.get_origin(member) is Hanging)
    plain = [member for member in members if typing.get_origin(member) is not Hanging]
    return next((member for member in plain if member is given), plain[0])
