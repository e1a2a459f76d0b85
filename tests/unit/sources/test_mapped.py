"""Tables of any shape, through a mapping file."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.exports import CASEBOOK, cast_of
from truceline.errors import BadReport
from truceline.model.words import Basis
from truceline.sources import Intake, read_claims
from truceline.sources.cells import point

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
    assert cast_of(claim) == [{"initiator": ["north", "unknown"], "participant": ["south"]}]


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
    assert cast_of(claim) == [{}]
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
        ('delimiter: ";"', "delimiter: '\"'", "not one character"),
        ('delimiter: ";"', "encoding: utf-16", "map.yaml:1:1: 'utf-16' is no encoding"),
        ('delimiter: ";"', "encoding: windws-1256", "did you mean 'windows-1256'"),
        ('delimiter: ";"', "encoding: [a]", "'' is no encoding"),
        ('delimiter: ";"', "skip: -1", "'-1' is no number of lines"),
        ('delimiter: ";"', "skip: 1001", "up to 1,000"),
        ('delimiter: ";"', 'decimal: "\u066b"', "is no decimal sign"),
        ('{always: "1000"}', "{always: near}", "'near' is no radius"),
        ('{always: "1000"}', '{column: x, values: {"1": -5}}', "'-5' is no radius"),
        ("initiator: {column: by, ", "initiator: {column: by, values: {A: Noth}, ", "did you mean `north`"),
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


def telling(tmp_path: Path, cells: str, *lines: str) -> dict[str, Any]:
    """The claim of one row with these cells, through a small mapping with these lines added."""
    heading = "n,what,day," + ",".join(f"c{n}" for n in range(1, cells.count(",") + 2))
    return claim_of(f"1,raid,2020-03-05,{cells}", tmp_path, SMALL + "\n".join(lines), heading=heading)


def test_alternative_initiators_are_two_hypotheses_and_joint_ones_are_one(tmp_path: Path) -> None:
    claim = telling(tmp_path, "North+Raiders/Dwellers' Front", 'initiator: {column: c1, split: "+", or: "/"}')
    assert cast_of(claim) == [
        {"initiator": ["north", "unknown"]},
        {"initiator": ["south"]},
    ]
    assert [one["weight"] for one in claim["hypotheses"]] == [None, None]


def test_weights_are_those_the_source_states_and_none_where_it_states_none(tmp_path: Path) -> None:
    lines = ('initiator: {column: c1, or: "/"}', 'weights: {column: c2, split: "/"}')
    for cell, weights in (("0.7/0.3", [0.7, 0.3]), ("0.7/0.2", [0.7, 0.2]), ("", [None, None])):
        claim = telling(tmp_path, f"North/Dwellers' Front,{cell}", *lines)
        assert [one["weight"] for one in claim["hypotheses"]] == weights


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("0.7", "there are 1 weights for 2 initiators"),
        ("0.7/0.2/0.1", "there are 3 weights for 2 initiators"),
        ("0.7/0.4", "no shares of one whole"),
        ("1.2/-0.2", "no shares of one whole"),
        ("70/30", "no shares of one whole"),
        ("0.7/", "not a number"),
    ],
)
def test_weights_that_cannot_be_are_listed(cell: str, says: str, tmp_path: Path) -> None:
    mapping = SMALL + 'initiator: {column: by, or: "/"}\nweights: {column: w, split: "/"}\n'
    intake = read(
        [f"1,raid,2020-03-05 02:00Z,North/Raiders,{cell}"], mapping, tmp_path, heading="n,what,day,by,w"
    )
    assert says in intake.faults[0].message
    assert intake.faults[0].remedy


@pytest.mark.parametrize("word", ["yes", "no", "unknown", "not_claimed"])
def test_a_table_can_say_whether_it_answered_an_attack(word: str, tmp_path: Path) -> None:
    claim = telling(tmp_path, word, "response: c1")
    assert [one["response"] for one in claim["hypotheses"]] == [word]


def test_who_does_not_say_whether_it_answered_an_attack_claims_no_answer(tmp_path: Path) -> None:
    assert telling(tmp_path, "", "response: c1")["hypotheses"][0]["response"] == "not_claimed"
    assert telling(tmp_path, "x")["hypotheses"][0]["response"] == "not_claimed"


def test_two_sides_are_told_without_direction(tmp_path: Path) -> None:
    sides = ('one_side: {column: c1, split: "+"}', 'other_side: {column: c2, split: "+"}', "response: c3")
    one, other = (
        telling(tmp_path, f"{cells},unknown", *sides)
        for cells in ("North+Raiders,Dwellers' Front", "Dwellers' Front,North+Raiders")
    )
    assert cast_of(one) == [
        {"initiator": ["north", "unknown"], "target": ["south"]},
        {"initiator": ["south"], "target": ["north", "unknown"]},
    ]
    assert [one["response"] for one in one["hypotheses"]] == ["unknown", "unknown"]
    assert other["hypotheses"] == one["hypotheses"]


def test_who_is_told_in_no_role_is_told_so(tmp_path: Path) -> None:
    claim = telling(tmp_path, "North", "role_unknown: c1")
    assert cast_of(claim) == [{"unknown": ["north"]}]


DAMASCUS = "column: day, zone: Asia/Damascus"


def days(claim: dict[str, Any]) -> tuple[str, str]:
    """First and last local day, in Damascus in winter, two hours before UTC."""
    shift, least = timedelta(hours=2), timedelta(microseconds=1)
    return f"{claim['start_at'] + shift:%m-%d %H:%M}", f"{claim['end_at'] + shift - least:%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        ("stated", "03-05 00:00", "03-05 23:59"),
        ("", "03-05 00:00", "03-05 23:59"),
        ("day", "03-05 00:00", "03-05 23:59"),
        ("week_from", "03-05 00:00", "03-11 23:59"),
        ("week_about", "03-02 00:00", "03-08 23:59"),
    ],
)
def test_a_day_may_be_known_only_to_the_week(precision: str, first: str, last: str, tmp_path: Path) -> None:
    mapping = SMALL.replace("column: day, zone: Z", DAMASCUS) + "precision: how\n"
    claim = claim_of(f"1,raid,2020-03-05,{precision}", tmp_path, mapping, heading="n,what,day,how")
    assert days(claim) == (first, last)


def test_a_clock_time_may_be_known_only_to_its_day_or_month(tmp_path: Path) -> None:
    mapping = SMALL.replace("column: day, zone: Z", "column: day, zone: Asia/Riyadh") + "precision: how\n"
    for precision, first, last in (("day", 5, 6), ("month", 1, 32)):
        claim = claim_of(f"1,raid,2020-03-05 02:00,{precision}", tmp_path, mapping, heading="n,what,day,how")
        start = datetime(2020, 3, 1, tzinfo=UTC) - timedelta(hours=3)
        assert claim["start_at"] == start + timedelta(days=first - 1)
        assert claim["end_at"] == start + timedelta(days=last - 1)


@pytest.mark.parametrize(
    ("words", "precision"),
    [("2020-03", "day"), ("2020-W10", "week_about"), ("2020", "month"), ("2020-W10", "month")],
)
def test_a_time_is_not_known_more_exactly_than_it_is_written(
    words: str, precision: str, tmp_path: Path
) -> None:
    intake = read(
        [f"1,raid,{words},{precision}"], SMALL + "precision: how\n", tmp_path, heading="n,what,day,how"
    )
    assert "is not written to the" in intake.faults[0].message


@pytest.mark.parametrize(
    ("words", "format_"),
    [("2020-W10", ""), ("10/2020", ', format: "%V/%G"'), ("2020 week 10", ', format: "%G week %V"')],
)
def test_a_week_runs_from_monday_to_sunday(words: str, format_: str, tmp_path: Path) -> None:
    mapping = SMALL.replace("column: day, zone: Z", DAMASCUS + format_)
    assert days(claim_of(f"1,raid,{words}", tmp_path, mapping, heading="n,what,day")) == (
        "03-02 00:00",
        "03-08 23:59",
    )


@pytest.mark.parametrize("words", ["2020-W54", "2019-W53", "2020-W00"])
def test_a_week_of_no_calendar_is_listed(words: str, tmp_path: Path) -> None:
    intake = read([f"1,raid,{words}"], SMALL, tmp_path, heading="n,what,day")
    assert "is not written as" in intake.faults[0].message


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        ("2020-03-05", "2020-03-07", "2020-03-08T00:00"),
        ("2020-03-05 10:00", "2020-03-05 12:00", "2020-03-05T12:00"),
        ("2020-03-05", "2020-03-05", "2020-03-06T00:00"),
        ("2020-03-05 10:00", "2020-03", "2020-04-01T00:00"),
        ("2020-03-05", "", "2020-03-06T00:00"),
    ],
)
def test_an_interval_has_its_last_day_in_it_and_its_last_minute_not(
    start: str, end: str, last: str, tmp_path: Path
) -> None:
    claim = claim_of(f"1,raid,{start},{end}", tmp_path, SMALL + "until: to\n", heading="n,what,day,to")
    assert claim["end_at"].isoformat()[:16] == last
    assert claim["start_at"].isoformat()[:10] == "2020-03-05"


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ("2020-03-05", "2020-03-04", "is before the start"),
        ("2020-03-05 10:00", "2020-03-05 09:59", "is before the start"),
        ("", "2020-03-05", "and no start"),
        ("2020-03-05", "soon", "is not a time"),
    ],
)
def test_an_interval_that_cannot_be_is_listed(start: str, end: str, says: str, tmp_path: Path) -> None:
    intake = read([f"1,raid,{start},{end}"], SMALL + "until: to\n", tmp_path, heading="n,what,day,to")
    assert says in intake.faults[0].message


def test_the_end_of_an_interval_may_have_a_format_and_a_zone_of_its_own(tmp_path: Path) -> None:
    mapping = SMALL + 'until: {column: to, format: "%d.%m.%Y %H:%M", zone: Asia/Riyadh}\n'
    claim = claim_of("1,raid,2020-03-05 10:00,05.03.2020 15:00", tmp_path, mapping, heading="n,what,day,to")
    assert claim["end_at"] == datetime(2020, 3, 5, 12, tzinfo=UTC)


def test_all_that_is_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    row = ROW.replace("Air raid", "Duel").replace("36.5;", "366.5;").replace(";yes;", ";perhaps;")
    (fault,) = read([row], MAPPING, tmp_path).faults
    assert [word in fault.message for word in ("Duel", "no place on Earth", "perhaps")] == [True] * 3
    assert "add it to `values`" in fault.remedy


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("place: village", "response: {column: village, values: {J: ja}}", "'ja' is no response"),
        ("place: village", "precision: {always: weak_about}", "did you mean 'week_about'"),
        ("place: village", "one_side: village", "the key 'other_side' is missing"),
        (
            "place: village",
            "one_side: village\nother_side: village",
            "map.yaml:4:1: 'initiator' stands beside",
        ),
        ('split: "+"}\ntarget', 'split: "+", or: "+"}\ntarget', "map.yaml:4:37: `or` is what `split` is"),
        ("target: against", 'target: {column: against, or: "/"}', "there is no key 'or'"),
        ('initiator: {column: by, split: "+"}\n', "weights: by\n", "map.yaml:4:1: there is no `initiator`"),
        ('format: "%d/%m/%Y %H:%M"', 'format: "%G-W%V %d"', "is no format"),
        ('format: "%d/%m/%Y %H:%M"', 'format: "%Y-W%V"', "is no format"),
    ],
)
def test_a_mapping_of_roles_and_times_that_cannot_be_is_refused(
    before: str, after: str, says: str, tmp_path: Path
) -> None:
    found = faults_of(MAPPING.replace(before, after), tmp_path)
    assert any(says in fault for fault in found), found


def test_a_key_that_is_missing_is_told_beside_one_that_is_wrong(tmp_path: Path) -> None:
    mapping = MAPPING.replace("Asia/Damascus", "Nowhere").replace("lat: y\n", "")
    assert len(faults_of(mapping, tmp_path)) == 2


def read_bytes(data: bytes, mapping: str, folder: Path) -> Intake:
    (folder / "map.yaml").write_text(mapping, encoding="utf-8")
    return read_claims(io.BytesIO(data), CASEBOOK, reader="csv", mapping=folder / "map.yaml", name="dale.csv")


@pytest.mark.parametrize(
    ("encoding", "village"),
    [("windows-1256", "سراقب"), ("cp1251", "Серакиб"), ("ISO-8859-9", "Çığ"), ("utf-8", "سراقب")],
)
def test_letters_are_read_in_the_encoding_that_the_mapping_names(
    encoding: str, village: str, tmp_path: Path
) -> None:
    data = "\n".join([HEADING, ROW.replace("Hay", village)]).encode(encoding)
    intake = read_bytes(data, f"encoding: {encoding}\n{MAPPING}", tmp_path)
    assert intake.claims["place"].to_pylist() == [village]


def test_bytes_that_are_no_letters_of_the_encoding_end_the_reading_with_their_line(tmp_path: Path) -> None:
    data = "\n".join([HEADING, ROW, ROW.replace("Hay", "?")]).encode().replace(b"?", b"\x98")
    with pytest.raises(BadReport) as error:
        read_bytes(data, f"encoding: windows-1251\n{MAPPING}", tmp_path)
    (fault,) = error.value.faults
    assert (fault.line, "0x98) is not windows-1251" in fault.message) == (3, True)
    with pytest.raises(BadReport) as error:
        read_bytes(data, MAPPING, tmp_path)
    assert "name its `encoding` in a mapping" in error.value.faults[0].remedy


def test_a_table_marked_as_utf_8_is_not_read_in_another_encoding(tmp_path: Path) -> None:
    data = "\ufeff".encode() + "\n".join([HEADING, ROW]).encode()
    assert read_bytes(data, MAPPING, tmp_path).n_claims == 1
    with pytest.raises(BadReport) as error:
        read_bytes(data, f"encoding: windows-1256\n{MAPPING}", tmp_path)
    assert "leave `encoding` out" in error.value.faults[0].remedy


def test_lines_before_the_heading_are_skipped_and_faults_keep_the_lines_of_the_file(tmp_path: Path) -> None:
    titles = ['Report of the "North', "", "not; a; heading"]
    data = "\n".join([*titles, HEADING, ROW, ROW.replace("Air raid", "Duel").replace("7;", "8;", 1)]).encode()
    intake = read_bytes(data, f"skip: 3\n{MAPPING}", tmp_path)
    assert (intake.n_claims, [fault.line for fault in intake.faults]) == (1, [6])
    for wrong in (2, 4):
        with pytest.raises(BadReport) as error:
            read_bytes(data, f"skip: {wrong}\n{MAPPING}", tmp_path)
        assert {fault.line for fault in error.value.faults} == {wrong + 1}


def test_more_lines_skipped_than_there_are_leave_no_heading(tmp_path: Path) -> None:
    with pytest.raises(BadReport) as error:
        read_bytes(f"{HEADING}\n{ROW}\n".encode(), f"skip: 9\n{MAPPING}", tmp_path)
    assert "the file has none" in error.value.faults[0].remedy


COMMAS = f'decimal: ","\n{MAPPING}'.replace('{always: "1000"}', '{always: "1000.5"}')


def test_a_decimal_comma_is_read_where_the_mapping_says_so(tmp_path: Path) -> None:
    claim = claim_of(ROW.replace("36.5;35.5", "36,5;35,25"), tmp_path, COMMAS)
    assert (claim["lon"], claim["lat"], claim["radius_m"]) == (36.5, 35.25, 1000.5)


@pytest.mark.parametrize(
    ("mapping", "cells", "remedy"),
    [
        (MAPPING, "36,5;35.5", 'say `decimal: ","`'),
        (COMMAS, "36.5;35,5", 'say `decimal: "."`'),
        (MAPPING, "1,036.5;35.5", "no sign between thousands"),
        (COMMAS, "1.036,5;35,5", "no sign between thousands"),
        (COMMAS, "1 036;35,5", "no sign between thousands"),
    ],
)
def test_a_sign_between_thousands_or_of_another_language_is_never_guessed(
    mapping: str, cells: str, remedy: str, tmp_path: Path
) -> None:
    (fault,) = read([ROW.replace("36.5;35.5", cells)], mapping, tmp_path).faults
    assert remedy in fault.remedy


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("36°30'00\"E", "35°30'00\"N"),
        ("E 36° 30′", "N 35° 30.0′"),
        ("36°30′0.0″ e", "35º29’60″N".replace("29’60", "30’00")),
        ("٣٦°٣٠′٠٠″ شرقا", "٣٥°٣٠′٠٠″ شمالاً"),
        ("\u200f۳۶°۳۰′", "35°30''N".replace("''", "'")),
        ("36°30' в.д.", "35°30'00'' с. ш."),
        ("36°30' D", "35°30'00” K"),
        ("36.5°", "+35.5°"),
        ("٣٦٫٥", "35.5 N"),
    ],
)
def test_a_coordinate_may_be_degrees_minutes_and_seconds(lon: str, lat: str, tmp_path: Path) -> None:
    heading = HEADING.replace(";", "|")
    row = ROW.replace("36.5;35.5", f"{lon};{lat}").replace('"', '""').replace(";", "|")
    row = "|".join(f'"{cell}"' for cell in row.split("|"))
    claim = claim_of(row, tmp_path, MAPPING.replace('delimiter: ";"', 'delimiter: "|"'), heading=heading)
    assert (claim["lon"], claim["lat"]) == (36.5, 35.5)


def test_the_south_and_the_west_are_negative_however_they_are_told() -> None:
    assert point("36°30' W", "35°30' S") == point("-36°30'", "−35.5") == (-36.5, -35.5)


def test_seconds_may_have_a_decimal_comma() -> None:
    assert point("36°0'1,8\"E", "35°0'0\"", decimal=",") == (36.0005, 35)


@pytest.mark.parametrize(
    ("lat", "says"),
    [
        ("35°60'N", "60 or more"),
        ("35°59'60\"N", "60 or more"),
        ("35°30'E", "has no letter of a latitude"),
        ("-35°30'S", "says twice"),
        ("N35°30'N", "says twice"),
        ("35.5°30'", "a fraction before"),
        ("35°30.5'10\"", "a fraction before"),
        ("35°30'10", "is not a number"),
        ("35 30'", "is not a number"),
        ("35 30 10 N", "is not a number"),
        ("91°N", "no place on Earth"),
        ("35°30,5'", "is not a number"),
        ("°N", "is not a number"),
    ],
)
def test_a_coordinate_that_cannot_be_is_refused(lat: str, says: str) -> None:
    with pytest.raises(BadReport, match=says):
        point("36.5", lat)


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"))
def test_degrees_minutes_and_seconds_come_to_what_they_are(
    whole: int, minutes: int, seconds: int, way: str
) -> None:
    found = point("36.5", f"{whole}°{minutes}'{seconds}\"{way}")
    assert found is not None
    assert found[1] * 3600 == pytest.approx(
        (1 if way == "N" else -1) * (whole * 3600 + minutes * 60 + seconds)
    )


def test_values_turn_each_part_and_leave_other_names_as_they_are(tmp_path: Path) -> None:
    values = 'values: {Army: north, Guard: north, "-": ""}'
    mapping = MAPPING.replace('by, split: "+"', f'by, split: "+", or: "/", {values}')
    claim = claim_of(ROW.replace("North;South", "Army+Guard+-/South;South"), tmp_path, mapping)
    assert cast_of(claim) == [
        {"initiator": ["north"], "target": ["south"]},
        {"initiator": ["south"], "target": ["south"]},
    ]
    assert read([ROW.replace("North;", "Army+Raiders;")], mapping, tmp_path).unmatched_actors == {
        "Raiders": 1
    }


def test_an_empty_cell_may_have_a_word_of_its_own(tmp_path: Path) -> None:
    radius = 'radius_m: {column: village, values: {Hay: 500, "": 5000}}'
    mapping = MAPPING.replace('radius_m: {always: "1000"}', radius)
    assert claim_of(ROW, tmp_path, mapping)["radius_m"] == 500
    assert claim_of(ROW.replace("Hay", ""), tmp_path, mapping)["radius_m"] == 5000
    (fault,) = read([ROW.replace("Hay", "Bay")], mapping, tmp_path).faults
    assert "'Bay' is not in the mapping" in fault.message
