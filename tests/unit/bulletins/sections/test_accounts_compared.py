"""What accounts agree and disagree on: the same whichever comes first, and nothing where there is one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import zoo
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.sections.accounts_compared import accounts_compared
from truceline.record.release import NOT_NAMED

BOOK = zoo.casebook().casebook
DAY = ("2020-05-01T00:00:00+00:00", "2020-05-02T00:00:00+00:00")


def account(who: str, *, dead: int | None = None, **told: Any) -> dict[str, Any]:
    row = zoo.claim(account=f"{who}/1", **told) | {"told_by": [who], "n_independent": None}
    [found] = zoo.claims(row | {"fatalities_low": dead, "fatalities_high": dead}).to_pylist()
    return dict(found)


def said(*accounts: dict[str, Any], language: str = "en") -> str:
    return accounts_compared(accounts, BOOK, catalogue(language))


def test_accounts_that_tell_the_same_are_alike_in_all() -> None:
    told = said(account("A", dead=2), account("B", dead=2))
    assert told == (
        "2 accounts, told by A, B; alike: act, place, time, who and at whom, dead 2; "
        "2 independent voices, as far as each names its source"
    )


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (["SOHR"], ["sohr"], "one voice"),
        (["B"], [], "one voice"),
        (["SOHR"], [], "whether they are independent is not known"),
        ([], [], "whether they are independent is not known"),
        (["SOHR"], ["Undisclosed Source"], "whether they are independent is not known"),
        (["SOHR"], [NOT_NAMED], "whether they are independent is not known"),
        (["SOHR"], ["SNHR"], "2 independent voices"),
    ],
)
def test_relays_are_one_voice_and_where_nobody_is_named_that_is_not_known(
    one: list[str], other: list[str], words: str
) -> None:
    assert words in said(account("A", dead=2) | {"told_by": one}, account("B", dead=2) | {"told_by": other})


@pytest.mark.parametrize(
    ("other", "part"),
    [
        ({"place": (zoo.CENTRE[0] + 0.0332, zoo.CENTRE[1])}, "place 3 km apart"),
        ({"place": (zoo.CENTRE[0] + 0.0001, zoo.CENTRE[1])}, "place 9 m apart"),
        ({"at": "2020-05-01T13:20:00+00:00"}, "time 1 hour apart"),
        ({"at": "2020-05-01T13:00:00+00:00"}, "time 1 hour apart"),
        ({"at": "2020-05-03T12:00:00+00:00"}, "time 48 hours apart"),
        ({"by": ("south",), "to": ("north_unit",)}, "who and at whom"),
        ({"dead": 5}, "dead 2 / 5"),
        ({"act": "raid"}, "act x / x"),
    ],
)
def test_what_is_told_otherwise_is_named_with_how_far(other: dict[str, Any], part: str) -> None:
    told = said(account("A", dead=2), account("B", **{"dead": 2, **other}))
    assert f"told otherwise: {part};" in told


@pytest.mark.parametrize("at", [DAY, "2020-05-01T12:59:59+00:00", "2020-05-01T12:00:00+00:00"])
def test_times_that_meet_or_are_within_the_hour_are_alike(at: Any) -> None:
    assert "time" in said(account("A", at=at), account("B")).partition("alike: ")[2].partition(";")[0]


def test_what_fewer_than_two_tell_is_neither_alike_nor_otherwise() -> None:
    told = said(account("A", dead=0), account("B", place=None, radius_m=None, at=None, by=(), to=()))
    assert "not told by two: place, time, who and at whom, dead" in told


def test_there_is_nothing_to_compare_in_one_or_where_the_record_says_what_is_behind_each() -> None:
    assert said(account("A")) == ""
    known = [account(who) | {"n_independent": 1} for who in "AB"]
    assert said(*known) == ""


@given(st.permutations([("A", 2), ("B", 5), ("C", None)]), st.sampled_from(languages()))
def test_it_is_said_in_each_language_of_any_number(
    drawn: list[tuple[str, int | None]], language: str
) -> None:
    told = said(*(account(who, dead=dead) for who, dead in drawn), language=language)
    assert all(who in told for who, _ in drawn)
    assert "2" in told
    assert "5" in told
