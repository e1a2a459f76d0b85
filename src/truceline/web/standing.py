"""Where a case stands, as a page shows it: verified, attributed, determined, owed, and what was computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.sections.judged import judged, judged_words
from truceline.centre.boards import Board, parts_for
from truceline.centre.cases import Case, words_are_open
from truceline.centre.deciding import (
    digest_of,
    may_read,
    proposal_of,
    quorum_of,
    stated_by,
    undecided,
)
from truceline.centre.objecting import objections_to
from truceline.centre.rights import Asker
from truceline.db.opened import Store
from truceline.model.casebook import Casebook
from truceline.model.centre import CentreStep
from truceline.model.naming import names_by_id, names_of_sides
from truceline.model.record import Record
from truceline.tlog.field_groups import FieldGroup
from truceline.web.asking import local
from truceline.web.showing import act_says, role_shown

MOST_ROWS = 12
"""Of findings on a page; how many more there are is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWords:
    """What a side says to something, or objects to in it."""

    side: str
    words: str
    at: str
    answers: tuple[tuple[str, str], ...] = ()
    """To an objection: each other side and its word; empty words where it has said nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownField:
    """One of the four fields that are never merged."""

    says: str
    """Empty where nothing was said yet."""
    words: str
    role: str
    at: str
    item: str
    """What a side may object to, as `kind/id`; empty for nothing."""
    objections: tuple[ShownWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStated:
    """What a side says to the words of a determination, level with the other."""

    side: str
    says: str
    """A code; `hidden` where this reader may not read it yet, `nothing` where nothing is said."""
    words: str
    own_program: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDetermination:
    """Words put to the sides, or what was decided."""

    item: str
    is_decided: bool
    outcome: str
    lines: tuple[str, ...]
    clauses: tuple[str, ...]
    findings: tuple[str, ...]
    on: str
    quorum: int
    rule: str
    """A code."""
    stated: tuple[ShownStated, ...]
    why_not: str
    """Of words that are not decided: why they cannot be, by what is said so far."""
    entry: int
    digest: str
    """Under which a side's own program signs these words."""
    objections: tuple[ShownWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOwed:
    """What a side is to do."""

    own: str
    side: str
    words: str
    day: str
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    """One clause, and what a report would come to under it."""

    item: str
    report: int
    """Of which report of the case, counted from 1; 0 where it has one."""
    clause: str
    title: str
    says: str
    by: str
    answers_for: str
    objections: tuple[ShownWords, ...]


def field_of(
    case: Case, step: CentreStep, board: Board, who: Asker, casebook: Casebook, t: Catalogue, now: datetime
) -> ShownField | None:
    """Return what was verified or attributed last; None where nothing was."""
    act = case.last(step, anew=True)
    if act is None:
        return None
    parts = parts_for(who, casebook.mandate)
    return ShownField(
        says=act_says(act, parts, casebook, t),
        words=act.act.words if words_are_open(case, act, who, parts, now) else "",
        role=role_shown(act, parts),
        at=local(act.at),
        item=f"acts/{act.act.id}",
        objections=tuple(shown_objections(case, board, f"acts/{act.act.id}", who, casebook, now)),
    )


def shown_objections(
    case: Case, board: Board, item: str, who: Asker, casebook: Casebook, now: datetime
) -> Iterator[ShownWords]:
    """Yield what sides object to in an item, each with the other sides' word on it."""
    names, parts = names_of_sides(casebook), parts_for(who, casebook.mandate)
    brought = {f"objections/{one}" for one in objections_to(board, item)}
    for act in case.acts:
        if act.step is not CentreStep.OBJECT or brought.isdisjoint(act.act.of):
            continue
        if not words_are_open(case, act, who, parts, now):
            continue
        yield ShownWords(
            side=names[act.act.side],
            words=act.act.words,
            at=local(act.at),
            answers=tuple(
                (
                    names[side],
                    " ".join(
                        one.act.words
                        for one in case.words_to(act, side)
                        if words_are_open(case, one, who, parts, now)
                    ),
                )
                for side in case.asks(act)
            ),
        )


def shown_determination(
    case: Case, board: Board, store: Store, who: Asker, casebook: Casebook, now: datetime
) -> ShownDetermination | None:
    """Return the determination of a case as far as somebody may read it; None where there is none to read."""
    found = proposal_of(board, case)
    if found is None or not may_read(case, found.act, who):
        return None
    names, mandate, noun = names_of_sides(casebook), casebook.mandate, found.noun
    stated, parts = noun.stated or stated_by(found, case.sides), parts_for(who, mandate)
    readable = {
        side: all(words_are_open(case, one, who, parts, now) for one in case.words_to(found.act, side))
        for side in case.sides
    }
    is_decided = bool(noun.rule)
    why_not = undecided(noun.outcome, stated, mandate) if all(readable.values()) else "waits"
    entry = found.kept.entered.entry
    return ShownDetermination(
        item=f"determinations/{noun.id}",
        is_decided=is_decided,
        outcome=noun.outcome,
        lines=tuple(one for one in noun.says.splitlines() if one.strip()),
        clauses=tuple(str(one) for one in noun.clauses),
        findings=noun.findings,
        on=noun.on,
        quorum=quorum_of(mandate, case.sides),
        rule=mandate.rule,
        stated=tuple(
            ShownStated(
                side=names[one.side],
                says=one.says if is_decided or readable.get(one.side, True) else "hidden",
                words=one.words if is_decided or readable.get(one.side, True) else "",
                own_program=one.own_program,
            )
            for one in stated
        ),
        why_not="" if is_decided else why_not,
        entry=entry,
        digest=noun.signed or digest_of(store, entry),
        objections=tuple(shown_objections(case, board, f"determinations/{noun.id}", who, casebook, now))
        or tuple(
            ShownWords(
                side=names[one.side],
                words=one.words,
                at=one.on,
                answers=tuple((names[each.side], each.words) for each in one.answers),
            )
            for one in noun.objections
        ),
    )


def shown_owed(case: Case, who: Asker, casebook: Casebook, now: datetime) -> Iterator[ShownOwed]:
    """Yield what sides are to do and have not done."""
    names, parts = names_of_sides(casebook), parts_for(who, casebook.mandate)
    for one in case.owed:
        if words_are_open(case, one, who, parts, now):
            yield ShownOwed(
                own=one.act.id,
                side=names[one.act.side],
                words=one.act.words,
                day=one.act.due,
                is_late=local(now)[:10] > one.act.due,
            )


def shown_findings(
    case: Case, board: Board, findings: pa.Table, record: Record, who: Asker, t: Catalogue, now: datetime
) -> tuple[tuple[ShownFinding, ...], int]:
    """Return what each clause comes to, the surest first, and how many more are not shown.

    Parameters
    ----------
    case : Case
    board : Board
        Of which it is.
    findings : pa.Table
        FINDINGS of its reports.
    record : Record
        In the language of `t`.
    who : Asker
        Who acted and who answers for it is shown to whom the mandate shows the accused.
    t : Catalogue
    now : datetime
        UTC.
    """
    book = record.casebook
    titles, actors = {one.id: one.title for one in book.clauses}, names_by_id(book.actors)
    shows_who = FieldGroup.ACCUSED in parts_for(who, book.mandate)
    found = sorted((one for one in judged(record, findings) if one.level != "none"), key=lambda one: one.rank)
    numbers = {
        str(board.incidents[own].noun.id): number
        for number, own in enumerate(case.reports, 1)
        if own in board.incidents
    }
    rows = []
    for one in found[:MOST_ROWS]:
        item = f"findings/{one.incident}/{one.account}/{one.clause}"
        rows.append(
            ShownFinding(
                item=item,
                report=numbers[str(one.incident)] if len(case.reports) > 1 else 0,
                clause=str(one.clause),
                title=titles[one.clause],
                says=judged_words(one, book, t),
                by=actors.get(one.by, "") if one.by and shows_who else "",
                answers_for=actors.get(one.answers_for, "") if one.answers_for and shows_who else "",
                objections=tuple(shown_objections(case, board, item, who, book, now)),
            )
        )
    return tuple(rows), max(0, len(found) - MOST_ROWS)


def unclear_reports(case: Case, board: Board) -> tuple[int, ...]:
    """Return the reports of a case, counted from 1, of which it is not clear what happened."""
    return tuple(
        number
        for number, own in enumerate(case.reports, 1)
        if own not in board.incidents or not board.incidents[own].noun.accounts[0].hypotheses
    )
