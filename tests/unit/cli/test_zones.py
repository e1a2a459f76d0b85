"""Zones on the terminal and as JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.casebooks import SMALL
from truceline.bulletins.catalogue import catalogue, languages
from truceline.cli import app
from truceline.cli.zones import zone_lines, zones_document
from truceline.runs.zones import zones_of


@pytest.fixture
def small(tmp_path: Path) -> Path:
    text = SMALL.replace("ends: flat}", "ends: {hangs_on: clock, readings: {ours: flat, theirs: round}}}")
    text = text.replace("names: {en: Mill}", "names: {en: Mill, tr: Değirmen}").replace(
        "basis: point 1\n", 'basis: "point 1 \\e[31m"\n    from: 2030-05-02\n'
    )
    (tmp_path / "casebook.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_each_zone_says_who_drew_it_from_what_and_how(small: Path) -> None:
    lines = list(zone_lines(zones_of(small)))
    text = "\n".join(lines)
    assert any(line.startswith("strip  strip") for line in lines)
    assert "    constructed, drawn by Truceline, from 2030-05-02" in lines
    assert "    clauses: acc/1" in lines
    assert "Constructed and computed, not determined." in text
    assert "1. strip: walk Road through Mill, Cape (9 km" in text
    assert "cut straight across at both ends" in text
    assert "closed by half circles" in text
    assert "      under ruling" in lines
    assert "\x1b" not in text
    assert "\\x1b[31m" in text


def test_places_are_named_in_the_language_asked_for(small: Path) -> None:
    assert "Değirmen" in "\n".join(zone_lines(zones_of(small, language="tr")))


@pytest.mark.parametrize("language", languages())
def test_our_words_are_in_the_language_asked_for(small: Path, language: str) -> None:
    t = catalogue(language)
    lines = list(zone_lines(zones_of(small, language=language, with_comparison=True), t))
    assert t("zones.status") in lines
    assert f"    {t('zones.no_verdict', clauses='acc/1')}" in lines
    assert ("Constructed and computed" in "\n".join(lines)) is (language == "en")


def test_the_comparison_says_what_each_reading_changes(small: Path) -> None:
    text = "\n".join(zone_lines(zones_of(small, with_comparison=True)))
    assert "strip by clock" in text
    assert "in ours and not theirs: 0 km²" in text
    assert "in theirs and not ours: 113 km²" in text
    assert "no verdict under acc/1 depends on it in this record" in text


def test_no_drawing_that_holds_is_said(small: Path) -> None:
    lines = list(zone_lines(zones_of(small, on=date(2030, 5, 1))))
    assert "No zone's drawing holds on that day." in lines


def test_the_document_says_all_of_it_in_plain_values(small: Path) -> None:
    document = json.loads(json.dumps(zones_document(zones_of(small, with_comparison=True)), allow_nan=False))
    (strip,) = document["zones"]
    assert document["status"] == "computed, not determined"
    assert [one["readings"] for one in strip["variants"]] == [{"clock": "ours"}, {"clock": "theirs"}]
    assert strip["variants"][0]["n_settlements"] is None
    assert strip["variants"][0]["steps"][0]["sigma_m"] == strip["variants"][0]["sigma_m"]
    (compared,) = document["compared"]
    assert compared["differences"][0]["only_other_km2"]["low"] == pytest.approx(113.1, rel=1e-2)


def test_as_typed(small: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    done = run(
        app, ["zones", str(small), "strip", "--position", "ours", "--out", str(tmp_path / "z.geojson")]
    )
    assert done.exit_code == 0, done.output
    assert "written:" in done.output
    assert len(json.loads((tmp_path / "z.geojson").read_text(encoding="utf-8"))["features"]) == 1
    assert run(app, ["zones", str(small), "nowhere"]).exit_code == 2
    assert run(app, ["zones", str(small), "--out", str(tmp_path / "z.shp")]).exit_code == 1
    assert json.loads(run(app, ["zones", str(small), "--json"]).stdout)["casebook"] == "small"
