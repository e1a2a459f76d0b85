"""Bundles, format `truceline/bundle/v1`: an entry, what its reader may see of it, and its proof, in one file.

One JSON object in canonical form:

- `v`: the format
- `entry`: the entry as it stands in the log
- `index`: where it stands, counted from 0
- `disclosed`: by group, its `content` and `salt`; a group that is not there is withheld
- `proof`: hashes that lead from the entry to the root
- `checkpoint`: the checkpoint with its signatures, a note
- `audience`: whom this bundle was made for, or null. No signature covers it: it is the sender's word

Nothing in a bundle makes its own keys trusted. A reader has them from elsewhere, in a policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from truceline.errors import BadLog
from truceline.tlog.canonical import MAX_DEPTH, canonical, parse_canonical
from truceline.tlog.checkpoint import SignedCheckpoint, read_checkpoint
from truceline.tlog.cosignature import cosigned_at
from truceline.tlog.entry import ENTRY_SIZE, GROUPS, Disclosed, Entry, opens, parse_entry
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.note import is_signed
from truceline.tlog.policy import NO_QUORUM, KnownWitness, Policy
from truceline.tlog.steps import (
    ProofStep,
    Shown,
    StepCode,
    StepOutcome,
    StepReason,
    not_checked,
    not_proved,
    proved,
    shown,
)
from truceline.tlog.strict import HASH_SIZE, from_base64, refuse, to_base64
from truceline.tlog.tree import MAX_PROOF, verify_inclusion

FORMAT: Final = "truceline/bundle/v1"
MAX_BUNDLE: Final = 2**22
"""Bytes of the longest bundle."""
MAX_AUDIENCE: Final = 255
"""Characters of the longest name of an audience."""
CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""By how much clocks may differ before it is said."""
_KEYS: Final = ("audience", "checkpoint", "disclosed", "entry", "index", "proof", "v")
_DEPTH: Final = MAX_DEPTH + 3
_AFTER_FORMAT: Final = (
    *(StepCode.ENTRY, StepCode.CONTENT, StepCode.CHECKPOINT, StepCode.INCLUDED),
    *(StepCode.LOG_SIGNATURE, StepCode.QUORUM),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """An entry, what may be seen of it, and its proof."""

    entry: Entry
    """As it stands in the log."""
    index: int
    """Where it stands, counted from 0."""
    disclosed: Mapping[FieldGroup, Disclosed]
    """What may be seen (`entry.disclose`)."""
    proof: tuple[bytes, ...]
    """As `tree.inclusion_proof` gives it for the checkpoint's size."""
    checkpoint: SignedCheckpoint
    """With the signatures of the log and of witnesses."""
    audience: str | None = None
    """Whom it is for."""

    def to_bytes(self) -> bytes:
        """Return the bundle as a file.

        Raises
        ------
        BadLog
            If it is too long, or a content cannot be signed.
        """
        whole: dict[str, Any] = {
            "v": FORMAT,
            "entry": parse_canonical(self.entry.to_bytes()),
            "index": self.index,
            "disclosed": {
                group: {"content": one.content, "salt": to_base64(one.salt)}
                for group, one in self.disclosed.items()
            },
            "proof": [to_base64(one) for one in self.proof],
            "checkpoint": self.checkpoint.note.to_bytes().decode(),
            "audience": self.audience,
        }
        return canonical(whole, "bundle", limit=MAX_BUNDLE, depth=_DEPTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """A bundle whose outside is right; what is inside is not read yet."""

    entry: bytes
    index: int
    disclosed: dict[FieldGroup, Disclosed]
    proof: tuple[bytes, ...]
    checkpoint: bytes
    audience: str | None


def parse_bundle(data: bytes) -> Bundle:
    """Return a bundle from its file, nothing proved.

    Raises
    ------
    BadLog
        If it is not in its format.
    """
    shape = _shape(data)
    return Bundle(
        entry=parse_entry(shape.entry),
        index=shape.index,
        disclosed=shape.disclosed,
        proof=shape.proof,
        checkpoint=read_checkpoint(shape.checkpoint),
        audience=shape.audience,
    )


def verify(data: bytes, policy: Policy | None, now: datetime | None = None) -> tuple[ProofStep, ...]:
    """Check a bundle, step by step; `steps.is_proved` says whether all of it holds.

    Parameters
    ----------
    data : bytes
        The file. Whatever the bytes, there is an answer and no error.
    policy : Policy or None
        Whose keys the reader trusts. Without one nobody's key is known, and no signature is proved.
    now : datetime, optional
        The reader's clock, UTC. Without it, times of cosignatures that lie ahead are not noticed.
    """
    try:
        shape = _shape(data)
    except BadLog as error:
        return (
            not_proved(StepCode.FORMAT, StepReason.MALFORMED, **_told(error)),
            *(not_checked(code, StepReason.EARLIER_STEP) for code in _AFTER_FORMAT),
        )
    entry, entry_step = _entry_step(shape.entry)
    signed, checkpoint_step = _checkpoint_step(shape.checkpoint)
    steps = [proved(StepCode.FORMAT, format=FORMAT), entry_step, *_content_steps(entry, shape)]
    if shape.audience is not None:
        steps.append(shown(StepCode.AUDIENCE, audience=shape.audience))
    steps += [checkpoint_step, _inclusion_step(entry, signed, shape)]
    return (*steps, *signature_steps(signed, policy, now))


def same_entry(bundles: Sequence[Bundle]) -> tuple[ProofStep, ...]:
    """Check that releases for several audiences are of one entry; then only what is withheld differs.

    Each is to be verified as well. All open the same commitments, so no two can show different content.
    """
    steps = []
    for one in bundles:
        values: dict[str, Shown] = {
            "audience": one.audience or "",
            "index": one.index,
            "groups": tuple(sorted(one.disclosed)),
            "withheld": tuple(group for group in GROUPS if group not in one.disclosed),
        }
        if _place(one) == _place(bundles[0]):
            steps.append(proved(StepCode.SAME_ENTRY, **values))
        else:
            steps.append(not_proved(StepCode.SAME_ENTRY, StepReason.OTHER_ENTRY, **values))
    return tuple(steps)


def _place(bundle: Bundle) -> tuple[str, int, Entry]:
    return bundle.checkpoint.checkpoint.origin, bundle.index, bundle.entry


def signature_steps(
    signed: SignedCheckpoint | None, policy: Policy | None, now: datetime | None
) -> tuple[ProofStep, ...]:
    """Check who signed a checkpoint: the log, each witness of the policy, and whether that is enough.

    Parameters
    ----------
    signed : SignedCheckpoint or None
        None where it could not be read.
    policy : Policy or None
        Whose keys are trusted.
    now : datetime or None
        The reader's clock.
    """
    if signed is None or policy is None:
        reason = StepReason.EARLIER_STEP if signed is None else StepReason.NO_POLICY
        names = tuple(dict.fromkeys(one.name for one in signed.note.signatures)) if signed else ()
        return (
            not_checked(StepCode.LOG_SIGNATURE, reason, signatures=names),
            not_checked(StepCode.QUORUM, reason),
        )
    witnessed = [(witness, _witness_step(signed, witness, policy, now)) for witness in policy.witnesses]
    cosigned = {witness.name for witness, step in witnessed if step.outcome is StepOutcome.PROVED}
    return (
        _log_step(signed, policy),
        *(step for _, step in witnessed),
        _quorum_step(policy, cosigned),
        *_other_signatures(signed, policy),
    )


def _shape(data: bytes) -> _Shape:
    whole = parse_canonical(data, "bundle", limit=MAX_BUNDLE, depth=_DEPTH)
    if not isinstance(whole, dict) or tuple(sorted(whole)) != _KEYS:
        refuse("bundle", f"an object with just these keys is needed: {', '.join(_KEYS)}")
    if whole["v"] != FORMAT:
        refuse("v", f"the format is not {FORMAT}", remedy="a later version of this program may read it")
    entry, index, audience = whole["entry"], whole["index"], whole["audience"]
    if not isinstance(entry, dict):
        refuse("entry", "an object is needed")
    if isinstance(index, bool) or not isinstance(index, int) or index < 0:
        refuse("index", "a whole number from 0 on is needed")
    if audience is not None and not (isinstance(audience, str) and 1 <= len(audience) <= MAX_AUDIENCE):
        refuse("audience", "the name of an audience, or null, is needed")
    proof = whole["proof"]
    if not isinstance(proof, list) or len(proof) > MAX_PROOF:
        refuse("proof", f"a list of at most {MAX_PROOF} hashes is needed")
    if not isinstance(whole["disclosed"], dict):
        refuse("disclosed", "an object is needed")
    return _Shape(
        entry=canonical(entry, "entry", limit=len(data)),
        index=index,
        disclosed=dict(_opened(group, one) for group, one in whole["disclosed"].items()),
        proof=tuple(_bytes(one, f"proof[{at}]") for at, one in enumerate(proof)),
        checkpoint=_text(whole["checkpoint"], "checkpoint").encode(),
        audience=audience,
    )


def _opened(group: object, one: object) -> tuple[FieldGroup, Disclosed]:
    where = f"disclosed.{group}"
    if group not in GROUPS:
        refuse(where, "there is no such group", remedy=", ".join(GROUPS))
    if not isinstance(one, dict) or sorted(one) != ["content", "salt"]:
        refuse(where, "an object with content and salt is needed")
    salt = _bytes(one["salt"], f"{where}.salt")
    canonical(one["content"], where)
    return FieldGroup(str(group)), Disclosed(content=one["content"], salt=salt)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        refuse(where, "a text is needed")
    return value


def _bytes(value: object, where: str) -> bytes:
    return from_base64(_text(value, where), where, size=HASH_SIZE)


def _told(error: BadLog) -> dict[str, Shown]:
    return {"where": error.faults[0].pointer, "message": error.faults[0].message}


def _entry_step(data: bytes) -> tuple[Entry | None, ProofStep]:
    try:
        return parse_entry(data), proved(StepCode.ENTRY, size=ENTRY_SIZE)
    except BadLog as error:
        return None, not_proved(StepCode.ENTRY, StepReason.MALFORMED, **_told(error))


def _checkpoint_step(data: bytes) -> tuple[SignedCheckpoint | None, ProofStep]:
    try:
        signed = read_checkpoint(data)
    except BadLog as error:
        return None, not_proved(StepCode.CHECKPOINT, StepReason.MALFORMED, **_told(error))
    one = signed.checkpoint
    return signed, proved(StepCode.CHECKPOINT, origin=one.origin, size=one.size, root=to_base64(one.root))


def _content_steps(entry: Entry | None, shape: _Shape) -> list[ProofStep]:
    steps = []
    for group, one in sorted(shape.disclosed.items()):
        if entry is None:
            steps.append(not_checked(StepCode.CONTENT, StepReason.EARLIER_STEP, group=group))
        elif opens(entry, group, one):
            steps.append(proved(StepCode.CONTENT, group=group))
        else:
            steps.append(not_proved(StepCode.CONTENT, StepReason.OTHER_CONTENT, group=group))
    withheld = tuple(str(group) for group in GROUPS if group not in shape.disclosed)
    return [*steps, shown(StepCode.WITHHELD, groups=withheld)]


def _inclusion_step(entry: Entry | None, signed: SignedCheckpoint | None, shape: _Shape) -> ProofStep:
    if entry is None or signed is None:
        return not_checked(StepCode.INCLUDED, StepReason.EARLIER_STEP, index=shape.index)
    one = signed.checkpoint
    values: dict[str, Shown] = {"index": shape.index, "size": one.size}
    if verify_inclusion(entry.leaf(), shape.index, one.size, shape.proof, one.root):
        return proved(StepCode.INCLUDED, **values)
    return not_proved(StepCode.INCLUDED, StepReason.PROOF_WRONG, **values)


def _log_step(signed: SignedCheckpoint, policy: Policy) -> ProofStep:
    origin = signed.checkpoint.origin
    key = policy.log(origin)
    if key is None:
        return not_proved(StepCode.LOG_SIGNATURE, StepReason.OTHER_ORIGIN, origin=origin)
    try:
        if is_signed(signed.note, key):
            return proved(StepCode.LOG_SIGNATURE, origin=origin, key=str(key))
    except BadLog:
        return not_proved(StepCode.LOG_SIGNATURE, StepReason.WRONG_SIGNATURE, origin=origin, key=str(key))
    return not_proved(StepCode.LOG_SIGNATURE, StepReason.NOT_SIGNED, origin=origin, key=str(key))


def _witness_step(
    signed: SignedCheckpoint, witness: KnownWitness, policy: Policy, now: datetime | None
) -> ProofStep:
    values: dict[str, Shown] = {"witness": witness.name, "sides": policy.sides(witness.name)}
    try:
        at = cosigned_at(signed.note, witness.key)
    except BadLog:
        return not_proved(StepCode.WITNESS, StepReason.WRONG_SIGNATURE, **values)
    if at is None:
        return shown(StepCode.WITNESS, StepReason.NOT_COSIGNED, **values)
    if now is not None and at > now + CLOCK_TOLERANCE:
        return not_proved(StepCode.WITNESS, StepReason.TIME_AHEAD, **values, at=at, now=now)
    return proved(StepCode.WITNESS, **values, at=at)


def _quorum_step(policy: Policy, cosigned: set[str]) -> ProofStep:
    values: dict[str, Shown] = {
        "quorum": policy.quorum,
        "cosigned": tuple(sorted(cosigned)),
        "missing": tuple(one.name for one in policy.witnesses if one.name not in cosigned),
    }
    if policy.quorum == NO_QUORUM:
        return shown(StepCode.QUORUM, StepReason.NONE_ASKED, **values)
    if policy.is_met(cosigned):
        return proved(StepCode.QUORUM, **values)
    return not_proved(StepCode.QUORUM, StepReason.TOO_FEW, **values)


def _other_signatures(signed: SignedCheckpoint, policy: Policy) -> tuple[ProofStep, ...]:
    keys = [*(log.key for log in policy.logs), *(witness.key for witness in policy.witnesses)]
    known = {(key.name, key.key_id) for key in keys}
    names = [one.name for one in signed.note.signatures if (one.name, one.key_id) not in known]
    return (shown(StepCode.OTHER_SIGNATURES, signatures=tuple(dict.fromkeys(names))),) if names else ()
