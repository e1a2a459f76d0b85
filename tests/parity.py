"""The sides of a casebook under other ids, so that nothing can hang on what a side is called.

`with_sides` renames them wherever the language holds a side's id, `renamed_back` undoes it in what was made.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TypeVar

import pyarrow as pa

from truceline.model.casebook import ControlledRecipe
from truceline.model.hanging import Hanging
from truceline.model.record import Record

T = TypeVar("T")

HOLD_A_SIDE = frozenset({"side", "sides", "lean", "of_side", "about_side", "between"})
"""Keys of the language whose value is a side's id, or holds some; a band's `side` is a hand, not renamed."""


def reversed_names(casebook: Record) -> dict[str, str]:
    """Return a new id for each side of the mandate; sorted, they stand in the opposite order."""
    sides = sorted(casebook.casebook.mandate.sides or {})
    letters = [chr(ord("a") + len(sides) - index) * 3 for index in range(len(sides))]
    return {side: f"{letter}-{side}-{letter}" for side, letter in zip(sides, letters, strict=True)}


def with_sides(record: Record, names: Mapping[str, str]) -> Record:
    """Return the casebook with its sides' ids replaced; labels, actors and everything else stay."""
    table = record.settlement_sides
    if table is not None:
        at = table.column_names.index("side")
        column = pa.array([names.get(side, side) for side in table["side"].to_pylist()], pa.string())
        table = table.set_column(at, table.schema.field("side"), column.cast(table.schema.field("side").type))
    return dataclasses.replace(_renamed(record, names, is_side=False), settlement_sides=table)


def _renamed(node: T, names: Mapping[str, str], *, is_side: bool) -> T:
    if isinstance(node, str):
        return names.get(node, node) if is_side else node  # type: ignore[return-value]
    if isinstance(node, tuple):
        return tuple(_renamed(one, names, is_side=is_side) for one in node)  # type: ignore[return-value]
    if isinstance(node, Hanging):
        options = {
            reading: _renamed(value, names, is_side=is_side) for reading, value in node.readings.items()
        }
        return dataclasses.replace(node, readings=options)
    if isinstance(node, dict):
        return {
            (names.get(key, key) if is_side else key): _renamed(value, names, is_side=False)
            for key, value in node.items()
        }  # type: ignore[return-value]
    if not dataclasses.is_dataclass(node) or isinstance(node, type):
        return node
    values = {}
    for field in dataclasses.fields(node):
        holds = field.name in HOLD_A_SIDE or (isinstance(node, ControlledRecipe) and field.name == "by")
        values[field.name] = _renamed(getattr(node, field.name), names, is_side=holds)
    return dataclasses.replace(node, **values)


def renamed_back(text: str, names: Mapping[str, str]) -> str:
    """Return text of a product with the sides' own ids again."""
    for own, new in names.items():
        text = text.replace(new, own)
    return text
