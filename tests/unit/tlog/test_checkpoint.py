"""Checkpoints and cosignatures; the examples of C2SP, and a checkpoint of a real log with its witnesses."""

# ruff: noqa: E501  (lines of notes are as long as they are)

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.unit.tlog.logs import LOG, NORTH, NOW, ORIGIN, SOUTH, checkpoint, flips
from truceline.errors import BadLog
from truceline.tlog.checkpoint import Checkpoint, parse_checkpoint, read_checkpoint, sign_checkpoint
from truceline.tlog.cosignature import cosign, cosigned_at
from truceline.tlog.note import Signature, is_signed, parse_verifier_key, sign
from truceline.tlog.tree import EMPTY_ROOT

# C2SP tlog-cosignature.md, commit 5ba5ee8. The keys are not given there.
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
""".encode()
# A checkpoint that the staging log arche2025h1 of the transparency.dev project published on 2026-05-23, and the
# keys that its witnesses publish.
REAL = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
""".encode()
REAL_LOG = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
REAL_WITNESSES = (
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
)
ENTRIES = [b"a", b"b", b"c"]


def test_the_example_of_the_specification_is_read_and_written_the_same() -> None:
    read = read_checkpoint(EXAMPLE)
    assert (read.checkpoint.origin, read.checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert read.note.to_bytes() == EXAMPLE
    assert read.note.signatures[1].value[:8] == (1679315147).to_bytes(8, "big")


def test_a_real_checkpoint_is_signed_by_its_log() -> None:
    assert is_signed(read_checkpoint(REAL).note, parse_verifier_key(REAL_LOG))


@pytest.mark.parametrize("key", REAL_WITNESSES)
def test_a_real_checkpoint_is_cosigned_by_its_witnesses(key: str) -> None:
    at = cosigned_at(read_checkpoint(REAL).note, parse_verifier_key(key))
    assert at == datetime(2026, 5, 23, 21, 50, 24, tzinfo=UTC)


def test_a_real_checkpoint_of_another_size_is_not() -> None:
    other = read_checkpoint(REAL.replace(b"1432088532", b"1432088533")).note
    for key in REAL_WITNESSES:
        with pytest.raises(BadLog):
            cosigned_at(other, parse_verifier_key(key))


def test_a_witness_says_when_it_saw_a_log() -> None:
    note = checkpoint(ENTRIES, NORTH, SOUTH).note
    assert cosigned_at(note, NORTH.key) == NOW
    assert cosigned_at(note, SOUTH.key) == NOW + timedelta(minutes=1)
    assert cosigned_at(checkpoint(ENTRIES, NORTH).note, SOUTH.key) is None


def test_of_two_cosignatures_the_later_time_counts() -> None:
    note = checkpoint(ENTRIES, NORTH).note
    earlier = cosign(note, NORTH, NOW - timedelta(hours=3))
    assert cosigned_at(note.signed_too(earlier), NORTH.key) == NOW


def test_the_time_is_the_same_in_every_zone_and_cut_to_seconds() -> None:
    note = checkpoint(ENTRIES).note
    there = NOW.astimezone(timezone(timedelta(hours=3))) + timedelta(microseconds=999_999)
    assert cosign(note, NORTH, there) == cosign(note, NORTH, NOW)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2030, 6, 1),  # noqa: DTZ001
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1969, 1, 1, tzinfo=UTC),
    ],
)
def test_a_time_that_cannot_be_told_is_refused(at: datetime) -> None:
    with pytest.raises(BadLog):
        cosign(checkpoint(ENTRIES).note, NORTH, at)


@pytest.mark.parametrize("value", [b"", b"\0" * 8, b"\xff" * 8, b"\xff" * 72, b"\0" * 72, b"\0" * 73])
def test_a_cosignature_that_is_none_condemns_the_note(value: bytes) -> None:
    one = Signature(name=NORTH.name, key_id=NORTH.key.key_id, value=value)
    with pytest.raises(BadLog):
        cosigned_at(checkpoint(ENTRIES).note.signed_too(one), NORTH.key)


def test_keys_are_for_one_use() -> None:
    with pytest.raises(BadLog):
        cosign(checkpoint(ENTRIES).note, LOG, NOW)
    with pytest.raises(BadLog):
        cosigned_at(checkpoint(ENTRIES).note, LOG.key)
    with pytest.raises(BadLog):
        cosign(sign("no checkpoint\n", LOG), NORTH, NOW)


def test_a_log_signs_only_for_itself() -> None:
    other = Checkpoint(origin="example.org/other", size=0, root=EMPTY_ROOT)
    with pytest.raises(BadLog, match="does not sign for"):
        sign_checkpoint(other, LOG)


def test_no_bit_of_a_cosigned_checkpoint_may_change() -> None:
    data = checkpoint(ENTRIES, NORTH).note.to_bytes()
    for changed in flips(data):
        try:
            note = read_checkpoint(changed).note
            assert not is_signed(note, LOG.key) or cosigned_at(note, NORTH.key) is None
        except BadLog:
            continue


ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{ORIGIN}\n5\n",
        f"{ORIGIN}\n5\n{ROOT}",
        f"\n5\n{ROOT}\n",
        f"{ORIGIN}\n05\n{ROOT}\n",
        f"{ORIGIN}\n+5\n{ROOT}\n",
        f"{ORIGIN}\n-5\n{ROOT}\n",
        f"{ORIGIN}\n5 \n{ROOT}\n",
        f"{ORIGIN}\n٥\n{ROOT}\n",
        f"{ORIGIN}\n0x5\n{ROOT}\n",
        f"{ORIGIN}\n{2**63}\n{ROOT}\n",
        f"{ORIGIN}\n{'9' * 5000}\n{ROOT}\n",
        f"{ORIGIN}\n0\n{ROOT}\n",
        f"{ORIGIN}\n5\n{ROOT[:-4]}\n",
        f"{ORIGIN}\n5\n{ROOT.replace('2I=', '2J=')}\n",
        f"{ORIGIN}\n5\n{ROOT[:-1]}\n",
        f"{ORIGIN}\n5\n {ROOT}\n",
        f"{ORIGIN}\n5\n{ROOT}\n\nextension\n",
        f"{'x' * 256}\n5\n{ROOT}\n",
    ],
)
def test_a_checkpoint_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadLog):
        parse_checkpoint(text)


@pytest.mark.parametrize("size", [1, 2**63 - 1])
def test_a_checkpoint_is_read_back(size: int) -> None:
    one = Checkpoint(origin=ORIGIN, size=size, root=bytes(32), extensions=("more", "of it"))
    assert parse_checkpoint(one.text) == one
