"""Tables whose columns are of the wrong type or whose bytes were changed: the command reads or refuses them.

It ends with 0 or 1, says what it refuses, and no exception comes out. Chance has a fixed seed.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tests.e2e.test_hostile import _claims
from tests.fuzz.targets import parquet, track_table
from tests.fuzz.test_parsers import COLUMNS
from truceline.cli import app
from truceline.files import write_new
from truceline.model.tables import CLAIMS

SEED = 11
N_CHANGED = 70
COMPRESSIONS = ("none", "snappy", "zstd")
FILLS = (0x00, 0xFF)
TRACK_COLUMNS = ("patrol", "vehicle", "side", "at", "lon", "lat", "radius_m", "flagged", "geometry")


@pytest.fixture(scope="module")
def tarn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the invented casebook."""
    return write_new("tarn", tmp_path_factory.mktemp("casebooks") / "tarn")[0].parent


def is_read(data: bytes, words: str, tarn: Path, folder: Path, why: str) -> bool:
    """Return whether the command reads a file; what it refuses it lists."""
    file = folder / "t.parquet"
    file.write_bytes(data)
    typed = [str({"FILE": file, "TARN": tarn}.get(word, word)) for word in words.split()]
    done = CliRunner().invoke(app, typed)
    assert done.exception is None or isinstance(done.exception, SystemExit), (why, done.exc_info)
    assert done.exit_code in (0, 1), why
    assert done.exit_code == 0 or "\n  " in done.stderr, (why, done.stderr)
    return done.exit_code == 0


SHOW = "patrols show FILE --casebook TARN"
READ = "incidents read FILE --format claims --casebook TARN"


def with_column(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    kept = table.drop_columns([name]) if name in table.column_names else table
    return kept.append_column(name, column).replace_schema_metadata(table.schema.metadata)


def fixes_of(name: str) -> pa.Table:
    """Return three fixes that are read with or without geometry, as a column of that name asks."""
    table = track_table().slice(0, 3)
    if name == "geometry":
        return table
    plain = table.drop_columns(["geometry"]).replace_schema_metadata(None)
    return plain.append_column("lon", pa.array([36.7] * 3)).append_column("lat", pa.array([35.8] * 3))


@pytest.mark.parametrize("name", TRACK_COLUMNS)
def test_a_column_of_a_track_of_any_type_is_read_or_refused(name: str, tarn: Path, tmp_path: Path) -> None:
    assert is_read(parquet(fixes_of(name)), SHOW, tarn, tmp_path, "as it should be")
    for kind, column in COLUMNS.items():
        is_read(parquet(with_column(fixes_of(name), name, column)), SHOW, tarn, tmp_path, kind)


@pytest.mark.parametrize("name", CLAIMS.names)
def test_a_column_of_claims_of_any_type_is_read_or_refused(name: str, tarn: Path, tmp_path: Path) -> None:
    three = pa.concat_tables([pq.read_table(pa.BufferReader(_claims()))] * 3)
    for kind, column in COLUMNS.items():
        is_read(parquet(with_column(three, name, column)), READ, tarn, tmp_path, kind)


def packed(table: pa.Table, compression: str) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, compression=compression)
    return out.getvalue()


def damaged_pages(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file with the pages of each column filled: whole, and after the first one's head."""
    group = pq.ParquetFile(pa.BufferReader(data)).metadata.row_group(0)
    for number in range(group.num_columns):
        column = group.column(number)
        first = column.dictionary_page_offset or column.data_page_offset
        end = first + column.total_compressed_size
        for start in (first, first + 25):
            for fill in FILLS:
                filled = bytes([fill]) * max(end - start, 0)
                where = f"{column.path_in_schema}, {start} to {end}, {fill:#x}"
                yield where, data[:start] + filled + data[start + len(filled) :]


def changed_bytes(data: bytes, chance: random.Random) -> bytes:
    """Return a file with one to forty bytes changed, every third time near its end, where the schema is."""
    changed = bytearray(data)
    first = len(data) - 600 if chance.random() < 1 / 3 else 0
    for _ in range(chance.choice((1, 1, 3, 10, 40))):
        changed[chance.randrange(max(first, 0), len(data))] = chance.randrange(256)
    return bytes(changed)


TABLES = {"tracks": (track_table, SHOW), "claims": (lambda: pq.read_table(pa.BufferReader(_claims())), READ)}


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("what", TABLES)
def test_a_damaged_page_is_refused_or_harmless(
    what: str, compression: str, tarn: Path, tmp_path: Path
) -> None:
    made, words = TABLES[what]
    answers = [
        is_read(data, words, tarn, tmp_path, where)
        for where, data in damaged_pages(packed(made(), compression))
    ]
    assert not all(answers)


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("what", TABLES)
def test_changed_bytes_are_refused_or_harmless(
    what: str, compression: str, tarn: Path, tmp_path: Path
) -> None:
    made, words = TABLES[what]
    data, chance = packed(made(), compression), random.Random(SEED)
    assert is_read(data, words, tarn, tmp_path, "as it should be")
    answers = [
        is_read(changed_bytes(data, chance), words, tarn, tmp_path, str(number))
        for number in range(N_CHANGED)
    ]
    assert not all(answers)
