"""Ground from words: a settled recipe to the zone it describes, with the error of what it is built from.

The casebook's check and the rules build zones with the same `Builder`, so that what is checked is what is
used. Every question asked of a recipe is one closed `match`, here, in `build` and in `relations.open_points`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Final, Literal, Protocol, TypeVar, assert_never, cast

from truceline import geo
from truceline.clock import parse_stated, span
from truceline.errors import BadGeometry, Fault, NotFound
from truceline.model.casebook import (
    MOVING,
    AdminRecipe,
    AlongRecipe,
    BandRecipe,
    Boundary,
    Casebook,
    CircleRecipe,
    Contact,
    ControlledRecipe,
    CorridorRecipe,
    Line,
    LineRecipe,
    MinusRecipe,
    Place,
    PolygonRecipe,
    Recipe,
    Stretch,
    UnionRecipe,
    WithinRecipe,
    ZoneRecipe,
)
from truceline.model.hanging import Open, Readings, plain, settle
from truceline.model.ids import LonLat, ZoneId
from truceline.model.spelling import did_you_mean, spellings
from truceline.text.relations import recipe_of, zones_of_recipe

T = TypeVar("T")

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """Ground from a casebook's words under one choice of readings, with what is built so far."""

    casebook: Casebook
    readings: Readings
    front: Fronts | None = None
    at: datetime | None = None
    part: Callable[[ZoneId], geo.Zone] | None = None
    """Who builds the zones that others are made of, where they may be known already."""
    nouns: dict[tuple[type, str], ZoneRecipe | Line] = field(default_factory=dict)
    """Zones and lines, settled."""
    ways: dict[str, Way] = field(default_factory=dict)
    built: dict[str, geo.Zone] = field(default_factory=dict)
    under_way: set[tuple[type, str]] = field(default_factory=set)
    """What is being built just now."""

    def fronts(self) -> Fronts:
        """Return who held what ground; raise `BadGeometry` if nothing is said of it."""
        if self.front is None:
            raise BadGeometry("nothing says who held what ground")
        return self.front

    def instant(self, on: str) -> datetime:
        """Return the UTC instant that a day of a casebook, or `moving`, stands for."""
        if on != MOVING:
            return day_end(on, self.casebook.mandate.day_zone)
        return self.fronts().last if self.at is None else self.at

    def place(self, name: str) -> Place:
        """Return a place."""
        found = next((known for known in self.casebook.places if known.id == name), None)
        if found is None:
            raise NotFound(f"no place {name!r} in the casebook")
        return found

    def boundary(self, code: str) -> Boundary:
        """Return an administrative area."""
        found = next((known for known in self.casebook.boundaries if known.id == code), None)
        if found is None:
            raise NotFound(f"no boundary {code!r} in the casebook")
        return found

    def line(self, name: str) -> Line:
        """Return a line as written, without open values."""
        if (Line, name) not in self.nouns:
            self.nouns[Line, name] = settle(line_written(self.casebook, name), self.readings)
        return cast(Line, self.nouns[Line, name])

    def settled(self, name: str) -> ZoneRecipe:
        """Return a zone as written, without open values."""
        if (ZoneRecipe, name) not in self.nouns:
            self.nouns[ZoneRecipe, name] = settle(zone_recipe(self.casebook, ZoneId(name)), self.readings)
        return cast(ZoneRecipe, self.nouns[ZoneRecipe, name])

    def way(self, name: str) -> Way:
        """Return where a line runs."""
        if name not in self.ways:
            with self._building(Line, name):
                self.ways[name] = way(self.line(name), self)
        return self.ways[name]

    def zone(self, name: str) -> geo.Zone:
        """Return the ground of a zone that another is made of."""
        if name not in self.built:
            self.built[name] = self.part(ZoneId(name)) if self.part is not None else self.whole(name)
        return self.built[name]

    def whole(self, name: str) -> geo.Zone:
        """Return a zone built here and now."""
        try:
            with self._building(ZoneRecipe, name):
                return ground(self.settled(name), self)
        except BadGeometry as error:
            raise BadGeometry(f"zone {name!r}: {error}", error.faults) from error

    @contextmanager
    def _building(self, kind: type, name: str) -> Iterator[None]:
        if (kind, name) in self.under_way:
            raise BadGeometry("it is a part of itself")
        self.under_way.add((kind, name))
        try:
            yield
        finally:
            self.under_way.discard((kind, name))


def zone_recipe(casebook: Casebook, zone: ZoneId) -> ZoneRecipe:
    """Return the zone as written; raise `NotFound` if there is none."""
    found = next((recipe for recipe in casebook.zones if recipe.id == zone), None)
    if found is None:
        remedy = did_you_mean(zone, spellings(casebook.zones))
        raise NotFound(f"no zone {zone!r} in the casebook", [Fault(message="no such zone", remedy=remedy)])
    return found


def line_written(casebook: Casebook, line: str) -> Line:
    """Return the line as written; raise `NotFound` if there is none."""
    found = next((known for known in casebook.lines if known.id == line), None)
    if found is None:
        raise NotFound(f"no line or route {line!r} in the casebook")
    return found


def place_sigma_m(place: Place) -> float:
    """Return the standard deviation of a place's error along any one direction, metres."""
    return place.radius_m / geo.RADIUS_PER_SIGMA


# Lines


def way(line: Line, known: Builder) -> Way:
    """Return where a settled line runs and how far it may be off.

    Parameters
    ----------
    line : Line
        Without open values.
    known : Builder
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


def _contact(line: Line, contact: Contact, known: Builder) -> Way:
    assert isinstance(contact.on, str)
    if len(set(contact.between)) != 2:
        raise BadGeometry("a line of contact lies between two sides: name two")
    one, other = contact.between
    parts, sigma_m = known.fronts().contact(one, other, known.instant(contact.on))
    return Way(line=line, parts=parts, sigma_m=max(line.sigma_m, sigma_m))


# Zones


def ground(zone: ZoneRecipe, known: Builder) -> geo.Zone:
    """Return the ground of a settled zone.

    Parameters
    ----------
    zone : ZoneRecipe
        Without open values.
    known : Builder
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
    recipe = recipe_of(zone)
    least_m = max(zone.sigma_m, 0.0)
    match recipe:
        case PolygonRecipe():
            return geo.polygon(recipe.points, sigma_m=sigma_m_of(zone, known))
        case CircleRecipe():
            place, radius_m = known.place(plain(recipe.centre)), plain(recipe.radius_km) * METRES
            return geo.circle((place.lon, place.lat), radius_m=radius_m, sigma_m=sigma_m_of(zone, known))
        case CorridorRecipe():
            ends: Literal["flat", "round"] = plain(recipe.ends)
            line = known.way(plain(recipe.along)).points
            return _corridor(line, reach_m(recipe), ends, sigma_m_of(zone, known))
        case AlongRecipe():
            met, within_m = known.way(plain(recipe.along)), plain(recipe.within_km) * METRES
            if met.line.contact is not None:
                return _around(met.parts, within_m, sigma_m_of(zone, known))
            return _corridor(met.points, within_m, "round", sigma_m_of(zone, known))
        case BandRecipe():
            return geo.band(
                known.way(plain(recipe.along)).points,
                from_m=plain(recipe.from_km) * METRES,
                to_m=plain(recipe.to_km) * METRES,
                side=plain(recipe.side),
                sigma_m=sigma_m_of(zone, known),
            )
        case ControlledRecipe():
            held = _held(recipe, known)
            return replace(held, sigma_m=max(least_m, held.sigma_m))
        case WithinRecipe():
            return _within(_some(recipe.all_of), known, least_m)
        case UnionRecipe():
            return geo.union([known.zone(name) for name in _some(recipe.any_of)], sigma_m=least_m)
        case MinusRecipe():
            return _minus(plain(recipe.zone), _some(recipe.less), known, least_m)
        case AdminRecipe():
            areas = [_area(known.boundary(code)) for code in _some(recipe.codes)]
            return geo.union(areas, sigma_m=least_m)
        case _:
            assert_never(recipe)


def _some(named: Open[tuple[T, ...]]) -> tuple[T, ...]:
    names = plain(named)
    if not names:
        raise BadGeometry("the recipe names nothing to build from")
    return names


def sigma_m_of(zone: ZoneRecipe, known: Builder) -> float:
    """Return the standard deviation of a settled zone's boundary, metres, without building it.

    It is that of what the zone is built from, or the zone's own where that is larger; of a zone made of zones
    the largest of theirs, which only its vaguest stretch has.
    """
    recipe = recipe_of(zone)
    return max(zone.sigma_m, _inputs_sigma_m(recipe, known), 0.0)


def _inputs_sigma_m(recipe: Recipe, known: Builder) -> float:
    match recipe:
        case PolygonRecipe():
            return 0.0
        case CircleRecipe():
            return place_sigma_m(known.place(plain(recipe.centre)))
        case CorridorRecipe() | AlongRecipe() | BandRecipe():
            return known.way(plain(recipe.along)).sigma_m
        case AdminRecipe():
            return max((known.boundary(code).sigma_m for code in plain(recipe.codes)), default=0.0)
        case ControlledRecipe():
            return _held(recipe, known).sigma_m
        case WithinRecipe() | UnionRecipe() | MinusRecipe():
            parts = zones_of_recipe(recipe)
            return max((sigma_m_of(known.settled(name), known) for name in parts), default=0.0)
        case _:
            assert_never(recipe)


def _held(recipe: ControlledRecipe, known: Builder) -> geo.Zone:
    return known.fronts().held(plain(recipe.by), known.instant(plain(recipe.on)))


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
    reach_m = plain(recipe.reach_km) * METRES
    if recipe.measured_from != "edge":
        return reach_m
    if not isinstance(recipe.width_m, float) or not (math.isfinite(recipe.width_m) and recipe.width_m > 0):
        raise BadGeometry("measured from the edge of the road, which has no width: give `width_m`, above 0")
    return reach_m + recipe.width_m / 2


@lru_cache(maxsize=128)
def _corridor(
    points: tuple[LonLat, ...], reach_m: float, ends: Literal["flat", "round"], sigma_m: float
) -> geo.Zone:
    return geo.corridor(points, reach_m=reach_m, ends=ends, sigma_m=sigma_m)


@lru_cache(maxsize=128)
def _around(parts: tuple[tuple[LonLat, ...], ...], reach_m: float, sigma_m: float) -> geo.Zone:
    return geo.around(parts, reach_m=reach_m, sigma_m=sigma_m)


def _within(names: Sequence[ZoneId], known: Builder, sigma_m: float) -> geo.Zone:
    zones = {name: known.zone(name) for name in names}
    if len(zones) == 1:
        return geo.at_least(zones[names[0]], sigma_m)
    for one, other in combinations(zones, 2):
        if not geo.overlap(zones[one], zones[other]):
            raise BadGeometry(f"nothing is left: {one!r} and {other!r} share no ground")
    for name, strip in zones.items():
        others = [zone for other, zone in zones.items() if other != name]
        if others and isinstance(known.settled(name).recipe, LineRecipe):
            kept = geo.within(*others)
            if geo.outside_km2(kept, strip) <= LEAST_PART * geo.area_km2(kept):
                whole = " and ".join(repr(other) for other in zones if other != name)
                raise BadGeometry(
                    f"{name!r} is deeper than {whole}: all of that ground lies in it, so it bounds nothing"
                )
    return geo.within(*zones.values(), sigma_m=sigma_m)


def _minus(whole: ZoneId, less: Sequence[ZoneId], known: Builder, sigma_m: float) -> geo.Zone:
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
