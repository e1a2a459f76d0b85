"""Which open question decides most, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from truceline.bulletins.catalogue import Catalogue, catalogue
from truceline.bulletins.words import name, what_if, wrapped
from truceline.cli.ending import lines

if TYPE_CHECKING:
    from truceline.bulletins.sections.deciding import Deciding, DecidingQuestion
    from truceline.runs import RunOutcome


def deciding_lines(outcome: RunOutcome, found: Deciding, casebook: str, language: str) -> Iterator[str]:
    """Yield what each question decides and how to try its answers."""
    return lines(_lines(outcome, found, casebook, catalogue(language)))


def deciding_document(outcome: RunOutcome, found: Deciding) -> dict[str, Any]:
    """Return the same as one document."""
    return {
        "casebook": outcome.receipt.casebook,
        "inputs": [asdict(read) for read in outcome.receipt.inputs],
        "supposing": dict(outcome.receipt.supposing),
        **asdict(found),
    }


def _lines(outcome: RunOutcome, found: Deciding, casebook: str, t: Catalogue) -> Iterator[str]:
    yield f"{name(outcome.record.casebook.casebook.titles)} [{outcome.receipt.casebook}]"
    if outcome.receipt.supposing:
        yield what_if(outcome.receipt.supposing, t)
    yield from wrapped(
        "",
        t(
            "deciding.lead",
            decided=f"{found.n_decided:,}",
            incidents=f"{found.n_incidents:,}",
            questions=f"{len(found.questions):,}",
            all=f"{found.n_questions:,}",
        ),
    )
    yield from wrapped("", t("deciding.try", command=f"truceline assess {casebook}"))
    for one in found.questions:
        yield ""
        yield from _question(one, t)


def _question(one: DecidingQuestion, t: Catalogue) -> Iterator[str]:
    yield f"{t('count.incidents', n=one.n_incidents)}, {t('count.duties', n=one.n_duties)}: {one.id}"
    yield from wrapped("  ", one.question)
    for answer in one.answers:
        held = t("deciding.held", who=answer.holders) if answer.holders else t("deciding.nobody")
        yield from wrapped(f"    --reading {one.id}={answer.reading}  ", f"{answer.says} {held}")
