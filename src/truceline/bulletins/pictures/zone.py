"""How each zone is built, as small pictures beside the steps in words.

For each combination of readings: the line walked, the strip along it, what it is cut by, and the result. All
pictures of a zone show the same ground at the same scale, so that its readings can be told apart by eye. A
boundary's or line's doubt is a stroke as wide as the doubt is on the ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, groupby
from typing import Final, Literal

from truceline import geo
from truceline.bulletins import words
from truceline.bulletins.layers import ZoneVariant
from truceline.bulletins.pictures.map import Label, View, overlap, round_km
from truceline.model.casebook import Casebook, Place
from truceline.model.hanging import Readings, settle
from truceline.model.ids import LonLat, PlaceId, ZoneId
from truceline.model.words import PlaceGrade
from truceline.text.relations import lines_of_recipe, recipe_of, zones_of_recipe
from truceline.text.rules import Rulebook
from truceline.text.zones import Step, line_way, steps, zone_recipe

WIDTH: Final = 300.0
"""Of a picture, in its own units: about as wide as it is shown, so that letters keep their size."""
_TALLEST: Final = 300.0
_MOST_NAMES: Final = 8
_LETTER: Final = 6.4
_TOLERANCE: Final = 0.4
"""How far a drawn boundary may pass from the true one, units of the page."""
DOUBT_SIGMAS: Final = 1.2816
"""A normal error stays below this many standard deviations with probability 0.9, on either hand."""
_BAR_BOX: Final = (0.0, -24.0, 110.0, 0.0)
"""Where the scale bar stands, from the lower left corner: no name lies over it."""

Paint = Literal["line", "line-doubt", "points", "part", "ground", "doubt"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A line that a step walks."""

    parts: tuple[tuple[LonLat, ...], ...]
    """`(lon, lat)` degrees WGS84, in order; more than one part only for a line of contact."""
    sigma_m: float
    """Standard deviation of its error sideways, metres."""
    through: tuple[PlaceId, ...] = ()
    """Places it is drawn through, in order; none where it is drawn by points."""
    is_computed: bool = False
    """Whether it was worked out, so that its points are nobody's choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one picture shows, on the ground: a line walked, or ground taken out of parts."""

    steps: tuple[str, ...]
    """What is done, in words with figures."""
    walked: Walked | None = None
    """The line walked, or along which the ground lies."""
    parts: tuple[geo.Zone, ...] = ()
    """Zones that the ground is made of."""
    ground: geo.Zone | None = None
    """What is taken, with the error of its boundary; None for a step that takes none yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One shape in one picture."""

    shape: str
    """Id of the path."""
    paint: Paint
    """How it is drawn."""
    width: str = ""
    """Of a doubt, in units of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture, with the steps it shows."""

    first: int
    """Number of its first step."""
    steps: tuple[str, ...]
    """In words."""
    strokes: tuple[Stroke, ...]
    """The lowest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A zone under one combination of readings: its pictures in order."""

    readings: tuple[tuple[str, str], ...]
    """Ambiguity and reading; empty where it hangs on none."""
    area_km2: float
    """Geodesic."""
    panels: tuple[Panel, ...]
    """At least one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePictures:
    """The pictures of one zone under every combination of its readings."""

    zone: ZoneId
    """Which."""
    name: str
    """In the casebook's first language."""
    width: str
    """Of every picture."""
    height: str
    """Of every picture."""
    names_id: str
    """Id of the names and the scale bar, which every picture shows."""
    shapes: tuple[tuple[str, str], ...]
    """Id and path of each distinct shape: drawn once, shown where needed."""
    labels: tuple[Label, ...]
    """Places."""
    bar: str
    """Length of the scale bar, units of the page."""
    bar_km: str
    """The same, kilometres."""
    built: tuple[Built, ...]
    """At least one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """The ground that the pictures of a zone show, laid on a page of their size."""

    view: View
    """On a map's page."""

    @property
    def share(self) -> float:
        """Of a map's page."""
        return min(WIDTH / self.view.width, _TALLEST / self.view.height)

    @property
    def width(self) -> float:
        return self.view.width * self.share

    @property
    def height(self) -> float:
        return self.view.height * self.share

    @property
    def metres_per_unit(self) -> float:
        return self.view.metres_per_unit / self.share

    def spot(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = self.view.spot(lon, lat)
        return x * self.share, y * self.share


def zone_pictures(
    variants: Sequence[ZoneVariant], rulebook: Rulebook, *, number: int, at: datetime | None = None
) -> ZonePictures:
    """Return the pictures of how one zone is built under each combination of its readings.

    Parameters
    ----------
    variants : sequence of ZoneVariant
        All of one zone, at least one.
    rulebook : Rulebook
        Of the casebook that the zone is in; names are taken in its first language.
    number : int
        Of the zone on the page: ids begin with it.
    at : datetime, optional
        UTC instant at which a zone that moves is shown; as at the last word on control where none is given.

    Raises
    ------
    BadGeometry
        If a step builds nothing.
    """
    recipe = variants[0].recipe
    told = [scenes(variant, rulebook, at) for variant in variants]
    sheet = _Sheet(view=_view(scene for one in told for scene in one))
    shapes: dict[str, str] = {}
    built = tuple(
        Built(
            readings=tuple((str(a), str(r)) for a, r in variant.readings.items()),
            area_km2=geo.area_km2(rulebook.zone(recipe.id, variant.readings, at)),
            panels=tuple(_panels(one, sheet, shapes, f"z{number}")),
        )
        for variant, one in zip(variants, told, strict=True)
    )
    km = round_km(sheet.width * sheet.metres_per_unit / 1000 / 3.5)
    return ZonePictures(
        zone=recipe.id,
        name=words.name(recipe.names),
        width=f"{sheet.width:.0f}",
        height=f"{sheet.height:.0f}",
        names_id=f"z{number}-names",
        shapes=tuple((id, path) for path, id in shapes.items()),
        labels=_labels(sheet, _places((scene for one in told for scene in one), rulebook.casebook)),
        bar=f"{km * 1000 / sheet.metres_per_unit:.1f}",
        bar_km=f"{km:g}",
        built=built,
    )


# Scenes: what each picture shows


def scenes(variant: ZoneVariant, rulebook: Rulebook, at: datetime | None = None) -> tuple[Scene, ...]:
    """Return what each picture of one variant shows, in the order of its steps; see `zone_pictures`.

    A step that keeps one zone as it is adds its words to the picture of that zone.
    """
    casebook, fronts = rulebook.casebook, rulebook.who_held_what()
    told = steps(casebook, variant.recipe.id, variant.readings, fronts=fronts, at=at)
    found: list[Scene] = []
    for zone, own in groupby(told, key=lambda step: step.zone):
        for scene in _scenes_of(zone, tuple(own), variant.readings, rulebook, at):
            if len(scene.parts) == 1 and found and scene.ground == found[-1].ground:
                found[-1] = replace(found[-1], steps=found[-1].steps + scene.steps)
            else:
                found.append(scene)
    return tuple(found)


def _scenes_of(
    zone: ZoneId, own: tuple[Step, ...], readings: Readings, rulebook: Rulebook, at: datetime | None
) -> Iterator[Scene]:
    """Yield the line walked, where there is one, and the ground with the error that the last step tells."""
    recipe = recipe_of(settle(zone_recipe(rulebook.casebook, zone), readings))
    walked = None
    for along in lines_of_recipe(recipe):
        walked = _walked(along, own[0].sigma_m or 0.0, readings, rulebook, at)
        yield Scene(steps=(words.said(own[0].says),), walked=walked)
        own = own[1:]
    yield Scene(
        steps=tuple(words.said(step.says) for step in own),
        walked=walked,
        parts=tuple(rulebook.zone(part, readings, at) for part in zones_of_recipe(recipe)),
        ground=rulebook.zone(zone, readings, at),
    )


def _walked(name: str, sigma_m: float, readings: Readings, rulebook: Rulebook, at: datetime | None) -> Walked:
    """Return a line as it runs under some readings; a line of contact as it ran then."""
    way = line_way(rulebook.casebook, name, readings, fronts=rulebook.who_held_what(), at=at)
    through = way.line.through if isinstance(way.line.through, tuple) else ()
    is_computed = way.line.contact is not None
    return Walked(parts=way.parts, sigma_m=sigma_m, through=through, is_computed=is_computed)


def _view(all_scenes: Iterable[Scene]) -> View:
    """Return the ground that every scene fits in, doubt and a margin around it."""
    boxes: list[Box] = []
    doubt_m = 0.0
    for scene in all_scenes:
        grounds = [*scene.parts, *([scene.ground] if scene.ground else [])]
        boxes += [geo.bounds(one) for one in grounds]
        if scene.walked:
            lons, lats = zip(*chain.from_iterable(scene.walked.parts), strict=True)
            boxes.append((min(lons), min(lats), max(lons), max(lats)))
        doubt_m = max([doubt_m, *(one.sigma_m * DOUBT_SIGMAS for one in grounds)])
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    pad = max(0.03 * (east - west), 0.03 * (north - south), 0.01) + doubt_m / 100_000
    return View(west=west - pad, south=south - pad, east=east + pad, north=north + pad)


# Pictures


def _panels(told: Iterable[Scene], sheet: _Sheet, shapes: dict[str, str], prefix: str) -> Iterator[Panel]:
    first = 1
    for scene in told:
        strokes = tuple(
            Stroke(shape=shapes.setdefault(path, f"{prefix}-{len(shapes)}"), paint=paint, width=width)
            for paint, path, width in _drawn(scene, sheet)
        )
        yield Panel(first=first, steps=scene.steps, strokes=strokes)
        first += len(scene.steps)


def _drawn(scene: Scene, sheet: _Sheet) -> Iterator[tuple[Paint, str, str]]:
    """Yield how, what and how wide each shape of a scene is drawn, the lowest first."""
    for part in scene.parts:
        yield "part", _rings(part, sheet), ""
    if scene.ground is not None:
        path = _rings(scene.ground, sheet)
        yield "ground", path, ""
        for sigma_m, lines in geo.stretches(scene.ground, tolerance_m=sheet.metres_per_unit * _TOLERANCE):
            if sigma_m > 0:
                stretch = "".join(f"M{'L'.join(_spot(sheet, point) for point in line)}" for line in lines)
                yield "doubt", stretch if scene.ground.parts else path, _doubt_width(sigma_m, sheet)
    if scene.walked is not None:
        parts = [[_spot(sheet, point) for point in part] for part in scene.walked.parts]
        line = "".join(f"M{'L'.join(spots)}" for spots in parts)
        if scene.ground is None and scene.walked.sigma_m > 0:
            yield "line-doubt", line, _doubt_width(scene.walked.sigma_m, sheet)
        yield "line", line, ""
        if scene.ground is None and not scene.walked.is_computed:
            yield "points", "".join(f"M{spot}h0" for spots in parts for spot in spots), ""


def _doubt_width(sigma_m: float, sheet: _Sheet) -> str:
    return f"{2 * DOUBT_SIGMAS * sigma_m / sheet.metres_per_unit:.1f}"


def _rings(zone: geo.Zone, sheet: _Sheet) -> str:
    rings = geo.rings(zone, tolerance_m=sheet.metres_per_unit * _TOLERANCE)
    return "".join(f"M{'L'.join(_spot(sheet, point) for point in ring[:-1])}Z" for ring in rings)


def _spot(sheet: _Sheet, point: LonLat) -> str:
    x, y = sheet.spot(*point)
    return f"{x:.1f} {y:.1f}"


# Names


def _places(told: Iterable[Scene], casebook: Casebook) -> tuple[Place, ...]:
    """Return the places that may be named: those on a line walked first, its ends before all."""
    by_id = {place.id: place for place in casebook.places}
    named: list[PlaceId] = []
    for through in (scene.walked.through for scene in told if scene.walked):
        named += [*through[:1], *through[-1:], *through[len(through) // 2 :: 4]]
    others = (p.id for p in casebook.places if p.grade in (PlaceGrade.SETTLEMENT, PlaceGrade.SURVEYED))
    return tuple(by_id[one] for one in dict.fromkeys([*named, *others]))


def _labels(sheet: _Sheet, places: Iterable[Place]) -> tuple[Label, ...]:
    """Return the first few names that fit; none lies over another, the scale bar or the edge."""
    west, top, east, bottom = _BAR_BOX
    taken: list[Box] = [(west, sheet.height + top, east, sheet.height + bottom)]
    labels: list[Label] = []
    for place in places:
        if len(labels) == _MOST_NAMES:
            break
        x, y = sheet.spot(place.lon, place.lat)
        text = words.name(place.names)
        wide = len(text) * _LETTER + 6
        is_left = x + wide > sheet.width
        box = (x - wide if is_left else x - 3, y - 7, x + 3 if is_left else x + wide, y + 7)
        is_on_page = box[0] >= 0 and box[1] >= 0 and box[2] <= sheet.width and box[3] <= sheet.height
        if not is_on_page or any(overlap(box, other) for other in taken):
            continue
        taken.append(box)
        anchor, dx = ("end", "-5") if is_left else ("start", "5")
        labels.append(Label(x=f"{x:.1f}", y=f"{y:.1f}", text=text, anchor=anchor, dx=dx))
    return tuple(labels)
