"""What is reported of one period after the other, and which days were read. Computed, not determined."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from truceline.judgement.tally import Band, DeadTold, Tally
from truceline.model.casebook import Mandate
from truceline.model.record import Effort
from truceline.record.days import Period, reporting_day, touches

DAYS_OF_A_WEEK = 7
ANSWERS: Final = ("observed", "zero", "not_observed", "access_denied")
"""What may be told of ground: never one for another."""
Days = tuple[date, date]
"""First and last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysRead:
    """Of a period: how far it was read, and on how many of the days read anything is told."""

    n_days: int
    n_read: int
    """Days of which some source speaks, or lies between two of which it does."""
    n_reported: int
    """Of those: days of which something of any kind is told, and of no other day."""
    n_told: int
    """Of those: days of which what is counted is told."""
    by_source: tuple[int, ...]
    """Days that each source covers, in the order of the sources."""
    seen: tuple[tuple[str, int], ...] = ()
    """Of all days: those on which, as the record tells it, ground was observed, none was seen on it, it was
    not observed, or access was denied. Four answers, and a day may have several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodCount:
    """What is told of one period. Where nothing was read, the numbers are none and not nought."""

    period: Period
    days: DaysRead
    incidents: Band | None
    toll: DeadTold | None
    breaches: tuple[tuple[str, Band, int], ...]
    """Position, how many come to a breach, and how many at most."""
    supposed: tuple[tuple[str, Band], ...]
    """Text, and how many come to a breach supposing that it was in force."""


def weeks(first: date, last: date) -> Iterator[Period]:
    """Yield the seven reporting days from the first one, and so on; the last week ends with the last day."""
    while first <= last:
        until = first + timedelta(days=min(DAYS_OF_A_WEEK - 1, (last - first).days))
        yield Period(first=first, last=until)
        if until == last:
            return
        first = until + timedelta(days=1)


def months(first: date, last: date) -> Iterator[Period]:
    """Yield the calendar's months of reporting days, cut at the first and the last day."""
    while first <= last:
        end = first.replace(day=monthrange(first.year, first.month)[1])
        until = min(last, end)
        yield Period(first=first, last=until)
        if until == last:
            return
        first = until + timedelta(days=1)


def is_read(day: date, sources: Sequence[Days | None]) -> bool:
    """Return whether some source covers a day."""
    return any(one is not None and one[0] <= day <= one[1] for one in sources)


def trend(
    periods: Sequence[Period],
    counted: Tally,
    everything: Tally,
    sources: Sequence[Days | None],
    mandate: Mandate,
    effort: Sequence[Effort] = (),
) -> tuple[PeriodCount, ...]:
    """Return what is told of each period.

    Parameters
    ----------
    periods : sequence of Period
    counted : Tally
        Of what is wanted.
    everything : Tally
        Of all that was read, to tell days without any report from days on which what is wanted is not told.
    sources : sequence of (date, date) or None
        The days that each source covers; None where it tells no day.
    mandate : Mandate
        For its reporting days.
    effort : sequence of Effort
        Who could observe, as the record tells it.
    """
    return tuple(_count(one, counted, everything, sources, mandate, effort) for one in periods)


def _count(
    period: Period,
    counted: Tally,
    everything: Tally,
    sources: Sequence[Days | None],
    mandate: Mandate,
    effort: Sequence[Effort],
) -> PeriodCount:
    during = period.during(mandate)
    days = replace(
        _days_read(period, counted, everything, sources, mandate), seen=_seen(period, effort, mandate)
    )
    if not days.n_read:
        return PeriodCount(period=period, days=days, incidents=None, toll=None, breaches=(), supposed=())
    return PeriodCount(
        period=period,
        days=days,
        incidents=counted.incidents(during),
        toll=counted.toll(during),
        breaches=tuple((one, *counted.breaches(one, during)) for one in counted.breach),
        supposed=tuple((one, counted.if_in_force(one, during)) for one in counted.supposed),
    )


def _seen(period: Period, effort: Sequence[Effort], mandate: Mandate) -> tuple[tuple[str, int], ...]:
    """Return on how many days each answer is told, in their order; those that none has are left out."""
    told = [one for one in effort if touches(one.since, one.until or one.since, period.during(mandate))]
    days = Counter(
        answer
        for day in (period.days() if told else ())
        for answer in {
            one.answer
            for one in told
            if touches(one.since, one.until or one.since, reporting_day(day, mandate))
        }
    )
    return tuple((one, days[one]) for one in ANSWERS if days[one])


def _days_read(
    period: Period, counted: Tally, everything: Tally, sources: Sequence[Days | None], mandate: Mandate
) -> DaysRead:
    read = [day for day in period.days() if is_read(day, sources)]
    reported = [reporting_day(day, mandate) for day in read]
    reported = [one for one in reported if everything.is_of(one)]
    return DaysRead(
        n_days=period.n_days,
        n_read=len(read),
        n_reported=len(reported),
        n_told=sum(counted.is_of(one) for one in reported),
        by_source=tuple(sum(is_read(day, [one]) for day in read) for one in sources),
    )
