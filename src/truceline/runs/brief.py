"""The brief of a period, from the first byte read to the last byte written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from truceline.bulletins.brief.content import brief
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
from truceline.judgement.ledger import PatrolDone, patrols_done
from truceline.judgement.reported import acts_of, general_accounts, is_attack
from truceline.model.assessment import Receipt, UnmatchedNames
from truceline.model.casebook import Mandate
from truceline.model.record import Record
from truceline.model.words import Audience
from truceline.record import Release
from truceline.record.days import Period, reporting_day
from truceline.runs.casebook import known_language, release_instant
from truceline.runs.gathering import Input, gather
from truceline.runs.receipts import Plain, receipt_for_all, receipt_of, supposed
from truceline.runs.sealed import read_sealed
from truceline.runs.together import TOGETHER, Linking, standing, with_voices
from truceline.text.rules import Rulebook

WEEK = 7
"""Reporting days of a week."""
SHEET, ANNEX, PAPER = "brief.html", "annex.html", "brief.pdf"


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
    linking: Linking = TOGETHER,
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
    linking : Linking
        How reports of several sources are put together.

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
    stood = standing(gathered, told, of_record=not inputs, as_of=as_of, linking=linking)
    chosen = period or last_week(stood.claims, record.casebook.mandate, as_of or goes_out_at.date())
    receipt = receipt_of(
        sealed, told, gathered.reads, supposing=supposing, as_of=as_of, together=stood.together
    )
    found, edition = brief_of(
        told, stood.claims, stood.unpublished, chosen, receipt, language=language, corrects=corrects
    )
    return Briefed(
        brief=found,
        edition=edition,
        period=chosen,
        faults=gathered.faults,
        unmatched=gathered.unmatched,
        receipt=receipt_for_all(edition.receipt, record, audience, goes_out_at),
    )


def brief_of(
    told: Release,
    known: pa.Table,
    unpublished: pa.Array,
    period: Period,
    receipt: Receipt,
    *,
    language: str,
    corrects: str = "",
    rulebook: Rulebook | None = None,
    outings: Sequence[PatrolDone] | None = None,
) -> tuple[Brief, Edition]:
    """Return the brief of a period and the edition that it was made of.

    Parameters
    ----------
    told : Release
        The record as it may go out.
    known : pa.Table
        CLAIMS of every day, as they stood.
    unpublished : pa.Array
        Ids of claims that are not public.
    period : Period
    receipt : Receipt
        Of what was read; without a digest it gets the positions and the digest of this assessment.
    language, corrects : str
        As for `brief_casebook`.
    rulebook, outings
        As for `assess`.
    """
    record = told.facts
    exact = assess(
        record,
        _in(known, period, record.casebook.mandate),
        positions=receipt.positions or None,
        outings=patrols_done(record) if outings is None else outings,
        rulebook=rulebook,
    )
    exact = with_voices(exact, receipt.together)
    assessment = told.assessment(exact, unpublished)
    if not receipt.digest:
        digest = assessment_digest(assessment)
        receipt = replace(receipt, positions=assessment.positions, digest=digest)
    edition = Edition(
        record=told.record,
        assessment=assessment,
        receipt=receipt,
        headlines=headlines(record, exact),
        language=language,
        during=period.during(record.casebook.mandate),
        delay_hours=told.delay_hours,
        audience=told.audience,
    )
    n_before = n_attacks(_in(known, period.before, record.casebook.mandate), record)
    return brief(edition, period, n_before=n_before, corrects=corrects), edition


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
    assessment, audience = briefed.edition.assessment, briefed.edition.audience
    files: dict[str, Output] = {
        **brief_files(briefed.brief, briefed.edition),
        **{
            f"{name}.parquet": supposed(getattr(assessment, name), briefed.edition.receipt.supposing)
            for name in ("findings", "incidents", "performance")
        },
    }
    named = {named_for(name, audience): one for name, one in files.items()}
    return write_outputs(folder, named, briefed.receipt, inputs=inputs), PAPER in files


def brief_files(found: Brief, edition: Edition) -> dict[str, Output]:
    """Return the sheet as a page, its annex and, where Typst is installed, the sheet on paper, by name."""
    sheet, annex = (named_for(name, edition.audience) for name in (SHEET, ANNEX))
    pages: dict[str, Output] = {
        SHEET: render_brief(found, edition, annex=annex),
        ANNEX: render_annex(found, edition, sheet=sheet),
    }
    return pages | ({PAPER: brief_pdf(found, edition)} if has_typst() else {})


def brief_pdf(found: Brief, edition: Edition) -> bytes:
    """Return the brief on one sheet of paper.

    Raises
    ------
    NotFound
        If Typst is not installed.
    """
    return compile_pdf(pdf_document(render_brief(found, edition), footer=found.digest, is_sheet=True))
