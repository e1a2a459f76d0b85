"""Two people change one thing: both values are shown, nothing typed is lost, nothing is entered twice."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.centres import DUTY, board, proposed
from tests.unit.web.conftest import SignedIn
from truceline.bulletins.catalogue import catalogue
from truceline.centre.boards import change_of
from truceline.centre.rights import CentreRole
from truceline.centre.ruling import put_ruling
from truceline.db.entering import enter
from truceline.db.opened import Store
from truceline.model.centre import BriefDraft

ANALYST, CHAIR = CentreRole.ANALYST, CentreRole.CO_CHAIR
T = catalogue("en")
MINE, THEIRS = "Mine <b>first</b>.", "Theirs, and first."


def _seen(client: Any, page: str) -> str:
    return str(re.findall(r'name="seen" value="(-?\d+)"', client.get(page).content.decode())[0])


def _shown(response: Any) -> str:
    assert response.status_code == 422
    text = response.content.decode()
    assert MINE not in text  # escaped
    page = unescape(text)
    assert T("centre.clash") in page
    assert MINE in page
    return page


def _again(client: Any, address: str, page: str, **changed: str) -> int:
    """Send what a page of both values holds, as its form does."""
    told = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    told |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*(?:<b>[^<]*</b>[^<]*)?)</textarea>', page))
    return int(client.post(address, told | changed).status_code)


def test_a_brief_shows_both_wordings_and_mine_can_be_sent_after_all(
    signed_in: SignedIn, store: Store
) -> None:
    draft = BriefDraft(
        id="briefs-1",
        first="2020-02-03",
        last="2020-02-03",
        language="en",
        state="drafted",
        computed=("A line.",),
        lines=("A line.",),
        digest="sha256:0",
    )
    enter(store, [change_of("briefs", draft, DUTY)])
    page, client, other = "/brief/briefs-1", signed_in(ANALYST), signed_in(CentreRole.DUTY_OFFICER)
    seen = _seen(client, page)
    assert other.post(page, {"does": "edit", "lines": THEIRS, "seen": seen}).status_code == 302
    sent = {"does": "edit", "lines": MINE, "holding": "Mostly.", "holding_by": "A. Name", "seen": seen}
    both = _shown(client.post(page, sent))
    assert THEIRS in both
    assert "Mostly." in both
    assert [one.noun.lines for one in board(store).briefs["briefs-1"]] == [("A line.",), (THEIRS,)]
    assert _again(client, page, both) == 302
    last = board(store).briefs["briefs-1"][-1].noun
    assert (last.lines, last.holding, last.holding_by) == ((MINE,), "Mostly.", "A. Name")


def test_a_proposal_shows_both_words_and_takes_the_place_of_none_unread(
    signed_in: SignedIn, store: Store
) -> None:
    number = proposed(store)
    page, address = f"/case/{number}/proposal", f"/case/{number}/propose"
    client, other = signed_in(ANALYST), signed_in(CHAIR, "government")
    seen = _seen(client, page)
    theirs = {"outcome": "disagreement", "words": THEIRS, "clauses": "A18/1", "seen": seen}
    assert other.post(address, theirs).status_code == 302
    mine = {"outcome": "agreed_facts", "words": MINE, "clauses": "A18/2", "seen": seen}
    both = _shown(client.post(address, mine))
    for said in (THEIRS, "a18/1", "A18/2", T.of("centre_outcome", "disagreement")):
        assert said in both
    (versions,) = board(store).determinations.values()
    assert versions[-1].noun.says == THEIRS
    assert _again(client, address, both) == 302
    (versions,) = board(store).determinations.values()
    assert (versions[-1].noun.says, versions[-1].noun.outcome) == (MINE, "agreed_facts")


@pytest.mark.parametrize("side", ["government", "opposition"])
def test_what_a_side_says_to_words_that_are_gone_is_given_back_and_not_entered(
    signed_in: SignedIn, store: Store, side: str
) -> None:
    number = proposed(store)
    client = signed_in(CHAIR, side)
    seen = _seen(client, f"/case/{number}")
    analyst = signed_in(ANALYST)
    sent = {
        "outcome": "disagreement",
        "words": THEIRS,
        "seen": _seen(analyst, f"/case/{number}/proposal"),
    }
    assert analyst.post(f"/case/{number}/propose", sent).status_code == 302
    said = {"says": "dissent", "words": MINE, "seen": seen}
    both = _shown(client.post(f"/case/{number}/state", said))
    assert THEIRS in both
    assert T("centre.clash_send") not in both  # new words are read first
    assert board(store).statements == {}


def test_a_ruling_shows_both_readings(signed_in: SignedIn, store: Store) -> None:
    page, client, other = "/ruling/self-defence", signed_in(ANALYST), signed_in(CHAIR, "opposition")
    seen = _seen(client, page)
    theirs = {"does": "propose", "answer": "no_excuse", "words": THEIRS, "seen": seen}
    assert other.post(page, theirs).status_code == 302
    both = _shown(client.post(page, theirs | {"answer": "excuses", "words": MINE}))
    assert THEIRS in both
    assert _again(client, page, both) == 302
    put = put_ruling(board(store), "self-defence")
    assert put is not None
    assert (put.noun.reading, put.noun.says) == ("excuses", MINE)
    gone = {"does": "state", "says": "dissent", "words": MINE, "seen": seen}
    assert T("centre.clash_send") not in _shown(signed_in(CHAIR, "government").post(page, gone))


def test_whatever_is_refused_gives_back_what_was_typed_but_not_who_a_source_is(
    signed_in: SignedIn, store: Store
) -> None:
    number = proposed(store)
    sent = {"words": MINE, "informant": "Abu Samir"}
    response = signed_in(CentreRole.OBSERVER).post(f"/case/{number}/answer", sent)
    assert response.status_code == 403
    page = response.content.decode()
    assert MINE in unescape(page)
    assert MINE not in page
    assert "Abu Samir" not in page
