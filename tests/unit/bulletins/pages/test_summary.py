"""The summary of a run in every language: the same figures, and nothing of ours left in English."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.unit.bulletins.cases import CASEBOOK, assessment, finding, incident, receipt
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.headlines import headlines
from truceline.bulletins.pages.summary import render_read, render_summary

SHOUT = "Strike"
ROWS = [
    finding("E1", "ruling", "breach"),
    finding("E3", "ruling", "undetermined", because=["missing:who"]),
]


def _lines(language: str) -> list[str]:
    done = assessment(ROWS, [incident("E1"), incident("E3")])
    (read,) = receipt(n_faults=2).inputs
    read = replace(
        read,
        n_earlier=3,
        n_repeated=4,
        unmatched_actors=(("Them", 5), ("Others", 1)),
        linked=(("taken-x", "E1"),),
        kinds=tuple((f"{SHOUT} {n}", n) for n in range(14)),
    )
    told = replace(receipt(n_faults=2), inputs=(read,), on="2020-03-06", as_of="2020-03-07")
    stands = headlines(CASEBOOK, done)
    courses = (("r1/2", (("ruling", ("due", "performed")),)),)
    return list(render_summary(CASEBOOK.casebook, done, told, stands, courses, language=language))


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_lines_with_the_same_figures(language: str) -> None:
    english, said = _lines("en"), _lines(language)
    least = 3 if language == "ar" else 0  # Arabic says none, one and two in words
    figures = [
        sorted(one for one in re.findall(r"\d+", " ".join(lines)) if int(one) >= least)
        for lines in (english, said)
    ]
    assert figures[0] == figures[1]
    if language != "en":
        same = {line for line in english[1:] if re.search(r"[a-z]{4}", line)} & set(said[1:])
        assert same == set()


def test_no_more_than_twelve_kinds_are_named_and_the_rest_is_counted() -> None:
    (line,) = [line for line in _lines("en") if "kinds of event" in line]
    assert line.count(SHOUT) == 12
    assert line.endswith(f"{SHOUT} 11 11, and 2 more")


def test_of_an_input_what_there_is_none_of_is_not_said() -> None:
    (read,) = receipt().inputs
    said = list(render_read(read))
    assert not [line for line in said if "earlier" in line or "could not be read" in line]


@pytest.mark.parametrize("language", languages())
def test_a_summary_in_another_language_says_first_which_parts_are_not(language: str) -> None:
    said = catalogue(language)("page.not_translated").split()[0]
    assert _lines(language)[1].strip().startswith(said) == (language != "en")
