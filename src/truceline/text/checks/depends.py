"""Which ambiguities a zone or a clause depends on, through everything it refers to."""

from __future__ import annotations

from collections.abc import Iterator

from truceline.model.casebook import (
    AlongRecipe,
    BandRecipe,
    Casebook,
    Clause,
    CorridorRecipe,
    Line,
    ZoneRecipe,
)
from truceline.model.hanging import AmbiguityId, Hanging, ambiguities_in
from truceline.model.ids import instrument_of
from truceline.model.words import Bond
from truceline.text.checks.references import lines_in, zones_in

_NONE: frozenset[AmbiguityId] = frozenset()


def questions_of_zone(casebook: Casebook, name: str) -> frozenset[AmbiguityId]:
    """Return the ambiguities of a zone's recipe, of its lines, and of the zones it is built from."""
    by_id = {str(zone.id): zone for zone in casebook.zones}
    lines = {line.id: line for line in casebook.lines}
    questions, ahead, met = _NONE, [name], set[str]()
    while ahead:
        zone = by_id.get(ahead.pop())
        if zone is None or zone.id in met:
            continue
        met.add(zone.id)
        ahead += zones_in(zone)
        questions = questions.union(ambiguities_in(zone), *(map(ambiguities_in, _lines_of(zone, lines))))
    return questions


def questions_of_line(casebook: Casebook, name: str) -> frozenset[AmbiguityId]:
    """Return the ambiguities of a line and of those it is cut from."""
    lines = {line.id: line for line in casebook.lines}
    return _NONE.union(*(ambiguities_in(line) for line in _with_sources(name, lines)))


def _lines_of(zone: ZoneRecipe, lines: dict[str, Line]) -> Iterator[Line]:
    for recipe in _settled_or_all(zone.recipe):
        if isinstance(recipe, AlongRecipe | BandRecipe | CorridorRecipe):
            for name in _settled_or_all(recipe.along):
                yield from _with_sources(str(name), lines)


def _with_sources(name: str, lines: dict[str, Line]) -> Iterator[Line]:
    """Yield a line and those it is cut from."""
    ahead, met = [name], set[str]()
    while ahead:
        line = lines.get(ahead.pop())
        if line is not None and line.id not in met:
            met.add(line.id)
            ahead += lines_in(line)
            yield line


def _settled_or_all(value: object) -> Iterator[object]:
    if isinstance(value, Hanging):
        for under in value.readings.values():
            yield from _settled_or_all(under)
    else:
        yield value


def questions_of_clause(casebook: Casebook, clause: Clause) -> frozenset[AmbiguityId]:
    """Return every ambiguity on which a verdict on this clause may turn, its exceptions' among them."""
    questions = _NONE
    for part in (clause, *(other for other in casebook.clauses if clause.id in other.excepts)):
        instrument = instrument_of(part.id)
        questions |= ambiguities_in(part)
        questions = questions.union(
            *(ambiguities_in(one) for one in casebook.instruments if one.id == instrument),
            *(questions_of_zone(casebook, str(zone)) for zone in _settled_or_all(part.where)),
            *(
                ambiguities_in(bond)
                for actor in casebook.actors
                for bond in actor.bound_by
                if bond.instrument == instrument and bond.how is not Bond.NOT_BOUND
            ),
        )
    return questions
