"""Cases that may tell of the same as a report, and how likely: taught by what people joined or kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache

import pyarrow as pa

from truceline.centre.boards import Board, audience_of
from truceline.centre.cases import Case
from truceline.centre.rights import Asker, State
from truceline.fusion import Learnt, likely_among, taught
from truceline.model.casebook import Casebook
from truceline.model.centre import MISSION, CentreStep
from truceline.model.happening import When
from truceline.model.ids import IncidentId
from truceline.model.record import IncidentEntry
from truceline.parsing.typed import read_noun
from truceline.record.accounts import claims_of_entries
from truceline.record.intake import Understood, entry

_OPEN = (State.RECEIVED, State.TRIAGED, State.ASKED)
_WHILE_OPEN = (
    *(CentreStep.TAKE_REPORT, CentreStep.ADD_REPORT, CentreStep.ATTACH),
    *(CentreStep.TRIAGE, CentreStep.ASK, CentreStep.ANSWER),
)
_TEACH = 96
"""So many reports, the last ones, teach: more teach little that is new, and one waits for it."""
_WITHIN = timedelta(days=1)
"""What is told without a time happened so long before it was taken down, or less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LikeCase:
    """An open case of which a report may tell. Computed; a person says whether it is the same."""

    number: str
    p: float
    """Beside all other open cases that it may be."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A report that somebody sees all of, by its id and version and by what became of its case."""

    own: str
    case: str
    version: int
    recorded_at: datetime
    entry: IncidentEntry = field(compare=False)
    open_until: datetime | None
    """When its case could be joined no longer; None while it can."""


def like_cases(
    board: Board, found: Understood, casebook: Casebook, asker: Asker, *, said_at: datetime
) -> tuple[LikeCase, ...]:
    """Return the open cases that a report may tell of, among what somebody sees all of, the likeliest first.

    Nothing is merged. Reports that people joined are one, and cases that they kept apart though they were
    shown as alike are two: from these it is learnt how near reports of one happening are here.
    """
    if found.act is None or found.place is None:
        return ()
    told = tuple(sorted(_seen(board, asker), key=lambda one: (one.recorded_at, one.own)))
    known = [one for one in told if board.cases[one.case].state in _OPEN]
    if not known:
        return ()
    nouns = entry(found, casebook, own="new", source="new", said_at=said_at).get("incidents", ())
    new = next((noun for noun in (read_noun(IncidentEntry, one)[0] for one in nouns) if noun), None)
    if new is None:
        return ()
    book = _Book(casebook)
    likely = likely_among(
        _claims([(new, said_at)], casebook),
        _known(tuple(known), book),
        [one.case for one in known],
        casebook,
        _learnt(told[-_TEACH:], book),
    )
    return tuple(LikeCase(number=number, p=p) for number, p in likely.items())


@dataclass(frozen=True, slots=True)
class _Book:
    """A casebook by which it is: there are few in a process."""

    book: Casebook

    def __hash__(self) -> int:
        return id(self.book)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Book) and other.book is self.book


@lru_cache(maxsize=8)
def _known(told: tuple[_Told, ...], book: _Book) -> pa.Table:
    return _claims([(one.entry, one.recorded_at) for one in told], book.book)


@lru_cache(maxsize=8)
def _learnt(told: tuple[_Told, ...], book: _Book) -> Learnt:
    def offered(earlier: int, later: int) -> bool:
        until = told[earlier].open_until
        return until is None or told[later].recorded_at < until

    claims = _claims([(one.entry, one.recorded_at) for one in told], book.book)
    return taught(claims, [one.case for one in told], book.book, offered=offered)


def _claims(told: list[tuple[IncidentEntry, datetime]], casebook: Casebook) -> pa.Table:
    """Return CLAIMS, a row each, of first accounts; one without a time lies in the day before it was told."""
    return claims_of_entries(
        casebook,
        [
            replace(
                one,
                id=IncidentId(str(number)),
                accounts=one.accounts[:1],
                when=one.when or When(at=f"{at - _WITHIN:%Y-%m-%d %H:%M}Z", to=f"{at:%Y-%m-%d %H:%M}Z"),
            )
            for number, (one, at) in enumerate(told)
        ],
    )


def _seen(board: Board, asker: Asker) -> Iterator[_Told]:
    """Yield the reports that somebody sees all of, with what they tell."""
    for case in board.cases.values():
        until = _joinable_until(case)
        for own in case.reports:
            kept, report = board.incidents.get(own), board.reports[own].entered
            if kept is not None and (audience_of(asker) == MISSION or report.change.author == asker.login):
                yield _Told(own, case.number, kept.entered.entry, report.recorded_at, kept.noun, until)


def _joinable_until(case: Case) -> datetime | None:
    if case.state in _OPEN:
        return None
    return next((one.at for one in case.acts if one.step not in _WHILE_OPEN), None)
