"""Who did what to whom: hypotheses from rows, and weights against every way to share what is left."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import zoo
from truceline.errors import BadReport
from truceline.judgement.attribution import (
    ANYTHING,
    MOST_IN_ACCOUNT,
    Weighed,
    attributions,
    combine,
    hypotheses_of,
)

Way = tuple[tuple[str, ...], tuple[str, ...]]


def ways(*entries: dict[str, Any]) -> list[tuple[set[Way], float | None]]:
    """Who began and whom it was done to, in each way of each hypothesis, and its weight."""
    return [
        ({(way.initiators, way.targets) for way in one.ways}, one.weight) for one in hypotheses_of(entries)
    ]


def test_each_participant_may_have_begun() -> None:
    both = zoo.hypothesis(participants=("north", "south"))
    assert ways(both) == [({(("north",), ("south",)), (("south",), ("north",))}, None)]


def test_the_order_of_participants_says_nothing() -> None:
    assert ways(zoo.hypothesis(participants=("south", "north"))) == ways(
        zoo.hypothesis(participants=("north", "south"))
    )


def test_of_three_participants_two_may_be_one_side() -> None:
    """On which side each stood is not told, so none of the three is a target for certain."""
    ((found, _),) = ways(zoo.hypothesis(participants=("north", "north_militia", "south")))
    assert len(found) == 6
    assert (("north", "north_militia"), ("south",)) in found
    assert (("north",), ("north_militia", "south")) in found
    assert not any(not began or not met for began, met in found)


def test_a_role_nobody_knows_may_be_any() -> None:
    one = zoo.hypothesis(by=("north",), to=("south",), unclear=("villagers",))
    ((found, _),) = ways(one)
    assert found == {
        (("north",), ("south",)),
        (("north", "villagers"), ("south",)),
        (("north",), ("south", "villagers")),
    }
    ((alone, _),) = ways(zoo.hypothesis(unclear=("north",)))
    assert alone == {(("north",), ()), (("unknown",), ("north",)), (("unknown",), ())}


def test_beside_an_initiator_a_participant_acted_with_it_or_not_and_is_never_a_target() -> None:
    found = ways(zoo.hypothesis(by=("north",), participants=("south",)))
    assert found == [({(("north",), ()), (("north", "south"), ())}, None)]
    with_target = ways(zoo.hypothesis(by=("north",), to=("brigands",), participants=("south",)))
    assert with_target == [({(("north",), ("brigands",)), (("north", "south"), ("brigands",))}, None)]


def test_of_several_participants_beside_an_initiator_any_may_have_acted_with_it() -> None:
    ((found, _),) = ways(zoo.hypothesis(by=("north",), participants=("south", "villagers")))
    beside = ((), ("south",), ("villagers",), ("south", "villagers"))
    assert found == {(("north", *some), ()) for some in beside}


def test_beside_a_target_one_participant_or_several_together_began() -> None:
    ((found, _),) = ways(zoo.hypothesis(to=("brigands",), participants=("north", "south")))
    assert found == {(some, ("brigands",)) for some in (("north",), ("south",), ("north", "south"))}


def test_somebody_unknown_stands_against_one_participant_alone() -> None:
    ((found, _),) = ways(zoo.hypothesis(participants=("north",)))
    assert found == {(("north",), ("unknown",)), (("unknown",), ("north",))}
    assert ways(zoo.hypothesis(participants=("north", "unknown"))) == [(found, None)]


def test_an_initiator_told_once_more_as_a_participant_is_the_initiator() -> None:
    assert ways(zoo.hypothesis(by=("north",), participants=("north",))) == [({(("north",), ())}, None)]


def test_one_told_in_a_role_and_in_none_may_be_the_other_too() -> None:
    ((found, _),) = ways(zoo.hypothesis(by=("north",), unclear=("north",)))
    assert found == {(("north",), ()), (("north",), ("north",))}


def test_too_many_ways_are_as_wide_as_all_of_them() -> None:
    """Beyond sixteen ways each is named alone, and beside them somebody unknown who may be any of them."""
    many = ("north_militia", "south", "south_militia", "villagers", "brigands")
    four, five = (zoo.hypothesis(by=("north",), participants=many[:n]) for n in (4, 5))
    ((found, _),) = ways(four)
    assert len(found) == 16
    ((found, _),) = ways(five)
    assert found == {(tuple(sorted(("north", one))), ()) for one in (*many, "unknown")}


def test_joint_initiators_are_one_way_and_alternatives_two() -> None:
    assert ways(zoo.hypothesis(by=("south", "north", "south"))) == [({(("north", "south"), ())}, None)]
    ((found, _),) = ways(zoo.hypothesis(by=("north",)), zoo.hypothesis(by=("south",)))
    assert found == {(("north",), ()), (("south",), ())}


def test_nobody_named_is_an_unknown_actor() -> None:
    assert ways(zoo.hypothesis(to=("north",))) == [({(("unknown",), ("north",))}, None)]
    assert ways(zoo.hypothesis() | {"cast": None}) == [({(("unknown",), ())}, None)]


def test_a_target_nobody_tells_of_and_an_unknown_one_are_two_things() -> None:
    """An unknown target is somebody; where none is told there may have been none."""
    assert ways(zoo.hypothesis(by=("north",))) == [({(("north",), ())}, None)]
    assert ways(zoo.hypothesis(by=("north",), to=("unknown",))) == [({(("north",), ("unknown",))}, None)]


def test_hypotheses_told_twice_are_one_with_the_sum_of_their_weights() -> None:
    one, other = zoo.hypothesis(by=("north",), weight=0.25), zoo.hypothesis(by=("south",), weight=0.5)
    assert ways(one, other, one) == [({(("north",), ())}, 0.5), ({(("south",), ())}, 0.5)]


def test_a_hypothesis_told_with_a_weight_and_without_keeps_both() -> None:
    one = zoo.hypothesis(by=("north",))
    assert ways(one, one | {"weight": 0.5}) == [({(("north",), ())}, None), ({(("north",), ())}, 0.5)]


def test_a_weight_stays_with_its_hypothesis_whatever_the_ways_of_it() -> None:
    found = ways(
        zoo.hypothesis(participants=("north", "south"), weight=0.25),
        zoo.hypothesis(by=("north",), participants=("south",), weight=0.35),
        zoo.hypothesis(to=("brigands",), weight=0.4),
    )
    assert sorted((weight, len(one)) for one, weight in found) == [(0.25, 2), (0.35, 2), (0.4, 1)]


@pytest.mark.parametrize(("weight", "left"), [(1.0, False), (0.999, True), (0.0, True)])
def test_what_no_weight_covers_may_be_anything(weight: float, left: bool) -> None:
    (first, *_) = hypotheses_of([zoo.hypothesis(by=("north",), weight=weight)])
    assert (first == Weighed(ways=(ANYTHING,), weight=None)) == left
    free = hypotheses_of([zoo.hypothesis(weight=weight), zoo.hypothesis(by=("north",))])
    assert not any(ANYTHING in one.ways for one in free), "what is left goes to the one without a weight"


def test_rows_that_say_the_same_share_one_attribution() -> None:
    rows = [zoo.claim("a"), zoo.claim("b", by=("south",)), zoo.claim("c")]
    found = attributions(zoo.claims(*rows))
    assert found.of_row[0] == found.of_row[2] != found.of_row[1]
    assert len(found.told) == len(found.members) == 2
    sliced = attributions(zoo.claims(*rows).slice(1))
    assert sliced.told == found.told
    assert len(sliced.of_row) == 2


@pytest.mark.parametrize(
    "weights", [(0.6, 0.6), (-0.1, 0.5), (1.1, None), (float("nan"), 0.1), (float("inf"), None)]
)
def test_weights_that_are_no_shares_of_one_whole_are_refused(weights: tuple[float | None, ...]) -> None:
    pairs = zip(("north", "south"), weights, strict=True)
    wrong = [zoo.hypothesis(by=(actor,), weight=weight) for actor, weight in pairs]
    with pytest.raises(BadReport) as caught:
        attributions(zoo.claims(zoo.claim("good"), zoo.claim("wrong", hypotheses=wrong)))
    assert ["'wrong'" in str(fault) for fault in caught.value.faults] == [True]


def test_accounts_that_say_nothing_are_refused_all_at_once() -> None:
    rows = [zoo.claim("empty") | {"hypotheses": []}, zoo.claim("null") | {"hypotheses": [None]}, zoo.claim()]
    with pytest.raises(BadReport) as caught:
        attributions(zoo.claims(*rows))
    assert "empty" in str(caught.value.faults)


@pytest.mark.parametrize("extra", [0, 1])
def test_more_hypotheses_than_can_be_told_apart_are_refused(extra: int) -> None:
    many = [zoo.hypothesis(act="raid", weight=1 / 64) for _ in range(MOST_IN_ACCOUNT + extra)]
    table = zoo.claims(zoo.claim("many", hypotheses=many))
    if not extra:
        assert len(attributions(table).told) == 2
        return
    with pytest.raises(BadReport) as caught:
        attributions(table)
    assert "'many' has 61 hypotheses" in str(caught.value.faults[0])


def test_many_hypotheses_of_many_ways_are_told_by_their_widest() -> None:
    actors = ("north", "south", "villagers", "brigands")
    wide = [
        zoo.hypothesis(participants=actors, act=act, weight=0.2) for act in ("raid", "shelling", "protest")
    ]
    wide += [zoo.hypothesis(participants=actors, act=act, weight=0.2) for act in ("violence", "armed_attack")]
    found = hypotheses_of(wide)
    assert [len(one.ways) for one in found] == [1] * 5
    assert {one.ways[0].initiators for one in found} == {("unknown",)}
    assert [len(one.ways) for one in hypotheses_of([one | {"weight": 0.25} for one in wide[:4]])] == [14] * 4


def by_choice(values: list[list[float]], weights: list[float | None]) -> list[float]:
    """What an account comes to for every choice of one way a hypothesis and of who gets what is left."""
    found = []
    for chosen in product(*values):
        fixed = sum(v * w for v, w in zip(chosen, weights, strict=True) if w is not None)
        rest = 1 - sum(w for w in weights if w is not None)
        free = [v for v, w in zip(chosen, weights, strict=True) if w is None] or [0.0, 1.0]
        found += [fixed + rest * value for value in free]
    return found


@given(
    st.lists(
        st.tuples(st.lists(st.floats(0, 1), min_size=1, max_size=3), st.integers(1, 5)), max_size=3
    ).filter(lambda many: sum(w for _, w in many) <= 10),
    st.lists(st.floats(0, 1), max_size=3),
)
def test_each_hypothesis_comes_to_its_worst_way_and_what_is_left_goes_where_it_matters_most(
    stated: list[tuple[list[float], int]], free: list[float]
) -> None:
    values = [one for one, _ in stated] + ([free] if free else [])
    weights: list[float | None] = [w / 10 for _, w in stated]
    weights += [None] if free else []
    if not values:
        return
    columns = [np.nan if weight is None else weight for weight in weights]
    flat = [(column, value) for column, one in enumerate(values) for value in one]
    arrays = (
        np.array([[[value] for _, value in flat]]),
        np.array([[column for column, _ in flat]]),
        np.array([columns]),
        np.ones((1, len(flat)), dtype=np.bool_),
    )
    low, high = (combine(*arrays, upper=upper)[0, 0] for upper in (False, True))
    expected = by_choice(values, weights)
    assert (low, high) == pytest.approx((min(expected), max(expected)), abs=1e-9)


def test_columns_that_a_row_does_not_use_count_for_nothing() -> None:
    values, weights = np.array([[[0.25], [1.0]]]), np.array([[np.nan, np.nan]])
    entry, used = np.array([[0, 1]]), np.array([[True, False]])
    for upper in (False, True):
        assert combine(values, entry, weights, used, upper=upper)[0, 0] == 0.25
