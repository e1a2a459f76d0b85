"""What a witness decides: whether to cosign a checkpoint, and what it keeps when the log did not only grow.

A witness needs nothing but its own last checkpoint, so it works on a machine without a network. It sees no
content.

Evidence, format `truceline/evidence/v1`, is one canonical JSON object: `v`, `kind`, the notes `first` and
`second` with the log's signatures, and the `proof` that was offered. Two checkpoints of one size with
different roots convict the log before anybody who knows its key. Of a log that shrank or gave a wrong proof,
what came first hangs on the witness's word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from truceline.errors import BadLog
from truceline.tlog.bundle import CLOCK_TOLERANCE
from truceline.tlog.canonical import canonical, parse_canonical
from truceline.tlog.checkpoint import SignedCheckpoint, read_checkpoint
from truceline.tlog.cosignature import cosigned_at
from truceline.tlog.note import MAX_NOTE, VerifierKey, is_signed
from truceline.tlog.steps import ProofStep, StepCode, StepReason, not_checked, not_proved, proved
from truceline.tlog.strict import HASH_SIZE, from_base64, refuse, to_base64, to_posix
from truceline.tlog.tree import MAX_PROOF, verify_consistency

FORMAT: Final = "truceline/evidence/v1"
MAX_EVIDENCE: Final = 8 * MAX_NOTE
"""Bytes of the longest evidence: two notes, each letter of them escaped."""
_KEYS: Final = ("first", "kind", "proof", "second", "v")


class Refusal(StrEnum):
    """Why a witness does not cosign."""

    MALFORMED = "malformed"
    """It is no checkpoint."""
    OTHER_ORIGIN = "other_origin"
    """It is of another log."""
    NOT_SIGNED = "not_signed"
    """The log did not sign it."""
    WRONG_SIGNATURE = "wrong_signature"
    """A signature under a known name is not of its key, or the text was changed."""
    OLDER = "older"
    """It is an earlier state of the same log, as a proof shows."""
    SHRANK = "shrank"
    """It has fewer entries than the witness saw, and nothing shows that it is an earlier state."""
    FORKED = "forked"
    """It has as many entries as the witness saw, and another root."""
    NOT_CONSISTENT = "not_consistent"
    """Nothing shows that it grew out of what the witness saw: the proof is wrong or missing."""
    CLOCK_BACK = "clock_back"
    """This machine's clock is behind the time at which the witness last cosigned."""


CONVICTING: Final = (Refusal.FORKED, Refusal.SHRANK, Refusal.NOT_CONSISTENT)
"""Refusals of which evidence is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """What a witness keeps: the last checkpoint that it cosigned."""

    checkpoint: SignedCheckpoint
    """With the log's signature."""
    at: datetime
    """When."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEvidence:
    """Two checkpoints of one log that do not fit, each signed by it."""

    kind: Refusal
    """Why the witness refused."""
    first: SignedCheckpoint
    """What it saw before."""
    second: SignedCheckpoint
    """What it was given then."""
    proof: tuple[bytes, ...]
    """What was to lead from one to the other."""

    def to_bytes(self) -> bytes:
        """Return the evidence as a file."""
        whole: dict[str, Any] = {
            "v": FORMAT,
            "kind": self.kind,
            "first": self.first.note.to_bytes().decode(),
            "second": self.second.note.to_bytes().decode(),
            "proof": [to_base64(one) for one in self.proof],
        }
        return canonical(whole, "evidence", limit=MAX_EVIDENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDiffers:
    """Another witness cosigned at a time that lies ahead of this machine's clock."""

    witness: str
    """Name of its key."""
    at: datetime
    """When it says it cosigned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a witness does with a checkpoint: it cosigns where there is no refusal."""

    checkpoint: SignedCheckpoint | None
    """What was decided on; none where it could not be read."""
    refusal: Refusal | None = None
    """Why not, or none: then it is to be kept as the last one *before* the cosignature is handed out."""
    detail: str = ""
    """What exactly is wrong, where that can be said."""
    evidence: LogEvidence | None = None
    """To be kept for good and shown to the other witnesses."""
    clocks: tuple[ClockDiffers, ...] = ()
    """Warnings; nothing is refused for them."""


def decide(
    new: bytes,
    proof: Sequence[bytes],
    *,
    log: VerifierKey,
    last: Witnessed | None,
    now: datetime,
    others: Sequence[VerifierKey] = (),
    clock_is_right: bool = False,
) -> Decision:
    """Decide whether to cosign a checkpoint.

    Parameters
    ----------
    new : bytes
        The checkpoint, a note.
    proof : sequence of bytes
        Of consistency, between the last checkpoint's size and this one's; empty where there was none.
    log : VerifierKey
        The log's, known beforehand.
    last : Witnessed or None
        What this witness cosigned last; none the first time, when a log is taken as it is.
    now : datetime
        This machine's clock, UTC.
    others : sequence of VerifierKey
        Of other witnesses; where one cosigned ahead of this clock, that is said.
    clock_is_right : bool
        Cosign though the clock is behind the last time: the operator looked, and the clock was wrong then.
    """
    to_posix(now, "now")
    try:
        signed = read_checkpoint(new)
    except BadLog as error:
        return Decision(checkpoint=None, refusal=Refusal.MALFORMED, detail=str(error))
    if signed.checkpoint.origin != log.name:
        return Decision(checkpoint=signed, refusal=Refusal.OTHER_ORIGIN, detail=signed.checkpoint.origin)
    try:
        if not is_signed(signed.note, log):
            return Decision(checkpoint=signed, refusal=Refusal.NOT_SIGNED)
        clocks = _clocks(signed, others, now)
    except BadLog as error:
        return Decision(checkpoint=signed, refusal=Refusal.WRONG_SIGNATURE, detail=str(error))
    if last is None:
        return Decision(checkpoint=signed, clocks=clocks)
    refusal = _inconsistent(last.checkpoint, signed, proof)
    if refusal in CONVICTING:
        kept = tuple(proof[:MAX_PROOF]) if all(len(one) == HASH_SIZE for one in proof[:MAX_PROOF]) else ()
        evidence = LogEvidence(kind=refusal, first=last.checkpoint, second=signed, proof=kept)
        return Decision(checkpoint=signed, refusal=refusal, evidence=evidence, clocks=clocks)
    if refusal is None and now < last.at and not clock_is_right:
        refusal = Refusal.CLOCK_BACK
    return Decision(checkpoint=signed, refusal=refusal, clocks=clocks)


def parse_evidence(data: bytes) -> LogEvidence:
    """Return evidence from its file, nothing proved.

    Raises
    ------
    BadLog
        If it is not in its format.
    """
    whole = parse_canonical(data, "evidence", limit=MAX_EVIDENCE)
    if not isinstance(whole, dict) or tuple(sorted(whole)) != _KEYS or whole["v"] != FORMAT:
        refuse("evidence", f"an object of the format {FORMAT} is needed, with {', '.join(_KEYS)}")
    if whole["kind"] not in CONVICTING:
        refuse("kind", f"one of {', '.join(CONVICTING)} is needed")
    first, second, proof = whole["first"], whole["second"], whole["proof"]
    if not isinstance(first, str) or not isinstance(second, str):
        refuse("evidence", "first and second are notes")
    if (
        not isinstance(proof, list)
        or len(proof) > MAX_PROOF
        or not all(isinstance(one, str) for one in proof)
    ):
        refuse("proof", f"a list of at most {MAX_PROOF} hashes is needed")
    return LogEvidence(
        kind=Refusal(str(whole["kind"])),
        first=read_checkpoint(first.encode()),
        second=read_checkpoint(second.encode()),
        proof=tuple(from_base64(str(one), f"proof[{at}]", size=HASH_SIZE) for at, one in enumerate(proof)),
    )


def verify_evidence(data: bytes, log: VerifierKey) -> tuple[ProofStep, ...]:
    """Check evidence against a log, step by step; proved is only what convicts it whoever tells.

    Parameters
    ----------
    data : bytes
        The file. Whatever the bytes, there is an answer and no error.
    log : VerifierKey
        The log's, known beforehand.
    """
    signed_codes = (StepCode.FIRST_SIGNED, StepCode.SECOND_SIGNED)
    try:
        evidence = parse_evidence(data)
    except BadLog as error:
        return (
            not_proved(StepCode.FORMAT, StepReason.MALFORMED, message=str(error)),
            *(not_checked(code, StepReason.EARLIER_STEP) for code in (*signed_codes, StepCode.CONTRADICTION)),
        )
    signatures = [
        _signed_step(code, one, log)
        for code, one in zip(signed_codes, (evidence.first, evidence.second), strict=True)
    ]
    return (proved(StepCode.FORMAT, format=FORMAT), *signatures, _contradiction_step(evidence))


def _inconsistent(last: SignedCheckpoint, new: SignedCheckpoint, proof: Sequence[bytes]) -> Refusal | None:
    old, now = last.checkpoint, new.checkpoint
    if now.size < old.size:
        earlier = verify_consistency(now.size, now.root, old.size, old.root, proof)
        return Refusal.OLDER if earlier else Refusal.SHRANK
    if now.size == old.size and now.root != old.root:
        return Refusal.FORKED
    if verify_consistency(old.size, old.root, now.size, now.root, proof):
        return None
    return Refusal.NOT_CONSISTENT


def _clocks(
    signed: SignedCheckpoint, others: Sequence[VerifierKey], now: datetime
) -> tuple[ClockDiffers, ...]:
    times = [(key.name, cosigned_at(signed.note, key)) for key in others]
    return tuple(
        ClockDiffers(witness=name, at=at)
        for name, at in times
        if at is not None and at > now + CLOCK_TOLERANCE
    )


def _signed_step(code: StepCode, signed: SignedCheckpoint, log: VerifierKey) -> ProofStep:
    one = signed.checkpoint
    values = {"origin": one.origin, "root": to_base64(one.root)}
    if one.origin != log.name:
        return not_proved(code, StepReason.OTHER_ORIGIN, size=one.size, **values)
    try:
        if is_signed(signed.note, log):
            return proved(code, size=one.size, **values)
    except BadLog:
        return not_proved(code, StepReason.WRONG_SIGNATURE, size=one.size, **values)
    return not_proved(code, StepReason.NOT_SIGNED, size=one.size, **values)


def _contradiction_step(evidence: LogEvidence) -> ProofStep:
    first, second = evidence.first.checkpoint, evidence.second.checkpoint
    if first.size == second.size and first.root != second.root:
        return proved(StepCode.CONTRADICTION, size=first.size)
    found = _inconsistent(evidence.first, evidence.second, evidence.proof)
    if found in CONVICTING:
        return not_checked(
            StepCode.CONTRADICTION, StepReason.TOLD_BY_WITNESS, first=first.size, second=second.size
        )
    return not_proved(
        StepCode.CONTRADICTION, StepReason.NO_CONTRADICTION, first=first.size, second=second.size
    )
