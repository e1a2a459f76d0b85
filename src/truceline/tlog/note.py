"""Signed notes (C2SP signed-note): a text, an empty line, and who signed it.

    This is an example message.

    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONn…

A signature that names a known key and is not of it makes the whole note worthless; one of an unknown key
says nothing.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from truceline.tlog.strict import HASH_SIZE, from_base64, need_hash, refuse, to_base64

MAX_NOTE: Final = 2**19
"""Bytes of the longest note."""
MAX_SIGNATURES: Final = 64
"""Signatures under one note."""
MAX_NAME: Final = 255
"""Characters of the longest name of a key."""
_ID_SIZE: Final = 4
_MARK: Final = "— "
_PRIVATE: Final = "PRIVATE+KEY+"
_FIELD: Final = 2**255 - 19
_OF_ORDER_8: Final = 2707385501144840649318225287225658788936804267575313519463743609750303402022
_WEAK: Final = frozenset({0, 1, _FIELD - 1, _OF_ORDER_8, _FIELD - _OF_ORDER_8})
"""The y of the points of small order: with such a key one signature fits many texts, and whoever signed could
say afterwards that another text was meant."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class Algorithm(IntEnum):
    """What a key signs; the number stands in front of the key and in its id."""

    ED25519 = 0x01
    """The text of a note."""
    COSIGNATURE = 0x04
    """A checkpoint and the time (`cosignature`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key with its name: what a reader must know beforehand to trust a signature."""

    name: str
    """Such as `example.com/centre`; of a log, its origin."""
    public: bytes
    """32 bytes of Ed25519."""
    algorithm: Algorithm = Algorithm.ED25519
    """What it signs."""

    def __post_init__(self) -> None:
        _need_name(self.name)
        y = int.from_bytes(need_hash(self.public, "public key"), "little") % 2**255
        if y % _FIELD in _WEAK:
            refuse("public key", "with this key one signature fits many texts", remedy="make another key")

    @property
    def key_id(self) -> bytes:
        """Four bytes by which a signature names its key; no proof of anything."""
        about = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        return hashlib.sha256(about).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        material = to_base64(bytes([self.algorithm]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{material}"

    def fits(self, message: bytes, signature: bytes) -> bool:
        """Say whether a signature of Ed25519 over a message is of this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A private key with its name."""

    name: str
    """As of its public half."""
    private: bytes = field(repr=False)
    """The 32 bytes of Ed25519 that make both halves."""
    algorithm: Algorithm = Algorithm.ED25519
    """What it signs."""

    def __post_init__(self) -> None:
        _need_name(self.name)
        need_hash(self.private, "private key")

    @property
    def key(self) -> VerifierKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()
        return VerifierKey(name=self.name, public=public, algorithm=self.algorithm)

    def signed(self, message: bytes) -> bytes:
        """Return the signature of Ed25519 over a message."""
        return Ed25519PrivateKey.from_private_bytes(self.private).sign(message)

    def to_text(self) -> str:
        """Return the private key as one line, to be kept secret: `PRIVATE+KEY+name+id+base64`."""
        material = to_base64(bytes([self.algorithm]) + self.private)
        return f"{_PRIVATE}{self.name}+{self.key.key_id.hex()}+{material}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One line under a note."""

    name: str
    """Of the key."""
    key_id: bytes
    """Of the key."""
    value: bytes
    """What the key's algorithm makes of the text."""

    def __str__(self) -> str:
        return f"{_MARK}{self.name} {to_base64(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text and the signatures under it, none of them checked."""

    text: str
    """Ends in a newline."""
    signatures: tuple[Signature, ...]
    """In the order of the lines."""

    def to_bytes(self) -> bytes:
        """Return the note as it is written."""
        return (self.text + "\n" + "".join(str(one) for one in self.signatures)).encode()

    def signed_too(self, *signatures: Signature) -> Note:
        """Return the note with more signatures; one that stands there is not added twice."""
        fresh = tuple(one for one in dict.fromkeys(signatures) if one not in self.signatures)
        return replace(self, signatures=self.signatures + fresh)

    def by(self, key: VerifierKey) -> tuple[Signature, ...]:
        """Return the signatures that name a key; whether they are its own is not said."""
        return tuple(one for one in self.signatures if (one.name, one.key_id) == (key.name, key.key_id))


def parse_verifier_key(text: str) -> VerifierKey:
    """Return a public key from its line, `name+id+base64`.

    Raises
    ------
    BadLog
        If it is written otherwise, its id is not its own, or its algorithm is none of ours.
    """
    algorithm, name, public = _key_material(text, "verifier key")
    key = VerifierKey(name=name, public=public, algorithm=algorithm)
    if str(key) != text:
        refuse("verifier key", "the id in the middle is not that of the name and key", remedy="copy it again")
    return key


def parse_signer(text: str) -> Signer:
    """Return a private key from its line, `PRIVATE+KEY+name+id+base64`. What is wrong is said without it.

    Raises
    ------
    BadLog
        If it is written otherwise, its id is not its own, or its algorithm is none of ours.
    """
    if not text.startswith(_PRIVATE):
        refuse("private key", f"a private key begins with {_PRIVATE}")
    algorithm, name, private = _key_material(text.removeprefix(_PRIVATE), "private key")
    signer = Signer(name=name, private=private, algorithm=algorithm)
    if signer.to_text() != text:
        refuse("private key", "the id in the middle is not that of the name and key", remedy="copy it again")
    return signer


def _key_material(text: str, where: str) -> tuple[Algorithm, str, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        refuse(where, "a key is written name+id+base64")
    material = from_base64(parts[2], where, size=1 + HASH_SIZE)
    if material[0] not in list(Algorithm):
        refuse(
            where, f"keys of the kind {material[0]} are not read here, only 1 (Ed25519) and 4 (cosignature)"
        )
    return Algorithm(material[0]), parts[0], material[1:]


def sign(text: str, *signers: Signer) -> Note:
    """Sign a text.

    Raises
    ------
    BadLog
        If no note can have this text, or a key is for cosigning only.
    """
    for signer in signers:
        if signer.algorithm is not Algorithm.ED25519:
            refuse(signer.name, "this key cosigns checkpoints and signs no other text")
    return parse_note(Note(text=text, signatures=tuple(_signature(text, one) for one in signers)).to_bytes())


def _signature(text: str, signer: Signer) -> Signature:
    try:
        message = text.encode()
    except UnicodeEncodeError:
        refuse("note", "the text is not valid Unicode")
    return Signature(name=signer.name, key_id=signer.key.key_id, value=signer.signed(message))


def parse_note(data: bytes) -> Note:
    """Return a note from its bytes, no signature checked.

    Raises
    ------
    BadLog
        If it is not a text, an empty line and lines of signatures, in UTF-8, without control characters.
    """
    if len(data) > MAX_NOTE:
        refuse("note", f"a note has at most {MAX_NOTE} bytes, this one {len(data)}")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        refuse("note", f"byte {error.start} is not UTF-8")
    if found := _CONTROL.search(whole):
        refuse("note", "there is a control character", line=whole.count("\n", 0, found.start()) + 1)
    text, gap, below = whole.rpartition("\n\n")
    if not gap or not below.endswith("\n"):
        refuse("note", "a text, an empty line, and lines of signatures that end in a newline are needed")
    lines = below.removesuffix("\n").split("\n")
    if len(lines) > MAX_SIGNATURES:
        refuse("note", f"a note has at most {MAX_SIGNATURES} signatures, this one {len(lines)}")
    first = text.count("\n") + 3
    return Note(
        text=text + "\n",
        signatures=tuple(_parse_signature(line, first + at) for at, line in enumerate(lines)),
    )


def parse_signature(line: str) -> Signature:
    """Return a signature from its line, as a witness hands it back: `— name base64`, and a newline.

    Raises
    ------
    BadLog
        If it is written otherwise.
    """
    if not line.endswith("\n"):
        refuse("signature", "the line ends in a newline")
    return _parse_signature(line.removesuffix("\n"), 1)


def _parse_signature(line: str, at: int) -> Signature:
    name, gap, value = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not gap:
        refuse("signature", "a signature is written: long dash, space, name, space, base64", line=at)
    _need_name(name)
    data = from_base64(value, "signature")
    if len(data) <= _ID_SIZE:
        refuse("signature", "there is no more than the key's id", line=at)
    return Signature(name=name, key_id=data[:_ID_SIZE], value=data[_ID_SIZE:])


def is_signed(note: Note, key: VerifierKey) -> bool:
    """Say whether a key signed a note's text.

    Raises
    ------
    BadLog
        If a signature names the key and is not its own: then the whole note is to be refused.
    """
    found = note.by(key)
    for one in found:
        if key.algorithm is not Algorithm.ED25519 or not key.fits(note.text.encode(), one.value):
            refuse(key.name, "the signature under its name is not of its key, or the text was changed")
    return bool(found)


def _need_name(name: str) -> None:
    if not name or len(name) > MAX_NAME or "+" in name or any(one.isspace() or one < " " for one in name):
        refuse("name of a key", f"1 to {MAX_NAME} characters are needed, without spaces and plus signs")
    try:
        name.encode()
    except UnicodeEncodeError:
        refuse("name of a key", "the name is not valid Unicode")
