"""Stores for tests: made in a folder, with small changes to enter."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from truceline.db.changes import RecordChange
from truceline.db.connecting import forget
from truceline.db.opened import Store, new_id, new_store, open_store
from truceline.parsing.yaml_marks import Tree

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
"""When the tests' days begin."""


def later(minutes: float) -> datetime:
    """Return an instant so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def anew(folder: Path, *, name: str = "centre.sqlite3", **settings: Any) -> Store:
    """Return a store of Idlib that was just made in a folder."""
    given: dict[str, Any] = {"of": "idlib", "origin": "example.com/centre", "now": NOON} | settings
    return new_store(f"sqlite:///{folder / name}", **given)


def made(folder: Path, *, name: str = "centre.sqlite3", **settings: Any) -> Store:
    """Return a store of Idlib in a folder: a copy of one made once, since its tables take a while."""
    first = _first(tuple(sorted(settings.items())))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy2(first / _NAME, folder / name)
    shutil.copytree(first / f"{_NAME}.d", folder / f"{name}.d")
    return open_store(f"sqlite:///{folder / name}")


_NAME = "first.sqlite3"


@cache
def _first(settings: tuple[tuple[str, Any], ...]) -> Path:
    home = Path(tempfile.mkdtemp(prefix="truceline-store-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    forget(anew(home, name=_NAME, **dict(settings)).address)
    return home


def link(own: str | None = None, **values: Any) -> RecordChange:
    """Return a small change that needs no other: a link, with other values of its own or of the change."""
    own = own or new_id("links")
    of_change = {"replaces", "reason", "author", "role", "valid_at", "clock_at", "area", "sealed"}
    tree: dict[str, Tree] = {"id": own, "claim": "E60-a", "incident": "E60", "says": "tells_of"}
    tree |= {name: one for name, one in values.items() if name not in of_change}
    given: dict[str, Any] = {"author": "analyst-1", "role": "analyst"}
    given |= {name: one for name, one in values.items() if name in of_change}
    return RecordChange(kind="links", id=own, tree=tree, **given)
