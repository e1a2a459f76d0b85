"""The patrol ledger: each outing with every side's number and account. A number is never a key."""

from __future__ import annotations

from dataclasses import dataclass

from truceline.clock import Interval, parse_stated, span
from truceline.model.ids import ActorId
from truceline.model.record import Patrol, PatrolAccount, Record
from truceline.model.words import PatrolOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolNumber:
    """The number one side gives an outing."""

    of: ActorId
    """Whose numbering."""
    numbers: tuple[int, ...]
    """Usually one; several where sources differ on it."""
    derived: bool
    """Whether none of them was given by that side itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolTold:
    """One outing as told."""

    patrol: Patrol
    """The outing."""
    accounts: tuple[PatrolAccount, ...]
    """Every account of it, in the ledger's order."""
    numbers: tuple[PatrolNumber, ...]
    """Each side's number, the crews' in their order."""
    agree: bool | None
    """Whether the sides' numbers are the same; None where fewer than two sides give one."""
    outcomes: tuple[PatrolOutcome, ...]
    """How it went, each answer once; more than one where accounts differ."""


def patrols(record: Record, *, during: Interval | None = None) -> tuple[PatrolTold, ...]:
    """Return the outings of the record in order of time, each with every account of it.

    Parameters
    ----------
    record : Record
        Parsed; pass it through `known_by` for what could be known by an instant.
    during : Interval, optional
        UTC; only outings on a day that touches it.
    """
    accounts: dict[str, list[PatrolAccount]] = {}
    for account in record.patrol_accounts:
        accounts.setdefault(account.patrol, []).append(account)
    zone = record.casebook.mandate.day_zone
    chosen = [
        patrol
        for patrol in record.patrols
        if during is None or span(parse_stated(patrol.on), zone).meet(during) is not None
    ]
    return tuple(
        _told(patrol, tuple(accounts.get(patrol.id, ())))
        for patrol in sorted(chosen, key=lambda one: (one.on, one.id))
    )


def _told(patrol: Patrol, accounts: tuple[PatrolAccount, ...]) -> PatrolTold:
    sides = dict.fromkeys((*patrol.crews, *(one.of for one in accounts if one.of is not None)))
    numbers = tuple(number for side in sides if (number := _number(side, accounts)) is not None)
    outcomes = dict.fromkeys(one.outcome for one in accounts if one.outcome is not PatrolOutcome.NOT_STATED)
    return PatrolTold(
        patrol=patrol,
        accounts=accounts,
        numbers=numbers,
        agree=len({number.numbers for number in numbers}) == 1 if len(numbers) > 1 else None,
        outcomes=tuple(outcomes),
    )


def _number(side: ActorId, accounts: tuple[PatrolAccount, ...]) -> PatrolNumber | None:
    own = [one for one in accounts if one.of == side and one.number is not None]
    if not own:
        return None
    numbers = sorted({one.number for one in own if one.number is not None})
    return PatrolNumber(of=side, numbers=tuple(numbers), derived=all(one.number_derived for one in own))
