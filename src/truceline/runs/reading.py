"""Files of incidents read into claims, and written where they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from truceline.errors import BadInput, Fault
from truceline.files import files_of
from truceline.files.casebooks import Folders
from truceline.files.outputs import file_for, write_file
from truceline.model.words import Audience
from truceline.runs.casebook import release_instant
from truceline.runs.gathering import OWN_RECORD, Gathered, Input, gather
from truceline.runs.sealed import read_sealed
from truceline.sources.feed import opened
from truceline.sources.own import PUBLISHED_KEY
from truceline.sources.settlements import PACKAGE
from truceline.sources.starter import starter_mapping


def input_files(inputs: Sequence[Input], decisions: str | Path | None = None) -> tuple[Path, ...]:
    """Return every file that inputs, and decisions on them, are read from: an output must not replace it."""
    named = [name for one in inputs for name in (one.file, one.mapping) if name is not None]
    tables = [name for one in inputs for name in one.settlements or () if not name.startswith(PACKAGE)]
    decided = () if decisions is None else (decisions,)
    return tuple(dict.fromkeys(Path(name) for name in (*named, *tables, *decided) if name != OWN_RECORD))


def start_mapping(casebook: Folders | str | Path, file: str, *, sheet: str | None = None) -> str:
    """Return a starter mapping for a table, as YAML; see `sources/starter.py`.

    Raises
    ------
    BadReport, BadCasebook, NotFound
        If what is named cannot be read.
    """
    record = read_sealed(casebook).parsed.record
    with opened(file) as feed:
        return starter_mapping(feed, record.casebook, sheet=sheet)


def read_incidents(
    casebook: Folders | str | Path, inputs: Sequence[Input], *, out: str | Path | None, audience: Audience
) -> tuple[Gathered, str | None]:
    """Return the claims of inputs with what may be said of them, and where they were written.

    Raises
    ------
    BadInput
        If they are to be written for the public and are of a user's own reports, or cannot be written.
    BadReport, BadCasebook, NotFound
        If what is named cannot be read.
    """
    sealed, told = read_sealed(casebook).released(audience, release_instant(None))
    gathered = gather(sealed, inputs)
    is_public_already = not len(gathered.unpublished)
    written = None if out is None else file_for(out, audience)
    if written is not None:
        if told.is_public and not is_public_already:
            fault = Fault(
                file=str(out),
                message="claims of your own reports say who told them and where exactly",
                remedy="write them with --audience internal, or say `published: true` in the mapping",
            )
            raise BadInput("these claims are not for the public", [fault])
        claims = gathered.claims.replace_schema_metadata({PUBLISHED_KEY: str(is_public_already).lower()})
        write_file(written, claims, inputs=[*input_files(inputs), *files_of(casebook)])
    reads = tuple(told.read(one, number) for number, one in enumerate(gathered.reads, start=1))
    return replace(gathered, reads=reads), None if written is None else str(written)
