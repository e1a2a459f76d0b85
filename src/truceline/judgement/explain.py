"""Why a verdict is what it is: the checks with their reasons, and what would change it.

An explanation is data, its sentences too: `truceline.bulletins` puts them into words. It is computed the slow
way, from the rule itself, so it never merely repeats what the kernel said.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from truceline import geo
from truceline.clock import DUSK, Interval, share_inside
from truceline.errors import Fault, NotFound
from truceline.judgement.assessing import unsuperseded
from truceline.judgement.attribution import ANYTHING, ToldHypothesis
from truceline.judgement.findings import behind
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.single import (
    Bounds,
    ClaimFacts,
    Outcome,
    exception_holds,
    facts_of,
    forbidden,
    ground_inside,
    if_in_force,
    outcome_under,
    outcomes,
    owes,
    slices_of,
    stages_of,
    targets_match,
)
from truceline.judgement.single_lacking import lacking_under
from truceline.model.casebook import Clause, Position
from truceline.model.hanging import Readings
from truceline.model.ids import SOMEBODY_ELSE, UNKNOWN_ACTOR, UNRESOLVED, UNTOLD_ACT, ActorId, ClauseId
from truceline.model.lacking import Lacking
from truceline.model.record import Record
from truceline.model.saying import Listed, NounName, Saying, Value, saying
from truceline.model.spelling import did_you_mean
from truceline.model.words import Bond, ExceptionEffect, Response, Role, Verdict
from truceline.text.relations import Answer, Roster, all_of, any_of, one_swapped
from truceline.text.rules import MOST_COMBINATIONS, Ground, Rule, Rulebook, Terms, Uncharted


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an answer is what it is, under the readings left open that make it so."""

    says: Saying
    under: tuple[tuple[str, tuple[str, ...]], ...]
    """Ambiguity and readings; empty if it is said under every choice of readings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question put to the facts, and its answer."""

    name: str
    """`when`, `where`, `who`, `what`."""
    holds: Bounds
    """Probability that the answer is yes: lower and upper value."""
    reasons: tuple[Reason, ...]
    """One for each way the readings left open let it be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionSeen:
    """An exception, and whether it holds."""

    clause: ClauseId
    title: str
    bars: bool
    """Whether it bars every excuse instead of excusing."""
    holds: tuple[str, ...]
    """`yes`, `no` or `cannot_tell`, by hypothesis and reading where they differ."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """What the verdict would be if one ambiguity were read in another way, the rest held."""

    ambiguity: str
    reading: str
    says: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One account against one clause under one position. Computed, not determined."""

    incident: str
    account: str
    clause: ClauseId
    position: str
    basis: str
    told_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    tells: tuple[Value, ...]
    """What the account says: one for each hypothesis, everybody in the role told."""
    verdict: Verdict
    if_in_force: Verdict | None
    """The verdict supposing that the text still lived, where the position leaves that open; else none."""
    lacking: Lacking
    """What would settle an undetermined verdict: facts of the account, questions of the text."""
    outcome: Outcome
    by: tuple[str, ...]
    answers_for: tuple[str, ...]
    checks: tuple[Check, ...]
    """None where the position leaves too many readings open to try them all; so for the exceptions."""
    exceptions: tuple[ExceptionSeen, ...]
    changes: tuple[VerdictChange, ...]
    robust: bool | None
    open_readings: tuple[str, ...]
    """Ambiguities of this clause that the position leaves unresolved."""
    unverified: tuple[str, ...]
    """Facts that the verdict rests on and that were not seen in a source."""


_MOST_COMPARED = 20_000
"""Ids of incidents among which the one meant is looked for."""


def explain(
    record: Record,
    claims: pa.Table,
    incident: str,
    *,
    clause: str | None = None,
    position: str | None = None,
) -> tuple[Explanation, ...]:
    """Return the explanation of each account of an incident, for each clause and position.

    Parameters
    ----------
    record : Record
        From `load_casebook`.
    claims : pa.Table, CLAIMS schema
        The table that was assessed.
    incident : str
        Its id.
    clause, position : str, optional
        Only this clause, only this position. Without a clause, those that can be broken and whose ground and
        time the incident can lie in, or where an exception is at stake.

    Raises
    ------
    NotFound
        If there is no such incident, clause or position.
    BadInput
        If no incident is weighed by the clause: it is followed by what is said of it, not by acts.
    """
    rulebook = rulebook_of(record)
    claims = unsuperseded(claims)
    rows = [i for i, name in enumerate(claims.column("incident_id").to_pylist()) if name == incident]
    if not rows:
        raise no_incident(incident, claims)
    clauses = [rulebook.weighed(ClauseId(clause)).id] if clause else [one.id for one in rulebook.assessed()]
    positions = [rulebook.position(position)] if position else list(record.casebook.positions)
    found: list[Explanation] = []
    for row in rows:
        facts = facts_of(claims, row)
        for one in clauses:
            known: dict[Rule, Outcome] = {}
            under = [outcome_under(rulebook, one, where, facts, known) for where in positions]
            if clause or any(o.breach.high > 0 or o.excepted.high > 0 for o in under):
                found += [_explanation(rulebook, claims, row, one, where, known) for where in positions]
    return tuple(found)


def no_incident(incident: str, claims: pa.Table) -> NotFound:
    """Return that claims tell of no such incident, with those that may be meant."""
    told = pc.unique(claims.column("incident_id")).to_pylist()[:_MOST_COMPARED]
    remedy = did_you_mean(incident, dict.fromkeys(told, ()))
    fault = Fault(message=f"there is no incident {incident!r}", remedy=remedy)
    return NotFound(f"no incident {incident!r} among the {claims.num_rows} claims", [fault])


def _explanation(
    rulebook: Rulebook,
    claims: pa.Table,
    row: int,
    clause: ClauseId,
    position: Position,
    known: dict[Rule, Outcome],
) -> Explanation:
    facts = facts_of(claims, row)
    values = claims.slice(row, 1).to_pylist()[0]
    hangs_on = rulebook.hangs_on(clause)
    too_many = rulebook.n_choices(hangs_on, position) > MOST_COMBINATIONS
    choices = [] if too_many else rulebook.choices(hangs_on, position)
    rules = [(readings, rulebook.rule(clause, readings)) for readings in choices]
    found = outcome_under(rulebook, clause, position, facts, known)
    mandate = rulebook.casebook.mandate
    verdict = found.verdict(mandate)
    bearers = _bearers(facts, rules)
    targets = [actor for told in facts.ways for actor in told.targets]
    instants = sorted({at for _, rule in rules for at, _ in slices_of(rule, facts.happened)})
    what = behind(rulebook, clause)
    unseen = what.unseen(bearers, targets, instants)
    return Explanation(
        incident=facts.incident,
        account=facts.account,
        clause=clause,
        position=position.id,
        basis=values["basis"],
        told_by=tuple(values["told_by"]),
        denied_by=tuple(values["denied_by"]),
        tells=(
            *(tells(entry) for entry in values["hypotheses"]),
            *([saying("explain.untold_way")] if ANYTHING in facts.ways else []),
        ),
        verdict=verdict,
        if_in_force=if_in_force(rulebook, clause, position, facts, known),
        lacking=lacking_under(rulebook, clause, position, facts, known),
        outcome=found,
        by=bearers,
        answers_for=what.answering(bearers, instants),
        checks=_checks(facts, rules) if rules else (),
        exceptions=_exceptions(rulebook, facts, rules) if rules else (),
        changes=_changes(rulebook, clause, position, facts, verdict, known),
        robust=_robust(rulebook, clause, facts, known),
        open_readings=tuple(a for a in hangs_on if position.readings.get(a, UNRESOLVED) == UNRESOLVED),
        unverified=tuple(f"{code.partition(':')[2]}: {why}" for code, why in unseen.items()),
    )


# What is said

_ANSWERS = {True: "yes", False: "no", None: "cannot_tell"}
_UNTOLD_TARGET = saying("explain.untold_target")


def _answered(answer: Answer) -> Saying:
    return saying(f"answer.{_ANSWERS[answer]}")


def _actor(actor: str) -> Value:
    """Return an actor by name; a stand-in for nobody known, by what it stands for."""
    if actor == UNKNOWN_ACTOR:
        return saying("explain.unknown_actor")
    return saying("explain.somebody_else") if actor == SOMEBODY_ELSE else NounName("actor", actor)


def _act(act: str) -> Value:
    """Return an act by name; what no weight covers is not told."""
    return saying("explain.untold_act") if act == UNTOLD_ACT else NounName("act", act)


def _all(actors: Sequence[str]) -> Value:
    return Listed(tuple(_actor(actor) for actor in actors), "and")


def chance(bounds: Bounds) -> Value:
    """Return a probability in figures: one, or a lower and an upper one."""
    low, high = f"{bounds.low:.3f}", f"{bounds.high:.3f}"
    return low if abs(bounds.high - bounds.low) < 5e-7 else saying("figure.range", low=low, high=high)


def tells(entry: Mapping[str, Any]) -> Value:
    """Return what one hypothesis tells, everybody in the role told."""
    cast: dict[str, list[str]] = {role: [] for role in Role}
    for member in entry["cast"] or []:
        cast[member["role"]].append(member["actor"])
    begun, met, beside, unclear = (cast[role] for role in Role)
    more: list[Value] = []
    if begun or met or len(beside) < 2:
        more.append(saying("explain.against", whom=_all(met) if met else _UNTOLD_TARGET))
    if entry["response"] == Response.YES:
        more.append(saying("explain.in_answer"))
    if begun and beside:
        more.append(saying("explain.took_part", who=_all(beside)))
    if unclear:
        more.append(saying("explain.role_not_told", who=_all(unclear)))
    if entry["weight"] is not None:
        more.append(saying("explain.weight", weight=f"{entry['weight']:g}"))
    return Listed((_who_began(begun, beside), ": ", _act(entry["act"]), *more), "run_on")


def _who_began(begun: Sequence[str], beside: Sequence[str]) -> Value:
    if begun:
        return saying("explain.jointly", who=_all(begun)) if len(begun) > 1 else _all(begun)
    return saying("explain.nobody_says", who=_all(beside)) if beside else saying("explain.unknown_actor")


def _reasons(
    rules: Sequence[tuple[Readings, Rule]],
    key: Callable[[Rule], Hashable],
    say: Callable[[Rule], Sequence[Saying]],
) -> tuple[Reason, ...]:
    """Return what `say` says of the rules, each saying once, with the readings under which it is said.

    Rules of equal `key` are asked once. What is said under every choice of readings stands by itself.
    """
    said: dict[Hashable, Sequence[Saying]] = {}
    under: dict[Saying, list[Readings]] = {}
    for readings, rule in rules:
        if key(rule) not in said:
            said[key(rule)] = say(rule)
        for one in dict.fromkeys(said[key(rule)]):
            under.setdefault(one, []).append(readings)
    every = _seen([readings for readings, _ in rules])
    found = []
    for one, choices in under.items():
        here = _seen(choices)
        told = tuple((a, tuple(sorted(here[a]))) for a in here if here[a] != every[a])
        found.append(Reason(says=one, under=told))
    return tuple(found)


def _seen(choices: Sequence[Readings]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for readings in choices:
        for ambiguity, reading in readings.items():
            found.setdefault(ambiguity, set()).add(reading)
    return found


# Checks


def _checks(facts: ClaimFacts, rules: Sequence[tuple[Readings, Rule]]) -> tuple[Check, ...]:
    return (
        _when(facts, rules),
        _where(facts, rules),
        _who(facts, rules),
        _what(facts, rules),
    )


def _when(facts: ClaimFacts, rules: Sequence[tuple[Readings, Rule]]) -> Check:
    def say(rule: Rule) -> list[Saying]:
        force = rule.terms.force
        if force is None:
            return [saying("explain.never_in_force")]
        ends = saying("explain.until", end=force.end_at)
        told = saying("explain.no_time")
        if facts.happened is not None:
            told = _happened(facts, facts.happened, force)
        return [
            saying("explain.since", start=force.start_at),
            saying("explain.no_end") if force.end_at == DUSK else ends,
            told,
        ]

    def value(rule: Rule) -> tuple[float, float]:
        if rule.terms.force is None:
            return 0.0, 0.0
        if facts.happened is None:
            return 0.0, 1.0
        share = share_inside(facts.happened, rule.terms.force)
        return (0.0, 1.0) if facts.is_time_unstated and 0 < share < 1 else (share, share)

    return Check(
        name="when",
        holds=_hull([value(rule) for _, rule in rules]),
        reasons=_reasons(rules, lambda rule: rule.terms.force, say),
    )


def _happened(facts: ClaimFacts, happened: Interval, force: Interval) -> Saying:
    share = share_inside(happened, force)
    start, end = happened.start_at, happened.end_at
    if start == end:
        if share:
            return saying("explain.happened_inside", at=start)
        return saying(
            "explain.happened_before" if start < force.start_at else "explain.happened_after", at=start
        )
    if facts.is_time_unstated:
        some, whole, none = "explain.some_inside", "explain.all_inside", "explain.none_inside"
        return saying(some if 0 < share < 1 else whole if share else none, start=start, end=end)
    return saying("explain.happened_share", start=start, end=end, share=f"{share:.0%}")


def _where(facts: ClaimFacts, rules: Sequence[tuple[Readings, Rule]]) -> Check:
    distinct = {id(rule.terms.ground): rule.terms.ground for _, rule in rules}
    grounds = {key: ground_inside(facts, ground) for key, ground in distinct.items()}

    def say(rule: Rule) -> list[Saying]:
        ground, zone = rule.terms.ground, str(rule.terms.clause.where)
        if ground is None:
            return [saying("explain.anywhere")]
        if placed := _placed(facts, ground):
            return placed
        if facts.lon is None:
            return [saying("explain.no_place", zone=zone)]
        zones = [ground.at(stage.start_at) for stage, _ in stages_of(ground.stages, facts.happened)]
        unknown = [
            saying("explain.undrawn", zone=zone, why=one.why) for one in zones if isinstance(one, Uncharted)
        ]
        if unknown:
            return list(dict.fromkeys(unknown))
        drawn = [one for one in zones if isinstance(one, geo.Zone)]
        return [
            saying(
                "explain.lies_moving" if len(ground.stages) > 1 else "explain.lies",
                zone=zone,
                chance=chance(grounds[id(ground)]),
                radius=_radius(facts),
                error=_errors([one.sigma_m for one in drawn]),
            )
        ]

    return Check(
        name="where",
        holds=_hull([(one.low, one.high) for one in grounds.values()]),
        reasons=_reasons(rules, lambda rule: id(rule.terms.ground), say),
    )


def _radius(facts: ClaimFacts) -> Value:
    """Return how near the place is known."""
    radius: Value = saying("explain.no_radius")
    if facts.radius_m is not None:
        radius = saying("unit.m", n=f"{facts.radius_m:,.0f}")
    return saying("explain.no_precision", radius=radius) if facts.is_place_unstated else radius


def _errors(sigmas_m: Sequence[float]) -> Value:
    low, high = (f"{sigma:,.0f}" for sigma in (min(sigmas_m), max(sigmas_m)))
    return low if low == high else saying("figure.range", low=low, high=high)


def _placed(facts: ClaimFacts, ground: Ground) -> list[Saying]:
    """Return on what grounds the place lies in a zone whatever its outline; nothing if not placed."""
    pieces = [ground.whole(stage.start_at) for stage, _ in stages_of(ground.stages, facts.happened)]
    shared = [facts.as_told(piece) for piece in pieces]
    if any(one is None for one in shared):
        return []
    told = [
        saying("explain.told_inside", zone=zone, why=why)
        for zone, why in facts.within
        if zone in ground.parts
    ]
    holding = {one.holds for one in shared if one is not None}
    zone = str(ground.zone)
    if holding == {True}:
        return [saying("explain.inside_whatever", zone=zone), *told]
    if holding == {False}:
        return [saying("explain.outside_whatever", zone=zone), *told]
    return [saying("explain.as_far_as", zone=zone, chance=chance(ground_inside(facts, ground))), *told]


def _who(facts: ClaimFacts, rules: Sequence[tuple[Readings, Rule]]) -> Check:
    def say(rule: Rule) -> list[Saying]:
        last = slices_of(rule, facts.happened)[-1][0]
        actors = {actor for told in facts.ways for actor in told.initiators}
        return [_bond(rule, actor, last) for actor in sorted(actors)]

    def key(rule: Rule) -> Hashable:
        return id(rule.roster), rule.terms.who, rule.terms.force

    answers = [_edges(owes(told, rule.terms, rule, at)) for rule, told, at in _asked(facts, rules, key)]
    return Check(name="who", holds=_hull(answers), reasons=_reasons(rules, key, say))


def _asked(
    facts: ClaimFacts, rules: Sequence[tuple[Readings, Rule]], key: Callable[[Rule], Hashable]
) -> list[tuple[Rule, ToldHypothesis, datetime]]:
    """Return one rule of each key with every hypothesis and slice."""
    distinct = {key(rule): rule for _, rule in rules}
    return [
        (rule, told, at)
        for rule in distinct.values()
        for told in facts.ways
        for at, _ in slices_of(rule, facts.happened)
    ]


def _bond(rule: Rule, actor: ActorId, at: datetime) -> Saying:
    if actor == UNKNOWN_ACTOR:
        return saying("explain.anybody")
    instrument = str(rule.terms.instrument)
    roster: Roster = rule.roster
    answer = roster.matches(actor, rule.terms.who, instrument=rule.terms.instrument, at=at)
    if roster.is_somebody(actor):
        owe = {True: "explain.each_owes", False: "explain.none_owes", None: "explain.not_all_owe"}
        named = Listed(tuple(_actor(one) for one in roster.actors[actor].one_of))
        return saying(owe[answer], who=_actor(actor), named=named)
    bond = roster.bond(actor, rule.terms.instrument, at)
    if bond is None or bond.how is Bond.NOT_BOUND:
        reason = saying("explain.not_bound", who=_actor(actor), instrument=instrument)
    elif bond.guarantor:
        reason = saying(
            "explain.answered_for",
            who=_actor(actor),
            instrument=instrument,
            how=saying(f"bond.{bond.how.value}"),
            guarantor=_actor(bond.guarantor),
        )
    else:
        how = saying(f"bond.{bond.how.value}")
        reason = saying("explain.bound", who=_actor(actor), instrument=instrument, how=how)
    if answer is not None and rule.terms.who and rule.terms.who.actors:
        return saying("explain.named" if answer else "explain.not_named", bond=reason)
    return reason


def _what(facts: ClaimFacts, rules: Sequence[tuple[Readings, Rule]]) -> Check:
    def say(rule: Rule) -> list[Saying]:
        last = slices_of(rule, facts.happened)[-1][0]
        return [one for told in facts.ways for one in _conduct(rule, told, last)]

    def key(rule: Rule) -> Hashable:
        return rule.terms.acts, rule.terms.against, id(rule.roster)

    answers = [_edges(forbidden(told, rule.terms, rule, at)) for rule, told, at in _asked(facts, rules, key)]
    return Check(name="what", holds=_hull(answers), reasons=_reasons(rules, key, say))


def _conduct(rule: Rule, told: ToldHypothesis, at: datetime) -> list[Saying]:
    named = rule.terms.clause.acts
    assert isinstance(named, tuple)
    covered = rule.terms.covers_act(told.act)
    found = [saying("explain.names_no_act", act=_act(told.act))]
    if named:
        among = {True: "explain.among", False: "explain.not_among", None: "explain.perhaps_among"}
        acts = Listed(tuple(_act(act) for act in named))
        found = [saying(among[covered], act=_act(told.act), acts=acts)]
    if covered is not False and rule.terms.against is not None:
        answer = targets_match(told, rule.terms, rule, at=at, fold=any_of)
        found.append(saying("explain.protects", whom=_targets(told), answer=_answered(answer)))
    return found


def _targets(told: ToldHypothesis) -> Value:
    return _all(told.targets) if told.targets else _UNTOLD_TARGET


def _edges(answer: Answer) -> tuple[float, float]:
    return float(answer is True), float(answer is not False)


def _hull(values: Sequence[tuple[float, float]]) -> Bounds:
    if not values:
        return Bounds(low=0.0, high=1.0)
    return Bounds(low=min(low for low, _ in values), high=max(high for _, high in values))


def _exceptions(
    rulebook: Rulebook, facts: ClaimFacts, rules: Sequence[tuple[Readings, Rule]]
) -> tuple[ExceptionSeen, ...]:
    clause = rules[0][1].terms.clause.id
    return tuple(_exception(facts, rules, written) for written in rulebook.exceptions(clause))


def _exception(facts: ClaimFacts, rules: Sequence[tuple[Readings, Rule]], written: Clause) -> ExceptionSeen:
    answers: set[Answer] = set()

    def say(rule: Rule) -> list[Saying]:
        terms = next((one for one in rule.exceptions if one.clause.id == written.id), None)
        if terms is None:
            answers.add(False)
            return [saying("explain.no_effect")]
        found = []
        for told in facts.ways:
            for at, _ in slices_of(rule, facts.happened):
                answer = all_of([exception_holds(told, terms, rule, at), _on_its_ground(facts, terms)])
                answers.add(answer)
                found.append(_why(told, terms, at, answer))
        return found

    reasons = _reasons(rules, lambda rule: _terms_key(rule, written.id), say)
    holds = tuple(_ANSWERS[answer] for answer in (True, None, False) if answer in answers)
    bars = written.effect is ExceptionEffect.BAR
    return ExceptionSeen(clause=written.id, title=written.title, bars=bars, holds=holds, reasons=reasons)


def _on_its_ground(facts: ClaimFacts, terms: Terms) -> Answer:
    inside = ground_inside(facts, terms.ground)
    return False if inside.high == 0 else True if inside.low == 1 else None


def _terms_key(rule: Rule, clause: ClauseId) -> Hashable:
    return next((id(one) for one in rule.exceptions if one.clause.id == clause), None), id(rule.roster)


def _why(told: ToldHypothesis, terms: Terms, at: datetime, answer: Answer) -> Saying:
    if terms.force is None or at not in terms.force:
        return saying("explain.not_then")
    if terms.clause.only_in_response:
        asserted = {Response.YES: "explain.answered", Response.UNKNOWN: "explain.answered_unknown"}
        key = asserted.get(told.response, "explain.answered_not_said")
        return saying(key, answer=_answered(answer))
    whom = _targets(told)
    if terms.against and terms.against.listed_by:
        body = terms.against.listed_by.replace("_", " ")
        return saying("explain.on_list", whom=whom, body=body, answer=_answered(answer))
    act = _act(told.act)
    if terms.clause.where:
        where = str(terms.clause.where)
        return saying("explain.excuses_in", act=act, whom=whom, zone=where, answer=_answered(answer))
    return saying("explain.excuses", act=act, whom=whom, answer=_answered(answer))


# What would change it


def _changes(
    rulebook: Rulebook,
    clause: ClauseId,
    position: Position,
    facts: ClaimFacts,
    verdict: Verdict,
    known: dict[Rule, Outcome],
) -> tuple[VerdictChange, ...]:
    found = []
    for ambiguity, reading, swapped in one_swapped(rulebook.casebook, position, rulebook.hangs_on(clause)):
        other = outcome_under(rulebook, clause, swapped, facts, known).verdict(rulebook.casebook.mandate)
        if other is not verdict:
            found.append(
                VerdictChange(ambiguity=ambiguity, reading=reading.id, says=reading.says, verdict=other)
            )
    return tuple(found)


def _robust(
    rulebook: Rulebook, clause: ClauseId, facts: ClaimFacts, known: dict[Rule, Outcome]
) -> bool | None:
    hangs_on = rulebook.hangs_on(clause)
    if rulebook.n_choices(hangs_on) > MOST_COMBINATIONS:
        return None
    mandate = rulebook.casebook.mandate
    every = outcomes(rulebook, clause, rulebook.choices(hangs_on), facts, known)
    verdicts = {one.verdict(mandate) for one in every}
    return len(verdicts) == 1


def _bearers(facts: ClaimFacts, rules: Sequence[tuple[Readings, Rule]]) -> tuple[ActorId, ...]:
    """Return the initiators that owe the duty in some slice under some reading left open."""
    found = {
        actor
        for rule, told, at in _asked(facts, rules, lambda rule: (rule.roster, rule.terms.who))
        for actor in told.initiators
        if rule.roster.matches(actor, rule.terms.who, instrument=rule.terms.instrument, at=at) is not False
    }
    return tuple(sorted(found))
