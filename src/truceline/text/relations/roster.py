"""Who is who, at an instant: membership, bonds, listings, sides and stand-ins, in three answers.

True, False, or None for "cannot tell". Intervals are half-open: a membership until 10 March no longer holds
on 10 March. Days without a zone are UTC days, whatever the mandate's own.

Some actors are nobody in particular. An unknown one may be any actor of the casebook or somebody else; a
stand-in (`Actor.one_of`) is one or more of those it names, or of what is ever part of them. Whatever is
asked of such an actor has the answer that all those give whom it may be, else it cannot be told.

An actor of the casebook without a bond to an instrument is not bound by it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from itertools import product

from truceline.clock import DAWN, DUSK, Interval, parse_stated, span
from truceline.model.casebook import Actor, BoundBy, Who
from truceline.model.hanging import Open, Readings, settle, under_any_reading
from truceline.model.ids import SOMEBODY_ELSE, UNKNOWN_ACTOR, ActorId, InstrumentId
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


def alike(answers: Iterable[Answer]) -> Answer:
    """Return the answer that all give, None where they differ: what holds whoever it was."""
    seen = set(answers)
    return seen.pop() if len(seen) == 1 else None


@cache
def dated(start: str | None, end: str | None) -> Interval:
    """Return the interval between two stated days or instants; days without a zone are UTC days."""
    return Interval(
        span(parse_stated(start), "UTC").start_at if start else DAWN,
        span(parse_stated(end), "UTC").start_at if end else DUSK,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Roster:
    """The actors of a casebook, under one choice of readings or under none."""

    actors: Mapping[ActorId, Actor]
    """By id. What still hangs on a reading holds as far as all of its readings agree."""
    _known: dict[ActorId, tuple[ActorId, ...]] = field(default_factory=dict, repr=False)
    """Whom those asked about may be."""
    _levels_of: dict[tuple[ActorId, int], list[list[ActorId]]] = field(default_factory=dict, repr=False)
    """By actor and stretch between two changes."""
    _sides: dict[tuple[ActorId, int], frozenset[str | None]] = field(default_factory=dict, repr=False)
    """By actor and stretch between two changes."""
    _fitting: dict[tuple[ActorId, int, InstrumentId, int], tuple[Answer, Who]] = field(
        default_factory=dict, repr=False
    )
    """By actor, whom was asked for (kept, so that no other has its number), instrument and stretch."""
    _sides_ever: dict[ActorId, frozenset[str]] = field(default_factory=dict, repr=False)
    """By actor."""
    _answering: dict[tuple[ActorId, InstrumentId, int], tuple[ActorId, ...]] = field(
        default_factory=dict, repr=False
    )
    """By actor, instrument and stretch."""

    def may_be(self, actor: ActorId) -> tuple[ActorId, ...]:
        """Return whom an actor may be, none of them a stand-in: most are themselves."""
        if actor not in self._known:
            self._known[actor] = self._found(actor)
        return self._known[actor]

    def _found(self, actor: ActorId) -> tuple[ActorId, ...]:
        ahead, met, found = [actor], set[ActorId](), dict[ActorId, None]()
        while ahead:
            one = ahead.pop(0)
            known = self.actors.get(one)
            if one in met:
                continue
            met.add(one)
            if one == UNKNOWN_ACTOR:
                found |= dict.fromkeys((*self.actors, SOMEBODY_ELSE))
            elif known is not None and known.one_of:
                ahead += (part for other in known.one_of for part in (other, *self._parts(other)))
            else:
                found[one] = None
        return tuple(one for one in found if one not in self.actors or not self.actors[one].one_of)

    def _parts(self, whole: ActorId) -> tuple[ActorId, ...]:
        """Return what is part of an actor at some time, however far down."""
        found = [whole]
        for one in found:
            found += (
                actor.id
                for actor in self.actors.values()
                if actor.id not in found and any(link.of == one for link in actor.part_of)
            )
        return tuple(found[1:])

    def is_somebody(self, actor: ActorId) -> bool:
        """Return whether an actor is nobody in particular: unknown, or a stand-in."""
        return self.may_be(actor) != (actor,)

    def wholes(self, actor: ActorId, at: datetime) -> tuple[ActorId, ...]:
        """Return the actor and all it is part of at `at`, nearest first; a stand-in is part of nothing."""
        return tuple(whole for level in self._levels(actor, at) for whole in level)

    def ever(self, actor: ActorId) -> tuple[ActorId, ...]:
        """Return the actor, all whom it may be, and all that any of them is part of at any time."""
        found = [actor, *(one for one in self.may_be(actor) if one != actor)]
        for part in found:
            known = self.actors.get(part)
            found += dict.fromkeys(
                link.of for link in (known.part_of if known else ()) if link.of not in found
            )
        return tuple(found)

    def _levels(self, actor: ActorId, at: datetime) -> list[list[ActorId]]:
        """Return the actor, then what it is part of, then what those are part of; each once."""
        key = actor, self.stretch(at)
        if key not in self._levels_of:
            self._levels_of[key] = self._climbed(actor, at)
        return self._levels_of[key]

    def stretch(self, at: datetime) -> int:
        """Return the number of the stretch that an instant lies in: in one, every answer stays the same."""
        return bisect_right(self._edges, at)

    def _climbed(self, actor: ActorId, at: datetime) -> list[list[ActorId]]:
        levels, met = [[actor]], {actor}
        while levels[-1]:
            above = {
                link.of
                for part in levels[-1]
                if part in self.actors
                for link in self.actors[part].part_of
                if at in dated(link.from_, link.until)
            }
            levels.append(sorted(above - met))
            met |= above
        return levels[:-1]

    def bonds(
        self, actor: ActorId, instrument: InstrumentId, at: datetime
    ) -> tuple[tuple[ActorId, BoundBy], ...]:
        """Return how `instrument` stands to the actor at `at`, with whose bonds they are.

        They are its own, else those of the nearest wholes it is part of that have one.
        """
        for level in self._levels(actor, at):
            found = tuple(
                (whole, bond)
                for whole in level
                if whole in self.actors
                for bond in self.actors[whole].bound_by
                if bond.instrument == instrument
                and at in dated(bond.from_, bond.until)
                and _settled(bond.applies) is not False
            )
            if found:
                return found
        return ()

    def bond(self, actor: ActorId, instrument: InstrumentId, at: datetime) -> BoundBy | None:
        """Return how `instrument` stands to the actor at `at`: of bonds equally near, one that binds."""
        found = [bond for _, bond in self.bonds(actor, instrument, at)]
        return min(found, key=lambda bond: bond.how is Bond.NOT_BOUND, default=None)

    def is_bound(self, actor: ActorId, instrument: InstrumentId, at: datetime) -> Answer:
        """Return whether `instrument` binds the actor at `at`: of bonds equally near, whether one of them."""
        return alike(self._is_bound(one, instrument, at) for one in self.may_be(actor))

    def _is_bound(self, actor: ActorId, instrument: InstrumentId, at: datetime) -> Answer:
        found = [bond for _, bond in self.bonds(actor, instrument, at)]
        if any(_settled(bond.applies) is None for bond in found):
            return None
        return any(bond.how is not Bond.NOT_BOUND for bond in found)

    def answers_for(self, actor: ActorId, instrument: InstrumentId, at: datetime) -> tuple[ActorId, ...]:
        """Return who answers for the actor under `instrument` at `at`: its guarantor, or itself as signatory.

        Nobody, where nobody does, and where it is nobody in particular and not the same answer for all whom
        it may be.
        """
        key = actor, instrument, self.stretch(at)
        if key not in self._answering:
            found = {self._answers_for(one, instrument, at) for one in self.may_be(actor)}
            self._answering[key] = found.pop() if len(found) == 1 else ()
        return self._answering[key]

    def _answers_for(self, actor: ActorId, instrument: InstrumentId, at: datetime) -> tuple[ActorId, ...]:
        answering = {
            whole if bond.guarantor is None else bond.guarantor
            for whole, bond in self.bonds(actor, instrument, at)
            if bond.how is not Bond.NOT_BOUND
        }
        return tuple(sorted(answering))

    def guarantors(self, actor: ActorId, at: datetime) -> frozenset[ActorId]:
        """Return who answers for the actor under some instrument at `at`, on no open question."""
        instruments = {
            bond.instrument
            for whole in self.wholes(actor, at)
            if whole in self.actors
            for bond in self.actors[whole].bound_by
        }
        return frozenset(
            bond.guarantor
            for instrument in instruments
            for _, bond in self.bonds(actor, instrument, at)
            if bond.how is Bond.THROUGH_GUARANTOR and bond.guarantor and _settled(bond.applies)
        )

    def is_listed(self, actor: ActorId, body: str, at: datetime) -> Answer:
        """Return whether `body` lists the actor, or a whole it is part of, at `at`."""
        return alike(self._is_listed(one, body, at) for one in self.may_be(actor))

    def _is_listed(self, actor: ActorId, body: str, at: datetime) -> bool:
        return any(
            listing.by == body and at in dated(listing.from_, listing.until)
            for whole in self.wholes(actor, at)
            if whole in self.actors
            for listing in self.actors[whole].listings
        )

    def side(self, actor: ActorId, at: datetime | None) -> str | None:
        """Return the actor's side, or that of the nearest whole that has one; None for none, or an open one.

        Parameters
        ----------
        actor : ActorId
            One actor.
        at : datetime or None
            UTC. None where nobody says when: the side that it is of at any time.
        """
        instants = self._edges if at is None else [at]
        found = {
            side for at in instants for one in self.may_be(actor) for side in self.possible_sides(one, at)
        }
        return found.pop() if len(found) == 1 else None

    def sides_ever(self, actor: ActorId) -> frozenset[str]:
        """Return the sides that the actor is of at some time; without those that are open."""
        if actor not in self._sides_ever:
            sides = (self.side(actor, at) for at in self._edges)
            self._sides_ever[actor] = frozenset(side for side in sides if side)
        return self._sides_ever[actor]

    def possible_sides(self, actor: ActorId, at: datetime) -> frozenset[str | None]:
        """Return the sides that an actor may be of; None alone where it is of none."""
        key = actor, self.stretch(at)
        if key not in self._sides:
            self._sides[key] = frozenset(self._nearest_sides(actor, at))
        return self._sides[key]

    def _nearest_sides(self, actor: ActorId, at: datetime) -> set[str] | set[None]:
        for level in self._levels(actor, at):
            sides = [self.actors[whole].side for whole in level if whole in self.actors]
            found = {side for one in sides if one is not None for side in under_any_reading(one) if side}
            if found:
                return found
        return {None}

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
        if who is None or not who.other_side:
            return self.fits(actor, who, instrument=instrument, at=at)
        others = tuple(against)
        return alike(
            all_of(
                [
                    self.fits(one, who, instrument=instrument, at=at),
                    any_of(self.opposed(one, other, at) for other in others),
                ]
            )
            for one in self.may_be(actor)
        )

    def fits(self, actor: ActorId, who: Who | None, *, instrument: InstrumentId, at: datetime) -> Answer:
        """Return whether the actor is one of `who` at `at`, leaving aside whose side it is on."""
        if who is None:
            return True
        key = actor, id(who), instrument, self.stretch(at)
        if key not in self._fitting:
            answer = alike([self._fits(one, who, instrument, at) for one in self.may_be(actor)])
            self._fitting[key] = answer, who
        return self._fitting[key][0]

    def _fits(self, actor: ActorId, who: Who, instrument: InstrumentId, at: datetime) -> Answer:
        answers: list[Answer] = []
        if who.actors:
            answers.append(not set(who.actors).isdisjoint(self.wholes(actor, at)))
        if who.sides:
            answers.append(alike(side in who.sides for side in self.possible_sides(actor, at)))
        if who.bound:
            answers.append(self._is_bound(actor, instrument, at))
        if who.listed_by is not None:
            answers.append(self._is_listed(actor, who.listed_by, at))
        return all_of(answers)

    def opposed(self, actor: ActorId, other: ActorId, at: datetime) -> Answer:
        """Return whether two actors are on different sides; one on no side is opposed to all others.

        Of two that are nobody in particular each may be any that it may be, both the same one too.
        """
        if UNKNOWN_ACTOR in {actor, other}:
            return None  # it may be a stranger as well, and then the other one
        pairs = product(self.may_be(actor), self.may_be(other))
        return alike([self._opposed(one, two, at) for one, two in pairs])

    def _opposed(self, actor: ActorId, other: ActorId, at: datetime) -> Answer:
        if actor == other:
            return None if actor == SOMEBODY_ELSE else False  # two strangers may be one
        mine, theirs = self.possible_sides(actor, at), self.possible_sides(other, at)
        if None in mine or None in theirs or mine.isdisjoint(theirs):
            return True
        return False if len(mine | theirs) == 1 else None

    def changes(self) -> frozenset[datetime]:
        """Return the instants at which some bond, listing or membership starts or ends."""
        return self._changes

    @cached_property
    def _edges(self) -> list[datetime]:
        """The first moment and the changes, in order."""
        return sorted(self._changes | {DAWN})

    @cached_property
    def _changes(self) -> frozenset[datetime]:
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


def _settled(value: Open[bool]) -> Answer:
    answers: tuple[bool, ...] = under_any_reading(value)
    return alike(answers)


def roster(actors: Iterable[Actor], readings: Readings) -> Roster:
    """Return the actors with every hanging value settled by `readings`."""
    return Roster(actors={actor.id: settle(actor, readings) for actor in actors})


def unread(actors: Iterable[Actor]) -> Roster:
    """Return the actors settled by no reading: what hangs on one is told only where all readings agree."""
    return Roster(actors={actor.id: actor for actor in actors})
