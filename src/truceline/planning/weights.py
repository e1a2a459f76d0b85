"""A route cut into segments, and how much seeing each is worth."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from truceline import geo
from truceline.model.ids import SegmentId
from truceline.model.plans import Demand, RouteSplit, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How much seeing a segment is worth beside the others, and from what that was computed."""

    value: float
    """Above zero."""
    n_incidents: float | None
    """Expected number of incidents near it, by the probability that each happened there and then; None where
    that was not looked at."""
    gap_days: int | None
    """Days since it was last patrolled; None where no outing on it is recorded."""
    is_stated: bool
    """Whether the demand states it; then nothing is computed."""


def cut_route(
    points: Sequence[geo.Point], split: RouteSplit
) -> tuple[tuple[Segment, tuple[geo.Point, ...]], ...]:
    """Return the segments of a route, all of one length, each with its points.

    Parameters
    ----------
    points : sequence of (lon, lat)
        EPSG:4326, degrees, in order along the route.
    split : RouteSplit
        The longest piece, and the limits of all segments.

    Returns
    -------
    tuple of (Segment, points)
        Named by the kilometres along the route at which they begin and end.

    Raises
    ------
    BadGeometry
        If the route has fewer than two distinct points.
    """
    marks = marks_km(points)
    n_pieces = max(1, math.ceil(geo.length_km(points) / split.piece_km - 1e-9))
    cuts = [marks[-1] * number / n_pieces for number in range(n_pieces + 1)]
    return tuple(
        (_segment(start, end, split), _piece(points, marks, start, end))
        for start, end in itertools.pairwise(cuts)
    )


def marks_km(points: Sequence[geo.Point]) -> list[float]:
    """Return how many kilometres along the line each of its points lies."""
    steps = [geo.distance_km(one, other) for one, other in itertools.pairwise(points)]
    return [0.0, *itertools.accumulate(steps)]


def _segment(from_km: float, to_km: float, split: RouteSplit) -> Segment:
    return Segment(
        id=SegmentId(f"km-{from_km:05.1f}-{to_km:05.1f}"),
        from_km=round(from_km, 3),
        to_km=round(to_km, 3),
        every_days=split.every_days,
        apart_days=split.apart_days,
    )


def _piece(
    points: Sequence[geo.Point], marks: Sequence[float], start: float, end: float
) -> tuple[geo.Point, ...]:
    inner = [point for point, mark in zip(points, marks, strict=True) if start < mark < end]
    return (point_at(points, marks, start), *inner, point_at(points, marks, end))


def point_at(points: Sequence[geo.Point], marks: Sequence[float], km: float) -> geo.Point:
    """Return the point so many kilometres along; between two points straight in degrees.

    On edges of tens of kilometres that is metres off the geodesic, far less than a route's own error.
    """
    after = next((number for number, mark in enumerate(marks) if mark >= km), len(marks) - 1)
    if after == 0:
        return points[0]
    (lon, lat), (next_lon, next_lat) = points[after - 1], points[after]
    share = min(1.0, (km - marks[after - 1]) / (marks[after] - marks[after - 1]))
    return (lon + share * (next_lon - lon), lat + share * (next_lat - lat))


def segment_weights(
    demand: Demand,
    *,
    n_incidents: Mapping[SegmentId, float] | None,
    last_on: Mapping[SegmentId, date | None],
) -> dict[SegmentId, Weight]:
    """Return each segment's weight: as stated, else 1 + incidents near + time without a patrol.

    Parameters
    ----------
    demand : Demand
        With its segments written out; its `weighing` says what an incident and a gap weigh.
    n_incidents : mapping of segment id to float, optional
        Expected number of incidents near; None where that was not looked at, which weighs nothing.
    last_on : mapping of segment id to date or None
        The last day it was patrolled; None where none is recorded, which weighs as the longest gap does:
        nobody is known to have looked.
    """
    return {
        segment.id: _weight(
            segment,
            demand,
            n_incidents=None if n_incidents is None else n_incidents[segment.id],
            last_on=last_on.get(segment.id),
        )
        for segment in demand.segments
    }


def _weight(segment: Segment, demand: Demand, *, n_incidents: float | None, last_on: date | None) -> Weight:
    gap_days = None if last_on is None else (demand.first_on - last_on).days
    if segment.weight is not None:
        return Weight(value=segment.weight, n_incidents=n_incidents, gap_days=gap_days, is_stated=True)
    weighing = demand.weighing
    longest = weighing.days
    gap = longest if gap_days is None else min(gap_days, longest)
    value = 1.0 + weighing.incident * (n_incidents or 0.0) + weighing.gap * gap / longest
    return Weight(value=value, n_incidents=n_incidents, gap_days=gap_days, is_stated=False)
