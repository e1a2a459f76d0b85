"""What was told of a duty, under one choice of readings → its state at an instant, by bearer and whole.

What is told of a duty at large is known by its speaker, its day and of whom it speaks; what is told of an
outing by the outing. Where the words stand in a file, and what sides are called, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from truceline.clock import DAWN, Interval, parse_stated, span
from truceline.judgement.agreement import MISSION, agreed, together
from truceline.judgement.bearers import SIDE, Bearer, Bearers
from truceline.judgement.ledger.done import PatrolDone
from truceline.model.casebook import Clause
from truceline.model.hanging import Hanging, Readings, settle
from truceline.model.ids import instrument_of
from truceline.model.record import Word
from truceline.model.words import PerformanceState as State
from truceline.text.rules import Rulebook

_NOBODY: Final = ("nobody_says",)
Why = tuple[State, tuple[str, ...]]
"""A state and its reason codes."""
WHOLE: Final = None
"""The bearer of the states of a duty as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DutyAccount:
    """What one speaker says of a duty, or of one outing. In order of day and speaker, never of side."""

    on: str
    """The day it was said, or that of the outing."""
    by: str
    """Who says so."""
    patrol: str
    """The outing, for what its ledger tells; empty for words."""
    told: str
    """What is said, in codes."""
    source: str
    """Where it was read."""
    share: float
    """Share done; -1 where none is stated."""
    about: str
    """Whose performance is meant: an actor, or `side:` and a side; empty for every bearer's."""
    of_side: str
    """For which side; empty for a third party."""

    def __str__(self) -> str:
        """Return it as a row of PERFORMANCE has it."""
        who = f"{self.by} ({self.of_side or 'third party'})"
        of = f", of {self.about}" if self.about else f", {self.patrol}" if self.patrol else ""
        return f"{who}, {self.on}{of}: {self.told}"


def account_of(word: Word) -> DutyAccount:
    """Return a word as an account."""
    about = word.about or (f"{SIDE}{word.about_side}" if word.about_side is not None else "")
    return DutyAccount(
        on=word.on,
        by=word.by,
        patrol=word.patrol or "",
        told=_says(word),
        source=word.source,
        share=-1 if word.share is None else word.share,
        about=about,
        of_side=word.of_side or "",
    )


def _says(word: Word) -> str:
    if isinstance(word.says, Hanging):
        return "; ".join(f"{says} if {word.says.hangs_on} is {r}" for r, says in word.says.readings.items())
    return word.says


def _accounts_of(outing: PatrolDone) -> Iterable[DutyAccount]:
    return (
        DutyAccount(
            on=outing.on,
            by=one.by,
            patrol=outing.patrol,
            told=one.told,
            source="",
            share=-1,
            about="",
            of_side=one.side or "",
        )
        for one in outing.claimed
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A word on the duty at large, settled."""

    at: datetime
    account: DutyAccount
    of_side: str | None
    says: State
    names_it: bool
    of: frozenset[str]
    """The bearers of whom it speaks; none where it means another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTold:
    """All that was told of a duty, settled."""

    owing: Bearers
    words: tuple[_Said, ...]
    outings: tuple[tuple[Interval, PatrolDone], ...]
    """Each with its day."""
    is_patrol: bool
    """Whether outings are what performs it: then it is one deed of all its bearers."""
    sides: tuple[str, ...]
    """The casebook's sides, in its order."""
    parties: frozenset[str]
    """Sides of those who made the instrument."""

    def changes(self) -> Iterable[datetime]:
        """Yield the instants between which nothing new is told."""
        yield from (one.at for one in self.words)
        for day, _ in self.outings:
            yield from (day.start_at, day.end_at)

    def at(self, instant: datetime) -> list[tuple[str | None, Why, tuple[DutyAccount, ...]]]:
        """Return the state of the whole at an instant, and of each bearer, deadlines aside."""
        met = [outing for day, outing in self.outings if instant in day]
        if met:
            return [(WHOLE, _of_outings(met), tuple(sorted(a for one in met for a in _accounts_of(one))))]
        since = max((day.start_at for day, _ in self.outings if day.start_at <= instant), default=DAWN)
        said = [one for one in self.words if since <= one.at <= instant]
        if self.is_patrol and since != DAWN and not said:
            return [(WHOLE, (State.UNDETERMINED, ("no_outing_told",)), ())]
        own = {bearer.id: _latest(_of(bearer, said)) for bearer in self.owing.all}
        whys = self._with_parts({one.id: self._comes_to(one, own[one.id]) for one in self.owing.all})
        astray = _accounts(_latest(one for one in said if not one.of))
        every = {account for words in own.values() for account in _accounts(words)}
        state, because = self._whole(whys)
        because += tuple(f"speaks_of_no_bearer:{about}" for about in dict.fromkeys(a.about for a in astray))
        rows: list[tuple[str | None, Why, tuple[DutyAccount, ...]]] = [
            (WHOLE, (state, because), tuple(sorted({*every, *astray})))
        ]
        if not self.is_patrol:
            rows += [(one.id, whys[one.id], _accounts(own[one.id])) for one in self.owing.all if one.id]
        return rows

    def _comes_to(self, bearer: Bearer, said: Sequence[_Said]) -> Why:
        by_side: dict[str | None, set[State]] = {side: set() for side in (*self.sides, MISSION, None)}
        for one in said:
            by_side[one.of_side].add(one.says)
        state, because = agreed(
            by_side,
            needed=(bearer.side,) if bearer.side in self.parties and bearer.side is not None else (),
            inferred={str(one.of_side) for one in said if not one.names_it},
        )
        return state, tuple(_of_whom(code, bearer) for code in because)

    def _with_parts(self, whys: Mapping[str, Why]) -> dict[str, Why]:
        """Return the states of the bearers with those of their parts taken in.

        That all performed it says so of each part, so a part that is open then leaves the bearer open. Else a
        part of which nothing is settled or disputed changes nothing.
        """
        found = dict(whys)
        for bearer in self.owing.all:
            parts = {
                one.id: whys[one.id][0]
                for one in self.owing.all
                if one.within == bearer.id and whys[one.id][1] != _NOBODY
            }
            if parts:
                state, because = whys[bearer.id]
                done = state is State.PERFORMED
                weighed = [one for one in parts.values() if done or one is not State.UNDETERMINED]
                own = () if because == _NOBODY else because
                codes = (*own, *(f"bearer:{name}:{part.value}" for name, part in parts.items()))
                found[bearer.id] = together([state, *weighed]), codes
        return found

    def _whole(self, whys: Mapping[str, Why]) -> Why:
        made = [(one.id, *whys[one.id]) for one in self.owing.all if one.within is None]
        if not made:
            return State.UNDETERMINED, ("no_bearer",)
        state = together([one for _, one, _ in made])
        plain = dict.fromkeys(tuple(map(_by_whom, because)) for _, _, because in made)
        if len(plain) == 1:
            return state, next(iter(plain))
        codes = (code for one in made for code in _of_bearer(*one))
        return state, tuple(dict.fromkeys(codes))


def _of(bearer: Bearer, said: Iterable[_Said]) -> Iterable[_Said]:
    """Return what was said of a bearer; that all did a thing says it of each part, and no more does."""
    return (
        one
        for one in said
        if bearer.id in one.of or (bearer.within in one.of and one.says is State.PERFORMED)
    )


def _of_bearer(name: str, state: State, because: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the reasons of the whole say of a bearer: its state, or if open, those of its parts."""
    if because == _NOBODY:
        return ()
    parts = tuple(code for code in because if code.startswith("bearer:"))
    return parts if state is State.UNDETERMINED and parts else (f"bearer:{name}:{state.value}",)


def told_of(
    rulebook: Rulebook,
    clause: Clause,
    readings: Readings,
    words: Iterable[Word],
    outings: Iterable[PatrolDone],
    owing: Bearers,
) -> DutyTold:
    """Return what was told of a duty, under `readings`, to those who owe it.

    Parameters
    ----------
    rulebook : Rulebook
    clause : Clause
        The duty, as written.
    readings : Readings
        They name all that the words and the outings hang on.
    words : iterable of Word
        Of the duty.
    outings : iterable of PatrolDone
        Of the duty, under every choice of readings.
    owing : Bearers
        Who owes it under these readings.
    """
    book = rulebook.casebook
    people = rulebook.everybody()
    makers = rulebook.instrument(instrument_of(clause.id)).makers

    def said(word: Word) -> _Said:
        at = _day(word.on, "UTC").start_at
        return _Said(
            at=at,
            account=account_of(word),
            of_side=word.of_side,
            says=State(str(settle(word.says, readings))),
            names_it=word.names_it,
            of=frozenset(one.id for one in owing.spoken_of(word, at)),
        )

    return DutyTold(
        owing=owing,
        words=tuple(said(word) for word in words if word.patrol is None),
        outings=tuple(
            (_day(one.on, book.mandate.day_zone), one)
            for one in outings
            if all(readings[ambiguity] == reading for ambiguity, reading in one.readings.items())
        ),
        is_patrol=clause.patrol is not None,
        sides=rulebook.sides(),
        parties=frozenset(side for maker in makers if (side := people.side(maker, None)) is not None),
    )


def _day(on: str, zone: str) -> Interval:
    return span(parse_stated(on), zone)


def _of_outings(met: Sequence[PatrolDone]) -> Why:
    """Return what the outings of one day come to together."""
    if len(met) == 1:
        return met[0].state, (*met[0].because, f"outing:{met[0].patrol}")
    return together([one.state for one in met]), tuple(
        f"outing:{one.patrol}:{one.state.value}" for one in sorted(met, key=lambda one: one.patrol)
    )


def _latest(said: Iterable[_Said]) -> tuple[_Said, ...]:
    """Return the last words of each side and of each third party: all that it said on its last day."""
    last: dict[tuple[str | None, str], list[_Said]] = {}
    for one in said:
        whose = (one.of_side, one.account.by if one.of_side is None else "")
        kept = last.setdefault(whose, [])
        if kept and kept[0].at < one.at:
            kept.clear()
        if not kept or kept[0].at == one.at:
            kept.append(one)
    return tuple(one for kept in last.values() for one in kept)


def _accounts(said: Iterable[_Said]) -> tuple[DutyAccount, ...]:
    return tuple(sorted({one.account for one in said}))


def _of_whom(code: str, bearer: Bearer) -> str:
    """Return a claim with whose performance it is of: the speaker's own side's, or another's."""
    head, _, side_and_state = code.partition(":")
    side = side_and_state.partition(":")[0]
    if head != "claimed_by" or bearer.side is None or side == MISSION:
        return code
    return f"{'claimed_of_own' if side == bearer.side else 'claimed_of_other'}:{side_and_state}"


def _by_whom(code: str) -> str:
    """Return a claim without whose performance it is of."""
    head, colon, rest = code.partition(":")
    return f"claimed_by{colon}{rest}" if head in {"claimed_of_own", "claimed_of_other"} else code
