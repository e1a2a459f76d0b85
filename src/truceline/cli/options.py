"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from truceline.cli.ending import printable
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.bulletins.catalogue import Catalogue
    from truceline.files.casebooks import Folders
    from truceline.record.days import Period

_READERS = ("acled", "ucdp", "airwars", "csv", "geojson", "claims")


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


def words_of(language: str) -> Catalogue:
    """Return our words in the language asked for; raise `BadInput` if there are none."""
    from truceline.bulletins.catalogue import catalogue
    from truceline.runs.casebook import known_language

    return catalogue(known_language(language))


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


def first_day(text: str) -> date:
    """Return the first day of a period as typed; `--from` was once the name of a reader."""
    if text in _READERS:
        raise typer.BadParameter(f"--from takes a day; to say how a file is read, write --format {text}")
    return day(text)


def asked_days(
    on: date | None, first: date | None, last: date | None, week: tuple[date | None] | None = None
) -> Period | None:
    """Return the reporting days asked for; end with a plain word on what leaves them open.

    Parameters
    ----------
    on, first, last : date, optional
        Of `--on`, `--from` and `--to`.
    week : (date or None,), optional
        Of `--week`, for a command that has it: it stands instead of these, and is not returned.
    """
    from truceline.record.days import Period

    words = {"--week": week and week[0], "--on": on, "--from": first or last}
    given = [word for word, one in words.items() if one is not None]
    if len(given) > 1:
        either = "--on" if week is None else "--week, --on,"
        raise typer.BadParameter(f"{' and '.join(given)}: give one of {either} or --from with --to")
    if (first is None) != (last is None):
        raise typer.BadParameter("--from and --to belong together: give both, or --on for one day")
    if first is None or last is None:
        return None if on is None else Period(first=on, last=on)
    if last < first:
        raise typer.BadParameter(f"--to {last} is before --from {first}: exchange the two")
    return Period(first=first, last=last)


CasebookName = Annotated[str, typer.Argument(metavar="CASEBOOK", help="A bundled name, or a folder.")]
Records = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--record",
        metavar="DIR",
        help="Also what this folder, or store as sqlite:///PATH, tells; may be repeated.",
    ),
]
WhatIf = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--reading", metavar="QUESTION=ANSWER", help="As if this were the answer; may be repeated."),
]
NoRecord = Annotated[bool, typer.Option("--no-record", help="Not the record that comes with the casebook.")]
StoreName = Annotated[str, typer.Argument(metavar="STORE", help="As sqlite:///PATH.")]
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
FromDay = Annotated[
    Optional[date],  # noqa: UP045
    typer.Option("--from", parser=first_day, metavar="DATE", help="From this reporting day …"),
]
ToDay = Annotated[
    Optional[date],  # noqa: UP045
    typer.Option("--to", parser=day, metavar="DATE", help="… to this one, which is among them."),
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
