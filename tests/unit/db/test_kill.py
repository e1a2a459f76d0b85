"""A process killed while it writes loses nothing that was acknowledged, and leaves nothing half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.stores import made
from truceline.db.connecting import forget


@pytest.mark.parametrize(
    "times", [pytest.param(12, id="12"), pytest.param(1_000, id="1000", marks=pytest.mark.slow)]
)
def test_a_writer_killed_at_any_moment_loses_and_spoils_nothing(tmp_path: Path, times: int) -> None:
    store = made(tmp_path)
    forget(store.address)
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed", store.address.name, str(times), "7"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    counted = json.loads(done.stdout)
    print(counted)
    assert counted["killed"] == times
    wrong = {what: n for what, n in counted.items() if what in {"damaged", "half-written", "lost", "forked"}}
    assert set(wrong.values()) == {0}, counted
    assert counted["acknowledged"] > times // 2
