"""A store gives the record that its folder gives, as known at any instant; read tables can be made anew."""

from __future__ import annotations

import contextlib
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stores import NOON, later, link
from truceline.db.changes import RecordChange
from truceline.db.checkpoints import checkpoint
from truceline.db.connecting import address_of, connected, is_store
from truceline.db.entering import enter
from truceline.db.opened import Store, new_id, open_store
from truceline.db.projecting import rebuild, rows_at
from truceline.errors import BadInput, NotFound
from truceline.files.casebooks import read_casebook, read_shared, read_tables
from truceline.parsing.nouns import read_nouns
from truceline.parsing.typed import fields_of
from truceline.record.parse import ALL, MANY, parse_record
from truceline.text import parse


def _changes() -> list[RecordChange]:
    own = read_nouns(read_casebook("idlib"), once=parse.ONCE, many=ALL)
    found = []
    for kind in MANY:
        for home in own.homes[kind]:
            tree = home.tree
            assert isinstance(tree, dict)
            name = str(tree["id"]) if "id" in fields_of(MANY[kind]) else new_id(kind)
            found.append(RecordChange(kind=kind, id=name, tree=tree, author="desk", role="duty officer"))
    return found


@pytest.mark.slow
def test_the_whole_record_of_idlib_comes_back_from_a_store(store: Store) -> None:
    enter(store, _changes(), now=NOON)
    checkpoint(store, now=NOON)
    texts, shared, tables = read_casebook("idlib"), read_shared(), read_tables("idlib")
    whole = parse_record(texts, shared, tables=tables, try_zones=False).record
    kept = parse_record(
        texts, shared, records=[rows_at(store)], tables=tables, with_own=False, try_zones=False
    ).record
    for kind in MANY:
        assert getattr(kept, kind) == getattr(whole, kind), kind
    assert kept == whole
    assert len(kept.claims) > 100


def _items(store: Store) -> list[tuple[object, ...]]:
    connected(store.address)
    from truceline.db import models

    return list(models.ItemRow.objects.using(store.alias).order_by("entry_id").values_list())


def _busy(store: Store) -> None:
    enter(store, [_stance("s1"), _stance("s2"), link("L1")], now=NOON)
    enter(store, [_stance("s1", attitude="rejects", replaces=0)], now=later(10))
    enter(store, [_stance("s1", attitude="ambiguous", replaces=0)], now=later(15))  # refused
    enter(store, [_stance("s2", note="n", replaces=1)], now=later(20))
    checkpoint(store, now=later(21))
    enter(store, [_stance("s1", note="m", replaces=0)], now=later(25))  # merged
    enter(store, [dataclasses.replace(_stance("s2", replaces=5), tree=None)], now=later(30))


def _stance(own: str, replaces: int | None = None, **values: str) -> RecordChange:
    tree = {
        "actor": "turkey",
        "toward": "a18",
        "attitude": "accepts",
        "since": "2018-09-17",
        "by": "tass",
        "evidence": "own_statement",
        **values,
    }
    return RecordChange(kind="stances", id=own, tree={**tree}, author="a", role="b", replaces=replaces)


def test_what_is_read_is_made_again_from_the_log_and_is_the_same(store: Store) -> None:
    _busy(store)
    before = _items(store)
    assert rebuild(store) == len(before) == 8
    assert _items(store) == before


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (-1, []),
        (0, ["accepts", "accepts"]),
        (9, ["accepts", "accepts"]),
        (10, ["rejects", "accepts"]),
        (20, ["rejects", "accepts n"]),
        (25, ["rejects m", "accepts n"]),
        (30, ["rejects m"]),
        (None, ["rejects m"]),
    ],
)
def test_a_store_is_read_as_known_at_any_instant(
    store: Store, minutes: float | None, told: list[str]
) -> None:
    _busy(store)
    found = rows_at(store, None if minutes is None else later(minutes))
    assert {kind for kind, _, _ in found.rows} <= {"stances"}
    trees = [tree for _, _, tree in found.rows]
    assert [
        f"{tree['attitude']} {tree.get('note', '')}".strip() for tree in trees if isinstance(tree, dict)
    ] == told


def test_the_digest_is_of_what_was_known(store: Store) -> None:
    enter(store, [_stance("s1")], now=NOON)
    first = rows_at(store, NOON)
    enter(store, [_stance("s2")], now=later(1))
    assert rows_at(store, NOON) == first
    assert rows_at(store, later(0.5)) == first
    assert rows_at(store).sha256 != first.sha256


def test_a_row_stands_at_the_entry_that_says_it_in_the_order_of_the_first(store: Store) -> None:
    _busy(store)
    assert [(kind, entry) for kind, entry, _ in rows_at(store, later(26)).rows] == [
        ("stances", 16),
        ("stances", 5),
    ]


@pytest.mark.parametrize(
    ("named", "is_one"),
    [
        ("sqlite:///x", True),
        ("postgresql://u@h/d", True),
        ("x/y", False),
        ("sqlite:/x", False),
        ("http://x", False),
        ("./sqlite", False),
    ],
)
def test_a_store_is_told_from_a_folder(named: str, is_one: bool) -> None:
    assert is_store(named) == is_one


@pytest.mark.parametrize(
    "named",
    [
        "sqlite:///",
        "sqlite://host/x",
        "sqlite:///x?at=yesterday",
        "sqlite:///x?at=2026-13-30T10:00Z",
        "sqlite:///x?mode=ro",
        "postgresql://u@h/d",
        "postgresql:///?home=x",
        "mysql://u@h/d",
        "sqlite:///x?at",
        "postgresql://u@h:port/d?home=x",
    ],
)
def test_an_address_that_is_none_is_refused(named: str) -> None:
    with pytest.raises(BadInput) as caught:
        address_of(named)
    assert caught.value.faults[0].remedy


@given(
    rest=st.text("/?&=:@%.#[]0aA\0é-T", max_size=40), scheme=st.sampled_from(["sqlite:///", "postgresql://"])
)
def test_any_address_is_one_or_is_refused(rest: str, scheme: str) -> None:
    with contextlib.suppress(BadInput):
        assert address_of(scheme + rest).engine == scheme.partition(":")[0]


def test_an_address_says_when_and_where() -> None:
    one = address_of("sqlite:////srv/a.sqlite3?at=2026-11-30T12:00Z")
    assert (one.at, str(one.path), str(one.home)) == (NOON, "/srv/a.sqlite3", "/srv/a.sqlite3.d")
    other = address_of("postgresql://u:secret@h:5433/d?home=/srv/c")
    assert "secret" not in other.name
    assert other.settings["PASSWORD"] == "secret"


def test_a_store_that_is_not_there_is_said_with_what_to_do(tmp_path: object) -> None:
    with pytest.raises(NotFound) as caught:
        open_store(f"sqlite:///{tmp_path}/none.sqlite3")
    assert "truceline store new" in caught.value.faults[0].remedy
