"""Did it count? Each outing × each reading of when a patrol is done → what it comes to.

As with every obligation, `performed` and its like are said only where all bearers of the duty tell the same,
or the mission verified. What one of them alone tells is undetermined, claimed by it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from truceline.clock import parse_stated, span
from truceline.judgement.agreement import MISSION, agreed
from truceline.judgement.ledger.reach import PatrolReach, came_to_end
from truceline.judgement.rulebook import rulebook_of
from truceline.model.casebook import Casebook, Clause, PatrolDuty, Who
from truceline.model.hanging import AmbiguityId, ReadingId, ambiguities_in, settle
from truceline.model.ids import ActorId, ClauseId, PatrolId, SourceId
from truceline.model.record import Patrol, PatrolAccount, Record, Word
from truceline.model.words import PatrolOutcome, PatrolTest, PerformanceState
from truceline.record import PatrolTold
from truceline.text.relations import unread

TRACKS: Final = "tracks"
"""Who is named as telling where fixes of a crew tell it."""
_WENT: Final = frozenset(PatrolOutcome) - {PatrolOutcome.NOT_STATED}
CUT_SHORT: Final = frozenset({PatrolOutcome.SHORTENED, PatrolOutcome.TURNED_BACK})
"""Outcomes of a patrol that did not come to the other end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolFacts:
    """What one account, or the tracks of one crew, shows of an outing. Each answer is yes, no or not said."""

    patrol: PatrolId
    """Which outing."""
    by: str
    """The source, or `tracks`."""
    side: str | None
    """The side whose own word it is, `mission`, or none for any other."""
    joint: bool | None
    """Whether every bearer of the duty went out."""
    set_out: bool | None
    """Whether it set out."""
    reached_end: bool | None
    """Whether it came to the other end of the route."""
    both_throughout: bool | None
    """Whether every bearer was on it from beginning to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolClaimed:
    """What an outing comes to, as one account has it."""

    by: str
    """The source, or `tracks`."""
    side: str | None
    """See `PatrolFacts`."""
    state: PerformanceState | None
    """None where it does not say what is asked."""
    told: str
    """What it tells, in codes: how the outing went, what a word says of it, or `tracks`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolDone:
    """What one outing comes to under one choice of readings, and why."""

    patrol: PatrolId
    """Which outing."""
    on: str
    """Its day."""
    duty: ClauseId
    """The clause."""
    readings: dict[AmbiguityId, ReadingId]
    """A reading for each point on which it hangs."""
    test: PatrolTest
    """What the readings ask."""
    state: PerformanceState
    """What it comes to."""
    because: tuple[str, ...]
    """Reason codes, as in PERFORMANCE."""
    claimed: tuple[PatrolClaimed, ...]
    """What each account makes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneCount:
    """How many outings of a month came to what under one choice of readings."""

    month: str
    """Such as `2020-03`."""
    duty: ClauseId
    """The clause."""
    readings: dict[AmbiguityId, ReadingId]
    """The choice."""
    test: PatrolTest
    """What it asks."""
    n_outings: int
    """Outings of the record in the month that answer to the duty or were made by one of its bearers alone."""
    n_by_state: dict[str, int]
    """How many of them came to each state; a state that none came to is left out."""
    n_told: dict[str, dict[str, int]]
    """What each side tells by itself: side to state to how many; what it does not tell is left out."""
    share_low: float
    """Share done of all these outings: those performed."""
    share_high: float
    """And those that may be: disputed and undetermined ones too."""


def outings_done(
    record: Record,
    told: Iterable[PatrolTold],
    reach_by: Mapping[PatrolId, Mapping[SourceId, PatrolReach]],
    tracks: Iterable[PatrolFacts],
) -> tuple[PatrolDone, ...]:
    """Return what each outing comes to under each choice of readings; see `patrols_done`."""
    rulebook = rulebook_of(record)
    people = unread(record.casebook.actors)
    went_on = {patrol.id: _day(patrol) for patrol in record.patrols}
    given: dict[str, list[PatrolFacts]] = {}
    for fact in tracks:
        # Fixes are of a crew; what they show is the word of the side it belongs to.
        crew = ActorId(fact.side or "")
        of_crew = crew in people.actors
        side = people.side(crew, went_on.get(fact.patrol)) if of_crew else fact.side
        given.setdefault(fact.patrol, []).append(replace(fact, side=side))
    found: list[PatrolDone] = []
    for outing in told:
        clause = duty_of(record.casebook, outing.patrol)
        if clause is None or clause.patrol is None:
            continue
        words = tuple(one for one in record.words if one.patrol == outing.patrol.id and not one.mistaken)
        asked = tuple(
            a.id
            for a in record.casebook.ambiguities
            if a.id in ambiguities_in((clause.patrol, clause.who, words))
        )
        for readings in rulebook.choices(asked):
            duty, who = settle(clause.patrol, readings), settle(clause.who, readings)
            bearers = who.actors if isinstance(who, Who) else ()
            facts = (
                *facts_of(record, outing, bearers, reach_by[outing.patrol.id]),
                *given.get(outing.patrol.id, ()),
            )
            claimed = _claimed(outing, facts, settle(words, readings), duty)
            found.append(
                _done(record.casebook, outing.patrol, clause.id, duty, bearers, claimed, dict(readings))
            )
    return tuple(found)


def _day(patrol: Patrol) -> datetime:
    """Return the first moment of an outing's day."""
    return span(parse_stated(patrol.on), "UTC").start_at


def duty_of(casebook: Casebook, patrol: Patrol) -> Clause | None:
    """Return the clause that says when such an outing is done; None where none does.

    An outing without a duty that bearers of one made is weighed by it: whether it performs anything is
    for the readings to say.
    """
    asking = [one for one in casebook.clauses if one.patrol is not None]
    if patrol.duty is not None:
        return next((one for one in asking if one.id == patrol.duty), None)
    own = [one for one in asking if isinstance(one.who, Who) and set(patrol.crews) & set(one.who.actors)]
    return own[0] if len(own) == 1 else None


def facts_of(
    record: Record,
    told: PatrolTold,
    bearers: Sequence[ActorId],
    reaches: Mapping[SourceId, PatrolReach],
) -> tuple[PatrolFacts, ...]:
    """Return what each account of an outing says, as answers."""
    sources = {source.id: source for source in record.sources}
    people, at = unread(record.casebook.actors), _day(told.patrol)

    def facts(account: PatrolAccount) -> PatrolFacts:
        source = sources.get(account.by)
        own = source.speaks_for if source is not None and source.speaks_for in bearers else None
        crews = account.crews or told.patrol.crews
        numbered = account.number is not None and not account.number_derived and own is not None
        reached = _reached(account, reaches[account.by])
        return PatrolFacts(
            patrol=told.patrol.id,
            by=account.by,
            side=people.side(own, at) if own is not None else None,
            joint=set(bearers) <= set(crews),
            set_out=True if account.outcome in _WENT or numbered else None,
            reached_end=reached,
            both_throughout=False if reached is False else None,
        )

    return tuple(facts(account) for account in told.accounts)


def _reached(account: PatrolAccount, reach: PatrolReach) -> bool | None:
    return False if account.outcome in CUT_SHORT else came_to_end(reach)


def answer(facts: PatrolFacts, test: PatrolTest) -> bool | None:
    """Return whether an outing was what a test asks, as one account has it."""
    match test:
        case PatrolTest.SET_OUT:
            return facts.set_out
        case PatrolTest.REACHED_END:
            return facts.reached_end
        case PatrolTest.BOTH_THROUGHOUT:
            return _both(facts.reached_end, facts.both_throughout)


def _both(one: bool | None, other: bool | None) -> bool | None:
    """Return the three-valued "and"."""
    if one is False or other is False:
        return False
    return True if one and other else None


def comes_to(facts: PatrolFacts, duty: PatrolDuty) -> PerformanceState | None:
    """Return what an outing comes to as one account has it, `duty` settled; None where it does not say."""
    if facts.set_out is False:
        return PerformanceState.NOT_PERFORMED
    if facts.joint is not True:
        return PerformanceState(str(duty.alone)) if facts.joint is False and facts.set_out else None
    was = answer(facts, PatrolTest(str(duty.done_when)))
    if was is None:
        return None
    return PerformanceState.PERFORMED if was else PerformanceState.PARTLY_PERFORMED


def _claimed(
    told: PatrolTold, facts: Sequence[PatrolFacts], words: Sequence[Word], duty: PatrolDuty
) -> tuple[PatrolClaimed, ...]:
    """Return what each account, track and word makes of an outing; `words` and `duty` settled."""
    # `facts_of` gives one answer for each account, in their order; those of tracks follow.
    outcomes = [account.outcome.value for account in told.accounts]
    outcomes += [TRACKS] * (len(facts) - len(outcomes))
    return (
        *(
            PatrolClaimed(by=one.by, side=one.side, state=comes_to(one, duty), told=outcome)
            for one, outcome in zip(facts, outcomes, strict=True)
        ),
        *(
            PatrolClaimed(
                by=word.by, side=word.of_side, state=PerformanceState(str(word.says)), told=str(word.says)
            )
            for word in words
        ),
    )


def _done(
    casebook: Casebook,
    patrol: Patrol,
    clause: ClauseId,
    duty: PatrolDuty,
    bearers: Sequence[ActorId],
    claimed: tuple[PatrolClaimed, ...],
    readings: dict[AmbiguityId, ReadingId],
) -> PatrolDone:
    people, at = unread(casebook.actors), _day(patrol)
    needed = tuple(dict.fromkeys(people.side(one, at) or str(one) for one in bearers))
    said = {side: _of_side(claimed, side) for side in (*needed, MISSION, None)}
    state, because = agreed(said, needed=needed)
    because += tuple(f"by_tracks:{side}" for side in needed if _is_tracked(claimed, side))
    return PatrolDone(
        patrol=patrol.id,
        on=patrol.on,
        duty=clause,
        readings=readings,
        test=PatrolTest(str(duty.done_when)),
        state=state,
        because=because,
        claimed=claimed,
    )


def _is_tracked(claimed: Sequence[PatrolClaimed], side: str) -> bool:
    return any(one.side == side and one.by == TRACKS and one.state is not None for one in claimed)


def _of_side(claimed: Sequence[PatrolClaimed], side: str | None) -> set[PerformanceState]:
    """Return what a side tells; its fixes, where they tell, before its words."""
    own = [one for one in claimed if one.side == side and one.state is not None]
    tracked = [one for one in own if one.by == TRACKS]
    return {one.state for one in (tracked or own) if one.state is not None}


def deciding(done: Sequence[PatrolDone]) -> tuple[str, ...]:
    """Return the ambiguities on which what one outing comes to turns, in their order."""
    by_choice = {tuple(row.readings.items()): (row.state, row.because) for row in done}
    found: dict[str, None] = {}
    for (one, state), (other, other_state) in itertools.combinations(by_choice.items(), 2):
        differ = [a for (a, r), (_, s) in zip(one, other, strict=True) if r != s]
        if len(differ) == 1 and state != other_state:
            found[differ[0]] = None
    return tuple(str(a) for a in (done[0].readings if done else {}) if a in found)


def done_counts(done: Sequence[PatrolDone]) -> tuple[DoneCount, ...]:
    """Return month by month how many outings came to what, for each choice of readings.

    Two choices stand side by side and are never added up.
    """
    groups: dict[tuple[str, ClauseId, tuple[tuple[str, str], ...]], list[PatrolDone]] = {}
    for one in done:
        key = (one.on[:7], one.duty, tuple((str(a), str(r)) for a, r in one.readings.items()))
        groups.setdefault(key, []).append(one)
    return tuple(_count(month, duty, rows) for (month, duty, _), rows in groups.items())


def _count(month: str, duty: ClauseId, rows: Sequence[PatrolDone]) -> DoneCount:
    n_by_state = {
        state.value: n for state in PerformanceState if (n := sum(row.state is state for row in rows))
    }
    n_told: dict[str, dict[str, int]] = {}
    for row in rows:
        for side in dict.fromkeys(one.side for one in row.claimed if one.side is not None):
            states = _of_side(row.claimed, side)
            if len(states) == 1:
                told = n_told.setdefault(side, {})
                state = next(iter(states)).value
                told[state] = told.get(state, 0) + 1
    n_done = n_by_state.get(PerformanceState.PERFORMED.value, 0)
    open_states = (PerformanceState.DISPUTED, PerformanceState.UNDETERMINED)
    n_open = sum(n_by_state.get(state.value, 0) for state in open_states)
    return DoneCount(
        month=month,
        duty=duty,
        readings=rows[0].readings,
        test=rows[0].test,
        n_outings=len(rows),
        n_by_state=n_by_state,
        n_told=n_told,
        share_low=n_done / len(rows),
        share_high=(n_done + n_open) / len(rows),
    )
