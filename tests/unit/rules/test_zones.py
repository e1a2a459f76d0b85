"""Zones from every kind of recipe."""

from __future__ import annotations

from typing import Any

import pytest

from tests import zoo
from truceline import geo
from truceline.errors import BadGeometry, NotFound
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import ZoneId
from truceline.rules import build_zone, line_points, zone_ambiguities

ROAD = {"id": "road", "names": {"en": "Road"}, "basis": "b", "status": "constructed", "sigma_m": 0}
LINES = [
    ROAD | {"points": [[36.5, 35.8], [36.7, 35.8]]},
    ROAD
    | {
        "id": "way",
        "through": zoo._open("defence", excuses=["mill", "chapel"], no_excuse=["chapel", "mill"]),
    },
]
RING = [[36.5, 35.7], [36.7, 35.7], [36.7, 35.9], [36.5, 35.9]]
HUNG = {
    "shape": "corridor",
    "along": "way",
    "reach_km": zoo._open("clock", early=1, late=2),
    "ends": "flat",
}
ZONES = [
    zoo.circle("small", "mill", 2),
    zoo.circle("large", "mill", 8),
    zoo.circle("hung", "mill", zoo._open("width", narrow=2, wide=8)),
    zoo.zone("square", {"shape": "polygon", "points": RING}),
    zoo.zone("strip", {"shape": "corridor", "along": "road", "reach_km": 1, "ends": "flat"}),
    zoo.zone("north_band", {"shape": "band", "along": "road", "from_km": 1, "to_km": 2, "side": "left"}),
    zoo.zone("both", {"shape": "within", "all_of": ["large", "hung"]}),
    zoo.zone("any", {"shape": "union", "any_of": ["small", "large"]}),
    zoo.zone("ring", {"shape": "minus", "zone": "large", "less": ["small"]}),
    zoo.zone("nothing", {"shape": "minus", "zone": "small", "less": ["large"]}),
    zoo.zone("whole_hangs", zoo._open("lapse", stands={"shape": "within", "all_of": ["large"]}, lapsed=HUNG)),
    zoo.circle("placeless", "nowhere", 1),
    zoo.zone("lineless", {"shape": "corridor", "along": "nowhere", "reach_km": 1, "ends": "flat"}),
    zoo.zone("zoneless", {"shape": "union", "any_of": ["nowhere"]}),
]
BOOK = zoo.casebook(lines=LINES, zones=ZONES)


def built(name: str, **readings: str) -> geo.Zone:
    return build_zone(BOOK, ZoneId(name), {AmbiguityId(a): ReadingId(r) for a, r in readings.items()})


@pytest.mark.parametrize(
    ("name", "readings", "km2"),
    [
        ("small", {}, 12.566),
        ("large", {}, 201.06),
        ("hung", {"width": "narrow"}, 12.566),
        ("hung", {"width": "wide"}, 201.06),
        ("both", {"width": "narrow"}, 12.566),
        ("both", {"width": "wide"}, 201.06),
        ("any", {}, 201.06),
        ("ring", {}, 201.06 - 12.566),
        ("strip", {}, 2 * 18.08),
        ("whole_hangs", {"lapse": "stands"}, 201.06),
        ("whole_hangs", {"lapse": "lapsed", "defence": "excuses", "clock": "early"}, 2 * 4.438),
        ("whole_hangs", {"lapse": "lapsed", "defence": "excuses", "clock": "late"}, 4 * 4.438),
    ],
)
def test_every_recipe_has_its_area(name: str, readings: dict[str, str], km2: float) -> None:
    assert geo.area_km2(built(name, **readings)) == pytest.approx(km2, rel=3e-3)


def test_a_polygon_holds_what_is_inside_its_ring() -> None:
    assert geo.contains(built("square"), [36.6, 36.8], [35.8, 35.8]).tolist() == [True, False]


def test_a_band_on_the_left_of_a_road_to_the_east_lies_to_the_north() -> None:
    lats = [35.8 + km / 111 for km in (-1.5, 0.5, 1.5, 2.5)]
    assert geo.contains(built("north_band"), [36.6] * 4, lats).tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("name", "hangs_on"),
    [
        ("small", set()),
        ("hung", {"width"}),
        ("both", {"width"}),
        ("ring", set()),
        ("whole_hangs", {"lapse", "clock", "defence"}),
    ],
)
def test_a_zone_hangs_on_all_that_its_recipe_refers_to(name: str, hangs_on: set[str]) -> None:
    assert zone_ambiguities(BOOK, ZoneId(name)) == hangs_on


def test_a_line_runs_through_its_places_in_the_order_of_the_reading() -> None:
    one, other = (
        line_points(BOOK, "way", {AmbiguityId("defence"): ReadingId(r)}) for r in ("excuses", "no_excuse")
    )
    assert one == (zoo.CENTRE, zoo.CHAPEL)
    assert other == one[::-1]


@pytest.mark.parametrize(
    ("name", "error"), [("placeless", "place"), ("lineless", "line"), ("zoneless", "zone")]
)
def test_a_recipe_that_names_what_is_not_there_says_so(name: str, error: str) -> None:
    with pytest.raises(NotFound, match=f"no {error} .*nowhere"):
        built(name)


def test_words_that_build_nothing_name_their_zone() -> None:
    with pytest.raises(BadGeometry, match="zone 'nothing'"):
        built("nothing")


def test_settings_of_a_zone_go_with_it() -> None:
    valley: Any = build_zone(zoo.casebook(), ZoneId("valley"), {AmbiguityId("width"): ReadingId("wide")})
    assert valley.sigma_m == 300
