"""How much each source tells around a place and time: where much is told, near is no sign of the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from truceline.fusion.reports import EARTH_KM, Floats, Ints, Reports

SCALES: Final = ((75.0, 30.0), (20.0, 8.0))
"""Of the cells in which reports are counted, in km and days, the widest first."""
AT_PLACE: Final = (1.0, 8.0)
"""Of the cells in which reports of one place are counted, as sources print settlements."""
_SHIFTS: Final = (0.0, 1 / 3, 2 / 3)
"""Each count is the mean of three, of cells shifted against each other, so that no edge decides."""
_AS_MANY: Final = 1.0
"""How many reports of the narrow cell the rate of the wide one is worth."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """Reports of each source by cell."""

    km: float
    days: float
    shift: float
    cells: Ints
    """Those with a report, in order."""
    counts: Floats
    """(cells, sources)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RateNear:
    """Reports of its own source per square kilometre and hour around each report."""

    rate: Floats
    """(n,)."""
    at_place: Floats
    """(n,): at its very place, where that is more."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rates:
    """Counts that a model was learnt with; they stay as they are when reports are added."""

    sources: tuple[str, ...]
    grids: tuple[Grid, ...]

    def around(self, reports: Reports) -> RateNear:
        """Return how much the source of each report tells around it, the report itself left out."""
        number = {name: index for index, name in enumerate(self.sources)}
        source = np.array([number.get(name, -1) for name in reports.sources], np.int64)[reports.source]
        rates: list[Floats] = []
        for km, days in (*SCALES, AT_PLACE):
            counts = np.zeros(len(reports))
            for grid in (one for one in self.grids if (one.km, one.days) == (km, days)):
                counts += _count(grid, _cells(reports, grid.km, grid.days, grid.shift), source)
            others = np.maximum(counts / len(_SHIFTS) - 1, 0.0)
            volume = km**2 * days * 24
            rates.append(
                (others + _AS_MANY) / (volume + _AS_MANY / rates[-1]) if rates else (others + 0.5) / volume
            )
        return RateNear(rate=rates[-2], at_place=np.maximum(rates[-1], rates[-2]))


def counted(reports: Reports) -> Rates:
    """Return how many reports of each source there are by cell, at each scale."""
    return Rates(sources=reports.sources, grids=tuple(_grids(reports)))


def _grids(reports: Reports) -> Iterator[Grid]:
    m = max(len(reports.sources), 1)
    for km, days in (*SCALES, AT_PLACE):
        for shift in _SHIFTS:
            cells, back = np.unique(_cells(reports, km, days, shift), return_inverse=True)
            counts = np.bincount(back * m + reports.source, minlength=len(cells) * m).reshape(-1, m)
            yield Grid(km=km, days=days, shift=shift, cells=cells, counts=counts.astype(float))


def _cells(reports: Reports, km: float, days: float, shift: float) -> Ints:
    """Return the number of the cell of each report: rows of one height, parted at one width."""
    row = np.floor(EARTH_KM * np.radians(reports.lat) / km + shift)
    middle = np.clip((row + 0.5 - shift) * km / EARTH_KM, -np.pi / 2, np.pi / 2)
    column = np.floor(EARTH_KM * np.radians(reports.lon) * np.cos(middle) / km + shift)
    day = np.floor((reports.start_h + reports.end_h) / 48 / days + shift)
    found: Ints = ((day.astype(np.int64) << 16) + row.astype(np.int64) << 16) + column.astype(np.int64)
    return found


def _count(grid: Grid, cells: Ints, source: Ints) -> Floats:
    at = np.minimum(np.searchsorted(grid.cells, cells), max(len(grid.cells) - 1, 0))
    if not len(grid.cells):
        return np.zeros(len(cells))
    known = (grid.cells[at] == cells) & (source >= 0)
    found: Floats = np.where(known, grid.counts[at, source], 0.0)
    return found
