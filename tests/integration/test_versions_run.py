"""Two versions of one event through a whole run: not the order of rows decides, but the day asked for."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tests.unit.sources.exports import ROW
from truceline.cli import app
from truceline.files import write_new
from truceline.runs import Input, RunOutcome, assess_casebook

INSIDE = {
    "event_date": "2030-06-10",
    "year": "2030",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Shelling/artillery/missile attack",
    "actor1": "Northern Army",
    "actor2": "Hill Brigade",
    "geo_precision": "1",
}


@pytest.fixture(scope="module")
def tarn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("casebooks") / "tarn"
    write_new("tarn", folder)
    return folder


def stamp(month: int) -> str:
    return str(int(datetime(2031, month, 10, tzinfo=UTC).timestamp()))


EARLIER = ROW | INSIDE | {"timestamp": stamp(3), "longitude": "-30.0", "latitude": "40.0"}
LATER = EARLIER | {"timestamp": stamp(5), "latitude": "40.3"}


def written(folder: Path, *rows: dict[str, str]) -> str:
    file = folder / "export.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(ROW))
        writer.writeheader()
        writer.writerows(rows)
    return str(file)


def assessed(
    tarn: Path, folder: Path, rows: Sequence[dict[str, str]], as_of: date | None = None
) -> RunOutcome:
    inputs = [Input(file=written(folder, *rows), reader="acled")]
    return assess_casebook(tarn, inputs=inputs, as_of=as_of, out=folder / "out")


def breaches(outcome: RunOutcome) -> int:
    return sum(one == "breach" for one in outcome.assessment.findings["verdict"].to_pylist())


@pytest.mark.parametrize("order", list(permutations([EARLIER, LATER])))
def test_the_order_of_two_versions_decides_no_verdict(
    tarn: Path, tmp_path: Path, order: Sequence[dict[str, str]]
) -> None:
    assert breaches(assessed(tarn, tmp_path, [EARLIER])) > 0
    assert breaches(assessed(tarn, tmp_path, [LATER])) == 0
    assert breaches(assessed(tarn, tmp_path, order)) == 0


@pytest.mark.parametrize(
    ("as_of", "n_claims"), [(date(2031, 3, 9), 0), (date(2031, 3, 10), 1), (date(2031, 5, 9), 1)]
)
def test_as_of_a_day_before_the_later_stamp_what_was_said_before_is_assessed(
    tarn: Path, tmp_path: Path, as_of: date, n_claims: int
) -> None:
    outcome = assessed(tarn, tmp_path, [LATER, EARLIER], as_of)
    assert outcome.assessment.claims.num_rows == n_claims
    assert (breaches(outcome) > 0) == (n_claims > 0)
    kept = pq.read_table(tmp_path / "out" / "claims.parquet")
    assert kept["superseded_at"].to_pylist() == [None] * n_claims  # nobody knew then that it would be


def test_rows_not_read_stand_in_one_count_on_terminal_receipt_and_page(tarn: Path, tmp_path: Path) -> None:
    rows = [EARLIER, LATER, LATER]
    rows += [LATER | {"event_id_cnty": f"X{n}", "event_type": "Skirmish"} for n in range(50)]
    rows += [LATER | {"event_id_cnty": "A1"}]
    out = tmp_path / "out"
    arguments = ["assess", str(tarn), "--incidents", written(tmp_path, *rows), "--out", str(out)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    shelling = "Explosions/Remote violence / Shelling/artillery/missile attack"
    for said in (
        "export.csv: 54 rows, 2 claims",
        f"kinds of event: {shelling} 2\n",
        "50 rows could not be read and are in no count: ",
        "1 earlier version, kept as what was said before and not counted",
        "1 row says what another row says, counted once",
    ):
        assert said in result.stdout
    (read,) = json.loads((out / "receipt.json").read_text(encoding="utf-8"))["inputs"]
    assert read["kinds"] == {shelling: 2}
    assert sum(read["unread_kinds"].values()) == len(read["faults"]) == 50
    assert read["n_rows"] == read["n_claims"] + read["n_earlier"] + read["n_repeated"] + len(read["faults"])
    page = (out / "bulletin" / "index.html").read_text(encoding="utf-8")
    assert "50 rows could not be read and are in no count" in page
    assert "1 earlier version, kept as what was said before and not counted" in page
    assert "1 row says what another row says, counted once" in page
