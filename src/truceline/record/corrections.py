"""A claim that takes the place of an earlier one: nothing is overwritten, and the earlier moves nothing."""

from __future__ import annotations

import dataclasses

from truceline.model.ids import ClaimId
from truceline.model.record import Claim, Record
from truceline.record.tellings import said_at


def corrected_by(claim: Claim) -> str:
    """Return what stands at an earlier claim as the reason why it is mistaken."""
    return f"put right by {claim.id}"


def with_corrections(record: Record) -> Record:
    """Return a record in which claims that others correct stand as mistaken, from the day of the correction.

    One that is marked as mistaken by itself stays as it is marked.
    """
    days = {report.id: (said_at(report), report.said_on) for report in record.reports}
    later: dict[ClaimId, Claim] = {}
    for claim in sorted(record.claims, key=lambda one: str(one.id), reverse=True):
        later |= dict.fromkeys(claim.corrects, claim)
    if not later:
        return record

    def marked(claim: Claim) -> Claim:
        by = later.get(claim.id)
        if by is None or claim.mistaken:
            return claim
        on = min((days[one] for one in by.reports if one in days), default=(None, None))[1]
        return dataclasses.replace(claim, mistaken=corrected_by(by), mistaken_from=on)

    return dataclasses.replace(record, claims=tuple(map(marked, record.claims)))
