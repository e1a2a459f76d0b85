"""The casebook language as JSON Schema, so that editors complete and check the files while one writes."""

from __future__ import annotations

import ast
import inspect
import itertools
import math
from collections.abc import Iterator
from types import ModuleType
from typing import Any, TypeAlias

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticOmit, core_schema

from truceline.model import casebook, happening, record
from truceline.model.casebook import Casebook
from truceline.model.record import Record, RecordHeader
from truceline.parsing.yaml_marks import Path

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NUMERIC = {
    "number": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$",
    "integer": r"^[+-]?[0-9]+$",
    "boolean": r"^(true|false)$",
}
"""A value in quotes says the same: every scalar is read as text."""


def json_schema() -> dict[str, Json]:
    """Return the JSON Schema (2020-12) of one file of a casebook or a record.

    Returns
    -------
    dict
        Every top-level key is optional, since a casebook spreads over files; a key's description is the
        help an editor shows. References between nouns are beyond it: `truceline casebook check` sees them.

    Examples
    --------
    >>> sorted(json_schema()["properties"])[:3]
    ['actors', 'acts', 'ambiguities']
    """
    told, header = (TypeAdapter(one).json_schema(schema_generator=_OfKeys) for one in (Record, RecordHeader))
    told["$defs"][RecordHeader.__name__] = header
    written = _with_help(told)
    text = written["$defs"].pop(Casebook.__name__)
    del written["properties"]["casebook"]  # of a record, the text that it speaks of
    written["properties"] = {
        **text["properties"],
        "record": {
            "$ref": f"#/$defs/{RecordHeader.__name__}",
            "description": "Of a record in a folder of its own: which casebook it speaks of.",
        },
        **written["properties"],
    }
    schema = _as_written(written, ())
    assert isinstance(schema, dict)
    schema.pop("required", None)
    schema["title"] = "One file of a Truceline casebook"
    schema["description"] = "Any file may hold any of these keys; lists are joined over the files."
    return {"$schema": DIALECT, **schema}


class _OfKeys(GenerateJsonSchema):
    """The schema of what is written in YAML: a table that stands beside the nouns is no key."""

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> JsonSchemaValue:  # noqa: ARG002
        raise PydanticOmit


def _with_help(schema: dict[str, Any]) -> dict[str, Any]:
    """Return pydantic's schema with each field's docstring as its description.

    Pydantic could add them itself, but reads the sources again for every class, at every start.
    """
    helps = _helps(casebook) | _helps(happening) | _helps(record)
    nouns = {**schema["$defs"], Record.__name__: schema}
    for name, help_of in helps.items():
        fields = nouns.get(name, {}).get("properties", {})
        for field in fields.keys() & help_of.keys():
            fields[field] = dict(sorted({**fields[field], "description": help_of[field]}.items()))
    return schema


def _helps(module: ModuleType) -> dict[str, dict[str, str]]:
    """Return, for each class of a module, the docstrings that stand below its fields."""
    tree = ast.parse(inspect.getsource(module))
    return {node.name: dict(_field_helps(node.body)) for node in tree.body if isinstance(node, ast.ClassDef)}


def _field_helps(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for field, below in itertools.pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, inspect.cleandoc(text)


def _as_written(node: object, path: Path) -> Json:
    """Return a part of pydantic's schema in the names and scalars that stand in the files."""
    if isinstance(node, list):
        return [_as_written(item, (*path, index)) for index, item in enumerate(node)]
    if not isinstance(node, dict):
        assert node is None or isinstance(node, str | int | float | bool), node
        assert not isinstance(node, float) or math.isfinite(node), node
        return node
    is_names = path[-1:] in {("properties",), ("$defs",)}
    out: dict[str, Json] = {}
    for key, value in node.items():
        if key == "default" and not is_names:
            continue  # an editor would insert it
        name = "from" if is_names and key == "from_" else str(key)
        out[name] = _as_written(value, (*path, name))
    required = out.get("required")
    if isinstance(required, list):
        out["required"] = ["from" if name == "from_" else name for name in required]
    kind = out.get("type")
    if not is_names and isinstance(kind, str) and kind in _NUMERIC and "const" not in out:
        in_quotes: dict[str, Json] = {"type": "string", "pattern": _NUMERIC[kind]}
        about: dict[str, Json] = {k: v for k, v in out.items() if k in {"title", "description"}}
        return {**about, "anyOf": [{"type": kind}, in_quotes]}
    return out
