"""A process that enters changes into a store, killed at moments drawn by chance, again and again.

    python -m tests.killed STORE TIMES SEED

prints what was counted as JSON. Each writer is a fork of this process, so that one costs milliseconds.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing
from typing import Any

from tests.stores import link
from truceline.db.checkpoints import checkpoint
from truceline.db.connecting import forget
from truceline.db.entering import enter
from truceline.db.growing import reader, size_of
from truceline.db.opened import Store, open_store
from truceline.tlog.tree import root


def _write(named: str, acknowledged: int, seed: int) -> None:
    """Enter changes until killed; tell each one that is acknowledged."""
    chance = random.Random(seed)
    store = open_store(named)
    while True:
        if chance.random() < 0.1:
            size = checkpoint(store).checkpoint.size
        else:
            size = enter(store, [link() for _ in range(chance.choice((1, 1, 2, 40)))])[-1].entry + 1
        os.write(acknowledged, f"{size}\n".encode())


def _killed_once(named: str, chance: random.Random) -> int:
    """Let a writer begin, kill it, and return how large the log was that it was last told."""
    told, acknowledged = os.pipe()
    seed, wait_s, may_open = chance.randrange(2**32), chance.uniform(0, 0.04), chance.random() < 0.9
    child = os.fork()
    if not child:
        os.close(told)
        try:
            _write(named, acknowledged, seed)
        finally:
            os._exit(1)
    os.close(acknowledged)
    first = os.read(told, 64) if may_open else b""  # else it is killed while it opens the store
    time.sleep(wait_s)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the writer ended by itself"
    with os.fdopen(told) as stream:
        sizes = [int(line) for line in (first.decode() + stream.read()).splitlines()]
    return max(sizes, default=0)


def _look(
    store: Store, before: tuple[int, bytes], acknowledged: int
) -> tuple[dict[str, int], tuple[int, bytes]]:
    """Return what is wrong with a store, and where its log now ends."""
    assert store.address.path is not None
    with closing(sqlite3.connect(store.address.path)) as connection:

        def one(sql: str) -> Any:
            return connection.execute(sql).fetchone()[0]

        whole = one("PRAGMA integrity_check") == "ok"
        n, last = one("SELECT COUNT(*) FROM store_entry"), one('SELECT MAX("index") FROM store_entry')
        halves = n - one("SELECT COUNT(*) FROM store_content")
        halves += one("SELECT COUNT(*) FROM store_content WHERE groups <> '{}'") - one(
            "SELECT COUNT(*) FROM store_item"
        )
        halves += (n // 256) - one("SELECT COUNT(*) FROM store_tile WHERE level = 0")
        signed = connection.execute(
            "SELECT size, root FROM store_checkpoint ORDER BY id DESC LIMIT 1"
        ).fetchone()
    size = size_of(store)
    read = reader(store, size)
    wrong = {
        "damaged": int(not whole),
        "half-written": int(halves != 0 or n != size or (n > 0 and last != n - 1)),
        "lost": int(size < acknowledged),
        "forked": int(
            size < before[0]
            or root(before[0], read) != before[1]
            or (signed is not None and root(signed[0], read) != bytes(signed[1]))
        ),
    }
    now = size, root(size, read)
    forget(store.address)
    return wrong, now


def main(named: str, times: int, seed: int) -> dict[str, int]:
    """Kill so many writers and return what was counted."""
    chance = random.Random(seed)
    store = open_store(named)
    now = size_of(store), root(size_of(store), reader(store, size_of(store)))
    forget(store.address)
    counted = {"killed": 0, "acknowledged": 0, "damaged": 0, "half-written": 0, "lost": 0, "forked": 0}
    for _ in range(times):
        size = _killed_once(named, chance)
        counted["killed"] += 1
        counted["acknowledged"] += max(0, size - now[0])
        wrong, now = _look(store, now, size)
        for what, n in wrong.items():
            counted[what] += n
    return counted | {"entries": now[0]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
