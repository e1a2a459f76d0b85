"""A casebook as it may be shown, as a page too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from truceline.bulletins import render_casebook
from truceline.errors import Fault
from truceline.files import files_of
from truceline.files.casebooks import Folders
from truceline.files.outputs import file_for, write_file
from truceline.model.record import Record
from truceline.model.words import Audience
from truceline.runs.casebook import release_instant
from truceline.runs.sealed import read_sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A casebook as it may go to its audience."""

    record: Record
    """As it may be shown."""
    sha256: str
    """Over the bytes of its files."""
    warnings: tuple[Fault, ...]
    """What its check found short of a fault."""
    written: Path | None
    """The page; none where none was asked for."""


def show_casebook(casebook: Folders | str | Path, *, html: str | Path | None, audience: Audience) -> Shown:
    """Return a casebook as it may be shown now, and write it as a page where one is named.

    Raises
    ------
    BadCasebook, NotFound
        If there is no such casebook, or it has faults.
    BadInput
        If the page cannot be written.
    """
    sealed, told = read_sealed(casebook).released(audience, release_instant(None))
    warnings = sealed.parsed.warnings
    written = None if html is None else file_for(html, audience)
    if written is not None:
        page = render_casebook(told.record, warnings, audience=audience)
        write_file(written, page, inputs=files_of(casebook))
    return Shown(record=told.record, sha256=sealed.sha256, warnings=warnings, written=written)
