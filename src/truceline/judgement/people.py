"""What a roster answers of every actor told of in each slice of time, as arrays.

Of an actor told of, who may be nobody in particular, holds what holds of all whom it may be: N actors told of
stand for C actors of whom each is one. Nothing about a roster changes within one of its stretches, so it is
asked once for each of G stretches.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from truceline.model.casebook import Who
from truceline.model.ids import SOMEBODY_ELSE, UNKNOWN_ACTOR, ActorId, InstrumentId
from truceline.text.relations import Roster

Indices = npt.NDArray[np.int64]
Answers = npt.NDArray[np.int8]
"""NO, CANNOT_TELL or YES, in that order: the smallest is their "all", the largest their "any"."""

NO, CANNOT_TELL, YES = np.int8(0), np.int8(1), np.int8(2)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People:
    """The actors told of in a claims table, and how they stand under each roster asked about."""

    told: tuple[ActorId, ...]
    """N actors."""
    starts: tuple[datetime, ...]
    """The first instants of S slices."""
    _under: dict[Roster, RosterAnswers] = field(default_factory=dict, repr=False)

    def under(self, roster: Roster) -> RosterAnswers:
        """Return how they stand under a roster; once for each."""
        if roster not in self._under:
            self._under[roster] = RosterAnswers(roster=roster, told=self.told, starts=self.starts)
        return self._under[roster]


@dataclass(frozen=True, kw_only=True, eq=False)
class RosterAnswers:
    """How the actors told of stand under one roster."""

    roster: Roster
    told: tuple[ActorId, ...]
    """N actors."""
    starts: tuple[datetime, ...]
    """The first instants of S slices."""
    _done: dict[Hashable, Answers] = field(default_factory=dict, repr=False)

    def fits(self, who: Who | None, instrument: InstrumentId) -> Answers:
        """Return whether each actor told of is one of `who`, (N, G), whosever side it is on."""
        return self._once(("fits", who, instrument), lambda: self._alike(self._each_fits(who, instrument)))

    def met(self, who: Who, instrument: InstrumentId, initiators: Sequence[Indices]) -> Answers:
        """Return whether each actor told of is one of `who` to some initiators, for K sets of them.

        All is asked of the same actor: one that is nobody in particular is one at a time.

        Returns
        -------
        array (K, N, G)
        """
        opposed = self._of_sets(self._opposed_to_told.swapaxes(0, 1), initiators)
        return self._alike(np.minimum(self._each_fits(who, instrument), opposed), axis=1)

    def did(
        self, who: Who | None, against: Who, instrument: InstrumentId, targets: Sequence[Indices]
    ) -> Answers:
        """Return whether each actor told of is one of `who` and did it to one of K sets of targets.

        Both are asked of the same actor, and so is each target, one at a time.

        Returns
        -------
        array (K, N, G)
            Whom nobody tells of cannot be told.
        """
        key = ("did", against, instrument)
        is_target = self._each_fits(against, instrument)[:, None]
        met = self._once(key, lambda: self._alike(np.minimum(is_target, self._opposed)))
        on_some = self._of_sets(met, targets)
        return self._alike(np.minimum(self._each_fits(who, instrument), on_some), axis=1)

    @cached_property
    def of_slice(self) -> Indices:
        """For each slice, (S,), which of the G stretches it lies in."""
        return self._stretches[1]

    @cached_property
    def _stretches(self) -> tuple[Indices, Indices]:
        """One slice of each stretch, (G,), and of each slice its stretch, (S,)."""
        numbers = np.array([self.roster.stretch(at) for at in self.starts], dtype=np.int64)
        _, first, of_slice = np.unique(numbers, return_index=True, return_inverse=True)
        return first, of_slice.reshape(-1)

    @cached_property
    def instants(self) -> tuple[datetime, ...]:
        """One instant of each of the G stretches."""
        return tuple(self.starts[s] for s in self._stretches[0])

    @cached_property
    def _each(self) -> dict[ActorId, int]:
        """The C actors of whom each is one, numbered."""
        every = dict.fromkeys(chain.from_iterable(map(self.roster.may_be, self.told)))
        return {actor: index for index, actor in enumerate(every)}

    @cached_property
    def _groups(self) -> tuple[Indices, Indices]:
        """Whom those told of may be, one after the other, and where each one's begin."""
        groups = [[self._each[one] for one in self.roster.may_be(actor)] for actor in self.told]
        starts = np.cumsum([0, *map(len, groups)])[:-1]
        return np.array([*chain.from_iterable(groups)], dtype=np.int64), starts.astype(np.int64)

    def _alike(self, answers: Answers, axis: int = 0) -> Answers:
        """Return what holds whoever each was: C actors along an axis become the N told of."""
        flat, starts = self._groups
        each = np.take(answers, flat, axis=axis)
        low = np.minimum.reduceat(each, starts, axis=axis)
        high = np.maximum.reduceat(each, starts, axis=axis)
        return np.where(low == high, low, CANNOT_TELL).astype(np.int8)

    @staticmethod
    def _of_sets(answers: Answers, sets: Sequence[Indices]) -> Answers:
        """Return for each of K sets of the N told of, (K, C, G), whether one of them is; of none unknown."""
        found = np.full((len(sets), *answers.shape[1:]), CANNOT_TELL)
        told = [k for k, some in enumerate(sets) if len(some)]
        if told:
            starts = np.cumsum([0, *(len(sets[k]) for k in told[:-1])])
            members = np.concatenate([sets[k] for k in told])
            found[told] = np.maximum.reduceat(answers[members], starts, axis=0)
        return found

    def _each_fits(self, who: Who | None, instrument: InstrumentId) -> Answers:
        """(C, G)"""

        def make() -> Answers:
            found = np.empty((len(self._each), len(self.instants)), dtype=np.int8)
            for actor, c in self._each.items():
                for g, at in enumerate(self.instants):
                    answer = self.roster.fits(actor, who, instrument=instrument, at=at)
                    found[c, g] = CANNOT_TELL if answer is None else YES if answer else NO
            return found

        return self._once(("each fits", who, instrument), make)

    @cached_property
    def _opposed(self) -> Answers:
        """(C, C, G): whether two actors are on different sides, as `Roster.opposed` has it."""
        sides = [[self.roster.possible_sides(one, at) for at in self.instants] for one in self._each]
        bit: dict[str | None, int] = {None: 1}
        for side in chain.from_iterable(chain.from_iterable(sides)):
            bit.setdefault(side, 1 << len(bit))
        masks = [[sum(bit[side] for side in some) for some in of_one] for of_one in sides]
        kind = np.int64 if len(bit) < np.iinfo(np.int64).bits else object  # as many sides as a text has
        mask = np.array(masks, dtype=kind).reshape(len(self._each), len(self.instants))
        one, other = mask[:, None], mask[None]
        both = one | other
        is_one_side = (both & (both - 1)) == 0
        on_different: Answers = np.where(
            ((one & other) == 0) | ((both & 1) > 0), YES, np.where(is_one_side, NO, CANNOT_TELL)
        ).astype(np.int8)
        for actor, index in self._each.items():
            # Two strangers may be one.
            on_different[index, index] = CANNOT_TELL if actor == SOMEBODY_ELSE else NO
            if actor == UNKNOWN_ACTOR:
                on_different[index], on_different[:, index] = CANNOT_TELL, CANNOT_TELL
        return on_different

    @cached_property
    def _opposed_to_told(self) -> Answers:
        """(C, N, G): the same of an actor told of, who may be anybody and then the other one too."""
        found = self._alike(self._opposed, axis=1)
        found[:, [index for index, actor in enumerate(self.told) if actor == UNKNOWN_ACTOR]] = CANNOT_TELL
        return found

    def _once(self, key: Hashable, make: Callable[[], Answers]) -> Answers:
        if key not in self._done:
            self._done[key] = make()
        return self._done[key]
