"""How soon a command is there: with nothing kept, and with the casebook kept from an earlier run.

Run with `make bench`. Cold and warm alternate in one run, so that the ratios mean more than the seconds;
nothing here is a limit.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

RUNS = 3
COMMANDS = (
    ("claims idlib", 0.6),
    ("stances idlib", 0.6),
    ("patrols idlib", 0.6),
    ("status idlib --on 2020-02-10", 0.6),
    ("control idlib --on 2020-02-10", 2.0),
    ("zones idlib dmz --compare", 2.0),
    ("casebook check idlib", 4.0),
    ("assess idlib --out {out}", 4.0),
)
"""Each with the seconds on the clock that are asked of it, warm, on a machine with nothing else to do."""
_CODE = "import sys; sys.argv[0] = 'truceline'; from truceline.cli import main; main()"


def _seconds(command: str, environment: Mapping[str, str]) -> tuple[float, float]:
    """Return the seconds of a run on the clock and of a processor."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", _CODE, *command.split()],
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize(("command", "asked"), COMMANDS)
def test_a_command_cold_and_warm(command: str, asked: float, tmp_path: Path) -> None:
    warm = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "TRUCELINE_CACHE": ""}
    cold = warm | {"TRUCELINE_CACHE": "off"}
    told = command.format(out=tmp_path / "out")
    _seconds(told, warm)
    runs = [(_seconds(told, cold), _seconds(told, warm)) for _ in range(RUNS)]
    (cold_s, cold_cpu), (warm_s, warm_cpu) = (
        tuple(statistics.median(run[kind][clock] for run in runs) for clock in (0, 1)) for kind in (0, 1)
    )
    print(
        f"\n{command:32} cold {cold_s:6.2f} s ({cold_cpu:6.2f} of a processor)   warm {warm_s:6.2f} s "
        f"({warm_cpu:6.2f})   cold/warm {cold_cpu / warm_cpu:4.1f}   asked of warm {asked} s"
    )
