"""What holds of every proposal, whatever is asked."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.planned import FIRST, crews, demand, segments, vehicles
from truceline.model.plans import ClosedDay, Curfew, Daylight, Demand, NoticeRule
from truceline.planning import Outing, Proposal, Schedule, propose
from truceline.planning.daylight import hours_of, light_on

LIGHTS = (None, Daylight(lon=36.6, lat=35.8), Daylight(from_="07:45", until="17:00"))


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    """Demands for a week or so, larger than a brute-force judge could try."""
    n_days = draw(st.integers(4, 9))
    days = [FIRST + timedelta(days=day) for day in range(n_days)]
    off = draw(st.lists(st.sampled_from(days), max_size=2, unique=True).map(tuple))
    limits: dict[str, Any] = {
        "every_days": draw(st.sampled_from([None, 5])),
        "apart_days": draw(st.integers(0, 3)),
        "last_on": draw(st.sampled_from([None, FIRST - timedelta(days=1)])),
    }
    people = crews(
        draw(st.integers(1, 3)), most_a_day=draw(st.integers(1, 2)), most_a_week=draw(st.integers(2, 6))
    )
    return demand(
        n_days=n_days,
        zone=draw(st.sampled_from(["UTC", "Asia/Damascus"])),
        segments=segments(draw(st.integers(2, 4)), **limits),
        crews=(dataclasses.replace(people[0], off=off), *people[1:]),
        vehicles=vehicles(3, off=off),
        vehicles_each=1,
        most_segments=draw(st.integers(1, 2)),
        closed=tuple(ClosedDay(on=on, why="feast") for on in off[:1]),
        curfew=Curfew(from_="15:30", until="07:30"),
        daylight=draw(st.sampled_from(LIGHTS)),
        notices=(NoticeRule(to="centre", lead_hours=draw(st.sampled_from([0.0, 40.0]))),),
        fresh_days=draw(st.integers(1, 3)),
    )


@examples(15)
@given(asked=demands(), seed=st.integers(0, 2**40), near=st.sampled_from([0.0, 0.1, 0.5]))
def test_a_proposal_keeps_every_constraint_and_is_as_good_as_promised(
    asked: Demand, seed: int, near: float
) -> None:
    asked = dataclasses.replace(asked, near=near)
    found = propose(asked, {one.id: 1.0 for one in asked.segments}, seed=seed, n_draws=1)
    assume(isinstance(found, Proposal))
    assert isinstance(found, Proposal)
    assert (1 - near) * found.best.coverage - 1e-9 <= found.drawn.coverage <= found.bound + 1e-9
    for schedule in (found.drawn, found.best):
        _check_hours(schedule, asked)
        _check_people(schedule, asked)
        _check_intervals(schedule, asked)
        assert 0 <= (schedule.watcher.score or 0.0) <= 1


def _check_hours(schedule: Schedule, asked: Demand) -> None:
    windows = {window.id: window for window in asked.windows}
    noted_at = hours_of(FIRST - timedelta(days=1), "00:00", "24:00", asked.zone)
    assert noted_at is not None
    for one in schedule.outings:
        window = hours_of(one.on, windows[one.window].from_, windows[one.window].until, asked.zone)
        assert window is not None
        assert window.start_at <= one.starts_at < one.ends_at <= window.end_at
        assert one.on not in {day.on for day in asked.closed}
        free = hours_of(one.on, "07:30", "15:30", asked.zone)  # what the curfew leaves of the day
        assert free is not None
        assert free.start_at <= one.starts_at < one.ends_at <= free.end_at
        if asked.daylight is not None:
            light = light_on([one.on], asked.daylight, asked.zone)[0]
            assert light is not None
            assert light.start_at <= one.starts_at < one.ends_at <= light.end_at
        assert one.starts_at >= noted_at.start_at + timedelta(hours=asked.notices[0].lead_hours)
        minutes = (one.ends_at - one.starts_at) / timedelta(minutes=1)
        assert minutes == 60 * len(one.segments)


def _check_people(schedule: Schedule, asked: Demand) -> None:
    for crew in asked.crews:
        own = [one for one in schedule.outings if crew.id in one.crews]
        assert not {one.on for one in own} & set(crew.off)
        assert len({(one.on, one.window) for one in own}) == len(own)
        for one in own:
            assert sum(other.on == one.on for other in own) <= crew.most_a_day
            week = [other for other in own if timedelta(0) <= other.on - one.on < timedelta(days=7)]
            assert len(week) <= crew.most_a_week
    for vehicle in asked.vehicles:
        own = [one for one in schedule.outings if vehicle.id in one.vehicles]
        assert not {one.on for one in own} & set(vehicle.off)
        assert len({(one.on, one.window) for one in own}) == len(own)
    for one in schedule.outings:
        sides = {crew.id: crew.of for crew in asked.crews}
        assert [sides[crew] for crew in one.crews] == list(asked.together)
        assert len(one.vehicles) == len(asked.together)


def _check_intervals(schedule: Schedule, asked: Demand) -> None:
    for segment in asked.segments:
        days = sorted(_day(one) for one in schedule.outings if segment.id in one.segments)
        before = [] if segment.last_on is None else [(segment.last_on - FIRST).days]
        known = [*before, *days]
        assert all(later - earlier >= segment.apart_days for earlier, later in itertools.pairwise(known))
        if segment.every_days is not None:
            marks = [*(before or [-1]), *days, (asked.last_on - FIRST).days + 1]
            assert all(later - earlier <= segment.every_days for earlier, later in itertools.pairwise(marks))


def _day(one: Outing) -> int:
    return (one.on - FIRST).days
