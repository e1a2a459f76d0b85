"""Every file and class is named after what it holds."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from tests.architecture.source import FILES, PACKAGE, name_of, tree_of

NO_NOUN = frozenset({"utils", "util", "misc", "common", "helpers", "helper", "shared", "base"})
GIVEN = "Migration"
"""What Django wants each of its migrations to be called."""
EMPTY_ENDINGS = ("Manager", "Handler", "Service", "Helper", "Base", "Impl", "Util", "Utils")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_file_or_folder_is_a_drawer_for_odds_and_ends(path: Path) -> None:
    parts = {part.removesuffix(".py").strip("_") for part in path.relative_to(PACKAGE).parts}
    assert not parts & NO_NOUN


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_class_hides_behind_an_empty_word(path: Path) -> None:
    classes = [node.name for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)]
    assert [name for name in classes if name.endswith(EMPTY_ENDINGS)] == []


def test_no_two_classes_of_one_name() -> None:
    files = defaultdict[str, list[str]](list)
    for path in FILES:
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name != GIVEN:
                files[node.name].append(name_of(path))
    assert {name: where for name, where in files.items() if len(where) > 1} == {}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_file_says_what_it_is_for(path: Path) -> None:
    tree = tree_of(path)
    assert not tree.body or ast.get_docstring(tree)
