"""A log of a million entries: proofs, their verification, a recheck from the first byte; beside pymerkle.

Run with `make bench`. What is asked: a proof and its verification under 5 ms each, the recheck under 60 s.
pymerkle is another's tree after the same RFC, so its roots and proofs are compared with ours as well. It
stands in the environment of the benchmarks alone.
"""

from __future__ import annotations

import base64
import hashlib
import random
import statistics
import time
from collections.abc import Callable, Sequence

import pymerkle
import pytest

from tests.unit.tlog.logs import LOG, grown, reader
from truceline.tlog import tree
from truceline.tlog.checkpoint import Checkpoint, sign_checkpoint
from truceline.tlog.entry import GROUPS, padding
from truceline.tlog.fsck import KeptLog, fsck, report
from truceline.tlog.steps import is_proved
from truceline.tlog.tiles import HEIGHT, WIDTH, Tile, format_entries, tile_reader
from truceline.tlog.tree import Frontier, append, leaf_hash, verify_consistency, verify_inclusion

N = 1_000_000
ASKED = 200
MOST_MS = 5.0
MOST_S = 60.0
SIZES = (*range(1, 70), 127, 128, 129, 255, 256, 257)
_WORDS = [base64.b64encode(hashlib.sha256(number.to_bytes(4, "big")).digest()) for number in range(100_003)]
_TEMPLATE = padding(bytes(32)).to_bytes()
_FRAME = _TEMPLATE.replace(b"%", b"%%")
for _one in padding(bytes(32)).commitments:
    _FRAME = _FRAME.replace(base64.b64encode(_one), b"%s")


def entry(number: int) -> bytes:
    """Return an entry like any other, quickly made: its commitments are to nothing."""
    start = number * len(GROUPS)
    return _FRAME % tuple(_WORDS[(start + at) % len(_WORDS)] for at in range(len(GROUPS)))


def bundle_of(tile: Tile) -> bytes:
    """Return the bytes of a bundle of entries."""
    return format_entries([entry(tile.index * WIDTH + at) for at in range(tile.width)])


class Large:
    """A log of a million: its tiles by level and index, and what its entries give."""

    def __init__(self) -> None:
        self.rows: dict[tuple[int, int], bytearray] = {}
        self.frontier = Frontier()
        self.reading_s = 0.0
        for start in range(0, N, WIDTH):
            leaves = [leaf_hash(entry(number)) for number in range(start, min(N, start + WIDTH))]
            self.frontier, nodes = append(self.frontier, leaves)
            for node in nodes:
                if node.level % HEIGHT == 0:
                    place = (node.level // HEIGHT, node.index // WIDTH)
                    self.rows.setdefault(place, bytearray()).extend(node.hash)

    def tile(self, tile: Tile) -> bytes:
        return bytes(self.rows[tile.level, tile.index])

    def entries(self, tile: Tile) -> bytes:
        start = time.perf_counter()
        data = bundle_of(tile)
        self.reading_s += time.perf_counter() - start
        return data


@pytest.fixture(scope="module")
def large() -> Large:
    return Large()


def _ms(work: Callable[[int], object], places: Sequence[int]) -> float:
    """Return the median time of one, milliseconds."""
    took = []
    for place in places:
        start = time.perf_counter()
        work(place)
        took.append(time.perf_counter() - start)
    return 1_000 * statistics.median(took)


def test_roots_and_proofs_are_those_of_pymerkle() -> None:
    entries = [number.to_bytes(2, "big") for number in range(max(SIZES))]
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    theirs.append_entries(entries)
    _, nodes = grown(entries)
    read = reader(nodes)
    for size in SIZES:
        assert tree.root(size, read) == theirs.get_root(size)
        for index in range(0, size, 1 + size // 9):
            ours = tree.inclusion_proof(index, size, read)
            found = theirs.prove_inclusion(index + 1, size).serialize()["path"]
            assert sorted(found) == sorted(one.hex() for one in (leaf_hash(entries[index]), *ours))
        for old in range(1, size, 1 + size // 9):
            proof = tree.consistency_proof(old, size, read)
            assert verify_consistency(old, theirs.get_root(old), size, theirs.get_root(size), proof)


def test_proofs_of_a_million(large: Large) -> None:
    root = large.frontier.root()
    places = random.Random(1).sample(range(1, N), ASKED)
    proofs = {}

    def prove(index: int) -> None:
        read = tile_reader(N, large.tile)  # a new one each time: nothing is kept
        proofs[index] = (tree.inclusion_proof(index, N, read), tree.consistency_proof(index, N, read))

    def verify(index: int) -> None:
        inclusion, consistency = proofs[index]
        assert verify_inclusion(leaf_hash(entry(index)), index, N, inclusion, root)
        assert verify_consistency(index, roots[index], N, root, consistency)

    proving = _ms(prove, places)
    read = tile_reader(N, large.tile)
    roots = {place: tree.root(place, read) for place in places}
    verifying = _ms(verify, places)
    again = _ms(lambda index: tree.inclusion_proof(index, N, read), places)

    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    start = time.perf_counter()
    theirs.append_entries([entry(number) for number in range(N // 10)])
    growing = time.perf_counter() - start
    peer = _ms(lambda index: theirs.prove_inclusion(1 + index % (N // 10), N // 10), places[:20])
    print(
        f"\n{N:,} entries in tiles, read anew for each proof: inclusion and consistency together"
        f" {proving:.2f} ms to prove, {verifying:.2f} ms to verify (asked: under {MOST_MS:.0f} each);"
        f" inclusion with the tiles just read {again:.2f} ms."
        f"\npymerkle, all in memory, {N // 10:,} entries: {growing:.1f} s to append, {peer:.2f} ms to prove"
    )


def test_a_recheck_of_a_million(large: Large) -> None:
    signed = sign_checkpoint(Checkpoint(origin=LOG.name, size=N, root=large.frontier.root()), LOG)
    log = KeptLog(
        size=N,
        entries=large.entries,
        tiles=large.tile,
        checkpoints=[signed.note.to_bytes()],
        log=LOG.key,
    )
    start = time.perf_counter()
    states = list(fsck(log))
    took = time.perf_counter() - start - large.reading_s
    assert is_proved(report(log, states[-1]))
    print(
        f"\nrecheck of {N:,} entries: {took:.1f} s without reading them (asked: under {MOST_S:.0f});"
        f" to make them up took {large.reading_s:.1f} s more"
    )
