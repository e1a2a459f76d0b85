"""One incident by two parties, each in a browser: told, asked of both, answered by both, released."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.served import PICTURES, Centre, Person, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


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


def _fits(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} is {over} px too wide at {width}"
    page.set_viewport_size({"width": 1200, "height": 900})


def test_one_incident_by_two_parties(centre: Centre, browser: Browser, tmp_path: Path) -> None:
    duty = Person(browser, centre, "duty-officer")
    ours = Person(browser, centre, "liaison-officer-opposition")
    theirs = Person(browser, centre, "liaison-officer-government")
    duty.picture("needs-empty")

    # A report by keys alone: the line, Enter takes it apart, the answer comes; then it is logged.
    duty.alt("2")
    duty.page.wait_for_selector("#line")
    duty.page.keyboard.type("shelling, 2 km W of Saraqib, 1 h ago, 2 dead")
    duty.page.keyboard.press("Enter")
    duty.page.wait_for_selector("#answer table.level", timeout=60_000)
    assert "Saraqib" in duty.page.inner_text("#apart")
    duty.page.keyboard.press("Tab")
    duty.page.keyboard.type("S17")
    _fits(duty.page, 400)
    if PICTURES:
        for width in (1200, 400):
            duty.page.set_viewport_size({"width": width, "height": 900})
            duty.page.screenshot(path=Path(PICTURES) / f"report-en-{width}.png", full_page=True)
        duty.page.set_viewport_size({"width": 1200, "height": 900})
    duty.alt("s")
    duty.page.wait_for_url("**/case/*")
    case = duty.page.url
    duty.page.click("text=Follow it up")
    duty.page.wait_for_selector("text=Ask both sides")
    duty.page.click("button:has-text('Ask both sides')")
    duty.page.wait_for_selector("text=What each side says")

    # Both have it before them within two seconds, with nobody loading the page anew.
    for side in (ours, theirs):
        side.page.wait_for_selector("li.task a", timeout=10_000)
    ours.page.click("li.task h3 a")
    ours.page.wait_for_selector("#word")
    assert "S17" not in ours.page.content()
    ours.picture("case-side")
    ours.page.fill("#word", "Two of ours were killed in their post west of the town.")
    ours.page.click("button:has-text('Put in your side')")
    ours.page.wait_for_selector("text=has answered")
    theirs.go(case)
    assert "Two of ours" not in theirs.page.inner_text("main")
    theirs.page.fill("#word", "Our artillery did not fire there in those hours.")
    theirs.page.click("button:has-text('Put in your side')")
    theirs.page.wait_for_selector("text=Two of ours were killed")
    _fits(theirs.page, 400)
    duty.go(case)
    assert "Our artillery did not fire" in duty.page.inner_text("main")
    duty.picture("case")
    duty.go(f"{centre.address}/")
    duty.picture("needs")
    duty.go(f"{centre.address}/handover")
    duty.picture("handover")

    # The brief: drafted by one, released by another.
    duty.go(f"{centre.address}/briefs")
    duty.page.click("button:has-text('Draft a brief')")
    duty.page.wait_for_url("**/brief/*")
    brief = duty.page.url
    publisher = Person(browser, centre, "publisher")
    publisher.go(brief)
    publisher.page.click("button:has-text('Show to both sides')")
    publisher.page.wait_for_selector("text=A side still has time to answer")
    for side in (ours, theirs):
        side.go(brief)
        side.page.click("button:has-text('Nothing more to object')")
        side.page.wait_for_selector("text=nothing more to object")
    publisher.go(brief)
    publisher.picture("brief")
    for name in ("government", "opposition"):
        publisher.page.check(f"input[value={name}]")
    publisher.page.click("button:has-text('Approve and release')")
    publisher.page.wait_for_selector("text=Released")
    _fits(publisher.page, 400)
    publisher.go(f"{centre.address}/rights")
    publisher.picture("rights")
    _fits(publisher.page, 400)

    # An outsider proves what a side was given.
    ours.go(f"{centre.address}/briefs")
    with ours.page.expect_download() as told:
        ours.page.click("a[href^='/release/']")
    bundle = tmp_path / "bundle.json"
    told.value.save_as(bundle)
    assert json.loads(bundle.read_text(encoding="utf-8"))
    publisher.go(f"{centre.address}/rights")
    key = re.findall(r"demo\.example/centre\+\S+", publisher.page.inner_text("main"))[0]
    policy = tmp_path / "policy.txt"
    policy.write_text(f"log {key}\nquorum none\n", encoding="utf-8")
    outsider = [sys.executable, "-c", "from truceline.cli import main; main()", "log", "verify"]
    subprocess.run([*outsider, str(bundle), "--policy", str(policy)], check=True, capture_output=True)
    assert [*duty.complaints, *ours.complaints, *theirs.complaints, *publisher.complaints] == []


def test_all_of_it_works_without_a_script(centre: Centre, browser: Browser) -> None:
    duty = Person(browser, centre, "analyst", script=False)
    duty.go(f"{centre.address}/report")
    duty.page.fill("#line", "mortar fire near Idlib, now")
    duty.page.keyboard.press("Enter")
    duty.page.wait_for_selector("#answer .answer", timeout=60_000)
    duty.page.fill("#source", "S21")
    duty.page.click("button:has-text('Log it')")
    duty.page.wait_for_url("**/case/*")
    assert duty.complaints == []


def test_the_first_tab_skips_to_the_page(centre: Centre, browser: Browser) -> None:
    duty = Person(browser, centre, "auditor")
    duty.go(f"{centre.address}/rights")
    duty.page.keyboard.press("Tab")
    assert duty.page.evaluate("document.activeElement.className") == "skip"
    duty.page.keyboard.press("Enter")
    assert duty.page.evaluate("document.activeElement.id") == "main"
