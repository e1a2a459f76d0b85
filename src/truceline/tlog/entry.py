"""Entries of the log, format `truceline/entry/v1`: salted commitments, one for each group of fields.

    {"c":{"accused":"q8…=","area":"…",…,"words":"…"},"v":"truceline/entry/v1"}

An entry holds no content. Whoever is given the content and the salt of a group can check it; whoever is not
cannot confirm a guess. All groups are always there, one that says nothing with the content null. So every
entry has the same shape and size, and nobody can tell a padding from a report.

The commitment of a group is SHA-256 over `truceline/entry/v1`, a newline, the group's name, a newline, the
salt of 32 bytes and the canonical JSON of the content.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from truceline.tlog.canonical import Json, canonical
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.strict import HASH_SIZE, need_hash, refuse, to_base64
from truceline.tlog.tree import leaf_hash

FORMAT: Final = "truceline/entry/v1"
_SALT: Final = b"truceline/salt/v1\n"


GROUPS: Final = tuple(sorted(FieldGroup))
"""In the order in which they stand."""
_HEAD: Final = {group: f"{FORMAT}\n{group}\n".encode() for group in GROUPS}
_NULL: Final = canonical(None)
_TEMPLATE: Final = canonical({"c": dict.fromkeys(GROUPS, "\n"), "v": FORMAT}).split(b"\\n")
_COMMITMENT_SIZE: Final = len(to_base64(bytes(HASH_SIZE)))
ENTRY_SIZE: Final = sum(len(part) for part in _TEMPLATE) + len(GROUPS) * _COMMITMENT_SIZE
"""Bytes of each entry."""
_SHAPE: Final = re.compile(rb"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)".join(map(re.escape, _TEMPLATE)))
"""The last letter before `=` has two bits to spare; that they are zero makes the spelling the only one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """What opens one group of an entry."""

    content: Json
    """Null where the group says nothing."""
    salt: bytes = field(repr=False)
    """32 bytes, of this group of this entry alone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The commitments of an entry, in the order of `GROUPS`."""

    commitments: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if len(self.commitments) != len(GROUPS):
            refuse("entry", f"{len(GROUPS)} commitments are needed, here are {len(self.commitments)}")
        for group, one in zip(GROUPS, self.commitments, strict=True):
            need_hash(one, group)

    def __getitem__(self, group: FieldGroup) -> bytes:
        return self.commitments[GROUPS.index(group)]

    def to_bytes(self) -> bytes:
        """Return the entry as it stands in the log."""
        holes = [to_base64(one).encode() for one in self.commitments]
        parts = zip(_TEMPLATE, [*holes, b""], strict=True)
        return b"".join(part for pair in parts for part in pair)

    def leaf(self) -> bytes:
        """Return its hash as a leaf of the tree."""
        return leaf_hash(self.to_bytes())


def salts(seed: bytes) -> dict[FieldGroup, bytes]:
    """Return the salts that a seed of 32 random bytes gives: HMAC-SHA256, one for each group.

    None of them tells another, or the seed. Who keeps the seed can try guesses at every group: to erase the
    content of one for good, keep the salts of the others and destroy the seed.

    Raises
    ------
    BadLog
        If the seed is not 32 bytes.
    """
    need_hash(seed, "seed")
    return {group: hmac.digest(seed, _SALT + group.encode(), "sha256") for group in GROUPS}


def commitment(group: FieldGroup, disclosed: Disclosed) -> bytes:
    """Return the commitment to the content of a group.

    Raises
    ------
    BadLog
        If the content cannot be signed (`canonical`), or the salt is not 32 bytes.
    """
    salt = need_hash(disclosed.salt, f"{group}: salt")
    content = canonical(disclosed.content, group)
    return hashlib.sha256(_HEAD[group] + salt + content).digest()


def commit(content: Mapping[FieldGroup, Json], salts: Mapping[FieldGroup, bytes]) -> Entry:
    """Make an entry.

    Parameters
    ----------
    content : mapping of FieldGroup to JSON
        A group that is left out says nothing: its content is null.
    salts : mapping of FieldGroup to bytes
        One for each group, fresh for each entry (`salts`).

    Raises
    ------
    BadLog
        If a group is none of ours, a salt is missing, or a content cannot be signed.
    """
    _need_groups(content, salts, GROUPS)
    texts = {group: canonical(one, group) for group, one in content.items() if one is not None}
    made = (_HEAD[group] + need_hash(salts[group], group) + texts.get(group, _NULL) for group in GROUPS)
    return Entry(tuple(hashlib.sha256(one).digest() for one in made))


def padding(seed: bytes) -> Entry:
    """Make an entry that says nothing: only who holds its seed can tell, and can show it by the seed."""
    return commit({}, salts(seed))


def disclose(
    content: Mapping[FieldGroup, Json], salts: Mapping[FieldGroup, bytes], groups: Iterable[FieldGroup]
) -> dict[FieldGroup, Disclosed]:
    """Return what opens some groups of an entry and no other.

    Parameters
    ----------
    content, salts : mapping
        As for `commit`; of groups that are not asked for they may be missing.
    groups : iterable of FieldGroup
        Which ones.

    Raises
    ------
    BadLog
        If a group is none of ours, or has no salt.
    """
    wanted = sorted(set(groups))
    _need_groups(content, salts, wanted)
    return {FieldGroup(one): Disclosed(content=content.get(one), salt=salts[one]) for one in wanted}


def _need_groups(content: Iterable[str], salts: Mapping[FieldGroup, bytes], wanted: Iterable[str]) -> None:
    for name in (*content, *salts, *wanted):
        if name not in _HEAD:
            refuse("entry", f"there is no group {name!r}", remedy=", ".join(GROUPS))
    for name in wanted:
        if name not in salts:
            refuse(name, "there is no salt for this group")


def opens(entry: Entry, group: FieldGroup, disclosed: Disclosed) -> bool:
    """Say whether a content and its salt are what the entry was made of."""
    return hmac.compare_digest(commitment(group, disclosed), entry[group])


def is_entry(data: bytes) -> bool:
    """Say whether bytes are an entry, without reading what it commits to."""
    return _SHAPE.fullmatch(data) is not None


def parse_entry(data: bytes) -> Entry:
    """Return an entry from its bytes in the log; no other bytes give the same entry.

    Raises
    ------
    BadLog
        If they are not as `Entry.to_bytes` writes them.
    """
    found = _SHAPE.fullmatch(data)
    if not found:
        refuse("entry", f"these are not the {ENTRY_SIZE} bytes of {FORMAT}, each group once and in order")
    return Entry(tuple(base64.b64decode(one) for one in found.groups()))
