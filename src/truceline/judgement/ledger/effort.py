"""What patrols could have seen: each stretch of the route in each week, so that silence is no calm.

A patrol that passed saw the road for an hour and not the week, and only what stands in sight of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from truceline import clock, geo
from truceline.judgement.ledger.done import CUT_SHORT
from truceline.judgement.ledger.numbers import Numbering
from truceline.judgement.ledger.reach import PatrolReach, is_turned
from truceline.judgement.ledger.routes import PatrolRoute
from truceline.model.casebook import Casebook, CorridorRecipe, Place
from truceline.model.ids import MatterId, PatrolId, PlaceId, SourceId
from truceline.model.record import Effort, Matter, Patrol, PatrolAccount, Record
from truceline.model.words import MatterKind, PatrolOutcome, StretchSeen
from truceline.record import PatrolTold, happened
from truceline.text.zones.recipes import METRES

_STOPPED = CUT_SHORT | {PatrolOutcome.ATTACKED}
WEEK = timedelta(days=7)
HAPPENINGS = frozenset(
    {
        MatterKind.SHELLING,
        MatterKind.AIR_STRIKE,
        MatterKind.GROUND_ATTACK,
        MatterKind.EXPLOSION,
        MatterKind.PROTEST,
    }
)
"""Kinds of matter that somebody on the road could have met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRoute:
    """A matter of the record at or near the route."""

    matter: MatterId
    """Which."""
    kind: MatterKind
    """What sort of thing."""
    on: date
    """Its first day, by the mandate's clock."""
    km: float
    """Kilometre of the route nearest to it."""
    off_km: float
    """Kilometres from the route as drawn."""
    sigma_km: float
    """Standard deviation of `km`: that of its place and that of the drawn route."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchWeek:
    """One stretch of the route in one week."""

    from_: PlaceId
    """Where the stretch begins."""
    to: PlaceId
    """Where it ends."""
    from_km: float
    """Kilometre at which it begins."""
    to_km: float
    """Kilometre at which it ends."""
    week: date
    """Its Monday."""
    answer: StretchSeen
    """What may be said of it."""
    days: tuple[str, ...]
    """Days on which it was seen."""
    patrols: tuple[PatrolId, ...]
    """Outings of the week."""
    matters: tuple[MatterId, ...]
    """Matters of the record that lie nearest to this stretch in this week."""
    others: tuple[tuple[str, str], ...]
    """Other observers of whom the record tells there and then, and what it says of each: `Effort.answer`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolEffort:
    """What patrols could have seen along one course of a route."""

    route: PatrolRoute
    """The course."""
    weeks: tuple[date, ...]
    """Mondays, from that of the first outing on it to that of the last."""
    cells: tuple[StretchWeek, ...]
    """Stretch by stretch, week by week."""
    near: tuple[NearRoute, ...]
    """Attacks, explosions and protests near the route in these weeks, in order of time."""
    near_km: float | None
    """How near: as wide as the corridor that the casebook draws along the route; none where it draws none."""


def seen_along(
    record: Record,
    told: Sequence[PatrolTold],
    routes: Mapping[PatrolId, Sequence[PatrolRoute]],
    reach_by: Mapping[PatrolId, Mapping[SourceId, PatrolReach]],
    numbers: Numbering,
) -> tuple[PatrolEffort, ...]:
    """Return what was seen of each course of each patrolled route, week by week; see `patrol_effort`."""
    by_course: dict[tuple[tuple[float, float], ...], list[tuple[PatrolTold, int, PatrolRoute]]] = {}
    for one in told:
        for number, route in enumerate(routes[one.patrol.id]):
            by_course.setdefault(route.points, []).append((one, number, route))
    untold = tuple(_untold(numbers, told))
    return tuple(_effort(record, outings, reach_by, untold) for outings in by_course.values())


def _untold(numbers: Numbering, told: Iterable[PatrolTold]) -> Iterator[tuple[PatrolId, date, date]]:
    """Yield the outing of a number, and from which day to which one was counted that the record lacks."""
    days = {one.patrol.id: day_of(one.patrol) for one in told}
    for step in numbers.parts:
        if step.n_left_out < 0:
            yield step.to, days[step.after] if step.after is not None else min(days.values()), days[step.to]


def _effort(
    record: Record,
    outings: Sequence[tuple[PatrolTold, int, PatrolRoute]],
    reaches: Mapping[PatrolId, Mapping[SourceId, PatrolReach]],
    untold: Sequence[tuple[PatrolId, date, date]],
) -> PatrolEffort:
    route = outings[0][2]
    mondays = {one.patrol.id: monday(day_of(one.patrol)) for one, _, _ in outings}
    weeks = tuple(_weeks(min(mondays.values()), max(mondays.values())))
    near_km = _corridor_km(record.casebook, route)
    near = tuple(_near(record, route, near_km, weeks)) if near_km is not None else ()
    others = _others(record, route)
    lacking = [(first, last) for to, first, last in untold if to in mondays]
    cells = []
    for index, (start, end) in enumerate(zip(route.stops, route.stops[1:], strict=False)):
        is_last = index == len(route.stops) - 2
        for week in weeks:
            there = [(one, number) for one, number, _ in outings if mondays[one.patrol.id] == week]
            found = {
                one.patrol: _seen(one, number, route, (start.km, end.km), reaches[one.patrol.id])
                for one, number in there
            }
            cells.append(
                StretchWeek(
                    from_=start.place,
                    to=end.place,
                    from_km=start.km,
                    to_km=end.km,
                    week=week,
                    answer=_of_week(
                        list(found.values()),
                        may_lack=any(first < week + WEEK and week <= last for first, last in lacking),
                    ),
                    days=tuple(patrol.on for patrol, seen in found.items() if seen is StretchSeen.OBSERVED),
                    patrols=tuple(patrol.id for patrol in found),
                    matters=tuple(
                        one.matter
                        for one in near
                        if monday(one.on) == week and start.km <= one.km and (one.km < end.km or is_last)
                    ),
                    others=tuple(
                        (row.observer, row.answer)
                        for km, first, last, row in others
                        if first < week + WEEK and week <= last
                        if start.km <= km and (km < end.km or is_last)
                    ),
                )
            )
    return PatrolEffort(route=route, weeks=weeks, cells=tuple(cells), near=near, near_km=near_km)


def day_of(patrol: Patrol) -> date:
    """Return the day of an outing; its first where only a month is stated."""
    return clock.span(clock.parse_stated(patrol.on), "UTC").start_at.date()


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _weeks(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += WEEK


def _seen(
    told: PatrolTold,
    number: int,
    route: PatrolRoute,
    stretch: tuple[float, float],
    reaches: Mapping[SourceId, PatrolReach],
) -> StretchSeen:
    """Return what one outing's accounts together say of a stretch."""
    answers = {
        seen
        for account in told.accounts
        if (seen := _by_account(told.patrol, account, reaches[account.by], number, route, stretch))
    }
    if StretchSeen.NOT_KNOWN in answers or not answers:
        # An account that leaves it open takes nothing from one that tells.
        answers -= {StretchSeen.NOT_KNOWN}
    if len(answers) == 1:
        return answers.pop()
    if answers == {StretchSeen.ACCESS_DENIED, StretchSeen.NOT_OBSERVED}:
        return StretchSeen.ACCESS_DENIED
    return StretchSeen.NOT_KNOWN


def _by_account(
    patrol: Patrol,
    account: PatrolAccount,
    reach: PatrolReach,
    number: int,
    route: PatrolRoute,
    stretch: tuple[float, float],
) -> StretchSeen:
    along = next((one for one in reach.along if one.route == number), None)
    if along is None:
        # Cut short somewhere: of the last stretch alone it is sure that it was not passed.
        last_km = stretch[0] if is_turned(patrol, route) else route.length_km - stretch[1]
        is_last = account.outcome in CUT_SHORT and last_km < 1e-9
        return StretchSeen.ACCESS_DENIED if is_last else StretchSeen.NOT_KNOWN
    # How far it must have run to have passed the whole stretch, from whichever end it began.
    needed_km = route.length_km - stretch[0] if is_turned(patrol, route) else stretch[1]
    if along.share_low * route.length_km >= needed_km - 1e-9:
        return StretchSeen.OBSERVED
    if reach.at_least or along.share_high * route.length_km >= needed_km:
        return StretchSeen.NOT_KNOWN
    return StretchSeen.ACCESS_DENIED if account.outcome in _STOPPED else StretchSeen.NOT_OBSERVED


def _of_week(seen: Sequence[StretchSeen], *, may_lack: bool) -> StretchSeen:
    for answer in (StretchSeen.OBSERVED, StretchSeen.NOT_KNOWN, StretchSeen.ACCESS_DENIED):
        if answer in seen:
            return answer
    # Somebody may have come of whom the record tells nothing.
    return StretchSeen.NOT_KNOWN if may_lack else StretchSeen.NOT_OBSERVED


# What else the record tells of the route


def _others(record: Record, route: PatrolRoute) -> list[tuple[float, date, date, Effort]]:
    """Return kilometre, first and last day of each row of effort at a place on the route."""
    places = {place.id: place for place in record.casebook.places}
    found = []
    for row in record.effort:
        place = places.get(row.place) if row.place is not None else None
        if place is None:
            continue
        sigma_km = math.hypot(place.radius_m / geo.RADIUS_PER_SIGMA, route.sigma_m) / METRES
        [km], [off_km] = geo.along_km(route.points, place.lon, place.lat)
        if off_km <= geo.CUT_SIGMAS * sigma_km:
            first, last = (
                clock.span(clock.parse_stated(day), "UTC") for day in (row.since, row.until or row.since)
            )
            # An instant has no last moment before its end.
            ends_at = max(last.end_at - timedelta(microseconds=1), last.start_at)
            found.append((float(km), first.start_at.date(), ends_at.date(), row))
    return found


def _corridor_km(casebook: Casebook, route: PatrolRoute) -> float | None:
    """Return how far the corridor reaches that the casebook draws along the route's line."""
    found = [
        zone.recipe.reach_km
        for zone in casebook.zones
        if isinstance(zone.recipe, CorridorRecipe) and zone.recipe.along == route.line
    ]
    plain = [km for km in found if isinstance(km, int | float)]
    return float(max(plain)) if plain else None


def _near(record: Record, route: PatrolRoute, near_km: float, weeks: Sequence[date]) -> Iterator[NearRoute]:
    places = {place.id: place for place in record.casebook.places}
    chosen = []
    for matter in record.matters:
        during, spot = happened(matter.when), _spot(matter, places)
        if matter.kind not in HAPPENINGS or during is None or spot is None:
            continue
        on = date.fromisoformat(clock.day_of(during.start_at, record.casebook.mandate.day_zone))
        if weeks[0] <= monday(on) <= weeks[-1]:
            chosen.append((on, matter, spot))
    lons, lats = [spot[0] for _, _, spot in chosen], [spot[1] for _, _, spot in chosen]
    along, off = geo.along_km(route.points, lons, lats)
    for (on, matter, spot), km, off_km in sorted(
        zip(chosen, along.tolist(), off.tolist(), strict=True), key=lambda row: (row[0][0], row[0][1].id)
    ):
        if off_km <= near_km:
            yield NearRoute(
                matter=matter.id,
                kind=matter.kind,
                on=on,
                km=km,
                off_km=off_km,
                sigma_km=math.hypot(spot[2] / geo.RADIUS_PER_SIGMA, route.sigma_m) / METRES,
            )


def _spot(matter: Matter, places: Mapping[PlaceId, Place]) -> tuple[float, float, float] | None:
    where = matter.where
    if where is None:
        return None
    if where.lon is not None and where.lat is not None and where.radius_m is not None:
        return where.lon, where.lat, where.radius_m
    place = places.get(where.place) if where.place is not None else None
    if place is None:
        return None
    return place.lon, place.lat, place.radius_m if where.radius_m is None else where.radius_m
