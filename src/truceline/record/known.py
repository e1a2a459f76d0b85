"""The record as it could be known by an instant: what was said later is left out, nothing is changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from truceline.clock import parse_stated, span
from truceline.model.casebook import Casebook
from truceline.model.ids import MatterId, ReportId
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
    known. An account is known from the first claim that tells it; one that no claim tells, from the
    incident's `known_on`, else from when it happened. The text, places and actors stay as they are.

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
    told_once = {account for claim in casebook.claims for account in claim.tells}
    told = {account for claim in claims for account in claim.tells}
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
        incidents=tuple(_incidents(casebook.incidents, told_once, told, instant)),
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


def _incidents(
    entries: Iterable[IncidentEntry], told_once: set[str], told: set[str], instant: datetime
) -> Iterable[IncidentEntry]:
    for entry in entries:
        is_known = _account_known(entry, told_once, told, instant)
        accounts = tuple(account for account in entry.accounts if is_known(account))
        if accounts:
            yield dataclasses.replace(entry, accounts=accounts)


def _account_known(
    entry: IncidentEntry, told_once: set[str], told: set[str], instant: datetime
) -> Callable[[Account], bool]:
    def is_known(account: Account) -> bool:
        name = f"{entry.id}/{account.id}"
        if name in told_once:
            return name in told
        if entry.known_on is not None:
            return _day(entry.known_on) < instant
        during = happened(account.when or entry.when)
        return during is None or during.start_at < instant

    return is_known
