"""Incidents counted over days, from what must be to what may be. Computed, not determined.

An incident is surely of some days where every account puts it there and nowhere else, surely of a kind or in
a zone where every account does, under every reading; it may be of them where one account may be. Two
incidents from different sources that may be one event count once at the lowest: of different files, or of
different codes at a desk. Of their dead the lowest figure is the least that any way to join them leaves.
Where reports were put together, what is open of that counts likewise: incidents left apart that may be one
count once at the lowest, an incident that may be several counts as these at the highest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array
from scipy.sparse.csgraph import (
    connected_components,
    maximum_bipartite_matching,
    min_weight_full_bipartite_matching,
)

from truceline import geo
from truceline.clock import Interval, micros
from truceline.judgement.places import places
from truceline.judgement.reported import acts_of, general_accounts
from truceline.judgement.rulebook import rulebook_of
from truceline.model.assessment import PutTogether
from truceline.model.casebook import Casebook
from truceline.model.ids import ActId, ClauseId, ZoneId
from truceline.model.record import Record
from truceline.model.words import Verdict
from truceline.text.relations import zone_ambiguities
from truceline.text.relations.acts import kinds_of

Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_TOLLS: Final = ("fatalities_low", "fatalities_best", "fatalities_high")
_BY_WORD_OF_MOUTH_US: Final = 30 * 60 * 1_000_000
"""So far on each hand two may differ on the time who tell a desk of one happening: both make an hour."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Band:
    """The lowest and the highest that a count may be."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadTold:
    """The dead of some incidents, as told."""

    dead: Band | None
    """None where nobody gives a figure."""
    is_at_least: bool
    """Whether somebody says "at least" and no more, so that the highest is open."""
    n_without: int
    """Incidents without a figure, which are in neither number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which incidents are counted; all, if nothing is named."""

    act: ActId | None = None
    """This kind of act, and every kind of it."""
    zone: ZoneId | None = None
    clause: ClauseId | None = None
    """Those that it reaches."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """Accounts of incidents, n rows of k incidents, ready to be counted over any days."""

    ids: tuple[str, ...]
    """(k,) sorted."""
    first: Indices
    """(k,) each incident's first row."""
    start_us: Indices
    end_us: Indices
    timed: Bools
    """(n,) whether a time is told."""
    may: Bools
    """(n,) whether it may be what is wanted."""
    surely: Bools
    dead_low: Floats
    """(k,) lowest figure of an account; NaN where none gives one."""
    dead_high: Floats
    at_least: Bools
    """(k,) whether the highest is open."""
    breach: Mapping[str, Bools] = field(default_factory=dict)
    """(n,) by position: whether the account comes to a breach of some clause."""
    perhaps: Mapping[str, Bools] = field(default_factory=dict)
    """(n,) by position: the same, or that cannot be told."""
    supposed: Mapping[str, Bools] = field(default_factory=dict)
    """(k,) by text: a breach if that text, of which nobody has ruled whether it lived, was in force."""
    pairs: Indices = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
    """(m, 2) incidents of different sources that may be one event, that of the earlier source first."""
    most: Indices | None = None
    """(k,) how many happenings each may be; None where each is one."""

    def maybe(self, during: Interval) -> Bools:
        """Return which incidents may be of this time, and what is wanted, (k,)."""
        return self._any(self._touching(during) & self.may)

    def sure(self, during: Interval) -> Bools:
        """Return which incidents are of this time and what is wanted, on every account, (k,)."""
        return self._all(self._within(during) & self.surely) & self._any(self.may)

    def incidents(self, during: Interval) -> Band:
        """Return how many incidents are told of this time."""
        return self._band(self.sure(during), self.maybe(during))

    def toll(self, during: Interval) -> DeadTold:
        """Return how many dead are told of this time."""
        sure, maybe = self.sure(during), self.maybe(during)
        has = ~np.isnan(self.dead_low)
        low = self._fewest(sure & has)
        high = self.dead_high[maybe & has].sum()
        return DeadTold(
            dead=Band(low=int(low), high=int(high)) if (maybe & has).any() else None,
            is_at_least=bool((maybe & self.at_least).any()),
            n_without=int((maybe & ~has).sum()),
        )

    def breaches(self, position: str, during: Interval) -> tuple[Band, int]:
        """Return how many come to a breach under a position, and how many at most."""
        breach, touching = self.breach[position], self._touching(during) & self.may
        found = self._band(self.sure(during) & self._all(breach), self._any(touching & breach))
        return found, self._highest(self._any(touching & self.perhaps[position]))

    def if_in_force(self, text: str, during: Interval) -> Band:
        """Return how many come to a breach supposing that a text was in force."""
        meant = self.supposed[text]
        return self._band(self.sure(during) & meant, self.maybe(during) & meant)

    def is_of(self, during: Interval) -> bool:
        """Return whether some account is of this time and no other, and may be what is wanted."""
        return bool((self._within(during) & self.may).any())

    def _band(self, sure: Bools, maybe: Bools) -> Band:
        return Band(low=int(sure.sum()) - self._n_same(sure), high=self._highest(maybe))

    def _highest(self, maybe: Bools) -> int:
        return int(maybe.sum() if self.most is None else self.most[maybe].sum())

    def _among(self, chosen: Bools) -> Indices:
        return self.pairs[chosen[self.pairs].all(axis=1)] if len(self.pairs) else self.pairs

    def _n_same(self, among: Bools) -> int:
        return _n_joined(self._among(among), len(self.ids))

    def _fewest(self, among: Bools) -> float:
        """Return the fewest dead of these: of those that may be one the lowest figure alone.

        Each joining leaves out the higher of two figures, and those are joined that leave out the most; but
        no group of incidents that hang together has fewer than its lowest figure.
        """
        pairs = self._among(among)
        total = float(self.dead_low[among].sum())
        if not len(pairs):
            return total
        linked, pairs = np.unique(pairs, return_inverse=True)
        pairs, n, dead = pairs.reshape(-1, 2), len(linked), self.dead_low[linked]
        spared = np.maximum(dead[pairs[:, 0]], dead[pairs[:, 1]])
        alone = 1.0 + spared.max()  # what it costs to be joined with none
        rows = np.concatenate((pairs[:, 1], np.arange(n)))
        columns = np.concatenate((pairs[:, 0], n + np.arange(n)))
        costs = csr_array((np.concatenate((alone - spared, np.full(n, alone))), (rows, columns)), (n, 2 * n))
        joined = costs[min_weight_full_bipartite_matching(costs)].sum()
        groups = connected_components(csr_array((spared + 1, (pairs[:, 0], pairs[:, 1])), (n, n)))[1]
        least = np.full(groups.max() + 1, np.inf)
        np.minimum.at(least, groups, dead)
        left_out = min(float(n * alone - joined), float(dead.sum() - least.sum()))
        return total - left_out

    def _touching(self, during: Interval) -> Bools:
        start, end = micros(during.start_at), micros(during.end_at)
        touches = (self.start_us < end) & ((self.end_us > start) | (self.start_us >= start))
        return np.asarray(touches | ~self.timed, dtype=np.bool_)

    def _within(self, during: Interval) -> Bools:
        start, end = micros(during.start_at), micros(during.end_at)
        within = (self.start_us >= start) & (self.start_us < end) & (self.end_us <= end)
        return np.asarray(within & self.timed, dtype=np.bool_)

    def _any(self, rows: Bools) -> Bools:
        return self._folded(np.logical_or, rows)

    def _all(self, rows: Bools) -> Bools:
        return self._folded(np.logical_and, rows)

    def _folded(self, fold: np.ufunc, rows: Bools) -> Bools:
        if len(self.first) == len(rows):
            return rows
        return np.asarray(fold.reduceat(rows, self.first), dtype=np.bool_)


def as_linked(together: PutTogether, incidents: Iterable[str]) -> Band:
    """Return how many happenings some incidents may be, as reports may be one or several."""
    ids = tuple(incidents)
    told = _told_pairs(ids, together)
    high = sum(together.most.get(one, 1) for one in ids)
    return Band(low=len(ids) - _n_joined(told, len(ids)), high=high)


def _n_joined(pairs: Indices, n: int) -> int:
    """Return how many of n incidents may be one with an earlier one, as many as may be at once."""
    if not len(pairs):
        return 0
    told = csr_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 1], pairs[:, 0])), shape=(n, n))
    return int((maximum_bipartite_matching(told, perm_type="column") >= 0).sum())


def tally(
    record: Record,
    claims: pa.Table,
    wanted: Wanted = Wanted(),
    *,
    findings: pa.Table | None = None,
    supposed: Mapping[str, Iterable[str]] | None = None,
    origins: Mapping[str, int] | None = None,
    spoken: Set[str] = frozenset(),
    together: PutTogether | None = None,
) -> Tally:
    """Return accounts ready to be counted.

    Parameters
    ----------
    record : Record
        The one they are weighed against.
    claims : pa.Table
        CLAIMS that stand, any order.
    wanted : Wanted
    findings : pa.Table, optional
        FINDINGS of all of them; none where no breach and no clause is asked for.
    supposed : mapping of text to incidents, optional
        From the headlines: a breach if that text was in force.
    origins : mapping of incident to number, optional
        From which source each is; two of different ones may be one event. None where there is one source.
    spoken : set of str
        Incidents that were told at a desk, of which people give the time by memory.
    together : PutTogether, optional
        What came of putting reports of several sources together; it says which may be one, and `origins` not.
    """
    table = _in_order(claims)
    ids = table["incident_id"].to_pylist()
    first = np.array([n for n, one in enumerate(ids) if not n or ids[n - 1] != one], dtype=np.int64)
    known = tuple(ids[n] for n in first)
    rows = _rows(table)
    may, surely = np.ones(len(ids), dtype=np.bool_), np.ones(len(ids), dtype=np.bool_)
    if wanted.act is not None:
        may, surely = _of_act(record, rows, wanted.act)
    if wanted.zone is not None:
        lowest, highest = _in_zone(record, table, wanted.zone)
        mandate = record.casebook.mandate
        may, surely = may & (highest > mandate.no), surely & (lowest >= mandate.yes)
    breach: dict[str, Bools] = {}
    perhaps: dict[str, Bools] = {}
    if findings is not None:
        breach, perhaps, reached, surely_reached = _found(record, table, findings, wanted.clause)
        if wanted.clause is not None:
            may, surely = may & reached, surely & surely_reached
    most = None if together is None else np.array([together.most.get(one, 1) for one in known], np.int64)
    low, high, at_least = _tolls(rows, first, len(known), most)
    start, end = (table[name].cast(pa.int64()) for name in ("start_at", "end_at"))
    timed = pc.and_(start.is_valid(), end.is_valid())
    return Tally(
        ids=known,
        first=first,
        start_us=start.fill_null(0).to_numpy(),
        end_us=end.fill_null(0).to_numpy(),
        timed=np.asarray(timed.to_numpy(zero_copy_only=False), dtype=np.bool_),
        may=may,
        surely=surely,
        dead_low=low,
        dead_high=high,
        at_least=at_least,
        breach=breach,
        perhaps=perhaps,
        supposed={
            text: np.isin(np.array(known, dtype=object), list(of)) for text, of in (supposed or {}).items()
        },
        pairs=_pairs(record.casebook, table, rows, origins, spoken)
        if together is None
        else _told_pairs(known, together),
        most=most,
    )


def by_kind(
    record: Record,
    claims: pa.Table,
    kinds: Iterable[ActId],
    wanted: Wanted = Wanted(),
    *,
    origins: Mapping[str, int] | None = None,
    spoken: Set[str] = frozenset(),
    together: PutTogether | None = None,
) -> dict[str, Tally]:
    """Return accounts ready to be counted: all of them, under an empty key, and those of each kind of act."""
    everything = tally(record, claims, wanted, origins=origins, spoken=spoken, together=together)
    rows = _rows(_in_order(claims))
    found = {"": everything}
    for kind in kinds:
        may, surely = _of_act(record, rows, kind)
        found[str(kind)] = replace(everything, may=everything.may & may, surely=everything.surely & surely)
    return found


def _in_order(claims: pa.Table) -> pa.Table:
    return claims.sort_by([("incident_id", "ascending"), ("account", "ascending")]).combine_chunks()


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.select(["incident_id", "account", "hypotheses", *_TOLLS]).to_pylist()
    return rows


def _of_act(record: Record, rows: Sequence[Mapping[str, Any]], act: ActId) -> tuple[Bools, Bools]:
    """Return which accounts tell a kind of act in some version, and in every one.

    A general statement, such as "calm but for single events", tells of no act of its own, and gainsays none.
    """
    kinds = kinds_of(record.casebook, (act,))
    general = general_accounts(record, rows)
    told = [(acts_of(row), (row["incident_id"], row["account"]) in general) for row in rows]
    may = [not is_general and not kinds.isdisjoint(acts) for acts, is_general in told]
    surely = [is_general or (bool(acts) and acts <= kinds) for acts, is_general in told]
    return np.array(may, dtype=np.bool_), np.array(surely, dtype=np.bool_)


def _in_zone(record: Record, table: pa.Table, zone: ZoneId) -> tuple[Floats, Floats]:
    """Return the lowest and highest probability over all readings that each account lies in a zone."""
    rulebook, told = rulebook_of(record), places(table)
    lowest, highest = np.ones(table.num_rows), np.zeros(table.num_rows)
    start, end = (table[name].cast(pa.int64()).fill_null(0).to_numpy() for name in ("start_at", "end_at"))
    timed = np.asarray(table["start_at"].is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    mandate = rulebook.casebook.mandate
    for readings in rulebook.choices(tuple(zone_ambiguities(rulebook.casebook, zone))):
        ground = rulebook.ground(zone, readings)
        for stage in ground.stages:
            since, until = micros(stage.start_at), micros(stage.end_at)
            there = ~timed | ((start < until) & ((end > since) | (start >= since)))
            some = np.flatnonzero(there)
            if not len(some):
                continue
            p = told.inside(ground.whole(stage.start_at), some, (mandate.yes, mandate.no))
            lowest[some] = np.minimum(lowest[some], np.nan_to_num(p, nan=0.0))
            highest[some] = np.maximum(highest[some], np.nan_to_num(p, nan=1.0))
    return lowest, highest


def _found(
    record: Record, table: pa.Table, findings: pa.Table, clause: ClauseId | None
) -> tuple[dict[str, Bools], dict[str, Bools], Bools, Bools]:
    """Return by position which accounts come, and may come, to a breach; which are reached, and surely so."""
    if clause is not None:
        findings = findings.filter(pc.equal(findings["clause_id"], clause))
    key = [pc.binary_join_element_wise(one["incident_id"], one["account"], "\0") for one in (findings, table)]
    row = pc.index_in(key[0], value_set=key[1].combine_chunks()).to_numpy()
    at, verdict = findings["position"].to_numpy(), findings["verdict"].to_numpy()
    is_breach = verdict == Verdict.BREACH.value
    may_be = findings["p_breach_max"].to_numpy() > record.casebook.mandate.no
    is_open = is_breach | ((verdict == Verdict.UNDETERMINED.value) & may_be)
    applies = is_breach | (verdict == Verdict.EXCEPTED.value)

    def rows(meant: Bools) -> Bools:
        found = np.zeros(table.num_rows, dtype=np.bool_)
        found[row[meant].astype(np.int64)] = True
        return found

    names = [str(one.id) for one in record.casebook.positions]
    return (
        {one: rows((at == one) & is_breach) for one in names},
        {one: rows((at == one) & is_open) for one in names},
        rows(applies | is_open),
        rows(applies) & ~rows(~applies),
    )


def _tolls(
    rows: Sequence[Mapping[str, Any]], first: Indices, n: int, most: Indices | None
) -> tuple[Floats, Floats, Bools]:
    """Return each incident's lowest and highest figure, and whether the highest is open.

    Of one that may be several the highest is the sum of as many of its accounts, the highest of them.
    """
    low, high = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    at_least = np.zeros(len(rows), dtype=np.bool_)
    for number, row in enumerate(rows):
        told = [row[name] for name in _TOLLS if row[name] is not None]
        if told:
            low[number], high[number] = told[0], told[-1]
            if row["fatalities_low"] is None and row["fatalities_best"] is None:
                low[number] = 0  # at most so many
            at_least[number] = row["fatalities_best"] is None and row["fatalities_high"] is None
    if not n:
        return np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.bool_)
    highest = np.fmax.reduceat(high, first)
    ends, most = np.append(first[1:], len(rows)), np.ones(n, np.int64) if most is None else most
    for one in np.flatnonzero(most > 1).tolist():
        figures = np.sort(high[first[one] : ends[one]])
        figures = figures[~np.isnan(figures)][-most[one] :]
        highest[one] = figures.sum() if len(figures) else np.nan
    return np.fmin.reduceat(low, first), highest, np.logical_or.reduceat(at_least, first)


def _told_pairs(ids: Sequence[str], together: PutTogether) -> Indices:
    """Return the pairs that may be one among these incidents, by their numbers."""
    number = {one: n for n, one in enumerate(ids)}
    found = [(number[a], number[b]) for a, b in together.may_be_one if a in number and b in number]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _pairs(
    casebook: Casebook,
    table: pa.Table,
    rows: Sequence[Mapping[str, Any]],
    origins: Mapping[str, int] | None,
    spoken: Set[str],
) -> Indices:
    """Return pairs of incidents of different sources that may be one event.

    Their times meet (of those told at a desk within the hour), the circles in which their places lie meet,
    and the act of one is a kind of an act of the other. Without a time or a place nothing says so.
    """
    none = np.zeros((0, 2), dtype=np.int64)
    of = np.array([(origins or {}).get(row["incident_id"], 0) for row in rows], dtype=np.int64)
    if len(set(of.tolist())) < 2:
        return none
    start, end = (table[name].cast(pa.int64()).fill_null(0).to_numpy() for name in ("start_at", "end_at"))
    is_spoken = np.array([row["incident_id"] in spoken for row in rows], dtype=np.bool_)
    start, end = (
        start - is_spoken * _BY_WORD_OF_MOUTH_US,
        end + is_spoken * _BY_WORD_OF_MOUTH_US,
    )
    lon, lat, radius = (table[name].to_numpy().astype(np.float64) for name in ("lon", "lat", "radius_m"))
    known = np.asarray(table["start_at"].is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    known &= np.isfinite(lon) & np.isfinite(lat)
    incident = np.unique(np.array(table["incident_id"].to_pylist()), return_inverse=True)[1]
    kinds = {one.id: kinds_of(casebook, (one.id,)) for one in casebook.acts}
    found: set[tuple[int, int]] = set()
    order = np.flatnonzero(known)[np.argsort(start[known], kind="stable")]
    begins, longest = start[order], int((end - start)[known].max(initial=0))
    for later in np.flatnonzero(known & (of > of.min())).tolist():
        since = np.searchsorted(begins, start[later] - longest)
        near = order[since : np.searchsorted(begins, end[later], "right")]
        near = near[(of[near] < of[later]) & (end[near] >= start[later])]
        if not len(near):
            continue
        away = geo.distances_m(
            np.full(len(near), lon[later]), np.full(len(near), lat[later]), lon[near], lat[near]
        )
        near = near[away <= np.nan_to_num(radius[near]) + np.nan_to_num(radius[later])]
        found |= {
            (int(incident[one]), int(incident[later]))
            for one in near.tolist()
            if _alike(acts_of(rows[one]), acts_of(rows[later]), kinds)
        }
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2) if found else none


def _alike(one: frozenset[str], other: frozenset[str], kinds: Mapping[ActId, frozenset[ActId]]) -> bool:
    def under(acts: frozenset[str]) -> set[str]:
        return {str(kind) for act in acts for kind in kinds.get(ActId(act), frozenset({ActId(act)}))}

    return not under(one).isdisjoint(other) or not under(other).isdisjoint(one)
