"""What witnesses bring back: what one of them does alone stops neither the centre nor the others."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.logs import AT, seed_of
from truceline.db.checkpoints import checkpoint, last_checkpoint
from truceline.db.disclosing import checkpoint_over, seen_by, seen_so_far, take_cosignatures
from truceline.db.opened import Store, new_store
from truceline.errors import BadInput
from truceline.tlog.cosignature import cosign
from truceline.tlog.note import Algorithm, Signer, parse_note
from truceline.tlog.policy import KnownWitness

WITNESS = Signer(name="side-a.example/w", private=seed_of("a"), algorithm=Algorithm.COSIGNATURE)
KNOWN = KnownWitness(name="side-a", key=WITNESS.key)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with one checkpoint."""
    made = new_store(f"sqlite:///{tmp_path / 'store'}", of="idlib", origin="centre.example/log")
    checkpoint(made, now=AT)
    return made


def cosigned(store: Store, *minutes: int) -> bytes:
    """Return the newest checkpoint as a witness gives it back, cosigned so often."""
    signed = last_checkpoint(store)
    assert signed is not None
    lines = (cosign(signed.note, WITNESS, AT + timedelta(minutes=one)) for one in minutes)
    return signed.note.signed_too(*lines).to_bytes()


def test_a_witness_that_signs_without_end_does_not_make_the_log_unreadable(store: Store) -> None:
    for n in range(70):
        assert take_cosignatures(store, cosigned(store, n), [KNOWN], now=AT + timedelta(days=1)) == (
            "side-a",
        )
    newest, over = last_checkpoint(store), checkpoint_over(store, 0)
    assert newest is not None
    assert over is not None
    assert len(parse_note(newest.note.to_bytes()).signatures) == 2
    assert len(parse_note(over.note.to_bytes()).signatures) == 2
    (seen,) = seen_by(store, [KNOWN])
    assert seen.at == AT


def test_a_cosignature_of_a_time_to_come_is_not_taken(store: Store) -> None:
    """It would make every bundle of that state a doubt, for all readers."""
    with pytest.raises(BadInput, match="nothing was taken") as caught:
        take_cosignatures(store, cosigned(store, 6), [KNOWN], now=AT)
    assert "ahead of this clock" in str(caught.value.faults[0])
    assert take_cosignatures(store, cosigned(store, 5), [KNOWN], now=AT) == ("side-a",)


def test_who_has_a_new_key_has_seen_nothing_with_it_yet(store: Store) -> None:
    take_cosignatures(store, cosigned(store, 0), [KNOWN], now=AT)
    other = Signer(name="side-a.example/w", private=seed_of("b"), algorithm=Algorithm.COSIGNATURE)
    (seen,) = seen_by(store, [KnownWitness(name="side-a", key=other.key)])
    assert (seen.size, seen.at) == (None, None)
    (same,) = seen_by(store, [KnownWitness(name="called otherwise", key=WITNESS.key)])
    assert same.at == AT


def test_who_has_seen_the_log_is_told_of_what_is_kept_and_of_nobody_else(store: Store) -> None:
    assert seen_so_far(store) == ()
    take_cosignatures(store, cosigned(store, 3), [KNOWN], now=AT + timedelta(days=1))
    (seen,) = seen_so_far(store)
    (known,) = seen_by(store, [KNOWN])
    assert seen == known
    assert seen.at == AT + timedelta(minutes=3)
