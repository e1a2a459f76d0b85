"""What the holder of the machine changes behind the back of the store is seen when it is checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores import NOON, later, link, made
from truceline.db.changes import RecordChange
from truceline.db.checking import check_tables
from truceline.db.checkpoints import checkpoint
from truceline.db.connecting import connected, forget
from truceline.db.content import from_text, to_text
from truceline.db.entering import enter
from truceline.db.erasing import erase, salts_of
from truceline.db.opened import Store, models_of, open_store
from truceline.db.projecting import rebuild
from truceline.parsing.yaml_marks import Tree
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.seal import custodian_key

REPORT: dict[str, Tree] = {
    "id": "R1",
    "source": "tass",
    "address": "as told",
    "said_on": "2020-03-05",
    "dated": "printed",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a store with two reports among others, and no trigger left."""
    found = made(tmp_path, custodian=custodian_key(bytes([5]) * 32))
    tree: dict[str, Tree] = {**REPORT, "words": "as it was"}
    enter(found, [RecordChange(kind="reports", id="R1", tree=tree, author="a", role="b")], now=NOON)
    enter(found, [link() for _ in range(11)], now=later(1))
    other: dict[str, Tree] = {**REPORT, "id": "R2", "words": "other"}
    enter(found, [RecordChange(kind="reports", id="R2", tree=other, author="a", role="b")], now=later(2))
    with connected(found.address).cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
    yield found
    forget(found.address)


def _take_out(store: Store, entry: int, group: FieldGroup) -> None:
    """Take the content of a group out with its salt, as an erasure does, and make the read tables anew."""
    rows = models_of(store).ContentRow.objects.using(store.alias).filter(entry=entry)
    row = rows.get()
    content, held = from_text(row.groups), salts_of(row)
    del content[group], held[group]
    salts = json.dumps({str(one): salt.hex() for one, salt in held.items()}, sort_keys=True)
    rows.update(groups=to_text(content), seed=None, salts=salts)
    rebuild(store)


def test_content_taken_out_without_an_erasure_is_told(store: Store) -> None:
    checkpoint(store, now=later(3))
    assert not check_tables(store)
    _take_out(store, 0, FieldGroup.WORDS)
    assert ["words of entry 0" in str(one) for one in check_tables(store)] == [True]


def test_an_erasure_of_another_entry_does_not_cover_it(store: Store) -> None:
    """Entry 1 is not entry 12."""
    models = models_of(store)
    done = erase(store, [12], ["words"], reason="in danger", author="a", role="b", now=later(3))
    assert not check_tables(store)
    gone = models.ErasedRow.objects.using(store.alias)
    gone.create(entry_id=1, group="words", by_id=done.entered.entry)
    assert any("does not say that words of entry 1 is erased" in str(one) for one in check_tables(store))


def test_content_gone_whole_is_told(store: Store) -> None:
    models_of(store).ContentRow.objects.using(store.alias).filter(entry=3).delete()
    rebuild(store)
    assert any("the content of entry 3 is gone" in str(one) for one in check_tables(store))


def test_another_custodian_put_into_the_store_is_told(store: Store) -> None:
    """Whoever puts a key there reads every name that is sealed from then on."""
    tree: dict[str, Tree] = {"id": "S1", "names": {"en": "S1"}, "family": "f", "protected": "true"}
    sealed: dict[str, Tree] = {"note": "Khaled"}
    change = RecordChange(kind="sources", id="S1", tree=tree, author="a", role="b", sealed=sealed)
    enter(store, [change], now=later(3))
    assert not check_tables(store)
    private = bytes([7]) * 32
    models_of(store).LogRow.objects.using(store.alias).update(custodian=custodian_key(private))
    found = check_tables(open_store(f"sqlite:///{store.address.path}"))
    assert ["sealed for another key" in str(one) for one in found] == [True]
