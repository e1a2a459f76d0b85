"""What is said to have been done, and how it is said: told, denied, heard, asked, put right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from truceline.model.casebook import Act
from truceline.model.ids import ActId
from truceline.record.intake.folded import Folded, Span
from truceline.record.intake.lexicon import Lexicon, has, spans

NO_DENIAL: Final = ("none_hurt", "none_dead", "none_wounded", "knows_not")
"""What says no and denies nothing that was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """How it is said."""

    is_told: bool
    """False for a question, an order, a plan, a warning: nothing is said to have happened."""
    may_be_denied: bool
    """Whether something is denied: what, is not understood."""
    is_hearsay: bool
    is_doubted: bool
    doubts: str
    """The words of doubt, as said."""
    is_corrected: bool
    """Whether the words take something back."""
    is_several: bool
    """Whether more than one thing may be told."""


def mood(said: Folded, held: Lexicon) -> Mood:
    """Return how something is said."""
    text = said.text
    plain = text
    for key in NO_DENIAL:
        plain = held.finder(key).sub("·", plain)
    return Mood(
        is_told=not has(held, text, ("asks",)),
        may_be_denied=has(held, plain, ("denies",)),
        is_hearsay=has(held, text, ("hearsay",)),
        is_doubted=has(held, text, ("doubts", "knows_not")),
        doubts=", ".join(said.raw(span) for span in spans(held.finder("doubts"), text)),
        is_corrected=has(held, text, ("corrects",)),
        is_several=has(held, text, ("several",)),
    )


def said_acts(
    said: Folded, held: Lexicon, acts: Iterable[Act], names: Sequence[Span] = ()
) -> dict[ActId, list[Span]]:
    """Return the kinds of act that the words name, each with where; without those a narrower one is among.

    Of forms that overlap the longest is meant. None where what is named is no act, or none is. What stands
    within one of some names is none; `jets bombed` is, of `Russian jets bombed`.
    """
    known = {act.id: act for act in acts}
    text = held.finder("not_acts").sub(lambda match: "·" * len(match[0]), said.text)
    met: list[tuple[Span, ActId]] = [
        (span, ActId(act))
        for act in held.forms["acts"]
        if ActId(act) in known
        for span in spans(held.finder("acts", act), text)
        if not any(first <= span[0] and span[1] <= last for first, last in names)
    ]
    met.sort(key=lambda one: (one[0][0] - one[0][1], one[0][0]))
    taken: list[Span] = []
    named: dict[ActId, list[Span]] = {}
    for (start, end), act in met:
        if all(end <= first or last <= start for first, last in taken):
            taken.append((start, end))
            named.setdefault(act, []).append((start, end))
    wider = {one for act in named for one in _above(known, act)}
    return {act: where for act, where in named.items() if act not in wider}


def _above(known: Mapping[ActId, Act], act: ActId) -> set[ActId]:
    found: set[ActId] = set()
    under = known[act].under
    while under is not None:
        found.add(under)
        under = known[under].under if under in known else None
    return found
