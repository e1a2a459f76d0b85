"""Patrols and counts: a number is never a key, a total is never the same events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.record.told import casebook
from truceline.clock import Interval
from truceline.record import CountWindow, PatrolTold, counts, patrols

OUTING = {"id": "p-1", "on": "2026-03-02", "crews": ["north", "south"]}


def told(*accounts: dict[str, Any]) -> PatrolTold:
    rows = [{"patrol": "p-1", "by": "watch"} | account for account in accounts]
    [one] = patrols(casebook(patrols=[OUTING], patrol_accounts=rows))
    return one


@pytest.mark.parametrize(
    ("north", "south", "agree"), [(14, 14, True), (21, 20, False), (None, 20, None), (None, None, None)]
)
def test_both_sides_numbers_are_kept_and_compared_only_where_both_are_given(
    north: int | None, south: int | None, agree: bool | None
) -> None:
    one = told({"of": "north", "number": north}, {"of": "south", "number": south})
    assert one.agree is agree
    assert [number.of for number in one.numbers] == [
        of for of, n in (("north", north), ("south", south)) if n is not None
    ]


def test_a_side_that_sources_number_in_two_ways_keeps_both_numbers() -> None:
    one = told({"of": "north", "number": 23, "number_derived": True}, {"of": "north", "number": 22})
    assert one.numbers[0].numbers == (22, 23)
    assert not one.numbers[0].derived


def test_accounts_that_differ_on_how_it_went_stand_side_by_side() -> None:
    one = told({"outcome": "full"}, {"outcome": "attacked"}, {"outcome": "not_stated"})
    assert [outcome.value for outcome in one.outcomes] == ["full", "attacked"]
    assert len(one.accounts) == 3


def test_outings_come_in_order_of_time_and_a_day_chooses_its_own() -> None:
    book = casebook(patrols=[OUTING, OUTING | {"id": "p-0", "on": "2026-03-01"}])
    assert [one.patrol.id for one in patrols(book)] == ["p-0", "p-1"]
    first = Interval(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC))
    assert [one.patrol.id for one in patrols(book, during=first)] == ["p-0"]


def window(*rows: dict[str, Any]) -> CountWindow:
    common = {"window": "w", "by": "watch", "unit": "violations", "day": "2026-03-02"}
    [one] = counts(casebook(counts=[common | row for row in rows]))
    return one


def test_equal_totals_of_different_provinces_cannot_be_the_same_events() -> None:
    one = window(
        {"counted_by": "north", "province": "hills", "n": 1},
        {"counted_by": "south", "province": "shore", "n": 1},
    )
    assert [part.total for part in one.parts] == [1, 1]
    assert one.disjoint


@pytest.mark.parametrize(
    ("first", "second"),
    [(("hills", 1), ("hills", 1)), (("hills", 1), ("shore", 2)), (("hills", 0), ("shore", 0))],
)
def test_totals_that_differ_share_a_province_or_are_nought_are_not_called_disjoint(
    first: tuple[str, int], second: tuple[str, int]
) -> None:
    one = window(
        *({"counted_by": of, "province": p, "n": n} for of, (p, n) in (("north", first), ("south", second)))
    )
    assert not one.disjoint


def test_a_stated_total_goes_before_the_sum_and_a_missing_province_makes_no_sum() -> None:
    stated = window({"n": 9}, {"province": "hills", "n": 4})
    assert stated.parts[0].total == 9
    assert window({"province": "hills", "n": 4}, {"province": "shore"}).parts[0].total is None


def test_what_the_record_holds_of_that_day_is_counted_beside_it_and_unknown_where_undated() -> None:
    assert window({"n": 9}).n_observed == 1
    assert window({"n": 9, "day": "2026-03-03"}).n_observed == 0, "the incident ended with the day before"
    assert window({"n": 9, "day": None}).n_observed is None
