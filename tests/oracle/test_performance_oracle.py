"""The state of a mutual duty, found again the long way: each day, each side is asked what it said last."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests import zoo
from tests.examples import examples
from truceline.judgement.performance import performance
from truceline.judgement.rulebook import rulebook_of

FIRST, LAST = date(2020, 5, 1), date(2020, 5, 6)
SIDES = ("north", "south")


def _says(words: list[dict[str, Any]], speaker: str, bearer: str, day: date) -> set[str]:
    """Return what a speaker last said of a side by a day: every answer of that last day."""
    own = [
        word
        for word in words
        if word["of_side"] == speaker and word["about_side"] in {bearer, None} and word["on"] <= str(day)
    ]
    last = max((word["on"] for word in own), default="")
    return {word["says"] for word in own if word["on"] == last}


def _of_side(words: list[dict[str, Any]], bearer: str, day: date) -> str:
    verified = _says(words, "mission", bearer, day)
    if len(verified) == 1:
        return verified.pop()
    if verified:
        return "undetermined"
    north, south = (_says(words, side, bearer, day) for side in SIDES)
    if len(north) > 1 or len(south) > 1:
        return "disputed"
    if not north or not south:
        return "undetermined"
    return north.pop() if north == south else "disputed"


def _of_both(one: str, other: str) -> str:
    for state in ("disputed", "undetermined"):
        if state in {one, other} and one != other:
            return state
    return one if one == other else "partly_performed"


@examples(80)
@given(
    words=st.lists(
        st.builds(
            lambda says, side, about, on: {
                "obligation": "t1/7",
                "says": says,
                "by": f"{side} office",
                "of_side": side,
                "about_side": about,
                "on": str(FIRST + timedelta(days=on)),
            },
            st.sampled_from(["performed", "partly_performed", "not_performed"]),
            st.sampled_from(["north", "south", "mission"]),
            st.sampled_from(["north", "south", None]),
            st.integers(0, 3),
        ),
        max_size=7,
    )
)
def test_every_day_has_the_state_that_asking_each_side_gives(words: list[dict[str, Any]]) -> None:
    record = zoo.casebook(words=words)
    book = rulebook_of(record)
    rows = performance(book, [book.position("first")], record.words, ()).to_pylist()
    for n in range((LAST - FIRST).days):
        day = FIRST + timedelta(days=n)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        found = {
            row["bearer"]: row["state"]
            for row in rows
            if row["start_at"] <= noon and (row["end_at"] is None or noon < row["end_at"])
        }
        north, south = (_of_side(words, side, day) for side in SIDES)
        assert found == {"side:north": north, "side:south": south, None: _of_both(north, south)}
