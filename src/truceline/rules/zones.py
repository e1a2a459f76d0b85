"""Zones built from their recipes, under one choice of readings."""

from __future__ import annotations

from truceline import geo
from truceline.errors import BadGeometry, NotFound
from truceline.model.casebook import (
    BandRecipe,
    Casebook,
    CircleRecipe,
    CorridorRecipe,
    Line,
    MinusRecipe,
    Place,
    PolygonRecipe,
    UnionRecipe,
    WithinRecipe,
    ZoneRecipe,
)
from truceline.model.hanging import AmbiguityId, Readings, ambiguities_in, hangings, settle
from truceline.model.ids import LonLat, PlaceId, ZoneId

METRES = 1000.0


def _recipe(casebook: Casebook, zone: ZoneId) -> ZoneRecipe:
    found = next((recipe for recipe in casebook.zones if recipe.id == zone), None)
    if found is None:
        raise NotFound(f"no zone {zone!r} in the casebook")
    return found


def _place(casebook: Casebook, place: PlaceId) -> Place:
    found = next((known for known in casebook.places if known.id == place), None)
    if found is None:
        raise NotFound(f"no place {place!r} in the casebook")
    return found


def _line(casebook: Casebook, line: str) -> Line:
    found = next((known for known in casebook.lines if known.id == line), None)
    if found is None:
        raise NotFound(f"no line or route {line!r} in the casebook")
    return found


def zone_ambiguities(casebook: Casebook, zone_id: ZoneId) -> frozenset[AmbiguityId]:
    """Return the ambiguities a zone hangs on, through every zone and line its recipe refers to."""
    found: frozenset[AmbiguityId] = frozenset()
    seen: set[str] = set()
    waiting: list[str] = [zone_id]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        nouns: list[ZoneRecipe | Line] = [zone for zone in casebook.zones if zone.id == name]
        nouns += [line for line in casebook.lines if line.id == name]
        for noun in nouns:
            found |= ambiguities_in(noun)
            waiting.extend(_refers_to(noun))
    return found


def _refers_to(noun: ZoneRecipe | Line) -> set[str]:
    """Return every zone or line name the noun may refer to under some reading."""
    if isinstance(noun, Line):
        return set()
    names: set[str] = set()
    recipes = [noun.recipe, *(value for hanging in hangings(noun) for value in hanging.readings.values())]
    for recipe in recipes:
        if isinstance(recipe, str):
            names.add(recipe)
        elif isinstance(recipe, tuple):
            names.update(str(item) for item in recipe)
        elif isinstance(recipe, CorridorRecipe | BandRecipe):
            names.update([recipe.along] if isinstance(recipe.along, str) else ())
        elif isinstance(recipe, WithinRecipe):
            names.update(recipe.all_of if isinstance(recipe.all_of, tuple) else ())
        elif isinstance(recipe, UnionRecipe):
            names.update(recipe.any_of if isinstance(recipe.any_of, tuple) else ())
        elif isinstance(recipe, MinusRecipe):
            names.update([recipe.zone] if isinstance(recipe.zone, str) else ())
            names.update(recipe.less if isinstance(recipe.less, tuple) else ())
    return names


def line_points(casebook: Casebook, line: str, readings: Readings) -> tuple[LonLat, ...]:
    """Return a line's points in order, `(lon, lat)` degrees WGS84: its own, or its places'."""
    known = settle(_line(casebook, line), readings)
    if known.points:
        return known.points
    assert isinstance(known.through, tuple)
    places = [_place(casebook, place) for place in known.through]
    return tuple((place.lon, place.lat) for place in places)


def build_zone(casebook: Casebook, zone: ZoneId, readings: Readings) -> geo.Zone:
    """Return the ground of a zone as its words build it under `readings`.

    Parameters
    ----------
    casebook : Casebook
        Parsed; every reference in it resolves.
    zone : ZoneId
        Which zone.
    readings : Readings
        A reading for at least every ambiguity of `zone_ambiguities`.

    Returns
    -------
    geo.Zone
        EPSG:4326, with the recipe's `sigma_m`.

    Raises
    ------
    BadGeometry
        The words build nothing, or something that cannot be measured; the message names the zone.
    NotFound
        The recipe names a place, line or zone that the casebook does not have.
    """
    recipe = settle(_recipe(casebook, zone), readings)
    try:
        return _build(casebook, recipe, readings)
    except BadGeometry as error:
        raise BadGeometry(f"zone {zone!r}: {error}", error.faults) from error


def _build(casebook: Casebook, zone: ZoneRecipe, readings: Readings) -> geo.Zone:
    recipe, sigma_m = zone.recipe, zone.sigma_m
    match recipe:
        case PolygonRecipe(points=points):
            return geo.polygon(points, sigma_m=sigma_m)
        case CircleRecipe(centre=str(centre), radius_km=float(radius_km)):
            place = _place(casebook, PlaceId(centre))
            return geo.circle((place.lon, place.lat), radius_m=radius_km * METRES, sigma_m=sigma_m)
        case CorridorRecipe(along=str(along), reach_km=float(reach_km), ends=("flat" | "round") as ends):
            points = line_points(casebook, along, readings)
            return geo.corridor(points, reach_m=reach_km * METRES, ends=ends, sigma_m=sigma_m)
        case BandRecipe(
            along=str(along), from_km=float(near), to_km=float(far), side=("left" | "right" | "both") as side
        ):
            points = line_points(casebook, along, readings)
            return geo.band(points, from_m=near * METRES, to_m=far * METRES, side=side, sigma_m=sigma_m)
        case WithinRecipe(all_of=tuple(names)):
            return geo.within(*(build_zone(casebook, name, readings) for name in names), sigma_m=sigma_m)
        case UnionRecipe(any_of=tuple(names)):
            return geo.union([build_zone(casebook, name, readings) for name in names], sigma_m=sigma_m)
        case MinusRecipe(zone=str(whole), less=tuple(names)):
            parts = [build_zone(casebook, name, readings) for name in names]
            return geo.minus(build_zone(casebook, ZoneId(whole), readings), *parts, sigma_m=sigma_m)
        case _:
            raise BadGeometry(f"zone {zone.id!r} still hangs on an ambiguity")
