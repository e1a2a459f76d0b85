"""How far a vehicle came along the route, how far off it, and how long it was in a zone."""

from __future__ import annotations

import pytest

from tests.drives import ROAD, ROUTE, THERE, THERE_AND_BACK, Drive, drive, fixes, on_road
from truceline import geo
from truceline.errors import BadGeometry
from truceline.record.patrols import Limits, Progress, Route, marked, progress, time_in_zone

WHOLE = ((0, 0.0), (60, 36.2))


def _one(made: Drive, route: Route = ROUTE, limits: Limits | None = None) -> Progress:
    (found,) = progress(marked(fixes(made)), route, limits)
    return found


def test_the_reach_is_where_the_vehicle_turned_back() -> None:
    found = _one(drive("lead", None, THERE_AND_BACK))
    assert found.reach_km == pytest.approx(20.0, abs=0.1)
    assert (found.turned_back, found.reached_end) == (True, False)
    assert found.reached_at is not None
    assert found.reached_at.minute in (29, 30)


def test_a_vehicle_that_stops_short_has_not_turned_back() -> None:
    found = _one(drive("lead", None, THERE))
    assert (found.turned_back, found.reached_end) == (False, False)


def test_a_vehicle_that_came_to_the_end_and_home_has_not_turned_back() -> None:
    found = _one(drive("lead", None, ((0, 0.0), (60, 36.2), (120, 0.0))))
    assert (found.turned_back, found.reached_end) == (False, True)


def test_a_route_driven_from_its_far_end_counts_down() -> None:
    found = _one(drive("lead", None, ((0, 36.0), (30, 20.0), (60, 33.0))))
    assert found.start_km == pytest.approx(36.0, abs=0.3)
    assert found.reach_km == pytest.approx(20.0, abs=0.1)
    assert found.turned_back is True


@pytest.mark.parametrize(("short_km", "is_end"), [(0.4, True), (0.65, False)])
def test_the_end_is_reached_within_reach_and_error(short_km: float, is_end: bool) -> None:
    end_km = ROUTE.length_km - short_km
    found = _one(drive("lead", None, ((0, 0.0), (60, end_km)), noise_m=1.0))
    assert found.reached_end is is_end


@pytest.mark.parametrize(("sigma_m", "is_end"), [(50.0, True), (150.0, None), (300.0, None)])
def test_an_end_that_is_reached_within_the_errors_alone_is_not_known_to_be_reached(
    sigma_m: float, is_end: bool | None
) -> None:
    made = drive("lead", None, ((0, 0.0), (60, ROUTE.length_km - 0.35)), noise_m=1.0)
    found = _one(made, Route(id="road", points=ROAD, sigma_m=sigma_m))
    assert (found.reached_end, found.turned_back) == (is_end, False)


def test_an_end_that_the_errors_cannot_bring_near_is_not_reached() -> None:
    made = drive("lead", None, ((0, 0.0), (60, ROUTE.length_km - 1.2)), noise_m=1.0)
    assert _one(made, Route(id="road", points=ROAD, sigma_m=300.0)).reached_end is False
    assert _one(made, Route(id="road", points=ROAD, sigma_m=400.0)).reached_end is None


FROM_THREE = ((0, 3.0), (5, 0.0), (12, 5.0), (16, 3.0))
"""From a base at kilometre 3 to the near end, on to kilometre 5, and home."""


def test_the_end_behind_a_vehicle_is_not_the_one_it_was_making_for() -> None:
    table = marked(fixes(drive("lead", None, FROM_THREE, noise_m=1.0)))
    (unsaid,), (along,), (against,) = (
        progress(table, ROUTE, turned=turned) for turned in (None, {"p-1": False}, {"p-1": True})
    )
    assert (unsaid.reached_end, unsaid.turned_back) == (None, None)
    assert (along.reached_end, along.turned_back) == (False, True)
    assert along.reach_km == pytest.approx(5.0, abs=0.1)
    assert (against.reached_end, against.turned_back) == (True, False)


@pytest.mark.parametrize(("ends_min", "is_end"), [(40, None), (47, False)])
def test_a_track_that_ends_while_the_other_side_drives_on_is_a_silence_at_its_end(
    ends_min: int, is_end: bool | None
) -> None:
    north = drive("n", "north", ((0, 0.0), (60, 30.0)), seed=2)
    south = drive("s", "south", ((0, 0.0), (ends_min, ends_min / 2)))
    found = {one.of.vehicle: one for one in progress(marked(fixes(north, south)), ROUTE)}
    assert (found["s"].reached_end, found["s"].turned_back) == (is_end, is_end)
    assert found["n"].reached_end is False


def test_a_vehicle_seen_to_come_home_has_turned_back_though_its_fixes_end_there() -> None:
    north = drive("n", "north", ((0, 0.0), (60, 30.0)), seed=2)
    south = drive("s", "south", ((0, 0.0), (10, 5.0), (20, 0.0)))
    found = {one.of.vehicle: one for one in progress(marked(fixes(north, south)), ROUTE)}
    assert (found["s"].reached_end, found["s"].turned_back) == (False, True)


@pytest.mark.parametrize(("back_km", "is_back"), [(0.9, False), (1.1, True)])
def test_to_turn_back_is_to_come_back_by_the_limit(back_km: float, is_back: bool) -> None:
    found = _one(drive("lead", None, ((0, 0.0), (30, 20.0), (40, 20.0 - back_km)), noise_m=1.0))
    assert found.turned_back is is_back


def test_after_a_silence_at_the_farthest_point_nothing_is_said_of_the_end() -> None:
    whole = drive("lead", None, ((0, 0.0), (30, 20.0), (60, 1.0)))
    found = _one(whole.part([*range(181), *range(300, 361)]))
    assert (found.turned_back, found.reached_end) == (None, None)


def test_a_vehicle_far_from_the_route_has_no_reach() -> None:
    found = _one(drive("lead", None, THERE, aside_m=8000.0))
    assert (found.reach_km, found.turned_back) == (None, None)
    assert found.off_most_m == pytest.approx(8000, rel=0.02)
    assert found.off_s[0] == pytest.approx(45 * 60)


def test_time_off_the_route_is_an_interval_that_errors_widen() -> None:
    near_limit = drive("lead", None, THERE, aside_m=1000.0)
    sure = _one(near_limit, Route(id="road", points=ROAD, sigma_m=0.0))
    vague = _one(near_limit, Route(id="road", points=ROAD, sigma_m=300.0))
    assert vague.off_s[0] <= sure.off_s[0] <= sure.off_s[1] <= vague.off_s[1]
    assert vague.off_s == (0.0, 45 * 60)


def test_a_route_of_one_point_is_refused() -> None:
    with pytest.raises(BadGeometry, match="fewer than two"):
        Route(id="spot", points=((36.0, 35.0), (36.0, 35.0)))


# Time in a zone

HALF_WAY = on_road([15.0])
ZONE = geo.circle((float(HALF_WAY[0][0]), float(HALF_WAY[1][0])), radius_m=5000)


def test_time_in_a_zone_is_between_what_is_certain_and_what_is_possible() -> None:
    (was,) = time_in_zone(marked(fixes(drive("lead", None, THERE))), ZONE)
    assert was.low_s <= 15 * 60 <= was.high_s
    assert was.high_s - was.low_s < 120
    assert was.expected_s == pytest.approx(15 * 60, abs=10)


def test_a_vaguer_boundary_widens_the_interval() -> None:
    table = marked(fixes(drive("lead", None, THERE)))
    vague = geo.circle((float(HALF_WAY[0][0]), float(HALF_WAY[1][0])), radius_m=5000, sigma_m=500)
    (sharp,), (wide,) = time_in_zone(table, ZONE), time_in_zone(table, vague)
    assert wide.low_s < sharp.low_s
    assert wide.high_s > sharp.high_s


def test_a_silence_may_have_been_spent_in_the_zone() -> None:
    whole = drive("lead", None, THERE)
    quiet = whole.part([*range(20), *range(250, len(whole.at))])
    (was,) = time_in_zone(marked(fixes(quiet)), ZONE)
    assert was.low_s == 0
    assert was.silent_s == pytest.approx(2310)
    assert was.high_s >= was.silent_s


def test_a_vehicle_far_from_a_zone_was_not_in_it() -> None:
    far = geo.circle((38.0, 36.5), radius_m=5000)
    (was,) = time_in_zone(marked(fixes(drive("lead", None, WHOLE))), far)
    assert (was.low_s, was.expected_s, was.high_s, was.n_in) == (0.0, 0.0, 0.0, 0)


@pytest.mark.parametrize(("km", "n_in"), [(15.0, 1), (30.0, 0)])
def test_a_fix_in_a_zone_between_silences_is_counted_as_one(km: float, n_in: int) -> None:
    spot = drive("lead", None, ((0, km), (1, km)), every_s=60.0)
    (was,) = time_in_zone(marked(fixes(spot.part([0]))), ZONE)
    assert (was.high_s, was.n_in) == (0.0, n_in)
