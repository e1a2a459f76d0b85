"""Points of a GeoJSON file to claims, told which property is what by a mapping file, as for any table.

    {"type": "Feature", "properties": {"number": "7", "type": "Air raid", "date": "2019-05-08"},
     "geometry": {"type": "Point", "coordinates": [36.61, 35.81]}}

The mapping is that of `csv`, with properties for columns; `lon: geometry.lon` and `lat: geometry.lat` are
those of the point. A number is its decimal, `null` an empty cell, a list or an object its JSON. No geometry
is an unknown place; any other than a point is a fault of its feature, at the line where it begins, and so is
a feature that is none. Coordinates are WGS84, longitude first; a file that says otherwise is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from truceline.errors import BadReport, Fault
from truceline.model.casebook import Casebook
from truceline.sources.claim_rows import Cells, FileRead, missing_columns, unreadable
from truceline.sources.columns import NOWHERE, ColumnMapping
from truceline.sources.feed import Feed, whole
from truceline.sources.json_text import HALF, MAX_BYTES, unpacked
from truceline.sources.mapped import read_through

LON, LAT = "geometry.lon", "geometry.lat"
"""What a mapping calls the two coordinates of a point."""
_WGS84: Final = ("CRS84", "EPSG::4326", "EPSG:4326")
_SPACE: Final = " \t\r\n"
_AGAIN: Final = "export it again, as GeoJSON in WGS84"


def read_geojson(
    feed: Feed, casebook: Casebook, *, mapping: ColumnMapping, zone: str | None = None
) -> FileRead:
    """Return what the points of a FeatureCollection tell, read through `mapping`.

    Parameters
    ----------
    feed : Feed
        UTF-8, plain or gzip. Its text is held, its features are not.
    casebook : Casebook
        Whose actors, acts and reporting day are used.
    mapping : ColumnMapping
        Which property is what.
    zone : str, optional
        IANA zone of times that name none, over the mapping's own.

    Raises
    ------
    BadReport
        If it is no FeatureCollection, is in other coordinates, or no feature has a property of the mapping.
    """
    text = _text(feed)
    columns = [one.column for one in mapping.origins.values() if one.column]
    blank, met = dict.fromkeys(columns, ""), dict.fromkeys((LON, LAT), "")

    def rows() -> Iterator[tuple[int, Cells | BadReport]]:
        for line, feature in _features(feed.file, text):
            try:
                cells = _cells(feature, mapping.layout.decimal)
            except BadReport as error:
                yield line, error
                continue
            met.update(dict.fromkeys(cells, ""))
            yield line, blank | cells

    found = read_through(feed, rows(), casebook, mapping=mapping, zone=zone, reader="geojson")
    if faults := missing_columns(feed.file, 0, dict.fromkeys(columns), list(met)):
        raise BadReport(f"{feed.file} does not have the properties of the mapping", faults)
    if mapping.of("lon") is NOWHERE:
        remedy = f"say `lon: {LON}`, `lat: {LAT}` and a `radius_m` in it"
        unread = Fault(file=feed.file, message="the mapping takes no points", remedy=remedy)
        return replace(found, warnings=(*found.warnings, unread))
    return found


def _text(feed: Feed) -> str:
    data = unpacked(whole(feed, MAX_BYTES, what="file of points"), feed.file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(feed.file, line, "the file is not UTF-8") from None


def _refused(file: str, line: int, message: str, remedy: str = _AGAIN) -> BadReport:
    fault = Fault(file=file, line=line, message=message, remedy=remedy)
    return BadReport(f"{file} cannot be read", [fault])


class _Text:
    """A JSON text, read value by value with the line each begins on."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.at = 0
        self.line, self._counted = 1, 0
        self._decoder = json.JSONDecoder()

    def sign(self) -> str:
        """Return the next sign that is no space, empty at the end."""
        while self.at < len(self.text) and self.text[self.at] in _SPACE:
            self.at += 1
        self.line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self.text[self.at : self.at + 1]

    def take(self, signs: str) -> str:
        """Return the next sign, which must be one of these, and go past it."""
        found = self.sign()
        if not found or found not in signs:
            raise _refused(self.file, self.line, f"the file is no JSON: there should be {' or '.join(signs)}")
        self.at += 1
        return found

    def key(self) -> str:
        key = self.value()
        if not isinstance(key, str):
            raise _refused(self.file, self.line, "the file is no JSON: a key is no text")
        self.take(":")
        return key

    def value(self) -> Any:
        self.sign()
        try:
            found, self.at = self._decoder.raw_decode(self.text, self.at)
        except (ValueError, RecursionError) as error:
            raise self.broken(error) from None
        return found

    def broken(self, error: Exception) -> BadReport:
        line = self.text.count("\n", 0, error.pos) + 1 if isinstance(error, json.JSONDecodeError) else 0
        said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]
        return _refused(self.file, line or self.line, f"the file is no JSON: {said}")


def _features(file: str, text: str) -> Iterator[tuple[int, Any]]:
    """Yield each feature with the line on which it begins."""
    at, has_features, kind = _Text(file, text), False, None
    at.take("{")
    sign = "," if at.sign() != "}" else at.take("}")
    while sign == ",":
        key = at.key()
        if key == "features" and at.sign() == "[" and not has_features:
            has_features = True
            more = at.take("[")
            if at.sign() == "]":
                more = at.take("]")
            while more != "]":
                at.sign()
                line = at.line
                yield line, at.value()
                more = at.take(",]")
        else:
            value = at.value()
            kind = value if key == "type" else kind
            if key == "crs" and value is not None and not json.dumps(value).rstrip('"}').endswith(_WGS84):
                raise _refused(file, at.line, "its coordinates are not in WGS84")
        sign = at.take(",}")
    if kind != "FeatureCollection" or not has_features:
        raise _refused(file, 1, "this is no FeatureCollection of GeoJSON")
    if at.sign():
        raise _refused(file, at.line, "the file is no JSON: something stands behind its end")


def _cells(feature: Any, decimal: str) -> dict[str, str]:
    """Return the properties of a feature as cells, and the coordinates of its point."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise unreadable("this is no feature", 'it needs `"type": "Feature"`')
    about, shape = feature.get("properties") or {}, feature.get("geometry")
    if not isinstance(about, Mapping):
        raise unreadable("the properties are no object", "give each a name and a value")
    lon = lat = ""
    if shape is not None:
        kind = shape.get("type") if isinstance(shape, dict) else None
        if not isinstance(shape, dict) or kind != "Point":
            raise unreadable(f"the geometry is {str(kind)[:40]!r}, no point", "give each a point")
        at = shape.get("coordinates")
        if not isinstance(at, list) or len(at) not in (0, 2, 3) or not all(map(_is_number, at)):
            raise unreadable("the coordinates are no point", "give longitude and latitude, as numbers")
        lon, lat = (_word(one, decimal) for one in at[:2]) if at else ("", "")
    cells = {name: _word(value, decimal) for name, value in about.items()}
    cells |= {LON: lon, LAT: lat}
    if any(HALF.search(one) for one in cells.values()):
        raise unreadable("half of a surrogate pair is no character", _AGAIN)
    return cells


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _word(value: object, decimal: str) -> str:
    """Return a value as a cell of a table would hold it."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value).replace(".", decimal)
    return json.dumps(value, ensure_ascii=False)
