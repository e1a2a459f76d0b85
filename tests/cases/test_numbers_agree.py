"""One phrase has one number: the words of a headline are followed by its count wherever they stand."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache

import pytest

from tests.editions import edition
from tests.unit.bulletins.cases import receipt
from truceline.bulletins import render_bulletin
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.headlines import Headlines, headlines
from truceline.bulletins.pages.summary import render_summary
from truceline.model.assessment import Assessment
from truceline.model.record import Record


@pytest.fixture(scope="module")
def stands(idlib: Record, assessed: Assessment) -> Headlines:
    """Return where each incident of Idlib's record stands."""
    return headlines(idlib, assessed)


def _counts(stands: Headlines) -> dict[str, int]:
    return {one.line: one.n_incidents for one in stands.lines}


@pytest.fixture(scope="module")
def bulletin(idlib: Record, assessed: Assessment) -> Callable[[str], str]:
    """Return what gives the bulletin in a language, each made once."""
    return cache(lambda language: render_bulletin(edition(idlib, assessed, receipt(), language=language)))


@pytest.mark.parametrize("language", languages())
def test_on_the_bulletin_a_headline_has_one_number(
    bulletin: Callable[[str], str], stands: Headlines, language: str
) -> None:
    t, page = catalogue(language), bulletin(language)
    text = html.unescape(re.sub(r"<[^>]+>", "", page))
    for line, n_incidents in _counts(stands).items():
        said = re.findall(rf"{re.escape(t.of('headline', line))}: (\d+)", text)
        if line == "if_in_force":
            assert said == [], "it has no total"
        else:
            assert len(said) >= 2, (line, "in the summary and in the key of the map")
            assert set(said) == {str(n_incidents)}, line


@pytest.mark.parametrize("language", languages())
def test_what_no_clause_reaches_has_one_number(
    bulletin: Callable[[str], str], stands: Headlines, language: str
) -> None:
    t, page = catalogue(language), bulletin(language)
    words = t("summary.unreached", n=stands.n_without_finding)
    assert words in page
    assert (
        t("counts.lead", thresholds="", without=stands.n_without_finding, all=stands.n_incidents)[-30:]
        in page
    )


def test_the_terminal_prints_the_numbers_of_the_bulletin(
    idlib: Record, assessed: Assessment, stands: Headlines
) -> None:
    lines = "\n".join(render_summary(idlib.casebook, assessed, receipt(), stands))
    for line, n_incidents in _counts(stands).items():
        said = re.findall(
            rf"^ +(\d+)  {re.escape(catalogue('en').of('headline', line))}$", lines, re.MULTILINE
        )
        assert said == ([] if line == "if_in_force" else [str(n_incidents)]), line
