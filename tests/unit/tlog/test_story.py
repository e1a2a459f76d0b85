"""A centre, two sides and a guarantor: what each can show the others, when one of them is not honest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.unit.tlog.logs import GUARANTOR, LOG, NORTH, NOW, SOUTH
from truceline.errors import BadLog
from truceline.tlog import tree
from truceline.tlog.bundle import Bundle, parse_bundle, same_entry, verify
from truceline.tlog.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint, sign_checkpoint
from truceline.tlog.cosignature import cosign
from truceline.tlog.entry import Entry, commit, disclose, padding, salts
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.note import Signer
from truceline.tlog.policy import parse_policy
from truceline.tlog.seal import custodian_key, open_sealed, seal
from truceline.tlog.statement import PartyAttitude, PartyStatement, read_statement, sign_statement
from truceline.tlog.steps import StepCode, StepOutcome, is_proved
from truceline.tlog.tree import Frontier, append
from truceline.tlog.witness import Decision, Refusal, Witnessed, decide, verify_evidence

POLICY = parse_policy(
    f"log {LOG.key}\nwitness n {NORTH.key}\nwitness s {SOUTH.key}\nwitness g {GUARANTOR.key}\n"
    "group north any n\ngroup south any s\ngroup guarantor any g\nquorum none\n".encode()
)
CLAIM: dict[FieldGroup, Any] = {
    FieldGroup.ITEM: {"kind": "claim", "id": "c1", "version": 1, "replaces": None},
    FieldGroup.WHAT: "shelling",
    FieldGroup.TOLD_BY: "a name that must not be known",
}
PUBLIC = (FieldGroup.ITEM, FieldGroup.WHAT)


@dataclass
class Centre:
    """Whoever runs the server."""

    frontier: Frontier = field(default_factory=Frontier)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def record(self, *entries: Entry) -> int:
        index = self.frontier.size
        self.frontier, nodes = append(self.frontier, [entry.leaf() for entry in entries])
        self.nodes |= {(node.level, node.index): node.hash for node in nodes}
        return index

    def read(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def checkpoint(self) -> SignedCheckpoint:
        one = Checkpoint(origin=LOG.name, size=self.frontier.size, root=self.frontier.root())
        return sign_checkpoint(one, LOG)

    def twin(self) -> Centre:
        return Centre(frontier=self.frontier, nodes=dict(self.nodes))


@dataclass
class Side:
    """A witness on its own machine."""

    key: Signer
    last: Witnessed | None = None

    def shown(self, new: SignedCheckpoint, centre: Centre, at: datetime) -> tuple[SignedCheckpoint, Decision]:
        old = self.last.checkpoint.checkpoint.size if self.last else 0
        sizes = sorted((old, new.checkpoint.size))
        proof = tree.consistency_proof(sizes[0], sizes[1], centre.read)
        decision = decide(new.note.to_bytes(), proof, log=LOG.key, last=self.last, now=at)
        if decision.refusal is not None:
            return new, decision
        self.last = Witnessed(checkpoint=new, at=at)
        return read_checkpoint(new.note.signed_too(cosign(new.note, self.key, at)).to_bytes()), decision


def bundled(
    centre: Centre, index: int, signed: SignedCheckpoint, groups: tuple[FieldGroup, ...], kept: Any
) -> Bundle:
    return Bundle(
        entry=commit(CLAIM, salts(bytes(32))),
        index=index,
        disclosed=disclose(CLAIM, kept, groups),
        proof=tree.inclusion_proof(index, signed.checkpoint.size, centre.read),
        checkpoint=signed,
    )


def test_both_sides_and_the_guarantor_see_one_log_and_a_name_is_erased_from_it() -> None:
    centre, sides = Centre(), [Side(NORTH), Side(SOUTH), Side(GUARANTOR)]
    custodian = bytes(range(32))
    envelope = seal(b"a name that must not be known", public=custodian_key(custodian), item="c1")
    kept = salts(bytes(32))
    index = centre.record(padding(b"\1" * 32), commit(CLAIM, kept), padding(b"\2" * 32)) + 1
    signed = centre.checkpoint()
    for minutes, side in enumerate(sides):
        signed, _ = side.shown(signed, centre, NOW + timedelta(minutes=minutes))
    whole = bundled(centre, index, signed, tuple(CLAIM), kept)
    public = bundled(centre, index, signed, PUBLIC, kept)
    assert is_proved(verify(whole.to_bytes(), POLICY, NOW + timedelta(hours=1)))
    assert is_proved(same_entry([whole, public]))

    # The name is erased: its salt, and the seed that would give it again. All else still can be shown.
    del kept[FieldGroup.TOLD_BY]
    centre.record(*(padding(bytes([n]) * 32) for n in range(3, 9)))
    later, _ = sides[0].shown(centre.checkpoint(), centre, NOW + timedelta(days=1))
    with pytest.raises(BadLog):
        disclose(CLAIM, kept, [FieldGroup.TOLD_BY])
    fresh = bundled(centre, index, later, PUBLIC, kept).to_bytes()
    for data in (fresh, public.to_bytes(), whole.to_bytes()):
        assert is_proved(verify(data, POLICY, NOW + timedelta(days=2)))
    assert b"must not be known" not in fresh
    steps = verify(fresh, POLICY, NOW + timedelta(days=2))
    cosigned = [step.outcome for step in steps if step.code is StepCode.WITNESS]
    assert cosigned == [StepOutcome.PROVED, StepOutcome.SHOWN, StepOutcome.SHOWN]
    assert open_sealed(envelope, private=custodian, item="c1") == b"a name that must not be known"


def test_a_forked_log_is_caught_when_the_sides_compare_what_they_saw() -> None:
    honest = Centre()
    honest.record(padding(b"\1" * 32))
    forked = honest.twin()
    north, south = Side(NORTH), Side(SOUTH)
    for side in (north, south):
        assert side.shown(honest.checkpoint(), honest, NOW)[1].refusal is None
    honest.record(commit(CLAIM, salts(bytes(32))))
    forked.record(commit(CLAIM | {FieldGroup.WHAT: "nothing happened"}, salts(bytes(32))))
    for_north, _ = north.shown(honest.checkpoint(), honest, NOW + timedelta(hours=1))
    for_south, _ = south.shown(forked.checkpoint(), forked, NOW + timedelta(hours=1))
    assert for_north.note.signatures[1:]
    assert for_south.note.signatures[1:]  # each alone could see nothing wrong

    _, decision = south.shown(for_north, honest, NOW + timedelta(hours=2))
    assert decision.refusal is Refusal.FORKED
    assert decision.evidence is not None
    assert is_proved(verify_evidence(decision.evidence.to_bytes(), LOG.key))  # also for the guarantor

    # From here on the two histories never meet again: whichever is shown, one of the sides refuses it.
    honest.record(padding(b"\2" * 32))
    assert north.shown(honest.checkpoint(), honest, NOW + timedelta(hours=3))[1].refusal is None
    assert (
        south.shown(honest.checkpoint(), honest, NOW + timedelta(hours=3))[1].refusal
        is Refusal.NOT_CONSISTENT
    )


def test_a_record_restored_from_an_old_backup_is_not_cosigned() -> None:
    centre, north = Centre(), Side(NORTH)
    centre.record(padding(b"\1" * 32))
    backup = centre.twin()
    centre.record(padding(b"\2" * 32), padding(b"\3" * 32))
    assert north.shown(centre.checkpoint(), centre, NOW)[1].refusal is None
    assert north.shown(backup.checkpoint(), centre, NOW)[1].refusal is Refusal.OLDER
    backup.record(padding(b"\4" * 32), padding(b"\5" * 32), padding(b"\6" * 32))
    assert north.shown(backup.checkpoint(), backup, NOW)[1].refusal is Refusal.NOT_CONSISTENT


def test_consent_is_to_one_determination_and_no_cosignature_is_taken_for_it() -> None:
    entry = commit({FieldGroup.WHAT: "the first clause was broken"}, salts(bytes(32)))
    party = Signer(name="south.example.org/statements", private=b"\x0a" * 32)
    told = PartyStatement(
        determination=entry.leaf(), attitude=PartyAttitude.DISSENT, by="south", who="B", words="нет", at=NOW
    )
    note = sign_statement(told, party)
    read = read_statement(note.to_bytes(), party.key)
    assert (read.determination, read.attitude) == (entry.leaf(), PartyAttitude.DISSENT)
    turned = note.to_bytes().replace(b'"dissent"', b'"consent"')
    with pytest.raises(BadLog):
        read_statement(turned, party.key)
    centre = Centre()
    centre.record(entry)
    with pytest.raises(BadLog):
        read_statement(centre.checkpoint().note.to_bytes(), party.key)
    other = replace(told, determination=padding(bytes(32)).leaf())
    assert sign_statement(other, party).signatures != note.signatures


def test_a_bundle_is_one_file_that_says_the_same_wherever_it_is_read() -> None:
    centre = Centre()
    index = centre.record(commit(CLAIM, salts(bytes(32))))
    one = bundled(centre, index, centre.checkpoint(), PUBLIC, salts(bytes(32)))
    assert parse_bundle(one.to_bytes()) == one
