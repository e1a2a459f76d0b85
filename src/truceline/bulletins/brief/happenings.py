"""What a brief lists: the happenings of a period, in the mandate's order of escalation, never by verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from truceline.judgement.reported import ATTACK, acts_of, general_accounts, is_attack
from truceline.model.assessment import Assessment
from truceline.model.ids import ActorId, ClaimId
from truceline.model.naming import in_mandates_order
from truceline.model.record import Record
from truceline.model.words import Basis, Bond, Response, Role, Standing
from truceline.record import Speakers, Telling, speakers, tellings
from truceline.text.relations.acts import kinds_of

OF_AUTHORITY: Final = frozenset({Standing.PARTY_STATEMENT, Standing.SELF_CLAIM})
"""How the words of a side's own authorities are to be read; all others are media or third parties."""
_BASES: Final = tuple(map(str, Basis))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One incident that is listed, with what orders it and whose word it asks for."""

    incident: str
    accounts: tuple[Mapping[str, Any], ...]
    """Rows of CLAIMS, what is best founded first."""
    rank: int
    """Place of its gravest act among the mandate's kinds of escalation."""
    is_attack: bool
    acting_in: tuple[frozenset[str], ...]
    """For each account the sides that it tells as acting in every version it leaves open."""
    acting: tuple[str, ...]
    """The sides that every account of its own tells so, in the mandate's order; else empty."""
    general: frozenset[str]
    """Accounts that name no attack of their own, such as "calm but for single events"; none acts in them."""
    is_reply: bool
    """Whether some account says that it answers an attack."""
    answers: str = ""
    """The incident that it stands below as its answer; empty for none."""

    @property
    def told(self) -> tuple[Mapping[str, Any], ...]:
        """Return the accounts that tell something of their own, in order."""
        return tuple(row for row in self.accounts if row["account"] not in self.general)

    @property
    def toll(self) -> int | None:
        """Return the highest number of dead that an account gives; None where none gives any."""
        keys = ("fatalities_high", "fatalities_best", "fatalities_low")
        figures = [one[key] for one in self.accounts for key in keys if one[key] is not None]
        return max(figures, default=None)


def happenings(record: Record, assessment: Assessment) -> tuple[Reported, ...]:
    """Return what was told and is of a kind of escalation, the mandate's first kind first.

    Within a kind the highest toll comes first and an unknown one last, then the earlier, then by id. A reply
    stands directly below what it answers.
    """
    kinds = [kinds_of(record.casebook, (kind,)) for kind in record.casebook.mandate.escalation or (ATTACK,)]
    known = speakers(record)
    by_incident: dict[str, list[Mapping[str, Any]]] = {}
    claims = assessment.claims.to_pylist()
    statements = general_accounts(record, claims)
    for row in claims:
        by_incident.setdefault(row["incident_id"], []).append(row)
    found = []
    for incident, rows in by_incident.items():
        general = frozenset(row["account"] for row in rows if (incident, row["account"]) in statements)
        told = [row for row in rows if row["account"] not in general]
        acts = frozenset[str]().union(*map(acts_of, told))
        rank = next((place for place, kind in enumerate(kinds) if kind & acts), None)
        if rank is None:
            continue
        rows.sort(key=lambda row: (_BASES.index(row["basis"]), row["account"]))
        acting_in = tuple(_acting(row, known) for row in rows)
        acting = frozenset[str].intersection(*(_acting(row, known) for row in told))
        found.append(
            Reported(
                incident=incident,
                accounts=tuple(rows),
                rank=rank,
                is_attack=is_attack(acts, record.casebook),
                acting_in=acting_in,
                acting=tuple(in_mandates_order(acting, record.casebook)),
                general=general,
                is_reply=any(one["response"] == Response.YES for row in told for one in row["hypotheses"]),
            )
        )
    return _replies_below(sorted(found, key=_order), record)


def _replies_below(found: Sequence[Reported], record: Record) -> tuple[Reported, ...]:
    """Return the same, a reply directly below what it answers; the two at the earlier of their places."""
    together = {str(one): matter.id for matter in record.matters for one in matter.incidents}
    answers: dict[str, list[Reported]] = {}
    for reply in found:
        matter = together.get(reply.incident)
        answered = (
            one
            for one in found
            if not one.is_reply and one.is_attack and together.get(one.incident) == matter
            if set(one.acting).isdisjoint(reply.acting)
        )
        if reply.is_reply and matter is not None and (first := next(answered, None)) is not None:
            answers.setdefault(first.incident, []).append(reply)
    heads = {reply.incident: head for head, replies in answers.items() for reply in replies}
    by_id = {one.incident: one for one in found}
    placed: dict[str, Reported] = {}
    for one in found:
        head = by_id[heads.get(one.incident, one.incident)]
        below = (replace(each, answers=head.incident) for each in answers.get(head.incident, ()))
        placed |= {each.incident: each for each in (head, *below)}
    return tuple(placed.values())


def _order(one: Reported) -> tuple[int, int, str, str]:
    starts = [row["start_at"].isoformat() for row in one.accounts if row["start_at"] is not None]
    return one.rank, 1 if one.toll is None else -one.toll, min(starts, default="~"), one.incident


def _sides(row: Mapping[str, Any], known: Speakers, *roles: Role) -> list[frozenset[str | None]]:
    """Return for each version that an account leaves open the sides of those in some roles; None is open."""
    return [
        frozenset(
            known.people.side(ActorId(one["actor"]), row["start_at"])
            for one in version["cast"] or ()
            if one["role"] in roles
        )
        for version in row["hypotheses"] or ()
    ]


def _acting(row: Mapping[str, Any], known: Speakers) -> frozenset[str]:
    versions = _sides(row, known, Role.INITIATOR)
    shared = frozenset.intersection(*versions) if versions else frozenset[str | None]()
    return frozenset(side for side in shared if side is not None)


def party_sides(record: Record) -> tuple[str, ...]:
    """Return the sides of which a text binds somebody, in the mandate's order; where it binds nobody, all."""
    people = speakers(record).people
    bound = (
        people.side(actor.id, None)
        for actor in record.casebook.actors
        if any(bond.how is not Bond.NOT_BOUND and bond.applies is True for bond in actor.bound_by)
    )
    sides = {side for side in bound if side is not None}
    return tuple(in_mandates_order(sides or set(record.casebook.mandate.sides or {}), record.casebook))


# The other side's word


@dataclass(frozen=True, slots=True, kw_only=True)
class TheirWord:
    """What one side says of a happening, or how it stands with its word."""

    side: str
    form: str
    """`said`, `asked`, `not_asked`; or `none` in a record that tells of no asking."""
    telling: Telling | None = None
    """With `said`: the most direct claim of the side's own authorities, else of media near it."""
    is_direct: bool = True
    """With `said`: whether it tells or denies this happening, not only others or the day in general."""
    asked_on: str = ""
    """With `asked`: the first day."""


def their_words(record: Record, found: Iterable[Reported]) -> Mapping[str, tuple[TheirWord, ...]]:
    """Return for each happening the word of every side that a text binds, in the mandate's order.

    A side speaks by its own authorities, then by the media near it. Of each, what denies or contradicts the
    happening comes first, then what tells it, then what is said of its matter and tells of no other.
    """
    parties = party_sides(record)
    near = _claims_near(record)
    matter_of = {str(one): matter.id for matter in record.matters for one in matter.incidents}
    asked: dict[tuple[str, str], list[str]] = {}
    for one in record.inquiries:
        asked.setdefault((one.matter, one.side), []).append(one.on)

    def word(one: Reported, side: str) -> TheirWord:
        incident = one.incident
        voices = sorted((each for each in near.get(incident, ()) if each.side == side), key=is_media)
        if voices:
            is_direct = _is_direct(voices[0], one, told)
            return TheirWord(side=side, form="said", telling=voices[0], is_direct=is_direct)
        if days := asked.get((matter_of.get(incident, ""), side)):
            return TheirWord(side=side, form="asked", asked_on=min(days))
        return TheirWord(side=side, form="not_asked" if record.inquiries else "none")

    told = {one.claim.id: one for one in tellings(record)}
    return {one.incident: tuple(word(one, side) for side in parties) for one in found}


def is_media(telling: Telling) -> bool:
    """Return whether a voice is near a side and no authority of it."""
    return telling.standing not in OF_AUTHORITY


def _is_direct(telling: Telling, found: Reported, told: Mapping[ClaimId, Telling]) -> bool:
    """Return whether a claim tells a happening by an account that is no general statement, or denies it."""
    accounts = {f"{found.incident}/{row['account']}" for row in found.accounts}
    general = {f"{found.incident}/{account}" for account in found.general}
    denied = {account for one in telling.claim.denies if one in told for account in told[one].claim.tells}
    return bool(accounts & denied) or not (accounts - general).isdisjoint(telling.claim.tells)


def _claims_near(record: Record) -> Mapping[str, Sequence[Telling]]:
    """Return for each incident of the record the claims that speak to it, the most direct first."""
    told = [one for one in tellings(record) if not one.claim.mistaken]
    tells = {one.claim.id: {account.partition("/")[0] for account in one.claim.tells} for one in told}
    of_matter = {matter.id: matter.incidents for matter in record.matters}
    near: dict[str, tuple[list[Telling], list[Telling], list[Telling]]] = {}
    for one in told:
        against = {
            incident
            for other in (*one.claim.denies, *one.claim.contradicts)
            for incident in tells.get(other, ())
        }
        beside = of_matter.get(one.claim.matter, ()) if one.claim.matter and not one.claim.tells else ()
        for place, incidents in enumerate((against, tells[one.claim.id], beside)):
            for incident in incidents:
                near.setdefault(str(incident), ([], [], []))[place].append(one)
    return {incident: [one for kind in kinds for one in kind] for incident, kinds in near.items()}
