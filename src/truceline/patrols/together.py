"""Crews together: within some metres and some minutes of each other, fix by fix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, permutations

import numpy as np
import pyarrow as pa

from truceline import geo
from truceline.model.casebook import Limits
from truceline.model.words import FixMark
from truceline.patrols.clocks import ClockDoubt
from truceline.patrols.limits import checked
from truceline.patrols.track import MICROS, Bools, Ints, Track, bits, used


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
    within = checked(limits)
    found = used(fixes, within)
    joint = np.zeros(len(found.of), dtype=bool)
    for _, _, sides in by_patrol(found):
        if len(sides) < 2:
            continue
        rows = {side: _rows_of(found, own) for side, own in sides.items()}
        for side in sides:
            joint[rows[side]] = True
        for side, other in permutations(sides, 2):
            joint[rows[side]] &= _has_near(found, rows[side], rows[other], within)
    return joint


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """How far one side of a patrol was with the others."""

    patrol: str
    """The patrol."""
    side: str
    """The side."""
    others: tuple[str, ...]
    """The other sides that have usable fixes on the patrol."""
    set_out: bool | None
    """Whether fixes of one of its vehicles spread farther than a stop; None where it has no usable fix."""
    share: float | None
    """Of its fixes, those at which every other side was near; None where there is no other side."""
    throughout: bool | None
    """Whether it was with them all the way: yes from `throughout_share` on, no below; None where a silence or
    a clock in doubt leaves it open, or no other side has fixes."""


def company(
    fixes: pa.Table | Track, limits: Limits | None = None, *, joint: Bools | None = None
) -> tuple[Company, ...]:
    """Return for each side of each patrol how far it was with the others.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order; or what `track` made of them.
    limits : Limits, optional
        `together_m`, `together_s`, `throughout_share`; `silence_s`, `stop_radius_m`.
    joint : array (n,) of bool, optional
        What `together` said of these fixes, if it is at hand.

    Notes
    -----
    A share of fixes, not of time: devices that report more often weigh more within their side.
    """
    within = checked(limits)
    found = used(fixes, within)
    near = together(found, within) if joint is None else joint
    in_doubt = set(np.unique(found.of[(found.marks & bits({FixMark.CLOCK})) > 0]).tolist())
    quiet = found.follows() & (np.diff(found.at_us) > within.silence_s * MICROS)
    silent = set(np.unique(found.of[1:][quiet]).tolist())
    told = []
    for patrol, members, sides in by_patrol(found):
        seen = [side for side, own in sides.items() if len(_rows_of(found, own))]
        doubted, was_silent = bool(in_doubt & set(members)), bool(silent & set(members))
        for side, own in sides.items():
            others = tuple(one for one in seen if one != side)
            rows = _rows_of(found, own)
            share = float(near[rows].mean()) if len(rows) and others else None
            told.append(
                Company(
                    patrol=patrol,
                    side=side,
                    others=others,
                    set_out=_moved(found, own, within) if len(rows) else None,
                    share=share,
                    throughout=None
                    if share is None or doubted
                    else _throughout(share, within, was_silent=was_silent),
                )
            )
    return tuple(told)


def _throughout(share: float, limits: Limits, *, was_silent: bool) -> bool | None:
    """A silence can hide that crews were apart; it cannot undo that their fixes say so."""
    if share < limits.throughout_share:
        return False
    return None if was_silent else True


def _moved(found: Track, vehicles: list[int], limits: Limits) -> bool:
    """Whether the fixes of a vehicle spread farther than a stop's radius, their errors taken off."""
    for i in vehicles:
        own = slice(int(found.starts[i]), int(found.starts[i + 1]))
        lon, lat, error_m = found.lon[own], found.lat[own], found.radius_m[own]
        if len(lon):
            spread_m = geo.distances_m(lon.min(), lat.min(), lon.max(), lat.max())[0]
            if spread_m - 2 * error_m.max() > limits.stop_radius_m:
                return True
    return False


def by_patrol(found: Track) -> Iterator[tuple[str, list[int], dict[str, list[int]]]]:
    """Yield each patrol with the numbers of its vehicles and of those of each side, sides by name."""
    for patrol, group in groupby(range(len(found.vehicles)), key=lambda i: found.vehicles[i].patrol):
        members = list(group)
        sides: dict[str, list[int]] = {}
        for i in members:
            side = found.vehicles[i].side
            if side is not None:
                sides.setdefault(side, []).append(i)
        yield patrol, members, dict(sorted(sides.items()))


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
