"""How long ago each segment was last patrolled, from the ledger of a road nine kilometres a leg."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import patrolled, planned
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.plans import RouteSplit
from truceline.planning.weights import cut_route
from truceline.runs.plans import last_patrolled
from truceline.text.zones import line_points

DAY = date(2026, 3, 2)


def _last(
    accounts: list[dict[str, Any]], *, ends: str = "near", first_on: date = date(2026, 3, 9), **outing: Any
) -> tuple[list[date | None], int, int]:
    """Return for each stretch between stops when it was last patrolled, and what was looked at."""
    book = patrolled.casebook(accounts, [{"on": "2026-03-02"} | outing])
    route = RouteSplit(line="road", piece_km=9.2, readings={AmbiguityId("where-it-ends"): ReadingId(ends)})
    cut = cut_route(line_points(book.casebook, "road", route.readings or {}), route)
    asked = planned.demand(first_on=first_on, route=route, segments=tuple(segment for segment, _ in cut))
    last, n_outings, n_reaching = last_patrolled(asked, book)
    return [last[segment.id] for segment in asked.segments], n_outings, n_reaching


@pytest.mark.parametrize(
    ("accounts", "seen"),
    [
        ([patrolled.of("north", "full")], 3),
        ([patrolled.of("north", "shortened", reach="cedar")], 2),
        ([patrolled.of("north", "shortened", reach="birch")], 1),
        ([patrolled.of("north", "full"), patrolled.of("south", "shortened", reach="birch")], 1),
        ([patrolled.of("north", "full"), patrolled.of("south", "shortened")], 3),
        ([patrolled.of("north", "shortened", length_km=20)], 2),
        ([patrolled.of("north", "shortened")], 0),
    ],
)
def test_an_outing_counts_as_far_as_the_account_that_has_it_come_least_far(
    accounts: list[dict[str, Any]], seen: int
) -> None:
    """Twenty kilometres are surely fifteen and more: past the middle of the second stretch at 13.7."""
    assert _last(accounts) == ([DAY] * seen + [None] * (3 - seen), 1, int(seen > 0))


def test_an_outing_the_other_way_has_seen_the_far_end() -> None:
    turned: dict[str, Any] = {"planned_from": "dell", "planned_to": "ash"}
    assert _last([patrolled.of("north", "shortened", reach="cedar")], **turned)[0] == [None, None, DAY]


def test_an_outing_whose_ends_are_not_told_shows_nothing() -> None:
    there = _last([patrolled.of("north", "shortened", reach="birch")], ends="far")
    assert (there[0][0], *there[1:]) == (DAY, 1, 1)
    nowhere: dict[str, Any] = {"planned_from": None, "planned_to": None}
    somewhere = _last([patrolled.of("north", "shortened", reach="birch")], ends="far", **nowhere)
    assert (somewhere[0][0], *somewhere[1:]) == (None, 1, 0)


@pytest.mark.parametrize(("first_on", "n_outings"), [(DAY, 0), (date(2026, 3, 3), 1)])
def test_only_outings_before_the_first_day_planned_are_looked_at(first_on: date, n_outings: int) -> None:
    assert _last([patrolled.of("north", "full")], first_on=first_on)[1] == n_outings
