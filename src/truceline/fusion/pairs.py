"""Pairs of reports that may speak of one happening, and what is alike in each."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from truceline.fusion.reports import LEAST_H, Floats, Ints, Levels, Reports

REACH_SIGMAS: Final = 3.5
EXTRA_KM: Final = 2.0
"""How much farther off than they tell sources may be, as a standard deviation."""
MOST_KM: Final = 50.0
MOST_GAP_H: Final = 72.0
"""Beyond these no pair is looked at; what that loses is measured (`bench/test_fusion.py`)."""
_CHUNK: Final = 20_000
_REACHES: Final = (8.0, 9.0, 10.0, 11.0, 12.5, 14.0, 16.0, 18.0, 21.0, 24.0, 28.0, 33.0, 40.0, MOST_KM)
_FEW_STRETCH: Final = 0.15
_HALVES: Final = (0.5, 3.0, 12.0, 84.0, 400.0)
"""Reports are looked for with others of about their reach and length: few that are vague slow down none."""
LEVELS: Final = {
    "act": ("not told by both", "other", "of one branch", "akin", "same"),
    "cast": (
        "not told by both",
        "other",
        "akin",
        "some in common",
        "same as far as told",
        "same who and whom",
    ),
    "toll": ("not told by both", "other", "near", "none dead by both", "same", "same, and many"),
}
"""Of each thing compared what is told of a pair, by its number."""
N_LEVELS: Final = max(map(len, LEVELS.values()))
MANY_DEAD: Final = 4

DAYS: Final = (24.0, 48.0)
HOURS: Final = (1.0, 3.0, 6.0, 12.0, 24.0)
"""Where gaps are parted, of reports of which one tells a day or longer, and of those that tell the hour."""
BY_HOUR_H: Final = 12.0
"""Below it a report tells the hour."""
N_DAYS, N_HOURS = 1 + 2 * (len(DAYS) + 1), 1 + 2 * (len(HOURS) + 1)
N_WHEN: Final = N_DAYS + N_HOURS
"""Of each: they meet; how long the second is after the first; how long it is before it."""


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
    """Between their times; 0 where these meet or touch."""
    width_h: Floats
    """Hours that the part of `when` in which their times lie holds."""
    when: Levels
    """Which part that is, of N_WHEN."""
    levels: Levels
    """(pairs, 3): for act, cast and toll its place in LEVELS."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.first)

    def at(self, rows: Ints | npt.NDArray[np.bool_] | slice) -> Pairs:
        """Return some of them."""
        return Pairs(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


def joined(parts: Sequence[Pairs]) -> Pairs:
    """Return pairs in one, in the order of their rows."""
    found = Pairs(
        **{one.name: np.concatenate([getattr(each, one.name) for each in parts]) for one in fields(Pairs)}
    )
    return found.at(np.lexsort((found.second, found.first)))


def pairs_of(reports: Reports, *, one_to_one: Collection[str] = ()) -> Pairs:
    """Return all pairs near enough in place and time to be looked at.

    Parameters
    ----------
    reports : Reports
    one_to_one : collection of str
        Sources that tell of no happening twice: their reports are not compared with each other.
    """
    return joined(
        [
            compared(reports, *(np.empty(0, np.int64),) * 2),
            *(compared(reports, *search()) for search in searches(reports, one_to_one=one_to_one)),
        ]
    )


def compared(reports: Reports, first: Ints, second: Ints) -> Pairs:
    """Return what is alike in some pairs of rows, of which the first has the earlier source."""
    start = reports.start_h
    end = np.maximum(reports.end_h, start + LEAST_H)
    after, before = start[second] - end[first], start[first] - end[second]
    widths = [end[one] - start[one] for one in (first, second)]
    is_own = reports.source[first] == reports.source[second]
    when, width = _when(after, before, np.maximum(*widths), is_own)
    return Pairs(
        first=first,
        second=second,
        km=np.linalg.norm(reports.at_km[first] - reports.at_km[second], axis=1),
        sigma_km=np.hypot(reports.sigma_km[first], reports.sigma_km[second]),
        gap_h=np.maximum(np.maximum(after, before), 0.0),
        width_h=width,
        when=when,
        levels=np.column_stack(
            (
                _act_levels(reports, first, second),
                _cast_levels(reports, first, second),
                _toll(reports, first, second),
            )
        ),
    )


def searches(
    reports: Reports,
    *,
    one_to_one: Collection[str] = (),
    of: Ints | None = None,
    places: NearTrees | None = None,
) -> Iterator[Callable[[], tuple[Ints, Ints]]]:
    """Yield searches that together find all pairs of rows whose places and times are near.

    Each finds some, the earlier source first, in any order.

    Parameters
    ----------
    reports : Reports
    one_to_one : collection of str
        Sources whose reports are not compared with each other.
    of : ndarray, optional
        Only pairs with one of these rows.
    places : NearTrees, optional
        Of the same reports, where they were looked through before.
    """
    found = places or NearTrees(reports)
    alone = np.array([name in one_to_one for name in reports.sources], bool)
    asked = np.ones(len(reports), bool)
    if of is not None:
        asked[:] = False
        asked[of] = True

    def search(group: int, rows: Ints, other: int) -> tuple[Ints, Ints]:
        one, two = found.near(group, rows, other, few=of is not None)
        kept = (one < two) | (other != group if of is None else ~asked[two])
        one, two = one[kept], two[kept]
        turned = (reports.source[one] > reports.source[two]) | (
            (reports.source[one] == reports.source[two]) & (one > two)
        )
        first, second = np.where(turned, two, one), np.where(turned, one, two)
        kept = (reports.source[first] != reports.source[second]) | ~alone[reports.source[first]]
        return first[kept], second[kept]

    for group, every in enumerate(found.groups):
        rows = every if of is None else every[asked[every]]
        for other in range(group if of is None else 0, len(found.groups)):
            for begin in range(0, len(rows), _CHUNK):
                yield partial(search, group, rows[begin : begin + _CHUNK], other)


class NearTrees:
    """Reports by place and time, to be looked through: trees, each made when it is first asked for."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._kinds: list[tuple[float, float]] = []
        self.groups: list[Ints] = []
        self._trees: dict[tuple[int, float], cKDTree] = {}
        self._group(np.arange(len(reports)))

    def with_(self, reports: Reports) -> NearTrees:
        """Return the same for these reports and more that come after them; what was made is used again."""
        found = NearTrees.__new__(NearTrees)
        found._reports = reports
        found._kinds, found.groups, found._trees = [*self._kinds], [*self.groups], dict(self._trees)
        found._group(np.arange(len(self._reports), len(reports)))
        return found

    def _group(self, rows: Ints) -> None:
        """Add groups of reports of about one reach and length."""
        half = self._half(rows)
        reach = np.array(_REACHES)[np.searchsorted(_REACHES, self._reach(rows))]
        longest = np.array([*_HALVES, max(float(half.max(initial=0.0)), _HALVES[-1])])
        length = longest[np.searchsorted(longest, half)]
        order = np.lexsort((self._middle(rows), length, reach))
        kinds = np.column_stack((reach, length))[order]
        begins = np.flatnonzero((np.diff(kinds, axis=0, prepend=-1) != 0).any(axis=1))
        self._kinds += [(float(kinds[one, 0]), float(kinds[one, 1])) for one in begins]
        self.groups += np.split(rows[order], begins[1:]) if len(rows) else []

    def _reach(self, rows: Ints) -> Floats:
        found: Floats = np.minimum(REACH_SIGMAS * np.hypot(self._reports.sigma_km[rows], EXTRA_KM), MOST_KM)
        return found

    def _half(self, rows: Ints) -> Floats:
        found: Floats = (self._reports.end_h[rows] - self._reports.start_h[rows]) / 2
        return found

    def _middle(self, rows: Ints) -> Floats:
        found: Floats = (self._reports.end_h[rows] + self._reports.start_h[rows]) / 2
        return found

    def prepared(self) -> NearTrees:
        """Return the same with the trees made that a few new reports ask for."""
        for other in range(len(self.groups)):
            self._tree(other, _FEW_STRETCH)
        return self

    def beside(self, new: Reports) -> Ints:
        """Return the rows that are near any of some new reports, in order."""
        if not len(new):
            return np.empty(0, np.int64)
        here = NearTrees(new)
        found: list[Ints] = [np.empty(0, np.int64)]
        for index, rows in enumerate(here.groups):
            for other in range(len(self.groups)):
                reach = math.hypot(here._kinds[index][0], self._kinds[other][0])
                hours = MOST_GAP_H + here._kinds[index][1] + self._kinds[other][1]
                far = max(min(reach, MOST_KM), hours * _FEW_STRETCH) * (1 + 1e-9)
                tree = self._tree(other, _FEW_STRETCH)
                near = cKDTree(here._points(rows, _FEW_STRETCH)).sparse_distance_matrix(
                    tree, far, p=np.inf, output_type="ndarray"
                )
                found.append(self.groups[other][np.unique(near["j"])])
        return np.unique(np.concatenate(found))

    def _tree(self, group: int, stretch: float) -> cKDTree:
        if (group, stretch) not in self._trees:
            self._trees[group, stretch] = cKDTree(self._points(self.groups[group], stretch))
        return self._trees[group, stretch]

    def near(self, group: int, rows: Ints, other: int, *, few: bool = False) -> tuple[Ints, Ints]:
        """Return pairs of one of `rows`, of one group, and one of another group that are near each other."""
        km = min(math.hypot(self._kinds[group][0], self._kinds[other][0]), MOST_KM)
        hours = MOST_GAP_H + self._kinds[group][1] + self._kinds[other][1]
        # Hours are stretched so that the widest gap that is looked at is as long as the widest distance.
        # For a few one tree of each group does, though it finds more than are near.
        stretch = _FEW_STRETCH if few else km / hours
        here = cKDTree(self._points(rows, stretch))
        met = here.sparse_distance_matrix(
            self._tree(other, stretch), max(km, hours * stretch) * (1 + 1e-9), p=np.inf, output_type="ndarray"
        )
        one, two = rows[met["i"]], self.groups[other][met["j"]]
        reports = self._reports
        far = np.linalg.norm(reports.at_km[one] - reports.at_km[two], axis=1)
        gap = np.maximum(reports.start_h[one], reports.start_h[two]) - np.minimum(
            reports.end_h[one], reports.end_h[two]
        )
        reach = np.minimum(np.hypot(self._reach(one), self._reach(two)), MOST_KM)
        kept = (far <= reach) & (gap <= MOST_GAP_H)
        return one[kept], two[kept]

    def _points(self, rows: Ints, stretch: float) -> Floats:
        return np.column_stack((self._reports.at_km[rows], self._middle(rows) * stretch))


def _when(
    after: Floats, before: Floats, width: Floats, is_own: npt.NDArray[np.bool_]
) -> tuple[Levels, Floats]:
    """Return in which part of N_WHEN the times of two reports lie, and how many hours that holds.

    Within a source neither comes first, so that its pairs count as later.
    """
    gap = np.maximum(np.maximum(after, before), 0.0)
    late = (after >= before) | is_own
    meet = (after < 0) & (before < 0)
    when, hours = np.zeros(len(gap), np.int8), width.copy()
    for by_hour, edges, begins in ((False, DAYS, 0), (True, HOURS, N_DAYS)):
        part = np.searchsorted(edges, gap, side="right")
        bounds = np.diff(np.array([0.0, *edges, MOST_GAP_H]))
        number = begins + np.where(meet, 0, 1 + part + np.where(late, 0, len(bounds)))
        mine = (width < BY_HOUR_H) == by_hour
        when = np.where(mine, number, when).astype(np.int8)
        hours = np.where(mine & ~meet, bounds[part] * np.where(is_own, 2.0, 1.0), hours)
    return when, hours


def _act_levels(reports: Reports, first: Ints, second: Ints) -> Levels:
    one, other = reports.act[first], reports.act[second]
    told = (one >= 0) & (other >= 0)
    found: Levels = np.where(told, 1 + reports.akin[one, other], 0).astype(np.int8)
    return found


def _cast_levels(reports: Reports, first: Ints, second: Ints) -> Levels:
    """Return whether the same are named, who acted apart from at whom as far as both tell these apart."""
    one, other = reports.cast[first], reports.cast[second]
    told = (one >= 0) & (other >= 0)
    found = np.zeros(len(first), np.int8)
    if not told.any():
        return found
    one, other = one[told], other[told]
    in_roles = [_met(reports, part, one, other) for part in (1, 2)]
    _, common, kin = _met(reports, 0, one, other)
    by_role = in_roles[0][0] | in_roles[1][0]
    plain = (reports.named[1:, one].any(axis=(0, 2)) & reports.named[1:, other].any(axis=(0, 2))) == 0
    alike = sum(role[1].astype(np.int8) for role in in_roles)
    unlike = sum((role[0] & ~role[1]).astype(np.int8) for role in in_roles)
    akin = (in_roles[0][2] & ~in_roles[0][1]) | (in_roles[1][2] & ~in_roles[1][1])
    roles = np.select(
        [alike == 2, (alike == 1) & (unlike == 0), (alike == 1) | common, akin], [5, 4, 3, 2], default=1
    )
    anyone = np.select([one == other, common, kin], [5, 3, 2], default=1)
    found[told] = np.where(by_role, roles, np.where(plain, anyone, np.where(common, 3, 0)))
    return found


def _met(reports: Reports, part: int, one: Ints, other: Ints) -> list[npt.NDArray[np.bool_]]:
    """Return whether both name somebody in a part, whether the same, and whether such as are akin."""
    here, there = reports.named[part, one], reports.named[part, other]
    both = here.any(axis=1) & there.any(axis=1)
    return [both, (here & there).any(axis=1), (reports.kin[part, one] & there).any(axis=1)]


def _toll(reports: Reports, first: Ints, second: Ints) -> Levels:
    low = np.maximum(reports.low[first], reports.low[second])
    high = np.minimum(reports.high[first], reports.high[second])
    told = (reports.low[first] >= 0) & (reports.low[second] >= 0)
    off = low - high
    near = (off <= 2) | (low <= 2 * np.maximum(high, 0))
    same = np.where(high <= 0, 3, np.where(low >= MANY_DEAD, 5, 4))
    found: Levels = np.where(told, np.where(off <= 0, same, np.where(near, 2, 1)), 0).astype(np.int8)
    return found
