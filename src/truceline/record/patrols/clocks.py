"""Clocks that disagree: a vehicle that keeps another's way, but an hour before or after.

From places alone a clock that is off cannot be told from a crew that drove the same way later. So a shift
found is a doubt: what hangs on it is given both ways, as recorded and as if the clocks agreed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from typing import Final

import numpy as np
import pyarrow as pa

from truceline import geo
from truceline.model.casebook import Limits
from truceline.model.limits import checked
from truceline.record.patrols.track import MICROS, Floats, Ints, Track, used

_SAMPLES: Final = 300
"""Fixes of each vehicle that are looked at, spread evenly over its track."""
_OTHERS: Final = 1_500
_STEP_S: Final = 30.0
_LEAST_FIXES: Final = 20
"""Fewer fixes than this tell nothing of a clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDoubt:
    """Two vehicles of a patrol on one way at two times: a clock is off, or they were not together."""

    patrol: str
    """The patrol."""
    vehicle: str
    """The vehicle whose times do not fit …"""
    other: str
    """… those of this one."""
    ahead_s: float
    """Seconds by which the first one's times lie before the other's; negative where behind. To about 30 s."""
    share_as_recorded: float
    """Of the fixes of the vehicle, near the other at the recorded time."""
    share_shifted: float
    """The same after the shift."""
    is_outlier: bool | None
    """Whether it alone is off: all that are at odds with it were seen to agree with each other, and are of
    more than one side. None where nobody can say whose clock it is."""


def clock_doubts(fixes: pa.Table | Track, limits: Limits | None = None) -> tuple[ClockDoubt, ...]:
    """Return the pairs of vehicles on one patrol that fit each other much better at shifted times.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked.
    limits : Limits, optional
        `together_m` is near; `clock_share`, `clock_gain` and `clock_s` say when there is a doubt.
    """
    within = checked(limits)
    return tuple(_doubts(used(fixes, within), within))


def vehicles_in_doubt(found: Track, limits: Limits) -> Ints:
    """Return the numbers of the vehicles whose clocks may be off; of two that disagree alone, both."""
    numbers = {(one.patrol, one.vehicle): i for i, one in enumerate(found.vehicles)}
    doubted = set()
    for one in _doubts(found, limits):
        doubted.add(numbers[one.patrol, one.vehicle])
        if one.is_outlier is None:
            doubted.add(numbers[one.patrol, one.other])
    return np.array(sorted(doubted), dtype=np.int64)


def _doubts(found: Track, limits: Limits) -> Iterator[ClockDoubt]:
    for _, group in groupby(range(len(found.vehicles)), key=lambda i: found.vehicles[i].patrol):
        members = list(group)
        if len(members) < 2:
            continue
        pairs = []
        agree: set[frozenset[int]] = set()
        for one, other in combinations(members, 2):
            if _agree(found, one, other, limits):
                agree.add(frozenset((one, other)))
            elif (pair := _compared(found, one, other, limits)) is not None:
                pairs.append((one, other, pair))
        yield from _blamed(found, pairs, agree)


def _blamed(
    found: Track, pairs: list[tuple[int, int, ClockDoubt]], agree: set[frozenset[int]]
) -> Iterator[ClockDoubt]:
    """Turn each pair so that the vehicle that is alone with its times, if one is, is named first."""
    against: dict[int, set[int]] = {}
    for one, other, _ in pairs:
        against.setdefault(one, set()).add(other)
        against.setdefault(other, set()).add(one)
    for one, other, pair in pairs:
        outlier = [i for i in (one, other) if _is_alone(found, against[i], agree)]
        blamed = outlier[0] if len(outlier) == 1 else None
        if blamed == other:
            pair = replace(pair, vehicle=pair.other, other=pair.vehicle, ahead_s=-pair.ahead_s)
        yield replace(pair, is_outlier=None if blamed is None else True)


def _is_alone(found: Track, against: set[int], agree: set[frozenset[int]]) -> bool:
    """Whether those at odds with a vehicle agree with each other and are of more than one side.

    Devices of one side may all be set by one clock, so their number is no vote: where two sides differ nobody
    is to blame.
    """
    if len(against) < 2 or not all(frozenset(pair) in agree for pair in combinations(against, 2)):
        return False
    sides = {found.vehicles[i].side for i in against}
    return None not in sides and len(sides) > 1


def _agree(found: Track, one: int, other: int, limits: Limits) -> bool:
    """Whether two vehicles were near each other at recorded times as often as a shift would put them."""
    mine, theirs = _sampled(found, one, _SAMPLES), _sampled(found, other, _OTHERS)
    if min(len(mine), len(theirs)) < _LEAST_FIXES:
        return False
    return _share_near(found, mine, theirs, 0.0, limits) >= limits.clock_share


def _compared(found: Track, one: int, other: int, limits: Limits) -> ClockDoubt | None:
    mine, theirs = _sampled(found, one, _SAMPLES), _sampled(found, other, _OTHERS)
    if min(len(mine), len(theirs)) < _LEAST_FIXES:
        return None
    recorded = _share_near(found, mine, theirs, 0.0, limits)
    if recorded + limits.clock_gain > 1:
        return None
    shift_s = _best_shift(found, mine, theirs, limits)
    if shift_s is None or abs(shift_s) < limits.clock_s:
        return None
    shifted = _share_near(found, mine, theirs, shift_s, limits)
    if shifted < limits.clock_share or shifted < recorded + limits.clock_gain:
        return None
    return ClockDoubt(
        patrol=found.vehicles[one].patrol,
        vehicle=found.vehicles[one].vehicle,
        other=found.vehicles[other].vehicle,
        ahead_s=shift_s,
        share_as_recorded=recorded,
        share_shifted=shifted,
        is_outlier=None,
    )


def _sampled(found: Track, vehicle: int, most: int) -> Ints:
    start, end = int(found.starts[vehicle]), int(found.starts[vehicle + 1])
    n = end - start
    return (
        start + np.unique(np.linspace(0, n - 1, min(n, most)).astype(np.int64))
        if n
        else np.empty(0, np.int64)
    )


def _best_shift(found: Track, mine: Ints, theirs: Ints, limits: Limits) -> float | None:
    """Return the shift that puts most fixes near the other vehicle: the commonest, weighed once for each fix.

    A fix beside a long stop of the other fits many shifts; each of them counts once. Of equal ones the
    smallest.
    """
    near_m = _apart_m(found, mine[:, None], theirs[None, :])
    of, to = np.nonzero(near_m <= limits.together_m)
    if len(of) == 0:
        return None
    bin_of = np.round((found.at_us[theirs[to]] - found.at_us[mine[of]]) / MICROS / _STEP_S).astype(np.int64)
    pairs = np.unique(np.column_stack((of, bin_of)), axis=0)
    shifts, counts = np.unique(pairs[:, 1], return_counts=True)
    likely = shifts[counts >= 0.7 * counts.max()]
    tried = sorted((float(one) * _STEP_S for one in likely), key=abs)
    shares = [_share_near(found, mine, theirs, shift, limits) for shift in tried]
    best = max(shares)
    # The middle of the best shifts: crews some metres apart fit each other over a range of them.
    fitting = [shift for shift, share in zip(tried, shares, strict=True) if share >= best - 0.02]
    return float(np.median(fitting))


def _share_near(found: Track, mine: Ints, theirs: Ints, shift_s: float, limits: Limits) -> float:
    """Return the share of fixes near the other vehicle; its place is read between its fixes, not beyond."""
    at = found.at_us[mine] / MICROS + shift_s
    theirs_at = found.at_us[theirs] / MICROS
    lon = np.interp(at, theirs_at, found.lon[theirs], left=np.nan, right=np.nan)
    lat = np.interp(at, theirs_at, found.lat[theirs], left=np.nan, right=np.nan)
    metres = geo.distances_m(found.lon[mine], found.lat[mine], lon, lat)
    return float(np.mean(metres <= limits.together_m))


def _apart_m(found: Track, a: Ints, b: Ints) -> Floats:
    lon_a, lat_a, lon_b, lat_b = np.broadcast_arrays(found.lon[a], found.lat[a], found.lon[b], found.lat[b])
    flat = geo.distances_m(lon_a.ravel(), lat_a.ravel(), lon_b.ravel(), lat_b.ravel())
    return np.asarray(flat.reshape(lon_a.shape))
