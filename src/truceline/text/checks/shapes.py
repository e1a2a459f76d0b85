"""Every place is on Earth and every zone can be built, whatever reading is taken."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from truceline import geo
from truceline.clock import Precision, parse_stated
from truceline.errors import BadGeometry, BadTime, NotFound
from truceline.model.casebook import (
    MOVING,
    Boundary,
    Casebook,
    Contact,
    ControlledRecipe,
    Line,
    Place,
    PlacedIn,
    ZoneRecipe,
)
from truceline.model.hanging import AmbiguityId, ReadingId, Readings, under_any_reading
from truceline.model.happening import Where
from truceline.model.ids import ZoneId
from truceline.model.words import PlaceGrade
from truceline.parsing.nouns import Slip
from truceline.text.checks.readings import answers_of
from truceline.text.checks.walk import Seen, each
from truceline.text.relations import line_ambiguities, zone_ambiguities
from truceline.text.zones.recipes import Builder, Fronts, Way, ground, way

Choice: TypeAlias = frozenset[tuple[AmbiguityId, ReadingId]]

MAX_BUILT = 512
"""Combinations of readings under which one zone is built here; the first ones where there are more."""
_PARTS = {"points": "points", "through": "points", "stretch": "two ends", "contact": "two sides or its day"}
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
        if isinstance(value, Where):
            yield from _where(seen, value)
        if isinstance(value, Place) and value.grade is PlaceGrade.UNSTATED:
            remedy = "say what stands behind its radius: `estimate` where nothing does"
            yield seen.slip(
                "`unstated` is for what is told, not for a place that others are named by", remedy, "grade"
            )
        if isinstance(value, Line | ZoneRecipe | Boundary) and value.sigma_m < 0:
            yield seen.slip(f"sigma_m is {value.sigma_m:g}", "write metres, 0 or more", "sigma_m")


def placed(walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield zones in which a place is said to lie on no grounds."""
    for seen in walked:
        if isinstance(seen.value, PlacedIn) and not seen.value.grounds.strip():
            remedy = "say which instrument or source places it there"
            yield seen.slip("nothing is said to place it there", remedy, "grounds")


def _where(seen: Seen, where: Where) -> Iterator[Slip]:
    if (where.lon is None) != (where.lat is None):
        yield seen.slip("a point has both `lon` and `lat`", "give both or neither")
    elif where.lon is not None and where.place is not None:
        yield seen.slip("a place and a point are both given", "keep one of them")
    elif where.lon is not None and where.radius_m is None:
        yield seen.slip("the point has no `radius_m`", "say within how many metres the true one lies")


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


def fronts(casebook: Casebook, walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield ground and lines of contact of a side that is none, or of a day that is none."""
    sides = tuple(casebook.mandate.sides or {})
    for seen in walked:
        value = seen.value
        if not isinstance(value, Contact | ControlledRecipe):
            continue
        named = value.between if isinstance(value, Contact) else under_any_reading(value.by)
        key = "between" if isinstance(value, Contact) else "by"
        for side in named:
            if side not in sides:
                remedy = f"one of {', '.join(sides)}" if sides else "name the `sides` of the mandate first"
                yield seen.slip(f"{side!r} is no side of the mandate", remedy, key)
        for day in under_any_reading(value.on):
            if day != MOVING and not _is_day(day):
                yield seen.slip(f"{day!r} is no day", f"a day such as 2020-03-05, or `{MOVING}`", "on")


def _is_day(words: str) -> bool:
    try:
        return parse_stated(words).precision is Precision.DAY
    except BadTime:
        return False


def zones(casebook: Casebook, fronts: Callable[[], Fronts | None] | None = None) -> Iterator[Slip]:
    """Yield lines and zones that cannot be built under some combination of their readings.

    What is built on who held what ground is tried as it stands at the end of the record, and only where
    `fronts` tells who did.
    """
    yard = _Yard(casebook=casebook, answers=answers_of(casebook), fronts_of=fronts)
    for seen, boundary in each("boundaries", casebook.boundaries):
        yield from _boundary(seen, boundary)
    for seen, line in each("lines", casebook.lines):
        yield from _line(seen, line, yard)
    for seen, zone in each("zones", casebook.zones):
        yield from _zone(seen, zone, yard)


class _NotReadyError(Exception):
    """Something the shape is built from is at fault itself, and that is said there."""


def _boundary(seen: Seen, boundary: Boundary) -> Iterator[Slip]:
    if not boundary.polygons or not all(boundary.polygons):
        yield seen.slip("the area has no ring", "give the rings of each part", "polygons")
    for number, part in enumerate(boundary.polygons):
        for place, ring in enumerate(part):
            try:
                geo.polygon(ring)
            except BadGeometry as error:
                yield seen.slip(str(error), "mend its ring", "polygons", number, place)
                return


def _line(seen: Seen, line: Line, yard: _Yard) -> Iterator[Slip]:
    given = {"points": line.points, "through": line.through, "stretch": line.stretch, "contact": line.contact}
    used = [key for key, value in given.items() if value]
    if len(used) != 1:
        message = "a line has either `points` or `through`, or a `stretch` or a `contact`"
        yield seen.slip(message, "give one of them")
        return
    for readings in yard.combinations(line_ambiguities(yard.casebook, line.id)):
        try:
            trial = yard.under(readings)
            with _said_there(NotFound, KeyError):  # a name of nothing, a reading without a value
                found = way(trial.line(line.id), trial)
            if line.contact is None:
                geo.corridor(found.points, reach_m=_TRIAL_M, ends="flat")
        except _NotReadyError:
            return
        except BadGeometry as error:
            yield seen.slip(_under(error, readings), f"mend its {_PARTS[used[0]]}", used[0])
            return


def _zone(seen: Seen, zone: ZoneRecipe, yard: _Yard) -> Iterator[Slip]:
    for readings in yard.combinations(yard.questions(zone.id)):
        try:
            with _said_there(NotFound, KeyError):
                yard.under(readings).tried(zone.id)
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
    fronts_of: Callable[[], Fronts | None] | None = None
    known: list[Fronts | None] = field(default_factory=list)
    asked: dict[str, frozenset[AmbiguityId]] = field(default_factory=dict)
    built: dict[tuple[str, Choice], geo.Zone] = field(default_factory=dict)

    def questions(self, zone: str) -> frozenset[AmbiguityId]:
        if zone not in self.asked:
            self.asked[zone] = zone_ambiguities(self.casebook, ZoneId(zone))
        return self.asked[zone]

    def combinations(self, questions: frozenset[AmbiguityId]) -> Iterator[Readings]:
        order = sorted(questions)
        if any(question not in self.answers for question in order):
            return
        choices = itertools.product(*(sorted(self.answers[question]) for question in order))
        for choice in itertools.islice(choices, MAX_BUILT):
            yield {q: ReadingId(r) for q, r in zip(order, choice, strict=True)}

    def fronts(self) -> Fronts:
        """Return who held what, worked out when it is first asked for."""
        if self.fronts_of is None:
            raise _NotReadyError
        if not self.known:
            self.known.append(self.fronts_of())
        if self.known[0] is None:
            raise BadGeometry(
                "nothing here says who held what: give a ledger `control`, or a table of settlements"
            )
        return self.known[0]

    def under(self, readings: Readings) -> _Trial:
        return _Trial(casebook=self.casebook, readings=readings, yard=self)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial(Builder):
    """The builder; what is at fault itself is said there, and what is built from it is not ready."""

    yard: _Yard

    def fronts(self) -> Fronts:
        return self.yard.fronts()

    def instant(self, on: str) -> datetime:
        if on != MOVING and not _is_day(on):
            raise _NotReadyError
        return Builder.instant(self, on)

    def place(self, name: str) -> Place:
        place = Builder.place(self, name)
        if not (abs(place.lon) <= 180 and abs(place.lat) <= 90 and place.radius_m >= 0):
            raise _NotReadyError
        return place

    def boundary(self, code: str) -> Boundary:
        found = Builder.boundary(self, code)
        if not found.polygons:
            raise _NotReadyError
        return found

    def way(self, name: str) -> Way:
        with _said_there(BadGeometry):
            return Builder.way(self, name)

    def zone(self, name: str) -> geo.Zone:
        with _said_there(BadGeometry):
            return self.tried(name)

    def tried(self, name: str) -> geo.Zone:
        """Return a zone built once for each choice of the readings that it hangs on."""
        choice = frozenset((q, self.readings[q]) for q in self.yard.questions(name) if q in self.readings)
        if (name, choice) not in self.yard.built:
            with self._building(ZoneRecipe, name):
                self.yard.built[name, choice] = ground(self.settled(name), self)
        return self.yard.built[name, choice]


@contextmanager
def _said_there(*errors: type[Exception]) -> Iterator[None]:
    """Let what is built from something at fault be not ready."""
    try:
        yield
    except errors as error:
        raise _NotReadyError from error
