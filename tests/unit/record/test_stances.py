"""Stances: the actor's own word first, readings of one statement side by side, hearsay never followed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.unit.record.told import casebook
from truceline.model.words import Attitude, Evidence
from truceline.record import ActorStance, stances

ROW = {"actor": "brigands", "toward": "p1", "by": "watch"}


def stance(attitude: str, since: str, evidence: str = "own_statement", **more: Any) -> dict[str, Any]:
    return ROW | {"attitude": attitude, "since": since, "evidence": evidence} | more


def held(*rows: dict[str, Any], at: datetime | None = None) -> ActorStance:
    [one] = stances(casebook(stances=list(rows)), at=at)
    return one


def test_three_readings_of_one_statement_are_kept_and_the_stance_is_ambiguous() -> None:
    one = held(
        stance("ambiguous", "2026-03-02", matter="M2"),
        *(stance(a, "2026-03-02", "reading", reading_of="M2") for a in ("accepts", "rejects", "ambiguous")),
    )
    assert one.attitude is Attitude.AMBIGUOUS
    assert [row.attitude.value for row in one.readings] == ["accepts", "rejects", "ambiguous"]
    assert one.evidence is Evidence.OWN_STATEMENT


def test_readings_that_agree_are_no_ambiguity() -> None:
    rows = [stance("rejects", "2026-03-02", "reading", reading_of="M2") for _ in range(2)]
    assert held(*rows).attitude is Attitude.REJECTS


def test_the_newest_firm_row_holds_and_the_one_before_stays_beside_it() -> None:
    one = held(stance("rejects", "2026-03-02"), stance("accepts", "2026-03-05"))
    assert one.attitude is Attitude.ACCEPTS
    assert [row.attitude.value for row in one.earlier] == ["rejects"]
    assert not one.inferred


def test_what_is_inferred_from_conduct_never_takes_the_place_of_words() -> None:
    one = held(stance("rejects", "2026-03-02"), stance("accepts", "2026-03-05", "own_conduct"))
    assert one.attitude is Attitude.REJECTS
    assert [row.attitude.value for row in one.also_said] == ["accepts"]
    assert held(stance("accepts", "2026-03-05", "own_conduct")).inferred


def test_a_month_counts_from_its_last_day() -> None:
    row = stance("rejects", "2026-03")
    assert stances(casebook(stances=[row]), at=datetime(2026, 3, 31, tzinfo=UTC)) == ()
    assert len(stances(casebook(stances=[row]), at=datetime(2026, 4, 1, tzinfo=UTC))) == 1


def test_hearsay_never_takes_the_place_of_a_statement_however_new() -> None:
    one = held(
        stance("conditional", "2026-03-02"),
        stance("rejects", "2026-03-09", "unnamed_sources", statement=False),
    )
    assert one.attitude is Attitude.CONDITIONAL
    assert [row.attitude.value for row in one.also_said] == ["rejects"]


def test_hearsay_alone_is_shown_as_what_it_is() -> None:
    one = held(stance("rejects", "2026-03-09", "unnamed_sources", statement=False))
    assert (one.attitude, one.evidence) == (Attitude.REJECTS, Evidence.UNNAMED_SOURCES)
    assert one.rows[0].statement is False


def test_on_a_day_only_what_had_begun_counts() -> None:
    rows = stance("rejects", "2026-03-02"), stance("accepts", "2026-03-05")
    midnight = datetime(2026, 3, 5, tzinfo=UTC)
    assert held(*rows, at=midnight).attitude is Attitude.REJECTS
    assert held(*rows, at=midnight.replace(microsecond=1)).attitude is Attitude.ACCEPTS
    assert stances(casebook(stances=list(rows)), at=datetime(2026, 3, 1, tzinfo=UTC)) == ()


def test_nobody_is_given_a_stance_of_whom_nothing_is_known() -> None:
    assert stances(casebook()) == ()


def test_two_statements_of_one_day_that_differ_are_two_and_none_is_lost() -> None:
    one = held(stance("accepts", "2026-03-02", matter="M1"), stance("rejects", "2026-03-02", matter="M2"))
    assert len(one.rows) + len(one.earlier) == 2
