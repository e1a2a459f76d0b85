"""Records from several folders: joined by id, in whatever order, with every fault and both files named."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from tests.casebooks import ACTS, SMALL
from truceline.errors import BadCasebook, Fault
from truceline.files import load_casebook, load_record, write_new
from truceline.judgement import assess
from truceline.model.record import Record, nouns_of
from truceline.record import claims_of
from truceline.record.parse import MANY, parse_record
from truceline.record.parsed import RecordFiles

SOURCE = """
sources: [{id: gazette, names: {en: The Gazette}, family: press}]
families: [{id: press, names: {en: Press}, standing: third_party}]
"""
PAGE = "reports: [{id: page-1, source: gazette, address: page 1, said_on: 2030-06-12, dated: printed}]\n"
OTHER = PAGE.replace("page-1", "page-2").replace("page 1", "page 2")
HEAD = "record: {of: small}\n"


def apart(name: str, *texts: str, head: str = HEAD) -> RecordFiles:
    files = {f"{n}.yaml": text.encode() for n, text in enumerate((head, *texts)) if text}
    return RecordFiles(name=name, texts=files, sha256=f"sha256:{hash(texts) & 0xFFFF:x}{name}")


def read(*records: RecordFiles, own: str = "", **options: Any) -> Record:
    texts = {"small.yaml": SMALL.encode()} | ({"own.yaml": own.encode()} if own else {})
    return parse_record(texts, {"shared/acts.yaml": ACTS.encode()}, records=records, **options).record


def faults(*records: RecordFiles, own: str = "") -> tuple[Fault, ...]:
    with pytest.raises(BadCasebook) as raised:
        read(*records, own=own)
    return raised.value.faults


def test_a_record_alone_tells_of_the_casebook_and_changes_nothing_of_the_text() -> None:
    record = read(apart("centre", SOURCE, PAGE))
    assert [one.id for one in record.reports] == ["page-1"]
    assert record.casebook == read().casebook


def test_the_order_of_the_folders_changes_nothing() -> None:
    folders = (apart("a", SOURCE, PAGE), apart("b", OTHER), apart("c", SOURCE))
    found = [read(*order) for order in itertools.permutations(folders)]
    assert all(one == found[0] for one in found)
    assert {one.id for one in found[0].reports} == {"page-1", "page-2"}


def test_what_says_the_same_is_one_and_its_own_record_comes_first() -> None:
    record = read(apart("a", PAGE), own=SOURCE + PAGE)
    assert [one.id for one in record.reports] == ["page-1"]


def test_a_row_without_an_id_is_one_where_all_of_it_is_the_same() -> None:
    both = read(apart("a", SOURCE, PAGE, COUNT % 3), apart("b", SOURCE, PAGE, COUNT % 3))
    assert len(both.tolls) == 1
    differ = read(apart("a", SOURCE, PAGE, COUNT % 3), apart("b", SOURCE, PAGE, COUNT % 4))
    assert sorted(one.high for one in differ.tolls if one.high is not None) == [3, 4]


COUNT = """
tolls: [{matter: M1, by: gazette, moment: 1, outcome: killed, low: 1, high: %d, report: page-1}]
matters: [{id: M1, title: Shots, kind: shelling}]
"""


def test_other_content_under_one_id_is_a_fault_that_names_both_files() -> None:
    one, *more = faults(apart("a", SOURCE, PAGE), apart("b", SOURCE, PAGE.replace("page 1", "page 9")))
    assert not more
    assert {one.file.partition("/")[0], one.message.split(" in ")[1].partition("/")[0]} == {"a", "b"}
    assert "says other things" in one.message


def test_a_noun_may_name_what_another_folder_tells_and_nothing_that_none_does() -> None:
    assert read(apart("a", SOURCE), apart("b", PAGE)).reports
    assert "there is no source 'gazette'" in faults(apart("b", PAGE))[0].message


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("", "does not say of which casebook it is"),
        ("record: {of: tarn}\n", "the record is of 'tarn', not 'small'"),
        (HEAD + "gaps: [{id: g, about: x, reason: y}]\n", "`gaps` is of the text"),
        (HEAD + "reprots: []\n", "unknown key `reprots`"),
    ],
)
def test_what_no_record_may_say_is_refused_with_its_file(head: str, message: str) -> None:
    found = faults(apart("centre", SOURCE, head=head))
    assert [message in one.message for one in found] == [True]
    assert found[0].file.startswith("centre")


def test_the_faults_of_all_folders_come_at_once() -> None:
    found = faults(apart("a", "reports: [{id: x}]\n"), apart("b", "sources: 3\n"), own="reports: [{id: y}]\n")
    assert {one.file.partition("/")[0] for one in found} == {"a", "b", "own.yaml"}


def test_the_text_alone_is_what_it_is_with_its_record() -> None:
    text, record = load_casebook("idlib"), load_record("idlib")
    assert text == record.casebook
    assert load_record("idlib", with_own=False) == Record(casebook=text)


def test_a_ruling_is_taken_by_the_position_that_follows_rulings(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    (tmp_path / "told").mkdir()
    before = load_record(tmp_path / "tarn")
    claims = claims_of(before)
    unruled = assess(before, claims, positions=["ruling"]).findings
    decides = next(one for row in unruled["decided_by"].to_pylist() for one in row)
    ambiguity = next(one for one in before.casebook.ambiguities if one.id == decides)
    reading = ambiguity.readings[0].id
    (tmp_path / "told" / "rulings.yaml").write_text(
        "record: {of: tarn}\nrulings:\n"
        f"  - {{question: {ambiguity.id}, reading: {reading}, by: the commission, on: 2030-07-01,\n"
        "     source: minutes}\n"
    )
    after = load_record(tmp_path / "tarn", tmp_path / "told")
    assert after.casebook == before.casebook, "a ruling is told, and changes no text"
    ruled = assess(after, claims, positions=["ruling"]).findings
    assert ruled != unruled
    told = tmp_path / "told" / "rulings.yaml"
    told.write_text(told.read_text().replace(f"reading: {reading}", "reading: neither"))
    with pytest.raises(BadCasebook, match="1 fault") as raised:
        load_record(tmp_path / "tarn", tmp_path / "told")
    assert "there is no reading 'neither'" in raised.value.faults[0].message


def test_every_kind_of_the_record_can_be_told_apart_from_the_text() -> None:
    whole = load_record("idlib")
    for kind in MANY:
        assert nouns_of(whole, kind) == getattr(whole, kind)
