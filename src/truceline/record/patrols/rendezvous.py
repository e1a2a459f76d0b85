"""Whether crews were where they had agreed to meet, at the time agreed: yes, no, or not known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from truceline import geo
from truceline.clock import Interval, micros
from truceline.model.casebook import Limits
from truceline.model.limits import checked
from truceline.model.words import Met
from truceline.record.patrols.track import MICROS, Track, TrackedVehicle, used


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A place and a time agreed for crews to meet."""

    name: str
    """What the plan calls it."""
    patrol: str
    """On which patrol."""
    lon: float
    """Degrees EPSG:4326."""
    lat: float
    """Degrees EPSG:4326."""
    radius_m: float
    """Within this of the place is there."""
    during: Interval
    """When, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Whether one vehicle kept a meeting."""

    meeting: str
    """The meeting's name."""
    of: TrackedVehicle
    """The vehicle on its patrol."""
    met: Met
    """Missed only if its fixes leave no silence in which it might have been there."""
    nearest_m: float | None
    """Nearest to the place that a fix in that time lay; None where there is none."""


def meetings_kept(
    fixes: pa.Table | Track, meetings: tuple[Meeting, ...], limits: Limits | None = None
) -> tuple[Kept, ...]:
    """Return for each meeting and each vehicle of its patrol whether it was there.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order; or what `track` made of them.
    meetings : tuple of Meeting
        From a plan.
    limits : Limits, optional
        Longer than `silence_s` without a fix is a silence, in which a vehicle may have been anywhere.

    Returns
    -------
    tuple of Kept
        `met`: some fix in the time lies within the radius, the fix's own error taken off. `unknown`: none
        does, but one may within its error, or the time holds a silence. `missed`: neither.
    """
    within = checked(limits)
    found = used(fixes, within)
    return tuple(
        _kept(found, i, meeting, within)
        for meeting in meetings
        for i, vehicle in enumerate(found.vehicles)
        if vehicle.patrol == meeting.patrol
    )


def beside_m(radius_m: float, limits: Limits) -> float:
    """Return within what distance of a place's middle one is beside it: its own radius and a stop's.

    A place counts for no more than `halt_m`: a district's radius would have anything lie beside it.
    """
    return min(radius_m, limits.halt_m) + limits.stop_radius_m


def _kept(found: Track, number: int, meeting: Meeting, limits: Limits) -> Kept:
    own = slice(int(found.starts[number]), int(found.starts[number + 1]))
    at_us = found.at_us[own]
    start_us, end_us = micros(meeting.during.start_at), micros(meeting.during.end_at)
    inside = (at_us >= start_us) & (at_us <= end_us)
    away_m = geo.distances_m(found.lon[own], found.lat[own], meeting.lon, meeting.lat)[inside]
    error_m = found.radius_m[own][inside]
    if (away_m + error_m <= meeting.radius_m).any():
        met = Met.MET
    elif (away_m - error_m <= meeting.radius_m).any() or _has_silence(at_us, start_us, end_us, limits):
        met = Met.UNKNOWN
    else:
        met = Met.MISSED
    nearest = float(away_m.min()) if len(away_m) else None
    return Kept(meeting=meeting.name, of=found.vehicles[number], met=met, nearest_m=nearest)


def _has_silence(
    at_us: np.ndarray[tuple[int], np.dtype[np.int64]], start_us: int, end_us: int, limits: Limits
) -> bool:
    """Whether some part of a time is farther from the fixes around it than a silence allows."""
    most_us = limits.silence_s * MICROS
    if len(at_us) == 0 or at_us[0] > start_us or at_us[-1] < end_us:
        return True
    steps = np.diff(at_us) > most_us
    return bool((steps & (at_us[1:] > start_us) & (at_us[:-1] < end_us)).any())
