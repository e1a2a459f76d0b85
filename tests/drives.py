"""Invented drives along a road, with all that is true of them known: what tests of tracks recover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline import geo
from truceline.model.tables import FIXES
from truceline.record.patrols import Route

START = datetime(2020, 3, 15, 8, 0, tzinfo=UTC)
ROAD: tuple[tuple[float, float], ...] = ((36.70, 35.84), (36.55, 35.82), (36.40, 35.815), (36.30, 35.80))
"""Some 36 km westwards."""
ROUTE = Route(id="road", points=ROAD)
RADIUS_M = 10.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Drive:
    """One vehicle's fixes, as they would be read."""

    vehicle: str
    side: str | None
    at: tuple[datetime, ...]
    lon: tuple[float, ...]
    lat: tuple[float, ...]
    patrol: str = "p-1"
    radius_m: float | None = RADIUS_M

    def later(self, seconds: float) -> Drive:
        """Return the drive with a clock that is ahead by so much."""
        moved = tuple(at + timedelta(seconds=seconds) for at in self.at)
        return Drive(**(vars(self) | {"at": moved}))

    def part(self, keep: Iterable[int]) -> Drive:
        """Return some of its fixes."""
        rows = list(keep)
        chosen = {name: tuple(getattr(self, name)[i] for i in rows) for name in ("at", "lon", "lat")}
        return Drive(**(vars(self) | chosen))

    def moved(self, rows: Iterable[int], *, east_deg: float) -> Drive:
        """Return the drive with some fixes put elsewhere."""
        chosen = set(rows)
        lon = tuple(x + east_deg if i in chosen else x for i, x in enumerate(self.lon))
        return Drive(**(vars(self) | {"lon": lon}))


def on_road(km: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return the points so many kilometres along the road."""
    corners = np.array(ROAD)
    length = geo.distances_m(corners[:-1, 0], corners[:-1, 1], corners[1:, 0], corners[1:, 1]) / 1000
    along = np.concatenate(([0.0], np.cumsum(length)))
    wanted = np.asarray(km, dtype=np.float64)
    return np.interp(wanted, along, corners[:, 0]), np.interp(wanted, along, corners[:, 1])


def drive(
    vehicle: str,
    side: str | None,
    legs: Iterable[tuple[float, float]],
    *,
    every_s: float = 10.0,
    noise_m: float = 4.0,
    seed: int = 1,
    patrol: str = "p-1",
    aside_m: float = 0.0,
) -> Drive:
    """Return a drive through `legs`: pairs of minutes since the start and kilometres along the road."""
    minutes, km = zip(*legs, strict=True)
    seconds = np.arange(minutes[0] * 60, minutes[-1] * 60 + every_s / 2, every_s)
    lon, lat = on_road(np.interp(seconds / 60, minutes, km))
    chance = np.random.default_rng(seed)
    noise = chance.normal(0.0, noise_m, (2, len(seconds)))
    lat = lat + (noise[0] + aside_m) / 110_950
    lon = lon + noise[1] / 90_300
    return Drive(
        vehicle=vehicle,
        side=side,
        patrol=patrol,
        at=tuple(START + timedelta(seconds=float(one)) for one in seconds),
        lon=tuple(lon.tolist()),
        lat=tuple(lat.tolist()),
    )


def fixes(*drives: Drive) -> pa.Table:
    """Return drives as a FIXES table, in the order read."""
    rows: list[dict[str, object]] = [
        {
            "patrol": one.patrol,
            "vehicle": one.vehicle,
            "side": one.side,
            "at": at,
            "lon": lon,
            "lat": lat,
            "radius_m": one.radius_m,
            "marks": [],
        }
        for one in drives
        for at, lon, lat in zip(one.at, one.lon, one.lat, strict=True)
    ]
    return pa.Table.from_pylist([row | {"n": n} for n, row in enumerate(rows)], schema=FIXES)


def shuffled(table: pa.Table, seed: int) -> pa.Table:
    """Return a table's rows in another order."""
    return table.take(pa.array(np.random.default_rng(seed).permutation(table.num_rows)))


def marks_by_vehicle(table: pa.Table) -> dict[str, dict[str, int]]:
    """Return how many fixes of each vehicle have each mark."""
    found: dict[str, dict[str, int]] = {}
    for row in table.select(["vehicle", "marks"]).to_pylist():
        for mark in row["marks"]:
            own = found.setdefault(row["vehicle"], {})
            own[mark] = own.get(mark, 0) + 1
    return found


THERE = ((0, 0.0), (45, 30.0))
"""Thirty kilometres in three quarters of an hour, without a stop."""
THERE_AND_BACK = ((0, 0.0), (30, 20.0), (60, 1.0))
WITH_A_STOP = ((0, 0.0), (20, 12.0), (35, 12.0), (60, 30.0))
"""A quarter of an hour at kilometre 12."""
