"""From the headings of real files to claims: a first mapping, what a person decides, what is left over."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from truceline.errors import BadReport
from truceline.files import load_record
from truceline.sources import Intake, read_claims
from truceline.sources.feed import opened
from truceline.sources.starter import DECIDE, starter_mapping
from truceline.sources.workbook import workbook_rows

BOOK = load_record("idlib").casebook
ACTS = {"Artillery": "artillery_fire", "Ground operation": "ground_attack", "Naval bombardment": "shelling"}
RADII = {"village": 1_500, "town": 3_000, "city": 6_000}


def started(file: Path) -> str:
    with opened(file) as feed:
        return starter_mapping(feed, BOOK)


def decided(text: str) -> str:
    """What a person would write over each `DECIDE`, word by word."""
    act, radius = text.split("radius_m:") if "radius_m:" in text else (text, "")
    words = re.compile(rf'^    (?:"([^"]*)"|(\w[\w ]*)): {DECIDE}', re.MULTILINE)

    def over(text: str, ours: Mapping[str, object], else_: object) -> str:
        return words.sub(
            lambda found: found[0].replace(DECIDE, str(ours.get(found[1] or found[2], else_))), text
        )

    act, radius = over(act, ACTS, "armed_attack"), over(radius, RADII, 30_000)
    whole = f"{act}radius_m:{radius}" if radius else act
    whole = whole.replace(f"act: {{always: {DECIDE}}}", "act: {always: armed_clash}")
    return whole.replace(f"basis: {{always: {DECIDE}}}", "basis: {always: one_third_party}")


def read(file: Path, mapping: str, folder: Path) -> Intake:
    (folder / "map.yaml").write_text(mapping, encoding="utf-8")
    return read_claims(file, BOOK, reader="csv", mapping=folder / "map.yaml")


@pytest.fixture
def airwars(test_data: Path) -> Path:
    return test_data / "airwars" / "airwars_syria_incidents_to_2019.csv.gz"


def test_airwars_goes_from_headings_to_claims(airwars: Path, tmp_path: Path) -> None:
    text = started(airwars)
    with pytest.raises(BadReport) as error:
        read(airwars, text, tmp_path)
    assert len(error.value.faults) == 37
    found = read(airwars, decided(text), tmp_path)
    assert [fault.line for fault in found.faults] == [3_320, 3_941]
    assert found.n_claims + len(found.faults) == found.n_rows == 6_662
    # "Syrian Regime" is an alias that is met and never shown.
    assert found.unmatched_actors == {}


def test_ucdp_has_two_sides_and_two_days(test_data: Path, tmp_path: Path) -> None:
    file = test_data / "ucdp" / "ucdp_ged_syria_subset_from_aec.csv"
    text = started(file)
    assert "one_side: {column: side_a_name" in text
    assert "until: {column: end_date" in text
    found = read(file, decided(text), tmp_path)
    assert (found.n_rows, found.faults) == (4_590, ())


def test_a_table_of_counts_is_said_to_be_none_of_incidents(test_data: Path, tmp_path: Path) -> None:
    file = test_data / "vdc" / "vdc_casualties_by_cause_by_day.csv"
    text = started(file)
    assert "a row that counts many happenings is no incident" in text
    with pytest.raises(BadReport) as error:
        read(file, decided(text), tmp_path)
    assert any(f"column {DECIDE!r} is missing" in str(fault) for fault in error.value.faults)


def test_airwars_reads_the_same_from_a_workbook(airwars: Path, tmp_path: Path) -> None:
    from tests.unit.sources.workbooks import sheet, workbook
    from truceline.sources.feed import table_rows

    with opened(io.BytesIO(gzip.decompress(airwars.read_bytes()))) as feed:
        rows = [cells for _, cells in table_rows(feed)]
    (tmp_path / "a.xlsx").write_bytes(workbook(sheet(*rows)))
    assert [row for _, row in workbook_rows("a.xlsx", (tmp_path / "a.xlsx").read_bytes())] == rows
    mapping = decided(started(airwars))
    from_text, from_sheet = (read(one, mapping, tmp_path) for one in (airwars, tmp_path / "a.xlsx"))
    assert from_sheet.claims.equals(from_text.claims)
