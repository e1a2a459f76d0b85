"""Crews together: within some metres and some minutes of each other, fix by fix."""

from __future__ import annotations

from itertools import groupby, permutations

import numpy as np
import pyarrow as pa

from truceline import geo
from truceline.patrols.clocks import ClockDoubt
from truceline.patrols.limits import Limits
from truceline.patrols.track import MICROS, Bools, Ints, Track, used


def together(fixes: pa.Table | Track, limits: Limits | None = None) -> Bools:
    """Return for each usable fix whether every other side of its patrol was near it in place and time.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order; or what `track` made of them.
    limits : Limits, optional
        Near is within `together_m` and, at once, within `together_s`.

    Returns
    -------
    array (n,) of bool
        In order of patrol, vehicle and time. False on a patrol whose fixes name fewer than two sides.
    """
    within = limits or Limits()
    found = used(fixes, within)
    joint = np.zeros(len(found.of), dtype=bool)
    for _, group in groupby(range(len(found.vehicles)), key=lambda i: found.vehicles[i].patrol):
        members = list(group)
        sides = sorted({side for i in members if (side := found.vehicles[i].side) is not None})
        if len(sides) < 2:
            continue
        rows = {
            side: _rows_of(found, [i for i in members if found.vehicles[i].side == side]) for side in sides
        }
        for side in sides:
            joint[rows[side]] = True
        for side, other in permutations(sides, 2):
            joint[rows[side]] &= _has_near(found, rows[side], rows[other], within)
    return joint


def shifted(found: Track, doubts: tuple[ClockDoubt, ...]) -> Track:
    """Return the track as it would be if the clocks in doubt agreed with the others'.

    Each vehicle is moved once, by the first doubt that names it first. Of two that disagree, one is moved.
    """
    numbers = {(one.patrol, one.vehicle): i for i, one in enumerate(found.vehicles)}
    by_us = np.zeros(len(found.vehicles), dtype=np.int64)
    moved = set()
    for one in doubts:
        vehicle = numbers.get((one.patrol, one.vehicle))
        if vehicle is not None and vehicle not in moved:
            by_us[vehicle] = round(one.ahead_s * MICROS)
            moved.add(vehicle)
    return Track(
        vehicles=found.vehicles,
        row=found.row,
        of=found.of,
        at_us=found.at_us + by_us[found.of],
        lon=found.lon,
        lat=found.lat,
        radius_m=found.radius_m,
        marks=found.marks,
        starts=found.starts,
    )


def _rows_of(found: Track, vehicles: list[int]) -> Ints:
    """Return the fixes of some vehicles in order of time."""
    rows = np.concatenate([np.arange(found.starts[i], found.starts[i + 1]) for i in vehicles])
    return rows[np.argsort(found.at_us[rows], kind="stable")] if len(vehicles) > 1 else rows


def _has_near(found: Track, mine: Ints, theirs: Ints, limits: Limits) -> Bools:
    """Return for each of my fixes whether one of theirs is near in place and time.

    The nearest in time settles most. For those left the others are tried outwards, as long as they lie within
    the time, after it is seen that their box over that time comes near at all.
    """
    near = np.zeros(len(mine), dtype=bool)
    if not len(mine) or not len(theirs):
        return near
    at_us, lon, lat = found.at_us[theirs], found.lon[theirs], found.lat[theirs]
    my_us = found.at_us[mine]
    window_us = int(limits.together_s * MICROS)
    first = np.searchsorted(at_us, my_us - window_us, side="left")
    end = np.searchsorted(at_us, my_us + window_us, side="right")
    middle = np.clip(np.searchsorted(at_us, my_us), first, np.maximum(end - 1, first))
    left = np.flatnonzero(first < end)
    left = left[_boxes_meet(found, mine[left], theirs, first[left], end[left], limits)]
    step = 0
    while len(left):
        for there in (middle[left] + step, middle[left] - step) if step else (middle[left],):
            tried = (there >= first[left]) & (there < end[left])
            i, j = left[tried], there[tried]
            metres = geo.distances_m(found.lon[mine[i]], found.lat[mine[i]], lon[j], lat[j])
            near[i[metres <= limits.together_m]] = True
        step += 1
        goes_on = (middle[left] + step < end[left]) | (middle[left] - step >= first[left])
        left = left[~near[left] & goes_on]
    return near


def _boxes_meet(found: Track, mine: Ints, theirs: Ints, first: Ints, end: Ints, limits: Limits) -> Bools:
    """Whether the box around the fixes in each window, in coarse pieces, comes near mine; misses none."""
    size = max(1, int(np.median(end - first)) if len(first) else 1)
    starts = np.arange(0, len(theirs), size)
    lon, lat = found.lon[theirs], found.lat[theirs]
    west, east = np.minimum.reduceat(lon, starts), np.maximum.reduceat(lon, starts)
    south, north = np.minimum.reduceat(lat, starts), np.maximum.reduceat(lat, starts)
    x, y = found.lon[mine], found.lat[mine]
    up = limits.together_m / geo.METRES_PER_DEGREE
    side = up / np.maximum(np.cos(np.radians(np.minimum(np.abs(y) + up, 90.0))), 1e-3)
    meets = np.zeros(len(mine), dtype=bool)
    piece, last = first // size, (end - 1) // size
    for more in range(int((last - piece).max(initial=0)) + 1):
        at = np.minimum(piece + more, last)
        meets |= (
            (x >= west[at] - side) & (x <= east[at] + side) & (y >= south[at] - up) & (y <= north[at] + up)
        )
    return meets
