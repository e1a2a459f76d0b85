"""An explanation in words: the same for a page, a terminal and JSON."""

from __future__ import annotations

from dataclasses import dataclass

from truceline.bulletins import words
from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.judgement import Bounds, Explanation, Reason, VerdictChange
from truceline.judgement.single import Outcome
from truceline.model.casebook import Casebook
from truceline.model.ids import ClauseId
from truceline.model.lacking import Lacking
from truceline.model.words import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSaid:
    """One question, its answer, and a sentence for each reason."""

    name: str
    asks: str
    holds: Bounds
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionSaid:
    """An exception, whether it holds, and a sentence for each reason."""

    clause: ClauseId
    title: str
    bars: bool
    holds: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationSaid:
    """An explanation whose sayings are sentences; the rest is as `Explanation` has it."""

    incident: str
    account: str
    clause: ClauseId
    position: str
    basis: str
    told_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    tells: tuple[str, ...]
    verdict: Verdict
    if_in_force: Verdict | None
    lacking: Lacking
    outcome: Outcome
    by: tuple[str, ...]
    answers_for: tuple[str, ...]
    checks: tuple[CheckSaid, ...]
    exceptions: tuple[ExceptionSaid, ...]
    changes: tuple[VerdictChange, ...]
    robust: bool | None
    open_readings: tuple[str, ...]
    unverified: tuple[str, ...]


def explanation_said(casebook: Casebook, explanation: Explanation, t: Catalogue = ENGLISH) -> ExplanationSaid:
    """Return an explanation in words.

    Parameters
    ----------
    casebook : Casebook
        The one it was explained from.
    explanation : Explanation
        From `explain`.
    t : Catalogue
        In which language; names that it does not have stay English.
    """
    e = explanation
    return ExplanationSaid(
        incident=e.incident,
        account=e.account,
        clause=e.clause,
        position=e.position,
        basis=e.basis,
        told_by=e.told_by,
        denied_by=e.denied_by,
        tells=tuple(words.said(one, casebook, t) for one in e.tells),
        verdict=e.verdict,
        if_in_force=e.if_in_force,
        lacking=e.lacking,
        outcome=e.outcome,
        by=e.by,
        answers_for=e.answers_for,
        checks=tuple(
            CheckSaid(
                name=one.name,
                asks=t.of("asks", one.name),
                holds=one.holds,
                reasons=_reasons(casebook, one.reasons, t),
            )
            for one in e.checks
        ),
        exceptions=tuple(
            ExceptionSaid(
                clause=one.clause,
                title=t("explain.bars", title=one.title) if one.bars else one.title,
                bars=one.bars,
                holds=t.of("list", "or").join(t.of("answer", answer) for answer in one.holds),
                reasons=_reasons(casebook, one.reasons, t),
            )
            for one in e.exceptions
        ),
        changes=e.changes,
        robust=e.robust,
        open_readings=e.open_readings,
        unverified=e.unverified,
    )


def _reasons(casebook: Casebook, reasons: tuple[Reason, ...], t: Catalogue) -> tuple[str, ...]:
    return tuple(_reason(casebook, one, t) for one in reasons)


def _reason(casebook: Casebook, reason: Reason, t: Catalogue) -> str:
    said = words.said(reason.says, casebook, t)
    if not reason.under:
        return said[0].upper() + said[1:]
    under = ", ".join(
        t("explain.read_as", ambiguity=ambiguity, reading=t.of("list", "or").join(readings))
        for ambiguity, readings in reason.under
    )
    return t("explain.under", readings=under, says=said)
