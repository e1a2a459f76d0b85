"""How long vehicles were in a zone, as an interval: fixes err near its boundary, silences tell nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from truceline import geo
from truceline.model.casebook import Limits
from truceline.model.limits import checked
from truceline.record.patrols.track import MICROS, Track, TrackedVehicle, used

SURE = 0.95
"""A fix is in the zone for certain from this probability on, and out of it up to one minus this."""
_MANY = 2_000
"""Fixes near a boundary whose error is wide are read from a table, which pays from here on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dwell:
    """Seconds that one vehicle was in a zone."""

    of: TrackedVehicle
    """The vehicle on its patrol."""
    low_s: float
    """For certain: both ends of a step lie in the zone."""
    expected_s: float
    """Each step by the mean of its ends' probabilities, but certain ones whole or not at all; no silences."""
    high_s: float
    """Possibly: an end of a step may lie in the zone; silences counted whole."""
    silent_s: float
    """Of the high figure, silences."""
    n_in: int
    """Fixes that may lie in it; one alone gives no time, and is still a fix in the zone."""


def time_in_zone(fixes: pa.Table | Track, zone: geo.Zone, limits: Limits | None = None) -> tuple[Dwell, ...]:
    """Return how long each vehicle was in a zone, in order of patrol and vehicle.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order; or what `track` made of them.
    zone : geo.Zone
        Its boundary's error counts beside the fixes'.
    limits : Limits, optional
        Longer than `silence_s` without a fix is a silence.

    Notes
    -----
    What a vehicle did between two fixes outside, closer in time than a silence, is not asked.
    """
    within = checked(limits)
    found = used(fixes, within)
    p = _inside(found, zone)
    seconds = np.diff(found.at_us) / MICROS
    silent = seconds > within.silence_s
    of = found.of[1:]
    counted = found.follows()

    def total(weight: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
        sums = np.bincount(of[counted], (weight * seconds)[counted], len(found.vehicles))
        return [float(one) for one in sums]

    both, either = (p[1:] >= SURE) & (p[:-1] >= SURE), (p[1:] > 1 - SURE) | (p[:-1] > 1 - SURE)
    low = total((both & ~silent).astype(np.float64))
    share = np.where(both, 1.0, np.where(either, (p[1:] + p[:-1]) / 2, 0.0))
    expected = total(np.where(silent, 0.0, share))
    high = total((either | silent).astype(np.float64))
    quiet = total(silent.astype(np.float64))
    n_in = np.bincount(found.of[p > 1 - SURE], minlength=len(found.vehicles)).tolist()
    return tuple(
        Dwell(
            of=vehicle,
            low_s=low[i],
            expected_s=expected[i],
            high_s=high[i],
            silent_s=quiet[i],
            n_in=n_in[i],
        )
        for i, vehicle in enumerate(found.vehicles)
    )


def _inside(found: Track, zone: geo.Zone) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the probability that each fix lies in the zone; far from the boundary it is 0 or 1."""
    p = geo.contains(zone, found.lon, found.lat).astype(np.float64)
    sigma_m = np.hypot(float(found.radius_m.max(initial=0.0)) / geo.RADIUS_PER_SIGMA, zone.sigma_m)
    # Twice as far as it takes: distances here are a little less exact than those of the probability.
    near = geo.near_boundary(zone, found.lon, found.lat, within_m=2 * geo.CUT_SIGMAS * float(sigma_m) + 1.0)
    p[near] = geo.probability_inside(
        zone, found.lon[near], found.lat[near], found.radius_m[near], tabulate_above=_MANY
    )
    return p
