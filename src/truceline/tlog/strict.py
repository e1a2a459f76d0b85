"""What every format here shares: one spelling for each value, and any other is refused."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta
from typing import Final, NoReturn

from truceline.errors import BadLog, Fault

HASH_SIZE: Final = 32
"""Bytes of a SHA-256 hash, a salt, a seed, and of each key here."""
MAX_COUNT: Final = 2**63 - 1
"""The largest size, index and POSIX time."""
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,18})", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


def refuse(where: str, message: str, *, line: int = 0, remedy: str = "") -> NoReturn:
    """Refuse what is not in its format.

    Raises
    ------
    BadLog
        Always, with one fault.
    """
    fault = Fault(pointer=where, line=line, message=message, remedy=remedy)
    raise BadLog(f"{where}: {message}", [fault])


def to_base64(data: bytes) -> str:
    """Return bytes in base64, with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str, where: str, *, size: int | None = None) -> bytes:
    """Return what base64 holds; every other spelling of the same bytes is refused.

    Raises
    ------
    BadLog
        If it is no base64, not the usual spelling, or not `size` bytes.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        refuse(where, "this is not base64")
    if to_base64(data) != text:
        refuse(where, "this is not the usual base64 of its bytes")
    if size is not None and len(data) != size:
        refuse(where, f"{size} bytes are needed, here are {len(data)}")
    return data


def to_count(text: str, where: str) -> int:
    """Return a decimal number without sign or leading zeros.

    Raises
    ------
    BadLog
        If it is written otherwise or above 2**63 - 1.
    """
    if not _DECIMAL.fullmatch(text) or (number := int(text)) > MAX_COUNT:
        refuse(where, "this is not a whole number from 0 to 2^63 - 1, written without leading zeros")
    return number


def need_hash(data: bytes, where: str) -> bytes:
    """Return the same 32 bytes.

    Raises
    ------
    BadLog
        If it is anything else.
    """
    if not isinstance(data, bytes) or len(data) != HASH_SIZE:
        refuse(where, f"{HASH_SIZE} bytes are needed")
    return data


def to_posix(at: datetime, where: str) -> int:
    """Return whole seconds since 1970, cut.

    Raises
    ------
    BadLog
        If the instant is naive or before 1970.
    """
    if at.utcoffset() is None or at < _EPOCH:
        refuse(where, "an instant with its zone, from 1970 on, is needed")
    return (at - _EPOCH) // timedelta(seconds=1)


def from_posix(seconds: int, where: str) -> datetime:
    """Return the instant of so many seconds since 1970.

    Raises
    ------
    BadLog
        If no calendar has it: after the year 9999.
    """
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        refuse(where, "this time is after the year 9999")


def to_instant_text(at: datetime, where: str) -> str:
    """Return an instant as `2026-11-30T10:00:00Z`, seconds cut."""
    return from_posix(to_posix(at, where), where).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_instant_text(text: str, where: str) -> datetime:
    """Return the instant of `2026-11-30T10:00:00Z`.

    Raises
    ------
    BadLog
        If it is written otherwise, or no calendar has it.
    """
    if _INSTANT.fullmatch(text):
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            if at >= _EPOCH:
                return at
    refuse(where, "an instant such as 2026-11-30T10:00:00Z is needed")
