"""A case on its pages from the first word to what went out: they offer what the table lets a reader do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from itertools import count
from typing import Any, get_args

import pytest

from tests.centres import ANALYST, CHAIR, OTHER_CHAIR, asker, at, board, book, proposed, said
from tests.logs import seed_of
from tests.unit.web.conftest import SEATS, SignedIn
from truceline.bulletins.catalogue import catalogue
from truceline.centre.rights import OF_A_SIDE, Asker, CentreRole, State, refused
from truceline.db.checkpoints import checkpoint
from truceline.db.disclosing import take_cosignatures
from truceline.db.opened import Store
from truceline.model.centre import CaseStep, CentreStep
from truceline.tlog.cosignature import cosign
from truceline.tlog.note import Algorithm, Signer
from truceline.tlog.policy import KnownWitness
from truceline.web.asking import Reader
from truceline.web.standing import shown_determination

WORDS = "syrian army shelled saraqib 1 h ago, 2 dead"
LINKED = {"add_report": "/report?joins=", "propose": "/proposal"}
"""Steps that a page offers as a link to a page of their own."""
DONE = "It was seen so."
SIDES = ("government", "opposition")


class _Story:
    """A case, and who does what to it."""

    def __init__(
        self, signed_in: SignedIn, store: Store, *, sides: tuple[str, str] = SIDES, source: str = "S17"
    ) -> None:
        self.signed_in, self.store, self.sides = signed_in, store, sides
        client = signed_in(CentreRole.DUTY_OFFICER)
        sent = client.post("/report", {"words": WORDS, "source": source, "does": "log"})
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
        one, other = self.sides
        yield self.state
        duty, analyst, publisher = CentreRole.DUTY_OFFICER, CentreRole.ANALYST, CentreRole.PUBLISHER
        assert self.do(duty, "triage") == 302
        yield self.state
        assert self.do(duty, "ask") == 302
        for side, word in ((one, "We did not."), (other, "They did.")):
            assert self.do(CentreRole.LIAISON_OFFICER, "answer", side, words=word) == 302
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
        assert self.do(CentreRole.CO_CHAIR, "state", other, says="consent", seen=seen) == 302
        reserve = {"says": "reservation", "words": "But for the hour.", "seen": seen}
        assert self.do(CentreRole.CO_CHAIR, "state", one, **reserve) == 302
        yield self.state
        assert self.do(CentreRole.CO_CHAIR, "determine", one) == 302
        yield self.state
        owe = {"side": one, "words": "One channel.", "due": "2020-02-20"}
        assert self.do(analyst, "owe", **owe) == 302
        assert self.do(publisher, "notify") == 302
        yield self.state
        item = re.findall(r'value="(determinations/[^"]*)"', self.page(CentreRole.LIAISON_OFFICER, other))[0]
        objects = {"to": item, "words": "There was one."}
        assert self.do(CentreRole.LIAISON_OFFICER, "object", other, **objects) == 302
        assert self.do(CentreRole.LIAISON_OFFICER, "answer", one, words="It stands.") == 302
        assert self.do(CentreRole.LIAISON_OFFICER, "answer", one, words="Nothing to object.") == 302
        yield self.state
        assert self.do(publisher, "publish", audience=["public", one]) == 302
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
    if case.state is State.NOTIFIED:
        told.add("publish")  # both sides have time left to object
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


@pytest.mark.slow
def test_both_sides_exchanged_each_page_says_the_same_of_the_other(signed_in: SignedIn, store: Store) -> None:
    stories = [
        _Story(signed_in, store, sides=sides, source=source)
        for sides, source in ((SIDES, "S17"), (SIDES[::-1], "S18"))
    ]
    for states in zip(*(one.goes_on() for one in stories), strict=True):
        assert states[0] is states[1]
        for role, side in SEATS:
            if role is CentreRole.ADMINISTRATOR:
                continue
            other = SIDES[1 - SIDES.index(side)] if side else ""
            told = [_told(one.page(role, seat)) for one, seat in zip(stories, (side, other), strict=True)]
            assert told[0] == sorted(map(_exchanged, told[1])), (states[0], role, side)


def _told(page: str) -> list[str]:
    """Return what a page says, line by line, whoever stands first, without numbers, hours and marks."""
    main = page[page.index("<main") : page.index("</main>")]
    left = re.sub(r"\d+ d left|\d+ h \d+ min left", "# left", re.sub(r"<[^>]*>", "\n", main))
    text = re.sub(r"sha256:[0-9a-f]+|S1[78]|\d+", "#", left)
    return sorted(one.strip() for one in text.splitlines() if one.strip())


def _exchanged(said: str) -> str:
    pairs = (("government side", "opposition side"), ("Government side", "Opposition side"))
    swap = dict((*pairs, *((other, one) for one, other in pairs)))
    return re.sub("|".join(swap), lambda found: swap[found[0]], said)


def test_each_reads_of_what_was_decided_what_is_theirs(published: _Story) -> None:
    for role, side in SEATS:
        if role is CentreRole.ADMINISTRATOR:
            continue
        page = published.page(role, side)
        for words in ("Agreed facts", "One shell fell.", "Two people died.", "But for the hour.", "quorum 2"):
            assert words in page, (role, words)
        is_ours = role not in OF_A_SIDE and role not in (CentreRole.GUARANTOR, CentreRole.OBSERVER)
        assert ("S17" in page) is is_ours, role
        assert (DONE in page) is is_ours, role
        assert ("Syrian government forces" in page) is (role is not CentreRole.OBSERVER), role
        assert ("by patrol" in page, "patrol leader" in page) == (is_ours, is_ours), role
        assert "There was one." in page, "it stands beside what it is about wherever that is shown"
        assert "It stands." in page


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


def test_a_dissent_stays_on_the_page_whatever_comes_after_it(signed_in: SignedIn, store: Store) -> None:
    story = _Story(signed_in, store)
    chair, analyst, publisher = CentreRole.CO_CHAIR, CentreRole.ANALYST, CentreRole.PUBLISHER
    for state in story.goes_on():
        if state is State.ATTRIBUTED:
            break

    def stated(side: str, says: str, words: str = "") -> None:
        assert story.do(chair, "state", side, says=says, words=words, seen=story.seen()) == 302

    assert story.do(analyst, "propose", outcome="agreed_facts", words="Two shells fell.") == 302
    stated("government", "dissent", "There was one shell.")
    assert "There was one shell." not in story.page(chair, "opposition")
    stated("opposition", "consent")
    readers = [(chair, "opposition"), (chair, "government"), (analyst, "")]
    others = [(CentreRole.GUARANTOR, ""), (CentreRole.OBSERVER, "")]

    def reads(*said: str) -> None:
        for role, side in readers:
            page = story.page(role, side)
            assert [one for one in said if one not in page] == [], (role, side)
        for role, side in others:
            assert "There was one shell." not in story.page(role, side)
            assert "Two shells fell." not in story.page(role, side)

    reads("There was one shell.", "Two shells fell.")
    other = {"outcome": "disagreement", "words": "How many shells fell."}
    assert story.do(analyst, "propose", seen=story.seen(), **other) == 302
    reads("There was one shell.", "Two shells fell.", "How many shells fell.")
    stated("government", "dissent", "One, as we said.")
    stated("opposition", "dissent", "Two, as we said.")
    assert story.do(chair, "determine", "opposition") == 302
    assert story.do(publisher, "notify") == 302
    item = re.findall(r'value="(determinations/[^"]*)"', story.page(CentreRole.LIAISON_OFFICER))[0]
    assert story.do(CentreRole.LIAISON_OFFICER, "object", "opposition", to=item, words="No.") == 302
    assert story.do(CentreRole.LIAISON_OFFICER, "answer", "government", words="Yes.") == 302
    assert story.do(analyst, "reopen", reason="A new report.") == 302
    reads("There was one shell.", "Two shells fell.", "How many shells fell.", "One, as we said.")
    assert "How many shells fell." in story.page(CentreRole.GUARANTOR)
    assert "How many shells fell." not in story.page(CentreRole.OBSERVER), "it was never published"


def _first(page: str) -> str:
    return " ".join(
        re.sub(r"<[^>]+>", " ", page[page.index('<p class="answer">') :].split("</p>")[0]).split()
    )


def test_the_first_sentence_is_true_in_each_state_for_each_reader(signed_in: SignedIn, store: Store) -> None:
    story = _Story(signed_in, store)
    both = "opposition side: has answered. government side: has answered. Nobody has ruled."
    decided = "Agreed facts: One shell fell. Two people died."
    ours = {
        State.RECEIVED: "No side has been asked yet. Nobody has ruled.",
        State.TRIAGED: "No side has been asked yet. Nobody has ruled.",
        State.ASKED: both,
        State.VERIFIED: both,
        State.ATTRIBUTED: both,
        State.PROPOSED: "Words lie before both sides; nobody has ruled.",
        State.DETERMINED: decided,
        State.NOTIFIED: decided,
        State.OBJECTED: f"{decided} An objection is open.",
        State.PUBLISHED: decided,
        State.CLOSED: f"Closed: it is followed up no further. {decided}",
    }
    unread = "It was decided; what was decided is not for you to read yet."
    observers = {
        **ours,
        State.PROPOSED: both,
        **dict.fromkeys((State.DETERMINED, State.NOTIFIED, State.OBJECTED), unread),
    }
    for state in story.goes_on():
        assert _first(story.page(CentreRole.DUTY_OFFICER)) == ours[state]
        assert _first(story.page(CentreRole.OBSERVER)) == observers[state]
    assert story.do(CentreRole.DUTY_OFFICER, "reopen", reason="More came.") == 302
    assert _first(story.page(CentreRole.DUTY_OFFICER)) == (
        "It is followed up again; no side has been asked anew. "
        "What was decided before stands below, in order of time."
    )
    assert story.do(CentreRole.ANALYST, "close", reason="Nothing more.") == 302
    assert _first(story.page(CentreRole.OBSERVER)) == (
        "Closed: it is followed up no further. What was decided before stands below, in order of time."
    )


def test_there_is_something_to_object_to_wherever_a_side_may_object(
    signed_in: SignedIn, store: Store
) -> None:
    story = _Story(signed_in, store)
    for _ in story.goes_on():
        page = story.page(CentreRole.LIAISON_OFFICER, "government")
        if f'action="/case/{story.number}/object"' in page:
            assert re.findall(r'<select id="to".*?<option value="(\w+/[^"]+)"', page)


def test_what_was_typed_is_shown_again_when_it_is_refused(signed_in: SignedIn, store: Store) -> None:
    story = _Story(signed_in, store)
    words = "We were not there.\n<b>At all.</b>"
    client = signed_in(CentreRole.LIAISON_OFFICER, "government")
    page = client.post(f"/case/{story.number}/answer", {"words": words})
    assert page.status_code == 403
    text = page.content.decode()
    assert "<b>At all." not in text
    assert words in unescape(text)
    assert f'href="/case/{story.number}"' in text
    assert "We were" not in client.get(f"/case/{story.number}").content.decode()


def test_why_it_is_not_decided_tells_nobody_what_the_other_said_before_its_own(store: Store) -> None:
    number = proposed(store)
    said(store, CHAIR, number, "dissent", 5, "One shell.")
    found, one_is_enough = board(store), replace(book(), mandate=replace(book().mandate, quorum=1))

    def why_not(who: Asker) -> str:
        reader = Reader(board=found, who=who, casebook=one_is_enough, t=catalogue("en"), now=at(6))
        shown = shown_determination(found.cases[number], store, reader)
        assert shown is not None
        return shown.why_not

    assert (why_not(OTHER_CHAIR), why_not(CHAIR), why_not(ANALYST)) == ("waits", "rule", "rule")


def test_a_finding_never_looks_like_a_determination(published: _Story) -> None:
    page = published.page(CentreRole.LIAISON_OFFICER, "opposition", "/findings")
    assert "Computed, nobody has ruled." in page
    assert 'class="finding"' in page
    assert 'class="decision"' not in page
    assert re.findall(r"<bdi[^>]*>(a18/[^<]*)<", page)
    assert "Syrian government forces" in page
    assert "Syrian government forces" not in published.page(CentreRole.OBSERVER, path="/findings")


def test_a_side_objects_to_a_finding_and_it_stands_beside_it_and_moves_no_number(
    signed_in: SignedIn, store: Store
) -> None:
    story = _Story(signed_in, store)
    for state in story.goes_on():
        if state is State.ASKED:
            break
    liaison = (CentreRole.LIAISON_OFFICER, "opposition")
    before = story.page(*liaison, "/findings")
    item = re.findall(r'name="to" value="(findings/[^"]*)"', before)[0]
    assert not re.findall(r'name="to"', story.page(CentreRole.ANALYST, path="/findings"))
    assert story.do(CentreRole.LIAISON_OFFICER, "object", "opposition", to=item, words="Not so.") == 302
    assert story.do(CentreRole.ANALYST, "object", to=item, words="Not so.") == 403
    for role, side in SEATS:
        if role is not CentreRole.ADMINISTRATOR:
            is_for = role not in (CentreRole.GUARANTOR, CentreRole.OBSERVER)
            assert ("Not so." in story.page(role, side, "/findings")) is is_for, role
    told = re.compile(r"<dt>.*?</dt><dd>\s*([^<]*?)\s*<", re.S)
    assert told.findall(story.page(*liaison, "/findings")) == told.findall(before)


def test_what_cannot_be_said_of_a_report_is_not_said_to_be_no_breach(
    signed_in: SignedIn, store: Store
) -> None:
    client = signed_in(CentreRole.DUTY_OFFICER)
    sent = client.post("/report", {"words": "2 dead near Saraqib", "source": "S17", "does": "log"})
    case = sent.headers["location"]

    def findings() -> str:
        return unescape(client.get(f"{case}/findings").content.decode())

    assert "No clause reaches it" not in findings()
    assert "Of report 1 the act is not clear" in findings()
    assert "what else this log holds is not read" in findings()
    more = {"words": WORDS, "source": "S18", "does": "log", "joins": case.rpartition("/")[2]}
    assert client.post("/report", more).status_code == 302
    assert set(re.findall(r">report (\d)<", findings())) == {"2"}
    assert "Of report 1 the act is not clear" in findings()


def test_a_correction_goes_to_whoever_got_the_wrong_one(published: _Story, store: Store) -> None:
    assert published.do(CentreRole.ANALYST, "correct", words="Three.") == 403
    assert published.do(CentreRole.PUBLISHER, "correct", words=" ") == 422
    assert published.do(CentreRole.PUBLISHER, "correct", words="Three people died.") == 302
    told = [one.noun.audience for one in board(store).releases if one.noun.of.startswith("corrections/")]
    assert sorted(told) == ["government", "public"]
    assert "Three people died." in published.page(CentreRole.LIAISON_OFFICER, "opposition")


def test_what_went_out_can_be_corrected_after_the_case_was_reopened(published: _Story, store: Store) -> None:
    assert published.do(CentreRole.ANALYST, "close", reason="All is said.") == 302
    assert published.do(CentreRole.ANALYST, "reopen", reason="More came.") == 302
    assert f"/case/{published.number}/correct" in published.page(CentreRole.PUBLISHER)
    assert published.do(CentreRole.PUBLISHER, "correct", words="Three people died.") == 302
    told = [one.noun.audience for one in board(store).releases if one.noun.of.startswith("corrections/")]
    assert sorted(told) == ["government", "public"]
    assert "Three people died." in published.page(CentreRole.OBSERVER)


def test_a_file_is_offered_to_whom_it_is_for(published: _Story) -> None:
    def offered(role: CentreRole, side: str = "") -> int:
        return len(re.findall(r'href="/release/', published.page(role, side)))

    assert offered(CentreRole.PUBLISHER) == 2
    assert offered(CentreRole.LIAISON_OFFICER, "government") == 1
    assert offered(CentreRole.LIAISON_OFFICER, "opposition") == 0
    assert offered(CentreRole.OBSERVER) == 1


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
