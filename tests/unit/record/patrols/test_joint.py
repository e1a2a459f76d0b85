"""Two crews: together or not, what they saw, whose clock is off, who kept a meeting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.drives import ROUTE, START, THERE, WITH_A_STOP, Drive, drive, fixes, on_road
from truceline.clock import Interval
from truceline.record.patrols import Limits, Meeting, clock_doubts, company, covered_km, marked, meetings_kept
from truceline.record.patrols.coverage import coverage, meet
from truceline.record.patrols.together import together

NORTH = drive("n", "north", WITH_A_STOP, seed=1)
SOUTH = drive("s", "south", WITH_A_STOP, seed=2, aside_m=30.0)
BOTH = marked(fixes(NORTH, SOUTH))
LEAVES = drive("s", "south", ((0, 0.0), (20, 12.0), (35, 12.0), (60, 0.0)), seed=2)
"""Turns back at kilometre 12, after the stop."""


def test_crews_on_one_road_at_one_time_are_together_throughout() -> None:
    assert together(BOTH).all()
    assert [(one.side, one.share, one.throughout) for one in company(BOTH)] == [
        ("north", 1.0, True),
        ("south", 1.0, True),
    ]


@pytest.mark.parametrize(("aside_m", "is_near"), [(450.0, True), (560.0, False)])
def test_together_ends_at_the_limit_of_distance(aside_m: float, is_near: bool) -> None:
    far = drive("s", "south", THERE, aside_m=aside_m, noise_m=1.0)
    near = together(marked(fixes(drive("n", "north", THERE, noise_m=1.0), far)), Limits(together_s=1.0))
    assert near.all() == is_near
    assert near.any() == is_near


@pytest.mark.parametrize(("late_s", "is_near"), [(290, True), (320, False)])
def test_together_ends_at_the_limit_of_time(late_s: float, is_near: bool) -> None:
    still = ((0, 5.0), (2, 5.0))
    late = drive("s", "south", still).later(late_s + 120)
    first = drive("n", "north", still)
    assert together(marked(fixes(first, late)))[len(first.at) - 1] == is_near


def test_a_crew_that_leaves_is_seen_to_leave() -> None:
    table = marked(fixes(NORTH, LEAVES))
    told = {one.side: one for one in company(table)}
    assert told["north"].throughout is False
    assert told["north"].share == pytest.approx(35 / 60, abs=0.06)
    (seen,) = coverage(table, ROUTE)
    assert seen.joint is not None
    assert covered_km(seen.joint.stretches) == pytest.approx(12.5, abs=0.8)


def test_the_other_crew_without_fixes_is_not_known_to_have_been_away() -> None:
    (told,) = company(marked(fixes(NORTH)))
    assert (told.others, told.share, told.throughout) == ((), None, None)


def test_a_silence_leaves_open_whether_crews_were_together_throughout() -> None:
    quiet = SOUTH.part([*range(60), *range(200, len(SOUTH.at))])
    told = {one.side: one for one in company(marked(fixes(NORTH.part(range(60)), quiet)))}
    assert told["north"].throughout is None


def test_a_device_that_dies_leaves_open_whether_crews_were_together_throughout() -> None:
    dead = SOUTH.part(range(len(SOUTH.at) // 2))
    told = {one.side: one for one in company(marked(fixes(NORTH, dead)))}
    assert [told[side].throughout for side in ("north", "south")] == [None, None]
    assert told["north"].share == pytest.approx(1.0)
    assert told["north"].known == pytest.approx(35 / 60, abs=0.02), "it died at the stop"


def test_time_parked_together_before_the_patrol_does_not_count() -> None:
    """Four hours in one yard, then one crew drives off alone."""
    wait = ((0, 0.0), (240, 0.0))
    goes = drive("n", "north", (*wait, (270, 15.0)), seed=3)
    stays = drive("s", "south", (*wait, (270, 0.0)), seed=4)
    told = {one.side: one for one in company(marked(fixes(goes, stays)))}
    assert (told["north"].set_out, told["south"].set_out) == (True, False)
    assert told["north"].share is not None
    assert told["north"].share < 0.1
    assert told["north"].throughout is False


def test_a_device_that_reports_more_often_weighs_no_more() -> None:
    """Half the way apart; the fixes of that half are six times as many."""
    apart = drive("n", "north", THERE, every_s=60.0).part(range(23))
    dense = drive("n", "north", THERE, every_s=10.0, aside_m=900.0).part(range(145, 271))
    rows = {name: getattr(apart, name) + getattr(dense, name) for name in ("at", "lon", "lat")}
    table = marked(fixes(Drive(**(vars(dense) | rows)), drive("s", "south", THERE)))
    told = {one.side: one for one in company(table)}
    assert told["north"].share == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(("km", "set_out"), [(0.0, False), (0.9, False), (1.0, None), (1.1, True)])
def test_to_set_out_is_to_come_away_by_more_than_a_drive_round_the_base(
    km: float, set_out: bool | None
) -> None:
    short = drive("n", "north", ((0, 0.0), (5, km), (10, 0.0)), noise_m=1.0)
    (told,) = company(marked(fixes(short)))
    assert told.set_out is set_out


def test_the_noise_of_a_parked_device_is_no_setting_out() -> None:
    parked = drive("n", "north", ((0, 5.0), (60, 5.0)), noise_m=30.0)
    (told,) = company(marked(fixes(parked)))
    assert told.set_out is False


@pytest.mark.parametrize("ahead_s", [3600.0, -3600.0, 7200.0, 600.0])
def test_a_clock_that_is_off_is_found_by_the_other_crew(ahead_s: float) -> None:
    table = marked(fixes(NORTH, SOUTH.later(ahead_s)))
    (doubt,) = clock_doubts(table)
    assert (doubt.vehicle, doubt.other, doubt.is_outlier) == ("n", "s", None)
    assert doubt.ahead_s == pytest.approx(ahead_s, abs=60)
    assert doubt.share_shifted > 0.95
    assert all("clock" in marks for marks in table["marks"].to_pylist())


def test_of_three_the_one_that_disagrees_is_named_and_the_others_are_not_marked() -> None:
    third = drive("x", "south", WITH_A_STOP, seed=3)
    table = marked(fixes(NORTH, SOUTH.later(3600), third))
    assert {(one.vehicle, one.is_outlier) for one in clock_doubts(table)} == {("s", True)}
    marks = {row["vehicle"]: row["marks"] for row in table.to_pylist()}
    assert marks == {"n": [], "s": ["clock"], "x": []}


def test_where_two_sides_differ_nobody_is_to_blame_however_many_devices_one_has() -> None:
    second, third = (drive(name, "south", WITH_A_STOP, seed=9).later(3600) for name in ("t", "x"))
    doubts = clock_doubts(marked(fixes(NORTH, second, third)))
    assert {(one.vehicle, one.other, one.is_outlier) for one in doubts} == {
        ("n", "t", None),
        ("n", "x", None),
    }


def test_devices_that_were_not_seen_to_agree_blame_nobody() -> None:
    first = drive("s", "south", WITH_A_STOP, seed=4).later(3600)
    third = drive("x", "north", WITH_A_STOP, seed=5).later(-3600)
    doubts = clock_doubts(marked(fixes(NORTH, first, third)))
    assert doubts
    assert {one.is_outlier for one in doubts} == {None}


def test_clocks_that_agree_are_not_doubted() -> None:
    assert clock_doubts(BOTH) == ()
    assert clock_doubts(marked(fixes(NORTH, LEAVES))) == ()


def test_with_a_clock_in_doubt_joint_coverage_is_given_both_ways() -> None:
    table = marked(fixes(NORTH, SOUTH.later(3600)))
    (plain,) = coverage(table, ROUTE)
    (seen,) = coverage(table, ROUTE, doubts=clock_doubts(table))
    assert plain.joint_if_clocks_agreed is None
    assert seen.joint is not None
    assert seen.joint_if_clocks_agreed is not None
    assert seen.joint.share is not None
    assert seen.joint.share < 0.05
    assert seen.joint_if_clocks_agreed.share == pytest.approx(seen.by_any.share, abs=0.03)
    assert [one.throughout for one in company(table)] == [None, None]


def test_coverage_is_the_share_of_the_route_within_reach_of_a_fix() -> None:
    (seen,) = coverage(BOTH, ROUTE)
    expected = 30.5 / ROUTE.length_km
    assert seen.by_any.share == pytest.approx(expected, abs=0.002)
    assert seen.by_any.low is not None
    assert seen.by_any.high is not None
    assert seen.by_any.low <= expected <= seen.by_any.high
    assert [side for side, _ in seen.by_side] == ["north", "south"]


@pytest.mark.parametrize(
    ("aside_m", "is_sure", "is_possible"),
    [(380.0, True, True), (450.0, False, True), (550.0, False, True), (640.0, False, False)],
)
def test_joint_coverage_is_certain_only_if_errors_cannot_have_parted_the_crews(
    aside_m: float, is_sure: bool, is_possible: bool
) -> None:
    """Each fix errs by 50 m at most, on a road whose way is known."""
    north, south = (
        Drive(**(vars(drive(name, name, THERE, noise_m=0.5, aside_m=off)) | {"radius_m": 50.0}))
        for name, off in (("n", aside_m / 2), ("s", -aside_m / 2))
    )
    (seen,) = coverage(marked(fixes(north, south)), ROUTE, Limits(together_s=1.0))
    assert seen.joint is not None
    assert seen.joint.low is not None
    assert seen.joint.high is not None
    assert (seen.joint.low > 0, seen.joint.high > 0) == (is_sure, is_possible)


def test_between_fixes_far_apart_nothing_is_seen() -> None:
    sparse = NORTH.part([0, len(NORTH.at) - 1])
    (seen,) = coverage(marked(fixes(sparse)), ROUTE)
    assert covered_km(seen.by_any.stretches) == pytest.approx(1.5, abs=0.05)


def test_a_fix_whose_error_is_wider_than_the_reach_counts_for_nothing() -> None:
    rows = fixes(NORTH)
    wide = rows.set_column(6, rows.schema.field("radius_m"), [[501.0] * rows.num_rows])
    (seen,) = coverage(marked(wide), ROUTE)
    assert seen.by_any.share == 0.0


def test_no_usable_fix_is_silence_and_not_zero_coverage() -> None:
    rows = fixes(NORTH)
    flagged = rows.set_column(8, rows.schema.field("marks"), [[["flagged"]] * rows.num_rows])
    (seen,) = coverage(marked(flagged), ROUTE)
    assert (seen.by_any.share, seen.by_any.low, seen.by_any.high) == (None, None, None)


def test_a_patrol_of_one_named_side_has_no_joint_coverage() -> None:
    (seen,) = coverage(marked(fixes(NORTH)), ROUTE)
    assert seen.joint is None


def test_what_two_rows_of_stretches_share_lies_in_both() -> None:
    assert meet([(0, 1), (2, 4)], [(1, 2), (3, 5)]) == ((3, 4),)
    assert meet([], [(0, 1)]) == ()


# Meetings


def _meeting(km: float, minutes: tuple[float, float], radius_m: float = 200.0) -> Meeting:
    lon, lat = on_road([km])
    start, end = (START + timedelta(minutes=one) for one in minutes)
    return Meeting(
        name="bridge",
        patrol="p-1",
        lon=float(lon[0]),
        lat=float(lat[0]),
        radius_m=radius_m,
        during=Interval(start, end),
    )


def test_a_crew_at_the_place_in_time_has_met() -> None:
    kept = meetings_kept(BOTH, (_meeting(12.0, (22, 30)),))
    assert [(one.of.vehicle, one.met.value) for one in kept] == [("n", "met"), ("s", "met")]


def test_a_crew_that_came_later_has_missed() -> None:
    kept = meetings_kept(BOTH, (_meeting(25.0, (22, 30)),))
    assert {one.met.value for one in kept} == {"missed"}
    assert all(one.nearest_m is not None and one.nearest_m > 10_000 for one in kept)


def test_a_silence_over_the_time_leaves_it_open() -> None:
    quiet = SOUTH.part([*range(60), *range(200, len(SOUTH.at))])
    kept = meetings_kept(marked(fixes(NORTH, quiet)), (_meeting(25.0, (11, 30)),))
    assert [one.met.value for one in kept] == ["missed", "unknown"]


def test_fixes_that_begin_after_the_time_leave_it_open() -> None:
    kept = meetings_kept(marked(fixes(NORTH.part(range(200, 300)))), (_meeting(12.0, (22, 30)),))
    assert [(one.met.value, one.nearest_m) for one in kept] == [("unknown", None)]


@pytest.mark.parametrize(("radius_m", "met"), [(480.0, "missed"), (500.0, "unknown"), (520.0, "met")])
def test_near_the_rim_of_the_place_the_error_of_the_fix_decides(radius_m: float, met: str) -> None:
    still = drive("n", None, ((0, 10.0), (30, 10.0)), noise_m=0.0)
    table = marked(fixes(still))
    lon, lat = on_road([10.0])
    meeting = Meeting(
        name="bridge",
        patrol="p-1",
        lon=float(lon[0]),
        lat=float(lat[0]) + 500 / 110_950,
        radius_m=radius_m,
        during=Interval(START, START + timedelta(minutes=20)),
    )
    assert [one.met.value for one in meetings_kept(table, (meeting,))] == [met]
