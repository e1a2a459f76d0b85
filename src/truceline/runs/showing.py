"""A casebook as it may be shown, as a page too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from truceline.bulletins import render_casebook, render_record_site
from truceline.errors import Fault
from truceline.files import files_of
from truceline.files.casebooks import Folders
from truceline.files.outputs import file_for, named_for, write_file
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
    written: tuple[Path, ...]
    """Pages; none where none was asked for."""


def show_casebook(
    casebook: Folders | str | Path,
    *,
    html: str | Path | None = None,
    out: str | Path | None = None,
    audience: Audience = Audience.PUBLIC,
) -> Shown:
    """Return a casebook as it may be shown now, and write it where a page or a folder is named.

    The page holds the text; the folder holds pages of the record too, and its articles.

    Raises
    ------
    BadCasebook, NotFound
        If there is no such casebook, or it has faults.
    BadInput
        If the page cannot be written.
    """
    sealed, told = read_sealed(casebook).released(audience, release_instant(None))
    warnings = sealed.parsed.warnings
    pages: dict[Path, str] = {}
    if html is not None:
        pages[file_for(html, audience)] = render_casebook(told.record, warnings, audience=audience)
    if out is not None:
        site = render_record_site(told.record, warnings, audience=audience, delay_hours=told.delay_hours)
        home = Path(out) / named_for("record", audience)
        pages |= {home / name: page for name, page in site.items()}
    for path, page in pages.items():
        write_file(path, page, inputs=files_of(casebook))
    return Shown(record=told.record, sha256=sealed.sha256, warnings=warnings, written=tuple(pages))
