"""What a person puts right in what was understood: one field, in the words one would say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from truceline.clock import typed_moment
from truceline.errors import BadInput, BadTime, Fault
from truceline.model.ids import ActId, ActorId
from truceline.model.spelling import forgiven, instead, plain_name, spellings
from truceline.record.intake.names import KnownNames
from truceline.record.intake.times import SaidTime
from truceline.record.intake.tolls import SaidToll, SaidTolls
from truceline.record.intake.understood import POINTS, Understood, place_in, understand

_TOLL: Final = re.compile(r"(?P<low>\d{1,6})(?:-(?P<high>\d{1,6})|(?P<least>\+))?")


def changed(found: Understood, change: str, names: KnownNames, *, said_at: datetime) -> Understood:
    """Return what was understood with one field as a person says that it is.

    Parameters
    ----------
    found : Understood
    change : str
        `place=2 km W of Saraqib`, `time=13:10`, `by=hts`, `dead=2`, `dead=2+` for at least two, `place=`
        for unknown.
    names : KnownNames
        Of the casebook.
    said_at : datetime
        UTC.

    Raises
    ------
    BadInput
        If there is no such field, or the value is none that the field can have.
    """
    field, sign, value = (part.strip() for part in change.partition("="))
    if sign and field in FIELDS:
        return _CHANGES[field](found, _Change(written=change, value=value, names=names, said_at=said_at))
    raise _bad(change, f"write one of {', '.join(f'{one}=' for one in FIELDS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    written: str
    value: str
    names: KnownNames
    said_at: datetime


def _act(found: Understood, to: _Change) -> Understood:
    act = ActId(_id(to, to.names.casebook.acts)) if to.value else None
    return replace(found, act=act, n_acts=1 if act else 0, is_told=True)


def _place(found: Understood, to: _Change) -> Understood:
    where = place_in(to.value, to.names) if to.value else None
    if to.value and where is None:
        known = spellings(to.names.casebook.places)
        raise _bad(to.written, instead(to.value, known))
    return replace(found, place=where)


def _time(found: Understood, to: _Change) -> Understood:
    if not to.value:
        return replace(found, time=None)
    try:
        at = typed_moment(to.value, now=to.said_at, zone=to.names.casebook.mandate.day_zone)
    except BadTime as error:
        raise _bad(to.written, str(error)) from None
    if at > to.said_at:
        raise _bad(to.written, "give a time that is not after it was told")
    is_rough = to.value.casefold().endswith(" ago")
    return replace(found, time=SaidTime(start_at=at, is_rough=is_rough))


def _by(found: Understood, to: _Change) -> Understood:
    return replace(found, doer=_actor(to))


def _at(found: Understood, to: _Change) -> Understood:
    return replace(found, target=_actor(to))


def _actor(to: _Change) -> ActorId | None:
    return ActorId(_id(to, to.names.casebook.actors)) if to.value else None


def _dead(found: Understood, to: _Change) -> Understood:
    return replace(found, tolls=replace(found.tolls, dead=_toll(to)))


def _wounded(found: Understood, to: _Change) -> Understood:
    return replace(found, tolls=replace(found.tolls, wounded=_toll(to)))


def _toll(to: _Change) -> SaidToll | None:
    if not to.value:
        return None
    match = _TOLL.fullmatch(to.value)
    if match is None or (match["high"] and int(match["high"]) < int(match["low"])):
        raise _bad(to.written, "write 2, 2-4, or 2+ for at least two")
    low = int(match["low"])
    return SaidToll(low=low, high=int(match["high"]) if match["high"] else None if match["least"] else low)


def _from(found: Understood, to: _Change) -> Understood:
    point = to.value.upper()
    if point and point not in POINTS:
        raise _bad(to.written, f"write one of {', '.join(POINTS)}")
    return replace(found, fire_from=point)


def _denied(found: Understood, to: _Change) -> Understood:
    if to.value not in ("yes", "no"):
        raise _bad(to.written, "write denied=yes or denied=no")
    said = understand(
        found.words, to.names, said_at=to.said_at, language=found.language, is_denied=to.value == "yes"
    )
    if to.value == "yes":
        return replace(found, may_be_denied=True)
    return replace(
        found,
        may_be_denied=False,
        act=found.act or said.act,
        doer=found.doer or said.doer,
        target=found.target or said.target,
        tolls=found.tolls if found.tolls != SaidTolls() else said.tolls,
    )


_CHANGES: Final[Mapping[str, Callable[[Understood, _Change], Understood]]] = {
    "act": _act,
    "place": _place,
    "time": _time,
    "by": _by,
    "at": _at,
    "dead": _dead,
    "wounded": _wounded,
    "from": _from,
    "denied": _denied,
}
FIELDS: Final = tuple(_CHANGES)
"""In the order in which they are shown. An empty value makes one unknown."""


def _id(to: _Change, nouns: Iterable[Any]) -> str:
    """Return the id that a value names, by id or by a name, forgiving case and signs."""
    known = spellings(nouns)
    found = forgiven(to.value, known)
    if found is not None:
        return found
    named = [one for one, forms in known.items() if plain_name(to.value) in map(plain_name, forms)]
    if len(named) != 1:
        raise _bad(to.written, instead(to.value, known))
    return named[0]


def _bad(change: str, remedy: str) -> BadInput:
    fault = Fault(message=f"{change!r} cannot be taken over", remedy=remedy)
    return BadInput("nothing was changed", [fault])
