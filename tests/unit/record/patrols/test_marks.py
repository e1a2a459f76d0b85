"""Fixes are marked for what is wrong with them, and none is dropped."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest

from tests.drives import RADIUS_M, START, THERE, Drive, drive, fixes, marks_by_vehicle
from truceline.errors import BadInput, BadReport
from truceline.model.tables import FIXES
from truceline.record.patrols import Limits, marked, tracks

LEAD = drive("lead", "north", THERE)
METRES_PER_DEGREE_EAST = 90_300


def _step(metres: float, seconds: float, *, n: int = 30) -> Drive:
    """A drive that stands still, leaps once in its middle, and stands still again."""
    at = tuple(START + timedelta(seconds=10 * i + (seconds - 10 if i >= n // 3 else 0)) for i in range(n))
    lon = tuple(36.5 + (metres / METRES_PER_DEGREE_EAST if i >= n // 3 else 0.0) for i in range(n))
    return Drive(vehicle="lead", side=None, at=at, lon=lon, lat=(35.8,) * n)


def test_a_plain_drive_has_no_mark() -> None:
    assert marks_by_vehicle(marked(fixes(LEAD))) == {}


def test_every_fix_read_is_there_after_marking() -> None:
    bad = fixes(LEAD, LEAD.moved(range(50, 60), east_deg=1.0))
    assert sorted(marked(bad)["n"].to_pylist()) == bad["n"].to_pylist()


def test_a_fix_repeated_is_a_duplicate_and_the_first_read_is_not() -> None:
    found = marked(fixes(LEAD, LEAD.part([5, 6])))
    repeated = [row["n"] for row in found.to_pylist() if "duplicate" in row["marks"]]
    assert repeated == [len(LEAD.at), len(LEAD.at) + 1]


def test_the_same_time_at_another_place_is_no_duplicate() -> None:
    found = marked(fixes(LEAD, LEAD.part([5]).moved([0], east_deg=0.0001)))
    assert "duplicate" not in marks_by_vehicle(found).get("lead", {})


def test_a_fix_read_late_is_out_of_order_and_used() -> None:
    order = [*range(20), *range(21, 60), 20]
    found = marked(fixes(LEAD.part(order)))
    assert marks_by_vehicle(found) == {"lead": {"out_of_order": 1}}
    assert tracks(found)["n_used"].to_pylist() == [60]


def test_a_fix_without_time_or_place_is_kept_and_marked() -> None:
    rows = fixes(LEAD).to_pylist()
    rows[3]["at"] = None
    rows[4]["lon"] = None
    found = marked(pa.Table.from_pylist(rows, schema=FIXES))
    assert marks_by_vehicle(found) == {"lead": {"no_time": 1, "no_place": 1}}
    assert tracks(found)["n_used"].to_pylist() == [len(rows) - 2]


def test_what_the_source_flags_stays_flagged_and_unused() -> None:
    rows = fixes(LEAD).to_pylist()
    rows[3]["marks"] = ["flagged"]
    found = marked(pa.Table.from_pylist(rows, schema=FIXES))
    assert marks_by_vehicle(found) == {"lead": {"flagged": 1}}


def test_marking_twice_changes_nothing() -> None:
    once = marked(fixes(LEAD.moved(range(50, 60), east_deg=1.0), LEAD.part([3, 1])))
    assert marked(once) == once


@pytest.mark.parametrize("rows", [[40], range(40, 45), range(40, 100), range(10), range(260, 271)])
def test_spoofed_places_are_marked_and_the_true_ones_are_not(rows: range | list[int]) -> None:
    found = marked(fixes(LEAD.moved(rows, east_deg=1.5)))
    spoofed = [row["n"] for row in found.to_pylist() if row["marks"]]
    assert spoofed == list(rows)


def test_two_places_alternating_are_told_apart_by_their_number() -> None:
    found = marked(fixes(LEAD.moved(range(0, 90, 3), east_deg=1.5)))
    assert [row["n"] for row in found.to_pylist() if row["marks"]] == list(range(0, 90, 3))


def test_where_two_chains_are_equally_long_both_are_marked() -> None:
    two = LEAD.part(range(40)).moved(range(20), east_deg=1.5)
    assert marks_by_vehicle(marked(fixes(two))) == {"lead": {"jump": 40}}


@pytest.mark.parametrize(("kmh", "is_jump"), [(159.0, False), (161.0, True)])
def test_a_leap_is_a_jump_above_the_greatest_speed(kmh: float, is_jump: bool) -> None:
    seconds = 600.0
    found = marked(fixes(_step(kmh / 3.6 * seconds + 2 * RADIUS_M, seconds)))
    assert bool(marks_by_vehicle(found)) is is_jump


@pytest.mark.parametrize(("metres", "is_jump"), [(490.0, False), (510.0, True)])
def test_a_short_leap_is_a_receiver_that_finds_itself_again(metres: float, is_jump: bool) -> None:
    found = marked(fixes(_step(metres + 2 * RADIUS_M, 1.0)))
    assert bool(marks_by_vehicle(found)) is is_jump


@pytest.mark.parametrize(("days", "is_far"), [(29.9, False), (30.1, True)])
def test_a_clock_that_was_reset_is_far_from_its_patrol(days: float, is_far: bool) -> None:
    reset = LEAD.part([0]).later(-days * 86_400)
    found = marked(fixes(LEAD, reset))
    assert ("far_time" in marks_by_vehicle(found).get("lead", {})) is is_far


def test_a_vehicle_of_two_sides_on_one_patrol_is_refused() -> None:
    with pytest.raises(BadReport, match="two sides") as caught:
        marked(fixes(LEAD, drive("lead", "south", THERE)))
    assert "lead on p-1 is of north and of south" in str(caught.value.faults[0])


def test_a_fix_off_the_globe_is_refused() -> None:
    with pytest.raises(BadReport, match="no places"):
        marked(fixes(LEAD.moved([2], east_deg=200.0)))


def test_a_limit_of_zero_is_refused() -> None:
    with pytest.raises(BadInput, match="limits") as caught:
        marked(fixes(LEAD), Limits(reach_m=0.0, stop_s=-1.0, clock_share=1.5, clock_gain=1.0))
    assert [fault.pointer for fault in caught.value.faults] == ["stop_s", "reach_m", "clock_share"]


def test_a_table_without_rows_stays_without() -> None:
    assert marked(FIXES.empty_table()).num_rows == 0
    assert tracks(FIXES.empty_table()).num_rows == 0
