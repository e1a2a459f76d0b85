"""What a store can show of its log: an entry opened in part, proved, and who has seen it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from truceline.db.checkpoints import cosigned
from truceline.db.connecting import at_the_database
from truceline.db.content import from_text
from truceline.db.erasing import salts_of
from truceline.db.growing import reader
from truceline.db.opened import NOT_READ, Store, models_of, now_or_clock, writing
from truceline.errors import BadInput, BadLog, Fault, NotFound
from truceline.tlog.bundle import CLOCK_TOLERANCE, Bundle
from truceline.tlog.canonical import Json
from truceline.tlog.checkpoint import SignedCheckpoint
from truceline.tlog.cosignature import cosigned_at, stamped_at
from truceline.tlog.entry import Entry, disclose, parse_entry
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.note import parse_note, parse_signature
from truceline.tlog.policy import KnownWitness
from truceline.tlog.tree import inclusion_proof


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedEntry:
    """An entry with what the store still holds of it."""

    index: int
    entry: Entry
    content: dict[FieldGroup, Json]
    """Of each group that says something; empty for a padding."""
    salts: dict[FieldGroup, bytes]
    """Of each group that was not erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBy:
    """How far a witness has seen the log."""

    witness: str
    """By the name that the policy gives it."""
    size: int | None
    """Entries of the newest state that it cosigned; None where it never did."""
    at: datetime | None
    """When it cosigned that."""


def opened_entry(store: Store, index: int) -> OpenedEntry:
    """Return an entry with what is still held of it.

    Raises
    ------
    NotFound
        If the log has no such entry.
    """
    models = models_of(store)
    with at_the_database(store.address, NOT_READ):
        row = models.EntryRow.objects.using(store.alias).filter(index=index).select_related("content").first()
    if row is None:
        fault = Fault(file=store.address.name, message=f"there is no entry {index}", remedy="count from 0")
        raise NotFound("no such entry", [fault])
    return OpenedEntry(
        index=index,
        entry=parse_entry(bytes(row.leaf)),
        content=from_text(row.content.groups),
        salts=salts_of(row.content),
    )


def newest_entry(store: Store, kind: str, own: str) -> int:
    """Return the entry of the version of an item that stands.

    Raises
    ------
    NotFound
        If the store has no such item.
    """
    models = models_of(store)
    with at_the_database(store.address, NOT_READ):
        rows = models.ItemRow.objects.using(store.alias).filter(kind=kind, own=own, version__gt=0)
        found = rows.order_by("-version").values_list("entry_id", flat=True).first()
    if found is None:
        remedy = "write it as kind/id, such as claims/D20200306-1a2b3c4d"
        fault = Fault(file=store.address.name, message=f"there is no {kind}/{own}", remedy=remedy)
        raise NotFound("no such item", [fault])
    return int(found)


def checkpoint_over(store: Store, index: int) -> SignedCheckpoint | None:
    """Return the newest state that holds an entry, of those that most witnesses cosigned; None before any."""
    models = models_of(store)
    with at_the_database(store.address, NOT_READ):
        rows = models.CheckpointRow.objects.using(store.alias).filter(size__gt=index)
        found = [
            (len({one.witness for one in row.cosignatures.all()}), row.size, row.pk, row)
            for row in rows.order_by("-size").prefetch_related("cosignatures")[:_LOOKED_AT]
        ]
        if not found:
            return None
        *_, row = max(found)
        return cosigned(row)


_LOOKED_AT = 100
"""States, the newest first, among which the one with most cosignatures is looked for."""


def bundle_of(
    store: Store,
    opened: OpenedEntry,
    groups: Collection[FieldGroup],
    checkpoint: SignedCheckpoint,
    *,
    audience: str,
) -> Bundle:
    """Return an entry with some of its groups and its proof; an erased group cannot be among them."""
    size = checkpoint.checkpoint.size
    shown = [group for group in groups if group in opened.salts]
    with at_the_database(store.address, NOT_READ):
        proof = inclusion_proof(opened.index, size, reader(store, size))
    return Bundle(
        entry=opened.entry,
        index=opened.index,
        disclosed=disclose(opened.content, opened.salts, shown),
        proof=proof,
        checkpoint=checkpoint,
        audience=audience,
    )


def take_cosignatures(
    store: Store, data: bytes, witnesses: Iterable[KnownWitness], *, now: datetime | None = None
) -> tuple[str, ...]:
    """Keep what known witnesses wrote under a checkpoint of this log, and return their names.

    Of each witness one cosignature of a checkpoint is kept, the first that came.

    Parameters
    ----------
    store : Store
    data : bytes
        The checkpoint as a witness gave it back.
    witnesses : iterable of KnownWitness
        Whose keys are known; what others wrote is left.
    now : datetime, optional
        UTC, when it came; the clock's if left out.

    Raises
    ------
    BadInput
        If it is no checkpoint, not one of this log, a signature under a known name is not of its key, or one
        is of a time to come.
    """
    came_at = now_or_clock(now)
    fault_of = Fault(file=store.address.name, message="this log never signed that checkpoint")
    try:
        note = parse_note(data)
        times = [(known, cosigned_at(note, known.key)) for known in witnesses]
    except BadLog as error:
        raise BadInput("nothing was taken", error.faults) from error
    fresh = [known for known, at in times if at is not None]
    remedy = "set the clocks right, and let it sign a later state"
    ahead = [
        Fault(message=f"{known.name} cosigned it at {at:%Y-%m-%d %H:%M}Z, ahead of this clock", remedy=remedy)
        for known, at in times
        if at is not None and at > came_at + CLOCK_TOLERANCE
    ]
    if ahead:  # kept, it would make every bundle of this state a doubt
        raise BadInput("nothing was taken", ahead)
    with writing(store) as models:
        rows = models.CheckpointRow.objects.using(store.alias)
        row = next(
            (one for one in rows.order_by("-size") if parse_note(bytes(one.note)).text == note.text), None
        )
        if row is None:
            raise BadInput("nothing was taken", [fault_of])
        lines = [parse_signature(line) for line in row.cosignatures.values_list("line", flat=True)]
        held = {(one.name, one.key_id) for one in lines}
        models.CosignatureRow.objects.using(store.alias).bulk_create(
            models.CosignatureRow(
                checkpoint=row, line=str(note.by(one.key)[0]), witness=one.name, received_at=came_at
            )
            for one in fresh
            if (one.key.name, one.key.key_id) not in held
        )
    return tuple(one.name for one in fresh)


def seen_by(store: Store, witnesses: Sequence[KnownWitness]) -> tuple[SeenBy, ...]:
    """Return how far each witness has seen the log, in the order given."""
    models = models_of(store)
    with at_the_database(store.address, NOT_READ):
        rows = models.CosignatureRow.objects.using(store.alias).select_related("checkpoint")
        return tuple(
            _seen(
                known, rows.filter(line__contains=f" {known.key.name} ").order_by("-checkpoint__size", "-id")
            )
            for known in witnesses
        )


def seen_so_far(store: Store) -> tuple[SeenBy, ...]:
    """Return how far each witness of which a cosignature is kept has seen the log, in the order of names.

    Each was checked when it was taken. Of a witness without one nothing is said.
    """
    models = models_of(store)
    with at_the_database(store.address, NOT_READ):
        rows = models.CosignatureRow.objects.using(store.alias)
        names = sorted(set(rows.values_list("witness", flat=True)))
        newest = rows.select_related("checkpoint").order_by("-checkpoint__size", "-id")
        found = [(name, newest.filter(witness=name).first()) for name in names]
    return tuple(
        SeenBy(witness=name, size=row.checkpoint.size, at=stamped_at(parse_signature(row.line)))
        for name, row in found
    )


def _seen(known: KnownWitness, rows: Any) -> SeenBy:
    """Return how far a witness has seen the log by the key that is known: a name may have had another."""
    for row in rows.iterator(chunk_size=_LOOKED_AT):
        note = parse_note(bytes(row.checkpoint.note)).signed_too(parse_signature(row.line))
        if (at := cosigned_at(note, known.key)) is not None:
            return SeenBy(witness=known.name, size=row.checkpoint.size, at=at)
    return SeenBy(witness=known.name, size=None, at=None)
