"""Half-open intervals, empty ones, and shares of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from truceline.clock import DAWN, DUSK, Interval, micros, require_utc, share_inside
from truceline.errors import BadTime

NOON = datetime(2020, 3, 6, 12, tzinfo=UTC)
STEP, HOUR = timedelta(microseconds=1), timedelta(hours=1)
HOLDS = Interval(NOON, NOON + HOUR)


def test_an_interval_has_its_start_and_not_its_end() -> None:
    assert [NOON + d in HOLDS for d in (-STEP, 0 * STEP, HOUR - STEP, HOUR)] == [False, True, True, False]


def test_an_empty_interval_holds_nothing() -> None:
    assert NOON not in Interval(NOON, NOON)


def test_an_interval_runs_forwards_and_in_utc() -> None:
    with pytest.raises(BadTime, match="before it starts"):
        Interval(NOON, NOON - STEP)
    naive, elsewhere = NOON.replace(tzinfo=None), NOON.astimezone(timezone(HOUR))
    for wrong in (naive, elsewhere):
        with pytest.raises(BadTime, match="not an instant in UTC"):
            require_utc(wrong)
    with pytest.raises(BadTime):
        Interval(naive, NOON)
    with pytest.raises(BadTime):
        Interval(NOON, elsewhere + 2 * HOUR)


def test_intervals_that_only_touch_share_nothing() -> None:
    after = Interval(NOON + HOUR, NOON + 2 * HOUR)
    assert HOLDS.meet(after) is None
    assert after.meet(HOLDS) is None
    early = Interval(NOON, NOON + HOUR + STEP)
    assert early.meet(after) == Interval(NOON + HOUR, NOON + HOUR + STEP)
    assert Interval(DAWN, DUSK).meet(HOLDS) == HOLDS


@pytest.mark.parametrize(
    ("start", "end", "share"),
    [
        (0 * HOUR, HOUR, 1.0),
        (-HOUR, 0 * HOUR, 0.0),
        (HOUR, 2 * HOUR, 0.0),
        (-HOUR, HOUR, 0.5),
        (-HOUR, 3 * HOUR, 0.25),
        (HOUR / 4, HOUR / 2, 1.0),
        (-STEP, -STEP, 0.0),
        (0 * HOUR, 0 * HOUR, 1.0),
        (HOUR, HOUR, 0.0),
    ],
)
def test_the_share_of_a_stated_time_that_falls_inside(start: timedelta, end: timedelta, share: float) -> None:
    assert share_inside(Interval(NOON + start, NOON + end), HOLDS) == share


def test_no_time_falls_into_what_holds_for_no_time() -> None:
    assert share_inside(HOLDS, Interval(NOON, NOON)) == 0.0


def test_microseconds_are_exact_far_from_the_epoch() -> None:
    assert micros(datetime(1970, 1, 1, tzinfo=UTC) - STEP) == -1
    assert micros(DUSK + STEP) - micros(DUSK) == 1
    with pytest.raises(BadTime):
        micros(NOON.replace(tzinfo=None))
