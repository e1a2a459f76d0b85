"""Schedules: limits at both sides, conflicts in words, drawn near the best, the same by the same seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import util
from typing import Any

import pytest

from tests.planned import FIRST, NORTH, SOUTH, crews, demand, even, segments, vehicles
from truceline.errors import BadInput, NotFound
from truceline.model.ids import PlaceId
from truceline.model.plans import ClosedDay, Curfew, Daylight, Demand, MeetingRule, NoticeRule, Window
from truceline.planning import Conflict, Outing, Proposal, conflict_words, propose
from truceline.planning.choices import choices, way_minutes


def _found(asked: Demand, *, seed: int = 0, n_draws: int = 1) -> Proposal:
    found = propose(asked, even(asked), seed=seed, n_draws=n_draws)
    assert isinstance(found, Proposal), found
    return found


def _clash(asked: Demand) -> tuple[str, ...]:
    found = propose(asked, even(asked), seed=0, n_draws=1)
    assert isinstance(found, Conflict), found
    assert found.is_minimal
    return conflict_words(found.constraints, asked)


def _days(outings: tuple[Outing, ...]) -> list[int]:
    return [(one.on - FIRST).days for one in outings]


# Limits, at both sides


def test_a_segment_is_left_alone_until_the_days_apart_are_over() -> None:
    last_on = FIRST - timedelta(days=1)
    asked = demand(n_days=4, fresh_days=2, segments=segments(1, apart_days=3, last_on=last_on))
    assert min(_days(_found(asked).best.outings)) == 2, "three days after the last one, not two"


def test_outings_at_least_every_two_days_need_one_in_every_two() -> None:
    asked = demand(n_days=6, segments=segments(1, every_days=2), crews=crews(1, most_a_week=3))
    assert len(_found(asked).best.outings) == 3
    words = _clash(demand(n_days=6, segments=segments(1, every_days=2), crews=crews(1, most_a_week=2)))
    assert words[0].partition(": ")[2] in (
        "N0 at most 2 times in seven days each",
        "S0 at most 2 times in seven days each",
    )
    assert words[-1] == "segment s0: an outing at least every 2 days"


def test_days_are_counted_from_the_last_outing_before() -> None:
    asked = demand(n_days=2, segments=segments(1, every_days=3, last_on=FIRST - timedelta(days=2)))
    assert min(_days(_found(asked).best.outings)) <= 1
    late = (ClosedDay(on=FIRST, why="feast"), ClosedDay(on=FIRST + timedelta(days=1), why="feast"))
    words = _clash(demand(n_days=2, segments=asked.segments, closed=late))
    assert "segment s0: an outing at least every 3 days, last on 2020-02-29" in words
    assert _found(demand(n_days=2, segments=segments(1, every_days=3), closed=late)).best.outings == ()


def test_an_outing_that_just_fits_a_window_is_made_and_one_a_minute_longer_is_not() -> None:
    window = (Window(id="early", from_="07:00", until="08:00"),)
    fits = _found(demand(n_days=1, windows=window, segments=segments(1, minutes=60.0)))
    assert len(fits.best.outings) == 1
    assert fits.best.outings[0].free_minutes == 0
    longer = demand(n_days=1, windows=window, segments=segments(1, minutes=60.1, every_days=1))
    assert _clash(longer) == (
        "segment s0: an outing at least every 1 day",
        "windows: an outing begins and ends within one of 07:00 to 08:00",
    )


def test_hours_that_only_together_leave_no_time_are_named_together() -> None:
    asked = demand(
        n_days=1,
        windows=(Window(id="whole", from_="00:00", until="24:00"),),
        segments=segments(1, minutes=240.0, every_days=1),
        curfew=Curfew(from_="12:00", until="06:00"),
        daylight=Daylight(from_="09:00", until="18:00"),
    )
    assert _clash(asked) == (
        "curfew: nobody is out from 12:00 to 06:00",
        "daylight: nobody is out but from 09:00 to 18:00",
        "segment s0: an outing at least every 1 day",
    )


@pytest.mark.parametrize(("lead_hours", "n_outings"), [(33.0, 1), (33.1, 0)])
def test_an_outing_begins_only_where_notice_could_still_be_given(lead_hours: float, n_outings: int) -> None:
    asked = demand(
        n_days=1,
        windows=(Window(id="early", from_="07:00", until="10:00"),),
        segments=segments(1),
        notices=(NoticeRule(to="centre", lead_hours=lead_hours),),
    )
    # Asked on the eve at midnight; an outing can begin until 09:00.
    assert len(_found(asked).best.outings) == n_outings


GATE = PlaceId("gate")
EARLY = (Window(id="early", from_="07:00", until="10:00"),)


@pytest.mark.parametrize(
    ("limit", "fits"),
    [
        ({"windows": (Window(id="early", from_="07:00", until="08:30"),)}, True),
        ({"windows": (Window(id="early", from_="07:00", until="08:29"),)}, False),
        ({"curfew": Curfew(from_="19:00", until="08:30")}, True),
        ({"curfew": Curfew(from_="19:00", until="08:31")}, False),
        ({"daylight": Daylight(from_="08:30", until="18:00")}, True),
        ({"daylight": Daylight(from_="08:31", until="18:00")}, False),
        ({"notices": (NoticeRule(to="centre", lead_hours=32.5),)}, True),
        ({"notices": (NoticeRule(to="centre", lead_hours=32.6),)}, False),
    ],
)
def test_crews_meet_within_the_hours_too_and_after_notice(limit: dict[str, Any], fits: bool) -> None:
    """An hour's outing half an hour after the meeting: an hour and a half of what is free."""
    meeting = MeetingRule(place=GATE, minutes_before=30)
    given: dict[str, Any] = {"windows": EARLY, "segments": segments(1), "meeting": meeting}
    asked = demand(n_days=1, **(given | limit))
    outings = _found(asked).best.outings
    assert len(outings) == fits
    for one in outings:
        met_at = one.starts_at - timedelta(minutes=30)
        assert one.ends_at - met_at == timedelta(minutes=90)


def test_crews_meet_no_earlier_than_the_first_moment_that_is_free() -> None:
    asked = demand(
        n_days=1,
        windows=EARLY,
        segments=segments(1),
        meeting=MeetingRule(place=GATE, minutes_before=30),
        curfew=Curfew(from_="19:00", until="08:00"),
    )
    begins = {_found(asked, seed=seed).drawn.outings[0].starts_at for seed in range(12)}
    assert min(begins) >= datetime(2020, 3, 2, 8, 30, tzinfo=UTC), "half an hour after the curfew"


@pytest.mark.parametrize(
    ("km", "first", "last", "minutes"),
    [(None, 1, 1, 0), (0.0, 0, 0, 0), (0.0, 1, 1, 20), (0.0, 1, 2, 20), (15.0, 0, 0, 40), (7.0, 0, 2, 0)],
)
def test_the_way_from_the_meeting_to_the_nearer_end_is_driven_there_and_back(
    km: float | None, first: int, last: int, minutes: float
) -> None:
    """Segments of five kilometres, at thirty an hour."""
    asked = demand(n_segments=3, meeting=MeetingRule(place=GATE, km=km))
    assert way_minutes(asked, first, last) == pytest.approx(minutes)


def test_the_way_to_a_segment_counts_in_the_time_of_an_outing() -> None:
    asked = demand(
        n_days=1,
        n_segments=2,
        windows=(Window(id="early", from_="07:00", until="08:19"),),
        meeting=MeetingRule(place=GATE, km=0.0, minutes_before=0),
    )
    assert {one.segments for one in _found(asked).best.outings} == {("s0",)}, "the far one takes 80 minutes"
    longer = replace(asked, windows=(Window(id="early", from_="07:00", until="08:20"),), near=0.0)
    assert {one.first for one in choices(longer) if not one.barred_by} == {0, 1}


def test_where_one_side_has_nobody_both_sides_stay_at_home() -> None:
    people = (crews(1)[0], crews(1, off=(FIRST,))[1])
    asked = demand(n_days=1, segments=segments(1, every_days=1), crews=people)
    assert _clash(asked) == (
        "south: S0 is off on 2020-03-02",
        "south: every outing needs a crew of it, and it has 1; one outing each in a window",
        "segment s0: an outing at least every 1 day",
    )


def test_vehicles_in_the_workshop_are_missed_only_on_those_days() -> None:
    asked = demand(n_days=2, segments=segments(1), vehicles=vehicles(2, off=(FIRST,)), vehicles_each=2)
    assert set(_days(_found(asked).best.outings)) == {1}


def test_segments_of_which_the_same_is_asked_share_a_line() -> None:
    asked = demand(n_days=1, segments=segments(3, every_days=1))
    words = _clash(asked)
    assert words[-1] == "segments s0, s1, s2: an outing at least every 1 day, each"


def test_light_ends_earlier_in_the_year_s_dark_half() -> None:
    window = (Window(id="late", from_="15:00", until="19:00"),)
    light = Daylight(lon=36.6, lat=35.8)
    summer, winter = (
        _found(
            demand(
                n_days=1,
                first_on=on,
                last_on=on,
                asked_at="2020-01-01 00:00",
                zone="Asia/Damascus",
                windows=window,
                segments=segments(1),
                daylight=light,
            )
        ).best.outings[0]
        for on in (date(2020, 6, 21), date(2020, 12, 21))
    )
    assert summer.free_minutes == 180
    assert 15 < winter.free_minutes < 30, "the sun sets before half past four"


# Drawing


def _wide(**more: Any) -> Demand:
    return demand(n_days=6, n_segments=4, n_crews=2, **({"fresh_days": 2, "most_segments": 2} | more))


def test_the_same_seed_proposes_the_same_and_another_seed_another() -> None:
    one, again, other = (_found(_wide(), seed=seed) for seed in (5, 5, 6))
    assert one == again
    assert one.drawn.outings != other.drawn.outings
    assert one.best == other.best, "the best is always the same"


def test_a_draw_is_near_the_best_and_with_nothing_to_give_up_as_good() -> None:
    near, exact = _found(_wide(near=0.2), seed=1), _found(_wide(near=0.0), seed=1)
    assert (1 - 0.2) * near.best.coverage - 1e-9 <= near.drawn.coverage <= near.best.coverage
    assert exact.drawn.coverage == pytest.approx(exact.best.coverage)
    assert near.best.coverage <= near.bound + 1e-9


def test_who_has_all_but_the_seed_knows_the_best_schedule_and_little_of_the_drawn_one() -> None:
    found = _found(_wide(near=0.2), seed=2, n_draws=12)
    assert found.best.insider.score == 1.0
    assert found.drawn.insider.score is not None
    assert found.drawn.insider.score < 0.5


def test_an_outing_takes_a_crew_of_each_side_and_their_own_vehicles() -> None:
    found = _found(_wide(vehicles=vehicles(4), vehicles_each=2))
    assert found.drawn.outings
    for one in found.drawn.outings:
        assert [crew[0] for crew in one.crews] == ["N", "S"]
        assert [vehicle.split("-")[0] for vehicle in one.vehicles] == [NORTH, NORTH, SOUTH, SOUTH]


def test_more_weight_draws_the_only_crew() -> None:
    asked = demand(n_days=1, windows=(Window(id="early", from_="07:00", until="08:00"),), n_segments=2)
    heavy = asked.segments[1].id
    found = propose(asked, {**even(asked), heavy: 2.0}, seed=0, n_draws=1)
    assert isinstance(found, Proposal)
    assert found.best.outings[0].segments == (heavy,)
    assert found.best.coverage == pytest.approx(2 / 3)


# What cannot be planned


def test_a_segment_without_a_weight_is_refused() -> None:
    asked = demand()
    with pytest.raises(BadInput) as caught:
        propose(asked, {asked.segments[0].id: 0.0}, seed=0)
    assert [fault.message for fault in caught.value.faults] == [
        "segment s0: weight 0.0",
        "segment s1: weight None",
    ]


def test_without_the_solver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(util, "find_spec", lambda _: None)
    with pytest.raises(NotFound, match=r"truceline\[planner\]"):
        propose(demand(), even(demand()), seed=0)


def test_where_nothing_is_left_to_draw_the_schedule_is_known_to_an_insider() -> None:
    window = (Window(id="early", from_="07:00", until="08:00"),)
    found = _found(demand(n_days=1, windows=window, segments=segments(1), near=0.0), n_draws=4)
    assert found.drawn.outings[0].segments == found.best.outings[0].segments
    assert found.drawn.insider.score == 1.0
