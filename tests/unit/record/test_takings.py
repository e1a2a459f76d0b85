"""Words of a ledger of control become takings: who joins, who denies, and what is told already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.record import told
from truceline.files import load_record
from truceline.model.ids import PlaceId, SourceId
from truceline.model.record import Record
from truceline.record import Taking, claims_of_takings, takings, tellings
from truceline.record.control import sides_of_places
from truceline.record.takings import Stood

CAPTURE = {
    "act": "capture_by_force",
    "cast": [{"actor": "north", "role": "initiator"}, {"actor": "south_militia", "role": "target"}],
}


def word(
    since: str, holder: str | None = "north", by: str = "watch", state: str = "held", **more: Any
) -> dict[str, Any]:
    """Return a row of the ledger on the mill."""
    return {"place": "mill", "holder": holder, "state": state, "since": since, "by": by, **more}


def book(*words: dict[str, Any], **more: Any) -> Record:
    """Return the truce of the valley with these words on control."""
    return told.casebook(control=list(words), **more)


def found(*words: dict[str, Any], stood: Stood | None = None, **more: Any) -> tuple[Taking, ...]:
    return takings(book(*words, **more), stood or {})


def shown(side: str, *days: int) -> Stood:
    """Return a table of settlements that shows a side as holding the mill on days of March."""
    return {PlaceId("mill"): [(datetime(2026, 3, day, tzinfo=UTC), side) for day in days]}


def speakers(of: Iterable[Taking]) -> list[tuple[str, list[str]]]:
    return [(one.taker, [str(said.by) for said in one.words]) for one in of]


def rows(*words: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    casebook = book(*words, **more)
    table = claims_of_takings(casebook, takings(casebook, {}), tellings(casebook))
    told_rows: list[dict[str, Any]] = table.to_pylist()
    return told_rows


def test_a_ledger_without_words_tells_of_no_taking() -> None:
    assert found() == ()


def test_speakers_who_say_the_same_are_accounts_of_one_taking() -> None:
    (one,) = found(word("2026-03-05"), word("2026-03-06", by="wire"))
    assert (one.id, one.taker) == ("taken-mill-1", "north")
    assert [str(said.by) for said in one.words] == ["watch", "wire"]


def test_a_speakers_later_words_are_no_further_account() -> None:
    (one,) = found(word("2026-03-05"), word("2026-03-09"))
    assert len(one.words) == 1


def test_who_holds_it_still_after_new_fighting_took_nothing() -> None:
    (one,) = found(
        word("2026-03-05"), word("2026-03-07", None, state="contested"), word("2026-03-08", by="wire")
    )
    assert [str(said.by) for said in one.words] == ["watch"]


def test_fighting_on_the_day_itself_ends_no_taking() -> None:
    (one,) = found(
        word("2026-03-05"), word("2026-03-05", None, state="contested"), word("2026-03-06", by="wire")
    )
    assert len(one.words) == 2


def test_a_place_that_goes_there_and_back_is_taken_three_times() -> None:
    assert [
        one.taker
        for one in found(word("2026-03-05"), word("2026-03-07", "south_militia"), word("2026-03-09"))
    ] == ["north", "south", "north"]


def test_who_left_and_comes_again_takes_it_again() -> None:
    assert len(found(word("2026-03-05"), word("2026-03-06", state="left"), word("2026-03-08"))) == 2


@pytest.mark.parametrize("state", ["entered", "left", "contested"])
def test_other_words_tell_of_no_taking(state: str) -> None:
    assert found(word("2026-03-05", state=state)) == ()


def test_a_claim_is_an_account_and_changes_no_holder() -> None:
    first, second = found(
        word("2026-03-05"),
        word("2026-03-07", "south_militia", by="third", state="claimed", until="2026-03-08"),
        word("2026-03-08", by="north-office"),
    )
    assert (first.taker, second.taker) == ("north", "south")
    assert [str(said.by) for said in first.words] == ["watch"]


def test_a_claim_too_early_joins_the_taking_that_bears_it_out() -> None:
    (one,) = found(word("2026-02", state="claimed", by="wire"), word("2026-03-05"))
    assert len(one.words) == 2


@pytest.mark.parametrize(("day", "denies"), [("2026-03-06", 0), ("2026-03-07", 1), ("2026-03-08", 0)])
def test_only_words_of_the_same_days_for_another_deny_it(day: str, denies: int) -> None:
    taking = found(
        word("2026-03-05"), word("2026-03-07", "south_militia"), word(day, "north", by="north-office")
    )[1]
    assert len(taking.denied) == denies


def test_two_takers_on_one_day_are_two_takings_that_deny_each_other() -> None:
    one, other = found(word("2026-03-05"), word("2026-03-05", "south_militia", by="third"))
    assert {one.id, other.id} == {"taken-mill-1", "taken-mill-2"}
    assert len(one.denied) == len(other.denied) == 1


def test_nobody_named_takes_nothing() -> None:
    assert found(word("2026-03-05", None)) == ()


def test_an_incident_of_the_record_with_that_act_place_and_day_is_linked_and_not_told_twice() -> None:
    entry = {
        "id": "I3",
        "title": "The mill taken",
        "when": {"at": "2026-03-05", "zone": "UTC"},
        "where": {"place": "mill"},
        "accounts": [{"id": "x", "told_by": ["x"], "hypotheses": [CAPTURE]}],
    }
    incidents = [*told.RECORD["incidents"], entry]
    (same,) = found(word("2026-03-05"), incidents=incidents)
    (other,) = found(word("2026-03-06"), incidents=incidents)
    (rival,) = found(word("2026-03-05", "south_militia"), incidents=incidents)
    assert (same.told_as, other.told_as, rival.told_as) == ("I3", None, None)
    assert rows(word("2026-03-05"), incidents=incidents) == []


def test_an_account_has_the_day_the_place_and_the_taker_and_leaves_open_from_whom() -> None:
    (row,) = rows(word("2026-03-05", report="r3"))
    assert (row["start_at"], row["end_at"]) == (
        datetime(2026, 3, 5, tzinfo=UTC),
        datetime(2026, 3, 6, tzinfo=UTC),
    )
    assert row["lon"] is not None
    (hypothesis,) = row["hypotheses"]
    assert hypothesis["act"] == "territory_taken"
    assert [(one["actor"], one["role"]) for one in hypothesis["cast"]] == [
        ("north", "initiator"),
        ("unknown", "target"),
    ]
    assert row["known_at"] == datetime(2026, 3, 5, tzinfo=UTC)


def test_what_the_speaker_said_itself_tells_from_whom() -> None:
    told_rows = rows(word("2026-03-05", "south_militia"), word("2026-03-07"), word("2026-03-07", by="wire"))
    targets = {
        (row["incident_id"], row["account"]): row["hypotheses"][0]["cast"][-1]["actor"] for row in told_rows
    }
    assert targets["taken-mill-2", "watch_says"] == "south_militia"
    assert targets["taken-mill-2", "wire_says"] == "unknown"


def test_a_claim_of_the_speaker_on_the_matter_tells_the_act() -> None:
    claim = {"id": "M2-b", "matter": "M2", "says": "It fell.", "by": "watch", "hypotheses": [CAPTURE]}
    claims = [*told.RECORD["claims"], claim]
    (with_it,) = rows(word("2026-03-05", matter="M2"), claims=claims)
    (of_another,) = rows(word("2026-03-05", matter="M2", by="wire"), claims=claims)
    assert with_it["hypotheses"][0]["act"] == "capture_by_force"
    assert of_another["hypotheses"][0]["act"] == "territory_taken"


@pytest.mark.parametrize(
    ("by", "basis"),
    [
        ("north-office", "told_by_own_media"),
        ("third", "one_party_against_other"),
        ("watch", "one_third_party"),
        ("wire", "one_third_party"),
    ],
)
def test_the_basis_is_that_of_who_speaks(by: str, basis: str) -> None:
    (row,) = rows(word("2026-03-05", by=by))
    assert row["basis"] == basis


def test_no_taking_bears_the_id_of_an_incident() -> None:
    entry = told.RECORD["incidents"][1] | {"id": "taken-mill-1"}
    (one,) = found(word("2026-03-05"), incidents=[*told.RECORD["incidents"], entry])
    assert one.id == "taken-mill-2"


def test_an_id_counts_the_times_the_place_was_taken_and_says_no_day_and_no_side() -> None:
    taken = found(word("2026-02"), word("2026-03-07", "south_militia"), word("2026-03-09"))
    assert [one.id for one in taken] == ["taken-mill-1", "taken-mill-2", "taken-mill-3"]


def test_what_is_known_later_of_a_taking_or_after_it_leaves_its_id() -> None:
    early = found(word("2026-03-05", by="wire"))
    late = found(
        word("2026-03-04"), word("2026-03-05", by="wire"), word("2026-03-08", "south_militia", by="third")
    )
    assert early[0].id == late[0].id


def test_the_word_after_a_disputed_day_is_of_the_taking_it_bears_out() -> None:
    taken = found(
        word("2026-03-05"), word("2026-03-05", "south_militia", by="third"), word("2026-03-06", by="wire")
    )
    assert speakers(taken) == [("north", ["watch", "wire"]), ("south", ["third"])]


def test_words_for_both_after_a_disputed_day_are_of_both_takings() -> None:
    taken = found(
        word("2026-03-05"),
        word("2026-03-05", "south_militia", by="third"),
        word("2026-03-06", by="wire"),
        word("2026-03-06", "south_militia", by="south-voice"),
    )
    assert speakers(taken) == [("north", ["watch", "wire"]), ("south", ["third", "south-voice"])]


def test_once_later_words_are_for_one_of_two_the_other_takes_it_anew() -> None:
    taken = found(
        word("2026-03-05"),
        word("2026-03-05", "south_militia", by="third"),
        word("2026-03-06", by="wire"),
        word("2026-03-08", "south_militia", by="wire"),
    )
    assert [one.taker for one in taken] == ["north", "south", "south"]


@pytest.mark.parametrize(("by", "n"), [("2026-03-15", 2), ("2026-03-31", 2), ("2026-04-01", 2)])
def test_what_is_said_of_a_month_is_of_the_taking_told_of_within_it(by: str, n: int) -> None:
    taken = found(word("2026-03-05", "south_militia", by="third"), word("2026-03", by="wire"), word(by))
    assert len(taken) == n
    assert {said for one in taken if one.taker == "north" for said in map(str, _by(one))} == {"wire", "watch"}


@pytest.mark.parametrize(("day", "n_north"), [("2026-02-28", 2), ("2026-03-01", 1)])
def test_what_is_said_of_a_month_is_not_of_a_taking_before_it(day: str, n_north: int) -> None:
    taken = found(word(day), word("2026-03-05", "south_militia", by="third"), word("2026-03", by="wire"))
    assert [one.taker for one in taken].count("north") == n_north


def test_what_is_said_of_a_month_leaves_who_held_it_at_its_end() -> None:
    taken = found(
        word("2026-03-01"),
        word("2026-03-05", "south_militia", by="third"),
        word("2026-03", by="wire"),
        word("2026-04-02", "south_militia", by="south-voice"),
    )
    assert speakers(taken) == [("north", ["watch", "wire"]), ("south", ["third", "south-voice"])]


def test_a_word_for_another_on_other_days_of_the_month_denies_nothing() -> None:
    taken = found(
        word("2026-03-05", "south_militia", by="third"), word("2026-03-15"), word("2026-03", by="wire")
    )
    assert [len(one.denied) for one in taken] == [0, 0]


def test_a_taking_between_two_days_lasts_from_the_first_to_the_end_of_the_last() -> None:
    (row,) = rows(word("2026-03-03", since_latest="2026-03-06"))
    assert (row["start_at"], row["end_at"]) == (
        datetime(2026, 3, 3, tzinfo=UTC),
        datetime(2026, 3, 7, tzinfo=UTC),
    )


@pytest.mark.parametrize(("latest", "is_one"), [("2026-03-05", True), ("2026-03-03", False)])
def test_a_word_between_two_days_is_of_the_taking_told_of_within_them(latest: str, is_one: bool) -> None:
    taken = found(
        word("2026-03-05"),
        word("2026-03-02", by="wire", since_latest=latest),
        word("2026-03-04", "south_militia", by="third"),
    )
    assert any({*map(str, _by(one))} == {"watch", "wire"} for one in taken) == is_one


@pytest.mark.parametrize(("side", "n"), [("north", 0), ("south", 1)])
def test_who_held_it_by_the_table_of_settlements_took_nothing(side: str, n: int) -> None:
    assert len(found(word("2026-03-05"), stood=shown(side, 1))) == n


@pytest.mark.parametrize(("day", "n"), [(5, 0), (6, 1)])
def test_the_table_stands_as_its_day_begins(day: int, n: int) -> None:
    assert len(found(word("2026-03-05"), stood=shown("north", day))) == n


def test_what_the_table_shows_otherwise_later_is_no_taking_and_goes_before_earlier_words() -> None:
    stood = shown("south", 7)
    assert [one.taker for one in found(word("2026-03-05"), stood=stood)] == ["north"]
    assert [one.taker for one in found(word("2026-03-05"), word("2026-03-08"), stood=stood)] == [
        "north",
        "north",
    ]


@pytest.mark.parametrize(("who", "n"), [("south_militia", 1), ("north", 0), (None, 0)])
def test_a_word_that_another_left_goes_before_the_table(who: str | None, n: int) -> None:
    words = (word("2026-03-05", who, state="left"), word("2026-03-05"))
    took = found(*words, stood=shown("north", 1))
    assert len(took) == n


def test_the_table_speaks_of_the_place_it_names_alone() -> None:
    stood = {PlaceId("bridge"): shown("north", 1)[PlaceId("mill")]}
    assert len(found(word("2026-03-05"), stood=stood)) == 1


def test_idlib_tells_of_maarat_al_numan_once() -> None:
    idlib = load_record("idlib")
    told_of = {str(one.id): one for one in takings(idlib, sides_of_places(idlib))}
    assert told_of["taken-maarat-al-numan-1"].told_as == "E58"
    assert [str(one.by) for one in told_of["taken-saraqib-2"].denied] == ["tass"]
    table = claims_of_takings(idlib, told_of.values(), tellings(idlib))
    assert not any("maarat" in one for one in table["incident_id"].to_pylist())


def test_idlib_names_no_day_for_what_only_a_span_is_told_of() -> None:
    idlib = load_record("idlib")
    told_of = takings(idlib, sides_of_places(idlib))
    table = claims_of_takings(idlib, told_of, tellings(idlib)).to_pylist()
    days = {(one["incident_id"], one["account"]): (one["end_at"] - one["start_at"]).days for one in table}
    assert days["taken-nayrab-1", "iswnews_says"] == 4
    assert days["taken-barqum-1", "syriatoday_says"] == 10
    assert days["taken-barqum-1", "southfront_says"] == 1


def test_idlib_keeps_the_taking_of_qalaat_al_madiq_which_the_table_shows_otherwise() -> None:
    idlib = load_record("idlib")
    told_of = {str(one.id) for one in takings(idlib, sides_of_places(idlib))}
    assert "taken-qalaat-al-madiq-1" in told_of


def _by(taking: Taking) -> list[SourceId]:
    return [said.by for said in taking.words]
