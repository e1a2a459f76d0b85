"""One run puts ACLED, Airwars and UCDP together, located by name, and assesses the north-west."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from truceline.judgement.tally import as_linked
from truceline.model.words import Audience
from truceline.record.days import Period
from truceline.runs import Input, RunOutcome, assess_casebook
from truceline.runs.together import Linking

SINCE_SOCHI = Period(first=date(2018, 9, 17), last=date(2019, 12, 31))


@pytest.fixture(scope="module")
def outcome(test_data: Path) -> RunOutcome:
    """Return what several real files tell of the days from the Sochi memorandum to the end of 2019."""
    towns = (str(test_data / "geo" / "ocha_cod_populated_places_2021.csv"),)
    inputs = [
        Input(file=str(test_data / file), reader=reader, settlements=towns)
        for reader, file in (
            ("acled", "acled/acled_syria_battles_2017_2019.csv.gz"),
            ("airwars", "airwars/airwars_syria_incidents_to_2019.csv.gz"),
            ("ucdp", "ucdp/ucdp_ged_syria_subset_from_aec.csv"),
        )
    ]
    return assess_casebook(
        "idlib", inputs=inputs, on=SINCE_SOCHI, audience=Audience.INTERNAL, linking=Linking(samples=20)
    )


def test_all_reports_are_read_and_each_is_of_one_incident(outcome: RunOutcome) -> None:
    told = outcome.receipt.together
    assert told is not None
    by_name = {one.name: one.n_reports for one in told.sources}
    assert by_name == {"acled": 15_961, "airwars": 6_659, "ucdp": 4_590}
    n_reports = sum(by_name.values())
    assert sum(k * n for k, n in told.by_sources) <= n_reports
    assert told.n_incidents < n_reports
    assert sum(n for _, n in told.by_sources) == told.n_incidents


def test_names_locate_about_half_of_ucdp_and_its_reports_take_part(outcome: RunOutcome) -> None:
    told = outcome.receipt.together
    assert told is not None
    left = {one.name: one.n_left_out for one in told.sources}
    assert left["acled"] == 0
    assert 2_000 < left["ucdp"] < 2_600, "what is ambiguous or in no table stays unlocated, and is counted"
    accounts = outcome.assessment.claims["account"].to_pylist()
    several = Counter(one.partition("/")[0] for one in accounts if "/" in one)
    assert several["ucdp"] > 50


def test_what_linkage_leaves_open_is_narrower_than_all_that_may_be(outcome: RunOutcome) -> None:
    told = outcome.receipt.together
    assert told is not None
    assert told.ways is not None
    ids = outcome.assessment.incidents["incident_id"].to_pylist()
    low, high = told.ways.of_incidents(ids)
    ends = as_linked(told, ids)
    assert ends.low < low <= high < ends.high


def test_what_was_put_together_is_assessed_account_by_account(outcome: RunOutcome) -> None:
    claims, found = outcome.assessment.claims, outcome.assessment
    told = outcome.receipt.together
    assert told is not None
    several = {one for one, n in Counter(claims["incident_id"].to_pylist()).items() if n > 1}
    assert several
    assert set(claims["incident_id"].to_pylist()) == set(found.incidents["incident_id"].to_pylist())
    of_them = [row for row in claims.to_pylist() if row["incident_id"] in several]
    assert all(row["account"].partition("/")[0].startswith(("acled", "airwars", "ucdp")) for row in of_them)
    assert found.findings.num_rows > 1_000
