"""The geometry against slow, obvious or foreign ways to the same answers."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import pytest
from scipy.special import ndtr

from truceline import geo

Floats = npt.NDArray[np.float64]
GEOD = pyproj.Geod(ellps="WGS84")
LINE = ((36.2, 35.81), (36.35, 35.78), (36.5, 35.84), (36.6, 35.83), (36.75, 35.76))


def geodesic_line(points: tuple[tuple[float, float], ...], n_each: int) -> Floats:
    """Points along the geodesics between points, n to each edge."""
    parts = [[a, *GEOD.npts(*a, *b, n_each - 1)] for a, b in pairwise(points)]
    return np.array([point for part in parts for point in part] + [points[-1]])


def nearest_m(line: Floats, lon: float, lat: float) -> tuple[float, int]:
    """Distance to the nearest vertex of a dense line and which it is."""
    n = len(line)
    _, _, distance = GEOD.inv(np.full(n, lon), np.full(n, lat), line[:, 0], line[:, 1])
    return float(np.min(distance)), int(np.argmin(distance))


def places_off(line: Floats, offset_m: float, *, left: bool) -> Floats:
    """Places at a geodesic distance square off a dense line, between its ends."""
    rows = np.arange(200, len(line) - 200, 97)
    azimuth, _, _ = GEOD.inv(line[rows, 0], line[rows, 1], line[rows + 1, 0], line[rows + 1, 1])
    turn = -90 if left else 90
    lon, lat, _ = GEOD.fwd(
        line[rows, 0], line[rows, 1], np.asarray(azimuth) + turn, np.full(len(rows), offset_m)
    )
    return np.column_stack((lon, lat))


@pytest.mark.parametrize("margin_m", [1.0, 100.0, 10_000.0])
def test_a_circle_holds_what_is_nearer_than_its_radius(margin_m: float) -> None:
    zone = geo.circle((36.6, 35.8), radius_m=15_000)
    azimuth = np.arange(0.0, 360.0, 0.37)
    for sign in (-1, 1):
        lon, lat, _ = GEOD.fwd(
            np.full(len(azimuth), 36.6),
            np.full(len(azimuth), 35.8),
            azimuth,
            15_000 + sign * margin_m + 0 * azimuth,
        )
        assert (geo.contains(zone, lon, lat) == (sign < 0)).all()


@pytest.mark.parametrize("margin_m", [1.0, 100.0, 10_000.0])
@pytest.mark.parametrize("left", [True, False])
def test_a_corridor_and_a_band_hold_what_brute_force_finds_near(margin_m: float, left: bool) -> None:
    reach_m = 15_000.0
    line = geodesic_line(LINE, 700)
    corridor = geo.corridor(LINE, reach_m=reach_m, ends="round")
    band = geo.band(LINE, from_m=5_000, to_m=reach_m, side="left" if left else "right")
    other = geo.band(LINE, from_m=5_000, to_m=reach_m, side="right" if left else "left")
    n_tested = 0
    for offset_m in (reach_m - margin_m, reach_m + margin_m):
        for lon, lat in places_off(line, offset_m, left=left):
            distance_m, at = nearest_m(line, lon, lat)
            if abs(distance_m - reach_m) < margin_m * 0.9 or at in (0, len(line) - 1):
                continue  # Off a hollow another part of the line is nearer: a margin of its own, or none.
            n_tested += 1
            assert bool(geo.contains(corridor, lon, lat)) == (distance_m < reach_m)
            if abs(distance_m - 5_000) > 0.9:
                assert bool(geo.contains(band, lon, lat)) == (5_000 < distance_m < reach_m)
            assert not geo.contains(other, lon, lat)
    assert n_tested > 20


@pytest.mark.parametrize("reach_m", [1.0, 100.0, 10_000.0])
@pytest.mark.parametrize("left", [True, False])
def test_corridors_and_bands_of_any_reach_hold_what_brute_force_finds_near(
    reach_m: float, left: bool
) -> None:
    line = geodesic_line(LINE, 20_000)  # a point every 0.7 m
    corridor = geo.corridor(LINE, reach_m=reach_m, ends="round")
    band = geo.band(LINE, from_m=reach_m / 2, to_m=reach_m, side="left" if left else "right")
    margin_m = min(0.3, reach_m / 4)
    n_inside = n_outside = 0
    rows = np.arange(2_000, len(line) - 2_000, 4_001)
    for share in (0.25, 0.75, 1.25):
        azimuth, _, _ = GEOD.inv(line[rows, 0], line[rows, 1], line[rows + 1, 0], line[rows + 1, 1])
        turn = np.asarray(azimuth) + (-90 if left else 90)
        lon, lat, _ = GEOD.fwd(line[rows, 0], line[rows, 1], turn, np.full(len(rows), share * reach_m))
        for x, y in zip(lon, lat, strict=True):
            distance_m, at = nearest_m(line, x, y)
            clear = min(abs(distance_m - reach_m), abs(distance_m - reach_m / 2)) > margin_m - 1e-6
            if not clear or at in (0, len(line) - 1):
                continue
            is_near, is_between = distance_m < reach_m, reach_m / 2 < distance_m < reach_m
            n_inside, n_outside = n_inside + is_between, n_outside + (not is_between)
            assert bool(geo.contains(corridor, x, y)) == is_near
            assert bool(geo.contains(band, x, y)) == is_between
    assert n_inside > 5
    assert n_outside > 10


def test_a_flat_corridor_ends_square_to_a_metre() -> None:
    zone = geo.corridor(LINE, reach_m=6000, ends="flat")
    (a, b) = LINE[0], LINE[1]
    azimuth, _, _ = GEOD.inv(*a, *b)
    for across in (-90, 90):
        for off_m in (5.0, 3000.0, 5990.0):
            lon, lat, _ = GEOD.fwd(*a, azimuth + across, off_m)
            _, _, _ = GEOD.inv(*a, lon, lat)
            inside = GEOD.fwd(lon, lat, azimuth, 2.0)[:2]
            outside = GEOD.fwd(lon, lat, azimuth, -2.0)[:2]
            assert bool(geo.contains(zone, *inside))
            assert not geo.contains(zone, *outside)


def test_distances_hold_to_a_thousandth_500_km_apart() -> None:
    points = ((34.0, 35.9), (39.5, 36.1))
    line = geodesic_line(points, 4000)
    zone = geo.corridor(points, reach_m=10_000, ends="flat")
    for left in (True, False):
        for offset_m, is_inside in ((9_990.0, True), (10_010.0, False)):
            places = places_off(line, offset_m, left=left)
            assert (geo.contains(zone, places[:, 0], places[:, 1]) == is_inside).all()


def test_near_a_straight_boundary_the_probability_is_the_normal_one() -> None:
    zone = geo.polygon([(36.6, 34.0), (38.6, 34.0), (38.6, 37.4), (36.6, 37.4)])
    sigma_m = 2000.0
    east_m = np.linspace(-4.4, 4.4, 45) * sigma_m
    lon, lat, _ = GEOD.fwd(np.full(45, 36.6), np.full(45, 35.7), np.full(45, 90.0), east_m)
    p = geo.probability_inside(zone, lon, lat, sigma_m * geo.RADIUS_PER_SIGMA)
    assert p == pytest.approx(ndtr(east_m / sigma_m), abs=2e-4)


@pytest.mark.parametrize("radius_m", [1_000.0, 8_000.0, 30_000.0])
def test_probabilities_agree_with_throwing_points(radius_m: float) -> None:
    rng = np.random.default_rng(11)
    n = 40_000
    zone = geo.minus(
        geo.corridor(LINE, reach_m=6000, ends="flat"), geo.circle((36.5, 35.84), radius_m=3000), sigma_m=0
    )
    lon, lat = rng.uniform(36.1, 36.9, 12), rng.uniform(35.7, 35.95, 12)
    p = geo.probability_inside(zone, lon, lat, radius_m)
    distance_m = radius_m / geo.RADIUS_PER_SIGMA * np.sqrt(-2 * np.log(rng.uniform(size=n)))
    azimuth = rng.uniform(0, 360, n)
    for x, y, one in zip(lon, lat, p, strict=True):
        thrown = GEOD.fwd(np.full(n, x), np.full(n, y), azimuth, distance_m)
        share = geo.contains(zone, thrown[0], thrown[1]).mean()
        assert one == pytest.approx(share, abs=4.5 * np.sqrt(0.25 / n))


@pytest.mark.parametrize("radius_m", [100.0, 2_000.0])
@pytest.mark.parametrize("how", ["union", "within", "minus", "minus_other"])
def test_zones_of_several_errors_agree_with_moving_each_of_them_by_itself(how: str, radius_m: float) -> None:
    rng = np.random.default_rng(14)
    n = 20_000
    crisp = geo.circle((36.6, 35.8), radius_m=3_000, sigma_m=100)
    vague = geo.circle((36.64, 35.8), radius_m=6_000, sigma_m=2_500)
    first, second = (vague, crisp) if how == "minus_other" else (crisp, vague)
    zone = {"union": geo.union([first, second]), "within": geo.within(first, second)}.get(
        how, geo.minus(first, second)
    )
    lon = np.linspace(36.55, 36.72, 12)
    p = geo.probability_inside(zone, lon, np.full(12, 35.81), radius_m)
    for x, one in zip(lon, p, strict=True):
        place = rng.normal(size=(n, 2)) * radius_m / geo.RADIUS_PER_SIGMA
        in_each = []
        for part in (first, second):
            moved = place + rng.normal(size=(n, 2)) * part.sigma_m
            at = GEOD.fwd(
                np.full(n, x),
                np.full(n, 35.81),
                np.degrees(np.arctan2(moved[:, 0], moved[:, 1])),
                np.hypot(moved[:, 0], moved[:, 1]),
            )
            in_each.append(geo.contains(part, at[0], at[1]))
        a, b = in_each
        share = {"union": a | b, "within": a & b}.get(how, a & ~b).mean()
        assert one == pytest.approx(share, abs=0.02 + 4.5 * np.sqrt(0.25 / n))


def test_containment_is_that_of_geopandas() -> None:
    rng = np.random.default_rng(12)
    lon, lat = rng.uniform(36.0, 37.0, 20_000).round(3), rng.uniform(35.5, 36.1, 20_000).round(3)
    zone = geo.band(LINE, from_m=2000, to_m=15_000, side="left")
    frame = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    assert (geo.contains(zone, lon, lat) == frame.within(zone.shape).to_numpy()).all()


def test_the_bands_behind_the_real_line_hold_what_brute_force_finds(test_data: Path) -> None:
    with (test_data / "control" / "contact_lines_constructed.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["as_of"] == "2018-09-17"]
    points = tuple((float(row["lon"]), float(row["lat"])) for row in rows)
    assert len(points) == 62
    line = geodesic_line(points, 40)
    left, right, both = (
        geo.band(points, from_m=15_000, to_m=20_000, side=side) for side in ("left", "right", "both")
    )
    assert geo.area_km2(left) + geo.area_km2(right) == pytest.approx(geo.area_km2(both), rel=1e-6)
    rng = np.random.default_rng(13)
    west, south, east, north = geo.bounds(both)
    n_inside = 0
    for lon, lat in zip(rng.uniform(west, east, 600), rng.uniform(south, north, 600), strict=True):
        distance_m, at = nearest_m(line, lon, lat)
        if min(abs(distance_m - 15_000), abs(distance_m - 20_000)) < 20 or at in (0, len(line) - 1):
            continue
        is_near = 15_000 < distance_m < 20_000
        n_inside += is_near
        assert bool(geo.contains(both, lon, lat)) == is_near
        assert bool(geo.contains(left, lon, lat)) + bool(geo.contains(right, lon, lat)) == is_near
    assert n_inside > 50


BRANCHES = (LINE, ((36.5, 35.84), (36.52, 35.95), (36.45, 36.0)), ((36.3, 35.9), (36.6, 35.7)))
"""Lines that touch, branch and cross, as a line of contact does."""


@pytest.mark.parametrize("reach_m", [10.0, 100.0, 10_000.0])
def test_around_lines_that_branch_holds_what_brute_force_finds_near(reach_m: float) -> None:
    lines = [geodesic_line(line, 4_000) for line in BRANCHES]  # a point every 4 m
    zone = geo.around(BRANCHES, reach_m=reach_m)
    margin_m = max(min(0.3, reach_m / 4), reach_m * 4e-4)  # the arcs are chords
    n_inside = n_outside = 0
    for number, line in enumerate(lines):
        for share in (0.25, 0.75, 1.25):
            for lon, lat in places_off(line, share * reach_m, left=bool(number % 2))[::5]:
                distance_m = min(nearest_m(other, lon, lat)[0] for other in lines)
                if abs(distance_m - reach_m) > margin_m:
                    is_near = distance_m < reach_m
                    n_inside, n_outside = n_inside + is_near, n_outside + (not is_near)
                    assert bool(geo.contains(zone, lon, lat)) == is_near
    assert n_inside > 10
    assert n_outside > 5
