"""What could be sent: each day, window and run of segments, with when it could begin and what forbids it.

Nothing is decided here. A choice that some bar forbids is kept with its bar, so that whoever finds no
schedule can say which bar stood in the way.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from truceline.clock import DAWN, Interval, instants, parse_stated
from truceline.model.plans import Demand, Segment
from truceline.planning.daylight import hours_of, light_on, minutes_of

Bar: TypeAlias = str
"""`window`, `curfew`, `daylight`, `notice`, or `closed:2020-03-20`."""

HOURS: tuple[Bar, ...] = ("window", "curfew", "daylight", "notice")
_SETS = tuple(frozenset(bars) for n in range(len(HOURS) + 1) for bars in itertools.combinations(HOURS, n))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One outing that could be."""

    day: int
    """Counted from 0, the demand's first day."""
    window: int
    """Place in the demand's windows."""
    first: int
    """First segment, by its place along the route."""
    last: int
    """Last segment, included."""
    minutes: int
    """How long it takes, from when its crews meet until all are home, rounded up."""
    barred_by: tuple[frozenset[Bar], ...]
    """Each set of bars that forbids it, none of them to spare; empty where it can be."""

    def covers(self, segment: int) -> bool:
        """Return whether the outing covers a segment, by its place along the route."""
        return self.first <= segment <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What is known of the hours of one window on one day, in UTC."""

    day: Interval
    """The whole day."""
    window: Interval | None
    """The window; none where clocks skipped it."""
    light: Interval | None
    """When it is light; the whole day where light is not asked for."""
    shut: tuple[Interval, ...]
    """Curfews of the night before and the night after."""
    notified_at: datetime
    """From when crews can meet with everybody notified in time."""


def days_of_demand(demand: Demand) -> tuple[date, ...]:
    """Return every day planned, closed ones among them."""
    n_days = (demand.last_on - demand.first_on).days + 1
    return tuple(demand.first_on + timedelta(days=day) for day in range(n_days))


def choices(demand: Demand) -> tuple[Choice, ...]:
    """Return every outing that could be, by day, window and segments.

    Parameters
    ----------
    demand : Demand
        With its segments written out.
    """
    days = days_of_demand(demand)
    closed = {day.on for day in demand.closed}
    runs = list(_runs(demand))
    found = []
    for (day, on), window in itertools.product(enumerate(days), range(len(demand.windows))):
        hours = hours_on(demand, on, window)
        room = {bars: _room(hours, bars) for bars in _SETS}
        shut = (frozenset({f"closed:{on}"}),) if on in closed else ()
        found += [
            Choice(
                day=day,
                window=window,
                first=first,
                last=last,
                minutes=minutes,
                barred_by=(*shut, *_least_bars(room, minutes)),
            )
            for first, last, minutes in runs
        ]
    return tuple(found)


def segment_minutes(segment: Segment, speed_kmh: float) -> float:
    """Return the minutes an outing spends on a segment, there and back."""
    if segment.minutes is not None:
        return segment.minutes
    return 2 * (segment.to_km - segment.from_km) / speed_kmh * 60


def minutes_before(demand: Demand) -> float:
    """Return how long before an outing begins its crews meet; 0 where they do not."""
    return demand.meeting.minutes_before if demand.meeting is not None else 0.0


def way_minutes(demand: Demand, first: int, last: int) -> float:
    """Return the minutes from where crews meet to a run of segments along the route, and back.

    0 where the kilometre of the meeting is not known, or lies within the run.
    """
    at_km = demand.meeting.km if demand.meeting is not None else None
    if at_km is None:
        return 0.0
    from_km, to_km = demand.segments[first].from_km, demand.segments[last].to_km
    return 2 * max(from_km - at_km, at_km - to_km, 0.0) / demand.speed_kmh * 60


def _runs(demand: Demand) -> Iterator[tuple[int, int, int]]:
    """Yield first and last segment and minutes of each run of segments that some window could hold."""
    minutes = [segment_minutes(segment, demand.speed_kmh) for segment in demand.segments]
    # An hour more than the longest window has, for a night in which clocks are put back.
    longest = 60 + max(minutes_of(window.until) - minutes_of(window.from_) for window in demand.windows)
    for first in range(len(minutes)):
        for last in range(first, min(len(minutes), first + demand.most_segments)):
            on_road = minutes_before(demand) + demand.access_minutes + way_minutes(demand, first, last)
            total = math.ceil(on_road + sum(minutes[first : last + 1]) - 1e-9)
            if first == last or total <= longest:
                yield first, last, total


def hours_on(demand: Demand, on: date, window: int) -> Hours:
    """Return the hours of a window of the demand on a day."""
    zone, chosen, curfew = demand.zone, demand.windows[window], demand.curfew
    day = hours_of(on, "00:00", "24:00", zone)
    assert day is not None
    nights = (on - timedelta(days=1), on) if curfew is not None else ()
    shut = [hours_of(night, curfew.from_, curfew.until, zone, is_wide=True) for night in nights if curfew]
    return Hours(
        day=day,
        window=hours_of(on, chosen.from_, chosen.until, zone),
        light=day if demand.daylight is None else light_on([on], demand.daylight, zone)[0],
        shut=tuple(night for night in shut if night is not None),
        notified_at=_notified_at(demand),
    )


def free_starts(
    hours: Hours, minutes: float, bars: frozenset[Bar] = frozenset(HOURS)
) -> tuple[Interval, ...]:
    """Return when an outing of so many minutes could begin, with the meeting of its crews; ends included.

    Parameters
    ----------
    hours : Hours
        Of the window and day.
    minutes : float
        How long the outing takes, the meeting and the way home among it.
    bars : frozenset
        Which of `HOURS` are kept.

    Returns
    -------
    tuple of Interval
        UTC, in order; an interval may be one instant. Whether the day is closed is not looked at.
    """
    length = timedelta(minutes=minutes)
    return tuple(
        Interval(one.start_at, one.end_at - length)
        for one in _free(hours, bars)
        if one.start_at + length <= one.end_at
    )


def _free(hours: Hours, bars: frozenset[Bar]) -> tuple[Interval, ...]:
    """Return the pieces of time that an outing may fill under the bars kept."""
    frame = hours.window if "window" in bars else hours.day
    pieces = [] if frame is None else [frame]
    if "daylight" in bars:
        light = hours.light
        pieces = [] if light is None else [met for one in pieces if (met := one.meet(light)) is not None]
    for night in hours.shut if "curfew" in bars else ():
        pieces = [left for one in pieces for left in _without(one, night)]
    if "notice" in bars:
        since = hours.notified_at
        pieces = [Interval(max(one.start_at, since), one.end_at) for one in pieces if since < one.end_at]
    return tuple(sorted(pieces))


def _without(piece: Interval, shut: Interval) -> Iterator[Interval]:
    if piece.meet(shut) is None:
        yield piece
        return
    if piece.start_at < shut.start_at:
        yield Interval(piece.start_at, shut.start_at)
    if shut.end_at < piece.end_at:
        yield Interval(shut.end_at, piece.end_at)


def _room(hours: Hours, bars: frozenset[Bar]) -> float:
    """Return the minutes of the longest outing that the bars leave room for; -1 where they leave none."""
    lengths = [(one.end_at - one.start_at) / timedelta(minutes=1) for one in _free(hours, bars)]
    return max(lengths, default=-1.0)


def _least_bars(room: Mapping[frozenset[Bar], float], minutes: float) -> tuple[frozenset[Bar], ...]:
    """Return the smallest sets of bars that leave no room for an outing of so many minutes."""
    least: list[frozenset[Bar]] = []
    for bars in _SETS:  # smaller ones first
        if room[bars] < minutes and not any(smaller <= bars for smaller in least):
            least.append(bars)
    return tuple(least)


def _notified_at(demand: Demand) -> datetime:
    lead = max((notice.lead_hours for notice in demand.notices), default=None)
    if lead is None:
        return DAWN
    return instants(parse_stated(demand.asked_at), demand.zone)[-1] + timedelta(hours=lead)
