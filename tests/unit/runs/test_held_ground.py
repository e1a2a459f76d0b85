"""What a run gathers of control: the day of the map, the day compared with, what was read, and takings."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from truceline.errors import NotFound
from truceline.model.record import Record
from truceline.record import claims_of
from truceline.runs import explain_incident
from truceline.runs.control import control_layer, control_of, held_ground
from truceline.runs.gathering import gather, own_claims
from truceline.runs.sealed import Sealed, read_sealed

DAY = date(2020, 3, 6)


@pytest.fixture(scope="module")
def sealed() -> Sealed:
    return read_sealed("idlib", try_zones=False)


@pytest.fixture(scope="module")
def idlib(sealed: Sealed) -> Record:
    return sealed.parsed.record


def test_a_casebook_without_words_on_control_has_no_ground(idlib: Record) -> None:
    silent = dataclasses.replace(idlib, control=(), settlement_sides=None)
    assert held_ground(silent, first=DAY, last=DAY) is None


def test_it_says_what_the_command_says(idlib: Record) -> None:
    asked = control_of("idlib", on=DAY, compare=date(2020, 3, 1))
    found = held_ground(idlib, first=date(2020, 3, 1), last=DAY)
    assert found is not None
    assert (found.changes, found.handovers, found.found.holdings) == (
        asked.changes,
        asked.handovers,
        asked.found.holdings,
    )
    assert {one.what: one.n_assertions for one in found.told} == {
        "table": asked.reads[0].n_assertions,
        "ledger": asked.reads[1].n_assertions,
    }


def test_words_that_could_not_be_known_are_not_counted(sealed: Sealed) -> None:
    early = date(2019, 6, 1)
    found = held_ground(sealed.as_of(early).parsed.record, first=date(2018, 10, 1), last=early, as_of=early)
    assert found is not None
    told = {one.what: one for one in found.told}
    assert told["ledger"].days is not None
    assert told["ledger"].days[1] <= "2019-06-01"


def test_the_layer_says_that_it_is_computed_and_from_what(idlib: Record) -> None:
    found = held_ground(idlib, first=DAY, last=DAY)
    assert found is not None
    layer = control_layer(found, idlib.casebook, "sha256:x")
    assert (layer["status"], layer["on"]) == ("computed, not determined", "2020-03-06")
    assert "assertions" in layer["basis"]
    assert {one["properties"]["kind"] for one in layer["features"]} == {"control", "contact", "band"}


def test_the_ledger_is_an_input_of_its_own_beside_the_record(sealed: Sealed) -> None:
    gathered = gather(sealed, ())
    record, ledger = gathered.reads
    assert (record.reader, ledger.reader) == ("casebook", "control")
    assert ledger.n_rows == len(sealed.parsed.record.control)
    assert record.n_claims + ledger.n_claims == gathered.claims.num_rows
    assert dict(ledger.linked) == {"taken-maarat-al-numan-1": "E58"}


def test_no_incident_of_the_record_is_changed_by_the_ledger(idlib: Record) -> None:
    told, both = claims_of(idlib), own_claims(idlib)
    assert both.slice(0, told.num_rows).equals(told)
    added = set(both.slice(told.num_rows)["incident_id"].to_pylist())
    assert added
    assert not added & set(told["incident_id"].to_pylist())


def test_a_casebook_without_a_ledger_has_one_input(sealed: Sealed) -> None:
    book = dataclasses.replace(sealed.parsed.record, control=())
    without = dataclasses.replace(sealed, parsed=dataclasses.replace(sealed.parsed, record=book))
    assert [one.reader for one in gather(without, ()).reads] == ["casebook"]


def test_a_taking_can_be_explained_without_a_run() -> None:
    told = explain_incident("idlib", "taken-saraqib-2", clause="a18/2", position="ruling")
    assert {one.account for one in told.explanations} == {"nlf_says", "sohr_says"}


def test_a_taking_told_by_an_incident_is_explained_as_that_incident() -> None:
    asked = "taken-maarat-al-numan-1"
    told = explain_incident("idlib", asked, clause="a18/2", position="ruling")
    assert {one.incident for one in told.explanations} == {"E58"}
    (warning,) = told.warnings
    assert f"{asked} is the same event as E58" in warning


def test_no_such_taking_is_no_incident() -> None:
    with pytest.raises(NotFound, match="taken-maarat-al-numan-2"):
        explain_incident("idlib", "taken-maarat-al-numan-2")


def test_a_taking_of_which_no_day_is_told_may_lie_after_the_text_lapsed() -> None:
    told = explain_incident("idlib", "taken-nayrab-1", clause="a18/2", position="ruling")
    (when,) = {check.holds for one in told.explanations for check in one.checks if check.name == "when"}
    assert (when.low, when.high) == (0.5, 1.0)
