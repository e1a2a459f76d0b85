"""Doubt: grows with age, distance and what happens near by; unknown stays unknown; no drift."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.record.control.words import day, line_of, ready_of, shares, value, word
from truceline.errors import BadInput
from truceline.record.control import Doubt, Timeline, control_on, estimator
from truceline.record.control.estimate import at_points, snapshot

ROW = [word(place) for place in "abcd"] + [word(place, side="south") for place in "efgh"]


def test_a_fresh_word_alone_is_certain_of_what_it_says() -> None:
    assert shares(control_on(ready_of(word()), day(0)), "a")["north"] == 1.0


def test_before_any_word_all_is_unknown() -> None:
    table = control_on(ready_of(word(since=2)), day(1))
    assert shares(table, "a")["unknown"] == 1.0
    assert value(table, "a") == "unknown"


def test_a_place_never_changes_hands_by_time_alone() -> None:
    ready = ready_of(*ROW)
    for at in (0, 10, 1000, 3000):
        table = control_on(ready, day(at))
        assert {value(table, place) for place in "abcd"} == {"north"}
        assert shares(table, "d")["south"] == 0.0


def test_a_word_fades_to_unknown_and_in_the_end_nothing_is_shown() -> None:
    ready = ready_of(word())
    unknown = [shares(control_on(ready, day(at)), "a")["unknown"] for at in (0, 100, 1000, 20_000)]
    assert unknown == sorted(unknown)
    assert unknown[2] == pytest.approx(1 - np.exp(-0.1), abs=1e-6)
    assert value(control_on(ready, day(6_900)), "a") == "north"
    assert value(control_on(ready, day(7_000)), "a") == "unknown"


def test_a_handover_makes_older_words_near_it_doubtful_and_far_ones_not() -> None:
    near = word("b", lon=36.02)
    ready = ready_of(word("a", side="south"), near, word("h"), word("a", since=100))
    ready = ready_of(word("a"), near, word("h"), word("a", since=100, side="south"))
    before, after = (control_on(ready, day(at)) for at in (99.9, 140))
    assert shares(before, "b")["south"] == 0.0
    assert shares(after, "b")["south"] > 0.1
    assert shares(after, "h")["south"] < 0.1


def test_a_word_said_after_the_handover_knows_of_it() -> None:
    handover = [word("a"), word("a", since=100, side="south")]
    old = ready_of(*handover, word("b", lon=36.02))
    new = ready_of(*handover, word("b", lon=36.02), word("b", lon=36.02, since=130))
    at = day(140)
    assert shares(control_on(new, at), "b")["north"] > shares(control_on(old, at), "b")["north"]


def test_words_around_may_make_an_old_word_unknown_but_never_another_side() -> None:
    old = word("d")
    fresh = [word(place, since=800, side="south") for place in "abcefgh"]
    table = control_on(ready_of(old, *fresh), day(800))
    assert shares(table, "d")["south"] > 0.5
    assert value(table, "d") == "unknown"
    assert next(row["last_word"] for row in table.to_pylist() if row["place"] == "d") == "north"


def test_a_handover_that_nobody_has_told_of_yet_changes_nothing() -> None:
    told = ready_of(*ROW)
    later = ready_of(*ROW, word("d", since=50, side="south", tells="standing"))
    at = day(49)
    assert shares(control_on(told, at), "c") == shares(control_on(later, at), "c")


def test_a_wide_word_shares_its_doubt_with_its_neighbours() -> None:
    wide = [word(place, radius_m=9_000.0) for place in "abcd"]
    wide += [word(place, side="south", radius_m=9_000.0) for place in "efgh"]
    table = control_on(ready_of(*wide), day(0))
    assert shares(table, "a")["north"] > 0.99
    assert 0.5 < shares(table, "d")["north"] < 0.95


def test_between_two_sides_the_shares_are_even_and_beside_one_they_are_not() -> None:
    ready = ready_of(*ROW)
    now = snapshot(ready, day(0))
    middle = 36.0 + 0.055 * 3.5
    p = at_points(ready, now, [middle, middle - 0.02, middle + 0.02], [35.0, 35.0, 35.0])
    assert p[0, 0] == pytest.approx(p[0, 1], abs=0.01)
    assert p[1, 0] > 0.75
    assert p[2, 1] > 0.75


def test_far_from_any_word_it_is_unknown_however_sure_the_words() -> None:
    ready = ready_of(*[word(place) for place in "abcdefgh"])
    now = snapshot(ready, day(0))
    p = at_points(ready, now, [36.0, 36.0, 36.0, 36.0], [35.1, 35.2, 35.5, 36.5])
    assert p[0, 0] > 0.98
    assert p[:, -1].tolist() == sorted(p[:, -1].tolist())
    assert p[2, -1] > 0.9
    assert p[3, -1] == pytest.approx(1.0)


def test_contested_and_third_party_are_values_of_their_own() -> None:
    table = control_on(ready_of(word(state="contested"), word("h", state="third_party")), day(0))
    assert (value(table, "a"), value(table, "h")) == ("contested", "third_party")
    assert shares(table, "a")["contested"] == 1.0


def test_all_probabilities_of_a_place_sum_to_one() -> None:
    rows = [*ROW, word("d", since=30, side="south"), word("c", since=40, state="contested")]
    for at in (0, 35, 400):
        table = control_on(ready_of(*rows), day(at))
        for place in "abcdefgh":
            assert sum(shares(table, place).values()) == pytest.approx(1.0, abs=1e-5)


def test_nothing_depends_on_the_order_of_the_words() -> None:
    rows = [*ROW, word("d", since=30, side="south"), word("c", since=40, state="contested")]
    assert control_on(ready_of(*rows), day(60)).equals(control_on(ready_of(*rows[::-1]), day(60)))


def test_the_sides_are_treated_alike() -> None:
    other = {"north": "south", "south": "north", None: None}
    rows = [*ROW, word("d", since=30, side="south"), word("f", since=35)]
    swapped = [{**row, "side": other[row["side"]]} for row in rows]
    one, two = (control_on(ready_of(*some), day(60)) for some in (rows, swapped))
    for place in "abcdefgh":
        assert shares(one, place)["north"] == shares(two, place)["south"]


@pytest.mark.parametrize("name", ["range_m", "nugget", "memory_days", "least", "n_words"])
def test_a_model_of_no_meaning_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match=name):
        replace(Doubt(), **{name: 0})


def heaped(n: int) -> Timeline:
    """Return words on so many places of one point."""
    return line_of(*(word() | {"place": f"p{number}", "lon": 36.0} for number in range(n)))


@pytest.mark.slow
def test_places_heaped_on_one_point_are_refused_before_their_pairs_are_made() -> None:
    line = heaped(38_000)
    with pytest.raises(BadInput, match="too many places on too little ground") as error:
        estimator(line)
    assert "721,981,000 pairs" in error.value.faults[0].message


def test_as_many_places_as_fit_are_read_though_they_lie_on_one_point() -> None:
    assert estimator(heaped(200)).beside.nnz == 200 * 200
