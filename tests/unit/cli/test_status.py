"""The status on the terminal and as JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.casebooks import SMALL
from truceline.cli.status import status_document, status_lines
from truceline.runs.status import Consulted, status_of


@pytest.fixture
def small(tmp_path: Path) -> Path:
    text = SMALL.replace("names: {en: Mill}", "names: {en: Mill, tr: Değirmen}")
    (tmp_path / "casebook.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def between_the_clocks(small: Path) -> Consulted:
    return status_of(small, at="2030-05-01 23:30Z", place="mill")


def test_each_row_has_an_answer_for_each_position_and_below_it_what_it_turns_on(small: Path) -> None:
    lines = list(status_lines(between_the_clocks(small)))
    at = next(i for i, line in enumerate(lines) if line.startswith("  acc/1"))
    assert lines[at].split() == ["acc/1", "open", "no", "No", "attack"]
    # The mill is the road's first point, on the edge of the strip along it.
    assert lines[at + 1 : at + 4] == [
        "        depends on the open question clock: ours no, theirs yes  (ruling)",
        "        on its ground: partly 0.50",
        "        would change with clock: theirs yes  (ours)",
    ]
    assert any("Computed, not determined" in line for line in lines)
    assert any(line.split()[:3] == ["strip", "partly", "partly"] for line in lines)


def test_actors_who_stand_differently_stand_apart(small: Path) -> None:
    text = "\n".join(status_lines(between_the_clocks(small)))
    assert text.index("        signed") < text.index("        joined")


def test_what_binds_several_that_one_may_be_is_said_once_for_all_positions(small: Path) -> None:
    path = small / "casebook.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("how: joined}", "how: signed, unverified: Recalled.}")
    either = "  - {id: either, names: {en: Either}, kind: force, one_of: [north, south]}\n"
    path.write_text(text.replace("places:\n", f"{either}places:\n", 1), encoding="utf-8")
    lines = list(status_lines(between_the_clocks(small)))
    at = lines.index("        South, Either")
    assert lines[at + 1 : at + 5] == [
        "        depends on the open question clock: ours no, theirs yes  (ruling)",
        "        signed",
        "        not checked: Recalled.",
        "        would change with clock: theirs yes  (ours)",
    ]


def test_what_is_not_in_force_is_counted(small: Path) -> None:
    lines = list(status_lines(status_of(small, on=date(2029, 1, 1))))
    assert "  1 in all: no under every position" in lines
    assert any(line.startswith("  acc ") for line in lines)  # instruments are all shown
    assert "No place was asked for, so no zone is shown." in lines


def test_names_are_in_the_language_asked_for_else_in_english(small: Path) -> None:
    lines = list(status_lines(between_the_clocks(small), "tr"))
    assert any("Değirmen [mill]" in line for line in lines)
    assert any("Accord" in line for line in lines)


def test_the_document_says_all_of_it_in_plain_values(small: Path) -> None:
    document = json.loads(json.dumps(status_document(between_the_clocks(small)), allow_nan=False))
    assert document["status"] == "computed, not determined"
    assert document["during"] == {
        "start_at": "2030-05-01T23:30:00+00:00",
        "end_at": "2030-05-01T23:30:00+00:00",
    }
    clause = document["positions"]["ruling"]["clauses"][0]
    assert clause["in_force"] == {
        "says": "open",
        "during": [],
        "left_open_by": ["clock"],
        "decided_by": ["clock"],
        "given": [
            {"ambiguity": "clock", "reading": "ours", "says": "no", "during": []},
            {
                "ambiguity": "clock",
                "reading": "theirs",
                "says": "yes",
                "during": [document["during"]],
            },
        ],
    }
    assert clause["there"]["p"] == clause["there"]["p_max"] == pytest.approx(0.5, abs=0.001)
    bond = document["positions"]["ours"]["bonds"][0]
    assert (bond["actor"], bond["bound"]["says"]) == ("north", "no")
    assert bond["bound"]["bonds"][0]["how"] == "signed"
