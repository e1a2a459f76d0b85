"""What is reported of one period after the other, from the first byte read to the last byte written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.bulletins.headlines import headlines
from truceline.bulletins.pages.trend_page import render_trend, render_trend_picture
from truceline.bulletins.sections.trend import TrendSheet, trend_csv, trend_sheet
from truceline.errors import BadInput, Fault
from truceline.files.casebooks import Folders
from truceline.files.outputs import Output
from truceline.judgement import assess
from truceline.judgement.digest import assessment_digest
from truceline.judgement.ledger import patrols_done
from truceline.judgement.tally import Tally, Wanted, tally
from truceline.judgement.trends import Days, months, trend, weeks
from truceline.model.assessment import Assessment, Receipt
from truceline.model.naming import in_language
from truceline.model.words import Audience
from truceline.record.days import Period
from truceline.runs.casebook import known_language
from truceline.runs.gathering import Input
from truceline.runs.proving import DIGESTED
from truceline.runs.receipts import Plain, receipt_for_all, supposed
from truceline.runs.together import TOGETHER, Linking, with_voices
from truceline.runs.told import Told, told_of, wanted_of, write_sheets

PERIODS: Final[dict[str, Callable[[date, date], Iterator[Period]]]] = {"week": weeks, "month": months}
MOST_PERIODS: Final = 1_200
"""A hundred years of months; more are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trended:
    """A trend, ready to print and to write. Computed, not determined."""

    sheet: TrendSheet
    told: Told
    audience: Audience
    receipt: Receipt
    assessment: Assessment
    """Of the incidents that may be of its days, as it may be shown."""
    asked: Mapping[str, Plain]
    """What was counted, for the receipt: two trends of one assessment differ by this alone."""


def trend_casebook(
    casebook: Folders | str | Path,
    *,
    by: str = "week",
    first: date | None = None,
    last: date | None = None,
    act: str | None = None,
    zone: str | None = None,
    clause: str | None = None,
    inputs: Sequence[Input] = (),
    supposing: Sequence[tuple[str, str]] = (),
    as_of: date | None = None,
    language: str = "en",
    audience: Audience = Audience.PUBLIC,
    linking: Linking = TOGETHER,
) -> Trended:
    """Return what is reported of each week or month.

    Parameters
    ----------
    casebook : Folders, str or Path
        A bundled name or a folder; with `Folders`, and which record of it.
    by : str
        A key of PERIODS.
    first, last : date, optional
        Reporting days; those read if left out.
    act, zone, clause : str, optional
        Only this kind of act, what lies in this zone, what this clause reaches.
    inputs : sequence of Input
        Files of incidents; none for the casebook's own record.
    supposing : sequence of (str, str)
        Open questions and the answers to suppose.
    as_of : date, optional
        Only what could be known by the end of this reporting day.
    language : str
        One that has a catalogue.
    audience : Audience
        For whom it is.
    linking : Linking
        How reports of several sources are put together.

    Raises
    ------
    BadCasebook, BadReport, BadTime
        If something read is not usable.
    BadInput
        If no day is told of and none named, or the periods are too many.
    NotFound
        If there is no such casebook, act, zone, clause, reader or language.
    """
    known_language(language)
    told = told_of(
        casebook, inputs=inputs, supposing=supposing, as_of=as_of, audience=audience, linking=linking
    )
    record = told.record
    wanted = wanted_of(record.casebook, act=act, zone=zone, clause=clause)
    periods = _periods(by, first, last, told.sources)
    whole = Period(first=periods[0].first, last=periods[-1].last)
    exact = with_voices(assess(record, told.of(whole), outings=patrols_done(record)), told.together)
    if wanted.clause is not None:
        chosen = exact.findings.filter(pc.equal(exact.findings["clause_id"], str(wanted.clause)))
        stands = headlines(record, dataclasses.replace(exact, findings=chosen))
    else:
        stands = headlines(record, exact)
    in_force = {one.instrument: one.incidents for one in stands.supposed}
    counted = tally(
        record,
        exact.claims,
        wanted,
        findings=exact.findings,
        supposed={"": frozenset().union(*in_force.values()), **in_force} if in_force else {},
        origins=told.origins,
        spoken=told.spoken,
        together=told.together,
    )
    everything = counted if wanted == Wanted() else tally(record, exact.claims)
    mandate = record.casebook.mandate
    *counts, total = trend([*periods, whole], counted, everything, told.sources, mandate, record.effort)
    shown = told.released.assessment(exact, told.standing.unpublished)
    receipt = told.receipt(exact.positions, assessment_digest(shown))
    sheet = trend_sheet(
        in_language(told.released.record, language),
        counts,
        total,
        by=by,
        wanted=wanted,
        receipt=receipt,
        ways=_in_ways([*periods, whole], counted, told),
        clauses=_clauses(exact.findings, counted, whole, told),
        language=language,
    )
    asked = {"by": by, "from": str(whole.first), "to": str(whole.last), **_named(wanted)}
    return Trended(sheet=sheet, told=told, audience=audience, receipt=receipt, assessment=shown, asked=asked)


def _named(wanted: Wanted) -> dict[str, Plain]:
    return {"act": wanted.act, "zone": wanted.zone, "clause": wanted.clause}


def _in_ways(periods: Sequence[Period], counted: Tally, told: Told) -> tuple[tuple[int, int], ...] | None:
    """Return how many happenings may be of each period, by the ways that were drawn."""
    if told.together is None or told.together.ways is None:
        return None
    mandate, ids = told.record.casebook.mandate, np.array(counted.ids, dtype=object)
    ways = told.together.ways
    return tuple(ways.of_incidents(ids[counted.maybe(one.during(mandate))].tolist()) for one in periods)


def _clauses(findings: pa.Table, counted: Tally, whole: Period, told: Told) -> frozenset[str]:
    """Return the clauses that reach what is counted."""
    maybe = counted.maybe(whole.during(told.record.casebook.mandate))
    ids = pa.array([one for one, is_of in zip(counted.ids, maybe, strict=True) if is_of], pa.string())
    return frozenset(findings.filter(pc.is_in(findings["incident_id"], ids))["clause_id"].to_pylist())


def _periods(
    by: str, first: date | None, last: date | None, sources: Sequence[Days | None]
) -> tuple[Period, ...]:
    read = [one for one in sources if one is not None]
    if not read and (first is None or last is None):
        fault = Fault(message="nothing is told of any day", remedy="name days with --from and --to")
        raise BadInput("there is no day to begin with", [fault])
    first = first or min(one[0] for one in read)
    last = last or max(one[1] for one in read)
    if last < first:
        remedy = "name both --from and --to, in order"
        fault = Fault(message=f"the last day, {last}, is before the first, {first}", remedy=remedy)
        raise BadInput("there is no day to count", [fault])
    if (last - first).days >= MOST_PERIODS * (31 if by == "month" else 7):
        fault = Fault(message=f"{first} to {last} are too many {by}s", remedy="name fewer days")
        raise BadInput(f"at most {MOST_PERIODS:,} periods are counted at once", [fault])
    return tuple(PERIODS[by](first, last))


# What is written


def write_trend(
    found: Trended,
    folder: str | Path | None,
    csv: str | Path | None,
    *,
    inputs: Iterable[str | Path] = (),
) -> tuple[Path, ...]:
    """Write the trend as a page, a picture and a table into a folder, and as a table to a file.

    Raises
    ------
    BadInput
        If something cannot be written, or would replace what is not ours.
    """

    def files() -> dict[str, Output]:
        return {
            "trend.html": render_trend(found.sheet, audience=found.audience),
            "trend.svg": render_trend_picture(found.sheet, audience=found.audience),
            "trend.csv": trend_csv(found.sheet),
            **{
                name: supposed(getattr(found.assessment, name.partition(".")[0]), found.receipt.supposing)
                for name in DIGESTED
            },
        }

    return write_sheets(
        folder,
        csv,
        files=files,
        receipt=lambda: _receipt(found),
        table=lambda: trend_csv(found.sheet),
        audience=found.audience,
        inputs=tuple(inputs),
    )


def _receipt(found: Trended) -> dict[str, Plain]:
    told = found.told
    receipt = receipt_for_all(found.receipt, told.record, found.audience, told.goes_out_at)
    return receipt | {"asked": found.asked}
