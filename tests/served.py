"""A centre served to tests, and people at browsers of their own."""

from __future__ import annotations

import base64
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = os.environ.get("TRUCELINE_PICTURES", "")
"""A folder for pictures of the pages, to be looked at."""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
LANGUAGES = ("en", "ar")
WIDTHS = (1200, 400)


@dataclass(frozen=True)
class Centre:
    """Where it is, and the password of each login."""

    address: str
    passwords: dict[str, str]


@contextmanager
def served(
    home: Path, *how: str, python: Sequence[str] = (sys.executable,), demo: bool = True
) -> Iterator[Centre]:
    """Serve a demonstration, or another centre with the options that say how, until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*python, "-c", "from truceline.cli import main; main()"]
    server = subprocess.Popen(
        [*command, "serve", *(["--demo"] if demo else []), "--home", str(home), "--port", str(port), *how],
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
        yield Centre(f"http://localhost:{port}", passwords)
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(20)
        last = server.stdout.read()
        server.stdout.close()
        if last.strip():
            print(last)  # beside the failure of a test, if there is one


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not answer within a minute")


class Person:
    """Somebody at a browser of their own, at the door if no login is named; complaints of pages are kept."""

    def __init__(self, browser: Browser, centre: Centre, login: str, *, script: bool = True) -> None:
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
        if login:
            self.sign_in(login, centre.passwords[login])

    def sign_in(self, login: str, password: str) -> None:
        """Give name and password, and wait for the first page."""
        self.page.fill("#id_login", login)
        self.page.fill("#id_password", password)
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

    def barriers(self) -> list[str]:
        """Return what stands in somebody's way on the page, in two languages."""
        found, here = [], self.page.url.partition("?")[0].partition("#")[0]
        for language in LANGUAGES:
            self.go(f"{here}?lang={language}")
            assert self.page.get_attribute("html", "lang") == language
            found += self.barriers_here()
        self.go(f"{here}?lang=en")
        return found

    def barriers_here(self) -> list[str]:
        """Return what axe finds on the page as it stands, its folds open, and whether it is too wide."""
        found, here = [], self.page.url
        language = self.page.get_attribute("html", "lang")
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            found += [f"{here} {language} {width}: {one}" for one in [*self._axe(), *self._too_wide()]]
        self.page.set_viewport_size({"width": 1200, "height": 900})
        return found

    def _too_wide(self) -> list[str]:
        over = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return [f"wide: {over} px more than the window"] if over > 0 else []

    def _axe(self) -> list[str]:
        if not self.page.evaluate("typeof axe === 'object'"):
            # As a debugger does: the page's own policy stands.
            axe = resources.files("axe_playwright_python") / "axe.min.js"
            self.page.evaluate(axe.read_text(encoding="utf-8"))
        told: Any = self.page.evaluate(
            "async rules => (await axe.run(document, {runOnly: {type: 'tag', values: rules}})).violations",
            list(RULES),
        )
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}" for one in told for node in one["nodes"]
        ]

    def show(self, name: str, first: str, last: str, *, width: int = 800, scale: float = 1) -> None:
        """Keep a picture for the docs, of the page from one thing to another, where a folder is named."""
        if not PICTURES:
            return
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.wait_for_timeout(200)
        top, bottom = (
            self.page.evaluate(f"document.querySelector('{one}').getBoundingClientRect().{edge} + scrollY")
            for one, edge in ((first, "top"), (last, "bottom"))
        )
        clip = {"x": 0, "y": top - 8, "width": width, "height": bottom - top + 16, "scale": scale}
        told = self.context.new_cdp_session(self.page).send(
            "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": clip}
        )
        (Path(PICTURES) / f"{name}.png").write_bytes(base64.b64decode(told["data"]))
        self.page.set_viewport_size({"width": 1200, "height": 900})

    def picture(self, name: str) -> None:
        """Keep pictures of a page, wide and narrow, in two languages, where a folder is named."""
        if not PICTURES:
            return
        here = self.page.url.partition("?")[0].partition("#")[0]
        for language in LANGUAGES:
            self.page.goto(f"{here}?lang={language}")
            self.page.wait_for_timeout(200)
            for width in WIDTHS:
                self.page.set_viewport_size({"width": width, "height": 900})
                file = Path(PICTURES) / f"{name}-{language}-{width}.png"
                self.page.screenshot(path=file, full_page=True)
        self.page.set_viewport_size({"width": 1200, "height": 900})
        self.page.goto(f"{here}?lang=en")
