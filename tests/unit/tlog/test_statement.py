"""Consent, dissent and reservation, signed by a party."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.unit.tlog.logs import LOG, NOW, flips
from truceline.errors import BadLog
from truceline.tlog.checkpoint import parse_checkpoint
from truceline.tlog.note import Signer, sign
from truceline.tlog.statement import (
    PartyAttitude,
    PartyStatement,
    parse_statement,
    read_statement,
    sign_statement,
)

PARTY = Signer(name="north.example.org/statements", private=b"\x09" * 32)
WORDS = "Не согласны: «второй пункт»\nи третий."
GOOD = PartyStatement(
    determination=bytes(range(32)),
    attitude=PartyAttitude.RESERVATION,
    by="north",
    who="Col. A. Example",
    words=WORDS,
    at=NOW,
)
DATA = sign_statement(GOOD, PARTY).to_bytes()


def test_a_statement_is_read_back() -> None:
    assert read_statement(DATA, PARTY.key) == GOOD


def test_the_text_of_a_statement_is_frozen() -> None:
    assert GOOD.text == (
        "truceline/statement/v1\n"
        '{"at":"2030-06-01T12:00:00Z","attitude":"reservation","by":"north",'
        '"determination":"sha256:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",'
        '"who":"Col. A. Example","words":"Не согласны: «второй пункт»\\nи третий."}\n'
    )


def test_no_bit_of_a_statement_may_change() -> None:
    for changed in flips(DATA):
        with pytest.raises(BadLog):
            read_statement(changed, PARTY.key)


def test_a_statement_counts_for_the_party_that_signed_it_alone() -> None:
    with pytest.raises(BadLog, match="not signed by"):
        read_statement(DATA, LOG.key)


def test_no_statement_is_a_checkpoint() -> None:
    with pytest.raises(BadLog):
        parse_checkpoint(GOOD.text)


@pytest.mark.parametrize(
    "change",
    [
        ("truceline/statement/v1", "truceline/statement/v2"),
        ('"reservation"', '"agreement"'),
        ('"sha256:0001', '"sha256:000g'),
        ('"sha256:0001', '"sha256:00'),
        ('"sha256:', '"sha512:'),
        ('1e1f"', '1E1F"'),
        ("2030-06-01T12:00:00Z", "2030-06-31T12:00:00Z"),
        ("2030-06-01T12:00:00Z", "2030-06-01T12:00:00+00:00"),
        ("2030-06-01T12:00:00Z", "2030-06-01"),
        ("2030-06-01T12:00:00Z", "1969-06-01T12:00:00Z"),
        ('"by":"north"', '"by":""'),
        ('"by":"north"', '"by":null'),
        ('"by":"north"', '"by": "north"'),
        ('"by":"north",', ""),
        ("}\n", "}"),
        ("}\n", "}\n\n"),
        ("и третий", "\ud800"),
    ],
)
def test_a_statement_that_is_none_is_refused(change: tuple[str, str]) -> None:
    assert change[0] in GOOD.text
    with pytest.raises(BadLog):
        parse_statement(GOOD.text.replace(*change))


@pytest.mark.parametrize(
    "parts",
    [
        {"determination": b"short"},
        {"by": ""},
        {"who": ""},
        {"words": " \n"},
        {"words": "x" * 2**18},
        {"at": NOW.replace(tzinfo=None)},
    ],
)
def test_a_statement_that_says_too_little_is_not_signed(parts: dict[str, Any]) -> None:
    told = {name: getattr(GOOD, name) for name in GOOD.__slots__}
    with pytest.raises(BadLog):
        sign_statement(PartyStatement(**(told | parts)), PARTY)


def test_consent_and_dissent_need_no_words() -> None:
    for attitude in (PartyAttitude.CONSENT, PartyAttitude.DISSENT):
        one = PartyStatement(
            determination=bytes(32),
            attitude=attitude,
            by="north",
            who="A",
            at=NOW + timedelta(microseconds=5),
        )
        read = read_statement(sign_statement(one, PARTY).to_bytes(), PARTY.key)
        assert (read.attitude, read.at) == (attitude, NOW)


def test_another_text_signed_by_a_party_is_no_statement() -> None:
    with pytest.raises(BadLog):
        read_statement(sign("hello\n", PARTY).to_bytes(), PARTY.key)
    assert isinstance(GOOD.at, datetime)
