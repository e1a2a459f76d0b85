"""Every place is on Earth and every zone can be built, whatever reading is taken."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from truceline import geo
from truceline.agreements.checks.depends import questions_of_zone
from truceline.agreements.checks.readings import answers_of
from truceline.agreements.checks.slip import Seen, Slip, each
from truceline.errors import BadGeometry
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
from truceline.model.hanging import AmbiguityId, Hanging, ReadingId, Readings, ambiguities_in, settle
from truceline.model.record import Where

T = TypeVar("T")
Choice: TypeAlias = frozenset[tuple[AmbiguityId, ReadingId]]

MAX_BUILT = 512
"""Combinations of readings under which one zone is built here; the first ones where there are more."""
_TRIAL_M = 10.0
"""Width of the corridor that tries whether a line crosses itself."""


def places(walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield coordinates that are nowhere, and radii and errors that are no distance."""
    for seen in walked:
        value = seen.value
        if isinstance(value, Place | Where):
            yield from _point(seen, value.lon, value.lat)
            if value.radius_m is not None and value.radius_m < 0:
                yield seen.slip(f"the radius is {value.radius_m:g} m", "write metres, 0 or more", "radius_m")
        if isinstance(value, Line | ZoneRecipe) and value.sigma_m < 0:
            yield seen.slip(f"sigma_m is {value.sigma_m:g}", "write metres, 0 or more", "sigma_m")


def _point(seen: Seen, lon: float | None, lat: float | None) -> Iterator[Slip]:
    if lon is None or lat is None:
        return
    if not abs(lon) <= 180:
        yield seen.slip(f"no place lies at {lon:g} degrees east", "write -180 to 180", "lon")
    if not abs(lat) <= 90:
        remedy = "exchange `lon` and `lat`?" if abs(lat) <= 180 and abs(lon) <= 90 else "write -90 to 90"
        yield seen.slip(f"no place lies at {lat:g} degrees north", remedy, "lat")
    if lon == 0 and lat == 0:
        yield seen.slip("0, 0 stands for unknown in bad tables", "leave both out where unknown", "lon")


def zones(casebook: Casebook) -> Iterator[Slip]:
    """Yield lines and zones that cannot be built under some combination of their readings."""
    yard = _Yard(casebook=casebook, answers=answers_of(casebook))
    for seen, line in each("lines", casebook.lines):
        yield from _line(seen, line, yard)
    for seen, zone in each("zones", casebook.zones):
        yield from _zone(seen, zone, yard)


class _NotReadyError(Exception):
    """Something the shape is built from is at fault itself, and that is said there."""


def _line(seen: Seen, line: Line, yard: _Yard) -> Iterator[Slip]:
    if bool(line.points) == bool(line.through):
        yield seen.slip("a line has either `points` or `through`", "give one of them")
        return
    for readings in yard.combinations(ambiguities_in(line)):
        try:
            geo.corridor(yard.line(line.id, readings), reach_m=_TRIAL_M, ends="flat")
        except _NotReadyError:
            return
        except BadGeometry as error:
            yield seen.slip(
                _under(error, readings), "mend its points", "points" if line.points else "through"
            )
            return


def _zone(seen: Seen, zone: ZoneRecipe, yard: _Yard) -> Iterator[Slip]:
    for readings in yard.combinations(yard.questions(zone.id)):
        try:
            yard.zone(zone.id, readings)
        except _NotReadyError:
            return
        except BadGeometry as error:
            yield seen.slip(_under(error, readings), "see its numbers and what it is built from", "recipe")
            return


def _under(error: BadGeometry, readings: Readings) -> str:
    taken = ", ".join(f"{question}: {reading}" for question, reading in sorted(readings.items()))
    return f"{error} (under {taken})" if taken else str(error)


@dataclass(slots=True)
class _Yard:
    """Shapes built so far: each zone once for each combination of the readings it depends on."""

    casebook: Casebook
    answers: Mapping[str, frozenset[str]]
    asked: dict[str, frozenset[AmbiguityId]] = field(default_factory=dict)
    built: dict[tuple[str, Choice], geo.Zone] = field(default_factory=dict)

    def questions(self, zone: str) -> frozenset[AmbiguityId]:
        if zone not in self.asked:
            self.asked[zone] = questions_of_zone(self.casebook, zone)
        return self.asked[zone]

    def combinations(self, questions: frozenset[AmbiguityId]) -> Iterator[Readings]:
        order = sorted(questions)
        if any(question not in self.answers for question in order):
            return
        choices = itertools.product(*(sorted(self.answers[question]) for question in order))
        for choice in itertools.islice(choices, MAX_BUILT):
            yield {q: ReadingId(r) for q, r in zip(order, choice, strict=True)}

    def line(self, name: str, readings: Readings) -> list[geo.Point]:
        line = next((line for line in self.casebook.lines if line.id == name), None)
        if line is None:
            raise _NotReadyError
        if line.points:
            return list(line.points)
        through = _settled(line, readings).through
        assert not isinstance(through, Hanging)
        return [self.place(place) for place in through]

    def place(self, name: str) -> geo.Point:
        for place in self.casebook.places:
            if place.id == name and abs(place.lon) <= 180 and abs(place.lat) <= 90:
                return (place.lon, place.lat)
        raise _NotReadyError

    def zone(self, name: str, readings: Readings, above: frozenset[str] = frozenset()) -> geo.Zone:
        recipe = next((zone for zone in self.casebook.zones if zone.id == name), None)
        if recipe is None or name in above:
            raise _NotReadyError
        choice = frozenset((q, readings[q]) for q in self.questions(name) if q in readings)
        if (name, choice) not in self.built:
            zone = self._build(_settled(recipe, readings), readings, above | {name})
            self.built[name, choice] = zone
        return self.built[name, choice]

    def _parts(self, names: tuple[str, ...], readings: Readings, above: frozenset[str]) -> list[geo.Zone]:
        try:
            return [self.zone(name, readings, above) for name in names]
        except BadGeometry as error:  # said at the part itself
            raise _NotReadyError from error

    def _build(self, zone: ZoneRecipe, readings: Readings, above: frozenset[str]) -> geo.Zone:
        sigma_m = max(zone.sigma_m, 0.0)
        match zone.recipe:
            case PolygonRecipe(points=points):
                return geo.polygon(points, sigma_m=sigma_m)
            case CircleRecipe(centre=str(centre), radius_km=float(km)):
                return geo.circle(self.place(centre), radius_m=km * 1000, sigma_m=sigma_m)
            case CorridorRecipe(along=str(along), reach_km=float(km), ends="flat" | "round" as ends):
                line = self.line(along, readings)
                return geo.corridor(line, reach_m=km * 1000, ends=ends, sigma_m=sigma_m)
            case BandRecipe(
                along=str(along),
                from_km=float(near),
                to_km=float(far),
                side="left" | "right" | "both" as side,
            ):
                line = self.line(along, readings)
                return geo.band(line, from_m=near * 1000, to_m=far * 1000, side=side, sigma_m=sigma_m)
            case WithinRecipe(all_of=tuple(names)) if names:
                return geo.within(*self._parts(names, readings, above), sigma_m=sigma_m)
            case UnionRecipe(any_of=tuple(names)) if names:
                return geo.union(self._parts(names, readings, above), sigma_m=sigma_m)
            case MinusRecipe(zone=str(whole), less=tuple(names)) if names:
                kept, *taken = self._parts((whole, *names), readings, above)
                return geo.minus(kept, *taken, sigma_m=sigma_m)
        raise BadGeometry("the recipe names nothing to build from")


def _settled(noun: T, readings: Readings) -> T:
    try:
        return settle(noun, readings)
    except KeyError as error:  # a reading without a value, which is said at the value
        raise _NotReadyError from error
