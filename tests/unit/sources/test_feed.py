"""Files that are damaged, foreign or hostile end in a fault that names the line."""

from __future__ import annotations

import gzip
import hashlib
import io
import tracemalloc
from pathlib import Path

import pytest

from tests.unit.sources.exports import CASEBOOK, ROW, export, numbered, read
from truceline.errors import BadReport, Fault, NotFound
from truceline.sources import READERS, read_claims
from truceline.sources.feed import MAX_ROW_BYTES


def fault_of(data: bytes) -> Fault:
    with pytest.raises(BadReport) as error:
        read(data)
    (fault,) = error.value.faults
    assert fault.file == "dale.csv"
    assert fault.remedy
    return fault


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadReport):
        read(data)


def test_a_byte_that_is_no_utf_8_is_named_with_its_line() -> None:
    fault = fault_of(export([ROW | {"notes": ""}]).replace(b"Hay-on-Dale", b"H\xe9-on-Dale"))
    assert fault.line == 2
    assert "0xe9" in fault.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_refused(encoding: str) -> None:
    with pytest.raises(BadReport):
        read(export([ROW]).decode().encode(encoding))


def test_a_byte_order_mark_is_let_pass() -> None:
    assert read(b"\xef\xbb\xbf" + export([ROW])).claims.equals(read(export([ROW])).claims)


def test_windows_line_ends_are_let_pass() -> None:
    assert read(export([ROW]).replace(b"\n", b"\r\n")).claims.equals(read(export([ROW])).claims)


def test_a_quotation_mark_that_is_never_closed_swallows_nothing() -> None:
    data = export(numbered([{"notes": ""}, {"notes": '"'}, {"notes": ""}])).replace(b'""""', b'"')
    fault = fault_of(data)
    assert fault.line == 3
    assert "never closed" in fault.message


def test_text_behind_a_quotation_is_refused() -> None:
    assert fault_of(export([ROW]).replace(b'notes."', b'notes."x')).line == 2


class Endless(io.RawIOBase):
    """A heading, and then one line of a gigabyte that nobody has to store."""

    def __init__(self, head: bytes, n_bytes: int) -> None:
        self.head, self.n_left, self.n_given = head, n_bytes, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self.head or b"x" * min(size, self.n_left)
        self.n_left -= 0 if self.head else len(data)
        self.head = b""
        self.n_given += len(data)
        return data


def test_a_line_of_a_gigabyte_is_refused_without_holding_it() -> None:
    stream = Endless(export([]), 10**9)
    tracemalloc.start()
    with pytest.raises(BadReport, match="cannot be read"):
        read_claims(stream, CASEBOOK, name="long.csv")  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stream.n_given < 3 * MAX_ROW_BYTES
    assert peak < 20 * MAX_ROW_BYTES


def test_a_cell_over_many_lines_is_bounded_too() -> None:
    data = export([ROW]).replace(b"Nobody reads", b"Nobody\n" * (MAX_ROW_BYTES // 7) + b"reads")
    assert fault_of(data).line >= 2


def test_a_compressed_line_of_a_gigabyte_is_bounded_too(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(export([]))
        for _ in range(50):
            stream.write(b"x" * MAX_ROW_BYTES)
    with pytest.raises(BadReport) as error:
        read_claims(path, CASEBOOK)
    assert error.value.faults[0].line == 2


def test_a_compressed_file_is_read_whatever_its_name() -> None:
    assert read(gzip.compress(export([ROW]))).claims.equals(read(export([ROW])).claims)


@pytest.mark.parametrize("n_kept", [12, 100])
def test_a_compressed_file_that_breaks_off_is_refused(n_kept: int) -> None:
    assert "damaged" in fault_of(gzip.compress(export([ROW]))[:n_kept]).message


def test_a_damaged_compressed_file_is_refused() -> None:
    data = bytearray(gzip.compress(export([ROW])))
    data[-6] ^= 0xFF  # its checksum
    assert "damaged" in fault_of(bytes(data)).message


@pytest.mark.parametrize("wrap", [bytes, gzip.compress])
def test_the_hash_is_of_the_file_as_stored(wrap: type[bytes], tmp_path: Path) -> None:
    data = wrap(export([ROW]))
    path = tmp_path / "dale.csv"
    path.write_bytes(data)
    assert read_claims(path, CASEBOOK).sha256 == hashlib.sha256(data).hexdigest()


def test_a_file_that_is_not_there_is_a_fault_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(BadReport) as error:
        read_claims(tmp_path / "none.csv", CASEBOOK)
    assert "none.csv" in error.value.faults[0].file


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadReport, match="cannot be opened"):
        read_claims(tmp_path, CASEBOOK)


def test_a_reader_nobody_wrote_is_not_found() -> None:
    assert set(READERS) == {"acled", "ucdp", "airwars", "csv", "geojson", "claims"}
    with pytest.raises(NotFound, match="acled"):
        read(export([ROW]), reader="acle")


def test_two_readings_are_one() -> None:
    assert read(export([ROW])) == read(export([ROW]))
