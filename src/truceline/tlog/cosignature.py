"""Cosignatures (C2SP tlog-cosignature, cosignature/v1): a witness says that a log only grew, and when.

It is no consent to anything in the log.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truceline.tlog.checkpoint import parse_checkpoint
from truceline.tlog.note import Algorithm, Note, Signature, Signer, VerifierKey
from truceline.tlog.strict import MAX_COUNT, from_posix, refuse, to_posix

_TIME_SIZE: Final = 8
_SIGNATURE_SIZE: Final = 64


def cosign(note: Note, witness: Signer, at: datetime) -> Signature:
    """Cosign a checkpoint; whether to do so is decided in `witness`.

    Parameters
    ----------
    note : Note
        Its text is a checkpoint.
    witness : Signer
        A key for cosigning.
    at : datetime
        When; cut to seconds.

    Raises
    ------
    BadLog
        If the text is no checkpoint, the key is for another use, or the instant is naive.
    """
    parse_checkpoint(note.text)
    if witness.algorithm is not Algorithm.COSIGNATURE:
        refuse(witness.name, "this key is not for cosigning")
    seconds = to_posix(at, "time of the cosignature")
    if not seconds:
        refuse("time of the cosignature", "a time after the first second of 1970 is needed")
    return Signature(
        name=witness.name,
        key_id=witness.key.key_id,
        value=seconds.to_bytes(_TIME_SIZE, "big") + witness.signed(_message(note.text, seconds)),
    )


def cosigned_at(note: Note, witness: VerifierKey) -> datetime | None:
    """Return when a witness cosigned a checkpoint; the last time, if more than once; none, if it did not.

    Raises
    ------
    BadLog
        If a signature names the witness and is not its own: then the whole note is to be refused.
    """
    if witness.algorithm is not Algorithm.COSIGNATURE:
        refuse(witness.name, "this key is not for cosigning")
    times = [_checked(note.text, one, witness) for one in note.by(witness)]
    return max(times, default=None)


def stamped_at(cosignature: Signature) -> datetime:
    """Return when a cosignature that was checked before says that it was made.

    Raises
    ------
    BadLog
        If it has no such time.
    """
    return from_posix(int.from_bytes(cosignature.value[:_TIME_SIZE], "big"), cosignature.name)


def _checked(text: str, signature: Signature, witness: VerifierKey) -> datetime:
    stamp, value = signature.value[:_TIME_SIZE], signature.value[_TIME_SIZE:]
    seconds = int.from_bytes(stamp, "big")
    if (
        len(value) != _SIGNATURE_SIZE
        or not 0 < seconds <= MAX_COUNT
        or not witness.fits(_message(text, seconds), value)
    ):
        refuse(
            witness.name, "the cosignature under its name is not of its key, or the checkpoint was changed"
        )
    return from_posix(seconds, witness.name)


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
