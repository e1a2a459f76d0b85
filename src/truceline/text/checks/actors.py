"""Stand-ins say whom they may be, and are named where nobody in particular is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from truceline.model.casebook import Actor, BoundBy, Casebook, Membership, Who
from truceline.model.happening import Cast
from truceline.model.ids import SOMEBODY_ELSE, UNKNOWN_ACTOR, ActorId
from truceline.model.words import ActorKind
from truceline.parsing.nouns import Slip
from truceline.text.checks.references import way_back
from truceline.text.checks.walk import Seen, each

OWN = ("side", "bound_by", "part_of", "listings")
"""What a stand-in has from those it may be, and never by itself."""
_ANSWERABLE = frozenset({ActorKind.STATE, ActorKind.CIVILIANS})
"""Kinds that are known for what they are."""


def stand_ins(casebook: Casebook, walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield stand-ins that are more than some of several, and duties laid on nobody in particular."""
    standing_in = {actor.id for actor in casebook.actors if actor.one_of}
    whom = {str(actor.id): [str(one) for one in actor.one_of] for actor in casebook.actors}
    for seen, actor in each("actors", casebook.actors):
        if actor.id in {UNKNOWN_ACTOR, SOMEBODY_ELSE}:
            message = f"`{actor.id}` is what an actor is called that is not here"
            yield seen.slip(message, "give it another id", "id")
        if actor.one_of:
            yield from _stand_in(seen, actor)
        if way := way_back(str(actor.id), whom):
            message = f"it stands for itself: {' → '.join(way)}"
            yield seen.slip(message, "break the circle at one of them", "one_of", of_key=True)
    for seen in walked:
        yield from _named(seen, standing_in)


def _stand_in(seen: Seen, actor: Actor) -> Iterator[Slip]:
    if len(set(actor.one_of)) < 2:
        message = "a stand-in for one actor is that actor"
        yield seen.slip(message, "name all whom it may be, or the one in its place", "one_of", of_key=True)
    for key in OWN:
        if getattr(actor, key):
            message = (
                f"a stand-in has no `{key}` of its own: what is known of it is what those it may be share"
            )
            yield seen.slip(message, "leave it out, or leave out `one_of`", key, of_key=True)


def _named(seen: Seen, standing_in: set[ActorId]) -> Iterator[Slip]:
    remedy = "name those it may be, or one of them"
    if isinstance(seen.value, Who):
        for index, actor in enumerate(seen.value.actors):
            if actor in standing_in:
                message = f"`{actor}` is a stand-in, and a clause speaks of nobody in particular by it"
                yield seen.slip(message, remedy, "actors", index)
    elif isinstance(seen.value, Membership) and seen.value.of in standing_in:
        yield seen.slip(f"`{seen.value.of}` is a stand-in, of which nobody is part", remedy, "of")
    elif isinstance(seen.value, BoundBy) and seen.value.guarantor in standing_in:
        yield seen.slip(f"`{seen.value.guarantor}` is a stand-in and answers for nobody", remedy, "guarantor")


def untold(casebook: Casebook, walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield actors of a cast that look like words for somebody untold and do not say whom they may be.

    Nothing is known of such an actor: it has no name that a source prints, no instrument stands to it in any
    way, not even as not binding it, it is part of nothing, came out of nothing and no body lists it.
    """
    told_of = {seen.value.actor for seen in walked if isinstance(seen.value, Cast)}
    for seen, actor in each("actors", casebook.actors):
        known = (actor.one_of, actor.aliases, actor.bound_by, actor.part_of, actor.came_from, actor.listings)
        if actor.id in told_of and actor.kind not in _ANSWERABLE and not any(known):
            message = "nothing but a side is known of the actor; it counts as bound by nothing and unlisted"
            remedy = (
                "if it stands for somebody untold, say under `one_of` whom it may be; else its `aliases`, "
                "or say which instrument does not bind it"
            )
            yield seen.slip(message, remedy, "id")
