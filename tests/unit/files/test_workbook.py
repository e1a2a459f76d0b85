"""The workbook: the same bytes, nothing that computes, nothing lost without a word."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.editions import edition
from tests.unit.bulletins.cases import assessment, finding, incident, receipt, with_title
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.pages.workbook import Sheet, Workbook, workbook
from truceline.bulletins.plain_tables import plain_table
from truceline.bulletins.words import visible
from truceline.files.workbook import workbook_bytes
from truceline.model.tables import CLAIMS, FINDINGS, INCIDENTS, PERFORMANCE
from truceline.model.words import Audience

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
TABLES = {"findings": FINDINGS, "incidents": INCIDENTS, "performance": PERFORMANCE, "claims": CLAIMS}


def cells(made: bytes, sheet: int) -> list[list[tuple[str, str]]]:
    """Return the cells of a sheet as type and text, row by row."""
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        root = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert root.find(".//m:f", NS) is None
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row]
        for row in root.iterfind(".//m:row", NS)
    ]


def book(*said: object, heads: int = 1) -> Workbook:
    plain = plain_table(pa.table({"a": list(said)}))
    sheet = Sheet(title="One", heads=("a",) * heads, table=plain)
    return Workbook(about="Read me", lines=("Title",), sheets=(sheet,), language="en")


def of_run(**more: Any) -> Workbook:
    made = assessment([finding("E1", "moscow", "breach")], [incident("E1")])
    tables = {"findings": made.findings, "incidents": made.incidents}
    return workbook(edition(with_title("Tarn"), made, receipt(), **more), tables, ())


@pytest.mark.parametrize("said", ["=1+1", "@SUM(A1)", "-1", "http://a.b/c", "{=1}", "#N/A", "12", "true"])
def test_a_text_is_a_text(said: str) -> None:
    assert cells(workbook_bytes(book(said)), 2)[1] == [("inlineStr", said)]


def test_a_text_that_looks_like_markup_is_a_text() -> None:
    said = "<r><t>x</t></r>"
    assert cells(workbook_bytes(book(said)), 2)[1] == [("inlineStr", said + " ")]


@given(st.text(st.characters(codec="utf-8"), max_size=8))
def test_whatever_a_text_holds_the_sheet_is_xml_and_has_it(said: str) -> None:
    [(kind, found)] = cells(workbook_bytes(book(f"a{said}")), 2)[1]
    assert kind == "inlineStr"
    assert re.sub("_x([0-9A-F]{4})_", lambda one: chr(int(one[1], 16)), found) == visible(f"a{said}")


def test_numbers_are_numbers() -> None:
    assert cells(workbook_bytes(book(-36.5, None)), 2)[1:] == [[("n", "-36.5")]]


def test_the_same_workbook_is_the_same_bytes() -> None:
    assert workbook_bytes(of_run()) == workbook_bytes(of_run())


def test_rows_for_which_a_sheet_has_no_room_are_told_of() -> None:
    made = workbook_bytes(book("x", "y", "z"), most_rows=3)
    assert [row[0][1] for row in cells(made, 2)] == ["a", "x", "y"]
    assert any("the first 2 of 3 rows" in row[0][1] for row in cells(made, 1) if row)
    whole = workbook_bytes(book("x", "y"), most_rows=3)
    assert any("One: all 2 rows" in row[0][1] for row in cells(whole, 1) if row)


@pytest.mark.parametrize(
    ("said", "is_cut"), [("ש" * 32_767, False), ("ש" * 32_768, True), ("🕊" * 16_384, True)]
)
def test_a_text_for_which_a_cell_has_no_room_is_told_of(said: str, is_cut: bool) -> None:
    made = workbook_bytes(book(said))
    assert cells(made, 2)[1][0][1].endswith("(cut)") == is_cut
    assert any("cut there: 1." in row[0][1] for row in cells(made, 1) if row) == is_cut


@pytest.mark.parametrize("language", languages())
def test_every_column_and_sheet_has_its_words(language: str) -> None:
    t = catalogue(language)
    heads, titles = t.kind("table_column"), [t("sheet.about"), *(t(f"sheet.{name}") for name in TABLES)]
    for schema in TABLES.values():
        own = [heads[name] for name in schema.names]
        assert len(set(own)) == len(own)
    assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\'") for title in titles)
    assert len(set(titles)) == len(titles)
    made = workbook_bytes(of_run(language=language))
    assert cells(made, 2)[0][0][1] == t("table_column.incident_id")
    assert ("inlineStr", t("verdict.breach")) in cells(made, 2)[1]


def test_an_arabic_workbook_runs_from_the_right() -> None:
    for language, is_right in (("ar", True), ("en", False)):
        with zipfile.ZipFile(io.BytesIO(workbook_bytes(of_run(language=language)))) as parts:
            assert (b'rightToLeft="1"' in parts.read("xl/worksheets/sheet2.xml")) == is_right


def test_the_first_sheet_says_what_it_is() -> None:
    said = [row[0][1] for row in cells(workbook_bytes(of_run()), 1) if row]
    assert said[0].startswith("Computed, not determined.")
    assert any("Tarn" in line for line in said)
    assert any(receipt().digest in line for line in said)
    assert any("record.csv: 3 rows" in line for line in said) or any("record.csv" in line for line in said)


def test_a_workbook_for_the_mission_says_so_first() -> None:
    said = cells(workbook_bytes(of_run(audience=Audience.INTERNAL)), 1)[0][0][1]
    assert said.startswith("INTERNAL")
