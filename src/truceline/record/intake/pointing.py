"""A point that somebody shows on a map, in the words in which one would say it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from truceline import geo
from truceline.model.casebook import Place
from truceline.model.words import PlaceGrade
from truceline.record.intake.names import KnownNames
from truceline.record.intake.understood import POINTS, SaidPlace, place_in

_KNOWN: Final = (PlaceGrade.SETTLEMENT, PlaceGrade.SURVEYED)
_FINEST_M: Final = 500.0


def place_words(lon: float, lat: float, names: KnownNames, *, within_m: float) -> str:
    """Return a place, or so far from it, as `place_in` understands it; empty where no place has a clear name.

    Parameters
    ----------
    lon, lat : float
        The point.
    names : KnownNames
        Of the casebook.
    within_m : float
        How far off the hand may be: within it, or within its own radius, a place is meant itself; a distance
        is told in steps that are no finer.
    """
    places = [one for one in names.casebook.places if one.grade in _KNOWN]
    far = {one.id: 1000 * geo.distance_km((one.lon, one.lat), (lon, lat)) for one in places}
    step = max(_FINEST_M, round(within_m, -3))
    for place in sorted(places, key=lambda one: far[one.id]):
        is_itself = far[place.id] <= max(place.radius_m, within_m)
        distance_m = None if is_itself else max(step, round(far[place.id] / step) * step)
        way = "" if is_itself else POINTS[round(geo.bearing((place.lon, place.lat), (lon, lat)) / 45) % 8]
        meant = SaidPlace(place=place.id, distance_m=distance_m, bearing=way)
        for called in _called(place):
            said = called if distance_m is None else f"{distance_m / 1000:g} km {way} of {called}"
            if place_in(said, names) == meant:
                return said
    return ""


def _called(place: Place) -> Iterator[str]:
    yield from dict.fromkeys((*place.names.values(), *place.aliases, str(place.id)))
