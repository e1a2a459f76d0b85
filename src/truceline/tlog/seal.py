"""Sealed envelopes, format `truceline/sealed/v1`: who seals cannot open again, only the custodian can.

    truceline/sealed/v1, a newline, 8 bytes that name the custodian's key, 32 bytes of X25519, the sealed rest

It is HPKE (RFC 9180) in base mode: X25519 with HKDF-SHA256, ChaCha20-Poly1305. Its info is the first line,
the id of the item and a newline, and the name of the key; so the envelope of one item opens as no other's.
Inside stand the length in eight bytes, the content, and zeros up to a size that many share: an envelope does
not tell how long a name is.

HPKE draws its key for one use itself, the only chance in this room: a caller who gave it might give it twice.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from truceline.tlog.strict import need_hash, refuse

FORMAT: Final = "truceline/sealed/v1"
LEAST_SIZE: Final = 512
"""Bytes to which the shortest content is padded."""
MAX_SEALED: Final = 2**26
"""Bytes of the longest content."""
_STEP: Final = 2**20
_HEAD: Final = f"{FORMAT}\n".encode()
_NAME_SIZE: Final = 8
_LENGTH_SIZE: Final = 8
_OVERHEAD: Final = 32 + 16
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def custodian_key(private: bytes) -> bytes:
    """Return the public half of a custodian's key, 32 bytes of X25519."""
    return (
        X25519PrivateKey.from_private_bytes(need_hash(private, "private key")).public_key().public_bytes_raw()
    )


def key_name(public: bytes) -> bytes:
    """Return the 8 bytes by which an envelope names the key that opens it."""
    return hashlib.sha256(_HEAD + need_hash(public, "public key")).digest()[:_NAME_SIZE]


def seal(content: bytes, *, public: bytes, item: str) -> bytes:
    """Seal bytes for a custodian.

    Parameters
    ----------
    content : bytes
        A name, a form, a file.
    public : bytes
        The custodian's, 32 bytes of X25519 (`custodian_key`).
    item : str
        Id of what the content belongs to; the envelope opens only under the same.

    Raises
    ------
    BadLog
        If the content is too long, or the key is none.
    """
    if len(content) > MAX_SEALED:
        refuse("envelope", f"at most {MAX_SEALED} bytes can be sealed, here are {len(content)}")
    name = key_name(public)
    padded = len(content).to_bytes(_LENGTH_SIZE, "big") + content
    padded = padded.ljust(_padded_size(len(padded)), b"\0")
    try:
        box = _SUITE.encrypt(padded, X25519PublicKey.from_public_bytes(public), info=_info(item, name))
    except ValueError:
        refuse("public key", "nothing can be sealed with this key")
    return _HEAD + name + box


def sealed_for(envelope: bytes) -> bytes:
    """Return the name of the key that opens an envelope (`key_name`).

    Raises
    ------
    BadLog
        If it is no envelope.
    """
    name, _ = _parts(envelope)
    return name


def open_sealed(envelope: bytes, *, private: bytes, item: str) -> bytes:
    """Open an envelope.

    Parameters
    ----------
    envelope : bytes
        As `seal` made it.
    private : bytes
        The custodian's key.
    item : str
        Id of what it belongs to.

    Raises
    ------
    BadLog
        If it is no envelope, another key or item is meant, or a byte was changed.
    """
    name, box = _parts(envelope)
    if name != key_name(custodian_key(private)):
        refuse("envelope", "it is sealed for another key", remedy=f"the key named {name.hex()}")
    try:
        key = X25519PrivateKey.from_private_bytes(private)
        padded = _SUITE.decrypt(box, key, info=_info(item, name))
    except (InvalidTag, ValueError):
        refuse("envelope", f"it does not open for {item}: it is of another item, or was changed")
    length = int.from_bytes(padded[:_LENGTH_SIZE], "big")
    content, rest = padded[_LENGTH_SIZE:][:length], padded[_LENGTH_SIZE:][length:]
    if len(content) != length or len(padded) != _padded_size(_LENGTH_SIZE + length) or rest.strip(b"\0"):
        refuse("envelope", "what is in it does not have the length it says")
    return content


def _parts(envelope: bytes) -> tuple[bytes, bytes]:
    if not envelope.startswith(_HEAD):
        refuse("envelope", f"the first line of an envelope is {FORMAT}")
    name, box = envelope[len(_HEAD) :][:_NAME_SIZE], envelope[len(_HEAD) + _NAME_SIZE :]
    if not LEAST_SIZE <= len(box) - _OVERHEAD <= MAX_SEALED + _STEP:
        refuse("envelope", "it is cut short, or longer than any that we seal")
    return name, box


def _info(item: str, name: bytes) -> bytes:
    try:
        return _HEAD + item.encode() + b"\n" + name
    except UnicodeEncodeError:
        refuse("item", "the id is not valid Unicode")


def _padded_size(size: int) -> int:
    """Return the next power of two, from 512 on; above a mebibyte the next whole one."""
    if size > _STEP:
        return -(-size // _STEP) * _STEP
    return max(LEAST_SIZE, 1 << (size - 1).bit_length())
