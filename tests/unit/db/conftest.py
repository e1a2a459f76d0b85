"""A store for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores import made
from truceline.db.connecting import forget
from truceline.db.opened import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a new, empty store."""
    one = made(tmp_path)
    yield one
    forget(one.address)
