"""One account, one clause, one reading after another: the slow and obvious way.

It shares with the kernel the questions put to the roster, the reading of hypotheses and the thresholds; how
these combine over time, place, hypotheses and readings it works out for itself, and tests hold the two equal.
It also keeps the reasons, so that a verdict can be told to a person.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from truceline import geo
from truceline.clock import DAWN, DUSK, Interval, share_inside
from truceline.judgement.attribution import ToldHypothesis, Weighed, hypotheses_of
from truceline.judgement.kernel import VERDICTS, verdict_of
from truceline.judgement.places import LEAST_INSIDE
from truceline.model.casebook import Mandate, Position
from truceline.model.hanging import Readings
from truceline.model.ids import ActorId, ClauseId, ZoneId
from truceline.model.words import ExceptionEffect, PlaceGrade, Response, Verdict
from truceline.text.relations import Answer, alike, all_of, any_of
from truceline.text.rules import MOST_COMBINATIONS, Ground, Piece, Rule, Rulebook, Shared, Terms, Uncharted


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A lower and an upper value of a probability."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """One row of the claims table, as nouns."""

    incident: str
    account: str
    told: tuple[Weighed, ...]
    happened: Interval | None
    lon: float | None
    lat: float | None
    radius_m: float | None
    region: bool
    is_place_unstated: bool = False
    """Whether the place is somewhere within its radius, and nobody says how near."""
    is_time_unstated: bool = False
    """Whether it happened some time in the interval, and nobody says how evenly."""
    within: tuple[tuple[ZoneId, str], ...] = ()
    """Zones in which an instrument or the account itself places it, each with the grounds."""
    _inside: dict[int, tuple[Piece, Bounds]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Pieces of ground looked at so far."""

    def as_told(self, piece: Piece) -> Shared | None:
        """Return what the zones in which it is placed mean for a piece of ground, if anything."""
        return piece.as_told(frozenset(zone for zone, _ in self.within)) if self.within else None

    @property
    def has_shares(self) -> bool:
        """Whether it is known how much of the time in which it may have happened each slice is."""
        return self.happened is not None and not self.is_time_unstated

    @property
    def ways(self) -> tuple[ToldHypothesis, ...]:
        """Every way in which it may have been, each once."""
        return tuple(dict.fromkeys(way for weighed in self.told for way in weighed.ways))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The partition under one choice of readings, or over several."""

    breach: Bounds
    excepted: Bounds
    no_breach: Bounds
    in_scope: Bounds

    @classmethod
    def of(cls, parts: Iterable[Bounds]) -> Outcome:
        """Return the outcome of these parts, in the order in which `parts` gives them."""
        breach, excepted, no_breach, in_scope = parts
        return cls(breach=breach, excepted=excepted, no_breach=no_breach, in_scope=in_scope)

    @property
    def out_of_scope(self) -> Bounds:
        """The complement of being in scope."""
        return Bounds(low=1 - self.in_scope.high, high=1 - self.in_scope.low)

    def verdict(self, mandate: Mandate) -> Verdict:
        """Return the verdict under the mandate's thresholds."""
        values = np.array([[edge for b in self.parts() for edge in (b.low, b.high)]])
        return VERDICTS[int(verdict_of(values, mandate)[0])]

    def parts(self) -> tuple[Bounds, Bounds, Bounds, Bounds]:
        """Return breach, excepted, no_breach and in_scope."""
        return self.breach, self.excepted, self.no_breach, self.in_scope


def facts_of(claims: pa.Table, row: int) -> ClaimFacts:
    """Return one row of a CLAIMS table as nouns."""
    values = claims.slice(row, 1).to_pylist()[0]
    start_at, end_at = values["start_at"], values["end_at"]
    return ClaimFacts(
        incident=values["incident_id"],
        account=values["account"],
        told=hypotheses_of(values["hypotheses"]),
        happened=None if start_at is None or end_at is None else Interval(start_at, end_at),
        lon=values["lon"],
        lat=values["lat"],
        radius_m=values["radius_m"],
        region=values["place_grade"] == PlaceGrade.REGION.value,
        is_place_unstated=values["place_grade"] == PlaceGrade.UNSTATED.value,
        is_time_unstated=bool(values["time_unstated"]),
        within=tuple((ZoneId(one["zone"]), one["grounds"]) for one in values["within"] or ()),
    )


def place_inside(facts: ClaimFacts, piece: Piece) -> Bounds:
    """Return the probability that the place lies in a piece of ground: 0 to 1 where one of them is unknown.

    Where the place is told to lie in zones of which the piece is made, that settles it; or the piece has its
    share of that ground, by the place's own point. A point that all but contradicts this says nothing.
    """
    if piece.zone is None:
        return Bounds(low=1.0, high=1.0)
    if id(piece.zone) not in facts._inside:
        facts._inside[id(piece.zone)] = piece, _place_inside(facts, piece)
    return facts._inside[id(piece.zone)][1]


def _place_inside(facts: ClaimFacts, piece: Piece) -> Bounds:
    unknown = Bounds(low=0.0, high=1.0)
    given = facts.as_told(piece)
    if given is None:
        p = _chance(facts, piece.zone)
        return unknown if p is None else Bounds(low=p, high=p)
    if given.holds is not None:
        return Bounds(low=float(given.holds), high=float(given.holds))
    told, shared = _chance(facts, given.told), _chance(facts, given.shared)
    if told is None or shared is None or told < LEAST_INSIDE:
        return unknown
    share = min(shared / told, 1.0)
    return Bounds(low=share, high=share)


def _chance(facts: ClaimFacts, zone: geo.Zone | Uncharted | None) -> float | None:
    """Return the probability that the point lies in a zone; None where one of the two is unknown."""
    if not isinstance(zone, geo.Zone) or facts.lon is None or facts.lat is None or facts.radius_m is None:
        return None
    region, unstated = np.array([[facts.region], [facts.is_place_unstated]], dtype=np.bool_)
    place = [facts.lon], [facts.lat], [facts.radius_m]
    p = float(geo.chance_inside(zone, *place, region=region, unstated=unstated)[0])
    return None if math.isnan(p) else p


def stages_of(stages: Sequence[Interval], happened: Interval | None) -> list[tuple[Interval, float | None]]:
    """Return the stages it may have happened in, each with its share; None where nobody says when."""
    if happened is None:
        return [(stage, None) for stage in stages]
    shares = [(stage, share_inside(happened, stage)) for stage in stages]
    return [(stage, share) for stage, share in shares if share > 0]


def ground_inside(facts: ClaimFacts, ground: Ground | None) -> Bounds:
    """Return the probability that the place lies in a ground at the time, stage by stage where it moves."""
    if ground is None:
        return Bounds(low=1.0, high=1.0)
    stages = stages_of(ground.stages, facts.happened)
    each = [(place_inside(facts, ground.whole(stage.start_at)), share) for stage, share in stages]
    if len(each) == 1 or not facts.has_shares:
        return Bounds(low=min(one.low for one, _ in each), high=max(one.high for one, _ in each))
    return Bounds(
        low=sum(share * one.low for one, share in each if share),
        high=sum(share * one.high for one, share in each if share),
    )


def slices_of(rule: Rule, happened: Interval | None) -> list[tuple[datetime, float | None]]:
    """Return the first instant of each slice it may have happened in, with its share; None where unknown."""
    edges = [DAWN, *sorted(rule.changes() - {DAWN, DUSK}), DUSK]
    spans = [Interval(a, b) for a, b in pairwise(edges)]
    if happened is None:
        return [(one.start_at, None) for one in spans]
    shares = [(one.start_at, share_inside(happened, one)) for one in spans]
    return [(start, share) for start, share in shares if share > 0]


def moments(rule: Rule, facts: ClaimFacts) -> list[tuple[datetime, float | None]]:
    """Return the slices as `slices_of` does, without shares where nobody says how evenly it may have been."""
    slices = slices_of(rule, facts.happened)
    return slices if facts.has_shares else [(start_at, None) for start_at, _ in slices]


def owes(told: ToldHypothesis, terms: Terms, rule: Rule, at: datetime) -> Answer:
    """Return whether one of the initiators is whom the terms bind."""
    return any_of(
        rule.roster.matches(actor, terms.who, instrument=terms.instrument, at=at) for actor in told.initiators
    )


def breaks(told: ToldHypothesis, terms: Terms, rule: Rule, at: datetime) -> Answer:
    """Return whether one of the initiators owes the duty and did the act to somebody the terms speak of.

    Both are asked of the same initiator: one that is nobody in particular may be anybody it may be, but only
    one at a time.
    """
    done = any_of(_did(actor, told, terms, rule, at) for actor in told.initiators)
    return all_of([terms.covers_act(told.act), done])


def _did(actor: ActorId, told: ToldHypothesis, terms: Terms, rule: Rule, at: datetime) -> Answer:
    if rule.roster.is_somebody(actor):
        return alike(_did(one, told, terms, rule, at) for one in rule.roster.may_be(actor))
    owing = rule.roster.matches(actor, terms.who, instrument=terms.instrument, at=at)
    return all_of([owing, targets_match(replace(told, initiators=(actor,)), terms, rule, at=at, fold=any_of)])


def forbidden(told: ToldHypothesis, terms: Terms, rule: Rule, at: datetime) -> Answer:
    """Return whether the act, against these targets, is one the terms name."""
    return all_of([terms.covers_act(told.act), targets_match(told, terms, rule, at=at, fold=any_of)])


def targets_match(
    told: ToldHypothesis,
    terms: Terms,
    rule: Rule,
    *,
    at: datetime,
    fold: Callable[[Iterable[Answer]], Answer],
) -> Answer:
    """Return whether the targets are whom the terms name at `at`; targets not told may be, or not."""
    if terms.against is None:
        return True
    if not told.targets:
        return None
    return fold(
        rule.roster.matches(actor, terms.against, instrument=terms.instrument, at=at, against=told.initiators)
        for actor in told.targets
    )


def exception_holds(told: ToldHypothesis, terms: Terms, rule: Rule, at: datetime) -> Answer:
    """Return whether one exception's conditions, but for its ground, hold.

    An excuse must fit every initiator and every target, a bar any of them.
    """
    if terms.force is None or at not in terms.force:
        return False
    fold = all_of if terms.clause.effect is ExceptionEffect.EXCUSE else any_of
    answers = [
        terms.covers_act(told.act),
        fold(
            rule.roster.matches(actor, terms.who, instrument=terms.instrument, at=at)
            for actor in told.initiators
        ),
        targets_match(told, terms, rule, at=at, fold=fold),
    ]
    if terms.clause.only_in_response:
        answers.append({Response.YES: True, Response.UNKNOWN: None}.get(told.response, False))
    return all_of(answers)


def excused(told: ToldHypothesis, piece: Piece, rule: Rule, at: datetime) -> Answer:
    """Return whether an exception holds; where an excuse and a bar both may, it cannot be told."""
    answers = {
        effect: any_of(
            exception_holds(told, terms, rule, at)
            for terms in piece.exceptions
            if terms.clause.effect is effect
        )
        for effect in ExceptionEffect
    }
    if answers[ExceptionEffect.EXCUSE] is not False and answers[ExceptionEffect.BAR] is not False:
        return None
    return answers[ExceptionEffect.EXCUSE]


def grounds_of(pieces: Sequence[Piece], whole: Piece, facts: ClaimFacts) -> list[tuple[float, ...]]:
    """Return the probability of each piece of a rule's ground, of which `whole` is all.

    One tuple where the place is known; where it is not, one for each piece it may lie in and one for none,
    unless it is told to lie in the whole.
    """
    where = [place_inside(facts, piece) for piece in pieces]
    if all(one.low == one.high for one in where):
        return [tuple(one.low for one in where)]
    none = (0.0,) * len(where)
    in_one = [(*none[:index], 1.0, *none[index + 1 :]) for index, one in enumerate(where) if one.high > 0]
    given = facts.as_told(whole)
    return in_one if given is not None and given.holds else [none, *in_one]


def outcome(rule: Rule, facts: ClaimFacts) -> Outcome:
    """Return the partition of one account under one rule, by the formula of docs/explanation/findings.md.

    Where the ground moves, each stage counts by its share of the time in which it may have happened; nobody
    knows which where nobody says when. A place that nobody tells is looked for stage by stage.
    """
    slices = moments(rule, facts)
    stages = [
        (rule.pieces(stage), rule.whole(stage), inside)
        for stage in rule.stages
        if (inside := [one for one in slices if one[0] in stage])
    ]
    join = _joined if facts.has_shares else over
    grounds = [grounds_of(pieces, whole, facts) for pieces, whole, _ in stages]
    if any(len(several) > 1 for several in grounds):
        return join(
            over(_on_ground(rule, facts, [(pieces, ground, inside)], join) for ground in several)
            for (pieces, _, inside), several in zip(stages, grounds, strict=True)
        )
    placed = [
        (pieces, ground, inside) for (pieces, _, inside), (ground,) in zip(stages, grounds, strict=True)
    ]
    return _on_ground(rule, facts, placed, join)


Join: TypeAlias = Callable[[Iterable[Outcome]], Outcome]
"""How stages are taken together."""
_Staged: TypeAlias = tuple[Sequence[Piece], Sequence[float], list[tuple[datetime, float | None]]]
"""The pieces of a stage, how probable each is, and the slices of time that it is made of."""


def _on_ground(rule: Rule, facts: ClaimFacts, stages: Sequence[_Staged], join: Join) -> Outcome:
    of_way = {way: join(_of_hypothesis(rule, way, *stage) for stage in stages) for way in facts.ways}
    each = [over(of_way[way] for way in one.ways).parts() for one in facts.told]
    weights = [one.weight for one in facts.told]
    return Outcome.of(weighed([one[i] for one in each], weights) for i in range(4))


def _joined(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the sum of what happens in stages that follow one another."""
    each = [one.parts() for one in outcomes]
    return Outcome.of(
        Bounds(low=min(sum(one[i].low for one in each), 1.0), high=min(sum(one[i].high for one in each), 1.0))
        for i in range(4)
    )


def _of_hypothesis(
    rule: Rule,
    told: ToldHypothesis,
    pieces: Sequence[Piece],
    ground: Sequence[float],
    slices: list[tuple[datetime, float | None]],
) -> Outcome:
    sums = [[0.0, 0.0] for _ in range(4)]
    for piece, p_inside in zip(pieces, ground, strict=True):
        by_slice = [(_conditions(rule, piece, told, start), share) for start, share in slices]
        for index, (low, high) in enumerate(over_time(by_slice)):
            sums[index][0] += p_inside * low
            sums[index][1] += p_inside * high
    return Outcome.of(Bounds(low=min(low, 1.0), high=min(high, 1.0)) for low, high in sums)


def _conditions(rule: Rule, piece: Piece, told: ToldHypothesis, at: datetime) -> list[tuple[bool, bool]]:
    """Return whether breach, excused, no breach and in scope are established, and whether they can be."""
    if rule.terms.force is None or at not in rule.terms.force:
        return [(False, False)] * 4
    who, deed, unless = (
        owes(told, rule.terms, rule, at),
        breaks(told, rule.terms, rule, at),
        excused(told, piece, rule, at),
    )
    breach = all_of([deed, None if unless is None else not unless])
    excuse = all_of([deed, unless])
    allowed = all_of([who, None if deed is None else not deed])
    return [(answer is True, answer is not False) for answer in (breach, excuse, allowed, who)]


def over_time(
    by_slice: list[tuple[list[tuple[bool, bool]], float | None]],
) -> list[tuple[float, float]]:
    """Return lower and upper values of several things, of whether each is and can be in each slice."""
    totals = []
    for index in range(len(by_slice[0][0])):
        answers = [(conditions[index], share) for conditions, share in by_slice]
        if any(share is None for _, share in answers):
            totals.append(
                (float(all(low for (low, _), _ in answers)), float(any(high for (_, high), _ in answers)))
            )
            continue
        low = sum(share for (low, _), share in answers if low and share)
        high = sum(share for (_, high), share in answers if high and share)
        totals.append((low, high))
    return totals


def weighed(values: Sequence[Bounds], weights: Sequence[float | None]) -> Bounds:
    """Return the bounds over hypotheses, of each one's bounds and weight."""
    stated = [(b, w) for b, w in zip(values, weights, strict=True) if w is not None]
    free = [b for b, w in zip(values, weights, strict=True) if w is None]
    rest = min(max(1.0 - sum(w for _, w in stated), 0.0), 1.0)
    low = sum(w * b.low for b, w in stated) + rest * min((b.low for b in free), default=0.0)
    high = sum(w * b.high for b, w in stated) + rest * max((b.high for b in free), default=1.0)
    return Bounds(low=low, high=high)


def over(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the hull of several outcomes: each ambiguity left unresolved is resolved against."""
    each = [one.parts() for one in outcomes]
    return Outcome.of(
        Bounds(low=min(one[i].low for one in each), high=max(one[i].high for one in each)) for i in range(4)
    )


def outcome_under(
    rulebook: Rulebook,
    clause: ClauseId,
    position: Position,
    facts: ClaimFacts,
    known: dict[Rule, Outcome] | None = None,
) -> Outcome:
    """Return the outcome of one account for one clause under a position.

    Where the position leaves too many readings open to try them all, anything may be. `known` keeps each
    distinct rule's outcome for these facts, for the next call.
    """
    hangs_on = rulebook.hangs_on(clause)
    if rulebook.n_choices(hangs_on, position) > MOST_COMBINATIONS:
        anything = Bounds(low=0.0, high=1.0)
        return Outcome(breach=anything, excepted=anything, no_breach=anything, in_scope=anything)
    return over(outcomes(rulebook, clause, rulebook.choices(hangs_on, position), facts, known))


def if_in_force(
    rulebook: Rulebook,
    clause: ClauseId,
    position: Position,
    facts: ClaimFacts,
    known: dict[Rule, Outcome] | None = None,
) -> Verdict | None:
    """Return the verdict with every question of life that the position leaves open held at alive.

    None where it leaves none open.
    """
    held = rulebook.alive(clause, position)
    if held is None:
        return None
    return outcome_under(rulebook, clause, held, facts, known).verdict(rulebook.casebook.mandate)


def outcomes(
    rulebook: Rulebook,
    clause: ClauseId,
    choices: Iterable[Readings],
    facts: ClaimFacts,
    known: dict[Rule, Outcome] | None = None,
) -> list[Outcome]:
    """Return the outcome of each distinct rule among the choices, each computed once."""
    known = {} if known is None else known
    rules = dict.fromkeys(rulebook.rule(clause, readings) for readings in choices)
    for rule in rules:
        if rule not in known:
            known[rule] = outcome(rule, facts)
    return [known[rule] for rule in rules]
