"""What a page shows of a command's answer is what the command answers."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from truceline.cli import app

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("tutorial/6-march-2020.md", "how-to/ask-the-record.md", "how-to/plan-patrols.md")
LEFT_OUT = "..."
FILE = re.compile(
    r"^```(?:yaml|csv)\n# (?P<name>[\w-]+\.(?:yaml|csv))\n(?P<text>(?:.*\n)*?)```$", re.MULTILINE
)
"""A file that a page has its reader write; its name stands in the first line."""
STEP = re.compile(r"^    truceline (?P<words>.*)\n(?:\n```text\n(?P<shown>(?:.*\n)*?)```$)?", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A command that a page shows, and what it shows of the answer."""

    page: str
    """The page."""
    command: str
    """As typed, without `truceline`."""
    shown: str
    """Lines of the answer; empty where none is shown."""


def steps_of(page: str, text: str) -> list[Step]:
    """Return the commands of a page in order, each with the box that stands right below it."""
    return [
        Step(page=page, command=found["words"], shown=found["shown"] or "") for found in STEP.finditer(text)
    ]


def first_missing(shown: str, answer: str) -> str:
    """Return the first run of lines, cut by `...`, that does not stand in the answer after the one before.

    Blank lines count; spaces at the end of a line do not. Empty where all of it stands there.
    """
    lines = [line.rstrip() for line in answer.splitlines()]
    at = 0
    for run in re.split(rf"^{re.escape(LEFT_OUT)}\n", shown, flags=re.MULTILINE):
        wanted = [line.rstrip() for line in run.splitlines()]
        starts = range(at, len(lines) - len(wanted) + 1)
        found = next((i for i in starts if lines[i : i + len(wanted)] == wanted), None)
        if found is None:
            return run
        at = found + len(wanted)
    return ""


STEPS = [step for page in PAGES for step in steps_of(page, (DOCS / page).read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "step",
    [pytest.param(one, marks=[pytest.mark.slow] * one.command.startswith("assess")) for one in STEPS],
    ids=[f"{one.page}: {one.command}" for one in STEPS],
)
def test_a_command_answers_what_the_page_shows(
    step: Step, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in FILE.finditer((DOCS / step.page).read_text(encoding="utf-8")):
        (tmp_path / file["name"]).write_text(file["text"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    answered = CliRunner().invoke(app, shlex.split(step.command.partition(" #")[0]))
    assert answered.exit_code == 0, answered.output
    assert first_missing(step.shown, answered.stdout) == ""


def test_every_box_on_a_page_stands_below_its_command() -> None:
    for page in PAGES:
        text = (DOCS / page).read_text(encoding="utf-8")
        shown = [step for step in steps_of(page, text) if step.shown]
        assert len(shown) == text.count("```text\n") > 0, page


def test_a_line_that_is_not_in_the_answer_is_missed() -> None:
    answer = "one\n  two\nthree\nfour\n"
    assert first_missing("one\n  two\n...\nfour\n", answer) == ""
    assert first_missing("one\nthree\n", answer) == "one\nthree\n", "left out without saying so"
    assert first_missing("two\n", answer) == "two\n", "the indent differs"
    assert first_missing("three\n...\none\n", answer) == "one\n", "in another order"
    assert first_missing("four\nfive\n", answer) == "four\nfive\n", "beyond the end"
