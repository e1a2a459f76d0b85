"""The command `brief`: its words, what it writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.briefed import written
from truceline.cli import app


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, ["brief", *words])


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("--week", "2030-06-03", "--on", "2030-06-03"), "give one of --week, --on, or --from with --to"),
        (("--on", "2030-06-03", "--from", "2030-06-03", "--to", "2030-06-04"), "give one of --week"),
        (("--to", "2030-06-03"), "--from and --to belong together"),
        (("--from", "2030-06-03"), "--from and --to belong together"),
        (("--from", "2030-06-03", "--to", "2030-06-02"), "exchange the two"),
        (("--on", "2030-02-30"), "is no day"),
        (("--corrects", "yesterday's"), "is no digest"),
        (("--incidents", "nowhere.csv"), "there is no file"),
        (("--lang", "xx"), "one of en"),
    ],
)
def test_words_that_leave_something_open_are_refused(
    tmp_path: Path, words: tuple[str, ...], remedy: str
) -> None:
    result = asked(str(written(tmp_path)), *words)
    assert result.exit_code == 2
    assert remedy in " ".join(result.stderr.split())


def test_a_period_of_which_nothing_is_told_says_so_and_is_no_fault(tmp_path: Path) -> None:
    result = asked(str(written(tmp_path)), "--on", "2035-01-01")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1] == "No attack is reported in our record. That is no proof of calm."


def test_terminal_and_json_say_the_same(tmp_path: Path) -> None:
    words = (str(written(tmp_path)), "--from", "2030-06-03", "--to", "2030-06-09")
    lines = asked(*words).stdout.splitlines()
    told = json.loads(asked(*words, "--json").stdout)["brief"]
    assert lines[:2] == [told["title"], told["answer"]]
    assert lines[-1] == told["digest"]
    assert [row["incident"] for row in told["rows"]] == ["I3", "I1", "I2"]


def test_a_folder_gets_page_paper_and_annex_with_a_receipt_that_proves_them(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = asked(str(written(tmp_path / "book")), "--week", "2030-06-03", "--out", str(out))
    assert result.exit_code == 0
    assert {"brief.html", "annex.html", "receipt.json"} <= {path.name for path in out.iterdir()}
    assert CliRunner().invoke(app, ["check", str(out)]).exit_code == 0


def test_what_is_for_the_mission_says_so_and_still_fits(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = (str(written(tmp_path / "book")), "--week", "2030-06-03", "--audience", "internal")
    lines = asked(*words, "--out", str(out)).stdout.splitlines()
    assert lines[0].startswith("INTERNAL")
    assert len(lines) <= 25
    assert "internal-brief.html" in {path.name for path in out.iterdir()}
    page = (out / "internal-brief.html").read_text(encoding="utf-8")
    assert 'href="internal-annex.html"' in page
