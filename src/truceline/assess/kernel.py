"""The plain kernel: claims × one clause → outcomes under every position.

It is vectorised with NumPy, enumerates every combination of readings, and computes each part of a rule once.
It stays as the oracle of any faster one. The formula is `p_breach` of docs/explanation/findings.md:
for each hypothesis, the sum over slices of time of the probability of the slice, times that of the place,
where the bearer is bound, the act forbidden and no exception holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline import geo
from truceline.assess.attribution import Attributions, Told, attributions, combine
from truceline.assess.slices import Times, times
from truceline.assess.where import Places, places
from truceline.model.casebook import UNRESOLVED, ActorId, ClauseId, Mandate, Position
from truceline.model.hanging import AmbiguityId, Readings
from truceline.model.words import ExceptionEffect, Response, Verdict
from truceline.rules import MOST_COMBINATIONS, Answer, Rule, Rulebook, Terms, all_of, any_of

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Answers = npt.NDArray[np.int8]

VERDICTS = (Verdict.BREACH, Verdict.EXCEPTED, Verdict.NO_BREACH, Verdict.OUT_OF_SCOPE, Verdict.UNDETERMINED)
CHECKS = ("what", "who", "where", "when", "unless")

YES, NO, CANNOT_TELL = np.int8(1), np.int8(0), np.int8(-1)

# Lower and upper values, side by side, of the outcomes given that the place is in the zone.
_OUTCOMES = ("breach", "excepted", "no_breach", "in_scope")
_MARGINALS = ("what", "who", "when", "unless")
_N_OUTCOMES, _N_VALUES = 2 * len(_OUTCOMES), 2 * len(_OUTCOMES) + 2 * len(_MARGINALS)

_MOST_BYTES = 256_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """A claims table made ready: its distinct attributions, times and places, and the groups they form."""

    attributions: Attributions
    times: Times
    places: Places
    group_attribution: Indices
    """(G,) attribution of each group: rows with equal attribution and class of times."""
    group_times: Indices
    """(G,) class of times of each group."""
    of_row: Indices
    """(n,) group of each row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseFindings:
    """The rows to write for one clause: m of them for each of P positions.

    Probabilities are (m, P); `marginals` is (m, P, 5, 2): lower and upper values of what, who, where, when
    and unless. `decided_by` has a bit for each ambiguity of `ambiguities`.
    """

    clause: ClauseId
    ambiguities: tuple[AmbiguityId, ...]
    rows: Indices
    """(m,) into the claims table."""
    p_breach: Floats
    p_breach_max: Floats
    p_excepted: Floats
    verdict: Answers
    """(m, P) into VERDICTS."""
    lowest: Floats
    """(m, P, 4) lower values of breach, excepted, no_breach, out_of_scope."""
    marginals: Floats
    decided_by: Indices
    """(m, P) bits."""
    robust: Answers
    """(m,) 1, 0, or -1 where there are too many combinations."""
    broken_by: Indices
    """(m, P) bits: hypotheses of the attribution under which a breach or an excuse is possible."""
    bearers: tuple[tuple[ActorId, ...], ...]
    """For each hypothesis told, its initiators that owe the duty under some reading."""
    excused_by: tuple[tuple[ClauseId, ...], ...]
    """For each hypothesis told, the exceptions that may hold under some reading."""


def ready(claims: pa.Table, rulebook: Rulebook) -> Claims:
    """Return a CLAIMS table made ready for `assess_clause`: one slicing of time serves every clause."""
    told = attributions(claims)
    when = times(claims, _changes(rulebook))
    pairs = told.of_row * len(when.share) + when.of_row
    distinct, of_row = np.unique(pairs, return_inverse=True)
    return Claims(
        attributions=told,
        times=when,
        places=places(claims),
        group_attribution=distinct // len(when.share),
        group_times=distinct % len(when.share),
        of_row=of_row.reshape(-1).astype(np.int64),
    )


def _changes(rulebook: Rulebook) -> set[datetime]:
    found: set[datetime] = set()
    seen: set[object] = set()
    for clause in rulebook.assessed():
        for readings in _wanted(rulebook, clause.id, rulebook.casebook.positions):
            rule = rulebook.rule(clause.id, readings)
            parts = {rule.roster, rule.terms, *rule.exceptions}
            if not parts <= seen:
                found |= rule.changes()
                seen |= parts
    return found


def _wanted(rulebook: Rulebook, clause: ClauseId, positions: tuple[Position, ...]) -> list[Readings]:
    """Return every combination, or where those are too many, those of each position and its single swaps."""
    hangs_on = rulebook.hangs_on(clause)
    if rulebook.n_choices(hangs_on) <= MOST_COMBINATIONS:
        return rulebook.choices(hangs_on)
    found: dict[tuple[tuple[str, str], ...], Readings] = {}
    for position in positions:
        for swapped in (position, *_swaps(rulebook, clause, position)):
            if rulebook.n_choices(hangs_on, swapped) <= MOST_COMBINATIONS:
                for readings in rulebook.choices(hangs_on, swapped):
                    found[tuple(sorted(readings.items()))] = readings
    return list(found.values())


def _swaps(rulebook: Rulebook, clause: ClauseId, position: Position) -> Iterator[Position]:
    for _, _, swapped in _named_swaps(rulebook, clause, position):
        yield swapped


def _named_swaps(
    rulebook: Rulebook, clause: ClauseId, position: Position
) -> Iterator[tuple[int, str, Position]]:
    """Yield the position with one other reading taken, for each ambiguity of the clause and each reading."""
    known = {ambiguity.id: ambiguity for ambiguity in rulebook.casebook.ambiguities}
    for index, ambiguity in enumerate(rulebook.hangs_on(clause)):
        chosen = position.readings.get(ambiguity, UNRESOLVED)
        for reading in known[ambiguity].readings:
            if reading.id != chosen:
                readings = {**position.readings, ambiguity: reading.id}
                yield index, reading.id, Position(id=position.id, label=position.label, readings=readings)


def assess_clause(
    rulebook: Rulebook, claims: Claims, clause: ClauseId, positions: tuple[Position, ...]
) -> ClauseFindings:
    """Return the findings of every claim against one clause under each position.

    Parameters
    ----------
    rulebook : Rulebook
    claims : Claims
        From `ready`.
    clause : ClauseId
        A clause that names acts.
    positions : tuple of Position
        In the order of the result's second axis.

    Returns
    -------
    ClauseFindings
        Only rows in which, under one of the positions, breach's or the excuse's upper value reaches the
        mandate's report floor.
    """
    mandate, hangs_on = rulebook.casebook.mandate, rulebook.hangs_on(clause)
    rules = [(readings, rulebook.rule(clause, readings)) for readings in _wanted(rulebook, clause, positions)]
    tables = _Tables(claims=claims)
    evaluations: list[_Evaluation] = []
    index_of: dict[tuple[object, ...], int] = {}
    of_choice: dict[tuple[tuple[str, str], ...], int] = {}
    for readings, rule in rules:
        evaluation = tables.evaluation(rule)
        index = index_of.setdefault(evaluation.key, len(evaluations))
        if index == len(evaluations):
            evaluations.append(evaluation)
        of_choice[tuple(sorted(readings.items()))] = index

    def covering(position: Position) -> frozenset[int] | None:
        if rulebook.n_choices(hangs_on, position) > MOST_COMBINATIONS:
            return None
        return frozenset(of_choice[tuple(sorted(r.items()))] for r in rulebook.choices(hangs_on, position))

    plan = _Plan(
        positions=[covering(position) for position in positions],
        swaps=[
            [(index, covering(swapped)) for index, _, swapped in _named_swaps(rulebook, clause, position)]
            for position in positions
        ],
        complete=rulebook.n_choices(hangs_on) <= MOST_COMBINATIONS,
    )
    candidates = _candidates(claims, evaluations)
    size = max(1, _MOST_BYTES // (8 * _N_OUTCOMES * max(1, len(evaluations))))
    chunks = [candidates[start : start + size] for start in range(0, len(candidates), size)]
    parts = [_chunk(claims, evaluations, plan, mandate, rows) for rows in chunks or [candidates]]
    return ClauseFindings(
        clause=clause,
        ambiguities=hangs_on,
        bearers=tables.bearers([rule for _, rule in rules]),
        excused_by=tables.excused_by([rule for _, rule in rules]),
        **{name: np.concatenate([part[name] for part in parts]) for name in parts[0]},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evaluation:
    """One distinct rule, as far as these claims can tell: for each piece its zone and its coefficients.

    `coefficients` are (G, H, 16): for each group and hypothesis the lower and upper probability, given that
    the place is in the piece, of each outcome and marginal.
    """

    key: tuple[object, ...]
    zones: tuple[geo.Zone | None, ...]
    coefficients: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Which evaluations each position, and each single swap of it, runs over; None for too many."""

    positions: list[frozenset[int] | None]
    swaps: list[list[tuple[int, frozenset[int] | None]]]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """Three-valued answers for each hypothesis told and each slice, computed once for each part of a rule."""

    claims: Claims
    _done: dict[tuple[object, ...], npt.NDArray[np.generic]] = field(default_factory=dict)

    @property
    def told(self) -> tuple[Told, ...]:
        return self.claims.attributions.told

    def _once(self, key: tuple[object, ...], make: Callable[[], Answers]) -> Answers:
        if key not in self._done:
            self._done[key] = make()
        return self._done[key]  # type: ignore[return-value]

    def _each(self, parts: list[tuple[object, ...]], ask: Callable[[Told, int], Answer]) -> Answers:
        """Return (X, S) answers, asking once for each distinct value of `parts` and each slice."""
        answers = np.empty((len(self.told), len(self.claims.times.starts)), dtype=np.int8)
        rows: dict[tuple[object, ...], int] = {}
        for index, part in enumerate(parts):
            first = rows.setdefault(part, index)
            if first != index:
                answers[index] = answers[first]
                continue
            for s in range(answers.shape[1]):
                answer = ask(self.told[index], s)
                answers[index, s] = CANNOT_TELL if answer is None else np.int8(answer)
        return answers

    def who(self, terms: Terms, rule: Rule, *, every: bool) -> Answers:
        """Return whether the initiators are whom the terms name: one of them, or every one."""
        starts, fold = self.claims.times.starts, all_of if every else any_of

        def ask(told: Told, s: int) -> Answer:
            return fold(
                rule.roster.matches(actor, terms.who, instrument=terms.instrument, at=starts[s])
                for actor in told.initiators
            )

        parts: list[tuple[object, ...]] = [told.initiators for told in self.told]
        return self._once(
            ("who", terms.who, terms.instrument, rule.roster, every), lambda: self._each(parts, ask)
        )

    def against(self, terms: Terms, rule: Rule, *, every: bool) -> Answers:
        """Return whether the targets are whom the terms name: one of them, or every one."""
        starts, fold = self.claims.times.starts, all_of if every else any_of

        def ask(told: Told, s: int) -> Answer:
            return targets_match(told, terms, rule, s=s, starts=starts, fold=fold)

        parts: list[tuple[object, ...]] = [(told.initiators, told.targets) for told in self.told]
        return self._once(
            ("against", terms.against, terms.instrument, rule.roster, every), lambda: self._each(parts, ask)
        )

    def acts(self, terms: Terms) -> Answers:
        """Return whether the act is one of those the terms name, (X, 1)."""
        answers = [terms.covers_act(told.act) for told in self.told]
        return self._once(("acts", terms), lambda: _answers(answers))

    def responses(self) -> Answers:
        """Return whether the account asserts that the act answered an attack, (X, 1)."""
        return self._once(
            ("responses",), lambda: _answers([is_response(told.response) for told in self.told])
        )

    def force(self, terms: Terms) -> Bools:
        """Return whether the terms are in force, (S,)."""
        starts = self.claims.times.starts
        return np.array([terms.force is not None and start in terms.force for start in starts])

    def exception(self, terms: Terms, rule: Rule) -> Answers:
        """Return whether one exception's conditions other than its ground hold, (X, S)."""

        def make() -> Answers:
            answers = all_answers(
                self.who(terms, rule, every=True),
                self.against(terms, rule, every=True),
                np.broadcast_to(self.acts(terms), self.who(terms, rule, every=True).shape),
            )
            if terms.clause.only_in_response:
                answers = all_answers(answers, np.broadcast_to(self.responses(), answers.shape))
            return np.where(self.force(terms)[None, :], answers, NO).astype(np.int8)

        return self._once(("exception", terms, rule.roster), make)

    def excused(self, exceptions: tuple[Terms, ...], rule: Rule) -> Answers:
        """Return whether an exception holds, (X, S); cannot be told where an excuse and a bar both may."""
        shape = (len(self.told), len(self.claims.times.starts))
        excuse, bar = np.full(shape, NO), np.full(shape, NO)
        for terms in exceptions:
            answers = self.exception(terms, rule)
            if terms.clause.effect is ExceptionEffect.EXCUSE:
                excuse = any_answers(excuse, answers)
            else:
                bar = any_answers(bar, answers)
        conflict = (excuse != NO) & (bar != NO)
        return np.where(conflict, CANNOT_TELL, excuse).astype(np.int8)

    def evaluation(self, rule: Rule) -> _Evaluation:
        """Return the rule's zones and coefficients, equal keys for rules these claims cannot tell apart."""
        values = [self._values(rule, piece.exceptions) for piece in rule.pieces]
        key = tuple(
            part
            for piece, one in zip(rule.pieces, values, strict=True)
            for part in (id(piece.zone), one.tobytes())
        )
        coefficients = tuple(self._grouped(one) for one in values)
        return _Evaluation(
            key=key, zones=tuple(piece.zone for piece in rule.pieces), coefficients=coefficients
        )

    def _values(self, rule: Rule, exceptions: tuple[Terms, ...]) -> Bools:
        """Return (X, S, 16) lower and upper values, each 0 or 1, of outcomes and marginals in one piece."""
        key = ("values", rule.terms, rule.roster, *exceptions)
        if key in self._done:
            return self._done[key]  # type: ignore[return-value]
        who = self.who(rule.terms, rule, every=False)
        what = all_answers(
            np.broadcast_to(self.acts(rule.terms), who.shape), self.against(rule.terms, rule, every=False)
        )
        unless = self.excused(exceptions, rule)
        in_force = np.broadcast_to(self.force(rule.terms)[None, :], who.shape)
        who_low, who_high = who == YES, who != NO
        what_low, what_high = what == YES, what != NO
        unless_low, unless_high = unless == YES, unless != NO
        low, high = in_force & who_low, in_force & who_high
        columns = [
            low & what_low & ~unless_high,
            high & what_high & ~unless_low,
            low & what_low & unless_low,
            high & what_high & unless_high,
            low & ~what_high,
            high & ~what_low,
            low,
            high,
            what_low,
            what_high,
            who_low,
            who_high,
            in_force,
            in_force,
            unless_low,
            unless_high,
        ]
        values: Bools = np.stack(columns, axis=2)
        self._done[key] = values
        return values

    def _grouped(self, values: Bools) -> Floats:
        """Return (G, H, 16) coefficients for each group of claims."""
        key = ("grouped", id(values))
        if key in self._done:
            return self._done[key]  # type: ignore[return-value]
        claims = self.claims
        members = claims.attributions.members[claims.group_attribution]
        classes = claims.group_times
        share = claims.times.share[classes]
        single, column = share.max(axis=1, initial=0.0) == 1, share.argmax(axis=1)
        result = np.zeros((*members.shape, values.shape[2]))
        result[single] = values[members[single], column[single][:, None]]
        straddling = ~single & claims.times.known[classes]
        for g in np.flatnonzero(straddling):
            result[g] = np.einsum("s,hsv->hv", share[g], values[members[g]])
        unknown = ~claims.times.known[classes]
        always, ever = np.logical_and.reduce(values, axis=1), np.logical_or.reduce(values, axis=1)
        result[unknown, :, 0::2] = always[members[unknown]][:, :, 0::2]
        result[unknown, :, 1::2] = ever[members[unknown]][:, :, 1::2]
        self._done[key] = result
        return result

    def bearers(self, rules: list[Rule]) -> tuple[tuple[ActorId, ...], ...]:
        """Return for each hypothesis told the initiators that owe the duty under some of the rules."""
        parts = {(rule.terms.who, rule.roster): rule for rule in rules}
        actors = {actor for told in self.told for actor in told.initiators}
        owing = {
            actor
            for actor, rule, start in itertools.product(actors, parts.values(), self.claims.times.starts)
            if rule.roster.matches(actor, rule.terms.who, instrument=rule.terms.instrument, at=start)
            is not False
        }
        return tuple(tuple(actor for actor in told.initiators if actor in owing) for told in self.told)

    def excused_by(self, rules: list[Rule]) -> tuple[tuple[ClauseId, ...], ...]:
        """Return for each hypothesis told the exceptions whose conditions may hold under some rule."""
        parts = {(terms, rule.roster): (terms, rule) for rule in rules for terms in rule.exceptions}
        found: list[set[ClauseId]] = [set() for _ in self.told]
        for terms, rule in parts.values():
            for x in np.flatnonzero((self.exception(terms, rule) != NO).any(axis=1)):
                found[x].add(terms.clause.id)
        return tuple(tuple(sorted(one)) for one in found)


def targets_match(
    told: Told,
    terms: Terms,
    rule: Rule,
    *,
    s: int,
    starts: tuple[datetime, ...],
    fold: Callable[[Iterator[Answer]], Answer],
) -> Answer:
    """Return whether the targets are whom the terms name, in slice `s`; targets not told may be."""
    if terms.against is None:
        return True
    if not told.targets:
        return None
    return fold(
        rule.roster.matches(
            actor,
            terms.against,
            instrument=terms.instrument,
            at=starts[s],
            against=told.initiators,
        )
        for actor in told.targets
    )


def is_response(response: Response) -> Answer:
    """Return whether the account asserts that the act answered an attack; what is not claimed is not."""
    return None if response is Response.UNKNOWN else response is Response.YES


def _answers(answers: list[Answer]) -> Answers:
    return np.array([[CANNOT_TELL if a is None else np.int8(a)] for a in answers], dtype=np.int8).reshape(
        -1, 1
    )


def all_answers(*answers: Answers) -> Answers:
    """Return NO where one is NO, else CANNOT_TELL where one is, else YES."""
    no = np.logical_or.reduce([a == NO for a in answers])
    unknown = np.logical_or.reduce([a == CANNOT_TELL for a in answers])
    return np.where(no, NO, np.where(unknown, CANNOT_TELL, YES)).astype(np.int8)


def any_answers(*answers: Answers) -> Answers:
    """Return YES where one is YES, else CANNOT_TELL where one is, else NO."""
    yes = np.logical_or.reduce([a == YES for a in answers])
    unknown = np.logical_or.reduce([a == CANNOT_TELL for a in answers])
    return np.where(yes, YES, np.where(unknown, CANNOT_TELL, NO)).astype(np.int8)


def _candidates(claims: Claims, evaluations: list[_Evaluation]) -> Indices:
    """Return the rows in which some reading lets a breach or an excuse be, wherever they lie."""
    possible = np.zeros(len(claims.group_times), dtype=np.bool_)
    for evaluation in evaluations:
        for coefficients in evaluation.coefficients:
            possible |= (coefficients[:, :, [1, 3]] > 0).any(axis=(1, 2))
    return np.flatnonzero(possible[claims.of_row]).astype(np.int64)


def _chunk(
    claims: Claims, evaluations: list[_Evaluation], plan: _Plan, mandate: Mandate, rows: Indices
) -> dict[str, npt.NDArray[np.generic]]:
    """Return the findings of some rows, by name of ClauseFindings' array fields."""
    thresholds = (mandate.no, 1 - mandate.no, mandate.yes, 1 - mandate.yes)
    outcomes = [_outcomes(claims, one, rows, thresholds)[:, :_N_OUTCOMES] for one in evaluations]
    hulls = _Hulls(values=outcomes, n_rows=len(rows))
    highs = [hulls.of(subset) for subset in plan.positions]
    reported = np.zeros(len(rows), dtype=np.bool_)
    for values in highs:
        reported |= (values[:, 1] >= mandate.report_floor) | (values[:, 3] >= mandate.report_floor)
    kept, rows = np.flatnonzero(reported), rows[reported]
    hulls = _Hulls(values=[one[kept] for one in outcomes], n_rows=len(rows))
    shape = (len(rows), len(plan.positions))
    found = [hulls.of(subset) for subset in plan.positions]
    verdicts = [verdict_of(values, mandate) for values in found]
    decided = np.zeros(shape, dtype=np.int64)
    for column, swaps in enumerate(plan.swaps):
        for index, subset in swaps:
            changed = verdict_of(hulls.of(subset), mandate) != verdicts[column]
            decided[:, column] |= changed.astype(np.int64) << index
    values = np.stack(found, axis=1) if found else np.zeros((*shape, _N_OUTCOMES))
    return {
        "rows": rows,
        "p_breach": np.round(values[:, :, 0], 6),
        "p_breach_max": np.round(values[:, :, 1], 6),
        "p_excepted": np.round(values[:, :, 2], 6),
        "lowest": np.round(
            np.stack([values[:, :, 0], values[:, :, 2], values[:, :, 4], 1 - values[:, :, 7]], axis=2), 6
        ),
        "verdict": np.stack(verdicts, axis=1) if verdicts else np.zeros(shape, dtype=np.int8),
        "marginals": _marginals(claims, evaluations, plan, rows, thresholds),
        "decided_by": decided,
        "robust": _robust(hulls, mandate, complete=plan.complete),
        "broken_by": _broken_by(claims, evaluations, plan, rows),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hulls:
    """Lowest lower and highest upper values over sets of evaluations, each set once."""

    values: list[Floats]
    n_rows: int
    _done: dict[frozenset[int] | None, Floats] = field(default_factory=dict)

    def of(self, subset: frozenset[int] | None) -> Floats:
        """Return (n, 8); for a set that was too large to enumerate, the widest values there are."""
        if subset not in self._done:
            self._done[subset] = self._make(subset)
        return self._done[subset]

    def _make(self, subset: frozenset[int] | None) -> Floats:
        if subset is None:
            return np.tile([0.0, 1.0], (self.n_rows, len(_OUTCOMES)))
        return hull([self.values[index] for index in sorted(subset)])


def hull(values: list[Floats]) -> Floats:
    """Return the lowest of the lower (even columns) and the highest of the upper (odd columns) values."""
    result = values[0].copy()
    for one in values[1:]:
        np.minimum(result[..., 0::2], one[..., 0::2], out=result[..., 0::2])
        np.maximum(result[..., 1::2], one[..., 1::2], out=result[..., 1::2])
    return result


def _outcomes(
    claims: Claims,
    evaluation: _Evaluation,
    rows: Indices,
    thresholds: tuple[float, ...],
    *,
    n: int = _N_OUTCOMES,
) -> Floats:
    """Return (rows, n) lower and upper values over the pieces of a rule and an account's hypotheses."""
    groups = claims.of_row[rows]
    total = np.zeros((len(rows), claims.attributions.members.shape[1], n))
    for zone, coefficients in zip(evaluation.zones, evaluation.coefficients, strict=True):
        p = claims.places.inside(zone, rows, thresholds)
        known = ~np.isnan(p)
        total[:, :, 0::2] += coefficients[groups, :, 0:n:2] * np.where(known, p, 0.0)[:, None, None]
        total[:, :, 1::2] += coefficients[groups, :, 1:n:2] * np.where(known, p, 1.0)[:, None, None]
    np.clip(total, 0.0, 1.0, out=total)
    return _over_hypotheses(claims, total, groups)


def _over_hypotheses(claims: Claims, values: Floats, groups: Indices) -> Floats:
    attribution = claims.group_attribution[groups]
    weights = claims.attributions.weights[attribution]
    used = claims.attributions.members[attribution] >= 0
    result = np.empty((len(groups), values.shape[2]))
    result[:, 0::2] = combine(values[:, :, 0::2], weights, used, upper=False)
    result[:, 1::2] = combine(values[:, :, 1::2], weights, used, upper=True)
    return result


def verdict_of(values: Floats, mandate: Mandate) -> Answers:
    """Return the verdict, an index into VERDICTS, of (n, 8) lower and upper values."""
    lows = (values[:, 0], values[:, 2], values[:, 4], 1 - values[:, 7])
    # Adding 1e-9 keeps sums such as 0.2 + 0.75 on the side of the threshold that arithmetic puts them.
    reached = [low + 1e-9 >= mandate.yes for low in lows]
    ruled_out = values[:, 1] - 1e-9 <= mandate.no
    return np.select([*reached, ruled_out], [0, 1, 2, 3, 2], default=4).astype(np.int8)


def _robust(hulls: _Hulls, mandate: Mandate, *, complete: bool) -> Answers:
    if not complete:
        return np.full(hulls.n_rows, CANNOT_TELL)
    first = verdict_of(hulls.values[0], mandate)
    same = np.ones(hulls.n_rows, dtype=np.bool_)
    for values in hulls.values[1:]:
        same &= verdict_of(values, mandate) == first
    return np.where(same, YES, NO).astype(np.int8)


def _marginals(
    claims: Claims, evaluations: list[_Evaluation], plan: _Plan, rows: Indices, thresholds: tuple[float, ...]
) -> Floats:
    """Return (m, P, 5, 2): lower and upper values of what, who, where, when and unless."""
    each = [_marginal(claims, one, rows, thresholds) for one in evaluations]
    result = np.zeros((len(rows), len(plan.positions), len(CHECKS), 2))
    for column, subset in enumerate(plan.positions):
        chosen = each if subset is None else [each[index] for index in sorted(subset)]
        result[:, column] = hull(chosen)
    return result


def _marginal(
    claims: Claims, evaluation: _Evaluation, rows: Indices, thresholds: tuple[float, ...]
) -> Floats:
    groups = claims.of_row[rows]
    first = evaluation.coefficients[0][groups][:, :, _N_OUTCOMES:]
    what_who_when = _over_hypotheses(claims, first, groups)
    where = np.zeros((len(rows), 2))
    unless = np.zeros((len(rows), first.shape[1], 2))
    one_piece = len(evaluation.zones) == 1
    for zone, coefficients in zip(evaluation.zones, evaluation.coefficients, strict=True):
        p = claims.places.inside(zone, rows, thresholds)
        bounds = np.stack([np.where(np.isnan(p), 0.0, p), np.where(np.isnan(p), 1.0, p)], axis=1)
        where += bounds
        share = np.ones_like(bounds) if one_piece else bounds
        unless += coefficients[groups][:, :, -2:] * share[:, None, :]
    np.clip(where, 0.0, 1.0, out=where)
    excused = _over_hypotheses(claims, np.clip(unless, 0.0, 1.0), groups)
    what, who, when = what_who_when[:, 0:2], what_who_when[:, 2:4], what_who_when[:, 4:6]
    return np.stack([what, who, where, when, excused], axis=1)


def _broken_by(claims: Claims, evaluations: list[_Evaluation], plan: _Plan, rows: Indices) -> Indices:
    groups = claims.of_row[rows]
    bits = []
    for evaluation in evaluations:
        possible = np.zeros(evaluation.coefficients[0].shape[:2], dtype=np.bool_)
        for coefficients in evaluation.coefficients:
            possible |= (coefficients[:, :, [1, 3]] > 0).any(axis=2)
        possible &= claims.attributions.members[claims.group_attribution] >= 0
        packed = possible.astype(np.int64) @ (
            1 << np.arange(claims.attributions.members.shape[1], dtype=np.int64)
        )
        bits.append(packed[groups])
    result = np.zeros((len(rows), len(plan.positions)), dtype=np.int64)
    for column, subset in enumerate(plan.positions):
        for index in range(len(evaluations)) if subset is None else subset:
            result[:, column] |= bits[index]
    return result
