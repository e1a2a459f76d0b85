"""Several files at once: reports are put together, what is open stays open, nothing private leaves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from bench.tellers import world
from truceline.cli import app
from truceline.model.tables import CLAIMS
from truceline.model.words import Audience
from truceline.runs import Input, RunOutcome, assess_casebook
from truceline.runs.explaining import outline_incident
from truceline.runs.together import Linking
from truceline.runs.trend import trend_casebook

RUNNER = CliRunner()
SECRET = ("umm-hassan", "abu-salim")
"""What two desks call their files: no business of the public."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return what two sources told, each a file."""
    home = tmp_path_factory.mktemp("told")
    tables, _ = world(events=120, days=30, seed=7, n_sources=2)
    for name, table in zip(SECRET, tables.values(), strict=True):
        pq.write_table(table, home / f"{name}.parquet")
    one, other = (str(home / f"{name}.parquet") for name in SECRET)
    return one, other


def inputs(files: Sequence[str]) -> list[Input]:
    return [Input(file=one, reader="claims") for one in files]


def assessed(files: Sequence[str], **more: Any) -> RunOutcome:
    return assess_casebook("idlib", inputs=inputs(files), **more)


def test_reports_of_two_files_are_put_together_and_apart_if_asked(files: tuple[str, str]) -> None:
    together, apart = assessed(files), assessed(files, linking=Linking(apart=True))
    told = together.receipt.together
    assert told is not None
    assert apart.receipt.together is None
    n_reports = sum(one.n_reports for one in told.sources)
    assert apart.headlines.n_incidents == n_reports == apart.assessment.claims.num_rows
    assert together.headlines.n_incidents == told.n_incidents < n_reports
    assert together.assessment.claims.num_rows == n_reports, "each report is an account"
    assert sum(n for _, n in told.by_sources) == told.n_incidents
    assert sum(k * n for k, n in told.by_sources) <= n_reports, "a source may tell of one twice"


def test_which_file_comes_first_decides_nothing(files: tuple[str, str]) -> None:
    one, other = assessed(files), assessed(files[::-1])
    assert one.receipt.digest == other.receipt.digest


def test_one_file_or_several_of_one_source_are_left_as_they_are(
    files: tuple[str, str], tmp_path: Path
) -> None:
    assert assessed(files[:1]).receipt.together is None
    head = "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,actor2,latitude,"
    head += "longitude,geo_precision,fatalities,source,notes\n"
    for number in (1, 2):
        row = f"S{number},03 June 2019,2019,1,Battles,Armed clash,A,B,35.9,36.6,1,2,Radio,-\n"
        (tmp_path / f"{number}.csv").write_text(head + row, encoding="utf-8")
    exports = [Input(file=str(tmp_path / f"{number}.csv"), reader="acled") for number in (1, 2)]
    found = assess_casebook("idlib", inputs=exports)
    assert found.receipt.together is None
    assert found.headlines.n_incidents == 2


def test_two_files_of_one_name_in_two_folders_are_one_source(files: tuple[str, str], tmp_path: Path) -> None:
    table = pq.read_table(files[0])
    for number, rows in enumerate((table.slice(0, 20), table.slice(20))):
        (tmp_path / str(number)).mkdir()
        pq.write_table(rows, tmp_path / str(number) / "desk.parquet")
    both = [str(tmp_path / number / "desk.parquet") for number in "01"]
    assert assessed(both).receipt.together is None
    told = assessed([*both, files[1]]).receipt.together
    assert told is not None
    assert [(one.inputs, one.n_reports) for one in told.sources] == [
        ((3,), pq.read_table(files[1]).num_rows),
        ((1, 2), table.num_rows),
    ]


def test_what_was_not_known_by_a_day_puts_nothing_together(files: tuple[str, str], tmp_path: Path) -> None:
    late = pq.read_table(files[1])
    known = pa.array([datetime(2019, 3, 1, tzinfo=UTC)] * late.num_rows, CLAIMS.field("known_at").type)
    late = late.set_column(late.column_names.index("known_at"), "known_at", known)
    pq.write_table(late, tmp_path / "late.parquet")
    both = [files[0], str(tmp_path / "late.parquet")]
    told = [assessed(both, as_of=day) for day in (date(2019, 2, 28), date(2019, 3, 1))]
    n = [one.headlines.n_incidents for one in told]
    assert n[0] == pq.read_table(files[0]).num_rows
    assert set(told[0].assessment.claims["account"].to_pylist()) == {"account_1"}
    assert n[1] > n[0]


def test_the_days_asked_for_do_not_change_what_is_put_together(files: tuple[str, str]) -> None:
    whole, day = assessed(files), assessed(files, on=date(2018, 9, 25))
    assert whole.receipt.together == day.receipt.together
    assert set(day.assessment.incidents["incident_id"].to_pylist()) < set(
        whole.assessment.incidents["incident_id"].to_pylist()
    )


def test_a_source_that_tells_nothing_takes_nothing(files: tuple[str, str], tmp_path: Path) -> None:
    pq.write_table(CLAIMS.empty_table(), tmp_path / "empty.parquet")
    found = assessed([files[0], str(tmp_path / "empty.parquet")])
    assert found.headlines.n_incidents == pq.read_table(files[0]).num_rows


def test_what_is_open_of_putting_together_is_in_the_counts(files: tuple[str, str]) -> None:
    together, apart = (
        trend_casebook("idlib", by="month", inputs=inputs(files), linking=Linking(apart=one))
        for one in (False, True)
    )
    told = together.told.together
    assert told is not None
    assert told.n_doubt > 0
    assert told.most
    counted, each = together.sheet.total, apart.sheet.total
    assert counted.low is not None
    assert counted.high is not None
    assert each.high is not None
    assert counted.low < told.n_incidents < counted.high < each.high
    assert counted.high == told.n_incidents + sum(n - 1 for n in told.most.values())


def _telling(file: str, by: Sequence[str], out: Path) -> str:
    """Return a file whose reports all name the same sources."""
    table = pq.read_table(file)
    told = pa.array([list(by)] * table.num_rows, CLAIMS.field("told_by").type)
    pq.write_table(table.set_column(table.column_names.index("told_by"), "told_by", told), out)
    return str(out)


@pytest.mark.parametrize(
    ("by", "n"), [((["X"], ["Y"]), {2}), ((["X"], ["x"]), {1}), ((["X"], []), {None}), (([], []), {None})]
)
def test_incidents_of_several_reports_have_as_many_voices_as_their_sources_name(
    files: tuple[str, str], tmp_path: Path, by: tuple[list[str], list[str]], n: set[int | None]
) -> None:
    told = [_telling(file, who, tmp_path / Path(file).name) for file, who in zip(files, by, strict=True)]
    found = assessed(told, audience=Audience.INTERNAL).assessment.incidents
    several = found.filter(pc.equal(found["n_reports"], 2))
    assert several.num_rows
    assert {*several["n_independent"].to_pylist()} == n
    public = assessed(told).assessment.incidents
    assert {*public["n_independent"].to_pylist()} == {None}, "who told a user's own reports stays here"


@pytest.mark.parametrize("command", [["assess", "idlib"], ["trend", "idlib"], ["brief", "idlib"]])
@pytest.mark.parametrize("language", ["en", "ar", "tr", "ru"])
def test_each_command_says_what_was_put_together(
    files: tuple[str, str], command: list[str], language: str
) -> None:
    words = {"en": "together", "ar": "جُمعت", "tr": "irleştirildi", "ru": "ведены"}
    given = [word for file in files for word in ("--incidents", file)]
    done = RUNNER.invoke(app, [*command, *given, "--lang", language])
    assert done.exit_code == 0, done.stderr
    assert words[language] in done.stdout


def test_the_json_says_so_too(files: tuple[str, str]) -> None:
    given = [word for file in files for word in ("--incidents", file)]
    found = json.loads(RUNNER.invoke(app, ["assess", "idlib", *given, "--json"]).stdout)
    told, n = found["receipt"]["together"], found["n_incidents_may_be"]
    assert n["low"] < told["n_incidents"] < n["high"]
    more = {"n_decisions", "n_decisions_unmet", "n_ways"}
    assert set(told) == {"sources", "n_incidents", "by_number_of_sources", "n_pairs_in_doubt"} | more


def test_nothing_for_the_public_names_the_files_of_ones_own(files: tuple[str, str], tmp_path: Path) -> None:
    given = [word for file in files for word in ("--incidents", file)]
    out = tmp_path / "out"
    done = RUNNER.invoke(app, ["assess", "idlib", *given, "--out", str(out), "--csv", "--xlsx"])
    assert done.exit_code == 0, done.stderr
    written = [one for one in out.rglob("*") if one.is_file()]
    assert len(written) > 10
    for name in SECRET:
        assert name not in done.stdout
        assert [one.name for one in written if name.encode() in one.read_bytes()] == []
    assert not [one for one in written if "claims" in one.name]
    for part in ("findings", "incidents"):
        table = pq.read_table(out / f"{part}.parquet")
        assert not any(name in repr(table.to_pylist()) for name in SECRET)
    page = (out / "bulletin" / "index.html").read_text(encoding="utf-8")
    assert "Put together" in page
    assert "As all pairs in doubt are one" in page
    findings = (out / "bulletin" / "findings.html").read_text(encoding="utf-8")
    assert "2 accounts, told by not named here" in page + findings


def test_one_put_together_with_a_public_report_is_still_ones_own(
    files: tuple[str, str], tmp_path: Path
) -> None:
    table = pq.read_table(files[1]).replace_schema_metadata({b"published": b"true"})
    pq.write_table(table, tmp_path / "agency.parquet")
    found = assessed([files[0], str(tmp_path / "agency.parquet")])
    claims = found.assessment.claims
    several = [k for k, n in zip(*_counted(claims), strict=True) if n > 1]
    ours = claims.filter(pc.is_in(claims["incident_id"], value_set=pa.array(several)))
    assert ours.num_rows > 20
    assert set(ours["account"].to_pylist()) == {"account_1", "account_2"}
    assert {tuple(one) for one in ours["told_by"].to_pylist()} == {("not named here",)}
    alone = claims.filter(pc.equal(claims["account"], "told"))
    assert {tuple(one) for one in alone["told_by"].to_pylist()} == {("deaths",)}


def _counted(claims: pa.Table) -> tuple[list[str], list[int]]:
    found = claims.group_by("incident_id").aggregate([("account", "count")])
    return found["incident_id"].to_pylist(), found["account_count"].to_pylist()


def test_an_incident_put_together_is_explained_account_by_account(
    files: tuple[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    found = assessed(files, out=out, audience=Audience.INTERNAL)
    several = next(k for k, n in zip(*_counted(found.assessment.claims), strict=True) if n > 1)
    told = outline_incident("idlib", several, run=out, audience=Audience.INTERNAL)
    assert told.claims.num_rows == 2
    assert {one.partition("/")[0] for one in told.claims["account"].to_pylist()} == set(SECRET)
    words = ["explain", "idlib", several, "--run", str(out), "--audience"]
    inside, outside = (RUNNER.invoke(app, [*words, one]).stdout for one in ("internal", "public"))
    assert "2 accounts, told by deaths, ledger" in inside
    assert "apart" not in outside, "how far apart they are may say where"
    assert not any(name in outside for name in (*SECRET, "by deaths", "by ledger"))


def test_two_files_with_one_id_are_refused_as_before(files: tuple[str, str], tmp_path: Path) -> None:
    again = tmp_path / "again.parquet"
    again.write_bytes(Path(files[0]).read_bytes())
    done = RUNNER.invoke(app, ["assess", "idlib", "--incidents", files[0], "--incidents", str(again)])
    assert done.exit_code == 1
    assert "under the same id" in done.stderr


# What linkage leaves open, and what persons decided


def test_counts_have_their_spread_over_plausible_ways(files: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    drawn = Linking(samples=30)
    found = assessed(files, linking=drawn, out=out, audience=Audience.INTERNAL)
    told = found.receipt.together
    assert told is not None
    assert told.ways is not None
    rows = pq.read_table(out / "internal-linkage.parquet").to_pylist()
    assert {row["by"] for row in rows} == {"all", "month", "place", "clause"}
    assert all(0 <= row["low"] <= row["high"] and row["n_ways"] == 30 for row in rows)
    whole = next(row for row in rows if row["by"] == "all")
    assert whole["n_incidents"] == told.n_incidents
    assert whole["low"] < whole["high"] < pq.read_table(files[0]).num_rows + pq.read_table(files[1]).num_rows
    for by in ("month", "place"):
        assert sum(row["n_incidents"] for row in rows if row["by"] == by) >= told.n_incidents
    again = assessed(files[::-1], linking=drawn).receipt.together
    assert again is not None
    assert again.ways is not None
    ids = found.assessment.incidents["incident_id"].to_pylist()
    assert again.ways.of_incidents(ids) == told.ways.of_incidents(ids) == (whole["low"], whole["high"])


@pytest.mark.parametrize("command", [["assess", "idlib"], ["trend", "idlib"], ["brief", "idlib"]])
@pytest.mark.parametrize("language", ["en", "ar", "tr", "ru"])
def test_each_command_says_how_counts_differ_between_ways(
    files: tuple[str, str], command: list[str], language: str
) -> None:
    given = [word for file in files for word in ("--incidents", file)]
    done = RUNNER.invoke(app, [*command, *given, "--samples", "20", "--lang", language, "--json"])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["receipt"]["together"]["n_ways"] == 20
    shown = RUNNER.invoke(app, [*command, *given, "--samples", "20", "--lang", language])
    words = {
        "en": ("plausible", "drawn"),
        "ar": ("معقولة", "سُحبت"),
        "tr": ("olası", "çekilir"),
        "ru": ("правдоподобных", "взято"),
    }
    assert any(one in shown.stdout for one in words[language])


def test_a_trend_has_the_spread_beside_each_count(files: tuple[str, str]) -> None:
    found = trend_casebook("idlib", by="month", inputs=inputs(files), linking=Linking(samples=20))
    sheet = found.sheet
    assert len(sheet.drawn) == len(sheet.rows) + 1
    for one in (*sheet.rows, sheet.total):
        assert ("[" in one.incidents) == (one.high is not None)
    plain = trend_casebook("idlib", by="month", inputs=inputs(files)).sheet
    assert all("[" not in one.incidents for one in plain.rows)


@pytest.fixture(scope="module")
def sure(files: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return two reports that are surely put together."""
    out = tmp_path_factory.mktemp("fused")
    words = ["incidents", "fuse", *files, "--audience", "internal", "--out", str(out)]
    assert RUNNER.invoke(app, words).exit_code == 0
    row = pq.read_table(next(out.glob("*pairs*"))).slice(0, 1).to_pylist()[0]
    return row["first"], row["second"]


def decided(pair: tuple[str, str], says: str, file: Path) -> Path:
    row = f"{','.join(pair)},{says},Officer,on the phone,2019-05-02T14:00+03:00\n"
    file.write_text(f"first,second,says,by,why,at\n{row}", encoding="utf-8")
    return file


def test_what_a_person_parted_stays_apart_in_every_product_and_in_every_way(
    files: tuple[str, str], sure: tuple[str, str], tmp_path: Path
) -> None:
    table = decided(sure, "different", tmp_path / "decided.csv")
    linking = Linking(decisions=table, samples=20)
    found = assessed(files, linking=linking, audience=Audience.INTERNAL)
    told = found.receipt.together
    assert told is not None
    assert told.ways is not None
    assert (told.n_decided, told.n_unmet) == (1, 0)
    rows = found.assessment.claims.select(["incident_id", "account"]).to_pylist()
    ids = [
        next(row["incident_id"] for row in rows if report in (row["account"], f"{name}/{row['incident_id']}"))
        for report, name in ((one, one.partition("/")[0]) for one in sure)
    ]
    assert ids[0] != ids[1]
    parts = [told.ways.parts[list(told.ways.rows_of[one])] for one in ids]
    assert not (parts[0][:, None] == parts[1][None]).any()


@pytest.mark.parametrize("command", [["assess", "idlib"], ["trend", "idlib"], ["brief", "idlib"]])
def test_each_command_takes_decisions_and_names_those_not_met(
    files: tuple[str, str], sure: tuple[str, str], tmp_path: Path, command: list[str]
) -> None:
    table = decided(sure, "different", tmp_path / "decided.csv")
    with table.open("a", encoding="utf-8") as more:
        more.write("desk/none,ledger/none,same,Officer,,\n")
    given = [word for file in files for word in ("--incidents", file)]
    done = RUNNER.invoke(app, [*command, *given, "--decisions", str(table), "--json"])
    assert done.exit_code == 0, done.stderr
    together = json.loads(done.stdout)["receipt"]["together"]
    assert (together["n_decisions"], together["n_decisions_unmet"]) == (1, 1)
    assert "Officer" not in done.stdout
    for other in ([*given[:2]], [*given, "--apart"]):
        refused = RUNNER.invoke(app, [*command, *other, "--decisions", str(table)])
        assert refused.exit_code == 1
        assert "nothing is put together" in refused.stderr


def test_explain_tells_the_mission_who_decided_when_and_why_and_the_public_only_that(
    files: tuple[str, str], sure: tuple[str, str], tmp_path: Path
) -> None:
    table = decided(sure, "different", tmp_path / "decided.csv")
    words = ["incidents", "explain", *sure, "--decisions", str(table)]
    words += [word for file in files for word in ("--incidents", file)]
    public, ours = (RUNNER.invoke(app, [*words, *more]).stdout for more in ([], ["--audience", "internal"]))
    assert "decided by a person: different" in public
    assert "Officer" not in public
    assert "by Officer: on the phone, 2019-05-02T11:00:00+00:00" in ours


def test_an_instant_of_a_decision_without_offset_is_refused(
    files: tuple[str, str], sure: tuple[str, str], tmp_path: Path
) -> None:
    table = tmp_path / "decided.csv"
    table.write_text(f"first,second,says,by,at\n{','.join(sure)},same,A,2019-05-02T14:00\n", encoding="utf-8")
    done = RUNNER.invoke(app, ["incidents", "fuse", *files, "--decisions", str(table)])
    assert done.exit_code == 1
    assert "decided.csv:2" in done.stderr
