"""Zones from every kind of recipe."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests import zoo
from truceline import geo
from truceline.bulletins.words import said
from truceline.errors import BadGeometry, NotFound
from truceline.judgement.rulebook import rulebook_of
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import ZoneId
from truceline.model.record import with_nouns
from truceline.record.control import fronts
from truceline.text.relations import zone_ambiguities, zone_parts
from truceline.text.zones import build_zone, line_points, moves, steps

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
    return build_zone(
        BOOK.casebook, ZoneId(name), {AmbiguityId(a): ReadingId(r) for a, r in readings.items()}
    )


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
    assert zone_ambiguities(BOOK.casebook, ZoneId(name)) == hangs_on


def test_a_line_runs_through_its_places_in_the_order_of_the_reading() -> None:
    one, other = (
        line_points(BOOK.casebook, "way", {AmbiguityId("defence"): ReadingId(r)})
        for r in ("excuses", "no_excuse")
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
    valley: Any = build_zone(
        zoo.casebook().casebook, ZoneId("valley"), {AmbiguityId("width"): ReadingId("wide")}
    )
    assert valley.sigma_m == 300


# More words, the error of what a zone is built from, and its steps

FARM = {"id": "farm", "names": {"en": "Farm"}, "lon": 36.65, "lat": 35.81, "radius_m": 2447.746830680816}
MORE_PLACES = [
    *zoo.SOURCE["places"],
    FARM | {"grade": "settlement"},
    FARM
    | {"id": "barn", "names": {"en": "Barn"}, "lon": 36.55, "lat": 35.79, "radius_m": 0, "grade": "surveyed"},
    FARM
    | {"id": "shed", "names": {"en": "Shed"}, "lon": 36.65, "lat": 35.80, "radius_m": 0, "grade": "surveyed"},
]
MORE_LINES = [
    ROAD | {"points": [[36.5, 35.8], [36.7, 35.8]], "sigma_m": 400},
    ROAD | {"id": "track", "through": ["barn", "farm"], "sigma_m": 300, "kind": "route"},
    ROAD | {"id": "part", "stretch": {"of": "road", "start": "farm", "end": "barn"}, "names": {"en": "Part"}},
    ROAD | {"id": "loop", "points": [[36.5, 35.8], [36.7, 35.8], [36.6, 35.9], [36.5, 35.8]]},
    ROAD
    | {
        "id": "round_trip",
        "points": [[36.5, 35.8], [36.7, 35.8], [36.6, 35.9], [36.5, 35.8]],
        "kind": "route",
    },
    ROAD | {"id": "nowhere_part", "stretch": {"of": "road", "start": "farm", "end": "shed"}},
]
SQUARE = [[[36.5, 35.7], [36.7, 35.7], [36.7, 35.9], [36.5, 35.9]]]
HOLE = [[36.55, 35.75], [36.65, 35.75], [36.65, 35.85], [36.55, 35.85]]
COUNTY = {"id": "C1", "names": {"en": "County"}, "source": "invented", "sigma_m": 150, "polygons": [SQUARE]}
CORRIDOR = {"shape": "corridor", "along": "road", "reach_km": 1, "ends": "flat"}
MORE_ZONES = [
    zoo.zone("near", {"shape": "along", "along": "road", "within_km": 1}),
    zoo.zone("rounded", CORRIDOR | {"ends": "round"}),
    zoo.zone("middle", CORRIDOR),
    zoo.zone("edge", CORRIDOR | {"measured_from": "edge", "width_m": 200}),
    zoo.zone("wider", CORRIDOR | {"reach_km": 1.1}),
    zoo.zone("widthless", CORRIDOR | {"measured_from": "edge"}),
    zoo.zone("flat_road", CORRIDOR | {"measured_from": "edge", "width_m": 0}),
    zoo.zone("on_track", CORRIDOR | {"along": "track"}) | {"sigma_m": 0},
    zoo.zone("on_part", CORRIDOR | {"along": "part"}) | {"sigma_m": 0},
    zoo.zone("sure", CORRIDOR) | {"sigma_m": 401},
    zoo.zone("round_the_farm", {"shape": "circle", "centre": "farm", "radius_km": 3}) | {"sigma_m": 0},
    zoo.zone("county", {"shape": "admin", "codes": ["C1"]}) | {"sigma_m": 0},
    zoo.zone("holed", {"shape": "admin", "codes": ["C2"]}),
    zoo.zone("both_counties", {"shape": "admin", "codes": ["C1", "C2"]}) | {"sigma_m": 0},
    zoo.zone("elsewhere", {"shape": "admin", "codes": ["C9"]}),
    zoo.zone("in_county", {"shape": "within", "all_of": ["sure", "county"]}) | {"sigma_m": 0},
    zoo.zone("deep", {"shape": "along", "along": "road", "within_km": 11.3}),
    zoo.zone("shallow", {"shape": "along", "along": "road", "within_km": 11}),
    zoo.zone("deep_enough", {"shape": "within", "all_of": ["shallow", "county"]}),
    zoo.zone("too_deep", {"shape": "within", "all_of": ["deep", "county"]}),
    zoo.zone("far_circle", {"shape": "circle", "centre": "mill", "radius_km": 0.1}),
    zoo.zone("apart", {"shape": "within", "all_of": ["north_of", "far_circle"]}),
    zoo.zone("north_of", {"shape": "band", "along": "road", "from_km": 5, "to_km": 6, "side": "left"}),
    zoo.zone("on_round_trip", CORRIDOR | {"along": "round_trip"}),
    zoo.zone("on_loop", CORRIDOR | {"along": "loop"}),
    zoo.zone("on_nothing", CORRIDOR | {"along": "nowhere_part"}),
]
MORE = zoo.casebook(
    places=MORE_PLACES,
    lines=MORE_LINES,
    zones=MORE_ZONES,
    boundaries=[COUNTY, COUNTY | {"id": "C2", "sigma_m": 50, "polygons": [[*SQUARE, HOLE]]}],
)


def ground_of(name: str) -> geo.Zone:
    return build_zone(MORE.casebook, ZoneId(name), {})


def told(name: str) -> list[str]:
    return [said(step.says) for step in steps(MORE.casebook, ZoneId(name), {})]


def test_along_a_line_within_a_distance_is_a_corridor_with_round_ends() -> None:
    assert ground_of("near").shape == ground_of("rounded").shape


def test_from_the_edge_of_a_road_half_its_width_is_added_on_each_side() -> None:
    assert ground_of("edge").shape == ground_of("wider").shape
    assert geo.outside_km2(ground_of("edge"), ground_of("middle")) == pytest.approx(2 * 0.1 * 18.08, rel=0.01)


@pytest.mark.parametrize("name", ["widthless", "flat_road"])
def test_from_the_edge_of_a_road_without_a_width_nothing_is_built(name: str) -> None:
    with pytest.raises(BadGeometry, match=f"zone '{name}'.*has no width"):
        ground_of(name)


def test_a_stretch_runs_from_its_start_to_its_end_whichever_way_the_line_runs() -> None:
    points = line_points(MORE.casebook, "part", {})
    assert points[0] == pytest.approx((36.65, 35.8), abs=1e-3)
    assert points[-1] == pytest.approx((36.55, 35.8), abs=1e-3)


@pytest.mark.parametrize(
    ("name", "sigma_m"),
    [
        ("near", 400.0),  # the line's, above the 300 m stated for the zone
        ("sure", 401.0),  # the zone's own, above the line's
        ("on_track", (300**2 + 1000**2 / 2) ** 0.5),  # alignment, and one place of two known to 1 km (sigma)
        ("on_part", 400.0),  # that of the line it is cut from
        ("round_the_farm", 1000.0),
        ("county", 150.0),
        ("both_counties", 150.0),
        ("in_county", 401.0),  # the largest of its parts', not their sum
    ],
)
def test_a_zone_has_the_error_of_what_it_is_built_from_or_its_own(name: str, sigma_m: float) -> None:
    assert ground_of(name).sigma_m == pytest.approx(sigma_m)
    assert steps(MORE.casebook, ZoneId(name), {})[-1].sigma_m == pytest.approx(sigma_m)


def test_administrative_areas_are_taken_by_code_with_their_holes() -> None:
    county, holed = ground_of("county"), ground_of("holed")
    assert geo.contains(county, [36.6, 36.52], [35.8, 35.8]).tolist() == [True, True]
    assert geo.contains(holed, [36.6, 36.52], [35.8, 35.8]).tolist() == [False, True]
    assert ground_of("both_counties").shape == county.shape
    with pytest.raises(NotFound, match="no boundary 'C9'"):
        ground_of("elsewhere")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("too_deep", "'deep' is deeper than 'county'"),
        ("apart", "'north_of' and 'far_circle' share no ground"),
        ("on_round_trip", "the route ends where it begins"),
        ("on_nothing", "nothing lies between"),
    ],
)
def test_words_that_bound_nothing_say_why(name: str, says: str) -> None:
    with pytest.raises(BadGeometry, match=says):
        ground_of(name)


def test_ground_not_quite_as_deep_as_the_area_bounds_it() -> None:
    assert 0.99 < geo.area_km2(ground_of("deep_enough")) / geo.area_km2(ground_of("county")) < 0.9999


def test_a_closed_line_of_contact_is_no_route_and_may_be_walked() -> None:
    assert geo.area_km2(ground_of("on_loop")) > 0


def test_steps_tell_parts_before_the_whole_with_figures() -> None:
    assert told("in_county") == [
        "walk Road (2 points, 18 km, error 400 m)",
        "take the ground within 1 km on each side, cut straight across at both ends",
        "its boundary is off by 401 m (standard deviation), stated for the zone itself",
        "take County (C1; error 150 m)",
        "its boundary is off by 150 m (standard deviation), from what it is built of",
        "keep what lies in all of: sure; county",
        "its boundary is off by 150 to 401 m (standard deviation), "
        "each stretch as the zone whose boundary it is",
    ]
    assert "from the edge of the road, 100 m from its middle" in told("edge")[1]
    assert told("round_the_farm")[0] == "take the ground within 3 km of Farm (known to 2,448 m with 0.95)"
    assert told("on_track")[0].startswith("walk Road through Barn, Farm (9 km, error 768 m: 300 m of the way")
    assert "Road from Farm (known to 2,448 m) to Barn (known to 0 m) (9 km" in told("on_part")[0]
    assert {step.zone for step in steps(MORE.casebook, ZoneId("in_county"), {})} == {
        "sure",
        "county",
        "in_county",
    }


def test_steps_follow_the_reading() -> None:
    narrow, wide = (
        said(steps(BOOK.casebook, ZoneId("hung"), {AmbiguityId("width"): ReadingId(r)})[0].says)
        for r in ("narrow", "wide")
    )
    assert ("within 2 km" in narrow, "within 8 km" in wide) == (True, True)


def test_a_zone_s_parts_are_all_it_may_be_built_from() -> None:
    assert zone_parts(BOOK.casebook, ZoneId("both")) == {"both", "large", "hung"}
    assert zone_parts(BOOK.casebook, ZoneId("small")) == {"small"}


MOVING = zoo.moving()
WIDE = {AmbiguityId("width"): ReadingId("wide")}
SPRING, SUMMER = datetime(2020, 2, 1, tzinfo=UTC), datetime(2020, 7, 1, tzinfo=UTC)


def test_ground_that_moves_is_that_of_the_instant_asked_about() -> None:
    book = rulebook_of(MOVING)
    spring, april = (book.zone(ZoneId("valley"), WIDE, datetime(2020, m, 1, tzinfo=UTC)) for m in (2, 4))
    assert geo.contains(spring, *zoo.CENTRE)
    assert not geo.contains(april, *zoo.CENTRE)
    assert geo.contains(april, *zoo.EDGE)
    with pytest.raises(BadGeometry, match="no ground is known to be held by 'north' as of 2020-06-01"):
        book.zone(ZoneId("valley"), WIDE, SUMMER)
    with pytest.raises(BadGeometry, match="no ground is known"):
        book.zone(ZoneId("valley"), WIDE)


def test_only_what_is_built_on_moving_ground_moves() -> None:
    narrow = {AmbiguityId("width"): ReadingId("narrow")}
    assert moves(MOVING.casebook, ZoneId("valley"), WIDE)
    assert not moves(MOVING.casebook, ZoneId("valley"), narrow)
    assert not moves(MOVING.casebook, ZoneId("precinct"), WIDE)
    fixed = zoo.zone("then", zoo.held_by("north", "2020-02-01"))
    inside = zoo.zone("inside", {"shape": "within", "all_of": ["valley"]})
    book = with_nouns(MOVING, zones=zoo.casebook(zones=[*zoo.SOURCE["zones"], fixed, inside]).casebook.zones)
    assert not moves(book.casebook, ZoneId("then"), WIDE)
    held = with_nouns(book, zones=(*book.casebook.zones[2:], MOVING.casebook.zones[0]))
    assert moves(held.casebook, ZoneId("inside"), WIDE)


def test_steps_of_ground_that_moves_tell_the_day() -> None:
    first, *_ = steps(MOVING.casebook, ZoneId("valley"), WIDE, fronts=fronts(MOVING), at=SPRING)
    says = said(first.says)
    assert says.startswith("take the ground of north as it stood on 2020-02-01, and moves with it")
    assert "km2" in says
