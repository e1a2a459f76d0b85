"""Containment in every zone of Idlib, against GeoPandas on the zones as written and on the same rows."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import numpy as np
import pytest

from truceline import geo
from truceline.bulletins import zones_geojson
from truceline.files import load_record
from truceline.judgement.rulebook import rulebook_of
from truceline.sources import read_claims
from truceline.text.relations import zone_ambiguities


@pytest.fixture(scope="module")
def points(test_data: Path) -> geopandas.GeoSeries:
    casebook = load_record("idlib")
    claims = read_claims(
        test_data / "acled" / "acled_syria_battles_2017_2019.csv.gz", casebook.casebook
    ).claims
    lon, lat = (claims.column(name).to_numpy() for name in ("lon", "lat"))
    return geopandas.GeoSeries(geopandas.points_from_xy(lon, lat), crs="EPSG:4326")


def test_no_row_of_the_acled_export_is_inside_for_one_engine_and_outside_for_the_other(
    points: geopandas.GeoSeries,
) -> None:
    casebook = load_record("idlib")
    rulebook = rulebook_of(casebook)
    text = json.dumps(zones_geojson(casebook))
    written = geopandas.GeoDataFrame.from_features(json.loads(text)["features"], crs="EPSG:4326")
    known = {ambiguity.id: ambiguity for ambiguity in casebook.casebook.ambiguities}
    inside = 0
    for recipe in casebook.casebook.zones:
        names = tuple(name for name in known if name in zone_ambiguities(casebook.casebook, recipe.id))
        shapes = {rulebook.zone(recipe.id, readings) for readings in rulebook.choices(names)}
        foreign = written[written["zone"] == recipe.id]
        assert len(foreign) >= len(shapes)
        theirs = {points.within(shape).to_numpy().tobytes() for shape in foreign.geometry}
        ours = {geo.contains(shape, points.x, points.y).tobytes() for shape in shapes}
        assert ours == theirs, recipe.id
        inside += sum(int(np.frombuffer(one, dtype=np.bool_).sum()) for one in ours)
    assert len(points) == 15_961
    assert inside > 1_000
