"""What is to be said before it is put into words: the key of a phrase, and the values for it.

What judges knows no language. It hands these on, and `bulletins` makes the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, Union


@dataclass(frozen=True, slots=True)
class NounName:
    """A noun of the casebook, to be called by its name in the reader's language."""

    kind: Literal["actor", "act"]
    id: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Several values in one place."""

    items: tuple[Value, ...]
    joined: Literal["and", "or", "comma", "semicolon", "run_on"] = "comma"
    """How: `run_on` one after another, as pieces of a sentence that bring their own signs."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence, or a part of one."""

    key: str
    """Of the catalogue, such as `explain.no_place`."""
    values: tuple[tuple[str, Value], ...] = ()
    """By name, as the phrase asks for them."""


Value: TypeAlias = Union[str, datetime, NounName, Listed, Saying]  # noqa: UP007 - named before they are made
"""Figures are texts already: they are written alike in every language."""


def saying(key: str, **values: Value) -> Saying:
    """Return a saying, its values in the order given.

    Examples
    --------
    >>> saying("time.until", end="2020-03-06").values
    (('end', '2020-03-06'),)
    """
    return Saying(key, tuple(values.items()))
