"""Control scored against rivals on the same folds, in space and in time, and how long a year of it takes.

Run with `make bench`; the scores need TRUCELINE_TEST_DATA. Rivals are listed with several settings each, all
scored on the very folds that are reported, so that the best of them has had the choice; ours has one setting,
`Doubt()`, fitted on the same folds.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from tests import control_scores as scores
from truceline.record.control import (
    DividedGround,
    control_map,
    control_maps,
    control_on,
    control_over,
    estimator,
    ground_of,
    timeline,
)
from truceline.record.control import ground as control_ground
from truceline.runs.control import control_words

DATA = os.environ.get("TRUCELINE_TEST_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="TRUCELINE_TEST_DATA names no folder of test data")
FOLDS = ("random", "blocks of 25 km")
ASKED = range(22, 55, 3)
RUNS = 3
MOST_S, MOST_YEAR_S = 1.0, 60.0
"""What is asked of one date and of a year, seconds: printed, since a busy machine is no fault of the code."""

T = TypeVar("T")


def _line(name: str, numbers: list[str]) -> None:
    print(f"  {name:44}" + "".join(f"{number:>20}" for number in numbers), flush=True)


@needs_data
def test_communities_of_syria_left_out() -> None:
    points = scores.communities(Path(str(DATA)))
    n = len(points.labels)
    folds = {
        FOLDS[0]: scores.random_folds(len(points.y)),
        FOLDS[1]: scores.blocked_folds(points.xy),
    }
    rivals: dict[str, scores.Predict] = {"nearest neighbour": scores.nearest(n)}
    for k in (3, 5, 8, 12):
        rivals[f"KNeighbors, k={k}, by distance"] = scores.learned(partial(scores.knn, k), n)
    for kind in ("RandomForest", "ExtraTrees"):
        for turns, least in ((1, 1), (4, 1), (6, 2), (8, 1)):
            made = partial(scores.forest, kind, 300, least)
            rivals[f"{kind}, turned {turns}, leaf {least}"] = scores.learned(made, n, n_turns=turns)
    for gamma, c in ((0.1, 10.0), (0.3, 10.0)):
        made = partial(scores.machine, gamma, c)
        rivals[f"SVC, gamma={gamma:g}/(10 km)², C={c:g}"] = scores.learned(made, n, scale_km=10.0)
    print(f"\n{len(points.y):,} communities, {n} classes; accuracy and Brier score (0 to 2)")
    _line("", [f"{fold}" for fold in folds])
    best = dict.fromkeys(folds, 2.0)
    for name, predict in rivals.items():
        cells = []
        for fold, which in folds.items():
            p = scores.predicted(points, which, predict)
            best[fold] = min(best[fold], scores.brier(p, points.y))
            cells.append(f"{scores.accuracy(p, points.y):.4f} {scores.brier(p, points.y):.4f}")
        _line(name, cells)
    found = {fold: scores.predicted(points, which, scores.ours(points)) for fold, which in folds.items()}
    mine = {fold: scores.brier(scores.forced(p), points.y) for fold, p in found.items()}
    _line(
        "ours, made to choose as the rivals are",
        [f"{scores.accuracy(scores.forced(p), points.y):.4f} {mine[fold]:.4f}" for fold, p in found.items()],
    )
    _line(
        "ours, unknown counted as wrong",
        [f"{scores.accuracy(p, points.y):.4f} {scores.brier(p, points.y):.4f}" for p in found.values()],
    )
    print("  reliability of ours, random folds: said, came true, how many")
    for said, true, count in scores.reliability(found[FOLDS[0]], points.y):
        print(f"    {said:.3f} {true:.3f} {count:>7,}")
    assert all(mine[fold] <= best[fold] for fold in folds)


@needs_data
@pytest.mark.parametrize("lag", [1, 4])
def test_weeks_of_ukraine_foretold(lag: int) -> None:
    given = scores.weeks(Path(str(DATA)))
    total: dict[str, list[tuple[float, float]]] = {}

    def add(name: str, p: scores.Floats, y: scores.Ints) -> None:
        total.setdefault(name, []).append((scores.brier(p, y), scores.accuracy(p, y)))

    for week in ASKED:
        told = week - lag
        y = scores.truth_in_time(given, told, week)
        add("as it was (nearest neighbour)", scores.persistence(given, told), y)
        for k in (3, 5):
            made = scores.learned(partial(scores.knn, k), 2)
            add(f"KNeighbors, k={k}, by distance", scores.on_coordinates(given, told, made), y)
        made = scores.learned(partial(scores.forest, "RandomForest", 60), 2, n_turns=2)
        add("RandomForest on coordinates", scores.on_coordinates(given, told, made), y)
        mine = scores.ours_in_time(given, told, week)
        add("ours", scores.forced(mine), y)
        add("ours, unknown counted as wrong", mine, y)
    for name, columns in (("distance", [0]), ("distance, place", [0, 1, 2]), ("and gains", list(range(7)))):
        for rounds in (60, 120):
            for week, p in scores.learned_in_time(given, lag, ASKED, columns, rounds):
                y = scores.truth_in_time(given, week - lag, week)
                add(f"boosted trees, {name}, {rounds}", p, y)
    print(f"\nweek t from week t-{lag}, {len(ASKED)} weeks, squares of 2 km: Brier score, accuracy")
    means = {
        name: [sum(part) / len(found) for part in zip(*found, strict=True)] for name, found in total.items()
    }
    for name, (score, share) in means.items():
        _line(name, [f"{score:.5f}", f"{share:.5f}"])
    assert means["ours"][0] <= min(score for score, _ in means.values())


def test_settlements_of_one_date_and_of_a_year() -> None:
    """Time words, settlements and maps beside what a rival needs to put a side on each settlement alone."""
    words = control_words("idlib")
    mandate = words.record.casebook.mandate
    first = datetime(2019, 6, 1, tzinfo=UTC)
    days = [first + timedelta(days=n) for n in range(365)]

    def made_ready() -> DividedGround:
        control_ground._near.cache_clear()
        control_ground._divided.cache_clear()
        line = timeline(words.table, sides=tuple(mandate.sides or {}), day_zone=mandate.day_zone)
        return ground_of(estimator(line))

    ground, ready_s = _timed(made_ready)
    line = ground.ready.line
    one, one_s = _timed(lambda: control_on(ground.ready, first))
    _, map_s = _timed(lambda: control_map(ground, first))
    n, year_s = _timed(lambda: sum(table.num_rows for table in control_over(ground.ready, days)))
    n_maps, maps_s = _timed(lambda: sum(1 for _ in control_maps(ground, days)))
    known = np.array([line.values.index(value) for value in one["last_word"].to_pylist()])
    trees = scores.learned(partial(scores.forest, "ExtraTrees", 300), len(line.values), n_turns=4)
    _, trees_s = _timed(lambda: trees(line.xy / 1000, known, line.xy / 1000))
    total = ready_s + one_s + map_s
    print(
        f"\n{len(line.ids):,} settlements, medians of {RUNS} runs but for a year; seconds, and ratio to a map"
    )
    for name, seconds, asked in (
        ("words put in time, ground divided", ready_s, None),
        ("one date: who holds each settlement", one_s, None),
        ("one date: polygons, line, band", map_s, None),
        ("one date, all of these", total, MOST_S),
        ("ExtraTrees, a side for each settlement", trees_s, None),
        ("365 dates: who holds each settlement", year_s, MOST_YEAR_S),
        ("365 dates: polygons, lines, bands", maps_s, MOST_YEAR_S),
    ):
        limit = "" if asked is None else f"{f'asked: under {asked:g} s':>20}"
        _line(name, [f"{seconds:.2f}", f"{seconds / map_s:.2f}", limit])
    assert n == 365 * len(line.ids)
    assert n_maps == 365


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what some work gives, and its median time; long work is done once."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - start)
        if seconds[0] > 5:
            break
    return found, statistics.median(seconds)
