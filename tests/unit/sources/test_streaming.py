"""Claims batch by batch: the same as all at once, in memory that does not grow with the rows."""

from __future__ import annotations

import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.sources.exports import CASEBOOK, ROW, export, numbered, read
from truceline.errors import BadReport, NotFound
from truceline.sources import stream_claims
from truceline.sources.blocks import BLOCK_BYTES
from truceline.sources.claim_rows import MOST_FAULTS

FAULTY = numbered([{}, {"fatalities": "many"}, {"location": "Over\nlines"}, {"event_type": "Skirmish"}, {}])


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


@pytest.mark.parametrize("n_bytes", [1, 500, BLOCK_BYTES])
def test_an_export_batch_by_batch_is_the_export(monkeypatch: pytest.MonkeyPatch, n_bytes: int) -> None:
    monkeypatch.setattr("truceline.sources.blocks.BLOCK_BYTES", n_bytes)
    monkeypatch.setattr("truceline.sources.feed.PART_BYTES", n_bytes)
    whole = read(export(FAULTY))
    batches = list(stream_claims(io.BytesIO(export(FAULTY)), CASEBOOK, name="dale.csv"))
    assert (len(batches) > 1) == (n_bytes < BLOCK_BYTES)
    assert pa.Table.from_batches([one.claims for one in batches]).equals(whole.claims)
    assert tuple(fault for one in batches for fault in one.faults) == whole.faults
    assert np.concatenate([one.lines for one in batches]).tolist() == [2, 6, 11]


def test_own_claims_batch_by_batch_are_the_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truceline.sources.own._BATCH", 2)
    rows = read(export(numbered([{}, {}, {}, {}, {}]))).claims.to_pylist()
    rows[3] |= {"basis": "hearsay"}
    data = parquet(pa.Table.from_pylist(rows, schema=read(export([ROW])).claims.schema))
    batches = list(stream_claims(io.BytesIO(data), CASEBOOK, reader="claims", name="dale.parquet"))
    assert [one.lines.tolist() for one in batches] == [[1, 2], [3], [5]]
    assert [fault.line for one in batches for fault in one.faults] == [4]


def test_a_file_that_breaks_off_gives_what_came_before_and_then_says_where() -> None:
    data = export(numbered([{"notes": ""}] * 2)) + b'DAL3,"'
    batches = stream_claims(io.BytesIO(data), CASEBOOK, name="dale.csv")
    assert next(batches).lines.tolist() == [2, 3]
    with pytest.raises(BadReport) as error:
        next(batches)
    assert error.value.faults[0].line == 4


@pytest.mark.parametrize("more", [0, 1])
def test_too_many_faults_refuse_the_file(more: int) -> None:
    row = export([ROW | {"fatalities": "many", "notes": ""}]).split(b"\n", 1)[1]
    data = export([]) + row * (MOST_FAULTS + more)
    batches = stream_claims(io.BytesIO(data), CASEBOOK, name="dale.csv")
    if more:
        with pytest.raises(BadReport, match="more than 10,000 rows cannot be read"):
            list(batches)
    else:
        assert sum(len(one.faults) for one in batches) == MOST_FAULTS


def test_a_reader_that_gives_no_batches_is_named() -> None:
    with pytest.raises(NotFound, match="acled and claims do"):
        next(stream_claims(io.BytesIO(b""), CASEBOOK, reader="ucdp"))


class Rows(io.RawIOBase):
    """A heading and as many rows as one likes, which nobody has to hold."""

    def __init__(self, n_rows: int) -> None:
        self.head, rest = export([]), export([ROW | {"event_id_cnty": "#"}]).split(b"\n", 1)[1]
        self.before, self.behind = rest.split(b"#", 1)
        self.n, self.n_rows, self.left = 0, n_rows, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self.left) < size and self.n < self.n_rows:
            self.n += 1
            self.left += self.head + self.before + b"DAL%d" % self.n + self.behind
            self.head = b""
        data, self.left = self.left[:size], self.left[size:]
        return data


def held(n_rows: int) -> int:
    """Return the most memory that Arrow held beyond what it did before, while rows came and went."""
    before, most, n = pa.total_allocated_bytes(), 0, 0
    for batch in stream_claims(Rows(n_rows), CASEBOOK, name="long.csv"):  # type: ignore[arg-type]
        n += batch.claims.num_rows
        most = max(most, pa.total_allocated_bytes() - before)
    assert n == n_rows
    return most


def test_memory_does_not_grow_with_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truceline.sources.blocks.BLOCK_BYTES", 256 * 1024)
    few, many = held(4_000), held(40_000)
    assert many < 1.5 * few
