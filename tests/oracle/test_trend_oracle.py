"""The counts of a trend against plain loops over the findings and the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies, zoo
from tests.examples import examples
from truceline.clock import Interval
from truceline.judgement.assessing import findings_of
from truceline.judgement.tally import Band, DeadTold, Wanted, tally
from truceline.judgement.trends import weeks
from truceline.model.ids import ActId, ClauseId
from truceline.record.days import Period

BOOK = zoo.casebook()
MANDATE = BOOK.casebook.mandate
WHOLE = Period(first=date(2020, 2, 25), last=date(2020, 4, 14))
SHELLING = frozenset({"shelling", "mortar_fire", "artillery_fire", "rocket_fire"})
Rows = Sequence[dict[str, Any]]


def touches(start: datetime | None, end: datetime | None, during: Interval) -> bool:
    if start is None or end is None:
        return True
    if start == end:
        return during.start_at <= start < during.end_at
    return start < during.end_at and end > during.start_at


def within(start: datetime | None, end: datetime | None, during: Interval) -> bool:
    return (
        start is not None
        and end is not None
        and during.start_at <= start < during.end_at
        and end <= during.end_at
    )


def of_kind(row: dict[str, Any], act: str | None) -> tuple[bool, bool]:
    acts = {one["act"] for one in row["hypotheses"]}
    kinds = {str(one.id) for one in BOOK.casebook.acts if one.id == act or _under(str(one.id), act)}
    return (True, True) if act is None else (bool(acts & kinds), acts <= kinds)


def _under(act: str, above: str | None) -> bool:
    by_id = {str(one.id): one for one in BOOK.casebook.acts}
    steps = [act]
    for step in steps:
        steps += [str(one) for one in (by_id[step].under, *by_id[step].also) if one is not None]
    return above in steps


def slow_counts(
    rows: Rows, findings: Rows, during: Interval, act: str | None, position: str
) -> tuple[Band, tuple[int, int, int] | None, tuple[Band, int]]:
    n_low = n_high = dead_low = dead_high = n_without = b_low = b_high = most = 0
    has_figure = False
    for incident in sorted({row["incident_id"] for row in rows}):
        accounts = [row for row in rows if row["incident_id"] == incident]
        maybe, sure, breach_sure, breach_may, perhaps = False, True, True, False, False
        tolls = []
        for row in accounts:
            may_be, surely = of_kind(row, act)
            here = may_be and touches(row["start_at"], row["end_at"], during)
            maybe = maybe or here
            sure = sure and surely and within(row["start_at"], row["end_at"], during)
            mine = [
                one
                for one in findings
                if (one["incident_id"], one["account"]) == (incident, row["account"])
                and one["position"] == position
            ]
            breach = any(one["verdict"] == "breach" for one in mine)
            open_ = any(one["verdict"] == "undetermined" and one["p_breach_max"] > MANDATE.no for one in mine)
            breach_sure = breach_sure and breach
            breach_may = breach_may or (here and breach)
            perhaps = perhaps or (here and (breach or open_))
            tolls += [n for n in (row["fatalities_low"], row["fatalities_high"]) if n is not None]
        n_low, n_high = n_low + sure, n_high + maybe
        b_low, b_high, most = b_low + (sure and breach_sure), b_high + breach_may, most + perhaps
        if tolls:
            has_figure = has_figure or maybe
            dead_low += min(tolls) * sure
            dead_high += max(tolls) * maybe
        n_without += maybe and not tolls
    toll = (dead_low, dead_high, n_without) if has_figure else None
    return Band(low=n_low, high=n_high), toll, (Band(low=b_low, high=b_high), most)


@st.composite
def records(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = draw(strategies.records(most=7))
    for row in rows:
        low = draw(st.none() | st.integers(0, 9))
        row |= {
            "fatalities_low": low,
            "fatalities_high": None if low is None else low + draw(st.integers(0, 3)),
        }
    return rows


@examples(30)
@given(rows=records(), act=st.sampled_from([None, "armed_attack", "shelling"]))
def test_every_count_is_that_of_plain_loops(rows: list[dict[str, Any]], act: str | None) -> None:
    table = zoo.claims(*rows)
    findings = findings_of(BOOK, table)
    counted = tally(BOOK, table, Wanted(act=ActId(act) if act is not None else None), findings=findings)
    plain, found = table.to_pylist(), findings.to_pylist()
    for period in (*weeks(WHOLE.first, WHOLE.last), WHOLE):
        during = period.during(MANDATE)
        for position in ("ruling", "first", "second"):
            incidents, toll, breaches = slow_counts(plain, found, during, act, position)
            assert counted.incidents(during) == incidents
            assert counted.breaches(position, during) == breaches
            told = counted.toll(during)
            assert (None if told.dead is None else (told.dead.low, told.dead.high, told.n_without)) == toll


@examples(15)
@given(rows=records(), clause=st.sampled_from(["t1/1", "t1/6"]))
def test_what_a_clause_reaches_is_what_findings_say(rows: list[dict[str, Any]], clause: str) -> None:
    table = zoo.claims(*rows)
    findings = findings_of(BOOK, table)
    counted = tally(BOOK, table, Wanted(clause=ClauseId(clause)), findings=findings)
    during = WHOLE.during(MANDATE)
    low = high = 0
    plain = table.to_pylist()
    for incident in {row["incident_id"] for row in plain}:
        maybe, sure = False, True
        for row in plain:
            if row["incident_id"] != incident:
                continue
            mine = [
                one
                for one in findings.to_pylist()
                if (one["incident_id"], one["account"], one["clause_id"])
                == (incident, row["account"], clause)
            ]
            applies = [one["verdict"] in ("breach", "excepted") for one in mine]
            open_ = [one["verdict"] == "undetermined" and one["p_breach_max"] > MANDATE.no for one in mine]
            maybe = maybe or (
                (any(applies) or any(open_)) and touches(row["start_at"], row["end_at"], during)
            )
            sure = sure and bool(mine) and all(applies) and within(row["start_at"], row["end_at"], during)
        low, high = low + sure, high + maybe
    assert counted.incidents(during) == Band(low=low, high=high)


def test_no_incident_at_all_counts_nought() -> None:
    table: pa.Table = zoo.claims()
    counted = tally(BOOK, table, findings=findings_of(BOOK, table))
    during = WHOLE.during(MANDATE)
    assert counted.incidents(during) == Band(low=0, high=0)
    assert counted.toll(during) == DeadTold(dead=None, is_at_least=False, n_without=0)
