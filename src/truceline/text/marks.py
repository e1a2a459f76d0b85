"""A casebook as it was read, with the place of every noun in its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from truceline.errors import Fault
from truceline.model.casebook import Casebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a noun stands."""

    file: str
    """Name as given."""
    line: int
    """Counted from 1."""
    column: int
    """Counted from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A casebook without faults, what to be careful about, and where everything stands."""

    casebook: Casebook
    """Every reference in it resolves."""
    warnings: tuple[Fault, ...]
    """By file and line."""
    marks: Mapping[tuple[str, str], Mark]
    """`("clauses", "a20b/1")` to where it stands."""
