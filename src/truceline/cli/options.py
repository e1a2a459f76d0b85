"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from truceline.cli.ending import printable
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.files.casebooks import Folders
    from truceline.runs import Input


def paired(files: Sequence[str], readers: Sequence[str], mappings: Sequence[str]) -> tuple[Input, ...]:
    """Return each file with its reader and mapping; refuse what leaves open which belongs to which."""
    from truceline.runs import Input, readers_of
    from truceline.sources import READERS

    for file in (*files, *mappings):
        if not Path(file).exists():
            raise typer.BadParameter(f"there is no file {printable(file)!r}")
    if unknown := [name for name in readers if name not in READERS]:
        raise typer.BadParameter(
            f"--format {printable(unknown[0])}: no such reader; there are {', '.join(READERS)}"
        )
    if readers and len(readers) != len(files):
        raise typer.BadParameter(
            f"{len(files)} --incidents and {len(readers)} --format: give each one, in order, or none"
        )
    chosen = tuple(readers) or readers_of(files)
    tables = [file for file, reader in zip(files, chosen, strict=True) if reader == "csv"]
    if len(tables) != len(mappings):
        named = ", ".join(printable(file) for file in tables) or "no file"
        raise typer.BadParameter(
            f"{len(mappings)} --mapping, and {named} to be read as csv: give one for each, in the same order"
        )
    ahead = iter(mappings)
    return tuple(
        Input(file=file, reader=reader, mapping=next(ahead) if reader == "csv" else None)
        for file, reader in zip(files, chosen, strict=True)
    )


def folders(casebook: str, records: Sequence[str] | None, no_record: bool) -> Folders:
    """Return which casebook is read, and which record of it."""
    from truceline.files.casebooks import Folders  # slow to import

    return Folders(casebook=casebook, records=tuple(records or ()), with_own=not no_record)


def supposed(readings: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    """Return questions and answers as typed; end with a plain word on what is none."""
    found = []
    for one in readings or ():
        question, sign, answer = one.partition("=")
        if not (question and sign and answer):
            raise typer.BadParameter(f"--reading {printable(one)!r}: write QUESTION=ANSWER, as lapse=stands")
        found.append((question.strip(), answer.strip()))
    return tuple(found)


def day(text: str) -> date:
    """Return a day as typed; end with a plain word on what is none."""
    from truceline.clock import parse_stated
    from truceline.errors import BadTime

    try:
        found = date.fromisoformat(text)
        parse_stated(found.isoformat())
    except (ValueError, BadTime):
        raise typer.BadParameter(f"{printable(text)!r} is no day; write 2020-03-06") from None
    return found


CasebookName = Annotated[str, typer.Argument(metavar="CASEBOOK", help="A bundled name, or a folder.")]
Incidents = Annotated[
    Optional[list[str]],  # noqa: UP045 - read by Typer when the command is made
    typer.Option(
        "--incidents", metavar="FILE", help="Incidents to assess; the casebook's own record if left out."
    ),
]
Formats = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--format",
        metavar="NAME",
        help="How to read: acled, csv, claims. Give none, or one for each --incidents, in their order.",
    ),
]
Mappings = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--mapping", metavar="FILE", help="What each column is; one for each input read as csv, in order."
    ),
]
Records = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--record", metavar="DIR", help="Also what this folder tells; may be repeated."),
]
WhatIf = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--reading", metavar="QUESTION=ANSWER", help="As if this were the answer; may be repeated."),
]
NoRecord = Annotated[bool, typer.Option("--no-record", help="Not the record that comes with the casebook.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
AsOf = Annotated[
    Optional[date],  # noqa: UP045 - read by Typer when the command is made
    typer.Option(parser=day, metavar="DATE", help="Only what could be known by the end of this day."),
]
For = Annotated[
    Audience,
    typer.Option(
        "--audience",
        metavar="public|internal",
        help="public: nothing that is protected; internal: all, for the mission alone, and it says so.",
    ),
]
Positions = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--position", metavar="NAME", help="Only this position; may be repeated. All if left out."),
]
Language = Annotated[
    str,
    typer.Option("--lang", metavar="LANG", help="Show names in this language; `list` tells which there are."),
]
