"""Which acts are kinds of others, and which leave open whether one was done."""

from __future__ import annotations

from truceline.model.casebook import Casebook
from truceline.model.ids import ActId


def kinds_of(casebook: Casebook, acts: tuple[ActId, ...]) -> frozenset[ActId]:
    """Return the acts and every kind of them in the hierarchy, with what is one of them `also`."""
    found = set(acts)
    while more := {act.id for act in casebook.acts if not found.isdisjoint((act.under, *act.also))} - found:
        found |= more
    return frozenset(found)


def wider_than(casebook: Casebook, acts: tuple[ActId, ...]) -> frozenset[ActId]:
    """Return the acts that leave open whether one of `acts` was done, but are none of them.

    An act leaves its own kinds open, and not what it is `also`: an attack need take no ground.
    """
    above = {act.id: act.under for act in casebook.acts}
    kinds = kinds_of(casebook, acts)
    found: set[ActId] = set()
    for act in kinds:
        step = above.get(act)
        while step is not None and step not in found:
            found.add(step)
            step = above.get(step)
    return frozenset(found - kinds)
