"""The brief of a period: drafted from what may be public, put right by people, released to each audience.

What is done to a brief takes its id, and `seen`: the entry of the version that was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from truceline.bulletins.brief.sheet import Brief, cells
from truceline.bulletins.catalogue import catalogue
from truceline.centre.acting import acting
from truceline.centre.boards import KeptNoun, change_of, is_waiting
from truceline.centre.cases import MOST_LETTERS
from truceline.centre.objecting import objections_by_line, refuse_unread
from truceline.centre.releasing import let_out, refuse_strangers
from truceline.centre.rights import Asker, State, allow, refuse
from truceline.db.entering import enter
from truceline.db.opened import Store, new_id
from truceline.errors import BadInput, Fault
from truceline.files.casebooks import Folders
from truceline.model.casebook import Casebook
from truceline.model.centre import BriefDraft, CentreStep, Objection
from truceline.model.naming import first_in, name
from truceline.model.words import Audience
from truceline.record.days import Period
from truceline.runs.brief import brief_casebook
from truceline.runs.releases import ReleasedBundle

MOST_LINES: Final = 100


def draft_brief(
    store: Store,
    folder: str | Path,
    asker: Asker,
    period: Period,
    *,
    language: str,
    now: datetime | None = None,
) -> str:
    """Draft a brief of a period from the record and what the store holds, and return its id.

    Parameters
    ----------
    store : Store
    folder : str or Path
        The casebook's name or folder.
    asker : Asker
    period : Period
    language : str
    now : datetime, optional
        UTC; the clock's if left out.

    Raises
    ------
    NotAllowed
        If it is not theirs to do.
    """
    allow(asker, CentreStep.DRAFT_BRIEF, State.NONE)
    made = brief_casebook(
        Folders(casebook=folder, records=(store.address.named,)),
        period=period,
        language=language,
        audience=Audience.PUBLIC,
    ).brief
    lines = tuple(brief_texts(made))
    draft = BriefDraft(
        id=new_id("briefs"),
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        language=language,
        state="drafted",
        computed=lines,
        lines=lines,
        digest=made.digest,
    )
    enter(store, [change_of("briefs", draft, asker)], now=now)
    return draft.id


def brief_texts(made: Brief) -> Iterator[str]:
    """Yield a brief line by line: the answer first; whether the ceasefire holds is nobody's line here."""
    yield from filter(None, (made.answer, *made.facts, made.status))
    for number, row in enumerate(made.rows, 1):
        yield f"{number}. " + " · ".join(filter(None, cells(row, made.language, made.shortness)))
    yield from made.left_out
    for point in made.points:
        yield f"{point.head}: {' · '.join(point.lines)}"


def edit_brief(
    store: Store,
    casebook: Casebook,
    asker: Asker,
    own: str,
    *,
    lines: Sequence[str],
    holding: str = "",
    holding_by: str = "",
    seen: int,
    now: datetime | None = None,
) -> None:
    """Enter a brief's wording anew; what the machine drafted stays beside it.

    Raises
    ------
    BadInput
        If nothing or too much is said, nobody is named for what is said to hold, or another changed it since.
    NotAllowed, NotFound
        If it is not theirs to do, or there is none.
    """
    told = tuple(one.strip() for one in lines if one.strip())
    faults = []
    if not told or len(told) > MOST_LINES or any(len(one) > MOST_LETTERS for one in told):
        faults.append(Fault(pointer="lines", message=f"from 1 to {MOST_LINES} lines are expected"))
    if bool(holding.strip()) != bool(holding_by.strip()):
        faults.append(Fault(pointer="holding", message="words and the name of who says so go together"))
    if faults:
        raise BadInput("nothing was entered", faults)
    with acting(store, casebook, asker, now, signs=False) as held:
        last = _unchanged(held.brief(own, CentreStep.DRAFT_BRIEF), seen)
        edited = replace(
            last.noun,
            state="drafted",
            lines=told,
            holding=holding.strip(),
            holding_by=holding_by.strip(),
            due="",
            passed=(),
        )
        held.enter(change_of("briefs", edited, asker, replaces=seen))


def send_back(
    store: Store, casebook: Casebook, asker: Asker, own: str, *, reason: str, now: datetime | None = None
) -> None:
    """Send a brief back to whoever drafted it, with a reason."""
    with acting(store, casebook, asker, now, signs=False) as held:
        last = held.brief(own, CentreStep.SEND_BACK)[-1]
        returned = replace(last.noun, state="returned", due="", passed=())
        replaces = last.entered.entry
        held.enter(change_of("briefs", returned, asker, replaces=replaces, reason=reason.strip()))


def show_brief(
    store: Store, casebook: Casebook, asker: Asker, own: str, *, seen: int, now: datetime | None = None
) -> None:
    """Show a brief to all sides at once, with the same time to object before it goes out.

    Raises
    ------
    NotAllowed
        If it is not theirs: whoever had a hand in it does not show it.
    BadInput
        If it was changed since it was read.
    """
    with acting(store, casebook, asker, now) as held:
        last = _unchanged(held.brief(own, CentreStep.SHOW_BRIEF), seen)
        until = held.at + timedelta(hours=casebook.mandate.preview_hours)
        shown = replace(last.noun, state="shown", due=f"{until:%Y-%m-%dT%H:%M:%SZ}")
        held.enter(change_of("briefs", shown, asker, replaces=seen))


def pass_brief(
    store: Store, casebook: Casebook, asker: Asker, own: str, *, seen: int, now: datetime | None = None
) -> None:
    """Enter that a side has nothing more to object to a brief.

    Raises
    ------
    NotAllowed, NotFound
        If it is not theirs to do, or there is no such brief.
    BadInput
        If its words were changed since.
    """
    with acting(store, casebook, asker, now) as held:
        versions = held.brief(own, CentreStep.PASS_BRIEF)
        refuse_unread(versions, seen)
        last = versions[-1]
        passed = replace(last.noun, passed=tuple(sorted({*last.noun.passed, asker.side})))
        held.enter(change_of("briefs", passed, asker, replaces=last.entered.entry))


def release_brief(
    store: Store,
    casebook: Casebook,
    folder: str | Path,
    asker: Asker,
    own: str,
    *,
    audiences: Sequence[str],
    seen: int,
    now: datetime | None = None,
) -> tuple[ReleasedBundle, ...]:
    """Approve a brief as it stands, sign the log, and write a bundle for each audience.

    Parameters
    ----------
    audiences : sequence of str
        Of the mandate; to all of them the same words go.

    Raises
    ------
    NotAllowed
        If it is not theirs: whoever had a hand in it does not release it.
    BadInput
        If nobody is named to get it, or it was changed since it was read.
    """
    refuse_strangers(audiences, casebook.mandate)
    with acting(store, casebook, asker, now) as held:
        last = _unchanged(held.brief(own, CentreStep.RELEASE_BRIEF), seen)
        if is_waiting(last.noun, casebook.mandate.asked_sides, held.at):
            refuse("waits", asker, CentreStep.RELEASE_BRIEF, State(last.noun.state))
        lines = tuple(with_objections(last.noun, objections_by_line(held.board, own), casebook))
        released = replace(last.noun, state="released", lines=lines, due="", passed=())
        held.enter(change_of("briefs", released, asker, replaces=seen, reason="approved"))
        return let_out(store, folder, asker, f"briefs/{own}", audiences, held.at)


def with_objections(
    brief: BriefDraft, objections: Mapping[int, Sequence[Objection]], casebook: Casebook
) -> Iterator[str]:
    """Yield a brief's lines, each with what sides object to in it right after it, in their own words."""
    t, sides = catalogue(brief.language), casebook.mandate.sides or {}
    for number, line in enumerate(brief.lines, 1):
        yield line
        for one in objections.get(number, ()):
            side = name(first_in(sides[one.of_side], brief.language))
            yield t("centre.objects", side=side, words=one.words)


def _unchanged(versions: Sequence[KeptNoun], seen: int) -> KeptNoun:
    """Return a brief's last version, or refuse what was made from an earlier one."""
    last = versions[-1]
    if last.entered.entry != seen:
        fault = Fault(pointer="seen", message=f"{last.entered.change.author} changed it since")
        raise BadInput("nothing was done", [fault])
    return last
