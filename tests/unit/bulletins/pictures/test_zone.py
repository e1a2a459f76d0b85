"""Pictures of how zones are built: every step told, to scale, each shape drawn once."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from itertools import groupby, pairwise

import pytest

from tests.unit.bulletins.cases import CASEBOOK
from truceline import geo
from truceline.bulletins import render_casebook
from truceline.bulletins.layers import ZoneVariant, zone_variants
from truceline.bulletins.pictures.zone import DOUBT_SIGMAS, Panel, ZonePictures, zone_pictures
from truceline.bulletins.words import said
from truceline.judgement.rulebook import rulebook_of
from truceline.model.naming import in_language
from truceline.model.record import Record, with_nouns
from truceline.text.zones import steps

Spots = list[tuple[float, float]]
Zones = dict[str, tuple[list[ZoneVariant], ZonePictures]]


def _drawn(record: Record) -> Zones:
    """Return each zone's variants and pictures."""
    rulebook = rulebook_of(record)
    found = {}
    for number, (zone, group) in enumerate(groupby(zone_variants(record), key=lambda v: v.recipe.id)):
        variants = list(group)
        found[str(zone)] = (variants, zone_pictures(variants, rulebook, number=number))
    return found


@pytest.fixture(scope="module")
def zones(idlib: Record) -> Zones:
    return _drawn(idlib)


def _spots(path: str) -> list[Spots]:
    """Return the rings or lines of a path."""
    rings = [ring for ring in re.split("[MZ]", path) if ring]
    return [[(float(x), float(y)) for x, y in (spot.split() for spot in ring.split("L"))] for ring in rings]


def _paths(pictures: ZonePictures, panel: Panel, paint: str) -> list[str]:
    shapes = dict(pictures.shapes)
    return [shapes[stroke.shape] for stroke in panel.strokes if stroke.paint == paint]


def _km(pictures: ZonePictures) -> float:
    """Return the kilometres of one unit of the page."""
    return float(pictures.bar_km) / float(pictures.bar)


def _area_km2(pictures: ZonePictures, path: str) -> float:
    """Return what a path encloses, its first ring less the others, by the scale bar."""
    areas = [
        abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2
        for ring in _spots(path)
    ]
    return (2 * max(areas) - sum(areas)) * _km(pictures) ** 2


def _from_segment(spot: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    along = (b[0] - a[0], b[1] - a[1])
    length = along[0] ** 2 + along[1] ** 2
    t = ((spot[0] - a[0]) * along[0] + (spot[1] - a[1]) * along[1]) / length
    t = min(max(t, 0.0), 1.0)
    return float(((spot[0] - a[0] - t * along[0]) ** 2 + (spot[1] - a[1] - t * along[1]) ** 2) ** 0.5)


def test_every_step_is_told_once_and_in_order(idlib: Record, zones: Zones) -> None:
    fronts = rulebook_of(idlib).who_held_what()
    for zone, (variants, pictures) in zones.items():
        for variant, built in zip(variants, pictures.built, strict=True):
            told = [step for panel in built.panels for step in panel.steps]
            expected = steps(idlib.casebook, variant.recipe.id, variant.readings, fronts=fronts)
            assert told == [said(step.says) for step in expected], zone
            assert [panel.first for panel in built.panels] == [
                1 + sum(len(before.steps) for before in built.panels[:n]) for n in range(len(built.panels))
            ]


def _paints(pictures: ZonePictures, **readings: str) -> list[list[str]]:
    """Return how each picture is painted under the first combination that has these readings."""
    wanted = {ambiguity.replace("_", "-"): reading for ambiguity, reading in readings.items()}
    built = next(one for one in pictures.built if wanted.items() <= dict(one.readings).items())
    return [[stroke.paint for stroke in panel.strokes] for panel in built.panels]


def test_the_demilitarised_zone_is_a_line_a_strip_what_cuts_it_and_the_result(zones: Zones) -> None:
    _, pictures = zones["dmz"]
    line, strip = ["line-doubt", "line", "points"], ["ground", "doubt", "line"]
    cut_by, result = ["ground", "doubt"], ["part", "part", "ground", "doubt"]
    asked = {"dmz_line": "2018_september"}
    assert _paints(pictures, dmz_side="opposition", **asked) == [line, strip, cut_by, result]
    assert _paints(pictures, dmz_side="both", **asked) == [line, strip], "nothing cuts it"


def test_a_line_that_was_computed_is_drawn_in_all_its_parts_and_without_points(zones: Zones) -> None:
    _, pictures = zones["near-front"]
    line, strip = _paints(pictures)
    assert (line, strip) == (["line-doubt", "line"], ["ground", "doubt", "line"])
    (path,) = _paths(pictures, pictures.built[0].panels[0], "line")
    assert len(_spots(path)) > 1


def test_a_zone_that_moves_is_shown_as_it_was_at_the_instant_asked(idlib: Record) -> None:
    rulebook = rulebook_of(idlib)
    variants = [one for one in zone_variants(idlib, rulebook) if one.recipe.id == "opposition-ground"]
    early, late = (
        zone_pictures(variants, rulebook, number=0, at=datetime(year, 1, 1, tzinfo=UTC))
        for year in (2019, 2020)
    )
    assert "as it stood on 2019-01-01" in early.built[0].panels[0].steps[0]
    assert "as it stood on 2020-01-01" in late.built[0].panels[0].steps[0]
    assert early.built[0].area_km2 > late.built[0].area_km2
    assert early.shapes != late.shapes


def test_a_zone_is_drawn_as_large_as_it_is(
    zones: Zones,
) -> None:
    one_piece = ("deescalation-area", "corridor", "dmz-strip", "m5-road")
    for zone in one_piece:
        _, pictures = zones[zone]
        for built in pictures.built:
            (path,) = _paths(pictures, built.panels[-1], "ground")
            assert _area_km2(pictures, path) == pytest.approx(built.area_km2, rel=0.02), zone


@pytest.mark.parametrize(("zone", "reach_km"), [("corridor", 6.0), ("m4-road", 4.0), ("near-line", 10.0)])
def test_a_strip_is_drawn_as_deep_as_it_says(zones: Zones, zone: str, reach_km: float) -> None:
    _, pictures = zones[zone]
    panel = pictures.built[0].panels[-1]
    (ground,), (line,) = _paths(pictures, panel, "ground"), _paths(pictures, panel, "line")
    (walked,) = _spots(line)
    farthest = max(
        min(_from_segment(spot, a, b) for a, b in pairwise(walked))
        for ring in _spots(ground)
        for spot in ring
    )
    assert farthest * _km(pictures) == pytest.approx(reach_km, rel=0.07)


def test_the_band_of_doubt_is_as_wide_as_the_error_on_the_ground(
    zones: Zones,
) -> None:
    for variants, pictures in zones.values():
        for variant, built in zip(variants, pictures.built, strict=True):
            bands = [one for one in built.panels[-1].strokes if one.paint == "doubt"]
            doubt = max(bands, key=lambda one: float(one.width))
            assert len(bands) <= len(geo.leaves(variant.ground))
            width_km = float(doubt.width) * _km(pictures)
            said_km = 2 * DOUBT_SIGMAS * variant.ground.sigma_m / 1000
            assert width_km == pytest.approx(said_km, abs=0.06 * _km(pictures) + 0.01 * said_km)


def test_a_boundary_without_error_has_no_band() -> None:
    sure = _without_errors(CASEBOOK)
    (_, pictures), *_ = _drawn(sure).values()
    assert [stroke.paint for stroke in pictures.built[0].panels[-1].strokes] == ["ground"]
    (_, unsure), *_ = _drawn(CASEBOOK).values()
    assert [stroke.paint for stroke in unsure.built[0].panels[-1].strokes] == ["ground", "doubt"]


def _without_errors(casebook: Record) -> Record:
    return with_nouns(
        casebook,
        zones=tuple(dataclasses.replace(zone, sigma_m=0.0) for zone in casebook.casebook.zones),
        places=tuple(dataclasses.replace(place, radius_m=0.0) for place in casebook.casebook.places),
    )


def test_everything_drawn_lies_on_the_page(
    zones: Zones,
) -> None:
    for _, pictures in zones.values():
        for _, path in pictures.shapes:
            spots = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]
            assert all(0 <= x <= float(pictures.width) and 0 <= y <= float(pictures.height) for x, y in spots)


def test_each_shape_is_written_once_and_each_stroke_has_one(
    zones: Zones,
) -> None:
    for _, pictures in zones.values():
        ids, paths = zip(*pictures.shapes, strict=True)
        assert len(set(ids)) == len(set(paths)) == len(pictures.shapes)
        used = {s.shape for built in pictures.built for panel in built.panels for s in panel.strokes}
        assert used == set(ids)


def test_the_ends_of_a_road_are_named_before_other_places(
    zones: Zones,
) -> None:
    names = [label.text for label in zones["corridor"][1].labels]
    assert names[:2] == ["Trumba", "Ain al-Havr"]
    assert len(names) <= 8


def test_names_are_in_the_language_of_the_casebook(idlib: Record) -> None:
    arabic = in_language(idlib, "ar")
    _, pictures = _drawn(arabic)["corridor"]
    assert pictures.labels[0].text == "الترنبة"
    assert pictures.name == "الممر الآمن على طريق M4"


def test_the_page_shows_every_zone_under_every_reading_and_stays_small(idlib: Record) -> None:
    page = render_casebook(idlib, ())
    part = page.split('<section id="zones">')[1].split("</section>")[0]
    assert part.count("<article") == len(idlib.casebook.zones)
    assert part.count("<details") == len(tuple(zone_variants(idlib)))
    assert len(part.encode()) < 300_000
    for zone in idlib.casebook.zones:
        assert f'id="zone-{zone.id}"' in part
