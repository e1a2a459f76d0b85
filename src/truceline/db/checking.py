"""A whole store looked over: its log by `tlog.fsck`, then that its tables and files are what the log says."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from truceline.db.attachments import EVIDENCE, hashed
from truceline.db.connecting import connected
from truceline.db.content import from_text, instant_text, item_of
from truceline.db.erasing import salts_of
from truceline.db.growing import edge_of, entries_of, stored_hashes
from truceline.db.items import values_of
from truceline.db.keys import read_signer
from truceline.db.opened import Store, reading
from truceline.db.projecting import projected
from truceline.errors import Fault
from truceline.tlog.entry import GROUPS, Disclosed, disclose
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.fsck import FsckState, KeptLog, fsck, report
from truceline.tlog.note import VerifierKey
from truceline.tlog.seal import key_name, sealed_for
from truceline.tlog.steps import ProofStep
from truceline.tlog.tiles import WIDTH, Tile, format_entries


def kept_log(store: Store, *, log: VerifierKey | None = None) -> KeptLog:
    """Return a store's log as `tlog` reads it.

    Parameters
    ----------
    store : Store
    log : VerifierKey, optional
        The log's public key, better from elsewhere; that of the key beside the store if left out.
    """
    connected(store.address)
    from truceline.db import models

    def entries(tile: Tile) -> bytes | None:
        leaves = entries_of(store, tile)
        return format_entries(leaves) if len(leaves) == tile.width else None

    def tiles(tile: Tile) -> bytes | None:
        if tile.width == WIDTH:
            rows = models.TileRow.objects.using(store.alias).filter(level=tile.level, index=tile.index)
            found = rows.values_list("hashes", flat=True).first()
            return None if found is None else bytes(found)
        return stored_hashes(store, models, tile)

    def contents(index: int) -> Mapping[FieldGroup, Disclosed] | None:
        row = models.ContentRow.objects.using(store.alias).filter(entry=index).first()
        return None if row is None else disclosed(row)

    notes = models.CheckpointRow.objects.using(store.alias).order_by("size", "id")
    return KeptLog(
        size=edge_of(store, models).size,
        entries=entries,
        checkpoints=[bytes(note) for note in notes.values_list("note", flat=True)],
        log=log or read_signer(store.home).key,
        tiles=tiles,
        contents=contents,
    )


def disclosed(row: Any) -> dict[FieldGroup, Disclosed]:
    """Return everything that a store still holds of an entry, fit for a bundle."""
    held = salts_of(row)
    return disclose(from_text(row.groups), held, held)


def check_log(store: Store, state: FsckState | None = None) -> tuple[ProofStep, ...]:
    """Recheck a store's log from its first byte, or from where an earlier check ended.

    Raises
    ------
    BadInput
        If the store cannot be read.
    """
    with reading(store):
        log = kept_log(store)
        last = state or FsckState()
        for one in fsck(log, state):
            last = one
        return report(log, last)


def check_tables(store: Store) -> tuple[Fault, ...]:
    """Return what of the tables and files beside the log is not as the log says."""
    with reading(store):
        return (*_items(store), *_times(store), *_erasures(store), *_envelopes(store), *_files(store))


def _items(store: Store) -> Iterator[Fault]:
    connected(store.address)
    from truceline.db import models

    kept = models.ItemRow.objects.using(store.alias).order_by("entry_id").values_list().iterator()
    made = (values_of(row) for row in projected(store, models))
    for number, row in enumerate(made):
        found = next(kept, None)
        if found is None or list(found) != row:
            message = f"version {number + 1} of the read table is not what entry {row[0]} says"
            yield Fault(message=message, remedy="make it again: truceline store rebuild")
            return
    if next(kept, None) is not None:
        remedy = "make it again: truceline store rebuild"
        yield Fault(message="the read table has more than the log says", remedy=remedy)


def _times(store: Store) -> Iterator[Fault]:
    from truceline.db import models

    last: datetime | None = None
    rows = models.EntryRow.objects.using(store.alias).order_by("index")
    for index, at, text in rows.values_list("index", "recorded_at", "content__groups").iterator():
        told = from_text(text or "{}").get(FieldGroup.RECORDED)
        if isinstance(told, dict) and told["at"] != instant_text(at):
            yield Fault(message=f"entry {index} was recorded at another time than its row says")
        if last is not None and at < last:
            yield Fault(message=f"entry {index} was recorded before the one before it")
        last = at


def _erasures(store: Store) -> Iterator[Fault]:
    """Yield what is gone though no erasure says so, and erasures that are none."""
    from truceline.db import models

    gone = set[tuple[int, str]]()
    rows = models.ErasedRow.objects.using(store.alias).order_by("id")
    for entry, group, by, text in rows.values_list("entry_id", "group", "by_id", "by__content__groups"):
        gone.add((entry, group))
        content = from_text(text or "{}")
        version, what = item_of(content), content.get(FieldGroup.WHAT)
        fields = what.get("fields") if isinstance(what, dict) else None
        told = fields if isinstance(fields, dict) else {}
        named = (told.get("entries"), told.get("groups"))
        is_one = version is not None and version.kind == "erasures"
        if not is_one or any(
            one not in names if isinstance(names, list) else True
            for one, names in zip((str(entry), group), named, strict=True)
        ):
            yield Fault(message=f"entry {by} does not say that {group} of entry {entry} is erased")
    remedy = "bring it back from a backup; somebody took it out past the store"
    whole = models.EntryRow.objects.using(store.alias).filter(content=None).order_by("index")
    for index in whole.values_list("index", flat=True).iterator():
        yield Fault(message=f"the content of entry {index} is gone, and no erasure says so", remedy=remedy)
    parts = models.ContentRow.objects.using(store.alias).filter(seed=None).order_by("entry_id")
    for row in parts.iterator(chunk_size=_AT_ONCE):
        held = salts_of(row)
        for group in GROUPS:
            if group not in held and (row.entry_id, str(group)) not in gone:
                message = f"{group} of entry {row.entry_id} is gone, and no erasure says so"
                yield Fault(message=message, remedy=remedy)


_AT_ONCE: Final = 1_000
"""Rows read at once."""


def _envelopes(store: Store) -> Iterator[Fault]:
    """Yield what is sealed for another custodian than the store names: somebody put a key of theirs there."""
    from truceline.db import models

    wanted = None if store.custodian is None else key_name(store.custodian)
    rows = models.ContentRow.objects.using(store.alias).filter(groups__contains='"sealed":"')
    for index, text in rows.order_by("entry_id").values_list("entry_id", "groups").iterator():
        told_by = from_text(text).get(FieldGroup.TOLD_BY)
        envelope = told_by.get("sealed") if isinstance(told_by, dict) else None
        if envelope and sealed_for(base64.b64decode(str(envelope))) != wanted:
            remedy = "ask the custodian which key is theirs, and enter no name before that is settled"
            yield Fault(
                message=f"entry {index} is sealed for another key than the store names", remedy=remedy
            )


def _files(store: Store) -> Iterator[Fault]:
    import json

    from truceline.db import models

    rows = models.ItemRow.objects.using(store.alias).filter(kind="attachments", version__gt=0)
    for text in rows.order_by("entry_id").values_list("tree", flat=True):
        tree = json.loads(text)
        if not isinstance(tree, dict) or "digest" not in tree:
            continue
        digest = str(tree["digest"])
        path = store.home / EVIDENCE / digest[7:9] / digest[7:]
        if not path.is_file():
            yield Fault(file=str(path), message="the file is not there", remedy="bring it back from a backup")
        elif hashed(path) != digest:
            yield Fault(file=str(path), message="its bytes are not those that were taken in")
