"""The patrol ledger with tracks beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from truceline import geo
from truceline.errors import BadReport, NotFound
from truceline.files import load_record
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.runs.patrols import PatrolsAsked, patrols_of
from truceline.text.zones import line_points

TURNS_AT_8_KM = (0.0, 8.0, 8.0, 0.0)


def write_tracks(
    path: Path, patrol: str, *, crews: Sequence[str], way_km: Sequence[float] = TURNS_AT_8_KM
) -> Path:
    """Write a fix each half minute of crews that drive the M4 together, twelve minutes from km to km."""
    readings = {AmbiguityId("corridor-extent"): ReadingId("ain_al_havr")}
    points = line_points(load_record("idlib").casebook, "m4-corridor-route", readings)
    corners_km = [0.0, *(geo.length_km(points[: n + 2]) for n in range(len(points) - 1))]
    minutes = np.arange(0, 12 * (len(way_km) - 1) + 0.5, 0.5)
    km = np.interp(minutes, 12.0 * np.arange(len(way_km)), way_km)
    lon, lat = (np.interp(km, corners_km, [point[i] for point in points]) for i in (0, 1))
    begins = datetime.fromisoformat(f"{patrol.removeprefix('p-')}T08:00").replace(tzinfo=UTC)
    rows = [
        f"{patrol},{crew}-1,{crew},{(begins + timedelta(minutes=m)).isoformat()},{x:.6f},{y:.6f},10"
        for crew in crews
        for m, x, y in zip(minutes.tolist(), lon.tolist(), lat.tolist(), strict=True)
    ]
    path.write_text("\n".join(["patrol,vehicle,side,at,lon,lat,radius_m", *rows]) + "\n", encoding="utf-8")
    return path


def states(found: PatrolsAsked, patrol: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        one.test.value: (one.state.value, one.because) for one in found.ledger.done if one.patrol == patrol
    }


def test_tracks_of_both_crews_settle_what_their_words_leave_open(tmp_path: Path) -> None:
    file = write_tracks(tmp_path / "march.csv", "p-2020-03-15", crews=("russia", "turkey"))
    told, tracked = patrols_of("idlib"), patrols_of("idlib", track_files=[file])
    before, after = (states(ledger, "p-2020-03-15") for ledger in (told, tracked))
    assert before["reached_end"] == ("undetermined", ("claimed_by:government:partly_performed",))
    by_tracks = ("by_tracks:opposition", "by_tracks:government")
    assert after["reached_end"][0] == "partly_performed"
    assert set(after["reached_end"][1]) == {"sides_agree", *by_tracks}
    assert after["set_out"][0] == before["set_out"][0] == "performed"
    assert before["set_out"][1] == ("sides_agree",)
    assert tracked.tracks is not None
    assert tracked.tracks.days == {"p-2020-03-15": ("2020-03-15",)}
    assert told.tracks is None
    assert states(told, "p-2020-06-02") == states(tracked, "p-2020-06-02"), "and nothing of any other"


def test_tracks_of_one_crew_alone_settle_nothing_for_the_other(tmp_path: Path) -> None:
    file = write_tracks(tmp_path / "march.csv", "p-2020-03-15", crews=("turkey",))
    found = states(patrols_of("idlib", track_files=[file]), "p-2020-03-15")
    assert found["reached_end"][0] == "undetermined"


def test_tracks_of_a_patrol_the_ledger_does_not_have_are_a_fault_and_not_passed_over(tmp_path: Path) -> None:
    file = write_tracks(tmp_path / "none.csv", "p-2020-03-16", crews=("russia", "turkey"))
    with pytest.raises(NotFound) as raised:
        patrols_of("idlib", track_files=[file])
    assert "p-2020-03-16" in raised.value.faults[0].message


def _with(file: Path, old: str, new: str) -> Path:
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return file


def test_tracks_of_another_day_and_of_sides_nobody_knows_are_faults_all_told_at_once(tmp_path: Path) -> None:
    file = write_tracks(tmp_path / "march.csv", "p-2020-03-15", crews=("russia", "turkey"))
    with pytest.raises(BadReport) as raised:
        patrols_of(
            "idlib", track_files=[_with(_with(file, "2020-03-15T", "2020-03-17T"), ",turkey,", ",turky,")]
        )
    words = [fault.message for fault in raised.value.faults]
    assert len(words) == 2
    assert "'turky'" in words[0]
    assert "p-2020-03-15 was on 2020-03-15" in words[1]
    assert "2020-03-17" in words[1]


@pytest.mark.parametrize(("hour", "is_of_the_day"), [("2020-03-14T21", False), ("2020-03-14T22", True)])
def test_the_day_of_tracks_is_that_of_the_missions_clocks(
    tmp_path: Path, hour: str, is_of_the_day: bool
) -> None:
    """Damascus was two hours ahead of UTC until the end of that March."""
    file = write_tracks(tmp_path / "m.csv", "p-2020-03-15", crews=("russia", "turkey"), way_km=(0.0, 8.0))
    file = _with(file, "2020-03-15T08", hour)
    if is_of_the_day:
        read = patrols_of("idlib", track_files=[file]).tracks
        assert read is not None
        assert read.days == {"p-2020-03-15": ("2020-03-15",)}
    else:
        with pytest.raises(BadReport, match="ledger"):
            patrols_of("idlib", track_files=[file])
