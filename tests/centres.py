"""A centre for tests: a store of Idlib, people in their roles, and reports to take down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from truceline.centre.acting import act_on, take_report
from truceline.centre.boards import Board, read_board
from truceline.centre.deciding import proposal_of, propose, state_attitude
from truceline.centre.rights import OF_A_SIDE, Asker, CentreRole
from truceline.db.opened import Store
from truceline.files import load_record
from truceline.model.casebook import Casebook
from truceline.model.centre import Attitude, Outcome
from truceline.model.words import Part
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


DUTY, ANALYST, PATROL = (
    asker(one) for one in (CentreRole.DUTY_OFFICER, CentreRole.ANALYST, CentreRole.PATROL_LEADER)
)
OURS = asker(CentreRole.LIAISON_OFFICER, login="liaison-opposition", side="opposition")
THEIRS = asker(CentreRole.LIAISON_OFFICER, login="liaison-government", side="government")
PUBLISHER = asker(CentreRole.PUBLISHER)
CHAIR = asker(CentreRole.CO_CHAIR, login="chair-opposition", side="opposition")
OTHER_CHAIR = asker(CentreRole.CO_CHAIR, login="chair-government", side="government")


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


def heard_by_both(store: Store) -> str:
    """Return a case to which both sides said their word."""
    number = taken(store)
    act_on(store, book(), DUTY, number, "triage", now=at(0.1))
    act_on(store, book(), DUTY, number, "ask", words="What do you know of it?", now=at(0.2))
    for one in (OURS, THEIRS):
        act_on(store, book(), one, number, "answer", side=one.side, words=f"Our word: {one.side}.", now=at(1))
    return number


def proposed(store: Store, *, outcome: Outcome = "agreed_facts", by: Asker = ANALYST) -> str:
    """Return a case that was verified and attributed, and for which words were put to the sides."""
    number = heard_by_both(store)
    act_on(
        *(store, book(), PATROL, number, "verify"),
        verified="in_part",
        how="patrol",
        parts=(Part.ACT, Part.WHERE),
        words="Craters were seen.",
        now=at(2),
    )
    attribute: dict[str, Any] = {
        "doers": (("syrian-government-forces",), ()),
        "words": "By the angle; who it was is not known.",
    }
    act_on(store, book(), ANALYST, number, "attribute", now=at(3), **attribute)
    propose(store, book(), by, number, outcome=outcome, says="Two shells fell.", now=at(4))
    return number


def said(store: Store, by: Asker, number: str, says: Attitude, hours: float, words: str = "") -> None:
    """Let a side say something to the words that stand."""
    proposal = proposal_of(board(store), board(store).cases[number])
    assert proposal is not None
    seen = proposal.kept.entered.entry
    state_attitude(store, book(), by, number, says=says, words=words, seen=seen, now=at(hours))
