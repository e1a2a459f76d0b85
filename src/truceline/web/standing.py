"""Where a case stands, as a page shows it: verified, attributed, determined, owed, and what was computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from truceline.bulletins.sections.judged import judged, judged_words
from truceline.centre.boards import Board
from truceline.centre.cases import Case
from truceline.centre.deciding import (
    PutToSides,
    digest_of,
    may_read,
    proposal_of,
    quorum_of,
    stated_by,
    undecided,
)
from truceline.centre.objecting import objections_to
from truceline.db.opened import Store
from truceline.model.centre import CentreStep, SideStated
from truceline.model.naming import names_by_id
from truceline.model.record import Record
from truceline.tlog.field_groups import FieldGroup
from truceline.web.asking import Reader, local
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


def field_of(case: Case, step: CentreStep, reader: Reader) -> ShownField | None:
    """Return what was verified or attributed last; None where nothing was."""
    act = case.last(step, anew=True)
    if act is None:
        return None
    item = f"acts/{act.act.id}"
    return ShownField(
        says=act_says(act, reader.parts, reader.casebook, reader.t),
        words=act.act.words if reader.reads_words(case, act) else "",
        role=role_shown(act, reader.parts),
        at=local(act.at),
        item=item,
        objections=tuple(shown_objections(case, item, reader)),
    )


def shown_objections(case: Case, item: str, reader: Reader) -> Iterator[ShownWords]:
    """Yield what sides object to in an item, each with the other sides' word on it."""
    names = reader.names
    brought = {f"objections/{one}" for one in objections_to(reader.board, item)}
    for act in case.acts:
        if act.step is not CentreStep.OBJECT or brought.isdisjoint(act.act.of):
            continue
        if not reader.reads_words(case, act):
            continue
        yield ShownWords(
            side=names[act.act.side],
            words=act.act.words,
            at=local(act.at),
            answers=tuple(
                (
                    names[side],
                    " ".join(
                        one.act.words for one in case.words_to(act, side) if reader.reads_words(case, one)
                    ),
                )
                for side in case.asks(act)
            ),
        )


def put_values(
    put: PutToSides[Any],
    stated: Sequence[SideStated],
    is_open: Mapping[str, bool],
    store: Store,
    reader: Reader,
) -> dict[str, Any]:
    """Return what is shown of all words put to sides: what a side says, as far as it is open to a reader."""
    noun, mandate = put.noun, reader.casebook.mandate
    return {
        "is_decided": bool(noun.rule),
        "lines": tuple(one for one in noun.says.splitlines() if one.strip()),
        "quorum": quorum_of(mandate, [one.side for one in stated]),
        "rule": mandate.rule,
        "stated": tuple(
            ShownStated(
                side=reader.names[one.side],
                says=one.says if noun.rule or is_open[one.side] else "hidden",
                words=one.words if noun.rule or is_open[one.side] else "",
                own_program=one.own_program,
            )
            for one in stated
        ),
        "entry": put.entry,
        "digest": noun.signed or digest_of(store, put.entry),
    }


def shown_determination(case: Case, store: Store, reader: Reader) -> ShownDetermination | None:
    """Return the determination of a case as far as somebody may read it; None where there is none to read."""
    found = proposal_of(reader.board, case)
    if found is None or not may_read(case, found.act, reader.who):
        return None
    names, noun = reader.names, found.noun
    stated = noun.stated or stated_by(found, case.sides)
    is_open = {
        side: all(reader.reads_words(case, one) for one in case.words_to(found.act, side))
        for side in case.sides
    }
    why_not = "waits"
    if all(is_open.values()):
        why_not = undecided(noun.outcome, stated, reader.casebook.mandate)
    item = f"determinations/{noun.id}"
    return ShownDetermination(
        **put_values(found, stated, is_open, store, reader),
        item=item,
        outcome=noun.outcome,
        clauses=tuple(str(one) for one in noun.clauses),
        findings=noun.findings,
        on=noun.on,
        why_not="" if noun.rule else why_not,
        objections=tuple(shown_objections(case, item, reader))
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


def shown_owed(case: Case, reader: Reader) -> Iterator[ShownOwed]:
    """Yield what sides are to do and have not done."""
    for one in case.owed:
        if reader.reads_words(case, one):
            yield ShownOwed(
                own=one.act.id,
                side=reader.names[one.act.side],
                words=one.act.words,
                day=one.act.due,
                is_late=local(reader.now)[:10] > one.act.due,
            )


def shown_findings(
    case: Case, findings: pa.Table, record: Record, reader: Reader
) -> tuple[tuple[ShownFinding, ...], int]:
    """Return what each clause comes to, the surest first, and how many more are not shown.

    Who acted and who answers for it is shown to whom the mandate shows the accused.

    Parameters
    ----------
    case : Case
    findings : pa.Table
        FINDINGS of its reports.
    record : Record
        In the language of the reader.
    reader : Reader
    """
    book, board = record.casebook, reader.board
    titles, actors = {one.id: one.title for one in book.clauses}, names_by_id(book.actors)
    shows_who = FieldGroup.ACCUSED in reader.parts
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
                says=judged_words(one, book, reader.t),
                by=actors.get(one.by, "") if one.by and shows_who else "",
                answers_for=actors.get(one.answers_for, "") if one.answers_for and shows_who else "",
                objections=tuple(shown_objections(case, item, reader)),
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
