"""Posts and patrols near a report: who stood or went there that day, with the doubt of where."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import zoo
from tests.records import record_of
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.sections.people_near import near_lines
from truceline.judgement.questions.people_near import WITHIN_KM, people_near
from truceline.judgement.questions.status import Spot
from truceline.model.record import Record

KM = 1 / 111.0
"""Of latitude, in degrees."""
HERE = (40.0, 35.0)


def told(
    *, km: float = 5.0, radius_m: float = 0.0, since: str | None = None, until: str | None = None
) -> Record:
    source: dict[str, Any] = copy.deepcopy(zoo.SOURCE)
    far = {
        "id": "far",
        "names": {"en": "Far"},
        "lon": HERE[0],
        "lat": HERE[1] + 2,
        "grade": "reported",
        "radius_m": 0.0,
    }
    spot = far | {"id": "spot", "names": {"en": "Spot"}, "lat": HERE[1] + km * KM}
    source["places"] = [*source.get("places", ()), spot | {"radius_m": radius_m}, far]
    post = {"id": "op-1", "names": {"en": "One"}, "held_by": "north", "place": "spot"}
    dated = {"from": since, "until": until}
    source["posts"] = [post | {key: day for key, day in dated.items() if day is not None}]
    crews = {"crews": ["north", "south"], "planned_from": "spot", "planned_to": "far"}
    source["patrols"] = [
        {"id": "p-2020-05-01", "on": "2020-05-01", **crews},
        {"id": "p-2020-05-02", "on": "2020-05-02", **crews},
    ]
    return record_of(zoo._renamed(source))


def near(record: Record, day: str = "2020-05-01", radius_m: float = 0.0) -> list[str]:
    at = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
    return [
        one.noun.id
        for one in people_near(record, at=at, spot=Spot(lon=HERE[0], lat=HERE[1], radius_m=radius_m))
    ]


def test_posts_and_that_days_patrols_the_nearest_first() -> None:
    assert near(told()) == ["op-1", "p-2020-05-01"]
    assert near(told(), "2020-05-02") == ["op-1", "p-2020-05-02"]
    assert near(told(), "2020-05-03") == ["op-1"]


@pytest.mark.parametrize(
    ("km", "radius_m", "spot_m", "is_near"),
    [
        (WITHIN_KM - 0.2, 0.0, 0.0, True),
        (WITHIN_KM + 0.2, 0.0, 0.0, False),
        (WITHIN_KM + 4.8, 3_000.0, 2_000.0, True),
        (WITHIN_KM + 5.2, 3_000.0, 2_000.0, False),
    ],
)
def test_who_may_be_near_is_told(km: float, radius_m: float, spot_m: float, is_near: bool) -> None:
    assert bool(near(told(km=km, radius_m=radius_m), radius_m=spot_m)) is is_near


@pytest.mark.parametrize(
    ("since", "until", "day", "stands"),
    [
        (None, None, "2020-05-01", True),
        ("2020-05-01", None, "2020-05-01", True),
        ("2020-05-02", None, "2020-05-01", False),
        ("2020-05", "2020-05", "2020-05-31", True),
        ("2020-06", None, "2020-05-31", False),
        (None, "2020-04", "2020-05-01", False),
        (None, "2020-05-01", "2020-05-01", True),
        (None, "2020-04-30", "2020-05-01", False),
    ],
)
def test_a_post_stands_from_its_first_day_to_its_last(
    since: str | None, until: str | None, day: str, stands: bool
) -> None:
    assert ("op-1" in near(told(since=since, until=until), day)) is stands


@pytest.mark.parametrize("language", languages())
def test_in_words_with_the_doubt_of_where(language: str) -> None:
    record, t = told(radius_m=3_000.0), catalogue(language)
    at = datetime(2020, 5, 1, 12, tzinfo=UTC)
    spot = Spot(lon=HERE[0], lat=HERE[1], radius_m=500.0)
    lines = near_lines(people_near(record, at=at, spot=spot), record.casebook, t)
    assert len(lines) == 2
    assert all("5" in line and "3.5" in line for line in lines)
    assert near_lines((), record.casebook, t) == (t("near.none", km="20"),)
