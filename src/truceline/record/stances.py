"""Who accepts what, over time: the actor's own words and conduct first, everybody else's word beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from truceline.model.ids import ActorId
from truceline.model.record import Record, Stance
from truceline.model.words import Attitude, Evidence
from truceline.record.tellings import day_at

_FIRM = {
    Evidence.OWN_STATEMENT: 0,
    Evidence.READING: 0,
    Evidence.OWN_CONDUCT: 1,
    Evidence.NAMED_SOURCE: 2,
    Evidence.PRESS: 3,
    Evidence.UNNAMED_SOURCES: 4,
}
"""A weaker word never takes the place of a firmer one; a reading is as firm as the statement it reads.
What an attitude is inferred from, such as conduct, is weaker than what the actor says of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorStance:
    """One actor's attitude to one instrument, clause or issue on a day."""

    actor: ActorId
    """Whose."""
    toward: str
    """To what."""
    attitude: Attitude
    """What the rows below come to: `ambiguous` where they read one statement in several ways."""
    evidence: Evidence
    """The best evidence among them."""
    rows: tuple[Stance, ...]
    """The rows it rests on: one, or the readings of one statement side by side."""
    earlier: tuple[Stance, ...]
    """What stood before, newest first."""
    also_said: tuple[Stance, ...]
    """Weaker evidence that is not followed, however new."""

    @property
    def inferred(self) -> bool:
        """Return whether it rests on what the actor did and not on what it said."""
        return self.evidence is Evidence.OWN_CONDUCT

    @property
    def readings(self) -> tuple[Stance, ...]:
        """Return the readings of the statement it rests on."""
        return tuple(row for row in self.rows if row.evidence is Evidence.READING)


def stances(
    record: Record,
    *,
    at: datetime | None = None,
    toward: Iterable[str] = (),
    actors: Iterable[str] = (),
) -> tuple[ActorStance, ...]:
    """Return every actor's attitude to every instrument, clause and issue of which something is known.

    Rows of the firmest evidence decide, the newest of them; readings of one statement stand side by side
    and, where they differ, the attitude is `ambiguous`. Nothing is inferred: an actor of whom nothing was
    found has no row here, which is not the same as `silent`.

    Parameters
    ----------
    record : Record
        Parsed; pass it through `known_by` for what could be known by an instant.
    at : datetime, optional
        UTC; only what holds then. None for the last known.
    toward, actors : iterable of str
        Only these; none for all.

    Returns
    -------
    tuple of ActorStance
        By what it is toward, in the casebook's order of instruments, clauses, issues; then by actor.
    """
    targets, whose = frozenset(toward), frozenset(actors)
    groups: dict[tuple[str, ActorId], list[Stance]] = {}
    for row in record.stances:
        if at is not None and _starts(row) >= at:
            continue
        if (not targets or row.toward in targets) and (not whose or row.actor in whose):
            groups.setdefault((row.toward, row.actor), []).append(row)
    order = {
        one: index
        for index, one in enumerate(
            str(noun.id)
            for nouns in (record.casebook.instruments, record.casebook.clauses, record.issues)
            for noun in nouns
        )
    }
    people = {actor.id: index for index, actor in enumerate(record.casebook.actors)}
    keys = sorted(groups, key=lambda key: (order.get(key[0], len(order)), people.get(key[1], len(people))))
    return tuple(_stance(actor, what, groups[what, actor]) for what, actor in keys)


def _starts(row: Stance) -> datetime:
    return day_at(row.since)


def _stance(actor: ActorId, toward: str, rows: Sequence[Stance]) -> ActorStance:
    firmest = min(_FIRM[row.evidence] for row in rows)
    firm = sorted((row for row in rows if _FIRM[row.evidence] == firmest), key=_starts, reverse=True)
    newest = firm[0]
    same = [row for row in firm if row is newest or _shared(row, newest)]
    attitudes = {row.attitude for row in same}
    return ActorStance(
        actor=actor,
        toward=toward,
        attitude=newest.attitude if len(attitudes) == 1 else Attitude.AMBIGUOUS,
        evidence=min((row.evidence for row in same), key=list(Evidence).index),
        rows=tuple(same),
        earlier=tuple(row for row in firm if row not in same),
        also_said=tuple(row for row in rows if _FIRM[row.evidence] > firmest),
    )


def _shared(one: Stance, other: Stance) -> bool:
    """Return whether two rows speak of the same statement."""
    ours, theirs = one.reading_of or one.matter, other.reading_of or other.matter
    return ours is not None and ours == theirs
