"""A casebook kept from an earlier run is the casebook, and whatever is made of it is the same."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from truceline import geo
from truceline.files import write_new
from truceline.files.casebooks import Folders
from truceline.judgement.rulebook import rulebook_of
from truceline.model.hanging import Readings
from truceline.model.ids import ZoneId
from truceline.model.record import Record
from truceline.record.control import fronts
from truceline.runs import assess_casebook, check_casebook, record_cache, sealed
from truceline.runs.sealed import Sealed, read_sealed
from truceline.text.relations import in_order, zone_ambiguities
from truceline.text.rules import Rulebook

SIDES = ("government", "opposition")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("TRUCELINE_CACHE", raising=False)
    _as_in_a_new_process()
    return tmp_path / "cache" / "truceline"


def _as_in_a_new_process() -> None:
    sealed._parsed_before.cache_clear()
    sys.modules["truceline.record.control.fronts"]._known.cache_clear()


def _refuse_to_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("parsed again")

    _as_in_a_new_process()
    monkeypatch.setattr("truceline.record.parse.parse_record", refuse)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """Return the folder of a casebook that holds no record."""
    write_new("tarn", tmp_path / "tarn")
    folder = tmp_path / "tarn"
    for record in ("record.yaml", "tolls.csv"):
        (folder / record).unlink()
    return folder


def _same(one: Sealed, other: Sealed) -> bool:
    table, another = (sealed.parsed.record.settlement_sides for sealed in (one, other))
    equal = table is None or table.equals(another, check_metadata=True)
    return equal and one == other and list(one.parsed.marks) == list(other.parsed.marks)


def test_a_kept_casebook_is_the_one_that_was_parsed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = read_sealed("idlib")
    _refuse_to_parse(monkeypatch)
    assert _same(read_sealed("idlib"), cold)
    _as_in_a_new_process()
    assert _same(read_sealed("idlib", try_zones=False), cold)


@pytest.mark.slow
def test_cold_and_warm_runs_have_one_digest(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUCELINE_CACHE", "off")
    without = assess_casebook("idlib").receipt
    assert not home.exists()
    monkeypatch.delenv("TRUCELINE_CACHE")
    _as_in_a_new_process()
    cold = assess_casebook("idlib").receipt
    _as_in_a_new_process()
    _refuse_to_parse(monkeypatch)
    assert without == cold == assess_casebook("idlib").receipt


def test_a_text_of_ones_own_has_one_digest_too(
    home: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = assess_casebook(text).receipt
    assert list(home.iterdir())
    _as_in_a_new_process()
    _refuse_to_parse(monkeypatch)
    assert assess_casebook(text).receipt == cold


def test_nothing_is_kept_of_a_record_of_ones_own(home: Path, tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    cold = assess_casebook(tmp_path / "tarn").receipt
    assert not home.exists()
    _as_in_a_new_process()
    assert assess_casebook(tmp_path / "tarn").receipt == cold


def test_not_even_of_a_copy_of_a_bundled_one(home: Path, tmp_path: Path, idlib: Record) -> None:
    assert record_cache.holds_record(idlib)
    place = record_cache.kept_casebook("sha256:0", is_bundled=False)
    assert place is not None
    place.keep(read_sealed("idlib", try_zones=False).parsed, try_zones=True)
    assert place.parsed(try_zones=False) is None
    assert place.shelf is None


def test_one_process_parses_the_same_bytes_once(text: Path) -> None:
    first = read_sealed(text).parsed
    assert read_sealed(text).parsed is first
    rulebook = rulebook_of(first.record)
    assert rulebook_of(read_sealed(text).parsed.record) is rulebook
    file = text / "casebook.yaml"
    before = file.read_bytes()
    file.write_bytes(before + b"# changed\n")
    assert read_sealed(text).parsed is not first
    file.write_bytes(before)
    assert read_sealed(text).parsed is first


def test_what_stands_apart_is_not_held_on_to(text: Path, tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "apart")
    for file in (tmp_path / "apart").iterdir():
        if file.name not in ("record.yaml", "tolls.csv"):
            file.unlink()
    (tmp_path / "apart" / "record.yaml").write_text("record: {of: tarn, note: Invented.}\n")
    (tmp_path / "apart" / "tolls.csv").unlink()
    named = Folders(casebook=text, records=(tmp_path / "apart",))
    assert read_sealed(named).parsed is not read_sealed(named).parsed


def test_a_changed_byte_is_another_casebook(home: Path, text: Path) -> None:
    before = read_sealed(text)
    file = text / "casebook.yaml"
    file.write_bytes(file.read_bytes().replace(b"invented example", b"invented sample"))
    after = read_sealed(text)
    assert after.sha256 != before.sha256
    assert "sample" in after.parsed.record.casebook.casebook.titles["en"]


def test_changed_code_reads_again(home: Path, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_sealed(text)
    monkeypatch.setattr(record_cache, "_code", lambda: ("another",))
    _refuse_to_parse(monkeypatch)
    with pytest.raises(AssertionError, match="parsed again"):
        read_sealed(text)


def test_another_engine_of_geometry_tries_the_zones_again(
    home: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_sealed(text)
    monkeypatch.setattr(record_cache, "_engines", lambda: ("GEOS 0",))
    _refuse_to_parse(monkeypatch)
    read_sealed(text, try_zones=False)
    with pytest.raises(AssertionError, match="parsed again"):
        read_sealed(text)


def test_a_casebook_whose_zones_were_not_tried_is_not_one_whose_zones_were(
    home: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_sealed(text, try_zones=False)
    _refuse_to_parse(monkeypatch)
    with pytest.raises(AssertionError, match="parsed again"):
        read_sealed(text)


def test_a_damaged_file_is_made_anew(home: Path, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_sealed(text)
    for file in home.iterdir():
        file.write_bytes(file.read_bytes()[:-3])
    _as_in_a_new_process()
    assert _same(read_sealed(text), before)
    _refuse_to_parse(monkeypatch)
    assert _same(read_sealed(text), before)


def test_where_nothing_can_be_kept_all_works(text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    once = read_sealed(text)
    _as_in_a_new_process()
    assert _same(read_sealed(text), once)


@pytest.mark.slow
@pytest.mark.parametrize("as_of", [None, date(2020, 2, 1)])
def test_fronts_that_were_kept_are_those_made_anew(
    home: Path, as_of: date | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = read_sealed("idlib").as_of(as_of).parsed.record
    anew = fronts(cold)
    assert anew is not None
    made = [(at, side, anew.held(side, at)) for at in anew.changes[::8] for side in SIDES]
    lines = [anew.contact(*SIDES, at) for at in anew.changes[::8]]

    _as_in_a_new_process()
    monkeypatch.setattr(sys.modules["truceline.record.control.fronts"], "_front", None)
    warm = read_sealed("idlib").as_of(as_of).parsed.record
    again = fronts(warm)
    assert again is not None
    assert again is not anew
    assert (again.changes, again.last, again.day_zone) == (anew.changes, anew.last, anew.day_zone)
    assert [(at, side, again.held(side, at)) for at, side, _ in made] == made
    assert [geo.packed(again.held(side, at)) for at, side, _ in made] == [geo.packed(one) for *_, one in made]
    assert [again.contact(*SIDES, at) for at in anew.changes[::8]] == lines


def _grounds(record: Record) -> list[dict[str, object]]:
    book = rulebook_of(record)
    asked = [(zone.id, one) for zone in record.casebook.zones for one in _readings(book, zone.id)]
    return [geo.packed(book.zone(zone, readings)) for zone, readings in asked]


def _readings(book: Rulebook, zone: ZoneId) -> list[Readings]:
    """Return the first and the last choice of what a zone hangs on."""
    choices = book.choices(in_order(book.casebook, zone_ambiguities(book.casebook, zone)))
    return [choices[0], choices[-1]]


def test_ground_that_was_kept_is_that_built_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _grounds(read_sealed("idlib").parsed.record)
    _as_in_a_new_process()
    monkeypatch.setattr("truceline.text.rules.rule.build_zone", None)
    warm = read_sealed("idlib").parsed.record
    assert _grounds(warm) == made
    assert any(one["parts"] for one in made)

    # Of another line nothing is kept: it is built anew, and nothing stands for the builder here.
    line = next(one for one in warm.casebook.lines if one.through)
    moved = replace(warm.casebook, lines=(replace(line, sigma_m=line.sigma_m + 1.0),))
    with pytest.raises(TypeError, match="NoneType"):
        _grounds(replace(warm, casebook=moved))


def _refuse_to_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("judged again")

    _as_in_a_new_process()
    monkeypatch.setattr("truceline.runs.checking.wrong_examples", refuse)


def test_examples_come_out_as_they_did(home: Path, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = next(one for one in sorted(text.iterdir()) if b"examples:" in one.read_bytes())
    data = file.read_bytes()
    file.write_bytes(data.replace(b": breach", b": no_breach", 1))
    assert file.read_bytes() != data
    cold = check_casebook(text)
    assert cold.faults
    _refuse_to_judge(monkeypatch)
    assert check_casebook(text) == cold


def test_changed_judgement_judges_again(home: Path, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_casebook(text)
    monkeypatch.setattr(record_cache, "_judges", lambda: ("another",))
    _refuse_to_judge(monkeypatch)
    with pytest.raises(AssertionError, match="judged again"):
        check_casebook(text)
