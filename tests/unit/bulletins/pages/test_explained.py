"""What a page says of what stands behind an account: the parts admitted, and the parts denied."""

from __future__ import annotations

import pytest

from tests.unit.record.test_basis import NORTH, book
from truceline.bulletins import words
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.pages.explained import render_explanation
from truceline.judgement.explain import explain
from truceline.record import backings, claims_of

ADMITTED = {"by": "north-mod", "tells_what": ["act", "who"]}
TOLD = {"by": "south-mod", "id": "told"}
DENIAL = {"by": "north-mod", "manner": "denies", "denies": ["told"], "denies_what": ["whom"], "tells": []}
EN = catalogue("en")


def test_the_parts_admitted_stand_beside_the_word_and_other_bases_have_none() -> None:
    admitted, told = (backings(book([NORTH], one))["I/x"] for one in (ADMITTED, TOLD))
    assert words.basis("admitted", admitted, EN) == "admitted by whoever acted (that it happened; who did it)"
    assert words.basis("one_party_against_other", told, EN) == EN.of("basis", "one_party_against_other")
    assert words.basis("admitted", None, EN) == "admitted by whoever acted", "a table's row has no parts"


@pytest.mark.parametrize("language", languages())
def test_a_denier_stands_with_what_it_denies_in_every_language(language: str) -> None:
    t = catalogue(language)
    backing = backings(book([NORTH], TOLD, DENIAL))["I/x"]
    assert words.deniers(["north-mod"], backing, t) == (f"north-mod ({t.of('part', 'whom')})",)
    assert words.deniers(["somebody"], None, t) == ("somebody",)


def test_an_explanation_says_the_rule_that_gave_the_basis_and_what_is_denied() -> None:
    casebook = book([NORTH], TOLD, DENIAL)
    (one,) = explain(casebook, claims_of(casebook), "I", clause="t1/1", position="first")
    text = render_explanation(casebook, one)
    assert "denied by: north-mod (at whom)" in text
    assert "one party's word, not on its own act: a party, or media near one, tells" in text
