"""Every page, empty and with a case, in English and Arabic, wide and narrow: axe finds nothing to mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.served import WIDTHS, Centre, Person, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OF_EVERYBODY = ("rights", "login/factor/", "login/password", "logout/")
OF_THE_DESK = ("", "report", "briefs", "handover", *OF_EVERYBODY)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """Return a demonstration that runs until the tests of this file end."""
    with served(tmp_path_factory.mktemp("centre") / "centre") as one:
        yield one


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Return the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield one
        one.close()


def test_a_fault_would_be_found(centre: Centre, browser: Browser) -> None:
    person = Person(browser, centre, "")
    person.page.evaluate("document.querySelector('label').remove()")
    assert [one.partition(":")[0] for one in person.barriers_here()] == ["label"]


def test_the_door(centre: Centre, browser: Browser) -> None:
    person = Person(browser, centre, "")
    assert person.barriers() == []


@pytest.mark.parametrize(
    ("login", "pages"),
    [
        ("duty-officer", OF_THE_DESK),
        ("liaison-officer-opposition", ("", "handover", *OF_EVERYBODY)),
        ("administrator", ("logins", *OF_EVERYBODY)),
    ],
)
def test_with_nothing_there_yet(centre: Centre, browser: Browser, login: str, pages: tuple[str, ...]) -> None:
    person = Person(browser, centre, login)
    found = []
    for page in pages:
        person.go(f"{centre.address}/{page}")
        found += person.barriers()
    assert found == []


def test_with_a_case_and_a_brief(centre: Centre, browser: Browser) -> None:
    duty = Person(browser, centre, "duty-officer")
    found = []

    def look(person: Person, path: str) -> None:
        person.go(path if path.startswith("http") else f"{centre.address}/{path}")
        found.extend(person.barriers())

    # Taken apart, with the answer below it, which no address leads to.
    duty.go(f"{centre.address}/report?lang=en")
    duty.page.fill("#line", "shelling, 2 km W of Saraqib, 1 h ago, 2 dead")
    duty.page.keyboard.press("Enter")
    duty.page.wait_for_selector("#answer table.level", timeout=60_000)
    for width in WIDTHS:
        duty.page.set_viewport_size({"width": width, "height": 900})
        found += [f"report taken apart {width}: {one}" for one in duty.barriers_here()]
    look(duty, "report")
    look(duty, "")
    duty.go(f"{centre.address}/report")
    duty.page.fill("#source", "S17")
    duty.page.click("button:has-text('Log it')")
    duty.page.wait_for_url("**/case/*")
    case = duty.page.url
    look(duty, case)
    duty.page.click("text=Follow it up")
    duty.page.wait_for_selector("text=Ask both sides")
    duty.page.click("button:has-text('Ask both sides')")
    duty.page.wait_for_selector("text=What each side says")
    ours = Person(browser, centre, "liaison-officer-opposition")
    for path in ("", case, "handover", "briefs"):
        look(ours, path)
    ours.go(case)
    ours.page.fill("#word", "Two of ours were killed in their post west of the town.")
    ours.page.click("button:has-text('Put in your side')")
    ours.page.wait_for_selector("text=has answered")
    for person in (duty, ours):
        for path in ("", case, "handover"):
            look(person, path)
    duty.go(f"{centre.address}/briefs")
    duty.page.click("button:has-text('Draft a brief')")
    duty.page.wait_for_url("**/brief/*")
    brief = duty.page.url
    publisher = Person(browser, centre, "publisher")
    look(duty, brief)
    look(publisher, brief)
    publisher.go(brief)
    publisher.page.click("button:has-text('Show to both sides')")
    publisher.page.wait_for_selector("text=A side still has time to answer")
    look(publisher, brief)
    theirs = Person(browser, centre, "liaison-officer-government")
    for side in (ours, theirs):
        look(side, brief)
        side.page.click("button:has-text('Nothing more to object')")
        side.page.wait_for_selector("text=nothing more to object")
    publisher.go(brief)
    publisher.page.check("input[value=opposition]")
    publisher.page.click("button:has-text('Approve and release')")
    publisher.page.wait_for_selector("text=Released")
    for person, path in ((publisher, brief), (publisher, "briefs"), (ours, "briefs"), (ours, brief)):
        look(person, path)
    duty.go(f"{centre.address}/no/such/page")
    found += duty.barriers_here()
    assert found == []


def test_setting_up_a_second_factor(centre: Centre, browser: Browser) -> None:
    person = Person(browser, centre, "auditor")
    person.go(f"{centre.address}/login/factor/totp/activate/")
    found = person.barriers()  # of the page that asks for the password again
    person.go(f"{centre.address}/login/factor/totp/activate/")
    person.page.fill("#id_password", centre.passwords["auditor"])
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/totp/activate/")
    found += person.barriers()
    assert found == []
