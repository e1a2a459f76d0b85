"""`truceline patrols plan` as a user types it: answer, document, plans written, no schedule, wrong use."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from truceline.bulletins.catalogue import catalogue, languages
from truceline.cli import app
from truceline.planning.plan_files import parse_plans
from truceline.runs.plans import plan_patrols, plan_text

RUN = CliRunner()

DEMAND = """\
demand:
  id: spring
  zone: Asia/Damascus
  first_on: 2020-05-02
  last_on: 2020-05-06
  asked_at: 2020-04-30 09:00
  together: [russia, turkey]
  segments:
    - {id: east, from_km: 0, to_km: 10, every_days: 3}
    - {id: west, from_km: 10, to_km: 20, weight: 2}
  crews:
    - {id: R1, of: russia}
    - {id: T1, of: turkey}
  windows:
    - {id: morning, from: 06:00, until: 11:00}
    - {id: afternoon, from: 12:00, until: 17:00}
  notices: [{to: centre, lead_hours: 24}]
"""
ROUTE = "route: {line: m4-corridor-route, readings: {corridor-extent: ain_al_havr}, piece_km: 20}"


def _written(folder: Path, text: str = DEMAND) -> str:
    file = folder / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def _run(folder: Path, *words: str, text: str = DEMAND, code: int = 0) -> str:
    result = RUN.invoke(app, ["patrols", "plan", _written(folder, text), *words])
    assert result.exit_code == code, result.output
    return result.stdout


def _document(folder: Path, *words: str, text: str = DEMAND, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_run(folder, "--json", *words, text=text, code=code))
    return found


@pytest.mark.parametrize("language", languages())
def test_a_schedule_is_told_in_the_language_asked_for(tmp_path: Path, language: str) -> None:
    said = _run(tmp_path, "--seed", "7", "--draws", "1", "--lang", language)
    assert catalogue(language)("schedule.seed", seed=7) in said


@pytest.mark.parametrize(
    "told",
    [
        "Proposed, for people to decide on.",
        "no record: weights are those stated, or 1",
        "west                10.0 to 20.0    2.00  stated",
        "drawn at random among those at most 5% below the best",
        "by who has all but the seed",
        "Seed 3. Keep the seed as you keep the schedule",
    ],
)
def test_the_answer_says_what_was_read_and_how_hard_it_is_to_guess(tmp_path: Path, told: str) -> None:
    assert told in _run(tmp_path, "--seed", "3", "--draws", "3")


def test_one_document_holds_all_and_the_same_seed_gives_the_same(tmp_path: Path) -> None:
    one, again = (_document(tmp_path, "--seed", "3", "--draws", "3") for _ in range(2))
    assert one == again
    assert one["status"] == "proposed, not decided"
    assert one["proposal"]["seed"] == 3
    assert len(one["plans"]) == len(one["proposal"]["drawn"]["outings"]) > 0
    assert one["proposal"]["best"]["predictability"]["insider"]["score"] == 1.0
    assert one["conflict"] is None


def test_without_a_seed_a_fresh_one_is_drawn_and_told(tmp_path: Path) -> None:
    seeds = {_document(tmp_path, "--draws", "1")["proposal"]["seed"] for _ in range(2)}
    assert len(seeds) == 2


def test_written_plans_are_read_again_as_they_were(tmp_path: Path) -> None:
    out = tmp_path / "plans.json"
    assert "Written to" in _run(tmp_path, "--seed", "3", "--draws", "1", "--out", str(out))
    planned = plan_patrols(tmp_path / "plan.yaml", seed=3, n_draws=1)
    assert parse_plans("plans.json", out.read_bytes()).plans.plans == planned.plans
    assert out.read_text(encoding="utf-8") == plan_text(planned.plans)


def test_where_there_is_no_schedule_the_limits_that_clash_are_told_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    days = ", ".join(f"{{on: 2020-05-0{day}, why: feast}}" for day in range(2, 5))
    text = f"{DEMAND}  closed: [{days}]\n"
    out = tmp_path / "plans.json"
    told = _run(tmp_path, "--out", str(out), text=text, code=1)
    assert "No schedule keeps all of these:" in told
    assert "  - 2020-05-04 is closed: feast" in told
    assert "  - segment east: an outing at least every 3 days" in told
    assert not out.exists()
    document = _document(tmp_path, text=text, code=1)
    assert document["proposal"] is None
    assert document["conflict"]["is_minimal"] is True
    assert {one["kind"] for one in document["conflict"]["constraints"]} == {"closed", "every"}


def test_faults_of_the_file_are_told_with_their_lines(tmp_path: Path) -> None:
    text = DEMAND.replace("lead_hours: 24", "lead_hours: soon").replace("every_days: 3", "every_days: 0")
    result = RUN.invoke(app, ["patrols", "plan", _written(tmp_path, text)])
    assert result.exit_code == 1
    assert "plan.yaml:17:38: demand.notices[0].lead_hours:" in result.stderr
    assert "'soon' is not a number" in result.stderr


@pytest.mark.parametrize("words", [("--seed", "-1"), ("--draws", "0")])
def test_wrong_use_is_refused(tmp_path: Path, words: tuple[str, str]) -> None:
    assert RUN.invoke(app, ["patrols", "plan", _written(tmp_path), *words]).exit_code == 2


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["patrols", "plan", str(tmp_path / "none.yaml")])
    assert result.exit_code == 1
    assert "No such file" in result.stderr


# With a casebook


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    start, end = DEMAND.index("  segments:"), DEMAND.index("  crews:")
    text = f"{DEMAND[:start]}  casebook: idlib\n  {ROUTE}\n{DEMAND[end:]}"
    return _document(tmp_path_factory.mktemp("idlib"), "--seed", "1", "--draws", "1", text=text)


def test_a_route_of_a_casebook_is_cut_and_weighed_by_its_record(weighed: dict[str, Any]) -> None:
    segments = weighed["segments"]
    assert segments[0]["from_km"] == 0
    assert 60 < segments[-1]["to_km"] < 70
    assert weighed["looked"]["casebook"] == "idlib"
    assert weighed["looked"]["until"] == "2020-05-01"
    assert segments[0]["n_incidents"] > segments[-1]["n_incidents"], "the line of contact is in the east"


def _with_route(folder: Path, more: str) -> Any:
    start, end = DEMAND.index("  segments:"), DEMAND.index("  crews:")
    text = f"{DEMAND[:start]}  casebook: idlib\n  {ROUTE}\n{DEMAND[end:]}{more}"
    file = _written(folder, text)
    return RUN.invoke(app, ["patrols", "plan", file, "--seed", "1", "--draws", "1", "--json"])


def test_an_outing_has_time_for_the_way_from_its_meeting_place_to_its_segment_and_back(
    tmp_path: Path,
) -> None:
    found = json.loads(_with_route(tmp_path, "  meeting: {place: trumba}\n").stdout)
    assert len(found["plans"]) > 2
    for plan in found["plans"]:
        began, ended = (datetime.fromisoformat(plan[key]) for key in ("starts_at", "ends_at"))
        far_km = plan["legs"][0]["to_km"]
        assert (ended - began).total_seconds() / 60 >= 2 * far_km / 30 * 60, "kilometre 0, at 30 km/h"


def test_a_meeting_off_the_route_without_time_to_come_there_is_a_fault(tmp_path: Path) -> None:
    told = _with_route(tmp_path, "  meeting: {place: idlib}\n  access_minutes: 1\n")
    assert told.exit_code == 1
    assert "demand.access_minutes: too short: the crews meet" in told.stderr
    found = re.search(r"write (\d+) or more", told.stderr)
    assert found is not None
    enough = f"  meeting: {{place: idlib}}\n  access_minutes: {int(found[1]) + 1}\n"
    assert _with_route(tmp_path, enough).exit_code == 0


def test_how_long_nobody_was_told_to_have_passed_is_said_as_just_that(tmp_path: Path) -> None:
    start, end = DEMAND.index("  segments:"), DEMAND.index("  crews:")
    route = ROUTE.replace("piece_km: 20", "piece_km: 8")
    text = f"{DEMAND[:start]}  casebook: idlib\n  {route}\n{DEMAND[end:]}"
    told = _run(tmp_path, "--seed", "1", "--draws", "1", text=text)
    assert re.search(r"km-000\.0-\S+ .* \d+ days since one was told to have passed", told)
    assert re.search(r"km-058\.\S+ .* none told to have come there", told)


def test_no_outing_on_record_is_not_a_gap_of_no_days(weighed: dict[str, Any]) -> None:
    assert weighed["segments"][-1]["gap_days"] is None
    assert weighed["segments"][-1]["weight"] >= 2.0


def test_only_what_was_known_when_it_was_asked_is_looked_at(weighed: dict[str, Any], tmp_path: Path) -> None:
    early = DEMAND.replace("asked_at: 2020-04-30 09:00", "asked_at: 2020-03-05 09:00")
    start, end = early.index("  segments:"), early.index("  crews:")
    text = f"{early[:start]}  casebook: idlib\n  {ROUTE}\n{early[end:]}"
    looked = _document(tmp_path, "--seed", "1", "--draws", "1", text=text)["looked"]
    assert looked["n_outings"] == 0 < weighed["looked"]["n_outings"]
    assert looked["n_incidents"] < weighed["looked"]["n_incidents"]
