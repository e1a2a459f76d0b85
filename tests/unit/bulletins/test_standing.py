"""How an incident stands once all positions are read side by side."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tests.unit.bulletins.cases import finding
from truceline.bulletins.standing import groups_of, n_decided, worst_standings
from truceline.model.tables import FINDINGS


def _standing(*rows: dict[str, object]) -> str:
    table = pa.Table.from_pylist(list(rows), schema=FINDINGS)
    return worst_standings(groups_of(table, yes=0.95))["E1"]


def test_a_breach_under_every_reading_is_a_breach_however_one_reads_it() -> None:
    assert _standing(finding("E1", "ruling", "breach"), finding("E1", "north", "breach")) == "breach"


@pytest.mark.parametrize("robust", [False, None])
def test_a_breach_that_is_not_shown_under_every_reading_is_one_under_some(robust: bool | None) -> None:
    rows = (
        finding("E1", "ruling", "breach", robust=robust),
        finding("E1", "north", "breach", robust=robust),
    )
    assert _standing(*rows) == "breach_under_some_reading"


def test_a_verdict_that_no_position_settles_turns_on_a_reading() -> None:
    assert _standing(finding("E1", "ruling", "undetermined", robust=False)) == "turns_on_a_reading"


def test_a_breach_whose_upper_value_stays_below_the_threshold_does_not_turn_on_a_reading() -> None:
    row = finding("E1", "ruling", "undetermined", robust=False, p_breach_max=0.94)
    assert _standing(row) == "undetermined"
    assert _standing(row | {"p_breach_max": 0.95}) == "turns_on_a_reading"


@pytest.mark.parametrize("by", [None, "unknown"])
def test_where_nobody_is_named_a_fact_is_missing_not_a_reading(by: str | None) -> None:
    row = finding("E1", "ruling", "undetermined", robust=False, by=by, p_who=None)
    assert _standing(row) == "undetermined"


def test_where_one_of_two_is_named_the_verdict_can_turn_on_a_reading() -> None:
    row = finding("E1", "ruling", "undetermined", robust=False, by="north|unknown", p_who=None)
    assert _standing(row) == "turns_on_a_reading"


@pytest.mark.parametrize(
    ("verdict", "expected"), [("excepted", "excepted"), ("no_breach", "none"), ("out_of_scope", "none")]
)
def test_other_verdicts_stand_as_they_are(verdict: str, expected: str) -> None:
    assert _standing(finding("E1", "ruling", verdict)) == expected


def test_the_worst_of_several_clauses_stands_for_the_incident() -> None:
    rows = (finding("E1", "ruling", "breach", clause_id="r1/9"), finding("E1", "ruling", "no_breach"))
    assert _standing(*rows) == "breach"


def test_rows_in_any_order_fall_into_the_same_groups() -> None:
    rows = [finding(f"E{n}", p, "breach") for n in (2, 1) for p in ("north", "ruling")]
    groups = groups_of(pa.Table.from_pylist(rows[::3] + rows[1:3], schema=FINDINGS), yes=0.95)
    assert (groups.end - groups.first).tolist() == [2, 2]
    assert groups.n_incidents(groups.of("breach")) == 2


def test_without_findings_nothing_stands_anywhere() -> None:
    assert worst_standings(groups_of(FINDINGS.empty_table(), yes=0.95)) == {}


def test_an_ambiguity_is_counted_once_for_each_verdict_and_each_incident_it_decides() -> None:
    rows = [finding("E1", p, "undetermined", decided_by=["clock"]) for p in ("north", "ruling")]
    rows += [finding("E2", "ruling", "undetermined", decided_by=["clock", "depth"])]
    table = pa.Table.from_pylist(rows, schema=FINDINGS)
    assert n_decided(table) == {"clock": (3, 2), "depth": (1, 1)}
