"""Numbered steps of a check: what was checked, how it came out, and why. Words for people stand elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Shown: TypeAlias = str | int | datetime | tuple[str, ...]


class StepOutcome(StrEnum):
    """How a step came out."""

    PROVED = "proved"
    """It holds, whoever says otherwise."""
    NOT_PROVED = "not_proved"
    """It was checked and does not hold, or cannot be trusted."""
    NOT_CHECKED = "not_checked"
    """It could not be checked; the reason says why."""
    SHOWN = "shown"
    """Nothing to prove: it tells the reader something, which the reason explains."""


class StepCode(StrEnum):
    """What a step is about."""

    FORMAT = "format"
    """The file is what it says it is."""
    ENTRY = "entry"
    """The entry is well formed."""
    CONTENT = "content"
    """What is disclosed is what the entry was made of."""
    WITHHELD = "withheld"
    """Which groups are not disclosed."""
    AUDIENCE = "audience"
    """Whom the bundle says it is for: the sender's word."""
    CHECKPOINT = "checkpoint"
    """The checkpoint is well formed."""
    INCLUDED = "included"
    """The entry stands in the tree of the checkpoint."""
    LOG_SIGNATURE = "log_signature"
    """The checkpoint is signed by the log."""
    WITNESS = "witness"
    """A witness cosigned the checkpoint."""
    QUORUM = "quorum"
    """As many witnesses cosigned as the policy asks for."""
    OTHER_SIGNATURES = "other_signatures"
    """Signatures of keys that the reader does not know."""
    SAME_ENTRY = "same_entry"
    """Releases are of one entry."""
    FIRST_SIGNED = "first_signed"
    """The first checkpoint of a piece of evidence is signed by the log."""
    SECOND_SIGNED = "second_signed"
    """The second one is."""
    CONTRADICTION = "contradiction"
    """The two cannot both be of a log that only grew."""
    CHECKPOINTS = "checkpoints"
    """Every checkpoint is signed by the log, none smaller than the one before."""
    ENTRIES = "entries"
    """Every entry is there and well formed."""
    TILES = "tiles"
    """Every stored hash is that of what stands below it."""
    ROOTS = "roots"
    """The entries give the root of every checkpoint."""
    CONTENTS = "contents"
    """What the store holds is what the entries were made of."""


class StepReason(StrEnum):
    """Why a step came out so."""

    EARLIER_STEP = "earlier_step"
    """A step before it failed, and it hangs on that one."""
    MALFORMED = "malformed"
    """Something is not in its format."""
    OTHER_CONTENT = "other_content"
    """The content or its salt is not what the entry was made of."""
    OTHER_ENTRY = "other_entry"
    """It is of another entry."""
    PROOF_WRONG = "proof_wrong"
    """The proof does not lead from here to the root."""
    NO_POLICY = "no_policy"
    """Nobody's key is known: the reader gave no policy, and a file cannot vouch for itself."""
    OTHER_ORIGIN = "other_origin"
    """It is of a log that the policy does not name."""
    NOT_SIGNED = "not_signed"
    """The log did not sign."""
    NOT_COSIGNED = "not_cosigned"
    """The witness did not cosign; it may not have seen it yet."""
    WRONG_SIGNATURE = "wrong_signature"
    """A signature under a known name is not of its key, or the text was changed."""
    TIME_AHEAD = "time_ahead"
    """The time of a cosignature lies ahead of the reader's clock."""
    NONE_ASKED = "none_asked"
    """The policy asks for no witness."""
    TOO_FEW = "too_few"
    """Fewer witnesses cosigned than the policy asks for."""
    TOLD_BY_WITNESS = "told_by_witness"
    """It hangs on what the witness saw first, for which there is only its word."""
    NO_CONTRADICTION = "no_contradiction"
    """Both can be of one log that only grew."""
    SHRANK = "shrank"
    """It is smaller than what was signed before."""
    FORKED = "forked"
    """Of one size, two roots were signed."""
    OTHER_HASH = "other_hash"
    """The hash is not that of what it stands for."""
    OTHER_ROOT = "other_root"
    """The entries give another root than the checkpoint says."""
    MISSING = "missing"
    """It is not there."""
    NONE_KEPT = "none_kept"
    """Nothing of the kind was given to check."""
    UNFINISHED = "unfinished"
    """The check has not come so far yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofStep:
    """One step; its number is its place."""

    code: StepCode
    """What it is about."""
    outcome: StepOutcome
    """How it came out."""
    because: StepReason | None = None
    """Why, where it is not simply proved."""
    values: Mapping[str, Shown] = field(default_factory=dict)
    """What a sentence about it names."""


def is_proved(steps: Sequence[ProofStep]) -> bool:
    """Say whether everything is proved: any doubt, also a step that could not be checked, is a no."""
    fine = (StepOutcome.PROVED, StepOutcome.SHOWN)
    return any(step.outcome is StepOutcome.PROVED for step in steps) and all(
        step.outcome in fine for step in steps
    )


def proved(code: StepCode, **values: Shown) -> ProofStep:
    """Return a step that holds."""
    return ProofStep(code=code, outcome=StepOutcome.PROVED, values=values)


def not_proved(code: StepCode, because: StepReason, **values: Shown) -> ProofStep:
    """Return a step that does not hold."""
    return ProofStep(code=code, outcome=StepOutcome.NOT_PROVED, because=because, values=values)


def not_checked(code: StepCode, because: StepReason, **values: Shown) -> ProofStep:
    """Return a step that could not be checked."""
    return ProofStep(code=code, outcome=StepOutcome.NOT_CHECKED, because=because, values=values)


def shown(code: StepCode, because: StepReason | None = None, **values: Shown) -> ProofStep:
    """Return a step that has nothing to prove."""
    return ProofStep(code=code, outcome=StepOutcome.SHOWN, because=because, values=values)
