"""Clauses resolved: casebook × readings → rules.

A rule is a clause with no open value left: who, which acts, where, when, unless. A `Rulebook` resolves each
part once for each choice of the readings that part hangs on, so that equal parts are the same object.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from truceline import geo
from truceline.clock import DAWN, DUSK, Interval, due_at, instants, parse_stated
from truceline.errors import BadGeometry, NotFound
from truceline.model.casebook import (
    UNRESOLVED,
    ActId,
    Casebook,
    Clause,
    ClauseId,
    Due,
    Instrument,
    InstrumentId,
    Position,
    Stated,
    Who,
    ZoneId,
)
from truceline.model.hanging import AmbiguityId, Hanging, Readings, ambiguities_in, hangings, settle
from truceline.model.words import ClauseKind
from truceline.rules.roster import Answer, Roster, roster
from truceline.rules.zones import build_zone, zone_ambiguities

MOST_COMBINATIONS = 4096
"""Beyond this many combinations of readings a clause is not enumerated, and says so."""
ASSESSED = frozenset({ClauseKind.FORBID, ClauseKind.REQUIRE})
"""Kinds of clause an incident can break."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terms:
    """What one clause asks once its own values are settled."""

    clause: Clause
    """Settled."""
    instrument: InstrumentId
    """Its instrument."""
    force: Interval | None
    """When it is law; None for never."""
    acts: frozenset[ActId]
    """The acts named and every kind of them."""
    wider: frozenset[ActId]
    """Acts of which a named one is a kind: it cannot be told whether they are meant."""
    zone: geo.Zone | None
    """Where; None for anywhere."""

    def covers_act(self, act: ActId) -> Answer:
        """Return whether `act` is one of the acts; a clause that names none covers all."""
        if not self.clause.acts or act in self.acts:
            return True
        return None if act in self.wider else False

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
    """One stretch of ground on which the same exceptions can hold. A rule's pieces do not overlap."""

    zone: geo.Zone | None
    """None for anywhere."""
    exceptions: tuple[Terms, ...]
    """Exceptions whose zone covers it, or that have none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """A clause under one choice of readings."""

    terms: Terms
    """What it asks."""
    exceptions: tuple[Terms, ...]
    """Clauses that may excuse an act, or bar an excuse; those that apply."""
    roster: Roster
    """Who is who."""
    pieces: tuple[Piece, ...]
    """Its ground."""

    def changes(self) -> frozenset[datetime]:
        """Return the instants between which nothing about the rule changes."""
        forces = [terms.force for terms in (self.terms, *self.exceptions) if terms.force]
        return self.roster.changes() | {edge for one in forces for edge in (one.start_at, one.end_at)}


def instrument_of(clause: ClauseId) -> InstrumentId:
    """Return the instrument part of a clause id such as `a20b/1`."""
    return InstrumentId(clause.partition("/")[0])


def instant(stated: Stated) -> datetime:
    """Return the UTC instant of a settled stated time: of a day, its first moment."""
    assert not isinstance(stated.zone, Hanging)
    return instants(parse_stated(stated.at), stated.zone)[0]


def deadline(due: Due) -> datetime:
    """Return the first instant too late for a settled deadline."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """A casebook with what has been resolved of it so far."""

    casebook: Casebook
    """Parsed."""
    _done: dict[Hashable, object] = field(default_factory=dict, repr=False, compare=False)

    def clause(self, clause: ClauseId) -> Clause:
        """Return the clause as written; raise `NotFound` if there is none."""
        found = next((known for known in self.casebook.clauses if known.id == clause), None)
        if found is None:
            raise NotFound(f"no clause {clause!r} in the casebook")
        return found

    def position(self, position: str) -> Position:
        """Return the position as written; raise `NotFound` if there is none."""
        found = next((known for known in self.casebook.positions if known.id == position), None)
        if found is None:
            names = ", ".join(known.id for known in self.casebook.positions)
            raise NotFound(f"no position {position!r} in the casebook; it has {names}")
        return found

    def instrument(self, instrument: InstrumentId) -> Instrument:
        """Return the instrument as written; raise `NotFound` if there is none."""
        found = next((known for known in self.casebook.instruments if known.id == instrument), None)
        if found is None:
            raise NotFound(f"no instrument {instrument!r} in the casebook")
        return found

    def assessed(self) -> tuple[Clause, ...]:
        """Return the clauses that an incident can break: those that name acts."""
        return tuple(c for c in self.casebook.clauses if c.kind in ASSESSED and c.acts)

    def exceptions(self, clause: ClauseId) -> tuple[Clause, ...]:
        """Return the `except` clauses that name this clause."""
        return tuple(c for c in self.casebook.clauses if c.kind is ClauseKind.EXCEPT and clause in c.excepts)

    def hangs_on(self, clause: ClauseId) -> tuple[AmbiguityId, ...]:
        """Return the ambiguities that can change the clause's verdicts, in the casebook's order."""
        clauses = (self.clause(clause), *self.exceptions(clause))
        found = self._roster_hangs_on()
        for one in clauses:
            found = found | self._terms_hang_on(one)
        return tuple(a.id for a in self.casebook.ambiguities if a.id in found)

    def choices(self, clause: ClauseId, position: Position | None = None) -> list[Readings]:
        """Return every combination of readings of what the clause hangs on.

        Parameters
        ----------
        clause : ClauseId
            Which clause.
        position : Position, optional
            Only combinations in which this position's readings hold; an ambiguity it leaves unresolved runs
            over all of its readings.
        """
        return list(self._choices(clause, position))

    def n_choices(self, clause: ClauseId, position: Position | None = None) -> int:
        """Return how many combinations `choices` would return."""
        count = 1
        for options in self._options(clause, position):
            count *= len(options)
        return count

    def _options(self, clause: ClauseId, position: Position | None) -> list[list[Hashable]]:
        known = {ambiguity.id: ambiguity for ambiguity in self.casebook.ambiguities}
        options: list[list[Hashable]] = []
        for ambiguity in self.hangs_on(clause):
            chosen = position.readings.get(ambiguity, UNRESOLVED) if position else UNRESOLVED
            every: list[Hashable] = [reading.id for reading in known[ambiguity].readings]
            options.append(every if chosen == UNRESOLVED else [chosen])
        return options

    def _choices(self, clause: ClauseId, position: Position | None) -> Iterator[Readings]:
        names = self.hangs_on(clause)
        for combination in itertools.product(*self._options(clause, position)):
            yield dict(zip(names, combination, strict=True))  # type: ignore[arg-type]

    def rule(self, clause: ClauseId, readings: Readings) -> Rule:
        """Return the clause resolved under `readings`, which name all it hangs on."""
        written = self.exceptions(clause)
        terms = self.terms(clause, readings)
        exceptions = tuple(self.terms(one.id, readings) for one in written)
        exceptions = tuple(one for one in exceptions if one.clause.applies)
        key = ("pieces", id(terms), *map(id, exceptions))
        if key not in self._done:
            self._done[key] = _pieces(terms, exceptions)
        pieces = self._done[key]
        assert isinstance(pieces, tuple)
        return Rule(terms=terms, exceptions=exceptions, roster=self.roster(readings), pieces=pieces)

    def terms(self, clause: ClauseId, readings: Readings) -> Terms:
        """Return what one clause asks under `readings`."""
        written = self.clause(clause)
        key = ("terms", clause, _only(readings, self._terms_hang_on(written)))
        if key not in self._done:
            self._done[key] = self._terms(written, readings)
        done = self._done[key]
        assert isinstance(done, Terms)
        return done

    def zone(self, zone: ZoneId, readings: Readings) -> geo.Zone:
        """Return a zone's ground under `readings`, which name all it hangs on."""
        key = ("zone", zone, _only(readings, zone_ambiguities(self.casebook, zone)))
        if key not in self._done:
            self._done[key] = build_zone(self.casebook, zone, readings)
        done = self._done[key]
        assert isinstance(done, geo.Zone)
        return done

    def roster(self, readings: Readings) -> Roster:
        """Return who is who under `readings`."""
        key = ("roster", _only(readings, self._roster_hangs_on()))
        if key not in self._done:
            self._done[key] = roster(self.casebook.actors, readings)
        done = self._done[key]
        assert isinstance(done, Roster)
        return done

    def _roster_hangs_on(self) -> frozenset[AmbiguityId]:
        return ambiguities_in(self.casebook.actors)

    def _terms_hang_on(self, clause: Clause) -> frozenset[AmbiguityId]:
        key = ("hangs", clause.id)
        if key not in self._done:
            instrument = self.instrument(instrument_of(clause.id))
            found = ambiguities_in(clause) | ambiguities_in((instrument.in_force, instrument.ended))
            zones = [clause.where, *(v for h in hangings(clause.where) for v in h.readings.values())]
            for zone in zones:
                if isinstance(zone, str):
                    found |= zone_ambiguities(self.casebook, ZoneId(zone))
            self._done[key] = found
        done = self._done[key]
        assert isinstance(done, frozenset)
        return done

    def _terms(self, written: Clause, readings: Readings) -> Terms:
        clause = settle(written, readings)
        instrument = settle(self.instrument(instrument_of(clause.id)), readings)
        assert isinstance(clause.acts, tuple)
        assert not isinstance(clause.where, Hanging)
        return Terms(
            clause=clause,
            instrument=instrument.id,
            force=force(clause, instrument),
            acts=kinds_of(self.casebook, clause.acts),
            wider=wider_than(self.casebook, clause.acts),
            zone=self.zone(clause.where, readings) if clause.where else None,
        )


def _only(readings: Readings, ambiguities: frozenset[AmbiguityId]) -> frozenset[tuple[str, str]]:
    return frozenset((ambiguity, readings[ambiguity]) for ambiguity in ambiguities)


def kinds_of(casebook: Casebook, acts: tuple[ActId, ...]) -> frozenset[ActId]:
    """Return the acts and every kind of them in the hierarchy."""
    found = set(acts)
    while more := {act.id for act in casebook.acts if act.under in found} - found:
        found |= more
    return frozenset(found)


def wider_than(casebook: Casebook, acts: tuple[ActId, ...]) -> frozenset[ActId]:
    """Return the acts of which one of `acts` is a kind, without those that are kinds of `acts` themselves."""
    above = {act.id: act.under for act in casebook.acts}
    found: set[ActId] = set()
    for act in acts:
        step = above.get(act)
        while step is not None and step not in found:
            found.add(step)
            step = above.get(step)
    return frozenset(found - kinds_of(casebook, acts))


def _pieces(terms: Terms, exceptions: tuple[Terms, ...]) -> tuple[Piece, ...]:
    """Cut the clause's ground along the zones of its exceptions, so that on each piece the same ones hold."""
    anywhere = tuple(one for one in exceptions if one.zone is None)
    pieces = [Piece(zone=terms.zone, exceptions=anywhere)]
    for exception in exceptions:
        if exception.zone is not None:
            pieces = [part for piece in pieces for part in _cut(piece, exception)]
    return tuple(pieces)


def _cut(piece: Piece, exception: Terms) -> list[Piece]:
    assert exception.zone is not None
    if piece.zone is None:
        raise BadGeometry(
            f"{exception.clause.id} excepts part of the ground of a clause that holds anywhere: "
            "give that clause a zone"
        )
    parts = []
    sigma_m = max(piece.zone.sigma_m, exception.zone.sigma_m)
    if geo.overlap(piece.zone, exception.zone):
        inside = geo.within(piece.zone, exception.zone, sigma_m=sigma_m)
        parts.append(Piece(zone=inside, exceptions=(*piece.exceptions, exception)))
    if not geo.covers(exception.zone, piece.zone):
        outside = geo.minus(piece.zone, exception.zone, sigma_m=sigma_m)
        parts.append(Piece(zone=outside, exceptions=piece.exceptions))
    return parts
