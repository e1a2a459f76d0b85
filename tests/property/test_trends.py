"""What holds of every trend and of every comparison."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests import strategies, zoo
from tests.examples import examples
from truceline.judgement.comparing import compare
from truceline.judgement.tally import tally
from truceline.judgement.trends import months, trend, weeks
from truceline.record.days import Period

BOOK = zoo.casebook()
MANDATE = BOOK.casebook.mandate
FIRST, LAST = date(2020, 2, 25), date(2020, 4, 14)
READ = [(FIRST, LAST)]
days = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def certain(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Incidents of which each is told once, of one instant, with one figure."""
    on = draw(st.lists(days, max_size=8))
    return [
        zoo.claim(f"i{n}", at=f"{day}T{hour:02}:00:00+00:00") | {"fatalities_low": n, "fatalities_high": n}
        for n, (day, hour) in enumerate(zip(on, (0, 5, 23, 12, 0, 23, 7, 1), strict=False))
    ]


@given(rows=certain(), cut=days)
def test_periods_part_what_is_certain(rows: list[dict[str, Any]], cut: date) -> None:
    counted = tally(BOOK, zoo.claims(*rows))
    for parts in (weeks, months):
        periods = (*parts(FIRST, cut), *parts(cut + timedelta(days=1), LAST))
        assert [day for one in periods for day in one.days()] == list(Period(first=FIRST, last=LAST).days())
        found = trend(periods, counted, counted, READ, MANDATE)
        [whole] = trend([Period(first=FIRST, last=LAST)], counted, counted, READ, MANDATE)
        assert whole.incidents is not None
        assert whole.incidents.low == whole.incidents.high == len(rows)
        assert sum(one.incidents.low for one in found if one.incidents) == len(rows)
        assert sum(one.incidents.high for one in found if one.incidents) == len(rows)
        told = [one.toll.dead for one in found if one.toll is not None and one.toll.dead is not None]
        assert sum(one.low for one in told) == sum(range(len(rows)))


@examples(25)
@given(rows=strategies.records(most=8))
def test_with_doubt_the_total_lies_between_the_sums(rows: list[dict[str, Any]]) -> None:
    counted = tally(BOOK, zoo.claims(*rows))
    found = trend(tuple(weeks(FIRST, LAST)), counted, counted, READ, MANDATE)
    [whole] = trend([Period(first=FIRST, last=LAST)], counted, counted, READ, MANDATE)
    assert whole.incidents is not None
    assert sum(one.incidents.low for one in found if one.incidents) <= whole.incidents.low
    assert whole.incidents.low <= whole.incidents.high
    assert whole.incidents.high <= sum(one.incidents.high for one in found if one.incidents)


@examples(25)
@given(rows=strategies.records(most=8), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, Any]], order: Any) -> None:
    mixed = order.sample(rows, len(rows))
    one, other = (tally(BOOK, zoo.claims(*each)) for each in (rows, mixed))
    periods = tuple(weeks(FIRST, LAST))
    assert trend(periods, one, one, READ, MANDATE) == trend(periods, other, other, READ, MANDATE)


@examples(25)
@given(rows=strategies.records(most=8))
def test_both_sides_exchanged_count_alike(rows: list[dict[str, Any]]) -> None:
    other = {"north": "south", "south": "north"}

    def exchanged(hypothesis: dict[str, Any]) -> dict[str, Any]:
        cast = [one | {"actor": other.get(one["actor"], one["actor"])} for one in hypothesis["cast"]]
        return hypothesis | {"cast": cast}

    mirrored = [row | {"hypotheses": [exchanged(one) for one in row["hypotheses"]]} for row in rows]
    periods = tuple(weeks(FIRST, LAST))
    one, two = (tally(BOOK, zoo.claims(*each)) for each in (rows, mirrored))
    assert trend(periods, one, one, READ, MANDATE) == trend(periods, two, two, READ, MANDATE)


@examples(20)
@given(rows=certain(), back=st.integers(0, 6))
def test_days_turned_about_turn_the_change(rows: list[dict[str, Any]], back: int) -> None:
    day, n_days = FIRST + timedelta(days=24), 20 - back

    def turned(row: dict[str, Any]) -> dict[str, Any]:
        on = day + (day - date.fromisoformat(row["start_at"][:10])) - timedelta(days=1)
        return row | {"start_at": f"{on}T12:00:00+00:00", "end_at": f"{on}T12:00:00+00:00"}

    mirrored = [turned(row) for row in rows]
    one, other = (
        compare(day, n_days, {"": tally(BOOK, zoo.claims(*each))}, READ, (), (), MANDATE).changes[0]
        for each in ([dict(row) for row in rows], mirrored)
    )
    assert (one.before, one.after) == (other.after, other.before)
    assert (one.change.low, one.change.high) == (-other.change.high, -other.change.low)
