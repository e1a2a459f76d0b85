"""Ids are compared in one form: what looks alike is alike, and what nobody can see is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from truceline.errors import BadCasebook, BadReport
from truceline.files import load_record, write_new
from truceline.model.ids import one_form, unseen
from truceline.sources import read_claims
from truceline.sources.tracks.reading import read_tracks

APART, TOGETHER = "S\u0065\u0301", "S\u00e9"
HEADING = "patrol,vehicle,side,at,lon,lat"
UNSEEN = ("\u200b", "\u200f", "\x00", "\ufeff", "\x1b")


def _tracks(path: Path, *patrols: str) -> Path:
    rows = [f"{one},v,north,2030-06-12T08:0{n}:00Z,36,35" for n, one in enumerate(patrols)]
    path.write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("sign", UNSEEN)
def test_a_patrol_with_a_sign_that_nobody_can_see_is_a_fault_and_no_second_patrol(
    tmp_path: Path, sign: str
) -> None:
    with pytest.raises(BadReport) as raised:
        read_tracks([_tracks(tmp_path / "t.csv", "S1", f"S{sign}1")])
    assert [(one.line, "nobody can see" in one.message) for one in raised.value.faults] == [(3, True)]


def test_letters_put_together_or_apart_are_one_patrol(tmp_path: Path) -> None:
    fixes = read_tracks([_tracks(tmp_path / "t.csv", APART, TOGETHER)]).fixes
    assert set(fixes["patrol"].to_pylist()) == {TOGETHER}


@pytest.mark.parametrize("odd", ["p-1\u200b", "p-\u0065\u0301"])
def test_an_id_of_a_casebook_that_only_looks_like_another_is_a_fault(tmp_path: Path, odd: str) -> None:
    write_new("tarn", tmp_path / "tarn")
    ledger = tmp_path / "tarn" / "patrols.csv"
    ledger.write_text(f"id,on,crews\n{odd},2030-06-12,northern_army\n", encoding="utf-8")
    with pytest.raises(BadCasebook) as raised:
        load_record(tmp_path / "tarn")
    assert [one.file for one in raised.value.faults] == ["patrols.csv"]


def test_an_incident_of_a_mapped_table_that_only_looks_like_another_is_not_read(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    table, mapping = tmp_path / "t.csv", tmp_path / "m.yaml"
    table.write_text("id,on\nE1,2030-06-12\nE1\u200b,2030-06-12\n", encoding="utf-8")
    mapping.write_text(
        'id: id\nact: {always: shelling}\nwhen: {column: "on", zone: UTC}\n'
        "basis: {always: one_third_party}\n",
        encoding="utf-8",
    )
    found = read_claims(table, load_record(tmp_path / "tarn").casebook, reader="csv", mapping=mapping)
    assert found.claims["incident_id"].to_pylist() == ["E1"]
    assert [one.line for one in found.faults] == [3]


def test_what_can_be_seen_stays() -> None:
    assert unseen("p-2020-03-15 إدلب") == ""
    assert one_form("p-1") == "p-1"
