"""Two hundred writers at once, and a disk without room: every entry once, in order, whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.stores import NOON, link, made
from tests.writers import SHARED
from truceline.db.checkpoints import checkpoint
from truceline.db.connecting import connected, forget
from truceline.db.entering import enter
from truceline.db.growing import reader, size_of
from truceline.db.opened import Store, open_store, reading
from truceline.db.projecting import history, rebuild
from truceline.errors import BadInput
from truceline.tlog.tree import root

_ENV = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}


@pytest.mark.parametrize(
    "threads", [pytest.param(8, id="32"), pytest.param(50, id="200", marks=pytest.mark.slow)]
)
def test_many_writers_lose_nothing_and_fork_nothing(tmp_path: Path, threads: int) -> None:
    store = made(tmp_path)
    enter(store, [link(SHARED)])
    forget(store.address)
    done = subprocess.run(
        [sys.executable, "-m", "tests.writers", store.address.name, "4", str(threads)],
        cwd=ROOT,
        env=_ENV,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert sorted(entry for entry, _, _ in told) == list(range(1, 16 * threads + 1)), (
        "each number once, without a gap"
    )
    assert size_of(store) == 16 * threads + 1
    kept = history(store, "links", SHARED)
    assert [one.entry for one in kept[1:]] == sorted(entry for entry, _, version in told if version >= 0)
    versions = [one for one in kept if one.version]
    assert [one.version for one in versions] == list(range(1, len(versions) + 1))
    states = Counter(one.state for one in kept)
    assert states["entered"] + states["merged"] + states["refused"] == 4 * threads + 1
    assert states["entered"] > 1
    before = _items(store)
    rebuild(store)
    assert _items(store) == before
    signed = checkpoint(store).checkpoint
    assert root(signed.size, reader(open_store(store.address.name), signed.size)) == signed.root
    print(
        f"{4 * threads} writers: {16 * threads} entries, {states['refused']} conflicts kept, 0 lost, 0 forks"
    )
    forget(store.address)


def _items(store: Store) -> list[tuple[object, ...]]:
    connected(store.address)
    from truceline.db import models

    return list(models.ItemRow.objects.using(store.alias).order_by("entry_id").values_list())


def test_threads_of_one_process_write_into_one_opened_store(store: Store) -> None:
    def write() -> None:
        for _ in range(5):
            enter(store, [link()], now=NOON)
        forget(store.address)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert size_of(store) == 40
    signed = checkpoint(store, now=NOON).checkpoint
    assert root(signed.size, reader(open_store(store.address.name), signed.size)) == signed.root


def test_who_reads_sees_one_moment_and_keeps_nobody_waiting(store: Store) -> None:
    enter(store, [link()], now=NOON)
    with reading(store) as models:
        rows = models.EntryRow.objects.using(store.alias)
        assert rows.count() == 1

        def write() -> None:
            enter(store, [link()], now=NOON)
            forget(store.address)

        other = threading.Thread(target=write)
        other.start()
        other.join(timeout=20)
        assert not other.is_alive(), "the writer did not wait"
        assert rows.count() == 1
    assert rows.count() == 2
    enter(store, [link()], now=NOON)
    assert rows.count() == 3


def test_a_full_disk_refuses_the_whole_call_and_the_store_goes_on(store: Store) -> None:
    enter(store, [link()], now=NOON)
    with connected(store.address).cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(BadInput) as caught:
        enter(store, [link(note="x" * 500) for _ in range(200)], now=NOON)
    assert "full" in caught.value.faults[0].message
    assert "make room" in caught.value.faults[0].remedy
    assert size_of(store) == 1
    with connected(store.address).cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    assert enter(store, [link()], now=NOON)[0].entry == 1
    signed = checkpoint(store, now=NOON).checkpoint
    assert root(signed.size, reader(open_store(store.address.name), signed.size)) == signed.root


_FILLS = """
import resource, signal, sys
from tests.stores import link
from truceline.db.entering import enter
from truceline.db.opened import open_store
from truceline.errors import BadInput
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(sys.argv[1])
enter(store, [link()])
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
told = 1
try:
    while True:
        told = enter(store, [link(note="x" * 900) for _ in range(20)])[-1].entry + 1
except BadInput as error:
    print(told, error.faults[0])
"""


def test_a_disk_that_takes_no_more_bytes_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    store = made(tmp_path)
    forget(store.address)
    words = [sys.executable, "-c", _FILLS, store.address.name]
    done = subprocess.run(words, cwd=ROOT, env=_ENV, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told, _, fault = done.stdout.partition(" ")
    assert "(" in fault, "it says what to do"
    assert size_of(store) == int(told) > 1
    assert enter(store, [link()], now=NOON)[0].entry == int(told)
    assert rebuild(store) == int(told) + 1
    forget(store.address)
