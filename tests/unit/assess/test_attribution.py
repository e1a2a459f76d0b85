"""Who did what to whom: hypotheses from rows, and weights against every way to share what is left."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import zoo
from truceline.assess.attribution import ANYTHING, attributions, combine, hypotheses_of
from truceline.errors import BadReport


def told(*entries: dict[str, Any]) -> list[tuple[tuple[str, ...], tuple[str, ...], float | None]]:
    return sorted(((one.initiators, one.targets, weight) for one, weight in hypotheses_of(entries)), key=str)


def test_each_participant_may_have_begun() -> None:
    both = zoo.hypothesis(participants=("north", "south"))
    assert told(both) == [(("north",), ("south",), None), (("south",), ("north",), None)]


def test_the_order_of_participants_says_nothing() -> None:
    assert told(zoo.hypothesis(participants=("south", "north"))) == told(
        zoo.hypothesis(participants=("north", "south"))
    )


def test_a_role_nobody_knows_may_be_any() -> None:
    odd = zoo.hypothesis(to=("villagers",))
    odd["cast"] += [{"actor": "north", "role": "unknown"}, {"actor": "south", "role": "participant"}]
    assert told(odd) == [
        (("north",), ("south", "villagers"), None),
        (("south",), ("north", "villagers"), None),
    ]


def test_beside_an_initiator_a_participant_is_a_target() -> None:
    assert told(zoo.hypothesis(by=("north",), participants=("south",))) == [(("north",), ("south",), None)]


def test_joint_initiators_are_one_hypothesis_and_alternatives_two() -> None:
    assert told(zoo.hypothesis(by=("south", "north", "south"))) == [(("north", "south"), (), None)]
    assert len(told(zoo.hypothesis(by=("north",)), zoo.hypothesis(by=("south",)))) == 2


def test_nobody_named_is_an_unknown_actor() -> None:
    assert told(zoo.hypothesis(to=("north",))) == [(("unknown",), ("north",), None)]
    assert told(zoo.hypothesis() | {"cast": None}) == [(("unknown",), (), None)]


def test_hypotheses_told_twice_are_one_with_the_sum_of_their_weights() -> None:
    one, other = zoo.hypothesis(by=("north",), weight=0.25), zoo.hypothesis(by=("south",), weight=0.5)
    assert told(one, other, one) == [(("north",), (), 0.5), (("south",), (), 0.5)]


def test_a_hypothesis_told_with_a_weight_and_without_keeps_both() -> None:
    one = zoo.hypothesis(by=("north",))
    assert told(one, one | {"weight": 0.5}) == [(("north",), (), 0.5), (("north",), (), None)]


def test_a_weight_on_participants_is_no_weight_on_either_and_leaves_the_others_theirs() -> None:
    found = told(zoo.hypothesis(participants=("north", "south"), weight=0.25), zoo.hypothesis(weight=0.75))
    assert {who: weight for who, _, weight in found} == {
        ("north",): None,
        ("south",): None,
        ("unknown",): 0.75,
    }


@pytest.mark.parametrize(("weight", "left"), [(1.0, False), (0.999, True), (0.0, True)])
def test_what_no_weight_covers_may_be_anything(weight: float, left: bool) -> None:
    found = dict(hypotheses_of([zoo.hypothesis(by=("north",), weight=weight)]))
    assert (ANYTHING in found) == left
    free = dict(hypotheses_of([zoo.hypothesis(weight=weight), zoo.hypothesis(by=("north",))]))
    assert ANYTHING not in free, "what is left goes to the hypothesis without a weight"


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


def extremes(values: list[float], weights: list[float | None]) -> tuple[float, float]:
    """Lowest and highest sum over every way, in steps, to share what no weight covers."""
    free = [value for value, weight in zip(values, weights, strict=True) if weight is None]
    fixed = sum(v * w for v, w in zip(values, weights, strict=True) if w is not None)
    rest = 1 - sum(weight for weight in weights if weight is not None)
    if not free:
        free = [0.0, 1.0]
    steps = 6
    shares = [one for one in product(range(steps + 1), repeat=len(free)) if sum(one) == steps]
    sums = [sum(n / steps * value for n, value in zip(one, free, strict=True)) for one in shares]
    return fixed + rest * min(sums), fixed + rest * max(sums)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5) | st.none()), min_size=1, max_size=4).filter(
        lambda many: sum(w or 0 for _, w in many) <= 10
    )
)
def test_what_no_weight_covers_goes_where_it_matters_most(many: list[tuple[float, int | None]]) -> None:
    values = [value for value, _ in many]
    weights = [None if weight is None else weight / 10 for _, weight in many]
    arrays = (
        np.array([[[value] for value in values]]),
        np.array([[np.nan if weight is None else weight for weight in weights]]),
        np.ones((1, len(many)), dtype=np.bool_),
    )
    low, high = (combine(*arrays, upper=upper)[0, 0] for upper in (False, True))
    assert (low, high) == pytest.approx(extremes(values, weights), abs=1e-9)


def test_columns_that_a_row_does_not_use_count_for_nothing() -> None:
    values, weights = np.array([[[0.25], [1.0]]]), np.array([[np.nan, np.nan]])
    used = np.array([[True, False]])
    for upper in (False, True):
        assert combine(values, weights, used, upper=upper)[0, 0] == 0.25
