"""`truceline control` as a user types it: the table, one document, maps, wrong use, no word of ownership."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from truceline.bulletins.catalogue import catalogue
from truceline.cli import app
from truceline.runs.control import control_words

RUN = CliRunner()


def _run(*words: str) -> str:
    result = RUN.invoke(app, ["control", "idlib", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("maps")


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return _run("--on", "2020-02-28", "--place", "Saraqib", "--out", str(folder / "map.parquet"))


@pytest.fixture(scope="module")
def document(folder: Path) -> dict[str, Any]:
    words = ("--on", "2020-02-28", "--compare", "2020-03-06", "--place", "سراقب", "--lang", "ru", "--json")
    found: dict[str, Any] = json.loads(_run(*words, "--out", str(folder / "map.geojson")))
    return found


@pytest.mark.parametrize(
    "told",
    [
        "not determined",
        "not ownership",
        "(4,532 statements, 2018-09-17 to 2020-03-05)",
        "ledger of control (46 statements",
        "Saraqib: opposition side",
        "2020-02-27 22:00Z  leaves government side: TASS",
        "line of contact, government side and opposition side",
        "ground in doubt",
    ],
)
def test_the_table_says_what_was_read_and_that_nothing_is_determined(text: str, told: str) -> None:
    assert told in text


def test_one_document_holds_all(document: dict[str, Any]) -> None:
    assert document["status"] == "computed, not determined"
    assert len(document["places"]) == 2266
    assert {"value", "p_sides", "p_contested", "p_unknown", "said_at"} <= set(document["places"][0])
    place = document["place"]
    assert (place["id"], place["value"]) == ("saraqib", "opposition")
    assert sum(place["shares"].values()) == pytest.approx(1.0, abs=1e-5)
    assert document["compared"] == "2020-03-06"
    assert "C3916" in {one["place"] for one in document["handovers"]}
    assert document["names"]["sides"]["government"] == "правительственная сторона"


def test_what_has_no_side_and_what_changed_are_called_as_on_the_page() -> None:
    said = _run("--on", "2020-02-05", "--compare", "2019-04-30", "--place", "Saraqib")
    state = catalogue("en").of("control_state", "contested")
    rows = [line.split("   ")[0].strip() for line in said.splitlines()]
    assert state in rows
    assert f"opposition side > {state}" in rows
    assert re.search(rf"> {state} .*\n    Saraqab \(C3916\): 0\.98, 1\.00\n", said)


def test_maps_are_written_as_geojson_and_geoparquet(
    folder: Path, text: str, document: dict[str, Any]
) -> None:
    assert str(folder / "map.parquet") in text
    assert document["written"] == [str(folder / "map.geojson")]
    geojson = json.loads((folder / "map.geojson").read_text(encoding="utf-8"))
    table = pq.read_table(folder / "map.parquet")
    assert len(geojson["features"]) == table.num_rows
    assert {row["kind"] for row in table.to_pylist()} == {"control", "contact", "band"}
    assert geojson["features"][0]["properties"]["from"] == "2020-02-27T22:00:00+00:00"
    assert geojson["casebook_sha256"].startswith("sha256:")
    assert b"geo" in table.schema.metadata


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("--on", "yesterday"), 2),
        (("--on", "2020-03-06", "--lang", "xx"), 2),
        (("--on", "2020-03-06", "--out", "map.svg"), 1),
        (("--on", "2020-03-06", "--place", "Atlantis"), 2),
        (("--on", "2020-03-06", "--assertions", "/nowhere.csv"), 1),
    ],
)
def test_wrong_use_ends_with_its_code(words: tuple[str, ...], code: int) -> None:
    result = RUN.invoke(app, ["control", "idlib", *words])
    assert result.exit_code == code
    assert "Traceback" not in result.output


def test_drawn_areas_are_read_beside_the_casebook(tmp_path: Path) -> None:
    square = [[[36.75, 35.83], [36.86, 35.83], [36.86, 35.9], [36.75, 35.9], [36.75, 35.83]]]
    feature = {
        "type": "Feature",
        "properties": {"from": "2020-03-08", "side": "opposition", "by": "an invented mapper"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    file = tmp_path / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    told = _run("--on", "2020-03-09", "--place", "saraqib", "--assertions", str(file))
    assert "1 areas; what lies outside them is not said" in told
    assert "Saraqib: opposition side" in told
    assert "an invented mapper" in told
    early = control_words("idlib", as_of=date(2020, 3, 7), files=[file])
    assert early.reads[-1].n_assertions == 0


def test_a_later_version_and_a_later_end_are_not_there_before_they_were_known(tmp_path: Path) -> None:
    row = {
        "event_id_cnty": "SYR1",
        "event_date": "24 August 2019",
        "time_precision": "1",
        "sub_event_type": "Government regains territory",
        "actor1": "Military Forces of Syria (2000-)",
        "inter1": "1",
        "actor2": "Opposition Rebels (Syria)",
        "inter2": "2",
        "location": "Somewhere",
        "latitude": "35.5",
        "longitude": "36.5",
        "geo_precision": "1",
    }
    export, areas = tmp_path / "export.csv", tmp_path / "areas.geojson"
    rows = [
        row | {"timestamp": "1577836800"},
        row | {"timestamp": "1580515200", "sub_event_type": "Armed clash"},
    ]
    export.write_text("\n".join(",".join(one) for one in (rows[0], *(one.values() for one in rows))) + "\n")
    square = [[[36.75, 35.83], [36.86, 35.83], [36.86, 35.9], [36.75, 35.9], [36.75, 35.83]]]
    drawn = {"from": "2019-03-08", "until": "2020-01-20", "side": "opposition", "by": "a mapper"}
    feature = {
        "type": "Feature",
        "properties": drawn,
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    areas.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))

    def known(day: date) -> tuple[set[str], set[object]]:
        table = control_words("idlib", as_of=day, files=[export, areas]).table.to_pylist()
        said = {one["report"] for one in table if one["by"] == "acled"}
        return said, {one["until"] for one in table if one["by"] == "a mapper"}

    early, late = known(date(2020, 1, 13)), known(date(2020, 2, 13))
    assert (len(early[0]), early[1], late[0]) == (1, {None}, set()), "it was called a clash later"
    assert None not in late[1]
