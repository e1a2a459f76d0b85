"""Checkpoints (C2SP tlog-checkpoint): whose log, how many entries, which root; signed by the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from truceline.tlog.note import Note, Signer, parse_note, sign
from truceline.tlog.strict import HASH_SIZE, MAX_COUNT, from_base64, need_hash, refuse, to_base64, to_count
from truceline.tlog.tree import EMPTY_ROOT

MAX_ORIGIN: Final = 255
"""Characters of the longest origin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a log was at some size."""

    origin: str
    """Which log, such as `example.com/centre`; the name of its key."""
    size: int
    """Entries."""
    root: bytes
    """Root of the tree over them."""
    extensions: tuple[str, ...] = ()
    """Further lines. Ours write none."""

    def __post_init__(self) -> None:
        need_hash(self.root, "root")
        if not 0 <= self.size <= MAX_COUNT:
            refuse("size", "this is no size of a tree")
        if self.size == 0 and self.root != EMPTY_ROOT:
            refuse("root", "a log without entries has the root of the empty tree")
        if not 1 <= len(self.origin) <= MAX_ORIGIN:
            refuse("origin", f"1 to {MAX_ORIGIN} characters are needed")
        if any(not one or "\n" in one for one in (self.origin, *self.extensions)):
            refuse("checkpoint", "no line of it is empty")

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint and the note that it stands in, no signature checked."""

    checkpoint: Checkpoint
    """What it says."""
    note: Note
    """With whatever signatures came with it."""


def parse_checkpoint(text: str) -> Checkpoint:
    """Return a checkpoint from a note's text.

    Raises
    ------
    BadLog
        If it is not origin, size and root, each on its line, and further lines that are not empty.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():
        refuse("checkpoint", "at least three lines are needed, each ended: origin, size, root")
    origin, size, root, *extensions = lines
    return Checkpoint(
        origin=origin,
        size=to_count(size, "size"),
        root=from_base64(root, "root", size=HASH_SIZE),
        extensions=tuple(extensions),
    )


def read_checkpoint(data: bytes) -> SignedCheckpoint:
    """Return a checkpoint from a note's bytes, no signature checked.

    Raises
    ------
    BadLog
        If the bytes are no note, or its text no checkpoint.
    """
    note = parse_note(data)
    return SignedCheckpoint(checkpoint=parse_checkpoint(note.text), note=note)


def sign_checkpoint(checkpoint: Checkpoint, log: Signer) -> SignedCheckpoint:
    """Sign a checkpoint as its log.

    Raises
    ------
    BadLog
        If the key is not named as the log's origin.
    """
    if log.name != checkpoint.origin:
        refuse("origin", f"the key {log.name} does not sign for {checkpoint.origin}")
    return SignedCheckpoint(checkpoint=checkpoint, note=sign(checkpoint.text, log))
