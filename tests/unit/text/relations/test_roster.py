"""Who is who, at an instant, in three answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import zoo
from truceline.model.casebook import Who
from truceline.model.ids import ActorId, InstrumentId
from truceline.text.relations import Answer, Roster, all_of, any_of, roster

T1 = InstrumentId("t1")
MAY = datetime(2020, 5, 1, tzinfo=UTC)
STEP = timedelta(microseconds=1)


def of(*actors: dict[str, Any]) -> Roster:
    return roster(zoo.casebook(actors=list(actors)).casebook.actors, {})


ZOO = of(*(actor for actor in zoo.SOURCE["actors"] if actor["id"] != "south_militia"))


def bound(people: Roster, actor: str, at: datetime = MAY) -> Answer:
    return people.is_bound(ActorId(actor), T1, at)


def named(*actors: str, **more: Any) -> Who:
    return Who(actors=tuple(ActorId(actor) for actor in actors), **more)


def test_three_answers_are_joined_by_the_worst_and_the_best() -> None:
    assert [any_of(a) for a in ([], [False, None], [None, True, False])] == [False, None, True]
    assert [all_of(a) for a in ([], [True, None], [None, True, False])] == [True, None, False]


def test_a_unit_is_bound_through_its_whole_from_the_day_it_joins() -> None:
    joined = datetime(2020, 4, 1, tzinfo=UTC)
    assert [bound(ZOO, "third_battalion", at) for at in (joined - STEP, joined)] == [False, True]
    assert ZOO.wholes(ActorId("third_battalion"), joined) == ("third_battalion", "north_militia")
    assert ZOO.side(ActorId("third_battalion"), joined - STEP) is None
    assert ZOO.side(ActorId("third_battalion"), joined) == "north"


def test_membership_ends_at_its_last_instant() -> None:
    unit = zoo._actor("unit", None, part_of=[{"of": "whole", "until": "2020-05-01"}])
    people = of(unit, zoo._actor("whole", "north", {"instrument": "t1", "how": "signed"}))
    assert [bound(people, "unit", at) for at in (MAY - STEP, MAY)] == [True, False]


@pytest.mark.parametrize("how", ["not_bound", "joined"])
def test_an_actors_own_bond_goes_before_that_of_its_whole(how: str) -> None:
    others = {"not_bound": "signed", "joined": "not_bound"}[how]
    people = of(
        zoo._actor("unit", None, {"instrument": "t1", "how": how}, part_of=[{"of": "whole"}]),
        zoo._actor("whole", "north", {"instrument": "t1", "how": others}),
    )
    assert bound(people, "unit") == (how == "joined")


def test_a_bond_holds_on_its_own_days_and_for_its_own_instrument() -> None:
    bond = {"instrument": "t1", "how": "joined", "from_": "2020-05-01", "until": "2020-05-02"}
    people = of(zoo._actor("late", "north", bond))
    days = [MAY - STEP, MAY, MAY + timedelta(days=1) - STEP, MAY + timedelta(days=1)]
    assert [bound(people, "late", at) for at in days] == [False, True, True, False]
    assert people.is_bound(ActorId("late"), InstrumentId("t2"), MAY) is False


def test_two_wholes_of_each_other_are_walked_once() -> None:
    people = of(zoo._actor("a", None, part_of=[{"of": "b"}]), zoo._actor("b", "north", part_of=[{"of": "a"}]))
    assert people.wholes(ActorId("a"), MAY) == ("a", "b")
    assert people.side(ActorId("a"), MAY) == "north"


def test_an_unknown_actor_may_be_anybody_and_a_stranger_is_nobody() -> None:
    who = (named("north"), Who(bound=True), Who(listed_by="council"), Who(other_side=True))
    for one in who:
        assert ZOO.matches(ActorId("unknown"), one, instrument=T1, at=MAY, against=[ActorId("north")]) is None
    assert bound(ZOO, "stranger") is False
    assert ZOO.is_listed(ActorId("stranger"), "council", MAY) is False
    assert ZOO.matches(ActorId("unknown"), None, instrument=T1, at=MAY) is True
    assert ZOO.matches(ActorId("unknown"), Who(), instrument=T1, at=MAY) is True


def test_a_listing_holds_from_its_day_and_for_its_own_body() -> None:
    listed = datetime(2020, 4, 10, tzinfo=UTC)
    brigands = ActorId("brigands")
    assert [ZOO.is_listed(brigands, "council", at) for at in (listed - STEP, listed)] == [False, True]
    assert ZOO.is_listed(brigands, "another", listed) is False


def test_a_part_of_a_listed_whole_is_listed() -> None:
    whole = zoo._actor(
        "whole", None, listings=[{"by": "council", "from": "2020-01-01", "until": "2020-05-01"}]
    )
    people = of(zoo._actor("part", None, part_of=[{"of": "whole"}]), whole)
    assert [people.is_listed(ActorId("part"), "council", at) for at in (MAY - STEP, MAY)] == [True, False]


def test_all_conditions_given_must_hold() -> None:
    both = named("north_militia", bound=True)
    answers = [ZOO.matches(ActorId(a), both, instrument=T1, at=MAY) for a in ("third_battalion", "north")]
    assert answers == [True, False]


@pytest.mark.parametrize(
    ("actor", "against", "answer"),
    [
        ("south", ["north"], True),
        ("north_militia", ["north"], False),
        ("villagers", ["north"], True),
        ("villagers", ["brigands"], True),
        ("villagers", ["villagers"], False),
        ("north", ["unknown"], None),
        ("north", ["north_militia", "unknown"], None),
        ("north", ["north_militia", "south"], True),
        ("north", [], False),
    ],
)
def test_the_other_side_is_any_side_but_ones_own(actor: str, against: list[str], answer: Answer) -> None:
    who, others = Who(other_side=True), [ActorId(other) for other in against]
    assert ZOO.matches(ActorId(actor), who, instrument=T1, at=MAY, against=others) is answer


def test_changes_are_the_days_on_which_anything_starts_or_ends() -> None:
    days = {datetime(2020, 4, 1, tzinfo=UTC), datetime(2020, 4, 10, tzinfo=UTC)}
    assert days <= ZOO.changes()
    assert len({at for at in ZOO.changes() if at.year == 2020}) == 2
