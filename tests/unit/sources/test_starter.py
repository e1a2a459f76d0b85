"""A starter mapping says what a table seems to be, and leaves to a person what only a person can decide."""

from __future__ import annotations

import csv
import gzip
import io
import random
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.unit.sources.exports import CASEBOOK, ROW, export
from tests.unit.sources.workbooks import DAY, cell, sheet, workbook
from truceline.cli import app
from truceline.errors import BadReport
from truceline.parsing.yaml_marks import read_marked
from truceline.sources import read_claims
from truceline.sources.feed import opened
from truceline.sources.mapped import parse_mapping
from truceline.sources.sniffing import FORMATS, SeenColumn, day_formats, sniffed
from truceline.sources.starter import DECIDE, starter_mapping


def started(table: bytes | str, *, sheet_name: str | None = None) -> str:
    data = table.encode() if isinstance(table, str) else table
    with opened(io.BytesIO(data), name="dale.csv") as feed:
        return starter_mapping(feed, CASEBOOK, sheet=sheet_name)


def said(table: bytes | str) -> dict[str, object]:
    marked = read_marked("map.yaml", started(table).encode())
    assert marked.faults == ()
    return dict(marked.tree)


def faults_of(text: str) -> list[str]:
    with pytest.raises(BadReport) as error:
        parse_mapping("map.yaml", text.encode(), CASEBOOK)
    return [str(fault) for fault in error.value.faults]


TABLE = """\
Event ID;Strike type;Belligerent;Date;End date;Longitude;Latitude;Geo accuracy;Place;Killed min;Killed max;N
1;Air strike;North, South;31/03/2020;;36,51;35,52;town;Hay;1;2;a
2;Raid;North;01/04/2020;02/04/2020;36,5;35,5;village;Esan;0;1;b
3;Duel;Raiders;05/04/2020;;;;;Hay;;;c
"""


def test_what_is_sure_is_filled_in_and_the_rest_is_asked() -> None:
    tree = said(TABLE)
    assert tree == {
        "delimiter": ";",
        "decimal": ",",
        "id": "Event ID",
        "act": {
            "column": "Strike type",
            "values": {"Air strike": "air_strike", "Raid": "raid", "Duel": DECIDE},
        },
        "participants": {"column": "Belligerent", "split": ","},
        "when": {"column": "Date", "format": "%d/%m/%Y", "zone": CASEBOOK.mandate.day_zone},
        "until": {"column": "End date", "format": DECIDE, "zone": CASEBOOK.mandate.day_zone},
        "lon": "Longitude",
        "lat": "Latitude",
        "radius_m": {"column": "Geo accuracy", "values": {"town": DECIDE, "village": DECIDE, "": DECIDE}},
        "place": "Place",
        "fatalities_low": "Killed min",
        "fatalities_high": "Killed max",
        "basis": {"always": DECIDE},
        "published": "false",
    }


def test_a_mapping_with_something_undecided_is_refused_at_each_such_line() -> None:
    text = started(TABLE)
    lines = [n for n, line in enumerate(text.splitlines(), start=1) if DECIDE in line.partition("#")[0]]
    assert [int(fault.split(":")[1]) for fault in faults_of(text)] == lines


def test_once_all_is_decided_the_table_is_read(tmp_path: Path) -> None:
    text = (
        started(TABLE)
        .replace("format: DECIDE", 'format: "%d/%m/%Y"')
        .replace("always: DECIDE", "always: one_third_party")
    )
    text = text.replace("Duel: DECIDE", "Duel: raid").replace("DECIDE", "2000")
    (tmp_path / "map.yaml").write_text(text)
    found = read_claims(io.BytesIO(TABLE.encode()), CASEBOOK, reader="csv", mapping=tmp_path / "map.yaml")
    assert (found.n_claims, found.faults) == (3, ())
    assert found.unmatched_actors == {"Raiders": 1}


def test_a_day_that_can_be_read_in_two_ways_is_never_chosen() -> None:
    text = started("id,date\n1,01/02/2020\n2,03/04/2020\n")
    assert f"format: {DECIDE}" in text
    assert "%d/%m/%Y or %m/%d/%Y" in text


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        (("2020-03-05", "2020-03"), ("",)),
        (("2020-03-05 14:30",), ("",)),
        (("31/12/2019", "01/02/2020"), ("%d/%m/%Y",)),
        (("12/31/2019", "01/02/2020"), ("%m/%d/%Y",)),
        (("31.12.2019 14:30",), ("%d.%m.%Y %H:%M",)),
        (("31 December 2019",), ("%d %B %Y",)),
        (("7", "8"), ()),
        (("2019", "2020"), ()),
        (("soon",), ()),
        ((), ()),
        (("2020-03-05",) * 9 + ("soon",), ("",)),
        (("2020-03-05",) * 8 + ("soon",), ()),
    ],
)
def test_days_are_known_by_how_most_of_them_are_written(
    words: tuple[str, ...], ways: tuple[str, ...]
) -> None:
    column = SeenColumn(heading="d", counts=Counter(words), n_empty=0)
    assert day_formats(column) == ways
    assert len(set(FORMATS)) == len(FORMATS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_parts_most_rows_alike(delimiter: str) -> None:
    rows = [["id", "note", "day"], ["1", "a, b; c", "2020-03-05"], ["2", "d", "2020-03-06"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    assert said(out.getvalue()).get("delimiter", ",") == delimiter


def test_titles_before_the_heading_are_skipped() -> None:
    tree = said("Our table\n\nof March,,\nid,day,place\n1,2020-03-05,Hay\n2,2020-03-06,Hay\n")
    assert (tree["skip"], tree["id"]) == ("3", "id")


@pytest.mark.parametrize(
    ("numbers", "decimal"),
    [
        (("36,51", "35,5"), ","),
        (("36.51", "35.5"), "."),
        (("1,234", "2,500"), "."),
        (("36", "35"), "."),
    ],
)
def test_a_decimal_comma_is_said_only_where_no_thousands_can_be_meant(
    numbers: tuple[str, str], decimal: str
) -> None:
    table = "id;x\n" + "".join(f"{n};{word}\n" for n, word in enumerate(numbers))
    assert said(table).get("decimal", ".") == decimal


def test_letters_that_are_not_utf_8_are_asked_about_with_what_they_would_read() -> None:
    data = "id,place,day\n1,سراقب,2020-03-05\n".encode("windows-1256")
    text = started(data)
    assert f"encoding: {DECIDE}" in text
    assert "# encoding: windows-1256  # reads" in text
    assert "سراقب" in text
    assert any("is no encoding" in fault for fault in faults_of(text))


def test_a_workbook_and_a_packed_table_are_looked_at_as_a_table_is() -> None:
    rows = [["id", "day", "place"], ["1", cell(43896, DAY), "Hay"], ["2", cell(43897, DAY), "Hay"]]
    tree = said(workbook(sheet(*rows)))
    assert (tree["id"], tree["place"]) == ("id", "place")
    assert tree["when"] == {"column": "day", "zone": CASEBOOK.mandate.day_zone}
    merged = '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>'
    assert said(workbook(sheet(["Our title"], *rows, after=merged)))["skip"] == "1"
    text = started(workbook(sheet(["x"]), sheet(*rows), names=["A", "B: c"]), sheet_name="B: c")
    assert 'sheet: "B: c"' in text
    assert said(gzip.compress(TABLE.encode())) == said(TABLE)


def test_an_acled_export_needs_no_mapping() -> None:
    with pytest.raises(BadReport, match="needs no mapping"):
        started(export([ROW]))


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff\xfea\x00"])
def test_what_has_no_heading_is_refused(data: bytes) -> None:
    with pytest.raises(BadReport):
        started(data)


def no_table(data: bytes) -> str:
    with pytest.raises(BadReport) as error:
        started(data)
    return str(error.value.faults[0])


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (random.Random(14).randbytes(5_000), "bytes are no letters"),
        (gzip.compress(random.Random(15).randbytes(5_000)), "bytes are no letters"),
        (bytes(5_000), "5,000 of 5,000 bytes are no letters"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a picture (PNG)"),
        (b"%PDF-1.7\n1 0 obj\n", "a document (PDF)"),
        (b"PAR1" + bytes(range(256)), "a table of Parquet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook"),
        ("id,day\n1,2020-03-05\n".encode("utf-16-le"), "UTF-16"),
        ("id,day\n1,2020-03-05\n".encode("utf-32-be"), "UTF-16 or UTF-32"),
    ],
)
def test_what_is_no_table_is_refused_with_what_it_looks_like(data: bytes, looks: str) -> None:
    fault = no_table(data)
    assert looks in fault
    assert "export it as CSV" in fault


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("notes.txt", "id,day")
    assert "no workbook" in no_table(packed.getvalue())


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("سراقب، معرة النعمان", "windows-1256"),
        ("Саракиб, обстрел", "windows-1251"),
        ("İdlib, Çatışma", "windows-1254"),
        ("Tête-à-tête, où", "windows-1252"),
    ],
)
def test_a_table_in_old_letters_is_a_table(words: str, encoding: str) -> None:
    data = f"id;place\n1;{words}\n2;{words}\n".encode(encoding)
    assert encoding in started(data)


def test_one_byte_in_fifty_may_be_no_letter() -> None:
    head, row = b"id,day\n", b"1,2020-03-05"
    at_most = head + row + b"\x01" * 2 + b" " * (100 - len(head + row) - 2)
    assert "id: id" in started(at_most)
    assert "3 of 100 bytes" in no_table(at_most[:-1] + b"\x01")


def test_a_picture_ends_the_command_with_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    ended = CliRunner().invoke(app, ["incidents", "mapping", str(tmp_path / "a.csv")])
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "a picture (PNG)" in ended.stderr


CELLS = st.text(max_size=12)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_whatever_stands_in_a_table_its_mapping_is_yaml_and_only_asks(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    data = out.getvalue().encode(errors="replace")
    with opened(io.BytesIO(data)) as feed:
        try:
            columns = sniffed(feed).columns
        except BadReport:
            return
    marked = read_marked("map.yaml", started(data).encode())
    assert marked.faults == ()
    headings = {column.heading for column in columns}
    assert {"id", "act", "when", "basis"} <= set(marked.tree)
    assert {
        one["column"] for one in marked.tree.values() if isinstance(one, dict) and "column" in one
    } <= headings


def test_the_command_prints_the_mapping_and_tells_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "dale.csv").write_text(TABLE)
    done = CliRunner().invoke(app, ["incidents", "mapping", str(tmp_path / "dale.csv")])
    assert (done.exit_code, done.stdout.startswith("# A starter mapping")) == (0, True)
    (tmp_path / "map.yaml").write_text(done.stdout)
    straight = ["assess", "idlib", "--incidents", str(tmp_path / "dale.csv"), "--mapping"]
    refused = CliRunner().invoke(app, [*straight, str(tmp_path / "map.yaml")])
    assert refused.exit_code == 1
    assert f"{DECIDE!r} is no basis" in refused.stderr
    assert CliRunner().invoke(app, ["incidents", "mapping", str(tmp_path / "no.csv")]).exit_code == 1
