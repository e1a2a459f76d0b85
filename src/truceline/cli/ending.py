"""How a command ends: what goes to standard error, and the exit code of each kind of error."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from truceline.errors import BadInput, Fault, NotFound, NotProved, TrucelineError
from truceline.model.words import Audience

DONE, FAULTS, WRONG_USE, NOT_PROVED = 0, 1, 2, 3

EXIT_CODES: dict[type[TrucelineError], int] = {
    BadInput: FAULTS,
    NotFound: WRONG_USE,
    NotProved: NOT_PROVED,
    TrucelineError: FAULTS,
}
"""The first class that fits decides: what was given has faults, or the command names what is not there."""

INTERNAL = "INTERNAL: for the mission alone, not for publication"
"""The first line of whatever a terminal shows that is not for anybody."""
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})


def exit_code(error: TrucelineError) -> int:
    """Return the exit code of an error."""
    return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))


def printable(text: str) -> str:
    """Return text with characters that would steer a terminal, or hide, spelt out.

    Examples
    --------
    >>> printable("a\\x1b[31mb\\n")
    'a\\\\x1b[31mb\\\\n'
    """
    return "".join(
        char.encode("unicode_escape").decode() if unicodedata.category(char) in _UNSEEN else char
        for char in text
    )


def note(text: str, *, style: str = "") -> None:
    """Print one line to standard error, in colour only on a terminal."""
    typer.secho(printable(text), err=True, fg=style or None)


def list_faults(faults: Sequence[Fault]) -> None:
    """Print every fault to standard error, one a line: file, line, what is wrong, what to do."""
    for fault in faults:
        note(f"  {fault}")


def print_json(document: Any) -> None:
    """Print one JSON document on standard output, in ASCII so that any terminal and pipe takes it."""
    sys.stdout.write(json.dumps(document, sort_keys=True, indent=2, allow_nan=False, default=str) + "\n")


def internal(audience: Audience) -> tuple[str, ...]:
    """Return the first line of an answer that is for the mission alone; none for one that anybody may see."""
    return (INTERNAL,) if audience is Audience.INTERNAL else ()


def answer(lines: Iterable[str], document: Mapping[str, Any] | None, audience: Audience) -> None:
    """Print an answer for an audience: its lines, or one JSON document."""
    if document is not None:
        print_json({"audience": audience, **document})
        return
    for line in (*internal(audience), *lines):
        typer.echo(line)


@contextmanager
def reported(*, as_json: bool = False) -> Iterator[None]:
    """Turn an error of ours into its message, its faults and its exit code; all else is a bug and raises."""
    try:
        yield
    except TrucelineError as error:
        note(f"truceline: {error}", style="red")
        list_faults(error.faults)
        if as_json:
            from truceline.runs.receipts import plain_fault

            faults = [plain_fault(fault) for fault in error.faults]
            print_json({"error": {"code": error.code, "message": str(error), "faults": faults}})
        raise typer.Exit(exit_code(error)) from None
