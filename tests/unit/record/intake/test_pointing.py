"""A point shown on a map is said as one would say it, and understood as it was meant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline import geo
from truceline.files import load_record
from truceline.model.casebook import Place
from truceline.model.ids import PlaceId
from truceline.record.intake import names_of, place_words, whereabouts
from truceline.record.intake.understood import place_in

NAMES = names_of(load_record("idlib").casebook)
PLACES = {one.id: one for one in NAMES.casebook.places}
TOWNS = [one for one in NAMES.casebook.places if one.grade.value in ("settlement", "surveyed")]


@pytest.mark.parametrize("town", TOWNS, ids=lambda one: str(one.id))
def test_a_point_at_a_town_says_the_town(town: Place) -> None:
    said = place_words(town.lon, town.lat, NAMES, within_m=300)
    found = place_in(said, NAMES)
    assert found is not None
    assert (found.place, found.bearing, found.distance_m) == (town.id, "", None)


@given(lon=st.floats(35.8, 37.7), lat=st.floats(35.0, 36.8), within=st.sampled_from([300.0, 500.0, 2_400.0]))
def test_what_is_said_is_understood_within_its_own_radius(lon: float, lat: float, within: float) -> None:
    said = place_words(lon, lat, NAMES, within_m=within)
    found = place_in(said, NAMES)
    assert found is not None
    where = whereabouts(found, PLACES[found.place])
    off = 1_000 * geo.distance_km((where.lon, where.lat), (lon, lat))
    assert off <= where.radius_m + max(within, 500)
    if found.distance_m is not None:
        assert found.distance_m % (500 if within < 1_000 else 2_000) == 0


@pytest.mark.parametrize(("metres", "says"), [(990, "Saraqib"), (1_700, "1.5 km E of Saraqib")])
def test_within_its_radius_a_town_is_meant_itself(metres: float, says: str) -> None:
    town = PLACES[PlaceId("saraqib")]
    assert town.radius_m == 1_000
    point = geo.moved((town.lon, town.lat), 90.0, metres)
    assert place_words(*point, NAMES, within_m=300) == says


def test_where_no_place_has_a_clear_name_nothing_is_said() -> None:
    bare = names_of(replace(NAMES.casebook, places=()))
    assert place_words(36.8, 35.8, bare, within_m=300) == ""
