"""Who, if: the same rows for every side, and every cell what the same account comes to when it is told."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from tests import zoo
from tests.records import record_of
from truceline.errors import NotFound
from truceline.judgement import kernel
from truceline.judgement.assessing import assess
from truceline.judgement.questions.status import Spot
from truceline.judgement.questions.who_if import SupposedAct, WhoIf, WhoIfQuestion, act_named, who_if
from truceline.judgement.rulebook import rulebook_of
from truceline.model.ids import InstrumentId
from truceline.model.record import Record

AT = datetime(2020, 5, 1, 12, tzinfo=UTC)
SIDES = {"north": {"en": "North"}, "south": {"en": "South"}}
_VALUES = (
    "clause_id",
    "position",
    "p_breach",
    "p_breach_max",
    "verdict",
    "if_in_force",
    "decided_by",
    "because",
)


def symmetric() -> dict[str, Any]:
    """Return the zoo with two sides that stand alike, civilians, and one actor of whom it is open."""
    source = copy.deepcopy(zoo.SOURCE)
    source["mandate"] = {"sides": SIDES}
    actors = {one["id"]: one for one in source["actors"]}
    open_bond = actors["south_militia"]["bound_by"][0]["applies"]
    for side in SIDES:
        bond = {"instrument": "t1", "how": "through_guarantor", "guarantor": side}
        actors[f"{side}_militia"]["bound_by"] = [bond]
    actors["villagers"]["kind"] = "civilians"
    actors["brigands"]["bound_by"] = [{"instrument": "t1", "how": "joined", "applies": open_bond}]
    kept = ("north", "south", "north_militia", "south_militia", "brigands", "villagers")
    source["actors"] = [actors[one] for one in kept]
    return source


def exchanged(node: Any) -> Any:
    """Return a source with its two sides' names exchanged, wherever they stand."""
    if isinstance(node, dict):
        return {exchanged(key): exchanged(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [exchanged(item) for item in node]
    if isinstance(node, str):
        other = {"north": "south", "south": "north"}
        return "_".join(other.get(part, part) for part in node.split("_"))
    return node


def built(source: dict[str, Any]) -> Record:
    return record_of(zoo._renamed(source))


def asked(record: Record, act: str | None = None, place: tuple[float, float] = zoo.CENTRE) -> WhoIf:
    found = who_if(
        record,
        at=AT,
        spot=Spot(lon=place[0], lat=place[1], radius_m=500.0),
        alive={InstrumentId("t1")},
        act=act,
        rulebook=rulebook_of(record),
    )
    assert found is not None
    return found


def values(table: WhoIf, case: SupposedAct) -> list[tuple[object, ...]]:
    rows = [row for row in table.findings.to_pylist() if row["incident_id"] == case.id]
    return [
        tuple(row[one] if not isinstance(row[one], list) else tuple(row[one]) for one in _VALUES)
        for row in rows
    ]


def test_every_row_is_asked_of_every_side() -> None:
    table = asked(built(symmetric()))
    assert table.sides == ("north", "south")
    assert table.cases[0].row is WhoIfQuestion.UNKNOWN
    asked_of: dict[tuple[WhoIfQuestion, object], list[str | None]] = {}
    for case in table.cases[1:]:
        asked_of.setdefault((case.row, case.actor), []).append(case.side)
    assert set(asked_of) == {
        *(
            (row, None)
            for row in (
                WhoIfQuestion.OTHER_SIDE,
                WhoIfQuestion.CIVILIANS,
                WhoIfQuestion.WITHIN,
                WhoIfQuestion.REPLY,
                WhoIfQuestion.GUARANTOR,
            )
        ),
        (WhoIfQuestion.DOER, "brigands"),
        (WhoIfQuestion.TARGET, "brigands"),
    }
    assert all(sides == ["north", "south"] for sides in asked_of.values())


def test_under_a_symmetric_text_both_sides_have_the_same_cells() -> None:
    table = asked(built(symmetric()))
    of: dict[tuple[WhoIfQuestion, object], list[list[tuple[object, ...]]]] = {}
    for case in table.cases:
        of.setdefault((case.row, case.actor), []).append(values(table, case))
    for (row, _), cells in of.items():
        assert all(cell == cells[0] for cell in cells), row
    assert of[WhoIfQuestion.OTHER_SIDE, None][0]


def test_with_the_sides_exchanged_only_names_change() -> None:
    one, other = asked(built(symmetric())), asked(built(exchanged(symmetric())))
    assert other.sides == tuple(exchanged(list(one.sides)))
    there = {(case.row, case.side, case.actor): case for case in other.cases}
    for case in one.cases:
        mirrored = there[case.row, exchanged(case.side), exchanged(case.actor)]
        assert sorted(mirrored.doers) == sorted(exchanged(case.doers))
        assert sorted(mirrored.targets) == sorted(exchanged(case.targets))
        assert values(other, mirrored) == values(one, case)


@pytest.mark.parametrize("act", [None, "shelling", pytest.param("raid", marks=pytest.mark.slow)])
@pytest.mark.parametrize("place", [zoo.CENTRE, zoo.EDGE, zoo.CHAPEL, zoo.FAR])
def test_each_cell_is_what_the_same_account_comes_to(act: str | None, place: tuple[float, float]) -> None:
    record = built(symmetric())
    table = asked(record, act, place)
    assert table.act == (act or "armed_attack")
    for case in table.cases:
        pairs = product(case.doers or (None,), case.targets or (None,))
        claim = zoo.claim(
            at=AT.isoformat(),
            place=place,
            radius_m=500.0,
            hypotheses=[
                zoo.hypothesis(
                    act=table.act,
                    by=(doer,) if doer else (),
                    to=(target,) if target else (),
                    response=case.response.value,
                )
                for doer, target in pairs
            ],
        )
        found = assess(record, zoo.claims(claim)).findings.to_pylist()
        told = [tuple(tuple(r[v]) if isinstance(r[v], list) else r[v] for v in _VALUES) for r in found]
        assert values(table, case) == told, case.id


def test_an_act_goes_by_its_name_too() -> None:
    book = built(symmetric()).casebook
    assert act_named(book, "Armed Attack") == "armed_attack"
    with pytest.raises(NotFound, match="shelling"):
        act_named(book, "shellings")


def test_what_no_text_binds_is_no_side() -> None:
    record = built(symmetric())
    found = who_if(
        record, at=AT, spot=Spot(lon=36.6, lat=35.8), alive=frozenset(), rulebook=rulebook_of(record)
    )
    assert found is not None
    assert [case.row for case in found.cases] == [WhoIfQuestion.UNKNOWN]


def test_what_was_drawn_for_other_acts_and_places_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    record = built(symmetric())
    asks = list(product(("shelling", "raid", "armed_attack"), (zoo.CENTRE, zoo.EDGE, zoo.FAR)))
    anew = [asked(built(symmetric()), *one).findings for one in asks]
    assert [asked(record, *one).findings for one in asks] == anew
    assert [asked(record, *one).findings for one in reversed(asks)] == anew[::-1]
    monkeypatch.setattr(kernel, "MOST_DRAWN", 1)
    assert [asked(record, *one).findings for one in asks] == anew
