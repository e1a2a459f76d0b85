"""A record and its text as if some open questions were answered: a what-if, and never a position."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from truceline.errors import Fault, NotFound
from truceline.model.casebook import Casebook, Position
from truceline.model.hanging import AmbiguityId, ReadingId, settle_some
from truceline.model.record import Record, with_nouns
from truceline.model.spelling import did_you_mean

Answers = Mapping[AmbiguityId, ReadingId]
"""Question to the reading that is supposed to be its answer."""


def answers_of(casebook: Casebook, asked: Sequence[tuple[str, str]]) -> dict[AmbiguityId, ReadingId]:
    """Return questions with the answers to suppose.

    Raises
    ------
    NotFound
        With each question that the casebook does not ask, each answer that none of its readings is, and each
        question that is answered twice.
    """
    known = {str(one.id): [str(reading.id) for reading in one.readings] for one in casebook.ambiguities}
    faults, found = [], dict[AmbiguityId, ReadingId]()
    for question, answer in asked:
        if question not in known:
            remedy = did_you_mean(question, dict.fromkeys(known, ())) or f"there are {len(known)}"
            faults.append(Fault(message=f"there is no open question {question!r}", remedy=remedy))
        elif answer not in known[question]:
            message = f"{answer!r} is no answer to {question!r}"
            faults.append(Fault(message=message, remedy=f"one of {', '.join(known[question])}"))
        elif found.setdefault(AmbiguityId(question), ReadingId(answer)) != answer:
            faults.append(Fault(message=f"{question!r} is answered twice", remedy="suppose one answer"))
    if faults:
        raise NotFound("nothing can be supposed so", faults)
    return found


def supposing(record: Record, answers: Answers) -> Record:
    """Return a record whose text leaves some questions no longer open; the same one where none is answered.

    What hung on them has the value that the answer gives, in the text and in what was told; the questions
    are gone, and no position answers them. Examples, which say what each answer decides, go too.
    """
    if not answers:
        return record
    changed: dict[str, Any] = {}
    for whole in (record.casebook, record):
        for field in dataclasses.fields(whole):
            if isinstance(nouns := getattr(whole, field.name), tuple):
                changed[field.name] = tuple(settle_some(one, answers) for one in nouns)
    left = tuple(one for one in record.casebook.ambiguities if one.id not in answers)
    positions = tuple(_unanswered(one, answers) for one in record.casebook.positions)
    rulings = tuple(one for one in record.rulings if one.question not in answers)
    return with_nouns(
        record, **changed | {"ambiguities": left, "positions": positions, "rulings": rulings, "examples": ()}
    )


def _unanswered(position: Position, answers: Answers) -> Position:
    days = {
        question: day for question, day in (position.answered_on or {}).items() if question not in answers
    }
    return dataclasses.replace(
        position,
        readings={one: reading for one, reading in position.readings.items() if one not in answers},
        answered_on=days or None,
    )
