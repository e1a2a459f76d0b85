"""A run in words for the terminal, and where it was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.pages.summary import render_read, render_summary
from truceline.cli.ending import lines

if TYPE_CHECKING:
    from truceline.model.assessment import Read
    from truceline.runs import RunOutcome


def summary_lines(outcome: RunOutcome, language: str = "en") -> Iterator[str]:
    """Return the summary of an assessment, line by line."""
    said = render_summary(
        outcome.record.casebook,
        outcome.assessment,
        outcome.receipt,
        outcome.headlines,
        outcome.obligations,
        language=language,
    )
    return lines(said, ("",), _written(outcome, language))


def read_lines(read: Read) -> Iterator[str]:
    """Return what is to be said of one input."""
    return lines(render_read(read))


def _written(outcome: RunOutcome, language: str) -> Iterator[str]:
    t = catalogue(language)
    for folder in dict.fromkeys(path.parent for path in outcome.written):
        yield t("run.written", folder=folder)
        yield f"  {', '.join(path.name for path in outcome.written if path.parent == folder)}"
    if not outcome.written:
        yield t("run.not_written")
    yield t("run.digest", digest=outcome.receipt.digest)
