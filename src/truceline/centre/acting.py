"""What is done at a centre: read, decided and entered while nobody else writes.

What is done to a case takes its store, its casebook, who asks, the case's number, and when: UTC, the clock's
if left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from truceline.centre.boards import Board, KeptNoun, authors_of, change_of, entries_of, read_board
from truceline.centre.cases import Case, decided, next_number
from truceline.centre.rights import Asker, State, allow, refuse_unless
from truceline.db.attachments import BroughtFile, GivenFile, brought, change_for_file, placed
from truceline.db.changes import RecordChange
from truceline.db.checkpoints import sign_if_due
from truceline.db.entering import enter_within
from truceline.db.opened import Store, new_id, writing
from truceline.db.projecting import history
from truceline.errors import Fault, NotFound
from truceline.model.casebook import Casebook
from truceline.model.centre import CaseAct, CaseStep, CentreStep
from truceline.model.words import Standing
from truceline.parsing.yaml_marks import Tree
from truceline.runs.reporting import Heard, changes_to_keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A store while somebody does something in it: as it stands, and where it is entered."""

    store: Store
    casebook: Casebook
    asker: Asker
    at: datetime
    """UTC."""
    board: Board
    models: Any

    def case(self, number: str) -> Case:
        """Return a case.

        Raises
        ------
        NotFound
            If there is none of that number.
        """
        if number not in self.board.cases:
            raise NotFound("nothing was done", [Fault(message=f"there is no case {number[:40]!r}")])
        return self.board.cases[number]

    def decided(self, case: Case, does: CaseStep, **said: Any) -> CaseAct:
        """Return an act as it is to be entered, or refuse it; see `cases.decided`."""
        act = CaseAct(id=new_id("acts"), case=case.number, does=does, **said)
        return decided(case, self.asker, act, self.casebook, self.at)

    def brief(self, own: str, does: CentreStep) -> tuple[KeptNoun, ...]:
        """Return the versions of a brief, the last one last, where a step of it is theirs to do.

        Raises
        ------
        NotAllowed, NotFound
            If it is not, or there is no such brief.
        """
        if own not in self.board.briefs:
            raise NotFound("nothing was done", [Fault(message=f"there is no brief {own[:40]!r}")])
        versions, asker = self.board.briefs[own], self.asker
        allow(asker, does, State(versions[-1].noun.state), authors=authors_of(versions), side=asker.side)
        return versions

    def enter(self, *changes: RecordChange) -> None:
        """Enter changes: all of them or none."""
        enter_within(self.store, self.models, changes, self.at)


@contextmanager
def acting(
    store: Store, casebook: Casebook, asker: Asker, now: datetime | None, *, signs: bool = True
) -> Iterator[Held]:
    """Hold the one place of the writer, with the store as it stands; after it a checkpoint that is due."""
    at = now or datetime.now(UTC)
    with writing(store) as models:
        board = read_board(store, casebook)
        yield Held(store=store, casebook=casebook, asker=asker, at=at, board=board, models=models)
    if signs:
        sign_if_due(store, now=at)


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
    casebook = heard.record.casebook
    with brought(store, files, is_sealed=seals_files) as kept, acting(store, casebook, asker, now) as held:
        if joins:
            case = held.case(joins)
        else:
            number = next_number(held.board.cases, str(casebook.casebook.id), held.at.year)
            case = Case(number=number, sides=casebook.mandate.asked_sides)
        changes = changes_to_keep(
            heard, store, source=source, informant=informant, author=asker.login, role=asker.role.value
        )
        of = tuple(
            f"{one.kind}/{one.id}" for one in changes if one.kind in ("reports", "incidents", "claims")
        )
        report = next(one for one in of if one.startswith("reports/"))
        act = held.decided(case, "add_report" if joins else "take_report", of=(*of, *_items(kept)))
        _enter_with(held, kept, report, [*changes, change_of("acts", act, asker)])
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
    does : CaseStep
    reason : str
        Why.
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
    with acting(store, casebook, asker, now) as held:
        case = held.case(number)
        act = held.decided(case, does, **said)
        borne_out = _verifications(held, case, act) if act.verified is not None else ()
        held.enter(change_of("acts", act, asker, reason=reason.strip()), *borne_out)
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
    files : sequence of GivenFile
    report : str
        The id of the report that they go with; the case's first if left out.
    words : str
        What they are.
    seals_files : bool
        Whether only the custodian may open them.
    """
    with brought(store, files, is_sealed=seals_files) as kept, acting(store, casebook, asker, now) as held:
        case = held.case(number)
        own = report or case.reports[0]
        act = held.decided(case, "attach", of=_items(kept), words=words)
        refuse_unless(to=own in case.reports)
        _enter_with(held, kept, f"reports/{own}", [change_of("acts", act, asker)])
    return act


def _items(files: Sequence[BroughtFile]) -> tuple[str, ...]:
    return tuple(f"attachments/{one.id}" for one in files)


def _enter_with(
    held: Held, files: Sequence[BroughtFile], report: str, changes: Sequence[RecordChange]
) -> None:
    """Enter changes with the files that came with a report: all of them or none."""
    author, role = held.asker.login, held.asker.role.value
    with placed(held.store, files):
        held.enter(*(change_for_file(one, of=report, author=author, role=role) for one in files), *changes)


_OURSELVES: Final = "CENTRE"
"""The centre as a source: who verified in its name stands with the act."""


def _verifications(held: Held, case: Case, act: CaseAct) -> Iterator[RecordChange]:
    """Yield what a verification says in the record of each account; it takes the place of an earlier one."""
    store, asker = held.store, held.asker

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
    for entry, account in ((one, each) for one in entries_of(held.board, case) for each in one.accounts):
        own = f"{entry.id}-{account.id}"
        earlier = history(store, "verifications", own)
        replaces = earlier[-1].entry if earlier and earlier[-1].change.tree is not None else None
        tree: dict[str, Tree] = {
            "account": f"{entry.id}/{account.id}",
            "by": _OURSELVES,
            "on": f"{held.at:%Y-%m-%d}",
            "note": act.how,
        }
        if act.parts:
            tree["parts"] = [str(one) for one in act.parts]
        if is_borne_out or replaces is not None:
            yield change("verifications", own, tree if is_borne_out else None, replaces)
