"""Open questions on their pages: what a ruling would change stands above what is signed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.centres import asker, board, book
from tests.unit.web.conftest import SEATS, SignedIn
from truceline.bulletins.catalogue import catalogue
from truceline.centre.rights import CentreRole, State, refused
from truceline.centre.ruling import put_ruling, state_of, would_change
from truceline.db.opened import Store
from truceline.model.centre import CentreStep
from truceline.web import asking

QUESTION, READING = "self-defence", "excuses"
PAGE = f"/ruling/{QUESTION}"
CHAIR, ANALYST = CentreRole.CO_CHAIR, CentreRole.ANALYST
WORDS = "The clock of the place <b>counts</b>."


def _seen(client: Any) -> str:
    return str(re.findall(r'name="seen" value="(-?\d+)"', client.get(PAGE).content.decode())[0])


def _put(signed_in: SignedIn, reading: str = READING) -> None:
    client = signed_in(ANALYST)
    sent = {"does": "propose", "answer": reading, "words": WORDS, "seen": _seen(client)}
    assert client.post(PAGE, sent).status_code == 302


def _state(signed_in: SignedIn, side: str, says: str = "consent", **more: str) -> int:
    client = signed_in(CHAIR, side)
    sent = {"does": "state", "says": says, "seen": _seen(client), **more}
    return int(client.post(PAGE, sent).status_code)


def _rule(signed_in: SignedIn, side: str = "government") -> int:
    client = signed_in(CHAIR, side)
    return int(client.post(PAGE, {"does": "rule", "seen": _seen(client)}).status_code)


@pytest.mark.parametrize(("role", "side"), SEATS)
def test_open_questions_are_for_all_who_read_cases(signed_in: SignedIn, role: CentreRole, side: str) -> None:
    client = signed_in(role, side)
    due = 403 if refused(asker(role, side=side), CentreStep.READ_CASES, State.NONE) else 200
    for page in ("/rulings", PAGE):
        assert client.get(page).status_code == due
    if due == 200:
        page = unescape(client.get("/rulings").content.decode())
        assert all(one.question in page for one in book().ambiguities)
        assert client.get("/ruling/weather").status_code == 404


def test_what_would_change_stands_before_what_is_signed_and_then_it_is_ruled(
    signed_in: SignedIn, store: Store
) -> None:
    _put(signed_in)
    listed = would_change(store, "idlib", QUESTION, READING, now=asking.now())
    assert listed.turned
    t, forms = catalogue("en"), {"state": 'name="does" value="state"', "rule": 'value="rule"'}
    for role, side in SEATS:
        client = signed_in(role, side)
        response = client.get(PAGE)
        if response.status_code != 200:
            continue
        page = unescape(response.content.decode())
        reads = bool(side) or role not in (CentreRole.GUARANTOR, CentreRole.OBSERVER)
        assert ("&lt;b&gt;counts" in response.content.decode()) is reads
        assert (t("ruling.computed") in page) is reads
        n = len({one.incident for one in listed.turned})
        assert (t("ruling.changes", findings=len(listed.turned), incidents=n) in page) is reads
        for one in listed.turned:
            assert (f">{one.incident}<" in page) is reads
        state = state_of(put_ruling(board(store), QUESTION))
        who = asker(role, side=side)
        may_state = not refused(who, CentreStep.STATE_RULING, state, side=side)
        assert (forms["state"] in page) is may_state
        if may_state:
            assert page.index(t("ruling.computed")) < page.index(forms["state"])
        assert forms["rule"] not in page  # nobody has said anything yet
        for does, step in (("state", CentreStep.STATE_RULING), ("propose", CentreStep.PROPOSE_RULING)):
            if refused(who, step, state, side=side):
                assert client.post(PAGE, {"does": does, "says": "consent", "words": "x"}).status_code == 403
    assert _rule(signed_in) == 403
    assert _state(signed_in, "government") == 302
    other = signed_in(CHAIR, "opposition").get(PAGE).content.decode()
    assert t.of("centre_attitude", "hidden") in other
    assert _state(signed_in, "opposition", "reservation", words="But not at night.") == 302
    assert _rule(signed_in, "opposition") == 302
    observer = unescape(signed_in(CentreRole.OBSERVER).get(PAGE).content.decode())
    assert "consensus, quorum 2" in observer
    assert "But not at night." in observer
    listing = unescape(signed_in(CentreRole.OBSERVER).get("/rulings").content.decode())
    assert t("ruling.lead", all=len(book().ambiguities), ruled=1) in listing


def test_nobody_says_anything_to_words_that_were_changed(signed_in: SignedIn, store: Store) -> None:
    _put(signed_in)
    client = signed_in(CHAIR, "government")
    seen = _seen(client)
    _put(signed_in, "no_excuse")
    response = client.post(PAGE, {"does": "state", "says": "consent", "seen": seen})
    assert response.status_code == 422
    put = put_ruling(board(store), QUESTION)
    assert put is not None
    assert put.said == ()
    assert put.noun.reading == "no_excuse"


@pytest.mark.slow
def test_the_centres_own_answers_take_what_was_ruled(signed_in: SignedIn, store: Store) -> None:
    assert asking.ruled() is asking.record()
    _put(signed_in)
    for side in ("government", "opposition"):
        assert _state(signed_in, side) == 302
    assert asking.ruled() is asking.record()
    assert _rule(signed_in) == 302
    ruled = asking.ruled()
    assert [one.reading for one in ruled.rulings] == [READING]
    assert asking.ruled() is ruled  # once, so that its rules are not worked out again


def test_the_handover_names_a_ruling_that_waits_for_a_side(signed_in: SignedIn) -> None:
    question = next(one.question for one in book().ambiguities if one.id == QUESTION)

    def told(role: CentreRole, side: str = "") -> str:
        return unescape(signed_in(role, side).get("/handover").content.decode())

    assert question not in told(ANALYST)
    _put(signed_in)
    for role, side in ((ANALYST, ""), (CHAIR, "government"), (CHAIR, "opposition")):
        row = told(role, side).partition(question)[2][:200]
        assert "government side" in row
        assert "opposition side" in row
    assert question not in told(CentreRole.OBSERVER)
    for side, left in (("government", "opposition side"), ("opposition", "the centre")):
        _state(signed_in, side)
        assert left in told(ANALYST).partition(question)[2][:200]
    _rule(signed_in)
    assert question not in told(ANALYST)
