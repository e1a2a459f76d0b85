"""One thing that does not fit, and the walk that finds every typed value of a casebook."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from truceline.agreements.typed import fields_of
from truceline.agreements.yaml_marks import Path
from truceline.model.casebook import Casebook
from truceline.model.hanging import AmbiguityId, Hanging


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One thing that does not fit, by the noun it stands in."""

    kind: str
    """Key of the casebook, such as `clauses`."""
    index: int = 0
    """Which of them, in the casebook's own order."""
    path: Path = ()
    """Value path inside the noun, as written (`from`, not `from_`)."""
    message: str
    """What is wrong."""
    remedy: str = ""
    """What to do about it."""
    of_key: bool = False
    """Whether it stands at the key rather than at the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One value of a casebook, the type its field declares, and where it stands."""

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


def every(casebook: Casebook) -> Iterator[Seen]:
    """Yield every value inside the casebook's nouns, a noun before what it holds."""
    for kind, hint in fields_of(Casebook).items():
        value = getattr(casebook, kind)
        if isinstance(value, tuple):
            for index, noun in enumerate(value):
                yield from _inside(kind, index, (), typing.get_args(hint)[0], noun)
        else:
            yield from _inside(kind, 0, (), hint, value)


def nouns(casebook: Casebook) -> Iterator[Seen]:
    """Yield the nouns themselves."""
    for kind, hint in fields_of(Casebook).items():
        value = getattr(casebook, kind)
        if isinstance(value, tuple):
            declared = typing.get_args(hint)[0]
            for index, noun in enumerate(value):
                yield Seen(kind=kind, index=index, path=(), declared=declared, value=noun)
        else:
            yield Seen(kind=kind, index=0, path=(), declared=hint, value=value)


def _inside(kind: str, index: int, path: Path, declared: object, value: object) -> Iterator[Seen]:
    declared = _member(declared, value)
    yield Seen(kind=kind, index=index, path=path, declared=declared, value=value)
    arguments = typing.get_args(declared)
    if isinstance(value, Hanging):
        yield from _inside(kind, index, (*path, "hangs_on"), AmbiguityId, value.hangs_on)
        for reading, under in value.readings.items():
            yield from _inside(kind, index, (*path, "readings", reading), arguments[0], under)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for name, hint in fields_of(type(value)).items():
            written = "from" if name == "from_" else name
            yield from _inside(kind, index, (*path, written), hint, getattr(value, name))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _inside(kind, index, (*path, position), arguments[0], item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(kind, index, (*path, key), arguments[1], item)


def _member(declared: object, value: object) -> object:
    """Return the member of a union that `value` is of."""
    if typing.get_origin(declared) not in {typing.Union, types.UnionType}:
        return declared
    if value is None:
        return type(None)
    members = [member for member in typing.get_args(declared) if member is not type(None)]
    if isinstance(value, Hanging):
        return next(member for member in members if typing.get_origin(member) is Hanging)
    plain = [member for member in members if typing.get_origin(member) is not Hanging]
    return next((member for member in plain if member is type(value)), plain[0])
