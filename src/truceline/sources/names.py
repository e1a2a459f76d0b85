"""Names as sources print them to actors of the casebook. A name nobody has may be anybody's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TypeAlias

from truceline.errors import Fault
from truceline.model.casebook import Actor, Casebook
from truceline.model.ids import UNKNOWN_ACTOR, ActorId
from truceline.model.spelling import did_you_mean, named_so, plain_name, sounds_alike, spellings, told_apart

FindActor: TypeAlias = Callable[[str], ActorId | None]

_UNIDENTIFIED = "unidentified"


def actor_finder(actors: Iterable[Actor]) -> FindActor:
    """Return the function from a printed name to the one actor who has it.

    A whole name or alias (or an actor's id) wins over one that ends in `*`; among those the longest
    wins. A name that several actors have is nobody's: the answer is None, as for a name nobody has.

    Examples
    --------
    >>> from truceline.model.words import ActorKind
    >>> north = Actor(id=ActorId("north"), names={"en": "North"}, kind=ActorKind.FORCE, aliases=("Army N*",))
    >>> actor_finder([north])("ARMY N (2000-) 1st Brigade")
    'north'
    """
    exact: defaultdict[str, set[ActorId]] = defaultdict(set)
    starts: defaultdict[str, set[ActorId]] = defaultdict(set)
    exact[plain_name(UNKNOWN_ACTOR)].add(UNKNOWN_ACTOR)
    for actor in actors:
        for name in (actor.id, *actor.names.values(), *actor.aliases):
            table = starts if name.endswith("*") else exact
            table[plain_name(name.removesuffix("*"))].add(actor.id)
    starts.pop("", None)  # a bare `*` would make everybody this actor
    by_length = sorted(starts, key=len, reverse=True)

    @cache
    def find(name: str) -> ActorId | None:
        key = plain_name(name)
        start = next((start for start in by_length if key.startswith(start)), "")
        found = exact.get(key) or starts.get(start, set())
        return next(iter(found)) if len(found) == 1 else None

    return find


def nameless(
    mentions: Iterable[str] | Mapping[str, int], find: FindActor
) -> tuple[dict[str, int], dict[str, int]]:
    """Return how often each name was met that is no actor's: those unmatched, those unidentified.

    `mentions` are names, each as often as it was met, or how often each was.

    A name that starts with `Unidentified` is the source's own way to say that it does not know.
    """
    counts = [(name, n) for name, n in Counter(mentions).items() if find(name) is None]
    ordered = sorted(counts, key=lambda item: (-item[1], item[0]))
    unidentified = {name: n for name, n in ordered if plain_name(name).startswith(_UNIDENTIFIED)}
    return {name: n for name, n in ordered if name not in unidentified}, unidentified


def name_warnings(
    file: str, casebook: Casebook, unmatched: Mapping[str, int], unplaced: Mapping[str, int]
) -> Iterator[Fault]:
    """Yield a warning for each name that may be somebody's or some place's, with whom or what may be meant.

    Parameters
    ----------
    file : str
        Whose names these are.
    casebook : Casebook
        Whose actors and places may be meant.
    unmatched : mapping of str to int
        Names of actors that are no one actor's, and how often each stands.
    unplaced : mapping of str to int
        Names of places without coordinates, and how often each stands: a claim takes none from a name.
    """
    actors = spellings(casebook.actors)
    bearers: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one, names in actors.items():
        for name in (one, *names):
            bearers[plain_name(name)][one] = None
    for name, n in unmatched.items():
        found = bearers.get(plain_name(name), {})
        said = f"{name!r} is unknown in {n:,} mentions"
        if len(found) > 1:
            message = f"{said}: it is a name of {' and of '.join(f'`{one}`' for one in found)}"
            yield Fault(file=file, message=message, remedy="name the one who is meant")
        elif sounds_alike(name, actors):
            yield Fault(
                file=file, message=f"{said}: no actor has that name", remedy=did_you_mean(name, actors)
            )
    known = spellings(casebook.places)
    for name, n in unplaced.items():
        places = named_so(name, casebook.places)
        message = f"{name!r} has no coordinates in {n:,} rows, and lies nobody knows where"
        if places:
            which = "; or ".join(f"`{place.id}`, {told_apart(place)}" for place in places)
            several = f"{len(places)} places have that name" if len(places) > 1 else "one place has that name"
            remedy = "give the coordinates of the one that is meant"
            yield Fault(file=file, message=f"{message}: {several}: {which}", remedy=remedy)
        elif sounds_alike(name, known):
            yield Fault(file=file, message=message, remedy=did_you_mean(name, known))
