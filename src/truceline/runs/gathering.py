"""What a run reads: a casebook with the hash of its bytes, and the claims of each input."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from truceline.errors import BadReport, Fault
from truceline.model.assessment import Read, UnmatchedNames
from truceline.model.casebook import Casebook
from truceline.model.record import Record
from truceline.model.tables import CLAIMS
from truceline.record import (
    Taking,
    Telling,
    acts_told,
    claims_of_takings,
    claims_told,
    takings,
    tellings,
)
from truceline.record.control import sides_of_places
from truceline.record.gazetteer import Gazetteer
from truceline.runs.sealed import OWN, Sealed
from truceline.sources import FileRead, Intake, intakes, read_file
from truceline.sources.claim_rows import days_of
from truceline.sources.locating import located
from truceline.sources.reading import SHARES_IDS
from truceline.sources.recognising import reader_of
from truceline.sources.settlements import read_settlements, settlements_of

OWN_RECORD = "casebook"
"""What a receipt calls the reader of the record that ships with a casebook."""
RECORDS: Final = "records"
"""What reads it together with records that stand apart, or those alone."""
LEDGER = "control"
"""What it calls the reader of that record's ledger of control, for places that changed hands."""
_PARQUET = ".parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file of incidents, and how to read it."""

    file: str
    """Path as the user gave it."""
    reader: str
    """One of `READERS`."""
    mapping: str | None = None
    """The mapping file that `csv` and `geojson` need."""
    settlements: tuple[str, ...] | None = None
    """Tables of settlements by which, and by the casebook's places, claims without a point are located; None
    where no name makes a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The claims of all inputs, and what was read."""

    claims: pa.Table
    """CLAIMS, input after input."""
    reads: tuple[Read, ...]
    """For the receipt: one for each input, file names without folders."""
    faults: tuple[Fault, ...]
    """Rows that could not be read, under the paths the user gave."""
    unpublished: pa.Array
    """Ids of incidents of a user's own reports, which are not public already."""
    unmatched: tuple[UnmatchedNames, ...] = ()
    """Of each input, the names that are nobody's and nowhere, for whoever has the files."""


def readers_of(files: Sequence[str], *, n_mappings: int = 0) -> tuple[str, ...]:
    """Return the reader each file seems to need, as `reader_of` tells it.

    Parameters
    ----------
    files : sequence of str
    n_mappings : int
        Mappings given beside them: where there is one for each table, each table is read through its own.

    Raises
    ------
    BadReport
        If a file cannot be opened, is empty, its first line cannot be read, or it is nearly a source's table.
    """
    n_tables = sum(Path(file).suffix.lower() != _PARQUET for file in files)
    return tuple(reader_of(file, has_mapping=0 < n_mappings == n_tables) for file in files)


def gather(sealed: Sealed, inputs: Sequence[Input]) -> Gathered:
    """Return the claims of every input; of the casebook's own record where there is none.

    Some sources' ids are the same in all their files: rows of one id in several of them are versions.

    Raises
    ------
    BadReport
        If a file cannot be read as a whole, or two files tell of an incident under one id of another source.
    NotFound
        If there is no such reader.
    """
    record = sealed.parsed.record
    if not inputs:
        return _own(sealed)
    known: dict[tuple[str, ...], KnownPlaces] = {}
    readings = [_file_read(one, record.casebook, known) for one in inputs]
    found = _in_order(readings)
    _refuse_repeated(found)
    claims = pa.concat_tables([intake.claims for intake in found]).cast(CLAIMS)
    return Gathered(
        claims=claims,
        reads=tuple(_read(intake) for intake in found),
        faults=tuple(fault for intake in found for fault in intake.faults),
        unpublished=pa.concat_arrays(
            [NO_IDS, *(_ids(intake.claims) for intake in found if not intake.is_published)]
        ),
        unmatched=tuple(
            UnmatchedNames(
                file=intake.file,
                reader=intake.reader,
                actors=tuple(intake.unmatched_actors.items()),
                places=tuple(intake.unplaced.items()),
                casebook=record.casebook,
            )
            for intake in found
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPlaces:
    """Places by whose names claims are located."""

    gazetteer: Gazetteer
    by: tuple[str, ...]
    """What it is made of, in words."""
    faults: tuple[Fault, ...]
    """Rows of the tables that are no settlement."""


def _file_read(one: Input, casebook: Casebook, known: dict[tuple[str, ...], KnownPlaces]) -> FileRead:
    """Return what a file tells, located by its names where settlements are given for that."""
    reading = read_file(one.file, casebook, reader=one.reader, mapping=one.mapping, name=one.file)
    if one.settlements is None:
        return reading
    if one.settlements not in known:
        known[one.settlements] = known_places(casebook, one.settlements)
    places = known[one.settlements]
    found = located(reading, places.gazetteer, by=places.by).reading
    return dataclasses.replace(found, warnings=(*found.warnings, *places.faults))


def known_places(casebook: Casebook, files: Sequence[str]) -> KnownPlaces:
    """Return the places of a casebook and of tables of settlements.

    Parameters
    ----------
    casebook : Casebook
        Whose places come first.
    files : sequence of str
        Tables, or `geonames:SY`; `casebook` is no table and adds nothing.

    Raises
    ------
    BadReport
        If a table cannot be read as a whole.
    """
    read = [read_settlements(file) for file in files if file != OWN_RECORD]
    own = settlements_of(casebook.places)
    return KnownPlaces(
        gazetteer=Gazetteer((*own, *(each for one in read for each in one.settlements))),
        by=(
            f"{len(own):,} places of the casebook",
            *(
                f"{len(one.settlements):,} of {Path(one.file).name} (sha256 {one.sha256[:12]})"
                for one in read
            ),
        ),
        faults=tuple(fault for one in read for fault in one.faults),
    )


NO_IDS: Final = pa.nulls(0, pa.string())
"""No incident."""


def _ids(claims: pa.Table) -> pa.Array:
    return pc.unique(claims["incident_id"].combine_chunks())


def _in_order(readings: Sequence[FileRead]) -> list[Intake]:
    """Return what files tell, versions put in order: over all files of one source, else file by file."""
    found: dict[int, Intake] = {}
    for reader in sorted(SHARES_IDS):
        exports = [number for number, one in enumerate(readings) if one.reader == reader]
        found |= zip(exports, intakes([readings[number] for number in exports]), strict=True)
    return [found[number] if number in found else intakes([one])[0] for number, one in enumerate(readings)]


def _read(intake: Intake) -> Read:
    file = Path(intake.file).name
    return Read(
        file=file,
        reader=intake.reader,
        sha256=_prefixed(intake.sha256),
        n_rows=intake.n_rows,
        n_claims=intake.n_claims,
        n_earlier=intake.n_earlier,
        n_repeated=intake.n_repeated,
        kinds=tuple(intake.kinds.items()),
        unread_kinds=tuple(intake.unread_kinds.items()),
        days=intake.days,
        unmatched_actors=tuple(intake.unmatched_actors.items()),
        # A product goes to others: it names the file, never the folder it lay in.
        faults=tuple(dataclasses.replace(fault, file=file) for fault in intake.faults),
        warnings=tuple(dataclasses.replace(fault, file=file) for fault in intake.warnings),
        is_published=intake.is_published,
    )


def _prefixed(sha256: str) -> str:
    return sha256 if sha256.startswith("sha256:") else f"sha256:{sha256}"


def own_claims(record: Record) -> pa.Table:
    """Return the claims of the casebook's own record: of its incidents, then of places that changed hands."""
    told = tellings(record)
    return pa.concat_tables([claims_told(record, told), _taken(record, told)[1]])


def taken_places(record: Record) -> tuple[Taking, ...]:
    """Return every taking that the casebook's ledger of control tells of, those told by an incident too."""
    return takings(record, sides_of_places(record))


def _taken(record: Record, told: Sequence[Telling]) -> tuple[tuple[Taking, ...], pa.Table]:
    found = taken_places(record)
    return found, claims_of_takings(record, found, told)


def _own(sealed: Sealed) -> Gathered:
    record = sealed.parsed.record
    tells = tellings(record)
    told, (found, taken) = claims_told(record, tells), _taken(record, tells)
    ledger = (_ledger(sealed, found, taken),) if record.control else ()
    return Gathered(
        claims=pa.concat_tables([told, taken]),
        reads=(_own_record(sealed, told), *ledger),
        faults=(),
        unpublished=NO_IDS,
    )


def _ledger(sealed: Sealed, found: Sequence[Taking], taken: pa.Table) -> Read:
    record = sealed.parsed.record
    return Read(
        file=f"{record.casebook.casebook.id} (its ledger of control: places that changed hands)",
        reader=LEDGER,
        sha256=sealed.sha256,
        n_rows=len(record.control),
        n_claims=taken.num_rows,
        kinds=tuple(Counter(word.state for word in record.control).most_common()),
        days=days_of(taken, record.casebook.mandate.day_zone),
        linked=tuple((str(one.id), str(one.told_as)) for one in found if one.told_as is not None),
    )


def _own_record(sealed: Sealed, claims: pa.Table) -> Read:
    record = sealed.parsed.record
    book, is_alone = record.casebook.casebook.id, not any(name != OWN for name, _ in sealed.records)
    return Read(
        file=f"{book} (the casebook's own record)" if is_alone else f"{book} (the records read)",
        reader=OWN_RECORD if is_alone else RECORDS,
        sha256=sealed.sha256,
        n_rows=len(record.incidents),
        n_claims=claims.num_rows,
        kinds=acts_told(record),
        days=days_of(claims, record.casebook.mandate.day_zone),
    )


def _refuse_repeated(found: Sequence[Intake]) -> None:
    faults = []
    for one, other in combinations(found, 2):
        if one.reader == other.reader and one.reader in SHARES_IDS:
            continue
        ids = pc.unique(other.claims["incident_id"])
        both = ids.filter(pc.is_in(ids, value_set=pc.unique(one.claims["incident_id"])))
        if len(both):
            first = both[0].as_py()
            message = f"{len(both):,} of its incident ids also in {one.file}, {first!r} the first"
            remedy = "give each incident an id of its own, or leave one file out"
            faults.append(Fault(file=other.file, message=message, remedy=remedy))
    if faults:
        raise BadReport("two inputs tell of incidents under the same id", faults)
