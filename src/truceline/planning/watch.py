"""A plan while it is carried out: which crews are overdue, which notices were given in time.

Everything is asked as of an instant, which is an argument: what was noted later is not looked at. A sign of
life that did not come means that none came, not that something happened to the crew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from truceline.clock import instants, parse_stated, require_utc
from truceline.errors import Fault, NotFound
from truceline.model.ids import ActorId, CrewId, PlanId
from truceline.model.plans import (
    CheckIn,
    CrewState,
    Demand,
    Leg,
    Notice,
    NoticeState,
    Plan,
    PlannedCrew,
    ReceiptState,
    Rendezvous,
)
from truceline.planning.choices import minutes_before, segment_minutes, way_minutes
from truceline.planning.schedule import Outing, Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewWatch:
    """Where one crew stands with its signs of life."""

    crew: CrewId
    """Which."""
    of: ActorId
    """Whose."""
    state: CrewState
    """`overdue` is the alarm."""
    last_at: datetime | None
    """Its last sign of life; none where there was none."""
    due_at: datetime | None
    """When the next is due; none once it is back."""
    alarm_at: datetime | None
    """From when its silence is an alarm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWatch:
    """What became of one notice."""

    notice: Notice
    """As planned."""
    by_at: datetime
    """To be given by this instant."""
    state: NoticeState
    """Whether it was given, and in time."""
    receipt: ReceiptState
    """Whether it was acknowledged."""
    receipt_by_at: datetime | None
    """Until when a receipt is waited for; none where none is asked for or the notice is not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInsSeen:
    """What was read of signs of life."""

    file: str
    """Name as the user gave it."""
    sha256: str
    """Hash of the file."""
    n_heard: int
    """Calls up to the instant asked for."""
    n_later: int
    """Calls after it, which are not looked at."""
    last_at: datetime | None
    """The last of those heard, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWatch:
    """One plan as it stands."""

    plan: Plan
    """As planned."""
    starts_at: datetime
    """UTC."""
    crews: tuple[CrewWatch, ...] | None
    """By crew; None where no signs of life were read, so that nothing can be said of any."""
    notices: tuple[NoticeWatch, ...]
    """In the plan's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Every plan of a file as it stood at an instant."""

    at: datetime
    """UTC."""
    file: str
    """Name of the plan file."""
    sha256: str
    """Its hash."""
    check_ins: CheckInsSeen | None
    """None where no file of them was named."""
    plans: tuple[PlanWatch, ...]
    """In the order of the file."""

    @property
    def is_alarm(self) -> bool | None:
        """Return whether some crew is overdue; None where no signs of life were read."""
        if self.check_ins is None:
            return None
        return any(crew.state is CrewState.OVERDUE for one in self.plans for crew in one.crews or ())


def overdue(plan: Plan, check_ins: Iterable[CheckIn], at: datetime) -> tuple[CrewWatch, ...]:
    """Return where each crew of a plan stands with its signs of life.

    The first is due when the outing begins, each further one `check_in_minutes` after the last, until the
    crew says that it is back; being home by the planned end is no excuse for not saying so. A sign of life
    that is due is late; from `alarm_minutes` later on it is overdue. Back is who said so in the last call,
    and not before the planned start: a crew that calls again is out again.

    Parameters
    ----------
    plan : Plan
        Checked.
    check_ins : iterable of CheckIn
        In any order; those after `at` are not looked at.
    at : datetime
        UTC.

    Returns
    -------
    tuple of CrewWatch
        In the plan's order of crews.

    Raises
    ------
    BadTime
        If an instant is not in UTC.
    NotFound
        If a sign of life is of a crew that the plan does not have: it may be another one's, misspelt.
    """
    require_utc(at)
    heard = sorted(check_ins, key=lambda one: require_utc(one.at))
    crews = {crew.id for crew in plan.crews}
    strange = sorted({one.crew for one in heard} - crews)
    if strange:
        remedy = f"the plan has {', '.join(sorted(crews))}"
        faults = [Fault(message=f"there is no crew {one!r}", remedy=remedy) for one in strange]
        raise NotFound(f"signs of life of crews that plan {plan.id} does not have", faults)
    starts_at = planned_at(plan.starts_at, plan)
    return tuple(
        _watched(plan, crew, [one for one in heard if one.crew == crew.id and one.at <= at], starts_at, at)
        for crew in plan.crews
    )


def _watched(
    plan: Plan, crew: PlannedCrew, heard: Sequence[CheckIn], starts_at: datetime, at: datetime
) -> CrewWatch:
    last_at = heard[-1].at if heard else None
    if (
        last_at is not None
        and last_at >= starts_at
        and any(one.is_back for one in heard if one.at == last_at)
    ):
        return CrewWatch(
            crew=crew.id, of=crew.of, state=CrewState.BACK, last_at=last_at, due_at=None, alarm_at=None
        )
    due_at = starts_at if last_at is None else last_at + timedelta(minutes=plan.check_in_minutes)
    due_at = max(due_at, starts_at)
    alarm_at = due_at + timedelta(minutes=plan.alarm_minutes)
    if at >= alarm_at:
        state = CrewState.OVERDUE
    elif at >= due_at:
        state = CrewState.LATE
    else:
        state = CrewState.NOT_OUT if last_at is None else CrewState.IN_TOUCH
    return CrewWatch(crew=crew.id, of=crew.of, state=state, last_at=last_at, due_at=due_at, alarm_at=alarm_at)


def notices_due(plan: Plan, at: datetime) -> tuple[NoticeWatch, ...]:
    """Return what became of each notice of a plan, as far as it was known at an instant.

    Parameters
    ----------
    plan : Plan
        Checked. What it says was done after `at` is not looked at.
    at : datetime
        UTC.

    Returns
    -------
    tuple of NoticeWatch
        In the plan's order. A notice given at the very instant by which it is due is in time.

    Raises
    ------
    BadTime
        If `at` is not in UTC.
    """
    require_utc(at)
    return tuple(_noted(plan, notice, at) for notice in plan.notices)


def _noted(plan: Plan, notice: Notice, at: datetime) -> NoticeWatch:
    by_at = planned_at(notice.by, plan)
    given_at, receipt_at = (
        None if words is None or (then := planned_at(words, plan)) > at else then
        for words in (notice.given_at, notice.receipt_at)
    )
    if given_at is not None:
        state = NoticeState.IN_TIME if given_at <= by_at else NoticeState.LATE
    else:
        state = NoticeState.PENDING if at <= by_at else NoticeState.NOT_GIVEN
    receipt_by_at = None
    if notice.receipt_hours is not None and given_at is not None:
        receipt_by_at = given_at + timedelta(hours=notice.receipt_hours)
    if receipt_at is not None:
        receipt = ReceiptState.RECEIVED
    elif notice.receipt_hours is None:
        receipt = ReceiptState.NOT_ASKED
    else:
        receipt = (
            ReceiptState.MISSING if receipt_by_at is not None and at > receipt_by_at else ReceiptState.PENDING
        )
    return NoticeWatch(notice=notice, by_at=by_at, state=state, receipt=receipt, receipt_by_at=receipt_by_at)


def planned_at(words: str, plan: Plan) -> datetime:
    """Return a time of a checked plan, which its clock showed once, in UTC."""
    return instants(parse_stated(words), plan.zone)[0]


# From a schedule to plans


def plans_of(schedule: Schedule, demand: Demand) -> tuple[Plan, ...]:
    """Return a plan for each outing of a schedule, its times in UTC.

    Parameters
    ----------
    schedule : Schedule
        As proposed.
    demand : Demand
        It was made for this one.
    """
    return tuple(_plan_of(outing, number, demand) for number, outing in enumerate(schedule.outings, start=1))


def _plan_of(outing: Outing, number: int, demand: Demand) -> Plan:
    sides = {crew.id: crew.of for crew in demand.crews}
    owners = {vehicle.id: vehicle.of for vehicle in demand.vehicles}
    meets_at = outing.starts_at - timedelta(minutes=minutes_before(demand))
    return Plan(
        id=PlanId(f"{demand.id}-{outing.on}-{number:02}"),
        route=demand.route.line if demand.route is not None else demand.id,
        casebook=demand.casebook,
        readings=demand.route.readings if demand.route is not None else None,
        zone=demand.zone,
        starts_at=_words(outing.starts_at),
        ends_at=_words(outing.ends_at),
        legs=_legs(outing, demand),
        crews=tuple(
            PlannedCrew(
                id=crew,
                of=sides[crew],
                vehicles=tuple(one for one in outing.vehicles if owners[one] == sides[crew]),
            )
            for crew in outing.crews
        ),
        rendezvous=_meeting(meets_at, demand),
        notices=tuple(
            Notice(
                to=rule.to,
                by=_words(meets_at - timedelta(hours=rule.lead_hours)),
                receipt_hours=rule.receipt_hours,
            )
            for rule in demand.notices
        ),
        check_in_minutes=demand.check_in_minutes,
        alarm_minutes=demand.alarm_minutes,
        abort_if=demand.abort_if,
        call=demand.call,
    )


def _legs(outing: Outing, demand: Demand) -> tuple[Leg, Leg]:
    """Return the way out and the way back; as long on the road there as back, and on each leg."""
    numbers = {segment.id: number for number, segment in enumerate(demand.segments)}
    first, last = numbers[outing.segments[0]], numbers[outing.segments[-1]]
    run = demand.segments[first : last + 1]
    there = timedelta(minutes=(demand.access_minutes + way_minutes(demand, first, last)) / 2)
    leg = timedelta(minutes=sum(segment_minutes(one, demand.speed_kmh) for one in run) / 2)
    begins, turns, ends = (_words(outing.starts_at + there + n * leg) for n in range(3))
    from_km, to_km = run[0].from_km, run[-1].to_km
    out = Leg(from_km=from_km, to_km=to_km, segments=outing.segments)
    back = Leg(from_km=to_km, to_km=from_km, segments=outing.segments[::-1])
    if leg < timedelta(minutes=1):  # so short that its times would be one
        return out, back
    return replace(out, starts_at=begins, ends_at=turns), replace(back, starts_at=turns, ends_at=ends)


def _meeting(meets_at: datetime, demand: Demand) -> Rendezvous | None:
    if demand.meeting is None:
        return None
    until_at = meets_at + timedelta(minutes=demand.meeting.wait_minutes)
    return Rendezvous(place=demand.meeting.place, from_=_words(meets_at), until=_words(until_at))


def _words(at: datetime) -> str:
    """Return an instant as a stated time in UTC; the second is said where it is not the minute."""
    return f"{at:%Y-%m-%d %H:%M:%SZ}" if at.second else f"{at:%Y-%m-%d %H:%MZ}"
