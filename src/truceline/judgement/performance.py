"""Obligations × what was told of them → performance over time, for each bearer and for the whole.

`performed` only if both sides' accounts of the same deed agree or the mission verified it; where sides differ
it is disputed and both are shown; one account only leaves it undetermined, claimed by that one. Of a duty to
patrol each outing is a deed of its own (`judgement.ledger`). Nothing hangs on the order in which words stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Final

import pyarrow as pa

from truceline.clock import DAWN, DUSK, Interval
from truceline.judgement.bearers import bearers
from truceline.judgement.duty_states import WHOLE, DutyAccount, Why, account_of, told_of
from truceline.judgement.ledger.done import PatrolDone
from truceline.model.casebook import Clause, Due, Position, Stated
from truceline.model.hanging import AmbiguityId, Hanging, ReadingId, Readings, ambiguities_in, settle
from truceline.model.ids import UNRESOLVED, ClauseId, instrument_of
from truceline.model.once import once
from truceline.model.record import Word
from truceline.model.tables import PERFORMANCE
from truceline.model.words import ClauseKind
from truceline.model.words import PerformanceState as State
from truceline.text.relations import one_swapped
from truceline.text.rules import MOST_COMBINATIONS, Rulebook, deadline, instant, life


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One state over one interval, and why."""

    during: Interval
    state: State
    accounts: tuple[DutyAccount, ...]
    """What was said by then, of this bearer or of the whole: the latest of each side and each third party."""
    because: tuple[str, ...]


Course = Mapping[str | None, tuple[Stage, ...]]
"""Bearer (none: the whole) to its states in order of time."""


def performance(
    rulebook: Rulebook, positions: Sequence[Position], words: Sequence[Word], outings: Sequence[PatrolDone]
) -> pa.Table:
    """Return the PERFORMANCE table: one row for each stage of each obligation, bearer and position.

    Parameters
    ----------
    rulebook : Rulebook
    positions : sequence of Position
    outings : sequence of PatrolDone
        What each outing of the record comes to, from `patrols_done`.
    """
    rows = [
        _row(clause, bearer, position, stage)
        for clause in rulebook.casebook.clauses
        if clause.kind is ClauseKind.REQUIRE and clause.duty
        for position, found in zip(
            positions, courses(rulebook, clause, positions, words, outings), strict=True
        )
        for bearer, stages in found.items()
        for stage in stages
    ]
    return pa.Table.from_pylist(rows, schema=PERFORMANCE)


def _row(clause: Clause, bearer: str | None, position: Position, stage: Stage) -> dict[str, object]:
    shares = {account.share for account in stage.accounts}
    share = shares.pop() if len(shares) == 1 else -1
    start_at, end_at = stage.during.start_at, stage.during.end_at
    return {
        "obligation_id": clause.id,
        "bearer": bearer,
        "position": position.id,
        "state": stage.state.value,
        "start_at": None if start_at == DAWN else start_at,
        "end_at": None if end_at == DUSK else end_at,
        "share": share if share >= 0 else None,
        "accounts": [str(account) for account in stage.accounts],
        "because": list(stage.because),
    }


def courses(
    rulebook: Rulebook,
    clause: Clause,
    positions: Sequence[Position],
    words: Sequence[Word],
    outings: Sequence[PatrolDone],
) -> list[Course]:
    """Return an obligation's states in order of time under each position, the whole first.

    Where the readings that a position leaves open give different states, the state is undetermined and
    `because` names the states they give. Positions that read it alike share what is worked out.
    """
    duty = _duties(rulebook, words, outings).of(clause)
    return [duty.course(position) for position in positions]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Duties:
    """What was told of obligations, and what was worked out of each so far."""

    rulebook: Rulebook
    words: Sequence[Word]
    outings: Sequence[PatrolDone]
    _known: dict[ClauseId, _Duty] = field(default_factory=dict)

    def of(self, clause: Clause) -> _Duty:
        """Return what was told of one."""
        if clause.id not in self._known:
            said = tuple(one for one in self.words if one.obligation == clause.id and not one.mistaken)
            self._known[clause.id] = _Duty(
                rulebook=self.rulebook,
                clause=clause,
                said=said,
                hangs_on=self.rulebook.life_hangs_on(clause.id, ambiguities_in(said)),
                outings=tuple(one for one in self.outings if one.duty == clause.id),
            )
        return self._known[clause.id]


@once
def _duties(rulebook: Rulebook, words: Sequence[Word], outings: Sequence[PatrolDone]) -> _Duties:
    return _Duties(rulebook=rulebook, words=words, outings=outings)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Duty:
    """What was told of one obligation, and the courses worked out so far."""

    rulebook: Rulebook
    clause: Clause
    said: tuple[Word, ...]
    hangs_on: tuple[AmbiguityId, ...]
    outings: tuple[PatrolDone, ...]
    _lines: dict[tuple[ReadingId, ...], Course] = field(default_factory=dict)
    _known: dict[tuple[str, ...], Course] = field(default_factory=dict)

    def course(self, position: Position) -> Course:
        """Return its states under a position."""
        key = tuple(position.readings.get(ambiguity, UNRESOLVED) for ambiguity in self.hangs_on)
        if key not in self._known:
            self._known[key] = self._course(position)
        return self._known[key]

    def _course(self, position: Position) -> Course:
        if self.rulebook.n_choices(self.hangs_on, position) > MOST_COMBINATIONS:
            told = tuple(sorted({account_of(word) for word in self.said}))
            why = State.UNDETERMINED, ("too_many_readings",)
            return {WHOLE: (_stage(Interval(DAWN, DUSK), why, told),)}
        found: list[Course] = []
        for readings in self.rulebook.choices(self.hangs_on, position):
            if (one := self._line(readings)) not in found:
                found.append(one)
        names = dict.fromkeys((WHOLE, *(name for one in found for name in one)))
        return {name: _merged([one.get(name, ()) for one in found]) for name in names}

    def _line(self, readings: Readings) -> Course:
        key = tuple(readings.values())
        if key not in self._lines:
            self._lines[key] = _line(self.rulebook, self.clause, readings, self.said, self.outings)
        return self._lines[key]


def deciding_duties(
    rulebook: Rulebook, positions: Sequence[Position], words: Sequence[Word], outings: Sequence[PatrolDone]
) -> Mapping[AmbiguityId, frozenset[ClauseId]]:
    """Return for each ambiguity the obligations whose states another reading of it, the rest held, changes.

    Obligations with too many combinations of readings to try are left out.
    """
    found: dict[AmbiguityId, set[ClauseId]] = {}
    for clause in rulebook.casebook.clauses:
        if clause.kind is not ClauseKind.REQUIRE or not clause.duty:
            continue
        said = tuple(one for one in words if one.obligation == clause.id and not one.mistaken)
        hangs_on = rulebook.life_hangs_on(clause.id, ambiguities_in(said))
        for position in positions:
            if rulebook.n_choices(hangs_on, position) > MOST_COMBINATIONS:
                continue
            swapped = list(one_swapped(rulebook.casebook, position, hangs_on))
            asked = [position, *(one for *_, one in swapped)]
            own, *others = courses(rulebook, clause, asked, words, outings)
            for (ambiguity, _, _), other in zip(swapped, others, strict=True):
                if other != own:
                    found.setdefault(ambiguity, set()).add(clause.id)
    return {ambiguity: frozenset(duties) for ambiguity, duties in found.items()}


def _stage(during: Interval, why: Why, accounts: tuple[DutyAccount, ...] = ()) -> Stage:
    state, because = why
    return Stage(during=during, state=state, accounts=accounts, because=because)


def _line(
    rulebook: Rulebook,
    clause: Clause,
    readings: Readings,
    words: tuple[Word, ...],
    outings: Sequence[PatrolDone],
) -> Course:
    """Return the states under one choice of readings."""
    from_, until, due, who = settle((clause.from_, clause.until, clause.due, clause.who), readings)
    alive = life(settle(rulebook.instrument(instrument_of(clause.id)), readings))
    if alive is None:
        return {}
    starts = max(alive.start_at, instant(from_) if isinstance(from_, Stated) else DAWN)
    ends = min(alive.end_at, instant(until) if isinstance(until, Stated) else DUSK)
    if starts >= ends:
        return {}
    due_at = deadline(due) if isinstance(due, Due) else starts
    assert not isinstance(who, Hanging)
    told = told_of(
        rulebook, clause, readings, words, outings, bearers(rulebook, clause.id, who, readings, alive, words)
    )
    during = Interval(starts, ends)
    edges = sorted({starts, ends, *(at for at in (due_at, *told.changes()) if at in during)})
    found: dict[str | None, list[Stage]] = {}
    for start_at, end_at in pairwise(edges):
        for bearer, why, accounts in told.at(start_at):
            if start_at < due_at and why[0] is not State.PERFORMED:
                why = State.DUE, ("before_deadline", *(why[1] if accounts else ()))
            found.setdefault(bearer, []).append(_stage(Interval(start_at, end_at), why, accounts))
    before = Interval(alive.start_at, starts)
    pending = [_stage(before, (State.PENDING, ("not_yet_owed",)))] if alive.start_at < starts else []
    over = (
        [_stage(Interval(ends, DUSK), _over(rulebook, clause, readings, alive, ends))] if ends < DUSK else []
    )
    return {bearer: (*pending, *own, *over) for bearer, own in found.items()}


def _over(rulebook: Rulebook, clause: Clause, readings: Readings, alive: Interval, ends: datetime) -> Why:
    """Return whether a duty that is over was superseded, and by what, or ended."""
    by = [
        one.id
        for one in rulebook.successors(clause.id, whole=ends == alive.end_at)
        if (later := life(settle(one, readings))) and alive.start_at < later.start_at <= ends
    ]
    if by:
        return State.SUPERSEDED, ("no_longer_owed", *(f"superseded_by:{one}" for one in by))
    return State.ENDED, ("no_longer_owed",)


_OVER: Final = {State.ENDED, State.SUPERSEDED}


def _merged(lines: Sequence[tuple[Stage, ...]]) -> tuple[Stage, ...]:
    """Return the states over time of which each line is one reading's."""
    edges = sorted({edge for line in lines for s in line for edge in (s.during.start_at, s.during.end_at)})
    merged: list[Stage] = []
    for start_at, end_at in pairwise(edges):
        there = [next((s for s in line if start_at in s.during), None) for line in lines]
        stage = _under_all(Interval(start_at, end_at), there)
        before = merged[-1] if merged else None
        if before and replace(before, during=stage.during) == stage:
            merged[-1] = replace(stage, during=Interval(before.during.start_at, end_at))
        else:
            merged.append(stage)
    return tuple(merged)


def _under_all(during: Interval, there: Sequence[Stage | None]) -> Stage:
    states = {stage.state if stage else None for stage in there}
    found = [stage for stage in there if stage]
    accounts = tuple(sorted({account for stage in found for account in stage.accounts}))
    codes = tuple(dict.fromkeys(code for stage in found for code in stage.because))
    shared = [code for code in codes if all(code in stage.because for stage in found)]
    if found and (len(states) == 1 or states == _OVER):
        state = found[0].state if len(states) == 1 else State.ENDED  # superseded on some readings only
        others = (f"some_reading:{code}" for code in codes if code not in shared)
        return _stage(during, (state, (*shared, *others)), accounts)
    names = sorted(state.value if state else "not_owed" for state in states)
    because = (*(f"some_reading:{name}" for name in names), *shared)
    return _stage(during, (State.UNDETERMINED, because), accounts)
