"""Which open question decides how much: incidents and duties, the most first, and how to try an answer."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from truceline.bulletins.headlines import n_decided
from truceline.bulletins.sections.ambiguities import holders
from truceline.model.assessment import Assessment
from truceline.model.casebook import Casebook
from truceline.model.hanging import AmbiguityId
from truceline.model.ids import ClauseId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerToTry:
    """One reading of a question."""

    reading: str
    says: str
    holders: str
    """Names of those who hold it; empty where no statement was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidingQuestion:
    """One open question that decides something here."""

    id: str
    question: str
    n_incidents: int
    """Incidents of which another answer, all else held, changes some verdict."""
    n_duties: int
    """Obligations whose states another answer changes."""
    answers: tuple[AnswerToTry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """The open questions that decide something, the one that decides most incidents first."""

    questions: tuple[DecidingQuestion, ...]
    n_questions: int
    """All that the casebook asks."""
    n_incidents: int
    """Incidents that some clause reaches."""
    n_decided: int
    """Of these, incidents that some question decides."""
    n_duties: int
    """Obligations that the casebook states."""


def deciding(
    casebook: Casebook, assessment: Assessment, duties: Mapping[AmbiguityId, Set[ClauseId]]
) -> Deciding:
    """Return what each open question decides.

    Parameters
    ----------
    casebook : Casebook
        The one assessed.
    assessment : Assessment
    duties : mapping of ambiguity to clauses
        From `deciding_duties`.
    """
    decided = n_decided(assessment.findings)
    questions = [
        DecidingQuestion(
            id=one.id,
            question=one.question,
            n_incidents=decided.get(one.id, (0, 0))[1],
            n_duties=len(duties.get(one.id, ())),
            answers=tuple(
                AnswerToTry(reading=reading.id, says=reading.says, holders=held.get(reading.id, ""))
                for reading in one.readings
            ),
        )
        for one in casebook.ambiguities
        for held in (holders(one, casebook),)
    ]
    counted = (one for one in questions if one.n_incidents or one.n_duties)
    findings = assessment.findings
    hanging = [bool(one) for one in findings["decided_by"].to_pylist()]
    return Deciding(
        questions=tuple(sorted(counted, key=lambda one: (-one.n_incidents, -one.n_duties))),
        n_questions=len(questions),
        n_incidents=len(findings["incident_id"].unique()),
        n_decided=len(findings.filter(hanging)["incident_id"].unique()),
        n_duties=sum(bool(clause.duty) for clause in casebook.clauses),
    )
