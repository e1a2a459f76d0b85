"""Invented words about control for the tests: places on a line, sides north and south."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from truceline.record.control import Doubt, Estimator, Timeline, assertions, estimator, timeline

SIDES = ("north", "south")
START = datetime(2030, 6, 1, tzinfo=UTC)


def day(n: float) -> datetime:
    """Return the instant n days after the first of June."""
    return START + timedelta(days=n)


def word(
    place: str = "a", since: float = 0, state: str = "held", side: str | None = "north", **more: Any
) -> Any:
    """Return a row of ASSERTIONS; places lie 5 km apart eastward by their letter."""
    until = more.pop("until", None)
    return {
        "place": place,
        "name": place.upper(),
        "lon": 36.0 + 0.055 * (ord(place[0]) - ord("a")),
        "lat": 35.0,
        "radius_m": 0.0,
        "since": day(since),
        "until": None if until is None else day(until),
        "state": state,
        "side": side if state in ("held", "entered", "left", "claimed") else None,
        "tells": "taking",
        "by": "tarn radio",
        **more,
    }


def line_of(*rows: Any) -> Timeline:
    """Return the timeline of some words."""
    return timeline(assertions(rows), sides=SIDES, day_zone="UTC")


def ready_of(*rows: Any, doubt: Doubt | None = None) -> Estimator:
    """Return an estimator over some words."""
    return estimator(line_of(*rows), doubt)


def shares(table: pa.Table, place: str) -> dict[str, float]:
    """Return each value's probability at a place of a CONTROL table."""
    row = next(one for one in table.to_pylist() if one["place"] == place)
    return {one["side"]: one["p"] for one in row["p_sides"]} | {
        state: row[f"p_{state}"] for state in ("contested", "third_party", "unknown")
    }


def value(table: pa.Table, place: str) -> str:
    """Return the value shown of a place."""
    return str(next(one["value"] for one in table.to_pylist() if one["place"] == place))
