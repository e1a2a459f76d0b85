"""Whose number: where two numberings of patrols part, and which way of counting gives which.

A number is never a key. From one number that a side states to its next, the outings of the record between
them are counted: if they are more than the number rose, that side left some out; if fewer, it counted some
that the record does not hold. Nobody says why, so nothing here does.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from truceline.judgement.ledger.done import CUT_SHORT, PatrolFacts, answer, duty_of, facts_of
from truceline.judgement.ledger.reach import PatrolReach
from truceline.judgement.rulebook import rulebook_of
from truceline.model.casebook import Who
from truceline.model.hanging import ambiguities_in, settle
from truceline.model.ids import ActorId, PatrolId, SourceId
from truceline.model.record import Record
from truceline.model.words import PatrolOutcome, PatrolTest
from truceline.record import PatrolTold

_ATTACKED = frozenset({PatrolOutcome.ATTACKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberStep:
    """From one number that a side states to the next."""

    of: ActorId
    """Whose numbering."""
    after: PatrolId | None
    """The outing of the number before; none for the first."""
    to: PatrolId
    """The outing of this number."""
    number: int
    """Its number."""
    rose: int
    """By how much the number rose; the first from nought."""
    between: tuple[PatrolId, ...]
    """Outings of the record after the one and up to the other that somebody tells as joint."""
    n_left_out: int
    """How many of `between` it did not count; below nought, how many it counted that the record lacks."""
    candidates: tuple[PatrolId, ...]
    """Which they may be: the outings between the two, where some were left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingWay:
    """A way of counting patrols."""

    test: PatrolTest
    """What an outing must have been, by any account of it."""
    alone: bool
    """Whether outings that nobody tells as joint are counted."""
    doubtful: bool
    """Whether outings are counted that some tell as joint and some as made by one crew alone."""
    attacked: bool
    """Whether outings are counted that somebody tells as attacked."""
    cut_short: bool
    """Whether outings are counted that somebody tells as cut short or turned back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFit:
    """A way of counting beside the numbers that a side states."""

    of: ActorId
    """Whose numbering."""
    way: CountingWay
    """The way."""
    n_stated: int
    """Numbers that the side states."""
    n_met: int
    """How many of them this way of counting gives."""
    met_until: str | None
    """Day of the last number before the first that it misses; none where it misses the first."""
    off_by: int
    """Its count at the last number stated, less that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberGap:
    """An outing to which two sides give different numbers, and what their difference is made of.

    `number - other_number == n_left_out_by_other - n_left_out`.
    """

    patrol: PatrolId
    """Which outing."""
    on: str
    """Its day."""
    of: ActorId
    """One side."""
    number: int
    """Its number."""
    other: ActorId
    """The other."""
    other_number: int
    """Its number."""
    n_left_out: int
    """Outings of the record that the one had left out, less those it had counted that the record lacks."""
    n_left_out_by_other: int
    """The same of the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """The numberings of all crews."""

    steps: tuple[NumberStep, ...]
    """Step by step, crew by crew."""
    parts: tuple[NumberStep, ...]
    """Those of them in which the side's number and the record part."""
    gaps: tuple[NumberGap, ...]
    """Outings with two different numbers, in order of time."""
    fits: tuple[NumberFit, ...]
    """Every way of counting beside each numbering, the nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outing:
    """What decides whether an outing is counted."""

    told: PatrolTold
    facts: tuple[PatrolFacts, ...]

    @property
    def joint(self) -> bool:
        return any(one.joint for one in self.facts)

    @property
    def doubtful(self) -> bool:
        return len({one.joint for one in self.facts}) > 1


def numbering(
    record: Record,
    told: Iterable[PatrolTold],
    reach_by: Mapping[PatrolId, Mapping[SourceId, PatrolReach]],
) -> Numbering:
    """Return where numbers and outings part, and which ways of counting give which; see `patrol_numbers`."""
    outings = _outings(record, told, reach_by)
    tests = _tests(record)
    steps, fits = [], []
    for crew in dict.fromkeys(number.of for one in outings for number in one.told.numbers):
        stated = [
            (row, number.numbers[0])
            for row, one in enumerate(outings)
            for number in one.told.numbers
            if number.of == crew and not number.derived and len(number.numbers) == 1
        ]
        if stated:
            steps += list(_steps(crew, stated, outings))
            fits += sorted(_fits(crew, stated, outings, tests), key=_nearness)
    return Numbering(
        steps=tuple(steps),
        parts=tuple(one for one in steps if one.n_left_out),
        gaps=tuple(_gaps(steps, outings)),
        fits=tuple(fits),
    )


def _outings(
    record: Record,
    told: Iterable[PatrolTold],
    reach_by: Mapping[PatrolId, Mapping[SourceId, PatrolReach]],
) -> list[_Outing]:
    found = []
    for one in told:
        clause = duty_of(record.casebook, one.patrol)
        if clause is not None and isinstance(clause.who, Who):
            facts = facts_of(record, one, clause.who.actors, reach_by[one.patrol.id])
            found.append(_Outing(told=one, facts=facts))
    return found


def _tests(record: Record) -> tuple[PatrolTest, ...]:
    """Return what the readings of the casebook ask of a patrol, each once."""
    rulebook = rulebook_of(record)
    found: dict[PatrolTest, None] = {}
    for clause in record.casebook.clauses:
        if clause.patrol is None:
            continue
        asked = tuple(
            one.id for one in record.casebook.ambiguities if one.id in ambiguities_in(clause.patrol)
        )
        for readings in rulebook.choices(asked):
            found[PatrolTest(str(settle(clause.patrol, readings).done_when))] = None
    return tuple(found)


def _steps(
    crew: ActorId, stated: Sequence[tuple[int, int]], outings: Sequence[_Outing]
) -> Iterator[NumberStep]:
    before, number_before = -1, 0
    for row, number in stated:
        between = [one for one in outings[before + 1 : row + 1] if one.joint or one is outings[row]]
        n_left_out = len(between) - (number - number_before)
        ids = tuple(one.told.patrol.id for one in between)
        yield NumberStep(
            of=crew,
            after=outings[before].told.patrol.id if before >= 0 else None,
            to=outings[row].told.patrol.id,
            number=number,
            rose=number - number_before,
            between=ids,
            n_left_out=n_left_out,
            candidates=ids[:-1] if n_left_out > 0 else (),
        )
        before, number_before = row, number


def _gaps(steps: Sequence[NumberStep], outings: Sequence[_Outing]) -> Iterator[NumberGap]:
    left_out: dict[ActorId, int] = {}
    reached: dict[PatrolId, list[tuple[NumberStep, int]]] = {}
    for step in steps:
        left_out[step.of] = left_out.get(step.of, 0) + step.n_left_out
        reached.setdefault(step.to, []).append((step, left_out[step.of]))
    for outing in outings:
        for (one, by_one), (other, by_other) in itertools.combinations(
            reached.get(outing.told.patrol.id, []), 2
        ):
            if one.number != other.number:
                high, low = ((one, by_one), (other, by_other))
                if one.number < other.number:
                    high, low = low, high
                yield NumberGap(
                    patrol=outing.told.patrol.id,
                    on=outing.told.patrol.on,
                    of=high[0].of,
                    number=high[0].number,
                    other=low[0].of,
                    other_number=low[0].number,
                    n_left_out=high[1],
                    n_left_out_by_other=low[1],
                )


def _fits(
    crew: ActorId,
    stated: Sequence[tuple[int, int]],
    outings: Sequence[_Outing],
    tests: Sequence[PatrolTest],
) -> Iterator[NumberFit]:
    for way in _ways(tests):
        counts = list(itertools.accumulate(_is_counted(one, way) for one in outings))
        off = [counts[row] - number for row, number in stated]
        first_miss = next((place for place, gap in enumerate(off) if gap), len(off))
        yield NumberFit(
            of=crew,
            way=way,
            n_stated=len(stated),
            n_met=off.count(0),
            met_until=outings[stated[first_miss - 1][0]].told.patrol.on if first_miss else None,
            off_by=off[-1],
        )


def _ways(tests: Sequence[PatrolTest]) -> Iterator[CountingWay]:
    for test in tests:
        for alone, doubtful, attacked, cut_short in itertools.product((True, False), repeat=4):
            yield CountingWay(
                test=test, alone=alone, doubtful=doubtful, attacked=attacked, cut_short=cut_short
            )


def _is_counted(one: _Outing, way: CountingWay) -> bool:
    outcomes = set(one.told.outcomes)
    if not one.joint:
        return way.alone and way.test is PatrolTest.SET_OUT
    return (
        any(answer(fact, way.test) for fact in one.facts)
        and (way.doubtful or not one.doubtful)
        and (way.attacked or not outcomes & _ATTACKED)
        and (way.cut_short or not outcomes & CUT_SHORT)
    )


def _nearness(fit: NumberFit) -> tuple[int, int, int, str]:
    """Order by numbers met, then by how few outings are left out on no reading's ground."""
    way = fit.way
    left_out = (not way.attacked) + (not way.cut_short)
    return -fit.n_met, left_out, abs(fit.off_by), f"{way.test}{way.alone}{way.doubtful}"
