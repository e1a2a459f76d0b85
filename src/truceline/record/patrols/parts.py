"""A track cut into legs, stops and silences, and what each vehicle's fixes come to.

Each step from a fix to the next belongs to one part, so durations and lengths of the parts sum to the
track's.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline import geo
from truceline.model.casebook import Limits
from truceline.model.limits import checked
from truceline.model.tables import PARTS, TRACKS
from truceline.model.words import PartKind
from truceline.record.patrols.track import MICROS, Bools, Floats, Ints, Track, instants, track, used

_LEG, _STOP, _SILENCE = range(3)
_KINDS: Final = np.array([PartKind.LEG.value, PartKind.STOP.value, PartKind.SILENCE.value], dtype=object)
_FIRST_LOOK: Final = 32
_CHORD_RADII: Final = 10.0
_MIDDLES: Final = 5
"""Times that a stop's middle is taken anew: a convoy that creeps on is no stop."""


def parts(fixes: pa.Table | Track, limits: Limits | None = None) -> pa.Table:
    """Return the legs, stops and silences of every track, in order.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order; or what `track` made of them. Unusable fixes are left out.
    limits : Limits, optional
        `silence_s`; `stop_s` and `stop_radius_m`.

    Returns
    -------
    pa.Table
        PARTS. A vehicle with one usable fix or none has no parts.

    Notes
    -----
    A **silence** is a step longer than `silence_s`. A **stop** begins, looked for from each track's
    beginning, with fixes that all lie within `stop_radius_m` of the first of them, span `stop_s` or more and
    hold no silence; it goes on while fixes lie within that of the middle of the stop so far. The rest are
    **legs**. What is driven inside the radius before and after standing belongs to the stop, so its time is
    too long by seconds, never too short.
    """
    within = checked(limits)
    return _parts(used(fixes, within), within)


def stops(fixes: pa.Table | Track, limits: Limits | None = None) -> pa.Table:
    """Return the stops alone; see `parts`."""
    return _only(parts(fixes, limits), PartKind.STOP)


def silences(fixes: pa.Table | Track, limits: Limits | None = None) -> pa.Table:
    """Return the silences alone; see `parts`."""
    return _only(parts(fixes, limits), PartKind.SILENCE)


def legs(fixes: pa.Table | Track, limits: Limits | None = None) -> pa.Table:
    """Return the legs alone; see `parts`."""
    return _only(parts(fixes, limits), PartKind.LEG)


def tracks(fixes: pa.Table | Track, limits: Limits | None = None, *, cut: pa.Table | None = None) -> pa.Table:
    """Return what each vehicle's fixes come to: length, duration, speed, stops and silences.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order; or what `track` made of them.
    limits : Limits, optional
        As for `parts`.
    cut : pa.Table, optional
        The PARTS of these fixes, if they are at hand.

    Returns
    -------
    pa.Table
        TRACKS, one row for each patrol and vehicle, in that order; also those without a usable fix.

    Notes
    -----
    Errors of fixes lengthen a track, the more the closer its fixes lie. `length_low_km` is therefore taken
    over chords of some ten radii each, in which errors are small: a chord of true length d is measured, in
    the mean of squares, as d² + 4σ² if both ends err by σ along each axis, so √(d² - 4σ²) is summed, 0 where
    that is none. It cuts bends, so it is the lower of two figures. `fastest_kmh` is taken over the same
    chords, the radii of both ends taken off.
    """
    within = checked(limits)
    whole = fixes if isinstance(fixes, Track) else track(fixes, within)
    found = used(whole, within)
    n = len(found.vehicles)
    table = _parts(found, within) if cut is None else cut
    number = _numbers_of(table, found)
    metres, _, follows = _steps(found)
    of = found.of[1:][follows]
    low_km, fastest_kmh = _over_chords(found, metres, follows)
    has = np.diff(found.starts) > 0
    first, last = found.starts[:-1][has], found.starts[1:][has] - 1
    start_us, end_us = (_scattered(found.at_us[at], has) for at in (first, last))
    is_leg, is_stop, is_silent = (_is(table, kind) for kind in PartKind)
    length_km, duration_s = (table[name].to_numpy() for name in ("length_km", "duration_s"))
    leg_s = np.bincount(number, duration_s * is_leg, n)
    leg_km = np.bincount(number, length_km * is_leg, n)
    return pa.table(
        [
            *_whose(found, np.arange(n)),
            np.diff(whole.starts),
            np.diff(found.starts),
            start_us,
            end_us,
            _filled((found.at_us[last] - found.at_us[first]) / MICROS, has),
            np.bincount(of, metres[follows], n) / 1000,
            low_km,
            np.bincount(number, length_km * is_silent, n),
            np.bincount(number, duration_s * is_silent, n),
            np.bincount(number, duration_s * is_stop, n),
            np.bincount(number[is_stop], minlength=n),
            np.bincount(number[is_silent], minlength=n),
            _or_null(np.divide(leg_km * 3600, leg_s, out=np.full(n, np.nan), where=leg_s > 0)),
            _or_null(fastest_kmh),
        ],
        schema=TRACKS,
    )


# Inner parts


def _steps(found: Track) -> tuple[Floats, Floats, Bools]:
    """Return each step's metres and seconds, and whether it is a step of one vehicle."""
    metres = geo.distances_m(found.lon[:-1], found.lat[:-1], found.lon[1:], found.lat[1:])
    seconds = np.diff(found.at_us) / MICROS
    return metres[: len(seconds)], seconds, found.follows()


def _parts(found: Track, limits: Limits) -> pa.Table:
    metres, seconds, follows = _steps(found)
    silent = follows & (seconds > limits.silence_s)
    run = np.concatenate(([0], np.cumsum(silent | ~follows))) if len(found.of) else np.empty(0, np.int64)
    stop_of = _stops(found, run, limits)
    kind = np.where(silent, _SILENCE, np.where(stop_of >= 0, _STOP, _LEG))
    # A part ends where the kind changes, one stop follows another, or the vehicle's fixes end.
    new = np.ones(len(kind), dtype=bool)
    new[1:] = (kind[1:] != kind[:-1]) | (stop_of[1:] != stop_of[:-1]) | silent[1:] | ~follows[:-1]
    begins = np.flatnonzero(follows & new)
    ends = _ends(begins, follows, new)
    first, last = begins, ends
    total_m = np.concatenate(([0.0], np.cumsum(np.where(follows, metres, 0.0))))
    is_stop = kind[begins] == _STOP
    return pa.table(
        [
            *_whose(found, found.of[first]),
            pa.array(_KINDS[kind[begins]], pa.string()),
            instants(found.at_us[first]),
            instants(found.at_us[last]),
            (found.at_us[last] - found.at_us[first]) / MICROS,
            found.lon[first],
            found.lat[first],
            found.lon[last],
            found.lat[last],
            pa.array(_means(found.lon, first, last), mask=~is_stop),
            pa.array(_means(found.lat, first, last), mask=~is_stop),
            (total_m[last] - total_m[first]) / 1000,
            last - first + 1,
        ],
        schema=PARTS,
    )


def _ends(begins: Ints, follows: Bools, new: Bools) -> Ints:
    """Return the last fix of each part that begins with a step: where the next begins, or the track ends."""
    breaks = np.append(np.flatnonzero(new | ~follows), len(follows))
    return np.asarray(breaks[np.searchsorted(breaks, begins, side="right")])


def _stops(found: Track, run: Ints, limits: Limits) -> Ints:
    """Return for each step the number of the stop it belongs to, or -1.

    A stop can begin only at a fix from which the vehicle is still, or again, within the radius after
    `stop_s`. Only from those is it followed, in looks of doubled length, so that long stops and long drives
    are both quick.
    """
    n = len(found.of)
    stop_of = np.full(max(n - 1, 0), -1, dtype=np.int64)
    if n < 2:
        return stop_of
    candidates = _possible_beginnings(found, run, limits)
    run_ends = np.append(np.flatnonzero(np.diff(run)) + 1, n)
    limit = run_ends[np.searchsorted(run_ends, candidates, side="right")]
    stop_us = int(limits.stop_s * MICROS)
    free, number = 0, 0
    for i, end in zip(candidates.tolist(), limit.tolist(), strict=True):
        if i < free:
            continue
        last = _last_within(found, i, float(found.lon[i]), float(found.lat[i]), i + 1, end, limits)
        if found.at_us[last] - found.at_us[i] >= stop_us:
            last = _followed(found, i, last, end, limits)
            stop_of[i:last] = number
            number, free = number + 1, last
    return stop_of


def _possible_beginnings(found: Track, run: Ints, limits: Limits) -> Ints:
    # One axis of time on which runs lie farther apart than a stop lasts, so that one search serves all.
    stop_us = int(limits.stop_s * MICROS)
    step = np.where(np.diff(run) > 0, stop_us + 1, np.diff(found.at_us))
    axis = np.concatenate(([0], np.cumsum(step)))
    after = np.searchsorted(axis, axis + stop_us)
    i = np.flatnonzero(after < len(axis))
    i = i[run[after[i]] == run[i]]
    # The last of the fixes in question rules out most beginnings, the one half-way most of the rest.
    for between in (1, 2):
        j = i + (after[i] - i) // between
        near = geo.distances_m(found.lon[i], found.lat[i], found.lon[j], found.lat[j]) <= limits.stop_radius_m
        i = i[near]
    return np.asarray(i)


def _followed(found: Track, i: int, last: int, end: int, limits: Limits) -> int:
    """Return the last fix of a stop: while they lie near the middle of the stop so far, it goes on.

    A vehicle that rolls to a halt begins its stop at the rim; from there its errors would soon end it.
    """
    for _ in range(_MIDDLES):
        lon, lat = float(found.lon[i : last + 1].mean()), float(found.lat[i : last + 1].mean())
        further = _last_within(found, last, lon, lat, last + 1, end, limits)
        if further == last:
            break
        last = further
    return last


def _last_within(
    found: Track, last: int, lon: float, lat: float, start: int, end: int, limits: Limits
) -> int:
    """Return the last fix before the first from `start` on that lies beyond a stop's radius; else `last`."""
    look = _FIRST_LOOK
    while start < end:
        some = slice(start, min(start + look, end))
        away = geo.distances_m(lon, lat, found.lon[some], found.lat[some]) > limits.stop_radius_m
        if away.any():
            return max(last, start + int(np.argmax(away)) - 1)
        last, start, look = some.stop - 1, some.stop, look * 2
    return last


def _means(values: Floats, first: Ints, last: Ints) -> Floats:
    if len(values) == 0:
        return np.empty(0)
    # About a middle value, so that sums over millions of fixes lose no digits.
    middle = float(values[0])
    total = np.concatenate(([0.0], np.cumsum(values - middle)))
    return np.asarray(middle + (total[last + 1] - total[first]) / (last - first + 1))


def _over_chords(found: Track, metres: Floats, follows: Bools) -> tuple[Floats, Floats]:
    """Return for each vehicle the length less what errors add, km, and the greatest speed established, km/h.

    Chords join fixes between which the raw track is `_CHORD_RADII` radii long, and each vehicle's last fixes.
    """
    n = len(found.vehicles)
    if len(found.of) < 2:
        return np.zeros(n), np.full(n, np.nan)
    radii = np.where(follows, metres / np.maximum(found.radius_m[1:], 0.1), 0.0)
    bucket = np.floor(np.concatenate(([0.0], np.cumsum(radii))) / _CHORD_RADII)
    kept = np.ones(len(found.of), dtype=bool)
    kept[1:-1] = (np.diff(bucket)[:-1] > 0) | ~follows[:-1] | ~follows[1:]
    i = np.flatnonzero(kept)
    own = found.of[i[1:]] == found.of[i[:-1]]
    before, after = i[:-1][own], i[1:][own]
    chord_m = geo.distances_m(found.lon[before], found.lat[before], found.lon[after], found.lat[after])
    sigma2 = np.square(found.radius_m / geo.RADIUS_PER_SIGMA)
    low_m = np.sqrt(np.maximum(np.square(chord_m) - 2 * (sigma2[before] + sigma2[after]), 0.0))
    seconds = (found.at_us[after] - found.at_us[before]) / MICROS
    established_m = np.maximum(chord_m - found.radius_m[before] - found.radius_m[after], 0.0)
    timed = seconds > 0
    fastest = np.full(n, np.nan)
    np.fmax.at(fastest, found.of[after][timed], established_m[timed] / seconds[timed] * 3.6)
    return np.bincount(found.of[after], low_m, n) / 1000, fastest


def _whose(found: Track, number: Ints) -> list[pa.Array]:
    patrols = pa.array([one.patrol for one in found.vehicles], pa.string())
    names = pa.array([one.vehicle for one in found.vehicles], pa.string())
    sides = pa.array([one.side for one in found.vehicles], pa.string())
    at = pa.array(number)
    return [patrols.take(at), names.take(at), sides.take(at)]


def _numbers_of(table: pa.Table, found: Track) -> Ints:
    """Return the number of the vehicle each part is of."""
    number = {(one.patrol, one.vehicle): i for i, one in enumerate(found.vehicles)}
    pairs = zip(table["patrol"].to_pylist(), table["vehicle"].to_pylist(), strict=True)
    return np.array([number[pair] for pair in pairs], dtype=np.int64)


def _is(table: pa.Table, kind: PartKind) -> Bools:
    return np.asarray(pc.equal(table["kind"], kind.value).to_numpy(zero_copy_only=False), dtype=bool)


def _only(table: pa.Table, kind: PartKind) -> pa.Table:
    return table.filter(pc.equal(table["kind"], kind.value))


def _scattered(at_us: Ints, has: Bools) -> pa.Array:
    full = np.zeros(len(has), dtype=np.int64)
    full[has] = at_us
    return pc.if_else(pa.array(has), instants(full), pa.scalar(None, instants(full).type))


def _filled(values: Floats, has: Bools) -> Floats:
    full = np.zeros(len(has))
    full[has] = values
    return full


def _or_null(values: Floats) -> pa.Array:
    return pa.array(values, mask=np.isnan(values))
