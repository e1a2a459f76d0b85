"""Claims with what stands behind each: the pages, the day they could be known, the speaker's side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from truceline.clock import Interval, Precision, parse_stated, span
from truceline.model.happening import Hypothesis, When, Where
from truceline.model.ids import ClaimId, FamilyId, SourceId
from truceline.model.once import once
from truceline.model.record import Claim, Record, Report, Source
from truceline.model.words import Dated, Standing
from truceline.record.speakers import speakers


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
    family: FamilyId
    """The speaker's family on the day of the first page."""
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


@lru_cache(maxsize=16_384)
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


def happened(when: When | None) -> Interval | None:
    """Return the UTC interval a `When` states: half-open, empty for one exact instant; None for unknown.

    Examples
    --------
    >>> happened(When(at="2020-03-05 21:30Z")).start_at.isoformat()
    '2020-03-05T21:30:00+00:00'
    """
    if when is None:
        return None
    first = span(parse_stated(when.at), when.zone)
    if when.to is None:
        return first
    stated = parse_stated(when.to)
    last = span(stated, when.zone)
    by_clock = stated.precision in {Precision.MINUTE, Precision.SECOND}
    return Interval(first.start_at, last.start_at if by_clock else last.end_at)


@once
def tellings(record: Record) -> tuple[Telling, ...]:
    """Return every claim of the record with what stands behind it, in the casebook's order."""
    reports = {report.id: report for report in record.reports}
    known = speakers(record)
    accounts = {
        f"{entry.id}/{account.id}": (account, account.when or entry.when, account.where or entry.where)
        for entry in record.incidents
        for account in entry.accounts
    }
    denials = _linked((denied, claim) for claim in record.claims for denied in claim.denies)
    by_id = {claim.id: claim for claim in record.claims}
    contradictions = _linked(
        pair
        for claim in record.claims
        for other in claim.contradicts
        for pair in ((other, claim), (claim.id, by_id[other]))
    )

    def telling(claim: Claim) -> Telling:
        pages = sorted((reports[one] for one in claim.reports), key=lambda one: (said_at(one), one.id))
        by, at = SourceId(claim.by), said_at(pages[0]) if pages else None
        told = [accounts[one] for one in claim.tells if one in accounts]
        return Telling(
            claim=claim,
            reports=tuple(pages),
            hypotheses=claim.hypotheses or tuple(one for account, _, _ in told for one in account.hypotheses),
            when=claim.when or next((when for _, when, _ in told), None),
            where=claim.where or next((where for _, _, where in told), None),
            known_at=at,
            dated=pages[0].dated if pages else None,
            source=known.sources[by],
            family=known.family(by, at).id,
            standing=known.family(by, at).standing,
            side=known.stands_with(by, at),
            lean=known.side(by, at),
            denied_by=denials.get(claim.id, ()),
            contradicted_by=contradictions.get(claim.id, ()),
        )

    return tuple(telling(claim) for claim in record.claims)


def _linked(pairs: Iterable[tuple[ClaimId, Claim]]) -> dict[ClaimId, tuple[Claim, ...]]:
    found: dict[ClaimId, dict[ClaimId, Claim]] = {}
    for spoken_of, claim in pairs:
        found.setdefault(spoken_of, {})[claim.id] = claim
    return {one: tuple(claims.values()) for one, claims in found.items()}


def by_account(told: Iterable[Telling]) -> Mapping[str, tuple[Telling, ...]]:
    """Return for each account, as `incident/account`, the claims that tell it and are not marked mistaken."""
    found: dict[str, list[Telling]] = {}
    for one in told:
        for account in one.claim.tells if not one.claim.mistaken else ():
            found.setdefault(account, []).append(one)
    return {account: tuple(own) for account, own in found.items()}
