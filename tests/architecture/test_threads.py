"""Arrow is asked for no threads of its own: one still at work when the interpreter ends aborts the command.

Seen as exit code 134, "terminate called without an active exception", after complete output.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.source import FILES, name_of, tree_of

THREADED = frozenset({"group_by", "iter_batches", "read_table", "read_row_group", "to_table", "read_pandas"})
"""Calls that give work to Arrow's pool unless told not to."""


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_arrow_starts_no_threads(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in THREADED:
            told = {word.arg: word.value for word in node.keywords}
            asked = told.get("use_threads")
            assert isinstance(asked, ast.Constant), f"{path}:{node.lineno}: {called}"
            assert asked.value is False, f"{path}:{node.lineno}: {called}"
