"""Laws of control that always hold, whatever was said."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.record.control.words import SIDES, day, ready_of, word
from truceline.record.control import changes, control_map, control_on, ground_of
from truceline.record.control.estimate import at_points, snapshot

STATES = ("held", "contested", "third_party", "unknown", "entered", "left", "claimed")


@st.composite
def words(draw: st.DrawFn) -> Any:
    since = draw(st.integers(0, 400))
    state = draw(st.sampled_from(STATES))
    more: dict[str, Any] = {
        "tells": draw(st.sampled_from(("taking", "standing"))),
        "radius_m": draw(st.sampled_from((0.0, 1_000.0, 5_000.0))),
        "by": draw(st.sampled_from(("tarn radio", "moor post"))),
    }
    if draw(st.booleans()):
        more["until"] = since + draw(st.integers(1, 200))
    return word(draw(st.sampled_from("abcdefgh")), since, state, draw(st.sampled_from(SIDES)), **more)


some_words = st.lists(words(), min_size=1, max_size=14)
instants = st.floats(-10, 3_000)


def _shares(table: Any) -> Any:
    sides = np.array([[one["p"] for one in row] for row in table["p_sides"].to_pylist()])
    rest = [table[f"p_{state}"].to_numpy() for state in ("contested", "third_party", "unknown")]
    return np.column_stack([sides, *rest])


@given(some_words, instants)
def test_probabilities_sum_to_one_and_the_value_shown_is_likely(rows: list[Any], at: float) -> None:
    table = control_on(ready_of(*rows), day(at))
    p = _shares(table)
    assert ((p >= 0) & (p <= 1)).all()
    assert np.allclose(p.sum(axis=1), 1.0, atol=1e-5)
    for row, shares in zip(table.to_pylist(), p, strict=True):
        if row["value"] != "unknown":
            place = [*SIDES, "contested", "third_party", "unknown"].index(row["value"])
            assert shares[place] > 0.499


@given(some_words, instants)
def test_a_place_with_a_word_shows_no_other_side_than_the_word_says(rows: list[Any], at: float) -> None:
    for row in control_on(ready_of(*rows), day(at)).to_pylist():
        if row["last_word"] in SIDES:
            assert row["value"] not in set(SIDES) - {row["last_word"]}


@given(some_words, instants, st.randoms(use_true_random=False))
def test_the_order_of_words_decides_nothing(rows: list[Any], at: float, chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert control_on(ready_of(*rows), day(at)).equals(control_on(ready_of(*shuffled), day(at)))


@given(some_words, instants)
def test_saying_everything_twice_changes_nothing(rows: list[Any], at: float) -> None:
    assert control_on(ready_of(*rows, *rows), day(at)).equals(control_on(ready_of(*rows), day(at)))


@given(some_words, st.integers(0, 400), words())
def test_a_later_word_changes_nothing_before_it(rows: list[Any], at: int, later: Any) -> None:
    later = {**later, "since": day(at + 0.5), "until": None}
    there = {row["place"] for row in rows}
    one = control_on(ready_of(*rows), day(at))
    two = control_on(ready_of(*rows, later), day(at))
    if later["place"] in there:
        assert one.equals(two)


@given(some_words, instants)
def test_swapping_the_sides_swaps_the_shares(rows: list[Any], at: float) -> None:
    other = {"north": "south", "south": "north", None: None}
    swapped = [{**row, "side": other[row["side"]]} for row in rows]
    one, two = (_shares(control_on(ready_of(*some), day(at))) for some in (rows, swapped))
    assert np.allclose(one[:, [1, 0, 2, 3, 4]], two, atol=2e-6)


@given(some_words, instants, st.floats(0, 1))
def test_the_farther_off_the_less_is_known(rows: list[Any], at: float, start: float) -> None:
    ready = ready_of(*rows)
    now = snapshot(ready, day(at))
    north = 35.0 + start + np.array([0.5, 1.0, 2.0])
    p = at_points(ready, now, np.full(3, 36.2), north)
    assert np.allclose(p.sum(axis=1), 1.0)
    assert (p[:, -1] > 0.9).all() or now.outlook.tree is None or start < 0.2
    assert p[2, -1] > 0.999


@examples(25)
@given(some_words, st.integers(0, 500))
def test_polygons_cover_the_outline_and_nothing_twice(rows: list[Any], at: int) -> None:
    ground = ground_of(ready_of(*rows))
    found = control_map(ground, day(at), cell_m=3_000)
    shapes = [part.shape for part in found.parts if part.kind == "control"]
    assert shapely.coverage_is_valid(shapes)
    total, whole = sum(map(shapely.area, shapes)), shapely.area(ground.outline)
    assert abs(total - whole) < 1e-6 * whole
    assert abs(sum(one.km2 for one in found.holdings) - float(ground.area_km2.sum())) < 1e-6
    assert sum(one.n_places for one in found.holdings) == len(ground.ready.line.ids)


@examples(25)
@given(some_words, st.integers(0, 500), st.integers(0, 500))
def test_what_is_gained_is_what_is_lost(rows: list[Any], first: int, second: int) -> None:
    ground = ground_of(ready_of(*rows))
    before, after = (
        {one.value: one for one in control_map(ground, day(at), cell_m=5_000).holdings}
        for at in (first, second)
    )
    sums, places = changes(ground, day(first), day(second))
    for value in before:
        gained = sum(one.n_places for one in sums if one.after == value)
        lost = sum(one.n_places for one in sums if one.before == value)
        assert after[value].n_places - before[value].n_places == gained - lost
    assert len(places) == sum(one.n_places for one in sums)
    for one in sums:
        assert one.km2_low - 1e-9 <= one.km2 <= one.km2_high + 1e-9
