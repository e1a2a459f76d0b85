"""A store is copied while others write, and comes back whole; what is not as it was is seen."""

from __future__ import annotations

import io
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.stores import NOON, link
from truceline.db.attachments import attach, evidence
from truceline.db.backups import back_up, restore
from truceline.db.checking import check_log, check_tables
from truceline.db.checkpoints import checkpoint
from truceline.db.connecting import forget
from truceline.db.entering import enter
from truceline.db.growing import size_of
from truceline.db.keys import KEY
from truceline.db.opened import Store, models_of
from truceline.db.projecting import rows_at
from truceline.errors import BadInput, NotProved
from truceline.tlog.steps import StepCode, StepOutcome, is_proved


def _filled(store: Store) -> str:
    enter(store, [link() for _ in range(300)], now=NOON)
    told = attach(store, io.BytesIO(b"photo"), of="reports/R1", name="a.jpg", author="a", role="b")
    checkpoint(store)
    assert isinstance(told.change.tree, dict)
    return str(told.change.tree["digest"])


def test_a_copy_comes_back_whole_and_goes_on(store: Store, tmp_path: Path) -> None:
    digest = _filled(store)
    signed = back_up(store, tmp_path / "copy", with_key=True)
    assert signed is not None
    enter(store, [link()])
    again = restore(tmp_path / "copy", f"sqlite:///{tmp_path / 'again.sqlite3'}")
    assert size_of(again) == signed.checkpoint.size == size_of(store) - 1
    assert rows_at(again).rows == rows_at(store).rows
    assert evidence(again, digest) == b"photo"
    assert is_proved(check_log(again))
    assert check_tables(again) == ()
    enter(again, [link()])
    assert str(again.key()) == str(store.key())
    with pytest.raises(BadInput):
        restore(tmp_path / "copy", f"sqlite:///{tmp_path / 'again.sqlite3'}")
    forget(again.address)


def test_the_key_is_copied_only_when_asked(store: Store, tmp_path: Path) -> None:
    _filled(store)
    back_up(store, tmp_path / "copy")
    assert not (tmp_path / "copy" / KEY).exists()
    place = f"sqlite:///{tmp_path / 'again.sqlite3'}"
    with pytest.raises(BadInput):
        restore(tmp_path / "copy", place)
    again = restore(tmp_path / "copy", place, key=store.home / KEY)
    checkpoint(again)
    forget(again.address)


def test_a_copy_made_while_others_write_is_whole(store: Store, tmp_path: Path) -> None:
    _filled(store)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            enter(store, [link(), link()])
        forget(store.address)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            back_up(store, tmp_path / f"copy{number}", with_key=True)
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        again = restore(tmp_path / f"copy{number}", f"sqlite:///{tmp_path / f'again{number}.sqlite3'}")
        assert is_proved(check_log(again))
        assert check_tables(again) == ()
        forget(again.address)


def test_nothing_is_overwritten_by_a_copy(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "mine").write_text("x")
    with pytest.raises(BadInput, match="nothing is overwritten"):
        back_up(store, tmp_path / "copy")
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["mine"]


def _change_root(copy: Path) -> None:
    with closing(sqlite3.connect(copy / "store.sqlite3", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER store_entry_fixed")
        connection.execute('UPDATE store_entry SET hash = zeroblob(32) WHERE "index" = 303')


def _change_file(copy: Path) -> None:
    (path,) = [one for one in (copy / "evidence").rglob("*") if one.is_file()]
    path.chmod(0o600)
    path.write_bytes(b"other")


def _change_checkpoint(copy: Path) -> None:
    text = (copy / "checkpoint").read_text(encoding="utf-8")
    (copy / "checkpoint").write_text(text.replace("\n304\n", "\n305\n"), encoding="utf-8")


@pytest.mark.parametrize("change", [_change_root, _change_file, _change_checkpoint])
def test_a_copy_that_was_changed_is_seen(
    store: Store, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    _filled(store)
    back_up(store, tmp_path / "copy", with_key=True)
    change(tmp_path / "copy")
    with pytest.raises(NotProved):
        restore(tmp_path / "copy", f"sqlite:///{tmp_path / 'again.sqlite3'}")


_CHANGES = {
    "a leaf": ('UPDATE store_entry SET leaf = zeroblob(40) WHERE "index" = 7', StepCode.ENTRIES),
    "a content": (
        "UPDATE store_content SET groups = replace(groups, 'tells_of', 'cannot_tell') WHERE entry = 7",
        StepCode.CONTENTS,
    ),
    "a tile": ("UPDATE store_tile SET hashes = zeroblob(8192)", StepCode.TILES),
    "a checkpoint": (
        "UPDATE store_checkpoint SET note = CAST(replace(CAST(note AS TEXT), 'example', 'another') AS BLOB)",
        StepCode.CHECKPOINTS,
    ),
    "another leaf": (
        'UPDATE store_entry SET leaf = (SELECT leaf FROM store_entry WHERE "index" = 8) WHERE "index" = 7',
        StepCode.ROOTS,
    ),
}


@pytest.mark.parametrize("what", _CHANGES)
def test_what_the_holder_of_the_machine_changes_is_found(store: Store, what: str) -> None:
    _filled(store)
    assert is_proved(check_log(store))
    statement, code = _CHANGES[what]
    _behind_our_back(store, statement)
    steps = {step.code: step.outcome for step in check_log(store)}
    assert steps[code] is StepOutcome.NOT_PROVED


def _behind_our_back(store: Store, statement: str) -> None:
    assert store.address.path is not None
    models_of(store)
    forget(store.address)
    with closing(sqlite3.connect(store.address.path, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_item SET tree = replace(tree, 'tells_of', 'cannot_tell') WHERE entry = 7",
        "DELETE FROM store_item WHERE entry = 300",
        "UPDATE store_item SET superseded_by = 9 WHERE entry = 7",
        "UPDATE store_entry SET recorded_at = '2020-01-01 00:00:00' WHERE \"index\" = 7",
        "INSERT INTO store_erased (entry, by_entry, \"group\") VALUES (1, 2, 'what')",
    ],
)
def test_what_is_not_as_the_log_says_is_found(store: Store, statement: str) -> None:
    _filled(store)
    assert check_tables(store) == ()
    _behind_our_back(store, statement)
    assert check_tables(store)
