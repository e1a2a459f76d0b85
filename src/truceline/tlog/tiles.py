"""A log as static files (C2SP tlog-tiles): tiles of 256 hashes, and entries in bundles of 256.

tile/0/x001/x234/067        256 hashes of leaves
tile/1/000.p/17             17 hashes, each of a full tile below
tile/entries/000            256 entries, each after its length in two bytes
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from truceline.tlog.strict import HASH_SIZE, MAX_COUNT, refuse
from truceline.tlog.tree import Reader, node_hash

HEIGHT: Final = 8
"""Levels of the tree in one tile."""
WIDTH: Final = 1 << HEIGHT
"""Hashes in a full tile, entries in a full bundle."""
MAX_ENTRY: Final = 2**16 - 1
"""Bytes of the longest entry."""
MAX_LEVEL: Final = 63
CHECKPOINT_PATH: Final = "checkpoint"
"""Where the newest checkpoint lies."""
_KEPT: Final = 64
"""Tiles that a reader holds."""
_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]{1,2})/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Tile:
    """The name of one file of a log."""

    level: int = 0
    """Level 0 holds leaves, each next one the roots of 256 of the one below."""
    index: int
    """Counted from 0, in its level."""
    width: int = WIDTH
    """How many hashes or entries; fewer than 256 only at the right edge."""
    of_entries: bool = False
    """Whether it holds entries, in place of hashes; then the level is 0."""

    def __post_init__(self) -> None:
        if not 0 <= self.level <= MAX_LEVEL or (self.of_entries and self.level):
            refuse("tile", f"there is no such level: {self.level}")
        if not 0 <= self.index <= MAX_COUNT or not 1 <= self.width <= WIDTH:
            refuse("tile", f"there is no such tile: {self.index}, {self.width} wide")

    @property
    def path(self) -> str:
        """Where it lies below the log's prefix."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *above, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        level = "entries" if self.of_entries else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return "/".join(["tile", level, *(f"x{part}" for part in above), last]) + partial


def parse_tile_path(path: str) -> Tile:
    """Return the tile that a path names.

    Raises
    ------
    BadLog
        If the path is not written as tlog-tiles has it.
    """
    found = _PATH.fullmatch(path)
    if not found:
        refuse("tile path", "this is not the path of a tile, such as tile/0/x001/067 or tile/entries/000.p/5")
    tile = Tile(
        level=0 if found["level"] == "entries" else int(found["level"]),
        index=int(found["index"].replace("x", "").replace("/", "")),
        width=int(found["width"] or WIDTH),
        of_entries=found["level"] == "entries",
    )
    if tile.path != path:
        refuse("tile path", f"this tile is written {tile.path}")
    return tile


def new_tiles(old: int, new: int) -> Iterator[Tile]:
    """Give the files, of hashes and of entries, that a log needs anew when it has grown.

    Parameters
    ----------
    old, new : int
        Sizes; from 0 every file of a log is given.
    """
    if not 0 <= old <= new <= MAX_COUNT:
        refuse("size", f"a log of {old} cannot have grown to {new}")
    for level in range(MAX_LEVEL + 1):
        had, has = old >> HEIGHT * level, new >> HEIGHT * level
        if had == has:
            return
        for index in range(had // WIDTH, -(-has // WIDTH)):
            width = min(WIDTH, has - index * WIDTH)
            yield Tile(level=level, index=index, width=width)
            if level == 0:
                yield Tile(index=index, width=width, of_entries=True)


def hashes_of(tile: Tile, data: bytes) -> tuple[bytes, ...]:
    """Return the hashes in a tile's bytes.

    Raises
    ------
    BadLog
        If there are more or fewer than its width.
    """
    if len(data) != HASH_SIZE * tile.width:
        refuse(tile.path, f"{HASH_SIZE * tile.width} bytes are needed, here are {len(data)}")
    return tuple(data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE))


def tile_bytes(tile: Tile, read: Reader) -> bytes:
    """Return the bytes of a tile of hashes from stored subtrees."""
    first = tile.index * WIDTH
    return b"".join(read(HEIGHT * tile.level, first + at) for at in range(tile.width))


def tile_reader(size: int, read: Callable[[Tile], bytes]) -> Reader:
    """Return a reader of subtrees from tiles.

    Parameters
    ----------
    size : int
        Of the log, from a checkpoint: it says how wide the last tiles are.
    read : callable
        Gives the bytes of a tile; a full one, too, where a part of it is asked for.
    """

    @lru_cache(maxsize=_KEPT)
    def layers(tile: Tile) -> list[tuple[bytes, ...]]:
        data = read(tile)
        if len(data) == HASH_SIZE * WIDTH:
            data = data[: HASH_SIZE * tile.width]
        found = [hashes_of(tile, data)]
        while len(found[-1]) > 1:
            pairs = list(pairwise(found[-1]))[::2]
            found.append(tuple(node_hash(left, right) for left, right in pairs))
        return found

    def subtree(level: int, index: int) -> bytes:
        if level < 0 or index < 0 or (index + 1) << level > size:
            refuse("node", f"a log of {size} has no complete subtree {level}/{index}")
        row, within = divmod(level, HEIGHT)
        column, at = divmod(index << within, WIDTH)
        width = min(WIDTH, (size >> HEIGHT * row) - column * WIDTH)
        return layers(Tile(level=row, index=column, width=width))[within][at >> within]

    return subtree


def format_entries(entries: Sequence[bytes]) -> bytes:
    """Return entries as one bundle, each after its length.

    Raises
    ------
    BadLog
        If one is too long, or there are none or more than 256.
    """
    if not 1 <= len(entries) <= WIDTH:
        refuse("entries", f"a bundle has 1 to {WIDTH} entries, here are {len(entries)}")
    for at, entry in enumerate(entries):
        if len(entry) > MAX_ENTRY:
            refuse(f"entries[{at}]", f"an entry has at most {MAX_ENTRY} bytes, this one {len(entry)}")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_entries(tile: Tile, data: bytes) -> tuple[bytes, ...]:
    """Return the entries in a bundle's bytes.

    Raises
    ------
    BadLog
        If it is cut short, or has more or fewer entries than the tile's width.
    """
    entries, at = list[bytes](), 0
    while at < len(data):
        start = at + 2
        end = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or end > len(data) or len(entries) == tile.width:
            refuse(tile.path, f"entry {len(entries)} is cut short, or there are more than {tile.width}")
        entries.append(data[start:end])
        at = end
    if len(entries) != tile.width:
        refuse(tile.path, f"{tile.width} entries are needed, here are {len(entries)}")
    return tuple(entries)
