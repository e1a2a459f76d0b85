"""What a witness decides, and what its evidence proves to others."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.tlog.logs import LOG, NORTH, NOW, SOUTH, checkpoint, flips, grown, reader
from truceline.errors import BadLog
from truceline.tlog.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from truceline.tlog.note import MAX_NOTE, Signer, sign
from truceline.tlog.steps import StepCode, StepOutcome, StepReason, is_proved
from truceline.tlog.tree import consistency_proof
from truceline.tlog.witness import Decision, Refusal, Witnessed, decide, parse_evidence, verify_evidence

ENTRIES = [bytes([n]) for n in range(20)]
FORKED = [*ENTRIES[:5], b"other", *ENTRIES[6:]]
_, NODES = grown(ENTRIES)
_, FORKED_NODES = grown(FORKED)


def seen(n: int, *, at: datetime = NOW) -> Witnessed:
    return Witnessed(checkpoint=checkpoint(ENTRIES[:n]), at=at)


def asked(new: SignedCheckpoint, *, last: Witnessed | None, now: datetime = NOW, **more: Any) -> Decision:
    """Return what a witness decides, given the proof that an honest log would give."""
    old = last.checkpoint.checkpoint.size if last else 0
    small, large = sorted((old, new.checkpoint.size))
    proof = () if not last else consistency_proof(small, large, reader(NODES))
    return decide(new.note.to_bytes(), more.pop("proof", proof), log=LOG.key, last=last, now=now, **more)


@given(old=st.integers(0, 20), new=st.integers(0, 20))
def test_a_log_that_grew_or_stands_still_is_cosigned(old: int, new: int) -> None:
    old, new = sorted((old, new))
    decision = asked(checkpoint(ENTRIES[:new]), last=seen(old))
    assert decision.refusal is None
    assert decision.evidence is None


def test_the_first_time_a_log_is_taken_as_it_is() -> None:
    assert asked(checkpoint(FORKED), last=None).refusal is None


def test_a_fork_of_the_same_size_convicts_the_log() -> None:
    decision = asked(checkpoint(FORKED), last=seen(20))
    assert decision.refusal is Refusal.FORKED
    assert decision.evidence is not None
    data = decision.evidence.to_bytes()
    assert parse_evidence(data) == decision.evidence
    assert is_proved(verify_evidence(data, LOG.key))


def test_a_fork_of_another_size_is_refused_with_any_proof() -> None:
    forked = checkpoint(FORKED)
    for proof in (
        (),
        consistency_proof(10, 20, reader(NODES)),
        consistency_proof(10, 20, reader(FORKED_NODES)),
    ):
        decision = asked(forked, last=seen(10), proof=proof)
        assert decision.refusal is Refusal.NOT_CONSISTENT
        assert decision.evidence is not None
        steps = verify_evidence(decision.evidence.to_bytes(), LOG.key)
        assert steps[-1].because is StepReason.TOLD_BY_WITNESS
        assert not is_proved(steps)


def test_an_earlier_state_is_told_from_a_log_that_shrank() -> None:
    assert asked(checkpoint(ENTRIES[:7]), last=seen(12)).refusal is Refusal.OLDER
    assert asked(checkpoint(ENTRIES[:7]), last=seen(12)).evidence is None
    shrank = asked(checkpoint(FORKED[:7]), last=seen(12))
    assert shrank.refusal is Refusal.SHRANK
    assert shrank.evidence is not None


def test_no_proof_is_needed_from_the_empty_log_and_none_is_taken() -> None:
    assert asked(checkpoint(ENTRIES), last=seen(0)).refusal is None
    assert asked(checkpoint(ENTRIES), last=seen(0), proof=(bytes(32),)).refusal is Refusal.NOT_CONSISTENT


@pytest.mark.parametrize("proof", [(b"short",), (bytes(32),) * 500, ()])
def test_a_hostile_proof_is_refused_and_its_evidence_can_be_written(proof: tuple[bytes, ...]) -> None:
    decision = asked(checkpoint(ENTRIES), last=seen(5), proof=proof)
    assert decision.refusal is Refusal.NOT_CONSISTENT
    assert decision.evidence is not None
    assert parse_evidence(decision.evidence.to_bytes()) == decision.evidence


def test_evidence_of_the_longest_notes_can_be_written() -> None:
    def long(root: bytes) -> SignedCheckpoint:
        one = Checkpoint(origin=LOG.name, size=20, root=root, extensions=('"' * (MAX_NOTE - 500),))
        return sign_checkpoint(one, LOG)

    last = Witnessed(checkpoint=long(bytes(32)), at=NOW)
    decision = decide(long(b"\1" * 32).note.to_bytes(), (), log=LOG.key, last=last, now=NOW)
    assert decision.evidence is not None
    assert is_proved(verify_evidence(decision.evidence.to_bytes(), LOG.key))


def test_a_checkpoint_of_another_log_or_key_is_refused() -> None:
    other = Signer(name="example.org/other", private=LOG.private)
    assert asked(checkpoint(ENTRIES, log=other), last=seen(5)).refusal is Refusal.OTHER_ORIGIN
    impostor = Signer(name=LOG.name, private=bytes(32))
    assert asked(checkpoint(ENTRIES, log=impostor), last=seen(5)).refusal is Refusal.NOT_SIGNED


def test_a_checkpoint_whose_text_was_changed_is_refused() -> None:
    data = checkpoint(ENTRIES).note.to_bytes().replace(b"\n20\n", b"\n19\n")
    assert decide(data, (), log=LOG.key, last=None, now=NOW).refusal is Refusal.WRONG_SIGNATURE


def test_whatever_bytes_come_there_is_a_decision() -> None:
    for data in (b"", b"\xff", sign("no checkpoint\n", LOG).to_bytes()):
        assert decide(data, (), log=LOG.key, last=seen(5), now=NOW).refusal is Refusal.MALFORMED


def test_no_bit_of_a_checkpoint_may_change_before_it_is_cosigned() -> None:
    proof = consistency_proof(5, 20, reader(NODES))
    for data in flips(checkpoint(ENTRIES).note.to_bytes()):
        assert decide(data, proof, log=LOG.key, last=seen(5), now=NOW).refusal is not None


def test_a_clock_behind_the_last_time_is_refused_until_somebody_looked() -> None:
    later = seen(5, at=NOW + timedelta(seconds=1))
    assert asked(checkpoint(ENTRIES), last=later).refusal is Refusal.CLOCK_BACK
    assert asked(checkpoint(ENTRIES), last=later, clock_is_right=True).refusal is None
    assert asked(checkpoint(ENTRIES), last=seen(5, at=NOW)).refusal is None


@pytest.mark.parametrize(("minutes", "n"), [(5, 0), (6, 1)])
def test_a_clock_that_differs_from_another_witnesss_is_said(minutes: int, n: int) -> None:
    decision = asked(
        checkpoint(ENTRIES, NORTH),
        last=seen(5, at=NOW - timedelta(days=1)),
        now=NOW - timedelta(minutes=minutes),
        others=(NORTH.key, SOUTH.key),
    )
    assert decision.refusal is None
    assert [clock.witness for clock in decision.clocks] == [NORTH.name] * n


def test_a_false_cosignature_of_another_witness_condemns_the_note() -> None:
    impostor = Signer(name=NORTH.name, private=NORTH.private, algorithm=NORTH.algorithm)
    note = checkpoint(ENTRIES[:9], impostor).note
    moved = checkpoint(ENTRIES).note.signed_too(note.signatures[1]).to_bytes()
    decision = decide(moved, (), log=LOG.key, last=None, now=NOW, others=(NORTH.key,))
    assert decision.refusal is Refusal.WRONG_SIGNATURE
    assert decide(moved, (), log=LOG.key, last=None, now=NOW).refusal is None


# Evidence

EVIDENCE = asked(checkpoint(FORKED), last=seen(20)).evidence
assert EVIDENCE is not None
DATA = EVIDENCE.to_bytes()


def test_evidence_convicts_no_log_of_another_key() -> None:
    steps = verify_evidence(DATA, Signer(name=LOG.name, private=bytes(32)).key)
    assert [one.because for one in steps[1:3]] == [StepReason.NOT_SIGNED] * 2
    steps = verify_evidence(DATA, Signer(name="example.org/other", private=LOG.private).key)
    assert [one.because for one in steps[1:3]] == [StepReason.OTHER_ORIGIN] * 2


def test_two_checkpoints_that_fit_convict_nobody() -> None:
    whole = {
        "v": "truceline/evidence/v1",
        "kind": "not_consistent",
        "first": checkpoint(ENTRIES[:5]).note.to_bytes().decode(),
        "second": checkpoint(ENTRIES).note.to_bytes().decode(),
    }
    proof = [base64.b64encode(one).decode() for one in consistency_proof(5, 20, reader(NODES))]
    steps = verify_evidence(rfc8785.dumps(whole | {"proof": proof}), LOG.key)
    assert (steps[-1].code, steps[-1].outcome) == (StepCode.CONTRADICTION, StepOutcome.NOT_PROVED)


def test_no_bit_of_evidence_may_change() -> None:
    for data in flips(DATA, every=3):
        assert not is_proved(verify_evidence(data, LOG.key))


@pytest.mark.parametrize(
    "parts",
    [
        {"v": "truceline/evidence/v2"},
        {"kind": "older"},
        {"kind": None},
        {"first": ""},
        {"second": 1},
        {"proof": None},
        {"proof": [1]},
        {"proof": ["AA=="]},
        {"proof": ["x"] * 127},
        {"more": 1},
    ],
)
def test_evidence_that_is_none_is_refused(parts: dict[str, Any]) -> None:
    data = rfc8785.dumps(json.loads(DATA) | parts)
    with pytest.raises(BadLog):
        parse_evidence(data)
    assert verify_evidence(data, LOG.key)[0].because is StepReason.MALFORMED


def test_a_log_of_no_entries_cannot_have_another_root() -> None:
    with pytest.raises(BadLog):
        sign_checkpoint(Checkpoint(origin=LOG.name, size=0, root=bytes(32)), LOG)
