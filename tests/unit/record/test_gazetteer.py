"""Places by their names: four scripts, homonyms by what they lie in, doubt that stays doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline import geo
from truceline.files import load_record
from truceline.model.words import PlaceGrade
from truceline.record.gazetteer import (
    FARTHEST_M,
    IN,
    LIES,
    ODDS,
    SURE,
    WAYS,
    Candidate,
    Gazetteer,
    NamedPlace,
    Placing,
)
from truceline.sources.settlements import settlements_of


def settlement(name: str, lon: float, lat: float, *divisions: str, **more: object) -> NamedPlace:
    kept: dict[str, object] = {"names": (name,), "radius_m": 1_000.0, "grade": PlaceGrade.SETTLEMENT} | more
    return NamedPlace(name=name, lon=lon, lat=lat, divisions=divisions, **kept)  # type: ignore[arg-type]


def filler(n: int, *divisions: str, lon: float = 30.0) -> list[NamedPlace]:
    """Other places of a division, so that it is of some size."""
    return [settlement(f"Filler {chr(97 + k % 26)}{k}", lon + k / 10, 30.0, *divisions) for k in range(n)]


NAYRAB = settlement(
    "al-Nayrab", 36.7183, 35.8697, "Saraqib", "Idlib", names=("al-Nayrab", "النيرب", "Найраб")
)
NAYRAB_ALEPPO = settlement("al-Nayrab", 37.23, 36.17, "Jebel Saman", "Aleppo", names=("al-Nayrab", "Neyrab"))
ARIHA = settlement(
    "Ariha", 36.6096, 35.8137, "Ariha", "Idlib", names=("Ariha", "أريحا", "Eriha"), misnomers=("Jericho",)
)
BOOK = Gazetteer([NAYRAB, NAYRAB_ALEPPO, ARIHA, *filler(60, "Elsewhere")])


def distance_m(one: NamedPlace | Candidate, found: Placing) -> float:
    assert found.lon is not None
    assert found.lat is not None
    return float(geo.distances_m([one.lon], [one.lat], [found.lon], [found.lat])[0])


def spot(placing: Placing) -> tuple[float | None, float | None]:
    return placing.lon, placing.lat


@pytest.mark.parametrize("name", ["ARIHA", " أريحا", "اريحا", "Eriha", "Ariha town", "city of Ariha"])
def test_a_name_is_met_in_any_script_case_and_with_the_word_for_its_kind(name: str) -> None:
    found = BOOK.placing([name], ["Idlib governorate"])
    assert (spot(found), found.radius_m, found.grade) == ((36.6096, 35.8137), 1_000, PlaceGrade.SETTLEMENT)


def test_a_homonym_without_context_stays_unlocated_with_both_told() -> None:
    found = BOOK.placing(["al-Nayrab"])
    assert (found.lon, found.radius_m, found.n_places) == (None, None, 0)
    assert [round(one.p, 2) for one in found.candidates] == [0.49, 0.49]


@pytest.mark.parametrize(("division", "which"), [("Idlib", NAYRAB), ("Aleppo governorate", NAYRAB_ALEPPO)])
def test_a_homonym_is_resolved_by_what_it_lies_in(division: str, which: NamedPlace) -> None:
    found = BOOK.placing(["Al Nayrab"], [division])
    assert spot(found) == (which.lon, which.lat)
    assert found.candidates[0].p > SURE


@pytest.mark.parametrize("division", ["Atlantis", ""])
def test_a_division_that_nobody_knows_tells_nothing(division: str) -> None:
    divisions = [division] if division else []
    assert BOOK.placing(["al-Nayrab"], divisions).candidates == BOOK.placing(["al-Nayrab"]).candidates


def test_a_name_in_another_division_than_told_is_not_taken() -> None:
    found = BOOK.placing(["Ariha"], ["Aleppo"])
    assert (found.lon, found.candidates[0].lies) == (None, "out")
    assert found.candidates[0].p < 0.5


def test_a_name_given_by_mistake_is_taken_only_where_it_must_lie() -> None:
    assert spot(BOOK.placing(["Jericho"], ["Ariha district"])) == (36.6096, 35.8137)
    assert BOOK.placing(["Jericho"]).lon is None
    assert BOOK.placing(["Jericho"], ["Aleppo"]).lon is None
    assert BOOK.placing(["Jericho"]).candidates[0].p < 0.2


def test_homonyms_near_each_other_make_a_circle_that_holds_both() -> None:
    one, other = settlement("Hay", 36.60, 35.80, "Dale"), settlement("Hay", 36.66, 35.80, "Dale")
    found = Gazetteer([one, other]).placing(["Hay"], ["Dale"])
    assert (found.n_places, found.grade) == (2, PlaceGrade.UNSTATED)
    assert found.radius_m is not None
    for each in (one, other):
        away = distance_m(each, found)
        assert away + each.radius_m <= found.radius_m + 1


@pytest.mark.parametrize(("km", "is_located"), [(19.9, True), (20.1, False)])
def test_a_circle_that_would_be_too_large_is_none(km: float, is_located: bool) -> None:
    there = geo.moved((36.0, 35.0), 0.0, km * 1_000)
    places = [settlement("Hay", 36.0, 35.0, "Dale"), settlement("Hay", *there, "Dale")]
    assert (Gazetteer(places).placing(["Hay"], ["Dale"]).lon is not None) == is_located
    assert FARTHEST_M == 10_000


def test_one_place_that_two_tables_have_is_one() -> None:
    twice = settlement("Ariha", 36.62, 35.82, "Ariha", "Idlib")
    found = Gazetteer([ARIHA, twice, *filler(60, "Idlib")]).placing(["Ariha"], ["Idlib"])
    (only,) = found.candidates
    assert (found.n_places, only.settlement) == (1, ARIHA)
    assert found.radius_m == pytest.approx(
        geo.distances_m([36.6096], [35.8137], [36.62], [35.82])[0], rel=0.01
    )


def test_a_place_of_the_casebook_lies_where_its_nearest_settlement_does() -> None:
    bare = replace(NAYRAB, divisions=())
    near = settlement("Some farm", 36.72, 35.87, "Saraqib", "Idlib")
    far = replace(near, lon=36.80)
    assert spot(Gazetteer([bare, NAYRAB_ALEPPO, near]).placing(["al-Nayrab"], ["Idlib"])) == (
        bare.lon,
        bare.lat,
    )
    assert (
        Gazetteer([bare, NAYRAB_ALEPPO, far]).placing(["al-Nayrab"], ["Idlib"]).candidates[0].lies == "untold"
    )


@pytest.mark.parametrize(
    "name",
    [
        "Several towns in Idlib",
        "Southern Idlib governorate",
        "Idlib countryside",
        "road to Ariha",
        "",
        "  ",
        "/",
    ],
)
def test_ground_and_several_places_are_no_settlement(name: str) -> None:
    assert BOOK.placing([name], ["Idlib"]) == Placing(candidates=())


def test_near_a_place_is_not_in_it() -> None:
    at, near = (BOOK.placing([words], ["Idlib"]) for words in ("Ariha", "near Ariha"))
    assert (spot(at), near.radius_m) == (spot(near), (at.radius_m or 0) + 5_000)


def test_so_far_from_a_place_is_there() -> None:
    found = BOOK.placing(["2 km west of Ariha"], ["Idlib"])
    there = geo.moved((ARIHA.lon, ARIHA.lat), 270.0, 2_000)
    assert spot(found) == pytest.approx(there)
    assert (found.radius_m or 0) > 1_000


def test_alternatives_are_both_told() -> None:
    assert {one.settlement.name for one in BOOK.placing(["Ariha / al-Nayrab"]).candidates} == {
        "Ariha",
        "al-Nayrab",
    }


def test_what_is_spelt_alike_stands_behind_the_very_name() -> None:
    places = [settlement("Sarmin", 36.0, 35.0, "Dale"), settlement("Sarmeen", 36.5, 35.5, "Dale")]
    for name, which in (("Sarmin", 36.0), ("Sarmeen", 36.5)):
        assert Gazetteer(places).placing([name], ["Dale"]).lon == which


def test_the_odds_in_the_reference_are_those_in_the_code() -> None:
    from truceline.record import gazetteer

    told = gazetteer.__doc__ or ""
    ways = (*WAYS, "misnomer")
    assert f"| {' | '.join(f'{IN[way]:,.0f}/n' for way in ways)} |" in told
    for lies in LIES[1:]:
        assert f"| {' | '.join(f'{ODDS[lies][way]:g}' for way in ways)} |" in told


NAMES = st.sampled_from(["Hay", "Ford", "al-Hay", "Hey", "هاي"])
PLACES = st.lists(
    st.builds(
        lambda name, lon, lat, division: settlement(name, lon, lat, *division),
        NAMES,
        st.floats(36, 37),
        st.floats(35, 36),
        st.sampled_from([(), ("Dale",), ("Hill", "Dale"), ("Moor",)]),
    ),
    max_size=12,
)


@given(PLACES, NAMES, st.sampled_from([(), ("Dale",), ("Hill", "Dale"), ("Moor",), ("Nowhere",)]))
def test_no_choice_is_silent(places: list[NamedPlace], name: str, divisions: tuple[str, ...]) -> None:
    found = Gazetteer(places).placing([name], divisions)
    total = sum(one.p for one in found.candidates)
    assert 0 <= total < 1
    assert list(found.candidates) == sorted(found.candidates, key=lambda one: -one.p)
    if found.lon is None:
        assert (found.radius_m, found.grade, found.n_places) == (None, None, 0)
        return
    held = found.candidates[: found.n_places]
    assert sum(one.p for one in held) >= SURE
    assert (found.grade is PlaceGrade.UNSTATED) == (found.n_places > 1)
    for one in held:
        away = distance_m(one, found)
        assert away <= (found.radius_m or 0) + 1e-6


@given(PLACES, NAMES, st.randoms(use_true_random=False))
def test_more_places_of_a_name_make_none_likelier(
    places: list[NamedPlace], name: str, random: object
) -> None:
    fewer, more = (Gazetteer(some).placing([name]) for some in (places[:-1], places))
    for one in more.candidates:
        for before in fewer.candidates:
            if (before.lon, before.lat, before.lies) == (one.lon, one.lat, one.lies):
                assert one.p <= before.p + 1e-9


@pytest.mark.parametrize("name", ["Saraqib", "سراقب", "Serakib", "Саракиб"])
def test_the_places_of_idlib_are_found_in_four_languages(name: str) -> None:
    book = load_record("idlib").casebook
    found = Gazetteer(settlements_of(book.places)).placing([name])
    assert found.candidates[0].settlement.name == "Saraqib"


def test_al_nayrab_of_idlib_is_not_told_from_that_of_aleppo_by_its_name() -> None:
    book = load_record("idlib").casebook
    found = Gazetteer(settlements_of(book.places)).placing(["النيرب"])
    assert (found.lon, len(found.candidates)) == (None, 2)


def test_a_town_that_its_division_is_named_after_is_not_taken_for_one_that_sounds_like_it() -> None:
    ariqa = settlement("Ariqa", 36.4843, 32.8881, "Ariqa", "Ar Raqqah")
    other = settlement("Kasrat Srur", 39.1, 35.7, "Ar Raqqah")
    lacking = Gazetteer([ariqa, *filler(60, "Ar Raqqah")])
    assert spot(lacking.placing(["Ar Raqqah town"], ["Ar Raqqah district"])) == (None, None)
    assert lacking.placing(["Ar Raqqah town"], ["Ar Raqqah district"]).candidates[0].settlement is ariqa
    town = settlement("Ar Raqqah", 39.01, 35.95, "Ar Raqqah")
    known = Gazetteer([ariqa, other, town, *filler(60, "Ar Raqqah")])
    assert spot(known.placing(["Ar Raqqah town"], ["Ar Raqqah district"])) == (town.lon, town.lat)
