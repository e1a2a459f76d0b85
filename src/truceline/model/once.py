"""What is made of nouns, made once: by which objects they are, since one that holds a table has no hash."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, ParamSpec, TypeVar, cast

P = ParamSpec("P")
Made = TypeVar("Made")

MOST_KEPT: Final = 4
"""Of so many it is kept what was made of them, those that were asked for last."""


class _These:
    """Nouns that are the same only where each is the very object."""

    __slots__ = ("nouns",)

    def __init__(self, nouns: tuple[object, ...]) -> None:
        self.nouns = nouns

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.nouns)))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _These)
            and len(self.nouns) == len(other.nouns)
            and all(map(operator.is_, self.nouns, other.nouns))
        )


def once(make: Callable[P, Made]) -> Callable[P, Made]:
    """Return the same function, which of the very same frozen nouns gives one and the same thing.

    They are given by place and not by name.
    """

    @lru_cache(maxsize=MOST_KEPT)
    def kept(these: _These) -> Made:
        return cast("Callable[..., Made]", make)(*these.nouns)

    @wraps(make)
    def made(*nouns: P.args, **named: P.kwargs) -> Made:
        assert not named, f"{make.__name__} takes its nouns by place"
        return kept(_These(nouns))

    return made
