"""Files of tracks to one table of fixes. Nothing is dropped; what cannot be read is a fault, all at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from truceline.errors import BadReport, Fault
from truceline.model.tables import FIXES
from truceline.parsing import MAX_BYTES
from truceline.record.patrols.track import TrackFile
from truceline.sources.cells import named
from truceline.sources.columns import ColumnMapping
from truceline.sources.feed import opened, read_whole
from truceline.sources.tracks.csv import csv_fixes
from truceline.sources.tracks.fixes import Faults, parse_track_mapping, tables_of
from truceline.sources.tracks.geojson import geojson_fixes
from truceline.sources.tracks.geoparquet import parquet_fixes
from truceline.sources.tracks.gpx import gpx_fixes

FORMATS: Final = {
    ".gpx": "gpx",
    ".geojson": "geojson",
    ".json": "geojson",
    ".parquet": "geoparquet",
    ".geoparquet": "geoparquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
}
"""Formats by how a file's name ends, `.gz` behind it for delimited text."""
_NOTHING: Final = ColumnMapping(origins={})


@dataclass(frozen=True, slots=True, kw_only=True)
class TracksRead:
    """Fixes of some files, and how they were read."""

    fixes: pa.Table
    """FIXES, in the order of files and rows."""
    files: tuple[TrackFile, ...]
    """In the order given."""


def read_tracks(files: Sequence[str | Path], *, mapping: str | Path | None = None) -> TracksRead:
    """Return the fixes of GPX, GeoJSON, GeoParquet and delimited files, told by how their names end.

    Parameters
    ----------
    files : sequence of path
        Read one after the other; a file's name without its ending stands in for a patrol not named.
    mapping : path, optional
        Which column is what, for all of the files; see `sources/tracks/fixes.py`.

    Raises
    ------
    BadReport
        With the faults of all files and of the mapping.
    """
    columns = None if mapping is None else _mapping(mapping)
    tables: list[pa.Table] = []
    read: list[TrackFile] = []
    faults: list[Fault] = []
    n = 0
    for file in files:
        try:
            own = list(_read(Path(file), columns, first=n))
        except BadReport as error:
            faults += error.faults or [Fault(file=str(file), message=str(error))]
            continue
        n_own = sum(table.num_rows for table in own)
        read.append(
            TrackFile(file=str(file), format=format_of(file), n_fixes=n_own, sha256=_sha256(Path(file)))
        )
        tables += own
        n += n_own
    if faults:
        raise BadReport("the tracks cannot be read", faults)
    whole = pa.concat_tables(tables) if tables else FIXES.empty_table()
    return TracksRead(fixes=whole.unify_dictionaries(), files=tuple(read))


def format_of(file: str | Path) -> str:
    """Return the format of a file by its name.

    Raises
    ------
    BadReport
        If the name ends in no way that is known.
    """
    name = Path(file).name.lower().removesuffix(".gz")
    found = FORMATS.get(Path(name).suffix)
    if found is None:
        remedy = f"tracks end in {', '.join(FORMATS)}"
        fault = Fault(file=str(file), message="the name does not tell the format", remedy=remedy)
        raise BadReport(f"{file} cannot be read", [fault])
    return found


def _mapping(file: str | Path) -> ColumnMapping:
    return parse_track_mapping(*read_whole(file, MAX_BYTES, what="mapping file"))


def _read(file: Path, mapping: ColumnMapping | None, *, first: int) -> Iterator[pa.Table]:
    """Yield one file's fixes; raise its faults once it is read to its end."""
    kind = format_of(file)
    faults = Faults(file=str(file))
    name = named(file.name.removesuffix(".gz").rpartition(".")[0], name="the file's name")
    with opened(file) as feed:
        if kind == "geoparquet":
            yield from parquet_fixes(file, mapping=mapping, name=name, faults=faults, first=first)
        elif kind == "csv":
            yield from tables_of(csv_fixes(feed, mapping=mapping, name=name, faults=faults), first=first)
        elif kind == "geojson":
            yield from tables_of(geojson_fixes(feed, mapping=mapping, name=name, faults=faults), first=first)
        else:
            rows = gpx_fixes(feed, mapping=mapping or _NOTHING, name=name, faults=faults)
            yield from tables_of(rows, first=first)
    faults.raise_any()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
