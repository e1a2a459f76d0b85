"""A report as it is kept: append only, of a code, put right by a later one, and part of the record."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from truceline.cli import app
from truceline.errors import BadCasebook, BadInput, NotFound
from truceline.files import load_record
from truceline.files.casebooks import Folders
from truceline.model.words import Audience, Manner
from truceline.record.accounts import claims_of
from truceline.record.days import Period, reporting_day
from truceline.record.known import known_by
from truceline.record.release import release
from truceline.runs.brief import brief_casebook
from truceline.runs.reporting import Heard, answered, as_changed, hear, keep

SAID_AT = datetime(2020, 3, 12, 12, 30, tzinfo=UTC)
WORDS = "shelling, 2 km W of Saraqib, 1 h ago, from the east, 2 dead"


def told(words: str = WORDS, at: datetime = SAID_AT, *changes: str) -> Heard:
    return hear("idlib", words, said_at=at, changes=changes)


def test_it_is_part_of_the_record(tmp_path: Path) -> None:
    files = keep(told(), tmp_path, source="S17")
    assert [one.relative_to(tmp_path).as_posix() for one in files[:2]] == ["record.yaml", "sources/S17.yaml"]
    record = load_record("idlib", tmp_path)
    own = files[-1].stem
    claim = next(one for one in record.claims if one.id == own)
    assert (claim.by, claim.fire_from, claim.manner) == ("S17", "E", Manner.ASSERTS)
    assert [(one.outcome, one.low, one.high) for one in claim.harm] == [("killed", 2, 2)]
    report = next(one for one in record.reports if one.id == own)
    assert report.words == WORDS
    row = next(one for one in claims_of(record).to_pylist() if one["incident_id"] == own)
    assert row["start_at"] == datetime(2020, 3, 12, 11, 15, tzinfo=UTC)
    assert row["end_at"] == datetime(2020, 3, 12, 11, 45, tzinfo=UTC)
    assert (row["fatalities_low"], row["fatalities_high"]) == (2, 2)
    assert row["radius_m"] == 1_500.0


def test_an_attack_by_means_nobody_tells_is_kept_too(tmp_path: Path) -> None:
    own = keep(told("Saraqib was attacked at 13:10"), tmp_path, source="S17")[-1].stem
    assert own in {one.id for one in load_record("idlib", tmp_path, with_own=False).incidents}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    keep(told(), tmp_path, source="S17")
    before = {one: one.read_bytes() for one in tmp_path.rglob("*.yaml")}
    with pytest.raises(BadInput) as caught:
        keep(told(), tmp_path, source="S17")
    assert "it stands as" in caught.value.faults[0].message
    keep(told("mortar fire in Sarmin at 13:10"), tmp_path, source="S17")
    assert {one: one.read_bytes() for one in before} == before
    assert len(list(tmp_path.glob("reports/*.yaml"))) == 2


@pytest.mark.slow
def test_two_desks_are_one_record(tmp_path: Path) -> None:
    keep(told(), tmp_path / "a", source="S17")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    keep(told("mortar fire in Sarmin at 13:10"), tmp_path / "b", source="S17")
    keep(told("mortar fire in Sarmin at 13:20"), tmp_path / "a", source="S18")
    both = load_record("idlib", tmp_path / "a", tmp_path / "b")
    assert sorted(one.source for one in both.reports if one.source in {"S17", "S18"}) == ["S17", "S17", "S18"]


@pytest.mark.slow
def test_a_correction_takes_its_place_from_its_day_on(tmp_path: Path) -> None:
    first = keep(told(), tmp_path, source="S17")[-1].stem
    later = datetime(2020, 3, 14, 9, 0, tzinfo=UTC)
    heard = told("shelling in Sarmin on 12 March at 13:10", later)
    second = keep(heard, tmp_path, source="S17", corrects=first)[-1].stem
    record = load_record("idlib", tmp_path, with_own=False)
    assert {one["incident_id"] for one in claims_of(record).to_pylist()} & {first, second} == {second}
    then = known_by(record, reporting_day(date(2020, 3, 13), record.casebook.mandate).end_at)
    assert {one["incident_id"] for one in claims_of(then).to_pylist()} & {first, second} == {first}


def test_a_correction_is_by_whoever_told_it(tmp_path: Path) -> None:
    first = keep(told(), tmp_path, source="S17")[-1].stem
    with pytest.raises(BadInput, match="whoever told it"):
        keep(told("shelling in Sarmin"), tmp_path, source="S18", corrects=first)
    with pytest.raises(NotFound):
        keep(told("shelling in Sarmin"), tmp_path, source="S17", corrects="D-none")


def test_one_report_is_corrected_once_and_that_again(tmp_path: Path) -> None:
    first = keep(told(), tmp_path, source="S17")[-1].stem
    second = keep(told("shelling in Sarmin at 13:10"), tmp_path, source="S17", corrects=first)[-1].stem
    with pytest.raises(BadInput) as caught:
        keep(told("shelling in Sarmin at 13:20"), tmp_path, source="S17", corrects=first)
    assert second in caught.value.faults[0].message
    third = keep(told("shelling in Sarmin at 13:20"), tmp_path, source="S17", corrects=second)[-1].stem
    record = load_record("idlib", tmp_path, with_own=False)
    stand = {one["incident_id"] for one in claims_of(record).to_pylist()}
    assert stand & {first, second, third} == {third}


def test_a_report_is_taken_back(tmp_path: Path) -> None:
    first = keep(told(), tmp_path, source="S17")[-1].stem
    keep(told("No shelling near Saraqib, it was thunder"), tmp_path, source="S17", corrects=first)
    record = load_record("idlib", tmp_path, with_own=False)
    assert first not in {one["incident_id"] for one in claims_of(record).to_pylist()}


@pytest.mark.slow
@pytest.mark.parametrize("turned", ["loop", "fork", "before"])
def test_a_correction_written_by_hand_that_cannot_be_is_a_fault(tmp_path: Path, turned: str) -> None:
    first = keep(told(), tmp_path, source="S17")[-1]
    second = keep(told("shelling in Sarmin at 13:10"), tmp_path, source="S17", corrects=first.stem)[-1]
    text = first.read_text(encoding="utf-8")
    match turned:
        case "loop":
            first.write_text(f"{text}  corrects: [{second.stem}]\n", encoding="utf-8")
        case "fork":
            other = text.replace(first.stem, "D-other") + f"  corrects: [{first.stem}]\n"
            (tmp_path / "reports" / "other.yaml").write_text(other, encoding="utf-8")
        case "before":
            first.write_text(text.replace("said_on: '2020-03-12'", "said_on: '2020-03-13'"), encoding="utf-8")
    with pytest.raises(BadCasebook, match="fault"):
        load_record("idlib", tmp_path, with_own=False)


def test_what_is_told_after_midnight_is_not_known_the_evening_before(tmp_path: Path) -> None:
    at = datetime(2020, 3, 11, 23, 11, tzinfo=UTC)  # 01:11 of the 12th in Damascus
    own = keep(told("shelling in Sarmin 10 min ago", at), tmp_path, source="S17")[-1].stem
    record = load_record("idlib", tmp_path, with_own=False)
    for day, is_known in ((date(2020, 3, 11), False), (date(2020, 3, 12), True)):
        then = known_by(record, reporting_day(day, record.casebook.mandate).end_at)
        assert (own in {one.id for one in then.incidents}) is is_known


def test_what_a_person_put_right_is_told_apart_from_what_was_said(tmp_path: Path) -> None:
    heard = as_changed(told("shelling in Sarmin"), "by=hts")
    own = keep(heard, tmp_path, source="S17")[-1].stem
    report = next(one for one in load_record("idlib", tmp_path, with_own=False).reports if one.id == own)
    assert (report.words, report.put_right) == ("shelling in Sarmin", ("by=hts",))


@pytest.mark.parametrize(
    "words",
    [
        "no shelling in Saraqib at 13:10",
        pytest.param("is Saraqib being shelled?", marks=pytest.mark.slow),
        pytest.param("hello", marks=pytest.mark.slow),
    ],
)
def test_of_what_did_not_happen_the_words_alone_are_kept(tmp_path: Path, words: str) -> None:
    own = keep(told(words), tmp_path, source="S17")[-1].stem
    record = load_record("idlib", tmp_path, with_own=False)
    assert next(one.words for one in record.reports if one.id == own) == words
    assert own not in {one.id for one in record.claims}
    assert own not in {one.id for one in record.incidents}


@pytest.mark.parametrize("source", ["Ahmad", "s17", "S", "17", "S17 ", "S17\n", "../S17", ""])
def test_a_source_is_a_code(tmp_path: Path, source: str) -> None:
    with pytest.raises(BadInput):
        keep(told(), tmp_path, source=source)
    assert list(tmp_path.iterdir()) == []


def test_a_protected_source_is_refused(tmp_path: Path) -> None:
    keep(told(), tmp_path, source="S17")
    (tmp_path / "sources" / "S9.yaml").write_text(
        "sources:\n- {id: S9, names: {en: S9}, family: monitors, protected: true}\n"
        "families:\n- {id: monitors, names: {en: Monitors}, standing: third_party}\n",
        encoding="utf-8",
    )
    with pytest.raises(BadInput) as caught:
        keep(told("shelling in Sarmin"), tmp_path, source="S9")
    assert "protected" in caught.value.faults[0].message


def test_a_folder_of_another_casebook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "record.yaml").write_text("record: {of: tarn}\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        keep(told(), tmp_path, source="S17")
    assert "tarn" in caught.value.faults[0].message
    assert [one.name for one in tmp_path.iterdir()] == ["record.yaml"]


def test_no_public_product_says_who_told_it_or_in_which_words(tmp_path: Path) -> None:
    keep(told("shelling in Saraqib at 13:10, Abu Said of the bakery told it"), tmp_path, source="S17")
    record = load_record("idlib", tmp_path, with_own=False)
    out = release(record, audience=Audience.PUBLIC, at=datetime(2030, 1, 1, tzinfo=UTC)).record
    assert "S17" not in repr(out)
    assert "12:30" not in repr(out), "when it was told"
    assert "bakery" not in repr(out)
    own = next(one for one in out.matters if one.title == "shelling" and one.where and not one.where.place)
    assert own.where is not None
    assert own.where.radius_m is not None
    assert own.where.radius_m > 1_000
    inside = release(record, audience=Audience.INTERNAL, at=datetime(2030, 1, 1, tzinfo=UTC)).record
    assert "bakery" in repr(inside)


def asked(*words: str) -> str:
    found = CliRunner().invoke(app, list(words))
    assert found.exit_code == 0, found.output
    return " ".join(found.stdout.split())


@pytest.mark.slow
def test_claims_and_explanation_show_what_was_told_and_in_which_words(tmp_path: Path) -> None:
    file = keep(told(WORDS, SAID_AT, "by=russia"), tmp_path, source="S17")[-1]
    kept = ("--record", str(tmp_path), "--audience", "internal")
    details = ("Dead: 2", "Fire from: east", "11:15Z to 2020-03-12 11:45Z", f"“{WORDS}”", "desk: by=russia")
    for said in (
        asked("claims", "idlib", file.stem, *kept),
        asked("explain", "idlib", file.stem, *kept, "--clause", "a20b/1", "--position", "moscow"),
    ):
        assert [one for one in details if one not in said] == []
    assert "Fire from: east" in asked("explain", "idlib", file.stem, *kept)
    assert WORDS in asked("claims", "idlib", file.stem, *kept, "--json")


def test_the_public_reads_how_many_and_not_the_words_nor_where_the_witness_stood(tmp_path: Path) -> None:
    keep(told(WORDS, SAID_AT, "by=russia"), tmp_path, source="S17")
    alone = ("--record", str(tmp_path), "--no-record")
    for more in ((), ("--json",)):
        said = asked("claims", "idlib", "--on", "2020-03-12", *alone, *more)
        for secret in ("Fire from", '"E"', "from the east", "S17", "by=russia"):
            assert secret not in said
    assert "Dead: 2" in asked("claims", "idlib", "--on", "2020-03-12", *alone)


@pytest.mark.parametrize(("language", "says"), [("en", "put right in"), ("tr", "içinde düzeltildi")])
def test_a_correction_is_told_in_the_language_of_the_page(tmp_path: Path, language: str, says: str) -> None:
    first = keep(told(), tmp_path, source="S17")[-1].stem
    keep(told("shelling in Sarmin at 13:10"), tmp_path, source="S17", corrects=first)
    kept = ("--record", str(tmp_path), "--no-record", "--audience", "internal")
    said = asked("claims", "idlib", first, *kept, "--lang", language)
    assert says in said
    assert (language == "en") == ("put right" in said)


@pytest.mark.slow
@pytest.mark.parametrize("audience", ["public", "internal"])
def test_two_codes_may_tell_of_one_event_and_one_code_tells_of_two(tmp_path: Path, audience: str) -> None:
    def counted(name: str, *reports: tuple[str, str]) -> list[tuple[str, str]]:
        for words, source in reports:
            keep(told(words), tmp_path / name, source=source)
        days = ("--from", "2020-03-12", "--to", "2020-03-12", "--audience", audience, "--json")
        found = asked("trend", "idlib", "--record", str(tmp_path / name), *days)
        return [(row["incidents"], row["dead"]) for row in json.loads(found)["trend"]["rows"]]

    one, other = "shelling in Saraqib at 13:10, 2 dead", "shelling in Saraqib at 13:50, 3 dead"
    assert counted("two codes", (one, "S17"), (other, "S18")) == [("1–2", "2–5")]
    assert counted("one code", (one, "S17"), (other, "S17")) == [("2", "5")]
    later = "shelling in Saraqib at 14:20, 3 dead"
    assert counted("hours apart", (one, "S17"), (later, "S18")) == [("2", "5")]


@pytest.mark.slow
def test_a_brief_counts_it(tmp_path: Path) -> None:
    keep(told(), tmp_path, source="S17")
    day = Period(first=date(2020, 3, 12), last=date(2020, 3, 12))
    asked = Folders(casebook="idlib", records=(tmp_path,))
    own, both = brief_casebook("idlib", period=day), brief_casebook(asked, period=day)
    assert len(both.brief.rows) == len(own.brief.rows) + 1


def test_the_answer_is_of_then_and_there() -> None:
    consulted = answered("idlib", told())
    assert consulted is not None
    assert consulted.status.during.start_at == datetime(2020, 3, 12, 11, 30, tzinfo=UTC)
    assert consulted.place is not None
    assert (consulted.place.id, consulted.is_beside) == ("saraqib", True)
    assert answered("idlib", told("shelling at 13:10")) is None


def test_a_person_puts_it_right_in_the_words_one_would_say() -> None:
    heard = told("they say somebody fired")
    for change in ("act=mortar fire", "place=3 km N of Sarmin", "time=13:10", "by=hts", "at=Turkey"):
        heard = as_changed(heard, change) if change != "time=13:10" else heard
    heard = as_changed(as_changed(as_changed(heard, "dead=2+"), "wounded=3-5"), "from=ne")
    heard = as_changed(heard, "time=2020-03-12 13:10")
    found = heard.found
    assert (found.act, found.doer, found.target, found.fire_from) == ("mortar_fire", "hts", "turkey", "NE")
    assert found.place is not None
    assert (found.place.place, found.place.distance_m) == ("sarmin", 3_000.0)
    assert found.time is not None
    assert found.time.start_at == datetime(2020, 3, 12, 11, 10, tzinfo=UTC)
    assert found.tolls.dead is not None
    assert (found.tolls.dead.low, found.tolls.dead.high) == (2, None)
    assert as_changed(heard, "place=").found.place is None


@pytest.mark.parametrize(
    "change",
    ["place", "colour=red", "act=hug", "place=Sarakeb", "time=2020-03-12 14:31", "time=soon", "dead=-1",
     "dead=4-2", "from=up", "by=somebody", "denied=perhaps"],
)  # fmt: skip
def test_a_change_that_cannot_be_taken_over_says_why(change: str) -> None:
    with pytest.raises(BadInput) as caught:
        as_changed(told(), change)
    assert caught.value.faults[0].remedy
