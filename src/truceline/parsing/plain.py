"""Nouns written as plain JSON and read back, for whoever keeps what was parsed.

Text, numbers, truth values and null stand as they are. All else is a list that begins with a number: of its
kind, or of its class in the list at the head. Only the classes that are given can be made, from the values of
their fields, so that nothing that is read can run.
"""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from types import ModuleType
from typing import Any, Final, TypeAlias

import pyarrow as pa

Classes: TypeAlias = Mapping[str, type]
"""Name to dataclass or enumeration."""

_TUPLE, _DICT, _TABLE, _DATE = range(4)
_FIRST_CLASS: Final = 4
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})


def classes_of(modules: Iterable[ModuleType]) -> Classes:
    """Return the dataclasses and enumerations that modules define, by name."""
    return {
        f"{module.__name__}.{name}": one
        for module in modules
        for name, one in vars(module).items()
        if isinstance(one, type) and one.__module__ == module.__name__
        if dataclasses.is_dataclass(one) or issubclass(one, Enum)
    }


def written(value: object, classes: Classes) -> bytes:
    """Return a value as JSON.

    Parameters
    ----------
    value : object
        Of nouns, tuples, dicts, days, Arrow tables and plain values.
    classes : mapping of name to class
        From `classes_of`: those that may stand in it.

    Raises
    ------
    TypeError
        If it holds something else.
    """
    names = {one: name for name, one in classes.items()}
    number_of: dict[type, int] = {}

    def plain(one: Any) -> object:
        kind = type(one)
        if kind in _PLAIN:
            return one
        if kind is tuple:
            return [_TUPLE, *map(plain, one)]
        if kind is dict:
            return [_DICT, *(plain(part) for item in one.items() for part in item)]
        if kind is pa.Table:
            return [_TABLE, _text_of(one)]
        if kind is date:
            return [_DATE, one.isoformat()]
        if kind not in names:
            raise TypeError(f"{kind.__name__} is no noun")
        number = number_of.setdefault(kind, _FIRST_CLASS + len(number_of))
        if issubclass(kind, Enum):
            return [number, one.value]
        return [number, *(plain(getattr(one, field.name)) for field in dataclasses.fields(kind))]

    said = plain(value)
    document = {"classes": [names[kind] for kind in number_of], "value": said}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def read(data: bytes, classes: Classes) -> object:
    """Return the value that `written` wrote.

    Raises
    ------
    ValueError, LookupError, TypeError, RecursionError
        If it is damaged, or names a class that is not given.
    """
    document = json.loads(data)
    makers: list[Callable[[list[Any]], object]] = []

    def parts(node: list[Any], first: int = 1, step: int = 1) -> list[Any]:  # the hottest loop of a start
        return [makers[one[0]](one) if type(one) is list else one for one in node[first::step]]

    makers += [
        lambda node: tuple(parts(node)),
        lambda node: dict(zip(parts(node, 1, 2), parts(node, 2, 2), strict=True)),
        lambda node: _table_of(node[1]),
        lambda node: date.fromisoformat(node[1]),
        *(_maker(classes[name], parts) for name in document["classes"]),
    ]
    (value,) = parts([None, document["value"]])
    return value


def _maker(kind: type, parts: Callable[[list[Any]], list[Any]]) -> Callable[[list[Any]], object]:
    if issubclass(kind, Enum):
        members = {one.value: one for one in kind}
        return lambda node: members[node[1]]
    names = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]  # no other is given
    return lambda node: kind(**dict(zip(names, parts(node), strict=True)))


def _text_of(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return base64.b64encode(sink.getvalue().to_pybytes()).decode()


def _table_of(text: str) -> pa.Table:
    return pa.ipc.open_stream(base64.b64decode(text)).read_all()
