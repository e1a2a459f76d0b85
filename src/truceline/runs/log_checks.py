"""What anybody can check of a log: a bundle or evidence by itself, and a whole log from its files."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from truceline.errors import BadInput, BadLog, Fault
from truceline.files.log_places import LogFiles, log_files, read_handed
from truceline.tlog import witness
from truceline.tlog.bundle import MAX_BUNDLE, Bundle, parse_bundle, same_entry, verify
from truceline.tlog.checkpoint import SignedCheckpoint, read_checkpoint
from truceline.tlog.fsck import MAX_STATE, FsckState, KeptLog, fsck, parse_state, report
from truceline.tlog.note import MAX_NOTE, VerifierKey, parse_verifier_key
from truceline.tlog.policy import MAX_POLICY, Policy, parse_policy
from truceline.tlog.steps import ProofStep, is_proved
from truceline.tlog.strict import HASH_SIZE
from truceline.tlog.tiles import CHECKPOINT_PATH, MAX_ENTRY, WIDTH, Tile

_EVIDENCE: Final = f'"v":"{witness.FORMAT}"'.encode()
"""Stands in every file of evidence, and in no bundle outside of a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCheck:
    """One thing that was checked, step by step."""

    file: str
    """What: a file, or where a log lies."""
    steps: tuple[ProofStep, ...]
    """In order; the number of each is its place."""
    bundle: Bundle | None = None
    """What stood in it, nothing of it proved by standing here; None where it is no bundle."""
    is_evidence: bool = False
    """Whether it is a witness's evidence against a log."""
    n_entries: int = 0
    """Of a whole log, how many it says it has."""

    @property
    def is_proved(self) -> bool:
        """Whether all of it holds: any doubt is a no."""
        return is_proved(self.steps)


def check_files(
    files: Sequence[str | Path], *, policy: str | Path | None = None, now: datetime | None = None
) -> tuple[LogCheck, ...]:
    """Check bundles, or evidence against a log; of several bundles also whether they are of one entry.

    Parameters
    ----------
    files : sequence of str or Path
    policy : str or Path, optional
        Whose keys are trusted. A file cannot vouch for itself: without a policy no signature is proved.
    now : datetime, optional
        UTC; this machine's clock if left out.

    Raises
    ------
    BadInput
        If the policy is none, or evidence is given and the policy does not name just one log.
    OSError
        If a file cannot be read.
    """
    trusted = None if policy is None else read_policy(policy)
    found = [_checked(file, trusted, now or datetime.now(UTC)) for file in files]
    bundles = [one.bundle for one in found if one.bundle is not None]
    if len(bundles) > 1:
        found.append(LogCheck(file=", ".join(map(str, files)), steps=same_entry(bundles)))
    return tuple(found)


def check_log(
    place: str | Path, *, key: str | None = None, state: str | Path | None = None, most: int | None = None
) -> tuple[LogCheck, FsckState]:
    """Check a whole log from its static files, from the first entry on or where an earlier check stopped.

    Parameters
    ----------
    place : str or Path
        A folder or an address.
    key : str, optional
        The log's public key; without it no signature is checked.
    state : str or Path, optional
        What an earlier check kept.
    most : int, optional
        So many tiles of entries at most; all if left out.

    Returns
    -------
    tuple
        The steps, and how far the check has come.

    Raises
    ------
    BadInput
        If the log cannot be read, or `key` or `state` is none.
    """
    get = log_files(place)
    log = kept_log(get, str(place), key=None if key is None else parse_verifier_key(key))
    before = FsckState() if state is None else parse_state(read_handed(state, MAX_STATE))
    last = deque(islice(fsck(log, before), most), maxlen=1)
    come = last[0] if last else before
    return LogCheck(file=str(place), steps=report(log, come), n_entries=log.size), come


def kept_log(get: LogFiles, place: str, *, key: VerifierKey | None) -> KeptLog:
    """Return how to read a log of static files.

    Raises
    ------
    BadInput
        If it has no checkpoint, or its newest one cannot be read: then nobody knows how long it is.
    """
    data = get(CHECKPOINT_PATH, MAX_NOTE)
    newest = None if data is None else _readable(data)
    if data is None or newest is None:
        message = "there is no checkpoint" if data is None else "its checkpoint is none"
        fault = Fault(file=place, message=message, remedy="name the folder or the address of the log itself")
        raise BadInput("the log cannot be read", [fault])

    def entries(tile: Tile) -> bytes | None:
        return get(tile.path, tile.width * (MAX_ENTRY + 2))

    def tiles(tile: Tile) -> bytes | None:
        return get(tile.path, WIDTH * HASH_SIZE)

    return KeptLog(size=newest.checkpoint.size, entries=entries, checkpoints=(data,), log=key, tiles=tiles)


def _checked(file: str | Path, policy: Policy | None, now: datetime) -> LogCheck:
    data = read_handed(file, MAX_BUNDLE)
    if _EVIDENCE in data:
        steps = witness.verify_evidence(data, _log_of(data, policy))
        return LogCheck(file=str(file), steps=steps, is_evidence=True)
    steps = verify(data, policy, now)
    try:
        return LogCheck(file=str(file), steps=steps, bundle=parse_bundle(data))
    except BadLog:
        return LogCheck(file=str(file), steps=steps)


def _log_of(data: bytes, policy: Policy | None) -> VerifierKey:
    """Return the key of the log that evidence is against, from the policy alone."""
    try:
        origin = witness.parse_evidence(data).first.checkpoint.origin
    except BadLog:
        origin = ""
    keys = () if policy is None else tuple(one.key for one in policy.logs)
    known = [one for one in keys if one.name == origin] or keys[:1]
    if not known:
        remedy = "name a policy with the log's key: --policy FILE"
        fault = Fault(message="nobody's key is known, so nothing shows who signed", remedy=remedy)
        raise BadInput("the evidence cannot be checked", [fault])
    return known[0]


def read_policy(file: str | Path) -> Policy:
    """Return whom a reader trusts, from a file.

    Raises
    ------
    BadInput
        With every line that is none.
    OSError
        If it cannot be read.
    """
    data = read_handed(file, MAX_POLICY)
    try:
        return parse_policy(data)
    except BadLog as error:
        faults = [
            Fault(file=str(file), line=one.line, message=one.message, remedy=one.remedy)
            for one in error.faults
        ]
        raise BadInput("this is no policy", faults) from None


def _readable(data: bytes) -> SignedCheckpoint | None:
    try:
        return read_checkpoint(data)
    except BadLog:
        return None
