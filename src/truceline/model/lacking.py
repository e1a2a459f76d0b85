"""What an undetermined verdict lacks: a fact of the account, an answer on the text, or both.

A combination of the readings left open that is itself undetermined lacks a fact. Where two combinations give
different verdicts, the text is open. Both stand as reason codes beside the finding; here they are read back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

FACTS: Final = ("who", "whom", "what", "where", "when", "unless")
"""Facts that may be missing, in the order in which one asks: who acted, against whom, what, where, when, and
whether an exception holds, such as for an answer to an attack."""
MISSING: Final = "missing:"
OPEN: Final = "open:"
EXCEPTIONS_CONFLICT: Final = "exceptions_conflict"
"""As an open question: an excuse and a bar of every excuse both hold; the text does not say which yields."""
TOO_MANY: Final = "too_many_readings"
BREACH_UNDER_SOME_READING: Final = "breach_under_some_reading"
"""The verdict is no breach, and some combination of readings makes it one."""
BREACH_IF_IN_FORCE: Final = "breach_under_every_reading_if_in_force"
"""It is a breach under every combination of readings in which the text lived; whether it lived is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """What would settle a verdict that is undetermined; nothing where it is settled."""

    facts: tuple[str, ...] = ()
    """Of FACTS: those missing."""
    questions: tuple[str, ...] = ()
    """Ambiguities of which some answer changes the verdict; or that exceptions conflict."""
    too_many: bool = False
    """More combinations of readings than are tried: which questions are open cannot be told."""

    @property
    def is_fact_missing(self) -> bool:
        """Return whether the account leaves out what some reading asks."""
        return bool(self.facts)

    @property
    def is_text_open(self) -> bool:
        """Return whether the verdict differs with an answer on the text."""
        return bool(self.questions) or self.too_many


def lacking_of(because: Iterable[str]) -> Lacking:
    """Return what reason codes, of one finding or of several together, say is lacking.

    Examples
    --------
    >>> lacking_of(["who:cannot_tell", "missing:who", "open:lapse"])
    Lacking(facts=('who',), questions=('lapse',), too_many=False)
    """
    codes = frozenset(because)
    facts = tuple(fact for fact in FACTS if f"{MISSING}{fact}" in codes)
    questions = tuple(sorted(code.removeprefix(OPEN) for code in codes if code.startswith(OPEN)))
    return Lacking(
        facts=facts, questions=questions, too_many=TOO_MANY in codes and not facts and not questions
    )


def is_lacking(code: str) -> bool:
    """Return whether a reason code says what is lacking, so that `lacking_of` reads it."""
    return code.startswith((MISSING, OPEN))
