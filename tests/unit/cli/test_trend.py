"""The commands `trend` and `compare`: their words, what they print and write, and how they end."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.briefed import RECORD, WEEK, briefed, written
from truceline.bulletins.catalogue import languages
from truceline.bulletins.pages.trend_page import trend_lines
from truceline.cli import app
from truceline.runs.trend import trend_casebook

SPAN = ("--from", "2030-05-27", "--to", "2030-06-23")


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("words", "code", "remedy"),
    [
        (("--by", "day"), 2, "write week or month"),
        (("--from", "2030-06-03", "--to", "2030-06-02"), 2, "exchange the two"),
        (
            (
                "--from",
                "2030-06-10",
            ),
            1,
            "is before the first",
        ),
        (("--from", "1950-02-01", "--to", "2090-01-01"), 1, "name fewer days"),
        (("--act", "shell"), 2, "shelling"),
        (("--act", "attack"), 2, "did you mean `armed_attack`"),
        (("--act", "zzz"), 2, "military_action, armed_attack"),
        (("--zone", "nowhere"), 2, "there is no zone 'nowhere'"),
        (("--clause", "acc/9"), 2, "acc/1"),
        (("--lang", "xx"), 2, "one of en"),
        (("--incidents", "nowhere.csv"), 2, "there is no file"),
    ],
)
def test_words_that_leave_something_open_are_refused(
    tmp_path: Path, words: tuple[str, ...], code: int, remedy: str
) -> None:
    result = asked("trend", str(written(tmp_path)), *words)
    assert result.exit_code == code
    assert remedy in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("book", "book@2030-06-03"), "write CASEBOOK@DAY"),
        (("@2030-06-03", "book@2030-06-03"), "write CASEBOOK@DAY"),
        (("book@June", "book@2030-06-03"), "is no day"),
        (("book@2030-06-03", "book@2030-06-03", "--days", "0"), "--days"),
        (("book@2030-06-03", "book@2030-06-03", "--days", "9999"), "name 1 to 3,660"),
    ],
)
def test_starts_that_are_none_are_refused(tmp_path: Path, words: tuple[str, ...], remedy: str) -> None:
    home = written(tmp_path / "book")
    result = asked("compare", *(word.replace("book", str(home), 1) for word in words))
    assert result.exit_code in {1, 2}
    assert remedy in " ".join(result.stderr.split())


def test_a_week_counts_the_attacks_that_its_brief_counts(tmp_path: Path) -> None:
    found = briefed(tmp_path)
    home = str(written(tmp_path))
    sheet = trend_casebook(home, first=WEEK.first, last=WEEK.last, act="armed_attack").sheet
    assert f"Attacks reported: {sheet.rows[0].incidents};" in found.brief.facts[0]
    assert sheet.rows[0].incidents == "3"


def test_a_week_not_read_says_so_and_never_0(tmp_path: Path) -> None:
    lines = asked("trend", str(written(tmp_path)), *SPAN).stdout.splitlines()
    rows = {line[:10]: line for line in lines if line.startswith("2030-")}
    assert list(rows) == ["2030-05-27", "2030-06-03", "2030-06-10", "2030-06-17"]
    assert "not read" in rows["2030-06-10"]
    assert "0/7" in rows["2030-06-10"]
    assert "7/7" in rows["2030-06-03"]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("by", ["week", "month"])
def test_it_fits_a_terminal_in_every_language(tmp_path: Path, language: str, by: str) -> None:
    home = str(written(tmp_path))
    long = asked("trend", home, "--from", "2029-01-01", "--to", "2031-12-31", "--by", by, "--lang", language)
    compared = asked("compare", f"{home}@2030-06-06", f"{home}@2030-06-07", "--days", "3", "--lang", language)
    for result in (long, compared):
        assert result.exit_code == 0
        lines = [line.replace("\u2066", "").replace("\u2069", "") for line in result.stdout.splitlines()]
        assert len(lines) <= 30
        assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("language", languages())
def test_every_row_ends_with_what_was_read_in_every_language(tmp_path: Path, language: str) -> None:
    printed = asked("trend", str(written(tmp_path)), *SPAN, "--lang", language).stdout
    lines = [line.replace("\u2066", "").replace("\u2069", "") for line in printed.splitlines()]
    [read] = [line for line in lines if line.startswith("2030-06-03")]
    assert read.split()[-3:] == ["7/7", "3", "A"]
    assert "█" in read


def test_rows_that_do_not_fit_are_counted(tmp_path: Path) -> None:
    sheet = trend_casebook(str(written(tmp_path)), first=WEEK.first.replace(year=2028), last=WEEK.last).sheet
    lines = trend_lines(sheet)
    n_shown = sum(line[:4].isdigit() for line in lines)
    assert f"Earlier rows not listed: {len(sheet.rows) - n_shown} " in "\n".join(lines)


def test_nothing_printed_sounds_like_a_ruling_or_a_test_of_significance(tmp_path: Path) -> None:
    home = str(written(tmp_path))
    said = (
        asked("trend", home, *SPAN).stdout
        + asked("compare", f"{home}@2030-06-06", f"{home}@2030-06-07", "--days", "3").stdout
    )
    assert "nobody has ruled" in said
    for word in ("significant", "p-value", "violated", "guilty", "caused"):
        assert word not in said.lower()


def test_the_table_says_beside_each_number_what_was_read_and_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    result = asked("trend", str(written(tmp_path / "book")), *SPAN, "--csv", str(file))
    assert result.exit_code == 0
    rows = table(file)
    by_week = {row["first_day"]: row for row in rows[:-1] if row["measure"] == "incidents"}
    unread, read = by_week["2030-06-10"], by_week["2030-06-03"]
    assert (unread["low"], unread["high"], unread["state"], unread["days_read"]) == ("", "", "not_read", "0")
    assert (read["low"], read["high"], read["state"], read["days_read"]) == ("3", "3", "read", "7")
    assert "the casebook's own record): 7 days" in read["what_was_read"]
    again = asked("trend", str(tmp_path / "book"), *SPAN, "--csv", str(file))
    assert again.exit_code == 0  # it is ours, and so replaced


def export(file: Path, incident: str) -> Path:
    """Return an export of one battle, in the form of ACLED."""
    file.write_text(
        "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,actor2,latitude,"
        "longitude,geo_precision,fatalities,source,notes\n"
        f"{incident},03 June 2020,2020,1,Battles,Armed clash,A,B,35.9,36.6,1,2,Radio,-\n",
        encoding="utf-8",
    )
    return file


@pytest.mark.slow
def test_one_battle_in_two_sources_counts_once_at_the_lowest_whatever_their_order(tmp_path: Path) -> None:
    one, other = export(tmp_path / "a.csv", "S1"), tmp_path / "b.parquet"
    read = asked(
        *(
            "incidents",
            "read",
            str(export(tmp_path / "b.csv", "T9")),
            "--format",
            "acled",
            "--out",
            str(other),
        )
    )
    assert read.exit_code == 0, read.stderr
    for files in ((one, other), (other, one)):
        words = [word for file in files for word in ("--incidents", str(file))]
        told = json.loads(asked("trend", "idlib", *words, "--apart", "--json").stdout)["trend"]["rows"]
        assert [(row["incidents"], row["dead"]) for row in told] == [("1–2", "2–4")]
        told = json.loads(asked("trend", "idlib", *words, "--json").stdout)["trend"]["rows"]
        assert [(row["incidents"], row["dead"]) for row in told] == [("1", "2")]  # alike in everything
    twice = [word for file in (one, tmp_path / "b.csv") for word in ("--incidents", str(file))]
    [row] = json.loads(asked("trend", "idlib", *twice, "--json").stdout)["trend"]["rows"]
    assert row["incidents"] == "2"  # one source, that knows its own events apart


def test_a_general_statement_beside_an_attack_leaves_its_count_sure(tmp_path: Path) -> None:
    calm = "{id: calm, told_by: [Watch], hypotheses: [{act: armed_attack, cast: []}]}"
    said = "says: Calm but for single events., by: watch, reports: [r1], tells: [I1/calm]"
    claim = f"claims:\n  - {{id: C9, matter: M1, {said}}}\n"
    record = RECORD.replace("  - id: I2\n", f"      - {calm}\n  - id: I2\n", 1)
    record = record.replace("claims:\n", claim)
    home = str(written(tmp_path, record))
    told = json.loads(asked("trend", home, *SPAN, "--act", "shelling", "--json").stdout)["trend"]
    assert told["total"]["incidents"] == "2"


def test_a_name_of_a_file_that_looks_like_a_formula_is_defused(tmp_path: Path) -> None:
    claims = export(tmp_path / "=cmd.csv", "S1")
    result = asked("trend", "idlib", "--incidents", str(claims), "--csv", str(tmp_path / "out.csv"))
    assert result.exit_code == 0, result.stderr
    assert {row["what_was_read"] for row in table(tmp_path / "out.csv")} == {"'=cmd.csv: 1 days"}


@pytest.mark.parametrize("language", languages())
def test_pages_and_pictures_are_whole_and_proved(tmp_path: Path, language: str) -> None:
    home = str(written(tmp_path / "book"))
    for name, words in (
        ("trend", ("trend", home, *SPAN)),
        ("compare", ("compare", f"{home}@2030-06-06", f"{home}@2030-06-07", "--days", "3")),
    ):
        out = tmp_path / name
        assert asked(*words, "--lang", language, "--out", str(out)).exit_code == 0
        page = (out / f"{name}.html").read_text(encoding="utf-8")
        assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page
        assert "<script" not in page
        assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
        assert (out / f"{name}.svg").read_text(encoding="utf-8").startswith("<svg ")
        assert asked("check", str(out)).exit_code == 0


def test_a_changed_table_of_a_comparison_is_not_proved(tmp_path: Path) -> None:
    home, out = str(written(tmp_path / "book")), tmp_path / "out"
    asked("compare", f"{home}@2030-06-06", f"{home}@2030-06-07", "--days", "3", "--out", str(out))
    receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    receipt["digest"] = "sha256:" + "0" * 64
    (out / "receipt.json").write_text(json.dumps(receipt), encoding="utf-8")
    assert asked("check", str(out)).exit_code == 3


def test_two_starts_exchanged_change_places_and_nothing_else(tmp_path: Path) -> None:
    home = str(written(tmp_path))
    words = (f"{home}@2030-06-06", f"{home}@2030-06-07")
    one, other = (
        json.loads(asked("compare", *each, "--days", "3", "--json").stdout) for each in (words, words[::-1])
    )

    def bare(told: dict[str, object]) -> dict[str, object]:
        return told | {"head": str(told["head"])[1:]}

    assert list(map(bare, one["starts"])) == list(map(bare, other["starts"]))[::-1]


def test_the_dead_and_the_breaches_stand_beside_the_attacks(tmp_path: Path) -> None:
    home = str(written(tmp_path / "book"))
    words = ("compare", f"{home}@2030-06-06", f"{home}@2030-06-06", "--days", "3")
    result = asked(*words, "--json", "--csv", str(tmp_path / "c.csv"))
    told = json.loads(result.stdout)
    dead, breach = told["starts"][0]["beside"]
    assert dead.startswith("Dead, as told: 11 before, 0 after")
    assert breach.startswith("Breach (computed): ")
    rows = {row["measure"]: (row["low"], row["high"]) for row in table(tmp_path / "c.csv")}
    assert (rows["dead_before"], rows["dead_after"]) == (("11", "11"), ("0", "0"))
    assert set(rows) > {"breach_before", "breach_after", "breach_at_most_before", "breach_at_most_after"}
    assert dead in " ".join(asked(*words).stdout.split())


def test_a_record_without_a_figure_has_no_line_of_the_dead(tmp_path: Path) -> None:
    record = re.sub(r"        fatalities: .*\n", "", RECORD)
    home = str(written(tmp_path, record))
    words = (f"{home}@2030-06-06", f"{home}@2030-06-06", "--days", "3", "--json")
    [breach] = json.loads(asked("compare", *words).stdout)["starts"][0]["beside"]
    assert breach.startswith("Breach (computed): ")


def test_another_casebook_reads_its_own_record_and_not_the_files_of_the_first(tmp_path: Path) -> None:
    home, other = (str(written(tmp_path / name)) for name in ("one", "two"))
    told = json.loads(
        asked("compare", f"{home}@2030-06-06", f"{other}@2030-06-06", "--days", "3", "--json").stdout
    )
    assert told["starts"][0]["rows"] == told["starts"][1]["rows"]
    assert [one["inputs"][0]["reader"] for one in told["receipts"]] == ["casebook", "casebook"]


def test_terminal_and_json_say_the_same(tmp_path: Path) -> None:
    words = ("trend", str(written(tmp_path)), *SPAN)
    told = json.loads(asked(*words, "--json").stdout)
    assert asked(*words).stdout.splitlines()[:2] == [told["trend"]["title"], told["trend"]["answer"]]
    assert told["receipt"]["digest"] == asked(*words).stdout.splitlines()[-1]


def test_a_record_that_tells_no_day_asks_for_days(tmp_path: Path) -> None:
    empty = RECORD.split("incidents:")[0].split("matters:")[0]
    result = asked("trend", str(written(tmp_path, empty)))
    assert result.exit_code == 1
    assert "name days with --from and --to" in result.stderr


def test_what_came_later_is_not_there_as_of_a_day(tmp_path: Path) -> None:
    home = str(written(tmp_path))
    told = json.loads(asked("trend", home, *SPAN, "--as-of", "2030-06-04", "--json").stdout)
    days = {row["first"]: row["days_read"] for row in told["trend"]["rows"]}
    assert days["2030-06-03"] != "7/7"


def test_where_nothing_is_compared_there_is_no_picture(tmp_path: Path) -> None:
    home = str(written(tmp_path / "book"))
    for day, has_one in (("2030-06-06", True), ("2040-06-06", False)):
        out = tmp_path / day
        asked("compare", f"{home}@{day}", f"{home}@{day}", "--days", "3", "--out", str(out))
        assert ("<figure>" in (out / "compare.html").read_text(encoding="utf-8")) is has_one
