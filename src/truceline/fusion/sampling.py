"""Plausible ways to put reports together, drawn at random: what counts owe to linkage shows as a spread.

A way to part reports into incidents is as likely as the product, over its incidents, of how strongly the
pairs within speak, each to the power of two over the number of reports: n reports are compared n - 1 times
anew, not n (n - 1) / 2 times. No incident has two reports of a source that tells all once, nor two that a
person parted; what a person put together stays so. Each draw begins at what `fuse` found and gives every
report a new place, alone or beside others that it is near, in random order, a fixed number of times (Gibbs).
Only reports that some pair may join with others are drawn at all; all draws, and all parts of the whole that
do not touch each other, go on side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from truceline.fusion.clusters import APART
from truceline.fusion.competing import strength
from truceline.fusion.fusing import Fused
from truceline.fusion.reports import Floats, Ints

LEAST_DRAWN: Final = 0.01
"""Pairs less likely alone bring no reports together."""
SWEEPS: Final = 12
"""How often each report is placed anew for one draw."""
Bools = npt.NDArray[np.bool_]
_AT_ONCE: Final = 20_000_000
"""So many places of reports are drawn at a time, which bounds memory."""
_KEPT: Final = 27.0
"""A pair that speaks stronger a person put together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InDoubt:
    """The reports that some pair may join with others, and how these pairs speak."""

    rows: Ints
    """(n,) their rows among all, those joined by some chain of pairs one after another, by id."""
    component: Ints
    """(n,) by which chain, from 0 on."""
    first: Ints
    """(n + 1,) of each report where its pairs begin."""
    other: Ints
    """(pairs,) number among these of the other report."""
    speaks: Floats
    """(pairs,) in logarithms; minus infinity where two may not be one."""
    source: Ints
    """(n,) the source of each that tells of no happening twice; else -1."""

    def components(self) -> Iterator[Ints]:
        """Yield the numbers of the reports of each chain."""
        starts = np.flatnonzero(np.diff(self.component, prepend=-1))
        yield from np.split(np.arange(len(self.rows)), starts[1:]) if len(starts) else ()


def sampled(fused: Fused, k: int, seed: int) -> Iterator[dict[str, str]]:
    """Yield `k` ways to put reports together, each as `incident_of` of `Fused`.

    Parameters
    ----------
    fused : Fused
    k : int
        How many.
    seed : int
        The same seed draws the same, whatever the order of reports.
    """
    ids = fused.reports.ids
    for way in drawn(fused, k, seed).T.tolist():
        yield {own: ids[first] for own, first in zip(ids, way, strict=True)}


def drawn(fused: Fused, k: int, seed: int) -> Ints:
    """Return (reports, k): of each report in each way the row of the first report, by id, of its incident."""
    ids = fused.reports.ids
    row = {own: index for index, own in enumerate(ids)}
    found = np.array([row[fused.incident_of[own]] for own in ids], np.int64)
    ways = np.repeat(found[:, np.newaxis], k, axis=1)
    doubt = in_doubt(fused)
    n = len(doubt.rows)
    if not n:
        return ways
    draw = np.random.default_rng(seed)
    number = np.full(len(ids), -1, np.int64)
    number[doubt.rows] = np.arange(n)
    begins = number[found[doubt.rows]]
    for start in range(0, k, step := max(_AT_ONCE // n, 1)):
        parts = _drawn(doubt, begins, min(step, k - start), draw)
        # The first of a part by id is the first of its numbers.
        first = np.full((n, parts.shape[1]), n, np.int64)
        column = np.broadcast_to(np.arange(parts.shape[1]), parts.shape)
        np.minimum.at(first, (parts, column), np.arange(n)[:, np.newaxis])
        ways[doubt.rows, start : start + step] = doubt.rows[first[parts, column]]
    return ways


def in_doubt(fused: Fused) -> InDoubt:
    """Return what is drawn; it neither speaks for nor against anything beside it."""
    reports, pairs = fused.reports, fused.pairs
    n = len(reports)
    u = strength(reports, pairs, fused.weights.odds, fused.learnt.shared, fixed=fused.fixed)
    weights = np.log(np.clip(u, 1e-12, 1e12))
    parted = np.zeros(len(pairs), bool) if fused.fixed is None else fused.fixed == 0
    weights[parted] = -np.inf
    likely = (fused.weights.p >= LEAST_DRAWN) & ~parted
    graph = coo_array(
        (np.ones(np.count_nonzero(likely), bool), (pairs.first[likely], pairs.second[likely])), shape=(n, n)
    )
    group = connected_components(graph, directed=False)[1]
    wanted = np.bincount(group, minlength=n)[group] > 1
    by_id = np.array(sorted(np.flatnonzero(wanted).tolist(), key=reports.ids.__getitem__), np.int64)
    _, first, of = np.unique(group[by_id], return_index=True, return_inverse=True)
    rows = by_id[np.argsort(first[of], kind="stable")]
    number = np.full(n, -1, np.int64)
    number[rows] = np.arange(len(rows))
    inside = np.flatnonzero((group[pairs.first] == group[pairs.second]) & wanted[pairs.first])
    ends = number[np.concatenate((pairs.first[inside], pairs.second[inside]))]
    others = number[np.concatenate((pairs.second[inside], pairs.first[inside]))]
    order = np.lexsort((others, ends))
    once = np.array([name in fused.one_to_one for name in reports.sources])
    return InDoubt(
        rows=rows,
        component=np.cumsum(np.diff(group[rows], prepend=-1) != 0) - 1,
        first=np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=len(rows))))),
        other=others[order],
        speaks=np.tile(weights[inside], 2)[order],
        source=np.where(once[reports.source[rows]], reports.source[rows], -1),
    )


def _drawn(doubt: InDoubt, begins: Ints, k: int, draw: np.random.Generator) -> Ints:
    """Return (n, k): of each report in each draw the number of its part, one of the numbers of its chain."""
    n = len(doubt.rows)
    ways = _Ways(doubt, begins, k)
    starts = np.searchsorted(doubt.component, np.arange(doubt.component[-1] + 1))
    sizes = np.diff(starts, append=n)
    for _ in range(SWEEPS):
        # In each chain one report after the other, in random order; that of all chains at once.
        order = np.lexsort((draw.random(n), doubt.component))
        for turn in range(int(sizes.max())):
            ways.place(order[starts[sizes > turn] + turn], draw)
    return ways.part


class _Ways:
    """Draws as they stand: of each report its part, of each part its size and how its pairs speak."""

    def __init__(self, doubt: InDoubt, begins: Ints, k: int) -> None:
        n = len(doubt.rows)
        self._doubt, self._k = doubt, k
        self.part = np.repeat(begins[:, np.newaxis], k, axis=1)
        own = np.repeat(np.arange(n), np.diff(doubt.first))
        size = np.bincount(begins, minlength=n)
        within = begins[own] == begins[doubt.other]
        more = np.where(within, doubt.speaks - APART, 0.0)
        total = np.bincount(begins[own], weights=more, minlength=n) / 2 + APART * size * (size - 1) / 2
        # Flat from here on: the cell of a part in a draw is its number times k plus the draw's.
        self._size = np.repeat(size, k)
        self._total = np.repeat(total, k)
        m = max(int(doubt.source.max()), 0) + 1
        told = doubt.source >= 0
        has = np.bincount(begins[told] * m + doubt.source[told], minlength=n * m).reshape(n, m)
        self._has = np.repeat(has.T[:, :, np.newaxis], k, axis=2).reshape(m, n * k).astype(np.int32)
        self._links = np.zeros(n * k)
        self._kin = np.zeros(n * k, np.int32)
        self._edge = np.zeros(n * k, np.int64)
        # Numbers of a chain that no part has, as a pile for each draw.
        free = np.argsort(size > 0, kind="stable")
        free = free[np.argsort(doubt.component[free], kind="stable")]
        self._pile = np.repeat(free[:, np.newaxis], k, axis=1)
        self._bottom = np.searchsorted(doubt.component, np.arange(doubt.component[-1] + 1))
        empty = np.bincount(doubt.component, weights=size == 0).astype(np.int64)
        self._height = np.repeat(empty[:, np.newaxis], k, axis=1)
        self._draws = np.arange(k)

    def place(self, those: Ints, draw: np.random.Generator) -> None:
        """Give each of some reports, no two of one chain, a new place in every draw."""
        doubt, k = self._doubt, self._k
        begin, degree = doubt.first[those], doubt.first[those + 1] - doubt.first[those]
        starts = np.concatenate(([0], np.cumsum(degree)[:-1]))
        edges = np.repeat(begin - starts, degree) + np.arange(int(degree.sum()))
        of = np.repeat(np.arange(len(those)), degree)
        speaks = doubt.speaks[edges][:, np.newaxis]
        source = doubt.source[those][:, np.newaxis]
        at = self.part[doubt.other[edges]] * k + self._draws
        flat, numbers = at.ravel(), np.arange(at.size)
        np.add.at(self._links, flat, np.broadcast_to(speaks - APART, at.shape).ravel())
        kept = np.flatnonzero((speaks[:, 0] > _KEPT) & (doubt.source[doubt.other[edges]] == source[of, 0]))
        np.add.at(self._kin, at[kept].ravel(), 1)
        self._edge[flat] = numbers
        once = (self._edge[flat] == numbers).reshape(at.shape)
        self._leave(those, source)
        size, total = self._size[at], self._total[at]
        gains = 2 * (total + self._links[at] + APART * size) / (size + 1) - 2 * total / np.maximum(size, 1)
        # Of a source that tells all once no part has two, but those that a person put together.
        twice = self._has[np.maximum(source, 0)[of], at] - self._kin[at]
        able = once & (size > 0) & ((twice <= 0) | (source[of] < 0))
        gains = np.where(able, gains, -np.inf)
        highest = np.maximum(np.maximum.reduceat(gains, starts, axis=0), 0.0)
        chances = np.exp(gains - highest[of])
        alone = np.exp(-highest)
        summed = np.cumsum(chances, axis=0)
        before = (summed - chances)[starts]
        summed -= before[of]
        last = summed[starts + degree - 1]
        mark = draw.random((len(those), k)) * (last + alone)
        passed = np.add.reduceat(summed <= mark[of], starts, axis=0)
        is_alone = mark >= last
        chosen = np.minimum(starts[:, np.newaxis] + passed, (starts + degree - 1)[:, np.newaxis])
        cell = at[chosen, self._draws]
        link = self._links[cell] + APART * self._size[cell]
        fresh = self._fresh(those, is_alone)
        cell = np.where(is_alone, fresh, cell)
        self._links[flat] = 0.0
        self._kin[flat] = 0
        self.part[those] = cell // k
        self._total[cell] += np.where(is_alone, 0.0, link)
        self._size[cell] += 1
        self._has[np.maximum(source, 0), cell] += source >= 0

    def _leave(self, those: Ints, source: Ints) -> None:
        """Take reports out of their parts; what links them with others is summed up already."""
        cell = self.part[those] * self._k + self._draws
        self._size[cell] -= 1
        self._total[cell] -= self._links[cell] + APART * self._size[cell]
        self._has[np.maximum(source, 0), cell] -= source >= 0
        emptied = self._size[cell] == 0
        self._total[cell[emptied]] = 0.0
        which, way = np.nonzero(emptied)
        chain = self._doubt.component[those][which]
        self._pile[self._bottom[chain] + self._height[chain, way], way] = self.part[those][which, way]
        self._height[chain, way] += 1

    def _fresh(self, those: Ints, wanted: Bools) -> Ints:
        """Return cells of new parts, where they are wanted."""
        which, way = np.nonzero(wanted)
        chain = self._doubt.component[those][which]
        self._height[chain, way] -= 1
        found = np.zeros(wanted.shape, np.int64)
        found[which, way] = self._pile[self._bottom[chain] + self._height[chain, way], way] * self._k + way
        return found
