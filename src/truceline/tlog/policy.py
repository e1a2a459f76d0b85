"""Whom a reader trusts (C2SP tlog-policy): the log's key, the witnesses, how many must have cosigned.

    log example.org/centre+4c3e…+AQ…
    witness north-1 north.example.org+…+BA…
    witness south-1 south.example.org+…+BA…
    group north any north-1
    group south any south-1
    quorum none

A group that lists a witness is the side that the witness is of. With `quorum none` no side can hold up a
product by not witnessing: who has cosigned is shown.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from truceline.errors import BadLog, Fault
from truceline.tlog.note import Algorithm, VerifierKey, parse_verifier_key
from truceline.tlog.strict import refuse, to_count

NO_QUORUM: Final = "none"
MAX_POLICY: Final = 2**16
"""Bytes of the longest policy."""
MAX_NAMES: Final = 256
"""Logs, witnesses and groups together."""
_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_KINDS: Final = "log, witness, group and quorum"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLog:
    """A log whose key is known."""

    key: VerifierKey
    """Its name is the log's origin."""
    url: str = ""
    """Where to reach it, if anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWitness:
    """A witness whose key is known."""

    name: str
    """In this policy alone."""
    key: VerifierKey
    """For cosigning."""
    url: str = ""
    """Where to reach it, if anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessGroup:
    """Witnesses, or groups of them, of which some must have cosigned."""

    name: str
    """In this policy alone; the side, where it lists witnesses."""
    threshold: int
    """How many of the members."""
    members: tuple[str, ...]
    """Witnesses and groups named before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Whom a reader trusts."""

    logs: tuple[KnownLog, ...]
    """Any one of them."""
    witnesses: tuple[KnownWitness, ...] = ()
    """All whose cosignatures are looked for."""
    groups: tuple[WitnessGroup, ...] = ()
    """Each names what stands before it."""
    quorum: str = NO_QUORUM
    """A witness or group, or `none`."""

    def log(self, origin: str) -> VerifierKey | None:
        """Return the key of the log with an origin."""
        return next((log.key for log in self.logs if log.key.name == origin), None)

    def sides(self, witness: str) -> tuple[str, ...]:
        """Return the groups that list a witness."""
        return tuple(group.name for group in self.groups if witness in group.members)

    def is_met(self, cosigned: Set[str]) -> bool:
        """Say whether the witnesses of these names are enough."""
        seen = set(cosigned)
        for group in self.groups:
            if len(seen.intersection(group.members)) >= group.threshold:
                seen.add(group.name)
        return self.quorum == NO_QUORUM or self.quorum in seen

    def to_bytes(self) -> bytes:
        """Return the policy as a file."""
        lines = [
            *(f"log {log.key} {log.url}" for log in self.logs),
            *(f"witness {one.name} {one.key} {one.url}" for one in self.witnesses),
            *(f"group {one.name} {_said(one)} {' '.join(one.members)}" for one in self.groups),
            f"quorum {self.quorum}",
        ]
        return "".join(f"{line.rstrip()}\n" for line in lines).encode()


def parse_policy(data: bytes) -> Policy:
    """Return a policy from its file.

    Raises
    ------
    BadLog
        With every line that cannot be read.
    """
    if len(data) > MAX_POLICY:
        refuse("policy", f"a policy has at most {MAX_POLICY} bytes, this one {len(data)}")
    if found := _CONTROL.search(data):
        line = data.count(b"\n", 0, found.start()) + 1
        refuse(
            "policy", "there is a control character", line=line, remedy="save it as UTF-8 with Unix line ends"
        )
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        refuse("policy", f"byte {error.start} is not UTF-8")
    reader, faults = _PolicyReader(), list[Fault]()
    for number, text in enumerate(lines, 1):
        words = [word for word in re.split(r"[ \t]+", text) if word]
        if words and not words[0].startswith("#"):
            try:
                reader.take(words)
            except BadLog as error:
                faults += [Fault(line=number, message=one.message, remedy=one.remedy) for one in error.faults]
    if not faults and reader.quorum is None:
        faults.append(
            Fault(message="there is no quorum line", remedy="quorum none, if no witness is asked for")
        )
    if faults:
        raise BadLog("this is no policy", faults)
    return Policy(
        logs=tuple(reader.logs),
        witnesses=tuple(reader.witnesses.values()),
        groups=tuple(reader.groups.values()),
        quorum=reader.quorum or NO_QUORUM,
    )


class _PolicyReader:
    """What was read so far."""

    def __init__(self) -> None:
        self.logs: list[KnownLog] = []
        self.witnesses: dict[str, KnownWitness] = {}
        self.groups: dict[str, WitnessGroup] = {}
        self.listed: set[str] = set()
        self.quorum: str | None = None

    def take(self, words: list[str]) -> None:
        """Read a line."""
        if len(self.logs) + len(self.witnesses) + len(self.groups) >= MAX_NAMES:
            refuse("policy", f"there are more than {MAX_NAMES} logs, witnesses and groups")
        match words:
            case ["log", key, *url] if len(url) < 2:
                known = parse_verifier_key(key)
                self._need_fresh(known, Algorithm.ED25519)
                if any(log.key.name == known.name for log in self.logs):
                    refuse("log", f"there are two keys for {known.name}")
                self.logs.append(KnownLog(key=known, url="".join(url)))
            case ["witness", name, key, *url] if len(url) < 2:
                known = parse_verifier_key(key)
                self._need_fresh(known, Algorithm.COSIGNATURE)
                self._need_name(name)
                self.witnesses[name] = KnownWitness(name=name, key=known, url="".join(url))
            case ["group", name, threshold, *members] if members:
                self._need_name(name)
                self.groups[name] = self._group(name, threshold, members)
            case ["quorum", name]:
                if self.quorum is not None:
                    refuse("quorum", "there is a second quorum line")
                if name != NO_QUORUM:
                    self._need_known(name)
                self.quorum = name
            case _:
                refuse("policy", f"this is no line of a policy: they are {_KINDS}")

    def _group(self, name: str, threshold: str, members: list[str]) -> WitnessGroup:
        for member in members:
            self._need_known(member)
            if member in self.listed or members.count(member) > 1:
                refuse(name, f"{member} is listed twice")
        needed = {"any": 1, "all": len(members)}.get(threshold)
        if needed is None:
            needed = to_count(threshold, name)
        if not 1 <= needed <= len(members):
            refuse(name, f"of {len(members)} members, {threshold} cannot be asked for")
        self.listed.update(members)
        return WitnessGroup(name=name, threshold=needed, members=tuple(members))

    def _need_fresh(self, key: VerifierKey, algorithm: Algorithm) -> None:
        if key.algorithm is not algorithm:
            refuse(key.name, "a log has a key of kind 1 (Ed25519), a witness one of kind 4 (cosignature)")
        known = [*(one.key for one in self.logs), *(one.key for one in self.witnesses.values())]
        if any(one.public == key.public for one in known):
            refuse(key.name, "this key stands under another name too")

    def _need_name(self, name: str) -> None:
        if name == NO_QUORUM or name in self.witnesses or name in self.groups:
            refuse(name, "this name is taken")

    def _need_known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            refuse(name, "no line before this one defines this name")


def _said(group: WitnessGroup) -> str:
    if group.threshold == len(group.members):
        return "all"
    return "any" if group.threshold == 1 else str(group.threshold)
