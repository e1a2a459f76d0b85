"""A moment as people say it: `now`, `1 h ago`, `yesterday 21:30`, or a stated time with or without a zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from truceline.clock.interval import require_utc
from truceline.clock.stated import Precision, day_of, instants, parse_stated
from truceline.errors import BadTime

_AGO: Final = re.compile(
    r"(?P<n>\d{1,4}) ?(?:(?P<minutes>m|min|mins|minutes?)|(?P<hours>h|hrs?|hours?)|(?P<days>d|days?)) ago"
)
_DAY: Final = re.compile(r"(?P<day>today|yesterday) (?P<clock>\d{1,2}:\d{2})(?P<zone> ?\S+)?")
FORMS: Final = "write now, 30 min ago, 1 h ago, yesterday 21:30, 2020-03-05 21:30 or 2020-03-05 21:30Z"


def typed_moment(words: str, *, now: datetime, zone: str) -> datetime:
    """Return the UTC instant that somebody means who says so.

    Parameters
    ----------
    words : str
        As said.
    now : datetime
        UTC, when it is said.
    zone : str
        Whose clock is meant where the words name none.

    Raises
    ------
    BadTime
        If it is no moment, or one that the clock showed twice or never.

    Examples
    --------
    >>> from datetime import UTC
    >>> now = datetime(2020, 3, 6, 5, tzinfo=UTC)
    >>> typed_moment("yesterday 21:30", now=now, zone="Asia/Damascus").isoformat()
    '2020-03-05T19:30:00+00:00'
    """
    said = " ".join(words.split())
    plain = said.casefold()
    if plain == "now":
        return require_utc(now)
    if ago := _AGO.fullmatch(plain):
        unit = next(unit for unit in ("minutes", "hours", "days") if ago[unit])
        return require_utc(now) - timedelta(**{unit: int(ago["n"])})
    if day := _DAY.fullmatch(plain):
        back = timedelta(days=day["day"] == "yesterday")
        # The day before by the calendar, whatever its length by the clock.
        on = datetime.fromisoformat(day_of(now, zone)) - back
        tail = said[day.end("clock") :]
        said = f"{on:%Y-%m-%d} {day['clock']:0>5}{tail}"
    return _one(said, zone)


def _one(words: str, zone: str) -> datetime:
    try:
        stated = parse_stated(words)
    except BadTime as error:
        raise BadTime(f"{error}; {FORMS}" if "is not a time" in str(error) else str(error)) from None
    if stated.precision not in (Precision.MINUTE, Precision.SECOND):
        raise BadTime(f"{words!r} names no time of day, so it is no moment; {FORMS}")
    found = instants(stated, zone)
    if len(found) > 1:
        both = " and ".join(f"{one:%Y-%m-%d %H:%MZ}" for one in found)
        whose = stated.zone or zone
        raise BadTime(f"{words!r}: the clock of {whose} showed that time twice; say which: {both}")
    return found[0]
