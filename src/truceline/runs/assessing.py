"""One assessment from the first byte read to the last byte written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from truceline.bulletins import incidents_geojson, render_bulletin, render_site, zones_geojson
from truceline.bulletins.edition import Edition
from truceline.bulletins.headlines import Headlines, headlines
from truceline.bulletins.layers import zones_doubt_geojson
from truceline.bulletins.pages.bulletin import days_read
from truceline.bulletins.pages.notebook import render_outcome
from truceline.bulletins.pages.workbook import workbook
from truceline.bulletins.paper.document import pdf_document
from truceline.bulletins.plain_tables import csv_of, plain_table
from truceline.bulletins.sections.who_holds import HeldGround
from truceline.errors import Fault
from truceline.files import files_of
from truceline.files.casebooks import Folders
from truceline.files.outputs import Output, file_for, named_for, write_file, write_outputs
from truceline.files.pdf import compile_pdf, require_typst
from truceline.files.workbook import workbook_bytes
from truceline.judgement import assess, select
from truceline.judgement.digest import assessment_digest
from truceline.judgement.ledger import patrols_done
from truceline.judgement.rulebook import rulebook_of
from truceline.model.assessment import Assessment, Receipt, UnmatchedNames
from truceline.model.record import Record
from truceline.model.words import Audience
from truceline.record.days import Period, days_asked
from truceline.runs.brief import brief_files, brief_of, last_week
from truceline.runs.casebook import known_language, release_instant
from truceline.runs.control import control_layer, held_ground
from truceline.runs.gathering import Input, gather
from truceline.runs.linkage import linkage
from truceline.runs.reading import input_files
from truceline.runs.receipts import receipt_for_all, receipt_of, supposed
from truceline.runs.sealed import read_sealed
from truceline.runs.together import TOGETHER, Linking, standing, with_voices
from truceline.sources.own import PUBLISHED_KEY

CLAIMS_FILE = "claims.parquet"
"""The claims as assessed, so that `explain` can go back to them."""
LINKAGE_FILE = "linkage.parquet"
"""Counts in plausible ways to put reports together, where they were asked for."""
BULLETIN = "bulletin"
"""Folder of the bulletin's pages in that of a run."""
WORKBOOK = "findings.xlsx"
"""The tables again, for people with a spreadsheet."""
PRINTED_ROWS = 60
"""Rows of a table of findings in the PDF, which is read on paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """What a run made, and where it lies. Computed, not determined."""

    record: Record
    """The one assessed."""
    audience: Audience = Audience.PUBLIC
    """For whom its products are."""
    assessment: Assessment
    """The tables."""
    receipt: Receipt
    """What they were computed from and with."""
    faults: tuple[Fault, ...]
    """Rows that could not be read, for whoever ran it: they quote its cells. All others are assessed."""
    unmatched: tuple[UnmatchedNames, ...] = ()
    """Of each input, the names that are nobody's and nowhere, for whoever ran it."""
    warnings: tuple[Fault, ...]
    """What to be careful about in the casebook."""
    headlines: Headlines
    """Where each incident stands."""
    obligations: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
    """Obligation as a whole to position to its states in order of time."""
    written: tuple[Path, ...]
    """Files; empty where no folder was named."""

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        return render_outcome(
            self.record.casebook, self.assessment, self.receipt, self.headlines, audience=self.audience
        )


def assess_casebook(
    casebook: Folders | str | Path,
    *,
    inputs: Sequence[Input] = (),
    positions: Sequence[str] = (),
    supposing: Sequence[tuple[str, str]] = (),
    on: date | Period | None = None,
    as_of: date | None = None,
    out: str | Path | None = None,
    pdf: str | Path | None = None,
    csv: bool = False,
    xlsx: bool = False,
    language: str = "en",
    at: datetime | str | None = None,
    audience: Audience = Audience.PUBLIC,
    linking: Linking = TOGETHER,
) -> RunOutcome:
    """Assess incidents against a casebook and write the products.

    Parameters
    ----------
    casebook : Folders, str or Path
        A bundled name or a folder; with `Folders`, and which record of it.
    inputs : sequence of Input
        Files of incidents; none for the record that ships with the casebook.
    positions : sequence of str
        Ids; none for all of the casebook's.
    supposing : sequence of (str, str)
        Open questions and the answers to suppose: a what-if, which every product names.
    on : date or Period, optional
        Only what may have happened on this reporting day of the mandate, or on one of these.
    as_of : date, optional
        Only what could be known by the end of this reporting day.
    out : str or Path, optional
        Folder to write.
    pdf : str or Path, optional
        File to write the bulletin to, as a PDF. Without it and a folder nothing is written.
    csv : bool
        Whether each table is in the folder as CSV too.
    xlsx : bool
        Whether all tables are in the folder as one workbook too.
    language : str
        One that has a catalogue: of the pages' own words and of names. Tables and layers stay as they are.
    at : datetime or str, optional
        When the products go out: UTC, or a stated time that names its zone; now if left out. Of an outing
        nothing is said in them before it is over and the mandate's delay has passed.
    audience : Audience
        For whom the products are: what may leave is taken from the verdicts after they are found.
    linking : Linking
        How reports of several sources are put together.

    Raises
    ------
    BadCasebook, BadReport, BadTime
        If something read is not usable. Rows that cannot be read do not raise; they are `RunOutcome.faults`.
    BadInput
        If the folder or the file cannot be written.
    NotFound
        If there is no such casebook, position, question, answer, reader or language, or a PDF is asked for
        without Typst.
    """
    if pdf is not None:
        require_typst()  # before the work, not after it
    known_language(language)
    pdf = None if pdf is None else file_for(pdf, audience)
    goes_out_at = release_instant(at)
    sealed, told = read_sealed(casebook).as_of(as_of).supposing(supposing).released(audience, goes_out_at)
    book = told.facts
    gathered = gather(sealed, inputs)
    period = days_asked(on) if on is not None else None
    day = period.during(book.casebook.mandate) if period is not None else None
    stood = standing(gathered, told, of_record=not inputs, as_of=as_of, linking=linking)
    known, unpublished = stood.claims, stood.unpublished
    claims = known if day is None else select(known, start_at=day.start_at, end_at=day.end_at)
    rulebook, outings = rulebook_of(book), patrols_done(book)
    exact = assess(
        book,
        claims,
        positions=tuple(dict.fromkeys(positions)) or None,
        outings=outings,
        rulebook=rulebook,
    )
    exact = with_voices(exact, stood.together)
    stands = headlines(book, exact)
    assessment = told.assessment(exact, unpublished)
    receipt = receipt_of(
        sealed,
        told,
        gathered.reads,
        supposing=supposing,
        as_of=as_of,
        on=period,
        positions=assessment.positions,
        digest=assessment_digest(assessment),
        together=stood.together,
    )
    held = _held(book, receipt, period, as_of) if out is not None or pdf is not None else None
    edition = Edition(
        record=told.record,
        assessment=assessment,
        receipt=receipt,
        headlines=stands,
        language=language,
        during=day,
        held=held,
        delay_hours=told.delay_hours,
        of_record=not inputs,
        audience=audience,
    )
    printed = None if pdf is None else bulletin_pdf(edition)
    read = (*input_files(inputs, linking.decisions), *files_of(casebook))
    written: tuple[Path, ...] = ()
    is_inside = out is not None and pdf is not None and _is_in(Path(pdf), Path(out))
    if out is not None:
        files = products(edition, with_claims=told.is_whole(unpublished, of_record=not inputs))
        week = period or last_week(known, book.casebook.mandate, as_of or goes_out_at.date())
        sheet = brief_of(
            told,
            known,
            unpublished,
            week,
            receipt,
            language=language,
            rulebook=rulebook,
            outings=outings,
        )
        if stood.together is not None and stood.together.ways is not None:
            files[LINKAGE_FILE] = linkage(
                stood.together.ways, assessment.claims, book.casebook, assessment.findings
            )
        files |= brief_files(*sheet)
        files |= spreadsheets(edition, files, csv=csv, xlsx=xlsx)
        files = {named_for(name, audience): one for name, one in files.items()}
        if is_inside and pdf is not None and printed is not None:
            files[Path(pdf).name] = printed
        written = write_outputs(
            out, files, receipt_for_all(receipt, book, audience, goes_out_at), inputs=read
        )
    if pdf is not None and printed is not None and not is_inside:
        write_file(pdf, printed, inputs=read)
        written = (*written, Path(pdf))
    return RunOutcome(
        record=told.record,
        audience=audience,
        assessment=assessment,
        receipt=receipt,
        faults=gathered.faults,
        unmatched=gathered.unmatched,
        warnings=sealed.parsed.warnings,
        headlines=stands,
        obligations=courses(assessment),
        written=written,
    )


def _is_in(file: Path, folder: Path) -> bool:
    """Return whether a file stands right in a folder; it is then one of the folder's own."""
    return file.parent.resolve() == folder.resolve()


def _held(record: Record, receipt: Receipt, on: Period | None, as_of: date | None) -> HeldGround | None:
    """Return who held what on the last day asked for, else on the last day read, and what changed until then.

    One day asked for is compared with the day before; else the last day with the first.
    """
    read = days_read(receipt)
    if on is None and read is None:
        return None
    first, last = (on.first, on.last) if on is not None else (date.fromisoformat(day) for day in read or ())
    first = min(first, last - timedelta(days=1))
    return held_ground(record, first=first, last=last, as_of=as_of)


def products(edition: Edition, *, with_claims: bool = True) -> dict[str, Output]:
    """Return every file of a run by name, but for the receipt.

    `control.geojson` comes only where something was said of who holds what.

    Parameters
    ----------
    edition : Edition
    with_claims : bool
        Whether the claims as assessed may be written.
    """
    record, assessment, held = edition.record, edition.assessment, edition.held
    supposing = edition.receipt.supposing

    def layer(shapes: Mapping[str, object]) -> str:
        return _json({**shapes, "supposing": dict(supposing)} if supposing else shapes)

    layers: dict[str, Output] = {
        "zones.geojson": layer(zones_geojson(record, edition.zones)),
        "zones_doubt.geojson": layer(zones_doubt_geojson(edition.zones)),
        "incidents.geojson": layer(incidents_geojson(assessment, edition.headlines.line_of)),
    }
    if held is not None:
        layers["control.geojson"] = layer(
            control_layer(held, record.casebook, edition.receipt.casebook_sha256)
        )
    pages = {f"{BULLETIN}/{name}": page for name, page in render_site(edition).items()}
    return {
        "findings.parquet": supposed(assessment.findings, supposing),
        "incidents.parquet": supposed(assessment.incidents, supposing),
        "performance.parquet": supposed(assessment.performance, supposing),
        **({CLAIMS_FILE: _claims(assessment, edition.audience)} if with_claims else {}),
        **layers,
        **pages,
    }


def spreadsheets(
    edition: Edition, products: Mapping[str, Output], *, csv: bool, xlsx: bool
) -> dict[str, Output]:
    """Return the tables among a run's products again: each as CSV, all as one workbook, as asked for."""
    tables = {Path(name).stem: one for name, one in products.items() if isinstance(one, pa.Table)}
    found: dict[str, Output] = {}
    if csv:
        supposing = edition.receipt.supposing
        found |= {f"{name}.csv": csv_of(plain_table(one, supposing)) for name, one in tables.items()}
    if xlsx:
        found[WORKBOOK] = workbook_bytes(workbook(edition, tables, courses(edition.assessment)))
    return found


def _claims(assessment: Assessment, audience: Audience) -> pa.Table:
    """Return the claims as assessed, marked as public already where they are written for the public."""
    is_public = str(audience is Audience.PUBLIC).lower()
    return assessment.claims.replace_schema_metadata({PUBLISHED_KEY: is_public})


def bulletin_pdf(edition: Edition) -> bytes:
    """Return the bulletin as a PDF: what the page says, with fewer rows of each table of findings.

    Raises
    ------
    NotFound
        If Typst is not installed.
    """
    page = render_bulletin(edition, shown_rows=PRINTED_ROWS)
    return compile_pdf(pdf_document(page, footer=edition.receipt.digest))


def _json(value: Mapping[str, object]) -> str:
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"), default=str
    )
    return f"{text}\n"


def courses(assessment: Assessment) -> tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]:
    """Return for each obligation as a whole and position its states in order of time, none twice in a row."""
    found: dict[str, dict[str, list[str]]] = {}
    columns = ("obligation_id", "bearer", "position", "state")
    for obligation, bearer, position, state in zip(
        *(assessment.performance[name].to_pylist() for name in columns), strict=True
    ):
        if bearer is not None:
            continue
        course = found.setdefault(obligation, {}).setdefault(position, [])
        if course[-1:] != [state]:
            course.append(state)
    return tuple(
        (obligation, tuple((position, tuple(course)) for position, course in by_position.items()))
        for obligation, by_position in found.items()
    )
