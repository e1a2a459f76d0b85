"""Probability of each side's control, from words near in place and time, by the stated model of `Doubt`.

Method in docs/explanation/control.md. At a place its own last word speaks, weakened by time and by handovers
near by; elsewhere the words around are weighed by ordinary kriging of what they say. The probabilities are
conditional on the words: whether a speaker is right is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline.clock import micros
from truceline.errors import BadInput, Fault
from truceline.geo import RADIUS_PER_SIGMA
from truceline.model.tables import CONTROL, check
from truceline.record.control.doubt import Doubt
from truceline.record.control.kriging import nearest_words, staleness, word_weights
from truceline.record.control.timeline import STATES, UNKNOWN, Floats, Ints, Timeline, days_between, words_at

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from scipy.spatial import cKDTree

_FAR_SIGMAS: Final = 4.0
"""Beyond this many standard deviations a neighbour's weight is nothing (3e-4 of its weight at hand)."""
_MOMENTS: Final = 24
MOST_PAIRS: Final = 3_000_000
"""Pairs of places near each other that are held at once, some 500 MB; north-west Syria has 65,514."""
"""Moments that stand for a handover between two words, at most."""
_STEEPNESS: Final = 4
"""Power by which unknown grows with distance: 6 % at half the reach, 99 % at one and a half."""
AT_ONCE: Final = 20_000
"""Points whose words are held together."""


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
    moments: tuple[Ints, Floats, Floats, Ints, Ints]
    """Handovers as moments: their place, microseconds, weight, side, and when they are told."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """Which words count, and how those beside newer ones are weighed against them; the same between words."""

    latest: npt.NDArray[np.intp]
    """For each place the number of the word that counts; -1 where there is none."""
    rows: npt.NDArray[np.intp]
    """Places with a word."""
    tree: cKDTree | None
    """Over them."""
    outdated: npt.NDArray[np.intp]
    """Places whose word is older than one near by."""
    asked: npt.NDArray[np.intp]
    """For each of those the places whose words are weighed, shape (m, k)."""
    weight: Floats
    """By how much each counts, shape (m, k)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """What the words say at one instant, place by place."""

    outlook: Outlook
    """Which words count."""
    has_word: npt.NDArray[np.bool_]
    """Places with a word that counts."""
    word: Ints
    """Index into `values`; 0 where there is no word."""
    said: Ints
    """Microseconds since when; 0 where there is no word."""
    p: Floats
    """Shape (n, values): probabilities at places with a word; zero rows elsewhere."""


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
    from scipy.sparse import coo_matrix, csr_matrix

    pairs = _pairs(line, _FAR_SIGMAS * model.spread_m)
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


def _pairs(line: Timeline, reach_m: float) -> npt.NDArray[np.intp]:
    """Return the pairs of places within `reach_m` of each other, if they are not too many to hold.

    Raises
    ------
    BadInput
        If they are: so many places on so little ground are no map.
    """
    n = (line.tree.count_neighbors(line.tree, reach_m) - len(line.ids)) // 2
    if n > MOST_PAIRS:
        message = (
            f"of {len(line.ids):,} places {n:,} pairs lie within {reach_m / 1000:g} km of each other, "
            f"more than {MOST_PAIRS:,}"
        )
        fault = Fault(message=message, remedy="give places their own points, or fewer of them")
        raise BadInput("there are too many places on too little ground", [fault])
    return np.asarray(line.tree.query_pairs(reach_m, output_type="ndarray"), dtype=np.intp)


def _moments(line: Timeline, model: Doubt) -> tuple[Ints, Floats, Floats, Ints, Ints]:
    length = days_between(line.handover_from, line.handover_to)
    n_moments = np.clip(np.ceil(3 * length / model.memory_days), 1, _MOMENTS).astype(np.int64)
    of = np.repeat(np.arange(len(length)), n_moments)
    step = np.arange(len(of)) - np.repeat(np.cumsum(n_moments) - n_moments, n_moments)
    share = (step + 0.5) / n_moments[of]
    is_spread = length[of] > 0
    start = line.handover_from[of].astype(np.float64)
    at = np.where(is_spread, start + share * (line.handover_to[of] - start), line.handover_to[of])
    return line.handover_place[of], at, 1.0 / n_moments[of], line.handover_side[of], line.handover_to[of]


def snapshot(ready: Estimator, instant: datetime, before: Snapshot | None = None) -> Snapshot:
    """Return what the words say at a UTC instant, each weakened by its age and the handovers around.

    Parameters
    ----------
    ready : Estimator
    instant : datetime
        UTC.
    before : Snapshot, optional
        Of the same estimator, at any instant: saves work where the same words count.

    Notes
    -----
    A word of age a on a place stands with probability exp(-(fade·a + Σ_s H_s)). H_s is what handovers to
    another side s near by add up to since the word: each raises the rate for `memory_days` on average, by
    `contagion` times the share of the neighbourhood that it is. What is lost goes to those sides in
    proportion, and for the fading to unknown.

    References
    ----------
    A. G. Hawkes (1971), Spectra of some self-exciting and mutually exciting point processes, Biometrika 58,
    83-90: the form of the rate; here the handovers are those that were told, none is simulated.
    """
    line, model = ready.line, ready.doubt
    latest = words_at(line, instant)
    outlook = (
        before.outlook if before is not None and np.array_equal(before.outlook.latest, latest) else None
    ) or _outlook(ready, latest)
    word, said, has_word = _counted(line, latest)
    every = np.arange(len(line.ids))
    hazard = _hazard(ready, instant, said)
    hazard[every, word] = 0.0  # a side's own gains make its words no weaker
    fade = model.fade_per_day * days_between(said, micros(instant))
    total = hazard.sum(axis=1) + fade
    stands = np.exp(-total)
    with np.errstate(invalid="ignore", divide="ignore"):
        lost = np.where(total > 0, (1 - stands) / total, 0.0)
    p = hazard * lost[:, None]
    p[:, -1] += fade * lost
    p[every, word] += stands
    p[~has_word] = 0.0
    p = _blended(ready, p, np.where(has_word, line.word_radius_m[latest], 0.0), has_word)
    if len(outlook.outdated):
        p[outlook.outdated] = np.einsum("mk,mkv->mv", outlook.weight, p[outlook.asked])
    return Snapshot(outlook=outlook, has_word=has_word, word=word, said=said, p=p)


def _counted(line: Timeline, latest: npt.NDArray[np.intp]) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Return what each place's word says, since when, and whether there is one."""
    has_word = np.asarray(latest >= 0)
    return (
        np.where(has_word, line.word_value[latest], 0),
        np.where(has_word, line.word_said[latest], 0),
        has_word,
    )


def _outlook(ready: Estimator, latest: npt.NDArray[np.intp]) -> Outlook:
    """Return which words count, and the weights of words beside newer ones; a place alone keeps its own."""
    from scipy.spatial import cKDTree

    line, model = ready.line, ready.doubt
    rows = np.flatnonzero(latest >= 0)
    none = np.empty(0, dtype=np.intp)
    if len(rows) == 0:
        return Outlook(
            latest=latest, rows=rows, tree=None, outdated=none, asked=none[:, None], weight=np.empty((0, 1))
        )
    tree = cKDTree(line.xy[rows])
    word, said, _ = _counted(line, latest)
    distance, nearest = nearest_words(tree, line.xy[rows], model.n_words)
    asked = rows[nearest]
    # A place may share its point with another: its own word comes first.
    asked, distance = _own_first(rows, asked, distance)
    older = np.flatnonzero(staleness(model, word[asked], said[asked], distance, len(line.sides)) > 0)
    asked, distance = asked[older], distance[older]
    weight = word_weights(
        model,
        around=line.xy[asked],
        distance=distance,
        word=word[asked],
        said=said[asked],
        n_values=len(line.values),
        n_sides=len(line.sides),
        is_place=True,
    )
    return Outlook(latest=latest, rows=rows, tree=tree, outdated=rows[older], asked=asked, weight=weight)


def _own_first(
    rows: npt.NDArray[np.intp], asked: npt.NDArray[np.intp], distance: Floats
) -> tuple[npt.NDArray[np.intp], Floats]:
    """Return the places asked with each row's own in front, where a twin took its place."""
    twins = np.flatnonzero(asked[:, 0] != rows)
    if len(twins):
        asked = asked.copy()
        for row in twins:
            at = np.flatnonzero(asked[row] == rows[row])
            asked[row, at[0] if len(at) else -1] = asked[row, 0]
            asked[row, 0] = rows[row]
    return asked, distance


def _hazard(ready: Estimator, instant: datetime, said: Ints) -> Floats:
    """Return H of `snapshot` for each place and value, shape (n, values)."""
    line, model = ready.line, ready.doubt
    place, at, weight, side, told = ready.moments
    now = micros(instant)
    n, n_values = len(line.ids), len(line.values)
    hazard = np.zeros((n, n_values))
    known = np.flatnonzero(told <= now)
    if len(known) == 0:
        return hazard
    # A moment counts once the handover is told; and for a word, from the later of the two.
    place, at, weight, side = place[known], at[known], weight[known], side[known]
    near = ready.beside[:, place].tocoo()
    start = np.maximum(at[near.col], said[near.row])
    gone = np.exp(-days_between(at[near.col], start) / model.memory_days)
    left = np.exp(-days_between(at[near.col], now) / model.memory_days)
    amount = model.contagion * near.data * weight[near.col] * np.maximum(gone - left, 0.0)
    np.add.at(hazard, (near.row, side[near.col]), amount)
    return hazard


def _blended(ready: Estimator, p: Floats, radius: Floats, has_word: npt.NDArray[np.bool_]) -> Floats:
    """Return probabilities where a word is said of ground as wide as its radius: its neighbours' share."""
    from scipy.sparse import csr_matrix

    wide = np.flatnonzero(has_word & (radius > 0))
    if len(wide) == 0:
        return p
    line = ready.line
    sigma = radius / RADIUS_PER_SIGMA
    reach = 3 * float(sigma[wide].max())
    pairs = _pairs(line, reach)
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Around:
    """The words around some points; the same for as long as the same words count."""

    outlook: Outlook
    """Which words count."""
    asked: npt.NDArray[np.intp]
    """For each point the places whose words are weighed, shape (m, k)."""
    distance: Floats
    """From the point to each of them, metres, nearest first."""
    unknown: Floats
    """Share that is unknown for the distance to the nearest, shape (m,)."""
    weight: Floats
    """By how much each word counts, shape (m, k): reckoned when first asked for, NaN before."""


def words_around(ready: Estimator, now: Snapshot, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Around | None:
    """Return the words around points; None where no place has a word. See `at_points`."""
    model = ready.doubt
    if now.outlook.tree is None:
        return None
    distance, nearest = nearest_words(now.outlook.tree, ready.line.plane.to_metres(lon, lat), model.n_words)
    return Around(
        outlook=now.outlook,
        asked=now.outlook.rows[nearest],
        distance=distance,
        unknown=1 - np.exp(-((distance[:, 0] / model.reach_m) ** _STEEPNESS)),
        weight=np.full(distance.shape, np.nan),
    )


def share_bounds(now: Snapshot, around: Around) -> tuple[Floats, Floats]:
    """Return the least and the most that `shares` can say at each point, each of shape (m, values - 1).

    Weights are positive and sum to one, so no share lies beyond those of the words around. Of the last value,
    unknown, nothing is said.
    """
    known = (1 - around.unknown)[:, None]
    p = now.p[:, :-1][around.asked]
    return p.min(axis=1) * known, p.max(axis=1) * known


def shares(ready: Estimator, now: Snapshot, around: Around, rows: npt.NDArray[np.intp]) -> Floats:
    """Return the probability of each value at some of the points, by their numbers, shape (rows, values).

    Raises
    ------
    ValueError
        If other words count at `now` than at the instant that `around` was made for.
    """
    if around.outlook is not now.outlook:
        raise ValueError("other words count by now: ask for the words around anew")
    line = ready.line
    new = rows[np.isnan(around.weight[rows, 0])]
    asked = around.asked[new]
    around.weight[new] = word_weights(
        ready.doubt,
        around=line.xy[asked],
        distance=around.distance[new],
        word=now.word[asked],
        said=now.said[asked],
        n_values=len(line.values),
        n_sides=len(line.sides),
        is_place=False,
    )
    told: Floats = np.einsum("mk,mkv->mv", around.weight[rows], now.p[around.asked[rows]])
    found = told * (1 - around.unknown[rows])[:, None]
    found[:, -1] += around.unknown[rows]
    return found


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

    See `word_weights` for the method.
    """
    x, y = np.atleast_1d(np.asarray(lon, np.float64)), np.atleast_1d(np.asarray(lat, np.float64))
    found = np.zeros((len(x), len(ready.line.values)))
    found[:, -1] = 1.0
    for start in range(0, len(x), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        around = words_around(ready, now, x[part], y[part])
        if around is not None:
            found[part] = shares(ready, now, around, np.arange(len(around.asked)))
    return found


def shown(ready: Estimator, now: Snapshot, p: Floats) -> tuple[str, ...]:
    """Return the value shown for each place of the timeline, given its probabilities.

    The most probable one, where it is likelier than `least` and, if the place has a word of its own that
    is not unknown, no other than that: without a word about it no place changes to another value.
    """
    values = np.array(ready.line.values, dtype=object)
    best = p.argmax(axis=1)
    unknown = len(values) - 1
    is_sure = p[np.arange(len(p)), best] > ready.doubt.least
    strange = now.has_word & (now.word != unknown) & (best != now.word)
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
    """Yield `control_on` for each instant; between two words only the doubt is reckoned anew."""
    now: Snapshot | None = None
    for instant in instants:
        now = snapshot(ready, instant, now)
        yield _table(ready, now, probabilities(ready, now))


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
