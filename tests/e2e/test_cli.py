"""The command as a user types it: exit codes, one JSON document, no traceback, no control characters."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from truceline.files import write_new

COMMAND = Path(sys.executable).with_name("truceline")


def _run(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [COMMAND, *words], cwd=cwd, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def tarn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the invented casebook."""
    folder = tmp_path_factory.mktemp("casebooks") / "tarn"
    write_new("tarn", folder)
    return folder


def test_assess_prints_a_summary_and_ends_with_0(tarn: Path, tmp_path: Path) -> None:
    done = _run("assess", tarn, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "Computed, not determined" in done.stdout
    assert str(tmp_path / "out") in done.stdout
    assert "2030-06-12" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("assess", "TARN"),
        ("explain", "TARN", "T1"),
        ("casebook", "check", "TARN"),
        ("casebook", "show", "TARN"),
        ("casebook", "schema"),
        ("casebook", "new", "moor", "NEW"),
        ("incidents", "read", "CLAIMS", "--from", "claims", "--casebook", "TARN"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_json_is_one_document(tarn: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    if "CLAIMS" in words:
        _run("assess", tarn, "--out", tmp_path / "out")
    paths = {"TARN": tarn, "NEW": tmp_path / "new", "CLAIMS": tmp_path / "out" / "claims.parquet"}
    done = _run(*(paths.get(word, word) for word in words), "--json")
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), dict)


def test_an_error_too_is_one_document_with_its_faults(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("clauzes: []\n", encoding="utf-8")
    done = _run("casebook", "check", tmp_path, "--json")
    assert done.returncode == 1
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "bad_input.casebook"
    assert any({"file", "line", "message"} <= fault.keys() for fault in error["faults"])


def test_rows_that_cannot_be_read_are_listed_after_the_rest_is_written(tarn: Path, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "id: id\nact: act\nwhen: when\nbasis: {always: one_third_party}\n", encoding="utf-8"
    )
    rows = "id,act,when\nX1,shelling,2030-06-10 12:00Z\nX2,no such act,2030-06-10 12:00Z\n"
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    options = ("--incidents", tmp_path / "rows.csv", "--mapping", tmp_path / "map.yaml")
    done = _run("assess", tarn, *options, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "Written, but 1 rows could not be read" in done.stderr
    assert "rows.csv:3" in done.stderr
    assert (tmp_path / "out" / "receipt.json").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("assess", "no-such-casebook"),
        ("assess", "TARN", "--position", "nobody"),
        ("assess", "TARN", "--on", "yesterday"),
        ("assess", "TARN", "--on", "9999-01-01"),
        ("assess", "TARN", "--incidents", "no-such-file.csv"),
        ("assess", "TARN", "--from", "acled"),
        ("assess", "TARN", "--mapping", "TARN"),
        ("assess", "TARN", "--incidents", "TARN", "--from", "gossip"),
        ("explain", "TARN", "no-such-incident"),
        ("explain", "TARN", "T1", "--clause", "no/1"),
        ("assess", "TARN", "--no-such-option"),
        ("no-such-command",),
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2(tarn: Path, words: tuple[str, ...]) -> None:
    done = _run(*(tarn if word == "TARN" else word for word in words))
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr


def test_control_characters_in_a_name_never_reach_the_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "evil\x1b[31m\nname"
    folder.mkdir()
    (folder / "a\x1b]0;title\x07.yaml").write_text("clauzes: []\n", encoding="utf-8")
    done = _run("casebook", "check", folder)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert "\\x1b" in done.stderr


def test_a_file_in_the_way_of_the_folder_is_a_fault(tarn: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    done = _run("assess", tarn, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_show_writes_a_page_without_script(tarn: Path, tmp_path: Path) -> None:
    done = _run("casebook", "show", tarn, "--html", tmp_path / "page.html")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "tarn/1" in page
    assert "<script" not in page
