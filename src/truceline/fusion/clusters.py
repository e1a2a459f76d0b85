"""Incidents from pairs: which reports are put together, whatever order they come in."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from truceline.fusion.pairs import Pairs
from truceline.fusion.reports import Floats, Ints, Reports

LEAST: Final = 0.5
"""Reports are put together where that is likelier than not."""
APART: Final = -7.0
"""How a pair that is not near in place and time speaks, in log odds."""


def incidents_of(
    reports: Reports,
    pairs: Pairs,
    p: Floats,
    *,
    least: float = LEAST,
    one_to_one: Collection[str] = (),
    fixed: Floats | None = None,
) -> Ints:
    """Return the number of each report's incident: that of its first report by id.

    What a person decided goes first, and stands. Then the likeliest pairs: two groups become one where their
    pairs speak for it on the whole, a pair that is not even near counting against it, unless a person parted
    some of them, or a source that tells of no happening twice would.

    Parameters
    ----------
    reports : Reports
    pairs : Pairs
    p : ndarray
        (pairs,): that each is one happening.
    least : float
        Below it nothing is put together.
    one_to_one : collection of str
        Sources that tell of no happening twice.
    fixed : ndarray, optional
        (pairs,): 1 or 0 for pairs that a person has decided, else not a number.
    """
    n = len(reports)
    found = np.arange(n)
    likely = np.flatnonzero(p >= least)
    if not len(likely):
        return found
    first, second = pairs.first[likely], pairs.second[likely]
    graph = coo_array((np.ones(len(likely), bool), (first, second)), shape=(n, n))
    group = connected_components(graph, directed=False)[1]
    size = np.bincount(group)
    two = size[group[first]] == 2
    for one, other in zip(first[two].tolist(), second[two].tolist(), strict=True):
        found[one] = found[other] = one if reports.ids[one] < reports.ids[other] else other
    # Of larger groups all pairs matter, those below `least` too.
    inside = np.flatnonzero((group[pairs.first] == group[pairs.second]) & (size[group[pairs.first]] > 2))
    alone = {index for index, name in enumerate(reports.sources) if name in one_to_one}
    by_group = inside[np.argsort(group[pairs.first[inside]], kind="stable")]
    begins = np.flatnonzero(np.diff(group[pairs.first[by_group]], prepend=-1))
    for rows in np.split(by_group, begins[1:]) if len(by_group) else []:
        decided = None if fixed is None else fixed[rows]
        for one, its in _put_together(reports, pairs.at(rows), p[rows], least, alone, decided).items():
            found[one] = its
    return found


def _put_together(
    reports: Reports, pairs: Pairs, p: Floats, least: float, alone: Collection[int], fixed: Floats | None
) -> Mapping[int, int]:
    """Return of each report of some pairs the first of its incident, by id."""
    firsts, seconds = pairs.first.tolist(), pairs.second.tolist()
    odds = dict(zip(zip(firsts, seconds, strict=True), _log_odds(p), strict=True))
    decided: list[bool | None] = [None] * len(p)
    if fixed is not None:
        decided = [None if math.isnan(each) else bool(each) for each in fixed.tolist()]
    said = dict(zip(zip(firsts, seconds, strict=True), decided, strict=True))
    ids, source = reports.ids, reports.source
    of = {one: one for one in (*firsts, *seconds)}
    members = {one: [one] for one in of}

    def key(index: int) -> tuple[bool, float, str, str]:
        low, high = sorted((ids[firsts[index]], ids[seconds[index]]))
        return decided[index] is not True, -p[index], low, high

    for index in sorted(np.flatnonzero(p >= least).tolist(), key=key):
        one, other = of[firsts[index]], of[seconds[index]]
        if one == other:
            continue
        here, there = members[one], members[other]
        across = [(a, b) for a in here for b in there]
        if decided[index] is not True:
            told = {int(source[each]) for each in here} & {int(source[each]) for each in there}
            parted = any(_of(said, a, b) is False for a, b in across)
            if parted or told & set(alone) or sum(_speaks(odds, a, b) for a, b in across) <= 0:
                continue
        here.extend(there)
        for each in there:
            of[each] = one
        del members[other]
    return {each: min(those, key=ids.__getitem__) for those in members.values() for each in those}


def _log_odds(p: Floats) -> list[float]:
    safe = np.clip(p, 1e-12, 1 - 1e-12)
    odds: list[float] = np.log(safe / (1 - safe)).tolist()
    return odds


def _of(told: Mapping[tuple[int, int], bool | None], one: int, other: int) -> bool | None:
    return told.get((one, other), told.get((other, one)))


def _speaks(odds: Mapping[tuple[int, int], float], one: int, other: int) -> float:
    """Return how a pair speaks for being one, in log odds."""
    return odds.get((one, other), odds.get((other, one), APART))
