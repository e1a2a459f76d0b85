"""Pairs that compete: a report is one with at most one of another source, where a source tells it once.

Each report asks of each source which of its reports it is one with, or none; the answers are passed on
between neighbours a fixed number of times (the sum-product rule). So the probability of a pair depends on
what is near it alone, and is the same however many others there are.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from truceline.fusion.pairs import Pairs
from truceline.fusion.reports import Floats, Ints, Reports

STEPS: Final = 4
"""How often answers are passed on: from how far away a pair is spoken for or against."""
TWICE: Final = 0.5
"""From where on two reports of one source are held for one telling, which then competes as one."""
SPEAKS: Final = 1e-3
"""A pair that is weaker speaks against no other."""
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
    speaks = u >= SPEAKS
    first, second, those = pairs.first[speaks], pairs.second[speaks], u[speaks]
    one, other = one[speaks], other[speaks]
    rivals = _Rivals(first * m + other, second * m + one, len(reports) * m)
    p = u / (1 + u)
    p[speaks] = rivals.passed(those)
    twice = (one == other) & (p[speaks] >= TWICE)
    if twice.any():
        tellings = _tellings(len(reports), first[twice], second[twice])
        across = one != other
        rivals = _Rivals(
            (first * m + other)[across],
            (second * m + one)[across],
            len(reports) * m,
            (tellings[second[across]], tellings[first[across]]),
        )
        p[np.flatnonzero(speaks)[across]] = rivals.passed(those[across])
    if fixed is not None:
        p = np.where(np.isnan(fixed), p, fixed)
    return p


def _tellings(n: int, first: Ints, second: Ints) -> Ints:
    """Return of each report the number of its telling, where its source tells it twice; else -1."""
    graph = coo_array((np.ones(len(first), bool), (first, second)), shape=(n, n))
    found: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    found[np.bincount(found)[found] < 2] = -1
    return found


class _Rivals:
    """Pairs that compete, by the questions that their reports ask: which of that source am I one with?"""

    def __init__(self, first: Ints, second: Ints, n: int, tellings: tuple[Ints, Ints] | None = None) -> None:
        self._question = np.concatenate((first, second))
        self._n = n
        self._groups: tuple[Ints, Ints, Ints] | None = None
        if tellings is not None:
            telling = np.concatenate(tellings)
            rows = np.flatnonzero(telling >= 0)
            both = np.column_stack((self._question[rows], telling[rows]))
            those, back = np.unique(both, axis=0, return_inverse=True)
            self._groups = rows, back.reshape(-1), those[:, 0]

    def passed(self, u: Floats) -> Floats:
        """Return what the answers come to, of pairs as strong as `u`."""
        free = [np.ones(len(u)), np.ones(len(u))]
        for _ in range(STEPS):
            # What each of a pair would have, were the other not there: passed from the other side.
            speaks = np.concatenate((u * free[1], u * free[0]))
            rest = self._rest(speaks)
            answers = 1 / (1 + np.maximum(rest, 0.0))
            free = [answers[: len(u)], answers[len(u) :]]
        together = u * free[0] * free[1]
        found: Floats = together / (1 + together)
        return found

    def _rest(self, speaks: Floats) -> Floats:
        """Return what speaks for all other answers to each question: a telling as its strongest report."""
        if self._groups is None:
            total = np.bincount(self._question, weights=speaks, minlength=self._n)
            found: Floats = total[self._question] - speaks
            return found
        rows, group, question = self._groups
        strongest = np.zeros(len(question))
        np.maximum.at(strongest, group, speaks[rows])
        single = speaks.copy()
        single[rows] = 0.0
        total = np.bincount(self._question, weights=single, minlength=self._n)
        total += np.bincount(question, weights=strongest, minlength=self._n)
        own = single
        own[rows] = strongest[group]
        rest: Floats = total[self._question] - own
        return rest
