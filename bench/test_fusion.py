"""Which reports are one happening: our fusion beside the rule of a fixed window, where the truth is known.

Run with `make bench`. Worlds are invented (`tellers.py`), so their form suits a model: what it is worth on
real reports is yet to be measured.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Set

import numpy as np
import pytest

from bench.tellers import world
from truceline.files import load_record
from truceline.fusion import fuse

Pair = tuple[int, int]
WORLDS = (
    pytest.param(2_000, 120, 3, id="3 sources, 17 a day"),
    pytest.param(2_000, 30, 3, id="3 sources, 67 a day"),
    pytest.param(3_000, 30, 4, id="4 sources, 100 a day"),
)
SEEDS = (1, 2, 3)


def pairs_in(groups: Iterable[object]) -> set[Pair]:
    """Return the pairs of rows of one group."""
    rows = defaultdict(list)
    for number, one in enumerate(groups):
        rows[one].append(number)
    return {(a, b) for those in rows.values() for at, a in enumerate(those) for b in those[at + 1 :]}


def scores(found: Set[Pair], true: Set[Pair]) -> tuple[float, float, float]:
    """Return F1, precision and recall."""
    right = len(found & true)
    return 2 * right / (len(found) + len(true)), right / max(len(found), 1), right / len(true)


@pytest.mark.parametrize(("events", "days", "n_sources"), WORLDS)
def test_fused_and_a_fixed_window(events: int, days: int, n_sources: int) -> None:
    casebook = load_record("idlib").casebook
    rows = []
    for seed in SEEDS:
        tables, truth = world(events=events, days=days, seed=seed, n_sources=n_sources)
        began = time.perf_counter()
        found = fuse(tables, casebook)
        took = time.perf_counter() - began
        pairs, p = found.pairs, found.weights.p
        true = pairs_in(truth[one] for one in found.reports.ids)
        window = (pairs.km <= 5) & (pairs.gap_h <= 48) & (pairs.levels[:, 0] >= 3)
        fixed = set(zip(pairs.first[window].tolist(), pairs.second[window].tolist(), strict=True))
        fused = pairs_in(found.incident_of[one] for one in found.reports.ids)
        labels = np.array([truth[one] for one in found.reports.ids])
        is_one = labels[pairs.first] == labels[pairs.second]
        told = p >= 0.05
        bins = np.minimum((p * 10).astype(int), 9)
        off = sum(
            abs(p[told & (bins == one)].sum() - is_one[told & (bins == one)].sum()) for one in range(10)
        ) / np.count_nonzero(told)
        rows.append((*scores(fused, true), scores(fixed, true)[0], off, took, len(found.reports)))
    middle = np.median(np.array(rows), axis=0)
    print(
        f"\n{middle[6]:.0f} reports of {n_sources} sources: F1 {middle[0]:.2f} (precision {middle[1]:.2f}, "
        f"recall {middle[2]:.2f}); 5 km, 2 days, akin: F1 {middle[3]:.2f}; calibration error of pairs at "
        f"0.05 or more {middle[4]:.3f}; {middle[5]:.1f} s"
    )
    assert middle[0] > middle[3]
