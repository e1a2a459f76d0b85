"""The strip of patrols: what is drawn stands in its tables, accounts have their lines, unknown is shown."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from tests.editions import edition
from tests.patrolled import casebook, of
from tests.unit.bulletins import cases
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.labels import Labels
from truceline.bulletins.pictures.strip import StripPicture
from truceline.bulletins.sections.strip import Strip, patrol_strip
from truceline.clock import Interval, parse_stated, span
from truceline.model.naming import in_language
from truceline.model.record import Record

EN = catalogue("en")


def strip(*accounts: dict[str, Any], **more: Any) -> Strip:
    return shown(casebook(list(accounts), **more))


def shown(book: Record, *, language: str = "en", during: Interval | None = None) -> Strip:
    """Return the strip of a page of the days read: its edition says which outings are shown."""
    made = edition(book, cases.assessment([], []), cases.receipt(), during=during)
    return patrol_strip(Labels(book, catalogue(language)), made.ledger)


def drawn(found: Strip) -> StripPicture:
    assert found.picture is not None
    return found.picture


def test_a_reach_is_a_line_from_the_start_with_a_pale_end_as_long_as_its_error() -> None:
    [run] = drawn(strip(of("north", "turned_back", reach="birch"))).runs
    assert float(run.x) < float(run.to) < float(run.at) < float(run.doubt)
    assert run.sign == "turned"
    assert "to km 9.1 (8.3 to 9.9), 33% or 25% of the route" in run.says


def test_accounts_of_two_sides_that_differ_have_lines_and_paints_of_their_own() -> None:
    runs = drawn(strip(of("north", "full"), of("south", "held", reach="birch"))).runs
    assert len({run.y for run in runs}) == len({run.paint for run in runs}) == len(runs) == 2


def test_the_whole_route_goes_on_dashed_to_where_another_reading_ends_it() -> None:
    [whole] = drawn(strip(of("north", "full"))).runs
    [short] = drawn(strip(of("north", "held", reach="cedar"))).runs
    assert float(whole.beyond) > float(whole.at)
    assert short.beyond == ""


def test_a_run_the_other_way_begins_at_the_far_end() -> None:
    back = [{"on": "2026-03-02", "planned_from": "dell", "planned_to": "ash"}]
    [run] = drawn(strip(of("north", "held", reach="cedar"), outings=back)).runs
    assert float(run.x) > float(run.to) > float(run.at) > float(run.doubt)


def test_an_outing_whose_reach_nobody_tells_is_a_dotted_line_and_no_short_one() -> None:
    picture = drawn(strip(of("north", "shortened")))
    assert picture.runs == ()
    [unknown] = picture.unknown
    assert unknown.turned
    assert EN("strip.unknown") in unknown.says


def test_the_ground_is_one_cell_for_each_stretch_and_week_and_only_what_is_open_is_hatched() -> None:
    picture = drawn(strip(of("north", "shortened")))
    assert len(picture.cells) == 3
    assert [bool(cell.hatch) for cell in picture.cells] == [True, True, False]
    assert EN("passed.access_denied") in picture.cells[2].says


def test_lines_of_the_hatch_stay_in_their_cell() -> None:
    for cell in drawn(strip(of("north", "shortened"))).cells:
        left, top = float(cell.x), float(cell.y)
        for x, y in re.findall(r"[ML](-?\d+) (-?\d+)", cell.hatch):
            assert left - 1 <= float(x) <= left + float(cell.width) + 1
            assert top - 1 <= float(y) <= top + float(cell.height) + 1


def test_day_labels_do_not_overlap() -> None:
    days = [{"on": f"2026-03-{day:02}"} for day in (2, 3, 4, 5, 20)]
    labels = [float(y) for _, y, _ in drawn(strip(of("north", "held"), outings=days)).days]
    assert all(later - earlier >= 9 for earlier, later in pairwise(labels))


def test_what_is_drawn_stands_in_the_tables_too() -> None:
    found = strip(of("north", "full"), of("south", "held", reach="birch"))
    [row] = found.outings
    assert [who for who, _ in row.reaches] == ["north-office", "south-office"]
    assert [state for state, _ in row.comes_to] == ["performed", "disputed", "undetermined"]
    [week] = found.weeks
    assert len(week.answers) == len(found.stretches) == 3


def test_a_month_says_what_it_comes_to_and_what_each_side_tells() -> None:
    [(month, n, cells)] = strip(of("north", "full"), of("south", "shortened")).months
    assert (month, n) == ("2026-03", "1")
    said, told = cells[1]
    assert "disputed: 1" in said
    assert "0% to 100%" in said
    assert len(told) == 2


def test_a_share_that_is_sure_is_one_figure() -> None:
    [(_, _, cells)] = strip(of("north", "full"), of("south", "full")).months
    assert "(share done: 100%)" in cells[1][0]
    assert "to 100%" not in cells[1][0]


def test_a_side_s_word_is_told_as_that_of_who_owes_the_duty() -> None:
    actors = [
        {"id": one, "names": {"en": name}, "kind": "state", "side": side}
        for one, name, side in (("north", "Northland", "up"), ("south", "Southland", "down"))
    ]
    found = strip(of("north", "full"), actors=actors)
    assert found.months[0][2][1][1] == ("Northland (up) tells: performed: 1",)
    assert found.outings[0].comes_to[1][1] == ("claimed by Northland (up): performed",)


@pytest.mark.parametrize(
    ("start", "end", "far"), [("ash", "dell", "to km"), ("dell", "ash", "from Dell, to km")]
)
def test_an_outing_against_the_kilometres_says_from_where_it_ran(start: str, end: str, far: str) -> None:
    outing = [{"on": "2026-03-02", "planned_from": start, "planned_to": end}]
    found = strip(of("north", "shortened", reach="cedar"), outings=outing)
    assert found.outings[0].reaches[0][1].startswith(far)
    assert far in drawn(found).runs[0].says


def _until(day: str) -> Interval:
    return span(parse_stated(day), "UTC")


def test_a_page_of_a_day_shows_the_outings_up_to_it() -> None:
    book = casebook([of("north", "full")], [{"on": "2026-03-02"}, {"on": "2026-03-20"}])
    assert len(shown(book, during=_until("2026-03-10")).outings) == 1
    assert len(shown(book, during=_until("2026-03-20")).outings) == 2
    before = shown(book, during=_until("2026-03-01"))
    assert (before.picture, before.outings, before.weeks) == (None, (), ())


def test_outings_on_no_route_have_no_picture_and_keep_their_row() -> None:
    found = strip(of("north", "full"), lines=[])
    assert found.picture is None
    assert len(found.outings) == 1


def test_a_turn_of_which_nobody_tells_where_stands_in_the_margin_under_its_own_sign() -> None:
    somewhere = _page(casebook([of("north", "shortened")]), "en")
    assert EN("strip.key_turned_somewhere") in somewhere
    picture = drawn(strip(of("north", "shortened")))
    [x] = re.findall(rf'translate\((\d+) {picture.unknown[0].y}\)"><path d="M4-4L-3', somewhere)
    assert float(x) < min(float(stop[0]) for stop in picture.stops) - 10, "left of kilometre 0"
    known = _page(casebook([of("north", "shortened", reach="birch")]), "en")
    assert EN("strip.key_turned_somewhere") not in known


SECTION = '{% extends "base.html.j2" %}{% block body %}{% include "bulletin/strip.html.j2" %}{% endblock %}'


def _page(book: Record, language: str) -> str:
    from truceline.bulletins.pages import page

    named = in_language(book, language)
    found = shown(named, language=language)
    environment = page._environment()
    text = environment.from_string(SECTION)
    phrases = catalogue(language)
    return text.render(
        strip=found,
        lang=language,
        dir=phrases.direction,
        t=page._voice(phrases),
        of=phrases.of,
    )


@pytest.mark.parametrize("language", languages())
def test_the_section_of_idlib_is_whole_in_every_language(idlib: Record, language: str) -> None:
    text = _page(idlib, language)
    phrases = catalogue(language)
    for key in ("heading.strip", "heading.strip_done", "heading.strip_numbers", "heading.strip_seen"):
        assert phrases(key) in text
    assert 'role="img"' in text
    assert f'<title id="strip-t">{phrases("strip.title")}' in text
    assert "<script" not in text
    assert "url(" not in text


def test_from_the_right_days_and_figures_run_from_the_left(idlib: Record) -> None:
    text = _page(idlib, "ar")
    days = [f'<span class="day">{day}</span>' for day in ("2020-06-16", "2020-06-18")]
    assert f'<bdi dir="ltr">{days[0]}، {days[1]}</bdi>' in text
    says = "From Trumba to Ain al-Havr, taken just beyond Badama"
    assert f'<bdi lang="en" dir="ltr">{says}</bdi>' in text
    assert "ain_al_havr" not in text, "a reading is told by what it says, not by its id"


def test_what_the_casebook_says_is_escaped() -> None:
    sources = [
        {"id": one, "names": {"en": "<b>x</b>"}, "family": "words", "speaks_for": side}
        for one, side in (("north-office", "north"), ("south-office", "south"))
    ]
    text = _page(casebook([of("north", "full")], sources=[*sources, _watch()]), "en")
    assert "<b>x</b>" not in text
    assert "&lt;b&gt;x" in text


def _watch() -> dict[str, Any]:
    return {"id": "watch", "names": {"en": "watch"}, "family": "words"}
