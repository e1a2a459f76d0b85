"""One of everything, named: a small invented truce that turns on every kind of value that can hang.

Two sides, `north` and `south`, each with a guarantor; a listed group bound by nothing; a valley with a road.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa

from tests.records import record_of
from truceline.model.record import Record
from truceline.model.tables import CLAIMS

CENTRE = (36.60, 35.80)
"""Well inside the valley under every reading."""
EDGE = (36.72, 35.80)
"""Inside the wide valley, outside the narrow one."""
FAR = (38.50, 36.90)
"""Far outside."""
CHAPEL = (36.60, 35.84)
"""Inside the precinct that one exception covers."""

_CLAUSE = {"title": "t", "reference": "art.", "checked_on": "2026-01-01"}
_TEXT = [{"version": "v", "anchor": "1", "words": "w"}]
_EVERYBODY = {"en": "x"}


def _ambiguity(name: str, *readings: str, **more: str) -> dict[str, Any]:
    return {"id": name, "question": f"{name}?", "readings": [{"id": r, "says": r} for r in readings]} | more


def _open(ambiguity: str, **readings: object) -> dict[str, Any]:
    return {"hangs_on": ambiguity, "readings": readings}


def _actor(name: str, side: str | None, *bonds: dict[str, Any], **more: object) -> dict[str, Any]:
    actor = {"id": name, "names": {"en": name}, "kind": "group", "side": side, "bound_by": bonds}
    return actor | more


SOURCE: dict[str, Any] = {
    "casebook": {"id": "zoo", "titles": {"en": "The truce of the valley"}, "about": "Invented."},
    "ambiguities": [
        _ambiguity("clock", "early", "late"),
        _ambiguity("width", "narrow", "wide"),
        _ambiguity("defence", "excuses", "no_excuse"),
        _ambiguity("lapse", "stands", "lapsed", about="life", alive="stands"),
        _ambiguity("joined", "bound", "outside"),
    ],
    "positions": [
        {
            "id": "ruling",
            "label": {"en": "as ruled"},
            "readings": dict.fromkeys(["clock", "width", "defence", "lapse", "joined"], "unresolved"),
        },
        {
            "id": "first",
            "label": {"en": "first"},
            "readings": {
                "clock": "early",
                "width": "wide",
                "defence": "no_excuse",
                "lapse": "stands",
                "joined": "bound",
            },
        },
        {
            "id": "second",
            "label": {"en": "second"},
            "readings": {
                "clock": "late",
                "width": "narrow",
                "defence": "excuses",
                "lapse": "unresolved",
                "joined": "outside",
            },
        },
    ],
    "instruments": [
        {
            "id": "t1",
            "titles": {"en": "Truce"},
            "kind": "protocol",
            "makers": ["north", "south"],
            "in_force": {"at": "2020-03-05", "zone": "UTC"},
            "ended": _open("lapse", stands={"at": "2024-01-01Z"}, lapsed={"at": "2020-06-01Z"}),
            "texts": [{"id": "v", "status": "our_paraphrase", "language": "en", "source": "none"}],
        }
    ],
    "clauses": [
        _CLAUSE
        | {
            "id": "t1/1",
            "kind": "forbid",
            "text": _TEXT,
            "who": {"bound": True},
            "acts": ["armed_attack"],
            "where": "valley",
            "from": {"at": "2020-03-06 00:01", "zone": _open("clock", early="Europe/Moscow", late="UTC")},
        },
        _CLAUSE
        | {
            "id": "t1/2",
            "kind": "except",
            "text": _TEXT,
            "excepts": ["t1/1"],
            "against": {"listed_by": "council"},
        },
        _CLAUSE
        | {
            "id": "t1/3",
            "kind": "except",
            "text": _TEXT,
            "excepts": ["t1/1"],
            "only_in_response": "true",
            "applies": _open("defence", excuses="true", no_excuse="false"),
        },
        _CLAUSE
        | {
            "id": "t1/4",
            "kind": "except",
            "text": _TEXT,
            "excepts": ["t1/1"],
            "where": "precinct",
            "acts": ["shelling"],
        },
        _CLAUSE
        | {
            "id": "t1/5",
            "kind": "except",
            "effect": "bar",
            "text": _TEXT,
            "excepts": ["t1/1"],
            "against": {"actors": ["villagers"]},
        },
        _CLAUSE
        | {
            "id": "t1/6",
            "kind": "forbid",
            "text": _TEXT,
            "who": {"bound": True},
            "acts": ["shelling"],
            "against": {"other_side": "true"},
        },
        _CLAUSE
        | {
            "id": "t1/7",
            "kind": "require",
            "text": _TEXT,
            "who": {"bound": True},
            "duty": "guns leave the valley",
            "acts": ["gun_presence"],
            "where": "valley",
            "due": {"day": {"at": "2020-04-01", "zone": "UTC"}, "counting": "end_of_day"},
        },
    ],
    "actors": [
        _actor("north", "north", {"instrument": "t1", "how": "signed"}),
        _actor("south", "south", {"instrument": "t1", "how": "signed"}),
        _actor(
            "north_militia", "north", {"instrument": "t1", "how": "through_guarantor", "guarantor": "north"}
        ),
        _actor(
            "south_militia",
            "south",
            {
                "instrument": "t1",
                "how": "joined",
                "guarantor": "south",
                "applies": _open("joined", bound="true", outside="false"),
            },
        ),
        _actor("third_battalion", None, part_of=[{"of": "north_militia", "from": "2020-04-01"}]),
        _actor(
            "brigands", None, listings=[{"by": "council", "from": "2020-04-10", "unverified": "recalled"}]
        ),
        _actor("villagers", None),
        # Nobody in particular: alike on every test but their names, alike on none, and one within the other.
        {"id": "northerners", "names": _EVERYBODY, "kind": "force", "one_of": ["north", "north_militia"]},
        {
            "id": "southern_ground",
            "names": _EVERYBODY,
            "kind": "organisation",
            "one_of": ["south", "south_militia", "brigands", "villagers", "somebody-else"],
        },
        {"id": "anyone", "names": _EVERYBODY, "kind": "group", "one_of": ["southern_ground", "north"]},
    ],
    "places": [
        {
            "id": "mill",
            "names": {"en": "Mill"},
            "lon": CENTRE[0],
            "lat": CENTRE[1],
            "radius_m": "500",
            "grade": "settlement",
        },
        {
            "id": "chapel",
            "names": {"en": "Chapel"},
            "lon": CHAPEL[0],
            "lat": CHAPEL[1],
            "radius_m": "100",
            "grade": "settlement",
        },
    ],
    "zones": [
        {
            "id": "valley",
            "names": {"en": "Valley"},
            "basis": "invented",
            "status": "constructed",
            "sigma_m": "300",
            "recipe": {
                "shape": "circle",
                "centre": "mill",
                "radius_km": _open("width", narrow="8", wide="16"),
            },
        },
        {
            "id": "precinct",
            "names": {"en": "Precinct"},
            "basis": "invented",
            "status": "constructed",
            "sigma_m": "0",
            "recipe": {"shape": "circle", "centre": "chapel", "radius_km": "2"},
        },
    ],
    "acts": [
        {"id": "violence", "names": _EVERYBODY},
        {"id": "armed_attack", "names": _EVERYBODY, "under": "violence"},
        {"id": "shelling", "names": _EVERYBODY, "under": "armed_attack"},
        {"id": "raid", "names": _EVERYBODY, "under": "armed_attack"},
        {"id": "gun_presence", "names": _EVERYBODY},
        {"id": "protest", "names": _EVERYBODY},
    ],
    "words": [
        {"obligation": "t1/7", "says": "performed", "by": "North", "of_side": "north", "on": "2020-03-20"},
        {
            "obligation": "t1/7",
            "says": "not_performed",
            "by": "South",
            "of_side": "south",
            "on": "2020-04-05",
        },
        {"obligation": "t1/7", "says": "performed", "by": "South", "of_side": "south", "on": "2020-05-05"},
    ],
}


def _renamed(node: Any) -> Any:
    if isinstance(node, dict):
        return {("from_" if key == "from" else key): _renamed(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_renamed(item) for item in node]
    return node


def casebook(**changes: object) -> Record:
    """Return the zoo's casebook, with top-level keys replaced by `changes`."""
    return record_of(_renamed(SOURCE | changes))


def moving() -> Record:
    """Return the zoo with a valley that, if wide, is what the north holds; it loses the mill, then more."""
    hamlets = {"mill": CENTRE, "chapel": CHAPEL, "hill": EDGE, "ford": (36.48, 35.80)}
    valley = _open("width", narrow=circle("", "mill", 8)["recipe"], wide=held_by("north"))
    valley_zone = SOURCE["zones"][0] | {"recipe": valley}
    return casebook(
        mandate={"sides": {"north": {"en": "north"}, "south": {"en": "south"}}},
        places=[settlement(name, point) for name, point in hamlets.items()],
        zones=[valley_zone, SOURCE["zones"][1]],
        control=[
            *(held(place, "north", "2020-01-01") for place in ("mill", "chapel", "hill")),
            held("ford", "south", "2020-01-01"),
            held("mill", "south", "2020-04-01"),
            *(held(place, "south", "2020-06-01") for place in ("chapel", "hill")),
        ],
    )


def settlement(name: str, point: tuple[float, float]) -> dict[str, Any]:
    """Return an invented settlement known to 100 m."""
    at = {"lon": point[0], "lat": point[1], "radius_m": 100, "grade": "settlement"}
    return {"id": name, "names": {"en": name}} | at


def held(place: str, holder: str, since: str) -> dict[str, Any]:
    """Return a row of a ledger of control."""
    return {"place": place, "holder": holder, "state": "held", "since": since, "by": "radio"}


def held_by(side: str, on: str = "moving") -> dict[str, Any]:
    """Return the recipe of a side's ground."""
    return {"shape": "controlled", "by": side, "on": on}


def zone(name: str, recipe: dict[str, Any]) -> dict[str, Any]:
    """Return an invented zone without an error of its own, as a casebook's file holds it."""
    about = {"names": {"en": name}, "basis": "invented", "status": "constructed", "sigma_m": 0}
    return {"id": name, "recipe": recipe} | about


def circle(name: str, centre: str, radius_km: object) -> dict[str, Any]:
    """Return a round zone about a place; its radius may hang on an ambiguity."""
    return zone(name, {"shape": "circle", "centre": centre, "radius_km": radius_km})


def date_of_checking() -> date:
    """Return the day on which every clause of the zoo was checked."""
    return date(2026, 1, 1)


def claim(
    name: str = "i",
    *,
    act: str = "shelling",
    by: tuple[str, ...] = ("north",),
    to: tuple[str, ...] = ("south",),
    at: str | tuple[str | datetime, str | datetime] | None = "2020-05-01T12:00:00+00:00",
    place: tuple[float, float] | None = CENTRE,
    radius_m: float | None = 0.0,
    response: str = "not_claimed",
    hypotheses: list[dict[str, Any]] | None = None,
    account: str = "a",
    grade: str = "settlement",
    within: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Return one row of a claims table."""
    start, end = (at, at) if isinstance(at, str) or at is None else at
    return {
        "incident_id": name,
        "account": account,
        "start_at": start,
        "end_at": end,
        "lon": place[0] if place else None,
        "lat": place[1] if place else None,
        "radius_m": radius_m,
        "place_grade": grade,
        "within": [{"zone": zone, "grounds": "told so"} for zone in within],
        "hypotheses": hypotheses or [hypothesis(act=act, by=by, to=to, response=response)],
        "basis": "one_third_party",
        "told_by": ["somebody"],
        "denied_by": [],
        "n_reports": 1,
        "source_ids": [],
    }


def hypothesis(
    *,
    act: str = "shelling",
    by: tuple[str, ...] = (),
    to: tuple[str, ...] = (),
    participants: tuple[str, ...] = (),
    unclear: tuple[str, ...] = (),
    weight: float | None = None,
    response: str = "not_claimed",
) -> dict[str, Any]:
    """Return one hypothesis as a row holds it; `unclear` are those whose role is unknown."""
    roles = (("initiator", by), ("target", to), ("participant", participants), ("unknown", unclear))
    cast = [{"actor": actor, "role": role} for role, actors in roles for actor in actors]
    return {"act": act, "cast": cast, "weight": weight, "response": response}


def claims(*rows: dict[str, Any]) -> pa.Table:
    """Return rows as a CLAIMS table."""
    for row in rows:
        for name in ("start_at", "end_at"):
            if isinstance(row[name], str):
                row[name] = datetime.fromisoformat(row[name])
    return pa.Table.from_pylist(list(rows), schema=CLAIMS)
