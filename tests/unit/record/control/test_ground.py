"""Polygons without gaps or overlaps, the line between sides, its band, and what changed."""

from __future__ import annotations

import io
import json

import pyarrow.parquet as pq
import pytest
import shapely

from tests.unit.record.control.words import SIDES, day, ready_of, word
from truceline.clock import Interval
from truceline.errors import BadGeometry, BadInput
from truceline.geo.zone import area_km2, circle
from truceline.record.control import changes, control_grid, control_map, ground_of, map_geojson, map_table

ROW = [word(place) for place in "abcd"] + [word(place, side="south") for place in "efgh"]
CIRCLE = circle((36.0 + 0.055 * 3.5, 35.0), radius_m=15_000)


def test_the_map_of_two_sides_meets_in_the_middle() -> None:
    found = control_map(ground_of(ready_of(*ROW), CIRCLE.shape), day(0))
    holding = {one.value: one for one in found.holdings}
    total = sum(one.km2 for one in found.holdings)
    assert total == pytest.approx(area_km2(CIRCLE), rel=1e-4)
    assert holding["north"].km2 == pytest.approx(total / 2, rel=1e-3)
    assert holding["south"].km2 == pytest.approx(total / 2, rel=1e-3)
    (line,) = [part for part in found.parts if part.kind == "contact"]
    assert line.value == "north|south"
    assert line.size == pytest.approx(30, rel=0.01)
    lon = shapely.get_coordinates(line.shape)[:, 0]
    assert lon == pytest.approx(36.0 + 0.055 * 3.5, abs=1e-4)


def test_polygons_leave_no_gap_and_do_not_overlap() -> None:
    rows = [*ROW, word("d", since=2, state="contested"), word("g", since=2, state="unknown")]
    ground = ground_of(ready_of(*rows))
    found = control_map(ground, day(3))
    shapes = [part.shape for part in found.parts if part.kind == "control"]
    assert len(shapes) == 4
    assert shapely.coverage_is_valid(shapes)
    # Corners are set to 0.1 m, and an edge of the outline bends by less where a cell's corner lies on it.
    apart = shapely.area(shapely.symmetric_difference(shapely.union_all(shapes), ground.outline))
    assert apart < 1e-6 * shapely.area(ground.outline)
    for n, one in enumerate(shapes):
        assert all(shapely.area(shapely.intersection(one, other)) < 1e-12 for other in shapes[:n])


def test_the_band_of_doubt_lies_along_the_line_and_widens_with_wide_words() -> None:
    sharp = control_map(ground_of(ready_of(*ROW), CIRCLE.shape), day(0), cell_m=1_000)
    wide = [{**row, "radius_m": 9_000.0} for row in ROW]
    blurred = control_map(ground_of(ready_of(*wide), CIRCLE.shape), day(0), cell_m=1_000)
    (thin,), (thick,) = ([p for p in one.parts if p.kind == "band"] for one in (sharp, blurred))
    assert 0 < thin.size < thick.size
    (line,) = [part for part in sharp.parts if part.kind == "contact"]
    assert shapely.area(shapely.intersection(thin.shape, shapely.buffer(line.shape, 0.08))) > 0.98 * (
        shapely.area(thin.shape)
    )


def test_one_side_alone_has_no_line_and_no_band() -> None:
    found = control_map(ground_of(ready_of(*ROW[:4])), day(0))
    assert {part.kind for part in found.parts} == {"control"}


def test_low_and_high_enclose_what_is_shown() -> None:
    rows = [{**row, "radius_m": 9_000.0} for row in ROW]
    for one in control_map(ground_of(ready_of(*rows)), day(0)).holdings:
        if one.value in SIDES:
            assert one.km2_low is not None
            assert one.km2_high is not None
            assert one.km2_low < one.km2 < one.km2_high
        else:
            assert one.km2_low is one.km2_high is None


def test_what_changed_is_listed_and_summed() -> None:
    ground = ground_of(ready_of(*ROW, word("d", since=5, side="south")))
    sums, places = changes(ground, day(4), day(6))
    assert [(one.place, one.before, one.after) for one in places] == [("d", "north", "south")]
    (change,) = sums
    assert (change.before, change.after, change.n_places) == ("north", "south", 1)
    assert change.km2 == pytest.approx(float(ground.area_km2[3]))
    assert change.km2_low <= change.km2 <= change.km2_high
    assert change.is_told
    assert places[0].is_told


@pytest.mark.parametrize(
    ("first", "second", "is_told"), [(4, 5, True), (5, 30_000, False), (4, 30_000, True)]
)
def test_a_place_on_which_no_word_fell_in_between_is_told_of_by_nobody(
    first: int, second: int, is_told: bool
) -> None:
    """A word counts from its own instant: one of the first day is told before, one of the last in between."""
    ground = ground_of(ready_of(*ROW, word("d", since=5, side="south")))
    sums, places = changes(ground, day(first), day(second))
    assert [one.is_told for one in places if one.place == "d"] == [is_told]
    others = [one for one in places if one.place != "d"]
    assert not any(one.is_told for one in others)
    assert sum(one.n_places for one in sums if one.is_told) == is_told


def test_nothing_changed_between_an_instant_and_itself() -> None:
    assert changes(ground_of(ready_of(*ROW)), day(4), day(4)) == ((), ())


def test_places_outside_the_outline_are_not_counted() -> None:
    ground = ground_of(ready_of(*ROW), circle((36.0, 35.0), radius_m=3_000).shape)
    found = control_map(ground, day(0))
    assert sum(one.n_places for one in found.holdings) == 1
    assert sum(one.km2 for one in found.holdings) == pytest.approx(28.3, abs=0.1)


def test_an_outline_without_a_place_is_refused() -> None:
    with pytest.raises(BadInput, match="no place"):
        ground_of(ready_of(*ROW), circle((40.0, 35.0), radius_m=3_000).shape)


def test_a_grid_too_fine_or_none_is_refused() -> None:
    ground = ground_of(ready_of(*ROW))
    for cell_m in (0.0, -1.0, float("nan"), 1.0, 1e7):
        with pytest.raises(BadGeometry):
            control_grid(ground, day(0), cell_m=cell_m)


def test_squares_of_the_grid_are_inside_and_their_shares_sum_to_one() -> None:
    ground = ground_of(ready_of(*ROW), CIRCLE.shape)
    middle, p = control_grid(ground, day(0), cell_m=2_000)
    assert len(middle) * 4 == pytest.approx(area_km2(CIRCLE), rel=0.03)
    assert shapely.contains_xy(CIRCLE.shape, middle[:, 0], middle[:, 1]).all()
    assert p.sum(axis=1) == pytest.approx(1.0)
    assert ((p >= 0) & (p <= 1)).all()


def test_two_places_on_one_point_share_one_cell() -> None:
    rows = [word("a"), word("b", lon=36.0), word("h")]
    ground = ground_of(ready_of(*rows))
    assert (ground.area_km2 > 0).tolist() == [True, False, True]
    assert control_map(ground, day(0)).holdings[0].n_places == 3


def test_geojson_and_geoparquet_say_the_same() -> None:
    found = control_map(ground_of(ready_of(*ROW)), day(0))
    during = Interval(day(0), day(1))
    document = json.loads(json.dumps(map_geojson(found, during, {"status": "computed"})))
    assert document["status"] == "computed"
    sink = io.BytesIO()
    pq.write_table(map_table(found, during, {"status": "computed"}), sink)
    table = pq.read_table(sink)
    geo = json.loads(table.schema.metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    rows = table.to_pylist()
    assert len(rows) == len(document["features"]) == len(found.parts)
    for row, feature in zip(rows, document["features"], strict=True):
        about = feature["properties"]
        assert (row["kind"], row["value"]) == (about["kind"], about["value"])
        assert about["from"] == row["from"].isoformat() == "2030-06-01T00:00:00+00:00"
        assert about["until"] == row["until"].isoformat() == "2030-06-02T00:00:00+00:00"
        shape = shapely.from_wkb(row["geometry"])
        assert shape.geom_type in geo["columns"]["geometry"]["geometry_types"]
        assert shapely.equals(shape, shapely.geometry.shape(feature["geometry"]))


def test_the_same_words_give_the_same_bytes() -> None:
    texts = {
        json.dumps(map_geojson(control_map(ground_of(ready_of(*rows)), day(0)), Interval(day(0), day(1)), {}))
        for rows in (ROW, ROW[::-1])
    }
    assert len(texts) == 1
