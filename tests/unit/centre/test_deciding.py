"""A determination: words, what each side says to them, quorum and rule, and what moves no number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.centres import (
    ANALYST,
    CHAIR,
    DUTY,
    OTHER_CHAIR,
    OURS,
    PATROL,
    PUBLISHER,
    THEIRS,
    at,
    board,
    book,
    heard_by_both,
    proposed,
    said,
    taken,
)
from truceline.centre.acting import act_on
from truceline.centre.boards import change_of, parts_for, tasks_of
from truceline.centre.cases import words_are_open
from truceline.centre.deciding import (
    determine,
    digest_of,
    notify,
    proposal_of,
    propose,
    publish,
    quorum_of,
    state_attitude,
    undecided,
)
from truceline.centre.objecting import object_to
from truceline.centre.releasing import released_file
from truceline.centre.rights import Asker, CentreRole, State
from truceline.db.entering import enter
from truceline.db.growing import size_of
from truceline.db.opened import Store
from truceline.db.projecting import rows_at
from truceline.errors import BadInput, Fault, NotAllowed
from truceline.model.casebook import Mandate
from truceline.model.centre import CentreStep, PartyKey, SideStated
from truceline.runs.witness import init_witness
from truceline.runs.witness import state_attitude as sign_attitude
from truceline.tlog.statement import PartyAttitude


def _state(store: Store, number: str) -> State:
    return board(store).cases[number].state


def _why(caught: pytest.ExceptionInfo[NotAllowed] | pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [one.pointer for one in caught.value.faults]


# Verification and attribution


def test_what_a_patrol_bore_out_stands_in_the_record_and_is_taken_back(store: Store) -> None:
    number = heard_by_both(store)

    def verified() -> list[dict[str, Any]]:
        return [tree for kind, _, tree in rows_at(store).rows if kind == "verifications"]  # type: ignore[misc]

    def verify(hours: float, **told: Any) -> None:
        act_on(store, book(), PATROL, number, "verify", words="As seen.", now=at(hours), **told)

    verify(2, verified="in_part", how="patrol", parts=("act",))
    assert [(one["by"], one["parts"], one["note"]) for one in verified()] == [("CENTRE", ["act"], "patrol")]
    verify(3, verified="verified", how="imagery")
    assert [(one.get("parts"), one["note"]) for one in verified()] == [(None, "imagery")]
    verify(4, verified="cannot_be_verified", denied=True)
    assert verified() == []
    assert _state(store, number) is State.VERIFIED
    assert board(store).cases[number].acts[-1].act.denied


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({}, ["verified", "how"]),
        ({"verified": "verified"}, ["how"]),
        ({"verified": "verified", "how": "call", "parts": ("act",)}, ["verified"]),
        ({"verified": "in_part", "how": "call"}, ["verified"]),
        ({"verified": "verified", "how": "call", "denied": True}, ["denied"]),
    ],
)
def test_a_verification_says_what_and_how(store: Store, told: dict[str, Any], wrong: list[str]) -> None:
    number = heard_by_both(store)
    before = size_of(store)
    with pytest.raises(BadInput) as caught:
        act_on(store, book(), PATROL, number, "verify", words="x", now=at(2), **told)
    assert _why(caught) == wrong
    assert size_of(store) == before


def test_whoever_took_the_report_does_not_verify_it(store: Store) -> None:
    number = heard_by_both(store)
    author = Asker(login=DUTY.login, role=CentreRole.PATROL_LEADER)
    with pytest.raises(NotAllowed) as caught:
        act_on(store, book(), author, number, "verify", verified="verified", how="call", words="x", now=at(2))
    assert _why(caught) == ["author"]


@pytest.mark.parametrize(
    "doers",
    [
        (),
        (("nobody-known",),),
        (("syrian-government-forces",), ("syrian-government-forces",)),
        (("syrian-government-forces", "syrian-government-forces"),),
    ],
)
def test_an_attribution_names_who_is_known_each_hypothesis_once(
    store: Store, doers: tuple[tuple[str, ...], ...]
) -> None:
    number = heard_by_both(store)
    act_on(store, book(), PATROL, number, "verify", verified="verified", how="call", words="x", now=at(2))
    with pytest.raises(BadInput) as caught:
        act_on(store, book(), ANALYST, number, "attribute", doers=doers, words="x", now=at(3))
    assert _why(caught) == ["doers"]


# Quorum and rule


def test_what_both_sides_agree_on_is_decided_and_says_by_which_rule(store: Store) -> None:
    number = proposed(store)
    proposal = proposal_of(board(store), board(store).cases[number])
    assert proposal is not None
    words = digest_of(store, proposal.kept.entered.entry)
    said(store, CHAIR, number, "consent", 5)
    with pytest.raises(NotAllowed) as caught:
        determine(store, book(), CHAIR, number, now=at(5))
    assert _why(caught) == ["waits"]
    said(store, OTHER_CHAIR, number, "reservation", 6, "But for the hour.")
    determine(store, book(), OTHER_CHAIR, number, now=at(6))
    decided = proposal_of(board(store), board(store).cases[number])
    assert decided is not None
    assert decided.noun.rule == "consensus, quorum 2"
    assert decided.noun.signed == words
    assert {(one.side, one.says, one.words, one.own_program) for one in decided.noun.stated} == {
        ("opposition", "consent", "", False),
        ("government", "reservation", "But for the hour.", False),
    }


def test_what_one_side_does_not_agree_to_is_not_agreed_and_may_stand_as_a_disagreement(store: Store) -> None:
    number = proposed(store)
    said(store, CHAIR, number, "consent", 5)
    said(store, OTHER_CHAIR, number, "dissent", 5, "There was one shell.")
    with pytest.raises(NotAllowed) as caught:
        determine(store, book(), CHAIR, number, now=at(6))
    assert _why(caught) == ["rule"]
    propose(store, book(), ANALYST, number, outcome="disagreement", says="How many shells fell.", now=at(7))
    now = board(store).cases[number]
    assert set(now.holders(at(7))) == {"government", "opposition"}, "what was said to earlier words is void"
    said(store, CHAIR, number, "consent", 8)
    said(store, OTHER_CHAIR, number, "dissent", 8, "There was one shell.")
    determine(store, book(), CHAIR, number, now=at(8))
    decided = proposal_of(board(store), board(store).cases[number])
    assert decided is not None
    assert (decided.noun.outcome, _state(store, number)) == ("disagreement", State.DETERMINED)
    assert "There was one shell." in {one.words for one in decided.noun.stated}


def test_a_side_that_says_nothing_consents_to_nothing(store: Store) -> None:
    number = proposed(store, outcome="disagreement")
    said(store, CHAIR, number, "consent", 5)
    with pytest.raises(NotAllowed) as caught:
        determine(store, book(), CHAIR, number, now=at(4 + 24))
    assert _why(caught) == ["quorum"]
    act_on(store, book(), ANALYST, number, "close", reason="One side said nothing.", now=at(29))
    assert _state(store, number) is State.CLOSED


def test_nobody_reads_what_the_other_says_before_it_has_spoken(store: Store) -> None:
    number = proposed(store)
    said(store, CHAIR, number, "dissent", 5, "Ours.")

    def may(by: Asker, hours: float) -> bool:
        case = board(store).cases[number]
        one = next(one for one in case.acts if one.act.does == "state")
        return words_are_open(case, one, by, parts_for(by, book().mandate), at(hours))

    assert (may(OTHER_CHAIR, 5), may(THEIRS, 5), may(CHAIR, 5)) == (False, False, True)
    assert may(OTHER_CHAIR, 28)
    said(store, OTHER_CHAIR, number, "consent", 6)
    assert may(OTHER_CHAIR, 6)


def test_a_liaison_officers_word_is_none_on_the_words_that_a_co_chair_signs(store: Store) -> None:
    number = proposed(store)
    said(store, CHAIR, number, "dissent", 5, "Ours.")
    act_on(store, book(), THEIRS, number, "answer", side="government", words="One more word.", now=at(5))
    case = board(store).cases[number]
    put, theirs = case.last(CentreStep.PROPOSE), next(one for one in case.acts if one.act.does == "state")
    assert put is not None
    assert case.holders(at(5)) == ("government",)
    assert not words_are_open(case, theirs, OTHER_CHAIR, parts_for(OTHER_CHAIR, book().mandate), at(5))
    with pytest.raises(BadInput) as caught:
        act_on(
            *(store, book(), THEIRS, number, "answer"),
            side="government",
            to=put.act.id,
            words="x",
            now=at(6),
        )
    assert _why(caught) == ["to"]


@pytest.mark.parametrize("hours", [2, 24.1])
def test_nothing_is_closed_while_a_side_may_still_answer_however_far_it_has_come(
    store: Store, hours: float
) -> None:
    number = taken(store)
    act_on(store, book(), DUTY, number, "triage", now=at(0.1))
    act_on(store, book(), DUTY, number, "ask", words="What do you know?", now=at(0.2))
    act_on(store, book(), PATROL, number, "verify", verified="not_verified", how="call", words="x", now=at(1))
    with pytest.raises(NotAllowed) as caught:
        act_on(store, book(), ANALYST, number, "close", reason="Enough.", now=at(hours))
    assert _why(caught) == ["waits"]
    act_on(store, book(), ANALYST, number, "close", reason="Enough.", now=at(24.2))


def test_an_objection_before_the_notice_is_waited_for_as_one_after_it(store: Store) -> None:
    number = proposed(store)
    for one in (CHAIR, OTHER_CHAIR):
        said(store, one, number, "consent", 5)
    determine(store, book(), CHAIR, number, now=at(6))
    proposal = proposal_of(board(store), board(store).cases[number])
    assert proposal is not None
    object_to(store, book(), OURS, number, to=f"determinations/{proposal.noun.id}", words="No.", now=at(6))
    notify(store, book(), PUBLISHER, number, now=at(7))
    with pytest.raises(NotAllowed) as caught:
        publish(store, book(), "idlib", PUBLISHER, number, audiences=["public"], now=at(8))
    assert _why(caught) == ["waits"]


@pytest.mark.parametrize(
    ("says", "words"), [(None, ""), ("dissent", " "), ("reservation", ""), ("consent", "x" * 4_001)]
)
def test_a_dissent_says_why(store: Store, says: str | None, words: str) -> None:
    number = proposed(store)
    proposal = proposal_of(board(store), board(store).cases[number])
    assert proposal is not None
    seen = proposal.kept.entered.entry
    with pytest.raises(BadInput) as caught:
        state_attitude(store, book(), CHAIR, number, says=says, words=words, seen=seen, now=at(5))  # type: ignore[arg-type]
    assert _why(caught) == ["attitude"]


_SAYS = st.sampled_from(["consent", "dissent", "reservation", "nothing"])


@given(said=st.lists(_SAYS, min_size=1, max_size=5), quorum=st.none() | st.integers(1, 5), rule=st.booleans())
def test_quorum_and_rule_as_one_would_count_on_paper(said: list[str], quorum: int | None, rule: bool) -> None:
    stated = [SideStated(side=str(side), says=one) for side, one in enumerate(said)]  # type: ignore[arg-type]
    mandate = Mandate(quorum=quorum, rule="majority" if rule else "consensus")
    spoke = [one for one in said if one != "nothing"]
    needed = len(said) if quorum is None else quorum
    along = [one for one in spoke if one in ("consent", "reservation")]
    agreed = len(along) > len(said) - len(along) if rule else bool(along) and "dissent" not in spoke
    expected = "quorum" if len(spoke) < needed else "" if agreed else "rule"
    assert undecided("agreed_facts", stated, mandate) == expected
    assert undecided("disagreement", stated, mandate) == ("quorum" if len(spoke) < needed else "")
    assert undecided("agreed_facts", stated[::-1], mandate) == expected


def test_without_a_quorum_in_the_mandate_all_sides_are_needed() -> None:
    assert quorum_of(Mandate(), ("a", "b", "c")) == 3
    assert quorum_of(Mandate(quorum=1), ("a", "b", "c")) == 1


# By the side's own program


def _key(store: Store, folder: Path, side: str) -> Path:
    home = folder / side
    made = init_witness(home, log=str(store.key()), name=f"{side}.example/one", place="", others=())
    key = PartyKey(id=side, key=str(made.party))
    enter(store, [change_of("party_keys", key, Asker(login="root", role=CentreRole.DUTY_OFFICER))], now=at(0))
    return home


def test_what_a_sides_own_program_signed_is_taken_and_nothing_that_another_signed(
    store: Store, tmp_path: Path
) -> None:
    ours, theirs = (_key(store, tmp_path / "keys", one) for one in ("opposition", "government"))
    number = proposed(store)
    proposal = proposal_of(board(store), board(store).cases[number])
    assert proposal is not None
    seen = proposal.kept.entered.entry
    digest = digest_of(store, seen)

    def signed(home: Path, by: str, of: str = digest, words: str = "One shell.") -> str:
        return sign_attitude(
            home, of, PartyAttitude.DISSENT, who="A. Name", by=by, words=words, now=at(5)
        ).decode()

    def put(text: str) -> None:
        state_attitude(store, book(), CHAIR, number, signature=text, seen=seen, now=at(5))

    good = signed(ours, "opposition")
    for wrong in (
        signed(theirs, "opposition"),
        signed(ours, "government"),
        signed(ours, "opposition", "sha256:" + "0" * 64),
        good.replace("One shell.", "Two shells."),
        "nonsense",
        "\udcff",
    ):
        with pytest.raises(BadInput) as caught:
            put(wrong)
        assert _why(caught) == ["signature"]
    for words in ("", "x" * 4_001):
        with pytest.raises(BadInput) as caught:
            put(signed(ours, "opposition", words=words))
        assert _why(caught) == ["attitude"], "as for what is said through the server"
    put(good.replace("\n", "\r\n"))
    proposal = proposal_of(board(store), board(store).cases[number])
    assert proposal is not None
    told = proposal.of_side("opposition")
    assert told is not None
    assert (told.says, told.words, told.by, told.signature) == ("dissent", "One shell.", "A. Name", good)


def test_words_that_changed_since_are_not_signed(store: Store) -> None:
    number = proposed(store)
    proposal = proposal_of(board(store), board(store).cases[number])
    assert proposal is not None
    seen = proposal.kept.entered.entry
    propose(store, book(), OTHER_CHAIR, number, outcome="agreed_facts", says="Other words.", now=at(5))
    with pytest.raises(BadInput) as caught:
        state_attitude(store, book(), CHAIR, number, says="consent", seen=seen, now=at(6))
    assert _why(caught) == ["seen"]


# Told, objected to, let out


def _notified(store: Store) -> str:
    number = proposed(store)
    for one in (CHAIR, OTHER_CHAIR):
        said(store, one, number, "consent", 5)
    determine(store, book(), CHAIR, number, now=at(6))
    notify(store, book(), PUBLISHER, number, now=at(7))
    return number


SIDES = ("government", "opposition")


def _pass(store: Store, number: str, hours: float, *sides: str) -> None:
    """Let sides, or both, say that they have nothing to object."""
    notice = board(store).cases[number].notice
    assert notice is not None
    for who in (OURS, THEIRS):
        if who.side in (sides or SIDES):
            word = {"to": notice.act.id, "words": "Nothing."}
            act_on(store, book(), who, number, "answer", side=who.side, now=at(hours), **word)


def _object(store: Store, who: Asker, number: str, hours: float) -> None:
    proposal = proposal_of(board(store), board(store).cases[number])
    assert proposal is not None
    item = f"determinations/{proposal.noun.id}"
    object_to(store, book(), who, number, to=item, words="No.", now=at(hours))


def _goes_out(store: Store, number: str, hours: float) -> bool:
    if board(store).cases[number].is_heard(at(hours), CentreStep.PUBLISH):
        publish(store, book(), "idlib", PUBLISHER, number, audiences=["public"], now=at(hours))
        return True
    with pytest.raises(NotAllowed) as caught:
        publish(store, book(), "idlib", PUBLISHER, number, audiences=["public"], now=at(hours))
    assert _why(caught) == ["waits"]
    return False


NOTICE_ENDS = 7 + 24


@pytest.mark.parametrize("hours", [7, NOTICE_ENDS - 0.01])
def test_what_was_decided_goes_out_when_the_time_to_object_is_over(store: Store, hours: float) -> None:
    number = _notified(store)
    case = board(store).cases[number]
    assert set(case.holders(at(hours))) == set(SIDES)
    assert [[one.does for one in tasks_of(board(store), who, at(hours))] for who in (OURS, THEIRS)] == [
        ["answer"],
        ["answer"],
    ]
    assert not _goes_out(store, number, hours)
    assert _goes_out(store, number, NOTICE_ENDS)


@pytest.mark.parametrize("first", ["government", "opposition"])
def test_it_goes_out_before_when_neither_side_has_anything_to_object(store: Store, first: str) -> None:
    number = _notified(store)
    _pass(store, number, 8, first)
    assert not _goes_out(store, number, 8)
    _pass(store, number, 9, *({*SIDES} - {first}))
    assert _goes_out(store, number, 9)


@pytest.mark.parametrize(("who", "other"), [(OURS, THEIRS), (THEIRS, OURS)])
def test_no_side_keeps_it_back_by_objecting_again_and_again(store: Store, who: Asker, other: Asker) -> None:
    number = _notified(store)
    _object(store, who, number, NOTICE_ENDS - 1)
    assert not _goes_out(store, number, NOTICE_ENDS), "the other side has its time to answer"
    _object(store, who, number, NOTICE_ENDS)
    _object(store, who, number, NOTICE_ENDS + 22)
    assert not _goes_out(store, number, NOTICE_ENDS + 22.9)
    assert _goes_out(store, number, NOTICE_ENDS + 23), "what was objected to late stands beside it"
    assert [one.act.side for one in board(store).cases[number].objections] == [who.side] * 3
    assert [one.does for one in tasks_of(board(store), other, at(NOTICE_ENDS + 24))] == ["answer"] * 3


def test_an_objection_asks_the_other_side_and_nothing_goes_out_before_its_time_is_over(store: Store) -> None:
    number = _notified(store)
    case = board(store).cases[number]
    proposal = proposal_of(board(store), case)
    assert proposal is not None
    object_to(store, book(), OURS, number, to=f"determinations/{proposal.noun.id}", words="No.", now=at(8))
    case = board(store).cases[number]
    assert (case.state, case.holders(at(9))) == (State.OBJECTED, ("government",))
    assert [one.does for one in tasks_of(board(store), THEIRS, at(9))] == ["answer", "answer"]
    with pytest.raises(NotAllowed):
        publish(store, book(), "idlib", PUBLISHER, number, audiences=["public"], now=at(9))
    act_on(store, book(), THEIRS, number, "answer", side="government", words="It stands.", now=at(10))
    _pass(store, number, 10, "government")
    made = publish(store, book(), "idlib", PUBLISHER, number, audiences=["public"], now=at(11))
    assert _state(store, number) is State.PUBLISHED
    data = released_file(store, made[0].digest).data
    assert b"Two shells fell." in data
    assert b"consensus, quorum 2" in data
    assert b"No." in data
    assert b"It stands." in data
    assert SOURCE not in data
    decided = proposal_of(board(store), board(store).cases[number])
    assert decided is not None
    assert (decided.noun.outcome, decided.noun.says, decided.noun.signed) == (
        proposal.noun.outcome,
        proposal.noun.says,
        proposal.noun.signed,
    ), "it moves nothing"


SOURCE = b"S17"


def test_no_closing_keeps_a_side_from_objecting_to_what_went_out(store: Store) -> None:
    number = _notified(store)
    _pass(store, number, 8)
    publish(store, book(), "idlib", PUBLISHER, number, audiences=["public"], now=at(8))
    act_on(store, book(), ANALYST, number, "close", reason="All is said.", now=at(8))
    proposal = proposal_of(board(store), board(store).cases[number])
    assert proposal is not None
    object_to(store, book(), OURS, number, to=f"determinations/{proposal.noun.id}", words="No.", now=at(9))
    assert [one.does for one in tasks_of(board(store), THEIRS, at(9))] == ["answer"]
    act_on(store, book(), THEIRS, number, "answer", side="government", words="It stands.", now=at(10))
    case = board(store).cases[number]
    assert case.state is State.CLOSED
    assert case.words_to(case.objections[0], "government")[0].act.words == "It stands."


def test_what_a_side_owes_is_open_until_it_is_done(store: Store) -> None:
    number = _notified(store)
    for wrong, why in (
        ({"side": "nobody"}, ["owing"]),
        ({"due": "soon"}, ["due"]),
        ({"words": ""}, ["words"]),
    ):
        told = {"side": "government", "due": "2020-02-20", "words": "One channel.", **wrong}
        with pytest.raises(BadInput) as caught:
            act_on(store, book(), ANALYST, number, "owe", now=at(8), **told)
        assert _why(caught) == why
    act = act_on(
        store, book(), ANALYST, number, "owe", side="government", due="2020-02-20", words="x", now=at(8)
    )
    assert [one.act.id for one in board(store).cases[number].owed] == [act.id]
    with pytest.raises(BadInput):
        act_on(store, book(), ANALYST, number, "fulfil", to="acts-0", now=at(9))
    act_on(store, book(), ANALYST, number, "fulfil", to=act.id, now=at(9))
    assert board(store).cases[number].owed == ()


def test_two_publishers_in_a_hurry_let_it_out_once(store: Store) -> None:
    number, start = _notified(store), Barrier(2)
    _pass(store, number, 7)

    def let_out(audience: str) -> bool:
        start.wait()
        try:
            publish(store, book(), "idlib", PUBLISHER, number, audiences=[audience], now=at(8))
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(let_out, ["public", "government"])) == [False, True]
    assert len(board(store).releases) == 1


def test_what_may_not_leave_is_not_published_either(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    number = _notified(store)
    _pass(store, number, 7)
    before = size_of(store)

    def refused(*_: Any) -> None:
        raise BadInput("nothing was released", [Fault(message="it may not leave yet")])

    monkeypatch.setattr("truceline.centre.deciding.let_out", refused)
    with pytest.raises(BadInput):
        publish(store, book(), "idlib", PUBLISHER, number, audiences=["public"], now=at(8))
    assert (_state(store, number), size_of(store)) == (State.NOTIFIED, before)


@pytest.mark.parametrize(
    "to",
    [
        "",
        "determinations/other",
        "acts/other",
        "findings/OWN/nobody/a18/1",
        "findings/OWN/a18/1",
        "findings/other/told/a18/1/moscow",
        "briefs/x/1",
        "x",
    ],
)
def test_an_objection_is_to_something_of_its_case(store: Store, to: str) -> None:
    number = _notified(store)
    to = to.replace("OWN", board(store).cases[number].reports[0])
    with pytest.raises(BadInput) as caught:
        object_to(store, book(), OURS, number, to=to, words="No.", now=at(8))
    assert _why(caught) == ["to"]


def test_an_objection_to_a_finding_moves_no_number(store: Store) -> None:
    number = heard_by_both(store)
    own = board(store).cases[number].reports[0]
    before = [(kind, tree) for kind, _, tree in rows_at(store).rows]
    object_to(store, book(), OURS, number, to=f"findings/{own}/told/a18/1/moscow", words="No.", now=at(2))
    assert [(kind, tree) for kind, _, tree in rows_at(store).rows] == before
    assert _state(store, number) is State.ASKED
    act_on(store, book(), THEIRS, number, "answer", side="government", words="Yes.", now=at(3))
    case = board(store).cases[number]
    assert case.words_to(case.objections[0], "government")[0].act.words == "Yes."
    assert len(case.answers("government")) == 1


def test_both_sides_exchanged_a_case_goes_the_same_way(store: Store) -> None:
    number = proposed(store)
    said(store, OTHER_CHAIR, number, "consent", 5)
    said(store, CHAIR, number, "dissent", 5, "There was one shell.")
    with pytest.raises(NotAllowed) as caught:
        determine(store, book(), OTHER_CHAIR, number, now=at(6))
    assert _why(caught) == ["rule"]
