"""The pages in a browser: they show, they fit a phone, they print."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.unit.bulletins import recorded
from tests.unit.bulletins.cases import CASEBOOK, assessment, finding, incident, receipt
from truceline.bulletins import render_bulletin, render_casebook

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


def _recorded(language: str) -> str:
    """Return a bulletin with every section on the record."""
    return render_bulletin(recorded.casebook(), assessment([], []), receipt(), language=language)


@pytest.fixture
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a page on disk, by name."""
    done = assessment([finding("E1", "ruling", "breach")], [incident("E1")])
    texts = {
        "bulletin": lambda: render_bulletin(CASEBOOK, done, receipt(n_faults=1)),
        "casebook": lambda: render_casebook(CASEBOOK, ()),
        "record": lambda: _recorded("en"),
        "record from the right": lambda: _recorded("ar"),
    }
    path = tmp_path / f"{request.param}.html"
    path.write_text(texts[request.param](), encoding="utf-8")
    return path


every = pytest.mark.parametrize(
    "page", ["bulletin", "casebook", "record", "record from the right"], indirect=True
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
def test_the_page_fits_the_width_of_a_phone(chromium: Path, page: Path, tmp_path: Path) -> None:
    frame = tmp_path / "phone.html"
    # The page runs no script; this frame around it measures how wide it lies.
    frame.write_text(
        f"<iframe id=f src='{page.name}' style='width:390px;height:800px;border:0'></iframe><p id=o></p>"
        "<script>f.onload=()=>{const d=f.contentDocument.documentElement;"
        "o.textContent='wide '+d.scrollWidth}</script>",
        encoding="utf-8",
    )
    shown = _browse(
        chromium,
        tmp_path,
        "--allow-file-access-from-files",
        "--virtual-time-budget=5000",
        "--dump-dom",
        frame.as_uri(),
    )
    assert "wide 390" in shown
