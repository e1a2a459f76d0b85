"""What is made of a noun, made once: by which object it is, since a noun that holds a table has no hash."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, Generic, TypeVar

N = TypeVar("N")
Made = TypeVar("Made")

MOST_KEPT: Final = 4
"""Of so many nouns it is kept what was made of them, those that were asked for last."""


class _This(Generic[N]):
    """A noun that is equal only to itself."""

    __slots__ = ("noun",)

    def __init__(self, noun: N) -> None:
        self.noun = noun

    def __hash__(self) -> int:
        return id(self.noun)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and self.noun is other.noun


def once(make: Callable[[N], Made]) -> Callable[[N], Made]:
    """Return the same function, which of one and the same frozen noun gives one and the same thing."""

    @lru_cache(maxsize=MOST_KEPT)
    def kept(this: _This[N]) -> Made:
        return make(this.noun)

    @wraps(make)
    def made(noun: N) -> Made:
        return kept(_This(noun))

    return made
