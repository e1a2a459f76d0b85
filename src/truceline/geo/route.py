"""Thousands of fixes against each other and against a route: distances, nearest points, what is in reach.

A projection asked for each fix is too slow for millions of them. Between fixes near each other the
ellipsoid's two radii of curvature at the middle latitude give the geodesic to a centimetre; along a route
each edge of at most 2 km has a small plane of its own. Tested against PROJ's geodesics.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from truceline.geo.projection import (
    METRES_PER_DEGREE,
    Bools,
    Floats,
    Point,
    checked_points,
    densified,
    geodesics_m,
)
from truceline.geo.zone import Zone, along_km, rings

Ints = npt.NDArray[np.intp]

_A_M: Final = 6_378_137.0
"""Half axis of WGS84 through the equator."""
_E2: Final = 0.0066943799901413165
"""Square of its first eccentricity."""
_SHORT_DEG: Final = 0.1
"""Up to this in longitude and latitude the short way is right to a centimetre, below 80 degrees."""
_HIGHEST_DEG: Final = 80.0
_CHORD_DEG: Final = 2.0
"""Up to this the chord, bent as the ground is in its direction, is right to a centimetre."""
_BLOCK: Final = 256
"""Fixes that follow each other lie near each other: boxes around so many tell which edges to look at."""
_NEAR_M: Final = (300.0, 5_000.0)
"""Nearest points are looked for within the first distance, then the second; what lies farther off is measured
through a projection."""


def distances_m(
    lon_a: npt.ArrayLike, lat_a: npt.ArrayLike, lon_b: npt.ArrayLike, lat_b: npt.ArrayLike
) -> Floats:
    """Return the geodesic distance between pairs of points, metres.

    Parameters
    ----------
    lon_a, lat_a, lon_b, lat_b : array (n,)
        EPSG:4326, degrees; NaN where unknown, and so the answer.

    Examples
    --------
    >>> distances_m([36.0], [35.0], [36.001], [35.0]).round(2).tolist()
    [91.29]
    """
    ax, ay, bx, by = (np.asarray(one, dtype=np.float64) for one in (lon_a, lat_a, lon_b, lat_b))
    east, north = bx - ax, by - ay
    middle = (ay + by) / 2
    x_m, y_m = metres_per_degree(middle)
    found = np.atleast_1d(np.hypot(east * x_m, north * y_m))
    is_long = (np.abs(east) > _SHORT_DEG) | (np.abs(north) > _SHORT_DEG) | (np.abs(middle) > _HIGHEST_DEG)
    is_longest = (np.abs(east) > _CHORD_DEG) | (np.abs(north) > _CHORD_DEG)
    for measured, which in ((_bent_chords_m, is_long & ~is_longest), (geodesics_m, is_long & is_longest)):
        if which.any():
            far = np.broadcast_to(which, found.shape)
            found[far] = measured(*(np.broadcast_to(one, found.shape)[far] for one in (ax, ay, bx, by)))
    return found


def _bent_chords_m(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Return the lengths of chords, each bent by the radius of the ellipsoid in its own direction (Euler)."""
    lon, lat = np.radians((lon_a, lon_b)), np.radians((lat_a, lat_b))
    sine, cosine = np.sin(lat), np.cos(lat)
    across_m = _A_M / np.sqrt(1 - _E2 * sine**2)
    at = np.array(
        (across_m * cosine * np.cos(lon), across_m * cosine * np.sin(lon), across_m * (1 - _E2) * sine)
    )
    chord_m = np.sqrt(((at[:, 1] - at[:, 0]) ** 2).sum(axis=0))
    middle = lat.mean(axis=0)
    inner = 1 - _E2 * np.sin(middle) ** 2
    prime_m = _A_M / np.sqrt(inner)
    east2, north2 = ((lon[1] - lon[0]) * np.cos(middle)) ** 2, (lat[1] - lat[0]) ** 2
    bend = (east2 / prime_m + north2 * inner / (prime_m * (1 - _E2))) / (east2 + north2)
    return np.asarray(2 / bend * np.arcsin(chord_m * bend / 2))


def metres_per_degree(lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return the length of a degree of longitude and of latitude at some latitudes, metres."""
    sine2 = np.sin(np.radians(np.asarray(lat, dtype=np.float64))) ** 2
    inner = 1 - _E2 * sine2
    across_m = _A_M / np.sqrt(inner)
    east = np.radians(across_m * np.sqrt(1 - sine2))
    return np.asarray(east), np.asarray(np.radians(across_m * (1 - _E2) / inner))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """One edge of a route in a plane of its own: its start, its direction, its length in metres."""

    lon: float
    lat: float
    x_m: float  # metres in a degree of longitude
    y_m: float
    east: float  # the unit vector along it
    north: float
    length_m: float
    from_m: float  # along the route
    west: float  # the box around it, degrees
    south: float
    east_end: float
    north_end: float

    def foot(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return how far along the edge's own line places lie, and how far off it, metres."""
        x, y = (lon - self.lon) * self.x_m, (lat - self.lat) * self.y_m
        return x * self.east + y * self.north, x * self.north - y * self.east


@lru_cache(maxsize=64)
def _edges(points: tuple[Point, ...]) -> tuple[_Edge, ...]:
    line = densified(checked_points(points))
    a, b = line[:-1], line[1:]
    length_m = geodesics_m(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    x_m, y_m = metres_per_degree((a[:, 1] + b[:, 1]) / 2)
    x, y = (b[:, 0] - a[:, 0]) * x_m, (b[:, 1] - a[:, 1]) * y_m
    plane_m = np.hypot(x, y)
    before = np.concatenate(([0.0], np.cumsum(length_m)[:-1]))
    return tuple(
        _Edge(
            lon=float(a[i, 0]),
            lat=float(a[i, 1]),
            x_m=float(x_m[i]),
            y_m=float(y_m[i]),
            east=float(x[i] / plane_m[i]),
            north=float(y[i] / plane_m[i]),
            length_m=float(length_m[i]),
            from_m=float(before[i]),
            west=float(min(a[i, 0], b[i, 0])),
            south=float(min(a[i, 1], b[i, 1])),
            east_end=float(max(a[i, 0], b[i, 0])),
            north_end=float(max(a[i, 1], b[i, 1])),
        )
        for i in range(len(a))
    )


def _near(edge: _Edge, blocks: _Blocks, within_m: float) -> Ints:
    """Return the rows of the blocks whose box comes within a distance of the edge's."""
    west, south, east, north = edge.west, edge.south, edge.east_end, edge.north_end
    up = within_m / METRES_PER_DEGREE
    side = up / max(np.cos(np.radians(max(abs(south), abs(north)) + up)), 1e-3)
    hit = (
        (blocks.west <= east + side)
        & (blocks.east >= west - side)
        & (blocks.south <= north + up)
        & (blocks.north >= south - up)
    )
    rows = (np.flatnonzero(hit)[:, None] * _BLOCK + np.arange(_BLOCK)).ravel()
    return rows[: np.searchsorted(rows, blocks.n)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Blocks:
    """Boxes around each `_BLOCK` places that follow each other; a block of unknown ones has none."""

    n: int
    west: Floats
    south: Floats
    east: Floats
    north: Floats


def _blocks(lon: Floats, lat: Floats) -> _Blocks:
    if len(lon) == 0:
        return _Blocks(n=0, west=lon, south=lat, east=lon, north=lat)
    starts = np.arange(0, len(lon), _BLOCK)
    least, most = np.fmin.reduceat, np.fmax.reduceat
    return _Blocks(
        n=len(lon),
        west=least(lon, starts),
        south=least(lat, starts),
        east=most(lon, starts),
        north=most(lat, starts),
    )


def on_route(points: Sequence[Point], lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return how far along a route the point nearest to each place lies, and how far off it the place is.

    Parameters
    ----------
    points : sequence of (lon, lat)
        EPSG:4326, degrees; at least two distinct ones, joined by geodesics.
    lon, lat : array (n,)
        EPSG:4326, degrees; NaN where unknown, and so the answer.

    Returns
    -------
    tuple of array (n,)
        Kilometres from the route's first point, and metres off it.

    Raises
    ------
    BadGeometry
        If the route is none, or a place is too far from it to be measured.
    """
    x, y = (np.asarray(one, dtype=np.float64) for one in (lon, lat))
    along_m, off_m = np.full(len(x), np.nan), np.full(len(x), np.nan)
    left = np.flatnonzero(~(np.isnan(x) | np.isnan(y)))
    for within_m in _NEAR_M:
        along_m[left], off_m[left] = _nearest(tuple(points), x[left], y[left], within_m)
        left = left[~(off_m[left] <= within_m)]
    along = along_m / 1000
    if len(left):
        along[left], off_km = along_km(points, x[left], y[left])
        off_m[left] = off_km * 1000
    return along, off_m


def _nearest(points: tuple[Point, ...], x: Floats, y: Floats, within_m: float) -> tuple[Floats, Floats]:
    """Return metres along and off for places within a distance; for others any, or NaN and infinity."""
    along_m, off_m = np.full(len(x), np.nan), np.full(len(x), np.inf)
    blocks = _blocks(x, y)
    for edge in _edges(points):
        rows = _near(edge, blocks, within_m)
        foot, aside = edge.foot(x[rows], y[rows])
        at = np.clip(foot, 0.0, edge.length_m)
        away = np.hypot(aside, foot - at)
        nearer = away < off_m[rows]
        off_m[rows[nearer]] = away[nearer]
        along_m[rows[nearer]] = edge.from_m + at[nearer]
    return along_m, off_m


def near_boundary(zone: Zone, lon: npt.ArrayLike, lat: npt.ArrayLike, *, within_m: float) -> Bools:
    """Return for each place whether it lies within a distance of the zone's boundary.

    Parameters
    ----------
    zone : Zone
    lon, lat : array (n,)
        EPSG:4326, degrees; NaN where unknown: near nothing. Places that follow each other should be near each
        other, for speed alone.
    within_m : float
        Metres; up to a few kilometres, beyond which the distance is right to a hundredth.
    """
    x, y = (np.asarray(one, dtype=np.float64) for one in (lon, lat))
    near = np.zeros(len(x), dtype=bool)
    for ring in rings(zone):
        near |= _nearest(ring, x, y, within_m)[1] <= within_m
    return near


def reached(
    points: Sequence[Point],
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    reach_m: npt.ArrayLike,
    *,
    group: npt.ArrayLike,
) -> tuple[Ints, Floats, Floats]:
    """Return the stretches of a route that lie within reach of some place, for each group of places.

    Parameters
    ----------
    points : sequence of (lon, lat)
        EPSG:4326, degrees; at least two distinct ones, joined by geodesics.
    lon, lat : array (n,)
        EPSG:4326, degrees; NaN where unknown: reaches nothing.
    reach_m : array (n,) or float
        Metres; a place of negative or unknown reach reaches nothing.
    group : array (n,) of int
        Whose place it is; places that follow each other should be near each other, for speed alone.

    Returns
    -------
    tuple of array (m,)
        Group, start and end in kilometres along the route: in order, and apart from each other within a
        group.

    Raises
    ------
    BadGeometry
        If the route is none.
    """
    x, y = (np.asarray(one, dtype=np.float64) for one in (lon, lat))
    reach = np.broadcast_to(np.asarray(reach_m, dtype=np.float64), x.shape)
    whose = np.asarray(group, dtype=np.intp)
    farthest = float(np.nanmax(reach, initial=-1.0))
    found = [] if farthest < 0 else list(_stretches(tuple(points), x, y, reach, whose, farthest))
    if not found:
        return np.empty(0, dtype=np.intp), np.empty(0), np.empty(0)
    groups, starts, ends = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((ends, starts, groups))
    return _joined(groups[order], starts[order] / 1000, ends[order] / 1000)


def _stretches(
    points: tuple[Point, ...], x: Floats, y: Floats, reach: Floats, whose: Ints, farthest: float
) -> Iterator[tuple[Ints, Floats, Floats]]:
    blocks = _blocks(x, y)
    for edge in _edges(points):
        rows = _near(edge, blocks, farthest)
        foot, aside = edge.foot(x[rows], y[rows])
        with np.errstate(invalid="ignore"):
            half = np.sqrt(np.square(reach[rows]) - np.square(aside))
        start, end = np.maximum(foot - half, 0.0), np.minimum(foot + half, edge.length_m)
        kept = (start <= end) & (reach[rows] >= 0)  # false where unknown
        if kept.any():
            yield _chains(whose[rows[kept]], edge.from_m + start[kept], edge.from_m + end[kept])


def _chains(group: Ints, start: Floats, end: Floats) -> tuple[Ints, Floats, Floats]:
    """Join stretches that overlap the one before them: a vehicle's fixes follow each other along the road."""
    is_new = np.ones(len(group), dtype=bool)
    is_new[1:] = (group[1:] != group[:-1]) | (start[1:] > end[:-1]) | (end[1:] < start[:-1])
    first = np.flatnonzero(is_new)
    return group[first], np.minimum.reduceat(start, first), np.maximum.reduceat(end, first)


def _joined(group: Ints, start: Floats, end: Floats) -> tuple[Ints, Floats, Floats]:
    """Join stretches in order of group and start that overlap or touch any before them."""
    # One axis for all groups, so that one running maximum serves them all.
    width = float(end.max()) + 1.0
    _, number = np.unique(group, return_inverse=True)
    farthest = np.maximum.accumulate(end + number * width)
    is_new = np.ones(len(group), dtype=bool)
    is_new[1:] = start[1:] + number[1:] * width > farthest[:-1] + 1e-9
    first = np.flatnonzero(is_new)
    return group[first], start[first], np.maximum.reduceat(end, first)
