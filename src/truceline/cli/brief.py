"""The brief: one sheet of a period, of at most 25 lines in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
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
    asked_days,
    day,
    folders,
    supposed,
)
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.runs.brief import Briefed

app = typer.Typer()


@app.command()
def brief(
    casebook: CasebookName,
    week: Annotated[
        Optional[date],  # noqa: UP045 - read by Typer when the command is made
        typer.Option(
            parser=day, metavar="DATE", help="Seven reporting days from this; else the last told of."
        ),
    ] = None,
    on: Annotated[
        Optional[date],  # noqa: UP045
        typer.Option(parser=day, metavar="DATE", help="This reporting day."),
    ] = None,
    first: FromDay = None,
    last: ToDay = None,
    as_of: AsOf = None,
    incidents: Incidents = None,
    format_: Formats = None,
    mapping: Mappings = None,
    settlements: Settlements = None,
    apart: Apart = False,
    decisions: Decisions = None,
    samples: Samples = 0,
    corrects: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DIGEST", help="It replaces the brief of this digest, and says so first."),
    ] = None,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DIR", help="Write brief.html, brief.pdf, annex.html, tables and receipt here."),
    ] = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    reading: WhatIf = None,
    records: Records = None,
    no_record: NoRecord = False,
    full: EveryRow = False,
    as_json: AsJson = False,
) -> None:
    """Say on one sheet what is reported of a week, against which text, how sure, and what each side says."""
    period = asked_days(on, first, last, week=(week,))
    if corrects is not None and not corrects.startswith("sha256:"):
        raise typer.BadParameter(f"{printable(corrects)!r} is no digest; write the sha256:… at its foot")
    with reported(as_json=as_json, audience=audience):
        from truceline.files import files_of
        from truceline.runs.brief import brief_casebook, week_from, write_brief
        from truceline.runs.reading import input_files
        from truceline.runs.together import Linking

        inputs = paired(incidents or [], format_ or [], mapping or [], settlements)
        period = week_from(week) if week is not None else period
        asked = folders(casebook, records, no_record)
        found = brief_casebook(
            asked,
            supposing=supposed(reading),
            period=period,
            inputs=inputs,
            as_of=as_of,
            language=lang,
            audience=audience,
            corrects=corrects or "",
            linking=Linking(apart=apart, decisions=decisions, samples=samples),
        )
        read = [*input_files(inputs, decisions), *files_of(asked)]
        written, has_pdf = write_brief(found, out, inputs=read) if out is not None else ((), True)
    from truceline.bulletins.brief.terminal import MOST_LINES, brief_lines
    from truceline.bulletins.catalogue import catalogue
    from truceline.bulletins.direction import isolated

    document = brief_document(found, written) if as_json else None
    lines = brief_lines(found.brief, most_lines=MOST_LINES - (audience is Audience.INTERNAL))
    direction = catalogue(lang).direction
    answer((isolated(printable(line), direction) for line in lines), document, audience)
    for path in written:
        note(f"written: {path}")
    if not has_pdf:
        note("brief.pdf is left out: it needs Typst, which comes with truceline[pdf]", style="yellow")
    end_on_unread(found.faults, unmatched=found.unmatched, full=full)


def brief_document(found: Briefed, written: Sequence[Path]) -> dict[str, Any]:
    """Return the brief as its sheet shows it."""
    from truceline.bulletins.pages.brief_page import on_paper
    from truceline.cli.documents import COMPUTED
    from truceline.runs.receipts import plain_receipt

    return {
        "status": COMPUTED,
        "brief": asdict(on_paper(found.brief)),
        "receipt": plain_receipt(found.edition.receipt),
        "written": [str(path) for path in written],
    }
