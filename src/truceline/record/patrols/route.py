"""Tracks against the agreed route: how far along it, how far off it, where a vehicle turned back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pyarrow as pa

from truceline import geo
from truceline.errors import BadGeometry
from truceline.model.casebook import Limits
from truceline.model.limits import checked
from truceline.record.patrols.together import cut_short
from truceline.record.patrols.track import MICROS, Floats, Track, TrackedVehicle, instants, used

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

    of: TrackedVehicle
    """The vehicle on its patrol."""
    start_km: float | None
    """Where along the route it began; None where no usable fix came near the route."""
    end_km: float | None
    """Where along the route it was last."""
    reach_km: float | None
    """Farthest point along the route towards the end it was making for, of the fixes near the route;
    away from where it began where that end is not known."""
    reach_error_km: float | None
    """That point may be off along the road by this, with probability 0.95."""
    reached_at: datetime | None
    """When it was there first."""
    reached_end: bool | None
    """Whether it came within `reach_m` of the end it was making for; None where errors, a silence or an
    unknown direction leave it open."""
    turned_back: bool | None
    """Whether it came back by `turn_km` or more without having reached the route's end; None where not
    known, as for `reached_end`."""
    off_most_m: float | None
    """Farthest that a usable fix lay off the route."""
    off_s: tuple[float, float]
    """Seconds off the route: certain, and possible within the errors of fixes and route and in silences."""


def route_error_m(found: Track, route: Route) -> Floats:
    """Return how far each fix may seem off the route by errors alone, metres, with probability 0.95."""
    sigma_m = np.hypot(found.radius_m / geo.RADIUS_PER_SIGMA, route.sigma_m)
    return np.asarray(SIDEWAYS_SIGMAS * sigma_m)


def progress(
    fixes: pa.Table | Track,
    route: Route,
    limits: Limits | None = None,
    *,
    turned: Mapping[str, bool] | None = None,
) -> tuple[Progress, ...]:
    """Return how far each vehicle came along the route, in order of patrol and vehicle.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order; or what `track` made of them.
    route : Route
        As agreed, not as driven.
    limits : Limits, optional
        `off_route_m`: farther off is off the route, and says nothing of how far along; also
        `reach_m`, `turn_km` and `silence_s`.
    turned : mapping of patrol to bool, optional
        Whether it was to run against the kilometres. Of a patrol that is not named, the end it was making for
        is taken from where it began: the other one.

    Raises
    ------
    BadGeometry
        If the route cannot be measured.

    Notes
    -----
    The end is **reached** if the farthest fix lies within `reach_m` of it with the error added, **not
    reached** if it lies farther with the error taken off. A track that begins or ends while another side is
    out, by more than a silence, does not say how far its vehicle came. A vehicle of unknown direction that
    began between the ends, and came to the nearer one alone, may have been making for either.

    Off the route **for certain** is a step both ends of which lie off it by more than `off_route_m` and the
    errors of fix and route; **possibly** a step one end of which lies off by more than that less the errors,
    and every silence. Two fixes on the route say nothing of the road between them; steps are short, silences
    are not.
    """
    within = checked(limits)
    found = used(fixes, within)
    along_km, off_m = geo.on_route(route.points, found.lon, found.lat)
    error_m = route_error_m(found, route)
    return tuple(_each(found, along_km, off_m, error_m, route, within, turned or {}))


def _each(
    found: Track,
    along_km: Floats,
    off_m: Floats,
    error_m: Floats,
    route: Route,
    limits: Limits,
    turned: Mapping[str, bool],
) -> Iterator[Progress]:
    length_km = route.length_km
    seconds = np.diff(found.at_us) / MICROS
    silent = seconds > limits.silence_s
    is_cut = cut_short(found, limits)
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
        goal_km = _goal_km(along, length_km, turned.get(vehicle.patrol), limits)
        farthest = int(np.argmax(np.abs(along - along[0]) if goal_km is None else -np.abs(goal_km - along)))
        at = int(near[farthest])
        (reached_at,) = instants([int(found.at_us[at])]).to_pylist()
        is_open = goal_km is None or bool(is_cut[i]) or bool(silent[at : max(end - 1, at)].any())
        reached = None
        if goal_km is not None:
            reached = _reached(abs(goal_km - float(along[farthest])) * 1000, float(error_m[at]), limits)
        yield Progress(
            of=vehicle,
            start_km=float(along[0]),
            end_km=float(along[-1]),
            reach_km=float(along[farthest]),
            reach_error_km=float(error_m[at]) / 1000,
            reached_at=reached_at,
            reached_end=None if is_open and reached is False else reached,
            turned_back=_turned_back(along, farthest, limits, reached=reached, is_open=is_open),
            off_most_m=off_most,
            off_s=off_s,
        )


def _goal_km(along: Floats, length_km: float, is_turned: bool | None, limits: Limits) -> float | None:
    """Return the kilometre of the end a vehicle was making for; None where it may have been either."""
    if is_turned is not None:
        return 0.0 if is_turned else length_km
    near_km, far_km = (0.0, length_km) if along[0] <= length_km / 2 else (length_km, 0.0)
    reach_km = limits.reach_m / 1000
    began_there = abs(along[0] - near_km) <= reach_km
    came_there, came_far = (bool((np.abs(along - end) <= reach_km).any()) for end in (near_km, far_km))
    return None if came_there and not began_there and not came_far else far_km


def _reached(away_m: float, error_m: float, limits: Limits) -> bool | None:
    """Whether a vehicle came near an end; None where the errors leave it open."""
    if away_m + error_m <= limits.reach_m:
        return True
    return False if away_m - error_m > limits.reach_m else None


def _turned_back(
    along: Floats, farthest: int, limits: Limits, *, reached: bool | None, is_open: bool
) -> bool | None:
    """Whether a vehicle came back short of the end it was making for."""
    if reached:
        return False
    came_back = bool(np.max(np.abs(along[farthest:] - along[farthest])) >= limits.turn_km)
    if is_open or (reached is None and came_back):
        return None
    return came_back
