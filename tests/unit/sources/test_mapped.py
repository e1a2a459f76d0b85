"""Tables of any shape, through a mapping file."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.unit.sources.exports import CASEBOOK, cast_of
from truceline.errors import BadReport
from truceline.model.words import Basis
from truceline.sources import Intake, read_claims

MAPPING = """\
delimiter: ";"
id: number
act: {column: type, values: {Air raid: air_strike, Mortars: mortar_fire}}
initiator: {column: by, split: "+"}
target: against
participants: {column: beside, split: "+"}
when: {column: at, format: "%d/%m/%Y %H:%M", zone: Asia/Damascus}
lon: x
lat: y
radius_m: {always: "1000"}
grade: {always: settlement}
place: village
fatalities_low: dead
fatalities_high: at most
basis: {column: checked, values: {"yes": verified_by_mission, "no": one_third_party}}
told_by: {column: source, split: ","}
"""
HEADING = "number;type;by;against;beside;at;x;y;village;dead;at most;checked;source"
ROW = "7;Air raid;North;South;;05/03/2020 14:30;36.5;35.5;Hay;2;5;yes;Gazette, Radio"


def read(rows: list[str], mapping: str, folder: Path, *, heading: str = HEADING, **options: Any) -> Intake:
    (folder / "map.yaml").write_text(mapping, encoding="utf-8")
    table = io.BytesIO("\n".join([heading, *rows]).encode())
    return read_claims(table, CASEBOOK, reader="csv", mapping=folder / "map.yaml", name="dale.csv", **options)


def claim_of(row: str, folder: Path, mapping: str = MAPPING, **options: Any) -> dict[str, Any]:
    intake = read([row], mapping, folder, **options)
    assert intake.faults == ()
    (claim,) = intake.claims.to_pylist()
    return dict(claim)


def faults_of(mapping: str, folder: Path, heading: str = HEADING) -> list[str]:
    with pytest.raises(BadReport) as error:
        read([ROW], mapping, folder, heading=heading)
    return [str(fault) for fault in error.value.faults]


def test_a_row_is_read_as_the_mapping_says(tmp_path: Path) -> None:
    claim = claim_of(ROW, tmp_path)
    at = datetime(2020, 3, 5, 12, 30, tzinfo=UTC)
    assert (claim["start_at"], claim["end_at"]) == (at, at)
    assert (claim["lon"], claim["lat"], claim["radius_m"]) == (36.5, 35.5, 1000)
    assert (claim["place_grade"], claim["place"]) == ("settlement", "Hay")
    assert cast_of(claim) == [{"initiator": ["north"], "target": ["south"]}]
    assert claim["hypotheses"][0]["act"] == "air_strike"
    assert [claim[f"fatalities_{which}"] for which in ("low", "best", "high")] == [2, None, 5]
    assert claim["basis"] == "verified_by_mission"
    assert claim["told_by"] == ["Gazette", "Radio"]


def test_several_initiators_acted_jointly_and_the_rest_took_part(tmp_path: Path) -> None:
    claim = claim_of(ROW.replace("North;South;", "North+Raiders;;South"), tmp_path)
    assert cast_of(claim) == [
        {"initiator": ["north", "unknown"], "target": ["unknown"], "participant": ["south"]}
    ]


def test_names_nobody_has_are_counted(tmp_path: Path) -> None:
    intake = read([ROW.replace("North", "Raiders")], MAPPING, tmp_path)
    assert intake.unmatched_actors == {"Raiders": 1}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("7;", ";", "no id"),
        ("Air raid", "Duel", "'Duel' is not in the mapping"),
        ("Air raid", "", "is no act"),
        ("05/03/2020 14:30", "2020-03-05", "is not written as"),
        ("05/03/2020 14:30", "05/03/0020 14:30", "not"),
        ("36.5", "366.5", "no place on Earth"),
        ("36.5;35.5", "0;0", "missing position"),
        ("36.5;35.5", "nan;35.5", "not a number"),
        (";2;5;", ";6;5;", "low to high"),
        (";yes;", ";;", "is no basis"),
        (";yes;", ";perhaps;", "not in the mapping"),
    ],
)
def test_a_row_that_cannot_be_read_is_listed(before: str, after: str, says: str, tmp_path: Path) -> None:
    intake = read([ROW.replace("7;", "6;", 1), ROW.replace(before, after, 1)], MAPPING, tmp_path)
    assert (intake.n_rows, intake.claims.num_rows) == (2, 1)
    (fault,) = intake.faults
    assert (fault.file, fault.line) == ("dale.csv", 3)
    assert says in fault.message


@pytest.mark.parametrize("basis", list(Basis))
def test_a_mapping_states_the_basis_of_its_rows_in_the_words_of_the_glossary(
    basis: Basis, tmp_path: Path
) -> None:
    claim = claim_of(ROW, tmp_path, MAPPING.replace("verified_by_mission", basis))
    assert claim["basis"] == basis.value


def test_the_old_word_of_a_sides_own_admission_names_the_new_ones(tmp_path: Path) -> None:
    new = "admitted where whoever acted says so itself, else told_by_guarantor or told_by_own_media"
    [fault] = faults_of(MAPPING.replace("verified_by_mission", "admitted_by_own_side"), tmp_path)
    assert "'admitted_by_own_side' is no basis" in fault
    assert new in fault
    unmapped = MAPPING.replace(
        'basis: {column: checked, values: {"yes": verified_by_mission, "no": one_third_party}}',
        "basis: checked",
    )
    [row] = read([ROW.replace(";yes;", ";admitted_by_own_side;")], unmapped, tmp_path).faults
    assert (row.line, row.remedy) == (2, new)


def test_no_place_and_no_time_are_unknown(tmp_path: Path) -> None:
    claim = claim_of(ROW.replace("36.5;35.5", ";").replace("05/03/2020 14:30", ""), tmp_path)
    assert [claim[name] for name in ("lon", "lat", "radius_m", "start_at", "end_at")] == [None] * 5


SMALL = "id: n\nact: what\nwhen: {column: day, zone: Z}\nbasis: {always: one_third_party}\n"


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("2020-03-05", "2020-03-05", "2020-03-06"),
        ("2020-03", "2020-03-01", "2020-04-01"),
        ("2020-03-05 00:00", "2020-03-05", "2020-03-05"),
        ("2020-03-05 02:00 Asia/Damascus", "2020-03-05", "2020-03-05"),
    ],
)
def test_times_in_our_own_writing_need_no_format(words: str, start: str, end: str, tmp_path: Path) -> None:
    claim = claim_of(f"1,raid,{words}", tmp_path, SMALL, heading="n,what,day")
    assert [claim["start_at"].isoformat()[:10], claim["end_at"].isoformat()[:10]] == [start, end]


def test_a_time_that_nobody_gives_a_zone_is_listed(tmp_path: Path) -> None:
    mapping = SMALL.replace("{column: day, zone: Z}", "day")
    intake = read(["1,raid,2020-03-05"], mapping, tmp_path, heading="n,what,day")
    assert "names no time zone" in intake.faults[0].message


def test_a_zone_given_to_the_reading_wins(tmp_path: Path) -> None:
    claim = claim_of("1,raid,2020-03-05", tmp_path, SMALL, heading="n,what,day", zone="Asia/Damascus")
    assert claim["start_at"] == datetime(2020, 3, 4, 22, tzinfo=UTC)


def test_what_a_mapping_leaves_out_is_unknown(tmp_path: Path) -> None:
    claim = claim_of("1,raid,2020-03-05", tmp_path, SMALL, heading="n,what,day")
    assert cast_of(claim) == [{"initiator": ["unknown"], "target": ["unknown"]}]
    assert claim["told_by"] == []
    assert claim["fatalities_best"] is None


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (
            "place: village",
            "plaice: village",
            "map.yaml:12:1: there is no key 'plaice'",
        ),
        ("grade: {always: settlement}", "grade: {alway: settlement}", "no key 'alway'"),
        ("always: settlement", "always: settlements", "did you mean 'settlement'"),
        ("Mortars: mortar_fire", "Mortars: mortars_fire", "did you mean 'mortar_fire'"),
        ("Asia/Damascus", "Asia/Nowhere", "is no zone"),
        ("%d/%m/%Y %H:%M", "%d %Z", "is no format"),
        ("%d/%m/%Y %H:%M", "%d/%H", "is no format"),
        ("{column: by, ", "{column: by, always: North, ", "neither or both"),
        ("place: village", "place: [village]", "this is no column"),
        ("place: village", "place: {column: [village]}", "is not text"),
        ("place: village", "place: {column: village, values: [a]}", "no list of words"),
        ("place: village", 'place: {column: village, split: ";"}', "no key 'split'"),
        ('delimiter: ";"', 'delimiter: "--"', "not one character"),
        ("id: number\n", "", "the key 'id' is missing"),
        ("lat: y\n", "", "the key 'lat' is missing"),
        ("place: village", "place: !!python/object:os.system village", "is a tag"),
        ("place: village", "id: village", "stands here twice"),
    ],
)
def test_a_faulty_mapping_is_refused(before: str, after: str, says: str, tmp_path: Path) -> None:
    assert any(says in fault for fault in faults_of(MAPPING.replace(before, after), tmp_path))


def test_all_faults_of_a_mapping_are_told_at_once(tmp_path: Path) -> None:
    mapping = MAPPING.replace("place:", "plaice:").replace("Asia/Damascus", "Nowhere")
    assert len(faults_of(mapping, tmp_path)) == 2


def test_every_column_the_table_lacks_is_named(tmp_path: Path) -> None:
    heading = HEADING.replace("village", "villages").replace("at most", "atmost")
    faults = faults_of(MAPPING, tmp_path, heading)
    assert len(faults) == 2
    assert "nearest: villages" in faults[1] or "nearest: villages" in faults[0]


def test_a_mapping_is_needed_where_it_is_read_and_nowhere_else(tmp_path: Path) -> None:
    with pytest.raises(BadReport, match="needs a mapping"):
        read_claims(io.BytesIO(b"a,b\n"), CASEBOOK, reader="csv")
    with pytest.raises(BadReport, match="takes no mapping"):
        read_claims(io.BytesIO(b"a,b\n"), CASEBOOK, mapping=tmp_path / "map.yaml")


def test_a_mapping_too_long_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "map.yaml").open("wb") as stream:
        stream.truncate(10**9)
    with pytest.raises(BadReport, match="no mapping file"):
        read_claims(io.BytesIO(b"a,b\n"), CASEBOOK, reader="csv", mapping=tmp_path / "map.yaml")


def test_the_mapping_in_the_docstring_is_one() -> None:
    from textwrap import dedent

    from truceline.sources import mapped

    block = dedent(str(mapped.__doc__).split(":\n\n", 1)[1].split("\n\n`id`", 1)[0])
    assert set(mapped.parse_mapping("doc", block.encode(), CASEBOOK).origins) <= set(mapped.KEYS)
