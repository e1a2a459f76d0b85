"""Sealed envelopes: only the custodian opens, only for its item; HPKE is done again here by hand."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.tlog.logs import flips
from truceline.errors import BadLog
from truceline.tlog import seal as sealing
from truceline.tlog.seal import custodian_key, key_name, open_sealed, seal, sealed_for

PRIVATE = bytes(range(32))
PUBLIC = custodian_key(PRIVATE)
NAME = "خالد العلي".encode()
ENVELOPE = seal(NAME, public=PUBLIC, item="claim/17")


def _extract(salt: bytes, key: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), key, "sha256")


def _expand(key: bytes, info: bytes, size: int) -> bytes:
    block = hmac.digest(key, info + b"\x01", "sha256")  # one block is enough for 32 bytes
    return block[:size]


def _open_by_hand(envelope: bytes, info: bytes) -> bytes:
    """Open as RFC 9180 says: base mode, KEM 0x0020, KDF 0x0001, AEAD 0x0003."""
    enc, box = envelope[28:60], envelope[60:]
    kem = b"KEM" + (0x0020).to_bytes(2, "big")
    suite = b"HPKE" + bytes([0, 0x20, 0, 1, 0, 3])

    def labelled(label: bytes, key: bytes, *, of: bytes, salt: bytes = b"") -> bytes:
        return _extract(salt, b"HPKE-v1" + of + label + key)

    def stretched(secret: bytes, label: bytes, context: bytes, size: int, *, of: bytes) -> bytes:
        return _expand(secret, size.to_bytes(2, "big") + b"HPKE-v1" + of + label + context, size)

    agreed = X25519PrivateKey.from_private_bytes(PRIVATE).exchange(X25519PublicKey.from_public_bytes(enc))
    shared = stretched(labelled(b"eae_prk", agreed, of=kem), b"shared_secret", enc + PUBLIC, 32, of=kem)
    context = b"\0" + labelled(b"psk_id_hash", b"", of=suite) + labelled(b"info_hash", info, of=suite)
    secret = labelled(b"secret", b"", of=suite, salt=shared)
    key, nonce = (
        stretched(secret, label, context, size, of=suite)
        for label, size in ((b"key", 32), (b"base_nonce", 12))
    )
    return ChaCha20Poly1305(key).decrypt(nonce, box, b"")


def test_an_envelope_is_hpke_as_anybody_may_do_it() -> None:
    info = b"truceline/sealed/v1\nclaim/17\n" + key_name(PUBLIC)
    padded = _open_by_hand(ENVELOPE, info)
    assert padded == len(NAME).to_bytes(8, "big") + NAME + bytes(512 - 8 - len(NAME))


def test_the_custodian_opens_it() -> None:
    assert open_sealed(ENVELOPE, private=PRIVATE, item="claim/17") == NAME
    assert (
        sealed_for(ENVELOPE)
        == key_name(PUBLIC)
        == hashlib.sha256(b"truceline/sealed/v1\n" + PUBLIC).digest()[:8]
    )


def test_an_envelope_opens_for_no_other_item_and_no_other_key() -> None:
    with pytest.raises(BadLog, match="claim/18"):
        open_sealed(ENVELOPE, private=PRIVATE, item="claim/18")
    with pytest.raises(BadLog, match="another key"):
        open_sealed(ENVELOPE, private=bytes(32), item="claim/17")


def test_the_same_name_sealed_twice_looks_different() -> None:
    assert seal(NAME, public=PUBLIC, item="claim/17") != ENVELOPE


@pytest.mark.parametrize("size", [0, 1, 100, 504])
def test_names_of_every_length_make_envelopes_of_one_length(size: int) -> None:
    assert len(seal(bytes(size), public=PUBLIC, item="i")) == len(ENVELOPE)


@pytest.mark.parametrize(
    ("size", "padded"), [(505, 2**10), (2**20 - 8, 2**20), (2**20 - 7, 2**21), (2**21, 3 * 2**20)]
)
def test_longer_content_is_padded_too(size: int, padded: int) -> None:
    envelope = seal(b"\1" * size, public=PUBLIC, item="i")
    assert len(envelope) == 28 + 32 + 16 + padded
    assert open_sealed(envelope, private=PRIVATE, item="i") == b"\1" * size


@examples(10)
@given(content=st.binary(max_size=2000), item=st.text(st.characters(codec="utf-8"), max_size=5))
def test_what_is_sealed_is_opened(content: bytes, item: str) -> None:
    envelope = seal(content, public=PUBLIC, item=item)
    assert open_sealed(envelope, private=PRIVATE, item=item) == content


def test_no_bit_of_an_envelope_may_change() -> None:
    for changed in flips(ENVELOPE):
        with pytest.raises(BadLog):
            open_sealed(changed, private=PRIVATE, item="claim/17")


@pytest.mark.parametrize("end", [0, 5, 20, 27, 28, 60, 100, len(ENVELOPE) - 1])
def test_an_envelope_that_is_cut_short_is_refused(end: int) -> None:
    with pytest.raises(BadLog):
        open_sealed(ENVELOPE[:end], private=PRIVATE, item="claim/17")
    with pytest.raises(BadLog):
        open_sealed(ENVELOPE + b"\0", private=PRIVATE, item="claim/17")


@pytest.mark.parametrize(
    "padded",
    [bytes(8) + b"\1" + bytes(503), b"\xff" * 512, bytes(1024), (505).to_bytes(8, "big") + bytes(504)],
)
def test_a_length_that_does_not_fit_is_refused(padded: bytes) -> None:
    info = b"truceline/sealed/v1\ni\n" + key_name(PUBLIC)
    box = sealing._SUITE.encrypt(padded, X25519PublicKey.from_public_bytes(PUBLIC), info=info)
    with pytest.raises(BadLog, match="length"):
        open_sealed(b"truceline/sealed/v1\n" + key_name(PUBLIC) + box, private=PRIVATE, item="i")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: seal(b"", public=b"short", item="i"),
        lambda: seal(b"", public=bytes(32), item="i"),
        lambda: seal(b"", public=PUBLIC, item="\ud800"),
        lambda: seal(bytes(sealing.MAX_SEALED + 1), public=PUBLIC, item="i"),
        lambda: open_sealed(ENVELOPE, private=b"short", item="i"),
        lambda: open_sealed(b"", private=PRIVATE, item="i"),
    ],
)
def test_what_cannot_be_sealed_or_opened_is_refused(ask: Any) -> None:
    with pytest.raises(BadLog):
        ask()
