"""After a power cut at any write or sync: nothing acknowledged is lost, nothing half-written, no fork."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.crashes import left_after, recovered, replayed, statements
from tests.stores import later, link, made
from truceline.db.checkpoints import checkpoint
from truceline.db.connecting import connected, forget
from truceline.db.entering import enter


def _work(folder: Path, n: int) -> tuple[Path, list[list[tuple[str, Any]]]]:
    """Return a new store's file as it was, and the SQL of what a desk then does."""
    store = made(folder, batch=4)
    assert store.address.path is not None
    connected(store.address).cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    forget(store.address)
    copy = folder / "replayed.sqlite3"
    copy.write_bytes(store.address.path.read_bytes())
    done = []
    for number in range(n):
        own, other = f"L{number}", f"L{number - 1}"
        changes = [link(own, note="x" * 300), link()]
        if number:
            changes.append(link(other, note="y" * 300, replaces=_entry(store, other)))
        done.append(statements(store, partial(enter, store, changes, now=later(number))))
        if number % 3 == 2:
            done.append(statements(store, partial(checkpoint, store, now=later(number))))
    forget(store.address)
    return copy, done


def _entry(store: Any, own: str) -> int:
    from truceline.db.projecting import history

    return history(store, "links", own)[-1].entry


@pytest.mark.parametrize(
    "n", [pytest.param(3, id="short"), pytest.param(40, id="long", marks=pytest.mark.slow)]
)
def test_every_state_that_a_power_cut_may_leave_is_recovered(tmp_path: Path, n: int) -> None:
    copy, done = _work(tmp_path, n)
    before = {"": copy.read_bytes()}
    steps, tables = replayed(copy, done)
    assert len(tables) == len(done) + 1
    told = Counter[str]()
    for left in left_after(before, steps, seed=n):
        found = recovered(left, tmp_path)
        assert found in tables[left.n_acknowledged : left.n_acknowledged + 2], left.how
        told["recovered"] += 1
        told["with the call that had not returned"] += found != tables[left.n_acknowledged]
    assert told["recovered"] > 20 * n
    assert told["with the call that had not returned"] > n
    syncs = Counter(step.file for step in steps if step.does == "sync")
    assert syncs["-wal"] >= len(done)
    assert syncs[""] > 0, "the database itself was written too"
    print(f"{told['recovered']:,} states of {len(steps):,} steps recovered: 0 lost, 0 half-written, 0 forks")


def test_a_lost_sync_would_be_seen(tmp_path: Path) -> None:
    copy, done = _work(tmp_path, 2)
    before = {"": copy.read_bytes()}
    steps, tables = replayed(copy, done)
    unsynced = [step for step in steps if step.does != "sync"]
    lost = [
        left.how
        for left in left_after(before, unsynced, seed=1)
        if recovered(left, tmp_path) not in tables[left.n_acknowledged :]
    ]
    assert lost
