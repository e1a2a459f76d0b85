"""UCDP GED: each column missing and impossible, its precision by one table, roles where it gives them."""

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
from truceline.model.words import PlaceGrade
from truceline.sources import Intake, read_claims, ucdp

ROW = {
    "id": "213359",
    "year": "2019",
    "type_of_violence": "1",
    "conflict_name": "The Dale: Government",
    "side_a": "Military Forces of the North (2000-)",
    "side_b": "Dwellers' Front, The Ford Men",
    "source_office": "Dale Gazette;Radio Hill",
    "source_article": '"A headline that names somebody, 2019-05-08"',
    "source_headline": "Words of nobody",
    "where_prec": "1",
    "where_coordinates": "Hay town",
    "where_description": "by the mill of somebody",
    "adm_1": "Dale province",
    "adm_2": "Hay district",
    "latitude": "35.5",
    "longitude": "36.5",
    "date_prec": "1",
    "date_start": "2019-05-08 00:00:00.000",
    "date_end": "2019-05-08 00:00:00.000",
    "deaths_a": "1",
    "deaths_b": "2",
    "deaths_civilians": "0",
    "deaths_unknown": "0",
    "best": "3",
    "high": "5",
    "low": "2",
}


def table(*rows: Mapping[str, str], without: tuple[str, ...] = (), **renamed: str) -> bytes:
    headings = [name for name in ROW if name not in without]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([renamed.get(name, name) for name in headings])
    for n, row in enumerate(rows, start=1):
        told = ROW | {"id": str(n)} | dict(row)
        writer.writerow([told[name] for name in headings])
    return out.getvalue().encode()


def read(data: bytes) -> Intake:
    return read_claims(io.BytesIO(data), CASEBOOK, reader="ucdp", name="ged.csv", zone="UTC")


def claim(**changes: str) -> dict[str, Any]:
    intake = read(table(changes))
    assert intake.faults == ()
    return dict(intake.claims.to_pylist()[0])


def fault(**changes: str) -> str:
    intake = read(table({}, changes))
    (found,) = intake.faults
    assert (found.file, found.line, intake.n_claims) == ("ged.csv", 3, 1)
    assert found.remedy
    return found.message


def test_a_row_of_the_official_table_is_a_claim() -> None:
    found = claim()
    assert (found["start_at"], found["end_at"]) == (
        datetime(2019, 5, 8, tzinfo=UTC),
        datetime(2019, 5, 9, tzinfo=UTC),
    )
    assert (found["lon"], found["lat"], found["radius_m"], found["place_grade"]) == (
        36.5,
        35.5,
        2000,
        "settlement",
    )
    assert [found[f"fatalities_{name}"] for name in ("low", "best", "high")] == [2, 3, 5]
    assert (found["place"], found["told_by"]) == ("Hay town", ["Dale Gazette", "Radio Hill"])
    assert (found["time_unstated"], found["known_at"]) == (None, None)


def test_nothing_of_its_free_text_is_carried() -> None:
    said = str(claim())
    for name in ("source_article", "source_headline", "where_description", "conflict_name"):
        assert ROW[name] not in said


@pytest.mark.parametrize("kind", ["1", "2"])
def test_of_two_armed_sides_either_may_have_begun(kind: str) -> None:
    one, other = cast_of(claim(type_of_violence=kind))
    assert one == {"initiator": ["north"], "target": ["south", "unknown"]}
    assert other == {"initiator": ["south", "unknown"], "target": ["north"]}


def test_the_order_of_two_armed_sides_says_nothing() -> None:
    turned = claim(side_a=ROW["side_b"], side_b=ROW["side_a"])
    assert turned["hypotheses"] == claim()["hypotheses"]


def test_one_sided_violence_is_told_as_done_by_side_a() -> None:
    (only,) = cast_of(claim(type_of_violence="3", side_b="Civilians"))
    assert only == {"initiator": ["north"], "target": ["unknown"]}


def test_without_its_type_a_row_against_civilians_alone_is_one_sided() -> None:
    data = table(
        {"side_b": "Civilians"}, {}, {"side_b": "Civilians, Dwellers' Front"}, without=("type_of_violence",)
    )
    intake = read(data)
    assert [len(one) for one in intake.claims["hypotheses"].to_pylist()] == [1, 2, 2]
    assert intake.kinds == {"(type not stated)": 2, "one-sided": 1}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": " "}, "no id"),
        ({"id": "21\u200b3"}, "nobody can see"),
        ({"where_prec": "0"}, "where_prec '0' is not 1 to 7"),
        ({"where_prec": "8"}, "where_prec '8' is not 1 to 7"),
        ({"date_prec": "6"}, "date_prec '6' is not 1 to 5"),
        ({"date_start": "8 May 2019"}, "date_start '8 May 2019' is not a day"),
        ({"date_end": "2019-02-30"}, "no day of the calendar"),
        ({"date_end": ""}, "date_end '' is not a day"),
        ({"date_end": "2019-05-07"}, "before date_start"),
        ({"type_of_violence": "4"}, "no act is named for '4'"),
        ({"latitude": ""}, "only one coordinate"),
        ({"latitude": "0", "longitude": "0"}, "missing position"),
        ({"longitude": "4239.00416"}, "no place on Earth"),
        ({"best": "-1"}, "is not a count"),
        ({"low": "4"}, "do not run from low to high"),
        ({"high": "2"}, "do not run from low to high"),
    ],
)
def test_what_cannot_be_is_a_fault_at_its_line(changes: dict[str, str], said: str) -> None:
    assert said in fault(**changes)


def test_what_is_missing_is_unknown() -> None:
    empty = dict.fromkeys(("latitude", "longitude", "best", "low", "high", "deaths_a", "source_office"), "")
    found = claim(**empty)
    assert [found[name] for name in ("lon", "lat", "radius_m", "place_grade")] == [None] * 4
    assert [found[f"fatalities_{name}"] for name in ("low", "best", "high")] == [None] * 3
    assert found["told_by"] == []


def test_deaths_by_side_together_are_the_best_figure_where_none_is_given() -> None:
    assert claim(best="")["fatalities_best"] == 3


def test_a_table_made_of_ged_is_read_and_what_is_missing_is_said() -> None:
    renamed = {old: new for new, old in ucdp.OTHER_NAMES.items() if old in ROW}
    without = (
        "type_of_violence",
        "date_prec",
        "where_prec",
        "latitude",
        "longitude",
        "source_office",
        "best",
    )
    intake = read(table({}, without=without, **renamed))
    (found,) = intake.claims.to_pylist()
    assert (found["lon"], found["time_unstated"], found["fatalities_best"]) == (None, True, 3)
    said = " ".join(one.message for one in intake.warnings)
    for name in ("type_of_violence", "date_prec", "latitude", "source_office"):
        assert f"no column {name}" in said
    assert "where_prec" not in said


def test_a_point_without_its_precision_may_be_anywhere_in_the_widest_class() -> None:
    found = claim(where_prec="")
    assert (found["radius_m"], found["place_grade"]) == (150_000, "unstated")
    assert max(one[0] for one in ucdp.WHERE_PREC.values() if one) == ucdp.UNSTATED[0]


@pytest.mark.parametrize("name", ucdp.NEEDED)
def test_without_a_needed_column_it_is_refused_with_its_name(name: str) -> None:
    with pytest.raises(BadReport, match="no table of UCDP GED") as error:
        read(table({}, without=(name,)))
    assert [one.line for one in error.value.faults] == [1]
    assert repr(name) in error.value.faults[0].message


def test_half_a_point_is_none() -> None:
    with pytest.raises(BadReport) as error:
        read(table({}, without=("latitude",)))
    assert "'latitude' is missing" in error.value.faults[0].message


def test_the_table_of_places_in_the_reference_is_the_one_in_the_code() -> None:
    told = dict(re.findall(r"^\| `where_prec` (\d) \| (.+) \|$", ucdp.__doc__ or "", re.MULTILINE))
    assert set(told) == set(ucdp.WHERE_PREC)
    for code, known in ucdp.WHERE_PREC.items():
        if known is None:
            assert told[code].startswith("an unknown place")
        else:
            assert told[code].startswith(f"within {known[0]:,.0f} m, grade `{known[1]}`")
    days = re.findall(r"^\| `date_prec` (\d) \|", ucdp.__doc__ or "", re.MULTILINE)
    assert tuple(days) == ucdp.DATE_PREC


DAYS = st.dates(date(1989, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 400), st.sampled_from(["", *ucdp.DATE_PREC]))
def test_whatever_the_precision_the_days_told_are_in_it(first: date, n: int, code: str) -> None:
    last = first + timedelta(days=n)
    found = ucdp.known_to(code, first, last, "UTC")
    exact = ucdp.known_to("1", first, last, "UTC")
    assert found.start_at <= exact.start_at
    assert exact.end_at <= found.end_at
    assert n == 0 or found == exact


@given(DAYS)
def test_a_day_less_exactly_known_is_no_shorter(day: date) -> None:
    lengths = [
        (found.end_at - found.start_at).days
        for found in (ucdp.known_to(code, day, day, "UTC") for code in ("1", "3", "2", "4", "5"))
    ]
    assert lengths == sorted(lengths)
    assert lengths[0] == 1


@given(st.sampled_from(list(ucdp.WHERE_PREC)))
def test_a_stand_in_is_never_a_settlement(code: str) -> None:
    known = ucdp.WHERE_PREC[code]
    assert (known is not None and known[1] is PlaceGrade.SETTLEMENT) == (code == "1")
