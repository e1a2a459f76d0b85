"""Of which kind an undetermined verdict is: a fact is missing, the text is open, or both."""

from __future__ import annotations

from typing import Any

import pytest

from tests import zoo
from truceline.bulletins import words
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.pages.explanation_page import render_explanation
from truceline.judgement import assess
from truceline.judgement.explain import explain
from truceline.model.lacking import EXCEPTIONS_CONFLICT, FACTS, Lacking, lacking_of

BOOK = zoo.casebook()
LAPSED_BY_THEN = "2020-07-01T12:00:00+00:00"
EVENING = ("2020-03-05T19:01:00+00:00", "2020-03-05T23:01:00+00:00")
"""The ban began in the middle of it on the early clock, and at its end on the late one."""
Row = dict[str, Any]


def _lacking(row: Row, position: str = "first", clause: str = "t1/1") -> Lacking:
    """Return what the kernel says is lacking, which the slow way must say too."""
    (found,) = [
        one
        for one in assess(BOOK, zoo.claims(row)).findings.to_pylist()
        if (one["clause_id"], one["position"]) == (clause, position)
    ]
    (slowly,) = explain(BOOK, zoo.claims(row), row["incident_id"], clause=clause, position=position)
    fast = lacking_of(found["because"])
    assert fast == slowly.lacking
    assert (fast != Lacking()) == (found["verdict"] == "undetermined")
    return fast


@pytest.mark.parametrize(
    ("row", "position", "clause", "facts"),
    [
        (zoo.claim(by=("unknown",)), "first", "t1/1", ("who",)),
        (zoo.claim(to=()), "first", "t1/6", ("whom",)),
        (zoo.claim(act="violence"), "first", "t1/1", ("what",)),
        (zoo.claim(place=None), "first", "t1/1", ("where",)),
        (zoo.claim(place=zoo.EDGE, radius_m=30_000.0), "first", "t1/1", ("where",)),
        (zoo.claim(at=None), "first", "t1/1", ("when",)),
        (zoo.claim(at=EVENING), "first", "t1/1", ("when",)),
        (zoo.claim(response="unknown"), "second", "t1/1", ("unless",)),
        (zoo.claim(by=("unknown",), place=None), "first", "t1/1", ("who", "where")),
    ],
)
def test_a_fact_is_missing_and_is_named(row: Row, position: str, clause: str, facts: tuple[str, ...]) -> None:
    found = _lacking(row, position, clause)
    assert set(facts) <= set(found.facts)
    assert found.questions == ()
    assert found.is_fact_missing
    assert not found.is_text_open


def test_a_fact_alone_is_missing_alone() -> None:
    for row, position, clause, fact in (
        (zoo.claim(to=()), "first", "t1/6", "whom"),
        (zoo.claim(act="violence"), "first", "t1/1", "what"),
        (zoo.claim(at=EVENING), "first", "t1/1", "when"),
        (zoo.claim(response="unknown"), "second", "t1/1", "unless"),
    ):
        assert _lacking(row, position, clause).facts == (fact,)


@pytest.mark.parametrize(
    ("row", "questions"),
    [
        (zoo.claim(at=LAPSED_BY_THEN), ("lapse",)),
        (zoo.claim(at="2020-03-05T21:30:00+00:00"), ("clock",)),
        (zoo.claim(place=zoo.EDGE), ("width",)),
        (zoo.claim(response="yes"), ("defence",)),
        (zoo.claim(response="yes", at=LAPSED_BY_THEN), ("defence", "lapse")),
        (zoo.claim(by=("south_militia",), to=("north",)), ("joined",)),
    ],
)
def test_the_text_alone_is_open_and_the_questions_are_named(row: Row, questions: tuple[str, ...]) -> None:
    assert _lacking(row, "ruling") == Lacking(questions=questions)


def test_a_question_counts_though_it_takes_another_answer_with_it_to_change_the_verdict() -> None:
    # On the edge of the narrow valley: neither width settles it by itself, since the truce may have lapsed.
    row = zoo.claim(place=(36.6886, 35.80), radius_m=2_000.0, at=LAPSED_BY_THEN)
    (found,) = [
        one
        for one in assess(BOOK, zoo.claims(row)).findings.to_pylist()
        if (one["clause_id"], one["position"]) == ("t1/1", "ruling")
    ]
    assert found["decided_by"] == ["lapse"]
    assert _lacking(row, "ruling") == Lacking(facts=("where",), questions=("lapse", "width"))


def test_a_question_that_a_position_answers_is_not_open_under_it() -> None:
    row = zoo.claim(at=LAPSED_BY_THEN, by=("unknown",))
    assert _lacking(row, "ruling").questions == ("lapse",)
    assert _lacking(row, "first").questions == ()


def test_a_fact_may_be_missing_and_the_text_be_open() -> None:
    found = _lacking(zoo.claim(at=LAPSED_BY_THEN, by=("unknown",)), "ruling")
    assert "who" in found.facts
    assert found.questions == ("lapse",)
    assert found.is_fact_missing
    assert found.is_text_open


def test_where_an_excuse_and_a_bar_both_hold_the_text_is_open_and_no_fact_is_missing() -> None:
    row = zoo.claim(to=("south", "villagers"), response="yes")
    assert _lacking(row, "second") == Lacking(questions=(EXCEPTIONS_CONFLICT,))


@pytest.mark.parametrize("position", ["ruling", "first", "second"])
def test_a_settled_verdict_lacks_nothing(position: str) -> None:
    assert _lacking(zoo.claim(), position) == Lacking()


def test_a_check_that_reaches_its_threshold_is_not_called_missing() -> None:
    # The place is inside with more than 0.95 and less than 1; who acted is what is wanting.
    row = zoo.claim(by=("unknown",), radius_m=14_000.0)
    (found,) = [
        one
        for one in assess(BOOK, zoo.claims(row)).findings.to_pylist()
        if (one["clause_id"], one["position"]) == ("t1/1", "first")
    ]
    assert 0.95 < found["p_where"] < 1
    assert "where" not in _lacking(row).facts
    wider = row | {"radius_m": 20_000.0}
    assert "where" in _lacking(wider).facts


def test_without_codes_where_too_many_readings_are_open_the_text_is_open_and_no_question_named() -> None:
    found = lacking_of(["too_many_readings", "who:yes"])
    assert found == Lacking(too_many=True)
    assert found.is_text_open
    assert lacking_of(["too_many_readings", "missing:who"]) == Lacking(facts=("who",))


@pytest.mark.parametrize("language", languages())
def test_each_kind_is_said_in_words(language: str) -> None:
    t = catalogue(language)
    kinds = (
        Lacking(facts=FACTS),
        Lacking(questions=("lapse", EXCEPTIONS_CONFLICT)),
        Lacking(facts=("who",), questions=("lapse",)),
        Lacking(too_many=True),
    )
    said = [words.lacking(one, t) for one in kinds]
    assert len(set(said)) == len(said)
    assert "lapse" in said[1]
    assert not any("{" in one or "_" in one for one in said)
    assert words.lacking(Lacking(), t) == ""


def test_an_explanation_says_the_kind_and_the_verdict_if_in_force_beneath_the_verdict() -> None:
    claims = zoo.claims(zoo.claim(at=LAPSED_BY_THEN, by=("unknown",)))
    (one,) = explain(BOOK, claims, "i", clause="t1/1", position="ruling")
    lines = render_explanation(BOOK, one).splitlines()
    assert lines[1].startswith("VERDICT: undetermined")
    assert lines[2].startswith("  a fact is missing: who acted")
    assert lines[2].endswith("and the text is open: lapse")
    assert lines[3] == "  if in force: undetermined (supposing Truce still bound both; that is open)"


def test_of_a_text_that_lived_when_it_happened_it_is_not_said_that_this_is_open() -> None:
    claims = zoo.claims(zoo.claim())
    (one,) = explain(BOOK, claims, "i", clause="t1/1", position="ruling")
    assert one.if_in_force is one.verdict
    assert "still bound both" not in render_explanation(BOOK, one)
