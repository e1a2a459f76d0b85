"""The dossier's entries, questions, instruments and contradictions: in the casebook, or left out with why."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from truceline.model.record import Record

INSTRUMENTS = {"a16", "a17", "a17b", "a18", "a19a", "a19b", "a19c", "a19d", "a20a", "a20b", "a20c", "m19"}
"""The register 1.0, and the document of March 2019 known and not held."""
ENTRIES = {f"E{n:02d}" for n in range(1, 113)}
QUESTIONS = set(range(1, 29))
CONTRADICTIONS = set(range(1, 19))
EXCLUDED: dict[str, str] = {}
"""What of the above is left out, and why. Nothing is."""

_QUESTION = re.compile(r"\bQuestions? (\d+)(?: and (\d+))? of the 28")
_CONTRADICTION = re.compile(r"test_contradiction_(\d+)_")


def test_every_instrument_is_there_or_excluded(idlib: Record) -> None:
    assert INSTRUMENTS - {str(one.id) for one in idlib.casebook.instruments} == set(EXCLUDED) & INSTRUMENTS


def test_every_instrument_without_clauses_says_why_in_a_gap(idlib: Record) -> None:
    with_clauses = {clause.id.partition("/")[0] for clause in idlib.casebook.clauses}
    gaps = " ".join(f"{gap.id} {gap.about} {gap.reason}" for gap in idlib.casebook.gaps).lower()
    bare = {str(one.id) for one in idlib.casebook.instruments} - with_clauses
    words = {"a19d": "a19d", "m19": "m19"}
    assert bare == set(words), "a further instrument without clauses needs a gap, named here"
    assert all(words[one] in gaps for one in bare)


def test_every_entry_is_a_matter_with_a_claim_and_a_page_or_excluded(idlib: Record) -> None:
    told = {str(claim.matter) for claim in idlib.claims if claim.reports}
    assert ENTRIES - told == set(EXCLUDED) & ENTRIES
    assert {str(matter.id) for matter in idlib.matters} >= ENTRIES - set(EXCLUDED)


def test_every_question_a_monitor_must_decide_is_an_ambiguity(idlib: Record) -> None:
    asked = [
        int(number)
        for ambiguity in idlib.casebook.ambiguities
        for pair in _QUESTION.findall(ambiguity.note)
        for number in pair
        if number
    ]
    assert set(asked) == QUESTIONS
    assert len(asked) == len(QUESTIONS), "each number stands once"


def test_every_reading_says_who_holds_it_or_that_no_statement_was_found(idlib: Record) -> None:
    for ambiguity in idlib.casebook.ambiguities:
        assert len(ambiguity.readings) >= 2, ambiguity.id
        for reading in ambiguity.readings:
            assert reading.grounds, (ambiguity.id, reading.id)
            if reading.holders:
                assert reading.sources or "no statement" not in reading.grounds, (ambiguity.id, reading.id)


def test_every_account_of_the_record_is_told_by_a_claim(idlib: Record) -> None:
    told = {account for claim in idlib.claims for account in claim.tells}
    accounts = {f"{entry.id}/{account.id}" for entry in idlib.incidents for account in entry.accounts}
    assert accounts == told


def test_every_claim_and_ledger_row_says_where_it_was_read_or_why_not(idlib: Record) -> None:
    assert all(claim.reports for claim in idlib.claims)
    for key in (
        "tolls",
        "notifications",
        "counts",
        "control",
        "institutions",
        "stances",
        "figures",
        "effort",
    ):
        for row in getattr(idlib, key):
            assert row.report or row.note, (key, row)


def test_each_contradiction_has_an_acceptance_test_of_its_name_that_asserts_something() -> None:
    asserting = {
        int(named.group(1))
        for path in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and (named := _CONTRADICTION.match(node.name))
        and any(isinstance(inner, ast.Assert) for inner in ast.walk(node))
    }
    assert asserting == CONTRADICTIONS
