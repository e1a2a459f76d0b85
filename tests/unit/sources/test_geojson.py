"""Points of GeoJSON: properties for columns, each fault at the line of its feature."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.sources.exports import CASEBOOK
from truceline.errors import BadReport
from truceline.sources import Intake, read_claims

MAPPING = """\
id: number
act: {column: type, values: {Air raid: air_strike}}
when: {column: date, zone: UTC}
lon: geometry.lon
lat: geometry.lat
radius_m: {column: radius}
fatalities: dead
basis: {always: one_third_party}
"""
ABOUT = {"number": "7", "type": "Air raid", "date": "2019-05-08", "radius": 750, "dead": None}


def feature(point: object = (36.5, 35.5), **changes: object) -> dict[str, Any]:
    shape = None if point is None else {"type": "Point", "coordinates": point}
    return {"type": "Feature", "properties": ABOUT | changes, "geometry": shape}


def collection(*features: object, **more: object) -> bytes:
    rows = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    head = "".join(f'"{key}": {json.dumps(value)}, ' for key, value in more.items())
    return f'{{{head}"type": "FeatureCollection", "features": [\n{rows}\n]}}\n'.encode()


def read(folder: Path, data: bytes, mapping: str = MAPPING) -> Intake:
    (folder / "map.yaml").write_text(mapping, encoding="utf-8")
    return read_claims(
        io.BytesIO(data), CASEBOOK, reader="geojson", mapping=folder / "map.yaml", name="points.geojson"
    )


def test_a_point_is_a_claim(tmp_path: Path) -> None:
    intake = read(tmp_path, collection(feature(), feature([36.25, 35.75, 400.0], number=8, dead=3)))
    assert (intake.faults, intake.reader, intake.n_rows) == ((), "geojson", 2)
    told = intake.claims.to_pylist()
    assert [(one["incident_id"], one["lon"], one["lat"]) for one in told] == [
        ("7", 36.5, 35.5),
        ("8", 36.25, 35.75),
    ]
    assert [(one["radius_m"], one["fatalities_best"]) for one in told] == [(750, None), (750, 3)]


def test_packed_it_reads_the_same(tmp_path: Path) -> None:
    data = collection(feature())
    assert read(tmp_path, gzip.compress(data)).claims.equals(read(tmp_path, data).claims)


@pytest.mark.parametrize("empty", [None, []])
def test_no_geometry_is_an_unknown_place(tmp_path: Path, empty: object) -> None:
    (told,) = read(tmp_path, collection(feature(empty))).claims.to_pylist()
    assert (told["lon"], told["place_grade"]) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (feature() | {"geometry": {"type": "Polygon", "coordinates": []}}, "'Polygon', no point"),
        (feature() | {"geometry": [36.5, 35.5]}, "'None', no point"),
        (feature(["36.5", 35.5]), "no point"),
        (feature([True, 35.5]), "no point"),
        (feature([36.5]), "no point"),
        (feature([0, 0]), "missing position"),
        (feature([35.5, 4239.0]), "no place on Earth"),
        (feature(type="Rain"), "'Rain' is not in the mapping"),
        (feature(number=""), "no id"),
        (feature() | {"type": "Point"}, "no feature"),
        ("a word", "no feature"),
        (feature() | {"properties": []}, "no id"),
        (feature() | {"properties": [1]}, "no object"),
    ],
)
def test_what_is_no_point_is_a_fault_at_its_line(tmp_path: Path, wrong: object, said: str) -> None:
    intake = read(tmp_path, collection(feature(), wrong, feature(number="9")))
    (fault,) = intake.faults
    assert (fault.line, intake.n_claims) == (3, 2)
    assert said in fault.message


def test_a_member_named_features_in_a_property_is_no_list_of_them(tmp_path: Path) -> None:
    data = collection(feature(), about={"features": [1, 2]}, name='"features": [')
    assert read(tmp_path, data).n_claims == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"type": "FeatureCollection"}',
        b'{"type": "FeatureCollection", "features": {}}',
        b'{"type": "Feature", "features": []}',
        b'{"type": "FeatureCollection", "features": [] } 1',
        b'{"type": "FeatureCollection", "features": [1,]}',
        b'{"type": "FeatureCollection", "features": [1 2]}',
        b'{"type": "FeatureCollection" "features": []}',
        b'{1: "FeatureCollection"}',
        b'{"features": [' + b"[" * 100_000,
        b'{"features": [' + b"9" * 10_000 + b"]}",
        b"\xff",
        gzip.compress(collection(feature()))[:-9],
        collection(feature(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}),
    ],
)
def test_what_is_no_collection_of_points_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadReport) as error:
        read(tmp_path, data)
    assert str(error.value)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_a_file_that_says_it_is_wgs84_is_read(tmp_path: Path, name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert read(tmp_path, collection(feature(), crs=crs)).n_claims == 1


def test_a_broken_feature_ends_the_reading_with_its_line(tmp_path: Path) -> None:
    data = collection(feature(), feature()).replace(b'"number": "7"', b'"number": 7"', 2)
    with pytest.raises(BadReport) as error:
        read(tmp_path, data)
    assert error.value.faults[0].line == 2


def test_half_of_a_letter_is_a_fault(tmp_path: Path) -> None:
    data = collection(feature(), feature(number="9")).replace(b'"number": "7"', b'"number": "\\ud83d"')
    assert [one.line for one in read(tmp_path, data).faults] == [2]


def test_a_property_that_no_feature_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadReport, match="properties of the mapping") as error:
        read(tmp_path, collection(feature()), MAPPING.replace("dead", "killed"))
    assert "'killed' is missing" in error.value.faults[0].message


def test_points_that_the_mapping_leaves_out_are_told(tmp_path: Path) -> None:
    mapping = "".join(
        line for line in MAPPING.splitlines(keepends=True) if line[:3] not in ("lon", "lat", "rad")
    )
    intake = read(tmp_path, collection(feature()), mapping)
    assert [one.message for one in intake.warnings] == ["the mapping takes no points"]
