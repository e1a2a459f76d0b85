"""The record of E01 to E47, from the memorandum of September 2018 to December 2019.

What is asserted, denied, counted and told of one another stands side by side and nothing is merged.
Contradictions that the list of golden ones numbers bear that number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from truceline.judgement.duty_states import WHOLE
from truceline.judgement.ledger import patrols_done
from truceline.judgement.performance import courses, performance
from truceline.judgement.rulebook import rulebook_of
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import ClauseId, MatterId
from truceline.model.record import Claim, Record, Toll
from truceline.model.words import Credibility, Dated, Manner, MatterKind, PerformanceState, Role
from truceline.record import claims, claims_of, counts, tellings
from truceline.text.rules import Rulebook

MATTERS = tuple(f"E{number:02}" for number in range(1, 48))


@pytest.fixture(scope="module")
def rulebook(idlib: Record) -> Rulebook:
    return rulebook_of(idlib)


def of(idlib: Record, matter: str) -> dict[str, Claim]:
    return {str(claim.id): claim for claim in idlib.claims if claim.matter == matter}


def tolls_of(idlib: Record, matter: str) -> list[Toll]:
    return [toll for toll in idlib.tolls if toll.matter == matter]


def said(idlib: Record, obligation: str, on: str) -> dict[str | None, object]:
    """Return what was said of an obligation on a day, by side."""
    return {word.of_side: word.says for word in idlib.words if (word.obligation, word.on) == (obligation, on)}


def state(
    idlib: Record, rulebook: Rulebook, obligation: str, at: datetime, readings: Mapping[str, str]
) -> PerformanceState:
    ruling = rulebook.position("ruling")
    taken = {AmbiguityId(one): ReadingId(reading) for one, reading in readings.items()}
    position = replace(ruling, readings=ruling.readings | taken)
    clause = rulebook.clause(ClauseId(obligation))
    (course,) = courses(rulebook, clause, [position], idlib.words, patrols_done(idlib))
    return next(stage.state for stage in course[WHOLE] if at in stage.during)


# Nothing of the range is missing


def test_every_matter_of_the_range_is_there_once(idlib: Record) -> None:
    found = Counter(str(matter.id) for matter in idlib.matters)
    assert {matter: found[matter] for matter in MATTERS} == dict.fromkeys(MATTERS, 1)


def test_every_matter_has_a_claim_and_every_claim_a_page(idlib: Record) -> None:
    for matter in MATTERS:
        told = of(idlib, matter)
        assert told, matter
        assert [name for name, claim in told.items() if not claim.reports] == []


def test_every_account_of_an_incident_of_the_range_is_told_by_somebody(idlib: Record) -> None:
    told = {name for claim in idlib.claims for name in claim.tells}
    listed = {incident for matter in idlib.matters if matter.id in MATTERS for incident in matter.incidents}
    accounts = {
        f"{entry.id}/{account.id}"
        for entry in idlib.incidents
        if entry.id in MATTERS
        for account in entry.accounts
    }
    assert len(accounts) == 26
    assert accounts - told == set()
    assert {entry.id for entry in idlib.incidents if entry.id in MATTERS} == listed


def test_a_claim_that_tells_an_account_repeats_nothing_of_it_unless_it_differs(idlib: Record) -> None:
    own = {
        str(claim.id)
        for claim in idlib.claims
        if claim.matter in MATTERS and claim.tells and (claim.hypotheses or claim.when or claim.where)
    }
    assert own == set()


@pytest.mark.parametrize(
    ("kind", "of_kind"),
    [
        (MatterKind.COUNT, {"E14", "E24", "E27", "E45", "E46"}),
        (MatterKind.ENCIRCLEMENT, {"E41", "E47"}),
        (MatterKind.STANCE, {"E03", "E04", "E07", "E10", "E13", "E43"}),
        (MatterKind.CONTROL, {"E21", "E29", "E30", "E40"}),
    ],
)
def test_matters_are_of_the_kind_they_are(idlib: Record, kind: MatterKind, of_kind: set[str]) -> None:
    found = {str(matter.id) for matter in idlib.matters if matter.id in MATTERS and matter.kind is kind}
    assert found == of_kind


def test_no_page_is_said_to_be_older_than_the_month_it_tells_of(idlib: Record) -> None:
    reports = {report.id: report for report in idlib.reports}
    matters = {matter.id: matter for matter in idlib.matters if matter.id in MATTERS}
    for claim in idlib.claims:
        matter = matters.get(claim.matter) if claim.matter else None
        if matter is None or matter.when is None:
            continue
        for name in claim.reports:
            shown = min(len(reports[name].said_on), len(matter.when.at[:10]))
            assert reports[name].said_on[:shown] >= matter.when.at[:shown], (claim.id, name)


def test_a_day_read_off_an_address_stands_in_it(idlib: Record) -> None:
    used = {name for claim in idlib.claims if claim.matter in MATTERS for name in claim.reports}
    for report in idlib.reports:
        if report.id in used and report.dated is Dated.FROM_ADDRESS:
            parts = report.said_on.split("-")
            written = {sep.join(parts) for sep in "-/"} | {"".join(parts)}
            assert any(day in report.address for day in written), report.id


def test_no_page_is_recorded_twice(idlib: Record) -> None:
    addresses = Counter(report.address for report in idlib.reports)
    assert [address for address, n in addresses.items() if n > 1] == []


def test_a_grade_needs_somebody_who_agrees_and_nothing_here_is_called_confirmed(idlib: Record) -> None:
    graded = [one for one in idlib.claims if one.matter in MATTERS and one.credibility is not Credibility.SIX]
    assert {str(claim.id) for claim in graded} == {"E30-a", "E30-b", "E36-c"}
    assert all(claim.credibility is Credibility.TWO and claim.graded_because for claim in graded)


# What contradicts itself stays so


def test_contradiction_10_one_statement_has_three_readings_and_none_of_them_is_the_groups_own(
    idlib: Record,
) -> None:
    told = of(idlib, "E10")
    own = [claim for claim in told.values() if claim.by == "hts"]
    readings = {name: claim for name, claim in told.items() if claim.manner is Manner.INFERS}
    assert len(own) == 1
    assert not own[0].denies
    assert len({claim.by for claim in readings.values()}) == len(readings) == 3
    # Each reading stands against the two others, and none against the statement. None is a denial.
    for name, claim in readings.items():
        assert set(claim.contradicts) == set(readings) - {name}
        assert claim.denies == ()
    # Every page that reads the statement carries it.
    assert {page for claim in readings.values() for page in claim.reports} == set(own[0].reports)


def test_a_withdrawal_asserted_and_denied_is_neither(idlib: Record) -> None:
    told = of(idlib, "E05")
    denials = [claim for claim in told.values() if claim.manner is Manner.DENIES]
    assert {claim.by for claim in denials} == {"nlf"}
    assert all(claim.denies == ("E05-a",) and not claim.hypotheses for claim in denials)
    assert told["E05-a"].hypotheses[0].cast[0].actor == "faylaq-al-sham"


def test_of_one_days_withdrawal_four_versions_stand_and_no_two_are_summed(idlib: Record) -> None:
    told = of(idlib, "E08")
    assert {claim.by for claim in told.values()} >= {"nlf", "sohr", "zakharova", "opposition-unnamed"}
    window = next(one for one in counts(idlib) if one.unit == "heavy weapons withdrawn")
    assert [row.n for row in window.rows] == [100]


def test_the_same_ministry_line_has_both_sides_blame_another_for_the_fire_on_post_10(idlib: Record) -> None:
    told = of(idlib, "E34")
    ankara, moscow = told["E34-a"], told["E34-c"]
    assert ankara.denies == moscow.denies == (), "each names another author and speaks of its own"
    assert moscow.contradicts == ("E34-a",)
    by_claim = {str(one.claim.id): one for one in tellings(idlib) if one.claim.matter == "E34"}
    assert [one.id for one in by_claim["E34-a"].contradicted_by] == ["E34-c"]
    assert [one.id for one in by_claim["E34-c"].contradicted_by] == ["E34-a"]
    # What Ankara denies is that it asked for the strikes that followed.
    assert [one.id for one in by_claim["E34-d"].denied_by] == ["E34-e"]
    # Both stand on one page.
    assert set(ankara.reports) & set(moscow.reports) == {"e34-sputnik"}
    [said] = [one for one in tellings(idlib) if one.claim.id == moscow.id]
    initiators = {cast.actor for cast in said.hypotheses[0].cast if cast.role is Role.INITIATOR}
    assert initiators == {"armed-groups-outside"}


def test_the_author_of_the_strike_on_the_convoy_is_open_named_and_left_out_at_once(idlib: Record) -> None:
    told = of(idlib, "E39")
    named = {
        str(one.claim.id)
        for one in tellings(idlib)
        if one.claim.matter == "E39"
        for hypothesis in one.hypotheses
        for cast in hypothesis.cast
        if cast.role is Role.INITIATOR and cast.actor == "syrian-government-forces"
    }
    assert named == {"E39-f"}
    assert told["E39-e"].by == "tass"
    # SOHR speaks twice, once without an author: both are kept.
    assert {claim.by for claim in (told["E39-d"], told["E39-f"])} == {"sohr"}


def test_a_post_is_surrounded_and_said_not_to_be_cut_off(idlib: Record) -> None:
    told = of(idlib, "E41")
    assert told["E41-c"].denies == ("E41-a",)
    assert told["E41-c"].by == "turkish-mfa"
    # The denial changes nothing of the account.
    entry = next(one for one in idlib.incidents if one.id == "E41")
    assert [account.id for account in entry.accounts] == ["sohr_says"]


def test_an_announced_ceasefire_one_group_says_it_was_never_told_of(idlib: Record) -> None:
    (row,) = [one for one in idlib.notifications if one.matter == "E33"]
    assert (row.told, row.by, row.notified) == ("not_told", "free-syrian-army", "free-syrian-army")
    # It denies having been told, which is no denial that Russia and Turkey agreed.
    assert of(idlib, "E33")["E33-b"].denies == ()


def test_four_notices_are_told_of_by_the_notifier_alone(idlib: Record) -> None:
    speaks_for = {source.id: source.speaks_for for source in idlib.sources}
    rows = [one for one in idlib.notifications if one.matter in MATTERS and one.told == "told"]
    by_notifier = {str(one.matter) for one in rows if speaks_for[one.by] == one.notifier}
    assert by_notifier == {"E20", "E26", "E39"}
    # Of the coordinates of E34 it is the one who was told that speaks, and the other tells it otherwise.
    assert {str(one.matter) for one in rows} - by_notifier == {"E34"}


def test_four_tolls_of_one_attack_by_three_sources(idlib: Record) -> None:
    rows = {(toll.by, toll.moment): (toll.outcome, toll.low, toll.high) for toll in tolls_of(idlib, "E19")}
    assert rows == {
        ("sana", 1): ("affected", 12, None),
        ("sana", 2): ("affected", 107, 107),
        ("russian-mod", 1): ("treated", 46, 46),
        ("sohr", 1): ("treated", 94, 94),
    }


def test_one_soldier_killed_or_two(idlib: Record) -> None:
    killed = {str(toll.by): toll.low for toll in tolls_of(idlib, "E36") if toll.outcome == "killed"}
    assert killed == {"sohr": 1, "turkish-mod": 1, "iswnews": 2}


def test_no_number_is_not_zero_dead(idlib: Record) -> None:
    by = {str(toll.by): (toll.low, toll.high) for toll in tolls_of(idlib, "E15")}
    assert by == {"syrian-state-media": (None, None), "jaysh-al-izza": (0, 0)}


def test_a_denial_reaches_the_account_it_denies_and_no_other(idlib: Record) -> None:
    denied = {(row["incident_id"], row["account"]): row["denied_by"] for row in claims_of(idlib).to_pylist()}
    assert denied["E15", "state_media_says"] == [], "that commanders were hurt is denied, not that fire came"
    assert denied["E15", "jaysh_al_izza_says"] == []
    assert denied["E19", "sana_says"] == denied["E19", "moscow_says"] == ["Opposition source, unnamed"]
    assert denied["E34", "ankara_says"] == denied["E34", "moscow_says"] == []
    assert denied["E41", "sohr_says"] == ["Turkish Ministry of Foreign Affairs"]
    assert denied["E36", "sohr_says"] == [], "another toll is no denial"


def test_only_a_claim_that_speaks_of_another_denies_it(idlib: Record) -> None:
    speaks = {str(claim.id) for claim in idlib.claims if claim.denies}
    assert speaks <= {str(claim.id) for claim in idlib.claims if claim.manner is Manner.DENIES}
    for claim in idlib.claims:
        assert not set(claim.denies) & set(claim.contradicts), claim.id
        assert bool(claim.denies_what) == (claim.manner is Manner.DENIES), claim.id


def test_the_state_agencys_thousands_are_no_figure(idlib: Record) -> None:
    (row,) = [one for one in idlib.figures if one.matter == "E44"]
    assert (row.low, row.high) == (None, None)


def test_ten_pages_of_one_voice_are_one_voice(idlib: Record) -> None:
    (matter,) = claims(idlib, matters=[MatterId("E34")])
    ankara = next(voice for voice in matter.voices if voice.source.id == "turkish-mod")
    assert ankara.n_reports == 5, "four of the first day, and one that carries the denial of the next"
    assert len(matter.voices) == 2


# Counts of the joint commission


@pytest.mark.parametrize(
    ("window", "day", "russian", "turkish"),
    [
        ("2018-10-20", "2018-10-20", 2, 0),
        ("2018-undated", None, 39, 0),
        ("2019-09-22", "2019-09-22", 31, 19),
        ("2019-11-28", "2019-11-28", 9, 1),
    ],
)
def test_a_published_count_has_both_parts_and_one_publisher(
    idlib: Record, window: str, day: str | None, russian: int, turkish: int
) -> None:
    (found,) = [one for one in counts(idlib) if one.window == window]
    assert found.day == day
    assert found.by == "russian-mod"
    assert {part.counted_by: part.total for part in found.parts} == {"russia": russian, "turkey": turkish}
    for part in found.parts:
        told = [n for _, n in part.provinces if n is not None]
        assert not told or sum(told) == part.total


def test_provinces_named_without_a_number_have_none(idlib: Record) -> None:
    (found,) = [one for one in counts(idlib) if one.window == "2018-10-20"]
    assert found.parts[0].provinces == (("Aleppo", None), ("Latakia", None))
    assert not found.disjoint


@pytest.mark.parametrize(("window", "total"), [("2019-02-17", 7), ("2019-04-09", 8)])
def test_the_centres_own_lists_count_attacks_and_not_violations(
    idlib: Record, window: str, total: int
) -> None:
    (found,) = [one for one in counts(idlib) if one.window == window]
    assert found.unit == "attacks"
    assert [(part.counted_by, part.total) for part in found.parts] == [(None, total)]


def test_zero_of_the_turkish_part_is_an_answer_about_effort_too(idlib: Record) -> None:
    (row,) = [one for one in idlib.effort if one.matter == "E14"]
    assert row.answer == "zero"
    assert "not stated" in row.note


# What was said about obligations


@pytest.mark.parametrize(
    "obligation", ["a18/1", "a18/2", "a18/5", "a18/6", "a18/8", "a18/9", "a20b/2", "a20b/3"]
)
def test_somebody_speaks_of_every_dated_or_standing_duty(idlib: Record, obligation: str) -> None:
    assert [word for word in idlib.words if word.obligation == obligation]


@pytest.mark.parametrize(
    ("obligation", "speaker"),
    [("a18/5", "United States"), ("a18/6", "United States"), ("a18/6", "A commander")],
)
def test_doubt_hearsay_and_a_word_on_one_withdrawal_are_no_word_on_the_duty(
    idlib: Record, obligation: str, speaker: str
) -> None:
    assert not [
        word
        for word in idlib.words
        if word.obligation == obligation and word.by.startswith(("The " + speaker, speaker))
    ]


def test_of_the_weapons_the_front_speaks_for_itself_and_the_kremlin_of_turkey(idlib: Record) -> None:
    meant = {word.by: word.about for word in idlib.words if word.obligation == "a18/6" and word.about}
    assert meant == {
        "SOHR": "faylaq-al-sham",
        "National Liberation Front": "nlf",
        "The Kremlin (Peskov)": "turkey",
    }


def test_of_the_roads_nobody_spoke_by_the_end_of_2018(idlib: Record, rulebook: Rulebook) -> None:
    assert min(word.on for word in idlib.words if word.obligation == "a18/8") == "2020-02-22"
    at = datetime(2019, 6, 1, tzinfo=UTC)
    assert state(idlib, rulebook, "a18/8", at, {"lapse": "stands"}) is PerformanceState.UNDETERMINED


def test_on_the_day_for_the_weapons_one_side_says_all_and_the_other_about_a_hundred(idlib: Record) -> None:
    assert said(idlib, "a18/6", "2018-10-10") == {"opposition": "performed", "government": "partly_performed"}


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("started", PerformanceState.PERFORMED),
        ("reached_an_end", PerformanceState.UNDETERMINED),
        ("both_throughout", PerformanceState.UNDETERMINED),
    ],
)
def test_the_second_patrol_was_done_if_setting_out_is_enough(
    idlib: Record, rulebook: Rulebook, reading: str, expected: PerformanceState
) -> None:
    at = datetime(2020, 3, 23, 12, tzinfo=UTC)
    assert state(idlib, rulebook, "a20b/3", at, {"patrol-done": reading}) is expected


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("started", PerformanceState.PERFORMED),
        ("reached_an_end", PerformanceState.UNDETERMINED),
        ("both_throughout", PerformanceState.UNDETERMINED),
    ],
)
def test_that_both_sides_say_the_fourth_patrol_took_place_performs_the_duty_only_if_that_is_enough(
    idlib: Record, rulebook: Rulebook, reading: str, expected: PerformanceState
) -> None:
    at = datetime(2020, 4, 15, 12, tzinfo=UTC)
    assert state(idlib, rulebook, "a20b/3", at, {"patrol-done": reading}) is expected
    next_day = datetime(2020, 4, 16, 12, tzinfo=UTC)
    assert (
        state(idlib, rulebook, "a20b/3", next_day, {"patrol-done": reading}) is PerformanceState.UNDETERMINED
    )


def joint_patrols(idlib: Record, rulebook: Rulebook) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a20b/3 from 15 April to 2 June 2020, by position."""
    table = performance(rulebook, idlib.casebook.positions, idlib.words, patrols_done(idlib)).to_pylist()
    since, until = datetime(2020, 4, 15, tzinfo=UTC), datetime(2020, 6, 2, tzinfo=UTC)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table:
        if row["obligation_id"] == "a20b/3" and row["start_at"] < until and row["end_at"] > since:
            found.setdefault(row["position"], []).append(row)
    return found


def test_from_15_april_to_2_june_2020_joint_patrols_are_performed_under_no_position(
    idlib: Record,
    rulebook: Rulebook,
) -> None:
    found = joint_patrols(idlib, rulebook)
    assert set(found) == {"ruling", "moscow", "ankara", "opposition"}
    for rows in found.values():
        assert len([row for row in rows if row["accounts"]]) == 11, "one row for each outing of these weeks"
        assert {row["state"] for row in rows} == {"undetermined"}
        for row in rows:
            assert "sides_agree" not in row["because"]


def test_of_14_may_2020_one_side_alone_speaks_and_no_other_outing_is_taken_for_its(
    idlib: Record,
    rulebook: Rulebook,
) -> None:
    for rows in joint_patrols(idlib, rulebook).values():
        [row] = [one for one in rows if "outing:p-2020-05-14" in one["because"]]
        assert row["accounts"] == ["turkish-mod (opposition), 2020-05-14, p-2020-05-14: held"]
        assert "some_reading:claimed_by:opposition:performed" in row["because"]
        assert row["end_at"] - row["start_at"] == timedelta(days=1)


def test_no_word_at_large_tells_of_one_outing(idlib: Record) -> None:
    spoken = [(word.on, word.by) for word in idlib.words if word.obligation == "a20b/3"]
    assert spoken == [("2020-08-13", "Russian foreign ministry (Zakharova)")]


def test_general_praise_of_a_text_that_names_no_point_settles_none_of_its_points(
    idlib: Record, rulebook: Rulebook
) -> None:
    table = performance(rulebook, idlib.casebook.positions, idlib.words, patrols_done(idlib)).to_pylist()
    rows = [row for row in table if row["obligation_id"] == "a18/9"]
    assert {row["bearer"] for row in rows} == {None, "turkey", "russia"}
    assert not {row["state"] for row in rows} & {"performed", "partly_performed", "not_performed"}


def test_every_duty_of_the_record_ends_and_only_those_of_the_zone_may_have_been_superseded(
    idlib: Record,
    rulebook: Rulebook,
) -> None:
    table = performance(rulebook, idlib.casebook.positions, idlib.words, patrols_done(idlib))
    for row in table.to_pylist():
        if row["end_at"] is None and row["bearer"] is None:
            zone = row["obligation_id"] in {"a18/5", "a18/6", "a18/7"}
            assert row["state"] == "ended"
            assert row["because"] == ["no_longer_owed"] + ["some_reading:superseded_by:a20b"] * zone
