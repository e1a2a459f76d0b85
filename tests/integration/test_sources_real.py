"""Real files of UCDP and Airwars, read as they are: what is read, what is at fault, and told apart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from truceline.files import load_record
from truceline.geo import distances_m
from truceline.judgement import select
from truceline.runs import Gathered, Input, gather, readers_of
from truceline.runs.exports import compare_exports
from truceline.runs.gathering import known_places
from truceline.runs.sealed import read_sealed
from truceline.sources import Intake, read_claims
from truceline.sources.feed import opened, table_rows

BOOK = load_record("idlib").casebook
FILES = {
    "acled": "acled/acled_syria_battles_2017_2019.csv.gz",
    "ucdp": "ucdp/ucdp_ged_syria_subset_from_aec.csv",
    "airwars": "airwars/airwars_syria_incidents_to_2019.csv.gz",
}
OTHERS = {
    "csv": ("airwars/airwars_syria_sources_to_2019.csv.gz", "geo/ocha_cod_populated_places_2021.csv"),
    "geojson": ("control/ukraine_control_weekly_first_half.geojson.gz",),
}


def read(folder: Path, reader: str) -> Intake:
    return read_claims(folder / FILES[reader], BOOK, reader=reader)


def test_real_files_are_told_apart(test_data: Path) -> None:
    files = [str(test_data / one) for one in FILES.values()]
    assert readers_of(files) == tuple(FILES)
    for reader, others in OTHERS.items():
        assert set(readers_of([str(test_data / one) for one in others])) == {reader}


def test_every_row_of_ucdp_is_read_with_its_names_alone(test_data: Path) -> None:
    found = read(test_data, "ucdp")
    assert (found.n_rows, found.n_claims, found.faults) == (4_590, 4_590, ())
    assert found.claims["lon"].null_count == 4_590
    assert found.kinds == {"(type not stated)": 4_342, "one-sided": 248}
    assert found.days == ("2011-03-25", "2023-01-20")
    assert sum(found.unmatched_actors.values()) < 600


def test_airwars_is_read_but_for_three_rows(test_data: Path) -> None:
    found = read(test_data, "airwars")
    assert (found.n_rows, found.n_claims) == (6_662, 6_659)
    told = {one.line: one.message for one in found.faults}
    assert list(told) == [3_320, 3_941, 6_661]
    assert "4239.00416" in told[3_320]
    assert "2017-02-04 is before" in told[3_941]
    assert "1970-01-01" in told[6_661]
    assert found.claims["lon"].null_count == 597
    assert sum(found.unmatched_actors.values()) == 12


@pytest.mark.parametrize("reader", ["ucdp", "airwars"])
def test_the_same_rows_in_another_order_tell_the_same(test_data: Path, tmp_path: Path, reader: str) -> None:
    import gzip

    file = test_data / FILES[reader]
    data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    head, *rows = data.decode("utf-8-sig").splitlines(keepends=True)
    (tmp_path / "turned.csv").write_text(head + "".join(reversed(rows)), encoding="utf-8")
    turned = read_claims(tmp_path / "turned.csv", BOOK, reader=reader).claims
    assert turned.sort_by("incident_id").equals(read(test_data, reader).claims.sort_by("incident_id"))


OCHA = "geo/ocha_cod_populated_places_2021.csv"
SPELLINGS = "geo/airwars_syria_locations_en_ar.csv"


def gathered(folder: Path, reader: str, *tables: str) -> Gathered:
    settlements = tuple(str(folder / one) for one in tables) or ("casebook",)
    file = Input(file=str(folder / FILES[reader]), reader=reader, settlements=settlements)
    return gather(read_sealed("idlib"), [file])


@pytest.mark.parametrize(
    ("reader", "tables", "n"),
    [
        ("ucdp", (), 350),
        ("ucdp", (OCHA,), 2_100),
        ("ucdp", (OCHA, SPELLINGS), 2_100),
        ("airwars", (), 140),
        ("airwars", (OCHA,), 210),
        ("airwars", (OCHA, SPELLINGS), 360),
    ],
)
def test_so_many_rows_without_a_point_are_located_by_name(
    test_data: Path, reader: str, tables: tuple[str, ...], n: int
) -> None:
    unlocated = {"ucdp": 4_590, "airwars": 597}[reader]
    found = gathered(test_data, reader, *tables)
    assert n <= unlocated - found.claims["lon"].null_count <= n * 1.1


def test_a_place_located_by_name_lies_where_its_own_point_is(test_data: Path) -> None:
    """Of ACLED's named places, whose points are known: the circle holds them as often as it says."""
    book = known_places(BOOK, [str(test_data / OCHA)]).gazetteer
    with opened(test_data / FILES["acled"]) as feed:
        rows = table_rows(feed)
        heading = next(rows)[1]
        told = [dict(zip(heading, cells, strict=True)) for _, cells in rows]
    n = n_located = n_held = 0
    for row in told[::3]:
        if row["geo_precision"] != "1":
            continue
        placing = book.placing([row["location"]], [row[f"admin{level}"] for level in (3, 2, 1)])
        n += 1
        if placing.lon is None or placing.lat is None:
            continue
        n_located += 1
        lon, lat = float(row["longitude"]), float(row["latitude"])
        n_held += distances_m([lon], [lat], [placing.lon], [placing.lat])[0] <= (placing.radius_m or 0)
    assert n_located / n > 0.6
    assert n_held / n_located > 0.95


def test_an_export_with_rows_mended_and_taken_out_is_told_as_it_was_and_is(
    test_data: Path, tmp_path: Path
) -> None:
    file = test_data / FILES["ucdp"]
    head, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "old.csv").write_text(head + "".join(rows), encoding="utf-8")
    (tmp_path / "new.csv").write_text(head + "".join(rows[100:]), encoding="utf-8")
    inputs = [Input(file=str(tmp_path / one), reader="ucdp") for one in ("old.csv", "new.csv")]
    done = compare_exports("idlib", inputs, [date(2023, 6, 1), date(2024, 6, 1)])
    ((day, step),) = done.steps
    assert (day, step.n_same, len(step.deleted), step.n_outside) == (date(2024, 6, 1), 4_490, 100, 0)
    claims = done.found.claims
    days = (datetime(year, 12, 1, tzinfo=UTC) for year in (2022, 2023, 2024))
    assert [select(claims, as_of=one).num_rows for one in days] == [0, 4_590, 4_490]
