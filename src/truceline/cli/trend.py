"""Trend and comparison: what is reported of one period after the other, and before and after a start."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import answer, end_on_unread, note, printable, reported
from truceline.cli.inputs import Formats, Incidents, Mappings, paired
from truceline.cli.options import (
    AsJson,
    AsOf,
    CasebookName,
    For,
    Language,
    NoRecord,
    Records,
    WhatIf,
    day,
    folders,
    supposed,
)
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.runs.trend import Trended

app = typer.Typer()

_BY = ("week", "month")
Csv = Annotated[
    Optional[str],  # noqa: UP045 - read by Typer when the command is made
    typer.Option("--csv", metavar="FILE", help="Write the table here, with what was read in each row."),
]


@app.command()
def trend(
    casebook: CasebookName,
    by: Annotated[str, typer.Option("--by", metavar="week|month", help="The length of a row.")] = "week",
    first: Annotated[
        Optional[date],  # noqa: UP045
        typer.Option("--from", parser=day, metavar="DATE", help="From this reporting day …"),
    ] = None,
    last: Annotated[
        Optional[date],  # noqa: UP045
        typer.Option("--to", parser=day, metavar="DATE", help="… to this one; those read if left out."),
    ] = None,
    act: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--act", metavar="KIND", help="Only this kind of act, and every kind of it."),
    ] = None,
    zone: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--zone", metavar="ID", help="Only what lies, or may lie, in this zone."),
    ] = None,
    clause: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--clause", metavar="ID", help="Only what this clause reaches, or may reach."),
    ] = None,
    as_of: AsOf = None,
    incidents: Incidents = None,
    format_: Formats = None,
    mapping: Mappings = None,
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
    as_json: AsJson = False,
) -> None:
    """Count what is reported by week or month, and say beside every number what was read."""
    if by not in _BY:
        raise typer.BadParameter(f"--by {printable(by)}: write week or month")
    if first is not None and last is not None and last < first:
        raise typer.BadParameter(f"--to {last} is before --from {first}: exchange the two")
    with reported(as_json=as_json, audience=audience):
        from truceline.files import files_of
        from truceline.runs.trend import trend_casebook, write_trend

        asked = folders(casebook, records, no_record)
        found = trend_casebook(
            asked,
            by=by,
            first=first,
            last=last,
            act=act,
            zone=zone,
            clause=clause,
            inputs=paired(incidents or [], format_ or [], mapping or []),
            supposing=supposed(reading),
            as_of=as_of,
            language=lang,
            audience=audience,
        )
        read: list[str | Path] = [*(incidents or []), *(mapping or []), *files_of(asked)]
        written = write_trend(found, out, csv, inputs=read)
    from truceline.bulletins.pages.trend_page import MOST_LINES, trend_lines

    lines = trend_lines(found.sheet, most_lines=MOST_LINES - (audience is Audience.INTERNAL))
    document = trend_document(found, written) if as_json else None
    answer(_shown(lines, lang), document, audience)
    for path in written:
        note(f"written: {path}")
    end_on_unread(found.told.gathered.faults)


def _shown(printed: list[str], language: str) -> list[str]:
    """Return lines fit for the terminal, in the language's direction."""
    from truceline.bulletins.catalogue import catalogue
    from truceline.bulletins.direction import isolated
    from truceline.cli.ending import lines

    return [isolated(line, catalogue(language).direction) for line in lines(printed)]


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
