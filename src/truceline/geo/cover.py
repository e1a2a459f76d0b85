"""Many exact places against many zones at once: a grid tells of nearly all, geometry of those near an edge.

Of a cell that no zone's boundary crosses, all is said beforehand. A place in one that some boundary crosses
is asked of those zones alone; where the boundary is in doubt there, nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from truceline.geo.place import CUT_SIGMAS, probability_inside
from truceline.geo.projection import METRES_PER_DEGREE, Bools, Floats, frame_of
from truceline.geo.zone import Zone, contains, leaves

Indices = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

N_CELLS: Final = 512
"""Cells on each side of the grid."""
UNSURE: Final = -1
"""In place of a set: the place lies too near a boundary that is in doubt, or is not known."""
_WORD: Final = 64
_SLACK: Final = 1.01
"""Reaches are taken this much longer, for what is lost between a sphere and a plane."""
_SLACK_DEG: Final = 1e-9
_FINE: Final = 8
"""Parts of a cell by which a boundary without error is followed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cover:
    """Sets of zones in which places lie, numbered as they are met."""

    zones: tuple[Zone, ...]
    """Z zones."""
    west: float
    south: float
    step_lon: float
    step_lat: float
    of_cell: Indices
    """(N * N,) the set of each cell, row by row from the south-west; of one into which some boundary comes
    the set of the zones that hold all of it, counted down from -1."""
    asked: Indices
    """The zones to ask, cell by cell …"""
    first_asked: Indices
    """… (N * N + 1,) from here on."""
    in_doubt: Bools
    """(Z,) whether the zone's own boundary is."""
    _words: list[bytes] = field(repr=False)
    """Of each set, its zones as bits."""
    _number: dict[bytes, int] = field(repr=False)
    _points: list[tuple[float, float] | None] = field(repr=False)
    """Of each set a place in it; None of one that no place was found to lie in."""

    def sets(self, lon: Floats, lat: Floats) -> Indices:
        """Return the number of the set of zones in which each exact place lies for certain, or UNSURE.

        Parameters
        ----------
        lon, lat : array (n,)
            EPSG:4326, degrees; NaN where unknown, and so UNSURE.
        """
        known = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
        if not known.all():
            found = np.full(len(lon), UNSURE, dtype=np.int64)
            found[known] = self.sets(lon[known], lat[known])
            return found
        # What lies beyond the grid is taken to its outermost cells, into which no zone comes.
        x, y = (lon - self.west) * (1 / self.step_lon), (lat - self.south) * (1 / self.step_lat)
        for one in (x, y):
            np.clip(one, 0, N_CELLS - 1, out=one)
        cell = y.astype(np.int64)
        cell *= N_CELLS
        cell += x.astype(np.int64)
        found = self.of_cell.take(cell)
        near = np.flatnonzero(found < 0)
        if len(near):
            found[near] = self._near(cell[near], lon[near], lat[near])
        return found

    def point(self, number: int) -> tuple[float, float]:
        """Return a place that lies in the zones of a set and in no other."""
        found = self._points[number]
        assert found is not None, "only of sets that places lie in"
        return found

    @property
    def n_sets(self) -> int:
        """Return how many sets were met so far."""
        return len(self._words)

    def _near(self, cell: Indices, lon: Floats, lat: Floats) -> Indices:
        """Return the sets of places in cells that some boundary crosses."""
        n_asked = self.first_asked[cell + 1] - self.first_asked[cell]
        place = np.repeat(np.arange(len(cell)), n_asked)
        begins = np.repeat(self.first_asked[cell] - np.cumsum(n_asked) + n_asked, n_asked)
        zone = self.asked[begins + np.arange(len(place))]
        width = len(self._words[0])
        each = np.frombuffer(b"".join(self._words), dtype=np.uint64).reshape(-1, width // 8)
        words = each[-1 - self.of_cell[cell]]
        unsure = np.zeros(len(cell), dtype=np.bool_)
        unsure[place[self.in_doubt[zone]]] = True
        told = np.flatnonzero(~unsure[place])
        told = told[np.argsort(zone[told], kind="stable")]
        for some in np.split(told, np.flatnonzero(np.diff(zone[told])) + 1) if len(told) else ():
            number, here = int(zone[some[0]]), place[some]
            inside = here[probability_inside(self.zones[number], lon[here], lat[here], 0.0) == 1]
            words[inside, number // _WORD] |= np.uint64(1 << number % _WORD)
        result = np.full(len(cell), UNSURE, dtype=np.int64)
        sure = np.flatnonzero(~unsure)
        kinds, first, kind = _distinct(words[sure])
        numbers = [
            self._known(one.tobytes(), (float(lon[sure[row]]), float(lat[sure[row]])))
            for one, row in zip(kinds, first, strict=True)
        ]
        result[sure] = np.array(numbers, dtype=np.int64)[kind]
        return result

    def _known(self, words: bytes, point: tuple[float, float]) -> int:
        if words not in self._number:
            self._number[words] = len(self._words)
            self._words.append(words)
            self._points.append(None)
        number = self._number[words]
        self._points[number] = self._points[number] or point
        return number


def cover(zones: Sequence[Zone]) -> Cover | None:
    """Return a grid over zones; None where one of them comes near the antimeridian or a pole.

    Set 0 is that of no zone. The first time costs about as much as asking of a quarter of a million places.
    """
    boxes = np.array([_reach(zone) for zone in zones]).reshape(-1, 4)
    west, south = boxes[:, :2].min(axis=0, initial=180.0)
    east, north = boxes[:, 2:].max(axis=0, initial=-180.0)
    if not len(zones):
        west, south, east, north = 0.0, 0.0, 1.0, 1.0
    if west < -180 or east > 180 or south < -89 or north > 89:
        return None
    # One cell more on each side, and a little: into the outermost no zone comes.
    steps = (east - west) / (N_CELLS - 3), (north - south) / (N_CELLS - 3)
    west, south = west - 1.5 * steps[0], south - 1.5 * steps[1]
    grid = _Grid(west=float(west), south=float(south), steps=(float(steps[0]), float(steps[1])))
    words = np.zeros((N_CELLS * N_CELLS, max(-(-len(zones) // _WORD), 1)), dtype=np.uint64)
    by_leaf = {leaf: _comes_into(leaf, grid) for zone in zones for leaf in leaves(zone)}
    met: list[Indices] = []
    for number, (zone, box) in enumerate(zip(zones, boxes, strict=True)):
        crossed_here = np.zeros(len(words), dtype=np.bool_)
        for leaf in leaves(zone):
            crossed_here[by_leaf[leaf]] = True
        cells, lon, lat = grid.cells((box[0], box[1], box[2], box[3]))
        inside = ~crossed_here[cells]
        inside[inside] = contains(zone, lon[inside], lat[inside])
        words[cells[inside], number // _WORD] |= np.uint64(1 << number % _WORD)
        met.append(np.flatnonzero(crossed_here))
    crossed = np.zeros(len(words), dtype=np.bool_)
    crossed[np.concatenate([*met, np.zeros(0, dtype=np.int64)])] = True
    # The set of no zone comes first, far from all of them; of a cell that is crossed the middle shows no set.
    by_crossed = np.argsort(crossed, kind="stable")
    sorted_words = np.concatenate([np.zeros((1, words.shape[1]), np.uint64), words[by_crossed]])
    kinds, first, kind = _distinct(sorted_words)
    order = np.argsort(first, kind="stable")
    of_cell = np.empty(len(words), dtype=np.int64)
    of_cell[by_crossed] = np.argsort(order)[kind[1:]]
    in_sets = [one.tobytes() for one in kinds[order]]
    shown = [int(by_crossed[one - 1]) for one in first[order][1:]]
    middles = [
        None if crossed[one] else (float(lon), float(lat))
        for one, lon, lat in zip(shown, *grid.middles(np.array(shown, dtype=np.int64)), strict=True)
    ]
    cell = np.concatenate([*met, np.zeros(0, dtype=np.int64)])
    of_zone = np.repeat(np.arange(len(met)), [len(one) for one in met])
    by_cell = np.argsort(cell, kind="stable")
    return Cover(
        zones=tuple(zones),
        west=float(west),
        south=float(south),
        step_lon=float(steps[0]),
        step_lat=float(steps[1]),
        of_cell=np.where(crossed, -1 - of_cell, of_cell),
        asked=of_zone[by_cell],
        first_asked=np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=len(words)))]),
        in_doubt=np.array([any(leaf.sigma_m > 0 for leaf in leaves(zone)) for zone in zones], dtype=np.bool_),
        _words=in_sets,
        _number={one: number for number, one in enumerate(in_sets)},
        _points=[_far_from(west, south, east, north), *middles],
    )


def _reach(zone: Zone, *, bend_m: float = 0.0) -> tuple[float, float, float, float]:
    """Return the box beyond which no exact place lies in the zone, whatever the error of its boundary.

    A degree of longitude is taken as short as it is at the box's edge nearer to the pole.
    """
    boxes = []
    for leaf in leaves(zone):
        west, south, east, north = leaf.shape.bounds
        margin = _SLACK * (CUT_SIGMAS * leaf.sigma_m + bend_m) / METRES_PER_DEGREE + _SLACK_DEG
        wide = margin / np.cos(np.radians(min(max(abs(south), abs(north)) + margin, 89.0)))
        boxes.append((west - wide, south - margin, east + wide, north + margin))
    each = np.array(boxes)
    low, high = each[:, :2].min(axis=0), each[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _comes_into(leaf: Zone, grid: _Grid) -> Indices:
    """Return the cells into which a zone's boundary comes, with its error; some that it only comes near."""
    beyond = _reach(leaf, bend_m=_bend_m(leaf))
    reach = np.array(leaf.shape.bounds[:2]) - beyond[:2]
    steps = np.array(grid.steps)
    finest = steps / (_FINE if leaf.sigma_m == 0 else 2)
    touched = np.zeros((N_CELLS + 1, N_CELLS + 1))
    for ring in shapely.get_rings(shapely.get_parts(leaf.shape)):
        corners = shapely.get_coordinates(ring)
        n_parts = np.ceil(np.abs(np.diff(corners, axis=0) / finest).max(axis=1)).astype(np.int64) + 1
        edge = np.repeat(np.arange(len(n_parts)), n_parts)
        along = np.arange(len(edge)) - np.repeat(np.cumsum(n_parts) - n_parts, n_parts)
        share = ((along + 0.5) / n_parts[edge])[:, None]
        middles = corners[edge] * (1 - share) + corners[edge + 1] * share
        far = reach + finest / 2 + _SLACK_DEG
        origin = np.array([grid.west, grid.south])
        low = np.clip(np.floor((middles - far - origin) / steps).astype(np.int64), 0, N_CELLS)
        high = np.clip(np.floor((middles + far - origin) / steps).astype(np.int64) + 1, 0, N_CELLS)
        for x, y, sign in ((low, low, 1), (low, high, -1), (high, low, -1), (high, high, 1)):
            np.add.at(touched, (y[:, 1], x[:, 0]), sign)
    here = touched.cumsum(axis=0).cumsum(axis=1)[:N_CELLS, :N_CELLS] > 0.5
    return np.asarray(np.flatnonzero(here), dtype=np.int64)


def _bend_m(leaf: Zone) -> float:
    """Return how far, at most, an edge that is straight in degrees runs from the one that is so in metres."""
    if leaf.sigma_m == 0:
        return 0.0  # its places are asked in degrees
    frame = frame_of(*leaf.shape.bounds)
    found = 0.0
    for ring in shapely.get_rings(shapely.get_parts(leaf.shape)):
        corners = shapely.get_coordinates(ring)
        ends = frame.to_metres(*corners.T)
        middles = frame.to_metres(*((corners[1:] + corners[:-1]) / 2).T)
        found = max(found, float(np.hypot(*(middles - (ends[1:] + ends[:-1]) / 2).T).max(initial=0.0)))
    return 2 * found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    west: float
    south: float
    steps: tuple[float, float]

    def cells(self, box: tuple[float, float, float, float]) -> tuple[Indices, Floats, Floats]:
        """Return the cells that a box meets, and their middles."""
        low = (np.floor((np.array(box[:2]) - (self.west, self.south)) / self.steps)).astype(int)
        high = (np.floor((np.array(box[2:]) - (self.west, self.south)) / self.steps)).astype(int)
        columns, rows = (
            np.arange(max(a, 0), min(b, N_CELLS - 1) + 1) for a, b in zip(low, high, strict=True)
        )
        cells = (rows[:, None] * N_CELLS + columns[None, :]).reshape(-1)
        lon, lat = self.middles(cells)
        return cells, lon, lat

    def middles(self, cells: Indices) -> tuple[Floats, Floats]:
        """Return the middles of some cells."""
        rows, columns = np.divmod(cells, N_CELLS)
        return self.west + (columns + 0.5) * self.steps[0], self.south + (rows + 0.5) * self.steps[1]


def _distinct(words: Words) -> tuple[Words, Indices, Indices]:
    """Return the distinct rows, the first of each, and of each row which of them it is."""
    kinds, first, kind = np.unique(words, axis=0, return_index=True, return_inverse=True)
    return kinds, first, kind.reshape(-1)


def _far_from(west: float, south: float, east: float, north: float) -> tuple[float, float]:
    """Return a point as far from a box in degrees as there is beside it."""
    lon = (west + east) / 2 + 180
    return float(lon - 360 if lon > 180 else lon), float(-90.0 if south + north > 0 else 90.0)
