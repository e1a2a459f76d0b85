"""Counts without findings are those of findings, and a grid over zones says what each zone says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies, zoo
from tests.examples import examples
from truceline import geo
from truceline.errors import BadReport
from truceline.judgement import assess
from truceline.judgement.counting import Counter, count

STILL, FRONT = zoo.casebook(), zoo.moving()
COUNTERS = {"still": (STILL, Counter(STILL)), "moving": (FRONT, Counter(FRONT))}
PRECINCT = geo.circle(zoo.CHAPEL, radius_m=2_000)
CORNERS = [point for ring in geo.rings(PRECINCT) for point in ring]
SOME, FEW = examples(40), examples(15)

Row = dict[str, Any]


def exact_points() -> st.SearchStrategy[tuple[float, float]]:
    """Corners of a zone, points on its edges, and points anywhere near it."""
    corners = st.sampled_from(CORNERS[:-1])
    edges = st.integers(0, len(CORNERS) - 2).map(
        lambda i: tuple((a + b) / 2 for a, b in zip(CORNERS[i], CORNERS[i + 1], strict=True))
    )
    return corners | edges | strategies.points() | st.just((-179.9, -80.0))  # type: ignore[return-value]


@st.composite
def told(draw: st.DrawFn) -> list[Row]:
    """Rows of any kind, and rows that are alike but for an exact place or the account that tells them."""
    rows = draw(strategies.records(most=3))
    for row in draw(st.lists(st.sampled_from(rows), max_size=4)):
        lon, lat = draw(exact_points())
        at = draw(strategies.instants())
        exact = {"lon": lon, "lat": lat, "radius_m": 0.0, "place_grade": "settlement", "within": []}
        timed = {"start_at": at, "end_at": at} if draw(st.booleans()) else {}
        rows = [*rows, row | exact | timed | {"account": f"b{len(rows)}"}]
    return rows


@pytest.mark.slow
@SOME
@given(told(), st.integers(1, 5), st.booleans())
@pytest.mark.parametrize("name", COUNTERS)
def test_counts_are_those_of_findings(name: str, rows: list[Row], size: int, coded: bool) -> None:
    record, counter = COUNTERS[name]
    table = zoo.claims(*rows)
    expected = assess(record, table).counts
    assert counter.count(batches(table, size, coded=coded)).equals(expected)


@FEW
@given(told(), st.integers(1, 5))
def test_without_ids_each_row_is_an_incident(rows: list[Row], size: int) -> None:
    table = zoo.claims(*(row | {"incident_id": f"i{index}"} for index, row in enumerate(rows)))
    expected = assess(STILL, table).counts
    assert COUNTERS["still"][1].count(batches(table.drop(["incident_id"]), size)).equals(expected)


@pytest.mark.slow
@FEW
@given(told())
def test_few_kinds_at_a_time_count_the_same(rows: list[Row]) -> None:
    table = zoo.claims(*rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("truceline.judgement.counting.MOST_KINDS", 1)
        found = count(STILL, batches(table, 2))
    assert found.equals(assess(STILL, table).counts)


def batches(table: pa.Table, size: int, *, coded: bool = False) -> list[pa.RecordBatch]:
    """Return a table in batches, its hypotheses as a dictionary if asked for."""
    if not coded:
        return list(table.combine_chunks().to_batches(max_chunksize=size))
    values = table["hypotheses"].combine_chunks()
    codes = pa.DictionaryArray.from_arrays(pa.array(np.arange(len(values)), pa.int32()), values)
    column = table.column_names.index("hypotheses")
    return list(table.set_column(column, "hypotheses", codes).combine_chunks().to_batches(max_chunksize=size))


def test_no_claims_count_as_none() -> None:
    assert count(STILL, []).equals(assess(STILL, zoo.claims()).counts)


def test_what_is_superseded_counts_no_longer() -> None:
    table = zoo.claims(zoo.claim("one"), zoo.claim("two"))
    gone = table.set_column(
        table.column_names.index("superseded_at"),
        table.schema.field("superseded_at"),
        pa.array([None, table["start_at"][0].as_py()], table.schema.field("superseded_at").type),
    )
    assert count(STILL, batches(gone, 2)).equals(assess(STILL, table.slice(0, 1)).counts)


def test_columns_left_out_are_unknown() -> None:
    table = zoo.claims(zoo.claim("one") | {"lon": None, "lat": None, "radius_m": None})
    given = table.select(["incident_id", "start_at", "end_at", "hypotheses"])
    assert count(STILL, batches(given, 2)).equals(assess(STILL, table).counts)


def test_a_batch_that_cannot_be_counted_says_why() -> None:
    table = zoo.claims(zoo.claim("one"))
    with pytest.raises(BadReport) as missing:
        count(STILL, batches(table.drop(["hypotheses"]), 2))
    assert "'hypotheses' is missing" in missing.value.faults[0].message
    wrong = zoo.claims(zoo.claim("one", hypotheses=[zoo.hypothesis(weight=0.7), zoo.hypothesis(weight=0.7)]))
    with pytest.raises(BadReport) as weights:
        count(STILL, batches(wrong, 2))
    assert "'one' has the weights 0.7, 0.7" in weights.value.faults[0].message


def zones() -> st.SearchStrategy[geo.Zone]:
    """Circles and boxes with and without an error, and what is left where one is cut out of another."""
    points = st.tuples(st.floats(35, 36.5), st.floats(34, 35.5))
    sigmas = st.sampled_from([0.0, 50.0, 3_000.0])
    circles = st.builds(
        lambda at, size, sigma: geo.circle(at, radius_m=size, sigma_m=sigma),
        points,
        st.floats(500, 60_000),
        sigmas,
    )
    boxes = st.builds(
        lambda at, wide, high, sigma: geo.polygon(
            [at, (at[0] + wide, at[1]), (at[0] + wide, at[1] + high), (at[0], at[1] + high)], sigma_m=sigma
        ),
        points,
        st.floats(0.01, 1),
        st.floats(0.01, 1),
        sigmas,
    )
    return circles | boxes


@SOME
@given(st.lists(zones(), min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_a_grid_says_of_places_what_each_zone_says(drawn: list[geo.Zone], seed: int) -> None:
    drawn = [*drawn, geo.union(drawn), geo.minus(geo.circle((35.7, 34.7), radius_m=90_000), drawn[0])]
    corners = np.array([point for zone in drawn for ring in geo.rings(zone) for point in ring])
    random = np.random.default_rng(seed)
    near = corners[random.integers(0, len(corners), 300)] + random.normal(0, 0.02, (300, 2))
    anywhere = random.uniform((30, 30), (42, 42), (300, 2))
    lon, lat = np.concatenate([corners, near, anywhere]).T
    grid = geo.cover(drawn)
    assert grid is not None
    sets = grid.sets(lon, lat)
    sure = sets != geo.UNSURE
    shown = np.array([grid.point(number) for number in sets[sure].tolist()])
    for zone in drawn:
        p = geo.probability_inside(zone, lon[sure], lat[sure], 0.0)
        assert np.isin(p, (0.0, 1.0)).all()
        assert (p == geo.probability_inside(zone, shown[:, 0], shown[:, 1], 0.0)).all()
    if all(leaf.sigma_m == 0 for zone in drawn for leaf in geo.leaves(zone)):
        assert sure.all()


def test_a_place_that_is_not_known_lies_in_no_set() -> None:
    grid = geo.cover([PRECINCT])
    assert grid is not None
    lon, lat = np.array([np.nan, 36.6, 36.6, 400.0]), np.array([35.8, np.nan, 35.8, 35.8])
    assert (grid.sets(lon, lat) == geo.UNSURE).tolist() == [True, True, False, True]


def test_zones_at_the_edge_of_the_map_are_not_laid_under_a_grid() -> None:
    assert geo.cover([geo.circle((179.0, 10.0), radius_m=50_000, sigma_m=30_000)]) is None
    empty = geo.cover([])
    assert empty is not None
    assert empty.sets(np.array([36.6]), np.array([35.8])).tolist() == [0]
