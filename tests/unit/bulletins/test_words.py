"""Words for the reader: codes, chances, times and characters that would hide something."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.unit.bulletins.cases import CASEBOOK
from truceline.bulletins import words


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("who:cannot_tell", "whether whoever acted owes the duty: cannot tell"),
        ("where:partly", "whether it was inside the clause's zone: only with a probability"),
        ("excepted_by:r1/2", "excepted by Open the ford (r1/2)"),
        (
            "unverified:instrument/r1",
            "not checked: instrument r1 (The day of signing is recalled.)",
        ),
        ("unverified:clause/r1/1", "not checked: clause r1/1"),
        ("too_many_readings", "too many combinations of readings to try them all"),
        ("own_accounts_differ:north", "accounts of north differ among themselves"),
        ("something_new:yes", "something new: yes"),
    ],
)
def test_a_reason_code_is_said_in_words(code: str, expected: str) -> None:
    assert words.reason(code, CASEBOOK) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 0, "0"), (1, 1, "1"), (0, 1, "0 to 1"), (0.999, 1, ">0.99 to 1"), (0.004, 0.5, "<0.01 to 0.50")],
)
def test_what_is_not_quite_certain_is_never_printed_as_certain(
    low: float, high: float, expected: str
) -> None:
    assert words.chance(low, high) == expected


def test_an_interval_that_ends_at_midnight_does_not_touch_the_next_day() -> None:
    start_at, end_at = datetime(2020, 3, 4, 22, tzinfo=UTC), datetime(2020, 3, 5, 22, tzinfo=UTC)
    assert words.local_days(start_at, end_at, "Asia/Damascus") == "2020-03-05"


def test_an_instant_after_local_midnight_belongs_to_the_next_local_day() -> None:
    at = datetime(2020, 3, 5, 22, 0, tzinfo=UTC)
    assert words.local_days(at, at, "Asia/Damascus") == "2020-03-06"
    assert words.local_days(at, at, "UTC") == "2020-03-05"


@pytest.mark.parametrize("code", [0x202E, 0x2066, 0x200F, 0x200B, 0x00, 0x7F, 0x2028, 0xFEFF, 0xD800])
def test_a_hidden_character_is_spelt_out(code: int) -> None:
    assert words.visible(f"a{chr(code)}b") == f"a[U+{code:04X}]b"


@pytest.mark.parametrize("text", ["plain", "إدلب", "می\u200cخواهم", "two\nlines", "Çağlar", "1\u202f234"])
def test_ordinary_text_of_any_script_stays_as_it_is(text: str) -> None:
    assert words.visible(text) == text


def test_a_state_without_an_end_lasts_on() -> None:
    at = datetime(2020, 3, 5, 22, 1, tzinfo=UTC)
    assert words.lasting(at, None) == "from 2020-03-05 22:01Z on"
    assert words.lasting(None, at) == "until 2020-03-05 22:01Z"
    assert words.lasting(None, None) == "at all times"


def test_actors_are_named_one_of_several_or_jointly() -> None:
    assert words.actors("north|south", CASEBOOK.casebook) == "The northern side or The southern side"
    assert words.actors("north+south", CASEBOOK.casebook) == "The northern side with The southern side"
    assert words.actors(None, CASEBOOK.casebook) == "not known"
