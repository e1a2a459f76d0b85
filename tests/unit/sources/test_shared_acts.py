"""The acts and crossings that every casebook shares."""

from __future__ import annotations

import pytest

from tests.unit.sources.exports import ACTS, CROSSINGS

UNDER: dict[str, str | None] = {act.id: act.under for act in ACTS}


def above(act: str) -> list[str]:
    """Return the wider acts, from the nearest to the root."""
    wider: list[str] = []
    wide = UNDER[act]
    while wide is not None:
        assert wide not in wider, "a circle"
        wider.append(wide)
        wide = UNDER[wide]
    return wider


def test_no_act_stands_twice_and_one_is_the_root() -> None:
    assert len(UNDER) == len(ACTS)
    assert [act.id for act in ACTS if act.under is None] == ["act"]


def test_every_act_reaches_the_root() -> None:
    for act in ACTS:
        assert act.id == "act" or above(act.id)[-1] == "act"


def test_every_crossing_leads_to_an_act_and_none_stands_twice() -> None:
    assert {crossing.act for crossing in CROSSINGS} <= set(UNDER)
    assert len({(one.scheme, one.type, one.sub_type) for one in CROSSINGS}) == len(CROSSINGS)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("capture_by_force", "territory_taken"),
        ("drone_strike", "armed_attack"),
        ("mortar_fire", "shelling"),
        ("missile_strike", "indirect_fire"),
        ("tank_presence", "weapon_presence"),
        ("abduction", "harm"),
    ],
)
def test_a_narrow_act_is_a_kind_of_the_wide_one(narrow: str, wide: str) -> None:
    assert wide in above(narrow)


@pytest.mark.parametrize("act", ["reinforcement", "fortification", "tank_presence", "territory_transferred"])
def test_what_uses_no_force_is_no_attack(act: str) -> None:
    assert not {"armed_attack", "military_action"} & set(above(act))
