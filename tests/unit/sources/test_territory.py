"""Who took a place by ACLED's territory sub-events: sides of takers, both orders of actors, what is vague."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from functools import cache
from itertools import permutations

import pytest

from truceline.errors import BadReport
from truceline.files import load_record
from truceline.model.record import Record
from truceline.sources.feed import opened
from truceline.sources.territory import TerritoryRead, read_territory

ARMY, REBELS, HTS = (
    "Military Forces of Syria (2000-)",
    "Opposition Rebels (Syria)",
    "HTS: Hayat Tahrir al Sham",
)
REGAINS, OVERTAKES = "Government regains territory", "Non-state actor overtakes territory"
ROW = {
    "event_id_cnty": "T1",
    "event_date": "24 August 2019",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": REGAINS,
    "actor1": ARMY,
    "inter1": "1",
    "actor2": REBELS,
    "inter2": "2",
    "location": "Tarn",
    "latitude": "35.5",
    "longitude": "36.5",
    "geo_precision": "1",
    "fatalities": "0",
    "notes": "a name nobody should carry",
    "timestamp": "",
}


@cache
def idlib() -> Record:
    return load_record("idlib")


def _read(*rows: dict[str, str], until: datetime | None = None) -> TerritoryRead:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(ROW))
    writer.writeheader()
    writer.writerows([ROW | row for row in rows])
    with opened(io.BytesIO(out.getvalue().encode()), name="export.csv") as feed:
        return read_territory(feed, idlib().casebook, until=until)


@pytest.mark.parametrize(
    ("sub_event", "actors", "inters", "side"),
    [
        (REGAINS, (ARMY, REBELS), ("1", "2"), "government"),
        (REGAINS, (REBELS, ARMY), ("2", "1"), "government"),
        (OVERTAKES, (REBELS, ARMY), ("2", "1"), "opposition"),
        (OVERTAKES, (ARMY, REBELS), ("1", "2"), "opposition"),
        (OVERTAKES, (ARMY, REBELS), ("State forces", "Rebel group"), "opposition"),
        (OVERTAKES, (HTS, ARMY), ("2", "1"), None),
        (OVERTAKES, (REBELS, HTS), ("2", "2"), "opposition"),
        (OVERTAKES, (HTS, REBELS), ("2", "2"), None),
        (OVERTAKES, ("Nobody of That Name", REBELS), ("3", "2"), None),
    ],
)
def test_the_side_of_who_took_it(
    sub_event: str, actors: tuple[str, str], inters: tuple[str, str], side: str | None
) -> None:
    (row,) = _read(
        {
            "sub_event_type": sub_event,
            "actor1": actors[0],
            "actor2": actors[1],
            "inter1": inters[0],
            "inter2": inters[1],
        }
    ).rows
    assert row["side"] == side
    assert row["state"] == ("unknown" if side is None else "held")
    assert row["tells"] == "taking"


def test_one_group_from_another_of_its_side_is_counted_as_no_change_of_side() -> None:
    found = _read(
        {"sub_event_type": OVERTAKES, "actor1": "NLF", "actor2": REBELS, "inter1": "2"},
        {"event_id_cnty": "T2"},
    )
    assert (found.n_same_side, len(found.rows), found.n_unknown) == (1, 2, 0)


def test_a_day_begins_in_damascus_and_free_text_is_not_carried() -> None:
    (row,) = _read({}).rows
    assert row["since"] == datetime(2019, 8, 23, 21, tzinfo=UTC)
    assert "nobody should carry" not in str(row)
    assert row["report"] == "T1"
    assert (row["radius_m"], row["until"]) == (2_000.0, None)


@pytest.mark.parametrize(
    "change",
    [
        {"geo_precision": "2"},
        {"geo_precision": "3"},
        {"time_precision": "2"},
        {"latitude": "", "longitude": ""},
    ],
)
def test_what_is_vague_is_left_out_and_counted(change: dict[str, str]) -> None:
    found = _read({}, change)
    assert (len(found.rows), found.n_vague, found.n_rows) == (1, 1, 2)


def test_other_events_are_not_read_at_all() -> None:
    found = _read({"sub_event_type": "Armed clash", "latitude": "nonsense"})
    assert (found.rows, found.n_rows, found.faults, found.days) == ((), 1, (), None)


@pytest.mark.parametrize(
    "change",
    [
        {"geo_precision": "9"},
        {"event_date": "31 February 2019"},
        {"latitude": "95"},
        {"location": " "},
        {"latitude": "0", "longitude": "0"},
    ],
)
def test_a_row_at_fault_is_listed_with_its_line_and_the_rest_is_read(change: dict[str, str]) -> None:
    found = _read({}, change, {"event_id_cnty": "T3"})
    assert len(found.rows) == 2
    assert [(fault.file, fault.line) for fault in found.faults] == [("export.csv", 3)]


def test_one_place_told_of_twice_is_one_place_and_two_of_one_name_are_two() -> None:
    found = _read({}, {"event_date": "25 August 2019"}, {"latitude": "35.6"})
    places = [row["place"] for row in found.rows]
    assert places[0] == places[1] != places[2]


def test_what_is_no_export_is_refused() -> None:
    with opened(io.BytesIO(b"a,b\n1,2\n"), name="x.csv") as feed, pytest.raises(BadReport):
        read_territory(feed, idlib().casebook)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_several_versions_the_latest_stands_whatever_the_order_of_rows(order: tuple[int, ...]) -> None:
    versions = [{"timestamp": str(n), "location": f"Place {n}"} for n in (100, 300, 200)]
    (row,) = _read(*(versions[number] for number in order)).rows
    assert row["name"] == "Place 300"


@pytest.mark.parametrize(
    ("seconds", "place"), [(100, None), (101, "Place 100"), (200, "Place 100"), (201, "Place 200")]
)
def test_before_an_instant_the_version_that_stood_then_is_read(seconds: int, place: str | None) -> None:
    versions = [{"timestamp": str(n), "location": f"Place {n}"} for n in (100, 200)]
    found = _read(*versions, until=datetime.fromtimestamp(seconds, UTC))
    assert [row["name"] for row in found.rows] == ([place] if place else [])


def test_a_place_taken_that_a_later_version_calls_a_clash_was_not_taken() -> None:
    clash = {"timestamp": "200", "sub_event_type": "Armed clash"}
    assert _read({"timestamp": "100"}, clash).rows == _read(clash, {"timestamp": "100"}).rows == ()
    assert len(_read({"timestamp": "100"}).rows) == 1


def test_a_row_that_stands_twice_is_one_word_on_a_place() -> None:
    assert len(_read({}, {}).rows) == 1
    assert len(_read({}, {"location": "Elsewhere"}).rows) == 2
