"""The bulletin's sections on the record: what was told, by whom, beside what, and never as if determined."""

from __future__ import annotations

import dataclasses
import html
import itertools
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import patrolled, zoo
from tests.editions import edition
from tests.unit.bulletins import cases, recorded
from tests.unit.bulletins.read_back import HOSTILE, Page, assert_inert, assert_sound, section
from tests.unit.record.told import RECORD
from truceline.bulletins import render_bulletin
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.labels import Labels
from truceline.bulletins.layers import zone_variants
from truceline.bulletins.sections.access import effort_rows, issues
from truceline.bulletins.sections.ambiguities import questions, register_totals
from truceline.bulletins.sections.counts import counted
from truceline.bulletins.sections.obligations import side_words
from truceline.bulletins.sections.posts import posts_and_patrols
from truceline.bulletins.sections.returns import figures, returns
from truceline.bulletins.sections.stances import stance_matrix
from truceline.bulletins.sections.what_sources_said import MatterRow, told
from truceline.clock import Interval
from truceline.judgement.ledger import patrols_done
from truceline.judgement.performance import performance
from truceline.judgement.rulebook import rulebook_of
from truceline.model.record import Record
from truceline.record import claims, stances

EN = catalogue("en")
BOOK = recorded.casebook()
SECTIONS = ("told", "counted", "stances", "posts", "returns", "figures", "effort", "issues", "reservations")


def _day(month: int, day: int) -> Interval:
    return Interval(datetime(2026, month, day, tzinfo=UTC), datetime(2026, month, day + 1, tzinfo=UTC))


def _page(book: Record, **more: Any) -> str:
    positions = tuple(str(position.id) for position in book.casebook.positions)
    first = book.casebook.clauses[0].id
    counts = [
        {
            "clause_id": first,
            "position": positions[0],
            "outcome": "breach",
            "threshold": 0.8,
            "n_incidents": 3,
        }
    ]
    done = dataclasses.replace(cases.assessment([], [], counts=counts), positions=positions)
    return render_bulletin(edition(book, done, cases.receipt(), **more))


def _row(book: Record, matter: str, **more: Any) -> MatterRow:
    return next(
        row
        for group in told(Labels(book, EN), claims(book, **more)).groups
        for row in group.rows
        if row.id == matter
    )


PAGES = {language: _page(BOOK, language=language) for language in languages()}


@pytest.mark.parametrize("language", languages())
def test_the_page_is_sound_and_inert_in_every_language(language: str) -> None:
    assert_sound(PAGES[language])
    assert_inert(PAGES[language])
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in PAGES[language]


@pytest.mark.parametrize("language", languages())
def test_the_banner_and_the_verdicts_are_in_the_pages_language(language: str) -> None:
    t = catalogue(language)
    shown = html.unescape(PAGES[language])
    assert t("page.banner") in shown
    assert f"<h2>{t('heading.told')}</h2>" in shown
    assert all(word in shown for word in t.kind("verdict").values())


def test_names_are_in_the_pages_language_where_it_has_them_and_prose_is_marked_english() -> None:
    shown = section(PAGES["ar"], "told")
    assert "مكتب الشمال" in shown
    assert "Northern office" not in shown
    assert "الجانب الشمالي" in shown
    assert "Southern voice" in shown, "no Arabic name is held: the English one stands"
    assert '<bdi lang="en" dir="ltr">The south fired.</bdi>' in shown


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_says_that_it_is_told_not_determined(name: str) -> None:
    assert ("Told, not determined" in section(PAGES["en"], name)) == (name != "effort")


def test_a_casebook_without_a_record_has_none_of_these_sections() -> None:
    page = _page(zoo.casebook())
    assert not [name for name in SECTIONS if f'id="{name}"' in page]
    assert_sound(page)


def test_a_casebook_with_one_ledger_says_of_the_others_that_there_is_nothing() -> None:
    page = _page(zoo.casebook(issues=[{"id": "x", "names": {"en": "X"}, "question": "?"}]))
    assert_sound(page)
    assert EN("told.none") in section(page, "told")
    assert EN("counted.none") in section(page, "counted")
    assert EN("stances.none") in section(page, "stances")
    assert EN("posts.none") in section(page, "posts")
    assert EN("returns.none") in section(page, "returns")
    assert EN("figures.none") in section(page, "figures")
    assert EN("effort.none") in section(page, "effort")
    assert EN("reservations.none") in section(page, "reservations")
    assert EN("issues.no_state") in section(page, "issues")


def _hostile(node: object, key: str = "") -> object:
    """Return a record with every text that is free replaced by a hostile one."""
    free = {
        "title",
        "says",
        "note",
        "hedge",
        "definition",
        "area",
        "observer",
        "reason",
        "of",
        "question",
        "address",
        "unit",
        "province",
        "window",
        "en",
        "ar",
        "open_points",
        "reach_words",
    }
    if isinstance(node, dict):
        return {name: _hostile(value, name) for name, value in node.items()}
    if isinstance(node, list):
        return [_hostile(item, key) for item in node]
    return (
        HOSTILE
        if key in free
        and isinstance(node, str)
        and node not in {"performed", "not_performed", "absent", "returning"}
        else node
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_words_in_any_ledger_neither_act_nor_hide(language: str) -> None:
    record = {key: _hostile(value) for key, value in (RECORD | recorded.LEDGERS).items() if key != "mandate"}
    page = _page(recorded.casebook(**record), language=language)
    assert_inert(page)
    assert_sound(page)
    assert page.count("[U+202E]gpj.exe[U+0000]") > 50
    assert not set(page) & {chr(0x202E), chr(0)}


def test_an_address_is_text_and_no_link() -> None:
    reports = [
        {
            "id": "r1",
            "source": "wire",
            "address": "https://wire.example/1",
            "said_on": "2026-03-02",
            "dated": "printed",
        },
        *RECORD["reports"][1:],
    ]
    page = _page(recorded.casebook(reports=reports))
    assert "https://wire.example/1" in page
    assert '<a href="http' not in page
    assert all((attributes.get("href") or "#")[0] == "#" for tag, attributes in Page(page).tags if tag == "a")


# Claims and counter-claims


def test_each_voice_stands_in_its_sides_column_and_pages_are_counted_not_repeated() -> None:
    columns = [column.side for column in told(Labels(BOOK, EN), claims(BOOK)).columns]
    assert columns == ["north", "south", None]
    cells = dict(zip(columns, _row(BOOK, "M1").cells, strict=True))
    assert [voice.speaker for voice in cells["north"]] == ["Northern office"]
    assert [voice.speaker for voice in cells["south"]] == ["Southern voice"]
    assert [voice.speaker for voice in cells[None]] == ["Watch"]
    assert cells["north"][0].n_pages == 3, "two claims on three pages"
    assert [one.id for one in cells["north"][0].statements] == ["M1-a", "M1-d"]


def test_a_denial_is_shown_on_both_claims() -> None:
    cells = _row(BOOK, "M1").cells
    assert cells[0][0].statements[0].denied_in == ("M1-b",)
    assert cells[1][0].statements[0].against == ("M1-a",)
    assert cells[1][0].statements[0].denies_what == ("that it happened",)
    assert "denies <bdi>M1-a</bdi>: <bdi>that it happened</bdi>" in section(PAGES["en"], "told")
    assert cells[1][0].statements[0].manner == "denies"


@pytest.mark.parametrize("language", languages())
def test_what_is_marked_as_mistaken_says_so_wherever_it_is_listed_and_counts_for_no_voice(
    language: str,
) -> None:
    first, second, third, *rest = RECORD["claims"]
    word = {"place": "mill", "holder": "north", "state": "held", "since": "2026-03-01", "by": "watch"}
    sound = recorded.casebook(control=[word])
    marked = recorded.casebook(
        claims=[first, second, third | {"mistaken": "Another day."}, *rest],
        control=[word | {"mistaken": "Another mill."}],
    )
    assert [_row(book, "M1").n_voices for book in (sound, marked)] == [3, 2]
    badge = catalogue(language)("told.mistaken", why="@").partition("@")[0]
    page = _page(marked, language=language)
    for name, why in (("told", "Another day."), ("returns", "Another mill.")):
        assert badge in section(page, name), name
        assert why in section(page, name), name
        assert badge not in section(_page(sound, language=language), name), name


def test_a_source_that_changed_family_stands_in_the_column_of_the_day_on_which_it_spoke() -> None:
    moved = [{"family": "northern", "until": "2026-03-09"}]
    sources = [one | ({"families": moved} if one["id"] == "watch" else {}) for one in RECORD["sources"]]
    later = {"id": "M1-e", "matter": "M1", "says": "Again.", "by": "watch", "reports": ["r4"]}
    book = recorded.casebook(sources=sources, claims=[*RECORD["claims"], later])
    cells = _row(book, "M1").cells
    assert [[voice.speaker for voice in cell] for cell in cells] == [
        ["Northern office", "Watch"],
        ["Southern voice"],
        ["Watch"],
    ]
    labels = Labels(book, EN)
    assert (labels.side_of("watch", "r3"), labels.side_of("watch", "r4")) == ("north", None)


def test_a_matter_nobody_denies_says_so_and_one_nobody_tells_does_not() -> None:
    assert [_row(BOOK, one).is_denied for one in ("M1", "M2", "M3")] == [True, False, False]
    shown = section(PAGES["en"], "told")
    assert shown.count(EN("told.no_denial")) == 1, "M2 alone: of M3 there is no claim to deny"


def test_what_cannot_be_true_together_is_said_of_both_and_is_no_denial() -> None:
    claims = [
        {key: value for key, value in one.items() if key not in {"manner", "denies", "denies_what"}}
        | ({"contradicts": ["M1-a"]} if one["id"] == "M1-b" else {})
        for one in RECORD["claims"]
    ]
    book = recorded.casebook(claims=claims)
    cells = _row(book, "M1").cells
    assert cells[0][0].statements[0].otherwise_in == ("M1-b",)
    assert cells[1][0].statements[0].otherwise_in == ("M1-a",)
    assert [one.denied_in + one.against for cell in cells for voice in cell for one in voice.statements] == [
        ()
    ] * 4
    assert not _row(book, "M1").is_denied
    shown = section(_page(book), "told")
    assert "otherwise in <bdi>M1-b</bdi>" in shown
    assert "denied in" not in shown


def test_each_page_of_a_voice_has_its_id_its_address_and_its_day_or_not_before() -> None:
    first, second = _row(BOOK, "M1").cells[0][0].statements
    assert [(page.report, page.address, page.day) for page in first.pages] == [
        ("r1", "a/1", "2026-03-02"),
        ("r2", "a/2", "2026-03-04"),
    ]
    assert (second.day, second.pages[0].day) == ("not before 2026-03-09",) * 2
    shown = section(PAGES["en"], "told")
    assert 'r1: <span class="hash">a/1</span>' in shown
    assert "not before 2026-03-09:" in shown


def test_a_page_made_with_hindsight_says_so_and_another_does_not() -> None:
    done = dataclasses.replace(
        cases.assessment([], []), positions=tuple(str(p.id) for p in BOOK.casebook.positions)
    )
    told_then = dataclasses.replace(cases.receipt(), as_of="2026-03-02")
    assert "were written later" in render_bulletin(edition(BOOK, done, told_then))
    assert "were written later" not in PAGES["en"]


def test_a_grade_is_printed_as_text() -> None:
    assert _row(BOOK, "M1").cells[0][0].statements[0].grade == "F6"
    assert "grade F6" in PAGES["en"]


def test_a_toll_without_figures_says_so_and_is_never_nought() -> None:
    tolls = _row(BOOK, "M1").tolls
    assert [toll.figure for toll in tolls] == ["3 to 4", "no figure given", "at least 7"]
    assert [toll.moment for toll in tolls] == [1, None, 2]


def test_a_toll_whose_order_is_not_known_is_given_none() -> None:
    shown = section(PAGES["en"], "told")
    assert "<bdi>Watch</bdi>, figure 1 (2026-03-05)" in shown
    assert "<bdi>Northern office</bdi> (2026-03-02)" in shown
    assert "None" not in shown


def test_told_and_not_told_stand_beside_each_other() -> None:
    assert [notice.says for notice in _row(BOOK, "M1").notices] == [
        "told south of a convoy",
        "did not tell south of a convoy",
    ]


def test_only_matters_of_the_day_stand_and_those_whose_day_is_not_known() -> None:
    def shown(during: Interval | None) -> set[str]:
        return {
            row.id
            for group in told(Labels(BOOK, EN), claims(BOOK, during=during)).groups
            for row in group.rows
        }

    assert shown(None) == shown(_day(3, 2)) == {"M1", "M2", "M3"}
    assert shown(_day(3, 1)) == shown(_day(3, 3)) == {"M2", "M3"}


def test_a_third_party_stands_with_no_side_whichever_way_it_leans() -> None:
    sources = [one | ({"lean": "south"} if one["id"] == "watch" else {}) for one in RECORD["sources"]]
    book = recorded.casebook(sources=sources)
    (watch,) = _row(book, "M1").cells[2]
    assert (watch.speaker, watch.lean) == ("Watch", "southern side")
    assert Labels(book, EN).side_of("watch", None) is None


# Counts


def test_parts_are_never_added_up_and_each_has_its_own_bar() -> None:
    found = counted(Labels(BOOK, EN))
    (panel,) = found.panels
    assert [bar.figure for bar in panel.bars] == ["4", "4", "1", "60", "?", "1"]
    assert not any(bar.figure in {"8", "64", "68"} for bar in panel.bars)
    assert [bar.paint == "" for bar in panel.bars] == [False, False, True] * 2
    xs = [float(bar.x) for bar in panel.bars]
    assert len(set(xs)) == len(xs), "side by side, never one on another"


def test_bars_are_as_tall_as_they_say_on_one_scale() -> None:
    (panel,) = counted(Labels(BOOK, EN)).panels
    tall = {bar.figure: float(bar.height) for bar in panel.bars}
    assert tall["60"] / tall["4"] == pytest.approx(15, rel=0.02)
    assert tall["?"] == 0
    assert panel.ticks[2][1] == "100"


def test_equal_totals_of_different_provinces_are_marked_and_others_are_not() -> None:
    found = counted(Labels(BOOK, EN))
    assert [(row.window, row.is_disjoint) for row in found.acts] == [
        ("w1", True),
        ("w2", False),
        ("w5", False),
        ("w3", False),
    ]
    assert [window for _, window in found.panels[0].marks] == ["w1"]
    assert section(PAGES["en"], "counted").count(EN("counted.disjoint")) == 2, "key and table"


def test_an_undated_count_stands_in_the_table_and_not_in_the_picture() -> None:
    found = counted(Labels(BOOK, EN))
    (undated,) = [row for row in found.acts if not row.day]
    assert (undated.window, undated.in_record, undated.observed) == ("w3", "", ())
    assert all("2026-03-02" in bar.says for bar in found.panels[0].bars)
    assert found.n_not_drawn == 1
    assert EN("counted.undated") in section(PAGES["en"], "counted")


def test_what_each_could_observe_stands_beside_every_count_or_that_it_is_not_stated() -> None:
    rows = {row.window: row for row in counted(Labels(BOOK, EN)).acts}
    assert [one.answer for one in rows["w1"].observed] == ["access denied"]
    assert rows["w5"].observed == ()
    assert EN("counted.not_stated") in section(PAGES["en"], "counted")


def test_where_the_record_holds_nothing_of_a_day_no_nought_and_no_bar_say_so() -> None:
    rows = {row.window: row for row in counted(Labels(BOOK, EN)).acts}
    assert (rows["w1"].in_record, rows["w5"].in_record) == ("1", "none recorded here")
    quiet = [{"window": "q", "day": "2026-05-01", "by": "watch", "unit": "shells", "n": 0}]
    (panel,) = counted(Labels(recorded.casebook(counts=[quiet[0] | {"counted_by": "north"}]), EN)).panels
    assert [(bar.figure, bar.paint == "") for bar in panel.bars] == [("0", False)], "nought is what it said"


def test_no_incident_stands_beside_a_count_of_what_is_no_act() -> None:
    found = counted(Labels(BOOK, EN))
    (guns,) = found.others
    assert (guns.window, guns.in_record, guns.observed) == ("w4", "", ()), "an incident is of that day"
    shown = section(PAGES["en"], "counted")
    assert EN("counted.others_lead") in shown
    assert shown.count(EN("column.in_record")) == 1, "the table of other counts has no such column"
    row = {"window": "g", "day": "2026-03-02", "by": "watch", "unit": "groups joined", "n": 3}
    assert counted(Labels(recorded.casebook(counts=[row | {"counted_by": "north"}]), EN)).panels == ()


@pytest.mark.parametrize("unit", ["violations", "Mortar Rounds", "Northern air raids"])
def test_a_unit_of_acts_is_known_by_its_last_word(unit: str) -> None:
    row = {"window": "g", "day": "2026-03-02", "by": "watch", "unit": unit, "n": 3}
    found = counted(Labels(recorded.casebook(counts=[row]), EN))
    assert ([one.in_record for one in found.acts], found.others) == (["1"], ())


def test_a_count_no_party_made_is_not_charted() -> None:
    assert {panel.unit for panel in counted(Labels(BOOK, EN)).panels} == {"violations"}


def test_many_windows_are_drawn_on_several_panels_all_of_them() -> None:
    rows = [
        {
            "window": f"w{n}",
            "day": f"2026-05-{n:02}",
            "by": "watch",
            "unit": "violations",
            "counted_by": "north",
            "n": 0,
        }
        for n in range(1, 30)
    ]
    found = counted(Labels(recorded.casebook(counts=rows), EN))
    assert [len(panel.days) for panel in found.panels] == [14, 14, 1]
    assert all(float(bar.x) + 13 <= 760 for panel in found.panels for bar in panel.bars)


@pytest.mark.parametrize(("n_parties", "most"), [(1, 14), (2, 13), (5, 7)])
def test_no_bar_leaves_the_picture_and_no_two_days_run_into_each_other(n_parties: int, most: int) -> None:
    parties = ("north", "south", "south_militia", "listed", "unlisted")[:n_parties]
    rows = [
        {
            "window": f"w{n}",
            "day": f"2026-03-{n:02}",
            "by": "watch",
            "unit": "violations",
            "counted_by": party,
            "n": 3,
        }
        for n in range(1, 30)
        for party in parties
    ]
    entry = {"id": "all-month", "title": "x", "when": {"at": "2026-03", "zone": "UTC"}}
    entry |= {"accounts": RECORD["incidents"][1]["accounts"]}
    found = counted(Labels(recorded.casebook(counts=rows, incidents=[*RECORD["incidents"], entry]), EN))
    assert len(found.panels[0].days) == most
    for panel in found.panels:
        assert all(float(bar.x) + 13 <= 760 for bar in panel.bars)
        middles = [float(x) for x, _ in panel.days]
        assert all(b - a >= 39.9 for a, b in itertools.pairwise(middles))


# Stances


def test_readings_of_one_statement_stand_side_by_side_and_the_weaker_word_beside_them() -> None:
    matrix = stance_matrix(Labels(BOOK, EN), stances(BOOK))
    (target,) = matrix.targets
    north, south = target.stances
    assert (north.attitude, north.n_readings) == ("accepts", 0)
    assert (south.attitude, south.n_readings) == ("ambiguous", 2)
    assert {row.attitude for row in south.rows} == {"accepts", "rejects"}
    assert [row.attitude for row in south.also_said] == ["silent"]
    assert "not the same as silence" in section(PAGES["en"], "stances")


def test_the_statement_itself_is_not_counted_among_its_readings() -> None:
    own = {
        "actor": "south",
        "toward": "t1",
        "attitude": "conditional",
        "since": "2026-03-02",
        "by": "south-voice",
        "evidence": "own_statement",
        "matter": "M2",
    }
    book = recorded.casebook(stances=[own, *recorded.LEDGERS["stances"]])
    south = stance_matrix(Labels(book, EN), stances(book)).targets[0].stances[1]
    assert (south.n_readings, len(south.rows)) == (2, 3)
    assert "2 readings of one statement" in section(_page(book), "stances")


def test_a_stance_that_rests_on_conduct_says_that_it_is_inferred() -> None:
    row = recorded.LEDGERS["stances"][0] | {"evidence": "own_conduct"}
    book = recorded.casebook(stances=[row])
    (target,) = stance_matrix(Labels(book, EN), stances(book)).targets
    assert target.stances[0].evidence == "inferred from conduct"


def test_a_stance_not_yet_taken_at_the_end_of_the_day_is_not_shown() -> None:
    assert stance_matrix(Labels(BOOK, EN), stances(BOOK, at=_day(3, 1).end_at)).targets == ()
    (target,) = stance_matrix(Labels(BOOK, EN), stances(BOOK, at=_day(3, 2).end_at)).targets
    assert [one.attitude for one in target.stances] == ["accepts", "accepts"]


# Posts and patrols


def _posts(**more: Any) -> Any:
    return posts_and_patrols(Labels(BOOK, EN), tuple(zone_variants(BOOK)), **more)


def test_a_proxy_is_drawn_hollow_in_a_ring_of_its_radius_and_a_settlement_as_a_point() -> None:
    mill, woods = _posts().map.posts
    assert mill.ring == ""
    assert float(woods.ring) > 0
    shown = section(PAGES["en"], "posts")
    assert shown.count(f'<circle r="{woods.ring}" fill="none"') == 1
    assert "stroke-dasharray" in shown


def test_a_ring_is_as_wide_as_the_radius_says() -> None:
    picture = _posts().map
    units_per_km = float(picture.bar) / float(picture.bar_km)
    assert float(picture.posts[1].ring) == pytest.approx(2.5 * units_per_km, rel=0.01)


def test_a_posts_title_has_both_numbers_and_a_missing_one_is_not_stated() -> None:
    mill, woods = _posts().map.posts
    assert mill.says.startswith("Post at the mill; official number: 6; order of building: 4")
    assert woods.says.startswith(
        "Post in the woods; official number: not stated; order of building: not stated"
    )


def test_a_patrols_furthest_reach_is_drawn_and_one_without_any_is_counted_only() -> None:
    found = _posts()
    assert [(sign.n, sign.says) for sign in found.map.reaches] == [(1, "Chapel: 2026-03-02")]
    assert (found.n_patrols_drawn, len(found.patrols)) == (1, 2)


def test_the_ledger_has_both_numbers_and_each_sides_reason() -> None:
    first, second = _posts().patrols
    assert first.numbers == (("north", "7", False), ("south", "5", False))
    assert first.agree is False
    assert [[one.outcome for one in cell] for cell in first.cells] == [["whole route"], ["shortened"], []]
    assert (first.cells[1][0].reason, first.cells[1][0].length) == ("a crowd", "3.5 km")
    assert second.agree is None
    assert "they differ" in section(PAGES["en"], "posts")


def test_only_outings_of_the_day_stand() -> None:
    assert [row.day for row in _posts(during=_day(3, 9)).patrols] == ["2026-03-09"]
    assert _posts(during=_day(3, 10)).patrols == ()


# Control, administration, population; figures; access


def test_control_administration_and_population_are_apart_and_each_side_in_its_column() -> None:
    found = returns(Labels(BOOK, EN))
    assert [aspect for aspect, _ in found.aspects] == ["control", "administration", "population"]
    control = found.aspects[0][1][0]
    assert [[line.says for line in cell] for cell in control.cells] == [
        ["north: holds"],
        ["south: claimed and denied"],
        [],
    ]
    population = found.aspects[2][1][0]
    assert (population.area, population.cells[1][0].figure) == ("the lower valley", "1\u202f200")


def test_on_a_day_only_what_was_said_to_hold_by_then_stands() -> None:
    control = returns(Labels(BOOK, EN), during=_day(3, 3)).aspects[0][1][0]
    assert [len(cell) for cell in control.cells] == [1, 0, 0]


def test_on_a_day_a_sources_last_word_on_a_place_takes_the_place_of_its_earlier_one() -> None:
    rows = [
        {"place": "mill", "holder": actor, "state": "held", "since": day, "by": "watch"}
        for actor, day in (("north", "2026-03-01"), ("south", "2026-03-02"))
    ]
    book = recorded.casebook(control=rows)
    assert len(returns(Labels(book, EN)).aspects[0][1][0].cells[2]) == 2
    (line,) = returns(Labels(book, EN), during=_day(3, 2)).aspects[0][1][0].cells[2]
    assert line.says == "south: holds"


@pytest.mark.parametrize(
    ("more", "on"),
    [
        ({}, "2026-03-01"),
        ({"until": "2026-03-05"}, "2026-03-01 to 2026-03-05"),
        ({"since_latest": "2026-03-03"}, "between 2026-03-01 and 2026-03-03"),
        ({"since_latest": "2026-03-01"}, "2026-03-01"),
    ],
)
def test_a_word_on_control_says_from_when_or_between_which_days(more: dict[str, str], on: str) -> None:
    row = {"place": "mill", "holder": "north", "state": "held", "since": "2026-03-01", "by": "watch"}
    cells = returns(Labels(recorded.casebook(control=[row | more]), EN)).aspects[0][1][0].cells
    assert [line.on for cell in cells for line in cell] == [on]


@pytest.mark.parametrize(("month", "day", "n"), [(2, 27, 0), (3, 1, 1), (3, 30, 1), (4, 1, 0)])
def test_a_figure_stands_for_its_period_only(month: int, day: int, n: int) -> None:
    assert len(figures(Labels(BOOK, EN), during=_day(month, day))) == n


@pytest.mark.parametrize(("month", "day", "n"), [(2, 27, 0), (3, 1, 1), (3, 5, 1), (3, 6, 0)])
def test_access_stands_for_its_days_only(month: int, day: int, n: int) -> None:
    assert len(effort_rows(Labels(BOOK, EN), during=_day(month, day))) == n


def test_an_issue_stands_with_what_was_said_of_it_up_to_the_day() -> None:
    assert [len(one.states) for one in issues(Labels(BOOK, EN))] == [1, 0]
    assert [len(one.states) for one in issues(Labels(BOOK, EN), during=_day(3, 4))] == [0, 0]


# Obligations and the register


def test_each_sides_own_words_stand_in_its_column() -> None:
    (row,) = side_words(Labels(BOOK, EN)).rows
    assert [[word.says for word in cell] for cell in row.cells] == [
        [("performed",)],
        [("not performed",), ("performed",)],
        [],
    ]


def _accounts(book: Record, language: str = "en") -> str:
    rows = performance(rulebook_of(book), book.casebook.positions, book.words, patrols_done(book)).to_pylist()
    positions = tuple(str(position.id) for position in book.casebook.positions)
    done = dataclasses.replace(cases.assessment([], [], performance=rows), positions=positions)
    page = render_bulletin(edition(book, done, cases.receipt(), language=language))
    return html.unescape(re.sub(r"<[^>]*>", "", section(page, "obligations").split("<h3>")[0]))


def test_an_account_says_for_which_side_it_speaks_and_no_code() -> None:
    words = [
        {"obligation": "t1/7", "by": by, "of_side": side, "on": "2020-03-20", "says": says}
        for by, side, says in (
            ("Minister (of waters)", "north", "partly_performed"),
            ("Watch", None, "not_performed"),
        )
    ]
    shown = _accounts(recorded.casebook(words=words))
    assert "Minister (of waters), for the northern side, 2020-03-20: partly performed" in shown
    assert "Watch, a third party, 2020-03-20: not performed" in shown
    assert "partly_performed" not in shown
    assert "(north)" not in shown


def test_an_account_of_an_outing_is_told_by_its_source_and_in_the_pages_words() -> None:
    book = patrolled.casebook(
        [patrolled.of("north", "turned_back"), {"outcome": "held"}],
        instruments=[zoo.SOURCE["instruments"][0] | {"ended": None}],
        positions=[{"id": "asked", "label": {"en": "asked"}, "readings": {}}],
    )
    shown = _accounts(book)
    assert "north-office, for the north, 2026-03-02: turned back" in shown
    assert "watch, a third party, 2026-03-02: held" in shown
    assert "turned_back" not in shown


def test_an_account_of_one_bearer_says_of_whom_it_is() -> None:
    word = {"obligation": "t1/7", "says": "performed", "by": "N", "of_side": "north", "on": "2020-03-20"}
    book = recorded.casebook(words=[word | {"about_side": "south"}])
    assert "N, for the northern side (of southern side), 2020-03-20: performed" in _accounts(book)


def test_an_account_that_hangs_on_a_reading_is_translated_too() -> None:
    says = {"hangs_on": "clock", "readings": {"early": "performed", "late": "not_performed"}}
    word = {"obligation": "t1/7", "says": says, "by": "N", "of_side": "mission", "on": "2020-03-20"}
    shown = _accounts(recorded.casebook(words=[word]))
    assert "N, for the mission, 2020-03-20: performed if clock is read as early; not performed if" in shown
    assert "performed if clock" not in _accounts(recorded.casebook(words=[word]), "tr")


def test_the_register_says_how_many_readings_nobody_is_known_to_hold() -> None:
    totals = register_totals(cases.CASEBOOK.casebook)
    assert (totals.n_questions, totals.n_readings, totals.n_unheld) == (2, 4, 3)
    page = render_bulletin(edition(cases.CASEBOOK, cases.assessment([], []), cases.receipt()))
    assert "anybody holds them: 3." in section(page, "ambiguities")


def test_a_word_that_hangs_on_a_reading_says_which() -> None:
    says = {"hangs_on": "clock", "readings": {"early": "performed", "late": "not_performed"}}
    word = {"obligation": "t1/7", "says": says, "by": "N", "of_side": "north", "on": "2020-03-20"}
    (row,) = side_words(Labels(recorded.casebook(words=[word]), EN)).rows
    assert row.cells[0][0].says == (
        "performed if clock is read as early",
        "not performed if clock is read as late",
    )


def test_the_missions_word_has_a_column_of_its_own() -> None:
    word = {"obligation": "t1/7", "says": "performed", "by": "M", "of_side": "mission", "on": "2020-03-20"}
    found = side_words(Labels(recorded.casebook(words=[word]), EN))
    assert [column.side for column in found.columns] == ["north", "south", "mission", None]
    assert [len(cell) for cell in found.rows[0].cells] == [0, 0, 1, 0]


def test_the_register_names_the_clauses_zones_and_bonds_that_hang_on_each_question() -> None:
    found = {str(one.ambiguity.id): one for one in questions(BOOK.casebook, cases.assessment([], []))}
    assert found["clock"].clauses == ("t1/1",)
    assert found["width"].zones == ("Valley",)
    assert found["lapse"].others == ("Truce",)
    assert found["joined"].others == ("south_militia",)
    assert found["joined"].clauses == ()


# The bundled casebook


@pytest.mark.parametrize("language", languages())
def test_idlibs_bulletin_stands_in_every_language(idlib: Record, language: str) -> None:
    page = _page(idlib, language=language)
    assert_sound(page)
    assert_inert(page)
    assert '<a href="http' not in page
    assert len(told(Labels(idlib, catalogue(language)), claims(idlib)).groups) > 5
    for name in SECTIONS:
        assert f'id="{name}"' in page


def test_every_matter_and_claim_of_idlib_stands_on_its_page(idlib: Record) -> None:
    shown = section(_page(idlib), "told")
    assert not [matter.id for matter in idlib.matters if f"<br>{matter.id}<br>" not in shown]
    known = {matter.id for matter in idlib.matters}
    found = set(re.findall(r"\(([\w-]+);", shown))
    assert not [one.id for one in idlib.claims if one.matter in known and one.id not in found]
