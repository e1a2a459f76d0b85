"""Laws of tracks, whatever the fixes."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drives import ROUTE, Drive, drive, fixes, shuffled
from tests.examples import examples
from truceline import geo
from truceline.model.tables import FIXES
from truceline.record.patrols import Coverage, Limits, marked, time_in_zone, tracks
from truceline.record.patrols.coverage import coverage
from truceline.record.patrols.parts import parts
from truceline.record.patrols.together import together

minutes = st.integers(5, 40)
km = st.floats(0.0, 36.0)
seeds = st.integers(0, 10_000)


@st.composite
def drives(draw: st.DrawFn) -> pa.Table:
    """Two crews and perhaps a third vehicle, each with gaps, spoofed places and clocks of its own."""
    made: list[Drive] = []
    for vehicle, side in (("a", "north"), ("b", "south"), ("c", "south"))[: draw(st.integers(1, 3))]:
        legs = [(0.0, draw(km))]
        for _ in range(draw(st.integers(1, 3))):
            legs.append((legs[-1][0] + draw(minutes), draw(km)))
        whole = drive(vehicle, side, legs, every_s=30, seed=draw(seeds))
        n = len(whole.at)
        gap = draw(st.integers(0, n // 2))
        whole = whole.part([*range(gap), *range(min(gap + draw(st.integers(0, 60)), n - 1), n)])
        spoofed = draw(st.integers(0, len(whole.at) - 1))
        whole = whole.moved(range(spoofed, spoofed + draw(st.integers(0, 5))), east_deg=0.5)
        made.append(whole.later(draw(st.sampled_from([0.0, 0.0, 600.0, 3600.0]))))
    return fixes(*made)


def _without_n(table: pa.Table) -> pa.Table:
    return table.drop_columns(["n"])


def _shares(found: tuple[Coverage, ...]) -> list[float]:
    return [one.by_any.share or 0.0 for one in found]


@pytest.mark.slow
@given(drives(), seeds)
def test_the_order_of_rows_decides_nothing(table: pa.Table, seed: int) -> None:
    other = shuffled(table, seed)
    assert marked(other) == marked(table)
    assert parts(marked(other)) == parts(marked(table))
    assert coverage(marked(other), ROUTE) == coverage(marked(table), ROUTE)


@pytest.mark.slow
@given(drives(), st.lists(st.integers(0, 10_000), min_size=1, max_size=5))
def test_a_duplicate_changes_nothing(table: pa.Table, which: list[int]) -> None:
    again = table.take([row % table.num_rows for row in which])
    numbers = pa.array(range(table.num_rows, table.num_rows + len(which)), pa.int64())
    again = again.set_column(FIXES.get_field_index("n"), FIXES.field("n"), numbers)
    twice = marked(pa.concat_tables([table, again]).unify_dictionaries())
    once = marked(table)
    drop = ["n_fixes"]
    assert tracks(twice).drop_columns(drop) == tracks(once).drop_columns(drop)
    assert parts(twice) == parts(once)
    assert coverage(twice, ROUTE) == coverage(once, ROUTE)
    marks = [row["marks"] for row in twice.to_pylist() if row["n"] >= table.num_rows]
    assert all("duplicate" in one or "flagged" in one for one in marks)


@given(drives(), st.floats(50, 3000), st.floats(1, 3000))
def test_coverage_grows_with_the_reach(table: pa.Table, reach_m: float, more_m: float) -> None:
    used = marked(table)
    near = coverage(used, ROUTE, Limits(reach_m=reach_m))
    far = coverage(used, ROUTE, Limits(reach_m=reach_m + more_m))
    assert all(a <= b + 1e-6 for a, b in zip(_shares(near), _shares(far), strict=True))


@given(drives())
def test_joint_coverage_is_at_most_what_each_side_saw(table: pa.Table) -> None:
    for one in coverage(marked(table), ROUTE):
        if one.joint is not None and one.joint.share is not None:
            assert all(
                own.share is not None and one.joint.share <= own.share + 1e-6 for _, own in one.by_side
            )
        assert all(
            own.share is not None and one.by_any.share is not None and own.share <= one.by_any.share + 1e-6
            for _, own in one.by_side
            if own.share is not None
        )


@given(drives())
def test_the_share_seen_lies_between_what_is_certain_and_what_is_possible(table: pa.Table) -> None:
    for one in coverage(marked(table), ROUTE):
        seen = one.by_any
        if seen.share is not None and seen.low is not None and seen.high is not None:
            assert 0 <= seen.low <= seen.share + 1e-6
            assert seen.share <= seen.high + 1e-6 <= 1 + 2e-6


@given(drives())
def test_parts_fill_each_track_without_gap_or_overlap(table: pa.Table) -> None:
    used = marked(table)
    cut = parts(used).to_pylist()
    for whole in tracks(used).to_pylist():
        own = [part for part in cut if part["vehicle"] == whole["vehicle"]]
        assert sum(part["duration_s"] for part in own) == pytest.approx(whole["duration_s"], abs=1e-3)
        assert sum(part["length_km"] for part in own) == pytest.approx(whole["length_km"], abs=1e-6)
        assert whole["stopped_s"] + whole["silent_s"] <= whole["duration_s"] + 1e-6
        assert all(a["end_at"] == b["start_at"] for a, b in pairwise(own))


@given(drives())
@examples(25)
def test_time_in_a_zone_and_out_of_it_make_up_the_track(table: pa.Table) -> None:
    used = marked(table)
    lon, lat = ROUTE.points[1]
    durations = {one["vehicle"]: one["duration_s"] for one in tracks(used).to_pylist()}
    for was in time_in_zone(used, geo.circle((lon, lat), radius_m=6000, sigma_m=100)):
        assert 0 <= was.low_s <= was.expected_s + 1e-6
        assert was.expected_s + was.silent_s <= durations[was.of.vehicle] + 1e-6
        assert was.silent_s <= was.high_s <= durations[was.of.vehicle] + 1e-6


@given(drives())
@examples(25)
def test_whether_crews_were_together_is_what_brute_force_finds(table: pa.Table) -> None:
    used = marked(table)
    rows = [row for row in used.to_pylist() if not set(row["marks"]) - {"clock", "out_of_order"}]
    sides = sorted({row["side"] for row in rows})
    limits = Limits(together_m=700.0, together_s=60.0)
    for row, said in zip(rows, together(used, limits).tolist(), strict=True):
        others = [side for side in sides if side != row["side"]]
        near = [
            any(
                abs((row["at"] - one["at"]).total_seconds()) <= limits.together_s
                and geo.distances_m(row["lon"], row["lat"], one["lon"], one["lat"])[0] <= limits.together_m
                for one in rows
                if one["side"] == other
            )
            for other in others
        ]
        assert said == (bool(near) and all(near))
