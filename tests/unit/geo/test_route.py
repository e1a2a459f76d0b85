"""Distances between fixes, and what lies along a route, against PROJ's geodesics and brute force."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from truceline import geo

GEOD = pyproj.Geod(ellps="WGS84")
ROAD = ((36.70, 35.84), (36.55, 35.82), (36.40, 35.815), (36.38, 35.70), (36.30, 35.80))


@pytest.mark.parametrize("lat", [0.0, 35.0, -62.0, 79.0, 84.0])
@pytest.mark.parametrize("reach_deg", [0.0001, 0.01, 0.099, 0.101, 0.2, 1.99, 2.01, 5.0])
def test_distances_are_geodesic_to_a_centimetre(lat: float, reach_deg: float) -> None:
    chance = np.random.default_rng(1)
    a_x, b_x = 36 + chance.uniform(-1, 1, (2, 500)) * reach_deg / 2
    a_y, b_y = lat + chance.uniform(-1, 1, (2, 500)) * reach_deg / 2
    true_m = GEOD.inv(a_x, a_y, b_x, b_y)[2]
    assert np.abs(geo.distances_m(a_x, a_y, b_x, b_y) - true_m).max() < 0.01


def test_a_distance_from_nowhere_is_unknown() -> None:
    assert np.isnan(geo.distances_m([np.nan, 36.0], [35.0, 35.0], [36.0, 36.0], [35.0, np.nan])).all()


def test_a_distance_across_the_antimeridian_is_the_short_one() -> None:
    assert geo.distances_m([179.99], [10.0], [-179.99], [10.0])[0] == pytest.approx(2193.0, abs=1)


@pytest.mark.parametrize("spread_deg", [0.001, 0.02, 0.3])
def test_places_lie_along_a_route_as_a_projection_has_it(spread_deg: float) -> None:
    chance = np.random.default_rng(2)
    lon, lat = chance.uniform(36.3, 36.7, 400), 35.8 + chance.uniform(-1, 1, 400) * spread_deg
    along_km, off_m = geo.on_route(ROAD, lon, lat)
    slow_km, slow_off_km = geo.along_km(ROAD, lon, lat)
    assert np.abs(off_m - slow_off_km * 1000).max() < 5.0
    # Where two feet are all but equally near, the two ways may choose differently.
    assert np.mean(np.abs(along_km - slow_km) < 0.03) > 0.98


def test_a_place_unknown_lies_nowhere_along_a_route() -> None:
    along_km, off_m = geo.on_route(ROAD, [np.nan, 36.5], [35.8, np.nan])
    assert np.isnan(along_km).all()
    assert np.isnan(off_m).all()


@pytest.mark.parametrize("reach_m", [50.0, 500.0, 4000.0])
def test_what_is_in_reach_is_what_brute_force_finds(reach_m: float) -> None:
    chance = np.random.default_rng(3)
    lon, lat = chance.uniform(36.25, 36.75, 60), chance.uniform(35.68, 35.86, 60)
    group = np.sort(chance.integers(0, 3, 60))
    found, start_km, end_km = geo.reached(ROAD, lon, lat, reach_m, group=group)
    length_km = geo.length_km(ROAD)
    marks_km = np.arange(0.0, length_km, 0.05)
    corners = np.array(ROAD)
    edges_m = GEOD.inv(corners[:-1, 0], corners[:-1, 1], corners[1:, 0], corners[1:, 1])[2]
    along = np.concatenate(([0.0], np.cumsum(edges_m))) / 1000
    for one in range(3):
        own = group == one
        for mark_km in marks_km:
            edge = min(int(np.searchsorted(along, mark_km, side="right")) - 1, len(edges_m) - 1)
            (a_x, a_y), (b_x, b_y) = corners[edge], corners[edge + 1]
            azimuth = GEOD.inv(a_x, a_y, b_x, b_y)[0]
            x, y, _ = GEOD.fwd(a_x, a_y, azimuth, (mark_km - along[edge]) * 1000)
            nearest_m = GEOD.inv(np.full(own.sum(), x), np.full(own.sum(), y), lon[own], lat[own])[2].min()
            said = bool(((start_km <= mark_km) & (mark_km <= end_km) & (found == one)).any())
            if abs(nearest_m - reach_m) > max(3.0, reach_m * 0.002):
                assert said == (nearest_m < reach_m), (one, mark_km, nearest_m)


def test_stretches_in_reach_are_in_order_and_apart() -> None:
    chance = np.random.default_rng(4)
    lon, lat = chance.uniform(36.3, 36.7, 2000), chance.uniform(35.78, 35.86, 2000)
    group = chance.integers(0, 4, 2000)
    found, start_km, end_km = geo.reached(ROAD, lon, lat, 300.0, group=group)
    same = found[1:] == found[:-1]
    assert (np.diff(found) >= 0).all()
    assert (start_km < end_km).all()
    assert (start_km[1:][same] > end_km[:-1][same]).all()


def test_a_negative_reach_and_an_unknown_place_reach_nothing() -> None:
    assert len(geo.reached(ROAD, [36.5], [35.82], -1.0, group=[0])[0]) == 0
    assert len(geo.reached(ROAD, [np.nan], [35.82], 500.0, group=[0])[0]) == 0
    assert len(geo.reached(ROAD, [], [], 500.0, group=[])[0]) == 0


@pytest.mark.parametrize(("metres", "is_near"), [(990.0, True), (1010.0, False)])
def test_near_a_boundary_ends_at_the_distance(metres: float, is_near: bool) -> None:
    zone = geo.circle((36.5, 35.8), radius_m=5000)
    for outwards in (5000 + metres, 5000 - metres):
        lon, lat, _ = GEOD.fwd(36.5, 35.8, 77.0, outwards)
        assert geo.near_boundary(zone, [lon], [lat], within_m=1000.0).tolist() == [is_near]
