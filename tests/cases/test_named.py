"""Wherever Idlib's places, actors and texts are named as nobody there is, the command asks who is meant."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from truceline.cli import app
from truceline.files import load_record
from truceline.model.record import Record
from truceline.sources import Intake, read_claims

WRONG_USE, FAULTS = 2, 1


@pytest.fixture(scope="module")
def idlib() -> Record:
    return load_record("idlib")


@pytest.mark.parametrize(
    ("arguments", "asks"),
    [
        (["status", "idlib", "--on", "2020-03-10", "--place", "Sarakeb"], "did you mean `saraqib`?"),
        (["status", "idlib", "--on", "2020-03-10", "--place", "Jericho"], "did you mean `ariha`?"),
        (
            ["control", "idlib", "--on", "2020-03-10", "--place", "Khan Shaikhoon"],
            "did you mean `khan-shaykhun`",
        ),
        (["zones", "idlib", "de-escalation area"], "did you mean `"),
        (["claims", "idlib", "e60"], "did you mean `E60`?"),
        (["claims", "idlib", "--source", "Tass"], "did you mean `tass`?"),
        (["stances", "idlib", "--actor", "Ahrar ash-Sham"], "did you mean `ahrar-al-sham`"),
        (["explain", "idlib", "E60x"], "did you mean `E60`?"),
        (["explain", "idlib", "E60", "--clause", "a20b/11"], "did you mean `a20b/1`?"),
        (["explain", "idlib", "E60", "--position", "Moskow"], "did you mean `moscow`"),
    ],
)
def test_a_name_nobody_has_is_asked_about(arguments: list[str], asks: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == WRONG_USE
    assert asks in result.stderr


@pytest.mark.parametrize(
    "arguments", [["e50_AIR"], ["E50-air", "--clause", "A20A-1", "--position", "Moscow"]]
)
def test_an_id_forgives_case_and_signs(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["explain", "idlib", *arguments])
    assert result.exit_code == 0
    assert result.stdout.startswith("E50-air")


@pytest.mark.parametrize("name", ["al-Nayrab", "النيرب"])
@pytest.mark.parametrize("command", ["status", "control"])
def test_a_name_of_two_places_gets_both_with_where_they_lie(command: str, name: str) -> None:
    result = CliRunner().invoke(app, [command, "idlib", "--on", "2020-03-10", "--place", name])
    assert result.exit_code == FAULTS
    for said in ("al-Nayrab (Idlib) at (36.7183, 35.8697)", "al-Nayrab (Aleppo) at (37.23, 36.17)"):
        assert said in result.stderr


MAPPING = """
id: n
act: {always: air_strike}
initiator: by
target: at
when: day
lon: x
lat: y
radius_m: {always: 1000}
place: village
basis: {always: one_third_party}
"""


def mapped(idlib: Record, tmp_path: Path, *rows: str) -> Intake:
    file = tmp_path / "mapping.yaml"
    file.write_text(MAPPING, encoding="utf-8")
    data = "\n".join(["n,day,by,at,x,y,village", *rows]).encode()
    return read_claims(io.BytesIO(data), idlib.casebook, reader="csv", mapping=file, name="t.csv", zone="UTC")


def test_a_place_cell_of_two_places_is_an_unknown_place_with_both_named(
    idlib: Record, tmp_path: Path
) -> None:
    intake = mapped(idlib, tmp_path, "1,2020-03-10,Russia,,,,al-Nayrab", "2,2020-03-10,Russia,,,,al-Nayrab")
    assert intake.claims["lon"].to_pylist() == [None, None]
    (warning,) = intake.warnings
    assert "'al-Nayrab' has no coordinates in 2 rows" in warning.message
    assert "2 places have that name: `nayrab`, al-Nayrab (Idlib) at (36.7183, 35.8697)" in warning.message
    assert "`nayrab-aleppo`, al-Nayrab (Aleppo) at (37.23, 36.17)" in warning.message


@pytest.mark.parametrize(
    ("row", "asks"),
    [
        ("1,2020-03-10,Russia,,,,Sarakeb", ["did you mean `saraqib`?"]),
        ("1,2020-03-10,Russia,,,,Jericho", ["did you mean `ariha`?"]),
        ("1,2020-03-10,Russia,,,,Saraqib", ["one place has that name: `saraqib`"]),
        ("1,2020-03-10,Russia,,36.8,35.86,Sarakeb", []),
        ("1,2020-03-10,Russia,,,,Atlantis", []),
        ("1,2020-03-10,Rusia,,36.8,35.86,", ["'Rusia' is unknown in 1 mentions", "did you mean `russia`?"]),
        ("1,2020-03-10,Russia,Huras ad-Din,36.8,35.86,", ["did you mean `hurras-al-din` (Hurras al-Din)?"]),
        ("1,2020-03-10,Russia,Visitors,36.8,35.86,", []),
    ],
)
def test_a_cell_with_a_name_nobody_has_is_unknown_and_asked_about(
    idlib: Record, tmp_path: Path, row: str, asks: list[str]
) -> None:
    intake = mapped(idlib, tmp_path, row)
    assert intake.faults == ()
    said = "\n".join(map(str, intake.warnings))
    assert all(one in said for one in asks)
    assert len(intake.warnings) == bool(asks)
