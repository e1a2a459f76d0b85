"""Stated times: what the words say, on whose clock, and the instants they may mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from truceline.clock import Precision, day_of, instants, known_zone, parse_stated, span, tzdata_version
from truceline.errors import BadTime


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "precision", "first", "last"),
    [
        ("2020-03-06 00:01:30Z", Precision.SECOND, "2020-03-06 00:01:30", "2020-03-06 00:01:30"),
        ("2020-03-06T00:01Z", Precision.MINUTE, "2020-03-06 00:01", "2020-03-06 00:01"),
        ("2020-03-06 00:01 UTC", Precision.MINUTE, "2020-03-06 00:01", "2020-03-06 00:01"),
        (" 2020-03-06Z ", Precision.DAY, "2020-03-06", "2020-03-07"),
        ("2020-02Z", Precision.MONTH, "2020-02-01", "2020-03-01"),
        ("2020-12Z", Precision.MONTH, "2020-12-01", "2021-01-01"),
        ("2020Z", Precision.YEAR, "2020-01-01", "2021-01-01"),
    ],
)
def test_every_precision_has_its_span(words: str, precision: Precision, first: str, last: str) -> None:
    stated = parse_stated(words)
    assert (stated.precision, stated.words) == (precision, words.strip())
    assert span(stated).start_at == utc(first)
    assert span(stated).end_at == utc(last)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Damascus", "2020-03-05 22:01"),
        ("Europe/Istanbul", "2020-03-05 21:01"),
        ("Europe/Moscow", "2020-03-05 21:01"),
        ("+05:30", "2020-03-05 18:31"),
        ("-00:30", "2020-03-06 00:31"),
        ("+14:00", "2020-03-05 10:01"),
    ],
)
def test_one_minute_past_midnight_is_another_instant_on_another_clock(zone: str, expected: str) -> None:
    assert instants(parse_stated("2020-03-06 00:01"), zone) == (utc(expected),)
    assert instants(parse_stated(f"2020-03-06 00:01 {zone}")) == (utc(expected),)


def test_the_words_own_zone_wins() -> None:
    assert instants(parse_stated("2020-03-06 00:01Z"), "Asia/Damascus") == (utc("2020-03-06 00:01"),)


def test_words_without_a_zone_are_no_instant() -> None:
    for ask in (instants, span):
        with pytest.raises(BadTime, match="names no time zone"):
            ask(parse_stated("2020-03-06 00:01"))


def test_an_hour_the_clock_skipped_never_was_but_its_neighbours_were() -> None:
    # Damascus, 27 March 2020: 00:00 became 01:00.
    for words in ("2020-03-27 00:00", "2020-03-27 00:30", "2020-03-27 00:59:59"):
        with pytest.raises(BadTime, match="put forward"):
            instants(parse_stated(words), "Asia/Damascus")
    assert instants(parse_stated("2020-03-26 23:59"), "Asia/Damascus") == (utc("2020-03-26 21:59"),)
    assert instants(parse_stated("2020-03-27 01:00"), "Asia/Damascus") == (utc("2020-03-26 22:00"),)


def test_a_day_whose_midnight_was_skipped_begins_when_clocks_were_put_forward() -> None:
    day = span(parse_stated("2020-03-27"), "Asia/Damascus")
    assert (day.start_at, day.end_at) == (utc("2020-03-26 22:00"), utc("2020-03-27 21:00"))
    before = span(parse_stated("2020-03-26"), "Asia/Damascus")
    assert before.end_at == day.start_at
    assert span(parse_stated("2020-03"), "Asia/Damascus").end_at == utc("2020-03-31 21:00")


def test_an_hour_the_clock_showed_twice_is_two_instants() -> None:
    # Damascus, 30 October 2020: 00:00 became 23:00 of the 29th.
    twice = parse_stated("2020-10-29 23:30")
    both = (utc("2020-10-29 20:30"), utc("2020-10-29 21:30"))
    assert instants(twice, "Asia/Damascus") == both
    whole = span(twice, "Asia/Damascus")
    assert (whole.start_at, whole.end_at) == both
    assert instants(parse_stated("2020-10-29 22:59"), "Asia/Damascus") == (utc("2020-10-29 19:59"),)
    assert instants(parse_stated("2020-10-30 00:00"), "Asia/Damascus") == (utc("2020-10-29 22:00"),)


def test_a_day_with_an_hour_twice_lasts_25_hours() -> None:
    day = span(parse_stated("2020-10-29"), "Asia/Damascus")
    assert (day.end_at - day.start_at).total_seconds() == 25 * 3600


def test_a_day_that_a_calendar_left_out_is_refused_and_its_neighbours_are_not() -> None:
    with pytest.raises(BadTime, match="left that day out"):
        span(parse_stated("2011-12-30"), "Pacific/Apia")
    before, after = (span(parse_stated(f"2011-12-{day}"), "Pacific/Apia") for day in (29, 31))
    assert before.end_at == after.start_at


@pytest.mark.parametrize("year", ["1900", "2200"])
def test_the_first_and_last_year_are_read(year: str) -> None:
    assert span(parse_stated(f"{year}-12-31Z")).start_at.year == int(year)


@pytest.mark.parametrize("year", ["1899", "2201", "10000", "0000", "123456789"])
def test_years_nobody_means_are_refused(year: str) -> None:
    with pytest.raises(BadTime, match="1900 to 2200"):
        parse_stated(f"{year}-12-31Z")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "now",
        "6 March 2020",
        "20-03-06",
        "2020-3-6",
        "2020-03-06 0:01",
        "2020-03-06 00",
        "2020-03-06 00:01 moscow",
        "2020-03-06\n2020-03-07",
        "2020--03",
        "9" * 5000,
    ],
)
def test_what_is_no_time_is_refused_with_what_to_write(words: str) -> None:
    with pytest.raises(BadTime, match="is not a time; write") as caught:
        parse_stated(words)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "words",
    ["2020-02-30", "2019-02-29", "2020-13", "2020-00-01", "2020-01-01 24:00", "2020-01-01 00:60"],
)
def test_days_and_hours_that_no_calendar_has_are_refused(words: str) -> None:
    with pytest.raises(BadTime, match=r"must be in|is out of range|day"):
        parse_stated(words)


def test_a_leap_day_is_a_day() -> None:
    assert span(parse_stated("2020-02-29Z")).end_at == utc("2020-03-01")


@pytest.mark.parametrize("zone", ["Z", "UTC", "+03:00", "-14:00", "+05:45", "Europe/Moscow", "Etc/GMT+3"])
def test_zones_are_known(zone: str) -> None:
    assert known_zone(zone)


@pytest.mark.parametrize(
    "zone",
    ["", "+3", "+14:01", "-15:00", "+03:60", "Europe", "Europe/Nowhere", "../tzdata", "Europe//Moscow",
     "/etc/passwd", "leapseconds", "Europe/Moscow\x00"],
)  # fmt: skip
def test_what_is_no_zone_is_not_known(zone: str) -> None:
    assert not known_zone(zone)


def test_words_with_a_zone_that_is_none_are_refused() -> None:
    with pytest.raises(BadTime, match="IANA"):
        parse_stated("2020-03-06 00:01 Europe/Nowhere")
    with pytest.raises(BadTime, match="no place on Earth"):
        parse_stated("2020-03-06 00:01 +14:30")


def test_the_local_day_turns_at_local_midnight() -> None:
    assert day_of(utc("2020-03-05 21:59:59"), "Asia/Damascus") == "2020-03-05"
    assert day_of(utc("2020-03-05 22:00"), "Asia/Damascus") == "2020-03-06"


def test_the_zone_data_has_a_version() -> None:
    assert tzdata_version()[:2] == "20"
