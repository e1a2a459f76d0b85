"""The ground on which a zone's own boundary leaves open whether a point lies inside."""

from __future__ import annotations

from typing import Final

from truceline.geo.zone import Zone, around, rings, stretches, union

BAND_SIGMAS: Final = 1.2816
"""Standard deviations from the middle of a normal distribution to where 0.1 or 0.9 of it lies."""

_FINENESS: Final = 50
"""The boundary is followed to this part of its own error: finer detail says nothing."""


def doubt(zone: Zone) -> Zone | None:
    """Return the ground within 1.2816 standard errors of a zone's boundary, or None where that is exact.

    Along a straight boundary that is where the probability of lying inside, by the error of the boundary
    alone, is between 0.1 and 0.9. At corners and in strips narrower than the band the probability that an
    assessment uses differs, since it takes the whole zone into account: see `probability_inside`.

    Parameters
    ----------
    zone : Zone
        Made of zones of several errors, it has a band as wide as the error of each stretch.

    Returns
    -------
    Zone or None
        EPSG:4326, with an exact boundary of its own.

    Raises
    ------
    BadGeometry
        If zone and band together are wider than can be measured.

    Examples
    --------
    >>> from truceline.geo import area_km2, circle
    >>> band = doubt(circle((36.6, 35.8), radius_m=10_000, sigma_m=1_000))
    >>> round(area_km2(band)), doubt(circle((36.6, 35.8), radius_m=10_000))
    (161, None)
    """
    if zone.sigma_m == 0:
        return None
    if zone.parts:
        each = [(sigma_m, lines) for sigma_m, lines in stretches(zone) if sigma_m > 0]
        return (
            union(around(lines, reach_m=BAND_SIGMAS * sigma_m) for sigma_m, lines in each) if each else None
        )
    lines = rings(zone, tolerance_m=zone.sigma_m / _FINENESS)
    return around(lines, reach_m=BAND_SIGMAS * zone.sigma_m)
