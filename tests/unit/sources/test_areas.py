"""Areas drawn over time: read from GeoJSON, plain or packed; every feature at fault is named."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from truceline.errors import BadReport
from truceline.sources.areas import AreasRead, read_areas

SQUARE = [[[36.0, 35.0], [36.1, 35.0], [36.1, 35.1], [36.0, 35.1], [36.0, 35.0]]]


def _feature(**properties: Any) -> dict[str, Any]:
    about = {"from": "2030-06-01", "side": "north"} | properties
    return {
        "type": "Feature",
        "properties": {key: value for key, value in about.items() if value is not None},
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }


def _read(tmp_path: Path, *features: Any, packed: bool = False) -> AreasRead:
    data = json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()
    file = tmp_path / ("areas.geojson.gz" if packed else "areas.geojson")
    file.write_bytes(gzip.compress(data, mtime=0) if packed else data)
    return read_areas(file, sides=("north", "south"), zone="Asia/Damascus")


def test_days_are_whole_days_of_the_zone_and_the_last_is_not_included(tmp_path: Path) -> None:
    (area,) = _read(tmp_path, _feature(until="2030-06-08", by="mapper")).areas
    assert area.since == datetime(2030, 5, 31, 21, tzinfo=UTC)
    assert area.until == datetime(2030, 6, 7, 21, tzinfo=UTC)
    assert (area.side, area.by) == ("north", "mapper")


def test_without_an_end_or_a_speaker_there_is_none_and_the_file(tmp_path: Path) -> None:
    (area,) = _read(tmp_path, _feature()).areas
    assert (area.until, area.by) == (None, "areas.geojson")


def test_a_packed_file_says_the_same(tmp_path: Path) -> None:
    plain, packed = (_read(tmp_path, _feature(by="m"), packed=way) for way in (False, True))
    assert plain.areas == packed.areas
    assert plain.sha256 != packed.sha256


@pytest.mark.parametrize(
    "feature",
    [
        _feature(side="east"),
        _feature(side=None),
        _feature(**{"from": None}),
        _feature(**{"from": "yesterday"}),
        _feature(until="2030-05-01"),
        {"type": "Feature", "properties": None, "geometry": None},
        {**_feature(), "geometry": {"type": "Point", "coordinates": [36, 35]}},
        {
            **_feature(),
            "geometry": {"type": "Polygon", "coordinates": [[[36, 35], [36, 35], [36, 35], [36, 35]]]},
        },
        {
            **_feature(),
            "geometry": {"type": "Polygon", "coordinates": [[[360, 35], [361, 35], [361, 36], [360, 35]]]},
        },
        "no feature",
    ],
)
def test_a_feature_at_fault_is_named_by_its_number(tmp_path: Path, feature: Any) -> None:
    with pytest.raises(BadReport) as error:
        _read(tmp_path, _feature(), feature, feature)
    assert [fault.pointer for fault in error.value.faults] == ["features[1]", "features[2]"]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"features": 1}', b"\x1f\x8bnot gzip", b"\xff"])
def test_what_is_no_geojson_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "areas.geojson"
    file.write_bytes(data)
    with pytest.raises(BadReport):
        read_areas(file, sides=("north",), zone="UTC")


def test_a_file_cut_short_or_missing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "areas.geojson.gz"
    file.write_bytes(gzip.compress(json.dumps({"features": []}).encode())[:-6])
    for path in (file, tmp_path / "nowhere.geojson"):
        with pytest.raises(BadReport):
            read_areas(path, sides=("north",), zone="UTC")


@pytest.mark.parametrize(
    ("ring", "is_read"),
    [
        ([[36.0, 35.0], [37.0, 36.0], [37.0, 35.0], [36.0, 36.0], [36.0, 35.0]], False),  # a bow tie
        ([[36.0, 35.0], [37.0, 36.0], [36.0, 37.0], [36.5, 36.0], [36.0, 35.0]], True),
        ([[0, 0], [2, 0], [1, 1], [2, 2], [0, 2], [1, 1], [0, 0]], True),  # touches itself, crosses nothing
    ],
)
def test_an_outline_that_crosses_itself_is_refused_and_one_that_touches_itself_is_not(
    tmp_path: Path, ring: list[list[float]], is_read: bool
) -> None:
    feature = _feature() | {"geometry": {"type": "Polygon", "coordinates": [ring]}}
    if is_read:
        assert len(_read(tmp_path, feature).areas) == 1
        return
    with pytest.raises(BadReport) as error:
        _read(tmp_path, feature)
    (fault,) = error.value.faults
    assert "crosses itself" in fault.message
    assert fault.pointer == "features[0]"
