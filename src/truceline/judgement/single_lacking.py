"""What an undetermined verdict lacks, worked out one combination of readings after another: the slow way.

The kernel does the same with arrays, and tests hold the two equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from truceline.judgement.attribution import ToldHypothesis
from truceline.judgement.single import (
    Bounds,
    ClaimFacts,
    Outcome,
    exception_holds,
    excused,
    forbidden,
    moments,
    outcome_under,
    outcomes,
    over_time,
    owes,
    place_inside,
    targets_match,
    weighed,
)
from truceline.model.casebook import Mandate, Position
from truceline.model.hanging import Readings
from truceline.model.ids import ClauseId
from truceline.model.lacking import EXCEPTIONS_CONFLICT, FACTS, Lacking
from truceline.model.words import ExceptionEffect, Verdict
from truceline.text.relations import Answer, any_of, turning_on
from truceline.text.rules import MOST_COMBINATIONS, Piece, Rule, Rulebook

Moments = Sequence[tuple[datetime, float | None]]
"""First instants of slices, each with its share; None where nobody says when."""


def lacking_under(
    rulebook: Rulebook,
    clause: ClauseId,
    position: Position,
    facts: ClaimFacts,
    known: dict[Rule, Outcome] | None = None,
) -> Lacking:
    """Return what one account's verdict on one clause lacks under a position; nothing where it is settled.

    `known` keeps each distinct rule's outcome for these facts, for the next call.
    """
    mandate, known = rulebook.casebook.mandate, {} if known is None else known
    hangs_on = rulebook.hangs_on(clause)
    if rulebook.n_choices(hangs_on, position) > MOST_COMBINATIONS:
        return Lacking(too_many=True)
    found = outcome_under(rulebook, clause, position, facts, known).verdict(mandate)
    if found is not Verdict.UNDETERMINED:
        return Lacking()
    verdicts: list[tuple[Readings, Verdict]] = []
    lacks: set[str] = set()
    for readings in rulebook.choices(hangs_on, position):
        rule = rulebook.rule(clause, readings)
        (one,) = outcomes(rulebook, clause, [readings], facts, known)
        verdicts.append((readings, one.verdict(mandate)))
        if verdicts[-1][1] is Verdict.UNDETERMINED:
            lacks |= set(_missing(rule, facts, mandate))
    questions: list[str] = [*turning_on(hangs_on, verdicts)]
    conflict = [EXCEPTIONS_CONFLICT] if EXCEPTIONS_CONFLICT in lacks else []
    return Lacking(
        facts=tuple(fact for fact in FACTS if fact in lacks),
        questions=tuple(sorted([*questions, *conflict])),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Doubts:
    """Why act, target and exception are in doubt under one rule."""

    acts: frozenset[Answer]
    """What the acts told come to, where their targets do not rule the clause out."""
    targets: frozenset[Answer]
    """What the targets come to, where the acts do not."""
    is_open: bool
    """A fact leaves open whether an exception holds."""
    is_torn: bool
    """An excuse and a bar of every excuse both hold for certain."""


def _missing(rule: Rule, facts: ClaimFacts, mandate: Mandate) -> Iterator[str]:
    """Yield the facts, and that exceptions conflict, for want of which one rule gives no verdict."""
    checks, doubts = _checks(rule, facts), _doubts(rule, facts)
    short = {name for name, one in checks.items() if not _is_settled(one, mandate)}
    short = short or {name for name, one in checks.items() if not _is_certain(one)}
    act, target = _is_doubtful(doubts.acts), _is_doubtful(doubts.targets)
    yield from short & {"who", "where", "when"}
    if not short:
        yield from ("who", "whom")
    if "what" in short and target:
        yield "whom"
    if "what" in short and (act or not target):
        yield "what"
    if "unless" in short and doubts.is_torn:
        yield EXCEPTIONS_CONFLICT
    if "unless" in short and (doubts.is_open or not doubts.is_torn):
        yield "unless"


def _is_settled(value: Bounds, mandate: Mandate) -> bool:
    return round(value.low, 6) + 1e-9 >= mandate.yes or round(value.high, 6) - 1e-9 <= mandate.no


def _is_certain(value: Bounds) -> bool:
    low, high = round(value.low, 6), round(value.high, 6)
    return low == high and low in (0.0, 1.0)


def _is_doubtful(answers: frozenset[Answer]) -> bool:
    return None in answers or len(answers) > 1


def _checks(rule: Rule, facts: ClaimFacts) -> dict[str, Bounds]:
    """Return each check by itself: they do not multiply to the outcome."""
    slices = moments(rule, facts)

    def over_told(of_way: Callable[[ToldHypothesis], Bounds]) -> Bounds:
        each = [_either(of_way(way) for way in one.ways) for one in facts.told]
        return weighed(each, [one.weight for one in facts.told])

    def asked(ask: Callable[[ToldHypothesis, datetime], Answer]) -> Bounds:
        return over_told(lambda told: _during(slices, partial(ask, told)))

    force = rule.terms.force
    stages = [
        (rule.pieces(stage), rule.whole(stage), inside)
        for stage in rule.stages
        if (inside := [one for one in slices if one[0] in stage])
    ]
    together = _sum if facts.has_shares else _either
    return {
        "what": asked(lambda told, at: forbidden(told, rule.terms, rule, at)),
        "who": asked(lambda told, at: owes(told, rule.terms, rule, at)),
        "where": together([_ground(facts, *one) for one in stages]),
        "when": asked(lambda _, at: force is not None and at in force),
        "unless": over_told(lambda told: together([_excuse(rule, told, facts, *one) for one in stages])),
    }


def _during(slices: Moments, ask: Callable[[datetime], Answer]) -> Bounds:
    by_slice = [([((answer := ask(at)) is True, answer is not False)], share) for at, share in slices]
    ((low, high),) = over_time(by_slice)
    return Bounds(low=min(low, 1.0), high=min(high, 1.0))


def _ground(facts: ClaimFacts, pieces: Sequence[Piece], whole: Piece, slices: Moments) -> Bounds:
    where = _sum([place_inside(facts, one) for one in pieces])
    if _is_told_in(facts, whole):
        where = Bounds(low=1.0, high=1.0)
    share = sum(share for _, share in slices if share) if facts.has_shares else 1.0
    return Bounds(low=share * where.low, high=share * where.high)


def _is_told_in(facts: ClaimFacts, whole: Piece) -> bool:
    given = facts.as_told(whole)
    return given is not None and given.holds is True


def _excuse(
    rule: Rule,
    told: ToldHypothesis,
    facts: ClaimFacts,
    pieces: Sequence[Piece],
    whole: Piece,
    slices: Moments,
) -> Bounds:
    """Return whether an exception holds in one stage; where nobody says where, on any of its ground."""
    each = [_during(slices, partial(excused, told, piece, rule)) for piece in pieces]
    if len(pieces) == 1:
        return each[0]
    where = [place_inside(facts, piece) for piece in pieces]
    low = min(sum(place.low * one.low for place, one in zip(where, each, strict=True)), 1.0)
    if any(place.low != place.high for place in where):
        possible = [one for place, one in zip(where, each, strict=True) if place.high > 0]
        if _is_told_in(facts, whole):
            low = min((one.low for one in possible), default=0.0)
        return Bounds(low=low, high=max((one.high for one in possible), default=0.0))
    return Bounds(
        low=low, high=min(sum(place.high * one.high for place, one in zip(where, each, strict=True)), 1.0)
    )


def _sum(values: Iterable[Bounds]) -> Bounds:
    each = list(values)
    return Bounds(low=min(sum(one.low for one in each), 1.0), high=min(sum(one.high for one in each), 1.0))


def _either(values: Iterable[Bounds]) -> Bounds:
    each = list(values)
    return Bounds(low=min(one.low for one in each), high=max(one.high for one in each))


def _doubts(rule: Rule, facts: ClaimFacts) -> _Doubts:
    acts: set[Answer] = set()
    targets: set[Answer] = set()
    is_open = is_torn = False
    for told in facts.ways:
        for at, _ in moments(rule, facts):
            force = rule.terms.force
            if force is None or at not in force or owes(told, rule.terms, rule, at) is False:
                continue
            act = rule.terms.covers_act(told.act)
            target = targets_match(told, rule.terms, rule, at=at, fold=any_of)
            acts |= {act} if target is not False else set()
            targets |= {target} if act is not False else set()
            for stage in (one for one in rule.stages if at in one):
                for piece in rule.pieces(stage):
                    torn = _is_torn(told, piece, rule, at)
                    is_torn |= torn
                    is_open |= not torn and excused(told, piece, rule, at) is None
    return _Doubts(acts=frozenset(acts), targets=frozenset(targets), is_open=is_open, is_torn=is_torn)


def _is_torn(told: ToldHypothesis, piece: Piece, rule: Rule, at: datetime) -> bool:
    holding = {
        terms.clause.effect for terms in piece.exceptions if exception_holds(told, terms, rule, at) is True
    }
    return holding == set(ExceptionEffect)
