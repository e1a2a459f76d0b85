"""A million certain incidents against Idlib, beside what others need for a part of the same work.

Run with `make bench`. Peers are timed in the same run, so the ratios mean more than the seconds.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import geopandas
import pyarrow.compute as pc
import pytest

from bench.world import NORTH_WEST, SYRIA, Box, certain_claims
from truceline.bulletins import zones_geojson
from truceline.files import load_record
from truceline.judgement import assess
from truceline.model.record import Record

N = 1_000_000
RUNS = 3


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of some runs."""
    found = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


@pytest.fixture(scope="module")
def idlib() -> Record:
    return load_record("idlib")


@pytest.mark.parametrize(("name", "box"), [("all over Syria", SYRIA), ("all in the north-west", NORTH_WEST)])
def test_a_million_certain_incidents(idlib: Record, name: str, box: Box) -> None:
    claims = certain_claims(idlib, N, box=box)

    def read() -> None:
        for column in ("start_at", "lon", "lat", "radius_m"):
            pc.min_max(claims.column(column))

    def join() -> int:
        points = geopandas.GeoDataFrame(
            geometry=geopandas.points_from_xy(claims["lon"].to_numpy(), claims["lat"].to_numpy()),
            crs="EPSG:4326",
        )
        zones = geopandas.GeoDataFrame.from_features(zones_geojson(idlib)["features"], crs="EPSG:4326")
        return len(points.sjoin(zones[["geometry"]], predicate="within"))

    found = assess(idlib, claims).findings.num_rows
    ours = seconds(lambda: assess(idlib, claims))
    theirs = seconds(join)
    columns = seconds(read)
    print(f"\n{N:,} certain incidents {name}, {found:,} findings; medians of {RUNS} runs")
    print(f"  assess: every clause, reading and position   {ours:8.2f} s    1.00")
    print(f"  GeoPandas: containment in the zones alone    {theirs:8.2f} s    {theirs / ours:.2f}")
    print(f"  reading four of the columns                  {columns:8.3f} s    {columns / ours:.4f}")
