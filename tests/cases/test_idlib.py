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
from truceline.assess import explain
from truceline.assess.performance import Stage, stages
from truceline.assess.single import Facts, Outcome, facts_of, outcome
from truceline.errors import BadInput
from truceline.model.assessment import Assessment
from truceline.model.casebook import Casebook
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import ClauseId
from truceline.model.record import IncidentEntry
from truceline.model.words import Basis, ClauseKind, PerformanceState
from truceline.rules import Rulebook

AT_THE_LINE = (36.7200, 35.8500)
"""In the area, near the line of contact of 5 March 2020 as constructed."""
DEEP = (36.5020, 36.0840)
"""In the area, more than 20 km from that line."""
BEHIND_THE_LINE = (36.1404, 35.7274)
"""Outside the area, on the government side, some 5 km from that line."""
HMEIMIM = (35.9500, 35.4000)
"""Outside the area, on the government side, more than 25 km from that line."""


@pytest.fixture(scope="module")
def rulebook(idlib: Casebook) -> Rulebook:
    return Rulebook(casebook=idlib)


def entry(idlib: Casebook, incident: str) -> IncidentEntry:
    return next(one for one in idlib.incidents if one.id == incident)


def under(rulebook: Rulebook, obligation: str, readings: Mapping[str, str]) -> tuple[Stage, ...]:
    """Return an obligation's states where nothing is ruled but `readings`."""
    ruling = rulebook.position("ruling")
    taken = {AmbiguityId(one): ReadingId(reading) for one, reading in readings.items()}
    position = replace(ruling, readings=ruling.readings | taken)
    return stages(rulebook, rulebook.clause(ClauseId(obligation)), position)


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
    rulebook: Rulebook, counting: str, first_instant_too_late: datetime
) -> None:
    course = under(rulebook, "a20b/2", {"seven-days": counting, "clock": "damascus"})
    moment = timedelta(microseconds=1)
    assert state_at(course, first_instant_too_late - moment) is PerformanceState.DUE
    assert state_at(course, first_instant_too_late) is not PerformanceState.DUE


@pytest.mark.parametrize("clock", ["ankara", "moscow"])
def test_in_the_capitals_the_seven_days_end_an_hour_earlier(rulebook: Rulebook, clock: str) -> None:
    course = under(rulebook, "a20b/2", {"seven-days": "after_signing", "clock": clock})
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
    rulebook: Rulebook, by_date: str, first_instant_too_late: datetime
) -> None:
    course = under(rulebook, "a18/6", {"by-date": by_date})
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
    rulebook: Rulebook, duty: str, read: Mapping[str, str], first_instant_too_late: datetime
) -> None:
    course = under(rulebook, duty, read)
    assert state_at(course, first_instant_too_late - timedelta(microseconds=1)) is PerformanceState.DUE
    assert state_at(course, first_instant_too_late) is not PerformanceState.DUE


def test_duties_that_no_act_breaks_are_weighed_by_nothing(idlib: Casebook, assessed: Assessment) -> None:
    followed = {str(one.id) for one in idlib.clauses if one.duty and not one.acts}
    assert followed == {
        *("a17/2-aid", "a17/5-join", "a17/6", "a17/6-maps", "a17b/2"),
        *("a18/7", "a18/7-movement", "a18/9", "a20b/2", "a20b/3"),
    }
    assert followed.isdisjoint(assessed.findings.column("clause_id").to_pylist())
    assert followed.isdisjoint(str(one.clause) for one in idlib.examples)
    for clause in followed:
        with pytest.raises(BadInput, match="followed by what is said of it"):
            explain(idlib, assessed.claims, "E50-air", clause=clause, position="ruling")


def test_two_accusations_about_two_guarantors_are_no_agreement(rulebook: Rulebook) -> None:
    course = under(rulebook, "a18/9", {"lapse": "stands"})
    assert state_at(course, datetime(2020, 3, 1, tzinfo=UTC)) is PerformanceState.DISPUTED


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


def test_contradiction_15_fire_on_the_sit_in_is_decided_by_the_status_of_the_protesters(
    rulebook: Rulebook, assessed: Assessment
) -> None:
    told = ("E96", "sohr_says", "a20b/1")
    between = {"intra_side": "between_sides", "self_defence": "no_excuse"}
    third = of_account(rulebook, assessed, *told, protester_status="third_persons", **between)
    own_side = of_account(rulebook, assessed, *told, protester_status="opposition", **between)
    assert min(one.breach.low for one in third) > 0.95
    assert max(one.breach.high for one in own_side) == 0


def test_contradiction_15_is_said_in_the_row_and_the_accounts_keep_their_own_words(
    idlib: Casebook, assessed: Assessment
) -> None:
    rows = [
        row
        for row in assessed.findings.filter(pc.equal(assessed.findings["position"], "ruling")).to_pylist()
        if (row["incident_id"], row["account"], row["clause_id"]) == ("E96", "sohr_says", "a20b/1")
    ]
    assert [row["verdict"] for row in rows] == ["undetermined"]
    assert "protester-status" in rows[0]["decided_by"]
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


def _shelling(*, by: str, to: str, at: str, place: tuple[float, float]) -> Facts:
    told = zoo.claim("shelling", act="shelling", by=(by,), to=(to,), at=at, place=place, radius_m=500)
    return facts_of(zoo.claims(told), 0)


def _shelling_at(rulebook: Rulebook, place: tuple[float, float], line: str) -> list[Outcome]:
    facts = _shelling(by="nlf", to="syrian-government-forces", at="2020-06-01T12:00:00+00:00", place=place)
    name, asked = ClauseId("a20b/1"), AmbiguityId("along-line")
    choices = [one for one in rulebook.choices(rulebook.hangs_on(name)) if one[asked] == line]
    return [outcome(rulebook.rule(name, readings), facts) for readings in choices]


def test_every_position_names_every_ambiguity(idlib: Casebook) -> None:
    asked = {one.id for one in idlib.ambiguities}
    for position in idlib.positions:
        assert set(position.readings) == asked, position.id


def test_no_clause_hangs_on_more_than_512_combinations(rulebook: Rulebook) -> None:
    for clause in rulebook.assessed():
        assert rulebook.n_choices(rulebook.hangs_on(clause.id)) <= 512, clause.id


def test_accounts_of_a_party_against_the_other_are_not_told_as_those_of_a_third(idlib: Casebook) -> None:
    parties = ("Russian", "Turkish", "SANA", "Syrian state media", "Opposition", "SMART", "ISWNews")
    for one in idlib.incidents:
        for account in one.accounts:
            if any(source.startswith(parties) for source in account.told_by):
                assert account.basis not in {Basis.ONE_THIRD_PARTY, Basis.INDEPENDENT_SEVERAL}, one.id


def test_an_accusation_that_names_no_group_names_none_here(idlib: Casebook) -> None:
    for incident, account in (("E19", "sana_says"), ("E51-rockets", "sohr_says"), ("E79", "moscow_says")):
        told = next(one for one in entry(idlib, incident).accounts if one.id == account)
        by = {cast.actor for one in told.hypotheses for cast in one.cast if cast.role == "initiator"}
        assert by == {"opposition-armed-groups", "armed-groups-outside"}, incident
    moscow = next(one for one in entry(idlib, "E74").accounts if one.id == "moscow_says")
    assert "hts" not in {cast.actor for one in moscow.hypotheses for cast in one.cast}


def test_a_bond_through_a_guarantor_has_a_source_or_says_that_it_has_none(idlib: Casebook) -> None:
    for actor in idlib.actors:
        for bond in actor.bound_by:
            if bond.how == "through_guarantor":
                assert bond.source or bond.unverified, (actor.id, bond.instrument)


def test_clauses_of_the_obligations_have_a_bearer(idlib: Casebook) -> None:
    owed = [one for one in idlib.clauses if one.kind is ClauseKind.REQUIRE]
    assert owed
    assert all(one.who is not None for one in owed)
