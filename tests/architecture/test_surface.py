"""What a user imports and types first: the names that do not change, and how soon help is there."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

import truceline

PROMISED = {
    "load_record",
    "read_claims",
    "assess",
    "explain",
    "status",
    "stances",
    "patrols",
    "claims",
}
HEAVY = ("numpy", "pyarrow", "shapely", "pyproj", "scipy", "pydantic", "yaml", "jinja2")
UNNEEDED_BY_THE_RECORD = (
    *("scipy", "shapely", "pyproj", "jinja2", "ortools", "typst"),
    *("truceline.geo", "truceline.text.rules", "truceline.sources", "truceline.judgement.assessing"),
)
"""Of a casebook that is kept. Typer itself loads pydantic, and the catalogue is YAML."""


def test_the_promised_names_are_exported() -> None:
    assert set(truceline.__all__) >= PROMISED


def test_every_exported_name_is_there_and_documented() -> None:
    for name in truceline.__all__:
        value = getattr(truceline, name)
        assert value.__doc__, name


def test_no_name_is_exported_twice() -> None:
    assert len(truceline.__all__) == len(set(truceline.__all__))


def test_a_name_that_is_not_exported_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        getattr(truceline, "armistice")  # noqa: B009 - mypy knows that it is not there


@pytest.mark.parametrize("module", ["truceline", "truceline.cli"])
def test_importing_it_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


_RUN = """
import sys
sys.argv = ["truceline", *sys.argv[1:]]
from truceline.cli import main
try:
    main()
finally:
    print(*(name for name in {unneeded!r} if name in sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [
        ("--help", HEAVY),
        ("claims idlib", UNNEEDED_BY_THE_RECORD),
        ("stances idlib", UNNEEDED_BY_THE_RECORD),
        ("status idlib --on 2020-02-10", ("jinja2", "ortools", "typst", "truceline.sources")),
        pytest.param(
            *("zones idlib dmz", ("jinja2", "ortools", "typst", "truceline.sources")), marks=pytest.mark.slow
        ),
    ],
)
def test_a_command_loads_only_what_it_needs(command: str, unneeded: tuple[str, ...]) -> None:
    code = [sys.executable, "-c", _RUN.format(unneeded=unneeded), *command.split()]
    runs = [subprocess.run(code, capture_output=True, text=True, check=True) for _ in range(2)]
    assert runs[1].stderr.split() == []  # the first one may have read the casebook, and kept it


def _seconds_to_help(command: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([command, "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_is_there_in_under_0_4_s() -> None:
    command = Path(sys.executable).with_name("truceline")
    # Time of the processor, which on an idle machine is the time on the clock: other tests run beside it.
    assert statistics.median(_seconds_to_help(command) for _ in range(5)) < 0.4
