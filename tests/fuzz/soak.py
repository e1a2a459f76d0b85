"""Runs of the command again and again, more at once than there are cores: does each end as it should?

`make soak RUNS=300`. A run that ends by a signal after its output was complete is one that a busy machine
shows and a test of one run does not.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.fuzz.targets import EXPORT, parquet, track_table
from truceline.files import write_new

COMMAND = "from truceline.cli import main; main()"
RUNS_A_CORE = 3


def commands(folder: Path) -> tuple[list[str], ...]:
    """Return the words of commands that read and write tables, each of which ends with 0."""
    tarn = str(write_new("tarn", folder / "tarn")[0].parent)
    (folder / "t.parquet").write_bytes(parquet(track_table()))
    (folder / "a.csv").write_bytes(EXPORT)
    table = ["--casebook", "idlib", "--format", "acled", "--out", "OUT/claims.parquet"]
    return (
        ["assess", tarn, "--out", "OUT"],
        ["patrols", "show", str(folder / "t.parquet"), "--casebook", tarn],
        ["incidents", "read", str(folder / "a.csv"), *table],
    )


def ending(number: int, *, of: tuple[list[str], ...], folder: Path) -> str:
    """Return how one run ends: its exit code, or the name of the signal."""
    out = str(folder / f"out-{number}")
    words = [word.replace("OUT", out) if word.startswith("OUT") else word for word in of[number % len(of)]]
    done = subprocess.run([sys.executable, "-c", COMMAND, *words], capture_output=True, check=False)
    code = done.returncode
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def main(n_runs: int) -> int:
    """Print how many runs ended how; return 0 if all ended with exit code 0."""
    with tempfile.TemporaryDirectory() as home:
        run = partial(ending, of=commands(Path(home)), folder=Path(home))
        with ThreadPoolExecutor(RUNS_A_CORE * (os.cpu_count() or 1)) as at_once:
            ends = Counter(at_once.map(run, range(n_runs)))
    for end, count in ends.most_common():
        print(f"{count:,} of {n_runs:,} runs: {end}")
    return int(set(ends) != {"exit code 0"})


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
