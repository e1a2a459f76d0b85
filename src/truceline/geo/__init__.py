"""Geometry in metres, with uncertainty: the only room that knows shapely and pyproj."""

from __future__ import annotations

from truceline.geo.doubt import BAND_SIGMAS, doubt
from truceline.geo.place import (
    CUT_SIGMAS,
    RADIUS_PER_SIGMA,
    probability_inside,
    probability_inside_fast,
    share_of_region,
)
from truceline.geo.projection import Point, versions
from truceline.geo.zone import (
    Zone,
    area_km2,
    around,
    band,
    bounds,
    circle,
    contains,
    corridor,
    covers,
    distance_km,
    geojson,
    length_km,
    minus,
    outside_km2,
    overlap,
    polygon,
    rings,
    stretch,
    union,
    within,
    wkb,
)

__all__ = [
    "Point",
    "Zone",
    "polygon",
    "circle",
    "corridor",
    "around",
    "band",
    "union",
    "within",
    "minus",
    "stretch",
    "overlap",
    "covers",
    "area_km2",
    "outside_km2",
    "length_km",
    "distance_km",
    "bounds",
    "contains",
    "geojson",
    "rings",
    "doubt",
    "BAND_SIGMAS",
    "wkb",
    "RADIUS_PER_SIGMA",
    "CUT_SIGMAS",
    "probability_inside",
    "probability_inside_fast",
    "share_of_region",
    "versions",
]
