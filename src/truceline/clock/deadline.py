"""When a deadline runs out, under a stated counting rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from truceline.clock.stated import Precision, StatedTime, instants
from truceline.errors import BadTime

MOST_DAYS = 36_525
"""A hundred years; a longer deadline is a slip of the pen."""


class Counting(StrEnum):
    """How the words "by a day" or "within n days" are counted."""

    END_OF_DAY = "end_of_day"
    """By a day: that local day is still in time. Within n days: the first day is not counted."""
    START_OF_DAY = "start_of_day"
    """By a day: the day itself is too late ("before")."""
    FIRST_DAY_COUNTS = "first_day_counts"
    """Within n days: the day of the event is day one."""
    EXACT_HOURS = "exact_hours"
    """Within n days: n times 24 hours from the stated instant."""


def due_at(
    stated: StatedTime, *, counting: Counting, within_days: int = 0, zone: str | None = None
) -> datetime:
    """Return the first instant that is too late.

    Parameters
    ----------
    stated : StatedTime
        The day the text names, or the event from which the days run.
    counting : Counting
        The rule; which one applies is often an ambiguity of the text.
    within_days : int
        0 for "by this day"; n for "within n days of it".
    zone : str, optional
        Whose days; needed where the words name no zone.

    Returns
    -------
    datetime
        UTC; performance at this instant or later is late.

    Raises
    ------
    BadTime
        If no zone is known or the rule does not fit the words.

    Examples
    --------
    >>> from truceline.clock import parse_stated
    >>> signed = parse_stated("2020-03-05")
    >>> due_at(signed, counting=Counting.END_OF_DAY, within_days=7, zone="Europe/Moscow").isoformat()
    '2020-03-12T21:00:00+00:00'
    """
    if stated.precision in {Precision.MONTH, Precision.YEAR}:
        raise BadTime(f"{stated.words!r} names no day, so no days can be counted to it or from it")
    if not 0 <= within_days <= MOST_DAYS:
        raise BadTime(
            f"{within_days} days after {stated.words!r} is no deadline: count 0 to {MOST_DAYS} days"
        )
    if counting is Counting.EXACT_HOURS:
        return instants(stated, zone)[0] + timedelta(days=within_days)
    if counting is Counting.START_OF_DAY and within_days:
        raise BadTime("start_of_day counts towards a day, not within a number of days")
    if counting is Counting.FIRST_DAY_COUNTS and not within_days:
        raise BadTime("first_day_counts counts within a number of days; state how many")
    days_after = within_days + (counting is Counting.END_OF_DAY)
    day = datetime(*stated.fields[:3], tzinfo=UTC) + timedelta(days=days_after)
    midnight = StatedTime(
        words=stated.words,
        fields=(day.year, day.month, day.day, 0, 0, 0),
        precision=Precision.DAY,
        zone=stated.zone,
    )
    return instants(midnight, zone)[0]
