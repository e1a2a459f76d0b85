"""Obligations over time: every state, and who says what."""

from __future__ import annotations

from typing import Any

import pytest

from tests import zoo
from truceline.assess.performance import performance
from truceline.rules import Rulebook


def said(says: str, side: str | None, on: str, *, by: str = "", share: float | None = None) -> dict[str, Any]:
    word = {"obligation": "t1/7", "says": says, "by": by or str(side), "of_side": side, "on": on}
    return word | {"share": share}


def states(*words: dict[str, Any], position: str = "first", **changes: Any) -> list[dict[str, Any]]:
    book = Rulebook(casebook=zoo.casebook(words=list(words), **changes))
    found: list[dict[str, Any]] = performance(book, [book.position(position)]).to_pylist()
    return found


def line(*words: dict[str, Any], position: str = "first", **changes: Any) -> list[tuple[str, str | None]]:
    rows = states(*words, position=position, **changes)
    return [(row["state"], row["start_at"] and row["start_at"].date().isoformat()) for row in rows]


START, DUE, END = "2020-03-05", "2020-04-02", "2024-01-01"


def test_an_obligation_nobody_speaks_of_is_due_then_unknown_then_over() -> None:
    assert line() == [("due", START), ("undetermined", DUE), ("superseded", END)]
    assert [row["because"] for row in states()] == [["before_deadline"], ["nobody_says"], ["no_longer_owed"]]
    assert states()[-1]["end_at"] is None


@pytest.mark.parametrize("says", ["performed", "partly_performed", "not_performed"])
def test_what_both_sides_say_is_so_from_the_second_word_on(says: str) -> None:
    found = line(said(says, "north", "2020-05-01"), said(says, "south", "2020-05-02"))
    assert found[2:4] == [("undetermined", "2020-05-01"), (says, "2020-05-02")]


def test_a_word_that_is_marked_as_mistaken_performs_nothing() -> None:
    words = said("performed", "north", "2020-05-01"), said("performed", "south", "2020-05-02")
    wrong = words[1] | {"mistaken": "Of another duty; the south put it right."}
    assert line(words[0], wrong) == line(words[0]) != line(*words)


def test_one_side_alone_claims() -> None:
    row = states(said("performed", "north", "2020-05-01"))[2]
    assert (row["state"], row["because"]) == ("undetermined", ["claimed_by:north:performed"])


def test_sides_that_differ_dispute_and_both_are_shown() -> None:
    words = said("performed", "north", "2020-05-01"), said("not_performed", "south", "2020-05-02")
    row = states(*words)[3]
    assert (row["state"], row["because"]) == ("disputed", ["sides_differ"])
    assert row["accounts"] == [
        "north (north), 2020-05-01: performed",
        "south (south), 2020-05-02: not_performed",
    ]


def test_the_last_word_of_a_side_counts_in_whatever_order_they_stand() -> None:
    words = [
        said("not_performed", "south", "2020-05-02"),
        said("performed", "north", "2020-05-01"),
        said("performed", "south", "2020-05-03"),
    ]
    assert line(*words)[3:5] == [("disputed", "2020-05-02"), ("performed", "2020-05-03")]
    assert states(*words[::-1]) == states(*words)


def test_the_mission_settles_it_and_a_third_party_does_not() -> None:
    sides = said("performed", "north", "2020-05-01"), said("not_performed", "south", "2020-05-01")
    mission = said("partly_performed", "mission", "2020-05-02", share=0.5)
    row = states(*sides, mission)[3]
    assert (row["state"], row["because"]) == ("partly_performed", ["verified_by_mission"])
    third = states(said("performed", None, "2020-05-01", by="a paper"))[2]
    assert (third["state"], third["because"]) == ("undetermined", ["third_party_only"])
    assert third["accounts"] == ["a paper (third party), 2020-05-01: performed"]


def test_a_share_is_shown_only_where_all_state_the_same() -> None:
    one = said("partly_performed", "north", "2020-05-01", share=0.5)
    for share, shown in ((0.5, 0.5), (0.4, None), (None, None)):
        words = one, said("partly_performed", "south", "2020-05-01", share=share)
        assert states(*words)[2]["share"] == shown


def test_a_duty_that_starts_later_is_pending_until_then() -> None:
    later = zoo.SOURCE["clauses"][-1] | {"from": {"at": "2020-03-20Z"}, "until": {"at": "2020-06-01Z"}}
    assert line(clauses=[later]) == [
        ("pending", START),
        ("due", "2020-03-20"),
        ("undetermined", DUE),
        ("superseded", "2020-06-01"),
    ]


@pytest.mark.parametrize("change", [{"until": {"at": "2020-03-01Z"}}, {"from": {"at": "2025-01-01Z"}}])
def test_a_duty_that_was_never_owed_has_no_states(change: dict[str, Any]) -> None:
    assert line(clauses=[zoo.SOURCE["clauses"][-1] | change]) == []


def test_a_duty_of_an_instrument_that_never_lived_has_no_states() -> None:
    assert line(instruments=[zoo.SOURCE["instruments"][0] | {"in_force": None}]) == []


def test_where_readings_differ_the_states_they_give_are_named() -> None:
    rows = states(position="second")
    assert [row["state"] for row in rows] == ["due", "undetermined", "undetermined", "superseded"]
    assert rows[2]["because"] == ["some_reading:superseded", "some_reading:undetermined"]
    dates = [row["start_at"].date().isoformat() for row in rows]
    assert dates == [START, DUE, "2020-06-01", END]


def test_under_a_reading_in_which_it_never_began_it_is_not_owed() -> None:
    begins = zoo._open("defence", excuses={"at": "2020-03-05Z"}, no_excuse={"at": "2025-01-01Z"})
    rows = states(position="ruling", instruments=[zoo.SOURCE["instruments"][0] | {"in_force": begins}])
    assert rows[0]["because"] == ["some_reading:due", "some_reading:not_owed"]


def courses(*words: dict[str, Any]) -> list[str]:
    return [row["state"] for row in states(*words)]


def test_sides_that_speak_of_different_bearers_do_not_agree() -> None:
    mine, theirs = (said("not_performed", side, "2020-04-05") for side in ("north", "south"))
    accusing = courses(mine | {"about": "south"}, theirs | {"about": "north"})
    assert "disputed" in accusing
    assert "not_performed" not in accusing
    agreeing = courses(mine | {"about": "north"}, theirs | {"about": "north"})
    assert "not_performed" in agreeing
    assert "disputed" not in agreeing


def test_before_the_deadline_one_sides_word_leaves_it_due_and_both_sides_word_does_not() -> None:
    assert courses(said("not_performed", "north", "2020-03-10"))[0] == "due"
    both = [said("performed", side, "2020-03-10") for side in ("north", "south")]
    assert courses(*both)[:2] == ["due", "performed"]


def hung(**readings: str) -> dict[str, Any]:
    return zoo._open("defence", **readings)


def test_the_same_deed_performs_the_duty_only_on_some_reading() -> None:
    says = hung(excuses="performed", no_excuse="partly_performed")
    words = [said("performed", side, "2020-04-05") | {"says": says} for side in ("north", "south")]

    def last_state(position: str) -> tuple[str, list[str]]:
        row = states(*words, position=position)[2]
        return row["state"], row["because"]

    assert last_state("first") == ("partly_performed", ["sides_agree"])
    assert last_state("ruling")[0] == "undetermined"
    assert "some_reading:performed" in last_state("ruling")[1]
    told = states(*words, position="ruling")[2]["accounts"]
    assert told[0].endswith("performed if defence is excuses; partly_performed if defence is no_excuse")


def test_sides_that_say_the_same_under_every_reading_agree_however_it_is_read() -> None:
    says = hung(excuses="performed", no_excuse="performed")
    words = [said("performed", side, "2020-04-05") | {"says": says} for side in ("north", "south")]
    assert "performed" in courses(*words)
