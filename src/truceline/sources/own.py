"""Claims that Truceline wrote itself, as Parquet: checked again, since a file may have been changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from truceline.clock import day_of
from truceline.errors import BadReport, Fault
from truceline.model.casebook import Casebook
from truceline.model.ids import UNKNOWN_ACTOR
from truceline.model.tables import CLAIMS, check
from truceline.model.words import Basis, PlaceGrade, Response, Role
from truceline.sources.feed import Feed
from truceline.sources.intake import Intake

Mask = npt.NDArray[np.bool_]


def read_own(feed: Feed, casebook: Casebook, *, zone: str | None = None) -> Intake:
    """Return the claims of a Parquet file of the CLAIMS schema.

    A row is left out and listed, with its number counted from 1, where it names an act or actor that the
    casebook lacks or a word of no list, its place or time is impossible, or it repeats an account.

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
    try:
        table = check(pq.read_table(pa.BufferReader(feed.stream.read())), CLAIMS).combine_chunks()
    except (pa.ArrowException, OSError) as error:
        fault = Fault(file=feed.file, message=f"not a Parquet file: {error}", remedy="write it again")
        raise BadReport(f"{feed.file} is not a Parquet file", [fault]) from None
    except BadReport as error:
        faults = [Fault(file=feed.file, message=fault.message, remedy=fault.remedy) for fault in error.faults]
        raise BadReport(f"{feed.file} is not a table of claims", faults) from None
    wrong: dict[int, Fault] = {}
    for mask, message, remedy in _checks(table, casebook):
        for row in np.flatnonzero(mask).tolist():
            fault = Fault(file=feed.file, line=row + 1, message=message, remedy=remedy)
            wrong.setdefault(row, fault)
    kept = np.ones(table.num_rows, dtype=np.bool_)
    kept[list(wrong)] = False
    claims = table.filter(pa.array(kept))
    return Intake(
        claims=claims,
        faults=tuple(wrong[row] for row in sorted(wrong)),
        n_rows=table.num_rows,
        unmatched_actors={},
        unidentified_actors={},
        kinds=_kinds(table),
        days=_days(claims, zone or casebook.mandate.day_zone),
        sha256=feed.sha256(),
        reader="claims",
        file=feed.file,
    )


def _checks(table: pa.Table, casebook: Casebook) -> Iterator[tuple[Mask, str, str]]:
    """Yield, for each way a row can be wrong, which rows are, what is wrong, and what to do."""
    n = table.num_rows
    hypotheses = table.column("hypotheses").combine_chunks()
    rows, told = _flat(hypotheses)
    cast_rows, cast = _flat(pc.struct_field(told, "cast"))
    cast_rows = rows[cast_rows]
    acts = [act.id for act in casebook.acts]
    actors = [UNKNOWN_ACTOR, *(actor.id for actor in casebook.actors)]
    word = "use the words of the glossary"
    this = "assess it with the casebook it was read with, or read it again"
    yield _column(pc.equal(pc.list_value_length(hypotheses), 0)), "the account has no hypothesis", word
    yield _among(pc.struct_field(told, "act"), acts, rows, n), "an act is not in the casebook", this
    yield (
        _among(pc.struct_field(cast, "actor"), actors, cast_rows, n),
        "an actor is not in the casebook",
        this,
    )
    yield _among(pc.struct_field(cast, "role"), Role, cast_rows, n), "a role is of no known kind", word
    yield _among(pc.struct_field(told, "response"), Response, rows, n), "a response is of no known kind", word
    yield _among(table.column("basis"), Basis, np.arange(n), n), "the basis is of no known kind", word
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
        this,
    )
    yield _impossible_time(table), "the time is impossible", "give start_at up to end_at, or neither"
    yield _repeated(table), "the account stood in an earlier row", "give each account one row"


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


def _repeated(table: pa.Table) -> Mask:
    pairs = list(zip(table["incident_id"].to_pylist(), table["account"].to_pylist(), strict=True))
    seen: set[tuple[str, str]] = set()
    mask = np.zeros(len(pairs), dtype=np.bool_)
    for row, pair in enumerate(pairs):
        mask[row] = pair in seen
        seen.add(pair)
    return mask


def _kinds(table: pa.Table) -> dict[str, int]:
    """Return how many rows have a hypothesis of each act."""
    rows, told = _flat(table.column("hypotheses").combine_chunks())
    acts = pc.struct_field(told, "act").to_pylist()
    return dict(
        Counter(act for _, act in sorted(set(zip(rows.tolist(), acts, strict=True)), key=str)).most_common()
    )


def _days(table: pa.Table, zone: str) -> tuple[str, str] | None:
    first, last = pc.min(table.column("start_at")).as_py(), pc.max(table.column("end_at")).as_py()
    if first is None:
        return None
    return day_of(first, zone), day_of(max(first, last - timedelta(microseconds=1)), zone)
