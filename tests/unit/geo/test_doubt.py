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
