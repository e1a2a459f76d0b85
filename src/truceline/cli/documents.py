"""What `--json` prints: one document for each command, in the words of the glossary."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.sections.explanation import ExplanationSaid, explanation_said
from truceline.bulletins.sections.what_sources_said import told_beside
from truceline.errors import Fault
from truceline.judgement.tally import as_linked
from truceline.runs.receipts import plain_fault, plain_receipt

if TYPE_CHECKING:
    from truceline.runs import Checked, Explained, Gathered, RunOutcome
    from truceline.runs.showing import Shown

COMPUTED = "computed, not determined"


def _faults(faults: tuple[Fault, ...]) -> list[Any]:
    return [plain_fault(fault) for fault in faults]


def outcome_document(outcome: RunOutcome) -> dict[str, Any]:
    """Return what `assess` found: counts, obligations, the receipt, and where the tables lie."""
    stands = outcome.headlines
    return {
        "status": COMPUTED,
        "receipt": plain_receipt(outcome.receipt),
        "n_incidents": stands.n_incidents,
        **_linked(outcome),
        "n_findings": outcome.assessment.findings.num_rows,
        "headlines": {
            one.line: {"n_incidents": one.n_incidents, "by_basis": dict(one.by_basis)}
            for one in stands.lines
            if one.line != "if_in_force"
        },
        "missing": dict(stands.missing),
        "if_in_force": [
            {
                "instrument": one.instrument,
                "n_incidents": one.n_incidents,
                "n_began_told": one.n_began_told,
                "by_basis": dict(one.by_basis),
            }
            for one in stands.supposed
        ],
        "n_without_finding": stands.n_without_finding,
        "n_outside_zones": outcome.assessment.n_outside,
        "counts": outcome.assessment.counts.to_pylist(),
        "obligations": {name: dict(states) for name, states in outcome.obligations},
        "faults": [one for read in outcome.receipt.inputs for one in _faults(read.faults)],
        "warnings": _faults(outcome.warnings),
        "written": [str(path) for path in outcome.written],
    }


def _linked(outcome: RunOutcome) -> dict[str, Any]:
    """Return how many happenings the incidents may be, where reports were put together."""
    if outcome.receipt.together is None:
        return {}
    found = as_linked(outcome.receipt.together, outcome.assessment.incidents["incident_id"].to_pylist())
    return {"n_incidents_may_be": {"low": found.low, "high": found.high}}


def explained_document(explained: Explained, language: str = "en") -> dict[str, Any]:
    """Return the explanations of one incident, their sentences in a language."""
    t = catalogue(language)
    return {
        "status": COMPUTED,
        "casebook": explained.record.casebook.casebook.id,
        "supposing": dict(explained.supposing),
        "explanations": [
            _explanation(explanation_said(explained.record.casebook, one, t))
            | {"told_beside": list(told_beside(explained.record, f"{one.incident}/{one.account}", t))}
            for one in explained.explanations
        ],
        "warnings": list(explained.warnings),
    }


def _explanation(said: ExplanationSaid) -> dict[str, Any]:
    """Return an explanation with its sayings in words in place of codes."""
    words = dataclasses.asdict(said)
    told: dict[str, Any] = words.pop("of")
    return told | words


def checked_document(checked: Checked) -> dict[str, Any]:
    """Return what `casebook check` found."""
    record = checked.sealed.parsed.record
    return {
        "casebook": record.casebook.casebook.id,
        "casebook_sha256": checked.sealed.sha256,
        "n_clauses": len(record.casebook.clauses),
        "n_examples": len(record.casebook.examples),
        "n_verdicts": checked.n_verdicts,
        "faults": _faults(checked.faults),
        "warnings": _faults(checked.warnings),
    }


def casebook_document(shown: Shown) -> dict[str, Any]:
    """Return a casebook and its record as they were understood, each kind of noun under its key."""
    told = dataclasses.asdict(shown.record)
    return {
        "casebook_sha256": shown.sha256,
        "warnings": _faults(shown.warnings),
        **told.pop("casebook"),
        **told,
    }


def read_document(gathered: Gathered, out: str | None) -> dict[str, Any]:
    """Return what `incidents read` read."""
    return {
        "inputs": [dataclasses.asdict(read) for read in gathered.reads],
        "n_claims": sum(read.n_claims for read in gathered.reads),
        "faults": [one for read in gathered.reads for one in _faults(read.faults)],
        "written": [out] if out is not None else [],
    }
