"""Several people at a running centre at once: nothing fails, nothing is lost. `make bench` says how fast."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.served import served
from tests.visitors import add_logins, crowd, lost_writes


@pytest.mark.slow
def test_some_read_and_some_write_and_nothing_is_lost(tmp_path: Path) -> None:
    home = tmp_path / "centre"
    with served(home) as one:
        writers = add_logins(home, ["duty_officer", "analyst", "duty_officer"])
        readers = add_logins(home, ["liaison_officer", "auditor", "guarantor", "analyst"])
        tally = crowd(one.address, readers, writers, seconds=10, read_every_s=1.0, write_every_s=1.0)
        lost = lost_writes(f"sqlite:///{home}/centre.sqlite3", tally.written)
    assert tally.errors == []
    assert lost == []
    assert len(tally.written) >= len(writers)
    assert tally.pages_s
