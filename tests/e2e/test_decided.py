"""One incident to its end by two parties: verified, attributed, signed at home, objected to, let out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.served import Person, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TRUCELINE = [sys.executable, "-c", "from truceline.cli import main; main()"]
COMMAND_S = 60_000


@pytest.fixture
def browser(chromium: Path) -> Iterator[Browser]:
    """Return the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield one
        one.close()


def _command(*asked: str) -> str:
    done = subprocess.run([*TRUCELINE, *asked], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_one_incident_to_its_end(browser: Browser, tmp_path: Path) -> None:
    home = tmp_path / "centre"
    with served(home) as centre:
        duty, analyst, patrol, publisher = (
            Person(browser, centre, one) for one in ("duty-officer", "analyst", "patrol-leader", "publisher")
        )
        ours, theirs = (
            Person(browser, centre, f"liaison-officer-{one}") for one in ("opposition", "government")
        )
        chair, other = (Person(browser, centre, f"co-chair-{one}") for one in ("opposition", "government"))

        # Told and asked.
        duty.go(f"{centre.address}/report")
        duty.page.fill("#line", "air strike on Turkish forces, 2 km W of Saraqib, 1 h ago, 2 dead")
        duty.page.keyboard.press("Enter")
        duty.page.wait_for_selector("#answer .answer", timeout=COMMAND_S)
        duty.page.fill("#source", "S17")
        duty.page.wait_for_selector("#answer table.rows", timeout=COMMAND_S)
        duty.show("centre-report", "h1", "#apart .field:nth-child(6)", width=1000, scale=0.8)
        duty.page.click("button:has-text('Log it')")
        duty.page.wait_for_url("**/case/*")
        case = duty.page.url
        assert "Casualties of a guarantor" in duty.page.inner_text(".head")
        duty.page.click("text=Follow it up")
        duty.page.click("button:has-text('Ask both sides')")
        for one, word in ((ours, "Two of ours were killed."), (theirs, "We did not fly there.")):
            one.go(case)
            one.page.fill("#word", word)
            one.page.click("button:has-text('Put in your side')")
            one.page.wait_for_selector("text=has answered")
        duty.go(case)
        duty.show("centre-case", ".head", "table.level")

        # Verified by one who did not take it down, attributed, and put into words.
        patrol.go(case)
        patrol.page.check("input[name=verified][value=in_part]")
        patrol.page.check("input[name=part][value=act]")
        patrol.page.check("input[name=how][value=patrol]")
        patrol.page.fill("#verify-words", "A crater west of the town; more could not be seen.")
        patrol.page.click("button:has-text('Verify')")
        patrol.page.wait_for_selector(".stands >> text=Verified in part")
        analyst.go(case)
        analyst.page.fill("#doers-1", "Syrian government forces + Russia")
        analyst.page.fill("#doers-2", "-")
        analyst.page.fill("#attribute-words", "Aircraft were heard; whose they were is not known.")
        analyst.page.click("button:has-text('Attribute')")
        analyst.page.wait_for_selector("text=Syrian government forces + Russia; not known")
        analyst.page.locator("h2:has-text('What it would be')").scroll_into_view_if_needed()
        analyst.page.wait_for_selector(".finding", timeout=COMMAND_S)
        assert "Computed, nobody has ruled" in analyst.page.inner_text(".finding")
        analyst.picture("case-attributed")
        assert analyst.barriers() == []
        analyst.page.click("a:has-text('Put words to both sides')")
        analyst.page.wait_for_selector("input[name=finding]")
        analyst.page.check("input[name=outcome][value=agreed_facts]")
        analyst.page.fill(
            "#words", "On 3 February something was dropped from the air west of Saraqib.\nTwo people died."
        )
        analyst.page.check("input[name=finding] >> nth=0")
        analyst.picture("proposal")
        assert analyst.barriers() == []
        analyst.page.check("input[name=outcome][value=agreed_facts]")
        analyst.page.fill(
            "#words", "On 3 February something was dropped from the air west of Saraqib.\nTwo people died."
        )
        analyst.page.click("button:has-text('Put words to both sides')")
        analyst.page.wait_for_selector(".proposal")

        # One side signs on its own machine, the other through the server.
        analyst.go(f"{centre.address}/rights")
        key = re.findall(r"demo\.example/centre\+[0-9a-f]{8}\+\S+", analyst.page.inner_text("main"))[0]
        chair.go(case)
        chair.show("centre-words", ".head", ".proposal")
        digest = re.findall(r"sha256:[0-9a-f]{64}", chair.page.inner_text(".proposal"))[0]
        signed = tmp_path / "signed.txt"
        said = (
            "--by",
            "opposition",
            "--who",
            "A. Name",
            "--words",
            "But for the hour.",
            "--out",
            str(signed),
        )
        _command("witness", "state", str(home / "opposition"), digest, "reservation", *said)
        chair.page.fill("#signature", signed.read_text(encoding="utf-8").replace("hour", "day"))
        chair.page.click("button:has-text('Say your side')")
        chair.page.wait_for_selector("text=It is not signed by your side")
        chair.go(case)
        chair.page.fill("#signature", signed.read_text(encoding="utf-8"))
        chair.page.click("button:has-text('Say your side')")
        chair.page.wait_for_selector("text=signed by its own program")
        other.go(case)
        assert "But for the hour." not in other.page.inner_text("main")
        other.page.check("input[name=says][value=consent]")
        other.page.click("button:has-text('Say your side')")
        other.page.wait_for_selector("text=But for the hour.")
        other.page.click("button:has-text('Determine')")
        other.page.wait_for_selector(".decision")

        # Told, objected to, answered, let out; an outsider proves it.
        publisher.go(case)
        publisher.page.click("button:has-text('Notify')")
        theirs.go(case)
        theirs.page.click("summary:has-text('Object')")
        theirs.page.fill("#object-words", "Nobody showed us the crater.")
        theirs.page.click("details button:has-text('Object')")
        theirs.page.wait_for_selector(".objection")
        theirs.show("centre-determination", "#determination", "#determination")
        theirs.go(f"{case}?lang=ar")
        theirs.show("centre-case-ar", ".way", "#determination", width=400)
        theirs.go(f"{case}?lang=en")
        publisher.go(case)
        assert publisher.page.query_selector("button:has-text('Publish')") is None
        ours.go(case)
        ours.page.fill("#word", "It is there to be seen.")
        ours.page.click("button:has-text('Put in your side')")
        ours.page.click("button:has-text('Nothing more to object')")
        publisher.go(case)
        publisher.page.check("input[name=audience][value=public]")
        publisher.page.click("button:has-text('Publish')")
        publisher.page.wait_for_selector("a[href^='/release/']")
        publisher.picture("case-published")
        assert publisher.barriers() == []
        assert ours.barriers() == []
        with publisher.page.expect_download() as given:
            publisher.page.click("a[href^='/release/']")
        bundle = tmp_path / "public.json"
        given.value.save_as(bundle)
        policy = tmp_path / "policy.txt"
        policy.write_text(f"log {key}\nquorum none\n", encoding="utf-8")
        shown = _command("log", "verify", str(bundle), "--policy", str(policy))
        assert "something was dropped from the air" in shown + bundle.read_text(encoding="utf-8")
        assert "S17" not in bundle.read_text(encoding="utf-8")
        for one in (duty, analyst, patrol, publisher, ours, theirs, other):
            assert one.complaints == []
