"""A plan beside the fixes of its patrol: when they begin and end, whether crews met, whose fixes are missing.

Fixes show where a device was. A crew without fixes may have gone out all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from truceline.clock import Interval
from truceline.errors import Fault, NotFound
from truceline.model.casebook import Limits, Place
from truceline.model.ids import CrewId, PlaceId, PlanId
from truceline.model.limits import checked
from truceline.model.plans import Plan
from truceline.model.spelling import did_you_mean, spellings
from truceline.planning.watch import planned_at
from truceline.record.patrols.rendezvous import Kept, Meeting, beside_m, meetings_kept
from truceline.record.patrols.track import Track, TrackedVehicle, used

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixTimes:
    """When one vehicle's used fixes begin and end, beside the plan."""

    of: TrackedVehicle
    """The vehicle on its patrol."""
    first_at: datetime
    """First used fix, UTC."""
    last_at: datetime
    """Last used fix."""
    first_after_s: float
    """From the planned start to the first; below zero where it is earlier."""
    last_after_s: float
    """From the planned end to the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanKept:
    """One plan beside the fixes of the patrol of its name."""

    plan: PlanId
    """The plan, and the patrol."""
    starts_at: datetime
    """As planned, UTC."""
    ends_at: datetime
    """As planned."""
    meeting: Meeting | None
    """Where and when crews were to meet; none where the plan names no place."""
    met: tuple[Kept, ...]
    """Whether each vehicle with fixes was there."""
    times: tuple[FixTimes, ...]
    """By vehicle with used fixes."""
    without_fixes: tuple[CrewId, ...]
    """Crews of which no used fix is there: neither of a vehicle planned for them nor of their own side."""


def plan_kept(
    fixes: pa.Table | Track, plan: Plan, places: Mapping[PlaceId, Place], limits: Limits | None = None
) -> PlanKept:
    """Return what the fixes of a plan's patrol show of it.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order, or what `track` made of them; only of the patrol of the plan's id.
    plan : Plan
        Checked.
    places : mapping of PlaceId to Place
        Of the casebook. At the meeting is who comes as near to its place as a halt that is told beside it.
    limits : Limits, optional
        `halt_m` and `stop_radius_m` say how near that is, `silence_s` when nothing can be said.

    Raises
    ------
    NotFound
        If there is no such place.
    """
    within = checked(limits)
    found = used(fixes, within)
    starts_at, ends_at = planned_at(plan.starts_at, plan), planned_at(plan.ends_at, plan)
    meeting = _meeting(plan, places, within)
    times = tuple(_times(found, starts_at, ends_at))
    seen = {one.of.vehicle for one in times}
    sides = {one.of.side for one in times}
    return PlanKept(
        plan=plan.id,
        starts_at=starts_at,
        ends_at=ends_at,
        meeting=meeting,
        met=meetings_kept(found, (meeting,), within) if meeting is not None else (),
        times=times,
        without_fixes=tuple(
            crew.id for crew in plan.crews if crew.of not in sides and seen.isdisjoint(crew.vehicles)
        ),
    )


def _meeting(plan: Plan, places: Mapping[PlaceId, Place], limits: Limits) -> Meeting | None:
    agreed = plan.rendezvous
    if agreed is None:
        return None
    place = places.get(agreed.place)
    if place is None:
        remedy = did_you_mean(agreed.place, spellings(places.values()))
        raise NotFound(
            "no such place", [Fault(message=f"plan {plan.id} meets at {agreed.place!r}", remedy=remedy)]
        )
    return Meeting(
        name=place.id,
        patrol=plan.id,
        lon=place.lon,
        lat=place.lat,
        radius_m=beside_m(place.radius_m, limits),
        during=Interval(planned_at(agreed.from_, plan), planned_at(agreed.until, plan)),
    )


def _times(found: Track, starts_at: datetime, ends_at: datetime) -> list[FixTimes]:
    times = []
    for i, vehicle in enumerate(found.vehicles):
        own = found.at_us[int(found.starts[i]) : int(found.starts[i + 1])]
        if len(own):
            first_at, last_at = (_EPOCH + timedelta(microseconds=int(one)) for one in (own[0], own[-1]))
            times.append(
                FixTimes(
                    of=vehicle,
                    first_at=first_at,
                    last_at=last_at,
                    first_after_s=(first_at - starts_at).total_seconds(),
                    last_after_s=(last_at - ends_at).total_seconds(),
                )
            )
    return times
