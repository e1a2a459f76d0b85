"""How far along a line a place lies."""

from __future__ import annotations

import math

import numpy as np
import pytest

from truceline import geo
from truceline.errors import BadGeometry

ROAD = [(36.0, 35.0), (36.2, 35.0), (36.4, 35.0)]


def test_a_corner_lies_at_the_length_of_the_way_to_it() -> None:
    along, off = geo.along_km(ROAD, [36.0, 36.2, 36.4], 35.0)
    assert along == pytest.approx([0, geo.length_km(ROAD[:2]), geo.length_km(ROAD)], abs=1e-3)
    assert off == pytest.approx([0, 0, 0], abs=1e-3)


def test_before_the_first_point_and_beyond_the_last_it_is_the_end_and_the_way_off_counts() -> None:
    along, off = geo.along_km(ROAD, [35.9, 36.5], [35.0, 35.0])
    assert along == pytest.approx([0, geo.length_km(ROAD)], abs=1e-3)
    assert off == pytest.approx([geo.distance_km((35.9, 35), (36, 35))] * 2, abs=1e-2)


def test_an_unknown_place_is_unknown_and_its_neighbour_is_not() -> None:
    along, off = geo.along_km(ROAD, [math.nan, 36.2, 36.2], [35.0, math.nan, 35.0])
    assert np.isnan(along).tolist() == np.isnan(off).tolist() == [True, True, False]


def test_turned_round_the_kilometres_count_from_the_other_end() -> None:
    forth, _ = geo.along_km(ROAD, [36.05, 36.31], [35.02, 34.97])
    back, _ = geo.along_km(ROAD[::-1], [36.05, 36.31], [35.02, 34.97])
    assert forth + back == pytest.approx([geo.length_km(ROAD)] * 2, abs=1e-3)


def test_a_line_of_one_point_and_one_that_crosses_itself_are_refused() -> None:
    with pytest.raises(BadGeometry, match="two distinct points"):
        geo.along_km([ROAD[0], ROAD[0]], 36.0, 35.0)
    with pytest.raises(BadGeometry, match="crosses"):
        geo.along_km([(36, 35), (36.2, 35.2), (36.2, 35), (36, 35.2)], 36.0, 35.0)
