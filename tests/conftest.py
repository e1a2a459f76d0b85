"""What every test may ask for, and the switch that turns a skip into a failure.

A test that asks for `test_data`, `chromium`, `postgis` or `soffice` is marked by that alone, so that
`make test` (Python only) leaves it out and `make test-all` runs it.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from typer import testing

from truceline.files import load_record
from truceline.model.record import Record

if TYPE_CHECKING:
    from tests.postgis import Database

if "PYTEST_XDIST_WORKER" not in os.environ:  # workers take it over
    # What the command keeps is kept in a folder of this run, and never in the tester's own.
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="truceline-tests-")
    atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)

# Casebooks live as long as the run: to look through them for rubbish at every turn takes a tenth of its time.
gc.set_threshold(100_000, 50, 100)

# A runner would build all commands anew each time that one is run.
testing._get_command = cache(testing._get_command)  # type: ignore[attr-defined]

NO_SKIP = os.environ.get("TRUCELINE_NO_SKIP") == "1"

SLOW_FOLDERS = frozenset({"e2e", "oracle"})
SLOW_FILES = frozenset(
    {"test_as_of.py", "test_kernel.py", "test_parity.py", "test_switches.py", "test_what_leaves.py"}
)
"""Whole sets that would make `make test` longer than a newcomer waits; `make test-all` runs them."""
MARK_OF_FIXTURE = {
    "test_data": "needs_data",
    "chromium": "needs_system",
    "postgis": "needs_system",
    "soffice": "needs_system",
}

# No deadline, since a busy machine is not a bug. The same examples for everybody and every time, so that a
# red run is the work of the change it shows; `make fuzz` draws new ones, and keeps what it finds.
settings.register_profile("truceline", deadline=None, max_examples=60, print_blob=True, derandomize=True)
settings.register_profile(
    "fuzz",
    deadline=None,
    max_examples=int(os.environ.get("TRUCELINE_FUZZ_EXAMPLES", "2000")),
    print_blob=True,
    derandomize=False,
    database=DirectoryBasedExampleDatabase(Path(__file__).parent.parent / ".fuzz"),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("TRUCELINE_HYPOTHESIS", "truceline"))


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Return the folder of real data that TRUCELINE_TEST_DATA names."""
    named = os.environ.get("TRUCELINE_TEST_DATA")
    if not named:
        pytest.skip("TRUCELINE_TEST_DATA names no folder of test data")
    folder = Path(named)
    if not folder.is_dir():
        pytest.fail(f"TRUCELINE_TEST_DATA names {named}, which is no folder")
    return folder


@pytest.fixture(scope="session")
def idlib() -> Record:
    """Return the bundled casebook, read once."""
    return load_record("idlib")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the browser that looks at our pages."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    pytest.skip("no Chromium here; `make system` installs one")


@pytest.fixture(scope="session")
def soffice() -> Path:
    """Return LibreOffice, which opens our workbooks as their readers do."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("no LibreOffice here; `make system` installs one")
    return Path(found)


@pytest.fixture(scope="session")
def postgis() -> Iterator[Database]:
    """Return a PostGIS of our own, which ends with the tests."""
    # Here, since this file is also read where the other helpers of the tests are not.
    from tests.postgis import programs, running

    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL with PostGIS here; `make system` installs one")
    with running(found) as database:
        yield database


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ask for data or a program, and the sets that are slow."""
    for item in items:
        if item.path.parent.name in SLOW_FOLDERS or item.path.name in SLOW_FILES:
            item.add_marker("slow")
        asked = getattr(item, "fixturenames", ())
        for fixture, mark in MARK_OF_FIXTURE.items():
            if fixture in asked:
                item.add_marker(mark)


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that gives the reason; an expected failure is not a skip."""
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"TRUCELINE_NO_SKIP=1, and this was skipped: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, object, object]:
    """Refuse a test's skip where none is allowed."""
    report = yield
    _refuse_skip(cast(pytest.TestReport, report))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, object, object]:
    """Refuse a whole file's skip where none is allowed."""
    report = yield
    _refuse_skip(cast(pytest.CollectReport, report))
    return report
