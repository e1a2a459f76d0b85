"""A report as somebody tells it: taken apart, shown for a yes or a change, kept, and answered."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import WRONG_USE, answer, note, printable, reported
from truceline.cli.options import AsJson, CasebookName, Language, words_of
from truceline.errors import BadInput
from truceline.model.words import Audience

if TYPE_CHECKING:
    from pathlib import Path

    from truceline.bulletins.catalogue import Catalogue
    from truceline.runs.reporting import Heard
    from truceline.runs.status import Consulted

app = typer.Typer()
_YES, _NO = frozenset({"y", "yes", "evet", "да", "نعم"}), frozenset({"n", "no", "hayır", "нет", "لا"})


@app.command()
def report(
    casebook: CasebookName,
    words: Annotated[
        Optional[str],  # noqa: UP045 - read by Typer when the command is made
        typer.Argument(metavar="WORDS", help="One happening, as said; asked for if left out."),
    ] = None,
    source: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="CODE", help="Who told it, by a code such as S17, never by a name."),
    ] = None,
    record: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="DIR",
            help="Keep it in this folder, or store as sqlite:///PATH; else nothing is kept.",
        ),
    ] = None,
    informant: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Who the source is, sealed in the store; - reads standard input."),
    ] = None,
    at: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="TIME", help="When it was told; now if left out."),
    ] = None,
    change: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--set", metavar="FIELD=VALUE", help="Put a field right; may be repeated."),
    ] = None,
    corrects: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="ID", help="It takes the place of this earlier report of the same source."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Keep it as it was understood, without asking.")] = False,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Take down what somebody reports, show what was understood, keep it, and say what applies there."""
    asks = sys.stdin.isatty() and not as_json
    if words is None:
        if not asks:
            raise typer.BadParameter('give the words: truceline report idlib "shelling, 2 km W of Saraqib"')
        words = typer.prompt("What is reported", err=True)
    if record is None and (corrects or source or informant):
        raise typer.BadParameter("--source and --corrects are of what is kept: name a folder with --record")
    if informant and not (record or "").startswith(("sqlite://", "postgresql://")):
        raise typer.BadParameter(
            "--informant is sealed in a store, never in a folder: --record sqlite:///PATH"
        )
    if record is not None and source is None:
        if not asks:
            raise typer.BadParameter("give --source CODE, such as S17")
        source = typer.prompt("Source, by its code", err=True)
    with reported(as_json=as_json, audience=Audience.INTERNAL):
        from truceline.runs.reporting import answered, hear, keep, keep_in_store, read_informant
        from truceline.runs.stores import is_store

        t = words_of(lang)
        heard = hear(casebook, words, said_at=_told_at(casebook, at), changes=change or ())
        agreed = yes
        if record is not None and not yes and asks:
            heard, agreed = _agreed(heard, t)
        kept: tuple[Path | str, ...] = ()
        told = {"source": source or "", "corrects": corrects or ""}
        if record is not None and agreed and is_store(record):
            kept = keep_in_store(heard, record, informant=read_informant(informant), **told)
        elif record is not None and agreed:
            kept = keep(heard, record, **told)
        for path in kept:
            note(f"written: {path}")
        consulted = answered(casebook, heard)
    document = report_document(heard, consulted, [str(path) for path in kept]) if as_json else None
    answer(_lines(heard, consulted, t), document, Audience.INTERNAL)
    if record is None:
        note("nothing was kept: name a folder with --record DIR")
    elif not kept:
        note("nothing was kept" if asks else "nothing was kept: add --yes")
        if not asks:
            raise typer.Exit(WRONG_USE)


def _told_at(casebook: str, at: str | None) -> Any:
    from datetime import UTC, datetime

    from truceline.clock import typed_moment
    from truceline.runs.sealed import read_sealed

    if at is None:
        return None
    zone = read_sealed(casebook).parsed.record.casebook.mandate.day_zone
    return typed_moment(at, now=datetime.now(UTC), zone=zone)


def _agreed(heard: Heard, t: Catalogue) -> tuple[Heard, bool]:
    """Return a report as a person lets it stand, and whether it may be kept."""
    from truceline.record.intake import FIELDS
    from truceline.runs.reporting import as_changed

    while True:
        for line in _understood(heard, t):
            note(line)
        note(t("heard.change", fields=", ".join(FIELDS)))
        said = typer.prompt("Keep it? y, n, or FIELD=VALUE", err=True).strip()
        if said.casefold() in _YES | _NO:
            return heard, said.casefold() in _YES
        try:
            heard = as_changed(heard, said)
        except BadInput as error:
            for fault in error.faults:
                note(str(fault), style="red")


def _lines(heard: Heard, consulted: Consulted | None, t: Catalogue) -> Iterator[str]:
    from truceline.bulletins.sections.people_near import near_lines
    from truceline.cli.status import sheet_lines, status_lines
    from truceline.model.naming import in_language
    from truceline.runs.status import near

    yield from _understood(heard, t)
    if consulted is None:
        return
    yield ""
    if heard.found.time is None:
        yield t("heard.now")
    shows = sheet_lines if consulted.who_if is not None else status_lines
    yield from shows(consulted, t.language)
    yield ""
    yield t("near.lead")
    for line in near_lines(near(consulted), in_language(consulted.record, t.language).casebook, t):
        yield f"  {line}"


def _understood(heard: Heard, t: Catalogue) -> Iterator[str]:
    from truceline.bulletins.sections.heard import heard_rows
    from truceline.bulletins.words import moment
    from truceline.model.naming import in_language

    book = in_language(heard.record, t.language).casebook
    yield t("heard.lead", at=moment(heard.said_at, t))
    rows = heard_rows(heard.found, book, heard.said_at, t)
    width = max(len(label) for label, value in rows if value)
    for label, value in rows:
        yield printable(f"  {label:{width}}  {value}" if value else f"  {label}")
    if heard.found.act is None or heard.found.may_be_denied or not heard.found.is_told:
        yield f"  {t('heard.words_alone')}"


def report_document(heard: Heard, consulted: Consulted | None, kept: list[str]) -> dict[str, Any]:
    """Return a report as it was understood, and what applies there and then."""
    from truceline.cli.documents import COMPUTED
    from truceline.cli.status import status_document

    return {
        "status": COMPUTED,
        "said_at": heard.said_at,
        "understood": asdict(heard.found),
        "applies": None if consulted is None else status_document(consulted, "en"),
        "written": kept,
    }
