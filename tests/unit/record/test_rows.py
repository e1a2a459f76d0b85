"""A record that stands in a store says what the same nouns in files say."""

from __future__ import annotations

import pytest

from truceline.errors import BadCasebook
from truceline.files.casebooks import read_casebook, read_shared, read_tables
from truceline.parsing.nouns import read_nouns
from truceline.parsing.yaml_marks import Tree
from truceline.record.parse import ALL, MANY, parse_record
from truceline.record.parsed import RecordRows
from truceline.text import parse


def _rows(casebook: str) -> list[tuple[str, int, Tree]]:
    """Return the nouns of a casebook's own record as a store would hold them, numbered from 100."""
    own = read_nouns(read_casebook(casebook), once=parse.ONCE, many=ALL)
    homes = [home for kind in MANY for home in own.homes[kind]]
    return [(home.kind, number, home.tree) for number, home in enumerate(homes, 100)]


def test_a_record_in_a_store_is_the_noun_that_files_give() -> None:
    texts, shared, tables = read_casebook("idlib"), read_shared(), read_tables("idlib")
    whole = parse_record(texts, shared, tables=tables, try_zones=False).record
    kept = RecordRows(name="store", of="idlib", rows=_rows("idlib"), sha256="sha256:0")
    apart = parse_record(texts, shared, records=[kept], tables=tables, with_own=False, try_zones=False).record
    for kind in MANY:
        assert getattr(apart, kind) == getattr(whole, kind), kind
    assert len(apart.claims) > 100


def test_a_fault_names_the_entry() -> None:
    rows: list[tuple[str, int, Tree]] = [
        *_rows("idlib"),
        ("claims", 7, {"id": "X1", "says": "shelling", "by": "nobody-known"}),
    ]
    kept = RecordRows(name="store", of="idlib", rows=rows, sha256="sha256:0")
    with pytest.raises(BadCasebook) as caught:
        parse_record(read_casebook("idlib"), read_shared(), records=[kept], with_own=False, try_zones=False)
    assert {(one.file, one.line) for one in caught.value.faults} == {("store", 7)}


def test_one_of_another_casebook_is_refused() -> None:
    kept = RecordRows(name="store", of="tarn", rows=[], sha256="sha256:0")
    with pytest.raises(BadCasebook, match="store"):
        parse_record(read_casebook("idlib"), read_shared(), records=[kept], try_zones=False)
