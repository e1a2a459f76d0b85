"""What is wrong with fixes: repeated, out of order, impossible, at the wrong hour. Marked, never dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline import geo
from truceline.model.casebook import Limits
from truceline.model.limits import checked
from truceline.model.tables import FIXES, check
from truceline.model.words import FixMark
from truceline.record.patrols.clocks import vehicles_in_doubt
from truceline.record.patrols.track import MICROS, NO_TIME, Bools, Floats, Ints, Track, bits, lists_of, track

_DAY_S: Final = 86_400.0
_MOST_BEFORE: Final = 2_000
"""Stretches between jumps that are tried as the one before: more only where hardly a fix fits the next."""


def marked(fixes: pa.Table, limits: Limits | None = None) -> pa.Table:
    """Return the fixes in order of patrol, vehicle and time, each with its marks.

    Parameters
    ----------
    fixes : pa.Table
        FIXES, rows in any order. Marks that a source gave (`flagged`) stay; all others are found again.
    limits : Limits, optional
        What counts as a jump, a far time, a clock in doubt.

    Returns
    -------
    pa.Table
        FIXES with as many rows. Of fixes that repeat each other the first read is unmarked.

    Raises
    ------
    BadReport
        If the table is no FIXES; see `track`.

    Notes
    -----
    A **jump**: the track is cut wherever the next fix needs more than `most_kmh`, the fixes' errors taken
    off. Of the stretches so made, the chain with most fixes that one vehicle can have driven is believed; the
    rest is marked. Where two chains have equally many, what they do not share is marked in both, as nothing
    tells which is true. A jump that holds longer than the truth is therefore believed.
    """
    within = checked(limits)
    table = check(fixes, FIXES)
    found = track(table, within)
    marks = (found.marks & bits({FixMark.FLAGGED})).astype(np.uint16)
    for mark, which in _unusable(found):
        marks[which] |= bits({mark})
    marks[_out_of_order(found, table)] |= bits({FixMark.OUT_OF_ORDER})
    for find, mark in ((_far_times, FixMark.FAR_TIME), (_jumps, FixMark.JUMP)):
        left = np.flatnonzero((marks & ~np.uint16(bits({FixMark.OUT_OF_ORDER}))) == 0)
        marks[left[find(found.chosen(_mask(len(marks), left)), within)]] |= bits({mark})
    usable = (marks & ~np.uint16(bits({FixMark.OUT_OF_ORDER}))) == 0
    doubted = vehicles_in_doubt(found.chosen(usable), within)
    marks[usable & np.isin(found.of, doubted)] |= bits({FixMark.CLOCK})
    in_order = table if (np.diff(found.row) == 1).all() else table.take(pa.array(found.row))
    return in_order.set_column(
        in_order.schema.get_field_index("marks"), FIXES.field("marks"), lists_of(marks)
    )


def _mask(n: int, rows: npt.NDArray[np.intp]) -> Bools:
    mask = np.zeros(n, dtype=bool)
    mask[rows] = True
    return mask


def _unusable(found: Track) -> Iterator[tuple[FixMark, Bools]]:
    no_time = found.at_us == NO_TIME
    no_place = np.isnan(found.lon) | np.isnan(found.lat)
    yield FixMark.NO_TIME, no_time
    yield FixMark.NO_PLACE, no_place
    yield FixMark.DUPLICATE, _duplicates(found) & ~no_time & ~no_place


def _duplicates(found: Track) -> Bools:
    """Which repeat vehicle, time and place of a fix read before. Few share a time."""
    same = np.zeros(len(found.of), dtype=bool)
    same[1:] = found.follows() & (found.at_us[1:] == found.at_us[:-1])
    together = np.flatnonzero(same | np.append(same[1:], False))
    repeated = np.zeros(len(found.of), dtype=bool)
    seen: set[tuple[int, int, float, float]] = set()
    for i in together.tolist():
        key = (int(found.of[i]), int(found.at_us[i]), float(found.lon[i]), float(found.lat[i]))
        repeated[i] = key in seen
        seen.add(key)
    return repeated


def _out_of_order(found: Track, table: pa.Table) -> Bools:
    """Which fixes were read after one of the same vehicle that is later in time."""
    n = np.asarray(table["n"].to_numpy(), dtype=np.int64)[found.row]
    if ((np.diff(n) > 0) | ~found.follows()).all():
        return np.zeros(len(n), dtype=bool)
    late = np.zeros(len(n), dtype=bool)
    for start, end in zip(found.starts[:-1], found.starts[1:], strict=True):
        own = n[start:end]
        # From the last in time backwards: was any later fix read before this one?
        first_read = np.minimum.accumulate(own[::-1])[::-1]
        timed = found.at_us[start:end] != NO_TIME
        late[start : end - 1] = (own[:-1] > first_read[1:]) & timed[:-1]
    return late


def _far_times(found: Track, limits: Limits) -> Bools:
    far = np.zeros(len(found.of), dtype=bool)
    most_us = limits.patrol_days * _DAY_S * MICROS
    patrols = [one.patrol for one in found.vehicles]
    for first in range(len(patrols)):
        if first and patrols[first] == patrols[first - 1]:
            continue
        last = first
        while last + 1 < len(patrols) and patrols[last + 1] == patrols[first]:
            last += 1
        own = slice(found.starts[first], found.starts[last + 1])
        times = found.at_us[own]
        if len(times) and times.max() - times.min() > most_us:
            # The middle one, not the mean of two: half-way between two clocks there is nothing.
            middle = np.partition(times, (len(times) - 1) // 2)[(len(times) - 1) // 2]
            far[own] = np.abs(times - middle) > most_us
    return far


# Jumps


def _jumps(found: Track, limits: Limits) -> Bools:
    jumped = np.zeros(len(found.of), dtype=bool)
    impossible = _too_fast(found, np.arange(len(found.of) - 1), np.arange(1, len(found.of)), limits)
    impossible &= found.follows()
    for vehicle in np.unique(found.of[1:][impossible]).tolist():
        start, end = int(found.starts[vehicle]), int(found.starts[vehicle + 1])
        cuts = np.flatnonzero(impossible[start : end - 1]) + start + 1
        begins = np.concatenate(([start], cuts))
        ends = np.concatenate((cuts, [end]))
        for stretch in np.flatnonzero(~_believed(found, begins, ends, limits)):
            jumped[begins[stretch] : ends[stretch]] = True
    return jumped


def _too_fast(found: Track, before: Ints, after: Ints, limits: Limits) -> Bools:
    """Whether no vehicle can have driven between pairs of fixes, the error of each taken off."""
    metres = geo.distances_m(found.lon[before], found.lat[before], found.lon[after], found.lat[after])
    seconds = (found.at_us[after] - found.at_us[before]) / MICROS
    error_m = found.radius_m[before] + found.radius_m[after]
    return np.asarray(metres - error_m > np.maximum(limits.most_kmh / 3.6 * seconds, limits.jump_m))


def _believed(found: Track, begins: Ints, ends: Ints, limits: Limits) -> Bools:
    """Which stretches between jumps belong to every chain, with most fixes, that one vehicle can drive."""
    weight = (ends - begins).astype(np.float64)
    up_to = _heaviest(found, begins, ends - 1, weight, limits, backwards=False)
    from_here = _heaviest(found, begins, ends - 1, weight, limits, backwards=True)
    best = up_to.max()
    candidate = np.flatnonzero(up_to + from_here - weight == best)
    # Each best chain fills 0 to `best` without gaps: who shares none of it with another is in them all.
    low, high = (up_to - weight)[candidate], up_to[candidate]
    order = np.argsort(low, kind="stable")
    low, high = low[order], high[order]
    alone = np.ones(len(candidate), dtype=bool)
    highest = np.maximum.accumulate(high)
    alone[1:] &= low[1:] >= highest[:-1]
    alone[:-1] &= high[:-1] <= low[1:]
    kept = np.zeros(len(begins), dtype=bool)
    kept[candidate[order][alone]] = True
    return kept


def _heaviest(
    found: Track, first: Ints, last: Ints, weight: Floats, limits: Limits, *, backwards: bool
) -> Floats:
    """Return the most fixes of a chain that ends with each stretch or, backwards, begins with it."""
    n = len(weight)
    best = weight.copy()
    for step in range(1, n):
        i = n - 1 - step if backwards else step
        others = (
            np.arange(i + 1, min(n, i + 1 + _MOST_BEFORE))
            if backwards
            else np.arange(max(0, i - _MOST_BEFORE), i)
        )
        here = np.full(len(others), last[i] if backwards else first[i])
        before, after = (here, first[others]) if backwards else (last[others], here)
        fits = ~_too_fast(found, before, after, limits)
        if fits.any():
            best[i] += best[others[fits]].max()
    return best
