"""Ground divided among points: an equal-area plane, cells, their union by label, and where two labels meet.

Cells come from one noded set of lines, so that parts of a division neither overlap nor leave a gap, whatever
is joined. Areas are those of the plane, which keeps them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.enums import TransformDirection
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]  # its stub forgets it

from truceline.errors import BadGeometry
from truceline.geo.projection import Bools, Floats, Point
from truceline.geo.zone import Zone, finished

Shape: TypeAlias = shapely.Geometry
"""A shape in degrees, EPSG:4326; callers hand it on and do not look inside."""

GRID_M: Final = 0.1
"""Corners are snapped to this, so that cells cut by an outline still meet."""
MOST_CELLS: Final = 500_000
_DECIMALS: Final = 7
_CROSSED: Final = 0.01
"""Share of an area by which a ring that crosses itself may mislead; more is no slip of drawing."""
_EDGE_DEG: Final = 0.017
"""At most 1.9 km: a zone's edges are short enough to be straight in degrees."""


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane in metres, x east and y north, centred on a point; areas are true (Lambert azimuthal)."""

    lon: float
    lat: float

    def to_metres(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
        """Return x and y of EPSG:4326 degrees, shape (n, 2)."""
        x, y = _laea(self).transform(np.asarray(lon, float), np.asarray(lat, float))
        return np.column_stack((np.atleast_1d(x), np.atleast_1d(y)))

    def to_degrees(self, metres: Floats) -> Floats:
        """Return longitude and latitude of metres in this plane, shape (n, 2)."""
        lon, lat = _laea(self).transform(metres[:, 0], metres[:, 1], direction=TransformDirection.INVERSE)
        return np.column_stack((np.atleast_1d(lon), np.atleast_1d(lat)))


@lru_cache(maxsize=64)
def _laea(plane: Plane) -> pyproj.Transformer:
    set_network_enabled(False)
    return pyproj.Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step +proj=laea +lon_0={plane.lon!r} +lat_0={plane.lat!r} +ellps=WGS84"
    )


def plane_of(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Plane:
    """Return the plane centred on the middle of some points, degrees EPSG:4326.

    Raises
    ------
    BadGeometry
        If there are none, or one is off the globe or unknown.
    """
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    if x.size == 0:
        raise BadGeometry("no points given: a plane needs a middle")
    if not (
        np.isfinite(x).all() and np.isfinite(y).all() and (np.abs(x) <= 180).all() and (np.abs(y) <= 90).all()
    ):
        raise BadGeometry("a point is off the globe or unknown: give longitude and latitude in degrees")
    return Plane(float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tiling:
    """An outline divided into cells, each the ground nearest to its point."""

    plane: Plane
    # Polygons in metres of the plane; together the outline, and none overlapping another.
    faces: npt.NDArray[np.object_]
    # For each face the number of the point it belongs to.
    owner: npt.NDArray[np.intp]
    # How many points there are; one may have no face, outside the outline or twin of another.
    n_points: int

    def areas_km2(self) -> Floats:
        """Return the area of each point's cell, shape (n_points,)."""
        return np.bincount(self.owner, shapely.area(self.faces), self.n_points) / 1e6


def reach(plane: Plane, lon: npt.ArrayLike, lat: npt.ArrayLike, *, reach_m: float) -> Shape:
    """Return the ground within `reach_m` of any of the points, degrees."""
    discs = shapely.buffer(shapely.points(plane.to_metres(lon, lat)), reach_m, quad_segs=6)
    return _degrees(plane, shapely.set_precision(shapely.union_all(discs), GRID_M))


def divide(plane: Plane, lon: npt.ArrayLike, lat: npt.ArrayLike, outline: Shape) -> Tiling:
    """Return an outline divided among points: each gets the ground nearest to it (Voronoi cells).

    Parameters
    ----------
    plane : Plane
        In which distances are taken.
    lon, lat : array (n,)
        EPSG:4326, degrees; several points at one place share one cell, which the first of them gets.
    outline : Shape
        An area in degrees.

    Raises
    ------
    BadGeometry
        If there is no point or the outline has no area.
    """
    from scipy.spatial import cKDTree

    points = plane.to_metres(lon, lat)
    area = _metres(plane, outline)
    if len(points) == 0 or area.is_empty or area.area <= 0:
        raise BadGeometry("nothing to divide: give an outline with an area, and at least one point")
    distinct = np.unique(points, axis=0)
    lines = [shapely.boundary(area)]
    if len(distinct) > 1:
        cells = shapely.voronoi_polygons(shapely.MultiPoint(distinct), extend_to=area, only_edges=True)
        lines.append(cells)
    noded = shapely.union_all(lines, grid_size=GRID_M)
    faces = np.asarray(shapely.get_parts(shapely.polygonize([*shapely.get_parts(noded)])))
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    shapely.prepare(area)
    inside = shapely.contains_xy(area, inner[:, 0], inner[:, 1])
    _, nearest = cKDTree(points).query(inner[inside])
    # Of twins the first, whatever the tree gives.
    first = _first_twin(points)
    return Tiling(plane=plane, faces=faces[inside], owner=first[nearest], n_points=len(points))


def squares(plane: Plane, outline: Shape, *, cell_m: float) -> Tiling:
    """Return the squares of an equal-area grid whose middle lies in an outline; see `middles`.

    Raises
    ------
    BadGeometry
        If `cell_m` is not above zero, or there would be none or more than half a million.
    """
    if not cell_m > 0:
        raise BadGeometry(f"cell_m is {cell_m}: give metres above zero")
    area = _metres(plane, outline)
    west, south, east, north = area.bounds
    if area.is_empty or (east - west) * (north - south) / cell_m**2 > MOST_CELLS:
        raise BadGeometry(f"a grid of {cell_m:g} m would have none or more than {MOST_CELLS:,} cells")
    x = np.arange(np.floor(west / cell_m), np.ceil(east / cell_m)) * cell_m
    y = np.arange(np.floor(south / cell_m), np.ceil(north / cell_m)) * cell_m
    left, low = (axis.ravel() for axis in np.meshgrid(x, y))
    shapely.prepare(area)
    inside = shapely.contains_xy(area, left + cell_m / 2, low + cell_m / 2)
    left, low = left[inside], low[inside]
    if len(left) == 0:
        raise BadGeometry(f"no cell of {cell_m:g} m has its middle in the outline")
    faces = shapely.box(left, low, left + cell_m, low + cell_m)
    return Tiling(plane=plane, faces=faces, owner=np.arange(len(left)), n_points=len(left))


def middles(tiling: Tiling) -> Floats:
    """Return the middle of each face's box in degrees, shape (n, 2): for squares, their middle."""
    west, south, east, north = shapely.bounds(tiling.faces).T
    return tiling.plane.to_degrees(np.column_stack(((west + east) / 2, (south + north) / 2)))


def dissolve(tiling: Tiling, labels: Sequence[str]) -> dict[str, Shape]:
    """Return for each label the union of its points' cells, in degrees; labels without ground are left out.

    Parameters
    ----------
    tiling : Tiling
    labels : sequence of str
        One for each point.
    """
    of_face = np.asarray(labels, dtype=np.object_)[tiling.owner]
    return {
        label: _degrees(tiling.plane, shapely.coverage_union_all(tiling.faces[of_face == label]))
        for label in sorted(set(of_face))
    }


def contact(one: Shape, other: Shape) -> Shape:
    """Return the line along which two parts of one division meet; empty where they do not."""
    shared = shapely.intersection(shapely.boundary(one), shapely.boundary(other))
    lines = [part for part in shapely.get_parts(shared) if shapely.length(part) > 0]
    return shapely.line_merge(shapely.MultiLineString(lines)) if lines else shapely.MultiLineString()


def line_parts(line: Shape) -> tuple[tuple[Point, ...], ...]:
    """Return the parts of a line as points `(lon, lat)` in degrees, the longest first."""
    parts = sorted(shapely.get_parts(line), key=lambda part: (-shapely.length(part), part.wkt))
    return tuple(
        tuple((float(lon), float(lat)) for lon, lat in shapely.get_coordinates(part)) for part in parts
    )


def zone_of(shape: Shape, *, sigma_m: float) -> Zone:
    """Return a shape as a zone whose boundary has this standard deviation, metres.

    Raises
    ------
    BadGeometry
        If it has no area, or is too wide to be measured.
    """
    return finished(shapely.segmentize(shape, _EDGE_DEG), sigma_m)


def outlines(
    shape: Shape, box: tuple[float, float, float, float], *, tolerance_m: float
) -> tuple[tuple[Point, ...], ...]:
    """Return what of a shape lies in a box, for drawing: closed rings of an area, open parts of a line.

    Parameters
    ----------
    shape : Shape
        Degrees.
    box : tuple of float
        West, south, east, north in degrees.
    tolerance_m : float
        How far a drawn line may pass from the true one, metres.
    """
    west, south, east, north = box
    plane = plane_of([west, east], [south, north])
    inside = shapely.intersection(shape, shapely.box(west, south, east, north))
    simple = _degrees(plane, shapely.simplify(_metres(plane, inside), tolerance_m))
    parts = [part for part in shapely.get_parts(shapely.get_parts(simple)) if not part.is_empty]
    lines = [
        ring
        for part in parts
        for ring in ((part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,))
        if part.geom_type != "Point"
    ]
    return tuple(
        tuple((float(lon), float(lat)) for lon, lat in shapely.get_coordinates(line)) for line in lines
    )


def inner_point(shape: Shape, box: tuple[float, float, float, float]) -> Point | None:
    """Return a point well inside the widest part of an area that lies in a box; None where none does."""
    inside = shapely.intersection(shape, shapely.box(*box))
    areas = [part for part in shapely.get_parts(inside) if part.geom_type == "Polygon" and part.area > 0]
    if not areas:
        return None
    centre = shapely.get_coordinates(shapely.maximum_inscribed_circle(max(areas, key=shapely.area)))[0]
    return float(centre[0]), float(centre[1])


def is_empty(shape: Shape) -> bool:
    """Return whether a shape has no point."""
    return bool(shape.is_empty)


def contains_points(shape: Shape, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Bools:
    """Return for each point whether it lies inside; on the edge or unknown, it does not."""
    shapely.prepare(shape)
    return np.asarray(
        shapely.contains_xy(shape, np.asarray(lon, float), np.asarray(lat, float)), dtype=np.bool_
    )


def shape_length_km(shape: Shape) -> float:
    """Return the geodesic length of a line, kilometres."""
    return float(pyproj.Geod(ellps="WGS84").geometry_length(shape)) / 1000


def shape_geojson(shape: Shape) -> dict[str, Any]:
    """Return the GeoJSON geometry, exterior rings counter-clockwise (RFC 7946, 3.1.6)."""
    found: dict[str, Any] = json.loads(shapely.to_geojson(_oriented(shape)))
    return found


def shape_wkb(shape: Shape) -> bytes:
    """Return the shape as well-known binary (ISO)."""
    return bytes(shapely.to_wkb(_oriented(shape), flavor="iso"))


def shape_kind(shape: Shape) -> str:
    """Return the name of the kind of geometry, such as `MultiPolygon`."""
    return str(shape.geom_type)


def shape_of_geojson(geometry: Mapping[str, object]) -> Shape:
    """Return the area that a GeoJSON Polygon or MultiPolygon describes.

    Raises
    ------
    BadGeometry
        If it is something else, has no area, or leaves the globe.
    """
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise BadGeometry(f"the geometry is a {geometry.get('type')}: give a Polygon or MultiPolygon")
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except (shapely.GEOSException, TypeError, ValueError) as error:
        raise BadGeometry(f"the geometry cannot be read: {error}") from error
    if not shapely.is_valid(shape):
        _refuse_crossing(shape)
        # Rings that touch themselves are common in drawn maps; what they enclose is kept.
        shape = shapely.make_valid(shape, method="structure")
    west, south, east, north = shape.bounds if not shape.is_empty else (0.0, 0.0, 0.0, 0.0)
    if shape.is_empty or shape.area <= 0 or west < -180 or east > 180 or south < -90 or north > 90:
        raise BadGeometry("the area is empty or leaves the globe: give longitude and latitude in degrees")
    return shape


def _refuse_crossing(shape: Shape) -> None:
    """Refuse an area of which a ring crosses itself and leaves open what lies inside; a sliver does not."""
    for part in shapely.get_parts(shape):
        whole = shapely.make_valid(part, method="structure").area
        if abs(whole - part.area) > _CROSSED * max(whole, part.area):
            where = shapely.is_valid_reason(part)
            raise BadGeometry(f"an outline crosses itself ({where}): draw its corners in order")


# Inner parts


def _first_twin(points: Floats) -> npt.NDArray[np.intp]:
    """For each point the number of the first that lies where it does."""
    _, first, back = np.unique(points, axis=0, return_index=True, return_inverse=True)
    return np.asarray(first[np.ravel(back)], dtype=np.intp)


def _metres(plane: Plane, shape: Shape) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: plane.to_metres(xy[:, 0], xy[:, 1]))


def _degrees(plane: Plane, shape: shapely.Geometry) -> Shape:
    # Rounded to a centimetre, so that parts that shared a corner still do and equal shapes have equal bytes.
    return shapely.transform(shape, lambda xy: np.round(plane.to_degrees(xy), _DECIMALS))


def _oriented(shape: Shape) -> Shape:
    return shapely.orient_polygons(shape) if "Polygon" in shape.geom_type else shape
