"""What each cell of an ACLED export becomes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.exports import (
    CASEBOOK,
    ROW,
    cast_of,
    export,
    numbered,
    only_claim,
    only_fault,
    read,
    read_rows,
)
from truceline.errors import BadReport, BadTime
from truceline.model.tables import CLAIMS


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_row_becomes_one_claim_of_one_third_party() -> None:
    claim = only_claim()
    assert claim["incident_id"] == "DAL1"
    assert claim["source_ids"] == ["DAL1"]
    assert claim["basis"] == "one_third_party"
    assert claim["told_by"] == ["Dale Gazette", "Radio Hill"]
    assert claim["denied_by"] == []
    assert (claim["n_reports"], claim["n_independent"]) == (1, None)
    assert claim["known_at"] == datetime.fromtimestamp(1624916559, tz=UTC)
    assert claim["place"] == "Hay-on-Dale"


def test_notes_reach_no_column() -> None:
    intake = read_rows({})
    assert intake.claims.schema.equals(CLAIMS)
    assert "invented notes" not in str(intake.claims.to_pylist())


@pytest.mark.parametrize(
    "words",
    ["31 December 2019", "31 Dec 2019", "2019-12-31", "31-Dec-19", "31-December-2019", " 31 DECEMBER 2019 "],
)
def test_a_day_is_the_same_however_it_is_printed(words: str) -> None:
    claim = only_claim(event_date=words)
    assert (claim["start_at"], claim["end_at"]) == (utc("2019-12-30T22:00"), utc("2019-12-31T22:00"))


@pytest.mark.parametrize(("words", "day"), [("05-Jul-97", "1997-07-04"), ("05-Jul-96", "2096-07-04")])
def test_years_of_two_digits_begin_where_the_source_begins(words: str, day: str) -> None:
    assert only_claim(event_date=words, year="")["start_at"] == utc(f"{day}T21:00")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("05/01/2022", "may be two days"),
        ("05.01.2022", "may be two days"),
        ("5-1-22", "may be two days"),
        ("31 February 2019", "no day of the calendar"),
        ("0 May 2019", "no day of the calendar"),
        ("12 Foo 2019", "no day of the calendar"),
        ("31 December 10000", "is not a date"),
        ("10000-01-01", "is not a date"),
        ("31 December 0001", "year is outside"),
        ("31 December 1899", "year is outside"),
        ("2201-01-01", "year is outside"),
        ("", "is not a date"),
        ("yesterday", "is not a date"),
    ],
)
def test_a_date_that_is_none_is_listed(words: str, says: str) -> None:
    assert says in only_fault(event_date=words, year="")


def test_a_date_of_another_year_than_the_year_column_is_listed() -> None:
    assert "2018" in only_fault(year="2018")


@pytest.mark.parametrize(
    ("precision", "start", "end"),
    [
        ("1", "2019-12-30T22:00", "2019-12-31T22:00"),
        ("2", "2019-12-27T22:00", "2020-01-03T22:00"),
        ("3", "2019-11-30T22:00", "2019-12-31T22:00"),
    ],
)
def test_time_precision_becomes_an_interval_of_local_days(precision: str, start: str, end: str) -> None:
    claim = only_claim(time_precision=precision)
    assert (claim["start_at"], claim["end_at"]) == (utc(start), utc(end))


def test_a_day_is_as_long_as_its_clock_makes_it() -> None:
    claim = only_claim(event_date="29 March 2019", year="2019")  # clocks go forward in the night before
    assert (claim["start_at"], claim["end_at"]) == (utc("2019-03-28T22:00"), utc("2019-03-29T21:00"))


def test_another_zone_may_be_given() -> None:
    claim = read(export([ROW]), zone="UTC").claims.to_pylist()[0]
    assert claim["start_at"] == utc("2019-12-31T00:00")


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(BadTime, match="Nowhere"):
        read(export([ROW]), zone="Asia/Nowhere")


@pytest.mark.parametrize("precision", ["0", "4", "1.0", "high"])
def test_a_precision_of_no_class_is_listed(precision: str) -> None:
    assert "time_precision" in only_fault(time_precision=precision)
    assert "geo_precision" in only_fault(geo_precision=precision)


@pytest.mark.parametrize(
    ("precision", "radius_m", "grade"),
    [("1", 2_000, "settlement"), ("2", 15_000, "proxy"), ("3", 50_000, "region")],
)
def test_geo_precision_becomes_a_radius_and_a_grade(precision: str, radius_m: float, grade: str) -> None:
    claim = only_claim(geo_precision=precision)
    assert (claim["radius_m"], claim["place_grade"]) == (radius_m, grade)
    assert (claim["lon"], claim["lat"]) == (36.5, 35.5)


def test_no_coordinates_are_an_unknown_place_and_the_row_is_kept() -> None:
    claim = only_claim(latitude="", longitude=" ")
    assert [claim[name] for name in ("lon", "lat", "radius_m", "place_grade")] == [None] * 4


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("0", "0"),
        ("0.000", "-0.0"),
        ("95", "36.5"),
        ("-90.001", "36.5"),
        ("35.5", "180.001"),
        ("NaN", "36.5"),
        ("inf", "36.5"),
        ("1e999", "36.5"),
        ("35,5", "36.5"),
        ("3_5", "36.5"),
        ("35.5", ""),
        ("", "36.5"),
    ],
)
def test_impossible_coordinates_leave_the_row_out_and_list_it(lat: str, lon: str) -> None:
    assert only_fault(latitude=lat, longitude=lon)


@pytest.mark.parametrize(("lat", "lon"), [("90", "180"), ("-90", "-180"), ("0", "36.5"), ("35.5", "0")])
def test_coordinates_at_the_edge_are_read(lat: str, lon: str) -> None:
    claim = only_claim(latitude=lat, longitude=lon)
    assert (claim["lat"], claim["lon"]) == (float(lat), float(lon))


@pytest.mark.parametrize(("text", "toll"), [("3", 3), ("0", 0), ("", None)])
def test_a_toll_is_lowest_best_and_highest_alike(text: str, toll: int | None) -> None:
    claim = only_claim(fatalities=text)
    assert [claim[f"fatalities_{which}"] for which in ("low", "best", "high")] == [toll] * 3


@pytest.mark.parametrize("text", ["-1", "3.5", "many", "99999999999", "٣"])
def test_a_toll_that_is_no_count_is_listed(text: str) -> None:
    assert "fatalities" in only_fault(fatalities=text)


@pytest.mark.parametrize("text", ["-5", "1e9", "soon", "9999999999"])
def test_a_timestamp_that_is_no_time_is_listed(text: str) -> None:
    assert "timestamp" in only_fault(timestamp=text)


def test_without_a_timestamp_it_is_not_known_when_it_was_known() -> None:
    assert only_claim(timestamp="")["known_at"] is None


@pytest.mark.parametrize(
    ("event", "sub_event", "act"),
    [
        ("Battles", "Armed clash", "armed_clash"),
        ("BATTLES", "ARMED CLASH", "armed_clash"),
        ("Battles", "Government regains territory", "capture_by_force"),
        ("Battles", "", "armed_attack"),
        ("Battles", "Something new", "armed_attack"),
        ("Battle-No change of territory", "", "armed_clash"),
        ("Remote violence", "", "armed_attack"),
        ("Explosions/Remote violence", "Shelling/artillery/missile attack", "indirect_fire"),
        ("Explosions/Remote violence", "Air/drone strike", "air_strike"),
        ("Violence against civilians", "Attack", "harm_to_civilians"),
        ("Strategic developments", "Non-violent transfer of territory", "territory_transferred"),
        ("Headquarters or base established", "", "headquarters_or_base"),
    ],
)
def test_types_of_event_cross_to_acts(event: str, sub_event: str, act: str) -> None:
    claim = only_claim(event_type=event, sub_event_type=sub_event)
    assert {hypothesis["act"] for hypothesis in claim["hypotheses"]} == {act}


def test_a_type_that_no_crossing_names_is_listed() -> None:
    assert "no act is named for 'Skirmish'" in only_fault(event_type="Skirmish", sub_event_type="")


def test_both_sides_may_have_begun_and_no_split_is_made_up() -> None:
    claim = only_claim()
    assert cast_of(claim) == [
        {"initiator": ["north"], "target": ["south"]},
        {"initiator": ["south"], "target": ["north"]},
    ]
    assert [hypothesis["weight"] for hypothesis in claim["hypotheses"]] == [None, None]
    assert {hypothesis["response"] for hypothesis in claim["hypotheses"]} == {"not_claimed"}


def test_associated_actors_act_jointly_with_theirs() -> None:
    claim = only_claim(assoc_actor_1="Military Forces of the North (2000-) Hill Guards; North")
    assert cast_of(claim)[0] == {"initiator": ["guards", "north"], "target": ["south"]}


@pytest.mark.parametrize("named", ["actor1", "actor2"])
def test_one_side_alone_began_or_was_struck(named: str) -> None:
    other = {"actor1": "actor2", "actor2": "actor1"}[named]
    claim = only_claim(**{named: "North", other: ""})
    assert cast_of(claim) == [
        {"initiator": ["north"], "target": ["unknown"]},
        {"initiator": ["unknown"], "target": ["north"]},
    ]


def test_nobody_named_is_one_hypothesis_of_unknowns() -> None:
    assert cast_of(only_claim(actor1="", actor2="")) == [{"initiator": ["unknown"], "target": ["unknown"]}]


def test_a_name_nobody_has_may_be_anybody_and_is_counted() -> None:
    intake = read_rows(
        {"actor2": "Riders of the Marsh"},
        {"assoc_actor_1": "Riders of the Marsh"},
        {"actor1": "Unidentified Gunmen"},
        {"actor1": "The League"},
    )
    assert intake.unmatched_actors == {"Riders of the Marsh": 2, "The League": 1}
    assert intake.unidentified_actors == {"Unidentified Gunmen": 1}
    claims = intake.claims.to_pylist()
    assert cast_of(claims[0])[0] == {"initiator": ["north"], "target": ["unknown"]}
    assert cast_of(claims[1])[0] == {"initiator": ["north", "unknown"], "target": ["south"]}
    assert cast_of(claims[2])[0] == {"initiator": ["south"], "target": ["unknown"]}


SIDES = (("actor1", "actor2"), ("assoc_actor_1", "assoc_actor_2"), ("inter1", "inter2"))
NAMES = st.sampled_from(["", "North", "South", "Unidentified Gunmen", "Riders", "North; South", "The League"])


def swapped(row: dict[str, str]) -> dict[str, str]:
    whole = ROW | row
    return whole | {a: whole[b] for pair in SIDES for a, b in (pair, pair[::-1])}


@given(
    st.lists(
        st.fixed_dictionaries({name: NAMES for pair in SIDES[:2] for name in pair}), min_size=1, max_size=4
    )
)
def test_swapping_the_actors_of_every_row_changes_nothing(rows: list[dict[str, str]]) -> None:
    before = read(export(numbered(rows)))
    after = read(export([swapped(row) for row in numbered(rows)]))
    assert after.claims.equals(before.claims)
    assert after.unmatched_actors == before.unmatched_actors
    assert after.unidentified_actors == before.unidentified_actors


def test_lines_are_counted_through_notes_of_several_lines_and_blank_ones() -> None:
    rows = numbered([{}, {"fatalities": "many"}, {"notes": "plain", "fatalities": "some"}])
    data = export(rows).replace(b"Nobody reads\n", b"Nobody\r\n\r\nreads\n", 1) + b"\n\n"
    intake = read(data + export([{"event_id_cnty": "", "notes": ""}]).split(b"\n", 1)[1])
    assert [fault.line for fault in intake.faults] == [6, 8, 11]


def test_a_row_of_too_few_cells_is_listed() -> None:
    intake = read(export([ROW]) + b"DAL2,31 December 2019\n")
    assert [fault.message for fault in intake.faults] == [f"the row has 2 cells, the heading {len(ROW)}"]


def test_kinds_and_days_are_told_of_what_was_read_and_of_the_rest_apart() -> None:
    intake = read_rows(
        {}, {"sub_event_type": "", "event_date": "2 May 2018", "year": ""}, {"fatalities": "x"}
    )
    assert intake.kinds == {"Battles / Armed clash": 1, "Battles": 1}
    assert intake.unread_kinds == {"Battles / Armed clash": 1}
    assert sum(intake.kinds.values()) == intake.n_claims == intake.n_rows - len(intake.faults)
    assert intake.days == ("2018-05-02", "2019-12-31")
    assert (intake.n_rows, intake.reader, intake.file) == (3, "acled", "dale.csv")


def test_an_export_without_rows_has_no_days() -> None:
    intake = read(export([]))
    assert (intake.n_rows, intake.days, intake.claims.num_rows) == (0, None, 0)


def test_headings_may_be_upper_case() -> None:
    heading, rest = export([ROW]).split(b"\n", 1)
    assert read(heading.upper() + b"\n" + rest).claims.equals(read(export([ROW])).claims)


def test_columns_of_before_2023_are_read() -> None:
    heading, rest = export([ROW], without=["disorder_type"]).split(b"\n", 1)
    older = heading.replace(b"assoc_actor_", b"ally_actor_").replace(b"geo_precision", b"geo_precis")
    data = b"data_id,event_id_no_cnty,iso3," + older + b"\n7,1,DAL," + rest
    assert read(data).claims.equals(read(export([ROW])).claims)


def test_every_missing_column_is_named_with_the_nearest_there_is() -> None:
    heading, rest = export([ROW], without=["event_type"]).split(b"\n", 1)
    with pytest.raises(BadReport, match="not an ACLED export") as error:
        read(heading.replace(b"event_date", b"event_day") + b"\n" + rest)
    faults = {fault.message: fault.remedy for fault in error.value.faults}
    assert set(faults) == {"column 'event_date' is missing", "column 'event_type' is missing"}
    assert "event_day" in faults["column 'event_date' is missing"]


def test_a_column_that_stands_twice_is_refused() -> None:
    heading, rest = export([ROW]).split(b"\n", 1)
    with pytest.raises(BadReport) as error:
        read(heading.replace(b"notes", b"actor1") + b"\n" + rest)
    assert "stands twice" in str(error.value.faults[0])


def test_cells_parted_by_semicolons_are_told_apart_from_a_foreign_file() -> None:
    with pytest.raises(BadReport) as error:
        read(export([ROW]).replace(b",", b";"))
    assert "parted by `;`" in str(error.value.faults[0])


def test_the_reporting_day_gives_the_zone() -> None:
    assert CASEBOOK.mandate.day_zone == "Asia/Damascus"
    assert only_claim()["start_at"] == utc("2019-12-30T22:00")
