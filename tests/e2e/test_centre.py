"""One incident by two parties, each in a browser: told, asked of both, answered by both, released."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = os.environ.get("TRUCELINE_PICTURES", "")
"""A folder for pictures of the pages, to be looked at."""


@dataclass(frozen=True)
class _Centre:
    address: str
    passwords: dict[str, str]


@contextmanager
def _served(home: Path) -> Iterator[_Centre]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from truceline.cli import main; main()"]
    server = subprocess.Popen(
        [*command, "serve", "--demo", "--home", str(home), "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    passwords: dict[str, str] = {}
    try:
        for line in server.stdout:
            if found := re.fullmatch(r"  ([a-z-]+) +(\S+)\n", line):
                passwords[found[1]] = found[2]
            if line.startswith("Stop it"):
                break
        _wait(f"http://localhost:{port}/login/")
        yield _Centre(f"http://localhost:{port}", passwords)
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(20)
        server.stdout.close()


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not answer within a minute")


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[_Centre]:
    """Return a demonstration that runs until the test ends."""
    with _served(tmp_path / "centre") as one:
        yield one


@pytest.fixture
def browser(chromium: Path) -> Iterator[Browser]:
    """Return the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield one
        one.close()


class _Person:
    """Somebody at a browser of their own; whatever the page complains of is kept."""

    def __init__(self, browser: Browser, centre: _Centre, login: str, *, script: bool = True) -> None:
        self.context = browser.new_context(
            java_script_enabled=script, viewport={"width": 1200, "height": 900}
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda told: self.complaints.append(told.text) if told.type == "error" else None
        )
        self.page.on("pageerror", lambda told: self.complaints.append(str(told)))
        self.page.on("request", lambda told: self._asked(told.url, centre.address))
        self.page.goto(f"{centre.address}/")
        self.page.fill("#id_login", login)
        self.page.fill("#id_password", centre.passwords[login])
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("nav a")

    def _asked(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:")):
            self.complaints.append(f"asks {url}")

    def alt(self, key: str) -> None:
        """Press Alt and an access key, as a keyboard does."""
        told = self.context.new_cdp_session(self.page)
        code = f"Digit{key}" if key.isdigit() else f"Key{key.upper()}"
        stroke = {"modifiers": 1, "key": key, "code": code, "unmodifiedText": key, "text": key}
        stroke["windowsVirtualKeyCode"] = ord(key.upper())
        told.send("Input.dispatchKeyEvent", {"type": "keyDown", **stroke})
        told.send("Input.dispatchKeyEvent", {"type": "keyUp", **stroke})

    def go(self, address: str) -> None:
        """Open a page."""
        self.page.goto(address)

    def picture(self, name: str) -> None:
        """Keep pictures of a page, wide and narrow, in two languages, where a folder is named."""
        if not PICTURES:
            return
        here = self.page.url.partition("?")[0].partition("#")[0]
        for language in ("en", "ar"):
            self.page.goto(f"{here}?lang={language}")
            self.page.wait_for_timeout(200)
            for width in (1200, 400):
                self.page.set_viewport_size({"width": width, "height": 900})
                file = Path(PICTURES) / f"{name}-{language}-{width}.png"
                self.page.screenshot(path=file, full_page=True)
        self.page.set_viewport_size({"width": 1200, "height": 900})
        self.page.goto(f"{here}?lang=en")


def _fits(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} is {over} px too wide at {width}"
    page.set_viewport_size({"width": 1200, "height": 900})


def test_one_incident_by_two_parties(centre: _Centre, browser: Browser, tmp_path: Path) -> None:
    duty = _Person(browser, centre, "duty-officer")
    ours = _Person(browser, centre, "liaison-officer-opposition")
    theirs = _Person(browser, centre, "liaison-officer-government")
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
    publisher = _Person(browser, centre, "publisher")
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
    key = publisher.page.inner_text("dl.facts dd:last-of-type")
    policy = tmp_path / "policy.txt"
    policy.write_text(f"log {key}\nquorum none\n", encoding="utf-8")
    outsider = [sys.executable, "-c", "from truceline.cli import main; main()", "log", "verify"]
    subprocess.run([*outsider, str(bundle), "--policy", str(policy)], check=True, capture_output=True)
    assert [*duty.complaints, *ours.complaints, *theirs.complaints, *publisher.complaints] == []


def test_all_of_it_works_without_a_script(centre: _Centre, browser: Browser) -> None:
    duty = _Person(browser, centre, "analyst", script=False)
    duty.go(f"{centre.address}/report")
    duty.page.fill("#line", "mortar fire near Idlib, now")
    duty.page.keyboard.press("Enter")
    duty.page.wait_for_selector("#answer .answer", timeout=60_000)
    duty.page.fill("#source", "S21")
    duty.page.click("button:has-text('Log it')")
    duty.page.wait_for_url("**/case/*")
    assert duty.complaints == []


def test_the_first_tab_skips_to_the_page(centre: _Centre, browser: Browser) -> None:
    duty = _Person(browser, centre, "auditor")
    duty.go(f"{centre.address}/rights")
    duty.page.keyboard.press("Tab")
    assert duty.page.evaluate("document.activeElement.className") == "skip"
    duty.page.keyboard.press("Enter")
    assert duty.page.evaluate("document.activeElement.id") == "main"
