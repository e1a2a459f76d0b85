"""Who took part beside whom in the Idlib record, and where its accounts put an incident."""

from __future__ import annotations

from typing import Any

import pytest

from tests import zoo
from truceline.bulletins import incidents_geojson
from truceline.bulletins.headlines import headlines
from truceline.bulletins.sections.explanation import explanation_said
from truceline.judgement import assess
from truceline.judgement.explain import explain
from truceline.model.assessment import Assessment
from truceline.model.record import Record
from truceline.record import claims_of_takings, takings, tellings


@pytest.fixture(scope="module")
def taken(idlib: Record) -> Assessment:
    """The takings of Kafr Nabl and Saraqib that the ledger of control tells of, assessed."""
    found = takings(idlib, {})
    wanted = ("kafr-nabl", "saraqib")
    return assess(
        idlib, claims_of_takings(idlib, [one for one in found if one.place in wanted], tellings(idlib))
    )


@pytest.mark.parametrize(
    ("place", "taker", "beside"),
    [
        ("kafr-nabl", "syrian-government-forces", "russia"),
        ("saraqib", "opposition-armed-groups", "turkey"),
    ],
)
def test_who_took_part_in_a_taking_is_nobody_it_was_taken_from(
    taken: Assessment, place: str, taker: str, beside: str
) -> None:
    roles = {
        (actor["actor"], actor["role"])
        for row in taken.incidents.to_pylist()
        if place in row["incident_id"]
        for actor in row["actors"]
    }
    assert {(taker, "initiator"), (beside, "participant")} <= roles
    assert (beside, "target") not in roles


def test_the_page_of_a_taking_says_that_russia_took_part(idlib: Record, taken: Assessment) -> None:
    (name,) = (
        row["incident_id"] for row in taken.incidents.to_pylist() if row["incident_id"] == "taken-kafr-nabl-1"
    )
    told = [
        line
        for one in explain(idlib, taken.claims, name, clause="a20a/1", position="ruling")
        for line in explanation_said(idlib.casebook, one).tells
    ]
    assert any("Russia took part, with it or how is not told" in line for line in told)
    assert not any(
        "against" in line and "Russia" in line.partition("against")[2].partition(";")[0] for line in told
    )


STRIKE: dict[str, Any] = {"at": "2020-05-01T12:00:00+00:00", "place": (36.72, 35.85), "radius_m": 100.0}
"""In the corridor beside the M4, eight weeks after the additional protocol."""


def struck(idlib: Record, **cast: Any) -> dict[tuple[str, str], str]:
    row = zoo.claim(**STRIKE, hypotheses=[zoo.hypothesis(act="air_strike", **cast)])
    return {
        (one["clause_id"], one["position"]): one["verdict"]
        for one in assess(idlib, zoo.claims(row)).findings.to_pylist()
    }


def test_an_ally_that_took_part_in_a_strike_on_a_listed_group_makes_no_breach_of_it(idlib: Record) -> None:
    """The army took part with Russia; it was not what Russia struck, and protects nobody who was."""
    alone = struck(idlib, by=("russia",), to=("hts",))
    beside = struck(idlib, by=("russia",), to=("hts",), participants=("syrian-government-forces",))
    protocol = {key: verdict for key, verdict in beside.items() if key[0] == "a20b/1"}
    assert set(protocol.values()) == {"undetermined"}
    assert protocol == {key: verdict for key, verdict in alone.items() if key[0] == "a20b/1"}


PLACED = ("E35", "E53", "E79", "E100", "E105")


def test_an_incident_stands_where_its_accounts_put_it(assessed: Assessment) -> None:
    rows: dict[str, dict[str, Any]] = {row["incident_id"]: row for row in assessed.incidents.to_pylist()}
    assert {name for name, row in rows.items() if len(row["places"]) > 1} == set(PLACED)
    # Four accounts put E53 in Idlib, one 13 km to the south of it.
    assert rows["E53"]["lon"] is None
    assert sorted(len(place["accounts"]) for place in rows["E53"]["places"]) == [1, 4]
    # Moscow gives E79 no place; the two who do give one point and differ in how surely it was there.
    assert rows["E79"]["lon"] is not None
    assert rows["E79"]["radius_m"] is None
    assert {tuple(place["accounts"]) for place in rows["E79"]["places"]} == {("sohr_says",), ("tip_says",)}


def test_the_map_draws_the_breach_of_e53_where_the_accounts_that_tell_of_it_put_it(
    idlib: Record, assessed: Assessment
) -> None:
    features = [
        one["properties"]
        for one in incidents_geojson(assessed, headlines(idlib, assessed).line_of)["features"]
        if one["properties"]["incident_id"] == "E53"
    ]
    assert sorted(len(one["accounts"]) for one in features) == [1, 4]
    assert {one["standing"] for one in features} != {"none"}
