"""What could not be read, and whose names are nobody's, as the terminal tells it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from truceline.cli import app

MAPPING = """\
id: n
act: {column: what, values: {raid: raid}}
participants: who
when: {column: day, zone: Asia/Damascus}
place: where
basis: {always: one_third_party}
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    rows = [f"{n},duel,Russia,2020-03-06,Hay" for n in range(14)]
    rows += ["r1,raid,Russian Fliers,2020-03-06,Sarakeb", "r2,raid,Russian Fliers,2020-03-06,"]
    (tmp_path / "a.csv").write_text("\n".join(["n,what,who,day,where", *rows]) + "\n")
    (tmp_path / "a.yaml").write_text(MAPPING)
    return str(tmp_path / "a.csv"), str(tmp_path / "a.yaml")


def ran(files: tuple[str, str], *words: str) -> Result:
    table, mapping = files
    if words[0] == "read":
        return CliRunner().invoke(
            app, ["incidents", "read", table, "--format", "csv", "--mapping", mapping, *words[1:]]
        )
    return CliRunner().invoke(app, [*words, "--incidents", table, "--mapping", mapping])


@pytest.mark.parametrize(
    "words",
    [
        ("read",),
        ("assess", "idlib"),
        pytest.param(("questions", "idlib"), marks=pytest.mark.slow),
        pytest.param(("brief", "idlib"), marks=pytest.mark.slow),
    ],
)
def test_causes_and_names_are_told_once_by_every_command(
    files: tuple[str, str], words: tuple[str, ...]
) -> None:
    done = ran(files, *words)
    assert done.exit_code == 1
    assert "14 rows: what '…' is not in the mapping (add it to `values`)" in done.stderr
    assert done.stderr.count("a.csv:2: what 'duel'") == 1
    assert "2 mentions of 1 name are matched by no actor" in done.stderr
    assert '# "Russian Fliers": russia' in done.stderr
    assert "1 row with a place by name alone" in done.stderr
    assert "did you mean saraqib" in done.stderr
    assert "Russian Fliers" not in done.stdout


def test_full_lists_every_row(files: tuple[str, str]) -> None:
    done = ran(files, "read", "--full")
    assert sum("is not in the mapping" in line for line in done.stderr.splitlines()) == 14
    assert "--full" not in done.stderr
