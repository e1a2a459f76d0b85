"""Every bundled casebook parses without faults, and every example beside its clauses gives what it says."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from truceline.files import bundled, load_record
from truceline.files.pdf import has_typst
from truceline.model.casebook import Who
from truceline.model.ids import UNRESOLVED
from truceline.model.record import Record
from truceline.model.words import Bond
from truceline.runs import assess_casebook, check_casebook


@pytest.mark.parametrize("name", bundled())
def test_every_example_gives_the_verdict_it_expects(name: str) -> None:
    checked = check_casebook(name)
    assert checked.faults == ()
    assert checked.n_verdicts > 0


def _idlib() -> Record:
    return load_record("idlib")


def test_the_idlib_core_holds_what_it_promises() -> None:
    casebook = _idlib()
    assert {one.id for one in casebook.casebook.instruments} == {
        *("a16", "a17", "a17b", "a18", "m19", "a19-may", "a19a", "a19b", "a19c", "a19d"),
        *("a20a", "a20b", "a20c"),
    }
    assert {"moscow", "ankara", "ruling"} <= {one.id for one in casebook.casebook.positions}
    assert len(casebook.incidents) >= 30
    named = {one.id for one in casebook.casebook.ambiguities}
    assert len(named) == 49
    assert named >= {
        *(
            "clock",
            "january-start",
            "by-date",
            "dmz-depth",
            "dmz-side",
            "dmz-line",
            "dmz-after-a20b",
            "lapse",
        ),
        *("heavy-weapons", "radical-groups", "along-line", "self-defence", "corridor-ends"),
        *("corridor-extent", "preamble-carve-out", "seven-days"),
    }


def test_nobody_has_ruled_on_anything_and_the_position_ruling_says_so() -> None:
    casebook = _idlib()
    assert not casebook.rulings
    ruling = next(one for one in casebook.casebook.positions if one.id == "ruling")
    assert set(ruling.readings.values()) == {UNRESOLVED}


NUMBERED = re.compile(r"Question (\d+) of the 28 a monitor must decide\.$")


def test_each_of_the_28_questions_is_one_ambiguity_that_says_its_number_last() -> None:
    noted = [found for one in _idlib().casebook.ambiguities if (found := NUMBERED.search(one.note))]
    assert Counter(int(found[1]) for found in noted) == dict.fromkeys(range(1, 29), 1)


def test_an_ambiguity_that_belongs_to_a_question_names_one_of_the_28() -> None:
    belonging = {
        one.id: re.findall(r"Belongs to question (\d+)\.", one.note) for one in _idlib().casebook.ambiguities
    }
    named = {key: [int(number) for number in numbers] for key, numbers in belonging.items() if numbers}
    assert named == {
        "military-actions": [14],
        "intra-side": [14],
        "ceasefire-target": [14],
        "corridor-extent": [16],
        "corridor-measured-from": [16],
        "guarantor-acts": [24],
        "preamble-carve-out": [11],
        "a18-carve-out": [11],
    }


def test_readings_that_others_build_on_keep_their_names() -> None:
    readings = {
        str(one.id): {reading.id for reading in one.readings} for one in _idlib().casebook.ambiguities
    }
    assert readings["patrol-done"] == {"started", "reached_an_end", "both_throughout"}
    assert readings["traffic-restored"] == {"lane_open", "daily_traffic"}


def test_a_reading_with_a_holder_has_a_ground_and_a_source_and_its_position_takes_it() -> None:
    casebook = _idlib()
    capitals = {"russia": "moscow", "turkey": "ankara"}
    positions = {str(one.id): one.readings for one in casebook.casebook.positions}
    for ambiguity in casebook.casebook.ambiguities:
        for reading in ambiguity.readings:
            if reading.holders:
                assert reading.sources, (ambiguity.id, reading.id)
                assert reading.grounds != "no statement found", (ambiguity.id, reading.id)
            held_by = {capitals[holder] for holder in reading.holders if holder in capitals}
            for position in ("moscow", "ankara"):
                taken = positions[position][ambiguity.id] == reading.id
                assert taken == (position in held_by), (ambiguity.id, reading.id, position)


def test_an_instrument_without_clauses_has_a_gap_that_says_why() -> None:
    casebook = _idlib()
    with_clauses = {str(one.id).split("/")[0] for one in casebook.casebook.clauses}
    bare = {str(one.id) for one in casebook.casebook.instruments} - with_clauses
    assert bare == {"m19", "a19d"}
    for name in bare:
        assert [gap for gap in casebook.casebook.gaps if gap.about.casefold() == f"{name} as a whole"], name


def test_what_was_said_at_sochi_stands_beside_what_was_signed_and_never_alone() -> None:
    casebook = _idlib()
    a18 = next(one for one in casebook.casebook.instruments if one.id == "a18")
    statuses = {version.id: version.status.value for version in a18.texts}
    assert statuses["said"] == statuses["said-later"] == "press_paraphrase"
    said = {}
    for clause in casebook.casebook.clauses:
        versions = [passage.version for passage in clause.text]
        if str(clause.id).startswith("a18/") and any(version.startswith("said") for version in versions):
            said[clause.id] = versions
    assert set(said) == {"a18/3", "a18/5", "a18/6", "a18/7", "a18/8"}
    assert all(versions[0] == "ours-en" for versions in said.values())


def test_a_truce_of_one_side_binds_nobody_of_the_other() -> None:
    casebook = _idlib()
    sides = {one.id: one.side for one in casebook.casebook.actors}
    clauses = {str(one.id): one for one in casebook.casebook.clauses}
    bound = {
        one.id
        for one in casebook.casebook.actors
        for bond in one.bound_by
        if bond.instrument == "a19b" and bond.how is not Bond.NOT_BOUND
    }
    for name in ("a19-may/1", "a19b/1", "a19c/1"):
        who = clauses[name].who
        assert isinstance(who, Who)
        owing = set(who.actors) or bound
        assert owing, name
        assert {sides[actor] for actor in owing} == {"government"}, name


def test_a20c_is_known_and_not_held() -> None:
    a20c = next(one for one in _idlib().casebook.instruments if one.id == "a20c")
    statuses = {text.status.value for text in a20c.texts}
    assert "known_not_held" in statuses
    assert not statuses & {"signed", "draft"}


@pytest.mark.slow
def test_two_runs_over_the_idlib_record_write_the_same_bytes(tmp_path: Path) -> None:
    first, second = (assess_casebook("idlib", out=tmp_path / name) for name in ("one", "two"))
    assert first.receipt.digest == second.receipt.digest
    files = [path for path in (tmp_path / "one").rglob("*") if path.is_file()]
    names = sorted(path.relative_to(tmp_path / "one").as_posix() for path in files)
    assert len(names) == 19 + has_typst()
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
