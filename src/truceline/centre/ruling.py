"""A ruling on an open question of the texts: put to the sides, what each says to it, and what was ruled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from truceline.centre.acting import acting
from truceline.centre.boards import Board, Task, change_of
from truceline.centre.cases import first_by_rule, is_said
from truceline.centre.deciding import PutToSides, carried, seen_of, spoken
from truceline.centre.rights import Asker, State, allow, refuse, refuse_unless, refused
from truceline.db.changes import RecordChange
from truceline.db.opened import Store, new_id
from truceline.db.projecting import last_told
from truceline.errors import Fault, NotFound
from truceline.files.casebooks import Folders
from truceline.judgement.questions.ruled import Turned, turned
from truceline.model.casebook import Ambiguity, Casebook
from truceline.model.centre import Attitude, CentreStep, RulingProposed, SideStated
from truceline.model.hanging import ReadingId
from truceline.model.record import Ruling
from truceline.runs.gathering import own_claims
from truceline.runs.sealed import read_sealed
from truceline.sources.claim_rows import days_of

_BODY: Final = "the co-chairs of the joint coordination centre"


@dataclass(frozen=True, slots=True, kw_only=True)
class PutRuling(PutToSides[RulingProposed]):
    """The last ruling that was put to the sides on a question, ruled or not."""

    @property
    def state(self) -> State:
        """Return how far it has come."""
        return State.DETERMINED if self.noun.rule else State.PROPOSED

    def is_heard(self, sides: tuple[str, ...], now: datetime) -> bool:
        """Return whether all sides said something, or their time is over."""
        return all(map(self.of_side, sides)) or now >= datetime.fromisoformat(self.noun.due)

    def is_open_to(self, asker: Asker, side: str, sides: tuple[str, ...], now: datetime) -> bool:
        """Return whether somebody may read what a side says: no side hears the other before it spoke."""
        return (
            not asker.side
            or asker.side == side
            or self.of_side(asker.side) is not None
            or self.is_heard(sides, now)
        )


def put_ruling(board: Board, question: str) -> PutRuling | None:
    """Return what was last put to the sides on a question; None where nothing was."""
    found = [one[-1] for one in board.proposed_rulings.values() if one[-1].noun.question == question]
    if not found:
        return None
    kept = max(found, key=lambda one: one.entered.entry)
    words = board.proposed_rulings[kept.noun.id][-2 if kept.noun.rule else -1]  # those that were decided on
    said = (one for one in board.statements.values() if one.noun.determination == kept.noun.id)
    return PutRuling(kept=kept, said=tuple(one for one in said if one.entered.entry > words.entered.entry))


def state_of(put: PutRuling | None) -> State:
    """Return how far a ruling on a question has come."""
    return State.NONE if put is None else put.state


def question_of(casebook: Casebook, question: str) -> Ambiguity:
    """Return an open question of the texts.

    Raises
    ------
    NotFound
        If the casebook does not ask it.
    """
    for one in casebook.ambiguities:
        if one.id == question:
            return one
    raise NotFound("nothing was done", [Fault(message=f"there is no open question {question[:40]!r}")])


def sides_in_order(casebook: Casebook, question: str) -> tuple[str, ...]:
    """Return who stands first: of the first question the mandate's first side, of the next the other."""
    number = [str(one.id) for one in casebook.ambiguities].index(question)
    return first_by_rule(casebook.mandate.asked_sides, number)


def propose_ruling(
    store: Store,
    casebook: Casebook,
    asker: Asker,
    question: str,
    *,
    reading: str,
    says: str,
    seen: int,
    now: datetime | None = None,
) -> None:
    """Put a ruling to all sides; new words make void what was said to earlier ones.

    Parameters
    ----------
    question : str
        An ambiguity of the casebook.
    reading : str
        The one of its readings that is to be the answer.
    says : str
        Why.
    seen : int
        The entry of the last words that were read; -1 for none.

    Raises
    ------
    NotAllowed, NotFound
        If it is not theirs to do, or there is no such question.
    BadInput
        If it is none of the readings, nothing or too much is said, or others put other words since.
    """
    asked = question_of(casebook, question)
    with acting(store, casebook, asker, now) as held:
        before = put_ruling(held.board, question)
        allow(asker, CentreStep.PROPOSE_RULING, state_of(before))
        refuse_unless(
            reading=reading in {one.id for one in asked.readings},
            words=is_said(says),
            seen=seen == seen_of(before),
        )
        is_open = before is not None and before.state is State.PROPOSED
        until = held.at + timedelta(hours=casebook.mandate.reply_hours)
        noun = RulingProposed(
            id=before.noun.id if before is not None and is_open else new_id("proposed_rulings"),
            question=asked.id,
            reading=ReadingId(reading),
            says=says.strip(),
            by=(asker.role.value,),
            on=f"{held.at:%Y-%m-%d}",
            due=f"{until:%Y-%m-%dT%H:%M:%SZ}",
        )
        held.enter(change_of("proposed_rulings", noun, asker, replaces=seen if is_open else None))


def state_ruling(
    store: Store,
    casebook: Casebook,
    asker: Asker,
    question: str,
    *,
    says: Attitude | None = None,
    words: str = "",
    signature: str = "",
    seen: int,
    now: datetime | None = None,
) -> None:
    """Enter what a side says to a ruling that was put to it; the parameters are those of `state_attitude`.

    Raises
    ------
    NotAllowed, NotFound
        If it is not theirs to do, or not now.
    BadInput
        If it was changed since it was read, or the signature is not of it, of this side and its key.
    """
    question_of(casebook, question)
    with acting(store, casebook, asker, now) as held:
        put = put_ruling(held.board, question)
        allow(asker, CentreStep.STATE_RULING, state_of(put), side=asker.side)
        assert put is not None  # or the table had refused it
        noun = spoken(held, new_id("statements"), put, says, words, signature, seen)
        held.enter(change_of("statements", noun, asker))


def rule(
    store: Store, casebook: Casebook, asker: Asker, question: str, *, seen: int, now: datetime | None = None
) -> None:
    """Rule, where the mandate's quorum and rule are met, and enter that into the record, or refuse.

    Raises
    ------
    NotAllowed
        If a side has time left, too few said anything, or it is not agreed.
    BadInput
        If it was changed since it was read.
    NotFound
        If there is no such question.
    """
    question_of(casebook, question)
    with acting(store, casebook, asker, now) as held:
        put = put_ruling(held.board, question)
        allow(asker, CentreStep.RULE, state_of(put))
        assert put is not None  # or the table had refused it
        refuse_unless(seen=put.entry == seen)
        sides = casebook.mandate.asked_sides
        if not put.is_heard(sides, held.at):
            refuse("waits", asker, CentreStep.RULE, put.state)
        noun = carried(held, put, "agreed_conclusion", sides, CentreStep.RULE, put.state)
        held.enter(
            change_of("proposed_rulings", noun, asker, replaces=seen), _ruling_of(store, noun, asker, seen)
        )


def _ruling_of(store: Store, noun: RulingProposed, asker: Asker, entry: int) -> RecordChange:
    """Return what was ruled as it stands in the record: by whom, and what each side said to it."""
    return RecordChange(
        kind="rulings",
        id=new_id("rulings"),
        tree={
            "question": noun.question,
            "reading": noun.reading,
            "by": f"{_BODY} ({noun.rule}; {'; '.join(map(_as_said, noun.stated))})",
            "on": noun.on,
            "source": f"log {store.origin}, entry {entry}, {noun.signed}",
        },
        author=asker.login,
        role=asker.role.value,
    )


def _as_said(one: SideStated) -> str:
    if one.says == "nothing":
        return f"{one.side}: nothing said"
    how = "signed by its own program" if one.own_program else "said through the centre's server"
    return f"{one.side}: {one.says}, {how}"


def ruling_tasks(board: Board, asker: Asker, now: datetime) -> Iterator[Task]:
    """Yield the questions on which a side's word, or a ruling, waits for somebody."""
    for question in dict.fromkeys(one[-1].noun.question for one in board.proposed_rulings.values()):
        put = put_ruling(board, question)
        if put is None or put.state is not State.PROPOSED:
            continue
        since, due = put.kept.entered.recorded_at, datetime.fromisoformat(put.noun.due)
        may_state = not refused(asker, CentreStep.STATE_RULING, put.state, side=asker.side)
        if may_state and put.of_side(asker.side) is None:
            yield Task(does=CentreStep.STATE_RULING, item=question, due_at=due, since=since)
        if put.is_heard(board.sides, now) and not refused(asker, CentreStep.RULE, put.state):
            yield Task(does=CentreStep.RULE, item=question, since=since)


# What it would change


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldChange:
    """What a ruling would change. Computed, nobody has ruled."""

    turned: tuple[Turned, ...]
    n_incidents: int
    """All that were read."""
    days: tuple[str, str] | None
    """The first and the last on which any of them happened; None where there are none."""


def would_change(
    store: Store, folder: str | Path, question: str, reading: str, *, now: datetime | None = None
) -> WouldChange:
    """Return the findings whose verdict a ruling would change.

    All incidents of the casebook's record and of the store are assessed with it and without. While nothing
    is entered that tells of the record, it is worked out once.

    Parameters
    ----------
    store : Store
    folder : str or Path
        The casebook's name or folder.
    question, reading : str
        Of the casebook.
    now : datetime, optional
        UTC, the day of the ruling; the clock's if left out.

    Raises
    ------
    NotFound
        If there is no such question, or it has no such reading.
    """
    asked = question_of(read_sealed(folder).parsed.record.casebook, question)
    if reading not in {one.id for one in asked.readings}:
        raise NotFound("nothing was done", [Fault(message=f"there is no reading {reading[:40]!r}")])
    on = (now or datetime.now(UTC)).date()
    ruling = Ruling(question=asked.id, reading=ReadingId(reading), by="", on=on, source="")
    return _would_change(store.address.named, str(folder), last_told(store), ruling)


@lru_cache(maxsize=8)
def _would_change(store: str, folder: str, _last: int, ruling: Ruling) -> WouldChange:
    # Nothing but ids and verdicts is held on to: the record that they are of may be erased in the store.
    record = read_sealed(Folders(casebook=folder, records=(store,)), try_zones=False).parsed.record
    claims = own_claims(record)
    return WouldChange(
        turned=turned(record, claims, ruling),
        n_incidents=len(claims["incident_id"].unique()),
        days=days_of(claims, record.casebook.mandate.day_zone),
    )
