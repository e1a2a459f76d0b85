"""Contradictions of January to 5 March 2020 that the record keeps, with the result under each position.

Numbered as in the list of golden contradictions: 2 (E48, E49, E50), 3 (E60), 4 (E74), 8 (E59), 17 (E77) and
18 (E58). What is kept is claims, tolls and notifications, one for each speaker; the results say what hangs on
the difference and what does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, TypeAlias

import pytest

from tests.cases.found import rows_found
from truceline.clock import Interval
from truceline.model.assessment import Assessment
from truceline.model.ids import MatterId
from truceline.model.record import Claim, Record, Toll
from truceline.model.words import Basis, Credibility, Manner, Part, TroubleKind
from truceline.record import MatterClaims, backings, claims, claims_of, counts, happened, known_by

RANGE = tuple(f"E{number}" for number in range(48, 79))
POSITIONS = ("moscow", "ankara", "opposition", "ruling")
START = datetime(2020, 3, 5, 21, 1, tzinfo=UTC)
"""00:01 on 6 March 2020 on the earliest of the clocks in question, those of Ankara and Moscow."""


Rows: TypeAlias = Mapping[tuple[str, str, str, str], Mapping[str, Any]]
"""Findings by incident, account, clause and position."""


@pytest.fixture(scope="module")
def rows(assessed: Assessment) -> Rows:
    return {
        (row["incident_id"], row["account"], row["clause_id"], row["position"]): row
        for row in rows_found(assessed)
    }


def matter(idlib: Record, name: str) -> MatterClaims:
    (found,) = claims(idlib, matters=[MatterId(name)])
    return found


def claim(idlib: Record, name: str) -> Claim:
    return next(one for one in idlib.claims if one.id == name)


def verdict(found: Rows, incident: str, account: str, clause: str, position: str) -> str:
    """Return one verdict; `no row` where no row is written."""
    row = found.get((incident, account, clause, position))
    return "no row" if row is None else str(row["verdict"])


def decided_by(found: Rows, incident: str, account: str, clause: str) -> set[str]:
    """Return what decides under `ruling`, the position that takes no reading."""
    return set(found[incident, account, clause, "ruling"]["decided_by"])


def tolls(idlib: Record, name: str, by: str, outcome: str, who: str | None) -> list[Toll]:
    found = [
        one for one in idlib.tolls if (one.matter, one.by, one.outcome, one.who) == (name, by, outcome, who)
    ]
    return sorted(found, key=lambda one: one.moment or 0)


def told(idlib: Record, name: str) -> set[tuple[str, str, str, str]]:
    """Return who says that who told whom, or did not."""
    return {
        (one.by, one.notifier, one.notified, one.told) for one in idlib.notifications if one.matter == name
    }


def troubles(found: Claim) -> set[TroubleKind]:
    return {one.kind for one in found.trouble}


def initiators(idlib: Record, incident: str, account: str) -> set[frozenset[str]]:
    """Return who acted, by hypothesis."""
    entry = next(one for one in idlib.incidents if one.id == incident)
    told_so = next(one for one in entry.accounts if one.id == account)
    return {
        frozenset(cast.actor for cast in hypothesis.cast if cast.role == "initiator")
        for hypothesis in told_so.hypotheses
    }


# 2: the same act violates or not by the choice of start


def test_contradiction_02_two_starts_are_two_claims_and_neither_gives_way(idlib: Record) -> None:
    moscow, ankara = claim(idlib, "E48-a"), claim(idlib, "E49-a")
    assert (moscow.by, ankara.by) == ("russian-reconciliation-centre", "turkish-mod")
    assert moscow.manner is ankara.manner is Manner.SELF_CLAIM
    assert moscow.denies == ankara.denies == (), "each announces; neither denies the other"
    # One page prints both, and is one report under both claims.
    assert set(moscow.reports) & set(ankara.reports) == {"tass-1107179"}


def test_contradiction_02_slips_of_pages_stand_beside_the_starts_and_are_not_taken_over(
    idlib: Record,
) -> None:
    assert TroubleKind.WRONG_DATE in troubles(claim(idlib, "E48-c")), "2010 for 2020"
    assert TroubleKind.WRONG_DATE in troubles(claim(idlib, "E48-d")), "8 January"
    assert TroubleKind.WRONG_DATE in troubles(claim(idlib, "E49-d")), "Saturday for Sunday"
    assert TroubleKind.IMPOSSIBLE_TIME in troubles(claim(idlib, "E48-e")), "14:00 of two clocks"
    announced = next(one for one in idlib.incidents if one.id == "E48").when
    at = happened(announced)
    assert at is not None
    assert at.start_at == datetime(2020, 1, 9, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("incident", "account"),
    [
        ("E50-air", "orient_says"),
        ("E50-shelling", "orient_says"),
        ("E50-idlib", "sohr_says"),
        ("E50-idlib", "activists_say"),
    ],
)
def test_contradiction_02_the_eleventh_is_in_force_by_one_start_and_before_the_other(
    rows: Rows, incident: str, account: str
) -> None:
    expected = {
        "moscow": "undetermined",  # in force since the 9th; whom the strikes hit is what is left open
        "ankara": "out_of_scope",  # from 00:01 on the 12th
        "opposition": "undetermined",
        "ruling": "undetermined",
    }
    for position in POSITIONS:
        assert verdict(rows, incident, account, "a20a/1", position) == expected[position]
    assert decided_by(rows, incident, account, "a20a/1") == {"january-start"}
    by_moscow = set(rows[incident, account, "a20a/1", "moscow"]["decided_by"])
    assert by_moscow == {"january-start", "intra-side", "ceasefire-target"}


def test_contradiction_02_once_both_starts_have_passed_the_choice_decides_nothing(
    rows: Rows,
) -> None:
    for account in ("opposition_says", "sohr_says"):
        for position in POSITIONS:
            assert verdict(rows, "E52", account, "a20a/1", position) == "undetermined"
        assert decided_by(rows, "E52", account, "a20a/1") == {"intra-side", "ceasefire-target"}


def test_contradiction_02_a_claim_that_takes_one_start_for_the_start_says_so(idlib: Record) -> None:
    for name in ("E50-a", "E50-b", "E50-c", "E56-a", "E65-a"):
        assert TroubleKind.ONE_SIDES_START in troubles(claim(idlib, name)), name


def test_contradiction_02_who_flew_on_the_eleventh_is_told_two_ways(idlib: Record) -> None:
    assert initiators(idlib, "E50-air", "orient_says") == {frozenset({"russia"})}
    assert initiators(idlib, "E50-shelling", "orient_says") == {frozenset({"syrian-government-forces"})}
    assert initiators(idlib, "E50-idlib", "sohr_says") == {frozenset({"syrian-government-forces"})}
    # Moscow blames the other side for the same day, in a claim of its own.
    blamed = claim(idlib, "E50-e")
    assert blamed.by == "russian-mod"
    assert blamed.denies == (), "to blame another denies nothing"
    assert set(blamed.contradicts) == {"E50-a", "E50-b"}


# The first day: counts of three kinds


def test_the_first_day_has_shells_rockets_and_one_or_two_and_no_sum(idlib: Record) -> None:
    windows = {
        (str(one.by), one.unit): one for one in counts(idlib) if any(row.matter == "E51" for row in one.rows)
    }
    assert windows["sohr", "shells"].parts[0].total == 170
    assert windows["sohr", "rockets"].parts[0].total == 19
    # "One or two" is no number, so there is none; and it is not nought.
    assert windows["turkish-mod", "incidents"].parts[0].total is None
    assert len(windows) == 3


# 3: a toll that climbs, and a notice that was or was not given


def test_contradiction_03_a_toll_that_climbs(idlib: Record) -> None:
    ministry = tolls(idlib, "E60", "turkish-mod", "killed", "turkey")
    assert [one.moment for one in ministry] == [1, 2, 3]
    assert [one.low for one in ministry] == [4, 6, 8]
    assert all(earlier.report != later.report for earlier, later in pairwise(ministry))


def test_contradiction_03_eight_is_split_two_ways_and_six_two_ways(idlib: Record) -> None:
    split = {str(one.by): one.note for one in idlib.tolls if one.matter == "E60" and one.low in {6, 8}}
    assert split["turkish-presidency"].startswith("Five soldiers and three civilian")
    assert split["turkish-mod"].startswith("Seven soldiers and one civilian")
    assert split["trt"].startswith("Five soldiers and one civilian")


def test_contradiction_03_the_other_sides_losses_are_four_figures_and_none_is_left_out(
    idlib: Record,
) -> None:
    army = "syrian-government-forces"
    (claimed,) = tolls(idlib, "E60", "turkish-presidency", "affected", army)
    (later,) = tolls(idlib, "E60", "turkish-mod", "affected", army)
    (monitor,) = tolls(idlib, "E60", "sohr", "killed", army)
    (denied,) = tolls(idlib, "E60", "syrian-state-media", "killed", army)
    assert (claimed.low, claimed.high) == (30, 35), "casualties, of which some may have lived"
    assert (later.low, later.high) == (76, 76), "eliminated, which need not mean killed"
    assert (monitor.low, monitor.high) == (13, None), "at least"
    assert (denied.low, denied.high) == (0, 0), "said to be none: a nought that somebody asserts"
    # Moscow has the Turkish soldiers wounded only, and gives no number: nothing, not nought.
    (wounded,) = tolls(idlib, "E60", "russian-mod", "wounded", "turkey")
    assert (wounded.low, wounded.high) == (None, None)
    assert not tolls(idlib, "E60", "russian-mod", "killed", "turkey")


def test_contradiction_03_told_and_not_told_stand_side_by_side(idlib: Record) -> None:
    found = told(idlib, "E60")
    assert ("turkish-mod", "turkey", "russia", "told") in found
    assert ("russian-reconciliation-centre", "turkey", "russia", "not_told") in found
    assert ("lavrov", "turkey", "russia", "not_told") in found
    # And whom it told is not the same on every page.
    assert ("turkish-mod", "turkey", "syrian-government-forces", "told") in found
    assert ("ak-party", "turkey", "russia", "told") in found
    # The notice is denied, and the denial is: neither is a denial of the deaths.
    assert claim(idlib, "E60-q").denies == claim(idlib, "E60-i").denies == ("E60-o", "E60-p")
    assert claim(idlib, "E60-r").denies == ("E60-q",)
    assert claim(idlib, "E60-s").contradicts == ("E60-q",)
    assert not [one.id for one in idlib.claims if {"E60-a", "E60-b", "E60-d"} & set(one.denies)]


def test_contradiction_03_who_denies_an_account_is_read_off_its_claims(idlib: Record) -> None:
    denied = {
        (row["incident_id"], row["account"]): set(row["denied_by"]) for row in claims_of(idlib).to_pylist()
    }
    assert denied["E60", "ankara_says"] == denied["E60", "moscow_says"] == set(), "only the notice is denied"
    for name in ("E60-i", "E60-q", "E60-r", "E74-f", "E74-i", "E74-k"):
        assert claim(idlib, name).denies_what == (Part.NOTICE,), name
    assert denied["E60", "erdogan_says"] == set(), "another split of the dead is not denied by anybody"
    assert denied["E60-reply", "ankara_says"] == denied["E60-reply", "sohr_says"] == set(), (
        "only the losses are"
    )
    assert denied["E60-reply", "damascus_says"] == set()
    assert denied["E74", "ankara_says"] == set(), "that Russia knew where they were is denied, not the strike"
    assert denied["E74", "moscow_says"] == {"Turkish Ministry of National Defence"}
    assert (
        denied["E74", "observers_say"]
        == denied["E74", "local_sources_say"]
        == {"Russian Ministry of Defence"}
    )
    assert denied["E68-air", "activists_say"] == set(), "the presidency blames Damascus and denies nothing"


def test_contradiction_03_neither_toll_nor_notice_decides_the_finding(idlib: Record, rows: Rows) -> None:
    entry = next(one for one in idlib.incidents if one.id == "E60")
    assert {account.id: account.fatalities for account in entry.accounts} == {
        "ankara_says": (4, 8),
        "moscow_says": (0, 0),
        "erdogan_says": (8, 8),
    }
    for account in entry.accounts:
        for position in POSITIONS:
            assert verdict(rows, "E60", account.id, "a20a/1", position) == "undetermined"
        # Whether the ceasefire of January still stood that day is what decides.
        assert decided_by(rows, "E60", account.id, "a20a/1") == {"lapse"}


def test_contradiction_03_the_reply_turns_on_self_defence_only_where_an_attack_is_claimed(
    rows: Rows,
) -> None:
    assert decided_by(rows, "E60-reply", "ankara_says", "a20a/1") == {"lapse", "self-defence"}
    assert decided_by(rows, "E60-reply", "damascus_says", "a20a/1") == {"lapse"}


def test_contradiction_03_what_could_be_known_that_evening_is_the_lower_toll(idlib: Record) -> None:
    evening = known_by(idlib, datetime(2020, 2, 4, tzinfo=UTC))
    assert [one.low for one in tolls(evening, "E60", "turkish-mod", "killed", "turkey")] == [4, 6]
    assert not {"E60-d", "E60-p"} & {one.id for one in evening.claims}


# 4: who fired, where, and was it told


def test_contradiction_04_who_fired_is_told_in_four_ways(idlib: Record) -> None:
    syria, russia = "syrian-government-forces", "russia"
    assert initiators(idlib, "E74", "ankara_says") == {frozenset({syria})}
    assert initiators(idlib, "E74", "moscow_says") == {frozenset({syria})}
    assert initiators(idlib, "E74", "observers_say") == {frozenset({russia})}
    assert initiators(idlib, "E74", "local_sources_say") == {frozenset({syria, russia})}
    acts = {
        account.id: {hypothesis.act for hypothesis in account.hypotheses}
        for entry in idlib.incidents
        if entry.id == "E74"
        for account in entry.accounts
    }
    assert acts["moscow_says"] == {"armed_attack"}, "fire, by means not said"
    assert acts["ankara_says"] == {"air_strike"}
    assert set(claim(idlib, "E74-g").denies) == {"E74-l", "E74-m"}


def test_contradiction_04_the_name_of_the_place_is_an_alias_and_no_second_place(idlib: Record) -> None:
    balyun = next(place for place in idlib.casebook.places if place.id == "balyun")
    assert "Behun" in balyun.aliases
    for name in ("E74-e", "E74-f", "E74-g"):
        assert TroubleKind.ALIAS in troubles(claim(idlib, name)), name
    assert not [place for place in idlib.casebook.places if place.id == "behun"]


def test_contradiction_04_what_was_told_is_disputed_and_one_speaker_says_both(idlib: Record) -> None:
    found = told(idlib, "E74")
    assert ("turkish-mod", "turkey", "russia", "told") in found
    assert ("russian-mod", "turkey", "russia", "not_told") in found
    # Coordinates given, but not the movement: both rows are the foreign minister's.
    assert ("lavrov", "turkey", "russia", "told") in found
    assert ("lavrov", "turkey", "russia", "not_told") in found
    warned = [one for one in idlib.notifications if one.matter == "E74" and "struck" in one.of]
    assert [one.by for one in warned] == ["turkish-mod"], "nobody was found to deny the warning"


def test_contradiction_04_the_toll_is_33_or_34_or_more_and_climbed_in_a_night(idlib: Record) -> None:
    night = tolls(idlib, "E74", "hatay-governor", "killed", "turkey")
    assert [one.low for one in night] == [9, 22, 29]
    assert [one.low for one in tolls(idlib, "E74", "turkish-mod", "killed", "turkey")] == [33]
    assert [one.low for one in tolls(idlib, "E74", "sohr", "killed", "turkey")] == [34]
    (more,) = tolls(idlib, "E74", "local-sources-unnamed", "killed", "turkey")
    assert (more.low, more.high) == (50, 55)


def test_contradiction_04_who_fired_decides_whether_a_guarantor_is_bound_for_itself(
    rows: Rows,
) -> None:
    accounts = ("ankara_says", "moscow_says", "observers_say", "local_sources_say")
    for account in accounts:
        for position in POSITIONS:
            assert verdict(rows, "E74", account, "a20a/1", position) == "undetermined"
            assert verdict(rows, "E74", account, "a18/2", position) == "undetermined"
        assert decided_by(rows, "E74", account, "a20a/1") == {"lapse"}
    # Under A18 Russia owes the duty itself; for Syrian forces it must be held to answer for them.
    for account in ("ankara_says", "moscow_says"):
        assert decided_by(rows, "E74", account, "a18/2") == {"lapse", "guarantor-acts"}
    for account in ("observers_say", "local_sources_say"):
        assert decided_by(rows, "E74", account, "a18/2") == {"lapse"}


# 8: one outlet contradicts itself within six days


def test_contradiction_08_one_outlet_says_left_and_surrounded(idlib: Record) -> None:
    left, surrounded, later = (claim(idlib, name) for name in ("E59-a", "E59-b", "E59-c"))
    assert left.by == surrounded.by == "iswnews"
    assert {one.act for one in left.hypotheses} == {"withdrawal"}
    assert {one.act for one in surrounded.hypotheses} == {"encirclement"}
    said = {report.id: report.said_on for report in idlib.reports}
    assert [said[one.reports[0]] for one in (left, surrounded)] == ["2020-02-02", "2020-02-08"]
    assert troubles(left) >= {TroubleKind.SELF_CONTRADICTION}
    assert troubles(surrounded) >= {TroubleKind.SELF_CONTRADICTION}
    assert surrounded.contradicts == later.contradicts == ("E59-a",)
    assert surrounded.denies == later.denies == (), "neither speaks of the first"
    assert later.by == "sohr"


def test_contradiction_08_is_doubted_and_not_settled(idlib: Record) -> None:
    left = claim(idlib, "E59-a")
    assert left.credibility is Credibility.FOUR
    assert left.graded_because
    entry = matter(idlib, "E59")
    assert entry.matter.open_points
    assert entry.matter.incidents == (), "no incident: that it was abandoned is no act of this kind"
    # On the evening of the 2nd only the first could be known, and nobody had said otherwise yet.
    early = matter(known_by(idlib, datetime(2020, 2, 3, tzinfo=UTC)), "E59")
    (voice,) = early.voices
    assert [one.claim.id for one in voice.tellings] == ["E59-a"]
    assert voice.tellings[0].denied_by == voice.tellings[0].contradicted_by == ()


# 17: before the start, announced after it


def test_contradiction_17_the_act_lies_before_every_start_but_for_its_last_hour(idlib: Record) -> None:
    during = happened(matter(idlib, "E77").matter.when)
    assert during is not None
    assert during.start_at < START < during.end_at
    late = (during.end_at - START) / (during.end_at - during.start_at)
    assert 0 < late < 0.05


def test_contradiction_17_it_became_known_on_the_sixth(idlib: Record) -> None:
    found = {one.id for one in known_by(idlib, datetime(2020, 3, 6, tzinfo=UTC)).incidents}
    assert not {"E77", "E77-reply"} & found
    found = {one.id for one in known_by(idlib, datetime(2020, 3, 7, tzinfo=UTC)).incidents}
    assert {"E77", "E77-reply"} <= found
    assert all(
        one.known_at == datetime(2020, 3, 6, tzinfo=UTC)
        for voice in matter(idlib, "E77").voices
        for one in voice.tellings
    )


@pytest.mark.parametrize("incident", ["E77", "E77-reply"])
def test_contradiction_17_when_it_was_said_moves_no_verdict(rows: Rows, incident: str) -> None:
    for position in POSITIONS:
        assert verdict(rows, incident, "ankara_says", "a20b/1", position) == "out_of_scope"
        is_excused = incident == "E77-reply" and position in ("moscow", "ankara")
        expected = "no_breach" if is_excused else "undetermined"
        assert verdict(rows, incident, "ankara_says", "a20a/1", position) == expected
    assert decided_by(rows, incident, "ankara_says", "a20b/1") == set()
    assert "lapse" in decided_by(rows, incident, "ankara_says", "a20a/1")


# 18: a capture reported a month early


def test_contradiction_18_a_capture_a_month_early_is_kept_and_improbable(idlib: Record) -> None:
    early = claim(idlib, "E58-d")
    assert early.by == "voltaire"
    assert early.credibility is Credibility.FIVE
    assert early.graded_because
    assert TroubleKind.WRONG_DATE in troubles(early)
    during = happened(early.when)
    assert during == Interval(datetime(2019, 11, 30, 22, tzinfo=UTC), datetime(2019, 12, 31, 22, tzinfo=UTC))


def test_contradiction_18_tells_no_account_and_so_moves_no_finding(idlib: Record, rows: Rows) -> None:
    assert claim(idlib, "E58-d").tells == ()
    accounts = {account for incident, account, *_ in rows if incident == "E58"}
    assert accounts == {"al_masdar_says", "arab_weekly_says", "state_media_says"}


def test_contradiction_18_a_taking_is_held_against_the_ceasefire_of_january_too(rows: Rows) -> None:
    # By fighting, or by means untold: that the ceasefire still stood on 28 January is the question.
    for account in ("al_masdar_says", "arab_weekly_says", "state_media_says"):
        for position in POSITIONS:
            assert verdict(rows, "E58", account, "a20a/1", position) == "undetermined"
        assert "lapse" in decided_by(rows, "E58", account, "a20a/1")


def test_contradiction_18_two_days_one_month_later_stand_side_by_side(idlib: Record, rows: Rows) -> None:
    assert claim(idlib, "E58-a").tells == ("E58/al_masdar_says",)
    assert claim(idlib, "E58-b").tells == ("E58/arab_weekly_says",)
    entry = next(one for one in idlib.incidents if one.id == "E58")
    days = [happened(account.when) for account in entry.accounts]
    assert [one.start_at.day for one in days if one] == [27, 28], "local midnight, in UTC"
    for account in ("al_masdar_says", "arab_weekly_says"):
        for position in POSITIONS:
            assert verdict(rows, "E58", account, "a18/2", position) == "undetermined"


# The market of 15 January: six tolls and two kinds of author


def test_the_tolls_of_the_market_are_kept_by_source_and_no_order_is_made_up(idlib: Record) -> None:
    by_source: dict[str, set[tuple[int | None, int | None, str | None]]] = {}
    for one in idlib.tolls:
        if one.matter == "E53" and one.outcome == "killed":
            by_source.setdefault(one.by, set()).add((one.low, one.moment, one.at))
    assert by_source == {
        "anadolu": {(10, 1, "2020-01-15")},
        "aircraft-observatory": {(15, 1, "2020-01-15")},
        "sohr": {(15, 1, "2020-01-15"), (18, None, "2020-01-16"), (21, None, None)},
        "white-helmets": {(10, None, None), (15, None, "2020-01-15"), (19, None, None)},
        "snhr": {(22, 1, "2020-01-28")},
    }
    joint = frozenset({"syrian-government-forces", "russia"})
    assert initiators(idlib, "E53", "sohr_relayed_says") == {joint}
    assert initiators(idlib, "E53", "sohr_and_snhr_say") == {frozenset({"syrian-government-forces"})}
    first = claim(idlib, "E53-a")
    assert set(first.contradicts) == {"E52-a", "E52-c"}, "it was called the first, and was not by two others"


def test_two_monitors_of_one_family_and_lean_are_no_independent_several(idlib: Record) -> None:
    leans = {source.id: (source.family, source.lean) for source in idlib.sources}
    assert leans["sohr"] == leans["snhr"]  # type: ignore[index]
    assert backings(idlib)["E53/sohr_and_snhr_say"].basis is Basis.ONE_THIRD_PARTY


def test_the_protocol_is_what_the_two_guarantors_signed(idlib: Record) -> None:
    assert {claim(idlib, name).by for name in ("E78-a", "E78-b")} == {"kremlin", "turkish-presidency"}
    assert claim(idlib, "E78-a").says == claim(idlib, "E78-b").says
    assert not [one.id for one in idlib.claims if one.matter == "E78" and one.by == "voltaire"]


# Nothing of the range is left out


@pytest.mark.parametrize("name", RANGE)
def test_every_matter_of_the_range_has_a_claim_with_its_page(idlib: Record, name: str) -> None:
    found = matter(idlib, name)
    assert found.voices, name
    assert all(one.reports for voice in found.voices for one in voice.tellings)


def of_range(names: Iterable[str]) -> set[str]:
    return {name for name in names if name.partition("-")[0] in RANGE}


def test_every_account_of_the_range_is_told_by_a_claim(idlib: Record) -> None:
    accounts = {
        f"{entry.id}/{account.id}"
        for entry in idlib.incidents
        if entry.id in of_range(one.id for one in idlib.incidents)
        for account in entry.accounts
    }
    assert accounts - {name for one in idlib.claims for name in one.tells} == set()


def test_every_incident_of_the_range_stands_under_the_matter_of_its_number(idlib: Record) -> None:
    listed = {str(incident): str(one.id) for one in idlib.matters for incident in one.incidents}
    for name in of_range(one.id for one in idlib.incidents):
        assert listed[name] == name.partition("-")[0]


def test_a_stated_toll_of_an_account_stands_in_the_ledger_too(idlib: Record) -> None:
    ledger: dict[str, set[int]] = {}
    for one in idlib.tolls:
        ledger.setdefault(one.matter, set()).update(n for n in (one.low, one.high) if n is not None)
    for entry in idlib.incidents:
        if entry.id not in of_range([entry.id]):
            continue
        for account in entry.accounts:
            if account.fatalities and account.fatalities != (0, 0):
                assert set(account.fatalities) <= ledger[entry.id.partition("-")[0]], (entry.id, account.id)
