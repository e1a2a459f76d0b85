"""The way of a planned outing on the ground: which points it passes, and when by its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from truceline import geo
from truceline.model.casebook import Place
from truceline.model.plans import Leg, Plan
from truceline.planning.watch import planned_at
from truceline.planning.weights import marks_km, point_at

_SAME_KM: Final = 0.05
"""Nearer than this, the end of a leg is the place it is at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayPoint:
    """A point that an outing passes."""

    km: float
    """Along the route."""
    spot: geo.Point
    """`(lon, lat)` degrees WGS84."""
    place: Place | None
    """The casebook's; None where a leg ends elsewhere, or the line only bends."""
    at: datetime | None
    """UTC, at an even pace along a leg that is timed; None along one that is not."""
    is_end: bool
    """Whether a leg begins or ends there."""


def way_of(
    plan: Plan, points: Sequence[geo.Point], places: Mapping[geo.Point, Place]
) -> tuple[WayPoint, ...]:
    """Return the points that an outing passes, in its order.

    Parameters
    ----------
    plan : Plan
        Checked against the line.
    points : sequence of (lon, lat)
        Of its route, as drawn.
    places : mapping of (lon, lat) to Place
        The places that the line runs through, by where they are.
    """
    found: list[WayPoint] = []
    for leg in plan.legs:
        for one in _along(leg, plan, points, places):
            if found and found[-1].km == one.km and found[-1].at == one.at:
                continue
            found.append(one)
    return tuple(found)


def _along(
    leg: Leg, plan: Plan, points: Sequence[geo.Point], places: Mapping[geo.Point, Place]
) -> Iterator[WayPoint]:
    marks = marks_km(points)
    low, high = sorted((leg.from_km, leg.to_km))
    passed = {mark: points[row] for row, mark in enumerate(marks) if low + _SAME_KM < mark < high - _SAME_KM}
    near = {end: _nearest(end, marks) for end in (low, high)}
    ends = {end: point_at(points, marks, end) if row is None else points[row] for end, row in near.items()}
    begins, until = (None if one is None else planned_at(one, plan) for one in (leg.starts_at, leg.ends_at))
    for km, spot in sorted((passed | ends).items(), reverse=leg.to_km < leg.from_km):
        share = abs(km - leg.from_km) / (high - low) if high > low else 0.0
        yield WayPoint(
            km=km,
            spot=spot,
            place=places.get(spot),
            at=None if begins is None or until is None else begins + share * (until - begins),
            is_end=km in (low, high),
        )


def _nearest(km: float, marks: Sequence[float]) -> int | None:
    """Return the row of the line's point that is as good as there; None where none is."""
    row = min(range(len(marks)), key=lambda one: abs(marks[one] - km))
    return row if abs(marks[row] - km) <= _SAME_KM else None
