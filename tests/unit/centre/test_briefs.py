"""A brief is drafted, put right, approved by another, and let out as bundles that anybody can prove."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest

from tests.centres import ANALYST, DUTY, OURS, PUBLISHER, THEIRS, asker, at, board, book
from truceline.centre.briefs import draft_brief, edit_brief, pass_brief, release_brief, send_back, show_brief
from truceline.centre.objecting import object_to_line, objections_by_line
from truceline.centre.releasing import correct, corrections_of, released_file
from truceline.centre.rights import Asker, CentreRole, State
from truceline.db.opened import Store
from truceline.errors import BadInput, Fault, NotAllowed, NotFound
from truceline.record.days import Period
from truceline.tlog.bundle import Bundle

pytestmark = pytest.mark.slow
DAY = Period(first=date(2020, 2, 3), last=date(2020, 2, 3))


def _drafted(store: Store) -> tuple[str, int]:
    own = draft_brief(store, "idlib", ANALYST, DAY, language="en", now=at(0))
    return own, board(store).briefs[own][-1].entered.entry


def _shown(store: Store) -> tuple[str, int]:
    own, seen = _drafted(store)
    show_brief(store, book(), PUBLISHER, own, seen=seen, now=at(0.5))
    return own, board(store).briefs[own][-1].entered.entry


def test_a_brief_is_drafted_with_holding_left_blank(store: Store) -> None:
    own, _ = _drafted(store)
    noun = board(store).briefs[own][-1].noun
    assert noun.lines == noun.computed
    assert noun.lines
    assert (noun.holding, noun.holding_by) == ("", "")
    assert not any("Holding:" in one for one in noun.lines)


def test_holding_needs_a_named_person(store: Store) -> None:
    own, seen = _drafted(store)
    for holding, by in (("Yes", ""), ("", "A. Name"), ("Yes", " ")):
        with pytest.raises(BadInput):
            edit_brief(
                store, book(), DUTY, own, lines=["One line."], holding=holding, holding_by=by, seen=seen
            )
    edit_brief(
        store, book(), DUTY, own, lines=["One line."], holding="In parts", holding_by="A. Name", seen=seen
    )
    assert board(store).briefs[own][-1].noun.holding_by == "A. Name"


def test_what_changed_meanwhile_is_not_written_over(store: Store) -> None:
    own, seen = _drafted(store)
    edit_brief(store, book(), DUTY, own, lines=["First."], seen=seen, now=at(1))
    with pytest.raises(BadInput, match="nothing was done"):
        edit_brief(store, book(), ANALYST, own, lines=["Second."], seen=seen, now=at(1))
    with pytest.raises(BadInput, match="nothing was done"):
        show_brief(store, book(), PUBLISHER, own, seen=seen, now=at(2))
    assert board(store).briefs[own][-1].noun.lines == ("First.",)


def test_a_release_goes_to_each_audience_as_a_bundle(store: Store) -> None:
    own, seen = _shown(store)
    found = release_brief(
        store, book(), "idlib", PUBLISHER, own, audiences=["government", "opposition"], seen=seen, now=at(3)
    )
    assert [one.audience for one in found] == ["government", "opposition"]
    assert found[0].shown == found[1].shown
    for one in found:
        data = released_file(store, one.digest).data
        assert b"release_brief" not in data
        assert Bundle is not None
        assert {told.noun.audience for told in board(store).releases} == {"government", "opposition"}
    with pytest.raises(NotAllowed):
        release_brief(store, book(), "idlib", PUBLISHER, own, audiences=["public"], seen=seen, now=at(2))


def test_whoever_wrote_in_it_does_not_release_it(store: Store) -> None:
    own, seen = _drafted(store)
    author = Asker(login=ANALYST.login, role=CentreRole.PUBLISHER)
    with pytest.raises(NotAllowed):
        show_brief(store, book(), author, own, seen=seen, now=at(1))
    show_brief(store, book(), PUBLISHER, own, seen=seen, now=at(1))
    seen = board(store).briefs[own][-1].entered.entry
    with pytest.raises(NotAllowed):
        release_brief(store, book(), "idlib", author, own, audiences=["public"], seen=seen, now=at(9))


@pytest.mark.parametrize(("hours", "is_over"), [(2.49, False), (2.5, True)])
def test_nothing_goes_out_before_both_sides_had_their_time(store: Store, hours: float, is_over: bool) -> None:
    own, seen = _shown(store)

    def release() -> None:
        release_brief(store, book(), "idlib", PUBLISHER, own, audiences=["public"], seen=seen, now=at(hours))

    if is_over:
        release()
    else:
        with pytest.raises(NotAllowed) as caught:
            release()
        assert caught.value.faults[0].pointer == "waits"


def test_it_may_go_out_early_only_when_both_sides_have_nothing_more_to_object(store: Store) -> None:
    own, seen = _shown(store)

    def release() -> None:
        seen = board(store).briefs[own][-1].entered.entry
        release_brief(store, book(), "idlib", PUBLISHER, own, audiences=["public"], seen=seen, now=at(1))

    pass_brief(store, book(), OURS, own, seen=seen, now=at(0.6))
    pass_brief(store, book(), OURS, own, seen=seen, now=at(0.7))
    with pytest.raises(NotAllowed):
        release()
    with pytest.raises(NotAllowed):
        pass_brief(store, book(), PUBLISHER, own, seen=seen, now=at(0.8))
    pass_brief(store, book(), THEIRS, own, seen=seen, now=at(0.9))
    release()


def test_words_that_were_changed_are_shown_anew(store: Store) -> None:
    own, seen = _shown(store)
    pass_brief(store, book(), OURS, own, seen=seen, now=at(0.6))
    seen = board(store).briefs[own][-1].entered.entry
    edit_brief(store, book(), ANALYST, own, lines=["Other words."], seen=seen, now=at(0.7))
    last = board(store).briefs[own][-1].noun
    assert (last.state, last.due, last.passed) == ("drafted", "", ())


def test_an_objection_stands_right_after_its_line_and_moves_nothing_else(store: Store) -> None:
    own, seen = _shown(store)
    before = board(store).briefs[own][-1].noun.lines
    for by, words in ((OURS, "That is not how it was."), (THEIRS, "هذا غير صحيح")):
        object_to_line(store, book(), by, own, line=1, words=words, seen=seen, now=at(1))
    release_brief(store, book(), "idlib", PUBLISHER, own, audiences=["public"], seen=seen, now=at(3))
    lines = board(store).briefs[own][-1].noun.lines
    assert lines[0] == before[0]
    assert "opposition side" in lines[1]
    assert "That is not how it was." in lines[1]
    assert "هذا غير صحيح" in lines[2]
    assert lines[3:] == before[1:]


@pytest.mark.parametrize(("line", "words"), [(0, "x"), (1_000, "x"), (1, " "), (1, "x" * 4_001)])
def test_an_objection_is_to_a_line_and_says_something(store: Store, line: int, words: str) -> None:
    own, seen = _shown(store)
    with pytest.raises(BadInput):
        object_to_line(store, book(), OURS, own, line=line, words=words, seen=seen, now=at(1))


def test_an_objection_goes_with_the_words_that_its_side_read(store: Store) -> None:
    own, seen = _drafted(store)

    def shown(*lines: str, hours: float) -> int:
        last = board(store).briefs[own][-1].entered.entry
        edit_brief(store, book(), DUTY, own, lines=lines, seen=last, now=at(hours))
        last = board(store).briefs[own][-1].entered.entry
        show_brief(store, book(), PUBLISHER, own, seen=last, now=at(hours))
        return board(store).briefs[own][-1].entered.entry

    seen = shown("One.", "Two.", "Three.", hours=0.1)
    object_to_line(store, book(), OURS, own, line=2, words="Not two.", seen=seen, now=at(0.2))
    object_to_line(store, book(), OURS, own, line=3, words="Not three.", seen=seen, now=at(0.2))
    last = shown("None.", "One.", "Two.", "Three and a half.", hours=0.3)
    told = objections_by_line(board(store), own)
    assert {line: [one.words for one in each] for line, each in told.items()} == {
        3: ["Not two."],
        0: ["Not three."],
    }
    for does in (pass_brief, partial(object_to_line, line=2, words="x")):
        with pytest.raises(BadInput) as caught:
            does(store, book(), THEIRS, own, seen=seen, now=at(0.4))
        assert [one.pointer for one in caught.value.faults] == ["seen"]
    release_brief(store, book(), "idlib", PUBLISHER, own, audiences=["public"], seen=last, now=at(3))
    lines = board(store).briefs[own][-1].noun.lines
    assert [one for one in lines if "object" not in one] == ["None.", "One.", "Two.", "Three and a half."]
    assert "Not two." in lines[3]
    assert objections_by_line(board(store), own) == {}
    seen = board(store).briefs[own][-1].entered.entry
    object_to_line(store, book(), THEIRS, own, line=2, words="Still not.", seen=seen, now=at(4))
    assert [one.words for one in objections_by_line(board(store), own)[2]] == ["Still not."]


def test_what_was_wrong_is_told_to_whoever_got_it_and_names_what_each_holds(store: Store) -> None:
    own, seen = _shown(store)
    made = release_brief(
        store, book(), "idlib", PUBLISHER, own, audiences=["public", "government"], seen=seen, now=at(3)
    )
    item = f"briefs/{own}"
    with pytest.raises(NotAllowed):
        correct(store, book(), "idlib", ANALYST, item, State.RELEASED, says="Wrong.", now=at(4))
    told = correct(store, book(), "idlib", PUBLISHER, item, State.RELEASED, says="Three, not two.", now=at(4))
    assert [one.audience for one in told] == [one.audience for one in made]
    found = {one.noun.digest: one.noun for one in board(store).corrections}
    assert set(found) == {one.digest for one in made}
    for one in told:
        data = released_file(store, one.digest).data
        assert b"Three, not two." in data
        assert next(each.digest for each in made if each.audience == one.audience).encode() in data
    assert [one.says for one in corrections_of(board(store), item)] == ["Three, not two."]


def test_nothing_is_corrected_that_was_not_released(store: Store) -> None:
    own, _ = _shown(store)
    with pytest.raises(NotFound):
        correct(store, book(), "idlib", PUBLISHER, f"briefs/{own}", State.RELEASED, says="x", now=at(4))


def test_what_may_not_leave_is_neither_released_nor_corrected(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, seen = _shown(store)

    def refused(*_: Any) -> None:
        raise BadInput("nothing was released", [Fault(message="it may not leave yet")])

    def release() -> None:
        release_brief(store, book(), "idlib", PUBLISHER, own, audiences=["public"], seen=seen, now=at(3))

    monkeypatch.setattr("truceline.centre.briefs.let_out", refused)
    with pytest.raises(BadInput):
        release()
    assert board(store).briefs[own][-1].noun.state == "shown"
    monkeypatch.undo()
    release()
    monkeypatch.setattr("truceline.centre.releasing.let_out", refused)
    with pytest.raises(BadInput):
        correct(store, book(), "idlib", PUBLISHER, f"briefs/{own}", State.RELEASED, says="x", now=at(4))
    assert board(store).corrections == ()


def test_a_brief_goes_back_with_a_reason_and_comes_again(store: Store) -> None:
    own, _ = _drafted(store)
    send_back(store, book(), PUBLISHER, own, reason="The second line is not what was said.", now=at(1))
    last = board(store).briefs[own][-1]
    assert (last.noun.state, last.entered.change.reason) == (
        "returned",
        "The second line is not what was said.",
    )
    edit_brief(store, book(), ANALYST, own, lines=["Better."], seen=last.entered.entry, now=at(2))
    assert board(store).briefs[own][-1].noun.state == "drafted"


def test_nobody_else_drafts_sends_back_or_releases(store: Store) -> None:
    own, seen = _shown(store)
    for role in CentreRole:
        one = asker(role)
        if role not in (CentreRole.DUTY_OFFICER, CentreRole.ANALYST):
            with pytest.raises(NotAllowed):
                edit_brief(store, book(), one, own, lines=["x"], seen=seen)
        if role is not CentreRole.PUBLISHER:
            with pytest.raises(NotAllowed):
                send_back(store, book(), one, own, reason="x")
            with pytest.raises(NotAllowed):
                release_brief(store, book(), "idlib", one, own, audiences=["public"], seen=seen)
    with pytest.raises(NotAllowed):
        draft_brief(store, "idlib", OURS, DAY, language="en")


def test_nothing_is_released_to_nobody_or_to_strangers(store: Store) -> None:
    own, seen = _shown(store)
    for audiences in ([], ["strangers"]):
        with pytest.raises(BadInput):
            release_brief(store, book(), "idlib", PUBLISHER, own, audiences=audiences, seen=seen)
    assert board(store).briefs[own][-1].noun.state == "shown"
    with pytest.raises(NotFound):
        release_brief(store, book(), "idlib", PUBLISHER, "briefs-0", audiences=["public"], seen=seen)
    with pytest.raises(NotFound):
        released_file(store, "sha256:" + "0" * 64)
