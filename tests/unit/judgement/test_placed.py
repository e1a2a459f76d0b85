"""What an instrument, the record or the account itself places in a zone lies inside it."""

from __future__ import annotations

from typing import Any

import pytest

from tests import zoo
from truceline.bulletins.sections.explanation import explanation_said
from truceline.judgement import assess
from truceline.judgement.explain import explain
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.single import ClaimFacts, Outcome, facts_of, outcome
from truceline.model.hanging import AmbiguityId, ReadingId, Readings
from truceline.model.ids import ClauseId, ZoneId
from truceline.model.record import Record
from truceline.record import claims_of
from truceline.text.rules import Rulebook

BARE = "t1/1"
"""Forbids attacks in the valley; shelling in the precinct is excepted."""
BEFORE_THE_EDGE = (36.60 + 16.5 / 90.3, 35.80)
"""500 m outside the wide valley, 8.5 km outside the narrow one."""
BOTH = {"width": "wide", "clock": "early", "defence": "no_excuse", "lapse": "stands", "joined": "bound"}
READINGS: Readings = {AmbiguityId(one): ReadingId(reading) for one, reading in BOTH.items()}
RULEBOOK = rulebook_of(zoo.casebook())


def facts(**told: Any) -> ClaimFacts:
    return facts_of(zoo.claims(zoo.claim(**told)), 0)


def of(rulebook: Rulebook = RULEBOOK, **told: Any) -> Outcome:
    return outcome(rulebook.rule(ClauseId(BARE), READINGS), facts(**told))


def verdicts(record: Record, **told: Any) -> dict[str, str]:
    found = assess(record, zoo.claims(zoo.claim(**told))).findings.to_pylist()
    return {row["position"]: row["verdict"] for row in found if row["clause_id"] == BARE}


def test_by_the_outline_alone_a_place_beyond_the_edge_is_hardly_inside() -> None:
    assert of(act="raid", place=BEFORE_THE_EDGE, radius_m=1_000).breach.high < 0.5


def test_told_inside_it_can_breach_under_every_reading_of_the_outline() -> None:
    told: dict[str, Any] = {"act": "raid", "place": BEFORE_THE_EDGE, "radius_m": 1_000, "within": ("valley",)}
    assert of(**told).breach.low == 1.0
    assert set(verdicts(zoo.casebook(), **told).values()) == {"breach"}


def test_told_inside_another_zone_changes_nothing() -> None:
    told: dict[str, Any] = {"act": "raid", "place": BEFORE_THE_EDGE, "radius_m": 1_000}
    other = zoo.casebook(zones=[*zoo.SOURCE["zones"], zoo.circle("meadow", "mill", 20)])
    book = rulebook_of(other)
    assert of(book, **told, within=("meadow",)) == of(book, **told)


def test_told_inside_without_a_point_it_can_breach_too() -> None:
    told: dict[str, Any] = {"act": "raid", "place": None, "radius_m": None}
    assert (of(**told).breach.low, of(**told).breach.high) == (0.0, 1.0)
    assert of(**told, within=("valley",)).breach.low == 1.0


def test_told_inside_without_a_point_only_the_exception_that_has_its_own_ground_is_open() -> None:
    found = of(act="shelling", place=None, radius_m=None, within=("valley",))
    assert (found.breach.low, found.breach.high) == (0.0, 1.0)
    assert (found.excepted.low, found.excepted.high) == (0.0, 1.0)
    assert found.in_scope.low == 1.0


def test_told_inside_the_excepted_ground_it_is_excepted() -> None:
    told: dict[str, Any] = {
        "act": "shelling",
        "place": None,
        "radius_m": None,
        "within": ("valley", "precinct"),
    }
    assert of(**told).excepted.low == 1.0
    row = assess(zoo.casebook(), zoo.claims(zoo.claim(**told))).findings.to_pylist()[0]
    assert (row["verdict"], row["p_where"], row["p_unless"]) == ("excepted", 1.0, 1.0)


def test_pieces_of_the_ground_have_their_shares_of_what_is_told() -> None:
    # In the middle between the precinct, 2 km about the chapel, and the ground around it.
    at = (zoo.CHAPEL[0], zoo.CHAPEL[1] + 2 / 110.95)
    by_outline = of(act="shelling", place=at, radius_m=4_000)
    told = of(act="shelling", place=at, radius_m=4_000, within=("valley",))
    assert told.breach.low + told.excepted.low == pytest.approx(1.0, abs=1e-3)
    assert told.excepted.low == pytest.approx(by_outline.excepted.low / by_outline.in_scope.low, abs=1e-3)


def test_where_the_point_all_but_contradicts_what_is_told_pieces_are_unknown_and_the_whole_is_not() -> None:
    found = of(act="shelling", place=zoo.FAR, radius_m=500, within=("valley",))
    assert found.in_scope.low == 1.0
    assert (found.breach.low, found.breach.high) == (0.0, 1.0)
    assert of(act="raid", place=zoo.FAR, radius_m=500, within=("valley",)).breach.low == 1.0


MADE = (
    zoo.circle("inner", "mill", 8),
    zoo.circle("beside", "chapel", 8),
    zoo.zone("either", {"shape": "union", "any_of": ["inner", "beside"]}),
    zoo.zone("shared", {"shape": "within", "all_of": ["inner", "beside"]}),
    zoo.zone("rest", {"shape": "minus", "zone": "inner", "less": ["beside"]}),
)


def in_zone(zone: str, *told: str, place: tuple[float, float] | None = BEFORE_THE_EDGE) -> Outcome:
    clause = zoo.SOURCE["clauses"][0] | {"where": zone}
    book = zoo.casebook(zones=[*MADE, *zoo.SOURCE["zones"]], clauses=[clause, *zoo.SOURCE["clauses"][1:3]])
    radius_m = None if place is None else 1_000
    return of(
        rulebook_of(book),
        act="raid",
        place=place,
        radius_m=radius_m,
        within=told,
    )


@pytest.mark.parametrize("place", [BEFORE_THE_EDGE, None])
def test_what_lies_in_a_part_lies_in_the_union(place: tuple[float, float] | None) -> None:
    assert in_zone("either", "inner", place=place).in_scope.low == 1.0


@pytest.mark.parametrize("place", [BEFORE_THE_EDGE, None])
def test_what_lies_in_all_parts_lies_in_what_they_share(place: tuple[float, float] | None) -> None:
    assert in_zone("shared", "inner", "beside", place=place).in_scope.low == 1.0


@pytest.mark.parametrize("place", [BEFORE_THE_EDGE, None])
def test_what_lies_in_what_is_taken_away_lies_outside(place: tuple[float, float] | None) -> None:
    assert in_zone("rest", "beside", place=place).in_scope.high == 0.0


def test_what_lies_in_one_part_lies_in_what_is_shared_by_its_share_of_that_part() -> None:
    at = (36.60, zoo.CHAPEL[1] - 8 / 110.95)  # the edge of the ground beside, well inside the inner one
    found = in_zone("shared", "inner", place=at).in_scope
    assert found.low == found.high == pytest.approx(0.5, abs=0.05)
    rest = in_zone("rest", "inner", place=at).in_scope
    assert rest.low + found.low == pytest.approx(1.0, abs=1e-3)


def test_what_lies_in_one_part_may_lie_in_what_is_shared_where_no_point_is_known() -> None:
    found = in_zone("shared", "inner", place=None).in_scope
    assert (found.low, found.high) == (0.0, 1.0)


def test_a_zone_that_cannot_be_drawn_then_holds_what_is_told_inside_it() -> None:
    book = rulebook_of(zoo.moving())  # nobody says who held what before 2020, and the north lost all later
    at = "2020-07-01T12:00:00+00:00"
    assert of(book, act="raid", at=at).breach.low == 0.0
    assert of(book, act="raid", at=at, within=("valley",)).in_scope.low == 1.0


def test_a_place_of_the_casebook_carries_its_zones_unless_it_only_stands_in_for_another() -> None:
    mill = zoo.SOURCE["places"][0] | {"within": [{"zone": "valley", "grounds": "by the map that was signed"}]}
    told = {"hypotheses": [zoo.hypothesis(act="raid", by=("north",), to=("south",))]}
    account = {"id": "a", "told_by": ["x"]} | told
    places = (
        {"place": "mill"},
        {"place": "mill", "radius_m": 9_000, "grade": "proxy"},
        {"within": ["precinct"]},
    )
    entries = [
        {"id": f"i{n}", "title": "t", "where": where, "accounts": [account]} for n, where in enumerate(places)
    ]
    book = zoo.casebook(places=[mill, zoo.SOURCE["places"][1]], incidents=entries)
    carried = [[one["zone"] for one in row or ()] for row in claims_of(book).column("within").to_pylist()]
    assert carried == [["valley"], [], ["precinct"]]


def test_the_explanation_says_inside_on_what_grounds() -> None:
    claims = zoo.claims(zoo.claim(act="raid", place=BEFORE_THE_EDGE, radius_m=1_000, within=("valley",)))
    found = explain(zoo.casebook(), claims, "i", clause=BARE, position="first")[0]
    explained = explanation_said(zoo.casebook().casebook, found)
    where = next(check for check in explained.checks if check.name == "where")
    assert "It lies in valley, whatever its outline" in where.reasons
    assert "Inside valley: told so" in where.reasons
    assert where.holds.low == 1.0


def test_a_zone_is_asked_by_its_id() -> None:
    piece = RULEBOOK.ground(ZoneId("valley"), READINGS).whole(
        RULEBOOK.ground(ZoneId("valley"), READINGS).shown_at
    )
    assert piece.as_told(frozenset({ZoneId("precinct")})) is None
    shared = piece.as_told(frozenset({ZoneId("valley")}))
    assert shared is not None
    assert shared.holds is True
