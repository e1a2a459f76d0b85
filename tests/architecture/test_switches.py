"""The switches of the test run itself: what needs data is marked, and a skip can be refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT

SKIPPING = """
import pytest

def test_passes(): pass
def test_skips(): pytest.skip("for want of a boat")
@pytest.mark.xfail(strict=True)
def test_expected_to_fail(): raise AssertionError
def test_needs_data(test_data): pass
"""


def _pytest(folder: Path, *options: str, **environment: str) -> str:
    """Run a small test file under the project's own conftest, and return what pytest printed."""
    (folder / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (folder / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n  needs_data\n  needs_system\n", encoding="utf-8"
    )
    (folder / "test_skipping.py").write_text(SKIPPING, encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TRUCELINE_")}
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout


def test_a_skip_is_only_a_skip_without_the_switch(tmp_path: Path) -> None:
    assert "1 passed, 2 skipped, 1 xfailed" in _pytest(tmp_path)


def test_a_skip_fails_with_the_switch_and_gives_its_reason(tmp_path: Path) -> None:
    printed = _pytest(tmp_path, TRUCELINE_NO_SKIP="1")
    assert "1 passed" in printed
    assert "1 xfailed" in printed
    assert "skipped," not in printed
    assert "for want of a boat" in printed


def test_a_whole_file_that_skips_fails_with_the_switch(tmp_path: Path) -> None:
    (tmp_path / "test_absent.py").write_text(
        "import pytest\npytest.importorskip('no_such_package')\n", encoding="utf-8"
    )
    assert "no_such_package" in _pytest(tmp_path, TRUCELINE_NO_SKIP="1")
    assert "3 skipped" in _pytest(tmp_path)


def test_a_test_that_asks_for_data_is_marked_by_that_alone(tmp_path: Path) -> None:
    assert "1 deselected" in _pytest(tmp_path, "-m", "not needs_data")


def test_a_folder_of_data_that_is_not_there_fails(tmp_path: Path) -> None:
    printed = _pytest(tmp_path, TRUCELINE_TEST_DATA=str(tmp_path / "nowhere"))
    assert "which is no folder" in printed
    assert "skipped" in printed


def test_the_test_data_has_the_folders_that_tests_read(test_data: Path) -> None:
    assert {"acled", "geo"} <= {path.name for path in test_data.iterdir()}


def test_the_browser_that_tests_look_with_is_a_program(chromium: Path) -> None:
    assert os.access(chromium, os.X_OK)
