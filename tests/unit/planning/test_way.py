"""The way of an outing: its places in the order driven, times where the plan has them, none where not."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from tests.planned import demand, even, segments
from truceline import geo
from truceline.model.casebook import Place
from truceline.model.ids import ActorId, CrewId, PlaceId, PlanId
from truceline.model.plans import Leg, Plan, PlannedCrew
from truceline.model.words import PlaceGrade
from truceline.planning import Proposal, propose
from truceline.planning.watch import planned_at, plans_of
from truceline.planning.way import way_of

POINTS: tuple[geo.Point, ...] = ((36.0, 35.0), (36.1, 35.0), (36.2, 35.0))
KM = geo.distance_km(POINTS[0], POINTS[1])
PLACES = {
    spot: Place(
        id=PlaceId(one), names={"en": one}, lon=spot[0], lat=spot[1], radius_m=0, grade=PlaceGrade.SURVEYED
    )
    for one, spot in zip("abc", POINTS, strict=True)
}
PLAN = Plan(
    id=PlanId("p1"),
    route="road",
    zone="UTC",
    starts_at="2020-03-15 07:00",
    ends_at="2020-03-15 11:00",
    legs=(),
    crews=(PlannedCrew(id=CrewId("N1"), of=ActorId("north")),),
)


def leg(from_km: float, to_km: float, start: str = "", end: str = "") -> Leg:
    times = {key: f"2020-03-15 {clock}" for key, clock in (("starts_at", start), ("ends_at", end)) if clock}
    return Leg(from_km=from_km, to_km=to_km, **times)  # type: ignore[arg-type]


def way(*legs: Leg) -> list[tuple[str, str]]:
    """Return place and time of each point, empty where there is none."""
    return [
        ("" if one.place is None else one.place.id, "" if one.at is None else f"{one.at:%H:%M}")
        for one in way_of(dataclasses.replace(PLAN, legs=legs), POINTS, PLACES)
    ]


def test_there_and_back_each_place_comes_twice_and_where_it_turns_once() -> None:
    there, back = leg(0, 2 * KM, "08:00", "09:00"), leg(2 * KM, 0, "09:00", "10:00")
    assert way(there, back) == [
        ("a", "08:00"),
        ("b", "08:30"),
        ("c", "09:00"),
        ("b", "09:30"),
        ("a", "10:00"),
    ]


def test_a_leg_without_times_has_none() -> None:
    assert way(leg(0, 2 * KM), leg(2 * KM, KM, "09:00", "10:00")) == [
        ("a", ""),
        ("b", ""),
        ("c", ""),
        ("c", "09:00"),
        ("b", "10:00"),
    ]


@pytest.mark.parametrize(("start", "end"), [("08:00", ""), ("", "08:00")])
def test_one_time_of_a_leg_makes_none_of_the_others(start: str, end: str) -> None:
    assert {at for _, at in way(leg(0, KM, start, end))} == {""}


def test_a_leg_may_end_between_places() -> None:
    assert way(leg(0, 1.5 * KM)) == [("a", ""), ("b", ""), ("", "")]
    found = way_of(dataclasses.replace(PLAN, legs=(leg(0, 1.5 * KM),)), POINTS, PLACES)
    assert found[-1].spot == pytest.approx((36.15, 35.0), abs=1e-4)
    assert found[-1].is_end
    assert not found[1].is_end


@pytest.mark.parametrize(("off_km", "place"), [(0.04, "b"), (-0.04, "b"), (0.06, ""), (-0.06, "")])
def test_the_end_of_a_leg_is_the_place_it_is_at(off_km: float, place: str) -> None:
    assert way(leg(0, KM + off_km))[-1][0] == place


def test_a_stretch_of_no_length_is_one_point() -> None:
    assert way(leg(KM, KM, "08:00", "09:00")) == [("b", "08:00")]


def test_a_plan_from_a_schedule_is_timed_within_its_outing() -> None:
    asked = demand(access_minutes=20.0, segments=segments(2, minutes=40.0), most_segments=2)
    found = propose(asked, even(asked), seed=3, n_draws=1)
    assert isinstance(found, Proposal)
    for plan in plans_of(found.drawn, asked):
        times = [planned_at(str(one), plan) for leg in plan.legs for one in (leg.starts_at, leg.ends_at)]
        assert times == sorted(times)
        assert (times[0] - planned_at(plan.starts_at, plan)).total_seconds() == 600
        assert (times[-1] - times[0]).total_seconds() == 2400 * len(plan.legs[0].segments)
        assert times[-1] <= planned_at(plan.ends_at, plan)


def test_a_leg_too_short_to_be_timed_is_not() -> None:
    asked = demand(segments=segments(2, minutes=1.0))
    found = propose(asked, even(asked), seed=3, n_draws=1)
    assert isinstance(found, Proposal)
    assert {leg.starts_at for plan in plans_of(found.drawn, asked) for leg in plan.legs} == {None}


def test_times_are_utc() -> None:
    [first, *_] = way_of(
        dataclasses.replace(PLAN, zone="Asia/Damascus", legs=(leg(0, KM, "08:00", "09:00"),)), POINTS, PLACES
    )
    assert first.at == datetime(2020, 3, 15, 6, tzinfo=UTC)
