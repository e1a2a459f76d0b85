"""Days before and after two starts, from the first byte read to the last byte written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from truceline.bulletins.pages.comparison_page import render_comparison, render_comparison_picture
from truceline.bulletins.sections.comparison import (
    ComparedSheet,
    compared_csv,
    compared_sheet,
    compared_table,
)
from truceline.errors import BadInput, Fault
from truceline.files.casebooks import Folders
from truceline.files.outputs import Output
from truceline.judgement import assess
from truceline.judgement.comparing import AroundStart, compare, starts, with_beside
from truceline.judgement.digest import digest
from truceline.judgement.ledger import patrols_done
from truceline.judgement.reported import ATTACK
from truceline.judgement.tally import Tally, Wanted, by_kind, tally
from truceline.model.naming import in_language
from truceline.model.words import Audience
from truceline.record.days import Period
from truceline.runs.casebook import known_language
from truceline.runs.gathering import Input
from truceline.runs.proving import TABLES
from truceline.runs.receipts import Plain, receipt_for_all, supposed
from truceline.runs.together import TOGETHER, Linking
from truceline.runs.told import Told, told_of, wanted_of, write_sheets

LETTERS: Final = ("A", "B")
MOST_DAYS: Final = 3_660


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A day on which something started, and what is read of the days around it."""

    casebook: Folders
    day: date
    inputs: tuple[Input, ...] = ()
    """None for the casebook's own record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRun:
    """A comparison, ready to print and to write. Computed, not determined; no cause is told."""

    sheet: ComparedSheet
    compared: tuple[AroundStart, ...]
    told: tuple[Told, ...]
    n_days: int
    zone: str | None
    audience: Audience


def compare_starts(
    asked: Sequence[Start],
    *,
    n_days: int = 30,
    zone: str | None = None,
    supposing: Sequence[tuple[str, str]] = (),
    as_of: date | None = None,
    language: str = "en",
    audience: Audience = Audience.PUBLIC,
    linking: Linking = TOGETHER,
) -> ComparedRun:
    """Return the days before and after each start.

    Parameters
    ----------
    asked : sequence of Start
        Two; what both share is read once.
    n_days : int
        Before, and after.
    zone : str, optional
        Only what lies in this zone, which each casebook has.
    supposing, as_of, language, audience, linking
        As for `trend_casebook`.

    Raises
    ------
    BadCasebook, BadReport, BadTime
        If something read is not usable.
    BadInput
        If the days are none or too many.
    NotFound
        If there is no such casebook, question, answer, reader or language.
    """
    known_language(language)
    if not 1 <= n_days <= MOST_DAYS:
        fault = Fault(message=f"{n_days} days", remedy=f"name 1 to {MOST_DAYS:,}")
        raise BadInput("so many days cannot be compared", [fault])
    read: dict[tuple[Folders, tuple[Input, ...]], _ToCompare] = {}
    for one in asked:
        if (one.casebook, one.inputs) not in read:
            told = told_of(
                one.casebook,
                inputs=one.inputs,
                supposing=supposing,
                as_of=as_of,
                audience=audience,
                linking=linking,
            )
            read[one.casebook, one.inputs] = _to_compare(told, zone)
    found = []
    for one in asked:
        of = read[one.casebook, one.inputs]
        days = starts(of.told.record) | {
            other.day for other in asked if read[other.casebook, other.inputs] is of
        }
        mandate = of.told.record.casebook.mandate
        around = compare(one.day, n_days, of.counted, of.told.sources_apart, days, of.lacking, mandate)
        found.append(_with_beside(around, of) if around.is_counted else around)
    tolds = tuple(read[one.casebook, one.inputs].told for one in asked)
    rows = [
        (
            letter,
            in_language(told.released.record, language),
            one,
            told.receipt((), digest([told.claims])),
        )
        for letter, told, one in zip(LETTERS, tolds, found, strict=True)
    ]
    total = digest([compared_table(rows, n_days)])
    return ComparedRun(
        sheet=compared_sheet(rows, n_days, zone=zone, digest=total, language=language),
        compared=tuple(found),
        told=tolds,
        n_days=n_days,
        zone=zone,
        audience=audience,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _ToCompare:
    told: Told
    counted: Mapping[str, Tally]
    wanted: Wanted
    lacking: tuple[str, ...]
    """Kinds that what was read never has, anywhere."""


def _to_compare(told: Told, zone: str | None) -> _ToCompare:
    record, claims = told.record, told.claims
    kinds = record.casebook.mandate.escalation or (ATTACK,)
    wanted = wanted_of(record.casebook, zone=zone)

    def counted(wanted: Wanted) -> dict[str, Tally]:
        return by_kind(
            record,
            claims,
            kinds,
            wanted,
            origins=told.origins,
            spoken=told.spoken,
            together=told.together,
        )

    everywhere = counted(Wanted())
    there = everywhere if zone is None else counted(wanted)
    lacking = tuple(kind for kind, of in everywhere.items() if kind and not of.may.any())
    return _ToCompare(told=told, counted=there, wanted=wanted, lacking=lacking)


def _with_beside(around: AroundStart, of: _ToCompare) -> AroundStart:
    """Return the days around a start with the dead, and the breaches among what was told of them."""
    told, record = of.told, of.told.record
    exact = assess(
        record,
        told.of(Period(first=around.before.first, last=around.after.last)),
        outings=patrols_done(record),
    )
    counted = tally(
        record,
        exact.claims,
        of.wanted,
        findings=exact.findings,
        origins=told.origins,
        spoken=told.spoken,
        together=told.together,
    )
    return with_beside(around, counted, record.casebook.mandate)


# What is written


def write_comparison(
    found: ComparedRun,
    folder: str | Path | None,
    csv: str | Path | None,
    *,
    inputs: Iterable[str | Path] = (),
) -> tuple[Path, ...]:
    """Write the comparison as a page, a picture and tables into a folder, and as a table to a file.

    Raises
    ------
    BadInput
        If something cannot be written, or would replace what is not ours.
    """
    sheet = found.sheet

    def files() -> dict[str, Output]:
        return {
            "compare.html": render_comparison(sheet, audience=found.audience),
            "compare.svg": render_comparison_picture(sheet, audience=found.audience),
            "compare.csv": compared_csv(sheet),
            "compare.parquet": supposed(sheet.table, sheet.supposing),
        }

    return write_sheets(
        folder,
        csv,
        files=files,
        receipt=lambda: _receipt(found),
        table=lambda: compared_csv(sheet),
        audience=found.audience,
        inputs=tuple(inputs),
    )


def _receipt(found: ComparedRun) -> dict[str, Plain]:
    """Return what the first start was read from, that of the other beside it, and the digest of the table."""
    first, other = (
        receipt_for_all(told.receipt((), found.sheet.digest), told.record, found.audience, told.goes_out_at)
        for told in found.told
    )
    days: list[Plain] = [str(one.day) for one in found.compared]
    asked: Plain = {"starts": days, "days": found.n_days, "zone": found.zone}
    return first | {"other": other, "asked": asked, TABLES: ["compare.parquet"]}
