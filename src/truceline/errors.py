"""The error tree of Truceline.

    TrucelineError                     .code (stable, dotted)  .faults
    ├── BadInput                   something given to us is not usable
    │   ├── BadCasebook            a casebook's file: path, line, column, what was expected
    │   ├── BadReport              a source file: row and reason
    │   ├── BadGeometry            a shape that cannot be built or measured
    │   ├── BadTime                a naive time, an empty interval, a year out of range
    │   └── BadLog                 not in a format of the log: an entry, a note, a bundle, an envelope
    ├── NotFound                   an id that nothing here has
    ├── NotAllowed                 what somebody may not do, or not now
    └── NotProved                  a folder of a run that is not as its receipt says

A verdict is never an exception. An error carries every fault found, not the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing wrong with something given to us: where, what, and what to do."""

    file: str = ""
    """Path as the user gave it, or empty where there is no file."""
    line: int = 0
    """Counted from 1; 0 where there is none."""
    column: int = 0
    """Counted from 1; 0 where there is none."""
    pointer: str = ""
    """The value's path inside the file, such as `clauses[2].when.from`."""
    message: str
    """What is wrong."""
    remedy: str = ""
    """What to do about it."""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        pointer = f" {self.pointer}:" if self.pointer else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{place}:{pointer} {self.message}{remedy}".lstrip(": ")


class TrucelineError(Exception):
    """Base of every error of ours; `code` is stable, `faults` lists all that was found."""

    code = "truceline"

    def __init__(self, message: str, faults: Iterable[Fault] = ()) -> None:
        super().__init__(message)
        self.faults: tuple[Fault, ...] = tuple(faults)


class BadInput(TrucelineError):
    """Something given to us is not usable."""

    code = "bad_input"


class BadCasebook(BadInput):
    """A casebook does not say what a casebook must say."""

    code = "bad_input.casebook"


class BadReport(BadInput):
    """A file of reports, claims or incidents cannot be read."""

    code = "bad_input.report"


class BadGeometry(BadInput):
    """A shape cannot be built or measured."""

    code = "bad_input.geometry"


class BadTime(BadInput):
    """A time is naive, empty or out of range."""

    code = "bad_input.time"


class BadLog(BadInput):
    """Something of a log is not in its format: an entry, a tile, a note, a bundle, a sealed envelope."""

    code = "bad_input.log"


class NotFound(TrucelineError):
    """Nothing here has that id."""

    code = "not_found"


class NotAllowed(TrucelineError):
    """Somebody may not do that, or not now."""

    code = "not_allowed"


class NotProved(TrucelineError):
    """Something is not what it says of itself."""

    code = "not_proved"
