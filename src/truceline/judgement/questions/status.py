"""What is in force there and then, under each position, and who is bound.

Each question is asked once under every choice of the readings it hangs on. A position's answer is the hull
over the choices it leaves open: `yes` only where each of them says yes. When an instrument lives, when a
clause is law, whom an instrument binds and what ground a zone covers is for `truceline.text.rules` to say.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Generic, TypeVar

from truceline.clock import Interval
from truceline.errors import BadInput
from truceline.judgement.duty_states import WHOLE
from truceline.judgement.ledger import PatrolDone, patrols_done
from truceline.judgement.performance import Stage, courses
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.single import Bounds, ClaimFacts, place_inside
from truceline.model.casebook import Actor, BoundBy, Clause, Instrument, Position, ZoneRecipe
from truceline.model.hanging import AmbiguityId, ReadingId, Readings, ambiguities_in, settle
from truceline.model.ids import ActorId, ClauseId, InstrumentId, PositionId, ZoneId, instrument_of
from truceline.model.record import Record, Word
from truceline.model.words import ClauseKind
from truceline.text.relations import in_order, one_swapped, roster, turning_on, zone_ambiguities, zones_named
from truceline.text.rules import ALWAYS, MOST_COMBINATIONS, Piece, Rulebook, force, life

A = TypeVar("A", bound="Holds | Inside | Bound")


class Says(StrEnum):
    """An answer under a position."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    """For part of the time asked, or with a probability between 0 and 1."""
    OPEN = "open"
    """The readings that the position leaves open give different answers."""
    CANNOT_TELL = "cannot_tell"
    """The casebook does not know, or leaves too many readings open to try them all."""


START_NOT_KNOWN = "start_not_known"
TOO_MANY_READINGS = "too_many_readings"
NOT_ALL_OF_THEM = "not_all_of_them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """Whether something is in force during the time asked."""

    says: Says
    during: tuple[Interval, ...] = ()
    """The stretches of the time asked in which it is; none where that is open or cannot be told."""
    because: str = ""
    """Why it cannot be told: `start_not_known` or `too_many_readings`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Whether the place asked lies in a zone."""

    says: Says
    chance: Bounds
    """Probability, rounded to 1e-6: the least and the greatest that a reading left open gives."""
    because: str = ""
    """Why it cannot be told: `too_many_readings`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Whether an instrument binds an actor during the time asked."""

    says: Says
    during: tuple[Interval, ...] = ()
    """The stretches of the time asked in which it does; none where that is open or cannot be told."""
    bonds: tuple[BoundBy, ...] = field(default=(), compare=False)
    """How it stands to the instrument, alive or not: its bonds then under some reading left open, also one
    that says `not_bound`. Answers that differ in nothing else are the same answer."""
    because: str = ""
    """Why it cannot be told: `start_not_known`, `too_many_readings`, or `not_all_of_them` where of
    those whom a stand-in may be some are bound and some are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given(Generic[A]):
    """What the answer would be with one ambiguity read in another way, the rest held."""

    ambiguity: AmbiguityId
    reading: ReadingId
    answer: A


@dataclass(frozen=True, slots=True, kw_only=True)
class Under(Generic[A]):
    """The answer under a position, and what it turns on."""

    answer: A
    left_open_by: tuple[AmbiguityId, ...]
    """Ambiguities without a reading in this position on which the answer depends."""
    decided_by: tuple[AmbiguityId, ...]
    """Ambiguities of which some other single reading, the rest held, changes the answer."""
    given: tuple[Given[A], ...]
    """What each other reading of all these gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentStatus:
    """An instrument, then."""

    instrument: InstrumentId
    in_force: Under[Holds]
    unverified: str
    """What of it rests on memory and was not seen in a source; empty where nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseStatus:
    """A clause, there and then."""

    clause: ClauseId
    in_force: Under[Holds]
    """While its instrument lives, from its own start to its own end; of an exception, where it is one."""
    there: Under[Inside] | None
    """Whether the place lies on its ground, the whole world where it names none; None without a place."""
    performance: tuple[Stage, ...]
    """Of an obligation, its states in the time asked, in order; empty for others and while none is owed."""
    unverified: str
    """What of it rests on memory and was not seen in a source; its instrument has its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneStatus:
    """A zone, there."""

    zone: ZoneId
    inside: Under[Inside]
    clauses: tuple[ClauseId, ...]
    """Clauses that speak of it under some reading and are not out of force then. A zone without is only
    ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BondStatus:
    """An instrument and an actor with a bond to it: its own, a whole's, or that of one it may be."""

    instrument: InstrumentId
    actor: ActorId
    bound: Under[Bound]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionStatus:
    """All of it under one position, each in the casebook's order."""

    position: PositionId
    instruments: tuple[InstrumentStatus, ...]
    clauses: tuple[ClauseStatus, ...]
    zones: tuple[ZoneStatus, ...]
    """Empty without a place."""
    bonds: tuple[BondStatus, ...]
    """An actor that is not here is bound by nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on the ground. EPSG:4326, degrees."""

    lon: float
    lat: float
    radius_m: float = 0.0
    """The true point lies within it with probability 0.95."""
    region: bool = False
    """Whether it stands in for a whole region: anywhere within the radius alike."""
    within: tuple[ZoneId, ...] = ()
    """Zones in which an instrument or the record places it, whatever their outline."""

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.lon, self.lat, self.radius_m))):
            raise BadInput(
                f"({self.lon}, {self.lat}) within {self.radius_m} m is no place: give degrees and metres"
            )

    def inside(self, piece: Piece) -> Bounds:
        """Return the probability that it lies in a piece of ground, rounded to 1e-6; 0 to 1 where unknown."""
        p = place_inside(self._facts, piece)
        return Bounds(low=round(p.low, 6), high=round(p.high, 6))

    @property
    def _facts(self) -> ClaimFacts:
        """As of something that happened there, nobody says when."""
        return ClaimFacts(
            incident="",
            account="",
            told=(),
            happened=None,
            lon=self.lon,
            lat=self.lat,
            radius_m=self.radius_m,
            region=self.region,
            within=tuple((zone, "") for zone in self.within),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusAnswer:
    """What is in force there and then. Computed, not determined."""

    during: Interval
    """The time asked, UTC; where both ends are equal, that one instant."""
    spot: Spot | None
    """The place asked."""
    positions: tuple[PositionStatus, ...]


def status(
    record: Record,
    *,
    during: Interval,
    lon: float | None = None,
    lat: float | None = None,
    radius_m: float = 0.0,
    region: bool = False,
    within: Sequence[ZoneId] = (),
    positions: Sequence[str] | None = None,
    rulebook: Rulebook | None = None,
    outings: Sequence[PatrolDone] | None = None,
) -> StatusAnswer:
    """Return which instruments, clauses and zones are in force there and then, and who is bound.

    Parameters
    ----------
    record : Record
        From `load_casebook`.
    during : Interval
        UTC, half-open; where both ends are equal, that one instant.
    lon, lat : float, optional
        EPSG:4326, degrees. Without them no zone is asked for.
    radius_m : float
        The true point lies within this many metres with probability 0.95.
    region : bool
        Whether the point stands in for a whole region: anywhere within `radius_m` alike.
    within : sequence of ZoneId
        Zones in which an instrument or the record places it, whatever their outline.
    positions : sequence of str, optional
        Ids of positions; all of the casebook's if left out.
    rulebook : Rulebook, optional
        Of this casebook, with what it has resolved so far.
    outings : sequence of PatrolDone, optional
        What each outing comes to, from `patrols_done`; worked out of the casebook if left out.

    Returns
    -------
    StatusAnswer
        Computed, not determined.

    Raises
    ------
    NotFound
        If the casebook has no such position.
    BadInput
        If a longitude comes without a latitude, or the place is none.
    """
    if (lon is None) != (lat is None):
        raise BadInput("a place needs both its longitude and its latitude")
    book = rulebook or rulebook_of(record)
    names = dict.fromkeys(positions or [position.id for position in record.casebook.positions])
    chosen = [book.position(name) for name in names]
    spot = None
    if lon is not None and lat is not None:
        spot = Spot(lon=lon, lat=lat, radius_m=radius_m, region=region, within=tuple(within))
    asked = _asked(
        book, during, spot, chosen, record.words, patrols_done(record) if outings is None else outings
    )
    return StatusAnswer(
        during=during, spot=spot, positions=tuple(_under(asked, book, position) for position in chosen)
    )


# Questions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Question(Generic[A]):
    """One question, and the ambiguities its answer hangs on."""

    rulebook: Rulebook
    hangs_on: tuple[AmbiguityId, ...]
    ask: Callable[[Readings], A]
    """The answer under one choice of readings."""
    hull: Callable[[Sequence[A]], A]
    """What several answers come to; of none, that it cannot be told."""
    _known: dict[tuple[ReadingId, ...], A] = field(default_factory=dict)

    def under(self, position: Position) -> Under[A]:
        """Return the answer under a position, and what it turns on."""
        answer = self.answer(position)
        left_open_by = self._left_open_by(position)
        others = [
            Given(ambiguity=ambiguity, reading=reading.id, answer=self.answer(swapped))
            for ambiguity, reading, swapped in one_swapped(self.rulebook.casebook, position, self.hangs_on)
        ]
        decided_by = {other.ambiguity for other in others if other.answer != answer}
        return Under(
            answer=answer,
            left_open_by=left_open_by,
            decided_by=tuple(a for a in self.hangs_on if a in decided_by),
            given=tuple(other for other in others if other.ambiguity in decided_by | {*left_open_by}),
        )

    def answer(self, position: Position) -> A:
        """Return the hull over all choices of readings that the position leaves open."""
        return self.hull(tuple(self._answers(position).values()))

    def _answers(self, position: Position) -> dict[tuple[ReadingId, ...], A]:
        """Return the answer under each choice of readings; nothing where they are too many to try."""
        if self.rulebook.n_choices(self.hangs_on, position) > MOST_COMBINATIONS:
            return {}
        found = {}
        for readings in self.rulebook.choices(self.hangs_on, position):
            key = tuple(readings.values())
            if key not in self._known:
                self._known[key] = self.ask(readings)
            found[key] = self._known[key]
        return found

    def _left_open_by(self, position: Position) -> tuple[AmbiguityId, ...]:
        """Return the ambiguities in which alone two of the choices differ that give different answers."""
        given = [
            (dict(zip(self.hangs_on, key, strict=True)), answer)
            for key, answer in self._answers(position).items()
        ]
        return turning_on(self.hangs_on, given)


# When


def _of_instrument(rulebook: Rulebook, instrument: Instrument, during: Interval) -> _Question[Holds]:
    def ask(readings: Readings) -> Holds:
        if instrument.in_force is None:
            return Holds(says=Says.CANNOT_TELL, because=START_NOT_KNOWN)
        return _lasting(_shared(life(settle(instrument, readings)), during), during=during)

    hangs_on = in_order(rulebook.casebook, ambiguities_in((instrument.in_force, instrument.ended)))
    return _Question(rulebook=rulebook, hangs_on=hangs_on, ask=ask, hull=_hull_of_times)


def _of_clause(rulebook: Rulebook, clause: Clause, during: Interval) -> _Question[Holds]:
    instrument = rulebook.instrument(instrument_of(clause.id))
    # A deadline says from when a duty can be broken; it is law before.
    timed = replace(clause, who=None, acts=(), against=None, where=None, due=None)

    def ask(readings: Readings) -> Holds:
        settled = settle(timed, readings)
        if not settled.applies:
            return Holds(says=Says.NO)
        if instrument.in_force is None:
            return Holds(says=Says.CANNOT_TELL, because=START_NOT_KNOWN)
        return _lasting(_shared(force(settled, settle(instrument, readings)), during), during=during)

    hangs_on = in_order(rulebook.casebook, ambiguities_in((timed, instrument.in_force, instrument.ended)))
    return _Question(rulebook=rulebook, hangs_on=hangs_on, ask=ask, hull=_hull_of_times)


def _shared(holds: Interval | None, during: Interval) -> Interval | None:
    """Return the part of the time asked in which something holds; an instant is in it or not."""
    if holds is None:
        return None
    if during.start_at == during.end_at:
        return during if during.start_at in holds else None
    return holds.meet(during)


def _lasting(*stretches: Interval | None, during: Interval) -> Holds:
    found = tuple(one for one in stretches if one is not None)
    says = Says.YES if found == (during,) else Says.PARTLY if found else Says.NO
    return Holds(says=says, during=found)


def _hull_of_times(answers: Sequence[Holds]) -> Holds:
    if not answers:
        return Holds(says=Says.CANNOT_TELL, because=TOO_MANY_READINGS)
    return answers[0] if len(set(answers)) == 1 else Holds(says=Says.OPEN)


# Where


def _of_ground(
    rulebook: Rulebook, clause: Clause, inside: Mapping[ZoneId, _Question[Inside]]
) -> _Question[Inside]:
    """Return the question whether a place lies in the zone that a clause names under each reading."""

    def ask(readings: Readings) -> Inside:
        zone = settle(clause.where, readings)
        if zone is None:
            return _chance(Bounds(low=1.0, high=1.0))
        assert isinstance(zone, str)
        return inside[zone].ask(readings)

    zones = zones_named(clause)
    hangs_on = ambiguities_in(clause.where).union(*(inside[zone].hangs_on for zone in zones))
    return _Question(
        rulebook=rulebook, hangs_on=in_order(rulebook.casebook, hangs_on), ask=ask, hull=_hull_of_places
    )


def _of_zone(rulebook: Rulebook, zone: ZoneRecipe, spot: Spot, during: Interval) -> _Question[Inside]:
    """Return the question whether a place lies in a zone; in one that moves, at any instant of the time.

    Where all of time is asked about, a zone that moves is taken as at the last word on control.
    """
    known: dict[int, Inside] = {}

    def ask(readings: Readings) -> Inside:
        ground = rulebook.ground(zone.id, readings)  # equal readings, the same object
        if id(ground) not in known:
            stages = [stage.start_at for stage in ground.stages if _shared(stage, during)]
            met = stages if during != ALWAYS else [ground.shown_at]
            chances = [_chance(spot.inside(ground.whole(one))) for one in met]
            known[id(ground)] = _hull_of_places(chances)
        return known[id(ground)]

    hangs_on = in_order(rulebook.casebook, zone_ambiguities(rulebook.casebook, zone.id))
    return _Question(rulebook=rulebook, hangs_on=hangs_on, ask=ask, hull=_hull_of_places)


def _chance(p: Bounds) -> Inside:
    if p.low != p.high:
        return Inside(says=Says.OPEN, chance=p)
    says = Says.YES if p.low == 1.0 else Says.NO if p.high == 0.0 else Says.PARTLY
    return Inside(says=says, chance=p)


def _hull_of_places(answers: Sequence[Inside]) -> Inside:
    if not answers:
        return Inside(says=Says.CANNOT_TELL, chance=Bounds(low=0.0, high=1.0), because=TOO_MANY_READINGS)
    if len(set(answers)) == 1:
        return answers[0]
    low, high = min(one.chance.low for one in answers), max(one.chance.high for one in answers)
    return Inside(says=Says.OPEN, chance=Bounds(low=low, high=high))


# Who


def _of_bond(
    rulebook: Rulebook, instrument: Instrument, actor: ActorId, parts: tuple[Actor, ...], during: Interval
) -> _Question[Bound]:
    """Return the question whether an instrument binds an actor; `parts` have the bonds to it alone."""

    def ask(readings: Readings) -> Bound:
        if instrument.in_force is None:
            return Bound(says=Says.CANNOT_TELL, because=START_NOT_KNOWN)
        lives = life(settle(instrument, readings))
        who = roster(parts, readings)
        edges = {lives.start_at, lives.end_at} if lives else set()
        windows = _windows(during, who.changes() | edges)
        bonds = _distinct(
            who.bond(one, instrument.id, window.start_at) for window in windows for one in who.may_be(actor)
        )
        alive = [one for one in windows if lives and one.start_at in lives]
        answers = [who.is_bound(actor, instrument.id, one.start_at) for one in alive]
        if None in answers:
            return Bound(says=Says.CANNOT_TELL, bonds=bonds, because=NOT_ALL_OF_THEM)
        bound = [one for one, answer in zip(alive, answers, strict=True) if answer]
        holds = _lasting(*_joined(bound), during=during)
        return Bound(says=holds.says, during=holds.during, bonds=bonds)

    hangs_on = ambiguities_in((parts, instrument.in_force, instrument.ended))
    return _Question(
        rulebook=rulebook, hangs_on=in_order(rulebook.casebook, hangs_on), ask=ask, hull=_hull_of_bonds
    )


def _hull_of_bonds(answers: Sequence[Bound]) -> Bound:
    holds = _hull_of_times([Holds(says=a.says, during=a.during, because=a.because) for a in answers])
    bonds = _distinct(bond for one in answers for bond in one.bonds)
    return Bound(says=holds.says, during=holds.during, bonds=bonds, because=holds.because)


def _distinct(bonds: Iterable[BoundBy | None]) -> tuple[BoundBy, ...]:
    return tuple(sorted({bond for bond in bonds if bond is not None}, key=repr))


def _windows(during: Interval, changes: Iterable[datetime]) -> list[Interval]:
    """Return the time cut at the changes within it."""
    if during.start_at == during.end_at:
        return [during]
    within = (change for change in changes if during.start_at < change < during.end_at)
    return [Interval(a, b) for a, b in pairwise([during.start_at, *sorted(within), during.end_at])]


def _joined(windows: Iterable[Interval]) -> list[Interval]:
    """Return windows, in order of time, with those that touch made one."""
    found: list[Interval] = []
    for window in windows:
        if found and found[-1].end_at == window.start_at:
            window = Interval(found.pop().start_at, window.end_at)
        found.append(window)
    return found


def _bonds_to(actors: tuple[Actor, ...], instrument: InstrumentId) -> tuple[Actor, ...]:
    """Return the actors with their bonds to one instrument, and nothing else that hangs on a reading."""
    return tuple(
        replace(
            actor, side=None, bound_by=tuple(bond for bond in actor.bound_by if bond.instrument == instrument)
        )
        for actor in actors
    )


# All of them


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    """Every question about one time and place."""

    instruments: dict[InstrumentId, _Question[Holds]]
    clauses: dict[ClauseId, _Question[Holds]]
    grounds: dict[ClauseId, _Question[Inside]]
    zones: dict[ZoneId, _Question[Inside]]
    bonds: dict[tuple[InstrumentId, ActorId], _Question[Bound]]
    performed: dict[ClauseId, dict[PositionId, tuple[Stage, ...]]]
    """Of each obligation, its states in order of time."""
    during: Interval


def _asked(
    rulebook: Rulebook,
    during: Interval,
    spot: Spot | None,
    positions: Sequence[Position],
    words: Sequence[Word],
    outings: Sequence[PatrolDone],
) -> _Asked:
    casebook = rulebook.casebook
    zones = {zone.id: _of_zone(rulebook, zone, spot, during) for zone in casebook.zones} if spot else {}
    return _Asked(
        instruments={one.id: _of_instrument(rulebook, one, during) for one in casebook.instruments},
        clauses={one.id: _of_clause(rulebook, one, during) for one in casebook.clauses},
        grounds={one.id: _of_ground(rulebook, one, zones) for one in casebook.clauses} if spot else {},
        zones=zones,
        bonds=_of_bonds(rulebook, during),
        performed={
            one.id: _performed(rulebook, one, positions, words, outings)
            for one in casebook.clauses
            if one.kind is ClauseKind.REQUIRE and one.duty
        },
        during=during,
    )


def _performed(
    rulebook: Rulebook,
    clause: Clause,
    positions: Sequence[Position],
    words: Sequence[Word],
    outings: Sequence[PatrolDone],
) -> dict[PositionId, tuple[Stage, ...]]:
    found = courses(rulebook, clause, positions, words, outings)
    return {position.id: course[WHOLE] for position, course in zip(positions, found, strict=True)}


def _of_bonds(rulebook: Rulebook, during: Interval) -> dict[tuple[InstrumentId, ActorId], _Question[Bound]]:
    everybody = rulebook.everybody()
    behind = {
        actor: tuple(everybody.actors[one] for one in everybody.ever(actor) if one in everybody.actors)
        for actor in everybody.actors
    }
    found = {}
    for instrument in rulebook.casebook.instruments:
        for actor in everybody.actors:
            parts = _bonds_to(behind[actor], instrument.id)
            if any(part.bound_by for part in parts):
                found[instrument.id, actor] = _of_bond(rulebook, instrument, actor, parts, during)
    return found


def _under(asked: _Asked, rulebook: Rulebook, position: Position) -> PositionStatus:
    clauses = tuple(_clause_status(asked, clause, position) for clause in rulebook.casebook.clauses)
    return PositionStatus(
        position=position.id,
        instruments=tuple(
            InstrumentStatus(
                instrument=one.id,
                in_force=asked.instruments[one.id].under(position),
                unverified=one.unverified,
            )
            for one in rulebook.casebook.instruments
        ),
        clauses=clauses,
        zones=tuple(
            ZoneStatus(
                zone=zone, inside=question.under(position), clauses=_speaking_of(rulebook, zone, clauses)
            )
            for zone, question in asked.zones.items()
        ),
        bonds=tuple(
            BondStatus(instrument=instrument, actor=actor, bound=question.under(position))
            for (instrument, actor), question in asked.bonds.items()
        ),
    )


def _clause_status(asked: _Asked, clause: Clause, position: Position) -> ClauseStatus:
    course = asked.performed[clause.id][position.id] if clause.id in asked.performed else ()
    ground = asked.grounds.get(clause.id)
    return ClauseStatus(
        clause=clause.id,
        in_force=asked.clauses[clause.id].under(position),
        there=ground.under(position) if ground else None,
        performance=tuple(stage for stage in course if _shared(stage.during, asked.during)),
        unverified=clause.unverified,
    )


def _speaking_of(rulebook: Rulebook, zone: ZoneId, clauses: Iterable[ClauseStatus]) -> tuple[ClauseId, ...]:
    return tuple(
        one.clause
        for one in clauses
        if one.in_force.answer.says is not Says.NO and zone in zones_named(rulebook.clause(one.clause))
    )
