"""Control on the ground: polygons by value, the line of contact with its band of doubt, and what changed.

Each place stands for the ground nearest to it, within an outline that is handed in. Polygons of one map leave
no gap and do not overlap. Areas are those of an equal-area plane.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline.clock import Interval, micros
from truceline.errors import BadInput
from truceline.geo import geoparquet_about
from truceline.geo.cells import (
    Plane,
    Shape,
    Tiling,
    contact,
    contains_points,
    dissolve,
    divide,
    is_empty,
    middles,
    reach,
    shape_geojson,
    shape_kind,
    shape_length_km,
    shape_wkb,
    squares,
)
from truceline.record.control.estimate import (
    AT_ONCE,
    Around,
    Estimator,
    Snapshot,
    at_points,
    probabilities,
    share_bounds,
    shares,
    shown,
    snapshot,
    words_around,
)
from truceline.record.control.timeline import STATES, Floats, Timeline

Bools = npt.NDArray[np.bool_]

BAND: Final = (0.1, 0.9)
"""Ground where some side's probability lies strictly between these is in doubt."""
_SURE: Final = 1e-9
"""What rounding may do to a share: a bound nearer than this to an edge of the band settles nothing."""
_GROUND_M: Final = 4_000.0
"""Ground is spoken of within this of a place, unless an outline is given."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DividedGround:
    """An outline divided among the places of a timeline."""

    ready: Estimator
    """Places, words and model."""
    outline: Shape
    """What is spoken of, degrees."""
    cells: Tiling
    """One for each place."""
    area_km2: Floats
    """Of each place's cell; 0 for a place outside the outline."""
    inside: Bools
    """Places inside the outline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How much of the ground and how many places have one value."""

    value: str
    """A side, contested, third_party or unknown."""
    n_places: int
    """Places of which it is shown."""
    km2: float
    """Their ground."""
    km2_low: float | None
    """Ground where it is likelier than 0.9; none for values that are no side."""
    km2_high: float | None
    """Ground where it is likelier than 0.1; none for values that are no side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPart:
    """One shape of a control map."""

    kind: str
    """`control`, `contact` or `band`."""
    value: str
    """Who holds it; `a|b` for a line between a and b; empty for the band."""
    size: float
    """Square kilometres; kilometres for a line."""
    shape: Shape
    """Degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlMap:
    """Control on the ground at one instant."""

    at: datetime
    """UTC."""
    holdings: tuple[Holding, ...]
    """By value."""
    parts: tuple[MapPart, ...]
    """Polygons by value, lines of contact, the band of doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A place whose value differs between two instants."""

    place: str
    """Id."""
    name: str
    """Name."""
    before: str
    """Value at the first."""
    after: str
    """Value at the second."""
    p_before: float
    """Probability of `before` at the first."""
    p_after: float
    """Probability of `after` at the second."""
    is_told: bool
    """Whether a word on the place itself began or ended in between; else only what is shown of it differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChange:
    """Ground and places that went from one value to another between two instants, told or not."""

    before: str
    """Value at the first."""
    after: str
    """Value at the second."""
    n_places: int
    """How many."""
    km2: float
    """Their ground."""
    km2_low: float
    """Of it, ground where the change is likelier than 0.9: lower Fréchet bound, p + q - 1."""
    km2_high: float
    """With ground where it may be likelier than 0.1: upper Fréchet bound, min(p, q)."""
    is_told: bool
    """Whether a word on each of these places began or ended in between; else doubt or neighbours did it."""


def ground_of(ready: Estimator, outline: Shape | None = None) -> DividedGround:
    """Return the ground of the places: an outline divided among them.

    Parameters
    ----------
    ready : Estimator
    outline : Shape, optional
        Degrees; by default all ground within 4 km of a place.
    """
    line = ready.line
    places = line.plane, line.lon.tobytes(), line.lat.tobytes()
    area = outline if outline is not None else _near(*places)
    inside = contains_points(area, line.lon, line.lat)
    if not inside.any():
        raise BadInput("no place with a word about control lies in the outline")
    cells = _divided(*places, area)
    return DividedGround(ready=ready, outline=area, cells=cells, area_km2=cells.areas_km2(), inside=inside)


# Made once for the same places: a casebook's check, its rules and a map of control ask for the same ground.


@lru_cache(maxsize=4)
def _near(plane: Plane, lon: bytes, lat: bytes) -> Shape:
    return reach(plane, np.frombuffer(lon), np.frombuffer(lat), reach_m=_GROUND_M)


@lru_cache(maxsize=4)
def _divided(plane: Plane, lon: bytes, lat: bytes, outline: Shape) -> Tiling:
    return divide(plane, np.frombuffer(lon), np.frombuffer(lat), outline)


def control_map(ground: DividedGround, instant: datetime, *, cell_m: float = 2_000.0) -> ControlMap:
    """Return polygons of control by value, the line of contact, and its band of doubt.

    Parameters
    ----------
    ground : DividedGround
    instant : datetime
        UTC.
    cell_m : float
        Side of the equal-area squares of which the band is made, metres.
    """
    return next(control_maps(ground, [instant], cell_m=cell_m))


def control_maps(
    ground: DividedGround, instants: Iterable[datetime], *, cell_m: float = 2_000.0
) -> Iterator[ControlMap]:
    """Yield `control_map` for each instant; between two words only the doubt is reckoned anew.

    Parameters
    ----------
    ground : DividedGround
    instants : iterable of datetime
        UTC; quickest in the order of time.
    cell_m : float
        As for `control_map`.
    """
    ready = ground.ready
    tiles = squares(ready.line.plane, ground.outline, cell_m=cell_m)
    middle = middles(tiles)
    now: Snapshot | None = None
    around: Around | None = None
    values: tuple[str, ...] | None = None
    drawn: list[MapPart] = []
    for instant in instants:
        now = snapshot(ready, instant, now)
        if len(middle) <= AT_ONCE and (around is None or around.outlook is not now.outlook):
            around = words_around(ready, now, middle[:, 0], middle[:, 1])
        p = probabilities(ready, now)
        before, values = values, shown(ready, now, p)
        if values != before:
            drawn = _held(ground, values)
        band = _band(tiles, _in_doubt(ready, now, middle, around), cell_m)
        yield ControlMap(at=instant, holdings=_holdings(ground, values, p), parts=(*drawn, *band))


def _held(ground: DividedGround, values: Sequence[str]) -> list[MapPart]:
    """Return the ground of each value, and the lines along which sides meet."""
    line = ground.ready.line
    dissolved = dissolve(ground.cells, values)
    by_value = {value: dissolved[value] for value in line.values if value in dissolved}
    parts = [
        MapPart(kind="control", value=value, size=_km2(ground, values, value), shape=shape)
        for value, shape in by_value.items()
    ]
    sides = [value for value in by_value if value in line.sides]
    for one, other in combinations(sides, 2):
        met = contact(by_value[one], by_value[other])
        if not is_empty(met):
            size = shape_length_km(met)
            parts.append(MapPart(kind="contact", value=f"{one}|{other}", size=size, shape=met))
    return parts


def control_grid(ground: DividedGround, instant: datetime, *, cell_m: float) -> tuple[Floats, Floats]:
    """Return the middles of equal-area squares, and each value's probability there.

    Parameters
    ----------
    ground : DividedGround
    instant : datetime
        UTC.
    cell_m : float
        Side of a square, metres.

    Returns
    -------
    array (m, 2), array (m, values)
        Degrees, lon and lat; probabilities in the order of `Timeline.values`, each row summing to 1.
    """
    middle = middles(squares(ground.ready.line.plane, ground.outline, cell_m=cell_m))
    now = snapshot(ground.ready, instant)
    return middle, at_points(ground.ready, now, middle[:, 0], middle[:, 1])


def changes(
    ground: DividedGround, first: datetime, second: datetime
) -> tuple[tuple[ControlChange, ...], tuple[Handover, ...]]:
    """Return what differs between two instants: sums by value before and after, and each place.

    Places on which no word began or ended in between are summed apart: nobody said that they changed.
    """
    ready = ground.ready
    line = ready.line
    told = []
    for instant in (first, second):
        now = snapshot(ready, instant)
        p = probabilities(ready, now)
        told.append((shown(ready, now, p), p))
    (before, p), (after, q) = told
    at = {value: number for number, value in enumerate(line.values)}
    is_told = _is_told(line, first, second)
    kinds = list(zip(before, after, is_told.tolist(), strict=True))
    differ = {kind for kind, here in zip(kinds, ground.inside, strict=True) if here and kind[0] != kind[1]}
    found = []
    for a, b, told_of in sorted(differ, key=lambda kind: (at[kind[0]], at[kind[1]], kind[2])):
        which = np.array([kind == (a, b, told_of) for kind in kinds]) & ground.inside
        surely = p[:, at[a]] + q[:, at[b]] - 1 > BAND[1]
        perhaps = np.minimum(p[:, at[a]], q[:, at[b]]) > BAND[0]
        found.append(
            ControlChange(
                before=a,
                after=b,
                n_places=int(which.sum()),
                km2=float(ground.area_km2[which].sum()),
                km2_low=float(ground.area_km2[surely & which].sum()),
                km2_high=float(ground.area_km2[(perhaps & (is_told == told_of)) | which].sum()),
                is_told=told_of,
            )
        )
    listed = tuple(
        Handover(
            place=line.ids[n],
            name=line.names[n],
            before=before[n],
            after=after[n],
            p_before=round(float(p[n, at[before[n]]]), 6),
            p_after=round(float(q[n, at[after[n]]]), 6),
            is_told=bool(is_told[n]),
        )
        for n in range(len(line.ids))
        if before[n] != after[n] and ground.inside[n]
    )
    return tuple(found), listed


def _is_told(line: Timeline, first: datetime, second: datetime) -> Bools:
    """Return for each place whether a word on it began or ended after the first instant, up to the second."""
    between = (line.word_from > micros(first)) & (line.word_from <= micros(second))
    told = np.zeros(len(line.ids), dtype=np.bool_)
    told[line.word_place[between]] = True
    return told


def _km2(ground: DividedGround, values: Sequence[str], value: str) -> float:
    return float(ground.area_km2[np.array(values, dtype=object) == value].sum())


def _holdings(ground: DividedGround, values: Sequence[str], p: Floats) -> tuple[Holding, ...]:
    sides = ground.ready.line.sides
    low, high = BAND
    found = []
    for at, value in enumerate((*sides, *STATES)):
        is_value = np.array([one == value for one in values])
        is_side = value in sides
        found.append(
            Holding(
                value=value,
                n_places=int((is_value & ground.inside).sum()),
                km2=float(ground.area_km2[is_value].sum()),
                km2_low=float(ground.area_km2[p[:, at] > high].sum()) if is_side else None,
                km2_high=float(ground.area_km2[p[:, at] > low].sum()) if is_side else None,
            )
        )
    return tuple(found)


def _in_doubt(ready: Estimator, now: Snapshot, points: Floats, around: Around | None) -> Bools:
    """Return for each point whether some side is neither likelier than 0.9 nor less likely than 0.1 there.

    Parameters
    ----------
    ready, now
    points : array (m, 2)
        Degrees, lon and lat.
    around : Around, optional
        The words around all of them, where they are known already.
    """
    found = np.zeros(len(points), dtype=np.bool_)
    step = max(len(points), 1) if around is not None else AT_ONCE
    for start in range(0, len(points), step):
        part = points[start : start + step]
        near = around if around is not None else words_around(ready, now, part[:, 0], part[:, 1])
        if near is not None:
            found[start : start + step] = _is_open(ready, now, near)
    return found


def _is_open(ready: Estimator, now: Snapshot, around: Around) -> Bools:
    """Return the answer of `_in_doubt`; words are weighed only where not every weighing says the same."""
    low, high = BAND
    n_sides = len(ready.line.sides)
    least, most = (bound[:, :n_sides] for bound in share_bounds(now, around))
    found = np.asarray(((least > low + _SURE) & (most < high - _SURE)).any(axis=1))
    is_out = ((least > high + _SURE) | (most < low - _SURE)).all(axis=1)
    rows = np.flatnonzero(~found & ~is_out)
    p = shares(ready, now, around, rows)[:, :n_sides]
    found[rows] = ((p > low) & (p < high)).any(axis=1)
    return found


def _band(tiles: Tiling, in_doubt: Bools, cell_m: float) -> list[MapPart]:
    """Return the ground in doubt as one part, or none."""
    if not in_doubt.any():
        return []
    shape = dissolve(tiles, ["band" if one else "rest" for one in in_doubt])["band"]
    return [MapPart(kind="band", value="", size=float(in_doubt.sum()) * cell_m**2 / 1e6, shape=shape)]


# Writing


def map_geojson(found: ControlMap, during: Interval, about: Mapping[str, str]) -> dict[str, Any]:
    """Return a control map as GeoJSON; each part carries the interval it is told for.

    Parameters
    ----------
    found : ControlMap
    during : Interval
        The day it is the map of, UTC.
    about : mapping
        Said of the whole: casebook, hash, status.
    """
    return {
        "type": "FeatureCollection",
        **about,
        "features": [
            {
                "type": "Feature",
                "properties": _properties(part, during),
                "geometry": shape_geojson(part.shape),
            }
            for part in found.parts
        ],
    }


def _properties(part: MapPart, during: Interval) -> dict[str, Any]:
    size = "km" if part.kind == "contact" else "km2"
    return {
        "kind": part.kind,
        "value": part.value or None,
        "from": during.start_at.isoformat(),
        "until": during.end_at.isoformat(),
        size: round(part.size, 3),
    }


def map_table(found: ControlMap, during: Interval, about: Mapping[str, str]) -> pa.Table:
    """Return a control map as a GeoParquet 1.1 table: one row for each part, WKB, longitude first (CRS84)."""
    instant = pa.timestamp("us", tz="UTC")
    kinds = sorted({shape_kind(part.shape) for part in found.parts})
    table = pa.table(
        {
            "kind": pa.array([part.kind for part in found.parts], pa.string()),
            "value": pa.array([part.value or None for part in found.parts], pa.string()),
            "from": pa.array([during.start_at for _ in found.parts], instant),
            "until": pa.array([during.end_at for _ in found.parts], instant),
            "size": pa.array([round(part.size, 3) for part in found.parts], pa.float64()),
            "unit": pa.array(
                ["km" if part.kind == "contact" else "km2" for part in found.parts], pa.string()
            ),
            "geometry": pa.array([shape_wkb(part.shape) for part in found.parts], pa.binary()),
        }
    )
    return table.replace_schema_metadata({**geoparquet_about(kinds), **about})
