"""Who holds what on a day, and what changed since another: words gathered, estimated, laid on the ground."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from truceline.bulletins.sections.who_holds import HeldGround, WordsTold
from truceline.clock import Interval, day_of
from truceline.errors import Fault
from truceline.files.casebooks import Folders
from truceline.files.outputs import MARK, file_for, layer_format, write_file
from truceline.model.casebook import Casebook, Place
from truceline.model.naming import in_language
from truceline.model.record import Record
from truceline.model.words import Audience
from truceline.record.control import (
    ControlChange,
    ControlMap,
    DividedGround,
    Estimator,
    Handover,
    area_rows,
    assertions,
    changes,
    control_map,
    control_on,
    estimator,
    ground_of,
    held_place,
    known_rows,
    laid_on_settlements,
    map_geojson,
    map_table,
    rows_known,
    settlement_codes,
    timeline,
)
from truceline.record.days import known_until, reporting_day
from truceline.runs.casebook import known_language, release_instant
from truceline.runs.places import place_of
from truceline.runs.sealed import read_sealed
from truceline.sources.areas import read_areas
from truceline.sources.feed import opened
from truceline.sources.territory import read_territory

LEDGER: Final = "ledger of the casebook"
TABLE: Final = "settlement table of the casebook"
_OWN: Final[tuple[Literal["table", "ledger"], ...]] = ("table", "ledger")
"""What `_own_words` reads, in its order."""
_WHAT: Final = {"table": TABLE, "ledger": LEDGER}
STATUS: Final = "computed, not determined"
MAPS: Final = "maps"
"""What is written, in a fault."""
_FINEST_M: Final = 2_000.0
_BAND_CELLS: Final = 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRead:
    """One thing that was read, and what it says of control."""

    what: str
    """`ledger of the casebook`, `settlement table of the casebook`, or a file's name."""
    n_assertions: int
    """Assertions taken from it."""
    days: tuple[str, str] | None
    """First and last day; none where there is none."""
    notes: tuple[str, ...] = ()
    """What was left out, and why."""
    faults: tuple[Fault, ...] = ()
    """Rows that could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtPlace:
    """Control of one place of the casebook."""

    place: Place
    """As asked."""
    value: str | None
    """Shown; none where the place has no word of its own."""
    shares: Mapping[str, float]
    """Probability of each value."""
    words: pa.Table
    """ASSERTIONS on it up to the day, the last first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Controlled:
    """Who holds what at the end of a day. Computed from assertions, not determined."""

    record: Record
    """Names in the language asked."""
    audience: Audience
    """For whom."""
    sha256: str
    """Over the casebook's files, its tables among them."""
    on: date
    """The day."""
    during: Interval
    """That day in UTC."""
    as_of: date | None
    """The day by whose end it could be known; none for all."""
    reads: tuple[WordsRead, ...]
    """What was read."""
    table: pa.Table
    """CONTROL, one row for each place."""
    found: ControlMap
    """Ground by value, line of contact, band of doubt."""
    compared: date | None
    """The earlier or later day compared with; none where not asked."""
    changes: tuple[ControlChange, ...]
    """From the earlier of the two days to the later, by values."""
    handovers: tuple[Handover, ...]
    """The same, place by place."""
    at_place: AtPlace | None
    """The place asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All that was said of control, ready to be put in time."""

    record: Record
    sha256: str
    table: pa.Table
    reads: tuple[WordsRead, ...]


def control_of(
    casebook: Folders | str | Path,
    *,
    on: date,
    compare: date | None = None,
    as_of: date | None = None,
    place: str | None = None,
    files: Sequence[str | Path] = (),
    language: str = "en",
    audience: Audience = Audience.PUBLIC,
) -> Controlled:
    """Return who holds what at the end of a reporting day, with doubt, and what changed from another day.

    Parameters
    ----------
    casebook : Folders, str or Path
        A bundled name or a folder; with `Folders`, and
        which record of it. Its ledger of control and its `tables/settlement_sides.csv` are read.
    on : date
        Reporting day of the mandate.
    compare : date, optional
        Another; changes are told from the earlier to the later.
    as_of : date, optional
        Only what could be known by the end of this reporting day; of tables and files, what they say of days
        up to then, in the version that stood.
    place : str, optional
        A place of the casebook, by any of its names, to show by itself.
    files : sequence of path
        ACLED exports, whose territory sub-events are read, and GeoJSON of areas over time.
    language : str
        In which nouns are named.
    audience : Audience
        For whom the answer is.

    Raises
    ------
    NotFound
        If there is no such casebook, place or language.
    BadCasebook, BadReport
        If something read is at fault.
    BadInput
        If nothing says anything of control.
    """
    known_language(language)
    words = control_words(casebook, as_of=as_of, files=files, audience=audience)
    record = words.record
    named = None if place is None else place_of(record.casebook, place)
    ground = _ground(record.casebook, words.table)
    ready = ground.ready
    first, second = sorted((_end(on, record.casebook), _end(compare or on, record.casebook)))
    told = changes(ground, first, second) if compare is not None else ((), ())
    return Controlled(
        record=in_language(record, language),
        audience=audience,
        sha256=words.sha256,
        on=on,
        during=reporting_day(on, record.casebook.mandate),
        as_of=as_of,
        reads=words.reads,
        table=control_on(ready, _end(on, record.casebook)),
        found=control_map(ground, _end(on, record.casebook), cell_m=_cell_m(ground)),
        compared=compare,
        changes=told[0],
        handovers=told[1],
        at_place=None if named is None else _at_place(words, ready, named, _end(on, record.casebook)),
    )


def write_control(found: Controlled, path: str | Path, *, inputs: Iterable[str | Path] = ()) -> Path:
    """Write the map of a day as GeoJSON (`.geojson`, `.json`) or GeoParquet (`.parquet`).

    Parameters
    ----------
    found : Controlled
        From `control_of`.
    path : path
        An older file of that name is replaced if it is ours.
    inputs : iterable of path
        Files that were read for it, which it does not replace.

    Raises
    ------
    BadInput
        If the name ends otherwise, or cannot be written.
    """
    path = file_for(path, found.audience)
    basis = "; ".join(f"{one.what}: {one.n_assertions} assertions" for one in found.reads)
    about = _about(found.record.casebook, found.sha256, found.on, basis)
    if layer_format(path, MAPS) == ".parquet":
        write_file(path, map_table(found.found, found.during, about), inputs=inputs)
    else:
        document = map_geojson(found.found, found.during, about)
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
        write_file(path, text, inputs=inputs)
    return Path(path)


def _end(on: date, book: Casebook) -> datetime:
    """The last moment of a reporting day."""
    return reporting_day(on, book.mandate).end_at - timedelta(microseconds=1)


def control_words(
    casebook: Folders | str | Path,
    *,
    as_of: date | None = None,
    files: Sequence[str | Path] = (),
    audience: Audience = Audience.PUBLIC,
) -> Words:
    """Return all that was said of control, read from a casebook and files; see `control_of`."""
    sealed = read_sealed(casebook)
    told = sealed.as_of(as_of).released(audience, release_instant(None))[1]
    record = told.record
    rows, reads = _own_words(record, as_of)
    until = known_until(as_of, record.casebook.mandate)
    for file in files:
        said, read = _from_file(file, record.casebook, assertions(rows), until)
        rows += said
        reads.append(replace(read, faults=told.faults(read.faults)))
    return Words(record=record, sha256=sealed.sha256, table=assertions(rows), reads=tuple(reads))


def _own_words(record: Record, as_of: date | None) -> tuple[list[dict[str, Any]], list[WordsRead]]:
    """Return what a casebook's own table and ledger say, and how much of it there is."""
    zone, until = record.casebook.mandate.day_zone, known_until(as_of, record.casebook.mandate)
    known = known_rows(record)
    ledger = rows_known(known.ledger, until)
    told_on = ("days as constructed; see the casebook's credits",) if known.table else ()
    return [*known.table, *ledger], [
        _read(TABLE, known.table, zone, told_on),
        _read(LEDGER, ledger, zone, _vague(known.n_vague)),
    ]


def held_ground(record: Record, *, first: date, last: date, as_of: date | None = None) -> HeldGround | None:
    """Return who held what at the end of a reporting day and what changed since the end of another.

    Parameters
    ----------
    book : Record
        As it could be known. Its ledger of control and its table of settlements are used.
    first, last : date
        Reporting days of the mandate, the first before the last.
    as_of : date, optional
        Only what could be known by the end of this reporting day.

    Returns
    -------
    HeldGround or None
        None where neither says anything of control.
    """
    rows, reads = _own_words(record, as_of)
    if not rows:
        return None
    ground = _ground(record.casebook, assertions(rows))
    told = changes(ground, _end(first, record.casebook), _end(last, record.casebook))
    return HeldGround(
        first=first,
        last=last,
        during=reporting_day(last, record.casebook.mandate),
        found=control_map(ground, _end(last, record.casebook), cell_m=_cell_m(ground)),
        changes=told[0],
        handovers=told[1],
        told=tuple(
            WordsTold(what=what, n_assertions=one.n_assertions, days=one.days)
            for what, one in zip(_OWN, reads, strict=True)
            if one.n_assertions
        ),
    )


def control_layer(held: HeldGround, casebook: Casebook, sha256: str) -> dict[str, Any]:
    """Return who held what as GeoJSON: ground by value, the line of contact, the ground in doubt."""
    basis = "; ".join(f"{_WHAT[one.what]}: {one.n_assertions} assertions" for one in held.told)
    return map_geojson(held.found, held.during, _about(casebook, sha256, held.last, basis))


def _about(casebook: Casebook, sha256: str, on: date, basis: str) -> dict[str, str]:
    """Return what is said of a whole map of control."""
    return {
        "generator": MARK,
        "status": STATUS,
        "casebook": casebook.casebook.id,
        "casebook_sha256": sha256,
        "on": on.isoformat(),
        "basis": basis,
    }


def _ground(book: Casebook, table: pa.Table) -> DividedGround:
    mandate = book.mandate
    return ground_of(estimator(timeline(table, sides=tuple(mandate.sides or {}), day_zone=mandate.day_zone)))


def _cell_m(ground: DividedGround) -> float:
    """Return the side of the squares of a band of doubt: 2 km, wider where the ground is."""
    return max(_FINEST_M, math.sqrt(float(ground.area_km2.sum()) * 1e6 / _BAND_CELLS))


def _vague(n: int) -> tuple[str, ...]:
    return (f"{n} known to no place, left out",) if n else ()


def _read(
    what: str,
    rows: Sequence[Mapping[str, Any]],
    zone: str,
    notes: tuple[str, ...],
    faults: tuple[Fault, ...] = (),
) -> WordsRead:
    starts = sorted(row["since"] for row in rows)
    days = (day_of(starts[0], zone), day_of(starts[-1], zone)) if starts else None
    return WordsRead(what=what, n_assertions=len(rows), days=days, notes=notes, faults=faults)


def _from_file(
    file: str | Path, book: Casebook, known: pa.Table, until: datetime | None
) -> tuple[list[dict[str, Any]], WordsRead]:
    """Return what one file says of the places known, or of its own, and how it was read."""
    name, zone = Path(file).name, book.mandate.day_zone
    if name.lower().removesuffix(".gz").endswith((".geojson", ".json")):
        drawn = read_areas(file, sides=tuple(book.mandate.sides or {}), zone=zone)
        rows = rows_known(area_rows(drawn.areas, known), until)
        return rows, _read(
            name, rows, zone, (f"{len(drawn.areas)} areas; what lies outside them is not said",)
        )
    with opened(file) as feed:
        told = read_territory(feed, book, until=until)
    settlements = known.filter(pc.equal(known["tells"], "standing"))
    laid, n_vague = laid_on_settlements(told.rows, settlements, {})
    rows = rows_known(laid, until)
    notes = (
        f"{told.n_rows} rows; territory sub-events only",
        *_vague(told.n_vague + n_vague),
        f"{told.n_same_side} between groups of one side, {told.n_unknown} by an actor of no settled side",
    )
    return rows, _read(name, rows, zone, notes, told.faults)


def _at_place(words: Words, ready: Estimator, place: Place, at: datetime) -> AtPlace:
    codes = settlement_codes(words.record.casebook)
    own, value, shares = held_place(ready, words.table, codes, place, at)
    said = words.table.filter(pc.equal(words.table["place"], own))
    past = pc.less_equal(said["since"], pa.scalar(at, said["since"].type))
    said = said.filter(past).sort_by([("since", "descending"), ("by", "ascending")])
    return AtPlace(place=place, value=value, shares=shares, words=said)
