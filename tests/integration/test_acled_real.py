"""The whole real export: every row is read, and the order of its actors decides nothing."""

from __future__ import annotations

import csv
import gzip
import io
import re
import time
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tests.unit.sources.exports import CASEBOOK
from truceline.cli import app
from truceline.files import load_record
from truceline.judgement import assess
from truceline.judgement.digest import digest
from truceline.sources import Intake, read_claims

PAIRS = (("actor1", "actor2"), ("assoc_actor_1", "assoc_actor_2"), ("inter1", "inter2"))


@pytest.fixture(scope="module")
def export(test_data: Path) -> Path:
    return test_data / "acled" / "acled_syria_battles_2017_2019.csv.gz"


@pytest.fixture(scope="module")
def intake(export: Path) -> Intake:
    return read_claims(export, CASEBOOK)


def test_every_row_is_read(intake: Intake) -> None:
    assert intake.faults == ()
    assert (intake.n_rows, intake.claims.num_rows) == (15_961, 15_961)
    assert intake.days == ("2017-01-01", "2019-12-31")


def test_the_kinds_of_event_are_those_of_the_file(intake: Intake) -> None:
    assert intake.kinds == {
        "Battles / Armed clash": 12_720,
        "Battles / Non-state actor overtakes territory": 1_718,
        "Battles / Government regains territory": 1_523,
    }


def test_precisions_become_the_grades_of_the_table(intake: Intake) -> None:
    grades = Counter(intake.claims["place_grade"].to_pylist())
    assert grades == {"settlement": 9_476, "proxy": 5_793, "region": 692}


def test_names_the_invented_casebook_lacks_are_counted(intake: Intake) -> None:
    assert len(intake.unmatched_actors) == 386
    assert sum(intake.unidentified_actors.values()) > 1_800
    assert all(name.startswith("Unidentified") for name in intake.unidentified_actors)


def test_swapping_the_actors_of_every_row_gives_the_same_claims(export: Path, intake: Intake) -> None:
    with gzip.open(export, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow(row | {a: row[b] for pair in PAIRS for a, b in (pair, pair[::-1])})
    swapped = read_claims(io.BytesIO(out.getvalue().encode()), CASEBOOK)
    assert swapped.claims.equals(intake.claims)
    assert swapped.unmatched_actors == intake.unmatched_actors


def test_it_is_read_in_seconds(export: Path) -> None:
    start = time.process_time()
    read_claims(export, CASEBOOK)
    assert time.process_time() - start < 6  # under 2 s here; the rest is for slower machines


def test_the_whole_export_is_assessed_in_one_command(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = [
        "assess",
        "idlib",
        "--incidents",
        str(export),
        "--format",
        "acled",
        "--out",
        str(out),
        "--json",
    ]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.stderr
    assert pq.read_table(out / "incidents.parquet").num_rows == 15_961
    findings = pq.read_table(out / "findings.parquet")
    assert 0 < findings.num_rows < 15_961 * 40
    page = "".join(one.read_text(encoding="utf-8") for one in sorted((out / "bulletin").iterdir()))
    for told in ("Armed clash", "2017-01-01", "2019-12-31", "Computed, not determined"):
        assert told in page
    assert re.search(r"15\D{0,8}961", page)


def test_a_week_of_it_fits_one_sheet_and_the_terminal(export: Path, tmp_path: Path) -> None:
    words = [
        "brief",
        "idlib",
        "--week",
        "2019-05-06",
        "--incidents",
        str(export),
        "--out",
        str(tmp_path / "out"),
    ]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 100
    assert lines[2].startswith("Attacks reported: 70; in the 7 days before: 36.")
    page = (tmp_path / "out" / "brief.html").read_text(encoding="utf-8")
    shown = re.sub(r"<(style|title)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert len(shown.split()) <= 600


def test_swapping_the_actors_of_every_row_changes_no_verdict(export: Path) -> None:
    with gzip.open(export, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))[::8]
    casebook = load_record("idlib")
    digests = set()
    for swap in (False, True):
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        for row in rows:
            swapped = {a: row[b] for pair in PAIRS for a, b in (pair, pair[::-1])} if swap else {}
            writer.writerow(row | swapped)
        claims = read_claims(io.BytesIO(out.getvalue().encode()), casebook.casebook).claims
        found = assess(casebook, claims)
        assert found.findings.num_rows > 0
        digests.add(digest([found.findings, found.counts]))
    assert len(digests) == 1
