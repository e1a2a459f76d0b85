"""Kinds of event as other schemes call them to acts, by the crossings of the casebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from truceline.model.casebook import Crossing
from truceline.model.ids import ActId
from truceline.sources.claim_rows import unreadable


def act_finder(crossings: Iterable[Crossing], scheme: str) -> Callable[[str, str], ActId]:
    """Return the function from a scheme's type and sub-type to the act that the crossings name.

    Parameters
    ----------
    crossings : iterable of Crossing
        Of the casebook; a type without a sub-type stands for any other of it.
    scheme : str
        Whose types.
    """
    table = {
        (one.type.casefold(), (one.sub_type or "").casefold()): one.act
        for one in crossings
        if one.scheme == scheme
    }

    @cache
    def act_of(kind: str, sub_kind: str = "") -> ActId:
        act = table.get((kind.casefold(), sub_kind.casefold())) or table.get((kind.casefold(), ""))
        if act is None:
            said = " / ".join(part for part in (kind, sub_kind) if part)
            raise unreadable(f"no act is named for {said[:80]!r}", "add a crossing to the casebook")
        return act

    return act_of
