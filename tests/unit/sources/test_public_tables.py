"""Tables made public from ACLED exports: without ids, precisions, sources, in any case of letters."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import zoo
from tests.unit.sources.exports import ROW, cast_of, export, only_claim, read, read_rows
from truceline.errors import BadReport
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.single import facts_of, outcome
from truceline.model.ids import ClauseId
from truceline.sources import Intake

PUBLIC = (
    *("event_date", "event_type", "sub_event_type", "actor1", "actor2", "location"),
    *("latitude", "longitude", "fatalities"),
)
"""What a table made public keeps."""
KEPT_BACK = tuple(name for name in ROW if name not in PUBLIC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def public(*rows: Mapping[str, str], without: Iterable[str] = KEPT_BACK) -> bytes:
    return export(rows, without=without)


def only(data: bytes) -> dict[str, Any]:
    intake = read(data)
    assert intake.faults == ()
    (claim,) = intake.claims.to_pylist()
    return dict(claim)


def said(intake: Intake) -> str:
    return "\n".join(str(warning) for warning in intake.warnings)


def test_a_table_of_what_is_needed_alone_is_read() -> None:
    claim = only(
        public({}, without=[name for name in ROW if name not in ("event_date", "event_type", "actor1")])
    )
    assert claim["lon"] is claim["radius_m"] is claim["place_grade"] is claim["fatalities_best"] is None
    assert claim["told_by"] == []
    assert cast_of(claim)[0] == {"initiator": ["north"], "target": ["unknown"]}
    assert {one["act"] for one in claim["hypotheses"]} == {"armed_attack"}


@pytest.mark.parametrize("missing", ["event_date", "event_type", "actor1"])
def test_a_table_without_one_of_these_is_refused_and_told_why(missing: str) -> None:
    with pytest.raises(BadReport, match="not an ACLED export") as error:
        read(public({}, without=[*KEPT_BACK, missing]))
    (fault,) = error.value.faults
    assert fault.message == f"column {missing!r} is missing"
    assert fault.remedy


@pytest.mark.parametrize("missing", ["latitude", "longitude"])
def test_half_a_point_is_refused(missing: str) -> None:
    with pytest.raises(BadReport) as error:
        read(public({}, without=[*KEPT_BACK, missing]))
    assert [fault.message for fault in error.value.faults] == [f"column {missing!r} is missing"]


def test_a_foreign_table_is_refused_with_what_was_found() -> None:
    with pytest.raises(BadReport) as error:
        read(b"when,where,what\n2020-03-06,here,this\n")
    assert len(error.value.faults) == 3
    assert all("when, where, what" in fault.remedy for fault in error.value.faults)


def test_what_is_missing_is_named_with_what_it_costs() -> None:
    warnings = said(read(public({})))
    for name, cost in {
        "event_id_cnty": "ids are made of what the rows say",
        "time_precision": "any day of its month",
        "geo_precision": "anywhere within 50 km of its point",
        "source": "who told it is not known",
        "timestamp": "which is the later",
    }.items():
        assert f"there is no column {name}: " in warnings
        assert cost in warnings
    assert len(read(public({})).warnings) == 5


def test_a_whole_export_has_nothing_to_warn_of() -> None:
    assert read_rows({}).warnings == ()


def test_rows_that_leave_a_precision_empty_are_counted_and_read_as_if_there_were_no_column() -> None:
    intake = read_rows({"geo_precision": ""}, {"geo_precision": " ", "time_precision": ""}, {})
    assert intake.faults == ()
    assert [warning.message.split(":")[0] for warning in intake.warnings] == [
        "1 rows have no time_precision",
        "2 rows have no geo_precision",
    ]
    assert intake.claims["place_grade"].to_pylist() == ["unstated", "unstated", "settlement"]
    assert intake.claims["time_unstated"].to_pylist() == [None, True, None]


# Ids


def test_a_made_id_says_so_and_is_the_same_whatever_else_stands_in_the_file() -> None:
    rows = [{}, {"fatalities": "9"}, {"location": "Elsewhere"}]
    of_order = [
        {claim["place"], claim["fatalities_best"], claim["incident_id"]}
        for order in itertools.permutations(rows)
        for claim in read(public(*order)).claims.to_pylist()
    ]
    assert len({frozenset(one) for one in of_order}) == 3
    ids = read(public(*rows)).claims["incident_id"].to_pylist()
    assert len(set(ids)) == 3
    assert all(len(one) == 21 and one.startswith("made-") for one in ids)


@pytest.mark.parametrize(
    "same",
    [
        {"actor1": ROW["actor2"], "actor2": ROW["actor1"]},
        {"event_date": "2019-12-31"},
        {"event_date": "2019-12-31T00:00:00.000Z"},
        {"latitude": "35.500", "longitude": "36.50"},
        {"location": " Hay-on-Dale "},
    ],
)
def test_a_made_id_is_of_what_is_said_not_of_how_it_is_printed(same: dict[str, str]) -> None:
    intake = read(public({}, same))
    assert (intake.n_rows, intake.n_claims, intake.n_repeated, intake.faults) == (2, 1, 1, ())


@pytest.mark.parametrize(
    "other",
    [
        {"event_date": "30 December 2019"},
        {"latitude": "35.501"},
        {"actor2": "Riders"},
        {"fatalities": ""},
        {"sub_event_type": ""},
        {"location": "Hay"},
    ],
)
def test_rows_that_differ_in_anything_said_are_two(other: dict[str, str]) -> None:
    assert len(set(read(public({}, other)).claims["incident_id"].to_pylist())) == 2


def test_numbers_and_stamps_that_a_table_gives_anew_are_no_part_of_a_made_id() -> None:
    heading, row = public({}).decode().splitlines()
    numbered = f"x,{heading},timestamp\n1,{row},1\n".encode()
    again = f"x,{heading},timestamp\n7,{row},2\n".encode()
    ids = [read(data).claims["incident_id"].to_pylist() for data in (numbered, again, public({}))]
    assert ids == [ids[0]] * 3


def test_an_export_with_ids_keeps_them_and_a_row_without_one_is_listed() -> None:
    intake = read(export([ROW, ROW | {"event_id_cnty": " "}]))
    assert intake.claims["incident_id"].to_pylist() == ["DAL1"]
    assert ["no event_id_cnty" in fault.message for fault in intake.faults] == [True]


# Headings


@pytest.mark.parametrize("change", [bytes.upper, bytes.title, lambda text: text.replace(b"_", b" ")])
def test_headings_may_be_written_in_any_case(change: Any) -> None:
    heading, rest = public({}).split(b"\n", 1)
    assert read(change(heading) + b"\n" + rest).claims.equals(read(public({})).claims)


@pytest.mark.parametrize(
    ("now", "there"),
    [(b"event_date", b"date"), (b"latitude", b"lat"), (b"longitude", b"lon"), (b"longitude", b"Long")],
)
def test_headings_of_tables_made_public_are_known(now: bytes, there: bytes) -> None:
    heading, rest = public({}).split(b"\n", 1)
    data = heading.replace(now, there) + b"\n" + rest
    assert read(data).claims.equals(read(public({})).claims)


def test_a_column_date_beside_event_date_is_another_column() -> None:
    heading, row = public({}).decode().splitlines()
    assert read(f"date,{heading}\n2020-01-02,{row}\n".encode()).claims.equals(read(public({})).claims)


# Precision


def test_a_place_without_its_precision_is_somewhere_within_the_widest_class() -> None:
    claim = only(public({}))
    assert (claim["lon"], claim["lat"], claim["radius_m"], claim["place_grade"]) == (
        36.5,
        35.5,
        50_000,
        "unstated",
    )


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        ("2019-12-31", "2019-11-30T22:00", "2020-01-03T22:00"),
        ("2019-12-15", "2019-11-30T22:00", "2019-12-31T22:00"),
        ("2019-12-01", "2019-11-27T22:00", "2019-12-31T22:00"),
    ],
)
def test_a_day_without_its_precision_is_any_that_a_class_may_mean(day: str, start: str, end: str) -> None:
    claim = only(public({"event_date": day}))
    assert (claim["start_at"], claim["end_at"], claim["time_unstated"]) == (utc(start), utc(end), True)
    of_classes = [only_claim(event_date=day, time_precision=str(n), year="") for n in (1, 2, 3)]
    assert min(one["start_at"] for one in of_classes) == utc(start)
    assert max(one["end_at"] for one in of_classes) == utc(end)


def breach(**changes: Any) -> tuple[float, float]:
    """Return the bounds of a breach of a duty that holds in the zoo's valley while its truce lives."""
    row = zoo.claim(at=("2020-05-01T00:00:00+00:00", "2020-05-02T00:00:00+00:00")) | changes
    rulebook = rulebook_of(zoo.casebook())
    readings = rulebook.choices(rulebook.hangs_on(ClauseId("t1/1")))[0]
    found = outcome(rulebook.rule(ClauseId("t1/1"), readings), facts_of(zoo.claims(row), 0)).breach
    return found.low, found.high


def test_no_place_test_claims_certainty_near_a_boundary_of_a_place_without_its_precision() -> None:
    assert breach() == (1.0, 1.0)
    assert breach(place_grade="unstated", radius_m=50_000.0) == (0.0, 1.0)
    far = {"lon": zoo.CENTRE[0] + 3, "lat": zoo.CENTRE[1]}
    assert breach(place_grade="unstated", radius_m=50_000.0, **far) == (0.0, 0.0)
    assert breach(place_grade="unstated", radius_m=1.0) == (1.0, 1.0)


def test_no_test_of_time_claims_certainty_across_an_edge_of_a_day_without_its_precision() -> None:
    across = {"start_at": utc("2020-02-20T00:00"), "end_at": utc("2020-03-20T00:00")}
    low, high = breach(**across)
    assert 0 < low == high < 1
    assert breach(**across, time_unstated=True) == (0.0, 1.0)
    within = {"start_at": utc("2020-04-20T00:00"), "end_at": utc("2020-05-20T00:00")}
    assert breach(**within, time_unstated=True) == breach(**within) == (1.0, 1.0)
