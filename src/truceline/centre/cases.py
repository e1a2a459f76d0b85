"""A case: what its acts come to. Nothing of it is kept but the acts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from truceline.centre.rights import Asker, State, allow, refuse, rights
from truceline.errors import BadInput, Fault
from truceline.model.casebook import Mandate
from truceline.model.centre import MISSION, CaseAct, CaseStep, CentreStep

MOST_LETTERS: Final = 4_000
"""Of words that somebody writes."""


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
        return next((one for one in reversed(self.acts) if one.step is CentreStep.ASK), None)

    @property
    def due_at(self) -> datetime | None:
        """Return until when the sides have time to answer; None where nobody is asked."""
        return None if self.asked is None else datetime.fromisoformat(self.asked.act.due)

    def answers(self, side: str) -> tuple[DatedAct, ...]:
        """Return a side's words to the last request."""
        since = -1 if self.asked is None else self.asked.entry
        return tuple(
            one
            for one in self.acts
            if one.step is CentreStep.ANSWER and one.act.side == side and one.entry > since
        )

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Return the sides that have not answered the last request."""
        return tuple(side for side in self.sides if not self.answers(side)) if self.asked else ()

    def is_heard(self, now: datetime) -> bool:
        """Return whether all sides have answered, or their time is over."""
        return self.due_at is not None and (not self.unanswered or now >= self.due_at)

    def holders(self, now: datetime) -> tuple[str, ...]:
        """Return for whom it waits: the mission, or sides; nobody where it is closed."""
        if self.state is State.CLOSED:
            return ()
        waits = self.state is State.ASKED and not self.is_heard(now)
        return self.unanswered if waits else (MISSION,)


def first_by_rule(sides: Sequence[str], number: int) -> tuple[str, ...]:
    """Return who stands first: by an even number the first side of the mandate, by an odd one the last."""
    return tuple(sides) if number % 2 == 0 else tuple(reversed(sides))


def asked_sides(mandate: Mandate) -> tuple[str, ...]:
    """Return the sides that a centre asks: those of the mandate that are audiences of it."""
    return tuple(side for side in mandate.sides or {} if side in (mandate.audiences or {}))


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


def decided(
    case: Case,
    asker: Asker,
    does: CaseStep,
    *,
    own: str,
    now: datetime,
    reply_hours: float,
    words: str = "",
    side: str = "",
    of: Sequence[str] = (),
) -> CaseAct:
    """Return an act as it is to be entered, or refuse it.

    Parameters
    ----------
    case : Case
        As it stands; without an act for a new one.
    asker : Asker
    does : CaseStep
    own : str
        The act's id.
    now : datetime
        UTC.
    reply_hours : float
        Of the mandate: the time that each side has.
    words, side : str
        The request's words, or a side's, and which.
    of : sequence of str
        What it brings, as `kind/id`.

    Raises
    ------
    NotAllowed
        If the table does not allow it; a case on which sides have time left is not closed either.
    BadInput
        If words are missing where some are needed, or are too many.
    """
    step = CentreStep(does)
    allow(asker, step, case.state, authors=case.authors, side=side)
    if step is CentreStep.CLOSE and case.state is State.ASKED and not case.is_heard(now):
        refuse("waits", asker, step, case.state)
    if step is CentreStep.ANSWER and side not in case.sides:
        refuse("side", asker, step, case.state)
    needed = step in (CentreStep.ASK, CentreStep.ANSWER)
    if (needed and not words.strip()) or len(words) > MOST_LETTERS:
        message = "nothing is said" if not words.strip() else f"more than {MOST_LETTERS:,} letters"
        raise BadInput("nothing was entered", [Fault(pointer="words", message=message)])
    due = f"{now + timedelta(hours=reply_hours):%Y-%m-%dT%H:%M:%SZ}" if step is CentreStep.ASK else ""
    return CaseAct(id=own, case=case.number, does=does, of=tuple(of), side=side, words=words.strip(), due=due)


def words_are_open(case: Case, one: DatedAct, asker: Asker, parts: Collection[str], now: datetime) -> bool:
    """Return whether somebody may read the words of an act.

    Requests are for all sides. A side's word is for itself and for the mission at once, and for the other
    side when that has answered too, or its time is over: nobody answers with the other's word before them.

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
    if one.step is CentreStep.ASK or one.act.side == asker.side:
        return asker.side in case.sides
    return one.step is CentreStep.ANSWER and (bool(case.answers(asker.side)) or case.is_heard(now))
