"""Gaps that bear on the counts: what cannot be encoded of the very clauses that are counted.

A gap that names no counted clause is on the page too, in the list of all gaps.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from truceline.model.assessment import Assessment
from truceline.model.casebook import Casebook, Clause, Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class BearingGap:
    """One gap with the counted clauses that it names, or that name it."""

    gap: Gap
    clauses: tuple[str, ...]

    @property
    def n_instruments(self) -> int:
        """Return of how many instruments the clauses are."""
        return len({clause.partition("/")[0] for clause in self.clauses})


def counted_clauses(assessment: Assessment) -> frozenset[str]:
    """Return the clauses that an assessment counts or has a finding under."""
    tables = (assessment.counts, assessment.findings)
    return frozenset(clause for table in tables for clause in table["clause_id"].unique().to_pylist())


def bearing_gaps(casebook: Casebook, counted: Collection[str]) -> tuple[BearingGap, ...]:
    """Return the gaps that bear on counted clauses, those that bear on most instruments first.

    A gap bears on a clause whose note names it, as `gap <id>`, and on those its `about` names: by the
    clause's id, by the instrument's id with the clause's reference behind it (`A17 point 2`), or by the
    instrument's alone, which is all its clauses. What is not understood is shown.

    Parameters
    ----------
    casebook : Casebook
        Of the assessment.
    counted : collection of str
        Ids of the clauses that stand in the counts.
    """
    clauses = [clause for clause in casebook.clauses if clause.id in counted]
    found = (
        BearingGap(gap=gap, clauses=tuple(str(one.id) for one in clauses if _bears(gap, one, casebook)))
        for gap in casebook.gaps
    )
    return tuple(sorted((one for one in found if one.clauses), key=lambda one: -one.n_instruments))


def foremost(gaps: Collection[BearingGap]) -> tuple[BearingGap, ...]:
    """Return the gaps that bear on more instruments than the others; several where they are level."""
    most = max((one.n_instruments for one in gaps), default=0)
    return tuple(one for one in gaps if one.n_instruments == most)


def _bears(gap: Gap, clause: Clause, casebook: Casebook) -> bool:
    if re.search(rf"\bgap {re.escape(gap.id)}(?![\w-])", clause.note):
        return True
    if re.search(_whole(clause.id), gap.about, re.IGNORECASE):
        return True
    instrument = clause.id.partition("/")[0]
    references = {one.reference for one in casebook.clauses if one.id.partition("/")[0] == instrument}
    for mention in re.finditer(_whole(instrument), gap.about, re.IGNORECASE):
        behind = gap.about[mention.end() :].lstrip()
        named = {one for one in references if re.match(rf"{re.escape(one)}(?!\w)", behind, re.IGNORECASE)}
        if not named or clause.reference in named:
            return True
    return False


def _whole(name: str) -> str:
    """Return a pattern for a name that stands by itself: `a17` is not in `a17b`, nor in `a17/2`."""
    return rf"(?<![\w/-]){re.escape(name)}(?![\w/-])"
