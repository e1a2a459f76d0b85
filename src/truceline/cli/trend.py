"""Trend and comparison: what is reported of one period after the other, and before and after a start."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import answer, end_on_unread, note, printable, reported
from truceline.cli.inputs import (
    Apart,
    Decisions,
    Formats,
    Incidents,
    Mappings,
    Samples,
    Settlements,
    paired,
)
from truceline.cli.options import (
    AsJson,
    AsOf,
    CasebookName,
    EveryRow,
    For,
    FromDay,
    Language,
    NoRecord,
    Records,
    ToDay,
    WhatIf,
    day,
    folders,
    supposed,
)
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.runs.compare import ComparedRun
    from truceline.runs.trend import Trended

app = typer.Typer()

_BY = ("week", "month")
Csv = Annotated[
    Optional[str],  # noqa: UP045 - read by Typer when the command is made
    typer.Option("--csv", metavar="FILE", help="Write the table here, with what was read in each row."),
]

InZone = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--zone", metavar="ID", help="Only what lies, or may lie, in this zone."),
]


@app.command()
def trend(
    casebook: CasebookName,
    by: Annotated[str, typer.Option("--by", metavar="week|month", help="The length of a row.")] = "week",
    first: FromDay = None,
    last: ToDay = None,
    act: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--act", metavar="KIND", help="Only this kind of act, and every kind of it."),
    ] = None,
    zone: InZone = None,
    clause: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--clause", metavar="ID", help="Only what this clause reaches, or may reach."),
    ] = None,
    as_of: AsOf = None,
    incidents: Incidents = None,
    format_: Formats = None,
    mapping: Mappings = None,
    settlements: Settlements = None,
    apart: Apart = False,
    decisions: Decisions = None,
    samples: Samples = 0,
    csv: Csv = None,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DIR", help="Write trend.html, trend.svg, trend.csv and receipt here."),
    ] = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    reading: WhatIf = None,
    records: Records = None,
    no_record: NoRecord = False,
    full: EveryRow = False,
    as_json: AsJson = False,
) -> None:
    """Count what is reported by week or month, and say beside every number what was read."""
    if by not in _BY:
        raise typer.BadParameter(f"--by {printable(by)}: write week or month")
    if first is not None and last is not None and last < first:
        raise typer.BadParameter(f"--to {last} is before --from {first}: exchange the two")
    with reported(as_json=as_json, audience=audience):
        from truceline.files import files_of
        from truceline.runs.reading import input_files
        from truceline.runs.together import Linking
        from truceline.runs.trend import trend_casebook, write_trend

        asked = folders(casebook, records, no_record)
        inputs = paired(incidents or [], format_ or [], mapping or [], settlements)
        found = trend_casebook(
            asked,
            by=by,
            first=first,
            last=last,
            act=act,
            zone=zone,
            clause=clause,
            inputs=inputs,
            supposing=supposed(reading),
            as_of=as_of,
            language=lang,
            audience=audience,
            linking=Linking(apart=apart, decisions=decisions, samples=samples),
        )
        written = write_trend(found, out, csv, inputs=[*input_files(inputs, decisions), *files_of(asked)])
    from truceline.bulletins.pages.counting_page import MOST_LINES
    from truceline.bulletins.pages.trend_page import trend_lines

    lines = trend_lines(found.sheet, most_lines=MOST_LINES - (audience is Audience.INTERNAL))
    document = trend_document(found, written) if as_json else None
    answer(_shown(lines, lang), document, audience)
    for path in written:
        note(f"written: {path}")
    end_on_unread(found.told.gathered.faults, unmatched=found.told.gathered.unmatched, full=full)


_LAST_AT = "@"
_Other = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(metavar="FILE", help="The same for B; A's if B is the same casebook and none is given."),
]


@app.command()
def compare(
    one: Annotated[str, typer.Argument(metavar="CASEBOOK@DAY", help="A: a casebook and a start.")],
    other: Annotated[str, typer.Argument(metavar="CASEBOOK@DAY", help="B: the same casebook, or another.")],
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, help="How many before, and after.")] = 30,
    zone: InZone = None,
    as_of: AsOf = None,
    incidents: Incidents = None,
    format_: Formats = None,
    mapping: Mappings = None,
    settlements: Settlements = None,
    records: Records = None,
    incidents_b: _Other = None,
    format_b: _Other = None,
    mapping_b: _Other = None,
    settlements_b: _Other = None,
    apart: Apart = False,
    decisions: Decisions = None,
    records_b: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--record-b", metavar="DIR", help="The same for B, as --incidents-b."),
    ] = None,
    csv: Csv = None,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DIR", help="Write compare.html, compare.svg, tables and receipt here."),
    ] = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    reading: WhatIf = None,
    no_record: NoRecord = False,
    full: EveryRow = False,
    as_json: AsJson = False,
) -> None:
    """Count the days before and after two starts, beside how much such days differ where nothing started."""
    (book, start), (book_b, start_b) = _start(one), _start(other)
    is_shared = book == book_b and not (incidents_b or format_b or mapping_b or settlements_b or records_b)
    with reported(as_json=as_json, audience=audience):
        from truceline.files import files_of
        from truceline.runs.compare import Start, compare_starts, write_comparison
        from truceline.runs.reading import input_files
        from truceline.runs.together import Linking

        first = Start(
            casebook=folders(book, records, no_record),
            day=start,
            inputs=paired(incidents or [], format_ or [], mapping or [], settlements),
        )
        second = Start(
            casebook=folders(book_b, records if is_shared else records_b, no_record),
            day=start_b,
            inputs=first.inputs
            if is_shared
            else paired(incidents_b or [], format_b or [], mapping_b or [], settlements_b),
        )
        found = compare_starts(
            (first, second),
            n_days=days,
            zone=zone,
            supposing=supposed(reading),
            as_of=as_of,
            language=lang,
            audience=audience,
            linking=Linking(apart=apart, decisions=decisions),
        )
        read = [*input_files((*first.inputs, *second.inputs), decisions)]
        read += [*files_of(first.casebook), *files_of(second.casebook)]
        written = write_comparison(found, out, csv, inputs=read)
    from truceline.bulletins.pages.comparison_page import comparison_lines
    from truceline.bulletins.pages.counting_page import MOST_LINES

    lines = comparison_lines(found.sheet, most_lines=MOST_LINES - (audience is Audience.INTERNAL))
    document = comparison_document(found, written) if as_json else None
    answer(_shown(lines, lang), document, audience)
    for path in written:
        note(f"written: {path}")
    gathered = [told.gathered for told in dict.fromkeys(found.told)]
    end_on_unread(
        [fault for one in gathered for fault in one.faults],
        unmatched=[names for one in gathered for names in one.unmatched],
        full=full,
    )


def _start(typed: str) -> tuple[str, date]:
    """Return a casebook and a day as typed; end with a plain word on what is none."""
    casebook, sign, on = typed.rpartition(_LAST_AT)
    if not (casebook and sign and on):
        raise typer.BadParameter(f"{printable(typed)!r}: write CASEBOOK@DAY, as idlib@2018-09-17")
    return casebook, day(on)


def comparison_document(found: ComparedRun, written: tuple[Path, ...]) -> dict[str, Any]:
    """Return the comparison as its sheet shows it, and its table."""
    from truceline.cli.documents import COMPUTED
    from truceline.runs.receipts import plain_receipt

    sheet = found.sheet
    return {
        "status": COMPUTED,
        "title": sheet.title,
        "starts": [asdict(one) for one in sheet.blocks],
        "notes": list(sheet.notes),
        "table": sheet.table.to_pylist(),
        "digest": sheet.digest,
        "receipts": [plain_receipt(told.receipt((), sheet.digest)) for told in found.told],
        "written": [str(path) for path in written],
    }


_COLUMNS = re.compile(r"( {2,})")


def _shown(printed: list[str], language: str) -> list[str]:
    """Return lines fit for the terminal, each cell of a row in the language's direction by itself."""
    from truceline.bulletins.catalogue import catalogue
    from truceline.bulletins.direction import isolated
    from truceline.cli.ending import lines

    direction = catalogue(language).direction
    return ["".join(isolated(cell, direction) for cell in _COLUMNS.split(line)) for line in lines(printed)]


def trend_document(found: Trended, written: tuple[Path, ...]) -> dict[str, Any]:
    """Return the trend as its sheet shows it, and its numbers."""
    from truceline.cli.documents import COMPUTED
    from truceline.runs.receipts import plain_receipt

    sheet = asdict(found.sheet)
    del sheet["receipt"]
    return {
        "status": COMPUTED,
        "trend": sheet,
        "receipt": plain_receipt(found.receipt),
        "written": [str(path) for path in written],
    }
