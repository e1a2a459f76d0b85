"""What lies within a distance of a line, and on which hand, in a plane in metres.

GEOS's own buffer straightens small bends of up to a hundredth of the distance before it starts: 150 m at
15 km. Here the strip is swept exactly instead: a rectangle for each segment and a sector at each bend.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from truceline.geo.projection import Floats

ARC_ERROR_M: Final = 0.25
"""How far a circle may pass over the chords that stand for it."""
_SAMPLE_OFFSET_M: Final = 0.01
_LEFT: Final = np.array([[0.0, 1.0], [-1.0, 0.0]])
"""Turns row vectors by a quarter to the left."""


def arc_step(radius_m: float) -> float:
    """Return the angle in radians between points of a circle that keeps within `ARC_ERROR_M`."""
    widest = 2 * np.arccos(1 - min(ARC_ERROR_M / radius_m, 0.005))
    return float(max(widest, np.pi / 1024))


def disc(centre: Floats, radius_m: float) -> shapely.Polygon:
    """Return a disc as a polygon with its corners on the circle."""
    n_corners = 4 * int(np.ceil(np.pi / 2 / arc_step(radius_m)))
    angle = np.arange(n_corners) * (2 * np.pi / n_corners)
    return shapely.Polygon(centre + radius_m * np.column_stack((np.cos(angle), np.sin(angle))))


def strip(line: Floats, reach_m: float, *, round_ends: bool) -> shapely.Geometry:
    """Return what a line's perpendiculars and bends reach, on both hands.

    Parameters
    ----------
    line : array (n, 2)
        Metres, not crossing itself; first and last point equal for a closed line, which has no ends.
    reach_m : float
        Above zero.
    round_ends : bool
        Whether half discs are added at the ends; the strip is then everything within reach of the line.
        Without them it is cut square across the first and the last segment.
    """
    pieces = [*_rectangles(line, reach_m), *_sectors(line, reach_m)]
    if round_ends and not _is_closed(line):
        pieces += [disc(line[0], reach_m), disc(line[-1], reach_m)]
    return shapely.union_all(pieces)


def strip_on_side(line: Floats, reach_m: float, *, left: bool) -> shapely.Geometry:
    """Return the part of the square-ended strip that lies on one hand of the line.

    The strip is cut along the line and along straight extensions of its ends. A piece that touches both
    hands, as between the arms of a spiral, is shared out by the nearest point of the line.
    """
    wanted, other = _side_samples(line, _SAMPLE_OFFSET_M, left=left)
    chosen = []
    for face in _faces(line, reach_m):
        shapely.prepare(face)
        touches_wanted = bool(shapely.contains_xy(face, wanted).any())
        touches_other = bool(shapely.contains_xy(face, other).any())
        if touches_wanted and touches_other:
            chosen.append(shapely.intersection(face, _nearer_to_side(line, reach_m, left=left)))
        elif touches_wanted or (not touches_other and _is_nearer_to_side(face, line, reach_m, left=left)):
            chosen.append(face)
    return shapely.union_all(chosen)


def _is_closed(line: Floats) -> bool:
    return bool((line[0] == line[-1]).all())


def _normals(line: Floats) -> Floats:
    """Unit vectors to the left of each segment."""
    along = np.diff(line, axis=0)
    return np.asarray((along / np.hypot(along[:, 0], along[:, 1])[:, None]) @ _LEFT)


def _rectangles(line: Floats, reach_m: float) -> list[shapely.Polygon]:
    out = reach_m * _normals(line)
    start, end = line[:-1], line[1:]
    return list(shapely.polygons(np.stack((start + out, start - out, end - out, end + out), axis=1)))


def _sectors(line: Floats, reach_m: float) -> list[shapely.Polygon]:
    normals = _normals(line)
    bends = [(line[i + 1], normals[i], normals[i + 1]) for i in range(len(normals) - 1)]
    if _is_closed(line):
        bends.append((line[0], normals[-1], normals[0]))
    sectors = (_sector(corner, before, after, reach_m) for corner, before, after in bends)
    return [sector for sector in sectors if sector is not None]


def _sector(corner: Floats, before: Floats, after: Floats, reach_m: float) -> shapely.Polygon | None:
    """What lies off the outer side of a bend; its ends are the rectangles' own corners, to the last bit."""
    turn = float(np.arctan2(before[0] * after[1] - before[1] * after[0], before @ after))
    outer = -1.0 if turn > 0 else 1.0
    first, last = corner + outer * (reach_m * before), corner + outer * (reach_m * after)
    if (first == last).all():
        return None
    n_steps = int(np.ceil(abs(turn) / arc_step(reach_m)))
    angle = np.arctan2(outer * before[1], outer * before[0]) + turn * np.arange(1, n_steps) / max(n_steps, 1)
    arc = corner + reach_m * np.column_stack((np.cos(angle), np.sin(angle)))
    return shapely.Polygon(np.vstack((corner, first, arc, last)))


def _faces(line: Floats, reach_m: float) -> list[shapely.Polygon]:
    whole = strip(line, reach_m, round_ends=False)
    cuts = [shapely.boundary(whole), shapely.LineString(line)]
    if not _is_closed(line):
        cuts += [_ray(line[1], line[0], 2 * reach_m), _ray(line[-2], line[-1], 2 * reach_m)]
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(cuts))))
    shapely.prepare(whole)
    return [face for face in faces if shapely.contains(whole, shapely.point_on_surface(face))]


def _ray(before: Floats, end: Floats, length_m: float) -> shapely.LineString:
    along = end - before
    return shapely.LineString([end, end + along * (length_m / np.hypot(*along))])


def _side_samples(line: Floats, offset_m: float, *, left: bool) -> tuple[Floats, Floats]:
    """Points just off the middle of each segment: on the hand asked for, and on the other."""
    middle, out = (line[:-1] + line[1:]) / 2, offset_m * _normals(line)
    return (middle + out, middle - out) if left else (middle - out, middle + out)


def _dense_samples(line: Floats, reach_m: float, *, left: bool) -> tuple[Floats, Floats]:
    spacing_m = max(reach_m / 100, 20.0)
    dense = shapely.get_coordinates(shapely.segmentize(shapely.LineString(line), spacing_m))
    return _side_samples(dense, spacing_m / 10, left=left)


def _is_nearer_to_side(face: shapely.Polygon, line: Floats, reach_m: float, *, left: bool) -> bool:
    """Whether a piece that does not touch the line is reached from one hand of it."""
    inside = shapely.point_on_surface(face)
    wanted, other = _dense_samples(line, reach_m, left=left)
    return bool(
        shapely.distance(inside, shapely.MultiPoint(wanted))
        < shapely.distance(inside, shapely.MultiPoint(other))
    )


def _nearer_to_side(line: Floats, reach_m: float, *, left: bool) -> shapely.Geometry:
    """The part of the plane nearer to one hand of the line, to about a hundredth of the reach."""
    wanted, other = _dense_samples(line, reach_m, left=left)
    whole = shapely.buffer(shapely.envelope(shapely.LineString(line)), 2 * reach_m)
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(np.vstack((wanted, other))), extend_to=whole, ordered=True
    )
    # Millimetres: cells computed apart do not meet to the last bit.
    return shapely.union_all(shapely.get_parts(cells)[: len(wanted)], grid_size=1e-3)
