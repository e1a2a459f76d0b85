"""A brief fits its sheet and the terminal, in every language, whatever it has to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.briefed import briefed
from truceline.bulletins.brief.content import brief
from truceline.bulletins.brief.sheet import Brief, Point, Result, Row, cells, texts
from truceline.bulletins.brief.terminal import MOST_LINES, WIDTH, brief_lines
from truceline.bulletins.catalogue import languages
from truceline.bulletins.pages.brief_page import MOST_WORDS, on_paper, render_annex, render_brief
from truceline.runs.brief import Briefed, brief_casebook, brief_pdf, week_from

WEEKS = {
    "january": (week_from(date(2020, 1, 6)), date(2020, 1, 13)),
    "march": (week_from(date(2020, 3, 2)), None),
    "last": (None, None),
}


MadeIn = Callable[[str, str], tuple[Brief, Briefed]]


@pytest.fixture(scope="module")
def weeks() -> Mapping[str, Briefed]:
    return {
        name: brief_casebook("idlib", period=period, as_of=as_of) for name, (period, as_of) in WEEKS.items()
    }


@pytest.fixture(scope="module")
def made_in(weeks: Mapping[str, Briefed]) -> MadeIn:
    """Return what gives the brief of a week in a language, each made once."""

    def made(week: str, language: str) -> tuple[Brief, Briefed]:
        found = weeks[week]
        edition = replace(found.edition, language=language)
        sheet = brief(edition, found.period, n_before=1)
        return sheet, replace(found, brief=sheet, edition=edition)

    return cache(made)


def words_of(page: str) -> int:
    """Return how many words a page shows."""
    body = re.sub(r"<(style|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return len(re.sub(r"<[^>]+>", " ", re.sub(r"</?(bdi|b)\b[^>]*>", "", body)).split())


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("week", WEEKS)
def test_idlib_fits(made_in: MadeIn, week: str, language: str) -> None:
    made, found = made_in(week, language)
    lines = brief_lines(made)
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDTH
    page = render_brief(made, found.edition, annex="annex.html")
    assert words_of(page) <= MOST_WORDS
    assert on_paper(made).rows


def test_of_many_thousand_rows_it_looks_at_no_more_than_may_fit(made_in: MadeIn) -> None:
    made = replace(made_in(next(iter(WEEKS)), "en")[0], most_rows=None)
    many, more = (replace(made, rows=made.rows * n) for n in (20, 4_000))
    assert on_paper(many).rows == on_paper(more).rows
    assert len(brief_lines(more)) <= MOST_LINES


def point_of(made: Brief, about: str) -> Point:
    return next(one for one in made.points if one.about == about)


def test_what_decides_is_first_what_holders_differ_on_and_rows_name_their_answers(
    weeks: Mapping[str, Briefed],
) -> None:
    january = weeks["january"].brief
    assert point_of(january, "question") == Point(
        about="question",
        head="What decides (1 of 3)",
        lines=(
            "When did the ceasefire of January 2020 begin?",
            "At 14:00 Moscow time on 9 January (held by: Russia)",
            "At 00:01 on 12 January (held by: Turkey)",
            "also open: Does a ceasefire between two sides reach fighting inside one of them? (2 of 3)",
        ),
    )
    assert january.rows[0].against[0].comes_to == (
        "on the question below: “At 00:01 on 12 January” (Ankara): out of scope;"
        " “At 14:00 Moscow time on 9 January” (Moscow): depends on other open questions: 2;"
        " unanswered: depends on all 3"
    )
    assert "January 2020 begin?" in " ".join(brief_lines(january))


def test_the_gap_is_the_first_reason_in_the_row_that_it_tilts(weeks: Mapping[str, Briefed]) -> None:
    row = weeks["january"].brief.rows[1]
    tilt = "fire into the area is weighed, fire out of it is not"
    said = cells(row, "en")[2]
    assert said.index(tilt) < said.index("missing: who acted, where")


def test_duties_are_due_by_the_days_of_their_readings(weeks: Mapping[str, Briefed]) -> None:
    within, patrols = point_of(weeks["march"].brief, "duties").lines
    assert within.endswith("(a20b/2): last day 2020-03-11 or 2020-03-12 or 2020-03-13, by reading")
    assert patrols == "Joint patrols from 15 March 2020 (a20b/3): begins 2020-03-15"


@pytest.mark.parametrize("week", WEEKS)
def test_each_language_shows_the_same_rows_and_counts_the_others(made_in: MadeIn, week: str) -> None:
    sheets = [on_paper(made_in(week, one)[0]) for one in languages()]
    assert len({tuple(row.incident for row in sheet.rows) for sheet in sheets}) == 1
    assert len(sheets[0].rows) == 2


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("week", WEEKS)
def test_what_is_said_by_others_or_to_be_said_is_whole_or_not_there(
    made_in: MadeIn, week: str, language: str
) -> None:
    made, _ = made_in(week, language)
    said = [line for row in made.rows for line in (*row.accounts, *row.other)]
    said += [line for point in made.points if point.about == "say" for line in point.lines]
    assert not any("…" in line for line in said)
    shown = " ".join(" ".join(brief_lines(made)).split())
    for number, row in enumerate(made.rows, start=1):
        there = [" ".join(one.split()) in shown for one in (*row.accounts, *row.other)]
        assert all(there) or f" {number}. {row.when}, " not in shown


def test_as_of_the_evening_after_the_week_nothing_later_is_shown(weeks: Mapping[str, Briefed]) -> None:
    found = weeks["january"]
    shown = [*texts(found.brief), render_annex(found.brief, found.edition)]
    days = {day for text in shown for day in re.findall(r"\b20\d\d-\d\d-\d\d", text)}
    assert max(days) == "2020-01-13"
    assert "E50-air" not in {row.incident for row in found.brief.rows}  # first told on the 15th


def test_a_small_casebook_fits(tmp_path: Path) -> None:
    found = briefed(tmp_path)
    assert len(brief_lines(found.brief)) <= MOST_LINES
    assert words_of(render_brief(found.brief, found.edition)) <= MOST_WORDS


@pytest.mark.parametrize("n_rows", [0, 1, 2, 40])
def test_however_long_each_text_is_the_lines_fit(n_rows: int) -> None:
    long = "word " * 80
    row = Row(
        incident="I",
        when=long,
        where=long,
        near=long,
        accounts=(long,),
        n_accounts=1,
        against=(Result(text=long, clause="c/1", comes_to=long),),
        tilts=(long,),
        sure=long,
        other=(f"one: {long}", f"two: {long}"),
        sides=("one",),
        is_attack=True,
    )
    made = Brief(
        title=long,
        days=long,
        corrects=long,
        answer=long,
        facts=(long,),
        holding=long,
        status=long,
        rows=(row,) * n_rows,
        left_out=(),
        n_others=0,
        points=tuple(
            Point(about=about, head="Head", lines=(long,) * 5)
            for about in ("question", "in_force", "duties", "say", "not_say", "ask", "blind")
        ),
        days_told=(),
        sides=("one", "two"),
        language="en",
        digest="sha256:0",
    )
    lines = brief_lines(made)
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDTH


def test_the_page_has_no_script_and_fetches_nothing(weeks: Mapping[str, Briefed]) -> None:
    found = weeks["march"]
    for page in (render_brief(found.brief, found.edition), render_annex(found.brief, found.edition)):
        assert "<script" not in page
        assert not re.search(r'(?:src|href)="(?!#|annex\.html|brief\.html)', page)


def test_a_correction_stands_before_the_answer(weeks: Mapping[str, Briefed]) -> None:
    found = weeks["march"]
    wrong = f"sha256:{'0' * 64}"
    made = brief(found.edition, found.period, n_before=1, corrects=wrong)
    page = render_brief(made, found.edition)
    assert page.index(f"CORRECTION. This replaces the brief with the digest {wrong}") < page.index(
        made.answer
    )
    assert brief_lines(made)[1].startswith("CORRECTION")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_paper_it_is_one_sheet(made_in: MadeIn, language: str) -> None:
    pytest.importorskip("typst")
    made, found = made_in("march", language)
    assert len(re.findall(rb"/Type\s*/Page\b", brief_pdf(made, found.edition))) == 1


def test_a_row_is_never_listed_without_what_answers_it(weeks: Mapping[str, Briefed]) -> None:
    made = weeks["march"].brief
    answers = {row.answers for row in made.rows} - {""}
    assert answers, "a week in which something is answered"
    for n in range(1, len(made.rows)):
        shown = made.with_rows(n)
        cut = made.rows[n]
        told = any(f"In answer to row {n}, as reported: {cut.accounts[0]}" in one for one in shown.left_out)
        assert told is (cut.answers in {row.incident for row in shown.rows})
    assert any("In answer to row" in one for one in brief_lines(made))
