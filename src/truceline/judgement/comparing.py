"""Days before and after a start, beside how much such days differ where nothing started.

On this kind of record peaks fall by themselves: after the fullest days come, on the whole, less full ones. So
a change says little until it stands beside the changes of windows of the same length without any start.
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from truceline.clock import day_of
from truceline.errors import BadTime
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.tally import Band, DeadTold, Tally
from truceline.judgement.trends import Days, is_read
from truceline.model.casebook import Mandate, Stated
from truceline.model.hanging import ambiguities_in, settle
from truceline.model.record import Record
from truceline.record.days import Period, reporting_day
from truceline.text.rules.rule import instant

LEAST_APART: Final = 5
"""With fewer windows that share no day, quartiles would say nothing."""
_DAY: Final = timedelta(days=1)
_WHOLE_DAY: Final = len("2020-03-05")


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTimes:
    """How the same count changes in windows of the same length without a start."""

    n_windows: int
    """All of them, a day apart; most share days."""
    n_apart: int
    """As many of them as share no day."""
    median: float
    lower: float
    """Lower quartile."""
    upper: float
    n_larger: Band
    """Windows in which the change is larger, by the lowest counts and by the highest."""
    n_as_full: int
    """Windows of which the days before were as full as those before the start, or fuller."""
    median_as_full: float | None
    """Of those; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One kind of act before and after a start."""

    kind: str
    """Act; empty for all of them together."""
    before: Band
    after: Band
    change: Band
    """After less before, as low and as high as it may be."""
    spread: OtherTimes | None
    """None where there are too few windows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is told beside the number of incidents, of the days before or of those after."""

    dead: DeadTold
    breaches: tuple[tuple[str, Band, int], ...]
    """Position, how many come to a breach, and how many at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundStart:
    """The days before and after one start. Computed, not determined; no cause is told."""

    day: date
    before: Period
    after: Period
    n_unread: int
    """Days of these that no source covers; with any, nothing is counted."""
    is_uneven: bool
    """Whether the sources that cover them are not the same all the time; then nothing is counted."""
    changes: tuple[Change, ...]
    """All acts together, then each kind that the sources have."""
    lacking: tuple[str, ...]
    """Kinds of event that the mandate knows and the sources never have."""
    n_windows: int
    n_apart: int
    beside: tuple[Beside, Beside] | None = None
    """Before, and after; None where nothing is counted."""

    @property
    def is_counted(self) -> bool:
        """Return whether all its days were read alike."""
        return not (self.n_unread or self.is_uneven)


def starts(record: Record) -> frozenset[date]:
    """Return each reporting day on which an instrument may have come into force, under any reading.

    Of one of which nobody knows from when it was in force, the day of signing.
    """
    book, found = record.casebook, set[date]()
    rulebook = rulebook_of(record)
    for one in book.instruments:
        if one.in_force is None:
            if one.signed_on is not None and len(one.signed_on) == _WHOLE_DAY:
                found.add(date.fromisoformat(one.signed_on))
            continue
        for readings in rulebook.choices(tuple(ambiguities_in(one.in_force))):
            stated = settle(one.in_force, readings)
            if isinstance(stated, Stated):
                at = instant(stated)
                day = date.fromisoformat(day_of(at, book.mandate.day_zone))
                found.add(day if at in reporting_day(day, book.mandate) else day - _DAY)
    return frozenset(found)


def compare(
    day: date,
    n_days: int,
    by_kind: Mapping[str, Tally],
    sources: Sequence[Days | None],
    apart_from: Collection[date],
    lacking: Sequence[str],
    mandate: Mandate,
) -> AroundStart:
    """Return the days before and after a start.

    Parameters
    ----------
    day : date
        The start, which is the first of the days after.
    n_days : int
        How many days before, and after.
    by_kind : mapping of act to Tally
        The first is of all acts, its key empty.
    sources : sequence of (date, date) or None
        The days that each source covers.
    apart_from : collection of date
        Starts; a window for comparison has none of them.
    lacking : sequence of str
        Kinds of act that the sources never have, of which no count is given.
    mandate : Mandate
        For its reporting days.

    Raises
    ------
    BadTime
        If a day lies beyond the calendar.
    """
    before, after = _around(day, n_days)
    whole = Period(first=before.first, last=after.last)
    n_unread = sum(not is_read(one, sources) for one in whole.days())
    covering = {_covering(one, sources) for one in whole.days()}
    is_uneven = not n_unread and len(covering) > 1
    middles = (
        [] if n_unread or is_uneven else list(_windows(next(iter(covering)), n_days, sources, apart_from))
    )
    n_apart = _apart(middles, n_days)
    is_counted = not (n_unread or is_uneven)
    return AroundStart(
        day=day,
        before=before,
        after=after,
        n_unread=n_unread,
        is_uneven=is_uneven,
        changes=tuple(
            _change(kind, of, day, n_days, middles, n_apart, mandate)
            for kind, of in by_kind.items()
            if is_counted and kind not in lacking
        ),
        lacking=tuple(lacking),
        n_windows=len(middles),
        n_apart=n_apart,
    )


def with_beside(found: AroundStart, counted: Tally, mandate: Mandate) -> AroundStart:
    """Return the days around a start with the dead and the breaches beside, of accounts with findings."""
    before, after = (
        Beside(
            dead=counted.toll(during),
            breaches=tuple((at, *counted.breaches(at, during)) for at in counted.breach),
        )
        for during in (found.before.during(mandate), found.after.during(mandate))
    )
    return replace(found, beside=(before, after))


def _around(day: date, n_days: int) -> tuple[Period, Period]:
    try:
        return (
            Period(first=day - n_days * _DAY, last=day - _DAY),
            Period(first=day, last=day + (n_days - 1) * _DAY),
        )
    except OverflowError:
        raise BadTime(f"{n_days} days around {day} lie beyond the calendar") from None


def _covering(day: date, sources: Sequence[Days | None]) -> frozenset[int]:
    return frozenset(n for n, one in enumerate(sources) if is_read(day, [one]))


def _windows(
    covering: frozenset[int], n_days: int, sources: Sequence[Days | None], apart_from: Collection[date]
) -> Iterator[date]:
    """Yield the middle of each window whose days just these sources cover, and on which nothing starts."""
    covered = [one for n, one in enumerate(sources) if n in covering and one is not None]
    first, last = max(one[0] for one in covered), min(one[1] for one in covered)
    n_fit = 0
    for n in range((last - first).days + 1):
        day = first + n * _DAY
        is_fit = day not in apart_from and _covering(day, sources) == covering
        n_fit = n_fit + 1 if is_fit else 0
        if n_fit >= 2 * n_days:
            yield day - (n_days - 1) * _DAY


def _apart(middles: Sequence[date], n_days: int) -> int:
    """Return how many windows share no day, the first of them taken first."""
    n, free = 0, date.min
    for middle in middles:
        if middle >= free:
            n, free = n + 1, middle + 2 * n_days * _DAY
    return n


def _change(
    kind: str, of: Tally, day: date, n_days: int, middles: Sequence[date], n_apart: int, mandate: Mandate
) -> Change:
    before, after = _counts(of, day, n_days, mandate)
    spread = None
    if n_apart >= LEAST_APART:
        spread = _spread(before, after, [_counts(of, one, n_days, mandate) for one in middles], n_apart)
    return Change(
        kind=kind,
        before=before,
        after=after,
        change=Band(low=after.low - before.high, high=after.high - before.low),
        spread=spread,
    )


def _counts(of: Tally, day: date, n_days: int, mandate: Mandate) -> tuple[Band, Band]:
    before, after = _around(day, n_days)
    return of.incidents(before.during(mandate)), of.incidents(after.during(mandate))


def _spread(before: Band, after: Band, windows: Sequence[tuple[Band, Band]], n_apart: int) -> OtherTimes:
    changes = [late.high - early.high for early, late in windows]
    lower, median, upper = statistics.quantiles(changes, n=4, method="inclusive")
    larger = sorted(
        (
            sum(one > after.high - before.high for one in changes),
            sum(late.low - early.low > after.low - before.low for early, late in windows),
        )
    )
    as_full = [one for one, (early, _) in zip(changes, windows, strict=True) if early.high >= before.high]
    return OtherTimes(
        n_windows=len(windows),
        n_apart=n_apart,
        median=median,
        lower=lower,
        upper=upper,
        n_larger=Band(low=larger[0], high=larger[1]),
        n_as_full=len(as_full),
        median_as_full=statistics.median(as_full) if as_full else None,
    )
