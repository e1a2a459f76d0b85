"""Zones: areas built from words such as "15 to 20 km behind the line", and what is measured of them.

A zone is a value; all of these are plain functions that return a new one. Points are longitude and latitude
in degrees (EPSG:4326), distances are geodesic metres, right to 0.1 % up to 500 km across. Whatever is wider,
crosses the antimeridian or comes near a pole is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import shapely

from truceline.errors import BadGeometry
from truceline.geo import sweep
from truceline.geo.projection import (
    EDGE_LIMIT_M,
    SPAN_LIMIT_M,
    Bools,
    Floats,
    Frame,
    Point,
    check_extent,
    checked_points,
    densified,
    frame_of,
    geodesic_m,
    line_length_m,
    shape_area_m2,
)

Ring = tuple[Point, ...]

GRID_DEG: Final = 1e-7
"""Coordinates are rounded to this, about a centimetre, so that equal zones have equal bytes."""
_SLIVER_DEG: Final = 1e-6
"""Parts and holes thinner than this, about ten centimetres, are remains of rounding."""
_SAME_LINE_DEG: Final = 2e-6
"""Two boundaries that run nearer to each other than this are one."""
_LINE_ERROR_M: Final = 0.05
_LEAST_STRETCH_M: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """An area on the ground and how sure its boundary is; equal when shape and errors are.

    Raises
    ------
    BadGeometry
        If the shape is empty, not an area, not valid or too wide, or `sigma_m` is negative or not finite.
    """

    # Polygon or MultiPolygon, EPSG:4326 lon/lat; edges of at most 2 km, straight in degrees.
    shape: shapely.Polygon | shapely.MultiPolygon
    # Standard deviation in metres of the boundary's own error; 0 where it is exact by definition. Where it
    # is made of zones of several errors, the largest of theirs.
    sigma_m: float = 0.0
    # How it is made of zones of several errors, and of which; a zone of one error is made of none. Of a
    # `minus` the first is the whole and the second what is taken away.
    made: Literal["", "union", "within", "minus"] = ""
    parts: tuple[Zone, ...] = ()
    # Worked out once, when it is first asked for: that of a shape reads all of it.
    _hash: list[int] = field(default_factory=list, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        if not self._hash:
            self._hash.append(hash((self.shape, self.sigma_m, self.made, self.parts)))
        return self._hash[0]

    def __post_init__(self) -> None:
        if not (np.isfinite(self.sigma_m) and self.sigma_m >= 0):
            raise BadGeometry(f"sigma_m is {self.sigma_m}: give metres, zero or more")
        if not isinstance(self.shape, shapely.Polygon | shapely.MultiPolygon) or self.shape.is_empty:
            raise BadGeometry("the zone has no area: check that its parts overlap and its distances")
        check_extent(*self.shape.bounds)
        if not shapely.is_valid(self.shape):
            raise BadGeometry(f"the zone is not a valid area: {shapely.is_valid_reason(self.shape)}")


# Building


def polygon(points: Sequence[Point], *, sigma_m: float = 0.0) -> Zone:
    """Return the zone inside a ring of points joined by geodesics.

    Parameters
    ----------
    points : sequence of (lon, lat)
        EPSG:4326, degrees, either way round; the ring may be open or closed.
    sigma_m : float
        Standard deviation of the boundary, metres.

    Raises
    ------
    BadGeometry
        If there are fewer than three distinct points, or the ring crosses or touches itself.

    Examples
    --------
    >>> round(area_km2(polygon([(36, 35), (37, 35), (37, 36), (36, 36)])))
    10066
    """
    ring = checked_points(points)
    if (ring[0] != ring[-1]).any():
        ring = np.vstack((ring, ring[:1]))
    if len(np.unique(ring, axis=0)) < 3:
        raise BadGeometry("a polygon needs at least three distinct points")
    ring = densified(ring)
    shape = shapely.Polygon(ring)
    if not shapely.is_valid(shape):
        raise BadGeometry(f"the polygon crosses or touches itself {_near_crossing(ring)}: reorder its points")
    return finished(shape, sigma_m)


def circle(centre: Point, *, radius_m: float, sigma_m: float = 0.0) -> Zone:
    """Return everything within `radius_m` geodesic metres of a point (lon, lat).

    Raises
    ------
    BadGeometry
        If the radius is not above zero, or the circle is too wide or too near a pole or the antimeridian.
    """
    _check_distance("radius_m", radius_m)
    (lon, lat), *_ = checked_points([centre])
    frame = Frame(float(lon), float(lat))
    return _from_metres(sweep.disc(np.zeros(2), radius_m), frame, sigma_m)


def corridor(
    points: Sequence[Point], *, reach_m: float, ends: Literal["flat", "round"], sigma_m: float = 0.0
) -> Zone:
    """Return everything within `reach_m` of a line.

    Parameters
    ----------
    points : sequence of (lon, lat)
        EPSG:4326, degrees; joined by geodesics. If first and last are the same place, the line has no ends.
    reach_m : float
        Metres on each hand.
    ends : {"flat", "round"}
        Whether the corridor is cut square at the first and last point, or goes round them. A flat corridor
        keeps what a perpendicular or bend farther back still reaches.
    sigma_m : float
        Standard deviation of the boundary, metres.

    Raises
    ------
    BadGeometry
        If there are fewer than two distinct points, the line crosses itself, or `reach_m` is not above zero.
    """
    _check_distance("reach_m", reach_m)
    if ends not in ("flat", "round"):
        raise BadGeometry(f"ends is {ends!r}: it must be 'flat' or 'round'")
    line, frame = _line_in_metres(points)
    return _from_metres(sweep.strip(line, reach_m, round_ends=ends == "round"), frame, sigma_m)


def around(lines: Sequence[Sequence[Point]], *, reach_m: float, sigma_m: float = 0.0) -> Zone:
    """Return everything within `reach_m` of any of some lines, which may touch, cross or branch.

    Parameters
    ----------
    lines : sequence of sequences of (lon, lat)
        EPSG:4326, degrees; points joined by geodesics.
    reach_m : float
        Metres, all round.
    sigma_m : float
        Standard deviation of the boundary, metres.

    Raises
    ------
    BadGeometry
        If a line has fewer than two distinct points, or `reach_m` is not above zero.
    """
    _check_distance("reach_m", reach_m)
    checked = [densified(checked_points(line)) for line in lines]
    if not checked or any(len(line) < 2 for line in checked):
        raise BadGeometry("a line needs at least two distinct points")
    frame = frame_of(*np.vstack(checked).min(axis=0), *np.vstack(checked).max(axis=0))
    metres = shapely.MultiLineString([frame.to_metres(line[:, 0], line[:, 1]) for line in checked])
    # The quarter circle in 32 parts is short of the true one by 0.03 % at most; see `sweep` for one line.
    return _from_metres(shapely.buffer(metres, reach_m, quad_segs=32), frame, sigma_m)


def band(
    points: Sequence[Point],
    *,
    from_m: float,
    to_m: float,
    side: Literal["left", "right", "both"],
    sigma_m: float = 0.0,
) -> Zone:
    """Return what lies from one distance to another off a line, on one hand of it or on both.

    Parameters
    ----------
    points : sequence of (lon, lat)
        EPSG:4326, degrees; joined by geodesics. A closed line has the inside on one hand.
    from_m, to_m : float
        Metres; 0 ≤ `from_m` < `to_m`. Nothing in the zone is nearer to any part of the line than `from_m`.
    side : {"left", "right", "both"}
        As seen walking along the points in their order.
    sigma_m : float
        Standard deviation of the boundary, metres.

    Returns
    -------
    Zone
        With flat ends; the zones of the two hands together are that of both.

    Raises
    ------
    BadGeometry
        If there are fewer than two distinct points, the line crosses itself, the distances are not in order,
        or nothing is left.
    """
    _check_distance("to_m", to_m)
    if not 0 <= from_m < to_m:
        raise BadGeometry(f"from_m is {from_m} and to_m {to_m}: give 0 or more, and less than to_m")
    if side not in ("left", "right", "both"):
        raise BadGeometry(f"side is {side!r}: it must be 'left', 'right' or 'both'")
    corners = tuple((float(lon), float(lat)) for lon, lat in checked_points(points))
    return _band(corners, from_m, to_m, side, sigma_m)


@lru_cache(maxsize=128)
def _band(
    points: tuple[Point, ...],
    from_m: float,
    to_m: float,
    side: Literal["left", "right", "both"],
    sigma_m: float,
) -> Zone:
    """Built once for the same words: a casebook's check and its rules ask for the same bands."""
    line, frame = _line_in_metres(points)
    if side == "both":
        shape = sweep.strip(line, to_m, round_ends=False)
    else:
        shape = sweep.strip_on_side(line, to_m, left=side == "left")
    if from_m > 0:
        near = sweep.strip(line, from_m, round_ends=True)
        shape = shapely.difference(shape, near, grid_size=sweep.GRID_M)
    return _from_metres(shape, frame, sigma_m)


def union(zones: Iterable[Zone], *, sigma_m: float = 0.0) -> Zone:
    """Return what lies in any of the zones; each stretch of its boundary keeps its own zone's error.

    Parameters
    ----------
    zones : iterable of Zone
        In any order.
    sigma_m : float
        Least standard deviation of the boundary, metres; a larger error of a zone's own stays.
    """
    given = [at_least(zone, sigma_m) for zone in zones]
    if not given:
        raise BadGeometry("a union needs at least one zone")
    return _joined("union", given, shapely.union_all)


def within(zone: Zone, *others: Zone, sigma_m: float = 0.0) -> Zone:
    """Return the part of a zone that lies in all the others; `sigma_m` as for `union`.

    Raises
    ------
    BadGeometry
        If nothing is left.
    """
    return _joined(
        "within", [at_least(one, sigma_m) for one in (zone, *others)], lambda s: shapely.intersection_all(s)
    )


def minus(zone: Zone, *others: Zone, sigma_m: float = 0.0) -> Zone:
    """Return the part of a zone that lies in none of the others; `sigma_m` as for `union`.

    Raises
    ------
    BadGeometry
        If nothing is left.
    """
    whole = at_least(zone, sigma_m)
    if not others:
        return whole
    less = union(others, sigma_m=sigma_m)
    return _made("minus", finished(shapely.difference(whole.shape, less.shape), 0.0), (whole, less))


def at_least(zone: Zone, sigma_m: float) -> Zone:
    """Return the zone with no stretch of its boundary surer than `sigma_m` metres."""
    if all(part.sigma_m >= sigma_m for part in leaves(zone)):
        return zone
    if not zone.parts:
        return replace(zone, sigma_m=sigma_m)
    assert zone.made
    return _made(zone.made, zone, tuple(at_least(part, sigma_m) for part in zone.parts))


def leaves(zone: Zone) -> tuple[Zone, ...]:
    """Return the zones of one error that a zone is made of; itself where it has one."""
    return tuple(leaf for part in zone.parts for leaf in leaves(part)) if zone.parts else (zone,)


def _joined(
    how: Literal["union", "within"],
    zones: Sequence[Zone],
    join: Callable[[list[shapely.Geometry]], shapely.Geometry],
) -> Zone:
    """Return zones as one, those of one and the same error first, so that few parts are left."""
    whole = finished(join([zone.shape for zone in zones]), 0.0)
    alike: dict[float, list[Zone]] = {}
    opened = [part for zone in zones for part in (zone.parts if zone.made == how else (zone,))]
    for zone in opened:
        if not zone.parts:
            alike.setdefault(zone.sigma_m, []).append(zone)
    parts = [zone for zone in opened if zone.parts]
    for sigma_m, some in alike.items():
        one = some[0] if len(some) == 1 else finished(join([zone.shape for zone in some]), sigma_m)
        parts.append(one)
    return _made(how, whole, tuple(sorted(dict.fromkeys(parts), key=_rank)))


def _rank(zone: Zone) -> tuple[float, bytes]:
    return zone.sigma_m, wkb(zone)


def _made(how: Literal["union", "within", "minus"], whole: Zone, parts: tuple[Zone, ...]) -> Zone:
    if len(parts) == 1 and parts[0].parts:
        return parts[0]
    sigmas = {leaf.sigma_m for part in parts for leaf in leaves(part)}
    if len(sigmas) == 1:
        return Zone(shape=whole.shape, sigma_m=sigmas.pop())
    return Zone(shape=whole.shape, sigma_m=max(sigmas), made=how, parts=parts)


def stretch(points: Sequence[Point], start: Point, end: Point) -> tuple[Point, ...]:
    """Return the part of a line between where it is nearest to one place and where to another.

    Parameters
    ----------
    points : sequence of (lon, lat)
        EPSG:4326, degrees; joined by geodesics.
    start, end : (lon, lat)
        Near the line or on it. The part runs from the one to the other, against the line's own order where
        they lie so.

    Raises
    ------
    BadGeometry
        If the line crosses itself, or the two places are nearest to the same point of it.

    Examples
    --------
    >>> stretch([(36.0, 35.0), (36.2, 35.0), (36.4, 35.0)], (36.3, 35.1), (36.1, 34.9))[1]
    (36.2, 35.0)
    """
    line, frame = _line_in_metres(points)
    whole = shapely.LineString(line)
    at = shapely.line_locate_point(whole, shapely.points(frame.to_metres(*np.transpose([start, end]))))
    first, last = sorted(float(one) for one in at)
    if last - first < _LEAST_STRETCH_M:
        raise BadGeometry(
            "the two ends are nearest to the same point of the line: nothing lies between them; "
            "name two places apart"
        )
    corners = np.array([shapely.line_locate_point(whole, shapely.Point(corner)) for corner in line])
    kept = line[(corners > first) & (corners < last)]
    ends = shapely.get_coordinates(shapely.line_interpolate_point(whole, [first, last]))
    metres = np.vstack((ends[:1], kept, ends[1:]))
    degrees = frame.to_degrees(metres[:, 0], metres[:, 1])
    ordered = degrees if at[0] < at[1] else degrees[::-1]
    return tuple((round(float(lon), 7), round(float(lat), 7)) for lon, lat in ordered)


def along_km(points: Sequence[Point], lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return how far along a line each place is nearest to it, and how far off the line it lies.

    Parameters
    ----------
    points : sequence of (lon, lat)
        EPSG:4326, degrees; joined by geodesics.
    lon, lat : array (n,)
        EPSG:4326, degrees; NaN where unknown.

    Returns
    -------
    along_km, off_km : arrays (n,) of float64
        Kilometres from the line's first point, 0 to its length; kilometres from the line, never negative. A
        place before the first point or beyond the last is nearest to that point. Where several points of
        the line are equally near, the first of them. NaN where the place is unknown.

    Raises
    ------
    BadGeometry
        If the line has fewer than two distinct points or crosses itself.

    Examples
    --------
    >>> along, off = along_km([(36.0, 35.0), (36.2, 35.0)], [36.1, 36.3], [35.01, 35.0])
    >>> along.round(1).tolist(), off.round(1).tolist()
    ([9.1, 18.3], [1.1, 9.1])
    """
    line, frame = _line_in_metres(points)
    whole = shapely.LineString(line)
    x, y = np.broadcast_arrays(
        np.atleast_1d(np.asarray(lon, np.float64)), np.atleast_1d(np.asarray(lat, np.float64))
    )
    along, off = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    known = np.isfinite(x) & np.isfinite(y)
    if known.any():
        spots = shapely.points(frame.to_metres(x[known], y[known]))
        along[known] = shapely.line_locate_point(whole, spots) / 1000
        off[known] = shapely.distance(whole, spots) / 1000
    return along, off


# Comparing, measuring and showing


def overlap(zone: Zone, other: Zone) -> bool:
    """Return whether two zones share ground; a common boundary is none."""
    return bool(shapely.area(shapely.intersection(zone.shape, other.shape)) > 0)


def covers(zone: Zone, other: Zone) -> bool:
    """Return whether a zone leaves no ground of the other uncovered."""
    return bool(shapely.area(shapely.difference(other.shape, zone.shape)) == 0)


def outside_km2(zone: Zone, other: Zone) -> float:
    """Return how much ground of a zone lies outside another, square kilometres; 0 where none does.

    Examples
    --------
    >>> near, far = (circle((36.6, 35.8), radius_m=metres) for metres in (1000, 2000))
    >>> outside_km2(near, far), round(outside_km2(far, near), 1)
    (0.0, 9.4)
    """
    return shape_area_m2(shapely.difference(zone.shape, other.shape)) / 1e6


def area_km2(zone: Zone) -> float:
    """Return the geodesic area in square kilometres."""
    return shape_area_m2(zone.shape) / 1e6


def length_km(points: Sequence[Point]) -> float:
    """Return the geodesic length of a line of (lon, lat) points in kilometres."""
    return line_length_m(checked_points(points)) / 1000


def distance_km(a: Point, b: Point) -> float:
    """Return the geodesic distance between two (lon, lat) points in kilometres.

    Examples
    --------
    >>> round(distance_km((36, 35), (36, 36)), 1)
    110.9
    """
    _check_single(a)
    _check_single(b)
    return geodesic_m(a, b) / 1000


def bounds(zone: Zone) -> tuple[float, float, float, float]:
    """Return west, south, east and north in degrees."""
    west, south, east, north = zone.shape.bounds
    return float(west), float(south), float(east), float(north)


def contains(zone: Zone, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Bools:
    """Return for each point whether it lies inside; on the boundary or unknown, it does not.

    Parameters
    ----------
    zone : Zone
    lon, lat : array (n,)
        EPSG:4326, degrees; NaN where unknown. Callers who must tell unknown from outside look for the NaN.
    """
    shapely.prepare(zone.shape)
    x, y = np.broadcast_arrays(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
    return np.asarray(shapely.contains_xy(zone.shape, x, y), dtype=np.bool_)


def geojson(zone: Zone) -> dict[str, Any]:
    """Return the GeoJSON geometry, seven decimals, exterior rings counter-clockwise (RFC 7946, 3.1.6)."""
    parts = shapely.get_parts(shapely.orient_polygons(zone.shape))
    rings = [[_rounded(ring) for ring in (part.exterior, *part.interiors)] for part in parts]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def wkb(zone: Zone) -> bytes:
    """Return the shape as well-known binary, as GeoParquet holds it; exterior rings counter-clockwise."""
    return bytes(shapely.to_wkb(shapely.orient_polygons(zone.shape), byte_order=1))


def packed(zone: Zone) -> dict[str, Any]:
    """Return a zone and what it is made of as plain JSON, to the last bit, for `unpacked`."""
    return {
        "shape": shapely.to_wkb(zone.shape, hex=True, byte_order=1),
        "sigma_m": zone.sigma_m,
        "made": zone.made,
        "parts": [packed(part) for part in zone.parts],
    }


def unpacked(data: Mapping[str, Any]) -> Zone:
    """Return the zone that was packed.

    Raises
    ------
    BadGeometry
        If a shape is no area, or there is something wrong with it.
    """
    try:
        shape = shapely.from_wkb(data["shape"])
    except shapely.errors.GEOSException as error:
        raise BadGeometry("the bytes hold no shape") from error
    parts = tuple(unpacked(part) for part in data["parts"])
    return Zone(shape=shape, sigma_m=data["sigma_m"], made=data["made"], parts=parts)


def geoparquet_about(kinds: Sequence[str], **column: object) -> dict[str, str]:
    """Return the metadata that makes a table GeoParquet 1.1: its `geometry` is WKB, longitude first (CRS84).

    Parameters
    ----------
    kinds : sequence of str
        Types of geometry that the column may hold.
    **column
        What else is said of it.
    """
    about = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": list(kinds), **column}},
    }
    return {"geo": json.dumps(about, sort_keys=True)}


def rings(zone: Zone, *, tolerance_m: float = 0.0) -> tuple[Ring, ...]:
    """Return all closed rings, outer and inner, for drawing with an even-odd fill.

    Parameters
    ----------
    zone : Zone
    tolerance_m : float
        How far a drawn line may pass from the true one, metres.
    """
    shape = zone.shape
    if tolerance_m > 0:
        frame = frame_of(*shape.bounds)
        shape = frame.shape_to_degrees(shapely.simplify(frame.shape_to_metres(shape), tolerance_m))
    return tuple(
        tuple((lon, lat) for lon, lat in _rounded(ring))
        for part in shapely.get_parts(shape)
        for ring in (part.exterior, *part.interiors)
    )


def stretches(zone: Zone, *, tolerance_m: float = 0.0) -> tuple[tuple[float, tuple[Ring, ...]], ...]:
    """Return a zone's boundary as lines by the error of its stretches, the surest first.

    Parameters
    ----------
    zone : Zone
    tolerance_m : float
        How far a drawn line may pass from the true one, metres.

    Returns
    -------
    tuple of (sigma_m, lines)
        A stretch that is the boundary of several of the zones this one is made of has the largest of their
        errors.
    """
    if not zone.parts:
        return ((zone.sigma_m, rings(zone, tolerance_m=tolerance_m)),)
    edges = _edges(zone)
    middles = shapely.points((edges[:, 0] + edges[:, 1]) / 2)
    own = leaves(zone)
    off = np.stack([_off_deg(leaf, middles) for leaf in own])
    on_line = off <= off.min(axis=0) + _SAME_LINE_DEG
    sigma = np.where(on_line, np.array([[leaf.sigma_m] for leaf in own]), -1.0).max(axis=0)
    frame = frame_of(*zone.shape.bounds)
    return tuple((float(one), _lines(edges[sigma == one], frame, tolerance_m)) for one in np.unique(sigma))


def _edges(zone: Zone) -> Floats:
    """Return the edges of all rings, degrees, shape (m, 2, 2)."""
    ends = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(zone.shape))]
    return np.vstack([np.stack((one[:-1], one[1:]), axis=1) for one in ends])


def _off_deg(leaf: Zone, points: npt.NDArray[np.object_]) -> Floats:
    """Return how far points lie off the boundary of a zone, degrees."""
    tree = shapely.STRtree(shapely.linestrings(_edges(leaf)))
    _, off = tree.query_nearest(points, return_distance=True, all_matches=False)
    return np.asarray(off)


def _lines(edges: Floats, frame: Frame, tolerance_m: float) -> tuple[Ring, ...]:
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(edges)))
    if tolerance_m > 0:
        merged = frame.shape_to_degrees(shapely.simplify(frame.shape_to_metres(merged), tolerance_m))
    return tuple(tuple(_rounded(line)) for line in shapely.get_parts(merged))


# Inner parts


def _line_in_metres(points: Sequence[Point]) -> tuple[Floats, Frame]:
    given = checked_points(points)
    if len(given) < 2:
        raise BadGeometry("a line needs at least two distinct points")
    line = densified(given)
    # Rounded as zones are, so that a way there and back along one geodesic is seen to touch.
    rounded = np.round(line, 7)
    if not shapely.is_simple(shapely.LineString(rounded)):
        raise BadGeometry(
            f"the line crosses or touches itself {_near_crossing(rounded)}: reorder or split it"
        )
    frame = frame_of(*line.min(axis=0), *line.max(axis=0))
    metres = shapely.LineString(frame.to_metres(line[:, 0], line[:, 1]))
    # Points set on a geodesic are all but in line: fewer segments give the same strip.
    return shapely.get_coordinates(shapely.simplify(metres, _LINE_ERROR_M)), frame


def _from_metres(shape: shapely.Geometry, frame: Frame, sigma_m: float) -> Zone:
    degrees = frame.shape_to_degrees(shapely.segmentize(shape, EDGE_LIMIT_M * 0.99))
    if not degrees.is_empty:
        # Before anything else: a ring torn apart by the antimeridian would only look invalid.
        check_extent(*degrees.bounds)
    # Edges that all but meet in metres may cross in degrees, by less than the grid that comes next.
    return finished(degrees if shapely.is_valid(degrees) else shapely.make_valid(degrees), sigma_m)


def finished(shape: shapely.Geometry, sigma_m: float) -> Zone:
    snapped = shapely.set_precision(shape, GRID_DEG)
    parts = [
        _without_slivers(part)
        for part in shapely.get_parts(shapely.get_parts(snapped))
        if isinstance(part, shapely.Polygon) and not _is_sliver(part)
    ]
    whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    if not shapely.is_valid(whole):
        # Parts that share an edge, as overlays of shapes that touch themselves leave them, are one area.
        whole = shapely.union_all(parts, grid_size=GRID_DEG)
    # Without the precision model that `set_precision` leaves behind, which later overlays would take over.
    plain = shapely.from_wkb(shapely.to_wkb(shapely.normalize(whole)))
    coordinates = shapely.transform(plain, lambda xy: np.round(xy, 7))
    return Zone(shape=coordinates, sigma_m=float(sigma_m))


def _without_slivers(part: shapely.Polygon) -> shapely.Polygon:
    holes = [ring for ring in part.interiors if not _is_sliver(shapely.Polygon(ring))]
    return shapely.Polygon(part.exterior, holes)


def _is_sliver(part: shapely.Polygon) -> bool:
    return bool(2 * part.area < _SLIVER_DEG * part.length)


def _rounded(ring: shapely.LinearRing | shapely.LineString) -> list[Point]:
    return [(round(float(lon), 7), round(float(lat), 7)) for lon, lat in shapely.get_coordinates(ring)]


def _check_single(point: Point) -> None:
    checked_points([(point[0], 0.0)])
    if not (np.isfinite(point[1]) and abs(point[1]) <= 90):
        raise BadGeometry(f"latitude {point[1]} is not on the globe: longitude comes first, then latitude")


def _check_distance(name: str, metres: float) -> None:
    if not (np.isfinite(metres) and metres > 0):
        raise BadGeometry(f"{name} is {metres}: give metres above zero")
    if metres > SPAN_LIMIT_M:
        raise BadGeometry(f"{name} is {metres / 1000:g} km: at most {SPAN_LIMIT_M / 1000:g} km is measured")


def _near_crossing(line: Floats) -> str:
    """Where a line first meets itself, in words; empty if rounding alone makes it so."""
    segments = shapely.linestrings(np.stack((line[:-1], line[1:]), axis=1))
    first, second = shapely.STRtree(segments).query(segments, predicate="intersects")
    gap = second - first
    is_joint = (gap <= 1) | ((gap == len(segments) - 1) & (line[0] == line[-1]).all())
    is_joint &= ~((gap == 1) & (shapely.length(shapely.intersection(segments[first], segments[second])) > 0))
    pairs = sorted(zip(first[~is_joint], second[~is_joint], strict=True))
    if not pairs:
        return ""
    place = shapely.centroid(shapely.intersection(segments[pairs[0][0]], segments[pairs[0][1]]))
    return f"near {place.x:.5f}, {place.y:.5f}"
