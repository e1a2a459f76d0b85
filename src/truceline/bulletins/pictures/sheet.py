"""The picture of a brief: attacks by day as bars, and where as a small map beside them, in one drawing.

A day of which nothing is told has no bar; that is not nought. Nothing is drawn by side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from truceline.bulletins.layers import ZoneVariant
from truceline.bulletins.pictures.map import Caption, IncidentMark, Map, incident_map, overlap
from truceline.model.casebook import Casebook

WIDTH: Final = 760.0
HEIGHT: Final = 190.0
_BARS: Final = 330.0
"""Width of the part with the bars; the map has the rest."""
_TOP: Final = 22.0
_FOOT: Final = 24.0
_MARGIN: Final = 6.0
_GAP: Final = 20.0
_LABEL: Final = 40.0
"""Width that a day's label takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBar:
    """One day: a full bar, a hollow one above it, and the figure; empty where nothing is told."""

    x: str
    width: str
    y: str
    height: str
    open_y: str
    open_height: str
    figure: str
    middle: str
    label: str
    """Day and month; empty where there is no room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPicture:
    """Bars and map."""

    title: str
    about: str
    bars: tuple[DayBar, ...]
    base: str
    paths: tuple[str, ...]
    """Outlines of zones, in the map's own units."""
    dots: tuple[tuple[str, str], ...]
    """x and y of each place where something is told, whatever it comes to."""
    labels: tuple[tuple[str, str, str], ...]
    """x, y and name of places where something happened."""
    scale: str
    """From the map's own units to the sheet's."""
    left: str


def sheet_picture(
    days: Sequence[tuple[str, int, int]],
    variants: Sequence[ZoneVariant],
    casebook: Casebook,
    incidents: pa.Table,
    *,
    title: str,
    about: str,
) -> SheetPicture:
    """Return the picture of a brief.

    Parameters
    ----------
    days : sequence of (str, int, int)
        Each day with the attacks told of it alone, and those that may be of another.
    variants : sequence of ZoneVariant
        The zones to outline.
    casebook : Casebook
        For the names of places.
    incidents : pa.Table
        INCIDENTS, those to draw.
    title, about : str
        For the picture's own title and description.
    """
    spots = {(place["lon"], place["lat"]) for row in incidents["places"].to_pylist() for place in row}
    there = replace(casebook, places=tuple(one for one in casebook.places if (one.lon, one.lat) in spots))
    drawn = incident_map(variants, there, incidents, {}, Caption(id="sheet", title=title, about=about))
    scale = _scale(drawn) if drawn is not None else 0.0
    # In the middle of its part, so that a name has room on either hand.
    left = (WIDTH + _BARS - float(drawn.width) * scale) / 2 if drawn is not None else WIDTH
    return SheetPicture(
        title=title,
        about=about,
        bars=tuple(_bars(days)),
        base=f"{HEIGHT - _FOOT:.0f}",
        paths=tuple(path for zone in drawn.outlines for path in zone.paths) if drawn is not None else (),
        dots=tuple(_on_sheet(one, scale, left) for one in drawn.marks) if drawn is not None else (),
        labels=tuple(_labels(drawn, scale, left)) if drawn is not None else (),
        scale=f"{scale:.4f}",
        left=f"{left:.1f}",
    )


def _scale(drawn: Map) -> float:
    return min((HEIGHT - 2 * _MARGIN) / float(drawn.height), (WIDTH - _BARS - _GAP) / float(drawn.width))


def _on_sheet(mark: IncidentMark, scale: float, left: float) -> tuple[str, str]:
    return f"{float(mark.x) * scale + left:.1f}", f"{float(mark.y) * scale + _MARGIN:.1f}"


def _labels(drawn: Map, scale: float, left: float) -> Iterator[tuple[str, str, str]]:
    """Yield the names that have room on the sheet, earlier places first."""
    taken: list[tuple[float, float, float, float]] = []
    for one in drawn.labels:
        x, y = float(one.x) * scale + left, float(one.y) * scale + _MARGIN
        box = (x - _GAP / 3, y - 7, x + len(one.text) * 6.0 + 8, y + 6)
        if not any(overlap(box, other) for other in taken):
            taken.append(box)
            yield f"{x + 8:.1f}", f"{y + 4:.1f}", one.text


def _bars(days: Sequence[tuple[str, int, int]]) -> Iterator[DayBar]:
    most = max((n + n_open for _, n, n_open in days), default=0) or 1
    step = _BARS / len(days)
    every = math.ceil(_LABEL / step)
    tall = HEIGHT - _TOP - _FOOT
    for place, (day, n, n_open) in enumerate(days):
        full, hollow = n / most * tall, n_open / most * tall
        base = HEIGHT - _FOOT
        yield DayBar(
            x=f"{place * step + step * 0.15:.1f}",
            width=f"{step * 0.7:.1f}",
            y=f"{base - full:.1f}",
            height=f"{full:.1f}",
            open_y=f"{base - full - hollow:.1f}",
            open_height=f"{hollow:.1f}",
            figure=str(n + n_open) if n + n_open else "",
            middle=f"{(place + 0.5) * step:.1f}",
            label=day[5:] if place % every == 0 else "",
        )
