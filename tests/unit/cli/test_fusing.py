"""`incidents fuse`: several files of different sources, what is put together, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from bench.tellers import world
from truceline.bulletins.catalogue import catalogue
from truceline.cli import app
from truceline.model.tables import CLAIMS

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return three sources' claims, each a file."""
    home = tmp_path_factory.mktemp("told")
    tables, _ = world(events=120, days=30, seed=7)
    for name, table in tables.items():
        pq.write_table(table, home / f"{name}.parquet")
    return {name: str(home / f"{name}.parquet") for name in tables}


def explained(files: dict[str, str], *words: str) -> Result:
    given = [word for file in files.values() for word in ("--incidents", file)]
    return RUNNER.invoke(app, ["incidents", "explain", *words, *given])


def test_files_of_several_sources_are_put_together(files: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = RUNNER.invoke(
        app, ["incidents", "fuse", *files.values(), "--out", str(out), "--audience", "internal", "--json"]
    )
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["status"] == "computed, not determined"
    assert told["sources"] == sorted(files)
    reports, pairs = (pq.read_table(next(out.glob(f"*{one}*"))) for one in ("reports", "pairs"))
    assert reports.num_rows == told["reports"]
    assert len(set(reports["incident"].to_pylist())) == told["incidents"] < told["reports"]
    assert sum(told["by_number_of_sources"].values()) == told["incidents"]
    assert all(0 <= one <= 1 for one in pairs["p"].to_pylist())
    incidents = pq.read_table(next(out.glob("*incidents*")))
    assert incidents.num_rows == told["incidents"]
    several = [row for row in incidents.to_pylist() if row["n_reports"] > 1]
    assert sum(told["told_by_voices"].values()) == len(several)
    first = pairs.slice(0, 1).to_pylist()[0]
    why = json.loads(explained(files, first["first"], first["second"], "--json").stdout)["why"]
    assert why["p"] == pytest.approx(first["p"], abs=1e-3)
    assert set(why["log2"]) == {"place", "time", "act", "cast", "toll", "rate"}


def test_in_plausible_ways_the_same_reports_are_counted(files: dict[str, str], tmp_path: Path) -> None:
    first, *rest = pq.read_table(files["desk"]).to_pylist()
    nowhere = first | {"lon": None, "lat": None, "radius_m": None, "place_grade": None}
    pq.write_table(pa.Table.from_pylist([nowhere, *rest], schema=CLAIMS), tmp_path / "desk.parquet")
    given = [str(tmp_path / "desk.parquet"), *(file for name, file in files.items() if name != "desk")]
    done = RUNNER.invoke(app, ["incidents", "fuse", *given, "--samples", "20", "--json"])
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["left_out"]["desk"] == 1
    every = next(row for row in told["in_ways"] if row["by"] == "all")
    assert every["n_incidents"] == told["incidents"]
    assert every["low"] <= every["high"] <= told["reports"]
    assert {row["by"] for row in told["in_ways"]} == {"all", "month", "place"}
    said = RUNNER.invoke(app, ["incidents", "fuse", *given, "--samples", "20"]).stdout
    assert f"20 plausible ways to put reports together: {every['low']} to {every['high']}" in said


def test_which_file_comes_first_decides_nothing(files: dict[str, str]) -> None:
    said = [
        RUNNER.invoke(app, ["incidents", "fuse", *order, "--json"]).stdout
        for order in (files.values(), reversed(files.values()))
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize("language", ["en", "ar", "tr", "ru"])
def test_it_says_what_it_is_worth_in_each_language(files: dict[str, str], language: str) -> None:
    for done in (
        RUNNER.invoke(app, ["incidents", "fuse", *files.values(), "--lang", language]),
        explained(files, "desk/desk-0", "ledger/ledger-0", "--lang", language),
    ):
        assert done.exit_code == 0, done.stderr
        said = catalogue(language)("fusing.computed")[:12], catalogue(language)("fusing.not_near")[:12]
        assert any(one in done.stdout for one in said)


@pytest.mark.parametrize("told", [["desk/none", "desk/desk-0"], ["desk/desk-0"], ["desk-0", "ledger-0"]])
def test_a_report_that_is_not_there_is_refused(files: dict[str, str], told: list[str]) -> None:
    done = explained(files, *told)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_one_format_for_several_files_is_refused(files: dict[str, str]) -> None:
    done = RUNNER.invoke(app, ["incidents", "fuse", *files.values(), "--format", "claims"])
    assert done.exit_code == 2


def test_one_file_alone_or_two_of_one_name_are_no_sources(files: dict[str, str], tmp_path: Path) -> None:
    again = tmp_path / "desk.parquet"
    again.write_bytes(Path(files["desk"]).read_bytes())
    for given in ([files["desk"]], [files["desk"], str(again)]):
        done = RUNNER.invoke(app, ["incidents", "fuse", *given])
        assert done.exit_code == 1
        assert "each file is one source" in done.stderr


def test_reports_of_ones_own_do_not_leave(files: dict[str, str], tmp_path: Path) -> None:
    done = RUNNER.invoke(app, ["incidents", "fuse", *files.values(), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert not (tmp_path / "out").exists()


# What a person decided


def fused(files: dict[str, str], table: Path) -> Result:
    return RUNNER.invoke(app, ["incidents", "fuse", *files.values(), "--decisions", str(table), "--json"])


def test_what_a_person_decided_stands(files: dict[str, str], tmp_path: Path) -> None:
    table, out = tmp_path / "decided.csv", tmp_path / "out"
    words = ["incidents", "fuse", *files.values(), "--audience", "internal", "--out", str(out)]
    assert RUNNER.invoke(app, words).exit_code == 0
    sure = next(row for row in pq.read_table(next(out.glob("*pairs*"))).to_pylist() if row["p"] > 0.95)
    row = f"{sure['first']},{sure['second']}"
    for says, p in (("different", 0.0), ("same", 1.0)):
        table.write_text(f"first,second,says,by,why\n{row},{says},Officer,on the phone\n", encoding="utf-8")
        done = explained(files, sure["first"], sure["second"], "--decisions", str(table), "--json")
        assert done.exit_code == 0, done.stderr
        assert json.loads(done.stdout)["why"]["p"] == p


def test_a_decision_on_what_is_not_there_is_counted(files: dict[str, str], tmp_path: Path) -> None:
    table = tmp_path / "decided.csv"
    table.write_text("first,second,says,by\ndesk/none,ledger/none,same,Officer\n", encoding="utf-8")
    assert json.loads(fused(files, table).stdout)["decisions_not_met"] == 1


def test_every_row_at_fault_is_listed_with_its_line(files: dict[str, str], tmp_path: Path) -> None:
    table = tmp_path / "decided.csv"
    rows = ("desk-1,ledger/2,same,A", "a/1,a/1,same,A", "a/1,b/1,maybe,A", "a/1,b/1,same,", "a/1,b/1,same")
    table.write_text("first,second,says,by\n" + "\n".join(rows) + "\n", encoding="utf-8")
    done = fused(files, table)
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert all(f"decided.csv:{line}" in done.stderr for line in range(2, 7))


@pytest.mark.parametrize(
    "head", ["first,second,says", "first,second,says,by,by", "first,second,says,by,mood", ""]
)
def test_a_table_of_other_columns_is_refused(files: dict[str, str], tmp_path: Path, head: str) -> None:
    table = tmp_path / "decided.csv"
    table.write_text(f"{head}\n", encoding="utf-8")
    assert fused(files, table).exit_code == 1


def test_two_decisions_that_do_not_fit_together_are_refused(files: dict[str, str], tmp_path: Path) -> None:
    table = tmp_path / "decided.csv"
    pairs = ("desk/desk-0,ledger/ledger-0,same,A", "desk/desk-0,deaths/deaths-0,same,A")
    last = "ledger/ledger-0,deaths/deaths-0,different,A"
    table.write_text("\n".join(("first,second,says,by", *pairs, last)) + "\n", encoding="utf-8")
    done = fused(files, table)
    assert done.exit_code == 1
    assert "take one of these decisions back" in done.stderr
