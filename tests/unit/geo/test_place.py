"""Probabilities of uncertain places: edges of the domain, and the table against the exact way."""

from __future__ import annotations

import math

import numpy as np
import pytest

from truceline import geo
from truceline.errors import BadGeometry

ZONE = geo.corridor(((36.2, 35.81), (36.6, 35.83), (36.75, 35.76)), reach_m=6000, ends="flat")
CIRCLE = geo.circle((36.6, 35.8), radius_m=5000)


def test_an_unknown_place_has_an_unknown_probability() -> None:
    lon, lat = [math.nan, 36.6, 36.6, 36.6], [35.8, math.nan, 35.8, 35.8]
    for p in (
        geo.probability_inside(CIRCLE, lon, lat, [100, 100, math.nan, 100]),
        geo.share_of_region(CIRCLE, lon, lat, [100, 100, math.nan, 100]),
        geo.surely_inside(CIRCLE, lon, lat, [100, 100, math.nan, 100]),
    ):
        assert np.isnan(p).tolist() == [True, True, True, False]


def test_no_places_give_no_probabilities() -> None:
    assert geo.probability_inside(CIRCLE, [], [], []).shape == (0,)
    assert geo.share_of_region(CIRCLE, [], [], 100.0).shape == (0,)
    assert geo.surely_inside(CIRCLE, [], [], 100.0).shape == (0,)


@pytest.mark.parametrize(
    ("lon", "lat", "radius_m"),
    [(180.1, 0, 1), (0, 90.1, 1), (math.inf, 0, 1), (0, -math.inf, 1), (0, 0, -1), (0, 0, math.inf)],
)
def test_impossible_places_are_refused(lon: float, lat: float, radius_m: float) -> None:
    for function in (geo.probability_inside, geo.share_of_region, geo.surely_inside):
        with pytest.raises(BadGeometry, match=r"off the globe|radius 1"):
            function(CIRCLE, [lon], [lat], [radius_m])


def test_without_any_error_the_answer_is_containment() -> None:
    lon, lat = np.linspace(36.5, 36.7, 101), np.full(101, 35.8)
    p = geo.probability_inside(CIRCLE, lon, lat, 0.0)
    assert (p == geo.contains(CIRCLE, lon, lat)).all()


def test_the_radius_holds_95_percent_and_the_zones_own_error_adds_in_quadrature() -> None:
    assert geo.probability_inside(CIRCLE, 36.6, 35.8, 5000.0)[0] == pytest.approx(0.95, abs=1e-4)
    vague = geo.circle((36.6, 35.8), radius_m=5000, sigma_m=3000 / geo.RADIUS_PER_SIGMA)
    assert geo.probability_inside(vague, 36.6, 35.8, 4000.0)[0] == pytest.approx(0.95, abs=1e-4)
    assert geo.probability_inside(vague, 36.6, 35.8, 0.0)[0] < 1


def test_beyond_the_cut_the_answer_is_exactly_0_or_1_and_before_it_is_not() -> None:
    sigma = 400.0
    radius = sigma * geo.RADIUS_PER_SIGMA
    step = 1 / 90_400  # degrees of longitude per metre at 35.8 N, roughly
    for share_of_cut, is_certain in ((1.01, True), (0.97, False)):
        inside, outside = (5000 - 4.5 * sigma * share_of_cut), (5000 + 4.5 * sigma * share_of_cut)
        p = geo.probability_inside(CIRCLE, 36.6 + step * np.array([inside, outside]), [35.8, 35.8], radius)
        assert (p == [1.0, 0.0]).all() == is_certain


def test_a_place_on_the_boundary_or_a_corner_is_neither_in_nor_out() -> None:
    square = geo.polygon([(36.0, 35.0), (36.5, 35.0), (36.5, 35.4), (36.0, 35.4)])
    p = geo.probability_inside(square, [36.0, 36.0], [35.2, 35.0], 1000.0)
    assert p == pytest.approx([0.5, 0.25], abs=2e-3)


def test_repeated_places_and_any_order_give_the_same_answers() -> None:
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(36.1, 36.9, 40), rng.uniform(35.6, 36.0, 40)
    radius = rng.choice([500.0, 5000.0], 40)
    p = geo.probability_inside(ZONE, lon, lat, radius)
    order = rng.integers(0, 40, 400)
    again = geo.probability_inside(ZONE, lon[order], lat[order], radius[order])
    assert (again == p[order]).all()


def test_many_different_errors_give_what_each_gives_alone() -> None:
    rng = np.random.default_rng(4)
    lon, lat = rng.uniform(36.1, 36.9, 60), rng.uniform(35.6, 36.0, 60)
    radius = rng.uniform(100, 20_000, 60)
    together = geo.probability_inside(ZONE, lon, lat, radius)
    alone = [geo.probability_inside(ZONE, *row)[0] for row in zip(lon, lat, radius, strict=True)]
    assert together == pytest.approx(alone, abs=1e-4)


@pytest.mark.parametrize("radius_m", [3_000.0, 12_000.0])
def test_the_table_is_within_a_ten_thousandth_of_the_exact_way(radius_m: float) -> None:
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(35.8, 37.2, 3000), rng.uniform(35.3, 36.3, 3000)
    exact = geo.probability_inside(ZONE, lon, lat, radius_m)
    fast = geo.probability_inside_fast(ZONE, lon, lat, radius_m=radius_m)
    assert np.abs(fast - exact).max() < 1e-4
    assert (fast[exact == 0] == 0).all()
    assert (fast[exact == 1] == 1).all()
    assert np.mean((exact > 0) & (exact < 1)) > 0.05


def test_the_table_is_used_above_the_number_given_and_not_below() -> None:
    rng = np.random.default_rng(6)
    lon, lat = rng.uniform(35.8, 37.2, 30_000), rng.uniform(35.4, 36.2, 30_000)
    radius_m = 25_000.0
    fast = geo.probability_inside_fast(ZONE, lon, lat, radius_m=radius_m)
    above = geo.probability_inside(ZONE, lon, lat, radius_m, tabulate_above=10_000)
    below = geo.probability_inside(ZONE, lon, lat, radius_m, tabulate_above=30_000)
    assert (above == fast).all()
    assert (below != fast).any()
    assert np.abs(below - fast).max() < 1e-4


def test_the_table_keeps_unknown_places_unknown_and_refuses_an_unknown_radius() -> None:
    p = geo.probability_inside_fast(ZONE, [math.nan, 36.5], [35.8, 35.82], radius_m=3000)
    assert np.isnan(p).tolist() == [True, False]
    with pytest.raises(BadGeometry, match="one radius"):
        geo.probability_inside_fast(ZONE, [36.5], [35.8], radius_m=math.nan)
    assert geo.probability_inside_fast(ZONE, [36.5], [35.82], radius_m=0).tolist() == [1.0]


def test_a_place_across_the_antimeridian_is_near() -> None:
    zone = geo.circle((179.8, 0.0), radius_m=20_000)
    for p in (
        geo.probability_inside(zone, [-179.99, 179.99], [0.0, 0.0], 5000.0),
        geo.probability_inside_fast(zone, np.array([-179.99, 179.99]), np.zeros(2), radius_m=5000),
    ):
        assert 0 < p[0] < p[1] < 1


def test_the_share_of_a_region_is_that_of_areas() -> None:
    half_plane = geo.polygon([(36.6, 35.0), (37.6, 35.0), (37.6, 36.6), (36.6, 36.6)])
    share = geo.share_of_region(half_plane, [36.6, 36.61, 36.3, 36.9], [35.8] * 4, 10_000.0)
    assert share[0] == pytest.approx(0.5, abs=2e-3)
    assert 0.5 < share[1] < 1
    assert share[2:].tolist() == pytest.approx([0, 1])
    around = geo.share_of_region(CIRCLE, [36.6], [35.8], 10_000.0)
    assert around[0] == pytest.approx(0.25, rel=2e-3)
    assert geo.share_of_region(CIRCLE, [36.6, 36.7], [35.8, 35.8], 0.0).tolist() == [1.0, 0.0]


def test_a_place_somewhere_within_its_radius_is_sure_only_where_no_boundary_comes_within_it() -> None:
    def sure(radius_m: float, lon: float, zone: geo.Zone = CIRCLE) -> float:
        return float(geo.surely_inside(zone, [lon], [35.8], radius_m)[0])

    assert sure(4_990.0, 36.6) == 1.0
    assert math.isnan(sure(5_010.0, 36.6))
    assert sure(0.0, 36.6) == 1.0
    assert sure(0.0, 36.7) == 0.0
    east_m = 0.2 * 90_350  # of a fifth of a degree at that latitude
    assert sure(east_m - 5_100.0, 36.8) == 0.0
    assert math.isnan(sure(east_m - 4_900.0, 36.8))
    vague = geo.circle((36.6, 35.8), radius_m=5000, sigma_m=1000)
    assert sure(490.0, 36.6, vague) == 1.0
    assert math.isnan(sure(510.0, 36.6, vague))


def test_the_probability_of_two_parts_is_the_sum_of_theirs() -> None:
    one = geo.circle((36.6, 35.8), radius_m=2_000, sigma_m=500)
    other = geo.circle((36.68, 35.8), radius_m=2_000, sigma_m=500)
    both = geo.union([one, other])
    lon, lat = np.linspace(36.55, 36.75, 9), np.full(9, 35.805)
    sums = sum(geo.probability_inside(zone, lon, lat, 3_000.0) for zone in (one, other))
    assert geo.probability_inside(both, lon, lat, 3_000.0) == pytest.approx(sums, abs=1e-6)
