"""Contradictions of 6 March to August 2020 that the record keeps, with the result under each position.

Numbered as in the list of golden contradictions: 1 (E79), 5 (E94), 6 (E85, E102, E107 to E112), 7 (E108),
9 (E88), 11 (E87), 14 (E102 and the drill), 15 (E96) and 16 (E106). What is kept is claims and ledgers, one
for each speaker; the results say what hangs on the difference and what does not.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.cases.found import rows_found
from truceline.clock import parse_stated, span
from truceline.judgement.ledger import (
    PatrolDone,
    PatrolReach,
    patrol_effort,
    patrol_numbers,
    patrol_reach,
    patrols_done,
)
from truceline.model.assessment import Assessment
from truceline.model.happening import When
from truceline.model.ids import MatterId
from truceline.model.record import Claim, PatrolAccount, Record
from truceline.model.words import (
    Attitude,
    Basis,
    Credibility,
    Evidence,
    Manner,
    MatterKind,
    PatrolTest,
    PerformanceState,
    ReachBasis,
    Standing,
    StretchSeen,
    TroubleKind,
)
from truceline.record import (
    ActorStance,
    PatrolTold,
    backings,
    by_account,
    counts,
    known_by,
    patrols,
    stances,
    tellings,
)

RANGE = tuple(f"E{number}" for number in range(79, 113))
POSITIONS = ("moscow", "ankara", "opposition", "ruling")
TURKEY, RUSSIA = "turkey", "russia"


@pytest.fixture(scope="module")
def outings(idlib: Record) -> dict[str, PatrolTold]:
    return {one.patrol.on: one for one in patrols(idlib)}


def claims_on(idlib: Record, matter: str) -> dict[str, Claim]:
    return {claim.id: claim for claim in idlib.claims if claim.matter == matter}


def rows_of(found: Assessment, incident: str, clause: str, account: str) -> dict[str, dict[str, Any]]:
    """Return the rows of one account on one clause, by position."""
    return {
        row["position"]: row
        for row in rows_found(found)
        if (row["incident_id"], row["clause_id"], row["account"]) == (incident, clause, account)
    }


def verdicts(found: Assessment, incident: str, clause: str, account: str) -> dict[str, str]:
    return {name: row["verdict"] for name, row in rows_of(found, incident, clause, account).items()}


def under_all(verdict: str) -> dict[str, str]:
    return dict.fromkeys(POSITIONS, verdict)


def numbers_of(told: PatrolTold) -> dict[str, tuple[tuple[int, ...], bool]]:
    """Return each side's numbers of an outing, and whether they are worked out."""
    return {number.of: (number.numbers, number.derived) for number in told.numbers}


def troubles(claim: Claim) -> set[TroubleKind]:
    return {one.kind for one in claim.trouble}


def started_at(when: When | None) -> datetime:
    assert when is not None
    return span(parse_stated(when.at), when.zone).start_at


# The whole range


@pytest.mark.parametrize("name", [*RANGE, "D2020-08-31"])
def test_every_happening_of_the_range_has_a_matter_and_a_claim_that_was_read_somewhere(
    idlib: Record, name: str
) -> None:
    (matter,) = [one for one in idlib.matters if one.id == name]
    assert matter.title
    claimed = claims_on(idlib, name)
    assert claimed
    assert all(claim.reports for claim in claimed.values())


def test_every_account_of_the_range_is_told_by_a_claim(idlib: Record) -> None:
    told = by_account(tellings(idlib))
    listed = {incident for one in idlib.matters if one.id in RANGE for incident in one.incidents}
    entries = [one for one in idlib.incidents if one.id.split("-")[0] in RANGE]
    assert {one.id for one in entries} == listed
    untold = [
        f"{one.id}/{account.id}"
        for one in entries
        for account in one.accounts
        if f"{one.id}/{account.id}" not in told
    ]
    assert untold == []


def test_fire_in_answer_stands_beside_the_fire_it_answers(idlib: Record) -> None:
    ids = {one.id for one in idlib.incidents}
    for incident in ("E89", "E96", "E104", "E111", "E112"):
        assert {incident, f"{incident}-reply"} <= ids


# 1: three sources, one day


def test_contradiction_01_fifteen_dead_six_shellings_or_nothing_at_all_on_one_day(idlib: Record) -> None:
    claimed = claims_on(idlib, "E79")
    assert claimed["E79-a"].by == "sohr"
    assert claimed["E79-b"].by == "russian-reconciliation-centre"
    denial = claimed["E79-c"]
    assert denial.by == "turkish-mod"
    assert denial.manner is Manner.DENIES
    assert {"E79-a", "E79-b"} <= set(denial.denies)
    tolls = [(one.by, one.low, one.high) for one in idlib.tolls if one.matter == "E79" and one.who is None]
    assert tolls == [("sohr", 15, 15)], "nobody else gives a toll of all, and none is made up"
    counted = {row.by: row.n for row in idlib.counts if row.matter == "E79" and row.province is None}
    assert counted == {"russian-reconciliation-centre": 6, "turkish-mod": 0}


def test_contradiction_01_the_denial_moves_no_number_and_names_itself(
    idlib: Record, assessed: Assessment
) -> None:
    for account in ("sohr_says", "moscow_says", "tip_says"):
        rows = rows_of(assessed, "E79", "a20b/1", account)
        assert verdicts(assessed, "E79", "a20b/1", account) == under_all("undetermined")
        for row in rows.values():
            assert "Turkish Ministry of National Defence" in row["denied_by"]
            assert (row["p_breach"], row["p_breach_max"]) == (0, 1)


def test_contradiction_01_who_began_is_open_on_each_telling_for_its_own_reason(assessed: Assessment) -> None:
    # A listed group fought: the preamble's words on such groups decide. The Russian release names no group.
    for account in ("sohr_says", "tip_says"):
        for row in rows_of(assessed, "E79", "a20b/1", account).values():
            assert "preamble-carve-out" in row["decided_by"]
    for row in rows_of(assessed, "E79", "a20b/1", "moscow_says").values():
        assert "preamble-carve-out" not in row["decided_by"]


# 5: equal counts, disjoint events


def test_contradiction_05_equal_totals_of_one_day_are_two_events_in_two_provinces(idlib: Record) -> None:
    (window,) = [one for one in counts(idlib) if one.window == "2020-04-13"]
    parts = {part.counted_by: (part.total, part.provinces) for part in window.parts}
    assert parts == {RUSSIA: (1, (("Idlib", 1),)), TURKEY: (1, (("Latakia", 1),))}
    assert window.disjoint
    assert window.by == "russian-mod", "published by one side only"
    # This record holds one happening of the day, the sit-in, and nobody counted that.
    assert window.n_observed == 1
    (held,) = [one for one in idlib.incidents if one.when and one.when.at == "2020-04-13"]
    assert held.id == "E93"


def test_contradiction_05_the_day_before_has_the_same_totals_the_other_way_round(idlib: Record) -> None:
    (window,) = [one for one in counts(idlib) if one.window == "2020-04-12"]
    parts = {part.counted_by: part.provinces for part in window.parts}
    assert parts == {RUSSIA: (("Latakia", 1),), TURKEY: (("Idlib", 1),)}
    assert window.disjoint
    assert window.n_observed == 0, "nothing here of that day, which is not nothing that day"


def test_contradiction_05_counts_that_may_overlap_or_differ_are_not_called_disjoint(idlib: Record) -> None:
    may = {one.window: one for one in counts(idlib) if one.window in {"2020-03-09", "2020-05-29"}}
    assert not may["2020-05-29"].disjoint, "three and three, Idlib in both"
    assert [part.total for part in may["2020-05-29"].parts] == [3, 3]
    assert not may["2020-03-09"].disjoint, "eight and none"
    assert [part.total for part in may["2020-03-09"].parts] == [8, 0]


def test_contradiction_05_a_count_becomes_no_incident(idlib: Record) -> None:
    for name in ("E81", "E94", "E101"):
        (matter,) = [one for one in idlib.matters if one.id == name]
        assert matter.kind is MatterKind.COUNT
        assert matter.incidents == ()
        assert all(not claim.hypotheses for claim in claims_on(idlib, name).values())


# 6: identity, reach and number of patrols

LEDGER = {
    "2020-03-15": ({1: False}, {1: False}),
    "2020-03-23": ({2: False}, {2: False}),
    "2020-04-08": ({3: False}, {3: False}),
    "2020-04-15": ({4: False}, {4: False}),
    "2020-05-05": ({8: False}, {8: False}),
    "2020-05-12": ({10: False}, {10: False}),
    "2020-05-14": ({11: False}, {}),
    "2020-06-02": ({14: False}, {14: False}),
    "2020-06-04": ({15: False}, {}),
    "2020-07-07": ({20: False}, {19: True}),
    "2020-07-14": ({21: False}, {20: False}),
    "2020-07-22": ({22: False}, {}),
    "2020-08-12": ({24: False}, {}),
    "2020-08-17": ({25: False}, {}),
    "2020-08-25": ({26: False}, {23: False}),
}
"""Day to the number each side gives (Turkish, Russian), and whether it is worked out."""


@pytest.mark.parametrize("on", LEDGER)
def test_contradiction_06_every_row_of_the_patrol_ledger_has_each_sides_number(
    outings: dict[str, PatrolTold], on: str
) -> None:
    expected = {
        side: (tuple(numbers), all(numbers.values()))
        for side, numbers in zip((TURKEY, RUSSIA), LEDGER[on], strict=True)
        if numbers
    }
    assert numbers_of(outings[on]) == expected
    assert set(outings[on].patrol.crews) == {RUSSIA, TURKEY}


def test_contradiction_06_a_patrol_is_known_by_its_day_and_by_no_number(idlib: Record) -> None:
    assert all(one.id == f"p-{one.on}" for one in idlib.patrols)
    days = [one.on for one in idlib.patrols]
    assert len(days) == len(set(days))
    by_number: dict[tuple[str, int], set[str]] = {}
    for row in idlib.patrol_accounts:
        if row.number is not None:
            by_number.setdefault((row.of or "others", row.number), set()).add(row.patrol)
    # One side's own numbers name one outing each; across sides the same number names different ones.
    assert all(len(of) == 1 for (side, _), of in by_number.items() if side != "others")
    assert by_number[TURKEY, 20] == {"p-2020-07-07"}
    assert by_number[RUSSIA, 20] == {"p-2020-07-14"}


def test_contradiction_06_the_two_series_agree_to_the_sixteenth_and_differ_from_july(
    outings: dict[str, PatrolTold],
) -> None:
    agree = {on: one.agree for on, one in outings.items() if one.agree is not None}
    assert all(same for on, same in agree.items() if on <= "2020-06-10")
    assert agree["2020-06-10"]
    assert not any(same for on, same in agree.items() if on >= "2020-07-01")
    gaps = {
        on: numbers[TURKEY][0][0] - numbers[RUSSIA][0][0]
        for on, one in outings.items()
        if len(numbers := numbers_of(one)) == 2 and on >= "2020-07-01"
    }
    assert gaps == {"2020-07-01": 1, "2020-07-07": 1, "2020-07-14": 1, "2020-08-25": 3}


def accounts_on(outings: dict[str, PatrolTold], on: str) -> dict[str, PatrolAccount]:
    return {one.by: one for one in outings[on].accounts}


def test_contradiction_06_third_parties_differ_on_22_july_and_25_august(
    idlib: Record, outings: dict[str, PatrolTold]
) -> None:
    july = accounts_on(outings, "2020-07-22")
    assert (july["iswnews"].number, july["southfront"].number) == (22, 23)
    assert july["iswnews"].of is july["southfront"].of is None
    august = accounts_on(outings, "2020-08-25")["qasioun-news"]
    assert (august.number, august.number_derived, august.of) == (25, True, None)
    counted = {row.unit: row.n for row in idlib.counts if row.report == august.report}
    assert counted == {"joint patrols": 25, "Turkish-only patrols": 7}


def test_contradiction_06_the_first_patrol_ended_for_three_reasons_none_of_them_dropped(
    idlib: Record, outings: dict[str, PatrolTold]
) -> None:
    told = accounts_on(outings, "2020-03-15")
    assert "rovocations" in told["russian-mod"].reason
    assert "rotesters" in told["al-masdar"].reason
    assert told["turkish-mod"].reason == ""
    assert {one.outcome.value for one in told.values()} == {"held", "shortened", "turned_back"}
    second = {(row.by, row.outcome.value) for row in outings["2020-03-23"].accounts}
    assert {("russian-mod", "shortened"), ("turkish-mod", "held")} <= second
    notice = claims_on(idlib, "E85")["E85-c"]
    assert TroubleKind.INCOMPLETE in troubles(notice)


def test_contradiction_06_reach_is_each_sources_own(outings: dict[str, PatrolTold]) -> None:
    july = accounts_on(outings, "2020-07-07")
    assert july["turkish-mod"].outcome.value == "full"
    assert july["turkish-mod"].reach == "ain-al-havr"
    assert july["iswnews"].reach == july["syrianpc"].reach == "badama"
    assert (july["syrianpc"].length_km, july["turkish-mod"].length_km) == (67, None)


# Day to the farthest run in kilometres that any account gives, on the reading that ends the route at Ain
# al-Havr; none where nobody tells.
REACH_KM = {
    "2020-03-15": 5.5,
    "2020-03-23": None,
    "2020-04-08": None,
    "2020-04-15": None,
    "2020-05-05": 17.1,
    "2020-05-12": 17.1,
    "2020-05-14": None,
    "2020-06-02": 21.7,
    "2020-06-04": None,
    "2020-07-07": 65.3,
    "2020-07-14": 17.1,
    "2020-07-22": 65.3,
    "2020-08-12": 65.3,
    "2020-08-17": 48.2,
    "2020-08-25": 21.7,
}


@pytest.fixture(scope="module")
def reaches(idlib: Record) -> dict[str, list[PatrolReach]]:
    found: dict[str, list[PatrolReach]] = {}
    for one in patrol_reach(idlib):
        found.setdefault(one.patrol.removeprefix("p-"), []).append(one)
    return found


@pytest.mark.parametrize("on", LEDGER)
def test_contradiction_06_every_row_of_the_patrol_ledger_has_its_reach_in_kilometres_or_none(
    reaches: dict[str, list[PatrolReach]], on: str
) -> None:
    runs = [along.run_km for one in reaches[on] for along in one.along if along.route == 0]
    assert (max(runs, default=None)) == pytest.approx(REACH_KM[on], abs=0.1)


def test_contradiction_06_lengths_as_told_agree_with_the_places_named(
    reaches: dict[str, list[PatrolReach]],
) -> None:
    """Two ways to one number: a release's kilometres, and the place it names measured along the route."""
    told = {
        on: (one.stated_km, one.along[0].low_km, one.along[0].high_km)
        for on, rows in reaches.items()
        for one in rows
        if one.stated_km is not None and one.basis is ReachBasis.PLACE
    }
    assert set(told) == {"2020-06-02", "2020-06-10", "2020-07-07"}
    for on in ("2020-06-02", "2020-06-10"):
        stated, low, high = told[on]
        assert stated is not None
        assert low < stated < high, on
    # Past Badama, says the page; so its 67 km lie beyond the place that it names.
    stated, _, high = told["2020-07-07"]
    assert stated is not None
    assert stated > high


def test_contradiction_06_where_the_route_ends_moves_every_share_and_no_kilometre(
    reaches: dict[str, list[PatrolReach]],
) -> None:
    [june] = [one for one in reaches["2020-06-02"] if one.along]
    havr, elhur = june.along
    assert havr.km == pytest.approx(elhur.km, abs=1e-3)
    assert (round(havr.share, 2), round(elhur.share, 2)) == (0.33, 0.29)
    full = [one for one in reaches["2020-07-07"] if one.by == "turkish-mod"]
    assert [round(one.km, 1) for one in full[0].along] == [65.3, 73.6]


# Day to what the outing comes to if done when it set out, and if done when it reached the other end.
COMES_TO = {
    "2020-03-15": ("performed: sides_agree", "undetermined: claimed_by:government:partly_performed"),
    "2020-03-23": ("performed: sides_agree", "undetermined: claimed_by:government:partly_performed"),
    "2020-04-08": ("performed: sides_agree", "undetermined: third_party_only"),
    "2020-04-15": ("performed: sides_agree", "undetermined: nobody_says"),
    "2020-05-05": ("performed: sides_agree", "undetermined: third_party_only"),
    "2020-05-12": ("performed: sides_agree", "undetermined: nobody_says"),
    "2020-05-14": ("undetermined: claimed_by:opposition:performed", "undetermined: nobody_says"),
    "2020-06-02": ("performed: sides_agree", "undetermined: claimed_by:government:partly_performed"),
    "2020-06-04": ("undetermined: claimed_by:opposition:performed", "undetermined: nobody_says"),
    "2020-07-07": ("undetermined: claimed_by:opposition:performed",) * 2,
    "2020-07-14": ("performed: sides_agree", "undetermined: nobody_says"),
    "2020-07-22": ("undetermined: claimed_by:opposition:performed",) * 2,
    "2020-08-12": ("undetermined: claimed_by:opposition:performed",) * 2,
    "2020-08-17": ("performed: sides_agree", "undetermined: nobody_says"),
    "2020-08-25": ("performed: sides_agree", "undetermined: nobody_says"),
}


@pytest.fixture(scope="module")
def done(idlib: Record) -> tuple[PatrolDone, ...]:
    return patrols_done(idlib)


def said_of(done: tuple[PatrolDone, ...], on: str, test: PatrolTest) -> set[str]:
    return {
        f"{one.state.value}: {','.join(one.because)}" for one in done if one.on == on and one.test is test
    }


@pytest.mark.parametrize("on", LEDGER)
def test_contradiction_06_what_a_patrol_comes_to_hangs_on_when_one_is_done(
    done: tuple[PatrolDone, ...], on: str
) -> None:
    started, reached = COMES_TO[on]
    assert said_of(done, on, PatrolTest.SET_OUT) == {started}
    assert said_of(done, on, PatrolTest.REACHED_END) == {reached}


def test_contradiction_06_that_both_were_on_a_patrol_all_the_way_nobody_ever_told(
    done: tuple[PatrolDone, ...],
) -> None:
    asked = [one for one in done if one.test is PatrolTest.BOTH_THROUGHOUT]
    assert len({one.patrol for one in asked}) == 27
    assert all(claim.state is not PerformanceState.PERFORMED for one in asked for claim in one.claimed)


def test_contradiction_06_the_two_series_part_in_three_steps_that_make_up_their_difference(
    idlib: Record,
) -> None:
    found = patrol_numbers(idlib)
    parts = {(one.of, one.to): (one.n_left_out, one.candidates) for one in found.parts}
    assert parts == {
        (RUSSIA, "p-2020-07-01"): (1, ("p-2020-06-16", "p-2020-06-18")),
        (RUSSIA, "p-2020-08-25"): (1, ("p-2020-07-22", "p-2020-08-12", "p-2020-08-17")),
        (TURKEY, "p-2020-08-12"): (-1, ()),
    }
    last = found.gaps[-1]
    assert (last.patrol, last.number, last.other_number) == ("p-2020-08-25", 26, 23)
    assert (last.n_left_out, last.n_left_out_by_other) == (-1, 2)


def test_contradiction_06_leaving_out_attacked_or_shortened_patrols_gives_neither_series(
    idlib: Record,
) -> None:
    fits = patrol_numbers(idlib).fits
    for side, n_stated, n_met, until in ((TURKEY, 23, 20, "2020-07-22"), (RUSSIA, 15, 14, "2020-07-14")):
        own = [one for one in fits if one.of == side]
        best = own[0]
        assert (best.n_stated, best.n_met, best.met_until) == (n_stated, n_met, until)
        assert best.way.attacked
        assert best.way.cut_short
        assert best.way.doubtful is (side == TURKEY), "18 June, told as joint and as Turkish only"
        assert max(one.n_met for one in own if not (one.way.attacked and one.way.cut_short)) <= 9


def test_contradiction_06_most_of_the_road_was_not_seen_in_most_weeks(idlib: Record) -> None:
    havr, elhur = patrol_effort(idlib)
    assert (len(havr.weeks), len(havr.route.stops)) == (25, 10)
    by_answer = {seen: sum(one.answer is seen for one in havr.cells) for seen in StretchSeen}
    assert sum(by_answer.values()) == 25 * 9
    assert (
        by_answer[StretchSeen.OBSERVED]
        < by_answer[StretchSeen.NOT_OBSERVED] + by_answer[StretchSeen.NOT_KNOWN]
    )
    first_week = {str(one.from_): one.answer for one in havr.cells if str(one.week) == "2020-03-09"}
    assert first_week["ariha"] is StretchSeen.ACCESS_DENIED, "the first patrol was turned back before it"
    assert {one.matter for one in havr.near} >= {"E89", "E93", "E96", "E99", "E108", "E112"}
    assert len(elhur.cells) == len(havr.cells)


def test_contradiction_06_a_turkish_only_outing_is_no_joint_one_whatever_its_headline_says(
    idlib: Record, outings: dict[str, PatrolTold]
) -> None:
    alone = outings["2020-03-20"].patrol
    assert alone.crews == (TURKEY,)
    assert alone.duty is None, "whether it performs anything is a question left open"
    headline = claims_on(idlib, "E90")["E90-b"]
    assert headline.credibility is Credibility.FIVE
    assert TroubleKind.SELF_CONTRADICTION in troubles(headline)
    june = accounts_on(outings, "2020-06-18")
    assert "joint" in june["local-sources-unnamed"].note
    assert "Turkish only" in june["opposition-unnamed"].note


@pytest.mark.parametrize(
    ("incident", "account"),
    [
        ("E108", "moscow_says"),
        ("E108", "ankara_says"),
        ("E111", "sohr_says"),
        ("E111", "moscow_says"),
        ("E111", "ankara_says"),
        ("E112", "moscow_says"),
        ("E112", "sohr_says"),
        ("E112", "ankara_says"),
    ],
)
def test_contradiction_06_an_attack_whose_author_is_unknown_is_decided_by_no_reading(
    assessed: Assessment, incident: str, account: str
) -> None:
    assert verdicts(assessed, incident, "a20b/1", account) == under_all("undetermined")
    for row in rows_of(assessed, incident, "a20b/1", account).values():
        assert row["decided_by"] == []
        assert row["p_breach"] == 0
        assert row["p_breach_max"] > 0.99


def test_contradiction_06_a_group_that_is_not_bound_owns_up_and_no_clause_of_article_1_is_broken(
    idlib: Record, assessed: Assessment
) -> None:
    claim = claims_on(idlib, "E112")["E112-b"]
    assert (claim.by, claim.manner) == ("khattab-al-shishani", Manner.SELF_CLAIM)
    assert rows_of(assessed, "E112", "a20b/1", "claim") == {}


# 7: one hour that cannot be two


def test_contradiction_07_0850_in_moscow_is_not_0650_gmt_and_both_are_kept(idlib: Record) -> None:
    claimed = claims_on(idlib, "E108")
    right, wrong = claimed["E108-a"], claimed["E108-b"]
    assert set(right.reports) & set(wrong.reports) == {"urdupoint-973781"}, "one page prints both"
    assert wrong.credibility is Credibility.FIVE
    assert wrong.graded_because
    assert TroubleKind.IMPOSSIBLE_TIME in troubles(wrong)
    assert right.credibility is Credibility.SIX
    assert TroubleKind.IMPOSSIBLE_TIME not in troubles(right)


def test_contradiction_07_the_two_hours_lie_one_hour_apart(idlib: Record) -> None:
    (entry,) = [one for one in idlib.incidents if one.id == "E108"]
    (matter,) = [one for one in idlib.matters if one.id == "E108"]
    (impossible,) = [one for one in entry.accounts if one.id == "one_release_says"]
    assert started_at(matter.when) == started_at(entry.when) == datetime(2020, 7, 14, 5, 50, tzinfo=UTC)
    assert started_at(impossible.when) == datetime(2020, 7, 14, 6, 50, tzinfo=UTC)


def test_contradiction_07_the_hour_changes_no_verdict(assessed: Assessment) -> None:
    for clause in ("a20b/1", "a18/2"):
        one = verdicts(assessed, "E108", clause, "moscow_says")
        assert one == verdicts(assessed, "E108", clause, "one_release_says")
        assert set(one) == set(POSITIONS)


def test_contradiction_07_the_turkish_crew_was_hurt_or_was_not(idlib: Record) -> None:
    claimed = claims_on(idlib, "E108")
    assert claimed["E108-d"].contradicts == ("E108-c",)
    assert claimed["E108-d"].denies == (), "no casualties, said without a word on the other ministry's"
    tolls = {
        (one.by, one.outcome): (one.low, one.high)
        for one in idlib.tolls
        if one.matter == "E108" and one.who == TURKEY
    }
    assert tolls == {
        ("russian-reconciliation-centre", "wounded"): (None, None),  # some, which is no figure
        ("turkish-mod", "killed"): (0, 0),
    }


# 9: a death that is not a violation


def test_contradiction_09_the_death_by_illness_is_kept_counted_nowhere_and_breaks_nothing(
    idlib: Record, assessed: Assessment
) -> None:
    (matter,) = [one for one in idlib.matters if one.id == "E88"]
    assert matter.kind is MatterKind.NON_HOSTILE
    (claim,) = claims_on(idlib, "E88").values()
    assert (claim.by, claim.tells) == ("turkish-mod", ("E88/ankara_says",))
    assert not [one for one in idlib.tolls if one.matter == "E88"]
    assert not [row for row in rows_found(assessed) if row["incident_id"] == "E88"]


def test_contradiction_09_the_two_deaths_on_the_same_page_are_another_matter(idlib: Record) -> None:
    illness, rockets = claims_on(idlib, "E88")["E88-a"], claims_on(idlib, "E89")["E89-a"]
    assert set(illness.reports) & set(rockets.reports) == {"hurriyet-153125"}
    killed = [one for one in idlib.tolls if one.matter == "E89" and one.by == "turkish-mod"]
    assert [(one.outcome, one.low, one.high) for one in killed] == [("killed", 2, 2), ("wounded", 1, 1)]


# 11: a stance where no statement exists


def test_contradiction_11_a_rejection_without_a_statement_is_hearsay_and_says_so(idlib: Record) -> None:
    claimed = claims_on(idlib, "E87")
    for name in ("E87-b", "E87-c"):
        assert claimed[name].manner is Manner.HEARSAY
        assert {TroubleKind.NO_STATEMENT, TroubleKind.UNNAMED_SPEAKER} <= troubles(claimed[name])
        assert claimed[name].through == ("sputnik-arabic",)
    assert claimed["E87-a"].manner is Manner.HEARSAY
    assert TroubleKind.NO_STATEMENT not in troubles(claimed["E87-a"]), "said only of the other two"


def test_contradiction_11_one_of_the_two_had_spoken_ten_days_before(idlib: Record) -> None:
    spoke = claims_on(idlib, "E80")["E80-a"]
    assert (spoke.by, spoke.manner) == ("hts", Manner.ASSERTS)
    headline = claims_on(idlib, "E80")["E80-b"]
    assert (headline.by, headline.manner) == ("southfront", Manner.INFERS)
    before = known_by(idlib, datetime(2020, 3, 17, tzinfo=UTC))
    known = {claim.id for claim in before.claims}
    assert "E80-a" in known
    assert "E87-c" not in known


def held_toward_the_protocol(record: Record, day: datetime) -> dict[str, ActorStance]:
    return {str(one.actor): one for one in stances(record, at=day, toward=["a20b"])}


def test_contradiction_11_hearsay_does_not_take_the_place_of_what_a_group_said(idlib: Record) -> None:
    held = held_toward_the_protocol(idlib, datetime(2020, 3, 18, tzinfo=UTC))
    hts = held["hts"]
    assert (hts.attitude, hts.evidence) == (Attitude.AMBIGUOUS, Evidence.OWN_STATEMENT)
    assert {row.matter for row in hts.rows} == {"E80"}
    (not_followed,) = hts.also_said
    assert (not_followed.matter, not_followed.attitude) == ("E87", Attitude.REJECTS)
    assert not_followed.evidence is Evidence.UNNAMED_SOURCES


def test_contradiction_11_a_group_that_said_nothing_is_shown_as_told_of_by_the_unnamed(
    idlib: Record,
) -> None:
    held = held_toward_the_protocol(idlib, datetime(2020, 3, 18, tzinfo=UTC))
    tip = held["tip"]
    assert (tip.attitude, tip.evidence, tip.inferred) == (
        Attitude.REJECTS,
        Evidence.UNNAMED_SOURCES,
        False,
    )
    (row,) = tip.rows
    assert (row.matter, row.by, row.statement) == ("E87", "local-sources-unnamed", False)
    assert tip.also_said == tip.earlier == (), "its dead of the first day are no stance"
    # Said on the 17th: the day before, nothing at all was known of it.
    assert "tip" not in held_toward_the_protocol(idlib, datetime(2020, 3, 17, tzinfo=UTC))


# 14: an act filed under the wrong agreement


def test_contradiction_14_a_patrol_and_a_drill_filed_under_the_wrong_memorandum(idlib: Record) -> None:
    patrol = claims_on(idlib, "E102")
    drill = claims_on(idlib, "D2020-08-31")
    for wrong in (patrol["E102-b"], drill["D2020-08-31-b"]):
        assert TroubleKind.WRONG_INSTRUMENT in troubles(wrong)
        assert wrong.credibility is Credibility.FIVE
    for right in (patrol["E102-a"], drill["D2020-08-31-a"]):
        assert troubles(right) == set()
        assert right.about == ("a20b",)
    assert patrol["E102-b"].about == ("a19d",), "what the page says, kept as said"


def test_contradiction_14_the_outing_answers_to_the_protocol_all_the_same(
    outings: dict[str, PatrolTold],
) -> None:
    assert outings["2020-06-02"].patrol.duty == "a20b/3"
    assert outings["2020-06-02"].agree is True
    assert "2020-08-31" not in outings, "a drill is no patrol"


# 15: protester, civilian or member of a group


def test_contradiction_15_three_words_for_the_same_dead_and_three_tolls(idlib: Record) -> None:
    (entry,) = [one for one in idlib.incidents if one.id == "E96"]
    targets = {
        account.id: {cast.actor for one in account.hypotheses for cast in one.cast if cast.role == "target"}
        for account in entry.accounts
    }
    assert targets["anha_says"] == {"civilians"}
    assert targets["sohr_first_says"] == {"unknown"}, "whether civilians or fighters was not known"
    assert targets["sohr_says"] == targets["al_araby_says"] == {"protesters"}
    assert targets["sohr_members_say"] == {"hts", "protesters"}
    acts = {one.act for account in entry.accounts for one in account.hypotheses}
    assert acts == {"small_arms_fire"}, "shot dead is no dispersal of a protest"
    tolls = {
        (one.by, one.moment): (one.low, one.high, one.who)
        for one in idlib.tolls
        if one.matter == "E96" and one.outcome == "killed"
    }
    assert tolls == {
        ("sohr", 1): (2, 2, None),
        ("sohr", 2): (4, 4, None),
        ("hawar", 1): (2, 2, "civilians"),
        ("al-araby", 1): (2, 2, "protesters"),
        ("al-araby", 2): (5, 5, "protesters"),
    }


def test_contradiction_15_the_agency_that_calls_them_civilians_is_no_third_party(idlib: Record) -> None:
    (agency,) = [one for one in idlib.sources if one.id == "hawar"]
    (family,) = [one for one in idlib.families if one.id == agency.family]
    assert family.standing is Standing.PARTY_ALIGNED
    assert agency.lean is family.lean is None, "of neither side of these texts"
    assert backings(idlib)["E96/anha_says"].basis is Basis.ONE_PARTY_AGAINST_OTHER


def test_contradiction_15_a_relay_makes_civilians_of_the_unknown(idlib: Record) -> None:
    claimed = claims_on(idlib, "E96")
    own, relayed = claimed["E96-a"], claimed["E96-e"]
    assert own.by == relayed.by == "sohr"
    assert relayed.through == ("hawar",)
    assert TroubleKind.INCOMPLETE in troubles(relayed)


def test_contradiction_15_the_verdict_follows_the_word_for_the_dead(assessed: Assessment) -> None:
    # Civilians: it hangs on whether the ceasefire reaches fire on them, and on nothing else.
    assert verdicts(assessed, "E96", "a20b/1", "anha_says") == under_all("undetermined")
    for row in rows_of(assessed, "E96", "a20b/1", "anha_says").values():
        assert set(row["decided_by"]) == {"intra-side", "ceasefire-target"}
    # Protesters, and members of a group among them: on what they are as well, so one answer is not enough.
    for account in ("sohr_says", "al_araby_says", "sohr_members_say"):
        assert verdicts(assessed, "E96", "a20b/1", account) == under_all("undetermined")
        for row in rows_of(assessed, "E96", "a20b/1", account).values():
            assert row["robust"] is False
    # Nobody knows who they were: no reading of the text settles it.
    assert verdicts(assessed, "E96", "a20b/1", "sohr_first_says") == under_all("undetermined")
    for row in rows_of(assessed, "E96", "a20b/1", "sohr_first_says").values():
        assert row["decided_by"] == []


def test_contradiction_15_mortars_in_answer_turn_on_who_is_bound_and_on_the_answer(
    assessed: Assessment,
) -> None:
    for account in ("sohr_says", "al_araby_says"):
        # Both capitals say that an attack may be answered; else it is open.
        excused = {"moscow": "no_breach", "ankara": "no_breach"}
        assert verdicts(assessed, "E96-mortars", "a20b/1", account) == under_all("undetermined") | excused
        rows = rows_of(assessed, "E96-mortars", "a20b/1", account)
        assert {"hts-bound", "self-defence"} <= set(rows["ruling"]["decided_by"])
        assert {"hts-bound", "self-defence"} <= set(rows["opposition"]["decided_by"])


# 16: groups fighting each other


def test_contradiction_16_each_sides_dead_are_kept_apart_and_climb(idlib: Record) -> None:
    tolls = [(one.by, one.who, one.low, one.high) for one in idlib.tolls if one.matter == "E106"]
    assert tolls == [
        ("southfront", "hts", 4, 4),
        ("southfront", "be-steadfast", 5, 5),
        ("wikipedia", "hts", 11, 11),
        ("wikipedia", "be-steadfast", 18, 18),
    ]


def test_contradiction_16_one_page_says_who_broke_the_first_deal_and_the_account_does_not_follow_it(
    idlib: Record, assessed: Assessment
) -> None:
    claim = claims_on(idlib, "E106")["E106-c"]
    (hypothesis,) = claim.hypotheses
    assert {(cast.actor, cast.role.value) for cast in hypothesis.cast} == {
        ("hts", "initiator"),
        ("be-steadfast", "target"),
    }
    assert claim.tells == (), "a deal broken on the 25th is not the beginning on the 23rd"
    assert verdicts(assessed, "E106", "a20b/1", "several_say") == under_all("undetermined")
    for row in rows_of(assessed, "E106", "a20b/1", "several_say").values():
        assert {"hts-bound", "intra-side"} <= set(row["decided_by"])
        assert row["p_breach"] == 0


# What was first filed under the wrong day


def test_the_bridge_of_al_kufayr_is_not_that_of_muhambal(idlib: Record) -> None:
    (entry,) = [one for one in idlib.incidents if one.id == "E86"]
    assert entry.when == When(at="2020-03-25", zone="Asia/Damascus")
    claimed = claims_on(idlib, "E86")
    assert TroubleKind.RELATIVE_DATE in troubles(claimed["E86-a"])
    other = claimed["E86-d"]
    assert other.tells == ()
    assert started_at(other.when) < started_at(entry.when)
    assert MatterId("E86") == other.matter
