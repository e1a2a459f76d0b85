"""What can be guessed is: a rhythm by a watcher, a habit of the draw by an insider, chance by neither."""

from __future__ import annotations

import numpy as np
import pytest

from truceline.planning.predictability import Bools, seen_by_insider, seen_by_watcher

DAYS, SEGMENTS, WINDOWS = 42, 6, 2


def _free(days: int = DAYS) -> Bools:
    return np.ones((days, SEGMENTS, WINDOWS), dtype=bool)


def _in_turn(days: int = DAYS, step: int = 1) -> Bools:
    """One patrol a day, on one segment after the other, in the first window."""
    cells = np.zeros((days, SEGMENTS, WINDOWS), dtype=bool)
    for day in range(days):
        cells[day, day * step % SEGMENTS, 0] = True
    return cells


def _at_random(seed: int, rate: float = 0.15) -> Bools:
    return np.asarray(np.random.default_rng(seed).random((DAYS, SEGMENTS, WINDOWS)) < rate)


def test_a_watcher_sees_through_a_schedule_that_takes_turns() -> None:
    seen = seen_by_watcher(_in_turn(), _free())
    assert seen.score is not None
    assert seen.score > 0.5
    assert seen.hits is not None
    assert seen.chance is not None
    assert seen.hits > 0.6 > 0.1 > seen.chance


def test_a_watcher_sees_through_the_same_patrol_every_day() -> None:
    seen = seen_by_watcher(_in_turn(step=0), _free())
    assert seen.score is not None
    assert seen.score > 0.7


@pytest.mark.parametrize("seed", range(8))
def test_a_watcher_learns_nearly_nothing_from_chance(seed: int) -> None:
    seen = seen_by_watcher(_at_random(seed), _free())
    assert seen.score is not None
    assert seen.score < 0.06


def test_a_habit_is_seen_sooner_the_longer_it_is_watched() -> None:
    short, long = (seen_by_watcher(_in_turn(days), _free(days)).score for days in (7, 42))
    assert short is not None
    assert long is not None
    assert short < long


def test_an_insider_knows_what_every_draw_has_and_nothing_of_what_none_shares() -> None:
    fixed = seen_by_insider(_in_turn(), _free(), [_in_turn()] * 15)
    free = seen_by_insider(_at_random(0), _free(), [_at_random(seed) for seed in range(1, 16)])
    assert fixed.score is not None
    assert free.score is not None
    assert fixed.score > 0.8
    assert fixed.hits == 1.0
    assert free.score < 0.05


def test_an_insider_sees_a_habit_of_the_draw() -> None:
    draws = [_at_random(seed, 0.1) for seed in range(16)]
    for one in draws:
        one[:, 0, 0] = True
    seen = seen_by_insider(draws[0], _free(), draws[1:])
    assert seen.score is not None
    assert 0.2 < seen.score < 1.0


def test_cells_that_no_patrol_could_fill_are_known_and_do_not_count() -> None:
    could_be = _free()
    could_be[:, :, 1] = False
    cells = _at_random(3)
    cells[:, :, 1] = False
    narrow = seen_by_watcher(cells, could_be)
    wide = seen_by_watcher(cells, _free())
    assert narrow.score is not None
    assert wide.score is not None
    assert narrow.score < 0.06 < wide.score, "to have left a window empty is a habit only where it is open"


def test_a_schedule_without_patrols_or_with_one_everywhere_leaves_nothing_to_guess() -> None:
    nothing = np.zeros((DAYS, SEGMENTS, WINDOWS), dtype=bool)
    for cells in (nothing, ~nothing):
        assert seen_by_watcher(cells, _free()).score is None
        assert seen_by_insider(cells, _free(), [cells, cells]).score is None


def test_one_other_draw_tells_nothing_of_what_an_insider_knows() -> None:
    assert seen_by_insider(_at_random(0), _free(), [_at_random(1)]).score is None
    assert seen_by_insider(_at_random(0), _free(), [_at_random(1), _at_random(2)]).score is not None
