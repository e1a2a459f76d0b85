"""Tracks are cut into legs, stops and silences, and measured."""

from __future__ import annotations

import pytest

from tests.drives import THERE, WITH_A_STOP, Drive, drive, fixes, on_road
from truceline.record.patrols import Limits, legs, marked, silences, stops, tracks
from truceline.record.patrols.parts import parts

STOPPING = marked(fixes(drive("lead", "north", WITH_A_STOP)))


def test_a_stop_is_found_where_and_when_it_was() -> None:
    (stop,) = stops(STOPPING).to_pylist()
    assert stop["duration_s"] == pytest.approx(900, abs=45)
    assert stop["start_at"].minute in (19, 20)
    assert stop["lon"] == pytest.approx(float(on_road([12.0])[0][0]), abs=0.0003)


@pytest.mark.parametrize(("stop_s", "n"), [(850.0, 1), (1000.0, 0)])
def test_a_stop_lasts_at_least_the_limit(stop_s: float, n: int) -> None:
    assert stops(STOPPING, Limits(stop_s=stop_s)).num_rows == n


def test_a_vehicle_that_rolls_to_a_halt_makes_one_stop_not_many() -> None:
    noisy = marked(fixes(drive("lead", None, ((0, 0.0), (10, 6.0), (130, 6.0), (140, 12.0)), noise_m=15.0)))
    (stop,) = stops(noisy).to_pylist()
    assert stop["duration_s"] > 7100


def test_a_slow_convoy_does_not_stop() -> None:
    assert stops(marked(fixes(drive("lead", None, ((0, 0.0), (180, 9.0)))))).num_rows == 0


@pytest.mark.parametrize(("gap_s", "n"), [(900, 0), (910, 1)])
def test_a_silence_is_longer_than_the_limit(gap_s: int, n: int) -> None:
    whole = drive("lead", "north", THERE, every_s=10)
    kept = [*range(100), *range(100 + gap_s // 10 - 1, len(whole.at))]
    assert silences(marked(fixes(whole.part(kept)))).num_rows == n


def test_a_stop_ends_with_a_silence() -> None:
    whole = drive("lead", None, ((0, 0.0), (120, 0.0)))
    held = stops(marked(fixes(whole.part([*range(100), *range(400, 721)]))))
    assert [round(one) for one in held["duration_s"].to_pylist()] == [990, 3200]


def test_parts_follow_each_other_and_sum_to_the_track() -> None:
    cut = parts(STOPPING)
    (whole,) = tracks(STOPPING).to_pylist()
    assert cut["kind"].to_pylist() == ["leg", "stop", "leg"]
    assert cut["start_at"].to_pylist()[1:] == cut["end_at"].to_pylist()[:-1]
    assert sum(cut["duration_s"].to_pylist()) == pytest.approx(whole["duration_s"])
    assert sum(cut["length_km"].to_pylist()) == pytest.approx(whole["length_km"])
    assert legs(STOPPING).num_rows == 2


@pytest.mark.parametrize("noise_m", [0.001, 4.0, 15.0])
@pytest.mark.parametrize("every_s", [1.0, 10.0])
def test_the_true_length_lies_between_the_two_given(noise_m: float, every_s: float) -> None:
    made = drive("lead", None, THERE, noise_m=noise_m, every_s=every_s)
    made = Drive(**(vars(made) | {"radius_m": max(1.0, noise_m * 2.4477)}))
    (whole,) = tracks(marked(fixes(made))).to_pylist()
    assert whole["length_low_km"] <= 30.0 * 1.002
    assert whole["length_km"] >= 30.0 - 0.02
    assert whole["length_low_km"] == pytest.approx(30.0, rel=0.04)


def test_speeds_are_those_driven() -> None:
    (whole,) = tracks(marked(fixes(drive("lead", None, THERE, noise_m=0.001)))).to_pylist()
    assert whole["leg_kmh"] == pytest.approx(40.0, abs=0.1)
    assert 30.0 < whole["fastest_kmh"] <= 40.1


def test_a_vehicle_with_one_fix_has_no_parts_and_no_speed() -> None:
    one = marked(fixes(drive("lead", None, THERE).part([0])))
    (whole,) = tracks(one).to_pylist()
    assert parts(one).num_rows == 0
    assert (whole["n_used"], whole["duration_s"], whole["leg_kmh"]) == (1, 0.0, None)


def test_a_vehicle_without_a_usable_fix_is_still_listed() -> None:
    table = marked(fixes(drive("lead", None, THERE).part([0]).moved([0], east_deg=0.0)))
    rows = table.set_column(
        table.schema.get_field_index("marks"), table.schema.field("marks"), [[["flagged"]]]
    )
    (whole,) = tracks(marked(rows)).to_pylist()
    assert (whole["n_fixes"], whole["n_used"], whole["start_at"]) == (1, 0, None)
