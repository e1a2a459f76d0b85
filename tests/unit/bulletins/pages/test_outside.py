"""Page and summary say how many incidents lie outside every zone, and who looks at them nevertheless."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.editions import edition
from tests.unit.bulletins.cases import CASEBOOK, assessment, finding, incident, receipt
from tests.unit.bulletins.read_back import assert_sound, section
from truceline.bulletins import render_bulletin
from truceline.bulletins.headlines import headlines
from truceline.cli.summary import summary_lines
from truceline.model.ids import ZoneId
from truceline.model.record import Record, with_nouns
from truceline.runs import RunOutcome
from truceline.runs.assessing import courses


def _placeless() -> Record:
    first, *others = CASEBOOK.casebook.clauses
    return with_nouns(CASEBOOK, clauses=(replace(first, where=None), *others))


ZONED = with_nouns(
    CASEBOOK,
    clauses=tuple(replace(one, where=one.where or ZoneId("bank")) for one in CASEBOOK.casebook.clauses),
)


def _done(n_outside: int) -> RunOutcome:
    done = assessment(
        [finding("E1", "ruling", "breach")], [incident("E1"), incident("E2")], n_outside=n_outside
    )
    return RunOutcome(
        record=ZONED,
        assessment=done,
        receipt=receipt(),
        faults=(),
        warnings=(),
        headlines=headlines(ZONED, done),
        obligations=courses(done),
        written=(),
    )


def test_the_summary_says_how_many_and_that_no_clause_looks_at_them() -> None:
    lines = list(summary_lines(_done(1)))
    assert "  1 of 2 incidents lies outside every zone that a clause names; no clause looks at it" in lines
    assert not [line for line in summary_lines(_done(0)) if "outside every zone" in line]


def test_the_summary_names_the_clauses_without_a_place() -> None:
    lines = list(summary_lines(replace(_done(1), record=_placeless())))
    (line,) = [one for one in lines if "outside every zone" in one]
    assert line.endswith("only clauses without a place look at it (r1/1)")


@pytest.mark.parametrize("language", ["en", "ar", "tr", "ru"])
def test_the_bulletin_says_so_beside_its_counts(language: str) -> None:
    outcome = _done(1)
    page = render_bulletin(edition(ZONED, outcome.assessment, receipt(), language=language))
    assert_sound(page)
    plain = render_bulletin(edition(ZONED, _done(0).assessment, receipt(), language=language))
    assert len(section(page, "counts")) > len(section(plain, "counts"))
    if language == "en":
        said = "1 of 2 incidents lies outside every zone that a clause names; no clause looks at it."
        assert said in section(page, "counts")
