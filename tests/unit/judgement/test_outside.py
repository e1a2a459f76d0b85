"""How many incidents lie outside every zone that a clause names."""

from __future__ import annotations

from typing import Any

from tests import zoo
from truceline.judgement import assess, placeless
from truceline.model.record import Record

ZONED = [one for one in zoo.SOURCE["clauses"] if one["id"] != "t1/6"]
"""All clauses of the zoo but the one that holds anywhere."""


def zoned(**changes: object) -> Record:
    return zoo.casebook(clauses=ZONED, **changes)


def n_outside(*rows: dict[str, Any], book: Record | None = None) -> int:
    return assess(book or zoned(), zoo.claims(*rows)).n_outside


def test_far_away_incidents_are_reached_by_no_clause_and_counted() -> None:
    far = [zoo.claim(f"far{n}", place=(38.0 + n / 10, 36.5), radius_m=5_000) for n in range(20)]
    near = [zoo.claim(f"near{n}", place=zoo.CENTRE) for n in range(3)]
    found = assess(zoned(), zoo.claims(*far, *near))
    assert found.n_outside == 20
    assert {row["incident_id"] for row in found.findings.to_pylist()} == {"near0", "near1", "near2"}


def test_inside_under_one_reading_alone_is_not_outside() -> None:
    assert n_outside(zoo.claim(place=zoo.EDGE)) == 0
    assert n_outside(zoo.claim(place=zoo.FAR)) == 1


def test_an_incident_is_outside_only_by_all_of_its_accounts() -> None:
    far, near = (zoo.claim(account=name, place=at) for name, at in (("a", zoo.FAR), ("b", zoo.CENTRE)))
    assert n_outside(far, near) == 0
    assert n_outside(far) == 1


def test_an_incident_without_a_place_may_lie_anywhere() -> None:
    assert n_outside(zoo.claim(place=None, radius_m=None)) == 0


def test_what_is_told_to_lie_in_a_zone_is_not_outside() -> None:
    assert n_outside(zoo.claim(place=zoo.FAR, within=("valley",))) == 0


def test_a_zone_that_moves_is_as_wide_as_what_holds_it() -> None:
    zones = [
        zoo.circle("wide", "mill", 30),
        zoo.zone("front", zoo.held_by("north")),
        zoo.zone("strip", {"shape": "within", "all_of": ["front", "wide"]}),
    ]
    hamlets = {"mill": zoo.CENTRE, "ford": (36.48, 35.80)}
    book = zoo.casebook(
        mandate={"sides": {"north": {"en": "north"}, "south": {"en": "south"}}},
        places=[zoo.settlement(name, at) for name, at in hamlets.items()],
        control=[zoo.held("mill", "north", "2020-01-01"), zoo.held("ford", "south", "2020-01-01")],
        zones=zones,
        clauses=[ZONED[0] | {"where": "strip"}],
    )
    inside = zoo.claim("inside", place=(36.6, 36.0))  # of the wide circle, whoever held it
    assert n_outside(inside, zoo.claim("far", place=zoo.FAR), book=book) == 1
    anywhere = zoo.casebook(
        mandate={"sides": {"north": {"en": "north"}, "south": {"en": "south"}}},
        places=[zoo.settlement(name, at) for name, at in hamlets.items()],
        control=[zoo.held("mill", "north", "2020-01-01"), zoo.held("ford", "south", "2020-01-01")],
        zones=zones,
        clauses=[ZONED[0] | {"where": "front"}],
    )
    assert n_outside(inside, zoo.claim("far", place=zoo.FAR), book=anywhere) == 0


def test_a_clause_that_holds_anywhere_is_named() -> None:
    assert placeless(zoo.casebook().casebook) == ("t1/6",)
    assert placeless(zoned().casebook) == ()
