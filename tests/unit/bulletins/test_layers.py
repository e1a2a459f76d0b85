"""Map layers as open data."""

from __future__ import annotations

import json

from tests.unit.bulletins.cases import CASEBOOK, assessment, finding, incident
from truceline.bulletins import incidents_geojson, zones_geojson
from truceline.bulletins.headlines import headlines


def test_a_zone_is_there_once_for_every_reading_it_hangs_on() -> None:
    features = zones_geojson(CASEBOOK)["features"]
    assert [one["properties"]["readings"] for one in features] == [{"depth": "near"}, {"depth": "far"}]
    assert {one["id"] for one in features} == {"bank?depth=near", "bank?depth=far"}


def test_a_zone_says_who_drew_it_from_what_and_how_surely() -> None:
    properties = zones_geojson(CASEBOOK)["features"][0]["properties"]
    assert properties["basis"] == "Drawn for a test."
    assert (properties["status"], properties["author"]) == ("constructed", "Truceline")
    # The place it lies around is known to 500 m with 0.95, which is more than the 100 m stated.
    assert (properties["sigma_m"], properties["on"]) == (204.269, None)


def test_an_incident_without_a_place_has_no_geometry() -> None:
    lost = assessment([], [incident("E1", None, None), incident("E2", 0.0, 0.0)])
    first, second = incidents_geojson(lost, {})["features"]
    assert first["geometry"] is None
    assert second["geometry"]["coordinates"] == [0.0, 0.0]


def test_an_incident_bears_the_line_on_which_it_stands_and_nothing_of_who() -> None:
    done = assessment([finding("E1", "ruling", "breach")], [incident("E1"), incident("E2")])
    layer = incidents_geojson(done, headlines(CASEBOOK, done).line_of)
    standings = [one["properties"]["standing"] for one in layer["features"]]
    assert standings == ["breach_on_all_accounts", "none"]
    assert layer["features"][0]["properties"]["start_at"] == "2020-03-05T21:30:00Z"
    assert "north" not in json.dumps(layer)


def test_an_incident_has_a_feature_for_each_place_with_the_accounts_that_put_it_there() -> None:
    claims = [finding("E1", "ruling", "breach"), finding("E1", "ruling", "no_breach") | {"account": "other"}]
    done = assessment(claims, [incident("E1", other=(36.6, 35.6))])
    line = "breach_on_some_accounts"
    here, there = incidents_geojson(done, {"E1": line})["features"]
    assert [one["properties"]["accounts"] for one in (here, there)] == [["told"], ["other"]]
    assert [one["geometry"]["coordinates"] for one in (here, there)] == [[36.5, 35.5], [36.6, 35.6]]
    assert [one["properties"]["standing"] for one in (here, there)] == [line, line]
