"""Values that hang on an ambiguity, and how a choice of readings settles them.

Any value in a clause may be written as `{hangs_on: <ambiguity>, readings: {<reading>: <value>, ...}}`.
These functions walk frozen dataclasses and tuples; they know nothing of any one noun.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Final, Generic, NewType, TypeAlias, TypeVar

AmbiguityId = NewType("AmbiguityId", str)
ReadingId = NewType("ReadingId", str)
Readings: TypeAlias = Mapping[AmbiguityId, ReadingId]
"""One reading chosen for every ambiguity that matters."""

T = TypeVar("T")
N = TypeVar("N")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging(Generic[T]):
    """A value that differs with the reading of an ambiguity."""

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid"}

    hangs_on: AmbiguityId
    """The ambiguity."""
    readings: dict[ReadingId, T]
    """The value under each reading."""


Open: TypeAlias = T | Hanging[T]
"""A plain value, or one that hangs on an ambiguity."""
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
"""Of what nothing is inside."""


def hangings(noun: object) -> Iterator[Hanging[object]]:
    """Yield every hanging value inside `noun`, outer ones first."""
    if isinstance(noun, Hanging):
        yield noun
        for value in noun.readings.values():
            yield from hangings(value)
    elif isinstance(noun, tuple):
        for item in noun:
            yield from hangings(item)
    else:
        for _, value in _values(noun):
            yield from hangings(value)


def _values(noun: object) -> Iterator[tuple[str, object]]:
    """Yield the name and the value of each field of a noun in which something may hang; of no noun, none."""
    for name in _fields(type(noun)):  # type: ignore[arg-type]  # of a class mypy asks for its own hash
        value = getattr(noun, name)
        if type(value) not in _PLAIN:
            yield name, value


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """Return the names of a dataclass's fields; of another class, none."""
    return tuple(one.name for one in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def under_any_reading(value: Open[T]) -> tuple[T, ...]:
    """Return the values that an open value may take; of a plain one, itself."""
    return tuple(value.readings.values()) if isinstance(value, Hanging) else (value,)


def plain(value: Open[T]) -> T:
    """Return a value of a settled noun, in which nothing hangs on anything."""
    assert not isinstance(value, Hanging)
    return value


def ambiguities_in(noun: object) -> frozenset[AmbiguityId]:
    """Return the ambiguities that some value inside `noun` hangs on."""
    return frozenset(hanging.hangs_on for hanging in hangings(noun))


def settle(noun: N, readings: Readings) -> N:
    """Return `noun` with every hanging value replaced by the one its reading gives.

    Raises
    ------
    KeyError
        If a value hangs on an ambiguity or reading that `readings` leaves out. A parsed casebook never does.
    """
    return _settle(noun, readings)  # type: ignore[return-value]


def settle_some(noun: N, readings: Readings) -> N:
    """Return `noun` with what hangs on the questions that `readings` answers settled; the rest still hangs.

    Raises
    ------
    KeyError
        If a value has none for the reading. A parsed casebook never does.
    """
    return _settle(noun, readings, partly=True)  # type: ignore[return-value]


def _settle(noun: object, readings: Readings, *, partly: bool = False) -> object:
    if isinstance(noun, Hanging):
        if partly and noun.hangs_on not in readings:
            under = {one: _settle(value, readings, partly=True) for one, value in noun.readings.items()}
            return dataclasses.replace(noun, readings=under)
        return _settle(noun.readings[readings[noun.hangs_on]], readings, partly=partly)
    if isinstance(noun, tuple):
        items = tuple(_settle(item, readings, partly=partly) for item in noun)
        return noun if all(map(operator.is_, items, noun)) else items
    changed = {}
    for name, before in _values(noun):
        after = _settle(before, readings, partly=partly)
        if after is not before:
            changed[name] = after
    return dataclasses.replace(noun, **changed) if changed else noun  # type: ignore[type-var]
