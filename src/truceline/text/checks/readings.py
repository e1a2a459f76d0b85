"""Every question has its answers, and whatever hangs on it gives a value for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from truceline.model.casebook import Ambiguity, Casebook
from truceline.model.hanging import AmbiguityId, Hanging, ReadingId
from truceline.model.ids import UNRESOLVED
from truceline.model.spelling import nearest
from truceline.model.words import About
from truceline.parsing.nouns import Slip
from truceline.text.checks.walk import Seen, each

Answers = Mapping[str, frozenset[str]]
"""Ambiguity to its readings."""


def answers_of(casebook: Casebook) -> Answers:
    """Return the readings of each ambiguity."""
    return {a.id: frozenset(reading.id for reading in a.readings) for a in casebook.ambiguities}


def questions(casebook: Casebook) -> Iterator[Slip]:
    """Yield questions with fewer than two answers, and an answer that is no answer."""
    for seen, ambiguity in each("ambiguities", casebook.ambiguities):
        own = [reading.id for reading in ambiguity.readings]
        if len(own) < 2:
            yield seen.slip(
                "an ambiguity has at least two readings", "add one, or say it plainly", "readings"
            )
        for index, reading in enumerate(own):
            if reading == UNRESOLVED:
                message = f"`{UNRESOLVED}` is what a position says, not a reading"
                yield seen.slip(message, "give it another id", "readings", index, "id")
        yield from _life(seen, ambiguity, own)
        yield from _languages(seen, ambiguity)


def _languages(seen: Seen, ambiguity: Ambiguity) -> Iterator[Slip]:
    """Yield readings that are not in the languages in which their question is, and the other way round."""
    asked = (ambiguity.question_in or {}).keys()
    for index, reading in enumerate(ambiguity.readings):
        said = (reading.says_in or {}).keys()
        if said != asked:
            wanting = ", ".join(sorted(said ^ asked))
            message = f"question and reading are not in the same languages: {wanting}"
            remedy = "give both `question_in` and `says_in`, or neither"
            yield seen.slip(message, remedy, "readings", index, "says")


def _life(seen: Seen, ambiguity: Ambiguity, own: Sequence[str]) -> Iterator[Slip]:
    """Yield questions about life without their `alive`, and any other `alive`."""
    if ambiguity.about is About.LIFE and ambiguity.alive is None:
        message = "a question about life says which reading means that the text lived"
        yield seen.slip(message, f"add `alive:` with one of {', '.join(own)}", "about", of_key=True)
    if ambiguity.alive is not None and ambiguity.about is not About.LIFE:
        message = "`alive` stands only in a question about life"
        yield seen.slip(message, "add `about: life`, or delete `alive`", "alive", of_key=True)
    elif ambiguity.alive is not None:
        yield from unless_answer(seen, ambiguity.alive, frozenset(own), "alive")


def unless_answer(
    seen: Seen, reading: str, answers: frozenset[str], *inside: str | int, of_key: bool = False
) -> Iterator[Slip]:
    """Yield a reading that is none of a question's answers."""
    if reading not in answers:
        remedy = nearest(reading, sorted(answers)) or f"one of {', '.join(sorted(answers))}"
        yield seen.slip(f"there is no reading {reading!r}", remedy, *inside, of_key=of_key)


def hangings(casebook: Casebook, walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield hanging values that leave a reading without a value or give one to an unknown reading."""
    answers = answers_of(casebook)
    for seen in walked:
        if not isinstance(seen.value, Hanging) or seen.value.hangs_on not in answers:
            continue
        own = answers[seen.value.hangs_on]
        for reading in seen.value.readings:
            yield from unless_answer(seen, reading, own, "readings", reading, of_key=True)
        if missing := sorted(own - set(seen.value.readings)):
            message = f"no value is given for the reading {', '.join(missing)}"
            yield seen.slip(
                message, f"`{seen.value.hangs_on}` has {len(own)} readings", "readings", of_key=True
            )


def positions(casebook: Casebook) -> Iterator[Slip]:
    """Yield positions that leave a question open without saying so, and readings that are none."""
    answers = answers_of(casebook)
    for seen, position in each("positions", casebook.positions):
        for question in sorted(set(answers) - set(map(str, position.readings))):
            message = f"the position leaves `{question}` open"
            choices = ", ".join([*sorted(answers[question]), UNRESOLVED])
            yield seen.slip(message, f"add `{question}:` with one of {choices}", "readings", of_key=True)
        yield from _chosen(seen, position.readings, "readings", answers)
    for seen, example in each("examples", casebook.examples):
        yield from _chosen(seen, example.with_readings or {}, "with_readings", answers)


def _chosen(
    seen: Seen, readings: Mapping[AmbiguityId, ReadingId], field: str, answers: Answers
) -> Iterator[Slip]:
    for asked, reading in readings.items():
        if asked in answers:
            known = answers[asked] | {UNRESOLVED}
            yield from unless_answer(seen, reading, known, field, asked)
