"""What somebody looks for who has never seen the code lies in the file that they would open first."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import PACKAGE, tree_of

GUESSES = (
    ("what may leave, and to whom", "record/release.py", "release"),
    ("the recipe of a zone, and the corridor among them", "text/zones/recipes.py", "zone_recipe"),
    ("the reasons of a verdict in words", "bulletins/words.py", "reason"),
    ("what `receipt.json` holds", "runs/receipts.py", "plain_receipt"),
    ("the digest of a run", "judgement/digest.py", "assessment_digest"),
    ("the patrol ledger", "judgement/ledger/patrol_ledger.py", "PatrolLedger"),
    ("who answers for whom", "text/relations/roster.py", "Roster"),
    ("what stands behind an account", "record/basis.py", "backings"),
    ("the state of an obligation", "judgement/performance.py", "performance"),
    ("the map of the bulletin", "bulletins/pictures/map.py", "incident_map"),
    ("the exit codes", "cli/ending.py", "EXIT_CODES"),
    ("who is overdue on a patrol", "planning/watch.py", "overdue"),
    ("a what-if", "record/what_if.py", "supposing"),
    ("the plural forms of a language", "bulletins/catalogue/plurals.py", "plural_rule"),
    ("who may do what at a centre", "centre/rights.py", "refused"),
    ("what a case's acts come to", "centre/cases.py", "cases_of"),
    ("what somebody may see of a case", "centre/boards.py", "seen_report"),
    ("what goes out once", "bulletins/edition.py", "Edition"),
)


def _defined(tree: ast.Module) -> set[str]:
    """Return what a file defines by name, at its top."""
    found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in tree.body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize(("thing", "file", "name"), GUESSES, ids=[thing for thing, _, _ in GUESSES])
def test_what_is_looked_for_lies_where_it_is_looked_for_first(thing: str, file: str, name: str) -> None:
    assert name in _defined(tree_of(PACKAGE / file)), thing
