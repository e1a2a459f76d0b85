"""How far sources are off, and how often two tell of one happening: learnt from reports, without labels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np

from truceline.fusion.competing import competing
from truceline.fusion.pairs import (
    EXTRA_KM,
    LEVELS,
    N_DAYS,
    N_LEVELS,
    N_WHEN,
    NearTrees,
    Pairs,
    compared,
    joined,
    searches,
)
from truceline.fusion.rates import RateNear, Rates
from truceline.fusion.reports import Floats, Ints, Reports

ROUNDS: Final = 60
LAST_ROUNDS: Final = 1
"""Over all pairs, after the rounds over some of them."""
SETTLED: Final = 3e-4
MOST_LEARNT_FROM: Final = 200_000
"""Pairs: where there are more, a model is learnt from whole stretches of place and time first."""
Each: TypeAlias = Callable[..., Iterable[Any]]
"""How many tasks are gone through: `map`, or that of a pool of threads."""
LEAST_KEPT: Final = 5e-3
"""Pairs less likely by what is supposed before anything is learnt are counted, and then let go."""
_SMOOTH: Final = 1.0
_SUPPOSED: Final = 0.05
_TWICE: Final = 0.01
"""Of what a source tells, the share that it is supposed to tell twice."""
_TWICE_KM: Final = 0.4
"""How far apart a source puts what it tells twice, as a standard deviation: about a cell of one place."""
_AS_SURE: Final = 200.0
"""How many reports that is worth."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Learnt:
    """What a model knows of each pair of sources; rows by the number of the pair of sources."""

    sources: tuple[str, ...]
    shared: Floats
    """(sources, sources): of what one tells, the share of which the other tells too."""
    extra_km: Floats
    """(k,): how much farther off than they tell, as a standard deviation."""
    when: Floats
    """(k, N_WHEN): of pairs that are one happening, how far off their times are."""
    same: Floats
    """(k, 3, N_LEVELS): of pairs that are one happening, how often each level is told."""
    other: Floats
    """(k, 3, N_LEVELS): of pairs near each other that are not."""
    rates: Rates
    """How much is told where and when."""

    def among(self, sources: Sequence[str]) -> Learnt:
        """Return the same for other sources: of those it does not know it supposes what it began with."""
        if tuple(sources) == self.sources:
            return self
        new = beginning(sources, self.rates)
        own = [self.sources.index(one) if one in self.sources else -1 for one in sources]
        for one, a in enumerate(own):
            for other, b in enumerate(own):
                if a >= 0 and b >= 0:
                    new.shared[one, other] = self.shared[a, b]
                    here, there = one * len(sources) + other, a * len(self.sources) + b
                    for mine, known in (
                        (new.extra_km, self.extra_km),
                        (new.when, self.when),
                        (new.same, self.same),
                        (new.other, self.other),
                    ):
                        mine[here] = known[there]
        return new


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """Why a pair is one happening or not: each part in log2, to be added up."""

    place: Floats
    time: Floats
    levels: Floats
    """(pairs, 3)."""
    prior: Floats
    """Of how many reports of the other source are expected there and then."""
    odds: Floats
    """All parts together, in natural logarithms."""
    p: Floats
    """That it is one happening, beside all others that it could be with."""

    @property
    def total(self) -> Floats:
        """Return the sum."""
        found: Floats = self.place + self.time + self.levels.sum(axis=1) + self.prior
        return found


def beginning(sources: Sequence[str], rates: Rates) -> Learnt:
    """Return what is supposed before anything is learnt."""
    m = len(sources)
    k = m * m
    same = _padded(
        act=(0.2, 0.02, 0.08, 0.3, 0.4),
        cast=(0.3, 0.05, 0.05, 0.1, 0.2, 0.3),
        toll=(0.3, 0.1, 0.2, 0.2, 0.1, 0.1),
    )
    other = _padded(
        act=(0.2, 0.3, 0.2, 0.2, 0.1),
        cast=(0.3, 0.3, 0.1, 0.1, 0.1, 0.1),
        toll=(0.3, 0.3, 0.2, 0.15, 0.04, 0.01),
    )
    days = (0.7, 0.11, 0.03, 0.01, 0.11, 0.03, 0.01)
    hours = (0.3, 0.08, 0.08, 0.07, 0.06, 0.04, 0.02, 0.08, 0.08, 0.07, 0.06, 0.04, 0.02)
    when = np.tile(np.array((*days, *hours)), (k, 1))
    # What a source tells twice it puts at one time, within hours.
    when[:: m + 1] = (0.94, 0.03, 0.01, 0.005, 0.01, 0.003, 0.002, 0.8, 0.08, *(0.011,) * 11)
    shared = np.full((m, m), 0.3)
    np.fill_diagonal(shared, _TWICE)
    return Learnt(
        sources=tuple(sources),
        shared=shared,
        extra_km=np.where(np.eye(m, dtype=bool), _TWICE_KM, EXTRA_KM).ravel(),
        when=when,
        same=np.tile(same, (k, 1, 1)),
        other=np.tile(other, (k, 1, 1)),
        rates=rates,
    )


def _padded(**shares: tuple[float, ...]) -> Floats:
    """Return shares of levels, of each thing compared a row of one length."""
    return np.array([(*one, *(1e-9,) * (N_LEVELS - len(one))) for one in shares.values()])


def kind_of(reports: Reports, pairs: Pairs) -> Ints:
    """Return the number of each pair's pair of sources."""
    found: Ints = reports.source[pairs.first] * len(reports.sources) + reports.source[pairs.second]
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Near:
    """Pairs that may be one happening, and how many more are near each other."""

    pairs: Pairs
    let_go: Floats
    """(k, 3, N_LEVELS): levels of the pairs that were let go, as far as they are near."""


def candidates(
    reports: Reports,
    rates: Rates,
    *,
    one_to_one: Collection[str] = (),
    of: Ints | None = None,
    places: NearTrees | None = None,
    each: Each = map,
) -> Near:
    """Return the pairs that are not all too unlikely by what is supposed before anything is learnt."""
    supposed = beginning(reports.sources, rates)
    around = rates.around(reports)
    k = len(reports.sources) ** 2

    def looked_through(search: Callable[[], tuple[Ints, Ints]]) -> tuple[Pairs, Floats]:
        pairs = compared(reports, *search())
        looked = _Looked(reports, pairs, around)
        may_be = looked.odds(supposed) >= np.log(LEAST_KEPT)
        # Near each other pairs are alike that are not one: what is told there is what others are told from.
        let_go = _by_part(looked.counts(np.where(may_be, 0.0, looked.closeness), k))
        return pairs.at(may_be), let_go

    found = [*each(looked_through, searches(reports, one_to_one=one_to_one, of=of, places=places))]
    none = compared(reports, *(np.empty(0, np.int64),) * 2)
    return Near(
        pairs=joined([none, *(pairs for pairs, _ in found)]),
        let_go=sum((let_go for _, let_go in found), np.zeros((k, len(LEVELS), N_LEVELS))),
    )


def learn(
    reports: Reports,
    near: Near,
    rates: Rates,
    start: Learnt | None = None,
    *,
    fixed: Floats | None = None,
) -> Learnt:
    """Return what expectation and maximisation settle on.

    Parameters
    ----------
    reports : Reports
    near : Near
        Pairs of them.
    rates : Rates
        How much is told where and when.
    start : Learnt, optional
        What is known before.
    fixed : ndarray, optional
        (pairs,): 1 or 0 for pairs that a person has decided, else not a number.
    """
    found = start or beginning(reports.sources, rates)
    around = rates.around(reports)
    pairs = near.pairs
    some, told = _some(reports, pairs)
    for rows, rounds in ((some, ROUNDS), (None, LAST_ROUNDS)):
        if rows is None and len(some) == len(pairs):
            break
        mine = pairs if rows is None else pairs.at(rows)
        decided = None if fixed is None else fixed if rows is None else fixed[rows]
        let_go = near.let_go * (len(mine) / max(len(pairs), 1))
        n_of = np.bincount(
            reports.source, weights=None if rows is None else told, minlength=len(reports.sources)
        )
        looked = _Looked(reports, mine, around)
        for _ in range(rounds):
            p = competing(reports, mine, looked.odds(found), found.shared, fixed=decided)
            new = looked.learnt(p, let_go, n_of.astype(float), found)
            done = np.max(np.abs(new.shared - found.shared), initial=0.0) < SETTLED
            found = new
            if done:
                break
    return found


def _some(reports: Reports, pairs: Pairs) -> tuple[Ints, Floats]:
    """Return the pairs within some stretches of place and time, and which reports lie in these."""
    parts = -(-len(pairs) // MOST_LEARNT_FROM)
    if parts <= 1:
        return np.arange(len(pairs)), np.ones(len(reports))
    place_and_time = reports.lon, reports.lat, (reports.start_h + reports.end_h) / 1440
    cell = np.floor(np.column_stack(place_and_time)).astype(np.int64)
    mixed = (cell @ np.array([7_919, 104_729, 1_299_709])).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    inside = (mixed >> np.uint64(33)) % np.uint64(parts) == 0
    return np.flatnonzero(inside[pairs.first] & inside[pairs.second]), inside.astype(float)


class _Looked:
    """What of pairs stays as it is while a model is learnt."""

    def __init__(self, reports: Reports, pairs: Pairs, around: RateNear) -> None:
        self.kind = kind_of(reports, pairs)
        one, other = reports.source[pairs.first], reports.source[pairs.second]
        self.is_own = one == other
        # Who tells a thing twice is off by the same twice: only what is farther off than told parts the two.
        self.told_square = np.where(self.is_own, 0.0, pairs.sigma_km**2)
        self.half_square = pairs.km**2 / 2
        here, there = (
            np.where(self.is_own, around.at_place[each], around.rate[each])
            for each in (pairs.first, pairs.second)
        )
        self.rate = 0.5 * np.log(here * there)
        self.width = np.log(pairs.width_h)
        self.closeness = _closeness(pairs)
        levels = np.ravel_multi_index(tuple(pairs.levels.T.astype(np.int64)), (N_LEVELS,) * len(LEVELS))
        self.code = (self.kind * N_WHEN + pairs.when) * N_LEVELS ** len(LEVELS) + levels

    def odds(self, known: Learnt) -> Floats:
        """Return how all parts speak for each pair, in natural logarithms."""
        ratio = np.log(known.same) - np.log(known.other)
        table = np.log(known.when)[:, :, None, None, None] + (
            ratio[:, None, 0, :, None, None]
            + ratio[:, None, 1, None, :, None]
            + ratio[:, None, 2, None, None, :]
        )
        square = self.told_square + known.extra_km[self.kind] ** 2
        found: Floats = table.ravel()[self.code] + _share(known)[self.kind]
        found -= np.log(2 * np.pi * square) + self.half_square / square + self.width + self.rate
        return found

    def learnt(self, p: Floats, let_go: Floats, n_of: Floats, before: Learnt) -> Learnt:
        """Return the model by which pairs so likely are likeliest."""
        m = len(n_of)
        k = m * m
        own = np.eye(m, dtype=bool)
        total = np.bincount(self.kind, weights=p, minlength=k)
        matched = total.reshape(m, m) + total.reshape(m, m).T
        often = np.where(
            own,
            (matched + _TWICE * _AS_SURE) / (n_of[:, None] + _AS_SURE),
            (matched + 0.3 * _SMOOTH) / (n_of[:, None] + _SMOOTH),
        )
        beyond = np.bincount(self.kind, weights=p * (self.half_square - self.told_square), minlength=k)
        start = beginning(before.sources, before.rates)
        same, other = self.counts(p, k), self.counts((1 - p) * self.closeness, k)
        times = same.sum(axis=(2, 3, 4)) + 10 * start.when
        for part in (slice(0, N_DAYS), slice(N_DAYS, None)):
            times[:, part] /= times[:, part].sum(axis=1, keepdims=True)
        return Learnt(
            sources=before.sources,
            shared=np.clip(often, 1e-4, 0.995),
            extra_km=np.where(
                own.ravel(), _TWICE_KM, np.sqrt(np.clip((beyond + _SMOOTH) / (total + _SMOOTH), 0.01, 400.0))
            ),
            when=times,
            same=_shares(_by_part(same), start.same),
            other=_shares(_by_part(other) + let_go, start.other),
            rates=before.rates,
        )

    def counts(self, weights: Floats, k: int) -> Floats:
        """Return (k, N_WHEN, levels of each part): how often pairs come so, weighed."""
        shape = k, N_WHEN, *(N_LEVELS,) * len(LEVELS)
        found: Floats = np.bincount(self.code, weights=weights, minlength=int(np.prod(shape))).astype(float)
        return found.reshape(shape)


def _share(known: Learnt) -> Floats:
    """Return how often two tell of one, seen from either: how many there are by chance stands against it."""
    found: Floats = 0.5 * np.log(known.shared * known.shared.T).ravel()
    return found


def _closeness(pairs: Pairs) -> Floats:
    found: Floats = np.exp(-(pairs.km**2) / (2 * (pairs.sigma_km**2 + EXTRA_KM**2)) - pairs.gap_h / 24)
    return found


def _by_part(counts: Floats) -> Floats:
    """Return how often each level of each part is told."""
    axes = (1, 3, 4), (1, 2, 4), (1, 2, 3)
    return np.stack([counts.sum(axis=one) for one in axes], axis=1)


def _shares(told: Floats, supposed: Floats) -> Floats:
    """Return the share of each level. What was never seen is as rare as it was supposed to be."""
    of = told.sum(axis=2, keepdims=True)
    shares = told + _SUPPOSED * np.maximum(of, N_LEVELS / _SUPPOSED) * supposed
    found: Floats = shares / shares.sum(axis=2, keepdims=True)
    return found


def weigh(
    reports: Reports,
    pairs: Pairs,
    known: Learnt,
    *,
    fixed: Floats | None = None,
) -> Weights:
    """Return how each part speaks for each pair, and how likely it is one happening."""
    looked = _Looked(reports, pairs, known.rates.around(reports))
    kind = looked.kind
    square = looked.told_square + known.extra_km[kind] ** 2
    ratio = np.log(known.same) - np.log(known.other)
    scale = 1 / np.log(2)
    odds = looked.odds(known)
    return Weights(
        place=-(np.log(2 * np.pi * square) + looked.half_square / square) * scale,
        time=(np.log(known.when)[kind, pairs.when] - looked.width) * scale,
        levels=np.stack([ratio[kind, part, pairs.levels[:, part]] for part in range(len(LEVELS))], axis=1)
        * scale,
        prior=(_share(known)[kind] - looked.rate) * scale,
        odds=odds,
        p=competing(reports, pairs, odds, known.shared, fixed=fixed),
    )
