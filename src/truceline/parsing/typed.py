"""One noun from plain values: pydantic types them, and its messages are put into plain words.

A value that may hang on an ambiguity, or a recipe that may have one of many shapes, is tried against
every branch. Only what concerns the branch the writer meant is kept. Pydantic is kind to numbers, days
and truth values (`on` is true, `86400` a day); a text of law is not, so these are looked at again.
"""

from __future__ import annotations

import dataclasses
import math
import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from truceline.model.casebook import Recipe
from truceline.model.hanging import Hanging
from truceline.model.ids import one_form, unseen
from truceline.model.spelling import nearest
from truceline.parsing.yaml_marks import Path, Tree

N = TypeVar("N")

SHAPES = {
    typing.get_args(typing.get_type_hints(recipe)["shape"])[0]: recipe for recipe in typing.get_args(Recipe)
}
"""The word behind `shape:` to the recipe."""

_ADAPTERS: dict[type, TypeAdapter[typing.Any]] = {}  # each takes milliseconds to build

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_KINDS = {
    "string_type": "text is expected",
    "tuple_type": "a list is expected",
    "dict_type": "keys and values are expected",
    "dataclass_type": "keys and values are expected",
    "mapping_type": "keys and values are expected",
}
_TYPED = {
    "float": ("is not a number", "write a number such as 6 or 4.5"),
    "int": ("is not a whole number", "write a number such as 7"),
    "bool": ("is neither true nor false", "write true or false"),
    "date": ("is not a day", "write it as 2020-03-06"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One thing wrong inside a noun."""

    path: Path
    """From the noun's own mapping, as written (`from`, not `from_`)."""
    message: str
    """What is wrong."""
    remedy: str = ""
    """What to do about it."""
    of_key: bool = False
    """Whether it stands at the key rather than at the value."""


def read_noun(noun: type[N], tree: Tree) -> tuple[N | None, tuple[Wrong, ...]]:
    """Return the noun that `tree` says, or None, and everything wrong with it.

    Parameters
    ----------
    noun : type
        A frozen dataclass of the model.
    tree : mapping, list or text
        As read from YAML, every scalar a text.

    Examples
    --------
    >>> from truceline.model.casebook import (Gap)
    >>> read_noun(Gap, {"id": "x", "abuot": "y", "reason": "z"})[1][0].remedy
    'did you mean `about`?'
    """
    renamed = _renamed(tree)
    wrongs = [*_python_names(tree), *_guessed(noun, renamed, ())]
    try:
        value = _adapter(noun).validate_python(renamed)
    except ValidationError as error:
        said = {wrong.path for wrong in wrongs}
        wrongs += (wrong for wrong in _plain(error, noun, renamed) if wrong.path not in said)
        return None, tuple(wrongs)
    return (None if wrongs else value), tuple(wrongs)


def _adapter(noun: type[N]) -> TypeAdapter[N]:
    if noun not in _ADAPTERS:
        _ADAPTERS[noun] = TypeAdapter(noun)
    return typing.cast(TypeAdapter[N], _ADAPTERS[noun])


# Names: YAML says `from`, Python cannot


def _renamed(tree: Tree) -> Tree:
    if isinstance(tree, dict):
        return {("from_" if key == "from" else key): _renamed(value) for key, value in tree.items()}
    return [_renamed(item) for item in tree] if isinstance(tree, list) else tree


def _written(path: Iterable[str | int]) -> Path:
    return tuple("from" if part == "from_" else part for part in path)


def _python_names(tree: Tree, path: Path = ()) -> Iterator[Wrong]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "from_":
                here = (*path, key)
                yield Wrong(path=here, message="unknown key `from_`", remedy="write `from`", of_key=True)
            yield from _python_names(value, (*path, key))
    elif isinstance(tree, list):
        for index, item in enumerate(tree):
            yield from _python_names(item, (*path, index))


# Pydantic's errors in plain words


def _plain(error: ValidationError, noun: type, tree: Tree) -> list[Wrong]:
    """Return one `Wrong` for each place, of the branch meant, and none for a key that is only misspelt."""
    found: dict[Path, Wrong] = {}
    details = error.errors(include_url=False)
    for detail in details:
        for wrong in _meant(detail, noun, tree):
            found.setdefault(wrong.path, wrong)
    if not found:
        first = details[0]
        found[()] = Wrong(path=(), message=f"{first['msg']} ({'.'.join(map(str, first['loc']))})")
    misspelt = {(*wrong.path[:-1], wrong.remedy) for wrong in found.values() if wrong.of_key}
    return [
        wrong
        for path, wrong in found.items()
        if not path or (*path[:-1], f"did you mean `{path[-1]}`?") not in misspelt
    ]


def _meant(detail: ErrorDetails, noun: type, tree: Tree) -> Iterator[Wrong]:
    """Yield what `detail` says, unless it speaks of a branch that the writer did not mean."""
    node: Tree = tree
    path: Path = ()
    last = detail["loc"][-1] if detail["loc"] else ""
    for part in detail["loc"]:
        if isinstance(node, dict) and part in node:
            node = node[str(part)]
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        elif detail["type"] == "missing" and part == last:
            node = None
        elif isinstance(part, str) and not _is_meant(part, node):
            if part.endswith("Recipe") and isinstance(node, dict) and node.get("shape") not in SHAPES:
                yield _unknown_shape(node, path)
            return
        else:
            continue  # the name of the branch meant
        path = (*path, part)
    yield _said(detail, path, noun, tree)


def _is_meant(branch: str, node: Tree) -> bool:
    hangs = isinstance(node, dict) and "hangs_on" in node
    if branch.startswith("Hanging"):
        return hangs
    if hangs:
        return False
    if branch.endswith("Recipe") and isinstance(node, dict):
        shape = node.get("shape")
        return isinstance(shape, str) and shape in SHAPES and SHAPES[shape].__name__ == branch
    return True


def _unknown_shape(node: dict[str, Tree], path: Path) -> Wrong:
    known = ", ".join(SHAPES)
    if "shape" not in node:
        return Wrong(path=_written(path), message="`shape` is missing", remedy=f"one of {known}")
    message = f"unknown shape `{node['shape']}`"
    remedy = nearest(str(node["shape"]), SHAPES) or f"one of {known}"
    return Wrong(path=_written((*path, "shape")), message=message, remedy=remedy)


def _said(detail: ErrorDetails, path: Path, noun: type, tree: Tree) -> Wrong:
    kind, given = detail["type"], detail["input"]
    here = _written(path)
    if kind == "missing":
        return Wrong(path=here, message=f"`{here[-1]}` is missing", remedy=f"add `{here[-1]}: ...`")
    if kind == "unexpected_keyword_argument":
        known = [str(name) for name in _written(_keys_at(noun, path[:-1], tree))]
        remedy = nearest(str(here[-1]), known) or f"known here: {', '.join(known)}"
        return Wrong(path=here, message=f"unknown key `{here[-1]}`", remedy=remedy, of_key=True)
    if kind in {"enum", "literal_error"}:
        known = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
        close = nearest(given, known) if isinstance(given, str) else ""
        remedy = close or f"one of {', '.join(known)}"
        return Wrong(path=here, message=f"{_shown(given)} is not a word for this", remedy=remedy)
    if kind in {"too_long", "too_short"}:
        return Wrong(path=here, message="there are too many or too few values", remedy=detail["msg"])
    if given is None:
        return Wrong(path=here, message="no value stands here", remedy="give one, or leave the key out")
    if isinstance(given, dict) and "hangs_on" in given:
        remedy = "let the value around it, or a part inside it, hang on the ambiguity"
        return Wrong(path=here, message="this value cannot hang on an ambiguity", remedy=remedy)
    if kind in _KINDS:
        return Wrong(
            path=here,
            message=f"{_KINDS[kind]}, not {_shown(given)}",
            remedy="see the noun's keys in `truceline casebook schema`",
        )
    for word, (message, remedy) in _TYPED.items():
        if kind.startswith((f"{word}_", "finite_number" if word == "float" else f"{word}_")):
            return Wrong(path=here, message=f"{_shown(given)} {message}", remedy=remedy)
    return Wrong(path=here, message=f"{_shown(given)}: {detail['msg']}")


def _shown(given: object) -> str:
    if isinstance(given, str):
        return f"{given[:60]!r}"
    if isinstance(given, dict):
        return "keys and values"
    return "a list" if isinstance(given, list) else "no value"


def _keys_at(noun: type, path: Path, tree: Tree) -> list[str]:
    """Return the field names of the dataclass that stands at `path`."""
    hint: object = noun
    node = tree
    hint = _chosen(hint, node)
    for part in path:
        hint = _inside(hint, part)
        node = node[part] if isinstance(node, dict | list) else None  # type: ignore[index]
        hint = _chosen(hint, node)
    origin = typing.get_origin(hint) or hint
    return list(fields_of(origin)) if isinstance(origin, type) else []


@cache
def fields_of(noun: type) -> dict[str, object]:
    """Return the fields of a dataclass and their types; nothing for any other type."""
    if not dataclasses.is_dataclass(noun):
        return {}
    hints = typing.get_type_hints(noun)
    return {field.name: hints[field.name] for field in dataclasses.fields(noun)}


def _inside(hint: object, part: str | int) -> object:
    """Return the type of what stands under `part`; `str` where nothing is known of it."""
    if isinstance(hint, type):
        return fields_of(hint).get(str(part), str)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Hanging:
        return dict[str, arguments[0]] if part == "readings" else str  # type: ignore[valid-type]
    if origin is tuple:
        return arguments[0]
    if origin is dict:
        return arguments[1]
    return str


def _chosen(hint: object, node: Tree) -> object:
    """Return the member of a union that a writer of `node` meant; `hint` itself if it is no union."""
    if typing.get_origin(hint) not in {typing.Union, types.UnionType}:
        return hint
    hangs = isinstance(node, dict) and "hangs_on" in node
    shape = node.get("shape") if isinstance(node, dict) else None
    for member in typing.get_args(hint):
        if (typing.get_origin(member) is Hanging) != hangs or member is type(None):
            continue
        if member in SHAPES.values() and SHAPES.get(str(shape)) is not member:
            continue
        return member
    return str


# What pydantic lets pass and we do not


def _guessed(hint: object, tree: Tree, path: Path) -> Iterator[Wrong]:
    """Yield texts that do not plainly say the number, day or truth value that is expected."""
    hint = _chosen(hint, tree)
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _guessed(_inside(hint, name), value, (*path, name))
    elif isinstance(tree, list):
        for index, item in enumerate(tree):
            yield from _guessed(_inside(hint, index), item, (*path, index))
    elif isinstance(tree, str) and (isinstance(hint, typing.NewType) or path[-1:] == ("id",)):
        yield from _seen_whole(tree, path)
    elif isinstance(tree, str) and hint in _SAYS and not _SAYS[hint](tree):
        message, remedy = _TYPED[getattr(hint, "__name__", "")]
        yield Wrong(path=_written(path), message=f"{_shown(tree)} {message}", remedy=remedy)


def _seen_whole(name: str, path: Path) -> Iterator[Wrong]:
    """Yield what makes an id look like another one."""
    sign = unseen(name)
    if sign:
        message = f"{_shown(name)} has a sign that nobody can see, {sign}"
        yield Wrong(path=_written(path), message=message, remedy="write the id again without it")
    elif one_form(name) != name:
        message = f"{_shown(name)} has letters whose marks stand apart"
        yield Wrong(
            path=_written(path), message=message, remedy=f"write {one_form(name)!r} in one form (NFC)"
        )


def _says_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and math.isfinite(float(text))


def _says_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_SAYS: dict[object, Callable[[str], bool]] = {
    bool: {"true", "false"}.__contains__,
    date: _says_day,
    float: _says_number,
    int: lambda text: _WHOLE.fullmatch(text) is not None,
}
