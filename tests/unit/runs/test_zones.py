"""Zones asked for by the name of a casebook, and written as open data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import geopandas
import pytest
import shapely

from tests.casebooks import ACTS, SMALL
from truceline.errors import BadCasebook, BadInput, NotFound
from truceline.files.outputs import MARK
from truceline.runs.zones import zones_collection, zones_of, zones_table

OPEN_ENDS = SMALL.replace("ends: flat}", "ends: {hangs_on: clock, readings: {ours: flat, theirs: round}}}")
TABLE = """\
code,name,lon,lat,radius_m,day,state,side,basis
S1,Mill Street,-29.95,40.0,1000,2030-05-01,unknown,,constructed
S1,Mill Street,-29.95,40.0,1000,2030-06-01,unknown,,constructed
S2,Far Away,-28.0,40.0,1000,2030-05-01,unknown,,constructed
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "casebook.yaml").write_text(OPEN_ENDS, encoding="utf-8")
    assert ACTS  # the shared acts of the package stand behind it
    return tmp_path / "book"


def test_each_reading_is_a_variant_for_the_positions_that_allow_it(small: Path) -> None:
    (strip,) = zones_of(small).measured
    assert [(dict(one.readings), one.positions) for one in strip.variants] == [
        ({"clock": "ours"}, ("ruling", "ours")),
        ({"clock": "theirs"}, ("ruling",)),
    ]
    (only,) = zones_of(small, positions=["ours"]).measured[0].variants
    assert dict(only.readings) == {"clock": "ours"}


@pytest.mark.parametrize(
    "asked",
    [{"zones": ["trip"]}, {"positions": ["nobody"]}, {"language": "xx"}],
    ids=lambda asked: next(iter(asked)),
)
def test_what_is_not_there_is_named(small: Path, asked: dict[str, object]) -> None:
    with pytest.raises(NotFound) as caught:
        zones_of(small, **asked)  # type: ignore[arg-type]
    assert caught.value.faults


def test_zones_are_compared_only_where_asked(small: Path) -> None:
    assert zones_of(small).compared is None
    compared = zones_of(small, with_comparison=True).compared
    assert compared is not None
    assert [(one.zone, one.ambiguity, one.clauses) for one in compared] == [("strip", "clock", ("acc/1",))]
    flat, round_ = compared[0].alternatives
    assert round_.area_km2.low - flat.area_km2.low == pytest.approx(113.1, rel=1e-2)


def test_settlements_of_the_table_are_counted_each_once(small: Path) -> None:
    assert zones_of(small).has_settlements is False
    (small / "tables").mkdir()
    (small / "tables" / "settlement_sides.csv").write_text(TABLE, encoding="utf-8")
    asked = zones_of(small)
    assert asked.has_settlements is True
    assert [one.n_settlements for one in asked.measured[0].variants] == [1, 1]
    (small / "tables" / "settlement_sides.csv").write_text(TABLE.replace("40.0", "400"), encoding="utf-8")
    with pytest.raises(BadCasebook):
        zones_of(small)


def test_a_drawing_that_does_not_hold_on_the_day_is_left_out(small: Path) -> None:
    text = OPEN_ENDS.replace("basis: point 1\n", "basis: point 1\n    from: 2030-05-02\n")
    (small / "casebook.yaml").write_text(text, encoding="utf-8")
    assert zones_of(small, on=date(2030, 5, 1)).measured == ()
    assert len(zones_of(small, on=date(2030, 5, 2)).measured) == 1


def test_geojson_and_geoparquet_hold_the_same_ground_with_readings_and_intervals(
    small: Path, tmp_path: Path
) -> None:
    text = OPEN_ENDS.replace("basis: point 1\n", "basis: point 1\n    from: 2030-05-02\n    until: 2031\n")
    (small / "casebook.yaml").write_text(text, encoding="utf-8")
    for name in ("zones.geojson", "zones.parquet"):
        assert zones_of(small, out=tmp_path / name).written == str(tmp_path / name)
    features = json.loads((tmp_path / "zones.geojson").read_text(encoding="utf-8"))["features"]
    table = geopandas.read_parquet(tmp_path / "zones.parquet")
    assert table.crs.equals("OGC:CRS84")
    assert [one["id"] for one in features] == list(table["id"]) == ["strip?clock=ours", "strip?clock=theirs"]
    for feature, row in zip(features, table.itertuples(), strict=True):
        assert shapely.equals_exact(shapely.geometry.shape(feature["geometry"]), row.geometry, 1e-9)
        about = feature["properties"]
        assert (about["from"], about["until"], about["on"]) == ("2030-05-02", "2031", None)
        assert json.loads(row.readings) == about["readings"]
        assert list(row.positions) == about["positions"]
        assert list(row.steps) == about["steps"]
        assert row.sigma_m == about["sigma_m"]
    assert table["until"].tolist() == ["2031", "2031"]


def test_no_zone_at_all_is_still_a_table_and_a_collection() -> None:
    assert zones_collection(()) == {"type": "FeatureCollection", "generator": MARK, "features": []}
    assert zones_table(()).num_rows == 0


@pytest.mark.parametrize("name", ["zones.shp", "zones"])
def test_another_kind_of_file_is_refused_before_anything_is_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="GeoJSON"):
        zones_of(tmp_path / "nowhere", out=tmp_path / name)
