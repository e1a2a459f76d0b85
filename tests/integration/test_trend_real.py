"""Trend and comparison of the real export and of Idlib's own record, against plain counts of their rows."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from truceline.cli import app
from truceline.files import load_record
from truceline.runs.brief import brief_casebook, week_from
from truceline.runs.trend import trend_casebook
from truceline.sources import read_claims
from truceline.sources.acled import parse_day

START = date(2018, 9, 17)


@pytest.fixture(scope="module")
def export(test_data: Path) -> Path:
    return test_data / "acled" / "acled_syria_battles_2017_2019.csv.gz"


@pytest.fixture(scope="module")
def by_day(export: Path) -> Counter[date]:
    """Rows of the export told to the day."""
    with gzip.open(export, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    dated = Counter(parse_day(row["event_date"]) for row in rows if row["time_precision"] == "1")
    assert len(rows) == 15_961
    return dated


def asked(*words: str) -> Any:
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_weeks_of_the_export_count_its_rows(export: Path, by_day: Counter[date]) -> None:
    told = asked(
        *("trend", "idlib", "--incidents", str(export)), *("--from", "2018-08-20", "--to", "2018-11-04")
    )
    rows = told["trend"]["rows"]
    assert len(rows) == 11
    for row in rows:
        first = date.fromisoformat(row["first"])
        assert row["low"] == sum(by_day[first + timedelta(days=n)] for n in range(7))
        assert row["low"] <= row["high"]
        assert row["days_read"] == "7/7"
    [source] = told["trend"]["sources"]
    assert "2017-01-01 to 2019-12-31" in source


def test_weeks_outside_the_export_are_not_read(export: Path) -> None:
    told = asked(
        *("trend", "idlib", "--incidents", str(export)), *("--from", "2020-03-02", "--to", "2020-03-15")
    )
    rows = told["trend"]["rows"]
    assert [(row["incidents"], row["dead"], row["days_read"]) for row in rows] == [
        ("not read", "not read", "0/7")
    ] * 2


def within(rows: Any, first: date, n_days: int) -> int:
    """Return how many rows of claims are of some days of Damascus and of no others."""
    zone = ZoneInfo("Asia/Damascus")
    start, end = (
        datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, first + timedelta(days=n_days))
    )
    return sum(start <= row["start_at"] and row["end_at"] <= end for row in rows)


def test_the_start_of_september_2018_beside_windows_without_one(export: Path) -> None:
    told = asked("compare", f"idlib@{START}", "idlib@2019-08-31", "--incidents", str(export))
    table = told["table"]
    found = {row["measure"]: row for row in table if (row["start"], row["kind"]) == ("A", "all")}
    rows = read_claims(export, load_record("idlib").casebook).claims.to_pylist()
    before, after = within(rows, START - timedelta(days=30), 30), within(rows, START, 30)
    assert (found["before"]["low"], found["after"]["low"]) == (before, after)
    assert found["windows_with_a_larger_change"]["n_windows"] > 500
    lacking = {row["kind"] for row in table if row["state"] == "not_in_what_was_read"}
    assert {"indirect_fire", "air_strike"} <= lacking
    assert "ground_attack" not in lacking


def test_the_order_of_files_changes_nothing(export: Path, tmp_path: Path) -> None:
    with gzip.open(export, "rt", encoding="utf-8", newline="") as stream:
        head, *rows = stream.read().splitlines(keepends=True)
    files = []
    for name, some in (("one.csv", rows[:300]), ("two.csv", rows[300:600])):
        (tmp_path / name).write_text(head + "".join(some), encoding="utf-8")
        files.append(tmp_path / name)
    one, other = (
        asked("trend", "idlib", *(word for file in order for word in ("--incidents", str(file))))
        for order in (files, files[::-1])
    )
    numbers = [
        [(row["first"], row["incidents"], row["dead"], row["breach"]) for row in told["trend"]["rows"]]
        for told in (one, other)
    ]
    assert numbers[0] == numbers[1]


@pytest.mark.slow
def test_every_week_of_idlib_counts_the_attacks_that_its_brief_counts() -> None:
    for first in (date(2020, 1, 6), date(2020, 2, 24), date(2020, 3, 2)):
        week = week_from(first)
        found = brief_casebook("idlib", period=week).brief
        sheet = trend_casebook("idlib", first=week.first, last=week.last, act="armed_attack").sheet
        assert f"Attacks reported: {sheet.rows[0].high};" in found.facts[0]
