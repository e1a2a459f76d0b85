"""Read tables made from the log: what stands, and what stood at any recorded instant."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import datetime
from typing import Any, Final

from truceline.db.changes import Entered
from truceline.db.connecting import at_the_database, connected
from truceline.db.content import change_of, from_text, item_of, without_erased
from truceline.db.growing import reader
from truceline.db.items import add_rows, item_row, values_of
from truceline.db.opened import NOT_READ, Store, reading, writing
from truceline.parsing.yaml_marks import Tree
from truceline.record.parse import MANY
from truceline.record.parsed import RecordRows
from truceline.tlog.canonical import canonical
from truceline.tlog.tree import root

_CHUNK: Final = 2_000


def rebuild(store: Store) -> int:
    """Make the read tables again from what entries commit to, and return how many versions there are."""
    with writing(store) as models:
        items = models.ItemRow.objects.using(store.alias)
        items.all().delete()
        made = projected(store, models)
        add_rows(connected(store.address), models.ItemRow, map(values_of, made))
        return len(made)


def projected(store: Store, models: Any) -> list[Any]:
    """Return the rows of the read table as the log says them, in the order of their entries."""
    first: dict[tuple[str, str], int] = {}
    last: dict[tuple[str, str], Any] = {}
    erased = set(models.ErasedRow.objects.using(store.alias).values_list("entry_id", flat=True))
    rows: list[Any] = []
    for index, text, at in _contents(models, store.alias):
        version = item_of(from_text(text))
        if version is None:
            continue
        if index in erased:
            version = without_erased(version)
        own = (version.kind, version.own)
        row = item_row(models, version, entry=index, first=first.setdefault(own, index), at=at)
        if version.version:
            before = last.get(own)
            if before is not None:
                before.superseded_by, before.superseded_at = index, at
            last[own] = row
        rows.append(row)
    return rows


def _contents(models: Any, alias: str) -> Any:
    rows = models.ContentRow.objects.using(alias).order_by("entry_id").exclude(groups="{}")
    return rows.values_list("entry_id", "groups", "entry__recorded_at").iterator(chunk_size=_CHUNK)


def rows_at(store: Store, at: datetime | None = None) -> RecordRows:
    """Return the record that a store holds, as it was known at an instant.

    Parameters
    ----------
    store : Store
    at : datetime, optional
        UTC; what was recorded at that very instant is there. The address's own, or now, if left out.

    Raises
    ------
    BadInput
        If the store cannot be read.
    """
    at = store.address.at if at is None else at
    with reading(store) as models:
        from django.db.models import Q

        found = models.ItemRow.objects.using(store.alias).filter(version__gt=0, kind__in=MANY)
        entries = models.EntryRow.objects.using(store.alias)
        gone = models.ErasedRow.objects.using(store.alias)
        if at is not None:
            stood = Q(superseded_at=None) | Q(superseded_at__gt=at)
            found = found.filter(stood, recorded_at__lte=at)
            entries = entries.filter(recorded_at__lte=at)
        else:
            found = found.filter(superseded_by=None)
        rows = [
            (row.kind, row.entry_id, tree)
            for row in found.order_by("first")
            if (tree := _tree_of(models, store.alias, row)) is not None
        ]
        last = entries.order_by("-recorded_at", "-index").values_list("index", flat=True).first()
        size = 0 if last is None else last + 1
        head = root(size, reader(store, size, models))
        without = sorted(gone.filter(entry_id__lt=size).values_list("entry_id", "group"))
    told = canonical(
        [store.origin, size, head.hex(), [[entry, group] for entry, group in without]], limit=2**26
    )
    return RecordRows(
        name=store.address.name,
        of=store.of,
        rows=rows,
        sha256=f"sha256:{hashlib.sha256(told).hexdigest()}",
    )


def last_told(store: Store) -> int:
    """Return the entry that last changed the record that a store holds, or erased anything; -1 before any.

    What a centre does with a record, such as a side's word on a ruling, changes none of it.
    """
    with reading(store) as models:
        found = models.ItemRow.objects.using(store.alias).filter(kind__in=(*MANY, "erasures"))
        last = found.order_by("-entry_id").values_list("entry_id", flat=True).first()
    return -1 if last is None else int(last)


def _tree_of(models: Any, alias: str, row: Any) -> Tree:
    """Return the values of a version; where they were erased, those of the next that has some."""
    while row is not None and row.state == "erased":
        row = models.ItemRow.objects.using(alias).filter(entry=row.superseded_by).first()
    tree: Tree = None if row is None else json.loads(row.tree)
    return tree


def history(store: Store, kind: str, own: str) -> tuple[Entered, ...]:
    """Return every change of an item in its order, refused ones too, each as it was entered."""
    return _entered(store, kind=kind, own=own)


def all_of(store: Store, *kinds: str, since: int = 0) -> tuple[Entered, ...]:
    """Return every change of some kinds in the order of the log, refused ones too, each as it was entered.

    Those from an entry on, where `since` says which.
    """
    return _entered(store, kind__in=kinds, entry__gte=since)


def _entered(store: Store, **chosen: object) -> tuple[Entered, ...]:
    connected(store.address)
    from truceline.db import models

    with at_the_database(store.address, NOT_READ):
        rows = list(
            models.ItemRow.objects.using(store.alias)
            .filter(**chosen)
            .order_by("entry_id")
            .values_list("entry_id", "state", "recorded_at", "entry__content__groups")
        )
    found = []
    for entry, state, at, text in rows:
        content = from_text(text)
        version = item_of(content)
        assert version is not None
        version = dataclasses.replace(version, state=state)
        found.append(
            Entered(
                entry=entry,
                recorded_at=at,
                version=version.version,
                state=state,
                change=change_of(content, version),
            )
        )
    return tuple(found)
