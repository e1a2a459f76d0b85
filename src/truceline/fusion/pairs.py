"""Pairs of reports of different sources that may speak of one happening, and what is alike in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from truceline.fusion.reports import LEAST_H, Floats, Ints, Reports

REACH_SIGMAS: Final = 3.5
MOST_KM: Final = 50.0
MOST_GAP_H: Final = 72.0
"""Beyond these no pair is looked at; what that loses is measured (`bench/test_fusion.py`)."""
_CHUNK: Final = 200_000
LEVELS: Final = {
    "act": ("not told by both", "other", "of one branch", "akin", "same"),
    "cast": ("not told by both", "other", "in part", "same"),
    "toll": ("not told by both", "other", "near", "same"),
}
"""Of each thing compared what is told of a pair, by its number."""
N_LEVELS: Final = max(map(len, LEVELS.values()))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Pairs, the report of the earlier source first, in the order of their rows."""

    first: Ints
    second: Ints
    km: Floats
    """Between their places."""
    sigma_km: Floats
    """Of that in either coordinate, by what both sources tell."""
    gap_h: Floats
    """Between their times; 0 where these meet."""
    width_h: Floats
    """Over how many hours both together leave open when it was."""
    levels: Ints
    """(pairs, 3): for act, cast and toll its place in LEVELS."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.first)


def pairs_of(reports: Reports, *, extra_km: float = 2.0) -> Pairs:
    """Return all pairs near enough in place and time to be looked at.

    Parameters
    ----------
    reports : Reports
    extra_km : float
        How much farther off than they tell sources may be, as a standard deviation.
    """
    first, second = _near(reports, extra_km)
    km = np.linalg.norm(reports.at_km[first] - reports.at_km[second], axis=1)
    start = np.maximum(reports.start_h[first], reports.start_h[second])
    end = np.minimum(reports.end_h[first], reports.end_h[second])
    widths = [np.maximum(reports.end_h[one] - reports.start_h[one], LEAST_H) for one in (first, second)]
    return Pairs(
        first=first,
        second=second,
        km=km,
        sigma_km=np.hypot(reports.sigma_km[first], reports.sigma_km[second]),
        gap_h=np.maximum(start - end, 0.0),
        width_h=np.maximum(*widths),
        levels=np.column_stack(
            (
                _act_levels(reports, first, second),
                _cast_levels(reports, first, second),
                _toll(reports, first, second),
            )
        ),
    )


def _near(reports: Reports, extra_km: float) -> tuple[Ints, Ints]:
    """Return pairs of different sources whose places and times are near: by a tree over space and time."""
    if len(reports) < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    reach = np.minimum(REACH_SIGMAS * np.hypot(reports.sigma_km, extra_km), MOST_KM)
    half = (reports.end_h - reports.start_h) / 2
    # Hours are stretched so that the widest gap that is looked at is as long as the widest distance.
    stretch = MOST_KM / (MOST_GAP_H + 2 * float(half.max()))
    points = np.column_stack((reports.at_km, (reports.start_h + half) * stretch))
    tree = cKDTree(points)
    found: list[Ints] = []
    for begin in range(0, len(points), _CHUNK):
        rows = slice(begin, begin + _CHUNK)
        near = cKDTree(points[rows]).sparse_distance_matrix(tree, MOST_KM, p=np.inf, output_type="ndarray")
        one, other = near["i"].astype(np.int64) + begin, near["j"].astype(np.int64)
        kept = reports.source[one] < reports.source[other]
        one, other = one[kept], other[kept]
        km = np.linalg.norm(reports.at_km[one] - reports.at_km[other], axis=1)
        gap = np.maximum(
            np.maximum(reports.start_h[one], reports.start_h[other])
            - np.minimum(reports.end_h[one], reports.end_h[other]),
            0.0,
        )
        kept = (km <= np.minimum(np.hypot(reach[one], reach[other]), MOST_KM)) & (gap <= MOST_GAP_H)
        found.append(np.column_stack((one[kept], other[kept])))
    both = np.concatenate(found)
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return both[:, 0], both[:, 1]


def _act_levels(reports: Reports, first: Ints, second: Ints) -> Ints:
    one, other = reports.act[first], reports.act[second]
    told = (one >= 0) & (other >= 0)
    return np.where(told, 1 + reports.akin[one, other].astype(np.int64), 0)


def _cast_levels(reports: Reports, first: Ints, second: Ints) -> Ints:
    """Return whether the same are named: each pair of sets of actors is compared once."""
    n = len(reports.casts) + 1
    codes, back = np.unique((reports.cast[first] + 1) * n + reports.cast[second] + 1, return_inverse=True)
    levels = np.empty(len(codes), np.int64)
    for index, code in enumerate(codes):
        one, other = divmod(int(code), n)
        if not one or not other:
            levels[index] = 0
            continue
        here, there = reports.casts[one - 1], reports.casts[other - 1]
        levels[index] = 3 if here == there else 2 if here & there else 1
    return levels[back]


def _toll(reports: Reports, first: Ints, second: Ints) -> Ints:
    low = np.maximum(reports.low[first], reports.low[second])
    high = np.minimum(reports.high[first], reports.high[second])
    told = (reports.low[first] >= 0) & (reports.low[second] >= 0)
    off = low - high
    near = (off <= 2) | (low <= 2 * np.maximum(high, 0))
    return np.where(told, np.where(off <= 0, 3, np.where(near, 2, 1)), 0)
