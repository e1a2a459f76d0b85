"""The tables of a run for a spreadsheet: the same rows, withheld and proved as every other product."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from truceline.cli import app
from truceline.files import write_new

TABLES = ("findings", "incidents", "performance", "claims")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a casebook and a run of it."""
    home = tmp_path_factory.mktemp("spreadsheets")
    write_new("tarn", home / "tarn")
    assert run("assess", home / "tarn", "--out", home / "out", "--csv", "--xlsx").exit_code == 0
    return home


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.mark.parametrize("name", TABLES)
def test_each_table_is_there_as_csv_row_for_row(home: Path, name: str) -> None:
    table = pq.read_table(home / "out" / f"{name}.parquet")
    found = rows(home / "out" / f"{name}.csv")
    assert found[0] == table.column_names
    ids = table.column(0).to_pylist()
    assert [row[0] for row in found[1:]] == ids != []


def test_both_are_in_the_receipt_and_proved(home: Path) -> None:
    listed = json.loads((home / "out" / "receipt.json").read_text(encoding="utf-8"))["files"]
    assert {"findings.xlsx", *(f"{name}.csv" for name in TABLES)} <= set(listed)
    assert run("check", home / "out").exit_code == 0
    csv_file = home / "out" / "findings.csv"
    before = csv_file.read_bytes()
    try:
        csv_file.write_bytes(before + b"x")
        assert run("check", home / "out").exit_code == 3
    finally:
        csv_file.write_bytes(before)


def test_two_runs_give_the_same_bytes(home: Path) -> None:
    assert run("assess", home / "tarn", "--out", home / "again", "--csv", "--xlsx").exit_code == 0
    for name in ("findings.xlsx", "findings.csv", "claims.csv"):
        assert (home / "again" / name).read_bytes() == (home / "out" / name).read_bytes()


def test_a_run_that_is_not_asked_for_them_takes_them_away(home: Path) -> None:
    assert run("assess", home / "tarn", "--out", home / "plain", "--csv", "--xlsx").exit_code == 0
    assert run("assess", home / "tarn", "--out", home / "plain").exit_code == 0
    assert not list((home / "plain").glob("*.csv")) + list((home / "plain").glob("*.xlsx"))


def test_they_are_named_for_the_mission_where_they_are(home: Path) -> None:
    words = ("--out", home / "inside", "--csv", "--xlsx", "--audience", "internal")
    assert run("assess", home / "tarn", *words).exit_code == 0
    names = {path.name for path in (home / "inside").iterdir() if path.suffix in {".csv", ".xlsx"}}
    assert names == {"internal-findings.xlsx", *(f"internal-{name}.csv" for name in TABLES)}


@pytest.mark.parametrize("option", ["--csv", "--xlsx"])
def test_without_a_folder_they_are_refused(home: Path, option: str) -> None:
    ended = run("assess", home / "tarn", option)
    assert ended.exit_code == 2
    assert "--out" in ended.stderr


def test_a_what_if_says_so_in_every_row(home: Path) -> None:
    words = ("--reading", "width=in_all", "--out", home / "if", "--csv")
    assert run("assess", home / "tarn", *words).exit_code == 0
    found = rows(home / "if" / "findings.csv")
    column = found[0].index("supposing")
    assert {row[column] for row in found[1:]} == {"width = in_all"}


def test_libreoffice_opens_the_workbook_and_a_csv(home: Path, soffice: Path, tmp_path: Path) -> None:
    for name in ("findings.xlsx", "incidents.csv"):
        own = f"-env:UserInstallation=file://{tmp_path}/profile"
        to = ("--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
        command = [str(soffice), own, "--headless", *to, "--outdir", str(tmp_path), str(home / "out" / name)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    findings = rows(tmp_path / "findings-Findings.csv")
    table = pq.read_table(home / "out" / "findings.parquet")
    assert [row[0] for row in findings[1:]] == table["incident_id"].to_pylist()
    assert "Computed, not determined." in (tmp_path / "findings-Read me.csv").read_text(encoding="utf-8")
    assert len(rows(next(tmp_path.glob("incidents*.csv")))) == 1 + len(
        pq.read_table(home / "out" / "incidents.parquet")
    )
