"""A small casebook whose text asks for joint patrols of a road, with outings, for any test that needs one."""

from __future__ import annotations

from typing import Any

from tests import zoo
from truceline import geo
from truceline.model.record import Record

# A straight road due east from Ash by Birch and Cedar to Dell, about 9.1 km from each to the next; on another
# reading it ends at Elm, as far again.
PLACES = ("ash", "birch", "cedar", "dell", "elm")
LEG_KM = geo.distance_km((36.0, 35.0), (36.1, 35.0))
BOTH = ["north", "south"]


def place(name: str, row: int) -> dict[str, Any]:
    """Return a settlement on the road, known to a kilometre."""
    point = {"lon": 36 + row / 10, "lat": 35, "radius_m": 1000, "grade": "settlement", "basis": "invented"}
    return {"id": name, "names": {"en": name.title()}} | point


def _source(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "names": {"en": name}, "family": "words"} | more


def _ambiguity(name: str, *readings: str) -> dict[str, Any]:
    return {"id": name, "question": "?", "readings": [{"id": one, "says": one} for one in readings]}


ROAD = {
    "id": "road",
    "names": {"en": "Road"},
    "basis": "invented",
    "status": "constructed",
    "sigma_m": 0,
    "kind": "route",
    "through": {
        "hangs_on": "where-it-ends",
        "readings": {"near": list(PLACES[:4]), "far": [*PLACES[:3], "elm"]},
    },
}
DUTY = {
    "id": "t1/patrol",
    "kind": "require",
    "title": "t",
    "reference": "art.",
    "checked_on": "2026-01-01",
    "text": [{"version": "v", "anchor": "1", "words": "w"}],
    "who": {"actors": BOTH},
    "duty": "Both patrol the road.",
    "patrol": {
        "done_when": {
            "hangs_on": "done",
            "readings": {"started": "set_out", "reached": "reached_end", "both": "both_throughout"},
        },
        "alone": {
            "hangs_on": "alone",
            "readings": {"counts": "partly_performed", "nothing": "not_performed"},
        },
    },
}


def casebook(
    accounts: list[dict[str, Any]] | None = None, outings: list[dict[str, Any]] | None = None, **changes: Any
) -> Record:
    """Return a casebook with a road, a duty to patrol it, and these outings; `on` makes their ids."""
    given = outings if outings is not None else [{"on": "2026-03-02"}]
    common = {"crews": BOTH, "duty": "t1/patrol", "planned_from": "ash", "planned_to": "dell"}
    rows = [common | {"id": f"p-{one['on']}"} | one for one in given]
    told = [{"patrol": rows[0]["id"] if rows else "", "by": "watch"} | one for one in accounts or []]
    return zoo.casebook(
        **(
            {
                "places": [place(name, row) for row, name in enumerate(PLACES)],
                "lines": [ROAD],
                "zones": [],
                "clauses": [DUTY],
                "ambiguities": [
                    _ambiguity("where-it-ends", "near", "far"),
                    _ambiguity("done", "started", "reached", "both"),
                    _ambiguity("alone", "counts", "nothing"),
                ],
                "families": [{"id": "words", "names": {"en": "Words"}, "standing": "relay"}],
                "sources": [
                    _source("north-office", speaks_for="north"),
                    _source("north-centre", speaks_for="north"),
                    _source("south-office", speaks_for="south"),
                    _source("watch"),
                ],
                "patrols": rows,
                "patrol_accounts": told,
            }
            | changes
        )
    )


def of(side: str, outcome: str, **more: Any) -> dict[str, Any]:
    """Return an account by the office of a side."""
    return {"by": f"{side}-office", "of": side, "outcome": outcome} | more
