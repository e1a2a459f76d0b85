"""A log for tests: in memory, with keys of its own, grown and written out as a centre does it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from truceline.files.log_places import write_log
from truceline.tlog.bundle import Bundle
from truceline.tlog.canonical import Json
from truceline.tlog.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from truceline.tlog.entry import Entry, commit, disclose, padding, salts
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.note import Signer
from truceline.tlog.tiles import WIDTH
from truceline.tlog.tree import Frontier, append, inclusion_proof

ORIGIN = "centre.example/log"
AT = datetime(2020, 3, 6, 9, 0, tzinfo=UTC)


def seed_of(text: str) -> bytes:
    """Return 32 bytes that are always the same for a text."""
    return hashlib.sha256(text.encode()).digest()


@dataclass(slots=True)
class TestLog:
    """A log that only grows, unless a test says otherwise."""

    __test__ = False

    signer: Signer = field(default_factory=lambda: Signer(name=ORIGIN, private=seed_of("log")))
    entries: list[Entry] = field(default_factory=list)
    contents: list[dict[FieldGroup, Json]] = field(default_factory=list)
    seeds: list[bytes] = field(default_factory=list)
    frontier: Frontier = field(default_factory=Frontier)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def tell(self, **content: Json) -> int:
        """Add an entry and return its index."""
        told = {FieldGroup(name): one for name, one in content.items()}
        seed = seed_of(f"{len(self.entries)} {content}")
        self._add(commit(told, salts(seed)), told, seed)
        return len(self.entries) - 1

    def pad(self, n: int, word: str = "") -> None:
        """Add entries that say nothing."""
        for _ in range(n):
            seed = seed_of(f"padding {len(self.entries)} {word}")
            self._add(padding(seed), {}, seed)

    def _add(self, entry: Entry, told: dict[FieldGroup, Json], seed: bytes) -> None:
        self.entries.append(entry)
        self.contents.append(told)
        self.seeds.append(seed)
        self.frontier, nodes = append(self.frontier, [entry.leaf()])
        self.nodes |= {(one.level, one.index): one.hash for one in nodes}

    def read(self, level: int, index: int) -> bytes:
        """Return a stored subtree."""
        return self.nodes[level, index]

    def checkpoint(self) -> SignedCheckpoint:
        """Return the log as it is now, signed."""
        return sign_checkpoint(
            Checkpoint(origin=ORIGIN, size=self.frontier.size, root=self.frontier.root()), self.signer
        )

    def write(self, folder: Path, checkpoint: SignedCheckpoint | None = None) -> SignedCheckpoint:
        """Write the log's files and return the checkpoint among them."""
        signed = checkpoint or self.checkpoint()
        write_log(
            folder,
            signed,
            hashes=self.read,
            entries=lambda tile: [
                one.to_bytes() for one in self.entries[tile.index * WIDTH : tile.index * WIDTH + tile.width]
            ],
        )
        return signed

    def bundle(
        self,
        index: int,
        *groups: FieldGroup,
        checkpoint: SignedCheckpoint | None = None,
        audience: str = "public",
    ) -> Bundle:
        """Return a bundle of an entry that discloses some groups."""
        signed = checkpoint or self.checkpoint()
        return Bundle(
            entry=self.entries[index],
            index=index,
            disclosed=disclose(self.contents[index], salts(self.seeds[index]), groups),
            proof=inclusion_proof(index, signed.checkpoint.size, self.read),
            checkpoint=signed,
            audience=audience,
        )
