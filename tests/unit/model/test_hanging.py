"""Values that hang on an ambiguity, one inside another."""

from __future__ import annotations

import pytest

from truceline.clock import Counting
from truceline.model.casebook import Due, Stated, Who
from truceline.model.hanging import AmbiguityId, Hanging, ReadingId, ambiguities_in, hangings, settle

CLOCK, DAY = AmbiguityId("clock"), AmbiguityId("day")


def readings(**chosen: str) -> dict[AmbiguityId, ReadingId]:
    return {AmbiguityId(ambiguity): ReadingId(reading) for ambiguity, reading in chosen.items()}


OURS, THEIRS = ReadingId("ours"), ReadingId("theirs")
ZONE: Hanging[str] = Hanging(hangs_on=CLOCK, readings={OURS: "UTC", THEIRS: "+02:00"})
NESTED: Hanging[Stated | None] = Hanging(
    hangs_on=DAY,
    readings={ReadingId("named"): Stated(at="2020-03-06", zone=ZONE), ReadingId("none"): None},
)


def test_outer_values_come_before_the_ones_inside_them() -> None:
    assert [one.hangs_on for one in hangings((Who(bound=True), NESTED))] == [DAY, CLOCK]
    assert ambiguities_in(NESTED) == {CLOCK, DAY}


def test_a_plain_value_hangs_on_nothing_and_stays_the_same_object() -> None:
    who = Who(bound=True)
    assert ambiguities_in(who) == frozenset()
    assert settle(who, {}) is who
    assert settle("words", {}) == "words"
    assert ambiguities_in(Who) == frozenset(), "a class is no noun"


@pytest.mark.parametrize(("clock", "zone"), [("ours", "UTC"), ("theirs", "+02:00")])
def test_settling_reaches_the_innermost_value(clock: str, zone: str) -> None:
    settled: object = settle(NESTED, readings(day="named", clock=clock))
    assert settled == Stated(at="2020-03-06", zone=zone)


def test_a_reading_that_leads_elsewhere_asks_for_no_more() -> None:
    assert settle(NESTED, readings(day="none")) is None


def test_settling_goes_through_tuples_and_nouns() -> None:
    due = Due(day=Stated(at="2020-03-06", zone=ZONE), counting=Counting.END_OF_DAY)
    first, second = settle((due, "x"), readings(clock="ours"))
    assert (first.day, second) == (Stated(at="2020-03-06", zone="UTC"), "x")


def test_a_reading_left_out_is_never_made_up() -> None:
    for left_out in (readings(day="named"), readings(day="named", clock="nobodys"), {}):
        with pytest.raises(KeyError):
            settle(NESTED, left_out)
