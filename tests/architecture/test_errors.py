"""Every error of the tree is raised somewhere: one that never is would be a promise nobody keeps."""

from __future__ import annotations

import ast
import inspect

import pytest

from tests.architecture.source import FILES, name_of, tree_of
from truceline import errors

ERRORS = {
    name: value
    for name, value in vars(errors).items()
    if inspect.isclass(value) and issubclass(value, errors.TrucelineError)
}
# A class with kinds below it is there to be caught; its kinds are raised.
LEAVES = sorted(name for name, error in ERRORS.items() if not error.__subclasses__())


def _raised(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            match raised:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    names.add(name)
    return names


@pytest.mark.parametrize("name", LEAVES)
def test_every_error_is_raised_somewhere(name: str) -> None:
    assert any(name in _raised(tree_of(path)) for path in FILES)


def test_errors_live_in_one_file_and_are_two_deep() -> None:
    assert all(len(error.__mro__) <= len(errors.TrucelineError.__mro__) + 2 for error in ERRORS.values())
    elsewhere = [
        f"{name_of(path)}: {node.name}"
        for path in FILES
        if name_of(path) != "errors.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id in ERRORS for base in node.bases)
    ]
    assert elsewhere == []


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [error.code for error in ERRORS.values()]
    assert len(codes) == len(set(codes))
