"""The quick ways of control against slow ones and foreign engines: kriging by hand, GeoPandas, geodesics."""

from __future__ import annotations

import math

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from scipy.spatial import cKDTree

from tests.unit.record.control.words import day, line_of, ready_of, word
from truceline.geo.cells import divide, plane_of, reach, squares
from truceline.record.control import (
    Doubt,
    control_grid,
    control_map,
    control_maps,
    control_over,
    estimator,
    ground_of,
)
from truceline.record.control import ground as control_ground
from truceline.record.control.estimate import (
    at_points,
    probabilities,
    share_bounds,
    shares,
    snapshot,
    words_around,
)
from truceline.record.control.kriging import word_weights

GEOD = pyproj.Geod(ellps="WGS84")


def _scattered(n: int, seed: int) -> list[dict[str, object]]:
    random = np.random.default_rng(seed)
    rows = []
    for number in range(n):
        lon, lat = 36 + random.uniform(0, 0.8), 35 + random.uniform(0, 0.6)
        side = "north" if lat + 0.05 * math.sin(20 * lon) > 35.3 else "south"
        place = f"p{number:03d}"
        rows.append(word(place, 0, "held", side, lon=lon, lat=lat, tells="standing"))
        if random.uniform() < 0.2:
            other = "south" if side == "north" else "north"
            since = float(random.integers(20, 200))
            rows.append(word(place, since, "held", other, lon=lon, lat=lat))
    return rows


def test_weights_are_those_of_the_textbook_system() -> None:
    """The ordinary kriging system with its Lagrange multiplier, solved whole, point by point."""
    random = np.random.default_rng(3)
    model = Doubt(n_words=9)
    around = random.uniform(-20_000, 20_000, (5, 9, 2))
    distance = np.sort(np.hypot(around[..., 0], around[..., 1]), axis=1)
    order = np.argsort(np.hypot(around[..., 0], around[..., 1]), axis=1)
    around = np.take_along_axis(around, order[..., None], axis=1)
    word_of = random.integers(0, 3, (5, 9))
    said = np.zeros((5, 9), dtype=np.int64)
    found = word_weights(
        model,
        around=around,
        distance=distance,
        word=word_of,
        said=said,
        n_values=3,
        n_sides=2,
        is_place=False,
    )
    for m in range(5):
        system = np.ones((10, 10))
        for i in range(9):
            for j in range(9):
                h = math.dist(around[m, i], around[m, j])
                system[i, j] = math.exp(-((h / model.range_m) ** model.smoothness))
            system[i, i] += model.nugget
        system[9, 9] = 0.0
        right = np.append([math.exp(-((h / model.range_m) ** model.smoothness)) for h in distance[m]], 1.0)
        weight = np.linalg.solve(system, right)[:9]
        share = [max(sum(weight[word_of[m] == value]), 0.0) for value in range(3)]
        there = [value in word_of[m] and (weight[word_of[m] == value] > 0).any() for value in range(3)]
        sharp = [one**model.sharpness + 2e-3 if here else 0.0 for one, here in zip(share, there, strict=True)]
        sums = [found[m][word_of[m] == value].sum() for value in range(3)]
        assert sums == pytest.approx([one / sum(sharp) for one in sharp], abs=1e-9)


def test_the_hazard_of_a_handover_is_the_integral_of_its_rate() -> None:
    """Summed day by day: each handover raises the rate by contagion × share × exp(-age / memory) / memory."""
    ready = ready_of(word("a"), word("b", lon=36.03), word("c", lon=36.05), word("a", since=10, side="south"))
    model = ready.doubt
    share = float(ready.beside[1, 0])
    steps = np.arange(10, 70, 0.001) + 0.0005
    rate = model.contagion * share * np.exp(-(steps - 10) / model.memory_days) / model.memory_days
    hazard = rate.sum() * 0.001
    fade = model.fade_per_day * 70
    p = ready_of(
        word("a"),
        word("b", lon=36.03),
        word("c", lon=36.05),
        word("a", since=10, side="south"),
        doubt=Doubt(stale_m=1.0),
    )
    found = snapshot(p, day(70)).p[1]
    lost = 1 - math.exp(-hazard - fade)
    assert found[0] == pytest.approx(math.exp(-hazard - fade), rel=1e-5)
    assert found[1] == pytest.approx(lost * hazard / (hazard + fade), rel=1e-5)
    assert found[-1] == pytest.approx(lost * fade / (hazard + fade), rel=1e-4)


def test_the_share_of_the_neighbourhood_is_summed_over_every_pair() -> None:
    ready = estimator(line_of(*_scattered(80, 5)))
    line, model = ready.line, ready.doubt
    squared = ((line.xy[:, None] - line.xy[None]) ** 2).sum(axis=2)
    near = np.exp(-squared / (2 * model.spread_m**2)) * ready.ground[None]
    near[np.sqrt(squared) > 4 * model.spread_m] = 0.0
    assert ready.beside.toarray() == pytest.approx(near / near.sum(axis=1, keepdims=True), abs=1e-12)


def test_many_instants_in_a_row_are_each_as_if_asked_alone() -> None:
    ready = estimator(line_of(*_scattered(60, 7)))
    days = [day(at) for at in range(0, 240, 7)]
    for at, table in zip(days, control_over(ready, days), strict=True):
        alone = probabilities(ready, snapshot(ready, at))
        n = len(ready.line.sides)
        sides = np.array([[one["p"] for one in row] for row in table["p_sides"].to_pylist()])
        assert sides == pytest.approx(alone[:, :n], abs=1e-6)


def test_points_asked_together_are_each_as_if_asked_alone() -> None:
    ready = estimator(line_of(*_scattered(60, 9)))
    now = snapshot(ready, day(150))
    random = np.random.default_rng(1)
    lon, lat = 36 + random.uniform(0, 0.8, 1_700), 35 + random.uniform(0, 0.6, 1_700)
    together = at_points(ready, now, lon, lat)
    for n in (0, 1_499, 1_500, 1_699):
        assert at_points(ready, now, lon[n : n + 1], lat[n : n + 1])[0] == pytest.approx(together[n])


@pytest.mark.parametrize("at", [0, 60, 250, 900])
def test_shares_lie_within_their_bounds(at: int) -> None:
    ready = estimator(line_of(*_scattered(400, 19)))
    now = snapshot(ready, day(at))
    random = np.random.default_rng(19)
    lon, lat = 36 + random.uniform(0, 0.8, 1_000), 35 + random.uniform(0, 0.6, 1_000)
    around = words_around(ready, now, lon, lat)
    assert around is not None
    least, most = share_bounds(now, around)
    p = at_points(ready, now, lon, lat)[:, :-1]
    assert (least <= p + 1e-12).all()
    assert (p <= most + 1e-12).all()
    assert (most - least > 0.1).any(), "the words do not all say the same"


@pytest.mark.parametrize("at_once", [20_000, 70])
def test_the_band_is_every_square_where_a_side_is_in_doubt(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way past squares that no weighing could bring into doubt leaves out none and adds none."""
    monkeypatch.setattr(control_ground, "AT_ONCE", at_once)
    ground = ground_of(estimator(line_of(*_scattered(400, 19))))
    for at, found in zip((0, 60, 250, 900), control_maps(ground, map(day, (0, 60, 250, 900))), strict=True):
        _, p = control_grid(ground, day(at), cell_m=2_000)
        sides = p[:, : len(ground.ready.line.sides)]
        in_doubt = np.asarray(((sides > 0.1) & (sides < 0.9)).any(axis=1))
        (band,) = [part.size for part in found.parts if part.kind == "band"]
        assert 0 < in_doubt.sum() < len(in_doubt) or at == 900
        assert band == pytest.approx(in_doubt.sum() * 4)


def test_maps_of_many_instants_are_those_of_each_alone() -> None:
    ground = ground_of(estimator(line_of(*_scattered(200, 23))))
    asked = [day(at) for at in (0, 1, 40, 41, 200, 40, 0)]
    for at, found in zip(asked, control_maps(ground, asked, cell_m=3_000), strict=True):
        alone = control_map(ground, at, cell_m=3_000)
        assert (found.at, found.holdings) == (alone.at, alone.holdings)
        assert [(p.kind, p.value, p.size) for p in found.parts] == [
            (p.kind, p.value, p.size) for p in alone.parts
        ]
        assert all(
            shapely.equals_exact(one.shape, other.shape)
            for one, other in zip(found.parts, alone.parts, strict=True)
        )


def test_words_held_for_one_instant_are_refused_where_others_count() -> None:
    ready = estimator(line_of(*_scattered(100, 29)))
    around = words_around(ready, snapshot(ready, day(0)), [36.4], [35.3])
    assert around is not None
    with pytest.raises(ValueError, match="other words count"):
        shares(ready, snapshot(ready, day(300)), around, np.array([0]))


def test_cells_are_the_ground_nearest_to_each_point() -> None:
    rows = _scattered(50, 11)
    line = line_of(*rows)
    cells = divide(line.plane, line.lon, line.lat, reach(line.plane, line.lon, line.lat, reach_m=6_000))
    inner = shapely.get_coordinates(shapely.point_on_surface(cells.faces))
    _, nearest = cKDTree(line.xy).query(inner)
    assert (cells.owner == nearest).all()
    random = np.random.default_rng(2)
    west, south, east, north = shapely.total_bounds(cells.faces)
    xy = np.column_stack((random.uniform(west, east, 3_000), random.uniform(south, north, 3_000)))
    metres = np.sqrt(((xy[:, None] - line.xy[None]) ** 2).sum(axis=2))
    for point, far in zip(xy, metres, strict=True):
        owners = cells.owner[shapely.contains_xy(cells.faces, *point)]
        assert len(owners) <= 1
        assert (far[owners] < far.min() + 0.2).all()  # corners are set to 0.1 m


def test_areas_are_geodesic_ones() -> None:
    ground = ground_of(estimator(line_of(*_scattered(50, 13))))
    for part in control_map(ground, day(0)).parts:
        if part.kind in ("control", "band"):
            area, _ = GEOD.geometry_area_perimeter(shapely.segmentize(part.shape, 0.01))
            assert part.size == pytest.approx(abs(area) / 1e6, rel=1e-4)


def test_squares_are_of_equal_area_wherever_they_lie() -> None:
    line = line_of(word("a"), word("z", lat=36.5))
    plane = plane_of(line.lon, line.lat)
    tiles = squares(plane, reach(plane, line.lon, line.lat, reach_m=8_000), cell_m=1_000)
    areas = [
        abs(GEOD.polygon_area_perimeter(*plane.to_degrees(shapely.get_coordinates(one)).T)[0])
        for one in tiles.faces[::17]
    ]
    assert areas == pytest.approx([1e6] * len(areas), rel=2e-5)


def test_geopandas_reads_the_same_map() -> None:
    ground = ground_of(estimator(line_of(*_scattered(50, 17))))
    found = control_map(ground, day(0))
    frame = geopandas.GeoDataFrame(
        {"size": [part.size for part in found.parts if part.kind == "control"]},
        geometry=[part.shape for part in found.parts if part.kind == "control"],
        crs="EPSG:4326",
    )
    assert frame.geometry.is_valid.all()
    pairs = geopandas.overlay(frame, frame, how="intersection", keep_geom_type=True)
    apart = pairs[pairs["size_1"] != pairs["size_2"]].to_crs("EPSG:6933")
    assert apart.geometry.area.sum() < 1.0
    assert frame.to_crs("EPSG:6933").geometry.area.sum() / 1e6 == pytest.approx(
        float(ground.area_km2.sum()), rel=1e-3
    )
