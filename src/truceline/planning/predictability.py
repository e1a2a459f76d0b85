"""How well somebody else can guess when and where the next patrol goes: 0 not at all, 1 with certainty.

A guesser gives each *cell* of a day, one segment in one window, the probability that a patrol goes there.
Its loss is the logarithm of the probability it gave to what then happened, summed over all cells. The
predictability of a schedule for that guesser is

    1 - loss / loss of a guesser who knows only how many cells are patrolled in all

cut at 0: a guesser who does worse than that has learnt nothing. Two guessers are asked.

The *watcher* sees every patrol and nothing else. It weighs several ways of guessing by how well each did so
far: how often each cell, segment and window was patrolled; what was patrolled one to seven days ago; how
long ago a segment was last patrolled. The *insider* has the demand, this program and the record, and lacks
only the seed: it draws many schedules and takes how often each cell comes up. To an insider a schedule that
is not drawn, such as the best one, is known: 1.

Neither is told that an outing was announced. Whoever is notified of it knows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LONGEST_LAG: Final = 7
"""Rhythms up to a week are looked for."""
_TRUST: Final = 1.0
"""How many observations the overall rate counts for, before a watcher has seen any."""
_TRUSTS: Final = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
"""The same for an insider, who takes what would have guessed its own draws best."""
_LEAST: Final = 1e-6
"""No guess is surer than this: a wrong one would cost without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictability:
    """What a guesser makes of a schedule."""

    score: float | None
    """0 to 1; None where nothing could be guessed: no patrol at all, or one in every cell."""
    hits: float | None
    """Share of days with patrols on which the guesser's likeliest cell was patrolled."""
    chance: float | None
    """The same for a cell picked blindly."""


def seen_by_watcher(patrolled: Bools, could_be: Bools) -> Predictability:
    """Return how well a schedule is guessed, day by day, by somebody who saw all days before.

    Parameters
    ----------
    patrolled : bool array, shape (days, segments, windows)
        Where and when patrols go.
    could_be : bool array, same shape
        Cells that some patrol could fill; the others, such as closed days, are known and do not count.
    """
    rate = _rate(patrolled, could_be)
    if rate is None:
        return Predictability(score=None, hits=None, chance=None)
    guesses = np.stack([_watched(patrolled[:day], could_be[:day], rate) for day in range(len(patrolled))])
    return _scored(patrolled, could_be, _mixed(guesses, patrolled, could_be), rate)


def seen_by_insider(patrolled: Bools, could_be: Bools, others: Sequence[Bools]) -> Predictability:
    """Return how well a schedule is guessed by somebody who draws others from the same demand.

    Parameters
    ----------
    patrolled, could_be : bool arrays, shape (days, segments, windows)
        As for the watcher.
    others : sequence of bool arrays
        Schedules drawn with other seeds; fewer than two tell nothing. An insider with more patience draws
        more of them and knows a little more than this one.
    """
    rate = _rate(patrolled, could_be)
    if rate is None or len(others) < 2:
        return Predictability(score=None, hits=None, chance=None)
    draws: Bools = np.stack(others)
    counts: Floats = draws.sum(axis=0, dtype=np.float64)
    mean = float(draws[:, could_be].mean())
    trust = min(_TRUSTS, key=lambda trust: _left_out(draws, counts, could_be, mean, trust))
    guess: Floats = (counts + trust * mean) / (len(others) + trust)
    return _scored(patrolled, could_be, guess, rate)


def _left_out(draws: Bools, counts: Floats, could_be: Bools, mean: float, trust: float) -> float:
    """Return the loss of guessing each draw from the others."""
    guess: Floats = (counts[None] - draws + trust * mean) / (len(draws) - 1 + trust)
    return float(_loss(guess, draws)[:, could_be].sum())


def _rate(patrolled: Bools, could_be: Bools) -> float | None:
    n_cells, n_patrolled = int(could_be.sum()), int((patrolled & could_be).sum())
    return None if n_patrolled in (0, n_cells) else n_patrolled / n_cells


def _scored(patrolled: Bools, could_be: Bools, guess: Floats, rate: float) -> Predictability:
    loss = _loss(guess, patrolled)[could_be].sum()
    known_nothing = _loss(np.full(patrolled.shape, rate), patrolled)[could_be].sum()
    days = [day for day in range(len(patrolled)) if (patrolled[day] & could_be[day]).any()]
    hits = chances = 0.0
    for day in days:
        allowed = np.where(could_be[day], guess[day], -1.0)
        likeliest = allowed >= allowed.max() - 1e-12  # among equals it picks blindly
        hits += float(patrolled[day][likeliest].mean())
        chances += float(patrolled[day][could_be[day]].mean())
    return Predictability(
        score=float(max(0.0, 1.0 - loss / known_nothing)), hits=hits / len(days), chance=chances / len(days)
    )


def _loss(guess: Floats, happened: Bools) -> Floats:
    sure = np.clip(guess, _LEAST, 1.0 - _LEAST)
    return np.where(happened, -np.log(sure), -np.log1p(-sure))


def _mixed(guesses: Floats, patrolled: Bools, could_be: Bools) -> Floats:
    """Return the guess of all ways together, each weighed by the probability it gave to the days before.

    `guesses` has the shape (days, ways, segments, windows).
    """
    n_days, n_ways = guesses.shape[:2]
    log_weights = np.zeros(n_ways)
    mixed = np.zeros(patrolled.shape)
    for day in range(n_days):
        weights = np.exp(log_weights - log_weights.max())
        mixed[day] = np.tensordot(weights / weights.sum(), guesses[day], axes=1)
        loss = _loss(guesses[day], np.broadcast_to(patrolled[day], guesses[day].shape))
        log_weights -= loss[:, could_be[day]].sum(axis=1)
    return mixed


# What a watcher makes of the days before


def _watched(past: Bools, could_be: Bools, rate: float) -> Floats:
    """Return each way's guess for the day after `past`, shape (ways, segments, windows)."""
    cells = past.shape[1:]
    by_cell = _often(past, could_be, rate, axis=0)
    by_segment = np.broadcast_to(_often(past, could_be, rate, axis=(0, 2))[:, None], cells)
    by_window = np.broadcast_to(_often(past, could_be, rate, axis=(0, 1))[None, :], cells)
    lags = [_as_before(past, could_be, rate, lag) for lag in range(1, LONGEST_LAG + 1)]
    return np.stack(
        [np.full(cells, rate), by_cell, by_segment, by_window, *lags, _by_age(past, could_be, rate)]
    )


def _often(past: Bools, could_be: Bools, rate: float, axis: int | tuple[int, ...]) -> Floats:
    """Return how often cells were patrolled, with the overall rate as one more observation."""
    patrolled = (past & could_be).sum(axis=axis)
    return np.asarray((patrolled + _TRUST * rate) / (could_be.sum(axis=axis) + _TRUST))


def _as_before(past: Bools, could_be: Bools, rate: float, lag: int) -> Floats:
    """Return the guess from what was patrolled `lag` days before, as far as that told anything so far."""
    if len(past) < lag:
        return np.full(past.shape[1:], rate)
    now, before, counts = past[lag:], past[:-lag], could_be[lag:]
    after = {
        was: (float((now & counts)[before == was].sum()) + _TRUST * rate)
        / (float(counts[before == was].sum()) + _TRUST)
        for was in (True, False)
    }
    return np.where(past[-lag], after[True], after[False])


def _by_age(past: Bools, could_be: Bools, rate: float) -> Floats:
    """Return the guess from how many days ago each segment was last patrolled, pooled over segments."""
    seen: Bools = np.any(past, axis=2)
    ages = _ages(seen)
    most = len(past) + 1
    n, hit = np.zeros(most + 1), np.zeros(most + 1)
    for day in range(len(past)):
        here = np.broadcast_to(ages[day][:, None], past.shape[1:])[could_be[day]]
        np.add.at(n, here, 1.0)
        np.add.at(hit, here, past[day][could_be[day]].astype(np.float64))
    by_age = (hit + _TRUST * rate) / (n + _TRUST)
    return np.broadcast_to(by_age[ages[-1]][:, None], past.shape[1:])


def _ages(seen: Bools) -> npt.NDArray[np.int64]:
    """Return days since each segment was last patrolled, before each day and the one after; 0 for never."""
    n_days, n_segments = seen.shape
    ages = np.zeros((n_days + 1, n_segments), dtype=np.int64)
    for day in range(n_days):
        older = np.where(ages[day] > 0, ages[day] + 1, 0)
        ages[day + 1] = np.where(seen[day], 1, older)
    return ages
