"""The small map to point at: a spot is a point and back again; nothing on it hangs on a reading."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.bulletins.cases import CASEBOOK
from truceline import geo
from truceline.bulletins.layers import zone_variants
from truceline.bulletins.pictures.locator import NEAR_M, WIDEST, hand_m, locator, near, whole
from truceline.bulletins.pictures.map import View

ZONES = tuple(zone_variants(CASEBOOK))
BOOK = CASEBOOK.casebook
LON, LAT = st.floats(-179, 179), st.floats(-70, 70)


def _whole() -> View:
    found = whole(ZONES, BOOK)
    assert found is not None
    return found


@given(lon=LON, lat=LAT, x=st.floats(0, 1), y=st.floats(0, 1))
def test_a_spot_of_the_closer_map_is_a_point_and_back_again(
    lon: float, lat: float, x: float, y: float
) -> None:
    view = near(lon, lat)
    assert view.width <= WIDEST + 1e-6
    spot = (x * view.width, y * view.height)
    assert view.spot(*view.point(*spot)) == pytest.approx(spot, abs=1e-5)
    middle = view.point(view.width / 2, view.height / 2)
    assert geo.distance_km(middle, (lon, lat)) < 0.2
    edge = geo.distance_km(view.point(0, view.height / 2), middle) * 1000
    assert edge == pytest.approx(NEAR_M, rel=0.02)


@given(x=st.floats(0, 1), y=st.floats(0, 1))
def test_a_spot_of_the_whole_map_is_a_point_and_back_again(x: float, y: float) -> None:
    view = _whole()
    point = view.point(x * view.width, y * view.height)
    assert view.point(*view.spot(*point)) == pytest.approx(point, abs=1e-9)


def test_the_hand_is_told_to_two_digits_and_never_too_fine() -> None:
    for view in (_whole(), near(36.8, 35.86)):
        told = hand_m(view)
        assert told >= 4 * view.metres_per_unit
        assert told <= 4.5 * view.metres_per_unit
        assert told == round(told, 1 - math.floor(math.log10(told)))


def test_only_what_hangs_on_no_reading_is_drawn() -> None:
    sure = [one for one in ZONES if not one.readings and one.shown_at is None]
    drawn = locator(_whole(), ZONES, BOOK)
    assert len(drawn.zones) <= len(sure)
    assert drawn.mark is None
    assert locator(_whole(), ZONES, BOOK, at=(0.0, 0.0, 10.0)).mark is None
    place = BOOK.places[0]
    mark = locator(near(place.lon, place.lat), ZONES, BOOK, at=(place.lon, place.lat, 1_000.0)).mark
    assert mark is not None
    assert float(mark.x) == pytest.approx(WIDEST / 2, abs=0.2)
    assert float(mark.ring) == pytest.approx(WIDEST / 30, rel=0.03)
