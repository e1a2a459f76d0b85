"""Who owes a duty, and of whom a word on it speaks.

A bearer is an actor that the clause names, or, where it binds all alike, everybody of one side. One who owes
the duty only as one of such a side, and of whom a word speaks by name, stands beside it as a part: what is
said of one group is not said of all that stand with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from truceline.clock import Interval
from truceline.model.casebook import Casebook, Who
from truceline.model.hanging import Readings
from truceline.model.ids import ActorId, ClauseId, instrument_of
from truceline.model.record import Word
from truceline.text.relations import Roster

if TYPE_CHECKING:
    from truceline.text.rules import Rulebook

SIDE: Final = "side:"
"""How the id of a bearer begins that is all of a side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """One who owes a duty."""

    id: str
    """An actor, or `side:` and a side; empty where the clause binds nobody in particular."""
    side: str | None
    """Its side."""
    members: tuple[ActorId, ...]
    """The actors that owe the duty as this bearer."""
    within: str | None = None
    """The bearer of which it is a part; none for one that the clause makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearers:
    """All who owe a duty under one choice of readings."""

    all: tuple[Bearer, ...]
    """Those that the clause makes, each followed by its parts, in the casebook's order."""
    roster: Roster
    """Who is who."""

    def spoken_of(self, word: Word, at: datetime) -> tuple[Bearer, ...]:
        """Return the bearers of whom a word speaks that was said at `at`; none where it means another."""
        return tuple(one for one in self.all if self._speaks_of(word, one, at))

    def _speaks_of(self, word: Word, bearer: Bearer, at: datetime) -> bool:
        if word.about is not None:
            above = (self.roster.wholes(member, at) for member in bearer.members)
            return bool(bearer.members) and all(word.about in wholes for wholes in above)
        return bearer.within is None and word.about_side in {None, bearer.side}


def bearers(
    rulebook: Rulebook,
    clause: ClauseId,
    who: Who | None,
    readings: Readings,
    alive: Interval,
    words: Iterable[Word],
) -> Bearers:
    """Return who owes a duty under `readings` while its instrument is alive.

    Parameters
    ----------
    rulebook : Rulebook
    clause : ClauseId
    who : Who or None
        Whom it names, settled; None for anybody.
    readings : Readings
        They name all that the clause and its roster hang on.
    alive : Interval
        UTC.
    words : iterable of Word
        Of the duty: whom they name is looked for among those who owe it.
    """
    roster = rulebook.roster(clause, readings)
    if who is None:
        return Bearers(all=(Bearer(id="", side=None, members=()),), roster=roster)
    instrument = instrument_of(clause)
    at_times = (alive.start_at, *sorted(edge for edge in roster.changes() if edge in alive))

    def owes(actor: ActorId) -> bool:
        return any(roster.fits(actor, who, instrument=instrument, at=at) for at in at_times)

    def side(actor: ActorId) -> str | None:
        return next((side for at in at_times if (side := roster.side(actor, at))), None)

    owing = tuple(actor for actor in roster.actors if owes(actor))
    sides = {actor: side(actor) for actor in owing}
    made = _made(rulebook.casebook, who, owing, sides)
    parts = _parts(roster, made, {word.about for word in words}, sides, at_times)
    found = tuple(one for own in made for one in (own, *(part for part in parts if part.within == own.id)))
    return Bearers(all=found, roster=roster)


def _parts(
    roster: Roster,
    made: tuple[Bearer, ...],
    named: Collection[ActorId | None],
    sides: Mapping[ActorId, str | None],
    at_times: tuple[datetime, ...],
) -> list[Bearer]:
    """Return those who owe it as part of a bearer, are not all of it, and are spoken of by name."""
    own = {member: bearer for bearer in made for member in bearer.members}
    parts = []
    for actor in sides:
        above = (whole for at in at_times for whole in roster.wholes(actor, at))
        bearer = next((own[whole] for whole in above if whole in own), None)
        is_all = bearer is not None and all(
            actor in roster.wholes(member, at_times[0]) for member in bearer.members
        )
        if actor in named and bearer is not None and not is_all:
            parts.append(Bearer(id=actor, side=sides[actor], members=(actor,), within=bearer.id))
    return parts


def _made(
    casebook: Casebook, who: Who, owing: tuple[ActorId, ...], sides: dict[ActorId, str | None]
) -> tuple[Bearer, ...]:
    """Return the bearers that a clause makes: whom it names, else whom a body lists, else each side."""
    if who.actors or who.listed_by is not None:
        listed = {
            actor.id for actor in casebook.actors if any(one.by == who.listed_by for one in actor.listings)
        }
        named = who.actors or tuple(actor for actor in owing if actor in listed)
        return tuple(
            Bearer(id=actor, side=sides[actor], members=(actor,)) for actor in named if actor in owing
        )
    order = dict.fromkeys((*(casebook.mandate.sides or {}), *(sides[one] for one in owing)))
    by_side = {side: tuple(one for one in owing if sides[one] == side) for side in order}
    return tuple(
        bearer
        for side, members in by_side.items()
        for bearer in (
            [Bearer(id=f"{SIDE}{side}", side=side, members=members)]
            if side is not None and members
            else [Bearer(id=one, side=None, members=(one,)) for one in members]
        )
    )
