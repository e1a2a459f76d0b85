"""Two rows have one number where their cells are the same, and only there."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.model.alike import alike
from truceline.model.tables import CLAIMS, HYPOTHESIS

WORD = st.sampled_from(["a", "b", ""])
CAST = st.lists(st.fixed_dictionaries({"actor": WORD, "role": WORD}), max_size=3)
WEIGHT = st.sampled_from([None, 0.0, 0.5, 1.0])
TOLD = st.fixed_dictionaries({"act": WORD, "cast": CAST, "weight": WEIGHT, "response": WORD})
LISTS: st.SearchStrategy[list[Any] | None] = st.lists(st.none() | TOLD, max_size=3) | st.just([]) | st.none()


def numbered(cells: list[Any]) -> list[int]:
    """Number cells the obvious way."""
    known: dict[str, int] = {}
    return [known.setdefault(repr(cell), len(known)) for cell in cells]


@given(st.lists(LISTS, max_size=12), st.integers(0, 3))
def test_hypotheses_are_numbered_by_what_they_say(cells: list[Any], n_left_out: int) -> None:
    column = pa.array(cells, pa.list_(HYPOTHESIS)).slice(n_left_out)
    assert alike(column).tolist() == numbered(column.to_pylist())
    chunks = pa.chunked_array([column.slice(0, 2), column.slice(2)], column.type)
    assert alike(chunks).tolist() == numbered(column.to_pylist())


@given(st.lists(st.lists(st.integers(0, 1), min_size=15, max_size=18), max_size=8))
def test_long_lists_are_numbered_too(cells: list[list[int]]) -> None:
    assert alike(pa.array(cells, pa.list_(pa.int32()))).tolist() == numbered(cells)


@pytest.mark.parametrize("name", CLAIMS.names)
def test_every_column_of_claims_can_be_numbered(name: str) -> None:
    assert alike(pa.nulls(3, CLAIMS.field(name).type)).tolist() == [0, 0, 0]
    assert alike(pa.nulls(0, CLAIMS.field(name).type)).tolist() == []


def test_dictionaries_are_numbered_by_their_words() -> None:
    column = pa.DictionaryArray.from_arrays([0, 1, 2, None], ["x", "y", "x"])
    assert alike(column).tolist() == [0, 1, 0, 2]
