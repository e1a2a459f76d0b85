"""Idlib as known on a day: what came later stands in no byte of what is written or printed."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pypdf
import pytest
from typer.testing import CliRunner

from truceline.cli import app
from truceline.model.record import Record
from truceline.parsing.nouns import Slip
from truceline.record import checks
from truceline.runs.sealed import Sealed, read_sealed
from truceline.text.checks import every, slips

JANUARY, OCTOBER = date(2020, 1, 13), date(2018, 10, 15)
ALWAYS = {
    JANUARY: r"a20[bc]|Additional Protocol|(?:Feb\w*|March|April|May|June) 2020|8 December 2024|2024-12"
    r"|2020[-/]0?[2-9]\b|2020-01-(?:1[4-9]|[23]\d)|(?:1[4-9]|[23]\d) January 2020|20200[2-9][0-3]\d",
    OCTOBER: r"a19[a-d]|a19-may|a20[abc]|Additional Protocol|(?:January|March) 2020|December 2024|2024-12",
}
"""What must not stand there whatever the casebook's nouns are called."""
NOT_NAMES = frozenset({"families", "sources", "reports", "examples", "positions"})
"""Kinds whose ids and names are also words of addresses and sentences; tested by themselves."""
ALSO_WORDS = frozenset({"corridor"})
"""Ids that are words of the casebook language too."""


@pytest.fixture(scope="module")
def sealed() -> Sealed:
    return read_sealed("idlib", try_zones=False)


def _names(noun: object) -> Iterator[str]:
    for key in ("id", "title"):
        if isinstance(value := getattr(noun, key, None), str):
            yield value
    for key in ("names", "titles", "label"):
        if isinstance(table := getattr(noun, key, None), dict):
            yield from table.values()
    yield from getattr(noun, "aliases", ())


def _nouns(casebook: Record) -> Iterator[tuple[str, object]]:
    for whole in (casebook.casebook, casebook):
        for field in dataclasses.fields(whole):
            if isinstance(value := getattr(whole, field.name), tuple):
                yield from ((field.name, noun) for noun in value)


def _came_later(whole: Record, then: Record) -> frozenset[str]:
    """Return ids and names of all that is gone, which nothing left bears or holds as part of its name."""
    left = [name for _, noun in _nouns(then) for name in _names(noun)]
    ids = {(kind, getattr(noun, "id", None)) for kind, noun in _nouns(then)}
    gone = {
        name
        for kind, noun in _nouns(whole)
        if kind not in NOT_NAMES and (kind, getattr(noun, "id", None)) not in ids
        for name in _names(noun)
    }
    text = "\n".join(left)
    return frozenset(name for name in gone - ALSO_WORDS if name not in text)


def _found(texts: Mapping[str, str], later: frozenset[str], day: date) -> list[str]:
    names = "|".join(map(re.escape, sorted(later, key=len, reverse=True)))
    forbidden = re.compile(rf"(?<![\w/-])(?:{names})(?![\w-])|(?i:{ALWAYS[day]})")
    return [
        f"{where}: …{text[max(0, hit.start() - 60) : hit.end() + 40]}…"
        for where, text in texts.items()
        for hit in forbidden.finditer(text)
    ]


def _printed(*words: str, day: date | None) -> str:
    """Return what a command prints as JSON, its letters spelt as they are."""
    known = ["--as-of", f"{day}"] if day is not None else []
    done = CliRunner().invoke(app, [*words, *known, "--json"])
    assert done.exit_code == 0, done.output
    return json.dumps(json.loads(done.stdout), ensure_ascii=False)


def _written(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        match file.suffix:
            case ".parquet":
                table = pq.read_table(file)
                yield file.name, f"{table.to_pylist()} {table.schema.metadata}"
            case ".pdf":
                yield file.name, " ".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
            case _:
                yield file.name, file.read_text("utf-8")


def _slips(book: Record) -> Iterator[Slip]:
    """Yield what does not fit, of the text and of the record."""
    walked = every(book)
    yield from slips(book.casebook, walked, {}, try_zones=False)
    yield from checks.slips(book, walked, {})


@pytest.mark.parametrize("day", [JANUARY, OCTOBER])
def test_what_is_left_names_nothing_that_is_gone(sealed: Sealed, day: date) -> None:
    book = sealed.as_of(day).parsed.record
    faults = [one.message for one in _slips(book)]
    # Examples and reasons for grades are written with hindsight.
    assert [one for one in faults if not re.search("has no example|without a reason", one)] == []


@pytest.mark.parametrize("day", [JANUARY, OCTOBER])
def test_the_casebook_itself_holds_no_name_of_what_came_later(sealed: Sealed, day: date) -> None:
    whole, book = sealed.parsed.record, sealed.as_of(day).parsed.record
    held = "\n".join(
        seen.value
        for seen in every(dataclasses.replace(book, articles=()))
        if isinstance(seen.value, str) and seen.kind not in {"acts", "crossings"}
    )
    assert _found({"casebook": held}, _came_later(whole, book), day) == []


def test_as_known_on_a_day_far_ahead_is_as_known_today(sealed: Sealed) -> None:
    assert sealed.as_of(date(2999, 1, 1)) is sealed


def test_in_january_2020_the_text_of_march_is_not_there(sealed: Sealed) -> None:
    book = sealed.as_of(JANUARY).parsed.record
    assert {"a20b", "a20c"}.isdisjoint(one.id for one in book.casebook.instruments)
    assert "a20a" in {one.id for one in book.casebook.instruments}
    assert not any(one.id.startswith("a20b/") for one in book.casebook.clauses)
    assert {"corridor", "near-line", "area-and-line"}.isdisjoint(one.id for one in book.casebook.zones)
    assert "contact-2020-03" not in {one.id for one in book.casebook.lines}
    assert {"patrol-done", "patrol-identity", "corridor-ends"}.isdisjoint(
        one.id for one in book.casebook.ambiguities
    )
    assert "be-steadfast" not in {one.id for one in book.casebook.actors}
    [asked] = [one for one in book.casebook.ambiguities if one.id == "self-defence"]
    assert [one.holders for one in asked.readings] == [(), ()], "both spoke in February and March"


def test_in_october_2018_the_opposition_had_not_stated_its_reading_yet(sealed: Sealed) -> None:
    book = sealed.as_of(OCTOBER).parsed.record
    assert [one.id for one in book.casebook.positions] == ["ruling", "ankara"]
    answers = {str(question): reading for question, reading in book.casebook.positions[1].readings.items()}
    assert answers["nusra-heirs"] == "same"


def test_a_source_of_which_there_was_no_report_yet_is_not_there(sealed: Sealed) -> None:
    book = sealed.as_of(JANUARY).parsed.record
    spoke = {report.source for report in sealed.parsed.record.reports} - {one.source for one in book.reports}
    named = {
        seen.value for seen in every(dataclasses.replace(book, sources=())) if isinstance(seen.value, str)
    }
    relayed = {one for source in book.sources for one in source.relays}
    assert {one.id for one in book.sources} & (spoke - named - relayed) == set()


@pytest.mark.parametrize("day", [JANUARY, OCTOBER])
def test_no_answer_of_the_command_names_what_came_later(sealed: Sealed, day: date) -> None:
    whole, book = sealed.parsed.record, sealed.as_of(day).parsed.record
    asked = {
        "status": ["--on", f"{day}", "--place", "saraqib"],
        "stances": [],
        "claims": [],
        "patrols": [],
        "brief": [],
    }
    texts = {command: _printed(command, "idlib", *options, day=day) for command, options in asked.items()}
    assert _found(texts, _came_later(whole, book), day) == []


@pytest.mark.slow
@pytest.mark.parametrize("day", [JANUARY, OCTOBER])
def test_no_byte_of_a_run_names_what_came_later(sealed: Sealed, day: date, tmp_path: Path) -> None:
    whole, book = sealed.parsed.record, sealed.as_of(day).parsed.record
    run, maps = tmp_path / "run", tmp_path / "maps"
    maps.mkdir()
    later = _came_later(whole, book)
    texts = {
        "assess": _printed("assess", "idlib", "--out", f"{run}", "--pdf", f"{run}/b.pdf", day=day),
        "control": _printed("control", "idlib", "--on", f"{day}", "--out", f"{maps}/c.geojson", day=day),
        "zones": _printed("zones", "idlib", "--compare", "--out", f"{maps}/z.geojson", day=day),
        "brief": _printed("brief", "idlib", "--out", f"{tmp_path}/brief", day=day),
    }
    for incident in pq.read_table(run / "incidents.parquet")["incident_id"].to_pylist()[-1:]:
        texts[incident] = _printed("explain", "idlib", incident, "--run", f"{run}", day=None)
    texts |= dict(_written(run)) | dict(_written(maps)) | dict(_written(tmp_path / "brief"))
    assert {
        "brief.html",
        "annex.html",
        "index.html",
        "claims.html",
        "b.pdf",
        "receipt.json",
        "c.geojson",
        "z.geojson",
    } <= set(texts)
    assert _found(texts, later, day) == []
    states = pq.read_table(run / "performance.parquet").to_pylist()
    assert not [row for row in states if row["obligation_id"].startswith("a20b")]
