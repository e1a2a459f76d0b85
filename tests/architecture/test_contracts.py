"""The import contracts hold something: each is shown a small house that breaks it.

The house is built from the contract's own list of rooms, so it follows pyproject.toml.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
ROOMS = [
    Path(*container.split(".")[1:], room)
    for contract in CONFIG["contracts"]
    for container in contract.get("containers", ())
    for layer in contract["layers"]
    for room in re.findall(r"\w+", layer)
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return an empty package with every room, under the real contracts."""
    package = tmp_path / "src" / "truceline"
    for room in ROOMS:
        (package / room).mkdir(parents=True, exist_ok=True)
        (package / room / "__init__.py").touch()
    (package / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return package


def _lint(house: Path) -> subprocess.CompletedProcess[str]:
    root = house.parents[1]
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_house_with_empty_rooms_keeps_every_contract(house: Path) -> None:
    result = _lint(house)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("path", "text", "broken"),
    [
        ("novelty.py", "", "every room has a row"),
        ("model/claim.py", "import truceline.text.rules", "only rooms below its row"),
        ("text/zones/recipe.py", "import truceline.record.control", "only rooms below its row"),
        ("text/rules/rule.py", "import truceline.model.record", "The text knows no record"),
        ("model/casebook/clause.py", "import truceline.model.record", "Wing model: "),
        ("text/relations/roster.py", "import truceline.text.rules", "Wing text: "),
        ("text/novelty.py", "", "Wing text: "),
        ("record/tellings.py", "import truceline.record.accounts", "Wing record: "),
        ("judgement/ledger/reach.py", "import truceline.judgement.questions", "Wing judgement: "),
        ("bulletins/pictures/map.py", "import truceline.bulletins.sections", "Wing bulletins: "),
        ("sources/acled.py", "import truceline.files", "only rooms below its row"),
        ("clock/interval.py", "import truceline.geo", "only rooms below its row"),
        ("text/rules/zone.py", "import shapely", "Only geo imports the geometry engines"),
        ("runs/assess.py", "from pyproj import Geod", "Only geo imports the geometry engines"),
        ("files/casebook.py", "import yaml", "Only parsing reads YAML"),
        ("model/claim.py", "import pydantic", "Only parsing reads YAML"),
        ("runs/assess.py", "import rich", "Only cli speaks to the terminal"),
        ("bulletins/pages/page.py", "import typst", "Only files sets type"),
        ("record/patrols/coverage.py", "import ortools", "Only the planning of patrols asks the solver"),
        ("runs/assess.py", "import django", "Only db speaks to a database"),
        ("db/opened.py", "import truceline.files", "only rooms below its row"),
        ("geo/contain.py", "import geopandas", "The second engine stays in the tests"),
        ("judgement/finding.py", "from pathlib import Path", "The core touches no file"),
        ("tlog/bundle.py", "import truceline.model.record", "only rooms below its row"),
        ("tlog/bundle.py", "import truceline.lookup", "A log is checked with two libraries"),
        ("tlog/tree.py", "import numpy", "A log is checked with two libraries"),
        ("tlog/entry.py", "import secrets", "The core touches no file"),
        ("cli/serve.py", "import truceline.web.server", "only rooms below its row"),
        ("centre/acting.py", "import allauth", "Only web is a server"),
        ("centre/acting.py", "import django", "Only db speaks to a database"),
        ("runs/assess.py", "import truceline.centre", "only rooms below its row"),
        ("runs/assess.py", "import cryptography", "Only tlog does cryptography"),
        ("bulletins/pages/page.py", "import time", "The core touches no file"),
        ("__init__.py", "import os", "The core touches no file"),
    ],
)
def test_a_house_that_breaks_a_contract_is_refused(house: Path, path: str, text: str, broken: str) -> None:
    (house / path).write_text(text, encoding="utf-8")
    result = _lint(house)
    assert result.returncode == 1
    assert re.search(rf"{broken}.* BROKEN", result.stdout), result.stdout


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("geo/contain.py", "import shapely, pyproj"),
        ("parsing/typed.py", "import yaml, pydantic"),
        ("cli/__init__.py", "import os, time, rich, typer"),
        ("files/casebook.py", "import pathlib"),
        ("files/pdf.py", "import typst"),
        ("tlog/entry.py", "import cryptography, rfc8785, truceline.errors"),
    ],
)
def test_a_room_may_import_what_it_is_for(house: Path, path: str, text: str) -> None:
    (house / path).write_text(text, encoding="utf-8")
    result = _lint(house)
    assert result.returncode == 0, result.stdout


def test_a_cycle_inside_a_room_is_refused(house: Path) -> None:
    (house / "model" / "claim.py").write_text("import truceline.model.actor", encoding="utf-8")
    (house / "model" / "actor.py").write_text("import truceline.model.claim", encoding="utf-8")
    result = _lint(house)
    assert result.returncode == 1
    assert re.search(r"No cycles.* BROKEN", result.stdout), result.stdout
