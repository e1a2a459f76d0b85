"""A what-if: an open question answered, in the text and in what was told, and named wherever it shows."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests import zoo
from truceline.errors import NotFound
from truceline.files import write_new
from truceline.judgement import assess
from truceline.model.hanging import AmbiguityId, ReadingId, ambiguities_in
from truceline.record.what_if import answers_of, supposing
from truceline.runs import assess_casebook, explain_incident
from truceline.runs.brief import brief_casebook, write_brief
from truceline.runs.status import status_of

WIDTH = AmbiguityId("width")
RECORD = zoo.casebook()


def test_nothing_hangs_on_a_question_that_is_answered_and_nobody_answers_it() -> None:
    left = supposing(RECORD, {WIDTH: ReadingId("wide")}).casebook
    text = (*left.clauses, *left.instruments, *left.zones, *left.lines, *left.actors)
    assert WIDTH not in ambiguities_in(text)
    assert WIDTH not in {one.id for one in left.ambiguities}
    assert not [one for one in left.positions if WIDTH in one.readings]
    others = {one.id for one in RECORD.casebook.ambiguities} - {WIDTH}
    assert {one.id for one in left.ambiguities} == others
    assert ambiguities_in(text) & others, "all else still hangs"


def test_without_an_answer_it_is_the_same_record() -> None:
    assert supposing(RECORD, {}) is RECORD


@pytest.mark.parametrize("reading", ["wide", "narrow"])
def test_what_is_supposed_gives_the_verdicts_of_a_position_that_holds_it(reading: str) -> None:
    claims = zoo.claims(
        *(
            zoo.claim(f"i{n}", place=place)
            for n, place in enumerate((zoo.CENTRE, zoo.EDGE, zoo.FAR, zoo.CHAPEL))
        )
    )
    supposed = assess(supposing(RECORD, {WIDTH: ReadingId(reading)}), claims).findings
    first = RECORD.casebook.positions[0]
    held = zoo.casebook(
        positions=[
            {
                "id": str(one.id),
                "label": one.label,
                "readings": {**{str(q): str(r) for q, r in one.readings.items()}, "width": reading},
            }
            for one in RECORD.casebook.positions
        ]
    )
    expected = assess(held, claims).findings
    keys = ["incident_id", "account", "clause_id", "position"]
    assert first.id in supposed["position"].to_pylist()
    verdicts = [
        {tuple(row[key] for key in keys): (row["verdict"], row["p_breach"]) for row in table.to_pylist()}
        for table in (supposed, expected)
    ]
    assert verdicts[0].items() <= verdicts[1].items()
    assert "width" not in {one for row in supposed["decided_by"].to_pylist() for one in row}


def test_every_wrong_answer_is_named_with_what_there_is() -> None:
    with pytest.raises(NotFound) as raised:
        answers_of(
            RECORD.casebook, [("widht", "wide"), ("width", "wyde"), ("width", "wide"), ("width", "narrow")]
        )
    said = [f"{one.message} {one.remedy}" for one in raised.value.faults]
    assert len(said) == 3
    assert "no open question 'widht' did you mean `width`?" in said[0]
    assert "'wyde' is no answer to 'width'" in said[1]
    assert "answered twice" in said[2]


def test_every_product_names_what_was_supposed(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    plain = assess_casebook(tmp_path / "tarn", out=tmp_path / "plain")
    question = plain.record.casebook.ambiguities[0]
    asked = [(str(question.id), str(question.readings[0].id))]
    assess_casebook(tmp_path / "tarn", out=tmp_path / "out", supposing=asked)
    words = f"{asked[0][0]} = {asked[0][1]}"
    for file in sorted((tmp_path / "out").rglob("*.*")):
        match file.suffix:
            case ".parquet" if file.name != "claims.parquet":
                metadata = pq.read_schema(file).metadata
                assert json.loads(metadata[b"supposing"]) == dict(asked), file.name
            case ".geojson" | ".json":
                assert json.loads(file.read_text())["supposing"] == dict(asked), file.name
            case ".html":
                assert words in file.read_text()
    briefed = brief_casebook(tmp_path / "tarn", supposing=asked)
    for file in write_brief(briefed, tmp_path / "brief")[0]:
        if file.suffix == ".parquet":
            assert json.loads(pq.read_schema(file).metadata[b"supposing"]) == dict(asked), file.name
        if file.suffix == ".html":
            assert words in file.read_text(encoding="utf-8"), file.name
    explained = explain_incident(tmp_path / "tarn", "T1", run=tmp_path / "out")
    assert explained.supposing == tuple(asked)
    consulted = status_of(tmp_path / "tarn", on=None, at="2030-06-12 12:00Z", supposing=asked)
    assert consulted.supposing == tuple(asked)
    assert "supposing" not in json.loads((tmp_path / "plain" / "zones.geojson").read_text())
