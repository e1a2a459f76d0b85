"""What is erased is nowhere in the store; the log, its proofs and what was told before stay as they are."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores import NOON, later, link, made
from truceline.db.attachments import attach, evidence
from truceline.db.changes import RecordChange
from truceline.db.checking import check_log, check_tables, disclosed
from truceline.db.checkpoints import checkpoint
from truceline.db.connecting import connected, forget
from truceline.db.entering import enter
from truceline.db.erasing import erase, wipe
from truceline.db.growing import reader, size_of
from truceline.db.opened import Store, models_of
from truceline.db.projecting import history, rebuild, rows_at
from truceline.errors import BadInput, NotFound
from truceline.tlog.entry import opens, parse_entry
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.steps import is_proved
from truceline.tlog.tree import inclusion_proof, verify_inclusion

NAME = "Khaled-of-the-Mill"


@pytest.fixture
def named(tmp_path: Path) -> Iterator[Store]:
    """Return a store in which a name stands in two versions of a report, with others around it."""
    store = made(tmp_path)
    enter(store, [link() for _ in range(20)], now=NOON)
    enter(store, [_report(f"{NAME} says so" * 40)], now=later(1))
    enter(store, [_report(f"{NAME} says so" * 40, note=NAME, replaces=20)], now=later(2))
    enter(store, [link() for _ in range(20)], now=later(3))
    yield store
    forget(store.address)


def _report(words: str, *, replaces: int | None = None, note: str = "") -> RecordChange:
    tree = {
        "id": "R1",
        "source": "tass",
        "address": "as told",
        "said_on": "2020-03-05",
        "dated": "printed",
        "words": words,
        "note": note,
    }
    return RecordChange(kind="reports", id="R1", tree={**tree}, author="a", role="b", replaces=replaces)


def _on_disk(store: Store) -> bytes:
    assert store.address.path is not None
    folder, name = store.address.path.parent, store.address.path.name
    return b"".join(path.read_bytes() for path in sorted(folder.glob(f"{name}*")) if path.is_file())


def _erase(store: Store, entries: list[int], *groups: str) -> object:
    return erase(store, entries, groups, reason="a life is in danger", author="a", role="chief", now=later(5))


def test_an_erased_value_is_nowhere_and_every_proof_stays(named: Store) -> None:
    signed = checkpoint(named, now=later(4)).checkpoint
    models = models_of(named)
    entries = models.EntryRow.objects.using(named.alias)
    leaves = {row.index: bytes(row.leaf) for row in entries.all()}
    before = disclosed(models.ContentRow.objects.using(named.alias).get(entry=20))
    assert NAME.encode() in _on_disk(named)
    (kept,) = [erase(named, [20, 21], ["words"], reason="danger", author="a", role="b", now=later(5))]
    assert (kept.is_wiped, kept.n_files) == (True, 0)
    assert NAME.encode() not in _on_disk(named)
    assert before[FieldGroup.WORDS].salt not in _on_disk(named)
    assert before[FieldGroup.WORDS].salt.hex().encode() not in _on_disk(named)
    assert {row.index: bytes(row.leaf) for row in entries.filter(index__lt=len(leaves))} == leaves
    read = reader(named, signed.size)
    entry = parse_entry(leaves[20])
    assert verify_inclusion(
        entry.leaf(), 20, signed.size, inclusion_proof(20, signed.size, read), signed.root
    )
    assert all(opens(entry, group, told) for group, told in before.items()), "an old bundle still opens"
    after = disclosed(models.ContentRow.objects.using(named.alias).get(entry=20))
    assert FieldGroup.WORDS not in after
    assert all(opens(entry, group, told) for group, told in after.items())
    checkpoint(named, now=later(6))
    assert is_proved(check_log(named))
    assert check_tables(named) == ()


def test_what_is_left_is_told_at_every_instant(named: Store) -> None:
    _erase(named, [20, 21], "words")
    for minutes in (1, 2, 6):
        ((_, _, tree),) = rows_at(named, later(minutes)).rows
        assert isinstance(tree, dict)
        assert tree["source"] == "tass"
        assert "words" not in tree
    items = _items(named)
    rebuild(named)
    assert _items(named) == items
    (entry,) = history(named, "erasures", _own(named))
    assert entry.change.reason == "a life is in danger"


def _own(store: Store) -> str:
    models = models_of(store)
    return str(models.ItemRow.objects.using(store.alias).get(kind="erasures").own)


def _items(store: Store) -> list[tuple[object, ...]]:
    return list(models_of(store).ItemRow.objects.using(store.alias).order_by("entry_id").values_list())


def test_the_digest_of_a_record_tells_that_something_was_erased(named: Store) -> None:
    before = rows_at(named, later(2))
    _erase(named, [20], "words")
    assert rows_at(named, later(2)).sha256 != before.sha256


def test_what_stands_must_still_say_what_it_must(named: Store) -> None:
    size = size_of(named)
    with pytest.raises(BadInput) as caught:
        _erase(named, [20, 21], "told_by")
    assert "source" in caught.value.faults[0].message
    assert size_of(named) == size
    anonymous = _report("", replaces=21)
    assert isinstance(anonymous.tree, dict)
    enter(named, [dataclasses.replace(anonymous, tree=anonymous.tree | {"source": "S1"})], now=later(4))
    _erase(named, [20, 21], "told_by")
    for minutes in (1, 2, 6):
        ((_, _, tree),) = rows_at(named, later(minutes)).rows
        assert isinstance(tree, dict)
        assert tree["source"] == "S1", "in place of what was erased stands what came after it"
    assert check_tables(named) == ()


@pytest.mark.parametrize(
    ("entries", "groups", "reason"),
    [
        ([999], ["words"], "r"),
        ([20], ["item"], "r"),
        ([20], ["recorded"], "r"),
        ([20], ["name"], "r"),
        ([], ["words"], "r"),
        ([20], [], "r"),
        ([20], ["words"], ""),
    ],
)
def test_what_cannot_be_erased_is_refused_whole(
    named: Store, entries: list[int], groups: list[str], reason: str
) -> None:
    size = size_of(named)
    with pytest.raises(BadInput, match="nothing was erased"):
        erase(named, entries, groups, reason=reason, author="a", role="b")
    assert size_of(named) == size
    assert NAME.encode() in _on_disk(named)


def test_what_is_left_of_the_same_item_is_told(named: Store) -> None:
    """A tired officer who names one version of two, or the wrong group, must not go home."""
    done = erase(named, [20], ["words", "told_by", "accused"], reason="in danger", author="a", role="b")
    assert done.empty == ((20, FieldGroup.ACCUSED),)
    assert done.left == ((21, FieldGroup.TOLD_BY), (21, FieldGroup.WORDS))
    day = erase(named, [20], ["when"], reason="in danger", author="a", role="b")
    assert day.left == ((20, FieldGroup.DAY), (21, FieldGroup.WHEN), (21, FieldGroup.DAY))


@pytest.mark.parametrize("entry", [-1, 2**63, 10**30])
def test_a_number_that_no_entry_has_is_refused(named: Store, entry: int) -> None:
    with pytest.raises(BadInput, match="nothing was erased") as caught:
        erase(named, [entry], ["words"], reason="in danger", author="a", role="b")
    assert "there is no entry" in str(caught.value.faults[0])


def test_neither_a_padding_nor_an_erasure_is_erased(named: Store) -> None:
    checkpoint(named, now=later(4))
    with pytest.raises(BadInput):
        _erase(named, [size_of(named) - 1], "words")
    _erase(named, [20], "words")
    with pytest.raises(BadInput):
        _erase(named, [size_of(named) - 1], "what")


def test_more_may_be_erased_of_an_entry_later(named: Store) -> None:
    _erase(named, [20], "words")
    _erase(named, [20], "told_by", "words")
    checkpoint(named, now=later(6))
    assert is_proved(check_log(named))
    assert check_tables(named) == ()


def test_a_reader_that_goes_on_is_told_and_the_log_is_emptied_later(named: Store) -> None:
    import sqlite3

    assert named.address.path is not None
    other = sqlite3.connect(named.address.path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT COUNT(*) FROM store_entry").fetchone()
    with connected(named.address).cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    kept = erase(named, [20, 21], ["words"], reason="danger", author="a", role="b", now=later(5))
    assert not kept.is_wiped
    other.execute("ROLLBACK")
    other.close()
    assert wipe(named)
    assert NAME.encode() not in _on_disk(named)


def test_an_attachment_goes_with_its_file(store: Store) -> None:
    told = [
        attach(store, io.BytesIO(b"photo"), of="reports/R1", name="a.jpg", author="a", role="b")
        for _ in range(2)
    ]
    tree = told[0].change.tree
    assert isinstance(tree, dict)
    digest = str(tree["digest"])
    gone = [
        RecordChange(
            kind="attachments", id=one.change.id, tree=None, author="a", role="b", replaces=one.entry
        )
        for one in told
    ]
    enter(store, gone)
    first = erase(store, [told[0].entry], ["attachments"], reason="danger", author="a", role="b")
    assert first.n_files == 0, "another entry tells of the same file"
    assert evidence(store, digest) == b"photo"
    second = erase(store, [told[1].entry], ["attachments"], reason="danger", author="a", role="b")
    assert second.n_files == 1
    with pytest.raises(NotFound):
        evidence(store, digest)
    assert [path for path in store.home.rglob("*") if path.is_file() and path.name != "log.key"] == []
    assert check_tables(store) == ()
