"""A table that a spreadsheet opens: no text becomes a formula, and numbers stay numbers."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.bulletins.plain_tables import BOM
from truceline.bulletins.sections.csv_cells import csv_text, defused


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\n", " =", "\uff1d"])
def test_a_text_that_begins_like_a_formula_is_a_text(first: str) -> None:
    assert defused(f"{first}1+1") == f"'{first}1+1"


def test_a_hidden_character_is_spelt_out() -> None:
    assert defused("safe\u202etxt") == "safe[U+202E]txt"
    assert defused("\r1+1") == "[U+000D]1+1"


@pytest.mark.parametrize("cell", ["", " ", "a=1", "1-2", "'=1", 0, -3, -1.5, None])
def test_all_else_stays(cell: str | int | float | None) -> None:
    assert defused(cell) == cell


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2)))
def test_what_is_read_back_is_what_was_written_and_no_cell_is_a_formula(rows: list[list[str]]) -> None:
    found = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows).removeprefix(BOM), newline="")))
    assert found == [["a", "b"], *([str(defused(cell)) for cell in row] for row in rows)]
    assert all(cell[:1] not in set("=+-@\t\r\n") for row in found for cell in row if cell)
