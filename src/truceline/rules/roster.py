"""Who is who, at an instant: membership, bonds, listings and sides, in three answers.

True, False, or None for "cannot tell". An unknown actor may be any of the casebook or somebody else: what
holds of all of them holds of it, the rest cannot be told. An actor of the casebook without a bond to an
instrument is not bound by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from truceline.clock import DAWN, DUSK, Interval, parse_stated, span
from truceline.model.casebook import Actor, BoundBy, Who
from truceline.model.hanging import Readings, settle
from truceline.model.ids import UNKNOWN_ACTOR, ActorId, InstrumentId
from truceline.model.words import Bond

Answer = bool | None


def any_of(answers: Iterable[Answer]) -> Answer:
    """Return True if one is True, else None if one cannot be told, else False."""
    seen = set(answers)
    return True if True in seen else None if None in seen else False


def all_of(answers: Iterable[Answer]) -> Answer:
    """Return False if one is False, else None if one cannot be told, else True."""
    seen = set(answers)
    return False if False in seen else None if None in seen else True


@cache
def dated(start: str | None, end: str | None) -> Interval:
    """Return the interval between two stated days or instants; days without a zone are UTC days."""
    return Interval(
        span(parse_stated(start), "UTC").start_at if start else DAWN,
        span(parse_stated(end), "UTC").start_at if end else DUSK,
    )


def alike(answers: Iterable[Answer]) -> Answer:
    """Return the answer that all give, None where they differ: what holds whoever it was."""
    seen = set(answers)
    return seen.pop() if len(seen) == 1 else None


SOMEBODY_ELSE = ActorId("somebody-else")
"""An actor that the casebook does not have: bound by nothing, listed by nobody, on no side."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roster:
    """The actors under one choice of readings."""

    actors: Mapping[ActorId, Actor]
    """Every hanging value settled."""

    def wholes(self, actor: ActorId, at: datetime) -> tuple[ActorId, ...]:
        """Return the actor and all it is part of at `at`, nearest first."""
        found = [actor]
        for part in found:
            known = self.actors.get(part)
            for link in known.part_of if known else ():
                if link.of not in found and at in dated(link.from_, link.until):
                    found.append(link.of)
        return tuple(found)

    def bond(self, actor: ActorId, instrument: InstrumentId, at: datetime) -> BoundBy | None:
        """Return how `instrument` stands to the actor: its own bond, else that of a whole it is part of."""
        for whole in self.wholes(actor, at):
            known = self.actors.get(whole)
            for bond in known.bound_by if known else ():
                if bond.instrument == instrument and bond.applies and at in dated(bond.from_, bond.until):
                    return bond
        return None

    def is_bound(self, actor: ActorId, instrument: InstrumentId, at: datetime) -> Answer:
        """Return whether `instrument` binds the actor at `at`."""
        if actor == UNKNOWN_ACTOR:
            return None
        bond = self.bond(actor, instrument, at)
        return bond is not None and bond.how is not Bond.NOT_BOUND

    def is_listed(self, actor: ActorId, body: str, at: datetime) -> Answer:
        """Return whether `body` lists the actor, or a whole it is part of, at `at`."""
        if actor == UNKNOWN_ACTOR:
            return None
        return any(
            listing.by == body and at in dated(listing.from_, listing.until)
            for whole in self.wholes(actor, at)
            if whole in self.actors
            for listing in self.actors[whole].listings
        )

    def side(self, actor: ActorId, at: datetime) -> str | None:
        """Return the actor's side, or that of the nearest whole that has one."""
        sides = (self.actors[whole].side for whole in self.wholes(actor, at) if whole in self.actors)
        return next((side for side in sides if isinstance(side, str) and side), None)

    def matches(
        self,
        actor: ActorId,
        who: Who | None,
        *,
        instrument: InstrumentId,
        at: datetime,
        against: Iterable[ActorId] = (),
    ) -> Answer:
        """Return whether the actor is one of `who` at `at`.

        Parameters
        ----------
        actor : ActorId
            One actor.
        who : Who or None
            None is anybody.
        instrument : InstrumentId
            Whose bonds `who.bound` asks for.
        at : datetime
            UTC.
        against : iterable of ActorId
            The initiators, for `who.other_side`.
        """
        fits = self.fits(actor, who, instrument=instrument, at=at)
        if who is None or not who.other_side:
            return fits
        return all_of([fits, any_of(self.opposed(actor, other, at) for other in against)])

    def fits(self, actor: ActorId, who: Who | None, *, instrument: InstrumentId, at: datetime) -> Answer:
        """Return whether the actor is one of `who` at `at`, leaving aside whose side it is on."""
        if who is None:
            return True
        if actor == UNKNOWN_ACTOR:
            return alike(self.fits(one, who, instrument=instrument, at=at) for one in self.anybody())
        answers: list[Answer] = []
        if who.actors:
            answers.append(not set(who.actors).isdisjoint(self.wholes(actor, at)))
        if who.sides:
            answers.append(self.side(actor, at) in who.sides)
        if who.bound:
            answers.append(self.is_bound(actor, instrument, at))
        if who.listed_by is not None:
            answers.append(self.is_listed(actor, who.listed_by, at))
        return all_of(answers)

    def anybody(self) -> tuple[ActorId, ...]:
        """Return whom an unknown actor may be: every actor of the casebook, or somebody else."""
        return (*self.actors, SOMEBODY_ELSE)

    def opposed(self, actor: ActorId, other: ActorId, at: datetime) -> Answer:
        """Return whether two actors are on different sides; one on no side is opposed to all others."""
        if UNKNOWN_ACTOR in {actor, other}:
            return None
        mine, theirs = self.side(actor, at), self.side(other, at)
        return actor != other and (mine is None or theirs is None or mine != theirs)

    def changes(self) -> frozenset[datetime]:
        """Return the instants at which some bond, listing or membership starts or ends."""
        spans = [
            dated(start, end)
            for actor in self.actors.values()
            for start, end in (
                *((bond.from_, bond.until) for bond in actor.bound_by),
                *((listing.from_, listing.until) for listing in actor.listings),
                *((membership.from_, membership.until) for membership in actor.part_of),
            )
        ]
        return frozenset(edge for one in spans for edge in (one.start_at, one.end_at))


def roster(actors: Iterable[Actor], readings: Readings) -> Roster:
    """Return the actors with every hanging value settled by `readings`."""
    return Roster(actors={actor.id: settle(actor, readings) for actor in actors})
