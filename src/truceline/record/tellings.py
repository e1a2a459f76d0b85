"""Claims with what stands behind each: the pages, the day they could be known, the speaker's side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from truceline.clock import parse_stated, span
from truceline.model.casebook import Casebook
from truceline.model.ids import ClaimId, SourceId
from truceline.model.record import Claim, Family, Hypothesis, Report, Source, When, Where
from truceline.model.words import Dated, Standing
from truceline.relations import Roster, unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One claim, and how it reached us."""

    claim: Claim
    """The claim."""
    reports: tuple[Report, ...]
    """The pages it was read on, oldest first; several are relays of the same words."""
    known_at: datetime | None
    """Start of the UTC day of the first page; None where no page is named."""
    dated: Dated | None
    """How that day is known; `not_before` says that it stands in for an unknown later one."""
    hypotheses: tuple[Hypothesis, ...]
    """Who in which role is said to have done what: the claim's own, else those of the accounts it tells."""
    when: When | None
    """When that is said to have been: the claim's own, else the account's, else its incident's."""
    where: Where | None
    """Where, likewise."""
    source: Source
    """Who asserts it."""
    standing: Standing
    """How that speaker's words are to be read."""
    side: str | None
    """Side the speaker stands with; None for no side, and for every third party, whatever its lean."""
    lean: str | None
    """Side it leans to; None for none."""
    denied_by: tuple[Claim, ...]
    """Claims that deny it. They are listed and move no number."""
    contradicted_by: tuple[Claim, ...]
    """Claims that cannot be true together with it, whichever of the two says so."""


def day_at(words: str) -> datetime:
    """Return the start of a stated UTC day; of a month or year, that of its last day: not earlier is known.

    Examples
    --------
    >>> day_at("2018-10").isoformat()
    '2018-10-31T00:00:00+00:00'
    """
    during = span(parse_stated(words), "UTC")
    return max(during.start_at, during.end_at - timedelta(days=1))


def said_at(report: Report) -> datetime:
    """Return the start of the UTC day by which a report was published.

    Raises
    ------
    BadTime
        If it is no day; a parsed casebook has none such.
    """
    return day_at(report.said_on)


def side_of(source: Source, casebook: Casebook, at: datetime | None) -> str | None:
    """Return the side a source spoke for or leant to when it spoke; None for no side, or one that is open.

    Parameters
    ----------
    source : Source
    casebook : Casebook
        The one it is of.
    at : datetime or None
        UTC, when it spoke. None where nobody says when: its side, if it was always the same.
    """
    return _side(source, casebook, unread(casebook.actors), at)


def _side(source: Source, casebook: Casebook, people: Roster, at: datetime | None) -> str | None:
    own = people.side(source.speaks_for, at) if source.speaks_for is not None else None
    return own or source.lean or _family(source, casebook).lean


def stands_with(source: Source, casebook: Casebook, at: datetime | None) -> str | None:
    """Return the side in whose column a source stood when it spoke; none for a third party."""
    third = _family(source, casebook).standing is Standing.THIRD_PARTY
    return None if third else side_of(source, casebook, at)


def ever_stood_with(casebook: Casebook) -> frozenset[str | None]:
    """Return the sides in whose column some source of the casebook stands at some time."""
    changes = (None, *unread(casebook.actors).changes())
    return frozenset(
        stands_with(source, casebook, at)
        for source in casebook.sources
        for at in (changes if source.speaks_for is not None else (None,))
    )


def _family(source: Source, casebook: Casebook) -> Family:
    return next(family for family in casebook.families if family.id == source.family)


def tellings(casebook: Casebook) -> tuple[Telling, ...]:
    """Return every claim of the record with what stands behind it, in the casebook's order."""
    reports = {report.id: report for report in casebook.reports}
    sources = {source.id: source for source in casebook.sources}
    people = unread(casebook.actors)
    accounts = {
        f"{entry.id}/{account.id}": (account, account.when or entry.when, account.where or entry.where)
        for entry in casebook.incidents
        for account in entry.accounts
    }
    denials = _linked((denied, claim) for claim in casebook.claims for denied in claim.denies)
    by_id = {claim.id: claim for claim in casebook.claims}
    contradictions = _linked(
        pair
        for claim in casebook.claims
        for other in claim.contradicts
        for pair in ((other, claim), (claim.id, by_id[other]))
    )

    def telling(claim: Claim) -> Telling:
        pages = sorted((reports[one] for one in claim.reports), key=lambda one: (said_at(one), one.id))
        source = sources[SourceId(claim.by)]
        told = [accounts[one] for one in claim.tells if one in accounts]
        known_at = said_at(pages[0]) if pages else None
        standing = _family(source, casebook).standing
        lean = _side(source, casebook, people, known_at)
        return Telling(
            claim=claim,
            reports=tuple(pages),
            hypotheses=claim.hypotheses or tuple(one for account, _, _ in told for one in account.hypotheses),
            when=claim.when or next((when for _, when, _ in told), None),
            where=claim.where or next((where for _, _, where in told), None),
            known_at=known_at,
            dated=pages[0].dated if pages else None,
            source=source,
            standing=standing,
            side=None if standing is Standing.THIRD_PARTY else lean,
            lean=lean,
            denied_by=denials.get(claim.id, ()),
            contradicted_by=contradictions.get(claim.id, ()),
        )

    return tuple(telling(claim) for claim in casebook.claims)


def _linked(pairs: Iterable[tuple[ClaimId, Claim]]) -> dict[ClaimId, tuple[Claim, ...]]:
    found: dict[ClaimId, dict[ClaimId, Claim]] = {}
    for spoken_of, claim in pairs:
        found.setdefault(spoken_of, {})[claim.id] = claim
    return {one: tuple(claims.values()) for one, claims in found.items()}


def tellings_of(casebook: Casebook) -> Mapping[str, tuple[Telling, ...]]:
    """Return for each account, as `incident/account`, the claims that tell it."""
    found: dict[str, list[Telling]] = {}
    for one in tellings(casebook):
        for account in one.claim.tells:
            found.setdefault(account, []).append(one)
    return {account: tuple(told) for account, told in found.items()}
