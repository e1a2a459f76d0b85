"""Content taken out of a store for good, by an entry that says so; the log, its proofs and old bundles stay.

With the content of a group goes its salt, so that nobody can confirm it by guessing. Freed pages of the
database are overwritten, the write-ahead log is emptied. What readers and backups hold stays with them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from truceline.db.attachments import forget_file
from truceline.db.changes import Entered, RecordChange
from truceline.db.connecting import at_the_database, connected
from truceline.db.content import from_text, item_of, to_text, without_erased
from truceline.db.entering import enter_within
from truceline.db.items import tree_text
from truceline.db.kinds import KINDS
from truceline.db.opened import Store, new_id, now_or_clock, writing
from truceline.errors import BadInput, Fault
from truceline.parsing.typed import read_noun
from truceline.parsing.yaml_marks import Tree
from truceline.tlog.entry import GROUPS, salts
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.strict import MAX_COUNT

NOT_ERASED: Final = "nothing was erased"
KEPT: Final = frozenset({FieldGroup.ITEM, FieldGroup.RECORDED})
"""Groups that say that there was an entry, of what kind and when; they are not erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedContent:
    """What an erasure came to."""

    entered: Entered
    """The entry that says so."""
    n_files: int
    """Files beside the store that went with it."""
    is_wiped: bool
    """Whether the write-ahead log was emptied too; else somebody was reading: call `wipe` later."""
    empty: tuple[tuple[int, FieldGroup], ...]
    """What was named and said nothing: the entry, and which group of it."""
    left: tuple[tuple[int, FieldGroup], ...]
    """What still says as much or part of it: in other versions of the same items, and made coarse."""


def erase(
    store: Store,
    entries: Sequence[int],
    groups: Sequence[str],
    *,
    reason: str,
    author: str,
    role: str,
    now: datetime | None = None,
) -> ErasedContent:
    """Take the content of some groups of some entries out of a store, for good.

    Parameters
    ----------
    store : Store
    entries : sequence of int
        Whose content: every version that holds it.
    groups : sequence of str
        Which groups of it. `day` is made from `when`, and `area` from `where`.
    reason, author, role : str
        Why, and by whom.
    now : datetime, optional
        UTC; the clock's, if left out.

    Raises
    ------
    BadInput
        If there is no such entry or group, no reason, or what stands would no longer say what it must.
        Nothing was erased then.
    """
    wanted = _wanted(entries, groups, reason)
    told_at = now_or_clock(now)
    with writing(store) as models:
        rows = {
            row.entry_id: row
            for row in models.ContentRow.objects.using(store.alias).filter(entry__in=set(entries))
        }
        _refuse(store, models, rows, sorted(set(entries)), wanted)
        digests = _digests(models, store.alias) if FieldGroup.ATTACHMENTS in wanted else set()
        own = new_id("erasures")
        tree: dict[str, Tree] = {
            "id": own,
            "entries": [str(one) for one in sorted(rows)],
            "groups": [str(one) for one in wanted],
        }
        change = RecordChange(kind="erasures", id=own, tree=tree, author=author, role=role, reason=reason)
        (entered,) = enter_within(store, models, [change], told_at)
        said = {index: from_text(row.groups) for index, row in rows.items()}
        empty = tuple((index, one) for index in sorted(said) for one in wanted if one not in said[index])
        for index, row in rows.items():
            _erase(store, models, index, row, wanted, entered.entry)
        digests -= _digests(models, store.alias) if digests else set()
        left = tuple(_left(models, store.alias, rows, wanted))
    n_files = sum(forget_file(store, digest) for digest in sorted(digests))
    return ErasedContent(entered=entered, n_files=n_files, is_wiped=wipe(store), empty=empty, left=left)


_COARSE: Final = {FieldGroup.WHEN: FieldGroup.DAY, FieldGroup.WHERE: FieldGroup.AREA}
"""Groups that are made from others."""


def _left(
    models: Any, alias: str, entries: Iterable[int], wanted: Sequence[FieldGroup]
) -> Iterator[tuple[int, FieldGroup]]:
    """Yield the groups of the same items, in whatever version, that still say what was to go."""
    items = models.ItemRow.objects.using(alias)
    named = {(one.kind, one.own) for one in items.filter(entry__in=set(entries))}
    groups = dict.fromkeys([*wanted, *(_COARSE[one] for one in wanted if one in _COARSE)])
    for kind, own in sorted(named):
        ids = items.filter(kind=kind, own=own).values_list("entry_id", flat=True)
        for row in models.ContentRow.objects.using(alias).filter(entry__in=list(ids)).order_by("entry_id"):
            content = from_text(row.groups)
            yield from ((row.entry_id, group) for group in groups if group in content)


def _digests(models: Any, alias: str) -> set[str]:
    """Return the files that some version of an attachment tells of."""
    texts = models.ItemRow.objects.using(alias).filter(kind="attachments").values_list("tree", flat=True)
    trees = [json.loads(text) for text in texts]
    return {str(tree["digest"]) for tree in trees if isinstance(tree, dict) and "digest" in tree}


def _wanted(entries: Sequence[int], groups: Sequence[str], reason: str) -> list[FieldGroup]:
    faults = [
        Fault(message=f"there is no entry {one}", remedy="count from 0")
        for one in sorted(set(entries))
        if not 0 <= one <= MAX_COUNT
    ]
    may = [group for group in GROUPS if group not in KEPT]
    for one in groups:
        if one not in may:
            remedy = f"one of {', '.join(may)}"
            faults.append(Fault(message=f"the group {one!r} is not erased", remedy=remedy))
    if not entries or not groups:
        faults.append(Fault(message="no entry or no group is named"))
    if not reason:
        faults.append(Fault(message="there is no reason", remedy="say why; it stands in the log for good"))
    if faults:
        raise BadInput(NOT_ERASED, faults)
    return [FieldGroup(one) for one in sorted(set(groups))]


def _refuse(
    store: Store, models: Any, rows: dict[int, Any], entries: Sequence[int], wanted: Sequence[FieldGroup]
) -> None:
    """Refuse what is not there, and what would leave a version that stands without what it must say."""
    faults = [
        Fault(message=f"entry {one} has no content", remedy="see its number in the item's history")
        for one in entries
        if one not in rows or rows[one].groups == "{}"
    ]
    faults += [
        Fault(message=f"entry {index} is an erasure itself", remedy="it tells nothing but that")
        for index, row in rows.items()
        if (version := item_of(from_text(row.groups))) is not None and version.kind == "erasures"
    ]
    standing = models.ItemRow.objects.using(store.alias).filter(
        entry__in=set(rows), superseded_by=None, version__gt=0
    )
    for item in standing:
        content = {g: part for g, part in from_text(rows[item.entry_id].groups).items() if g not in wanted}
        version = item_of(content)
        assert version is not None
        if version.tree is None:
            continue
        _, wrongs = read_noun(KINDS[version.kind], version.tree)
        if wrongs:
            said = ", ".join(str(one.path[0]) for one in wrongs if one.path)
            remedy = f"first enter a version of {item.kind} {item.own} without what is to go"
            faults.append(
                Fault(message=f"entry {item.entry_id} stands, and would be without {said}", remedy=remedy)
            )
    if faults:
        raise BadInput(NOT_ERASED, faults)


def _erase(store: Store, models: Any, index: int, row: Any, wanted: Sequence[FieldGroup], by: int) -> None:
    gone = models.ErasedRow.objects.using(store.alias)
    before = set(gone.filter(entry=index).values_list("group", flat=True))
    fresh = [group for group in wanted if group not in before]
    gone.bulk_create([models.ErasedRow(entry_id=index, group=str(group), by_id=by) for group in fresh])
    content = {group: part for group, part in from_text(row.groups).items() if group not in wanted}
    held = {group: salt for group, salt in salts_of(row).items() if group not in wanted}
    kept = {str(group): salt.hex() for group, salt in held.items()}
    models.ContentRow.objects.using(store.alias).filter(entry=index).update(
        groups=to_text(content), seed=None, salts=json.dumps(kept, sort_keys=True)
    )
    version = item_of(content)
    if version is not None:
        left = without_erased(version)
        models.ItemRow.objects.using(store.alias).filter(entry=index).update(
            tree=tree_text(left.tree), state=left.state, valid_at=left.valid_at
        )


def salts_of(row: Any) -> dict[FieldGroup, bytes]:
    """Return the salts that a store still holds of an entry."""
    if row.seed is not None:
        return salts(bytes(row.seed))
    return {FieldGroup(group): bytes.fromhex(salt) for group, salt in json.loads(row.salts).items()}


def wipe(store: Store) -> bool:
    """Empty the write-ahead log, in which erased content may stand; freed pages are overwritten at once.

    Returns
    -------
    bool
        Whether it is empty; else somebody was reading.
    """
    connection = connected(store.address)
    if connection.vendor != "sqlite":
        return False
    with at_the_database(store.address, "the log could not be emptied"), connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, _, _ = cursor.fetchone()
    return not is_busy
