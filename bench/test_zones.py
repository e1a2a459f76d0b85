"""Every zone of Idlib for one date under all positions: built, measured, told step by step.

Run with `make bench`. What is asked: under 2 s.
"""

from __future__ import annotations

import statistics
import time
from datetime import date

import pytest

from truceline.agreements import ground
from truceline.assess.zones import Measured, measure
from truceline.files import load_casebook
from truceline.geo import sweep
from truceline.geo import zone as zones_of_geo
from truceline.model.casebook import Casebook

RUNS = 3
MOST_SECONDS = 2.0


@pytest.fixture(scope="module")
def idlib() -> Casebook:
    return load_casebook("idlib")


def _cold(casebook: Casebook) -> tuple[Measured, ...]:
    """Measure as a first asker would: nothing built before is kept."""
    zones_of_geo._band.cache_clear()
    sweep._hands.cache_clear()
    ground._corridor.cache_clear()
    return measure(casebook, on=date(2020, 3, 6))


def test_all_zones_for_one_date_under_all_positions(idlib: Casebook) -> None:
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        found = _cold(idlib)
        seconds.append(time.perf_counter() - start)
    variants = sum(len(one.variants) for one in found)
    median = statistics.median(seconds)
    print(f"\n{len(found)} zones, {variants} variants, {len(idlib.positions)} positions: {median:.2f} s")
    assert median < MOST_SECONDS
