"""Contradictions of the Idlib record that must be kept, not flattened, with the result under each position.

Numbered as in the list of golden contradictions: 2 (E48, E49, E50), 9 (E88), 16 (E106) and
17 (E77). Each test says why the verdict is what it is.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests import zoo
from tests.cases.found import rows_found
from truceline.judgement import Explanation, assess
from truceline.judgement.explain import explain
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.single import facts_of, outcome
from truceline.model.assessment import Assessment
from truceline.model.hanging import AmbiguityId
from truceline.model.ids import ClauseId
from truceline.model.record import Record

CORRIDOR = (36.7200, 35.8500)
"""In the corridor beside the M4 near Nayrab, and near the line of contact of 5 March 2020 as constructed."""


def verdicts(found: Assessment, incident: str, clause: str) -> dict[str, set[str]]:
    """Return the verdicts of an incident's accounts on one clause, by position."""
    rows = rows_found(found)
    by_position: dict[str, set[str]] = {}
    for row in rows:
        if row["incident_id"] == incident and row["clause_id"] == clause:
            by_position.setdefault(row["position"], set()).add(row["verdict"])
    return by_position


def rows_of(found: Assessment, incident: str, clause: str) -> list[dict[str, Any]]:
    return [row for row in rows_found(found) if row["incident_id"] == incident and row["clause_id"] == clause]


def explained(
    record: Record, found: Assessment, incident: str, clause: str, position: str
) -> tuple[Explanation, ...]:
    return explain(record, found.claims, incident, clause=clause, position=position)


@pytest.mark.parametrize("incident", ["E50-air", "E50-shelling"])
def test_contradiction_2_one_act_breaks_the_january_ceasefire_or_not_by_the_choice_of_its_start(
    idlib: Record, assessed: Assessment, incident: str
) -> None:
    found = verdicts(assessed, incident, "a20a/1")
    # Moscow announced 14:00 on 9 January: the day of 11 January lies wholly after it. Whom the fire hit is
    # not told, so a breach turns on whether a ceasefire reaches fire on others than the sides' forces.
    assert found["moscow"] == {"undetermined"}
    # Ankara announced 00:01 on 12 January: but for the last minutes of the Damascus day it lies before.
    assert found["ankara"] == {"out_of_scope"}
    # Nobody has ruled, so either start may hold; and the single ambiguity that decides is named.
    assert found["ruling"] == {"undetermined"}
    for row in rows_of(assessed, incident, "a20a/1"):
        assert "january-start" in row["decided_by"]
        assert row["robust"] is False
    for told in explained(idlib, assessed, incident, "a20a/1", "ruling"):
        changes = {(change.reading, change.verdict.value) for change in told.changes}
        assert ("12_january", "out_of_scope") in changes
    for told in explained(idlib, assessed, incident, "a20a/1", "moscow"):
        changes = {(change.reading, change.verdict.value) for change in told.changes}
        assert {("anyone_across", "breach"), ("12_january", "out_of_scope")} <= changes


def test_contradiction_2_both_announcements_stay_in_the_record_as_accounts(idlib: Record) -> None:
    ids = {entry.id for entry in idlib.incidents}
    ambiguity = next(one for one in idlib.casebook.ambiguities if one.id == "january-start")
    assert {"E48", "E49", "E50-air", "E50-shelling"} <= ids
    assert {holder for reading in ambiguity.readings for holder in reading.holders} >= {"russia", "turkey"}


def test_contradiction_9_a_death_by_illness_is_in_the_record_and_breaks_nothing(
    idlib: Record, assessed: Assessment
) -> None:
    assert "E88" in assessed.incidents.column("incident_id").to_pylist()
    assert not [row for row in rows_found(assessed) if row["incident_id"] == "E88"]
    for position in ("moscow", "ankara", "ruling"):
        told = explained(idlib, assessed, "E88", "a20b/1", position)
        assert told
        for one in told:
            assert one.outcome.breach.high == 0
            what = next(check for check in one.checks if check.name == "what")
            assert what.holds.high == 0
            assert one.verdict.value in {"no_breach", "out_of_scope"}


def test_contradiction_16_a_fight_inside_the_opposition_area_turns_on_who_is_bound_and_on_intra_side(
    assessed: Assessment,
) -> None:
    found = verdicts(assessed, "E106", "a20b/1")
    for position in ("moscow", "ankara", "ruling"):
        assert found[position] == {"undetermined"}
    for row in rows_of(assessed, "E106", "a20b/1"):
        assert {"hts-bound", "intra-side"} <= set(row["decided_by"])
        assert row["p_breach"] == 0
        assert row["p_breach_max"] > 0.9


def test_contradiction_16_reading_by_reading(idlib: Record, assessed: Assessment) -> None:
    rulebook, clause = rulebook_of(idlib), ClauseId("a20b/1")
    row = assessed.claims.column("incident_id").to_pylist().index("E106")
    facts = facts_of(assessed.claims, row)
    highest: dict[tuple[str, str], float] = {}
    lowest: dict[tuple[str, str], float] = {}
    for readings in rulebook.choices(rulebook.hangs_on(clause)):
        found = outcome(rulebook.rule(clause, readings), facts)
        key = (readings[AmbiguityId("hts-bound")], readings[AmbiguityId("intra-side")])
        highest[key] = max(highest.get(key, 0.0), found.breach.high)
        lowest[key] = max(lowest.get(key, 0.0), found.breach.low)
    # Neither group is bound where HTS is read as outside; between two of no other side nothing is forbidden.
    assert highest["not_bound", "any_fighting"] == highest["not_bound", "between_sides"] == 0
    assert highest["bound_through_turkey", "between_sides"] == 0
    # Read as bound and as reaching all fighting, it is a breach if HTS began; nobody says who did.
    assert highest["bound_through_turkey", "any_fighting"] == 1
    assert lowest["bound_through_turkey", "any_fighting"] == 0


def test_contradiction_17_an_act_before_the_start_announced_after_it_is_outside_the_new_protocol(
    idlib: Record, assessed: Assessment
) -> None:
    found = verdicts(assessed, "E77", "a20b/1")
    for position in ("moscow", "ankara", "ruling"):
        assert found[position] == {"out_of_scope"}
    entry = next(one for one in idlib.incidents if one.id == "E77")
    assert entry.known_on == "2020-03-06", "announced on the day after it happened"
    for told in explained(idlib, assessed, "E77", "a20b/1", "ruling"):
        when = next(check for check in told.checks if check.name == "when")
        assert when.holds.high < 0.05
        assert told.verdict.value == "out_of_scope"


def test_contradiction_17_the_older_texts_may_still_reach_the_same_act(assessed: Assessment) -> None:
    older = [row for row in rows_found(assessed) if row["incident_id"] == "E77"]
    assert {row["clause_id"] for row in older} >= {"a17/2", "a18/2"}
    assert all("lapse" in row["decided_by"] for row in older if row["clause_id"] == "a18/2")


@pytest.mark.parametrize(
    ("at", "by_clock"),
    [
        ("2020-03-05T20:59:00+00:00", {"damascus": "out_of_scope", "ankara": "out_of_scope"}),
        ("2020-03-05T21:30:00+00:00", {"damascus": "out_of_scope", "ankara": "breach"}),
        ("2020-03-05T22:30:00+00:00", {"damascus": "breach", "ankara": "breach"}),
    ],
)
def test_the_hour_between_two_midnights_tells_the_clocks_apart(
    idlib: Record, at: str, by_clock: dict[str, str]
) -> None:
    claims = zoo.claims(
        zoo.claim(
            "hour",
            act="artillery_fire",
            by=("syrian-government-forces",),
            to=("nlf",),
            at=at,
            place=CORRIDOR,
            radius_m=500,
        )
    )
    one_answer = set(by_clock.values())
    for told in explain(idlib, claims, "hour", clause="a20b/1", position="ruling"):
        if len(one_answer) == 1:
            assert told.verdict.value in one_answer
            assert not [change for change in told.changes if change.ambiguity == "clock"]
        else:
            assert told.verdict.value == "undetermined"
            changed = {change.reading: change.verdict.value for change in told.changes}
            assert changed["damascus"] == by_clock["damascus"]
            assert changed["ankara"] == changed["moscow"] == by_clock["ankara"]
    row = assess(idlib, claims, positions=["ruling"]).findings.to_pylist()
    decided = [name for one in row if one["clause_id"] == "a20b/1" for name in one["decided_by"]]
    assert decided == (["clock"] if len(one_answer) == 2 else [])
