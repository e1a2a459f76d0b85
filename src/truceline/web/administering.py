"""Logins managed by an administrator; nothing of content is read or written here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction

from truceline.centre.rights import CentreRole
from truceline.errors import BadInput, Fault, NotFound
from truceline.web.logins import Login, make_login, seat_faults, write_down
from truceline.web.models import LoginChange, Seat
from truceline.web.settings import SEEN

MOST_CHANGES: Final = 100
"""Of the record of logins on a page, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLogin:
    """A login, as its administrator sees it."""

    name: str
    role: str
    side: str
    factors: tuple[str, ...]
    is_locked: bool
    n_sessions: int
    seen_at: datetime | None
    """When a page was last asked for in a session that is open, or it last signed in."""


def logins() -> tuple[ShownLogin, ...]:
    """Return all logins by name."""
    open_: dict[int, list[int]] = defaultdict(list)
    for one in _sessions():
        told = one.get_decoded()
        open_[int(told.get("_auth_user_id", 0))].append(int(told.get(SEEN, 0)))
    seats = {one.user_id: one for one in Seat.objects.all()}
    users = get_user_model().objects.order_by("username").prefetch_related("authenticator_set")
    return tuple(
        ShownLogin(
            name=user.username,
            role=seats[user.pk].role if user.pk in seats else "",
            side=seats[user.pk].side if user.pk in seats else "",
            factors=tuple(sorted({one.type for one in user.authenticator_set.all()})),
            is_locked=not user.is_active,
            n_sessions=len(open_[user.pk]),
            seen_at=datetime.fromtimestamp(seen, UTC)
            if (seen := max(open_[user.pk], default=0))
            else user.last_login,
        )
        for user in users
    )


def changes() -> tuple[LoginChange, ...]:
    """Return the newest of the record of logins, the last one first."""
    return tuple(LoginChange.objects.order_by("-pk")[:MOST_CHANGES])


def done(does: str, name: str, *, by: str, role: str, side: str, sides: tuple[str, ...]) -> str:
    """Do something to a login and write it down; return the password drawn for one that was made.

    Raises
    ------
    NotFound
        If there is no such login.
    BadInput
        If it is one's own, there is no such role or step, or role and side do not go together.
    """
    if does == "make":
        return make_login(Login(name=name, role=_role(role), side=side), sides, by=by)
    if name == by:
        _refuse("nobody changes their own login here", "let another administrator do it")
    with transaction.atomic():
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise NotFound("nothing was done", [Fault(message=f"there is no login {name[:60]!r}")])
        seat: Login | None = None
        match does:
            case "seat":
                seat = Login(name=name, role=_role(role), side=side)
                if faults := seat_faults(seat, sides):
                    raise BadInput("nothing was done", faults)
                Seat.objects.update_or_create(
                    user=user, defaults={"role": seat.role.value, "side": seat.side}
                )
            case "lock" | "unlock":
                user.is_active = does == "unlock"
                user.save(update_fields=["is_active"])
            case "end":
                pass
            case _:
                _refuse("say what to do", "make, seat, end, lock or unlock")
        if does != "unlock":
            _end(user)
        write_down(does, name, by=by, seat=seat)
    return ""


def _sessions() -> Any:
    return Session.objects.filter(expire_date__gt=datetime.now(UTC)).iterator()


def _end(user: Any) -> None:
    """End the sessions of a login; those that began a sign-in and did not end it too."""
    for one in _sessions():
        if str(one.get_decoded().get("_auth_user_id", "")) == str(user.pk):
            one.delete()


def _role(role: str) -> CentreRole:
    if role not in set(CentreRole):
        _refuse(f"there is no role {role[:40]!r}", f"one of {', '.join(CentreRole)}")
    return CentreRole(role)


def _refuse(message: str, remedy: str) -> None:
    raise BadInput("nothing was done", [Fault(message=message, remedy=remedy)])
