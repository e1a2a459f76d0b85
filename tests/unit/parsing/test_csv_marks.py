"""Reading ledgers: a cell is what stands in it, and whatever is no plain table ends in a fault."""

from __future__ import annotations

import time

import pytest

from tests.casebooks import SMALL, parsed_files
from truceline.errors import BadCasebook, Fault
from truceline.model.record import Report, Toll
from truceline.parsing import MAX_BYTES, csv_marks
from truceline.parsing.csv_marks import columns_of, read_ledger
from truceline.parsing.yaml_marks import MAX_FAULTS, MAX_NODES, Marked
from truceline.record.parse import ALL


def read(text: str, file: str = "tolls.csv") -> Marked:
    return read_ledger(file, text.encode(), ALL)


def rows_of(text: str) -> object:
    marked = read(text)
    assert marked.faults == ()
    assert marked.is_whole
    return marked.tree["tolls"]


def only_fault(data: bytes, file: str = "tolls.csv") -> Fault:
    [fault] = read_ledger(file, data, ALL).faults
    assert fault.file == file
    assert fault.remedy
    return fault


# What is read


@pytest.mark.parametrize(
    "text",
    [
        "by,note\nsohr,x\n",
        "by,note\nsohr,x",
        "by,note\r\nsohr,x\r\n",
        "by,note\rsohr,x\r",
        "\ufeffby,note\nsohr,x\n",
        "\n\nby,note\n\n,\n \nsohr,x\n\n",
        ' by , note \n sohr ,"x "\n',
        '"by","note"\n"sohr","x"\n',
    ],
)
def test_the_same_rows_however_the_table_is_saved(text: str) -> None:
    assert rows_of(text) == [{"by": "sohr", "note": "x"}]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"a,b"', "a,b"),
        ('"a ""b"" c"', 'a "b" c'),
        ('""""', '"'),
        ('"a\nb"', "a\nb"),
        ('"a\r\nb\rc"', "a\nb\nc"),
        ("a'b", "a'b"),
        ("سراقب", "سراقب"),
        ("\u200fسراقب\u200e", "\u200fسراقب\u200e"),
        ("null", "null"),
        ("=1+1", "=1+1"),
        ("a;b", "a;b"),
        ("a; b", "a; b"),  # one value: `note` is no list
    ],
)
def test_a_cell_is_what_stands_in_it(cell: str, value: str) -> None:
    assert rows_of(f"by,note\nsohr,{cell}\n") == [{"by": "sohr", "note": value}]


def test_an_empty_cell_is_left_out_quoted_or_not() -> None:
    assert rows_of('by,note,low\nsohr,"",\n,,3\n') == [{"by": "sohr"}, {"low": "3"}]


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("a", ["a"]),
        ("a; b", ["a", "b"]),
        ("a ;  b", ["a", "b"]),
        ('"a;\nb"', ["a", "b"]),
        ("a;b", ["a", "b"]),
        ("a, b", None),
    ],
)
def test_several_values_stand_apart_by_semicolon(cell: str, values: list[str] | None) -> None:
    marked = read(f"id,relays\nx,{cell}\n", "reports.csv")
    assert marked.tree["reports"] == ([{"id": "x", "relays": values}] if values else [])
    assert marked.is_whole == (values is not None)


@pytest.mark.parametrize("cell", ["a; ", "; a", "a;;b", ";"])
def test_an_empty_place_between_semicolons_is_a_fault_and_no_value(cell: str) -> None:
    faults = read(f"id,relays\nx,{cell}\n", "reports.csv").faults
    assert [(fault.line, fault.message) for fault in faults] == [(2, "nothing stands between two `;`")]


def test_a_cell_of_blanks_takes_no_longer_than_it_is_long() -> None:
    start = time.process_time()
    read(f"id,relays\nx,a{' ' * 200_000};b\n", "reports.csv")
    assert time.process_time() - start < 1


def test_a_heading_alone_is_a_ledger_without_rows() -> None:
    assert rows_of("by,note\n") == []


def test_columns_say_which_fields_hold_several_values() -> None:
    assert columns_of(Report)["relays"] is True
    assert columns_of(Report)["dated"] is False
    assert set(columns_of(Toll)) == {
        "matter", "by", "moment", "at", "outcome", "who", "low", "high", "report", "note",
    }  # fmt: skip


LEDGERS = {
    "reports", "tolls", "notifications", "patrols", "patrol_accounts", "counts", "control",
    "institutions", "stances", "figures", "effort", "inquiries", "reservations", "listed_posts", "crossings",
    "verifications",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(ALL))
def test_plain_nouns_may_be_tables_and_others_name_the_fields_that_need_yaml(kind: str) -> None:
    [fault] = read_ledger(f"{kind}.csv", b"x\n", ALL).faults
    if kind in LEDGERS:
        assert fault.message == "unknown column 'x'"
    else:
        assert f"`{kind}` cannot be a table: " in fault.message


def test_claims_need_yaml_and_the_fault_says_for_what() -> None:
    fault = only_fault(b"id,says,by\nE1-a,x,sohr\n", "record/claims.csv")
    expected = "`claims` cannot be a table: hypotheses, when, where, harm, trouble may hold more than a cell"
    assert (fault.message, fault.remedy) == (expected, "write them in YAML, under `claims:`")


# Where it stands


def test_marks_stand_at_the_first_character_of_each_cell_past_newlines_and_wide_letters() -> None:
    marked = read('by,note,low\nsohr,"a\nb, ""c""",3\nسراقب,😀 x,\n , y,4\n')
    assert marked.spot(("tolls", 0)) == (2, 1)
    assert marked.spot(("tolls", 0, "note")) == (2, 6)
    assert marked.spot(("tolls", 0, "low")) == (3, 11)
    assert marked.spot(("tolls", 1, "by")) == (4, 1)
    assert marked.spot(("tolls", 1, "note")) == (4, 7)
    assert marked.spot(("tolls", 1, "low")) == (4, 1)  # an empty cell: the row's start
    assert marked.spot(("tolls", 2, "low")) == (5, 6)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(end: str) -> None:
    assert read(end.join(["", "by,note", "", 'a,"x', 'y"', "b,z"])).spot(("tolls", 1, "note")) == (6, 3)


# What is refused


@pytest.mark.parametrize(
    ("data", "line", "column", "says"),
    [
        (b"", 1, 1, "the file is empty"),
        (b"\xef\xbb\xbf", 1, 1, "the file is empty"),
        (b"\n,,\n \n", 1, 1, "the file is empty"),
        (b"by,note\nx,caf\xe9\n", 2, 6, "0xe9"),
        ("by,note\n".encode("utf-16"), 1, 1, "0xff"),
        ("by,note\n".encode("utf-16-le"), 1, 2, "control character (0x00)"),
        (b"by,note\nx,a\0b\n", 2, 4, "control character (0x00)"),
        (b'by,note\nx,"a\n\x07"\n', 3, 1, "control character (0x07)"),
        (b'by,note\nx,"a\ny,b\n', 2, 3, "never closed"),
        (b'by,note\nx,y"\n', 2, 4, "inside a cell that does not start with one"),
        (b'by,note\nx, "a, b"\n', 2, 4, "inside a cell that does not start with one"),
        (b'by,note\nx,5" gun\n', 2, 4, "inside a cell that does not start with one"),
        (b'by,note\nx,"a"b\n', 2, 6, "behind the closing quote"),
        (b'by,note\nx,"a" \n', 2, 6, "behind the closing quote"),
        (b"by,nota\nx,y\n", 1, 4, "unknown column 'nota'"),
        (b"by,from_\nx,y\n", 1, 4, "unknown column 'from_'"),
        (b"by,note,by\nx,y,z\n", 1, 9, "the column 'by' stands twice"),
        (b"by,note,\nx,y,\n", 1, 9, "the column has no name"),
        (b"by;note\nx;y\n", 1, 1, "unknown column 'by;note'"),
        (b"by,note\nx\n", 2, 1, "the row has 1 cell, the heading 2"),
        (b"by,note\nx,y,z\n", 2, 1, "the row has 3 cells, the heading 2"),
        (b"by,note\nx,y,\n", 2, 1, "the row has 3 cells, the heading 2"),
    ],
)
def test_a_fault_says_where_and_what(data: bytes, line: int, column: int, says: str) -> None:
    fault = only_fault(data)
    assert (fault.line, fault.column) == (line, column)
    assert says in fault.message


@pytest.mark.parametrize(
    ("text", "remedy"),
    [("by,nota\n", "did you mean `note`?"), ("by;note\n", "commas"), ("by\tnote\n", "commas")],
)
def test_the_remedy_fits(text: str, remedy: str) -> None:
    assert remedy in only_fault(text.encode()).remedy


@pytest.mark.parametrize("file", ["tols.csv", "tolls.2019.csv", "record/Tolls.csv", "casebook.csv"])
def test_a_file_of_no_known_name_is_refused(file: str) -> None:
    assert "no ledger is called" in only_fault(b"by\nx\n", file).message


def test_a_name_nearly_right_is_answered_with_the_nearest() -> None:
    assert only_fault(b"by\nx\n", "tols.csv").remedy == "did you mean `tolls`?"


def test_a_row_at_fault_leaves_the_others_readable_and_the_file_not_whole() -> None:
    marked = read("by,note\na,b\nc\nd,e\n")
    assert marked.tree == {"tolls": [{"by": "a", "note": "b"}, {"by": "d", "note": "e"}]}
    assert marked.spot(("tolls", 1)) == (4, 1)
    assert not marked.is_whole


def test_a_lost_row_makes_no_dangling_name_of_what_it_said() -> None:
    matters = b"matters: [{id: E1, title: x, kind: patrol}]"
    ledger = b"patrol,by\np-1,tass\n"
    files = {"small.yaml": SMALL.encode(), "m.yaml": matters, "patrol_accounts.csv": ledger}
    with pytest.raises(BadCasebook) as error:
        parsed_files(files | {"patrols.csv": b"id,on,crews\np-1,2030-06-01\n"})
    assert [fault.file for fault in error.value.faults] == ["patrols.csv"]


# Too much


@pytest.mark.parametrize(("size", "n_faults"), [(MAX_BYTES, 0), (MAX_BYTES + 1, 1)])
def test_a_file_may_be_so_large_and_no_larger(size: int, n_faults: int) -> None:
    start = b"by,note\na,"
    assert len(read_ledger("tolls.csv", start + b"x" * (size - len(start)), ALL).faults) == n_faults


@pytest.mark.parametrize(("more", "n_faults"), [(0, 0), (1, 1)])
def test_a_file_may_hold_so_many_cells_and_no_more(
    monkeypatch: pytest.MonkeyPatch, more: int, n_faults: int
) -> None:
    assert MAX_NODES >= 100_000
    monkeypatch.setattr(csv_marks, "MAX_NODES", 6)
    assert len(read("by,note\n" + "a,b\n" * (2 + more)).faults) == n_faults


@pytest.mark.parametrize(
    ("unit", "start"),
    [(b",", b""), (b"a,", b""), (b"a\n", b"by,note\n"), (b'""', b"by\n"), (b'"', b"by\na"), (b"\n", b"")],
)
def test_two_megabytes_of_anything_end_soon_and_with_few_faults(unit: bytes, start: bytes) -> None:
    data = start + unit * ((MAX_BYTES - len(start)) // len(unit))
    began = time.process_time()
    faults = read_ledger("tolls.csv", data, ALL).faults
    assert time.process_time() - began < 5
    assert len(faults) <= MAX_FAULTS
