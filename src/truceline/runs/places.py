"""A place that is asked for: one of the casebook, by any of its names, or so far from one."""

from __future__ import annotations

import math
from dataclasses import dataclass

from truceline import geo
from truceline.errors import BadInput, Fault, NotFound
from truceline.judgement.questions.status import Spot
from truceline.model.casebook import Casebook, Place
from truceline.model.spelling import did_you_mean, named_so, spellings, told_apart
from truceline.model.stated_place import stated_place
from truceline.model.words import PlaceGrade


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPlace:
    """Where somebody asks about."""

    spot: Spot
    place: Place
    """The place of the casebook that was named."""
    is_beside: bool = False
    """Whether the spot is not that place but so far from it."""


def asked_place(casebook: Casebook, words: str) -> AskedPlace:
    """Return where is meant: a place by its name, or `2 km west of` it, in four languages.

    Raises
    ------
    BadInput, NotFound
        If several places have the name, or none has it; see `place_of`.
    """
    stated = None if named_so(words, casebook.places) else stated_place(words)
    if stated is None:
        place = place_of(casebook, words)
        spot = Spot(
            lon=place.lon,
            lat=place.lat,
            radius_m=place.radius_m,
            region=place.grade is PlaceGrade.REGION,
            within=tuple(one.zone for one in place.within),
        )
        return AskedPlace(spot=spot, place=place)
    name = next((one for one in stated.names if named_so(one, casebook.places)), stated.names[0])
    place = place_of(casebook, name)
    lon, lat = place.lon, place.lat
    if stated.bearing_deg is not None:
        lon, lat = geo.moved((lon, lat), stated.bearing_deg, stated.distance_m)
    spot = Spot(
        lon=round(lon, 5),
        lat=round(lat, 5),
        radius_m=math.ceil(stated.radius_m(place.radius_m) / 100) * 100.0,
    )
    return AskedPlace(spot=spot, place=place, is_beside=True)


def place_of(casebook: Casebook, name: str) -> Place:
    """Return the one place of that id, or else the one of that name or alias, in any script.

    A name the casebook tells apart by a word in brackets, such as `al-Nayrab (Idlib)`, is met without it too.

    Raises
    ------
    BadInput
        If several places have the name: the faults list each with its point.
    NotFound
        If none has it.
    """
    by_id = next((place for place in casebook.places if place.id == name), None)
    if by_id is not None:
        return by_id
    found = named_so(name, casebook.places)
    if not found:
        remedy = did_you_mean(name, spellings(casebook.places)) or "give a point instead"
        fault = Fault(message=f"there is no place {name!r}", remedy=remedy)
        raise NotFound(f"no place {name!r} in the casebook; a point may be given instead", [fault])
    if len(found) > 1:
        raise BadInput(
            f"{name!r} is the name of {len(found)} places of the casebook",
            [Fault(message=told_apart(place), remedy=f"ask for `{place.id}`") for place in found],
        )
    return found[0]
