"""Claims of several sources, fused: incidents, pairs, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa

from truceline.fusion.clusters import incidents_of
from truceline.fusion.learning import Learnt, Weights, candidates, learn, weigh
from truceline.fusion.pairs import LEVELS, Pairs
from truceline.fusion.rates import counted
from truceline.fusion.reports import Reports, reports_of
from truceline.model.casebook import Casebook


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
    left_out: dict[str, int]
    """Of each source the claims without place or time, which are fused with nothing."""

    def why(self, one: str, other: str) -> Why | None:
        """Return why two reports are put together or not; None where they are not near each other.

        Raises
        ------
        ValueError
            If one of them is not among the reports.
        """
        rows = sorted(self.reports.ids.index(each) for each in (one, other))
        is_it = (self.pairs.first == rows[0]) & (self.pairs.second == rows[1])
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
    one_to_one: Collection[str] = (),
    learnt: Learnt | None = None,
) -> Fused:
    """Return which reports of several sources speak of one happening.

    Parameters
    ----------
    claims : mapping of str to pa.Table
        CLAIMS of each source, by its name.
    casebook : Casebook
        Whose acts and actors they name.
    one_to_one : collection of str
        Sources that tell of no happening twice. Of others two reports may be one telling, which is rare.
    learnt : Learnt, optional
        A model learnt before, which is kept as it is; else one is learnt from these reports.
    """
    named = {name: claims[name] for name in sorted(claims)}
    reports, left_out = reports_of(named, casebook)
    rates = counted(reports) if learnt is None else learnt.rates
    near = candidates(reports, rates, one_to_one=one_to_one)
    known = learn(reports, near, rates) if learnt is None else learnt.among(reports.sources)
    pairs = near.pairs
    weights = weigh(reports, pairs, known)
    incident = incidents_of(reports, pairs, weights.p, one_to_one=one_to_one)
    return Fused(
        reports=reports,
        pairs=pairs,
        learnt=known,
        weights=weights,
        incident_of={own: reports.ids[number] for own, number in zip(reports.ids, incident, strict=True)},
        left_out=left_out,
    )
