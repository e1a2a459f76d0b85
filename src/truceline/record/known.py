"""A casebook as it could be known by an instant: what came later is left out, nothing is changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from truceline.clock import parse_stated, span
from truceline.model.happening import When
from truceline.model.ids import ClaimId, MatterId, ReportId
from truceline.model.naming import name as name_of
from truceline.model.record import (
    Account,
    Claim,
    ControlAssertion,
    IncidentEntry,
    Matter,
    Patrol,
    Record,
    Source,
    Word,
)
from truceline.model.words import MatterKind
from truceline.record.known_text import text_known_by
from truceline.record.tellings import day_at, happened, said_at

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
M = TypeVar("M", Claim, ControlAssertion, Word)
H = TypeVar("H", Matter, IncidentEntry)


def known_by(record: Record, instant: datetime) -> Record:
    """Return the casebook as it could be known before `instant`: its record, and its text.

    A claim is known from the day of its first report. A row that names no report is known from its
    matter's first report, else from its own day; one with none of these stays, since nothing says that it
    could not be known. An account is known from the first claim that tells it; as long as others that
    tell it are not, it is told by those who had spoken, with what stands behind it derived from them, and
    without the words and the toll that were put together later. One that no claim tells is known from the
    incident's `known_on`, else from when it happened. An outing is known once its day is over by the
    mandate's clock, or that of a report on it: what is dated by the day may be of the evening. A mark of
    being mistaken stands from the day that it names. A matter or incident told of before it happened has the
    time that its claims and accounts tell, and none of its own; a patrol announced is of its day.

    The text is left as `truceline.record.known_text` says. Nothing that is left names what is
    gone. Where nothing is left out, the casebook is the one given.

    Parameters
    ----------
    record : Record
        Parsed.
    instant : datetime
        UTC.
    """
    pages = {report.id: at for report in record.reports if (at := said_at(report)) < instant}
    claims = tuple(
        dataclasses.replace(claim, reports=tuple(one for one in claim.reports if one in pages))
        for claim in record.claims
        if not claim.reports or any(one in pages for one in claim.reports)
    )
    kept = {claim.id for claim in claims}
    claims = tuple(
        dataclasses.replace(
            _not_yet_mistaken(claim, instant),
            denies=tuple(one for one in claim.denies if one in kept),
            contradicts=tuple(one for one in claim.contradicts if one in kept),
            corrects=tuple(one for one in claim.corrects if one in kept),
        )
        for claim in claims
    )
    matters = {claim.matter for claim in claims} | _matters_without_claims(record)
    first = _first_reports(record)

    def is_known(row: object) -> bool:
        return _known_at(row, pages, first, instant)

    ledgers: dict[str, Any] = {
        key: tuple(row for row in getattr(record, key) if is_known(row)) for key in LEDGERS
    }
    outings = {patrol.id for patrol in record.patrols if _is_told(patrol, record, instant)}
    ledgers["patrol_accounts"] = tuple(row for row in ledgers["patrol_accounts"] if row.patrol in outings)
    ledgers["control"] = tuple(
        _not_yet_mistaken(_without_later_end(row, instant), instant) for row in ledgers["control"]
    )
    told = dataclasses.replace(
        record,
        reports=tuple(report for report in record.reports if report.id in pages),
        claims=claims,
        matters=tuple(_not_yet(one, instant) for one in record.matters if one.id in matters),
        incidents=tuple(_incidents(record, kept, instant)),
        verifications=tuple(one for one in record.verifications if is_known(one)),
        words=tuple(
            _not_yet_mistaken(word, instant)
            for word in record.words
            if day_at(word.on) < instant and (word.patrol is None or word.patrol in outings)
        ),
        patrols=tuple(patrol for patrol in record.patrols if patrol.id in outings),
        inquiries=tuple(
            one for one in record.inquiries if day_at(one.on) < instant and one.matter in matters
        ),
        issues=tuple(
            dataclasses.replace(issue, states=tuple(state for state in issue.states if is_known(state)))
            for issue in record.issues
        ),
        settlement_sides=_stood_by(record, instant),
        **ledgers,
    )
    return text_known_by(record, told, instant)


def _is_told(patrol: Patrol, record: Record, instant: datetime) -> bool:
    """Return whether an outing's day was over, or a report on it surely out, by an instant."""
    reports = {row.report for row in record.patrol_accounts if row.patrol == patrol.id}
    days = [patrol.on, *(report.said_on for report in record.reports if report.id in reports)]
    return any(span(parse_stated(day), record.casebook.mandate.day_zone).end_at <= instant for day in days)


def _without_later_end(row: ControlAssertion, instant: datetime) -> ControlAssertion:
    """Return a row on control without an end that was still to come: it was put there by later words."""
    has_ended = row.until is None or day_at(row.until) < instant
    return row if has_ended else dataclasses.replace(row, until=None)


def _not_yet_mistaken(row: M, instant: datetime) -> M:
    """Return a claim or row without its mark of being mistaken, where that was still to be found out."""
    is_known = row.mistaken_from is None or day_at(row.mistaken_from) < instant
    return row if is_known else dataclasses.replace(row, mistaken="", mistaken_from=None)


def _stood_by(record: Record, instant: datetime) -> pa.Table | None:
    """Return how settlements stood on days that had begun by then: nobody says when it was known."""
    table = record.settlement_sides
    if table is None:
        return None
    zone = record.casebook.mandate.day_zone
    days = pc.unique(table["day"]).to_pylist()
    begun = [day for day in days if span(parse_stated(day), zone).start_at < instant]
    return table.filter(pc.is_in(table["day"], value_set=pa.array(begun, pa.string())))


def _matters_without_claims(record: Record) -> set[MatterId | None]:
    spoken_of = {claim.matter for claim in record.claims}
    return {matter.id for matter in record.matters if matter.id not in spoken_of}


def _first_reports(record: Record) -> dict[MatterId, datetime]:
    said = {report.id: said_at(report) for report in record.reports}
    first: dict[MatterId, datetime] = {}
    for claim in record.claims:
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
    return day is None or day_at(day) < instant


def _incidents(record: Record, known: Set[ClaimId], instant: datetime) -> Iterable[IncidentEntry]:
    sources = {source.id: source for source in record.sources}
    telling: dict[str, list[Claim]] = {}
    for claim in record.claims:
        for name in claim.tells:
            telling.setdefault(name, []).append(claim)

    def heard(entry: IncidentEntry, account: Account) -> Account | None:
        told = telling.get(f"{entry.id}/{account.id}", [])
        if not told:
            return account if _happened_by_then(entry, account, instant) else None
        by_then = [claim for claim in told if claim.id in known]
        if len(by_then) == len(told):
            return account
        speakers = [sources[one] for one in dict.fromkeys(claim.by for claim in by_then)]
        return _as_told_by(account, speakers) if speakers else None

    for entry in record.incidents:
        accounts = tuple(then for one in entry.accounts if (then := heard(entry, one)) is not None)
        if accounts:
            yield _not_yet(dataclasses.replace(entry, accounts=accounts), instant)


def _as_told_by(account: Account, speakers: Sequence[Source]) -> Account:
    """Return an account as some of those who tell it had, without what was put together later."""
    told_by = tuple(name_of(speaker.names) for speaker in speakers)
    return dataclasses.replace(account, told_by=told_by, fatalities=None, says="")


def _happened_by_then(entry: IncidentEntry, account: Account, instant: datetime) -> bool:
    if entry.known_on is not None:
        return day_at(entry.known_on) < instant
    return not _is_to_come(account.when or entry.when, instant)


def _not_yet(noun: H, instant: datetime) -> H:
    """Return a matter or incident without its time, where that was still to come; an outing is of its day."""
    is_planned = isinstance(noun, Matter) and noun.kind is MatterKind.PATROL
    to_come = _is_to_come(noun.when, instant) and not is_planned
    return dataclasses.replace(noun, when=None) if to_come else noun


def _is_to_come(when: When | None, instant: datetime) -> bool:
    during = happened(when)
    return during is not None and not during.start_at < instant
