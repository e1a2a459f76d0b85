"""Deadlines under every counting rule, on both sides of midnight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from truceline.clock import Counting, due_at, parse_stated
from truceline.errors import BadTime

SIGNED = parse_stated("2020-03-05")


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("counting", "last_day"),
    [(Counting.END_OF_DAY, "2020-03-12"), (Counting.FIRST_DAY_COUNTS, "2020-03-11")],
)
def test_seven_days_from_5_march_2020_end_with_the_12th_or_the_11th(
    counting: Counting, last_day: str
) -> None:
    too_late = due_at(SIGNED, counting=counting, within_days=7, zone="UTC")
    assert too_late - timedelta(days=1) == utc(last_day)


def test_seven_days_counted_in_hours_end_with_the_hour() -> None:
    signed = parse_stated("2020-03-05 17:30 Europe/Moscow")
    assert due_at(signed, counting=Counting.EXACT_HOURS, within_days=7) == utc("2020-03-12 14:30")


def test_seven_days_from_the_day_after_end_with_the_13th() -> None:
    in_force = parse_stated("2020-03-06")
    too_late = due_at(in_force, counting=Counting.END_OF_DAY, within_days=7, zone="UTC")
    assert too_late - timedelta(days=1) == utc("2020-03-13")


@pytest.mark.parametrize(
    ("counting", "too_late"),
    [(Counting.END_OF_DAY, "2020-04-01 21:00"), (Counting.START_OF_DAY, "2020-03-31 21:00"),
     (Counting.EXACT_HOURS, "2020-03-31 21:00")],
)  # fmt: skip
def test_by_a_day_ends_before_or_after_that_local_day(counting: Counting, too_late: str) -> None:
    assert due_at(parse_stated("2020-04-01"), counting=counting, zone="Europe/Moscow") == utc(too_late)


def test_the_hour_of_the_event_does_not_move_days_counted_whole() -> None:
    for clock in ("00:00", "23:59"):
        signed = parse_stated(f"2020-03-05 {clock}")
        assert due_at(signed, counting=Counting.END_OF_DAY, within_days=7, zone="UTC") == utc("2020-03-13")


def test_a_local_day_is_that_of_the_clock_and_not_of_utc() -> None:
    # 23:30 in London is already the next day in Moscow; the words' own clock counts.
    signed = parse_stated("2020-03-05 23:30Z")
    assert due_at(signed, counting=Counting.END_OF_DAY, within_days=1, zone="Europe/Moscow") == utc(
        "2020-03-07"
    )


def test_hours_run_through_a_change_of_clocks_and_days_do_not() -> None:
    # Damascus put clocks forward on 27 March 2020, so seven local days had an hour less.
    noon = parse_stated("2020-03-25 12:00 Asia/Damascus")
    assert due_at(noon, counting=Counting.EXACT_HOURS, within_days=7) == utc("2020-04-01 10:00")
    assert due_at(noon, counting=Counting.END_OF_DAY, within_days=7) == utc("2020-04-01 21:00")


def test_a_deadline_may_fall_on_a_midnight_that_was_skipped() -> None:
    by_the_26th = due_at(parse_stated("2020-03-26"), counting=Counting.END_OF_DAY, zone="Asia/Damascus")
    assert by_the_26th == utc("2020-03-26 22:00")


@pytest.mark.parametrize(
    ("words", "counting", "within_days", "says"),
    [
        ("2020-03-05Z", Counting.START_OF_DAY, 1, "not within a number"),
        ("2020-03-05Z", Counting.FIRST_DAY_COUNTS, 0, "state how many"),
        ("2020-03-05", Counting.END_OF_DAY, 7, "names no time zone"),
        ("2020-03-05", Counting.EXACT_HOURS, 7, "names no time zone"),
        ("2020-03Z", Counting.END_OF_DAY, 0, "names no day"),
        ("2020Z", Counting.EXACT_HOURS, 7, "names no day"),
        ("2020-03-05Z", Counting.END_OF_DAY, -1, "is no deadline"),
        ("2020-03-05Z", Counting.END_OF_DAY, 36_526, "is no deadline"),
        ("2020-03-05Z", Counting.EXACT_HOURS, 10**12, "is no deadline"),
    ],
)
def test_a_rule_that_does_not_fit_the_words_is_refused(
    words: str, counting: Counting, within_days: int, says: str
) -> None:
    with pytest.raises(BadTime, match=says):
        due_at(parse_stated(words), counting=counting, within_days=within_days)


def test_the_longest_deadline_is_a_hundred_years() -> None:
    last = due_at(parse_stated("2200-12-31Z"), counting=Counting.END_OF_DAY, within_days=36_525)
    assert last.year == 2301
