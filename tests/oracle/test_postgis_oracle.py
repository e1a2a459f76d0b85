"""Corridors and bands against the distances of PostGIS on the spheroid: other code for the same geodesics."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import numpy as np
import pyproj
import pytest

from tests.postgis import Database
from truceline import geo

GEOD = pyproj.Geod(ellps="WGS84")
LINE = ((36.2, 35.81), (36.35, 35.78), (36.5, 35.84), (36.6, 35.83), (36.75, 35.76))
REACHES_M = (1.0, 100.0, 10_000.0)
MARGIN_M = 0.5
"""Nearer to a boundary than this, the rounding of corners and the chords of arcs decide."""


def sampled(reach_m: float, n: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Points at up to twice a distance off the line, seeded, on both hands and beyond the ends."""
    rng = np.random.default_rng(int(reach_m))
    edges = list(pairwise(LINE))
    points = []
    for number in rng.integers(len(edges), size=n):
        a, b = edges[number]
        azimuth, _, length = GEOD.inv(*a, *b)
        lon, lat, _ = GEOD.fwd(a[0], a[1], azimuth, rng.uniform(-0.05, 1.05) * length)
        lon, lat, _ = GEOD.fwd(lon, lat, rng.uniform(0, 360), rng.uniform(0, 2) * reach_m)
        points.append((lon, lat))
    return np.array(points)


@pytest.fixture(scope="module")
def line_in_postgis(postgis: Database) -> Database:
    """Return a database that holds the line, its edges geodesics."""
    words = ", ".join(f"{lon} {lat}" for lon, lat in LINE)
    postgis.run("CREATE EXTENSION IF NOT EXISTS postgis")
    postgis.run(f"CREATE TABLE line AS SELECT ST_GeogFromText('SRID=4326;LINESTRING({words})') AS way")
    return postgis


def distances_m(database: Database, points: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[float]:
    values = ", ".join(f"({number}, {lon!r}, {lat!r})" for number, (lon, lat) in enumerate(points.tolist()))
    rows = database.run(
        "SELECT ST_Distance(ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography, way, true) "
        f"FROM (VALUES {values}) AS points (number, lon, lat), line ORDER BY number"
    )
    return [float(row) for row in rows]


@pytest.mark.parametrize("reach_m", REACHES_M)
def test_a_corridor_holds_what_postgis_finds_near(line_in_postgis: Database, reach_m: float) -> None:
    points = sampled(reach_m, 600)
    zone = geo.corridor(LINE, reach_m=reach_m, ends="round")
    inside = geo.contains(zone, points[:, 0], points[:, 1])
    far = np.array(distances_m(line_in_postgis, points))
    clear = np.abs(far - reach_m) > min(MARGIN_M, reach_m / 2)
    assert clear.sum() > 300
    assert inside[clear].tolist() == (far[clear] < reach_m).tolist()
    assert 100 < inside[clear].sum() < clear.sum() - 100


@pytest.mark.parametrize("reach_m", REACHES_M)
def test_ground_around_a_line_of_contact_holds_what_postgis_finds_near(
    line_in_postgis: Database, reach_m: float
) -> None:
    points = sampled(reach_m, 600)
    zone = geo.around(list(pairwise(LINE)), reach_m=reach_m)
    inside = geo.contains(zone, points[:, 0], points[:, 1])
    far = np.array(distances_m(line_in_postgis, points))
    clear = np.abs(far - reach_m) > max(min(MARGIN_M, reach_m / 2), reach_m * 4e-4)
    assert clear.sum() > 300
    assert inside[clear].tolist() == (far[clear] < reach_m).tolist()


@pytest.mark.parametrize("reach_m", REACHES_M)
@pytest.mark.parametrize("side", ["left", "right", "both"])
def test_a_band_holds_only_what_postgis_finds_between_its_distances(
    line_in_postgis: Database, reach_m: float, side: Literal["left", "right", "both"]
) -> None:
    points = sampled(reach_m, 600)
    zone = geo.band(LINE, from_m=reach_m / 2, to_m=reach_m, side=side)
    inside = geo.contains(zone, points[:, 0], points[:, 1])
    far = np.array(distances_m(line_in_postgis, points))
    margin_m = min(MARGIN_M, reach_m / 4)
    between = (far > reach_m / 2 - margin_m) & (far < reach_m + margin_m)
    assert inside.sum() > 50
    assert between[inside].all()
    if side != "both":
        return
    # Beyond a flat end nothing is held, whatever its distance: only what lies beside the line must be.
    beside = (points[:, 0] > LINE[0][0] + 0.02) & (points[:, 0] < LINE[-1][0] - 0.02)
    clear = beside & (np.abs(far - reach_m / 2) > margin_m) & (np.abs(far - reach_m) > margin_m)
    if reach_m < 1000:
        assert inside[clear].tolist() == ((far > reach_m / 2) & (far < reach_m))[clear].tolist()
