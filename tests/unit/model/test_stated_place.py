"""So far from a place, in a direction: the words of four languages, and the doubt in round words."""

from __future__ import annotations

import math

import pytest

from truceline.model.stated_place import stated_place


@pytest.mark.parametrize(
    ("words", "name", "bearing"),
    [
        ("2 km west of Saraqib", "saraqib", 270.0),
        ("2 km W of Saraqib", "saraqib", 270.0),
        ("2km to the north-east of Saraqib", "saraqib", 45.0),
        ("2 km NE of Saraqib", "saraqib", 45.0),
        ("about 2000 m south of Saraqib", "saraqib", 180.0),
        ("2 kilometres southwest of Maarat al-Numan", "maarat al-numan", 225.0),
        ("٢ كم غرب سراقب", "سراقب", 270.0),
        ("على بعد 2 كم شمال شرق سراقب", "سراقب", 45.0),
        ("2 كم إلى الجنوب من سراقب", "سراقب", 180.0),
        ("2 كم شرقي سراقب", "سراقب", 90.0),
        ("2 km kuzeybatı Serakib", "serakib", 315.0),
        ("Serakib'in 2 km batısında", "serakib", 270.0),
        ("Serakib'in 2 km güneydoğusu", "serakib", 135.0),
        ("İdlib'in 2 km kuzeyinde", "idlib", 0.0),
        ("2 км к западу от Саракиба", "саракиба", 270.0),
        ("2 км западнее Саракиба", "саракиба", 270.0),
        ("в 2 км к северо-востоку от Саракиба", "саракиба", 45.0),
        ("2 км южнее Саракиба", "саракиба", 180.0),
        ("2 км юго-восточнее Саракиба", "саракиба", 135.0),
    ],
)
def test_a_direction_in_four_languages(words: str, name: str, bearing: float) -> None:
    found = stated_place(words)
    assert found is not None
    assert (found.names[0], found.bearing_deg, found.distance_m) == (name, bearing, 2000.0)


def test_a_case_ending_is_tried_without() -> None:
    found = stated_place("2 км к западу от Саракиба")
    assert found is not None
    assert found.names == ("саракиба", "саракиб")


def test_figures_have_a_point_or_a_comma() -> None:
    assert [stated_place(f"{n} km N of X").distance_m for n in ("1.5", "1,5")] == [1500.0] * 2  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["Saraqib", "2 km", "west of Saraqib", "x km west of Y", "Wadi Deif", ""])
def test_a_name_alone_is_left_as_it_is(words: str) -> None:
    assert stated_place(words) is None


def test_the_radius_reaches_all_that_the_words_may_mean() -> None:
    found = stated_place("2 km west of Saraqib")
    assert found is not None
    for share in (0.75, 1.0, 1.25):
        for off in (-22.5, 0.0, 22.5):
            turn = math.radians(off)
            away = 2000 * math.hypot(share * math.cos(turn) - 1, share * math.sin(turn))
            assert away <= found.radius_m(0.0) + 1e-6
    assert found.radius_m(500.0) == pytest.approx(math.hypot(found.radius_m(0.0), 500.0))


def test_without_a_direction_it_is_anywhere_around() -> None:
    found = stated_place("2 km from Saraqib")
    assert found is not None
    assert found.bearing_deg is None
    assert found.radius_m(0.0) == 2500.0
