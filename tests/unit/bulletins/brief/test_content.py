"""What a brief says of a small record: which days, in which order, of whom, and the same of either side."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.briefed import MANDATE, RECORD, WEEK, briefed, casebook, exchanged
from truceline.bulletins.brief.material import Material
from truceline.bulletins.brief.sheet import Brief, texts
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
    assert rows[1].accounts[0].endswith("killed: no figure given")
    none = briefed(tmp_path, RECORD.replace("fatalities: [3, 3]", "fatalities: [0, 0]")).brief.rows
    assert "killed" not in next(row for row in none if row.incident == "I3").accounts[0]
    least = briefed(tmp_path, RECORD.replace("fatalities: [3, 3]", "fatalities: [3]")).brief.rows
    assert least[0].accounts[0].endswith("killed: at least 3")


def test_the_other_side_s_word_has_four_forms(tmp_path: Path) -> None:
    words = others(briefed(tmp_path).brief)
    assert words["I1"] == (
        "northern side: “Nobody of ours fired at the mill” (Voice of North, 2030-06-06)",
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
        "Whose clock?",
        "Ours (held by: North)",
        "Theirs (held by: no statement found)",
    )
    [row] = brief.rows
    assert (
        row.against[0].comes_to
        == "on the question below: “Ours” (Ours): out of scope; unanswered: depends on the question below"
    )
    # Of the side that has answered it is not asked again.
    assert of(brief, "ask")[1].endswith("the question")
    assert "question" not in of(brief, "ask")[0]


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
    assert after.facts[0] == "Attacks reported: 1; in the day before: none in our record (no proof of calm)."
    week_after = briefed(tmp_path, period=week_from(date(2030, 6, 10))).brief
    assert week_after.facts[0] == "Attacks reported: 0; in the 7 days before: 3."


def test_days_observed_are_of_whose_ground_is_told_and_others_stay_unknown(tmp_path: Path) -> None:
    unseen = "Days of 7 on which anybody observed: northern side, southern side: not known."
    assert briefed(tmp_path).brief.facts[1] == unseen
    looked = RECORD + (
        "effort:\n  - {observer: Watch, area: the cape, place: cape, since: 2030-06-04, until: 2030-06-05,"
        " answer: observed, by: watch}\n"
    )
    assert briefed(tmp_path, looked).brief.facts[1] == unseen[:-1] + "; ground not told: 2."


def test_a_gap_that_tilts_stands_in_the_row_and_forbids_the_count(tmp_path: Path) -> None:
    gap = "gaps: [{id: far, about: ACC point 1, reason: x, tilts: {en: only the cape is weighed}}]\n"
    brief = briefed(tmp_path, text=casebook() + gap).brief
    assert all(row.tilts == ("only the cape is weighed",) for row in brief.rows)
    assert of(brief, "not_say")[0] == "A count of breaches by side, such as 1 : 0; only the cape is weighed."
    assert len(of(briefed(tmp_path, text=casebook()).brief, "not_say")) == 1


def test_what_may_be_said_is_attributed_and_of_either_side(tmp_path: Path) -> None:
    assert of(briefed(tmp_path).brief, "say") == (
        "“According to Watch, on 2030-06-04 at Mill North attacked South (shelling); it reports killed: 2."
        " Not verified.”",
        "“According to Watch, on 2030-06-09 at Cape South attacked North (shelling); it reports killed: 3."
        " Not verified.”",
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
    assert cut.left_out == ("Attacks not listed: northern side 1; southern side 1.",)


# What readers of both sides asked for


ANKARA = """\
      - id: ankara
        told_by: [Voice of South]
        hypotheses: [{act: armed_attack, cast: [{actor: unknown, role: initiator}]}]
"""
CALM = (
    "  - {id: C9, matter: M1, says: It is calm but for single events., by: voice-b, reports: [r2],"
    " tells: [I1/calm], contradicts: [C2]}\n"
)


def also_told(account: str, name: str) -> str:
    """Return the record with one more account of the first incident, told by the voice of the south."""
    claim = "  - {id: C8, matter: M1, says: More., by: voice-b, reports: [r2], tells: [I1/"
    claim += name + "]}\n"
    record = RECORD.replace("  - id: I2\n    title", account + "  - id: I2\n    title", 1)
    return record.replace("  - id: C4\n", claim + "  - id: C4\n")


def with_calm(record: str = RECORD) -> str:
    """Return a record in which the south says of the day in general what it says of nothing else."""
    account = ANKARA.replace("id: ankara", "id: calm")
    record = record.replace("  - id: I2\n    title", account + "  - id: I2\n    title", 1)
    return record.replace("  - id: C4\n", CALM + "  - id: C4\n")


def test_an_account_that_names_no_attack_stands_in_its_own_words_and_acts_for_nobody(tmp_path: Path) -> None:
    brief = briefed(tmp_path, with_calm()).brief
    row = next(one for one in brief.rows if one.incident == "I1")
    assert row.accounts[1] == "(2) Voice of South (southern side): “It is calm but for single events”"
    assert row.sides == ("northern side",)  # the one account that tells who acted


def test_who_acted_is_clear_only_where_all_accounts_say_so(tmp_path: Path) -> None:
    other = ANKARA.replace("armed_attack", "shelling").replace("unknown", "south")
    brief = briefed(tmp_path, also_told(other, "ankara")).brief
    assert next(one for one in brief.rows if one.incident == "I1").sides == ()
    assert brief.with_rows(0).left_out == ("Attacks not listed: southern side 2; side not clear 1.",)
    # Of a row whose accounts differ on who acted both are quoted.
    assert [line for line in of(brief, "say") if "Mill" in line] == [
        "“According to Voice of South, on 2030-06-04 at Mill South attacked (shelling). Not verified.”",
        "“According to Watch, on 2030-06-04 at Mill North attacked South (shelling); it reports killed: 2."
        " Not verified.”",
    ]


def test_two_accounts_are_the_same_only_if_toll_and_target_are(tmp_path: Path) -> None:
    north = "[{act: shelling, cast: [{actor: north, role: initiator}, {actor: south, role: target}]}]"
    again = f"      - id: again\n        told_by: [Other]\n        hypotheses: {north}\n"
    other = briefed(tmp_path / "other", also_told(again, "again")).brief
    who = "(2) Voice of South (southern side)"
    told = next(one for one in other.rows if one.incident == "I1").accounts[1]
    assert told == f"{who}: shelling; by: North; at: South; killed: no figure given"
    toll = "        fatalities: [2, 2]\n"
    alike = briefed(tmp_path / "alike", also_told(again + toll, "again")).brief
    assert next(one for one in alike.rows if one.incident == "I1").accounts[1] == f"{who}: the same"


def test_a_word_on_the_day_is_marked_as_such(tmp_path: Path) -> None:
    words = others(briefed(tmp_path, with_calm()).brief)
    assert words["I2"][1] == (
        "southern side, on the day, not on this event: “It is calm but for single events”"
        " (Voice of South, 2030-06-06)"
    )
    assert words["I1"][1] == "southern side: as reported here"


def test_a_side_s_own_authority_comes_before_media_and_media_are_named(tmp_path: Path) -> None:
    media = RECORD.replace(
        "  - {id: watchers,",
        "  - {id: near, names: {en: Near}, standing: party_aligned, lean: a}\n  - {id: watchers,",
    ).replace(
        "  - {id: watch,", "  - {id: paper, names: {en: Paper of North}, family: near}\n  - {id: watch,"
    )
    denies = "  - {id: C0, matter: M1, says: Nobody fired., by: paper, reports: [r2], manner: denies,"
    denies += " denies: [C1], denies_what: [act]}\n"
    both = media.replace("claims:\n", "claims:\n" + denies)
    assert "Voice of North" in others(briefed(tmp_path / "both", both).brief)["I1"][0]
    alone = both.replace("    by: voice-a\n", "    by: voice-b\n")
    assert others(briefed(tmp_path / "alone", alone).brief)["I1"][0] == (
        "northern side: “Nobody fired” (Paper of North, media, 2030-06-06)"
    )


def test_a_reply_stands_below_what_it_answers_and_is_counted_by_side(tmp_path: Path) -> None:
    cast = "cast: [{actor: south, role: initiator}, {actor: north, role: target}]"
    before, _, after = RECORD.rpartition(cast)
    reply = (before + cast + ", response: yes" + after).replace("incidents: [I3]", "incidents: []")
    reply = reply.replace("incidents: [I1]", "incidents: [I1, I3]").replace("matter: M3,", "matter: M1,")
    brief = briefed(tmp_path, reply).brief
    assert [row.incident for row in brief.rows] == ["I1", "I3", "I2"]
    assert brief.facts[1] == "Of these said to answer an attack: 1 (southern side 1)."


def test_what_was_read_and_its_one_family_stand_there(tmp_path: Path) -> None:
    brief = briefed(tmp_path).brief
    assert brief.facts[-1] == "Read: this casebook's own record (3 rows, chosen by hand)."
    assert of(brief, "blind")[1] == "First accounts of all rows: one family of sources (Watchers)."


def test_a_lean_stands_beside_whoever_has_one(tmp_path: Path) -> None:
    leaning = RECORD.replace("standing: third_party}", "standing: third_party, lean: b}")
    row = briefed(tmp_path, leaning).brief.rows[0]
    assert row.accounts[0].startswith("Watch (leans: southern side): shelling")


def test_a_source_that_only_a_row_names_has_its_lean_too(tmp_path: Path) -> None:
    made = Material(edition=briefed(tmp_path).edition, period=WEEK)
    row = {"account": "nowhere", "told_by": ["Voice of South", "Somebody"]}
    assert made.who("X1", row) == "Voice of South (southern side), Somebody"
