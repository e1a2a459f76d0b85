"""Local metric frames and geodesics on WGS84, and the limits within which they hold.

Metres are measured in an azimuthal equidistant projection centred on what is measured. At a distance d from
its centre the scale across the radius is off by about d² / 6R²: 0.05 % in the corner of a square 500 km wide,
which is why wider shapes are refused rather than measured badly. Nothing here touches the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.enums import TransformDirection
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]  # its stub forgets it

from truceline.errors import BadGeometry

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Point = tuple[float, float]
"""Longitude and latitude in degrees, WGS84."""

SPAN_LIMIT_M: Final = 500_000.0
"""Widest shape that is measured to 0.1 %; that same share is the tolerance of the limit."""
LATITUDE_LIMIT_DEG: Final = 85.0
EDGE_LIMIT_M: Final = 2_000.0
"""Longest edge: on a shorter one the straight line in degrees is a geodesic to better than a metre."""
METRES_PER_DEGREE: Final = 110_500.0
"""A degree of latitude where it is shortest, rounded down: boxes made with it are never too small."""


@cache
def _geod() -> pyproj.Geod:
    return pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Frame:
    """A plane in metres, x east and y north, centred on a point: distances from the centre are exact."""

    lon: float
    lat: float

    def to_metres(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
        """Return x and y of EPSG:4326 degrees, shape (n, 2)."""
        x, y = _transformer(self).transform(np.asarray(lon, float), np.asarray(lat, float))
        return np.column_stack((np.atleast_1d(x), np.atleast_1d(y)))

    def to_degrees(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
        """Return longitude and latitude of metres in this frame, shape (n, 2)."""
        lon, lat = _transformer(self).transform(
            np.asarray(x, float), np.asarray(y, float), direction=TransformDirection.INVERSE
        )
        return np.column_stack((np.atleast_1d(lon), np.atleast_1d(lat)))

    def shape_to_metres(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return a shape in degrees as one in metres; edges stay straight between their ends."""
        return shapely.transform(shape, lambda xy: self.to_metres(xy[:, 0], xy[:, 1]))

    def shape_to_degrees(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return a shape in metres as one in degrees; edges stay straight between their ends."""
        return shapely.transform(shape, lambda xy: self.to_degrees(xy[:, 0], xy[:, 1]))


@lru_cache(maxsize=256)
def _transformer(frame: Frame) -> pyproj.Transformer:
    # The result must not depend on grids that one machine can download and another cannot.
    set_network_enabled(False)
    return pyproj.Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step +proj=aeqd +lon_0={frame.lon!r} +lat_0={frame.lat!r} +ellps=WGS84"
    )


def frame_of(west: float, south: float, east: float, north: float) -> Frame:
    """Return the frame centred on the middle of a box in degrees."""
    return Frame(float(west + east) / 2, float(south + north) / 2)


def checked_points(points: Sequence[Point] | Iterable[Point]) -> Floats:
    """Return points as an array of shape (n, 2), without repeats that follow each other.

    Parameters
    ----------
    points : sequence of (lon, lat)
        EPSG:4326, degrees.

    Raises
    ------
    BadGeometry
        If a coordinate is missing, infinite or off the globe, or the whole passes the limits of this room.
    """
    try:
        array = np.asarray([(float(lon), float(lat)) for lon, lat in points], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadGeometry("each point must be a pair of numbers: longitude, latitude") from error
    if array.size == 0:
        raise BadGeometry("no points given: give longitude and latitude in degrees")
    _refuse_impossible(array)
    check_extent(*array.min(axis=0), *array.max(axis=0))
    repeated = np.zeros(len(array), dtype=bool)
    repeated[1:] = (array[1:] == array[:-1]).all(axis=1)
    return np.asarray(array[~repeated])


def _refuse_impossible(points: Floats) -> None:
    for number, (lon, lat) in enumerate(points, start=1):
        where = f"point {number} ({lon:g}, {lat:g})"
        if not (np.isfinite(lon) and np.isfinite(lat)):
            raise BadGeometry(f"{where} is not a place: give finite degrees, longitude first")
        if abs(lat) > 90:
            raise BadGeometry(
                f"{where} has a latitude beyond 90 degrees: longitude comes first, then latitude"
            )
        if abs(lon) > 180:
            raise BadGeometry(
                f"{where} has a longitude beyond 180 degrees: "
                "shapes that cross the antimeridian are not supported; split the shape there"
            )


def check_extent(west: float, south: float, east: float, north: float) -> None:
    """Refuse a box in degrees that cannot be measured to 0.1 %.

    Raises
    ------
    BadGeometry
        If it crosses the antimeridian, passes 85 degrees of latitude, or is wider or higher than 500 km.
    """
    if east - west > 180 or east > 180 or west < -180:
        raise BadGeometry(
            f"longitudes run from {west:g} to {east:g}: "
            "shapes that cross the antimeridian are not supported; split the shape there"
        )
    if max(abs(south), abs(north)) > LATITUDE_LIMIT_DEG:
        raise BadGeometry(
            f"latitudes run from {south:g} to {north:g}: shapes beyond {LATITUDE_LIMIT_DEG:g} degrees are "
            "not supported; use a smaller shape away from the pole"
        )
    middle_lat, middle_lon = (south + north) / 2, (west + east) / 2
    width_m = geodesic_m((west, middle_lat), (east, middle_lat))
    height_m = geodesic_m((middle_lon, south), (middle_lon, north))
    if max(width_m, height_m) > SPAN_LIMIT_M * 1.001:
        raise BadGeometry(
            f"the shape is {width_m / 1000:.0f} km by {height_m / 1000:.0f} km: at most "
            f"{SPAN_LIMIT_M / 1000:.0f} km can be measured to 0.1 %; split it into smaller shapes"
        )


def geodesic_m(a: Point, b: Point) -> float:
    """Return the length in metres of the shortest line on WGS84 between two points."""
    _, _, metres = _geod().inv(float(a[0]), float(a[1]), float(b[0]), float(b[1]))
    return float(metres)


def bearing(a: Point, b: Point) -> float:
    """Return in which direction one (lon, lat) point lies from another, in degrees from north, from 0 to 360.

    Examples
    --------
    >>> round(bearing((36.0, 35.0), (37.0, 35.0)))
    90
    """
    azimuth, _, _ = _geod().inv(*a, *b)
    return float(azimuth) % 360


def moved(point: Point, bearing_deg: float, distance_m: float) -> Point:
    """Return the point so far away, in a direction clockwise from north."""
    lon, lat, _ = _geod().fwd(*point, bearing_deg, distance_m)
    return float(lon), float(lat)


def geodesics_m(
    lon_a: npt.ArrayLike, lat_a: npt.ArrayLike, lon_b: npt.ArrayLike, lat_b: npt.ArrayLike
) -> Floats:
    """Return the geodesic distances in metres between pairs of points in degrees, shape (n,)."""
    a_x, a_y, b_x, b_y = (np.ascontiguousarray(one, dtype=np.float64) for one in (lon_a, lat_a, lon_b, lat_b))
    _, _, metres = _geod().inv(a_x, a_y, b_x, b_y)
    return np.asarray(metres, dtype=np.float64)


def densified(points: Floats) -> Floats:
    """Return points with others set between them along the geodesics, none farther apart than 2 km.

    Points are spaced evenly on each edge, so that an edge shared by two shapes gets the same points.
    """
    lon, lat = points[:, 0], points[:, 1]
    azimuth, _, length = _geod().inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    n_parts = np.maximum(np.ceil(np.asarray(length) / EDGE_LIMIT_M).astype(int), 1)
    edge = np.repeat(np.arange(len(n_parts)), n_parts)
    part = np.arange(len(edge)) - np.repeat(np.cumsum(n_parts) - n_parts, n_parts)
    on_lon, on_lat, _ = _geod().fwd(
        lon[edge], lat[edge], np.asarray(azimuth)[edge], part * (np.asarray(length) / n_parts)[edge]
    )
    between = np.column_stack((on_lon, on_lat))
    between[part == 0] = points[:-1]  # given points stay bit for bit
    return np.vstack((between, points[-1:]))


def shape_area_m2(shape: shapely.Geometry) -> float:
    """Return the geodesic area of a shape in degrees, in square metres."""
    signed, _ = _geod().geometry_area_perimeter(shape)
    return abs(float(signed))


def line_length_m(points: Floats) -> float:
    """Return the geodesic length of a line in metres."""
    return float(_geod().line_length(points[:, 0], points[:, 1]))


def versions() -> dict[str, str]:
    """Return the versions that decide the last digits of a measure, for a receipt.

    Examples
    --------
    >>> sorted(versions())
    ['GEOS', 'PROJ', 'pyproj', 'shapely']
    """
    return {
        "shapely": str(shapely.__version__),
        "GEOS": str(shapely.geos_version_string),
        "PROJ": str(pyproj.proj_version_str),
        "pyproj": str(pyproj.__version__),
    }
