"""What is done to a case: read, decided and entered while nobody else writes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from truceline.centre.boards import Board, change_of, read_board
from truceline.centre.cases import Case, asked_sides, decided, next_number
from truceline.centre.rights import Asker
from truceline.db.checkpoints import sign_if_due
from truceline.db.entering import enter_within
from truceline.db.opened import Store, new_id, writing
from truceline.errors import Fault, NotFound
from truceline.model.casebook import Casebook
from truceline.model.centre import CaseAct, CaseStep
from truceline.runs.reporting import Heard, changes_to_keep


def take_report(
    store: Store,
    heard: Heard,
    asker: Asker,
    *,
    source: str,
    informant: str = "",
    joins: str = "",
    now: datetime | None = None,
) -> str:
    """Enter a report, and that a case begins with it or is told of again; return the case's number.

    Parameters
    ----------
    store : Store
        Of the report's casebook.
    heard : Heard
        As a person let it stand. What applies there and then is not kept with it.
    asker : Asker
        Who takes it down.
    source : str
        Who told it, by a code.
    informant : str
        Who that is: sealed for the custodian.
    joins : str
        The case that it tells of; a new one if left out.
    now : datetime, optional
        UTC; the clock's if left out.

    Raises
    ------
    NotAllowed
        If it is not theirs to do.
    BadInput, NotFound
        As `runs.reporting.keep_in_store`.
    """
    at, casebook = now or datetime.now(UTC), heard.record.casebook
    with writing(store) as models:
        board = read_board(store, casebook)
        if joins:
            case = _case(board, joins)
        else:
            number = next_number(board.cases, str(casebook.casebook.id), at.year)
            case = Case(number=number, sides=asked_sides(casebook.mandate))
        changes = changes_to_keep(
            heard, store, source=source, informant=informant, author=asker.login, role=asker.role.value
        )
        of = [f"{one.kind}/{one.id}" for one in changes if one.kind in ("reports", "incidents", "claims")]
        does: CaseStep = "add_report" if joins else "take_report"
        act = _decided(case, asker, does, casebook, at, of=of)
        enter_within(store, models, [*changes, change_of("acts", act, asker)], at)
    sign_if_due(store, now=at)
    return case.number


def act_on(
    store: Store,
    casebook: Casebook,
    asker: Asker,
    number: str,
    does: CaseStep,
    *,
    words: str = "",
    side: str = "",
    reason: str = "",
    now: datetime | None = None,
) -> CaseAct:
    """Do something to a case, and enter it.

    Parameters
    ----------
    store : Store
    casebook : Casebook
        Its mandate says how long sides have to answer.
    asker : Asker
    number : str
        The case's.
    does : CaseStep
    words, side : str
        The words of a request, or of a side, and which.
    reason : str
        Why.
    now : datetime, optional
        UTC; the clock's if left out.

    Raises
    ------
    NotFound
        If there is no such case.
    NotAllowed
        If it is not theirs to do, or not now.
    BadInput
        If words are missing, or too many.
    """
    at = now or datetime.now(UTC)
    with writing(store) as models:
        case = _case(read_board(store, casebook), number)
        act = _decided(case, asker, does, casebook, at, words=words, side=side)
        enter_within(store, models, [change_of("acts", act, asker, reason=reason.strip())], at)
    sign_if_due(store, now=at)
    return act


def _decided(
    case: Case, asker: Asker, does: CaseStep, casebook: Casebook, at: datetime, **said: Any
) -> CaseAct:
    hours = casebook.mandate.reply_hours
    return decided(case, asker, does, own=new_id("acts"), now=at, reply_hours=hours, **said)


def _case(board: Board, number: str) -> Case:
    if number not in board.cases:
        raise NotFound("nothing was done", [Fault(message=f"there is no case {number[:40]!r}")])
    return board.cases[number]
