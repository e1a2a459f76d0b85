"""Roots, proofs and growth: published vectors, and a slow recursion that says the same as RFC 6962."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.tlog.logs import grown, reader, slow_root, stored
from truceline.errors import BadLog
from truceline.tlog import tree
from truceline.tlog.tree import EMPTY_ROOT, Frontier, append, leaf_hash, verify_consistency, verify_inclusion

PROBES = json.loads(Path(__file__).with_name("merkle_probes.json").read_text(encoding="utf-8"))
# Leaves and roots of the reference test of Certificate Transparency, as github.com/transparency-dev/merkle
# (commit 417fb0c) has them in testonly/constants.go.
REFERENCE_LEAVES = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243"),
        *("5051525354555657", "606162636465666768696a6b6c6d6e6f"),
    )
]
REFERENCE_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [leaf_hash(bytes([n])) for n in range(130)]
_, NODES = grown([bytes([n]) for n in range(130)])
READ = reader(NODES)


def _proof(probe: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(one) for one in probe["proof"] or ()]


def test_the_empty_root_is_that_of_no_bytes() -> None:
    assert tree.root(0, READ).hex() == REFERENCE_ROOTS[0]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_the_reference_test_are_found(size: int) -> None:
    frontier, nodes = grown(REFERENCE_LEAVES)
    assert tree.root(size, reader(nodes)).hex() == REFERENCE_ROOTS[size]
    assert grown(REFERENCE_LEAVES[:size])[0].root().hex() == REFERENCE_ROOTS[size]
    assert frontier.root().hex() == REFERENCE_ROOTS[8]


@pytest.mark.parametrize("probe", PROBES["inclusion"], ids=lambda probe: probe["name"])
def test_a_published_proof_of_inclusion_is_taken_or_refused(probe: dict[str, Any]) -> None:
    leaf, root = base64.b64decode(probe["leafHash"]), base64.b64decode(probe["root"])
    found = verify_inclusion(leaf, probe["leafIdx"], probe["treeSize"], _proof(probe), root)
    assert found is not probe["wantErr"]


@pytest.mark.parametrize("probe", PROBES["consistency"], ids=lambda probe: probe["name"])
def test_a_published_proof_of_consistency_is_taken_or_refused(probe: dict[str, Any]) -> None:
    old, new = (base64.b64decode(probe[name] or "") for name in ("root1", "root2"))
    found = verify_consistency(probe["size1"], old, probe["size2"], new, _proof(probe))
    # Of a proof that nothing needs proving, the reference takes roots that are no hashes; we do not.
    assert found is (not probe["wantErr"] and len(old) == 32)


@pytest.mark.parametrize("size", range(1, 130))
def test_every_leaf_of_every_size_is_proved(size: int) -> None:
    root = slow_root(LEAVES[:size])
    assert tree.root(size, READ) == root
    for index in range(size):
        proof = tree.inclusion_proof(index, size, READ)
        assert verify_inclusion(LEAVES[index], index, size, proof, root)
        other = (index + 1) % size
        assert other == index or not verify_inclusion(LEAVES[index], other, size, proof, root)


@pytest.mark.parametrize("new", [0, 1, 2, 3, 7, 8, 9, 31, 64, 100, 127, 128, 129, 130])
def test_every_size_is_the_beginning_of_a_later_one(new: int) -> None:
    root = slow_root(LEAVES[:new])
    for old in range(new + 1):
        proof = tree.consistency_proof(old, new, READ)
        before = slow_root(LEAVES[:old])
        assert verify_consistency(old, before, new, root, proof)
        if old:
            assert not verify_consistency(old, leaf_hash(before), new, root, proof)


@given(data=st.data())
def test_no_bit_of_a_proof_may_change(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 130))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    root, before = slow_root(LEAVES[:size]), slow_root(LEAVES[:old])
    checks: list[tuple[tuple[bytes, ...], Callable[[Sequence[bytes]], bool]]] = [
        (
            tree.inclusion_proof(index, size, READ),
            lambda path: verify_inclusion(LEAVES[index], index, size, path, root),
        ),
        (
            tree.consistency_proof(old, size, READ),
            lambda path: verify_consistency(old, before, size, root, path),
        ),
    ]
    for proof, fits in checks:
        assert fits(proof)
        at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        one = bytearray(proof[at])
        one[bit // 8] ^= 1 << bit % 8
        assert not fits((*proof[:at], bytes(one), *proof[at + 1 :]))
        assert not fits((*proof, proof[-1]))
        assert not fits(proof[:-1])
        assert not fits((*proof[:at], proof[at][:-1], *proof[at + 1 :]))


@given(parts=st.lists(st.integers(0, 40), max_size=5))
def test_a_tree_grows_by_parts_as_in_one(parts: list[int]) -> None:
    frontier, nodes = Frontier(), list[tree.Node]()
    for part in parts:
        frontier, more = append(frontier, LEAVES[frontier.size :][:part])
        nodes += more
    at_once, all_nodes = append(Frontier(), LEAVES[: frontier.size])
    assert frontier == at_once
    assert stored(nodes) == stored(all_nodes)
    assert len(nodes) == len(stored(nodes))
    assert frontier == tree.frontier(frontier.size, READ)


def test_a_proof_reads_few_subtrees_however_large_the_tree() -> None:
    asked = []

    def read(level: int, index: int) -> bytes:
        asked.append((level, index))
        return LEAVES[0]

    tree.inclusion_proof(123_456_789, 987_654_321, read)
    tree.consistency_proof(123_456_789, 987_654_321, read)
    assert len(asked) < 150


def test_consistency_with_the_empty_tree_needs_its_root_and_no_proof() -> None:
    root = slow_root(LEAVES[:5])
    assert verify_consistency(0, EMPTY_ROOT, 5, root, ())
    assert not verify_consistency(0, root, 5, root, ())
    assert not verify_consistency(0, EMPTY_ROOT, 5, root, (root,))
    assert not verify_consistency(0, EMPTY_ROOT, 0, root, ())


@pytest.mark.parametrize(
    "ask",
    [
        lambda: tree.inclusion_proof(5, 5, READ),
        lambda: tree.inclusion_proof(-1, 5, READ),
        lambda: tree.inclusion_proof(0, 2**63, READ),
        lambda: tree.consistency_proof(6, 5, READ),
        lambda: tree.root(-1, READ),
        lambda: tree.root(3, lambda *_: b"short"),
        lambda: Frontier(size=3, hashes=(LEAVES[0],)),
        lambda: Frontier(size=-1),
        lambda: append(Frontier(), [b"short"]),
    ],
)
def test_what_no_tree_has_is_refused(ask: Any) -> None:
    with pytest.raises(BadLog):
        ask()
