"""What a reader should know and may leave as it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from truceline.model.casebook import Casebook, Clause, Instrument
from truceline.model.hanging import Hanging, ambiguities_in
from truceline.model.ids import instrument_of
from truceline.model.words import About, Bond, ClauseKind, ExceptionEffect, TextStatus
from truceline.parsing.nouns import Slip
from truceline.text.checks.readings import answers_of
from truceline.text.checks.walk import Seen, each
from truceline.text.relations import DUTIES, clause_ambiguities, unread

MAX_COMBINATIONS = 4096
"""Beyond this it is not computed whether a verdict is robust."""


def unverified(walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield each fact that somebody wrote from memory, and each text that is known and not held."""
    for seen in walked:
        words = getattr(seen.value, "unverified", "")
        if isinstance(words, str) and words:
            message, remedy = f"unverified: {words}", "read it in a source, then delete `unverified`"
            yield seen.slip(message, remedy, "unverified", of_key=True)
        if isinstance(seen.value, Instrument):
            for index, version in enumerate(seen.value.texts):
                if version.status is TextStatus.KNOWN_NOT_HELD:
                    message = f"the text `{version.id}` is known to exist and not held"
                    yield seen.slip(message, "find it, or leave it so", "texts", index)


def exceptions(casebook: Casebook) -> Iterator[Slip]:
    """Yield clauses that one exception excuses while another bars every excuse."""
    for seen, clause in each("clauses", casebook.clauses):
        own = [other for other in casebook.clauses if clause.id in other.excepts]
        excuses = [other.id for other in own if other.effect is ExceptionEffect.EXCUSE]
        bars = [other.id for other in own if other.effect is ExceptionEffect.BAR]
        if excuses and bars:
            message = f"{', '.join(bars)} bars what {', '.join(excuses)} excuses"
            yield seen.slip(message, "where both hold, the verdict is undetermined", "id")


def placeless(casebook: Casebook) -> Iterator[Slip]:
    """Yield clauses that an act can break anywhere, though they do not say so."""
    for seen, clause in each("clauses", casebook.clauses):
        if clause.kind in DUTIES and clause.acts and clause.where is None and not clause.anywhere:
            message = "the clause names acts and no place, so it holds everywhere"
            remedy = "give it its zone under `where:`, or write `anywhere: true` if its words hold everywhere"
            yield seen.slip(message, remedy, "id")


def permits(casebook: Casebook) -> Iterator[Slip]:
    """Yield clauses that permit what another clause of the same instrument forbids at the same place."""
    under = {str(act.id): tuple(filter(None, (act.under, *act.also))) for act in casebook.acts}
    forbids = [clause for clause in casebook.clauses if clause.kind is ClauseKind.FORBID]
    for seen, clause in each("clauses", casebook.clauses):
        for other in forbids if clause.kind is ClauseKind.PERMIT else ():
            same_ground = clause.where is None or other.where is None or clause.where == other.where
            if (
                instrument_of(other.id) == instrument_of(clause.id)
                and same_ground
                and _share_acts(clause, other, under)
            ):
                message = f"it permits an act that `{other.id}` forbids"
                yield seen.slip(message, "if it is meant, write it as an `except` clause", "acts")


def _share_acts(one: Clause, other: Clause, under: Mapping[str, Sequence[str]]) -> bool:
    ours, theirs = set(_acts(one.acts)), set(_acts(other.acts))
    wider_ours = {wide for act in ours for wide in _upwards(act, under)}
    wider_theirs = {wide for act in theirs for wide in _upwards(act, under)}
    return bool(ours & wider_theirs or theirs & wider_ours)


def _acts(value: object) -> Iterator[str]:
    if isinstance(value, Hanging):
        for reading in value.readings.values():
            yield from _acts(reading)
    elif isinstance(value, tuple):
        yield from (str(act) for act in value)


def _upwards(act: str, under: Mapping[str, Sequence[str]]) -> list[str]:
    found = [act]
    for step in found:
        found += [wider for wider in under.get(step, ()) if wider not in found]
    return found


def questions(casebook: Casebook, walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield ambiguities that nothing hangs on, those about life with no end, and clauses with too many."""
    used = {seen.value.hangs_on for seen in walked if isinstance(seen.value, Hanging)}
    ends = ambiguities_in(
        (*(one.ended for one in casebook.instruments), *(one.until for one in casebook.clauses))
    )
    for seen, ambiguity in each("ambiguities", casebook.ambiguities):
        if ambiguity.id not in used:
            yield seen.slip("no value hangs on this ambiguity", "so its readings decide nothing", "id")
        elif ambiguity.about is About.LIFE and ambiguity.id not in ends:
            message = "no end of an instrument or clause hangs on this question about life"
            remedy = "let `ended` or `until` hang on it, or delete `about` and `alive`"
            yield seen.slip(message, remedy, "about")
    answers = answers_of(casebook)
    for seen, clause in each("clauses", casebook.clauses):
        n = math.prod(len(answers.get(q, ())) for q in clause_ambiguities(casebook, clause))
        if n > MAX_COMBINATIONS:
            message = f"{n:,} combinations of readings bear on this clause, more than {MAX_COMBINATIONS:,}"
            yield seen.slip(message, "whether its verdicts are robust is not computed", "id")


def sides(casebook: Casebook) -> Iterator[Slip]:
    """Yield actors that an instrument binds and that are of no side."""
    people = unread(casebook.actors)
    for seen, actor in each("actors", casebook.actors):
        sided = actor.side is not None or people.side(actor.id, None) is not None
        if not sided and any(bond.how is not Bond.NOT_BOUND for bond in actor.bound_by):
            message = "the actor is bound and of no side, so everybody is its other side"
            yield seen.slip(message, "give it a `side`", "id")
