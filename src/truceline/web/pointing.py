"""The small map of the report page: a button with a picture, so that a click without a script says where.

The picture stands in the page itself and is asked for by no address: none tells where a report is of.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.template.loader import render_to_string

from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.layers import ZoneVariant, zone_variants
from truceline.bulletins.pictures.locator import hand_m, locator, near, whole
from truceline.bulletins.pictures.map import View
from truceline.bulletins.words import distance
from truceline.centre.rights import refuse_unless
from truceline.record.intake import place_words, whereabouts
from truceline.runs.reporting import Heard
from truceline.web.asking import ANSWERING, number_in, record, record_in

_WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMap:
    """The map as a page shows it."""

    source: str
    """The picture itself, as an address that holds it."""
    width: str
    height: str
    of: str
    """What it shows: the whole, or a point in the middle; sent back with a click."""
    is_whole: bool
    within: str
    """How far a hand may be off."""


@lru_cache(maxsize=1)
def _variants() -> tuple[ZoneVariant, ...]:
    with ANSWERING:
        return tuple(zone_variants(record()))


def clicked_place(request: HttpRequest, heard: Heard) -> str:
    """Return the place that a click on the map says, in words of the field; empty where nobody clicked.

    Raises
    ------
    BadInput
        If the click is on no place of the map: a key gives the corner, and says nothing.
    """
    if "map.x" not in request.POST:
        return ""
    view = _view(request.POST.get("map_of", ""))
    x, y = (number_in(request, one) for one in ("map.x", "map.y"))
    is_on_it = view is not None and 0 <= x <= view.width and 0 <= y <= view.height and (x, y) != (0, 0)
    said = place_words(*view.point(x, y), heard.names, within_m=hand_m(view)) if view and is_on_it else ""
    refuse_unless(click=said)
    return said


def shown_map(request: HttpRequest, heard: Heard, t: Catalogue) -> ShownMap | None:
    """Return the map round what is understood, or the whole where nothing is or it is asked for."""
    casebook, said = record_in(t.language).casebook, heard.found.place
    place = next((one for one in casebook.places if said is not None and one.id == said.place), None)
    where = None if said is None or place is None else whereabouts(said, place)
    is_whole = where is None or request.POST.get("zoom") == _WHOLE
    of = _WHOLE if where is None or is_whole else f"{where.lon:.5f},{where.lat:.5f}"
    view = _view(of)
    if view is None:
        return None
    at = None if where is None else (where.lon, where.lat, where.radius_m)
    drawn = locator(view, _variants(), casebook, at=at)
    svg = render_to_string("locator.svg", {"map": drawn, "km": t("unit.km", n=drawn.bar_km)})
    return ShownMap(
        source=f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}",
        width=drawn.width,
        height=drawn.height,
        of=of,
        is_whole=is_whole,
        within=distance(hand_m(view), t),
    )


def _view(of: str) -> View | None:
    """Return the ground that a form says was shown; None for what is on no map of this casebook."""
    all_of_it = whole(_variants(), record().casebook)
    if of == _WHOLE or all_of_it is None:
        return all_of_it
    try:
        lon, lat = map(float, of.split(","))
    except ValueError:
        return None
    return near(lon, lat) if all_of_it.shows(lon, lat) else None
