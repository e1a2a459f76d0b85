"""What a brief says of a small record: which days, in which order, of whom, and the same of either side."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.briefed import MANDATE, RECORD, briefed, casebook, exchanged
from truceline.bulletins.brief.sheet import Brief, texts
from truceline.model.naming import in_language
from truceline.record.days import Period
from truceline.runs.brief import week_from


def of(brief: Brief, about: str) -> tuple[str, ...]:
    """Return the lines of one point."""
    return next(point.lines for point in brief.points if point.about == about)


def others(brief: Brief) -> dict[str, tuple[str, ...]]:
    """Return each row's words of the sides."""
    return {row.incident: row.other for row in brief.rows}


def test_a_week_is_the_seven_reporting_days_from_the_one_named(tmp_path: Path) -> None:
    inside = {"I1", "I2", "I3"}  # at the first moment of the first day and the last minute of the last
    assert {row.incident for row in briefed(tmp_path).brief.rows} == inside
    assert {row.incident for row in briefed(tmp_path, period=week_from(date(2030, 6, 4))).brief.rows} == {
        "I1",
        "I3",
    }
    assert {row.incident for row in briefed(tmp_path, period=week_from(date(2030, 6, 2))).brief.rows} == {
        "I1",
        "I2",
    }


def test_days_begin_when_the_mandate_says(tmp_path: Path) -> None:
    later = casebook(MANDATE + '  day_starts: "06:00"\n')
    rows = briefed(tmp_path, text=later).brief.rows
    assert {row.incident for row in rows} == {"I1", "I3"}  # I2 was in the night before


def test_without_a_period_it_is_the_last_week_of_which_anything_is_told(tmp_path: Path) -> None:
    found = briefed(tmp_path, period=None)  # type: ignore[arg-type]
    assert (found.period.first, found.period.last) == (date(2030, 6, 3), date(2030, 6, 9))


def test_rows_stand_by_kind_of_escalation_then_toll_then_time(tmp_path: Path) -> None:
    assert [row.incident for row in briefed(tmp_path).brief.rows] == ["I3", "I1", "I2"]
    alike = RECORD.replace("fatalities: [3, 3]", "fatalities: [2, 2]")
    assert [row.incident for row in briefed(tmp_path, alike).brief.rows] == ["I1", "I3", "I2"]
    other = casebook(MANDATE.replace("[shelling, armed_attack]", "[armed_attack]"))
    assert [row.incident for row in briefed(tmp_path, text=other).brief.rows] == ["I2", "I3", "I1"]


def test_an_unknown_toll_is_no_toll_of_nought(tmp_path: Path) -> None:
    unknown = RECORD.replace("        fatalities: [3, 3]\n", "")
    rows = briefed(tmp_path, unknown).brief.rows
    assert [row.incident for row in rows] == ["I1", "I3", "I2"]
    assert "killed" not in rows[1].reported


def test_the_other_side_s_word_has_four_forms(tmp_path: Path) -> None:
    words = others(briefed(tmp_path).brief)
    assert words["I1"] == (
        "northern side: Nobody of ours fired at the mill (Voice of North, 2030-06-06)",
        "southern side: not asked",
    )
    assert words["I2"][1] == "southern side: asked on 2030-06-07, no answer in our record"
    unasked = RECORD.partition("inquiries:")[0]
    assert others(briefed(tmp_path, unasked).brief)["I2"][1] == "southern side: no word in our record"


def test_a_side_that_tells_the_incident_itself_is_not_told_twice(tmp_path: Path) -> None:
    own = RECORD.replace(
        "by: watch, reports: [r1], tells: [I2/told]", "by: voice-b, reports: [r2], tells: [I2/told]"
    )
    assert others(briefed(tmp_path, own).brief)["I2"][1] == "southern side: as reported here"


def test_the_question_that_decides_most_stands_with_who_holds_which_answer(tmp_path: Path) -> None:
    assert of(briefed(tmp_path).brief, "question") == ("No open question decides any of these.",)
    between = RECORD.replace("2030-06-04 10:00Z", "2030-05-01 23:30Z").replace(
        "where: {place: mill}", "where: {lon: -29.95, lat: 40, radius_m: 100}"
    )
    held = casebook().replace(
        "{id: ours, says: Ours.}", "{id: ours, says: Ours., holders: [north], sources: [x]}"
    )
    brief = briefed(tmp_path, between, period=week_from(date(2030, 4, 30)), text=held).brief
    assert of(brief, "question") == (
        "Whose clock? Nobody has ruled.",
        "Ours (held by: North)",
        "Theirs (no statement found)",
    )
    [row] = brief.rows
    assert row.against[0].comes_to == "out of scope (Ours); depends on the question below (As ruled)"
    # Of the side that has answered it is not asked again.
    assert of(brief, "ask")[1].endswith("the question")
    assert "question" not in of(brief, "ask")[0]


def test_a_question_is_asked_in_the_language_of_the_brief(tmp_path: Path) -> None:
    text = casebook().replace(
        "question: Whose clock?", "question: Whose clock?\n    question_in: {ru: Чьё время?}"
    )
    for one, words in (("Ours", "Наше."), ("Theirs", "Их.")):
        text = text.replace(f"says: {one}.}}", f"says: {one}., says_in: {{ru: {words}}}}}")
    whole = briefed(tmp_path, text=text).edition.record
    for language, asked in (("ru", ("Чьё время?", "Наше.")), ("tr", ("Whose clock?", "Ours."))):
        [question] = in_language(whole, language).casebook.ambiguities
        assert (question.question, question.readings[0].says) == asked


@pytest.mark.parametrize(
    ("left_out", "answer"),
    [
        ((), "Attacks by both sides are reported: northern side; southern side."),
        (("I2", "I3"), "Attacks by one side only are reported: northern side."),
        (("I1", "I2", "I3"), "No attack is reported in our record. That is no proof of calm."),
    ],
)
def test_the_first_line_says_by_which_sides(tmp_path: Path, left_out: tuple[str, ...], answer: str) -> None:
    elsewhere = RECORD
    for incident, at in (
        ("I1", "2030-06-04 10:00Z"),
        ("I2", "2030-06-03 00:00Z"),
        ("I3", "2030-06-09 23:59Z"),
    ):
        if incident in left_out:
            elsewhere = elsewhere.replace(at, "2031-01-01 12:00Z")
    assert briefed(tmp_path, elsewhere).brief.answer == answer


def test_one_side_only_is_not_said_while_somebody_s_side_is_not_told(tmp_path: Path) -> None:
    unnamed = RECORD.replace(
        "cast: [{actor: south, role: initiator}", "cast: [{actor: unknown, role: initiator}"
    )
    brief = briefed(tmp_path, unnamed).brief
    assert brief.answer == "Attacks are reported. Whether by one side or by several cannot be said."
    assert not any("nothing is told" in line for line in of(brief, "say"))


def test_both_sides_exchanged_give_the_mirrored_brief_with_the_same_lines(tmp_path: Path) -> None:
    one = briefed(tmp_path / "one").brief
    text = casebook(
        MANDATE.replace("{a: {en: northern side}, b:", "{b: {en: southern side}, a:").replace(
            "en: southern side}}", "en: northern side}}"
        )
    )
    other = briefed(tmp_path / "other", exchanged(RECORD), text=text).brief
    assert [exchanged(line) for line in texts(one)] == list(texts(other))


def test_no_attack_before_is_not_calm_and_some_are_counted(tmp_path: Path) -> None:
    assert "none in our record" in briefed(tmp_path).brief.facts[0]
    after = briefed(tmp_path, period=Period(first=date(2030, 6, 9), last=date(2030, 6, 9))).brief
    assert (
        after.facts[0] == "Attacks reported: 1; in the 1 days before: none in our record (no proof of calm)."
    )
    week_after = briefed(tmp_path, period=week_from(date(2030, 6, 10))).brief
    assert week_after.facts[0] == "Attacks reported: 0; in the 7 days before: 3."


def test_days_observed_are_of_whose_ground_is_told_and_others_stay_unknown(tmp_path: Path) -> None:
    unseen = "Ground observed, days of 7: northern side: not known; southern side: not known."
    assert briefed(tmp_path).brief.facts[1] == unseen
    looked = RECORD + (
        "effort:\n  - {observer: Watch, area: the cape, place: cape, since: 2030-06-04, until: 2030-06-05,"
        " answer: observed, by: watch}\n"
    )
    assert briefed(tmp_path, looked).brief.facts[1] == unseen[:-1] + "; not stated: 2."


def test_a_gap_that_tilts_stands_in_the_row_and_forbids_the_count(tmp_path: Path) -> None:
    gap = "gaps: [{id: far, about: ACC point 1, reason: x, tilts: {en: only the cape is weighed}}]\n"
    brief = briefed(tmp_path, text=casebook() + gap).brief
    assert all(row.tilts == ("only the cape is weighed",) for row in brief.rows)
    assert of(brief, "not_say")[0] == "A count of breaches by side, such as 1 : 0; only the cape is weighed."
    assert len(of(briefed(tmp_path, text=casebook()).brief, "not_say")) == 1


def test_what_may_be_said_is_attributed_and_of_either_side(tmp_path: Path) -> None:
    assert of(briefed(tmp_path).brief, "say") == (
        "“Not verified. Watch: shelling; by: North; 2030-06-04, Mill.”",
        "“Not verified. Watch: shelling; by: South; 2030-06-09, Cape.”",
    )


def test_a_protected_source_is_in_no_public_brief(tmp_path: Path) -> None:
    hidden = RECORD.replace(
        "{id: watch, names: {en: Watch},", "{id: watch, names: {en: Watch}, protected: true,"
    )
    said = " ".join(texts(briefed(tmp_path, hidden).brief))
    assert "Watch:" not in said
    assert "a protected source" in said


def test_what_does_not_fit_is_counted_by_side(tmp_path: Path) -> None:
    brief = briefed(tmp_path).brief
    assert brief.with_rows(3) == brief
    cut = brief.with_rows(1)
    assert [row.incident for row in cut.rows] == ["I3"]
    assert cut.left_out == "Not listed here: northern side 1; southern side 1. All are in the annex."
