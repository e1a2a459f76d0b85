"""The brief of a period, from the first byte read to the last byte written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from truceline.bulletins.brief.content import brief
from truceline.bulletins.brief.happenings import acts_of, general_accounts, is_attack
from truceline.bulletins.brief.sheet import Brief
from truceline.bulletins.edition import Edition
from truceline.bulletins.headlines import headlines
from truceline.bulletins.pages.brief_page import render_annex, render_brief
from truceline.bulletins.paper.document import pdf_document
from truceline.clock import day_of
from truceline.errors import Fault
from truceline.files.casebooks import Folders
from truceline.files.outputs import Output, named_for, write_outputs
from truceline.files.pdf import compile_pdf, has_typst
from truceline.judgement import assess, select
from truceline.judgement.digest import assessment_digest
from truceline.judgement.ledger import patrols_done
from truceline.model.assessment import Receipt, UnmatchedNames
from truceline.model.casebook import Mandate
from truceline.model.record import Record
from truceline.model.words import Audience
from truceline.record.days import Period, known_until, reporting_day
from truceline.runs.assessing import receipt_for_all
from truceline.runs.casebook import known_language, release_instant
from truceline.runs.gathering import Input, gather
from truceline.runs.receipts import Plain, versions
from truceline.runs.sealed import read_sealed

WEEK = 7
"""Reporting days of a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefed:
    """A brief, and what it was made of."""

    brief: Brief
    """With all its rows."""
    edition: Edition
    """Of the period's incidents."""
    period: Period
    faults: tuple[Fault, ...]
    """Rows that could not be read, for whoever ran it."""
    unmatched: tuple[UnmatchedNames, ...] = ()
    """Of each input, the names that are nobody's and nowhere, for whoever ran it."""
    receipt: Mapping[str, Plain]
    """As written beside it, the same whoever it is for."""


def week_from(first: date) -> Period:
    """Return the seven reporting days from the one named."""
    return Period(first=first, last=first + timedelta(days=WEEK - 1))


def brief_casebook(
    casebook: Folders | str | Path,
    *,
    period: Period | None = None,
    inputs: Sequence[Input] = (),
    supposing: Sequence[tuple[str, str]] = (),
    as_of: date | None = None,
    language: str = "en",
    audience: Audience = Audience.PUBLIC,
    corrects: str = "",
) -> Briefed:
    """Return the brief of a period, of which alone the incidents are assessed.

    Parameters
    ----------
    casebook : Folders, str or Path
        A bundled name or a folder; with `Folders`, and which record of it.
    period : Period, optional
        Reporting days of the mandate; none for the seven that end with the last of which anything is told.
    inputs : sequence of Input
        Files of incidents; none for the record that ships with the casebook.
    supposing : sequence of (str, str)
        Open questions and the answers to suppose: a what-if, which the sheet names.
    as_of : date, optional
        Only what could be known by the end of this reporting day.
    language : str
        One that has a catalogue.
    audience : Audience
        For whom it is.
    corrects : str
        Digest of the product that it replaces.

    Raises
    ------
    BadCasebook, BadReport, BadTime
        If something read is not usable.
    NotFound
        If there is no such casebook, reader or language.
    """
    known_language(language)
    goes_out_at = release_instant(None)
    sealed, told = read_sealed(casebook).as_of(as_of).supposing(supposing).released(audience, goes_out_at)
    record = told.facts
    gathered = gather(sealed, inputs)
    claims = told.claims(gathered.claims, gathered.unpublished, of_record=not inputs)
    known = select(claims, as_of=known_until(as_of, record.casebook.mandate))
    chosen = period or last_week(known, record.casebook.mandate, as_of or goes_out_at.date())
    exact = assess(record, _in(known, chosen, record.casebook.mandate), outings=patrols_done(record))
    assessment = told.assessment(exact, gathered.unpublished)
    receipt = Receipt(
        casebook=record.casebook.casebook.id,
        casebook_sha256=sealed.sha256,
        records=sealed.records,
        supposing=tuple(dict(supposing).items()),
        inputs=tuple(told.read(one, number) for number, one in enumerate(gathered.reads, start=1)),
        positions=assessment.positions,
        on=None,
        as_of=as_of.isoformat() if as_of else None,
        versions=versions(),
        digest=assessment_digest(assessment),
    )
    edition = Edition(
        record=told.record,
        assessment=assessment,
        receipt=receipt,
        headlines=headlines(record, exact),
        language=language,
        during=chosen.during(record.casebook.mandate),
        delay_hours=told.delay_hours,
        audience=audience,
    )
    n_before = n_attacks(_in(known, chosen.before, record.casebook.mandate), record)
    return Briefed(
        brief=brief(edition, chosen, n_before=n_before, corrects=corrects),
        edition=edition,
        period=chosen,
        faults=gathered.faults,
        unmatched=gathered.unmatched,
        receipt=receipt_for_all(receipt, record, audience, goes_out_at),
    )


def _in(claims: pa.Table, period: Period, mandate: Mandate) -> pa.Table:
    """Return the claims that may be of a period."""
    during = period.during(mandate)
    return select(claims, start_at=during.start_at, end_at=during.end_at)


def n_attacks(claims: pa.Table, record: Record) -> int:
    """Return how many incidents among claims are attacks on some account that is no general statement."""
    keys = ("incident_id", "account", "hypotheses", "fatalities_low", "fatalities_high")
    rows = claims.select(keys).to_pylist()
    general = general_accounts(record, rows)
    told = (row for row in rows if (row["incident_id"], row["account"]) not in general)
    return len({row["incident_id"] for row in told if is_attack(acts_of(row), record.casebook)})


def last_week(claims: pa.Table, mandate: Mandate, today: date) -> Period:
    """Return the seven reporting days that end with the last of which anything is told, else with today."""
    latest = pc.max(claims["start_at"]).as_py()
    last = today
    if latest is not None:
        last = date.fromisoformat(day_of(latest, mandate.day_zone))
        if latest < reporting_day(last, mandate).start_at:
            last -= timedelta(days=1)
    return week_from(last - timedelta(days=WEEK - 1))


# What is written


def write_brief(
    briefed: Briefed, folder: str | Path, *, inputs: Iterable[str | Path] = ()
) -> tuple[tuple[Path, ...], bool]:
    """Write the brief as a page and on paper, its annex, the tables it was made from, and their receipt.

    Returns
    -------
    tuple of Path
        The files.
    bool
        Whether the PDF is among them: it is left out where Typst is not installed.

    Raises
    ------
    BadInput
        If the folder cannot be written, or a file in it was written by no run.
    """
    edition, assessment = briefed.edition, briefed.edition.assessment
    sheet, annex, paper = (
        named_for(name, edition.audience) for name in ("brief.html", "annex.html", "brief.pdf")
    )
    files: dict[str, Output] = {
        sheet: render_brief(briefed.brief, edition, annex=annex),
        annex: render_annex(briefed.brief, edition, sheet=sheet),
    }
    for name in ("findings", "incidents", "performance"):
        files[named_for(f"{name}.parquet", edition.audience)] = getattr(assessment, name)
    if has_typst():
        files[paper] = brief_pdf(briefed)
    return write_outputs(folder, files, briefed.receipt, inputs=inputs), paper in files


def brief_pdf(briefed: Briefed) -> bytes:
    """Return the brief on one sheet of paper.

    Raises
    ------
    NotFound
        If Typst is not installed.
    """
    page = render_brief(briefed.brief, briefed.edition)
    return compile_pdf(pdf_document(page, footer=briefed.brief.digest, is_sheet=True))
