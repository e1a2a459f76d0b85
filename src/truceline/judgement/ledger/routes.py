"""The route of a patrol in kilometres, under every reading of where it runs and ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from truceline import geo
from truceline.model.casebook import Casebook, Line, Stretch
from truceline.model.hanging import AmbiguityId, ReadingId, Readings, settle
from truceline.model.ids import LonLat, PatrolId, PlaceId
from truceline.model.record import Patrol
from truceline.text.relations import every_choice, line_ambiguities
from truceline.text.zones import line_points

_Drawn: TypeAlias = tuple[Readings, list[tuple[PlaceId, int]], tuple[LonLat, ...], float]
"""A choice of readings, the stops with their rows among the points, the points, and sigma in metres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place that a route runs through, and its kilometre."""

    place: PlaceId
    """Which."""
    km: float
    """Kilometres from the first point of the route."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolRoute:
    """A route under the readings that draw it so."""

    line: str
    """The casebook's line from which it is cut."""
    readings: tuple[dict[AmbiguityId, ReadingId], ...]
    """Every choice of readings under which it runs so; one empty choice where nothing is open."""
    points: tuple[LonLat, ...]
    """`(lon, lat)` degrees WGS84; the first is kilometre 0."""
    length_km: float
    """Geodesic, kilometres: of the line as drawn, which is shorter than the road."""
    sigma_m: float
    """Standard deviation of the alignment's error, metres."""
    stops: tuple[Stop, ...]
    """Places it runs through, in order; the two ends only where it is a stretch of another line."""


def patrol_routes(casebook: Casebook, patrol: Patrol) -> tuple[PatrolRoute, ...]:
    """Return the route on which an outing was to run, once for each course that some reading gives it.

    It is a route of the casebook that runs through both ends of the outing under some reading; where only one
    end is stated, one that begins or ends there. It is cut to begin at the end it meets first, whichever way
    the outing went, and runs on to the other end, or, where a reading puts that end elsewhere, to its own.

    Parameters
    ----------
    casebook : Casebook
        Parsed.
    patrol : Patrol
        Its `planned_from` and `planned_to` are the ends.

    Returns
    -------
    tuple of PatrolRoute
        Empty where neither end is known, or no route fits.
    """
    ends = {end for end in (patrol.planned_from, patrol.planned_to) if end is not None}
    for line in casebook.lines:
        drawn = list(_drawn(casebook, line)) if line.kind == "route" and ends else []
        for _, stops, _, _ in drawn:
            pair = _pair([stop for stop, _ in stops], ends)
            if pair is not None:
                return tuple(_courses(line, drawn, *pair))
    return ()


def routes_of(casebook: Casebook, outings: Iterable[Patrol]) -> dict[PatrolId, tuple[PatrolRoute, ...]]:
    """Return the routes of each outing; outings with the same ends share theirs."""
    made: dict[tuple[PlaceId | None, PlaceId | None], tuple[PatrolRoute, ...]] = {}
    found = {}
    for patrol in outings:
        ends = (patrol.planned_from, patrol.planned_to)
        if ends not in made:
            made[ends] = patrol_routes(casebook, patrol)
        found[patrol.id] = made[ends]
    return found


def _pair(stops: Sequence[PlaceId], ends: set[PlaceId]) -> tuple[PlaceId, PlaceId] | None:
    """Return the two ends in the order of a line's stops; None where it does not run between them."""
    if len(stops) < 2 or not ends <= set(stops):
        return None
    if len(ends) == 1:
        return (stops[0], stops[-1]) if ends & {stops[0], stops[-1]} else None
    first, last = sorted(ends, key=list(stops).index)
    return first, last


def _drawn(casebook: Casebook, line: Line) -> Iterator[_Drawn]:
    """Yield the line as each choice of readings draws it."""
    for readings in every_choice(casebook, line_ambiguities(casebook, line.id)):
        points = line_points(casebook, line.id, readings)
        settled = settle(line, readings)
        yield readings, _stops(settled, len(points)), points, max(settled.sigma_m, 0.0)


def _stops(line: Line, n_points: int) -> list[tuple[PlaceId, int]]:
    if isinstance(line.stretch, Stretch):
        return [(line.stretch.start, 0), (line.stretch.end, n_points - 1)]
    return [(stop, row) for row, stop in enumerate(line.through)] if isinstance(line.through, tuple) else []


def _courses(
    line: Line,
    drawn: list[_Drawn],
    first: PlaceId,
    last: PlaceId,
) -> Iterator[PatrolRoute]:
    """Yield each course once, with every choice of readings that gives it."""
    alike: dict[tuple[LonLat, ...], tuple[list[Readings], list[tuple[PlaceId, int]], float]] = {}
    for readings, stops, points, sigma_m in drawn:
        at = dict(stops)
        if first not in at and last not in at:
            continue
        start, end = at.get(first, 0), at.get(last, len(points) - 1)
        course = points[start : end + 1]
        kept = [(stop, row - start) for stop, row in stops if start <= row <= end]
        alike.setdefault(course, ([], kept, sigma_m))[0].append(readings)
    for course, (under, stops, sigma_m) in alike.items():
        yield PatrolRoute(
            line=line.id,
            readings=tuple(dict(one) for one in under),
            points=course,
            length_km=geo.length_km(course),
            sigma_m=sigma_m,
            stops=tuple(
                Stop(place=stop, km=geo.length_km(course[: row + 1]) if row else 0.0) for stop, row in stops
            ),
        )
