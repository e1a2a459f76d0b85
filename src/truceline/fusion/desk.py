"""Reports of one desk: which happening told of before a new one may be, taught by what people decided there.

A desk has few reports, so what is supposed before anything is learnt counts for much. Whom people joined and
whom they kept apart is known; the rest is weighed as between two sources, what was told before and the new
report, of which each tells of a happening once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa

from truceline.fusion.competing import strength
from truceline.fusion.learning import Learnt, candidates, learn, weigh
from truceline.fusion.rates import RateNear, Rates, counted
from truceline.fusion.reports import Reports, reports_of
from truceline.model.casebook import Casebook

_BEFORE, _NEW = "before", "new"
_BOTH: Final = frozenset({_BEFORE, _NEW})
SHOWN: Final = 0.05
"""A happening less likely is not shown."""


LEAST_RATE: Final = 1 / (20.0 * 20.0 * 24.0)
"""Per square kilometre and hour: so much happens, one a day in 20 km by 20 km, though few tell of it yet."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _DeskRates(Rates):
    """How much is told, and never less than is supposed: few reports say not that little happens."""

    def around(self, reports: Reports) -> RateNear:
        found = Rates.around(self, reports)
        return RateNear(
            rate=np.maximum(found.rate, LEAST_RATE), at_place=np.maximum(found.at_place, LEAST_RATE)
        )


def taught(
    claims: pa.Table, groups: Sequence[str], casebook: Casebook, *, offered: Callable[[int, int], bool]
) -> Learnt:
    """Return a model that is taught by which reports people put together.

    Parameters
    ----------
    claims : pa.Table
        CLAIMS, a row each report, in the order in which they were told.
    groups : sequence of str
        Of each the happening that a person gave it to.
    casebook : Casebook
    offered : callable
        Whether the happening of an earlier row could still be chosen when a later row was told.
    """
    reports, _ = reports_of({_BEFORE: claims, _NEW: claims}, casebook)
    told = counted(reports)
    rates = _DeskRates(sources=told.sources, grids=told.grids)
    near = candidates(reports, rates, one_to_one=_BOTH)
    first, second = reports.row[near.pairs.first], reports.row[near.pairs.second]
    pairs = near.pairs.at(first < second)
    first, second = first[first < second], second[first < second]
    of = np.array(groups, dtype=object)
    fixed = np.full(len(pairs), np.nan)
    fixed[of[first] == of[second]] = 1.0
    p = weigh(reports, pairs, learn(reports, replace(near, pairs=pairs.at(slice(0))), rates)).p
    for at in np.flatnonzero((of[first] != of[second]) & (p >= SHOWN)).tolist():
        if offered(int(first[at]), int(second[at])):
            fixed[at] = 0.0
    return learn(reports, replace(near, pairs=pairs), rates, fixed=fixed)


def likely_among(
    new: pa.Table, claims: pa.Table, groups: Sequence[str], casebook: Casebook, known: Learnt
) -> dict[str, float]:
    """Return which happening a new report may be, and how likely, the likeliest first.

    Parameters
    ----------
    new : pa.Table
        CLAIMS of one row.
    claims : pa.Table
        CLAIMS of what was told before, a row each.
    groups : sequence of str
        Of each its happening. Of one that is told several times the report most like the new one counts.
    casebook : Casebook
    known : Learnt
        What `taught` learnt.
    """
    reports, _ = reports_of({_BEFORE: claims, _NEW: new}, casebook)
    pairs = candidates(reports, known.rates, one_to_one=_BOTH).pairs
    found = weigh(reports, pairs, known)
    strongest: dict[str, float] = {}
    for row, u in zip(
        reports.row[pairs.first].tolist(),
        strength(reports, pairs, found.odds, known.shared).tolist(),
        strict=True,
    ):
        strongest[groups[row]] = max(u, strongest.get(groups[row], 0.0))
    of_all = 1 + sum(strongest.values())
    told = {one: u / of_all for one, u in strongest.items() if u / of_all >= SHOWN}
    return dict(sorted(told.items(), key=lambda one: (-one[1], one[0])))
