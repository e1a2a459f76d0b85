"""Ledgers against the csv module, which writes and reads them too, and against the same rows in YAML."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.casebooks import SMALL, parsed_files
from truceline.errors import BadCasebook
from truceline.model.record import Toll
from truceline.parsing.csv_marks import read_ledger
from truceline.record.parse import ALL

COLUMNS = ("id", "address", "note")
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from('\n\t",; \u200f')
TABLES = st.lists(st.lists(st.text(LETTERS, max_size=8), min_size=3, max_size=3), max_size=6)


def written(rows: list[list[str]], *, end: str, quoting: int) -> str:
    if end == "\r":
        # Before Python 3.13 the module leaves a line feed bare in a cell if rows end otherwise. That is no
        # CSV: a cell that begins with one makes a Windows line's end of the row before it.
        quoting = csv.QUOTE_ALL
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


def kept(rows: list[list[str]]) -> list[dict[str, str]]:
    """Return what is left of rows once blanks are taken off and empty cells left out."""
    stripped = [[cell.strip() for cell in row] for row in rows]
    return [{n: cell for n, cell in zip(COLUMNS, row, strict=True) if cell} for row in stripped if any(row)]


@given(
    rows=TABLES,
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    mark=st.sampled_from(["", "\ufeff"]),
)
@example(rows=[["a", "b", "c"], ["\nd", "e", "f"]], end="\r", quoting=csv.QUOTE_MINIMAL, mark="")
def test_what_the_csv_module_writes_is_read_back_cell_for_cell_and_each_mark_points_at_its_start(
    rows: list[list[str]], end: str, quoting: int, mark: str
) -> None:
    assume(not any("\ufffe" in cell or "\uffff" in cell for row in rows for cell in row))
    text = written([list(COLUMNS), *rows], end=end, quoting=quoting)
    marked = read_ledger("reports.csv", (mark + text).encode(), ALL)
    assert marked.faults == ()
    items = kept(rows)
    assert marked.tree == {"reports": items}
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for index, item in enumerate(items):
        for name, cell in item.items():
            line, column = marked.spot(("reports", index, name))
            rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
            start = rest.removeprefix('"').lstrip()
            assert start.startswith(cell.replace('"', '""') if rest[0] == '"' else cell)
            assert column == 1 or lines[line - 1][column - 2] == ","


@given(text=st.text(st.sampled_from('abc",\n ;'), max_size=40))
def test_any_text_is_read_as_the_csv_module_reads_it_or_refused(text: str) -> None:
    marked = read_ledger("reports.csv", f"id,address,note\n{text}".encode(), ALL)
    if marked.is_whole:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert marked.tree == {"reports": kept([row for row in rows if any(cell.strip() for cell in row)])}
    else:
        assert all(fault.line and fault.column and fault.remedy for fault in marked.faults)


VALUES: dict[str, list[str]] = {
    "matter": ["E1", "E2", ""],
    "by": ["press", "pres", ""],
    "moment": ["1", "2", "0", "one", ""],
    "at": ["2030-06-02", "2030-06-02 10:00", "yesterday", ""],
    "outcome": ["killed", "kiled", ""],
    "who": ["north", "nort", "unknown", ""],
    "low": ["0", "7", "-1", "1.5", ""],
    "high": ["0", "8", ""],
    "note": ["سراقب", 'a "b", c', "x: y", "- z", "null", ""],
}
MORE = b"""\
families: [{id: press, names: {en: Press}, standing: third_party}]
sources: [{id: press, names: {en: Press}, family: press}]
matters: [{id: E1, title: Shelling, kind: shelling}]
"""


def outcome_of(file: str, data: bytes) -> tuple[tuple[Toll, ...], list[tuple[str, str, str]]]:
    try:
        casebook = parsed_files({"small.yaml": SMALL.encode(), "more.yaml": MORE, file: data}).record
    except BadCasebook as error:
        return (), sorted((fault.pointer, fault.message, fault.remedy) for fault in error.faults)
    return casebook.tolls, []


@given(st.lists(st.fixed_dictionaries({n: st.sampled_from(v) for n, v in VALUES.items()}), max_size=3))
def test_yaml_and_csv_of_the_same_rows_give_the_same_nouns_or_the_same_faults(
    rows: list[dict[str, str]],
) -> None:
    given_rows = [{name: cell for name, cell in row.items() if cell} for row in rows if any(row.values())]
    in_yaml = json.dumps({"tolls": given_rows}, ensure_ascii=False).encode()
    in_csv = written(
        [list(VALUES), *([row[name] for name in VALUES] for row in rows)], end="\n", quoting=csv.QUOTE_MINIMAL
    )
    assert outcome_of("t.yaml", in_yaml) == outcome_of("tolls.csv", in_csv.encode())
