"""Rows that are alike in some columns: each kind is computed once, through the first row of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Indices = npt.NDArray[np.int64]


def rows_alike(*columns: npt.NDArray[Any]) -> Indices:
    """Return for each row, (n,), the number of its kind; kinds are numbered as they are first met.

    Parameters
    ----------
    columns : array (n, ...)
        At least one. Rows are of one kind where all that they hold is the same to the last bit.
    """
    n = len(columns[0])
    if not n:
        return np.zeros(0, dtype=np.int64)
    each = [np.ascontiguousarray(one).reshape(n, -1) for one in columns]
    raw = [one.view(np.uint8) for one in each if one.shape[1]]
    if not raw:
        return np.zeros(n, dtype=np.int64)
    packed = np.ascontiguousarray(raw[0] if len(raw) == 1 else np.concatenate(raw, axis=1))
    width = packed.shape[1]
    whole = pa.Array.from_buffers(pa.binary(width), n, [None, pa.py_buffer(packed)])
    if width == np.dtype(np.int64).itemsize:
        whole = whole.view(pa.int64())  # quicker to look up
    codes: Indices = whole.dictionary_encode().indices.to_numpy().astype(np.int64)
    return codes


def first_of(codes: Indices) -> Indices:
    """Return the first row of each kind, (m,), of codes as `rows_alike` gives them."""
    first = np.empty(int(codes.max(initial=-1)) + 1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first


def met(codes: Indices, n: int) -> tuple[Indices, Indices]:
    """Return those of the numbers below `n` that are met, sorted, (m,), and for each code which of them."""
    is_met = np.zeros(n, dtype=np.bool_)
    is_met[codes] = True
    place = np.cumsum(is_met) - 1
    return np.flatnonzero(is_met), place[codes]
