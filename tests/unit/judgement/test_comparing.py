"""Before and after a start: which windows it is compared with, and when with none."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from tests import zoo
from truceline.judgement.comparing import LEAST_APART, AroundStart, compare, starts
from truceline.judgement.tally import Band, by_kind
from truceline.model.ids import ActId

BOOK = zoo.casebook()
FIRST = date(2020, 4, 1)
DAYS = 10


def at(day: date, name: str, **more: Any) -> dict[str, Any]:
    return zoo.claim(name, at=f"{day}T12:00:00+00:00", **more)


def compared(rows: list[dict[str, Any]], day: date, *, last: date, apart_from: set[date]) -> AroundStart:
    counted = by_kind(BOOK, zoo.claims(*rows), [ActId("shelling")])
    return compare(day, DAYS, counted, [(FIRST, last)], apart_from, (), BOOK.casebook.mandate)


def falling(n_days: int) -> list[dict[str, Any]]:
    """Two events on each of the first ten days of twenty, one on each of the others."""
    names = count()
    return [
        at(FIRST + timedelta(days=n), f"i{next(names)}")
        for n in range(n_days)
        for _ in range(2 if n % 20 < 10 else 1)
    ]


def test_a_change_stands_beside_those_of_windows_worked_out_by_hand() -> None:
    n_days = 2 * DAYS * (LEAST_APART + 2)
    day, last = FIRST + timedelta(days=10), FIRST + timedelta(days=n_days - 1)
    found = compared(falling(n_days), day, last=last, apart_from={day})
    everything = found.changes[0]
    assert (everything.before, everything.after) == (Band(low=20, high=20), Band(low=10, high=10))
    assert everything.change == Band(low=-10, high=-10)
    # By hand: from the day after the start on, every run of twenty days.
    daily = [2 if n % 20 < 10 else 1 for n in range(n_days)]
    changes = [sum(daily[n + 10 : n + 20]) - sum(daily[n : n + 10]) for n in range(11, n_days - 2 * DAYS + 1)]
    spread = everything.spread
    assert spread is not None
    assert spread.n_windows == len(changes) == found.n_windows
    assert spread.n_larger == Band(
        low=sum(one > -10 for one in changes), high=sum(one > -10 for one in changes)
    )
    assert spread.median == sorted(changes)[len(changes) // 2]
    assert spread.n_as_full == sum(sum(daily[n : n + 10]) >= 20 for n in range(11, n_days - 2 * DAYS + 1))
    assert spread.median_as_full == -10


@pytest.mark.parametrize(("spare", "is_shown"), [(0, True), (-1, False)])
def test_too_few_windows_show_none(spare: int, is_shown: bool) -> None:
    n_days = 11 + 2 * DAYS * LEAST_APART + spare
    day = FIRST + timedelta(days=10)
    found = compared(falling(n_days), day, last=FIRST + timedelta(days=n_days - 1), apart_from={day})
    assert (found.changes[0].spread is not None) is is_shown
    assert found.n_apart == LEAST_APART - (not is_shown)


def test_a_window_on_whose_first_or_last_day_something_starts_is_none() -> None:
    day = FIRST + timedelta(days=10)
    other = day + timedelta(days=1 + 2 * DAYS)
    last = other + timedelta(days=2 * DAYS)
    found = compared(falling(80), day, last=last, apart_from={day, other})
    assert found.n_windows == 2  # right between the two, and right behind the later one


@pytest.mark.parametrize(("earlier", "n_unread"), [(0, 0), (1, 1)])
def test_days_not_read_are_not_compared(earlier: int, n_unread: int) -> None:
    day = FIRST + timedelta(days=10 - earlier)
    found = compared(falling(60), day, last=FIRST + timedelta(days=59), apart_from={day})
    assert found.n_unread == n_unread
    assert found.is_counted is not bool(n_unread)
    assert bool(found.changes) is not bool(n_unread)


def test_days_covered_by_other_sources_before_than_after_are_not_compared() -> None:
    day = FIRST + timedelta(days=10)
    counted = by_kind(BOOK, zoo.claims(*falling(20)), [])
    sources = [(FIRST, FIRST + timedelta(days=19)), (day, FIRST + timedelta(days=19))]
    found = compare(day, DAYS, counted, sources, (), (), BOOK.casebook.mandate)
    assert (found.is_uneven, found.changes) == (True, ())


def test_a_kind_that_is_lacking_has_no_count() -> None:
    counted = by_kind(BOOK, zoo.claims(*falling(20)), [ActId("movement")])
    day = FIRST + timedelta(days=10)
    found = compare(
        day, DAYS, counted, [(FIRST, FIRST + timedelta(days=19))], (), ("movement",), BOOK.casebook.mandate
    )
    assert found.lacking == ("movement",)
    assert [one.kind for one in found.changes] == [""]


def test_starts_are_the_days_on_which_texts_came_into_force_under_any_reading() -> None:
    assert starts(BOOK) == {date(2020, 3, 5)}


def test_a_text_whose_start_nobody_knows_starts_on_the_day_it_was_signed() -> None:
    unknown = [one | {"in_force": None, "signed_on": "2020-02-01"} for one in zoo.SOURCE["instruments"]]
    assert starts(zoo.casebook(instruments=unknown)) == {date(2020, 2, 1)}
