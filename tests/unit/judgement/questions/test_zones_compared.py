"""Zones measured and compared, on a valley whose width is open."""

from __future__ import annotations

from datetime import date

import pytest

from tests import zoo
from truceline import geo
from truceline.errors import NotFound
from truceline.judgement.questions.zones_compared import (
    Compared,
    Measured,
    PointsInside,
    Settlement,
    Variant,
    compare,
    holds_on,
    measure,
)
from truceline.model.ids import PositionId, ZoneId
from truceline.model.words import Verdict

BOOK = zoo.casebook()
EAST = Settlement(code="S1", name="East", lon=zoo.EDGE[0], lat=zoo.EDGE[1])
HERE = Settlement(code="S2", name="Here", lon=zoo.CENTRE[0], lat=zoo.CENTRE[1])


def valley(**more: object) -> Measured:
    (found,) = measure(BOOK, zones=[ZoneId("valley")], **more)  # type: ignore[arg-type]
    return found


def attack(
    incident: str, at: tuple[float, float], radius_m: float = 100.0, account: str = "told"
) -> dict[str, object]:
    return zoo.claim(incident, place=at, radius_m=radius_m, account=account)


def test_a_zone_is_measured_under_each_reading_with_those_who_may_mean_it() -> None:
    narrow, wide = valley().variants
    assert (dict(narrow.readings), narrow.positions) == ({"width": "narrow"}, ("ruling", "second"))
    assert (dict(wide.readings), wide.positions) == ({"width": "wide"}, ("ruling", "first"))
    assert (narrow.area_km2, wide.area_km2) == pytest.approx((201.06, 804.2), rel=3e-3)
    assert valley().clauses == ("t1/1", "t1/7")


def test_a_position_that_takes_a_reading_leaves_the_others_out() -> None:
    (only,) = valley(positions=[PositionId("first")]).variants
    assert dict(only.readings) == {"width": "wide"}
    with pytest.raises(NotFound, match="third"):
        valley(positions=[PositionId("third")])
    with pytest.raises(NotFound, match="hill"):
        measure(BOOK, zones=[ZoneId("hill")])


MOVING = zoo.moving()


def test_a_zone_that_moves_is_that_of_the_day_asked_for() -> None:
    def wide(on: date) -> Variant:
        (found,) = measure(MOVING, zones=[ZoneId("valley")], positions=[PositionId("first")], on=on)
        (only,) = found.variants
        return only

    spring, april = wide(date(2020, 3, 31)), wide(date(2020, 4, 1))
    assert spring.moves
    assert april.places == (), "what is left lies so near to what moved that it is in doubt"
    assert {one.place for one in spring.places} == {"chapel", "hill", "mill"}
    assert spring.area_km2 > april.area_km2


def test_a_zone_of_which_nobody_says_where_it_lay_is_told_with_the_reason() -> None:
    for on in (date(2019, 6, 1), date(2020, 6, 2)):
        (found,) = measure(MOVING, zones=[ZoneId("valley")], on=on)
        assert [dict(one.readings) for one in found.variants] == [{"width": "narrow"}]
        ((readings, why),) = found.uncharted
        assert readings == {"width": "wide"}
        assert ("before 2020-01-01" in why) == (on.year == 2019)
        (compared,) = compare(MOVING, zoo.claims(attack("a", zoo.CENTRE)), zones=[ZoneId("valley")], on=on)
        assert [one.reading for one in compared.alternatives] == ["narrow"]
        assert compared.differences == ()


def test_incidents_are_looked_for_in_the_zone_as_it_stood_when_they_happened() -> None:
    (valley,) = (one for one in MOVING.casebook.zones if one.id == "valley")
    rows = [
        zoo.claim(f"{month} {name}", place=at, radius_m=100, at=f"2020-0{month}-15T00:00:00+00:00")
        for month in (3, 4, 7)
        for name, at in (("mill", zoo.CENTRE), ("hill", zoo.EDGE))
    ]
    (found,) = compare(MOVING, zoo.claims(*rows), zones=[valley.id], on=date(2020, 3, 31))
    (between,) = found.differences
    assert (between.one, between.other) == ("narrow", "wide")
    assert set(between.incidents_only_other) == {"3 hill"}
    assert set(between.incidents_only_one) == {"4 mill"}, "in July nobody knows what the north holds"


def test_places_inside_stand_with_their_probability_the_surest_first() -> None:
    narrow = valley().variants[0]
    assert [(one.place, round(one.chance, 3)) for one in narrow.places] == [("chapel", 1.0), ("mill", 1.0)]
    (precinct,) = measure(BOOK, zones=[ZoneId("precinct")])
    assert [one.place for one in precinct.variants[0].places] == ["chapel"]


def test_settlements_are_counted_where_there_is_a_table_and_never_0_where_there_is_none() -> None:
    assert [one.n_settlements for one in valley().variants] == [None, None]
    assert [
        one.n_settlements
        for one in valley(points=PointsInside.of(BOOK.casebook.places, [EAST, HERE])).variants
    ] == [1, 2]
    assert [
        one.n_settlements for one in valley(points=PointsInside.of(BOOK.casebook.places, [])).variants
    ] == [0, 0]


@pytest.mark.parametrize(
    ("from_", "until", "day", "holds"),
    [
        (None, None, date(1900, 1, 1), True),
        ("2020-03-05", None, date(2020, 3, 4), False),
        ("2020-03-05", None, date(2020, 3, 5), True),
        (None, "2020-03-05", date(2020, 3, 4), True),
        (None, "2020-03-05", date(2020, 3, 5), False),
        (None, "2024-11", date(2024, 10, 31), True),
        (None, "2024-11", date(2024, 11, 1), False),
        ("2024-11", None, date(2024, 10, 31), False),
        ("2024-11", None, date(2024, 11, 1), True),
        ("2024", None, date(2024, 1, 1), True),
    ],
)
def test_a_drawing_holds_from_its_first_day_to_the_day_before_its_last(
    from_: str | None, until: str | None, day: date, holds: bool
) -> None:
    zone = zoo.casebook(zones=[zoo.circle("z", "mill", 1) | {"from": from_, "until": until}]).casebook.zones[
        0
    ]
    assert holds_on(zone, day) is holds
    assert holds_on(zone, None) is True


def test_a_zone_whose_drawing_does_not_hold_is_left_out() -> None:
    zones = [zoo.circle("then", "mill", 1) | {"until": "2020"}, zoo.circle("now", "mill", 1)]
    found = measure(zoo.casebook(zones=zones, clauses=[]), on=date(2020, 1, 1))
    assert [one.zone.id for one in found] == ["now"]


# Comparing


def width(*rows: dict[str, object], **more: object) -> Compared:
    found = compare(BOOK, zoo.claims(*rows), **more)  # type: ignore[arg-type]
    assert [(one.zone, one.ambiguity) for one in found] == [("valley", "width")]
    return found[0]


def test_ground_places_and_settlements_of_one_reading_alone() -> None:
    (difference,) = width(points=PointsInside.of(BOOK.casebook.places, [EAST, HERE])).differences
    assert (difference.one, difference.other) == ("narrow", "wide")
    assert difference.only_one_km2.high == pytest.approx(0, abs=1e-3)
    assert difference.only_other_km2.low == pytest.approx(804.2 - 201.06, rel=3e-3)
    assert difference.settlements_only_one is not None
    assert difference.settlements_only_other is not None
    assert (difference.settlements_only_one.high, difference.settlements_only_other.low) == (0, 1)
    (bare,) = width().differences
    assert bare.settlements_only_other is None


def test_incidents_of_one_reading_alone_are_named_and_those_of_both_or_none_are_not() -> None:
    (difference,) = width(
        attack("edge", zoo.EDGE), attack("centre", zoo.CENTRE), attack("far", zoo.FAR)
    ).differences
    assert difference.incidents_only_other == ("edge",)
    assert difference.incidents_only_one == ()


def test_an_incident_turns_on_the_width_where_a_verdict_changes_with_it_alone() -> None:
    found = width(attack("edge", zoo.EDGE), attack("centre", zoo.CENTRE), attack("far", zoo.FAR))
    assert found.clauses == ("t1/1", "t1/7")
    assert [(turn.incident, turn.clause) for turn in found.turns] == [("edge", "t1/1")]
    (turn,) = found.turns
    verdicts = {str(reading): each for reading, each in turn.verdicts}
    assert verdicts["narrow"] == (Verdict.OUT_OF_SCOPE,)
    assert Verdict.BREACH in verdicts["wide"]
    assert 0 < turn.n_differ <= turn.n_combinations
    assert "first" in turn.positions


def test_each_account_turns_by_itself() -> None:
    found = width(attack("one", zoo.EDGE, account="a"), attack("one", zoo.CENTRE, account="b"))
    assert [(turn.incident, turn.account) for turn in found.turns] == [("one", "a")]


def test_an_incident_whose_place_nobody_tells_is_no_difference_of_ground() -> None:
    (difference,) = width(attack("lost", zoo.EDGE) | {"lon": None, "lat": None, "radius_m": None}).differences
    assert difference.incidents_only_other == ()


def test_a_zone_without_a_clause_that_can_be_broken_turns_nothing() -> None:
    zones = [zoo.circle("lawless", "mill", zoo._open("width", narrow=8, wide=16))]
    book = zoo.casebook(zones=[*zoo.SOURCE["zones"], *zones])
    (found,) = compare(book, zoo.claims(attack("edge", zoo.EDGE)), zones=[ZoneId("lawless")])
    assert (found.clauses, found.turns) == ((), ())
    assert found.differences[0].incidents_only_other == ("edge",)


def test_a_clause_open_about_its_zone_is_compared_as_ground_of_its_own() -> None:
    clauses = [dict(one) for one in zoo.SOURCE["clauses"]]
    clauses[0]["where"] = zoo._open("defence", excuses="valley", no_excuse="precinct")
    book = zoo.casebook(clauses=clauses)
    found = compare(book, zoo.claims(attack("edge", zoo.EDGE)))
    assert [(one.zone, one.clause, one.ambiguity) for one in found] == [
        ("valley", None, "width"),
        (None, "t1/1", "width"),
        (None, "t1/1", "defence"),
    ]
    precinct = geo.area_km2(measure(book, zones=[ZoneId("precinct")])[0].variants[0].ground)
    by_zone = {str(one.reading): one.area_km2 for one in found[2].alternatives}
    assert (by_zone["no_excuse"].low, by_zone["no_excuse"].high) == pytest.approx((precinct, precinct))
    assert by_zone["excuses"].low < by_zone["excuses"].high


def test_no_incidents_at_all_leave_the_ground_to_compare() -> None:
    found = width()
    assert found.turns == ()
    assert [one.area_km2.low for one in found.alternatives] == pytest.approx([201.06, 804.2], rel=3e-3)
