"""A place by a click and files with a report, in a real browser, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.served import Centre, Person, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MAP = "input.map"
PHONE = {"width": 400, "height": 800}


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


def _taken_apart(browser: Browser, centre: Centre, *, script: bool = True) -> Person:
    duty = Person(browser, centre, "duty-officer", script=script)
    duty.go(f"{centre.address}/report?lang=en")
    duty.page.fill("#line", "shelling, 1 h ago, 2 dead")
    duty.page.fill("#informant", "the baker")
    duty.page.keyboard.press("Enter")
    duty.page.wait_for_selector(MAP)
    return duty


@pytest.mark.parametrize("script", [True, False])
def test_two_clicks_say_a_place(centre: Centre, browser: Browser, script: bool) -> None:
    duty = _taken_apart(browser, centre, script=script)
    for says in ("", "of"):
        duty.page.click(MAP, position={"x": 120, "y": 150})
        duty.page.wait_for_url("**/report#place-map")
        duty.page.wait_for_function(f"document.querySelector('#set_place').value.includes('{says}')")
    assert "km" in duty.page.input_value("#set_place")
    assert duty.page.input_value("#informant") == "the baker"
    duty.picture(f"report with a place by a click, {'with' if script else 'without'} scripts")
    duty.page.click("button[name=zoom]")
    duty.page.wait_for_function("document.querySelector('[name=map_of]').value === 'whole'")
    assert duty.complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_map_keeps_its_size_on_a_phone(centre: Centre, browser: Browser, language: str) -> None:
    duty = _taken_apart(browser, centre)
    duty.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    duty.go(f"{centre.address}/report?lang={language}")
    duty.page.wait_for_selector(MAP)
    box = duty.page.locator(MAP).bounding_box()
    assert box is not None
    told = duty.page.evaluate("n => [n.width, n.height]", duty.page.query_selector(MAP))
    assert [round(box["width"]), round(box["height"])] == told
    assert duty.page.evaluate("document.querySelector('input.map').complete ?? true")
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert duty.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    duty.picture(f"small map on a phone, {language}")
    duty.go(f"{centre.address}/report?lang=en")


def test_a_file_goes_with_a_report_and_comes_back_as_it_was(
    centre: Centre, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "crater <b>.jpg"
    file.write_bytes(bytes(range(256)) * 20_000)
    duty = _taken_apart(browser, centre)
    duty.page.fill("#source", "S17")
    duty.page.set_input_files("#file", str(file))
    duty.page.focus("#line")
    duty.page.keyboard.type(", 2 km W of Saraqib")
    duty.page.wait_for_selector("#kept time")
    assert duty.page.evaluate("document.querySelector('#file').files.length") == 1
    duty.page.fill("#informant", "")
    duty.page.click("button:has-text('Log it')")
    duty.page.wait_for_url("**/case/*")
    duty.picture("case with a file")
    with duty.page.expect_download() as given:
        duty.page.click("text=crater")
    assert Path(given.value.path()).read_bytes() == file.read_bytes()
    duty.page.click("summary:has-text('Add files')")
    (other := tmp_path / "n.txt").write_bytes(b"<script>")
    duty.page.set_input_files("#file", str(other))
    duty.page.click("button:has-text('Add files')")
    duty.page.wait_for_selector("text=n.txt")
    assert duty.complaints == []
