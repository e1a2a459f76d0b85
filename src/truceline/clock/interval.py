"""Half-open intervals of UTC instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from truceline.errors import BadTime

DAWN = datetime(1, 1, 1, tzinfo=UTC)
"""Stands for "always before": an interval from DAWN has no stated start."""
DUSK = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "no end stated"."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def require_utc(instant: datetime) -> datetime:
    """Return `instant` unchanged; raise `BadTime` unless it is aware and in UTC."""
    if instant.tzinfo is None or instant.utcoffset() != timedelta(0):
        raise BadTime(f"{instant.isoformat()} is not an instant in UTC")
    return instant


def micros(instant: datetime) -> int:
    """Return microseconds since 1970-01-01T00:00Z, exactly."""
    return (require_utc(instant) - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The instants from `start_at` up to, not including, `end_at`.

    `start_at == end_at` is one exactly known instant when the interval says when something
    happened, and nothing at all when it says how long something holds.
    """

    start_at: datetime
    end_at: datetime

    def __post_init__(self) -> None:
        require_utc(self.start_at)
        require_utc(self.end_at)
        if self.end_at < self.start_at:
            raise BadTime(f"the interval ends ({self.end_at}) before it starts ({self.start_at})")

    def __contains__(self, instant: datetime) -> bool:
        return self.start_at <= instant < self.end_at

    def meet(self, other: Interval) -> Interval | None:
        """Return what both hold, or None where they share nothing."""
        start_at, end_at = max(self.start_at, other.start_at), min(self.end_at, other.end_at)
        return Interval(start_at, end_at) if start_at < end_at else None


def share_inside(happened: Interval, holds: Interval) -> float:
    """Return the probability that an instant spread evenly over `happened` falls in `holds`.

    Parameters
    ----------
    happened : Interval
        When it happened; an empty interval is one exactly known instant.
    holds : Interval
        Half-open: an instant at `holds.end_at` is outside.

    Returns
    -------
    float
        0 to 1.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> day = Interval(datetime(2020, 3, 6, tzinfo=UTC), datetime(2020, 3, 7, tzinfo=UTC))
    >>> share_inside(day, Interval(datetime(2020, 3, 6, 6, tzinfo=UTC), DUSK))
    0.75
    """
    if happened.start_at == happened.end_at:
        return float(happened.start_at in holds)
    shared = happened.meet(holds)
    if shared is None:
        return 0.0
    return (shared.end_at - shared.start_at) / (happened.end_at - happened.start_at)
