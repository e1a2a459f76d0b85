"""Moments as people say them, on a clock that is put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from truceline.clock import typed_moment
from truceline.errors import BadTime

NOW = datetime(2020, 3, 6, 5, 7, tzinfo=UTC)
DAMASCUS = "Asia/Damascus"


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("now", "2020-03-06 05:07"),
        ("NOW", "2020-03-06 05:07"),
        ("1 h ago", "2020-03-06 04:07"),
        ("2 hours ago", "2020-03-06 03:07"),
        ("30 min ago", "2020-03-06 04:37"),
        ("1 day ago", "2020-03-05 05:07"),
        ("yesterday 21:30", "2020-03-05 19:30"),
        ("today 6:05", "2020-03-06 04:05"),
        ("yesterday 21:30 Z", "2020-03-05 21:30"),
        ("2020-03-05 21:30", "2020-03-05 19:30"),
        ("2020-03-05 21:30Z", "2020-03-05 21:30"),
        ("2020-03-05 21:30+03:00", "2020-03-05 18:30"),
        ("2020-03-05 21:30 Europe/Moscow", "2020-03-05 18:30"),
        ("2020-07-05  21:30:15", "2020-07-05 18:30:15"),
    ],
)
def test_a_moment_is_the_mandates_clock_unless_it_says_otherwise(words: str, instant: str) -> None:
    found = typed_moment(words, now=NOW, zone=DAMASCUS)
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert found.utcoffset() == UTC.utcoffset(None)


def test_the_day_before_is_the_calendars_where_clocks_were_changed_at_night() -> None:
    after_the_change = datetime(2020, 3, 27, 5, tzinfo=UTC)
    found = typed_moment("yesterday 21:30", now=after_the_change, zone=DAMASCUS)
    assert found == datetime(2020, 3, 26, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("2020-03-27 00:30", "never showed"),
        ("2020-10-29 23:30", "twice; say which: 2020-10-29 20:30Z and 2020-10-29 21:30Z"),
        ("2020-03-05", "no time of day"),
        ("soon", "write now, 30 min ago"),
        ("99999 h ago", "write now"),
        ("yesterday 25:00", "hour"),
        ("2020-03-05 21:30 Mars/Olympus", "time zone"),
    ],
)
def test_what_is_no_one_moment_is_a_fault_that_says_so(words: str, says: str) -> None:
    with pytest.raises(BadTime, match=says):
        typed_moment(words, now=NOW, zone=DAMASCUS)
