"""Which open question decides most: counted as the findings say, the most first, with a command to try it."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from truceline.bulletins.headlines import n_decided
from truceline.cli import app
from truceline.runs import assess_casebook

RUN = CliRunner()


def asked(*options: str) -> str:
    found = RUN.invoke(app, ["questions", "idlib", *options])
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.mark.slow
def test_the_questions_stand_by_what_they_decide_and_each_answer_can_be_tried() -> None:
    found = json.loads(asked("--json"))
    decided = n_decided(assess_casebook("idlib").assessment.findings)
    counts = [(one["id"], one["n_incidents"]) for one in found["questions"]]
    assert {name: n for name, n in counts if n} == {name: n for name, (_, n) in decided.items()}
    assert counts == sorted(counts, key=lambda one: -one[1])
    assert found["n_decided"] <= found["n_incidents"]
    lapse = next(one for one in found["questions"] if one["id"] == "lapse")
    assert lapse["n_duties"] > 0
    assert {one["reading"] for one in lapse["answers"]} == {"stands", "by_conduct"}


@pytest.mark.slow
def test_lines_fit_and_what_is_answered_is_asked_no_more() -> None:
    plain = asked()
    assert all(len(line) <= 100 for line in plain.splitlines() if "--reading" not in line)
    assert "--reading lapse=stands" in plain
    supposed = asked("--reading", "lapse=stands")
    assert "WHAT IF lapse = stands" in supposed
    assert not re.search(r"^\d.*: lapse$", supposed, re.MULTILINE)
    assert "--reading lapse=" not in supposed
