"""A case: what its acts come to. Nothing of it is kept but the acts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from truceline.centre.rights import Asker, State, allow, refuse, refuse_all, rights
from truceline.errors import BadInput, Fault
from truceline.model.casebook import Casebook
from truceline.model.centre import MISSION, CaseAct, CentreStep

MOST_LETTERS: Final = 4_000
"""Of words that somebody writes."""


def is_said(words: str) -> bool:
    """Return whether words say something, and not too much."""
    return 0 < len(words.strip()) <= MOST_LETTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedAct:
    """An act as it stands in the log."""

    entry: int
    at: datetime
    act: CaseAct
    author: str
    role: str
    reason: str = ""

    @property
    def step(self) -> CentreStep:
        """Return what it does."""
        return CentreStep(self.act.does)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One incident on its way through a centre."""

    number: str
    sides: tuple[str, ...]
    """Those that are asked, the one that stands first before the other."""
    acts: tuple[DatedAct, ...] = ()
    state: State = State.NONE

    @property
    def reports(self) -> tuple[str, ...]:
        """Return the ids of its reports in the order in which they came."""
        brought = [item for one in self.acts for item in one.act.of]
        return tuple(item.partition("/")[2] for item in brought if item.startswith("reports/"))

    @property
    def authors(self) -> frozenset[str]:
        """Return the logins that took down its reports."""
        taking = (CentreStep.TAKE_REPORT, CentreStep.ADD_REPORT)
        return frozenset(one.author for one in self.acts if one.step in taking)

    @property
    def asked(self) -> DatedAct | None:
        """Return the last request; None before any."""
        return self.last(CentreStep.ASK)

    @property
    def is_again(self) -> bool:
        """Return whether it was reopened, and no side was asked since."""
        return self._reopened >= 0 and self.last(CentreStep.ASK, anew=True) is None

    def last(self, step: CentreStep, *, anew: bool = False) -> DatedAct | None:
        """Return the last act of a kind; with `anew` only of those since the case was last taken up."""
        since = self._reopened if anew else -1
        return next((one for one in reversed(self.acts) if one.step is step and one.entry > since), None)

    @property
    def _reopened(self) -> int:
        """Return the entry by which it was last taken up again; -1 for none."""
        reopened = self.last(CentreStep.REOPEN)
        return -1 if reopened is None else reopened.entry

    def words_to(self, request: DatedAct, side: str) -> tuple[DatedAct, ...]:
        """Return what a side said to a request, an objection, a proposal, or a notice: an objection too."""
        own = (one for one in self.acts if one.act.side == side)
        may_object = request.step is CentreStep.NOTIFY
        return tuple(
            one
            for one in own
            if one.act.to == request.act.id
            or (may_object and one.step is CentreStep.OBJECT and one.entry > request.entry)
        )

    def answered(self, side: str) -> DatedAct | None:
        """Return what a side's next answer is to: what waits for it, else the last request."""
        waiting = [one for one in self.waits_on if one.step is not CentreStep.PROPOSE]
        waiting += reversed(self.objections)
        return next((one for one in waiting if side in self.silent(one)), self.asked)

    @property
    def running(self) -> tuple[DatedAct, ...]:
        """Return all that sides may still answer, whether the case waits for it or not."""
        last = (self.asked, self.last(CentreStep.PROPOSE), self.notice)
        return (*(one for one in last if one is not None), *self.objections)

    @property
    def notice(self) -> DatedAct | None:
        """Return the last notice of what was decided; None before any."""
        return self.last(CentreStep.NOTIFY, anew=True)

    def answers(self, side: str) -> tuple[DatedAct, ...]:
        """Return a side's words to the last request."""
        return () if self.asked is None else self.words_to(self.asked, side)

    def asks(self, request: DatedAct) -> tuple[str, ...]:
        """Return the sides that are to answer; of an objection, the others."""
        return tuple(one for one in self.sides if one != request.act.side)

    def silent(self, request: DatedAct) -> tuple[str, ...]:
        """Return those that have not answered."""
        return tuple(one for one in self.asks(request) if not self.words_to(request, one))

    def is_over(self, request: DatedAct, now: datetime) -> bool:
        """Return whether all who are asked have answered, or their time is over."""
        return not self.silent(request) or now >= due_at(request)

    @property
    def objections(self) -> tuple[DatedAct, ...]:
        """Return the objections since the case was last taken up."""
        since = self._reopened
        return tuple(one for one in self.acts if one.step is CentreStep.OBJECT and one.entry > since)

    @property
    def waits_on(self) -> tuple[DatedAct, ...]:
        """Return the acts whose answers the case cannot go on without, before their time is over."""
        match self.state:
            case State.ASKED:
                found = self.asked
            case State.PROPOSED:
                found = self.last(CentreStep.PROPOSE)
            case State.NOTIFIED | State.OBJECTED:
                has_gone_out = self.last(CentreStep.PUBLISH, anew=True) is not None
                notice = () if self.notice is None or has_gone_out else (self.notice,)
                return (*self.objections, *notice)
            case _:
                return ()
        return () if found is None else (found,)

    def is_heard(self, now: datetime, step: CentreStep | None = None) -> bool:
        """Return whether nobody's answer is waited for; before a step that ends the case, nobody's at all.

        An objection after the time to object keeps nothing back; the time to object, only what goes out.
        """
        match step:
            case CentreStep.CLOSE:
                asking = self.running
            case CentreStep.PUBLISH:
                until = None if self.notice is None else due_at(self.notice)
                late = {one.entry for one in self.objections if until is not None and one.at >= until}
                asking = tuple(one for one in self.running if one.entry not in late)
            case _:
                asking = tuple(one for one in self.waits_on if one.step is not CentreStep.NOTIFY)
        return all(self.is_over(one, now) for one in asking)

    @property
    def clock(self) -> DatedAct | None:
        """Return what runs: of the acts that wait for somebody the one that is due first; None for none."""
        return min((one for one in self.waits_on if self.silent(one)), key=due_at, default=None)

    def holders(self, now: datetime) -> tuple[str, ...]:
        """Return for whom it waits: the mission, or sides; nobody where it is closed."""
        if self.state is State.CLOSED:
            return ()
        silent = {side for one in self.waits_on if not self.is_over(one, now) for side in self.silent(one)}
        return tuple(one for one in self.sides if one in silent) or (MISSION,)

    @property
    def owed(self) -> tuple[DatedAct, ...]:
        """Return what sides are to do, and have not."""
        done = {one.act.to for one in self.acts if one.step is CentreStep.FULFIL}
        return tuple(one for one in self.acts if one.step is CentreStep.OWE and one.act.id not in done)


def due_at(act: DatedAct) -> datetime:
    """Return until when an act waits for an answer, UTC."""
    return datetime.fromisoformat(act.act.due)


def first_by_rule(sides: Sequence[str], number: int) -> tuple[str, ...]:
    """Return who stands first: by an even number the first side of the mandate, by an odd one the last."""
    return tuple(sides) if number % 2 == 0 else tuple(reversed(sides))


def cases_of(
    acts: Iterable[DatedAct], sides: Sequence[str], *, before: Mapping[str, Case] | None = None
) -> dict[str, Case]:
    """Return cases by number, in the order in which they began; those before the acts with what they add.

    Raises
    ------
    BadInput
        If an act stands in the log that the table of rights does not know in its state.
    """
    leads = {(one.action, one.state): one.leads_to for one in rights()}
    found: dict[str, Case] = dict(before or {})
    for one in acts:
        number = one.act.case
        case = found.get(number) or Case(number=number, sides=first_by_rule(sides, _serial(number)))
        state = leads.get((one.step, case.state))
        if state is None:
            message = f"entry {one.entry}: {one.act.does} of {number} in the state {case.state.value}"
            raise BadInput("a case cannot be read", [Fault(message=message)])
        found[number] = replace(case, acts=(*case.acts, one), state=state)
    return found


def next_number(cases: Collection[str], casebook: str, year: int) -> str:
    """Return the number of a new case; numbers of a year have no gap.

    Examples
    --------
    >>> next_number(["IDLIB-2025-0007", "IDLIB-2026-0001"], "idlib", 2026)
    'IDLIB-2026-0002'
    """
    head = f"{casebook.upper()}-{year}-"
    last = max((_serial(one) for one in cases if one.startswith(head)), default=0)
    return f"{head}{last + 1:04}"


def _serial(number: str) -> int:
    return int(number.rpartition("-")[2])


def decided(case: Case, asker: Asker, given: CaseAct, casebook: Casebook, now: datetime) -> CaseAct:
    """Return an act as it is to be entered, or refuse it.

    Parameters
    ----------
    case : Case
        As it stands; without an act for a new one.
    asker : Asker
    given : CaseAct
        As it was asked for. An answer is, where it does not say so, to what waits for that side.
    casebook : Casebook
        Its mandate says how long sides have to answer.
    now : datetime
        UTC.

    Raises
    ------
    NotAllowed
        If the table does not allow it; nor is a case closed, decided or published while a side has time left.
    BadInput
        With everything that is missing or does not go together.
    """
    act = replace(given, words=given.words.strip())
    step = CentreStep(act.does)
    allow(asker, step, case.state, authors=case.authors, side=act.side)
    if step in BY_SIDES and act.side not in case.sides:
        refuse("side", asker, step, case.state)
    if step in AFTER_ALL and not case.is_heard(now, step):
        refuse("waits", asker, step, case.state)
    if step is CentreStep.ANSWER and not act.to:
        asked = case.answered(act.side)
        act = replace(act, to="" if asked is None else asked.act.id)
    if step in _ASKING:
        mandate = casebook.mandate
        hours = mandate.objection_hours if step is CentreStep.NOTIFY else mandate.reply_hours
        until = now + timedelta(hours=hours)
        act = replace(act, due=f"{until:%Y-%m-%dT%H:%M:%SZ}")
    refuse_all([*_wrong(case, act, step, casebook)])
    return act


BY_SIDES: Final = (CentreStep.ANSWER, CentreStep.STATE, CentreStep.OBJECT)
"""What is done for a side alone."""
AFTER_ALL: Final = (CentreStep.CLOSE, CentreStep.DETERMINE, CentreStep.PUBLISH, CentreStep.REOPEN)
"""What is not done while a side has time left to speak."""
_ASKING: Final = (CentreStep.ASK, CentreStep.PROPOSE, CentreStep.NOTIFY, CentreStep.OBJECT)
_NEED_WORDS: Final = (
    CentreStep.ASK,
    CentreStep.ANSWER,
    CentreStep.VERIFY,
    CentreStep.ATTRIBUTE,
    CentreStep.OBJECT,
    CentreStep.OWE,
)


def _wrong(case: Case, act: CaseAct, step: CentreStep, casebook: Casebook) -> Iterator[str]:
    """Yield the code of everything that is missing in an act, or does not go together."""
    if (step in _NEED_WORDS and not act.words) or len(act.words) > MOST_LETTERS:
        yield "words"
    match step:
        case CentreStep.ATTACH:
            if not act.of:
                yield "no_file"
        case CentreStep.ANSWER:
            asked = (CentreStep.ASK, CentreStep.NOTIFY, CentreStep.OBJECT)
            asking = {one.act.id: one for one in case.acts if one.step in asked}
            if act.to not in asking or act.side not in case.asks(asking[act.to]):
                yield "to"
        case CentreStep.VERIFY:
            yield from _wrong_verification(act)
        case CentreStep.ATTRIBUTE:
            known = {one.id for one in casebook.actors}
            together = {frozenset(one) for one in act.doers}
            is_each_once = len(together) == len(act.doers) and all(
                len(set(one)) == len(one) for one in act.doers
            )
            if not together or not is_each_once or not set().union(*together) <= known:
                yield "doers"
        case CentreStep.OWE:
            if act.side not in case.sides:
                yield "owing"
            if not _is_day(act.due):
                yield "due"
        case CentreStep.FULFIL:
            if act.to not in {one.act.id for one in case.owed}:
                yield "to"


def _wrong_verification(act: CaseAct) -> Iterator[str]:
    if act.verified is None or (act.verified == "in_part") != bool(act.parts):
        yield "verified"
    if not act.how and act.verified != "cannot_be_verified":
        yield "how"
    if act.denied and act.verified == "verified":
        yield "denied"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def words_are_open(case: Case, one: DatedAct, asker: Asker, parts: Collection[str], now: datetime) -> bool:
    """Return whether somebody may read the words of an act.

    Requests, proposals, objections and what is owed are for all sides. A side's word is for itself and for
    the mission at once, and for a side that is asked the same when that has answered too, or its time is
    over: nobody answers with the other's word before them.

    Parameters
    ----------
    case : Case
    one : DatedAct
        Of it.
    asker : Asker
    parts : collection of str
        What the mandate gives the asker's audience.
    now : datetime
        UTC.
    """
    if not asker.side:
        return "words" in parts
    if asker.side not in case.sides:
        return False
    if one.act.side == asker.side or one.step in (*_ASKING, CentreStep.OWE):
        return True
    if one.step not in (CentreStep.ANSWER, CentreStep.STATE):
        return False
    return all(
        asker.side not in case.asks(each) or bool(case.words_to(each, asker.side)) or case.is_over(each, now)
        for each in case.acts
        if each.act.id == one.act.to
    )
