"""Posts and patrols on a map, and the patrol ledger. Told, not determined.

A place that stands in for another is drawn hollow, in the ring that holds the true point: never as a fix.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from truceline import geo
from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.labels import Cited, Column, Labels
from truceline.bulletins.layers import ZoneVariant
from truceline.bulletins.pictures.map import Caption, Map, RoutePath, Sign, View, map_of, view_of
from truceline.clock import Interval
from truceline.model.casebook import Casebook, Line, Place, Post
from truceline.model.hanging import hangings
from truceline.model.ids import ClauseId
from truceline.model.record import Patrol, PatrolAccount
from truceline.model.words import PlaceGrade
from truceline.record import PatrolTold, patrols
from truceline.record.days import touches
from truceline.text.relations import every_choice, line_ambiguities, zones_named
from truceline.text.zones import line_points

FIXES = frozenset({PlaceGrade.SURVEYED, PlaceGrade.SETTLEMENT})
"""What may be drawn as a point; anything else is a hollow sign in a ring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """One observation post. Official number and order of building are two things."""

    name: str
    official_no: str
    sequence_no: str
    held_by: str
    place: str
    grade: str
    during: str
    basis: str
    unverified: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolLine:
    """One source's account of an outing."""

    said: Cited
    outcome: str
    reach: str
    length: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolRow:
    """One outing with both numbers and every account, by the side that speaks."""

    day: str
    crews: tuple[str, ...]
    duty: str
    planned: str
    numbers: tuple[tuple[str, str, bool], ...]
    """Whose, the number or numbers, and whether worked out by others."""
    agree: bool | None
    outcomes: tuple[str, ...]
    """All that is told of how it went."""
    cells: tuple[tuple[PatrolLine, ...], ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """Posts and patrols for the page."""

    map: Map | None
    posts: tuple[PostRow, ...]
    columns: tuple[Column, ...]
    patrols: tuple[PatrolRow, ...]
    n_posts_drawn: int
    n_patrols_drawn: int


def posts_and_patrols(
    labels: Labels, variants: Sequence[ZoneVariant], *, during: Interval | None = None
) -> Posts:
    """Return the posts and the outings of the days read, with a map of both.

    Parameters
    ----------
    labels : Labels
        Of the record to tell of.
    variants : sequence of ZoneVariant
        Every zone under every reading; drawn are those that the patrols' duties name.
    during : Interval, optional
        UTC; only outings on a day that touches it, and posts that may have stood then.
    """
    record, t = labels.record, labels.t
    told = patrols(record, during=during)
    there = tuple(one for one in record.casebook.posts if touches(one.from_, one.until, during))
    places = {str(place.id): place for place in record.casebook.places}
    reaches = _reaches(told, places)
    drawn_posts = [(post, places[post.place]) for post in there if post.place in places]
    zones = _zones_of(record.casebook, {one.patrol.duty for one in told if one.patrol.duty})
    ground = [variant for variant in variants if variant.recipe.id in zones]
    spots = [
        (place.lon, place.lat)
        for place in (*(place for _, place in drawn_posts), *(place for place, _ in reaches))
    ]
    courses = _courses(record.casebook, told)
    picture = None
    view = view_of(ground, [*spots, *(point for _, points in courses for point in points)])
    if view is not None and (drawn_posts or reaches):
        caption = Caption(id="posts-map", title=t("posts.title"), about=t("posts.about"))
        picture = replace(
            map_of(view, ground, record.casebook, caption),
            routes=_routes(view, courses),
            posts=tuple(_post_sign(view, post, place, t) for post, place in drawn_posts),
            reaches=tuple(_reach_sign(view, place, days, t) for place, days in reaches),
        )
    shown = [(p.lon, p.lat) for _, p in drawn_posts if view is not None and view.shows(p.lon, p.lat)]
    return Posts(
        map=picture,
        posts=tuple(_post_row(post, places.get(post.place), labels) for post in there),
        columns=labels.columns,
        patrols=tuple(patrol_row(one, labels) for one in told),
        n_posts_drawn=len(shown),
        n_patrols_drawn=sum(_furthest(one, places) is not None for one in told),
    )


def _zones_of(casebook: Casebook, duties: set[ClauseId]) -> frozenset[str]:
    return frozenset(zone for one in casebook.clauses if one.id in duties for zone in zones_named(one))


def _courses(
    casebook: Casebook, told: Sequence[PatrolTold]
) -> tuple[tuple[Line, tuple[tuple[float, float], ...]], ...]:
    """Return the routes on which an outing was to begin or end, under every reading, each course once."""
    ends = {one.patrol.planned_from for one in told} | {one.patrol.planned_to for one in told}
    found: dict[tuple[str, tuple[tuple[float, float], ...]], Line] = {}
    for line in casebook.lines:
        stops = [line.through, *(value for hanging in hangings(line) for value in hanging.readings.values())]
        if line.kind != "route" or not any(isinstance(one, tuple) and ends & {*one} for one in stops):
            continue
        for readings in every_choice(casebook, line_ambiguities(casebook, line.id)):
            points = tuple((lon, lat) for lon, lat in line_points(casebook, line.id, readings))
            found.setdefault((line.id, points), line)
    return tuple((line, points) for (_, points), line in found.items())


def _routes(
    view: View, courses: Iterable[tuple[Line, tuple[tuple[float, float], ...]]]
) -> tuple[RoutePath, ...]:
    paths: dict[str, list[str]] = {}
    for line, points in courses:
        spots = [f"{x:.1f} {y:.1f}" for x, y in (view.spot(lon, lat) for lon, lat in points)]
        paths.setdefault(words.name(line.names), []).append(f"M{'L'.join(spots)}")
    return tuple(RoutePath(label=label, paths=tuple(found)) for label, found in paths.items())


def _furthest(told: PatrolTold, places: dict[str, Place]) -> Place | None:
    """Return the reach farthest from where the outing was to begin; None where nobody names one."""
    named = [places[one.reach] for one in told.accounts if one.reach is not None and one.reach in places]
    start = places.get(told.patrol.planned_from or "")
    if start is None:
        # Without a start "farther" has no sense: only a reach that all who name one agree on.
        return named[0] if len({place.id for place in named}) == 1 else None
    return max(
        named, key=lambda one: geo.distance_km((start.lon, start.lat), (one.lon, one.lat)), default=None
    )


def _reaches(
    told: Iterable[PatrolTold], places: dict[str, Place]
) -> tuple[tuple[Place, tuple[str, ...]], ...]:
    found: dict[str, list[str]] = {}
    for one in told:
        place = _furthest(one, places)
        if place is not None:
            found.setdefault(place.id, []).append(one.patrol.on)
    return tuple((places[place], tuple(days)) for place, days in found.items())


def _ring(view: View, place: Place) -> str:
    return "" if place.grade in FIXES else f"{max(place.radius_m / view.metres_per_unit, 6):.1f}"


def _post_sign(view: View, post: Post, place: Place, t: Catalogue) -> Sign:
    x, y = view.spot(place.lon, place.lat)
    says = t(
        "posts.numbers",
        name=words.name(post.names),
        official=_number(post.official_no, t),
        sequence=_number(post.sequence_no, t),
    )
    within = t("place.within", distance=words.distance(place.radius_m, t))
    grade = f"{t.semicolon}{t.of('grade', place.grade)}{t.comma}{within}"
    return Sign(x=f"{x:.1f}", y=f"{y:.1f}", ring=_ring(view, place), says=says + grade)


def _reach_sign(view: View, place: Place, days: Sequence[str], t: Catalogue) -> Sign:
    x, y = view.spot(place.lon, place.lat)
    says = t("posts.reach_says", place=words.name(place.names), days=t.comma.join(days))
    return Sign(x=f"{x:.1f}", y=f"{y:.1f}", ring=_ring(view, place), says=says, n=len(days))


def _number(n: int | None, t: Catalogue) -> str:
    return t("time.not_stated") if n is None else str(n)


def _post_row(post: Post, place: Place | None, labels: Labels) -> PostRow:
    t = labels.t
    grade = ""
    if place is not None:
        within = t("place.within", distance=words.distance(place.radius_m, t))
        grade = f"{t.of('grade', place.grade)}{t.comma}{within}"
    return PostRow(
        name=words.name(post.names),
        official_no=_number(post.official_no, t),
        sequence_no=_number(post.sequence_no, t),
        held_by=labels.actor(post.held_by),
        place=words.name(place.names) if place else t("place.not_known"),
        grade=grade,
        during=labels.between(post.from_, post.until),
        basis=post.basis,
        unverified=post.unverified,
        note=post.note,
    )


def patrol_row(told: PatrolTold, labels: Labels) -> PatrolRow:
    """Return an outing in words."""
    patrol = told.patrol
    return PatrolRow(
        day=patrol.on,
        crews=tuple(labels.actor(crew) for crew in patrol.crews),
        duty=patrol.duty or "",
        planned=_planned(patrol, labels),
        numbers=tuple(
            (labels.actor(one.of), labels.t("actor.or").join(map(str, one.numbers)), one.derived)
            for one in told.numbers
        ),
        agree=told.agree,
        outcomes=tuple(labels.t.of("outcome", one) for one in told.outcomes),
        cells=tuple(tuple(_lines(told.accounts, column, labels)) for column in labels.columns),
        note=patrol.note,
    )


def _planned(patrol: Patrol, labels: Labels) -> str:
    ends = [labels.place(one) for one in (patrol.planned_from, patrol.planned_to) if one]
    return " – ".join(ends)


def _lines(accounts: Iterable[PatrolAccount], column: Column, labels: Labels) -> Iterator[PatrolLine]:
    for one in accounts:
        if labels.in_column(labels.side_of(one.by, one.report), column):
            yield patrol_line(one, labels)


def patrol_line(one: PatrolAccount, labels: Labels) -> PatrolLine:
    """Return one source's account of an outing in words."""
    return PatrolLine(
        said=labels.cited(one.by, one.report),
        outcome=labels.t.of("outcome", one.outcome),
        reach=one.reach_words or labels.place(one.reach),
        length="" if one.length_km is None else labels.t("unit.km", n=f"{one.length_km:g}"),
        reason=one.reason,
        note=one.note,
    )
