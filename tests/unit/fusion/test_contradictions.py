"""Entries of the Idlib record in which sources are against each other, through the matcher.

What two tell of one happening is put together though it differs; what is not one is kept apart though it
looks alike. Each is built from the facts, and holds with the sources exchanged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.fusion.claims import background, book, claim, table
from truceline.fusion import fuse

ARIHA = {"lon": 36.60964, "lat": 35.81374}
NAYRAB = {"lon": 36.7183, "lat": 35.8697}
NAYRAB_OF_ALEPPO = {"lon": 37.225, "lat": 36.17}
JERICHO = {"lon": 35.45, "lat": 31.87}
SARAQIB = {"lon": 36.78, "lat": 35.86}
MAARAT = {"lon": 36.6784, "lat": 35.6437}
ZAWIYA = {"lon": 36.53, "lat": 35.70}
LATAKIA = {"lon": 36.1, "lat": 35.72}
MAAR_HATTAT = {"lon": 36.70, "lat": 35.55, "radius_m": 10_000.0}
TAKEN = {"act": "capture_by_force", "actors": ("syrian-government-forces",), "dead": None, **MAARAT}
ROADSIDE = {"act": "ied", "actors": ("russia",), "roles": ("target",), "dead": 0, **ARIHA}


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2020) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


Told = Mapping[str, Mapping[str, Mapping[str, Any]]]
# Of each entry: what each source tells, what is one, and what is not.
ENTRIES: dict[str, tuple[Told, Sequence[Sequence[str]], Sequence[Sequence[str]]]] = {
    "1 E79: fifteen dead, six shellings and nothing are no two of one": (
        {
            "a": {
                "clash": {
                    "act": "armed_clash",
                    "actors": ("syrian-government-forces", "tip"),
                    "roles": ("participant", "participant"),
                    "start": at(3, 6),
                    "dead": 15,
                    **ZAWIYA,
                }
            },
            # The release counts them and names no place but the area.
            "b": {
                f"shelling-{n}": {
                    "act": "shelling",
                    "actors": ("armed-groups-outside",),
                    "start": at(3, 6),
                    "dead": None,
                    "lon": 36.6,
                    "lat": 35.8,
                    "radius_m": 40_000.0,
                }
                for n in range(6)
            },
            "c": {"nothing": {"lon": None, "lat": None, "start": at(3, 6), "dead": None}},
        },
        (),
        [
            *(("a/clash", f"b/shelling-{n}") for n in range(6)),
            *((f"b/shelling-{n}", f"b/shelling-{m}") for n in range(6) for m in range(n)),
        ],
    ),
    "3 E60: a toll that climbs over hours is of one": (
        {
            name: {
                "1": {"act": "artillery_fire", "actors": ("syrian-government-forces", "turkey"), **SARAQIB}
                | told
            }
            for name, told in {
                "a": {"start": at(2, 3), "dead": 4},
                "b": {"start": at(2, 3), "dead": 6, "act": "shelling"},
                "c": {"start": at(2, 3), "fatalities_low": 7, "fatalities_high": 8, "lon": 36.80},
            }.items()
        },
        [("a/1", "b/1", "c/1")],
        (),
    ),
    "5 E94: equal counts of different events": (
        {
            "a": {"1": {"start": at(4, 13), "dead": None, "actors": (), **ZAWIYA}},
            "b": {"1": {"start": at(4, 13), "dead": None, "actors": (), **LATAKIA}},
        },
        (),
        [("a/1", "b/1")],
    ),
    "7 E108: 08:50 in Moscow and 06:50 GMT are printed of one; a blog has it in the north-east": (
        {
            "a": {"1": {**ROADSIDE, "start": at(7, 14, 5, 50), "hours": 0.0}},
            "b": {"1": {**ROADSIDE, "start": at(7, 14, 6, 50), "hours": 0.0, "lon": 36.62}},
            "c": {"1": {**ROADSIDE, "start": at(7, 14), "lon": 40.2, "lat": 36.9}},
        },
        [("a/1", "b/1")],
        [("a/1", "c/1"), ("b/1", "c/1")],
    ),
    "8 E59: an outlet against itself six days later tells of two": (
        {
            "a": {
                "1": {
                    "act": "withdrawal",
                    "actors": ("turkey",),
                    "start": at(2, 2),
                    "dead": None,
                    **MAAR_HATTAT,
                },
                "2": {
                    "act": "encirclement",
                    "actors": ("turkey",),
                    "roles": ("target",),
                    "start": at(2, 8),
                    "dead": None,
                    **MAAR_HATTAT,
                },
            },
            "b": {},
        },
        (),
        [("a/1", "a/2")],
    ),
    "13 Jericho and al-Nayrab: a homonym is another place": (
        {
            "a": {"1": {"start": at(2, 24), **ARIHA}, "2": {"start": at(2, 24), **NAYRAB}},
            "b": {"1": {"start": at(2, 24), **JERICHO}, "2": {"start": at(2, 24), **NAYRAB_OF_ALEPPO}},
            "c": {"1": {"start": at(2, 24), **ARIHA}, "2": {"start": at(2, 24), **NAYRAB}},
        },
        [("a/1", "c/1"), ("a/2", "c/2")],
        [("a/1", "b/1"), ("a/2", "b/2"), ("a/1", "a/2")],
    ),
    "18 E58: taken on the 28th or the 29th is one, a month early is another": (
        {
            "a": {"1": {**TAKEN, "start": at(1, 28)}},
            "b": {"1": {**TAKEN, "start": at(1, 29)}},
            "c": {"1": {**TAKEN, "start": at(12, 28, year=2019)}},
        },
        [("a/1", "b/1")],
        [("a/1", "c/1"), ("b/1", "c/1")],
    ),
}


@pytest.mark.parametrize("exchanged", ["abc", "bca", "cba"])
@pytest.mark.parametrize("entry", ENTRIES)
def test_what_is_one_is_put_together_and_what_is_not_is_kept_apart(entry: str, exchanged: str) -> None:
    told, one, apart = ENTRIES[entry]
    named = dict(zip("abc", exchanged, strict=True))
    claims = {
        named[name]: table([*(claim(own, **its) for own, its in rows.items()), *background(named[name])])
        for name, rows in told.items()
    }
    once = {named["b"]} if "E79" in entry else set()
    found = fuse(claims, book(), tells_twice={*claims} - once)

    def incident(report: str) -> str | None:
        return found.incident_of.get(named[report[0]] + report[1:])

    for group in one:
        assert len({incident(each) for each in group}) == 1, group
    for first, second in apart:
        assert incident(first) != incident(second), (first, second)
    for name, rows in told.items():
        for own, its in rows.items():
            assert (incident(f"{name}/{own}") is None) == ("lon" in its and its["lon"] is None)
