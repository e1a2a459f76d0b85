"""The mandate's rules for a centre's log can be kept, or are faults at their place."""

from __future__ import annotations

import pytest

from truceline.errors import BadCasebook
from truceline.files.casebooks import read_casebook, read_shared
from truceline.record.parse import MANY
from truceline.text.parse import parse_casebook


def _with(lines: str) -> dict[str, bytes]:
    texts = read_casebook("idlib")
    name = next(file for file, data in texts.items() if b"\nmandate:" in data)
    return {**texts, name: texts[name].replace(b"\nmandate:\n", f"\nmandate:\n{lines}".encode())}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("  log: {checkpoint_minutes: 0}\n", "`checkpoint_minutes` is 0"),
        ("  log: {batch: 0}\n", "`batch` is 0"),
        ("  log: {batch: 4097}\n", "`batch` is 4097"),
    ],
)
def test_what_no_log_can_be_kept_by_is_a_fault(lines: str, said: str) -> None:
    with pytest.raises(BadCasebook) as caught:
        parse_casebook(_with(lines), read_shared(), beside=MANY)
    assert [one.message for one in caught.value.faults] == [said]


def test_a_part_that_no_entry_has_is_a_fault() -> None:
    texts = read_casebook("idlib")
    name = next(file for file, data in texts.items() if b"\nmandate:" in data)
    texts[name] = texts[name].replace(b"public: [item,", b"public: [name,")
    with pytest.raises(BadCasebook) as caught:
        parse_casebook(texts, read_shared(), beside=MANY)
    assert "mandate.audiences.public[0]" in {one.pointer for one in caught.value.faults}


def test_the_bounds_themselves_will_do() -> None:
    book = parse_casebook(
        _with("  log: {checkpoint_minutes: 0.5, batch: 4096}\n"), read_shared(), beside=MANY
    )
    assert book.casebook.mandate.log.batch == 4096
