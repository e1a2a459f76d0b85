"""The package's own source as syntax trees, for the tests of this folder."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "truceline"

EDGE = frozenset({"cli", "web", "centre", "runs", "sources", "files", "db"})
"""Rooms that may touch the world; every other one is core, a new room among them."""

FILES = tuple(sorted(PACKAGE.rglob("*.py")))


def room_of(path: Path) -> str:
    """Return the room that a file of the package belongs to; empty for the package's own `__init__`."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py").replace("__init__", "")


def name_of(path: Path) -> str:
    """Return a file's path inside the package, for the name of a test."""
    return path.relative_to(PACKAGE).as_posix()


def tree_of(path: Path) -> ast.Module:
    """Return a file as a syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


CORE_FILES = tuple(path for path in FILES if room_of(path) not in EDGE)
