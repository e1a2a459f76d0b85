"""Commands against what lies on disk: inputs stay, folders are proved, a full disk leaves nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from truceline.cli import app
from truceline.files import write_new


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def tarn(tmp_path: Path) -> Path:
    return write_new("tarn", tmp_path / "tarn")[0].parent


def test_a_run_into_the_folder_of_its_own_input_leaves_both(tarn: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("assess", tarn, "--out", out).exit_code == 0
    before = {path: path.read_bytes() for path in out.rglob("*.*")}
    ended = run("assess", tarn, "--incidents", out / "claims.parquet", "--out", out)
    assert ended.exit_code == 1
    assert "claims.parquet: this file is read here" in ended.stderr
    assert {path: path.read_bytes() for path in out.rglob("*.*")} == before


def test_claims_are_not_read_into_themselves(tarn: Path, tmp_path: Path) -> None:
    assert run("assess", tarn, "--out", tmp_path / "out").exit_code == 0
    claims = tmp_path / "out" / "claims.parquet"
    before = claims.read_bytes()
    ended = run("incidents", "read", claims, "--format", "claims", "--casebook", tarn, "--out", claims)
    assert ended.exit_code == 1
    assert claims.read_bytes() == before


@pytest.mark.parametrize("option", ["--html"])
def test_a_page_never_replaces_a_file_of_the_casebook(tarn: Path, option: str) -> None:
    before = (tarn / "casebook.yaml").read_bytes()
    ended = run("casebook", "show", tarn, option, tarn / "casebook.yaml")
    assert ended.exit_code == 1
    assert "this file is read here" in ended.stderr
    assert (tarn / "casebook.yaml").read_bytes() == before


def test_a_pdf_beside_the_tables_is_in_the_receipt(tarn: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("assess", tarn, "--out", out, "--pdf", out / "paper.pdf").exit_code == 0
    assert "paper.pdf" in json.loads((out / "receipt.json").read_text())["files"]
    assert run("assess", tarn, "--out", out).exit_code == 0
    assert not (out / "paper.pdf").exists()


def test_a_folder_is_proved_and_a_changed_one_is_not(tarn: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("assess", tarn, "--out", out).exit_code == 0
    proved = run("check", out)
    assert proved.exit_code == 0
    assert proved.stdout.startswith("Proved: ")
    page = out / "bulletin" / "findings.html"
    page.write_text(page.read_text().replace("breach", "breath"))
    (out / "zones.geojson").unlink()
    ended = run("check", out)
    assert ended.exit_code == 3
    assert "bulletin/findings.html: the file was changed" in ended.stderr
    assert "zones.geojson: the file is not there" in ended.stderr


def test_a_table_exchanged_with_its_hash_is_caught_by_the_digest(tarn: Path, tmp_path: Path) -> None:
    from truceline.files.outputs import file_sha256

    out = tmp_path / "out"
    assert run("assess", tarn, "--out", out).exit_code == 0
    table = pq.read_table(out / "findings.parquet")
    pq.write_table(table.slice(1), out / "findings.parquet")
    receipt = json.loads((out / "receipt.json").read_text())
    receipt["files"]["findings.parquet"] = file_sha256(out / "findings.parquet")
    (out / "receipt.json").write_text(json.dumps(receipt))
    ended = run("check", out)
    assert ended.exit_code == 3
    assert "its digest is not that of the tables" in ended.stderr


@pytest.mark.parametrize("what", ["nothing", "no_receipt", "foreign"])
def test_what_is_no_run_is_not_proved(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "out"
    if what != "nothing":
        folder.mkdir()
    if what == "foreign":
        (folder / "receipt.json").write_text("[" * 100_000)
    ended = run("check", folder)
    assert ended.exit_code == 3
    assert "no receipt of a run can be read" in ended.stderr


def test_a_new_casebook_on_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from truceline.files import write_new; from truceline.errors import BadInput\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write_new('tarn', sys.argv[1])\n"
        "except BadInput as error: sys.exit(str(error.faults[0]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "deep" / "tarn")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "cannot write there" in ended.stderr
    assert list(tmp_path.iterdir()) == []
