"""The kernel against the slow and obvious way, and what must hold of every finding."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies, zoo
from tests.examples import examples
from truceline import geo
from truceline.judgement import assess, assessing, attribution, kernel
from truceline.judgement.digest import digest
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.single import ClaimFacts, Outcome, facts_of, if_in_force, outcome, over
from truceline.judgement.single_lacking import lacking_under
from truceline.model.assessment import Assessment
from truceline.model.casebook import Position
from truceline.model.hanging import AmbiguityId, ReadingId, Readings
from truceline.model.ids import UNRESOLVED, ClauseId, ZoneId
from truceline.model.lacking import BREACH_IF_IN_FORCE, BREACH_UNDER_SOME_READING, lacking_of
from truceline.model.record import Record
from truceline.text.rules import Rulebook, Uncharted

CASEBOOK = zoo.casebook()
RULEBOOK = rulebook_of(CASEBOOK)
FRONT = zoo.moving()
MOVING = rulebook_of(FRONT)
"""The same truce, whose valley is under one reading the ground that the north holds at the time."""
CLAUSES = tuple(clause.id for clause in RULEBOOK.assessed())
MARGINALS = ("p_what", "p_who", "p_where", "p_when")
TINY = 3e-6
"""Probabilities are written to six places."""
SOME, FEW = examples(25), examples(10)

Row = dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def zones_built_once() -> Iterator[None]:
    """Let every assessment here share one rulebook, since building zones is most of what it costs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assessing, "Rulebook", lambda **_: RULEBOOK)
        yield


def assessed(*rows: Row) -> Assessment:
    return assess(CASEBOOK, zoo.claims(*rows))


def findings_of(assessment: Assessment) -> dict[tuple[str, str, str, str], Row]:
    """Findings by incident, account, clause and position."""
    return {
        (row["incident_id"], row["account"], row["clause_id"], row["position"]): row
        for row in assessment.findings.to_pylist()
    }


def chosen(readings: Readings, position: Position) -> bool:
    """Whether a combination of readings is one that the position leaves open."""
    return all(position.readings[a] in (UNRESOLVED, reading) for a, reading in readings.items())


def swapped(position: Position, ambiguity: AmbiguityId, reading: ReadingId) -> Position:
    return Position(id=position.id, label=position.label, readings={**position.readings, ambiguity: reading})


class Slowly:
    """One account and clause, every combination of readings worked out by itself."""

    def __init__(self, facts: ClaimFacts, clause: ClauseId, rulebook: Rulebook = RULEBOOK) -> None:
        self.hangs_on = rulebook.hangs_on(clause)
        self.each = [
            (readings, outcome(rulebook.rule(clause, readings), facts))
            for readings in rulebook.choices(self.hangs_on)
        ]

    def under(self, position: Position) -> Outcome:
        return over(one for readings, one in self.each if chosen(readings, position))

    def verdict(self, position: Position) -> str:
        return self.under(position).verdict(CASEBOOK.casebook.mandate).value

    def decided_by(self, position: Position) -> list[str]:
        verdict = self.verdict(position)
        return sorted(
            known.id
            for known in CASEBOOK.casebook.ambiguities
            if known.id in self.hangs_on
            and any(self.verdict(swapped(position, known.id, r.id)) != verdict for r in known.readings)
        )

    def robust(self) -> bool:
        return len({one.verdict(CASEBOOK.casebook.mandate) for _, one in self.each}) == 1

    def if_in_force(self, position: Position) -> str | None:
        lapse = AmbiguityId("lapse")
        if position.readings[lapse] != UNRESOLVED:
            return None
        return self.verdict(swapped(position, lapse, ReadingId("stands")))

    def turns(self, position: Position) -> set[str]:
        """Return the codes on what readings could make of it."""
        if self.verdict(position) == "breach":
            return set()
        verdicts = [(readings, one.verdict(CASEBOOK.casebook.mandate).value) for readings, one in self.each]
        living = {verdict for readings, verdict in verdicts if readings[AmbiguityId("lapse")] == "stands"}
        found = {BREACH_UNDER_SOME_READING} if "breach" in {verdict for _, verdict in verdicts} else set()
        is_open = position.readings[AmbiguityId("lapse")] == UNRESOLVED
        return found | ({BREACH_IF_IN_FORCE} if is_open and living == {"breach"} else set())


@SOME
@given(strategies.records(most=3))
def test_the_kernel_finds_what_the_slow_way_finds(rows: list[Row]) -> None:
    held_equal(CASEBOOK, RULEBOOK, rows)


@SOME
@given(strategies.records(most=3))
def test_and_so_it_does_where_the_ground_moves(rows: list[Row]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assessing, "Rulebook", lambda **_: MOVING)
        held_equal(FRONT, MOVING, rows)


def test_the_moving_valley_moves() -> None:
    ground = MOVING.ground(ZoneId("valley"), {AmbiguityId("width"): ReadingId("wide")})
    months = (1, 2, 4, 6)
    before, wide, less, none = (ground.at(datetime(2020 - (m == 1), m, 9, tzinfo=UTC)) for m in months)
    assert isinstance(before, Uncharted)
    assert "before 2020-01-01" in before.why
    assert isinstance(wide, geo.Zone)
    assert isinstance(less, geo.Zone)
    assert 0 < geo.area_km2(less) < geo.area_km2(wide)
    assert isinstance(none, Uncharted)
    assert "ground is known of south" in none.why


def held_equal(record: Record, rulebook: Rulebook, rows: list[Row]) -> None:
    """Compare every finding, and every finding left out, with the slow way."""
    table = zoo.claims(*rows)
    found = findings_of(assess(record, table))
    floor = record.casebook.mandate.report_floor
    for index in range(table.num_rows):
        facts = facts_of(table, index)
        for clause in CLAUSES:
            slowly = Slowly(facts, clause, rulebook)
            outcomes = [(position, slowly.under(position)) for position in record.casebook.positions]
            reported = any(max(one.breach.high, one.excepted.high) >= floor for _, one in outcomes)
            for position, one in outcomes:
                row = found.pop((facts.incident, facts.account, clause, position.id), None)
                assert (row is not None) == reported
                if row is None:
                    continue
                assert row["p_breach"] == pytest.approx(one.breach.low, abs=TINY)
                assert row["p_breach_max"] == pytest.approx(one.breach.high, abs=TINY)
                assert row["verdict"] == slowly.verdict(position)
                assert row["decided_by"] == slowly.decided_by(position)
                assert row["robust"] == slowly.robust()
                assert row["if_in_force"] == slowly.if_in_force(position)
                assert row["if_in_force"] == if_in_force(rulebook, clause, position, facts)
                assert lacking_of(row["because"]) == lacking_under(rulebook, clause, position, facts)
                assert turns_of(row["because"]) == slowly.turns(position)
    assert not found, "rows that no claim accounts for"


def turns_of(because: list[str]) -> set[str]:
    return {BREACH_UNDER_SOME_READING, BREACH_IF_IN_FORCE} & set(because)


@SOME
@given(strategies.certain_claims())
def test_certain_facts_have_outcomes_that_sum_to_one(row: Row) -> None:
    facts = facts_of(zoo.claims(row), 0)
    for clause in CLAUSES:
        for _, one in Slowly(facts, clause).each:
            certain = all(part.low == pytest.approx(part.high, abs=1e-9) for part in one.parts())
            # The bar for villagers stands against an excuse: the one thing certain facts leave open.
            assert certain or "villagers" in facts.ways[0].targets
            if certain:
                parts = (one.breach, one.excepted, one.no_breach, one.out_of_scope)
                assert sum(part.low for part in parts) == pytest.approx(1)


@SOME
@given(strategies.records())
def test_a_breach_is_never_likelier_than_any_of_its_conditions(rows: list[Row]) -> None:
    for row in assessed(*rows).findings.to_pylist():
        assert 0 <= row["p_breach"] <= row["p_breach_max"] <= 1
        known = [row[name] for name in MARGINALS if row[name] is not None]
        known += [] if row["p_unless"] is None else [1 - row["p_unless"]]
        assert all(row["p_breach_max"] <= one + TINY for one in known), row
        if len(known) == 5:
            assert row["p_breach"] >= sum(known) - 4 - 5 * TINY, row


def unknown_actor(row: Row) -> Row:
    told = row["hypotheses"][0]
    cast = [{"actor": "unknown", "role": "initiator"}, *(m for m in told["cast"] if m["role"] == "target")]
    return row | {"hypotheses": [told | {"cast": cast}]}


def unknown_target(row: Row) -> Row:
    told = row["hypotheses"][0]
    cast = [member for member in told["cast"] if member["role"] != "target"]
    return row | {"hypotheses": [told | {"cast": cast}]}


def vaguer(row: Row, role: str, less: str) -> Row:
    """Return the row with one of those told in a role told in one that says less."""
    told = row["hypotheses"][0]
    last = max(index for index, member in enumerate(told["cast"]) if member["role"] == role)
    cast = [m | {"role": less} if index == last else m for index, m in enumerate(told["cast"])]
    return row | {"hypotheses": [told | {"cast": cast}]}


def initiator_taking_part(row: Row) -> Row:
    return vaguer(row, "initiator", "participant")


def initiator_in_no_role(row: Row) -> Row:
    return vaguer(row, "initiator", "unknown")


def target_in_no_role(row: Row) -> Row:
    return vaguer(row, "target", "unknown")


STANDING_IN = {
    "north": "northerners",
    "north_militia": "northerners",
    "third_battalion": "northerners",
    "south": "southern_ground",
    "south_militia": "southern_ground",
    "brigands": "southern_ground",
    "villagers": "southern_ground",
}
"""For each actor, a stand-in that it may be."""


def stand_in_actor(row: Row) -> Row:
    return _stand_in(row, "initiator")


def stand_in_target(row: Row) -> Row:
    return _stand_in(row, "target")


def _stand_in(row: Row, role: str) -> Row:
    told = row["hypotheses"][0]
    cast = [m | ({"actor": STANDING_IN[m["actor"]]} if m["role"] == role else {}) for m in told["cast"]]
    distinct = [m for index, m in enumerate(cast) if m not in cast[:index]]
    return row | {"hypotheses": [told | {"cast": distinct}]}


def unknown_response(row: Row) -> Row:
    return row | {"hypotheses": [row["hypotheses"][0] | {"response": "unknown"}]}


def wider_act(row: Row) -> Row:
    told = row["hypotheses"][0]
    wider = {"shelling": "violence", "raid": "violence", "armed_attack": "violence"}
    return row | {"hypotheses": [told | {"act": wider.get(told["act"], told["act"])}]}


def no_time(row: Row) -> Row:
    return row | {"start_at": None, "end_at": None}


def no_place(row: Row) -> Row:
    return row | {"lon": None, "lat": None}


def no_radius(row: Row) -> Row:
    return row | {"radius_m": None}


def no_place_precision(row: Row) -> Row:
    return row | {"place_grade": "unstated", "radius_m": 10 * row["radius_m"]}


def no_time_precision(row: Row) -> Row:
    span = {"start_at": row["start_at"] - timedelta(days=3), "end_at": row["end_at"] + timedelta(days=3)}
    return row | span | {"time_unstated": True}


LOSSES = (
    *(unknown_actor, unknown_target, stand_in_actor, stand_in_target),
    *(initiator_taking_part, initiator_in_no_role, target_in_no_role, unknown_response, wider_act),
    *(no_time, no_place, no_radius, no_place_precision, no_time_precision),
)


@examples(40)
@given(strategies.certain_claims(), st.sampled_from(LOSSES))
def test_knowing_less_only_widens_what_may_be(row: Row, lose: Any) -> None:
    before = findings_of(assessed(row))
    after = findings_of(assessed(lose(row)))
    for key, was in before.items():
        assert key in after, "a loss of knowledge hides a row"
        now = after[key]
        assert now["p_breach"] <= was["p_breach"] + TINY
        assert now["p_breach_max"] >= was["p_breach_max"] - TINY
        assert not (was["verdict"] == "undetermined" and now["verdict"] == "breach")


@SOME
@given(strategies.claims())
def test_many_ways_taken_as_few_are_no_narrower(row: Row) -> None:
    each = findings_of(assessed(row))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attribution, "MOST_WAYS", 1)
        few = findings_of(assessed(row))
        patch.setattr(attribution, "MOST_IN_ACCOUNT", len(row["hypotheses"]))
        widest = findings_of(assessed(row))
    for wider in (few, widest):
        for key, was in each.items():
            assert key in wider
            assert wider[key]["p_breach"] <= was["p_breach"] + TINY
            assert wider[key]["p_breach_max"] >= was["p_breach_max"] - TINY
            assert wider[key]["verdict"] in (was["verdict"], "undetermined")


@FEW
@given(strategies.certain_claims())
def test_more_ground_never_makes_less_of_a_breach(row: Row) -> None:
    facts = facts_of(zoo.claims(row), 0)
    clause = ClauseId("t1/1")
    width = AmbiguityId("width")
    for readings in RULEBOOK.choices(RULEBOOK.hangs_on(clause)):
        narrow, wide = (
            outcome(RULEBOOK.rule(clause, {**readings, width: ReadingId(one)}), facts)
            for one in ("narrow", "wide")
        )
        assert wide.breach.low >= narrow.breach.low - TINY
        assert wide.out_of_scope.high <= narrow.out_of_scope.high + TINY


def answers(assessment: Assessment) -> str:
    return digest([assessment.findings, assessment.incidents, assessment.counts])


@cache
def empty() -> pa.Table:
    return zoo.claims()


@SOME
@given(strategies.records(), st.randoms(use_true_random=False))
def test_no_order_of_rows_hypotheses_or_cast_changes_anything(rows: list[Row], random: Any) -> None:
    shuffled = []
    for row in rows:
        told = [one | {"cast": random.sample(one["cast"], len(one["cast"]))} for one in row["hypotheses"]]
        shuffled.append(row | {"hypotheses": random.sample(told, len(told))})
    random.shuffle(shuffled)
    assert answers(assessed(*shuffled)) == answers(assessed(*rows))


@FEW
@given(strategies.records())
def test_a_table_in_pieces_is_the_same_table(rows: list[Row]) -> None:
    whole = zoo.claims(*rows)
    chunked = pa.concat_tables([empty(), *(whole.slice(index, 1) for index in range(len(rows)))])
    assert chunked.column("lon").num_chunks > len(rows)
    assert answers(assess(CASEBOOK, chunked)) == answers(assess(CASEBOOK, whole))
    each = [assess(CASEBOOK, whole.slice(index, 1)).findings for index in range(len(rows))]
    order = [(name, "ascending") for name in ("incident_id", "account", "clause_id", "position")]
    together = pa.concat_tables(each).sort_by(order)
    assert digest([together]) == digest([assess(CASEBOOK, whole).findings])


@SOME
@given(strategies.records(), strategies.instants())
@pytest.mark.parametrize("record", [CASEBOOK, FRONT], ids=["still", "moving"])
def test_one_claim_stands_for_all_that_no_rule_tells_apart(
    record: Record, rows: list[Row], at: datetime
) -> None:
    more = [row | {"incident_id": f"{row['incident_id']}-too"} for row in rows]
    more += [
        row | {"incident_id": f"{row['incident_id']}-then", "start_at": at, "end_at": at} for row in rows
    ]
    table = zoo.claims(*rows, *more)
    found = assess(record, table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "_kinds", lambda _, __, asked, *___: (asked, np.arange(len(asked))))
        each = assess(record, table)
    assert answers(found) == answers(each)
    assert found.counts.equals(each.counts)


@FEW
@given(strategies.records(), st.integers(1, 3))
def test_rows_taken_a_few_at_a_time_give_the_same_findings(rows: list[Row], n_bytes: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "_MOST_BYTES", n_bytes)
        few = assessed(*rows)
    assert answers(few) == answers(assessed(*rows))


@FEW
@given(st.lists(st.sampled_from(strategies.ACTORS), min_size=2, max_size=2, unique=True), strategies.times())
def test_two_participants_may_change_places(pair: list[str], at: Any) -> None:
    rows = [
        zoo.claim(at=at) | {"hypotheses": [zoo.hypothesis(participants=tuple(order))]}
        for order in (pair, pair[::-1])
    ]
    one, other = (assessed(row) for row in rows)
    assert answers(one) == answers(other)
