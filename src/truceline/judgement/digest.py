"""A hash over tables that depends on their values alone, not on chunks, encodings or library versions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.assessment import Assessment


def digest(tables: Iterable[pa.Table]) -> str:
    """Return `sha256:…` over tables, column by column: names, missing values, lengths and values.

    Floats count rounded to 1e-6; rows count in the order they stand, so tables come sorted.
    """
    total = hashlib.sha256()
    for table in tables:
        for name in table.column_names:
            total.update(f"{name}\0{table.num_rows}\0".encode())
            _add(total, table.column(name).combine_chunks())
    return f"sha256:{total.hexdigest()}"


def assessment_digest(assessment: Assessment) -> str:
    """Return the digest of a run: over findings, incidents and performance."""
    return digest((assessment.findings, assessment.incidents, assessment.performance))


def _add(total: hashlib._Hash, column: pa.Array) -> None:
    missing = column.is_null()
    total.update(np.asarray(missing, dtype=np.uint8).tobytes())
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    kind = column.type
    if pa.types.is_floating(kind):
        values = np.round(np.asarray(column.fill_null(0.0), dtype="<f8"), 6)
        total.update((values + 0.0).tobytes())
    elif pa.types.is_list(kind):
        total.update(np.asarray(pc.fill_null(pc.list_value_length(column), 0), dtype="<i8").tobytes())
        _add(total, column.flatten())
    elif pa.types.is_struct(kind):
        for index in range(kind.num_fields):
            _add(total, pc.struct_field(column, index))
    elif pa.types.is_string(kind):
        filled = column.fill_null("")
        total.update(np.asarray(pc.binary_length(filled), dtype="<i8").tobytes())
        whole = pc.binary_join(pa.ListArray.from_arrays([0, len(filled)], filled), "")
        total.update((whole[0].as_py() or "").encode())
    elif pa.types.is_timestamp(kind):
        total.update(np.asarray(column.cast(pa.int64()).fill_null(0), dtype="<i8").tobytes())
    else:
        total.update(np.asarray(column.fill_null(0), dtype="<i8").tobytes())
