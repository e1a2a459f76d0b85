"""What is done to a case: read, decided and entered while nobody else writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from truceline.centre.boards import Board, change_of, read_board
from truceline.centre.cases import Case, decided, next_number
from truceline.centre.rights import Asker, refuse_all
from truceline.db.attachments import BroughtFile, GivenFile, brought, change_for_file, placed
from truceline.db.changes import RecordChange
from truceline.db.checkpoints import sign_if_due
from truceline.db.entering import enter_within
from truceline.db.opened import Store, new_id, writing
from truceline.db.projecting import history
from truceline.errors import Fault, NotFound
from truceline.model.casebook import Casebook
from truceline.model.centre import CaseAct, CaseStep
from truceline.model.words import Standing
from truceline.parsing.yaml_marks import Tree
from truceline.runs.reporting import Heard, changes_to_keep


def take_report(
    store: Store,
    heard: Heard,
    asker: Asker,
    *,
    source: str,
    informant: str = "",
    joins: str = "",
    files: Sequence[GivenFile] = (),
    seals_files: bool = False,
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
    files : sequence of GivenFile
        What came with it; kept as it came. Of a report that is refused none is kept.
    seals_files : bool
        Whether only the custodian may open them.
    now : datetime, optional
        UTC; the clock's if left out.

    Raises
    ------
    NotAllowed
        If it is not theirs to do.
    BadInput, NotFound
        As `runs.reporting.keep_in_store`, and `db.attachments.brought`.
    """
    at, casebook = now or datetime.now(UTC), heard.record.casebook
    with brought(store, files, is_sealed=seals_files) as kept, writing(store) as models:
        board = read_board(store, casebook)
        if joins:
            case = case_of(board, joins)
        else:
            number = next_number(board.cases, str(casebook.casebook.id), at.year)
            case = Case(number=number, sides=casebook.mandate.asked_sides)
        changes = changes_to_keep(
            heard, store, source=source, informant=informant, author=asker.login, role=asker.role.value
        )
        of = tuple(
            f"{one.kind}/{one.id}" for one in changes if one.kind in ("reports", "incidents", "claims")
        )
        report = next(one for one in of if one.startswith("reports/"))
        given = new_act(case.number, "add_report" if joins else "take_report", of=(*of, *_items(kept)))
        act = decided(case, asker, given, casebook, at)
        _enter_with(store, models, kept, report, [*changes, change_of("acts", act, asker)], asker, at)
    sign_if_due(store, now=at)
    return case.number


def act_on(
    store: Store,
    casebook: Casebook,
    asker: Asker,
    number: str,
    does: CaseStep,
    *,
    reason: str = "",
    now: datetime | None = None,
    **said: Any,
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
    reason : str
        Why.
    now : datetime, optional
        UTC; the clock's if left out.
    **said
        Values of `CaseAct`.

    Raises
    ------
    NotFound
        If there is no such case.
    NotAllowed
        If it is not theirs to do, or not now.
    BadInput
        With everything that is missing or does not go together.
    """
    at = now or datetime.now(UTC)
    with writing(store) as models:
        board = read_board(store, casebook)
        case = case_of(board, number)
        act = decided(case, asker, new_act(number, does, **said), casebook, at)
        changes = [change_of("acts", act, asker, reason=reason.strip())]
        if act.verified is not None:
            changes += _verifications(store, board, case, act, asker, at)
        enter_within(store, models, changes, at)
    sign_if_due(store, now=at)
    return act


def attach_to(
    store: Store,
    casebook: Casebook,
    asker: Asker,
    number: str,
    *,
    files: Sequence[GivenFile],
    report: str = "",
    words: str = "",
    seals_files: bool = False,
    now: datetime | None = None,
) -> CaseAct:
    """Add files to a report of a case; as `act_on`. Of what is refused none is kept.

    Parameters
    ----------
    store : Store
    casebook : Casebook
    asker : Asker
    number : str
        The case's.
    files : sequence of GivenFile
    report : str
        The id of the report that they go with; the case's first if left out.
    words : str
        What they are.
    seals_files : bool
        Whether only the custodian may open them.
    now : datetime, optional
        UTC; the clock's if left out.
    """
    at = now or datetime.now(UTC)
    with brought(store, files, is_sealed=seals_files) as kept, writing(store) as models:
        case = case_of(read_board(store, casebook), number)
        own = report or case.reports[0]
        act = decided(case, asker, new_act(number, "attach", of=_items(kept), words=words), casebook, at)
        if own not in case.reports:
            refuse_all(["to"])
        _enter_with(store, models, kept, f"reports/{own}", [change_of("acts", act, asker)], asker, at)
    sign_if_due(store, now=at)
    return act


def _items(files: Sequence[BroughtFile]) -> tuple[str, ...]:
    return tuple(f"attachments/{one.id}" for one in files)


def _enter_with(
    store: Store,
    models: Any,
    files: Sequence[BroughtFile],
    report: str,
    changes: Sequence[RecordChange],
    asker: Asker,
    at: datetime,
) -> None:
    """Enter changes with the files that came with a report: all of them or none."""
    told = [change_for_file(one, of=report, author=asker.login, role=asker.role.value) for one in files]
    with placed(store, files):
        enter_within(store, models, [*told, *changes], at)


def new_act(number: str, does: CaseStep, **said: Any) -> CaseAct:
    """Return an act as it is asked for, with an id of its own."""
    return CaseAct(id=new_id("acts"), case=number, does=does, **said)


def case_of(board: Board, number: str) -> Case:
    """Return a case.

    Raises
    ------
    NotFound
        If there is none of that number.
    """
    if number not in board.cases:
        raise NotFound("nothing was done", [Fault(message=f"there is no case {number[:40]!r}")])
    return board.cases[number]


_OURSELVES: Final = "CENTRE"
"""The centre as a source: who verified in its name stands with the act."""


def _verifications(
    store: Store, board: Board, case: Case, act: CaseAct, asker: Asker, at: datetime
) -> Iterator[RecordChange]:
    """Yield what a verification says in the record of each account; it takes the place of an earlier one."""

    def change(kind: str, own: str, tree: Tree, replaces: int | None = None) -> RecordChange:
        return RecordChange(
            kind=kind, id=own, tree=tree, author=asker.login, role=asker.role.value, replaces=replaces
        )

    is_borne_out = act.verified in ("verified", "in_part")
    if is_borne_out and not history(store, "sources", _OURSELVES):
        names: Tree = {"en": "The centre"}
        family = _OURSELVES.lower()
        standing = Standing.THIRD_PARTY.value
        yield change("families", family, {"id": family, "names": names, "standing": standing})
        yield change("sources", _OURSELVES, {"id": _OURSELVES, "names": names, "family": family})
    entries = [board.incidents[one].noun for one in case.reports if one in board.incidents]
    for entry, account in ((one, each) for one in entries for each in one.accounts):
        own = f"{entry.id}-{account.id}"
        earlier = history(store, "verifications", own)
        replaces = earlier[-1].entry if earlier and earlier[-1].change.tree is not None else None
        tree: dict[str, Tree] = {
            "account": f"{entry.id}/{account.id}",
            "by": _OURSELVES,
            "on": f"{at:%Y-%m-%d}",
            "note": act.how,
        }
        if act.parts:
            tree["parts"] = [str(one) for one in act.parts]
        if is_borne_out or replaces is not None:
            yield change("verifications", own, tree if is_borne_out else None, replaces)
