"""Which findings a ruling on an open question changes: a what-if, until somebody has ruled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from truceline.judgement.assessing import findings_of
from truceline.judgement.rulebook import as_ruled_too
from truceline.model.ids import ClauseId, IncidentId, PositionId
from truceline.model.record import Record, Ruling
from truceline.model.words import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A finding whose verdict changes."""

    incident: IncidentId
    account: str
    clause: ClauseId
    position: PositionId
    before: Verdict | None
    """None where the clause does not reach the account."""
    after: Verdict | None


def turned(record: Record, claims: pa.Table, ruling: Ruling) -> tuple[Turned, ...]:
    """Return the findings whose verdict a ruling changes, all else as it stands.

    Parameters
    ----------
    record : Record
        With what was ruled before.
    claims : pa.Table, CLAIMS schema
    ruling : Ruling
    """
    before, after = (_verdicts(one, claims) for one in (record, as_ruled_too(record, ruling)))
    return tuple(
        Turned(
            incident=IncidentId(key[0]),
            account=key[1],
            clause=ClauseId(key[2]),
            position=PositionId(key[3]),
            before=before.get(key),
            after=after.get(key),
        )
        for key in dict.fromkeys((*before, *after))
        if before.get(key) is not after.get(key)
    )


def _verdicts(record: Record, claims: pa.Table) -> Mapping[tuple[str, str, str, str], Verdict]:
    """Return the verdict of each incident, account, clause and position."""
    rows = findings_of(record, claims).select([*_KEY, "verdict"]).to_pylist()
    return {tuple(one[key] for key in _KEY): Verdict(one["verdict"]) for one in rows}


_KEY = ("incident_id", "account", "clause_id", "position")
