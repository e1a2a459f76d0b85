"""Clauses resolved: force, acts, ground cut along exceptions, and the readings they turn on."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from tests import zoo
from truceline import geo
from truceline.clock import DAWN, Interval
from truceline.errors import BadGeometry, BadInput, NotFound
from truceline.judgement.rulebook import rulebook_of
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import ActId, ClauseId, InstrumentId
from truceline.text.rules import ALWAYS, Rule

BOOK = rulebook_of(zoo.casebook())
READINGS = {
    AmbiguityId(a): ReadingId(r)
    for a, r in {
        "clock": "late",
        "width": "wide",
        "defence": "excuses",
        "lapse": "stands",
        "joined": "bound",
    }.items()
}


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def clause(**changes: Any) -> dict[str, Any]:
    base = {"id": "t1/9", "kind": "forbid", "text": zoo._TEXT, "acts": ["shelling"]}
    return zoo._CLAUSE | base | changes


def resolved(*clauses: dict[str, Any], **changes: Any) -> Rule:
    book = rulebook_of(zoo.casebook(clauses=list(clauses), **changes))
    return book.rule(ClauseId(clauses[0]["id"]), READINGS)


def during(first: str, last: str) -> Interval:
    return Interval(utc(first), utc(last))


DAY = {"at": "2020-05-01Z"}


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({}, during("2020-03-05", "2024-01-01")),
        ({"from": DAY}, during("2020-05-01", "2024-01-01")),
        ({"from": {"at": "2019-01-01Z"}}, during("2020-03-05", "2024-01-01")),
        ({"until": DAY}, during("2020-03-05", "2020-05-01")),
        ({"due": {"day": DAY, "counting": "end_of_day"}}, during("2020-05-02", "2024-01-01")),
        ({"due": {"day": DAY, "counting": "start_of_day"}}, during("2020-05-01", "2024-01-01")),
        ({"due": {"day": DAY, "counting": "end_of_day"}, "from": {"at": "2020-06-01Z"}},
         during("2020-06-01", "2024-01-01")),
        ({"until": {"at": "2030-01-01Z"}}, during("2020-03-05", "2024-01-01")),
        ({"from": DAY, "until": DAY}, None),
        ({"from": {"at": "2024-01-01Z"}}, None),
        ({"until": {"at": "2020-03-05Z"}}, None),
    ],
)  # fmt: skip
def test_a_clause_bites_while_its_instrument_lives_from_start_or_deadline(
    times: dict[str, Any], expected: Interval | None
) -> None:
    assert resolved(clause(**times)).terms.force == expected


@pytest.mark.parametrize(
    "life", [{"in_force": None}, {"ended": {"at": "2020-03-05Z"}}, {"ended": {"at": "2020-03-04Z"}}]
)
def test_an_instrument_that_never_lived_binds_nobody(life: dict[str, Any]) -> None:
    instrument = zoo.SOURCE["instruments"][0] | life
    assert resolved(clause(), instruments=[instrument]).terms.force is None


def test_an_instrument_without_an_end_lives_on() -> None:
    instrument = zoo.SOURCE["instruments"][0] | {"ended": None}
    force = resolved(clause(), instruments=[instrument]).terms.force
    assert force is not None
    assert utc("2150-01-01") in force


@pytest.mark.parametrize(
    ("act", "covered"),
    [("armed_attack", True), ("shelling", True), ("violence", None), ("protest", False), ("untold", None)],
)
def test_an_act_covers_its_kinds_and_a_wider_one_cannot_be_told(act: str, covered: bool | None) -> None:
    assert BOOK.rule(ClauseId("t1/1"), READINGS).terms.covers_act(ActId(act)) is covered


def test_an_exception_that_names_no_act_covers_all() -> None:
    assert BOOK.terms(ClauseId("t1/2"), READINGS).covers_act(ActId("protest")) is True


@pytest.mark.parametrize("act", ["shelling", "protest", "untold"])
def test_no_act_breaks_a_duty_on_a_reading_on_which_it_names_none(act: str) -> None:
    named = clause(kind="require", duty="calm", acts=zoo._open("width", narrow=["shelling"], wide=[]))
    narrow = rulebook_of(zoo.casebook(clauses=[named])).terms(
        ClauseId("t1/9"), READINGS | {AmbiguityId("width"): ReadingId("narrow")}
    )
    assert narrow.covers_act(ActId(act)) is {"shelling": True, "protest": False, "untold": None}[act]
    assert resolved(named).terms.covers_act(ActId(act)) is False


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "require", "duty": "calm"}, "is followed by what is said of it, not by acts"),
        ({"kind": "require", "duty": "calm", "acts": zoo._open("width", narrow=[], wide=[])}, "not by acts"),
        ({"kind": "affirm"}, "is one to affirm"),
    ],
)
def test_a_clause_that_no_act_breaks_is_no_rule(changes: dict[str, Any], why: str) -> None:
    one = clause(**({"acts": []} | changes))
    with pytest.raises(BadInput, match=why):
        resolved(one)
    assert rulebook_of(zoo.casebook(clauses=[one])).assessed() == ()


def test_pieces_of_ground_add_up_and_each_has_its_exceptions() -> None:
    rule = BOOK.rule(ClauseId("t1/1"), READINGS)
    inside, outside = rule.pieces(ALWAYS)
    assert rule.terms.ground is not None
    valley = rule.terms.ground.at(DAWN)
    assert isinstance(valley, geo.Zone)
    assert isinstance(inside.zone, geo.Zone)
    assert isinstance(outside.zone, geo.Zone)
    whole = geo.area_km2(valley)
    assert geo.area_km2(inside.zone) + geo.area_km2(outside.zone) == pytest.approx(whole, rel=1e-6)
    assert "t1/4" in {terms.clause.id for terms in inside.exceptions}
    assert "t1/4" not in {terms.clause.id for terms in outside.exceptions}
    assert inside.zone.sigma_m == outside.zone.sigma_m == 300


def exception(where: str, **more: Any) -> dict[str, Any]:
    return clause(id="t1/10", kind="except", acts=[], excepts=["t1/9"], where=where) | more


def place(name: str, point: tuple[float, float]) -> dict[str, Any]:
    at = {"lon": point[0], "lat": point[1], "radius_m": 1, "grade": "settlement"}
    return {"id": name, "names": {"en": name}} | at


GROUND = {
    "places": [*zoo.SOURCE["places"], place("far", zoo.FAR)],
    "zones": [*zoo.SOURCE["zones"], zoo.circle("all", "mill", 40), zoo.circle("away", "far", 2)],
}


@pytest.mark.parametrize(("where", "held"), [("all", [1]), ("away", [0]), ("precinct", [1, 0])])
def test_an_exceptions_zone_may_cover_all_or_none_of_the_ground(where: str, held: list[int]) -> None:
    rule = resolved(clause(where="valley"), exception(where), **GROUND)
    assert [len(piece.exceptions) for piece in rule.pieces(ALWAYS)] == held


def test_an_exception_that_does_not_apply_cuts_nothing() -> None:
    rule = resolved(clause(where="valley"), exception("precinct", applies="false"), **GROUND)
    assert (len(rule.pieces(ALWAYS)), rule.exceptions) == (1, ())


def test_part_of_anywhere_cannot_be_excepted() -> None:
    with pytest.raises(BadGeometry, match="give that clause a zone"):
        resolved(clause(), exception("precinct"), **GROUND).pieces(ALWAYS)


def test_a_clause_turns_on_its_own_values_its_zone_its_instrument_and_its_exceptions() -> None:
    assert BOOK.hangs_on(ClauseId("t1/1")) == ("clock", "width", "defence", "lapse", "joined")
    assert BOOK.hangs_on(ClauseId("t1/6")) == ("lapse", "joined")
    assert BOOK.life_hangs_on(ClauseId("t1/1")) == ("clock", "lapse", "joined"), "who owes it, too"


def test_choices_run_over_what_the_position_leaves_open() -> None:
    hangs_on = BOOK.hangs_on(ClauseId("t1/1"))
    for position, n in (("ruling", 32), ("first", 1), ("second", 2)):
        choices = BOOK.choices(hangs_on, BOOK.position(position))
        assert len(choices) == BOOK.n_choices(hangs_on, BOOK.position(position)) == n
    assert BOOK.n_choices(hangs_on) == len(list(product(*[[0, 1]] * 5)))
    assert {choice[AmbiguityId("lapse")] for choice in BOOK.choices(hangs_on, BOOK.position("second"))} == {
        "stands",
        "lapsed",
    }


def test_equal_parts_are_the_same_object() -> None:
    other = READINGS | {AmbiguityId("clock"): ReadingId("early")}
    one, two = (BOOK.rule(ClauseId("t1/1"), readings) for readings in (READINGS, other))
    assert one.terms is not two.terms
    assert one.terms.ground is two.terms.ground
    assert one.roster is two.roster
    assert one.exceptions == two.exceptions


def test_only_clauses_that_forbid_or_require_acts_can_be_broken() -> None:
    assert [one.id for one in BOOK.assessed()] == ["t1/1", "t1/6", "t1/7"]


def test_what_is_not_in_the_casebook_is_not_found() -> None:
    with pytest.raises(NotFound, match="no clause"):
        BOOK.clause(ClauseId("t1/99"))
    with pytest.raises(NotFound, match="no position") as error:
        BOOK.position("nobody")
    assert "it has ruling, first, second" in error.value.faults[0].remedy
    with pytest.raises(NotFound, match="no instrument"):
        BOOK.instrument(InstrumentId("t9"))
