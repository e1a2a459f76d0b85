"""A case, an act and a report as a page shows them to whoever asks: values made, nothing decided."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, get_args

from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.sections.cases import (
    act_words,
    day_and_part,
    lasting,
    request_words,
    time_left,
    when_words,
    where_words,
    who_words,
)
from truceline.centre.alerts import Alert, alerts_of
from truceline.centre.boards import Board, SeenReport, files_of, seen_report, sees_file
from truceline.centre.cases import AFTER_ALL, BY_SIDES, Case, DatedAct, due_at
from truceline.centre.deciding import may_read, put_by, stated_in
from truceline.centre.rights import OF_A_SIDE, Asker, CentreRole, State, refused, rights
from truceline.model.casebook import Casebook
from truceline.model.centre import MISSION, Attachment, CaseStep, CentreStep
from truceline.model.naming import names_by_id, names_of_sides
from truceline.model.words import Role
from truceline.tlog.field_groups import FieldGroup
from truceline.web.asking import Reader, local


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAct:
    """One act in the column of time."""

    entry: int
    clock: str
    day: str
    does: str
    role: str
    side: str
    words: str
    says: str
    """What it comes to in a few words: what was verified, who is said to have done it, what a side says."""
    is_hidden: bool
    """Whether it has words that are not for this reader yet, or not at all."""
    reason: str
    rows: tuple[tuple[str, str], ...]
    """Of a report: label and value."""
    withheld: str
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSide:
    """What a side says, level with the other."""

    side: str
    name: str
    words: tuple[tuple[str, str], ...]
    """Each with when it was given."""
    is_hidden: bool
    is_late: bool
    is_asked: bool
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCase:
    """A case as a page shows it."""

    number: str
    title: str
    alerts: tuple[str, ...]
    state: str
    way: tuple[tuple[str, str], ...]
    """The states of a case in order; of each whether it is done, the present one, or to come."""
    holders: tuple[str, ...]
    age: str
    left: str
    is_late: bool
    due: str
    gone: int
    """Of the time, in hundredths."""
    acts: tuple[ShownAct, ...]
    sides: tuple[ShownSide, ...]
    can: dict[str, str]
    """Of each step why not; empty where it may be done."""
    request: str
    """The words in which both sides would be asked."""
    is_again: bool
    """Whether it was reopened, and no side was asked since."""
    answers_to: str
    """The id of what this reader's side would answer: a request, another side's objection, or a notice."""
    is_notice: bool
    asked_words: str
    """Its words."""
    has_answered: bool
    """Whether this reader's side has answered it already."""


WAY: Final = (
    State.RECEIVED,
    State.TRIAGED,
    State.ASKED,
    State.VERIFIED,
    State.ATTRIBUTED,
    State.PROPOSED,
    State.DETERMINED,
    State.NOTIFIED,
    State.PUBLISHED,
    State.CLOSED,
)


def shown_case(case: Case, reader: Reader, *, full: bool = True) -> ShownCase:
    """Return a case for a reader, with its acts where it is shown in full."""
    board, who, casebook, t, now = reader.board, reader.who, reader.casebook, reader.t, reader.now
    seen = seen_report(board, case.reports[0], who, casebook.mandate)
    alerts = alerts_of(board, case, casebook) if seen.hypotheses is not None else ()
    clock, asked = case.clock, case.answered(who.side)
    due, gone = None if clock is None else due_at(clock), 0
    if clock is not None and due is not None:
        gone = max(0, min(100, round(100 * (now - clock.at) / max(due - clock.at, timedelta(seconds=1)))))
    can: dict[str, str] = {one: _why_not(case, one, who, now) for one in (*get_args(CaseStep), "correct")}
    return ShownCase(
        number=case.number,
        title=case_title(seen, casebook, t),
        alerts=tuple(alert_words(one, casebook, t) for one in alerts if seen.shows_who or one.act),
        state=str(case.state),
        way=tuple(_way(case)),
        holders=tuple(
            t("centre.mission") if one == MISSION else reader.names[one] for one in case.holders(now)
        ),
        age=lasting(now - case.acts[0].at, t),
        left="" if due is None else time_left(due, now, t),
        is_late=due is not None and now >= due,
        due="" if due is None else local(due),
        gone=gone,
        acts=tuple(_acts(case, reader)) if full else (),
        sides=tuple(_sides(case, reader)),
        can=can,
        request=request_for(case, board, casebook, t, now.replace(second=0))
        if full and not can["ask"]
        else "",
        is_again=case.is_again,
        answers_to="" if asked is None else asked.act.id,
        is_notice=asked is not None and asked.step is CentreStep.NOTIFY,
        asked_words=asked.act.words if asked is not None and who.side in case.sides else "",
        has_answered=asked is not None and who.side not in case.silent(asked),
    )


def request_for(case: Case, board: Board, casebook: Casebook, t: Catalogue, due: datetime) -> str:
    """Return the words in which both sides are asked: made from act, cell and part of the day alone."""
    entry = board.incidents.get(case.reports[0])
    if entry is None:
        return request_words(None, None, "", casebook, t, due_at=due)
    hypotheses, area = entry.noun.accounts[0].hypotheses, entry.entered.change.area
    return request_words(hypotheses, entry.noun.when, area, casebook, t, due_at=due)


def case_title(seen: SeenReport, casebook: Casebook, t: Catalogue) -> str:
    """Return what a case is called for a reader: what, where and on which day, as far as each is shown."""
    parts = [act_words(seen.hypotheses, casebook, t)]
    parts += [where_words(seen.where, casebook, t, said=seen.words or "") or seen.area or ""]
    parts += [day_and_part(seen.when, casebook.mandate.day_zone)[0] or seen.day or ""]
    return t.comma.join(filter(None, parts))


def _why_not(case: Case, does: str, who: Asker, now: datetime) -> str:
    step = CentreStep(does)
    side = who.side if step in BY_SIDES else ""
    why = refused(who, step, case.state, authors=case.authors, side=side)
    return why or ("waits" if step in AFTER_ALL and not case.is_heard(now, step) else "")


def _way(case: Case) -> Iterator[tuple[str, str]]:
    state = State.NOTIFIED if case.state is State.OBJECTED else case.state
    reached = WAY.index(state)
    been = {CentreStep(one.act.does) for one in case.acts}
    for number, one in enumerate(WAY):
        if number == reached:
            yield one, "now"
        else:
            yield one, "done" if number < reached and not been.isdisjoint(_TO[one]) else "open"


_TO: Final = {
    State(one.value): {right.action for right in rights() if right.leads_to is one and right.state is not one}
    for one in State
}
"""What leads to each state."""


def _acts(case: Case, reader: Reader) -> Iterator[ShownAct]:
    board, who, casebook, t, parts = reader.board, reader.who, reader.casebook, reader.t, reader.parts
    mandate = casebook.mandate
    for one in case.acts:
        is_open, at = reader.reads_words(case, one), local(one.at)
        reports = [item.partition("/")[2] for item in one.act.of if item.startswith("reports/")]
        seen = [seen_report(board, own, who, mandate) for own in reports]
        says, words, is_whole = act_says(one, parts, casebook, t), one.act.words, False
        if one.step in (CentreStep.PROPOSE, CentreStep.DETERMINE):
            put = put_by(board, one)
            says, words, is_whole = t.of("centre_outcome", put.outcome), put.says, True
            is_open = may_read(case, one, who) if one.step is CentreStep.DETERMINE else is_open
        elif one.step is CentreStep.STATE:
            told = stated_in(board, one)
            says, words, is_whole = t.of("centre_attitude", told.says), told.words, True
        yield ShownAct(
            entry=one.entry,
            clock=at[11:],
            day=at[:10],
            does=one.act.does,
            role=role_shown(one, parts),
            side=reader.names.get(one.act.side, ""),
            words=words if is_open else "",
            says="" if is_whole and not is_open else says,
            is_hidden=bool(words or is_whole) and not is_open,
            reason=one.reason if FieldGroup.REASON in parts else "",
            rows=tuple(row for each in seen for row in report_rows(each, casebook, t)),
            withheld=t.comma.join(
                t.of("field_group", str(part))
                for part in (FieldGroup.WORDS, FieldGroup.TOLD_BY, FieldGroup.WHERE, FieldGroup.WHEN)
                if seen and part in seen[0].withheld
            ),
            files=tuple(each.noun for each in files_of(board, case, one) if sees_file(each, who, mandate)),
        )


def role_shown(one: DatedAct, parts: Collection[FieldGroup]) -> str:
    """Return in which role something was done, where the mandate shows it or a side did it; else nothing."""
    is_of_side = CentreRole(one.role) in OF_A_SIDE
    return one.role if is_of_side or FieldGroup.ROLE in parts else ""


def act_says(one: DatedAct, parts: Collection[FieldGroup], casebook: Casebook, t: Catalogue) -> str:
    """Return what an act comes to in a few words, as far as the mandate shows it; empty for most."""
    act = one.act
    if one.step is CentreStep.VERIFY and FieldGroup.WHAT in parts:
        told = [t.of("centre_verified", str(act.verified)), *(t.of("part", str(each)) for each in act.parts)]
        told += [t.of("centre_how", act.how)] if act.how and FieldGroup.TOLD_BY in parts else []
        told += [t("centre.denied")] if act.denied else []
        return t.comma.join(told)
    if one.step is CentreStep.ATTRIBUTE and FieldGroup.ACCUSED in parts:
        names = names_by_id(casebook.actors)
        return "; ".join(
            " + ".join(names.get(actor, actor) for actor in each) or t("centre.not_known")
            for each in act.doers
        )
    if one.step is CentreStep.OWE:
        return f"{names_of_sides(casebook)[act.side]}{t.comma}{act.due}"
    return ""


def alert_words(one: Alert, casebook: Casebook, t: Catalogue) -> str:
    """Return why a case raises an alert."""
    return names_by_id(casebook.acts)[one.act] if one.act else t("centre.guarantor_hurt")


def report_rows(seen: SeenReport, casebook: Casebook, t: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield what a reader may see of a report, a label and a value each."""
    unknown = t("heard.not_clear")
    if seen.words is not None:
        yield t("centre.as_said"), f"“{seen.words}”"
    if seen.hypotheses is not None:
        yield t("heard.act"), act_words(seen.hypotheses, casebook, t)
    if seen.where is not None:
        yield t("heard.place"), where_words(seen.where, casebook, t, said=seen.words or "") or unknown
    elif seen.area is not None:
        yield t("heard.place"), seen.area or unknown
    if seen.when is not None:
        _, part = day_and_part(seen.when, casebook.mandate.day_zone)
        said = when_words(seen.when, casebook.mandate.day_zone, t)
        yield t("heard.time"), f"{said} ({t.of('part_of_day', part)})" if part else said
    elif seen.day is not None:
        yield t("heard.time"), seen.day or unknown
    if seen.shows_who:
        doers = who_words(seen.hypotheses, (Role.INITIATOR, Role.PARTICIPANT), casebook, t)
        yield t("heard.by"), doers or unknown
        yield t("heard.at"), who_words(seen.hypotheses, (Role.TARGET,), casebook, t) or unknown
    if seen.source is not None:
        yield t("centre.told_by"), f"{seen.source} ({t('centre.sealed')})"


def _sides(case: Case, reader: Reader) -> Iterator[ShownSide]:
    for side in case.sides:
        given = case.answers(side)
        is_open = all(reader.reads_words(case, one) for one in given)
        yield ShownSide(
            side=side,
            name=reader.names[side],
            words=tuple((one.act.words if is_open else "", local(one.at)) for one in given),
            is_hidden=not is_open,
            is_late=case.asked is not None and not given and reader.now >= due_at(case.asked),
            is_asked=case.asked is not None,
            due="" if case.asked is None else local(due_at(case.asked)),
        )
