"""A determination: words put to the sides, what each says to them, the decision, and whom it is told to.

Each thing done takes a case as `acting` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, Generic, TypeVar

from truceline.centre.acting import Held, acting
from truceline.centre.boards import GUARANTORS, Board, KeptNoun, audience_of, change_of, entries_of
from truceline.centre.cases import MOST_LETTERS, Case, DatedAct, is_said
from truceline.centre.releasing import let_out, refuse_strangers
from truceline.centre.rights import Asker, CentreRole, State, refuse, refuse_all, refuse_unless
from truceline.db.disclosing import opened_entry
from truceline.db.opened import Store, new_id
from truceline.errors import BadLog
from truceline.model.casebook import Casebook, Mandate
from truceline.model.centre import (
    MISSION,
    Attitude,
    CentreStep,
    Determination,
    NoticeGiven,
    Outcome,
    SideObjected,
    SideSaid,
    SideStated,
    Statement,
    WordsPut,
)
from truceline.model.ids import ClauseId
from truceline.runs.releases import ReleasedBundle
from truceline.tlog.note import parse_verifier_key
from truceline.tlog.statement import read_statement

Words = TypeVar("Words", bound=WordsPut)


@dataclass(frozen=True, slots=True, kw_only=True)
class PutToSides(Generic[Words]):
    """Words put to the sides, and what each says to them."""

    kept: KeptNoun
    """Their last version."""
    said: tuple[KeptNoun, ...]
    """What sides said to these words, in order; a side's last word counts."""

    @property
    def noun(self) -> Words:
        """Return them."""
        found: Words = self.kept.noun
        return found

    @property
    def entry(self) -> int:
        """Return the entry of their last version."""
        return self.kept.entered.entry

    def of_side(self, side: str) -> Statement | None:
        """Return what a side says last; None where it said nothing."""
        return next((one.noun for one in reversed(self.said) if one.noun.of_side == side), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetermination(PutToSides[Determination]):
    """The determination of a case as it stands, decided or not."""

    act: DatedAct
    """The act by which its words were put to the sides."""


def seen_of(put: PutToSides[Any] | None) -> int:
    """Return the entry by which a form says which words were read; -1 for none."""
    return -1 if put is None else put.entry


def proposal_of(board: Board, case: Case) -> CaseDetermination | None:
    """Return the determination of a case; None where none was proposed since it was last taken up."""
    act = case.last(CentreStep.PROPOSE, anew=True)
    if act is None:
        return None
    said = tuple(
        board.statements[_own(one, "statements")]
        for one in case.acts
        if one.step is CentreStep.STATE and one.act.to == act.act.id
    )
    return CaseDetermination(kept=board.determinations[_own(act, "determinations")][-1], act=act, said=said)


def may_read(case: Case, act: DatedAct, who: Asker) -> bool:
    """Return whether somebody may read what an act put to the sides or decided.

    Words that are not decided are for the mission and the sides; what was decided is for guarantors too when
    it was notified, and for all when it was published.
    """
    if audience_of(who) == MISSION or who.side in case.sides:
        return True
    later = (one.step for one in case.acts if one.entry > act.entry)
    told = set(takewhile(lambda step: step is not CentreStep.REOPEN, later))
    is_told = who.role is CentreRole.GUARANTOR and CentreStep.NOTIFY in told
    return bool(audience_of(who)) and (is_told or CentreStep.PUBLISH in told)


def put_by(board: Board, act: DatedAct) -> Determination:
    """Return the words that an act put to the sides, or decided, as they stood then."""
    versions = board.determinations[_own(act, "determinations")]
    found: Determination = next(one for one in reversed(versions) if one.entered.entry < act.entry).noun
    return found


def stated_in(board: Board, act: DatedAct) -> Statement:
    """Return what a side said by an act."""
    found: Statement = board.statements[_own(act, "statements")].noun
    return found


def went_out(board: Board, case: Case) -> str:
    """Return the last determination of a case that was released, as `kind/id`; empty where none was."""
    out = {one.noun.of for one in board.releases}
    put = (one.act.of for one in reversed(case.acts) if one.step is CentreStep.PROPOSE)
    return next((item for of in put for item in of if item in out), "")


def _own(act: DatedAct, kind: str) -> str:
    return next(own for one, _, own in (item.partition("/") for item in act.act.of) if one == kind)


def digest_of(store: Store, entry: int) -> str:
    """Return the name under which a side signs what an entry says: `sha256:` and the hash of its leaf."""
    return f"sha256:{opened_entry(store, entry).entry.leaf().hex()}"


def propose(
    store: Store,
    casebook: Casebook,
    asker: Asker,
    number: str,
    *,
    outcome: Outcome,
    says: str,
    clauses: Sequence[str] = (),
    findings: Sequence[str] = (),
    seen: int | None = None,
    now: datetime | None = None,
) -> None:
    """Put the words of a determination to all sides; new words make void what was said to earlier ones.

    Parameters
    ----------
    outcome : Outcome
    says : str
        The words, a sentence a line.
    clauses : sequence of str
        Of the casebook, of which they speak.
    findings : sequence of str
        Findings that they cite.
    seen : int, optional
        The entry of the words that stood when these were written, -1 for none; not looked at if left out.

    Raises
    ------
    NotAllowed, NotFound
        If it is not theirs to do, or not now.
    BadInput
        If nothing or too much is said, a clause is none of the casebook, or others put other words since.
    """
    with acting(store, casebook, asker, now) as held:
        case = held.case(number)
        before = proposal_of(held.board, case)
        noun = Determination(
            id=new_id("determinations") if before is None else before.noun.id,
            incident=held.board.incidents[case.reports[0]].noun.id,
            outcome=outcome,
            says=says.strip(),
            by=(asker.role.value,),
            on=f"{held.at:%Y-%m-%d}",
            clauses=tuple(ClauseId(one) for one in clauses),
            findings=tuple(findings),
        )
        act = held.decided(case, "propose", of=(f"determinations/{noun.id}",))
        refuse_unless(
            words=is_said(noun.says),
            clauses=set(noun.clauses) <= {one.id for one in casebook.clauses},
            findings=all(is_finding_of(case, held.board, one, casebook) for one in findings),
            seen=seen in (None, seen_of(before)),
        )
        replaces = None if before is None else before.entry
        held.enter(change_of("determinations", noun, asker, replaces=replaces), change_of("acts", act, asker))


def state_attitude(
    store: Store,
    casebook: Casebook,
    asker: Asker,
    number: str,
    *,
    says: Attitude | None = None,
    words: str = "",
    signature: str = "",
    seen: int,
    now: datetime | None = None,
) -> None:
    """Enter what a side says to the words of a determination.

    Parameters
    ----------
    asker : Asker
        For whose side it is.
    says : Attitude, optional
        What it says through the centre's server; not needed with a signature.
    words : str
        In its own words: needed for all but consent.
    signature : str
        What `truceline witness state` wrote on the side's own machine; all that is said is taken from it.
    seen : int
        The entry of the words that were read.

    Raises
    ------
    NotAllowed, NotFound
        If it is not theirs to do, or not now.
    BadInput
        If those words were changed since, or the signature is not of them, of this side and its key.
    """
    with acting(store, casebook, asker, now) as held:
        case, own = held.case(number), new_id("statements")
        proposal = proposal_of(held.board, case)
        to = "" if proposal is None else proposal.act.act.id
        act = held.decided(case, "state", side=asker.side, to=to, of=(f"statements/{own}",))
        assert proposal is not None  # or the table had refused it
        noun = spoken(held, own, proposal, says, words, signature, seen)
        held.enter(change_of("statements", noun, asker), change_of("acts", act, asker))


def spoken(
    held: Held, own: str, put: PutToSides[Any], says: Attitude | None, words: str, signature: str, seen: int
) -> Statement:
    """Return what a side says: what its own program signed where that came with it, else what it chose.

    Raises
    ------
    BadInput
        If the words were changed since they were seen; the signature is not of them, of this side and its
        key; or, without one, nothing was chosen, or what is not consent has no words.
    """
    refuse_unless(seen=put.entry == seen)
    noun = Statement(
        id=own,
        determination=put.noun.id,
        of_side=held.asker.side,
        says=says or "consent",
        by=held.asker.role.value,
        on=f"{held.at:%Y-%m-%d}",
        words=words.strip(),
    )
    if signature.strip():
        noun = _signed(held.store, held.board, noun, signature, seen)
    else:
        refuse_unless(attitude=says)
    is_whole = noun.says == "consent" or noun.words.strip()
    refuse_unless(attitude=is_whole and len(noun.words) <= MOST_LETTERS)
    return noun


def _signed(store: Store, board: Board, noun: Statement, signature: str, seen: int) -> Statement:
    refuse_unless(no_key=noun.of_side in board.party_keys)
    key = parse_verifier_key(board.party_keys[noun.of_side].noun.key)
    text = signature.replace("\r\n", "\n").strip() + "\n"
    try:
        told = read_statement(text.encode(), key)
    except (BadLog, UnicodeEncodeError):
        refuse_all(["signature"])
        raise
    is_of_both = told.by == noun.of_side and f"sha256:{told.determination.hex()}" == digest_of(store, seen)
    refuse_unless(signature=is_of_both)
    return replace(noun, says=told.attitude.value, words=told.words, by=told.who, signature=text)


def determine(
    store: Store, casebook: Casebook, asker: Asker, number: str, *, now: datetime | None = None
) -> None:
    """Decide, where the mandate's quorum and rule are met, or refuse.

    Raises
    ------
    NotAllowed
        If a side has time left, too few said anything, or what is proposed as agreed is not.
    NotFound
        If there is no such case.
    """
    with acting(store, casebook, asker, now) as held:
        case = held.case(number)
        proposal = proposal_of(held.board, case)
        act = held.decided(case, "determine", of=_of(proposal))
        assert proposal is not None  # or the table had refused it
        noun = carried(held, proposal, proposal.noun.outcome, case.sides, CentreStep.DETERMINE, case.state)
        replaces = proposal.entry
        held.enter(change_of("determinations", noun, asker, replaces=replaces), change_of("acts", act, asker))


def carried(
    held: Held, put: PutToSides[Words], outcome: Outcome, sides: Sequence[str], does: CentreStep, state: State
) -> Words:
    """Return words that were put to the sides as what was decided, with what each said to them.

    Raises
    ------
    NotAllowed
        If the mandate's quorum or rule is not met.
    """
    stated, mandate = stated_by(put, sides), held.casebook.mandate
    if why := undecided(outcome, stated, mandate):
        refuse(why, held.asker, does, state)
    return replace(
        put.noun,
        on=f"{held.at:%Y-%m-%d}",
        rule=f"{mandate.rule}, quorum {quorum_of(mandate, sides)}",
        stated=stated,
        signed=digest_of(held.store, put.entry),
    )


def _of(proposal: CaseDetermination | None) -> tuple[str, ...]:
    return () if proposal is None else (f"determinations/{proposal.noun.id}",)


def stated_by(proposal: PutToSides[Any], sides: Sequence[str]) -> tuple[SideStated, ...]:
    """Return what each side said last, and who said nothing."""
    told = {one: proposal.of_side(one) for one in sides}
    return tuple(
        SideStated(side=side, says="nothing")
        if one is None
        else SideStated(side=side, says=one.says, words=one.words, own_program=bool(one.signature))
        for side, one in told.items()
    )


def quorum_of(mandate: Mandate, sides: Sequence[str]) -> int:
    """Return how many sides must have said something."""
    return len(sides) if mandate.quorum is None else mandate.quorum


def undecided(outcome: Outcome, stated: Sequence[SideStated], mandate: Mandate) -> str:
    """Return the code of why words are no determination; empty where they may become one.

    A disagreement needs the quorum alone: that a side disagrees is what it says.

    Examples
    --------
    >>> both = [SideStated(side="a", says="consent"), SideStated(side="b", says="dissent")]
    >>> undecided("agreed_facts", both, Mandate()), undecided("disagreement", both, Mandate())
    ('rule', '')
    """
    n = Counter(one.says for one in stated)
    if len(stated) - n["nothing"] < quorum_of(mandate, [one.side for one in stated]):
        return "quorum"
    if outcome == "disagreement":
        return ""
    go_along = n["consent"] + n["reservation"]
    is_carried = not n["dissent"] and go_along > 0
    if mandate.rule == "majority":
        is_carried = 2 * go_along > len(stated)
    return "" if is_carried else "rule"


def notify(
    store: Store, casebook: Casebook, asker: Asker, number: str, *, now: datetime | None = None
) -> None:
    """Tell all sides and the guarantors what was decided, in the same minute.

    Raises
    ------
    NotAllowed, NotFound
        If it is not theirs to do, or there is no such case.
    """
    with acting(store, casebook, asker, now) as held:
        case = held.case(number)
        told = [*case.sides, *([GUARANTORS] if GUARANTORS in (casebook.mandate.audiences or {}) else [])]
        notices = [
            NoticeGiven(id=new_id("notices"), of=of, side=one, on=f"{held.at:%Y-%m-%d %H:%M}Z")
            for of in _of(proposal_of(held.board, case))
            for one in told
        ]
        act = held.decided(case, "notify", of=tuple(f"notices/{one.id}" for one in notices))
        held.enter(*(change_of("notices", one, asker) for one in notices), change_of("acts", act, asker))


def is_finding_of(case: Case, board: Board, finding: str, casebook: Casebook) -> bool:
    """Return whether a finding is of an incident of a case.

    It is named as `incident/account/clause/position`; without the last it is that of all positions.
    """
    accounts = {f"{entry.id}/{one.id}" for entry in entries_of(board, case) for one in entry.accounts}
    incident, _, rest = finding.partition("/")
    account, _, of = rest.partition("/")
    known = {str(one.id) for one in casebook.clauses}
    positions = {str(one.id) for one in casebook.positions}
    clause, _, position = of.rpartition("/")
    is_of = f"{incident}/{account}" in accounts
    return is_of and (of in known or (clause in known and position in positions))


def publish(
    store: Store,
    casebook: Casebook,
    folder: str | Path,
    asker: Asker,
    number: str,
    *,
    audiences: Sequence[str],
    now: datetime | None = None,
) -> tuple[ReleasedBundle, ...]:
    """Let a determination out: sign the log, write a bundle for each audience, and enter that.

    What sides object to in it goes out with it, in their own words.

    Parameters
    ----------
    folder : str or Path
        The casebook's name or folder.
    audiences : sequence of str
        Of the mandate.

    Raises
    ------
    NotAllowed, NotFound
        If it is not theirs to do, or there is no such case.
    BadInput
        If nobody is named to get it, or it may not leave yet.
    """
    refuse_strangers(audiences, casebook.mandate)
    with acting(store, casebook, asker, now) as held:
        case = held.case(number)
        proposal = proposal_of(held.board, case)
        of = _of(proposal)
        changes = [change_of("acts", held.decided(case, "publish", of=of), asker)]
        assert proposal is not None  # or the table had refused it
        objected = tuple(objected_in(held.board, case, of[0]))
        if objected != proposal.noun.objections:
            noun = replace(proposal.noun, objections=objected)
            changes.append(change_of("determinations", noun, asker, replaces=proposal.entry))
        held.enter(*changes)
        return let_out(store, folder, asker, of[0], audiences, held.at)


def objected_in(board: Board, case: Case, item: str) -> Iterator[SideObjected]:
    """Yield what sides object to in a determination, as it goes out, with the others' words on it."""
    for one in case.objections:
        if board.objections[_own(one, "objections")].noun.to == item:
            yield SideObjected(
                side=one.act.side,
                words=one.act.words,
                on=f"{one.at:%Y-%m-%d}",
                answers=tuple(
                    SideSaid(side=said.act.side, words=said.act.words)
                    for side in case.asks(one)
                    for said in case.words_to(one, side)
                ),
            )
