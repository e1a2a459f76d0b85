"""`make wheelhouse`: from its folder alone a new environment installs a centre, and serves it."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.served import served

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_centre_installs_from_its_wheels_alone(tmp_path: Path) -> None:
    wheels, env = tmp_path / "wheelhouse", tmp_path / "env"
    # With the environment that runs the tests, as it stands.
    gather = ["make", "-o", ".venv/centre.stamp", "wheelhouse", f"WHEELS={wheels}"]
    subprocess.run([*gather, f"BIN={Path(sys.executable).parent}"], cwd=ROOT, check=True)
    files = [one.name for one in wheels.iterdir()]
    assert sum(one.startswith("truceline-") for one in files) == 1
    assert all(one.endswith((".whl", ".lock")) for one in files)
    subprocess.run([sys.executable, "-m", "venv", env], check=True)
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    install = [str(env / "bin/python"), "-I", "-m", "pip", "--isolated", "install", "--quiet", "--no-index"]
    subprocess.run([*install, "--find-links", str(wheels), "truceline[centre,pdf]"], env=alone, check=True)
    with served(tmp_path / "centre", python=(str(env / "bin/python"), "-I")) as one:
        assert one.passwords
        for path in ("/login/", "/static/web/centre.css"):
            with urllib.request.urlopen(f"{one.address}{path}", timeout=30) as answer:
                assert answer.status == 200
