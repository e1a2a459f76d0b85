"""What one account tells, as a row of CLAIMS says it: which acts, and whether it may be of a time.

Brief, trend and comparison count by these, so that one phrase has one count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from truceline.clock import Interval
from truceline.model.casebook import Casebook
from truceline.model.ids import UNKNOWN_ACTOR, ActId
from truceline.model.record import Record
from truceline.record import by_account, tellings
from truceline.text.relations.acts import kinds_of

ATTACK: Final = ActId("armed_attack")
"""What counts as an attack: this act, which all casebooks share, and every kind of it."""


def is_attack(acts: Iterable[str], casebook: Casebook) -> bool:
    """Return whether one of the acts is an attack."""
    return not kinds_of(casebook, (ATTACK,)).isdisjoint(acts)


def acts_of(row: Mapping[str, Any]) -> frozenset[str]:
    """Return the acts that a row of CLAIMS tells of."""
    return frozenset(one["act"] for one in row["hypotheses"] or ())


def is_general(row: Mapping[str, Any]) -> bool:
    """Return whether a row of CLAIMS names no attack of its own: no kind of attack, nobody, no toll."""
    if acts_of(row) != {ATTACK} or row["fatalities_low"] is not None or row["fatalities_high"] is not None:
        return False
    cast = (one["actor"] for version in row["hypotheses"] for one in version["cast"] or ())
    return all(one == UNKNOWN_ACTOR for one in cast)


def general_accounts(record: Record, rows: Iterable[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """Return which `(incident, account)` of CLAIMS are general statements whose words the record has."""
    spoken = by_account(tellings(record))
    return frozenset(
        (row["incident_id"], row["account"])
        for row in rows
        if f"{row['incident_id']}/{row['account']}" in spoken and is_general(row)
    )


def is_within(row: Mapping[str, Any], during: Interval) -> bool:
    """Return whether an account puts its happening into this time and into no other."""
    start_at, end_at = row["start_at"], row["end_at"]
    if start_at is None or end_at is None:
        return False
    return bool(during.start_at <= start_at < during.end_at and end_at <= during.end_at)


def may_touch(row: Mapping[str, Any], during: Interval) -> bool:
    """Return whether an account may put its happening into this time; one that names no time may."""
    start_at, end_at = row["start_at"], row["end_at"]
    if start_at is None or end_at is None:
        return True
    return bool(start_at < during.end_at and (end_at > during.start_at or start_at >= during.start_at))
