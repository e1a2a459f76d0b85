"""Who, if: what an act there and then would be, by each side against each, before anybody knows who did it.

Each case is a hypothetical account, assessed as an incident that was told. The rows are the same for every
side; nothing here knows which side is which, and no rule of its own decides anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product

import pyarrow as pa

from truceline.errors import NotFound
from truceline.judgement.assessing import findings_of
from truceline.judgement.questions.status import Spot
from truceline.model.casebook import Actor, Casebook
from truceline.model.hanging import Hanging, under_any_reading
from truceline.model.ids import ActId, ActorId, InstrumentId
from truceline.model.record import Record
from truceline.model.spelling import forgiven, instead, spellings
from truceline.model.tables import CLAIMS
from truceline.model.words import ActorKind, Basis, Bond, PlaceGrade, Response, Role
from truceline.text.relations import unread
from truceline.text.rules import Rulebook


class WhoIfQuestion(StrEnum):
    """What is asked of each side, in the order of the table."""

    UNKNOWN = "unknown"
    """Nobody knows who acted, nor at whom."""
    OTHER_SIDE = "other_side"
    """Forces of the side, at those of another."""
    CIVILIANS = "civilians"
    WITHIN = "within"
    """Forces of the side, at others of the same."""
    REPLY = "reply"
    """As `other_side`, told to have answered an attack."""
    GUARANTOR = "guarantor"
    """The guarantor's own forces, at those of another side."""
    DOER = "doer"
    """An actor of whom it is open whether it is bound, at forces of the side."""
    TARGET = "target"
    """Forces of the side, at such an actor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupposedAct:
    """One cell: any of the doers, nobody says which, does the act to any of the targets."""

    id: str
    row: WhoIfQuestion
    side: str | None
    """In whose column it stands; None in none."""
    actor: ActorId | None = None
    """Of DOER and TARGET: whose bond is open."""
    doers: tuple[ActorId, ...] = ()
    """Empty for unknown."""
    targets: tuple[ActorId, ...] = ()
    """Empty for not told."""
    response: Response = Response.NOT_CLAIMED


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WhoIf:
    """The table of one time, place and act. Computed, not determined; never stored with a report."""

    act: ActId
    sides: tuple[str, ...]
    """Those some of whose forces a text binds, in the mandate's order."""
    cases: tuple[SupposedAct, ...]
    """WhoIfQuestion by row, in each the sides in their order."""
    findings: pa.Table
    """FINDINGS of the cases: `incident_id` is the case's id."""


def who_if(
    record: Record,
    *,
    at: datetime,
    spot: Spot,
    alive: Set[InstrumentId],
    act: str | None = None,
    rulebook: Rulebook,
) -> WhoIf | None:
    """Return what an act would be there and then, by each side against each; None where none is forbidden.

    Parameters
    ----------
    record : Record
    at : datetime
        UTC.
    spot : Spot
        Where.
    alive : set of InstrumentId
        Texts that are in force then, or may be: whose bonds say who is asked about.
    act : str, optional
        Id of an act; the one that most clauses forbid if left out.
    rulebook : Rulebook
        Of this record.

    Raises
    ------
    NotFound
        If there is no such act.
    """
    book = rulebook.casebook
    chosen = act_named(book, act) if act is not None else widest_act(rulebook)
    if chosen is None:
        return None
    cast = _Cast.of(book, alive, at)
    cases = tuple(_cases(cast))
    rows = [_claim(case, chosen, at, spot) for case in cases]
    claims = pa.Table.from_pylist(rows, schema=CLAIMS)
    return WhoIf(act=chosen, sides=cast.sides, cases=cases, findings=findings_of(record, claims, rulebook))


def act_named(casebook: Casebook, name: str) -> ActId:
    """Return the act of that id or name, in any language.

    Raises
    ------
    NotFound
        If there is none.
    """
    known = spellings(casebook.acts)
    by_name = {one: id_ for id_, names in known.items() for one in (id_, *names)}
    found = forgiven(name, by_name)
    if found is None:
        raise NotFound(f"there is no act {name!r}; {instead(name, known)}")
    return ActId(by_name[found])


def widest_act(rulebook: Rulebook) -> ActId | None:
    """Return the act that most clauses forbid under some reading, of those level the first in the list.

    None where they forbid none.
    """
    clauses = rulebook.assessed()
    n = Counter(act for clause in clauses for acts in {*under_any_reading(clause.acts)} for act in {*acts})
    named = [one.id for one in rulebook.casebook.acts if n[one.id]]
    return max(named, key=lambda one: n[one], default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cast:
    """Who is asked about."""

    sides: tuple[str, ...]
    forces: dict[str, tuple[ActorId, ...]]
    """Of each side those that a text binds, on no open question; of a whole not its parts too."""
    guarantors: dict[str, tuple[ActorId, ...]]
    """Of each side those that answer for such forces of it, and are none themselves."""
    civilians: tuple[ActorId, ...]
    open_actors: tuple[ActorId, ...]
    """Those of whom it is open whether a text binds them."""

    @classmethod
    def of(cls, book: Casebook, alive: Set[InstrumentId], at: datetime) -> _Cast:
        people = unread(book.actors)
        tops = [one for one in book.actors if not one.one_of and len(people.wholes(one.id, at)) == 1]
        of_side: dict[str, list[Actor]] = {}
        for one in tops:
            if one.kind is not ActorKind.CIVILIANS and (side := people.side(one.id, at)) is not None:
                of_side.setdefault(side, []).append(one)
        order = [*(book.mandate.sides or {}), *sorted(of_side)]
        forces = {
            side: found for side in dict.fromkeys(order) if (found := _forces(of_side.get(side, ()), alive))
        }
        answering = {
            side: tuple(
                dict.fromkeys(
                    bond.guarantor
                    for one in tops
                    if one.id in found
                    for bond in one.bound_by
                    if bond.instrument in alive and bond.guarantor and bond.guarantor not in found
                )
            )
            for side, found in forces.items()
        }
        asked = {one for found in (*forces.values(), *answering.values()) for one in found}
        return cls(
            sides=tuple(forces),
            forces=forces,
            guarantors=answering,
            civilians=tuple(one.id for one in tops if one.kind is ActorKind.CIVILIANS and one.side is None),
            open_actors=tuple(
                one.id
                for one in tops
                if one.id not in asked
                and any(
                    bond.instrument in alive and isinstance(bond.applies, Hanging) for bond in one.bound_by
                )
            ),
        )

    def others(self, side: str) -> tuple[ActorId, ...]:
        """Return the forces of all other sides."""
        return tuple(one for other in self.sides if other != side for one in self.forces[other])


def _forces(actors: Sequence[Actor], alive: Set[InstrumentId]) -> tuple[ActorId, ...]:
    """Return those for whom somebody answers, or who joined; where there are none, those that signed."""

    def bound(*how: Bond) -> tuple[ActorId, ...]:
        return tuple(
            one.id
            for one in actors
            if any(b.instrument in alive and b.how in how and b.applies is True for b in one.bound_by)
        )

    return bound(Bond.THROUGH_GUARANTOR, Bond.JOINED) or bound(Bond.SIGNED)


def _cases(cast: _Cast) -> Iterator[SupposedAct]:
    yield SupposedAct(id="unknown", row=WhoIfQuestion.UNKNOWN, side=None)
    for row in (
        WhoIfQuestion.OTHER_SIDE,
        WhoIfQuestion.CIVILIANS,
        WhoIfQuestion.WITHIN,
        WhoIfQuestion.REPLY,
        WhoIfQuestion.GUARANTOR,
    ):
        for side in cast.sides:
            doers = cast.guarantors[side] if row is WhoIfQuestion.GUARANTOR else cast.forces[side]
            targets = {WhoIfQuestion.CIVILIANS: cast.civilians, WhoIfQuestion.WITHIN: cast.forces[side]}.get(
                row, cast.others(side)
            )
            if doers and targets:
                yield SupposedAct(
                    id=f"{row}/{side}",
                    row=row,
                    side=side,
                    doers=doers,
                    targets=targets,
                    response=Response.YES if row is WhoIfQuestion.REPLY else Response.NOT_CLAIMED,
                )
    for actor in cast.open_actors:
        for side in cast.sides:
            yield SupposedAct(
                id=f"doer/{actor}/{side}",
                row=WhoIfQuestion.DOER,
                side=side,
                actor=actor,
                doers=(actor,),
                targets=cast.forces[side],
            )
        for side in cast.sides:
            yield SupposedAct(
                id=f"target/{actor}/{side}",
                row=WhoIfQuestion.TARGET,
                side=side,
                actor=actor,
                doers=cast.forces[side],
                targets=(actor,),
            )


def _claim(case: SupposedAct, act: ActId, at: datetime, spot: Spot) -> dict[str, object]:
    """Return a case as the CLAIMS row of an account that says just this."""
    pairs = [
        (doer, target)
        for doer, target in product(case.doers or (None,), case.targets or (None,))
        if doer is None or doer != target or len(case.doers) == len(case.targets) == 1
    ]
    return {
        "incident_id": case.id,
        "account": "supposed",
        "start_at": at,
        "end_at": at,
        "time_unstated": False,
        "lon": spot.lon,
        "lat": spot.lat,
        "radius_m": spot.radius_m,
        "place_grade": (PlaceGrade.REGION if spot.region else PlaceGrade.SETTLEMENT).value,
        "within": [{"zone": zone, "grounds": "the place"} for zone in spot.within],
        "hypotheses": [
            {
                "act": act,
                "cast": [
                    {"actor": actor, "role": role.value}
                    for actor, role in ((doer, Role.INITIATOR), (target, Role.TARGET))
                    if actor is not None
                ],
                "weight": None,
                "response": case.response.value,
            }
            for doer, target in pairs
        ],
        "basis": Basis.SOURCE_UNCLEAR.value,
        "told_by": [],
        "denied_by": [],
        "n_reports": 0,
        "source_ids": [],
    }
