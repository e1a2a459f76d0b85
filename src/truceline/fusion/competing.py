"""Pairs that compete: a report is one with at most one of another source, where a source tells it once.

Each report asks of each source which of its reports it is one with, or none; the answers are passed on
between neighbours a fixed number of times (the sum-product rule). So the probability of a pair depends on
what is near it alone, and is the same however many others there are.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from truceline.fusion.pairs import Pairs
from truceline.fusion.reports import Floats, Ints, Reports

STEPS: Final = 4
"""How often answers are passed on: from how far away a pair is spoken for or against."""
TWICE: Final = 0.5
"""From where on two reports of one source are held for one telling, which then competes as one."""
_SURE: Final = 1e12


def strength(
    reports: Reports, pairs: Pairs, odds: Floats, shared: Floats, *, fixed: Floats | None = None
) -> Floats:
    """Return how each pair stands against neither of its reports having the other."""
    one, other = reports.source[pairs.first], reports.source[pairs.second]
    none = np.sqrt((1 - shared[one, other]) * (1 - shared[other, one]))
    found: Floats = np.exp(np.clip(odds, -60, 60)) / none
    if fixed is not None:
        found = np.where(fixed == 1, _SURE, np.where(fixed == 0, 0.0, found))
    return found


def competing(
    reports: Reports, pairs: Pairs, odds: Floats, shared: Floats, *, fixed: Floats | None = None
) -> Floats:
    """Return that each pair is one happening, beside all others that it could be with.

    Parameters
    ----------
    reports : Reports
    pairs : Pairs
    odds : ndarray
        (pairs,): how all parts speak for each, in natural logarithms.
    shared : ndarray
        (sources, sources): how often one tells what another does.
    fixed : ndarray, optional
        (pairs,): 1 or 0 for pairs that a person has decided, else not a number.
    """
    if not len(pairs):
        return np.empty(0)
    one, other = reports.source[pairs.first], reports.source[pairs.second]
    u = strength(reports, pairs, odds, shared, fixed=fixed)
    m = len(reports.sources)
    asks = pairs.first * m + other, pairs.second * m + one
    p = _passed(u, asks, asks_of=len(reports) * m, tellings=None)
    twice = (one == other) & (p >= TWICE)
    if twice.any():
        tellings = _tellings(len(reports), pairs.first[twice], pairs.second[twice])
        across = one != other
        those = pairs.first[across], pairs.second[across]
        p[across] = _passed(
            u[across],
            (asks[0][across], asks[1][across]),
            asks_of=len(reports) * m,
            tellings=(tellings[those[1]], tellings[those[0]]),
        )
    if fixed is not None:
        p = np.where(np.isnan(fixed), p, fixed)
    return p


def _tellings(n: int, first: Ints, second: Ints) -> Ints:
    """Return of each report the number of its telling: reports of one source that tell it twice have one."""
    graph = coo_array((np.ones(len(first), bool), (first, second)), shape=(n, n))
    found: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return found


def _passed(
    u: Floats, asks: tuple[Ints, Ints], *, asks_of: int, tellings: tuple[Ints, Ints] | None
) -> Floats:
    """Return what the answers come to.

    Parameters
    ----------
    u : ndarray
        (pairs,): strength of each.
    asks : two ndarrays
        The question that the first report of each pair asks, and that of the second.
    asks_of : int
        How many questions there are.
    tellings : two ndarrays, optional
        Of each question the telling that is the answer; one is worth its strongest report.
    """
    free: list[npt.NDArray[np.float64]] = [np.ones(len(u)), np.ones(len(u))]
    groups = None
    if tellings is not None:
        both = np.concatenate(asks) * (max(int(one.max(initial=0)) for one in tellings) + 1)
        _, groups = np.unique(both + np.concatenate(tellings), return_inverse=True)
    question = np.concatenate(asks)
    for _ in range(STEPS):
        # What each of a pair would have, were the other not there: passed from the other side.
        speaks = np.concatenate((u * free[1], u * free[0]))
        if groups is not None:
            strongest = np.zeros(int(groups.max()) + 1)
            np.maximum.at(strongest, groups, speaks)
            of = np.zeros(len(strongest), np.int64)
            of[groups] = question
            total = np.bincount(of, weights=strongest, minlength=asks_of)
            rest = total[question] - strongest[groups]
        else:
            total = np.bincount(question, weights=speaks, minlength=asks_of)
            rest = total[question] - speaks
        answers = 1 / (1 + np.maximum(rest, 0.0))
        free = [answers[: len(u)], answers[len(u) :]]
    together = u * free[0] * free[1]
    found: Floats = together / (1 + together)
    return found
