"""The pages in a browser: they show, they fit a phone, they print."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from tests.briefed import written
from tests.editions import edition
from tests.unit.bulletins import recorded
from tests.unit.bulletins.cases import CASEBOOK, assessment, finding, incident, receipt
from truceline.bulletins import render_bulletin, render_casebook
from truceline.bulletins.catalogue import languages
from truceline.bulletins.pages.comparison_page import render_comparison
from truceline.bulletins.pages.trend_page import render_trend
from truceline.files.casebooks import Folders
from truceline.runs.compare import Start, compare_starts
from truceline.runs.trend import trend_casebook

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
)
PNG = b"\x89PNG"


def _browse(chromium: Path, folder: Path, *arguments: str) -> str:
    """Run the browser once without a network of its own, and return what it prints."""
    command = [str(chromium), *QUIET, f"--user-data-dir={folder / 'profile'}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def _findings(language: str) -> str:
    """Return a bulletin with a row in each list of findings, with long words in it."""
    found = [
        finding("E1", "ruling", "breach", because=["unverified:instrument/r1", "unverified:bond/north"]),
        finding("E2", "ruling", "breach", robust=False, decided_by=["clock", "depth"], denied_by=["South"]),
        finding("E2", "north", "undetermined", robust=False, because=["who:cannot_tell", "where:partly"]),
        finding("E3", "ruling", "undetermined", because=["who:cannot_tell", "where:partly"]),
    ]
    done = assessment(found, [incident(name) for name in ("E1", "E2", "E3")])
    return render_bulletin(edition(CASEBOOK, done, receipt(), language=language))


def _measured(chromium: Path, page: Path, width: int, script: str) -> str:
    """Return what a script says of a page in a frame that wide; the page itself runs none."""
    frame = page.with_name("frame.html")
    frame.write_text(
        f"<iframe id=f src='{page.name}' style='width:{width}px;height:800px;border:0'></iframe><p id=o></p>"
        f"<script>f.onload=()=>{{const d=f.contentDocument;o.textContent='said '+({script})}}</script>",
        encoding="utf-8",
    )
    arguments = ("--allow-file-access-from-files", "--virtual-time-budget=5000", "--dump-dom")
    shown = _browse(chromium, page.parent, *arguments, frame.as_uri())
    return shown.partition('<p id="o">said ')[2].partition("</p>")[0]


def _recorded(language: str) -> str:
    """Return a bulletin with every section on the record."""
    return render_bulletin(edition(recorded.casebook(), assessment([], []), receipt(), language=language))


def _trend(folder: Path, language: str) -> str:
    """Return a trend with weeks read and not read, and a band."""
    home = str(written(folder / "book"))
    days = (date(2030, 3, 1), date(2030, 9, 1))
    return render_trend(trend_casebook(home, first=days[0], last=days[1], language=language).sheet)


def _comparison(folder: Path, language: str) -> str:
    """Return a comparison of two starts in one small record."""
    home = Folders(casebook=str(written(folder / "book")))
    starts = [Start(casebook=home, day=date(2030, 6, day)) for day in (6, 7)]
    return render_comparison(compare_starts(starts, n_days=3, language=language).sheet)


@pytest.fixture
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a page on disk, by name."""
    done = assessment([finding("E1", "ruling", "breach")], [incident("E1")])
    texts: dict[str, Callable[[], str]] = {
        "bulletin": lambda: render_bulletin(edition(CASEBOOK, done, receipt(n_faults=1))),
        "casebook": lambda: render_casebook(CASEBOOK, ()),
        **{f"findings {language}": partial(_findings, language) for language in languages()},
        "record": lambda: _recorded("en"),
        "record from the right": lambda: _recorded("ar"),
        "trend": lambda: _trend(tmp_path, "en"),
        "trend from the right": lambda: _trend(tmp_path, "ar"),
        "comparison": lambda: _comparison(tmp_path, "ru"),
        "comparison from the right": lambda: _comparison(tmp_path, "ar"),
    }
    path = tmp_path / f"{request.param}.html"
    path.write_text(texts[request.param](), encoding="utf-8")
    return path


COUNTED = ("trend", "trend from the right", "comparison", "comparison from the right")
every = pytest.mark.parametrize(
    "page", ["bulletin", "casebook", "record", "record from the right", *COUNTED], indirect=True
)


@every
def test_the_page_shows_and_prints(chromium: Path, page: Path, tmp_path: Path) -> None:
    picture, sheet = tmp_path / "page.png", tmp_path / "page.pdf"
    _browse(chromium, tmp_path, f"--screenshot={picture}", "--window-size=1200,2000", page.as_uri())
    _browse(chromium, tmp_path, f"--print-to-pdf={sheet}", page.as_uri())
    assert picture.read_bytes()[:4] == PNG
    assert len(picture.read_bytes()) > 20_000, "an empty page is smaller"
    assert sheet.read_bytes()[:4] == b"%PDF"


@every
def test_the_page_fits_the_width_of_a_phone(chromium: Path, page: Path) -> None:
    assert _measured(chromium, page, 390, "d.documentElement.scrollWidth") == "390"


@pytest.mark.parametrize("page", COUNTED, indirect=True)
def test_pictures_of_counts_are_drawn_whole_on_a_phone(chromium: Path, page: Path) -> None:
    cut = "[...d.querySelectorAll('.picture')].filter(b=>b.scrollWidth>b.clientWidth).length"
    assert _measured(chromium, page, 390, cut) == "0"


CUT = (
    "(d.querySelectorAll('#undetermined').forEach(x=>x.open=true),"
    "[...d.querySelectorAll('#breaches .box,#some-reading .box,#undetermined .box')]"
    ".map(b=>b.scrollWidth>b.clientWidth?'cut':'whole').join(' '))"
)


@pytest.mark.parametrize("page", [f"findings {language}" for language in languages()], indirect=True)
def test_no_list_of_findings_is_cut_on_a_narrow_screen(chromium: Path, page: Path) -> None:
    assert _measured(chromium, page, 1000, CUT) == "whole whole whole"
    page.write_text(
        page.read_text(encoding="utf-8").replace("78rem) { body", "1rem) { body"), encoding="utf-8"
    )
    assert "cut" in _measured(chromium, page, 1000, CUT), "without our rule for it, it would be"
