"""What may be published of positions: late and coarse unless the mandate says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline import geo
from truceline.errors import BadTime
from truceline.geo import coarsened
from truceline.model.casebook import Mandate
from truceline.model.tables import FIXES, PUBLISHED
from truceline.record.patrols import publishable, withheld

START = datetime(2020, 3, 15, 8, tzinfo=UTC)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def _fixes(*rows: tuple[str, datetime | None, float | None, float | None]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"patrol": patrol, "vehicle": "v", "at": at, "lon": lon, "lat": lat, "n": n, "marks": []}
            for n, (patrol, at, lon, lat) in enumerate(rows)
        ],
        schema=FIXES,
    )


def _published(fixes: pa.Table, at: datetime, **more: Any) -> list[dict[str, Any]]:
    found = publishable(fixes, Mandate(**more), at)
    assert found.schema == PUBLISHED
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


OUT = _fixes(("p1", START, 36.6, 35.8), ("p1", START + timedelta(hours=2), 36.7, 35.8))


def test_by_default_a_patrol_is_held_back_until_a_day_after_its_last_fix() -> None:
    last_at = START + timedelta(hours=2)
    assert _published(OUT, last_at + DAY - TICK) == []
    assert len(_published(OUT, last_at + DAY)) == 2


def test_by_default_no_place_is_shown_as_it_was() -> None:
    for row in _published(OUT, START + 2 * DAY):
        assert row["radius_m"] > 2_500
        assert row["lon"] not in (36.6, 36.7)
        assert row["lat"] != 35.8


def test_early_fixes_of_a_patrol_that_is_still_out_are_held_back_with_the_rest() -> None:
    assert _published(OUT, START + timedelta(minutes=90), publish_delay_minutes=60) == []


def test_a_patrol_with_a_fix_of_unknown_time_may_be_out_and_is_not_published() -> None:
    fixes = pa.concat_tables([OUT, _fixes(("p1", None, 36.6, 35.8), ("p2", START, 36.6, 35.8))])
    assert {row["patrol"] for row in _published(fixes, START + 9 * DAY)} == {"p2"}


def test_a_fix_without_a_place_is_no_place() -> None:
    assert _published(_fixes(("p1", START, None, None), ("p1", START, 36.6, None)), START + 9 * DAY) == []


def test_many_fixes_in_one_cell_tell_no_more_than_one_and_no_clock_time() -> None:
    near = [("p1", START + timedelta(minutes=n), 36.6 + n / 1e5, 35.8) for n in range(50)]
    rows = _published(_fixes(*near), START + 2 * DAY)
    assert len(rows) == 1
    assert rows[0]["on"] == "2020-03-15"


def test_the_day_is_that_of_the_mandate() -> None:
    night = _fixes(("p1", datetime(2020, 3, 15, 22, 30, tzinfo=UTC), 36.6, 35.8))
    assert _published(night, START + 3 * DAY, day_zone="Asia/Damascus")[0]["on"] == "2020-03-16"


def test_a_mandate_may_say_that_all_is_shown_at_once() -> None:
    rows = _published(OUT, START + timedelta(hours=2), publish_delay_minutes=0, publish_grid_km=0)
    assert [(row["lon"], row["lat"], row["radius_m"]) for row in rows] == [
        (36.6, 35.8, 0.0),
        (36.7, 35.8, 0.0),
    ]


def test_nothing_read_gives_nothing_to_publish() -> None:
    assert _published(_fixes(), START) == []


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(BadTime):
        publishable(OUT, Mandate(), datetime(2020, 3, 17))  # noqa: DTZ001


@given(lon=st.floats(-180, 180), lat=st.floats(-89.9, 89.9), grid_km=st.sampled_from([0.5, 1.0, 5.0, 50.0]))
def test_the_true_place_lies_within_the_radius_published(lon: float, lat: float, grid_km: float) -> None:
    mid_lon, mid_lat, radius_m = coarsened(np.array([lon]), np.array([lat]), grid_km=grid_km)
    assert -180 <= mid_lon[0] <= 180
    assert geo.distance_km((lon, lat), (float(mid_lon[0]), float(mid_lat[0]))) * 1000 <= radius_m[0]


@given(lon=st.floats(36, 37), lat=st.floats(35, 36), step=st.floats(0, 0.0005))
def test_cells_are_the_same_for_every_fix_so_that_many_tell_no_more_than_one(
    lon: float, lat: float, step: float
) -> None:
    near = coarsened(np.array([lon, lon + step]), np.array([lat, lat]), grid_km=5.0)
    middles = set(zip(*(part.tolist() for part in near[:2]), strict=True))
    again = coarsened(near[0], near[1], grid_km=5.0)
    assert set(zip(*(part.tolist() for part in again[:2]), strict=True)) == middles


@pytest.mark.parametrize(("marks", "n"), [(["jump"], 1), (["flagged"], 1), (["out_of_order"], 2), ([], 2)])
def test_a_fix_that_no_measure_uses_is_no_place_where_the_patrol_was(marks: list[str], n: int) -> None:
    rows = OUT.to_pylist()
    rows[1]["marks"] = marks
    fixes = pa.Table.from_pylist(rows, schema=FIXES)
    assert len(_published(fixes, START + 2 * DAY)) == n
    assert withheld(fixes, Mandate(), START + 2 * DAY).n_left_out == 2 - n


def test_what_is_held_back_is_named_with_when_it_may_go_out() -> None:
    fixes = pa.concat_tables([OUT, _fixes(("p2", None, 36.6, 35.8))])
    held = withheld(fixes, Mandate(), START + DAY)
    assert [(one.patrol, one.n_fixes, one.until_at) for one in held.patrols] == [
        ("p1", 2, START + timedelta(hours=2) + DAY),
        ("p2", 1, None),
    ]
    assert [one.patrol for one in withheld(fixes, Mandate(), START + 2 * DAY).patrols] == ["p2"]
