"""The program of a party: it checks that a log only grew, cosigns, and keeps the evidence where it did not.

All that a witness keeps stands in one folder of its own machine:

    witness.json        which log, where it lies, whose other keys are known
    witness.key         its key for cosigning
    party.key           its key for consent and dissent
    seen/00000001.note  each checkpoint that it cosigned, the newest last
    evidence/….json     two checkpoints that do not fit, as it seemed
    evidence/….explained  that the smaller one was an old copy, with the proof

A checkpoint stands in `seen` before its cosignature leaves the machine. Nothing there is ever replaced.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from truceline.errors import BadInput, BadLog, Fault, NotFound
from truceline.files.keys import new_signer, read_signer
from truceline.files.log_places import LogFiles, log_files, read_handed
from truceline.files.outputs import write_new
from truceline.tlog.canonical import canonical
from truceline.tlog.checkpoint import Checkpoint, read_checkpoint
from truceline.tlog.cosignature import cosign, cosigned_at
from truceline.tlog.note import MAX_NOTE, Algorithm, Signer, VerifierKey, parse_note, parse_verifier_key
from truceline.tlog.statement import PartyAttitude, PartyStatement, sign_statement
from truceline.tlog.strict import HASH_SIZE, to_base64
from truceline.tlog.tiles import CHECKPOINT_PATH, WIDTH, Tile, tile_reader
from truceline.tlog.tree import consistency_proof, root, verify_consistency
from truceline.tlog.witness import MAX_EVIDENCE, Decision, Refusal, Witnessed, decide, parse_evidence

FORMAT: Final = "truceline/witness/v1"
_SETTINGS, _KEY, _PARTY, _SEEN, _EVIDENCE = "witness.json", "witness.key", "party.key", "seen", "evidence"
_EXPLAINED: Final = ".explained"
_SEEN_NAME: Final = re.compile(r"[0-9]{8}\.note")
_TILE_BYTES: Final = HASH_SIZE * WIDTH
_MOST_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessHome:
    """A witness's own folder, as it is set up."""

    folder: Path
    log: VerifierKey
    """The log's key, known beforehand."""
    place: str
    """Where the log lies as a rule; empty where it comes on a stick."""
    others: tuple[VerifierKey, ...]
    """Of other witnesses, whose clocks are compared."""
    key: VerifierKey
    """Its own, for cosigning: the others are to know it."""
    party: VerifierKey
    """Its own, for consent and dissent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutcome:
    """What a witness did with a checkpoint."""

    decision: Decision
    at: datetime
    """When, UTC."""
    before: Witnessed | None
    """What it had cosigned before."""
    cosigned: bytes = b""
    """The checkpoint with its cosignature; empty where it refused."""
    kept: Path | None = None
    """What was written: the cosigned checkpoint, or the evidence."""
    explained: tuple[Path, ...] = ()
    """Evidence of a smaller state that turned out to be an old copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessStatus:
    """What a witness has seen so far."""

    home: WitnessHome
    n_seen: int
    """Checkpoints cosigned."""
    first: Witnessed | None
    last: Witnessed | None
    evidence: tuple[Path, ...] = field(default=())
    """Of a log that forked or shrank, and nothing explains it; one is enough to ask."""


def init_witness(
    folder: str | Path, *, log: str, name: str, place: str = "", others: Sequence[str] = ()
) -> WitnessHome:
    """Set a witness up in a folder that is not there yet or is empty, with keys of its own.

    Parameters
    ----------
    folder : str or Path
        On the party's own machine.
    log : str
        The log's public key, as the centre reads it out.
    name : str
        Of the witness, such as `side-a.example/witness`.
    place : str
        Where the log lies as a rule: a folder or an address.
    others : sequence of str
        Public keys of other witnesses.

    Raises
    ------
    BadInput
        If a key or the name is none, or something stands in the folder.
    """
    home = Path(folder)
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        fault = Fault(file=str(home), message="something is there", remedy="name a new folder")
        raise BadInput("no witness was set up", [fault])
    keys = [parse_verifier_key(one) for one in (log, *others)]
    if keys[0].algorithm is not Algorithm.ED25519:
        fault = Fault(message="this is no key of a log", remedy="copy it as the centre reads it out")
        raise BadInput("no witness was set up", [fault])
    for one in (name, f"{name}/party"):  # refused here, before anything is written
        Signer(name=one, private=bytes(32))
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = {"v": FORMAT, "log": log, "place": place, "others": list(others)}
    new_signer(home / _KEY, name, Algorithm.COSIGNATURE)
    new_signer(home / _PARTY, f"{name}/party", Algorithm.ED25519)
    write_new(home / _SETTINGS, json.dumps(settings, indent=2, sort_keys=True) + "\n", is_private=True)
    return read_home(home)


def read_home(folder: str | Path) -> WitnessHome:
    """Return a witness's folder.

    Raises
    ------
    NotFound
        If no witness was set up there.
    BadInput
        If its files are not as they were written.
    """
    home = Path(folder)
    try:
        told: Any = json.loads(read_handed(home / _SETTINGS, _MOST_BYTES))
        if told["v"] != FORMAT:
            raise ValueError
        keys = [parse_verifier_key(one) for one in (told["log"], *told["others"])]
        place = str(told["place"])
    except (FileNotFoundError, NotADirectoryError):
        remedy = "set one up: truceline witness init"
        raise NotFound(
            f"there is no witness in {str(home)!r}", [Fault(message="none", remedy=remedy)]
        ) from None
    except (BadLog, ValueError, KeyError, TypeError, RecursionError):
        remedy = "set up a new one, and let the others know its key"
        fault = Fault(file=str(home / _SETTINGS), message="it is not as it was written", remedy=remedy)
        raise BadInput("the witness cannot work", [fault]) from None
    return WitnessHome(
        folder=home,
        log=keys[0],
        place=place,
        others=tuple(keys[1:]),
        key=read_signer(home / _KEY).key,
        party=read_signer(home / _PARTY).key,
    )


def sign_checkpoint_seen(
    folder: str | Path,
    *,
    place: str = "",
    now: datetime | None = None,
    clock_is_right: bool = False,
) -> SignOutcome:
    """Cosign a log's newest checkpoint if the log only grew since the last; else keep the evidence.

    Parameters
    ----------
    folder : str or Path
        The witness's own.
    place : str
        Where the log lies this time; where it lies as a rule, if left out.
    now : datetime, optional
        UTC; this machine's clock if left out.
    clock_is_right : bool
        Cosign though the clock is behind the last cosignature: a person looked.

    Raises
    ------
    BadInput
        If the log cannot be read, or a file of it is missing: nothing is said of the log then.
    NotFound
        If no witness was set up in the folder.
    """
    home = read_home(folder)
    seen = _seen(home)
    last, at = (seen[-1] if seen else None), now or datetime.now(UTC)
    get = log_files(_place(home, place))
    new = get(CHECKPOINT_PATH, MAX_NOTE)
    if new is None:
        remedy = "name the folder or the address of the log itself"
        fault = Fault(file=_place(home, place), message="there is no checkpoint", remedy=remedy)
        raise BadInput("the log cannot be read", [fault])
    decision = _decided(new, home, seen, get, at, clock_is_right=clock_is_right)
    if decision.refusal is not None or decision.checkpoint is None:
        kept = _keep_evidence(home, decision, at)
        return SignOutcome(decision=decision, at=at, before=last, kept=kept)
    # What others wrote under it is theirs to bring: kept here, a wrong line would spoil what was seen.
    note = parse_note(new)
    note = replace(note, signatures=note.by(home.log)[:1])
    cosigned = note.signed_too(cosign(note, read_signer(home.folder / _KEY), at)).to_bytes()
    if len(cosigned) > MAX_NOTE:
        fault = Fault(file=CHECKPOINT_PATH, message="there is no room to cosign it", remedy="tell the centre")
        raise BadInput("the log cannot be read", [fault])
    explained = _explain(home, decision.checkpoint.checkpoint, get)
    kept = home.folder / _SEEN / f"{len(seen) + 1:08d}.note"
    try:
        write_new(kept, cosigned, is_private=True)
    except BadInput:
        if not kept.exists():
            raise
        fault = Fault(file=str(kept), message="it was signed elsewhere just now", remedy="sign once more")
        raise BadInput("nothing was cosigned", [fault]) from None
    return SignOutcome(
        decision=decision, at=at, before=last, cosigned=cosigned, kept=kept, explained=explained
    )


def witness_status(folder: str | Path) -> WitnessStatus:
    """Return what a witness has seen so far.

    Raises
    ------
    BadInput, NotFound
        As for `read_home`.
    """
    home = read_home(folder)
    seen = _seen(home)
    return WitnessStatus(
        home=home,
        n_seen=len(seen),
        first=seen[0] if seen else None,
        last=seen[-1] if seen else None,
        evidence=_open_evidence(home.folder),
    )


def state_attitude(
    folder: str | Path,
    determination: str,
    attitude: PartyAttitude,
    *,
    who: str,
    by: str,
    words: str = "",
    now: datetime | None = None,
) -> bytes:
    """Return consent to a determination, dissent or a reservation, signed with the party's key.

    Parameters
    ----------
    folder : str or Path
        The witness's own.
    determination : str
        Its digest, `sha256:` and 64 hexadecimal digits.
    attitude : PartyAttitude
    who : str
        The person who speaks.
    by : str
        The party, by its id in the casebook.
    words : str
        In its own words.
    now : datetime, optional
        UTC; this machine's clock if left out.

    Raises
    ------
    BadInput
        If the digest is none, or a reservation does not say what it is about.
    NotFound
        If no witness was set up in the folder.
    """
    digest = re.fullmatch(r"sha256:([0-9a-f]{64})", determination)
    if digest is None:
        fault = Fault(
            message=f"{determination!r} is no digest", remedy="copy it whole: sha256: and 64 digits"
        )
        raise BadInput("nothing was signed", [fault])
    statement = PartyStatement(
        determination=bytes.fromhex(digest[1]),
        attitude=attitude,
        by=by,
        who=who,
        words=words,
        at=(now or datetime.now(UTC)).replace(microsecond=0),
    )
    home = read_home(folder)
    return sign_statement(statement, read_signer(home.folder / _PARTY)).to_bytes()


def _place(home: WitnessHome, place: str) -> str:
    if place or home.place:
        return place or home.place
    remedy = "say where it lies: --from DIR or an address"
    raise BadInput("the log cannot be read", [Fault(message="nothing says where it is", remedy=remedy)])


def _seen(home: WitnessHome) -> list[Witnessed]:
    """Return the checkpoints that this witness cosigned, in order.

    Raises
    ------
    BadInput
        If one is missing or not as it was written: then nothing can be compared with it.
    """
    folder = home.folder / _SEEN
    names = [one.name for one in folder.iterdir()] if folder.is_dir() else []
    found: list[Witnessed] = []
    for number, name in enumerate(sorted(filter(_SEEN_NAME.fullmatch, names)), 1):
        file = folder / name
        try:
            signed = read_checkpoint(read_handed(file, MAX_NOTE))
            at = cosigned_at(signed.note, home.key)
        except BadLog:
            at = None
        if at is None or name != f"{number:08d}.note":
            remedy = (
                "bring it back from a backup; without it this witness cannot tell whether the log only grew"
            )
            fault = Fault(
                file=str(file), message="what was seen before is not as it was written", remedy=remedy
            )
            raise BadInput("the witness cannot work", [fault])
        found.append(Witnessed(checkpoint=signed, at=at))
    return found


def _decided(
    new: bytes,
    home: WitnessHome,
    seen: Sequence[Witnessed],
    get: LogFiles,
    at: datetime,
    *,
    clock_is_right: bool,
) -> Decision:
    last = seen[-1] if seen else None
    given = partial(
        decide, new, log=home.log, last=last, now=at, others=home.others, clock_is_right=clock_is_right
    )
    decision = given(())
    if decision.refusal is Refusal.NOT_CONSISTENT and last is not None:  # signed, so it is worth asking for
        decision = given(_proof(new, last, get))
    if decision.refusal is Refusal.SHRANK and decision.checkpoint is not None:
        own = [one.checkpoint.checkpoint for one in seen]
        if decision.checkpoint.checkpoint in own:  # an old copy of what this witness cosigned itself
            return Decision(checkpoint=decision.checkpoint, refusal=Refusal.OLDER, clocks=decision.clocks)
    return decision


def _proof(new: bytes, last: Witnessed, get: LogFiles) -> tuple[bytes, ...]:
    """Return what leads from the last checkpoint to a new one; nothing where there is nothing to lead to.

    Raises
    ------
    BadInput
        If files are missing or not those of the new checkpoint: a stick half copied says nothing of the log.
    """
    try:
        signed = read_checkpoint(new).checkpoint
    except BadLog:
        return ()
    old = last.checkpoint.checkpoint.size
    if not 0 < old < signed.size:
        return ()
    return _between(old, signed, get)[1]


def _between(old: int, new: Checkpoint, get: LogFiles) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the root that a log's files had at a size, and what leads from it to a checkpoint of theirs."""

    def tile(one: Tile) -> bytes:
        for path in dict.fromkeys((one.path, Tile(level=one.level, index=one.index).path)):
            data = get(path, _TILE_BYTES)
            if data is not None:
                return data
        remedy = "take all of the log's files, or try again: it may be growing just now"
        raise BadInput(
            "the log cannot be read", [Fault(file=one.path, message="it is not there", remedy=remedy)]
        )

    read = tile_reader(new.size, tile)
    try:
        then, proof = root(old, read), consistency_proof(old, new.size, read)
        if verify_consistency(old, then, new.size, new.root, proof):
            return then, proof
    except BadLog:
        pass
    remedy = "copy all of them anew; if that does not help, tell the other witnesses: nothing is proved so"
    message = "the files beside it are damaged, or are not those of this state"
    fault = Fault(file=CHECKPOINT_PATH, message=message, remedy=remedy)
    raise BadInput("the log cannot be read", [fault])


def _explain(home: WitnessHome, new: Checkpoint, get: LogFiles) -> tuple[Path, ...]:
    """Return which smaller states, kept as evidence, turn out to be old copies of a log that only grew.

    Beside each a file is put that says so, with the proof. The evidence itself stays.
    """
    found = []
    for file in _open_evidence(home.folder):
        with suppress(BadLog, BadInput):  # what cannot be shown this time stays as it was
            kept = parse_evidence(file.read_bytes()[: MAX_EVIDENCE + 1])
            old = kept.second.checkpoint
            if kept.kind is not Refusal.SHRANK or not 0 < old.size < new.size:
                continue
            then, proof = _between(old.size, new, get)
            if then != old.root:
                continue
            told: dict[str, Any] = {"size": new.size, "root": to_base64(new.root)}
            told["proof"] = [to_base64(one) for one in proof]
            write_new(file.with_suffix(_EXPLAINED), canonical(told, "explained"), is_private=True)
            found.append(file)
    return tuple(found)


def _open_evidence(folder: Path) -> tuple[Path, ...]:
    """Return the evidence that nothing explains."""
    found = sorted((folder / _EVIDENCE).glob("*.json"))
    return tuple(one for one in found if not one.with_suffix(_EXPLAINED).exists())


def _keep_evidence(home: WitnessHome, decision: Decision, at: datetime) -> Path | None:
    if decision.evidence is None:
        return None
    folder = home.folder / _EVIDENCE
    data = decision.evidence.to_bytes()
    held = [one for one in sorted(folder.glob("*.json")) if one.read_bytes() == data]
    if held:
        return held[0]
    path = folder / f"{at:%Y%m%dT%H%M%SZ}-{decision.evidence.kind}-{len(list(folder.glob('*')))}.json"
    write_new(path, data, is_private=True)
    return path
