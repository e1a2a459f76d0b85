"""The brief of a period: drafted from what may be public, put right by people, released to each audience."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from truceline.bulletins.brief.sheet import Brief, cells
from truceline.bulletins.catalogue import catalogue
from truceline.centre.boards import Board, KeptNoun, authors_of, change_of, is_waiting, read_board
from truceline.centre.objecting import objections_by_line, refuse_unread
from truceline.centre.releasing import let_out, refuse_strangers
from truceline.centre.rights import Asker, State, allow, refuse
from truceline.db.checkpoints import sign_if_due
from truceline.db.entering import enter_within
from truceline.db.opened import Store, new_id, writing
from truceline.errors import BadInput, Fault, NotFound
from truceline.files.casebooks import Folders
from truceline.model.casebook import Casebook
from truceline.model.centre import BriefDraft, CentreStep, Objection
from truceline.model.naming import first_in, name
from truceline.model.words import Audience
from truceline.record.days import Period
from truceline.runs.brief import brief_casebook
from truceline.runs.releases import ReleasedBundle

MOST_LINES, MOST_LETTERS = 100, 4_000


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
    with writing(store) as models:
        enter_within(store, models, [change_of("briefs", draft, asker)], now or datetime.now(UTC))
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

    Parameters
    ----------
    seen : int
        The entry of the version that its author saw.

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
    with writing(store) as models:
        last = _last(read_board(store, casebook), own)
        allow(asker, CentreStep.DRAFT_BRIEF, State(last.noun.state))
        _refuse_changed(last, seen)
        edited = replace(
            last.noun,
            state="drafted",
            lines=told,
            holding=holding.strip(),
            holding_by=holding_by.strip(),
            due="",
            passed=(),
        )
        enter_within(
            store, models, [change_of("briefs", edited, asker, replaces=seen)], now or datetime.now(UTC)
        )


def send_back(
    store: Store, casebook: Casebook, asker: Asker, own: str, *, reason: str, now: datetime | None = None
) -> None:
    """Send a brief back to whoever drafted it, with a reason."""
    with writing(store) as models:
        last = _last(read_board(store, casebook), own)
        allow(asker, CentreStep.SEND_BACK, State(last.noun.state))
        returned = replace(last.noun, state="returned", due="", passed=())
        change = change_of("briefs", returned, asker, replaces=last.entered.entry, reason=reason.strip())
        enter_within(store, models, [change], now or datetime.now(UTC))


def show_brief(
    store: Store, casebook: Casebook, asker: Asker, own: str, *, seen: int, now: datetime | None = None
) -> None:
    """Show a brief to all sides at once, with the same time to object before it goes out.

    Parameters
    ----------
    seen : int
        The entry of the version that the publisher read.

    Raises
    ------
    NotAllowed
        If it is not theirs: whoever had a hand in it does not show it.
    BadInput
        If it was changed since it was read.
    """
    at = now or datetime.now(UTC)
    with writing(store) as models:
        versions = _versions(read_board(store, casebook), own)
        last = versions[-1]
        allow(asker, CentreStep.SHOW_BRIEF, State(last.noun.state), authors=authors_of(versions))
        _refuse_changed(last, seen)
        until = at + timedelta(hours=casebook.mandate.preview_hours)
        shown = replace(last.noun, state="shown", due=f"{until:%Y-%m-%dT%H:%M:%SZ}")
        enter_within(store, models, [change_of("briefs", shown, asker, replaces=seen)], at)
    sign_if_due(store, now=at)


def pass_brief(
    store: Store, casebook: Casebook, asker: Asker, own: str, *, seen: int, now: datetime | None = None
) -> None:
    """Enter that a side has nothing more to object to a brief.

    Parameters
    ----------
    seen : int
        The entry of the version that was read.

    Raises
    ------
    NotAllowed, NotFound
        If it is not theirs to do, or there is no such brief.
    BadInput
        If its words were changed since.
    """
    at = now or datetime.now(UTC)
    with writing(store) as models:
        versions = _versions(read_board(store, casebook), own)
        last = versions[-1]
        allow(asker, CentreStep.PASS_BRIEF, State(last.noun.state), side=asker.side)
        refuse_unread(versions, seen)
        passed = replace(last.noun, passed=tuple(sorted({*last.noun.passed, asker.side})))
        change = change_of("briefs", passed, asker, replaces=last.entered.entry)
        enter_within(store, models, [change], at)
    sign_if_due(store, now=at)


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
    seen : int
        The entry of the version that the publisher read.

    Raises
    ------
    NotAllowed
        If it is not theirs: whoever had a hand in it does not release it.
    BadInput
        If nobody is named to get it, or it was changed since it was read.
    """
    refuse_strangers(audiences, casebook.mandate)
    at = now or datetime.now(UTC)
    with writing(store) as models:
        board = read_board(store, casebook)
        versions = _versions(board, own)
        last = versions[-1]
        allow(asker, CentreStep.RELEASE_BRIEF, State(last.noun.state), authors=authors_of(versions))
        _refuse_changed(last, seen)
        if is_waiting(last.noun, casebook.mandate.asked_sides, at):
            refuse("waits", asker, CentreStep.RELEASE_BRIEF, State(last.noun.state))
        lines = tuple(with_objections(last.noun, objections_by_line(board, own), casebook))
        released = replace(last.noun, state="released", lines=lines, due="", passed=())
        change = change_of("briefs", released, asker, replaces=last.entered.entry, reason="approved")
        enter_within(store, models, [change], at)
        return let_out(store, folder, asker, f"briefs/{own}", audiences, at)


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


def _refuse_changed(last: KeptNoun, seen: int) -> None:
    if last.entered.entry != seen:
        fault = Fault(pointer="seen", message=f"{last.entered.change.author} changed it since")
        raise BadInput("nothing was done", [fault])


def _versions(board: Board, own: str) -> tuple[KeptNoun, ...]:
    if own not in board.briefs:
        raise NotFound("nothing was done", [Fault(message=f"there is no brief {own[:40]!r}")])
    return board.briefs[own]


def _last(board: Board, own: str) -> KeptNoun:
    return _versions(board, own)[-1]
