"""What zones are refused for, on both sides of each limit, and what is measured of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from truceline import geo
from truceline.errors import BadGeometry

M4 = ((36.2, 35.81), (36.4, 35.8), (36.6, 35.83), (36.75, 35.76))
SQUARE = ((36.0, 35.0), (37.0, 35.0), (37.0, 36.0), (36.0, 36.0))


def test_equal_words_make_equal_zones_whichever_way_the_ring_runs() -> None:
    one = geo.polygon(SQUARE)
    other = geo.polygon((*SQUARE[2::-1], SQUARE[3], SQUARE[2]))
    assert one == other
    assert hash(one) == hash(other)
    assert one != geo.polygon(SQUARE, sigma_m=1.0)


def test_a_square_of_one_degree_has_its_geodesic_area_and_bounds() -> None:
    zone = geo.polygon(SQUARE)
    assert geo.area_km2(zone) == pytest.approx(10_066.2, rel=1e-4)
    west, south, east, north = geo.bounds(zone)
    assert (west, south, east) == (36.0, 35.0, 37.0)
    assert 36.0 < north < 36.002, "the geodesic between two places on a parallel bulges towards the pole"


def test_a_circle_of_500_km_is_right_to_a_thousandth_and_a_wider_one_refused() -> None:
    zone = geo.circle((36.6, 35.8), radius_m=250_000)
    assert geo.area_km2(zone) == pytest.approx(math.pi * 250**2, rel=1e-3)
    with pytest.raises(BadGeometry, match="split it into smaller shapes"):
        geo.circle((36.6, 35.8), radius_m=251_000)


def test_a_corridor_500_km_long_has_its_area_to_a_thousandth() -> None:
    points = ((34.0, 35.0), (39.48, 35.0))
    length = geo.length_km(points)
    assert 499 < length < 500.5
    zone = geo.corridor(points, reach_m=6000, ends="flat")
    assert geo.area_km2(zone) == pytest.approx(12 * length, rel=1e-3)


def test_round_ends_add_half_a_disc_each() -> None:
    flat = geo.corridor(M4, reach_m=6000, ends="flat")
    round_ = geo.corridor(M4, reach_m=6000, ends="round")
    assert geo.area_km2(round_) - geo.area_km2(flat) == pytest.approx(math.pi * 36, rel=2e-3)


def test_left_is_the_left_hand_of_who_walks_along_the_points() -> None:
    eastward = ((36.0, 35.5), (36.5, 35.5))
    left = geo.band(eastward, from_m=0, to_m=5000, side="left")
    right = geo.band(eastward, from_m=0, to_m=5000, side="right")
    assert geo.contains(left, [36.25, 36.25], [35.52, 35.48]).tolist() == [True, False]
    assert geo.contains(right, [36.25, 36.25], [35.52, 35.48]).tolist() == [False, True]
    turned = geo.band(eastward[::-1], from_m=0, to_m=5000, side="right")
    assert geo.area_km2(turned) == pytest.approx(geo.area_km2(left), rel=1e-6)


def test_a_closed_line_has_its_inside_on_the_left_when_it_runs_counter_clockwise() -> None:
    inner = geo.band((*SQUARE, SQUARE[0]), from_m=0, to_m=10_000, side="left")
    assert geo.contains(inner, [36.05, 35.95], [35.5, 35.5]).tolist() == [True, False]
    assert len(geo.rings(inner)) == 2


def test_between_the_arms_of_a_spiral_the_nearer_hand_decides() -> None:
    # A hook whose inner end stands free between its own arms, 10 km apart.
    hook = ((36.0, 35.0), (36.4, 35.0), (36.4, 35.2), (36.1, 35.2), (36.1, 35.1), (36.25, 35.1))
    left = geo.band(hook, from_m=0, to_m=8_000, side="left")
    right = geo.band(hook, from_m=0, to_m=8_000, side="right")
    both = geo.band(hook, from_m=0, to_m=8_000, side="both")
    assert geo.area_km2(left) + geo.area_km2(right) == pytest.approx(geo.area_km2(both), rel=1e-6)
    assert geo.contains(left, [36.2, 36.2], [35.01, 35.11]).tolist() == [True, True]
    assert geo.contains(right, [36.2, 36.2], [34.99, 35.21]).tolist() == [True, True]


def test_a_result_says_the_largest_boundary_error_of_its_parts_or_the_least_it_was_told() -> None:
    sharp, vague = geo.polygon(SQUARE), geo.circle((36.5, 35.5), radius_m=9000, sigma_m=500)
    assert geo.union([sharp, vague]).sigma_m == 500
    assert geo.within(vague, sharp).sigma_m == 500
    assert geo.minus(sharp, vague, sigma_m=20).sigma_m == 500
    assert geo.minus(sharp, vague, sigma_m=700) == geo.minus(sharp, geo.at_least(vague, 700), sigma_m=700)
    assert geo.minus(sharp, vague, sigma_m=700).parts == ()


def test_parts_and_rest_make_up_the_whole() -> None:
    square, hole = geo.polygon(SQUARE), geo.circle((36.5, 35.5), radius_m=9000)
    rest = geo.minus(square, hole)
    assert geo.area_km2(rest) + geo.area_km2(geo.within(square, hole)) == pytest.approx(
        geo.area_km2(square), rel=1e-7
    )
    assert geo.union([rest, hole]) is not None
    assert [len(part) for part in (geo.rings(rest), geo.rings(square))] == [2, 1]


def test_geojson_has_seven_decimals_and_runs_counter_clockwise() -> None:
    shape = geo.geojson(geo.circle((36.5, 35.5), radius_m=9000))
    assert shape["type"] == "Polygon"
    ring = np.array(shape["coordinates"][0])
    assert (ring[0] == ring[-1]).all()
    assert (np.round(ring, 7) == ring).all()
    assert np.sum(ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1]) > 0
    apart = geo.union([geo.circle((lon, 35.5), radius_m=900) for lon in (36.0, 37.0)])
    assert geo.geojson(apart)["type"] == "MultiPolygon"


def test_rings_for_drawing_are_simpler_within_the_tolerance() -> None:
    zone = geo.circle((36.5, 35.5), radius_m=9000)
    (fine,), (coarse,) = geo.rings(zone), geo.rings(zone, tolerance_m=100)
    assert len(coarse) < len(fine) / 3
    assert min(geo.distance_km((36.5, 35.5), point) for point in coarse) > 8.89


def test_what_is_unknown_or_on_the_boundary_is_not_inside() -> None:
    zone = geo.polygon(SQUARE)
    lon, lat = [36.0, 36.0000001, math.nan, 36.5], [35.5, 35.5, 35.5, math.nan]
    assert geo.contains(zone, lon, lat).tolist() == [False, True, False, False]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_coordinate_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(BadGeometry, match=r"point 2 .*finite degrees"):
        geo.polygon([(36, 35), (bad, 35), (37, 36)])
    with pytest.raises(BadGeometry, match="finite degrees"):
        geo.corridor([(36, 35), (37, bad)], reach_m=100, ends="flat")
    with pytest.raises(BadGeometry, match=r"finite|globe"):
        geo.distance_km((36, 35), (36, bad))


def test_latitudes_beyond_the_pole_are_refused_with_a_hint_at_the_order() -> None:
    with pytest.raises(BadGeometry, match="longitude comes first"):
        geo.circle((35.8, 136.6), radius_m=100)


def test_up_to_85_degrees_is_measured_and_beyond_refused() -> None:
    assert geo.area_km2(geo.circle((10, 84.9), radius_m=10_000)) == pytest.approx(math.pi * 100, rel=1e-3)
    with pytest.raises(BadGeometry, match="pole"):
        geo.circle((10, 84.95), radius_m=10_000)
    with pytest.raises(BadGeometry, match="pole"):
        geo.circle((10, -85.1), radius_m=10)


def test_up_to_the_antimeridian_is_measured_and_across_it_refused() -> None:
    assert geo.area_km2(geo.circle((179.8, 0), radius_m=20_000)) == pytest.approx(math.pi * 400, rel=1e-3)
    with pytest.raises(BadGeometry, match="antimeridian"):
        geo.circle((179.9, 0), radius_m=20_000)
    with pytest.raises(BadGeometry, match="antimeridian"):
        geo.corridor([(179.9, 0), (-179.9, 0)], reach_m=100, ends="flat")
    with pytest.raises(BadGeometry, match="antimeridian"):
        geo.polygon([(179, 0), (181, 0), (181, 1)])


def test_too_few_points_are_refused() -> None:
    with pytest.raises(BadGeometry, match="two distinct"):
        geo.corridor([(36, 35), (36, 35)], reach_m=100, ends="flat")
    with pytest.raises(BadGeometry, match="three distinct"):
        geo.polygon([(36, 35), (37, 35), (36, 35)])
    with pytest.raises(BadGeometry, match="no points"):
        geo.polygon([])
    with pytest.raises(BadGeometry, match="pair of numbers"):
        geo.polygon([(36, 35, 1), (37, 35, 1), (36, 36, 1)])  # type: ignore[list-item]


def test_what_crosses_itself_is_refused_near_the_crossing() -> None:
    bow = [(36.0, 35.0), (36.2, 35.2), (36.2, 35.0), (36.0, 35.2)]
    with pytest.raises(BadGeometry, match=r"near 36\.1\d*, 35\.1"):
        geo.polygon(bow)
    with pytest.raises(BadGeometry, match=r"near 36\.1\d*, 35\.1"):
        geo.corridor(bow, reach_m=100, ends="flat")
    with pytest.raises(BadGeometry, match="crosses or touches itself near"):
        geo.corridor([(36.0, 35.0), (36.0, 35.2), (36.0, 35.1)], reach_m=100, ends="flat")
    with pytest.raises(BadGeometry, match="crosses or touches itself"):
        geo.polygon([(36.0, 35.0), (36.0, 35.1), (36.0, 35.2)])


@pytest.mark.parametrize("metres", [0.0, -1.0, math.nan, math.inf, 1e6])
def test_a_distance_that_is_none_is_refused(metres: float) -> None:
    with pytest.raises(BadGeometry, match="radius_m"):
        geo.circle((36, 35), radius_m=metres)
    with pytest.raises(BadGeometry, match="reach_m"):
        geo.corridor(M4, reach_m=metres, ends="flat")
    with pytest.raises(BadGeometry, match="to_m"):
        geo.band(M4, from_m=0, to_m=metres, side="left")


def test_a_band_needs_its_distances_in_order() -> None:
    for from_m in (-1.0, 5000.0, math.nan):
        with pytest.raises(BadGeometry, match="from_m"):
            geo.band(M4, from_m=from_m, to_m=5000, side="both")
    assert geo.area_km2(geo.band(M4, from_m=4990, to_m=5000, side="both")) > 0


@pytest.mark.parametrize("sigma_m", [-0.1, math.nan, math.inf])
def test_a_boundary_error_below_zero_or_unknown_is_refused(sigma_m: float) -> None:
    with pytest.raises(BadGeometry, match="sigma_m"):
        geo.polygon(SQUARE, sigma_m=sigma_m)


def test_words_that_are_not_offered_are_refused() -> None:
    with pytest.raises(BadGeometry, match="side"):
        geo.band(M4, from_m=0, to_m=1, side="north")  # type: ignore[arg-type]
    with pytest.raises(BadGeometry, match="ends"):
        geo.corridor(M4, reach_m=1, ends="pointed")  # type: ignore[arg-type]


def test_an_empty_result_is_refused() -> None:
    one, far = (geo.circle((lon, 35.0), radius_m=1000) for lon in (36.0, 37.0))
    with pytest.raises(BadGeometry, match="no area"):
        geo.within(one, far)
    with pytest.raises(BadGeometry, match="no area"):
        geo.minus(one, one)
    with pytest.raises(BadGeometry, match="at least one"):
        geo.union([])


def test_versions_name_the_libraries_that_decide_the_digits() -> None:
    assert set(geo.versions()) == {"shapely", "GEOS", "PROJ", "pyproj"}
    assert all(version[0].isdigit() for version in geo.versions().values())


# Stretches, ground outside, well-known binary

ROAD = ((36.0, 35.0), (36.2, 35.0), (36.4, 35.1))


def test_a_stretch_runs_between_the_points_nearest_to_two_places_in_their_order() -> None:
    forth = geo.stretch(ROAD, (36.1, 35.05), (36.3, 35.0))
    back = geo.stretch(ROAD, (36.3, 35.0), (36.1, 35.05))
    assert forth == back[::-1]
    assert forth[0] == pytest.approx((36.1, 35.0), abs=1e-4)
    assert (36.2, 35.0) in forth
    assert geo.length_km(forth) < geo.length_km(ROAD)


def test_a_stretch_to_places_beyond_the_ends_is_the_whole_line() -> None:
    whole = geo.stretch(ROAD, (35.0, 35.0), (37.5, 35.6))
    assert geo.length_km(whole) == pytest.approx(geo.length_km(ROAD), rel=1e-6)


def test_two_places_nearest_to_one_point_of_the_line_have_no_stretch_and_a_metre_apart_have() -> None:
    with pytest.raises(BadGeometry, match="nothing lies between"):
        geo.stretch(ROAD, (36.1, 35.1), (36.1, 34.9))
    with pytest.raises(BadGeometry, match="nothing lies between"):
        geo.stretch(ROAD, (36.1, 35.0), (36.100005, 35.0))
    assert geo.length_km(geo.stretch(ROAD, (36.1, 35.0), (36.1001, 35.0))) == pytest.approx(0.00912, abs=1e-4)


def test_a_stretch_of_a_line_that_touches_itself_is_refused() -> None:
    with pytest.raises(BadGeometry, match="crosses or touches itself"):
        geo.stretch(((36.0, 35.0), (36.2, 35.0), (36.2, 35.2), (36.1, 34.9)), (36.0, 35.0), (36.1, 34.9))


def test_ground_outside_is_none_for_a_part_and_all_of_it_for_what_lies_apart() -> None:
    whole, part = geo.polygon(SQUARE), geo.circle((36.5, 35.5), radius_m=5000)
    apart = geo.circle((38.0, 35.5), radius_m=5000)
    assert geo.outside_km2(part, whole) == 0
    assert geo.outside_km2(apart, whole) == pytest.approx(geo.area_km2(apart), rel=1e-9)
    assert geo.outside_km2(whole, part) == pytest.approx(geo.area_km2(whole) - geo.area_km2(part), rel=1e-6)


def test_well_known_binary_reads_back_as_the_same_ground() -> None:
    zone = geo.corridor(M4, reach_m=6000, ends="round")
    assert shapely.equals(shapely.from_wkb(geo.wkb(zone)), zone.shape)
    assert shapely.is_ccw(shapely.from_wkb(geo.wkb(zone)).exterior)


def test_around_one_line_is_its_round_corridor_and_around_several_their_union() -> None:
    one, other = [(36.2, 35.8), (36.4, 35.9)], [(36.4, 35.9), (36.5, 35.7), (36.3, 35.75)]
    corridors = [geo.corridor(line, reach_m=5_000, ends="round") for line in (one, other)]
    alone = geo.around([one], reach_m=5_000)
    assert geo.area_km2(alone) == pytest.approx(geo.area_km2(corridors[0]), rel=1e-3)
    both = geo.around([one, other], reach_m=5_000, sigma_m=70)
    assert both.sigma_m == 70
    assert geo.area_km2(both) == pytest.approx(geo.area_km2(geo.union(corridors)), rel=1e-3)


def test_around_may_cross_itself_but_not_be_nothing() -> None:
    cross = [[(36.2, 35.8), (36.4, 35.9)], [(36.2, 35.9), (36.4, 35.8)]]
    assert geo.area_km2(geo.around(cross, reach_m=1_000)) > 0
    for lines, reach_m in (([], 1_000), ([[(36.2, 35.8)]], 1_000), (cross, 0)):
        with pytest.raises(BadGeometry):
            geo.around(lines, reach_m=reach_m)


ZIGZAG = (
    (36.0, 35.75606521067516),
    (36.0610781676814, 35.65625),
    (36.0705590731761, 35.74308760674532),
    (36.16002000783994, 35.4375),
    (36.16890542492059, 35.75),
    (36.21832307770752, 35.5),
    (36.25533207221071, 35.4140625),
)
"""A line whose band on the right falls into parts that share an edge."""


def test_a_band_in_parts_that_share_an_edge_is_one_area_and_with_the_other_hand_that_of_both() -> None:
    left, right, both = (
        geo.band(ZIGZAG, from_m=4_000, to_m=15_000, side=side) for side in ("left", "right", "both")
    )
    assert geo.area_km2(geo.union([left, right])) == pytest.approx(geo.area_km2(both), rel=1e-6)
    assert geo.area_km2(left) + geo.area_km2(right) == pytest.approx(geo.area_km2(both), rel=1e-6)
