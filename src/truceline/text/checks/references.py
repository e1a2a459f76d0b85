"""Everything named is there, once, and nothing is part of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from truceline.model.casebook import Actor, Casebook, LineRecipe, Stretch, Who
from truceline.model.hanging import Hanging
from truceline.model.happening import Cast
from truceline.model.ids import KIND_OF_ID, SOMEBODY_ELSE, UNKNOWN_ACTOR, instrument_of
from truceline.model.spelling import did_you_mean, nearest, spellings
from truceline.parsing.nouns import Slip
from truceline.parsing.typed import fields_of
from truceline.text.checks.walk import Broken, Seen, each, nouns
from truceline.text.relations import lines_in, zones_in

FREE_IDS = frozenset({"examples", "gaps"})
"""Nouns whose id is a few words."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9_.-]+)*")


def known_ids(whole: object, broken: Broken) -> dict[str, frozenset[str]]:
    """Return the ids of each kind in a casebook or record, those that could not be read among them."""
    ids: dict[str, set[str]] = {kind: set(of_kind) for kind, of_kind in broken.items()}
    for seen in nouns(whole):
        ids.setdefault(seen.kind, set()).add(str(getattr(seen.value, "id", "")))
    return {kind: frozenset(of_kind) for kind, of_kind in ids.items()}


def ids(whole: object) -> Iterator[Slip]:
    """Yield ids that stand twice or cannot be written into an address."""
    count = Counter((seen.kind, getattr(seen.value, "id", None)) for seen in nouns(whole))
    for seen in nouns(whole):
        own = getattr(seen.value, "id", None)
        if own is None:
            continue
        if count[seen.kind, own] > 1:
            yield seen.slip(f"the id {own!r} stands {count[seen.kind, own]} times", "give each its own", "id")
        if seen.kind not in FREE_IDS and not _ID.fullmatch(own):
            yield seen.slip(f"{own!r} is no id", "write letters, digits, `_`, `-`, and `/` in clauses", "id")
        elif not own.strip():
            yield seen.slip("the id is empty", "name what it shows in a few words", "id")


def inner_ids(casebook: Casebook) -> Iterator[Slip]:
    """Yield readings and text versions that stand twice inside their noun, and crossings."""
    for seen, ambiguity in each("ambiguities", casebook.ambiguities):
        yield from twice(seen, "readings", [reading.id for reading in ambiguity.readings])
    for seen, instrument in each("instruments", casebook.instruments):
        yield from twice(seen, "texts", [version.id for version in instrument.texts])
    read = Counter((c.scheme, c.type, c.sub_type) for c in casebook.crossings)
    for seen, crossing in each("crossings", casebook.crossings):
        if read[crossing.scheme, crossing.type, crossing.sub_type] > 1:
            shown = f"{crossing.type} / {crossing.sub_type or 'any other'}"
            yield seen.slip(f"`{shown}` of {crossing.scheme} is read twice", "keep one")


def twice(seen: Seen, name: str, inner: Sequence[str]) -> Iterator[Slip]:
    """Yield ids that stand twice in a list inside a noun."""
    count = Counter(inner)
    for index, own in enumerate(inner):
        if count[own] > 1:
            message, remedy = f"the id {own!r} stands {count[own]} times", "give each its own"
            yield seen.slip(message, remedy, name, index, "id")


def dangling(
    walked: Sequence[Seen],
    known: Mapping[str, frozenset[str]],
    nouns_of: Callable[[str], Sequence[Any]],
    *,
    is_own: Callable[[Seen], bool] = lambda _: False,
) -> Iterator[Slip]:
    """Yield every name of something that is nowhere.

    Parameters
    ----------
    walked : sequence of seen values
        What `every` gives.
    known : mapping of kind to ids
        What may be named.
    nouns_of : function of a kind
        Gives its nouns, whose spellings are offered.
    is_own : function of a seen value
        Whether it names a part of its own noun, or what somebody else looks after.
    """
    remedy = _remedies(known, nouns_of)
    in_cast: set[tuple[str, int, object]] = set()
    for seen in walked:
        if isinstance(seen.value, Cast) and seen.value.actor == UNKNOWN_ACTOR:
            in_cast.add((seen.kind, seen.index, (*seen.path, "actor")))
        kind = KIND_OF_ID.get(seen.declared)
        if kind is None or not isinstance(seen.value, str) or seen.path[-1:] == ("id",):
            continue
        if seen.path[:1] == ("one_of",) and seen.value == SOMEBODY_ELSE:
            continue
        if (seen.kind, seen.index, seen.path) not in in_cast and not is_own(seen):
            yield from _unless_known(seen, kind, seen.value, known, remedy)


def is_of_record(seen: Seen) -> bool:
    """Return whether a value of the text names what the record tells of, which its checks look after."""
    kind = KIND_OF_ID.get(seen.declared)
    return kind is not None and kind not in fields_of(Casebook)


def dangling_of_text(
    casebook: Casebook, walked: Sequence[Seen], known: Mapping[str, frozenset[str]]
) -> Iterator[Slip]:
    """Yield names of nothing where the type of a value does not say what it names."""
    remedy = _remedies(known, lambda kind: getattr(casebook, kind, ()))
    yield from _dangling_keys(casebook, known, remedy)
    yield from _dangling_lines(walked, known, remedy)
    yield from _dangling_versions(casebook)


def _remedies(
    known: Mapping[str, frozenset[str]], nouns_of: Callable[[str], Sequence[Any]]
) -> Callable[[str, str], str]:
    @cache  # one missing source may be named by hundreds
    def remedy(kind: str, name: str) -> str:
        names = spellings(nouns_of(kind)) if kind not in FREE_IDS else {}
        near = did_you_mean(name, {one: names.get(one, ()) for one in sorted(known.get(kind, ()))})
        return near or f"add it under `{kind}:`"

    return remedy


def _unless_known(
    seen: Seen,
    kind: str,
    name: str,
    known: Mapping[str, frozenset[str]],
    remedy: Callable[[str, str], str],
    *inside: str | int,
) -> Iterator[Slip]:
    if name not in known.get(kind, frozenset()):
        one = {"ambiguities": "ambiguity", "boundaries": "boundary", "families": "family"}.get(
            kind, kind.removesuffix("s")
        )
        of_key = bool(inside) and inside[-1] == name
        yield seen.slip(f"there is no {one} {name!r}", remedy(kind, name), *inside, of_key=of_key)


def _dangling_keys(
    casebook: Casebook, known: Mapping[str, frozenset[str]], remedy: Callable[[str, str], str]
) -> Iterator[Slip]:
    for seen in nouns(casebook):
        for field, kind in (
            ("readings", "ambiguities"),
            ("with_readings", "ambiguities"),
            ("expect", "positions"),
        ):
            table = getattr(seen.value, field, None)
            for name in table if isinstance(table, dict) else ():
                yield from _unless_known(seen, kind, name, known, remedy, field, name)


def _dangling_lines(
    walked: Sequence[Seen], known: Mapping[str, frozenset[str]], remedy: Callable[[str, str], str]
) -> Iterator[Slip]:
    for seen in walked:
        if isinstance(seen.value, LineRecipe):
            for path, line in plain_values(seen.value.along, ("along",)):
                yield from _unless_known(seen, "lines", line, known, remedy, *path)
        elif isinstance(seen.value, Stretch):
            yield from _unless_known(seen, "lines", seen.value.of, known, remedy, "of")


def plain_values(
    value: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each text an open value may take, and where it stands."""
    if isinstance(value, Hanging):
        for reading, under in value.readings.items():
            yield from plain_values(under, (*path, "readings", reading))
    elif isinstance(value, str):
        yield path, value


def _dangling_versions(casebook: Casebook) -> Iterator[Slip]:
    versions = {instrument.id: {text.id for text in instrument.texts} for instrument in casebook.instruments}
    for seen, clause in each("clauses", casebook.clauses):
        of_instrument = versions.get(instrument_of(clause.id))
        for index, passage in enumerate(clause.text):
            if of_instrument is not None and passage.version not in of_instrument:
                remedy = nearest(passage.version, of_instrument) or "add it under the instrument's `texts:`"
                message = f"the instrument has no text {passage.version!r}"
                yield seen.slip(message, remedy, "text", index, "version")


# Nothing is part of itself


def circles(casebook: Casebook) -> Iterator[Slip]:
    """Yield acts, zones and actors that are, step by step, a part of themselves."""
    acts = {str(act.id): [str(one) for one in (act.under, *act.also) if one] for act in casebook.acts}
    yield from _circles(casebook, "acts", "under", acts)
    yield from _circles(casebook, "zones", "recipe", {str(z.id): zones_in(z) for z in casebook.zones})
    yield from _circles(casebook, "lines", "stretch", {line.id: lines_in(line) for line in casebook.lines})
    parts = {str(actor.id): [str(whole.of) for whole in actor.part_of] for actor in casebook.actors}
    yield from _circles(casebook, "actors", "part_of", parts)


def _circles(casebook: Casebook, kind: str, field: str, wider: Mapping[str, Iterable[str]]) -> Iterator[Slip]:
    for seen, noun in each(kind, getattr(casebook, kind)):
        if way := way_back(str(noun.id), wider):
            message = f"it is a part of itself: {' → '.join(way)}"
            yield seen.slip(message, "break the circle at one of them", field, of_key=True)


def way_back(start: str, wider: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the shortest way from `start` back to itself, or nothing.

    Examples
    --------
    >>> way_back("a", {"a": ["b"], "b": ["c", "a"]})
    ['a', 'b', 'a']
    """
    ways, met = [[start]], set[str]()
    while ways:
        way = ways.pop(0)
        for step in wider.get(way[-1], ()):
            if step == start:
                return [*way, step]
            if step not in met:
                met.add(step)
                ways.append([*way, step])
    return []


def sides_of(casebook: Casebook) -> frozenset[str]:
    """Return the labels of the sides that actors have."""
    return frozenset(side for actor in casebook.actors for side in sides_under_any_reading(actor))


def sides_under_any_reading(actor: Actor) -> tuple[str, ...]:
    """Return the sides that an actor may be on."""
    sides = actor.side.readings.values() if isinstance(actor.side, Hanging) else (actor.side,)
    return tuple(side for side in sides if side is not None)


def side_labels(casebook: Casebook) -> Iterator[Slip]:
    """Yield sides that the mandate does not name, where it names any."""
    named = frozenset(casebook.mandate.sides or {})
    for seen in nouns(casebook):
        asked = sides_under_any_reading(seen.value) if isinstance(seen.value, Actor) else ()
        asked += seen.value.sides if isinstance(seen.value, Who) else ()
        for side in asked:
            if named and side not in named:
                remedy = nearest(side, named) or f"one of {', '.join(sorted(named))}"
                key = "side" if isinstance(seen.value, Actor) else "sides"
                yield seen.slip(f"the mandate names no side {side!r}", remedy, key)
