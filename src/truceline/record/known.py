"""The record as it could be known by an instant: what was said later is left out, nothing is changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Set
from datetime import datetime
from typing import Any

from truceline.clock import parse_stated, span
from truceline.model.casebook import Casebook
from truceline.model.ids import ClaimId, MatterId, ReportId
from truceline.model.naming import name as name_of
from truceline.model.record import Account, IncidentEntry
from truceline.record.accounts import happened
from truceline.record.tellings import said_at

LEDGERS = (
    "tolls",
    "notifications",
    "patrol_accounts",
    "counts",
    "control",
    "institutions",
    "stances",
    "figures",
    "effort",
    "reservations",
    "listed_posts",
)
"""Keys of the casebook whose rows each name a report."""
_OWN_DAY = ("at", "day", "on", "since")


def known_by(casebook: Casebook, instant: datetime) -> Casebook:
    """Return the casebook with the record as it could be known before `instant`.

    A claim is known from the day of its first report. A row that names no report is known from its matter's
    first report, else from its own day; one with none of these stays, since nothing says that it could not be
    known. An account is known from the first claim that tells it, and its denials from the claims that deny;
    one that no claim tells, from the incident's `known_on`, else from when it happened. The text, places and
    actors stay as they are.

    Parameters
    ----------
    casebook : Casebook
        Parsed.
    instant : datetime
        UTC.
    """
    pages = {report.id: at for report in casebook.reports if (at := said_at(report)) < instant}
    claims = tuple(
        dataclasses.replace(claim, reports=tuple(one for one in claim.reports if one in pages))
        for claim in casebook.claims
        if not claim.reports or any(one in pages for one in claim.reports)
    )
    kept = {claim.id for claim in claims}
    claims = tuple(
        dataclasses.replace(claim, denies=tuple(one for one in claim.denies if one in kept))
        for claim in claims
    )
    matters = {claim.matter for claim in claims} | _matters_without_claims(casebook)
    first = _first_reports(casebook)

    def is_known(row: object) -> bool:
        return _known_at(row, pages, first, instant)

    ledgers: dict[str, Any] = {
        key: tuple(row for row in getattr(casebook, key) if is_known(row)) for key in LEDGERS
    }
    return dataclasses.replace(
        casebook,
        reports=tuple(report for report in casebook.reports if report.id in pages),
        claims=claims,
        matters=tuple(matter for matter in casebook.matters if matter.id in matters),
        incidents=tuple(_incidents(casebook, kept, instant)),
        words=tuple(word for word in casebook.words if _day(word.on) < instant),
        patrols=tuple(patrol for patrol in casebook.patrols if _day(patrol.on) < instant),
        issues=tuple(
            dataclasses.replace(issue, states=tuple(state for state in issue.states if is_known(state)))
            for issue in casebook.issues
        ),
        **ledgers,
    )


def _day(words: str) -> datetime:
    return span(parse_stated(words), "UTC").start_at


def _matters_without_claims(casebook: Casebook) -> set[MatterId | None]:
    spoken_of = {claim.matter for claim in casebook.claims}
    return {matter.id for matter in casebook.matters if matter.id not in spoken_of}


def _first_reports(casebook: Casebook) -> dict[MatterId, datetime]:
    said = {report.id: said_at(report) for report in casebook.reports}
    first: dict[MatterId, datetime] = {}
    for claim in casebook.claims:
        days = [said[one] for one in claim.reports]
        if claim.matter is not None and days:
            first[claim.matter] = min(min(days), first.get(claim.matter, days[0]))
    return first


def _known_at(
    row: object, pages: dict[ReportId, datetime], first: dict[MatterId, datetime], instant: datetime
) -> bool:
    report, matter = getattr(row, "report", None), getattr(row, "matter", None)
    if report is not None:
        return report in pages
    if matter in first:
        return first[matter] < instant
    day = next((words for name in _OWN_DAY if (words := getattr(row, name, None))), None)
    return day is None or _day(day) < instant


def _incidents(casebook: Casebook, known: Set[ClaimId], instant: datetime) -> Iterable[IncidentEntry]:
    for entry in casebook.incidents:
        accounts = tuple(
            account
            for one in entry.accounts
            if (account := _account(entry, one, casebook, known, instant)) is not None
        )
        if accounts:
            yield dataclasses.replace(entry, accounts=accounts)


def _account(
    entry: IncidentEntry,
    account: Account,
    casebook: Casebook,
    known: Set[ClaimId],
    instant: datetime,
) -> Account | None:
    """Return an account with those denials of it that could be known; None if it could not be itself."""
    name = f"{entry.id}/{account.id}"
    telling = {claim.id for claim in casebook.claims if name in claim.tells}
    if not telling:
        return account if _happened_by_then(entry, account, instant) else None
    if not telling & known:
        return None
    denials = [claim for claim in casebook.claims if telling & set(claim.denies)]
    heard = [claim for claim in denials if claim.id in known]
    if len(heard) == len(denials):
        return account
    names = {source.id: name_of(source.names) for source in casebook.sources}
    return dataclasses.replace(account, denied_by=tuple(dict.fromkeys(names[claim.by] for claim in heard)))


def _happened_by_then(entry: IncidentEntry, account: Account, instant: datetime) -> bool:
    if entry.known_on is not None:
        return _day(entry.known_on) < instant
    during = happened(account.when or entry.when)
    return during is None or during.start_at < instant
