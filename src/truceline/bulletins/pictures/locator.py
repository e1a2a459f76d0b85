"""A small map to point at: places, roads, zones and lines of a casebook, and where something is understood.

Drawn are those zones that hang on no reading and do not move: nobody's answer to an open question is among
them. A spot of the picture is a point on the ground, and no finer than a hand can show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from truceline import geo
from truceline.bulletins.layers import ZoneVariant
from truceline.bulletins.pictures.map import Label, View, labels_on, path_on, round_km, view_of
from truceline.model.casebook import Casebook

WIDEST: Final = 320.0
"""So that it is never made smaller on a phone: a spot would then be another point."""
_TALLEST: Final = 340.0
NEAR_M: Final = 15_000.0
"""From the middle of the closer map to its edges."""
_HAND: Final = 4.0
"""Units of the page that a hand may be off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMark:
    """Where something is understood to be, with the circle in which it lies."""

    x: str
    y: str
    ring: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Everything a template needs to write the picture."""

    width: str
    height: str
    zones: tuple[str, ...]
    lines: tuple[str, ...]
    labels: tuple[Label, ...]
    bar: str
    bar_km: str
    mark: PlaceMark | None


def whole(variants: Sequence[ZoneVariant], casebook: Casebook) -> View | None:
    """Return the ground of all that is drawn; None where a casebook has neither zone nor place."""
    points = [(one.lon, one.lat) for one in casebook.places]
    view = view_of(_drawn(variants), points)
    return None if view is None else replace(view, widest=WIDEST, tallest=_TALLEST)


def near(lon: float, lat: float) -> View:
    """Return the ground round a point."""
    (_, north), (_, south) = (geo.moved((lon, lat), bearing, NEAR_M) for bearing in (0.0, 180.0))
    (east, _), (west, _) = (geo.moved((lon, lat), bearing, NEAR_M) for bearing in (90.0, 270.0))
    return View(west=west, south=south, east=east, north=north, widest=WIDEST, tallest=_TALLEST)


def hand_m(view: View) -> float:
    """Return how far from where somebody points the point may lie that is meant, to two digits."""
    metres = _HAND * view.metres_per_unit
    step = 10.0 ** (math.floor(math.log10(metres)) - 1)
    return math.ceil(metres / step) * step


def locator(
    view: View,
    variants: Sequence[ZoneVariant],
    casebook: Casebook,
    *,
    at: tuple[float, float, float] | None = None,
) -> Locator:
    """Return the picture of a stretch of ground.

    Parameters
    ----------
    view : View
    variants : sequence of ZoneVariant
    casebook : Casebook
        For places and lines, in the reader's language.
    at : (float, float, float), optional
        Longitude, latitude and radius in metres of what is understood.
    """
    km = round_km(view.width * view.metres_per_unit / 1000 / 4)
    drawn = dict.fromkeys(path_on(view, one.ground) for one in _drawn(variants))
    return Locator(
        width=f"{view.width:.0f}",
        height=f"{view.height:.0f}",
        zones=tuple(drawn),
        lines=tuple(_line(view, one.points) for one in casebook.lines if one.points),
        labels=labels_on(view, casebook.places),
        bar=f"{km * 1000 / view.metres_per_unit:.1f}",
        bar_km=f"{km:g}",
        mark=_mark(view, *at) if at is not None and view.shows(at[0], at[1]) else None,
    )


def _drawn(variants: Iterable[ZoneVariant]) -> list[ZoneVariant]:
    return [one for one in variants if not one.readings and one.shown_at is None]


def _line(view: View, points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (view.spot(*one) for one in points))


def _mark(view: View, lon: float, lat: float, radius_m: float) -> PlaceMark:
    x, y = view.spot(lon, lat)
    return PlaceMark(x=f"{x:.1f}", y=f"{y:.1f}", ring=f"{radius_m / view.metres_per_unit:.1f}")
