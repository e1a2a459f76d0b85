"""What hangs on which ambiguity, through everything that a zone, a line or a clause refers to."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar, assert_never

from truceline.model.casebook import (
    Actor,
    AdminRecipe,
    AlongRecipe,
    BandRecipe,
    BoundBy,
    Casebook,
    CircleRecipe,
    Clause,
    ControlledRecipe,
    CorridorRecipe,
    Line,
    MinusRecipe,
    PolygonRecipe,
    Position,
    Reading,
    Recipe,
    UnionRecipe,
    Who,
    WithinRecipe,
    ZoneRecipe,
)
from truceline.model.hanging import (
    AmbiguityId,
    Hanging,
    Open,
    ReadingId,
    Readings,
    ambiguities_in,
    settle,
    under_any_reading,
)
from truceline.model.ids import UNRESOLVED, ClauseId, ZoneId, instrument_of
from truceline.model.words import ClauseKind

T = TypeVar("T")

# What is built from what


def recipe_of(zone: ZoneRecipe) -> Recipe:
    """Return the recipe of a settled zone."""
    assert not isinstance(zone.recipe, Hanging)
    return zone.recipe


def lines_of_recipe(recipe: Recipe) -> tuple[str, ...]:
    """Return the lines that a recipe is drawn along, under any reading."""
    match recipe:
        case CorridorRecipe() | AlongRecipe() | BandRecipe():
            return under_any_reading(recipe.along)
        case PolygonRecipe() | CircleRecipe() | AdminRecipe() | ControlledRecipe():
            return ()
        case WithinRecipe() | UnionRecipe() | MinusRecipe():
            return ()
        case _:
            assert_never(recipe)


def zones_of_recipe(recipe: Recipe) -> tuple[ZoneId, ...]:
    """Return the zones that a recipe is made of, under any reading, as often as it names them."""
    match recipe:
        case WithinRecipe():
            return tuple(itertools.chain(*under_any_reading(recipe.all_of)))
        case UnionRecipe():
            return tuple(itertools.chain(*under_any_reading(recipe.any_of)))
        case MinusRecipe():
            return (*under_any_reading(recipe.zone), *itertools.chain(*under_any_reading(recipe.less)))
        case PolygonRecipe() | CircleRecipe() | AdminRecipe() | ControlledRecipe():
            return ()
        case CorridorRecipe() | AlongRecipe() | BandRecipe():
            return ()
        case _:
            assert_never(recipe)


def zones_in(zone: ZoneRecipe) -> tuple[ZoneId, ...]:
    """Return the zones that a zone is made of, under any reading."""
    recipes: tuple[Recipe, ...] = under_any_reading(zone.recipe)
    return tuple(name for recipe in recipes for name in zones_of_recipe(recipe))


def lines_in(noun: ZoneRecipe | Line) -> tuple[str, ...]:
    """Return the lines that a zone is drawn along or a line is cut from, under any reading."""
    if isinstance(noun, Line):
        return tuple(cut.of for cut in _given(noun.stretch))
    recipes: tuple[Recipe, ...] = under_any_reading(noun.recipe)
    return tuple(name for recipe in recipes for name in lines_of_recipe(recipe))


def built_from(
    casebook: Casebook, *, zone: str | None = None, line: str | None = None, readings: Readings | None = None
) -> Iterator[ZoneRecipe | Line]:
    """Yield a zone or a line, and every zone and line that it is built from, each once.

    Under any reading, or as settled by `readings`. What the casebook does not have is passed over, and a
    circle is walked once.
    """
    zones = {str(one.id): one for one in casebook.zones}
    lines = {line.id: line for line in casebook.lines}
    ahead: list[tuple[type, str]] = []
    ahead += [(ZoneRecipe, zone)] if zone is not None else []
    ahead += [(Line, line)] if line is not None else []
    met = set[tuple[type, str]]()
    while ahead:
        one = ahead.pop()
        written = zones.get(one[1]) if one[0] is ZoneRecipe else lines.get(one[1])
        if written is None or one in met:
            continue
        met.add(one)
        noun = written if readings is None else settle(written, readings)
        yield noun
        if isinstance(noun, ZoneRecipe):
            ahead += [(ZoneRecipe, name) for name in zones_in(noun)]
        ahead += [(Line, name) for name in lines_in(noun)]


def zones_named(clause: Clause) -> tuple[ZoneId, ...]:
    """Return the zones a clause names, under any reading, each once."""
    return tuple(dict.fromkeys(_given(clause.where)))


def zone_parts(casebook: Casebook, zone: ZoneId) -> frozenset[ZoneId]:
    """Return a zone and every zone it is built from, under any reading."""
    return frozenset(one.id for one in built_from(casebook, zone=zone) if isinstance(one, ZoneRecipe))


# What hangs on what


def zone_ambiguities(casebook: Casebook, zone: ZoneId) -> frozenset[AmbiguityId]:
    """Return the ambiguities a zone hangs on, through every zone and line it is built from."""
    return _hang(built_from(casebook, zone=zone))


def line_ambiguities(casebook: Casebook, line: str) -> frozenset[AmbiguityId]:
    """Return the ambiguities a line hangs on, through every line it is cut from."""
    return _hang(built_from(casebook, line=line))


def clause_ambiguities(casebook: Casebook, clause: Clause) -> frozenset[AmbiguityId]:
    """Return the ambiguities that can change a clause's verdicts, those of its exceptions among them."""
    written = (clause, *exceptions_to(casebook, clause.id))
    found = ambiguities_in(actors_for(casebook, clause))
    return found.union(*(terms_ambiguities(casebook, one) for one in written))


def in_order(casebook: Casebook, ambiguities: Iterable[AmbiguityId]) -> tuple[AmbiguityId, ...]:
    """Return some ambiguities in the casebook's order."""
    found = frozenset(ambiguities)
    return tuple(one.id for one in casebook.ambiguities if one.id in found)


def every_choice(casebook: Casebook, ambiguities: Iterable[AmbiguityId]) -> Iterator[Readings]:
    """Yield every combination of readings of some ambiguities, in the casebook's order."""
    found = frozenset(ambiguities)
    asked = [one for one in casebook.ambiguities if one.id in found]
    for chosen in itertools.product(*([reading.id for reading in one.readings] for one in asked)):
        yield dict(zip((one.id for one in asked), chosen, strict=True))


def one_swapped(
    casebook: Casebook, position: Position, ambiguities: Iterable[AmbiguityId]
) -> Iterator[tuple[AmbiguityId, Reading, Position]]:
    """Yield a position with one other reading taken, for each of some ambiguities and each such reading."""
    readings_of = {one.id: one.readings for one in casebook.ambiguities}
    for ambiguity in ambiguities:
        chosen = position.readings.get(ambiguity, UNRESOLVED)
        for reading in readings_of[ambiguity]:
            if reading.id != chosen:
                taken = {**position.readings, ambiguity: reading.id}
                yield ambiguity, reading, replace(position, readings=taken)


def rest_of(readings: Readings, ambiguity: AmbiguityId) -> tuple[tuple[AmbiguityId, ReadingId], ...]:
    """Return a choice of readings without that of one ambiguity."""
    return tuple((one, reading) for one, reading in readings.items() if one != ambiguity)


def turning_on(
    ambiguities: Iterable[AmbiguityId], answers: Sequence[tuple[Readings, object]]
) -> tuple[AmbiguityId, ...]:
    """Return the ambiguities of which two readings, the rest held, give different answers."""
    found = []
    for ambiguity in ambiguities:
        by_rest: dict[object, set[object]] = {}
        for readings, answer in answers:
            by_rest.setdefault(rest_of(readings, ambiguity), set()).add(answer)
        if any(len(several) > 1 for several in by_rest.values()):
            found.append(ambiguity)
    return tuple(found)


def exceptions_to(casebook: Casebook, clause: ClauseId) -> tuple[Clause, ...]:
    """Return the `except` clauses that name a clause."""
    return tuple(one for one in casebook.clauses if one.kind is ClauseKind.EXCEPT and clause in one.excepts)


def every_who(clause: Clause) -> tuple[Who, ...]:
    """Return whom a clause speaks of, as bearers or targets, under any reading."""
    return (*_given(clause.who), *_given(clause.against))


def asks(casebook: Casebook, clause: Clause) -> tuple[bool, bool]:
    """Return whether a clause or one of its exceptions asks who is bound, and on whose side one is."""
    asked = [who for one in (clause, *exceptions_to(casebook, clause.id)) for who in every_who(one)]
    return any(who.bound for who in asked), any(who.other_side or bool(who.sides) for who in asked)


def actors_for(casebook: Casebook, clause: Clause) -> tuple[Actor, ...]:
    """Return the actors with the bonds to the clause's instrument alone: no other matters to it.

    Where neither the clause nor its exceptions ask who is bound, bonds that hang on an ambiguity are left out
    too, and so are such sides where they do not ask for sides.
    """
    instrument = instrument_of(clause.id)
    asks_bound, asks_side = asks(casebook, clause)

    def kept(bond: BoundBy) -> bool:
        return bond.instrument == instrument and (asks_bound or not isinstance(bond.applies, Hanging))

    def side(actor: Actor) -> Open[str] | None:
        return actor.side if asks_side or not isinstance(actor.side, Hanging) else None

    return tuple(
        replace(actor, side=side(actor), bound_by=tuple(filter(kept, actor.bound_by)))
        for actor in casebook.actors
    )


def terms_ambiguities(casebook: Casebook, clause: Clause) -> frozenset[AmbiguityId]:
    """Return the ambiguities on which the terms of one clause hang: its own words, life and zones."""
    own = instrument_of(clause.id)
    lives = tuple((one.in_force, one.ended) for one in casebook.instruments if one.id == own)
    found = ambiguities_in((clause, lives))
    return found.union(*(zone_ambiguities(casebook, zone) for zone in zones_named(clause)))


def _hang(nouns: Iterable[object]) -> frozenset[AmbiguityId]:
    return frozenset[AmbiguityId]().union(*map(ambiguities_in, nouns))


def _given(value: Open[T] | None) -> tuple[T, ...]:
    """Return the values that may stand there under some reading, if any."""
    values: tuple[T | None, ...] = under_any_reading(value)  # type: ignore[arg-type]  # None hangs on nothing
    return tuple(one for one in values if one is not None)
