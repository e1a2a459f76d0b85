"""Which rows of a column say the same: a number for each, whatever the cells are made of."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Indices = npt.NDArray[np.int64]

_FEW: Final = 16
"""Lists of so many items are compared place by place, all at once."""


def alike(column: pa.Array | pa.ChunkedArray) -> Indices:
    """Return a number for each row, the same for two rows where their cells are the same, missing parts too.

    Numbers count from 0, in the order in which cells are first met. Floats are compared by their bits, so
    that `0.0` and `-0.0` differ.

    Examples
    --------
    >>> alike(pa.array([["a", "b"], [], ["a", "b"], None, ["b", "a"]])).tolist()
    [0, 1, 0, 2, 3]
    """
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if pa.types.is_struct(column.type):
        codes = recoded(column.is_valid().to_numpy(zero_copy_only=False).astype(np.int64))
        for number in range(column.type.num_fields):
            codes = _both(codes, alike(pc.struct_field(column, [number])))
        return codes
    if pa.types.is_list(column.type):
        return _lists(column)
    if pa.types.is_floating(column.type):
        column = column.cast(pa.float64()).view(pa.int64())
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return np.asarray(column.dictionary_encode(null_encoding="encode").indices.to_numpy(), dtype=np.int64)


def recoded(codes: Indices) -> Indices:
    """Return numbers that are alike where those are alike, counted in the order in which they are met."""
    return np.asarray(pa.array(codes).dictionary_encode().indices.to_numpy(), dtype=np.int64)


def _both(one: Indices, other: Indices) -> Indices:
    """Return numbers that are alike where both are."""
    if not one.any() or not other.any():
        return one + other
    return recoded(one * (other.max(initial=0) + 1) + other)


def _lists(column: pa.ListArray) -> Indices:
    """Compare lists of one length with each other."""
    items = np.append(alike(column.flatten()), -1)
    lengths = pc.list_value_length(column).fill_null(-1).to_numpy().astype(np.int64)
    starts = np.cumsum(np.maximum(lengths, 0)) - np.maximum(lengths, 0)
    codes, n = np.zeros(len(column), dtype=np.int64), 0
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        if length > _FEW:
            known: dict[bytes, int] = {}
            texts = (items[start : start + length].tobytes() for start in starts[rows].tolist())
            found = np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.int64)
        else:
            found = np.zeros(len(rows), dtype=np.int64)
            for place in range(length):
                found = _both(found, items[starts[rows] + place])
        codes[rows] = n + found
        n += found.max(initial=-1) + 1
    return recoded(codes)
