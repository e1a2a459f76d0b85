"""What is in force there and then, under each position, and who is bound.

Each question is asked once under every choice of the readings it hangs on. A position's answer is the hull
over the choices it leaves open: `yes` only where each of them says yes. When an instrument lives, when a
clause is law, whom an instrument binds and what ground a zone covers is for `truceline.text.rules` to say.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final, Generic, TypeVar

from truceline.clock import Interval
from truceline.errors import BadInput
from truceline.judgement.duty_states import WHOLE
from truceline.judgement.ledger import PatrolDone, patrols_done
from truceline.judgement.performance import Stage, courses
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.single import Bounds, ClaimFacts, place_inside
from truceline.model.casebook import Actor, BoundBy, Clause, Instrument, Position
from truceline.model.hanging import AmbiguityId, Hanging, ReadingId, Readings, ambiguities_in, settle
from truceline.model.ids import UNRESOLVED, ActorId, ClauseId, InstrumentId, PositionId, ZoneId, instrument_of
from truceline.model.once import once
from truceline.model.record import Record, Word
from truceline.model.words import ClauseKind
from truceline.text.relations import (
    Answer,
    Roster,
    in_order,
    one_swapped,
    roster,
    turning_on,
    zone_ambiguities,
    zones_named,
)
from truceline.text.rules import ALWAYS, MOST_COMBINATIONS, Piece, Rulebook, force, life

A = TypeVar("A", bound="Holds | Inside | Bound")
S = TypeVar("S")


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

    trying: _Trying
    hangs_on: tuple[AmbiguityId, ...]
    ask: Callable[[Readings], A]
    """The answer under one choice of readings."""
    hull: Callable[[Sequence[A]], A]
    """What several answers come to; of none, that it cannot be told."""
    _known: dict[tuple[ReadingId, ...], A] = field(default_factory=dict)
    _under: dict[tuple[str, ...], Under[A]] = field(default_factory=dict)

    def under(self, position: Position) -> Under[A]:
        """Return the answer under a position, and what it turns on."""
        key = _chosen(self.hangs_on, position)
        if key not in self._under:
            self._under[key] = self._found(position)
        return self._under[key]

    def _found(self, position: Position) -> Under[A]:
        answers = self._answers(position)
        answer = self.hull(tuple(answers.values()))
        left_open_by = self._left_open_by(answers)
        others = [
            Given(ambiguity=ambiguity, reading=reading, answer=self.answer(swapped))
            for ambiguity, reading, swapped in self.trying.swaps(self.hangs_on, position)
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
        found = {}
        for key, readings in self.trying.choices(self.hangs_on, position):
            if key not in self._known:
                self._known[key] = self.ask(readings)
            found[key] = self._known[key]
        return found

    def _left_open_by(self, answers: Mapping[tuple[ReadingId, ...], A]) -> tuple[AmbiguityId, ...]:
        """Return the ambiguities in which alone two of the choices differ that give different answers."""
        if len(set(answers.values())) <= 1:
            return ()
        given = [(dict(zip(self.hangs_on, key, strict=True)), answer) for key, answer in answers.items()]
        return turning_on(self.hangs_on, given)


def _chosen(hangs_on: tuple[AmbiguityId, ...], position: Position) -> tuple[str, ...]:
    """Return what a position says of some ambiguities: positions that say the same have the same answer."""
    return tuple(position.readings.get(ambiguity, UNRESOLVED) for ambiguity in hangs_on)


_Choices = tuple[tuple[tuple[ReadingId, ...], Readings], ...]
_Swaps = tuple[tuple[AmbiguityId, ReadingId, Position], ...]
_MOST_KEPT: Final = 64
"""So many choices, or rosters of one question, are kept for the next time; more are made anew."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Trying:
    """Which readings are tried under a position, whatever is asked."""

    rulebook: Rulebook
    _choices: dict[tuple[tuple[AmbiguityId, ...], tuple[str, ...]], _Choices] = field(default_factory=dict)
    _swaps: dict[tuple[tuple[AmbiguityId, ...], tuple[str, ...]], _Swaps] = field(default_factory=dict)

    def choices(self, hangs_on: tuple[AmbiguityId, ...], position: Position) -> _Choices:
        """Return the choices that a position leaves open; none where they are too many to try."""
        key = hangs_on, _chosen(hangs_on, position)
        if key in self._choices:
            return self._choices[key]
        if self.rulebook.n_choices(hangs_on, position) > MOST_COMBINATIONS:
            return ()
        found = tuple((tuple(one.values()), one) for one in self.rulebook.choices(hangs_on, position))
        if len(found) <= _MOST_KEPT:
            self._choices[key] = found
        return found

    def swaps(self, hangs_on: tuple[AmbiguityId, ...], position: Position) -> _Swaps:
        """Return each other reading of each ambiguity, and the position with it taken."""
        key = hangs_on, _chosen(hangs_on, position)
        if key not in self._swaps:
            swapped = one_swapped(self.rulebook.casebook, position, hangs_on)
            self._swaps[key] = tuple((ambiguity, reading.id, one) for ambiguity, reading, one in swapped)
        return self._swaps[key]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Settled(Generic[S]):
    """Something of the text under each choice of the readings that it hangs on."""

    hangs_on: tuple[AmbiguityId, ...]
    make: Callable[[Readings], S]
    _known: dict[tuple[ReadingId, ...], S] = field(default_factory=dict)

    def under(self, readings: Readings) -> S:
        """Return it under one choice."""
        key = tuple(readings[one] for one in self.hangs_on)
        if key in self._known:
            return self._known[key]
        found = self.make(readings)
        if len(self._known) < _MOST_KEPT:
            self._known[key] = found
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Text:
    """What every question asks of the text, whatever the time and place."""

    trying: _Trying
    lives: dict[InstrumentId, _Settled[Interval | None]]
    """When each instrument lives, if its start is told."""
    forces: dict[ClauseId, _Settled[tuple[bool, Interval | None]]]
    """Whether each clause applies, and when it is law."""
    grounds: dict[ClauseId, _Settled[ZoneId | None]]
    """The zone that each clause names."""
    zones: dict[ZoneId, tuple[AmbiguityId, ...]]
    """What each zone hangs on."""
    speaking: dict[ZoneId, tuple[ClauseId, ...]]
    """The clauses that name a zone under some reading, in the casebook's order."""
    bonds: dict[tuple[InstrumentId, ActorId], _Settled[_Bond]]
    """How each instrument may stand to each actor."""


@once
def _text(rulebook: Rulebook) -> _Text:
    book = rulebook.casebook
    named = {clause.id: zones_named(clause) for clause in book.clauses}
    return _Text(
        trying=_Trying(rulebook=rulebook),
        lives={one.id: _life_of(rulebook, one) for one in book.instruments},
        forces={one.id: _force_of(rulebook, one) for one in book.clauses},
        grounds={one.id: _where_of(rulebook, one) for one in book.clauses},
        zones={one.id: in_order(book, zone_ambiguities(book, one.id)) for one in book.zones},
        speaking={
            zone.id: tuple(clause.id for clause in book.clauses if zone.id in named[clause.id])
            for zone in book.zones
        },
        bonds=_bonds_of(rulebook),
    )


# When


def _life_of(rulebook: Rulebook, instrument: Instrument) -> _Settled[Interval | None]:
    hangs_on = in_order(rulebook.casebook, ambiguities_in((instrument.in_force, instrument.ended)))
    return _Settled(hangs_on=hangs_on, make=lambda readings: life(_only_life(instrument, readings)))


def _only_life(instrument: Instrument, readings: Readings) -> Instrument:
    """Return an instrument of which only when it lives is settled."""
    in_force, ended = settle((instrument.in_force, instrument.ended), readings)
    return replace(instrument, in_force=in_force, ended=ended)


def _of_instrument(text: _Text, instrument: Instrument, during: Interval) -> _Question[Holds]:
    lives = text.lives[instrument.id]

    def ask(readings: Readings) -> Holds:
        if instrument.in_force is None:
            return Holds(says=Says.CANNOT_TELL, because=START_NOT_KNOWN)
        return _lasting(_shared(lives.under(readings), during), during=during)

    return _Question(trying=text.trying, hangs_on=lives.hangs_on, ask=ask, hull=_hull_of_times)


def _force_of(rulebook: Rulebook, clause: Clause) -> _Settled[tuple[bool, Interval | None]]:
    instrument = rulebook.instrument(instrument_of(clause.id))
    # A deadline says from when a duty can be broken; it is law before.
    timed = replace(clause, who=None, acts=(), against=None, where=None, due=None)

    def make(readings: Readings) -> tuple[bool, Interval | None]:
        settled = settle(timed, readings)
        if not settled.applies or instrument.in_force is None:
            return bool(settled.applies), None
        return True, force(settled, _only_life(instrument, readings))

    hangs_on = in_order(rulebook.casebook, ambiguities_in((timed, instrument.in_force, instrument.ended)))
    return _Settled(hangs_on=hangs_on, make=make)


def _of_clause(text: _Text, clause: Clause, during: Interval) -> _Question[Holds]:
    instrument = text.trying.rulebook.instrument(instrument_of(clause.id))
    forces = text.forces[clause.id]

    def ask(readings: Readings) -> Holds:
        applies, law = forces.under(readings)
        if not applies:
            return Holds(says=Says.NO)
        if instrument.in_force is None:
            return Holds(says=Says.CANNOT_TELL, because=START_NOT_KNOWN)
        return _lasting(_shared(law, during), during=during)

    return _Question(trying=text.trying, hangs_on=forces.hangs_on, ask=ask, hull=_hull_of_times)


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


def _where_of(rulebook: Rulebook, clause: Clause) -> _Settled[ZoneId | None]:
    def make(readings: Readings) -> ZoneId | None:
        zone = settle(clause.where, readings)
        assert not isinstance(zone, Hanging)
        return zone

    return _Settled(hangs_on=in_order(rulebook.casebook, ambiguities_in(clause.where)), make=make)


def _of_ground(text: _Text, clause: Clause, inside: Mapping[ZoneId, _Question[Inside]]) -> _Question[Inside]:
    """Return the question whether a place lies in the zone that a clause names under each reading."""
    where = text.grounds[clause.id]

    def ask(readings: Readings) -> Inside:
        zone = where.under(readings)
        return _chance(Bounds(low=1.0, high=1.0)) if zone is None else inside[zone].ask(readings)

    zones = zones_named(clause)
    hangs_on = in_order(
        text.trying.rulebook.casebook, {*where.hangs_on}.union(*(inside[zone].hangs_on for zone in zones))
    )
    return _Question(trying=text.trying, hangs_on=hangs_on, ask=ask, hull=_hull_of_places)


def _of_zone(text: _Text, zone: ZoneId, spot: Spot, during: Interval) -> _Question[Inside]:
    """Return the question whether a place lies in a zone; in one that moves, at any instant of the time.

    Where all of time is asked about, a zone that moves is taken as at the last word on control.
    """
    known: dict[int, Inside] = {}

    def ask(readings: Readings) -> Inside:
        ground = text.trying.rulebook.ground(zone, readings)  # equal readings, the same object
        if id(ground) not in known:
            stages = [stage.start_at for stage in ground.stages if _shared(stage, during)]
            met = stages if during != ALWAYS else [ground.shown_at]
            chances = [_chance(spot.inside(ground.whole(one))) for one in met]
            known[id(ground)] = _hull_of_places(chances)
        return known[id(ground)]

    return _Question(trying=text.trying, hangs_on=text.zones[zone], ask=ask, hull=_hull_of_places)


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Bond:
    """How an instrument stands to an actor under one choice of readings."""

    instrument: InstrumentId
    actor: ActorId
    lives: Interval | None
    who: Roster
    """Of those alone by whom the actor may be bound."""
    _then: dict[int, tuple[tuple[BoundBy, ...], Answer]] = field(default_factory=dict)
    """By stretch of the roster."""

    def edges(self) -> Set[datetime]:
        """Return the instants between which it stays the same."""
        return self.who.changes() | ({self.lives.start_at, self.lives.end_at} if self.lives else set())

    def at(self, instant: datetime) -> tuple[tuple[BoundBy, ...], Answer]:
        """Return the bonds at an instant, and whether the instrument binds the actor, if it lives."""
        stretch = self.who.stretch(instant)
        if stretch not in self._then:
            of_each = (self.who.bond(one, self.instrument, instant) for one in self.who.may_be(self.actor))
            answer = self.who.is_bound(self.actor, self.instrument, instant)
            self._then[stretch] = _distinct(of_each), answer
        return self._then[stretch]


def _of_bond(
    text: _Text, instrument: Instrument, bond: _Settled[_Bond], during: Interval
) -> _Question[Bound]:
    """Return the question whether an instrument binds an actor."""

    def ask(readings: Readings) -> Bound:
        if instrument.in_force is None:
            return Bound(says=Says.CANNOT_TELL, because=START_NOT_KNOWN)
        it = bond.under(readings)
        windows = [during] if during.start_at == during.end_at else _windows(during, it.edges())
        then = [it.at(one.start_at) for one in windows]
        bonds = then[0][0] if len(then) == 1 else _distinct(bond for bonds, _ in then for bond in bonds)
        alive = [it.lives is not None and one.start_at in it.lives for one in windows]
        answers = [answer for (_, answer), lives in zip(then, alive, strict=True) if lives]
        if None in answers:
            return Bound(says=Says.CANNOT_TELL, bonds=bonds, because=NOT_ALL_OF_THEM)
        bound = [
            one for one, (_, answer), lives in zip(windows, then, alive, strict=True) if lives and answer
        ]
        holds = _lasting(*_joined(bound), during=during)
        return Bound(says=holds.says, during=holds.during, bonds=bonds)

    return _Question(trying=text.trying, hangs_on=bond.hangs_on, ask=ask, hull=_hull_of_bonds)


def _hull_of_bonds(answers: Sequence[Bound]) -> Bound:
    if len(answers) == 1:
        return answers[0]
    holds = _hull_of_times([Holds(says=a.says, during=a.during, because=a.because) for a in answers])
    bonds = _distinct(bond for one in answers for bond in one.bonds)
    return Bound(says=holds.says, during=holds.during, bonds=bonds, because=holds.because)


def _distinct(bonds: Iterable[BoundBy | None]) -> tuple[BoundBy, ...]:
    found = {bond for bond in bonds if bond is not None}
    return tuple(found) if len(found) <= 1 else tuple(sorted(found, key=repr))


def _windows(during: Interval, changes: Iterable[datetime]) -> list[Interval]:
    """Return a stretch of time cut at the changes within it."""
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
    casebook, text = rulebook.casebook, _text(rulebook)
    zones = {zone.id: _of_zone(text, zone.id, spot, during) for zone in casebook.zones} if spot else {}
    return _Asked(
        instruments={one.id: _of_instrument(text, one, during) for one in casebook.instruments},
        clauses={one.id: _of_clause(text, one, during) for one in casebook.clauses},
        grounds={one.id: _of_ground(text, one, zones) for one in casebook.clauses} if spot else {},
        zones=zones,
        bonds={
            (instrument, actor): _of_bond(text, rulebook.instrument(instrument), bond, during)
            for (instrument, actor), bond in text.bonds.items()
        },
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


def _bonds_of(rulebook: Rulebook) -> dict[tuple[InstrumentId, ActorId], _Settled[_Bond]]:
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
                found[instrument.id, actor] = _bond_of(rulebook, instrument, actor, parts)
    return found


def _bond_of(
    rulebook: Rulebook, instrument: Instrument, actor: ActorId, parts: tuple[Actor, ...]
) -> _Settled[_Bond]:
    """Return how an instrument may stand to an actor; `parts` have the bonds to it alone."""

    def make(readings: Readings) -> _Bond:
        lives, who = life(_only_life(instrument, readings)), roster(parts, readings)
        return _Bond(instrument=instrument.id, actor=actor, lives=lives, who=who)

    hangs_on = ambiguities_in((parts, instrument.in_force, instrument.ended))
    return _Settled(hangs_on=in_order(rulebook.casebook, hangs_on), make=make)


def _under(asked: _Asked, rulebook: Rulebook, position: Position) -> PositionStatus:
    clauses = tuple(_clause_status(asked, clause, position) for clause in rulebook.casebook.clauses)
    in_force = {one.clause for one in clauses if one.in_force.answer.says is not Says.NO}
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
                zone=zone, inside=question.under(position), clauses=_speaking_of(rulebook, zone, in_force)
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


def _speaking_of(rulebook: Rulebook, zone: ZoneId, in_force: Set[ClauseId]) -> tuple[ClauseId, ...]:
    return tuple(clause for clause in _text(rulebook).speaking[zone] if clause in in_force)
