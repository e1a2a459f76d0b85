"""Obligations × what was said of them → performance over time, under each position.

`performed` only if both sides' accounts agree or the mission verified; where sides differ it is disputed and
both are shown; one account only leaves it undetermined, claimed by that one. Nobody's word is weighed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import pyarrow as pa

from truceline.clock import DAWN, DUSK, Interval, parse_stated, span
from truceline.model.casebook import Clause, Due, Position, Stated
from truceline.model.hanging import Hanging, Readings, settle
from truceline.model.record import Word
from truceline.model.tables import PERFORMANCE
from truceline.model.words import ClauseKind, PerformanceState
from truceline.rules import MOST_COMBINATIONS, Rulebook, deadline, instant, instrument_of, life

MISSION = "mission"
"""What `of_side` says where the mission itself verified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One state over one interval, and why."""

    during: Interval
    state: PerformanceState
    words: tuple[Word, ...]
    """What was said by then: the latest word of each speaker's side."""
    because: tuple[str, ...]


def performance(rulebook: Rulebook, positions: Sequence[Position]) -> pa.Table:
    """Return the PERFORMANCE table: one row for each stage of each obligation under each position."""
    rows = [
        _row(clause, position, stage)
        for clause in rulebook.casebook.clauses
        if clause.kind is ClauseKind.REQUIRE and clause.duty
        for position in positions
        for stage in stages(rulebook, clause, position)
    ]
    return pa.Table.from_pylist(rows, schema=PERFORMANCE)


def _row(clause: Clause, position: Position, stage: Stage) -> dict[str, object]:
    shares = {word.share for word in stage.words}
    start_at, end_at = stage.during.start_at, stage.during.end_at
    return {
        "obligation_id": clause.id,
        "position": position.id,
        "state": stage.state.value,
        "start_at": None if start_at == DAWN else start_at,
        "end_at": None if end_at == DUSK else end_at,
        "share": shares.pop() if len(shares) == 1 else None,
        "accounts": [_attributed(word) for word in stage.words],
        "because": list(stage.because),
    }


def said_by(word: Word) -> str:
    """Return how an account of PERFORMANCE begins: who spoke, for which side, and when."""
    return f"{word.by} ({word.of_side or 'third party'}), {word.on}: "


def _attributed(word: Word) -> str:
    return f"{said_by(word)}{_told(word)}"


def _told(word: Word) -> str:
    if isinstance(word.says, Hanging):
        return "; ".join(f"{says} if {word.says.hangs_on} is {r}" for r, says in word.says.readings.items())
    return word.says


def stages(rulebook: Rulebook, clause: Clause, position: Position) -> tuple[Stage, ...]:
    """Return an obligation's states in order of time under a position.

    Where the readings that the position leaves open give different states, the state is undetermined and
    `because` names the states they give.
    """
    words = tuple(
        word for word in rulebook.casebook.words if word.obligation == clause.id and not word.mistaken
    )
    hangs_on = rulebook.life_hangs_on(clause.id, words)
    if rulebook.n_choices(hangs_on, position) > MOST_COMBINATIONS:
        whole = Interval(DAWN, DUSK)
        return (
            Stage(
                during=whole, state=PerformanceState.UNDETERMINED, words=words, because=("too_many_readings",)
            ),
        )
    lines: list[tuple[Stage, ...]] = []
    for readings in rulebook.choices(hangs_on, position):
        line = _line(rulebook, clause, readings, words)
        if line not in lines:
            lines.append(line)
    return _merged(sorted(lines, key=lambda line: [stage.during for stage in line]))


def _line(
    rulebook: Rulebook, clause: Clause, readings: Readings, words: tuple[Word, ...]
) -> tuple[Stage, ...]:
    """Return the states under one choice of readings."""
    from_, until, due = settle((clause.from_, clause.until, clause.due), readings)
    alive = life(settle(rulebook.instrument(instrument_of(clause.id)), readings))
    if alive is None:
        return ()
    starts = max(alive.start_at, instant(from_) if isinstance(from_, Stated) else DAWN)
    ends = min(alive.end_at, instant(until) if isinstance(until, Stated) else DUSK)
    if starts >= ends:
        return ()
    due_at = deadline(due) if isinstance(due, Due) else starts
    said = [(span(parse_stated(word.on), "UTC").start_at, word) for word in words]
    edges = {starts, ends, *(at for at, _ in said if starts < at < ends)}
    edges |= {due_at} if starts < due_at < ends else set()
    line = [_pending(alive.start_at, starts)] if alive.start_at < starts else []
    ordered = sorted(edges)
    for start_at, end_at in pairwise(ordered):
        known = _latest(word for at, word in said if at <= start_at)
        state, because = _state(settle(known, readings), due=start_at < due_at)
        during = Interval(start_at, end_at)
        line.append(Stage(during=during, state=state, words=known, because=because))
    if ends < DUSK:
        over = Interval(ends, DUSK)
        line.append(
            Stage(during=over, state=PerformanceState.SUPERSEDED, words=(), because=("no_longer_owed",))
        )
    return tuple(line)


def _pending(start_at: datetime, end_at: datetime) -> Stage:
    during = Interval(start_at, end_at)
    return Stage(during=during, state=PerformanceState.PENDING, words=(), because=("not_yet_owed",))


def _latest(words: Iterable[Word]) -> tuple[Word, ...]:
    """Return the last word of each speaker by day said."""
    last: dict[tuple[str | None, str], Word] = {}
    for word in sorted(words, key=lambda word: (word.on, word.by)):
        last[(word.of_side, word.by if word.of_side is None else "")] = word
    return tuple(sorted(last.values(), key=lambda word: (word.of_side or "~", word.by)))


def _state(words: tuple[Word, ...], *, due: bool) -> tuple[PerformanceState, tuple[str, ...]]:
    state, because = _said(words)
    if due and state is not PerformanceState.PERFORMED:
        return PerformanceState.DUE, ("before_deadline", *(code for code in because if words))
    return state, because


def _said(words: tuple[Word, ...]) -> tuple[PerformanceState, tuple[str, ...]]:
    """Return what the words, settled, come to, deadline or not."""
    verified = [word for word in words if word.of_side == MISSION]
    if verified:
        return PerformanceState(str(verified[-1].says)), ("verified_by_mission",)
    by_side = {word.of_side: str(word.says) for word in words if word.of_side is not None}
    if len(by_side) > 1:
        if len({word.about for word in words if word.of_side is not None}) > 1:
            return PerformanceState.DISPUTED, ("sides_speak_of_different_bearers",)
        if len(set(by_side.values())) == 1:
            return PerformanceState(next(iter(by_side.values()))), ("sides_agree",)
        return PerformanceState.DISPUTED, ("sides_differ",)
    if by_side:
        side, says = next(iter(by_side.items()))
        return PerformanceState.UNDETERMINED, (f"claimed_by:{side}:{says}",)
    return PerformanceState.UNDETERMINED, (("third_party_only",) if words else ("nobody_says",))


def _merged(lines: list[tuple[Stage, ...]]) -> tuple[Stage, ...]:
    edges = sorted({edge for line in lines for s in line for edge in (s.during.start_at, s.during.end_at)})
    merged: list[Stage] = []
    for start_at, end_at in pairwise(edges):
        there = [next((s for s in line if start_at in s.during), None) for line in lines]
        stage = _agreed(Interval(start_at, end_at), there)
        before = merged[-1] if merged else None
        if before and (before.state, before.words, before.because) == (
            stage.state,
            stage.words,
            stage.because,
        ):
            joined = Interval(before.during.start_at, end_at)
            merged[-1] = Stage(during=joined, state=stage.state, words=stage.words, because=stage.because)
        else:
            merged.append(stage)
    return tuple(merged)


def _agreed(during: Interval, there: list[Stage | None]) -> Stage:
    states = {stage.state if stage else None for stage in there}
    found = [stage for stage in there if stage]
    words = _latest(word for stage in found for word in stage.words)
    if len(states) == 1 and found:
        because = tuple(sorted({code for stage in found for code in stage.because}))
        return Stage(during=during, state=found[0].state, words=words, because=because)
    names = sorted(state.value if state else "not_owed" for state in states)
    return Stage(
        during=during,
        state=PerformanceState.UNDETERMINED,
        words=words,
        because=tuple(f"some_reading:{name}" for name in names),
    )
