"""What a rule says of each distinct hypothesis in each slice of time, in three answers.

Everything here is about law and actors, nothing about place or probability. Each part of a rule (whom it
binds, against whom, its exceptions) is asked of all hypotheses at once; how actors stand comes from `people`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from truceline.clock import Interval
from truceline.judgement.attribution import ToldHypothesis
from truceline.judgement.people import CANNOT_TELL, NO, YES, Answers, People, RosterAnswers
from truceline.model.ids import ActId, ActorId, ClauseId
from truceline.model.words import ExceptionEffect, Response
from truceline.text.relations import Answer, Roster
from truceline.text.rules import Rule, Terms

Indices = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint32]

Made = TypeVar("Made", Answers, Bits, Bools)

OUTCOMES = ("breach", "excepted", "no_breach", "in_scope")
"""What can be said of a hypothesis in a slice, if its place is in the zone."""
MARGINALS = ("what", "who", "when", "unless")
"""The checks that do not depend on place."""
N_OUTCOMES, N_MARGINALS = 2 * len(OUTCOMES), 2 * len(MARGINALS)
BREACH_OR_EXCUSE = 0b1010
"""The bits of what may be a breach and what may be excused."""
DOUBTS = ("act_no", "act_open", "act_yes", "target_no", "target_open", "target_yes", "unless_open", "torn")
"""What act and target come to, each where the other does not rule the clause out, and why it cannot be told
whether an exception holds: a fact is open, or an excuse and a bar of every excuse both hold (torn)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """The distinct hypotheses and slices of a claims table, with the answers given so far."""

    told: tuple[ToldHypothesis, ...]
    """X hypotheses."""
    starts: tuple[datetime, ...]
    """The first instants of S slices."""
    people: People
    """Of the whole claims table."""
    initiators: _Roles
    targets: _Roles
    acts_told: frozenset[ActId]
    """The distinct acts among them."""
    _done: dict[Hashable, npt.NDArray[np.generic]] = field(default_factory=dict, repr=False)
    _same: dict[tuple[str, tuple[int, ...], bytes], npt.NDArray[np.generic]] = field(
        default_factory=dict, repr=False
    )

    def bits(self, rule: Rule, exceptions: tuple[Terms, ...]) -> Bits:
        """Return (X, S) bits of a rule on ground where these exceptions can hold.

        For each of OUTCOMES, then of MARGINALS, two bits from the lowest on: whether it is established, and
        whether it can be; then a bit for each of DOUBTS. Rules that say the same have the same array.
        """
        key = (rule.terms.said, rule.roster, *(terms.said for terms in exceptions))
        return self._once(key, lambda: self._bits(rule, exceptions))

    def _bits(self, rule: Rule, exceptions: tuple[Terms, ...]) -> Bits:
        in_force = self.force(rule.terms)
        who = self.who(rule.terms, rule.roster, every=False)
        acts = self.acts(rule.terms)
        against = self.against(rule.terms, rule.roster, every=False)
        did = self.did(rule.terms, rule.roster)
        unless, torn = self.excused(exceptions, rule.roster), self.torn(exceptions, rule.roster)

        def make() -> Bits:
            what, deed = all_answers(acts, against), all_answers(acts, did)
            now = in_force[None, :]
            bits: Bits = _BITS_OF[now.astype(np.int8), who, what, deed, unless]
            return bits | _doubts(now & (who != NO), acts, against, unless, torn)

        parts = (in_force, who, acts, against, did, unless, torn)
        return self._once(("bits", *map(id, parts)), make)

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return the array of `key`, making it the first time; equal arrays become one and the same."""
        if key not in self._done:
            made = make()
            self._done[key] = self._same.setdefault((made.dtype.str, made.shape, made.tobytes()), made)
        return self._done[key]  # type: ignore[return-value]

    def may_break(self, rules: Iterable[Rule]) -> Bools:
        """Return (X, S): whether under some rule it may be a breach or be excused, wherever it lies.

        Neither ground nor exceptions change that: what an exception covers is excused where it is no breach.
        """
        found = np.zeros((len(self.told), len(self.starts)), dtype=np.bool_)
        said = {(rule.terms.said, rule.roster): rule.terms for rule in rules}
        for (_, roster), terms in said.items():
            deed = np.minimum(self.acts(terms), self.did(terms, roster))
            found |= self.force(terms) & (deed != NO)
        return found

    def slices_in(self, stage: Interval) -> slice:
        """Return the slices that begin within a stretch of time."""
        return slice(bisect_left(self.starts, stage.start_at), bisect_left(self.starts, stage.end_at))

    def force(self, terms: Terms) -> Bools:
        """Return whether the terms are in force, (S,)."""
        force = terms.force

        def make() -> Bools:
            inside = np.zeros(len(self.starts), dtype=np.bool_)
            if force is not None:
                inside[self.slices_in(force)] = True
            return inside

        return self._once(("force", force), make)

    def who(self, terms: Terms, roster: Roster, *, every: bool) -> Answers:
        """Return whether the initiators, one or every one, are whom the terms name, (X, S)."""

        def make(answers: RosterAnswers) -> Answers:
            return self.initiators.of_each(answers.fits(terms.who, terms.instrument), every=every)

        return self._over_time(("who", terms.who, terms.instrument, roster, every), roster, make)

    def against(self, terms: Terms, roster: Roster, *, every: bool) -> Answers:
        """Return whether the targets, one or every one, are whom the terms name, (X, S).

        Targets that nobody tells of may be whom the terms name, or not.
        """
        who = terms.against

        def make(answers: RosterAnswers) -> Answers:
            if who is None:
                return np.full((len(self.told), len(answers.instants)), YES)
            if not who.other_side:
                return self.targets.of_each(answers.fits(who, terms.instrument), every=every)
            met = answers.met(who, terms.instrument, self.initiators.sets)
            return self.targets.of_each(met, beside=self.initiators, every=every)

        return self._over_time(("against", who, terms.instrument, roster, every), roster, make)

    def did(self, terms: Terms, roster: Roster) -> Answers:
        """Return whether one of the initiators owes the duty and did it to one the terms speak of, (X, S).

        Both are asked of the same initiator: one that is nobody in particular may be anybody it may be, but
        only one at a time.
        """
        who = terms.against
        if who is None or not who.other_side:
            # Whom it was done to does not depend on who did it.
            parts = (
                self.who(terms, roster, every=False),
                self.against(terms, roster, every=False),
            )
            return self._once(("did", *map(id, parts)), lambda: all_answers(*parts))

        def make(answers: RosterAnswers) -> Answers:
            did = answers.did(terms.who, who, terms.instrument, self.targets.sets)
            return self.initiators.of_each(did, beside=self.targets, every=False)

        return self._over_time(("did", terms.who, who, terms.instrument, roster), roster, make)

    def _over_time(self, key: Hashable, roster: Roster, make: Callable[[RosterAnswers], Answers]) -> Answers:
        """Return (X, S) of what is made for each stretch in which nothing about the roster changes."""
        answers = self.people.under(roster)
        return self._once(key, lambda: make(answers)[:, answers.of_slice])

    def acts(self, terms: Terms) -> Answers:
        """Return whether the act is one of those the terms name, (X, S)."""
        covered = {act: terms.covers_act(act) for act in self.acts_told}
        key = ("acts", frozenset(covered.items()))
        return self._once(key, lambda: self._always([covered[told.act] for told in self.told]))

    def _always(self, answers: Sequence[Answer]) -> Answers:
        return np.repeat(as_answers(answers)[:, None], len(self.starts), axis=1)

    def responses(self) -> Answers:
        """Return whether the account asserts that the act answered an attack, (X, S)."""
        return self._always([is_response(told.response) for told in self.told])

    def exception(self, terms: Terms, roster: Roster) -> Answers:
        """Return whether one exception's conditions, but for its ground, hold, (X, S).

        An excuse must fit every initiator and every target, a bar any of them.
        """

        def make() -> Answers:
            every = terms.clause.effect is ExceptionEffect.EXCUSE
            parts = [
                self.who(terms, roster, every=every),
                self.against(terms, roster, every=every),
                self.acts(terms),
            ]
            if terms.clause.only_in_response:
                parts.append(self.responses())
            return np.where(self.force(terms)[None, :], all_answers(*parts), NO).astype(np.int8)

        return self._once(("exception", terms, roster), make)

    def excused(self, exceptions: tuple[Terms, ...], roster: Roster) -> Answers:
        """Return whether an exception holds, (X, S); cannot be told where an excuse and a bar both may."""

        def met(excuse: Answers, bar: Answers) -> Answers:
            return np.where((excuse != NO) & (bar != NO), CANNOT_TELL, excuse).astype(np.int8)

        return self._of_effects("excused", exceptions, roster, met)

    def torn(self, exceptions: tuple[Terms, ...], roster: Roster) -> Answers:
        """Return whether an excuse and a bar of every excuse both hold for certain, (X, S)."""

        def met(excuse: Answers, bar: Answers) -> Answers:
            return np.where((excuse == YES) & (bar == YES), YES, NO).astype(np.int8)

        return self._of_effects("torn", exceptions, roster, met)

    def _of_effects(
        self,
        asked: str,
        exceptions: tuple[Terms, ...],
        roster: Roster,
        met: Callable[[Answers, Answers], Answers],
    ) -> Answers:
        """Return what comes of whether some excuse and whether some bar hold, (X, S)."""
        answers = [(terms.clause.effect, self.exception(terms, roster)) for terms in exceptions]

        def make() -> Answers:
            none = np.full((len(self.told), len(self.starts)), NO)
            of_effect = (
                any_answers(none, *(a for effect, a in answers if effect is one))
                for one in (ExceptionEffect.EXCUSE, ExceptionEffect.BAR)
            )
            return met(*of_effect)

        return self._once((asked, *((effect, id(array)) for effect, array in answers)), make)

    def owing(self, rules: Sequence[Rule]) -> dict[ActorId, Bools]:
        """Return for each actor told of, (S,): whether it may owe the duty under some rule."""
        found = np.zeros((len(self.people.told), len(self.starts)), dtype=np.bool_)
        for who, instrument, roster in {(r.terms.who, r.terms.instrument, r.roster) for r in rules}:
            answers = self.people.under(roster)
            found |= (answers.fits(who, instrument) != NO)[:, answers.of_slice]
        return dict(zip(self.people.told, found, strict=True))

    def may_excuse(self, rules: Sequence[Rule]) -> dict[ClauseId, Bools]:
        """Return for each exception, (X, S): whether it may hold, but for its ground, under some rule."""
        found: dict[ClauseId, Bools] = {}
        for terms, roster in {(terms, rule.roster) for rule in rules for terms in rule.exceptions}:
            blank = np.zeros((len(self.told), len(self.starts)), dtype=np.bool_)
            found.setdefault(terms.clause.id, blank)
            found[terms.clause.id] |= self.exception(terms, roster) != NO
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Roles:
    """The actors of X hypotheses in one role."""

    sets: tuple[Indices, ...]
    """The K distinct sets of actors, by their numbers."""
    of: Indices
    """(X,) which of them."""
    members: Indices
    """(X, W) the actors of each, -1 for none."""

    def of_each(self, answers: Answers, *, every: bool, beside: _Roles | None = None) -> Answers:
        """Return (X, G): whether one, or every one, of the actors is; of none it cannot be told.

        Parameters
        ----------
        answers : array (N, G), or (L, N, G)
            Of every actor; for each of the L sets of the other role, if one stands beside it.
        every : bool
        beside : _Roles, optional
        """
        is_there = (self.members >= 0)[:, :, None]
        each = answers[self.members] if beside is None else answers[beside.of[:, None], self.members]
        if every:
            found = np.where(is_there, each, YES).min(axis=1)
        else:
            found = np.where(is_there, each, NO).max(axis=1)
        return np.where(is_there.any(axis=1), found, CANNOT_TELL).astype(np.int8)


def _roles(of_each: Sequence[tuple[ActorId, ...]], number: Mapping[ActorId, int]) -> _Roles:
    distinct = {actors: index for index, actors in enumerate(dict.fromkeys(of_each))}
    sets = tuple(np.array([number[actor] for actor in actors], dtype=np.int64) for actors in distinct)
    padded = np.full((len(sets), max(map(len, sets), default=0) or 1), -1, dtype=np.int64)
    for row, members in zip(padded, sets, strict=True):
        row[: len(members)] = members
    of = np.array([distinct[actors] for actors in of_each], dtype=np.int64)
    return _Roles(sets=sets, of=of, members=padded[of])


def law_of(told: tuple[ToldHypothesis, ...], people: People) -> Law:
    """Return the law of some of a claims table's hypotheses, nothing yet asked."""
    number = {actor: index for index, actor in enumerate(people.told)}
    return Law(
        told=told,
        starts=people.starts,
        people=people,
        initiators=_roles([one.initiators for one in told], number),
        targets=_roles([one.targets for one in told], number),
        acts_told=frozenset(one.act for one in told),
    )


def people_of(told: Iterable[ToldHypothesis], starts: tuple[datetime, ...]) -> People:
    """Return the actors of some hypotheses, nothing yet asked of them."""
    actors = {actor for one in told for actor in (*one.initiators, *one.targets)}
    return People(told=tuple(sorted(actors)), starts=starts)


def is_response(response: Response) -> Answer:
    """Return whether the account asserts that the act answered an attack; what is not claimed is not."""
    return None if response is Response.UNKNOWN else response is Response.YES


def as_answers(answers: Sequence[Answer]) -> Answers:
    """Return answers as an array of NO, CANNOT_TELL and YES."""
    return np.array([CANNOT_TELL if a is None else YES if a else NO for a in answers], dtype=np.int8)


def all_answers(*answers: Answers) -> Answers:
    """Return NO where one is NO, else CANNOT_TELL where one is, else YES."""
    result: Answers = reduce(np.minimum, answers)
    return result


def any_answers(*answers: Answers) -> Answers:
    """Return YES where one is YES, else CANNOT_TELL where one is, else NO."""
    result: Answers = reduce(np.maximum, answers)
    return result


def _bits_of() -> Bits:
    """Return (2, 3, 3, 3, 3) bits for each answer to when, who, what, both of one actor, and unless."""
    in_force, who, what, deed, unless = np.indices((2, 3, 3, 3, 3))
    now = in_force == 1
    columns = [
        *(now & (deed == YES) & (unless == NO), now & (deed != NO) & (unless != YES)),
        *(now & (deed == YES) & (unless == YES), now & (deed != NO) & (unless != NO)),
        *(now & (who == YES) & (deed == NO), now & (who != NO) & (deed != YES)),
        *(now & (who == YES), now & (who != NO)),
        *(what == YES, what != NO),
        *(who == YES, who != NO),
        *(now, now),
        *(unless == YES, unless != NO),
    ]
    return _packed(columns)


def _packed(columns: Sequence[Bools]) -> Bits:
    """Return one number for each place, with a bit for each column from the lowest on."""
    packed: Bits = reduce(
        np.bitwise_or, [column.astype(np.uint32) << np.uint32(bit) for bit, column in enumerate(columns)]
    )
    return packed


def _doubts(asked: Bools, acts: Answers, against: Answers, unless: Answers, torn: Answers) -> Bits:
    """Return the bits of DOUBTS, in their place behind those of OUTCOMES and MARGINALS."""
    act, target = asked & (against != NO), asked & (acts != NO)
    columns = [
        *(act & (acts == answer) for answer in (NO, CANNOT_TELL, YES)),
        *(target & (against == answer) for answer in (NO, CANNOT_TELL, YES)),
        asked & (unless == CANNOT_TELL) & (torn == NO),
        asked & (torn == YES),
    ]
    return _packed(columns) << np.uint32(N_OUTCOMES + N_MARGINALS)


_BITS_OF = _bits_of()
