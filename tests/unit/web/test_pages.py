"""Every page for every role: what is not theirs is refused, what is theirs says what it should."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest

from tests.centres import ANALYST, DUTY, OURS, THEIRS, board, book
from tests.unit.web.conftest import SEATS, SignedIn
from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.sections.people_near import near_lines
from truceline.bulletins.sections.status import status_sheet
from truceline.centre.acting import act_on
from truceline.centre.rights import CentreRole, State, refused
from truceline.db.opened import Store
from truceline.model.centre import CentreStep
from truceline.runs.reporting import answered, hear
from truceline.runs.status import near
from truceline.web.asking import now, record_in

WORDS = "shelling, 2 km W of Saraqib, 1 h ago, 2 dead"
DESK = (CentreRole.DUTY_OFFICER, CentreRole.ANALYST)


def _log(client: Any, words: str = WORDS, **more: str) -> Any:
    return client.post("/report", {"words": words, "source": "S17", "does": "log", **more})


def _asked(signed_in: SignedIn) -> str:
    client = signed_in(CentreRole.DUTY_OFFICER)
    number = _log(client).headers["location"].rpartition("/")[2]
    for does in ("triage", "ask"):
        assert client.post(f"/case/{number}/{does}").status_code == 302
    return str(number)


PAGES = {
    "/": CentreStep.READ_CASES,
    "/report": CentreStep.TAKE_REPORT,
    "/case/{number}": CentreStep.READ_CASES,
    "/handover": CentreStep.READ_CASES,
    "/briefs": None,
    "/rights": CentreStep.READ_RIGHTS,
}


@pytest.mark.parametrize(("role", "side"), SEATS)
def test_each_page_is_for_whom_the_table_says(signed_in: SignedIn, role: CentreRole, side: str) -> None:
    from tests.centres import asker

    number = _asked(signed_in)
    client = signed_in(role, side)
    for page, step in PAGES.items():
        response = client.get(page.format(number=number))
        is_theirs = step is None or not refused(asker(role, side=side), step, State.NONE)
        due = 200 if is_theirs else 302 if page == "/" else 403
        assert response.status_code == due, page


@pytest.mark.parametrize("page", [*PAGES, "/report/answer", "/brief/x", "/release/x", "/case/x/ask"])
def test_nobody_reads_anything_before_signing_in(store: Store, page: str) -> None:
    from django.test import Client

    response = Client().get(page.format(number="IDLIB-2020-0001"))
    assert response.status_code == 302
    assert response.headers["location"].startswith("/login/?next=")


def test_a_login_without_a_seat_reads_nothing(store: Store) -> None:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(
        get_user_model().objects.get(username="no-seat"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    for page in ("/", "/report", "/briefs", "/rights"):
        assert client.get(page).status_code == 403


@pytest.mark.parametrize(("role", "side"), SEATS)
def test_each_step_of_a_case_is_for_whom_the_table_says(
    signed_in: SignedIn, store: Store, role: CentreRole, side: str
) -> None:
    client = signed_in(CentreRole.DUTY_OFFICER)
    number = _log(client).headers["location"].rpartition("/")[2]
    response = signed_in(role, side).post(f"/case/{number}/triage")
    assert response.status_code == (302 if role in DESK else 403)
    assert board(store).cases[number].state is (State.TRIAGED if role in DESK else State.RECEIVED)


@pytest.mark.slow
def test_a_report_is_taken_apart_and_answered_and_the_answer_is_not_kept(
    signed_in: SignedIn, store: Store
) -> None:
    client = signed_in(CentreRole.DUTY_OFFICER)
    page = client.post("/report", {"words": WORDS, "does": "apart"}).content.decode()
    said_at = datetime.fromisoformat(re.findall(r'name="said_at" value="([^"]*)"', page)[0])
    consulted = answered("idlib", hear("idlib", WORDS, said_at=said_at))
    assert consulted is not None
    assert consulted.who_if is not None
    sheet = status_sheet(record_in("en"), consulted.status, consulted.who_if, consulted.held, catalogue("en"))
    shown = unescape(page)
    for said in (
        sheet.answer,
        sheet.ground,
        sheet.missing,
        *sheet.sides,
        *(one.title for one in sheet.texts),
    ):
        assert said in shown
    for line in near_lines(near(consulted), record_in("en").casebook, catalogue("en")):
        assert line in shown
    for row in sheet.rows:
        assert all(cell in shown for cell in (row.label, *row.cells))
    assert board(store).cases == {}
    number = _log(client).headers["location"].rpartition("/")[2]
    kept = str(board(store).reports) + str(board(store).incidents)
    assert sheet.answer[:30] not in kept
    assert board(store).cases[number].authors == {"duty_officer"}


def test_a_field_is_put_right_or_said_to_be_unknown(signed_in: SignedIn, store: Store) -> None:
    client = signed_in(CentreRole.DUTY_OFFICER)
    _log(client, set_place="Idlib", set_dead="-")
    (report,) = board(store).reports.values()
    assert set(report.noun.put_right) == {"place=Idlib", "dead="}


def test_a_field_that_cannot_be_taken_over_is_said_and_nothing_is_entered(
    signed_in: SignedIn, store: Store
) -> None:
    response = _log(signed_in(CentreRole.DUTY_OFFICER), set_place="Atlantis")
    assert response.status_code == 422
    assert "Atlantis" in response.content.decode()
    assert board(store).cases == {}


@pytest.mark.parametrize("source", ["", "Abu Samir", "s17", "S17; drop"])
def test_a_source_is_a_code(signed_in: SignedIn, store: Store, source: str) -> None:
    response = signed_in(CentreRole.DUTY_OFFICER).post(
        "/report", {"words": WORDS, "source": source, "does": "log"}
    )
    assert response.status_code == 422
    assert board(store).cases == {}


def test_a_draft_survives_and_is_its_authors_alone(signed_in: SignedIn) -> None:
    mine = signed_in(CentreRole.DUTY_OFFICER)
    mine.post("/report", {"words": "convoy moving north", "informant": "the baker", "does": "draft"})
    again = signed_in(CentreRole.DUTY_OFFICER)
    assert "convoy moving north" in again.get("/report").content.decode()
    assert "the baker" not in again.get("/report").content.decode()
    for other in (CentreRole.ANALYST, CentreRole.PATROL_LEADER):
        for page in ("/report", "/"):
            assert "convoy moving north" not in signed_in(other).get(page).content.decode()


def test_a_draft_ends_when_it_is_logged(signed_in: SignedIn) -> None:
    client = signed_in(CentreRole.DUTY_OFFICER)
    client.post("/report", {"words": "convoy moving north", "does": "draft"})
    _log(client)
    assert "convoy moving north" not in client.get("/report").content.decode()


def test_both_sides_read_the_same_request_and_nothing_of_the_source(signed_in: SignedIn) -> None:
    number = _asked(signed_in)
    pages = [
        signed_in(CentreRole.LIAISON_OFFICER, side).get(f"/case/{number}").content.decode()
        for side in ("government", "opposition")
    ]
    requests = [re.findall(r"Reported: [^<]*", page) for page in pages]
    assert requests[0] == requests[1] != []
    for page in pages:
        assert "S17" not in page
        assert "2 dead" not in page
        assert "Saraqib" not in page


def test_a_side_answers_for_itself_alone(signed_in: SignedIn, store: Store) -> None:
    number = _asked(signed_in)
    ours = signed_in(CentreRole.LIAISON_OFFICER, "opposition")
    ours.post(f"/case/{number}/answer", {"words": "Ours.", "side": "government"})
    case = board(store).cases[number]
    assert (len(case.answers("opposition")), len(case.answers("government"))) == (1, 0)


def test_a_word_is_read_by_the_other_side_only_when_it_has_answered(signed_in: SignedIn) -> None:
    number = _asked(signed_in)
    ours, theirs = (signed_in(CentreRole.LIAISON_OFFICER, one) for one in ("opposition", "government"))
    ours.post(f"/case/{number}/answer", {"words": "Two of our men are dead."})
    assert "Two of our men" not in theirs.get(f"/case/{number}").content.decode()
    theirs.post(f"/case/{number}/answer", {"words": "We know nothing of it."})
    assert "Two of our men" in theirs.get(f"/case/{number}").content.decode()
    assert "We know nothing" in ours.get(f"/case/{number}").content.decode()


def test_pages_are_there_in_each_language_and_say_that_they_are_drafts(signed_in: SignedIn) -> None:
    number = _asked(signed_in)
    client = signed_in(CentreRole.DUTY_OFFICER)
    for language, direction, said in (
        ("ar", "rtl", "سُئل الجانبان"),
        ("ru", "ltr", "обе стороны"),
        ("tr", "ltr", "iki tarafa"),
    ):
        client.get(f"/?lang={language}")
        for page in ("/", "/report", f"/case/{number}", "/briefs", "/rights", "/handover"):
            text = client.get(page).content.decode()
            assert f'<html lang="{language}" dir="{direction}">' in text
            assert 'class="demo"' in text
            assert not re.search(r'="[^"]*<bdi', text), page
        assert said in client.get("/").content.decode()


@pytest.mark.slow
def test_a_brief_goes_from_draft_to_bundle(signed_in: SignedIn, store: Store) -> None:
    analyst, publisher = signed_in(CentreRole.ANALYST), signed_in(CentreRole.PUBLISHER)
    page = analyst.post("/briefs", {"first": "2020-02-03", "last": "2020-02-03"}).headers["location"]
    text = analyst.get(page).content.decode()
    assert 'class="blank"' in text
    assert "release" not in re.findall(r'name="does" value="(\w+)"', text)

    def seen(by: Any = publisher) -> str:
        return str(re.findall(r'name="seen" value="(\d+)"', by.get(page).content.decode())[0])

    for role in (CentreRole.LIAISON_OFFICER, CentreRole.CO_CHAIR, CentreRole.OBSERVER):
        assert signed_in(role).get(page).status_code == 403
    assert publisher.post(page, {"does": "show", "seen": seen()}).status_code == 302
    told = {"does": "release", "audience": ["government", "opposition"]}
    assert publisher.post(page, {**told, "seen": "0"}).status_code == 422
    for side in ("government", "opposition"):
        liaison = signed_in(CentreRole.LIAISON_OFFICER, side)
        assert page in liaison.get("/").content.decode()
        sent = {"does": "object", "line": "1", "words": f"Not so, says {side}.", "seen": seen(liaison)}
        assert liaison.post(page, sent).status_code == 302
    assert signed_in(CentreRole.OBSERVER).get(page).status_code == 403
    last = board(store).briefs[page.rpartition("/")[2]][-1].entered.entry
    assert publisher.post(page, {**told, "seen": str(last)}).status_code == 403
    for side in ("government", "opposition"):
        assert (
            signed_in(CentreRole.CO_CHAIR, side).post(page, {"does": "pass", "seen": str(last)}).status_code
            == 302
        )
    assert publisher.post(page, {**told, "seen": seen()}).status_code == 302
    text = publisher.get(page).content.decode()
    assert all(f"Not so, says {side}." in text for side in ("government", "opposition"))
    assert publisher.post(page, {"does": "correct", "words": "It was three."}).status_code == 302
    for side in ("government", "opposition"):
        listed = signed_in(CentreRole.LIAISON_OFFICER, side).get("/briefs").content.decode()
        corrected, address = re.findall(r'href="(/release/[0-9a-f]+)"', listed)
        assert b"It was three." in signed_in(CentreRole.LIAISON_OFFICER, side).get(corrected).content
        bundle = signed_in(CentreRole.LIAISON_OFFICER, side).get(address)
        assert bundle.headers["content-disposition"].startswith("attachment")
        other = "opposition" if side == "government" else "government"
        assert signed_in(CentreRole.LIAISON_OFFICER, other).get(address).status_code == 403
    assert signed_in(CentreRole.OBSERVER).get(address).status_code == 403


def test_a_change_of_another_is_seen_by_who_looks_again(signed_in: SignedIn, store: Store) -> None:
    number = _log(signed_in(CentreRole.DUTY_OFFICER)).headers["location"].rpartition("/")[2]
    act_on(store, book(), ANALYST, number, "triage", now=now())
    page = signed_in(CentreRole.DUTY_OFFICER).get("/", headers={"HX-Request": "true"}).content.decode()
    assert "triaged" in page
    assert "<html" not in page


def test_a_page_that_asks_again_is_told_when_nothing_is_new(signed_in: SignedIn) -> None:
    client, asks = signed_in(CentreRole.DUTY_OFFICER), {"HX-Request": "true"}
    page = client.get("/", headers=asks).content.decode()
    (address,) = re.findall(r'hx-get="([^"]+)"', page)
    assert client.get(address, headers=asks).status_code in (204, 200)  # 200 where a minute went by
    _log(client)
    assert client.get(address, headers=asks).status_code == 200


def test_a_part_of_a_page_is_no_page_to_sign_in(store: Store) -> None:
    from django.test import Client

    response = Client().get("/", headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["HX-Redirect"].startswith("/login/")


def test_who_waits_is_told(signed_in: SignedIn) -> None:
    number = _asked(signed_in)
    for side in (OURS.side, THEIRS.side):
        assert number in signed_in(CentreRole.LIAISON_OFFICER, side).get("/").content.decode()
    assert DUTY.role is CentreRole.DUTY_OFFICER
