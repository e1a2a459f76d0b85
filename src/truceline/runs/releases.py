"""What leaves a centre's log: its files for witnesses, bundles for each audience, and what comes back."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from truceline.errors import BadInput, Fault, NotFound
from truceline.files.casebooks import Folders
from truceline.files.log_places import read_handed, write_log
from truceline.files.outputs import file_sha256, remove_empty, write_new
from truceline.model.casebook import Mandate
from truceline.model.centre import MISSION
from truceline.model.record import Record
from truceline.model.spelling import nearest
from truceline.model.words import Audience
from truceline.parsing.typed import fields_of
from truceline.record.parse import MANY
from truceline.record.release import Release, release
from truceline.runs.log_checks import read_policy
from truceline.runs.proving import prove_run
from truceline.runs.sealed import read_sealed
from truceline.tlog.field_groups import FieldGroup

if TYPE_CHECKING:
    from truceline.db.disclosing import OpenedEntry, SeenBy
    from truceline.db.opened import Store
    from truceline.tlog.checkpoint import SignedCheckpoint

NOT_RELEASED: Final = "nothing was released"
_LOOK_S: Final = 5.0
"""So often it is looked whether a checkpoint is due."""
_RECEIPT: Final = "receipt.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedBundle:
    """One audience's version of an entry, as it was written."""

    audience: str
    file: Path
    digest: str
    """`sha256:…` of its bytes."""
    shown: tuple[FieldGroup, ...]
    withheld: tuple[FieldGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSeen:
    """How far a log has grown, and how far each witness has seen it."""

    origin: str
    size: int
    """Entries now."""
    signed: SignedCheckpoint | None
    """The newest signed state."""
    witnesses: tuple[SeenBy, ...]


def export_log(store: str, folder: str | Path) -> tuple[SignedCheckpoint, int]:
    """Write a log as static files for witnesses and any web server; return the state and how many files.

    Raises
    ------
    BadInput
        If no checkpoint was signed yet, or another log stands in the folder.
    NotFound
        If there is no such store.
    """
    from truceline.db.checkpoints import last_checkpoint
    from truceline.db.growing import entries_of, reader
    from truceline.db.opened import open_store

    opened = open_store(store)
    signed = last_checkpoint(opened)
    if signed is None:
        remedy = "sign one: truceline store checkpoint STORE --now"
        fault = Fault(file=opened.address.name, message="no state of the log is signed yet", remedy=remedy)
        raise BadInput("nothing was written", [fault])
    written = write_log(
        folder,
        signed,
        hashes=reader(opened, signed.checkpoint.size),
        entries=lambda tile: entries_of(opened, tile),
    )
    return signed, written


def keep_signing(
    store: str,
    *,
    folder: str | Path | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    wait: Callable[[float], object] = time.sleep,
) -> Iterator[SignedCheckpoint]:
    """Sign a checkpoint whenever the mandate's interval is over, also when nothing came; without end.

    Parameters
    ----------
    store : str
    folder : str or Path, optional
        Where the log's files are written each time, for witnesses.
    clock, wait : callable
        What time it is, UTC, and how some seconds are let go by.

    Raises
    ------
    BadInput, NotFound
        As for `export_log`.
    """
    from truceline.db.checkpoints import sign_if_due
    from truceline.db.opened import open_store

    opened = open_store(store)
    while True:
        signed = sign_if_due(opened, now=clock())
        if signed is not None:
            if folder is not None:
                export_log(store, folder)
            yield signed
        wait(min(_LOOK_S, opened.interval_s / 4))


def take_cosigned(store: str, files: Sequence[str | Path], *, policy: str | Path) -> tuple[str, ...]:
    """Keep what witnesses gave back, and return whose; see `truceline.db.disclosing.take_cosignatures`.

    Parameters
    ----------
    policy : str or Path
        Whose keys are known.

    Raises
    ------
    BadInput
        If a file is no checkpoint of this log, or a signature in it is wrong.
    OSError
        If a file cannot be read.
    """
    from truceline.db.disclosing import take_cosignatures
    from truceline.db.opened import open_store
    from truceline.tlog.note import MAX_NOTE

    opened, known = open_store(store), read_policy(policy).witnesses
    names: dict[str, None] = {}
    for file in files:
        names |= dict.fromkeys(take_cosignatures(opened, read_handed(file, MAX_NOTE), known))
    return tuple(names)


def log_seen(store: str, *, policy: str | Path) -> LogSeen:
    """Return how far a log has grown and who has seen it, and since when not.

    Raises
    ------
    BadInput, NotFound
        If store or policy cannot be read.
    """
    from truceline.db.checkpoints import last_checkpoint
    from truceline.db.disclosing import seen_by
    from truceline.db.growing import size_of
    from truceline.db.opened import open_store

    opened = open_store(store)
    return LogSeen(
        origin=opened.origin,
        size=size_of(opened),
        signed=last_checkpoint(opened),
        witnesses=seen_by(opened, read_policy(policy).witnesses),
    )


def release_item(
    casebook: str | Path,
    store: str,
    item: str,
    folder: str | Path,
    *,
    author: str,
    audiences: Sequence[str] = (),
    now: datetime | None = None,
) -> tuple[ReleasedBundle, ...]:
    """Write an item's entry as a bundle for each audience, with what the mandate gives each, and log that.

    All are of one entry, so that they differ in what is withheld alone. What may not leave yet goes to the
    mission only: outings that are not over, and what tells of them.

    Parameters
    ----------
    casebook : str or Path
        Whose mandate decides.
    store : str
    item : str
        `kind/id`, or the number of an entry.
    folder : str or Path
        Where `AUDIENCE.json` is written; nothing is overwritten.
    author : str
        Who releases it.
    audiences : sequence of str
        Some of the mandate's; all of them if left out.
    now : datetime, optional
        UTC; the clock's if left out.

    Raises
    ------
    BadInput
        If the mandate names no such audience, the item may not leave yet, or no signed state holds it.
    NotFound
        If there is no such store or item.
    """
    from truceline.db.changes import RecordChange
    from truceline.db.disclosing import bundle_of, checkpoint_over, newest_entry, opened_entry
    from truceline.db.entering import enter
    from truceline.db.opened import new_id, open_store

    opened, at = open_store(store), now or datetime.now(UTC)
    if opened.address.at is not None:
        remedy = "leave ?at= out: what may leave hangs on all that is known"
        fault = Fault(file=opened.address.name, message="it is named as it was known then", remedy=remedy)
        raise BadInput(NOT_RELEASED, [fault])
    kind, sign, own = item.partition("/")
    index = newest_entry(opened, kind, own) if sign else _number(item)
    entry = opened_entry(opened, index)
    record = read_sealed(
        Folders(casebook=casebook, records=(store,), with_own=False), try_zones=False
    ).parsed.record
    groups = _audiences(record.casebook.mandate, audiences)
    _refuse_early(opened, entry, record, groups, at)
    signed = checkpoint_over(opened, index)
    if signed is None:
        remedy = "sign one: truceline store checkpoint STORE --now"
        fault = Fault(file=opened.address.name, message="no signed state holds it yet", remedy=remedy)
        raise BadInput(NOT_RELEASED, [fault])
    found = []
    written: dict[Path, bytes] = {}
    for audience, shown in groups.items():
        bundle = bundle_of(opened, entry, shown, signed, audience=audience)
        file = Path(folder) / f"{audience}.json"
        written[file] = bundle.to_bytes()
        found.append(
            ReleasedBundle(
                audience=audience,
                file=file,
                digest=f"sha256:{hashlib.sha256(written[file]).hexdigest()}",
                shown=tuple(sorted(bundle.disclosed)),
                withheld=tuple(one for one in FieldGroup if one not in bundle.disclosed),
            )
        )
    changes = []
    for one in found:
        own_id = new_id("releases")
        tree: dict[str, Any] = {
            "id": own_id,
            "of": item if sign else f"entries/{index}",
            "audience": one.audience,
            "digest": one.digest,
            "on": f"{at:%Y-%m-%d %H:%M}Z",
        }
        changes.append(
            RecordChange(
                kind="releases", id=own_id, tree=tree, author=author, role="publisher", reason="released"
            )
        )
    with _all_or_none(written):
        enter(opened, changes, now=at)
    return tuple(found)


@contextmanager
def _all_or_none(files: Mapping[Path, bytes]) -> Iterator[None]:
    """Write files where none are yet; where one cannot be, or what follows is refused, none is left."""
    made: list[Path] = []
    try:
        for file, data in files.items():
            write_new(file, data, is_private=file.stem != Audience.PUBLIC)
            made.append(file)
        yield
    except BaseException:
        for file in made:
            file.unlink(missing_ok=True)
        remove_empty({file.parent for file in made})
        raise


def enter_receipt(store: str, run: str | Path, *, author: str, note: str = "") -> tuple[int, str]:
    """Enter the receipt of an assessment, so that it is provably the one computed that day.

    The folder is proved first: every file is as its receipt says.

    Returns
    -------
    tuple
        The number of the entry, and `sha256:…` of the receipt.

    Raises
    ------
    NotProved
        If a file of the run is missing or was changed.
    BadInput, NotFound
        If the store cannot be written.
    """
    from truceline.db.changes import RecordChange
    from truceline.db.entering import enter
    from truceline.db.opened import new_id, open_store

    prove_run(run)
    opened, digest, own = open_store(store), file_sha256(Path(run) / _RECEIPT), new_id("assessments")
    tree: dict[str, Any] = {"id": own, "receipt": digest, **({"note": note} if note else {})}
    change = RecordChange(
        kind="assessments", id=own, tree=tree, author=author, role="analyst", reason="assessed"
    )
    (entered,) = enter(opened, [change])
    return entered.entry, digest


def _number(item: str) -> int:
    if not item.isascii() or not item.isdigit() or len(item) > 18:
        remedy = "write kind/id, such as claims/D20200306-1a2b3c4d, or the number of an entry"
        raise BadInput(NOT_RELEASED, [Fault(message=f"{item!r} is no item", remedy=remedy)])
    return int(item)


def _audiences(mandate: Mandate, asked: Sequence[str]) -> dict[str, tuple[FieldGroup, ...]]:
    """Return what each audience is given, of those asked for.

    Raises
    ------
    BadInput
        If the mandate names none, or one that is asked for is none of its own.
    """
    known = mandate.audiences or {}
    if not known:
        remedy = "write `audiences:` under `mandate:` in the casebook"
        raise BadInput(NOT_RELEASED, [Fault(message="the mandate names no audience", remedy=remedy)])
    faults = [
        Fault(
            message=f"the mandate names no audience {one!r}",
            remedy=nearest(one, known) or f"one of {', '.join(known)}",
        )
        for one in asked
        if one not in known
    ]
    if faults:
        raise BadInput(NOT_RELEASED, faults)
    return {name: known[name] for name in asked or known}


def _refuse_early(
    store: Store,
    entry: OpenedEntry,
    record: Record,
    audiences: dict[str, tuple[FieldGroup, ...]],
    at: datetime,
) -> None:
    """Refuse what may not leave the mission yet: what the record's own rule of release withholds.

    What is about something that is withheld is withheld as well: a determination, what is said to it, a link,
    an attachment. So is whatever names a protected source where it would be read.
    """
    outside = {group for name, groups in audiences.items() if name != MISSION for group in groups}
    item = entry.content.get(FieldGroup.ITEM)
    if not outside or not isinstance(item, dict):
        return
    kind, own = str(item["kind"]), str(item["id"])
    public = release(record, audience=Audience.PUBLIC, at=at)
    shown = {group: one for group, one in entry.content.items() if group in outside}
    if (
        _may_leave(kind, own, public)
        and not any(public.speaks_of_gone(said) for said in _told_with(store, entry))
        and not public.names_protected(_said(shown))
    ):
        return
    remedy = f"release it to the mission alone: --audience {MISSION}"
    fault = Fault(message=f"{kind}/{own} may not leave yet, or not at all", remedy=remedy)
    raise BadInput(NOT_RELEASED, [fault])


def _may_leave(kind: str, own: str, public: Release) -> bool:
    """Return whether a noun of the record is among what may leave; one without an id says of what it is."""
    if kind not in MANY or "id" not in fields_of(MANY[kind]):
        return True
    if kind in _OF_TELLERS and own in public.names:
        return False
    called = public.names.get(own) or own  # of a desk's entry, whose page has the same id
    return any(str(one.id) == called for one in getattr(public.record, kind))


_OF_TELLERS: Final = frozenset({"sources", "reports"})
"""Kinds whose ids are those of a source or of its page."""


def _told_with(store: Store, entry: OpenedEntry) -> Iterator[str]:
    """Yield what an entry says, and what those say that it is about."""
    from truceline.db.disclosing import newest_entry, opened_entry

    waiting, seen = [entry], set[int]()
    while waiting:
        one = waiting.pop()
        if one.index in seen:
            continue
        seen.add(one.index)
        yield _said(one.content)
        for kind, own in _about(one.content):
            with suppress(NotFound):
                index = _number(own) if kind == "entries" else newest_entry(store, kind, own)
                waiting.append(opened_entry(store, index))


def _about(content: Mapping[FieldGroup, Any]) -> Iterator[tuple[str, str]]:
    """Yield kind and id of what a noun of the centre is about."""
    for group in (FieldGroup.WHAT, FieldGroup.ATTACHMENTS):
        part = content.get(group)
        fields = part.get("fields") if isinstance(part, dict) else None
        for name, value in fields.items() if isinstance(fields, dict) else ():
            text = f"{_ABOUT[name]}/{value}" if name in _ABOUT else str(value)
            kind, sign, own = text.partition("/")
            if sign and (name in _ABOUT or name in {"of", "to"}) and (kind != "entries" or own.isdigit()):
                yield kind, own


_ABOUT: Final = {"determination": "determinations", "release": "releases"}
"""Fields that name a noun by its id alone, and its kind."""


def _said(content: object) -> str:
    """Return every text of some content, each on a line."""
    match content:
        case str():
            return content
        case Mapping():
            return "\n".join(map(_said, content.values()))
        case list() | tuple():
            return "\n".join(map(_said, content))
    return ""
