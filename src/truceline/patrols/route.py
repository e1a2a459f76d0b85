"""Tracks against the agreed route: how far along it, how far off it, where a vehicle turned back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pyarrow as pa

from truceline import geo
from truceline.errors import BadGeometry
from truceline.model.casebook import Limits
from truceline.patrols.limits import checked
from truceline.patrols.track import MICROS, Floats, Track, Vehicle, instants, used

SIDEWAYS_SIGMAS: Final = 1.959963984540054
"""A line's error sideways is within this many sigmas with probability 0.95."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way agreed for a patrol."""

    id: str
    """Name of the line."""
    points: tuple[geo.Point, ...]
    """`(lon, lat)` degrees WGS84, in the order in which kilometres count."""
    sigma_m: float = 0.0
    """Standard deviation of its error sideways, metres."""

    def __post_init__(self) -> None:
        if len(set(self.points)) < 2:
            raise BadGeometry(f"the route {self.id} has fewer than two distinct points")

    @property
    def length_km(self) -> float:
        """Return its geodesic length."""
        return geo.length_km(self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one vehicle came along the route, and how far off it."""

    of: Vehicle
    """The vehicle on its patrol."""
    start_km: float | None
    """Where along the route it began; None where no usable fix came near the route."""
    end_km: float | None
    """Where along the route it was last."""
    reach_km: float | None
    """Farthest point along the route from where it began, of the fixes near the route."""
    reach_error_km: float | None
    """That point may be off along the road by this, with probability 0.95."""
    reached_at: datetime | None
    """When it was there first."""
    reached_end: bool | None
    """Whether it came within `reach_m` of the end it was making for, errors allowed; None where not known."""
    turned_back: bool | None
    """Whether it came back by `turn_km` or more without having reached the route's end; None where not known,
    for want of fixes near the route or because a silence followed the farthest one."""
    off_most_m: float | None
    """Farthest that a usable fix lay off the route."""
    off_s: tuple[float, float]
    """Seconds off the route: certain, and possible within the errors of fixes and route and in silences."""


def route_error_m(found: Track, route: Route) -> Floats:
    """Return how far each fix may seem off the route by errors alone, metres, with probability 0.95."""
    sigma_m = np.hypot(found.radius_m / geo.RADIUS_PER_SIGMA, route.sigma_m)
    return np.asarray(SIDEWAYS_SIGMAS * sigma_m)


def progress(fixes: pa.Table | Track, route: Route, limits: Limits | None = None) -> tuple[Progress, ...]:
    """Return how far each vehicle came along the route, in order of patrol and vehicle.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order; or what `track` made of them.
    route : Route
        As agreed, not as driven.
    limits : Limits, optional
        `off_route_m`: farther off is off the route, and says nothing of how far along; `turn_km`.

    Raises
    ------
    BadGeometry
        If the route cannot be measured.

    Notes
    -----
    Off the route **for certain** is a step both ends of which lie off it by more than `off_route_m` and the
    errors of fix and route; **possibly** a step one end of which lies off by more than that less the errors,
    and every silence. Two fixes on the route say nothing of the road between them; steps are short, silences
    are not.
    """
    within = checked(limits)
    found = used(fixes, within)
    along_km, off_m = geo.on_route(route.points, found.lon, found.lat)
    error_m = route_error_m(found, route)
    return tuple(_each(found, along_km, off_m, error_m, route, within))


def _each(
    found: Track, along_km: Floats, off_m: Floats, error_m: Floats, route: Route, limits: Limits
) -> Iterator[Progress]:
    length_km = route.length_km
    seconds = np.diff(found.at_us) / MICROS
    silent = seconds > limits.silence_s
    surely, maybe = off_m - error_m > limits.off_route_m, off_m + error_m > limits.off_route_m
    off_low = np.where(surely[1:] & surely[:-1] & ~silent, seconds, 0.0)
    off_high = np.where(maybe[1:] | maybe[:-1] | silent, seconds, 0.0)
    is_near = off_m - error_m <= limits.off_route_m
    for i, vehicle in enumerate(found.vehicles):
        start, end = int(found.starts[i]), int(found.starts[i + 1])
        near = np.flatnonzero(is_near[start:end]) + start
        steps = slice(start, max(end - 1, start))
        off_s = (float(off_low[steps].sum()), float(off_high[steps].sum()))
        off_most = float(off_m[start:end].max()) if end > start else None
        if len(near) == 0:
            yield Progress(
                of=vehicle,
                start_km=None,
                end_km=None,
                reach_km=None,
                reach_error_km=None,
                reached_at=None,
                reached_end=None,
                turned_back=None,
                off_most_m=off_most,
                off_s=off_s,
            )
            continue
        along = along_km[near]
        farthest = int(np.argmax(np.abs(along - along[0])))
        at = int(near[farthest])
        (reached_at,) = instants([int(found.at_us[at])]).to_pylist()
        was_silent = bool(silent[at : max(end - 1, at)].any())
        reached_end = _reached_end(along, farthest, float(error_m[at]), length_km, limits)
        yield Progress(
            of=vehicle,
            start_km=float(along[0]),
            end_km=float(along[-1]),
            reach_km=float(along[farthest]),
            reach_error_km=float(error_m[at]) / 1000,
            reached_at=reached_at,
            reached_end=True if reached_end else None if was_silent else False,
            turned_back=_turned_back(along, farthest, limits, reached_end=reached_end, was_silent=was_silent),
            off_most_m=off_most,
            off_s=off_s,
        )


def _reached_end(along: Floats, farthest: int, error_m: float, length_km: float, limits: Limits) -> bool:
    """Whether a vehicle came near the end it was making for: the one ahead of where it began."""
    end_km = length_km if along[farthest] >= along[0] else 0.0
    return bool(abs(end_km - along[farthest]) * 1000 <= limits.reach_m + error_m)


def _turned_back(
    along: Floats, farthest: int, limits: Limits, *, reached_end: bool, was_silent: bool
) -> bool | None:
    """Whether a vehicle came back short of the end it was making for."""
    if reached_end:
        return False
    if was_silent:
        return None
    return bool(np.max(np.abs(along[farthest:] - along[farthest])) >= limits.turn_km)
