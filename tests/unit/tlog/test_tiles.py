"""Paths, tiles and bundles of entries, with the examples of tlog-tiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.tlog.logs import grown, reader
from truceline.errors import BadLog
from truceline.tlog import tree
from truceline.tlog.tiles import (
    MAX_ENTRY,
    Tile,
    format_entries,
    new_tiles,
    parse_entries,
    parse_tile_path,
    tile_bytes,
    tile_reader,
)
from truceline.tlog.tree import leaf_hash


@pytest.mark.parametrize(
    ("path", "tile"),
    [
        ("tile/0/x001/x234/067", Tile(index=1_234_067)),  # the example of tlog-tiles
        ("tile/3/x123/x456/078", Tile(level=3, index=123_456_078)),  # golang.org/x/mod, without its height
        ("tile/3/x123/x456/078.p/2", Tile(level=3, index=123_456_078, width=2)),
        ("tile/0/000", Tile(index=0)),
        ("tile/0/999", Tile(index=999)),
        ("tile/0/x001/000", Tile(index=1000)),
        ("tile/63/000.p/255", Tile(level=63, index=0, width=255)),
        ("tile/entries/x003/x057/500.p/1", Tile(index=3_057_500, width=1, of_entries=True)),
    ],
)
def test_a_path_names_a_tile(path: str, tile: Tile) -> None:
    assert parse_tile_path(path) == tile
    assert tile.path == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/123/456/078",
        "tile/0/x123/x456",
        "tile/-1/000",
        "tile/00/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/../000",
        "tile/0/٠٠١",
        "tile/data/000",
        "tile/0/" + "x999/" * 6 + "999",
        "tile/0/" + "x001/" * 500 + "000",
    ],
)
def test_another_path_is_refused(path: str) -> None:
    with pytest.raises(BadLog):
        parse_tile_path(path)


@given(
    level=st.integers(0, 63),
    index=st.integers(0, 2**63 - 1),
    width=st.integers(1, 256),
    of_entries=st.booleans(),
)
def test_every_path_is_read_back(level: int, index: int, width: int, of_entries: bool) -> None:
    tile = Tile(level=0 if of_entries else level, index=index, width=width, of_entries=of_entries)
    assert parse_tile_path(tile.path) == tile


def test_a_tree_of_70_000_has_the_tiles_of_the_specification() -> None:
    hashes = [tile for tile in new_tiles(0, 70_000) if not tile.of_entries]
    assert [sum(tile.level == 0 and tile.width == 256 for tile in hashes), len(hashes)] == [273, 277]
    assert [tile.path for tile in hashes if tile.width < 256 or tile.level] == [
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]


def test_a_tree_of_256_has_a_full_tile_and_one_of_a_single_hash() -> None:
    paths = [tile.path for tile in new_tiles(0, 256)]
    assert paths == ["tile/0/000", "tile/entries/000", "tile/1/000.p/1"]


@given(old=st.integers(0, 70_000), more=st.integers(0, 1000))
def test_what_is_new_is_what_a_larger_log_has_and_a_smaller_one_lacks(old: int, more: int) -> None:
    new = old + more
    assert set(new_tiles(old, new)) == set(new_tiles(0, new)) - set(new_tiles(0, old))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 700])
def test_a_reader_of_tiles_gives_what_a_store_gives(size: int) -> None:
    _, nodes = grown([n.to_bytes(2, "big") for n in range(size)])
    files = {tile: tile_bytes(tile, reader(nodes)) for tile in new_tiles(0, size) if not tile.of_entries}
    read = tile_reader(size, files.__getitem__)
    assert all(read(level, index) == one for (level, index), one in nodes.items())
    assert tree.root(size, read) == tree.root(size, reader(nodes))
    for level, index in ((0, size), (9, 5), (-1, 0), (0, -1)):
        with pytest.raises(BadLog):
            read(level, index)


def test_a_full_tile_serves_where_a_part_of_it_is_asked_for() -> None:
    _, nodes = grown([n.to_bytes(2, "big") for n in range(256)])
    whole = tile_bytes(Tile(index=0), reader(nodes))
    earlier = tile_reader(100, lambda _: whole)
    assert tree.root(100, earlier) == tree.root(100, reader(nodes))
    with pytest.raises(BadLog):
        tree.root(100, tile_reader(100, lambda _: whole[:-1]))


@given(entries=st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_entries_are_read_back(entries: list[bytes]) -> None:
    tile = Tile(index=0, width=len(entries), of_entries=True)
    assert parse_entries(tile, format_entries(entries)) == tuple(entries)


@given(data=st.binary(max_size=60), width=st.integers(1, 256))
def test_any_other_bytes_of_entries_are_refused(data: bytes, width: int) -> None:
    tile = Tile(index=0, width=width, of_entries=True)
    try:
        entries = parse_entries(tile, data)
    except BadLog:
        return
    assert format_entries(entries) == data
    assert len(entries) == width


@pytest.mark.parametrize("entries", [[], [b""] * 257, [bytes(MAX_ENTRY + 1)]])
def test_what_no_bundle_holds_is_refused(entries: list[bytes]) -> None:
    with pytest.raises(BadLog):
        format_entries(entries)


def test_the_longest_entry_fits() -> None:
    data = format_entries([bytes(MAX_ENTRY)])
    (entry,) = parse_entries(Tile(index=0, width=1, of_entries=True), data)
    assert leaf_hash(entry) == leaf_hash(bytes(MAX_ENTRY))
