"""Changes entered: one change is one entry.

What one call enters goes in together or not at all, and is on disk when it returns.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from truceline.db.changes import Clash, Entered, RecordChange, State, combined, faults_of
from truceline.db.connecting import connected
from truceline.db.content import ItemVersion, content_of, item_of
from truceline.db.growing import add_entries, edge_of
from truceline.db.items import add_rows, item_row, superseded, values_of
from truceline.db.opened import NOT_ENTERED, Store, now_or_clock, writing
from truceline.db.sealing import open_faults, sealed_text
from truceline.errors import BadInput, Fault
from truceline.tlog.canonical import Json
from truceline.tlog.field_groups import FieldGroup

MOST_CHANGES: Final = 100_000
"""In one call."""
_CHUNK: Final = 400


def enter(
    store: Store, changes: Sequence[RecordChange], *, now: datetime | None = None
) -> tuple[Entered, ...]:
    """Enter changes, all of them or none, and return each as it now stands.

    Parameters
    ----------
    store : Store
    changes : sequence of RecordChange
        In their order. One that replaces a version which is no longer the last is merged where others changed
        other fields; else it is kept as `refused`, with both sides' values, and changes nothing.
    now : datetime, optional
        UTC; the clock's, if left out. Before the last entry's, that one's stands, and this is kept.

    Raises
    ------
    BadInput
        With everything that is wrong. Nothing was entered then.
    """
    envelopes = _sealed(store, changes)
    if not changes:
        return ()
    told_at = now_or_clock(now)
    with writing(store) as models:
        return _enter(store, models, changes, envelopes, told_at)


def enter_within(
    store: Store, models: Any, changes: Sequence[RecordChange], told_at: datetime
) -> tuple[Entered, ...]:
    """Enter changes inside a transaction that is held already (`opened.writing`)."""
    return _enter(store, models, changes, _sealed(store, changes), told_at)


def _sealed(store: Store, changes: Sequence[RecordChange]) -> list[str]:
    """Return the envelope of each change that seals something, or refuse all for what is wrong with some."""
    faults = [*faults_of(changes), *open_faults(changes, store.custodian)]
    if len(changes) > MOST_CHANGES:
        faults.append(
            Fault(message=f"at most {MOST_CHANGES:,} changes at once", remedy="enter them in parts")
        )
    if faults:
        raise BadInput(NOT_ENTERED, faults)
    return [sealed_text(one, store.custodian) for one in changes]


def _enter(
    store: Store, models: Any, changes: Sequence[RecordChange], envelopes: Sequence[str], told_at: datetime
) -> tuple[Entered, ...]:
    edge = edge_of(store, models)
    at = max(told_at, edge.recorded_at)
    last = _last_versions(store, models, changes)
    entered: list[Entered] = []
    contents: list[Mapping[FieldGroup, Json]] = []
    items: list[Any] = []
    for number, (change, envelope) in enumerate(zip(changes, envelopes, strict=True), edge.size):
        before = last.get((change.kind, change.id))
        settled, state, clashes = _settled(store, models, change, before)
        stands = state != "refused"
        version = (1 if before is None else before.version.version + 1) if stands else 0
        content = content_of(
            settled,
            version=version,
            state=state,
            before=None if before is None else before.entry,
            at=at,
            clock_at=change.clock_at or told_at,
            sealed=envelope,
        )
        item = item_of(content)
        assert item is not None
        first = number if before is None else before.first
        items.append(item_row(models, item, entry=number, first=first, at=at))
        if stands:
            last[change.kind, change.id] = _Last(entry=number, first=first, version=item)
        contents.append(content)
        tree = replace(settled, tree=item.tree, sealed={})
        entered.append(
            Entered(entry=number, recorded_at=at, version=version, state=state, change=tree, clashes=clashes)
        )
    add_entries(store, models, edge, contents, at)
    superseded(models, store.alias, items)
    add_rows(connected(store.address), models.ItemRow, map(values_of, items))
    return tuple(entered)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    """The version of an item that stands."""

    entry: int
    first: int
    version: ItemVersion


def _last_versions(
    store: Store, models: Any, changes: Sequence[RecordChange]
) -> dict[tuple[str, str], _Last]:
    found: dict[tuple[str, str], _Last] = {}
    by_kind: dict[str, list[str]] = {}
    for one in changes:
        by_kind.setdefault(one.kind, []).append(one.id)
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), _CHUNK):
            rows = models.ItemRow.objects.using(store.alias).filter(
                kind=kind, own__in=ids[start : start + _CHUNK], superseded_by=None, version__gt=0
            )
            for row in rows:
                found[kind, row.own] = _Last(entry=row.entry_id, first=row.first, version=_version(row))
    return found


def _version(row: Any) -> ItemVersion:
    return ItemVersion(
        kind=row.kind,
        own=row.own,
        version=row.version,
        tree=json.loads(row.tree),
        state=row.state,
        replaces=None,
        seen=None,
        valid_at=row.valid_at,
    )


def _settled(
    store: Store,
    models: Any,
    change: RecordChange,
    before: _Last | None,
) -> tuple[RecordChange, State, tuple[Clash, ...]]:
    """Return a change as it is to stand beside what is there, or why it does not."""
    state: State = "withdrawn" if change.tree is None else "entered"
    if before is None and change.replaces is None:
        return change, state, ()
    if before is not None and change.replaces == before.entry:
        return change, state, ()
    if change.replaces is None:
        assert before is not None
        both = (Clash(field="", was=None, theirs=before.version.tree, ours=change.tree),)
        return change, "refused", both
    was = models.ItemRow.objects.using(store.alias).filter(
        entry=change.replaces, kind=change.kind, own=change.id, version__gt=0
    )
    seen = was.first()
    if seen is None or before is None:
        fault = Fault(
            pointer=f"{change.kind} {change.id}",
            message=f"entry {change.replaces} is no version of it",
            remedy="read it again and change what stands" if before else "leave `replaces` out",
        )
        raise BadInput(NOT_ENTERED, [fault])
    tree, clashes = combined(_version(seen).tree, before.version.tree, change.tree)
    if clashes:
        return change, "refused", clashes
    return replace(change, tree=tree), "merged", ()
