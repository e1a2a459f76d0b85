"""Ground of a side and lines of contact: what is wrong with them is said with its place."""

from __future__ import annotations

import pytest

from tests.casebooks import SMALL, faults_of

SIDES = "mandate: {yes: 0.95, no: 0.05, sides: {a: {en: A}, b: {en: B}}}"
LEDGER = """\
families: [{id: press, names: {en: Press}, standing: third_party}]
sources: [{id: radio, names: {en: Radio}, family: press}]
places: [{id: ford, names: {en: Ford}, lon: -29.95, lat: 40, radius_m: 100, grade: surveyed}]
control:
  - {place: mill, holder: north, state: held, since: 2030-01-01, by: radio}
  - {place: ford, holder: north, state: held, since: 2030-01-01, by: radio}
  - {place: cape, holder: south, state: held, since: 2030-01-01, by: radio}
"""
GROUND = """\
lines:
  - id: front
    names: {en: Front}
    basis: computed
    status: constructed
    sigma_m: 0
    contact: {between: [a, b], on: moving}
zones:
  - id: ours
    names: {en: Ours}
    recipe: {shape: controlled, by: a, on: 2030-05-02}
    basis: computed
    status: constructed
    sigma_m: 0
  - id: near
    names: {en: Near}
    recipe: {shape: along, along: front, within_km: 3}
    basis: computed
    status: constructed
    sigma_m: 0
"""


def said(old: str = "", new: str = "", *, ledger: str = LEDGER) -> list[str]:
    assert not old or (GROUND + ledger).count(old) == 1
    more = (GROUND + ledger).replace(old, new) if old else GROUND + ledger
    text = SMALL.replace("mandate: {yes: 0.95, no: 0.05}", SIDES)
    return [f"{fault.file}:{fault.pointer}: {fault.message}" for fault in faults_of(text, more=more)]


def test_ground_and_lines_of_a_known_side_and_day_are_no_fault() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("by: a, on", "by: c, on", "zones[0].recipe.by", "'c' is no side of the mandate"),
        ("[a, b]", "[a, c]", "lines[0].contact.between", "'c' is no side of the mandate"),
        ("[a, b]", "[a, a]", "lines[0].contact", "name two"),
        ("on: 2030-05-02", "on: 2030-05", "zones[0].recipe.on", "'2030-05' is no day"),
        ("on: 2030-05-02", "on: soon", "zones[0].recipe.on", "'soon' is no day"),
        (
            "on: 2030-05-02",
            "on: 2029-05-02",
            "zones[0].recipe",
            "nothing is said of who held what before 2030-01-01",
        ),
        ("holder: south", "holder: north", "lines[0].contact", "held by 'b'"),
        (
            "contact: {between: [a, b], on: moving}",
            "contact: {between: [a, b], on: moving}\n    through: [mill, cape]",
            "lines[0]",
            "or a `contact`",
        ),
        (
            "{shape: along, along: front, within_km: 3}",
            "{shape: corridor, along: front, reach_km: 3, ends: flat}",
            "zones[1].recipe",
            "no ends and no left or right hand",
        ),
        (
            "{shape: along, along: front, within_km: 3}",
            "{shape: band, along: front, from_km: 0, to_km: 3, side: left}",
            "zones[1].recipe",
            "no ends and no left or right hand",
        ),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(old: str, new: str, where: str, says: str) -> None:
    found = said(old, new)
    assert any(where in one and says in one for one in found), found


def test_without_a_word_on_control_there_is_no_such_ground() -> None:
    found = said(ledger="")
    assert any("nothing here says who held what" in one for one in found), found
