"""Checkpoints: how far the log had grown, signed at a fixed interval, and what witnesses wrote under them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from truceline.db.connecting import at_the_database
from truceline.db.growing import PADDING, START, add_entries, edge_of, frontier_of
from truceline.db.keys import read_signer
from truceline.db.opened import NOT_READ, Store, models_of, now_or_clock, writing
from truceline.tlog.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint, sign_checkpoint
from truceline.tlog.note import parse_signature


def checkpoint(store: Store, *, now: datetime | None = None) -> SignedCheckpoint:
    """Sign how far the log has grown; paddings fill the batch, a whole one where nothing came."""
    signed = _signed(store, now_or_clock(now), only_due=False)
    assert signed is not None
    return signed


def sign_if_due(store: Store, *, now: datetime | None = None) -> SignedCheckpoint | None:
    """Sign a checkpoint where the interval since the last one is over; None where it is not.

    Of several who ask at once, one signs.
    """
    at = now_or_clock(now)
    return _signed(store, at, only_due=True) if is_due(store, now=at) else None


def _signed(store: Store, told_at: datetime, *, only_due: bool) -> SignedCheckpoint | None:
    signer = read_signer(store.home)
    with writing(store) as models:
        rows = models.CheckpointRow.objects.using(store.alias)
        before = rows.order_by("-size").first()
        if only_due and not _is_over(store, before, told_at):
            return None
        edge = edge_of(store, models)
        since = edge.size - (0 if before is None else before.size)
        fill = -since % store.batch or (0 if since else store.batch)
        at = max(told_at, edge.recorded_at, START if before is None else before.signed_at)
        tree = (
            add_entries(store, models, edge, [PADDING] * fill, at)
            if fill
            else frontier_of(store, models, edge)
        )
        told = Checkpoint(origin=store.origin, size=tree.size, root=tree.root())
        signed = sign_checkpoint(told, signer)
        rows.create(size=told.size, root=told.root, note=signed.note.to_bytes(), signed_at=at)
    return signed


def is_due(store: Store, *, now: datetime | None = None) -> bool:
    """Return whether the interval since the last checkpoint is over."""
    models = models_of(store)
    with at_the_database(store.address, NOT_READ):
        last = models.CheckpointRow.objects.using(store.alias).order_by("-size").first()
    return _is_over(store, last, now_or_clock(now))


def _is_over(store: Store, last: Any, at: datetime) -> bool:
    return last is None or bool(last.signed_at + timedelta(seconds=store.interval_s) <= at)


def last_checkpoint(store: Store) -> SignedCheckpoint | None:
    """Return the newest checkpoint with its cosignatures; None before the first."""
    models = models_of(store)
    with at_the_database(store.address, NOT_READ):
        row = models.CheckpointRow.objects.using(store.alias).order_by("-size").first()
        return None if row is None else cosigned(row)


def cosigned(row: Any) -> SignedCheckpoint:
    """Return the checkpoint of a row with what witnesses wrote under it."""
    lines = row.cosignatures.order_by("id").values_list("line", flat=True)
    signed = read_checkpoint(bytes(row.note))
    return replace(signed, note=signed.note.signed_too(*map(parse_signature, lines)))
