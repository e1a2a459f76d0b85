"""The plain kernel: claims × one clause → outcomes under every position.

It is vectorised with NumPy. What the law says of each hypothesis in each slice of time comes from `law`; here
it is joined with places and times. Claims are taken a window of time at a time. In each window one claim
stands for all that no rule can tell apart, and only rules that these claims can tell apart are computed: the
cost is that of the few that differ, of a million claims or of thousands of combinations of readings. `single`
is its oracle. The formula stands in docs/explanation/findings.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline.judgement.alike import first_of, met, rows_alike
from truceline.judgement.attribution import Attributions, ToldHypothesis, attributions, combine
from truceline.judgement.law import (
    BREACH_OR_EXCUSE,
    DOUBTS,
    N_MARGINALS,
    N_OUTCOMES,
    Bits,
    Law,
    law_of,
    people_of,
)
from truceline.judgement.people import CANNOT_TELL, NO, YES, Answers, People
from truceline.judgement.places import Places, places
from truceline.judgement.slices import Times, times
from truceline.model.casebook import Mandate, Position
from truceline.model.hanging import AmbiguityId, Readings
from truceline.model.ids import ActorId, ClauseId
from truceline.model.lacking import FACTS
from truceline.model.once import once
from truceline.model.words import Verdict
from truceline.text.relations import one_swapped
from truceline.text.rules import ANYWHERE, MOST_COMBINATIONS, Piece, Rule, Rulebook

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Choice = tuple[tuple[str, str], ...]
"""One combination of readings, sorted."""

VERDICTS = (Verdict.BREACH, Verdict.EXCEPTED, Verdict.NO_BREACH, Verdict.OUT_OF_SCOPE, Verdict.UNDETERMINED)
CHECKS = ("what", "who", "where", "when", "unless")
NULL = np.int8(-1)
"""Of `if_in_force`: the position leaves no question of life open."""
CONFLICT = len(FACTS)
"""Of `missing`: the bit behind those of FACTS, for exceptions that conflict."""

_BREACH, _UNDETERMINED = (VERDICTS.index(one) for one in (Verdict.BREACH, Verdict.UNDETERMINED))
_VALUES_OF = (np.arange(256)[:, None] >> np.arange(8) & 1).astype(np.float64)
"""(256, 8): the lower and upper values, 0 or 1, that eight bits stand for."""
_MOST_BYTES = 256_000_000
FEW, MOST_DRAWN = 2_000, 1_024
"""Hypotheses times slices of which layers are kept, and of how many such sets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """A claims table made ready: its distinct attributions, actors, times and places."""

    attributions: Attributions
    people: People
    times: Times
    places: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseFindings:
    """The rows to write for one clause, n of them, as m kinds for each of P positions.

    Rows of one kind have the same findings. Probabilities are (m, P); `marginals` is (m, P, 5, 2): lower and
    upper values of what, who, where, when and unless. `decided_by` has a bit for each ambiguity of
    `ambiguities`.
    """

    clause: ClauseId
    ambiguities: tuple[AmbiguityId, ...]
    rows: Indices
    """(n,) into the claims table."""
    kind: Indices
    """(n,) which of the m each row is."""
    p_breach: Floats
    p_breach_max: Floats
    verdict: Answers
    """(m, P) into VERDICTS."""
    if_in_force: Answers
    """(m, P) into VERDICTS, or NULL: the verdict with every question of life left open held at alive."""
    lowest: Floats
    """(m, P, 4) lower values of breach, excepted, no_breach, out_of_scope."""
    marginals: Floats
    decided_by: Indices
    """(m, P) bits."""
    robust: Answers
    """(m,) YES, NO, or CANNOT_TELL where there are too many combinations."""
    missing: Indices
    """(m, P) bits of what is undetermined: FACTS that some combination of readings lacks, and CONFLICT."""
    open: Indices
    """(m, P) bits of what is undetermined: `ambiguities` left open of which some answer changes it."""
    some_breach: Bools
    """(m,) whether some combination of readings makes it a breach."""
    breach_if_alive: Bools
    """(m,) whether every combination does in which the text lived; False where no question asks that."""
    broken_by: Indices
    """(m, P) bits: ways of the attribution under which a breach or an excuse is possible."""
    told: tuple[ToldHypothesis, ...]
    """The ways at stake."""
    attributions: Attributions
    """The claims' attributions in terms of `told`."""
    slices: tuple[slice, ...]
    """Of each window of the claims' times, the slices of which it is made."""
    window: Indices
    """(n,) the window that each row falls into."""
    starts: tuple[datetime, ...]
    """The first instants of the S slices."""
    owing: dict[ActorId, Bools]
    """For each actor told of, (S,): whether it may owe the duty under some reading."""
    may_excuse: dict[ClauseId, Bools]
    """For each exception, (X, S): whether it may hold, but for its ground, under some reading."""


def ready(claims: pa.Table, rulebook: Rulebook) -> Claims:
    """Return a CLAIMS table made ready for `assess_clause`: one slicing of time serves every clause."""
    told = attributions(claims)
    when = times(claims, changes(rulebook))
    return Claims(
        attributions=told,
        people=people_told(told, when.starts),
        times=when,
        places=places(claims),
    )


def people_told(told: Attributions, starts: tuple[datetime, ...]) -> People:
    """Return the actors of some attributions, nothing yet asked of them."""
    return people_of(told.told, starts)


@once
def changes(rulebook: Rulebook) -> frozenset[datetime]:
    """Return the instants between which nothing changes about any rule."""
    found: set[datetime] = set()
    seen: set[object] = set()
    for clause in rulebook.assessed():
        for readings in _wanted(rulebook, clause.id, rulebook.casebook.positions):
            rule = rulebook.rule(clause.id, readings)
            parts = {rule.roster, rule.terms, *rule.exceptions}
            if not parts <= seen:
                found |= rule.changes()
                seen |= parts
    return frozenset(found)


def _wanted(rulebook: Rulebook, clause: ClauseId, positions: tuple[Position, ...]) -> list[Readings]:
    """Return every combination, or where those are too many, those of each position and its single swaps.

    Never none: where even those are too many, one stands for all, though no finding rests on it.
    """
    hangs_on = rulebook.hangs_on(clause)
    if rulebook.n_choices(hangs_on) <= MOST_COMBINATIONS:
        return rulebook.choices(hangs_on)
    found: dict[Choice, Readings] = {}
    for position in positions:
        for swapped in _positions_asked(rulebook, clause, position):
            if rulebook.n_choices(hangs_on, swapped) <= MOST_COMBINATIONS:
                for readings in rulebook.choices(hangs_on, swapped):
                    found[_choice(readings)] = readings
    first = {one.id: one.readings[0].id for one in rulebook.casebook.ambiguities}
    return list(found.values()) or [{ambiguity: first[ambiguity] for ambiguity in hangs_on}]


def _positions_asked(rulebook: Rulebook, clause: ClauseId, position: Position) -> Iterator[Position]:
    """Yield the position, its single swaps, and with life held at alive the position and no other reading."""
    yield position
    for _, swapped in _swaps(rulebook, clause, position):
        yield swapped
    for asked in (position, _nothing_taken(position)):
        held = rulebook.alive(clause, asked)
        if held is not None:
            yield held


def _nothing_taken(position: Position) -> Position:
    return replace(position, readings={})


def _swaps(rulebook: Rulebook, clause: ClauseId, position: Position) -> Iterator[tuple[int, Position]]:
    """Yield the position with one other reading taken, for each ambiguity of the clause and each reading."""
    hangs_on = rulebook.hangs_on(clause)
    for ambiguity, _, swapped in one_swapped(rulebook.casebook, position, hangs_on):
        yield hangs_on.index(ambiguity), swapped


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
        mandate's report floor; in order of the claims table.
    """
    mandate, hangs_on = rulebook.casebook.mandate, rulebook.hangs_on(clause)
    plan, rules, of_choice = _asked(rulebook, positions).rules(clause)
    drawn = _asked(rulebook, positions).drawn(_at_stake(claims.attributions, rules), claims.people)
    law = drawn.law
    claims = replace(claims, attributions=_narrowed(claims.attributions, law.told))
    every = any(choices is None for choices in plan.positions)
    windows = list(_windows(claims, drawn, rules, of_choice, mandate, every=every))
    windows = windows or [_nowhere(law, rules[0], len(of_choice))]
    parts = [
        _findings(claims, window, plan, mandate, part)
        for window in windows
        for part in _chunks(window, claims.attributions.members.shape[1])
    ]
    arrays = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    reported = arrays.pop("reported")
    kind_of = np.where(reported, np.cumsum(reported) - 1, -1)
    starts = np.cumsum([0, *(len(window.rows) for window in windows)])
    kind = np.concatenate([kind_of[w.kind + start] for w, start in zip(windows, starts[:-1], strict=True)])
    rows, of_row = (np.concatenate([getattr(w, name) for w in windows]) for name in ("candidates", "of_row"))
    kept = np.flatnonzero(kind >= 0)
    kept = kept[np.argsort(rows[kept], kind="stable")]
    return ClauseFindings(
        clause=clause,
        ambiguities=hangs_on,
        told=law.told,
        attributions=claims.attributions,
        slices=claims.times.windows,
        starts=law.starts,
        owing=law.owing(rules),
        may_excuse=law.may_excuse(rules),
        rows=rows[kept],
        kind=kind[kept],
        window=of_row[kept],
        **arrays,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LawSaid:
    """What the law of all clauses says of each attribution in each slice, and where that matters."""

    of: Indices
    """(A, S) the same number where every clause says the same; 0 where none can be broken."""
    pieces: tuple[Piece, ...]
    """The ground of which the clauses speak where one can be."""


def said(rulebook: Rulebook, told: Attributions, people: People, positions: tuple[Position, ...]) -> LawSaid:
    """Return what all clauses say of some attributions in the slices of `people`.

    Hypotheses stand in the same columns where the number is the same, with the same weights.
    """
    n_told, n_slices = len(told.members), len(people.starts)
    columns: list[Indices] = []
    pieces: dict[int, Piece] = {}
    for clause in rulebook.assessed():
        plan, rules, _ = _asked(rulebook, positions).rules(clause.id)
        drawn = _Drawn(law=law_of(_at_stake(told, rules), people))
        some = _narrowed(told, drawn.law.told)
        may = np.zeros((len(drawn.law.told) + 1, n_slices), dtype=np.bool_)
        may[:-1] = drawn.law.may_break(rules) | any(choices is None for choices in plan.positions)
        at_stake = np.asarray(may[some.members].any(axis=1))
        slices = np.flatnonzero(at_stake.any(axis=0))
        if not len(slices):
            continue
        each = [drawn.of_rules(rules, slice(s, s + 1)) for s in slices]
        layers = _layers_of(chain.from_iterable({id(one): one for one in each}.values()))
        pieces |= {id(layer.piece.zone): layer.piece for layer in layers}
        bits = {id(layer.bits): layer.bits[:, slices].reshape(-1) for layer in layers}
        law = rows_alike(*bits.values()).reshape(-1, len(slices))
        law = np.concatenate([law, np.full((1, len(slices)), -1)])
        weighed = rows_alike(some.members >= 0, some.entry, some.weights)
        alike = rows_alike(
            law[some.members].swapaxes(1, 2).reshape(n_told * len(slices), -1),
            np.repeat(weighed, len(slices)),
            np.tile(rows_alike(np.array([id(one) for one in each])), n_told),
        )
        column = np.full((n_told, n_slices), -1)
        column[:, slices] = np.where(at_stake[:, slices], alike.reshape(n_told, -1), -1)
        columns.append(column.reshape(-1))
    if not columns:
        return LawSaid(of=np.zeros((n_told, n_slices), dtype=np.int64), pieces=())
    together = np.stack(columns, axis=1)
    of = np.where((together >= 0).any(axis=1), rows_alike(together) + 1, 0)
    return LawSaid(of=of.reshape(n_told, n_slices), pieces=tuple(pieces.values()))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    """The rules of each clause under some positions, worked out for whatever claims come next."""

    rulebook: Rulebook
    positions: tuple[Position, ...]
    _known: dict[ClauseId, tuple[_Plan, list[Rule], Indices]] = field(default_factory=dict)
    _drawn: dict[Hashable, _Drawn] = field(default_factory=dict)

    def rules(self, clause: ClauseId) -> tuple[_Plan, list[Rule], Indices]:
        """Return the plan of a clause, its rules that differ, and which of them each choice gives."""
        if clause not in self._known:
            wanted = _wanted(self.rulebook, clause, self.positions)
            plan = _plan(self.rulebook, clause, self.positions, wanted)
            rules, of_choice = _distinct([self.rulebook.rule(clause, readings) for readings in wanted])
            self._known[clause] = plan, rules, of_choice
        return self._known[clause]

    def drawn(self, told: tuple[ToldHypothesis, ...], people: People) -> _Drawn:
        """Return the layers of some hypotheses: of few in few slices those that were drawn before.

        So a report is answered from what the last one of its kind on such a day was answered from.
        """
        key = (told, people.told, people.starts)
        found = self._drawn.get(key) or _Drawn(law=law_of(told, people))
        if len(told) * len(people.starts) <= FEW:
            if len(self._drawn) >= MOST_DRAWN:
                self._drawn.clear()
            self._drawn[key] = found
        return found


@once
def _asked(rulebook: Rulebook, positions: tuple[Position, ...]) -> _Asked:
    return _Asked(rulebook=rulebook, positions=positions)


def _at_stake(told: Attributions, rules: Sequence[Rule]) -> tuple[ToldHypothesis, ...]:
    """Return the hypotheses of every attribution in which some act may be one that some rule names."""
    acts = {one.act for one in told.told}
    named = {
        act for act in acts for terms in {rule.terms for rule in rules} if terms.covers_act(act) is not False
    }
    possible = np.array([one.act in named for one in told.told], dtype=np.bool_)
    members = told.members[(possible[told.members] & (told.members >= 0)).any(axis=1)]
    return tuple(told.told[x] for x in np.unique(members[members >= 0]))


def _narrowed(told: Attributions, kept: tuple[ToldHypothesis, ...]) -> Attributions:
    """Return the attributions with only some hypotheses; those that lose one are left without any."""
    place = {one: index for index, one in enumerate(kept)}
    index = np.array([*(place.get(one, -1) for one in told.told), -1], dtype=np.int64)
    members = index[told.members]
    lost = (members < 0) & (told.members >= 0)
    members[lost.any(axis=1)] = -1
    return replace(told, told=kept, members=members)


# Readings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Which choices of readings each position, and each single swap of it, runs over; None for too many."""

    positions: list[Indices | None]
    swaps: list[list[tuple[int, Indices | None]]]
    """For each position: the ambiguity's index, and the choices with another reading of it."""
    shapes: list[tuple[int, ...]]
    """For each position: how many readings of each ambiguity its choices run over."""
    in_force: dict[int, Indices | None]
    """The choices with life held at alive, for each position, by its index, that leaves some of it open."""
    alive: Indices | None
    """Every choice with life held at alive; None where none asks for it, or there are too many."""
    complete: bool
    """Whether every combination is there."""


def _plan(
    rulebook: Rulebook, clause: ClauseId, positions: Sequence[Position], wanted: Sequence[Readings]
) -> _Plan:
    hangs_on = rulebook.hangs_on(clause)
    every = rulebook.options(hangs_on)
    complete = rulebook.n_choices(hangs_on) <= MOST_COMBINATIONS
    place = {} if complete else {_choice(readings): index for index, readings in enumerate(wanted)}

    def covering(position: Position) -> Indices | None:
        if rulebook.n_choices(hangs_on, position) > MOST_COMBINATIONS:
            return None
        if not complete:
            return np.array([place[_choice(readings)] for readings in rulebook.choices(hangs_on, position)])
        covered = np.zeros(1, dtype=np.int64)
        for of_all, of_position in zip(every, rulebook.options(hangs_on, position), strict=True):
            chosen = np.array([of_all.index(reading) for reading in of_position])
            covered = (covered[:, None] * len(of_all) + chosen).reshape(-1)
        return covered

    held = [rulebook.alive(clause, position) for position in positions]
    every_life = rulebook.alive(clause, _nothing_taken(positions[0])) if positions else None
    return _Plan(
        positions=[covering(position) for position in positions],
        shapes=[tuple(rulebook.n_choices((one,), position) for one in hangs_on) for position in positions],
        in_force={column: covering(one) for column, one in enumerate(held) if one is not None},
        alive=covering(every_life) if every_life is not None else None,
        swaps=[
            [(index, covering(swapped)) for index, swapped in _swaps(rulebook, clause, position)]
            for position in positions
        ],
        complete=complete,
    )


def _choice(readings: Readings) -> Choice:
    return tuple(sorted(readings.items()))


# Windows of time


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """One piece of a rule during one of its stages, and what the law says there."""

    piece: Piece
    whole: Piece
    """All of the rule's ground in that stage."""
    bits: Bits
    """(X, S)"""
    slices: slice
    """Of the S, those in which the ground is this."""


_Stages: TypeAlias = tuple[tuple[_Layer, ...], ...]
"""The layers of a rule by stage. Only a line that moves makes more than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """Claims that fall into one run of slices, or into slices alike, and the rules they can tell apart."""

    slices: slice
    """The run, or the first of the slices."""
    candidates: Indices
    """(n,) candidates: some reading lets a breach or an excuse be, wherever they lie."""
    of_row: Indices
    """(n,) which of the windows of the claims' times each falls into."""
    rows: Indices
    """(m,) one of them for each kind that no rule tells apart."""
    kind: Indices
    """(n,) the kind of each candidate."""
    layers: list[_Stages]
    """K distinct rules, each with the stages that these slices fall into."""
    of_choice: Indices
    """For each choice of readings, which of the K."""


def _distinct(rules: Sequence[Rule]) -> tuple[list[Rule], Indices]:
    """Return the rules that differ, and of each rule given which of them it is."""
    place = {rule: index for index, rule in enumerate(dict.fromkeys(rules))}
    return list(place), np.array([place[rule] for rule in rules], dtype=np.int64)


def _windows(
    claims: Claims, drawn: _Drawn, rules: list[Rule], of_choice: Indices, mandate: Mandate, *, every: bool
) -> Iterator[_Window]:
    """Yield the windows of the candidates, or of all that is at stake where too many readings are open.

    Only ground on which some candidate may have happened is drawn.
    """
    candidates = list(_candidates(claims, drawn.law.may_break(rules), every=every))
    layers = [drawn.of_rules(rules, claims.times.windows[index]) for index, _ in candidates]
    _look_up_places(claims, [rows for _, rows in candidates], layers, mandate)
    alike: dict[Hashable, list[int]] = {}
    for number, (index, _) in enumerate(candidates):
        alike.setdefault(_said(claims.times.windows[index], layers[number]), []).append(number)
    told = _attributions_alike(claims.attributions, _layers_of(chain.from_iterable(layers)))
    for numbers in alike.values():
        of_window, of_rule = [candidates[number] for number in numbers], layers[numbers[0]]
        slices = claims.times.windows[of_window[0][0]]
        candidates_in = np.concatenate([some for _, some in of_window])
        rows, kind = _kinds(claims, slices, candidates_in, _layers_of(of_rule), told, mandate)
        kept, of_kept = _told_apart(claims, slices, rows, of_rule, mandate)
        yield _Window(
            slices=slices,
            candidates=candidates_in,
            of_row=np.concatenate([np.full(len(some), index) for index, some in of_window]),
            rows=rows,
            kind=kind,
            layers=kept,
            of_choice=of_kept[of_choice],
        )


def _layers_of(rules: Iterable[_Stages]) -> list[_Layer]:
    """Return the layers of some rules, each once."""
    return list({id(layer): layer for rule in rules for stage in rule for layer in stage}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alike:
    """Attributions of which a clause's law says the same at all times, hypothesis by hypothesis."""

    of: Indices
    """(A,) which of the C kinds each is."""
    members: Indices
    """(C, H) the hypotheses of one of each kind."""
    weighed: Indices
    """(C,) the same number for those whose hypotheses stand in the same columns with the same weights."""


def _attributions_alike(told: Attributions, layers: Sequence[_Layer]) -> _Alike:
    bits = {id(layer.bits): layer.bits for layer in layers}
    law = np.append(rows_alike(*bits.values()), -1) if bits else np.zeros(len(told.told) + 1, dtype=np.int64)
    weighed = rows_alike(told.members >= 0, told.entry, told.weights)
    of = rows_alike(law[told.members], weighed)
    first = first_of(of)
    return _Alike(of=of, members=told.members[first], weighed=weighed[first])


def _kinds(
    claims: Claims, slices: slice, rows: Indices, layers: Sequence[_Layer], alike: _Alike, mandate: Mandate
) -> tuple[Indices, Indices]:
    """Return one row of each kind that no rule can tell apart, (m,), and of each row its kind, (n,).

    Of one kind are rows of which the law says the same in these slices, whose time falls among them in the
    same way, and whose places lie for certain in the same of these grounds.
    """
    attributions, attribution = met(alike.of[claims.attributions.of_row[rows]], len(alike.members))
    members = alike.members[attributions]
    said = {}
    for layer in layers:
        shared = _shared(layer.slices, slices)
        bits = layer.bits[members, shared.start : shared.stop]
        said[id(layer.bits), shared] = np.where(members[:, :, None] >= 0, bits, np.uint32(0))
    places, place = met(claims.places.of[rows], len(claims.places.lon))
    columns = [
        rows_alike(alike.weighed[attributions], *said.values())[attribution],
        _places_alike(claims, layers, places, mandate)[place],
    ]
    if slices.stop - slices.start != 1:
        columns.append(claims.times.of_row[rows])
    kind = rows_alike(np.stack(columns, axis=1))
    return rows[first_of(kind)], kind


def _places_alike(claims: Claims, layers: Sequence[_Layer], places: Indices, mandate: Mandate) -> Indices:
    """Return for each place a number, the same where each ground holds both for certain, or neither.

    A place that may lie in some ground, or not, is like no other.
    """
    doubtful = np.zeros(len(places), dtype=np.bool_)
    held = []
    for layer in {id(layer.piece.zone): layer for layer in layers}.values():
        low, high = _inside(claims, layer, places, mandate)
        held.append(low == 1)
        doubtful |= (low != 1) & (high != 0)
    held += [claims.places.surely(whole, places) for whole in {id(x.whole): x.whole for x in layers}.values()]
    apart = np.where(doubtful, np.arange(len(places)), -1)
    return rows_alike(np.packbits(held, axis=0).T, apart)


def _said(slices: slice, of_rule: list[_Stages]) -> Hashable:
    """Return what is the same for two windows of one slice in which every rule says the same.

    A window of several slices is like no other.
    """
    if slices.stop - slices.start != 1:
        return slices.start, slices.stop
    return id(of_rule), tuple(layer.bits[:, slices.start].tobytes() for layer in _layers_of(of_rule))


def _candidates(claims: Claims, may_break: Bools, *, every: bool) -> Iterator[tuple[int, Indices]]:
    """Yield each window of time, by its index, with the rows in it that some rule may be broken by."""
    members = claims.attributions.members
    for index, (slices, rows) in enumerate(zip(claims.times.windows, claims.times.rows_in, strict=True)):
        hypotheses = may_break[:, slices].any(axis=1) | every
        at_stake = ((members >= 0) & np.append(hypotheses, False)[members]).any(axis=1)
        found = rows[at_stake[claims.attributions.of_row[rows]]]
        if len(found):
            yield index, found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """The layers drawn so far, of each rule in each of its stages; those that say the same are one."""

    law: Law
    _slices: dict[Rule, tuple[list[int], list[int]]] = field(default_factory=dict)
    """Of each stage, its first slice and the one after its last."""
    _met: dict[tuple[Rule, int, int], _Stages] = field(default_factory=dict)
    _together: dict[tuple[int, int, int], list[_Stages]] = field(default_factory=dict)
    """Of the rules of a clause, by what they are kept as; from one edge of a stage to another."""
    _edges_met: dict[int, list[int]] = field(default_factory=dict)
    _done: dict[tuple[Rule, int], tuple[_Layer, ...]] = field(default_factory=dict)
    _same: dict[tuple[int, ...], tuple[_Layer, ...]] = field(default_factory=dict)

    def of_rules(self, rules: list[Rule], slices: slice) -> list[_Stages]:
        """Return the layers of some rules in the stages that some slices meet; of the same once."""
        edges = self._edges_of_all(rules)
        key = (id(rules), bisect_right(edges, slices.start), bisect_left(edges, slices.stop))
        if key not in self._together:
            self._together[key] = [self.layers(rule, slices) for rule in rules]
        return self._together[key]

    def _edges_of_all(self, rules: list[Rule]) -> list[int]:
        """Return the slices at which a stage of some rule begins or ends."""
        if id(rules) not in self._edges_met:
            found = {edge for rule in rules for some in self._edges(rule) for edge in some}
            self._edges_met[id(rules)] = sorted(found)
        return self._edges_met[id(rules)]

    def layers(self, rule: Rule, slices: slice) -> _Stages:
        """Return the layers of a rule in the stages that some slices fall into."""
        starts, stops = self._edges(rule)
        first, last = bisect_right(stops, slices.start), bisect_left(starts, slices.stop)
        if (rule, first, last) not in self._met:
            self._met[rule, first, last] = tuple(self._of_stage(rule, one) for one in range(first, last))
        return self._met[rule, first, last]

    def _edges(self, rule: Rule) -> tuple[list[int], list[int]]:
        if rule not in self._slices:
            slices = [self.law.slices_in(stage) for stage in rule.stages]
            self._slices[rule] = [one.start for one in slices], [one.stop for one in slices]
        return self._slices[rule]

    def _of_stage(self, rule: Rule, number: int) -> tuple[_Layer, ...]:
        if (rule, number) not in self._done:
            starts, stops = self._edges(rule)
            stage, slices = rule.stages[number], slice(starts[number], stops[number])
            whole = rule.whole(stage)
            drawn = tuple(
                _Layer(piece=piece, whole=whole, bits=self.law.bits(rule, piece.exceptions), slices=slices)
                for piece in rule.pieces(stage)
            )
            key = (
                slices.start,
                slices.stop,
                id(whole),
                *chain(*((id(x.piece.zone), id(x.bits)) for x in drawn)),
            )
            self._done[rule, number] = self._same.setdefault(key, drawn)
        return self._done[rule, number]


def _look_up_places(
    claims: Claims, rows: list[Indices], layers: list[list[_Stages]], mandate: Mandate
) -> None:
    """Have every probability of place computed zone by zone, not window by window."""
    rows_of: dict[int, list[Indices]] = {}
    zones = {}
    for some, of_rule in zip(rows, layers, strict=True):
        places, _ = met(claims.places.of[some], len(claims.places.lon))
        for key, layer in {id(layer.piece.zone): layer for layer in _layers_of(of_rule)}.items():
            rows_of.setdefault(key, []).append(places)
            zones[key] = layer
    for key, found in rows_of.items():
        _inside(claims, zones[key], np.unique(np.concatenate(found)), mandate)


def _told_apart(
    claims: Claims, slices: slice, rows: Indices, of_rule: list[_Stages], mandate: Mandate
) -> tuple[list[_Stages], Indices]:
    """Return the rules that some rows can tell apart, and of each rule which of them it is.

    Two rules are one to them where, stage by stage and piece by piece, each of the rows lies there with the
    same probability and the law says the same of each of its hypotheses.
    """
    members = claims.attributions.members[claims.attributions.of_row[rows]]
    told, places = np.unique(members[members >= 0]), claims.places.of[rows]
    codes: dict[bytes, int] = {}
    known: dict[tuple[int, ...], int] = {}

    def code(key: tuple[int, ...], value: Callable[[], npt.NDArray[np.generic]]) -> int:
        if key not in known:
            known[key] = codes.setdefault(value().tobytes(), len(codes))
        return known[key]

    def of_layer(layer: _Layer) -> tuple[int, ...]:
        shared = _shared(layer.slices, slices)
        return (
            shared.start,
            shared.stop,
            code((id(layer.piece.zone),), lambda: np.concatenate(_inside(claims, layer, places, mandate))),
            code(
                (id(layer.bits), shared.start, shared.stop),
                lambda: layer.bits[told, shared.start : shared.stop],
            ),
        )

    def of_stage(stage: tuple[_Layer, ...]) -> tuple[object, ...]:
        whole = stage[0].whole
        sure = code((id(whole), -1), lambda: claims.places.surely(whole, places))
        return (sure, *map(of_layer, stage))

    same: dict[tuple[int, ...], int] = {}
    distinct: dict[tuple[object, ...], int] = {}
    kept: list[_Stages] = []
    of_kept = np.empty(len(of_rule), dtype=np.int64)
    for index, rule in enumerate(of_rule):
        drawn = tuple(map(id, rule))
        if drawn not in same:
            same[drawn] = distinct.setdefault(tuple(map(of_stage, rule)), len(kept))
            if same[drawn] == len(kept):
                kept.append(rule)
        of_kept[index] = same[drawn]
    return kept, of_kept


def _shared(one: slice, other: slice) -> range:
    return range(max(one.start, other.start), min(one.stop, other.stop))


def _nowhere(law: Law, rule: Rule, n_choices: int) -> _Window:
    """Return a window without claims, so that no findings have the same arrays as some."""

    layer = _Layer(piece=ANYWHERE, whole=ANYWHERE, bits=law.bits(rule, ()), slices=slice(0, 0))
    return _Window(
        slices=slice(0, 0),
        candidates=np.zeros(0, dtype=np.int64),
        of_row=np.zeros(0, dtype=np.int64),
        rows=np.zeros(0, dtype=np.int64),
        kind=np.zeros(0, dtype=np.int64),
        layers=[((layer,),)],
        of_choice=np.zeros(n_choices, dtype=np.int64),
    )


def _chunks(window: _Window, n_ways: int) -> list[slice]:
    size = max(1, _MOST_BYTES // (8 * N_OUTCOMES * (len(window.layers) + n_ways)))
    return [slice(start, start + size) for start in range(0, max(1, len(window.rows)), size)]


# Values


def _coefficients(claims: Claims, window: _Window, layer: _Layer, rows: Indices, *, byte: int) -> Floats:
    """Return (n, H, 8): lower and upper values given that the place is in the layer's zone.

    `byte` 0 is the outcomes, 1 the marginals. Of a time that falls into several stages, only the layer's.
    """
    slices = _slices_of(window, layer)
    members = claims.attributions.members[claims.attributions.of_row[rows]]
    bits = (layer.bits[members, slices] >> np.uint32(8 * byte)) & np.uint32(255)
    if window.slices.stop - window.slices.start == 1:
        return np.asarray(_VALUES_OF[bits[:, :, 0]])
    classes = claims.times.of_row[rows]
    share = claims.times.share[classes][:, slices]
    values: Floats = np.einsum("ns,nhsv->nhv", share, _VALUES_OF[bits])
    unknown = ~claims.times.known[classes]
    if unknown.any():
        values[unknown, :, 0::2] = _VALUES_OF[np.bitwise_and.reduce(bits[unknown], axis=2)][:, :, 0::2]
        values[unknown, :, 1::2] = _VALUES_OF[np.bitwise_or.reduce(bits[unknown], axis=2)][:, :, 1::2]
    return values


def _slices_of(window: _Window, layer: _Layer) -> slice:
    """Return the slices of a window in which the ground is the layer's."""
    shared = _shared(layer.slices, window.slices)
    return slice(shared.start, shared.stop)


def _in_stage(claims: Claims, window: _Window, layers: tuple[_Layer, ...], rows: Indices) -> Floats:
    """Return (n, 1): the share of the time of each row that falls into a stage; 1 where no time is known."""
    slices = _slices_of(window, layers[0])
    if slices == window.slices:
        return np.ones((len(rows), 1))
    classes = claims.times.of_row[rows]
    share = claims.times.share[classes][:, slices].sum(axis=1)
    return np.where(claims.times.known[classes], share, 1.0)[:, None]


def _over_stages(claims: Claims, stages: list[Floats], rows: Indices) -> Floats:
    """Return lower (even last index) and upper values (odd) over the stages of a rule.

    They follow one another, so what happens in each adds up; but where no time is known it is in one of them.
    """
    if len(stages) == 1:
        return stages[0]
    total: Floats = np.clip(np.sum(stages, axis=0), 0.0, 1.0)
    unknown = ~claims.times.known[claims.times.of_row[rows]]
    if unknown.any():
        total[unknown] = hull([one[unknown] for one in stages])
    return total


def _inside(claims: Claims, layer: _Layer, places: Indices, mandate: Mandate) -> tuple[Floats, Floats]:
    """Return the lower and upper probability that each place is in the layer's zone."""
    p = claims.places.at(layer.piece, places, (mandate.no, 1 - mandate.no, mandate.yes, 1 - mandate.yes))
    unknown = np.isnan(p)
    return np.where(unknown, 0.0, p), np.where(unknown, 1.0, p)


def _outcomes(claims: Claims, window: _Window, rule: _Stages, mandate: Mandate, rows: Indices) -> Floats:
    """Return (n, 8) lower and upper values over the pieces of a rule and an account's hypotheses."""
    stages = []
    for layers in rule:
        total = np.zeros((len(rows), claims.attributions.members.shape[1], N_OUTCOMES))
        values = [_coefficients(claims, window, layer, rows, byte=0) for layer in layers]
        lost = np.zeros(len(rows), dtype=np.bool_)
        possible = []
        for layer, one in zip(layers, values, strict=True):
            low, high = _inside(claims, layer, claims.places.of[rows], mandate)
            total += one * low[:, None, None]
            one *= (high > 0)[:, None, None]
            lost |= low != high
            possible.append(high > 0)
        total = np.clip(total, 0.0, 1.0, out=total)
        sure = claims.places.surely(layers[0].whole, claims.places.of[rows])
        stages.append(_Stage(total=total, pieces=values, lost=lost, possible=possible, sure=sure))
    return _together(claims, stages, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """What one stage of a rule makes of some rows."""

    total: Floats
    """(n, H, v) lower and upper values over its pieces, as far as the place is known."""
    pieces: list[Floats]
    """(n, H, v) for each piece: the values given that the place is in it, 0 where it cannot be."""
    lost: Bools
    """(n,) where the place, or the ground, is not known."""
    possible: list[Bools]
    """(n,) for each piece: whether the place may lie in it."""
    sure: Bools
    """(n,) where the place is told to lie in this ground, whichever the piece."""


def _together(claims: Claims, stages: list[_Stage], rows: Indices) -> Floats:
    """Return (n, v) lower and upper values over stages and hypotheses.

    Where place or ground is not known, each stage is taken by itself and at its worst.
    """
    result = _over_hypotheses(claims, _over_stages(claims, [one.total for one in stages], rows), rows)
    lost: Bools = np.logical_or.reduce([one.lost for one in stages])
    if lost.any():
        each = []
        for stage in stages:
            values = _over_hypotheses(claims, stage.total[lost], rows[lost])
            here = stage.lost[lost]
            lowest, highest = _extremes(claims, stage, rows, lost)
            values[here, 1::2] = highest[here]
            values[here & stage.sure[lost], 0::2] = lowest[here & stage.sure[lost]]
            each.append(values)
        result[lost] = _over_stages(claims, each, rows[lost])
    return result


def _extremes(claims: Claims, stage: _Stage, rows: Indices, lost: Bools) -> tuple[Floats, Floats]:
    """Return lower and upper values where the place is unknown: it lies in one piece, never in several."""
    each = [_over_hypotheses(claims, one[lost], rows[lost]) for one in stage.pieces]
    may = [one[lost][:, None] for one in stage.possible]
    lows = [np.where(here, one[:, 0::2], 1.0) for one, here in zip(each, may, strict=True)]
    highs = [np.where(here, one[:, 1::2], 0.0) for one, here in zip(each, may, strict=True)]
    return np.minimum.reduce(lows), np.maximum.reduce(highs)


def _over_hypotheses(claims: Claims, values: Floats, rows: Indices) -> Floats:
    attribution = claims.attributions.of_row[rows]
    weights, entry = claims.attributions.weights[attribution], claims.attributions.entry[attribution]
    used = claims.attributions.members[attribution] >= 0
    if used.shape[1] == 1 and np.isnan(weights).all():
        return values[:, 0].copy()
    result = np.empty((len(rows), values.shape[2]))
    result[:, 0::2] = combine(values[:, :, 0::2], entry, weights, used, upper=False)
    result[:, 1::2] = combine(values[:, :, 1::2], entry, weights, used, upper=True)
    return result


def verdict_of(values: Floats, mandate: Mandate) -> Answers:
    """Return the verdict, an index into VERDICTS, of (n, 8) lower and upper values."""
    lows = (values[:, 0], values[:, 2], values[:, 4], 1 - values[:, 7])
    # Adding 1e-9 keeps sums such as 0.2 + 0.75 on the side of the threshold that arithmetic puts them.
    reached = [low + 1e-9 >= mandate.yes for low in lows]
    ruled_out = values[:, 1] - 1e-9 <= mandate.no
    return np.select([*reached, ruled_out], [0, 1, 2, 3, 2], default=4).astype(np.int8)


def hull(values: Sequence[Floats]) -> Floats:
    """Return the lowest of the lower (even last index) and the highest of the upper (odd) values."""
    result = values[0].copy()
    for one in values[1:]:
        np.minimum(result[..., 0::2], one[..., 0::2], out=result[..., 0::2])
        np.maximum(result[..., 1::2], one[..., 1::2], out=result[..., 1::2])
    return result


# Findings


def _findings(
    claims: Claims, window: _Window, plan: _Plan, mandate: Mandate, part: slice
) -> dict[str, npt.NDArray[np.generic]]:
    """Return the findings of some of a window's kinds of rows, by name of ClauseFindings' array fields.

    `reported` tells of each kind whether it has any.
    """
    rows = window.rows[part]
    values = [_outcomes(claims, window, rule, mandate, rows) for rule in window.layers]
    hulls = _Hulls(values=values)
    reported = np.zeros(len(rows), dtype=np.bool_)
    for subset in plan.positions:
        high = hulls.of(_rules(window, subset))
        reported |= (high[:, 1] >= mandate.report_floor) | (high[:, 3] >= mandate.report_floor)
    rows, hulls = rows[reported], hulls.only(reported)
    sets = [_rules(window, subset) for subset in plan.positions]
    found = np.stack([hulls.of(rules) for rules in sets], axis=1)
    verdicts = [hulls.verdict(rules, mandate) for rules in sets]
    decided = np.zeros((len(rows), len(plan.positions)), dtype=np.int64)
    for column, swaps in enumerate(plan.swaps):
        for index, subset in swaps:
            changed = hulls.verdict(_rules(window, subset), mandate) != verdicts[column]
            decided[:, column] |= changed.astype(np.int64) << index
    in_force = np.full((len(rows), len(plan.positions)), NULL)
    for column, held in plan.in_force.items():
        in_force[:, column] = hulls.verdict(_rules(window, held), mandate)
    lowest = np.stack([found[:, :, 0], found[:, :, 2], found[:, :, 4], 1 - found[:, :, 7]], axis=2)
    each = np.stack([verdict_of(one, mandate) for one in hulls.values], axis=1)
    marginals = [_marginal(claims, window, rule, mandate, rows) for rule in window.layers]
    undetermined = np.stack(verdicts, axis=1) == _UNDETERMINED
    alive = (
        np.zeros(len(rows), dtype=np.bool_)
        if plan.alive is None
        else hulls.verdict(_rules(window, plan.alive), mandate) == _BREACH
    )
    return {
        "reported": reported,
        "p_breach": np.round(found[:, :, 0], 6),
        "p_breach_max": np.round(found[:, :, 1], 6),
        "lowest": np.round(lowest, 6),
        "verdict": np.stack(verdicts, axis=1),
        "if_in_force": in_force,
        "marginals": _marginals(sets, marginals),
        "decided_by": decided,
        "robust": _robust(each, complete=plan.complete),
        "missing": _missing(claims, window, sets, mandate, rows, each, marginals, undetermined),
        "open": _open(window, plan, each, undetermined),
        "some_breach": (each == _BREACH).any(axis=1),
        "breach_if_alive": alive,
        "broken_by": _broken_by(claims, window, sets, rows),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hulls:
    """Lowest lower and highest upper values over sets of rules, each set once."""

    values: list[Floats]
    _done: dict[frozenset[int] | None, Floats] = field(default_factory=dict)
    _verdicts: dict[frozenset[int] | None, Answers] = field(default_factory=dict)

    def only(self, rows: Bools) -> _Hulls:
        """Return those of some rows."""
        done = {rules: one[rows] for rules, one in self._done.items()}
        return _Hulls(values=[one[rows] for one in self.values], _done=done)

    def of(self, rules: frozenset[int] | None) -> Floats:
        """Return (n, 8); for a set too large to enumerate, the widest values there are."""
        if rules not in self._done:
            widest = np.tile([0.0, 1.0], (len(self.values[0]), N_OUTCOMES // 2))
            self._done[rules] = widest if rules is None else hull([self.values[k] for k in sorted(rules)])
        return self._done[rules]

    def verdict(self, rules: frozenset[int] | None, mandate: Mandate) -> Answers:
        """Return (n,) verdicts of the hull."""
        if rules not in self._verdicts:
            self._verdicts[rules] = verdict_of(self.of(rules), mandate)
        return self._verdicts[rules]


def _rules(window: _Window, choices: Indices | None) -> frozenset[int] | None:
    return None if choices is None else frozenset(np.unique(window.of_choice[choices]).tolist())


def _robust(each: Answers, *, complete: bool) -> Answers:
    """Return whether the verdicts of the K rules, (m, K), are one."""
    if not complete:
        return np.full(len(each), CANNOT_TELL)
    return np.where((each == each[:, :1]).all(axis=1), YES, NO).astype(np.int8)


def _marginals(sets: list[frozenset[int] | None], each: list[Floats]) -> Floats:
    """Return (m, P, 5, 2): lower and upper values of what, who, where, when and unless, of each rule's.

    Under a position that leaves too many readings open nothing is told.
    """
    result = np.zeros((len(each[0]), len(sets), len(CHECKS), 2))
    for column, rules in enumerate(sets):
        result[:, column] = (0.0, 1.0) if rules is None else hull([each[k] for k in sorted(rules)])
    return result


def _marginal(claims: Claims, window: _Window, rule: _Stages, mandate: Mandate, rows: Indices) -> Floats:
    grounds, deeds, excuses = [], [], []
    for layers in rule:
        values = [_coefficients(claims, window, layer, rows, byte=1) for layer in layers]
        where, unless = np.zeros((len(rows), 2)), np.zeros((*values[0].shape[:2], 2))
        possible, lost = [], np.zeros(len(rows), dtype=np.bool_)
        for layer, one in zip(layers, values, strict=True):
            inside = np.stack(_inside(claims, layer, claims.places.of[rows], mandate), axis=1)
            where += inside
            lost |= inside[:, 0] != inside[:, 1]
            possible.append(inside[:, 1] > 0)
            unless += one[:, :, -2:] * (1.0 if len(layers) == 1 else inside[:, None, :])
        sure = claims.places.surely(layers[0].whole, claims.places.of[rows])
        where[sure] = 1.0
        np.clip(where, 0.0, 1.0, out=where)
        deeds.append(values[0][:, :, : N_MARGINALS - 2])
        pieces = [one[:, :, -2:] for one in values]
        unless = np.clip(unless, 0.0, 1.0)
        excuses.append(_Stage(total=unless, pieces=pieces, lost=lost, possible=possible, sure=sure))
        grounds.append(where * _in_stage(claims, window, layers, rows))
    where = _over_stages(claims, grounds, rows)
    what_who_when = _over_hypotheses(claims, _over_stages(claims, deeds, rows), rows)
    excused = _together(claims, excuses, rows)
    what, who, when = np.split(what_who_when, 3, axis=1)
    return np.stack([what, who, where, when, excused], axis=1)


def _missing(
    claims: Claims,
    window: _Window,
    sets: list[frozenset[int] | None],
    mandate: Mandate,
    rows: Indices,
    each: Answers,
    marginals: list[Floats],
    undetermined: Bools,
) -> Indices:
    """Return (m, P) bits of FACTS, and CONFLICT, that some rule which is itself undetermined lacks."""
    result = np.zeros(undetermined.shape, dtype=np.int64)
    asked = undetermined.any(axis=1)
    lacks = []
    for k, rule in enumerate(window.layers):
        here = np.flatnonzero(asked & (each[:, k] == _UNDETERMINED))
        bits = np.zeros(len(rows), dtype=np.int64)
        bits[here] = _facts(_doubts(claims, window, rule, rows[here]), marginals[k][here], mandate)
        lacks.append(bits)
    for column, rules in enumerate(sets):
        if rules is not None:
            together = np.bitwise_or.reduce([lacks[k] for k in sorted(rules)])
            result[:, column] = np.where(undetermined[:, column], together, 0)
    return result


def _doubts(claims: Claims, window: _Window, rule: _Stages, rows: Indices) -> Bits:
    """Return (n,) bits of DOUBTS over an account's hypotheses and the time in which it may have happened."""
    members = claims.attributions.members[claims.attributions.of_row[rows]]
    found: Bits = np.zeros(len(rows), dtype=np.uint32)
    for layer in (layer for stage in rule for layer in stage):
        bits = layer.bits[members, _slices_of(window, layer)] * (members >= 0)[:, :, None].astype(np.uint32)
        found |= np.bitwise_or.reduce(bits, axis=(1, 2), initial=np.uint32(0))
    return found >> np.uint32(N_OUTCOMES + N_MARGINALS)


def _facts(doubts: Bits, marginals: Floats, mandate: Mandate) -> Indices:
    """Return (n,) bits of FACTS and CONFLICT that (n, 5, 2) marginals leave short of a threshold.

    Where each by itself reaches one, those that are not certain; where all are, who did it to whom.
    """

    def is_there(doubt: str) -> Bools:
        return np.asarray((doubts >> np.uint32(DOUBTS.index(doubt)) & np.uint32(1)) > 0)

    low, high = np.round(marginals[:, :, 0], 6), np.round(marginals[:, :, 1], 6)
    unsettled: Bools = (low + 1e-9 < mandate.yes) & (high - 1e-9 > mandate.no)
    uncertain: Bools = (low != high) | ((low > 0) & (low < 1))
    checks = np.where(unsettled.any(axis=1, keepdims=True), unsettled, uncertain)
    what, who, where, when, unless = checks.T
    act = is_there("act_open") | (is_there("act_no") & is_there("act_yes"))
    target = is_there("target_open") | (is_there("target_no") & is_there("target_yes"))
    torn = unless & is_there("torn")
    none: Bools = ~np.asarray(checks.any(axis=1))
    lacks = {
        "who": who | none,
        "whom": (what & target) | none,
        "what": what & (act | ~target),
        "where": where,
        "when": when,
        "unless": unless & (is_there("unless_open") | ~torn),
    }
    columns = [*(lacks[fact] for fact in FACTS), torn]
    bits: Indices = np.stack(columns, axis=1).astype(np.int64) @ (1 << np.arange(len(columns)))
    return bits


def _open(window: _Window, plan: _Plan, each: Answers, undetermined: Bools) -> Indices:
    """Return (m, P) bits of the ambiguities left open of which two answers, the rest held, differ."""
    result = np.zeros(undetermined.shape, dtype=np.int64)
    for column, choices in enumerate(plan.positions):
        rows = np.flatnonzero(undetermined[:, column])
        if choices is None or not len(rows) or len(_rules(window, choices) or ()) < 2:
            continue
        rules = window.of_choice[choices].reshape(plan.shapes[column])
        for axis in range(rules.ndim):
            along = np.moveaxis(rules, axis, 0)
            pairs = np.unique(along[:-1].ravel() * len(window.layers) + along[1:].ravel())
            one, other = np.divmod(pairs, len(window.layers))
            differ = (each[rows][:, one] != each[rows][:, other]).any(axis=1)
            result[rows, column] |= differ.astype(np.int64) << axis
    return result


def _broken_by(claims: Claims, window: _Window, sets: list[frozenset[int] | None], rows: Indices) -> Indices:
    """Return (m, P) bits: the hypotheses under which a breach or an excuse is possible."""
    members = claims.attributions.members[claims.attributions.of_row[rows]]
    places: Indices = 1 << np.arange(members.shape[1], dtype=np.int64)
    each = []
    for rule in window.layers:
        possible = np.zeros(members.shape, dtype=np.bool_)
        for layer in (layer for stage in rule for layer in stage):
            bits = layer.bits[members, _slices_of(window, layer)]
            possible |= ((bits & BREACH_OR_EXCUSE) > 0).any(axis=2)
        each.append((possible & (members >= 0)).astype(np.int64) @ places)
    result = np.zeros((len(rows), len(sets)), dtype=np.int64)
    for column, rules in enumerate(sets):
        result[:, column] = np.bitwise_or.reduce(each if rules is None else [each[k] for k in sorted(rules)])
    return result
