"""The ways of patrols to come as GPX 1.1: a route for each plan, a waypoint where its crews meet.

In the order that the schema wants. Times are UTC and stand only where the plan gives them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.pages.crew_sheet import PlannedWays
from truceline.bulletins.words import visible
from truceline.model.naming import name
from truceline.planning.watch import planned_at

_BEGIN = """\
<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Truceline" xmlns="http://www.topografix.com/GPX/1/1" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd">"""

_NO_XML: Final = {0xFFFE: "[U+FFFE]", 0xFFFF: "[U+FFFF]"}
"""Characters that no XML may hold, beside those that `visible` spells out."""


def gpx_of(ways: PlannedWays, language: str) -> str:
    """Return the plans' meetings and routes as GPX, for the mission alone: its metadata says so.

    A plan whose route is given in words has no route here.
    """
    t = catalogue(language)
    # The description ends with the mark by which a file is known to be ours.
    about = f"{t('page.internal')} {ways.file}; written by truceline"
    lines = (
        _BEGIN,
        f"<metadata>{_named(t('crew_sheet.title'))}{_element('desc', about)}"
        "<keywords>internal</keywords></metadata>",
        *_meetings(ways),
        *_routes(ways),
        "</gpx>",
    )
    return "\n".join(lines) + "\n"


def _meetings(ways: PlannedWays) -> Iterator[str]:
    for outing in ways.outings:
        plan = outing.plan
        if plan.rendezvous is None:
            continue
        place = ways.places[plan.rendezvous.place]
        at = _time(planned_at(plan.rendezvous.from_, plan))
        said = f"{at}{_named(name(place.names))}{_element('desc', plan.id)}"
        yield f"<wpt {_spot(place.lon, place.lat)}>{said}</wpt>"


def _routes(ways: PlannedWays) -> Iterator[str]:
    for outing in ways.outings:
        if not outing.way:
            continue
        yield f"<rte>{_named(outing.plan.id)}{_element('desc', outing.route)}"
        for one in outing.way:
            called = f"km {one.km:.1f}" if one.place is None else name(one.place.names)
            yield f"<rtept {_spot(*one.spot)}>{_time(one.at)}{_named(called)}</rtept>"
        yield "</rte>"


def _spot(lon: float, lat: float) -> str:
    return f'lat="{lat:.6f}" lon="{lon:.6f}"'


def _time(at: datetime | None) -> str:
    return "" if at is None else f"<time>{at:%Y-%m-%dT%H:%M:%SZ}</time>"


def _named(words: str) -> str:
    return _element("name", words)


def _element(tag: str, words: str) -> str:
    return f"<{tag}>{escape(visible(words).translate(_NO_XML))}</{tag}>"
