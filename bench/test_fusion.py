"""Which reports are one happening: our fusion beside its peers and beside what could be known at best.

Run with `make bench`. Worlds are invented (`tellers.py`), so their form suits a model; `test_fusion_real.py`
has real reports.
"""

from __future__ import annotations

import resource
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from bench.fused import METHODS, measured, pairs_in, scores
from bench.tellers import told_world
from truceline.files import load_record
from truceline.fusion import Prepared, fuse

WORLDS = (
    pytest.param({"events": 2_000, "days": 120, "n_sources": 3}, id="3 sources, 17 events a day"),
    pytest.param({"events": 2_000, "days": 30, "n_sources": 3}, id="3 sources, 67 events a day"),
    pytest.param({"events": 3_000, "days": 30, "n_sources": 4}, id="4 sources, 100 events a day"),
    pytest.param(
        {"events": 2_000, "days": 60, "n_sources": 6, "near_misses": 0.1},
        id="6 sources, 33 events a day, near misses",
    ),
)
SEEDS = (1, 2, 3)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.filterwarnings("ignore")
def test_fused_beside_its_peers(world: dict[str, Any]) -> None:
    rows = [measured(told_world(**world, seed=seed)) for seed in SEEDS]
    middle = {name: float(np.median([row[name] for row in rows])) for name in rows[0]}
    peers = [name for name in METHODS if name in middle and name not in ("ours", "best")]
    print(
        f"\n{middle['reports']:.0f} reports: F1 {middle['ours']:.2f} (precision {middle['precision']:.2f}, "
        f"recall {middle['recall']:.2f}), {middle['incidents']:.2f} incidents found for one true; "
        f"calibration error "
        f"{middle['calibration']:.3f}; "
        + "; ".join(f"{METHODS[name]}: {middle[name]:.2f}" for name in ("best", *peers))
        + f"; of pairs told twice the window leaves {middle['window_left']:.0%} counted twice, and "
        f"{middle['window_wrong']:.0%} of what it puts together are two"
    )
    assert all(middle["ours"] > middle[name] for name in peers)
    assert middle["ours"] >= 0.9 * middle["best"]
    assert middle["calibration"] < 0.05


def test_told_twice_and_carried_by_others() -> None:
    worlds = [
        told_world(events=1_500, days=90, n_sources=3, twice=0.05, relayed=0.2, seed=seed) for seed in SEEDS
    ]
    rows = [measured(world, peers=False, twice=True) for world in worlds]
    middle = {name: float(np.median([row[name] for row in rows])) for name in rows[0]}
    print(
        f"\n{middle['reports']:.0f} reports, 5 % told twice, 20 % carried: F1 {middle['ours']:.2f}, "
        f"calibration error {middle['calibration']:.3f}, voices right in {middle['voices']:.0%} of incidents"
    )
    assert middle["ours"] > 0.8
    assert middle["voices"] > 0.8


def test_a_million_then_ten_thousand_then_one() -> None:
    world = told_world(events=632_000, days=3_840, seed=1, n_sources=3, n_offensives=3_800, half_km=300)
    casebook = load_record("idlib").casebook
    starts = {name: table.column("start_at").cast("int64").to_numpy() for name, table in world.tables.items()}
    edge = np.sort(np.concatenate([*starts.values()]))[-10_000]
    old = {name: table.filter(pa.array(starts[name] < edge)) for name, table in world.tables.items()}
    new = {name: table.filter(pa.array(starts[name] >= edge)) for name, table in world.tables.items()}
    began = time.perf_counter()
    with ThreadPoolExecutor() as pool:
        found = fuse(old, casebook, each=pool.map)
    took = time.perf_counter() - began
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    prepared = Prepared(found, casebook)
    began = time.perf_counter()
    more = prepared.added(new)
    added = time.perf_counter() - began
    times = []
    for row in range(0, 100_000, 2_000):
        table = world.tables["ledger"].slice(row, 1)
        typed = table.set_column(0, table.schema.field(0), pa.array(["typed"]))
        began = time.perf_counter()
        prepared.likely("ledger", typed)
        times.append(time.perf_counter() - began)
    true = pairs_in(world.truth[one] for one in more.reports.ids)
    f1 = scores(pairs_in(more.incident_of[one] for one in more.reports.ids), true)[0]
    print(
        f"\n{len(found.reports):,} reports in {took:.0f} s and {gigabytes:.1f} GB; "
        f"{len(more.reports) - len(found.reports):,} more in {added:.1f} s; "
        f"one in {np.median(times) * 1e3:.0f} ms (95 %: "
        f"{np.quantile(times, 0.95) * 1e3:.0f} ms); F1 {f1:.2f}"
    )
    print("  asked: under 60 s and 4 GB; under 3 s; under 50 ms")
    assert f1 > 0.5
