"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from truceline.cli.ending import printable
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.files.casebooks import Folders


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
EveryRow = Annotated[
    bool, typer.Option("--full", help="Every row that could not be read, not one for each cause.")
]
OnDay = Annotated[
    Optional[date],  # noqa: UP045
    typer.Option(parser=day, metavar="DATE", help="Only what may have happened on this reporting day."),
]
Positions = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--position", metavar="NAME", help="Only this position; may be repeated. All if left out."),
]
Language = Annotated[
    str,
    typer.Option(
        "--lang", metavar="LANG", help="Names and our words in this language; `list` tells which there are."
    ),
]
