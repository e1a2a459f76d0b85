"""Logins made: each with a seat; their database is prepared where it is not."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from truceline.centre.rights import OF_A_SIDE, CentreRole
from truceline.errors import BadInput, Fault

MACHINE: Final = "-"
"""Whoever holds the machine, and did it by the command."""
_NAME: Final = re.compile(r"[\w.-]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who is to sign in."""

    name: str
    role: CentreRole
    side: str = ""


def prepare() -> None:
    """Make the tables of the logins, or bring them up to date."""
    from django.core.management import call_command

    call_command("migrate", database="default", verbosity=0, interactive=False)


def seat_faults(login: Login, sides: tuple[str, ...]) -> list[Fault]:
    """Return what is wrong with a role and a side that are to go together."""
    faults = []
    if login.side and login.side not in sides:
        faults.append(
            Fault(message=f"the mandate has no side {login.side!r}", remedy=f"one of {', '.join(sides)}")
        )
    if login.role in OF_A_SIDE and not login.side:
        faults.append(Fault(message=f"a {login.role.value} is of a side", remedy=f"--side {sides[0]}"))
    return faults


def make_login(login: Login, sides: tuple[str, ...], *, by: str = MACHINE) -> str:
    """Make a login, and return the password that was drawn for it: nothing keeps it.

    Raises
    ------
    BadInput
        If there is one of that name, or the role and the side do not go together.
    """
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from truceline.web.models import Seat

    faults = seat_faults(login, sides)
    if not _NAME.fullmatch(login.name):
        remedy = "letters, digits, dot, hyphen and underscore, up to 60"
        faults.append(Fault(message=f"{login.name[:60]!r} is no name for a login", remedy=remedy))
    users = get_user_model().objects
    if users.filter(username=login.name).exists():
        faults.append(Fault(message=f"there is a login {login.name!r}", remedy="give another name"))
    if faults:
        raise BadInput("no login was made", faults)
    drawn = secrets.token_urlsafe(12)
    with transaction.atomic():
        user = users.create_user(login.name, password=drawn)
        Seat.objects.create(user=user, role=login.role.value, side=login.side)
        write_down("make", login.name, by=by, seat=login)
    return drawn


def write_down(does: str, name: str, *, by: str, seat: Login | None = None) -> None:
    """Add what was done to a login to the record of logins."""
    from truceline.web.models import LoginChange

    told = "" if seat is None else " ".join(filter(None, (seat.role.value, seat.side)))
    LoginChange.objects.create(at=datetime.now(UTC), by=by, login=name, does=does, seat=told)


def demo_logins(sides: tuple[str, ...]) -> tuple[Login, ...]:
    """Return one login for each role, and for each side where a role is of one."""
    found = []
    for role in CentreRole:
        of = sides if role in OF_A_SIDE else ("",)
        found += [
            Login(name="-".join(filter(None, (role.value.replace("_", "-"), side))), role=role, side=side)
            for side in of
        ]
    return tuple(found)
