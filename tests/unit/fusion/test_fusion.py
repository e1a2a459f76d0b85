"""Which reports are put together: planted doubles are, planted neighbours are not, and no order decides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.tellers import world
from tests.unit.fusion.claims import background, book, claim, fused, table, together
from truceline.fusion import fuse
from truceline.fusion.pairs import EXTRA_KM, MOST_GAP_H, MOST_KM, REACH_SIGMAS, pairs_of
from truceline.fusion.rates import counted
from truceline.fusion.reports import reports_of


def test_the_same_told_by_two_is_one() -> None:
    found = fused(a=[claim("1"), *background("a")], b=[claim("1", lon=36.805), *background("b")])
    assert together(found, "a/1", "b/1")


def test_of_a_source_that_tells_all_once_two_are_never_one() -> None:
    rows = {
        "a": table([claim("1"), claim("2"), *background("a")]),
        "b": table([claim("1"), *background("b")]),
    }
    found = fuse(rows, book())
    assert not together(found, "a/1", "a/2")
    one, other = found.why("a/1", "b/1"), found.why("a/2", "b/1")
    assert one is not None
    assert other is not None
    assert one.p == other.p < 0.5, "either may be it: it is left open"
    assert not any(found.reports.source[found.pairs.first] == found.reports.source[found.pairs.second])


@pytest.mark.parametrize(
    "otherwise",
    [
        {"day": 9.0},
        {"lat": 36.6},
        {"act": "arrest", "actors": ("sdf",), "dead": 0, "day": 1.0, "lat": 35.92},
    ],
)
def test_neighbours_are_not_put_together(otherwise: dict[str, Any]) -> None:
    found = fused(a=[claim("1"), *background("a")], b=[claim("1", **otherwise), *background("b")])
    assert not together(found, "a/1", "b/1")


def test_what_has_no_place_or_time_is_counted_and_fused_with_nothing() -> None:
    found = fused(a=[claim("1"), claim("2", lon=None, lat=None)], b=[claim("1", start_at=None, end_at=None)])
    assert found.left_out == {"a": 1, "b": 1}
    assert set(found.incident_of) == {"a/1"}


def test_nothing_and_one_alone() -> None:
    assert fused(a=[], b=[]).incident_of == {}
    assert fused(a=[claim("1")], b=[]).incident_of == {"a/1": "a/1"}


def test_what_a_source_tells_twice_is_one_and_competes_as_one() -> None:
    doubled = [claim("1", dead=3), claim("2", dead=4, lon=36.8001), *background("a")]
    found = fused(a=doubled, b=[claim("1", dead=3), *background("b")])
    assert together(found, "a/1", "a/2", "b/1")
    share = found.learnt.shared
    assert share[0, 0] < 0.1 < share[0, 1], "that a source tells twice is rare"


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("step", [0.0, 0.02])
def test_a_file_of_all_distinct_stays_so_though_its_days_are_dense_and_its_places_settlements(
    seed: int, step: float
) -> None:
    tables, _ = world(events=600, days=20, seed=seed, n_sources=1)
    rows = [
        {
            **row,
            **(
                {"lon": round(row["lon"] / step) * step, "lat": round(row["lat"] / step) * step}
                if step
                else {}
            ),
        }
        for row in tables["ledger"].to_pylist()
    ]
    found = fused(a=rows)
    n = len(set(found.incident_of.values()))
    assert len(rows) - n <= 0.02 * len(rows), f"{len(rows) - n} of {len(rows)} were put together"
    alone = fuse({"a": table(rows)}, book())
    assert len(set(alone.incident_of.values())) == len(rows)


def test_of_all_distinct_all_stay_distinct() -> None:
    rows = {
        name: [claim(f"{one}", day=20.0 * one + 10 * shift, lat=35.0 + 0.1 * (one % 15)) for one in range(40)]
        for name, shift in (("a", 0), ("b", 1))
    }
    found = fused(**rows)
    assert len(set(found.incident_of.values())) == 80


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_no_order_decides(draw: Any) -> None:
    tables, _ = world(events=60, days=20, seed=5)
    first = fuse(tables, book())
    shuffled = {}
    names = list(tables)
    draw.shuffle(names)
    for name in names:
        rows = tables[name].to_pylist()
        draw.shuffle(rows)
        shuffled[name] = table(rows)
    second = fuse(shuffled, book())
    assert first.incident_of == second.incident_of


@pytest.mark.parametrize("one_to_one", [(), ("ledger", "deaths", "desk")])
def test_every_pair_that_is_near_is_looked_at_and_no_other(one_to_one: tuple[str, ...]) -> None:
    tables, _ = world(events=120, days=15, seed=3)
    reports, _ = reports_of(tables, book())
    pairs = pairs_of(reports, one_to_one=one_to_one)
    found = set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))
    assert len(found) == len(pairs)
    expected = set()
    for one in range(len(reports)):
        for other in range(len(reports)):
            if one >= other or (one_to_one and reports.source[one] == reports.source[other]):
                continue
            km = float(np.linalg.norm(reports.at_km[one] - reports.at_km[other]))
            reach = [
                min(REACH_SIGMAS * float(np.hypot(reports.sigma_km[each], EXTRA_KM)), MOST_KM)
                for each in (one, other)
            ]
            gap = max(
                0.0,
                max(reports.start_h[one], reports.start_h[other])
                - min(reports.end_h[one], reports.end_h[other]),
            )
            if km <= min(float(np.hypot(reach[0], reach[1])), MOST_KM) and gap <= MOST_GAP_H:
                expected.add((one, other))
    assert found == expected


def test_rates_count_those_of_the_source_around_and_not_the_report_itself() -> None:
    reports, _ = reports_of({"a": table([claim("1"), claim("2")]), "b": table([claim("1")])}, book())
    around = counted(reports).around(reports)
    assert float(around.rate[0]) == float(around.rate[1]) > float(around.rate[2])
    assert float(around.at_place[0]) > float(around.rate[0])
    assert float(around.at_place[2]) == float(around.rate[2])


@pytest.mark.parametrize("seed", [1, 2])
def test_of_a_world_whose_truth_is_known_it_finds_more_than_a_fixed_window_and_says_how_sure(
    seed: int,
) -> None:
    tables, truth = world(events=800, days=60, seed=seed)
    found = fuse(tables, book())
    pairs, reports = found.pairs, found.reports
    labels = np.array([truth[one] for one in reports.ids])
    is_one = labels[pairs.first] == labels[pairs.second]
    for low, high in ((0.05, 0.5), (0.5, 0.95), (0.95, 1.01)):
        inside = (found.weights.p >= low) & (found.weights.p < high)
        assert abs(found.weights.p[inside].mean() - is_one[inside].mean()) < 0.12
    window = (pairs.km <= 5) & (pairs.gap_h <= 48) & (pairs.levels[:, 0] >= 2)

    def f1(chosen: Any) -> float:
        return 2 * np.count_nonzero(chosen & is_one) / (np.count_nonzero(chosen) + np.count_nonzero(is_one))

    assert f1(found.weights.p >= 0.5) > 2 * f1(window)


def test_weights_of_a_pair_add_up_to_what_decides() -> None:
    found = fused(a=[claim("1"), *background("a")], b=[claim("1"), *background("b")])
    why = found.why("a/1", "b/1")
    assert why is not None
    assert sum(why.parts.values()) == pytest.approx(why.total)
    assert set(why.parts) == {"place", "time", "act", "cast", "toll", "rate"}
    assert why.parts["place"] + why.parts["rate"] > 0
    assert found.why("a/1", "b/w1") is None
