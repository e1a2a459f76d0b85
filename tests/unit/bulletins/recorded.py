"""The truce of the valley with every kind of ledger filled, for the sections on the record."""

from __future__ import annotations

from typing import Any

from tests.unit.record import told
from truceline.model.record import Record

_SAID = {"by": "watch", "report": "r3"}
LEDGERS: dict[str, Any] = {
    "mandate": {
        "sides": {"north": {"en": "northern side", "ar": "الجانب الشمالي"}, "south": {"en": "southern side"}}
    },
    "tolls": [
        {
            "matter": "M1",
            "by": "watch",
            "moment": 1,
            "outcome": "killed",
            "low": 3,
            "high": 4,
            "report": "r3",
        },
        {"matter": "M1", "by": "north-office", "outcome": "killed", "report": "r1", "note": "No number."},
        {"matter": "M1", "by": "watch", "moment": 2, "outcome": "wounded", "low": 7},
    ],
    "notifications": [
        {
            "matter": "M1",
            "by": "north-office",
            "notifier": "north",
            "notified": "south",
            "of": "a convoy",
            "told": "told",
        },
        {
            "matter": "M1",
            "by": "south-voice",
            "notifier": "north",
            "notified": "south",
            "of": "a convoy",
            "told": "not_told",
        },
    ],
    "counts": [
        _SAID
        | {
            "window": "w1",
            "day": "2026-03-02",
            "unit": "violations",
            "counted_by": party,
            "province": where,
            "n": 4,
        }
        for party, where in (("north", "Hill"), ("south", "Lake"))
    ]
    + [
        _SAID | {"window": "w2", "day": "2026-03-02", "unit": "violations", "counted_by": "north", "n": 60},
        _SAID | {"window": "w2", "day": "2026-03-02", "unit": "violations", "counted_by": "south"},
        _SAID | {"window": "w3", "unit": "violations", "counted_by": "north", "n": 9},
        _SAID | {"window": "w4", "day": "2026-03-02", "unit": "guns", "n": 5},
        _SAID | {"window": "w5", "day": "2026-04-02", "unit": "Northern air raids", "n": 2},
    ],
    "effort": [
        _SAID
        | {
            "observer": "Watch's people",
            "area": "the valley",
            "since": "2026-03-01",
            "until": "2026-03-05",
            "answer": "access_denied",
        }
    ],
    "stances": [
        {
            "actor": "north",
            "toward": "t1",
            "attitude": "accepts",
            "since": "2026-03-02",
            "by": "north-office",
            "evidence": "own_statement",
        },
        {
            "actor": "south",
            "toward": "t1",
            "attitude": "accepts",
            "since": "2026-03-02",
            "by": "watch",
            "evidence": "reading",
            "reading_of": "M2",
        },
        {
            "actor": "south",
            "toward": "t1",
            "attitude": "rejects",
            "since": "2026-03-03",
            "by": "wire",
            "evidence": "reading",
            "reading_of": "M2",
        },
        {
            "actor": "south",
            "toward": "t1",
            "attitude": "silent",
            "since": "2026-03-20",
            "by": "wire",
            "evidence": "unnamed_sources",
        },
    ],
    "posts": [
        {
            "id": "p1",
            "names": {"en": "Post at the mill"},
            "held_by": "north",
            "place": "mill",
            "official_no": 6,
            "sequence_no": 4,
        },
        {"id": "p2", "names": {"en": "Post in the woods"}, "held_by": "north", "place": "woods"},
    ],
    "patrols": [
        {
            "id": "o1",
            "on": "2026-03-02",
            "crews": ["north", "south"],
            "planned_from": "mill",
            "planned_to": "chapel",
        },
        {"id": "o2", "on": "2026-03-09", "crews": ["north"], "planned_from": "mill"},
    ],
    "patrol_accounts": [
        {
            "patrol": "o1",
            "by": "north-office",
            "of": "north",
            "number": 7,
            "outcome": "full",
            "reach": "chapel",
        },
        {
            "patrol": "o1",
            "by": "south-voice",
            "of": "south",
            "number": 5,
            "outcome": "shortened",
            "reach": "mill",
            "length_km": 3.5,
            "reason": "a crowd",
        },
    ],
    "control": [
        {"place": "mill", "holder": "north", "state": "held", "since": "2026-03-01", "by": "north-office"},
        {"place": "mill", "holder": "south", "state": "claimed", "since": "2026-03-04", "by": "south-voice"},
    ],
    "institutions": [
        {
            "area": "the lower valley",
            "aspect": "population",
            "says": "returning",
            "n": 1200,
            "unit": "people",
            "by": "south-voice",
        },
        {"place": "mill", "aspect": "administration", "says": "absent", "by": "watch"},
    ],
    "figures": [
        _SAID
        | {
            "what": "displaced",
            "definition": "as registered",
            "low": 5000,
            "since": "2026-03-01",
            "until": "2026-03-31",
        }
    ],
    "issues": [
        {
            "id": "bridge",
            "names": {"en": "The bridge"},
            "question": "Who guards it?",
            "states": [_SAID | {"on": "2026-03-05", "state": "discussed"}],
        },
        {"id": "toll-road", "names": {"en": "The toll road"}, "question": "Who is paid?"},
    ],
    "reservations": [
        {"actor": "south", "instrument": "t1", "says": "No guns of the north.", "by": "south-voice"}
    ],
}
_WOODS = {
    "id": "woods",
    "names": {"en": "Woods"},
    "lon": 36.58,
    "lat": 35.82,
    "radius_m": "2500",
    "grade": "proxy",
}


def casebook(**changes: object) -> Record:
    """Return the truce of the valley with every ledger filled, some of it changed."""
    from tests import zoo

    places = [*zoo.SOURCE["places"], _WOODS]
    return told.casebook(**(LEDGERS | {"places": places} | changes))
