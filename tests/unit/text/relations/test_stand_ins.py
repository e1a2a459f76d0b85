"""A stand-in is nobody in particular: what all whom it may be share is known of it, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests import zoo
from truceline.bulletins.sections.explanation import explanation_said
from truceline.judgement import assess
from truceline.judgement.explain import explain
from truceline.model.casebook import Who
from truceline.model.ids import ActorId, InstrumentId
from truceline.model.record import Record
from truceline.text.relations import Answer, Roster, roster, unread

T1 = InstrumentId("t1")
MAY = datetime(2020, 5, 1, tzinfo=UTC)
SIGNED, OUT = {"instrument": "t1", "how": "signed"}, {"instrument": "t1", "how": "not_bound"}
LISTED = {"by": "council", "from": "2020-01-01"}


def of(**stand_ins: list[str]) -> Roster:
    """Return two armies with a unit each, a listed band, villagers, and some stand-ins."""
    people = [
        zoo._actor("north", "north", SIGNED),
        zoo._actor("south", "south", SIGNED),
        zoo._actor("vanguard", None, part_of=[{"of": "north"}]),
        zoo._actor("deserters", None, OUT, part_of=[{"of": "south", "until": "2020-02-01"}]),
        zoo._actor("band", None, listings=[LISTED]),
        zoo._actor("villagers", None),
        *(zoo._actor(name, None, one_of=some) for name, some in stand_ins.items()),
    ]
    return roster(zoo.casebook(actors=people).casebook.actors, {})


@pytest.mark.parametrize(
    ("some", "bound", "listed", "named", "side"),
    [
        (["north", "vanguard"], True, False, True, "north"),
        (["north", "south"], None, False, None, None),  # deserters were part of the south once
        (["north", "villagers"], None, False, None, None),
        (["villagers", "somebody-else"], False, False, False, None),
        (["villagers", "band"], False, None, False, None),
        (["band", "somebody-else"], False, None, False, None),
        (["north", "band"], None, None, None, None),
    ],
)
def test_the_answer_is_that_of_all_whom_it_may_be_or_none(
    some: list[str], bound: Answer, listed: Answer, named: Answer, side: str | None
) -> None:
    people, anyone = of(anyone=some), ActorId("anyone")
    assert people.is_bound(anyone, T1, MAY) is bound
    assert people.is_listed(anyone, "council", MAY) is listed
    assert people.fits(anyone, Who(actors=(ActorId("north"),)), instrument=T1, at=MAY) is named
    assert people.fits(anyone, Who(bound=True), instrument=T1, at=MAY) is bound
    assert people.fits(anyone, Who(listed_by="council"), instrument=T1, at=MAY) is listed
    assert people.fits(anyone, None, instrument=T1, at=MAY) is True
    assert people.side(anyone, MAY) == side
    assert people.is_somebody(anyone)


@pytest.mark.parametrize(
    ("some", "other", "opposed"),
    [
        (["south", "villagers", "band", "somebody-else"], "north", True),
        (["south", "villagers", "band", "somebody-else"], "south", None),
        (["south", "villagers"], "villagers", None),
        (["north", "vanguard"], "north", False),
        (["north", "vanguard"], "south", True),
        (["north", "villagers"], "unknown", None),
    ],
)
def test_it_is_opposed_where_all_whom_it_may_be_are(some: list[str], other: str, opposed: Answer) -> None:
    people, anyone = of(anyone=some), ActorId("anyone")
    assert people.opposed(anyone, ActorId(other), MAY) is opposed
    assert people.opposed(ActorId(other), anyone, MAY) is opposed


def test_two_that_may_be_the_same_one_may_be_on_one_side() -> None:
    people = of(here=["north", "somebody-else"], there=["south", "somebody-else"], up=["north", "vanguard"])
    assert people.opposed(ActorId("here"), ActorId("there"), MAY) is None
    assert people.opposed(ActorId("up"), ActorId("there"), MAY) is True
    assert people.opposed(ActorId("up"), ActorId("up"), MAY) is False


def test_who_may_be_a_stand_in_may_be_all_that_it_may_be_and_what_is_part_of_them() -> None:
    people = of(outer=["inner", "north"], inner=["south", "somebody-else"])
    assert set(people.may_be(ActorId("outer"))) == {
        "north",
        "vanguard",
        "south",
        "deserters",
        "somebody-else",
    }
    assert people.may_be(ActorId("north")) == ("north",)
    assert {"outer", "inner"}.isdisjoint(people.may_be(ActorId("unknown")))


def test_who_answers_for_it_is_told_where_the_same_one_does_for_all() -> None:
    people = of(up=["north", "vanguard"], either=["north", "south"], some=["north", "villagers"])
    answering = {name: people.answers_for(ActorId(name), T1, MAY) for name in ("up", "either", "some")}
    assert answering == {"up": ("north",), "either": (), "some": ()}


def test_what_hangs_on_a_reading_is_open_where_readings_differ_and_none_is_taken() -> None:
    open_side = {"hangs_on": "joined", "readings": {"bound": "north", "outside": "south"}}
    same_side = {"hangs_on": "joined", "readings": {"bound": "north", "outside": "north"}}
    bond = SIGNED | {"applies": {"hangs_on": "joined", "readings": {"bound": "true", "outside": "false"}}}
    book = zoo.casebook(
        actors=[
            zoo._actor("torn", None, bond) | {"side": open_side},
            zoo._actor("part", None, part_of=[{"of": "torn"}]),
            zoo._actor("sure", None) | {"side": same_side},
            zoo._actor("north", "north", SIGNED),
        ]
    )
    people = unread(book.casebook.actors)
    sides = {name: people.side(ActorId(name), MAY) for name in ("torn", "part", "sure")}
    assert sides == {"torn": None, "part": None, "sure": "north"}
    assert people.is_bound(ActorId("torn"), T1, MAY) is None
    assert people.opposed(ActorId("torn"), ActorId("north"), MAY) is None
    assert people.opposed(ActorId("sure"), ActorId("north"), MAY) is False
    assert people.fits(ActorId("part"), Who(sides=("north",)), instrument=T1, at=MAY) is None


def test_the_order_of_memberships_decides_nothing() -> None:
    wholes = [zoo._actor("free", "south", OUT), zoo._actor("army", "north", SIGNED)]
    for order in (["free", "army"], ["army", "free"]):
        part = zoo._actor("part", None, part_of=[{"of": one} for one in order])
        people = roster(zoo.casebook(actors=[*wholes, part]).casebook.actors, {})
        assert people.is_bound(ActorId("part"), T1, MAY) is True
        assert people.side(ActorId("part"), MAY) is None
        assert people.answers_for(ActorId("part"), T1, MAY) == ("army",)


# What becomes of it


def symmetric(*listed: str) -> Record:
    """Return a truce between two alike sides with a stand-in for anybody on the ground of each."""
    people = []
    for side in ("north", "south"):
        listings = [LISTED] if side in listed else []
        people += [
            zoo._actor(side, side, SIGNED),
            zoo._actor(f"{side}_band", None, listings=listings),
            zoo._actor(f"{side}_ground", None, one_of=[side, f"{side}_band", "villagers", "somebody-else"]),
        ]
    forbid = next(one for one in zoo.SOURCE["clauses"] if one["id"] == "t1/6")
    unless = next(one for one in zoo.SOURCE["clauses"] if one["id"] == "t1/2") | {"excepts": ["t1/6"]}
    return zoo.casebook(actors=[*people, zoo._actor("villagers", None)], clauses=[forbid, unless])


def verdict(book: Record, by: str, to: str) -> tuple[str, str | None, tuple[str, ...]]:
    """Return verdict, bearer and reasons of one shelling under the first position."""
    claims = zoo.claims(zoo.claim(by=(by,), to=(to,)))
    rows = [row for row in assess(book, claims).findings.to_pylist() if row["position"] == "first"]
    if not rows:
        return "no_row", None, ()
    (row,) = rows
    return row["verdict"], row["by"], tuple(row["because"])


SWAP = {"north": "south", "south": "north"}


def swapped(words: str) -> str:
    side, _, rest = words.partition("_")
    return "_".join(filter(None, (SWAP.get(side, side), rest)))


@pytest.mark.parametrize(
    ("by", "to", "expected"),
    [
        ("north", "south_ground", "breach"),
        ("north", "north_ground", "undetermined"),
        ("north_ground", "south", "undetermined"),
        ("north_ground", "south_ground", "undetermined"),
        ("north_band", "south_ground", "no_row"),
    ],
)
def test_the_stand_ins_of_two_sides_behave_alike(by: str, to: str, expected: str) -> None:
    one = verdict(symmetric(), by, to)
    other = verdict(symmetric(), swapped(by), swapped(to))
    assert one[0] == other[0] == expected
    assert (one[1] and swapped(one[1])) == other[1]
    assert one[2] == other[2]


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("south", "breach"),
        ("south_band", "excepted"),
        ("south_ground", "undetermined"),
        ("unknown", "undetermined"),
        ("north_ground", "undetermined"),
    ],
)
def test_a_strike_on_somebody_who_may_be_listed_is_as_open_as_one_on_nobody_known(
    to: str, expected: str
) -> None:
    assert verdict(symmetric("south"), "north", to)[0] == expected
    assert verdict(symmetric("north"), "south", swapped(to))[0] == expected


def test_a_strike_on_somebody_none_of_whom_is_listed_stays_what_it_is() -> None:
    book = symmetric("south")
    assert verdict(book, "south", "north_ground")[0] == "breach"
    found = verdict(book, "north", "south_ground")
    assert "exception:t1/2" in found[2], "the clause that sets the two apart is named"


def test_both_tests_are_asked_of_one_candidate_at_a_time() -> None:
    # Only the north owes it, and only to the other side: whichever of the two fired at it broke nothing.
    either = zoo._actor("either", None, one_of=["north", "south"])
    people = [*(zoo._actor(side, side, SIGNED) for side in ("north", "south")), either]
    forbid = next(one for one in zoo.SOURCE["clauses"] if one["id"] == "t1/6")
    book = zoo.casebook(actors=people, clauses=[forbid | {"who": {"actors": ["north"]}}])
    assert verdict(book, "either", "south")[0] == "undetermined"
    assert verdict(book, "either", "north")[0] == "no_row"


def test_an_explanation_says_whom_it_may_be_and_what_that_leaves_open() -> None:
    table = zoo.claims(zoo.claim(by=("north_ground",), to=("south",)))
    (found, *_) = explain(symmetric(), table, "i", clause="t1/6", position="first")
    told = explanation_said(symmetric().casebook, found)
    (who,) = [check for check in told.checks if check.name == "who"]
    assert who.reasons == (
        "North_ground: one or more of north, north_band, villagers, somebody else; not all of them owe it",
    )
    assert (who.holds.low, who.holds.high) == (0.0, 1.0)
