"""What is asked of a record and of inputs: which open question decides most."""

from __future__ import annotations

from truceline.bulletins.sections.deciding import Deciding, deciding
from truceline.judgement.ledger import patrols_done
from truceline.judgement.performance import deciding_duties
from truceline.judgement.rulebook import rulebook_of
from truceline.model.naming import in_language
from truceline.runs.assessing import RunOutcome


def what_decides(outcome: RunOutcome, language: str = "en") -> Deciding:
    """Return which open questions decide an assessment's verdicts and the states of duties."""
    record = in_language(outcome.record, language)
    rulebook = rulebook_of(record)
    positions = [rulebook.position(name) for name in outcome.assessment.positions]
    duties = deciding_duties(rulebook, positions, record.words, patrols_done(record))
    return deciding(record.casebook, outcome.assessment, duties)
