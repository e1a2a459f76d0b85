"""An explanation in words: the same for a page, a terminal and JSON."""

from __future__ import annotations

from dataclasses import dataclass

from truceline.bulletins import words
from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.judgement import Bounds, Explanation, Reason
from truceline.model.casebook import Casebook
from truceline.model.ids import ClauseId


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
    """An explanation, and its sayings as sentences."""

    of: Explanation
    tells: tuple[str, ...]
    checks: tuple[CheckSaid, ...]
    exceptions: tuple[ExceptionSaid, ...]


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
        of=e,
        tells=tuple(words.said(one, casebook, t) for one in e.tells),
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
    )


def _reasons(casebook: Casebook, reasons: tuple[Reason, ...], t: Catalogue) -> tuple[str, ...]:
    return tuple(_reason(casebook, one, t) for one in reasons)


def _reason(casebook: Casebook, reason: Reason, t: Catalogue) -> str:
    said = words.said(reason.says, casebook, t)
    if not reason.under:
        return said[0].upper() + said[1:]
    under = t.comma.join(
        t("explain.read_as", ambiguity=ambiguity, reading=t.of("list", "or").join(readings))
        for ambiguity, readings in reason.under
    )
    return t("explain.under", readings=under, says=said)
