"""What a page says of what stands behind an account: the parts admitted, and the parts denied."""

from __future__ import annotations

import pytest

from tests.unit.record.test_basis import NORTH, book
from truceline.bulletins import words
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.pages.explanation_page import render_explanation
from truceline.bulletins.sections.explanation import explanation_said
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


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_an_explanation_is_told_in_every_language_with_nothing_of_ours_left_in_english(language: str) -> None:
    casebook, t = book([NORTH], TOLD, DENIAL), catalogue(language)
    (one,) = explain(casebook, claims_of(casebook), "I", clause="t1/1", position="first")
    english, text = (render_explanation(casebook, one, language=lang) for lang in ("en", language))
    ours = {line for line in english.splitlines() if line and not line.startswith(("  - ", "    "))}
    assert len(ours) > 10
    assert ours & set(text.splitlines()) == set()
    assert t("explained.denied_by", who=f"north-mod ({t.of('part', 'whom')})") in text
    on_top = " ".join(" ".join(text.splitlines()[:6]).split())
    assert t("page.not_translated") in on_top


def test_the_same_sentences_stand_on_the_page_and_in_the_document() -> None:
    casebook = book([NORTH], TOLD, DENIAL)
    (one,) = explain(casebook, claims_of(casebook), "I", clause="t1/1", position="first")
    text = " ".join(render_explanation(casebook, one).split())
    said = explanation_said(casebook.casebook, one)
    reasons = [reason for check in said.checks for reason in check.reasons]
    assert len(reasons) >= 4
    assert all(sentence in text for sentence in (*reasons, *said.tells, *(one.asks for one in said.checks)))
