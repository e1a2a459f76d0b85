"""A table's faults are all found, each at its line and column; a good table is read as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.casebooks import SMALL
from truceline.errors import BadCasebook
from truceline.files import load_record, read_casebook, read_tables
from truceline.parsing.csv_tables import SETTLEMENT_SIDES_FILE, settlement_sides

SIDES = ("north", "south")
HEADING = "code,name,lon,lat,radius_m,day,state,side,basis"
CONTESTED = "P1,Tarn,36.5,35.25,1000,2030-06-01,contested,,constructed"
GOOD = "P1,Tarn,36.5,35.25,1000,2030-06-01,held,north,constructed"


def _read(*lines: str, heading: str = HEADING) -> list[dict[str, object]]:
    text = "\n".join((heading, *lines)) + "\n"
    rows: list[dict[str, object]] = settlement_sides(
        {SETTLEMENT_SIDES_FILE: text.encode()}, SIDES
    ).to_pylist()
    return rows


def _faults(*lines: str, heading: str = HEADING) -> list[tuple[int, int, str]]:
    with pytest.raises(BadCasebook) as error:
        _read(*lines, heading=heading)
    assert all(fault.file == SETTLEMENT_SIDES_FILE for fault in error.value.faults)
    return [(fault.line, fault.column, fault.message) for fault in error.value.faults]


def test_a_good_row_is_read_whatever_the_order_of_the_columns() -> None:
    cells = dict(zip(HEADING.split(","), GOOD.split(","), strict=True))
    backwards = HEADING.split(",")[::-1]
    assert _read(GOOD) == _read(",".join(cells[name] for name in backwards), heading=",".join(backwards))
    (row,) = _read(GOOD)
    assert (row["code"], row["lon"], row["side"]) == ("P1", 36.5, "north")


def test_who_holds_nothing_has_no_side() -> None:
    rows = _read("P1,Tarn,36.5,35.25,0,2030-06-01,contested,,constructed")
    assert rows[0]["side"] is None


@pytest.mark.parametrize(
    ("cell", "value", "column"),
    [
        ("code", "", 1),
        ("name", "", 2),
        ("lon", "180.1", 3),
        ("lon", "", 3),
        ("lat", "north", 4),
        ("lat", "nan", 4),
        ("lat", "-90.5", 4),
        ("radius_m", "-1", 5),
        ("radius_m", "inf", 5),
        ("day", "2030-06", 6),
        ("day", "2030-06-31", 6),
        ("day", "2030-06-01 Z", 6),
        ("state", "holds", 7),
        ("state", "claimed", 7),
        ("side", "east", 8),
        ("side", "", 8),
        ("basis", "guessed", 9),
    ],
)
def test_a_cell_at_fault_is_named_by_line_and_column(cell: str, value: str, column: int) -> None:
    cells = dict(zip(HEADING.split(","), GOOD.split(","), strict=True)) | {cell: value, "code": "P2"}
    cells[cell] = value
    (fault,) = _faults(GOOD, ",".join(cells.values()))
    assert fault[:2] == (3, column)
    assert f"`{cell}`" in fault[2]


def test_limits_themselves_are_good() -> None:
    assert len(_read("P1,A,-180,-90,0,2030-06-01,unknown,,official")) == 1
    assert len(_read("P1,A,180,90,100000,2030-06-01,third_party,,disputed")) == 1


def test_a_side_beside_a_state_that_has_none_is_a_fault() -> None:
    ((line, column, _),) = _faults("P1,Tarn,36.5,35.25,0,2030-06-01,contested,north,constructed")
    assert (line, column) == (2, 8)


def test_a_settlement_twice_on_one_day_is_a_fault_and_on_two_days_none() -> None:
    ((line, _, message),) = _faults(GOOD, GOOD)
    assert line == 3
    assert "again" in message
    assert len(_read(GOOD, GOOD.replace("06-01", "06-02"))) == 2


def test_all_faults_are_found_at_once() -> None:
    found = _faults("P1,,200,35,0,2030-06-01,held,east,constructed", "P2,B")
    assert [fault[:2] for fault in found] == [(2, 2), (2, 3), (2, 8), (3, 0)]


@pytest.mark.parametrize(
    "heading",
    [HEADING.replace("day", "date"), HEADING + ",more", HEADING.replace(",day", ""), HEADING + ",code", ""],
)
def test_a_heading_at_fault_is_on_line_1(heading: str) -> None:
    assert {line for line, _, _ in _faults(GOOD, heading=heading)} == {1}


def test_what_is_no_text_or_no_csv_is_a_fault() -> None:
    for data in (b"\xff\xfe", (HEADING + '\n"P1,x\n').encode()):
        with pytest.raises(BadCasebook):
            settlement_sides({SETTLEMENT_SIDES_FILE: data}, SIDES)


def test_a_table_of_another_name_is_a_fault_and_none_is_no_fault() -> None:
    with pytest.raises(BadCasebook):
        settlement_sides({"tables/other.csv": b"a\n"}, SIDES)
    assert settlement_sides({}, SIDES).num_rows == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "book"
    (own / "tables").mkdir(parents=True)
    (own / "small.yaml").write_text(SMALL, encoding="utf-8")
    (own / "tables" / "settlement_sides.csv").write_text(HEADING + "\n" + CONTESTED + "\n", encoding="utf-8")
    return own


def test_tables_are_no_ledgers_and_are_read_apart(folder: Path) -> None:
    assert list(read_casebook(folder)) == ["small.yaml"]
    assert list(read_tables(folder)) == [SETTLEMENT_SIDES_FILE]
    book = load_record(folder)
    assert book.casebook.casebook.id == "small"
    assert book.settlement_sides is not None
    assert book.settlement_sides["state"].to_pylist() == ["contested"]


def test_a_fault_in_a_table_is_told_with_those_of_the_casebook(folder: Path) -> None:
    (folder / "tables" / "settlement_sides.csv").write_text(f"{HEADING}\n{GOOD}\n", encoding="utf-8")
    (folder / "gaps.yaml").write_text("gaps: [{id: a}]", encoding="utf-8")
    with pytest.raises(BadCasebook) as error:
        load_record(folder)
    assert {fault.file for fault in error.value.faults} == {SETTLEMENT_SIDES_FILE, "gaps.yaml"}


def test_only_the_folder_at_the_top_holds_tables(folder: Path) -> None:
    (folder / "record" / "tables").mkdir(parents=True)
    (folder / "record" / "tables" / "gaps.yaml").write_text("gaps: []")
    assert "record/tables/gaps.yaml" in read_casebook(folder)


def test_what_is_no_csv_among_the_tables_is_refused(folder: Path) -> None:
    (folder / "tables" / "nouns.yaml").write_text("gaps: []")
    with pytest.raises(BadCasebook) as error:
        read_tables(folder)
    assert error.value.faults[0].file == "tables/nouns.yaml"


def test_a_casebook_without_tables_has_none(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    assert read_tables(tmp_path) == {}
