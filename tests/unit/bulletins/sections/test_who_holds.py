"""Who held what: on the map by pattern and name, in the table with its doubt and with what was read."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from tests.editions import edition
from tests.unit.bulletins import cases
from tests.unit.bulletins.cases import assessment, incident, receipt
from tests.unit.bulletins.read_back import HOSTILE, assert_inert, assert_sound
from tests.unit.record.control.words import day, ready_of, word
from truceline.bulletins import render_bulletin
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.layers import zone_variants, zones_doubt_geojson
from truceline.bulletins.pictures.map import Caption, Map, control_picture, incident_map
from truceline.bulletins.sections.who_holds import HeldGround, WordsTold, held_section, value_labels
from truceline.clock import Interval
from truceline.model.record import Record, with_nouns
from truceline.model.tables import INCIDENTS
from truceline.record.control import changes, control_map, ground_of

NAMES = {"north": {"en": "The north", "ar": "الشمال"}, "south": {"en": "The south"}}
CASEBOOK: Record = with_nouns(
    cases.CASEBOOK, mandate=dataclasses.replace(cases.CASEBOOK.casebook.mandate, sides=NAMES)
)
EN = catalogue("en")
CAPTION = Caption(id="m", title="t", about="a")


def _words() -> list[Any]:
    """Four places on the map, the north's to the west; one changes hands and one comes to be fought over."""
    spots = {"a": (36.42, 35.50), "b": (36.47, 35.50), "c": (36.53, 35.50), "d": (36.58, 35.50)}
    told: list[tuple[str, float, str, str | None]]
    told = [("a", 0, "held", "north"), ("b", 0, "held", "north"), ("c", 0, "held", "south")]
    told += [("d", 0, "held", "south"), ("b", 20, "held", "south"), ("d", 20, "contested", None)]
    return [
        word(place, since, state, side, lon=spots[place][0], lat=spots[place][1])
        for place, since, state, side in told
    ]


def held(*, words: list[Any] | None = None) -> HeldGround:
    """Return who held what on the thirtieth day, and what changed since the tenth."""
    ground = ground_of(ready_of(*(words or _words())))
    told = changes(ground, day(10), day(30))
    return HeldGround(
        first=date(2030, 6, 11),
        last=date(2030, 7, 1),
        during=Interval(day(30), day(31)),
        found=control_map(ground, day(30), cell_m=1_000),
        changes=told[0],
        handovers=told[1],
        told=(WordsTold(what="ledger", n_assertions=6, days=("2030-06-01", "2030-06-21")),),
    )


@pytest.fixture(scope="module")
def ground() -> HeldGround:
    return held()


def drawn(ground: HeldGround) -> Map:
    variants, labels = tuple(zone_variants(CASEBOOK)), value_labels(CASEBOOK.casebook, EN)
    found = control_picture(variants, CASEBOOK.casebook, ground.found, labels, CAPTION)
    assert found is not None
    return found


def of_incidents() -> Map:
    table = pa.Table.from_pylist([incident("E1")], schema=INCIDENTS)
    variants = tuple(zone_variants(CASEBOOK))
    found = incident_map(variants, CASEBOOK.casebook, table, {}, CAPTION)
    assert found is not None
    return found


def page(ground: HeldGround | None, *, language: str = "en", record: Record = CASEBOOK) -> str:
    done = assessment([], [incident("E1")])
    return render_bulletin(edition(record, done, receipt(), language=language, held=ground))


def test_without_words_on_control_neither_map_nor_page_speaks_of_it() -> None:
    assert held_section(None, CASEBOOK.casebook, EN) is None
    assert 'id="control"' not in page(None)


def test_each_side_has_a_pattern_of_its_own_and_its_name_on_the_ground(ground: HeldGround) -> None:
    sides = {one.label: one for one in drawn(ground).held if one.x}
    assert set(sides) == {"The north", "The south"}
    assert sides["The north"].pattern != sides["The south"].pattern
    assert float(sides["The north"].x) < float(sides["The south"].x)


def test_the_line_lies_on_top_and_the_ground_in_doubt_beneath_it(ground: HeldGround) -> None:
    kinds = [one.kind for one in drawn(ground).held]
    assert kinds == sorted(kinds, key=["control", "band", "contact"].index)
    assert kinds[-1] == "contact"
    assert "band" in kinds


def test_contested_ground_is_drawn_and_ground_of_which_nothing_is_known_is_not(ground: HeldGround) -> None:
    assert "contested" in {one.pattern for one in drawn(ground).held}
    words = [*_words(), word("a", 25, "unknown", None, lon=36.42, lat=35.50)]
    assert "unknown" not in {one.pattern for one in drawn(held(words=words)).held}


def test_no_name_of_a_place_lies_over_a_sides_name(ground: HeldGround) -> None:
    found = drawn(ground)
    for side in (one for one in found.held if one.x):
        for label in found.labels:
            is_over = abs(float(label.y) - float(side.y)) < 8 and abs(float(label.x) - float(side.x)) < 10
            assert not is_over


def test_a_zone_has_a_band_as_wide_as_its_error_and_an_exact_one_none() -> None:
    found = of_incidents()
    (bank,) = found.outlines
    metres_per_unit = float(found.bar_km) * 1000 / float(found.bar)
    assert {path for path, _ in bank.bands} == set(bank.paths)
    # 204.269 m of error, as the layer of zones says.
    for _, width in bank.bands:
        assert float(width) * metres_per_unit == pytest.approx(2 * 1.2816 * 204.269, rel=0.05)
    assert bank.doubt_km == "0.3"


def test_the_layer_of_doubt_names_its_zone_and_lies_on_both_sides_of_its_boundary() -> None:
    variants = tuple(zone_variants(CASEBOOK))
    features = zones_doubt_geojson(variants)["features"]
    assert [one["id"] for one in features] == ["bank?depth=near", "bank?depth=far"]
    assert {one["properties"]["kind"] for one in features} == {"band"}
    exact = tuple(
        dataclasses.replace(one, ground=dataclasses.replace(one.ground, sigma_m=0.0)) for one in variants
    )
    assert zones_doubt_geojson(exact)["features"] == []


def test_incidents_and_control_have_a_map_each_that_lie_alike(ground: HeldGround) -> None:
    control, incidents = drawn(ground), of_incidents()
    assert (control.outlines, control.marks, incidents.held) == ((), (), ())
    assert (control.width, control.height, control.bar) == (incidents.width, incidents.height, incidents.bar)
    text = page(ground)
    assert 'id="held-map-t"' in text[text.index('id="control"') :]
    assert 'id="held-map-t"' not in text[: text.index('id="control"')]


def test_without_a_zone_the_map_shows_all_ground_that_is_held(ground: HeldGround) -> None:
    bare = control_picture((), CASEBOOK.casebook, ground.found, value_labels(CASEBOOK.casebook, EN), CAPTION)
    assert bare is not None
    assert {one.label for one in bare.held if one.x} == {"The north", "The south"}


def test_what_no_word_tells_stands_apart_from_what_changed(ground: HeldGround) -> None:
    assert all(one.is_told for one in ground.changes)
    quiet = tuple(dataclasses.replace(one, is_told=False) for one in ground.changes)
    places = tuple(dataclasses.replace(one, is_told=False) for one in ground.handovers)
    drifted = dataclasses.replace(ground, changes=quiet, handovers=places)
    told, section = (held_section(one, CASEBOOK.casebook, EN) for one in (ground, drifted))
    assert told is not None
    assert section is not None
    assert (section.changes, section.drifted) == ((), told.changes)
    assert told.drifted == ()
    assert "without a word of its own" in page(drifted)
    assert "without a word of its own" not in page(ground)


def test_every_change_has_its_places_its_ground_and_its_doubt(ground: HeldGround) -> None:
    section = held_section(ground, CASEBOOK.casebook, EN)
    assert section is not None
    rows = {(row.before, row.after): row for row in section.changes}
    assert set(rows) == {("The north", "The south"), ("The south", "contested")}
    taken = rows["The north", "The south"]
    assert taken.n_places == 1
    assert [name for name, _, _ in taken.places] == ["B"]
    low, high = (int(one.replace("\u202f", "")) for one in taken.doubt.split(" – "))
    assert low <= int(taken.km2) <= high


def test_what_was_read_and_which_days_are_compared_stand_in_the_section(ground: HeldGround) -> None:
    text = page(ground)
    section = text[text.index('id="control"') :]
    for said in ("2030-06-11", "2030-07-01", "2030-06-21", "not determined", "ledger of control"):
        assert said in section


def test_places_beyond_the_limit_are_counted_not_listed(
    ground: HeldGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("truceline.bulletins.sections.who_holds.SHOWN_PLACES", 1)
    section = held_section(ground, CASEBOOK.casebook, EN)
    assert section is not None
    assert sum(len(row.places) for row in section.changes) == 1
    assert sum(row.n_more for row in section.changes) == 1


@pytest.mark.parametrize("language", languages())
def test_the_page_is_sound_and_inert_in_every_language(ground: HeldGround, language: str) -> None:
    text = page(ground, language=language)
    assert_sound(text)
    assert_inert(text)


def test_a_hostile_name_of_a_side_or_place_does_nothing() -> None:
    names = {"north": {"en": HOSTILE}, "south": {"en": "The south"}}
    book = with_nouns(CASEBOOK, mandate=dataclasses.replace(CASEBOOK.casebook.mandate, sides=names))
    words = [one | {"name": HOSTILE} for one in _words()]
    text = page(held(words=words), record=book)
    assert_sound(text)
    assert_inert(text)
