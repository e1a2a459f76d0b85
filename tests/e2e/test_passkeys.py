"""A passkey: set up by somebody who is in, and the way in from then on; a second factor beside a password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.served import Centre, Person, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOGIN = "analyst"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """Return a demonstration that runs until the test ends."""
    with served(tmp_path / "centre") as one:
        yield one


@pytest.fixture
def browser(chromium: Path) -> Iterator[Browser]:
    """Return the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield one
        one.close()


def _with_authenticator(person: Person) -> None:
    """Put an authenticator to a browser that holds keys and knows who touches it."""
    told = person.context.new_cdp_session(person.page)
    told.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    told.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _add_key(person: Person, centre: Centre, *, passwordless: bool) -> None:
    person.go(f"{centre.address}/login/factor/webauthn/add/")
    if person.page.query_selector("#id_password"):
        person.page.fill("#id_password", centre.passwords[LOGIN])
        person.page.keyboard.press("Enter")
        person.page.wait_for_selector("#mfa_webauthn_add")
    person.page.fill("#id_name", "Key of the desk")
    if passwordless:
        person.page.check("#id_passwordless")
    person.page.click("#mfa_webauthn_add")
    person.page.wait_for_url(lambda url: "webauthn/add" not in url)


def _sign_out(person: Person, centre: Centre) -> None:
    person.go(f"{centre.address}/logout/")
    person.page.click("main button")
    person.page.wait_for_selector("#id_login")


def test_a_passkey_is_set_up_and_lets_in_without_a_password(centre: Centre, browser: Browser) -> None:
    person = Person(browser, centre, LOGIN)
    _with_authenticator(person)
    _add_key(person, centre, passwordless=True)
    _sign_out(person, centre)
    person.go(f"{centre.address}/login/")
    person.page.click("#passkey_login")
    person.page.wait_for_selector("nav a")
    assert LOGIN in person.page.inner_text("header")
    assert person.complaints == []


def test_a_key_is_asked_for_beside_the_password(centre: Centre, browser: Browser) -> None:
    person = Person(browser, centre, LOGIN)
    _with_authenticator(person)
    _add_key(person, centre, passwordless=False)
    _sign_out(person, centre)
    person.go(f"{centre.address}/login/")
    person.page.fill("#id_login", LOGIN)
    person.page.fill("#id_password", centre.passwords[LOGIN])
    person.page.keyboard.press("Enter")
    person.page.wait_for_selector("#mfa_webauthn_authenticate")
    assert not person.page.query_selector("nav a")
    person.page.click("#mfa_webauthn_authenticate")
    person.page.wait_for_selector("nav a")
    assert person.complaints == []


def test_nothing_is_offered_under_a_number(centre: Centre, browser: Browser) -> None:
    person = Person(browser, centre, "")
    assert person.page.query_selector("#passkey_login")
    person.go(f"{centre.address.replace('localhost', '127.0.0.1')}/login/")
    assert not person.page.query_selector("#passkey_login")
    assert person.page.query_selector("#id_login")
