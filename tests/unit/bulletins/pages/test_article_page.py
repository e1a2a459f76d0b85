"""The article's page: cited by number and first words, what it claims, what is out of place."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.unit.record.told import casebook
from truceline.bulletins import render_articles
from truceline.bulletins.catalogue import catalogue, languages
from truceline.model.words import TroubleKind

CLAIM: dict[str, Any] = {
    "id": "s2-a",
    "says": "The <b>mill</b> was hit.",
    "by": "watch",
    "through": ["wire"],
    "hedge": "reportedly",
    "trouble": [{"kind": "relative_date", "says": "No day is given."}],
}


def page(*claims: dict[str, Any], beside: tuple[str, ...] = ("M1",), language: str = "en") -> str:
    article = {
        "id": "x",
        "title": "An article",
        "about": "Invented.",
        "sentences": [
            {"no": 1, "opens": "An article"},
            {"no": 2, "opens": "The mill was", "claims": list(claims), "beside": list(beside)},
        ],
    }
    return render_articles(casebook(articles=[article]), language=language)


def test_a_sentence_stands_with_its_claim_its_chain_and_what_is_out_of_place() -> None:
    text = re.sub(r"<[^>]+>", "", page(CLAIM))
    assert "says Watch, carried by Wire; with the words reportedly; grade F6" in text
    assert "relative date" in text
    assert "No day is given." in text


def test_what_the_record_has_stands_beside_it_by_voice_with_denials() -> None:
    text = re.sub(r"<[^>]+>", "", page(CLAIM))
    assert "Shells on the mill (M1)" in text
    assert "Northern office" in text
    assert "denied: M1-b" in text


def test_a_matter_nobody_speaks_of_and_a_sentence_with_nothing_beside_it_say_so() -> None:
    assert "No claim is recorded." in page(CLAIM, beside=("M3",))
    assert "The record has nothing on it." in page(CLAIM, beside=())


def test_markup_in_a_claim_is_shown_and_not_obeyed() -> None:
    assert "<b>mill</b>" not in page(CLAIM)
    assert "&lt;b&gt;mill&lt;/b&gt;" in page(CLAIM)


def test_more_than_two_matters_are_folded_and_none_is_lost() -> None:
    text = page(CLAIM, beside=("M1", "M2", "M3"))
    assert "1 more of the record: M3" in text
    assert "Nobody speaks of it" in text


def test_names_are_shown_in_the_language_asked() -> None:
    assert "مكتب الشمال" in page(CLAIM, language="ar")
    assert "مكتب الشمال" not in page(CLAIM)


def test_a_casebook_without_articles_says_so() -> None:
    assert "The casebook takes no article apart." in render_articles(casebook())


@pytest.mark.parametrize("kind", [kind.value for kind in TroubleKind])
def test_every_kind_of_trouble_has_words(kind: str) -> None:
    assert (
        "_"
        not in re.sub(
            r"<style.*?</style>", "", page(CLAIM | {"trouble": [{"kind": kind, "says": "x"}]}), flags=re.S
        )
        .split('class="badge">')[1]
        .split("<")[0]
    )


@pytest.mark.parametrize("language", languages())
def test_the_page_says_on_top_in_the_readers_language_that_it_is_in_english(language: str) -> None:
    said = catalogue(language)("page.in_english")
    assert (said in page(language=language)) == (language != "en")
