"""The bulletin as a page: what stands on it, and that nothing in it can act or hide."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from tests.editions import edition
from tests.unit.bulletins.cases import AT, CASEBOOK, assessment, finding, incident, receipt, with_title
from tests.unit.bulletins.read_back import HOSTILE, assert_inert, assert_sound, section
from truceline.bulletins import render_bulletin, render_casebook
from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.pages.bulletin import SHOWN_ROWS
from truceline.bulletins.pictures.timeline import timeline
from truceline.errors import Fault
from truceline.model.lacking import BREACH_IF_IN_FORCE, BREACH_UNDER_SOME_READING


def _bulletin(*findings: dict[str, object], n_faults: int = 0, shown_rows: int = SHOWN_ROWS) -> str:
    names = dict.fromkeys(str(row["incident_id"]) for row in findings)
    done = assessment(findings, [incident(name) for name in names])
    return render_bulletin(edition(CASEBOOK, done, receipt(n_faults=n_faults)), shown_rows=shown_rows)


PAGES = {
    "bulletin": _bulletin(
        finding("E1", "ruling", "breach"), finding("E2", "north", "undetermined", robust=False)
    ),
    "empty bulletin": _bulletin(),
    "casebook": render_casebook(CASEBOOK, ()),
    "hostile bulletin": render_bulletin(
        edition(
            with_title(HOSTILE),
            assessment(
                [finding(HOSTILE, "ruling", "breach", denied_by=[HOSTILE], by=HOSTILE)],
                [incident(HOSTILE)],
                place=HOSTILE,
            ),
            receipt(n_faults=2, file=HOSTILE),
        )
    ),
    "hostile casebook": render_casebook(with_title(HOSTILE), (Fault(message=HOSTILE),)),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_runs_no_script_and_fetches_nothing(page: str) -> None:
    assert_inert(page)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_tag_closes_where_it_should_and_every_id_is_there_once(page: str) -> None:
    assert_sound(page)


@pytest.mark.parametrize("name", ["hostile bulletin", "hostile casebook"])
def test_hidden_characters_are_spelt_out_and_never_printed(name: str) -> None:
    assert "[U+202E]gpj.exe[U+0000]" in PAGES[name]
    assert not set(PAGES[name]) & {chr(0x202E), chr(0)}


def test_every_list_of_findings_says_that_it_is_computed_not_determined() -> None:
    for name in (
        "breaches",
        "if-in-force",
        "some-reading",
        "fact-missing",
        "undetermined",
        "excepted",
        "counts",
        "obligations",
    ):
        assert "omputed, not determined" in section(PAGES["bulletin"], name), name


IF_IN_FORCE: dict[str, Any] = {
    "because": ["open:lapse", BREACH_UNDER_SOME_READING, BREACH_IF_IN_FORCE],
    "if_in_force": "breach",
    "robust": False,
}


def test_an_incident_stands_in_the_section_of_its_line_and_in_no_other() -> None:
    rows = {
        "breaches": finding("E1", "ruling", "breach"),
        "if-in-force": finding("E5", "ruling", "undetermined", **IF_IN_FORCE),
        "some-reading": finding("E2", "ruling", "breach", robust=False, decided_by=["clock"]),
        "fact-missing": finding("E6", "ruling", "undetermined", because=["missing:who"]),
        "undetermined": finding("E3", "ruling", "undetermined", because=["open:clock"]),
        "excepted": finding("E4", "ruling", "excepted"),
    }
    page = _bulletin(*rows.values())
    for name, row in rows.items():
        for other in rows:
            shown = f"<bdi>{row['incident_id']}</bdi>" in section(page, other)
            assert shown == (other == name), (name, other)


def test_one_phrase_has_one_number_in_the_summary_at_its_section_and_on_the_map() -> None:
    rows = [finding(f"E{n}", "ruling", "breach") for n in range(3)]
    rows.append(finding("E3", "ruling", "undetermined", **IF_IN_FORCE))
    rows.append(finding("E0", "ruling", "breach", clause_id="r1/2"))
    page = _bulletin(*rows)
    for name in ("summary", "breaches", "where"):
        said = re.findall(r"a breach under every reading, on all accounts: (\d+)", section(page, name))
        assert said == ["3"], name


def test_a_line_has_one_number_also_where_only_a_part_of_it_can_be_drawn() -> None:
    names = ("E1", "E2", "E3")
    rows = [finding(name, "ruling", "undetermined", because=["missing:where"]) for name in names]
    done = assessment(rows, [incident("E1"), *(incident(name, lon=None, lat=None) for name in names[1:])])
    page = render_bulletin(edition(CASEBOOK, done, receipt()))
    assert "a fact is missing: 3" in section(page, "summary")
    assert "3 findings; 3 incidents" in section(page, "fact-missing")
    assert "a fact is missing: 3 (drawn here: 1)" in section(page, "where")
    assert "none of these: 0</li>" in section(page, "where")


def test_if_in_force_is_told_text_by_text_and_has_no_total_beside_the_breaches() -> None:
    rows = [finding(f"E{n}", "ruling", "undetermined", **IF_IN_FORCE) for n in range(2)]
    page = _bulletin(*rows)
    said = (
        "Supposing <bdi>River accord</bdi> still bound both: 2; nobody has ruled. "
        "Who began is told in 0 of 2."
    )
    assert said in section(page, "summary")
    phrase = catalogue("en").of("headline", "if_in_force")
    assert phrase in section(page, "where"), "the map's key names the sign"
    assert not re.search(re.escape(phrase) + r": \d", page)
    assert "if in force: breach" in section(page, "if-in-force")


def test_an_undetermined_row_says_first_of_which_kind_it_is() -> None:
    page = _bulletin(
        finding("E1", "ruling", "undetermined", because=["who:cannot_tell", "missing:who", "open:clock"])
    )
    shown = section(page, "fact-missing")
    assert "a fact is missing: who acted; and the text is open: clock" in shown
    assert shown.index("a fact is missing") < shown.index("whether whoever acted owes the duty")
    assert "who acted: 1" in section(page, "summary")


def test_the_question_that_decides_is_shown_with_its_readings() -> None:
    page = _bulletin(finding("E2", "ruling", "breach", robust=False, decided_by=["clock"]))
    shown = section(page, "some-reading")
    assert 'href="#amb-clock"' in shown
    assert "The mill&#39;s." in shown
    assert "Held by <bdi>The northern side</bdi>." in shown
    assert "How deep?" not in shown


def test_what_nobody_holds_and_nobody_ruled_is_said() -> None:
    register = section(PAGES["bulletin"], "ambiguities")
    assert "No statement found of anybody holding it." in register
    assert register.count("Nobody has ruled.") == 2


def test_what_was_not_checked_has_a_sign_at_each_place_and_its_words_once_on_the_page() -> None:
    code = "unverified:instrument/r1"
    page = _bulletin(*(finding(f"E{n}", "ruling", "breach", because=[code]) for n in range(3)))
    assert section(page, "breaches").count(f'href="#{code}">† instrument r1</a>') == 3
    assert page.count("The day of signing is recalled.") == 1
    notes = section(page, "not-checked")
    assert f'<li id="{code}"><b><bdi>River accord</bdi> (instrument r1)</b>: <bdi>The day of signing' in notes
    assert "† From memory or inferred, not checked" in notes


def test_names_stand_first_and_ids_behind_them() -> None:
    page = _bulletin(finding("E1", "ruling", "breach"))
    shown = section(page, "breaches")
    assert shown.index("No attack by the river") < shown.index("r1/1")
    assert '<h3>River accord <span class="soft">(r1)</span></h3>' in section(page, "instruments")


def test_our_paraphrase_is_named_where_it_is_shown() -> None:
    assert "clause in our paraphrase" in section(PAGES["bulletin"], "breaches")
    assert "known to exist, not held" in section(PAGES["bulletin"], "instruments")


def test_a_long_table_is_cut_and_says_of_how_many() -> None:
    page = _bulletin(*(finding(f"E{n}", "ruling", "breach") for n in range(3)), shown_rows=2)
    shown = section(page, "breaches")
    assert "the first 2 of 3; all rows are in findings.parquet" in shown
    assert "<bdi>E2</bdi>" not in shown


def test_a_table_that_is_whole_says_nothing_of_a_cut() -> None:
    page = _bulletin(*(finding(f"E{n}", "ruling", "breach") for n in range(3)), shown_rows=3)
    assert "findings.parquet" not in section(page, "breaches")


def test_faults_beyond_the_fiftieth_are_counted_not_shown() -> None:
    shown = section(_bulletin(n_faults=51), "faults")
    assert "51 faults in all; the first 50" in shown
    assert shown.count("no day") == 50


def test_a_count_that_nobody_wrote_is_nought_not_blank() -> None:
    counts = [
        {"clause_id": "r1/1", "position": "north", "outcome": "breach", "threshold": 0.8, "n_incidents": 3}
    ]
    page = render_bulletin(edition(CASEBOOK, assessment([], [], counts=counts), receipt()))
    cells = re.findall(r'<td class="n[^"]*">([^<]*)</td>', section(page, "counts"))
    assert cells.count("3") == 1
    assert cells.count("0") == 2 * 5 * 4 - 1


def test_an_obligation_alike_under_all_positions_is_said_once_with_who_claims_what() -> None:
    rows: list[dict[str, object]] = [
        {
            "obligation_id": "r1/2",
            "position": position,
            "state": "undetermined",
            "start_at": AT,
            "end_at": None,
            "accounts": ["The northern side: performed (2020-03-09)"],
            "because": [],
        }
        for position in ("ruling", "north")
    ]
    page = render_bulletin(edition(CASEBOOK, assessment([], [], performance=rows), receipt()))
    shown = section(page, "obligations")
    assert shown.count("The northern side: performed (2020-03-09)") == 1
    assert shown.count("every position") == 2  # in the picture and in the table
    assert "not stated" in shown


def _duty(**more: object) -> dict[str, object]:
    row: dict[str, object] = {"obligation_id": "r1/2", "position": "ruling", "state": "undetermined"}
    return row | {"start_at": AT, "end_at": None, "accounts": [], "because": []} | more


def _obligations(*rows: dict[str, object]) -> list[str]:
    """Return the cells of the table of obligations, row by row, as text."""
    page = render_bulletin(edition(CASEBOOK, assessment([], [], performance=rows), receipt()))
    table = section(page, "obligations").split("<tbody>")[1].split("</tbody>")[0]
    return [html.unescape(re.sub(r"<[^>]+>", " ", row)) for row in table.split("</tr>")[:-1]]


def test_bearers_of_whom_the_same_is_so_stand_in_one_row_with_the_whole() -> None:
    alike = [_duty(bearer=bearer) for bearer in (None, "side:north", "side:south")]
    [row] = _obligations(*alike)
    assert "the whole" in row
    other = _duty(bearer="side:south", state="performed", because=["claimed_of_other:north:performed"])
    rows = _obligations(*alike[:2], other)
    assert len(rows) == 2
    assert "the whole" in rows[0]
    assert "the whole" not in rows[1]


def test_days_of_which_the_same_is_so_stand_in_one_row() -> None:
    next_day = AT + timedelta(days=1)
    between = [
        _duty(start_at=at, end_at=at + timedelta(hours=1), because=["no_outing_told"])
        for at in (AT, next_day)
    ]
    [row] = _obligations(*between)
    assert "no outing is told of" in row
    assert f"{AT:%Y-%m-%d}" in row
    assert f"{next_day:%Y-%m-%d}" in row


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("claimed_of_own:north:performed", "of its own: performed"),
        ("some_reading:claimed_of_other:north:not_performed", "some reading: claimed by"),
        ("own_accounts_differ:mission", "accounts of the mission differ"),
        ("bearer:side:north:disputed", ": disputed"),
        ("superseded_by:r1", "its place was taken by"),
        ("speaks_of_no_bearer:nobody", "who does not owe this duty"),
        ("only_inferred", "does not name this duty"),
    ],
)
def test_why_an_obligation_is_so_is_said_in_words(code: str, says: str) -> None:
    [row] = _obligations(_duty(because=[code]))
    assert says in row
    assert code not in row


def test_the_picture_shows_the_obligation_as_a_whole() -> None:
    rows = [_duty(), _duty(bearer="side:north", state="performed")]
    shown = timeline(CASEBOOK.casebook, assessment([], [], performance=rows).performance)
    assert shown is not None
    assert [[bar.state for bar in lane.bars] for lane in shown.lanes] == [["undetermined"]]


def test_arabic_is_marked_as_arabic_from_right_to_left() -> None:
    assert '<bdi lang="ar" dir="rtl">هدنة النهر</bdi>' in PAGES["bulletin"]
    assert '<blockquote class="words" lang="ar" dir="rtl">' in PAGES["casebook"]


def test_what_was_read_stands_beside_the_counts() -> None:
    page = _bulletin(n_faults=1)
    assert "1\u202f234" in page
    assert "2020-03-01 to 2020-03-31" in page
    assert "Nobody known" in page
    assert "sha256:" + "d" * 64 in page


def test_the_casebook_page_has_the_readings_and_a_map_of_the_zone_under_each() -> None:
    page = PAGES["casebook"]
    assert "No side attacks by the river." in page
    assert "our paraphrase" in page
    assert "(2 shapes, by reading)" in page
    assert "No attack by the river" in page
