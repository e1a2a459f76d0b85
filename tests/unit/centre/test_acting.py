"""A case goes its way by acts, each one entry; what is not allowed enters nothing."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from tests.centres import (
    ANALYST,
    DUTY,
    OURS,
    PATROL,
    PUBLISHER,
    SHELLING,
    THEIRS,
    at,
    board,
    book,
    heard,
    taken,
)
from truceline.centre.acting import act_on, take_report
from truceline.centre.boards import parts_for, seen_report, tasks_of
from truceline.centre.cases import due_at, first_by_rule, next_number, words_are_open
from truceline.centre.rights import Asker, CentreRole, State
from truceline.db.connecting import forget
from truceline.db.growing import size_of
from truceline.db.opened import Store, open_store
from truceline.errors import BadInput, NotAllowed, NotFound
from truceline.model.centre import CaseStep


def _do(store: Store, by: Asker, number: str, does: CaseStep, hours: float, words: str = "") -> None:
    side = by.side if does == "answer" else ""
    act_on(store, book(), by, number, does, words=words, side=side, now=at(hours))


def _asked(store: Store) -> str:
    number = taken(store)
    _do(store, DUTY, number, "triage", 0.1)
    _do(store, DUTY, number, "ask", 0.2, "What do you know of it?")
    return number


def test_a_report_begins_a_case(store: Store) -> None:
    number = taken(store)
    case = board(store).cases[number]
    assert (number, case.state, len(case.reports)) == ("IDLIB-2020-0001", State.RECEIVED, 1)
    assert case.holders(at(0)) == ("mission",)


def test_what_applies_is_not_kept_with_a_report(store: Store) -> None:
    from truceline.db.kinds import KINDS
    from truceline.db.projecting import all_of

    taken(store)
    kinds = {one.change.kind for one in all_of(store, *KINDS)}
    assert kinds == {"families", "sources", "reports", "incidents", "matters", "claims", "acts"}


def test_one_case_is_asked_and_answered_by_both(store: Store) -> None:
    number = _asked(store)
    case = board(store).cases[number]
    assert case.asked is not None
    assert due_at(case.asked) == at(24.2)
    assert set(case.holders(at(1))) == {"government", "opposition"}
    _do(store, THEIRS, number, "answer", 1, "Nothing is known to us.")
    assert board(store).cases[number].holders(at(1)) == ("opposition",)
    _do(store, OURS, number, "answer", 2, "Two of ours are dead.")
    case = board(store).cases[number]
    assert case.holders(at(2)) == ("mission",)
    assert [one.act.words for one in case.answers("opposition")] == ["Two of ours are dead."]


@pytest.mark.parametrize(("hours", "is_heard"), [(24.19, False), (24.2, True)])
def test_a_case_is_heard_when_the_time_is_over_and_not_before(
    store: Store, hours: float, is_heard: bool
) -> None:
    number = _asked(store)
    case = board(store).cases[number]
    assert case.is_heard(at(hours)) is is_heard
    if is_heard:
        _do(store, ANALYST, number, "close", hours)
    else:
        with pytest.raises(NotAllowed):
            _do(store, ANALYST, number, "close", hours)


def test_a_late_word_is_taken_and_stands(store: Store) -> None:
    number = _asked(store)
    _do(store, OURS, number, "answer", 30, "Late, and still our word.")
    assert board(store).cases[number].answers("opposition")
    act_on(
        store, book(), ANALYST, number, "verify", verified="not_verified", how="call", words="x", now=at(31)
    )
    _do(store, OURS, number, "answer", 32, "And one more.")
    assert len(board(store).cases[number].answers("opposition")) == 2


def test_the_log_is_signed_when_its_interval_is_over(store: Store) -> None:
    from truceline.db.checkpoints import last_checkpoint

    def signed() -> int:
        last = last_checkpoint(store)
        return 0 if last is None else last.checkpoint.size

    number = taken(store)
    first = signed()
    assert first > 0
    _do(store, DUTY, number, "triage", 9 / 60)
    assert signed() == first
    _do(store, DUTY, number, "ask", 11 / 60, "What do you know?")
    assert signed() > first


def test_whoever_took_the_report_does_not_close_the_case(store: Store) -> None:
    number = taken(store)
    _do(store, DUTY, number, "triage", 0.1)
    with pytest.raises(NotAllowed):
        _do(store, DUTY, number, "close", 0.2)
    _do(store, ANALYST, number, "close", 0.2)
    assert board(store).cases[number].state is State.CLOSED
    _do(store, DUTY, number, "reopen", 0.3)
    assert board(store).cases[number].state is State.TRIAGED


def test_what_is_refused_enters_nothing(store: Store) -> None:
    number = taken(store)
    before = size_of(store)
    with pytest.raises(NotAllowed):
        _do(store, PUBLISHER, number, "triage", 1)
    with pytest.raises(NotAllowed):
        _do(store, DUTY, number, "ask", 1, "words")
    with pytest.raises(NotFound):
        _do(store, DUTY, "IDLIB-2026-0099", "triage", 1)
    with pytest.raises(NotAllowed):
        taken(store, by=PUBLISHER, words="shelling near Idlib")
    assert size_of(store) == before


@pytest.mark.parametrize("words", ["", "  \n", "x" * 4_001])
def test_a_word_is_said_and_is_bounded(store: Store, words: str) -> None:
    number = _asked(store)
    with pytest.raises(BadInput):
        _do(store, OURS, number, "answer", 1, words)


def test_the_longest_word_is_taken(store: Store) -> None:
    number = _asked(store)
    _do(store, OURS, number, "answer", 1, "x" * 4_000)
    assert len(board(store).cases[number].answers("opposition")[0].act.words) == 4_000


def test_of_many_who_ask_at_once_one_asks(store: Store) -> None:
    number = taken(store)
    _do(store, DUTY, number, "triage", 0.1)
    start, told = Barrier(4), list[str]()

    def ask() -> None:
        opened = open_store(store.address.name)
        start.wait()
        try:
            act_on(opened, book(), DUTY, number, "ask", words="What do you know?", now=at(1))
            told.append("asked")
        except NotAllowed:
            told.append("refused")
        finally:
            forget(opened.address)

    threads = [Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["asked", "refused", "refused", "refused"]


def test_numbers_of_cases_have_no_gap_and_begin_anew_each_year() -> None:
    assert next_number([], "idlib", 2026) == "IDLIB-2026-0001"
    assert next_number(["IDLIB-2026-0009", "OTHER-2026-0500"], "idlib", 2026) == "IDLIB-2026-0010"
    assert next_number(["IDLIB-2026-0009"], "idlib", 2027) == "IDLIB-2027-0001"


def test_who_stands_first_is_a_rule() -> None:
    assert first_by_rule(("a", "b"), 2) == ("a", "b")
    assert first_by_rule(("a", "b"), 3) == ("b", "a")


# What each may see


def test_a_side_sees_what_the_mandate_shows_it_and_nothing_of_the_source(store: Store) -> None:
    number = _asked(store)
    own = board(store).cases[number].reports[0]
    for side in (OURS, THEIRS):
        seen = seen_report(board(store), own, side, book().mandate)
        assert seen.area
        assert (seen.words, seen.source, seen.where, seen.when, seen.author) == (None,) * 5
    mission = seen_report(board(store), own, ANALYST, book().mandate)
    assert (mission.words, mission.source) == (SHELLING, "S17")


def test_an_administrator_sees_no_part_of_anything() -> None:
    assert parts_for(Asker(login="root", role=CentreRole.ADMINISTRATOR), book().mandate) == frozenset()


def test_a_liaison_officer_without_a_side_sees_nothing() -> None:
    assert parts_for(Asker(login="nobody", role=CentreRole.LIAISON_OFFICER), book().mandate) == frozenset()


def test_no_side_reads_the_others_word_before_its_own_is_given_or_its_time_is_over(store: Store) -> None:
    number = _asked(store)
    _do(store, THEIRS, number, "answer", 1, "Our word.")
    mandate = book().mandate

    def may(by: Asker, hours: float) -> bool:
        case = board(store).cases[number]
        return words_are_open(case, case.answers("government")[0], by, parts_for(by, mandate), at(hours))

    assert may(THEIRS, 1)
    assert may(ANALYST, 1)
    assert not may(OURS, 24.1)
    assert may(OURS, 24.2)
    _do(store, OURS, number, "answer", 2, "And ours.")
    assert may(OURS, 2)
    assert not may(Asker(login="o", role=CentreRole.OBSERVER), 30)


# What waits, and what is alike


def test_each_has_what_waits_for_it(store: Store) -> None:
    number = _asked(store)
    now = at(1)

    def waiting(by: Asker) -> list[tuple[str, str]]:
        return [(one.does, one.item) for one in tasks_of(board(store), by, now)]

    assert waiting(OURS) == waiting(THEIRS) == [("answer", number)]
    assert waiting(DUTY) == []
    _do(store, OURS, number, "answer", 1, "ours")
    assert waiting(OURS) == []
    _do(store, THEIRS, number, "answer", 1, "theirs")
    assert waiting(ANALYST) == waiting(PATROL) == [("verify", number)]
    assert waiting(DUTY) == []


def test_one_more_report_joins_a_case(store: Store) -> None:
    number = taken(store)
    again = heard("mortar fire near Saraqib, 2 h ago", 1)
    assert take_report(store, again, ANALYST, source="S18", joins=number, now=at(1)) == number
    case = board(store).cases[number]
    assert len(case.reports) == 2
    assert case.authors == {DUTY.login, ANALYST.login}


def test_who_told_it_is_sealed(store: Store) -> None:
    from truceline.db.projecting import all_of

    take_report(store, heard(), DUTY, source="S17", informant="Samir of the bakery", now=at(0))
    assert store.address.path is not None
    kept = b"".join(one.read_bytes() for one in store.address.path.parent.rglob("*") if one.is_file())
    assert b"Samir of the bakery" not in kept
    assert all("bakery" not in str(one) for one in all_of(store, "sources"))
