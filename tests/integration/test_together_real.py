"""One run puts ACLED, Airwars and, where it has its reader, UCDP together, and assesses the north-west."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.integration.test_starter_real import decided, started
from truceline.model.words import Audience
from truceline.record.days import Period
from truceline.runs import Input, RunOutcome, assess_casebook
from truceline.sources import READERS

SINCE_SOCHI = Period(first=date(2018, 9, 17), last=date(2019, 12, 31))


@pytest.fixture(scope="module")
def outcome(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> RunOutcome:
    """Return what several real files tell of the days from the Sochi memorandum to the end of 2019."""
    airwars = test_data / "airwars" / "airwars_syria_incidents_to_2019.csv.gz"
    inputs = [
        Input(file=str(test_data / "acled" / "acled_syria_battles_2017_2019.csv.gz"), reader="acled"),
        _airwars(airwars, tmp_path_factory.mktemp("mapping") / "airwars.yaml"),
    ]
    if "ucdp" in READERS:
        ucdp = test_data / "ucdp" / "ucdp_ged_syria_subset_from_aec.csv"
        inputs.append(Input(file=str(ucdp), reader="ucdp"))
    return assess_casebook("idlib", inputs=inputs, on=SINCE_SOCHI, audience=Audience.INTERNAL)


def _airwars(file: Path, mapping: Path) -> Input:
    """Return how Airwars is read: by its reader, else by a mapping as a person would finish it."""
    if "airwars" in READERS:
        return Input(file=str(file), reader="airwars")
    mapping.write_text(decided(started(file)), encoding="utf-8")
    return Input(file=str(file), reader="csv", mapping=str(mapping))


def test_all_reports_are_read_and_each_is_of_one_incident(outcome: RunOutcome) -> None:
    told = outcome.receipt.together
    assert told is not None
    by_name = {one.name.partition("_")[0]: one.n_reports for one in told.sources}
    assert by_name["acled"] == 15_961
    assert by_name["airwars"] > 6_600
    n_reports = sum(by_name.values())
    assert sum(k * n for k, n in told.by_sources) <= n_reports
    assert told.n_incidents < n_reports
    assert sum(n for _, n in told.by_sources) == told.n_incidents


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
