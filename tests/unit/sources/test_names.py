"""Whose name a printed name is."""

from __future__ import annotations

import pytest

from tests.unit.sources.exports import CASEBOOK
from truceline.sources.names import actor_finder, nameless

FIND = actor_finder(CASEBOOK.actors)


@pytest.mark.parametrize(
    ("printed", "actor"),
    [
        ("North", "north"),
        ("NORTH", "north"),
        ("  north ", "north"),
        ("south", "south"),
        ("Dwellers' Front", "south"),
        ("Dwellers’  front", "south"),
        ("Dwellers` Front", "south"),
        ("جبهة السهل", "south"),
        ("Military Forces of the North (2000-)", "north"),
        ("Military Forces of the North (2000-) Marsh Brigade", "north"),
        ("Military Forces of the North (2000-) Hill Guards", "guards"),
        ("Military Forces of the North (2000-) Hill Guards 2nd Company", "guards"),
        ("unknown", "unknown"),
        ("Northern", None),
        ("Military Forces of the North", None),
        ("The League", None),
        ("Dwellers' Front of the Coast", None),
        ("", None),
    ],
)
def test_a_name_is_the_one_actor_s_who_has_it(printed: str, actor: str | None) -> None:
    assert FIND(printed) == actor


def test_a_bare_star_names_nobody() -> None:
    from tests.unit.sources.exports import actor

    assert actor_finder([actor("anybody", "*")])("Riders") is None


def test_names_nobody_has_are_counted_most_frequent_first() -> None:
    unmatched, unidentified = nameless(["b", "a", "a", "North", "Unidentified Band", "c"], FIND)
    assert list(unmatched.items()) == [("a", 2), ("b", 1), ("c", 1)]
    assert unidentified == {"Unidentified Band": 1}
