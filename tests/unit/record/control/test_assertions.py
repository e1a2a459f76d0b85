"""Words of ledgers, tables and drawn areas come to one form; an open side stays open."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from functools import cache

import pytest

from tests.unit.record.control.words import day, word
from truceline.clock import Interval
from truceline.files import load_record
from truceline.files.casebooks import read_tables
from truceline.geo.zone import circle
from truceline.model.ids import PlaceId
from truceline.model.record import Record
from truceline.parsing.csv_tables import settlement_sides
from truceline.record.control import (
    DrawnArea,
    area_rows,
    assertions,
    laid_on_settlements,
    ledger_rows,
    sides_of_places,
    table_rows,
)

AT = datetime(2020, 3, 1, tzinfo=UTC)


@cache
def idlib() -> Record:
    return load_record("idlib")


def test_every_row_of_the_ledger_is_an_assertion_and_hts_holds_for_no_side() -> None:
    rows = ledger_rows(idlib())
    standing = [told for told in idlib().control if not told.mistaken]
    assert len(rows) == len(standing) == len(idlib().control) - 1
    hts = [row for row, told in zip(rows, standing, strict=True) if told.holder == "hts"]
    assert {row["state"] for row in hts if row["tells"] == "taking"} == {"unknown", "contested"}
    assert all(row["side"] is None for row in hts)
    table = assertions(rows)
    assert table.num_rows == len(rows)
    assert table["by"].null_count == 0


def test_a_word_that_may_have_begun_on_several_days_stands_from_the_latest() -> None:
    told = dataclasses.replace(
        idlib().control[0], place=PlaceId("nayrab"), since="2020-02-03", since_latest="2020-02-06"
    )
    (row,) = ledger_rows(dataclasses.replace(idlib(), control=(told,)))
    assert row["since"] == datetime(2020, 2, 5, 22, tzinfo=UTC)


def test_a_place_is_held_as_its_settlement_is_by_code_or_by_nearness() -> None:
    book = dataclasses.replace(
        idlib(),
        settlement_sides=settlement_sides(read_tables("idlib"), tuple(idlib().casebook.mandate.sides or {})),
    )
    stood = sides_of_places(book)
    assert [side for _, side in stood[PlaceId("saraqib")]] == ["opposition", "government"]  # by nearness
    assert [side for _, side in stood[PlaceId("nayrab")]] == ["opposition", "opposition"]  # by code
    assert stood[PlaceId("saraqib")][0][0] == datetime(2018, 9, 16, 21, tzinfo=UTC)
    assert sides_of_places(dataclasses.replace(book, settlement_sides=None)) == {}


def test_the_settlement_table_says_how_it_stood_as_the_day_began_in_damascus() -> None:
    book = idlib()
    table = settlement_sides(read_tables("idlib"), tuple(book.casebook.mandate.sides or {}))
    rows = table_rows(table, book.casebook.mandate.day_zone)
    assert len(rows) == 2 * 2266
    assert {row["since"] for row in rows} == {
        datetime(2018, 9, 16, 21, tzinfo=UTC),
        datetime(2020, 3, 4, 22, tzinfo=UTC),
    }
    assert {row["tells"] for row in rows} == {"standing"}
    assert {row["radius_m"] for row in rows} == {5000.0, 3000.0}
    assert sum(row["state"] == "contested" for row in rows) == 13


def test_a_drawn_area_speaks_of_what_lies_inside_and_of_nothing_else() -> None:
    places = assertions([word("a"), word("b"), word("h")])
    shape = circle((36.0, 35.0), radius_m=7_000).shape
    area = DrawnArea(shape=shape, since=day(3), until=day(9), side="south", by="mapper")
    rows = area_rows([area], places)
    assert [row["place"] for row in rows] == ["a", "b"]
    assert {(row["since"], row["until"], row["side"], row["by"]) for row in rows} == {
        (day(3), day(9), "south", "mapper")
    }
    assert Interval(day(3), day(9))


@pytest.mark.parametrize(
    ("metres_off", "radius_m", "expected"),
    [(0, 500.0, "a"), (450, 500.0, "a"), (550, 500.0, "z"), (4_900, 5_000.0, "a")],
)
def test_a_word_is_laid_on_the_nearest_settlement_within_its_radius(
    metres_off: float, radius_m: float, expected: str
) -> None:
    settlements = assertions([word("a"), word("h")])
    off = word("z", lon=36.0, lat=35.0 + metres_off / 110_940, radius_m=radius_m)
    (row,), n_vague = laid_on_settlements([off], settlements, {})
    assert (row["place"], n_vague) == (expected, 0)
    if expected == "a":
        assert (row["lon"], row["lat"]) == (36.0, 35.0)


def test_a_code_goes_before_nearness_and_a_vague_word_is_counted_and_left_out() -> None:
    settlements = assertions([word("a"), word("h")])
    named = word("z", lon=36.0, lat=35.0, radius_m=1000.0)
    (row,), _ = laid_on_settlements([named], settlements, {"z": "h"})
    assert row["place"] == "h"
    vague = word("z", lon=36.0, lat=35.0, radius_m=5_001.0)
    assert laid_on_settlements([vague], settlements, {}) == ([], 1)
    (coded,), n_vague = laid_on_settlements([vague], settlements, {"z": "h"})
    assert (coded["place"], n_vague) == ("h", 0)


def test_without_settlements_each_word_keeps_its_own_place() -> None:
    rows, n_vague = laid_on_settlements([word("z", radius_m=1000.0)], assertions([]), {})
    assert ([row["place"] for row in rows], n_vague) == (["z"], 0)
