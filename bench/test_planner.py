"""A fortnight of joint patrols planned: 10 crews, 14 days, 20 segments, and what the draw hides.

Run with `make bench`. What is asked: under 60 s, with the schedules that tell how well one can be guessed.
"""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from truceline.model.ids import ActorId, CrewId, SegmentId, VehicleId
from truceline.model.plans import (
    ClosedDay,
    Crew,
    Curfew,
    Daylight,
    Demand,
    NoticeRule,
    Segment,
    Vehicle,
    Window,
)
from truceline.planning import Conflict, Proposal, propose

MOST_SECONDS = 60.0
FIRST = date(2020, 3, 20)
SIDES = (ActorId("north"), ActorId("south"))


def _fortnight(*, most_segments: int, every_days: int = 7) -> Demand:
    return Demand(
        id="fortnight",
        zone="Asia/Damascus",
        first_on=FIRST,
        last_on=FIRST + timedelta(days=13),
        asked_at="2020-03-18 08:00",
        together=SIDES,
        crews=tuple(
            Crew(id=CrewId(f"{side}-{n}"), of=side, most_a_week=5) for side in SIDES for n in range(5)
        ),
        vehicles=tuple(Vehicle(id=VehicleId(f"{side}-v{n}"), of=side) for side in SIDES for n in range(8)),
        vehicles_each=2,
        windows=tuple(
            Window(id=str(hour), from_=f"{hour:02}:00", until=f"{hour + 4:02}:00") for hour in (6, 10, 14)
        ),
        segments=tuple(
            Segment(
                id=SegmentId(f"s{n:02}"),
                from_km=5.0 * n,
                to_km=5.0 * n + 5,
                every_days=every_days,
                apart_days=2,
            )
            for n in range(20)
        ),
        most_segments=most_segments,
        access_minutes=60,
        daylight=Daylight(lon=36.6, lat=35.8),
        curfew=Curfew(from_="19:00", until="05:30"),
        closed=(ClosedDay(on=FIRST + timedelta(days=7), why="feast"),),
        notices=(NoticeRule(to="centre", lead_hours=24),),
        fresh_days=3,
    )


@pytest.mark.parametrize("most_segments", [1, 4])
def test_a_fortnight_is_planned(most_segments: int) -> None:
    asked = _fortnight(most_segments=most_segments)
    weights = {segment.id: float(1 + n % 7) for n, segment in enumerate(asked.segments)}
    start = time.perf_counter()
    found = propose(asked, weights, seed=1)
    seconds = time.perf_counter() - start
    assert isinstance(found, Proposal)
    print(
        f"\n{len(asked.crews)} crews, 14 days, 20 segments, runs of {most_segments}: {seconds:.1f} s"
        f"\n  coverage {found.drawn.coverage:.3f} of {found.best.coverage:.3f}, none above {found.bound:.3f}"
        f"\n  guessed by a watcher {found.drawn.watcher.score:.3f}, the best {found.best.watcher.score:.3f}"
        f"\n  guessed by an insider {found.drawn.insider.score:.3f}, the best {found.best.insider.score:.3f}"
    )
    assert seconds < MOST_SECONDS


def test_a_fortnight_that_cannot_be_is_explained() -> None:
    asked = _fortnight(most_segments=1, every_days=2)
    start = time.perf_counter()
    found = propose(asked, {segment.id: 1.0 for segment in asked.segments}, seed=1)
    seconds = time.perf_counter() - start
    assert isinstance(found, Conflict)
    print(
        f"\nno schedule: {len(found.constraints)} limits clash, minimal: {found.is_minimal}, {seconds:.1f} s"
    )
    assert seconds < MOST_SECONDS
