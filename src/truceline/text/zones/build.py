"""Zones built from their recipes, under one choice of readings, and the steps by which they are built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from truceline import geo
from truceline.clock import day_of
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
    MinusRecipe,
    Place,
    PolygonRecipe,
    Stretch,
    UnionRecipe,
    WithinRecipe,
    ZoneRecipe,
)
from truceline.model.hanging import Readings, settle
from truceline.model.ids import LonLat, ZoneId
from truceline.model.naming import name
from truceline.model.spelling import did_you_mean, spellings
from truceline.text.relations import built_from
from truceline.text.zones.recipes import (
    METRES,
    Fronts,
    Way,
    day_end,
    ground,
    parts_of,
    place_sigma_m,
    reach_m,
    sigma_m_of,
    way,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step in the building of a zone, in words with figures."""

    zone: ZoneId
    """The zone it builds, which may be a part of the one asked for."""
    says: str
    """What is done."""
    sigma_m: float | None = None
    """Standard deviation of what it brings in, metres; none for a step that brings in nothing."""


def zone_recipe(casebook: Casebook, zone: ZoneId) -> ZoneRecipe:
    """Return the zone as written; raise `NotFound` if there is none."""
    found = next((recipe for recipe in casebook.zones if recipe.id == zone), None)
    if found is None:
        remedy = did_you_mean(zone, spellings(casebook.zones))
        raise NotFound(f"no zone {zone!r} in the casebook", [Fault(message="no such zone", remedy=remedy)])
    return found


def _line(casebook: Casebook, line: str) -> Line:
    found = next((known for known in casebook.lines if known.id == line), None)
    if found is None:
        raise NotFound(f"no line or route {line!r} in the casebook")
    return found


def moves(casebook: Casebook, zone: ZoneId, readings: Readings) -> bool:
    """Return whether a zone's ground, under `readings`, is that of the instant asked about."""
    for noun in built_from(casebook, zone=zone, readings=readings):
        outer = noun.contact if isinstance(noun, Line) else noun.recipe
        if isinstance(outer, Contact | ControlledRecipe) and outer.on == MOVING:
            return True
    return False


def bounding(casebook: Casebook, zone: ZoneId, readings: Readings) -> tuple[ZoneId, ...] | None:
    """Return zones that stay and together hold all of a zone under `readings`; None where there are none.

    One that stays is its own. Of one that moves, a zone in which it lies whole, or those of all its parts.
    """
    if not moves(casebook, zone, readings):
        return (zone,)
    match settle(zone_recipe(casebook, zone), readings).recipe:
        case WithinRecipe(all_of=tuple(names)):
            held = [one for name in names if (one := bounding(casebook, name, readings)) is not None]
            return min(held, key=len, default=None)
        case UnionRecipe(any_of=tuple(names)):
            each = [bounding(casebook, name, readings) for name in names]
            known = [one for one in each if one is not None]
            return tuple(zone for one in known for zone in one) if len(known) == len(each) else None
        case MinusRecipe(zone=str(whole)):
            return bounding(casebook, ZoneId(whole), readings)
    return None


# Building


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """A casebook under one choice of readings, with the zones built so far."""

    casebook: Casebook
    readings: Readings
    front: Fronts | None = None
    at: datetime | None = None
    part: Callable[[ZoneId], geo.Zone] | None = None
    """Who builds the zones that others are made of, where they may be known already."""
    settled_zones: dict[str, ZoneRecipe] = field(default_factory=dict)
    ways: dict[str, Way] = field(default_factory=dict)
    built: dict[str, geo.Zone] = field(default_factory=dict)

    def fronts(self) -> Fronts:
        if self.front is None:
            raise BadGeometry("nothing says who held what ground")
        return self.front

    def instant(self, on: str) -> datetime:
        if on != MOVING:
            return day_end(on, self.casebook.mandate.day_zone)
        return self.fronts().last if self.at is None else self.at

    def place(self, name: str) -> Place:
        found = next((known for known in self.casebook.places if known.id == name), None)
        if found is None:
            raise NotFound(f"no place {name!r} in the casebook")
        return found

    def way(self, name: str) -> Way:
        if name not in self.ways:
            self.ways[name] = way(settle(_line(self.casebook, name), self.readings), self)
        return self.ways[name]

    def boundary(self, code: str) -> Boundary:
        found = next((known for known in self.casebook.boundaries if known.id == code), None)
        if found is None:
            raise NotFound(f"no boundary {code!r} in the casebook")
        return found

    def settled(self, name: str) -> ZoneRecipe:
        if name not in self.settled_zones:
            self.settled_zones[name] = settle(zone_recipe(self.casebook, ZoneId(name)), self.readings)
        return self.settled_zones[name]

    def zone(self, name: str) -> geo.Zone:
        if name not in self.built:
            self.built[name] = self.part(ZoneId(name)) if self.part is not None else self.whole(name)
        return self.built[name]

    def whole(self, name: str) -> geo.Zone:
        """Return a zone built here and now."""
        try:
            return ground(self.settled(name), self)
        except BadGeometry as error:
            raise BadGeometry(f"zone {name!r}: {error}", error.faults) from error


def line_points(casebook: Casebook, line: str, readings: Readings) -> tuple[LonLat, ...]:
    """Return a line's points in order, `(lon, lat)` degrees WGS84: its own, or its places'."""
    return line_way(casebook, line, readings).points


def line_way(casebook: Casebook, line: str, readings: Readings) -> Way:
    """Return a line as it runs under `readings`, with its error and that of the places it runs through."""
    return _Book(casebook=casebook, readings=readings).way(line)


def build_zone(
    casebook: Casebook,
    zone: ZoneId,
    readings: Readings,
    *,
    fronts: Fronts | None = None,
    at: datetime | None = None,
    part: Callable[[ZoneId], geo.Zone] | None = None,
) -> geo.Zone:
    """Return the ground of a zone as its words build it under `readings`.

    Parameters
    ----------
    casebook : Casebook
        Parsed; every reference in it resolves.
    zone : ZoneId
        Which zone.
    readings : Readings
        A reading for at least every ambiguity of `zone_ambiguities`.
    fronts : Fronts, optional
        Who held what ground, for a zone that is built on it.
    at : datetime, optional
        UTC. The instant asked about, for a zone that moves; else as at the last word on control.
    part : function of a zone's id, optional
        Returns the zones that this one is made of, where they may be known already.

    Returns
    -------
    geo.Zone
        EPSG:4326; its errors from those of its inputs, the zone's own stated one the least.

    Raises
    ------
    BadGeometry
        The words build nothing, or something that cannot be measured; the message names the zone.
    NotFound
        The recipe names a place, line, boundary or zone that the casebook does not have.
    """
    return _Book(casebook=casebook, readings=readings, front=fronts, at=at, part=part).whole(zone)


# Steps


def steps(
    casebook: Casebook,
    zone: ZoneId,
    readings: Readings,
    *,
    fronts: Fronts | None = None,
    at: datetime | None = None,
) -> tuple[Step, ...]:
    """Return how a zone is built under `readings`, step by step, the parts of a compound zone first.

    Parameters
    ----------
    casebook : Casebook
        Names are taken in its first language, so pass it through `in_language` for another.
    zone : ZoneId
        Which zone.
    readings : Readings
        A reading for at least every ambiguity of `zone_ambiguities`.
    fronts, at
        As for `build_zone`.

    Raises
    ------
    BadGeometry
        If the words build nothing.
    NotFound
        If the recipe names what the casebook does not have.
    """
    return tuple(_steps(zone, _Book(casebook=casebook, readings=readings, front=fronts, at=at)))


def _steps(zone: str, book: _Book) -> list[Step]:
    noun = book.settled(zone)
    recipe = noun.recipe
    found = [step for part in parts_of(recipe) for step in _steps(part, book)]
    found += [Step(zone=noun.id, says=says, sigma_m=sigma) for says, sigma in _own_steps(recipe, book)]
    sigma_m = sigma_m_of(noun, book)
    whose = "stated for the zone itself" if sigma_m == noun.sigma_m else "from what it is built of"
    surest_m = min(leaf.sigma_m for leaf in geo.leaves(book.zone(zone))) if parts_of(recipe) else sigma_m
    if surest_m < sigma_m:
        whose = "each stretch as the zone whose boundary it is"
    metres = " to ".join(dict.fromkeys(f"{one:,.0f}" for one in (surest_m, sigma_m)))
    error = f"its boundary is off by {metres} m (standard deviation), {whose}"
    return [*found, Step(zone=noun.id, says=error, sigma_m=sigma_m)]


def _own_steps(recipe: object, book: _Book) -> list[tuple[str, float | None]]:
    match recipe:
        case PolygonRecipe(points=points):
            return [(f"join {len(points)} points to a ring and take what lies inside", None)]
        case CircleRecipe(centre=str(centre), radius_km=float(km)):
            place = book.place(centre)
            known_to = f"known to {place.radius_m:,.0f} m with 0.95"
            says = f"take the ground within {km:g} km of {name(place.names)} ({known_to})"
            return [(says, place_sigma_m(place))]
        case CorridorRecipe(along=str(along), reach_km=float(km), ends=ends):
            closing = "cut straight across at both ends" if ends == "flat" else "closed by half circles"
            edge = ""
            if recipe.measured_from == "edge":
                beyond_m = reach_m(recipe) - km * METRES
                edge = f" from the edge of the road, {beyond_m:g} m from its middle"
            return [
                _walk(along, book),
                (f"take the ground within {km:g} km on each side{edge}, {closing}", None),
            ]
        case AlongRecipe(along=str(along), within_km=float(km)):
            return [_walk(along, book), (f"take the ground within {km:g} km of it, round its ends too", None)]
        case BandRecipe(along=str(along), from_km=float(near), to_km=float(far), side=side):
            hand = "on both its sides" if side == "both" else f"to its {side}"
            return [_walk(along, book), (f"take the ground {near:g} to {far:g} km {hand}", None)]
        case ControlledRecipe(by=str(side), on=str(on)):
            return [_controlled(side, on, book)]
        case AdminRecipe(codes=tuple(codes)):
            return [_administrative(code, book) for code in codes]
        case WithinRecipe(all_of=tuple(names)) if len(names) > 1:
            return [(f"keep what lies in all of: {_names(names, book)}", None)]
        case WithinRecipe(all_of=tuple(names)) | UnionRecipe(any_of=tuple(names)) if len(names) == 1:
            return [(f"keep {_names(names, book)} as it is", None)]
        case UnionRecipe(any_of=tuple(names)):
            return [(f"take what lies in any of: {_names(names, book)}", None)]
        case MinusRecipe(zone=str(whole), less=tuple(names)):
            return [(f"take {_names((whole,), book)} and leave out {_names(names, book)}", None)]
    return []


def _names(zones: tuple[str, ...], book: _Book) -> str:
    return "; ".join(name(book.settled(zone).names) for zone in zones)


def _walk(line: str, book: _Book) -> tuple[str, float]:
    found = book.way(line)
    length = f"{sum(geo.length_km(part) for part in found.parts):,.0f} km"
    error = f"error {found.sigma_m:,.0f} m"
    title = name(found.line.names)
    if isinstance(found.line.contact, Contact):
        assert isinstance(found.line.contact.on, str)
        between = " and ".join(_side(side, book) for side in found.line.contact.between)
        when = _when(found.line.contact.on, book)
        says = f"take {title}: where the ground nearest to places last told to be of {between} met {when}"
        return f"{says} ({length}, {error})", found.sigma_m
    if isinstance(found.line.stretch, Stretch):
        ends = [book.place(one) for one in (found.line.stretch.start, found.line.stretch.end)]
        whole = name(_line(book.casebook, found.line.stretch.of).names)
        between = " to ".join(f"{name(one.names)} (known to {one.radius_m:,.0f} m)" for one in ends)
        return f"walk {title}: {whole} from {between} ({length}, {error})", found.sigma_m
    if found.line.points:
        return f"walk {title} ({len(found.points)} points, {length}, {error})", found.sigma_m
    assert isinstance(found.line.through, tuple)
    names = [name(book.place(one).names) for one in found.line.through]
    error += f": {found.line.sigma_m:,.0f} m of the way between the places, and the places' own"
    return f"walk {title} through {', '.join(names)} ({length}, {error})", found.sigma_m


def _controlled(side: str, on: str, book: _Book) -> tuple[str, float]:
    held = book.fronts().held(side, book.instant(on))
    km2 = f"{geo.area_km2(held):,.0f} km2"
    error = f"error {held.sigma_m:,.0f} m"
    says = f"take the ground of {_side(side, book)} {_when(on, book)}, as computed from what was said of it"
    return f"{says} ({km2}, {error})", held.sigma_m


def _side(side: str, book: _Book) -> str:
    names = (book.casebook.mandate.sides or {}).get(side)
    return name(names) if names else side


def _when(on: str, book: _Book) -> str:
    day = day_of(book.instant(on), book.casebook.mandate.day_zone)
    return f"as it stood on {day}, and moves with it" if on == MOVING else f"at the end of {day}"


def _administrative(code: str, book: _Book) -> tuple[str, float]:
    area = book.boundary(code)
    return f"take {name(area.names)} ({code}; error {area.sigma_m:,.0f} m)", area.sigma_m
