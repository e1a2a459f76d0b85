"""The points the text leaves open: what each decides here, and what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from truceline.bulletins import words
from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.bulletins.headlines import n_decided
from truceline.model.assessment import Assessment
from truceline.model.casebook import Ambiguity, Casebook
from truceline.model.hanging import ambiguities_in
from truceline.model.record import Record, Ruling
from truceline.text.relations import zone_ambiguities


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTotals:
    """How many questions and readings there are, and how many readings nobody is known to hold."""

    n_questions: int
    n_readings: int
    n_unheld: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One ambiguity, with how many findings it decides here and what hangs on it."""

    ambiguity: Ambiguity
    n_findings: int
    n_incidents: int
    holders: Mapping[str, str]
    """Reading to the names of those who hold it; no key where no statement was found."""
    clauses: tuple[str, ...]
    """Clauses in which a value hangs on it."""
    zones: tuple[str, ...]
    """Names of zones whose ground hangs on it."""
    others: tuple[str, ...]
    """Instruments whose dates, and actors whose bonds, hang on it."""


def questions(casebook: Casebook, assessment: Assessment, t: Catalogue = ENGLISH) -> tuple[Question, ...]:
    """Return every ambiguity of the casebook, in its order."""
    decided = n_decided(assessment.findings)
    clauses = [(str(one.id), ambiguities_in(one)) for one in casebook.clauses]
    zones = [(words.name(one.names), zone_ambiguities(casebook, one.id)) for one in casebook.zones]
    others = [(words.name(one.titles), ambiguities_in(one)) for one in casebook.instruments]
    others += [(words.name(one.names), ambiguities_in(one)) for one in casebook.actors]
    return tuple(
        Question(
            ambiguity=ambiguity,
            n_findings=decided.get(ambiguity.id, (0, 0))[0],
            n_incidents=decided.get(ambiguity.id, (0, 0))[1],
            holders=holders(ambiguity, casebook, t),
            clauses=tuple(name for name, on in clauses if ambiguity.id in on),
            zones=tuple(name for name, on in zones if ambiguity.id in on),
            others=tuple(name for name, on in others if ambiguity.id in on),
        )
        for ambiguity in casebook.ambiguities
    )


def rulings_by_question(record: Record) -> dict[str, tuple[Ruling, ...]]:
    """Return the rulings on each question that somebody ruled on, in order of their days."""
    found: dict[str, tuple[Ruling, ...]] = {}
    for ruling in sorted(record.rulings, key=lambda one: one.on):
        found[str(ruling.question)] = (*found.get(str(ruling.question), ()), ruling)
    return found


def register_totals(casebook: Casebook) -> RegisterTotals:
    """Return the totals of the register; a reading without a holder is one with no statement found."""
    readings = [option for ambiguity in casebook.ambiguities for option in ambiguity.readings]
    return RegisterTotals(
        n_questions=len(casebook.ambiguities),
        n_readings=len(readings),
        n_unheld=sum(not option.holders for option in readings),
    )


def holders(ambiguity: Ambiguity, casebook: Casebook, t: Catalogue = ENGLISH) -> dict[str, str]:
    """Return for each reading that somebody holds the names of its holders."""
    names = {actor.id: words.name(actor.names) for actor in casebook.actors}
    return {
        str(option.id): t.comma.join(names.get(holder, str(holder)) for holder in option.holders)
        for option in ambiguity.readings
        if option.holders
    }
