"""Which questions of Idlib are about life, and what four weeks of 2020 come to if the texts still lived."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.found import rows_found
from truceline.bulletins.headlines import headlines
from truceline.judgement import assess
from truceline.model.assessment import Assessment
from truceline.model.hanging import AmbiguityId, Hanging
from truceline.model.ids import UNRESOLVED
from truceline.model.record import Record
from truceline.model.words import About
from truceline.sources import read_claims

ALIVE = {
    "dmz-after-a20b": "alive",
    "a20a-after-a20b": "alive",
    "a16-after-a17": "alive",
    "lapse": "stands",
    "a17-term": "extended",
}
FIRST, LAST = date(2020, 2, 9), date(2020, 3, 7)
PLACES = ((36.55, 35.70), (36.62, 35.78), (36.70, 35.90))
"""Well inside the area of 2018."""
ROW = {
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "assoc_actor_1": "",
    "assoc_actor_2": "",
    "inter1": "1",
    "inter2": "2",
    "location": "An invented place",
    "geo_precision": "1",
    "source": "Invented",
    "notes": "Invented.",
    "fatalities": "2",
    "timestamp": "1584000000",
}
GOVERNMENT, FRONT, HTS = (
    "Military Forces of Syria (2000-)",
    "JTW: National Liberation Front",
    "HTS: Hayat Tahrir al Sham",
)


def _export(rows: list[dict[str, str]]) -> io.BytesIO:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*rows[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(out.getvalue().encode())


def _battles() -> list[dict[str, str]]:
    """Return three battles for each of 28 days, as an export of ACLED prints them; who began no row tells."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    return [
        {
            "event_id_cnty": f"SYR{number}",
            "event_date": f"{day:%d %B %Y}",
            "year": str(day.year),
            "latitude": str(lat),
            "longitude": str(lon),
            "actor1": GOVERNMENT,
            "actor2": FRONT,
            **ROW,
        }
        for number, (day, (lon, lat)) in enumerate((day, place) for day in days for place in PLACES)
    ]


@pytest.fixture(scope="module")
def weeks(idlib: Record) -> Assessment:
    """Return the four weeks, assessed under every position."""
    read = read_claims(_export(_battles()), idlib.casebook)
    assert read.faults == ()
    assert read.claims.num_rows == 84
    return assess(idlib, read.claims)


def _rows(found: Assessment, clause: str) -> list[dict[str, Any]]:
    return [row for row in rows_found(found) if row["clause_id"] == clause]


def test_five_questions_are_about_life_and_each_says_which_reading_means_alive(idlib: Record) -> None:
    assert {one.id: one.alive for one in idlib.casebook.ambiguities if one.about is About.LIFE} == ALIVE


def test_every_question_on_which_an_end_hangs_outright_is_about_life(idlib: Record) -> None:
    ends = [
        *(one.ended for one in idlib.casebook.instruments),
        *(one.until for one in idlib.casebook.clauses),
    ]
    asked = {end.hangs_on for end in ends if isinstance(end, Hanging)}
    # What the announcement of May 2019 promised is about its words, not about whether it still lived.
    assert asked - {"a19-may-promise"} == set(ALIVE)
    for position in idlib.casebook.positions:
        taken = {position.readings[AmbiguityId(one)] for one in ALIVE}
        assert taken == {UNRESOLVED}, "nobody has ruled, nobody has said"


def test_no_battle_of_these_weeks_is_a_breach_of_the_january_ceasefire_but_each_is_one_if_in_force(
    weeks: Assessment,
) -> None:
    rows = _rows(weeks, "a20a/1")
    before = [row for row in rows if int(row["incident_id"][3:]) < 3 * 26]
    assert Counter((row["verdict"], row["if_in_force"]) for row in before) == {
        ("undetermined", "breach"): 78 * 4
    }
    assert all("open:lapse" in row["because"] for row in before)
    # From 6 March on it is besides a question whether the new ceasefire took its place.
    after = [row for row in rows if row not in before]
    assert {(row["verdict"], row["if_in_force"]) for row in after} == {("undetermined", "breach")}
    assert all("open:a20a-after-a20b" in row["because"] for row in after)


def test_the_headlines_name_the_january_ceasefire_and_in_how_many_it_is_told_who_began(
    idlib: Record, weeks: Assessment
) -> None:
    found = headlines(idlib, weeks)
    breaches = {one.line: one.n_incidents for one in found.lines if one.line.startswith("breach")}
    january = next(one for one in found.supposed if one.instrument == "a20a")
    # The 78 before 6 March; those of the last two days that A20b reaches too stand on its line.
    assert breaches["breach_on_all_accounts"] + january.n_incidents == 84
    assert january.n_incidents >= 78
    assert january.n_began_told == 0, "a battle of this source names two sides and no initiator"
    assert january.by_basis == (("one_third_party", january.n_incidents),)


def test_where_another_question_is_open_besides_it_is_no_breach_even_if_in_force(idlib: Record) -> None:
    battle = _battles()[0] | {"actor2": HTS}
    found = assess(idlib, read_claims(_export([battle]), idlib.casebook).claims)
    for row in _rows(found, "a20a/1"):
        assert (row["verdict"], row["if_in_force"]) == ("undetermined", "undetermined")
        assert "open:hts-bound" in row["because"]
    assert headlines(idlib, found).line_of == {"SYR0": "depends_on_a_reading"}


def test_the_headlines_of_the_record_tell_all_accounts_from_some(idlib: Record, assessed: Assessment) -> None:
    accounts: dict[str, set[str]] = {}
    breaches: dict[str, set[str]] = {}
    for row in assessed.claims.to_pylist():
        accounts.setdefault(row["incident_id"], set()).add(row["account"])
    for row in rows_found(assessed):
        if row["verdict"] == "breach" and row["robust"]:
            breaches.setdefault(row["incident_id"], set()).add(row["account"])
    on_all = {one for one, which in breaches.items() if which == accounts[one]}
    found = headlines(idlib, assessed)
    assert set(found.on("breach_on_all_accounts")) == on_all
    assert set(found.on("breach_on_some_accounts")) == set(breaches) - on_all
    assert on_all
    assert set(breaches) - on_all, "the record has both"
    assert set(found.line_of) == set(accounts)
    assert sum(one.n_incidents for one in found.lines) == len(accounts)
