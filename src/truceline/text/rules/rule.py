"""Clauses resolved: casebook × readings → rules.

A rule is a clause with no open value left: who, which acts, where, when, unless. A `Rulebook` resolves each
part once for each choice of the readings that part hangs on, so that equal parts are the same object.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Final, TypeVar

from truceline import geo
from truceline.clock import DAWN, DUSK, Interval, due_at, instants, parse_stated
from truceline.errors import BadGeometry, BadInput, Fault, NotFound
from truceline.model.casebook import (
    Actor,
    Ambiguity,
    Casebook,
    Clause,
    Due,
    Instrument,
    Position,
    Stated,
    Who,
)
from truceline.model.hanging import (
    AmbiguityId,
    Hanging,
    ReadingId,
    Readings,
    ambiguities_in,
    settle,
)
from truceline.model.ids import UNRESOLVED, UNTOLD_ACT, ActId, ClauseId, InstrumentId, ZoneId, instrument_of
from truceline.model.shelf import Shelf
from truceline.model.spelling import did_you_mean, spellings
from truceline.model.words import About, ClauseKind, Relation
from truceline.text.relations import (
    DUTIES,
    Answer,
    Roster,
    actors_for,
    asks,
    clause_ambiguities,
    exceptions_to,
    in_order,
    is_weighed,
    roster,
    terms_ambiguities,
    unread,
    zone_ambiguities,
    zone_parts,
)
from truceline.text.relations.acts import kinds_of, wider_than
from truceline.text.zones.build import build_zone, moves
from truceline.text.zones.kept import KeptZones, kept_zones
from truceline.text.zones.recipes import LEAST_PART, Fronts

Made = TypeVar("Made")

ALWAYS = Interval(DAWN, DUSK)
MOST_COMBINATIONS = 4096
"""Beyond this many combinations of readings a clause is not enumerated, and says so."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Uncharted:
    """Ground of which nothing is known: a place may lie in it, or not."""

    why: str
    """Why it cannot be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """A zone under one choice of readings: it stays, or it moves with a line of contact."""

    zone: ZoneId
    """The zone."""
    parts: frozenset[ZoneId]
    """The zone and all it is made of, under any reading."""
    stages: tuple[Interval, ...]
    """Between which it moves, in order, without a gap; one of all time where it stays."""
    shown_at: datetime
    """The instant of which it is shown where none is asked: of one that moves, the last word on control."""
    _built: Callable[[ZoneId, datetime], geo.Zone | Uncharted] = field(repr=False)
    _whole: dict[datetime, Piece] = field(default_factory=dict, repr=False)

    def at(self, instant: datetime) -> geo.Zone | Uncharted:
        """Return the zone at a UTC instant, built when it is first asked for; the same one in one stage.

        One that moves is uncharted while nobody says who held the ground it is built on.
        """
        return self.part(self.zone, instant)

    def part(self, zone: ZoneId, instant: datetime) -> geo.Zone | Uncharted:
        """Return one of the zones that it is made of, as `at` returns the whole."""
        return self._built(zone, next(one for one in self.stages if instant in one).start_at)

    def whole(self, instant: datetime) -> Piece:
        """Return it as one piece, on which no exception of its own holds; the same one in one stage."""
        start_at = next(one for one in self.stages if instant in one).start_at
        if start_at not in self._whole:
            piece = Piece(zone=self.at(start_at), exceptions=(), cut_of=(self,), at=start_at)
            self._whole.setdefault(start_at, piece)
        return self._whole[start_at]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terms:
    """What one clause asks once its own values are settled."""

    clause: Clause
    """Settled."""
    instrument: InstrumentId
    """Its instrument."""
    force: Interval | None
    """When it is law; None for never."""
    acts: frozenset[ActId] | None
    """The acts named and every kind of them; None for any act, as an exception that names none has it."""
    wider: frozenset[ActId]
    """Acts of which a named one is a kind: it cannot be told whether they are meant."""
    ground: Ground | None
    """Where; None for anywhere."""
    said: Hashable
    """The same for terms that differ in nothing but ground and words: of any act they say the same."""

    def covers_act(self, act: ActId) -> Answer:
        """Return whether `act` is one of the acts; no act breaks a duty that names none."""
        if self.acts is None or act in self.acts:
            return True
        return None if act in self.wider or (act == UNTOLD_ACT and self.acts) else False

    @property
    def who(self) -> Who | None:
        """Who owes the duty, or whose act is excused."""
        assert not isinstance(self.clause.who, Hanging)
        return self.clause.who

    @property
    def against(self) -> Who | None:
        """Against or with whom."""
        assert not isinstance(self.clause.against, Hanging)
        return self.clause.against


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """One stretch of ground on which the same exceptions can hold. Pieces of one stage do not overlap."""

    zone: geo.Zone | Uncharted | None
    """None for anywhere."""
    exceptions: tuple[Terms, ...]
    """Exceptions whose zone covers it, or that have none."""
    cut_of: tuple[Ground, ...] = ()
    """The grounds along which it was cut, the clause's own first."""
    at: datetime = DAWN
    """UTC instant of which it is."""
    _as_told: dict[frozenset[ZoneId], Shared | None] = field(default_factory=dict, repr=False)

    def as_told(self, told: frozenset[ZoneId]) -> Shared | None:
        """Return what it means for this ground that a place is told to lie in all of some zones.

        None where the ground is made of none of them: then it means nothing here.
        """
        if told not in self._as_told:
            self._as_told[told] = _shared(self, told)
        return self._as_told[told]


ANYWHERE: Final = Piece(zone=None, exceptions=())
"""All ground there is."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shared:
    """A piece of ground, as it lies in the ground in which a place is told to be."""

    holds: bool | None
    """True if it holds all of that, False if none of it, None if some."""
    shared: geo.Zone | None = None
    """What the two share, and …"""
    told: geo.Zone | None = None
    """… where the place is told to be; both None where either cannot be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """A clause under one choice of readings."""

    terms: Terms
    """What it asks."""
    exceptions: tuple[Terms, ...]
    """Clauses that may excuse an act, or bar an excuse; those that apply."""
    roster: Roster
    """Who is who."""
    stages: tuple[Interval, ...]
    """Between which its ground, or an exception's, moves; one of all time where none does."""
    _pieces: Callable[[datetime], tuple[Piece, ...]] = field(repr=False)

    def pieces(self, stage: Interval) -> tuple[Piece, ...]:
        """Return its ground during one of its stages, built when it is first asked for."""
        return self._pieces(stage.start_at)

    def whole(self, stage: Interval) -> Piece:
        """Return all of its ground during one of its stages, uncut."""
        ground = self.terms.ground
        return ground.whole(stage.start_at) if ground is not None else ANYWHERE

    def changes(self) -> frozenset[datetime]:
        """Return the instants between which nothing about the rule changes."""
        spans = [terms.force for terms in (self.terms, *self.exceptions) if terms.force]
        spans += self.stages
        return self.roster.changes() | {edge for one in spans for edge in (one.start_at, one.end_at)}


def instant(stated: Stated) -> datetime:
    """Return the UTC instant of a settled stated time: of a day, its first moment."""
    assert not isinstance(stated.zone, Hanging)
    return instants(parse_stated(stated.at), stated.zone)[0]


def deadline(due: Due) -> datetime:
    """Return the first instant too late for a settled deadline; DUSK where none is fixed."""
    if due.day is None:
        return DUSK
    assert isinstance(due.day, Stated)
    assert not isinstance(due.counting, Hanging)
    assert not isinstance(due.day.zone, Hanging)
    return due_at(
        parse_stated(due.day.at), counting=due.counting, within_days=due.within_days, zone=due.day.zone
    )


def life(instrument: Instrument) -> Interval | None:
    """Return when a settled instrument is in force; None if it never is, or nobody knows from when."""
    if not isinstance(instrument.in_force, Stated):
        return None
    start_at = instant(instrument.in_force)
    end_at = instant(instrument.ended) if isinstance(instrument.ended, Stated) else DUSK
    return Interval(start_at, end_at) if start_at < end_at else None


def force(clause: Clause, instrument: Instrument) -> Interval | None:
    """Return when a settled clause can be broken: while its instrument lives, from start or deadline on."""
    lives = life(instrument)
    starts = instant(clause.from_) if isinstance(clause.from_, Stated) else DAWN
    if isinstance(clause.due, Due):
        starts = max(starts, deadline(clause.due))
    ends = instant(clause.until) if isinstance(clause.until, Stated) else DUSK
    return lives.meet(Interval(starts, ends)) if lives and starts < ends else None


_FEW = 12
"""So many ids may be listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """A casebook with what has been resolved of it so far."""

    casebook: Casebook
    """Parsed."""
    fronts: Callable[[], Fronts | None]
    """Who held what ground, asked once, when a zone is built on it; the record knows."""
    shelf: Shelf | None = None
    """Where ground may lie that an earlier run built while the same was said of who holds what."""
    _done: dict[Hashable, object] = field(default_factory=dict, repr=False, compare=False)

    def clause(self, clause: ClauseId) -> Clause:
        """Return the clause as written; raise `NotFound` if there is none."""
        known = self._once(("clauses",), lambda: {one.id: one for one in self.casebook.clauses})
        if clause not in known:
            raise _not_found("clause", clause, self.casebook.clauses)
        return known[clause]

    def position(self, position: str) -> Position:
        """Return the position as written; raise `NotFound` if there is none."""
        found = next((known for known in self.casebook.positions if known.id == position), None)
        if found is None:
            raise _not_found("position", position, self.casebook.positions)
        return found

    def instrument(self, instrument: InstrumentId) -> Instrument:
        """Return the instrument as written; raise `NotFound` if there is none."""
        found = next((known for known in self.casebook.instruments if known.id == instrument), None)
        if found is None:
            raise _not_found("instrument", instrument, self.casebook.instruments)
        return found

    def assessed(self) -> tuple[Clause, ...]:
        """Return the clauses that an incident can break."""
        return tuple(filter(is_weighed, self.casebook.clauses))

    def weighed(self, clause: ClauseId) -> Clause:
        """Return the clause as written, one that incidents are weighed by.

        Raises
        ------
        NotFound
            If there is none.
        BadInput
            If it is one that no act breaks.
        """
        found = self.clause(clause)
        if is_weighed(found):
            return found
        what = (
            "is followed by what is said of it, not by acts"
            if found.kind in DUTIES
            else f"is one to {found.kind.value}, which no act breaks"
        )
        raise BadInput(f"the clause {clause} {what}: no incident is weighed by it")

    def exceptions(self, clause: ClauseId) -> tuple[Clause, ...]:
        """Return the `except` clauses that name this clause."""
        return self._once(("exceptions", clause), lambda: exceptions_to(self.casebook, clause))

    def hangs_on(self, clause: ClauseId) -> tuple[AmbiguityId, ...]:
        """Return the ambiguities that can change the clause's verdicts, in the casebook's order."""

        written = self.clause(clause)
        return self._once(
            ("hangs_on", clause), lambda: in_order(self.casebook, clause_ambiguities(self.casebook, written))
        )

    def life_hangs_on(
        self, clause: ClauseId, hung: Set[AmbiguityId] = frozenset()
    ) -> tuple[AmbiguityId, ...]:
        """Return the ambiguities that can change when and by whom a clause is owed, in the casebook's order.

        Those that words on it were found to hang on are put among them.
        """
        written, instrument = self.clause(clause), self.instrument(instrument_of(clause))
        lives = [(one.in_force, one.ended) for one in (instrument, *self.successors(clause, whole=False))]
        parts = (*lives, written.from_, written.until, written.due, written.who, written.patrol)
        return in_order(self.casebook, ambiguities_in(parts) | hung | self._roster_hangs_on(clause))

    def successors(self, clause: ClauseId, *, whole: bool) -> tuple[Instrument, ...]:
        """Return the instruments that supersede a clause: by superseding its own, or as the clause says.

        Parameters
        ----------
        clause : ClauseId
        whole : bool
            Whether the clause ends with its instrument: then only what supersedes the latter counts.
        """
        own, named = instrument_of(clause), None if whole else self.clause(clause).superseded_by
        return tuple(
            one
            for one in self.casebook.instruments
            if one.id == named
            or any(link.kind is Relation.SUPERSEDES and link.to == own for link in one.relations)
        )

    def end_hangs_on(self, clause: ClauseId) -> tuple[AmbiguityId, ...]:
        """Return the questions about life on which the end of the clause or of its instrument hangs.

        They are in the casebook's order.
        """

        def make() -> tuple[AmbiguityId, ...]:
            written, instrument = self.clause(clause), self.instrument(instrument_of(clause))
            ends = ambiguities_in((instrument.ended, written.until))
            return tuple(
                one.id for one in self.casebook.ambiguities if one.about is About.LIFE and one.id in ends
            )

        return self._once(("end hangs on", clause), make)

    def alive(self, clause: ClauseId, position: Position) -> Position | None:
        """Return the position with each question that it leaves open on the clause's life held at alive.

        None where it leaves none open: all else, ruled answers too, stays as the position has it.
        """
        known = self._ambiguities()
        held = {
            ambiguity: alive
            for ambiguity in self.end_hangs_on(clause)
            if position.readings.get(ambiguity, UNRESOLVED) == UNRESOLVED
            and (alive := known[ambiguity].alive) is not None
        }
        return replace(position, readings={**position.readings, **held}) if held else None

    def _ambiguities(self) -> dict[AmbiguityId, Ambiguity]:
        return self._once(("ambiguities",), lambda: {one.id: one for one in self.casebook.ambiguities})

    def choices(self, ambiguities: Sequence[AmbiguityId], position: Position | None = None) -> list[Readings]:
        """Return every combination of readings of some ambiguities.

        Parameters
        ----------
        ambiguities : sequence of AmbiguityId
            Such as `hangs_on` returns.
        position : Position, optional
            Only combinations in which this position's readings hold; an ambiguity it leaves unresolved runs
            over all of its readings.
        """
        options = self.options(ambiguities, position)
        return [dict(zip(ambiguities, one, strict=True)) for one in itertools.product(*options)]

    def n_choices(self, ambiguities: Sequence[AmbiguityId], position: Position | None = None) -> int:
        """Return how many combinations `choices` would return."""
        return math.prod(map(len, self.options(ambiguities, position)))

    def options(
        self, ambiguities: Sequence[AmbiguityId], position: Position | None = None
    ) -> list[list[ReadingId]]:
        """Return for each ambiguity the readings that `choices` runs over."""
        known = self._ambiguities()
        options = []
        for ambiguity in ambiguities:
            chosen = position.readings.get(ambiguity, UNRESOLVED) if position else UNRESOLVED
            every = [reading.id for reading in known[ambiguity].readings]
            options.append(every if chosen == UNRESOLVED else [chosen])
        return options

    def rule(self, clause: ClauseId, readings: Readings) -> Rule:
        """Return the clause resolved under `readings`, which name all it hangs on; equal ones are one.

        It is one that incidents are weighed by; see `weighed`.
        """
        return self._once(("rule of", clause, *readings.items()), lambda: self._rule(clause, readings))

    def _rule(self, clause: ClauseId, readings: Readings) -> Rule:
        terms = self.terms(self.weighed(clause).id, readings)
        exceptions = tuple(self.terms(one.id, readings) for one in self.exceptions(clause))
        exceptions = tuple(one for one in exceptions if one.clause.applies)
        who = self.roster(clause, readings)

        def pieces(at: datetime) -> tuple[Piece, ...]:
            return self._once(("pieces", at, terms, *exceptions), lambda: _pieces(terms, exceptions, at))

        def make() -> Rule:
            grounds = [one.ground for one in (terms, *exceptions) if one.ground is not None]
            stages = self._once(("stages", *grounds), lambda: _stages(grounds))
            return Rule(terms=terms, exceptions=exceptions, roster=who, stages=stages, _pieces=pieces)

        return self._once(("rule", terms, who, *exceptions), make)

    def terms(self, clause: ClauseId, readings: Readings) -> Terms:
        """Return what one clause asks under `readings`."""
        written = self.clause(clause)
        key = ("terms", clause, _only(readings, self._terms_hang_on(written)))
        return self._once(key, lambda: self._terms(written, readings))

    def zone(self, zone: ZoneId, readings: Readings, at: datetime | None = None) -> geo.Zone:
        """Return a zone under `readings`, which name all it hangs on.

        Parameters
        ----------
        zone : ZoneId
        readings : Readings
        at : datetime, optional
            UTC instant for a zone that moves; as at the last word on control where none is given.

        Raises
        ------
        BadGeometry
            If nobody says who held the ground that it is built on then.
        """
        ground = self.ground(zone, readings)
        found = ground.at(at or ground.shown_at)
        if isinstance(found, Uncharted):
            raise BadGeometry(found.why)
        return found

    def ground(self, zone: ZoneId, readings: Readings) -> Ground:
        """Return a zone under `readings`, which name all it hangs on, with the stages in which it moves."""
        hangs_on = self._once(("zone hangs on", zone), lambda: zone_ambiguities(self.casebook, zone))
        chosen = _only(readings, hangs_on)

        is_moving = self._once(("moves", zone, chosen), lambda: moves(self.casebook, zone, readings))

        def build(at: datetime) -> geo.Zone | Uncharted:
            try:
                return build_zone(
                    self.casebook,
                    zone,
                    readings,
                    fronts=self.who_held_what(),
                    at=at,
                    part=lambda one: self.zone(one, readings, at),
                )
            except BadGeometry as error:
                if is_moving:
                    return Uncharted(why=str(error))
                raise

        def kept(at: datetime) -> geo.Zone | Uncharted:
            place = self._kept_zones()
            found = place.get(zone, chosen, at) if place is not None else None
            if found is not None:
                return found
            made = build(at)
            if place is not None and isinstance(made, geo.Zone):
                place.put(zone, chosen, at, made)
            return made

        def built(one: ZoneId, at: datetime) -> geo.Zone | Uncharted:
            if one != zone:
                return self.ground(one, readings).at(at)
            return self._once(("zone", zone, chosen, at), lambda: kept(at))

        def make() -> Ground:
            fronts = self.who_held_what() if is_moving else None
            edges = (DAWN, *(fronts.changes if fronts is not None else ()), DUSK)
            return Ground(
                zone=zone,
                parts=zone_parts(self.casebook, zone),
                stages=tuple(itertools.starmap(Interval, itertools.pairwise(edges))),
                shown_at=fronts.last if fronts is not None else DAWN,
                _built=built,
            )

        return self._once(("ground", zone, chosen), make)

    def who_held_what(self) -> Fronts | None:
        """Return who held what ground, worked out when it is first asked for."""
        return self._once(("fronts",), self.fronts)

    def _kept_zones(self) -> KeptZones | None:
        shelf = self.shelf
        return None if shelf is None else self._once(("kept",), lambda: kept_zones(self.casebook, shelf))

    def everybody(self) -> Roster:
        """Return who is who, settled by no reading."""
        return self._once(("everybody",), lambda: unread(self.casebook.actors))

    def sides(self) -> tuple[str, ...]:
        """Return the mandate's sides, then the others that an actor is of at some time, in order."""

        def make() -> tuple[str, ...]:
            who = self.everybody()
            ever = (side for actor in who.actors for side in sorted(who.sides_ever(actor)))
            return tuple(dict.fromkeys((*(self.casebook.mandate.sides or {}), *ever)))

        return self._once(("sides",), make)

    def roster(self, clause: ClauseId, readings: Readings) -> Roster:
        """Return who is who, and whom the clause's instrument binds, under `readings`."""
        actors = self._actors(clause)
        key = ("roster", id(actors), _only(readings, self._roster_hangs_on(clause)))
        is_open = self._once(("open", id(actors)), lambda: tuple(filter(ambiguities_in, actors)))

        def make() -> Roster:
            settled = {one.id: one for one in settle(is_open, readings)}
            return unread(settled.get(one.id, one) for one in actors)

        return self._once(key, make)

    def bonds_to(self, instrument: InstrumentId) -> tuple[Roster, ...]:
        """Return who is part of whom and how the instrument stands to each, under every choice of readings.

        Settled by no reading, once, where the choices are too many.
        """
        actors = tuple(
            replace(actor, side=None, bound_by=tuple(b for b in actor.bound_by if b.instrument == instrument))
            for actor in self.casebook.actors
        )
        asked = in_order(self.casebook, ambiguities_in(actors))

        def make() -> tuple[Roster, ...]:
            if self.n_choices(asked) > MOST_COMBINATIONS:
                return (unread(actors),)
            return tuple(roster(actors, readings) for readings in self.choices(asked))

        return self._once(("bonds to", instrument), make)

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        if key not in self._done:
            # Of what two threads make at once, one is taken by both: equal parts are the same object.
            self._done.setdefault(key, make())
        return self._done[key]  # type: ignore[return-value]

    def _actors(self, clause: ClauseId) -> tuple[Actor, ...]:
        written = self.clause(clause)
        asked = self._once(("asks", clause), lambda: asks(self.casebook, written))
        key = ("actors", instrument_of(clause), *asked)
        return self._once(key, lambda: actors_for(self.casebook, written))

    def _roster_hangs_on(self, clause: ClauseId) -> frozenset[AmbiguityId]:
        return self._once(("roster hangs on", clause), lambda: ambiguities_in(self._actors(clause)))

    def _terms_hang_on(self, clause: Clause) -> frozenset[AmbiguityId]:
        return self._once(("terms hang on", clause.id), lambda: terms_ambiguities(self.casebook, clause))

    def _instrument(self, instrument: InstrumentId, readings: Readings) -> Instrument:
        written = self.instrument(instrument)
        hangs_on = self._once(("instrument hangs on", instrument), lambda: ambiguities_in(written))
        key = ("instrument", instrument, _only(readings, hangs_on))
        return self._once(key, lambda: settle(written, readings))

    def _terms(self, written: Clause, readings: Readings) -> Terms:
        clause = settle(written, readings)
        instrument = self._instrument(instrument_of(clause.id), readings)
        acts = clause.acts
        assert isinstance(acts, tuple)
        assert not isinstance(clause.where, Hanging)
        any_act = clause.kind is ClauseKind.EXCEPT and not acts
        in_force = force(clause, instrument)
        parts = (clause.who, clause.against, clause.effect, clause.only_in_response, any_act, acts)
        return Terms(
            clause=clause,
            instrument=instrument.id,
            force=in_force,
            acts=None if any_act else self._once(("kinds", acts), lambda: kinds_of(self.casebook, acts)),
            wider=self._once(("wider", acts), lambda: wider_than(self.casebook, acts)),
            ground=self.ground(clause.where, readings) if clause.where else None,
            said=self._once(("said", instrument.id, in_force, *parts), object),
        )


def _only(readings: Readings, ambiguities: frozenset[AmbiguityId]) -> tuple[ReadingId, ...]:
    """Return the readings of some ambiguities, in one order."""
    return tuple(readings[ambiguity] for ambiguity in _by_name(ambiguities))


@cache
def _by_name(ambiguities: frozenset[AmbiguityId]) -> tuple[AmbiguityId, ...]:
    return tuple(sorted(ambiguities))


def _stages(grounds: Sequence[Ground]) -> tuple[Interval, ...]:
    """Return the stages in which none of some grounds moves."""
    edges = {DAWN, DUSK, *(stage.start_at for ground in grounds for stage in ground.stages)}
    return tuple(itertools.starmap(Interval, itertools.pairwise(sorted(edges))))


def _pieces(terms: Terms, exceptions: tuple[Terms, ...], at: datetime) -> tuple[Piece, ...]:
    """Cut the clause's ground along the zones of its exceptions, so that on each piece the same ones hold."""
    anywhere = tuple(one for one in exceptions if one.ground is None)
    whole = terms.ground.whole(at) if terms.ground is not None else ANYWHERE
    pieces = [replace(whole, exceptions=anywhere, _as_told={})]
    for exception in exceptions:
        if exception.ground is not None:
            pieces = [part for piece in pieces for part in _cut(piece, exception, exception.ground, at)]
    return tuple(pieces)


def _cut(piece: Piece, exception: Terms, ground: Ground, at: datetime) -> list[Piece]:
    excepted = ground.at(at)
    held, cut_of = (*piece.exceptions, exception), (*piece.cut_of, ground)

    def part(zone: geo.Zone | Uncharted, exceptions: tuple[Terms, ...]) -> Piece:
        return Piece(zone=zone, exceptions=exceptions, cut_of=cut_of, at=at)

    # A new unknown each: what is known of the one part is not known of the other.
    if isinstance(piece.zone, Uncharted):
        return [part(Uncharted(why=piece.zone.why), one) for one in (piece.exceptions, held)]
    if isinstance(excepted, Uncharted):
        return [part(Uncharted(why=excepted.why), one) for one in (piece.exceptions, held)]
    if piece.zone is None:
        raise BadGeometry(
            f"{exception.clause.id} excepts part of the ground of a clause that holds anywhere: "
            "give that clause a zone"
        )
    parts = []
    if geo.overlap(piece.zone, excepted):
        inside = geo.within(piece.zone, excepted)
        parts.append(part(inside, held))
    if not geo.covers(excepted, piece.zone):
        outside = geo.minus(piece.zone, excepted)
        parts.append(part(outside, piece.exceptions))
    return parts


def _not_found(what: str, asked: str, nouns: Sequence[Clause | Position | Instrument]) -> NotFound:
    """Return the error of an id that the casebook does not have, with what may be meant."""
    known = spellings(nouns)
    has = f"it has {', '.join(known)}" if len(known) <= _FEW else f"it has {len(known)}"
    fault = Fault(message=f"there is no {what} {asked!r}", remedy=did_you_mean(asked, known) or has)
    return NotFound(f"no {what} {asked!r} in the casebook", [fault])


def _shared(piece: Piece, told: frozenset[ZoneId]) -> Shared | None:
    if isinstance(piece.zone, Uncharted) and len(piece.cut_of) == 1 and piece.cut_of[0].zone in told:
        return Shared(holds=True)  # in it by its name, wherever it lies
    related = {zone: ground for ground in piece.cut_of for zone in sorted(told & ground.parts)}
    if not related or piece.zone is None:
        return None
    drawn = [ground.part(zone, piece.at) for zone, ground in related.items()]
    zones = [zone for zone in drawn if isinstance(zone, geo.Zone)]
    if len(zones) < len(drawn) or isinstance(piece.zone, Uncharted):
        return Shared(holds=None)
    try:
        ground = geo.within(*zones)
    except BadGeometry:  # zones that share nothing: no place can be told to lie in all of them
        return Shared(holds=None)
    share = 1 - geo.outside_km2(ground, piece.zone) / geo.area_km2(ground)
    if share >= 1 - LEAST_PART:
        return Shared(holds=True)
    if share <= LEAST_PART:
        return Shared(holds=False)
    try:
        shared = piece.zone if geo.covers(ground, piece.zone) else geo.within(ground, piece.zone)
        return Shared(holds=None, shared=shared, told=ground)
    except BadGeometry:  # what they share is thinner than is drawn
        return Shared(holds=False)
