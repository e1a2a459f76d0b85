"""Airwars: each column missing and impossible, its classes by one table, who is said to have done it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.exports import CASEBOOK, cast_of
from truceline.errors import BadReport
from truceline.sources import Intake, airwars, read_claims

ROW = {
    "code": "HD001",
    "airwars_id": "62769",
    "url": "https://example.org/hd001-somebody",
    "date": "2019-05-08",
    "date_end": "",
    "time_local": "",
    "published": "2019-05-09",
    "modified": "2020-01-02",
    "location_en": "Hay",
    "location_ar": "هاي",
    "district": "Hay district",
    "governorate": "Dale",
    "lat": "35.5",
    "lon": "36.5",
    "geo_accuracy": "village",
    "belligerent": "Military Forces of the North (2000-)",
    "strike_type": "Airstrike",
    "strike_status": "Contested strike",
    "evidence_grade": "Fair",
    "cause": "",
    "killed_min": "2",
    "killed_max": "5",
    "observation": "Words of nobody",
    "belligerents_detail": "",
}


def table(*rows: Mapping[str, str], without: tuple[str, ...] = ()) -> bytes:
    headings = [name for name in ROW if name not in without]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, headings, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for n, row in enumerate(rows, start=1):
        writer.writerow(ROW | {"code": f"HD{n}", "airwars_id": str(n)} | dict(row))
    return out.getvalue().encode()


def read(data: bytes) -> Intake:
    return read_claims(io.BytesIO(data), CASEBOOK, reader="airwars", name="aw.csv", zone="UTC")


def claim(**changes: str) -> dict[str, Any]:
    intake = read(table(changes))
    assert intake.faults == ()
    return dict(intake.claims.to_pylist()[0])


def fault(**changes: str) -> str:
    intake = read(table({}, changes))
    (found,) = intake.faults
    assert (found.file, found.line, intake.n_claims) == ("aw.csv", 3, 1)
    assert found.remedy
    return found.message


def test_a_row_is_a_claim() -> None:
    found = claim()
    assert (found["start_at"], found["end_at"]) == (
        datetime(2019, 5, 8, tzinfo=UTC),
        datetime(2019, 5, 9, tzinfo=UTC),
    )
    assert [found[name] for name in ("lon", "lat", "radius_m", "place_grade")] == [
        36.5,
        35.5,
        1500,
        "settlement",
    ]
    assert [found[f"fatalities_{name}"] for name in ("low", "best", "high")] == [2, None, 5]
    assert found["known_at"] == datetime(2020, 1, 3, tzinfo=UTC)
    assert [one["act"] for one in found["hypotheses"]] == ["air_strike"]
    assert cast_of(found) == [{"initiator": ["north"]}]
    assert not any(ROW[name] in str(found) for name in ("observation", "url", "strike_status"))


def test_of_several_belligerents_nobody_says_which_or_whether_together() -> None:
    found = claim(belligerent="Military Forces of the North (2000-), Dwellers’ Front")
    assert cast_of(found) == [
        {"initiator": ["north"]},
        {"initiator": ["south"]},
        {"initiator": ["north", "south"]},
    ]
    assert [one["weight"] for one in found["hypotheses"]] == [None] * 3


def test_the_detail_names_more_than_the_page_and_may_name_nobody() -> None:
    found = claim(belligerents_detail="north:suspected:not_yet_assessed|unknown:suspected:not_yet_assessed")
    assert [one["initiator"] for one in cast_of(found)] == [["north"], ["unknown"], ["north", "unknown"]]


def test_no_belligerent_is_nobody_told() -> None:
    assert cast_of(claim(belligerent="")) == [{}]


@pytest.mark.parametrize(
    ("type_", "cause", "acts"),
    [
        ("", "", ["armed_attack"]),
        ("", "Accidents related to conflict", ["act"]),
        ("", "Planted explosives and unexploded ordnance (UXO)", ["act"]),
        ("Airstrike and/or Artillery", "", ["armed_attack"]),
        ("Airstrike, Drone Strike", "", ["air_strike", "drone_strike"]),
        ("Artillery", "Accidents related to conflict", ["shelling"]),
    ],
)
def test_types_become_acts_by_the_crossings(type_: str, cause: str, acts: list[str]) -> None:
    assert [one["act"] for one in claim(strike_type=type_, cause=cause)["hypotheses"]] == acts


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": ""}, "no code"),
        ({"code": "HD1"}, "HD1 stands for two incidents, airwars_id 1 and 2"),
        ({"date": "1970-01-01"}, "1970-01-01 stands for a missing date"),
        ({"date": "", "date_end": "2019-05-08"}, "and no date"),
        ({"date": "8/5/2019"}, "date '8/5/2019' is not a day"),
        ({"date_end": "2019-05-07"}, "before date"),
        ({"lon": "4239.00416"}, "no place on Earth"),
        ({"lat": ""}, "only one coordinate"),
        ({"geo_accuracy": "hamlet"}, "geo_accuracy 'hamlet' is none of Airwars' classes"),
        ({"strike_type": "Rain"}, "no act is named for 'Rain'"),
        ({"killed_min": "6"}, "killed_min 6 is above killed_max 5"),
        ({"killed_max": "many"}, "is not a count"),
        ({"modified": "yesterday"}, "is not a day"),
    ],
)
def test_what_cannot_be_is_a_fault_at_its_line(changes: dict[str, str], said: str) -> None:
    assert said in fault(**changes)


def test_one_day_after_the_first_of_1970_is_a_day() -> None:
    assert claim(date="1970-01-02")["start_at"] == datetime(1970, 1, 2, tzinfo=UTC)


def test_no_date_is_an_unknown_time() -> None:
    found = claim(date="")
    assert (found["start_at"], found["end_at"]) == (None, None)


def test_one_code_with_another_stamp_is_a_version() -> None:
    later = {"code": "HD1", "airwars_id": "1", "modified": "2021-06-01", "killed_max": "7"}
    intake = read(table({}, later))
    assert (intake.n_claims, intake.n_earlier, intake.faults) == (1, 1, ())
    assert intake.claims["superseded_at"].to_pylist() == [datetime(2021, 6, 2, tzinfo=UTC), None]


@pytest.mark.parametrize("name", airwars.NEEDED)
def test_without_a_needed_column_it_is_refused_with_its_name(name: str) -> None:
    with pytest.raises(BadReport, match="no table of Airwars") as error:
        read(table({}, without=(name,)))
    assert repr(name) in error.value.faults[0].message


def test_the_table_of_classes_in_the_reference_is_the_one_in_the_code() -> None:
    told: dict[str, str] = {}
    for cell, said in re.findall(
        r"^\| `geo_accuracy` (.+?) \| (.+) \|$", airwars.__doc__ or "", re.MULTILINE
    ):
        told |= dict.fromkeys(re.findall(r"`(\w+)`", cell) or [""], said)
    told |= dict.fromkeys(("exact_location_other", "exact_location_coalition"), told["exact_location"])
    assert set(told) == set(airwars.GEO_ACCURACY)
    for word, (radius_m, grade) in airwars.GEO_ACCURACY.items():
        assert told[word].startswith(f"within {radius_m:,.0f} m, grade `{grade}`"), word
    assert airwars.GEO_ACCURACY[""][0] == max(radius_m for radius_m, _ in airwars.GEO_ACCURACY.values())


WORDS = st.sampled_from(["", "morning", *airwars.NIGHT]) | st.times().map(lambda at: f"{at:%H:%M:%S}")


@given(st.dates(date(2011, 1, 1), date(2030, 12, 31)), st.integers(0, 40), WORDS)
def test_a_time_of_day_never_leaves_the_days_about_it(first: date, n: int, word: str) -> None:
    last = first + timedelta(days=n)
    found, days = (airwars.known_to(one, first, last, "UTC") for one in (word, ""))
    is_clock = ":" in word and n == 0
    assert (found.end_at - found.start_at == timedelta(minutes=1)) == is_clock
    reach = timedelta(hours=6 if word in airwars.NIGHT else 0)
    if is_clock:
        assert days.start_at <= found.start_at < found.end_at <= days.end_at
    else:
        assert (found.start_at, found.end_at) == (days.start_at - reach, days.end_at + reach)
