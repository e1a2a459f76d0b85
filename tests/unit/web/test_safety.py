"""The doors of the server: forged forms, scripts in words, sessions, guesses, redirects, headers."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.unit.web.conftest import PASSWORD, SignedIn
from truceline.centre.rights import CentreRole
from truceline.db.opened import Store
from truceline.errors import BadInput
from truceline.web.server import refuse_open
from truceline.web.settings import IDLE_S, LONGEST_S

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% now 'Y' %}",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
)
TEMPLATES = Path(__file__).parents[3] / "src/truceline/web/templates"


def _client(**more: Any) -> Any:
    from django.test import Client

    return Client(**more)


def _sign_in(client: Any, login: str, password: str, **more: str) -> Any:
    return client.post("/login/", {"login": login, "password": password, **more})


# Forms of others


def test_a_form_from_elsewhere_is_refused(signed_in: SignedIn) -> None:
    client = signed_in(CentreRole.DUTY_OFFICER, checks=True)
    for page in ("/report", "/briefs", "/case/x/triage", "/logout/", "/report/answer"):
        response = client.post(page, {"words": "shelling near Idlib", "does": "log"})
        assert response.status_code == 403
        assert "page of this session" in response.content.decode()


def test_what_changes_something_is_not_got(signed_in: SignedIn) -> None:
    client = signed_in(CentreRole.DUTY_OFFICER)
    assert client.get("/case/IDLIB-2020-0001/triage").status_code == 405
    assert client.get("/report/answer").status_code == 405


# Scripts in words


@pytest.mark.parametrize(
    "words", [HOSTILE[0], *(pytest.param(one, marks=pytest.mark.slow) for one in HOSTILE[1:])]
)
def test_no_word_of_anybody_is_a_tag_of_a_page(signed_in: SignedIn, store: Store, words: str) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    told = {"words": f"shelling near Saraqib {words}", "source": "S17"}
    pages = [duty.post("/report", {**told, "does": "apart", "set_by": words}).content.decode()]
    duty.post("/report", {**told, "does": "draft", "source": words})
    pages.append(duty.get("/report").content.decode())
    pages.append(duty.get("/").content.decode())
    page = duty.post("/report", {**told, "does": "log"}).headers["location"]
    duty.post(f"{page}/triage", {"reason": words})
    duty.post(f"{page}/ask")
    for side in ("government", "opposition"):
        signed_in(CentreRole.LIAISON_OFFICER, side).post(f"{page}/answer", {"words": words})
    pages += [signed_in(CentreRole.ANALYST).get(page).content.decode()]
    brief = duty.post("/briefs", {"first": "2020-02-03", "last": "2020-02-03"}).headers["location"]
    seen = re.findall(r'name="seen" value="(\d+)"', duty.get(brief).content.decode())[0]
    edit = {"does": "edit", "seen": seen, "lines": words, "holding": words, "holding_by": words}
    duty.post(brief, edit)
    publisher = signed_in(CentreRole.PUBLISHER)
    publisher.post(brief, {"does": "back", "reason": words})
    pages += [duty.get(brief).content.decode(), publisher.get(f"/case/{words}").content.decode()]
    for text in pages:
        assert "<script>" not in text
        assert "<img src=x" not in text
        assert 'href="javascript' not in text
        assert "14202" not in text


def test_no_template_has_a_script_or_a_style_of_its_own_or_turns_escaping_off() -> None:
    files = [*TEMPLATES.rglob("*.html")]
    assert len(files) > 10
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not re.search(
            r"<script(?![^>]*(\bsrc=|\btype=\"application/json\"))|<style|\sstyle=|\son\w+=|\|safe|autoescape off|https?://",
            text,
        ), file
        assert "hx-on" not in text


# Sessions


def test_signing_in_gives_a_new_session(store: Store) -> None:
    client = _client()
    client.get("/login/")
    client.session["planted"] = "x"
    before = client.session.session_key
    client.cookies["sessionid"] = before or "planted0planted0planted0planted0"
    assert _sign_in(client, "analyst", PASSWORD).status_code == 302
    assert client.cookies["sessionid"].value not in ("", before, "planted0planted0planted0planted0")


@pytest.mark.parametrize(
    ("began", "seen", "is_in"),
    [
        (LONGEST_S - 60, 0, True),
        (LONGEST_S + 60, 0, False),
        (IDLE_S, IDLE_S - 60, True),
        (IDLE_S, IDLE_S + 60, False),
    ],
)
def test_a_session_ends(signed_in: SignedIn, began: int, seen: int, is_in: bool) -> None:
    client = signed_in(CentreRole.ANALYST)
    client.get("/")
    session = client.session
    session["began"], session["seen"] = int(time.time()) - began, int(time.time()) - seen
    session.save()
    assert client.get("/").status_code == (200 if is_in else 302)


def test_what_a_page_asks_by_itself_keeps_no_session_alive(signed_in: SignedIn) -> None:
    client = signed_in(CentreRole.ANALYST)
    client.get("/")
    session = client.session
    session["seen"] = before = int(time.time()) - 600
    session.save()
    client.get("/", headers={"X-By-Itself": "1"})
    assert client.session["seen"] == before
    client.get("/")
    assert client.session["seen"] > before


def test_signing_out_ends_the_session(signed_in: SignedIn) -> None:
    client = signed_in(CentreRole.ANALYST)
    client.post("/logout/")
    assert client.get("/").status_code == 302


# Guesses


def test_nobody_learns_which_logins_there_are(store: Store) -> None:
    answers = []
    for login in ("analyst", "nobody-of-that-name"):
        response = _sign_in(_client(), login, "wrong password")
        text = re.sub(r'value="[^"]*"|\d\d:\d\d', "", response.content.decode())  # a minute may pass
        answers.append((response.status_code, text))
    assert answers[0] == answers[1]
    assert "Not signed in" in answers[0][1]


def test_after_five_wrong_passwords_the_right_one_is_not_tried(store: Store) -> None:
    for _ in range(5):
        _sign_in(_client(), "auditor", "wrong password")
    client = _client()
    _sign_in(client, "auditor", PASSWORD)
    assert client.get("/rights").status_code == 302
    other = _client()
    _sign_in(other, "observer", PASSWORD)
    assert other.get("/rights").status_code == 200


def test_nobody_signs_up_or_asks_for_a_password(store: Store) -> None:
    for page in ("/login/closed", "/signup/", "/accounts/signup/", "/login/reset", "/admin/"):
        for response in (_client().get(page), _client().post(page)):
            assert response.status_code in (302, 403, 404)
            assert "password1" not in response.content.decode()


def test_a_password_is_kept_by_argon2(store: Store) -> None:
    from django.contrib.auth import get_user_model

    assert get_user_model().objects.get(username="analyst").password.startswith("argon2$argon2id$")


# Second factor


def test_a_second_factor_is_asked_for_once_it_is_set_up(store: Store) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(username="co_chair-government")
    TOTP.activate(user, generate_totp_secret())
    client = _client()
    response = _sign_in(client, "co_chair-government", PASSWORD)
    assert response.headers["location"].endswith("/login/factor/authenticate/")
    assert client.get("/").status_code == 302
    assert "Code" in client.get("/login/factor/authenticate/").content.decode()
    user.authenticator_set.all().delete()


def test_pages_of_the_second_factor_are_there(signed_in: SignedIn) -> None:
    client = signed_in(CentreRole.ANALYST)
    assert client.get("/login/factor/").status_code == 200
    assert client.get("/login/factor/totp/activate/").status_code in (200, 302)


@pytest.mark.parametrize(
    ("host", "is_secure", "gives"),
    [
        ("localhost", False, True),
        ("localhost:8000", False, True),
        ("127.0.0.1:8000", False, False),
        ("127.0.0.1", True, False),
        ("[::1]:8000", True, False),
        ("centre.example", True, True),
        ("centre.example", False, False),
    ],
)
def test_passkeys_are_offered_where_a_browser_gives_them(
    store: Store, host: str, is_secure: bool, gives: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from django.conf import settings
    from django.test import RequestFactory

    from truceline.web.asking import has_passkeys

    settings.CENTRE = replace(settings.CENTRE, is_secure=is_secure)
    hosts = [*settings.ALLOWED_HOSTS, "127.0.0.1", "[::1]", "centre.example"]
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", hosts)
    assert has_passkeys(RequestFactory().get("/", headers={"host": host})) is gives


# Redirects, paths, hosts, headers


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(store: Store, target: str) -> None:
    response = _sign_in(_client(), "analyst", PASSWORD, next=target)
    assert response.status_code == 302
    assert response.headers["location"] == "/"
    response = _client().get("/login/", {"lang": "ar", "next": target})
    assert response.headers["location"] == "/login/"


@pytest.mark.parametrize(
    "path",
    [
        "/release/../../secret",
        "/release/%2e%2e%2fsecret",
        "/static/../settings.py",
        "/static/web/../../models.py",
    ],
)
def test_no_path_leads_out(signed_in: SignedIn, path: str) -> None:
    response = signed_in(CentreRole.AUDITOR).get(path)
    assert response.status_code in (403, 404)


def test_a_strange_host_is_refused(store: Store) -> None:
    assert _client().get("/login/", headers={"host": "evil.example"}).status_code == 400


def test_every_page_has_its_headers(signed_in: SignedIn) -> None:
    client = signed_in(CentreRole.ANALYST)
    for page in ("/", "/report", "/rights", "/case/none", "/nothing"):
        headers = client.get(page).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_cookies_are_out_of_reach_of_scripts(store: Store) -> None:
    client = _client()
    client.get("/login/")
    _sign_in(client, "analyst", PASSWORD)
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] in ("Lax", "Strict")


def test_a_large_form_is_refused(signed_in: SignedIn) -> None:
    response = signed_in(CentreRole.DUTY_OFFICER).post("/report", {"words": "x" * 300_000, "does": "draft"})
    assert response.status_code == 400


# Who may reach it


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "centre.example"])
def test_beyond_this_machine_a_certificate_is_needed(host: str) -> None:
    with pytest.raises(BadInput) as told:
        refuse_open(host, "", "", demo=False)
    assert "openssl" in told.value.faults[0].remedy
    with pytest.raises(BadInput):
        refuse_open(host, "", "", demo=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_on_this_machine_none_is_needed(host: str) -> None:
    refuse_open(host, "", "", demo=True)


def test_a_certificate_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cert.pem"
    file.write_text("no certificate", encoding="ascii")
    with pytest.raises(BadInput):
        refuse_open("0.0.0.0", str(file), str(file), demo=False)
    with pytest.raises(BadInput):
        refuse_open("0.0.0.0", str(file), "", demo=False)
