"""Exports of one source in order: versions, deletions, and what it said on any day between."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.examples import examples
from tests.unit.sources import exports, test_ucdp
from tests.unit.sources.exports import CASEBOOK
from truceline.cli import app
from truceline.files import load_record
from truceline.judgement import select
from truceline.sources import read_claims, read_file
from truceline.sources.succession import Export, Succession, succession

FIRST = datetime(2020, 1, 1, tzinfo=UTC)
FRAME = ({"id": "first", "date_start": "2019-01-01"}, {"id": "last", "date_end": "2019-12-31"})
"""Events at both ends of the days that an export covers."""


def ged(number: int, rows: Sequence[Mapping[str, str]]) -> Export:
    data = test_ucdp.table(*({"where_coordinates": "Hay"} | dict(row) for row in rows))
    reading = read_file(io.BytesIO(data), CASEBOOK, reader="ucdp", zone="UTC", name=f"{number}.csv")
    return Export(taken_at=FIRST + timedelta(days=30 * number), reading=reading)


def acled(number: int, *rows: Mapping[str, str]) -> Export:
    data = exports.export(rows)
    reading = read_file(io.BytesIO(data), CASEBOOK, reader="acled", zone="UTC", name=f"{number}.csv")
    return Export(taken_at=FIRST + timedelta(days=30 * number), reading=reading)


def stood(found: Succession, after: int) -> dict[str, int]:
    """Return the toll of each event as the source told it a day after an export."""
    at = FIRST + timedelta(days=30 * after + 1)
    rows = select(found.claims, as_of=at).to_pylist()
    told = {row["incident_id"]: row["fatalities_best"] for row in rows}
    assert len(told) == len(rows)
    return told


STATES = st.lists(
    st.dictionaries(st.sampled_from("abcde"), st.integers(0, 3), max_size=5), min_size=1, max_size=4
)


@examples(25)
@given(STATES, st.randoms(use_true_random=False))
def test_what_a_source_said_after_each_export_is_what_that_export_says(
    states: list[dict[str, int]], random: object
) -> None:
    taken = [
        ged(
            number,
            [*FRAME, *({"id": one, "best": str(n), "low": "0", "high": "9"} for one, n in state.items())],
        )
        for number, state in enumerate(states)
    ]
    random.shuffle(taken)  # type: ignore[attr-defined]
    found = succession(taken)
    for number, state in enumerate(states):
        assert stood(found, number) == {"first": 3, "last": 3} | state
    for number, step in enumerate(found.steps, start=1):
        before, now = states[number - 1], states[number]
        assert set(step.added) == set(now) - set(before)
        assert set(step.deleted) == set(before) - set(now)
        assert set(step.changed) == {one for one in now if one in before and now[one] != before[one]}
        assert step.n_same == len(FRAME) + len(set(now) & set(before)) - len(step.changed)
    assert not select(found.claims, as_of=FIRST).num_rows


def test_what_differs_is_told_by_its_columns() -> None:
    a, b = {"id": "a"}, {"id": "b"}
    later = [*FRAME, a | {"best": "4", "longitude": "36.6"}, b | {"side_b": "Civilians"}]
    (step,) = succession([ged(0, [*FRAME, a, b]), ged(1, later)]).steps
    assert step.changed == {"a": ("lon", "fatalities_best"), "b": ("hypotheses",)}
    assert dict(step.by_column) == {"lon": 1, "fatalities_best": 1, "hypotheses": 1}


def test_an_event_outside_the_days_of_a_later_export_stands() -> None:
    inside, edge, outside = (
        {"id": one, "date_start": day, "date_end": day}
        for one, day in (("in", "2019-01-01"), ("edge", "2018-12-31"), ("out", "2018-06-01"))
    )
    found = succession([ged(0, [*FRAME, inside, edge, outside]), ged(1, FRAME)])
    (step,) = found.steps
    assert (step.deleted, step.n_outside) == (("in",), 2)
    assert set(stood(found, 1)) == {"first", "last", "edge", "out"}


def test_an_event_whose_row_cannot_be_read_any_more_stands_no_longer() -> None:
    found = succession([ged(0, [*FRAME, {"id": "a"}]), ged(1, [*FRAME, {"id": "a", "where_prec": "9"}])])
    (step,) = found.steps
    assert (step.n_unread, step.deleted) == (1, ())
    assert "a" in stood(found, 0)
    assert "a" not in stood(found, 1)


def test_what_comes_back_stands_again() -> None:
    found = succession([ged(0, [*FRAME, {"id": "a"}]), ged(1, FRAME), ged(2, [*FRAME, {"id": "a"}])])
    assert ["a" in stood(found, number) for number in range(3)] == [True, False, True]


def test_a_stamp_of_the_source_is_believed_only_between_the_exports() -> None:
    def stamp(at: datetime) -> str:
        return str(int(at.timestamp()))

    early, between = FIRST - timedelta(days=90), FIRST + timedelta(days=10)
    late = FIRST + timedelta(days=300)
    row = {"event_id_cnty": "DAL1", "timestamp": stamp(early), "fatalities": "1"}
    for later, since in (
        (between, between),
        (early, FIRST + timedelta(days=30)),
        (late, FIRST + timedelta(days=30)),
    ):
        changed = row | {"timestamp": stamp(later), "fatalities": "2"}
        found = succession([acled(0, row), acled(1, changed)])
        told = sorted(found.claims.to_pylist(), key=lambda one: one["fatalities_best"])
        assert [one["known_at"] for one in told] == [early, since]
        assert [one["superseded_at"] for one in told] == [since, None]


def test_versions_within_one_export_stay_versions() -> None:
    stamps = [str(int((FIRST - timedelta(days=days)).timestamp())) for days in (60, 30)]
    one, two = (
        {"event_id_cnty": "DAL1", "timestamp": stamp, "fatalities": str(n)}
        for n, stamp in enumerate(stamps, start=1)
    )
    found = succession([acled(0, one, two), acled(1, two)])
    assert (found.steps[0].n_same, found.claims.num_rows) == (1, 2)
    assert stood(found, 1) == {"DAL1": 2}


def test_columns_that_came_and_went_are_told() -> None:
    old, new = ged(0, FRAME), ged(1, FRAME)
    (step,) = succession(
        [
            Export(taken_at=old.taken_at, reading=old.reading, headings=("id", "split")),
            Export(taken_at=new.taken_at, reading=new.reading, headings=("id", "best")),
        ]
    ).steps
    assert (step.came, step.went) == (("best",), ("split",))


def test_the_order_in_which_exports_are_given_decides_nothing() -> None:
    taken = [ged(0, [*FRAME, {"id": "a"}]), ged(1, [*FRAME, {"id": "a", "best": "4"}]), ged(2, FRAME)]
    claims = [succession(some).claims for some in permutations(taken)]
    assert all(one.equals(claims[0]) for one in claims)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "old.csv").write_bytes(test_ucdp.table(*FRAME, {"id": "a"}, {"id": "b"}))
    (tmp_path / "new.csv").write_bytes(
        test_ucdp.table(*FRAME, {"id": "b", "best": "4"}, without=("source_article",))
    )
    return [str(tmp_path / name) for name in ("old.csv", "new.csv")]


def test_the_command_tells_what_changed_and_keeps_what_stood(files: list[str], tmp_path: Path) -> None:
    out = tmp_path / "claims.parquet"
    words = ["incidents", "changes", *files, "--on", "2020-01-01", "--on", "2020-06-01"]
    done = CliRunner().invoke(app, [*words, "--out", str(out)])
    assert done.exit_code == 0
    assert "0 events added, 1 changed, 1 deleted, 2 as before" in done.stdout
    for said in (
        "Changed in: fatalities_best 1",
        "Changed: b",
        "Deleted: a",
        "Columns that went: source_article",
    ):
        assert said in done.stdout
    assert "nothing of whether it happened" in done.stdout
    told = read_claims(out, load_record("idlib").casebook, reader="claims")
    assert (told.n_claims, told.n_earlier, told.is_published) == (3, 2, True)
    document = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert document["steps"][0]["deleted"] == ["a"]


@pytest.mark.parametrize(
    "days", [["2020-01-01"], ["2020-01-01", "2020-01-01"], ["2020-01-01", "soon"], ["2020-01-01"] * 3]
)
def test_each_export_needs_a_day_of_its_own(files: list[str], days: list[str]) -> None:
    on = [word for one in days for word in ("--on", one)]
    done = CliRunner().invoke(app, ["incidents", "changes", *files, *on])
    assert done.exit_code in (1, 2)
    assert "Traceback" not in done.output


def test_exports_of_two_sources_are_not_compared(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "acled.csv").write_bytes(exports.export([{}]))
    other = [files[0], str(tmp_path / "acled.csv")]
    done = CliRunner().invoke(
        app, ["incidents", "changes", *other, "--on", "2020-01-01", "--on", "2020-06-01"]
    )
    assert done.exit_code == 1
    assert "of one source" in done.stderr
