"""What a side disagrees with, in its own words: it stands beside what it is about, and moves no number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from truceline.centre.acting import Held, acting
from truceline.centre.boards import Board, KeptNoun, change_of
from truceline.centre.cases import Case, is_said
from truceline.centre.deciding import is_finding_of, proposal_of
from truceline.centre.rights import Asker, State, refuse_unless
from truceline.db.opened import Store, new_id
from truceline.model.casebook import Casebook
from truceline.model.centre import CentreStep, Objection


def object_to(
    store: Store,
    casebook: Casebook,
    asker: Asker,
    number: str,
    *,
    to: str,
    words: str,
    now: datetime | None = None,
) -> None:
    """Enter that a side disagrees with something of a case; the other sides are asked for their word.

    Parameters
    ----------
    asker : Asker
        For whose side it is.
    to : str
        `determinations/ID` or `acts/ID` of the case, or `findings/INCIDENT/ACCOUNT/CLAUSE`, with `/POSITION`
        or for all of them, of its incidents.
    words : str
        In the side's own words.

    Raises
    ------
    NotAllowed, NotFound
        If it is not theirs to do, or there is no such case.
    BadInput
        If nothing or too much is said, or to nothing of this case.
    """
    with acting(store, casebook, asker, now) as held:
        case, noun = held.case(number), _objection(held, to, words)
        act = held.decided(case, "object", side=asker.side, of=(f"objections/{noun.id}",), words=words)
        refuse_unless(to=_is_of(case, held.board, to, casebook))
        held.enter(change_of("objections", noun, asker), change_of("acts", act, asker))


def _is_of(case: Case, board: Board, to: str, casebook: Casebook) -> bool:
    kind, _, own = to.partition("/")
    match kind:
        case "determinations":
            proposal = proposal_of(board, case)
            return proposal is not None and proposal.noun.id == own
        case "acts":
            return own in {one.act.id for one in case.acts}
        case "findings":
            return is_finding_of(case, board, own, casebook)
    return False


def object_to_line(
    store: Store,
    casebook: Casebook,
    asker: Asker,
    own: str,
    *,
    line: int,
    words: str,
    seen: int,
    now: datetime | None = None,
) -> None:
    """Enter that a side disagrees with a line of a brief.

    Parameters
    ----------
    own : str
        The brief's id.
    line : int
        The line's number, from 1.
    seen : int
        The entry of the version that was read.

    Raises
    ------
    NotAllowed, NotFound
        If it is not theirs to do, or there is no such brief.
    BadInput
        If nothing or too much is said, there is no such line, or the words were changed since.
    """
    with acting(store, casebook, asker, now) as held:
        versions = held.brief(own, CentreStep.OBJECT)
        refuse_unread(versions, seen)
        refuse_unless(words=is_said(words), to=1 <= line <= len(versions[-1].noun.lines))
        held.enter(change_of("objections", _objection(held, f"briefs/{own}/{line}", words), asker))


def _objection(held: Held, to: str, words: str) -> Objection:
    return Objection(
        id=new_id("objections"),
        to=to,
        of_side=held.asker.side,
        words=words.strip(),
        by=held.asker.role.value,
        on=f"{held.at:%Y-%m-%d %H:%M}Z",
    )


def objections_to(board: Board, item: str) -> frozenset[str]:
    """Return the ids of what sides object to in an item, or in a part of it."""
    told = (kept.noun for kept in board.objections.values())
    return frozenset(one.id for one in told if f"{one.to}/".startswith(f"{item}/"))


def objections_by_line(board: Board, own: str) -> Mapping[int, tuple[Objection, ...]]:
    """Return what sides object to in a brief, by the number that the line which they read has now.

    By 0 stands what is to words that were changed since. Of a brief that went out, objections from before
    stand among its lines.
    """
    versions = board.briefs[own]
    last = versions[-1]
    found: dict[int, tuple[Objection, ...]] = {}
    for kept in board.objections.values():
        item, _, line = kept.noun.to.rpartition("/")
        if item != f"briefs/{own}":
            continue
        read = next(one for one in reversed(versions) if one.entered.entry < kept.entered.entry)
        if last.noun.state == State.RELEASED and read is not last:
            continue
        words = read.noun.lines[int(line) - 1]
        is_same = last.noun.lines[int(line) - 1 : int(line)] == (words,)
        now = int(line) if is_same else last.noun.lines.index(words) + 1 if words in last.noun.lines else 0
        found[now] = (*found.get(now, ()), kept.noun)
    return found


def refuse_unread(versions: Sequence[KeptNoun], seen: int) -> None:
    """Refuse a side's word on a brief whose words are others than those that it read.

    Raises
    ------
    BadInput
        If so.
    """

    def words(one: KeptNoun) -> tuple[object, ...]:
        return one.noun.lines, one.noun.holding, one.noun.holding_by

    read = [one for one in versions if one.entered.entry == seen]
    refuse_unless(seen=read and words(read[0]) == words(versions[-1]))
