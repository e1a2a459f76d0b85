"""The mission's days: when one begins and ends, and by when a thing had to be known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from truceline.clock import Interval, Precision, StatedTime, instants, parse_stated, span
from truceline.model.casebook import Mandate


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Reporting days, one after the other."""

    first: date
    last: date
    """The last of them."""

    def isoformat(self) -> str:
        """Return the day, or the first and the last as ISO 8601 parts them.

        Examples
        --------
        >>> Period(first=date(2020, 3, 1), last=date(2020, 3, 7)).isoformat()
        '2020-03-01/2020-03-07'
        """
        first, last = self.first.isoformat(), self.last.isoformat()
        return first if first == last else f"{first}/{last}"

    def __str__(self) -> str:
        """Return it for a reader of any language."""
        return self.isoformat().replace("/", " – ")

    @property
    def n_days(self) -> int:
        """Return how many they are."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """Return as many days right before them."""
        day = timedelta(days=1)
        return Period(first=self.first - self.n_days * day, last=self.first - day)

    def days(self) -> Iterator[date]:
        """Yield each of them."""
        return (self.first + timedelta(days=n) for n in range(self.n_days))

    def during(self, mandate: Mandate) -> Interval:
        """Return when they are in UTC, [start, end).

        Raises
        ------
        BadTime
            If a day lies beyond the calendar.
        """
        return Interval(_day_begins(self.first, mandate), _day_begins(self.last + timedelta(days=1), mandate))


def days_asked(on: date | Period) -> Period:
    """Return one day as a period; a period is itself."""
    return on if isinstance(on, Period) else Period(first=on, last=on)


def reporting_day(on: date, mandate: Mandate) -> Interval:
    """Return the mission's day `on` in UTC, [start, end), from the clock time at which its days begin.

    Raises
    ------
    BadTime
        If the day lies beyond the calendar.
    """
    return Interval(_day_begins(on, mandate), _day_begins(on + timedelta(days=1), mandate))


def known_until(as_of: date | None, mandate: Mandate) -> datetime | None:
    """Return the UTC instant before which it had to be known: a reporting day's end; None for no limit."""
    return reporting_day(as_of, mandate).end_at if as_of is not None else None


def _day_begins(on: date, mandate: Mandate) -> datetime:
    hour, minute = (int(part) for part in mandate.day_starts.split(":"))
    stated = StatedTime(
        words=f"{on} {mandate.day_starts}",
        fields=(on.year, on.month, on.day, hour, minute, 0),
        # As a day, so that one whose first moment the clocks skipped begins with the next.
        precision=Precision.DAY,
        zone=None,
    )
    return instants(stated, mandate.day_zone)[0]


def touches(since: str | None, until: str | None, during: Interval | None) -> bool:
    """Return whether a stated period may fall into `during`; an end that is not stated is open.

    Parameters
    ----------
    since, until : str or None
        Stated times; those without a zone are read as UTC.
    during : Interval or None
        UTC; None for all days.
    """
    if during is None:
        return True
    starts = span(parse_stated(since), "UTC") if since else None
    ends = span(parse_stated(until), "UTC") if until else None
    if starts and starts.start_at >= during.end_at:
        return False
    return ends is None or ends.end_at > during.start_at
