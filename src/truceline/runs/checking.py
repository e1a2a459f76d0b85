"""A casebook checked: what its files say, and whether its examples come out as they expect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from truceline.errors import Fault
from truceline.files.casebooks import Folders
from truceline.judgement.findings import findings_table
from truceline.judgement.kernel import Claims, assess_clause, ready
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.single import Outcome, facts_of, outcome_under
from truceline.model.casebook import Clause, Example, Position
from truceline.model.ids import ClauseId, PositionId
from truceline.model.record import Record
from truceline.model.words import Audience, ClauseKind, Verdict
from truceline.parsing.marks import Mark
from truceline.record import claims_of_examples
from truceline.runs.casebook import release_instant
from truceline.runs.sealed import Sealed, read_sealed
from truceline.text.rules import Rule, Rulebook

Found: TypeAlias = tuple[Verdict, tuple[str, ...]]
"""A verdict and its reason codes."""
_NOTHING = ("no reading lets it be a breach",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A casebook that can be read, and what was found in it."""

    sealed: Sealed
    """The casebook and its hash."""
    n_verdicts: int
    """Verdicts that its examples expect: one for each position each of them names."""
    faults: tuple[Fault, ...]
    """Examples that come out otherwise, each with its file and line."""
    warnings: tuple[Fault, ...]
    """What to be careful about."""

    def released(self, audience: Audience) -> Checked:
        """Return the same with faults and warnings as they may go out now."""
        told = self.sealed.released(audience, release_instant(None))[1]
        return replace(self, faults=told.faults(self.faults), warnings=told.faults(self.warnings))


def check_casebook(name_or_path: Folders | str | Path) -> Checked:
    """Return a casebook with its warnings and the examples that come out otherwise than they expect.

    Raises
    ------
    NotFound
        If there is no such casebook.
    BadCasebook
        With every fault of its files.
    """
    sealed = read_sealed(name_or_path)
    casebook = sealed.parsed.record.casebook
    return Checked(
        sealed=sealed,
        n_verdicts=sum(len(example.expect) for example in casebook.examples),
        faults=_faults(sealed),
        warnings=sealed.parsed.warnings,
    )


def _faults(sealed: Sealed) -> tuple[Fault, ...]:
    """Return the faults of the examples, put to the clauses once for a casebook and a version of the code."""
    record, kept = sealed.parsed.record, sealed.kept
    found = None if kept is None else kept.wrong_examples()
    if found is None:
        found = tuple(sorted(wrong_examples(record, sealed.parsed.marks)))
        if kept is not None:
            kept.keep_examples(record, found)
    return found


def wrong_examples(record: Record, marks: Mapping[tuple[str, str], Mark]) -> Iterator[Fault]:
    """Yield a fault for each verdict that an example expects and does not get."""
    rulebook, casebook = _telling_all(record), record.casebook
    mandate = casebook.mandate
    claims = claims_of_examples(casebook, casebook.examples)
    made = ready(claims, rulebook)
    for written in dict.fromkeys(example.clause for example in casebook.examples):
        rows = {i: e for i, e in enumerate(casebook.examples) if e.clause == written}
        clauses = broken_by(rulebook.clause(written))
        found = {clause: _verdicts(rulebook, claims, made, clause, rows) for clause in clauses}
        for row, example in rows.items():
            facts = facts_of(claims, row)
            known: dict[Rule, Outcome] = {}
            mark = marks.get(("examples", example.id))
            for name, expected in example.expect.items():
                position = _position(rulebook, example, name)
                verdicts = [
                    found[clause].get((example.id, position.id))
                    or (outcome_under(rulebook, clause, position, facts, known).verdict(mandate), _NOTHING)
                    for clause in clauses
                ]
                reached = [one for one in verdicts if one[0] is not Verdict.OUT_OF_SCOPE]
                verdict, because = (reached or verdicts)[0]
                if verdict is not expected:
                    yield _fault(example, name, expected, verdict, because, mark)


def broken_by(clause: Clause) -> tuple[ClauseId, ...]:
    """Return the clauses that an example of this one is put to: of an exception, those it excepts from.

    Of several, the first that the facts reach gives the verdict.
    """
    return clause.excepts if clause.kind is ClauseKind.EXCEPT else (clause.id,)


def _telling_all(record: Record) -> Rulebook:
    """Return a rulebook under which the kernel writes rows whatever their probability."""
    text = record.casebook
    text = replace(text, mandate=replace(text.mandate, report_floor=0.0))
    return rulebook_of(replace(record, casebook=text))


def _position(rulebook: Rulebook, example: Example, name: str) -> Position:
    """Return the position an example names, with the readings that the example sets apart."""
    position = rulebook.position(name)
    if not example.with_readings:
        return position
    apart = " ".join(f"{ambiguity}={reading}" for ambiguity, reading in sorted(example.with_readings.items()))
    readings = position.readings | example.with_readings
    return replace(position, id=PositionId(f"{position.id} with {apart}"), readings=readings)


def _verdicts(
    rulebook: Rulebook, claims: pa.Table, made: Claims, clause: ClauseId, rows: Mapping[int, Example]
) -> dict[tuple[str, str], Found]:
    """Return by example and position what the kernel finds; it skips what no reading lets be a breach."""
    positions = {
        position.id: position
        for example in rows.values()
        for position in (_position(rulebook, example, name) for name in example.expect)
    }
    if clause not in {one.id for one in rulebook.assessed()}:
        return {}
    chosen = tuple(positions.values())
    kernel = assess_clause(rulebook, made, clause, chosen)
    table = findings_table(rulebook, claims, [kernel], chosen)
    names = ("incident_id", "position", "verdict", "because")
    columns = (table[name].to_pylist() for name in names)
    return {
        (example, position): (Verdict(verdict), tuple(because))
        for example, position, verdict, because in zip(*columns, strict=True)
    }


def _fault(
    example: Example,
    position: str,
    expected: Verdict,
    found: Verdict,
    because: tuple[str, ...],
    mark: Mark | None,
) -> Fault:
    return Fault(
        file=mark.file if mark else "",
        line=mark.line if mark else 0,
        column=mark.column if mark else 0,
        message=f"example {example.id!r} expects {expected.value} of {example.clause} under {position} and "
        f"gets {found.value}: {', '.join(because) or 'no reason given'}",
        remedy="mend the clause, or the example",
    )
