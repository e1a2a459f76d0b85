"""`truceline patrols sheet` as a user types it: a page a crew, blank lines, GPX, none for the public."""

from __future__ import annotations

import io
import json
import re
import stat
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from typer.testing import CliRunner, Result

from truceline.bulletins.catalogue import catalogue, languages
from truceline.cli import app
from truceline.sources.tracks.reading import read_tracks

PLAN = """\
plans:
  - id: spring-01
    route: m4-corridor-route
    casebook: idlib
    readings: {corridor-extent: ain_al_havr}
    zone: Asia/Damascus
    starts_at: 2020-05-02 09:45
    ends_at: 2020-05-02 12:00
    legs:
      - {from_km: 0, to_km: 21.7, starts_at: 2020-05-02 09:55, ends_at: 2020-05-02 10:40}
      - {from_km: 21.7, to_km: 0}
    crews:
      - {id: R2, of: russia, vehicles: [KX-331]}
      - {id: T2, of: turkey}
    rendezvous: {place: trumba, from: 2020-05-02 09:15, until: 2020-05-02 09:35}
    abort_if: [fire within 1 km]
"""
TOLD = PLAN + "    turn_back_at: 2020-05-02 11:00\n    call: [{who: Duty officer, how: channel 12}]\n"
NS = {"g": "http://www.topografix.com/GPX/1/1"}
INSIDE = ("--audience", "internal")


def run(folder: Path, *words: str | Path, text: str = PLAN) -> Result:
    file = folder / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["patrols", "sheet", str(file), *(str(word) for word in words)])


def said(folder: Path, *words: str | Path, text: str = PLAN) -> str:
    ended = run(folder, *INSIDE, *words, text=text)
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def gpx(folder: Path, text: str = PLAN) -> ElementTree.Element:
    said(folder, "--out", folder / "out", text=text)
    return ElementTree.fromstring((folder / "out" / "internal-patrol-sheets.gpx").read_bytes())


@pytest.mark.parametrize("words", [(), ("--audience", "public"), ("--json",), ("--out", "OUT")])
def test_the_public_gets_none(tmp_path: Path, words: tuple[str, ...]) -> None:
    ended = run(tmp_path, *(word.replace("OUT", str(tmp_path / "out")) for word in words))
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert "--audience internal" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_each_crew_has_its_sheet(tmp_path: Path) -> None:
    sheets = re.split(r"^INTERNAL\. ", said(tmp_path), flags=re.MULTILINE)[1:]
    assert [one.splitlines()[0] for one in sheets] == [
        "spring-01: crew R2 (Russia)",
        "spring-01: crew T2 (Turkey)",
    ]
    assert "With: T2 (Turkey)" in sheets[0]
    assert "Vehicles: KX-331" in sheets[0]
    assert "Vehicles: ____" in sheets[1]
    assert "09:15 to 09:35" in sheets[0]
    assert "09:55     0.0  Trumba" in sheets[0]


def test_what_the_plan_does_not_say_is_a_blank_line(tmp_path: Path) -> None:
    text = said(tmp_path)
    assert text.count("Turn back at: ____") == 2
    assert "Whom to call\n    ____" in text
    assert "________     5.5" in text, "a leg without times has none"


def test_what_the_plan_says_is_there(tmp_path: Path) -> None:
    text = said(tmp_path, text=TOLD)
    assert text.count("Turn back at: 11:00") == 2
    assert "Whom to call\n    Duty officer: channel 12" in text
    assert "It ends early if\n    fire within 1 km" in text


def test_files_are_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    said(tmp_path, "--out", tmp_path / "out")
    files = sorted((tmp_path / "out").iterdir())
    assert [one.name for one in files] == [f"internal-patrol-sheets.{end}" for end in ("gpx", "html", "pdf")]
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}
    before = [one.read_bytes() for one in files]
    said(tmp_path, "--out", tmp_path / "out")
    assert [one.read_bytes() for one in files] == before


@pytest.mark.parametrize("language", languages())
def test_every_page_is_a5_and_says_that_it_is_internal(tmp_path: Path, language: str) -> None:
    said(tmp_path, "--out", tmp_path / "out", "--lang", language)
    read = pypdf.PdfReader(io.BytesIO((tmp_path / "out" / "internal-patrol-sheets.pdf").read_bytes()))
    assert len(read.pages) == 2
    word = catalogue(language)("crew_sheet.title").split(":")[0].split()[0]
    for page in read.pages:
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (420, 595)
        assert word in page.extract_text() or word[::-1] in page.extract_text()
    html = (tmp_path / "out" / "internal-patrol-sheets.html").read_text(encoding="utf-8")
    assert f'dir="{catalogue(language).direction}"' in html
    assert "size: A5" in html
    assert html.count(word) >= 3


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_browser_prints_a_page_of_a5_for_each_crew(chromium: Path, tmp_path: Path, language: str) -> None:
    said(tmp_path, "--out", tmp_path / "out", "--lang", language, text=TOLD)
    page, printed = tmp_path / "out" / "internal-patrol-sheets.html", tmp_path / "printed.pdf"
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    command = [str(chromium), *quiet, f"--user-data-dir={tmp_path}/profile", f"--print-to-pdf={printed}"]
    subprocess.run([*command, page.as_uri()], capture_output=True, check=True, timeout=120)
    read = pypdf.PdfReader(printed)
    sizes = {(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in read.pages}
    assert (len(read.pages), sizes) == (2, {(420, 595)})


def test_gpx_is_in_the_order_of_its_schema(tmp_path: Path) -> None:
    root = gpx(tmp_path)
    assert root.tag == f"{{{NS['g']}}}gpx"
    assert root.attrib["version"] == "1.1"
    assert root.attrib["creator"]
    order = {
        "gpx": ["metadata", "wpt", "rte", "trk", "extensions"],
        "metadata": [
            "name",
            "desc",
            "author",
            "copyright",
            "link",
            "time",
            "keywords",
            "bounds",
            "extensions",
        ],
        "rte": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "rtept"],
        "wpt": ["ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type"],
    }
    order["rtept"] = order["wpt"]
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        children = [child.tag.rpartition("}")[2] for child in element]
        places = [order[tag].index(child) for child in children] if children else []
        assert places == sorted(places), tag
        if tag in {"wpt", "rtept"}:
            assert -90 <= float(element.attrib["lat"]) <= 90
            assert -180 <= float(element.attrib["lon"]) < 180
            assert set(element.attrib) == {"lat", "lon"}
        if tag == "time":
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.text or "")


def test_gpx_says_that_it_is_internal_and_where_and_when(tmp_path: Path) -> None:
    root = gpx(tmp_path)
    assert "INTERNAL" in (root.findtext("g:metadata/g:name", "", NS))
    assert root.findtext("g:metadata/g:keywords", "", NS) == "internal"
    assert root.findtext("g:wpt/g:time", "", NS) == "2020-05-02T06:15:00Z"
    points = root.findall("g:rte/g:rtept", NS)
    assert points[0].findtext("g:name", "", NS) == "Trumba"
    assert points[0].findtext("g:time", "", NS) == "2020-05-02T06:55:00Z"
    assert points[-1].find("g:time", NS) is None, "the way back is not timed"


def test_a_route_to_come_is_no_track_of_what_was(tmp_path: Path) -> None:
    gpx(tmp_path)
    read = read_tracks([tmp_path / "out" / "internal-patrol-sheets.gpx"])
    assert read.fixes.num_rows == 0


def test_nothing_in_a_plan_is_markup(tmp_path: Path) -> None:
    hostile = (
        TOLD.replace("id: spring-01", 'id: "<i>&"')
        .replace("channel 12", '"<script>&\\u202e\\uffff]]>"')
        .replace("fire within", "<b>fire")
    )
    root = gpx(tmp_path, hostile)
    assert root is not None
    html = (tmp_path / "out" / "internal-patrol-sheets.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "<b>fire" not in html
    assert chr(0x202E) not in html


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("    casebook: idlib\n", "", "no casebook is named"),
        ("    readings: {corridor-extent: ain_al_havr}\n", "", "the line hangs on 'corridor-extent'"),
        ("ain_al_havr", "ain_al_hawr", "there is no reading 'ain_al_hawr'"),
        ("to_km: 21.7,", "to_km: 210.7,", "lies beyond the end of the route"),
        ("place: trumba", "place: trumbo", "there is no place 'trumbo'"),
        ("2020-05-02 11:00", "2020-05-02 12:00", "not between `starts_at` and `ends_at`"),
        ("2020-05-02 11:00", "2020-05-02 09:45", "not between `starts_at` and `ends_at`"),
        ("2020-05-02 11:00", "2020-05-02", "says no time of day"),
        ("how: channel 12", 'how: " "', "call[0].how: nothing is said"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in TOLD
    ended = run(tmp_path, *INSIDE, "--out", tmp_path / "out", text=TOLD.replace(old, new))
    assert ended.exit_code == 1
    assert fault in ended.stderr
    assert "plan.yaml" in ended.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("inside", ["09:46", "11:59"])
def test_crews_may_turn_back_at_any_time_between(tmp_path: Path, inside: str) -> None:
    assert f"Turn back at: {inside}" in said(tmp_path, text=TOLD.replace("02 11:00", f"02 {inside}"))


def test_a_casebook_can_be_named_and_a_plan_chosen(tmp_path: Path) -> None:
    text = PLAN.replace("    casebook: idlib\n", "")
    assert "Trumba" in said(tmp_path, "--casebook", "idlib", "--plan", "spring-01", text=text)
    ended = run(tmp_path, *INSIDE, "--plan", "spring-02")
    assert ended.exit_code == 2
    assert "there is no plan 'spring-02'" in ended.stderr


def test_a_route_in_words_has_no_way_and_no_route_in_gpx(tmp_path: Path) -> None:
    text = PLAN.replace("route: m4-corridor-route", "route: by the old road").replace(
        "    readings: {corridor-extent: ain_al_havr}\n", ""
    )
    assert "Route: by the old road" in said(tmp_path, text=text)
    assert "The way" not in said(tmp_path, text=text)
    assert gpx(tmp_path, text).find("g:rte", NS) is None


def test_one_document_holds_the_ways(tmp_path: Path) -> None:
    found: dict[str, Any] = json.loads(said(tmp_path, "--json"))
    assert found["audience"] == "internal"
    [outing] = found["outings"]
    assert [one["place"] for one in outing["way"]][:2] == ["trumba", "nayrab"]
    assert outing["way"][-1]["at"] is None


def test_a_file_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "internal-patrol-sheets.gpx").write_text("<gpx/>", encoding="utf-8")
    assert run(tmp_path, *INSIDE, "--out", out).exit_code == 1
    assert [one.read_text(encoding="utf-8") for one in out.iterdir()] == ["<gpx/>"], (
        "nor are the others written"
    )
