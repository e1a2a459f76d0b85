"""Entries: every one looks alike, what is disclosed fits, and nothing else can be guessed."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.tlog.logs import flips
from truceline.errors import BadLog
from truceline.tlog.entry import (
    ENTRY_SIZE,
    GROUPS,
    Disclosed,
    Entry,
    commit,
    commitment,
    disclose,
    opens,
    padding,
    parse_entry,
    salts,
)
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.strict import to_base64
from truceline.tlog.tree import leaf_hash

CONTENT: dict[FieldGroup, Any] = {
    FieldGroup.ITEM: {"kind": "claim", "id": "c1", "version": 1, "replaces": None},
    FieldGroup.WHERE: {"lat_e7": 359310000, "lon_e7": 366340000, "radius_m": 500},
    FieldGroup.TOLD_BY: {"name": "خالد"},
}
SEED = bytes(range(32))
ANY: dict[str, Any] = {"colour": "colour", "lat": 35.5, "salt": bytearray(32)}
"""What a caller without types might give."""
FROZEN = "a348012de288c06267801548d09984d9597d8ce9043bee0e02f652e04e4add7b"
ENTRY = commit(CONTENT, salts(SEED))


def test_the_groups_are_frozen() -> None:
    assert [str(group) for group in GROUPS] == [
        *("accused", "area", "attachments", "author", "day", "item", "reason"),
        *("recorded", "role", "told_by", "what", "when", "where", "words"),
    ]
    assert ENTRY_SIZE == 810


def test_the_bytes_of_an_entry_are_frozen() -> None:
    # If this changes, every log written before cannot be checked: it needs a new name of the format.
    assert hashlib.sha256(ENTRY.to_bytes()).hexdigest() == FROZEN
    assert ENTRY.leaf() == leaf_hash(ENTRY.to_bytes())


def test_an_entry_is_canonical_json_of_commitments_made_by_hand() -> None:
    made = {}
    for group in GROUPS:
        content = rfc8785.dumps(CONTENT.get(group))
        message = b"truceline/entry/v1\n" + group.encode() + b"\n" + salts(SEED)[group] + content
        made[str(group)] = to_base64(hashlib.sha256(message).digest())
    assert ENTRY.to_bytes() == rfc8785.dumps({"v": "truceline/entry/v1", "c": made})


def test_a_padding_has_the_shape_and_size_of_every_entry() -> None:
    assert len(padding(bytes(32)).to_bytes()) == len(ENTRY.to_bytes()) == ENTRY_SIZE
    assert parse_entry(padding(bytes(32)).to_bytes()) == padding(bytes(32))


def test_no_commitment_stands_twice_in_entries_that_say_nothing() -> None:
    seen = [one for n in range(100) for one in padding(n.to_bytes(32, "big")).commitments]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("n", range(len(GROUPS) + 1))
def test_what_is_disclosed_opens_its_groups_and_no_other(n: int) -> None:
    opened = disclose(CONTENT, salts(SEED), GROUPS[:n])
    assert set(opened) == set(GROUPS[:n])
    for group, one in opened.items():
        assert opens(ENTRY, group, one)
        for other in set(GROUPS) - {group}:
            assert not opens(ENTRY, other, one)


def test_a_salt_is_not_shown_by_accident() -> None:
    assert "salt" not in repr(disclose(CONTENT, salts(SEED), GROUPS))


def test_a_salt_of_one_group_does_not_help_to_guess_another() -> None:
    known = disclose(CONTENT, salts(SEED), [FieldGroup.ITEM])[FieldGroup.ITEM]
    guess = Disclosed(content=CONTENT[FieldGroup.TOLD_BY], salt=known.salt)
    assert not opens(ENTRY, FieldGroup.TOLD_BY, guess)
    assert len(set(salts(SEED).values())) == len(GROUPS)


def test_the_content_of_a_group_is_not_needed_to_disclose_another() -> None:
    kept = salts(SEED)
    del kept[FieldGroup.TOLD_BY]
    content = {FieldGroup.ITEM: CONTENT[FieldGroup.ITEM]}
    assert opens(ENTRY, FieldGroup.ITEM, disclose(content, kept, [FieldGroup.ITEM])[FieldGroup.ITEM])
    with pytest.raises(BadLog, match="no salt"):
        disclose(content, kept, [FieldGroup.TOLD_BY])


@given(
    content=st.dictionaries(
        st.sampled_from(GROUPS), st.none() | st.integers(-5, 5) | st.text(max_size=3), max_size=4
    ),
    other=st.text(max_size=3),
)
def test_other_content_does_not_open(content: dict[FieldGroup, Any], other: str) -> None:
    entry = commit(content, salts(SEED))
    assert parse_entry(entry.to_bytes()) == entry
    for group in GROUPS:
        salt = salts(SEED)[group]
        assert opens(entry, group, Disclosed(content=other, salt=salt)) is (content.get(group) == other)


def test_no_bit_of_an_entry_may_change() -> None:
    data = ENTRY.to_bytes()
    for changed in flips(data):
        try:
            entry = parse_entry(changed)
        except BadLog:
            continue
        assert entry != ENTRY
        assert entry.to_bytes() == changed


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"\n",
        lambda data: data[:-1],
        lambda data: b" " + data[:-1],
        lambda _: b"",
        lambda data: data.replace(b'"area"', b'"arex"'),
        lambda data: data.replace(b"/v1", b"/v2"),
        lambda data: data.replace(b"=", b"A", 1),
        lambda data: data[:-3] + '"٣'.encode(),
        lambda data: data * 1000,
        lambda _: rfc8785.dumps({"v": "truceline/entry/v1", "c": {}}),
    ],
)
def test_an_entry_that_is_none_is_refused(change: Any) -> None:
    with pytest.raises(BadLog):
        parse_entry(change(ENTRY.to_bytes()))


def test_base64_with_bits_to_spare_is_refused() -> None:
    data = ENTRY.to_bytes()
    at = data.index(b"=") - 1
    same_bytes = [data[:at] + bytes([letter]) + data[at + 1 :] for letter in b"BCDFGHJKL"]
    for changed in same_bytes:
        with pytest.raises(BadLog):
            parse_entry(changed)


@pytest.mark.parametrize(
    "make",
    [
        lambda: commit({ANY["colour"]: 1}, salts(SEED)),
        lambda: commit({}, {}),
        lambda: commit({}, dict(itertools.islice(salts(SEED).items(), 13))),
        lambda: commit({}, salts(SEED) | {FieldGroup.ROLE: b"short"}),
        lambda: commit({FieldGroup.WHERE: {"lat": ANY["lat"]}}, salts(SEED)),
        lambda: commitment(FieldGroup.ROLE, Disclosed(content=None, salt=ANY["salt"])),
        lambda: salts(bytes(31)),
        lambda: padding(b""),
        lambda: Entry((bytes(32),) * 13),
        lambda: Entry((bytes(31),) * 14),
    ],
)
def test_what_cannot_be_committed_to_is_refused(make: Any) -> None:
    with pytest.raises(BadLog):
        make()
