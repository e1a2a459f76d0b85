"""The log of a store: entries added at its end, and the tree over them read."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from truceline.db.connecting import at_the_database, connected
from truceline.db.content import to_text
from truceline.db.items import add_rows
from truceline.db.opened import NOT_READ, Store, models_of
from truceline.tlog.canonical import Json
from truceline.tlog.entry import commit, salts
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.tiles import HEIGHT, WIDTH, Tile, tile_reader
from truceline.tlog.tree import Frontier, Reader, frontier, leaf_hash
from truceline.tlog.tree import append as grown

PADDING: Final[Mapping[FieldGroup, Json]] = {}
"""The content of a padding: none at all."""
START: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before any entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEdge:
    """Where a log ends."""

    size: int
    last: bytes
    recorded_at: datetime


def edge_of(store: Store, models: Any) -> LogEdge:
    row = models.EntryRow.objects.using(store.alias).order_by("-index").first()
    if row is None:
        return LogEdge(size=0, last=b"", recorded_at=START)
    return LogEdge(size=row.index + 1, last=bytes(row.hash), recorded_at=row.recorded_at)


def add_entries(
    store: Store,
    models: Any,
    edge: LogEdge,
    contents: Iterable[Mapping[FieldGroup, Json]],
    at: datetime,
) -> Frontier:
    """Write entries and what they commit to, and let the tree grow. An empty content is a padding."""
    entries, kept, hashes = [], [], []
    for index, content in enumerate(contents, edge.size):
        seed = secrets.token_bytes(32)
        leaf = commit(content, salts(seed)).to_bytes()
        hashes.append(leaf_hash(leaf))
        entries.append((index, leaf, hashes[-1], at))
        kept.append((index, to_text(content), seed, ""))
    tree, _ = grown(frontier_of(store, models, edge), hashes)
    connection = connected(store.address)
    add_rows(connection, models.EntryRow, entries)
    add_rows(connection, models.ContentRow, kept)
    _add_tiles(store, models, edge.size, tree.size)
    from django.db import transaction

    def keep() -> None:
        store.edge = (hashes[-1], tree)

    transaction.on_commit(keep, using=store.alias)
    return tree


def frontier_of(store: Store, models: Any, edge: LogEdge) -> Frontier:
    kept = store.edge
    if kept is not None and kept[0] == edge.last and kept[1].size == edge.size:
        return kept[1]
    return frontier(edge.size, reader(store, edge.size, models))


def _add_tiles(store: Store, models: Any, old: int, new: int) -> None:
    """Write the tiles that became full."""
    for level in range(64):
        had, has = old >> HEIGHT * (level + 1), new >> HEIGHT * (level + 1)
        if had == has:
            return
        for index in range(had, has):
            hashes = stored_hashes(store, models, Tile(level=level, index=index))
            edge, _ = grown(Frontier(), _cut(hashes))
            models.TileRow.objects.using(store.alias).create(
                level=level, index=index, hashes=hashes, root=edge.root()
            )


def _cut(hashes: bytes) -> Iterator[bytes]:
    return (hashes[at : at + 32] for at in range(0, len(hashes), 32))


def stored_hashes(store: Store, models: Any, tile: Tile) -> bytes:
    """Return the hashes of a tile from the rows of the level below."""
    first = tile.index * WIDTH
    if tile.level == 0:
        rows = models.EntryRow.objects.using(store.alias).filter(
            index__gte=first, index__lt=first + tile.width
        )
        found = list(rows.order_by("index").values_list("hash", flat=True))
    else:
        rows = models.TileRow.objects.using(store.alias).filter(
            level=tile.level - 1, index__gte=first, index__lt=first + tile.width
        )
        found = list(rows.order_by("index").values_list("root", flat=True))
    return b"".join(map(bytes, found))


def entries_of(store: Store, tile: Tile) -> list[bytes]:
    """Return the entries of a tile as they stand in the log; fewer where some are not there."""
    models, first = models_of(store), tile.index * WIDTH
    with at_the_database(store.address, NOT_READ):
        rows = models.EntryRow.objects.using(store.alias).filter(
            index__gte=first, index__lt=first + tile.width
        )
        return [bytes(one) for one in rows.order_by("index").values_list("leaf", flat=True)]


def reader(store: Store, size: int, models: Any = None) -> Reader:
    """Return what reads the tree of the log at a size: a proof takes a few rows, whatever the size."""
    if models is None:
        connected(store.address)
        from truceline.db import models as found

        models = found

    def read(tile: Tile) -> bytes:
        if tile.width == WIDTH:
            row = (
                models.TileRow.objects.using(store.alias)
                .filter(level=tile.level, index=tile.index)
                .values_list("hashes", flat=True)
                .first()
            )
            if row is not None:
                return bytes(row)
        return stored_hashes(store, models, tile)

    return tile_reader(size, read)


def size_of(store: Store) -> int:
    """Return how many entries the log has."""
    models = models_of(store)
    with at_the_database(store.address, NOT_READ):
        return edge_of(store, models).size
