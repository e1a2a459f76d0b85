"""Many writers of one store at once, as threads of several processes.

    python -m tests.writers STORE PROCESSES THREADS

prints what each was acknowledged as JSON: entry, state, and the version of what all of them change.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.stores import link
from truceline.db.connecting import forget
from truceline.db.entering import enter
from truceline.db.opened import open_store
from truceline.db.projecting import history

SHARED = "L-shared"
"""What all of them change."""


def _write(named: str, number: int) -> list[tuple[int, str, int]]:
    store = open_store(named)
    try:
        seen = [one for one in history(store, "links", SHARED) if one.version][-1]
        told = [
            *enter(store, [link()]),
            *enter(store, [link(), link()]),
            *enter(store, [link(SHARED, note=f"by {number}", replaces=seen.entry)]),
        ]
    finally:
        forget(store.address)
    return [(one.entry, one.state, one.version if one.change.id == SHARED else -1) for one in told]


def main(named: str, processes: int, threads: int) -> list[tuple[int, str, int]]:
    """Let all write and return what they were told."""
    told = []
    pipes = []
    for process in range(processes):
        reading, writing = os.pipe()
        if not os.fork():
            with ThreadPoolExecutor(threads) as pool, os.fdopen(writing, "w") as stream:
                numbers = range(process * threads, (process + 1) * threads)
                json.dump(
                    [one for some in pool.map(lambda n: _write(named, n), numbers) for one in some], stream
                )
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    for reading in pipes:
        with os.fdopen(reading) as stream:
            told += json.load(stream)
    for _ in pipes:
        os.wait()
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
