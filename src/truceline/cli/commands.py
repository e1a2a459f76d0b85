"""Every command and its words. What is slow to import is imported when a command runs."""

from __future__ import annotations

import sys
from typing import Annotated, Optional

import typer

from truceline.cli import (
    exports,
    fusing,
    tracks,  # noqa: F401 - its command joins the group `patrols`
)
from truceline.cli.brief import app as brief_app
from truceline.cli.ending import (
    FAULTS,
    answer,
    counted,
    end_on_unread,
    ended,
    internal,
    lines,
    list_faults,
    note,
    print_json,
    printable,
    reported,
)
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
from truceline.cli.log import app as log_app
from truceline.cli.once import EachOnce
from truceline.cli.options import (
    AsJson,
    AsOf,
    CasebookName,
    EveryRow,
    For,
    FromDay,
    Language,
    NoRecord,
    OnDay,
    Positions,
    Records,
    ToDay,
    WhatIf,
    asked_days,
    folders,
    supposed,
)
from truceline.cli.patrols import app as patrols_app
from truceline.cli.questions import app as questions_app
from truceline.cli.report import app as report_app
from truceline.cli.serve import app as serve_app
from truceline.cli.stores import app as stores_app
from truceline.cli.trend import app as trend_app
from truceline.cli.witness import app as witness_app
from truceline.model.words import Audience

_PLAIN = {"cls": EachOnce, "no_args_is_help": True, "rich_markup_mode": None}
app = typer.Typer(
    cls=EachOnce,
    help="Ceasefire monitoring: which clause was broken, by whom, how sure, under whose reading.",
    epilog="Exit codes: 0 done, 1 casebook or input has faults (all are listed), 2 wrong use, 3 not proved.",
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)
casebook_app = typer.Typer(help="Start, check and show casebooks.", **_PLAIN)  # type: ignore[arg-type]
incidents_app = typer.Typer(help="Read incidents from the formats of others.", **_PLAIN)  # type: ignore[arg-type]
app.add_typer(casebook_app, name="casebook")
app.add_typer(incidents_app, name="incidents")
fusing.register(incidents_app)
exports.register(incidents_app)
app.add_typer(patrols_app, name="patrols")
app.add_typer(stores_app, name="store")
app.add_typer(questions_app)
app.add_typer(brief_app)
app.add_typer(report_app)
app.add_typer(serve_app)
app.add_typer(trend_app)
app.add_typer(log_app, name="log")
app.add_typer(witness_app, name="witness")


@app.command()
def assess(
    casebook: CasebookName,
    incidents: Incidents = None,
    format_: Formats = None,
    mapping: Mappings = None,
    settlements: Settlements = None,
    apart: Apart = False,
    decisions: Decisions = None,
    samples: Samples = 0,
    position: Positions = None,
    on: OnDay = None,
    first: FromDay = None,
    last: ToDay = None,
    as_of: AsOf = None,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DIR", help="Write brief, bulletin, tables, map layers and receipt here."),
    ] = None,
    pdf: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Write the bulletin here as a PDF; needs truceline[pdf]."),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="With --out: each table as CSV too.")] = False,
    xlsx: Annotated[
        bool, typer.Option("--xlsx", help="With --out: all tables as findings.xlsx too, in words of --lang.")
    ] = False,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    reading: WhatIf = None,
    records: Records = None,
    no_record: NoRecord = False,
    full: EveryRow = False,
    as_json: AsJson = False,
) -> None:
    """Assess incidents: which clause each account broke, under each position."""
    if (csv or xlsx) and out is None:
        raise typer.BadParameter("--csv and --xlsx write into a folder: name one with --out")
    days = asked_days(on, first, last)
    with reported(as_json=as_json, audience=audience):
        from truceline.runs import assess_casebook
        from truceline.runs.together import Linking

        outcome = assess_casebook(
            folders(casebook, records, no_record),
            supposing=supposed(reading),
            inputs=paired(incidents or [], format_ or [], mapping or [], settlements),
            positions=position or (),
            on=days,
            as_of=as_of,
            out=out,
            pdf=pdf,
            csv=csv,
            xlsx=xlsx,
            language=lang,
            audience=audience,
            linking=Linking(apart=apart, decisions=decisions, samples=samples),
        )
    from truceline.cli.documents import outcome_document
    from truceline.cli.summary import summary_lines

    answer(summary_lines(outcome, lang), outcome_document(outcome) if as_json else None, audience)
    if outcome.warnings:
        command = f"truceline casebook check {casebook}"
        note(
            f"The casebook has {counted(len(outcome.warnings), 'warning')}; `{command}` lists them.",
            style="yellow",
        )
    before = "Written, but " if outcome.written else "Assessed, but "
    end_on_unread(outcome.faults, before, unmatched=outcome.unmatched, full=full)


@app.command()
def explain(
    casebook: CasebookName,
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="The incident's id.")],
    run: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DIR", help="A folder of `assess --out`; the casebook's own record without."),
    ] = None,
    clause: Annotated[Optional[str], typer.Option(metavar="ID", help="Only this clause.")] = None,  # noqa: UP045
    position: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="NAME", help="Only this position."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Every clause and position, with all reasons.")
    ] = False,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    reading: WhatIf = None,
    records: Records = None,
    no_record: NoRecord = False,
    as_json: AsJson = False,
) -> None:
    """Explain an incident: each clause in one line; --clause, --position or --full for the reasons."""
    if not (full or as_json or clause or position):
        _outline(casebook, incident, run, lang, audience, reading, records, no_record)
        return
    with reported(as_json=as_json, audience=audience):
        from truceline.runs import explain_incident
        from truceline.runs.casebook import known_language

        language = known_language(lang)
        explained = explain_incident(
            folders(casebook, records, no_record),
            incident,
            run=run,
            clause=clause,
            position=position,
            supposing=supposed(reading),
            audience=audience,
        )
    for warning in explained.warnings:
        note(f"warning: {warning}", style="yellow")
    if as_json:
        from truceline.cli.documents import explained_document

        answer((), explained_document(explained, language), audience)
        return
    from truceline.bulletins.pages.explanation_page import render_explanation

    for line in internal(audience):
        typer.echo(line)
    if explained.supposing:
        from truceline.bulletins.catalogue import catalogue
        from truceline.bulletins.words import what_if

        typer.echo(printable(what_if(explained.supposing, catalogue(language))))
    for index, explanation in enumerate(explained.explanations):
        page = render_explanation(explained.record, explanation, language=language)
        typer.echo("\n" * (index > 0) + "\n".join(printable(line) for line in page.splitlines()))
    if not explained.explanations:
        typer.echo("No clause reaches this incident; name one with --clause to see why.")


def _outline(
    casebook: str,
    incident: str,
    run: str | None,
    lang: str,
    audience: Audience,
    reading: list[str] | None,
    records: list[str] | None,
    no_record: bool,
) -> None:
    """Print one incident on one screen."""
    with reported(audience=audience):
        from truceline.bulletins.pages.outline_page import render_outline
        from truceline.model.naming import in_language
        from truceline.runs.casebook import known_language
        from truceline.runs.explaining import outline_incident

        language = known_language(lang)
        found = outline_incident(
            folders(casebook, records, no_record),
            incident,
            run=run,
            supposing=supposed(reading),
            audience=audience,
        )
        page = render_outline(
            in_language(found.record, language),
            found.claims,
            found.findings,
            command=f"truceline explain {casebook} {found.incident}",
            supposing=found.supposing,
            language=language,
        )
    for warning in found.warnings:
        note(f"warning: {warning}", style="yellow")
    answer(lines(page.splitlines()), None, audience)


@app.command("check")
def check_run(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A folder that `assess --out` wrote.")],
    as_json: AsJson = False,
) -> None:
    """Prove the folder of a run: every file as its receipt lists it, the digest that of its tables."""
    with reported(as_json=as_json):
        from truceline.runs.proving import prove_run

        proved = prove_run(folder)
    if as_json:
        from dataclasses import asdict

        print_json(asdict(proved))
        return
    typer.echo(f"Proved: {len(proved.files)} files are as the receipt lists them.")
    typer.echo(printable(f"Digest {proved.digest}"))
    if proved.others:
        typer.echo(printable(f"Not of this run: {', '.join(proved.others)}"))
    typer.echo("A receipt is no signature: this does not prove who wrote it.")


@casebook_app.command("new")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The casebook's id, such as tarn.")],
    folder: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="[DIR]", help="Where; a folder of that name if left out."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Start a small casebook that passes every check, to write over."""
    with reported(as_json=as_json):
        from truceline.files import write_new

        written = write_new(name, folder if folder is not None else name)
    if as_json:
        print_json({"casebook": name, "written": [str(path) for path in written]})
        return
    for path in written:
        typer.echo(printable(str(path)))
    typer.echo(printable(f"Next: truceline casebook check {written[0].parent}"))


@casebook_app.command()
def check(
    casebook: CasebookName,
    audience: For = Audience.PUBLIC,
    records: Records = None,
    no_record: NoRecord = False,
    as_json: AsJson = False,
) -> None:
    """Check a casebook: every fault with file and line, warnings, and whether its examples come out."""
    with reported(as_json=as_json, audience=audience):
        from truceline.runs import check_casebook

        checked = check_casebook(folders(casebook, records, no_record))
    for title, faults, style in (
        ("Warnings", checked.warnings, "yellow"),
        ("Examples that come out otherwise", checked.faults, "red"),
    ):
        if faults:
            note(f"{title}: {len(faults)}", style=style)
            list_faults(faults)
    if as_json:
        from truceline.cli.documents import checked_document

        answer((), checked_document(checked.released(audience)), audience)
    else:
        book = checked.sealed.parsed.record.casebook
        right = checked.n_verdicts - len(checked.faults)
        typer.echo(
            printable(
                f"{book.casebook.id}: {counted(len(book.clauses), 'clause')}, "
                f"{counted(len(book.ambiguities), 'ambiguity', 'ambiguities')}, "
                f"{counted(len(book.positions), 'position')}; {counted(len(book.examples), 'example')}, "
                f"{right} of {counted(checked.n_verdicts, 'verdict')} as expected; "
                f"{counted(len(checked.warnings), 'warning')}"
            )
        )
    if checked.faults:
        raise typer.Exit(FAULTS)


@casebook_app.command()
def show(
    casebook: CasebookName,
    html: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Write the page here: the text left, what was made of it right."),
    ] = None,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DIR", help="Write a site of text and record here: record/index.html."),
    ] = None,
    audience: For = Audience.PUBLIC,
    records: Records = None,
    no_record: NoRecord = False,
    as_json: AsJson = False,
) -> None:
    """Show a casebook: each clause beside the sentence generated from its data."""
    with reported(as_json=as_json, audience=audience):
        from truceline.runs.showing import show_casebook

        shown = show_casebook(folders(casebook, records, no_record), html=html, out=out, audience=audience)
        record, book = shown.record, shown.record.casebook
        for path in shown.written:
            note(f"written: {path}")
    from truceline.judgement.rulebook import rulebook_of
    from truceline.text.sentences import sentence

    if as_json:
        from truceline.cli.documents import casebook_document

        answer((), casebook_document(shown), audience)
    elif not shown.written:
        for line in internal(audience):
            typer.echo(line)
        rulebook, alive = rulebook_of(record), {one.id: one.alive for one in book.ambiguities}
        for clause in book.clauses:
            typer.echo(printable(f"{clause.id}  {clause.title} ({clause.reference})"))
            typer.echo(printable(f"    {sentence(clause, book)}"))
            life = ", ".join(f"{one} (alive: {alive[one]})" for one in rulebook.end_hangs_on(clause.id))
            if life:
                typer.echo(printable(f"    Whether it lived on is a question: {life}."))


@casebook_app.command()
def schema(as_json: AsJson = False) -> None:
    """Print the JSON Schema of a casebook's files, for editors; it is JSON with or without --json."""
    with reported(as_json=as_json):
        from truceline.parsing.schema import json_schema

        print_json(json_schema())


@incidents_app.command("read")
def read(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What to read.")],
    format_: Annotated[
        str, typer.Option("--format", metavar="NAME", help="How, if it is not told by its headings.")
    ] = "",
    mapping: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="What each column is, for csv and geojson."),
    ] = None,
    settlements: Settlements = None,
    casebook: Annotated[
        str, typer.Option(metavar="CASEBOOK", help="Whose actors, acts and reporting day are used.")
    ] = "idlib",
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="CLAIMS.parquet", help="Write the claims here."),
    ] = None,
    audience: For = Audience.PUBLIC,
    full: EveryRow = False,
    as_json: AsJson = False,
) -> None:
    """Read incidents into claims, and list every row that cannot be read.

    With --settlements a claim that gives no point is located by the name of its place, where that is sure.
    """
    with reported(as_json=as_json, audience=audience):
        from truceline.runs.reading import read_incidents

        formats, mappings = [format_] if format_ else [], [mapping] if mapping else []
        inputs = paired([file], formats, mappings, settlements)
        gathered, out = read_incidents(casebook, inputs, out=out, audience=audience)
    from truceline.cli.documents import read_document
    from truceline.cli.summary import read_lines

    if as_json:
        answer((), read_document(gathered, out), audience)
    else:
        for line in internal(audience):
            typer.echo(line)
        for one in gathered.reads:
            for line in read_lines(one):
                typer.echo(printable(line.removeprefix("  ")))
        typer.echo(printable(f"Written to {out}" if out else "Nothing was written; give --out FILE."))
    end_on_unread(gathered.faults, unmatched=gathered.unmatched, full=full)


@incidents_app.command("mapping")
def mapping(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A table: CSV, or a workbook of Excel.")],
    sheet: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="NAME", help="Which sheet of a workbook that has several."),
    ] = None,
    casebook: Annotated[
        str, typer.Option(metavar="CASEBOOK", help="Whose acts, actors and reporting day are used.")
    ] = "idlib",
    as_json: AsJson = False,
) -> None:
    """Print a starter mapping for a table: what its columns seem to be, and what you must decide."""
    with reported(as_json=as_json):
        from truceline.runs.reading import start_mapping

        text = start_mapping(casebook, file, sheet=sheet)
    if as_json:
        print_json({"mapping": text})
    else:
        for line in text.splitlines():
            typer.echo(printable(line))


def main() -> None:
    """Run the command."""
    sys.exit(ended(app))
