"""The reporting day, the seal of a casebook, and the reader a file seems to need."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from truceline.files import seal
from truceline.model.casebook import Mandate
from truceline.record.days import reporting_day
from truceline.runs import readers_of


@pytest.mark.parametrize(
    ("zone", "starts", "begins"),
    [
        ("UTC", "00:00", "2020-03-06T00:00:00+00:00"),
        ("Asia/Damascus", "00:00", "2020-03-05T22:00:00+00:00"),
        ("Europe/Istanbul", "06:00", "2020-03-06T03:00:00+00:00"),
    ],
)
def test_a_reporting_day_begins_on_the_missions_clock(zone: str, starts: str, begins: str) -> None:
    day = reporting_day(date(2020, 3, 6), Mandate(day_zone=zone, day_starts=starts))
    assert day.start_at.isoformat() == begins


def test_a_day_whose_midnight_the_clocks_skipped_still_meets_its_neighbours() -> None:
    damascus = Mandate(day_zone="Asia/Damascus")
    before, skipped = (reporting_day(date(2020, 3, day), damascus) for day in (26, 27))
    assert before.end_at == skipped.start_at
    assert (skipped.end_at - skipped.start_at).total_seconds() == 23 * 3600


def test_a_seal_depends_on_names_and_bytes_and_not_on_order() -> None:
    files = {"a.yaml": b"1", "b.yaml": b"2"}
    turned = dict(reversed(files.items()))
    assert seal([("casebook", files)]) == seal([("casebook", turned)])
    others = [{"a.yaml": b"2", "b.yaml": b"1"}, {"a.yaml": b"1", "c.yaml": b"2"}, {"a.yaml": b"12"}]
    assert len({seal([("casebook", one)]) for one in (files, *others)}) == 4
    assert seal([("casebook", files)]) != seal([("shared", files)])


def test_a_file_is_read_by_what_its_first_line_says(tmp_path: Path) -> None:
    acled, table = tmp_path / "a.csv", tmp_path / "b.csv"
    acled.write_text("EVENT_DATE,EVENT_TYPE,ACTOR1\n", encoding="utf-8")
    table.write_text("id,when\n", encoding="utf-8")
    assert readers_of([str(acled), str(table), "c.parquet"]) == ("acled", "csv", "claims")
