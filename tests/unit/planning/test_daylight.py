"""Sunrise and sunset against what almanacs print; clock times in the nights when clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from truceline.clock import Interval
from truceline.model.plans import Daylight
from truceline.planning.daylight import clock_times, hours_of, light_on, sun_up

MINUTES = timedelta(minutes=3)
"""Almanacs round to the minute and differ by one or two in refraction and in where a city's middle is."""

PRINTED = [
    # place, lon, lat, zone, day, sunrise and sunset as printed for the city, in UTC
    ("London", -0.13, 51.51, "Europe/London", "2020-06-21", "03:43", "20:22"),
    ("London", -0.13, 51.51, "Europe/London", "2020-12-21", "08:04", "15:53"),
    ("New York", -74.01, 40.71, "America/New_York", "2020-06-21", "09:25", "00:31+1"),
    ("Sydney", 151.21, -33.87, "Australia/Sydney", "2020-12-21", "18:41-1", "09:05"),
    ("Reykjavik", -21.94, 64.15, "Atlantic/Reykjavik", "2020-06-21", "02:55", "00:03+1"),
]


def _utc(day: str, printed: str) -> datetime:
    clock, shift = printed[:5], int(printed[5:] or 0)
    return datetime.fromisoformat(f"{day}T{clock}:00+00:00") + timedelta(days=shift)


@pytest.mark.parametrize(("place", "lon", "lat", "zone", "day", "rises", "sets"), PRINTED)
def test_the_sun_rises_and_sets_as_almanacs_print_it(
    place: str, lon: float, lat: float, zone: str, day: str, rises: str, sets: str
) -> None:
    up = sun_up([date.fromisoformat(day)], lon, lat, zone)[0]
    assert up is not None
    assert abs(up.start_at - _utc(day, rises)) <= MINUTES
    assert abs(up.end_at - _utc(day, sets)) <= MINUTES


def test_day_and_night_are_alike_on_the_equator_but_for_refraction() -> None:
    days = [date(2020, month, 15) for month in range(1, 13)]
    lengths = [up.end_at - up.start_at for up in sun_up(days, 30.0, 0.0, "Africa/Kampala") if up is not None]
    assert len(lengths) == 12
    assert all(timedelta(hours=12, minutes=5) < length < timedelta(hours=12, minutes=9) for length in lengths)


def test_where_the_sun_stays_down_it_is_never_light_and_where_it_stays_up_it_always_is() -> None:
    down, up = sun_up([date(2020, 12, 21), date(2020, 6, 21)], 18.95, 69.65, "Europe/Oslo")
    assert down is None
    assert up is not None
    assert up.end_at - up.start_at == timedelta(days=1)


def test_twilight_is_longer_than_the_day() -> None:
    day = [date(2020, 3, 20)]
    sun, civil = (sun_up(day, 36.6, 35.8, "Asia/Damascus", above_deg=deg)[0] for deg in (-0.833, -6.0))
    assert sun is not None
    assert civil is not None
    assert timedelta(minutes=20) < sun.start_at - civil.start_at < timedelta(minutes=30)
    assert timedelta(minutes=20) < civil.end_at - sun.end_at < timedelta(minutes=30)


def test_light_of_a_day_is_that_of_its_own_zone_even_far_from_its_meridian() -> None:
    on = date(2020, 6, 21)
    up = sun_up([on], -157.4, 1.87, "Pacific/Kiritimati")[0]
    day = hours_of(on, "00:00", "24:00", "Pacific/Kiritimati")
    assert up is not None
    assert day is not None
    assert up.meet(day) == up


def test_light_between_stated_hours_is_not_asked_of_the_sun() -> None:
    light = Daylight(from_="06:30", until="17:30")
    found = light_on([date(2020, 3, 6)], light, "Asia/Damascus")[0]
    assert found == Interval(
        datetime(2020, 3, 6, 4, 30, tzinfo=UTC), datetime(2020, 3, 6, 15, 30, tzinfo=UTC)
    )


# Damascus put its clocks forward at midnight to 27 March 2020 and back at midnight to 30 October 2020.


def test_the_night_when_clocks_are_put_forward_has_an_hour_less() -> None:
    night = hours_of(date(2020, 3, 26), "20:00", "05:00", "Asia/Damascus")
    before = hours_of(date(2020, 3, 25), "20:00", "05:00", "Asia/Damascus")
    assert night is not None
    assert before is not None
    assert before.end_at - before.start_at == timedelta(hours=9)
    assert night.end_at - night.start_at == timedelta(hours=8)


def test_a_time_that_clocks_skipped_is_still_a_moment() -> None:
    at = clock_times(date(2020, 3, 27), "00:30", "Asia/Damascus")
    assert at == (datetime(2020, 3, 26, 22, 30, tzinfo=UTC),)


def test_a_curfew_is_taken_wide_and_a_window_narrow_where_clocks_show_a_time_twice() -> None:
    on = date(2020, 10, 29)
    assert len(clock_times(on, "23:30", "Asia/Damascus")) == 2
    wide = hours_of(on, "23:30", "05:00", "Asia/Damascus", is_wide=True)
    narrow = hours_of(on, "23:30", "05:00", "Asia/Damascus")
    assert wide is not None
    assert narrow is not None
    assert narrow.start_at - wide.start_at == timedelta(hours=1)


def test_hours_that_clocks_left_out_are_none() -> None:
    skipped = hours_of(date(2020, 3, 29), "02:00", "03:00", "Europe/Berlin")
    assert skipped is None
    assert hours_of(date(2020, 3, 29), "02:00", "04:00", "Europe/Berlin") is not None
