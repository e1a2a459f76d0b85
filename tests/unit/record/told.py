"""A small invented record on the truce of the valley: two sides, a monitor, relays, denials, a patrol."""

from __future__ import annotations

from typing import Any

from tests import zoo
from truceline.model.record import Record

RECORD: dict[str, Any] = {
    "families": [
        {"id": "northern", "names": {"en": "Northern"}, "standing": "party_statement", "lean": "north"},
        {"id": "wires", "names": {"en": "Wires"}, "standing": "relay"},
        {"id": "monitors", "names": {"en": "Monitors"}, "standing": "third_party", "lean": "north"},
    ],
    "sources": [
        {"id": "north-office", "names": {"en": "Northern office", "ar": "مكتب الشمال"}, "family": "northern"},
        {"id": "south-voice", "names": {"en": "Southern voice"}, "family": "wires", "lean": "south"},
        {
            "id": "third",
            "names": {"en": "Third battalion"},
            "family": "wires",
            "speaks_for": "south_militia",
        },
        {"id": "wire", "names": {"en": "Wire"}, "family": "wires"},
        {"id": "watch", "names": {"en": "Watch"}, "family": "monitors"},
    ],
    "reports": [
        {"id": "r1", "source": "wire", "address": "a/1", "said_on": "2026-03-02", "dated": "printed"},
        {"id": "r2", "source": "wire", "address": "a/2", "said_on": "2026-03-04", "dated": "printed"},
        {"id": "r3", "source": "watch", "address": "a/3", "said_on": "2026-03-05", "dated": "printed"},
        {"id": "r4", "source": "wire", "address": "a/4", "said_on": "2026-03-09", "dated": "not_before"},
    ],
    "matters": [
        {
            "id": "M1",
            "title": "Shells on the mill",
            "kind": "shelling",
            "when": {"at": "2026-03-02", "zone": "UTC"},
            "incidents": ["I1"],
        },
        {"id": "M2", "title": "A statement", "kind": "statement"},
        {"id": "M3", "title": "Nobody speaks of it", "kind": "humanitarian"},
    ],
    "claims": [
        {
            "id": "M1-a",
            "matter": "M1",
            "says": "The south fired.",
            "by": "north-office",
            "reports": ["r2", "r1"],
            "tells": ["I1/north_says"],
        },
        {
            "id": "M1-b",
            "matter": "M1",
            "says": "It did not.",
            "by": "south-voice",
            "reports": ["r3"],
            "manner": "denies",
            "denies": ["M1-a"],
            "denies_what": ["act"],
        },
        {
            "id": "M1-c",
            "matter": "M1",
            "says": "Shells fell.",
            "by": "watch",
            "reports": ["r3", "r4"],
            "tells": ["I1/watch_says"],
        },
        {"id": "M1-d", "matter": "M1", "says": "Twice.", "by": "north-office", "reports": ["r4"]},
        {"id": "M2-a", "matter": "M2", "says": "We wait.", "by": "third", "reports": ["r4"]},
    ],
    "incidents": [
        {
            "id": "I1",
            "title": "Shells on the mill",
            "when": {"at": "2026-03-02", "zone": "UTC"},
            "accounts": [
                {
                    "id": one,
                    "told_by": [one],
                    "hypotheses": [{"act": "shelling"}],
                }
                for one in ("north_says", "watch_says")
            ],
        },
        {
            "id": "I2",
            "title": "Untold",
            "when": {"at": "2026-03-06", "zone": "UTC"},
            "accounts": [{"id": "x", "told_by": ["x"], "hypotheses": [{"act": "raid"}]}],
        },
    ],
}


def casebook(**changes: object) -> Record:
    """Return the truce of the valley with the record above, some of it changed."""
    return zoo.casebook(**(RECORD | changes))
