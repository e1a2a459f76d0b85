"""Why a verdict is what it is: the checks with their reasons, and what would change it.

An explanation is data; `truceline.bulletins` turns it into a page. It is computed the slow way, from the rule
itself, so it never merely repeats what the kernel said.
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
from truceline.judgement.assessing import standing
from truceline.judgement.attribution import ANYTHING, Told
from truceline.judgement.findings import behind
from truceline.judgement.single import (
    Bounds,
    Facts,
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
from truceline.model.casebook import Casebook, Clause, Position
from truceline.model.hanging import Readings
from truceline.model.ids import SOMEBODY_ELSE, UNKNOWN_ACTOR, UNRESOLVED, UNTOLD_ACT, ActId, ActorId, ClauseId
from truceline.model.lacking import Lacking
from truceline.model.spelling import did_you_mean
from truceline.model.words import Bond, ExceptionEffect, Response, Role, Verdict
from truceline.record.control import fronts
from truceline.text.relations import Answer, Roster, all_of, any_of, one_swapped
from truceline.text.rules import MOST_COMBINATIONS, Ground, Rule, Rulebook, Terms, Uncharted


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question put to the facts, and its answer."""

    name: str
    """`when`, `where`, `who`, `what`."""
    asks: str
    """The question in words."""
    holds: Bounds
    """Probability that the answer is yes: lower and upper value."""
    reasons: tuple[str, ...]
    """One sentence for each way the readings left open let it be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionSeen:
    """An exception, and whether it holds."""

    clause: ClauseId
    title: str
    bars: bool
    """Whether it bars every excuse instead of excusing."""
    holds: str
    """`yes`, `no` or `cannot tell`, by hypothesis and reading where they differ."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
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
    tells: tuple[str, ...]
    """What the account says: one line for each hypothesis, everybody in the role told."""
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
    changes: tuple[Change, ...]
    robust: bool | None
    open_readings: tuple[str, ...]
    """Ambiguities of this clause that the position leaves unresolved."""
    unverified: tuple[str, ...]
    """Facts that the verdict rests on and that were not seen in a source."""


_MOST_COMPARED = 20_000
"""Ids of incidents among which the one meant is looked for."""


def explain(
    casebook: Casebook,
    claims: pa.Table,
    incident: str,
    *,
    clause: str | None = None,
    position: str | None = None,
) -> tuple[Explanation, ...]:
    """Return the explanation of each account of an incident, for each clause and position.

    Parameters
    ----------
    casebook : Casebook
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
    rulebook = Rulebook(casebook=casebook, fronts=fronts)
    claims = standing(claims)
    rows = [i for i, name in enumerate(claims.column("incident_id").to_pylist()) if name == incident]
    if not rows:
        told = pc.unique(claims.column("incident_id")).to_pylist()[:_MOST_COMPARED]
        remedy = did_you_mean(incident, dict.fromkeys(told, ()))
        fault = Fault(message=f"there is no incident {incident!r}", remedy=remedy)
        raise NotFound(f"no incident {incident!r} among the {claims.num_rows} claims", [fault])
    clauses = [rulebook.weighed(ClauseId(clause)).id] if clause else [one.id for one in rulebook.assessed()]
    positions = [rulebook.position(position)] if position else list(casebook.positions)
    found: list[Explanation] = []
    for row in rows:
        facts = facts_of(claims, row)
        for one in clauses:
            known: dict[Rule, Outcome] = {}
            under = [outcome_under(rulebook, one, where, facts, known) for where in positions]
            if clause or any(o.breach.high > 0 or o.excepted.high > 0 for o in under):
                found += [_explanation(rulebook, claims, row, one, where, known) for where in positions]
    return tuple(found)


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
            *(_tells(rulebook, entry) for entry in values["hypotheses"]),
            *(
                ["an unknown actor: an act not told against a target not told"]
                if ANYTHING in facts.ways
                else []
            ),
        ),
        verdict=verdict,
        if_in_force=if_in_force(rulebook, clause, position, facts, known),
        lacking=lacking_under(rulebook, clause, position, facts, known),
        outcome=found,
        by=bearers,
        answers_for=what.answering(bearers, instants),
        checks=_checks(rulebook, facts, rules) if rules else (),
        exceptions=_exceptions(rulebook, facts, rules) if rules else (),
        changes=_changes(rulebook, clause, position, facts, verdict, known),
        robust=_robust(rulebook, clause, facts, known),
        open_readings=tuple(a for a in hangs_on if position.readings.get(a, UNRESOLVED) == UNRESOLVED),
        unverified=tuple(f"{code.partition(':')[2]}: {why}" for code, why in unseen.items()),
    )


# Wording

_WORDS = {True: "yes", False: "no", None: "cannot tell"}


def name_of(rulebook: Rulebook, actor: ActorId) -> str:
    """Return an actor's name in English; `an unknown actor` for the unknown one."""
    if actor == UNKNOWN_ACTOR:
        return "an unknown actor"
    if actor == SOMEBODY_ELSE:
        return "somebody else"
    return next((known.names["en"] for known in rulebook.casebook.actors if known.id == actor), actor)


def act_name(rulebook: Rulebook, act: ActId) -> str:
    """Return an act's name in English; `an act not told` for what no weight covers."""
    if act == UNTOLD_ACT:
        return "an act not told"
    return next((known.names["en"] for known in rulebook.casebook.acts if known.id == act), act)


def _tells(rulebook: Rulebook, entry: Mapping[str, Any]) -> str:
    """Return a sentence for one hypothesis, everybody in the role told."""
    cast: dict[str, list[str]] = {role: [] for role in Role}
    for member in entry["cast"] or []:
        cast[member["role"]].append(name_of(rulebook, member["actor"]))
    begun, met, beside, unclear = (" and ".join(cast[role]) for role in Role)
    jointly = " jointly" if len(cast[Role.INITIATOR]) > 1 else ""
    who = (
        f"{begun}{jointly}"
        if begun
        else f"{beside} (nobody says who began)"
        if beside
        else "an unknown actor"
    )
    among = not begun and not met and len(cast[Role.PARTICIPANT]) > 1
    whom = "" if among else f" against {met or 'a target not told'}"
    part = f"; {beside} took part, with it or how is not told" if begun and beside else ""
    part += f"; {unclear}, in a role not told" if unclear else ""
    answered = " in answer to an attack" if entry["response"] == Response.YES else ""
    weight = entry["weight"]
    share = "" if weight is None else f" (weight {weight:g}, stated by the source)"
    return f"{who}: {act_name(rulebook, entry['act'])}{whom}{answered}{part}{share}"


def _reasons(
    rules: Sequence[tuple[Readings, Rule]],
    key: Callable[[Rule], Hashable],
    say: Callable[[Rule], Sequence[str]],
) -> tuple[str, ...]:
    """Return what `say` says of the rules, each sentence once, with the readings under which it is said.

    Rules of equal `key` are asked once. A sentence said under every choice of readings stands by itself.
    """
    said: dict[Hashable, Sequence[str]] = {}
    under: dict[str, list[Readings]] = {}
    for readings, rule in rules:
        if key(rule) not in said:
            said[key(rule)] = say(rule)
        for one in dict.fromkeys(said[key(rule)]):
            under.setdefault(one, []).append(readings)
    every = _seen([readings for readings, _ in rules])
    found = []
    for one, choices in under.items():
        here = _seen(choices)
        told = [f"{a} read as {' or '.join(sorted(here[a]))}" for a in here if here[a] != every[a]]
        found.append(f"With {', '.join(told)}: {one}" if told else one[0].upper() + one[1:])
    return tuple(found)


def _seen(choices: Sequence[Readings]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for readings in choices:
        for ambiguity, reading in readings.items():
            found.setdefault(ambiguity, set()).add(reading)
    return found


def moment(at: datetime) -> str:
    """Return a UTC instant as a person reads it."""
    return at.strftime("%Y-%m-%d %H:%M") + "Z"


# Checks


def _checks(rulebook: Rulebook, facts: Facts, rules: Sequence[tuple[Readings, Rule]]) -> tuple[Check, ...]:
    return (
        _when(facts, rules),
        _where(facts, rules),
        _who(rulebook, facts, rules),
        _what(rulebook, facts, rules),
    )


def _when(facts: Facts, rules: Sequence[tuple[Readings, Rule]]) -> Check:
    def say(rule: Rule) -> list[str]:
        force = rule.terms.force
        if force is None:
            return ["the clause is never in force"]
        ends = "no end is stated" if force.end_at == DUSK else f"in force until {moment(force.end_at)}"
        told = "nobody says when it happened"
        if facts.happened is not None:
            told = _happened(facts, facts.happened, force)
        return [f"in force from {moment(force.start_at)}", ends, told]

    def value(rule: Rule) -> tuple[float, float]:
        if rule.terms.force is None:
            return 0.0, 0.0
        if facts.happened is None:
            return 0.0, 1.0
        share = share_inside(facts.happened, rule.terms.force)
        return (0.0, 1.0) if facts.is_time_unstated and 0 < share < 1 else (share, share)

    return Check(
        name="when",
        asks="Was the clause in force then?",
        holds=_hull([value(rule) for _, rule in rules]),
        reasons=_reasons(rules, lambda rule: rule.terms.force, say),
    )


def _happened(facts: Facts, happened: Interval, force: Interval) -> str:
    share = share_inside(happened, force)
    if happened.start_at == happened.end_at:
        inside = "inside" if share else "before it" if happened.start_at < force.start_at else "after it"
        return f"it happened at {moment(happened.start_at)}, {inside}"
    stated = f"it happened between {moment(happened.start_at)} and {moment(happened.end_at)}"
    if facts.is_time_unstated:
        lies = "some of it" if 0 < share < 1 else "all of it" if share else "none of it"
        return f"{stated}; how exactly that is known is not told, and {lies} lies inside"
    return f"{stated}, of which {share:.0%} lies inside"


def _where(facts: Facts, rules: Sequence[tuple[Readings, Rule]]) -> Check:
    distinct = {id(rule.terms.ground): rule.terms.ground for _, rule in rules}
    grounds = {key: ground_inside(facts, ground) for key, ground in distinct.items()}

    def say(rule: Rule) -> list[str]:
        ground, name = rule.terms.ground, rule.terms.clause.where
        if ground is None:
            return ["the clause holds anywhere"]
        if placed := _placed(facts, ground):
            return placed
        if facts.lon is None:
            return [f"nobody says where; it may or may not lie in {name}"]
        radius = "a radius nobody states" if facts.radius_m is None else f"{facts.radius_m:,.0f} m"
        if facts.is_place_unstated:
            radius = f"an unstated precision, anywhere within {radius} of the point"
        zones = [ground.at(stage.start_at) for stage, _ in stages_of(ground.stages, facts.happened)]
        unknown = [
            f"{name} cannot be drawn then: {zone.why}" for zone in zones if isinstance(zone, Uncharted)
        ]
        if unknown:
            return list(dict.fromkeys(unknown))
        drawn = [zone for zone in zones if isinstance(zone, geo.Zone)]
        sigmas = [f"{sigma:,.0f}" for sigma in sorted({zone.sigma_m for zone in drawn})]
        moves = ", which moves with the line of contact," if len(ground.stages) > 1 else ""
        return [
            f"it lies in {name}{moves} with probability {grounds[id(ground)]} (place known to {radius}, "
            f"boundary drawn to a standard error of {' to '.join(dict.fromkeys((sigmas[0], sigmas[-1])))} m)"
        ]

    return Check(
        name="where",
        asks="Did it lie in the clause's zone?",
        holds=_hull([(one.low, one.high) for one in grounds.values()]),
        reasons=_reasons(rules, lambda rule: id(rule.terms.ground), say),
    )


def _placed(facts: Facts, ground: Ground) -> list[str]:
    """Return on what grounds the place lies in a zone whatever its outline; nothing if not placed."""
    pieces = [ground.whole(stage.start_at) for stage, _ in stages_of(ground.stages, facts.happened)]
    shared = [facts.as_told(piece) for piece in pieces]
    if any(one is None for one in shared):
        return []
    told = [f"inside {zone}: {why}" for zone, why in facts.within if zone in ground.parts]
    holding = {one.holds for one in shared if one is not None}
    if holding == {True}:
        return [f"it lies in {ground.zone}, whatever its outline", *told]
    if holding == {False}:
        return [f"it lies outside {ground.zone}, whatever its outline", *told]
    chance = ground_inside(facts, ground)
    return [f"it lies in {ground.zone} with probability {chance}, as far as that shares ground with", *told]


def _who(rulebook: Rulebook, facts: Facts, rules: Sequence[tuple[Readings, Rule]]) -> Check:
    def say(rule: Rule) -> list[str]:
        last = slices_of(rule, facts.happened)[-1][0]
        actors = {actor for told in facts.ways for actor in told.initiators}
        return [_bond(rulebook, rule, actor, last) for actor in sorted(actors)]

    def key(rule: Rule) -> Hashable:
        return id(rule.roster), rule.terms.who, rule.terms.force

    answers = [_edges(owes(told, rule.terms, rule, at)) for rule, told, at in _asked(facts, rules, key)]
    asks = "Does the one who acted owe the duty?"
    return Check(name="who", asks=asks, holds=_hull(answers), reasons=_reasons(rules, key, say))


def _asked(
    facts: Facts, rules: Sequence[tuple[Readings, Rule]], key: Callable[[Rule], Hashable]
) -> list[tuple[Rule, Told, datetime]]:
    """Return one rule of each key with every hypothesis and slice."""
    distinct = {key(rule): rule for _, rule in rules}
    return [
        (rule, told, at)
        for rule in distinct.values()
        for told in facts.ways
        for at, _ in slices_of(rule, facts.happened)
    ]


def _bond(rulebook: Rulebook, rule: Rule, actor: ActorId, at: datetime) -> str:
    name = name_of(rulebook, actor)
    if actor == UNKNOWN_ACTOR:
        return "who acted is unknown: it may be anybody"
    instrument = rule.terms.instrument
    roster: Roster = rule.roster
    if roster.is_somebody(actor):
        return f"{name}: {_of_somebody(rulebook, rule, actor, at)}"
    bond = roster.bond(actor, instrument, at)
    answer = roster.matches(actor, rule.terms.who, instrument=instrument, at=at)
    if bond is None or bond.how is Bond.NOT_BOUND:
        reason = f"{name} is not bound by {instrument}"
    elif bond.guarantor:
        guarantor = name_of(rulebook, bond.guarantor)
        reason = (
            f"{name} is bound by {instrument}, {bond.how.value.replace('_', ' ')}: {guarantor} answers for it"
        )
    else:
        reason = f"{name} is bound by {instrument}: {bond.how.value.replace('_', ' ')}"
    if answer is not None and rule.terms.who and rule.terms.who.actors:
        reason += "; the clause names it" if answer else "; the clause does not name it"
    return reason


def _of_somebody(rulebook: Rulebook, rule: Rule, actor: ActorId, at: datetime) -> str:
    """Return what is known of a stand-in as a bearer: the answer of those it may be, where they agree."""
    named = [name_of(rulebook, one) for one in rule.roster.actors[actor].one_of]
    answer = rule.roster.matches(actor, rule.terms.who, instrument=rule.terms.instrument, at=at)
    told = {
        True: "each of them owes the duty",
        False: "none of them owes the duty",
        None: "not all of them owe it",
    }
    return f"one or more of {', '.join(named)}; {told[answer]}"


def _what(rulebook: Rulebook, facts: Facts, rules: Sequence[tuple[Readings, Rule]]) -> Check:
    def say(rule: Rule) -> list[str]:
        last = slices_of(rule, facts.happened)[-1][0]
        return [one for told in facts.ways for one in _conduct(rulebook, rule, told, last)]

    def key(rule: Rule) -> Hashable:
        return rule.terms.acts, rule.terms.against, id(rule.roster)

    answers = [_edges(forbidden(told, rule.terms, rule, at)) for rule, told, at in _asked(facts, rules, key)]
    asks = "Is the act one that breaks the clause?"
    return Check(name="what", asks=asks, holds=_hull(answers), reasons=_reasons(rules, key, say))


def _conduct(rulebook: Rulebook, rule: Rule, told: Told, at: datetime) -> list[str]:
    named = rule.terms.clause.acts
    assert isinstance(named, tuple)
    listed = ", ".join(act_name(rulebook, act) for act in named)
    covered = rule.terms.covers_act(told.act)
    verb = {True: "is among", False: "is not among", None: "may be, but need not be, among"}[covered]
    names = (
        f"{verb} the acts that the clause names ({listed})" if named else "breaks nothing: it names no act"
    )
    found = [f"{act_name(rulebook, told.act)} {names}"]
    if covered is not False and rule.terms.against is not None:
        answer = targets_match(told, rule.terms, rule, at=at, fold=any_of)
        targets = " and ".join(name_of(rulebook, actor) for actor in told.targets) or "a target not told"
        found.append(f"{targets}, as one the clause protects from it: {_WORDS[answer]}")
    return found


def _edges(answer: Answer) -> tuple[float, float]:
    return float(answer is True), float(answer is not False)


def _hull(values: Sequence[tuple[float, float]]) -> Bounds:
    if not values:
        return Bounds(low=0.0, high=1.0)
    return Bounds(low=min(low for low, _ in values), high=max(high for _, high in values))


def _exceptions(
    rulebook: Rulebook, facts: Facts, rules: Sequence[tuple[Readings, Rule]]
) -> tuple[ExceptionSeen, ...]:
    clause = rules[0][1].terms.clause.id
    return tuple(_exception(rulebook, facts, rules, written) for written in rulebook.exceptions(clause))


def _exception(
    rulebook: Rulebook, facts: Facts, rules: Sequence[tuple[Readings, Rule]], written: Clause
) -> ExceptionSeen:
    answers: set[Answer] = set()

    def say(rule: Rule) -> list[str]:
        terms = next((one for one in rule.exceptions if one.clause.id == written.id), None)
        if terms is None:
            answers.add(False)
            return ["it has no such effect"]
        found = []
        for told in facts.ways:
            for at, _ in slices_of(rule, facts.happened):
                answer = all_of([exception_holds(told, terms, rule, at), _on_its_ground(facts, terms)])
                answers.add(answer)
                found.append(_why(rulebook, told, terms, at, answer))
        return found

    reasons = _reasons(rules, lambda rule: _terms_key(rule, written.id), say)
    holds = " or ".join(_WORDS[answer] for answer in (True, None, False) if answer in answers)
    bars = written.effect is ExceptionEffect.BAR
    title = written.title + (" (bars every excuse)" if bars else "")
    return ExceptionSeen(clause=written.id, title=title, bars=bars, holds=holds, reasons=reasons)


def _on_its_ground(facts: Facts, terms: Terms) -> Answer:
    inside = ground_inside(facts, terms.ground)
    return False if inside.high == 0 else True if inside.low == 1 else None


def _terms_key(rule: Rule, clause: ClauseId) -> Hashable:
    return next((id(one) for one in rule.exceptions if one.clause.id == clause), None), id(rule.roster)


def _why(rulebook: Rulebook, told: Told, terms: Terms, at: datetime, answer: Answer) -> str:
    targets = " and ".join(name_of(rulebook, actor) for actor in told.targets) or "a target not told"
    if terms.force is None or at not in terms.force:
        return "it is not in force then"
    if terms.clause.only_in_response:
        asserted = {"yes": "the account says", "unknown": "it is unknown whether"}.get(
            told.response.value, "the account does not say"
        )
        return f"{asserted} that the act answered an attack: {_WORDS[answer]}"
    if terms.against and terms.against.listed_by:
        body = terms.against.listed_by.replace("_", " ")
        return f"{targets}, on the list of the {body} at the time: {_WORDS[answer]}"
    ground = f" in {terms.clause.where}" if terms.clause.where else ""
    return f"for {act_name(rulebook, told.act)} against {targets}{ground}: {_WORDS[answer]}"


# What would change it


def _changes(
    rulebook: Rulebook,
    clause: ClauseId,
    position: Position,
    facts: Facts,
    verdict: Verdict,
    known: dict[Rule, Outcome],
) -> tuple[Change, ...]:
    found = []
    for ambiguity, reading, swapped in one_swapped(rulebook.casebook, position, rulebook.hangs_on(clause)):
        other = outcome_under(rulebook, clause, swapped, facts, known).verdict(rulebook.casebook.mandate)
        if other is not verdict:
            found.append(Change(ambiguity=ambiguity, reading=reading.id, says=reading.says, verdict=other))
    return tuple(found)


def _robust(rulebook: Rulebook, clause: ClauseId, facts: Facts, known: dict[Rule, Outcome]) -> bool | None:
    hangs_on = rulebook.hangs_on(clause)
    if rulebook.n_choices(hangs_on) > MOST_COMBINATIONS:
        return None
    mandate = rulebook.casebook.mandate
    every = outcomes(rulebook, clause, rulebook.choices(hangs_on), facts, known)
    verdicts = {one.verdict(mandate) for one in every}
    return len(verdicts) == 1


def _bearers(facts: Facts, rules: Sequence[tuple[Readings, Rule]]) -> tuple[ActorId, ...]:
    """Return the initiators that owe the duty in some slice under some reading left open."""
    found = {
        actor
        for rule, told, at in _asked(facts, rules, lambda rule: (rule.roster, rule.terms.who))
        for actor in told.initiators
        if rule.roster.matches(actor, rule.terms.who, instrument=rule.terms.instrument, at=at) is not False
    }
    return tuple(sorted(found))
