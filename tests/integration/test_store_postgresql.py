"""A store in PostgreSQL, by one setting: the same as in SQLite."""

from __future__ import annotations

import dataclasses
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.stores import NOON, later, link, made
from truceline.db.attachments import attach, evidence
from truceline.db.checking import check_log, check_tables
from truceline.db.checkpoints import checkpoint
from truceline.db.connecting import address_of, connected, forget
from truceline.db.entering import enter
from truceline.db.erasing import erase
from truceline.db.growing import reader, size_of
from truceline.db.opened import Store, models_of, new_store, open_store
from truceline.db.projecting import history, rebuild, rows_at
from truceline.errors import BadInput
from truceline.tlog.steps import is_proved
from truceline.tlog.tree import root

if TYPE_CHECKING:
    from tests.postgis import Database


@pytest.fixture
def place(postgis: Database, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database of our own."""
    name = f"store_{tmp_path.name.replace('-', '_')[-40:]}"
    postgis.run(f'CREATE DATABASE "{name}"')
    address = (
        f"postgresql://truceline@/{name}?host={quote(str(postgis.socket))}&home={quote(str(tmp_path))}/home"
    )
    yield address
    forget(address_of(address))


@pytest.fixture
def kept(place: str) -> Store:
    """Return a store there."""
    return new_store(place, of="idlib", origin="example.com/centre", now=NOON)


def _busy(store: Store) -> None:
    enter(store, [link("L1", note="n"), link("L2")], now=NOON)
    enter(store, [link("L1", note="n", says="cannot_tell", replaces=0)], now=later(1))
    enter(store, [link("L1", note="better", replaces=0)], now=later(2))
    enter(store, [link("L1", note="worse", replaces=0)], now=later(3))
    enter(store, [dataclasses.replace(link("L2", replaces=1), tree=None)], now=later(4))
    enter(store, [link() for _ in range(300)], now=later(5))
    checkpoint(store, now=later(6))


def test_a_store_in_postgresql_holds_what_one_in_sqlite_holds(kept: Store, tmp_path: Path) -> None:
    other = made(tmp_path)
    for store in (kept, other):
        _busy(store)
    for own in ("L1", "L2"):
        assert history(kept, "links", own) == history(other, "links", own)
    assert [one.state for one in history(kept, "links", "L1")] == ["entered", "entered", "merged", "refused"]
    before = list(models_of(kept).ItemRow.objects.using(kept.alias).order_by("entry_id").values_list())
    rebuild(kept)
    after = list(models_of(kept).ItemRow.objects.using(kept.alias).order_by("entry_id").values_list())
    assert after == before
    assert is_proved(check_log(kept))
    assert check_tables(kept) == ()
    forget(other.address)


def test_a_record_in_postgresql_is_read_as_known_at_any_instant(kept: Store, place: str) -> None:
    tree = {"id": "M1", "title": "one", "kind": "statement"}
    change = dataclasses.replace(link("M1"), kind="matters", tree={**tree})
    enter(kept, [change], now=NOON)
    second = dataclasses.replace(change, tree={**tree, "title": "other"}, replaces=0)
    enter(kept, [second], now=later(1))
    assert [tree for _, _, tree in rows_at(kept).rows] == [{**tree, "title": "other"}]
    assert [tree for _, _, tree in rows_at(kept, NOON).rows] == [tree]
    at = open_store(f"{place}&at=2026-11-30T12:00:30Z")
    assert rows_at(at) == rows_at(kept, NOON)


@pytest.mark.parametrize("table", ["log", "entry", "erased", "tile", "checkpoint", "cosignature", "content"])
def test_the_database_itself_refuses_to_change_what_was_written(kept: Store, table: str) -> None:
    _busy(kept)
    key = {"entry": '"index"', "content": "entry"}.get(table, "id")
    with connected(kept.address).cursor() as cursor:
        cursor.execute("INSERT INTO store_erased (entry, by_entry, \"group\") VALUES (1, 2, 'what')")
        cursor.execute(
            "INSERT INTO store_cosignature (checkpoint_id, witness, line, received_at) "
            "SELECT id, 'w', 'l', now() FROM store_checkpoint"
        )
    for statement in (
        f"UPDATE store_{table} SET {key} = {key}",
        f"DELETE FROM store_{table}",
        f"TRUNCATE store_{table} CASCADE",
    ):
        with pytest.raises(Exception, match="is only added to"), connected(kept.address).cursor() as cursor:
            cursor.execute(statement)


def test_many_writers_of_postgresql_fork_nothing(kept: Store, place: str) -> None:
    def write() -> None:
        store = open_store(place)
        for _ in range(5):
            enter(store, [link(), link()])
        forget(store.address)

    threads = [threading.Thread(target=write) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert size_of(kept) == 200
    signed = checkpoint(kept).checkpoint
    assert root(signed.size, reader(open_store(place), signed.size)) == signed.root
    assert check_tables(kept) == ()


def test_erasing_and_attachments_work_in_postgresql(kept: Store) -> None:
    enter(kept, [link("L1", note="a name"), link("L2")], now=NOON)
    told = attach(kept, io.BytesIO(b"photo"), of="links/L1", name="a.jpg", author="a", role="b")
    assert isinstance(told.change.tree, dict)
    assert evidence(kept, str(told.change.tree["digest"])) == b"photo"
    done = erase(kept, [0], ["words"], reason="danger", author="a", role="b")
    assert not done.is_wiped, "PostgreSQL keeps old rows until it vacuums, and told so"
    (entered,) = history(kept, "links", "L1")
    assert isinstance(entered.change.tree, dict)
    assert "note" not in entered.change.tree
    checkpoint(kept)
    assert is_proved(check_log(kept))
    assert check_tables(kept) == ()


def test_a_second_store_in_one_database_is_refused(kept: Store, place: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nothing is overwritten"):
        new_store(place, of="idlib", origin="example.com/centre")
    with pytest.raises(BadInput, match="nothing is overwritten"):
        new_store(place.replace("/home", "/home2"), of="idlib", origin="example.com/centre")
    assert size_of(kept) == 0
