"""A function of cells is asked once for each distinct combination, and rows keep what is theirs."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.errors import BadInput
from truceline.sources.distinct import Once, coded, numbers

WORDS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "bad"])), max_size=9)


def column(texts: list[str]) -> pa.DictionaryArray:
    return pa.array(["nobody's", *texts], pa.string()).dictionary_encode()[1:]


@given(WORDS)
def test_each_row_has_the_answer_for_its_cells_and_no_combination_is_asked_twice(
    rows: list[tuple[str, str]],
) -> None:
    asked: list[tuple[str, str]] = []

    def read(one: str, other: str) -> int:
        asked.append((one, other))
        if other == "bad":
            raise BadInput(f"{one} is bad")
        return len(one + other)

    once = Once(read)
    for _ in range(2):
        found = once(column([one for one, _ in rows]), column([other for _, other in rows]))
        wrong = {row: str(error) for row, error in found.faults()}
        assert wrong == {row: f"{one} is bad" for row, (one, other) in enumerate(rows) if other == "bad"}
        assert numbers(found).tolist() == [-1 if other == "bad" else len(one + other) for one, other in rows]
    assert sorted(asked) == sorted(set(rows))


def test_answers_are_forgotten_before_they_take_all_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truceline.sources.distinct.MOST_REMEMBERED", 2)
    asked = []
    once = Once(lambda text: asked.append(text) or text)  # type: ignore[func-returns-value]
    for text in ("a", "b", "c", "c", "a"):
        assert once(column([text])).value(0) == text
    assert asked == ["a", "b", "c", "c", "a"]


@given(st.lists(st.sampled_from("abc")), st.data())
def test_a_column_of_some_rows_counts_those_alone(words: list[str], data: st.DataObject) -> None:
    whole = coded(words)
    rows = data.draw(st.lists(st.integers(0, len(words) - 1), unique=True)) if words else []
    found = whole.take(pa.array(rows, pa.int64()).to_numpy())
    kept = [words[row] for row in rows]
    for value, n, first in zip(found.values, found.n_rows(), found.firsts(), strict=True):
        assert n == kept.count(value)
        assert first == (kept.index(value) if n else len(kept))
