"""A duty to patrol over time: outing by outing, and no outing for another."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import zoo
from tests.patrolled import DUTY, casebook, of
from truceline.judgement.ledger import patrols_done
from truceline.judgement.performance import performance
from truceline.judgement.rulebook import rulebook_of
from truceline.model.casebook import Position
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import PositionId
from truceline.model.record import Record
from truceline.model.words import Audience
from truceline.record import release

FIRST, SECOND = "2026-03-02", "2026-03-09"


def told(on: str, *sides: str, outcome: str = "held", **more: Any) -> list[dict[str, Any]]:
    """Return what sides tell of the outing of a day."""
    return [of(side, outcome, **more) | {"patrol": f"p-{on}"} for side in sides]


def said(says: str, side: str | None, on: str, **more: Any) -> dict[str, Any]:
    return {"obligation": "t1/patrol", "says": says, "by": f"{side} office", "of_side": side, "on": on} | more


def rows(book: Record, **readings: str) -> list[dict[str, Any]]:
    """Return the rows under given readings, all else left open."""
    taken = {AmbiguityId(one): ReadingId(reading) for one, reading in readings.items()}
    asked = Position(id=PositionId("asked"), label={"en": "asked"}, readings=taken)
    found: list[dict[str, Any]] = performance(
        rulebook_of(book), [asked], book.words, patrols_done(book)
    ).to_pylist()
    return found


def at(found: list[dict[str, Any]], day: str) -> tuple[str, list[str]]:
    """Return the state and its reasons at noon of a day."""
    noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    [row] = [
        one
        for one in found
        if (one["start_at"] or noon) <= noon and (one["end_at"] is None or noon < one["end_at"])
    ]
    return row["state"], row["because"]


LIVES = {"instruments": [zoo.SOURCE["instruments"][0] | {"ended": None}]}


def book(accounts: list[dict[str, Any]], *days: str, **changes: Any) -> Record:
    return casebook(accounts, [{"on": day} for day in days or (FIRST, SECOND)], **LIVES | changes)


BOTH_BOTH = [*told(FIRST, "north", "south"), *told(SECOND, "north", "south")]


def test_an_outing_performs_the_duty_on_its_day_and_on_no_other() -> None:
    found = rows(book(BOTH_BOTH), done="started")
    assert at(found, FIRST) == ("performed", ["sides_agree", f"outing:p-{FIRST}"])
    assert at(found, "2026-03-03") == ("undetermined", ["no_outing_told"])
    assert at(found, "2027-01-01") == ("undetermined", ["no_outing_told"])
    assert at(found, "2026-03-01") == ("undetermined", ["nobody_says"])


def test_words_of_the_sides_on_two_different_outings_do_not_agree() -> None:
    accounts = [*told(FIRST, "north", number=1), *told(SECOND, "south", number=1)]
    found = rows(book(accounts), done="started")
    assert at(found, FIRST)[0] == at(found, SECOND)[0] == "undetermined"
    assert at(found, FIRST)[1][0] == "claimed_by:north:performed"
    assert at(found, SECOND)[1][0] == "claimed_by:south:performed"
    together = [*told(FIRST, "north", number=1), *told(FIRST, "south", number=7)]
    assert at(rows(book(together), done="started"), FIRST)[0] == "performed", "whatever its numbers"


@pytest.mark.parametrize(("done", "state"), [("started", "performed"), ("reached", "undetermined")])
def test_that_it_set_out_performs_it_only_where_setting_out_is_enough(done: str, state: str) -> None:
    assert at(rows(book(BOTH_BOTH), done=done), FIRST)[0] == state


def test_where_the_reading_is_open_the_state_is_and_names_both() -> None:
    state, because = at(rows(book(BOTH_BOTH)), FIRST)
    assert state == "undetermined"
    assert because == ["some_reading:performed", "some_reading:undetermined", f"outing:p-{FIRST}"]


def test_a_word_on_one_outing_counts_for_it_and_for_no_other() -> None:
    word = said("performed", "mission", "2026-03-20", patrol=f"p-{FIRST}")
    found = rows(book([], words=[word]), done="both")
    assert at(found, FIRST) == ("performed", ["verified_by_mission", f"outing:p-{FIRST}"])
    assert at(found, SECOND) == ("undetermined", ["nobody_says", f"outing:p-{SECOND}"])
    assert at(found, "2026-03-20") == ("undetermined", ["no_outing_told"])


def test_a_word_on_the_duty_at_large_speaks_of_the_time_after_it_until_the_next_outing() -> None:
    words = [said("not_performed", "mission", "2026-03-05")]
    found = rows(book(BOTH_BOTH, words=words), done="started")
    assert at(found, "2026-03-04") == ("undetermined", ["no_outing_told"])
    assert at(found, "2026-03-05") == ("not_performed", ["verified_by_mission"])
    assert at(found, SECOND)[0] == "performed"
    assert at(found, "2026-03-10") == ("undetermined", ["no_outing_told"])


def test_two_outings_of_one_day_count_as_the_parts_of_a_whole() -> None:
    second = {"id": "p-second", "on": FIRST}
    accounts = [*told(FIRST, "north", "south", outcome="full")]
    accounts += [one | {"patrol": "p-second", "outcome": "shortened"} for one in accounts]
    found = rows(casebook(accounts, [{"on": FIRST}, second], **LIVES), done="reached")
    assert at(found, FIRST) == (
        "partly_performed",
        [f"outing:p-{FIRST}:performed", "outing:p-second:partly_performed"],
    )


def test_a_joint_patrol_is_one_deed_and_no_bearer_has_a_state_of_its_own() -> None:
    assert {row["bearer"] for row in rows(book(BOTH_BOTH))} == {None}


def test_how_the_accounts_and_outings_stand_in_their_files_changes_nothing() -> None:
    accounts = [*told(FIRST, "north"), *told(FIRST, "south", outcome="shortened"), *told(SECOND, "south")]
    words = [said("not_performed", "north", "2026-03-05"), said("performed", "south", "2026-03-05")]
    expected = rows(book(accounts, words=words), done="reached")
    shuffle = random.Random(7)
    for _ in range(6):
        shuffle.shuffle(accounts)
        shuffle.shuffle(words)
        assert rows(book(accounts, SECOND, FIRST, words=words), done="reached") == expected


def test_before_the_deadline_only_a_performed_outing_is_more_than_due() -> None:
    due = DUTY | {"due": {"day": {"at": FIRST, "zone": "UTC"}, "counting": "end_of_day"}}
    assert at(rows(book(BOTH_BOTH, clauses=[due]), done="started"), FIRST)[0] == "performed"
    assert at(rows(book(BOTH_BOTH, clauses=[due]), done="reached"), FIRST)[0] == "due"
    assert at(rows(book(BOTH_BOTH, clauses=[due]), done="reached"), SECOND)[0] == "undetermined"


def test_what_the_mandate_holds_back_of_an_outing_performs_nothing() -> None:
    word = said("performed", "mission", FIRST, patrol=f"p-{FIRST}")
    mandate = {"publish_delay_minutes": "60", "day_zone": "UTC"}
    whole = book(BOTH_BOTH, words=[word], mandate=mandate)
    held, out = (
        release(whole, audience=Audience.PUBLIC, at=datetime(2026, 3, 3, hour, minute, tzinfo=UTC)).facts
        for hour, minute in ((0, 59), (1, 0))
    )
    assert at(rows(held, done="started"), FIRST)[0] == "undetermined"
    assert at(rows(out, done="started"), FIRST)[0] == "performed"
