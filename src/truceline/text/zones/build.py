"""Zones built from their recipes, under one choice of readings, and the steps by which they are built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from truceline import geo
from truceline.clock import day_of
from truceline.model.casebook import (
    MOVING,
    AdminRecipe,
    AlongRecipe,
    BandRecipe,
    Casebook,
    CircleRecipe,
    Contact,
    ControlledRecipe,
    CorridorRecipe,
    Line,
    MinusRecipe,
    PolygonRecipe,
    Recipe,
    Stretch,
    UnionRecipe,
    WithinRecipe,
)
from truceline.model.hanging import Readings, plain, settle
from truceline.model.ids import LonLat, ZoneId
from truceline.model.naming import name
from truceline.model.saying import Listed, Saying, Value, saying
from truceline.text.relations import built_from, recipe_of, zones_of_recipe
from truceline.text.zones.recipes import (
    METRES,
    Builder,
    Fronts,
    Way,
    line_written,
    place_sigma_m,
    reach_m,
    sigma_m_of,
    zone_recipe,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step in the building of a zone."""

    zone: ZoneId
    """The zone it builds, which may be a part of the one asked for."""
    says: Saying
    """What is done, with figures."""
    sigma_m: float | None = None
    """Standard deviation of what it brings in, metres; none for a step that brings in nothing."""


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
    recipe = recipe_of(settle(zone_recipe(casebook, zone), readings))
    match recipe:
        case WithinRecipe():
            held = [
                one
                for part in plain(recipe.all_of)
                if (one := bounding(casebook, part, readings)) is not None
            ]
            return min(held, key=len, default=None)
        case UnionRecipe():
            each = [bounding(casebook, part, readings) for part in plain(recipe.any_of)]
            known = [one for one in each if one is not None]
            return tuple(zone for one in known for zone in one) if len(known) == len(each) else None
        case MinusRecipe():
            return bounding(casebook, plain(recipe.zone), readings)
        case PolygonRecipe() | CircleRecipe() | AdminRecipe() | ControlledRecipe():
            return None
        case CorridorRecipe() | AlongRecipe() | BandRecipe():
            return None
        case _:
            assert_never(recipe)


# Building


def line_points(casebook: Casebook, line: str, readings: Readings) -> tuple[LonLat, ...]:
    """Return a line's points in order, `(lon, lat)` degrees WGS84: its own, or its places'."""
    return line_way(casebook, line, readings).points


def line_way(
    casebook: Casebook,
    line: str,
    readings: Readings,
    *,
    fronts: Fronts | None = None,
    at: datetime | None = None,
) -> Way:
    """Return a line as it runs under `readings`, with its error and that of the places it runs through.

    `fronts` and `at`, as for `build_zone`, are for a line of contact.
    """
    return Builder(casebook=casebook, readings=readings, front=fronts, at=at).way(line)


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
    return Builder(casebook=casebook, readings=readings, front=fronts, at=at, part=part).whole(zone)


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
    return tuple(_steps(zone, Builder(casebook=casebook, readings=readings, front=fronts, at=at)))


def _steps(zone: str, book: Builder) -> list[Step]:
    noun = book.settled(zone)
    recipe = recipe_of(noun)
    parts = zones_of_recipe(recipe)
    found = [step for part in parts for step in _steps(part, book)]
    found += [Step(zone=noun.id, says=says, sigma_m=sigma) for says, sigma in _own_steps(recipe, book)]
    sigma_m = sigma_m_of(noun, book)
    key = "step.error_stated" if sigma_m == noun.sigma_m else "step.error_built"
    surest_m = min(leaf.sigma_m for leaf in geo.leaves(book.zone(zone))) if parts else sigma_m
    if surest_m < sigma_m:
        key = "step.error_stretches"
    error = saying(key, metres=_range_of_metres(surest_m, sigma_m))
    return [*found, Step(zone=noun.id, says=error, sigma_m=sigma_m)]


def _range_of_metres(low_m: float, high_m: float) -> Value:
    low, high = f"{low_m:,.0f}", f"{high_m:,.0f}"
    return low if low == high else saying("figure.range", low=low, high=high)


def _own_steps(recipe: Recipe, book: Builder) -> list[tuple[Saying, float | None]]:
    match recipe:
        case PolygonRecipe():
            return [(saying("step.ring", n=str(len(recipe.points))), None)]
        case CircleRecipe():
            place = book.place(plain(recipe.centre))
            km, radius = f"{recipe.radius_km:g}", f"{place.radius_m:,.0f}"
            says = saying("step.circle", km=km, place=name(place.names), radius=radius)
            return [(says, place_sigma_m(place))]
        case CorridorRecipe():
            return [_walk(plain(recipe.along), book), (_sides_of(recipe), None)]
        case AlongRecipe():
            says = saying("step.along", km=f"{recipe.within_km:g}")
            return [_walk(plain(recipe.along), book), (says, None)]
        case BandRecipe():
            key = {"both": "step.band", "left": "step.band_left"}.get(str(recipe.side), "step.band_right")
            says = saying(key, near=f"{recipe.from_km:g}", far=f"{recipe.to_km:g}")
            return [_walk(plain(recipe.along), book), (says, None)]
        case ControlledRecipe():
            return [_controlled(plain(recipe.by), plain(recipe.on), book)]
        case AdminRecipe():
            return [_administrative(code, book) for code in plain(recipe.codes)]
        case WithinRecipe() | UnionRecipe():
            parts = zones_of_recipe(recipe)
            if len(parts) == 1:
                return [(saying("step.keep", zone=_names(parts, book)), None)]
            key_of_parts = "step.all_of" if isinstance(recipe, WithinRecipe) else "step.any_of"
            return [(saying(key_of_parts, zones=_names(parts, book)), None)]
        case MinusRecipe():
            whole, less = _names((plain(recipe.zone),), book), _names(plain(recipe.less), book)
            return [(saying("step.less", zone=whole, less=less), None)]
        case _:
            assert_never(recipe)


def _sides_of(recipe: CorridorRecipe) -> Saying:
    km = plain(recipe.reach_km)
    closing = saying("step.flat" if recipe.ends == "flat" else "step.round")
    if recipe.measured_from == "edge":
        beyond = f"{reach_m(recipe) - km * METRES:g}"
        return saying("step.corridor_of_road", km=f"{km:g}", beyond=beyond, closing=closing)
    return saying("step.corridor", km=f"{km:g}", closing=closing)


def _names(zones: tuple[ZoneId, ...], book: Builder) -> Value:
    return Listed(tuple(name(book.settled(zone).names) for zone in zones), "semicolon")


def _walk(line: str, book: Builder) -> tuple[Saying, float]:
    found = book.way(line)
    length = f"{sum(geo.length_km(part) for part in found.parts):,.0f}"
    error = f"{found.sigma_m:,.0f}"
    title = name(found.line.names)
    if isinstance(found.line.contact, Contact):
        assert isinstance(found.line.contact.on, str)
        sides = Listed(tuple(_side(side, book) for side in found.line.contact.between), "and")
        when = _when(found.line.contact.on, book)
        says = saying("step.contact", line=title, sides=sides, when=when, length=length, error=error)
    elif isinstance(found.line.stretch, Stretch):
        start, end = (book.place(one) for one in (found.line.stretch.start, found.line.stretch.end))
        says = saying(
            "step.stretch",
            line=title,
            whole=name(line_written(book.casebook, found.line.stretch.of).names),
            start=name(start.names),
            start_radius=f"{start.radius_m:,.0f}",
            end=name(end.names),
            end_radius=f"{end.radius_m:,.0f}",
            length=length,
            error=error,
        )
    elif found.line.points:
        says = saying("step.points", line=title, n=str(len(found.points)), length=length, error=error)
    else:
        assert isinstance(found.line.through, tuple)
        says = saying(
            "step.through",
            line=title,
            places=Listed(tuple(name(book.place(one).names) for one in found.line.through)),
            length=length,
            error=error,
            own=f"{found.line.sigma_m:,.0f}",
        )
    return says, found.sigma_m


def _controlled(side: str, on: str, book: Builder) -> tuple[Saying, float]:
    held = book.fronts().held(side, book.instant(on))
    says = saying(
        "step.held",
        side=_side(side, book),
        when=_when(on, book),
        area=f"{geo.area_km2(held):,.0f}",
        error=f"{held.sigma_m:,.0f}",
    )
    return says, held.sigma_m


def _side(side: str, book: Builder) -> str:
    names = (book.casebook.mandate.sides or {}).get(side)
    return name(names) if names else side


def _when(on: str, book: Builder) -> Saying:
    day = day_of(book.instant(on), book.casebook.mandate.day_zone)
    return saying("step.moves" if on == MOVING else "step.day", day=day)


def _administrative(code: str, book: Builder) -> tuple[Saying, float]:
    area = book.boundary(code)
    says = saying("step.area", area=name(area.names), code=code, error=f"{area.sigma_m:,.0f}")
    return says, area.sigma_m
