"""Statements of a party on a determination, format `truceline/statement/v1`: consent, dissent or reservation.

A signed note of two lines: the format, and a canonical JSON object with `at`, `attitude`, `by`,
`determination`, `who` and `words`. A cosignature says that a log only grew; consent is this alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from truceline.tlog.canonical import canonical, parse_canonical
from truceline.tlog.note import MAX_NOTE, Note, Signer, VerifierKey, is_signed, parse_note, sign
from truceline.tlog.strict import HASH_SIZE, from_instant_text, need_hash, refuse, to_instant_text

FORMAT: Final = "truceline/statement/v1"
MAX_STATEMENT: Final = MAX_NOTE // 4
"""Bytes of the longest statement, without its signatures."""
_DIGEST: Final = "sha256:"
_KEYS: Final = ("at", "attitude", "by", "determination", "who", "words")


class PartyAttitude(StrEnum):
    """What a party says to a determination."""

    CONSENT = "consent"
    """It agrees."""
    DISSENT = "dissent"
    """It does not agree."""
    RESERVATION = "reservation"
    """It goes along but for what its words name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyStatement:
    """What a party says to a determination."""

    determination: bytes
    """Hash of its entry as a leaf (`Entry.leaf`): a name for it that tells nothing of its content."""
    attitude: PartyAttitude
    """Consent, dissent or reservation."""
    by: str
    """The party, by the id that it has in the casebook."""
    who: str
    """The person who speaks for it."""
    words: str = ""
    """In its own words; a reservation needs them."""
    at: datetime
    """When it was made, UTC, to the second."""

    def __post_init__(self) -> None:
        need_hash(self.determination, "determination")
        if not self.by or not self.who:
            refuse("statement", "who speaks, and for which party, is needed")
        if self.attitude is PartyAttitude.RESERVATION and not self.words.strip():
            refuse("words", "a reservation says what it is about")

    @property
    def text(self) -> str:
        """The text that is signed."""
        told = {
            "at": to_instant_text(self.at, "at"),
            "attitude": self.attitude,
            "by": self.by,
            "determination": _DIGEST + self.determination.hex(),
            "who": self.who,
            "words": self.words,
        }
        return f"{FORMAT}\n{canonical(told, 'statement', limit=MAX_STATEMENT).decode()}\n"


def sign_statement(statement: PartyStatement, party: Signer) -> Note:
    """Sign a statement with a party's key."""
    return sign(statement.text, party)


def parse_statement(text: str) -> PartyStatement:
    """Return a statement from a note's text.

    Raises
    ------
    BadLog
        If it is not in its format.
    """
    head, _, rest = text.partition("\n")
    if head != FORMAT or not rest.endswith("\n"):
        refuse("statement", f"two lines are needed, the first {FORMAT}")
    try:
        data = rest.removesuffix("\n").encode()
    except UnicodeEncodeError:
        refuse("statement", "the text is not valid Unicode")
    told = parse_canonical(data, "statement", limit=MAX_STATEMENT)
    if not isinstance(told, dict) or tuple(sorted(told)) != _KEYS:
        refuse("statement", f"an object with just these keys is needed: {', '.join(_KEYS)}")
    at, attitude, by, digest, who, words = (_text(told[key], key) for key in _KEYS)
    if attitude not in list(PartyAttitude):
        refuse("attitude", f"one of {', '.join(PartyAttitude)} is needed")
    return PartyStatement(
        at=from_instant_text(at, "at"),
        attitude=PartyAttitude(attitude),
        by=by,
        determination=_digest(digest),
        who=who,
        words=words,
    )


def read_statement(data: bytes, party: VerifierKey) -> PartyStatement:
    """Return a statement that a party signed.

    Raises
    ------
    BadLog
        If it is not in its format, or the party did not sign it.
    """
    note = parse_note(data)
    statement = parse_statement(note.text)
    if not is_signed(note, party):
        refuse("statement", f"it is not signed by {party.name}")
    return statement


def _digest(text: str) -> bytes:
    digits = text.removeprefix(_DIGEST)
    if text == digits or len(digits) != 2 * HASH_SIZE or digits.strip("0123456789abcdef"):
        refuse("determination", "sha256: and 64 small hexadecimal digits are needed")
    return bytes.fromhex(digits)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        refuse(where, "a text is needed")
    return value
