"""Ten million fixes of joint patrols from Parquet to every measure, beside movingpandas on what it can do.

Run with `make bench`: through reading and computing. movingpandas is given one
patrol in the same run, since all of them would take it hours.
"""

from __future__ import annotations

import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from truceline import geo
from truceline.record.patrols import (
    Limits,
    Route,
    clock_doubts,
    company,
    marked,
    progress,
    time_in_zone,
    tracks,
    whole_patrols,
)
from truceline.record.patrols.coverage import coverage
from truceline.record.patrols.parts import parts
from truceline.record.patrols.together import joint_fixes
from truceline.record.patrols.track import track
from truceline.runs.tracks import FIXES_AT_ONCE, WORKERS
from truceline.sources.tracks.reading import read_tracks

N = 10_000_000
EACH = 10_000
MOST_SECONDS = 12.0
"""What is asked on a quiet machine: printed, since a busy one is no fault of the code."""
ROUTE = Route(
    id="road",
    points=((36.75, 35.85), (36.65, 35.82), (36.6, 35.81), (36.4, 35.82), (36.3, 35.8), (36.2, 35.7)),
)


def _patrols(n: int) -> pa.Table:
    """Return patrols of two vehicles, a fix a second, up and down the road with one halt each."""
    corners = np.array(ROUTE.points)
    metres = geo.distances_m(corners[:-1, 0], corners[:-1, 1], corners[1:, 0], corners[1:, 1])
    along = np.concatenate(([0.0], np.cumsum(metres)))
    chance = np.random.default_rng(1)
    speed = np.where(chance.random(EACH) < 0.1, 0.0, 14.0)
    speed[EACH // 2 : EACH // 2 + 400] = 0.0
    driven = along[-1] - np.abs(np.cumsum(speed) % (2 * along[-1]) - along[-1])
    lon, lat = (np.interp(driven, along, corners[:, i]) for i in (0, 1))
    n_vehicles = n // EACH
    patrol = np.repeat(np.arange(n_vehicles) // 2, EACH).astype(np.int32)
    vehicle = np.repeat(np.arange(n_vehicles) % 2, EACH).astype(np.int32)
    second = np.tile(np.arange(EACH), n_vehicles) + 3 * vehicle + patrol.astype(np.int64) * 86_400
    names = [f"p-{i:05}" for i in range(n_vehicles // 2 + 1)]
    columns = {
        "patrol": pa.DictionaryArray.from_arrays(patrol, names),
        "vehicle": pa.DictionaryArray.from_arrays(vehicle, ["v-1", "v-2"]),
        "side": pa.DictionaryArray.from_arrays(vehicle, ["north", "south"]),
        "at": pa.array((1_583_000_000 + second) * 1_000_000).cast(pa.timestamp("us", tz="UTC")),
        "lon": np.tile(lon, n_vehicles) + chance.normal(0, 5e-5, n),
        "lat": np.tile(lat, n_vehicles) + chance.normal(0, 5e-5, n),
    }
    return pa.table(columns)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tracks") / "fixes.parquet"
    pq.write_table(_patrols(N), path)
    return path


def _measured(piece: pa.Table, zone: geo.Zone, limits: Limits) -> tuple[int, dict[str, float]]:
    """Compute every measure of a piece; return its number of vehicles and the processor's time by measure."""
    spent: dict[str, float] = {}
    clock = time.thread_time()

    def lap(name: str) -> None:
        nonlocal clock
        now = time.thread_time()
        spent[name] = now - clock
        clock = now

    own = marked(piece, limits)
    lap("marks")
    whole = track(own, limits)
    used = whole.chosen(whole.is_used())
    cut = parts(used, limits)
    n = tracks(whole, limits, cut=cut).num_rows
    lap("legs, stops, silences, lengths")
    doubts, joint = clock_doubts(used, limits), joint_fixes(used, limits)
    company(used, limits, joint=joint[0])
    lap("crews together, clocks")
    progress(used, ROUTE, limits)
    lap("reach, turning back, off the route")
    seen = coverage(used, ROUTE, limits, doubts=doubts, joint=joint)
    assert all(one.joint is not None and one.joint.share is not None for one in seen)
    lap("coverage, by side and joint")
    time_in_zone(used, zone, limits)
    lap("time in a zone")
    return n, spent


def test_ten_million_fixes(file: Path) -> None:
    limits = Limits()
    zone = geo.corridor(ROUTE.points, reach_m=6000, ends="flat", sigma_m=50)
    start, busy = time.perf_counter(), time.process_time()
    fixes = read_tracks([file]).fixes
    read_s = time.perf_counter() - start
    with ThreadPoolExecutor(WORKERS) as pool:
        pieces = whole_patrols(fixes, n_fixes=FIXES_AT_ONCE)
        done = list(pool.map(lambda piece: _measured(piece, zone, limits), pieces))
    total_s, busy_s = time.perf_counter() - start, time.process_time() - busy
    n = sum(vehicles for vehicles, _ in done)
    print(f"\n{N:,} fixes, {n:,} vehicles: {total_s:.1f} s on the clock, {busy_s:.1f} s of processor")
    print(f"  {'reading':36}{read_s:8.2f} s on the clock")
    for name in done[0][1]:
        print(f"  {name:36}{sum(spent[name] for _, spent in done):8.2f} s of processor")
    print(f"  asked: {MOST_SECONDS:.0f} s on a quiet machine")


def test_movingpandas_on_a_share_of_them(file: Path) -> None:
    movingpandas = pytest.importorskip("movingpandas", reason="movingpandas is not installed here")
    import geopandas

    fixes = read_tracks([file]).fixes.slice(0, 2 * EACH)
    clock = time.perf_counter()
    found = marked(fixes)
    tracks(found)
    ours = time.perf_counter() - clock
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        clock = time.perf_counter()
        frame = fixes.select(["vehicle", "at", "lon", "lat"]).to_pandas()
        frame["vehicle"] = frame["vehicle"].astype(str)
        points = geopandas.points_from_xy(frame["lon"], frame["lat"])
        table = geopandas.GeoDataFrame(frame[["vehicle"]], geometry=points, crs=4326)
        table = table.set_index(frame["at"].dt.tz_localize(None))
        theirs = movingpandas.TrajectoryCollection(table, "vehicle")
        length_m = sum(one.get_length() for one in theirs)
        lengths = time.perf_counter() - clock
        movingpandas.TrajectoryStopDetector(theirs).get_stop_time_ranges(
            max_diameter=200, min_duration=timedelta(seconds=300)
        )
        stops = time.perf_counter() - clock - lengths
    print(f"\n{fixes.num_rows:,} fixes, {length_m / 1000:,.0f} km; 1/{N // fixes.num_rows} of them")
    print(f"  ours: marks, lengths, legs, stops, silences  {ours:8.2f} s    1.00")
    print(f"  movingpandas: lengths                        {lengths:8.2f} s    {lengths / ours:.1f}")
    print(f"  movingpandas: stops                          {stops:8.2f} s    {stops / ours:.1f}")
