"""A place that is asked for, by any of its names or so far from one."""

from __future__ import annotations

import pytest

from truceline import geo
from truceline.errors import NotFound
from truceline.files import load_record
from truceline.runs.places import asked_place

BOOK = load_record("idlib").casebook


@pytest.mark.parametrize("words", ["Saraqib", "سراقب", "Саракиб", "Serakib", "saraqib"])
def test_a_name_in_any_script_is_the_place_itself(words: str) -> None:
    found = asked_place(BOOK, words)
    assert (found.place.id, found.is_beside) == ("saraqib", False)
    assert (found.spot.lon, found.spot.radius_m) == (found.place.lon, found.place.radius_m)


@pytest.mark.parametrize(
    "words",
    ["3 km E of Saraqib", "3 كم شرق سراقب", "Serakib'in 3 km doğusunda", "3 км к востоку от Саракиба"],
)
def test_so_far_from_a_place_is_the_same_spot_in_every_language(words: str) -> None:
    found = asked_place(BOOK, words)
    assert (found.place.id, found.is_beside) == ("saraqib", True)
    away = geo.distance_km((found.place.lon, found.place.lat), (found.spot.lon, found.spot.lat))
    assert away == pytest.approx(3.0, abs=0.01)
    assert found.spot.lon > found.place.lon
    assert found.spot.within == ()


def test_who_names_a_place_nearly_is_asked() -> None:
    with pytest.raises(NotFound) as caught:
        asked_place(BOOK, "2 km west of Sarakeb")
    assert "did you mean `saraqib`" in str(caught.value.faults[0])
