"""Tracks are read from four formats to the same fixes; what cannot be read is a fault, all at once."""

from __future__ import annotations

import gzip
import json
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from truceline.errors import BadReport, BadTime
from truceline.sources.tracks.fixes import instant
from truceline.sources.tracks.reading import read_tracks

AT = ("2020-03-15T08:30:00Z", "2020-03-15T08:30:10.500Z", "2020-03-15T11:30:20+03:00")
SPOTS = ((36.4, 35.8), (36.41, 35.81), (36.42, 35.82))
SAID = [
    (datetime(2020, 3, 15, 8, 30, tzinfo=UTC), 36.4, 35.8),
    (datetime(2020, 3, 15, 8, 30, 10, 500_000, tzinfo=UTC), 36.41, 35.81),
    (datetime(2020, 3, 15, 8, 30, 20, tzinfo=UTC), 36.42, 35.82),
]


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _said(path: Path, mapping: Path | None = None) -> list[tuple[Any, ...]]:
    rows = read_tracks([path], mapping=mapping).fixes.to_pylist()
    return [(row["at"], row["lon"], row["lat"]) for row in rows]


def _faults(path: Path, mapping: Path | None = None) -> list[str]:
    with pytest.raises(BadReport) as caught:
        read_tracks([path], mapping=mapping)
    return [str(fault).removeprefix(str(path)) for fault in caught.value.faults]


def _gpx(*points: str) -> str:
    track = f"<trk><name>lead car</name><trkseg>{chr(10).join(points)}</trkseg></trk>"
    space = 'xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="test"'
    return f'<?xml version="1.0"?>\n<gpx {space}>\n<wpt lat="1" lon="2"/>{track}</gpx>'


def _point(at: str, spot: tuple[float, float]) -> str:
    return f'<trkpt lat="{spot[1]}" lon="{spot[0]}"><ele>3</ele><time>{at}</time></trkpt>'


def _csv(at: tuple[str, ...] = AT, head: str = "at,lon,lat") -> str:
    return "\n".join([head, *(f"{t},{x},{y}" for t, (x, y) in zip(at, SPOTS, strict=True))]) + "\n"


# The same fixes, however written


def test_gpx_is_read_with_the_tracks_name_as_vehicle(tmp_path: Path) -> None:
    path = _write(tmp_path, "p-7.gpx", _gpx(*map(_point, AT, SPOTS)))
    rows = read_tracks([path]).fixes.to_pylist()
    assert [(row["at"], row["lon"], row["lat"]) for row in rows] == SAID
    assert {(row["patrol"], row["vehicle"], row["side"]) for row in rows} == {("p-7", "lead car", None)}


def test_csv_is_read_by_our_own_names(tmp_path: Path) -> None:
    assert _said(_write(tmp_path, "p.csv", _csv())) == SAID


def test_compressed_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "p-8.csv.gz"
    path.write_bytes(gzip.compress(_csv().encode()))
    assert _said(path) == SAID
    assert set(read_tracks([path]).fixes["patrol"].to_pylist()) == {"p-8"}


def test_points_of_geojson_are_read(tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(spot)},
            "properties": {"time": at, "vehicle": "lead"},
        }
        for at, spot in zip(AT, SPOTS, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    assert _said(_write(tmp_path, "p.geojson", text)) == SAID


@pytest.mark.parametrize("is_multi", [False, True])
def test_lines_of_geojson_with_times_are_read(tmp_path: Path, is_multi: bool) -> None:
    line: list[Any] = [list(spot) for spot in SPOTS]
    times: list[Any] = list(AT)
    kind = "MultiLineString" if is_multi else "LineString"
    feature = {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": [line] if is_multi else line},
        "properties": {"coordTimes": [times] if is_multi else times, "side": "north"},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    path = _write(tmp_path, "p.geojson", text)
    assert _said(path) == SAID
    assert set(read_tracks([path]).fixes["side"].to_pylist()) == {"north"}


def _wkb(spot: tuple[float, float], *, big: bool = False, high: bool = False) -> bytes:
    order = ">" if big else "<"
    head = struct.pack(f"{order}BI", 0 if big else 1, 1001 if high else 1)
    return head + struct.pack(f"{order}{'3d' if high else '2d'}", *spot, *((0.0,) if high else ()))


def _parquet(path: Path, columns: dict[str, Any], *, crs: object = "absent") -> Path:
    table = pa.table(columns)
    about: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if crs != "absent":
        about["crs"] = crs
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": about}}
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("high", [False, True])
def test_geoparquet_is_read_in_either_byte_order_and_with_heights(
    tmp_path: Path, big: bool, high: bool
) -> None:
    points = [_wkb(spot, big=big, high=high) for spot in SPOTS]
    at = pa.array([one[0] for one in SAID], pa.timestamp("ns", tz="Africa/Nairobi"))
    assert _said(_parquet(tmp_path / "p.parquet", {"geometry": points, "at": at})) == SAID


def test_geoparquet_with_text_times_and_an_unknown_place_is_read(tmp_path: Path) -> None:
    points = [_wkb(SPOTS[0], big=True), None, _wkb(SPOTS[2], high=True)]
    found = _said(_parquet(tmp_path / "p.parquet", {"geometry": points, "at": list(AT)}))
    assert found == [SAID[0], (SAID[1][0], None, None), SAID[2]]


def test_parquet_with_columns_of_degrees_needs_no_geometry(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    lon, lat = zip(*SPOTS, strict=True)
    pq.write_table(pa.table({"at": list(AT), "lon": list(lon), "lat": list(lat)}), path)
    assert _said(path) == SAID


# Mappings


MAPPING = """
patrol: trip
vehicle: {column: car, values: {A: lead, B: tail}}
side: {always: north}
at: {column: when, format: "%d/%m/%Y %H:%M:%S", zone: Asia/Damascus}
lon: x
lat: y
radius_m: error
flagged: bad
delimiter: ";"
"""


def test_a_mapping_says_which_column_is_what(tmp_path: Path) -> None:
    text = "trip;car;when;x;y;error;bad\n1;A;15/03/2020 10:30:00;36.4;35.8;5;no\n1;B;;;;;yes\n"
    mapping = _write(tmp_path, "m.yaml", MAPPING)
    first, second = read_tracks([_write(tmp_path, "t.csv", text)], mapping=mapping).fixes.to_pylist()
    assert first == {
        "patrol": "1",
        "vehicle": "lead",
        "side": "north",
        "at": datetime(2020, 3, 15, 8, 30, tzinfo=UTC),
        "lon": 36.4,
        "lat": 35.8,
        "radius_m": 5.0,
        "n": 0,
        "marks": [],
    }
    assert (second["vehicle"], second["at"], second["lon"], second["marks"]) == (
        "tail",
        None,
        None,
        ["flagged"],
    )


def test_a_mapping_says_the_same_of_parquet(tmp_path: Path) -> None:
    lon, lat = zip(*SPOTS, strict=True)
    local = pa.array([datetime(2020, 3, 15, 10, 30, second) for second in (0, 10, 20)], pa.timestamp("us"))  # noqa: DTZ001
    columns = {"trip": ["1"] * 3, "car": list("ABA"), "when": local, "x": lon, "y": lat}
    pq.write_table(
        pa.table(columns | {"error": [5, None, 7], "bad": [False, None, True]}), tmp_path / "t.parquet"
    )
    rows = read_tracks(
        [tmp_path / "t.parquet"], mapping=_write(tmp_path, "m.yaml", MAPPING)
    ).fixes.to_pylist()
    assert [row["vehicle"] for row in rows] == ["lead", "tail", "lead"]
    assert [row["at"] for row in rows] == [
        datetime(2020, 3, 15, 8, 30, second, tzinfo=UTC) for second in (0, 10, 20)
    ]
    assert [(row["radius_m"], row["marks"]) for row in rows] == [(5.0, []), (None, []), (7.0, ["flagged"])]


def test_files_are_read_one_after_the_other_and_numbered_through(tmp_path: Path) -> None:
    paths = [_write(tmp_path, f"{name}.csv", _csv()) for name in ("a", "b")]
    read = read_tracks(paths)
    assert read.fixes["n"].to_pylist() == list(range(6))
    assert read.fixes["patrol"].to_pylist() == ["a"] * 3 + ["b"] * 3
    assert [file.n_fixes for file in read.files] == [3, 3]
    assert len({file.sha256 for file in read.files}) == 1


# Faults


def test_every_row_at_fault_is_named_with_its_line(tmp_path: Path) -> None:
    text = "at,lon,lat\n2020-03-15 08:30:00,36.4,35.8\nnoon,36.4,35.8\n2020-03-15T08:30:00Z,236.4,35.8\n1,2\n"
    found = _faults(_write(tmp_path, "t.csv", text))
    assert [fault.split(":")[1] for fault in found] == ["2", "3", "4", "5"]
    assert "names no time zone" in found[0]
    assert "is no time of day" in found[1]
    assert "no place on Earth" in found[2]
    assert "2 cells, the heading 3" in found[3]


def test_every_fault_of_a_row_is_named_and_not_the_first_alone(tmp_path: Path) -> None:
    text = (
        "at,lon,lat,radius_m,flagged\n2020-06-02 06:00,36.1,x,-3,perhaps\n2020-06-02T06:00Z,36.1,35.8,5,no\n"
    )
    found = _faults(_write(tmp_path, "t.csv", text))
    assert len(found) == 4
    said = ("time zone", "latitude", "radius_m", "flagged")
    assert all(word in fault for word, fault in zip(said, found, strict=True))
    assert all(":2" in fault for fault in found)


def test_a_file_without_a_time_is_told_its_columns(tmp_path: Path) -> None:
    (fault,) = _faults(_write(tmp_path, "t.csv", "when,lon,lat\n2020-06-02T06:00Z,36.1,35.8\n"))
    assert "its columns are when, lon, lat" in fault


def test_points_of_gpx_at_fault_are_named_with_line_and_column(tmp_path: Path) -> None:
    points = [_point("2020-03-15T08:30:00", SPOTS[0]), '  <trkpt lat="99" lon="1"/>', _point(AT[0], SPOTS[0])]
    found = _faults(_write(tmp_path, "t.gpx", _gpx(*points)))
    assert [fault.split(" ")[0] for fault in found] == [":3:57:", ":4:3:"]
    assert "names no time zone" in found[0]


def test_the_faults_of_all_files_are_named_together(tmp_path: Path) -> None:
    one, two = (_write(tmp_path, f"{name}.csv", _csv(("x", "y", "z"))) for name in ("a", "b"))
    with pytest.raises(BadReport) as caught:
        read_tracks([one, two, tmp_path / "c.csv", tmp_path / "d.docx"])
    named = [Path(fault.file).name for fault in caught.value.faults]
    assert named == ["a.csv"] * 3 + ["b.csv"] * 3 + ["c.csv", "d.docx"]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE gpx [<!ENTITY a "b">]>\n<gpx>&a;</gpx>',
        '<!DOCTYPE gpx SYSTEM "file:///etc/passwd">\n<gpx/>',
    ],
)
def test_gpx_that_declares_a_document_type_is_refused(tmp_path: Path, text: str) -> None:
    (fault,) = _faults(_write(tmp_path, "t.gpx", text))
    assert "declares a document type" in fault


def test_gpx_with_an_entity_is_no_xml(tmp_path: Path) -> None:
    (fault,) = _faults(_write(tmp_path, "t.gpx", "<gpx><trk><name>&evil;</name></trk></gpx>"))
    assert "no XML" in fault


def test_gpx_that_breaks_off_says_where(tmp_path: Path) -> None:
    (fault,) = _faults(_write(tmp_path, "t.gpx", _gpx(_point(AT[0], SPOTS[0]))[:-20]))
    assert "no XML" in fault
    assert fault.startswith(":3:")


def test_another_xml_is_no_gpx(tmp_path: Path) -> None:
    assert "no GPX but <kml>" in _faults(_write(tmp_path, "t.gpx", "<kml/>"))[0]


@pytest.mark.parametrize(
    ("feature", "says"),
    [
        ({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": []}}, "its geometry is Polygon"),
        ({"type": "Feature", "geometry": {"type": "LineString", "coordinates": []}}, "no `coordTimes`"),
        (
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": [[1, 2]]},
                "properties": {"coordTimes": []},
            },
            "not one time for each point",
        ),
        (
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": ["a", 2]},
                "properties": {"at": AT[0]},
            },
            "no numbers",
        ),
        ([1], "no feature"),
    ],
)
def test_features_at_fault_are_named_with_their_path(tmp_path: Path, feature: object, says: str) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": [feature, feature]})
    found = _faults(_write(tmp_path, "t.geojson", text))
    assert [f"features[{i}]" in fault and says in fault for i, fault in enumerate(found)] == [True, True]


@pytest.mark.parametrize("text", ["{", "[]", '{"features": 3}', "\xff"])
def test_json_that_is_no_collection_is_refused(tmp_path: Path, text: str) -> None:
    assert _faults(_write(tmp_path, "t.json", text))


def test_geoparquet_in_another_system_is_refused(tmp_path: Path) -> None:
    crs = {"type": "ProjectedCRS", "id": {"authority": "EPSG", "code": 32637}}
    path = _parquet(tmp_path / "t.parquet", {"geometry": [_wkb(SPOTS[0])], "at": [AT[0]]}, crs=crs)
    assert "not in longitude and latitude" in _faults(path)[0]


def test_rows_of_geoparquet_at_fault_are_named(tmp_path: Path) -> None:
    points = [b"\x01\x02\x00\x00\x00" + bytes(16), _wkb((200.0, 1.0)), _wkb(SPOTS[0])]
    found = _faults(_parquet(tmp_path / "t.parquet", {"geometry": points, "at": [AT[0], AT[0], "noon"]}))
    assert sorted(fault.split(":")[1].strip() for fault in found) == ["1", "2", "3"]


def test_naive_times_of_parquet_are_refused_without_a_zone(tmp_path: Path) -> None:
    at = pa.array([datetime(2020, 3, 15)], pa.timestamp("us"))  # noqa: DTZ001
    assert (
        "name no time zone"
        in _faults(_parquet(tmp_path / "t.parquet", {"geometry": [_wkb(SPOTS[0])], "at": at}))[0]
    )


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    assert "no Parquet" in _faults(_write(tmp_path, "t.parquet", "at,lon,lat\n"))[0]


def test_a_mapping_at_fault_names_all_that_is_wrong(tmp_path: Path) -> None:
    mapping = _write(tmp_path, "m.yaml", "patrolle: x\nat: {column: t, zone: Mars/Base}\nlon: x\n")
    with pytest.raises(BadReport) as caught:
        read_tracks([_write(tmp_path, "t.csv", _csv())], mapping=mapping)
    said = " ".join(str(fault) for fault in caught.value.faults)
    assert "there is no key 'patrolle'" in said
    assert "'Mars/Base' is no zone" in said


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    mapping = _write(tmp_path, "m.yaml", "at: when\nlon: lon\nlat: lat\n")
    assert "column 'when' is missing" in _faults(_write(tmp_path, "t.csv", _csv()), mapping)[0]


# Times of day


@pytest.mark.parametrize("text", ["2020-03-15", "20200315", "noon", "2020-13-01T00:00:00Z", "08:30:00Z"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(BadTime, match="no time of day"):
        instant(text)


def test_a_time_that_clocks_showed_twice_or_never_is_refused() -> None:
    with pytest.raises(BadTime, match="twice"):
        instant("2020-10-29 23:30:00", zone="Asia/Damascus")
    with pytest.raises(BadTime, match="never showed"):
        instant("2020-03-27 00:30:00", zone="Asia/Damascus")


def test_the_zone_in_the_words_goes_before_the_mappings() -> None:
    assert instant("2020-03-15 08:30:00+00", zone="Asia/Damascus") == SAID[0][0]
    assert instant("2020-03-15 10:30:00", zone="Asia/Damascus") == SAID[0][0]


@pytest.mark.parametrize(("word", "marks"), [("yes", ["flagged"]), ("no", [])])
def test_what_a_mapping_always_flags_is_flagged_in_parquet_too(
    tmp_path: Path, word: str, marks: list[str]
) -> None:
    path = _parquet(tmp_path / "p.parquet", {"geometry": [_wkb(SPOTS[0])], "at": [AT[0]]})
    mapping = _write(tmp_path, "m.yaml", f"at: at\nflagged: {{always: {word}}}\n")
    assert read_tracks([path], mapping=mapping).fixes["marks"].to_pylist() == [marks]


@pytest.mark.parametrize(("year", "n_faults"), [(1899, 1), (1900, 0), (2200, 0), (2201, 1)])
@pytest.mark.parametrize("unit", ["s", "ms", "us"])
def test_times_of_parquet_beyond_any_record_are_faults(
    tmp_path: Path, unit: str, year: int, n_faults: int
) -> None:
    at = pa.array([datetime(year, 6, 1, tzinfo=UTC)], pa.timestamp(unit, tz="UTC"))
    path = _parquet(tmp_path / "p.parquet", {"geometry": [_wkb(SPOTS[0])], "at": at})
    if n_faults:
        assert "the time is outside 1900 to 2200" in _faults(path)[0]
    else:
        assert read_tracks([path]).fixes["at"][0].as_py().year == year


def test_a_mapping_says_how_the_table_of_a_track_is_stored(tmp_path: Path) -> None:
    rows = [
        f"{at};{x};{y}".replace(".4", ",4").replace(";35.", ";35,")
        for at, (x, y) in zip(AT, SPOTS, strict=True)
    ]
    path = tmp_path / "p-7.csv"
    path.write_bytes("\n".join(["путь", "время;x;y", *rows]).encode("cp1251"))
    columns = "at: время\nlon: x\nlat: y\ndelimiter: ';'\n"
    mapping = _write(tmp_path, "m.yaml", f"{columns}decimal: ','\nskip: 1\nencoding: windows-1251\n")
    assert _said(path, mapping) == SAID
    pointed = _write(tmp_path, "m.yaml", f"{columns}skip: 1\nencoding: windows-1251\n")
    assert any("decimal" in fault for fault in _faults(path, pointed))
