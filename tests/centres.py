"""A centre for tests: a store of Idlib, people in their roles, and reports to take down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from truceline.centre.acting import take_report
from truceline.centre.boards import Board, read_board
from truceline.centre.rights import OF_A_SIDE, Asker, CentreRole
from truceline.db.opened import Store
from truceline.files import load_record
from truceline.model.casebook import Casebook
from truceline.runs.reporting import Heard, hear

EIGHT = datetime(2020, 2, 3, 8, tzinfo=UTC)
"""When the tests' night ends."""
SHELLING = "shelling, 2 km W of Saraqib, 1 h ago, 2 dead"


def at(hours: float) -> datetime:
    """Return an instant so many hours after eight."""
    return EIGHT + timedelta(hours=hours)


def asker(role: CentreRole, *, login: str = "", side: str = "") -> Asker:
    """Return somebody in a role; of a side's role without a side, for the opposition."""
    side = side or ("opposition" if role in OF_A_SIDE else "")
    return Asker(login=login or f"{role.value}-1", role=role, side=side)


DUTY, ANALYST = asker(CentreRole.DUTY_OFFICER), asker(CentreRole.ANALYST)
OURS = asker(CentreRole.LIAISON_OFFICER, login="liaison-opposition", side="opposition")
THEIRS = asker(CentreRole.LIAISON_OFFICER, login="liaison-government", side="government")
PUBLISHER = asker(CentreRole.PUBLISHER)


@cache
def book() -> Casebook:
    """Return the casebook."""
    return load_record("idlib").casebook


@cache
def heard(words: str = SHELLING, hours: float = 0.0) -> Heard:
    """Return a report told so many hours after eight."""
    return hear("idlib", words, said_at=at(hours))


def taken(store: Store, *, by: Asker = DUTY, words: str = SHELLING, hours: float = 0.0) -> str:
    """Take a report down and return the case's number."""
    return take_report(store, heard(words, hours), by, source="S17", now=at(hours))


def board(store: Store) -> Board:
    """Return the store as it stands."""
    return read_board(store, book())
