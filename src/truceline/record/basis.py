"""What stands behind an account: derived from who tells it, what each states, and what was recorded as done.

Nothing here weighs whether an account is true. `Basis` lists the answers in the order in which the first
that fits is taken; `RULES` says in a sentence when each does. Of sides only whether two are the same counts.

What one speaker's word is, of one version of who did what to whom:

- a third party's, or a relay's that cites nobody and leans to no side: a third party's word;
- of nobody whose words could be known: unclear;
- else a party's. It admits where whoever acted is the speaker's own actor, or part of it on that day; it is
  the guarantor's where the speaker answers for whoever acted; it is of the own side where both stand on one
  side; else it is one party's word. Where several acted together, or the account leaves open who, the weakest
  counts.

Whoever acted is who is told as initiator, or, where nobody began anything, who took part. Where nobody is
named no word can be of the speaker's own act, whoever was hit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from truceline.clock import DAWN
from truceline.model.happening import Hypothesis, Where
from truceline.model.ids import UNKNOWN_ACTOR, ActorId, SourceId
from truceline.model.once import once
from truceline.model.record import Account, Claim, IncidentEntry, Record, Source
from truceline.model.words import OF_AN_ACCOUNT, Basis, Manner, Part, Role, Standing
from truceline.record.speakers import Speakers, speakers
from truceline.record.tellings import Telling, by_account, happened, tellings

RULES: Final[Mapping[Basis, str]] = {
    Basis.AGREED_BY_SIDES: "authorised voices of two sides, that of whoever acted among them, tell the same",
    Basis.VERIFIED_BY_MISSION: "the record has a mission's act of verification",
    Basis.ADMITTED: "whoever acted, or its authorised spokesman, says so itself",
    Basis.INDEPENDENT_SEVERAL: "third parties of two families or more tell it",
    Basis.ONE_THIRD_PARTY: "third parties of one family tell it",
    Basis.TOLD_BY_GUARANTOR: "the guarantor of whoever acted tells it",
    Basis.TOLD_BY_OWN_MEDIA: "media, or others who do not speak for it, of the side of whoever acted tell it",
    Basis.ONE_PARTY_AGAINST_OTHER: "a party, or media near one, tells, and not of its own side's act",
    Basis.SOURCE_UNCLEAR: "whose word it is cannot be told",
}
"""When each fits, in the order in which the first that fits is taken."""

_ORDER: Final = tuple(Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """Somebody's denial of parts of an account."""

    by: Source
    """Who denies."""
    parts: tuple[Part, ...]
    """Which parts of the account, one or more."""
    claim: Claim
    """In which claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """What stands behind one account."""

    basis: Basis
    """The first that fits."""
    parts: tuple[Part, ...]
    """The parts of the account for which it stands."""
    by: tuple[Source, ...]
    """Whose words or acts give it."""
    denials: tuple[Denial, ...]
    """Who denies the account, and what of it; they move nothing."""


@once
def backings(record: Record) -> Mapping[str, Backing]:
    """Return for each account of the record, as `incident/account`, what stands behind it.

    Parameters
    ----------
    record : Record
        Parsed; pass it through `known_by` for what could be known by an instant.
    """
    return backings_told(record, by_account(tellings(record)))


def backings_told(record: Record, told: Mapping[str, Sequence[Telling]]) -> Mapping[str, Backing]:
    """Return the same as `backings`, of the claims that tell each account as `by_account` has them."""
    known = speakers(record)
    by_account: dict[str, Backing] = {}
    for entry in record.incidents:
        for account in entry.accounts:
            key = f"{entry.id}/{account.id}"
            version = _Version.of(entry, account)
            by_account[key] = _backing(key, version, told.get(key, ()), record, known)
    return by_account


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """An account with the time and place it has from its incident."""

    hypotheses: tuple[Hypothesis, ...]
    parts: tuple[Part, ...]
    """Which parts it has."""
    at: datetime | None
    """When it begins."""

    @classmethod
    def of(cls, entry: IncidentEntry, account: Account) -> _Version:
        during = happened(account.when or entry.when)
        return cls(
            hypotheses=account.hypotheses,
            parts=tuple(_parts(account.hypotheses, account.where or entry.where, during is not None)),
            at=during.start_at if during else None,
        )


def _parts(hypotheses: Iterable[Hypothesis], where: Where | None, has_time: bool) -> Iterator[Part]:
    told = tuple(hypotheses)
    yield Part.ACT
    if any(acted(one) for one in told):
        yield Part.WHO
    if any(one.role is Role.TARGET and one.actor != UNKNOWN_ACTOR for each in told for one in each.cast):
        yield Part.WHOM
    if where is not None:
        yield Part.WHERE
    if has_time:
        yield Part.WHEN


def acted(hypothesis: Hypothesis) -> tuple[ActorId, ...]:
    """Return who is told to have acted: the initiators, else who took part; nobody where one is not named."""
    for role in (Role.INITIATOR, Role.PARTICIPANT):
        found = tuple(one.actor for one in hypothesis.cast if one.role is role)
        if found:
            return () if UNKNOWN_ACTOR in found else found
    return ()


def one_word(
    known: Speakers,
    by: SourceId,
    hypotheses: Sequence[Hypothesis],
    *,
    said_at: datetime | None,
    at: datetime | None,
) -> Basis:
    """Return what stands behind an account that one speaker alone tells.

    Parameters
    ----------
    known : Speakers
        Who speaks.
    by : SourceId
        The speaker.
    hypotheses : sequence of Hypothesis
        Who did what to whom, as it has it.
    said_at, at : datetime or None
        UTC, when it spoke and when that happened; None where not known.
    """
    standing = known.family(by, said_at).standing
    match standing:
        case Standing.THIRD_PARTY:
            return Basis.ONE_THIRD_PARTY
        case Standing.RELAY | Standing.UNCLEAR:
            if known.sources[by].speaks_for is not None or known.side(by, said_at) is not None:
                return _partys(known, by, hypotheses, said_at=said_at, at=at)
            return Basis.ONE_THIRD_PARTY if standing is Standing.RELAY else Basis.SOURCE_UNCLEAR
        case Standing.PARTY_STATEMENT | Standing.PARTY_ALIGNED | Standing.SELF_CLAIM:
            return _partys(known, by, hypotheses, said_at=said_at, at=at)
        case _:
            assert_never(standing)


def _partys(
    known: Speakers,
    by: SourceId,
    hypotheses: Sequence[Hypothesis],
    *,
    said_at: datetime | None,
    at: datetime | None,
) -> Basis:
    """Return what a party's word is, the weakest over all who are told to have acted."""
    # Where nobody says when, what has no beginning holds.
    when = at or said_at or DAWN
    speaks_for, side = known.sources[by].speaks_for, known.side(by, said_at)

    def of(actor: ActorId) -> Basis:
        if speaks_for is not None and speaks_for in known.people.wholes(actor, when):
            return Basis.ADMITTED
        if speaks_for is not None and speaks_for in known.people.guarantors(actor, when):
            return Basis.TOLD_BY_GUARANTOR
        if side is not None and known.people.side(actor, when) == side:
            return Basis.TOLD_BY_OWN_MEDIA
        return Basis.ONE_PARTY_AGAINST_OTHER

    found = [[of(actor) for actor in acted(one)] or [Basis.ONE_PARTY_AGAINST_OTHER] for one in hypotheses]
    return max((one for each in found for one in each), key=_ORDER.index, default=Basis.SOURCE_UNCLEAR)


def _backing(
    key: str, version: _Version, told: Sequence[Telling], record: Record, known: Speakers
) -> Backing:
    stated = [(one, _stated(one.claim, version)) for one in told]
    words = [(one, parts, _word(one, parts, version, known)) for one, parts in stated]
    by_parts = dict[Basis, list[tuple[Source, tuple[Part, ...]]]]()
    for one, parts, basis in words:
        by_parts.setdefault(basis, []).append((one.source, parts))
    for verification in record.verifications:
        if verification.account == key:
            parts = tuple(one for one in verification.parts or version.parts if one in version.parts)
            who = known.sources[verification.by]
            by_parts.setdefault(Basis.VERIFIED_BY_MISSION, []).append((who, parts))
    agreed = _agreed(stated, version, known)
    families = {one.family for one, _, basis in words if basis is Basis.ONE_THIRD_PARTY}
    if agreed:
        by_parts[Basis.AGREED_BY_SIDES] = agreed
    if len(families) > 1:
        by_parts[Basis.INDEPENDENT_SEVERAL] = by_parts[Basis.ONE_THIRD_PARTY]
    basis = min(by_parts, key=_ORDER.index, default=Basis.SOURCE_UNCLEAR)
    given = by_parts.get(basis, [])
    covered = {part for _, parts in given for part in parts}
    return Backing(
        basis=basis,
        parts=tuple(part for part in OF_AN_ACCOUNT if part in covered),
        by=tuple({source.id: source for source, _ in given}.values()),
        denials=tuple(_denials(told, known)),
    )


def _stated(claim: Claim, version: _Version) -> tuple[Part, ...]:
    """Return the parts of an account that a claim which tells it states itself."""
    return tuple(part for part in version.parts if not claim.tells_what or part in claim.tells_what)


def _word(telling: Telling, parts: Sequence[Part], version: _Version, known: Speakers) -> Basis:
    """Return what one claim is alone; who does not state that it happened and who did it admits nothing."""
    claim = telling.claim
    basis = one_word(
        known,
        SourceId(claim.by),
        claim.hypotheses or version.hypotheses,
        said_at=telling.known_at,
        at=version.at,
    )
    admits = Part.ACT in parts and Part.WHO in parts
    return Basis.TOLD_BY_OWN_MEDIA if basis is Basis.ADMITTED and not admits else basis


def _agreed(
    stated: Sequence[tuple[Telling, tuple[Part, ...]]], version: _Version, known: Speakers
) -> list[tuple[Source, tuple[Part, ...]]]:
    """Return the authorised voices of two sides with the parts on which they agree; else none."""
    by_side: dict[str, list[tuple[Source, tuple[Part, ...]]]] = {}
    for one, parts in stated:
        is_authorised = one.source.speaks_for is not None and one.claim.manner is not Manner.DENIES
        if is_authorised and one.side is not None:
            by_side.setdefault(one.side, []).append((one.source, parts))
    of_actors = {known.people.side(actor, version.at) for one in version.hypotheses for actor in acted(one)}
    if len(by_side) < 2 or not of_actors <= set(by_side):
        return []
    same = set.intersection(*({part for _, parts in said for part in parts} for said in by_side.values()))
    needed = {Part.ACT, Part.WHO} & set(version.parts)
    if not needed <= same:
        return []
    parts = tuple(part for part in OF_AN_ACCOUNT if part in same)
    return [(source, parts) for said in by_side.values() for source, _ in said]


def _denials(told: Sequence[Telling], known: Speakers) -> Iterator[Denial]:
    """Yield who denies what of an account: each claim once, none that is mistaken or denies other things."""
    claims = {claim.id: claim for one in told for claim in one.denied_by if not claim.mistaken}
    for claim in claims.values():
        parts = tuple(part for part in OF_AN_ACCOUNT if part in claim.denies_what)
        if parts:
            yield Denial(by=known.sources[SourceId(claim.by)], parts=parts, claim=claim)
