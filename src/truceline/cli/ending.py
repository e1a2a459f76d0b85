"""How a command ends: what goes to standard error, and the exit code of each kind of error."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from truceline.errors import BadInput, Fault, NotFound, NotProved, TrucelineError

DONE, FAULTS, WRONG_USE, NOT_PROVED = 0, 1, 2, 3

EXIT_CODES: dict[type[TrucelineError], int] = {
    BadInput: FAULTS,
    NotFound: WRONG_USE,
    NotProved: NOT_PROVED,
    TrucelineError: FAULTS,
}
"""The first class that fits decides: what was given has faults, or the command names what is not there."""

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})

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
    _quietly(lambda: typer.secho(printable(text), err=True, fg=style or None))


def list_faults(faults: Sequence[Fault]) -> None:
    """Print every fault to standard error, one a line: file, line, what is wrong, what to do."""
    for fault in faults:
        note(f"  {fault}")


def print_json(document: Any) -> None:
    """Print one JSON document on standard output, in ASCII so that any terminal and pipe takes it."""
    sys.stdout.write(json.dumps(document, sort_keys=True, indent=2, allow_nan=False, default=str) + "\n")


@contextmanager
def reported(*, as_json: bool = False) -> Iterator[None]:
    """Turn an error of ours, or what the system refuses, into its message, its faults and its exit code.

    All else is a bug and raises.
    """
    try:
        yield
    except Exception as raised:
        error = None if isinstance(raised, OSError) and _is_of_output(raised) else ours(raised)
        if error is None:
            raise
        _tell(error)
        if as_json:
            from truceline.runs.receipts import plain_fault

            faults = [plain_fault(fault) for fault in error.faults]
            print_json({"error": {"code": error.code, "message": str(error), "faults": faults}})
        raise typer.Exit(exit_code(error)) from None


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
        _give_up(sys.stdout)
        if error.errno != errno.EPIPE:
            message = f"standard output takes nothing: {error.strerror}"
            fault = Fault(message=message, remedy="make room, or send it somewhere else")
            _quietly(lambda: _tell(BadInput("the answer could not be printed", [fault])))
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
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter gets its number, not a crash.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _is_of_output(error: OSError) -> bool:
    """Whether an error is of standard output: it names no file, and nothing can be written there."""
    if error.filename is not None or error.errno is None:
        return False
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        return True
    return error.errno == errno.EPIPE


def _give_up(stream: Any) -> None:
    """Send what a stream still holds nowhere, so that the interpreter can end in peace."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    _quietly(stream.flush)


def _quietly(do: Callable[[], object]) -> None:
    try:
        do()
    except (OSError, ValueError):
        return
