"""The Merkle tree of RFC 6962 and RFC 9162: roots, proofs of inclusion and of consistency, growth.

Nothing here holds leaves. What is stored is the hash of every *complete* subtree, by level and index: the one
of 2**level leaves that begins at leaf index * 2**level. A `Reader` gives such a hash, be it from a list, a
database or a folder of tiles (`tiles.tile_reader`). A proof reads a few dozen of them, whatever the size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from truceline.tlog.strict import MAX_COUNT, need_hash, refuse

Reader = Callable[[int, int], bytes]
"""(level, index) → the hash of that complete subtree."""

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""
MAX_PROOF: Final = 2 * 63
"""No proof of a tree that can be has more hashes."""


@dataclass(frozen=True, slots=True)
class Node:
    """The hash of a complete subtree, and where it stands."""

    level: int
    """0 is a leaf."""
    index: int
    """Counted from 0, in its level."""
    hash: bytes
    """32 bytes."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


# Growth


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """All that is needed of a tree to let it grow: the complete subtrees that it falls into."""

    size: int = 0
    """Leaves."""
    hashes: tuple[bytes, ...] = ()
    """From the largest subtree on the left to the smallest; one for each 1 in the binary `size`."""

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_COUNT or len(self.hashes) != self.size.bit_count():
            refuse("frontier", "the number of hashes does not fit the size")
        for one in self.hashes:
            need_hash(one, "frontier")

    def root(self) -> bytes:
        """Return the root of the tree."""
        if not self.hashes:
            return EMPTY_ROOT
        *rest, root = self.hashes
        for left in reversed(rest):
            root = node_hash(left, root)
        return root


def append(frontier: Frontier, leaves: Iterable[bytes]) -> tuple[Frontier, tuple[Node, ...]]:
    """Let a tree grow.

    Parameters
    ----------
    frontier : Frontier
        Of the tree as it is.
    leaves : iterable of bytes
        Hashes of the new leaves (`leaf_hash`), in order.

    Returns
    -------
    Frontier
        Of the tree as it becomes.
    tuple of Node
        Every subtree that became complete, leaves too: what is to be stored.
    """
    size, hashes, nodes = frontier.size, list(frontier.hashes), list[Node]()
    for leaf in leaves:
        level, index, one = 0, size, need_hash(leaf, "leaf")
        nodes.append(Node(level, index, one))
        while index & 1:
            one = node_hash(hashes.pop(), one)
            level, index = level + 1, index >> 1
            nodes.append(Node(level, index, one))
        hashes.append(one)
        size += 1
    return Frontier(size=size, hashes=tuple(hashes)), tuple(nodes)


def frontier(size: int, read: Reader) -> Frontier:
    """Return the frontier of a stored tree of some size, the present one or an earlier one."""
    _need_size(size)
    hashes, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            hashes.append(_stored(level, start >> level, read))
            start += 1 << level
    return Frontier(size=size, hashes=tuple(hashes))


def root(size: int, read: Reader) -> bytes:
    """Return the root of a stored tree at some size, the present one or an earlier one."""
    return frontier(size, read).root()


# Proofs


def inclusion_proof(index: int, size: int, read: Reader) -> tuple[bytes, ...]:
    """Prove that a leaf is in the tree of some size (RFC 9162, 2.1.3.1).

    Raises
    ------
    BadLog
        If that tree has no such leaf.
    """
    _need_size(size)
    if not 0 <= index < size:
        refuse("index", f"a tree of {size} has no leaf {index}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _left(end - start)
        if index < middle:
            path.append(_subtree(middle, end, read))
            end = middle
        else:
            path.append(_subtree(start, middle, read))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, read: Reader) -> tuple[bytes, ...]:
    """Prove that the tree of one size is the beginning of the tree of a larger one (RFC 9162, 2.1.4.1).

    Raises
    ------
    BadLog
        If the older is the larger.
    """
    _need_size(new)
    if not 0 <= old <= new:
        refuse("size", f"a tree of {old} is no beginning of one of {new}")
    if old in (0, new):
        return ()
    start, end, whole, path = 0, new, True, []
    while old != end:
        middle = start + _left(end - start)
        if old <= middle:
            path.append(_subtree(middle, end, read))
            end = middle
        else:
            path.append(_subtree(start, middle, read))
            start, whole = middle, False
    if not whole:
        path.append(_subtree(start, end, read))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether a proof shows that a leaf stands at an index of the tree with a root (RFC 9162, 2.1.3.2).

    Parameters
    ----------
    leaf : bytes
        Its hash (`leaf_hash`).
    index, size : int
        Where it stands, in a tree of how many.
    proof : sequence of bytes
        Hashes from the leaf up.
    root : bytes
        Of the tree, from a checkpoint that is trusted.
    """
    if not 0 <= index < size <= MAX_COUNT or not _are_hashes((leaf, root, *proof[: MAX_PROOF + 1])):
        return False
    node, last, found = index, size - 1, leaf
    for one in proof:
        if not last:
            return False
        if node & 1 or node == last:
            found = node_hash(one, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, one)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether a proof shows that one tree is the beginning of another (RFC 9162, 2.1.4.2).

    Parameters
    ----------
    old, new : int
        Sizes. The empty tree is the beginning of each, with an empty proof.
    old_root, new_root : bytes
        Roots, from checkpoints.
    proof : sequence of bytes
        As `consistency_proof` gives it.
    """
    if not 0 <= old <= new <= MAX_COUNT:
        return False
    if not _are_hashes((old_root, new_root, *proof[: MAX_PROOF + 1])):
        return False
    if old in (0, new):
        fits = old_root == (EMPTY_ROOT if old == 0 else new_root)
        return fits and not proof and (new > 0 or new_root == EMPTY_ROOT)
    if not proof:
        return False
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    found_old = found_new = path[0]
    for one in path[1:]:
        if not last:
            return False
        if node & 1 or node == last:
            found_old, found_new = node_hash(one, found_old), node_hash(one, found_new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found_new = node_hash(found_new, one)
        node, last = node >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _left(size: int) -> int:
    """Return the leaves of the left half: the largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)


def _subtree(start: int, end: int, read: Reader) -> bytes:
    """Return the hash over leaves `start` to `end`, where a split of RFC 9162 may end."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return _stored(level, start >> level, read)
    middle = start + _left(size)
    return node_hash(_subtree(start, middle, read), _subtree(middle, end, read))


def _stored(level: int, index: int, read: Reader) -> bytes:
    return need_hash(read(level, index), f"node {level}/{index}")


def _need_size(size: int) -> None:
    if not 0 <= size <= MAX_COUNT:
        refuse("size", "this is no size of a tree")


def _are_hashes(values: Iterable[object]) -> bool:
    return all(isinstance(value, bytes) and len(value) == len(EMPTY_ROOT) for value in values)
