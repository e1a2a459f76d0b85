"""Whoever asks on which side somebody was, and who answered for it, is told the same of the same day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import zoo
from tests.unit.record.told import RECORD
from truceline.judgement import assess
from truceline.model.ids import ActorId
from truceline.model.record import Record
from truceline.record import tellings
from truceline.record.control import ledger_rows
from truceline.text.relations import unread

NINTH, TENTH, ELEVENTH = (datetime(2020, 3, day, tzinfo=UTC) for day in (9, 10, 11))
NOON = timedelta(hours=12)
STEP = timedelta(microseconds=1)
UNIT = ActorId("unit")
ASKED = (
    (NINTH, "north"),
    (TENTH - STEP, "north"),
    (TENTH, None),
    (ELEVENTH, None),
)
"""The unit belongs to the northern army until 10 March: that day it no longer does."""


def book(at: datetime) -> Record:
    """Return the truce with a unit of which somebody speaks, and that speaks itself, on one day."""
    day = at.date().isoformat()
    unit = zoo._actor(UNIT, None, part_of=[{"of": "north_militia", "until": "2020-03-10"}])
    spoken = {
        "sources": [
            *RECORD["sources"],
            {"id": "unit-voice", "names": {"en": "Unit"}, "family": "wires", "speaks_for": UNIT},
        ],
        "reports": [
            *RECORD["reports"],
            {"id": "u1", "source": "wire", "address": "u/1", "said_on": day, "dated": "printed"},
        ],
        "claims": [
            *RECORD["claims"],
            {"id": "U-a", "matter": "M2", "says": "Here.", "by": "unit-voice", "reports": ["u1"]},
        ],
    }
    held = zoo.held("mill", UNIT, day)
    return zoo.casebook(
        **(RECORD | spoken),
        actors=[*zoo.SOURCE["actors"], unit],
        control=[held],
        mandate={"sides": {side: {"en": side} for side in ("north", "south")}},
    )


@pytest.mark.parametrize(("at", "side"), ASKED)
def test_a_unit_is_on_its_armys_side_until_the_day_it_leaves_whoever_asks(
    at: datetime, side: str | None
) -> None:
    asked = book(at)
    assert unread(asked.casebook.actors).side(UNIT, at) == side
    (row,) = ledger_rows(asked)
    assert (row["side"], row["state"]) == ((side, "held") if side else (None, "unknown"))
    (told,) = [one for one in tellings(asked) if one.claim.id == "U-a"]
    assert (told.side, told.lean) == (side, side)
    found = finding(asked, at)
    assert (found and (found["by"], found["answers_for"])) == ((UNIT, "north") if side else None)


def finding(asked: Record, at: datetime) -> dict[str, Any] | None:
    """Return the finding of one position on the unit's shelling at an instant, if it is any."""
    claims = zoo.claims(zoo.claim(by=(UNIT,), at=(at, at)))
    rows = assess(asked, claims).findings.to_pylist()
    return next((one for one in rows if (one["clause_id"], one["position"]) == ("t1/6", "first")), None)


def test_who_answers_for_a_unit_is_who_did_when_it_acted() -> None:
    unit = zoo._actor(
        UNIT,
        "north",
        {
            "instrument": "t1",
            "how": "through_guarantor",
            "guarantor": "north",
            "until": "2020-05-01",
            "unverified": "first",
        },
        {
            "instrument": "t1",
            "how": "through_guarantor",
            "guarantor": "south",
            "from_": "2020-05-01",
            "unverified": "then",
        },
    )
    asked = zoo.casebook(actors=[*zoo.SOURCE["actors"], unit])
    change = datetime(2020, 5, 1, tzinfo=UTC)
    claims = zoo.claims(
        zoo.claim("before", by=(UNIT,), at=(change - STEP, change - STEP)),
        zoo.claim("after", by=(UNIT,), at=(change, change)),
        zoo.claim("across", by=(UNIT,), at=(change - NOON, change + NOON)),
    )
    rows = assess(asked, claims).findings.to_pylist()
    assert {(row["incident_id"], row["answers_for"]) for row in rows if row["clause_id"] == "t1/1"} == {
        ("before", "north"),
        ("after", "south"),
        ("across", "north|south"),
    }


def test_a_source_of_a_unit_without_a_day_stands_where_the_unit_always_stood() -> None:
    people = unread(book(NINTH).casebook.actors)
    assert people.side(UNIT, None) is None
    assert people.side(ActorId("north_militia"), None) == "north"
    assert people.sides_ever(UNIT) == {"north"}
