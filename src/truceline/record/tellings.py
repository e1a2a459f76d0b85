"""Claims with what stands behind each: the pages, the day they could be known, the speaker's side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from truceline.clock import parse_stated, span
from truceline.model.casebook import Casebook
from truceline.model.ids import SourceId
from truceline.model.record import Claim, Family, Hypothesis, Report, Source, When, Where
from truceline.model.words import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One claim, and how it reached us."""

    claim: Claim
    """The claim."""
    reports: tuple[Report, ...]
    """The pages it was read on, oldest first; several are relays of the same words."""
    known_at: datetime | None
    """Start of the UTC day of the first page; None where no page is named."""
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


def said_at(report: Report) -> datetime:
    """Return the start of the UTC day on which a report was published.

    Raises
    ------
    BadTime
        If it is no day; a parsed casebook has none such.
    """
    return span(parse_stated(report.said_on), "UTC").start_at


def side_of(source: Source, casebook: Casebook) -> str | None:
    """Return the side a source speaks for or leans to; None for no side, or one that is open."""
    if source.speaks_for is not None:
        own = next((actor.side for actor in casebook.actors if actor.id == source.speaks_for), None)
        if isinstance(own, str):
            return own
    return source.lean or _family(source, casebook).lean


def _family(source: Source, casebook: Casebook) -> Family:
    return next(family for family in casebook.families if family.id == source.family)


def tellings(casebook: Casebook) -> tuple[Telling, ...]:
    """Return every claim of the record with what stands behind it, in the casebook's order."""
    reports = {report.id: report for report in casebook.reports}
    sources = {source.id: source for source in casebook.sources}
    sides = {source.id: side_of(source, casebook) for source in casebook.sources}
    accounts = {
        f"{entry.id}/{account.id}": (account, account.when or entry.when, account.where or entry.where)
        for entry in casebook.incidents
        for account in entry.accounts
    }
    denials: dict[str, list[Claim]] = {}
    for claim in casebook.claims:
        for denied in claim.denies:
            denials.setdefault(denied, []).append(claim)

    def telling(claim: Claim) -> Telling:
        pages = sorted((reports[one] for one in claim.reports), key=lambda one: (one.said_on, one.id))
        source = sources[SourceId(claim.by)]
        told = [accounts[one] for one in claim.tells if one in accounts]
        standing, lean = _family(source, casebook).standing, sides[source.id]
        return Telling(
            claim=claim,
            reports=tuple(pages),
            hypotheses=claim.hypotheses or tuple(one for account, _, _ in told for one in account.hypotheses),
            when=claim.when or next((when for _, when, _ in told), None),
            where=claim.where or next((where for _, _, where in told), None),
            known_at=min((said_at(page) for page in pages), default=None),
            source=source,
            standing=standing,
            side=None if standing is Standing.THIRD_PARTY else lean,
            lean=lean,
            denied_by=tuple(denials.get(claim.id, ())),
        )

    return tuple(telling(claim) for claim in casebook.claims)


def tellings_of(casebook: Casebook) -> Mapping[str, tuple[Telling, ...]]:
    """Return for each account, as `incident/account`, the claims that tell it."""
    found: dict[str, list[Telling]] = {}
    for one in tellings(casebook):
        for account in one.claim.tells:
            found.setdefault(account, []).append(one)
    return {account: tuple(told) for account, told in found.items()}
