"""Where a noun stands in the files that it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a noun stands."""

    file: str
    """Name as given."""
    line: int
    """Counted from 1."""
    column: int
    """Counted from 1."""


Marks: TypeAlias = Mapping[tuple[str, str], Mark]
"""`("clauses", "a20b/1")` to where it stands."""
