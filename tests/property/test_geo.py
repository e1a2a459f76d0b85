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


@pytest.mark.slow
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


# Zones made of zones of several errors

CRISP = geo.circle((36.6, 35.8), radius_m=3_000, sigma_m=50)
VAGUE_FAR = geo.circle((38.4, 36.6), radius_m=20_000, sigma_m=2_500)
"""Some 185 km from the crisp one."""
VAGUE_NEAR = geo.circle((36.64, 35.8), radius_m=6_000, sigma_m=2_500)

NEAR_CRISP = {"lon": st.floats(36.55, 36.65), "lat": st.floats(35.76, 35.84)}
AROUND_BOTH = {"lon": st.floats(36.4, 36.9), "lat": st.floats(35.6, 36.0)}
RADII = st.sampled_from([0.0, 100.0, 2_000.0, 15_000.0])


def inside(zone: geo.Zone, lon: float, lat: float, radius_m: float) -> float:
    return float(geo.probability_inside(zone, [lon], [lat], radius_m)[0])


def test_a_place_known_to_100_m_stays_inside_a_crisp_circle_joined_with_a_vague_one_far_away() -> None:
    assert inside(geo.union([CRISP, VAGUE_FAR]), 36.6, 35.8, 100.0) == 1.0


@FEW
@given(**NEAR_CRISP, radius_m=st.sampled_from([0.0, 100.0, 2_000.0]))
def test_a_vague_part_far_away_changes_nothing_near_the_crisp_one(
    lon: float, lat: float, radius_m: float
) -> None:
    alone = inside(CRISP, lon, lat, radius_m)
    assert inside(geo.union([CRISP, VAGUE_FAR]), lon, lat, radius_m) == pytest.approx(alone, abs=1e-6)
    assert inside(geo.minus(CRISP, VAGUE_FAR), lon, lat, radius_m) == pytest.approx(alone, abs=1e-6)


@FEW
@given(east=st.floats(-0.5, 0.5), radius_m=st.sampled_from([0.0, 100.0, 2_000.0]))
def test_at_the_vague_part_the_vague_error_holds(east: float, radius_m: float) -> None:
    alone = inside(VAGUE_FAR, 38.4 + east, 36.6, radius_m)
    assert inside(geo.union([CRISP, VAGUE_FAR]), 38.4 + east, 36.6, radius_m) == pytest.approx(
        alone, abs=1e-6
    )


@FEW
@given(**NEAR_CRISP, radius_m=RADII)
def test_a_crisp_circle_within_a_vague_wide_area_keeps_its_own_boundary(
    lon: float, lat: float, radius_m: float
) -> None:
    wide = geo.circle((36.6, 35.8), radius_m=90_000, sigma_m=2_500)
    alone = inside(CRISP, lon, lat, radius_m)
    assert inside(geo.within(wide, CRISP), lon, lat, radius_m) == pytest.approx(alone, abs=1e-6)
    taken = inside(geo.minus(wide, CRISP), lon, lat, radius_m)
    assert taken == pytest.approx(1 - alone, abs=1e-6)


@FEW
@given(**AROUND_BOTH, radius_m=RADII)
def test_a_zone_joined_with_itself_is_itself(lon: float, lat: float, radius_m: float) -> None:
    both = geo.union([CRISP, VAGUE_NEAR])
    assert geo.union([both]) == both == geo.union([both, both])
    assert geo.within(both, both) == both
    assert inside(geo.union([VAGUE_NEAR, VAGUE_NEAR]), lon, lat, radius_m) == pytest.approx(
        inside(VAGUE_NEAR, lon, lat, radius_m), abs=1e-6
    )


@FEW
@given(**AROUND_BOTH, radius_m=RADII)
def test_the_order_of_parts_does_not_matter(lon: float, lat: float, radius_m: float) -> None:
    parts = [CRISP, VAGUE_NEAR, geo.circle((36.7, 35.7), radius_m=8_000, sigma_m=500)]
    one, other = geo.union(parts), geo.union(parts[::-1])
    assert one == other
    assert inside(one, lon, lat, radius_m) == inside(other, lon, lat, radius_m)
    assert geo.within(CRISP, VAGUE_NEAR) == geo.within(VAGUE_NEAR, CRISP)


@FEW
@given(**AROUND_BOTH, radius_m=RADII)
def test_what_zones_share_is_no_surer_than_any_of_them_and_what_they_cover_no_less_sure(
    lon: float, lat: float, radius_m: float
) -> None:
    each = [inside(zone, lon, lat, radius_m) for zone in (CRISP, VAGUE_NEAR)]
    shared = inside(geo.within(CRISP, VAGUE_NEAR), lon, lat, radius_m)
    either = inside(geo.union([CRISP, VAGUE_NEAR]), lon, lat, radius_m)
    assert max(sum(each) - 1, 0.0) - 1e-9 <= shared <= min(each) + 1e-9
    assert max(each) - 1e-9 <= either <= min(sum(each), 1.0) + 1e-9
    assert shared + either == pytest.approx(sum(each), abs=0.02)


@FEW
@given(**AROUND_BOTH, radius_m=RADII)
def test_a_zone_without_a_part_of_itself_is_what_that_part_leaves(
    lon: float, lat: float, radius_m: float
) -> None:
    part = geo.within(VAGUE_NEAR, CRISP)
    rest = inside(geo.minus(VAGUE_NEAR, part), lon, lat, radius_m)
    whole = inside(VAGUE_NEAR, lon, lat, radius_m)
    assert rest + inside(part, lon, lat, radius_m) == pytest.approx(whole, abs=0.02)


def test_a_border_between_two_zones_of_a_union_is_none_of_the_union() -> None:
    west = geo.polygon([(36.0, 35.0), (36.5, 35.0), (36.5, 35.9), (36.0, 35.9)], sigma_m=100)
    east = geo.polygon([(36.5, 35.0), (37.0, 35.0), (37.0, 35.9), (36.5, 35.9)], sigma_m=1_000)
    assert inside(geo.union([west, east]), 36.5, 35.45, 500.0) == pytest.approx(1.0, abs=1e-4)


def test_along_a_line_across_parts_of_several_errors_nothing_jumps() -> None:
    lon = np.linspace(36.5, 36.85, 1_401)  # steps of some 23 m
    zone = geo.union([CRISP, VAGUE_NEAR])
    p = geo.probability_inside(zone, lon, np.full(len(lon), 35.81), 500.0)
    assert np.abs(np.diff(p)).max() < 0.06  # at the steepest, 23 m / 210 m of the normal density


def test_beyond_4_5_sigmas_of_every_part_the_answer_is_exact() -> None:
    zone = geo.union([CRISP, geo.circle((36.64, 35.8), radius_m=6_000, sigma_m=200)])
    assert inside(zone, 36.64, 35.8, 100.0) == 1.0
    assert inside(zone, 36.9, 35.8, 100.0) == 0.0
