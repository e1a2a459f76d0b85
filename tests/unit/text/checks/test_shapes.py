"""Lines, zones and administrative areas that cannot be built are named with their file and line."""

from __future__ import annotations

import pytest

from tests.casebooks import SMALL, broken, changed, faults_of, parsed

CORRIDOR = "{shape: corridor, along: road, reach_km: 6, ends: flat}"
THROUGH = "through: [mill, cape]"
AREA = """\
boundaries:
  - id: C1
    names: {en: County}
    source: invented
    sigma_m: 100
    polygons: [[[[-30.1, 39.9], [-29.8, 39.9], [-29.8, 40.1], [-30.1, 40.1]]]]
"""
INSIDE = """\
zones:
  - id: county
    names: {en: County}
    recipe: {shape: admin, codes: [C1]}
    basis: invented
    status: constructed
    sigma_m: 0
  - id: inside
    names: {en: Strip in the county}
    recipe: {shape: within, all_of: [strip, county]}
    basis: invented
    status: constructed
    sigma_m: 0
"""


def line_where(text: str, words: str) -> int:
    """Return the first line of `text` that holds `words`, counted from 1."""
    return next(number for number, line in enumerate(text.splitlines(), start=1) if words in line)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (CORRIDOR, "{shape: along, along: road, within_km: 0}", "reach_m is 0"),
        (CORRIDOR, "{shape: along, along: rood, within_km: 1}", "no line 'rood'"),
        (CORRIDOR, "{shape: along, along: road}", "`within_km` is missing"),
        (CORRIDOR, "{shape: admin, codes: [C1]}", "no boundary 'C1'"),
        (CORRIDOR, "{shape: admin, codes: []}", "names nothing to build from"),
        ("ends: flat}", "ends: flat, measured_from: edge}", "has no width"),
        ("ends: flat}", "ends: flat, measured_from: edge, width_m: -3}", "has no width"),
        ("ends: flat}", "ends: flat, measured_from: kerb}", "'kerb' is not a word for this"),
        (THROUGH, "stretch: {of: rood, start: mill, end: cape}", "no line 'rood'"),
        (THROUGH, "stretch: {of: road, start: mill, end: cape}", "a part of itself: road → road"),
        (THROUGH, "stretch: {of: road, start: mill, end: cliff}", "no place 'cliff'"),
        (THROUGH, f"{THROUGH}, points: [[0, 1], [1, 1]]", "either `points` or `through`"),
        (THROUGH, "kind: route, points: [[0, 1], [1, 1], [1, 2], [0, 1]]", "the route ends where it begins"),
        (THROUGH, "through: [mill, mill]", "two distinct points"),
        (
            "basis: point 1\n",
            "basis: point 1\n    from: 2030-06-01\n    until: 2030-05-01\n",
            "ends before it",
        ),
        ("basis: point 1\n", "basis: point 1\n    until: soon\n", "soon"),
    ],
)
def test_it_is_said_with_file_and_line(old: str, new: str, says: str) -> None:
    faults = [fault for fault in broken(old, new) if says in fault.message]
    assert faults, broken(old, new)
    assert all(fault.file == "small.yaml" and fault.line and fault.column for fault in faults)


def test_a_stretch_between_places_at_the_same_point_of_a_line_is_said_at_it() -> None:
    part = "  - {id: part, names: {en: Part}, stretch: {of: road, start: mill, end: mill}, basis: b,"
    text = changed("zones:\n", f"{part} status: constructed, sigma_m: 0}}\nzones:\n")
    (fault,) = faults_of(text)
    assert "nothing lies between them" in fault.message
    assert (fault.line, fault.pointer) == (line_where(text, "id: part"), "lines[1].stretch")


def test_a_strip_within_an_area_is_built_and_one_that_swallows_it_is_said_at_the_zone() -> None:
    area = AREA + INSIDE
    assert parsed(more=area).record.casebook.boundaries[0].id == "C1"
    (fault,) = faults_of(changed("reach_km: 6, ends: flat", "reach_km: 60, ends: round"), more=area)
    assert "'strip' is deeper than 'county'" in fault.message
    assert (fault.file, fault.line) == ("more.yaml", line_where(area, "all_of"))


def test_a_strip_that_misses_the_area_is_said_too() -> None:
    far = AREA.replace("39.9", "41.9").replace("40.1", "42.1") + INSIDE
    (fault,) = faults_of(more=far)
    assert "share no ground" in fault.message


@pytest.mark.parametrize(
    ("old", "new", "says", "pointer"),
    [
        ("polygons: [[[[", "polygons: []\n    note: '[[[[", "no ring", "boundaries[0].polygons"),
        (
            "[-29.8, 39.9], [-29.8, 40.1]",
            "[-29.8, 40.1], [-29.8, 39.9]",
            "crosses",
            "boundaries[0].polygons[0][0]",
        ),
        ("sigma_m: 100", "sigma_m: -1", "sigma_m is -1", "boundaries[0].sigma_m"),
    ],
)
def test_an_administrative_area_at_fault_is_said_where_it_stands(
    old: str, new: str, says: str, pointer: str
) -> None:
    text = AREA.replace(old, new)
    text = text.replace("]]]]\n", "]]]]'\n") if "note" in new else text
    found = [fault for fault in faults_of(more=text) if says in fault.message]
    assert [fault.pointer for fault in found] == [pointer]


def test_a_fault_of_a_line_is_said_once_and_not_again_at_each_stretch_and_zone() -> None:
    part = "  - {id: part, names: {en: Part}, stretch: {of: road, start: mill, end: cape}, basis: b,"
    text = changed("zones:\n", f"{part} status: constructed, sigma_m: 0}}\nzones:\n")
    faults = faults_of(text.replace(THROUGH, "through: [mill]"))
    assert [fault.pointer for fault in faults] == ["lines[0].through"]


def test_the_small_casebook_is_whole() -> None:
    assert faults_of(SMALL) == ()
