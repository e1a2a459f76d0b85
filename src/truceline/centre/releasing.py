"""What leaves a centre: a bundle for each audience, and the word on what was wrong in one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from truceline.centre.acting import acting
from truceline.centre.boards import Board, KeptNoun, change_of
from truceline.centre.cases import MOST_LETTERS
from truceline.centre.rights import Asker, State, allow, refuse_unless
from truceline.db.checkpoints import checkpoint
from truceline.db.opened import Store, new_id
from truceline.errors import Fault, NotFound
from truceline.model.casebook import Casebook, Mandate
from truceline.model.centre import CentreStep, Correction
from truceline.runs.releases import ReleasedBundle, release_item

RELEASED: Final = "released"
"""Folder beside the store."""


def let_out(
    store: Store, folder: str | Path, asker: Asker, item: str, audiences: Sequence[str], at: datetime
) -> tuple[ReleasedBundle, ...]:
    """Sign the log, and write an item as a bundle for each audience.

    Whoever asks holds the writer's place, so that what may not leave is not entered as gone out either.

    Parameters
    ----------
    store : Store
    folder : str or Path
        The casebook's name or folder.
    asker : Asker
    item : str
        As `kind/id`.
    audiences : sequence of str
        Of the mandate.
    at : datetime
        UTC.

    Raises
    ------
    BadInput
        If it may not leave yet.
    """
    checkpoint(store, now=at)
    return release_item(
        folder,
        store.address.named,
        item,
        store.home / RELEASED / new_id("releases"),
        author=asker.login,
        audiences=audiences,
        now=at,
    )


def refuse_strangers(audiences: Sequence[str], mandate: Mandate) -> None:
    """Refuse what goes to nobody, or to somebody whom the mandate does not name.

    Raises
    ------
    BadInput
        If so.
    """
    refuse_unless(audiences=audiences and set(audiences) <= set(mandate.audiences or {}))


def releases_of(board: Board, item: str) -> tuple[KeptNoun, ...]:
    """Return the last release of an item to each audience."""
    return tuple({one.noun.audience: one for one in board.releases if one.noun.of == item}.values())


def correct(
    store: Store,
    casebook: Casebook,
    folder: str | Path,
    asker: Asker,
    item: str,
    state: State,
    *,
    says: str,
    now: datetime | None = None,
) -> tuple[ReleasedBundle, ...]:
    """Say to every reader of what was released what was wrong in it, naming the digest that each holds.

    Parameters
    ----------
    item : str
        As `kind/id`: a brief, or a determination.
    state : State
        Of the brief, or of the case.
    says : str
        What was wrong and what is right.

    Raises
    ------
    NotAllowed
        If it is not theirs to do.
    BadInput
        If nothing or too much is said.
    NotFound
        If nothing of it was released.
    """
    allow(asker, CentreStep.CORRECT, state)
    refuse_unless(words=says.strip() and len(says) <= MOST_LETTERS)
    with acting(store, casebook, asker, now) as held:
        wrong = releases_of(held.board, item)
        if not wrong:
            raise NotFound("nothing was corrected", [Fault(message=f"{item[:80]} was not released")])
        told = {
            one.noun.audience: Correction(
                id=new_id("corrections"),
                release=one.noun.id,
                digest=one.noun.digest,
                says=says.strip(),
                on=f"{held.at:%Y-%m-%d %H:%M}Z",
            )
            for one in wrong
        }
        held.enter(*(change_of("corrections", one, asker) for one in told.values()))
        return tuple(
            bundle
            for audience, one in told.items()
            for bundle in let_out(store, folder, asker, f"corrections/{one.id}", [audience], held.at)
        )


def corrections_of(board: Board, item: str) -> tuple[Correction, ...]:
    """Return what was said to be wrong in the releases of an item, each time once."""
    wrong = {one.noun.id for one in board.releases if one.noun.of == item}
    found = [one.noun for one in board.corrections if one.noun.release in wrong]
    return tuple({(one.on, one.says): one for one in found}.values())


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
