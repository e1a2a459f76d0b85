"""Ground from words: a settled recipe to the zone it describes, with the error of what it is built from.

The casebook's check and the rules both build zones here, each with its own way to find places, lines and
other zones, so that what is checked is what is used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Final, Literal, Protocol

from truceline import geo
from truceline.clock import parse_stated, span
from truceline.errors import BadGeometry
from truceline.model.casebook import (
    AdminRecipe,
    AlongRecipe,
    BandRecipe,
    Boundary,
    CircleRecipe,
    Contact,
    ControlledRecipe,
    CorridorRecipe,
    Line,
    MinusRecipe,
    Place,
    PolygonRecipe,
    Stretch,
    UnionRecipe,
    WithinRecipe,
    ZoneRecipe,
)
from truceline.model.ids import LonLat

METRES: Final = 1000.0
"""To a kilometre."""
LEAST_PART: Final = 1e-6
"""Of a zone's ground: what rounding leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A line on the ground, settled."""

    line: Line
    """As written, without open values."""
    parts: tuple[tuple[LonLat, ...], ...]
    """`(lon, lat)` degrees WGS84, in order; more than one part only for a line of contact."""
    sigma_m: float
    """Standard deviation of its error sideways, metres: its own, and of the places it runs through."""

    @property
    def points(self) -> tuple[LonLat, ...]:
        """Return the points of a line that is walked from one end to the other.

        Raises
        ------
        BadGeometry
            If it is a line of contact, which nobody walks.
        """
        if self.line.contact is not None:
            raise BadGeometry(
                f"{self.line.id!r} is a line of contact: it has no ends and no left or right hand; take what "
                "lies `along` it, and keep one side's ground with `controlled`"
            )
        return self.parts[0]


class Fronts(Protocol):
    """Who held what ground when, as the record tells it; an argument of rules."""

    @property
    def changes(self) -> tuple[datetime, ...]:
        """UTC instants between which no line moves and its error stays."""
        ...

    @property
    def last(self) -> datetime:
        """UTC instant of the last word on who held what."""
        ...

    def held(self, side: str, at: datetime) -> geo.Zone:
        """Return the ground of a side at a UTC instant."""
        ...

    def contact(self, one: str, other: str, at: datetime) -> tuple[tuple[tuple[LonLat, ...], ...], float]:
        """Return the line between two sides in its parts, and its standard error in metres."""
        ...


class Known(Protocol):
    """What a recipe may name, found under one choice of readings."""

    def fronts(self) -> Fronts:
        """Return who held what ground; raise `BadGeometry` if nothing is said of it."""
        ...

    def instant(self, on: str) -> datetime:
        """Return the UTC instant that a day of a casebook, or `moving`, stands for."""
        ...

    def place(self, name: str) -> Place:
        """Return a place."""
        ...

    def way(self, name: str) -> Way:
        """Return a line."""
        ...

    def boundary(self, code: str) -> Boundary:
        """Return an administrative area."""
        ...

    def settled(self, name: str) -> ZoneRecipe:
        """Return a zone as written, without open values."""
        ...

    def zone(self, name: str) -> geo.Zone:
        """Return the ground of a zone."""
        ...


def place_sigma_m(place: Place) -> float:
    """Return the standard deviation of a place's error along any one direction, metres."""
    return place.radius_m / geo.RADIUS_PER_SIGMA


# Lines


def way(line: Line, known: Known) -> Way:
    """Return where a settled line runs and how far it may be off.

    Parameters
    ----------
    line : Line
        Without open values.
    known : Known
        Where its places and the line it is cut from are found.

    Raises
    ------
    BadGeometry
        If it has fewer than two points, a route ends where it begins, or nothing lies between the ends of a
        stretch.

    Notes
    -----
    Through places, the line's own `sigma_m` is the error of its alignment between them, and the places'
    errors are independent of it: the root of the sum of its square and of the mean of theirs. A stretch has
    the error of the line it is cut from, or its own where that is larger.
    """
    if isinstance(line.stretch, Stretch):
        whole = known.way(line.stretch.of)
        start, end = (known.place(name) for name in (line.stretch.start, line.stretch.end))
        points = geo.stretch(whole.points, (start.lon, start.lat), (end.lon, end.lat))
        return Way(line=line, parts=(points,), sigma_m=max(line.sigma_m, whole.sigma_m, 0.0))
    if isinstance(line.contact, Contact):
        return _contact(line, line.contact, known)
    sigma_m = max(line.sigma_m, 0.0)
    points = line.points
    if not points:
        assert isinstance(line.through, tuple)
        places = [known.place(name) for name in line.through]
        points = tuple((place.lon, place.lat) for place in places)
        if places:
            mean_square = sum(place_sigma_m(place) ** 2 for place in places) / len(places)
            sigma_m = math.hypot(sigma_m, math.sqrt(mean_square))
    if len(set(points)) < 2:
        raise BadGeometry("a line needs at least two distinct points")
    if line.kind == "route" and points[0] == points[-1]:
        raise BadGeometry(
            "the route ends where it begins: name two ends apart, or draw a line that is no route"
        )
    return Way(line=line, parts=(points,), sigma_m=sigma_m)


def _contact(line: Line, contact: Contact, known: Known) -> Way:
    assert isinstance(contact.on, str)
    if len(set(contact.between)) != 2:
        raise BadGeometry("a line of contact lies between two sides: name two")
    one, other = contact.between
    parts, sigma_m = known.fronts().contact(one, other, known.instant(contact.on))
    return Way(line=line, parts=parts, sigma_m=max(line.sigma_m, sigma_m))


# Zones


def ground(zone: ZoneRecipe, known: Known) -> geo.Zone:
    """Return the ground of a settled zone.

    Parameters
    ----------
    zone : ZoneRecipe
        Without open values.
    known : Known
        Where what its recipe names is found.

    Returns
    -------
    geo.Zone
        EPSG:4326. Its `sigma_m` is that of what it is built from, or the zone's own where that is larger; of
        a zone made of zones, each stretch of the boundary keeps the error of the one whose boundary it is.

    Raises
    ------
    BadGeometry
        The words build nothing, bound nothing, or cannot be measured.
    """
    if isinstance(zone.recipe, WithinRecipe | UnionRecipe | MinusRecipe | AdminRecipe):
        return _joined(zone.recipe, known, max(zone.sigma_m, 0.0))
    return _built(zone.recipe, known, sigma_m_of(zone, known))


def sigma_m_of(zone: ZoneRecipe, known: Known) -> float:
    """Return the standard deviation of a settled zone's boundary, metres, without building it.

    It is that of what the zone is built from, or the zone's own where that is larger; of a zone made of zones
    the largest of theirs, which only its vaguest stretch has.
    """
    return max(zone.sigma_m, _inputs_sigma_m(zone.recipe, known), 0.0)


def _inputs_sigma_m(recipe: object, known: Known) -> float:
    match recipe:
        case CircleRecipe(centre=str(centre)):
            return place_sigma_m(known.place(centre))
        case CorridorRecipe(along=str(line)) | BandRecipe(along=str(line)) | AlongRecipe(along=str(line)):
            return known.way(line).sigma_m
        case AdminRecipe(codes=tuple(codes)):
            return max((known.boundary(code).sigma_m for code in codes), default=0.0)
        case ControlledRecipe():
            return _held(recipe, known).sigma_m
        case WithinRecipe() | UnionRecipe() | MinusRecipe():
            return max((sigma_m_of(known.settled(name), known) for name in parts_of(recipe)), default=0.0)
    return 0.0


def parts_of(recipe: object) -> tuple[str, ...]:
    """Return the zones that a settled recipe is made of, in order."""
    match recipe:
        case WithinRecipe(all_of=tuple(names)) | UnionRecipe(any_of=tuple(names)):
            return names
        case MinusRecipe(zone=str(whole), less=tuple(names)):
            return (whole, *names)
    return ()


def _built(recipe: object, known: Known, sigma_m: float) -> geo.Zone:
    match recipe:
        case PolygonRecipe(points=points):
            return geo.polygon(points, sigma_m=sigma_m)
        case CircleRecipe(centre=str(centre), radius_km=float(km)):
            place = known.place(centre)
            return geo.circle((place.lon, place.lat), radius_m=km * METRES, sigma_m=sigma_m)
        case CorridorRecipe(along=str(along), ends="flat" | "round" as ends):
            line = known.way(along).points
            return _corridor(line, reach_m(recipe), ends, sigma_m)
        case AlongRecipe(along=str(along), within_km=float(km)):
            met = known.way(along)
            if met.line.contact is not None:
                return _around(met.parts, km * METRES, sigma_m)
            return _corridor(met.points, km * METRES, "round", sigma_m)
        case ControlledRecipe():
            return replace(_held(recipe, known), sigma_m=sigma_m)
        case BandRecipe(
            along=str(along), from_km=float(near), to_km=float(far), side="left" | "right" | "both" as side
        ):
            line = known.way(along).points
            return geo.band(line, from_m=near * METRES, to_m=far * METRES, side=side, sigma_m=sigma_m)
    raise BadGeometry("the recipe names nothing to build from")


def _joined(recipe: object, known: Known, least_m: float) -> geo.Zone:
    """Return a zone made of zones, none of its boundary surer than `least_m`."""
    match recipe:
        case WithinRecipe(all_of=tuple(names)) if names:
            return _within(names, known, least_m)
        case UnionRecipe(any_of=tuple(names)) if names:
            return geo.union([known.zone(name) for name in names], sigma_m=least_m)
        case MinusRecipe(zone=str(whole), less=tuple(names)) if names:
            return _minus(whole, names, known, least_m)
        case AdminRecipe(codes=tuple(codes)) if codes:
            return geo.union([_area(known.boundary(code)) for code in codes], sigma_m=least_m)
    raise BadGeometry("the recipe names nothing to build from")


def _held(recipe: ControlledRecipe, known: Known) -> geo.Zone:
    assert isinstance(recipe.by, str)
    assert isinstance(recipe.on, str)
    return known.fronts().held(recipe.by, known.instant(recipe.on))


def day_end(on: str, zone: str) -> datetime:
    """Return the last moment of a casebook's day in UTC: a line drawn for a day is as it then stood."""
    return span(parse_stated(on), zone).end_at - timedelta(microseconds=1)


def reach_m(recipe: CorridorRecipe) -> float:
    """Return how far a settled corridor reaches from the line itself, metres.

    Raises
    ------
    BadGeometry
        If it is measured from the edge of a road whose width is not given.
    """
    assert isinstance(recipe.reach_km, float)
    if recipe.measured_from != "edge":
        return recipe.reach_km * METRES
    if not isinstance(recipe.width_m, float) or not (math.isfinite(recipe.width_m) and recipe.width_m > 0):
        raise BadGeometry("measured from the edge of the road, which has no width: give `width_m`, above 0")
    return recipe.reach_km * METRES + recipe.width_m / 2


@lru_cache(maxsize=128)
def _corridor(
    points: tuple[LonLat, ...], reach_m: float, ends: Literal["flat", "round"], sigma_m: float
) -> geo.Zone:
    return geo.corridor(points, reach_m=reach_m, ends=ends, sigma_m=sigma_m)


@lru_cache(maxsize=128)
def _around(parts: tuple[tuple[LonLat, ...], ...], reach_m: float, sigma_m: float) -> geo.Zone:
    return geo.around(parts, reach_m=reach_m, sigma_m=sigma_m)


def _within(names: Sequence[str], known: Known, sigma_m: float) -> geo.Zone:
    zones = {name: known.zone(name) for name in names}
    if len(zones) == 1:
        return geo.at_least(zones[names[0]], sigma_m)
    for one, other in combinations(zones, 2):
        if not geo.overlap(zones[one], zones[other]):
            raise BadGeometry(f"nothing is left: {one!r} and {other!r} share no ground")
    for name, strip in zones.items():
        others = [zone for other, zone in zones.items() if other != name]
        if others and isinstance(known.settled(name).recipe, AlongRecipe | BandRecipe | CorridorRecipe):
            kept = geo.within(*others)
            if geo.outside_km2(kept, strip) <= LEAST_PART * geo.area_km2(kept):
                whole = " and ".join(repr(other) for other in zones if other != name)
                raise BadGeometry(
                    f"{name!r} is deeper than {whole}: all of that ground lies in it, so it bounds nothing"
                )
    return geo.within(*zones.values(), sigma_m=sigma_m)


def _minus(whole: str, less: Sequence[str], known: Known, sigma_m: float) -> geo.Zone:
    kept, taken = known.zone(whole), geo.union([known.zone(name) for name in less])
    if geo.outside_km2(kept, taken) <= LEAST_PART * geo.area_km2(kept):
        raise BadGeometry(f"nothing is left of {whole!r}: {' and '.join(map(repr, less))} cover all of it")
    return geo.minus(kept, taken, sigma_m=sigma_m)


def _area(boundary: Boundary) -> geo.Zone:
    parts, sigma_m = [], max(boundary.sigma_m, 0.0)
    for outer, *holes in boundary.polygons:
        whole = geo.polygon(outer, sigma_m=sigma_m)
        parts.append(geo.minus(whole, *(geo.polygon(hole, sigma_m=sigma_m) for hole in holes)))
    return geo.union(parts)
