"""Probability of each side's control, from words near in place and time, by the stated model of `Doubt`.

Method in docs/explanation/control.md. At a place its own last word speaks, weakened by time and by handovers
near by; elsewhere the words around are weighed by ordinary kriging of what they say. The probabilities are
conditional on the words: whether a speaker is right is not asked.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import coo_matrix, csr_matrix
from scipy.spatial import cKDTree

from truceline.clock import micros
from truceline.control.doubt import Doubt
from truceline.control.timeline import STATES, UNKNOWN, Floats, Ints, Timeline, days_between, words_at
from truceline.geo import RADIUS_PER_SIGMA
from truceline.model.tables import CONTROL, check

_FAR_SIGMAS: Final = 4.0
"""Beyond this many standard deviations a neighbour's weight is nothing (3e-4 of its weight at hand)."""
_MOMENTS: Final = 24
"""Moments that stand for a handover between two words, at most."""
_SLOPE: Final = 1e-3
"""Added to every share before sharpening: what is near one of two sides is not surely either's."""
_AT_ONCE: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimator:
    """A timeline with its model, and what does not change from instant to instant."""

    line: Timeline
    """Places and words."""
    doubt: Doubt
    """The model."""
    ground: Floats
    """Ground that each place stands for, relative."""
    beside: csr_matrix
    """Weight of each handover's place (column) for each place (row); rows over all places sum to 1."""
    moments: tuple[Ints, Floats, Floats, Ints]
    """Handovers as moments: their place, microseconds, weight, side."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """What the words say at one instant, place by place."""

    has_word: npt.NDArray[np.bool_]
    """Places with a word that counts."""
    word: Ints
    """Index into `values`; meaningless where there is no word."""
    said: Ints
    """Microseconds since when."""
    p: Floats
    """Shape (n, values): probabilities at places with a word; zero rows elsewhere."""
    tree: cKDTree | None
    """Over places with a word."""
    rows: npt.NDArray[np.intp]
    """Their numbers."""


def estimator(line: Timeline, doubt: Doubt | None = None) -> Estimator:
    """Return a timeline made ready to be asked at many instants."""
    model = doubt or Doubt()
    n_near = min(5, len(line.ids))
    distance, _ = line.tree.query(line.xy, n_near)
    # The ring that holds four neighbours: dense villages stand for little ground each.
    ring = np.maximum(np.asarray(distance).reshape(len(line.ids), n_near)[:, -1], 1.0)
    ground = np.minimum(ring, model.spread_m * 2) ** 2
    return Estimator(
        line=line,
        doubt=model,
        ground=ground,
        beside=_beside(line, model, ground),
        moments=_moments(line, model),
    )


def _beside(line: Timeline, model: Doubt, ground: Floats) -> csr_matrix:
    pairs = line.tree.query_pairs(_FAR_SIGMAS * model.spread_m, output_type="ndarray")
    one, other = pairs[:, 0], pairs[:, 1]
    squared = ((line.xy[one] - line.xy[other]) ** 2).sum(axis=1)
    near = np.exp(-squared / (2 * model.spread_m**2))
    n = len(line.ids)
    row = np.concatenate((one, other, np.arange(n)))
    column = np.concatenate((other, one, np.arange(n)))
    weight = np.concatenate((near, near, np.ones(n))) * ground[column]
    matrix = coo_matrix((weight, (row, column)), shape=(n, n)).tocsr()
    total = np.asarray(matrix.sum(axis=1)).ravel()
    return csr_matrix(matrix.multiply(1 / total[:, None]))


def _moments(line: Timeline, model: Doubt) -> tuple[Ints, Floats, Floats, Ints]:
    length = days_between(line.handover_from, line.handover_to)
    n_moments = np.clip(np.ceil(3 * length / model.memory_days), 1, _MOMENTS).astype(np.int64)
    of = np.repeat(np.arange(len(length)), n_moments)
    step = np.arange(len(of)) - np.repeat(np.cumsum(n_moments) - n_moments, n_moments)
    share = (step + 0.5) / n_moments[of]
    told = length[of] > 0
    start = line.handover_from[of].astype(np.float64)
    at = np.where(told, start + share * (line.handover_to[of] - start), line.handover_to[of])
    return line.handover_place[of], at, 1.0 / n_moments[of], line.handover_side[of]


def snapshot(ready: Estimator, instant: datetime) -> Snapshot:
    """Return what the words say at a UTC instant, each weakened by its age and the handovers around.

    Notes
    -----
    A word of age a on a place stands with probability exp(-(fade·a + Σ_s H_s)). H_s is what handovers to
    another side s near by add up to: each raises the rate for `memory_days` on average, by `contagion` times
    the share of the neighbourhood that it is (a self-exciting process, Hawkes 1971, Biometrika 58, 83-90,
    eq. 9, with one exponential kernel in time and a Gaussian one in space, cut to what happened). What is
    lost goes to those sides in proportion, and for the fading to unknown.
    """
    line, model = ready.line, ready.doubt
    latest = words_at(line, instant)
    rows = np.flatnonzero(latest >= 0)
    n, n_values = len(line.ids), len(line.values)
    word = np.zeros(n, dtype=np.int64)
    said = np.full(n, micros(instant), dtype=np.int64)
    word[rows], said[rows] = line.word_value[latest[rows]], line.word_said[latest[rows]]
    radius = np.zeros(n)
    radius[rows] = line.word_radius_m[latest[rows]]
    hazard = _hazard(ready, instant, said)
    hazard[np.arange(n), word] = 0.0  # a side's own gains make its words no weaker
    fade = model.fade_per_day * days_between(said, micros(instant))
    total = hazard.sum(axis=1) + fade
    stands = np.exp(-total)
    with np.errstate(invalid="ignore", divide="ignore"):
        lost = np.where(total > 0, (1 - stands) / total, 0.0)
    p = hazard * lost[:, None]
    p[:, n_values - 1] += fade * lost
    p[np.arange(n), word] += stands
    has_word = np.zeros(n, dtype=np.bool_)
    has_word[rows] = True
    p[~has_word] = 0.0
    p = _blended(ready, p, radius, has_word)
    tree = cKDTree(line.xy[rows]) if len(rows) else None
    now = Snapshot(has_word=has_word, word=word, said=said, p=p, tree=tree, rows=rows)
    return _outdated(ready, now)


def _outdated(ready: Estimator, now: Snapshot) -> Snapshot:
    """Return the snapshot with words beside newer ones weighed against them; a place alone keeps its own."""
    if now.tree is None:
        return now
    line = ready.line
    k = min(ready.doubt.n_words, len(now.rows))
    distance, nearest = now.tree.query(line.xy[now.rows], k)
    distance, nearest = np.reshape(distance, (len(now.rows), k)), np.reshape(nearest, (len(now.rows), k))
    around = now.rows[nearest]
    newest = now.said[around].max(axis=1)
    older = np.flatnonzero(newest > now.said[now.rows])
    if len(older) == 0:
        return now
    p = now.p.copy()
    p[now.rows[older]] = _mixed(ready, now, distance[older], around[older], is_place=True)
    return dataclasses.replace(now, p=p)


def _hazard(ready: Estimator, instant: datetime, said: Ints) -> Floats:
    """Return H of `snapshot` for each place and value, shape (n, values)."""
    line, model = ready.line, ready.doubt
    place, at, weight, side = ready.moments
    now = micros(instant)
    known = line.handover_to[np.arange(len(line.handover_to))] <= now
    n, n_values = len(line.ids), len(line.values)
    hazard = np.zeros((n, n_values))
    if not known.any():
        return hazard
    # A moment counts once the handover is told; and for a word, from the later of the two.
    of_known = _told_by(ready, now)
    place, at, weight, side = place[of_known], at[of_known], weight[of_known], side[of_known]
    near = ready.beside[:, place].tocoo()
    start = np.maximum(at[near.col], said[near.row])
    gone = np.exp(-days_between(at[near.col], start) / model.memory_days)
    left = np.exp(-days_between(at[near.col], now) / model.memory_days)
    amount = model.contagion * near.data * weight[near.col] * np.maximum(gone - left, 0.0)
    np.add.at(hazard, (near.row, side[near.col]), amount)
    return hazard


def _told_by(ready: Estimator, now: int) -> npt.NDArray[np.bool_]:
    """Whether each moment's handover has been told by then."""
    line = ready.line
    length = days_between(line.handover_from, line.handover_to)
    n_moments = np.clip(np.ceil(3 * length / ready.doubt.memory_days), 1, _MOMENTS).astype(np.int64)
    return np.repeat(line.handover_to <= now, n_moments)


def _blended(ready: Estimator, p: Floats, radius: Floats, has_word: npt.NDArray[np.bool_]) -> Floats:
    """Return probabilities where a word is said of ground as wide as its radius: its neighbours' share."""
    wide = np.flatnonzero(has_word & (radius > 0))
    if len(wide) == 0:
        return p
    line = ready.line
    sigma = radius / RADIUS_PER_SIGMA
    reach = 3 * float(sigma[wide].max())
    pairs = line.tree.query_pairs(reach, output_type="ndarray")
    row = np.concatenate((pairs[:, 0], pairs[:, 1]))
    column = np.concatenate((pairs[:, 1], pairs[:, 0]))
    kept = has_word[row] & has_word[column] & (radius[row] > 0)
    row, column = row[kept], column[kept]
    squared = ((line.xy[row] - line.xy[column]) ** 2).sum(axis=1)
    weight = np.exp(-squared / (2 * sigma[row] ** 2)) * ready.ground[column]
    own = np.flatnonzero(has_word)
    matrix = csr_matrix(
        (
            np.concatenate((weight, ready.ground[own])),
            (np.concatenate((row, own)), np.concatenate((column, own))),
        ),
        shape=(len(p), len(p)),
    )
    total = np.asarray(matrix.sum(axis=1)).ravel()
    total[total == 0] = 1.0
    return np.asarray(matrix @ p) / total[:, None]


def at_points(ready: Estimator, now: Snapshot, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
    """Return the probability of each value at points without a word of their own.

    Parameters
    ----------
    ready : Estimator
    now : Snapshot
        Of the same estimator.
    lon, lat : array (m,)
        EPSG:4326, degrees.

    Returns
    -------
    array (m, values)
        In the order of `Timeline.values`; rows sum to 1. All unknown where no place has a word.

    Notes
    -----
    Ordinary kriging of indicators (Journel 1983, Math. Geology 15, 445-468) over the nearest `n_words`, with
    likeness exp(-(h/range)^smoothness) and a nugget; negative weights are cut, shares raised to `sharpness`
    and made to sum to one, and within a share each word counts by its weight, with its own doubt.
    """
    n_values = len(ready.line.values)
    xy = ready.line.plane.to_metres(lon, lat)
    found = np.zeros((len(xy), n_values))
    if now.tree is None:
        found[:, -1] = 1.0
        return found
    for start in range(0, len(xy), _AT_ONCE):
        found[start : start + _AT_ONCE] = _kriged(ready, now, xy[start : start + _AT_ONCE])
    return found


def _kriged(ready: Estimator, now: Snapshot, xy: Floats) -> Floats:
    model = ready.doubt
    assert now.tree is not None
    k = min(model.n_words, len(now.rows))
    distance, nearest = now.tree.query(xy, k)
    distance, nearest = np.reshape(distance, (len(xy), k)), np.reshape(nearest, (len(xy), k))
    p = _mixed(ready, now, distance, now.rows[nearest], is_place=False)
    unknown = 1 - np.exp(-((distance[:, 0] / model.reach_m) ** 2))
    p *= (1 - unknown)[:, None]
    p[:, -1] += unknown
    return p


def _mixed(
    ready: Estimator, now: Snapshot, distance: Floats, places: npt.NDArray[np.intp], *, is_place: bool
) -> Floats:
    """Return the mix of the words on the nearest places, shape (m, values).

    Parameters
    ----------
    distance, places : array (m, k)
        Metres to, and numbers of, the nearest places with a word.
    is_place : bool
        Whether what is asked of is the first of them itself, whose word has no nugget there.
    """
    line, model = ready.line, ready.doubt
    nugget = model.nugget + _staleness(now, places) / model.stale_days
    if is_place:
        nugget[:, 0] -= model.nugget
    weights = _weights(model, line.xy[places], distance, nugget)
    word = now.word[places]
    m, k = distance.shape
    # Shares by what the words say, sharpened; then each word's own doubt within its share.
    share = np.zeros((m, len(line.values)))
    whole = np.zeros((m, len(line.values)))
    positive = np.maximum(weights, 0.0)
    each = np.repeat(np.arange(m), k)
    np.add.at(share, (each, word.ravel()), weights.ravel())
    np.add.at(whole, (each, word.ravel()), positive.ravel())
    slope = 0.0 if is_place else _SLOPE
    share = np.where(whole > 0, np.maximum(share, 0.0) ** model.sharpness + slope, 0.0)
    share /= share.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(whole > 0, share / whole, 0.0)
    part = positive * np.take_along_axis(scale, word, axis=1)
    p = np.einsum("mk,mkv->mv", part, now.p[places])
    return np.asarray(p / p.sum(axis=1, keepdims=True))


def _staleness(now: Snapshot, places: npt.NDArray[np.intp]) -> Floats:
    """Return by how many days each word is older than the newest of those asked together."""
    said = now.said[places]
    return days_between(said, said.max(axis=1, keepdims=True))


def _weights(model: Doubt, around: Floats, distance: Floats, nugget: Floats) -> Floats:
    """Return ordinary kriging weights, shape (m, k), each row summing to 1."""
    between = np.sqrt(((around[:, :, None] - around[:, None]) ** 2).sum(axis=-1))
    likeness = np.exp(-((between / model.range_m) ** model.smoothness))
    k = distance.shape[1]
    likeness[:, np.arange(k), np.arange(k)] += nugget
    to_point = np.exp(-((distance / model.range_m) ** model.smoothness))
    solved = np.linalg.solve(likeness, np.stack([to_point, np.ones_like(to_point)], axis=-1))
    simple, ones = solved[..., 0], solved[..., 1]
    missing = (1 - simple.sum(axis=1)) / ones.sum(axis=1)
    return np.asarray(simple + ones * missing[:, None])


def shown(ready: Estimator, now: Snapshot, p: Floats) -> tuple[str, ...]:
    """Return the value shown for each place of the timeline, given its probabilities.

    The most probable one, where it is likelier than `least` and, if the place has a word of its own that
    names a side, no other side than that: without a word about it no place changes to another side.
    """
    values = np.array(ready.line.values, dtype=object)
    best = p.argmax(axis=1)
    n_sides = len(ready.line.sides)
    is_sure = p[np.arange(len(p)), best] > ready.doubt.least
    strange = now.has_word & (best < n_sides) & (now.word < n_sides) & (best != now.word)
    return tuple(np.where(is_sure & ~strange, values[best], UNKNOWN))


def probabilities(ready: Estimator, now: Snapshot) -> Floats:
    """Return the probability of each value at every place of the timeline, shape (n, values)."""
    p = now.p.copy()
    silent = np.flatnonzero(~now.has_word)
    if len(silent):
        p[silent] = at_points(ready, now, ready.line.lon[silent], ready.line.lat[silent])
    return p


def control_on(ready: Estimator, instant: datetime) -> pa.Table:
    """Return who holds each place at an instant, with doubt. Computed from assertions, not determined.

    Parameters
    ----------
    ready : Estimator
        See `estimator`.
    instant : datetime
        UTC.

    Returns
    -------
    pa.Table, CONTROL
        One row for each place, by id; probabilities rounded to 1e-6.
    """
    now = snapshot(ready, instant)
    return _table(ready, now, probabilities(ready, now))


def control_over(ready: Estimator, instants: Iterable[datetime]) -> Iterator[pa.Table]:
    """Yield `control_on` for each instant."""
    return (control_on(ready, instant) for instant in instants)


def _table(ready: Estimator, now: Snapshot, p: Floats) -> pa.Table:
    line = ready.line
    n, n_sides = len(line.ids), len(line.sides)
    rounded = np.round(p, 6)
    shares = pa.StructArray.from_arrays(
        [
            pa.array(np.tile(np.array(line.sides, dtype=object), n), pa.string()),
            pa.array(rounded[:, :n_sides].ravel()),
        ],
        fields=list(CONTROL.field("p_sides").type.value_type),
    )
    offsets = pa.array(np.arange(n + 1, dtype=np.int32) * n_sides)
    words = pa.array(np.array(line.values, dtype=object)[now.word], pa.string(), mask=~now.has_word)
    said = pa.array(now.said, pa.int64(), mask=~now.has_word).cast(CONTROL.field("said_at").type)
    columns = {
        "place": pa.array(line.ids, pa.string()),
        "name": pa.array(line.names, pa.string()),
        "lon": pa.array(line.lon),
        "lat": pa.array(line.lat),
        "value": pa.array(shown(ready, now, p), pa.string()),
        "last_word": words,
        "said_at": said,
        "p_sides": pa.ListArray.from_arrays(offsets, shares),
        **{f"p_{state}": pa.array(rounded[:, n_sides + at]) for at, state in enumerate(STATES)},
    }
    return check(pa.table(columns), CONTROL)
