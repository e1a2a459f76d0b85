"""A day or a moment, a place by any of its names: what is asked for, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests import zoo
from tests.casebooks import SMALL
from truceline.errors import BadInput, BadTime, NotFound
from truceline.runs.places import place_of
from truceline.runs.status import status_of

PLACES = [
    {"id": name, "names": names, "lon": lon, "lat": 36.2, "radius_m": "900", "grade": "settlement"} | more
    for name, names, lon, more in (
        ("nayrab", {"en": "al-Nayrab (Idlib)", "ar": "النيرب"}, 36.72, {"aliases": ["Neirab"]}),
        ("nayrab-aleppo", {"en": "al-Nayrab (Aleppo)", "ar": "النيرب"}, 37.23, {"note": "a suburb"}),
        ("ariha", {"en": "Ariha", "ar": "أريحا", "ru": "Ариха"}, 36.61, {"aliases": ["Eriha"]}),
    )
]
BOOK = zoo.casebook(places=[*zoo.SOURCE["places"], *PLACES])


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "casebook.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["ariha", "ARIHA", " Eriha ", "أريحا", "Ариха"])
def test_a_place_is_met_by_id_name_or_alias_in_any_script(name: str) -> None:
    assert place_of(BOOK.casebook, name).id == "ariha"


@pytest.mark.parametrize("name", ["al-Nayrab", "النيرب"])
def test_two_places_of_one_name_are_both_named_and_none_is_taken(name: str) -> None:
    with pytest.raises(BadInput, match="2 places") as caught:
        place_of(BOOK.casebook, name)
    assert [fault.remedy for fault in caught.value.faults] == [
        "ask for `nayrab`",
        "ask for `nayrab-aleppo`",
    ]
    assert "suburb" in caught.value.faults[1].message


@pytest.mark.parametrize(
    ("name", "place"),
    [("nayrab", "nayrab"), ("al-Nayrab (Aleppo)", "nayrab-aleppo"), ("Neirab", "nayrab")],
)
def test_what_tells_them_apart_is_enough(name: str, place: str) -> None:
    assert place_of(BOOK.casebook, name).id == place


def test_a_place_nobody_has_is_not_found() -> None:
    with pytest.raises(NotFound, match="Atlantis"):
        place_of(BOOK.casebook, "Atlantis")


def test_a_day_is_the_reporting_day_and_a_place_brings_its_radius(small: Path) -> None:
    found = status_of(small, on=date(2030, 5, 3), place="Mill", positions=["ours"])
    assert (found.status.during.start_at, found.status.during.end_at) == (
        datetime(2030, 5, 3, tzinfo=UTC),
        datetime(2030, 5, 4, tzinfo=UTC),
    )
    assert found.status.spot is not None
    assert (found.status.spot.lon, found.status.spot.radius_m) == (-30, 100)
    assert found.place is not None
    assert found.place.id == "mill"
    assert [one.position for one in found.status.positions] == ["ours"]


@pytest.mark.parametrize(
    "at", ["2030-05-01 23:30Z", "2030-05-02 01:30 +02:00", datetime(2030, 5, 1, 23, 30, tzinfo=UTC)]
)
def test_a_moment_is_that_instant_whatever_zone_it_is_told_in(small: Path, at: str | datetime) -> None:
    found = status_of(small, at=at, point=(-30.0, 40.0)).status
    moment = datetime(2030, 5, 1, 23, 30, tzinfo=UTC)
    assert (found.during.start_at, found.during.end_at) == (moment, moment)
    in_force = found.positions[0].instruments[0].in_force
    assert (in_force.answer.says, in_force.decided_by) == ("open", ("clock",))


def test_what_cannot_be_asked_is_refused(small: Path) -> None:
    with pytest.raises(BadInput, match="one of the two"):
        status_of(small)
    with pytest.raises(BadInput, match="one of the two"):
        status_of(small, on=date(2030, 5, 3), at="2030-05-03 12:00Z")
    with pytest.raises(BadInput, match="not both"):
        status_of(small, on=date(2030, 5, 3), place="mill", point=(-30.0, 40.0))
    with pytest.raises(BadTime, match="no time of day"):
        status_of(small, at="2030-05-03")
    with pytest.raises(NotFound, match="position"):
        status_of(small, on=date(2030, 5, 3), positions=["theirs"])
