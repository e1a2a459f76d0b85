"""A report at the terminal: what was understood, what was kept, what applies; nothing is kept unasked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from truceline.bulletins.catalogue import languages
from truceline.cli.commands import app

WORDS = "shelling, 2 km W of Saraqib, 1 h ago, from the east, 2 dead"
AT = ("--at", "2020-03-12 14:30")


def report(*words: str) -> Result:
    return CliRunner().invoke(app, ["report", "idlib", *words])


def test_it_says_what_was_understood_and_what_applies() -> None:
    found = report(WORDS, *AT)
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert lines[0].startswith("INTERNAL")
    said = {
        line.split("  ")[1]: line.split("  ")[-1].strip() for line in lines[2:11] if line.startswith("  ")
    }
    assert said["What"] == "shelling"
    assert said["Where"] == "2 km west of Saraqib [saraqib], within 1.5 km"
    assert said["When"] == "2020-03-12 13:15 to 13:45 Asia/Damascus"
    assert said["By"] == "not said, or not clear"
    assert said["Dead"] == "2"
    assert "Who, if: shelling" in found.stdout
    assert "nothing was kept" in found.stderr
    assert max(map(len, lines)) <= 100
    assert len(lines) <= 40


def test_it_is_kept_only_with_a_yes(tmp_path: Path) -> None:
    where = ("--record", str(tmp_path / "desk"), "--source", "S17")
    unasked = report(WORDS, *AT, *where)
    assert "add --yes" in unasked.stderr
    assert unasked.exit_code == 2
    assert not (tmp_path / "desk").exists()
    found = report(WORDS, *AT, *where, "--yes")
    assert found.exit_code == 0
    assert found.stderr.count("written: ") == 3
    assert report(WORDS, *AT, *where, "--yes").exit_code == 1, "it is there already"


@pytest.mark.parametrize(
    "words",
    [
        (),
        (WORDS, "--record", "desk"),
        (WORDS, "--record", "desk", "--source", "Ahmad", "--yes"),
        (WORDS, "--set", "colour=red"),
        (WORDS, "--source", "S17"),
        (WORDS, "--corrects", "D1"),
        (WORDS, "--at", "soon"),
        ("   ",),
        ("x" * 3_000,),
        (WORDS, "--lang", "xx"),
    ],
)
def test_wrong_use_says_why_and_keeps_nothing(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = report(*words)
    assert found.exit_code in (1, 2)
    assert "Traceback" not in found.output
    assert found.stderr.strip()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "offered"),
    [
        ("by=opposition", "did you mean `opposition-armed-groups`"),
        ("at=civilian", "did you mean `civilians`"),
        ("act=attack", "did you mean `armed_attack`"),
        ("act=zzz", "there are 61: act, military_action, armed_attack"),
        ("place=Sraqeb", "did you mean `saraqib`"),
    ],
)
def test_a_field_set_to_nothing_known_gets_what_may_be_meant(change: str, offered: str) -> None:
    found = report(WORDS, "--set", change)
    assert found.exit_code == 1
    assert offered in " ".join(found.stderr.split())


@pytest.mark.parametrize(
    "language",
    [one if one == "ar" else pytest.param(one, marks=pytest.mark.slow) for one in languages()],
)
def test_it_speaks_each_language(language: str) -> None:
    found = report("shelling in Saraqib at 13:10; 2 dead", *AT, "--lang", language)
    assert found.exit_code == 0
    assert "[saraqib]" in found.stdout


@pytest.mark.slow
def test_where_the_time_is_not_clear_it_is_answered_for_when_it_was_told() -> None:
    found = report("shelling in Saraqib", *AT)
    assert "What applied when it was told:" in found.stdout
    assert "2020-03-12 14:30 Asia/Damascus" in found.stdout


@pytest.mark.slow
def test_as_json_it_is_one_document() -> None:
    found = json.loads(report(WORDS, *AT, "--json").stdout)
    assert found["understood"]["act"] == "shelling"
    assert found["understood"]["doer"] is None
    assert found["written"] == []
    assert found["applies"]["status"] == found["status"]
