"""Crews together: within some metres and some minutes of each other, fix by fix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, permutations
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa

from truceline import geo
from truceline.model.casebook import Limits
from truceline.model.limits import checked
from truceline.model.once import once
from truceline.model.words import FixMark
from truceline.record.patrols.clocks import ClockDoubt
from truceline.record.patrols.track import MICROS, Bools, Floats, Ints, Track, bits, used

Joint: TypeAlias = tuple[Bools, Bools, Bools]
"""Which fixes have every other side near: as they stand, for certain, possibly."""


def together(fixes: pa.Table | Track, limits: Limits | None = None, *, errors: int = 0) -> Bools:
    """Return for each usable fix whether every other side of its patrol was near it in place and time.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order; or what `track` made of them.
    limits : Limits, optional
        Near is within `together_m` and, at once, within `together_s`.
    errors : int
        0 takes fixes as they stand; -1 asks for those near for certain, the radii of both fixes taken off
        `together_m`; 1 for those possibly near, the radii added.

    Returns
    -------
    array (n,) of bool
        In order of patrol, vehicle and time. False on a patrol whose fixes name fewer than two sides.
    """
    return joint_fixes(fixes, limits)[_ERRORS.index(errors)]


_ERRORS: Final = (0, -1, 1)
"""How often the radii of two fixes are added to what is near: as they stand, for certain, possibly."""


def joint_fixes(fixes: pa.Table | Track, limits: Limits | None = None) -> Joint:
    """Return what `together` says of fixes as they stand, for certain, and possibly."""
    within = checked(limits)
    found = used(fixes, within)
    joint = np.zeros((len(_ERRORS), len(found.of)), dtype=bool)
    for _, _, sides in by_patrol(found):
        if len(sides) < 2:
            continue
        rows = {side: _rows_of(found, own) for side, own in sides.items()}
        for side in sides:
            joint[:, rows[side]] = True
        for side, other in permutations(sides, 2):
            joint[:, rows[side]] &= _has_near(found, rows[side], rows[other], within)
    plain, sure, possible = joint
    return plain, sure, possible


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
    """Whether one of its vehicles came `turn_km` or more from where it began, errors taken off; None where
    errors or a silence leave it open, or it has no usable fix."""
    share: float | None
    """Of the time that can be told, the part in which every other side was near; None where there is no other
    side, nobody set out, or nothing can be told."""
    known: float | None
    """Of the time from the first departure to the last arrival, the part of which it can be told whether they
    were together; None where there is no other side or nobody set out."""
    throughout: bool | None
    """Whether it was with them all the way: yes from `throughout_share` of that time on, no if it falls below
    even with all that cannot be told; None in between, where a clock is in doubt, or where there is no such
    time."""


def company(
    fixes: pa.Table | Track, limits: Limits | None = None, *, joint: Bools | None = None
) -> tuple[Company, ...]:
    """Return for each side of each patrol how far it was with the others.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order; or what `track` made of them.
    limits : Limits, optional
        `together_m`, `together_s`, `throughout_share`; `silence_s`, `turn_km`, `stop_radius_m`.
    joint : array (n,) of bool, optional
        What `together` said of these fixes, if it is at hand.

    Notes
    -----
    Shares are of time, from when the first vehicle of the patrol left to when the last arrived: crews parked
    side by side before are not on patrol yet. Each vehicle of a side weighs alike, however often it reports.
    A side is not known to be apart from one that is silent then, or whose fixes have not begun or have ended.
    """
    within = checked(limits)
    found = used(fixes, within)
    near = together(found, within) if joint is None else joint
    in_doubt = set(np.unique(found.of[(found.marks & bits({FixMark.CLOCK})) > 0]).tolist())
    outings, is_cut = out_us(found, within), cut_short(found, within)
    told = []
    for patrol, members, sides in by_patrol(found):
        seen = [side for side, own in sides.items() if len(_rows_of(found, own))]
        out = [one for i in members if (one := outings[i]) is not None]
        for side, own in sides.items():
            others = tuple(one for one in seen if one != side)
            together_s = unknown_s = total_s = 0.0
            if out and others and side in seen:
                span = min(start for start, _ in out), max(end for _, end in out)
                theirs = [sides[one] for one in others]
                together_s, unknown_s, total_s = _shared_s(found, own, theirs, near, span, within)
            known_s = total_s - unknown_s
            told.append(
                Company(
                    patrol=patrol,
                    side=side,
                    others=others,
                    set_out=_set_out(found, own, outings, is_cut, within),
                    share=together_s / known_s if known_s > 0 else None,
                    known=known_s / total_s if total_s > 0 else None,
                    throughout=None
                    if total_s == 0 or in_doubt & set(members)
                    else _throughout(together_s / total_s, unknown_s / total_s, within),
                )
            )
    return tuple(told)


@once
def out_us(found: Track, limits: Limits) -> list[tuple[int, int] | None]:
    """Return for each vehicle when it left where it began and arrived where it ended.

    In microseconds since 1970. It is out if it came `turn_km` or more from where it began, errors taken off;
    None if it did not.
    """
    return [_out_us(found, i, limits) for i in range(len(found.vehicles))]


def cut_short(found: Track, limits: Limits) -> Bools:
    """Return which vehicles' fixes begin or end while another side is out, by more than a silence.

    A device that died tells as little of what came after as one that was silent for a while. A vehicle that
    was out and came back to where it began is home: its fixes may end there.
    """
    outings = out_us(found, limits)
    is_cut = np.zeros(len(found.vehicles), dtype=bool)
    silence_us = limits.silence_s * MICROS
    for _, _, sides in by_patrol(found):
        for side, own in sides.items():
            theirs = [
                out
                for other, vehicles in sides.items()
                for i in vehicles
                if other != side and (out := outings[i]) is not None
            ]
            for i in own:
                at_us = found.at_us[found.starts[i] : found.starts[i + 1]]
                if len(at_us) and theirs:
                    late = at_us[0] - min(start for start, _ in theirs) > silence_us
                    early = max(end for _, end in theirs) - at_us[-1] > silence_us
                    is_cut[i] = late or (early and not (outings[i] and _is_home(found, i, limits)))
    return is_cut


def _out_us(found: Track, i: int, limits: Limits) -> tuple[int, int] | None:
    own = slice(int(found.starts[i]), int(found.starts[i + 1]))
    at_us, radius_m = found.at_us[own], found.radius_m[own]
    if len(at_us) < 2:
        return None
    left_m, here_m = _away_m(found, own, 0), limits.stop_radius_m + radius_m
    gone = np.flatnonzero(left_m - radius_m - radius_m[0] >= limits.turn_km * 1000)
    if not len(gone):
        return None
    start = np.flatnonzero((left_m <= here_m)[: gone[0]])[-1]
    to_go_m = _away_m(found, own, -1)
    away = np.flatnonzero(to_go_m - radius_m - radius_m[-1] >= limits.turn_km * 1000)
    first = int(away[-1]) + 1 if len(away) else len(at_us) - 1
    end = first + int(np.flatnonzero((to_go_m <= here_m)[first:])[0])
    return int(at_us[start]), int(at_us[end])


def _is_home(found: Track, i: int, limits: Limits) -> bool:
    own = slice(int(found.starts[i]), int(found.starts[i + 1]))
    return bool(_away_m(found, own, 0)[-1] < limits.turn_km * 1000)


def _away_m(found: Track, own: slice, place: int) -> Floats:
    lon, lat = found.lon[own], found.lat[own]
    return np.asarray(geo.distances_m(float(lon[place]), float(lat[place]), lon, lat))


def _set_out(
    found: Track,
    vehicles: list[int],
    outings: list[tuple[int, int] | None],
    is_cut: Bools,
    limits: Limits,
) -> bool | None:
    if any(outings[i] is not None for i in vehicles):
        return True
    has = [i for i in vehicles if found.starts[i + 1] > found.starts[i]]
    if not has or any(is_cut[i] or _may_have_left(found, i, limits) for i in has):
        return None
    return False


def _may_have_left(found: Track, i: int, limits: Limits) -> bool:
    """Whether errors or a silence leave open that a vehicle left."""
    own = slice(int(found.starts[i]), int(found.starts[i + 1]))
    radius_m = found.radius_m[own]
    if (np.diff(found.at_us[own]) > limits.silence_s * MICROS).any():
        return True
    return bool((_away_m(found, own, 0) + radius_m + radius_m[0] >= limits.turn_km * 1000).any())


def _shared_s(
    found: Track,
    vehicles: list[int],
    theirs: list[list[int]],
    near: Bools,
    span: tuple[int, int],
    limits: Limits,
) -> tuple[float, float, float]:
    """Return seconds together, seconds of which it cannot be told, and all, summed over a side's vehicles."""
    together_us = known_us = 0.0
    has = [i for i in vehicles if found.starts[i + 1] > found.starts[i]]
    for i in has:
        own = slice(int(found.starts[i]), int(found.starts[i + 1]))
        at_us, is_near = found.at_us[own], near[own]
        is_told = is_near | np.all([_is_heard(found, at_us, other, limits) for other in theirs], axis=0)
        step_us = np.diff(np.clip(at_us, *span)).astype(np.float64)
        step_us *= is_told[1:] & is_told[:-1] & (np.diff(at_us) <= limits.silence_s * MICROS)
        known_us += float(step_us.sum())
        together_us += float((step_us * (is_near[1:].astype(np.float64) + is_near[:-1]) / 2).sum())
    total_us = float(len(has) * (span[1] - span[0]))
    return together_us / MICROS, max(total_us - known_us, 0.0) / MICROS, total_us / MICROS


def _is_heard(found: Track, at_us: Ints, vehicles: list[int], limits: Limits) -> Bools:
    """Return for each time whether it lies between two fixes of one of the vehicles, no silence apart."""
    heard = np.zeros(len(at_us), dtype=bool)
    for i in vehicles:
        theirs = found.at_us[found.starts[i] : found.starts[i + 1]]
        if not len(theirs):
            continue
        before = np.searchsorted(theirs, at_us, side="right") - 1
        after = np.searchsorted(theirs, at_us, side="left")
        there = (before >= 0) & (after < len(theirs))
        apart = theirs[np.minimum(after, len(theirs) - 1)] - theirs[np.maximum(before, 0)]
        heard |= there & (apart <= limits.silence_s * MICROS)
    return heard


def _throughout(share: float, unknown: float, limits: Limits) -> bool | None:
    """What cannot be told can hide that crews were apart; it cannot undo that their fixes say so."""
    if share >= limits.throughout_share:
        return True
    return False if share + unknown < limits.throughout_share else None


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
    """Return (3, n): for each of my fixes whether one of theirs is near, by each of _ERRORS.

    The nearest in time settles most: who is near for certain is near. For those left the others are tried
    outwards, as long as they lie within the time, after it is seen that their box over that time comes near
    at all.
    """
    near = np.zeros((len(_ERRORS), len(mine)), dtype=bool)
    if not len(mine) or not len(theirs):
        return near
    at_us, lon, lat = found.at_us[theirs], found.lon[theirs], found.lat[theirs]
    my_us = found.at_us[mine]
    window_us = int(limits.together_s * MICROS)
    first = np.searchsorted(at_us, my_us - window_us, side="left")
    end = np.searchsorted(at_us, my_us + window_us, side="right")
    middle = np.clip(np.searchsorted(at_us, my_us), first, np.maximum(end - 1, first))
    left = np.flatnonzero(first < end)
    # Radii widen the box by no more than the widest of each.
    up_m = limits.together_m + float(found.radius_m[mine].max() + found.radius_m[theirs].max())
    left = left[_boxes_meet(found, mine[left], theirs, first[left], end[left], up_m)]
    step = 0
    while len(left):
        for there in (middle[left] + step, middle[left] - step) if step else (middle[left],):
            tried = (there >= first[left]) & (there < end[left])
            i, j = left[tried], there[tried]
            metres = geo.distances_m(found.lon[mine[i]], found.lat[mine[i]], lon[j], lat[j])
            radii_m = found.radius_m[mine[i]] + found.radius_m[theirs[j]]
            for which, errors in enumerate(_ERRORS):
                near[which, i[metres - errors * radii_m <= limits.together_m]] = True
        step += 1
        goes_on = (middle[left] + step < end[left]) | (middle[left] - step >= first[left])
        left = left[~near[_ERRORS.index(-1), left] & goes_on]
    return near


def _boxes_meet(found: Track, mine: Ints, theirs: Ints, first: Ints, end: Ints, within_m: float) -> Bools:
    """Whether the box around the fixes in each window, in coarse pieces, comes near mine; misses none."""
    size = max(1, int(np.median(end - first)) if len(first) else 1)
    starts = np.arange(0, len(theirs), size)
    lon, lat = found.lon[theirs], found.lat[theirs]
    west, east = np.minimum.reduceat(lon, starts), np.maximum.reduceat(lon, starts)
    south, north = np.minimum.reduceat(lat, starts), np.maximum.reduceat(lat, starts)
    x, y = found.lon[mine], found.lat[mine]
    up = within_m / geo.METRES_PER_DEGREE
    side = up / np.maximum(np.cos(np.radians(np.minimum(np.abs(y) + up, 90.0))), 1e-3)
    meets = np.zeros(len(mine), dtype=bool)
    piece, last = first // size, (end - 1) // size
    for more in range(int((last - piece).max(initial=0)) + 1):
        at = np.minimum(piece + more, last)
        meets |= (
            (x >= west[at] - side) & (x <= east[at] + side) & (y >= south[at] - up) & (y <= north[at] + up)
        )
    return meets
