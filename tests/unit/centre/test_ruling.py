"""A ruling on an open question: words, what each side says, quorum and rule, and what it changes."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from tests.centres import ANALYST, CHAIR, DUTY, OTHER_CHAIR, OURS, PUBLISHER, at, board, book, taken
from truceline.centre.boards import change_of, followed, new_follower, tasks_of
from truceline.centre.deciding import digest_of
from truceline.centre.rights import Asker, State
from truceline.centre.ruling import (
    PutRuling,
    propose_ruling,
    put_ruling,
    rule,
    ruling_tasks,
    sides_in_order,
    state_of,
    state_ruling,
    would_change,
)
from truceline.db.entering import enter
from truceline.db.growing import size_of
from truceline.db.opened import Store
from truceline.db.projecting import history, rows_at
from truceline.errors import BadInput, NotAllowed, NotFound
from truceline.files.casebooks import Folders
from truceline.model.centre import Attitude, CentreStep, PartyKey
from truceline.runs.assessing import assess_casebook
from truceline.runs.witness import init_witness
from truceline.runs.witness import state_attitude as sign_attitude
from truceline.tlog.statement import PartyAttitude

QUESTION, READING = "self-defence", "excuses"
BOTH = (CHAIR, OTHER_CHAIR)


def _put(store: Store, *, reading: str = READING, hours: float = 0.0, by: Asker = ANALYST) -> int:
    """Put a ruling to the sides and return the entry of its words."""
    before = put_ruling(board(store), QUESTION)
    seen = -1 if before is None else before.kept.entered.entry
    says = "Both texts say so."
    propose_ruling(store, book(), by, QUESTION, reading=reading, says=says, seen=seen, now=at(hours))
    return _of(store).kept.entered.entry


def _of(store: Store) -> PutRuling:
    found = put_ruling(board(store), QUESTION)
    assert found is not None
    return found


def _say(store: Store, by: Asker, says: Attitude, hours: float = 1.0, **more: Any) -> None:
    seen, words = more.pop("seen", _of(store).kept.entered.entry), "" if says == "consent" else "But."
    state_ruling(store, book(), by, QUESTION, says=says, words=words, seen=seen, now=at(hours), **more)


def _rule(store: Store, by: Asker = CHAIR, hours: float = 2.0) -> None:
    rule(store, book(), by, QUESTION, seen=_of(store).kept.entered.entry, now=at(hours))


def _why(caught: pytest.ExceptionInfo[NotAllowed] | pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [one.pointer for one in caught.value.faults]


def _ruled(store: Store) -> list[Any]:
    return [tree for kind, _, tree in rows_at(store).rows if kind == "rulings"]


@pytest.mark.parametrize(("first", "second"), [BOTH, BOTH[::-1]])
def test_what_both_sides_go_along_with_is_ruled_and_stands_in_the_record(
    store: Store, first: Asker, second: Asker
) -> None:
    entry = _put(store)
    digest = digest_of(store, entry)
    _say(store, first, "consent")
    _say(store, second, "reservation")
    _rule(store, second)
    (told,) = _ruled(store)
    assert (told["question"], told["reading"], told["on"]) == (QUESTION, READING, "2020-02-03")
    assert "consensus, quorum 2" in told["by"]
    assert f"{first.side}: consent, said through the centre's server" in told["by"]
    assert f"{second.side}: reservation" in told["by"]
    assert told["source"] == f"log example.com/centre, entry {entry}, {digest}"
    noun = _of(store).noun
    assert (noun.signed, noun.rule) == (digest, "consensus, quorum 2")
    assert {one.side: one.says for one in noun.stated} == {first.side: "consent", second.side: "reservation"}
    (ruling,) = board(store).rulings.values()
    assert ruling.entered.entry == _of(store).kept.entered.entry + 1
    assert ruling.entered.recorded_at == _of(store).kept.entered.recorded_at


@pytest.mark.parametrize(("first", "second"), [BOTH, BOTH[::-1]])
def test_a_dissent_of_either_side_keeps_a_ruling_from_being_made(
    store: Store, first: Asker, second: Asker
) -> None:
    _put(store)
    _say(store, first, "consent")
    _say(store, second, "dissent")
    before = size_of(store)
    with pytest.raises(NotAllowed) as caught:
        _rule(store)
    assert _why(caught) == ["rule"]
    assert size_of(store) == before
    _say(store, second, "consent")  # a side's last word counts
    _rule(store)
    assert len(_ruled(store)) == 1


@pytest.mark.parametrize("silent", BOTH)
def test_nobody_rules_while_a_side_has_time_left_nor_without_the_quorum(store: Store, silent: Asker) -> None:
    (other,) = (one for one in BOTH if one is not silent)
    _put(store)
    _say(store, other, "consent")
    until = book().mandate.reply_hours
    for hours, why in ((until - 1 / 60, "waits"), (until, "quorum")):
        with pytest.raises(NotAllowed) as caught:
            _rule(store, other, hours)
        assert _why(caught) == [why]
    assert _ruled(store) == []


def test_new_words_make_void_what_was_said_to_earlier_ones(store: Store) -> None:
    first = _put(store)
    _say(store, CHAIR, "consent")
    _put(store, reading="no_excuse", hours=1.5, by=CHAIR)
    assert _of(store).said == ()
    with pytest.raises(BadInput) as caught:
        _say(store, OTHER_CHAIR, "consent", seen=first)
    assert _why(caught) == ["seen"]
    with pytest.raises(BadInput) as caught:
        rule(store, book(), CHAIR, QUESTION, seen=first, now=at(50))
    assert _why(caught) == ["seen"]
    with pytest.raises(BadInput) as caught:
        propose_ruling(store, book(), ANALYST, QUESTION, reading=READING, says="x", seen=first, now=at(2))
    assert _why(caught) == ["seen"]


def test_a_question_can_be_ruled_anew_and_the_last_ruling_counts(store: Store) -> None:
    for reading in ("no_excuse", READING):
        _put(store, reading=reading)
        for one in BOTH:
            _say(store, one, "consent")
        _rule(store)
    assert [one["reading"] for one in _ruled(store)] == ["no_excuse", READING]
    assert len(board(store).proposed_rulings) == 2
    with pytest.raises(NotAllowed) as caught:
        _rule(store)
    assert _why(caught) == ["state"]
    with pytest.raises(NotAllowed) as caught:
        _say(store, CHAIR, "dissent")
    assert _why(caught) == ["state"]


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"reading": "excuses ", "says": "x"}, ["reading"]),
        ({"reading": READING, "says": " "}, ["words"]),
        ({"reading": READING, "says": "x" * 4_001}, ["words"]),
        ({"reading": "damascus", "says": "", "seen": 0}, ["reading", "words", "seen"]),
    ],
)
def test_what_cannot_be_put_to_the_sides_is_refused_whole(
    store: Store, told: dict[str, Any], wrong: list[str]
) -> None:
    before = size_of(store)
    with pytest.raises(BadInput) as caught:
        propose_ruling(store, book(), ANALYST, QUESTION, now=at(0), **{"seen": -1} | told)
    assert _why(caught) == wrong
    assert size_of(store) == before


def test_nobody_rules_on_what_no_text_leaves_open(store: Store) -> None:
    with pytest.raises(NotFound):
        propose_ruling(store, book(), ANALYST, "weather", reading="fine", says="x", seen=-1, now=at(0))
    with pytest.raises(NotFound):
        would_change(store, "idlib", QUESTION, "perhaps")


@pytest.mark.parametrize("who", [DUTY, OURS, PUBLISHER])
def test_only_who_the_table_names_puts_says_and_rules(store: Store, who: Asker) -> None:
    with pytest.raises(NotAllowed):
        _put(store, by=who)
    _put(store)
    with pytest.raises(NotAllowed):
        _say(store, who, "consent")
    with pytest.raises(NotAllowed):
        _rule(store, who)


@pytest.mark.parametrize(("first", "second"), [BOTH, BOTH[::-1]])
def test_neither_side_reads_the_others_word_before_its_own(store: Store, first: Asker, second: Asker) -> None:
    _put(store)
    _say(store, first, "dissent")
    sides, until = book().mandate.asked_sides, at(book().mandate.reply_hours)
    put = _of(store)
    assert not put.is_open_to(second, first.side, sides, at(2))
    assert put.is_open_to(second, first.side, sides, until)
    assert put.is_open_to(first, first.side, sides, at(2))
    assert put.is_open_to(ANALYST, first.side, sides, at(2))
    _say(store, second, "consent")
    assert _of(store).is_open_to(second, first.side, sides, at(2))


def test_it_waits_for_each_side_and_then_for_who_rules(store: Store) -> None:
    def waiting(who: Asker) -> list[CentreStep]:
        found = board(store)
        told = tasks_of(found, who, at(1), beside=ruling_tasks(found, who, at(1)))
        return [one.does for one in told if one.item == QUESTION]

    assert waiting(CHAIR) == []
    _put(store)
    assert waiting(CHAIR) == waiting(OTHER_CHAIR) == [CentreStep.STATE_RULING]
    assert waiting(ANALYST) == []
    for one in BOTH:
        _say(store, one, "consent")
    assert waiting(CHAIR) == waiting(OTHER_CHAIR) == [CentreStep.RULE]
    _rule(store)
    assert waiting(CHAIR) == []
    assert state_of(_of(store)) is State.DETERMINED


def test_who_stands_first_alternates_with_the_questions() -> None:
    first = [sides_in_order(book(), str(one.id))[0] for one in book().ambiguities]
    assert first[:4] == ["government", "opposition"] * 2 or first[:4] == ["opposition", "government"] * 2


def test_a_side_signs_the_words_with_its_own_program(store: Store, tmp_path: Path) -> None:
    party = init_witness(tmp_path / "own", log=str(store.key()), name="opposition.example/program").party
    enter(store, [change_of("party_keys", PartyKey(id="opposition", key=str(party)), ANALYST)], now=at(0))
    seen = _put(store)
    text = sign_attitude(
        *(tmp_path / "own", digest_of(store, seen), PartyAttitude.DISSENT),
        by="opposition",
        who="A. Khoury",
        words="Not so.",
        now=at(1),
    ).decode()
    with pytest.raises(BadInput) as caught:
        state_ruling(store, book(), OTHER_CHAIR, QUESTION, signature=text, seen=seen, now=at(1))
    assert _why(caught) == ["no_key"]
    state_ruling(store, book(), CHAIR, QUESTION, signature=text, seen=seen, now=at(1))
    said = _of(store).of_side("opposition")
    assert said is not None
    assert (said.says, said.words, said.by) == ("dissent", "Not so.", "A. Khoury")
    newer = _put(store, hours=1.5)
    with pytest.raises(BadInput) as caught:
        state_ruling(store, book(), CHAIR, QUESTION, signature=text, seen=newer, now=at(2))
    assert _why(caught) == ["signature"]


@pytest.mark.slow
def test_a_ruling_changes_the_findings_that_were_listed_and_nothing_else(store: Store) -> None:
    taken(store)

    def assessed() -> dict[tuple[str, ...], str]:
        folders = Folders(casebook="idlib", records=(store.address.named,))
        rows = assess_casebook(folders).assessment.findings.to_pylist()
        key = ("incident_id", "account", "clause_id", "position")
        return {tuple(one[each] for each in key): one["verdict"] for one in rows}

    before = assessed()
    entry = _put(store)
    listed = would_change(store, "idlib", QUESTION, READING, now=at(0))
    assert listed is would_change(store, "idlib", QUESTION, READING, now=at(0))
    for one in BOTH:
        _say(store, one, "consent", seen=entry)
    assert listed is would_change(store, "idlib", QUESTION, READING, now=at(0))  # a side's word tells nothing
    _rule(store)
    after = assessed()
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    assert changed
    assert changed == {(one.incident, one.account, one.clause, one.position) for one in listed.turned}
    assert {one.position for one in listed.turned} == {"ruling"}
    for each in listed.turned:
        key = (each.incident, each.account, each.clause, each.position)
        assert (each.before, each.after) == (before.get(key), after.get(key))
    assert would_change(store, "idlib", QUESTION, READING, now=at(1)).turned == ()  # it stands already


@pytest.mark.parametrize("step_by_step", [True, False])
def test_a_ruling_and_a_key_that_are_withdrawn_count_no_more_and_may_come_back(
    store: Store, tmp_path: Path, step_by_step: bool
) -> None:
    by, sides = new_follower(), book().mandate.asked_sides

    def stands() -> tuple[int, int]:
        found = followed(store, sides, by if step_by_step else new_follower())
        return len(found.rulings), len(found.party_keys)

    def replaced(kind: str, own: str, hours: float, *, gone: bool) -> None:
        told = history(store, kind, own)
        tree = None if gone else told[0].change.tree
        change = dataclasses.replace(told[0].change, tree=tree, replaces=told[-1].entry)
        enter(store, [change], now=at(hours))

    own_program = init_witness(tmp_path / "own", log=str(store.key()), name="government.example/program")
    key = PartyKey(id="government", key=str(own_program.party))
    enter(store, [change_of("party_keys", key, PUBLISHER)], now=at(0))
    _put(store)
    for one in BOTH:
        _say(store, one, "consent")
    _rule(store)
    assert stands() == (1, 1)
    (own,) = board(store).rulings
    replaced("rulings", own, 3, gone=True)
    assert stands() == (0, 1)
    replaced("party_keys", "government", 4, gone=True)
    assert stands() == (0, 0)
    replaced("rulings", own, 5, gone=False)
    replaced("party_keys", "government", 6, gone=False)
    assert stands() == (1, 1)
    assert board(store).rulings.keys() == {own}
