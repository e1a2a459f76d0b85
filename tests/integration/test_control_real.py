"""Control of Idlib against its ledger, and the model against real tables; no score may quietly get worse."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely

from tests import control_scores as scores
from truceline import geo
from truceline.model.record import Record
from truceline.record.control import Estimator, control_on, estimator, ground_of, timeline
from truceline.record.control.estimate import probabilities, snapshot
from truceline.record.days import reporting_day
from truceline.runs.control import Controlled, Words, control_of, control_words
from truceline.runs.sealed import read_sealed

KHAN_SHAYKHUN, MAARAT, SARAQIB, NAYRAB, KAFR_NABL = "C3987", "C3985", "C3916", "C3867", "C4068"
G, O, C = "government", "opposition", "contested"  # noqa: E741

_SIDE_OF_2023: Mapping[str, str] = {
    "Government and allied forces": G,
    "Government (SAA) and Syrian democratic forces (SDF)": G,
    "Non-state armed groups": O,
    "Turkish Armed Forces and National Army (opposition)": O,
    "Contested Areas": C,
}


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    """The casebook is read once for all of this file: that would be most of its time, and is not asked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("truceline.runs.control.read_sealed", cache(read_sealed))
        yield


@cache
def on(day: str) -> Controlled:
    return control_of("idlib", on=date.fromisoformat(day))


@cache
def ready() -> tuple[Estimator, Record]:
    words = control_words("idlib")
    return _ready(words), words.record


def _ready(words: Words) -> Estimator:
    mandate = words.record.casebook.mandate
    return estimator(timeline(words.table, sides=tuple(mandate.sides or {}), day_zone=mandate.day_zone))


def _end(day: str, book: Record) -> datetime:
    """Return the last moment of a reporting day."""
    return reporting_day(date.fromisoformat(day), book.casebook.mandate).end_at - timedelta(microseconds=1)


def shown(day: str) -> dict[str, str]:
    estimated, book = ready()
    table = control_on(estimated, _end(day, book))
    return dict(zip(table["place"].to_pylist(), table["value"].to_pylist(), strict=True))


@pytest.mark.parametrize(
    ("day", "khan_shaykhun", "maarat", "saraqib", "nayrab", "kafr_nabl"),
    [
        ("2018-10-01", O, O, O, O, O),
        ("2019-08-18", O, O, O, O, O),
        ("2019-08-20", C, O, O, O, O),
        ("2019-08-25", G, O, O, O, O),
        ("2019-12-15", G, O, O, O, O),
        ("2020-01-15", G, O, O, O, O),
        ("2020-01-27", G, O, O, O, O),
        ("2020-01-28", G, G, O, O, O),
        ("2020-02-05", G, G, C, O, O),
        ("2020-02-06", G, G, G, G, O),
        ("2020-02-20", G, G, G, C, O),
        ("2020-02-24", G, G, G, O, O),
        ("2020-02-27", G, G, C, O, G),
        ("2020-02-28", G, G, O, O, G),
        ("2020-03-01", G, G, O, O, C),
        ("2020-03-03", G, G, G, O, G),
        ("2020-03-06", G, G, G, O, G),
    ],
)
def test_the_towns_of_the_ledger(
    day: str, khan_shaykhun: str, maarat: str, saraqib: str, nayrab: str, kafr_nabl: str
) -> None:
    found = shown(day)
    assert found[KHAN_SHAYKHUN] == khan_shaykhun
    assert found[MAARAT] == maarat
    assert found[SARAQIB] == saraqib
    assert found[NAYRAB] == nayrab
    assert found[KAFR_NABL] == kafr_nabl


@pytest.mark.parametrize(("as_of", "value"), [("2020-01-15", C), ("2020-02-15", O)])
def test_a_capture_told_a_month_early_is_a_mistake_from_the_day_it_was_found_out(
    as_of: str, value: str
) -> None:
    found = control_of("idlib", on=date(2020, 1, 15), as_of=date.fromisoformat(as_of))
    shown_then = dict(zip(found.table["place"].to_pylist(), found.table["value"].to_pylist(), strict=True))
    assert shown_then[MAARAT] == value


def test_before_the_first_table_nothing_is_known() -> None:
    assert set(shown("2018-09-16").values()) == {"unknown"}


@pytest.mark.parametrize(
    ("day", "line"), [("2018-10-01", "contact-2018-09"), ("2020-03-06", "contact-2020-03")]
)
def test_the_line_of_contact_is_the_constructed_one_within_its_error(day: str, line: str) -> None:
    (ours,) = [part for part in on(day).found.parts if part.kind == "contact" and part.value == f"{G}|{O}"]
    drawn = next(one for one in ready()[1].casebook.lines if one.id == line)
    (parts,) = [shapely.segmentize(shapely.LineString(drawn.points), 0.01)]
    points = shapely.get_coordinates(parts)
    metres = []
    for lon, lat in points:
        nearest = shapely.get_coordinates(shapely.shortest_line(shapely.Point(lon, lat), ours.shape))[1]
        metres.append(1000 * geo.distance_km((lon, lat), (nearest[0], nearest[1])))
    assert drawn.sigma_m is not None
    assert np.quantile(metres, 0.95) < 2 * drawn.sigma_m


def test_ground_changes_hands_from_2018_to_2020_and_the_sum_is_told() -> None:
    found = control_of("idlib", on=date(2020, 3, 6), compare=date(2018, 10, 1))
    turned = {(one.before, one.after): one for one in found.changes}
    assert 340 <= turned[O, G].n_places <= 357
    assert 3_000 < turned[O, G].km2 < 4_000
    assert (G, O) not in turned
    assert {KHAN_SHAYKHUN, MAARAT, SARAQIB, KAFR_NABL} <= {one.place for one in found.handovers}


def test_the_order_of_the_two_days_does_not_matter() -> None:
    one = control_of("idlib", on=date(2020, 3, 6), compare=date(2020, 3, 1))
    other = control_of("idlib", on=date(2020, 3, 1), compare=date(2020, 3, 6))
    assert one.changes == other.changes
    assert one.handovers == other.handovers


@pytest.mark.slow
def test_what_was_not_known_yet_is_left_out() -> None:
    early = control_of("idlib", on=date(2020, 2, 28), as_of=date(2020, 2, 26), place="Saraqib")
    assert early.at_place is not None
    assert early.at_place.value == G  # the news of the 27th is not known
    late = control_of("idlib", on=date(2020, 2, 28), place="Saraqib")
    assert late.at_place is not None
    assert late.at_place.value == O
    assert early.at_place.words.num_rows < late.at_place.words.num_rows


def _scored(words: Words, truth: Mapping[str, str], day: str) -> tuple[float, float, float]:
    """Return accuracy, share of unknown, and Brier score against what stood in 2023."""
    estimated = _ready(words)
    at = _end(day, words.record)
    table = control_on(estimated, at)
    p = probabilities(estimated, snapshot(estimated, at))
    line = estimated.line
    which = [n for n, place in enumerate(line.ids) if place in truth]
    y = np.array([line.values.index(truth[line.ids[n]]) for n in which])
    values = table["value"].to_pylist()
    right = np.mean([values[n] == truth[line.ids[n]] for n in which])
    unknown = np.mean([values[n] == "unknown" for n in which])
    return float(right), float(unknown), scores.brier(p[which], y)


def _truth(test_data: Path) -> dict[str, str]:
    file = test_data / "control" / "area_of_control_adm4_2023.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return {
            row["PP_PCODE"]: _SIDE_OF_2023[row["aoc"]]
            for row in csv.DictReader(stream)
            if row["aoc"] in _SIDE_OF_2023
        }


def test_6_march_2020_against_the_table_of_2023(test_data: Path) -> None:
    right, unknown, score = _scored(control_words("idlib"), _truth(test_data), "2020-03-06")
    assert right > 0.99  # the table of 5 March 2020 was made from this one: it checks the way, not the truth
    assert unknown < 0.01
    assert score < 0.02


def test_4_march_2020_from_what_was_said_before_is_honest_about_what_it_does_not_know(
    test_data: Path,
) -> None:
    """With nothing but the table of 2018, the ledger and ACLED's takings up to the end of 2019."""
    export = test_data / "acled" / "acled_syria_battles_2017_2019.csv.gz"
    truth = _truth(test_data)
    bare = control_words("idlib")
    told = control_words("idlib", files=[export])
    plain = {key: value for key, value in truth.items() if key in set(bare.table["place"].to_pylist())}
    right, unknown, score = _scored(bare, plain, "2020-03-04")
    assert 0.82 < right < 0.86
    assert score < 0.18
    better, more_unknown, lower = _scored(told, plain, "2020-03-04")
    assert better + more_unknown > 0.96  # what is shown is right, or unknown
    assert right + unknown < better + more_unknown
    assert lower < 0.125


def test_a_year_of_days_of_acled_is_read_and_says_what_was_left_out(test_data: Path) -> None:
    export = test_data / "acled" / "acled_syria_battles_2017_2019.csv.gz"
    read = control_words("idlib", files=[export]).reads[-1]
    assert read.n_assertions == 2_215
    assert read.faults == ()
    assert read.days == ("2017-01-01", "2019-12-26")
    assert any("1026" in note for note in read.notes)


def test_ours_is_no_worse_than_rivals_on_the_communities_of_2023(test_data: Path) -> None:
    points = scores.communities(test_data)
    n = len(points.labels)
    for folds, most in (
        (scores.random_folds(len(points.y)), 0.0236),
        (scores.blocked_folds(points.xy), 0.0560),
    ):
        p = scores.predicted(points, folds, scores.ours(points))
        mine = scores.brier(scores.forced(p), points.y)
        assert mine < most
        assert scores.brier(p, points.y) < mine + 0.002  # what saying "unknown" costs
        assert mine < 0.7 * scores.brier(scores.predicted(points, folds, scores.nearest(n)), points.y)
        trees = scores.learned(lambda: scores.forest("ExtraTrees", 60), n, n_turns=4)
        assert mine < 1.02 * scores.brier(scores.predicted(points, folds, trees), points.y)
        for said, true, count in scores.reliability(scores.forced(p), points.y):
            assert count < 300 or abs(said - true) < 0.06


@pytest.mark.parametrize(("lag", "week"), [(1, 30), (4, 30)])
def test_ours_foretells_weeks_no_worse_than_that_nothing_changes(
    test_data: Path, lag: int, week: int
) -> None:
    given = scores.weeks(test_data, week + 1)
    y = scores.truth_in_time(given, week - lag, week)
    mine = scores.brier(scores.ours_in_time(given, week - lag, week), y)
    assert mine < 0.95 * scores.brier(scores.persistence(given, week - lag), y)


def test_the_ground_of_idlib_is_one_piece_of_arithmetic() -> None:
    ground = ground_of(ready()[0])
    shapes = [part.shape for part in on("2020-03-06").found.parts if part.kind == "control"]
    assert shapely.coverage_is_valid(shapes)
    assert sum(map(shapely.area, shapes)) == pytest.approx(float(shapely.area(ground.outline)), rel=1e-6)
