"""Days as sources print them to intervals: whole days on a clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from truceline.clock import Interval, parse_stated, span
from truceline.sources.claim_rows import unreadable

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)


def iso_day(text: str, *, name: str) -> date:
    """Return the day that a cell gives as `2019-12-31`, with or without midnight behind it.

    Raises
    ------
    BadReport
        If it is none; `name` is the column's.
    BadTime
        If the year is one that no ceasefire record speaks of.
    """
    found = _ISO_DAY.fullmatch(text.strip())
    if found is None:
        raise unreadable(f"{name} {text.strip()[:40]!r} is not a day", "write it as 2019-12-31")
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        raise unreadable(f"{name} {text.strip()[:40]!r} is no day of the calendar", "mend it") from None
    parse_stated(day.isoformat())
    return day


@lru_cache(maxsize=65_536)
def whole_days(first: date, last: date, zone: str) -> Interval:
    """Return the time from the beginning of one day to the end of another, on the clock of a zone."""
    start_at = span(parse_stated(first.isoformat()), zone).start_at
    return Interval(start_at, span(parse_stated(last.isoformat()), zone).end_at)


def month_of(day: date, zone: str) -> Interval:
    """Return the calendar month of a day."""
    return span(parse_stated(f"{day:%Y-%m}"), zone)


def end_of_day(day: date) -> datetime:
    """Return when a day is over in UTC: from then on can be known what was told on it."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
