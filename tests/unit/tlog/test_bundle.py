"""Bundles: what they prove, and that no byte of them can be changed unseen."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.tlog.bundles import BOTH, CONTENT, ENTRIES, INDEX, KEYS, POLICY, SEED, bundle
from tests.unit.tlog.logs import LOG, NORTH, NOW, SOUTH, checkpoint, flips
from truceline.errors import BadLog
from truceline.tlog.bundle import MAX_BUNDLE, parse_bundle, same_entry, verify
from truceline.tlog.canonical import MAX_DEPTH
from truceline.tlog.entry import GROUPS, commit, disclose, padding, salts
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.note import Signer
from truceline.tlog.policy import parse_policy
from truceline.tlog.steps import ProofStep, StepCode, StepOutcome, StepReason, is_proved

GOOD = bundle(NORTH, SOUTH)
DATA = GOOD.to_bytes()
FROZEN = "a1d2b9b5bc1360ab6075ceaa1a1326cb6f30008903aafd98eadb077635c4cdec"


def step(steps: tuple[ProofStep, ...], code: StepCode, n: int = 0) -> ProofStep:
    return [one for one in steps if one.code is code][n]


def changed(**parts: Any) -> bytes:
    """Return the bundle's file with some keys changed, whatever comes of it."""
    return rfc8785.dumps(json.loads(DATA) | parts)


def test_a_bundle_is_read_back() -> None:
    assert parse_bundle(DATA) == GOOD
    assert parse_bundle(DATA).to_bytes() == DATA


def test_the_bytes_of_a_bundle_are_frozen() -> None:
    # If this changes, every bundle handed out before cannot be read: it needs a new name of the format.
    assert hashlib.sha256(DATA).hexdigest() == FROZEN


def test_the_steps_of_a_good_bundle_are_all_proved_or_shown() -> None:
    steps = verify(DATA, BOTH, NOW + timedelta(hours=1))
    assert is_proved(steps)
    assert [(str(one.code), str(one.outcome)) for one in steps] == [
        ("format", "proved"),
        ("entry", "proved"),
        ("content", "proved"),
        ("content", "proved"),
        ("content", "proved"),
        ("withheld", "shown"),
        ("checkpoint", "proved"),
        ("included", "proved"),
        ("log_signature", "proved"),
        ("witness", "proved"),
        ("witness", "proved"),
        ("quorum", "proved"),
    ]
    assert step(steps, StepCode.WITNESS, 1).values == {
        "witness": "s",
        "sides": ("south",),
        "at": NOW + timedelta(minutes=1),
    }
    assert "told_by" in str(step(steps, StepCode.WITHHELD).values["groups"])


def test_a_witness_that_has_not_cosigned_is_shown_and_blocks_nothing() -> None:
    steps = verify(bundle(NORTH).to_bytes(), POLICY)
    missing = step(steps, StepCode.WITNESS, 1)
    assert (missing.outcome, missing.because) == (StepOutcome.SHOWN, StepReason.NOT_COSIGNED)
    assert step(steps, StepCode.QUORUM).values["missing"] == ("s",)
    assert is_proved(steps)


def test_a_policy_that_asks_for_both_is_not_met_by_one() -> None:
    steps = verify(bundle(NORTH).to_bytes(), BOTH)
    assert step(steps, StepCode.QUORUM).because is StepReason.TOO_FEW
    assert not is_proved(steps)


def test_without_a_policy_nobodys_key_is_known() -> None:
    steps = verify(DATA, None)
    signature = step(steps, StepCode.LOG_SIGNATURE)
    assert (signature.outcome, signature.because) == (StepOutcome.NOT_CHECKED, StepReason.NO_POLICY)
    assert not is_proved(steps)
    assert step(steps, StepCode.INCLUDED).outcome is StepOutcome.PROVED


def test_a_log_that_the_policy_does_not_name_is_not_trusted() -> None:
    other = Signer(name="example.org/other", private=bytes(32))
    steps = verify(bundle(NORTH, SOUTH, log=other).to_bytes(), POLICY)
    assert step(steps, StepCode.LOG_SIGNATURE).because is StepReason.OTHER_ORIGIN


def test_a_log_of_the_same_name_with_another_key_is_not_trusted() -> None:
    steps = verify(bundle(log=Signer(name=LOG.name, private=bytes(32))).to_bytes(), POLICY)
    assert step(steps, StepCode.LOG_SIGNATURE).because is StepReason.NOT_SIGNED
    assert step(steps, StepCode.OTHER_SIGNATURES).values["signatures"] == (LOG.name,)
    assert not is_proved(steps)


@pytest.mark.parametrize(("ahead", "because"), [(5, None), (6, StepReason.TIME_AHEAD)])
def test_a_cosignature_ahead_of_the_readers_clock_is_doubted(ahead: int, because: StepReason | None) -> None:
    steps = verify(bundle(NORTH).to_bytes(), POLICY, NOW - timedelta(minutes=ahead))
    assert step(steps, StepCode.WITNESS).because is because
    assert is_proved(steps) is (because is None)


def test_other_content_is_not_proved() -> None:
    whole = json.loads(DATA)
    whole["disclosed"]["what"]["content"]["n_rounds"] = 13
    steps = verify(rfc8785.dumps(whole), POLICY)
    wrong = [one for one in steps if one.outcome is StepOutcome.NOT_PROVED]
    assert [(one.code, one.because, one.values) for one in wrong] == [
        (StepCode.CONTENT, StepReason.OTHER_CONTENT, {"group": "what"})
    ]


def test_content_cannot_be_moved_to_another_group() -> None:
    disclosed = json.loads(DATA)["disclosed"]
    disclosed["where"] = disclosed.pop("area")
    assert not is_proved(verify(changed(disclosed=disclosed), POLICY))


@pytest.mark.parametrize(
    ("parts", "code", "because"),
    [
        ({"index": INDEX + 1}, StepCode.INCLUDED, StepReason.PROOF_WRONG),
        ({"index": 2**53 - 1}, StepCode.INCLUDED, StepReason.PROOF_WRONG),
        ({"proof": []}, StepCode.INCLUDED, StepReason.PROOF_WRONG),
        ({"entry": json.loads(padding(bytes(32)).to_bytes())}, StepCode.CONTENT, StepReason.OTHER_CONTENT),
        ({"entry": {}}, StepCode.ENTRY, StepReason.MALFORMED),
        ({"entry": {"v": "truceline/entry/v2", "c": {}}}, StepCode.ENTRY, StepReason.MALFORMED),
        ({"checkpoint": ""}, StepCode.CHECKPOINT, StepReason.MALFORMED),
        ({"checkpoint": "no\n\n— a b\n"}, StepCode.CHECKPOINT, StepReason.MALFORMED),
        (
            {"checkpoint": checkpoint(ENTRIES[:-1], NORTH, SOUTH).note.to_bytes().decode()},
            StepCode.INCLUDED,
            StepReason.PROOF_WRONG,
        ),
        ({"v": "truceline/bundle/v2"}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"index": -1}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"index": True}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"index": "3"}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"index": None}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"audience": ""}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"audience": 5}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"audience": "x" * 256}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"proof": {}}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"proof": [1]}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"proof": ["AA=="]}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"proof": [base64.b64encode(bytes(32)).decode()] * 127}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"disclosed": []}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"disclosed": {"colour": {"content": 1, "salt": ""}}}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"disclosed": {"what": {"content": 1}}}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"disclosed": {"what": {"content": 1, "salt": "AA=="}}}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"disclosed": {"what": 1}}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"entry": []}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"checkpoint": None}, StepCode.FORMAT, StepReason.MALFORMED),
        ({"more": 1}, StepCode.FORMAT, StepReason.MALFORMED),
    ],
)
def test_what_is_wrong_is_said_at_its_step(
    parts: dict[str, Any], code: StepCode, because: StepReason
) -> None:
    steps = verify(changed(**parts), BOTH, NOW)
    assert not is_proved(steps)
    first = next(one for one in steps if one.outcome is StepOutcome.NOT_PROVED)
    assert (first.code, first.because) == (code, because)


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", DATA + b"\n", b" " + DATA, b"[" * 10**6, b" " * (MAX_BUNDLE + 1), b"\xff"],
)
def test_a_file_that_is_no_bundle_has_an_answer_all_the_same(data: bytes) -> None:
    steps = verify(data, POLICY, NOW)
    assert steps[0].because is StepReason.MALFORMED
    assert {one.because for one in steps[1:]} == {StepReason.EARLIER_STEP}
    with pytest.raises(BadLog):
        parse_bundle(data)


@pytest.mark.parametrize("part", range(8))
def test_no_bit_of_a_bundle_may_change(part: int) -> None:
    for data in flips(DATA)[part::8][::3]:
        assert not is_proved(verify(data, BOTH, NOW + timedelta(hours=1)))


@given(data=st.data())
def test_no_part_of_a_bundle_may_be_cut_out_or_put_in(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(DATA) - 1))
    end = data.draw(st.integers(start, len(DATA)))
    put = data.draw(st.binary(max_size=4))
    other = DATA[:start] + put + DATA[end:]
    assert other == DATA or not is_proved(verify(other, BOTH, NOW + timedelta(hours=1)))


def test_the_audience_is_the_senders_word() -> None:
    steps = verify(bundle(NORTH, SOUTH, audience="public").to_bytes(), BOTH)
    assert step(steps, StepCode.AUDIENCE).outcome is StepOutcome.SHOWN


def test_releases_of_one_entry_differ_in_what_is_withheld_alone() -> None:
    mission = bundle(groups=GROUPS, audience="mission")
    public = bundle(groups=(FieldGroup.AREA,), audience="public")
    steps = same_entry([mission, public])
    assert is_proved(steps)
    assert steps[1].values["groups"] == ("area",)
    other = replace(public, entry=padding(bytes(32)))
    assert not is_proved(same_entry([mission, other]))
    assert not is_proved(same_entry([mission, replace(public, index=4)]))


def test_nothing_withheld_stands_in_a_release_or_can_be_confirmed_by_a_guess() -> None:
    public = bundle(NORTH, SOUTH, groups=(FieldGroup.AREA,), audience="public").to_bytes()
    for value in (b"Khaled", b"359310001", b"c17", b"shelling"):
        assert value not in public
    known = [base64.b64decode(one["salt"]) for one in json.loads(public)["disclosed"].values()]
    guess = rfc8785.dumps(CONTENT[FieldGroup.TOLD_BY])
    for salt in (b"", bytes(32), *known):
        for prefix in (b"", b"truceline/entry/v1\ntold_by\n"):
            digest = hashlib.sha256(prefix + salt + guess).digest()
            assert base64.b64encode(digest) not in public
    for group in set(GROUPS) - {FieldGroup.AREA}:
        assert base64.b64encode(salts(SEED)[group]) not in public


def test_the_deepest_content_that_can_be_committed_to_fits_a_bundle() -> None:
    deep: Any = 0
    for _ in range(MAX_DEPTH):
        deep = [deep]
    content = {FieldGroup.WHAT: deep}
    other = replace(
        GOOD,
        entry=commit(content, salts(SEED)),
        disclosed=disclose(content, salts(SEED), [FieldGroup.WHAT]),
    )
    assert parse_bundle(other.to_bytes()).disclosed == other.disclosed


def test_a_signature_of_an_unknown_key_is_shown() -> None:
    only_log = parse_policy(f"{KEYS.splitlines()[0]}\nquorum none\n".encode())
    steps = verify(DATA, only_log)
    assert step(steps, StepCode.OTHER_SIGNATURES).values["signatures"] == (NORTH.name, SOUTH.name)
    assert is_proved(steps)
