"""Obligations over time: every state, of whose performance, and who says what."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import zoo
from tests.examples import examples
from truceline.judgement.agreement import together
from truceline.judgement.performance import performance
from truceline.judgement.rulebook import rulebook_of
from truceline.model.words import PerformanceState


def said(says: str, side: str | None, on: str, *, by: str = "", share: float | None = None) -> dict[str, Any]:
    word = {"obligation": "t1/7", "says": says, "by": by or str(side), "of_side": side, "on": on}
    return word | {"share": share}


def rows(*words: dict[str, Any], position: str = "first", **changes: Any) -> list[dict[str, Any]]:
    """Return every row, of the whole and of each bearer."""
    record = zoo.casebook(words=list(words), **changes)
    book = rulebook_of(record)
    found: list[dict[str, Any]] = performance(book, [book.position(position)], record.words, ()).to_pylist()
    return found


def states(*words: dict[str, Any], position: str = "first", **changes: Any) -> list[dict[str, Any]]:
    """Return the rows of the whole."""
    return [row for row in rows(*words, position=position, **changes) if row["bearer"] is None]


def now(*words: dict[str, Any], position: str = "first", **changes: Any) -> dict[str | None, tuple[str, ...]]:
    """Return the last state before the duty is over, with its reasons: of each bearer, and of the whole."""
    return {
        row["bearer"]: (row["state"], *row["because"])
        for row in rows(*words, position=position, **changes)
        if row["state"] not in {"ended", "superseded"}
    }


def line(*words: dict[str, Any], position: str = "first", **changes: Any) -> list[tuple[str, str | None]]:
    found = states(*words, position=position, **changes)
    return [(row["state"], row["start_at"] and row["start_at"].date().isoformat()) for row in found]


START, DUE, END = "2020-03-05", "2020-04-02", "2024-01-01"


def test_an_obligation_nobody_speaks_of_is_due_then_unknown_then_over() -> None:
    assert line() == [("due", START), ("undetermined", DUE), ("ended", END)]
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
    assert rows(*words[::-1]) == rows(*words)


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
        ("ended", "2020-06-01"),
    ]


@pytest.mark.parametrize("change", [{"until": {"at": "2020-03-01Z"}}, {"from": {"at": "2025-01-01Z"}}])
def test_a_duty_that_was_never_owed_has_no_states(change: dict[str, Any]) -> None:
    assert line(clauses=[zoo.SOURCE["clauses"][-1] | change]) == []


def test_a_duty_of_an_instrument_that_never_lived_has_no_states() -> None:
    assert line(instruments=[zoo.SOURCE["instruments"][0] | {"in_force": None}]) == []


def test_where_readings_differ_the_states_they_give_are_named() -> None:
    found = states(position="second")
    assert [row["state"] for row in found] == ["due", "undetermined", "undetermined", "ended"]
    assert found[2]["because"] == ["some_reading:ended", "some_reading:undetermined"]
    dates = [row["start_at"].date().isoformat() for row in found]
    assert dates == [START, DUE, "2020-06-01", END]


def test_under_a_reading_in_which_it_never_began_it_is_not_owed() -> None:
    begins = zoo._open("defence", excuses={"at": "2020-03-05Z"}, no_excuse={"at": "2025-01-01Z"})
    found = states(position="ruling", instruments=[zoo.SOURCE["instruments"][0] | {"in_force": begins}])
    assert found[0]["because"][:2] == ["some_reading:due", "some_reading:not_owed"]


def courses(*words: dict[str, Any]) -> list[str]:
    return [row["state"] for row in states(*words)]


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


# Of whose performance


SIDES = ("north", "south")


def of_side(word: dict[str, Any], side: str) -> dict[str, Any]:
    return word | {"about_side": side}


def test_who_owes_a_mutual_duty_is_each_side_and_the_whole_is_both() -> None:
    found = now(*(said("performed", side, "2020-05-01") for side in SIDES))
    assert list(found) == [None, "side:north", "side:south"]
    assert set(found.values()) == {("performed", "sides_agree")}


@pytest.mark.parametrize("says", ["performed", "not_performed"])
def test_a_word_about_one_side_is_none_about_the_other(says: str) -> None:
    verified = of_side(said(says, "mission", "2020-05-01"), "north")
    found = now(verified)
    assert found["side:north"] == (says, "verified_by_mission")
    assert found["side:south"] == ("undetermined", "nobody_says")
    assert found[None] == ("undetermined", f"bearer:side:north:{says}")


@pytest.mark.parametrize("turn", [1, -1])
def test_two_words_of_the_mission_on_one_day_come_to_the_same_in_either_order(turn: int) -> None:
    words = [said("performed", "mission", "2020-05-01"), said("not_performed", "mission", "2020-05-01")]
    found = now(*words[::turn])
    assert found[None] == ("undetermined", "own_accounts_differ:mission")
    both = next(row for row in states(*words[::turn]) if row["accounts"])["accounts"]
    assert len(both) == 2, "both are shown"


@pytest.mark.parametrize("turn", [1, -1])
def test_the_missions_word_on_all_and_its_word_on_one_of_them_that_day_do_not_settle_by_order(
    turn: int,
) -> None:
    about = {"about": "north"}
    words = [
        said("performed", "mission", "2020-05-01"),
        said("not_performed", "mission", "2020-05-01") | about,
    ]
    found = now(*words[::turn])
    assert found["north"] == ("undetermined", "own_accounts_differ:mission")
    assert found["side:north"][0] == "undetermined"
    assert found["side:south"] == ("performed", "verified_by_mission")
    assert found[None][0] == "undetermined"


def test_a_later_word_of_the_mission_stands_in_place_of_an_earlier_one() -> None:
    words = [said("performed", "mission", "2020-05-01"), said("not_performed", "mission", "2020-05-02")]
    assert now(*words)[None] == now(*words[::-1])[None] == ("not_performed", "verified_by_mission")


def test_a_side_that_says_two_things_on_one_day_is_disputed_within_itself() -> None:
    words = [said("performed", "north", "2020-05-01", by=by) for by in ("envoy", "minister")]
    words[1]["says"] = "not_performed"
    for told in (words, words[::-1]):
        assert now(*told)[None] == ("disputed", "own_accounts_differ:north")
    assert now(words[0], words[0])[None] == ("undetermined", "claimed_by:north:performed")


def test_a_word_about_its_own_side_is_kept_apart_from_one_about_the_other() -> None:
    found = now(*(of_side(said("not_performed", "north", "2020-05-01"), side) for side in SIDES))
    assert found["side:north"] == ("undetermined", "claimed_of_own:north:not_performed")
    assert found["side:south"] == ("undetermined", "claimed_of_other:north:not_performed")
    assert found[None] == ("undetermined", "claimed_by:north:not_performed")


def test_two_accusations_are_no_agreement_and_an_admission_is_one() -> None:
    accusing = [
        of_side(said("not_performed", one, "2020-05-01"), other)
        for one, other in itertools.permutations(SIDES)
    ]
    assert {state for state, *_ in now(*accusing).values()} == {"undetermined"}
    admitted = now(*accusing, of_side(said("not_performed", "north", "2020-05-02"), "north"))
    assert admitted["side:north"] == ("not_performed", "sides_agree")
    assert admitted[None][0] == "undetermined", "of the other side nothing is settled"


def test_what_is_said_of_one_group_is_not_said_of_its_side() -> None:
    words = [said("not_performed", side, "2020-05-01") | {"about": "north"} for side in SIDES]
    found = now(*words)
    assert found["north"] == ("not_performed", "sides_agree")
    assert found["side:north"] == ("undetermined", "bearer:north:not_performed")
    assert found[None] == ("undetermined", "bearer:north:not_performed")


def test_one_of_a_side_that_did_not_makes_what_its_side_did_a_part() -> None:
    side_did = [of_side(said("performed", side, "2020-05-01"), "north") for side in SIDES]
    one_did_not = [said("not_performed", side, "2020-05-02") | {"about": "north"} for side in SIDES]
    assert now(*side_did)["side:north"] == ("performed", "sides_agree")
    found = now(*side_did, *one_did_not)
    assert found["side:north"] == ("partly_performed", "sides_agree", "bearer:north:not_performed")


def test_where_one_actor_is_all_of_its_side_a_word_about_it_is_about_the_side() -> None:
    words = [said("performed", side, "2020-05-01") | {"about": "south"} for side in SIDES]
    assert now(*words, position="first")["side:south"][0] == "undetermined", "its militia owes it too"
    alone = now(*words, position="second", instruments=[zoo.SOURCE["instruments"][0] | {"ended": None}])
    assert alone["side:south"] == ("performed", "sides_agree")
    assert "south" not in alone


def test_a_word_about_somebody_who_does_not_owe_it_is_shown_and_settles_nothing() -> None:
    found = states(said("not_performed", "mission", "2020-05-01") | {"about": "villagers"})[2]
    assert (found["state"], found["because"]) == (
        "undetermined",
        ["nobody_says", "speaks_of_no_bearer:villagers"],
    )
    assert found["accounts"] == ["mission (mission), 2020-05-01, of villagers: not_performed"]


def test_named_bearers_are_kept_one_by_one() -> None:
    named = zoo.SOURCE["clauses"][-1] | {"who": {"actors": ["north", "south"]}}
    words = [said("performed", side, "2020-05-01") | {"about": "north"} for side in SIDES]
    found = now(*words, clauses=[named])
    assert found["north"] == ("performed", "sides_agree")
    assert found["south"] == ("undetermined", "nobody_says")
    assert found[None] == ("undetermined", "bearer:north:performed")


def test_others_cannot_agree_on_a_side_that_is_silent() -> None:
    third = zoo._actor("east", "east", {"instrument": "t1", "how": "signed"})
    changes: dict[str, Any] = {
        "actors": [*zoo.SOURCE["actors"], third],
        "instruments": [zoo.SOURCE["instruments"][0] | {"makers": ["north", "south", "east"]}],
    }
    words = [of_side(said("not_performed", side, "2020-05-01"), "east") for side in SIDES]
    assert now(*words, **changes)["side:east"] == (
        "undetermined",
        "claimed_of_other:north:not_performed",
        "claimed_of_other:south:not_performed",
    )
    own = of_side(said("not_performed", "east", "2020-05-01"), "east")
    assert now(*words, own, **changes)["side:east"] == ("not_performed", "sides_agree")


def test_words_that_do_not_name_the_duty_settle_nothing_by_agreement_and_still_dispute() -> None:
    plain, inferred = said("performed", "north", "2020-05-01"), {"names_it": "false"}
    assert now(plain, said("performed", "south", "2020-05-01") | inferred)[None] == (
        "undetermined",
        "claimed_by:north:performed",
        "claimed_by:south:performed",
        "only_inferred",
    )
    assert now(plain, said("not_performed", "south", "2020-05-01") | inferred)[None][0] == "disputed"
    mission = said("performed", "mission", "2020-05-01")
    assert now(mission | inferred)[None] == ("undetermined", "claimed_by:mission:performed")
    assert now(mission)[None][0] == "performed"


def test_the_duty_is_due_for_whoever_has_not_performed_it_yet() -> None:
    early = [of_side(said("performed", side, "2020-03-10"), "north") for side in SIDES]
    found = [row for row in rows(*early) if row["start_at"].date().isoformat() == "2020-03-10"]
    assert next(row["state"] for row in found if row["bearer"] is None) == "due"
    assert next(row["state"] for row in found if row["bearer"] == "side:north") == "performed"


P, Q, N, D, U = (
    PerformanceState(one)
    for one in ("performed", "partly_performed", "not_performed", "disputed", "undetermined")
)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([P, P], P),
        ([P, Q], Q),
        ([P, N], Q),
        ([Q, N], Q),
        ([N, N], N),
        ([P, D], D),
        ([D, U], D),
        ([P, U], U),
        ([N, U], U),
        ([U, U], U),
        ([], U),
    ],
)
def test_the_whole_is_performed_only_if_every_bearer_performed_it(
    parts: list[PerformanceState], whole: PerformanceState
) -> None:
    for order in itertools.permutations(parts):
        assert together(order) is whole


# Over: superseded by a later text, or ended


def _with_later(starts: str) -> dict[str, Any]:
    later = {
        "id": "t2",
        "titles": {"en": "Second truce"},
        "kind": "protocol",
        "makers": ["north", "south"],
        "in_force": {"at": starts},
        "relations": [{"kind": "supersedes", "to": "t1"}],
        "texts": [{"id": "v", "status": "our_paraphrase", "language": "en", "source": "none"}],
    }
    return {"instruments": [zoo.SOURCE["instruments"][0], later]}


@pytest.mark.parametrize(
    ("starts", "state", "why"),
    [
        ("2023-12-31Z", "superseded", ["no_longer_owed", "superseded_by:t2"]),
        ("2024-01-01Z", "superseded", ["no_longer_owed", "superseded_by:t2"]),
        ("2024-01-01 00:00:01Z", "ended", ["no_longer_owed"]),
        ("2020-03-05Z", "ended", ["no_longer_owed"]),
    ],
)
def test_a_duty_is_superseded_only_by_a_later_text_in_force_when_it_ends(
    starts: str, state: str, why: list[str]
) -> None:
    last = states(**_with_later(starts))[-1]
    assert (last["state"], last["because"]) == (state, why)


def test_what_is_superseded_on_some_reading_only_is_over_on_all_and_says_so() -> None:
    changes = _with_later("2022-01-01Z")
    changes["instruments"][1]["relations"] = []
    until = zoo._open("width", narrow={"at": "2023-01-01Z"}, wide={"at": "2024-01-01Z"})
    clause = zoo.SOURCE["clauses"][-1] | {"until": until, "superseded_by": "t2"}
    last = states(position="ruling", clauses=[clause], **changes)[-1]
    assert (last["state"], last["because"][:2]) == (
        "ended",
        ["no_longer_owed", "some_reading:superseded_by:t2"],
    )


def test_a_text_that_only_adds_to_another_supersedes_nothing() -> None:
    changes = _with_later("2023-12-31Z")
    changes["instruments"][1]["relations"][0]["kind"] = "supplements"
    assert states(**changes)[-1]["state"] == "ended"


@pytest.mark.parametrize(
    ("until", "state"), [("2023-01-01Z", "superseded"), ("2021-12-31Z", "ended"), ("2024-01-01Z", "ended")]
)
def test_a_clause_that_names_its_successor_is_superseded_where_it_ends_before_its_instrument(
    until: str, state: str
) -> None:
    changes = _with_later("2022-01-01Z")
    changes["instruments"][1]["relations"] = []
    clause = zoo.SOURCE["clauses"][-1] | {"until": {"at": until}, "superseded_by": "t2"}
    assert states(clauses=[clause], **changes)[-1]["state"] == state


# Nothing hangs on order, nor on what the sides are called


words_said = st.lists(
    st.builds(
        lambda says, by, side, on, whom, names_it: (
            said(says, side, f"2020-05-0{on}", by=by) | whom | {"names_it": str(names_it).lower()}
        ),
        st.sampled_from(["performed", "partly_performed", "not_performed"]),
        st.sampled_from(["one", "two"]),
        st.sampled_from(["north", "south", "mission", None]),
        st.integers(1, 3),
        st.sampled_from(
            [{}, {"about": "north"}, {"about": "north_militia"}, {"about": "south"}, {"about": "villagers"}]
            + [{"about_side": side} for side in SIDES]
        ),
        st.booleans(),
    ),
    max_size=5,
)


@examples(60)
@given(words=words_said, data=st.data())
def test_the_order_of_words_changes_nothing(words: list[dict[str, Any]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(words))
    for position in ("first", "ruling"):
        assert rows(*shuffled, position=position) == rows(*words, position=position)


SWAP = {"north": "south", "south": "north", "north_militia": "south_militia"}


def _swapped(word: dict[str, Any]) -> dict[str, Any]:
    return word | {
        key: SWAP.get(word[key], word[key]) for key in ("of_side", "about", "about_side") if key in word
    }


def _renamed(text: str) -> str:
    for one, other in (("north", "<s>"), ("south", "north"), ("<s>", "south")):
        text = text.replace(one, other)
    return text


@examples(60)
@given(words=words_said)
def test_swapping_the_sides_swaps_who_and_nothing_else(words: list[dict[str, Any]]) -> None:
    def found(told: list[dict[str, Any]], named: Any = str) -> list[Any]:
        return sorted(
            (named(str(row["bearer"])), row["state"], row["start_at"], sorted(map(named, row["because"])))
            for row in rows(*told)
        )

    assert found([_swapped(word) for word in words], _renamed) == found(words)
