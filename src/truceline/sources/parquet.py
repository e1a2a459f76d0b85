"""Parquet from outside: read only in bounded memory, and what Arrow says of damage as a fault.

A few bytes of Parquet can stand for billions of rows, or for one long text a million times over; both are
told before any column is read whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from truceline.errors import BadReport, Fault

MOST_ROWS: Final = 1_000_000
"""A file may hold so many rows whatever its size …"""
ROWS_A_BYTE: Final = 4
"""… and more only if each byte of it stands for no more than this."""
MOST_TEXT: Final = 64 * 1024 * 1024
"""The texts of a column may take so many bytes …"""
TEXT_A_BYTE: Final = 100
"""… or this many for each byte of the file."""


@contextmanager
def undamaged(file: str) -> Iterator[None]:
    """Turn what Arrow cannot read into a fault of the file.

    Raises
    ------
    BadReport
        If anything read inside is damaged, or would take more memory than there is.
    """
    try:
        yield
    except (pa.ArrowException, OSError, MemoryError) as error:
        said = (str(error).splitlines() or ["it is damaged"])[0][:200]
        fault = Fault(file=file, message=f"the file is no Parquet: {said}", remedy="write or fetch it again")
        raise BadReport(f"{file} is not a Parquet file", [fault]) from None


def refuse_unbounded(stored: pq.ParquetFile, file: str, n_bytes: int) -> None:
    """Refuse a file of more rows than its size can stand for.

    Raises
    ------
    BadReport
        If it is so.
    """
    n_rows = stored.metadata.num_rows
    if n_rows > max(MOST_ROWS, ROWS_A_BYTE * n_bytes):
        message = f"{n_bytes:,} bytes are said to hold {n_rows:,} rows"
        raise BadReport(
            f"{file} is not read", [Fault(file=file, message=message, remedy="write it in parts")]
        )


def batches(
    stored: pq.ParquetFile, file: str, *, n_rows: int, columns: list[str]
) -> Iterator[pa.RecordBatch]:
    """Yield some columns of a file, so many rows at once; what cannot be read is its fault."""
    with undamaged(file):
        found = stored.iter_batches(batch_size=n_rows, columns=columns, use_threads=False)
    while True:
        with undamaged(file):
            batch = next(found, None)
        if batch is None:
            return
        yield batch


def n_text_bytes(texts: pa.Array) -> int:
    """Return how many bytes texts would take that are held as a dictionary."""
    if not pa.types.is_dictionary(texts.type):
        return int(texts.nbytes)
    lengths = pc.binary_length(texts.dictionary)
    return int(pc.sum(pc.take(lengths, texts.indices).cast(pa.int64())).as_py() or 0)


def refuse_long_texts(n_text: int, file: str, name: str, n_bytes: int) -> None:
    """Refuse a column of so many bytes of text, far more than a file of so many bytes has.

    Raises
    ------
    BadReport
        If it is so.
    """
    if n_text > max(MOST_TEXT, TEXT_A_BYTE * n_bytes):
        message = f"the texts of column {name!r} would take {n_text:,} bytes"
        raise BadReport(f"{file} is not read", [Fault(file=file, message=message, remedy="shorten them")])
