"""Incidents from pairs: which reports are put together, whatever order they come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from truceline.fusion.pairs import Pairs
from truceline.fusion.reports import Floats, Ints, Reports

LEAST: Final = 0.5
"""Reports are put together where that is likelier than not."""
APART: Final = -7.0
"""How a pair that is not near in place and time speaks, in log odds."""


def incidents_of(reports: Reports, pairs: Pairs, p: Floats, *, least: float = LEAST) -> Ints:
    """Return the number of each report's incident: that of its first report by id.

    The likeliest pairs go first. Two groups become one where their pairs speak for it on the whole, a pair
    that is not even near counting against it, and no source tells of it twice.

    Parameters
    ----------
    reports : Reports
    pairs : Pairs
    p : ndarray
        (pairs,): that each is one happening.
    least : float
        Below it nothing is put together.
    """
    rank = _ids(reports)
    order = np.lexsort((rank[pairs.second], rank[pairs.first], -p))
    safe = np.clip(p, 1e-12, 1 - 1e-12)
    pair = zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)
    odds = dict(zip(pair, np.log(safe / (1 - safe)).tolist(), strict=True))
    members = {one: [one] for one in range(len(reports))}
    of = list(range(len(reports)))
    source = reports.source.tolist()
    for index in order[: np.count_nonzero(p >= least)].tolist():
        one, other = of[pairs.first[index]], of[pairs.second[index]]
        here, there = members[one], members[other]
        told_by = {source[each] for each in here}
        if one == other or any(source[each] in told_by for each in there):
            continue
        if sum(_speaks(odds, a, b) for a in here for b in there) > 0:
            here.extend(there)
            for each in there:
                of[each] = one
            del members[other]
    first = {number: min(those, key=lambda each: rank[each]) for number, those in members.items()}
    return np.array([first[one] for one in of], np.int64)


def _speaks(odds: Mapping[tuple[int, int], float], one: int, other: int) -> float:
    """Return how a pair speaks for being one, in log odds."""
    return odds.get((one, other), odds.get((other, one), APART))


def _ids(reports: Reports) -> Ints:
    """Return the rank of each report by its id, so that the order of rows decides nothing."""
    rank = np.empty(len(reports), np.int64)
    rank[np.argsort(np.array(reports.ids))] = np.arange(len(reports))
    return rank
