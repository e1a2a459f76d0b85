"""One spelling of JSON, and no floats in it; beside the examples of RFC 8785."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.errors import BadLog
from truceline.tlog.canonical import (
    MAX_CONTENT,
    MAX_DEPTH,
    MAX_INTEGER,
    canonical,
    degrees,
    degrees_e7,
    parse_canonical,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def _nested(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


@given(value=VALUES)
def test_a_value_is_read_back_from_its_one_spelling(value: Any) -> None:
    data = canonical(value)
    assert parse_canonical(data) == value
    assert json.loads(data) == value


@given(value=VALUES, data=st.data())
def test_any_other_spelling_is_refused(value: Any, data: st.DataObject) -> None:
    text = json.dumps(value, indent=data.draw(st.sampled_from([None, 1])), sort_keys=data.draw(st.booleans()))
    if text.encode() != canonical(value):
        with pytest.raises(BadLog):
            parse_canonical(text.encode())


def test_keys_stand_in_the_order_of_utf16_as_in_rfc_8785() -> None:
    # RFC 8785, 3.2.3
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonical(value)).values()) == [2, 4, 6, 7, 1, 5, 3]


def test_texts_are_escaped_as_in_rfc_8785() -> None:
    # RFC 8785, 3.2.2.2 and 3.2.4
    assert canonical('\u20ac$\x0f\nA\'B"\\\\"/').hex(" ") == (
        "22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22"
    )


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        0.0,
        float("nan"),
        float("inf"),
        {"a": [1, {"b": 0.5}]},
        MAX_INTEGER + 1,
        -MAX_INTEGER - 1,
        pytest.param(10**5000, id="thousands of digits"),
        "\ud800",
        {"\udfff": 1},
        {1: 2},
        {None: 2},
        b"bytes",
        {1, 2},
        object(),
        1j,
        _nested(MAX_DEPTH + 1),
        "x" * MAX_CONTENT,
    ],
)
def test_what_cannot_be_signed_is_refused(value: Any) -> None:
    with pytest.raises(BadLog):
        canonical(value)


@pytest.mark.parametrize(
    "value", [MAX_INTEGER, -MAX_INTEGER, _nested(MAX_DEPTH), "x" * (MAX_CONTENT - 2), (), True]
)
def test_what_is_just_inside_is_taken(value: Any) -> None:
    assert parse_canonical(canonical(value)) == (list(value) if value == () else value)


def test_a_word_of_a_closed_list_is_its_text() -> None:
    class Word(StrEnum):
        ONE = "one"

    assert canonical({Word.ONE: Word.ONE}) == b'{"one":"one"}'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1 ",
        b"1\n",
        b"01",
        b"-0",
        b"+1",
        b"1.0",
        b"1e2",
        b"1E2",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"9007199254740992",
        b"-9007199254740992",
        b"9" * 5000,
        b"-" + b"9" * 100_000,
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b"[1, 2]",
        b'"\\u0061"',
        b'"\\/"',
        b'"\\ud800"',
        b'"\\ud83d\\ude00"',
        b'"\\u000A"',
        b'"\x01"',
        b"\xff",
        b"\xef\xbb\xbf1",
        b'"\xed\xa0\x80"',
        b"['a']",
        b"true1",
        b"[1,]",
        b"{}{}",
        b"[" * 100_000,
        b'{"a":' * 30_000,
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b'"' + b"x" * MAX_CONTENT + b'"',
        "1".encode("utf-16"),
    ],
)
def test_bytes_that_are_not_the_one_spelling_are_refused(data: bytes) -> None:
    with pytest.raises(BadLog):
        parse_canonical(data)


@given(data=st.binary(max_size=30))
def test_whatever_is_read_is_written_the_same(data: bytes) -> None:
    try:
        value = parse_canonical(data)
    except BadLog:
        return
    assert canonical(value) == data


@given(e7=st.integers(-1_800_000_000, 1_800_000_000))
def test_degrees_go_there_and_back(e7: int) -> None:
    assert degrees_e7(degrees(e7)) == e7


@pytest.mark.parametrize("angle", [180.1, -180.1, float("nan"), float("inf")])
def test_what_is_no_angle_is_refused(angle: float) -> None:
    with pytest.raises(BadLog):
        degrees_e7(angle)
