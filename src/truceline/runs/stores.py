"""Records that stand in a store: read beside those of folders, and brought in from them.

What needs the store's room is imported when a store is named.
"""

from __future__ import annotations

import base64
import math
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from truceline.errors import BadInput, Fault, NotFound
from truceline.files.casebooks import load_casebook, read_casebook, read_record, read_shared, read_tables
from truceline.files.outputs import write_new
from truceline.model.casebook import Casebook
from truceline.model.happening import Where
from truceline.parsing.nouns import Home, Nouns, nouns_of, read_nouns
from truceline.parsing.typed import Wrong, read_noun
from truceline.parsing.yaml_marks import Tree, rows_marked
from truceline.record.parse import MANY, ONCE, named, parse_record
from truceline.record.parsed import RecordFiles, RecordRows
from truceline.record.release import coarse_where, protected_sources

if TYPE_CHECKING:
    from truceline.db.changes import Entered, RecordChange
    from truceline.db.erasing import ErasedContent
    from truceline.db.opened import Store
    from truceline.tlog.checkpoint import SignedCheckpoint
    from truceline.tlog.steps import ProofStep

_SCHEMES: Final = ("sqlite://", "postgresql://")
NOT_BROUGHT_IN: Final = "nothing was brought in"


def is_store(record: object) -> bool:
    """Return whether a record is named that stands in a store, and no folder."""
    return isinstance(record, str) and record.startswith(_SCHEMES)


def read_apart(record: str | Path) -> RecordFiles | RecordRows:
    """Return a record that stands apart from its casebook, in a folder or in a store.

    Parameters
    ----------
    record : str or Path
        A folder, or `sqlite:///PATH`; `?at=2026-11-30T10:00Z` behind it for what was known then.

    Raises
    ------
    NotFound
        If there is none, or the extra `centre` is not installed.
    BadInput
        If the store cannot be read.
    """
    return store_rows(str(record)) if is_store(record) else read_record(record)


def store_rows(name: str) -> RecordRows:
    """Return the record that a store holds, as its address says when."""
    from truceline.db.opened import open_store

    return rows_of(open_store(name))


def rows_of(store: Store) -> RecordRows:
    """Return the record that an open store holds, as its address says when."""
    from truceline.db.projecting import rows_at

    return rows_at(store)


def nouns_in(rows: RecordRows) -> Nouns:
    """Return what a store holds as nouns."""
    return nouns_of([rows_marked(rows.name, rows.rows)], once={}, many=MANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtIn:
    """What became of a folder's record that was brought into a store."""

    entered: tuple[Entered, ...]
    """In the order of the folder."""
    n_there: int
    """Nouns that the store had already, letter by letter."""


def bring_in(
    casebook: str | Path, store: str, records: Sequence[str | Path], *, author: str, role: str
) -> BroughtIn:
    """Enter the records of folders into a store: all that it does not have yet, or nothing.

    What reports and claims say of when they were made stays as it is; that they were entered now is told
    beside it. Of protected sources a code stands in the open; all else is sealed.

    Parameters
    ----------
    casebook : str or Path
        A bundled name, or a folder.
    store : str
        `sqlite:///PATH`.
    records : sequence of str or Path
        Folders.
    author, role : str
        Who brings them in.

    Raises
    ------
    BadInput
        With every fault of the folders, also beside what is in the store. Nothing was entered then.
    NotFound
        If there is no such store, casebook or folder.
    """
    from truceline.db.entering import enter
    from truceline.db.opened import open_store

    opened, kept, files = open_store(store), store_rows(store), [read_record(one) for one in records]
    told = [one for file in files for one in _told(file)]
    own = {(kind, str(noun.id)) for kind, noun, _ in told if hasattr(noun, "id")}
    # What stands in both is compared below, as it is to stand in the store.
    beside = replace(kept, rows=[one for one in kept.rows if (one[0], _id_in(one[2])) not in own])
    record = parse_record(
        read_casebook(casebook),
        read_shared(),
        records=[beside, *files],
        tables=read_tables(casebook),
        try_zones=False,
    ).record
    codes = {str(one.id) for one in protected_sources(record)}
    held = nouns_in(kept)
    by_id = {(kind, one.id): one for kind, ones in held.many.items() for one in ones if hasattr(one, "id")}
    rows = Counter((kind, repr(one)) for kind, ones in held.many.items() for one in ones)
    changes: list[RecordChange] = []
    faults: list[Fault] = []
    n_there = 0
    for kind, noun, home in told:
        change = change_for(kind, home.tree, record.casebook, author=author, role=role, codes=codes)
        before = by_id.get((kind, noun.id)) if hasattr(noun, "id") else None
        if before is None and rows[kind, repr(noun)] < 1:
            changes.append(replace(change, reason="brought in from a folder"))
        elif before is None:
            rows[kind, repr(noun)] -= 1
            n_there += 1
        elif read_noun(MANY[kind], change.tree)[0] == before:
            n_there += 1
        else:
            remedy = "enter it as a new version, or give it its own id"
            message = f"{noun.id!r} says other things in {kept.name}"
            faults.append(home.fault(Wrong(path=("id",), message=message, remedy=remedy)))
        if hasattr(noun, "id"):
            by_id[kind, noun.id] = read_noun(MANY[kind], change.tree)[0]
    if faults:
        raise BadInput(NOT_BROUGHT_IN, faults)
    return BroughtIn(entered=enter(opened, changes), n_there=n_there)


def _id_in(tree: Tree) -> str | None:
    return str(tree["id"]) if isinstance(tree, dict) and "id" in tree else None


def _told(record: RecordFiles) -> Iterator[tuple[str, Any, Home]]:
    """Yield each noun of a folder with its kind and where it stands."""
    nouns = read_nouns(named(record), once=ONCE, many=MANY)
    for kind in MANY:
        for noun, home in zip(nouns.many[kind], nouns.homes[kind], strict=True):
            yield kind, noun, home


def change_for(
    kind: str,
    tree: Tree,
    casebook: Casebook,
    *,
    author: str,
    role: str,
    informant: Mapping[str, Tree] | None = None,
    codes: Set[str] = frozenset(),
) -> RecordChange:
    """Return a new noun of a record as a change; of a protected source all but its code is sealed.

    Parameters
    ----------
    kind : str
        Key of a record.
    tree : mapping
        Its values as text.
    casebook : Casebook
        Its mandate says which families are protected.
    author, role : str
        Who enters it.
    informant : mapping, optional
        More that is sealed: who the source is.
    codes : set of str
        Protected sources: where a report of theirs was read is sealed as well.
    """
    from truceline.db.changes import RecordChange
    from truceline.db.opened import new_id
    from truceline.db.sealing import apart, unread

    assert isinstance(tree, dict)
    name = str(tree["id"]) if "id" in tree else new_id(kind)
    sealed: dict[str, Tree] = {}
    if kind == "sources" and _is_protected(tree, casebook):
        tree, sealed = apart(tree)
    elif kind == "reports" and str(tree.get("source")) in codes:
        tree, sealed = unread(tree)
    sealed |= dict(informant or {})
    area = _area(tree.get("where"), casebook)
    return RecordChange(kind=kind, id=name, tree=tree, author=author, role=role, sealed=sealed, area=area)


def _area(where: Tree, casebook: Casebook) -> str:
    """Return a place as its cell of the mandate's grid, for those who may not see where; empty for none."""
    found, _ = read_noun(Where, where)
    grid_km = casebook.mandate.publish_grid_km
    cell = coarse_where(found, grid_km=grid_km, places={one.id: one for one in casebook.places})
    if cell is None or cell.lon is None or cell.lat is None:
        return ""
    return f"{cell.lat:.2f}N {cell.lon:.2f}E, within {math.ceil((cell.radius_m or 0.0) / 1000)} km"


def _is_protected(tree: Mapping[str, Tree], casebook: Casebook) -> bool:
    spans = tree.get("families")
    families = [tree.get("family"), *(one.get("family") for one in spans or () if isinstance(one, dict))]
    return tree.get("protected") == "true" or any(
        one in casebook.mandate.protected_families for one in families
    )


def refuse_other(store: Store, casebook: Casebook, what: str) -> None:
    """Refuse a store of another casebook.

    Raises
    ------
    BadInput
        If it is one.
    """
    if store.of != casebook.casebook.id:
        remedy = f"name a store of {casebook.casebook.id!r}"
        raise BadInput(
            what, [Fault(file=store.address.name, message=f"it speaks of {store.of!r}", remedy=remedy)]
        )


def make_store(
    store: str,
    casebook: str | Path,
    *,
    origin: str,
    custodian: str | None = None,
) -> Store:
    """Make a store for a casebook's record, its log kept as the mandate says; see `db.opened.new_store`."""
    from truceline.db.opened import new_store

    book = load_casebook(casebook)
    return new_store(
        store,
        of=str(book.casebook.id),
        origin=origin,
        custodian=None if custodian is None else _public_key(custodian),
        interval_s=math.ceil(60 * book.mandate.log.checkpoint_minutes),
        batch=book.mandate.log.batch,
    )


def _public_key(text: str) -> bytes:
    from truceline.tlog.seal import key_name

    kind, _, rest = text.strip().partition("+")
    name, _, data = rest.partition("+")
    try:
        key = base64.b64decode(data, validate=True)
    except ValueError:
        key = b""
    if kind != _CUSTODIAN or len(key) != 32 or key_name(key).hex() != name:
        remedy = "copy whole the public key that `truceline store custodian` printed"
        message = "this is no public key of a custodian"  # it is not quoted: it may be the private one
        raise BadInput("no store was made", [Fault(message=message, remedy=remedy)])
    return key


_CUSTODIAN: Final = "custodian"
"""Begins a custodian's public key: then the name of the key, and the key; what is mistyped is no key."""


def make_custodian(file: str | Path) -> str:
    """Write a custodian's private key into a new file, for its owner alone, and return the public one."""
    from truceline.tlog.seal import custodian_key, key_name

    private = secrets.token_bytes(32)
    public = custodian_key(private)
    name = f"{_CUSTODIAN}+{key_name(public).hex()}"
    write_new(Path(file), f"PRIVATE+{name}+{base64.b64encode(private).decode()}\n", is_private=True)
    return f"{name}+{base64.b64encode(public).decode()}"


def enter_party_key(
    casebook: str | Path, store: str, side: str, key: str, *, author: str, now: datetime | None = None
) -> int:
    """Enter the public key with which a side's own program signs, and return the number of the entry.

    A key takes the place of the one before; what that one signed stays signed.

    Parameters
    ----------
    casebook : str or Path
        A bundled name or a folder.
    store : str
        Of that casebook.
    side : str
        One that the mandate asks, by its id.
    key : str
        As `witness init` prints it.
    author : str
        Who enters it.
    now : datetime, optional
        UTC; the clock's if left out.

    Raises
    ------
    BadInput
        If the mandate asks no such side, the key is none, or the store is of another casebook.
    NotFound
        If there is no such store or casebook.
    """
    from truceline.db.changes import RecordChange
    from truceline.db.entering import enter
    from truceline.db.opened import open_store
    from truceline.db.projecting import history
    from truceline.tlog.note import parse_verifier_key

    opened, text = open_store(store), load_casebook(casebook)
    refuse_other(opened, text, "nothing was entered")
    asked = text.mandate.asked_sides
    if side not in asked:
        fault = Fault(message=f"the mandate asks no side {side!r}", remedy=f"one of {', '.join(asked)}")
        raise BadInput("nothing was entered", [fault])
    told = str(parse_verifier_key(key.strip()))
    before = history(opened, "party_keys", side)
    change = RecordChange(
        kind="party_keys",
        id=side,
        tree={"id": side, "key": told},
        author=author,
        role="administrator",
        replaces=before[-1].entry if before else None,
    )
    (entered,) = enter(opened, [change], now=now)
    return entered.entry


def item_history(store: str, item: str) -> tuple[Entered, ...]:
    """Return every change of an item, `kind/id`, in its order, refused ones too.

    Raises
    ------
    NotFound
        If there is no such store or item.
    """
    from truceline.db.opened import open_store
    from truceline.db.projecting import history

    kind, _, own = item.partition("/")
    found = history(open_store(store), kind, own)
    if not found:
        remedy = "write it as kind/id, such as claims/D20200306-1a2b3c4d"
        raise NotFound("no such item", [Fault(message=f"the store has no {item!r}", remedy=remedy)])
    return found


def unsealed(store: str, item: str, key: str | Path) -> tuple[Mapping[str, Tree], ...]:
    """Return what was sealed of an item, `kind/id`, version by version, with the custodian's key.

    Raises
    ------
    BadInput
        If the file holds no private key of a custodian, or an envelope is for another key.
    NotFound
        If there is no such store, or nothing was sealed of the item.
    """
    from truceline.db.attachments import sealed_values
    from truceline.db.opened import open_store
    from truceline.db.sealing import opened

    private = _private_key(Path(key))
    kind, _, own = item.partition("/")
    envelopes = sealed_values(open_store(store), kind, own)
    if not envelopes:
        remedy = "write it as kind/id, such as sources/S17"
        raise NotFound("nothing to open", [Fault(message=f"nothing was sealed of {item!r}", remedy=remedy)])
    return tuple(opened(one, private=private, item=item) for one in envelopes)


def _private_key(file: Path) -> bytes:
    from truceline.tlog.seal import custodian_key, key_name

    with file.open("rb") as stream:
        parts = stream.read(_MOST_KEY).decode("ascii", "replace").strip().split("+", 3)
    try:
        private = base64.b64decode(parts[3], validate=True)
    except (IndexError, ValueError):
        private = b""
    head = parts[:3]
    if len(private) != 32 or head != ["PRIVATE", _CUSTODIAN, key_name(custodian_key(private)).hex()]:
        remedy = "name the file that `truceline store custodian` wrote"
        fault = Fault(file=str(file), message="this is no private key of a custodian", remedy=remedy)
        raise BadInput("nothing was opened", [fault])
    return private


_MOST_KEY: Final = 4096


def signed_now(store: str, *, at_once: bool = False) -> SignedCheckpoint | None:
    """Sign a checkpoint of a store's log at once, or where its interval is over; None where it is not."""
    from truceline.db.checkpoints import checkpoint, sign_if_due
    from truceline.db.opened import open_store

    opened = open_store(store)
    return checkpoint(opened) if at_once else sign_if_due(opened)


def rebuild_store(store: str) -> int:
    """Make the read tables of a store again from its log, and return how many versions of items there are."""
    from truceline.db.opened import open_store
    from truceline.db.projecting import rebuild

    return rebuild(open_store(store))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStore:
    """What a check of a whole store came to."""

    steps: tuple[ProofStep, ...]
    """Of its log."""
    faults: tuple[Fault, ...]
    """Of the tables and files beside it."""
    n_unsigned: int
    """Entries since the last checkpoint: nobody outside can hold the store to them yet."""
    is_proved: bool
    """Whether all of it holds."""


def check_store(store: str) -> CheckedStore:
    """Recheck a store from its first byte."""
    from truceline.db.checking import check_log, check_tables
    from truceline.db.checkpoints import last_checkpoint
    from truceline.db.growing import size_of
    from truceline.db.opened import open_store
    from truceline.tlog.steps import is_proved

    opened = open_store(store)
    steps, faults = check_log(opened), check_tables(opened)
    signed = last_checkpoint(opened)
    return CheckedStore(
        steps=steps,
        faults=faults,
        n_unsigned=size_of(opened) - (0 if signed is None else signed.checkpoint.size),
        is_proved=is_proved(steps) and not faults,
    )


def back_up_store(store: str, folder: str | Path, *, with_key: bool = False) -> SignedCheckpoint | None:
    """Copy a store into a new folder; see `truceline.db.backups.back_up`."""
    from truceline.db.backups import back_up
    from truceline.db.opened import open_store

    return back_up(open_store(store), folder, with_key=with_key)


def restore_store(folder: str | Path, store: str, *, key: str | Path | None = None) -> tuple[Store, int]:
    """Bring a copy back, and return it with how many entries it has; see `truceline.db.backups.restore`."""
    from truceline.db.backups import restore
    from truceline.db.growing import size_of

    restored = restore(folder, store, key=key)
    return restored, size_of(restored)


def erase_content(
    store: str, entries: Sequence[int], groups: Sequence[str], *, reason: str, author: str, role: str
) -> ErasedContent:
    """Take content out of a store for good; see `truceline.db.erasing.erase`."""
    from truceline.db.erasing import erase
    from truceline.db.opened import open_store

    return erase(open_store(store), entries, groups, reason=reason, author=author, role=role)


def attach_file(store: str, file: str | Path, *, of: str, is_sealed: bool, author: str) -> Entered:
    """Take a file into a store; see `truceline.db.attachments.attach`.

    Raises
    ------
    BadInput
        If it is no ordinary file, or cannot be taken in.
    NotFound
        If there is no such store, or no item that it came with.
    """
    from truceline.db.attachments import attach
    from truceline.db.disclosing import newest_entry
    from truceline.db.opened import open_store

    opened, path = open_store(store), Path(file)
    kind, _, own = of.partition("/")
    newest_entry(opened, kind, own)
    if not path.is_file():
        fault = Fault(file=str(path), message="this is no ordinary file", remedy="name a file")
        raise BadInput("nothing was taken in", [fault])
    with path.open("rb") as stream:
        return attach(
            opened,
            stream,
            of=of,
            name=path.name,
            author=author,
            role="duty officer",
            reason="taken in at a desk",
            is_sealed=is_sealed,
        )
