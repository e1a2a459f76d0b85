"""Which reader a file needs: told apart by headings, refused in words where it is only nearly one."""

from __future__ import annotations

import gzip
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources import exports, test_airwars, test_ucdp
from truceline.errors import BadReport
from truceline.runs import readers_of
from truceline.sources import READERS
from truceline.sources.recognising import NEARLY, SOURCES, reader_for, reader_of

HEADINGS = {
    "acled": list(exports.ROW),
    "ucdp": list(test_ucdp.ROW),
    "airwars": list(test_airwars.ROW),
}


@given(st.sampled_from(sorted(HEADINGS)), st.randoms(use_true_random=False), st.booleans())
def test_in_any_order_and_case_a_table_is_its_sources(reader: str, random: object, is_upper: bool) -> None:
    headings = HEADINGS[reader].copy()
    random.shuffle(headings)  # type: ignore[attr-defined]
    assert reader_for([name.upper() if is_upper else name for name in headings]) == reader


@given(st.lists(st.text(max_size=12), max_size=30))
def test_headings_of_nobody_are_any_table(headings: list[str]) -> None:
    assert reader_for(headings) == "csv"


@given(st.sampled_from(SOURCES), st.data())
def test_a_table_is_its_sources_its_nearly_or_any(known: object, data: st.DataObject) -> None:
    reader = known.reader  # type: ignore[attr-defined]
    kept = data.draw(st.lists(st.sampled_from(HEADINGS[reader]), unique=True))
    missing = [name for name in known.needed if name not in kept]  # type: ignore[attr-defined]
    n_telling = len(set(kept) & known.telling)  # type: ignore[attr-defined]
    if not missing:
        assert reader_for(kept) == reader
    elif n_telling < NEARLY:
        assert reader_for(kept) == "csv"
    else:
        with pytest.raises(BadReport) as error:
            reader_for(kept, file="a.csv", line=1)
        (fault,) = error.value.faults
        assert f"has no column {', '.join(missing)}" in fault.message
        assert "--format csv and a mapping" in fault.remedy


def test_no_table_of_one_source_is_another_s() -> None:
    for (one, headings), (_, others) in combinations(HEADINGS.items(), 2):
        assert reader_for([*headings, *(name for name in others if name not in headings)]) in HEADINGS, one
    for known in SOURCES:
        assert [other.reader for other in SOURCES if set(other.needed) <= set(HEADINGS[known.reader])] == [
            known.reader
        ]


def test_every_source_told_apart_has_its_reader() -> None:
    assert {known.reader for known in SOURCES} <= set(READERS)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("start", [b'{"type"', b'\n  {\n"type"', b'\xef\xbb\xbf{"type"'])
def test_an_object_of_json_is_geojson(tmp_path: Path, start: bytes, packed: bool) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(gzip.compress(start) if packed else start)
    assert reader_of(str(file)) == "geojson"


def test_a_mapping_for_each_table_makes_it_any_table(tmp_path: Path) -> None:
    acled, mine = tmp_path / "a.csv", tmp_path / "b.csv"
    acled.write_bytes(exports.export([{}]))
    mine.write_text("id,when\n", encoding="utf-8")
    files = [str(acled), str(mine), "c.parquet"]
    assert readers_of(files, n_mappings=1) == ("acled", "csv", "claims")
    assert readers_of(files, n_mappings=2) == ("csv", "csv", "claims")
