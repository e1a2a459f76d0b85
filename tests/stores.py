"""Stores for tests: made in a folder, with small changes to enter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from truceline.db.changes import RecordChange
from truceline.db.opened import Store, new_id, new_store
from truceline.parsing.yaml_marks import Tree

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
"""When the tests' days begin."""


def later(minutes: float) -> datetime:
    """Return an instant so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def made(folder: Path, *, name: str = "centre.sqlite3", **settings: Any) -> Store:
    """Return a new store of Idlib in a folder."""
    given: dict[str, Any] = {"of": "idlib", "origin": "example.com/centre", "now": NOON} | settings
    return new_store(f"sqlite:///{folder / name}", **given)


def link(own: str | None = None, **values: Any) -> RecordChange:
    """Return a small change that needs no other: a link, with other values of its own or of the change."""
    own = own or new_id("links")
    of_change = {"replaces", "reason", "author", "role", "valid_at", "clock_at", "area", "sealed"}
    tree: dict[str, Tree] = {"id": own, "claim": "E60-a", "incident": "E60", "says": "tells_of"}
    tree |= {name: one for name, one in values.items() if name not in of_change}
    given: dict[str, Any] = {"author": "analyst-1", "role": "analyst"}
    given |= {name: one for name, one in values.items() if name in of_change}
    return RecordChange(kind="links", id=own, tree=tree, **given)
