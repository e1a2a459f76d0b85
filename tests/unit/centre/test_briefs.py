"""A brief is drafted, put right, approved by another, and let out as bundles that anybody can prove."""

from __future__ import annotations

from datetime import date

import pytest

from tests.centres import ANALYST, DUTY, OURS, PUBLISHER, asker, at, board, book
from truceline.centre.briefs import draft_brief, edit_brief, release_brief, released_file, send_back
from truceline.centre.rights import Asker, CentreRole
from truceline.db.opened import Store
from truceline.errors import BadInput, NotAllowed, NotFound
from truceline.record.days import Period
from truceline.tlog.bundle import Bundle

pytestmark = pytest.mark.slow
DAY = Period(first=date(2020, 2, 3), last=date(2020, 2, 3))


def _drafted(store: Store) -> tuple[str, int]:
    own = draft_brief(store, "idlib", ANALYST, DAY, language="en", now=at(0))
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
    with pytest.raises(BadInput, match="nothing was entered"):
        edit_brief(store, book(), ANALYST, own, lines=["Second."], seen=seen, now=at(1))
    with pytest.raises(BadInput, match="nothing was released"):
        release_brief(store, book(), "idlib", PUBLISHER, own, audiences=["public"], seen=seen, now=at(2))
    assert board(store).briefs[own][-1].noun.lines == ("First.",)


def test_a_release_goes_to_each_audience_as_a_bundle(store: Store) -> None:
    own, seen = _drafted(store)
    found = release_brief(
        store, book(), "idlib", PUBLISHER, own, audiences=["government", "opposition"], seen=seen, now=at(1)
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
        release_brief(store, book(), "idlib", author, own, audiences=["public"], seen=seen, now=at(1))


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
    own, seen = _drafted(store)
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
    own, seen = _drafted(store)
    with pytest.raises(BadInput):
        release_brief(store, book(), "idlib", PUBLISHER, own, audiences=[], seen=seen)
    with pytest.raises(NotFound):
        release_brief(store, book(), "idlib", PUBLISHER, "briefs-0", audiences=["public"], seen=seen)
    with pytest.raises(NotFound):
        released_file(store, "sha256:" + "0" * 64)
