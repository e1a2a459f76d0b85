"""Tracks on the terminal and as JSON, and as facts for the patrol ledger."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.drives import Drive, drive
from truceline import geo
from truceline.cli import app
from truceline.files import load_casebook
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.rules import line_way
from truceline.runs.tracks import Tracked, patrol_facts, tracks_of

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
    points = np.array(line_way(load_casebook("idlib"), ROUTE, readings).points, dtype=np.float64)
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


def test_each_crew_comes_as_far_as_it_drove(found: Tracked) -> None:
    first = {one.of.vehicle: one for one in found.routes[0].progress}
    assert first["a"].reach_km == pytest.approx(65.0, abs=0.3)
    assert first["b"].reach_km == pytest.approx(8.0, abs=0.3)
    assert (first["a"].reached_end, first["b"].reached_end) == (True, False)
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


def test_the_terminal_says_what_was_read_and_what_is_not_known(file: Path) -> None:
    result = CliRunner().invoke(app, ["patrols", "show", str(file), "--casebook", "idlib", "--route", ROUTE])
    assert result.exit_code == 0
    said = result.stdout
    assert "Computed from fixes, not determined." in said
    assert "march.csv: 374 fixes (csv)" in said
    assert "used fixes from 2020-03-15 08:00Z to 2020-03-15 09:30Z" in said
    assert "end reached: yes; turned back: no" in said
    assert "turned back: yes" in said
    assert "together: " in said
    assert "corridor-extent: whole_m4" in said


def test_the_document_is_plain_json_with_its_conventions(file: Path) -> None:
    words = ["patrols", "show", str(file), "--casebook", "idlib", "--json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["status"] == "computed, not determined"
    assert document["limits"]["reach_m"] == 500.0
    assert [row["vehicle"] for row in document["tracks"]] == ["a", "b"]
    assert {part["kind"] for part in document["parts"]} == {"leg", "stop"}
    assert document["routes"] == []


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--route", "m4-coridor-route"], 2, "did you mean `m4-corridor-route`?"),
        (["--zone", "coridor"], 2, "there is no zone 'coridor'"),
        (["--mapping", "nowhere.yaml"], 1, "nowhere.yaml"),
    ],
)
def test_what_is_not_there_is_named(file: Path, words: list[str], code: int, says: str) -> None:
    result = CliRunner().invoke(app, ["patrols", "show", str(file), "--casebook", "idlib", *words])
    assert result.exit_code == code
    assert says in result.stderr


def test_a_file_with_faults_ends_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("at,lon,lat\nnoon,36.4,35.8\n2020-03-15 08:00:00,36.4,35.8\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["patrols", "show", str(path), "--casebook", "idlib"])
    assert result.exit_code == 1
    assert "t.csv:2:" in result.stderr
    assert "t.csv:3:" in result.stderr
