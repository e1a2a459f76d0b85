"""Claims of several sources, fused: incidents, pairs, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from truceline.fusion.clusters import incidents_of
from truceline.fusion.decisions import decided
from truceline.fusion.learning import Each, Learnt, Weights, candidates, learn, weigh
from truceline.fusion.pairs import LEVELS, Pairs
from truceline.fusion.rates import counted
from truceline.fusion.reports import Floats, Reports, reports_of
from truceline.model.casebook import Casebook
from truceline.model.tables import CLAIMS


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why two reports are one happening or not."""

    p: float
    """That they are, beside all others that each could be with."""
    parts: dict[str, float]
    """Each in log2: what it makes likelier is above zero."""

    @property
    def total(self) -> float:
        """Return their sum."""
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fused:
    """What was put together, and all that it was decided by. Nothing of it is established."""

    reports: Reports
    pairs: Pairs
    learnt: Learnt
    weights: Weights
    incident_of: dict[str, str]
    """Of each report, `source/incident`, its incident: the report of it whose id is first."""
    tells_twice: frozenset[str]
    """Sources of which two reports may be one telling."""
    fixed: Floats | None
    """(pairs,): 1 or 0 for those that a person decided, else not a number; None where nobody decided."""
    unmet: int
    """Decisions on reports that are not among these."""
    left_out: dict[str, int]
    """Of each source the claims without place or time, which are fused with nothing."""

    @property
    def one_to_one(self) -> frozenset[str]:
        """Return the sources that tell of no happening twice."""
        return frozenset(self.reports.sources) - self.tells_twice

    def why(self, one: str, other: str) -> Why | None:
        """Return why two reports are put together or not; None where they are not near each other.

        Raises
        ------
        ValueError
            If one of them is not among the reports.
        """
        here, there = (self.reports.ids.index(each) for each in (one, other))
        first, second = self.pairs.first, self.pairs.second
        is_it = ((first == here) & (second == there)) | ((first == there) & (second == here))
        found = is_it.nonzero()[0]
        if not len(found):
            return None
        index = int(found[0])
        parts = {"place": self.weights.place[index], "time": self.weights.time[index]}
        parts |= dict(zip(LEVELS, self.weights.levels[index], strict=True))
        parts["rate"] = self.weights.prior[index]
        return Why(p=float(self.weights.p[index]), parts={name: float(part) for name, part in parts.items()})


def fuse(
    claims: Mapping[str, pa.Table],
    casebook: Casebook,
    *,
    tells_twice: Collection[str] = (),
    learnt: Learnt | None = None,
    decisions: pa.Table | None = None,
    each: Each = map,
) -> Fused:
    """Return which reports of several sources speak of one happening.

    Parameters
    ----------
    claims : mapping of str to pa.Table
        CLAIMS of each source, by its name.
    casebook : Casebook
        Whose acts and actors they name.
    tells_twice : collection of str
        Sources of which two reports may be one telling, which is rare. Others tell of no happening twice.
    learnt : Learnt, optional
        A model learnt before, which is kept as it is; else one is learnt from these reports.
    decisions : pa.Table, optional
        DECISIONS of persons on pairs: they stand, and teach the model.
    each : callable
        Goes through searches as `map` does: that of a pool of threads lets them go side by side.

    Raises
    ------
    BadInput
        If decisions are against each other.
    """
    named = in_order(claims, () if learnt is None else learnt.sources)
    reports, left_out = reports_of(named, casebook)
    one_to_one = frozenset(reports.sources) - frozenset(tells_twice)
    rates = counted(reports) if learnt is None else learnt.rates
    near = candidates(reports, rates, one_to_one=one_to_one, each=each)
    pairs, fixed, unmet = decided(reports, near.pairs, decisions)
    if learnt is None:
        known = learn(reports, replace(near, pairs=pairs), rates, fixed=fixed)
    else:
        known = learnt.among(reports.sources)
    weights = weigh(reports, pairs, known, fixed=fixed)
    incident = incidents_of(reports, pairs, weights.p, one_to_one=one_to_one, fixed=fixed)
    return Fused(
        reports=reports,
        pairs=pairs,
        learnt=known,
        weights=weights,
        incident_of={
            own: reports.ids[number] for own, number in zip(reports.ids, incident.tolist(), strict=True)
        },
        tells_twice=frozenset(tells_twice),
        fixed=fixed,
        unmet=unmet,
        left_out={name: left_out[name] for name in sorted(claims)},
    )


_NOTHING: Final = CLAIMS.empty_table()


def in_order(claims: Mapping[str, pa.Table], known: Sequence[str]) -> dict[str, pa.Table]:
    """Return claims by source: those known in their order, without claims if need be, then others."""
    names = (*known, *sorted(set(claims) - set(known)))
    return {name: claims.get(name, _NOTHING) for name in names}
