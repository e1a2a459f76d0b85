"""A place changes hands by a word: what the last one says, on both sides of every instant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.record.control.words import day, line_of, word
from truceline.errors import BadInput
from truceline.record.control.timeline import NO_WORD, Timeline, words_at


def _says(line: Timeline, at: float, place: str = "a") -> str | None:
    latest = words_at(line, day(at))[line.ids.index(place)]
    if latest < 0 or line.word_value[latest] == NO_WORD:
        return None
    return str(line.values[line.word_value[latest]])


def test_before_the_first_word_nothing_is_said_and_from_its_instant_on_it_is() -> None:
    line = line_of(word(since=2))
    assert [_says(line, at) for at in (1.999, 2, 900)] == [None, "north", "north"]


def test_a_word_holds_to_the_next_and_not_beyond() -> None:
    line = line_of(word(since=0), word(since=3, side="south"))
    assert [_says(line, at) for at in (2.999, 3)] == ["north", "south"]


def test_a_word_that_ended_leaves_the_earlier_one() -> None:
    line = line_of(word(since=0), word(since=3, state="contested", until=4))
    assert [_says(line, at) for at in (2.9, 3, 3.999, 4)] == ["north", "contested", "contested", "north"]


def test_when_all_words_have_ended_nothing_is_said() -> None:
    line = line_of(word(since=0, until=2))
    assert [_says(line, at) for at in (1.999, 2)] == ["north", None]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([word(), word(side="south")], "contested"),
        ([word(), word(by="other")], "north"),
        ([word(), word(state="contested")], "contested"),
        ([word(), word(state="unknown")], "unknown"),
        ([word(state="unknown")], "unknown"),
        ([word(), word(state="claimed", side="south")], "contested"),
        ([word(), word(state="entered", side="south")], "contested"),
        ([word(), word(state="entered", side="north")], "north"),
        ([word(), word(state="left", side="north")], "contested"),
        ([word(), word(state="left", side="south")], "north"),
        ([word(), word(state="third_party")], "north"),
        ([word(state="third_party")], "third_party"),
        ([word(state="entered", side="south")], "unknown"),
        ([word(state="left", side="south")], "unknown"),
    ],
)
def test_words_of_one_day(rows: list[Any], expected: str) -> None:
    assert _says(line_of(*rows), 0.5) == expected
    assert _says(line_of(*rows[::-1]), 0.5) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([word(since=2, state="left", side="north")], "unknown"),
        ([word(since=2, state="left", side="south")], "north"),
        ([word(since=2, state="entered", side="south")], "contested"),
        ([word(since=2, state="entered", side="north")], "north"),
        ([word(since=2, state="claimed", side="south")], "contested"),
        ([word(since=2, state="claimed", side="north")], "north"),
        ([word(since=2, state="third_party")], "north"),
        ([word(since=2, side="south"), word(since=2)], "contested"),
        # of two rivals one goes: the other holds
        ([word(since=2, side="south"), word(since=2), word(since=3, state="left", side="north")], "south"),
        ([word(since=2, state="entered", side="south"), word(since=3, state="left", side="south")], "north"),
        # one goes and comes again on the same day
        (
            [
                word(since=2, state="entered", side="south"),
                word(since=3, state="left", side="south"),
                word(since=3, state="claimed", side="south"),
            ],
            "contested",
        ),
    ],
)
def test_words_after_another_day(rows: list[Any], expected: str) -> None:
    assert _says(line_of(word(), *rows), 9) == expected
    assert _says(line_of(*rows[::-1], word()), 9) == expected


def test_days_are_those_of_the_zone_given() -> None:
    from truceline.record.control import assertions, timeline

    rows = [word(since=0.9), word(since=1.1, side="south")]
    utc = timeline(assertions(rows), sides=("north", "south"), day_zone="UTC")
    east = timeline(assertions(rows), sides=("north", "south"), day_zone="Asia/Damascus")
    assert _says(utc, 2) == "south"
    assert _says(east, 2) == "contested"  # 21:36Z and 02:24Z are one day three hours east


def test_only_a_change_of_side_is_a_handover_and_one_through_contested_is_one() -> None:
    line = line_of(
        word(since=0), word(since=1), word(since=2, state="contested"), word(since=3, side="south"), word("b")
    )
    assert line.handover_place.tolist() == [0]
    assert line.handover_side.tolist() == [1]
    assert line.handover_from.tolist() == line.handover_to.tolist()


def test_a_table_that_only_says_how_it_stood_tells_no_moment() -> None:
    line = line_of(word(since=0, tells="standing"), word(since=9, side="south", tells="standing"))
    (start,), (end,) = line.handover_from.tolist(), line.handover_to.tolist()
    assert end - start == 9 * 86_400_000_000


@pytest.mark.parametrize(
    ("rows", "needle"),
    [
        ([word(side="east")], "no side"),
        ([word(state="occupied")], "no state"),
        ([word(), word(since=1, lon=30.0)], "two points"),
        ([], "no assertion"),
    ],
)
def test_what_cannot_be_is_refused(rows: list[Any], needle: str) -> None:
    with pytest.raises(BadInput, match=needle):
        line_of(*rows)


def test_a_word_that_ends_before_it_begins_is_refused() -> None:
    for until in (0, -1):
        with pytest.raises(BadInput, match="before it begins"):
            line_of(word(until=until))
