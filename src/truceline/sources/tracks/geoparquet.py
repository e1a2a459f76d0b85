"""GeoParquet to fixes, batch by batch: points as well-known binary, or longitude and latitude as columns.

Millions of rows are read as columns; no row becomes a Python object unless its time is text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from truceline.clock import YEARS
from truceline.errors import BadReport, BadTime, Fault
from truceline.model.ids import one_form, unseen
from truceline.model.tables import FIXES, INSTANT
from truceline.sources.cells import number
from truceline.sources.claim_rows import missing_columns, repeated_columns
from truceline.sources.columns import ColumnMapping, Origin
from truceline.sources.parquet import refuse_unbounded, undamaged
from truceline.sources.tracks.fixes import MOST_LISTED, Faults, flagged, instant, marks_of, own_names, refuse

Floats: TypeAlias = npt.NDArray[np.float64]

BATCH: Final = 1 << 20
_WGS84: Final = frozenset({("OGC", "CRS84"), ("EPSG", "4326")})
_POINT_SIZES: Final = {1: 21, 1001: 29, 2001: 29, 3001: 37}
"""Bytes of a point by its kind in well-known binary: plain, with height, with measure, with both."""
_QUARTER_US: Final = 15 * 60 * 1_000_000
"""No clock changes within a quarter of an hour."""


def parquet_fixes(
    file: str | Path, *, mapping: ColumnMapping | None, name: str, faults: Faults, first: int
) -> Iterator[pa.Table]:
    """Yield a Parquet file's rows as FIXES tables, in its order; what cannot be read goes to `faults`.

    Parameters
    ----------
    file : path
        GeoParquet with points in EPSG:4326, or Parquet with columns for longitude and latitude.
    mapping : ColumnMapping, optional
        Which column is what; our own names without one. The file's own geometry is used unless the mapping
        names `lon` and `lat`.
    name : str
        Stands in for a patrol or vehicle that is not named.
    faults : Faults
        With the row, counted from 1.
    first : int
        Number of the first fix.

    Raises
    ------
    BadReport
        If it is no Parquet, a column of the mapping is missing, or its places are in another system.
    """
    n_bytes = Path(file).stat().st_size
    with undamaged(str(file)), pq.ParquetFile(file) as stored:
        refuse_unbounded(stored, str(file), n_bytes)
        schema = stored.schema_arrow
    names = schema.names
    columns = mapping or own_names(names)
    # What is text is read as a dictionary, so that one long text repeated takes no room.
    texts = [one.name for one in schema if pa.types.is_string(one.type) or pa.types.is_large_string(one.type)]
    with undamaged(str(file)), pq.ParquetFile(file, read_dictionary=texts) as stored:
        geometry = None if "lon" in columns.origins else _geometry(str(file), schema)
        wanted = [origin.column for origin in columns.origins.values() if origin.column]
        asked = dict.fromkeys([*wanted, *([geometry] if geometry else [])])
        wrong = missing_columns(str(file), 0, asked, list(names)) + repeated_columns(
            str(file), 0, [name for name in names if name in asked]
        )
        if wrong:
            raise BadReport(f"{file} does not have the columns of the mapping", wrong)
        if "at" not in columns.origins:
            refuse(str(file), "no column gives the time", "give a mapping file that names `at`")
        if geometry is None and "lon" not in columns.origins:
            refuse(str(file), "nothing gives a place", "give GeoParquet, or name `lon` and `lat`")
        row = 0
        for batch in stored.iter_batches(batch_size=BATCH, columns=list(asked), use_threads=False):
            yield _Batch(batch, columns, name, faults, row).table(geometry, first + row)
            row += batch.num_rows


def _geometry(file: str, schema: pa.Schema) -> str | None:
    """Return the name of the column of points, if the file says it is in WGS84."""
    text = (schema.metadata or {}).get(b"geo")
    if text is None:
        return None
    try:
        about = json.loads(text)
        column = about["primary_column"]
        kind = about["columns"][column]
    except (ValueError, KeyError, TypeError, RecursionError):
        kind = None
    if not isinstance(kind, dict):
        refuse(file, "the file's `geo` metadata cannot be read", "write it again as GeoParquet 1.0 or 1.1")
    if kind.get("encoding") != "WKB":
        refuse(file, f"geometry is encoded as {str(kind.get('encoding'))[:40]!r}", "encode it as WKB")
    crs = kind.get("crs")
    code = crs.get("id") if isinstance(crs, dict) else None
    named = (str(code.get("authority")), str(code.get("code"))) if isinstance(code, dict) else None
    is_wgs84 = "crs" not in kind or named in _WGS84
    if not is_wgs84 and not _is_named_wgs84(crs):
        refuse(file, "places are not in longitude and latitude WGS84", "convert them to EPSG:4326")
    return str(column)


def _is_named_wgs84(crs: object) -> bool:
    """Whether a system without a code is WGS84 in degrees, as some writers put it."""
    named = isinstance(crs, dict) and crs.get("type") == "GeographicCRS"
    return named and isinstance(crs, dict) and str(crs.get("name", "")).startswith("WGS 84")


def _stored(column: pa.Array) -> pa.Array:
    return column.storage if isinstance(column, pa.ExtensionArray) else column


def _line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0][:200]


class _Batch:
    """One batch of a file, column by column."""

    def __init__(
        self, batch: pa.RecordBatch, mapping: ColumnMapping, name: str, faults: Faults, row: int
    ) -> None:
        self.batch, self.mapping, self.name, self.faults, self.row = batch, mapping, name, faults, row

    def table(self, geometry: str | None, first: int) -> pa.Table:
        """Return the batch as FIXES."""
        n = self.batch.num_rows
        degrees = (("lon", 180.0), ("lat", 90.0))
        lon, lat = self._points(geometry) if geometry else (self._degrees(*one) for one in degrees)
        unknown = np.isnan(lon) | np.isnan(lat) | ((lon == 0) & (lat == 0))
        columns = [
            self._names("patrol", self.name),
            self._names("vehicle", self.name),
            self._names("side", None),
            self._times(),
            pa.array(lon, mask=unknown),
            pa.array(lat, mask=unknown),
            self._radii(),
            pa.array(np.arange(first, first + n)),
            self._marks(),
        ]
        return pa.table(columns, schema=FIXES)

    def _column(self, origin: Origin) -> pa.Array:
        return _stored(self.batch.column(origin.column))

    def _coded(self, origin: Origin) -> pa.DictionaryArray:
        """Return a column as text, dictionary-encoded, with no null among its words."""
        column = self._column(origin)
        if pa.types.is_dictionary(column.type):
            words = column.dictionary
            if pa.types.is_string(words.type) and words.null_count == 0:
                return column
            column = column.dictionary_decode()
        try:
            return column.cast(pa.string()).dictionary_encode()
        except pa.ArrowException as error:
            refuse(
                self.faults.file, f"the column {origin.column!r} holds no text: {_line(error)}", "write text"
            )

    def _fault(self, rows: npt.NDArray[np.bool_], message: str, remedy: str) -> None:
        at = np.flatnonzero(rows)
        for row in at[:MOST_LISTED].tolist():
            self.faults.add_fault(
                Fault(file=self.faults.file, line=self.row + row + 1, message=message, remedy=remedy)
            )
        self.faults.n += len(at[MOST_LISTED:])

    def _names(self, key: str, missing: str | None) -> pa.Array:
        origin = self.mapping.of(key)
        kind = FIXES.field(key).type
        if origin.column is None:
            return pa.array([origin.always or missing], kind).take(
                pa.array(np.zeros(self.batch.num_rows, int))
            )
        coded = self._coded(origin)
        words: list[str | None] = [
            None if word is None else str(word).strip() for word in coded.dictionary.to_pylist()
        ]
        for i, word in enumerate(words):
            if origin.values is not None and word:
                if word not in origin.values:
                    is_here = np.asarray(pc.fill_null(pc.equal(coded.indices, i), False))
                    self._fault(is_here, f"{key} {word[:40]!r} is not in the mapping", "add it to `values`")
                words[i] = origin.values.get(word)
            said = words[i] or ""
            if unseen(said):
                is_here = np.asarray(pc.fill_null(pc.equal(coded.indices, i), False))
                message = f"{key} {said[:40]!r} has a sign that nobody can see, {unseen(said)}"
                self._fault(is_here, message, "write it without")
            words[i] = one_form(said) or missing
        words.append(missing)
        renamed = pa.array(words, pa.string()).dictionary_encode()
        indices = pc.fill_null(coded.indices.cast(pa.int32()), len(words) - 1)
        return pa.DictionaryArray.from_arrays(renamed.indices.take(indices), renamed.dictionary)

    def _times(self) -> pa.Array:
        origin = self.mapping.of("at")
        if origin.column is None:
            return pa.array([self._instant(origin.always or "", origin, 0)] * self.batch.num_rows, INSTANT)
        column = self._column(origin)
        if pa.types.is_timestamp(column.type):
            column = self._in_years(column)
            if column.type.tz is not None:
                return column.cast(INSTANT, safe=False)
            return self._zoned(column.cast(pa.timestamp("us"), safe=False), origin)
        coded = self._coded(origin)
        firsts = np.zeros(len(coded.dictionary), dtype=np.int64)
        indices = np.asarray(pc.fill_null(coded.indices, -1))
        known = np.flatnonzero(indices >= 0)
        firsts[indices[known][::-1]] = known[::-1]
        found = pa.array(
            [
                self._instant(text, origin, int(row))
                for text, row in zip(coded.dictionary.to_pylist(), firsts, strict=True)
            ],
            INSTANT,
        )
        return found.take(coded.indices)

    def _in_years(self, column: pa.Array) -> pa.Array:
        """Return timestamps of any unit without those of years beyond any record, each one a fault."""
        units = np.asarray(pc.fill_null(column.cast(pa.int64()), 0))
        first, last = (
            int(np.datetime64(f"{year}-01-01", column.type.unit).astype(np.int64))
            for year in (YEARS.start, YEARS.stop)
        )
        is_far = (units < first) | (units >= last)
        self._fault(is_far, f"the time is outside {YEARS.start} to {YEARS.stop - 1}", "mend it")
        return pa.array(units, pa.int64(), mask=is_far | np.asarray(pc.is_null(column))).cast(column.type)

    def _instant(self, text: str, origin: Origin, row: int) -> object:
        try:
            return instant(text.strip(), zone=origin.zone, form=origin.format) if text.strip() else None
        except BadTime as error:
            self.faults.add(error, line=self.row + row + 1)
            return None

    def _zoned(self, column: pa.Array, origin: Origin) -> pa.Array:
        """Return naive times as instants by the mapping's zone, one question for each quarter of an hour."""
        if origin.zone is None:
            remedy = "give `zone` for `at` in a mapping file"
            refuse(self.faults.file, f"the times of {origin.column!r} name no time zone", remedy)
        local = np.asarray(pc.fill_null(column.cast(pa.int64()), 0))
        quarters, which = np.unique(local // _QUARTER_US, return_inverse=True)
        rows = np.full(len(quarters), len(local), dtype=np.int64)
        np.minimum.at(rows, which, np.arange(len(local)))
        shifts = np.zeros(len(quarters), dtype=np.int64)
        for i, quarter in enumerate(quarters.tolist()):
            words = str(np.datetime64(quarter * _QUARTER_US, "us"))[:19]
            try:
                found = instant(words, zone=origin.zone)
            except BadTime as error:
                self.faults.add(error, line=self.row + int(rows[i]) + 1)
                continue
            shifts[i] = round(found.timestamp()) * 1_000_000 - quarter * _QUARTER_US
        at = pa.array(local + shifts[which], mask=np.asarray(pc.is_null(column)))
        return at.cast(INSTANT)

    def _numbers(self, key: str) -> Floats:
        origin = self.mapping.of(key)
        if origin.column is None:
            value = number(origin.always, name=key) if origin.always else np.nan
            return np.full(self.batch.num_rows, value)
        try:
            column = self._column(origin)
            column = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
            column = column.cast(pa.float64())
        except pa.ArrowException as error:
            refuse(self.faults.file, f"the column {origin.column!r} holds no numbers: {_line(error)}")
        return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)

    def _degrees(self, key: str, most: float) -> Floats:
        found = self._numbers(key)
        self._fault(np.abs(found) > most, f"{key} is off the globe", "give degrees, nothing if unknown")
        return found

    def _radii(self) -> pa.Array:
        found = self._numbers("radius_m")
        wrong = (found < 0) | np.isinf(found)
        self._fault(wrong, "radius_m is negative or without end", "give metres, nothing if unknown")
        return pa.array(found, mask=np.isnan(found))

    def _marks(self) -> pa.ListArray:
        origin = self.mapping.of("flagged")
        if origin.column is None:
            return marks_of(np.full(self.batch.num_rows, flagged(origin.always or "")))
        coded = self._coded(origin)
        is_out = np.zeros(len(coded.dictionary) + 1, dtype=bool)
        for i, word in enumerate(coded.dictionary.to_pylist()):
            try:
                is_out[i] = flagged(word)
            except BadReport as error:
                is_here = np.asarray(pc.fill_null(pc.equal(coded.indices, i), False))
                self._fault(is_here, str(error), "write yes, no or nothing")
        return marks_of(is_out[np.asarray(pc.fill_null(coded.indices, len(coded.dictionary)))])

    def _points(self, geometry: str) -> tuple[Floats, Floats]:
        """Return the coordinates of points in well-known binary, all of one size at once."""
        n = self.batch.num_rows
        lon, lat = np.full(n, np.nan), np.full(n, np.nan)
        if n == 0:
            return lon, lat
        try:
            column = _stored(self.batch.column(geometry)).cast(pa.large_binary())
        except pa.ArrowException as error:
            refuse(
                self.faults.file,
                f"the column {geometry!r} holds no geometry: {_line(error)}",
                "encode it as WKB",
            )
        offsets = np.frombuffer(column.buffers()[1], dtype=np.int64)[column.offset : column.offset + n + 1]
        data = np.frombuffer(column.buffers()[2] or b"", dtype=np.uint8)
        sizes = np.diff(offsets)
        is_there = np.asarray(pc.is_valid(column)) & (sizes > 0)
        is_read = ~is_there
        for size in np.unique(sizes[is_there]).tolist():
            rows = np.flatnonzero(is_there & (sizes == size))
            if size not in _POINT_SIZES.values():
                continue
            whole = len(rows) == n  # then the points follow each other without a gap
            begin = int(offsets[0])
            raw = (
                data[begin : begin + n * size].reshape(n, size)
                if whole
                else data[offsets[rows][:, None] + np.arange(size)]
            )
            for order, whole_number, double in ((1, "<u4", "<f8"), (0, ">u4", ">f8")):
                kinds = np.ascontiguousarray(raw[:, 1:5]).view(whole_number).ravel()
                known = [kind for kind, bytes_ in _POINT_SIZES.items() if bytes_ == size]
                fits = (raw[:, 0] == order) & np.isin(kinds, known)
                if fits.any():
                    xy = np.ascontiguousarray(raw[fits, 5:21]).view(double).astype(np.float64)
                    lon[rows[fits]], lat[rows[fits]] = xy[:, 0], xy[:, 1]
                    is_read[rows[fits]] = True
        self._fault(~is_read, "the geometry is no point", "give one point for each fix")
        off = (np.abs(lon) > 180) | (np.abs(lat) > 90)
        self._fault(off, "the point is off the globe", "give longitude, then latitude, in degrees")
        lon[off], lat[off] = np.nan, np.nan
        return lon, lat
