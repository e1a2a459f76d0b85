"""What a rule says of each distinct hypothesis in each slice of time, in three answers.

Everything here is about law and actors, nothing about place or probability. Each part of a rule (whom it
binds, against whom, its exceptions) is asked once for each distinct actor and slice, and then looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from truceline.assess.attribution import Told
from truceline.model.casebook import Who
from truceline.model.ids import ActId, ActorId, ClauseId, InstrumentId
from truceline.model.words import ExceptionEffect, Response
from truceline.rules import Answer, Roster, Rule, Terms

Indices = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Answers = npt.NDArray[np.int8]
"""NO, CANNOT_TELL or YES, in that order: the smallest is their "all", the largest their "any"."""
Bits = npt.NDArray[np.uint32]

NO, CANNOT_TELL, YES = np.int8(0), np.int8(1), np.int8(2)

Made = TypeVar("Made", Answers, Bits)

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

    told: tuple[Told, ...]
    """X hypotheses."""
    starts: tuple[datetime, ...]
    """The first instants of S slices."""
    acts_told: frozenset[ActId]
    """The distinct acts among them."""
    actors_told: frozenset[ActorId]
    """The distinct actors among them."""
    _done: dict[Hashable, npt.NDArray[np.generic]] = field(default_factory=dict, repr=False)
    _same: dict[tuple[str, tuple[int, ...], bytes], npt.NDArray[np.generic]] = field(
        default_factory=dict, repr=False
    )
    _stretches: dict[Roster, tuple[Indices, Indices]] = field(default_factory=dict, repr=False)
    """For each roster, one slice of each of its stretches, and for each slice which of them."""

    def bits(self, rule: Rule, exceptions: tuple[Terms, ...]) -> Bits:
        """Return (X, S) bits of a rule on ground where these exceptions can hold.

        For each of OUTCOMES, then of MARGINALS, two bits from the lowest on: whether it is established, and
        whether it can be; then a bit for each of DOUBTS. Rules that say the same have the same array.
        """
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

        parts = (who, acts, against, did, unless, torn)
        return self._once(("bits", in_force.tobytes(), *map(id, parts)), make)

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return the array of `key`, making it the first time; equal arrays become one and the same."""
        if key not in self._done:
            made = make()
            self._done[key] = self._same.setdefault((made.dtype.str, made.shape, made.tobytes()), made)
        return self._done[key]  # type: ignore[return-value]

    def force(self, terms: Terms) -> Bools:
        """Return whether the terms are in force, (S,)."""
        return np.array([terms.force is not None and start in terms.force for start in self.starts])

    def who(self, terms: Terms, roster: Roster, *, every: bool) -> Answers:
        """Return whether the initiators, one or every one, are whom the terms name, (X, S)."""

        def make() -> Answers:
            answers = self._actors(terms.who, terms.instrument, roster)
            return self._folded([told.initiators for told in self.told], answers, every=every)

        return self._once(("who", terms.who, terms.instrument, roster, every), make)

    def against(self, terms: Terms, roster: Roster, *, every: bool) -> Answers:
        """Return whether the targets, one or every one, are whom the terms name, (X, S).

        Targets that nobody tells of may be whom the terms name, or not.
        """
        key = ("against", terms.against, terms.instrument, roster, every)
        return self._once(key, lambda: self._against(terms, roster, every=every))

    def _against(self, terms: Terms, roster: Roster, *, every: bool) -> Answers:
        if terms.against is None:
            return np.full((len(self.told), len(self.starts)), YES)
        if not terms.against.other_side:
            answers = self._actors(terms.against, terms.instrument, roster)
            return self._folded([told.targets for told in self.told], answers, every=every)
        fold = all_answers if every else any_answers
        result = np.full((len(self.told), len(self.starts)), CANNOT_TELL)
        pairs: dict[tuple[tuple[ActorId, ...], tuple[ActorId, ...]], Answers] = {}
        for x, told in enumerate(self.told):
            pair = (told.initiators, told.targets)
            if told.targets and pair not in pairs:
                pairs[pair] = fold(
                    *(self._met(target, told.initiators, terms, roster) for target in told.targets)
                )
            if told.targets:
                result[x] = pairs[pair]
        return result

    def did(self, terms: Terms, roster: Roster) -> Answers:
        """Return whether one of the initiators owes the duty and did it to one the terms speak of, (X, S).

        Both are asked of the same initiator: one that is nobody in particular may be anybody it may be, but
        only one at a time.
        """
        if terms.against is None or not terms.against.other_side:
            # Whom it was done to does not depend on who did it.
            parts = (
                self.who(terms, roster, every=False),
                self.against(terms, roster, every=False),
            )
            return self._once(("did", *map(id, parts)), lambda: all_answers(*parts))
        key = ("did", terms.who, terms.against, terms.instrument, roster)
        return self._once(key, lambda: self._did(terms, roster))

    def _did(self, terms: Terms, roster: Roster) -> Answers:
        blank = np.full(len(self.starts), CANNOT_TELL)
        pairs: dict[tuple[ActorId, tuple[ActorId, ...]], Answers] = {}

        def one(actor: ActorId, targets: tuple[ActorId, ...]) -> Answers:
            met = [self._met(target, (actor,), terms, roster) for target in targets]
            owing = self._fits(actor, terms.who, terms.instrument, roster)
            return all_answers(owing, any_answers(*met) if met else blank)

        def by(actor: ActorId, targets: tuple[ActorId, ...]) -> Answers:
            if (actor, targets) not in pairs:
                pairs[actor, targets] = same_answers(*(one(a, targets) for a in roster.may_be(actor)))
            return pairs[actor, targets]

        wholes: dict[tuple[tuple[ActorId, ...], tuple[ActorId, ...]], Answers] = {}
        result = np.empty((len(self.told), len(self.starts)), dtype=np.int8)
        for x, told in enumerate(self.told):
            key = (told.initiators, told.targets)
            if key not in wholes:
                wholes[key] = any_answers(*(by(actor, told.targets) for actor in told.initiators))
            result[x] = wholes[key]
        return result

    def _met(self, target: ActorId, initiators: tuple[ActorId, ...], terms: Terms, roster: Roster) -> Answers:
        """Return whether a target is one that the terms protect from these initiators, (S,).

        All is asked of the same target: one that is nobody in particular is one at a time.
        """

        def one(actor: ActorId) -> Answers:
            opposed = any_answers(*(self._opposed(actor, other, roster) for other in initiators))
            return all_answers(self._fits(actor, terms.against, terms.instrument, roster), opposed)

        key = ("met", target, initiators, terms.against, terms.instrument, roster)
        return self._once(key, lambda: same_answers(*map(one, roster.may_be(target))))

    def _opposed(self, target: ActorId, initiator: ActorId, roster: Roster) -> Answers:
        return self._once(
            ("opposed", frozenset((target, initiator)), roster),
            lambda: self._over_time(roster, lambda at: roster.opposed(target, initiator, at)),
        )

    def _fits(self, actor: ActorId, who: Who | None, instrument: InstrumentId, roster: Roster) -> Answers:
        """Return whether an actor is one of `who`, (S,), whosever side it is on."""
        return self._once(
            ("fits", actor, who, instrument, roster),
            lambda: self._over_time(roster, lambda at: roster.fits(actor, who, instrument=instrument, at=at)),
        )

    def _over_time(self, roster: Roster, ask: Callable[[datetime], Answer]) -> Answers:
        """Return what a roster answers in each slice, (S,), asked once in each of its stretches."""
        if roster not in self._stretches:
            stretches = np.array([roster.stretch(at) for at in self.starts], dtype=np.int64)
            _, first, of_slice = np.unique(stretches, return_index=True, return_inverse=True)
            self._stretches[roster] = first, of_slice.reshape(-1)
        first, of_slice = self._stretches[roster]
        return as_answers([ask(self.starts[s]) for s in first])[of_slice]

    def _actors(self, who: Who | None, instrument: InstrumentId, roster: Roster) -> dict[ActorId, Answers]:
        """Return for each actor told of whether it is one of `who`, (S,), whosever side it is on."""
        return {actor: self._fits(actor, who, instrument, roster) for actor in self.actors_told}

    def _folded(
        self, actors: Sequence[tuple[ActorId, ...]], answers: dict[ActorId, Answers], *, every: bool
    ) -> Answers:
        """Return (X, S): the answers of each hypothesis's actors taken together; none told cannot be told."""
        fold = all_answers if every else any_answers
        blank = np.full(len(self.starts), CANNOT_TELL)
        distinct = {some: index for index, some in enumerate(dict.fromkeys(actors))}
        rows = [fold(*(answers[actor] for actor in some)) if some else blank for some in distinct]
        folded: Answers = np.stack([*rows, blank])[
            np.array([distinct[some] for some in actors], dtype=np.intp)
        ]
        return folded

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
        parts = {(rule.terms.who, rule.terms.instrument, rule.roster) for rule in rules}
        found = {actor: np.zeros(len(self.starts), dtype=np.bool_) for actor in self.actors_told}
        for who, instrument, roster in parts:
            for actor, answers in self._actors(who, instrument, roster).items():
                found[actor] |= answers != NO
        return found

    def may_excuse(self, rules: Sequence[Rule]) -> dict[ClauseId, Bools]:
        """Return for each exception, (X, S): whether it may hold, but for its ground, under some rule."""
        found: dict[ClauseId, Bools] = {}
        for terms, roster in {(terms, rule.roster) for rule in rules for terms in rule.exceptions}:
            blank = np.zeros((len(self.told), len(self.starts)), dtype=np.bool_)
            found.setdefault(terms.clause.id, blank)
            found[terms.clause.id] |= self.exception(terms, roster) != NO
        return found


def law_of(told: tuple[Told, ...], starts: tuple[datetime, ...]) -> Law:
    """Return the law of some hypotheses and slices, nothing yet asked."""
    return Law(
        told=told,
        starts=starts,
        acts_told=frozenset(one.act for one in told),
        actors_told=frozenset(actor for one in told for actor in (*one.initiators, *one.targets)),
    )


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


def same_answers(*answers: Answers) -> Answers:
    """Return the answer where all give the same, else CANNOT_TELL."""
    low, high = reduce(np.minimum, answers), reduce(np.maximum, answers)
    return np.where(low == high, low, CANNOT_TELL).astype(np.int8)


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
