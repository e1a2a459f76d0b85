"""What must hold of every zone and every place."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.examples import examples
from truceline import geo
from truceline.errors import BadGeometry

Line = list[tuple[float, float]]
Side = Literal["left", "right", "both"]
SIDES: tuple[Side, ...] = ("left", "right", "both")
FEW = examples(15)


@st.composite
def wiggly_lines(draw: st.DrawFn) -> Line:
    """Lines that run roughly eastwards and so never cross themselves."""
    steps = draw(st.lists(st.floats(0.005, 0.1), min_size=1, max_size=12))
    lats = draw(st.lists(st.floats(35.4, 35.8), min_size=len(steps) + 1, max_size=len(steps) + 1))
    lons = 36.0 + np.concatenate(([0.0], np.cumsum(steps)))
    return [(float(lon), float(lat)) for lon, lat in zip(lons, lats, strict=True)]


def overhang_km2(inner: geo.Zone, outer: geo.Zone) -> float:
    """Area of the inner zone outside the outer one."""
    return geo.area_km2(inner) - geo.area_km2(geo.within(inner, outer))


@FEW
@given(line=wiggly_lines(), side=st.sampled_from(SIDES))
def test_a_deeper_band_contains_a_shallower_one(line: Line, side: Side) -> None:
    shallow, deep = (geo.band(line, from_m=1000, to_m=to_m, side=side) for to_m in (15_000, 20_000))
    assert overhang_km2(shallow, deep) < 0.01


@FEW
@given(line=wiggly_lines(), from_m=st.sampled_from([0.0, 500.0, 4_000.0]))
def test_both_hands_together_are_both(line: Line, from_m: float) -> None:
    left, right, both = (geo.band(line, from_m=from_m, to_m=15_000, side=side) for side in SIDES)
    assert geo.area_km2(left) + geo.area_km2(right) == pytest.approx(geo.area_km2(both), rel=1e-5, abs=0.01)
    assert overhang_km2(both, geo.union([left, right])) < 0.01


ALMOST_STRAIGHT_AHEAD: Line = [
    (36.0, 35.63036106990204),
    (36.015061302540104, 35.525390625),
    (36.024826927540104, 35.465162414247246),
    (36.086751100401706, 35.57210805476487),
]
"""A random point of the next test lies 8 km beyond its end and 4 m off straight ahead."""


@FEW
@given(line=wiggly_lines())
@example(line=ALMOST_STRAIGHT_AHEAD)
def test_a_band_lies_on_the_hand_of_the_nearest_point(line: Line) -> None:
    left, right = (geo.band(line, from_m=0, to_m=15_000, side=side) for side in SIDES[:2])
    rng = np.random.default_rng(1)
    west, south, east, north = geo.bounds(geo.union([left, right]))
    ends, middle = np.array(line), np.array([[36.3, 35.6]])
    scale = np.array(
        [90.5, 111.0]
    )  # kilometres, good to half a per cent here: points nearer a tie are left out
    corners = (ends - middle) * scale
    along = np.diff(corners, axis=0)
    for lon, lat in zip(rng.uniform(west, east, 200), rng.uniform(south, north, 200), strict=True):
        place = (np.array([lon, lat]) - middle[0]) * scale
        share = np.clip(((place - corners[:-1]) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
        off = place - corners[:-1] - share[:, None] * along
        distance = np.hypot(*off.T)
        sideways = (along[:, 0] * off[:, 1] - along[:, 1] * off[:, 0]) / np.hypot(*along.T)
        hand = np.sign(sideways)
        clear = distance < distance.min() + 0.4
        # Beyond an end the hand changes straight ahead, where the distance to the line says nothing of it.
        if np.abs(sideways[clear]).min() < 0.2 or len(set(hand[clear])) > 1:
            continue
        wrong = right if hand[np.argmin(distance)] > 0 else left
        assert not geo.contains(wrong, lon, lat)


ALL_BUT_MEETING: Line = [
    (36.0, 35.5),
    (36.07402064349374, 35.5),
    (36.14229369986605, 35.5),
    (36.22229369986605, 35.5),
    (36.283792355767915, 35.5),
    (36.33379235576791, 35.5),
    (36.37108752194525, 35.400390625),
    (36.393674418616065, 35.40078612781532),
    (36.467695062109804, 35.77734375),
]
"""Edges of its corridor of 3 km all but meet in metres, and cross in degrees."""


@FEW
@given(line=wiggly_lines())
@example(line=ALL_BUT_MEETING)
def test_a_wider_corridor_contains_a_narrower_one_and_round_ends_contain_flat_ones(line: Line) -> None:
    narrow, wide = (geo.corridor(line, reach_m=reach_m, ends="flat") for reach_m in (3000, 6000))
    assert overhang_km2(narrow, wide) < 0.001
    assert overhang_km2(wide, geo.corridor(line, reach_m=6000, ends="round")) < 0.001


@FEW
@given(
    line=wiggly_lines(),
    lon=st.floats(35.8, 37.2),
    lat=st.floats(35.2, 36.0),
    radius_m=st.floats(50, 20_000),
    sigma_m=st.sampled_from([0.0, 300.0]),
)
def test_inside_and_outside_sum_to_one_and_widening_never_lowers(
    line: Line, lon: float, lat: float, radius_m: float, sigma_m: float
) -> None:
    zone = geo.corridor(line, reach_m=5000, ends="flat", sigma_m=sigma_m)
    wider = geo.corridor(line, reach_m=6000, ends="flat", sigma_m=sigma_m)
    world = geo.polygon([(34.2, 33.7), (38.6, 33.7), (38.6, 37.5), (34.2, 37.5)])
    p, p_rest, p_wider = (
        float(geo.probability_inside(area, lon, lat, radius_m)[0])
        for area in (zone, geo.minus(world, zone), wider)
    )
    assert 0 <= p <= 1
    assert p + p_rest == pytest.approx(1, abs=2e-4)
    assert p_wider >= p - 2e-4


@FEW
@given(line=wiggly_lines())
def test_a_deeper_strip_within_an_area_contains_a_shallower_one(line: Line) -> None:
    area = geo.polygon([(36.1, 35.3), (36.7, 35.3), (36.7, 35.7), (36.1, 35.7)])
    strips = [geo.band(line, from_m=0, to_m=to_m, side="left") for to_m in (15_000, 20_000)]
    if not all(geo.overlap(strip, area) for strip in strips):
        return
    shallow, deep = (geo.within(strip, area) for strip in strips)
    assert overhang_km2(shallow, deep) < 0.01
    assert overhang_km2(deep, area) < 0.001


@FEW
@given(line=wiggly_lines(), start=st.floats(0.0, 1.0), end=st.floats(0.0, 1.0))
def test_a_stretch_lies_on_its_line_and_is_no_longer(line: Line, start: float, end: float) -> None:
    span = line[-1][0] - line[0][0]
    places = [(line[0][0] + share * span, 35.6) for share in (start, end)]
    try:
        part = geo.stretch(line, *places)
    except BadGeometry:
        return  # both are nearest to one point
    assert geo.length_km(part) <= geo.length_km(line) * (1 + 1e-6)
    around = geo.corridor(line, reach_m=5, ends="round")
    lon, lat = np.transpose(part)
    assert geo.contains(around, lon, lat).all()


@FEW
@given(line=wiggly_lines(), reach_m=st.sampled_from([100.0, 5_000.0]))
def test_a_zone_and_the_rest_of_an_area_are_the_area(line: Line, reach_m: float) -> None:
    area = geo.polygon([(35.0, 34.5), (38.5, 34.5), (38.5, 36.5), (35.0, 36.5)])
    zone = geo.corridor(line, reach_m=reach_m, ends="round")
    rest = geo.minus(area, zone)
    assert geo.area_km2(zone) + geo.area_km2(rest) == pytest.approx(geo.area_km2(area), rel=1e-9)
    assert not geo.overlap(zone, rest) or geo.area_km2(geo.within(zone, rest)) < 1e-4
