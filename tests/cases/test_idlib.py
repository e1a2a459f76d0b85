"""What the Idlib casebook says of deadlines, of who stands where, and of its own unevenness.

Numbers in brackets are those of the list of golden contradictions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow.compute as pc
import pytest

from tests import zoo
from truceline.errors import BadInput
from truceline.judgement import assess
from truceline.judgement.duty_states import WHOLE
from truceline.judgement.explain import explain
from truceline.judgement.ledger import patrols_done
from truceline.judgement.performance import Stage, courses
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.single import ClaimFacts, Outcome, facts_of, outcome
from truceline.model.assessment import Assessment
from truceline.model.hanging import AmbiguityId, ReadingId, ambiguities_in
from truceline.model.ids import ClauseId
from truceline.model.record import IncidentEntry, Record
from truceline.model.words import Basis, ClauseKind, PerformanceState
from truceline.record import backings
from truceline.text.rules import Rulebook
from truceline.text.rules.rule import MOST_COMBINATIONS

AT_THE_LINE = (36.7200, 35.8500)
"""In the area, near the line of contact of 5 March 2020 as constructed."""
DEEP = (36.5020, 36.0840)
"""In the area, more than 20 km from that line."""
BEHIND_THE_LINE = (36.1404, 35.7274)
"""Outside the area, on the government side, some 5 km from that line."""
HMEIMIM = (35.9500, 35.4000)
"""Outside the area, on the government side, more than 25 km from that line."""


@pytest.fixture(scope="module")
def rulebook(idlib: Record) -> Rulebook:
    return rulebook_of(idlib)


def entry(idlib: Record, incident: str) -> IncidentEntry:
    return next(one for one in idlib.incidents if one.id == incident)


def under(
    idlib: Record, rulebook: Rulebook, obligation: str, readings: Mapping[str, str]
) -> tuple[Stage, ...]:
    """Return an obligation's states where nothing is ruled but `readings`."""
    ruling = rulebook.position("ruling")
    taken = {AmbiguityId(one): ReadingId(reading) for one, reading in readings.items()}
    position = replace(ruling, readings=ruling.readings | taken)
    outings = patrols_done(idlib)
    return courses(rulebook, rulebook.clause(ClauseId(obligation)), [position], idlib.words, outings)[0][
        WHOLE
    ]


def state_at(course: Iterable[Stage], at: datetime) -> PerformanceState:
    return next(stage.state for stage in course if at in stage.during)


@pytest.mark.parametrize(
    ("counting", "first_instant_too_late"),
    [
        ("first_day_counts", datetime(2020, 3, 11, 22, tzinfo=UTC)),
        ("after_signing", datetime(2020, 3, 12, 22, tzinfo=UTC)),
        ("from_6_march", datetime(2020, 3, 13, 22, tzinfo=UTC)),
    ],
)
def test_the_seven_days_of_article_2_end_with_11_12_or_13_march_in_damascus(
    idlib: Record, rulebook: Rulebook, counting: str, first_instant_too_late: datetime
) -> None:
    course = under(idlib, rulebook, "a20b/2", {"seven-days": counting, "clock": "damascus"})
    moment = timedelta(microseconds=1)
    assert state_at(course, first_instant_too_late - moment) is PerformanceState.DUE
    assert state_at(course, first_instant_too_late) is not PerformanceState.DUE


@pytest.mark.parametrize("clock", ["ankara", "moscow"])
def test_in_the_capitals_the_seven_days_end_an_hour_earlier(
    idlib: Record, rulebook: Rulebook, clock: str
) -> None:
    course = under(idlib, rulebook, "a20b/2", {"seven-days": "after_signing", "clock": clock})
    assert state_at(course, datetime(2020, 3, 12, 20, 59, tzinfo=UTC)) is PerformanceState.DUE
    assert state_at(course, datetime(2020, 3, 12, 21, tzinfo=UTC)) is not PerformanceState.DUE


@pytest.mark.parametrize(
    ("by_date", "first_instant_too_late"),
    [
        ("start_of_day", datetime(2018, 10, 9, 21, tzinfo=UTC)),
        ("end_of_day", datetime(2018, 10, 10, 21, tzinfo=UTC)),
    ],
)
def test_heavy_weapons_are_due_out_before_10_october_or_by_its_end_whatever_one_side_says_before(
    idlib: Record, rulebook: Rulebook, by_date: str, first_instant_too_late: datetime
) -> None:
    course = under(idlib, rulebook, "a18/6", {"by-date": by_date})
    said = datetime(2018, 10, 9, tzinfo=UTC)  # a day after the front said that all were out
    assert state_at(course, said) is PerformanceState.DUE
    assert state_at(course, first_instant_too_late - timedelta(microseconds=1)) is PerformanceState.DUE
    assert state_at(course, first_instant_too_late) is not PerformanceState.DUE


@pytest.mark.parametrize(
    ("duty", "read", "first_instant_too_late"),
    [
        ("a17/6", {}, datetime(2017, 5, 18, 21, tzinfo=UTC)),
        ("a17/6-maps", {"by-date": "start_of_day"}, datetime(2017, 6, 3, 21, tzinfo=UTC)),
        ("a17/6-maps", {"by-date": "end_of_day"}, datetime(2017, 6, 4, 21, tzinfo=UTC)),
    ],
)
def test_a_duty_that_no_act_breaks_is_due_until_its_day_is_over(
    idlib: Record, rulebook: Rulebook, duty: str, read: Mapping[str, str], first_instant_too_late: datetime
) -> None:
    course = under(idlib, rulebook, duty, read)
    assert state_at(course, first_instant_too_late - timedelta(microseconds=1)) is PerformanceState.DUE
    assert state_at(course, first_instant_too_late) is not PerformanceState.DUE


def test_duties_that_no_act_breaks_are_weighed_by_nothing(idlib: Record, assessed: Assessment) -> None:
    followed = {str(one.id) for one in idlib.casebook.clauses if one.duty and not one.acts}
    assert followed == {
        *("a17/2-aid", "a17/5-join", "a17/6", "a17/6-maps", "a17b/2"),
        *("a18/7", "a18/7-movement", "a18/9", "a20b/2", "a20b/3"),
    }
    assert followed.isdisjoint(assessed.findings.column("clause_id").to_pylist())
    assert followed.isdisjoint(str(one.clause) for one in idlib.casebook.examples)
    for clause in followed:
        with pytest.raises(BadInput, match="followed by what is said of it"):
            explain(idlib, assessed.claims, "E50-air", clause=clause, position="ruling")


def test_two_accusations_about_two_guarantors_are_no_agreement(idlib: Record, rulebook: Rulebook) -> None:
    course = under(idlib, rulebook, "a18/9", {"lapse": "stands"})
    stage = next(one for one in course if datetime(2020, 3, 1, tzinfo=UTC) in one.during)
    assert stage.state is PerformanceState.DISPUTED
    assert stage.because == ("sides_differ",), "of each of the two, by the other side and by its own"


def of_account(
    rulebook: Rulebook, assessed: Assessment, incident: str, account: str, clause: str, **fixed: str
) -> list[Outcome]:
    """Return the outcomes of one account on a clause under every choice of readings that has `fixed`."""
    keys = zip(
        assessed.claims.column("incident_id").to_pylist(),
        assessed.claims.column("account").to_pylist(),
        strict=True,
    )
    facts = facts_of(assessed.claims, list(keys).index((incident, account)))
    name = ClauseId(clause)
    taken = {key.replace("_", "-"): reading for key, reading in fixed.items()}
    choices = rulebook.choices(rulebook.hangs_on(name))
    chosen = [one for one in choices if taken.items() <= {str(k): str(v) for k, v in one.items()}.items()]
    assert chosen
    return [outcome(rulebook.rule(name, readings), facts) for readings in chosen]


def test_contradiction_15_fire_on_the_sit_in_turns_on_who_the_protesters_are_and_whom_the_text_protects(
    rulebook: Rulebook, assessed: Assessment
) -> None:
    told = ("E96", "sohr_says", "a20b/1")
    between = {"intra_side": "between_sides", "self_defence": "no_excuse"}
    across = between | {"ceasefire_target": "anyone_across"}
    third = of_account(rulebook, assessed, *told, protester_status="third_persons", **across)
    own_side = of_account(rulebook, assessed, *told, protester_status="opposition", **between)
    narrow = of_account(rulebook, assessed, *told, ceasefire_target="parties_only", **between)
    assert min(one.breach.low for one in third) > 0.95
    assert max(one.breach.high for one in own_side) == 0
    assert max(one.breach.high for one in narrow) == 0


@pytest.mark.parametrize(
    ("incident", "account", "clause"),
    [
        ("E53", "sohr_and_snhr_say", "a20a/1"),  # government forces on civilians
        ("E96", "anha_says", "a20b/1"),  # Turkish forces on civilians
        ("E105", "sohr_says", "a20b/1"),  # Russian forces on civilians
    ],
)
def test_fire_on_civilians_is_a_breach_by_either_side_or_by_neither(
    rulebook: Rulebook, assessed: Assessment, incident: str, account: str, clause: str
) -> None:
    told = (incident, account, clause)
    fixed = {"intra_side": "between_sides"} | ({"lapse": "stands"} if clause == "a20a/1" else {})
    across = of_account(rulebook, assessed, *told, ceasefire_target="anyone_across", **fixed)
    parties = of_account(rulebook, assessed, *told, ceasefire_target="parties_only", **fixed)
    assert min(one.breach.low for one in across) > 0.95
    assert max(one.breach.high for one in parties) == 0


def test_damage_to_a_vehicle_is_no_taking_of_ground(assessed: Assessment) -> None:
    rows = assessed.findings.select(["incident_id", "account", "clause_id"]).to_pylist()
    held = {(row["incident_id"], row["account"]) for row in rows if row["clause_id"] == "a20b/1"}
    taken = {(row["incident_id"], row["account"]) for row in rows if row["clause_id"] == "a16/2"}
    for incident in ("E104", "E111", "E112"):
        assert (incident, "ankara_says") in held
        assert (incident, "ankara_says") not in taken


def test_protesters_told_as_fired_on_are_no_protest_broken_up(idlib: Record) -> None:
    acts = {
        (name, account.id): {one.act for one in account.hypotheses}
        for name in ("E93", "E96")
        for account in entry(idlib, name).accounts
    }
    assert acts["E93", "ark_says"] == {"protest_dispersal"}, "cleared by force, and no shot is told of"
    assert acts["E93", "news_front_says"] == {"small_arms_fire"}
    assert acts["E96", "al_araby_says"] == {"small_arms_fire"}


def test_contradiction_2_the_eleventh_of_january_turns_on_the_start_once_whom_it_hit_is_settled(
    rulebook: Rulebook, assessed: Assessment
) -> None:
    told = ("E50-air", "orient_says", "a20a/1")
    across = {"ceasefire_target": "anyone_across"}
    after = of_account(rulebook, assessed, *told, january_start="moscow_9_january", **across)
    before = of_account(rulebook, assessed, *told, january_start="12_january", **across)
    assert min(one.breach.low for one in after) > 0.95
    assert max(one.breach.high for one in before) < 0.05


def test_contradiction_15_is_said_in_the_row_and_the_accounts_keep_their_own_words(
    idlib: Record, assessed: Assessment
) -> None:
    rows = [
        row
        for row in assessed.findings.filter(pc.equal(assessed.findings["position"], "ruling")).to_pylist()
        if (row["incident_id"], row["account"], row["clause_id"]) == ("E96", "sohr_says", "a20b/1")
    ]
    assert [row["verdict"] for row in rows] == ["undetermined"]
    assert rows[0]["robust"] is False
    targets = {
        account.id: {cast.actor for one in account.hypotheses for cast in one.cast if cast.role == "target"}
        for account in entry(idlib, "E96").accounts
    }
    assert targets["anha_says"] == {"civilians"}
    assert targets["sohr_says"] == {"protesters"}


def test_hayat_tahrir_al_sham_and_turkish_forces_are_of_one_side_where_it_is_bound_through_turkey(
    rulebook: Rulebook, assessed: Assessment
) -> None:
    told = ("E96-mortars", "sohr_says", "a20b/1")
    for bound in ("not_bound", "bound_through_turkey"):
        between = of_account(rulebook, assessed, *told, hts_bound=bound, intra_side="between_sides")
        assert max(one.breach.high for one in between) == 0
    every = of_account(
        rulebook,
        assessed,
        *told,
        hts_bound="bound_through_turkey",
        intra_side="any_fighting",
        self_defence="no_excuse",
    )
    assert min(one.breach.low for one in every) > 0.95


@pytest.mark.parametrize(
    ("act_at", "near_line", "whole_area"),
    [
        pytest.param(AT_THE_LINE, True, True, id="at the line"),
        pytest.param(DEEP, False, True, id="deep in the area"),
        pytest.param(BEHIND_THE_LINE, True, True, id="behind the government line"),
        pytest.param(HMEIMIM, False, False, id="at Hmeimim"),
    ],
)
def test_the_wider_reading_of_article_1_holds_the_narrower_and_neither_reaches_the_coast(
    rulebook: Rulebook, act_at: tuple[float, float], near_line: bool, whole_area: bool
) -> None:
    for line, reached in (("near_line", near_line), ("whole_area", whole_area)):
        outcomes = _shelling_at(rulebook, act_at, line)
        if reached:
            assert min(one.breach.low for one in outcomes) > 0.9, line
        else:
            assert max(one.breach.high for one in outcomes) < 0.05, line


def test_fire_out_of_the_area_is_not_reached_by_the_ceasefire_of_january_and_fire_into_it_is(
    rulebook: Rulebook,
) -> None:
    """The unevenness that the gap `where-it-struck` tells of."""
    name, at = ClauseId("a20a/1"), "2020-01-15T12:00:00+00:00"
    into = _shelling(by="syrian-government-forces", to="nlf", at=at, place=DEEP)
    out_of = _shelling(by="nlf", to="syrian-government-forces", at=at, place=HMEIMIM)
    choices = [
        one for one in rulebook.choices(rulebook.hangs_on(name)) if one[AmbiguityId("lapse")] == "stands"
    ]
    assert min(outcome(rulebook.rule(name, one), into).breach.low for one in choices) > 0.95
    assert max(outcome(rulebook.rule(name, one), out_of).breach.high for one in choices) < 0.05


def test_every_clause_that_names_acts_names_a_place(rulebook: Rulebook) -> None:
    assert [one.id for one in rulebook.assessed() if one.where is None] == []


def test_incidents_far_from_every_zone_are_reached_by_no_clause_and_counted(idlib: Record) -> None:
    """As a national file has them: the far east, the south, the Iraqi border."""
    acts = ("shelling", "armed_clash", "air_strike", "ied")
    rows = [
        zoo.claim(
            f"far{n}",
            act=acts[n % 4],
            by=(),
            to=(),
            at=f"2019-{n % 12 + 1:02d}-10T12:00:00+00:00",
            place=(38.6 + n % 7 * 0.4, 32.8 + n % 5 * 0.6),
            radius_m=(1_000.0, 15_000.0)[n % 2],
        )
        for n in range(40)
    ]
    near = zoo.claim("near", act="shelling", by=(), to=(), at="2019-06-10T12:00:00+00:00", place=DEEP)
    found = assess(idlib, zoo.claims(*rows, near), positions=["ruling"])
    assert {row["incident_id"] for row in found.findings.to_pylist()} == {"near"}
    assert found.n_outside == 40


@pytest.mark.parametrize("incident", ["E34", "E36"])
def test_fire_on_post_10_is_fire_in_the_area_by_the_agreement(
    rulebook: Rulebook, assessed: Assessment, incident: str
) -> None:
    """Its stand-in lies 12 km off at most, and by the outline alone was inside with 0.38."""
    for clause in ("a17/2", "a18/1"):
        fixed = {"lapse": "stands", "self_defence": "no_excuse", "a17_term": "extended"}
        asked = {one.replace("-", "_") for one in rulebook.hangs_on(ClauseId(clause))}
        fixed = {question: answer for question, answer in fixed.items() if question in asked}
        found = of_account(rulebook, assessed, incident, "ankara_says", clause, **fixed)
        assert max(one.breach.low for one in found) == 1.0, clause
        assert min(one.in_scope.high for one in found) == 1.0, clause


@pytest.mark.parametrize("account", ["government_says", "opposition_says"])
def test_the_offensive_of_2019_into_the_area_is_in_it(
    rulebook: Rulebook, assessed: Assessment, account: str
) -> None:
    found = of_account(rulebook, assessed, "E28", account, "a17/2", lapse="stands")
    assert max(one.in_scope.low for one in found) == 1.0


def test_shells_out_of_the_area_are_not_placed_in_it_by_the_post_that_fired_them(
    assessed: Assessment,
) -> None:
    rows = {
        (row["incident_id"], row["account"]): [one["zone"] for one in row["within"] or ()]
        for row in assessed.claims.to_pylist()
    }
    assert rows["E35", "ankara_says"] == ["deescalation-area"]
    assert rows["E35", "sohr_says"] == []


def test_the_twelve_posts_and_what_the_opposition_held_in_2018_lie_in_the_area(idlib: Record) -> None:
    placed = {
        place.id
        for place in idlib.casebook.places
        if any(i.zone == "deescalation-area" for i in place.within)
    }
    assert placed == {post.place for post in idlib.casebook.posts} | {"qalaat-al-madiq"}


def _shelling(*, by: str, to: str, at: str, place: tuple[float, float]) -> ClaimFacts:
    told = zoo.claim("shelling", act="shelling", by=(by,), to=(to,), at=at, place=place, radius_m=500)
    return facts_of(zoo.claims(told), 0)


def _shelling_at(rulebook: Rulebook, place: tuple[float, float], line: str) -> list[Outcome]:
    facts = _shelling(by="nlf", to="syrian-government-forces", at="2020-06-01T12:00:00+00:00", place=place)
    name, asked = ClauseId("a20b/1"), AmbiguityId("along-line")
    choices = [one for one in rulebook.choices(rulebook.hangs_on(name)) if one[asked] == line]
    return [outcome(rulebook.rule(name, readings), facts) for readings in choices]


def test_every_position_names_every_ambiguity(idlib: Record) -> None:
    asked = {one.id for one in idlib.casebook.ambiguities}
    for position in idlib.casebook.positions:
        assert set(position.readings) == asked, position.id


def test_no_clause_hangs_on_more_than_half_the_combinations_that_are_computed(rulebook: Rulebook) -> None:
    for clause in rulebook.assessed():
        assert rulebook.n_choices(rulebook.hangs_on(clause.id)) <= MOST_COMBINATIONS // 2, clause.id


def test_whom_a_ceasefire_reaches_is_asked_of_every_text_that_says_only_that_fire_stops(
    idlib: Record,
) -> None:
    asked = {
        str(one.id): {str(ambiguity) for ambiguity in ambiguities_in(one.against)}
        for one in idlib.casebook.clauses
        if one.kind is ClauseKind.FORBID
    }
    assert asked.pop("a16/2") == set(), "ground taken at each other's cost"
    assert {"a17-target"} == asked.pop("a17/2"), "hostilities between the conflicting sides"
    assert asked, "all other texts"
    assert all("ceasefire-target" in questions for questions in asked.values())


def test_an_excuse_for_the_fight_against_listed_groups_is_asked_of_both_texts_that_speak_of_it(
    idlib: Record,
) -> None:
    clauses = {str(one.id): one for one in idlib.casebook.clauses}
    for name in ("a18/10", "a20b/pre-ct"):
        (question,) = ambiguities_in(clauses[name].applies)
        readings = {
            reading.id for one in idlib.casebook.ambiguities if one.id == question for reading in one.readings
        }
        assert readings == {"operative", "parties_alone", "no_effect"}, name


def test_accounts_of_a_party_against_the_other_are_not_told_as_those_of_a_third(idlib: Record) -> None:
    parties = ("Russian", "Turkish", "SANA", "Syrian state media", "Opposition", "SMART", "ISWNews")
    behind = backings(idlib)
    for one in idlib.incidents:
        for account in one.accounts:
            if any(source.startswith(parties) for source in account.told_by):
                basis = behind[f"{one.id}/{account.id}"].basis
                assert basis not in {Basis.ONE_THIRD_PARTY, Basis.INDEPENDENT_SEVERAL}, one.id


def test_an_accusation_that_names_no_group_names_none_here(idlib: Record) -> None:
    for incident, account in (("E19", "sana_says"), ("E51-rockets", "sohr_says"), ("E79", "moscow_says")):
        told = next(one for one in entry(idlib, incident).accounts if one.id == account)
        by = {cast.actor for one in told.hypotheses for cast in one.cast if cast.role == "initiator"}
        assert by == {"opposition-armed-groups", "armed-groups-outside"}, incident
    moscow = next(one for one in entry(idlib, "E74").accounts if one.id == "moscow_says")
    assert "hts" not in {cast.actor for one in moscow.hypotheses for cast in one.cast}


def test_a_bond_through_a_guarantor_has_a_source_or_says_that_it_has_none(idlib: Record) -> None:
    for actor in idlib.casebook.actors:
        for bond in actor.bound_by:
            if bond.how == "through_guarantor":
                assert bond.source or bond.unverified, (actor.id, bond.instrument)


def test_clauses_of_the_obligations_have_a_bearer(idlib: Record) -> None:
    owed = [one for one in idlib.casebook.clauses if one.kind is ClauseKind.REQUIRE]
    assert owed
    assert all(one.who is not None for one in owed)
