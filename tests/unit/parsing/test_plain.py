"""Nouns written as plain JSON and read back."""

from __future__ import annotations

import json
import math
from datetime import date

import pyarrow as pa
import pytest

from truceline.model import casebook, hanging, record, words
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.record import Record
from truceline.parsing import plain

CLASSES = plain.classes_of((casebook, hanging, record, words))


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 1, 1.0, -0.0, 0.1, 1e300, "", "a\u2028\N{ARABIC LETTER ALEF}"),
        *((), ((),), {}, {"a": (1, 2)}, {("a", "b"): None}, date(2020, 3, 6)),
        *(words.Verdict.BREACH, hanging.Hanging(hangs_on=AmbiguityId("x"), readings={ReadingId("y"): 4})),
    ],
)
def test_what_is_written_is_read(value: object) -> None:
    read = plain.read(plain.written(value, CLASSES), CLASSES)
    assert read == value
    assert type(read) is type(value)
    assert repr(read) == repr(value)


def test_infinite_numbers_are_read_too() -> None:
    assert plain.read(plain.written(math.inf, CLASSES), CLASSES) == math.inf


def test_a_table_keeps_its_schema() -> None:
    table = pa.table({"a": [1, None]}, schema=pa.schema([pa.field("a", pa.int8(), metadata={"unit": "m"})]))
    read = plain.read(plain.written((table,), CLASSES), CLASSES)
    assert isinstance(read, tuple)
    assert read[0].equals(table, check_metadata=True)


def test_keys_stay_in_their_order() -> None:
    read = plain.read(plain.written({"b": 1, "a": 2}, CLASSES), CLASSES)
    assert isinstance(read, dict)
    assert list(read) == ["b", "a"]


@pytest.mark.parametrize("value", [object(), {1, 2}, [1], b"", (lambda: None), Record])
def test_what_is_no_noun_is_not_written(value: object) -> None:
    with pytest.raises(TypeError, match="is no noun"):
        plain.written(value, CLASSES)


@pytest.mark.parametrize(
    "document",
    [
        {"classes": ["os.system"], "value": [4, "true"]},
        {"classes": ["builtins.eval"], "value": [4, "1"]},
        {"classes": ["truceline.model.casebook.pa"], "value": [4]},
        {"classes": [], "value": [9]},
        {"classes": [], "value": []},
        {"classes": ["truceline.model.words.Verdict"], "value": [4, "nonsense"]},
        {"classes": ["truceline.model.casebook.Gap"], "value": [4, "one"]},
        {"classes": [], "value": [1, "a"]},
        {"classes": [], "value": [3, "no day"]},
        {"value": 1},
        [],
    ],
)
def test_only_the_classes_given_are_made(document: object) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        plain.read(json.dumps(document).encode(), CLASSES)
