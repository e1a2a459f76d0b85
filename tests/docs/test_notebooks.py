"""The notebooks of the docs run from top to bottom, and keep no outputs that could grow old."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs").rglob("*.ipynb"))


def code_of(notebook: Path) -> list[dict[str, Any]]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def last_value(cell: str, names: dict[str, Any]) -> object:
    """Run a cell; return what its last line comes to, as a notebook shows it."""
    *lines, last = ast.parse(cell).body
    assert isinstance(last, ast.Expr), "a cell shows nothing"
    exec(compile(ast.Module(lines, []), "<cell>", "exec"), names)
    shown: object = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    return shown


def test_there_is_one() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda one: one.name)
def test_every_cell_runs_and_shows_something(notebook: Path) -> None:
    names: dict[str, Any] = {}
    for cell in code_of(notebook):
        assert last_value("".join(cell["source"]), names) is not None
    shown = names["found"]._repr_html_()
    assert "Computed, not determined." in shown
    assert "a18/1" in shown


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda one: one.name)
def test_no_output_is_kept(notebook: Path) -> None:
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code_of(notebook))
