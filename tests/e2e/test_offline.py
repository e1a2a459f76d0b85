"""The network goes while a report is typed: nothing typed is lost, and it is logged when it is back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.served import Centre, Person, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LINE = "shelling, 2 km W of Saraqib, 1 h ago, 2 dead"
OTHER = "mortar fire, 3 km S of Taftanaz, 2 h ago"
PATIENCE_MS = 60_000


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


def test_what_is_typed_without_a_network_is_logged_when_it_is_back(centre: Centre, browser: Browser) -> None:
    duty = Person(browser, centre, "duty-officer")
    duty.go(f"{centre.address}/report")
    head, tail = LINE[:20], LINE[20:]
    duty.page.keyboard.type(head)
    duty.page.wait_for_selector("#kept time", timeout=PATIENCE_MS)
    duty.context.set_offline(True)
    duty.page.keyboard.type(tail)
    duty.page.keyboard.press("Enter")
    duty.page.fill("#source", "S17")
    duty.page.fill("#informant", "the baker")
    duty.page.wait_for_timeout(1_500)  # a draft is tried, and cannot be kept
    typed = {name: duty.page.input_value(f"#{name}") for name in ("line", "source", "informant")}
    assert typed == {"line": LINE, "source": "S17", "informant": "the baker"}
    duty.context.set_offline(False)
    duty.page.press("#line", "Enter")
    duty.page.wait_for_selector("#answer .answer", timeout=PATIENCE_MS)
    assert duty.page.input_value("#informant") == "the baker"
    duty.alt("s")
    duty.page.wait_for_url("**/case/*")
    assert LINE in duty.page.inner_text("main")


def test_what_is_sent_without_a_network_comes_back_by_the_key_that_goes_back(
    centre: Centre, browser: Browser
) -> None:
    duty = Person(browser, centre, "duty-officer")
    duty.go(f"{centre.address}/report")
    duty.page.keyboard.type(OTHER)
    duty.page.keyboard.press("Enter")
    duty.page.wait_for_selector("#answer .answer", timeout=PATIENCE_MS)
    duty.page.fill("#source", "S17")
    duty.context.set_offline(True)
    with duty.page.expect_event("requestfailed"):
        duty.alt("s")
    duty.page.wait_for_timeout(1_000)
    duty.context.set_offline(False)
    duty.page.reload()
    duty.page.wait_for_url("**/case/*")
    assert OTHER in duty.page.inner_text("main")
