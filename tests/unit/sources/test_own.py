"""Claims that we wrote are read again, and checked as if a stranger had written them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.sources.exports import ROW, export, read, read_rows
from truceline.errors import BadReport
from truceline.model.tables import CLAIMS
from truceline.sources import Intake

CLAIMS_READ = read_rows({}, {"latitude": "", "longitude": ""}, {"actor2": "Nobody's"}).claims


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def changed(row: int, **values: Any) -> Intake:
    rows = CLAIMS_READ.to_pylist()
    rows[row] |= values
    return read(parquet(pa.Table.from_pylist(rows, schema=CLAIMS)), reader="claims")


def hypothesis(act: str = "raid", actor: str = "north", role: str = "target", response: str = "no") -> Any:
    cast = [{"actor": actor, "role": role}]
    return [{"act": act, "cast": cast, "weight": None, "response": response}]


@pytest.mark.parametrize(
    ("told", "says", "asks"),
    [
        (hypothesis(act="rade"), "there is no act 'rade' in the casebook", "did you mean `raid`?"),
        (hypothesis(actor="nort"), "there is no actor 'nort' in the casebook", "did you mean `north`?"),
        (hypothesis(actor="Sauth"), "there is no actor 'Sauth' in the casebook", "did you mean `south`?"),
        (hypothesis(actor="raiders"), "there is no actor 'raiders' in the casebook", "read it again"),
    ],
)
def test_an_act_or_actor_that_the_casebook_lacks_is_named_with_who_may_be_meant(
    told: Any, says: str, asks: str
) -> None:
    (fault,) = changed(0, hypotheses=told).faults
    assert fault.message == says
    assert asks in fault.remedy


def test_writing_and_reading_is_the_same_table() -> None:
    intake = read(parquet(CLAIMS_READ), reader="claims")
    assert intake.claims.equals(CLAIMS_READ)
    assert (intake.faults, intake.n_rows, intake.reader) == ((), 3, "claims")
    assert intake.kinds == {"armed_clash": 3}
    assert intake.days == ("2019-12-31", "2019-12-31")


def test_a_table_of_no_rows_is_read() -> None:
    intake = read(parquet(CLAIMS_READ.slice(0, 0)), reader="claims")
    assert (intake.n_rows, intake.days, intake.kinds) == (0, None, {})


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"hypotheses": []}, "no hypothesis"),
        ({"hypotheses": hypothesis(act="duel")}, "act"),
        ({"hypotheses": hypothesis(actor="raiders")}, "actor"),
        ({"hypotheses": hypothesis(role="hero")}, "role"),
        ({"hypotheses": hypothesis(response="maybe")}, "response"),
        ({"basis": "hearsay"}, "basis"),
        ({"lat": 95.0}, "place"),
        ({"lat": float("nan")}, "place"),
        ({"lon": 0.0, "lat": 0.0}, "place"),
        ({"lon": None}, "place"),
        ({"radius_m": None}, "place"),
        ({"radius_m": -1.0}, "place"),
        ({"place_grade": "superb"}, "place"),
        ({"place_grade": None}, "place"),
        ({"end_at": None}, "time"),
        ({"start_at": None}, "time"),
    ],
)
def test_a_row_that_was_changed_for_the_worse_is_listed(values: dict[str, Any], says: str) -> None:
    intake = changed(0, **values)
    assert (intake.n_rows, intake.claims.num_rows) == (3, 2)
    assert [(fault.line, says in fault.message) for fault in intake.faults] == [(1, True)]


def test_a_claim_written_before_the_bases_were_told_apart_names_the_new_words() -> None:
    [fault] = changed(0, basis="admitted_by_own_side").faults
    assert (fault.line, "no longer" in fault.message) == (1, True)
    assert all(word in fault.remedy for word in ("admitted", "told_by_guarantor", "told_by_own_media"))


def test_a_time_that_ends_before_it_starts_is_listed() -> None:
    row = CLAIMS_READ.to_pylist()[0]
    assert [fault.line for fault in changed(0, start_at=row["end_at"], end_at=row["start_at"]).faults] == [1]


def test_an_account_told_in_two_ways_is_two_accounts_and_a_second_account_is_none_the_worse() -> None:
    intake = changed(1, incident_id="DAL1")
    (warning,) = intake.warnings
    assert (warning.line, "lines 1 and 2 tell DAL1 in different ways" in warning.message) == (2, True)
    assert sorted(intake.claims["account"].to_pylist()) == ["as_reported", "as_reported-1", "as_reported-2"]
    assert changed(1, incident_id="DAL1", account="another").warnings == ()


def test_a_row_that_stands_twice_is_one() -> None:
    intake = read(parquet(pa.concat_tables([CLAIMS_READ, CLAIMS_READ.slice(1, 1)])), reader="claims")
    assert intake.claims.equals(CLAIMS_READ)
    assert (intake.n_rows, intake.n_claims, intake.n_repeated, intake.faults) == (4, 3, 1, ())


def test_claims_written_before_versions_were_kept_are_read() -> None:
    older = CLAIMS_READ.drop_columns(["time_unstated", "superseded_at"])
    assert read(parquet(older), reader="claims").claims.equals(CLAIMS_READ)


def test_versions_written_and_read_again_are_the_same() -> None:
    both = read(export([ROW, ROW | {"fatalities": "7", "timestamp": "1624916560"}])).claims
    again = read(parquet(both), reader="claims")
    assert again.claims.equals(both)
    assert (again.n_claims, again.n_earlier) == (1, 1)
    assert again.kinds == {"armed_clash": 1}


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1 and so on PAR1", b"incident_id,account\n"])
def test_what_is_no_parquet_is_refused(data: bytes) -> None:
    with pytest.raises(BadReport, match="not a Parquet file"):
        read(data, reader="claims")


def test_missing_columns_are_all_named() -> None:
    with pytest.raises(BadReport) as error:
        read(parquet(CLAIMS_READ.drop_columns(["lat", "basis"])), reader="claims")
    assert len(error.value.faults) == 2
    assert {fault.file for fault in error.value.faults} == {"dale.csv"}


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"fatalities_best": -1}, "fatalities are negative"),
        ({"fatalities_low": 0, "fatalities_best": 0, "fatalities_high": 0}, None),
        ({"fatalities_low": 3, "fatalities_best": 2}, "do not run from low to high"),
        ({"fatalities_low": 3, "fatalities_best": None, "fatalities_high": 2}, "do not run from low to high"),
        ({"fatalities_low": 2, "fatalities_best": 2, "fatalities_high": 2}, None),
        ({"incident_id": " "}, "no id"),
        ({"hypotheses": [hypothesis()[0] | {"cast": []}]}, None),  # nobody is named: it may be anybody
        ({"hypotheses": [hypothesis()[0] | {"weight": 1.5}]}, "no shares of one whole"),
        ({"hypotheses": [hypothesis()[0] | {"weight": -0.1}]}, "no shares of one whole"),
        ({"hypotheses": [hypothesis()[0] | {"weight": 1.0}]}, None),
        ({"hypotheses": [hypothesis()[0] | {"weight": 0.6}] * 2}, "no shares of one whole"),
        ({"known_at": datetime(1899, 12, 31, tzinfo=UTC)}, "outside the years"),
        ({"known_at": datetime(1900, 1, 1, tzinfo=UTC)}, None),
        ({"end_at": datetime(2201, 1, 2, tzinfo=UTC)}, "outside the years"),
        ({"n_independent": -1}, "reports is negative"),
    ],
)
def test_figures_that_cannot_be_are_listed_with_their_row(values: dict[str, Any], says: str | None) -> None:
    intake = changed(1, **values)
    assert [(one.line, says is not None and says in one.message) for one in intake.faults] == (
        [] if says is None else [(2, True)]
    )
