"""Incidents counted by clause, position, outcome and threshold, without a row of findings for each.

Claims come in batches and none is kept. What the law says of an attribution in a slice of time is a number,
and so is the set of zones in which an exact place lies; claims of one pair of numbers count alike, so the
kernel is asked of one of each pair. Claims of which either is not certain are asked by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline import geo
from truceline.judgement.alike import first_of, rows_alike
from truceline.judgement.attribution import Attributions, attributions_of, keys_of
from truceline.judgement.kernel import (
    VERDICTS,
    Claims,
    ClauseFindings,
    assess_clause,
    changes,
    people_told,
    said,
)
from truceline.judgement.places import Places, zones_told
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.slices import Spans, edges_of, starts_of, times_of
from truceline.model.casebook import Casebook, Position
from truceline.model.ids import ClauseId, ZoneId
from truceline.model.record import Record
from truceline.model.tables import CLAIMS, COUNTS, check
from truceline.model.words import PlaceGrade
from truceline.text.rules import Rulebook, Uncharted

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

COUNTED: Final = (
    "incident_id",
    "start_at",
    "end_at",
    "time_unstated",
    "lon",
    "lat",
    "radius_m",
    "place_grade",
    "within",
    "hypotheses",
    "superseded_at",
)
"""Columns of CLAIMS on which a count depends."""
MOST_KINDS: Final = 200_000
"""Kinds of claims that are kept before they are put to the kernel."""
_BINS: Final = 2**16
"""Into so many parts time is cut, to look a slice up."""
_PAIRS: Final = 4_000_000
"""So many pairs of law and ground are counted in one array."""


def count(
    record: Record,
    batches: Iterable[pa.RecordBatch],
    *,
    positions: Sequence[str] | None = None,
    rulebook: Rulebook | None = None,
) -> pa.Table:
    """Return COUNTS as `assess` does, of claims that come in batches.

    Parameters
    ----------
    record : Record
        From `load_casebook`.
    batches : iterable of pa.RecordBatch
        Columns of COUNTED. One that may hold nulls may be left out: all of it is unknown then. `hypotheses`
        may be a dictionary column. Without `incident_id` every row is an incident by itself; with it the id
        of every claim that may break a clause is kept, so that an incident counts once.
    positions : sequence of str, optional
        Ids of positions; all of the casebook's if left out.
    rulebook : Rulebook, optional
        Of this record, with what it has resolved so far.

    Raises
    ------
    NotFound
        If the casebook has no such position.
    BadReport
        If a batch lacks a column or has one of another type, or an account cannot be weighed.
    """
    return Counter(record, positions=positions, rulebook=rulebook).count(batches)


def counts_table(
    casebook: Casebook,
    incident: npt.NDArray[np.int64],
    found: Sequence[ClauseFindings],
    positions: Sequence[Position],
) -> pa.Table:
    """Return COUNTS: for each clause, position, outcome and threshold the incidents that reach it.

    An incident counts once for an outcome if one of its accounts reaches it, so outcomes may overlap where
    accounts differ. `incident`, (n,), numbers that of each claim.
    """
    told_once = int(incident.max(initial=0)) == len(incident)
    thresholds = casebook.mandate.shown_at
    shape = (len(found), len(positions), len(VERDICTS), len(thresholds))
    n_incidents = np.zeros(shape, dtype=np.int64)
    for number, one in enumerate(found):
        reached = _reached(one, thresholds)
        if told_once:
            weights = np.bincount(one.kind, minlength=len(reached))
            n_incidents[number] = np.tensordot(weights, reached, axes=1)
        else:
            for cell in np.ndindex(shape[1:]):
                counted = one.rows[reached[(slice(None), *cell)][one.kind]]
                n_incidents[(number, *cell)] = len(np.unique(incident[counted]))
    return _as_counts(casebook, [one.clause for one in found], positions, n_incidents)


def _reached(found: ClauseFindings, thresholds: Sequence[float]) -> Bools:
    """Return (m, P, 5, T): whether a kind of row reaches an outcome; undetermined reaches none."""
    at = np.array(thresholds)
    lowest = found.lowest[..., None] + 1e-9 >= at
    highest = found.lowest.max(axis=2, initial=0.0)[..., None, None] + 1e-9 < at
    return np.concatenate([lowest, highest], axis=2)


def _as_counts(
    casebook: Casebook, clauses: Sequence[ClauseId], positions: Sequence[Position], n_incidents: Indices
) -> pa.Table:
    rows = [
        (clause, position.id, outcome.value, threshold, int(n_incidents[c, p, o, t]))
        for c, clause in enumerate(clauses)
        for p, position in enumerate(positions)
        for o, outcome in enumerate(VERDICTS)
        for t, threshold in enumerate(casebook.mandate.shown_at)
    ]
    return pa.Table.from_pylist([dict(zip(COUNTS.names, row, strict=True)) for row in rows], schema=COUNTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Law:
    """What is known of the attributions met so far, in every slice of time."""

    attributions: Attributions
    """Of A attributions; of no rows."""
    of: Indices
    """(A * S,) what is said of each in each slice, 0 where nothing is at stake."""
    shown: Indices
    """(G,) for each thing that is said, where in `of` it is."""
    cover: geo.Cover | None
    """The ground of which clauses speak; None where it cannot be laid under a grid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kinds:
    """Claims, as far as a count depends on them."""

    attribution: Indices
    spans: Spans
    lon: Floats
    lat: Floats
    radius_m: Floats
    region: Bools
    unstated: Bools
    of_told: Indices
    """Which set of zones each is told to lie in."""

    def packed(self) -> Indices:
        """Return (n, 8) numbers, the same where two are of one kind."""
        start, end = (np.where(self.spans.missing, 0, one) for one in (self.spans.start, self.spans.end))
        places = [one.view(np.int64) for one in (self.lon, self.lat, self.radius_m)]
        flags = [self.spans.missing, self.spans.unstated, self.region, self.unstated]
        bits = np.sum([flag.astype(np.int64) << bit for bit, flag in enumerate(flags)], axis=0)
        return np.stack([self.attribution, start, end, *places, bits, self.of_told], axis=1)

    @staticmethod
    def unpacked(packed: Indices) -> _Kinds:
        """Return the kinds of which these are the numbers."""
        columns = [np.ascontiguousarray(column) for column in packed.T]
        missing, unstated_time, region, unstated = (columns[6] >> bit & 1 == 1 for bit in range(4))
        lon, lat, radius_m = (column.view(np.float64) for column in columns[3:6])
        spans = Spans(start=columns[1], end=columns[2], missing=missing, unstated=unstated_time)
        return _Kinds(
            attribution=columns[0],
            spans=spans,
            lon=lon,
            lat=lat,
            radius_m=radius_m,
            region=region,
            unstated=unstated,
            of_told=columns[7],
        )


class Counter:
    """Counts claims again and again: what it once learned of law and ground it keeps."""

    def __init__(
        self, record: Record, *, positions: Sequence[str] | None = None, rulebook: Rulebook | None = None
    ) -> None:
        self._book = rulebook or rulebook_of(record)
        names = positions or [position.id for position in record.casebook.positions]
        self._positions = tuple(self._book.position(name) for name in names)
        self._clauses = [clause.id for clause in self._book.assessed()]
        self._edges = edges_of(changes(self._book))
        self._slice_of = _slices_by_bin(self._edges)
        self._values: list[Sequence[Mapping[str, object]]] = []
        self._numbers: dict[str, int] = {}
        self._dictionary: tuple[pa.Array, Indices] | None = None
        self._cover: tuple[tuple[geo.Zone, ...], geo.Cover | None] | None = None
        self._law = self._learned()
        self._told: dict[frozenset[ZoneId], int] = {frozenset(): 0}
        self._outcome: dict[bytes, int] = {}
        self._reached: dict[bytes, int] = {b"": 0}

    def count(self, batches: Iterable[pa.RecordBatch]) -> pa.Table:
        """Return COUNTS of claims that come in batches, as `count` does."""
        tally = _Tally(counter=self)
        for batch in batches:
            tally.add(batch)
        return _as_counts(self._book.casebook, self._clauses, self._positions, tally.total())

    # What is told of

    def _attribution(self, column: pa.Array, incidents: pa.Array | None) -> Indices:
        """Return the number of each row's attribution, learning of those not met before."""
        if pa.types.is_dictionary(column.type):
            known = self._dictionary
            if known is None or not known[0].equals(column.dictionary):
                known = self._dictionary = (column.dictionary, self._number(column.dictionary, None))
            of_value, codes = known[1], column.indices.to_numpy(zero_copy_only=False)
            plain = len(of_value) == len(self._values) and (np.diff(of_value) == 1).all()
            return np.asarray(codes if plain else of_value[codes])
        return self._number(column, incidents)

    def _number(self, column: pa.ListArray, incidents: pa.Array | None) -> Indices:
        encoded = keys_of(column).dictionary_encode()
        codes = encoded.indices.to_numpy(zero_copy_only=False)
        keys = encoded.dictionary.to_pylist()
        new = [number for number, key in enumerate(keys) if key not in self._numbers]
        if new:
            first = pa.array(first_of(codes)[new])
            values = column.take(first).to_pylist()
            names = incidents.take(first).to_pylist() if incidents is not None else ["an incident"] * len(new)
            # Before anything is kept of them: what cannot be weighed is nothing.
            attributions_of(values, np.zeros(0, dtype=np.int64), names)
            for number, value in zip(new, values, strict=True):
                self._numbers[keys[number]] = len(self._values)
                self._values.append(value)
            self._law = self._learned()
        numbers = np.array([self._numbers[key] for key in keys], dtype=np.int64)
        return np.asarray(numbers[codes])

    def _learned(self) -> _Law:
        told = attributions_of(self._values, np.zeros(0, dtype=np.int64), [""] * len(self._values))
        starts = tuple(starts_of(self._edges))
        found = said(self._book, told, people_told(told, starts), self._positions)
        of = found.of.reshape(-1)
        zones = {id(piece.zone): piece.zone for piece in found.pieces}.values()
        drawn = tuple(zone for zone in zones if zone is not None and not isinstance(zone, Uncharted))
        if self._cover is None or self._cover[0] != drawn:
            self._cover = drawn, geo.cover(drawn)
        shown = np.zeros(int(of.max(initial=0)) + 1, dtype=np.int64)
        shown[of] = np.arange(len(of))
        return _Law(attributions=told, of=of, shown=shown, cover=self._cover[1])

    def _zones_told(self, column: pa.Array) -> Indices:
        sets, of_told = zones_told(column)
        numbers = [self._told.setdefault(zones, len(self._told)) for zones in sets]
        return np.array(numbers, dtype=np.int64)[of_told]

    # What becomes of it

    def outcomes(self, packed: Sequence[bytes]) -> Indices:
        """Return for each kind the number of what it reaches, all clauses together; 0 is nothing."""
        new = [one for one in packed if one not in self._outcome]
        for start in range(0, len(new), MOST_KINDS):
            some = new[start : start + MOST_KINDS]
            rows = np.frombuffer(b"".join(some), dtype=np.int64).reshape(len(some), -1)
            self._outcome |= zip(some, self._judged(_Kinds.unpacked(rows)), strict=True)
        found = np.array([self._outcome[one] for one in packed], dtype=np.int64)
        if len(self._outcome) > MOST_KINDS:
            self._outcome.clear()
        return found

    def reached(self) -> Bytes:
        """Return (k, C, …): for each number of `outcomes` a bit for each position, outcome and threshold."""
        width = -(-self._n_cells() // 8) * len(self._clauses)
        each = [one.ljust(width, b"\0") for one in self._reached]
        return np.frombuffer(b"".join(each), dtype=np.uint8).reshape(len(each), len(self._clauses), -1)

    def summed(self, reached: Bytes, weights: Indices) -> Indices:
        """Return (C, P, 5, T) how many of some rows of bits are set, each counted with its weight."""
        bits = np.unpackbits(reached, axis=2, count=self._n_cells())
        shape = (len(self._clauses), len(self._positions), len(VERDICTS), -1)
        return np.tensordot(weights, bits.astype(np.int64), axes=1).reshape(shape)

    def _n_cells(self) -> int:
        return len(self._positions) * len(VERDICTS) * len(self._book.casebook.mandate.shown_at)

    def _judged(self, kinds: _Kinds) -> list[int]:
        times, places = times_of(kinds.spans, self._edges), self._places(kinds)
        told = self._law.attributions
        used, of_row = np.unique(kinds.attribution, return_inverse=True)
        values = [self._values[number] for number in used]
        told = attributions_of(values, of_row.reshape(-1), [""] * len(values))
        claims = Claims(attributions=told, people=people_told(told, times.starts), times=times, places=places)
        n, width = len(kinds.attribution), -(-self._n_cells() // 8)
        codes, kinds_of_clause = [], []
        for clause in self._clauses:
            found = assess_clause(self._book, claims, clause, self._positions)
            reached = _reached(found, self._book.casebook.mandate.shown_at)
            bits = np.packbits(reached.reshape(len(reached), self._n_cells()), axis=1)
            bits = np.concatenate([np.zeros((1, width), dtype=np.uint8), bits])
            kind = rows_alike(bits)
            code = np.zeros(n, dtype=np.int64)
            code[found.rows] = kind[found.kind + 1]
            codes.append(code)
            kinds_of_clause.append(bits[first_of(kind)])
        together = rows_alike(np.stack(codes, axis=1))
        first = first_of(together)
        rows = np.concatenate(
            [bits[code[first]] for bits, code in zip(kinds_of_clause, codes, strict=True)], axis=1
        )
        numbers = [
            self._reached.setdefault(one.tobytes() if one.any() else b"", len(self._reached)) for one in rows
        ]
        return [numbers[kind] for kind in together.tolist()]

    def _places(self, kinds: _Kinds) -> Places:
        of = rows_alike(kinds.lon, kinds.lat, kinds.radius_m, kinds.region, kinds.unstated, kinds.of_told)
        first = first_of(of)
        return Places(
            of=of,
            lon=kinds.lon[first],
            lat=kinds.lat[first],
            radius_m=kinds.radius_m[first],
            region=kinds.region[first],
            unstated=kinds.unstated[first],
            told=tuple(self._told),
            of_told=kinds.of_told[first],
        )

    # How claims of one batch fall into kinds

    def split(self, batch: pa.RecordBatch, tally: _Tally) -> None:
        """Add the claims of a batch that may break a clause to a tally."""
        columns = _checked(batch)
        attribution = self._attribution(columns["hypotheses"], columns.get("incident_id"))
        start, end, missing = _instants(columns)
        n_slices, law = len(self._edges) + 1, self._law
        of = attribution.astype(np.int64)
        of *= n_slices
        of += self._slices(start)
        said_of = law.of.take(of)
        apart = missing | (start != end)
        if apart.any():
            rows = np.flatnonzero(apart)
            unstated = _flags(columns, "time_unstated", rows)
            spans = Spans(start=start[rows], end=end[rows], missing=missing[rows], unstated=unstated)
            tally.add_kinds(columns, rows, self._kinds(columns, rows, attribution[rows], spans))
            said_of[apart] = 0
        rows = np.flatnonzero(said_of)
        said_of = said_of[rows]
        if law.cover is None:
            sets = np.full(len(rows), geo.UNSURE)
        else:
            sets = law.cover.sets(_floats(columns, "lon")[rows], _floats(columns, "lat")[rows])
            sets[~_is_exact(columns, rows)] = geo.UNSURE
        unsure = sets == geo.UNSURE
        if unsure.any():
            attribution, slices = np.divmod(law.shown[said_of[unsure]], n_slices)
            kinds = self._kinds(columns, rows[unsure], attribution, self._within(slices))
            tally.add_kinds(columns, rows[unsure], kinds)
            rows, said_of, sets = rows[~unsure], said_of[~unsure], sets[~unsure]
        if len(rows):
            tally.add_pairs(columns, rows, said_of, sets)

    def of_pairs(self, said_of: Indices, sets: Indices) -> _Kinds:
        """Return one kind of claim for each pair of what is said of it and the ground on which it lies."""
        law = self._law
        assert law.cover is not None
        attribution, slices = np.divmod(law.shown[said_of], len(self._edges) + 1)
        points = {number: law.cover.point(number) for number in np.unique(sets).tolist()}
        lon, lat = np.array([points[number] for number in sets.tolist()]).reshape(-1, 2).T
        none = np.zeros(len(sets), dtype=np.bool_)
        return _Kinds(
            attribution=attribution,
            spans=self._within(slices),
            lon=lon,
            lat=lat,
            radius_m=np.zeros(len(sets)),
            region=none,
            unstated=none,
            of_told=np.zeros(len(sets), dtype=np.int64),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many things the law may say, and on how many sets of zones a place may lie."""
        return len(self._law.shown), 0 if self._law.cover is None else self._law.cover.n_sets

    def is_current(self, law: object) -> bool:
        """Return whether nothing was learned since."""
        return law is self._law

    @property
    def law(self) -> object:
        """Return what is known now, for `is_current`."""
        return self._law

    def _kinds(
        self, columns: Mapping[str, pa.Array], rows: Indices, attribution: Indices, spans: Spans
    ) -> _Kinds:
        lon, lat, radius_m = (_floats(columns, name)[rows] for name in ("lon", "lat", "radius_m"))
        region, unstated = _graded(columns, rows)
        within, of_told = columns.get("within"), np.zeros(len(rows), dtype=np.int64)
        if within is not None and within.null_count < len(within):
            of_told = self._zones_told(within.take(pa.array(rows)))
        return _Kinds(
            attribution=attribution.astype(np.int64),
            spans=spans,
            lon=lon,
            lat=lat,
            radius_m=radius_m,
            region=region,
            unstated=unstated,
            of_told=of_told,
        )

    def _within(self, slices: Indices) -> Spans:
        """Return an instant of each of some slices."""
        edges = self._edges if len(self._edges) else np.zeros(1, dtype=np.int64)
        at = np.concatenate([[edges[0] - 1], edges])[slices]
        none = np.zeros(len(slices), dtype=np.bool_)
        return Spans(start=at, end=at, missing=none, unstated=none)

    def _slices(self, at: Indices) -> Indices:
        """Return the slice that each instant falls into."""
        if not len(self._edges):
            return np.zeros(len(at), dtype=np.int64)
        bins = at - self._slice_of.first
        bins >>= self._slice_of.shift
        found = self._slice_of.of_bin.take(bins, mode="clip")
        open_ = np.flatnonzero(found < 0)
        found[open_] = np.searchsorted(self._edges, at[open_], side="right")
        return found


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What was counted so far. Kinds wait until there are many, and are judged together."""

    counter: Counter
    waiting: dict[bytes, int] = field(default_factory=dict)
    """Kinds, numbered."""
    weights: list[Indices] = field(default_factory=list)
    """Where incidents have no ids: numbers of kinds, and how many of each; otherwise …"""
    ids: list[tuple[pa.Array, Indices]] = field(default_factory=list)
    """… ids, and the kind of each."""
    pairs: Indices = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    law: object = None
    """Of which `pairs` speaks."""
    totals: dict[int, int] = field(default_factory=dict)
    """How many incidents reach what; by numbers of `Counter.outcomes`."""
    reached: list[tuple[pa.Array, Indices]] = field(default_factory=list)
    """Ids, and what each reaches."""

    def add(self, batch: pa.RecordBatch) -> None:
        """Add claims."""
        self.counter.split(batch, self)
        if not self.counter.is_current(self.law):
            self.settle()
        if len(self.waiting) > MOST_KINDS:
            self.judge()

    def add_pairs(
        self, columns: Mapping[str, pa.Array], rows: Indices, said_of: Indices, sets: Indices
    ) -> None:
        """Add claims of which all is certain."""
        if not self.counter.is_current(self.law):
            self.settle()
        n_said, n_sets = self.counter.shape
        pair = said_of * n_sets
        pair += sets
        if "incident_id" not in columns and n_said * n_sets <= _PAIRS:
            found = np.bincount(pair, minlength=n_said * n_sets).reshape(n_said, n_sets)
            found[:, : self.pairs.shape[1]] += self.pairs
            self.pairs = found
            return
        kind = rows_alike(pair)
        which = np.divmod(pair[first_of(kind)], n_sets)
        self._add(columns, rows, self.counter.of_pairs(*which).packed(), kind)

    def add_kinds(self, columns: Mapping[str, pa.Array], rows: Indices, kinds: _Kinds) -> None:
        """Add claims that are judged by themselves."""
        packed = kinds.packed()
        kind = rows_alike(packed)
        self._add(columns, rows, packed[first_of(kind)], kind)

    def _add(self, columns: Mapping[str, pa.Array], rows: Indices, packed: Indices, kind: Indices) -> None:
        numbers = self._numbers(packed)
        if "incident_id" in columns:
            self.ids.append((columns["incident_id"].take(pa.array(rows)), numbers[kind]))
        else:
            self.weights.append(np.stack([numbers, np.bincount(kind, minlength=len(numbers))]))

    def _numbers(self, packed: Indices) -> Indices:
        raw, width = packed.tobytes(), packed.shape[1] * packed.itemsize
        each = (raw[start : start + width] for start in range(0, len(raw), width))
        numbers = [self.waiting.setdefault(one, len(self.waiting)) for one in each]
        return np.array(numbers, dtype=np.int64)

    def settle(self) -> None:
        """Take the pairs counted as kinds, before what the numbers mean changes."""
        said_of, sets = np.nonzero(self.pairs)
        if len(said_of):
            numbers = self._numbers(self.counter.of_pairs(said_of, sets).packed())
            self.weights.append(np.stack([numbers, self.pairs[said_of, sets]]))
        self.pairs, self.law = np.zeros((self.counter.shape[0], 0), dtype=np.int64), self.counter.law

    def judge(self) -> None:
        """Have the kinds that wait judged, and keep what the claims reach."""
        of_kind = self.counter.outcomes(list(self.waiting))
        for numbers, n in self.weights:
            for number, total in zip(of_kind[numbers].tolist(), n.tolist(), strict=True):
                self.totals[number] = self.totals.get(number, 0) + total
        for ids, numbers in self.ids:
            some = np.flatnonzero(of_kind[numbers])
            self.reached.append((ids.take(pa.array(some)), of_kind[numbers][some]))
        self.waiting, self.weights, self.ids = {}, [], []

    def total(self) -> Indices:
        """Return (C, P, 5, T): how many incidents reach each outcome."""
        self.settle()
        self.judge()
        every = self.counter.reached()
        numbers = np.array(list(self.totals), dtype=np.int64)
        weights = np.array(list(self.totals.values()), dtype=np.int64)
        if not self.reached:
            return self.counter.summed(every[numbers], weights)
        ids = pa.chunked_array([ids for ids, _ in self.reached]).combine_chunks()
        incident = ids.dictionary_encode().indices.to_numpy()
        outcome = np.concatenate([numbers for _, numbers in self.reached])
        once = np.bincount(incident)[incident] == 1
        weights = np.bincount(outcome[once], minlength=len(every))
        order = np.flatnonzero(~once)[np.argsort(incident[~once], kind="stable")]
        starts = np.flatnonzero(np.diff(incident[order], prepend=-1))
        either = np.bitwise_or.reduceat(every[outcome[order]], starts) if len(order) else every[:0]
        return self.counter.summed(every, weights) + self.counter.summed(
            either, np.ones(len(either), dtype=np.int64)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bins:
    """Time in equal parts, each a power of two microseconds long."""

    first: int
    shift: int
    of_bin: Indices
    """The slice that a part lies in; -1 where it lies in several."""


def _slices_by_bin(edges: Indices) -> _Bins:
    """Return parts of time; what is before the first or after the last is as they are, without an edge."""
    if not len(edges):
        return _Bins(first=0, shift=0, of_bin=np.zeros(1, dtype=np.int64))
    shift = max(int(edges[-1] - edges[0]).bit_length() - _BINS.bit_length() + 1, 0)
    first = int(edges[0]) - (1 << shift)
    n_bins = ((int(edges[-1]) - first) >> shift) + 2
    begins = first + (np.arange(n_bins, dtype=np.int64) << shift)
    low = np.searchsorted(edges, begins, side="right")
    high = np.searchsorted(edges, begins + ((1 << shift) - 1), side="right")
    return _Bins(first=first, shift=shift, of_bin=np.where(low == high, low, -1))


def _checked(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """Return the columns that matter of the rows that nothing superseded."""
    if not isinstance(batch, pa.RecordBatch):
        batch = batch.combine_chunks().to_batches()[0]
    given = batch.schema.names
    is_coded = "hypotheses" in given and pa.types.is_dictionary(batch.schema.field("hypotheses").type)
    fields = [
        CLAIMS.field(name)
        for name in COUNTED
        if not (is_coded and name == "hypotheses")
        and (name in given or (name != "incident_id" and not CLAIMS.field(name).nullable))
    ]
    table = check(pa.Table.from_batches([batch]), pa.schema(fields))
    if is_coded:
        hypotheses = batch.column("hypotheses")
        values = check(
            pa.table({"hypotheses": hypotheses.dictionary}), pa.schema([CLAIMS.field("hypotheses")])
        )
        coded = pa.DictionaryArray.from_arrays(hypotheses.indices, values["hypotheses"].combine_chunks())
        table = table.append_column("hypotheses", coded)
    told = table["superseded_at"] if "superseded_at" in given else None
    if told is not None and told.null_count < len(told):
        table = table.filter(pc.is_null(told))
    columns = {name: table.column(name) for name in table.column_names}
    return {n: one.chunk(0) if one.num_chunks == 1 else one.combine_chunks() for n, one in columns.items()}


def _instants(columns: Mapping[str, pa.Array]) -> tuple[Indices, Indices, Bools]:
    """Return when each claim begins and ends, microseconds, and where that is not known."""
    n = len(columns["hypotheses"])
    missing, found = np.zeros(n, dtype=np.bool_), []
    for name in ("start_at", "end_at"):
        column = columns.get(name)
        if column is None:
            column = pa.nulls(n, CLAIMS.field(name).type)
        if column.null_count:
            missing |= np.asarray(column.is_null())
            column = column.fill_null(0)
        found.append(column.view(pa.int64()).to_numpy())
    return found[0], found[1], missing


def _floats(columns: Mapping[str, pa.Array], name: str) -> Floats:
    """Return a column of numbers, NaN where there is none."""
    column = columns.get(name)
    if column is None:
        return np.full(len(columns["hypotheses"]), np.nan)
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)


def _flags(columns: Mapping[str, pa.Array], name: str, rows: Indices) -> Bools:
    column = columns.get(name)
    if column is None:
        return np.zeros(len(rows), dtype=np.bool_)
    return np.asarray(column.take(pa.array(rows)).fill_null(False).to_numpy(zero_copy_only=False))


def _graded(columns: Mapping[str, pa.Array], rows: Indices) -> tuple[Bools, Bools]:
    """Return whether each place stands in for a region, and whether it was printed without its precision."""
    grades = columns.get("place_grade")
    none = np.zeros(len(rows), dtype=np.bool_)
    if grades is None or grades.null_count == len(grades):
        return none, none
    some = grades.take(pa.array(rows))
    region, unstated = (
        np.asarray(pc.equal(some, grade.value).fill_null(False).to_numpy(zero_copy_only=False))
        for grade in (PlaceGrade.REGION, PlaceGrade.UNSTATED)
    )
    return region, unstated


def _is_exact(columns: Mapping[str, pa.Array], rows: Indices) -> Bools:
    """Return whether each place is a point, and no text places it anywhere."""
    found: Bools = _floats(columns, "radius_m")[rows] == 0
    region, unstated = _graded(columns, rows)
    found &= ~(region | unstated)
    within = columns.get("within")
    if within is not None and within.null_count < len(within):
        found &= ~np.asarray(
            pc.greater(pc.list_value_length(within), 0).fill_null(False).to_numpy(zero_copy_only=False)
        )[rows]
    return found
