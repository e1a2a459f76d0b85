"""Exports of one source put in order: what changed, what was deleted, and the claims of every day between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from truceline.clock import parse_stated, span
from truceline.errors import BadInput, Fault
from truceline.files import files_of
from truceline.files.casebooks import Folders
from truceline.files.outputs import file_for, write_file
from truceline.model.words import Audience
from truceline.runs.casebook import release_instant
from truceline.runs.gathering import Input
from truceline.runs.reading import input_files
from truceline.runs.sealed import read_sealed
from truceline.sources import read_file
from truceline.sources.feed import opened, table_rows
from truceline.sources.own import PUBLISHED_KEY
from truceline.sources.recognising import SOURCES
from truceline.sources.succession import Export, ExportStep, Succession, succession

_NOT_COMPARED: Final = "nothing was compared"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportsCompared:
    """Exports of one source, put in order."""

    days: tuple[date, ...]
    """On which they were taken, in order."""
    found: Succession
    faults: tuple[Fault, ...]
    """Rows that cannot be read."""
    written: Path | None

    @property
    def steps(self) -> tuple[tuple[date, ExportStep], ...]:
        """Return each step with the day of its export."""
        return tuple(zip(self.days[1:], self.found.steps, strict=True))


def compare_exports(
    casebook: Folders | str | Path,
    inputs: Sequence[Input],
    days: Sequence[date],
    *,
    out: str | Path | None = None,
    audience: Audience = Audience.PUBLIC,
) -> ExportsCompared:
    """Return what exports of one source say otherwise than the one before, and write all of it as claims.

    Parameters
    ----------
    casebook : Folders, str or Path
        Whose acts and actors they name, and on whose clock the days are.
    inputs : sequence of Input
    days : sequence of date
        On which each was taken, in the same order.
    out : str or Path, optional
        For CLAIMS with every version.
    audience : Audience

    Raises
    ------
    BadInput
        If there are fewer than two, two of one day, files of several readers, or a user's own would go out.
    BadReport, BadCasebook, NotFound
        If what is named cannot be read.
    """
    readers = {one.reader for one in inputs}
    if len(inputs) < 2 or len(set(days)) != len(inputs) or len(readers) != 1:
        message = "exports are compared that are of one source and were taken on different days"
        remedy = "name two files or more, all read alike, and the day of each with --on"
        raise BadInput(_NOT_COMPARED, [Fault(message=message, remedy=remedy)])
    sealed, _ = read_sealed(casebook).released(audience, release_instant(None))
    book = sealed.parsed.record.casebook
    readings = [
        read_file(one.file, book, reader=one.reader, mapping=one.mapping, name=one.file) for one in inputs
    ]
    is_public_already = all(one.is_published for one in readings)
    if out is not None and audience is Audience.PUBLIC and not is_public_already:
        remedy = "write them with --audience internal, or say `published: true` in the mapping"
        raise BadInput(_NOT_COMPARED, [Fault(message="some of these reports are your own", remedy=remedy)])
    zone = book.mandate.day_zone
    exports = [
        Export(
            taken_at=span(parse_stated(day.isoformat()), zone).start_at,
            reading=reading,
            headings=_headings(one),
        )
        for one, day, reading in zip(inputs, days, readings, strict=True)
    ]
    found = succession(exports)
    written = None if out is None else file_for(out, audience)
    if written is not None:
        claims = found.claims.replace_schema_metadata({PUBLISHED_KEY: str(is_public_already).lower()})
        write_file(written, claims, inputs=[*input_files(inputs), *files_of(casebook)])
    return ExportsCompared(
        days=tuple(sorted(days)),
        found=found,
        faults=tuple(fault for one in readings for fault in one.faults),
        written=written,
    )


def _headings(given: Input) -> tuple[str, ...]:
    """Return the headings of a source's own table, as it writes them now."""
    names_now = next((one.names_now for one in SOURCES if one.reader == given.reader), None)
    if names_now is None:
        return ()
    with opened(given.file) as feed:
        return tuple(names_now(next(table_rows(feed))[1]))
