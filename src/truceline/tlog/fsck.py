"""A whole log rechecked from its first byte, entry by entry; it can stop after each tile and go on later.

Steps of the answer, in order: checkpoints (signed, none smaller than the one before, no two of one size that
differ), entries (there, and well formed), roots (the entries give the root of every checkpoint), tiles (each
stored hash is that of what stands below it), contents (what the store holds is what the entries are made of).

Entries are the log; tiles only repeat it. So roots are computed from the entries, and from a tile only where
entries are missing. A check that goes on looks at every
checkpoint again, and at no entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from truceline.errors import BadLog
from truceline.tlog.canonical import canonical, parse_canonical
from truceline.tlog.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint
from truceline.tlog.entry import Disclosed, is_entry, opens, parse_entry
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.note import VerifierKey, is_signed
from truceline.tlog.steps import (
    ProofStep,
    Shown,
    StepCode,
    StepReason,
    not_checked,
    not_proved,
    proved,
    shown,
)
from truceline.tlog.strict import HASH_SIZE, from_base64, refuse, to_base64
from truceline.tlog.tiles import HEIGHT, MAX_LEVEL, WIDTH, Tile, hashes_of, parse_entries
from truceline.tlog.tree import Frontier, Node, append, leaf_hash

FORMAT: Final = "truceline/fsck/v1"
MAX_STATE: Final = 2**22
"""Bytes of the longest state."""
FAULTS_KEPT: Final = 200
"""Faults that are listed for each step; all are counted."""
STEPS: Final = (StepCode.CHECKPOINTS, StepCode.ENTRIES, StepCode.ROOTS, StepCode.TILES, StepCode.CONTENTS)
_KEYS: Final = (*("counts", "faults", "frontier", "n_contents", "n_erased", "next_checkpoint", "size", "v"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLog:
    """Ways to read a log, wherever it lies."""

    size: int
    """Entries that it says it has."""
    entries: Callable[[Tile], bytes | None]
    """The bytes of a bundle of entries; none where it is missing."""
    checkpoints: Sequence[bytes] = ()
    """Every checkpoint it published, in order."""
    log: VerifierKey | None = None
    """Its key; without it no signature is checked."""
    tiles: Callable[[Tile], bytes | None] | None = None
    """The bytes of a tile of hashes; none where it is missing, or where no tiles are kept at all."""
    contents: Callable[[int], Mapping[FieldGroup, Disclosed] | None] | None = None
    """By index, what the store still holds of the entry; groups that were erased are left out."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class LogFault:
    """One thing wrong with a log."""

    code: StepCode
    """In which step."""
    where: str
    """Entry, tile or checkpoint, counted from 0."""
    because: StepReason
    """What is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FsckState:
    """How far a check has come, and what it found; all that is needed to go on."""

    frontier: Frontier = field(default_factory=Frontier)
    """Of the entries checked so far."""
    next_checkpoint: int = 0
    """The first checkpoint not compared yet."""
    counts: Mapping[StepCode, int] = field(default_factory=dict)
    """Faults by step, all of them."""
    faults: tuple[LogFault, ...] = ()
    """The first ones of each step."""
    n_contents: int = 0
    """Groups whose content was held and compared."""
    n_erased: int = 0
    """Groups of entries that are held only in part."""

    def to_bytes(self) -> bytes:
        """Return the state as a file."""
        whole: dict[str, Any] = {
            "v": FORMAT,
            "size": self.frontier.size,
            "frontier": [to_base64(one) for one in self.frontier.hashes],
            "next_checkpoint": self.next_checkpoint,
            "counts": dict(self.counts),
            "faults": [[one.code, one.where, one.because] for one in self.faults],
            "n_contents": self.n_contents,
            "n_erased": self.n_erased,
        }
        return canonical(whole, "state", limit=MAX_STATE)


def parse_state(data: bytes) -> FsckState:
    """Return a state from its file.

    Raises
    ------
    BadLog
        If it is not in its format.
    """
    whole: Any = parse_canonical(data, "state", limit=MAX_STATE)
    if not isinstance(whole, dict) or tuple(sorted(whole)) != _KEYS or whole["v"] != FORMAT:
        refuse("state", f"an object of the format {FORMAT} is needed", remedy="check from the beginning")
    numbers = [whole[key] for key in ("size", "next_checkpoint", "n_contents", "n_erased")]
    if not all(type(one) is int and one >= 0 for one in numbers):
        refuse("state", "a count is not a whole number from 0 on", remedy="check from the beginning")
    try:
        frontier = [
            from_base64(one, "frontier", size=HASH_SIZE) for one in whole["frontier"] if isinstance(one, str)
        ]
        faults = [
            LogFault(code=StepCode(code), where=str(where), because=StepReason(because))
            for code, where, because in whole["faults"]
        ]
        counts = {StepCode(code): int(count) for code, count in whole["counts"].items()}
        if {one.code for one in faults} != set(counts) or any(count < 1 for count in counts.values()):
            raise ValueError
    except (AttributeError, TypeError, ValueError):
        refuse("state", "faults and hashes are not as they are written", remedy="check from the beginning")
    return FsckState(
        frontier=Frontier(size=whole["size"], hashes=tuple(frontier)),
        next_checkpoint=whole["next_checkpoint"],
        counts=counts,
        faults=tuple(faults),
        n_contents=whole["n_contents"],
        n_erased=whole["n_erased"],
    )


def fsck(log: KeptLog, state: FsckState | None = None) -> Iterator[FsckState]:
    """Check a log; give the state after the checkpoints and after each tile of 256 entries.

    Parameters
    ----------
    log : KeptLog
        How to read it.
    state : FsckState, optional
        Where to go on; from the beginning if left out. It must be of the same log.
    """
    return _Check(log, state or FsckState()).run()


def report(log: KeptLog, state: FsckState) -> tuple[ProofStep, ...]:
    """Return the steps of a check that has come so far; `steps.is_proved` says whether all of it holds."""
    done = state.frontier.size
    values: dict[StepCode, dict[str, Shown]] = {
        StepCode.CHECKPOINTS: {"n": len(log.checkpoints)},
        StepCode.ENTRIES: {"n": done, "size": log.size},
        StepCode.ROOTS: {"n": state.next_checkpoint, "of": len(log.checkpoints)},
        StepCode.TILES: {"n": done, "size": log.size},
        StepCode.CONTENTS: {"n": state.n_contents, "erased": state.n_erased},
    }
    lacking = {
        StepCode.CHECKPOINTS: not log.checkpoints,
        StepCode.ROOTS: not log.checkpoints,
    }
    not_asked = {StepCode.TILES: log.tiles is None, StepCode.CONTENTS: log.contents is None}
    steps = []
    for code in STEPS:
        if count := state.counts.get(code, 0):
            first = next(one for one in state.faults if one.code is code)
            places = tuple(one.where for one in state.faults if one.code is code)
            steps.append(not_proved(code, first.because, faults=count, where=places, **values[code]))
        elif lacking.get(code):
            steps.append(not_checked(code, StepReason.NONE_KEPT, **values[code]))
        elif not_asked.get(code):
            steps.append(shown(code, StepReason.NONE_KEPT, **values[code]))
        elif code is StepCode.CHECKPOINTS and log.log is None:
            steps.append(not_checked(code, StepReason.NO_POLICY, **values[code]))
        elif done < log.size:
            steps.append(not_checked(code, StepReason.UNFINISHED, **values[code]))
        else:
            steps.append(proved(code, **values[code]))
    return tuple(steps)


class _Check:
    """One run: what changes while it runs, in one place."""

    def __init__(self, log: KeptLog, state: FsckState) -> None:
        self.log = log
        self.state = state
        self.counts = dict(state.counts)
        self.faults = list(state.faults)
        self.listed = set(state.faults)
        self.n_contents, self.n_erased = state.n_contents, state.n_erased
        self.above: dict[int, tuple[Tile, tuple[bytes, ...] | None]] = {}
        self.checkpoints = [_readable(data) for data in log.checkpoints]

    def run(self) -> Iterator[FsckState]:
        self._check_checkpoints()
        yield self._kept(self.state.frontier, self.state.next_checkpoint)
        frontier, ahead = self.state.frontier, self.state.next_checkpoint
        while frontier.size < self.log.size:
            leaves = self._leaves(frontier.size)
            if leaves is None:  # nothing stands for what is missing, so no root after it can be found
                yield self._kept(frontier, ahead)
                return
            frontier, ahead = self._grown(frontier, leaves, ahead)
            yield self._kept(frontier, ahead)
        if ahead < len(self.checkpoints):
            self._grown(frontier, [], ahead)
            yield self._kept(frontier, len(self.checkpoints))

    def _kept(self, frontier: Frontier, ahead: int) -> FsckState:
        self.state = replace(
            self.state,
            frontier=frontier,
            next_checkpoint=ahead,
            counts=dict(self.counts),
            faults=tuple(self.faults),
            n_contents=self.n_contents,
            n_erased=self.n_erased,
        )
        return self.state

    def _fault(self, code: StepCode, where: str, because: StepReason) -> None:
        fault = LogFault(code=code, where=where, because=because)
        if fault in self.listed:  # a check that goes on in the middle of a tile reads it again
            return
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= FAULTS_KEPT:
            self.faults.append(fault)
            self.listed.add(fault)

    def _check_checkpoints(self) -> None:
        """Look at every checkpoint; one that is not the log's, or shrank, is set aside with its root."""
        before: Checkpoint | None = None
        for at, signed in enumerate(self.checkpoints):
            because = self._wrong(signed, before)
            if because is not None:
                self._fault(StepCode.CHECKPOINTS, f"checkpoint {at}", because)
            if signed is None or because not in (None, StepReason.FORKED):
                self.checkpoints[at] = None
            elif signed.checkpoint.size > self.log.size:
                self._fault(StepCode.ROOTS, f"checkpoint {at}", StepReason.MISSING)
                self.checkpoints[at] = None
            else:
                before = signed.checkpoint

    def _wrong(self, signed: SignedCheckpoint | None, before: Checkpoint | None) -> StepReason | None:
        if signed is None:
            return StepReason.MALFORMED
        now = signed.checkpoint
        if self.log.log is not None:
            if now.origin != self.log.log.name:
                return StepReason.OTHER_ORIGIN
            try:
                if not is_signed(signed.note, self.log.log):
                    return StepReason.NOT_SIGNED
            except BadLog:
                return StepReason.WRONG_SIGNATURE
        if before is not None and now.size < before.size:
            return StepReason.SHRANK
        if before is not None and now.size == before.size and now.root != before.root:
            return StepReason.FORKED
        return None

    def _leaves(self, start: int) -> list[bytes] | None:
        """Return the hashes of the entries of the tile that begins before or at an index, from there on."""
        index, skip = divmod(start, WIDTH)
        width = min(WIDTH, self.log.size - index * WIDTH)
        stored = self._tile(Tile(index=index, width=width))
        bundle = Tile(index=index, width=width, of_entries=True)
        data = self.log.entries(bundle)
        if data is None:
            self._fault(StepCode.ENTRIES, bundle.path, StepReason.MISSING)
            return None if stored is None else list(stored[skip:])
        try:
            entries = parse_entries(bundle, data)
        except BadLog:
            self._fault(StepCode.ENTRIES, bundle.path, StepReason.MALFORMED)
            return None if stored is None else list(stored[skip:])
        leaves = []
        for at in range(skip, width):
            leaf = leaf_hash(entries[at])
            leaves.append(leaf)
            number = index * WIDTH + at
            if not is_entry(entries[at]):
                self._fault(StepCode.ENTRIES, f"entry {number}", StepReason.MALFORMED)
            elif self.log.contents is not None:
                self._check_contents(number, entries[at])
            if stored is not None and stored[at] != leaf:
                self._fault(StepCode.TILES, f"tile/0, hash {number}", StepReason.OTHER_HASH)
        return leaves

    def _check_contents(self, number: int, data: bytes) -> None:
        held = self.log.contents(number) if self.log.contents is not None else None
        entry = parse_entry(data)
        for group in FieldGroup:
            if held is None or group not in held:
                self.n_erased += 1
                continue
            self.n_contents += 1
            try:
                fits = opens(entry, group, held[group])
            except BadLog:
                fits = False
            if not fits:
                self._fault(StepCode.CONTENTS, f"entry {number}, {group}", StepReason.OTHER_CONTENT)

    def _grown(self, frontier: Frontier, leaves: list[bytes], ahead: int) -> tuple[Frontier, int]:
        """Let the tree grow by some leaves, stopping at each checkpoint to compare its root."""
        end = frontier.size + len(leaves)
        for at in range(ahead, len(self.checkpoints)):
            signed = self.checkpoints[at]
            if signed is not None and signed.checkpoint.size > end:
                break
            ahead = at + 1
            if signed is not None and signed.checkpoint.size >= frontier.size:
                frontier = self._appended(frontier, leaves, signed.checkpoint.size, end)
                if frontier.root() != signed.checkpoint.root:
                    self._fault(StepCode.ROOTS, f"checkpoint {at}", StepReason.OTHER_ROOT)
        return self._appended(frontier, leaves, end, end), ahead

    def _appended(self, frontier: Frontier, leaves: list[bytes], size: int, end: int) -> Frontier:
        """Let the tree grow to a size by leaves of which the last is at the end."""
        first = end - len(leaves)
        frontier, nodes = append(frontier, leaves[frontier.size - first : size - first])
        self._check_above(nodes)
        return frontier

    def _check_above(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            row, rest = divmod(node.level, HEIGHT)
            if rest or not row or row > MAX_LEVEL:
                continue
            index, at = divmod(node.index, WIDTH)
            tile = Tile(
                level=row, index=index, width=min(WIDTH, (self.log.size >> node.level) - index * WIDTH)
            )
            known = self.above.get(row)
            if known is None or known[0] != tile:
                known = self.above[row] = (tile, self._tile(tile))
            if known[1] is not None and known[1][at] != node.hash:
                self._fault(StepCode.TILES, f"tile/{row}, hash {node.index}", StepReason.OTHER_HASH)

    def _tile(self, tile: Tile) -> tuple[bytes, ...] | None:
        if self.log.tiles is None:
            return None
        data = self.log.tiles(tile)
        if data is None:
            self._fault(StepCode.TILES, tile.path, StepReason.MISSING)
            return None
        try:
            return hashes_of(tile, data[: HASH_SIZE * tile.width] if len(data) == HASH_SIZE * WIDTH else data)
        except BadLog:
            self._fault(StepCode.TILES, tile.path, StepReason.MALFORMED)
            return None


def _readable(data: bytes) -> SignedCheckpoint | None:
    try:
        return read_checkpoint(data)
    except BadLog:
        return None
