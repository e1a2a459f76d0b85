"""What lies within a distance of a line, and on which hand, in a plane in metres.

GEOS's own buffer straightens small bends of up to a hundredth of the distance before it starts: 150 m at
15 km. Here the strip is swept exactly instead: a rectangle for each segment and a sector at each bend.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import shapely

from truceline.geo.projection import Floats

ARC_ERROR_M: Final = 0.25
"""How far a circle may pass over the chords that stand for it."""
GRID_M: Final = 0.01
"""Corners are snapped to this, so that edges computed apart meet and leave no hairline between them."""
_N_PAIRS: Final = 2000
_CUT_ERROR_M: Final = 0.001
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
    return shapely.union_all(pieces, grid_size=GRID_M)


def strip_on_side(line: Floats, reach_m: float, *, left: bool) -> shapely.Geometry:
    """Return the part of the square-ended strip whose nearest point of the line is reached from one hand.

    Beyond an end, the last segment is thought of as going on. Along the line and its ends the cut is exact;
    where two parts of the line are equally near, it is right to about a thousandth of the line's length.

    Pairs of points are set just off the line, one on each hand, and the strip is cut where the nearest of
    them changes hands. The points of a pair are equally near on the line; at a bend the pairs before and
    after it are mirror images, so that the cut goes through the bend too.
    """
    return _hands(tuple(map(tuple, line.tolist())), reach_m)[0 if left else 1]


@lru_cache(maxsize=64)
def _hands(
    corners: tuple[tuple[float, ...], ...], reach_m: float
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return the parts on the left and on the right, cut once: who asks for one often asks for the other."""
    line = np.array(corners)
    whole = strip(line, reach_m, round_ends=False)
    lefts, rights = _pairs(line)
    cut = _change_of_hands(lefts, rights, 4 * (reach_m + float(np.ptp(line, axis=0).max())))
    # Along a straight stretch the many edges of the cut are one.
    cut = shapely.simplify(shapely.line_merge(cut), _CUT_ERROR_M)
    noded = shapely.union_all([shapely.boundary(whole), cut], grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    is_left = np.array(
        [_distance_m(lefts, place) < _distance_m(rights, place) for place in inside], dtype=bool
    )
    is_whole = shapely.contains_xy(whole, inside)
    left, right = (
        shapely.union_all(faces[is_whole & (is_left == hand)], grid_size=GRID_M) for hand in (True, False)
    )
    return left, right


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


def _distance_m(places: Floats, place: Floats) -> float:
    return float(np.hypot(*(places - place).T).min())


def _change_of_hands(lefts: Floats, rights: Floats, far_m: float) -> shapely.MultiLineString:
    """Where the nearest point changes from the left ones to the right ones: edges of a Voronoi diagram."""
    from scipy.spatial import Voronoi

    middle = lefts.mean(axis=0)
    # Four far points make every edge near the line finite.
    far = middle + far_m * np.array([[1.0, 0.1], [-0.1, 1.0], [-1.0, -0.1], [0.1, -1.0]])
    diagram = Voronoi(np.vstack((lefts, rights, far)) - middle)
    site, ends = diagram.ridge_points, np.asarray(diagram.ridge_vertices)
    n = len(lefts)
    is_cut = ((site < n).sum(axis=1) == 1) & ((site < 2 * n).all(axis=1)) & (ends >= 0).all(axis=1)
    return shapely.multilinestrings(diagram.vertices[ends[is_cut]] + middle)


def _pairs(line: Floats) -> tuple[Floats, Floats]:
    """Points just to the left of the line and just to the right, equally far from every bend."""
    length = np.hypot(*np.diff(line, axis=0).T)
    spacing_m = float(length.sum()) / _N_PAIRS
    from_bend_m = min(spacing_m / 2, float(length.min()) / 3)
    n_each = np.ceil((length - 2 * from_bend_m) / spacing_m).astype(int) + 1
    segment = np.repeat(np.arange(len(length)), n_each)
    number = np.arange(len(segment)) - np.repeat(np.cumsum(n_each) - n_each, n_each)
    step = (length - 2 * from_bend_m) / (n_each - 1)
    along = (from_bend_m + number * step[segment])[:, None]
    on_line = line[segment] + along * (np.diff(line, axis=0) / length[:, None])[segment]
    off_line = from_bend_m / 4 * _normals(line)[segment]
    return on_line + off_line, on_line - off_line
