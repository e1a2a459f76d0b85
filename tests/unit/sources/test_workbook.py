"""A workbook is read as a table is: cells as what they hold, and nothing guessed."""

from __future__ import annotations

import io
import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.exports import CASEBOOK, ROW, export
from tests.unit.sources.workbooks import CLOCK, DAY, LASTED, MAIN, cell, sheet, workbook
from truceline.errors import BadReport, Fault
from truceline.runs.gathering import readers_of
from truceline.sources import read_claims
from truceline.sources.feed import Layout, opened, table_rows
from truceline.sources.workbook import MOST_COLUMNS, workbook_rows


def rows_of(*rows: object, **options: object) -> list[tuple[int, list[str]]]:
    return list(workbook_rows("a.xlsx", workbook(sheet(*rows)), **options))  # type: ignore[arg-type]


def faults_of(data: bytes, **options: object) -> list[Fault]:
    with pytest.raises(BadReport) as error:
        list(workbook_rows("a.xlsx", data, **options))  # type: ignore[arg-type]
    assert all(fault.file == "a.xlsx" and fault.remedy for fault in error.value.faults)
    return list(error.value.faults)


def fault_of(data: bytes, **options: object) -> Fault:
    (fault,) = faults_of(data, **options)
    return fault


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (cell("سراقب & co"), "سراقب & co"),
        (cell(3), "3"),
        (cell("007"), "007"),
        ("<c><v>3.0E0</v></c>", "3"),
        (cell(36.68), "36.68"),
        (cell("1E-7"), "1E-7"),
        ("<c><v>1E-7</v></c>", "1e-07"),
        (cell(43896, DAY), "2020-03-06"),
        (cell(43896.604166666664, CLOCK), "2020-03-06 14:30"),
        (cell(43896.99998842592, CLOCK), "2020-03-06 23:59:59"),
        (cell(43896.999999, CLOCK), "2020-03-07"),
        (cell(0.5, CLOCK), "12:00"),
        (cell(61, DAY), "1900-03-01"),
        (cell(59, DAY), "1900-02-28"),
        (cell(-1, DAY), "-1"),
        (cell(99_999_999, DAY), "99999999"),
        (cell(1.5, LASTED), "1.5"),
        ('<c t="b"><v>1</v></c>', "true"),
        ('<c t="b"><v>0</v></c>', "false"),
        ('<c t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c t="d"><v>2020-03-06T00:00:00</v></c>', "2020-03-06"),
        ('<c t="d"><v>2020-03-06T14:30</v></c>', "2020-03-06 14:30"),
        ("<c><f>1+2</f><v>3</v></c>", "3"),
        ('<c t="str"><f>A1</f><v>ab</v></c>', "ab"),
        ('<c t="s"><v>0</v></c>', "bold and plain"),
        ('<c t="s"><v>1</v></c>', "東京"),
        (cell("a_x000D_b_xD800_"), "a\rb_xD800_"),
        ('<c s="99"><v>5</v></c>', "5"),
        ('<c t="s"><v>7</v></c>', "7"),
        ("<c><v>soon</v></c>", "soon"),
        ("<c><v/></c>", ""),
    ],
)
def test_a_cell_is_what_it_holds(written: str, read: str) -> None:
    texts = "<si><r><t>bold</t></r><r><t> and plain</t></r></si><si><t>東京</t><rPh><t>とう</t></rPh></si>"
    rows = list(workbook_rows("a.xlsx", workbook(sheet(["h", "k"], [written, "x"]), texts=texts)))
    assert rows[1] == (2, [read, "x"])


def test_days_may_be_counted_from_1904() -> None:
    data = workbook(sheet(["h"], [cell(42434, DAY)]), properties='<workbookPr date1904="1"/>')
    assert list(workbook_rows("a.xlsx", data))[1] == (2, ["2020-03-06"])


def test_a_number_has_the_decimal_sign_of_the_table() -> None:
    assert rows_of(["h", "k"], [36.68, "36,7"], decimal=",")[1] == (2, ["36,68", "36,7"])


def test_cells_stand_in_their_columns_and_empty_rows_are_no_rows() -> None:
    rows = rows_of(
        ["a", "b", "c"],
        '<row r="5"><c r="B5"><v>1</v></c></row>',
        '<row r="7"><c r="A7" s="1"/></row>',
        '<row><c r="C8"><v>2</v></c><c><v>3</v></c></row>',
    )
    assert rows == [(1, ["a", "b", "c"]), (5, ["", "1", ""]), (8, ["", "", "2", "3"])]


def test_rows_before_the_heading_are_skipped_and_rows_keep_their_numbers() -> None:
    rows: tuple[list[object], ...] = (["A title"], [], ["h"], ["1"])
    assert rows_of(*rows, skip=1) == [(3, ["h"]), (4, ["1"])]
    assert rows_of(*rows, skip=3) == [(4, ["1"])]
    assert rows_of(*rows, skip=9) == []


def test_of_several_sheets_the_mapping_says_which() -> None:
    data = workbook(sheet(["one"]), sheet(["two"]), names=["A & B", "C"])
    assert list(workbook_rows("a.xlsx", data, sheet="A & B")) == [(1, ["one"])]
    assert list(workbook_rows("a.xlsx", data, sheet="C")) == [(1, ["two"])]
    assert "2 sheets: A & B, C" in fault_of(data).message
    assert "the workbook has A & B, C" in fault_of(data, sheet="c").remedy
    assert list(workbook_rows("a.xlsx", workbook(sheet(["one"])))) == [(1, ["one"])]


def merged(*cells: str) -> str:
    return "<mergeCells>" + "".join(f'<mergeCell ref="{one}"/>' for one in cells) + "</mergeCells>"


def test_merged_headings_and_merged_rows_are_faults() -> None:
    rows = (["Title"], ["h", "k"], ["1", "2"], ["3", "4"])
    data = workbook(sheet(*rows, after=merged("A1:B1", "A2:B2", "A3:A4")))
    assert [(one.line, one.message) for one in faults_of(data, skip=1)] == [
        (2, "the heading has merged cells, A2:B2"),
        (3, "cells A3:A4 are merged"),
    ]
    titled = workbook(sheet(*rows, after=merged("A1:B1")))
    assert len(list(workbook_rows("a.xlsx", titled, skip=1))) == 3
    assert "`skip: 1`" in fault_of(titled).remedy


@given(st.integers(0, 130_000))
def test_merged_cells_are_found_wherever_a_part_is_cut(n: int) -> None:
    data = workbook(sheet(["h"], after=f"<!--{'x' * n}-->{merged('A1:B1')}"))
    assert len(faults_of(data)) == 1


def test_a_formula_that_nobody_computed_is_a_fault_with_its_row() -> None:
    fault = fault_of(workbook(sheet(["h"], ["1"], ["<c><f>A2+1</f></c>"])))
    assert (fault.line, "column 1 has no value" in fault.message) == (3, True)


def test_a_dimension_that_lies_costs_nothing() -> None:
    lie = '<dimension ref="A1:XFD1048576"/>'
    last = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    data = workbook(sheet(["h"], last, before=lie))
    tracemalloc.start()
    rows = list(workbook_rows("a.xlsx", data))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows == [(1, ["h"]), (1_048_576, ["1"])]
    assert most < 4_000_000


def test_a_table_is_so_wide_and_no_wider() -> None:
    wide = ["x"] * MOST_COLUMNS
    assert len(rows_of(wide)[0][1]) == MOST_COLUMNS
    assert f"column {MOST_COLUMNS + 1:,}" in fault_of(workbook(sheet([*wide, "x"]))).message
    assert rows_of(["h"], '<row><c r="A2"><v>1</v></c><c r="XFD2" s="1"/></row>')[1] == (2, ["1"])


@pytest.mark.slow
def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    row = "<row><c><v>1</v></c></row>"
    data = workbook(sheet(["h"], row * 2_000_000))
    assert "unpacks to more than" in fault_of(data).message
    texts = workbook(sheet(["h"]), texts="<si><t>x</t></si>" * 4_000_000)
    assert "unpacks to more than" in fault_of(texts).message


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"xl/workbook.xml": "<a"}, "is no XML"),
        ({"xl/worksheets/sheet1.xml": f"<worksheet xmlns='{MAIN}'><sheetData><row>"}, "is no XML"),
        ({"xl/worksheets/sheet1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "declares entities"),
        ({"xl/worksheets/sheet1.xml": "<a>" * 70}, "nested too deeply"),
        ({"xl/worksheets/sheet1.xml": f"<a b='{'c' * 1_200_000}'/>"}, "has a tag of more"),
        ({"xl/sharedStrings.xml": f"<sst><si><t>{'c' * 1_200_000}</t></si></sst>"}, "has a text of more"),
        ({"xl/worksheets/sheet1.xml": sheet('<row r="3"/><row r="2"/>')}, "not in their order"),
        ({"xl/worksheets/sheet1.xml": sheet('<row><c r="B1"/><c r="A1"/></row>')}, "not in its order"),
        ({"_rels/.rels": "<Relationships/>"}, "no workbook of Excel"),
        ({"xl/_rels/workbook.xml.rels": "<Relationships/>"}, "not in the workbook"),
        ({"xl/workbook.xml": "<workbook/>"}, "0 sheets"),
    ],
)
def test_a_hostile_or_damaged_workbook_ends_in_a_fault(parts: dict[str, str], says: str) -> None:
    assert says in fault_of(workbook(sheet(["h"], ["1"]), parts=parts)).message


@given(st.integers(4, 2_500), st.integers(0, 255))
def test_whatever_byte_is_changed_it_is_read_or_refused(at: int, byte: int) -> None:
    data = bytearray(workbook(sheet(["h"], ["1"])))
    data[at % len(data)] = byte
    with suppress(BadReport):
        list(workbook_rows("a.xlsx", bytes(data)))


def test_what_is_no_workbook_says_so() -> None:
    with pytest.raises(BadReport) as error, opened(io.BytesIO(b"\xd0\xcf\x11\xe0" + b"x" * 99)) as feed:
        list(table_rows(feed))
    assert "old workbook" in error.value.faults[0].message
    with pytest.raises(BadReport) as error, opened(io.BytesIO(b"a,b\n")) as feed:
        list(table_rows(feed, Layout(sheet="A")))
    assert "leave `sheet` out" in error.value.faults[0].remedy
    assert "damaged" in fault_of(b"PK\x03\x04" + b"x" * 99).message


def test_an_archive_whose_parts_begin_before_it_is_damaged() -> None:
    data = bytearray(workbook(sheet(["h"])))
    data[data.rindex(b"PK\x05\x06") + 16] -= 1  # where its list of parts begins
    assert "damaged" in fault_of(bytes(data)).message


def as_workbook(data: bytes) -> bytes:
    """The same table as a workbook."""
    with opened(io.BytesIO(data)) as feed:
        return workbook(sheet(*(list(row) for _, row in table_rows(feed))))


def test_an_export_reads_the_same_from_a_workbook() -> None:
    data = export([ROW])
    from_text, from_sheet = (read_claims(io.BytesIO(one), CASEBOOK) for one in (data, as_workbook(data)))
    assert from_sheet.claims.equals(from_text.claims)
    assert from_sheet.n_claims == 1
    assert from_sheet.sha256 != from_text.sha256


MAPPING = """\
sheet: Events
skip: 1
decimal: ","
id: n
act: {column: what, values: {Air raid: air_strike}}
when: {column: day, zone: Asia/Damascus}
lon: x
lat: y
radius_m: {always: 1000}
basis: {always: one_third_party}
"""


def test_a_mapping_reads_a_sheet_and_faults_name_its_rows(tmp_path: Path) -> None:
    events = sheet(
        ["Events of March"],
        ["n", "what", "day", "x", "y"],
        ["1", "Air raid", cell(43896, DAY), 36.5, "35,5"],
        ["2", "Duel", cell(43896, DAY), 36.5, "35,5"],
    )
    (tmp_path / "map.yaml").write_text(MAPPING)
    (tmp_path / "a.xlsx").write_bytes(workbook(sheet(["notes"]), events, names=["Notes", "Events"]))
    found = read_claims(tmp_path / "a.xlsx", CASEBOOK, reader="csv", mapping=tmp_path / "map.yaml")
    (claim,) = found.claims.to_pylist()
    assert (claim["lon"], claim["lat"], str(claim["start_at"])[:10]) == (36.5, 35.5, "2020-03-05")
    assert [fault.line for fault in found.faults] == [4]


def test_which_reader_a_workbook_needs_is_told_by_its_heading(tmp_path: Path) -> None:
    (tmp_path / "acled.xlsx").write_bytes(as_workbook(export([ROW])))
    (tmp_path / "mine.xlsx").write_bytes(workbook(sheet(["n", "what"]), sheet(["k"])))
    assert readers_of([str(tmp_path / "acled.xlsx"), str(tmp_path / "mine.xlsx")]) == ("acled", "csv")


def test_what_only_begins_like_merged_cells_is_passed_over_at_once() -> None:
    start = time.process_time()
    rows = rows_of(["h"], f"<row><c><v>1</v></c></row><!--{'<mergeCell ' * 90_000}-->")
    assert time.process_time() - start < 5
    assert [cells for _, cells in rows] == [["h"], ["1"]]
