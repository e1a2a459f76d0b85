"""Plausible ways to put reports together, drawn at random: what counts owe to linkage shows as a spread.

A way to part reports into incidents is as likely as the product, over its incidents, of how strongly the
pairs within speak, each to the power of two over the number of reports: n reports are compared n - 1 times
anew, not n (n - 1) / 2 times. No incident has two reports of a source that tells all once, nor two that a
person parted; what a person put together stays so. Each draw begins at what `fuse` found and gives every
report a new place, alone or beside others that it is near, in random order, a fixed number of times (Gibbs).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from truceline.fusion.clusters import APART
from truceline.fusion.competing import strength
from truceline.fusion.fusing import Fused

LEAST_DRAWN: Final = 0.01
"""Pairs less likely alone bring no reports together."""
SWEEPS: Final = 12
"""How often each report is placed anew for one draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Reports that may be one happening by some chain of pairs, and how these speak."""

    members: tuple[int, ...]
    """Rows, by id."""
    speaks: Mapping[int, Mapping[int, float]]
    """Of each row its pairs, in logarithms; minus infinity where two may not be one."""


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
    row = {own: index for index, own in enumerate(ids)}
    those = components_of(fused)
    draw = np.random.default_rng(seed)
    for _ in range(k):
        found = dict(fused.incident_of)
        for one in those:
            begins = {each: row[fused.incident_of[ids[each]]] for each in one.members}
            for part in drawn(one, begins, draw):
                first = min(ids[each] for each in part)
                found |= {ids[each]: first for each in part}
        yield found


def components_of(fused: Fused) -> list[Component]:
    """Return what is drawn apart from all else: it neither speaks for nor against anything beside it."""
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
    wanted = np.bincount(group)[group] > 1
    inside = np.flatnonzero((group[pairs.first] == group[pairs.second]) & wanted[pairs.first])
    speaks: dict[int, dict[int, float]] = {each: {} for each in np.flatnonzero(wanted).tolist()}
    for first, second, weight in zip(
        pairs.first[inside].tolist(), pairs.second[inside].tolist(), weights[inside].tolist(), strict=True
    ):
        speaks[first][second] = speaks[second][first] = weight
    members: dict[int, list[int]] = {}
    for each in sorted(speaks, key=reports.ids.__getitem__):
        members.setdefault(int(group[each]), []).append(each)
    once = {index for index, name in enumerate(reports.sources) if name in fused.one_to_one}
    for those in members.values() if once else ():
        for source in once:
            own = [each for each in those if reports.source[each] == source]
            for one in own:
                speaks[one] |= {other: -np.inf for other in own if other not in (one, *_kept(speaks, one))}
    return [
        Component(members=tuple(those), speaks={each: speaks[each] for each in those})
        for those in members.values()
    ]


def _kept(speaks: Mapping[int, Mapping[int, float]], one: int) -> list[int]:
    """Return whom a person put together with a report, though its source tells all once."""
    return [other for other, weight in speaks[one].items() if weight > 27]


@dataclass(slots=True)
class _Part:
    members: set[int] = field(default_factory=set)
    total: float = 0.0
    """Of its pairs."""

    def score(self) -> float:
        return 2 * self.total / len(self.members) if self.members else 0.0


def drawn(one: Component, begins: Mapping[int, int], draw: np.random.Generator) -> list[set[int]]:
    """Return one way to part the reports of a component.

    Parameters
    ----------
    one : Component
    begins : mapping of int to int
        Of each report a number: at the beginning those with the same are one part.
    draw : Generator
    """
    numbers = {
        number: index for index, number in enumerate(dict.fromkeys(begins[each] for each in one.members))
    }
    of = {each: numbers[begins[each]] for each in one.members}
    parts = {index: _Part() for index in numbers.values()}
    for each in one.members:
        part = parts[of[each]]
        part.total += _links(one, each, part)
        part.members.add(each)
    fresh = len(parts)
    for _ in range(SWEEPS):
        for at in draw.permutation(len(one.members)).tolist():
            each = one.members[at]
            mine = parts[of[each]]
            mine.members.discard(each)
            mine.total -= _links(one, each, mine)
            if not mine.members:
                del parts[of[each]]
            near = [*dict.fromkeys(of[other] for other in one.speaks[each] if of[other] in parts)]
            links = [_links(one, each, parts[index]) for index in near]
            gains = [
                2 * (parts[index].total + link) / (len(parts[index].members) + 1) - parts[index].score()
                for index, link in zip(near, links, strict=True)
            ]
            chances = np.exp(np.clip(np.array([*gains, 0.0]), None, 700))
            chosen = int(np.searchsorted(np.cumsum(chances), draw.random() * chances.sum(), side="right"))
            if chosen >= len(near):
                of[each], fresh = fresh, fresh + 1
                parts[of[each]] = _Part({each})
            else:
                of[each] = near[chosen]
                parts[of[each]].members.add(each)
                parts[of[each]].total += links[chosen]
    return [part.members for part in parts.values()]


def _links(one: Component, each: int, part: _Part) -> float:
    """Return how a report speaks for being of a part."""
    told = one.speaks[each]
    return sum(told.get(other, APART) for other in part.members)
