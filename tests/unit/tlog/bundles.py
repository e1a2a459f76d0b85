"""A bundle of a small log, its policy, and the content behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.unit.tlog.logs import LOG, NORTH, SOUTH, checkpoint, grown, reader
from truceline.tlog.bundle import Bundle
from truceline.tlog.entry import commit, disclose, padding, salts
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.note import Signer
from truceline.tlog.policy import parse_policy
from truceline.tlog.tree import inclusion_proof

SEED = b"\x07" * 32
INDEX = 3
CONTENT: dict[FieldGroup, Any] = {
    FieldGroup.ITEM: {"kind": "claim", "id": "c17", "version": 1, "replaces": None},
    FieldGroup.WHAT: {"act": "shelling", "n_rounds": 12},
    FieldGroup.WHERE: {"lat_e7": 359310001, "lon_e7": 366340002},
    FieldGroup.AREA: "a district",
    FieldGroup.TOLD_BY: {"name": "Khaled al-Ali"},
}
SEEN = (FieldGroup.ITEM, FieldGroup.WHAT, FieldGroup.AREA)
ENTRY = commit(CONTENT, salts(SEED))
ENTRIES = [*(padding(bytes([n]) * 32).to_bytes() for n in range(20))]
ENTRIES[INDEX] = ENTRY.to_bytes()
KEYS = f"log {LOG.key}\nwitness n {NORTH.key}\nwitness s {SOUTH.key}\ngroup north any n\ngroup south any s\n"
POLICY = parse_policy(f"{KEYS}quorum none\n".encode())
BOTH = parse_policy(f"{KEYS}group both all north south\nquorum both\n".encode())


def bundle(
    *witnesses: Signer,
    groups: Iterable[FieldGroup] = SEEN,
    audience: str | None = None,
    log: Signer = LOG,
    n: int = len(ENTRIES),
) -> Bundle:
    """Return a bundle over the entry in a log of `n` entries."""
    frontier, nodes = grown(ENTRIES[:n])
    return Bundle(
        entry=ENTRY,
        index=INDEX,
        disclosed=disclose(CONTENT, salts(SEED), groups),
        proof=inclusion_proof(INDEX, frontier.size, reader(nodes)),
        checkpoint=checkpoint(ENTRIES[:n], *witnesses, log=log),
        audience=audience,
    )
