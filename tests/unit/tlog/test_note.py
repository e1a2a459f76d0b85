"""Signed notes and keys, with the vectors of C2SP and of golang.org/x/mod (sumdb/note)."""

# ruff: noqa: E501  (lines of notes are as long as they are)

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.tlog.logs import LOG, NORTH, flips
from truceline.errors import BadLog
from truceline.tlog.note import (
    MAX_NOTE,
    MAX_SIGNATURES,
    Algorithm,
    Note,
    Signer,
    VerifierKey,
    is_signed,
    parse_note,
    parse_signature,
    parse_signer,
    parse_verifier_key,
    sign,
)

# golang.org/x/mod, sumdb/note/example_test.go and note_test.go (BSD-3-Clause), commit fe2ec04.
PETER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH_KEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
# C2SP signed-note.md, commit 5ba5ee8.
C2SP_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
""".encode()
# A key whose base64 has a plus in it: github.com/transparency-dev/formats, commit 0b850f1, note/note_cosigv1_test.go.
PLUS_KEY = "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6"


def _note(*lines: str) -> Note:
    return parse_note((TEXT + "\n" + "".join(lines)).encode())


def test_the_example_of_the_specification_is_signed() -> None:
    assert is_signed(parse_note(C2SP_NOTE), parse_verifier_key(C2SP_KEY))


def test_the_example_of_go_is_made_to_the_byte() -> None:
    enoch = Signer(name="EnochRoot", private=bytes(32))
    assert sign(TEXT, parse_signer(PETER_SIGNER), enoch).to_bytes() == (TEXT + "\n" + PETER + ENOCH).encode()
    assert str(enoch.key) == ENOCH_KEY
    assert str(parse_signer(PETER_SIGNER).key) == PETER_KEY


def test_who_did_not_sign_is_not_taken_for_one_who_did() -> None:
    assert is_signed(_note(PETER), parse_verifier_key(PETER_KEY))
    assert not is_signed(_note(PETER), parse_verifier_key(ENOCH_KEY))
    assert not is_signed(_note(PETER.replace("PeterNeumann", "PeterNeuman")), parse_verifier_key(PETER_KEY))


@pytest.mark.parametrize(
    "line",
    [
        PETER[:60] + "ABCD" + PETER[60:],
        PETER.replace("IuGUg", "IuGUh"),
        PETER + PETER.replace("IuGUg", "IuGUh"),
        "— PeterNeumann x08go/" + ENOCH.removeprefix("— EnochRoot rwz+eB"),
    ],
)
def test_a_wrong_signature_under_a_known_name_condemns_the_note(line: str) -> None:
    with pytest.raises(BadLog, match="PeterNeumann"):
        is_signed(_note(ENOCH, line), parse_verifier_key(PETER_KEY))


def test_a_key_of_another_use_signs_no_note() -> None:
    other = Signer(name=LOG.name, private=LOG.private, algorithm=Algorithm.COSIGNATURE)
    assert other.key.key_id != LOG.key.key_id
    with pytest.raises(BadLog):
        sign(TEXT, NORTH)


@pytest.mark.parametrize("text", [PETER_KEY, C2SP_KEY, PLUS_KEY, str(NORTH.key)])
def test_a_key_is_read_back(text: str) -> None:
    assert str(parse_verifier_key(text)) == text
    assert parse_signer(NORTH.to_text()) == NORTH


def test_no_cut_and_no_change_of_a_key_is_taken() -> None:
    cuts = [PETER_KEY[i:j] for i in range(len(PETER_KEY)) for j in range(i, len(PETER_KEY) + 1)]
    cuts.remove(PETER_KEY)
    bumped = [PETER_KEY[:i] + chr(ord(PETER_KEY[i]) + 1) + PETER_KEY[i + 1 :] for i in range(len(PETER_KEY))]
    more = [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        PETER_KEY.replace("c74f20a3", "C74F20A3"),
        PETER_KEY + "\n",
        PETER_KEY.replace("Peter", "Pe\u2003ter"),
        PETER_KEY.replace("Peter", "Pe\ud800ter"),
        "a" * 100_000,
    ]
    for text in [*cuts, *bumped, *more]:
        with pytest.raises(BadLog):
            parse_verifier_key(text)


def test_no_cut_of_a_private_key_is_taken_and_none_is_shown() -> None:
    for end in range(len(PETER_SIGNER)):
        with pytest.raises(BadLog) as refused:
            parse_signer(PETER_SIGNER[:end])
        assert "AYEKFA" not in str(refused.value) + str(refused.value.faults)
    assert "AYEKFA" not in repr(parse_signer(PETER_SIGNER))
    assert repr(parse_signer(PETER_SIGNER).private) not in repr(parse_signer(PETER_SIGNER))


@pytest.mark.parametrize(
    "data",
    [
        TEXT,
        TEXT + "\n",
        TEXT + "\n" + PETER[:-1],
        "\x01" + TEXT + "\n" + PETER,
        TEXT + "\n" + PETER.replace("\n", "\r\n"),
        TEXT + "\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAc=\n",
        TEXT + "\n— Bad+Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAc=\n",
        TEXT + "\n— Bad\u00a0Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAc=\n",
        TEXT + "\n—  x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAc=\n",
        TEXT + "\n— Name x08gow==\n",
        TEXT + "\n— Name x08go/ZJkuBS9UG_\n",
        TEXT + "\n— Name x08go/ZJkuB=\n",
        TEXT + "\n- Name x08go/ZJkuBS9UG/\n",
        TEXT + "\n" + PETER + "Unexpected line.\n",
        TEXT + "\n" + PETER + "\n",
        TEXT + "\n" + PETER * (MAX_SIGNATURES + 1),
        TEXT + "x" * MAX_NOTE + "\n\n" + PETER,
        "",
        "\n",
        "\n\n",
    ],
)
def test_a_note_that_is_none_is_refused(data: str) -> None:
    with pytest.raises(BadLog):
        parse_note(data.encode())


def test_a_note_may_have_many_signatures_and_empty_lines() -> None:
    note = parse_note((TEXT + "\n\nmore\n\n" + PETER * MAX_SIGNATURES).encode())
    assert note.text == TEXT + "\n\nmore\n"
    assert len(note.signatures) == MAX_SIGNATURES


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(BadLog, match="byte 0"):
        parse_note(b"\xff" + C2SP_NOTE)


def test_no_bit_of_a_note_may_change() -> None:
    key = parse_verifier_key(C2SP_KEY)
    for changed in flips(C2SP_NOTE):
        try:
            assert not is_signed(parse_note(changed), key)
        except BadLog:
            continue


@given(data=st.binary(max_size=200))
def test_whatever_is_read_as_a_note_is_written_the_same(data: bytes) -> None:
    for candidate in (data, C2SP_NOTE + data, data + C2SP_NOTE):
        try:
            note = parse_note(candidate)
        except BadLog:
            continue
        assert note.to_bytes() == candidate


P = 2**255 - 19
Y8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022


@pytest.mark.parametrize("y", [0, 1, P - 1, P, P + 1, Y8, P - Y8])
@pytest.mark.parametrize("sign_of_x", [0, 1])
def test_a_key_with_which_one_signature_fits_many_texts_is_refused(y: int, sign_of_x: int) -> None:
    public = (y | sign_of_x << 255).to_bytes(32, "little")
    with pytest.raises(BadLog, match="fits many texts"):
        VerifierKey(name="weak", public=public)


def test_a_signature_has_one_spelling() -> None:
    # S and S + L fit the same equation; RFC 8032 takes the one below L alone.
    order = 2**252 + 27742317777372353535851937790883648493
    note = sign(TEXT, LOG)
    value = note.signatures[0].value
    other = value[:32] + (int.from_bytes(value[32:], "little") + order).to_bytes(32, "little")
    with pytest.raises(BadLog):
        is_signed(replace(note, signatures=(replace(note.signatures[0], value=other),)), LOG.key)


def test_a_signature_is_added_once() -> None:
    one = parse_signature(PETER)
    note = _note(ENOCH).signed_too(one, one)
    assert note == note.signed_too(one) == _note(ENOCH, PETER)
    with pytest.raises(BadLog):
        parse_signature(PETER.removesuffix("\n"))


@pytest.mark.parametrize("text", ["", "no newline", "a\tb\n", "\ud800\n"])
def test_a_text_that_no_note_can_have_is_not_signed(text: Any) -> None:
    with pytest.raises(BadLog):
        sign(text, LOG)
