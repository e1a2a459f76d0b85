"""Claims that Truceline wrote itself, as Parquet: checked again, since a file may have been changed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from truceline.clock import YEARS
from truceline.errors import BadReport, Fault
from truceline.model.alike import alike
from truceline.model.casebook import Casebook
from truceline.model.ids import UNKNOWN_ACTOR, one_form, unseen
from truceline.model.spelling import did_you_mean, spellings
from truceline.model.tables import CLAIMS, check
from truceline.model.words import RETIRED, Basis, PlaceGrade, Response, Role
from truceline.sources.cells import MAX_TOLL, is_plain
from truceline.sources.claim_rows import (
    ClaimBatch,
    ClaimStream,
    FileRead,
    FileWords,
    PlaceWords,
    put_together,
    repeated_columns,
)
from truceline.sources.distinct import Indices, first_rows
from truceline.sources.feed import Feed, whole
from truceline.sources.parquet import (
    TEXT_A_BYTE,
    batches,
    n_text_bytes,
    refuse_long_texts,
    refuse_unbounded,
    undamaged,
)

Mask = npt.NDArray[np.bool_]
_STRANGE_ACT = "an act is not in the casebook"
_STRANGE_ACTOR = "an actor is not in the casebook"
_BATCH: Final = 65_536
MOST_BYTES = 4_000_000_000
MOST_TABLE = 512 * 1024 * 1024
"""A table may take so much memory whatever the size of its file."""
PUBLISHED_KEY = b"published"
"""In the metadata of a file of claims: `true` where all that it was read from is public already."""
_WORD = "use the words of the glossary"
_OTHER_BOOK = "assess it with the casebook it was read with, or read it again"
_LATER_COLUMNS = ("time_unstated", "superseded_at")
"""Columns that claims of earlier versions of Truceline lack; null in every row of theirs."""


def read_own(feed: Feed, casebook: Casebook, *, zone: str | None = None) -> FileRead:
    """Return the claims of a Parquet file of the CLAIMS schema.

    A row is left out and listed, with its number counted from 1, where it names an act or actor that the
    casebook lacks or a word of no list, or its place or time is impossible.

    Parameters
    ----------
    feed : Feed
        Parquet. It is held in memory whole, as the table is.
    casebook : Casebook
        Whose acts, actors and reporting day are used.
    zone : str, optional
        IANA zone in which the first and last day are told; the reporting day's where none is given.

    Raises
    ------
    BadReport
        If it is no Parquet file or lacks columns.
    """
    return put_together(feed, stream_own(feed, casebook, zone=zone))


def stream_own(feed: Feed, casebook: Casebook, *, zone: str | None = None) -> ClaimStream:
    """Return the same, batch by batch; of the file itself the bytes are held."""
    data = whole(feed, MOST_BYTES, what="table of claims")
    words = FileWords()
    stored = _stored(data, feed.file)
    metadata = stored.schema_arrow.metadata or {}
    return ClaimStream(
        batches=_told(feed.file, _tables(stored, feed.file, len(data)), casebook, words),
        words=words,
        casebook=casebook,
        zone=zone or casebook.mandate.day_zone,
        reader="claims",
        is_published=metadata.get(PUBLISHED_KEY) == b"true",
    )


def _told(
    file: str, tables: Iterable[pa.Table], casebook: Casebook, words: FileWords
) -> Iterator[ClaimBatch]:
    """Yield what the tables of a file tell, one after the other; a row is counted over all of them."""
    n_before = 0
    for table in tables:
        wrong: dict[int, Fault] = {}
        ways, told = _ways_told(table)
        for mask, message, remedy in _checks(table, ways, told, casebook):
            for row in np.flatnonzero(mask).tolist():
                line = n_before + row + 1
                wrong.setdefault(row, Fault(file=file, line=line, message=message, remedy=remedy))
        strange = [row for row, one in wrong.items() if one.message in (_STRANGE_ACT, _STRANGE_ACTOR)]
        wrong |= _named(file, table, casebook, strange, n_before)
        kept = np.ones(table.num_rows, dtype=np.bool_)
        kept[list(wrong)] = False
        rows = np.flatnonzero(kept)
        kinds = _kinds(ways, words)[told]
        (batch,) = table.to_batches()
        yield ClaimBatch(
            claims=batch.filter(pa.array(kept)) if wrong else batch,
            lines=n_before + rows + 1,
            kinds=kinds[rows],
            names=np.full(len(rows), words.names.code(()), dtype=np.int64),
            places=_places(table, words)[rows],
            faults=tuple(wrong[row] for row in sorted(wrong)),
            unread=(),
            unread_kinds=tuple(kind for row in sorted(wrong) for kind in words.kinds.values[int(kinds[row])]),
        )
        n_before += table.num_rows


def _stored(data: bytes, file: str) -> pq.ParquetFile:
    """Open a Parquet file that may be one of claims, unless it holds more rows than its size can stand for.

    What is text is read as a dictionary, so that one long text repeated takes no room.
    """
    with undamaged(file), pq.ParquetFile(pa.BufferReader(data)) as stored:
        refuse_unbounded(stored, file, len(data))
        own = [name for name in stored.schema_arrow.names if name in CLAIMS.names]
        texts = [
            field.name for field in stored.schema_arrow if field.name in own and field.type == pa.string()
        ]
    if twice := repeated_columns(file, 0, own):
        raise BadReport(f"{file} is not a table of claims", twice)
    with undamaged(file):
        return pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts)


def _tables(stored: pq.ParquetFile, file: str, n_bytes: int) -> Iterator[pa.Table]:
    """Yield a Parquet file as tables of CLAIMS, in order, unless they would take far more room than it."""
    own = [name for name in stored.schema_arrow.names if name in CLAIMS.names]
    none = pa.Table.from_batches([], pa.schema([stored.schema_arrow.field(name) for name in own]))
    _as_claims(none, file)  # columns that are missing are told before anything is read
    n_held, n_texts = 0, Counter[str]()
    texts = [one.name for one in stored.schema_arrow if one.name in own and one.type == pa.string()]
    for batch in batches(stored, file, n_rows=_BATCH, columns=own):
        n_held += batch.nbytes
        if n_held > max(MOST_TABLE, TEXT_A_BYTE * n_bytes):
            message = f"{n_bytes:,} bytes unpack to more than {n_held:,}"
            fault = Fault(file=file, message=message, remedy="write it in parts")
            raise BadReport(f"{file} is not read", [fault])
        for name in texts:
            n_texts[name] += n_text_bytes(batch[name])
            refuse_long_texts(n_texts[name], file, name, n_bytes)
        yield _as_claims(pa.Table.from_batches([batch]), file)


def _as_claims(table: pa.Table, file: str) -> pa.Table:
    """Return a table with the columns of CLAIMS, also where an earlier version of Truceline wrote it."""
    for name in _LATER_COLUMNS:
        if name not in table.column_names:
            kind = CLAIMS.field(name)
            table = table.append_column(kind, pa.nulls(table.num_rows, kind.type))
    try:
        return check(table, CLAIMS)
    except BadReport as error:
        faults = [dataclasses.replace(fault, file=file) for fault in error.faults]
        raise BadReport(f"{file} is not a table of claims", faults) from None


def _named(
    file: str, table: pa.Table, casebook: Casebook, rows: list[int], n_before: int
) -> dict[int, Fault]:
    """Return for rows that name an act or actor nobody has a fault that says which, and who may be meant."""
    acts, actors = spellings(casebook.acts), spellings(casebook.actors) | {str(UNKNOWN_ACTOR): ()}

    @cache
    def said(what: str, name: str) -> tuple[str, str]:
        near = did_you_mean(name, acts if what == "act" else actors)
        return f"there is no {what} {name!r} in the casebook", near or _OTHER_BOOK

    found = {}
    for row, told in zip(rows, table["hypotheses"].take(pa.array(rows, pa.int64())).to_pylist(), strict=True):
        strange = [("act", one["act"]) for one in told if one["act"] not in acts]
        cast = [member["actor"] for one in told for member in one["cast"]]
        strange += [("actor", actor) for actor in cast if actor not in actors]
        message, remedy = said(*strange[0])
        found[row] = Fault(file=file, line=n_before + row + 1, message=message, remedy=remedy)
    return found


def _ways_told(table: pa.Table) -> tuple[pa.ListArray, Indices]:
    """Return each account of who did what to whom once, and which of them each row has."""
    hypotheses = table.column("hypotheses").combine_chunks()
    told = alike(hypotheses)
    return hypotheses.take(pa.array(first_rows(told, told.max(initial=-1) + 1))), told


def _checks(
    table: pa.Table, ways: pa.ListArray, told: Indices, casebook: Casebook
) -> Iterator[tuple[Mask, str, str]]:
    """Yield, for each way a row can be wrong, which rows are, what is wrong, and what to do."""
    n = table.num_rows
    ids = pc.utf8_trim_whitespace(table.column("incident_id"))
    yield _column(pc.equal(ids, "")), "the incident has no id", "give each one"
    is_odd = ~_column(is_plain(ids))
    some = ids.filter(pa.array(is_odd)).to_pylist()
    is_odd[is_odd] = [bool(unseen(one)) or one_form(one) != one for one in some]
    yield is_odd, "the id has a sign that nobody can see, or marks apart from letters", "write it again"
    for is_wrong, message, remedy in _checks_of_ways(ways, casebook):
        yield is_wrong[told], message, remedy
    bases, every = table.column("basis"), np.arange(n)
    for old, remedy in RETIRED.items():
        is_old = _column(pc.equal(bases, old))
        yield is_old, f"the basis {old!r} is no longer one", remedy
    yield _among(bases, Basis, every, n), "the basis is of no known kind", _WORD
    yield (
        _impossible_place(table),
        "the place is impossible",
        "give lon, lat, radius and grade, or none of them",
    )
    placed_rows, placed = _flat(table.column("within").combine_chunks())
    zones = [zone.id for zone in casebook.zones]
    yield (
        _among(pc.struct_field(placed, "zone"), zones, placed_rows, n),
        "a zone is not in the casebook",
        _OTHER_BOOK,
    )
    yield _impossible_time(table), "the time is impossible", "give start_at up to end_at, or neither"
    far = f"a time is outside the years {YEARS.start} to {YEARS.stop - 1}"
    yield _far_time(table), far, "mend it, or leave it out"
    low, best, high = (_numbers(table, f"fatalities_{name}") for name in ("low", "best", "high"))
    tolls = np.vstack((low, best, high))
    yield np.asarray((tolls < 0).any(axis=0)), "fatalities are negative", "give a count, nothing if unknown"
    yield np.asarray((tolls > MAX_TOLL).any(axis=0)), f"fatalities are above {MAX_TOLL:,}", "mend the figure"
    falls = (low > best) | (best > high) | (low > high)
    yield falls, "fatalities do not run from low to high", "give low, best and high in this order"
    reports, families = _numbers(table, "n_reports"), _numbers(table, "n_independent")
    few = (reports < 0) | (families < 0)
    yield few, "the number of reports is negative", "give a count"


def _checks_of_ways(ways: pa.ListArray, casebook: Casebook) -> Iterator[tuple[Mask, str, str]]:
    """Yield the same for accounts of who did what to whom."""
    n = len(ways)
    rows, told = _flat(ways)
    cast_rows, cast = _flat(pc.struct_field(told, "cast"))
    cast_rows = rows[cast_rows]
    acts = [act.id for act in casebook.acts]
    actors = [UNKNOWN_ACTOR, *(actor.id for actor in casebook.actors)]
    yield _column(pc.equal(pc.list_value_length(ways), 0)), "the account has no hypothesis", _WORD
    holed = _column(pc.is_null(told)) | _column(pc.is_null(pc.struct_field(told, "cast")))
    yield (
        _in_rows(rows[holed], n),
        "a hypothesis or its cast is missing",
        "give an empty cast for nobody named",
    )
    weight = _floats(pc.struct_field(told, "weight"))
    total = np.zeros(n)
    np.add.at(total, rows, np.nan_to_num(weight, posinf=2.0, neginf=2.0))
    outside = _in_rows(rows[(weight < 0) | (weight > 1)], n) | (total > 1 + 1e-9)
    yield (
        outside,
        "weights are no shares of one whole",
        "give numbers from 0 to 1 that sum to at most 1, or none",
    )
    yield _among(pc.struct_field(told, "act"), acts, rows, n), _STRANGE_ACT, _OTHER_BOOK
    yield (
        _among(pc.struct_field(cast, "actor"), actors, cast_rows, n),
        _STRANGE_ACTOR,
        _OTHER_BOOK,
    )
    yield _among(pc.struct_field(cast, "role"), Role, cast_rows, n), "a role is of no known kind", _WORD
    yield (
        _among(pc.struct_field(told, "response"), Response, rows, n),
        "a response is of no known kind",
        _WORD,
    )


def _flat(lists: pa.Array) -> tuple[npt.NDArray[np.int64], pa.Array]:
    """Return the items of all lists, and for each the index of its list."""
    return pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64), pc.list_flatten(
        lists
    )


def _column(answers: pa.Array | pa.ChunkedArray) -> Mask:
    """Return a column of booleans as a mask; null is False."""
    filled = pc.fill_null(answers, False)
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _among(
    values: pa.Array | pa.ChunkedArray, words: Iterable[str], rows: npt.NDArray[np.int64], n_rows: int
) -> Mask:
    """Return which rows hold a value that is none of `words`."""
    mask = np.zeros(n_rows, dtype=np.bool_)
    known = _column(pc.is_in(values, value_set=pa.array([str(word) for word in words], pa.string())))
    mask[rows[~known]] = True
    return mask


def _numbers(table: pa.Table, name: str) -> npt.NDArray[np.float64]:
    """Return a column with NaN for missing values."""
    return np.asarray(table.column(name).to_numpy(), dtype=np.float64)


def _in_rows(rows: npt.NDArray[np.int64], n_rows: int) -> Mask:
    """Return a mask of the rows named."""
    mask = np.zeros(n_rows, dtype=np.bool_)
    mask[rows] = True
    return mask


def _floats(values: pa.Array) -> npt.NDArray[np.float64]:
    """Return an array with NaN for missing values."""
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.float64)


def _far_time(table: pa.Table) -> Mask:
    """Return which rows speak of a time beyond the years of any record."""
    first, last = (datetime(year, 1, 1, tzinfo=UTC) for year in (YEARS.start, YEARS.stop))
    mask = np.zeros(table.num_rows, dtype=np.bool_)
    for name in ("start_at", "end_at", "known_at", "superseded_at"):
        column = table.column(name)
        bounds = (pa.scalar(one, column.type) for one in (first, last))
        mask |= _column(pc.less(column, next(bounds))) | _column(pc.greater(column, next(bounds)))
    return mask


def _impossible_place(table: pa.Table) -> Mask:
    lon, lat, radius = (_numbers(table, name) for name in ("lon", "lat", "radius_m"))
    known = ~_column(pc.is_null(table.column("lon")))
    grades = [grade.value for grade in PlaceGrade]
    graded = _column(pc.is_in(table.column("place_grade"), value_set=pa.array(grades)))
    sound = (np.abs(lon) <= 180) & (np.abs(lat) <= 90) & (radius >= 0) & np.isfinite(radius) & graded
    sound &= ~((lon == 0) & (lat == 0))
    half_known = ~_column(pc.is_null(table.column("lat")))
    return np.asarray(np.where(known, ~sound, half_known), dtype=np.bool_)


def _impossible_time(table: pa.Table) -> Mask:
    start, end = table.column("start_at"), table.column("end_at")
    half_known = np.logical_xor(_column(pc.is_null(start)), _column(pc.is_null(end)))
    return _column(pc.less(end, start)) | half_known


def _kinds(ways: pa.ListArray, words: FileWords) -> Indices:
    """Return of each account the acts that its hypotheses name, by number."""
    rows, told = _flat(ways)
    acts: list[dict[str, None]] = [{} for _ in ways]
    for row, act in zip(rows.tolist(), pc.struct_field(told, "act").to_pylist(), strict=True):
        acts[row][act] = None
    return np.array([words.kinds.code(tuple(one)) for one in acts], dtype=np.int64)


def _places(table: pa.Table, words: FileWords) -> Indices:
    """Return of each row its place in words, by number."""
    names = table.column("place").combine_chunks().fill_null("").dictionary_encode()
    found = [
        words.places.code(PlaceWords(names=(one,) if one else ())) for one in names.dictionary.to_pylist()
    ]
    return np.asarray(np.array(found, dtype=np.int64)[names.indices.to_numpy()])
