"""Weights of words around a point: ordinary kriging, sharpened, newer words above older ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from truceline.record.control.doubt import Doubt
from truceline.record.control.timeline import Floats, Ints, days_between

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

_SLOPE: Final = 2e-3
"""Added to every share before sharpening: what is near one of two sides is not surely either's."""
_AT_ONCE: Final = 250
"""Points taken together, so that their k by k matrices stay near the processor."""

Numbers = npt.NDArray[np.intp]


def nearest_words(tree: cKDTree, xy: Floats, n_words: int) -> tuple[Floats, Numbers]:
    """Return distance and number of the nearest words to each point, each of shape (m, k).

    Parameters
    ----------
    tree : cKDTree
        Over places with a word, metres.
    xy : array (m, 2)
        Metres.
    n_words : int
        How many are wanted; k is smaller where there are fewer.
    """
    k = min(n_words, tree.n)
    distance, nearest = tree.query(xy, k)
    return np.reshape(distance, (len(xy), k)), np.reshape(nearest, (len(xy), k))


def word_weights(
    model: Doubt,
    *,
    around: Floats,
    distance: Floats,
    word: Ints,
    said: Ints,
    n_values: int,
    n_sides: int,
    is_place: bool,
) -> Floats:
    """Return by how much each word around a point counts there, shape (m, k); each row sums to 1.

    Parameters
    ----------
    model : Doubt
    around : array (m, k, 2)
        Where the words are, metres.
    distance : array (m, k)
        From the point, metres, nearest first.
    word : array (m, k)
        What each says, an index of values.
    said : array (m, k)
        Since when, microseconds.
    n_values, n_sides : int
        How many values there are, and how many of them, the first, are sides.
    is_place : bool
        Whether the point is the place of the first word itself, which then has no nugget.

    Notes
    -----
    Ordinary kriging of indicators with likeness exp(-(h/range)^smoothness). The error of a word is larger by
    its staleness over `stale_days`, and words of one value share that error: what outdates one outdates the
    other. Staleness is the most days by which another of the k, for a side that the word does not name, is
    newer, times exp(-(d/stale_m)²) for the distance d of that other from the point. Shares by value are cut
    at 0, raised to `sharpness` and made to sum to one; within a share each word counts by its own positive
    weight.

    References
    ----------
    A. G. Journel (1983), Nonparametric estimation of spatial distributions, Math. Geology 15, 445-468.
    """
    found = np.empty(distance.shape)
    for rows in _batches(len(distance)):
        stale = _staleness(model, word[rows], said[rows], distance[rows], n_sides)
        nugget = np.full(stale.shape, model.nugget)
        if is_place:
            nugget[:, 0] = 0.0
        kriged = _kriging(model, around[rows], distance[rows], nugget, stale / model.stale_days, word[rows])
        slope = 0.0 if is_place else _SLOPE
        found[rows] = _sharpened(kriged, word[rows], n_values, model.sharpness, slope)
    return found


def staleness(model: Doubt, word: Ints, said: Ints, distance: Floats, n_sides: int) -> Floats:
    """Return by how many days the first word of each row is outdated by the others, shape (m,)."""
    newer = np.maximum(days_between(said[:, :1], said), 0.0)
    against = (word != word[:, :1]) & (word < n_sides)
    return np.asarray((newer * against * np.exp(-((distance / model.stale_m) ** 2))).max(axis=1))


def _batches(n: int) -> Iterator[slice]:
    return (slice(start, start + _AT_ONCE) for start in range(0, n, _AT_ONCE))


def _staleness(model: Doubt, word: Ints, said: Ints, distance: Floats, n_sides: int) -> Floats:
    """Return by how many days each word is outdated, as seen from the point, shape (m, k)."""
    found = np.zeros(said.shape)
    mixed = np.flatnonzero((said != said[:, :1]).any(axis=1) & (word != word[:, :1]).any(axis=1))
    if len(mixed):
        says = word[mixed]
        days = days_between(said[mixed].min(axis=1, keepdims=True), said[mixed])
        nearness = np.where(says < n_sides, np.exp(-((distance[mixed] / model.stale_m) ** 2)), 0.0)
        newer = np.maximum(days[:, None, :] - days[:, :, None], 0.0) * nearness[:, None, :]
        found[mixed] = np.where(says[:, None, :] != says[:, :, None], newer, 0.0).max(axis=2)
    return found


def _kriging(
    model: Doubt, around: Floats, distance: Floats, nugget: Floats, stale: Floats, word: Ints
) -> Floats:
    """Return ordinary kriging weights, shape (m, k), each row summing to 1."""
    likeness = _likeness(model, around)
    k = distance.shape[1]
    likeness[:, np.arange(k), np.arange(k)] += nugget
    doubted = np.flatnonzero(stale.any(axis=1))
    says, days = word[doubted], stale[doubted]
    together = np.sqrt(days[:, :, None] * days[:, None, :])
    likeness[doubted] += np.where(says[:, :, None] == says[:, None, :], together, 0.0)
    to_point = np.exp(-((distance / model.range_m) ** model.smoothness))
    solved = np.linalg.solve(likeness, np.stack([to_point, np.ones_like(to_point)], axis=-1))
    simple, ones = solved[..., 0], solved[..., 1]
    missing = (1 - simple.sum(axis=1)) / ones.sum(axis=1)
    return np.asarray(simple + ones * missing[:, None])


def _likeness(model: Doubt, around: Floats) -> Floats:
    """Return how alike each two words of a point are by their distance, shape (m, k, k).

    Each pair is reckoned once, from the square of its distance: this is where a map's time goes.
    """
    k = around.shape[1]
    one, other = np.triu_indices(k, 1)
    x, y = (np.ascontiguousarray(around[..., axis]) for axis in range(2))
    squared = (x[:, one] - x[:, other]) ** 2 + (y[:, one] - y[:, other]) ** 2
    pairs = np.ones((len(around), len(one) + 1))  # the last is a word with itself
    pairs[:, :-1] = np.exp(-((squared / model.range_m**2) ** (model.smoothness / 2)))
    at = np.full((k, k), len(one))
    at[one, other] = at[other, one] = np.arange(len(one))
    return np.take(pairs, at.ravel(), axis=1).reshape(-1, k, k)


def _sharpened(kriged: Floats, word: Ints, n_values: int, power: float, slope: float) -> Floats:
    """Return weights whose sums by value are those of `kriged`, cut at 0 and sharpened."""
    m = len(kriged)
    positive = np.maximum(kriged, 0.0)
    cell = (np.arange(m)[:, None] * n_values + word).ravel()
    share = np.bincount(cell, kriged.ravel(), m * n_values).reshape(m, n_values)
    whole = np.bincount(cell, positive.ravel(), m * n_values).reshape(m, n_values)
    share = np.where(whole > 0, np.maximum(share, 0.0) ** power + slope, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(whole > 0, share / whole, 0.0)
    weights = positive * np.take_along_axis(scale, word, axis=1)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
