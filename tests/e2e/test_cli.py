"""The command as a user types it: exit codes, one JSON document, no traceback, no control characters."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from truceline.bulletins.catalogue import catalogue
from truceline.files import write_new

COMMAND = Path(sys.executable).with_name("truceline")


def _run(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [COMMAND, *words], cwd=cwd, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def tarn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the invented casebook."""
    folder = tmp_path_factory.mktemp("casebooks") / "tarn"
    write_new("tarn", folder)
    return folder


def test_assess_prints_a_summary_and_ends_with_0(tarn: Path, tmp_path: Path) -> None:
    done = _run("assess", tarn, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "Computed, not determined" in done.stdout
    assert str(tmp_path / "out") in done.stdout
    assert "2030-06-12" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("assess", "TARN"),
        ("explain", "TARN", "T1"),
        ("status", "TARN", "--at", "2030-07-01 10:00", "--place", "mill"),
        ("casebook", "check", "TARN"),
        ("casebook", "show", "TARN"),
        ("casebook", "schema"),
        ("casebook", "new", "moor", "NEW"),
        ("incidents", "read", "CLAIMS", "--format", "claims", "--casebook", "TARN"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_json_is_one_document(tarn: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    if "CLAIMS" in words:
        _run("assess", tarn, "--out", tmp_path / "out")
    paths = {"TARN": tarn, "NEW": tmp_path / "new", "CLAIMS": tmp_path / "out" / "claims.parquet"}
    done = _run(*(paths.get(word, word) for word in words), "--json")
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), dict)


def test_an_error_too_is_one_document_with_its_faults(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("clauzes: []\n", encoding="utf-8")
    done = _run("casebook", "check", tmp_path, "--json")
    assert done.returncode == 1
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "bad_input.casebook"
    assert any({"file", "line", "message"} <= fault.keys() for fault in error["faults"])


def test_rows_that_cannot_be_read_are_listed_after_the_rest_is_written(tarn: Path, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "id: id\nact: act\nwhen: when\nbasis: {always: one_third_party}\n", encoding="utf-8"
    )
    rows = "id,act,when\nX1,shelling,2030-06-10 12:00Z\nX2,no such act,2030-06-10 12:00Z\n"
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    options = ("--incidents", tmp_path / "rows.csv", "--mapping", tmp_path / "map.yaml")
    done = _run("assess", tarn, *options, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "Written, but 1 row could not be read" in done.stderr
    assert "rows.csv:3" in done.stderr
    assert (tmp_path / "out" / "receipt.json").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("assess", "no-such-casebook"),
        ("assess", "TARN", "--position", "nobody"),
        ("assess", "TARN", "--on", "yesterday"),
        ("assess", "TARN", "--on", "9999-01-01"),
        ("assess", "TARN", "--incidents", "no-such-file.csv"),
        ("assess", "TARN", "--format", "acled"),
        ("assess", "TARN", "--mapping", "TARN"),
        ("assess", "TARN", "--incidents", "TARN", "--format", "gossip"),
        ("explain", "TARN", "no-such-incident"),
        ("explain", "TARN", "T1", "--clause", "no/1"),
        ("status", "TARN", "--at", "soon", "--place", "mill"),
        ("status", "TARN", "--at", "now", "--place", "nowhere"),
        ("status", "TARN", "--at", "now", "--place", "mill", "--act", "gossip"),
        ("assess", "TARN", "--no-such-option"),
        ("no-such-command",),
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2(tarn: Path, words: tuple[str, ...]) -> None:
    done = _run(*(tarn if word == "TARN" else word for word in words))
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr


def test_control_characters_in_a_name_never_reach_the_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "evil\x1b[31m\nname"
    folder.mkdir()
    (folder / "a\x1b]0;title\x07.yaml").write_text("clauzes: []\n", encoding="utf-8")
    done = _run("casebook", "check", folder)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert "\\x1b" in done.stderr


def test_a_file_in_the_way_of_the_folder_is_a_fault(tarn: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    done = _run("assess", tarn, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_show_writes_a_page_without_script(tarn: Path, tmp_path: Path) -> None:
    done = _run("casebook", "show", tarn, "--html", tmp_path / "page.html")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "tarn/1" in page
    assert "<script" not in page


# The commands that ask. Each start of the command costs seconds, so Idlib is asked once for all tests.


def _document(*words: str | Path) -> dict[str, Any]:
    """Return the one JSON document that a command prints; nothing else may stand beside it."""
    done = _run(*words, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    return document


def _table(*words: str | Path) -> str:
    done = _run(*words)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def stances_of_october() -> dict[str, Any]:
    """Return who held what at the end of 15 October 2018, as a document."""
    return _document("stances", "idlib", "--on", "2018-10-15")


@pytest.fixture(scope="module")
def stances_in_arabic() -> str:
    """Return who held what of the memorandum of Sochi, as a table with Arabic names."""
    return _table("stances", "idlib", "--on", "2018-10-15", "--toward", "a18", "--lang", "ar")


@pytest.fixture(scope="module")
def first_day_as_of() -> dict[str, str]:
    """Return the table of E79 as it could be known by the end of two days."""
    return {day: _table("claims", "idlib", "E79", "--as-of", day) for day in ("2020-03-06", "2020-03-07")}


@pytest.fixture(scope="module")
def patrol_ledger() -> dict[str, list[str]]:
    """Return the patrol table as blocks of lines, by day; what was asked, above the first, left out."""
    blocks: dict[str, list[str]] = {}
    day = ""
    for line in _table("patrols", "idlib").splitlines():
        day = line[:10] if line[:1].isdigit() else day
        if day:
            blocks.setdefault(day, []).append(line)
    return blocks


def _toward(document: dict[str, Any], what: str) -> dict[str, dict[str, Any]]:
    return {held["actor"]: held for held in document["stances"] if held["toward"] == what}


def test_at_least_five_groups_reject_the_memorandum_of_sochi(stances_of_october: dict[str, Any]) -> None:
    held = _toward(stances_of_october, "a18")
    rejecting = {actor for actor, one in held.items() if one["attitude"] == "rejects"}
    assert len(rejecting) >= 5
    assert rejecting >= {"hurras-al-din", "ansar-al-din", "jaysh-al-izza"}
    assert rejecting.isdisjoint({"turkey", "russia", "hts"})


def test_hts_is_ambiguous_with_three_readings_that_differ(stances_of_october: dict[str, Any]) -> None:
    held = _toward(stances_of_october, "a18")["hts"]
    assert held["attitude"] == "ambiguous"
    readings = [row for row in held["rows"] if row["evidence"] == "reading"]
    assert {row["attitude"] for row in readings} == {"accepts", "ambiguous", "rejects"}
    assert len(readings) == len({row["by"] for row in readings}) == 3


def test_a_stance_taken_later_is_not_yet_held(stances_of_october: dict[str, Any]) -> None:
    assert _toward(stances_of_october, "a20b") == {}
    days = [row["since"] for one in stances_of_october["stances"] for row in one["rows"]]
    assert days
    assert max(days) <= "2018-10-15"


def test_names_and_our_words_are_arabic_and_ids_and_prose_stay(stances_in_arabic: str) -> None:
    assert "هيئة تحرير الشام" in stances_in_arabic
    assert "Hayat Tahrir al-Sham:" not in stances_in_arabic
    assert catalogue("ar").of("attitude", "ambiguous") in stances_in_arabic
    assert "\\u" not in stances_in_arabic


def test_what_was_said_on_the_7th_is_not_known_on_the_6th(first_day_as_of: dict[str, str]) -> None:
    early, late = first_day_as_of["2020-03-06"], first_day_as_of["2020-03-07"]
    assert "(E79-a;" in early
    assert "(E79-d;" in early
    for later in ("E79-b", "E79-c", "Turkish Ministry of National Defence"):
        assert later not in early
        assert later in late


def test_a_denial_moves_no_claim_out_of_sight(first_day_as_of: dict[str, str]) -> None:
    late = first_day_as_of["2020-03-07"]
    assert "denied in E79-c" in late
    for said in ("(E79-a;", "(E79-b;", "(E79-d;", "15 killed"):
        assert said in late


def test_the_patrol_of_14_july_2020_has_both_numbers(patrol_ledger: dict[str, list[str]]) -> None:
    numbers = next(line for line in patrol_ledger["2020-07-14"] if "numbers:" in line)
    assert "Russia 20" in numbers
    assert "Turkey 21" in numbers
    assert "they differ" in numbers


def test_patrols_stand_in_order_of_time(patrol_ledger: dict[str, list[str]]) -> None:
    days = list(patrol_ledger)
    assert days == sorted(days)
    assert days[0] == "2020-03-15"


def test_a_patrol_has_its_reach_in_kilometres_and_what_it_comes_to(
    patrol_ledger: dict[str, list[str]],
) -> None:
    told = " ".join(line.strip() for line in patrol_ledger["2020-06-02"])
    assert "km 21.7 (18.7 to 24.8 with 0.95), 33% of 65.3 km" in told
    assert "comes to: performed (sides agree) if patrol-done is started; undetermined" in told


def test_the_whole_ledger_ends_with_numbers_months_and_what_was_seen(
    patrol_ledger: dict[str, list[str]],
) -> None:
    end = " ".join(line.strip() for line in patrol_ledger["2020-08-25"])
    assert "2020-08-25: Turkey 26, Russia 23, 3 apart: Russia had left out 2, Turkey had counted 1" in end
    assert "a column for each week from 2020-03-09 to 2020-08-24" in end


def test_one_day_of_the_ledger_has_nothing_on_the_whole_of_it() -> None:
    found = _document("patrols", "idlib", "--on", "2020-07-14")
    assert (found["numbers"], found["counts"], found["effort"]) == (None, [], [])
    [row] = found["patrols"]
    assert {one["state"] for one in row["comes_to"]} == {"performed", "undetermined"}
    assert [round(route["length_km"], 1) for route in row["routes"]] == [65.3, 73.6]
    assert "not determined" in found["worked_out"]


def test_the_first_word_of_patrols_is_a_command_or_else_the_casebook(tarn: Path) -> None:
    assert _document("patrols", tarn) == _document("patrols", "ledger", tarn)
    assert _document("patrols", "--on", "2030-06-12", tarn)["on"] == "2030-06-12"
    listed = _run("patrols", "--help").stdout
    assert "ledger" in listed
    assert "CASEBOOK" in listed
    assert _run("patrols", "no-such-casebook").returncode == 2


def test_a_casebook_in_a_folder_named_like_a_command_is_given_as_a_path(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "ledger")
    done = _run("patrols", "./ledger", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "No patrol is known." in done.stdout


def test_status_turns_on_the_clock_between_two_midnights() -> None:
    document = _document("status", "idlib", "--at", "2020-03-05 21:30Z", "--position", "ruling")
    clauses = {one["id"]: one for one in document["positions"]["ruling"]["clauses"]}
    found = clauses["a20b/1"]["in_force"]
    assert found["says"] == "open"
    assert found["left_open_by"] == ["clock"]
    given = {one["reading"]: one["says"] for one in found["given"] if one["ambiguity"] == "clock"}
    assert given == {"damascus": "no", "ankara": "yes", "moscow": "yes"}


@pytest.mark.parametrize("asked", ["claims", "stances", "patrols"])
def test_an_invented_casebook_answers_as_one_document(tarn: Path, asked: str) -> None:
    found = _document(asked, tarn)
    assert found["casebook"] == "tarn"
    key = {"claims": "matters", "stances": "stances", "patrols": "patrols"}[asked]
    assert len(found[key]) == (0 if asked == "patrols" else 1)


def test_status_of_an_invented_casebook_is_a_table(tarn: Path) -> None:
    table = _table("status", tarn, "--on", "2030-06-12", "--place", "mill")
    assert "Computed, not determined" in table
    assert "tarn/1" in table


@pytest.mark.parametrize(
    "words",
    [
        ("claims", "no-such-casebook"),
        ("claims", "TARN", "no-such-matter"),
        ("claims", "TARN", "T1", "--source", "nobody"),
        ("claims", "TARN", "--lang", "tlh"),
        ("stances", "TARN", "--actor", "nobody"),
        ("patrols", "TARN", "--on", "2030-02-30"),
        ("status", "TARN"),
        ("status", "TARN", "--on", "2030-06-12", "--place", "nowhere"),
        ("status", "TARN", "--on", "2030-06-12", "--point", "here"),
    ],
    ids=" ".join,
)
def test_a_question_that_cannot_be_asked_ends_with_2(tarn: Path, words: tuple[str, ...]) -> None:
    done = _run(*(tarn if word == "TARN" else word for word in words))
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr


def _with_toll(folder: Path, row: str) -> Path:
    write_new("tarn", folder)
    with (folder / "tolls.csv").open("a", encoding="utf-8") as ledger:
        ledger.write(row)
    return folder


def test_a_fault_in_a_ledger_ends_with_1_and_says_file_line_and_column(tmp_path: Path) -> None:
    folder = _with_toll(tmp_path / "tarn", "T1,front,wounded,many,,gazette-0612,\n")
    done = _run("claims", folder)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "tolls.csv:4:18:" in done.stderr


def test_hidden_characters_in_the_record_are_spelt_out(tmp_path: Path) -> None:
    folder = _with_toll(tmp_path / "tarn", "T1,front,killed,1,1,gazette-0612,turned \u202e round\u200b\n")
    table = _table("claims", folder)
    assert "turned \\u202e round\\u200b" in table
    assert not set(table) & {"\u202e", "\u200b", "\x1b"}
