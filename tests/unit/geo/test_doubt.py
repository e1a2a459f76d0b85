"""The band of doubt around a zone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from truceline import geo

CENTRE = (36.6, 35.8)


def test_a_zone_with_an_exact_boundary_has_no_band() -> None:
    assert geo.doubt(geo.circle(CENTRE, radius_m=5_000)) is None


def test_the_band_of_a_circle_is_a_ring_as_wide_as_its_error_asks() -> None:
    band = geo.doubt(geo.circle(CENTRE, radius_m=10_000, sigma_m=1_000))
    assert band is not None
    ring = math.pi * ((10 + 1.2816) ** 2 - (10 - 1.2816) ** 2)
    assert geo.area_km2(band) == pytest.approx(ring, rel=2e-3)


def test_a_band_wider_than_the_zone_leaves_no_certain_middle() -> None:
    band = geo.doubt(geo.circle(CENTRE, radius_m=1_000, sigma_m=1_000))
    assert band is not None
    assert geo.contains(band, [CENTRE[0]], [CENTRE[1]]).all()


def test_along_a_straight_boundary_the_band_ends_where_the_probability_is_a_tenth_or_nine() -> None:
    zone = geo.polygon([(36.0, 35.5), (37.0, 35.5), (37.0, 36.0), (36.0, 36.0)], sigma_m=1_500)
    band = geo.doubt(zone)
    assert band is not None
    lat = np.linspace(35.45, 35.55, 201)
    lon = np.full_like(lat, 36.5)
    p = geo.probability_inside(zone, lon, lat, np.zeros_like(lat))
    expected = (p > 0.1) & (p < 0.9)
    # One step of the sampling is 55 m.
    assert (geo.contains(band, lon, lat) != expected).sum() <= 2


def test_the_band_of_a_zone_of_several_errors_is_as_wide_as_the_error_of_each_stretch() -> None:
    crisp = geo.circle(CENTRE, radius_m=3_000, sigma_m=100)
    vague = geo.circle((37.6, 35.8), radius_m=10_000, sigma_m=2_000)
    band = geo.doubt(geo.union([crisp, vague]))
    assert band is not None
    lon = [36.6 + 3_000 / 90_300 + off / 90_300 for off in (90, 180)]  # metres east of the crisp edge
    assert geo.contains(band, lon, [35.8, 35.8]).tolist() == [True, False]
    assert geo.contains(band, [37.6 + 12_000 / 90_300], [35.8]).all()


def test_a_stretch_of_two_boundaries_has_the_larger_error() -> None:
    west = geo.polygon([(36.0, 35.0), (36.5, 35.0), (36.5, 35.9), (36.0, 35.9)], sigma_m=100)
    half = geo.polygon([(36.25, 35.0), (36.5, 35.0), (36.5, 35.9), (36.25, 35.9)], sigma_m=1_000)
    stretches = dict(geo.stretches(geo.within(west, half)))
    lons = {lon for line in stretches[1_000.0] for lon, _ in line}
    assert {36.25, 36.5} <= lons
