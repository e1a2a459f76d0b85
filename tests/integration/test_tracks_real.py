"""Real tracks end to end, beside movingpandas: ranger patrols of Kenya, and GPS tracks of Beijing.

Where the two differ, the reason is one of these, and the tests hold each:

- length: they sum the same geodesics on the same ellipsoid, ours by radii of curvature: equal to one in 10^7;
- duration: equal;
- stops: movingpandas wants a run whose minimum rotated rectangle has a diagonal under D; ours a run that
  lies within r of its first fix, then of its middle. A run under D lies within D of its first fix, so ours
  with r = D lasts at least as long; a run within r is under 2√2 r, so theirs with D = 2√2 r does. At D = 2r
  theirs also takes who walks slowly from one rim to the other, of whom Beijing has many and Kenya few. And
  movingpandas counts a silence at one place as time stopped: nothing says that the vehicle was there, so
  ours does not.
"""

from __future__ import annotations

import math
import warnings
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from truceline.record.patrols import Limits, marked, silences, stops, tracks
from truceline.runs.tracks import tracks_of
from truceline.sources.tracks.reading import read_tracks

KENYA = """
patrol: patrol_id
vehicle: patrol_subject
at: fixtime
flagged: junk_status
"""
BEIJING = """
patrol: trajectory_id
vehicle: tracker
at: t
lon: X
lat: Y
delimiter: ";"
"""

BESIDE = pytest.mark.filterwarnings("ignore")
"""movingpandas and what it stands on warn of their own future."""


@pytest.fixture(scope="module")
def movingpandas() -> Any:
    """Return the foreign engine; the environment of the tests has it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own dependencies warn as they are imported
        return pytest.importorskip("movingpandas", reason="movingpandas is not installed here")


@pytest.fixture(scope="module")
def kenya(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    mapping = tmp_path_factory.mktemp("kenya") / "mapping.yaml"
    mapping.write_text(KENYA, encoding="utf-8")
    file = test_data / "patrols" / "get-patrol-observations.parquet"
    return read_tracks([file], mapping=mapping).fixes


@pytest.fixture(scope="module")
def beijing(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    mapping = tmp_path_factory.mktemp("beijing") / "mapping.yaml"
    mapping.write_text(BEIJING, encoding="utf-8")
    return read_tracks([test_data / "patrols" / "geolife_demodata.csv"], mapping=mapping).fixes


def _theirs(movingpandas: Any, fixes: pa.Table) -> Any:
    """Return the same fixes as a collection of movingpandas, one trajectory for each patrol and vehicle."""
    import geopandas

    frame = fixes.to_pandas()
    frame["track"] = frame["patrol"].astype(str) + "/" + frame["vehicle"].astype(str)
    points = geopandas.points_from_xy(frame["lon"], frame["lat"])
    naive = frame["at"].dt.tz_localize(None)  # which it cannot do without
    table = geopandas.GeoDataFrame(frame[["track"]], geometry=points, crs=4326).set_index(naive)
    return movingpandas.TrajectoryCollection(table, "track", min_length=0)


def _stopped_s(movingpandas: Any, theirs: Any, diameter_m: float, stop_s: float) -> dict[str, float]:
    detector = movingpandas.TrajectoryStopDetector(theirs)
    found = detector.get_stop_time_ranges(max_diameter=diameter_m, min_duration=timedelta(seconds=stop_s))
    total: dict[str, float] = {}
    for one in found:
        total[one.traj_id] = total.get(one.traj_id, 0.0) + (one.t_n - one.t_0).total_seconds()
    return total


def _by_track(table: pa.Table, column: str) -> dict[str, float]:
    names = zip(table["patrol"].to_pylist(), table["vehicle"].to_pylist(), strict=True)
    total: dict[str, float] = {}
    for (patrol, vehicle), value in zip(names, table[column].to_pylist(), strict=True):
        key = f"{patrol}/{vehicle}"
        total[key] = total.get(key, 0.0) + value
    return total


def test_every_fix_of_the_kenyan_patrols_is_read_and_none_is_in_doubt(kenya: pa.Table) -> None:
    found = marked(kenya)
    assert found.num_rows == 8621
    assert len(pc.unique(found["patrol"])) == 59
    assert pc.max(pc.list_value_length(found["marks"])).as_py() == 0


def test_fixes_of_the_kenyan_patrols_come_every_ten_minutes_without_a_silence(kenya: pa.Table) -> None:
    assert silences(marked(kenya)).num_rows == 0
    assert silences(marked(kenya), Limits(silence_s=599)).num_rows == 8621 - 60


def test_silences_of_the_beijing_tracks_are_told_and_not_counted_as_stops(beijing: pa.Table) -> None:
    found = tracks(marked(beijing))
    assert sum(found["n_silences"].to_pylist()) == 6
    assert max(found["silent_s"].to_pylist()) > 5 * 3600
    assert max(found["stopped_s"].to_pylist()) < 3600


@BESIDE
@pytest.mark.usefixtures("test_data")
@pytest.mark.parametrize("name", ["kenya", "beijing"])
def test_lengths_and_durations_are_those_of_movingpandas(
    name: str, movingpandas: Any, request: pytest.FixtureRequest
) -> None:
    fixes = request.getfixturevalue(name)
    ours = tracks(marked(fixes))
    lengths, durations = _by_track(ours, "length_km"), _by_track(ours, "duration_s")
    theirs = {one.id: one for one in _theirs(movingpandas, fixes)}
    assert set(theirs) == set(lengths)
    for key, one in theirs.items():
        assert lengths[key] == pytest.approx(one.get_length() / 1000, rel=1e-7)
        assert durations[key] == one.get_duration().total_seconds()


@BESIDE
@pytest.mark.usefixtures("test_data")
@pytest.mark.parametrize(("name", "stop_s", "tolerance"), [("kenya", 600.0, 0.25), ("beijing", 300.0, 0.5)])
def test_stops_lie_between_those_of_movingpandas_of_two_sizes(
    name: str, stop_s: float, tolerance: float, movingpandas: Any, request: pytest.FixtureRequest
) -> None:
    fixes = marked(request.getfixturevalue(name))
    # What is a silence to us is cut, since movingpandas would count it as a stop.
    theirs = _theirs(movingpandas, fixes)
    whole = movingpandas.ObservationGapSplitter(theirs).split(gap=timedelta(seconds=900), min_length=0)
    radius_m = 100.0

    def ours(radius: float) -> float:
        return float(pc.sum(stops(fixes, Limits(stop_s=stop_s, stop_radius_m=radius))["duration_s"]).as_py())

    small = sum(_stopped_s(movingpandas, whole, radius_m, stop_s).values())
    large = sum(_stopped_s(movingpandas, whole, 2 * math.sqrt(2) * radius_m, stop_s).values())
    assert small <= ours(radius_m) <= large
    alike = sum(_stopped_s(movingpandas, whole, 2 * radius_m, stop_s).values())
    assert ours(radius_m) == pytest.approx(alike, rel=tolerance)


def test_the_kenyan_patrols_go_through_the_whole_use_case(test_data: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(KENYA, encoding="utf-8")
    file = test_data / "patrols" / "get-patrol-observations.parquet"
    found = tracks_of([file], casebook="idlib", mapping=mapping)
    assert found.tracks.num_rows == 60
    assert len(found.halts) == sum(found.tracks["n_stops"].to_pylist())
    assert {one.place for one in found.halts} == {None}
    assert (found.routes, found.zones, found.clocks) == ((), (), ())
