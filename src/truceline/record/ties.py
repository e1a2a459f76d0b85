"""Who is part of whom, on which side, and who answers for whom, on a day. Days are UTC and half-open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from truceline.clock import DAWN, DUSK, Interval, parse_stated, span
from truceline.model.casebook import Actor, Casebook
from truceline.model.ids import ActorId
from truceline.model.words import Bond


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ties:
    """The actors of a casebook, asked on a day; where no day is known only what has no dates holds."""

    actors: Mapping[ActorId, Actor]
    """By id."""

    def wholes(self, actor: ActorId, at: datetime | None) -> tuple[ActorId, ...]:
        """Return the actor and all it is part of, nearest first."""
        found = [actor]
        for part in found:
            known = self.actors.get(part)
            for link in known.part_of if known else ():
                if link.of not in found and holds(link.from_, link.until, at):
                    found.append(link.of)
        return tuple(found)

    def side(self, actor: ActorId, at: datetime | None) -> str | None:
        """Return the actor's side, or that of the nearest whole that has one; None for one that is open."""
        for whole in self.wholes(actor, at):
            known = self.actors.get(whole)
            if known is not None and known.side is not None:
                return known.side if isinstance(known.side, str) else None
        return None

    def answers_for(self, guarantor: ActorId, actor: ActorId, at: datetime | None) -> bool:
        """Return whether some instrument has the guarantor answer for the actor, on no open question."""
        return any(
            bond.how is Bond.THROUGH_GUARANTOR
            and bond.guarantor == guarantor
            and bond.applies is True
            and holds(bond.from_, bond.until, at)
            for whole in self.wholes(actor, at)
            if whole in self.actors
            for bond in self.actors[whole].bound_by
        )


def ties(casebook: Casebook) -> Ties:
    """Return the actors of a casebook, to be asked who belongs to whom."""
    return Ties(actors={actor.id: actor for actor in casebook.actors})


def holds(start: str | None, end: str | None, at: datetime | None) -> bool:
    """Return whether an instant lies from one stated UTC day up to, and not on, another.

    Where no instant is known only what has no dates holds.

    Examples
    --------
    >>> from datetime import UTC
    >>> [holds(None, "2020-03-10", datetime(2020, 3, day, tzinfo=UTC)) for day in (9, 10)]
    [True, False]
    """
    if start is None and end is None:
        return True
    first = span(parse_stated(start), "UTC").start_at if start else DAWN
    last = span(parse_stated(end), "UTC").start_at if end else DUSK
    return at is not None and first < last and at in Interval(first, last)
