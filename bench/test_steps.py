"""Each step of an incident as its people do it: keys, clicks, seconds until its answer can be read.

Run with `make bench`. A step ends when what it asks for is on the page; of its seconds, those of the server
are from each question sent to the first byte of its answer. Each is done three times, in three cases;
the middle one is printed. People, browser and server share the cores; nobody reads or thinks.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.served import Centre, Person, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Request

TIMES = 3
PATIENCE_MS = 120_000
ON_FOR_S = 45.0
"""How long the server has been on: by then it has worked out what every answer needs."""
LINES = (
    "shelling, 2 km W of Saraqib, 1 h ago, 2 dead",
    "mortar fire near Idlib, 2 h ago",
    "air strike on Turkish forces, 5 km S of Taftanaz, 3 h ago, 4 dead",
)


@dataclass
class Steps:
    """What each step took, each time that it was done."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    server: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, int] = field(default_factory=dict)
    clicks: dict[str, int] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Yield a line for each step."""
        yield f"{'step':58} {'keys':>5} {'clicks':>6} {'server s':>9} {'page s':>7}"
        for one, told in self.seconds.items():
            server, page = statistics.median(self.server[one]), statistics.median(told)
            yield f"{one:58} {self.keys[one]:5} {self.clicks[one]:6} {server:9.2f} {page:7.2f}"


class Hand:
    """Somebody at a keyboard and a mouse, both counted."""

    def __init__(self, browser: Browser, centre: Centre, login: str, steps: Steps) -> None:
        self.person, self.steps, self.login = Person(browser, centre, login), steps, login
        self.page = self.person.page
        self._keys = self._clicks = 0
        self._server_s = 0.0
        self.page.on("requestfinished", self._answered)

    def _answered(self, told: Request) -> None:
        told_ms = told.timing
        if "/static/" not in told.url and "mark=" not in told.url and told_ms["responseStart"] > 0:
            self._server_s += (told_ms["responseStart"] - told_ms["requestStart"]) / 1e3

    @contextmanager
    def step(self, name: str, until: str) -> Iterator[None]:
        """Time what is done until something can be seen."""
        self._keys = self._clicks = 0
        self._server_s = 0.0
        begun = time.perf_counter()
        yield
        self.page.wait_for_selector(until, timeout=PATIENCE_MS)
        called = f"{self.login}: {name}"
        self.steps.seconds[called].append(time.perf_counter() - begun)
        self.steps.server[called].append(self._server_s)
        self.steps.keys[called], self.steps.clicks[called] = self._keys, self._clicks

    def press(self, key: str) -> None:
        """Press one key."""
        self._keys += 1
        self.page.keyboard.press(key)

    def alt(self, key: str) -> None:
        """Press Alt and an access key."""
        self._keys += 2
        self.person.alt(key)

    def type(self, text: str) -> None:
        """Type where the cursor stands."""
        self._keys += len(text)
        self.page.keyboard.type(text)

    def write(self, where: str, text: str) -> None:
        """Click into a field and type."""
        self.click(where)
        self.type(text)

    def click(self, where: str) -> None:
        """Click on something."""
        self._clicks += 1
        self.page.click(where)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Return the browser."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no Chromium here; `make system` installs one")
    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield one
        one.close()


def test_each_step_of_an_incident(browser: Browser, tmp_path: Path) -> None:
    steps = Steps()
    with served(tmp_path / "centre") as centre:
        hands = {
            login: Hand(browser, centre, login, steps)
            for login in (
                *("duty-officer", "analyst", "patrol-leader", "publisher", "guarantor"),
                *(
                    f"{role}-{side}"
                    for role in ("liaison-officer", "co-chair")
                    for side in ("government", "opposition")
                ),
            )
        }
        time.sleep(ON_FOR_S)
        for line in LINES[:TIMES]:
            _one_incident(hands, line)
    print("\n" + "\n".join(steps.lines()))
    assert all(len(one) == TIMES for one in steps.seconds.values())


def _one_incident(hands: dict[str, Hand], line: str) -> None:
    duty = hands["duty-officer"]
    with duty.step("report, from anywhere", "#line"):
        duty.alt("2")
    with duty.step("the line, taken apart", "#apart .fields"):
        duty.type(line)
        duty.press("Enter")
    with duty.step("what applies, who-if table", "#answer table.level"):
        pass
    with duty.step("who told it, log it", "#why-triage"):
        duty.press("Tab")
        duty.type("S17")
        duty.alt("s")
    case = duty.page.url
    with duty.step("follow it up", "text=Ask both sides"):
        duty.alt("s")
    with duty.step("ask both sides", "text=What each side says"):
        duty.alt("s")

    for side in ("government", "opposition"):
        liaison = hands[f"liaison-officer-{side}"]
        with liaison.step("needs me, the newest", "li.task a"):
            liaison.alt("1")
        with liaison.step("read the case", "#word"):
            liaison.page.goto(case)
        with liaison.step("the side's word", "text=has answered"):
            liaison.write("#word", "Nobody of ours was there.")
            liaison.alt("w")
        with liaison.step("what it would be", ".finding"):
            liaison.page.locator("[hx-get$=findings]").scroll_into_view_if_needed()

    patrol, analyst = hands["patrol-leader"], hands["analyst"]
    with patrol.step("read the case", "#verify-words"):
        patrol.page.goto(case)
    with patrol.step("verify in part", ".stands >> text=Verified in part"):
        patrol.click("input[name=verified][value=in_part]")
        patrol.click("input[name=part][value=act]")
        patrol.click("input[name=how][value=patrol]")
        patrol.write("#verify-words", "A crater west of the town.")
        patrol.click("button:has-text('Verify')")
    with analyst.step("read the case", "#doers-1"):
        analyst.page.goto(case)
    with analyst.step("attribute", "a:has-text('Put words to both sides')"):
        analyst.write("#doers-1", "Syrian government forces")
        analyst.write("#doers-2", "-")
        analyst.write("#attribute-words", "Heard from the east.")
        analyst.click("button:has-text('Attribute')")
    with analyst.step("the page for words", "#words"):
        analyst.click("a:has-text('Put words to both sides')")
    with analyst.step("put words to both sides", ".proposal"):
        analyst.click("input[name=outcome][value=agreed_facts]")
        analyst.write("#words", "On 3 February something exploded there.")
        analyst.alt("s")

    for side in ("government", "opposition"):
        chair = hands[f"co-chair-{side}"]
        with chair.step("read the case", "#state-words"):
            chair.page.goto(case)
        with chair.step("consent, through the server", ".proposal td b:has-text('consent')"):
            chair.click("input[name=says][value=consent]")
            chair.alt("w")
    chair = hands["co-chair-opposition"]
    with chair.step("determine", ".decision"):
        chair.click("button:has-text('Determine')")
    publisher, liaison = hands["publisher"], hands["liaison-officer-government"]
    with publisher.step("read the case", "button:has-text('Notify')"):
        publisher.page.goto(case)
    with publisher.step("notify", "text=Publish"):
        publisher.click("button:has-text('Notify')")
    liaison.page.goto(case)
    with liaison.step("object", ".objection"):
        liaison.click("summary:has-text('Object')")
        liaison.write("#object-words", "Nobody showed us the crater.")
        liaison.alt("o")
    head = hands["guarantor"]
    with head.step("needs me", "h1"):
        head.alt("1")
    with head.step("read the case", ".decision"):
        head.page.goto(case)
    with head.step("handover", "table.rows"):
        head.alt("5")
