"""Whatever bytes a parser is given, it reads them or says what is wrong with them; nothing else comes out.

`corpus/TARGET/` holds inputs that once brought something else out; they are tried again each time.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.fuzz.mutated import mutated
from tests.fuzz.targets import GEO, TARGETS, parquet, track_table
from truceline.errors import TrucelineError

CORPUS = Path(__file__).parent / "corpus"
KEPT = sorted(CORPUS.glob("*/*"))


def given_to(target: str, data: bytes) -> None:
    """Give bytes to a parser, which may raise our own errors, each with faults that can be printed."""
    try:
        TARGETS[target].read(data)
    except TrucelineError as error:
        for fault in error.faults:
            str(fault)


@pytest.mark.parametrize("target", [name for name, one in TARGETS.items() if one.is_sound])
def test_what_a_target_starts_from_is_read(target: str) -> None:
    for seed in TARGETS[target].seeds:
        TARGETS[target].read(seed)


@pytest.mark.parametrize("file", KEPT, ids=[f"{file.parent.name}/{file.name}" for file in KEPT])
def test_what_once_failed_is_read_or_refused(file: Path) -> None:
    given_to(file.parent.name, file.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@examples(12)
@given(data=st.data())
def test_a_file_that_is_almost_right_is_read_or_refused(target: str, data: st.DataObject) -> None:
    given_to(target, data.draw(mutated(TARGETS[target].seeds)))


COLUMNS: dict[str, pa.Array] = {
    "numbers": pa.array([1, 2, None]),
    "unsigned": pa.array([2**64 - 1, 0, None], pa.uint64()),
    "floats": pa.array([float("nan"), float("inf"), -1e308]),
    "halves": pa.array([1, 2, 3], pa.float32()),
    "truths": pa.array([True, False, None]),
    "texts": pa.array(["lead", "", None]),
    "large texts": pa.array(["2020-03-15T08:00:00Z", "0001-01-01T00:00:00+14:00", None], pa.large_string()),
    "views": pa.array(["lead", "x", None], pa.string_view()),
    "bytes": pa.array([b"\xff\xfe", b"\x01" * 21, None]),
    "fixed bytes": pa.array([b"\x01" * 21, b"\x00" * 21, None], pa.binary(21)),
    "nulls": pa.nulls(3),
    "dictionary": pa.array(["a", None, "a"]).dictionary_encode(),
    "dictionary of numbers": pa.array([1, 2, 1]).dictionary_encode(),
    "lists": pa.array([[1], [], None]),
    "structs": pa.array([{"x": 1}, {"x": None}, None]),
    "maps": pa.array([[("a", 1)], [], None], pa.map_(pa.string(), pa.int64())),
    "decimals": pa.array([Decimal("1.5"), Decimal("-2"), None]),
    "days": pa.array([date(2020, 3, 15), date(1, 1, 1), None]),
    "clock times": pa.array([1, 2, None], pa.time64("us")),
    "durations": pa.array([1, 2, None], pa.duration("ns")),
    "far seconds": pa.array([2**52, -(2**52), None], pa.timestamp("s")),
    "far instants": pa.array([2**62, -(2**62), 0], pa.timestamp("ms", tz="UTC")),
    "instants of a zone": pa.array([0, 1, None], pa.timestamp("ns", tz="Asia/Damascus")),
    "instants of no zone": pa.array([0, 1, None], pa.timestamp("us")),
    "good instants": pa.array([datetime(2020, 3, 15, tzinfo=UTC)] * 3),
}
"""Columns of every type that a file may have."""
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["WKB", "EPSG", "OGC", "geometry", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def geo_metadata(draw: st.DrawFn) -> bytes | None:
    """Draw what a file may say of its geometry: right, almost right, or nothing of the kind."""
    about = json.loads(json.dumps(GEO))
    column = about["columns"]["geometry"]
    match draw(st.integers(0, 6)):
        case 0:
            return None
        case 1:
            column["crs"] = draw(JSON)
        case 2:
            column["crs"] = {"id": draw(JSON), "type": "GeographicCRS", "name": draw(JSON)}
        case 3:
            about[draw(st.sampled_from(["primary_column", "columns"]))] = draw(JSON)
        case 4:
            about["columns"]["geometry"] = draw(JSON)
        case 5:
            return draw(st.binary(max_size=8))
        case 6:
            pass
    return json.dumps(about).encode()


@examples(100)
@given(data=st.data())
def test_a_table_of_tracks_of_any_columns_is_read_or_refused(data: st.DataObject) -> None:
    good = track_table().slice(0, 3)
    arrays = {name: good[name] for name in good.column_names} | {
        "lon": COLUMNS["halves"],
        "lat": COLUMNS["halves"],
    }
    names = data.draw(st.lists(st.sampled_from(sorted([*arrays, "flagged"])), max_size=9))
    columns = [
        arrays[name]
        if name in arrays and data.draw(st.booleans())
        else COLUMNS[data.draw(st.sampled_from(sorted(COLUMNS)))]
        for name in names
    ]
    about = data.draw(geo_metadata())
    table = pa.table(columns, names=names) if names else pa.table({})
    given_to("track-parquet", parquet(table.replace_schema_metadata({"geo": about} if about else None)))


@examples(60)
@given(data=st.data())
def test_a_table_of_claims_of_any_columns_is_read_or_refused(data: st.DataObject) -> None:
    good = pq.read_table(pa.BufferReader(TARGETS["claims"].seeds[0]))
    good = pa.concat_tables([good] * 2).slice(0, 3)
    names = [*good.column_names, *data.draw(st.lists(st.sampled_from(good.column_names), max_size=1))]
    odd = data.draw(st.sets(st.integers(0, len(names) - 1), max_size=4))
    columns = [
        COLUMNS[data.draw(st.sampled_from(sorted(COLUMNS)))] if number in odd else good[name]
        for number, name in enumerate(names)
    ]
    given_to("claims", parquet(pa.table(columns, names=names)))
