"""How a command ends: what goes to standard error, and the exit code of each kind of error."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from truceline.errors import BadInput, Fault, NotAllowed, NotFound, NotProved, TrucelineError
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.model.assessment import UnmatchedNames

DONE, FAULTS, WRONG_USE, NOT_PROVED = 0, 1, 2, 3

EXIT_CODES: dict[type[TrucelineError], int] = {
    BadInput: FAULTS,
    NotFound: WRONG_USE,
    NotAllowed: WRONG_USE,
    NotProved: NOT_PROVED,
    TrucelineError: FAULTS,
}
"""The first class that fits decides: what was given has faults, or the command names what is not there."""

MOST_SHOWN = 1_000
"""Faults that are printed; the others are counted."""
MOST_LETTERS = 1_200
"""Of one line to standard error."""
OUTPUT = "standard output"
"""What an error of writing there names as its file."""

INTERNAL = "INTERNAL: for the mission alone, not for publication"
"""The first line of whatever a terminal shows that is not for anybody."""
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})
_THIN = re.compile(r"(?<=\d)\u202f(?=\d)")

_REMEDIES = {
    errno.EACCES: "see its rights, or name another",
    errno.EPERM: "see its rights, or name another",
    errno.ELOOP: "mend the link, or name another",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.EMFILE: "close other programs, or give fewer files at once",
    errno.ENFILE: "close other programs, or give fewer files at once",
    errno.ENOSPC: "make room",
    errno.EDQUOT: "make room",
    errno.EIO: "see to the disk, or fetch the file again",
}
"""What to do about what the system refuses."""


def exit_code(error: TrucelineError) -> int:
    """Return the exit code of an error."""
    return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))


def lines(*parts: Iterable[str]) -> Iterator[str]:
    """Yield the lines of all parts, fit to print; commas between thousands, where a page has thin spaces."""
    return (printable(_THIN.sub(",", line)) for part in parts for line in part)


def counted(n: int, what: str, several: str = "") -> str:
    """Return `1 page`, `2 pages`; what ends otherwise is given as `several`."""
    return f"{n:,} {what if n == 1 else several or f'{what}s'}"


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
    _quietly(lambda: typer.secho(printable(_cut(text)), err=True, fg=style or None))


def _cut(text: str) -> str:
    """Return a line without its middle where nobody would read it to its end."""
    return (
        text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS // 2]} … {text[-MOST_LETTERS // 3 :]}"
    )


def list_faults(faults: Sequence[Fault]) -> None:
    """Print every fault to standard error, one a line: file, line, what is wrong, what to do."""
    for fault in faults[:MOST_SHOWN]:
        note(f"  {fault}")
    if len(faults) > MOST_SHOWN:
        note(f"  … and {len(faults) - MOST_SHOWN:,} more")


def end_on_unread(
    faults: Sequence[Fault],
    before: str = "",
    *,
    unmatched: Sequence[UnmatchedNames] = (),
    full: bool = False,
) -> None:
    """Tell of names that are nobody's; then of the rows that could not be read, if there are any, and end."""
    from truceline.bulletins.pages.unread import render_faults, render_unmatched

    for names in unmatched:
        for line in render_unmatched(names, full=full):
            note(line, style="" if line.startswith(" ") else "yellow")
    if faults:
        note(f"{before}{counted(len(faults), 'row')} could not be read:", style="red")
        for line in render_faults(faults, full=full):
            note(line)
        raise typer.Exit(FAULTS)


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
def reported(*, as_json: bool = False, audience: Audience = Audience.PUBLIC) -> Iterator[None]:
    """Turn an error of ours, or what the system refuses, into its message, its faults and its exit code.

    Standard error is for whoever has the files, and quotes what was read; a JSON document for the public does
    not. All else is a bug and raises.
    """
    try:
        yield
    except Exception as raised:
        error = None if isinstance(raised, OSError) and _is_of_output(raised) else ours(raised)
        if error is None:
            raise
        _tell(error)
        if as_json:
            print_json({"audience": audience, "error": _document(error, audience)})
        raise typer.Exit(exit_code(error)) from None


def _document(error: TrucelineError, audience: Audience) -> dict[str, Any]:
    from truceline.record import shaped
    from truceline.runs.receipts import plain_fault

    told = [Fault(message=str(error)), *error.faults]
    if audience is Audience.PUBLIC:
        told = [shaped(fault) for fault in told]
    head, *faults = told
    return {"code": error.code, "message": head.message, "faults": [plain_fault(one) for one in faults]}


def _tell(error: TrucelineError) -> None:
    note(f"truceline: {error}", style="red")
    list_faults(error.faults)


def ours(error: Exception) -> TrucelineError | None:
    """Return an error of ours for what the system or a library refuses to do; None for a bug.

    Examples
    --------
    >>> refused = ours(PermissionError(13, "Permission denied", "claims.csv"))
    >>> str(refused.faults[0])
    'claims.csv: Permission denied (see its rights, or name another)'
    """
    match error:
        case TrucelineError():
            return error
        case OSError(filename=str() | bytes() as name):
            return _refused(os.fsdecode(name), error.strerror or str(error), _remedy(error))
        case OSError(errno=None):  # Arrow's, of a file that is damaged
            return _refused("", f"a file is damaged: {_first_line(error)}", "write or fetch it again")
        case OSError():
            return _refused("", error.strerror or str(error), _remedy(error))
        case MemoryError():
            return _refused("", "the memory does not suffice", "give less at once, or use a larger machine")
        case RecursionError():
            return _refused("", "what was given is nested too deeply", "say it more plainly")
        case UnicodeError():
            message = "a text holds what is no character (half of a surrogate pair, or bytes of no UTF-8)"
            return _refused("", message, "take it out, or save the text as UTF-8")
    from pyarrow import ArrowException

    if isinstance(error, ArrowException):
        return _refused("", f"a table cannot be used: {_first_line(error)}", "write it again")
    return None


def _refused(file: str, message: str, remedy: str) -> BadInput:
    return BadInput("the system refuses", [Fault(file=file, message=message, remedy=remedy)])


def _remedy(error: OSError) -> str:
    return _REMEDIES.get(error.errno or 0, "check the path")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


# Standard streams


def ended(command: Callable[[], object]) -> int:
    """Run a command whose words are those typed, and return its exit code.

    Where standard output takes nothing (a full disk, closed), that is said and the code is 1; a reader that
    went away (`truceline … | head`) is told nothing.
    """
    _streams()
    code = FAULTS
    try:
        code = _run(command)
        sys.stdout.flush()
    except OSError as error:
        if not _is_of_output(error):
            raise
        _give_up()
        if error.errno != errno.EPIPE:
            remedy = "make room, or send it somewhere else"
            fault = Fault(file=OUTPUT, message=error.strerror or str(error), remedy=remedy)
            _tell(BadInput("the answer could not be printed", [fault]))
        code = code or FAULTS
    _quietly(sys.stderr.flush)
    return code


def _run(command: Callable[[], object]) -> int:
    if any("\ud800" <= char <= "\udfff" for word in sys.argv[1:] for char in word):
        note("truceline: the command's words are not all UTF-8; a file of such a name is to be renamed")
        return WRONG_USE
    try:
        command()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else DONE if end.code is None else FAULTS
    return DONE


def _streams() -> None:
    """Make the three streams ones that can be written to, or that say why not; none is left to a file."""
    for number, flags in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:  # it was closed, and the next file to be opened would take its place
            os.open(os.devnull, flags)
    sys.stdin = sys.stdin or open(0, closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115
    out = sys.stdout
    encoding = out.encoding if out is not None else "utf-8"
    line_by_line = out is not None and out.isatty()
    # A terminal that cannot show a letter gets its number, not a crash.
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(_Output(1, "w", closefd=False)),
        encoding=encoding,
        errors="backslashreplace",
        line_buffering=line_by_line,
    )
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(errors="backslashreplace")


class _Output(io.FileIO):
    """Standard output, whose errors say that they are of it."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise OSError(error.errno, error.strerror, OUTPUT) from None


def _is_of_output(error: OSError) -> bool:
    return bool(error.filename == OUTPUT)


def _give_up() -> None:
    """Send what standard output still holds nowhere, so that the interpreter can end in peace."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    _quietly(sys.stdout.flush)


def _quietly(do: Callable[[], object]) -> None:
    try:
        do()
    except (OSError, ValueError):
        return
