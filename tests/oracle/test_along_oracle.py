"""Kilometres along a line against a walk along its geodesics, metre by metre."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from truceline import geo

GEOD = pyproj.Geod(ellps="WGS84")
ROAD = ((36.779, 35.864), (36.7183, 35.8697), (36.60964, 35.81374), (36.4721, 35.78735), (36.31983, 35.81418))
STEP_M = 20.0


def _walk() -> tuple[np.ndarray, np.ndarray]:
    """Return points about 20 m apart on the road, and each one's geodesic way from its first, kilometres."""
    points: list[tuple[float, float]] = [ROAD[0]]
    gone = [0.0]
    for a, b in pairwise(ROAD):
        _, _, length = GEOD.inv(*a, *b)
        n = int(length // STEP_M) + 1
        points += [*GEOD.npts(*a, *b, n - 1), b]
        gone += [gone[-1] + (k + 1) * length / n / 1000 for k in range(n)]
    return np.array(points), np.array(gone)


WALK, GONE = _walk()


@examples(60)
@given(lon=st.floats(36.2, 36.9), lat=st.floats(35.6, 36.0))
def test_the_nearest_point_is_the_nearest_of_a_walk(lon: float, lat: float) -> None:
    n = len(WALK)
    _, _, metres = GEOD.inv(np.full(n, lon), np.full(n, lat), WALK[:, 0], WALK[:, 1])
    nearest = float(np.min(metres)) / 1000
    [along], [off] = geo.along_km(ROAD, [lon], [lat])
    assert off == pytest.approx(nearest, abs=0.011, rel=1e-3)
    # Where two far stretches are equally near either may be met: what is met must be as near as any.
    at_that_km = metres[int(np.argmin(np.abs(GONE - along)))] / 1000
    assert at_that_km == pytest.approx(nearest, abs=0.03, rel=1e-3)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.5, 0.77, 1.0])
def test_a_point_of_the_walk_is_on_the_line_at_its_own_kilometre(share: float) -> None:
    row = round(share * (len(WALK) - 1))
    [along], [off] = geo.along_km(ROAD, *WALK[row])
    assert along == pytest.approx(GONE[row], abs=0.002)
    assert off == pytest.approx(0.0, abs=0.002)
