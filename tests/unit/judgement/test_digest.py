"""The digest turns on values alone."""

from __future__ import annotations

import pyarrow as pa
import pytest

from truceline.judgement.digest import digest


def of(values: list[object], kind: pa.DataType | None = None) -> str:
    return digest([pa.table({"x": pa.array(values, type=kind)})])


def test_it_names_its_hash() -> None:
    assert digest([]).startswith("sha256:")


def test_chunks_and_slices_change_nothing() -> None:
    for values in (
        [1.0, 2.0, None],
        ["a", "bc", None],
        [["a"], [], None],
        [{"a": 1}, None, {"a": 3}],
        [True, None],
    ):
        whole = pa.table({"x": pa.array(values)})
        parts = pa.concat_tables([whole.slice(0, 1), whole.slice(1, 0), whole.slice(1)])
        assert digest([parts]) == digest([whole])
        longer = pa.table({"x": pa.array([values[0], *values])})
        assert digest([longer.slice(1)]) == digest([whole])


def test_rows_count_in_order_and_so_do_names_and_tables() -> None:
    assert of([1.0, 2.0]) != of([2.0, 1.0])
    one, other = pa.table({"x": [1]}), pa.table({"y": [1]})
    assert digest([one]) != digest([other])
    assert digest([one, other]) != digest([other, one])


@pytest.mark.parametrize(("other", "same"), [(0.1234564, True), (0.123456499, True), (0.1234566, False)])
def test_floats_count_to_six_places(other: float, same: bool) -> None:
    assert (of([0.123456]) == of([other])) == same


def test_nothing_is_not_zero_and_zero_has_no_sign() -> None:
    assert of([None], pa.float64()) != of([0.0])
    assert of([-0.0]) == of([0.0]) == of([-1e-9])
    assert of([None], pa.int64()) != of([0])
    assert of([None], pa.string()) != of([""])
    assert of([None], pa.bool_()) != of([False]) != of([True])
    assert of([None], pa.list_(pa.string())) != of([[]], pa.list_(pa.string()))
    assert of([None], pa.timestamp("us", tz="UTC")) != of([0], pa.timestamp("us", tz="UTC"))


def test_words_are_not_run_together() -> None:
    assert of(["ab", "c"]) != of(["a", "bc"])
    assert of([["a", "b"], []]) != of([["a"], ["b"]])


def test_dictionaries_of_text_read_as_text_do_not_matter() -> None:
    assert of(["a", "a", "b"]) == digest(
        [pa.table({"x": pa.array(["a", "a", "b"]).dictionary_encode().cast(pa.string())})]
    )
