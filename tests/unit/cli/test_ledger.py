"""The terminal tells the patrol ledger in the words of the bulletin's tables."""

from __future__ import annotations

import pytest

from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.labels import Labels
from truceline.bulletins.sections.posts import patrol_line
from truceline.bulletins.sections.strip import month_words, step_phrase, way_words
from truceline.bulletins.words import reason
from truceline.cli.ledger import ledger_lines
from truceline.model.words import StretchSeen
from truceline.runs.patrols import PatrolsAsked, patrols_of

EN = catalogue("en")


@pytest.fixture(scope="module")
def found() -> PatrolsAsked:
    return patrols_of("idlib")


@pytest.fixture(scope="module")
def said(found: PatrolsAsked) -> str:
    return " ".join(" ".join(ledger_lines(found)).split())


def test_an_account_is_told_in_its_words(found: PatrolsAsked, said: str) -> None:
    labels = Labels(found.asked.record, EN)
    lines = [patrol_line(account, labels) for one in found.ledger.told for account in one.accounts]
    assert len(lines) > 50
    assert all(f"{one.said.by}: {one.outcome}" in said for one in lines)
    assert all(EN("patrols.because", reason=one.reason) in said for one in lines if one.reason)


def test_what_a_stretch_shows_and_what_a_month_comes_to_are_told_in_its_words(
    found: PatrolsAsked, said: str
) -> None:
    assert all(EN.of("passed", seen) in said for seen in StretchSeen)
    months = [month_words([one], found.asked.record.casebook, EN) for one in found.ledger.counts]
    assert len(months) > 10
    assert all(comes_to in said and all(one in said for one in told) for comes_to, told in months)


def test_where_numbers_part_and_how_they_may_be_counted_are_told_in_its_words(
    found: PatrolsAsked, said: str
) -> None:
    numbers = found.ledger.numbers
    labels = Labels(found.asked.record, EN)
    days = {one.patrol.id: one.patrol.on for one in found.ledger.told}
    phrases = [step_phrase(step, numbers.steps, days, labels) for step in numbers.parts]
    assert len(phrases) > 2
    assert all(EN(one.key, **dict((*one.values, *one.texts))) in said for one in phrases)
    assert f"counting {way_words(numbers.fits[0], EN)}: gives" in said


def test_a_reason_that_tracks_give_names_whose_they_are(found: PatrolsAsked) -> None:
    duty = next(one.duty for one in found.ledger.done)
    told = reason("by_tracks:government", found.asked.record, EN, duty=duty)
    assert told == "by tracks of Russia (government side)"
