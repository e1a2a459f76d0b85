"""What is entered stands whole, in order, once; two changes of one thing go together or both are kept."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stores import NOON, later, link
from truceline.db.changes import Clash, RecordChange, combined
from truceline.db.checkpoints import checkpoint, is_due, last_checkpoint
from truceline.db.connecting import connected
from truceline.db.entering import enter
from truceline.db.growing import reader, size_of
from truceline.db.opened import Store, open_store
from truceline.db.projecting import history, rebuild
from truceline.errors import BadInput
from truceline.tlog.entry import commit, opens, parse_entry, salts
from truceline.tlog.note import is_signed
from truceline.tlog.tree import (
    consistency_proof,
    inclusion_proof,
    root,
    verify_consistency,
    verify_inclusion,
)


def test_entries_are_numbered_from_zero_without_a_gap(store: Store) -> None:
    first = enter(store, [link(), link()], now=NOON)
    second = enter(store, [link()], now=later(1))
    assert [one.entry for one in (*first, *second)] == [0, 1, 2]
    assert {one.version for one in (*first, *second)} == {1}
    assert size_of(store) == 3


def test_a_change_comes_back_as_it_was_made(store: Store) -> None:
    made = link("L1", reason="asked by the co-chair", valid_at="2020-03-05", area="38/4")
    enter(store, [made], now=NOON)
    (back,) = history(store, "links", "L1")
    assert back.change == made
    assert (back.recorded_at, back.state, back.entry) == (NOON, "entered", 0)


def test_a_clock_that_goes_back_takes_no_entry_back_and_is_kept(store: Store) -> None:
    enter(store, [link()], now=later(10))
    (second,) = enter(store, [link("L2")], now=later(4))
    (third,) = enter(store, [link("L3", clock_at=later(2))], now=later(11))
    assert second.recorded_at == later(10)
    assert history(store, "links", "L2")[0].change.clock_at == later(4)
    assert third.recorded_at == later(11)
    assert history(store, "links", "L3")[0].change.clock_at == later(2)
    assert checkpoint(store, now=later(3)) is not None
    assert not is_due(store, now=later(12))


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_entered(store: Store) -> None:
    bad = [
        link("L1"),
        dataclasses.replace(link("L2"), kind="linx"),
        dataclasses.replace(link("L3"), author=""),
        link("L4", says="perhaps"),
        dataclasses.replace(link("L5"), id="L6"),
        dataclasses.replace(link("L7"), tree=None),
        dataclasses.replace(link("L8"), role="a\u200b"),
    ]
    with pytest.raises(BadInput) as caught:
        enter(store, bad, now=NOON)
    assert [fault.pointer for fault in caught.value.faults] == [
        "changes[1].kind",
        "changes[2].author",
        "changes[3].tree.says",
        "changes[4].id",
        "changes[5].replaces",
        "changes[6].role",
    ]
    assert size_of(store) == 0


def test_a_version_that_nobody_has_takes_the_place_of_none(store: Store) -> None:
    enter(store, [link("L1"), link("L2")], now=NOON)
    for number in (1, 7):
        with pytest.raises(BadInput, match="nothing was entered"):
            enter(store, [link("L3"), link("L1", replaces=number)], now=NOON)
    assert size_of(store) == 2


def test_a_new_version_takes_the_place_of_the_last(store: Store) -> None:
    enter(store, [link("L1")], now=NOON)
    (second,) = enter(store, [link("L1", says="cannot_tell", replaces=0)], now=later(1))
    assert (second.version, second.state) == (2, "entered")
    (third,) = enter(store, [dataclasses.replace(link("L1", replaces=1), tree=None)], now=later(2))
    assert (third.version, third.state) == (3, "withdrawn")
    assert [one.change.tree for one in history(store, "links", "L1")][-1] is None


def test_two_changes_of_other_fields_are_merged_and_marked(store: Store) -> None:
    enter(store, [link("L1", note="n")], now=NOON)
    enter(store, [link("L1", note="n", says="cannot_tell", replaces=0)], now=later(1))
    (both,) = enter(store, [link("L1", note="better", replaces=0)], now=later(2))
    assert (both.state, both.version) == ("merged", 3)
    assert isinstance(both.change.tree, dict)
    assert (both.change.tree["says"], both.change.tree["note"]) == ("cannot_tell", "better")
    assert history(store, "links", "L1")[2].change.replaces == 0


def test_two_changes_of_one_field_clash_and_both_are_kept(store: Store) -> None:
    enter(store, [link("L1")], now=NOON)
    enter(store, [link("L1", says="cannot_tell", replaces=0)], now=later(1))
    (refused,) = enter(store, [link("L1", says="does_not_tell_of", replaces=0)], now=later(2))
    assert (refused.state, refused.version) == ("refused", 0)
    assert refused.clashes == (
        Clash(field="says", was="tells_of", theirs="cannot_tell", ours="does_not_tell_of"),
    )
    kept = history(store, "links", "L1")
    assert [one.state for one in kept] == ["entered", "entered", "refused"]
    assert isinstance(kept[2].change.tree, dict)
    assert kept[2].change.tree["says"] == "does_not_tell_of"
    (third,) = enter(store, [link("L1", says="does_not_tell_of", replaces=1)], now=later(3))
    assert (third.version, third.state) == (3, "entered")


def test_an_id_is_new_once(store: Store) -> None:
    first, second = enter(store, [link("L1"), link("L1", says="cannot_tell")], now=NOON)
    assert (first.state, second.state) == ("entered", "refused")
    assert second.clashes[0].field == ""


_TREES = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"), max_size=3)


@given(was=_TREES, theirs=_TREES, ours=_TREES)
def test_merging_keeps_each_change_or_names_it(
    was: dict[str, str], theirs: dict[str, str], ours: dict[str, str]
) -> None:
    both, clashes = combined({**was}, {**theirs}, {**ours})
    again, other = combined({**was}, {**ours}, {**theirs})
    assert {one.field for one in clashes} == {one.field for one in other}
    if not clashes:
        assert both == again
        assert isinstance(both, dict)
        for name in "abc":
            told = {side.get(name) for side in (theirs, ours) if side.get(name) != was.get(name)}
            assert {both.get(name)} == (told or {was.get(name)})


def test_the_log_proves_each_entry_and_its_own_growth(store: Store) -> None:
    enter(store, [link() for _ in range(300)], now=NOON)
    first = checkpoint(store, now=later(1)).checkpoint
    enter(store, [link() for _ in range(300)], now=later(2))
    second = checkpoint(store, now=later(3))
    assert is_signed(second.note, store.key())
    size, head = second.checkpoint.size, second.checkpoint.root
    read = reader(store, size)
    assert root(size, read) == head
    for index in (0, 255, 256, size - 1):
        assert verify_inclusion(read(0, index), index, size, inclusion_proof(index, size, read), head)
    proof = consistency_proof(first.size, size, read)
    assert verify_consistency(first.size, first.root, size, head, proof)


def test_a_store_opened_again_goes_on_where_it_was(store: Store) -> None:
    enter(store, [link() for _ in range(255)], now=NOON)
    other = open_store(store.address.name)
    enter(other, [link(), link()], now=NOON)
    enter(store, [link()], now=NOON)
    told = checkpoint(store, now=NOON).checkpoint
    assert root(told.size, reader(other, told.size)) == told.root


def test_what_is_rolled_back_is_not_remembered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(store, [link()], now=NOON)
    with pytest.raises(BadInput):
        enter(store, [link("L1"), link("L9", replaces=44)], now=NOON)
    from truceline.db import entering

    def broken(*_: object) -> None:
        raise RuntimeError("power")

    with monkeypatch.context() as patched:
        patched.setattr(entering, "superseded", broken)
        with pytest.raises(RuntimeError):
            enter(store, [link("L1")], now=NOON)
    enter(store, [link("L2")], now=NOON)
    told = checkpoint(store, now=NOON).checkpoint
    assert root(told.size, reader(open_store(store.address.name), told.size)) == told.root


def test_a_leaf_commits_to_its_content_by_group(store: Store) -> None:
    enter(store, [link("L1")], now=NOON)
    connected(store.address)
    from truceline.db import models
    from truceline.db.content import from_text

    row = models.EntryRow.objects.using(store.alias).get(index=0)
    content = from_text(row.content.groups)
    entry = parse_entry(bytes(row.leaf))
    assert commit(content, salts(bytes(row.content.seed))) == entry
    from truceline.tlog.entry import disclose

    for group, told in disclose(content, salts(bytes(row.content.seed)), content).items():
        assert opens(entry, group, told)


def test_a_checkpoint_tells_only_that_the_log_grew(store: Store) -> None:
    assert last_checkpoint(store) is None
    assert is_due(store, now=NOON)
    sizes = []
    for number in (0, 1, 16, 17, 0):
        enter(store, [link() for _ in range(number)], now=NOON)
        sizes.append(checkpoint(store, now=NOON).checkpoint.size)
    assert sizes == [16, 32, 48, 80, 96]
    assert last_checkpoint(store) is not None
    interval = timedelta(seconds=store.interval_s)
    assert not is_due(store, now=NOON + interval - timedelta(seconds=1))
    assert is_due(store, now=NOON + interval)


def test_a_padding_looks_like_any_entry_and_is_no_item(store: Store) -> None:
    enter(store, [link()], now=NOON)
    checkpoint(store, now=NOON)
    connected(store.address)
    from truceline.db import models

    leaves = [bytes(one.leaf) for one in models.EntryRow.objects.using(store.alias).all()]
    assert len({len(one) for one in leaves}) == 1
    assert len(set(leaves)) == 16
    assert rebuild(store) == 1


@pytest.mark.parametrize("table", ["log", "entry", "erased", "tile", "checkpoint", "cosignature", "content"])
@pytest.mark.parametrize("does", ["UPDATE", "DELETE", "INSERT OR REPLACE"])
def test_the_database_itself_refuses_to_change_what_was_written(store: Store, table: str, does: str) -> None:
    enter(store, [link() for _ in range(300)], now=NOON)
    checkpoint(store, now=NOON)
    connection = connected(store.address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT index_ FROM (SELECT id AS index_ FROM store_checkpoint)")
        (point,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO store_cosignature (checkpoint_id, witness, line, received_at) "
            "VALUES (%s, 'w', 'l', '2026-11-30')",
            [point],
        )
        cursor.execute("INSERT INTO store_erased (entry, by_entry, \"group\") VALUES (1, 2, 'what')")
    key = {"entry": '"index"', "content": "entry"}.get(table, "id")
    statement = {
        "UPDATE": f"UPDATE store_{table} SET {key} = {key} WHERE {key} <> 1 OR {key} = 1",
        "DELETE": f"DELETE FROM store_{table}",
        "INSERT OR REPLACE": f"INSERT OR REPLACE INTO store_{table} SELECT * FROM store_{table} LIMIT 1",
    }[does]
    with pytest.raises(Exception, match="is only added to"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_entry_can_be_put_beyond_the_next(store: Store) -> None:
    enter(store, [link()], now=NOON)
    connection = connected(store.address)
    with pytest.raises(Exception, match="is only added to"), connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO store_entry ("index", leaf, hash, recorded_at) '
            "VALUES (7, x'00', x'00', '2026-11-30')"
        )


def test_a_withdrawal_clashes_with_a_change_and_is_kept(store: Store) -> None:
    enter(store, [link("L1")], now=NOON)
    enter(store, [link("L1", says="cannot_tell", replaces=0)], now=NOON)
    gone = RecordChange(kind="links", id="L1", tree=None, author="a", role="b", replaces=0)
    (refused,) = enter(store, [gone], now=NOON)
    assert refused.state == "refused"
    assert history(store, "links", "L1")[-1].change.tree is None
