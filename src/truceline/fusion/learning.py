"""How far sources are off, and how often two tell of one happening: learnt from reports, without labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from truceline.fusion.pairs import LEVELS, N_LEVELS, Pairs
from truceline.fusion.reports import Floats, Ints, Reports

ROUNDS: Final = 60
SETTLED: Final = 1e-4
CELL_KM, CELL_DAYS = 25.0, 10.0
"""Of the cells in which the rate of reports is counted."""
_SMOOTH: Final = 1.0
_SUPPOSED: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Learnt:
    """What a model knows of each pair of sources; rows by the number of the pair of sources."""

    shared: Floats
    """(sources, sources): of what one tells, the share of which the other tells too."""
    extra_km: Floats
    """(k,): how much farther off than they tell, as a standard deviation."""
    lag_h: Floats
    """(k,): how far off their times are where these do not meet, on average."""
    same: Floats
    """(k, 3, N_LEVELS): of pairs that are one happening, how often each level is told."""
    other: Floats
    """(k, 3, N_LEVELS): of pairs near each other that are not."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """Why a pair is one happening or not: each part in log2, to be added up."""

    place: Floats
    time: Floats
    levels: Floats
    """(pairs, 3)."""
    prior: Floats
    """Of how many reports of the other source are expected there and then."""
    p: Floats
    """That it is one happening, beside all others that it could be with."""

    @property
    def total(self) -> Floats:
        """Return the sum."""
        found: Floats = self.place + self.time + self.levels.sum(axis=1) + self.prior
        return found


def learn(reports: Reports, pairs: Pairs, start: Learnt | None = None) -> Learnt:
    """Return what expectation and maximisation settle on."""
    found = start or beginning(len(reports.sources))
    rates = rates_of(reports)
    for _ in range(ROUNDS):
        weights = weigh(reports, pairs, found, rates)
        new = _learnt(reports, pairs, weights.p)
        done = np.max(np.abs(new.shared - found.shared), initial=0.0) < SETTLED
        found = new
        if done:
            break
    return found


def beginning(n_sources: int) -> Learnt:
    """Return what is supposed before anything is learnt."""
    k = n_sources * n_sources
    same = np.tile(
        _padded((0.2, 0.02, 0.08, 0.3, 0.4), (0.3, 0.1, 0.3, 0.3), (0.3, 0.1, 0.2, 0.4)), (k, 1, 1)
    )
    other = np.tile(_padded((0.2, 0.3, 0.2, 0.2, 0.1), (0.3, 0.4, 0.2, 0.1), (0.3, 0.3, 0.2, 0.2)), (k, 1, 1))
    return Learnt(
        shared=np.full((n_sources, n_sources), 0.3),
        extra_km=np.full(k, 1.0),
        lag_h=np.full(k, 6.0),
        same=same,
        other=other,
    )


def _padded(*shares: tuple[float, ...]) -> Floats:
    """Return shares of levels, of each thing compared a row of one length."""
    return np.array([(*one, *(1e-9,) * (N_LEVELS - len(one))) for one in shares])


def kind_of(reports: Reports, pairs: Pairs) -> Ints:
    """Return the number of each pair's pair of sources."""
    found: Ints = reports.source[pairs.first] * len(reports.sources) + reports.source[pairs.second]
    return found


def rates_of(reports: Reports) -> Floats:
    """Return (n, sources): reports of each source per square kilometre and hour around each report.

    War is bunched: what is rare elsewhere is common on some days, and near is then no sign of the same. It is
    counted in the cell of 25 km and 10 days and those that touch it.
    """
    n, m = len(reports), len(reports.sources)
    cell = np.column_stack(
        (
            np.floor(reports.at_km / CELL_KM).astype(np.int64),
            np.floor((reports.start_h + reports.end_h) / 48 / CELL_DAYS).astype(np.int64),
        )
    )
    codes, back = np.unique(cell, axis=0, return_inverse=True)
    back = back.reshape(-1)
    counts = np.zeros((len(codes), m))
    np.add.at(counts, (back, reports.source), 1.0)
    key = {tuple(one): index for index, one in enumerate(codes.tolist())}
    around = np.zeros_like(counts)
    steps = [(a, b, c, d) for a in (-1, 0, 1) for b in (-1, 0, 1) for c in (-1, 0, 1) for d in (-1, 0, 1)]
    for index, one in enumerate(codes.tolist()):
        for step in steps:
            near = key.get((one[0] + step[0], one[1] + step[1], one[2] + step[2], one[3] + step[3]))
            if near is not None:
                around[index] += counts[near]
    volume = (3 * CELL_KM) ** 2 * 3 * CELL_DAYS * 24
    found = around[back]
    found[np.arange(n), reports.source] -= 1.0
    smoothed: Floats = (found + _SMOOTH / 2) / volume
    return smoothed


def weigh(reports: Reports, pairs: Pairs, known: Learnt, rates: Floats) -> Weights:
    """Return why each pair is one happening or not, and how likely that is."""
    kind = kind_of(reports, pairs)
    one, other = reports.source[pairs.first], reports.source[pairs.second]
    var = pairs.sigma_km**2 + known.extra_km[kind] ** 2
    place = -np.log(2 * np.pi * var) - pairs.km**2 / (2 * var)
    lag = known.lag_h[kind]
    time = -np.log(pairs.width_h + 2 * lag) - pairs.gap_h / lag
    parts = np.stack(
        [
            np.log(known.same[kind, part, pairs.levels[:, part]])
            - np.log(known.other[kind, part, pairs.levels[:, part]])
            for part in range(len(LEVELS))
        ],
        axis=1,
    )
    # Seen from either report: how many of the other source are there by chance, and how often it tells too.
    prior = 0.5 * (
        np.log(known.shared[one, other] / rates[pairs.first, other])
        + np.log(known.shared[other, one] / rates[pairs.second, one])
    )
    odds = place + time + parts.sum(axis=1) + prior
    scale = 1 / np.log(2)
    return Weights(
        place=place * scale,
        time=time * scale,
        levels=parts * scale,
        prior=prior * scale,
        p=_competing(reports, pairs, odds, known.shared),
    )


def _competing(reports: Reports, pairs: Pairs, odds: Floats, shared: Floats) -> Floats:
    """Return probabilities where each report is one with at most one of another source, or with none."""
    if not len(pairs):
        return np.empty(0)
    m = len(reports.sources)
    weight = np.exp(np.clip(odds, -60, 60))
    one, other = reports.source[pairs.first], reports.source[pairs.second]
    n = len(reports)
    of_first = np.bincount(pairs.first * m + other, weights=weight, minlength=n * m)[pairs.first * m + other]
    of_second = np.bincount(pairs.second * m + one, weights=weight, minlength=n * m)[pairs.second * m + one]
    none = np.sqrt((1 - shared[one, other]) * (1 - shared[other, one]))
    found: Floats = weight / (none + of_first + of_second - weight)
    return found


def _learnt(reports: Reports, pairs: Pairs, p: Floats) -> Learnt:
    m = len(reports.sources)
    k = m * m
    kind = kind_of(reports, pairs)
    total = np.bincount(kind, weights=p, minlength=k)
    n_of = np.bincount(reports.source, minlength=m).astype(float)
    matched = total.reshape(m, m) + total.reshape(m, m).T
    shared = np.clip((matched + 0.3 * _SMOOTH) / (n_of[:, None] + _SMOOTH), 1e-4, 0.995)
    safe = np.maximum(total, 1e-9)
    beyond = np.bincount(kind, weights=p * (pairs.km**2 / 2 - pairs.sigma_km**2), minlength=k)
    extra = np.sqrt(np.clip((beyond + 1.0 * _SMOOTH) / (safe + _SMOOTH), 0.01, 400.0))
    lag = (np.bincount(kind, weights=p * pairs.gap_h, minlength=k) + 6.0 * _SMOOTH) / (safe + _SMOOTH)
    same, other = (np.empty((k, len(LEVELS), N_LEVELS)) for _ in range(2))
    start = beginning(m)
    for part in range(len(LEVELS)):
        at = kind * N_LEVELS + pairs.levels[:, part]
        for table, weights, before in ((same, p, start.same), (other, 1 - p, start.other)):
            told = np.bincount(at, weights=weights, minlength=N_LEVELS * k).reshape(k, N_LEVELS)
            # What was never seen is as rare as it was supposed to be, however much was seen.
            supposed = _SUPPOSED * np.maximum(told.sum(axis=1, keepdims=True), N_LEVELS / _SUPPOSED)
            shares = told + supposed * before[:, part]
            table[:, part] = shares / shares.sum(axis=1, keepdims=True)
    return Learnt(shared=shared, extra_km=extra, lag_h=np.maximum(lag, 0.5), same=same, other=other)
