"""Small invented demands for the tests of planning, and a slow, plain judge of schedules."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from truceline.model.ids import ActorId, CrewId, SegmentId, VehicleId
from truceline.model.plans import Crew, Demand, Segment, Vehicle, Window
from truceline.planning.choices import Choice, choices
from truceline.planning.constraints import Constraint, crew_classes

FIRST = date(2020, 3, 2)
NORTH, SOUTH = ActorId("north"), ActorId("south")


def demand(*, n_days: int = 3, n_segments: int = 2, n_crews: int = 1, **more: Any) -> Demand:
    """Return a demand of two sides on a road of equal segments, one hour each, two windows a day."""
    given: dict[str, Any] = {
        "id": "valley",
        "zone": "UTC",
        "first_on": FIRST,
        "last_on": FIRST + timedelta(days=n_days - 1),
        "asked_at": "2020-03-01 00:00",
        "together": (NORTH, SOUTH),
        "crews": crews(n_crews),
        "windows": (
            Window(id="early", from_="07:00", until="10:00"),
            Window(id="late", from_="13:00", until="16:00"),
        ),
        "segments": segments(n_segments),
    }
    return Demand(**(given | more))


def crews(n_each: int, **more: Any) -> tuple[Crew, ...]:
    """Return so many crews of each side, all alike."""
    return tuple(
        Crew(id=CrewId(f"{side[0].upper()}{number}"), of=side, **more)
        for side in (NORTH, SOUTH)
        for number in range(n_each)
    )


def segments(n: int, **more: Any) -> tuple[Segment, ...]:
    """Return so many segments of five kilometres, an hour each."""
    given: dict[str, Any] = {"minutes": 60.0} | more
    return tuple(
        Segment(id=SegmentId(f"s{number}"), from_km=5.0 * number, to_km=5.0 * number + 5, **given)
        for number in range(n)
    )


def vehicles(n_each: int, **more: Any) -> tuple[Vehicle, ...]:
    """Return so many vehicles of each side."""
    return tuple(
        Vehicle(id=VehicleId(f"{side}-{number}"), of=side, **more)
        for side in (NORTH, SOUTH)
        for number in range(n_each)
    )


def even(asked: Demand) -> dict[SegmentId, float]:
    """Return the same weight for each segment."""
    return {segment.id: 1.0 for segment in asked.segments}


# The judge: it shares nothing with the solver but the list of what could be sent


@dataclass(frozen=True)
class Judged:
    """The best that any set of outings does."""

    coverage: float | None
    """None where no set keeps every constraint."""


def judged(
    asked: Demand, weights: Mapping[SegmentId, float], *, aside: frozenset[Constraint] = frozenset()
) -> Judged:
    """Return the best coverage of all sets of outings that keep every constraint but those set aside."""
    could_be = [one for one in choices(asked) if _is_allowed(one, aside)]
    best = None
    for n in range(len(could_be) + 1):
        for sent in itertools.combinations(could_be, n):
            if keeps(sent, asked, aside):
                value = covered(sent, asked, weights)
                best = value if best is None else max(best, value)
    return Judged(coverage=best)


def covered(sent: Sequence[Choice], asked: Demand, weights: Mapping[SegmentId, float]) -> float:
    """Return the coverage of a set of outings, day by day."""
    total = seen = 0.0
    n_days = (asked.last_on - asked.first_on).days + 1
    for number, segment in enumerate(asked.segments):
        days = [one.day for one in sent if one.first <= number <= one.last]
        days += [] if segment.last_on is None else [(segment.last_on - asked.first_on).days]
        for day in range(n_days):
            total += weights[segment.id]
            seen += weights[segment.id] * any(0 <= day - before < asked.fresh_days for before in days)
    return seen / total


def _is_allowed(one: Choice, aside: frozenset[Constraint]) -> bool:
    names = {f"{name.kind}:{name.of}" if name.of else name.kind for name in aside}
    return all(bars & names for bars in one.barred_by)


def keeps(sent: Sequence[Choice], asked: Demand, aside: frozenset[Constraint] = frozenset()) -> bool:
    """Return whether a set of outings keeps every constraint but those set aside."""
    for one, other in itertools.combinations(sent, 2):
        same = (one.day, one.window) == (other.day, other.window)
        if same and one.first <= other.last and other.first <= one.last:
            return False
    return (
        all(_paced(number, sent, asked, aside) for number in range(len(asked.segments)))
        and _driven(sent, asked, aside)
        and all(_manned(side, sent, asked, aside) for side in asked.together)
    )


def _paced(number: int, sent: Sequence[Choice], asked: Demand, aside: frozenset[Constraint]) -> bool:
    segment = asked.segments[number]
    n_days = (asked.last_on - asked.first_on).days + 1
    days = sorted(one.day for one in sent if one.first <= number <= one.last)
    before = None if segment.last_on is None else (segment.last_on - asked.first_on).days
    if Constraint(kind="apart", of=segment.id) not in aside:
        known = ([] if before is None else [before]) + days
        if any(later - earlier < segment.apart_days for earlier, later in itertools.pairwise(known)):
            return False
    if segment.every_days is None or Constraint(kind="every", of=segment.id) in aside:
        return True
    # With nothing recorded, or what is recorded too long ago, counting begins on the first day.
    since = -1 if before is None or before + segment.every_days < 0 else before
    marks = [since, *days, n_days]
    return all(later - earlier <= segment.every_days for earlier, later in itertools.pairwise(marks))


def _driven(sent: Sequence[Choice], asked: Demand, aside: frozenset[Constraint]) -> bool:
    for side in asked.together:
        if Constraint(kind="vehicles", of=side) in aside:
            continue
        for one in sent:
            at_once = sum((other.day, other.window) == (one.day, one.window) for other in sent)
            on = asked.first_on + timedelta(days=one.day)
            free = sum(vehicle.of == side and on not in vehicle.off for vehicle in asked.vehicles)
            if at_once * asked.vehicles_each > free:
                return False
    return True


def _manned(side: ActorId, sent: Sequence[Choice], asked: Demand, aside: frozenset[Constraint]) -> bool:
    """Return whether some way to deal outings out to crews keeps every limit of every crew."""
    if Constraint(kind="crews", of=side) in aside:
        return True
    named = {crew: one.name for one in crew_classes(asked.crews) for crew in one.crews}
    own = [crew for crew in asked.crews if crew.of == side]
    at = [(one.day, one.window) for one in sent]
    if any(at.count(one) > len(own) for one in set(at)):
        return False  # quicker than trying every way
    return any(
        _fits(list(zip(sent, way, strict=True)), asked, named, aside)
        for way in itertools.product(own, repeat=len(sent))
    )


def _fits(
    dealt: Sequence[tuple[Choice, Crew]],
    asked: Demand,
    named: Mapping[CrewId, str],
    aside: frozenset[Constraint],
) -> bool:
    for crew in {crew.id: crew for _, crew in dealt}.values():
        own = [one for one, of in dealt if of.id == crew.id]
        if len({(one.day, one.window) for one in own}) < len(own):
            return False
        for kind, kept in _limits(crew, own, asked):
            if not kept and Constraint(kind=kind, of=named[crew.id]) not in aside:
                return False
    return True


def _limits(crew: Crew, own: Sequence[Choice], asked: Demand) -> Iterator[tuple[str, bool]]:
    days = [one.day for one in own]
    yield "crew_off", all(asked.first_on + timedelta(days=day) not in crew.off for day in days)
    yield "crew_day", all(days.count(day) <= crew.most_a_day for day in days)
    yield "crew_week", all(sum(0 <= day - first < 7 for day in days) <= crew.most_a_week for first in days)
