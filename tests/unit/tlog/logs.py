"""A small log with its keys, for the tests of this folder: two sides and a guarantor witness it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from truceline.tlog.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint, sign_checkpoint
from truceline.tlog.cosignature import cosign
from truceline.tlog.note import Algorithm, Signer
from truceline.tlog.tree import EMPTY_ROOT, Frontier, Node, Reader, append, leaf_hash, node_hash

NOW = datetime(2030, 6, 1, 12, tzinfo=UTC)
ORIGIN = "example.org/centre"
LOG = Signer(name=ORIGIN, private=b"\x01" * 32)
NORTH, SOUTH, GUARANTOR = (
    Signer(name=f"{name}.example.org", private=bytes([number]) * 32, algorithm=Algorithm.COSIGNATURE)
    for number, name in enumerate(("north", "south", "guarantor"), 2)
)


def slow_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over hashes of leaves as RFC 6962 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    k = next(2**power for power in range(64) if 2 ** (power + 1) >= len(leaves))
    return node_hash(slow_root(leaves[:k]), slow_root(leaves[k:]))


def grown(entries: Sequence[bytes]) -> tuple[Frontier, dict[tuple[int, int], bytes]]:
    """Return the frontier and the stored subtrees of a log of some entries."""
    frontier, nodes = append(Frontier(), [leaf_hash(entry) for entry in entries])
    return frontier, stored(nodes)


def stored(nodes: Sequence[Node]) -> dict[tuple[int, int], bytes]:
    """Return subtrees by level and index."""
    return {(node.level, node.index): node.hash for node in nodes}


def reader(nodes: dict[tuple[int, int], bytes]) -> Reader:
    """Return a reader that has just these subtrees."""
    return lambda level, index: nodes[level, index]


def checkpoint(entries: Sequence[bytes], *witnesses: Signer, log: Signer = LOG) -> SignedCheckpoint:
    """Return the checkpoint of a log of some entries, cosigned a minute apart."""
    frontier, _ = grown(entries)
    signed = sign_checkpoint(Checkpoint(origin=log.name, size=frontier.size, root=frontier.root()), log)
    extra = [cosign(signed.note, one, NOW + at * timedelta(minutes=1)) for at, one in enumerate(witnesses)]
    return read_checkpoint(signed.note.signed_too(*extra).to_bytes())


def flips(data: bytes, *, every: int = 1) -> list[bytes]:
    """Return every change of one bit of some bytes, or of each n-th bit."""
    places = (divmod(number, 8) for number in range(0, 8 * len(data), every))
    return [data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :] for at, bit in places]
