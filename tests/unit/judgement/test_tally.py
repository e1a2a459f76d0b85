"""Counting incidents: on both sides of a day's edge, in and out of a zone, one event told twice."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, datetime
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import zoo
from truceline.judgement.tally import Band, Wanted, as_linked, by_kind, tally
from truceline.judgement.trends import months, trend, weeks
from truceline.model.assessment import PutTogether
from truceline.model.ids import ActId, ZoneId
from truceline.model.record import Effort
from truceline.record.days import Period

BOOK = zoo.casebook()
MANDATE = BOOK.casebook.mandate
DAY = Period(first=date(2020, 5, 1), last=date(2020, 5, 1))
DURING = DAY.during(MANDATE)


def band(*rows: dict[str, Any], wanted: Wanted | None = None) -> tuple[int, int]:
    found = tally(BOOK, zoo.claims(*rows), wanted or Wanted()).incidents(DURING)
    return found.low, found.high


@pytest.mark.parametrize(
    ("at", "counted"),
    [
        ("2020-04-30T23:59:59.999999+00:00", (0, 0)),
        ("2020-05-01T00:00:00+00:00", (1, 1)),
        ("2020-05-01T23:59:59.999999+00:00", (1, 1)),
        ("2020-05-02T00:00:00+00:00", (0, 0)),
        (("2020-05-01T00:00:00+00:00", "2020-05-02T00:00:00+00:00"), (1, 1)),
        (("2020-04-30T00:00:00+00:00", "2020-05-01T00:00:00+00:00"), (0, 0)),
        (("2020-04-30T23:00:00+00:00", "2020-05-01T00:00:00.000001+00:00"), (0, 1)),
        (("2020-05-01T23:00:00+00:00", "2020-05-02T00:00:00.000001+00:00"), (0, 1)),
        (None, (0, 1)),
    ],
)
def test_a_day_has_its_first_moment_and_not_the_next_days(at: Any, counted: tuple[int, int]) -> None:
    if isinstance(at, tuple):
        at = tuple(map(datetime.fromisoformat, at))
    assert band(zoo.claim(at=at)) == counted


def test_accounts_that_differ_on_the_day_make_a_band() -> None:
    other = zoo.claim(account="b", at="2020-05-02T12:00:00+00:00")
    assert band(zoo.claim(), other) == (0, 1)


def test_a_kind_of_act_is_counted_with_what_falls_under_it() -> None:
    wanted = Wanted(act=ActId("armed_attack"))
    assert band(zoo.claim(act="shelling"), wanted=wanted) == (1, 1)
    assert band(zoo.claim(act="movement"), wanted=wanted) == (0, 0)


def test_a_kind_told_in_one_version_of_two_makes_a_band() -> None:
    either = [zoo.hypothesis(act="shelling", by=("north",)), zoo.hypothesis(act="movement", by=("north",))]
    assert band(zoo.claim(hypotheses=either), wanted=Wanted(act=ActId("shelling"))) == (0, 1)


@pytest.mark.parametrize(
    ("place", "radius_m", "counted"),
    [
        (zoo.CENTRE, 0.0, (1, 1)),  # inside under every reading of the width
        (zoo.EDGE, 5_000.0, (0, 1)),  # in or out
        (zoo.FAR, 0.0, (0, 0)),
        (None, None, (0, 1)),  # nobody says where
    ],
)
def test_a_place_in_doubt_makes_a_band(place: Any, radius_m: float | None, counted: tuple[int, int]) -> None:
    row = zoo.claim(place=place, radius_m=radius_m)
    assert band(row, wanted=Wanted(zone=ZoneId("valley"))) == counted


# One event told twice


def test_two_sources_that_may_tell_of_one_event_count_once_at_the_lowest() -> None:
    rows = [zoo.claim("a1", radius_m=500), zoo.claim("b1", radius_m=500)]
    counted = tally(BOOK, zoo.claims(*rows), origins={"a1": 0, "b1": 1})
    assert counted.incidents(DURING) == Band(low=1, high=2)


def test_one_source_tells_of_two_events() -> None:
    rows = [zoo.claim("a1", radius_m=500), zoo.claim("a2", radius_m=500)]
    assert tally(BOOK, zoo.claims(*rows), origins={"a1": 0, "a2": 0}).incidents(DURING) == Band(low=2, high=2)


def test_an_event_is_one_with_one_of_another_source_and_not_with_two() -> None:
    rows = [zoo.claim(name, radius_m=500) for name in ("a1", "b1", "b2")]
    for origins in ({"a1": 0, "b1": 1, "b2": 1}, {"a1": 1, "b1": 0, "b2": 0}):
        assert tally(BOOK, zoo.claims(*rows), origins=origins).incidents(DURING) == Band(low=2, high=3)


@pytest.mark.parametrize(
    "other",
    [
        zoo.claim("b1", at="2020-05-01T12:00:01+00:00", radius_m=500),
        zoo.claim("b1", place=zoo.FAR, radius_m=500),
        zoo.claim("b1", place=None, radius_m=None),
        zoo.claim("b1", act="movement", radius_m=500),
    ],
    ids=["another moment", "another place", "no place", "another act"],
)
def test_what_nothing_says_is_one_counts_as_two(other: dict[str, Any]) -> None:
    rows = zoo.claims(zoo.claim("a1", radius_m=500), other)
    assert tally(BOOK, rows, origins={"a1": 0, "b1": 1}).incidents(DURING) == Band(low=2, high=2)


def test_the_dead_of_what_may_be_one_event_count_once_at_the_lowest() -> None:
    rows = [
        zoo.claim(name, radius_m=500) | {"fatalities_low": n, "fatalities_high": n}
        for name, n in (("a1", 3), ("b1", 5))
    ]
    found = tally(BOOK, zoo.claims(*rows), origins={"a1": 0, "b1": 1}).toll(DURING)
    assert found.dead == Band(low=3, high=8)


@given(st.data())
def test_the_lowest_toll_is_what_the_best_joining_leaves_and_never_more(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 5))
    dead = [data.draw(st.integers(0, 9)) for _ in range(n)]
    of = [data.draw(st.integers(0, 2)) for _ in range(n)]
    able = [pair for pair in combinations(range(n), 2) if of[pair[0]] != of[pair[1]]]
    pairs = {pair for pair in able if data.draw(st.booleans())}
    ordered = sorted((one, other) if of[one] < of[other] else (other, one) for one, other in pairs)
    counted = tally(BOOK, zoo.claims(*(zoo.claim(f"a{one}") for one in range(n))))
    figures = np.array(dead, dtype=float)
    counted = dataclasses.replace(
        counted, dead_low=figures, dead_high=figures, pairs=np.array(ordered, dtype=np.int64).reshape(-1, 2)
    )
    fewest = min(
        sum(min(dead[one] for one in group) for group in groups)
        for groups in partitions(list(range(n)))
        if all(set(combinations(sorted(group), 2)) <= pairs for group in groups)
    )
    found = counted.toll(DURING).dead
    assert found is not None
    assert 0 <= found.low <= fewest
    if len(set(of)) < 3:
        assert found.low == fewest


def partitions(of: list[int]) -> Iterator[list[list[int]]]:
    if not of:
        yield []
        return
    for groups in partitions(of[1:]):
        yield [[of[0]], *groups]
        for n, group in enumerate(groups):
            yield [*groups[:n], [of[0], *group], *groups[n + 1 :]]


@pytest.mark.parametrize(
    ("figures", "origins", "low"),
    [
        ({"a": 3, "b": 5, "c": 10}, {"a": 0, "b": 1, "c": 1}, 8),  # a is c, not b
        ({"a": 10, "b": 5, "c": 3}, {"a": 0, "b": 0, "c": 1}, 8),
        ({"a": 1, "b": 5, "c": 1}, {"a": 0, "b": 1, "c": 2}, 1),  # one event by three
        ({"a": 3, "b": 5, "c": 4}, {"a": 0, "b": 1, "c": 2}, 3),
    ],
)
def test_the_dead_of_several_sources_are_joined_so_that_fewest_are_left(
    figures: dict[str, int], origins: dict[str, int], low: int
) -> None:
    rows = [
        zoo.claim(name, radius_m=500) | {"fatalities_low": n, "fatalities_high": n}
        for name, n in figures.items()
    ]
    found = tally(BOOK, zoo.claims(*rows), origins=origins).toll(DURING)
    assert found.dead == Band(low=low, high=sum(figures.values()))


@pytest.mark.parametrize(
    ("at", "spoken", "low"),
    [
        ("2020-05-01T13:00:00+00:00", {"a", "b"}, 1),
        ("2020-05-01T13:00:00.000001+00:00", {"a", "b"}, 2),
        ("2020-05-01T12:30:00+00:00", {"b"}, 1),
        ("2020-05-01T12:30:00.000001+00:00", {"b"}, 2),
        ("2020-05-01T12:00:01+00:00", set(), 2),
    ],
)
def test_what_is_told_at_a_desk_may_be_one_within_the_hour(at: str, spoken: set[str], low: int) -> None:
    rows = [zoo.claim("a", radius_m=500), zoo.claim("b", at=at, radius_m=500)]
    counted = tally(BOOK, zoo.claims(*rows), origins={"a": 0, "b": 1}, spoken=spoken)
    assert counted.incidents(DURING) == Band(low=low, high=2)


# What was put together


def together(*, most: dict[str, int] | None = None, pairs: tuple[tuple[str, str], ...] = ()) -> PutTogether:
    return PutTogether(sources=(), n_incidents=0, by_sources=(), n_doubt=0, most=most or {}, may_be_one=pairs)


def test_an_incident_that_may_be_two_counts_twice_at_the_highest_with_the_dead_of_both() -> None:
    rows = [
        zoo.claim("a1", account=name) | {"fatalities_low": n, "fatalities_high": n}
        for name, n in (("a/1", 2), ("b/1", 5), ("c/1", 1))
    ]
    one, two = (
        tally(BOOK, zoo.claims(*rows), together=together(most=most)) for most in ({}, {"a1": 2, "else": 9})
    )
    assert one.incidents(DURING) == Band(low=1, high=1)
    assert two.incidents(DURING) == Band(low=1, high=2)
    assert (one.toll(DURING).dead, two.toll(DURING).dead) == (Band(low=1, high=5), Band(low=1, high=7))


def test_incidents_left_apart_that_may_be_one_count_once_at_the_lowest_wherever_they_lie() -> None:
    rows = [zoo.claim("a1"), zoo.claim("b1", place=zoo.FAR), zoo.claim("b2")]
    told = together(pairs=(("a1", "b1"), ("a1", "b2"), ("a1", "not here")))
    counted = tally(BOOK, zoo.claims(*rows), origins={"a1": 0, "b1": 1, "b2": 1}, together=told)
    assert counted.incidents(DURING) == Band(low=2, high=3)
    near = tally(BOOK, zoo.claims(*rows), origins={"a1": 0, "b2": 1}, together=together())
    assert near.incidents(DURING) == Band(low=3, high=3), "what was put together says which may be one"


@given(st.lists(st.integers(1, 4), max_size=5))
def test_as_linked_is_from_what_may_be_one_to_what_may_be_several(most: list[int]) -> None:
    ids = [f"i{number}" for number in range(len(most))]
    told = together(most=dict(zip(ids, most, strict=True)), pairs=tuple(pairwise(ids)))
    assert as_linked(told, ids) == Band(low=min(len(ids), 1), high=sum(most))
    assert as_linked(told, ()) == Band(low=0, high=0)


# The dead


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({}, (None, False, 1)),
        ({"fatalities_low": 0, "fatalities_high": 0}, ((0, 0), False, 0)),
        ({"fatalities_low": 2}, ((2, 2), True, 0)),
        ({"fatalities_best": 4}, ((4, 4), False, 0)),
    ],
)
def test_no_figure_is_not_nought(
    figures: dict[str, int], told: tuple[tuple[int, int] | None, bool, int]
) -> None:
    found = tally(BOOK, zoo.claims(zoo.claim() | figures)).toll(DURING)
    dead = None if found.dead is None else (found.dead.low, found.dead.high)
    assert (dead, found.is_at_least, found.n_without) == told


# Days read


def test_days_not_read_have_no_number_and_silent_days_are_told_apart() -> None:
    counted = by_kind(BOOK, zoo.claims(zoo.claim(act="movement")), [ActId("shelling")])
    periods = tuple(weeks(date(2020, 4, 20), date(2020, 5, 10)))
    before, there, after = trend(
        periods, counted["shelling"], counted[""], [(date(2020, 4, 29), date(2020, 5, 2))], MANDATE
    )
    assert before.incidents is None
    assert before.toll is None
    assert there.incidents == Band(low=0, high=0)
    assert (there.days.n_days, there.days.n_read, there.days.n_reported, there.days.n_told) == (7, 4, 1, 0)
    assert after.incidents is None


def test_none_seen_not_observed_and_access_denied_are_three_answers() -> None:
    def told(answer: str, since: str, until: str | None = None) -> Effort:
        row = {"observer": "Watch", "area": "the valley", "by": "watch", "answer": answer}
        return Effort(**row, since=since, until=until)  # type: ignore[arg-type]

    effort = [
        told("zero", "2020-04-30", "2020-05-02"),
        told("zero", "2020-05-02"),  # the same day, told by another
        told("not_observed", "2020-05-02"),
        told("access_denied", "2020-05-03", "2020-05-09"),
        told("observed", "2020-05-08"),
    ]
    counted = tally(BOOK, zoo.claims(zoo.claim()))
    weeks_ = (
        Period(first=date(2020, 5, 1), last=date(2020, 5, 7)),
        Period(first=date(2020, 5, 10), last=date(2020, 5, 16)),
    )
    first, later = trend(weeks_, counted, counted, [None], MANDATE, effort)
    assert first.days.seen == (("zero", 2), ("not_observed", 1), ("access_denied", 5))
    assert later.days.seen == ()


def test_months_are_the_calendars_and_cut_at_both_ends() -> None:
    found = [(str(one.first), str(one.last)) for one in months(date(2020, 1, 31), date(2020, 3, 1))]
    assert found == [
        ("2020-01-31", "2020-01-31"),
        ("2020-02-01", "2020-02-29"),
        ("2020-03-01", "2020-03-01"),
    ]
