"""What a store can show of its log: an entry opened in part, proved, and who has seen it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from truceline.db.connecting import at_the_database
from truceline.db.content import from_text
from truceline.db.erasing import salts_of
from truceline.db.growing import reader
from truceline.db.opened import NOT_READ, Store, models_of, now_or_clock, writing
from truceline.errors import BadInput, BadLog, Fault, NotFound
from truceline.tlog.bundle import Bundle
from truceline.tlog.canonical import Json
from truceline.tlog.checkpoint import SignedCheckpoint, read_checkpoint
from truceline.tlog.cosignature import cosigned_at
from truceline.tlog.entry import Entry, FieldGroup, disclose, parse_entry
from truceline.tlog.note import parse_note, parse_signature
from truceline.tlog.policy import KnownWitness
from truceline.tlog.tiles import WIDTH, Tile
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
        lines = list(row.cosignatures.order_by("id").values_list("line", flat=True))
    signed = read_checkpoint(bytes(row.note))
    return replace(signed, note=signed.note.signed_too(*map(parse_signature, lines)))


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


def entries_of(store: Store, tile: Tile) -> Sequence[bytes]:
    """Return the entries of a tile as they stand in the log."""
    models = models_of(store)
    first = tile.index * WIDTH
    with at_the_database(store.address, NOT_READ):
        rows = models.EntryRow.objects.using(store.alias).filter(
            index__gte=first, index__lt=first + tile.width
        )
        return [bytes(one) for one in rows.order_by("index").values_list("leaf", flat=True)]


def take_cosignatures(
    store: Store, data: bytes, witnesses: Iterable[KnownWitness], *, now: datetime | None = None
) -> tuple[str, ...]:
    """Keep what known witnesses wrote under a checkpoint of this log, and return their names.

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
        If it is no checkpoint, not one of this log, or a signature under a known name is not of its key.
    """
    fault_of = Fault(file=store.address.name, message="this log never signed that checkpoint")
    try:
        note = parse_note(data)
        fresh = [
            (known.name, line)
            for known in witnesses
            if cosigned_at(note, known.key) is not None
            for line in note.by(known.key)
        ]
    except BadLog as error:
        raise BadInput("nothing was taken", error.faults) from error
    with writing(store) as models:
        rows = models.CheckpointRow.objects.using(store.alias)
        row = next(
            (one for one in rows.order_by("-size") if parse_note(bytes(one.note)).text == note.text), None
        )
        if row is None:
            raise BadInput("nothing was taken", [fault_of])
        for name, line in fresh:
            models.CosignatureRow.objects.using(store.alias).get_or_create(
                checkpoint=row,
                line=str(line),
                defaults={"witness": name, "received_at": now_or_clock(now)},
            )
    return tuple(dict.fromkeys(name for name, _ in fresh))


def seen_by(store: Store, witnesses: Sequence[KnownWitness]) -> tuple[SeenBy, ...]:
    """Return how far each witness has seen the log, in the order given."""
    models = models_of(store)
    with at_the_database(store.address, NOT_READ):
        rows = models.CosignatureRow.objects.using(store.alias).select_related("checkpoint")
        newest = {
            one.name: rows.filter(witness=one.name).order_by("-checkpoint__size", "-id").first()
            for one in witnesses
        }
    found = []
    for known in witnesses:
        row = newest[known.name]
        if row is None:
            found.append(SeenBy(witness=known.name, size=None, at=None))
            continue
        signed = parse_note(bytes(row.checkpoint.note)).signed_too(parse_signature(row.line))
        found.append(SeenBy(witness=known.name, size=row.checkpoint.size, at=cosigned_at(signed, known.key)))
    return tuple(found)
