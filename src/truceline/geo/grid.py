"""A fixed grid of cells, to the middle of which places are moved that must not be shown exactly."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

_KM_PER_DEGREE: Final = 110.5
"""Of latitude, where it is shortest, rounded down: cells are never smaller than the mandate's grid."""
_KM_PER_DEGREE_WIDE: Final = 111.2
"""Of longitude at the equator, rounded down."""
_DIAGONAL: Final = 1.02
"""Cells may be this much larger than the grid, where a degree is longest."""
Floats = npt.NDArray[np.float64]


def coarsened(lon: Floats, lat: Floats, *, grid_km: float) -> tuple[Floats, Floats, Floats]:
    """Return the middles of the grid's cells in which places lie, and radii that hold the whole cell.

    Parameters
    ----------
    lon, lat : array (n,)
        EPSG:4326, degrees.
    grid_km : float
        Height and least width of a cell; 0 leaves places as they are.

    Returns
    -------
    lon, lat, radius_m : arrays (n,)
        Degrees and metres. Cells are the same whatever is moved and when, so that many points of one cell
        tell no more than one.
    """
    if grid_km == 0:
        return lon, lat, np.zeros(len(lon))
    step_lat = grid_km / _KM_PER_DEGREE
    row = np.floor(lat / step_lat)
    mid_lat = np.clip((row + 0.5) * step_lat, -90.0, 90.0)
    # As many whole cells as fit round the globe at the row's edge nearer to the pole; at least one.
    edge = np.radians(np.minimum(np.abs(row), np.abs(row + 1)) * step_lat + step_lat)
    around = 360.0 * _KM_PER_DEGREE_WIDE * np.maximum(np.cos(np.minimum(edge, math.pi / 2)), 0.0)
    step_lon = 360.0 / np.maximum(np.floor(around / grid_km), 1.0)
    column = np.minimum(np.floor((lon + 180.0) / step_lon), np.round(360.0 / step_lon) - 1)
    mid_lon = (column + 0.5) * step_lon - 180.0
    wide_km = step_lon * _KM_PER_DEGREE_WIDE * np.cos(np.radians(np.abs(mid_lat) - step_lat / 2))
    radius_m = _DIAGONAL * 1000.0 * np.hypot(np.full(len(lat), grid_km), wide_km) / 2
    return mid_lon, mid_lat, radius_m
