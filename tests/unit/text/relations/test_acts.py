"""Which acts a clause reaches, which leave it open, and what an act is besides what it is a kind of."""

from __future__ import annotations

import pytest

from tests.unit.sources.exports import CASEBOOK
from truceline.judgement.assessing import nearest_common
from truceline.model.ids import ActId
from truceline.text.relations.acts import kinds_of, wider_than


def reach(named: str, told: str) -> bool | None:
    """Return whether a clause that names one act reaches another: yes, no, or cannot tell."""
    acts = (ActId(named),)
    if told in kinds_of(CASEBOOK, acts):
        return True
    return None if told in wider_than(CASEBOOK, acts) else False


@pytest.mark.parametrize("attack", ["armed_attack", "ground_attack"])
def test_a_clause_against_attacks_reaches_the_capture_of_ground_by_fighting(attack: str) -> None:
    assert reach(attack, "capture_by_force") is True


@pytest.mark.parametrize("attack", ["armed_attack", "ground_attack", "ied", "anti_tank_fire", "air_strike"])
def test_an_attack_of_which_no_ground_is_told_is_no_taking_of_ground(attack: str) -> None:
    assert reach("territory_taken", attack) is False
    assert reach("capture_by_force", attack) is False


@pytest.mark.parametrize("told", ["territory_taken", "change_of_control", "act"])
def test_ground_taken_by_means_untold_may_have_been_taken_by_an_attack(told: str) -> None:
    assert reach("armed_attack", told) is None


def test_ground_handed_over_was_taken_by_no_attack() -> None:
    assert reach("armed_attack", "territory_transferred") is False


@pytest.mark.parametrize("told", ["capture_by_force", "territory_taken"])
def test_a_clause_against_the_taking_of_ground_reaches_it_with_and_without_fighting(told: str) -> None:
    assert reach("territory_taken", told) is True


def test_an_act_told_only_as_a_wider_one_is_open_and_a_sibling_is_not() -> None:
    assert reach("shelling", "armed_attack") is None
    assert reach("shelling", "air_strike") is False


def test_what_joins_two_acts_may_be_what_one_of_them_is_also() -> None:
    assert nearest_common(CASEBOOK, ["capture_by_force", "armed_clash"]) == "ground_attack"
    assert nearest_common(CASEBOOK, ["capture_by_force", "territory_transferred"]) == "change_of_control"
