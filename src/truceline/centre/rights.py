"""Who may do what, and when: one table, read from data, and one decision made from it."""

from __future__ import annotations

import csv
import pkgutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from truceline.errors import BadInput, Fault, NotAllowed
from truceline.model.centre import CentreStep


class CentreRole(StrEnum):
    """In which role somebody works at a centre."""

    DUTY_OFFICER = "duty_officer"
    PATROL_LEADER = "patrol_leader"
    ANALYST = "analyst"
    LIAISON_OFFICER = "liaison_officer"
    CO_CHAIR = "co_chair"
    GUARANTOR = "guarantor"
    OBSERVER = "observer"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


OF_A_SIDE: Final = frozenset({CentreRole.LIAISON_OFFICER, CentreRole.CO_CHAIR})
"""Roles that somebody has for a side, and never without one."""


class State(StrEnum):
    """How far a case has come, or a brief."""

    NONE = "none"
    RECEIVED = "received"
    TRIAGED = "triaged"
    ASKED = "asked"
    VERIFIED = "verified"
    ATTRIBUTED = "attributed"
    PROPOSED = "proposed"
    DETERMINED = "determined"
    NOTIFIED = "notified"
    OBJECTED = "objected"
    CLOSED = "closed"
    PUBLISHED = "published"
    DRAFTED = "drafted"
    SHOWN = "shown"
    RETURNED = "returned"
    RELEASED = "released"


class Condition(StrEnum):
    """What a right asks beside the role."""

    NO = ""
    """It is no right."""
    YES = "yes"
    """Nothing more."""
    ANOTHER = "another"
    """Somebody else than its author."""
    OWN_SIDE = "own_side"
    """For one's own side alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks: a login in its role, for a side or for the mission."""

    login: str
    role: CentreRole
    side: str = ""
    """Of the mandate's; empty for the mission."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One row of the table: an action in a state, what it leads to, and who may."""

    action: CentreStep
    state: State | None
    """None for any."""
    leads_to: State | None
    """None for none."""
    bars: Mapping[CentreRole, Condition]


_ANY: Final = "any"


@cache
def rights() -> tuple[Right, ...]:
    """Return the table."""
    data = pkgutil.get_data(__name__, "rights.csv") or b""
    return tuple(
        Right(
            action=CentreStep(row["action"]),
            state=None if row["state"] == _ANY else State(row["state"]),
            leads_to=None if row["next"] == _ANY else State(row["next"]),
            bars=MappingProxyType({role: Condition(row[role]) for role in CentreRole}),
        )
        for row in csv.DictReader(data.decode("utf-8").splitlines(), strict=True)
    )


def refused(
    asker: Asker, action: CentreStep, state: State, *, authors: Collection[str] = (), side: str = ""
) -> str:
    """Return the code of why somebody may not do something; empty where they may.

    Parameters
    ----------
    asker : Asker
    action : CentreStep
    state : State
        Of the case or brief; `none` before there is one.
    authors : collection of str
        Logins whose work it is about.
    side : str
        For which side it is done; empty for none.
    """
    rows = [one for one in rights() if one.action is action and one.state in (state, None)]
    if not rows:
        return "state"
    (row,) = rows
    match row.bars[asker.role]:
        case Condition.YES:
            return ""
        case Condition.ANOTHER:
            return "author" if asker.login in authors else ""
        case Condition.OWN_SIDE:
            return "" if asker.side and asker.side == side else "side"
        case Condition.NO:
            return "role"


def allow(
    asker: Asker, action: CentreStep, state: State, *, authors: Collection[str] = (), side: str = ""
) -> State | None:
    """Return the state that an action leads to; None for one that leads to none.

    Raises
    ------
    NotAllowed
        If it is not allowed; the fault's pointer is the code of why.
    """
    why = refused(asker, action, state, authors=authors, side=side)
    if why:
        refuse(why, asker, action, state)
    return next(one.leads_to for one in rights() if one.action is action and one.state in (state, None))


def refuse(why: str, asker: Asker, action: CentreStep, state: State) -> None:
    """Refuse an action.

    Raises
    ------
    NotAllowed
        Always.
    """
    message = f"{asker.role.value} may not {action.value} in the state {state.value}: {why}"
    raise NotAllowed("nothing was done", [Fault(pointer=why, message=message)])


def refuse_all(codes: Sequence[str]) -> None:
    """Refuse what was sent, by the codes of all that is wrong with it; nothing for none.

    Raises
    ------
    BadInput
        If there are any.
    """
    if codes:
        raise BadInput("nothing was entered", [Fault(pointer=one, message=one) for one in codes])


def refuse_unless(**holds: object) -> None:
    """Refuse what was sent, by the codes of all that does not hold of it."""
    refuse_all([code for code, one in holds.items() if not one])
