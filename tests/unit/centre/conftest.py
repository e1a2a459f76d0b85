"""A store for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores import made
from truceline.db.connecting import forget
from truceline.db.opened import Store
from truceline.tlog.seal import custodian_key


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a new, empty store with a custodian."""
    one = made(tmp_path, custodian=custodian_key(bytes(range(32))))
    yield one
    forget(one.address)
