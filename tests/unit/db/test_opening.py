"""A store is made once, for its owner's eyes; what is no store, or one of tomorrow, is left as it is."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.stores import NOON, anew, link
from truceline.db.checkpoints import checkpoint
from truceline.db.connecting import connected, forget
from truceline.db.entering import enter
from truceline.db.keys import KEY
from truceline.db.opened import Store, new_store, open_store
from truceline.errors import BadInput, NotFound


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_store_and_its_key_are_their_owners_alone(store: Store) -> None:
    enter(store, [link()], now=NOON)
    assert store.address.path is not None
    assert _mode(store.address.path) == 0o600
    assert _mode(store.home) == 0o700
    assert _mode(store.home / KEY) == 0o600
    assert {_mode(path) for path in store.address.path.parent.glob("centre.sqlite3-*")} <= {0o600}


def test_a_key_that_others_can_read_signs_nothing(store: Store) -> None:
    (store.home / KEY).chmod(0o640)
    with pytest.raises(BadInput) as caught:
        checkpoint(store, now=NOON)
    assert "chmod 600" in caught.value.faults[0].remedy
    (store.home / KEY).unlink()
    with pytest.raises(BadInput):
        checkpoint(store, now=NOON)


@pytest.mark.parametrize("there", ["centre.sqlite3", "centre.sqlite3.d/log.key"])
def test_nothing_is_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("mine")
    with pytest.raises(BadInput, match="nothing is overwritten"):
        anew(tmp_path)
    assert (tmp_path / there).read_text() == "mine"


@pytest.mark.parametrize(
    "settings", [{"interval_s": 0}, {"batch": 0}, {"origin": "two words"}, {"origin": ""}]
)
def test_what_no_store_can_have_is_refused_and_nothing_is_made(
    tmp_path: Path, settings: dict[str, Any]
) -> None:
    with pytest.raises(BadInput):
        anew(tmp_path, **settings)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_no_store_is_said(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (a)")
    with pytest.raises(BadInput) as caught:
        open_store(f"sqlite:///{path}")
    assert "store new" in caught.value.faults[0].remedy
    with pytest.raises(NotFound):
        open_store(f"sqlite:///{tmp_path}")


def test_a_store_of_a_later_format_is_left_alone(tmp_path: Path) -> None:
    store = anew(tmp_path)
    forget(store.address)
    assert store.address.path is not None
    with closing(sqlite3.connect(store.address.path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER store_log_fixed")
        connection.execute("UPDATE store_log SET version = 2")
    with pytest.raises(BadInput) as caught:
        open_store(store.address.name)
    assert "format" in caught.value.faults[0].message


def test_it_is_as_durable_as_sqlite_can_be(store: Store) -> None:
    with connected(store.address).cursor() as cursor:
        told = {}
        for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            (told[name],) = cursor.fetchone()
    assert told == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


def test_a_path_from_here_and_one_from_the_root_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = new_store("sqlite:///here.sqlite3", of="idlib", origin="example.com/c", now=NOON)
    assert (tmp_path / "here.sqlite3").is_file()
    assert open_store(f"sqlite:///{tmp_path}/here.sqlite3").address.path == store.address.path
    forget(store.address)
