"""Polygons of control over time, from GeoJSON: each feature says whose, from when, until when, by whom.

    {"type": "Feature", "properties": {"from": "2024-07-08", "until": "2024-07-15", "side": "north",
     "by": "mapper"}, "geometry": {"type": "MultiPolygon", …}}

`until` may be missing: the words of a feature then end with the next about the same place. `by` may be
missing: the file's name stands in. Days are whole days of the mission's zone; anything else is not read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from truceline.clock import Interval, parse_stated, span
from truceline.errors import BadGeometry, BadReport, BadTime, Fault
from truceline.geo.cells import shape_of_geojson
from truceline.record.control import DrawnArea
from truceline.sources.feed import opened, whole
from truceline.sources.json_text import MAX_BYTES, parse_json, unpacked


@dataclass(frozen=True, slots=True, kw_only=True)
class AreasRead:
    """What a file of polygons says."""

    areas: tuple[DrawnArea, ...]
    """In the file's order."""
    sha256: str
    """Of the file as stored."""


def read_areas(file: str | Path, *, sides: Sequence[str], zone: str) -> AreasRead:
    """Return the areas of a GeoJSON file, plain or gzip.

    Parameters
    ----------
    file : path
    sides : sequence of str
        The only ones a feature may name.
    zone : str
        IANA zone of the days.

    Raises
    ------
    BadReport
        If the file is no FeatureCollection, or with every feature that is at fault.
    """
    name = Path(file).name
    with opened(file, name=name) as feed:
        stored = whole(feed, MAX_BYTES)
    document = _document(stored, name)
    areas, faults = [], []
    for number, feature in enumerate(document["features"], start=1):
        try:
            areas.append(_area(feature, sides, zone, name))
        except (BadGeometry, BadTime) as error:
            faults.append(Fault(file=name, pointer=f"features[{number - 1}]", message=str(error)))
        except (KeyError, TypeError, AttributeError):
            message = "a feature needs `properties` with `from` and `side`, and a geometry"
            faults.append(Fault(file=name, pointer=f"features[{number - 1}]", message=message))
    if faults:
        raise BadReport(f"{name} has features that cannot be read", faults)
    return AreasRead(areas=tuple(areas), sha256=hashlib.sha256(stored).hexdigest())


def _document(stored: bytes, name: str) -> dict[str, Any]:
    document = parse_json(unpacked(stored, name), name)
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise BadReport(f"{name} is no GeoJSON FeatureCollection")
    return document


def _area(feature: dict[str, Any], sides: Sequence[str], zone: str, name: str) -> DrawnArea:
    about = feature["properties"]
    if about["side"] not in sides:
        raise BadGeometry(f"{about['side']!r} is no side: there are {', '.join(sides)}")
    during = span(parse_stated(str(about["from"])), zone)
    until = about.get("until")
    end = span(parse_stated(str(until)), zone).start_at if until is not None else None
    if end is not None:
        Interval(during.start_at, end)  # raises where it ends before it begins
    return DrawnArea(
        shape=shape_of_geojson(feature["geometry"]),
        since=during.start_at,
        until=end,
        side=str(about["side"]),
        by=str(about.get("by") or name),
    )
