"""The brief of a period: drafted from what may be public, put right by people, released to each audience."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from truceline.bulletins.brief.sheet import Brief, cells
from truceline.centre.boards import Board, KeptNoun, change_of, read_board
from truceline.centre.rights import Asker, State, allow
from truceline.db.checkpoints import checkpoint
from truceline.db.entering import enter_within
from truceline.db.opened import Store, new_id, writing
from truceline.errors import BadInput, Fault, NotFound
from truceline.files.casebooks import Folders
from truceline.model.casebook import Casebook
from truceline.model.centre import BriefDraft, CentreStep
from truceline.model.words import Audience
from truceline.record.days import Period
from truceline.runs.brief import brief_casebook
from truceline.runs.releases import ReleasedBundle, release_item

RELEASED: Final = "released"
"""Folder beside the store."""
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
        if last.entered.entry != seen:
            fault = Fault(pointer="seen", message=f"{last.entered.change.author} changed it since")
            raise BadInput("nothing was entered", [fault])
        edited = replace(
            last.noun, state="drafted", lines=told, holding=holding.strip(), holding_by=holding_by.strip()
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
        returned = replace(last.noun, state="returned")
        change = change_of("briefs", returned, asker, replaces=last.entered.entry, reason=reason.strip())
        enter_within(store, models, [change], now or datetime.now(UTC))


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
    if not audiences:
        raise BadInput("nothing was released", [Fault(pointer="audiences", message="nobody is to get it")])
    at = now or datetime.now(UTC)
    with writing(store) as models:
        versions = _versions(read_board(store, casebook), own)
        last = versions[-1]
        allow(asker, CentreStep.RELEASE_BRIEF, State(last.noun.state), authors=_authors(versions))
        if last.entered.entry != seen:
            fault = Fault(pointer="seen", message=f"{last.entered.change.author} changed it since")
            raise BadInput("nothing was released", [fault])
        released = replace(last.noun, state="released")
        change = change_of("briefs", released, asker, replaces=last.entered.entry, reason="approved")
        enter_within(store, models, [change], at)
    checkpoint(store, now=at)
    return release_item(
        folder,
        store.address.named,
        f"briefs/{own}",
        store.home / RELEASED / new_id("releases"),
        author=asker.login,
        audiences=audiences,
        now=at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedFile:
    """A bundle that was released, as it lies on disk."""

    name: str
    data: bytes


def released_file(store: Store, digest: str) -> ReleasedFile:
    """Return a released bundle by its digest.

    Raises
    ------
    NotFound
        If no file beside the store has it.
    """
    for path in sorted((store.home / RELEASED).glob("*/*.json")):
        data = path.read_bytes()
        if f"sha256:{hashlib.sha256(data).hexdigest()}" == digest:
            return ReleasedFile(name=path.name, data=data)
    raise NotFound("no such release", [Fault(message=f"no file has the digest {digest[:80]!r}")])


def _versions(board: Board, own: str) -> tuple[KeptNoun, ...]:
    if own not in board.briefs:
        raise NotFound("nothing was done", [Fault(message=f"there is no brief {own[:40]!r}")])
    return board.briefs[own]


def _last(board: Board, own: str) -> KeptNoun:
    return _versions(board, own)[-1]


def _authors(versions: Sequence[KeptNoun]) -> frozenset[str]:
    """Return who wrote in it; who sent it back did not."""
    return frozenset(one.entered.change.author for one in versions if one.noun.state == State.DRAFTED)
