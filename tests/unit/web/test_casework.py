"""A case on its pages from the first word to what went out: they offer what the table lets a reader do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from itertools import count
from typing import Any, get_args

import pytest

from tests.centres import asker, board
from tests.logs import seed_of
from tests.unit.web.conftest import SEATS, SignedIn
from truceline.bulletins.catalogue import catalogue
from truceline.centre.rights import OF_A_SIDE, CentreRole, State, refused
from truceline.db.checkpoints import checkpoint
from truceline.db.disclosing import take_cosignatures
from truceline.db.opened import Store
from truceline.model.centre import CaseStep, CentreStep
from truceline.tlog.cosignature import cosign
from truceline.tlog.note import Algorithm, Signer
from truceline.tlog.policy import KnownWitness

WORDS = "syrian army shelled saraqib 1 h ago, 2 dead"
LINKED = {"add_report": "/report?joins=", "propose": "/proposal"}
"""Steps that a page offers as a link to a page of their own."""
DONE = "It was seen so."


class _Story:
    """A case, and who does what to it."""

    def __init__(self, signed_in: SignedIn, store: Store) -> None:
        self.signed_in, self.store = signed_in, store
        client = signed_in(CentreRole.DUTY_OFFICER)
        sent = client.post("/report", {"words": WORDS, "source": "S17", "does": "log"})
        self.number = str(sent.headers["location"].rpartition("/")[2])

    def page(self, role: CentreRole, side: str = "", path: str = "") -> str:
        found = self.signed_in(role, side).get(f"/case/{self.number}{path}")
        assert found.status_code == 200
        return unescape(found.content.decode())

    def do(self, role: CentreRole, does: str, seat: str = "", /, **told: Any) -> int:
        found = self.signed_in(role, seat).post(f"/case/{self.number}/{does}", told)
        return int(found.status_code)

    @property
    def state(self) -> State:
        return board(self.store).cases[self.number].state

    def seen(self) -> str:
        """Return the number of the entry whose words a co-chair reads."""
        page = self.page(CentreRole.CO_CHAIR, "opposition")
        return str(re.findall(r'name="seen" value="(\d+)"', page)[0])

    def goes_on(self) -> Iterator[State]:
        """Yield each state as the case comes to it."""
        yield self.state
        duty, analyst, publisher = CentreRole.DUTY_OFFICER, CentreRole.ANALYST, CentreRole.PUBLISHER
        assert self.do(duty, "triage") == 302
        yield self.state
        assert self.do(duty, "ask") == 302
        for side in ("government", "opposition"):
            assert self.do(CentreRole.LIAISON_OFFICER, "answer", side, words=f"The word of {side}.") == 302
        yield self.state
        verified: dict[str, Any] = {
            "verified": "in_part",
            "part": ["act", "where"],
            "how": "patrol",
            "words": DONE,
        }
        assert self.do(CentreRole.PATROL_LEADER, "verify", **verified) == 302
        yield self.state
        doers = {"doers_1": "Syrian government forces", "doers_2": "-", "words": "By the angle."}
        assert self.do(analyst, "attribute", **doers) == 302
        yield self.state
        put = {"outcome": "agreed_facts", "words": "One shell fell.\nTwo people died.", "clauses": "A18/1"}
        assert self.do(analyst, "propose", **put) == 302
        seen = self.seen()
        assert self.do(CentreRole.CO_CHAIR, "state", "opposition", says="consent", seen=seen) == 302
        reserve = {"says": "reservation", "words": "But for the hour.", "seen": seen}
        assert self.do(CentreRole.CO_CHAIR, "state", "government", **reserve) == 302
        yield self.state
        assert self.do(CentreRole.CO_CHAIR, "determine", "government") == 302
        yield self.state
        owe = {"side": "government", "words": "One channel.", "due": "2020-02-20"}
        assert self.do(analyst, "owe", **owe) == 302
        assert self.do(publisher, "notify") == 302
        yield self.state
        item = re.findall(
            r'value="(determinations/[^"]*)"', self.page(CentreRole.LIAISON_OFFICER, "opposition")
        )[0]
        objects = {"to": item, "words": "There was one."}
        assert self.do(CentreRole.LIAISON_OFFICER, "object", "opposition", **objects) == 302
        assert self.do(CentreRole.LIAISON_OFFICER, "answer", "government", words="It stands.") == 302
        yield self.state
        assert self.do(publisher, "publish", audience=["public", "government"]) == 302
        yield self.state
        assert self.do(analyst, "close", reason="All is said.") == 302
        yield self.state


def _offered(page: str, number: str) -> set[str]:
    found = set(re.findall(rf'action="/case/{number}/(\w+)"', page))
    return found | {does for does, link in LINKED.items() if link in page}


def _allowed(story: _Story, role: CentreRole, side: str) -> set[str]:
    case = board(story.store).cases[story.number]
    who = asker(role, side=side)
    steps = [CentreStep(one) for one in (*get_args(CaseStep), "correct")]
    may = {str(one) for one in steps if not refused(who, one, case.state, authors=case.authors, side=side)}
    told = {"take_report"}
    if case.last(CentreStep.OWE) is None:
        told.add("fulfil")
    if case.last(CentreStep.PUBLISH) is None:
        told.add("correct")
    return may - told


def test_a_page_offers_in_each_state_what_the_table_allows_and_the_server_refuses_all_else(
    signed_in: SignedIn, store: Store
) -> None:
    story, been = _Story(signed_in, store), []
    every = {*get_args(CaseStep), "correct"} - {"take_report", "add_report", "fulfil"}
    turn = count()
    for state in story.goes_on():
        been.append(state)
        for role, side in SEATS:
            client = signed_in(role, side)
            found = client.get(f"/case/{story.number}")
            if found.status_code != 200:
                assert role is CentreRole.ADMINISTRATOR
                continue
            allowed = _allowed(story, role, side)
            # A duty officer took the report down: what another is needed for is not his.
            if role is not CentreRole.DUTY_OFFICER:
                assert _offered(found.content.decode(), story.number) == allowed, (state, role, side)
            for does in sorted(every - allowed)[next(turn) % 5 :: 5]:
                sent = {"words": "x", "outcome": "disagreement"}
                refusal = client.post(f"/case/{story.number}/{does}", sent)
                assert refusal.status_code in (403, 404, 422), (state, role, side, does)
    assert been == [
        State.RECEIVED,
        State.TRIAGED,
        State.ASKED,
        State.VERIFIED,
        State.ATTRIBUTED,
        State.PROPOSED,
        State.DETERMINED,
        State.NOTIFIED,
        State.OBJECTED,
        State.PUBLISHED,
        State.CLOSED,
    ]


@pytest.fixture
def published(signed_in: SignedIn, store: Store) -> _Story:
    """Return a case that was published."""
    story = _Story(signed_in, store)
    for state in story.goes_on():
        if state is State.PUBLISHED:
            break
    return story


def test_each_reads_of_what_was_decided_what_is_theirs(published: _Story) -> None:
    for role, side in SEATS:
        if role is CentreRole.ADMINISTRATOR:
            continue
        page = published.page(role, side)
        for said in ("Agreed facts", "One shell fell.", "Two people died.", "But for the hour.", "quorum 2"):
            assert said in page, (role, said)
        is_ours = role not in OF_A_SIDE and role not in (CentreRole.GUARANTOR, CentreRole.OBSERVER)
        assert ("S17" in page) is is_ours, role
        assert (DONE in page) is is_ours, role
        assert ("Syrian government forces" in page) is (role is not CentreRole.OBSERVER), role
        assert ("There was one." in page) is (is_ours or role in OF_A_SIDE), role


def test_words_that_are_not_decided_are_for_both_sides_and_the_mission(
    signed_in: SignedIn, store: Store
) -> None:
    story = _Story(signed_in, store)
    for state in story.goes_on():
        if state is State.PROPOSED:
            break
    for role, side in SEATS:
        if role is not CentreRole.ADMINISTRATOR:
            is_theirs = role not in (CentreRole.GUARANTOR, CentreRole.OBSERVER)
            assert ("One shell fell." in story.page(role, side)) is is_theirs, role
    page = story.page(CentreRole.CO_CHAIR, "government")
    assert "Not decided." in page
    assert 'class="decision"' not in page


def test_a_finding_never_looks_like_a_determination(published: _Story) -> None:
    page = published.page(CentreRole.LIAISON_OFFICER, "opposition", "/findings")
    assert "Computed, nobody has ruled." in page
    assert 'class="finding"' in page
    assert 'class="decision"' not in page
    assert re.findall(r"<bdi[^>]*>(a18/[^<]*)<", page)


def test_an_observer_reads_no_name_of_an_accused_beside_a_finding(published: _Story) -> None:
    assert "Syrian government forces" not in published.page(CentreRole.OBSERVER, path="/findings")


def test_a_correction_goes_to_whoever_got_the_wrong_one(published: _Story, store: Store) -> None:
    assert published.do(CentreRole.ANALYST, "correct", words="Three.") == 403
    assert published.do(CentreRole.PUBLISHER, "correct", words=" ") == 422
    assert published.do(CentreRole.PUBLISHER, "correct", words="Three people died.") == 302
    told = [one.noun.audience for one in board(store).releases if one.noun.of.startswith("corrections/")]
    assert sorted(told) == ["government", "public"]
    assert "Three people died." in published.page(CentreRole.LIAISON_OFFICER, "opposition")


def test_words_of_a_side_are_no_tags(published: _Story) -> None:
    bad = "<script>alert(1)</script>"
    item = re.findall(r'value="(acts/[^"]*)"', published.page(CentreRole.LIAISON_OFFICER, "government"))[0]
    sent = {"to": item, "words": bad}
    assert published.do(CentreRole.LIAISON_OFFICER, "object", "government", **sent) == 302
    client = published.signed_in(CentreRole.ANALYST)
    page = client.get(f"/case/{published.number}").content.decode()
    assert bad not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("told", [{"seen": "1"}, {"seen": "x"}, {"seen": "9" * 30}, {}])
def test_only_the_words_that_were_read_are_signed(
    signed_in: SignedIn, store: Store, told: dict[str, str]
) -> None:
    story = _Story(signed_in, store)
    for state in story.goes_on():
        if state is State.ATTRIBUTED:
            put = {"outcome": "disagreement", "words": "How many."}
            assert story.do(CentreRole.ANALYST, "propose", **put) == 302
            break
    assert story.do(CentreRole.CO_CHAIR, "state", "government", says="consent", **told) == 422


def test_what_cannot_wait_is_on_every_list(signed_in: SignedIn, store: Store) -> None:
    client = signed_in(CentreRole.DUTY_OFFICER)
    words = "air strike on Turkish forces near Saraqib, 1 h ago, 3 dead"
    client.post("/report", {"words": words, "source": "S17", "does": "log"})
    for page in ("/", "/handover"):
        text = client.get(page).content.decode()
        assert "air strike" in re.findall(r'class="alert">([^<]*)<', text)
        assert "Casualties of a guarantor" in re.findall(r'class="alert">([^<]*)<', text)


def test_who_has_seen_the_log_is_told_on_a_case_and_beside_the_rights(
    signed_in: SignedIn, store: Store
) -> None:
    t = catalogue("en")
    story, witness = (
        _Story(signed_in, store),
        Signer(name="side-a.example/w", private=seed_of("a"), algorithm=Algorithm.COSIGNATURE),
    )
    assert t("centre.seen_none") in story.page(CentreRole.OBSERVER)
    signed, at = checkpoint(store), datetime.now(UTC)
    note = signed.note.signed_too(cosign(signed.note, witness, at)).to_bytes()
    take_cosignatures(store, note, [KnownWitness(name="side-a", key=witness.key)])
    page = story.page(CentreRole.OBSERVER)
    assert t("centre.seen_all") in page
    assert t("centre.seen_about") in page
    assert f">{signed.checkpoint.size - 1}<" in page
    assert story.do(CentreRole.DUTY_OFFICER, "triage") == 302
    page = story.page(CentreRole.OBSERVER)
    assert t("centre.seen_part") in page
    assert t("centre.seen_all") not in page
    rights = signed_in(CentreRole.ADMINISTRATOR).get("/rights").content.decode()
    assert ">side-a<" in rights
    assert t("centre.seen_case") not in rights
