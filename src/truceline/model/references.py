"""What a noun names: the ids inside it, by kind, and the same noun without some of them."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping, Set
from functools import cache
from typing import Any, TypeAlias, TypeVar

from truceline.model.casebook import LineRecipe
from truceline.model.hanging import Hanging
from truceline.model.ids import KIND_OF_ID

Name: TypeAlias = tuple[str, str]
"""A kind of noun and the id of one: `("zones", "valley")`."""
N = TypeVar("N")
_LINES = "lines"
_LINE_KEYS = frozenset({(one.__name__, "along") for one in typing.get_args(LineRecipe)}) | {("Stretch", "of")}
"""Fields that name a line, whose ids have no type of their own."""
_GONE: typing.Final = object()
"""Stands for a value that cannot be without what it named."""


def names_in(noun: object) -> frozenset[Name]:
    """Return all that a noun names, by its declared types; not itself."""
    own = _own(noun)
    return frozenset(one for one in _names(type(noun), noun) if one != own)


def without(noun: N, gone: Set[Name]) -> N | None:
    """Return a noun without what it names of `gone`; None if it cannot be without it.

    An item of a list goes alone, an optional value becomes none, and what must name it goes with it.
    """
    if not any(one in gone for one in names_in(noun)):
        return noun
    value = _without(type(noun), noun, gone, own=_own(noun))
    return None if value is _GONE else typing.cast(N, value)


@cache
def _hints(noun: type) -> Mapping[str, object]:
    hints = typing.get_type_hints(noun)
    fields = {field.name: hints[field.name] for field in dataclasses.fields(noun)}
    return {name: _LINES if (noun.__name__, name) in _LINE_KEYS else hint for name, hint in fields.items()}


def _own(noun: object) -> Name | None:
    kind = _kind(_hints(type(noun)).get("id"))  # type: ignore[arg-type]  # types are hashable
    return None if kind is None else (kind, str(noun.id))  # type: ignore[attr-defined]


@cache
def _kind(hint: object) -> str | None:
    """Return the kind of noun that a value so declared names; None if it names none."""
    if hint is _LINES:
        return _LINES
    for member in _members(hint):
        if (kind := KIND_OF_ID.get(member)) is not None:
            return kind
    return None


@cache
def _members(hint: object) -> tuple[object, ...]:
    is_union = typing.get_origin(hint) in {typing.Union, types.UnionType}
    return typing.get_args(hint) if is_union else (hint,)


@cache
def _inside(hint: object, given: type) -> tuple[object, ...]:
    """Return the declared types inside a list, a table or a hanging value."""
    if hint is _LINES:
        return (_LINES,) if given is Hanging else ()
    return next((typing.get_args(one) for one in _members(hint) if typing.get_origin(one) is given), ())


def _names(hint: object, value: object) -> Iterator[Name]:
    if isinstance(value, str):
        if (kind := _kind(hint)) is not None:
            yield kind, str(value)
    elif isinstance(value, Hanging):
        yield "ambiguities", str(value.hangs_on)
        for item in value.readings.values():
            yield from _names(_inside(hint, Hanging)[0], item)
    elif isinstance(value, tuple):
        if inner := _inside(hint, tuple):
            for item in value:
                yield from _names(inner[0], item)
    elif isinstance(value, dict):
        if len(inner := _inside(hint, dict)) == 2:
            for key, item in value.items():
                yield from _names(inner[0], key)
                yield from _names(inner[1], item)
    elif dataclasses.is_dataclass(value):
        for name, declared in _hints(type(value)).items():  # type: ignore[arg-type]
            yield from _names(declared, getattr(value, name))


def _without(hint: object, value: object, gone: Set[Name], own: Name | None = None) -> Any:
    if isinstance(value, str):
        kind = _kind(hint)
        return _GONE if kind is not None and (kind, str(value)) in gone else value
    if isinstance(value, Hanging):
        inner = _inside(hint, Hanging)[0]
        readings = {reading: _without(inner, item, gone) for reading, item in value.readings.items()}
        return _GONE if _GONE in readings.values() else dataclasses.replace(value, readings=readings)
    if isinstance(value, tuple):
        inner_of = _inside(hint, tuple)
        if not inner_of:
            return value
        items = (_without(inner_of[0], item, gone) for item in value)
        return tuple(item for item in items if item is not _GONE)
    if isinstance(value, dict):
        return _table(hint, value, gone)
    if not dataclasses.is_dataclass(value):
        return value
    changed: dict[str, Any] = {}
    for name, declared in _hints(type(value)).items():  # type: ignore[arg-type]
        before = getattr(value, name)
        if name == "id" and own is not None:
            continue
        after = _without(declared, before, gone)
        if after is _GONE:
            if type(None) not in _members(declared):
                return _GONE
            after = None
        if after != before:
            changed[name] = after
    return dataclasses.replace(value, **changed) if changed else value  # type: ignore[type-var]


def _table(hint: object, value: dict[Any, Any], gone: Set[Name]) -> Any:
    inner = _inside(hint, dict)
    if len(inner) != 2:
        return value
    kept = {}
    for key, item in value.items():
        left = _without(inner[1], item, gone)
        if _without(inner[0], key, gone) is not _GONE and left is not _GONE:
            kept[key] = left
    return kept
