"""Tracks on the terminal and as JSON, and as facts for the patrol ledger."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests import casebooks
from tests.drives import Drive, drive
from truceline import geo
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.pages.tracks import Tracked, render_result, render_tracks
from truceline.cli import app
from truceline.files import load_record, write_new
from truceline.model.casebook import Limits
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.runs.tracks import patrol_facts, tracks_of
from truceline.text.zones import line_way

INTERNAL = ("--audience", "internal")
ROUTE = "m4-corridor-route"


def _csv(*drives: Drive) -> str:
    rows = [
        f"{one.patrol},{one.vehicle},{one.side},{at.isoformat()},{lon:.6f},{lat:.6f},10"
        for one in drives
        for at, lon, lat in zip(one.at, one.lon, one.lat, strict=True)
    ]
    return "\n".join(["patrol,vehicle,side,at,lon,lat,radius_m", *rows]) + "\n"


def _along_the_m4(vehicle: str, side: str, legs: tuple[tuple[float, float], ...]) -> Drive:
    """Return a drive along the first course of the casebook's route; legs in minutes and kilometres."""
    readings = {AmbiguityId("corridor-extent"): ReadingId("ain_al_havr")}
    points = np.array(line_way(load_record("idlib").casebook, ROUTE, readings).points, dtype=np.float64)
    metres = geo.distances_m(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1])
    along = np.concatenate(([0.0], np.cumsum(metres))) / 1000
    plain = drive(vehicle, side, legs, patrol="p-2020-03-15", every_s=20)
    minutes, km = zip(*legs, strict=True)
    driven = np.interp(np.arange(len(plain.at)) / 3, minutes, km)
    lon, lat = (tuple(np.interp(driven, along, points[:, i]).tolist()) for i in (0, 1))
    return Drive(**(vars(plain) | {"lon": lon, "lat": lat}))


THERE = ((0.0, 0.0), (90.0, 65.0))
TURNS = ((0.0, 0.0), (12.0, 8.0), (22.0, 8.0), (34.0, 0.0))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tracks") / "march.csv"
    north, south = _along_the_m4("a", "russia", THERE), _along_the_m4("b", "turkey", TURNS)
    path.write_text(_csv(north, south), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(file: Path) -> Tracked:
    return tracks_of([file], casebook="idlib", route=ROUTE)


def test_the_route_is_measured_once_for_each_course_that_a_reading_gives(found: Tracked) -> None:
    assert len(found.routes) == 3
    assert found.routes[0].readings == ({"corridor-extent": "ain_al_havr"},)


@pytest.mark.parametrize("language", languages())
def test_what_tracks_come_to_is_told_in_the_language_asked_for(found: Tracked, language: str) -> None:
    t = catalogue(language)
    lines = list(render_tracks(found, t))
    assert t("tracks.status") in lines
    assert t("tracks.together") in lines
    assert ("Sides together" in lines) is (language == "en")


def test_each_crew_comes_as_far_as_it_drove(found: Tracked) -> None:
    first = {one.of.vehicle: one for one in found.routes[0].progress}
    assert first["a"].reach_km == pytest.approx(65.0, abs=0.3)
    assert first["b"].reach_km == pytest.approx(8.0, abs=0.3)
    # The route is drawn through towns: whether an end was reached to 500 m its error leaves open.
    assert (first["a"].reached_end, first["b"].reached_end) == (None, False)
    assert (first["a"].turned_back, first["b"].turned_back) == (False, True)


def test_against_a_route_drawn_through_towns_nothing_is_certain(found: Tracked) -> None:
    (seen,) = found.routes[0].coverage
    assert seen.by_any.share == pytest.approx(1.0, abs=0.02)
    assert (seen.by_any.low, seen.by_any.high) == (0.0, 1.0)
    assert seen.joint is not None
    assert seen.joint.share == pytest.approx(8.5 / 65.3, abs=0.03)


def test_the_zones_along_the_route_are_those_looked_at(found: Tracked) -> None:
    assert {one.zone for one in found.zones} == {"corridor", "corridor-north", "corridor-south"}
    assert all("a20b/2-corridor" in one.clauses for one in found.zones if one.zone == "corridor")


def test_tracks_give_each_side_facts_for_the_ledger(found: Tracked) -> None:
    facts = {one.side: one for one in patrol_facts(found)}
    assert {(one.joint, one.set_out, one.both_throughout) for one in facts.values()} == {(True, True, False)}
    # Whether the end was reached turns on where the route ends.
    assert (facts["russia"].reached_end, facts["turkey"].reached_end) == (None, False)


def test_the_result_comes_first_on_one_screen_and_of_one_course(found: Tracked) -> None:
    shown = list(render_result(found, catalogue("en")))
    assert len(shown) < 25
    assert [line for line in shown if "corridor-extent" in line] == [shown[3]]
    assert "One of 3 courses" in shown[4]
    assert "THEY DIFFER" in shown[4], "where the route ends, turns on the reading"
    assert "turned back: no" in shown[5]
    assert shown.index("Read") > shown.index("Sides together")
    assert "--full" in shown[-1]


def test_where_the_courses_answer_alike_it_says_so(found: Tracked) -> None:
    alike = replace(found, routes=(found.routes[0], found.routes[0]))
    assert "They agree" in " ".join(render_result(alike, catalogue("en")))
    alone = replace(found, routes=found.routes[:1])
    assert "courses" not in " ".join(list(render_result(alone, catalogue("en")))[:-1])


@pytest.mark.parametrize(("n", "is_cut"), [(7, False), (8, True), (500, True)])
def test_the_result_has_at_most_25_lines_whatever_is_read(found: Tracked, n: int, is_cut: bool) -> None:
    course = replace(found.routes[0], progress=found.routes[0].progress[:1] * n)
    many = replace(found, routes=(course,), files=found.files * n)
    shown = list(render_result(many, catalogue("en")))
    assert len(shown) <= 24, "with the line that says for whom it is"
    assert any("more: --full" in line for line in shown[: shown.index("Read")]) == is_cut
    if is_cut:
        assert len(shown) == 24


def test_without_a_route_the_vehicles_are_the_result(file: Path) -> None:
    shown = list(render_result(tracks_of([file], casebook="idlib"), catalogue("en")))
    assert shown[3].startswith("Vehicles")
    assert shown[4].strip() == "p-2020-03-15"


def test_full_shows_every_course_zone_and_vehicle(file: Path) -> None:
    words = ("--route", ROUTE)
    short, full = _shown(file, "idlib", *words), _shown(file, "idlib", *words, "--full")
    for one in ("corridor-extent: whole_m4", "Vehicles", "Time in zones", "Halts", "silence 900 s"):
        assert one in full
        assert one not in short


def test_the_terminal_says_what_was_read_and_what_is_not_known(file: Path) -> None:
    result = CliRunner().invoke(
        app, ["patrols", "show", str(file), *INTERNAL, "--casebook", "idlib", "--route", ROUTE, "--full"]
    )
    assert result.exit_code == 0
    said = result.stdout
    assert "Computed from fixes, not determined." in said
    assert "march.csv: 374 fixes (csv)" in said
    assert "used fixes from 2020-03-15 08:00Z to 2020-03-15 09:30Z" in said
    assert "end reached: not known; turned back: no" in said
    assert "turned back: yes" in said
    assert "together: " in said
    assert "corridor-extent: whole_m4" in said


def test_the_mandate_sets_the_conventions_and_the_answer_names_those_that_bear_on_it(
    file: Path, tmp_path: Path
) -> None:
    tarn = _tarn(tmp_path, "tracks: {together_m: 123000, together_s: 86400}")
    said = _shown(file, tarn, "--full")
    assert "together 123000 m (default 500) and 86400 s (default 300) apart at most" in said
    assert "silence 900 s;" in said
    assert "turned back by" not in said, "no route was asked for"
    assert "russia: 100% of the time out" in said
    assert "russia: 100% of the time out" not in _shown(file, _tarn(tmp_path, "note: nothing"), "--full")


def test_a_caller_of_python_may_set_other_limits_than_the_mandate(file: Path, tmp_path: Path) -> None:
    tarn = _tarn(tmp_path, "tracks: {reach_m: 300}")
    assert tracks_of([file], casebook=tarn).limits == Limits(reach_m=300.0)
    assert tracks_of([file], casebook=tarn, limits=Limits(stop_s=60.0)).limits == Limits(stop_s=60.0)


def _tarn(tmp_path: Path, words: str) -> str:
    """Return the folder of a small casebook whose mandate says so."""
    folder = tmp_path / "tarn"
    shutil.rmtree(folder, ignore_errors=True)
    write_new("tarn", folder)
    book = folder / "casebook.yaml"
    text = book.read_text(encoding="utf-8")
    book.write_text(text.replace("\nmandate:\n", f"\nmandate:\n  {words}\n"), encoding="utf-8")
    return str(folder)


def _shown(file: Path, casebook: str, *more: str) -> str:
    result = CliRunner().invoke(app, ["patrols", "show", str(file), *INTERNAL, "--casebook", casebook, *more])
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def test_the_document_is_plain_json_with_its_conventions(file: Path) -> None:
    words = ["patrols", "show", str(file), *INTERNAL, "--casebook", "idlib", "--json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["status"] == "computed, not determined"
    assert document["limits"]["reach_m"] == 500.0
    assert [row["vehicle"] for row in document["tracks"]] == ["a", "b"]
    assert {part["kind"] for part in document["parts"]} == {"leg", "stop"}
    assert document["routes"] == []


PLAN = """
plans:
  - id: p-2020-03-15
    route: m4-corridor-route
    zone: UTC
    starts_at: 2020-03-15 07:50
    ends_at: 2020-03-15 10:00
    legs: [{from_km: 0, to_km: 65}]
    crews:
      - {id: R1, of: russia, vehicles: [a]}
      - {id: T1, of: turkey}
      - {id: T2, of: turkey, vehicles: [c]}
      - {id: U1, of: un, vehicles: [d]}
    rendezvous: {place: trumba, from: 2020-03-15 08:00, until: 2020-03-15 08:02}
  - id: p-2020-03-16
    route: m4-corridor-route
    zone: UTC
    starts_at: 2020-03-16 07:50
    ends_at: 2020-03-16 10:00
    legs: []
    crews: [{id: R1, of: russia}]
"""


def _planned(file: Path, tmp_path: Path, text: str = PLAN) -> list[str]:
    plan = tmp_path / "plan.yaml"
    plan.write_text(text, encoding="utf-8")
    return ["patrols", "show", str(file), *INTERNAL, "--casebook", "idlib", "--plan", str(plan)]


def test_beside_its_plan_a_patrol_is_early_or_late_met_or_did_not_and_lacks_crews(
    file: Path, tmp_path: Path
) -> None:
    result = CliRunner().invoke(app, _planned(file, tmp_path))
    assert result.exit_code == 0, result.stderr
    assert "a (russia): first fix 10 min after the planned start, last fix 30 min before" in result.stdout
    assert "b (turkey): kept; nearest fix" in result.stdout
    assert "crew U1: no fixes; whether it went is not known" in result.stdout
    assert "crew T2" not in result.stdout, "a vehicle of its side has fixes, and may be its"
    assert "1 plan without fixes here" in result.stdout


@pytest.mark.parametrize(("until", "met"), [("08:16", "missed"), ("09:40", "unknown")])
def test_a_meeting_is_missed_only_where_fixes_leave_no_room_for_it(
    file: Path, tmp_path: Path, until: str, met: str
) -> None:
    text = PLAN.replace("place: trumba, from: 2020-03-15 08:00", "place: ariha, from: 2020-03-15 08:10")
    words = _planned(file, tmp_path, text.replace("until: 2020-03-15 08:02", f"until: 2020-03-15 {until}"))
    result = CliRunner().invoke(app, [*words, "--json"])
    [kept] = json.loads(result.stdout)["planned"]["kept"]
    assert {one["of"]["vehicle"]: one["met"] for one in kept["met"]}["b"] == met


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("p-2020-03-15", "p-2020-03-19", 2, "map `patrol: {always: p-2020-03-19}`"),
        (
            "place: trumba",
            "place: trumbaa",
            1,
            "plan.yaml:14:25: plans[0].rendezvous.place: there is no place",
        ),
        ("starts_at: 2020-03-15 07:50", "starts_at: noon", 1, "plan.yaml:6:16"),
    ],
)
def test_a_plan_that_does_not_fit_is_named(
    file: Path, tmp_path: Path, old: str, new: str, code: int, says: str
) -> None:
    result = CliRunner().invoke(app, _planned(file, tmp_path, PLAN.replace(old, new)))
    assert result.exit_code == code
    assert says in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--route", "m4-coridor-route"], 2, "did you mean `m4-corridor-route` (M4"),
        (["--zone", "coridor"], 2, "there is no zone 'coridor'"),
        (["--mapping", "nowhere.yaml"], 1, "nowhere.yaml"),
    ],
)
def test_what_is_not_there_is_named(file: Path, words: list[str], code: int, says: str) -> None:
    result = CliRunner().invoke(app, ["patrols", "show", str(file), *INTERNAL, "--casebook", "idlib", *words])
    assert result.exit_code == code
    assert says in result.stderr


def test_a_file_with_faults_ends_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("at,lon,lat\nnoon,36.4,35.8\n2020-03-15 08:00:00,36.4,35.8\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["patrols", "show", str(path), *INTERNAL, "--casebook", "idlib"])
    assert result.exit_code == 1
    assert "t.csv:2:" in result.stderr
    assert "t.csv:3:" in result.stderr


OPEN_ROAD = "through: {hangs_on: clock, readings: {ours: [mill, cape], theirs: [cape, mill]}}"
STRETCHES = """
  - {id: part, names: {en: Part}, stretch: {of: road, start: mill, end: cape}, basis: b,
     status: constructed, sigma_m: 50, kind: route}
  - {id: bit, names: {en: Bit}, stretch: {of: part, start: cape, end: mill}, basis: b,
     status: constructed, sigma_m: 50, kind: route}
"""


@pytest.mark.parametrize("route", ["road", "part", "bit"])
def test_a_route_cut_from_lines_that_hang_on_a_question_is_shown_under_each_answer(
    tmp_path: Path, route: str
) -> None:
    text = casebooks.SMALL.replace("through: [mill, cape]", OPEN_ROAD)
    text = text.replace("\nzones:", STRETCHES + "zones:", 1)
    book, fixes = tmp_path / "book", tmp_path / "fixes.csv"
    book.mkdir()
    (book / "casebook.yaml").write_text(text, encoding="utf-8")
    fixes.write_text(_csv(drive("a", "north", ((0.0, 0.0), (30.0, 8.0)), patrol="p")), encoding="utf-8")
    words = ["patrols", "show", str(fixes), "--casebook", str(book), "--route", route, "--json", *INTERNAL]
    shown = CliRunner().invoke(app, words)
    assert shown.exit_code == 0, shown.output
    [*courses] = json.loads(shown.stdout)["routes"]
    assert sorted(one["clock"] for course in courses for one in course["readings"]) == ["ours", "theirs"]
