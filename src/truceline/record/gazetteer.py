"""Where a place told by its name may lie: every place that has the name, how likely, and in what radius.

A name is met as it is printed, but for accents, articles and hyphens, in any script. Only where nobody in the
divisions told (a district, a province) has it so, one that is spelt or sounds alike is taken too. Beside all
who have the name stands a place that the gazetteer lacks, against which these are the odds:

| | the name | spelt alike | sounds alike | given by mistake |
| --- | --- | --- | --- | --- |
| in the narrowest division told, of *n* places (at most 200) | 80,000/n | 7,000/n | 12,000/n | 7,000/n |
| no division told, or none that is known here | 20 | 1 | 0.5 | 0.1 |
| in a wider division told only | 0.5 | 0.2 | 0.2 | 0.2 |
| in none of the divisions told | 0.1 | 0.02 | 0.02 | 0 |

One that only sounds like the division itself has at most 15: the town that a division is named after is often
missing. They are ours, after what came true for 13,900 places of Airwars and ACLED whose points are known. A
claim is located where the likeliest places, up to 0.95 together, lie within 10 km: its circle holds them all.
Where that is one place the grade is that place's; where they are several it is `unstated`: somewhere in it,
nobody says where. All else stays unlocated, with its candidates told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from truceline import geo
from truceline.model.spelling import folds, likeness
from truceline.model.stated_place import StatedPlace, stated_place
from truceline.model.words import PlaceGrade

SURE: Final = 0.95
"""So likely the candidates that a circle holds must be together."""
FARTHEST_M: Final = 10_000.0
"""A circle that must be larger to hold them tells nobody where."""
ONE_PLACE_M: Final = 3_000.0
"""Points of one name that lie no farther apart are one place, told twice."""
LIES: Final = ("in", "wide", "untold", "out")
"""Whether a place lies in the narrowest division told, only in a wider one, nobody can say, or in none."""
IN: Final = {"name": 80_000.0, "spelling": 7_000.0, "sound": 12_000.0, "misnomer": 7_000.0}
"""Odds of one in the division told, to be parted among all places that lie in it …"""
MOST_IN: Final = 200.0
"""… and no higher than this."""
MOST_SEAT: Final = 15.0
"""A town that a division is named after is often missing: one that only sounds like it is never sure."""
ODDS: Final = {
    "wide": {"name": 0.5, "spelling": 0.2, "sound": 0.2, "misnomer": 0.2},
    "untold": {"name": 20.0, "spelling": 1.0, "sound": 0.5, "misnomer": 0.1},
    "out": {"name": 0.1, "spelling": 0.02, "sound": 0.02, "misnomer": 0.0},
}
"""Of all others, by where it lies and how it is named."""
WAYS: Final = ("name", "spelling", "sound")
"""How a name may be the same, the surest first; see `folds`."""
_LEAST_ALIKE: Final = 1.6
"""Of names that only sound alike, so alike must be those that are taken; see `likeness`."""
NEAR_M: Final = 5_000.0
"""What is told as near a place lies so far from it, or nearer."""

_KIND: Final = re.compile(
    r"(?<=.)\s+(?:city|town|village|hamlet|settlement|community|camp|suburb|quarter|city centre)$"
    r"|^(?:the\s+)?(?:city|town|village|hamlet)\s+of\s+"
    r"|^(?:مدينة|بلدة|قرية|مخيم|حي)\s+|^(?:город|посёлок|поселок|деревня|село)\s+"
    r"|\s+(?:köyü|kasabası|şehri|beldesi)$",
    re.IGNORECASE,
)
"""Words for what kind of place it is, that are no part of its name."""
_NEAR: Final = re.compile(
    r"^(?:near|close to|outside|by|around|outskirts of|قرب|محيط|возле|около)\s+", re.IGNORECASE
)
_SEVERAL: Final = re.compile(
    r"^(?:several|many|various|multiple|different|unknown|unspecified|undisclosed|between|area|road)\b"
    r"|^(?:بلدات|عدة|مناطق)\b"
    r"|\b(?:governorate|province|district|subdistrict|countryside|area|region|front|axis|road|highway|axes"
    r"|mountains?|border|river|valley|desert)$",
    re.IGNORECASE,
)
"""What is no name of a settlement: ground, or several of them."""
_DIVISION: Final = re.compile(
    r"\b(?:governorate|province|district|sub-?district|markaz|nahiyah?|countryside|muhafazat|il|ilçesi)\b"
    r"|محافظة|ناحية|منطقة|ريف|область|район",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(r"\s*/\s*|\s+(?:or|and/or)\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """A place that has a name and a point."""

    name: str
    """The one shown."""
    names: tuple[str, ...]
    """All that it goes by, in any script."""
    lon: float
    lat: float
    radius_m: float
    """The true point of what is told by the name lies within it with probability 0.95."""
    grade: PlaceGrade
    divisions: tuple[str, ...] = ()
    """Names of what it lies in; none where nobody says."""
    misnomers: tuple[str, ...] = ()
    """Names given by mistake, as by machines."""
    origin: str = ""
    """Who says so: a file, or the casebook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that may be meant."""

    settlement: NamedPlace
    p: float
    """How likely it is the one, beside the others and one that nobody here has."""
    named: str
    """How it is named so: `name`, `sound` or `misnomer`."""
    lies: str
    """Whether it lies in the divisions told: `in`, `untold` or `out`."""
    lon: float
    lat: float
    radius_m: float
    """Of what is told, which may be so far from the settlement."""

    def __str__(self) -> str:
        where = f", {self.settlement.divisions[0]}" if self.settlement.divisions else ""
        return f"{self.settlement.name}{where} at ({self.lon:.4f}, {self.lat:.4f}): {self.p:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where a claim may lie by the names it gives."""

    candidates: tuple[Candidate, ...]
    """The likeliest first."""
    lon: float | None = None
    """The middle of the circle; None where it stays unlocated."""
    lat: float | None = None
    radius_m: float | None = None
    grade: PlaceGrade | None = None
    n_places: int = 0
    """How many places the circle holds."""


class Gazetteer:
    """Places that have names, found by them.

    Parameters
    ----------
    settlements : iterable of NamedPlace
        One without divisions takes those of the nearest that has some, if that is within 5 km.
    """

    def __init__(self, settlements: Iterable[NamedPlace]) -> None:
        self.settlements = tuple(settlements)
        self._divisions = _divisions_of(self.settlements)
        self._n_in = Counter(key for keys in self._divisions for key in keys)
        self._by: dict[str, defaultdict[str, dict[int, None]]] = {
            kind: defaultdict(dict) for kind in (*WAYS, "misnomer")
        }
        for number, one in enumerate(self.settlements):
            for name in one.names:
                for way, key in zip(WAYS, folds(name), strict=True):
                    self._by[way][key][number] = None
            for name in one.misnomers:
                self._by["misnomer"][folds(name)[1]][number] = None
        self._placings: dict[tuple[tuple[str, ...], tuple[str, ...]], Placing] = {}

    def placing(self, names: Sequence[str], divisions: Sequence[str] = ()) -> Placing:
        """Return where the place of these names may lie.

        Parameters
        ----------
        names : sequence of str
            Of one place, as the source gives them.
        divisions : sequence of str
            What the source says that it lies in; one that no place here lies in tells nothing.
        """
        asked = tuple(names), tuple(divisions)
        if asked not in self._placings:
            self._placings[asked] = self._placed(*asked)
        return self._placings[asked]

    def _placed(self, names: tuple[str, ...], divisions: tuple[str, ...]) -> Placing:
        said = [one for name in names for one in _said(name)]
        inside = [*divisions, *(part for one in said for part in one.inside)]
        told = [key for key in map(_division_key, inside) if key in self._n_in]
        weighed: dict[int, tuple[float, _Said, str, str]] = {}
        for named in ("name", "misnomer", "spelling", "sound"):
            if any(lies in ("in", "untold") for *_, lies in weighed.values()):
                break
            for one in said:
                for number in self._named(one.name, named):
                    lies = self._lies(number, told)
                    odds = self._odds(named, lies, told)
                    if named == "sound" and _division_key(one.name) in told:
                        odds = min(odds, MOST_SEAT)
                    if odds > weighed.get(number, (0.0,))[0]:
                        weighed[number] = (odds, one, named, lies)
        places = self._places({number: odds for number, (odds, *_) in weighed.items()})
        total = 1.0 + sum(weighed[first][0] for first in places)
        candidates = sorted(
            (
                self._candidate(first, weighed[first][0] / total, reach_m, *weighed[first][1:])
                for first, reach_m in places.items()
            ),
            key=lambda one: (-one.p, one.settlement.name, one.lon, one.lat),
        )
        return _circle(tuple(candidates))

    def _places(self, odds: Mapping[int, float]) -> dict[int, float]:
        """Return each place by the number of its likeliest point, and how far off its other points lie.

        Of points that are equally likely the first given stands for the place.
        """
        reach_m: dict[int, float] = {}
        for number in sorted(odds, key=lambda one: (-odds[one], one)):
            here = self.settlements[number]
            for first in reach_m:
                there = self.settlements[first]
                away = float(geo.distances_m([here.lon], [here.lat], [there.lon], [there.lat])[0])
                if away <= ONE_PLACE_M:
                    reach_m[first] = max(reach_m[first], away)
                    break
            else:
                reach_m[number] = 0.0
        return reach_m

    def _named(self, name: str, named: str) -> Iterable[int]:
        plain, letters, consonants = folds(name)
        if named == "misnomer":
            return self._by[named].get(letters, ())
        if named != "sound":
            return self._by[named].get(plain if named == "name" else letters, ()) if letters else ()
        return [
            number
            for number in (self._by["sound"].get(consonants, ()) if len(consonants) > 1 else ())
            if max(likeness(name, other) for other in self.settlements[number].names) >= _LEAST_ALIKE
        ]

    def _lies(self, number: int, told: Sequence[str]) -> str:
        """Return whether a place lies in the divisions told, the narrowest of which stand first."""
        known = self._divisions[number]
        if not told or not known:
            return "untold"
        if told[0] in known:
            return "in"
        return "wide" if any(key in known for key in told) else "out"

    def _odds(self, named: str, lies: str, told: Sequence[str]) -> float:
        if lies == "in":
            return min(IN[named] / self._n_in[told[0]], MOST_IN)
        return ODDS[lies][named]

    def _candidate(
        self, number: int, p: float, reach_m: float, said: _Said, named: str, lies: str
    ) -> Candidate:
        one = self.settlements[number]
        lon, lat, radius_m = one.lon, one.lat, max(one.radius_m, reach_m)
        if said.beside is not None:
            if said.beside.bearing_deg is not None:
                lon, lat = geo.moved((lon, lat), said.beside.bearing_deg, said.beside.distance_m)
            radius_m = said.beside.radius_m(radius_m)
        elif said.is_near:
            radius_m += NEAR_M
        return Candidate(settlement=one, p=p, named=named, lies=lies, lon=lon, lat=lat, radius_m=radius_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A name as it is said."""

    name: str
    beside: StatedPlace | None = None
    is_near: bool = False
    inside: tuple[str, ...] = ()
    """What stands behind it: `Hay, Dale` lies in Dale."""


def _said(words: str) -> Iterator[_Said]:
    """Yield the names of a settlement in what a source prints; none where it names other ground."""
    first, *behind = re.split(r"\s*[,،]\s*", words.strip())
    for part in _PARTS.split(first):
        beside = stated_place(part)
        for name in beside.names if beside else (part,):
            bare = _NEAR.sub("", name)
            is_near = bare != name
            plain = _KIND.sub("", bare.partition(" (")[0]).strip(" .,;،")
            if plain and not _SEVERAL.search(plain):
                yield _Said(name=plain, beside=beside, is_near=is_near, inside=tuple(filter(None, behind)))


def _division_key(name: str) -> str:
    return folds(_DIVISION.sub(" ", name))[2]


def _divisions_of(settlements: Sequence[NamedPlace]) -> tuple[frozenset[str], ...]:
    """Return the divisions of each, by their consonants; of one that has none those of its nearest."""
    own = [frozenset(filter(None, map(_division_key, one.divisions))) for one in settlements]
    known = np.flatnonzero([bool(one) for one in own])
    if not len(known):
        return tuple(own)
    lon, lat = (np.array([getattr(one, name) for one in settlements]) for name in ("lon", "lat"))
    for number, keys in enumerate(own):
        if not keys:
            away = geo.distances_m(lon[known], lat[known], lon[number], lat[number])
            nearest = int(np.argmin(away))
            if away[nearest] <= NEAR_M:
                own[number] = own[known[nearest]]
    return tuple(own)


def _circle(candidates: tuple[Candidate, ...]) -> Placing:
    """Return the circle that holds the likeliest candidates, where there is one that tells something."""
    held: list[Candidate] = []
    for one in candidates:
        if sum(each.p for each in held) >= SURE:
            break
        held.append(one)
    unlocated = Placing(candidates=candidates)
    if not held or sum(one.p for one in held) < SURE:
        return unlocated
    if len(held) == 1:
        lon, lat, radius_m = held[0].lon, held[0].lat, held[0].radius_m
        grade = held[0].settlement.grade
        return Placing(candidates=candidates, lon=lon, lat=lat, radius_m=radius_m, grade=grade, n_places=1)
    lons, lats = (np.array([getattr(one, name) for one in held]) for name in ("lon", "lat"))
    lon, lat = float((lons.min() + lons.max()) / 2), float((lats.min() + lats.max()) / 2)
    away = geo.distances_m(lons, lats, lon, lat)
    if float(away.max()) > FARTHEST_M:
        return unlocated
    return Placing(
        candidates=candidates,
        lon=lon,
        lat=lat,
        radius_m=float((away + [one.radius_m for one in held]).max()),
        grade=PlaceGrade.UNSTATED,
        n_places=len(held),
    )
