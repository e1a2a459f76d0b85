"""`truceline patrols watch` as a duty officer types it: the alarm first, and nothing guessed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from truceline.bulletins.catalogue import catalogue, languages
from truceline.cli import app
from truceline.errors import BadTime
from truceline.runs.watch import watch_plans

RUN = CliRunner()

PLANS = """\
plans:
  - id: first
    route: m4
    zone: Asia/Damascus
    starts_at: 2020-03-15 07:30
    ends_at: 2020-03-15 10:30
    legs: [{from_km: 0, to_km: 10}]
    crews: [{id: R1, of: russia}, {id: T1, of: turkey}]
    notices:
      - {to: centre, by: 2020-03-14 07:30, receipt_hours: 6, given_at: 2020-03-14 07:00}
      - {to: village, by: 2020-03-14 19:30}
      - {to: clinic, by: 2020-03-14 07:30, given_at: 2020-03-14 07:31}
      - {to: press, by: 2020-03-15 09:30}
"""
SECOND = """\
  - id: second
    route: m4
    zone: Asia/Damascus
    starts_at: 2020-03-16 07:30
    ends_at: 2020-03-16 10:30
    legs: []
    crews: [{id: R1, of: russia}]
"""
CALLS = """\
crew,at,is_back
R1,2020-03-15 07:30+02:00,
T1,2020-03-15 05:30Z,
T1,2020-03-15 06:00:00Z,no
"""


def _watch(
    folder: Path, at: str, *, plans: str = PLANS, calls: str | None = CALLS, code: int = 0
) -> tuple[str, str]:
    plan = folder / "plan.yaml"
    plan.write_text(plans, encoding="utf-8")
    words = ["patrols", "watch", str(plan), "--at", at]
    if calls is not None:
        (folder / "calls.csv").write_text(calls, encoding="utf-8")
        words += ["--check-ins", str(folder / "calls.csv")]
    plain = RUN.invoke(app, words)
    assert plain.exit_code == code, plain.output
    return plain.stdout, plain.stderr if code else RUN.invoke(app, [*words, "--json"]).stdout


def _document(folder: Path, at: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_watch(folder, at, **more)[1])
    return found


def test_a_crew_is_overdue_from_its_alarm_on_and_stands_at_the_top(tmp_path: Path) -> None:
    before, _ = _watch(tmp_path, "2020-03-15 06:14:59Z")
    assert before.partition("\n")[2].startswith("No alarm: no crew is overdue\n")
    assert "R1 (russia) on first: was due 2020-03-15 08:00 Asia/Damascus (06:00Z)" in before
    said, text = _watch(tmp_path, "2020-03-15 08:15+02:00")
    assert said.splitlines()[1:3] == [
        "ALARM: 1 crew overdue",
        "  R1 (russia) on first: last heard 2020-03-15 07:30 Asia/Damascus (05:30Z), "
        "alarm since 2020-03-15 08:15 Asia/Damascus (06:15Z)",
    ]
    document = json.loads(text)
    assert document["alarm"] is True
    assert [crew["state"] for crew in document["plans"][0]["crews"]] == ["overdue", "in_touch"]


def test_notices_and_receipts_that_are_not_in_order_are_told_and_the_rest_is_due_next(tmp_path: Path) -> None:
    said, _ = _watch(tmp_path, "2020-03-15 06:14Z")
    wrong, due = said.split("Notices and receipts not in order\n")[1].split("\n\n")[:2]
    assert "first, notice to centre: no receipt; it was due 2020-03-14 13:00" in wrong
    assert "first, notice to village: not given; it was due 2020-03-14 19:30" in wrong
    assert "first, notice to clinic: given late; it was due 2020-03-14 07:30" in wrong
    assert "press" not in wrong
    assert [line.split("  ")[-1] for line in due.splitlines()[1:]] == [
        "call of T1 (turkey) on first",
        "notice to press on first",
    ]


def test_without_signs_of_life_nothing_is_said_of_crews(tmp_path: Path) -> None:
    said, text = _watch(tmp_path, "2020-03-15 09:00Z", calls=None)
    below = said.partition("\n")[2]
    assert below.startswith("NOT KNOWN whether a crew is overdue: no signs of life were read")
    assert "ALARM" not in said
    document = json.loads(text)
    assert (document["alarm"], document["check_ins"], document["plans"][0]["crews"]) == (None, None, None)


@pytest.mark.parametrize("language", languages())
def test_the_alarm_is_told_in_the_language_asked_for(tmp_path: Path, language: str) -> None:
    (tmp_path / "plan.yaml").write_text(PLANS, encoding="utf-8")
    words = ["patrols", "watch", str(tmp_path / "plan.yaml"), "--at", "2020-03-15 09:00Z", "--lang", language]
    assert catalogue(language)("watch.not_known") in RUN.invoke(app, words).stdout


def test_a_file_of_signs_of_life_without_any_is_an_alarm(tmp_path: Path) -> None:
    said, _ = _watch(tmp_path, "2020-03-15 09:00Z", calls="crew,at\n")
    assert said.partition("\n")[2].startswith("ALARM: 2 crews overdue\n  R1 (russia) on first: nothing heard")


def test_what_came_later_is_counted_and_not_looked_at(tmp_path: Path) -> None:
    said, text = _watch(tmp_path, "2020-03-15 05:59Z")
    assert "2 signs of life, the last 2020-03-15 05:30Z; 1 after this instant" in said
    assert json.loads(text)["check_ins"]["n_later"] == 1


def test_back_is_who_said_so_last_and_not_before_the_planned_start(tmp_path: Path) -> None:
    at = "2020-03-15 09:00Z"

    def state(*calls: str) -> str:
        found = _document(tmp_path, at, calls="\n".join(["crew,at,is_back", *calls, ""]))
        return str(found["plans"][0]["crews"][0]["state"])

    assert state("R1,2020-03-15 05:30Z,yes") == "back"
    assert state("R1,2020-03-15 05:29Z,yes") == "overdue"
    assert state("R1,2020-03-15 06:00Z,yes", "R1,2020-03-15 07:00Z,") == "overdue"


def test_a_call_of_a_crew_in_two_plans_names_its_plan(tmp_path: Path) -> None:
    _, told = _watch(tmp_path, "2020-03-15 06:00Z", plans=PLANS + SECOND, code=1)
    assert "calls.csv:2:1: crew R1 stands in 2 plans, and the row names none (add the column `plan`)" in told
    calls = "plan,crew,at,is_back\nfirst,R1,2020-03-15 08:00Z,yes\n"
    found = _document(tmp_path, "2020-03-16 06:00Z", plans=PLANS + SECOND, calls=calls)
    assert [one["crews"][0]["state"] for one in found["plans"]] == ["back", "overdue"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("R1,2020-03-15 07:30,", "calls.csv:2:2: '2020-03-15 07:30' names no time zone"),
        ("R1,2020-03-15Z,", "calls.csv:2:2: '2020-03-15Z' is not one instant"),
        ("R1,2020-10-29 23:30 Asia/Damascus,", "23:30 Asia/Damascus' is not one instant"),
        ("R9,2020-03-15 07:30Z,", "calls.csv:2:1: there is no crew 'R9' in the plans (there are R1, T1)"),
        ("R1,2020-03-15 07:30Z,home", "calls.csv:2:3: `is_back` is 'home' (write yes, no or nothing)"),
        ("R1,2020-03-15 07:30Z", "calls.csv:2: the row has 2 cells, the heading 3"),
    ],
)
def test_a_call_that_cannot_be_read_is_a_fault_with_its_place(tmp_path: Path, row: str, says: str) -> None:
    # In 2020 the clocks of Damascus showed the last hour of 29 October twice.
    calls = f"crew,at,is_back\n{row}\n"
    assert says in _watch(tmp_path, "2020-03-15 06:00Z", calls=calls, code=1)[1]


def test_all_faults_of_the_calls_are_told_at_once(tmp_path: Path) -> None:
    calls = "crew,at,is_back\nR9,noon,maybe\nR1,2020-03-15 07:30,\n"
    told = _watch(tmp_path, "2020-03-15 06:00Z", calls=calls, code=1)[1]
    assert [told.count(f"calls.csv:{place}") for place in ("2:1", "2:2", "2:3", "3:2")] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("crew,time", "column 'at' is missing"),
        ("crew,at,is_bak", "calls.csv:1:3: unknown column 'is_bak' (did you mean `is_back`?)"),
        ("crew,at,at", "column 'at' stands twice"),
    ],
)
def test_a_heading_that_is_not_known_is_a_fault(tmp_path: Path, heading: str, says: str) -> None:
    assert says in _watch(tmp_path, "2020-03-15 06:00Z", calls=f"{heading}\n", code=1)[1]


@pytest.mark.parametrize("at", ["2020-03-15 06:00", "2020-03-15Z", "noon", "2020-10-29 23:30 Asia/Damascus"])
def test_an_instant_that_is_none_is_a_fault(tmp_path: Path, at: str) -> None:
    _, told = _watch(tmp_path, at, code=1)
    assert at in told
    with pytest.raises(BadTime):
        watch_plans(tmp_path / "plan.yaml", at=at)


def test_in_python_an_instant_is_in_utc(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLANS, encoding="utf-8")
    assert watch_plans(plan, at=datetime(2020, 3, 15, 6, tzinfo=UTC)).is_alarm is None
    with pytest.raises(BadTime):
        watch_plans(plan, at=datetime(2020, 3, 15, 6))  # noqa: DTZ001


def test_a_demand_without_plans_is_nothing_to_watch(tmp_path: Path) -> None:
    assert "plan.yaml" in _watch(tmp_path, "2020-03-15 06:00Z", plans="plans: []\n", code=1)[1]
