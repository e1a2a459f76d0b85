"""How probable it is that each claim's place lies in a zone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline import geo
from truceline.model.words import PlaceGrade
from truceline.rules import Uncharted

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

TABLE_ERROR = 2e-4
"""Above a tabulated probability's largest error: nearer than this to a threshold it is computed exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places of a claims table, with the probabilities computed so far."""

    lon: Floats
    lat: Floats
    radius_m: Floats
    region: npt.NDArray[np.bool_]
    unstated: npt.NDArray[np.bool_]
    """Printed without a precision: somewhere within the radius."""
    _known: dict[int, tuple[geo.Zone, Floats, npt.NDArray[np.bool_]]] = field(
        default_factory=dict, repr=False
    )

    def inside(
        self, zone: geo.Zone | Uncharted | None, rows: Indices, thresholds: tuple[float, ...]
    ) -> Floats:
        """Return the probability that the place of each of `rows` lies in the zone; NaN where unknown.

        Parameters
        ----------
        zone : geo.Zone, Uncharted or None
            None is anywhere, so 1, an unknown place included.
        rows : int array (m,)
            Into the claims table.
        thresholds : tuple of float
            Values near these are never read off a table.

        Returns
        -------
        array (m,) of float64
        """
        if zone is None:
            return np.ones(len(rows))
        if isinstance(zone, Uncharted):
            return np.full(len(rows), np.nan)
        if id(zone) not in self._known:
            blank = np.full(len(self.lon), np.nan)
            self._known[id(zone)] = (zone, blank, np.zeros(len(self.lon), dtype=np.bool_))
        _, p, done = self._known[id(zone)]
        todo = rows[~done[rows]]
        if len(todo):
            p[todo] = self._compute(zone, todo, thresholds)
            done[todo] = True
        return p[rows]

    def _compute(self, zone: geo.Zone, rows: Indices, thresholds: tuple[float, ...]) -> Floats:
        lon, lat, radius = self.lon[rows], self.lat[rows], self.radius_m[rows]
        p = geo.probability_inside(zone, lon, lat, radius)
        near = np.zeros(len(rows), dtype=np.bool_)
        for threshold in thresholds:
            near |= np.abs(p - threshold) < TABLE_ERROR
        if near.any():
            p[near] = geo.probability_inside(
                zone, lon[near], lat[near], radius[near], tabulate_above=len(rows) + 1
            )
        region = self.region[rows]
        if region.any():
            p[region] = geo.share_of_region(zone, lon[region], lat[region], radius[region])
        unstated = self.unstated[rows]
        if unstated.any():
            p[unstated] = geo.surely_inside(zone, lon[unstated], lat[unstated], radius[unstated])
        return p


def places(claims: pa.Table) -> Places:
    """Return the places of a CLAIMS table; NaN where a coordinate or its radius is unknown."""

    def column(name: str) -> Floats:
        values: Floats = claims.column(name).to_numpy().astype(np.float64)
        return values

    grades = claims.column("place_grade").fill_null("").to_numpy()
    return Places(
        lon=column("lon"),
        lat=column("lat"),
        radius_m=column("radius_m"),
        region=np.asarray(grades == PlaceGrade.REGION.value, dtype=np.bool_),
        unstated=np.asarray(grades == PlaceGrade.UNSTATED.value, dtype=np.bool_),
    )
