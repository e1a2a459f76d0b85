"""GeoJSON to fixes: points with a time, or lines whose `coordTimes` name the time of each of their points.

    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [36.4, 35.8]},
     "properties": {"patrol": "p-1", "vehicle": "lead", "side": "north", "at": "2020-03-15T08:30:00Z"}}
    {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[36.4, 35.8], …]},
     "properties": {"patrol": "p-1", "vehicle": "lead", "coordTimes": ["2020-03-15T08:30:00Z", …]}}

A `MultiLineString` has a list of times for each of its lines. Without a mapping `at` may also be called
`time` or `timestamp`. A feature without geometry is a fix without a place. The file is held whole while it is
read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from truceline.errors import BadReport, BadTime
from truceline.sources.cells import point
from truceline.sources.claim_rows import unreadable
from truceline.sources.columns import ColumnMapping, Origin
from truceline.sources.feed import Feed, whole
from truceline.sources.json_text import MAX_BYTES, Json, parse_json
from truceline.sources.tracks.fixes import KEYS, Faults, Said, own_names, refuse, said

_TIMES: Final = ("at", "time", "timestamp")


def geojson_fixes(feed: Feed, *, mapping: ColumnMapping | None, name: str, faults: Faults) -> Iterator[Said]:
    """Yield the fixes of a GeoJSON FeatureCollection in its order; what cannot be read goes to `faults`.

    Parameters
    ----------
    feed : Feed
        EPSG:4326 lon/lat, RFC 7946.
    mapping : ColumnMapping, optional
        Which property is what; our own names without one.
    name : str
        Stands in for a patrol or vehicle that is not named.
    faults : Faults
        With the path inside the file, such as `features[3]`.

    Raises
    ------
    BadReport
        If the file is no FeatureCollection, or longer than `MAX_BYTES`.
    """
    for number, feature in enumerate(_features(feed)):
        pointer = f"features[{number}]"
        try:
            yield from _fixes(feature, mapping, name)
        except (BadReport, BadTime) as error:
            faults.add(error, pointer=pointer)


def _features(feed: Feed) -> list[Json]:
    document = parse_json(whole(feed, MAX_BYTES, what="GeoJSON"), feed.file)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        refuse(feed.file, "the file is no GeoJSON FeatureCollection", "give an object with `features`")
    return features


def _fixes(feature: Json, mapping: ColumnMapping | None, name: str) -> Iterator[Said]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise unreadable("it is no feature", "give an object of type Feature")
    given = feature.get("properties")
    properties = given if isinstance(given, dict) else {}
    origins = mapping or _own(properties)
    geometry = feature.get("geometry")
    if geometry is None:
        yield _said(properties, origins, name, None, None)
        return
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    places = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "Point":
        yield _said(properties, origins, name, places, None)
    elif kind in ("LineString", "MultiLineString"):
        lines = places if kind == "MultiLineString" else [places]
        times = _times(properties)
        dated = times if kind == "MultiLineString" else [times]
        for line, own in _paired(lines, dated):
            for place, time in _paired(line, own):
                yield _said(properties, origins, name, place, time)
    else:
        raise unreadable(f"its geometry is {kind}", "give Point, LineString or MultiLineString")


def _own(properties: Mapping[str, Json]) -> ColumnMapping:
    own = own_names(properties)
    time = next((one for one in _TIMES if one in properties), None)
    at = {"at": Origin(column=time)} if time else {}
    return ColumnMapping(origins={**own.origins, **at})


def _times(properties: Mapping[str, Json]) -> Json:
    times = properties.get("coordTimes")
    held = properties.get("coordinateProperties")
    if times is None and isinstance(held, dict):
        times = held.get("times")
    if times is None:
        raise unreadable("a line has no `coordTimes`", "give the time of each of its points")
    return times


def _paired(places: Json, times: Json) -> Iterator[tuple[Json, Json]]:
    if not isinstance(places, list) or not isinstance(times, list) or len(places) != len(times):
        raise unreadable("a line has not one time for each point", "give `coordTimes` as many as coordinates")
    yield from zip(places, times, strict=True)


def _said(properties: Mapping[str, Json], mapping: ColumnMapping, name: str, place: Json, time: Json) -> Said:
    cells = {
        origin.column: _text(properties.get(origin.column))
        for origin in mapping.origins.values()
        if origin.column is not None
    }
    at = mapping.of("at")
    origins = {key: mapping.of(key) for key in KEYS if key not in ("lon", "lat")}
    if time is not None:
        origins["at"] = Origin(always=_text(time), zone=at.zone, format=at.format)
    found = said(cells, ColumnMapping(origins=origins), name)
    return Said(
        patrol=found.patrol,
        vehicle=found.vehicle,
        side=found.side,
        at=found.at,
        spot=_spot(place),
        radius_m=found.radius_m,
        is_flagged=found.is_flagged,
    )


def _spot(place: Json) -> tuple[float, float] | None:
    if place is None or place == []:
        return None
    if (
        not isinstance(place, list)
        or len(place) < 2
        or not all(isinstance(one, int | float) for one in place)
    ):
        raise unreadable("its coordinates are no numbers", "give [longitude, latitude]")
    return point(repr(place[0]), repr(place[1]))


def _text(value: Json) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
