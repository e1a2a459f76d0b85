"""Names as sources print them to actors of the casebook. A name nobody has may be anybody's."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeAlias

from truceline.model.casebook import Actor
from truceline.model.ids import UNKNOWN_ACTOR, ActorId

FindActor: TypeAlias = Callable[[str], ActorId | None]

_APOSTROPHES = dict.fromkeys(map(ord, "‘’ʼʻʾʿ`´′"), "'")
_UNIDENTIFIED = "unidentified"


def plain_name(name: str) -> str:
    """Return `name` as names are compared: one case, one kind of apostrophe, single spaces.

    Examples
    --------
    >>> plain_name("  Ansar  al-Din’s Front ")
    "ansar al-din's front"
    """
    text = unicodedata.normalize("NFKC", name.translate(_APOSTROPHES)).casefold()
    return " ".join(text.split())


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


def nameless(mentions: Iterable[str], find: FindActor) -> tuple[dict[str, int], dict[str, int]]:
    """Return how often each name was met that is no actor's: those unmatched, those unidentified.

    A name that starts with `Unidentified` is the source's own way to say that it does not know.
    """
    counts = Counter(name for name in mentions if find(name) is None)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    unidentified = {name: n for name, n in ordered if plain_name(name).startswith(_UNIDENTIFIED)}
    return {name: n for name, n in ordered if name not in unidentified}, unidentified
