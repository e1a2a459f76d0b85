"""The core asks nobody the time, opens nothing and runs no text; imports are for import-linter."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.source import CORE_FILES, FILES, name_of, room_of, tree_of

ANYWHERE = frozenset({"eval", "exec", "breakpoint"})
IN_CORE = ANYWHERE | {"open", "print", "input", "__import__"}
READING = frozenset({"open", "read_text", "read_bytes"})
IN_CORE_AS_METHOD = READING | {"now", "today", "utcnow", "write_text", "write_bytes"}

KEEPERS_OF_TABLES = frozenset({"clock", "geo"})
"""Rooms that may read a table pinned with its package, such as tzdata's; they cannot name a path."""


def _forbidden_calls(tree: ast.AST, names: frozenset[str], methods: frozenset[str]) -> list[str]:
    """Return `line: name` of each call of a forbidden name or method."""
    calls = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in names:
                calls.append(f"{node.lineno}: {name}")
            case ast.Call(func=ast.Attribute(attr=name)) if name in methods:
                calls.append(f"{node.lineno}: .{name}")
    return calls


@pytest.mark.parametrize("path", CORE_FILES, ids=name_of)
def test_the_core_asks_nobody_the_time_and_opens_nothing(path: Path) -> None:
    allowed = READING if room_of(path) in KEEPERS_OF_TABLES else frozenset[str]()
    assert _forbidden_calls(tree_of(path), IN_CORE, IN_CORE_AS_METHOD - allowed) == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_text_is_ever_run_as_code(path: Path) -> None:
    assert _forbidden_calls(tree_of(path), ANYWHERE, frozenset()) == []


@pytest.mark.parametrize("path", [path for path in FILES if room_of(path) != "cli"], ids=name_of)
def test_only_the_command_prints(path: Path) -> None:
    assert _forbidden_calls(tree_of(path), frozenset({"print"}), frozenset()) == []


@pytest.mark.parametrize(
    "text", ["datetime.now(UTC)", "date.today()", "open('x')", "path.read_text()", "print(1)", "eval('1')"]
)
def test_a_forbidden_call_is_seen(text: str) -> None:
    assert len(_forbidden_calls(ast.parse(text), IN_CORE, IN_CORE_AS_METHOD)) == 1


@pytest.mark.parametrize("text", ["is_open(zone)", "knowledge.known()", "now = 1", "re.compile('x')"])
def test_a_harmless_call_is_let_pass(text: str) -> None:
    assert _forbidden_calls(ast.parse(text), IN_CORE, IN_CORE_AS_METHOD) == []
