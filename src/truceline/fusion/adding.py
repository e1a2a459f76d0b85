"""New reports beside many that are fused already: the same as all at once by the same model.

A model stays as it was learnt. How likely a pair is depends on what it competes with, and which reports are
an incident on their pairs; so only reports that a chain of pairs joins with new ones are looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import pyarrow as pa

from truceline.errors import BadInput, Fault
from truceline.fusion.clusters import incidents_of
from truceline.fusion.competing import SPEAKS, strength
from truceline.fusion.fusing import Fused, in_order
from truceline.fusion.learning import Weights, candidates, weigh
from truceline.fusion.pairs import NearTrees, Pairs
from truceline.fusion.reports import Ints, reports_of
from truceline.model.casebook import Casebook

_PARTS: Final = ("place", "time", "levels", "prior", "odds", "p")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A report that may be of the same happening as a new one. Nothing of it is established."""

    report: str
    p: float
    """Beside all others that either could be with."""


class Prepared:
    """What was fused, ready for more: made once, then a new report is looked up at once."""

    def __init__(self, fused: Fused, casebook: Casebook) -> None:
        self.fused = fused
        self._casebook = casebook
        self._places = NearTrees(fused.reports).prepared()
        self._known = frozenset(fused.reports.ids)
        self._neighbours = _Neighbours(fused)

    def likely(self, source: str, claim: pa.Table, *, least: float = 0.05) -> tuple[Likely, ...]:
        """Return which reports one new claim may tell the same as, the likeliest first.

        Parameters
        ----------
        source : str
            Who tells it.
        claim : pa.Table
            CLAIMS: a row, which is kept nowhere.
        least : float
            Those less likely are left out.
        """
        fused, _ = self._few({source: claim})
        new = len(fused.reports) - 1
        rows = np.flatnonzero((fused.pairs.second == new) | (fused.pairs.first == new))
        found = [
            Likely(
                report=fused.reports.ids[int(fused.pairs.first[row] + fused.pairs.second[row] - new)],
                p=float(fused.weights.p[row]),
            )
            for row in rows
            if fused.weights.p[row] >= least
        ]
        return tuple(sorted(found, key=lambda one: (-one.p, one.report)))

    def added(self, claims: Mapping[str, pa.Table]) -> Fused:
        """Return the same as all at once: `row` of a new report is that in its table of `claims`.

        Parameters
        ----------
        claims : mapping of str to pa.Table
            New CLAIMS of each source: none of them was fused before.

        Raises
        ------
        BadInput
            If a report was fused before.
        """
        small, rows = self._few(claims)
        old, n = self.fused, len(self.fused.reports)
        new_rows = np.arange(n, n + len(small.reports) - len(rows))
        every = np.concatenate((rows, new_rows))
        reports = old.reports.with_(small.reports.at(np.arange(len(rows), len(small.reports))))
        is_new = (small.pairs.first >= len(rows)) | (small.pairs.second >= len(rows))
        fresh = small.pairs.at(is_new)
        fresh = replace(fresh, first=every[fresh.first], second=every[fresh.second])
        pairs = _one_after_other(old.pairs, fresh)
        joined = {
            name: np.concatenate((getattr(old.weights, name), getattr(small.weights, name)[is_new]))
            for name in _PARTS
        }
        joined["p"][self._neighbours.pairs_among(rows)] = small.weights.p[~is_new]
        fixed = None
        if old.fixed is not None:
            fixed = np.concatenate((old.fixed, np.full(len(fresh), np.nan)))
        return replace(
            old,
            reports=reports,
            pairs=pairs,
            learnt=small.learnt,
            weights=Weights(**joined),
            fixed=fixed,
            incident_of=old.incident_of | small.incident_of,
            left_out={
                name: old.left_out.get(name, 0) + small.left_out.get(name, 0)
                for name in sorted({*old.left_out, *small.left_out})
            },
        )

    def _few(self, claims: Mapping[str, pa.Table]) -> tuple[Fused, Ints]:
        """Return new reports fused with those that a chain of pairs joins with them, and these rows."""
        old = self.fused
        ordered = in_order(claims, old.reports.sources)
        new, left_out = reports_of(ordered, self._casebook)
        again = sorted(self._known.intersection(new.ids))
        if again:
            remedy = "leave it out; what a source says otherwise is fused anew, all at once"
            faults = [Fault(message=f"{one} was fused before", remedy=remedy) for one in again]
            raise BadInput("nothing was added", faults)
        n = len(old.reports)
        met = self._places.beside(new)
        rows = self._neighbours.reached(met)
        inside = self._neighbours.pairs_among(rows)
        small = old.reports.at(rows).with_(new)
        known = old.learnt.among(small.sources)
        fresh = np.arange(len(rows), len(small))
        once = frozenset(small.sources) - old.tells_twice
        near = candidates(small, known.rates, one_to_one=once, of=fresh)
        back = np.full(n, -1, np.int64)
        back[rows] = np.arange(len(rows))
        kept = old.pairs.at(inside)
        kept = replace(kept, first=back[kept.first], second=back[kept.second])
        pairs = _one_after_other(kept, near.pairs)
        fixed = None
        if old.fixed is not None:
            fixed = np.concatenate((old.fixed[inside], np.full(len(near.pairs), np.nan)))
        weights = weigh(small, pairs, known, fixed=fixed)
        incident = incidents_of(small, pairs, weights.p, one_to_one=once, fixed=fixed)
        return (
            replace(
                old,
                reports=small,
                pairs=pairs,
                learnt=known,
                weights=weights,
                fixed=fixed,
                incident_of={
                    own: small.ids[number] for own, number in zip(small.ids, incident.tolist(), strict=True)
                },
                left_out={name: left_out[name] for name in claims},
            ),
            rows,
        )


def _one_after_other(old: Pairs, new: Pairs) -> Pairs:
    names = [one.name for one in fields(Pairs)]
    return Pairs(**{name: np.concatenate((getattr(old, name), getattr(new, name))) for name in names})


class _Neighbours:
    """Of each report its pairs, to be followed."""

    def __init__(self, fused: Fused) -> None:
        pairs, n = fused.pairs, len(fused.reports)
        self._pairs = pairs
        u = strength(fused.reports, pairs, fused.weights.odds, fused.learnt.shared, fixed=fused.fixed)
        speaks = u >= SPEAKS
        self._all = _rows_by_report(pairs.first, n)
        one, other = pairs.first[speaks], pairs.second[speaks]
        ends, begins = np.concatenate((one, other)), np.concatenate((other, one))
        order = np.argsort(begins, kind="stable")
        self._ends = ends[order]
        self._at = np.concatenate(([0], np.cumsum(np.bincount(begins, minlength=n))))
        self._n = n

    def reached(self, rows: Ints) -> Ints:
        """Return these rows and all that a chain of pairs that speak joins with them, in order."""
        seen = np.zeros(self._n, bool)
        seen[rows] = True
        ahead = rows
        while len(ahead):
            met = np.unique(self._ends[_ranges(self._at[ahead], self._at[ahead + 1])])
            ahead = met[~seen[met]]
            seen[ahead] = True
        return np.flatnonzero(seen)

    def pairs_among(self, rows: Ints) -> Ints:
        """Return the numbers of the pairs of two of these rows."""
        among = np.zeros(self._n, bool)
        among[rows] = True
        order, at = self._all
        found = order[_ranges(at[rows], at[rows + 1])]
        return np.sort(found[among[self._pairs.second[found]]])


def _rows_by_report(reports: Ints, n: int) -> tuple[Ints, Ints]:
    order = np.argsort(reports, kind="stable")
    return order, np.concatenate(([0], np.cumsum(np.bincount(reports, minlength=n))))


def _ranges(begins: Ints, ends: Ints) -> Ints:
    """Return the numbers of some ranges, one after another."""
    lengths = ends - begins
    total = int(lengths.sum())
    if not total:
        return np.empty(0, np.int64)
    starts = np.repeat(begins - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    found: Ints = starts + np.arange(total)
    return found
