"""Claim and counter-claim: who says what of a matter, relays collapsed, denials shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, TypeVar

from truceline.clock import Interval
from truceline.model.casebook import Casebook
from truceline.model.ids import MatterId, SourceId
from truceline.model.naming import mandates_rank
from truceline.model.record import Matter, Notification, Record, Source, Toll
from truceline.record.tellings import Telling, happened, tellings


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """All that one speaker says of a matter: one voice, however many pages carry it.

    A source that stood with another side on another day is another voice.
    """

    source: Source
    """Who speaks."""
    side: str | None
    """Side it stands with; None for no side, and for every third party, whatever its lean."""
    tellings: tuple[Telling, ...]
    """Its claims, oldest first."""
    n_reports: int
    """Pages that carry it."""

    @property
    def counts(self) -> bool:
        """Return whether it is counted: not where all that it says is marked as mistaken."""
        return not all(one.claim.mistaken for one in self.tellings)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterClaims:
    """One matter with every voice on it."""

    matter: Matter
    """The matter."""
    voices: tuple[Voice, ...]
    """By side, then oldest first; voices of no side last."""
    tolls: tuple[Toll, ...]
    """Tolls by source and moment."""
    notifications: tuple[Notification, ...]
    """Who is said to have told whom."""
    n_reports: int
    """Pages in all, each once."""

    def of_side(self, side: str | None) -> tuple[Voice, ...]:
        """Return the voices of one side."""
        return tuple(voice for voice in self.voices if voice.side == side)


def claims(
    record: Record,
    *,
    matters: Iterable[MatterId] = (),
    during: Interval | None = None,
    source: SourceId | None = None,
) -> tuple[MatterClaims, ...]:
    """Return the matters of the record with what each voice says of them.

    Parameters
    ----------
    record : Record
        Parsed; pass it through `known_by` for what could be known by an instant.
    matters : iterable of str
        Only these; none for all.
    during : Interval, optional
        UTC; only matters that may fall into it. One whose time is unknown stays.
    source : str, optional
        Only matters on which this source speaks; the other voices stay beside it.

    Returns
    -------
    tuple of MatterClaims
        In the casebook's order; a matter without a claim has no voices.
    """
    wanted = frozenset(matters)
    by_matter: dict[MatterId | None, list[Telling]] = {}
    for telling in tellings(record):
        by_matter.setdefault(telling.claim.matter, []).append(telling)
    tolls, notices = _by_matter(record.tolls), _by_matter(record.notifications)
    found = (
        MatterClaims(
            matter=matter,
            voices=_voices(by_matter.get(matter.id, []), record.casebook),
            tolls=tolls.get(matter.id, ()),
            notifications=notices.get(matter.id, ()),
            n_reports=len({page.id for one in by_matter.get(matter.id, []) for page in one.reports}),
        )
        for matter in record.matters
        if (not wanted or matter.id in wanted) and _may_fall(matter, during)
    )
    return tuple(
        one for one in found if source is None or any(voice.source.id == source for voice in one.voices)
    )


def _may_fall(matter: Matter, during: Interval | None) -> bool:
    when = happened(matter.when)
    if during is None or when is None:
        return True
    return when.start_at in during or when.meet(during) is not None


class _Row(Protocol):
    @property
    def matter(self) -> MatterId: ...


R = TypeVar("R", bound=_Row)


def _by_matter(rows: Iterable[R]) -> dict[MatterId, tuple[R, ...]]:
    found: dict[MatterId, list[R]] = {}
    for row in rows:
        found.setdefault(row.matter, []).append(row)
    return {matter: tuple(of) for matter, of in found.items()}


def _voices(told: list[Telling], casebook: Casebook) -> tuple[Voice, ...]:
    """Return the voices by side in the mandate's order, then oldest first; those of no side last."""
    ordered = sorted(told, key=lambda one: (one.source.id, one.side or "", _first_day(one)))
    voices = [_voice(list(of)) for _, of in groupby(ordered, key=lambda one: (one.source.id, one.side))]
    voices.sort(key=lambda one: (mandates_rank(one.side, casebook), _first_day(one.tellings[0])))
    return tuple(voices)


def _voice(told: list[Telling]) -> Voice:
    pages = {report.id for one in told for report in one.reports}
    return Voice(source=told[0].source, side=told[0].side, tellings=tuple(told), n_reports=len(pages))


def _first_day(telling: Telling) -> str:
    return telling.reports[0].said_on if telling.reports else "~"
