"""Which open cases a report may be of: by fusion, among what this login may see, taught by people."""

from __future__ import annotations

from time import perf_counter

import pytest

from tests.centres import ANALYST, DUTY, SHELLING, at, board, book, heard, taken
from truceline.centre.acting import act_on, take_report
from truceline.centre.likeness import LikeCase, like_cases
from truceline.centre.rights import Asker, CentreRole
from truceline.db.opened import Store


def like(store: Store, words: str, hours: float, by: Asker = ANALYST) -> tuple[LikeCase, ...]:
    found = heard(words, hours)
    return like_cases(board(store), found.found, book(), by, said_at=found.said_at)


def p(store: Store, words: str, hours: float) -> float:
    return sum(one.p for one in like(store, words, hours))


@pytest.mark.parametrize(
    ("words", "hours", "is_like"),
    [
        ("mortar fire near Saraqib, 2 h ago", 1, True),
        ("shelling, 2 km W of Saraqib, now", 20, True),
        ("shelling, 2 km W of Saraqib, now", 100, False),
        ("shelling of Kafr Nabl, 1 h ago", 1, False),
        ("convoy at Saraqib, 1 h ago", 1, False),
        ("shelling, 1 h ago", 1, False),
        ("shelling of Saraqib", 1, True),
    ],
)
def test_what_may_be_one_happening_is_alike(store: Store, words: str, hours: float, is_like: bool) -> None:
    number = taken(store)
    found = like(store, words, hours)
    assert [one.number for one in found] == ([number] if is_like else [])
    assert all(0.05 <= one.p < 1 for one in found)


def test_nearer_in_time_and_place_and_more_alike_is_likelier(store: Store) -> None:
    taken(store)
    falling = [
        p(store, SHELLING, 0),
        p(store, "shelling, 2 km W of Saraqib, now", 3),
        p(store, "shelling, 2 km W of Saraqib, now", 20),
        p(store, "shelling, 2 km W of Saraqib, now", 40),
        p(store, "shelling, 9 km W of Saraqib, now", 40),
    ]
    assert falling == sorted(falling, reverse=True)
    assert falling[0] > 0.9


def test_the_likeliest_comes_first_and_all_together_are_at_most_one(store: Store) -> None:
    far = taken(store, words="shelling, 6 km W of Saraqib, 6 h ago", hours=1)
    near = taken(store, words=SHELLING, hours=1)
    found = like(store, SHELLING, 1)
    assert found[0].number == near
    assert {one.number for one in found} <= {near, far}
    assert sum(one.p for one in found) < 1


def test_likeness_is_looked_for_only_among_what_somebody_sees_all_of(store: Store) -> None:
    own = Asker(login="duty-gov", role=CentreRole.DUTY_OFFICER, side="government")
    other = Asker(login="duty-opp", role=CentreRole.DUTY_OFFICER, side="opposition")
    number = taken(store, by=own)
    for by, numbers in ((own, [number]), (other, []), (ANALYST, [number])):
        assert [one.number for one in like(store, "shelling near Saraqib, 1 h ago", 1, by)] == numbers


def test_a_case_that_is_open_no_longer_is_not_offered(store: Store) -> None:
    number = taken(store)
    assert like(store, SHELLING, 1)
    act_on(store, book(), DUTY, number, "triage", now=at(0.1))
    act_on(store, book(), ANALYST, number, "close", reason="Nothing more.", now=at(0.2))
    assert like(store, SHELLING, 1) == ()


LATER = "shelling, 5 km W of Saraqib, 2 h ago"


def _days(store: Store, *, join: bool) -> float:
    """Return how likely two reports are one, after some days on which a person joined or parted such two."""
    for day in range(1, 9):
        number = taken(store, words="shelling, 2 km W of Saraqib, 1 h ago", hours=100.0 * day)
        told = heard(LATER, 100.0 * day + 1)
        joins = number if join else ""
        take_report(store, told, DUTY, source="S18", joins=joins, now=at(100.0 * day + 1))
    taken(store, words="shelling, 2 km W of Saraqib, 1 h ago", hours=1_000.0)
    return p(store, LATER, 1_001.0)


def test_what_people_joined_makes_the_like_likelier(store: Store) -> None:
    taken(store, words="shelling, 2 km W of Saraqib, 1 h ago", hours=1.0)
    supposed = p(store, LATER, 2.0)
    assert 0.05 < supposed < 0.99
    joined = _days(store, join=True)
    assert joined > supposed


def test_what_people_kept_apart_makes_the_like_less_likely(store: Store) -> None:
    taken(store, words="shelling, 2 km W of Saraqib, 1 h ago", hours=1.0)
    supposed = p(store, LATER, 2.0)
    assert _days(store, join=False) < supposed


@pytest.mark.slow
def test_a_hundred_open_cases_are_looked_through_in_fifty_milliseconds(store: Store) -> None:
    for number in range(100):
        taken(store, words=f"shelling, {1 + number % 9} km W of Saraqib, 1 h ago", hours=1 + number / 4)
    held, found = board(store), heard(SHELLING, 20)
    spent = []
    for _ in range(5):
        begin = perf_counter()
        assert like_cases(held, found.found, book(), ANALYST, said_at=found.said_at)
        spent.append(perf_counter() - begin)
    assert min(spent) < 0.05
