"""Every page, empty and with a case, in English and Arabic, wide and narrow: axe finds nothing to mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.served import LANGUAGES, Centre, Person, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OF_EVERYBODY = ("rights", "login/factor/", "login/password", "logout/")
QUESTION = "ruling/dmz-depth"
WORKED_OUT_MS = 90_000
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
    assert person.barriers_here() == []
    person.page.evaluate("document.querySelector('label').remove()")
    person.page.evaluate("document.querySelector('h1').style.width = '600px'")
    assert [one.split(": ")[1] for one in person.barriers_here()] == ["label", "label", "wide"]


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
    found += duty.barriers_here()
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


def _logged(centre: Centre, duty: Person, line: str) -> str:
    duty.go(f"{centre.address}/report?lang=en")
    duty.page.fill("#line", line)
    duty.page.keyboard.press("Enter")
    duty.page.wait_for_selector("#answer .answer", timeout=WORKED_OUT_MS)
    duty.page.fill("#source", "S17")
    duty.page.click("button:has-text('Log it')")
    duty.page.wait_for_url("**/case/*")
    return duty.page.url


def test_a_question_ruled_on(centre: Centre, browser: Browser) -> None:
    analyst = Person(browser, centre, "analyst")
    chairs = [Person(browser, centre, f"co-chair-{one}") for one in ("opposition", "government")]
    found = []

    def look(person: Person, path: str) -> None:
        person.go(f"{centre.address}/{path}")
        found.extend(person.barriers())

    look(analyst, "rulings")
    look(analyst, QUESTION)
    for language in LANGUAGES:  # what would change, which an address of its own shows
        analyst.go(f"{centre.address}/{QUESTION}?lang={language}")
        analyst.page.click("a[href*='?reading=']")
        analyst.page.wait_for_selector("#changes", timeout=WORKED_OUT_MS)
        found += analyst.barriers_here()
    other = Person(browser, centre, "analyst")
    for language in LANGUAGES:  # a colleague puts another one meanwhile: both are shown
        analyst.go(f"{centre.address}/{QUESTION}?lang={language}")
        for person, answer, why in ((other, 1, "The annex says so."), (analyst, 0, "So read since October.")):
            person.go(person.page.url if person is analyst else f"{centre.address}/{QUESTION}")
            person.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            person.page.check(f"input[name=answer] >> nth={answer}")
            person.page.fill("#words", why)
        other.page.click("button[value=propose]")
        other.page.wait_for_selector(".proposal", timeout=WORKED_OUT_MS)
        analyst.page.click("button[value=propose]")
        analyst.page.wait_for_selector("textarea[name=words]")
        found += analyst.barriers_here()
    analyst.page.click("form.plain button.button")
    analyst.page.wait_for_selector(".proposal", timeout=WORKED_OUT_MS)
    look(analyst, QUESTION)
    for chair in chairs:
        look(chair, QUESTION)
        chair.page.check("input[name=says][value=consent]")
        chair.page.click("button[value=state]")
        chair.page.wait_for_selector("#put", timeout=WORKED_OUT_MS)
    look(chairs[0], QUESTION)
    chairs[0].page.click("button[value=rule]")
    chairs[0].page.wait_for_selector(".decision", timeout=WORKED_OUT_MS)
    for path in (QUESTION, "rulings"):
        look(chairs[0], path)
    assert found == []


def test_findings_with_an_objection_and_what_is_refused(centre: Centre, browser: Browser) -> None:
    duty = Person(browser, centre, "duty-officer")
    case = _logged(centre, duty, "air strike, 2 km W of Saraqib, 1 h ago, 2 dead")
    duty.page.click("text=Follow it up")
    duty.page.click("button:has-text('Ask both sides')")
    duty.page.wait_for_selector("text=What each side says")
    sides = [Person(browser, centre, f"liaison-officer-{one}") for one in ("government", "opposition")]
    found = []
    for side in sides:
        side.go(f"{case}/findings")
        found += side.barriers()
        side.page.click("summary >> nth=0")
        side.page.fill("textarea >> nth=0", "Nobody of ours was there at that hour.")
        side.page.click("dd button >> nth=0")
        side.page.wait_for_url(case)
    for person in (duty, *sides):
        person.go(f"{case}/findings")
        found += person.barriers()
    assert found == []


def test_what_is_refused_gives_back_what_was_typed(centre: Centre, browser: Browser) -> None:
    duty = Person(browser, centre, "duty-officer")
    case, found = _logged(centre, duty, "mortar fire near Idlib, now"), []
    late = [duty.context.new_page() for _ in LANGUAGES]
    for page in late:
        page.goto(case)
        page.fill("#why-triage", "The hospital rang, too.")
    duty.page.click("text=Follow it up")
    duty.page.wait_for_selector("text=Ask both sides")
    for language, page in zip(LANGUAGES, late, strict=True):
        duty.go(f"{case}?lang={language}")
        duty.page = page
        page.press("#why-triage", "Enter")
        page.wait_for_selector("[role=alert]")
        assert page.input_value("textarea") == "The hospital rang, too."
        found += duty.barriers_here()
    assert found == []


def test_logins_made_and_locked(centre: Centre, browser: Browser) -> None:
    administrator, found = Person(browser, centre, "administrator"), []
    for language in LANGUAGES:
        administrator.go(f"{centre.address}/logins?lang={language}")
        administrator.page.fill("#new-login", f"night-desk-{language}")
        administrator.page.click("button[value=make]")
        administrator.page.wait_for_selector(".quote[role=status]")
        found += administrator.barriers_here()
        row = administrator.page.locator(f"tr:has-text('night-desk-{language}')")
        row.locator("button[value=lock]").click()
        administrator.page.wait_for_selector("th strong")
        found += administrator.barriers()
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
