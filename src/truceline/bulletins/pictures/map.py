"""Maps as inline pictures: what is drawn and where, ready for a template to write as SVG.

Equirectangular with the cosine of the middle latitude: over a few hundred kilometres a map to look at, not to
measure on. No ground map lies beneath: nothing is fetched, and nothing is drawn that the casebook or the
record does not hold.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from truceline import geo
from truceline.bulletins import words
from truceline.bulletins.headlines import LINES
from truceline.bulletins.layers import ZoneVariant
from truceline.geo.cells import inner_point, outlines
from truceline.model.casebook import Casebook, Place
from truceline.model.words import PlaceGrade
from truceline.record.control import ControlMap, MapPart
from truceline.record.control.timeline import UNKNOWN

WIDTH: Final = 760.0
_TALLEST: Final = 900.0
_MARGIN: Final = 0.06
_KM_PER_DEGREE: Final = 111.2
_MOST_MARKS: Final = 3000
"""Beyond this the marks of neighbours are put together in coarser cells, so that a page stays small."""
_CELL: Final = 3.0
_LETTER: Final = 5.6
_LABEL_HEIGHT: Final = 12.0
_HAZE: Final = 0.06
"""Opacity of one zone's band of doubt: faint, since bands of zones with one boundary lie on each other."""
_N_PATTERNS: Final = 4
"""Patterns that the template has for sides."""

# After Okabe and Ito, and Tol: told apart by colour-blind readers; dashes tell them apart in print.
_STROKES: Final = (
    ("#0072B2", ""),
    ("#CC79A7", "7 3"),
    ("#009E73", "2 3"),
    ("#56B4E9", "9 3 2 3"),
    ("#000000", "4 2"),
    ("#882255", "12 4"),
    ("#999933", ""),
    ("#332288", "3 5"),
    ("#0072B2", "1 4"),
    ("#CC79A7", "14 3 2 3"),
    ("#000000", "1 3"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The stretch of ground a map shows, and how it lies on the page."""

    west: float
    south: float
    east: float
    north: float
    widest: float = WIDTH
    """Of the picture at most, as `tallest`."""
    tallest: float = _TALLEST

    @property
    def stretch(self) -> float:
        """Degrees of longitude as degrees of latitude, at the middle of the map."""
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def scale(self) -> float:
        """Units of the page for one degree of latitude."""
        across = (self.east - self.west) * self.stretch
        return min(self.widest / across, self.tallest / (self.north - self.south))

    @property
    def width(self) -> float:
        """Of the picture."""
        return (self.east - self.west) * self.stretch * self.scale

    @property
    def height(self) -> float:
        """Of the picture."""
        return (self.north - self.south) * self.scale

    @property
    def metres_per_unit(self) -> float:
        """On the ground, for one unit of the page."""
        return _KM_PER_DEGREE * 1000 / self.scale

    def spot(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a point lies on the page; north is up."""
        return (lon - self.west) * self.stretch * self.scale, (self.north - lat) * self.scale

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return which point lies at a spot of the page: longitude and latitude."""
        return self.west + x / (self.stretch * self.scale), self.north - y / self.scale

    def shows(self, lon: float, lat: float) -> bool:
        """Return whether a point lies on the map."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One zone: a path for each of its distinct shapes."""

    label: str
    paths: tuple[str, ...]
    colour: str
    dash: str
    says: tuple[str, ...]
    """For each path, the readings under which it is so; empty where it hangs on none."""
    bands: tuple[tuple[str, str], ...] = ()
    """Path and width on the page of the band in which its boundary may lie; none for an exact boundary."""
    doubt_km: str = ""
    """Half of that width on the ground, `least` or `least – most` over its shapes; empty if all are exact."""

    @property
    def haze(self) -> str:
        """Opacity of each path's band of doubt: all of them together are no darker than one zone alone."""
        return f"{_HAZE / len(self.paths):.3f}"

    @property
    def shade(self) -> str:
        """Opacity of each path's ground: all of them together are no darker than one zone alone."""
        return f"{0.09 / len(self.paths):.3f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentMark:
    """One or several incidents on one line of the headlines, at nearly one spot."""

    x: str
    y: str
    line: str
    n: int
    size: str
    """Scale of the symbol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A place's dot and name."""

    x: str
    y: str
    text: str
    anchor: str
    dx: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A post, or the furthest reach of patrols, on the map."""

    x: str
    y: str
    ring: str
    """Radius on the page of the circle in which the true point lies; empty for a point that is one."""
    says: str
    n: int = 1
    """How many it stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePath:
    """A road: a path for each of its distinct courses."""

    label: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlShape:
    """Ground of one value of control, a line of contact, or the ground in doubt."""

    kind: str
    """`control`, `contact` or `band`."""
    label: str
    """Who holds it; between whom the line runs; empty for the band."""
    path: str
    size: str
    """Square kilometres, or kilometres of a line, on the whole ground and not only on the map."""
    pattern: str = ""
    """For ground held: the number of the side, or the state that is no side's."""
    x: str = ""
    y: str = ""
    """Where its name stands; empty for ground that is no side's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What a picture is called on its page, and to who cannot see it."""

    id: str
    title: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """Everything a template needs to write a picture."""

    id: str
    title: str
    about: str
    width: str
    height: str
    outlines: tuple[Outline, ...]
    marks: tuple[IncidentMark, ...]
    labels: tuple[Label, ...]
    bar: str
    """Length of the scale bar on the page."""
    bar_km: str
    counts: tuple[tuple[str, int], ...] = ()
    """Incidents drawn, by the line on which they stand."""
    n_drawn: int = 0
    n_outside: int = 0
    n_unplaced: int = 0
    routes: tuple[RoutePath, ...] = ()
    posts: tuple[Sign, ...] = ()
    reaches: tuple[Sign, ...] = ()
    held: tuple[ControlShape, ...] = ()
    """Who held what; empty where nothing was read of it."""


def zone_map(variants: Sequence[ZoneVariant], casebook: Casebook, caption: Caption) -> Map | None:
    """Return a map of zones with the places among them; None where there is no zone."""
    view = view_of(variants, ())
    return map_of(view, variants, casebook, caption) if view else None


def incident_map(
    variants: Sequence[ZoneVariant],
    casebook: Casebook,
    incidents: pa.Table,
    line_of: Mapping[str, str],
    caption: Caption,
) -> Map | None:
    """Return a map of zones with their doubt, and incidents by the line on which they stand.

    An incident that accounts put in several places is drawn at each, and counted once.

    Parameters
    ----------
    variants : sequence of ZoneVariant
        Every zone under every reading; equal shapes of a zone are drawn once.
    casebook : Casebook
        For the names of places.
    incidents : pa.Table
        INCIDENTS; those without a place, or off the map, are counted and not drawn.
    line_of : mapping of incident id to one of LINES
        An incident without one is drawn as `none`.
    caption : Caption

    Returns
    -------
    Map or None
        None where there is neither a zone nor an incident with a place.
    """
    spots = {
        incident: dict.fromkeys((place["lon"], place["lat"]) for place in places)
        for incident, places in zip(
            *(incidents[key].to_pylist() for key in ("incident_id", "places")), strict=True
        )
    }
    view = view_of(variants, [spot for places in spots.values() for spot in places])
    if view is None:
        return None
    inside = {
        incident: shown
        for incident, places in spots.items()
        if (shown := [(*spot, line_of.get(incident, "none")) for spot in places if view.shows(*spot)])
    }
    counts = Counter(line_of.get(incident, "none") for incident in inside)
    n_unplaced = sum(not places for places in spots.values())
    return replace(
        map_of(view, variants, casebook, caption, with_doubt=True),
        marks=_marks(view, [one for shown in inside.values() for one in shown]),
        counts=tuple((line, counts[line]) for line in LINES),
        n_drawn=len(inside),
        n_outside=len(spots) - n_unplaced - len(inside),
        n_unplaced=n_unplaced,
    )


def control_picture(
    variants: Sequence[ZoneVariant],
    casebook: Casebook,
    control: ControlMap,
    labels: Mapping[str, str],
    caption: Caption,
) -> Map | None:
    """Return a map of who held what, with the line of contact and the ground in doubt, and nothing else.

    Parameters
    ----------
    variants : sequence of ZoneVariant
        Their ground is shown, so that it lies as on the map of incidents; the zones are not drawn. Without
        any, the ground of the control map.
    casebook : Casebook
        For the names of places.
    control : ControlMap
        Who held what.
    labels : mapping
        What each of its values is called.
    caption : Caption

    Returns
    -------
    Map or None
        None where there is no ground to show.
    """
    view = view_of(variants, _corners(control))
    if view is None:
        return None
    held = _held(view, control, labels)
    return map_of(view, (), casebook, caption, held=held)


def _corners(control: ControlMap) -> list[tuple[float, float]]:
    """Return the outermost points of all ground that somebody is shown as holding."""
    everywhere = (-180.0, -90.0, 180.0, 90.0)
    return [
        spot
        for part in control.parts
        if part.value != UNKNOWN
        for ring in outlines(part.shape, everywhere, tolerance_m=1_000.0)
        for spot in ring
    ]


def map_of(
    view: View,
    variants: Sequence[ZoneVariant],
    casebook: Casebook,
    caption: Caption,
    *,
    with_doubt: bool = False,
    held: tuple[ControlShape, ...] = (),
) -> Map:
    """Return a stretch of ground with zones, who held it, and the names of places; callers add marks."""
    km = round_km(view.width * view.metres_per_unit / 1000 / 5)
    return Map(
        id=caption.id,
        title=caption.title,
        about=caption.about,
        width=f"{view.width:.0f}",
        height=f"{view.height:.0f}",
        outlines=_outlines(view, variants, casebook, with_doubt=with_doubt),
        marks=(),
        labels=labels_on(view, casebook.places, [_name_box(part) for part in held if part.x]),
        bar=f"{km * 1000 / view.metres_per_unit:.1f}",
        bar_km=f"{km:g}",
        held=held,
    )


def view_of(variants: Sequence[ZoneVariant], points: Sequence[tuple[float, float]]) -> View | None:
    """Return the ground to show: the zones, or where there are none the incidents, with a margin."""
    boxes = [geo.bounds(variant.ground) for variant in variants]
    boxes = boxes or [(lon, lat, lon, lat) for lon, lat in points]
    if not boxes:
        return None
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    # A single point still gets some ground around it.
    pad = max((east - west) * _MARGIN, (north - south) * _MARGIN, 0.02)
    return View(west=west - pad, south=south - pad, east=east + pad, north=north + pad)


def _outlines(
    view: View, variants: Sequence[ZoneVariant], casebook: Casebook, *, with_doubt: bool
) -> tuple[Outline, ...]:
    shapes: dict[str, dict[str, list[ZoneVariant]]] = {}
    names = {str(variant.recipe.id): words.name(variant.recipe.names) for variant in variants}
    for variant in variants:
        path = path_on(view, variant.ground)
        shapes.setdefault(str(variant.recipe.id), {}).setdefault(path, []).append(variant)
    order = [str(recipe.id) for recipe in casebook.zones if str(recipe.id) in shapes]
    return tuple(
        Outline(
            label=names[zone],
            paths=tuple(shapes[zone]),
            says=tuple(_says(drawn) for drawn in shapes[zone].values()),
            colour=_STROKES[index % len(_STROKES)][0],
            dash=_STROKES[index % len(_STROKES)][1],
            bands=tuple(_bands(view, shapes[zone])) if with_doubt else (),
            doubt_km=_doubt_km(shapes[zone].values()) if with_doubt else "",
        )
        for index, zone in enumerate(order)
    )


def _says(drawn: Iterable[ZoneVariant]) -> str:
    """Return the readings under which a shape is so."""
    told = (
        ", ".join(f"{ambiguity}: {reading}" for ambiguity, reading in one.readings.items()) for one in drawn
    )
    return "; or ".join(filter(None, told))


def _bands(view: View, shapes: Mapping[str, Sequence[ZoneVariant]]) -> Iterator[tuple[str, str]]:
    """Yield each path with the width of the line that covers `geo.doubt` on the page."""
    for path, drawn in shapes.items():
        ground = max((one.ground for one in drawn), key=lambda zone: zone.sigma_m)
        for sigma_m, lines in geo.stretches(ground, tolerance_m=view.metres_per_unit * 0.4):
            spots = [[f"{x:.1f} {y:.1f}" for x, y in (view.spot(*point) for point in line)] for line in lines]
            stretch = "".join(f"M{'L'.join(line)}" for line in spots) if ground.parts else path
            if sigma_m > 0:
                yield stretch, f"{2 * geo.BAND_SIGMAS * sigma_m / view.metres_per_unit:.1f}"


def _doubt_km(shapes: Iterable[Sequence[ZoneVariant]]) -> str:
    widths = sorted(
        {
            geo.BAND_SIGMAS * leaf.sigma_m / 1000
            for drawn in shapes
            for one in drawn
            for leaf in geo.leaves(one.ground)
        }
        - {0.0}
    )
    told = dict.fromkeys(f"{width:.1f}" for width in widths)
    return " – ".join(dict.fromkeys((next(iter(told)), list(told)[-1]))) if told else ""


def _held(view: View, control: ControlMap, labels: Mapping[str, str]) -> tuple[ControlShape, ...]:
    """Return who held what on the map: ground below, then the ground in doubt, then the line.

    Ground of which nothing is known stays blank.
    """
    values = [one.value for one in control.holdings if one.km2_low is not None]
    patterns = {value: str(number % _N_PATTERNS) for number, value in enumerate(values)}
    order = {"control": 0, "band": 1, "contact": 2}
    drawn = [
        _part(view, part, patterns.get(part.value, part.value), labels)
        for part in sorted(control.parts, key=lambda one: order[one.kind])
        if part.value != UNKNOWN
    ]
    return tuple(one for one in drawn if one.path)


def _part(view: View, part: MapPart, pattern: str, labels: Mapping[str, str]) -> ControlShape:
    box = (view.west, view.south, view.east, view.north)
    is_line = part.kind == "contact"
    pieces = []
    for ring in outlines(part.shape, box, tolerance_m=view.metres_per_unit * 0.4):
        spots = [f"{x:.1f} {y:.1f}" for x, y in (view.spot(lon, lat) for lon, lat in ring)]
        pieces.append(f"M{'L'.join(spots)}" if is_line else f"M{'L'.join(spots[:-1])}Z")
    middle = inner_point(part.shape, box) if pattern.isdigit() else None
    x, y = view.spot(*middle) if middle is not None else (0.0, 0.0)
    return ControlShape(
        kind=part.kind,
        label=" / ".join(labels.get(value, value) for value in part.value.split("|")) if part.value else "",
        path="".join(pieces),
        size=words.number(round(part.size)),
        pattern=pattern if part.kind == "control" else "",
        x=f"{x:.1f}" if middle is not None else "",
        y=f"{y:.1f}" if middle is not None else "",
    )


def path_on(view: View, ground: geo.Zone) -> str:
    """Return the outline of a zone."""
    pieces = []
    for ring in geo.rings(ground, tolerance_m=view.metres_per_unit * 0.4):
        spots = [f"{x:.1f} {y:.1f}" for x, y in (view.spot(lon, lat) for lon, lat in ring[:-1])]
        pieces.append(f"M{'L'.join(spots)}Z")
    return "".join(pieces)


def _marks(view: View, points: Iterable[tuple[float, float, str]]) -> tuple[IncidentMark, ...]:
    """Return the marks, those of the last line first, so that the first lie on top."""
    spots = [(*view.spot(lon, lat), line) for lon, lat, line in points]
    cell = _CELL
    cells = _in_cells(spots, cell)
    while len(cells) > _MOST_MARKS:
        cell *= 1.5
        cells = _in_cells(spots, cell)
    found = sorted(cells.items(), key=lambda item: (-LINES.index(item[0][2]), item[0]))
    return tuple(
        IncidentMark(
            x=f"{(column + 0.5) * cell:.1f}",
            y=f"{(row + 0.5) * cell:.1f}",
            line=line,
            n=n,
            size=f"{min(1 + math.log10(n) / 2.5, 2.2):.2f}",
        )
        for (column, row, line), n in found
    )


def _in_cells(spots: Iterable[tuple[float, float, str]], cell: float) -> Counter[tuple[int, int, str]]:
    return Counter((int(x // cell), int(y // cell), line) for x, y, line in spots)


def _name_box(held: ControlShape) -> tuple[float, float, float, float]:
    """Return the ground on the page that a side's name takes."""
    x, y, half = float(held.x), float(held.y), len(held.label) * _LETTER * 0.7
    return x - half, y - _LABEL_HEIGHT, x + half, y + 5


def labels_on(
    view: View, places: Iterable[Place], beside: Iterable[tuple[float, float, float, float]] = ()
) -> tuple[Label, ...]:
    """Return the names that fit, earlier places first; none lies over another, a side's or off the map."""
    taken = list(beside)
    labels = []
    for place in places:
        if place.grade not in (PlaceGrade.SETTLEMENT, PlaceGrade.SURVEYED) or not view.shows(
            place.lon, place.lat
        ):
            continue
        x, y = view.spot(place.lon, place.lat)
        text = words.name(place.names)
        wide = len(text) * _LETTER + 8
        is_left = x + wide > view.width
        box = (x - wide if is_left else x - 3, y - _LABEL_HEIGHT / 2, x + 3 if is_left else x + wide, y + 7)
        is_on_page = box[0] >= 0 and box[1] >= 0 and box[3] <= view.height
        if not is_on_page or any(overlap(box, other) for other in taken):
            continue
        taken.append(box)
        labels.append(
            Label(
                x=f"{x:.1f}",
                y=f"{y:.1f}",
                text=text,
                anchor="end" if is_left else "start",
                dx="-5" if is_left else "5",
            )
        )
    return tuple(labels)


def overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    """Return whether two boxes (left, top, right, bottom) lie over one another; a common edge is nothing."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def round_km(km: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that is at most `km`."""
    power: float = 10.0 ** math.floor(math.log10(km))
    return next(step * power for step in (5, 2, 1) if step * power <= km * 1.0000001)
