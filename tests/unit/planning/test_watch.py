"""Alarms and notices, at both sides of each instant at which an answer changes."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from tests.planned import demand, even
from truceline.clock import instants, parse_stated
from truceline.errors import BadTime, NotFound
from truceline.model.ids import ActorId, CrewId, PlaceId, PlanId
from truceline.model.plans import (
    CheckIn,
    CrewState,
    Leg,
    MeetingRule,
    Notice,
    NoticeRule,
    NoticeState,
    Plan,
    PlannedCrew,
    ReceiptState,
)
from truceline.planning import Proposal, propose
from truceline.planning.watch import notices_due, overdue, plans_of

NORTH, SOUTH = CrewId("N1"), CrewId("S1")
START = datetime(2020, 3, 15, 5, 30, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)

PLAN = Plan(
    id=PlanId("p1"),
    route="m4",
    zone="Asia/Damascus",
    starts_at="2020-03-15 07:30",
    ends_at="2020-03-15 10:30",
    legs=(Leg(from_km=0.0, to_km=10.0),),
    crews=(
        PlannedCrew(id=NORTH, of=ActorId("north")),
        PlannedCrew(id=SOUTH, of=ActorId("south")),
    ),
    check_in_minutes=30,
    alarm_minutes=15,
)


def _state(at: datetime, *heard: CheckIn) -> CrewState:
    return overdue(PLAN, heard, at)[0].state


def _heard(at: datetime, *, crew: CrewId = NORTH, is_back: bool = False) -> CheckIn:
    return CheckIn(crew=crew, at=at, is_back=is_back)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (START - TICK, CrewState.NOT_OUT),
        (START, CrewState.LATE),
        (START + 15 * MINUTE - TICK, CrewState.LATE),
        (START + 15 * MINUTE, CrewState.OVERDUE),
    ],
)
def test_a_crew_that_never_called_is_late_from_the_start_and_then_overdue(
    at: datetime, state: CrewState
) -> None:
    assert _state(at) is state


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(29.9, CrewState.IN_TOUCH), (30, CrewState.LATE), (44.9, CrewState.LATE), (45, CrewState.OVERDUE)],
)
def test_after_a_sign_of_life_the_next_is_due_an_interval_later(minutes: float, state: CrewState) -> None:
    called = START + 10 * MINUTE
    assert _state(called + timedelta(minutes=minutes), _heard(called)) is state


def test_a_call_before_the_start_does_not_stand_in_for_the_one_at_the_start() -> None:
    early = _heard(START - 60 * MINUTE)
    assert _state(START - MINUTE, early) is CrewState.IN_TOUCH
    assert _state(START, early) is CrewState.LATE


def test_being_past_the_planned_end_is_no_sign_of_life() -> None:
    last = _heard(START + 175 * MINUTE)
    assert _state(START + 300 * MINUTE, last) is CrewState.OVERDUE
    assert _state(START + 300 * MINUTE, last, _heard(START + 180 * MINUTE, is_back=True)) is CrewState.BACK


def test_the_other_crew_s_call_is_not_this_one_s() -> None:
    north, south = overdue(PLAN, [_heard(START, crew=SOUTH)], START + 20 * MINUTE)
    assert (north.state, south.state) == (CrewState.OVERDUE, CrewState.IN_TOUCH)
    assert north.last_at is None
    assert north.alarm_at == START + 15 * MINUTE


def test_what_was_heard_later_is_not_known_yet() -> None:
    later = _heard(START + 20 * MINUTE, is_back=True)
    assert _state(START + 19 * MINUTE, later) is CrewState.OVERDUE
    assert _state(START + 20 * MINUTE, later) is CrewState.BACK


def test_the_order_of_calls_decides_nothing() -> None:
    calls = [_heard(START + minutes * MINUTE) for minutes in (0, 25, 50)]
    at = START + 60 * MINUTE
    assert overdue(PLAN, calls, at) == overdue(PLAN, calls[::-1], at)


def test_a_call_by_a_crew_of_no_plan_is_not_dropped_in_silence() -> None:
    with pytest.raises(NotFound) as caught:
        overdue(PLAN, [_heard(START, crew=CrewId("N11"))], START)
    assert "N11" in caught.value.faults[0].message


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(BadTime):
        overdue(PLAN, [], datetime(2020, 3, 15, 5, 30))  # noqa: DTZ001
    with pytest.raises(BadTime):
        notices_due(PLAN, datetime(2020, 3, 15, 5, 30))  # noqa: DTZ001


# Notices

BY = datetime(2020, 3, 14, 5, 30, tzinfo=UTC)
NOTICE = Notice(to="centre", by="2020-03-14 07:30", receipt_hours=2)


def _noted(
    at: datetime, *, given_at: str | None = None, receipt_at: str | None = None
) -> tuple[NoticeState, ReceiptState]:
    notice = dataclasses.replace(NOTICE, given_at=given_at, receipt_at=receipt_at)
    plan = dataclasses.replace(PLAN, notices=(notice,))
    found = notices_due(plan, at)[0]
    assert found.by_at == BY
    return found.state, found.receipt


@pytest.mark.parametrize(("at", "state"), [(BY, NoticeState.PENDING), (BY + TICK, NoticeState.NOT_GIVEN)])
def test_a_notice_not_given_is_missed_once_its_time_has_run_out(at: datetime, state: NoticeState) -> None:
    assert _noted(at) == (state, ReceiptState.PENDING)


@pytest.mark.parametrize(
    ("given_at", "state"),
    [("2020-03-14 07:30", NoticeState.IN_TIME), ("2020-03-14 07:30:01", NoticeState.LATE)],
)
def test_a_notice_is_late_only_after_its_very_time(given_at: str, state: NoticeState) -> None:
    assert _noted(BY + MINUTE, given_at=given_at)[0] is state


@pytest.mark.parametrize(
    ("at", "receipt"),
    [(BY + 120 * MINUTE, ReceiptState.PENDING), (BY + 120 * MINUTE + TICK, ReceiptState.MISSING)],
)
def test_a_receipt_is_missing_once_the_hours_for_it_are_over(at: datetime, receipt: ReceiptState) -> None:
    assert _noted(at, given_at="2020-03-14 07:30") == (NoticeState.IN_TIME, receipt)


def test_a_receipt_that_came_late_was_received() -> None:
    given = {"given_at": "2020-03-14 07:30", "receipt_at": "2020-03-14 12:00"}
    assert _noted(BY + 240 * MINUTE, **given)[1] is ReceiptState.MISSING, "not yet there"
    assert _noted(BY + 270 * MINUTE, **given)[1] is ReceiptState.RECEIVED


def test_what_was_done_later_is_not_known_yet() -> None:
    assert _noted(BY - MINUTE, given_at="2020-03-14 07:30")[0] is NoticeState.PENDING


def test_no_receipt_is_missed_where_none_is_asked_for() -> None:
    plan = dataclasses.replace(PLAN, notices=(Notice(to="press", by="2020-03-14 07:30"),))
    found = notices_due(plan, BY + 10_000 * MINUTE)[0]
    assert found.receipt is ReceiptState.NOT_ASKED


# From a schedule


def test_a_plan_says_of_an_outing_who_goes_when_and_who_is_told_by_when() -> None:
    asked = demand(
        n_days=2,
        notices=(NoticeRule(to="centre", lead_hours=12, receipt_hours=3),),
        meeting=MeetingRule(place=PlaceId("gate"), minutes_before=45, wait_minutes=20),
        abort_if=("fire near by",),
        check_in_minutes=20,
    )
    found = propose(asked, even(asked), seed=3, n_draws=1)
    assert isinstance(found, Proposal)
    plans = plans_of(found.drawn, asked)
    assert len({plan.id for plan in plans}) == len(plans) == len(found.drawn.outings) > 0
    for plan, outing in zip(plans, found.drawn.outings, strict=True):
        assert _at(plan.starts_at) == outing.starts_at
        assert _at(plan.ends_at) == outing.ends_at
        assert {crew.id for crew in plan.crews} == set(outing.crews)
        assert _at(plan.notices[0].by) == outing.starts_at - timedelta(hours=12, minutes=45), "they meet then"
        assert plan.rendezvous is not None
        assert _at(plan.rendezvous.from_) == outing.starts_at - timedelta(minutes=45)
        assert _at(plan.rendezvous.until) == outing.starts_at - timedelta(minutes=25)
        assert plan.check_in_minutes == 20
        assert plan.abort_if == ("fire near by",)


def _at(words: str) -> datetime:
    return instants(parse_stated(words))[0]
