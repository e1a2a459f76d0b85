"""What no schema can say: references, readings, times and shapes that must fit each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from truceline.agreements.yaml_marks import Path
from truceline.model.casebook import Casebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One thing that does not fit, by the noun it stands in."""

    kind: str
    """Key of the casebook, such as `clauses`."""
    index: int = 0
    """Which of them, in the casebook's own order."""
    path: Path = ()
    """Value path inside the noun."""
    message: str
    """What is wrong."""
    remedy: str = ""
    """What to do about it."""
    of_key: bool = False
    """Whether it stands at the key rather than at the value."""


def slips(casebook: Casebook, broken: Mapping[str, frozenset[str]]) -> Iterator[Slip]:
    """Yield everything that does not fit."""
    yield from ()


def warnings_of(casebook: Casebook) -> Iterator[Slip]:
    """Yield what a reader should know and may leave as it is."""
    yield from ()
