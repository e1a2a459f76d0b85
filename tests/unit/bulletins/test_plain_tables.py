"""Tables for a spreadsheet: what is a number stays one, nothing becomes a formula, nothing is lost."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.csv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.bulletins.plain_tables import csv_of, is_formula, plain_table
from truceline.model.tables import CLAIMS, FINDINGS, INCIDENTS, INSTANT, PERFORMANCE


def rows(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))


def one_text(said: str) -> str:
    """Return a text as it stands in a CSV of one cell."""
    return rows(csv_of(plain_table(pa.table({"a": [said]}))))[1][0]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_a_text_that_may_be_a_formula_is_not_one(sign: str) -> None:
    assert one_text(f"{sign}cmd|' /C calc'!A0") == f"'{sign}cmd|' /C calc'!A0"
    assert one_text(f"a{sign}") == f"a{sign}"


def test_a_line_end_before_a_formula_hides_nothing() -> None:
    assert one_text("\n=1+1") == "'\n=1+1"
    assert one_text("\r=1+1") == "[U+000D]=1+1"


@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_no_text_is_a_formula(said: str) -> None:
    table = pa.table({"a": [said], "b": [[said]], "c": [[{"x": said}]]})
    assert not any(is_formula(cell) for cell in rows(csv_of(plain_table(table)))[1])


def test_numbers_stay_numbers() -> None:
    table = pa.table({"lon": [-36.5, None], "n": pa.array([0, None], pa.int32()), "yes": [True, None]})
    assert rows(csv_of(plain_table(table)))[1:] == [["-36.5", "0", "true"], ["", "", ""]]


def test_times_say_their_zone() -> None:
    at = [datetime(2020, 3, 5, 21, 30, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC), None]
    plain = plain_table(pa.table({"at": pa.array(at, INSTANT)}))
    assert plain["at"].to_pylist() == ["2020-03-05T21:30:00Z", "0001-01-01T00:00:00Z", None]


def test_parts_have_their_names_and_lists_their_ends() -> None:
    cast = [{"actor": "kiri", "role": "initiator"}, {"actor": "lund", "role": "target"}]
    table = pa.table({"a": [[{"act": "shelling", "cast": cast, "weight": None}]], "b": [["x", "y"]]})
    assert plain_table(table).to_pylist() == [
        {"a": "act: shelling, cast: [actor: kiri, role: initiator; actor: lund, role: target]", "b": "x; y"}
    ]


def test_what_is_missing_is_neither_nought_nor_nobody() -> None:
    table = pa.table({"p": pa.array([None], pa.float64()), "a": pa.array([None], pa.list_(pa.string()))})
    assert plain_table(table).to_pylist() == [{"p": None, "a": None}]


def test_a_supposition_stands_in_every_row() -> None:
    plain = plain_table(pa.table({"a": ["x", "y"]}), (("lapse", "stands"),))
    assert plain["supposing"].to_pylist() == ["lapse = stands", "lapse = stands"]
    assert plain_table(pa.table({"a": ["x"]})).column_names == ["a"]


@pytest.mark.parametrize("schema", [FINDINGS, INCIDENTS, PERFORMANCE, CLAIMS])
def test_an_empty_table_has_its_heads(schema: pa.Schema) -> None:
    made = csv_of(plain_table(schema.empty_table()))
    assert rows(made) == [schema.names]


def test_a_csv_begins_so_that_excel_takes_it_for_utf_8() -> None:
    made = csv_of(plain_table(pa.table({"a": ["إدلب"]})))
    assert made.startswith(b"\xef\xbb\xbf")
    assert pa.csv.read_csv(io.BytesIO(made)).to_pylist() == [{"a": "إدلب"}]
